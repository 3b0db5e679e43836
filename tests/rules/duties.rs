//! Who is who: separation of duties, Plh. and Plt., own requests, several posts in one hand
//! [docs/rules.md §2].

mod papers;

use super::simplest::*;
use crate::office::*;
use loket::domain::act::{ActKind, Command, Seen};
use loket::domain::desk::Desk;
use loket::domain::ids::{FileHash, OfficerId, RecordId, RequestNo};
use loket::domain::kind::Kind;
use loket::domain::office::{Capacity, DutyClass, Position};
use loket::domain::officer::{Hold, Officer};
use loket::domain::policy::AllowedPair;
use loket::domain::record::Record;
use loket::domain::refusal::{Block, Refusal};
use loket::domain::request::Stage;
use loket::domain::rules::{Actor, blocks, may};
use loket::domain::time::Instant;

const KABID_DESK: Stage = Stage::Disposition(Position::Kabid);
pub const SUBKOORD_DESK: Stage = Stage::Disposition(Position::Subkoord);

pub fn officer(office: &Office, id: OfficerId) -> Officer {
    match office.desk.record(RecordId::Officer(id)) {
        Some(Record::Officer(officer)) => officer,
        other => panic!("{other:?}"),
    }
}

pub fn give(office: &mut Office, to: OfficerId, hold: Hold) {
    let revision = officer(office, to).revision;
    let officer = Seen { id: to, revision };
    office.done(ADMIN, Command::Hold { officer, hold });
}

pub fn also(office: &mut Office, to: OfficerId, position: Position, capacity: Capacity) {
    let until = ended(30).filter(|_| capacity == Capacity::Plh);
    let hold = hold(position, capacity);
    give(office, to, Hold { until, ..hold });
}

pub fn release(
    office: &Office,
    id: OfficerId,
    position: Position,
    until: Option<Instant>,
) -> Command {
    let revision = officer(office, id).revision;
    Command::ReleaseHold {
        officer: Seen { id, revision },
        position,
        until,
    }
}

fn allow(one: DutyClass, other: DutyClass) -> Office {
    Office::with(|policy| policy.allowed_pairs.push(AllowedPair { one, other }))
}

pub fn asks(
    office: &Office,
    who: OfficerId,
    act: ActKind,
    no: RequestNo,
) -> Result<Position, Refusal> {
    let request = office.request(no);
    may(
        &office.desk,
        &Actor::officer(who),
        act,
        Some(&request),
        office.at,
    )
    .map(|authority| authority.position)
}

fn separation(officer: OfficerId, did: DutyClass, wants: DutyClass) -> Result<Position, Refusal> {
    Err(Refusal::Separation {
        officer,
        did,
        wants,
    })
}

#[test]
fn who_registered_neither_disposes_nor_verifies() {
    let mut office = Office::new();
    also(&mut office, CLERK, Position::Kadis, Capacity::Plh);
    also(
        &mut office,
        CLERK,
        Position::Verifikator,
        Capacity::Definitive,
    );
    let no = office.issue(1);
    office.pass(CLERK, no);
    let did = DutyClass::Register;
    let refused = separation(CLERK, did, DutyClass::Dispose);
    assert_eq!(asks(&office, CLERK, ActKind::Dispose, no), refused);
    assert_eq!(
        office.refused(CLERK, dispose(vec![office.sheet_of(no)])),
        refused.unwrap_err()
    );
    // Another's letter he may dispose.
    let letter = entry(office.at, vec![name(2, Kind::Issue)]);
    office.done(CLERK_2, Command::Register { letter });
    let other = RequestNo {
        agenda: loket::domain::ids::Agenda {
            year: 2026,
            number: 2,
        },
        line: 1,
    };
    office.pass(CLERK_2, other);
    assert_eq!(
        asks(&office, CLERK, ActKind::Dispose, other),
        Ok(Position::Kadis)
    );
}

#[test]
fn who_registered_does_not_verify_unless_the_policy_allows_the_pair() {
    for (pair, allowed) in [
        (None, false),
        (Some((DutyClass::Register, DutyClass::Verify)), true),
        (Some((DutyClass::Verify, DutyClass::Register)), true),
        (Some((DutyClass::Dispose, DutyClass::Verify)), false),
    ] {
        let mut office = match pair {
            Some((one, other)) => allow(one, other),
            None => Office::new(),
        };
        also(
            &mut office,
            CLERK,
            Position::Verifikator,
            Capacity::Definitive,
        );
        let no = office.issue(1);
        office.bring(no, Stage::Verification);
        for act in [
            ActKind::Claim,
            ActKind::Mark,
            ActKind::Send,
            ActKind::Return,
        ] {
            let asked = asks(&office, CLERK, act, no);
            assert_eq!(asked.is_ok(), allowed, "{pair:?} {act:?} {asked:?}");
        }
    }
}

#[test]
fn the_whole_class_is_one_duty_and_not_each_step() {
    // The Kadis who disposed may, as Plh. of the Subkoordinator, dispose again.
    let mut office = Office::new();
    also(&mut office, KADIS, Position::Subkoord, Capacity::Plh);
    let no = office.issue(1);
    office.bring(no, SUBKOORD_DESK);
    assert_eq!(
        asks(&office, KADIS, ActKind::Dispose, no),
        Ok(Position::Subkoord)
    );
}

#[test]
fn one_person_in_two_classes_needs_the_scan_of_the_sheet_before_sending() {
    let mut office = allow(DutyClass::Register, DutyClass::Verify);
    also(
        &mut office,
        CLERK,
        Position::Verifikator,
        Capacity::Definitive,
    );
    // The letter's own scan was there before anybody signed its sheet: it does not show that.
    let mut paper = entry(office.at, vec![name(1, Kind::Issue)]);
    paper.form.scan = Some(FileHash([8; 32]));
    office.done(CLERK, Command::Register { letter: paper });
    let no: RequestNo = "0001.01/2026".parse().unwrap();
    office.at = office.at.plus_minutes(5);
    office.bring(no, Stage::Verification);
    office.mark_all(CLERK, no);
    assert!(office.request(no).one_person());
    let refusal = office.refused(CLERK, office.send(no));
    assert_eq!(refusal, Refusal::Blocked(vec![Block::OnePersonScan]));
    let mut form = form(office.request(no).received);
    form.scan = Some(FileHash([9; 32]));
    let letter = office.letter(no.agenda);
    office.done(CLERK, Command::EditLetter { letter, form });
    let send = office.send(no);
    office.done(CLERK, send);
}

#[test]
fn a_scan_with_a_disposition_recorded_from_paper_is_the_scan_of_the_sheet() {
    let mut office = allow(DutyClass::Register, DutyClass::Verify);
    also(
        &mut office,
        CLERK,
        Position::Verifikator,
        Capacity::Definitive,
    );
    let agenda = office.register(vec![name(1, Kind::Issue), name(2, Kind::Issue)]);
    let no = agenda.line(2);
    office.pass(CLERK, no);
    let mut scanned = paper(office.at.day(), None);
    scanned.scan = Some(FileHash([9; 32]));
    let sheets = vec![office.sheet_of(no)];
    office.done(CLERK_2, dispose_paper(sheets, scanned));
    // The name goes on alone: the lines written so far, and their scan, go with it.
    let held = loket::domain::act::Exception::Hold {
        note: "menunggu".to_owned(),
    };
    let sheets = vec![office.sheet_of(no)];
    office.done(KABID, dispose_except(&office, sheets, vec![(no, held)]));
    assert_eq!(office.sheet_of(no).id, agenda.sheet(2));
    let command = simplest(&office, ActKind::Release, no);
    office.done(KABID, command);
    office.pass(KABID, no);
    office.pass(SUBKOORD, no);
    office.mark_all(CLERK, no);
    assert_eq!(blocks(&office.desk, &office.request(no), office.at), []);
}

#[test]
fn whoever_sends_counts_among_those_who_acted() {
    // Another marked everything; the registrar only presses send.
    let mut office = allow(DutyClass::Register, DutyClass::Verify);
    also(
        &mut office,
        CLERK,
        Position::Verifikator,
        Capacity::Definitive,
    );
    let no = office.issue(1);
    office.bring(no, Stage::Verification);
    office.mark_all(VERIFIER, no);
    let requests = vec![office.seen(no)];
    office.done(VERIFIER, Command::Release { requests });
    let refusal = office.refused(CLERK, office.send(no));
    assert_eq!(refusal, Refusal::Blocked(vec![Block::OnePersonScan]));
}

#[test]
fn authority_is_one_at_a_time() {
    use Capacity::*;
    // What the Kabid and the Subkoordinator hold of the Kadis's position beside its holder or in a
    // vacancy, and who acts.
    for (vacant, holds, acts) in [
        (false, vec![], KADIS),
        (false, vec![(KABID, Plh)], KABID),
        (true, vec![(KABID, Plt)], KABID),
        (true, vec![(KABID, Plt), (SUBKOORD, Plh)], SUBKOORD),
        (true, vec![(KABID, Plh), (SUBKOORD, Plt)], KABID),
    ] {
        let mut office = Office::new();
        if vacant {
            office.done(ADMIN, release(&office, KADIS, Position::Kadis, None));
        }
        for (who, capacity) in &holds {
            let from = office.at;
            let until = ended(30).filter(|_| *capacity == Plh);
            give(
                &mut office,
                *who,
                Hold {
                    from,
                    until,
                    ..hold(Position::Kadis, *capacity)
                },
            );
        }
        let no = office.issue(1);
        office.pass(CLERK, no);
        for who in [KADIS, KABID, SUBKOORD] {
            let asked = asks(&office, who, ActKind::Dispose, no);
            let position = Position::Kadis;
            match who == acts {
                true => assert_eq!(asked, Ok(position), "{holds:?}"),
                false if who == KADIS && !vacant => {
                    let officer = acts;
                    assert_eq!(
                        asked,
                        Err(Refusal::Acting {
                            position,
                            officer,
                            until: ended(30),
                        }),
                        "{holds:?}"
                    );
                }
                false => assert!(asked.is_err(), "{holds:?} {who:?}"),
            }
        }
        let decision = office.pass(acts, no);
        assert_eq!(decision.position, Some(Position::Kadis));
    }
}

#[test]
fn a_plh_acts_within_his_dates_only() {
    let mut office = Office::new();
    let mut plh = hold(Position::Kadis, Capacity::Plh);
    (plh.from, plh.until) = (began(4), ended(5));
    give(&mut office, SUBKOORD, plh);
    let no = office.issue(1);
    office.pass(CLERK, no);
    for (on, acts) in [(3, KADIS), (4, SUBKOORD), (5, SUBKOORD), (6, KADIS)] {
        office.at = at(on, 9, 0);
        for who in [KADIS, SUBKOORD] {
            let asked = asks(&office, who, ActKind::Dispose, no);
            assert_eq!(
                asked.is_ok(),
                who == acts,
                "{who:?} on the {on}th: {asked:?}"
            );
        }
    }
}

#[test]
fn the_definitive_holder_ends_the_plh_with_one_act_and_then_acts() {
    let mut office = Office::new();
    also(&mut office, SUBKOORD, Position::Kadis, Capacity::Plh);
    let no = office.issue(1);
    office.pass(CLERK, no);
    let end = |office: &Office, position, until| release(office, SUBKOORD, position, until);
    // Not the Kabid, not another's position, not back into what the Plh. had.
    let before = Some(office.at.plus_minutes(-1));
    for (who, position, until, code) in [
        (KABID, Position::Kadis, None, "not-yours"),
        (KADIS, Position::Subkoord, None, "not-yours"),
        (KADIS, Position::Kadis, before, "invalid"),
    ] {
        let command = end(&office, position, until);
        assert_eq!(office.refused(who, command).code(), code);
    }
    let command = end(&office, Position::Kadis, None);
    let decision = office.done(KADIS, command);
    assert_eq!(
        (decision.officer, decision.position),
        (KADIS, Some(Position::Kadis))
    );
    office.pass(KADIS, no);
    assert_eq!(office.request(no).stage, KABID_DESK);
}

#[test]
fn nobody_acts_on_a_request_of_which_he_is_holder() {
    // The Kadis applies himself: his step goes to the stand-in of the policy, the Kabid.
    let mut office = Office::new();
    let no = office.issue(901);
    office.pass(CLERK, no);
    assert_eq!(
        asks(&office, KADIS, ActKind::Dispose, no),
        Err(own(Position::Kadis, &[KABID]))
    );
    assert_eq!(
        asks(&office, SUBKOORD, ActKind::Dispose, no)
            .unwrap_err()
            .code(),
        "not-yours"
    );
    assert_eq!(
        asks(&office, KABID, ActKind::Dispose, no),
        Ok(Position::Kabid)
    );
    // One holder of both: one act, two lines.
    office.pass(KABID, no);
    assert_eq!(office.request(no).stage, SUBKOORD_DESK);
    assert_eq!(office.sheet(office.sheet_of(no).id).lines.len(), 3);
}

#[test]
fn ones_own_request_goes_to_the_plh_before_the_stand_in() {
    let mut office = Office::new();
    also(&mut office, SUBKOORD, Position::Kadis, Capacity::Plh);
    let no = office.issue(901);
    office.pass(CLERK, no);
    assert_eq!(
        asks(&office, SUBKOORD, ActKind::Dispose, no),
        Ok(Position::Kadis)
    );
    assert_eq!(
        asks(&office, KABID, ActKind::Dispose, no)
            .unwrap_err()
            .code(),
        "not-yours"
    );
    assert!(asks(&office, KADIS, ActKind::Dispose, no).is_err());
}

#[test]
fn a_plh_who_applies_himself_gives_way_to_the_stand_in() {
    let mut office = Office::new();
    also(&mut office, SUBKOORD, Position::Kadis, Capacity::Plh);
    let no = office.issue(903);
    office.pass(CLERK, no);
    assert_eq!(
        asks(&office, SUBKOORD, ActKind::Dispose, no),
        Err(own(Position::Kadis, &[KABID]))
    );
    assert_eq!(
        asks(&office, KABID, ActKind::Dispose, no),
        Ok(Position::Kabid)
    );
}

#[test]
fn an_applicant_is_known_by_his_nip_however_it_is_written() {
    for (n, written, own) in [
        (904, nip(904), true),
        (904, "19800101 200501 1 904".to_owned(), true),
        (904, format!("'{}", nip(904)), true),
        (905, nip(905), false),
        (904, String::new(), false),
    ] {
        let mut office = Office::new();
        let mut name = name(n, Kind::Issue);
        name.identity.nip = written.clone();
        let no = office.register(vec![name]).line(1);
        office.bring(no, Stage::Verification);
        let asked = asks(&office, VERIFIER, ActKind::Mark, no);
        assert_eq!(
            asked == Err(crate::office::own(Position::Verifikator, &[VERIFIER_2])),
            own,
            "{written}: {asked:?}"
        );
    }
}

#[test]
fn a_clerk_does_not_register_away_his_own_request_but_another_forwards_it() {
    let mut office = Office::new();
    let letter = entry(office.at, vec![name(906, Kind::Issue)]);
    let decision = office.done(CLERK_2, Command::Register { letter });
    let no = decision.events.iter().find_map(|event| match event.record {
        RecordId::Request(no) => Some(no),
        _ => None,
    });
    let no = no.unwrap();
    assert_eq!(
        asks(&office, CLERK, ActKind::Dispose, no),
        Err(own(Position::Agendaris, &[CLERK_2]))
    );
    assert_eq!(
        asks(&office, CLERK_2, ActKind::Dispose, no),
        Ok(Position::Agendaris)
    );
}

#[test]
fn adjacent_positions_in_one_hand_are_one_act_with_two_lines() {
    let mut office = Office::new();
    also(&mut office, KABID, Position::Subkoord, Capacity::Plh);
    let agenda = office.register(vec![name(1, Kind::Issue), name(2, Kind::Issue)]);
    let no = agenda.line(1);
    office.bring(no, KABID_DESK);
    let acted_at = office.at;
    office.pass(KABID, no);
    let sheet = office.sheet(agenda.sheet(1));
    let lines: Vec<_> = sheet
        .lines
        .iter()
        .map(|line| {
            (
                line.from,
                line.to,
                line.officer,
                line.capacity,
                line.concurrent,
            )
        })
        .collect();
    use Capacity::*;
    use Position::*;
    assert_eq!(
        lines,
        [
            (Agendaris, Kadis, CLERK, Definitive, false),
            (Kadis, Kabid, KADIS, Definitive, false),
            (Kabid, Subkoord, KABID, Definitive, false),
            (Subkoord, Verifikator, KABID, Plh, true),
        ]
    );
    for line in 1..=2 {
        let request = office.request(agenda.line(line));
        assert_eq!(request.stage, Stage::Verification);
        let acts: Vec<_> = request
            .steps
            .iter()
            .filter_map(|step| step.acted.clone())
            .collect();
        assert_eq!(acts.len(), 4);
        assert!(acts[3].concurrent && acts[3].at == acted_at && acts[3].shared == 2);
    }
}

#[test]
fn one_hand_does_not_reach_over_a_position_of_anothers() {
    let mut office = Office::new();
    also(&mut office, KADIS, Position::Subkoord, Capacity::Plh);
    let no = office.issue(1);
    office.pass(CLERK, no);
    office.pass(KADIS, no);
    assert_eq!(office.request(no).stage, KABID_DESK);
}

#[test]
fn a_training_account_acts_as_whoever_of_its_cast_has_the_turn() {
    let mut office = Office::new();
    let no = office.issue(1);
    office.pass(CLERK, no);
    let actor = Actor {
        officer: ADMIN,
        cast: (1..=9).map(OfficerId).collect(),
    };
    for (who, position) in [
        (KADIS, Position::Kadis),
        (KABID, Position::Kabid),
        (SUBKOORD, Position::Subkoord),
    ] {
        let command = dispose(vec![office.sheet_of(no)]);
        let decision = office.desk.act(&actor, &command, office.at).unwrap();
        assert_eq!((decision.officer, decision.position), (who, Some(position)));
    }
    // What one of the cast claimed is worked on in his name.
    let requests = vec![office.seen(no)];
    office.done(VERIFIER_2, Command::Claim { requests });
    let looked = office.look_by(&actor, no);
    assert!(!looked.is_empty() && looked.iter().all(|by| *by == VERIFIER_2));
    let command = office.mark_all_command(no);
    let decision = office.desk.act(&actor, &command, office.at).unwrap();
    assert_eq!(decision.officer, VERIFIER_2);
    // And what one of the cast did, the account takes back in his name.
    let record = RecordId::Request(no);
    let revision = office.request(no).revision;
    let undo = Command::Undo { record, revision };
    let decision = office.desk.act(&actor, &undo, office.at).unwrap();
    assert_eq!(decision.officer, VERIFIER_2);
}

#[test]
fn an_edit_at_verification_is_the_verifiers_own_work_where_he_is_also_clerk() {
    let mut office = Office::new();
    also(
        &mut office,
        VERIFIER,
        Position::Agendaris,
        Capacity::Definitive,
    );
    let no = office.issue(1);
    office.bring(no, Stage::Verification);
    let command = simplest(&office, ActKind::AddDocument, no);
    let decision = office.done(VERIFIER, command);
    assert_eq!(decision.position, Some(Position::Verifikator));
    office.mark_all(VERIFIER, no);
}

#[test]
fn the_auditor_changes_nothing_not_even_by_a_note() {
    let mut office = Office::new();
    let no = office.issue(1);
    for record in [
        RecordId::Request(no),
        RecordId::Letter(no.agenda),
        RecordId::Desk,
    ] {
        let text = "catatan".to_owned();
        let note = Command::Note { record, text };
        assert_eq!(office.refused(AUDITOR, note.clone()).code(), "not-yours");
        office.done(KABID, note);
    }
    office.done(AUDITOR, Command::LookAtNik { request: no });
}
