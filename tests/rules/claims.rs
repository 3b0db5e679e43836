//! Whose a request under verification is: named, taken, released, and what becomes of the work of a
//! verifier who left [SOP 4].

use super::duties::{SUBKOORD_DESK, also, asks, give, officer};
use super::simplest::*;
use crate::office::*;
use loket::domain::act::{ActKind, Command, Seen};
use loket::domain::office::{Capacity, Position};
use loket::domain::refusal::Refusal;
use loket::domain::request::Stage;
use loket::domain::sheet::{Assignee, Slip};

#[test]
fn a_claimed_request_is_its_verifiers_until_released_or_stepped_back() {
    let mut office = Office::new();
    let no = office.issue(1);
    office.bring(no, Stage::Verification);
    let requests = vec![office.seen(no)];
    office.done(VERIFIER, Command::Claim { requests });
    assert!(office.request(no).step().unwrap().opened.is_some());
    let by = VERIFIER;
    for act in [
        ActKind::Claim,
        ActKind::Release,
        ActKind::Mark,
        ActKind::AcceptWarning,
        ActKind::Send,
        ActKind::Return,
        ActKind::Reject,
    ] {
        let refusal = office.refused(VERIFIER_2, simplest(&office, act, no));
        assert_eq!(refusal, Refusal::Claimed { by }, "{act:?}");
        assert_eq!(
            asks(&office, VERIFIER_2, act, no),
            Err(Refusal::Claimed { by })
        );
    }
    // Its verifier is away: a colleague steps it back, and it can be given anew.
    let mut away = office.clone();
    let command = simplest(&away, ActKind::StepBack, no);
    away.done(VERIFIER_2, command);
    assert_eq!(away.request(no).claimed, None);
    let requests = vec![office.seen(no)];
    office.done(VERIFIER, Command::Release { requests });
    let requests = vec![office.seen(no)];
    office.done(VERIFIER_2, Command::Claim { requests });
    assert_eq!(office.request(no).claimed, Some(VERIFIER_2));
}

#[test]
fn the_subkoordinator_names_the_verifier_or_leaves_it_to_the_pool() {
    let mut office = Office::new();
    let no = office.issue(1);
    office.bring(no, SUBKOORD_DESK);
    let to = |office: &Office, verifier| Command::Dispose {
        sheets: vec![office.sheet_of(no)],
        except: Vec::new(),
        slip: Slip {
            verifier,
            ..Slip::default()
        },
        paper: None,
    };
    let refusal = office.refused(SUBKOORD, to(&office, Assignee::Named(KABID)));
    assert_eq!(refusal.code(), "invalid");
    let command = to(&office, Assignee::Named(VERIFIER_2));
    office.done(SUBKOORD, command);
    let officer = VERIFIER_2;
    let refusal = office.refused(VERIFIER, office.mark_all_command(no));
    assert_eq!(refusal, Refusal::AssignedTo { officer });
    office.mark_all(VERIFIER_2, no);
    // Given anew, to the pool this time.
    let command = simplest(&office, ActKind::StepBack, no);
    office.done(VERIFIER_2, command);
    let command = to(&office, Assignee::Pool);
    office.done(SUBKOORD, command);
    assert_eq!(office.request(no).assigned, None);
    office.mark_all(VERIFIER, no);
}

#[test]
fn nobody_is_named_verifier_who_could_not_verify() {
    let mut office = Office::new();
    also(
        &mut office,
        CLERK,
        Position::Verifikator,
        Capacity::Definitive,
    );
    for (n, verifier, code) in [(1, CLERK, "separation"), (904, VERIFIER, "own-request")] {
        let no = office.issue(n);
        office.bring(no, SUBKOORD_DESK);
        let slip = Slip {
            verifier: Assignee::Named(verifier),
            ..Slip::default()
        };
        let command = Command::Dispose {
            sheets: vec![office.sheet_of(no)],
            except: Vec::new(),
            slip,
            paper: None,
        };
        assert_eq!(office.refused(SUBKOORD, command).code(), code);
    }
}

#[test]
fn a_named_verifier_who_left_the_position_holds_nobody_up() {
    let mut office = Office::new();
    let mut short = hold(Position::Verifikator, Capacity::Definitive);
    short.until = ended(3);
    give(&mut office, CLERK_2, short);
    let no = office.issue(1);
    office.bring(no, SUBKOORD_DESK);
    let slip = Slip {
        verifier: Assignee::Named(CLERK_2),
        ..Slip::default()
    };
    let command = Command::Dispose {
        sheets: vec![office.sheet_of(no)],
        except: Vec::new(),
        slip,
        paper: None,
    };
    office.done(SUBKOORD, command);
    assert!(asks(&office, VERIFIER, ActKind::Claim, no).is_err());
    office.at = at(4, 9, 0);
    assert_eq!(
        asks(&office, VERIFIER, ActKind::Claim, no),
        Ok(Position::Verifikator)
    );
}

#[test]
fn a_verifier_who_left_with_claimed_work_holds_nobody_up() {
    let mut office = Office::new();
    let no = office.issue(1);
    office.bring(no, Stage::Verification);
    let requests = vec![office.seen(no)];
    office.done(VERIFIER_2, Command::Claim { requests });
    let revision = officer(&office, VERIFIER_2).revision;
    let id = VERIFIER_2;
    let command = Command::ReleaseHold {
        officer: Seen { id, revision },
        position: Position::Verifikator,
        until: ended(3),
    };
    office.done(ADMIN, command);
    assert!(asks(&office, VERIFIER, ActKind::Mark, no).is_err());
    office.at = at(4, 9, 0);
    office.mark_all(VERIFIER, no);
    assert_eq!(office.request(no).claimed, Some(VERIFIER));
}
