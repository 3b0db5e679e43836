#![allow(clippy::unwrap_used, clippy::panic)]
use super::*;
use crate::domain::policy::{Hours, Shift, TimeOfDay, Week};
use proptest::prelude::*;

/// Every day from 08:00 to 16:00.
fn calendar() -> WorkingCalendar {
    let shift = Shift {
        from: TimeOfDay::new(8, 0).unwrap(),
        to: TimeOfDay::new(16, 0).unwrap(),
    };
    let days = || vec![shift];
    let regular = Week {
        monday: days(),
        tuesday: days(),
        wednesday: days(),
        thursday: days(),
        friday: days(),
        saturday: days(),
        sunday: days(),
    };
    WorkingCalendar::new(
        &Hours {
            regular,
            special: vec![],
        },
        &[],
    )
}

fn at(hour: u32, minute: u32) -> Instant {
    Instant::wib(2026, 11, 23, hour, minute).unwrap()
}

fn minutes(reading: StepReading) -> (i64, Option<i64>) {
    (
        reading.waiting.minutes(),
        reading.handling.map(WorkingTime::minutes),
    )
}

#[test]
fn waiting_ends_where_handling_begins() {
    let arrived = StepTimes::arrived(at(9, 0));
    let opened = StepTimes {
        opened: Some(at(9, 40)),
        ..arrived
    };
    let acted = StepTimes {
        acted: Some(at(9, 50)),
        ..opened
    };
    let unopened = StepTimes {
        opened: None,
        ..acted
    };
    let paper = StepTimes {
        paper_without_time: true,
        ..acted
    };
    for (times, now, want) in [
        (arrived, at(9, 30), Some((30, None))),
        (arrived, at(23, 0), Some((420, None))),
        (opened, at(9, 52), Some((40, Some(12)))),
        (acted, at(15, 0), Some((40, Some(10)))),
        (unopened, at(15, 0), Some((50, Some(0)))),
        (paper, at(15, 0), None),
    ] {
        assert_eq!(times.read(&calendar(), now).map(minutes), want, "{times:?}");
    }
}

#[test]
fn a_bulk_act_is_divided_by_its_number() {
    let times = StepTimes {
        opened: Some(at(9, 0)),
        acted: Some(at(9, 10)),
        bulk: 20,
        ..StepTimes::arrived(at(9, 0))
    };
    let handling = times.read(&calendar(), at(12, 0)).unwrap().handling;
    assert_eq!(handling.unwrap().seconds(), 30);
    let none = StepTimes { bulk: 0, ..times };
    let handling = none.read(&calendar(), at(12, 0)).unwrap().handling;
    assert_eq!(handling.unwrap().minutes(), 10);
}

#[test]
fn clocks_sleep_until_the_tmt() {
    let times = StepTimes {
        opened: Some(at(10, 0)),
        acted: Some(at(14, 15)),
        asleep_until: Some(at(14, 0)),
        ..StepTimes::arrived(at(9, 0))
    };
    let read = times.read(&calendar(), at(15, 0)).unwrap();
    assert_eq!(minutes(read), (0, Some(15)));
    let waiting = StepTimes {
        opened: None,
        acted: None,
        ..times
    };
    let read = waiting.read(&calendar(), at(15, 0)).unwrap();
    assert_eq!(minutes(read), (60, None));
}

#[test]
fn colour_changes_at_80_percent_and_over_the_standard() {
    let minute = 60_000;
    for (millis, level) in [
        (0, Level::Within),
        (12 * minute - 1, Level::Within),
        (12 * minute, Level::Near), // 80 % of 15
        (15 * minute, Level::Near),
        (15 * minute + 1, Level::Over),
    ] {
        assert_eq!(Level::of(WorkingTime(millis), 15, 80), level, "{millis} ms");
    }
    assert_eq!(WorkingTime(19 * minute).percent_of(15), 126);
    assert_eq!(WorkingTime(0).percent_of(0), 100);
}

proptest! {
    #[test]
    fn clocks_never_run_backwards(
        arrived in 0_u32..1440, opened in proptest::option::of(0_u32..1440),
        acted in proptest::option::of(0_u32..1440), asleep in proptest::option::of(0_u32..1440),
        now in 0_u32..1440, bulk in 0_u32..50,
    ) {
        let moment = |minute: u32| at(0, 0).plus_minutes(i64::from(minute));
        let times = StepTimes {
            arrived: moment(arrived),
            opened: opened.map(moment),
            acted: acted.map(moment),
            bulk,
            paper_without_time: false,
            asleep_until: asleep.map(moment),
        };
        let early = times.read(&calendar(), moment(now)).unwrap();
        let late = times.read(&calendar(), moment(now + 60)).unwrap();
        prop_assert!(early.waiting.0 >= 0 && early.handling.is_none_or(|span| span.0 >= 0));
        prop_assert!(late.waiting >= early.waiting && late.handling >= early.handling);
    }
}
