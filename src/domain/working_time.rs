//! Working time in WIB: how much of it lies between two moments, and where it leads from one.
//!
//! The ordinary week repeats for ever, so the working time up to a day has a closed form; the days
//! that differ from it (holidays, Ramadan) are kept in order with running sums. Every question is
//! then a subtraction or a binary search, however far apart the moments are.

use crate::domain::policy::{Holiday, Hours, Shift, Week};
use crate::domain::time::{Day, Instant, WIB_SECONDS};
use chrono::Datelike;

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;
/// Days from the era's first day to 1970-01-01, as chrono counts them.
const EPOCH_FROM_ERA: i32 = 719_163;
/// 1970-01-01 was a Thursday: days from the Monday of its week.
const EPOCH_WEEKDAY: i64 = 3;
/// How far a search for working time looks before it gives up: about 350 years.
const HORIZON_DAYS: i64 = 1 << 17;

/// A stretch of work within a day, in milliseconds since midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Span {
    from: i64,
    to: i64,
}

/// The work of one day: ordered spans that do not overlap.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Plan {
    spans: Vec<Span>,
    total: i64,
}

impl Plan {
    fn new(shifts: &[Shift]) -> Plan {
        let mut spans: Vec<Span> = shifts
            .iter()
            .map(|shift| Span {
                from: i64::from(shift.from.minutes()) * MINUTE,
                to: i64::from(shift.to.minutes()) * MINUTE,
            })
            .filter(|span| span.from < span.to)
            .collect();
        spans.sort_by_key(|span| span.from);
        // A policy with overlapping shifts is refused; here they would only count once.
        for at in 1..spans.len() {
            let floor = spans[at - 1].to.max(spans[at - 1].from);
            spans[at].from = spans[at].from.max(floor);
            spans[at].to = spans[at].to.max(spans[at].from);
        }
        spans.retain(|span| span.from < span.to);
        let total = spans.iter().map(|span| span.to - span.from).sum();
        Plan { spans, total }
    }

    fn works(&self) -> i64 {
        i64::from(self.total > 0)
    }

    /// Working time of the day before this time of day.
    fn before(&self, time: i64) -> i64 {
        self.spans
            .iter()
            .map(|span| time.clamp(span.from, span.to) - span.from)
            .sum()
    }

    /// The first time of day at which this much work of the day is done.
    fn reach(&self, mut work: i64) -> Option<i64> {
        for span in &self.spans {
            let length = span.to - span.from;
            if work <= length {
                return Some(span.from + work);
            }
            work -= length;
        }
        None
    }

    /// The first working moment of the day at or after this time of day.
    fn opening(&self, time: i64) -> Option<i64> {
        self.spans
            .iter()
            .find(|span| time < span.to)
            .map(|span| time.max(span.from))
    }
}

/// A day that differs from the ordinary week, with the sums of all differences up to its end.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Exception {
    day: i64,
    plan: usize,
    time_until: i64,
    days_until: i64,
}

/// The working hours and holidays of the office, ready to be asked.
///
/// All answers are exact to the millisecond and additive: the time from `a` to `c` is the time from
/// `a` to `b` and from `b` to `c`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkingCalendar {
    week: [Plan; 7],
    week_time: i64,
    week_days: i64,
    exceptions: Vec<Exception>,
    plans: Vec<Plan>,
}

impl WorkingCalendar {
    /// Builds the calendar. A holiday wins over special hours; of two special ranges over one day
    /// the first counts.
    pub fn new(hours: &Hours, holidays: &[Holiday]) -> WorkingCalendar {
        let week = plans_of(&hours.regular);
        let mut calendar = WorkingCalendar {
            week_time: week.iter().map(|plan| plan.total).sum(),
            week_days: week.iter().map(Plan::works).sum(),
            week,
            exceptions: Vec::new(),
            plans: vec![Plan::default()],
        };
        let mut different: Vec<(i64, usize)> = holidays
            .iter()
            .map(|holiday| (number_of(holiday.day), 0))
            .collect();
        for special in &hours.special {
            let first = calendar.plans.len();
            calendar.plans.extend(plans_of(&special.week));
            for day in number_of(special.from)..=number_of(special.to) {
                different.push((day, first + weekday(day)));
            }
        }
        different.sort_by_key(|(day, _)| *day);
        different.dedup_by_key(|(day, _)| *day);
        calendar.sum_up(different);
        calendar
    }

    /// Minutes of a working day: the ordinary week shared out over its working days.
    pub fn day_minutes(&self) -> u16 {
        let day = self.week_time / self.week_days.max(1) / MINUTE;
        u16::try_from(day).unwrap_or(u16::MAX)
    }

    fn sum_up(&mut self, different: Vec<(i64, usize)>) {
        let (mut time_until, mut days_until) = (0, 0);
        for (day, plan) in different {
            let ordinary = &self.week[weekday(day)];
            time_until += self.plans[plan].total - ordinary.total;
            days_until += self.plans[plan].works() - ordinary.works();
            self.exceptions.push(Exception {
                day,
                plan,
                time_until,
                days_until,
            });
        }
    }

    /// Working milliseconds from one moment to another; 0 where the second is not later.
    pub fn millis_between(&self, from: Instant, to: Instant) -> i64 {
        if to <= from {
            return 0;
        }
        self.time_before(to) - self.time_before(from)
    }

    /// Whole working minutes from one moment to another; 0 where the second is not later.
    pub fn minutes_between(&self, from: Instant, to: Instant) -> i64 {
        self.millis_between(from, to) / MINUTE
    }

    /// The moment at which this many working minutes have passed. With 0 or fewer it is the moment
    /// itself. A calendar without working hours answers its horizon, centuries ahead.
    pub fn add_working_minutes(&self, from: Instant, minutes: i64) -> Instant {
        if minutes <= 0 {
            return from;
        }
        let target = self
            .time_before(from)
            .saturating_add(minutes.saturating_mul(MINUTE));
        let (start, _) = split(from);
        // The last day that begins before the target is reached holds it.
        let day = first_day(start, |day| self.time_before_day(day + 1) >= target);
        let rest = target - self.time_before_day(day);
        match self.plan(day).reach(rest) {
            Some(time) => join(day, time),
            None => join(day, 0),
        }
    }

    /// The working day that comes this many working days after a day; the day itself with 0.
    pub fn add_working_days(&self, day: Day, count: u32) -> Day {
        if count == 0 {
            return day;
        }
        let start = number_of(day);
        let target = self.days_before(start + 1) + i64::from(count);
        day_of(first_day(start, |day| self.days_before(day + 1) >= target))
    }

    /// Working days after the first day up to and with the second; 0 where it is not later.
    pub fn working_days_between(&self, from: Day, to: Day) -> i64 {
        if to <= from {
            return 0;
        }
        self.days_before(number_of(to) + 1) - self.days_before(number_of(from) + 1)
    }

    /// True where the office works on this day at all.
    pub fn is_working_day(&self, day: Day) -> bool {
        self.plan(number_of(day)).total > 0
    }

    /// True where the office works at this moment; the end of a shift is no longer work.
    pub fn is_working(&self, at: Instant) -> bool {
        let (day, time) = split(at);
        self.plan(day).opening(time) == Some(time)
    }

    /// The first working moment at or after this one: the moment itself within working hours. A
    /// calendar without working hours answers its horizon, centuries ahead.
    pub fn next_opening(&self, at: Instant) -> Instant {
        let (day, time) = split(at);
        if let Some(opening) = self.plan(day).opening(time) {
            return join(day, opening);
        }
        let passed = self.days_before(day + 1);
        let next = first_day(day + 1, |day| self.days_before(day + 1) > passed);
        join(next, self.plan(next).opening(0).unwrap_or(0))
    }

    /// The first working day at or after this one.
    pub fn working_day_from(&self, day: Day) -> Day {
        if self.is_working_day(day) {
            day
        } else {
            self.add_working_days(day, 1)
        }
    }

    /// Working time from a fixed far past up to this moment; only differences mean anything.
    fn time_before(&self, at: Instant) -> i64 {
        let (day, time) = split(at);
        self.time_before_day(day) + self.plan(day).before(time)
    }

    fn time_before_day(&self, day: i64) -> i64 {
        let (weeks, rest) = weeks_before(day);
        let ordinary: i64 = self.week[..rest].iter().map(|plan| plan.total).sum();
        let differences = self.exception_before(day).map_or(0, |past| past.time_until);
        weeks * self.week_time + ordinary + differences
    }

    fn days_before(&self, day: i64) -> i64 {
        let (weeks, rest) = weeks_before(day);
        let ordinary: i64 = self.week[..rest].iter().map(Plan::works).sum();
        let differences = self.exception_before(day).map_or(0, |past| past.days_until);
        weeks * self.week_days + ordinary + differences
    }

    /// The last different day before this one.
    fn exception_before(&self, day: i64) -> Option<&Exception> {
        let after = self.exceptions.partition_point(|past| past.day < day);
        self.exceptions[..after].last()
    }

    fn plan(&self, day: i64) -> &Plan {
        match self.exceptions.binary_search_by_key(&day, |past| past.day) {
            Ok(at) => &self.plans[self.exceptions[at].plan],
            Err(_) => &self.week[weekday(day)],
        }
    }
}

fn plans_of(week: &Week) -> [Plan; 7] {
    week.days().map(|(_, shifts)| Plan::new(shifts))
}

/// The first day from `start` on that satisfies a condition which stays true once it is.
fn first_day(start: i64, satisfied: impl Fn(i64) -> bool) -> i64 {
    let mut step = 1;
    while step < HORIZON_DAYS && !satisfied(start + step) {
        step *= 2;
    }
    let (mut low, mut high) = (start, start + step);
    while low < high {
        let middle = low + (high - low) / 2;
        if satisfied(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}

/// Days since 1970-01-01 and milliseconds since midnight, both in WIB.
fn split(at: Instant) -> (i64, i64) {
    let local = at.0.saturating_add(i64::from(WIB_SECONDS) * 1000);
    (local.div_euclid(DAY), local.rem_euclid(DAY))
}

fn join(day: i64, time: i64) -> Instant {
    let local = day.saturating_mul(DAY).saturating_add(time);
    Instant(local.saturating_sub(i64::from(WIB_SECONDS) * 1000))
}

fn number_of(day: Day) -> i64 {
    i64::from(day.num_days_from_ce() - EPOCH_FROM_ERA)
}

fn day_of(number: i64) -> Day {
    i32::try_from(number + i64::from(EPOCH_FROM_ERA))
        .ok()
        .and_then(Day::from_num_days_from_ce_opt)
        .unwrap_or(Day::MAX)
}

/// Monday 0 to Sunday 6.
fn weekday(day: i64) -> usize {
    usize::try_from((day + EPOCH_WEEKDAY).rem_euclid(7)).unwrap_or(0)
}

/// Whole weeks before the week of this day, and the days of its week that are over.
fn weeks_before(day: i64) -> (i64, usize) {
    ((day + EPOCH_WEEKDAY).div_euclid(7), weekday(day))
}

#[cfg(test)]
mod tests;
