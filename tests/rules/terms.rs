//! Terms of office: one authority at a time, from a moment until a moment, and every act in a term
//! of its author [docs/rules.md §1].

use super::duties::{asks, officer, release};
use crate::office::*;
use loket::domain::act::{ActKind, Command, Seen};
use loket::domain::desk::Desk;
use loket::domain::event::{Happening, SheetEvent};
use loket::domain::ids::OfficerId;
use loket::domain::office::{Capacity, Position};
use loket::domain::officer::Hold;
use loket::domain::refusal::Refusal;
use loket::domain::terms::{OfficialAct, clash};
use loket::domain::time::Instant;
use proptest::prelude::*;

const OFFICIALS: [Position; 3] = [Position::Kadis, Position::Kabid, Position::Subkoord];

fn term(
    office: &Office,
    who: OfficerId,
    capacity: Capacity,
    from: Instant,
    until: Option<Instant>,
) -> Command {
    let hold = Hold {
        from,
        until,
        ..hold(Position::Kadis, capacity)
    };
    give(office, who, hold)
}

fn give(office: &Office, who: OfficerId, hold: Hold) -> Command {
    let revision = officer(office, who).revision;
    let officer = Seen { id: who, revision };
    Command::Hold { officer, hold }
}

/// The code of a refusal whose sentences say these words.
fn says(office: &Office, refusal: &Refusal, id: &[&str], en: &[&str]) -> &'static str {
    let [in_id, in_en] = told(office, refusal);
    assert!(id.iter().all(|part| in_id.contains(part)), "{in_id}");
    assert!(en.iter().all(|part| in_en.contains(part)), "{in_en}");
    refusal.code()
}

#[test]
fn two_authorities_never_stand_beside_each_other() {
    use Capacity::*;
    let mut office = Office::new();
    let now = office.at;
    let refusal = office.refused(ADMIN, term(&office, KABID, Definitive, now, None));
    let code = says(
        &office,
        &refusal,
        &["Petugas 1", "sejak", "2020"],
        &["Petugas 1", "since", "2020"],
    );
    assert_eq!(code, "two-definitive");
    let refusal = office.refused(ADMIN, term(&office, KABID, Plt, now, None));
    let code = says(
        &office,
        &refusal,
        &["lowong", "Petugas 1"],
        &["vacancy", "Petugas 1"],
    );
    assert_eq!(code, "plt-beside-holder");
    let plh = term(&office, KABID, Plh, now, ended(9));
    office.done(ADMIN, plh);
    let refusal = office.refused(ADMIN, term(&office, SUBKOORD, Plh, began(9), ended(12)));
    let code = says(
        &office,
        &refusal,
        &["Petugas 2", "9 "],
        &["Petugas 2", "9 "],
    );
    assert_eq!(code, "two-plh");
    // One after the other is no clash.
    let next = term(&office, SUBKOORD, Plh, began(10), ended(12));
    office.done(ADMIN, next);
    // Nor is a Plt. once the position is vacant; a second one, or a holder beside him, is.
    office.at = at(13, 9, 0);
    let vacate = release(&office, KADIS, Position::Kadis, None);
    office.done(ADMIN, vacate);
    let now = office.at;
    let plt = term(&office, KABID, Plt, now, None);
    office.done(ADMIN, plt);
    let refusal = office.refused(ADMIN, term(&office, SUBKOORD, Plt, now, None));
    let code = says(&office, &refusal, &["sudah Plt."], &["is Plt."]);
    assert_eq!(code, "two-plt");
    let refusal = office.refused(ADMIN, term(&office, KADIS, Definitive, now, None));
    assert_eq!(refusal.code(), "plt-beside-holder");
    // Verifiers may be many.
    let more = give(&office, KABID, hold(Position::Verifikator, Definitive));
    office.done(ADMIN, more);
}

#[test]
fn a_new_officer_brings_no_second_authority() {
    let office = Office::new();
    let now = office.at;
    let add = |holds: Vec<Hold>| Command::AddOfficer {
        name: "Petugas Baru".to_owned(),
        nip: String::new(),
        nik: String::new(),
        email: String::new(),
        account: None,
        holds,
    };
    let kadis = Hold {
        from: now,
        ..hold(Position::Kadis, Capacity::Definitive)
    };
    assert_eq!(
        office.refused(ADMIN, add(vec![kadis])).code(),
        "two-definitive"
    );
    let plh = Hold {
        from: now,
        until: ended(9),
        ..hold(Position::Kadis, Capacity::Plh)
    };
    assert_eq!(
        office
            .refused(ADMIN, add(vec![plh.clone(), plh.clone()]))
            .code(),
        "invalid"
    );
    assert!(office.judge(ADMIN, &add(vec![plh])).is_ok());
}

#[test]
fn a_term_goes_back_only_over_a_time_in_which_nobody_acted() {
    let mut office = Office::new();
    let no = office.issue(1);
    office.pass(CLERK, no);
    office.pass(KADIS, no);
    office.at = at(6, 9, 0);
    let over = term(&office, SUBKOORD, Capacity::Plh, began(1), ended(4));
    let refusal = office.refused(ADMIN, over);
    let code = says(
        &office,
        &refusal,
        &["Petugas 1", "Kepala Dinas", "2 Nov 2026"],
        &["Petugas 1", "2 Nov 2026"],
    );
    assert_eq!(code, "over-acts");
    // The day after, nobody acted: so a Plh.'s paper is recorded.
    let after = term(&office, SUBKOORD, Capacity::Plh, began(3), ended(4));
    office.done(ADMIN, after);
    let holds = officer(&office, SUBKOORD).holds;
    assert!(holds.iter().any(Hold::is_backdated));
    // Without a basis a term does not begin on an earlier day.
    let bare = Hold {
        from: began(5),
        basis: String::new(),
        ..hold(Position::Verifikator, Capacity::Definitive)
    };
    let refusal = office.refused(ADMIN, give(&office, KABID, bare));
    let code = says(&office, &refusal, &["memerlukan dasar"], &["needs a basis"]);
    assert_eq!(code, "past-without-basis");
}

#[test]
fn a_basis_is_the_number_of_a_document() {
    let office = Office::new();
    let filler = Hold {
        from: office.at,
        until: ended(9),
        basis: "tidak ada".to_owned(),
        ..hold(Position::Kadis, Capacity::Plh)
    };
    let refusal = office.refused(ADMIN, give(&office, KABID, filler));
    let code = says(
        &office,
        &refusal,
        &["bukan nomor dokumen", "tidak ada"],
        &["not the number of a document"],
    );
    assert_eq!(code, "no-basis");
}

#[test]
fn a_term_does_not_end_before_the_last_act_in_it() {
    let mut office = Office::new();
    let plh = term(&office, SUBKOORD, Capacity::Plh, office.at, ended(9));
    office.done(ADMIN, plh);
    let no = office.issue(1);
    office.pass(CLERK, no);
    office.pass(SUBKOORD, no);
    let acted = office.at;
    office.at = at(3, 9, 0);
    let early = release(&office, SUBKOORD, Position::Kadis, Some(began(2)));
    let refusal = office.refused(ADMIN, early);
    let code = says(
        &office,
        &refusal,
        &["Petugas 3", "2 Nov 2026"],
        &["Petugas 3", "2 Nov 2026"],
    );
    assert_eq!(code, "acts-after");
    // After it, even in the past; the holder who is back ends it now.
    assert!(
        office
            .judge(
                ADMIN,
                &release(&office, SUBKOORD, Position::Kadis, Some(acted))
            )
            .is_ok()
    );
    let now = release(&office, SUBKOORD, Position::Kadis, None);
    office.done(KADIS, now);
    let no = office.issue(2);
    office.pass(CLERK, no);
    assert!(asks(&office, KADIS, ActKind::Dispose, no).is_ok());
    let refusal = office.refused(ADMIN, release(&office, SUBKOORD, Position::Kadis, None));
    assert_eq!(refusal.code(), "no-term");
}

/// What is tried: by whom a term is given, for which position, in which capacity, from when, until
/// when; or ended; or a letter is passed on.
type Try = (u8, u8, u8, u8, i16, u16);

fn trial(office: &mut Office, (what, who, position, capacity, from, long): Try) {
    let who = OfficerId(1 + u32::from(who % 5));
    let position = OFFICIALS[usize::from(position) % 3];
    let capacity = Capacity::ALL[usize::from(capacity) % 3];
    let from = office.at.plus_minutes(i64::from(from) / 4);
    let until = from.plus_minutes(i64::from(long) / 4);
    let command = match what % 6 {
        0 | 1 => {
            let until = (capacity != Capacity::Definitive || long % 2 == 0).then_some(until);
            let hold = Hold {
                from,
                until,
                ..hold(position, capacity)
            };
            give(office, who, hold)
        }
        2 => release(office, who, position, (long % 3 > 0).then_some(from)),
        _ => {
            let no = office.issue(u32::from(long) % 500);
            for by in [
                CLERK, KADIS, KABID, SUBKOORD, VERIFIER, VERIFIER_2, KABID, SUBKOORD,
            ] {
                let command = dispose(vec![office.sheet_of(no)]);
                let _tried = office.act(by, command);
                office.at = office.at.plus_minutes(1);
            }
            return;
        }
    };
    let _tried = office.act(ADMIN, command);
}

/// Every act for an official's position lies in a term of its author.
fn check_deeds(office: &Office) {
    let officers = office.desk.officers();
    let founded = office.desk.log().first().map(|(_, stamp)| stamp.at);
    let acts = office.desk.acts_since(founded.unwrap_or_default());
    for act in acts.iter().filter(|act| act.position.disposes()) {
        let author = officers.iter().find(|one| one.id == act.officer).unwrap();
        let within = author
            .holds
            .iter()
            .any(|hold| hold.runs(act.position, act.at));
        assert!(within, "{act:?} in none of {:?}", author.holds);
    }
}

/// No two terms clash, and at each beginning and end one officer at most may act, said without the
/// rule function: the Plh., else the Plt., else the holder.
fn check_terms(office: &Office) {
    let officers = office.desk.officers();
    let holds: Vec<_> = officers
        .iter()
        .flat_map(|one| one.holds.iter().map(|hold| (one.id, hold)))
        .collect();
    for (at, (_, one)) in holds.iter().enumerate() {
        for (_, other) in &holds[at + 1..] {
            assert_eq!(clash(one, other), None, "{one:?}\n{other:?}");
        }
    }
    let moments = holds
        .iter()
        .flat_map(|(_, hold)| [Some(hold.from), hold.until]);
    for (moment, position) in moments
        .flatten()
        .flat_map(|at| OFFICIALS.map(|of| (at, of)))
    {
        for capacity in Capacity::ALL {
            let running = |(_, hold): &&(OfficerId, &Hold)| {
                hold.capacity == capacity && hold.runs(position, moment)
            };
            let count = holds.iter().filter(running).count();
            assert!(
                count <= 1,
                "{count} {capacity:?} of {position:?} at {moment:?}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn whatever_is_tried_one_authority_acts_and_every_act_lies_in_a_term(
        tries in prop::collection::vec(any::<Try>(), 1..40),
    ) {
        let mut office = Office::new();
        for one in tries {
            office.at = office.at.plus_minutes(i64::from(one.5 % 700));
            trial(&mut office, one);
            check_terms(&office);
        }
        check_deeds(&office);
    }
}

/// What the property above reads, on one act.
#[test]
fn an_official_act_tells_its_author() {
    let mut office = Office::new();
    let no = office.issue(1);
    office.pass(CLERK, no);
    let decision = office.pass(KADIS, no);
    let told = decision.events.iter().any(|event| {
        matches!(&event.what, Happening::Sheet(SheetEvent::Disposed { line, .. })
            if (line.officer, line.from) == (KADIS, Position::Kadis))
    });
    assert!(told);
    let acts: Vec<OfficialAct> = office.desk.acts_since(began(1));
    assert!(acts.iter().any(|act| act.position == Position::Kadis));
    check_deeds(&office);
}
