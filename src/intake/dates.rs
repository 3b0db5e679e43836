//! Dates as people and programs write them, and the order of day and month decided over a whole
//! column.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use serde::{Deserialize, Serialize};

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

/// A date as written, before the column's order is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenDate {
    /// The day, or what it takes to know it.
    pub day: WrittenDay,
    /// Time of day where one was written.
    pub time: Option<NaiveTime>,
    /// Words before the date: the place in `Pangkalpinang, 14 Januari 1990`.
    pub place: String,
}

/// The day part.
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

/// Months by the three letters that open them, Indonesian and English.
const MONTHS: [(&str, u32); 18] = [
    ("jan", 1),
    ("feb", 2),
    ("peb", 2),
    ("mar", 3),
    ("apr", 4),
    ("mei", 5),
    ("may", 5),
    ("jun", 6),
    ("jul", 7),
    ("agu", 8),
    ("ags", 8),
    ("aug", 8),
    ("sep", 9),
    ("okt", 10),
    ("oct", 10),
    ("nov", 11),
    ("nop", 11),
    ("des", 12),
];
/// Words beside a date that say nothing about the day.
const ASIDE: [&str; 25] = [
    "senin",
    "selasa",
    "rabu",
    "kamis",
    "jumat",
    "jum'at",
    "sabtu",
    "minggu",
    "ahad",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "wib",
    "wita",
    "wit",
    "pukul",
    "jam",
    "tanggal",
    "tgl",
    "at",
    "gmt+7",
];
/// Longest text looked at: a date is short, a hostile cell is not.
const LONGEST: usize = 120;

impl WrittenDate {
    /// Reads a date; `birth` lets two-digit years from 30 on be of the last century.
    pub fn read(text: &str, birth: bool) -> Option<WrittenDate> {
        let text = text.trim();
        if text.is_empty() || text.len() > LONGEST {
            return None;
        }
        let mut reading = Reading::default();
        let spread = text.replace([',', '\u{a0}'], " ");
        for token in spread.split_whitespace() {
            reading.take(token)?;
        }
        reading.finish(birth)
    }

    /// The day under this order; a number over 12 can only be the day.
    pub fn resolve(&self, order: DateOrder) -> Option<NaiveDate> {
        match self.day {
            WrittenDay::Certain(date) => Some(date),
            WrittenDay::Numbers {
                first,
                second,
                year,
            } => {
                let day_first = match order {
                    _ if first > 12 => true,
                    _ if second > 12 => false,
                    DateOrder::DayFirst => true,
                    DateOrder::MonthFirst => false,
                };
                let (day, month) = if day_first {
                    (first, second)
                } else {
                    (second, first)
                };
                NaiveDate::from_ymd_opt(year, month, day)
            }
        }
    }

    /// The moment under this order, midnight where no time was written.
    pub fn resolve_moment(&self, order: DateOrder) -> Option<NaiveDateTime> {
        let day = self.resolve(order)?;
        Some(day.and_time(self.time.unwrap_or(NaiveTime::MIN)))
    }
}

/// What has been read of one text.
#[derive(Default)]
struct Reading {
    numbers: Vec<(u32, usize)>,
    month: Option<u32>,
    time: Option<NaiveTime>,
    afternoon: Option<bool>,
    place: Vec<String>,
}

impl Reading {
    fn take(&mut self, token: &str) -> Option<()> {
        let lower = token.to_lowercase();
        let bare = lower.trim_matches(|c: char| matches!(c, '.' | '(' | ')' | '\''));
        if ASIDE.contains(&bare) {
            return Some(());
        }
        match bare {
            "am" | "a.m" | "pm" | "p.m" => {
                self.afternoon = Some(bare.starts_with('p'));
                return Some(());
            }
            _ => {}
        }
        if self.numbers.len() + usize::from(self.month.is_some()) == 3 || bare.contains(':') {
            return self.take_time_or_joined(bare);
        }
        if bare.starts_with(|c: char| c.is_ascii_digit()) {
            return self.take_parts(bare);
        }
        if let Some(month) = month_of(bare) {
            // "Maret" opens a date; "Marwan" or a second month does not.
            self.month = self.month.is_none().then_some(month);
            return self.month.map(|_| ());
        }
        if self.numbers.is_empty() && self.month.is_none() {
            self.place.push(token.to_owned());
            return Some(());
        }
        None
    }

    /// `10:52`, `10.52.00`, or `2026-10-05T10:52:00`.
    fn take_time_or_joined(&mut self, token: &str) -> Option<()> {
        if let Some((date, time)) = token.split_once('t')
            && self.numbers.is_empty()
        {
            self.take_parts(date)?;
            return self.take_time_or_joined(time);
        }
        let clock = token
            .trim_end_matches('z')
            .split(['+', 'p', 'a'])
            .next()
            .unwrap_or_default();
        if token.ends_with("pm") || token.ends_with("am") {
            self.afternoon = Some(token.ends_with("pm"));
        }
        let mut parts = clock.split([':', '.']).map(str::parse::<u32>);
        let hour = parts.next()?.ok()?;
        let minute = parts.next().unwrap_or(Ok(0)).ok()?;
        let second = parts.next().unwrap_or(Ok(0)).ok()?;
        if self.time.is_some() {
            return None;
        }
        self.time = Some(NaiveTime::from_hms_opt(hour, minute, second)?);
        Some(())
    }

    /// `14/01/1990`, `14-Jan-1990`, `14`, `19900114`.
    fn take_parts(&mut self, token: &str) -> Option<()> {
        if token.len() == 8 && token.bytes().all(|byte| byte.is_ascii_digit()) {
            for part in [&token[..4], &token[4..6], &token[6..]] {
                self.numbers.push((part.parse().ok()?, part.len()));
            }
            return Some(());
        }
        for part in token.split(['/', '-', '.', '–']).filter(|p| !p.is_empty()) {
            if let Some(month) = month_of(part) {
                if self.month.replace(month).is_some() {
                    return None;
                }
            } else {
                let digits = part.bytes().all(|byte| byte.is_ascii_digit());
                if !digits || part.len() > 4 {
                    return None;
                }
                self.numbers.push((part.parse().ok()?, part.len()));
            }
        }
        Some(())
    }

    fn finish(self, birth: bool) -> Option<WrittenDate> {
        let year_of = |(value, width): (u32, usize)| -> Option<i32> {
            let value = i32::try_from(value).ok()?;
            match width {
                4 => (1900..2200).contains(&value).then_some(value),
                2 if birth && value >= 30 => Some(1900 + value),
                2 => Some(2000 + value),
                _ => None,
            }
        };
        let day = match (self.month, self.numbers.as_slice()) {
            (Some(month), &[year @ (_, 4), (day, _)] | &[(day, _), year]) => {
                WrittenDay::Certain(NaiveDate::from_ymd_opt(year_of(year)?, month, day)?)
            }
            (None, &[year @ (_, 4), (month, _), (day, _)]) => {
                WrittenDay::Certain(NaiveDate::from_ymd_opt(year_of(year)?, month, day)?)
            }
            (None, &[(first, 1 | 2), (second, 1 | 2), year]) => WrittenDay::Numbers {
                first,
                second,
                year: year_of(year)?,
            },
            _ => return None,
        };
        let written = WrittenDate {
            day,
            time: with_half(self.time, self.afternoon)?,
            place: self.place.join(" "),
        };
        // Neither order gives a day: not a date.
        let possible = [DateOrder::DayFirst, DateOrder::MonthFirst];
        possible
            .into_iter()
            .any(|order| written.resolve(order).is_some())
            .then_some(written)
    }
}

/// A clock time with `am` or `pm`; `None` only where the two contradict each other.
fn with_half(time: Option<NaiveTime>, afternoon: Option<bool>) -> Option<Option<NaiveTime>> {
    use chrono::Timelike;
    let (Some(time), Some(afternoon)) = (time, afternoon) else {
        return Some(time);
    };
    let hour = time.hour() % 12 + if afternoon { 12 } else { 0 };
    Some(Some(time.with_hour(hour)?))
}

fn month_of(word: &str) -> Option<u32> {
    let word = word.trim_matches('.');
    let known = |&&(opening, _): &&(&str, u32)| word.starts_with(opening);
    let letters = word.len() <= 9 && word.chars().all(char::is_alphabetic);
    let &(_, month) = MONTHS
        .iter()
        .chain(&[("dec", 12)])
        .find(known)
        .filter(|_| letters)?;
    FULL[month as usize - 1]
        .iter()
        .any(|full| full.starts_with(word))
        .then_some(month)
}

/// Whole names, so that a place that opens like a month is none.
const FULL: [&[&str]; 12] = [
    &["januari", "january"],
    &["februari", "february", "pebruari"],
    &["maret", "march"],
    &["april"],
    &["mei", "may"],
    &["juni", "june"],
    &["juli", "july"],
    &["agustus", "august", "agst", "ags"],
    &["september", "sept"],
    &["oktober", "october"],
    &["november", "nopember"],
    &["desember", "december"],
];

/// The day of a spreadsheet's serial number (1900 system), with its time.
pub fn from_serial(serial: f64) -> Option<NaiveDateTime> {
    if !(1.0..=120_000.0).contains(&serial) {
        return None;
    }
    let seconds = (serial * 86_400.0).round() as i64;
    let epoch = NaiveDate::from_ymd_opt(1899, 12, 30)?.and_time(NaiveTime::MIN);
    epoch.checked_add_signed(chrono::Duration::seconds(seconds))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> Option<String> {
        let written = WrittenDate::read(text, true)?;
        let moment = written.resolve_moment(DateOrder::DayFirst)?;
        Some(moment.format("%Y-%m-%d %H:%M:%S").to_string())
    }

    #[test]
    fn forms_of_a_date() {
        for text in [
            "14/01/1990",
            "14-01-1990",
            "14.01.1990",
            "14/1/90",
            "1990-01-14",
            "1990/01/14",
            "19900114",
            "14 Januari 1990",
            "14 jan 1990",
            "14-Jan-1990",
            "Januari 14, 1990",
            "Minggu, 14 Januari 1990",
            "Pangkalpinang, 14 Januari 1990",
            "1/14/1990",
            "1990-01-14T00:00:00Z",
        ] {
            assert_eq!(read(text).as_deref(), Some("1990-01-14 00:00:00"), "{text}");
        }
        for (text, expected) in [
            ("05/10/2026 10:52:00", "2026-10-05 10:52:00"),
            ("05/10/2026 10.52.00", "2026-10-05 10:52:00"),
            ("05/10/2026 10:52", "2026-10-05 10:52:00"),
            ("5 Okt 2026 pukul 10.52 WIB", "2026-10-05 10:52:00"),
            ("10/13/2026 1:05:09 PM", "2026-10-13 13:05:09"),
            ("2026/10/05 10:52:00 AM GMT+7", "2026-10-05 10:52:00"),
            ("29/02/2024", "2024-02-29 00:00:00"),
        ] {
            assert_eq!(read(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_date() {
        for text in [
            "",
            "-",
            "segera",
            "31/02/1990",
            "32/13/1990",
            "30/02/1990",
            "1990",
            "14/01",
            "1/2/3/4",
            "99999999",
            "14 Marwan 1990",
            "800/609/SETDA/2026",
            "14/01/199O",
            "00/00/0000",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn a_place_may_stand_before() {
        let written = WrittenDate::read("Sungai Liat, 05-10-1971", true).unwrap();
        assert_eq!(written.place, "Sungai Liat");
    }

    #[test]
    fn serial_numbers() {
        let moment = from_serial(46_300.452_777_777_78).unwrap();
        assert_eq!(moment.to_string(), "2026-10-05 10:52:00");
        assert_eq!(from_serial(-3.0), None);
        assert_eq!(from_serial(f64::NAN), None);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,40}|[0-9/:. ]{0,30}|[0-9]{1,2}[/-][a-z]{3,9}[/-][0-9]{2,4}") {
            let _ = WrittenDate::read(&text, true);
        }

        #[test]
        fn both_orders_come_back(days in 0_i64..60_000) {
            let date = NaiveDate::from_ymd_opt(1930, 1, 1).unwrap() + chrono::Duration::days(days);
            for (format, order) in [
                ("%d/%m/%Y", DateOrder::DayFirst), ("%m/%d/%Y", DateOrder::MonthFirst),
                ("%d %B %Y", DateOrder::MonthFirst), ("%Y-%m-%d", DateOrder::MonthFirst),
            ] {
                let text = date.format(format).to_string();
                let written = WrittenDate::read(&text, false).unwrap();
                prop_assert_eq!(written.resolve(order), Some(date), "{}", text);
            }
        }
    }
}
