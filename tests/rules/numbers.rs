//! Who is who by NIK and NIP: numbers that are masked, copied, mended or new.

use super::letters::{import, row};
use crate::office::*;
use loket::domain::act::{Command, LetterEntry, NameForm};
use loket::domain::checklist::Evidence;
use loket::domain::desk::Desk;
use loket::domain::event::{Event, Happening, LetterEvent, RequestEvent};
use loket::domain::ids::{Agenda, RecordId, RequestNo};
use loket::domain::kind::Kind;
use loket::domain::letter::{Letter, LetterSource};
use loket::domain::policy::DocumentKey;
use loket::domain::record::Record;

#[test]
fn a_masked_nik_is_that_of_the_person_whom_the_nip_names() {
    let mut office = Office::new();
    let known = office.issue(1);
    let whole = office.request(known).identity.nik;
    let masked = loket::domain::identity::mask_stated(&whole);
    assert_ne!(masked, whole);
    let other = masked.replace("1971", "1972");
    for (stated, nip, kept) in [
        (&masked, nip(1), &whole),
        (&other, nip(1), &other),
        (&masked, String::new(), &masked),
        (&masked, nip(2), &masked),
    ] {
        let mut form = name(1, Kind::Renew);
        form.identity.nik.clone_from(stated);
        form.identity.nip = nip;
        let agenda = office.register(vec![form]);
        assert_eq!(office.request(agenda.line(1)).identity.nik, *kept);
    }
}

/// A name with these numbers, `None` where nothing is stated.
fn numbered(nip_of: Option<u32>, nik_of: Option<u32>) -> NameForm {
    let mut form = name(1, Kind::Issue);
    form.identity.nip = nip_of.map(nip).unwrap_or_default();
    form.identity.nik = nik_of.map(nik).unwrap_or_default();
    form
}

fn finds(office: &Office, no: RequestNo, code: &str) -> bool {
    let found = loket::domain::rules::findings(&office.desk, &office.request(no), office.at);
    found.iter().any(|open| open.finding.code.as_str() == code)
}

#[test]
fn a_copied_number_makes_nobody_somebody_else() {
    // The second of each letter states a number of the first, and another one of its own.
    for (nip_of, nik_of) in [(1, 2), (2, 1)] {
        let copied = || numbered(Some(nip_of), Some(nik_of));
        // Typed on two letters.
        let mut office = Office::new();
        let first = office.issue(1);
        let second = office.register(vec![copied()]).line(1);
        assert_ne!(office.request(first).person, office.request(second).person);
        assert!(office.request(second).person.is_some());
        for code in ["duplicate-open", "wrong-kind"] {
            assert!(!finds(&office, second, code), "{code}");
        }
        assert!(finds(&office, second, "number-of-another"));
        assert!(!finds(&office, first, "number-of-another"));
        // Imported with the first, or after it: a row of its own, swallowed by nobody.
        let names = vec![row(1, name(1, Kind::Issue)), row(2, copied())];
        let together: Vec<Vec<Vec<NameForm>>> = vec![vec![names.clone()]];
        let apart = names.into_iter().map(|name| vec![vec![name]]).collect();
        for imports in [together, apart] {
            let mut office = Office::new();
            for letters in imports {
                let command = import(&office, letters);
                office.done(CLERK, command);
            }
            let requests = office.desk.records().into_values();
            let people: Vec<_> = requests
                .filter_map(|record| match record {
                    Record::Request(request) => request.person,
                    _ => None,
                })
                .collect();
            assert!(
                matches!(people[..], [one, other] if one != other),
                "{people:?}"
            );
        }
    }
}

#[test]
fn one_number_then_both_then_the_other_are_one_person() {
    for ways in [
        [(None, Some(1)), (Some(1), Some(1)), (Some(1), None)],
        [(Some(1), None), (Some(1), Some(1)), (None, Some(1))],
    ] {
        let mut office = Office::new();
        let mut people = ways.map(|(nip, nik)| {
            let no = office.register(vec![numbered(nip, nik)]).line(1);
            assert!(!finds(&office, no, "number-of-another"));
            office.request(no).person.unwrap()
        });
        people.sort();
        assert_eq!(people[0], people[2], "{ways:?}");
    }
}

#[test]
fn a_number_that_changed_is_still_the_persons() {
    let mut office = Office::new();
    let before = office.issue(1);
    let mut change = numbered(Some(1), Some(2));
    change.kind = Kind::Change;
    change.identity.nik_old = nik(1);
    let no = office.register(vec![change]).line(1);
    assert_eq!(office.request(no).person, office.request(before).person);
}

#[test]
fn a_mended_number_leaves_the_one_that_was_wrong_to_its_owner() {
    let mend = |office: &mut Office, no, identity| {
        let command = Command::EditIdentity {
            request: office.seen(no),
            identity: Box::new(identity),
        };
        office.done(CLERK, command);
    };
    for (stated, mended, rightful) in [
        ((Some(2), None), (Some(1), None), (Some(2), None)),
        ((Some(2), Some(1)), (Some(1), Some(1)), (Some(2), Some(2))),
        ((Some(1), Some(2)), (Some(1), Some(1)), (Some(2), Some(2))),
        ((None, Some(2)), (None, Some(1)), (None, Some(2))),
    ] {
        let mut office = Office::new();
        let wrong = office.register(vec![numbered(stated.0, stated.1)]).line(1);
        let person = office.request(wrong).person;
        mend(&mut office, wrong, numbered(mended.0, mended.1).identity);
        assert_eq!(office.request(wrong).person, person, "{stated:?}");
        let owner = office
            .register(vec![numbered(rightful.0, rightful.1)])
            .line(1);
        assert_ne!(office.request(owner).person, person, "{stated:?}");
        assert!(!finds(&office, owner, "duplicate-open"), "{stated:?}");
        // Who comes again with the right numbers is the one of the mended request.
        let again = office.register(vec![numbered(mended.0, mended.1)]).line(1);
        assert_eq!(office.request(again).person, person, "{stated:?}");
    }
    // A number that another request vouches for stays where it is.
    let mut office = Office::new();
    let right = office.register(vec![numbered(Some(2), None)]).line(1);
    let wrong = office.register(vec![numbered(Some(2), None)]).line(1);
    mend(&mut office, wrong, numbered(Some(1), None).identity);
    assert_ne!(office.request(wrong).person, office.request(right).person);
    let again = office.register(vec![numbered(Some(2), Some(2))]).line(1);
    assert_eq!(office.request(again).person, office.request(right).person);
}

#[test]
fn an_undone_mending_gives_the_number_back() {
    let mut office = Office::new();
    let no = office.register(vec![numbered(Some(2), None)]).line(1);
    let before = office.request(no).person;
    let command = Command::EditIdentity {
        request: office.seen(no),
        identity: Box::new(numbered(Some(1), None).identity),
    };
    office.done(CLERK, command);
    let undo = Command::Undo {
        record: RecordId::Request(no),
        revision: office.request(no).revision,
    };
    office.done(CLERK, undo);
    assert_eq!(office.request(no).identity.nip, nip(2));
    let again = office.register(vec![numbered(Some(2), None)]).line(1);
    assert_eq!(office.request(again).person, before);
}

fn letter_of(office: &Office, no: Agenda) -> Letter {
    match office.desk.record(RecordId::Letter(no)) {
        Some(Record::Letter(letter)) => letter,
        other => panic!("{other:?}"),
    }
}

/// A form row without a letter is a letter of one.
fn by_form(office: &mut Office, kinds: &[(u32, Kind)]) -> Vec<RequestNo> {
    let rows = kinds
        .iter()
        .map(|(who, kind)| row(*who as u8, name(*who, *kind)));
    let mut letters: Vec<LetterEntry> = rows.map(|name| entry(office.at, vec![name])).collect();
    for letter in &mut letters {
        letter.source = LetterSource::Form;
        letter.form.number = String::new();
    }
    office.done(CLERK, Command::Import { letters });
    let all = office.desk.records().into_values();
    let requests = all.filter_map(|record| match record {
        Record::Request(request) => Some(request.no),
        _ => None,
    });
    requests.collect()
}

#[test]
fn a_paper_letter_attaches_to_the_request_that_a_form_began() {
    let mut office = Office::new();
    let forms = by_form(&mut office, &[(1, Kind::Issue), (2, Kind::Issue)]);
    let received = office.request(forms[0]).received;
    office.at = office.at.plus_minutes(30);
    let mut paper = entry(office.at, vec![name(1, Kind::Issue), name(3, Kind::Issue)]);
    paper.form.number = "800/77".to_owned();
    paper.names[0].documents = vec![(DocumentKey::Sk, Evidence::Paper)];
    let decision = office.done(CLERK, Command::Register { letter: paper });
    // The third person is new; the first keeps the one request, which has the letter now.
    let new: Vec<_> = decision
        .events
        .iter()
        .filter(|event| matches!(event.what, Happening::Request(RequestEvent::Registered(_))))
        .map(|event| event.record)
        .collect();
    assert_eq!(new.len(), 1);
    let first = office.request(forms[0]);
    for document in [DocumentKey::Letter, DocumentKey::Sk] {
        let held = first.item(document).and_then(|item| item.current());
        assert_eq!(held.map(|held| &held.evidence), Some(&Evidence::Paper));
    }
    let letter = letter_of(&office, forms[0].agenda);
    assert_eq!(letter.form.number, "800/77");
    assert_eq!((letter.form.received, first.received), (received, received));
    assert!(!finds(&office, forms[0], "duplicate-open"));
    assert_eq!(letter_of(&office, forms[1].agenda).form.number, "");
    // A letter all of whose names sent forms needs no number of its own.
    let paper = entry(office.at, vec![name(2, Kind::Issue)]);
    let decision = office.done(CLERK, Command::Register { letter: paper });
    let begins =
        |event: &Event| matches!(event.what, Happening::Letter(LetterEvent::Registered(_)));
    assert!(!decision.events.iter().any(begins));
}

#[test]
fn what_no_form_began_stays_a_letter_of_its_own() {
    // Another kind; a request by letter; one that papers no longer reach.
    let mut office = Office::new();
    let forms = by_form(&mut office, &[(1, Kind::Issue)]);
    let other = office.register(vec![name(1, Kind::Revoke)]).line(1);
    assert_ne!(other.agenda, forms[0].agenda);
    let by_letter = office.issue(2);
    let again = office.issue(2);
    assert_ne!(by_letter, again);
    assert!(finds(&office, again, "duplicate-open"));
}
