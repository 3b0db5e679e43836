//! The parts of a written day, word by word: numbers, month, time, zone, and a place before them.

use chrono::{NaiveDate, NaiveTime};

use super::vocabulary::{self, Word};
use super::{Unread, WIB_MINUTES, WrittenDay};
use crate::domain::unwrap::unwrap;

/// Longest text looked at, in bytes: a date is short, a hostile cell is not.
const LONGEST: usize = 120;
/// From here on two digits of a birth are of the last century.
const BIRTH_CENTURY: i32 = 30;
/// Signs between the numbers of a day.
const BETWEEN: [char; 3] = ['/', '-', '.'];

/// What the numbers and the month of a text make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum DayRead {
    /// No day.
    None,
    /// Day, month and year.
    Whole(WrittenDay),
    /// The same in six digits, which only a person who sees it read may write: `051026`.
    Short(WrittenDay),
    /// `5/10`, `5 Okt`, `0510`.
    Yearless { first: u32, second: u32 },
    /// `5`.
    DayOnly(u32),
    /// `12/2026`.
    Month { year: i32, month: u32 },
}

/// What has been read of one text.
#[derive(Debug, Default)]
pub(super) struct Parts {
    /// Numbers with their width in digits.
    numbers: Vec<(u32, usize)>,
    month: Option<u32>,
    /// Time of day, in the zone that was written.
    pub time: Option<NaiveTime>,
    /// An hour that needs `PM` or `pukul` to be one.
    hour: Option<u32>,
    afternoon: Option<bool>,
    zone: Option<i32>,
    /// Words before the date.
    pub place: String,
    /// A month was not written as it is spelt.
    pub misspelt: bool,
    /// A sign or a word says that something must follow.
    open: Option<Open>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Open {
    Day,
    Time,
}

impl Parts {
    /// Reads a text with a day in it.
    pub fn read(text: &str) -> Result<Parts, Unread> {
        let cased = plain(text)?;
        let lower = cased.to_lowercase();
        if vocabulary::is_filler(&lower) {
            return Err(Unread::Filler);
        }
        let lower = vocabulary::shorten_zones(&lower);
        let mut parts = Parts::default();
        // Only names of zones got shorter, and a place stands before them.
        for (word, cased) in lower.split_whitespace().zip(cased.split_whitespace()) {
            let strange = || Unread::Strange(cased.to_owned());
            parts.take(word, cased)?.then_some(()).ok_or_else(strange)?;
        }
        parts.close()
    }

    /// Reads a text that is a time of day and nothing else.
    pub fn read_clock(text: &str) -> Result<Parts, Unread> {
        let text = vocabulary::shorten_zones(&plain(text)?.to_lowercase());
        let mut parts = Parts::default();
        for word in text.split_whitespace() {
            let beside = match vocabulary::word(word) {
                Some(Word::BeforeTime) => parts.announce(Open::Time),
                Some(Word::Half(half)) => parts.half(half),
                _ => parts.zone(word),
            };
            let taken = beside || parts.clock(word)? || parts.bare_clock(word)?;
            let strange = || Unread::Strange(word.to_owned());
            taken.then_some(()).ok_or_else(strange)?;
        }
        parts.close()
    }

    /// Refuses words before the date, where no place is asked for.
    pub fn without_place(&self) -> Result<(), Unread> {
        match self.place.as_str() {
            "" => Ok(()),
            place => Err(Unread::Strange(place.to_owned())),
        }
    }

    /// Minutes ahead of UTC of what was written; WIB where nothing else is said.
    pub fn offset(&self) -> i32 {
        self.zone.unwrap_or(WIB_MINUTES)
    }

    /// Takes one word; false where it has no place.
    fn take(&mut self, raw: &str, cased: &str) -> Result<bool, Unread> {
        let inner = raw
            .strip_prefix('(')
            .and_then(|rest| rest.strip_suffix(')'));
        let word = inner.unwrap_or(raw).trim_end_matches('.');
        match vocabulary::word(word) {
            Some(Word::Aside) => return Ok(true),
            Some(Word::BeforeDay) => return Ok(self.announce(Open::Day)),
            Some(Word::BeforeTime) => return Ok(self.announce(Open::Time)),
            Some(Word::Half(half)) => return Ok(self.half(half)),
            None => {}
        }
        if self.zone(word) {
            return Ok(true);
        }
        if word.starts_with(|sign: char| sign.is_ascii_digit()) {
            return self.take_number(word);
        }
        if self.take_month(word) {
            self.open = self.open.filter(|open| *open != Open::Day);
            return Ok(true);
        }
        let begun = !self.numbers.is_empty() || self.month.is_some() || self.time.is_some();
        if BETWEEN.iter().any(|sign| raw.chars().eq([*sign])) {
            // A sign between blanks joins two parts of a day, or stands after a place.
            return Ok(match begun {
                true => !self.has_day() && self.announce(Open::Day),
                false => !self.place.is_empty(),
            });
        }
        if begun || self.open.is_some() || !word.starts_with(char::is_alphabetic) {
            return Ok(false);
        }
        if !self.place.is_empty() {
            self.place.push(' ');
        }
        self.place.push_str(cased);
        Ok(true)
    }

    /// A word that begins with a digit: a time, a part of a day, or both joined by a `T`.
    fn take_number(&mut self, word: &str) -> Result<bool, Unread> {
        let ordinal = ["st", "nd", "rd", "th"]
            .iter()
            .find_map(|end| word.strip_suffix(end));
        let word = ordinal.filter(|day| digits(day).is_some()).unwrap_or(word);
        if let Some((day, time)) = word.split_once('t')
            && day.len() >= 8
            && day
                .bytes()
                .all(|sign| sign.is_ascii_digit() || sign == b'-')
            && self.numbers.is_empty()
        {
            let basic = time.trim_end_matches('z');
            return Ok(self.take_day(day)
                && (self.clock(time)? || (self.packed_clock(basic)? && self.zone_after(time))));
        }
        let after_day = self.numbers.len() + usize::from(self.month.is_some()) >= 2;
        if (word.contains(':') || after_day || self.open == Some(Open::Time)) && self.clock(word)? {
            return Ok(true);
        }
        if self.has_day() || self.open == Some(Open::Time) {
            return Ok(self.take_hour(word));
        }
        self.open = self.open.filter(|open| *open != Open::Day);
        Ok(self.take_day(word))
    }

    /// `10` in `pukul 10` and in `5/10/2026 10 PM`.
    fn take_hour(&mut self, word: &str) -> bool {
        let hour = digits(word).filter(|_| word.len() <= 2);
        let free = self.time.is_none() && self.hour.is_none();
        self.hour = self.hour.or(hour);
        free && hour.is_some()
    }

    /// `14/01/1990`, `14-Jan-1990`, `14`, `19900114`.
    fn take_day(&mut self, word: &str) -> bool {
        let mut parts: Vec<&str> = word.split(BETWEEN).collect();
        if let Some(at) = parts
            .iter()
            .position(|part| part.starts_with(char::is_alphabetic))
            && word.contains(&format!("{}.", parts[at]))
            && parts.get(at + 1) == Some(&"")
        {
            // The dot of `7-Agt.-85`.
            parts.remove(at + 1);
        }
        if let [only] = parts[..]
            && only.len() == 8
        {
            return self.take_eight(only);
        }
        parts.into_iter().all(|part| {
            if let Some(number) = digits(part) {
                self.numbers.push((number, part.len()));
                return part.len() <= 6 && self.numbers.len() <= 3;
            }
            self.take_month(part)
        })
    }

    /// `19900114` or `14011990`: no eight digits are both.
    fn take_eight(&mut self, word: &str) -> bool {
        if !self.numbers.is_empty() || self.month.is_some() || digits(word).is_none() {
            return false;
        }
        let day = |at: [usize; 4]| {
            let part = |from: usize| digits(&word[at[from]..at[from + 1]]);
            Some([part(0)?, part(1)?, part(2)?])
        };
        let first = day([0, 4, 6, 8]).filter(|[year, month, day]| is_day(*year, *month, *day));
        let parts = match first {
            Some([year, month, day]) => [(year, 4), (month, 2), (day, 2)],
            None => match day([0, 2, 4, 8]) {
                Some([day, month, year]) => [(day, 2), (month, 2), (year, 4)],
                None => return false,
            },
        };
        self.numbers.extend(parts);
        true
    }

    fn take_month(&mut self, word: &str) -> bool {
        let word = word.trim_end_matches('.');
        let begun = !self.numbers.is_empty();
        let roman = || vocabulary::roman_month(word).filter(|_| self.numbers.len() == 1);
        let found = vocabulary::month(word).or_else(roman);
        let guessed = || vocabulary::misspelt_month(word).filter(|_| begun);
        let Some(month) = found.or_else(guessed) else {
            return false;
        };
        self.misspelt |= found.is_none();
        self.month.replace(month).is_none()
    }

    fn has_day(&self) -> bool {
        self.numbers.len() + usize::from(self.month.is_some()) >= 3
    }

    fn announce(&mut self, what: Open) -> bool {
        self.open.replace(what).is_none()
    }

    fn half(&mut self, afternoon: bool) -> bool {
        self.afternoon.replace(afternoon).is_none()
    }

    /// A zone; said twice it must be the same one.
    fn zone(&mut self, word: &str) -> bool {
        let Some(offset) = vocabulary::zone(word) else {
            return false;
        };
        *self.zone.get_or_insert(offset) == offset
    }

    /// The zone at the end of a joined time.
    fn zone_after(&mut self, time: &str) -> bool {
        !time.ends_with('z') || self.zone("z")
    }

    /// `10:52`, `10.52.00`, `17:30:00.000Z`, `5:30pm`, `17.30+07:00`; false where it is none.
    fn clock(&mut self, word: &str) -> Result<bool, Unread> {
        let end = word.find(|sign: char| !sign.is_ascii_digit() && sign != ':' && sign != '.');
        let (clock, rest) = word.split_at(end.unwrap_or(word.len()));
        let parts: Vec<&str> = clock.split([':', '.']).collect();
        let (hour, minute, second) = match parts[..] {
            [hour, minute] => (hour, minute, "00"),
            [hour, minute, second] => (hour, minute, second),
            // A part of a second, as programs write it, changes no minute.
            [hour, minute, second, part] if digits(part).is_some() => (hour, minute, second),
            [hour] if rest == "am" || rest == "pm" => (hour, "00", "00"),
            _ => return Ok(false),
        };
        if hour.len() > 2 || minute.len() != 2 || second.len() != 2 || self.time.is_some() {
            return Ok(false);
        }
        let (Some(hour), Some(minute), Some(second)) =
            (digits(hour), digits(minute), digits(second))
        else {
            return Ok(false);
        };
        let beside = match vocabulary::word(rest) {
            Some(Word::Half(half)) => self.half(half),
            _ => rest.is_empty() || self.zone(rest),
        };
        if beside {
            self.set_time(hour, minute, second)?;
        }
        Ok(beside)
    }

    /// `173000` and `1730` behind the `T` of a packed moment.
    fn packed_clock(&mut self, word: &str) -> Result<bool, Unread> {
        if self.time.is_some() || digits(word).is_none() || !matches!(word.len(), 4 | 6) {
            return Ok(false);
        }
        let part = |from: usize| word.get(from..from + 2).and_then(digits).unwrap_or(0);
        self.set_time(part(0), part(2), part(4))?;
        Ok(true)
    }

    /// `9`, `914`, `0914` where a time is all that is asked for.
    fn bare_clock(&mut self, word: &str) -> Result<bool, Unread> {
        let Some(number) = digits(word).filter(|_| self.time.is_none() && word.len() <= 4) else {
            return Ok(false);
        };
        match word.len() {
            1 | 2 => self.set_time(number, 0, 0)?,
            _ => self.set_time(number / 100, number % 100, 0)?,
        }
        Ok(true)
    }

    fn set_time(&mut self, hour: u32, minute: u32, second: u32) -> Result<(), Unread> {
        let time = NaiveTime::from_hms_opt(hour, minute, second).ok_or(Unread::NoSuchTime)?;
        self.time = Some(time);
        self.open = self.open.filter(|open| *open != Open::Time);
        Ok(())
    }

    /// Nothing may be left that was begun.
    fn close(mut self) -> Result<Parts, Unread> {
        if let Some(hour) = self.hour {
            if self.afternoon.is_none() && self.open != Some(Open::Time) {
                return Err(Unread::Strange(hour.to_string()));
            }
            self.set_time(hour, 0, 0)?;
        }
        if self.open.is_some() || (self.afternoon.is_some() && self.time.is_none()) {
            return Err(Unread::Incomplete);
        }
        if self.time.is_none()
            && let Some(offset) = self.zone.filter(|offset| *offset != WIB_MINUTES)
        {
            // A day somewhere else is not one day here.
            return Err(Unread::Strange(format!("UTC{:+}", offset / 60)));
        }
        if let (Some(time), Some(afternoon)) = (self.time, self.afternoon) {
            self.time = Some(in_half(time, afternoon).ok_or(Unread::NoSuchTime)?);
        }
        Ok(self)
    }

    /// The day that numbers and month make.
    pub fn day(&self, birth: bool) -> Result<DayRead, Unread> {
        let year = |number: (u32, usize)| year_of(number, birth).ok_or(Unread::NoSuchDay);
        let certain = |year: i32, month: u32, day: u32| {
            let day = NaiveDate::from_ymd_opt(year, month, day).ok_or(Unread::NoSuchDay)?;
            Ok(DayRead::Whole(WrittenDay::Certain(day)))
        };
        let numbers = |first: u32, second: u32, year: i32| WrittenDay::Numbers {
            first,
            second,
            year,
        };
        match (self.month, self.numbers.as_slice()) {
            (None, []) => Ok(DayRead::None),
            (Some(month), &[written @ (_, 4), (day, 1 | 2)])
            | (Some(month), &[(day, 1 | 2), written @ (_, 2 | 4)]) => {
                certain(year(written)?, month, day)
            }
            (None, &[written @ (_, 4), (month, 1 | 2), (day, 1 | 2)]) => {
                certain(year(written)?, month, day)
            }
            (None, &[(first, 1 | 2), (second, 1 | 2), written @ (_, 2 | 4)]) => {
                Ok(DayRead::Whole(numbers(first, second, year(written)?)))
            }
            (None, &[(first, 1 | 2), (second, 1 | 2)]) => Ok(DayRead::Yearless { first, second }),
            (Some(month), &[(day, 1 | 2)]) => named(day, month),
            (None, &[written @ (_, 4), (month, 1 | 2)] | &[(month, 1 | 2), written @ (_, 4)])
            | (Some(month), &[written @ (_, 4)]) => Ok(DayRead::Month {
                year: year(written)?,
                month,
            }),
            (None, &[(day, 1 | 2)]) => Ok(DayRead::DayOnly(day)),
            (None, &[(packed, 4)]) => Ok(DayRead::Yearless {
                first: packed / 100,
                second: packed % 100,
            }),
            (None, &[(packed, 6)]) => Ok(DayRead::Short(numbers(
                packed / 10_000,
                packed / 100 % 100,
                year((packed % 100, 2))?,
            ))),
            _ => Err(Unread::Incomplete),
        }
    }
}

/// A day and a named month, in the order in which [`DayRead::Yearless`] reads them back.
fn named(day: u32, month: u32) -> Result<DayRead, Unread> {
    match (1..=31).contains(&day) {
        true => Ok(DayRead::Yearless {
            first: day,
            second: month,
        }),
        false => Err(Unread::NoSuchDay),
    }
}

fn is_day(year: u32, month: u32, day: u32) -> bool {
    let year = i32::try_from(year).unwrap_or(0);
    (1900..2200).contains(&year) && NaiveDate::from_ymd_opt(year, month, day).is_some()
}

fn year_of((value, width): (u32, usize), birth: bool) -> Option<i32> {
    let value = i32::try_from(value).ok()?;
    match width {
        4 => (1900..2200).contains(&value).then_some(value),
        _ if birth && value >= BIRTH_CENTURY => Some(1900 + value),
        _ => Some(2000 + value),
    }
}

/// A clock time with `AM` or `PM`; `None` where the two contradict each other.
fn in_half(time: NaiveTime, afternoon: bool) -> Option<NaiveTime> {
    use chrono::Timelike;
    match (time.hour(), afternoon) {
        (12, false) => time.with_hour(0),
        (0, true) | (13.., false) => None,
        (hour @ 1..12, true) => time.with_hour(hour + 12),
        _ => Some(time),
    }
}

fn digits(text: &str) -> Option<u32> {
    let all = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| all)
}

/// The text as [`unwrap`] leaves it, with plain blanks and dashes, without apostrophes before it and
/// a stop at its end.
fn plain(text: &str) -> Result<String, Unread> {
    if text.len() > LONGEST {
        return Err(Unread::TooLong);
    }
    let text = unwrap(text);
    let text: String = text
        .trim_start_matches(['\'', '’', '`'])
        .chars()
        .map(plain_sign)
        .collect();
    let text = text.trim();
    match text {
        "" => Err(Unread::Nothing),
        text => Ok(text.strip_suffix('.').unwrap_or(text).to_owned()),
    }
}

fn plain_sign(sign: char) -> char {
    match sign {
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        ',' | ';' => ' ',
        sign if sign.is_whitespace() => ' ',
        sign => sign,
    }
}
