//! The clock of every step of every kind, across everything that stops it, and what falls due.

use super::tables::{lines, request};
use super::*;
use crate::domain::certificate::{CertificateStatus, IssuingBody};
use crate::domain::due::{self, RequestDays};
use crate::domain::ids::CertificateId;
use crate::domain::kind::Kind;
use crate::domain::procedure::{step_at, waits_for};
use crate::domain::request::Stage;
use crate::domain::summary::CertificateRow;
use crate::domain::time::Day;
use crate::wire::message::List;
use crate::wire::view::{DueKind, Row};

fn moment(text: &str) -> Instant {
    let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    Instant::from_wib(local)
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

/// What lies between, from when, until when, and how many minutes the office worked.
const STRETCHES: [(&str, &str, &str, u32); 12] = [
    ("a morning", "2026-11-23 09:00", "2026-11-23 09:12", 12),
    ("a break", "2026-11-23 11:50", "2026-11-23 13:05", 15),
    ("a Friday break", "2026-11-20 11:20", "2026-11-20 13:10", 20),
    ("a weekend", "2026-11-20 16:20", "2026-11-23 07:35", 15),
    ("a holiday", "2026-06-15 15:55", "2026-06-17 07:40", 15),
    // The day before is a holiday, the day itself cuti bersama, then a weekend.
    (
        "collective leave",
        "2026-05-13 15:55",
        "2026-05-18 07:35",
        10,
    ),
    (
        "leave, holiday, weekend",
        "2026-12-23 15:50",
        "2026-12-28 07:40",
        20,
    ),
    // From 08.00 with a break of half an hour until 15.00.
    ("Ramadan hours", "2026-02-24 11:50", "2026-02-24 12:40", 20),
    (
        "a day in Ramadan",
        "2026-02-23 14:50",
        "2026-02-25 08:10",
        410,
    ),
    ("midnight", "2026-11-23 23:50", "2026-11-24 07:33", 3),
    (
        "the end of a year",
        "2026-12-31 15:50",
        "2027-01-04 07:40",
        20,
    ),
    ("29 February", "2028-02-28 15:50", "2028-03-01 07:40", 470),
];

#[test]
fn every_step_of_every_kind_is_measured_in_the_offices_working_time() {
    let verifier = asker(1, &[Position::Verifikator]);
    let (policy, _) = office();
    let mut measured = 0;
    for kind in Kind::ALL {
        for stage in Stage::ALL {
            let Some(step) = step_at(stage) else {
                continue;
            };
            let Some(rules) = policy.step(kind, step) else {
                continue;
            };
            for (what, from, to, minutes) in STRETCHES {
                let (from, to) = (moment(from), moment(to));
                let context = asked_at(to, &verifier);
                let what = format!("{kind} at {}: {what}", stage.as_str());
                let mut row = RequestRow {
                    kind,
                    step: Some(step),
                    arrived: from,
                    opened: Some(from),
                    received: from,
                    ..request(1, stage)
                };
                let clock = context.request_clock(&row).expect("a clock runs");
                assert_eq!(clock.handling, Some(minutes), "{what}");
                assert_eq!(clock.standard, rules.minutes, "{what}");
                let late = |row: &RequestRow| {
                    let index = Index::load([Summary::Request(row.clone())]);
                    !lines(&index, List::Overdue, &context).is_empty()
                };
                let over = minutes > u32::from(rules.minutes);
                assert_eq!(late(&row), over, "{what}: handled");
                row.opened = None;
                let clock = context.request_clock(&row).expect("a clock runs");
                assert_eq!(clock.waiting, Some(minutes), "{what}");
                let over = minutes > u32::from(rules.waiting_target_minutes);
                assert_eq!(late(&row), over, "{what}: waiting");
                measured += 1;
            }
        }
    }
    let steps: usize = policy.kinds.values().map(|rules| rules.steps.len()).sum();
    // The clock of a disposition runs on while a name is held back.
    assert!(measured >= steps * STRETCHES.len(), "{measured} of {steps}");
}

#[test]
fn what_sleeps_is_with_its_requester_or_with_bsre_runs_no_clock() {
    let verifier = asker(1, &[Position::Verifikator]);
    let context = asked_at(monday().plus_days(30), &verifier);
    let outside = Stage::ALL.into_iter();
    for stage in outside.filter(|stage| waits_for(*stage, true).is_none()) {
        assert_eq!(step_at(stage), None, "{}", stage.as_str());
        let row = request(1, stage);
        assert_eq!(context.request_clock(&row), None, "{}", stage.as_str());
        let index = Index::load([Summary::Request(row)]);
        let late = lines(&index, List::Overdue, &context);
        assert!(late.is_empty(), "{}", stage.as_str());
    }
    for stage in [Stage::Returned, Stage::Asleep, Stage::AccountCheck] {
        assert_eq!(waits_for(stage, true), None);
    }
}

#[test]
fn what_falls_due_counts_working_days_across_holidays_and_calendar_days_where_the_law_does() {
    let (policy, calendar) = office();
    let days = |row: &RequestRow| due::of_request(row, policy, calendar);
    // Working days: 7 until the reminder, 14 until *gugur* may be proposed.
    for (back, remind, lapse) in [
        ("2026-11-23", "2026-12-02", "2026-12-11"),
        // 24 and 25 December, 1 and 5 January fall out.
        ("2026-12-16", "2026-12-29", "2027-01-11"),
        ("2028-02-21", "2028-03-01", "2028-03-10"),
    ] {
        for stage in [Stage::Returned, Stage::AccountCheck, Stage::CheckFailed] {
            let row = RequestRow {
                waits_since: Some(day(back)),
                ..request(1, stage)
            };
            let expected = RequestDays {
                remind: Some(day(remind)),
                due: Some(day(lapse)),
            };
            assert_eq!(days(&row), expected, "{back} {}", stage.as_str());
        }
    }
    // One working day for the sheet and the letter of a revocation that was sent at once.
    for (sent, owed) in [
        ("2026-11-23", "2026-11-24"),
        ("2026-11-20", "2026-11-23"),
        ("2026-12-23", "2026-12-28"),
    ] {
        let row = RequestRow {
            kind: Kind::Revoke,
            urgent: Some(day(sent)),
            ..request(1, Stage::AtBsre)
        };
        assert_eq!(days(&row).due, Some(day(owed)), "{sent}");
    }
}

#[test]
fn a_passphrase_is_due_180_days_after_its_change_and_a_link_ends_on_its_last_day() {
    let verifier = asker(1, &[Position::Verifikator]);
    let certificate = |changed: &str| CertificateRow {
        id: CertificateId(1),
        revision: 1,
        name: "Siti".to_owned(),
        email: String::new(),
        agency: String::new(),
        serial: String::new(),
        body: IssuingBody::Bsre,
        not_before: moment("2027-06-01 09:00"),
        not_after: moment("2029-05-31 09:00"),
        standing: CertificateStatus::Active,
        passphrase: Some(day(changed)),
        holder: None,
    };
    // 29 February counts as any day does.
    for (changed, due) in [("2027-12-31", "2028-06-28"), ("2027-07-01", "2027-12-28")] {
        let index = Index::load([Summary::Certificate(certificate(changed))]);
        let context = asked_at(moment(&format!("{due} 09:00")), &verifier);
        let on = |day: Day| {
            let query = Query::of(List::Day(day));
            let page = index.page(&query, 0, 10, None, &context).unwrap();
            let due = page.rows.iter().map(|row| match row {
                Row::Due(line) => line.what,
                other => panic!("{other:?}"),
            });
            due.collect::<Vec<_>>()
        };
        let last = DueKind::Passphrase { days_before: 0 };
        assert_eq!(on(day(due)), [last], "{changed}");
        let before = day(due) - chrono::Days::new(14);
        assert_eq!(on(before), [DueKind::Passphrase { days_before: 14 }]);
        assert!(on(day(due) + chrono::Days::new(1)).is_empty());
    }
    let linked = RequestRow {
        until: Some(day("2028-03-04")),
        running: false,
        ..request(1, Stage::AwaitingActivation)
    };
    let index = Index::load([Summary::Request(linked)]);
    for (now, late) in [("2028-03-04 23:59", false), ("2028-03-05 00:00", true)] {
        let context = asked_at(moment(now), &verifier);
        let found = lines(&index, List::Overdue, &context);
        assert_eq!(!found.is_empty(), late, "{now}");
    }
}
