//! BSrE's portal: checked names leave in files and are sent once these went up [docs/rules.md §15].

use super::simplest::simplest;
use super::verification::file;
use crate::office::*;
use loket::domain::act::{ActKind, Command};
use loket::domain::checklist::Verdict;
use loket::domain::event::{Happening, RequestEvent};
use loket::domain::ids::RequestNo;
use loket::domain::kind::Kind;
use loket::domain::policy::{DocumentKey, PortalField};
use loket::domain::refusal::Refusal;
use loket::domain::request::Stage;

/// A request that nothing holds back from BSrE.
fn checked(office: &mut Office, n: u32) -> RequestNo {
    let no = office.issue(n);
    office.bring(no, Stage::Verification);
    office.mark_all(VERIFIER, no);
    no
}

fn prepare(office: &Office, all: &[RequestNo]) -> Command {
    Command::PreparePortal {
        requests: all.iter().map(|no| office.seen(*no)).collect(),
    }
}

fn uploaded(office: &Office, sent: &[RequestNo], back: &[RequestNo]) -> Command {
    Command::Uploaded {
        requests: sent.iter().map(|no| office.seen(*no)).collect(),
        date: office.at.day(),
        ticket: "BSRE-77".to_owned(),
        back: back.iter().map(|no| office.seen(*no)).collect(),
    }
}

fn waits(office: &Office, no: RequestNo) -> bool {
    office.request(no).prepared.is_some()
}

#[test]
fn checked_names_leave_for_the_portal_with_what_of_them_leaves() {
    let mut office = Office::new();
    let (one, two) = (checked(&mut office, 1), checked(&mut office, 2));
    let decision = office.done(VERIFIER, prepare(&office, &[one, two]));
    let told: Vec<_> = decision
        .events
        .iter()
        .filter_map(|event| match &event.what {
            Happening::Request(RequestEvent::Prepared(prepared)) => Some(prepared),
            _ => None,
        })
        .collect();
    assert_eq!(told.len(), 2);
    assert_eq!(told[0].fields, [PortalField::Name, PortalField::Email]);
    assert!(waits(&office, one) && waits(&office, two));
    assert_eq!(office.request(one).stage, Stage::Verification);
}

#[test]
fn what_is_not_checked_or_not_of_the_portals_kinds_stays() {
    let mut office = Office::new();
    let no = office.issue(1);
    office.bring(no, Stage::Verification);
    let refused = office.refused(VERIFIER, prepare(&office, &[no]));
    assert!(matches!(refused, Refusal::Blocked(_)), "{refused:?}");
    // All or none: a name beside it does not leave either.
    let good = checked(&mut office, 2);
    office.refused(VERIFIER, prepare(&office, &[good, no]));
    assert!(!waits(&office, good));
    office.refused(CLERK, prepare(&office, &[good]));
    let refused = office.refused(VERIFIER, prepare(&office, &[]));
    assert_eq!(refused, Refusal::Missing("request".to_owned()));
    // Whoever renews has an account already.
    let mut office = Office::with(|policy| policy.portal.kinds = vec![Kind::Renew]);
    let no = checked(&mut office, 1);
    let refused = office.refused(VERIFIER, prepare(&office, &[no]));
    assert!(
        matches!(refused, Refusal::NotAtThisStage { .. }),
        "{refused:?}"
    );
}

#[test]
fn one_act_sends_what_went_up_and_takes_back_what_did_not() {
    let mut office = Office::new();
    let all: Vec<RequestNo> = (1..=3).map(|n| checked(&mut office, n)).collect();
    office.done(VERIFIER, prepare(&office, &all));
    office.done(VERIFIER, uploaded(&office, &all[..2], &all[2..]));
    for no in &all[..2] {
        let request = office.request(*no);
        assert_eq!(request.stage, Stage::AccountCheck);
        let sending = request.sending.unwrap();
        assert_eq!(
            (sending.ticket.as_str(), sending.channel.as_str()),
            ("BSRE-77", "portal")
        );
        assert!(!sending.manifest.is_empty(), "what went is kept");
        assert!(request.prepared.is_none());
        // The handling time of one act is divided by its names.
        let checked = request
            .steps
            .iter()
            .rev()
            .find_map(|step| step.acted.as_ref());
        assert_eq!(checked.unwrap().shared, 2);
    }
    assert_eq!(office.request(all[2]).stage, Stage::Verification);
    assert!(!waits(&office, all[2]));
    // What was sent is corrected and not undone.
    let undo = simplest(&office, ActKind::Undo, all[0]);
    let refused = office.refused(VERIFIER, undo);
    assert!(matches!(refused, Refusal::CannotUndo(_)), "{refused:?}");
}

#[test]
fn only_what_was_prepared_goes_up_and_under_a_ticket() {
    let mut office = Office::new();
    let (one, two) = (checked(&mut office, 1), checked(&mut office, 2));
    office.done(VERIFIER, prepare(&office, &[one]));
    let refused = office.refused(VERIFIER, uploaded(&office, &[one, two], &[]));
    assert!(
        matches!(refused, Refusal::NotAtThisStage { .. }),
        "{refused:?}"
    );
    office.refused(VERIFIER, uploaded(&office, &[], &[two]));
    let Command::Uploaded { requests, date, .. } = uploaded(&office, &[one], &[]) else {
        panic!("another act")
    };
    let blank = Command::Uploaded {
        requests,
        date,
        ticket: " ".to_owned(),
        back: Vec::new(),
    };
    let refused = office.refused(VERIFIER, blank);
    assert_eq!(refused, Refusal::Missing("ticket".to_owned()));
    // By itself it may still be sent, and nothing waits any more.
    office.done(VERIFIER, office.send(one));
    assert!(!waits(&office, one));
}

#[test]
fn what_changes_afterwards_is_prepared_anew() {
    let mut office = Office::new();
    let edited = checked(&mut office, 1);
    let replaced = checked(&mut office, 2);
    let returned = checked(&mut office, 3);
    let undone = checked(&mut office, 4);
    office.done(VERIFIER, prepare(&office, &[edited, replaced, returned]));
    let mut identity = office.request(edited).identity;
    identity.email = "lain@babelprov.go.id".to_owned();
    office.done(
        CLERK,
        Command::EditIdentity {
            request: office.seen(edited),
            identity: Box::new(identity),
        },
    );
    office.done(
        CLERK,
        Command::AddDocument {
            request: office.seen(replaced),
            document: DocumentKey::Ktp,
            evidence: file(9),
        },
    );
    office.done(VERIFIER, simplest(&office, ActKind::Return, returned));
    for no in [edited, replaced, returned] {
        assert!(!waits(&office, no), "{no}");
    }
    // A mark that turns wrong keeps it from going up.
    office.done(VERIFIER, prepare(&office, &[undone]));
    let marks = vec![(DocumentKey::Ktp, Verdict::Missing, None)];
    let request = office.seen(undone);
    office.done(VERIFIER, Command::Mark { request, marks });
    let refused = office.refused(VERIFIER, uploaded(&office, &[undone], &[]));
    assert!(matches!(refused, Refusal::Blocked(_)), "{refused:?}");
    office.done(VERIFIER, uploaded(&office, &[], &[undone]));
    assert!(!waits(&office, undone));
}
