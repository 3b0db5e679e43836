//! Permohonan lanjutan: what ended is followed up by another request of the same person, and papers of
//! an earlier one go along [R3.21, R3.22].

use super::simplest::simplest;
use crate::office::*;
use loket::domain::act::{ActKind, Command, NameForm};
use loket::domain::carry::Stays;
use loket::domain::checklist::{Evidence, Verdict};
use loket::domain::desk::Desk;
use loket::domain::event::{Happening, RequestEvent};
use loket::domain::ids::{FileHash, RecordId, RequestNo};
use loket::domain::keys::Key;
use loket::domain::kind::Kind;
use loket::domain::office::Position;
use loket::domain::policy::DocumentKey;
use loket::domain::refusal::Refusal;
use loket::domain::request::{Request, Stage};
use loket::domain::rules::{Actor, findings, may, next_kind};

/// A letter that follows up a request, with a KTP of its own or without.
fn following(office: &Office, no: RequestNo, change: impl FnOnce(&mut NameForm)) -> Command {
    let request = office.request(no);
    let mut name = NameForm {
        identity: request.identity,
        documents: Vec::new(),
        follows: Some(no),
        ..name(1, request.kind)
    };
    change(&mut name);
    let letter = entry(office.at, vec![name]);
    Command::Register { letter }
}

fn number(record: RecordId) -> Option<RequestNo> {
    match record {
        RecordId::Request(no) => Some(no),
        _ => None,
    }
}

fn registered(office: &mut Office, command: Command) -> Request {
    let decision = office.done(CLERK, command);
    let no = decision.events.iter().find_map(|event| match event {
        event if matches!(event.what, Happening::Request(RequestEvent::Registered(_))) => {
            number(event.record)
        }
        _ => None,
    });
    office.request(no.unwrap())
}

/// The first person's issue, whose papers were marked and which was rejected.
fn rejected(office: &mut Office) -> RequestNo {
    let no = office.issue(1);
    let file = Evidence::File {
        hash: FileHash([7; 32]),
        name: "ktp.pdf".to_owned(),
        bytes: 9,
    };
    for (document, evidence) in [
        (DocumentKey::Ktp, file),
        (DocumentKey::Form, Evidence::Paper),
    ] {
        let command = Command::AddDocument {
            request: office.seen(no),
            document,
            evidence,
        };
        office.done(CLERK, command);
    }
    office.bring(no, Stage::Verification);
    office.mark_all(VERIFIER, no);
    for (act, by) in [(ActKind::Reject, VERIFIER), (ActKind::Reply, CLERK_2)] {
        let command = simplest(office, act, no);
        office.done(by, command);
    }
    no
}

fn held(request: &Request, document: DocumentKey) -> Option<&Evidence> {
    Some(&request.item(document)?.current()?.evidence)
}

#[test]
fn what_ended_is_followed_up_with_its_papers_and_without_its_marks() {
    let mut office = Office::new();
    let no = rejected(&mut office);
    let old = office.request(no);
    let command = following(&office, no, |_| {});
    let new = registered(&mut office, command);
    assert_eq!(new.follows, Some(no));
    assert_eq!(new.person, old.person);
    for document in [DocumentKey::Ktp, DocumentKey::Sk, DocumentKey::Selfie] {
        assert_eq!(held(&new, document), held(&old, document), "{document:?}");
    }
    // The letter is a new one, and an original lies in the old folder.
    assert_eq!(held(&new, DocumentKey::Letter), None);
    assert_eq!(held(&new, DocumentKey::Form), None);
    let judged = |request: &Request| {
        let mut items = request.checklist.iter();
        items.any(|item| *item.verdict() != Verdict::NotSeen || !item.looked.is_empty())
    };
    assert!(judged(&old) && !judged(&new), "the verifier looks again");
    let members = office.desk.members(&Key::follows_prefix(no));
    assert_eq!(members, [RecordId::Request(new.no)]);
    let found = findings(&office.desk, &new, office.at);
    let codes: Vec<_> = found
        .iter()
        .map(|open| open.finding.code.as_str())
        .collect();
    assert!(!codes.contains(&"document-duplicate"), "{codes:?}");
}

#[test]
fn a_paper_that_is_too_old_stays_and_so_does_one_that_is_here_already() {
    let mut office = Office::with(|policy| policy.carry_days = 30);
    let no = rejected(&mut office);
    office.at = office.at.plus_days(30);
    let fresh = following(&office, no, |name| {
        name.documents = vec![(DocumentKey::Sk, Evidence::Paper)];
    });
    let new = registered(&mut office, fresh);
    assert_eq!(held(&new, DocumentKey::Sk), Some(&Evidence::Paper));
    assert!(held(&new, DocumentKey::Ktp).is_some());
    // Its age goes along: a day later it is too old, also from the follow-up.
    let command = simplest(&office, ActKind::Void, new.no);
    office.done(CLERK, command);
    office.at = office.at.plus_days(1);
    let late = following(&office, new.no, |_| {});
    let decision = office.done(CLERK, late);
    let carried = decision.events.iter().find_map(|event| match &event.what {
        Happening::Request(RequestEvent::Carried(carried)) => Some(carried),
        _ => None,
    });
    let carried = carried.unwrap();
    assert_eq!(carried.documents, []);
    assert!(carried.left.contains(&(DocumentKey::Ktp, Stays::Old)));
    assert!(carried.left.contains(&(DocumentKey::Sk, Stays::Original)));
}

#[test]
fn only_what_ended_is_followed_up_by_the_counter_and_for_the_same_person() {
    let mut office = Office::new();
    let open = office.issue(1);
    let command = following(&office, open, |_| {});
    assert!(matches!(
        office.refused(CLERK, command),
        Refusal::NotAtThisStage {
            act: ActKind::FollowUp,
            ..
        }
    ));
    let command = simplest(&office, ActKind::Void, open);
    office.done(CLERK, command);
    let command = following(&office, open, |_| {});
    assert!(matches!(
        office.refused(VERIFIER, command),
        Refusal::NotYours { .. }
    ));
    let other = following(&office, open, |name| name.identity = identity(2));
    assert!(matches!(
        office.refused(CLERK, other),
        Refusal::AnotherPerson { .. }
    ));
    // Who was known by no number is known by the name, and a mended number makes no stranger.
    let bare = |name: &mut NameForm| {
        (name.identity.nip, name.identity.nik) = (String::new(), String::new());
    };
    let mut unknown = name(3, Kind::Issue);
    bare(&mut unknown);
    let no = office.register(vec![unknown]).line(1);
    let command = simplest(&office, ActKind::Void, no);
    office.done(CLERK, command);
    let mended = following(&office, no, |name| {
        name.identity = identity(3);
        name.identity.name = "ORANG KE3, S.Kom.".to_owned();
    });
    assert_eq!(registered(&mut office, mended).follows, Some(no));
}

#[test]
fn what_one_did_on_the_ended_one_does_not_count_but_nobody_follows_up_their_own() {
    let mut office = Office::new();
    let no = rejected(&mut office);
    let request = office.request(no);
    for (officer, allowed) in [(CLERK, true), (CLERK_2, true), (KADIS, false)] {
        let judged = may(
            &office.desk,
            &Actor::officer(officer),
            ActKind::FollowUp,
            Some(&request),
            office.at,
        );
        assert_eq!(judged.is_ok(), allowed, "{officer:?}");
    }
    let mut own = name(900 + CLERK.0, Kind::Issue);
    own.identity.email = "lain@babelprov.go.id".to_owned();
    let letter = entry(office.at, vec![own]);
    office.done(CLERK_2, Command::Register { letter });
    let no = office.desk.records().into_keys().filter_map(number);
    let no = no.max().unwrap();
    let command = simplest(&office, ActKind::Void, no);
    office.done(CLERK_2, command);
    let command = following(&office, no, |_| {});
    assert!(matches!(
        office.refused(CLERK, command),
        Refusal::OwnRequest { .. } | Refusal::OwnName { .. }
    ));
}

#[test]
fn a_masked_nik_that_comes_back_is_that_of_the_request_that_is_followed_up() {
    let mut office = Office::new();
    let mut bare = name(1, Kind::Issue);
    bare.identity.nip = String::new();
    let no = office.register(vec![bare]).line(1);
    let command = simplest(&office, ActKind::Void, no);
    office.done(CLERK, command);
    let nik = office.request(no).identity.nik().unwrap();
    let command = following(&office, no, |name| name.identity.nik = nik.masked());
    let new = registered(&mut office, command);
    assert_eq!(new.identity.nik, nik.to_string());
}

#[test]
fn papers_go_along_to_a_request_that_stands_as_long_as_papers_may_come() {
    let mut office = Office::new();
    let no = rejected(&mut office);
    let bare = NameForm {
        documents: vec![(DocumentKey::Sk, Evidence::Paper)],
        ..name(1, Kind::Issue)
    };
    let new = office.register(vec![bare]).line(1);
    let carry = |office: &Office, from| Command::Carry {
        request: office.seen(new),
        from,
    };
    let stranger = office.issue(2);
    let command = carry(&office, stranger);
    assert!(matches!(
        office.refused(CLERK, command),
        Refusal::AnotherPerson { .. }
    ));
    let command = carry(&office, no);
    office.done(CLERK, command);
    let request = office.request(new);
    assert_eq!(request.follows, Some(no));
    assert!(held(&request, DocumentKey::Ktp).is_some());
    assert_eq!(held(&request, DocumentKey::Sk), Some(&Evidence::Paper));
    // All that could come is here: nothing more is offered.
    let command = carry(&office, no);
    assert!(matches!(
        office.refused(CLERK, command),
        Refusal::NotAtThisStage {
            act: ActKind::Carry,
            ..
        }
    ));
    let undo = simplest(&office, ActKind::Undo, new);
    office.done(CLERK, undo);
    assert_eq!(office.request(new).follows, None);
    office.bring(new, Stage::Disposition(Position::Kabid));
    let command = carry(&office, no);
    office.done(CLERK, command);
}

#[test]
fn the_kind_is_proposed_by_what_fits_the_certificate_now() {
    let mut office = Office::new();
    let no = office.issue(1);
    let person = office.request(no).person;
    let kind = |office: &Office, wanted, at| next_kind(&office.desk, person, wanted, at);
    assert_eq!(
        kind(&office, Kind::Reset, office.at),
        Kind::Reset,
        "none known"
    );
    office.bring(no, Stage::Completed);
    for (days, wanted, expected) in [
        (0, Kind::Issue, Kind::Reset),
        (0, Kind::Change, Kind::Change),
        (699, Kind::Issue, Kind::Reset),
        (701, Kind::Issue, Kind::Renew),
        (701, Kind::Revoke, Kind::Revoke),
        (731, Kind::Renew, Kind::Issue),
    ] {
        let at = office.at.plus_days(days);
        assert_eq!(
            kind(&office, wanted, at),
            expected,
            "{wanted:?} after {days}"
        );
    }
}
