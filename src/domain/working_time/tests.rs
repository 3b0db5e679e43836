#![allow(clippy::unwrap_used, clippy::panic)]
use super::*;
use crate::domain::policy::{SpecialHours, TimeOfDay};
use crate::domain::time::start_of;
use proptest::prelude::*;

fn shifts(text: &str) -> Vec<Shift> {
    let time = |text: &str| TimeOfDay::try_from(text.to_owned()).unwrap();
    text.split_whitespace()
        .map(|shift| {
            let (from, to) = shift.split_once('-').unwrap();
            Shift {
                from: time(from),
                to: time(to),
            }
        })
        .collect()
}

fn week(ordinary: &str, friday: &str) -> Week {
    Week {
        monday: shifts(ordinary),
        tuesday: shifts(ordinary),
        wednesday: shifts(ordinary),
        thursday: shifts(ordinary),
        friday: shifts(friday),
        saturday: vec![],
        sunday: vec![],
    }
}

fn day(text: &str) -> Day {
    text.parse().unwrap()
}

fn at(text: &str) -> Instant {
    let local = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
    Instant::from_wib(local)
}

/// The hours of section 8 with a few holidays and one Ramadan.
fn calendar() -> WorkingCalendar {
    let hours = Hours {
        regular: week("07:30-12:00 13:00-16:00", "07:30-11:30 13:00-16:30"),
        special: vec![SpecialHours {
            name: "Ramadan".to_owned(),
            from: day("2026-02-19"),
            to: day("2026-03-20"),
            week: week("08:00-12:00 12:30-15:00", "08:00-11:30 12:30-15:30"),
        }],
    };
    let holiday = |text: &str| Holiday {
        day: day(text),
        name: text.to_owned(),
        leave: false,
    };
    // A Saturday and a holiday within Ramadan are among them.
    let holidays = ["2026-12-25", "2026-12-24", "2026-03-19", "2026-03-21"].map(holiday);
    WorkingCalendar::new(&hours, &holidays)
}

#[test]
fn minutes_between_two_moments() {
    for (from, to, minutes) in [
        ("2026-11-23 09:00", "2026-11-23 09:15", 15),
        ("2026-11-23 11:50", "2026-11-23 13:10", 20), // over the break
        ("2026-11-23 06:00", "2026-11-23 23:00", 450), // a whole Monday
        ("2026-11-27 11:00", "2026-11-27 13:30", 60), // the Friday break is longer
        ("2026-11-27 00:00", "2026-11-28 00:00", 450), // a whole Friday
        ("2026-11-27 16:25", "2026-11-30 07:40", 15), // over the weekend
        ("2026-11-28 00:00", "2026-11-30 00:00", 0),  // the weekend
        ("2026-12-23 15:50", "2026-12-28 07:35", 15), // over Christmas
        ("2026-12-24 08:00", "2026-12-24 16:00", 0),  // a holiday
        ("2026-02-18 07:30", "2026-02-18 08:30", 60), // the day before Ramadan
        ("2026-02-19 07:30", "2026-02-19 08:30", 30), // its first day
        ("2026-03-20 15:00", "2026-03-23 08:00", 60), // its last day, then ordinary hours
        ("2026-03-19 00:00", "2026-03-20 00:00", 0),  // a holiday within it
        ("2026-11-23 09:00", "2026-11-23 09:00", 0),
        ("2026-11-23 09:15", "2026-11-23 09:00", 0), // backwards
        ("2026-11-23 00:00", "2026-11-30 00:00", 2250), // 37.5 hours
        ("2026-03-02 00:00", "2026-03-09 00:00", 1950), // 32.5 hours
    ] {
        let found = calendar().minutes_between(at(from), at(to));
        assert_eq!(found, minutes, "{from} to {to}");
    }
}

#[test]
fn minutes_lead_on() {
    for (from, minutes, to) in [
        ("2026-11-23 09:00", 15, "2026-11-23 09:15"),
        ("2026-11-23 09:00", 0, "2026-11-23 09:00"),
        ("2026-11-23 09:00", -5, "2026-11-23 09:00"),
        ("2026-11-23 11:50", 10, "2026-11-23 12:00"), // ends with the shift, not after the break
        ("2026-11-23 11:50", 11, "2026-11-23 13:01"),
        ("2026-11-23 12:30", 1, "2026-11-23 13:01"),
        ("2026-11-27 16:20", 15, "2026-11-30 07:35"),
        ("2026-12-23 15:55", 450, "2026-12-28 15:55"),
        ("2026-11-28 10:00", 450, "2026-11-30 16:00"),
    ] {
        let found = calendar().add_working_minutes(at(from), minutes);
        assert_eq!(found, at(to), "{from} and {minutes}");
    }
}

#[test]
fn days_lead_on() {
    for (from, days, to) in [
        ("2026-11-23", 0, "2026-11-23"),
        ("2026-11-23", 1, "2026-11-24"),
        ("2026-11-27", 1, "2026-11-30"),
        ("2026-11-28", 1, "2026-11-30"),
        ("2026-12-23", 1, "2026-12-28"),
        ("2026-12-16", 7, "2026-12-29"),
        ("2026-11-23", 14, "2026-12-11"),
    ] {
        let found = calendar().add_working_days(day(from), days);
        assert_eq!(found, day(to), "{from} and {days} days");
    }
    let office = calendar();
    assert_eq!(
        office.working_days_between(day("2026-12-23"), day("2026-12-28")),
        1
    );
    assert_eq!(
        office.working_days_between(day("2026-12-28"), day("2026-12-23")),
        0
    );
    assert_eq!(
        office.working_day_from(day("2026-12-24")),
        day("2026-12-28")
    );
    assert_eq!(
        office.working_day_from(day("2026-12-28")),
        day("2026-12-28")
    );
}

#[test]
fn openings() {
    for (from, to) in [
        ("2026-11-23 09:00", "2026-11-23 09:00"),
        ("2026-11-23 07:29", "2026-11-23 07:30"),
        ("2026-11-23 12:00", "2026-11-23 13:00"),
        ("2026-11-23 16:00", "2026-11-24 07:30"),
        ("2026-11-27 16:30", "2026-11-30 07:30"),
        ("2026-12-24 09:00", "2026-12-28 07:30"),
        ("2026-02-18 16:00", "2026-02-19 08:00"),
    ] {
        let office = calendar();
        assert_eq!(office.next_opening(at(from)), at(to), "{from}");
        assert_eq!(office.is_working(at(from)), from == to, "{from}");
    }
}

#[test]
fn a_calendar_without_hours_answers_its_horizon() {
    let hours = Hours {
        regular: Week::default(),
        special: vec![],
    };
    let office = WorkingCalendar::new(&hours, &[]);
    let now = at("2026-11-23 09:00");
    assert_eq!(office.millis_between(now, now.plus_days(1000)), 0);
    assert!(office.add_working_minutes(now, 1) > now.plus_days(100_000));
    assert!(office.next_opening(now) > now.plus_days(100_000));
    assert!(office.add_working_days(day("2026-11-23"), 1) > day("2300-01-01"));
}

#[test]
fn the_ends_of_time_are_no_trap() {
    let office = calendar();
    let (first, last) = (Instant(i64::MIN), Instant(i64::MAX));
    assert!(office.millis_between(first, last) > 0);
    assert!(office.add_working_minutes(last, i64::MAX) >= Instant(0));
    assert!(office.next_opening(last) >= Instant(0));
    assert!(!office.is_working(first) || office.next_opening(first) == first);
    assert_eq!(office.add_working_days(Day::MAX, 5), Day::MAX);
}

/// Counts minute by minute what `minutes_between` computes.
fn counted(office: &WorkingCalendar, from: Instant, minutes: i64) -> i64 {
    (0..minutes)
        .filter(|minute| office.is_working(from.plus_minutes(*minute)))
        .count()
        .try_into()
        .unwrap()
}

/// Any minute of 2026 and 2027.
fn any_minute() -> impl Strategy<Value = Instant> {
    (0_i64..730 * 24 * 60).prop_map(|minute| at("2026-01-01 00:00").plus_minutes(minute))
}

/// Any millisecond of 2026 and 2027.
fn any_moment() -> impl Strategy<Value = Instant> {
    (any_minute(), 0_i64..60_000).prop_map(|(minute, extra)| Instant(minute.0 + extra))
}

proptest! {
    #[test]
    fn time_adds_up(a in any_moment(), b in any_moment(), c in any_moment()) {
        let mut moments = [a, b, c];
        moments.sort();
        let [a, b, c] = moments;
        let office = calendar();
        let whole = office.millis_between(a, c);
        prop_assert_eq!(office.millis_between(a, b) + office.millis_between(b, c), whole);
        prop_assert!((0..=c.0 - a.0).contains(&whole));
        prop_assert!(office.millis_between(a, b) <= whole);
        prop_assert_eq!(office.millis_between(c, a), 0);
    }

    #[test]
    fn it_is_what_counting_finds(from in any_minute(), minutes in 0_i64..12_000) {
        let office = calendar();
        let to = from.plus_minutes(minutes);
        prop_assert_eq!(office.minutes_between(from, to), counted(&office, from, minutes));
    }

    #[test]
    fn adding_and_measuring_agree(from in any_moment(), minutes in 1_i64..200_000) {
        let office = calendar();
        let to = office.add_working_minutes(from, minutes);
        prop_assert_eq!(office.minutes_between(from, to), minutes);
        prop_assert_eq!(office.minutes_between(from, Instant(to.0 - 1)), minutes - 1);
    }

    #[test]
    fn weekends_hold_no_work(week in 0_i64..500) {
        let office = calendar();
        let saturday = at("2026-01-03 00:00").plus_days(7 * week);
        prop_assert_eq!(office.millis_between(saturday, saturday.plus_days(2)), 0);
        prop_assert!(!office.is_working_day(saturday.day()));
    }

    #[test]
    fn an_opening_is_work_and_nothing_lies_before_it(from in any_moment()) {
        let office = calendar();
        let opening = office.next_opening(from);
        prop_assert!(opening >= from);
        prop_assert!(office.is_working(opening));
        prop_assert_eq!(office.millis_between(from, opening), 0);
    }

    #[test]
    fn days_count_as_they_lead(from in any_minute(), days in 1_u32..400) {
        let office = calendar();
        let to = office.add_working_days(from.day(), days);
        prop_assert!(office.is_working_day(to));
        prop_assert_eq!(office.working_days_between(from.day(), to), i64::from(days));
        let (mut walk, mut left) = (from.day(), days);
        while left > 0 {
            walk = walk.succ_opt().unwrap();
            left -= u32::from(office.is_working_day(walk));
        }
        prop_assert_eq!(walk, to);
        prop_assert!(office.is_working(office.next_opening(start_of(to))));
    }
}
