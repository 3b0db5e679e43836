//! What an auditor looks at first [docs/rules.md §11].

use super::golden::samples;
use super::simplest::*;
use crate::office::*;
use loket::domain::act::ActKind;
use loket::domain::desk::Desk;
use loket::domain::event::Happening;
use loket::domain::exception::{Around, Exception, exceptions};
use loket::domain::ids::{OfficerId, RecordId, RequestNo};
use loket::domain::record::Record;
use loket::domain::request::Particular;
use loket::text::{Language, Words, history};
use std::collections::BTreeMap;

/// The exceptions of a desk as it stands: which event, and why.
fn found(office: &Office) -> Vec<(&'static str, Exception)> {
    let (_, policy) = office.desk.policy();
    let calendar = office.desk.calendar();
    let told = |(event, stamp): &(loket::domain::event::Event, loket::domain::event::Stamp)| {
        let around = Around {
            record: &|| office.desk.record(event.record),
            policy: &policy,
            calendar: &calendar,
            on: stamp.at.day(),
            now: office.at,
        };
        let why = exceptions(&event.what, &around).into_iter();
        why.map(|why| (event.what.kind().1, why))
            .collect::<Vec<_>>()
    };
    let founded = |(event, _): &(loket::domain::event::Event, _)| {
        !matches!(event.record, RecordId::Officer(_))
    };
    let log = office.desk.log();
    log.iter()
        .filter(|one| founded(one))
        .flat_map(told)
        .collect()
}

fn late(office: &Office) -> Vec<&'static str> {
    let late = found(office).into_iter();
    let late = late.filter(|(_, why)| *why == Exception::UrgentLate);
    late.map(|(event, _)| event).collect()
}

/// A misuse that was sent at once on Monday 2 November.
fn sent_at_once() -> (Office, RequestNo) {
    let (mut office, no) = misused();
    let command = simplest(&office, ActKind::SendUrgently, no);
    office.done(VERIFIER, command);
    (office, no)
}

fn through_the_officials(office: &mut Office, no: RequestNo) {
    for by in [KADIS, KABID, SUBKOORD] {
        office.pass(by, no);
    }
}

fn write(office: &mut Office, no: RequestNo) {
    let command = office.state(no, Particular::Outgoing(outgoing(office.at.day())));
    office.done(VERIFIER, command);
}

#[test]
fn what_follows_an_urgent_revocation_after_its_working_day_is_an_exception() {
    let (mut office, no) = sent_at_once();
    assert!(found(&office).contains(&("hastened", Exception::Urgent)));
    // Within the working day: on Tuesday, to its end.
    office.at = at(3, 16, 0);
    assert!(late(&office).is_empty());
    let mut in_time = office.clone();
    through_the_officials(&mut in_time, no);
    write(&mut in_time, no);
    in_time.at = in_time.at.plus_days(30);
    assert!(late(&in_time).is_empty());
    // On Wednesday it is late while it is still to come.
    office.at = at(4, 8, 0);
    assert_eq!(late(&office), ["hastened"]);
    through_the_officials(&mut office, no);
    // Each official that comes too late, and the letter that is still to come.
    assert_eq!(
        late(&office),
        ["hastened", "sheet-went", "sheet-went", "sheet-went"]
    );
    write(&mut office, no);
    assert_eq!(
        late(&office),
        ["sheet-went", "sheet-went", "sheet-went", "stated"]
    );
}

#[test]
fn a_disposition_on_paper_is_an_exception_without_its_scan_and_where_it_is_recorded_late() {
    let bare = Exception::PaperWithoutScan;
    for (days, expected) in [
        (0, vec![bare]),
        (1, vec![bare]),
        (2, vec![bare, Exception::RecordedLater]),
    ] {
        let mut office = Office::new();
        let no = office.issue(1);
        office.pass(CLERK, no);
        let signed = office.at.day();
        office.at = office.at.plus_days(days);
        let command = dispose_paper(vec![office.sheet_of(no)], paper(signed, None));
        office.done(CLERK_2, command);
        let told = found(&office).into_iter();
        let why: Vec<_> = told.map(|(_, why)| why).collect();
        assert_eq!(why, expected, "{days} days later");
    }
}

#[test]
fn every_exception_has_its_events() {
    let policy = loket::policy_file::babel();
    let calendar = policy.calendar();
    let mut office = Office::new();
    let no = office.issue(1);
    let mut request = office.request(no);
    // One person in two classes, and sent at once long ago.
    for class in loket::domain::office::DutyClass::ALL {
        let officer = OfficerId(4);
        request
            .duties
            .push(loket::domain::request::Duty { officer, class });
    }
    request.urgent = Some(loket::domain::request::Urgent {
        at: at(2, 9, 0),
        sheet_with: None,
    });
    let record = Record::Request(Box::new(request));
    let mut seen: BTreeMap<Exception, Vec<&'static str>> = BTreeMap::new();
    for what in samples::happenings() {
        let around = Around {
            record: &|| Some(record.clone()),
            policy: &policy,
            calendar: &calendar,
            on: at(30, 9, 0).day(),
            now: at(30, 9, 0),
        };
        for why in exceptions(&what, &around) {
            seen.entry(why).or_default().push(what.kind().1);
        }
    }
    // The sample of a paper has its scan.
    let missing = |why: &Exception| !seen.contains_key(why) && *why != Exception::PaperWithoutScan;
    let missing: Vec<_> = Exception::ALL.into_iter().filter(missing).collect();
    assert!(missing.is_empty(), "{missing:?} of {seen:?}");
    assert_eq!(seen[&Exception::NikSeen], ["looked-nik"]);
    assert_eq!(seen[&Exception::OnePerson], ["sent"]);
    assert!(!seen[&Exception::Officers].contains(&"chose"));
    let words = Words::new(Language::Indonesian);
    assert_eq!(
        history::exceptions(&words, &[Exception::Urgent, Exception::UrgentLate]),
        "pengecualian: pencabutan segera, susulan pencabutan segera terlambat"
    );
    assert!(matches!(samples::happenings()[0], Happening::Founded(_)));
}
