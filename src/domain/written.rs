//! Days, moments, months and times of day as people and programs write them: one reader for forms,
//! verbs, tables and pasted notices.
//!
//! A text is read whole or refused. What a reader cannot place is never dropped: not an offset, not
//! a second, not a word. Where no zone is written, WIB is meant.
//!
//! Two things depend on where a text stands. Who types sees what was understood, so short forms are
//! read there, by the day of today: `5/10`, `5`, `0510`, `051026`. A table has nobody who looks at
//! each cell: short forms are refused, and a spreadsheet's own numbers for days are read
//! ([`cell`]). Everything else is read alike everywhere.

mod parse;
mod vocabulary;

use std::fmt;

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Serialize};

use super::time::{Day, Instant, WIB_SECONDS, start_of};
use parse::{DayRead, Parts};

/// Why a text was refused. Codes and arguments; the words are in `text`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unread {
    /// Nothing is written.
    Nothing,
    /// It says that there is none: `0`, `#VALUE!`, `00/00/0000`.
    Filler,
    /// A part of it has no place in what was asked for.
    Strange(String),
    /// The calendar has no such day, or it lies beyond the years 1900 to 2199.
    NoSuchDay,
    /// The clock has no such time.
    NoSuchTime,
    /// Something is missing: the year, the day, the time.
    Incomplete,
    /// Longer than anything that is one of these.
    TooLong,
}

impl Unread {
    /// The code by which `text` finds the words.
    pub fn code(&self) -> &'static str {
        match self {
            Unread::Nothing => "nothing",
            Unread::Filler => "filler",
            Unread::Strange(_) => "strange",
            Unread::NoSuchDay => "no-such-day",
            Unread::NoSuchTime => "no-such-time",
            Unread::Incomplete => "incomplete",
            Unread::TooLong => "too-long",
        }
    }

    /// The part that has no place, where there is one.
    pub fn part(&self) -> &str {
        match self {
            Unread::Strange(part) => part,
            _ => "",
        }
    }
}

/// Which year is meant where one is not written in full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefer {
    /// The last such day up to today: letters, receipts.
    Past,
    /// The next such day from today: deadlines.
    Future,
    /// A birth: never without its year, and two digits from 30 on are of the last century.
    Birth,
}

/// Which of two numbers is the day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrder {
    /// 31/12/2026.
    #[default]
    DayFirst,
    /// 12/31/2026.
    MonthFirst,
}

/// A day as written in a table, before the order of its column is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrittenDay {
    /// A named month, or the year first: no order needed.
    Certain(NaiveDate),
    /// Two numbers and a year.
    Numbers {
        /// The first number.
        first: u32,
        /// The second.
        second: u32,
        /// The year, four digits.
        year: i32,
    },
}

impl WrittenDay {
    /// The day under this order; a number over 12 can only be the day.
    pub fn resolve(self, order: DateOrder) -> Option<NaiveDate> {
        match self {
            WrittenDay::Certain(day) => Some(day),
            WrittenDay::Numbers {
                first,
                second,
                year,
            } => {
                let (day, month) = day_and_month(first, second, order);
                NaiveDate::from_ymd_opt(year, month, day)
            }
        }
    }
}

/// Two numbers as day and month.
fn day_and_month(first: u32, second: u32, order: DateOrder) -> (u32, u32) {
    let day_first = match order {
        _ if first > 12 => true,
        _ if second > 12 => false,
        order => order == DateOrder::DayFirst,
    };
    match day_first {
        true => (first, second),
        false => (second, first),
    }
}

/// A cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenCell {
    /// The day, or what it takes to know it.
    pub day: WrittenDay,
    /// Time of day where one was written, in the zone where it was written.
    pub time: Option<NaiveTime>,
    /// Minutes ahead of UTC of that zone.
    offset: i32,
    /// Words before the date: the place in `Pangkalpinang, 14 Januari 1990`.
    pub place: String,
    /// It was not written as a date is: a misspelt month, a spreadsheet's number.
    pub mended: bool,
}

impl WrittenCell {
    /// The cell in which a spreadsheet itself keeps a moment.
    pub fn of(moment: NaiveDateTime) -> WrittenCell {
        WrittenCell {
            day: WrittenDay::Certain(moment.date()),
            time: Some(moment.time()),
            offset: WIB_MINUTES,
            place: String::new(),
            mended: false,
        }
    }

    /// The wall clock in WIB under this order, midnight where no time was written.
    pub fn resolve_moment(&self, order: DateOrder) -> Option<NaiveDateTime> {
        let day = self.day.resolve(order)?;
        in_wib(day.and_time(self.time.unwrap_or_default()), self.offset)
    }

    /// The day under this order. Midnight stands for a day without a time: that day is meant
    /// wherever it was written.
    pub fn resolve_day(&self, order: DateOrder) -> Option<NaiveDate> {
        let day = self.day.resolve(order)?;
        match self.time.unwrap_or_default() {
            NaiveTime::MIN => Some(day),
            time => in_wib(day.and_time(time), self.offset).map(|moment| moment.date()),
        }
    }
}

/// A moment, and whether its time was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The moment; the WIB midnight that opens the day where no time was written.
    pub at: Instant,
    /// A time was written.
    pub timed: bool,
}

impl Moment {
    /// The moment as an end: what is stated to hold to a day, holds to its last second.
    pub fn end(self) -> Instant {
        match self.timed {
            true => self.at,
            false => self.at.end_of_bare_day(),
        }
    }

    /// The first moment after it, as the end of a term: a day means its end.
    pub fn until(self) -> Instant {
        match self.timed {
            true => self.at,
            false => start_of(self.at.day()).plus_days(1),
        }
    }

    /// The moment; `now` where only the day of `now` was written.
    pub fn or_now(self, now: Instant) -> Instant {
        match !self.timed && self.at.day() == now.day() {
            true => now,
            false => self.at,
        }
    }
}

/// As this reader reads it back: `2026-11-23` or `2026-11-23T09:14:00`, in WIB.
impl fmt::Display for Moment {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let local = self.at.to_wib();
        match self.timed {
            true => write!(out, "{}", local.format("%Y-%m-%dT%H:%M:%S")),
            false => write!(out, "{}", local.format("%Y-%m-%d")),
        }
    }
}

/// Reads a day that is typed. A time of day beside it only says which day it is in WIB.
///
/// # Errors
/// Why it is no day.
pub fn day(text: &str, today: Day, prefer: Prefer) -> Result<Day, Unread> {
    let parts = Parts::read(text)?;
    parts.without_place()?;
    let day = typed_day(&parts, today, prefer)?.ok_or(Unread::Incomplete)?;
    match parts.time {
        None | Some(NaiveTime::MIN) => Ok(day),
        Some(time) => in_wib(day.and_time(time), parts.offset())
            .map(|moment| moment.date())
            .ok_or(Unread::NoSuchDay),
    }
}

/// Reads a moment that is typed: a day and a time, a day alone, or a time of today. Between the two
/// a dot is of a clock: `08.05` is a time, `8/5` a day.
///
/// # Errors
/// Why it is no moment.
pub fn moment(text: &str, today: Day, prefer: Prefer) -> Result<Moment, Unread> {
    let clock = text.contains(':') || text.matches('.').count() == 1;
    let parts = match Parts::read_clock(text) {
        // `25.12` is no time, and not a day either: `23.12` would be a time.
        Err(Unread::NoSuchTime) if clock && !text.contains(char::is_whitespace) => {
            return Err(Unread::NoSuchTime);
        }
        Ok(parts) if clock => parts,
        _ => Parts::read(text)?,
    };
    parts.without_place()?;
    let day = match (typed_day(&parts, today, prefer)?, parts.time) {
        (Some(day), _) => day,
        (None, Some(_)) => today,
        (None, None) => return Err(Unread::Incomplete),
    };
    match parts.time {
        None => Ok(Moment {
            at: start_of(day),
            timed: false,
        }),
        Some(time) => {
            let local = in_wib(day.and_time(time), parts.offset()).ok_or(Unread::NoSuchDay)?;
            Ok(Moment {
                at: Instant::from_wib(local),
                timed: true,
            })
        }
    }
}

/// Reads a time of day in whole minutes since the WIB midnight: `09.14`, `9:14`, `0914`, `9`,
/// `5:30 PM`, `17.30 WITA`.
///
/// # Errors
/// Why it is no time of day; a time of another zone that falls on another day in WIB is none.
pub fn clock(text: &str) -> Result<u16, Unread> {
    let parts = Parts::read_clock(text)?;
    let time = parts.time.ok_or(Unread::Incomplete)?;
    let seconds = chrono::Timelike::num_seconds_from_midnight(&time);
    if !seconds.is_multiple_of(60) {
        return Err(Unread::Strange(format!(":{:02}", seconds % 60)));
    }
    let shifted = i64::from(seconds / 60) - i64::from(parts.offset()) + i64::from(WIB_MINUTES);
    let minute = u16::try_from(shifted).ok().filter(|minute| *minute < 1440);
    minute.ok_or(Unread::NoSuchTime)
}

/// Reads a month, as its first day: `2026-12`, `12/2026`, `Des 2026`.
///
/// # Errors
/// Why it is no month.
pub fn month(text: &str) -> Result<Day, Unread> {
    let parts = Parts::read(text)?;
    parts.without_place()?;
    match parts.day(false)? {
        DayRead::Month { year, month } if parts.time.is_none() => {
            NaiveDate::from_ymd_opt(year, month, 1).ok_or(Unread::NoSuchDay)
        }
        DayRead::None | DayRead::DayOnly(_) | DayRead::Yearless { .. } => Err(Unread::Incomplete),
        _ => Err(Unread::Strange(text.trim().to_owned())),
    }
}

/// Reads a cell of a table; `birth` lets two digits from 30 on be of the last century.
///
/// # Errors
/// Why it is no day.
pub fn cell(text: &str, birth: bool) -> Result<WrittenCell, Unread> {
    if let Some(moment) = serial_of(text) {
        return Ok(WrittenCell {
            mended: true,
            ..WrittenCell::of(moment)
        });
    }
    let parts = Parts::read(text)?;
    let DayRead::Whole(day) = parts.day(birth)? else {
        return Err(Unread::Incomplete);
    };
    Ok(WrittenCell {
        day: within(day)?,
        time: parts.time,
        offset: parts.offset(),
        place: parts.place.clone(),
        mended: parts.misspelt,
    })
}

/// The wall clock of a spreadsheet's number for a day (1900 system), with its time.
pub fn from_serial(serial: f64) -> Option<NaiveDateTime> {
    if !(1.0..=120_000.0).contains(&serial) {
        return None;
    }
    let seconds = (serial * 86_400.0).round() as i64;
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30)?.and_time(NaiveTime::MIN);
    epoch.checked_add_signed(Duration::seconds(seconds))
}

/// The first day of five whole digits: 1927-05-18, before anybody in service was born.
const FIRST_SERIAL: f64 = 10_000.0;

/// `46300.337`, `46300,337` or `31327`: five digits before the point are no date otherwise.
fn serial_of(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim().replace(',', ".");
    let whole = text.split('.').next()?;
    let plain = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || byte == b'.');
    if whole.len() != 5 || !plain || text.ends_with('.') {
        return None;
    }
    let serial: f64 = text.parse().ok()?;
    from_serial(serial).filter(|_| serial >= FIRST_SERIAL)
}

/// Minutes that WIB is ahead of UTC.
const WIB_MINUTES: i32 = WIB_SECONDS / 60;

/// The wall clock in WIB of one in another zone.
fn in_wib(local: NaiveDateTime, offset: i32) -> Option<NaiveDateTime> {
    local.checked_add_signed(Duration::minutes(i64::from(WIB_MINUTES - offset)))
}

/// A day that the calendar has, under one order or the other, in the years that can be meant.
fn within(day: WrittenDay) -> Result<WrittenDay, Unread> {
    let orders = [DateOrder::DayFirst, DateOrder::MonthFirst];
    let mut days = orders.into_iter().filter_map(|order| day.resolve(order));
    let known = days.any(|day| (1900..2200).contains(&day.year()));
    known.then_some(day).ok_or(Unread::NoSuchDay)
}

/// The day that was typed; `None` where only a time was.
fn typed_day(parts: &Parts, today: Day, prefer: Prefer) -> Result<Option<Day>, Unread> {
    let birth = prefer == Prefer::Birth;
    match parts.day(birth)? {
        DayRead::None => Ok(None),
        DayRead::Whole(day) | DayRead::Short(day) => {
            let day = within(day)?.resolve(DateOrder::DayFirst);
            day.ok_or(Unread::NoSuchDay).map(Some)
        }
        DayRead::Month { .. } => Err(Unread::Incomplete),
        DayRead::Yearless { .. } | DayRead::DayOnly(_) if birth => Err(Unread::Incomplete),
        DayRead::Yearless { first, second } => {
            let (day, month) = day_and_month(first, second, DateOrder::DayFirst);
            near(today, prefer, |away| {
                year_away(today, prefer, away, month, day)
            })
        }
        DayRead::DayOnly(day) => near(today, prefer, |away| {
            let month = match prefer {
                Prefer::Future => today.checked_add_months(chrono::Months::new(away))?,
                _ => today.checked_sub_months(chrono::Months::new(away))?,
            };
            month.with_day(day)
        }),
    }
}

/// Steps looked at, away from today: eight years reach every 29 February, and eight months every
/// day of a month.
const STEPS: u32 = 8;

/// The nearest day on the right side of today.
fn near(
    today: Day,
    prefer: Prefer,
    at: impl Fn(u32) -> Option<Day>,
) -> Result<Option<Day>, Unread> {
    let fits = |day: &Day| match prefer {
        Prefer::Future => *day >= today,
        _ => *day <= today,
    };
    let found = (0..=STEPS).filter_map(at).find(fits);
    found.ok_or(Unread::NoSuchDay).map(Some)
}

fn year_away(today: Day, prefer: Prefer, away: u32, month: u32, day: u32) -> Option<Day> {
    let away = i32::try_from(away).ok()?;
    let year = match prefer {
        Prefer::Future => today.year() + away,
        _ => today.year() - away,
    };
    NaiveDate::from_ymd_opt(year, month, day)
}

#[cfg(test)]
mod tests;
