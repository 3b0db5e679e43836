//! Officers, accounts, positions and the policy [docs/rules.md §1].

use crate::office::*;
use loket::domain::act::{Command, Seen};
use loket::domain::desk::Desk;
use loket::domain::ids::{OfficerId, RecordId};
use loket::domain::office::{Capacity, DutyClass, Position};
use loket::domain::officer::{Account, Hold, Officer};
use loket::domain::policy::AllowedPair;
use loket::domain::record::Record;
use loket::domain::refusal::Refusal;

fn officer(office: &Office, id: OfficerId) -> Officer {
    match office.desk.record(RecordId::Officer(id)) {
        Some(Record::Officer(officer)) => officer,
        other => panic!("{other:?}"),
    }
}

fn seen(office: &Office, id: OfficerId) -> Seen<OfficerId> {
    let revision = officer(office, id).revision;
    Seen { id, revision }
}

fn account(uid: u32) -> Option<Account> {
    let name = format!("akun{uid}");
    Some(Account { uid, name })
}

fn newcomer(uid: u32) -> Command {
    Command::AddOfficer {
        name: "Petugas Baru".to_owned(),
        nip: nip(77),
        nik: String::new(),
        email: String::new(),
        account: account(uid),
        holds: vec![hold(Position::Verifikator, Capacity::Definitive)],
    }
}

#[test]
fn one_account_is_one_officer() {
    let mut office = Office::new();
    // Uid 1001 is the Kadis's; 65534 is the overflow uid: many people, so nobody.
    for (uid, code) in [
        (1001, Some("account-bound")),
        (65_534, Some("invalid")),
        (u32::MAX, Some("invalid")),
        (2000, None),
    ] {
        let added = office.judge(ADMIN, &newcomer(uid));
        assert_eq!(added.err().map(|refusal| refusal.code()), code, "uid {uid}");
        let officer = seen(&office, KABID);
        let account = account(uid);
        let bound = office.judge(ADMIN, &Command::BindAccount { officer, account });
        assert_eq!(bound.err().map(|refusal| refusal.code()), code, "uid {uid}");
    }
    // His own account again is his; freed, it is anyone's.
    let officer = seen(&office, KADIS);
    office.done(
        ADMIN,
        Command::BindAccount {
            officer,
            account: account(1001),
        },
    );
    let officer = seen(&office, KADIS);
    office.done(
        ADMIN,
        Command::BindAccount {
            officer,
            account: None,
        },
    );
    let officer = seen(&office, KABID);
    office.done(
        ADMIN,
        Command::BindAccount {
            officer,
            account: account(1001),
        },
    );
}

#[test]
fn a_new_officer_has_a_name_and_no_half_nip() {
    let mut office = Office::new();
    for (name, number, code) in [
        (" ", nip(77), Some("missing")),
        ("Budi", "1980".to_owned(), Some("invalid")),
        ("Budi", "19800101 200501 1 077".to_owned(), None),
        ("Budi", nip(901), Some("officer-known")),
        ("Budi", String::new(), None),
        ("Budi", nip(77), None),
    ] {
        let command = Command::AddOfficer {
            name: name.to_owned(),
            nip: number.clone(),
            nik: String::new(),
            email: String::new(),
            account: None,
            holds: Vec::new(),
        };
        let judged = office.judge(ADMIN, &command);
        assert_eq!(
            judged.err().map(|refusal| refusal.code()),
            code,
            "{name} {number}"
        );
    }
    let decision = office.done(ADMIN, newcomer(2000));
    let added = RecordId::Officer(OfficerId(10));
    assert!(decision.events.iter().any(|event| event.record == added));
    let no = office.issue(1);
    office.bring(no, loket::domain::request::Stage::Verification);
    office.mark_all(OfficerId(10), no);
}

#[test]
fn the_admin_never_sets_positions_of_his_own() {
    let office = Office::new();
    for position in Position::ALL {
        let officer = seen(&office, ADMIN);
        let hold = hold(position, Capacity::Definitive);
        let refusal = office.refused(ADMIN, Command::Hold { officer, hold });
        assert_eq!(refusal, Refusal::OwnPositions, "{position:?}");
    }
    let command = Command::ReleaseHold {
        officer: seen(&office, ADMIN),
        position: Position::Admin,
        until: ended(30),
    };
    assert_eq!(office.refused(ADMIN, command), Refusal::OwnPositions);
}

#[test]
fn positions_begin_and_end_by_their_dates() {
    let mut office = Office::new();
    let backwards = Hold {
        from: began(5),
        until: Some(began(5)),
        ..hold(Position::Kadis, Capacity::Plh)
    };
    let officer = seen(&office, KABID);
    let refusal = office.refused(
        ADMIN,
        Command::Hold {
            officer,
            hold: backwards,
        },
    );
    assert_eq!(refusal.code(), "invalid");
    let command = Command::ReleaseHold {
        officer: seen(&office, VERIFIER_2),
        position: Position::Verifikator,
        until: ended(4),
    };
    office.done(ADMIN, command);
    let no = office.issue(1);
    office.bring(no, loket::domain::request::Stage::Verification);
    office.at = at(4, 9, 0);
    office.look_at_all(VERIFIER_2, no);
    assert!(
        office
            .judge(VERIFIER_2, &office.mark_all_command(no))
            .is_ok()
    );
    office.at = at(5, 9, 0);
    assert_eq!(
        office
            .refused(VERIFIER_2, office.mark_all_command(no))
            .code(),
        "not-yours"
    );
}

#[test]
fn who_acts_for_another_has_a_basis_and_the_plh_an_end() {
    let mut office = Office::new();
    office.done(
        ADMIN,
        super::duties::release(&office, KADIS, Position::Kadis, None),
    );
    for (capacity, basis, until, code) in [
        (Capacity::Definitive, "", None, None),
        (Capacity::Definitive, "-", None, Some("no-basis")),
        (Capacity::Plh, "SPT 1", ended(9), None),
        (Capacity::Plh, " ", ended(9), Some("missing")),
        (Capacity::Plh, "-", ended(9), Some("no-basis")),
        (Capacity::Plh, " . ", ended(9), Some("no-basis")),
        (Capacity::Plh, "?", ended(9), Some("no-basis")),
        (Capacity::Plh, "Tidak ada", ended(9), Some("no-basis")),
        (Capacity::Plh, "SPT 1", None, Some("missing")),
        (Capacity::Plt, "SK 2", None, None),
        (Capacity::Plt, "", None, Some("missing")),
    ] {
        let hold = Hold {
            from: office.at,
            until,
            basis: basis.to_owned(),
            ..hold(Position::Kadis, capacity)
        };
        let officer = seen(&office, SUBKOORD);
        let judged = office.judge(ADMIN, &Command::Hold { officer, hold });
        let told = judged.err().map(|refusal| refusal.code());
        assert_eq!(told, code, "{capacity:?} {basis:?} {until:?}");
    }
}

#[test]
fn a_release_ends_what_goes_on_and_nothing_that_is_over_or_begins_later() {
    let mut office = Office::new();
    for (from, until) in [(3, 4), (9, 12), (20, 25)] {
        let hold = Hold {
            from: began(from),
            until: ended(until),
            ..hold(Position::Kadis, Capacity::Plh)
        };
        let officer = seen(&office, SUBKOORD);
        office.done(ADMIN, Command::Hold { officer, hold });
    }
    let plh = |office: &Office| -> Vec<_> {
        let officers = office.desk.officers();
        let officer = officers.iter().find(|officer| officer.id == SUBKOORD);
        let holds = officer.unwrap().holds.iter();
        let plh = holds.filter(|hold| hold.capacity == Capacity::Plh);
        plh.map(|hold| hold.until.unwrap()).collect()
    };
    // The Kadis is back on the very day on which the Plh. begins, and acts.
    office.at = at(9, 9, 0);
    let release =
        |office: &Office, until| super::duties::release(office, SUBKOORD, Position::Kadis, until);
    let no = office.issue(1);
    office.pass(CLERK, no);
    let dispose_it = |office: &Office| dispose(vec![office.sheet_of(no)]);
    assert_eq!(office.refused(KADIS, dispose_it(&office)).code(), "acting");
    let now = office.at;
    let command = release(&office, None);
    office.done(KADIS, command);
    let until = |on| ended(on).unwrap();
    assert_eq!(plh(&office), [until(4), now, until(25)]);
    office.pass(KADIS, no);
    // Nothing goes on now that could end.
    let refusal = office.refused(ADMIN, release(&office, ended(9)));
    assert_eq!(refusal.code(), "no-term");
    let [id, en] = told(&office, &refusal);
    assert!(id.contains("tidak memegang Kepala Dinas"), "{id}");
    assert!(en.contains("does not hold Head of Agency"), "{en}");
}

#[test]
fn acts_on_officers_name_the_revision_they_saw() {
    let mut office = Office::new();
    let officer = seen(&office, KABID);
    let bind = Command::BindAccount {
        officer,
        account: None,
    };
    office.done(ADMIN, bind.clone());
    assert_eq!(office.refused(ADMIN, bind).code(), "moved-on");
}

#[test]
fn a_request_keeps_the_policy_it_started_with() {
    let mut office = Office::new();
    let before = office.issue(1);
    let mut policy = (*office.desk.policy().1).clone();
    let (one, other) = (DutyClass::Register, DutyClass::Verify);
    policy.allowed_pairs.push(AllowedPair { one, other });
    let command = Command::AdoptPolicy {
        seen: 1,
        policy: Box::new(policy),
        digest: [2; 32],
    };
    assert_eq!(office.refused(KADIS, command.clone()).code(), "not-yours");
    office.done(ADMIN, command.clone());
    // Who did not see that policy learns who was quicker, and what.
    match office.refused(ADMIN, command) {
        Refusal::MovedOn {
            record, by, what, ..
        } => {
            assert_eq!((record, by), (RecordId::Policy(2), ADMIN));
            assert_eq!(what, "policy-adopted");
        }
        other => panic!("{other:?}"),
    }
    let after = office.issue(2);
    assert_eq!(
        (office.request(before).policy, office.request(after).policy),
        (1, 2)
    );
    let officer = seen(&office, CLERK);
    let hold = hold(Position::Verifikator, Capacity::Definitive);
    office.done(ADMIN, Command::Hold { officer, hold });
    for (no, allowed) in [(before, false), (after, true)] {
        office.bring(no, loket::domain::request::Stage::Verification);
        office.look_at_all(CLERK, no);
        let judged = office.judge(CLERK, &office.mark_all_command(no));
        assert_eq!(judged.is_ok(), allowed, "{no}");
    }
}

#[test]
fn a_step_that_is_the_policys_is_the_road() {
    // An office without a Kabid: the Kadis disposes to the Subkoordinator.
    let mut office = Office::with(|policy| {
        let issue = policy
            .kinds
            .get_mut(&loket::domain::kind::Kind::Issue)
            .unwrap();
        issue.steps.retain(|step| step.position != Position::Kabid);
    });
    let no = office.issue(1);
    office.pass(CLERK, no);
    office.pass(KADIS, no);
    let stage = office.request(no).stage;
    assert_eq!(
        stage,
        loket::domain::request::Stage::Disposition(Position::Subkoord)
    );
    let command = super::simplest::simplest(&office, loket::domain::act::ActKind::StepBack, no);
    office.done(SUBKOORD, command);
    let stage = office.request(no).stage;
    assert_eq!(
        stage,
        loket::domain::request::Stage::Disposition(Position::Kadis)
    );
}
