//! Papers of verifiers, the agencies assigned to them, and what of the office ends
//! [docs/rules.md §1].

use super::duties::{SUBKOORD_DESK, also, give, officer};
use crate::office::*;
use loket::domain::act::{Command, Seen};
use loket::domain::credential::{Credential, CredentialKind};
use loket::domain::desk::Desk;
use loket::domain::due::{DueKind, of_office};
use loket::domain::ids::{OfficerId, RequestNo};
use loket::domain::kind::Kind;
use loket::domain::office::{Capacity, Position};
use loket::domain::officer::uncovered;
use loket::domain::policy::Agreement;
use loket::domain::refusal::Refusal;
use loket::domain::sheet::{Assignee, Slip};
use loket::domain::time::Day;

fn day(month: u32, day: u32) -> Day {
    Day::from_ymd_opt(2026, month, day).unwrap()
}

fn seen(office: &Office, id: OfficerId) -> Seen<OfficerId> {
    let revision = officer(office, id).revision;
    Seen { id, revision }
}

fn state(office: &Office, id: OfficerId, stated: Option<Credential>) -> Command {
    Command::StateCredential {
        officer: seen(office, id),
        kind: CredentialKind::BsreAccess,
        stated,
    }
}

fn paper(number: &str, from: Option<Day>, until: Option<Day>) -> Option<Credential> {
    Some(Credential {
        number: number.to_owned(),
        from,
        until,
    })
}

fn assign(office: &Office, id: OfficerId, agencies: &[&str]) -> Command {
    Command::AssignAgencies {
        officer: seen(office, id),
        agencies: agencies.iter().map(|name| (*name).to_owned()).collect(),
    }
}

#[test]
fn a_paper_has_a_number_and_ends_after_it_begins() {
    let mut office = Office::new();
    for (stated, code) in [
        (paper("", None, None), Some("missing")),
        (paper(&"9".repeat(5_000), None, None), Some("too-long")),
        (
            paper("B 1", Some(day(12, 2)), Some(day(12, 1))),
            Some("invalid"),
        ),
        (paper("B 1", Some(day(12, 1)), Some(day(12, 1))), None),
        (paper("B 1", None, Some(day(1, 1))), None),
    ] {
        let command = state(&office, VERIFIER, stated.clone());
        let judged = office.judge(ADMIN, &command);
        assert_eq!(judged.err().map(|why| why.code()), code, "{stated:?}");
    }
    let refused = office.refused(CLERK, state(&office, VERIFIER, paper("B 1", None, None)));
    assert_eq!(refused.code(), "not-yours");
    let command = state(&office, VERIFIER, paper(" B 1 ", None, Some(day(12, 1))));
    office.done(ADMIN, command);
    let now = officer(&office, VERIFIER);
    let known = now.credentials.get(&CredentialKind::BsreAccess);
    assert_eq!(known, paper("B 1", None, Some(day(12, 1))).as_ref());
    // What is stated as it stands is not recorded again.
    let command = state(&office, VERIFIER, known.cloned());
    office.done(ADMIN, command);
    assert_eq!(officer(&office, VERIFIER).revision, now.revision);
    let command = state(&office, VERIFIER, None);
    office.done(ADMIN, command);
    assert!(officer(&office, VERIFIER).credentials.is_empty());
}

#[test]
fn an_access_that_is_over_keeps_nobody_from_sending() {
    let mut office = Office::new();
    let over = paper("B 1", None, Some(day(1, 31)));
    let command = state(&office, VERIFIER, over);
    office.done(ADMIN, command);
    let no = office.issue(1);
    office.bring(no, loket::domain::request::Stage::Verification);
    office.send_to_bsre(no);
}

#[test]
fn agencies_are_those_of_the_policy_and_told_where_nobody_stands_for_them() {
    let mut office = Office::new();
    let told = |office: &Office| {
        let (_, policy) = office.desk.policy();
        let officers = office.desk.officers();
        let assigned = officers.iter().map(|one| {
            let verifies = one.holds(Position::Verifikator, office.at).is_some();
            (&*one.agencies, verifies)
        });
        uncovered(&policy, assigned).len()
    };
    assert_eq!(told(&office), 0, "all come to the pool");
    let refused = office.refused(ADMIN, assign(&office, VERIFIER, &["Dinas Angin"]));
    let named = Refusal::Invalid {
        field: "agencies".to_owned(),
        given: "Dinas Angin".to_owned(),
    };
    assert_eq!(refused, named);
    let command = assign(&office, VERIFIER, &["dinkes", "Dinas Kesehatan"]);
    office.done(ADMIN, command);
    assert_eq!(officer(&office, VERIFIER).agencies, ["Dinas Kesehatan"]);
    let (_, policy) = office.desk.policy();
    let others = policy.agencies.len() - 1;
    assert_eq!(told(&office), others);
    // An officer who verifies nothing covers nothing.
    let command = assign(&office, CLERK, &["bkd"]);
    let known = office.act(ADMIN, command).is_ok();
    assert!(!known || told(&office) == others);
}

/// A name of this agency, with the Subkoordinator.
fn at_subkoord(office: &mut Office, n: u32) -> RequestNo {
    let mut form = name(n, Kind::Issue);
    form.identity.agency = "Dinkes".to_owned();
    let no = office.register(vec![form]).line(1);
    office.bring(no, SUBKOORD_DESK);
    no
}

/// Whom it is given to where it goes by agency.
fn given(office: &mut Office, no: RequestNo) -> Option<OfficerId> {
    let command = Command::Dispose {
        sheets: vec![office.sheet_of(no)],
        except: Vec::new(),
        slip: Slip {
            verifier: Assignee::ByAgency,
            ..Slip::default()
        },
        paper: None,
    };
    office.done(SUBKOORD, command);
    office.request(no).assigned
}

#[test]
fn by_agency_it_goes_to_its_verifier_and_the_next_one_stands_in() {
    let both = [VERIFIER, VERIFIER_2];
    let cases: [(&str, &[OfficerId], u32, Option<OfficerId>); 5] = [
        ("nobody is assigned", &[], 1, None),
        ("one is", &[VERIFIER_2], 1, Some(VERIFIER_2)),
        ("the first of two", &both, 1, Some(VERIFIER)),
        (
            "the holder is not their own verifier",
            &both,
            904,
            Some(VERIFIER_2),
        ),
        ("only the holder", &[VERIFIER], 904, None),
    ];
    for (what, assigned, n, expected) in cases {
        let mut office = Office::new();
        for id in assigned {
            let command = assign(&office, *id, &["Dinkes"]);
            office.done(ADMIN, command);
        }
        let no = at_subkoord(&mut office, n);
        assert_eq!(given(&mut office, no), expected, "{what}");
    }
    // Who does not hold the position today is absent; who registered it does not verify it.
    let mut office = Office::new();
    for id in [KABID, CLERK] {
        let command = assign(&office, id, &["Dinkes"]);
        office.done(ADMIN, command);
    }
    also(
        &mut office,
        CLERK,
        Position::Verifikator,
        Capacity::Definitive,
    );
    let no = at_subkoord(&mut office, 1);
    assert_eq!(given(&mut office, no), None);
    let mut short = hold(Position::Verifikator, Capacity::Definitive);
    short.until = ended(3);
    give(&mut office, CLERK_2, short);
    let command = assign(&office, CLERK_2, &["Dinkes"]);
    office.done(ADMIN, command);
    let no = at_subkoord(&mut office, 2);
    assert_eq!(given(&mut office, no), Some(CLERK_2));
    office.at = office.at.plus_days(4);
    let no = at_subkoord(&mut office, 3);
    assert_eq!(given(&mut office, no), None, "absent");
}

#[test]
fn papers_and_the_agreement_stand_on_their_last_day_and_on_one_before() {
    let mut office = Office::with(|policy| {
        policy.agreement = Some(Agreement {
            number: "1/PKS".to_owned(),
            from: day(1, 1),
            until: day(12, 31),
        });
    });
    let command = state(&office, VERIFIER, paper("B 1", None, Some(day(12, 15))));
    office.done(ADMIN, command);
    let (_, policy) = office.desk.policy();
    let due = |day: Day| of_office(&office.desk.officers(), &policy, day);
    let access = |days_before| {
        let kind = CredentialKind::BsreAccess;
        let what = DueKind::Credential { kind, days_before };
        vec![(what, Some(VERIFIER))]
    };
    let agreement = |days_before| vec![(DueKind::Agreement { days_before }, None)];
    for (on, expected) in [
        (day(12, 15), access(0)),
        (day(11, 15), access(30)),
        (day(11, 16), Vec::new()),
        (day(12, 31), agreement(0)),
        (day(10, 2), agreement(90)),
    ] {
        assert_eq!(due(on), expected, "{on}");
    }
}
