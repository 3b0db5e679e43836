//! Days as they are typed: `5/10`, `5/10/26`, `5 Okt 2026`, `051026`.

use chrono::{Datelike, NaiveDate};

use crate::domain::time::Day;

/// Which year a day without one is meant in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Prefer {
    /// The last such day up to today: letters, receipts.
    Past,
    /// The next such day from today: deadlines.
    Future,
}

/// Month names by their first three letters, in both languages.
const MONTHS: [(&str, u32); 16] = [
    ("jan", 1),
    ("feb", 2),
    ("mar", 3),
    ("apr", 4),
    ("mei", 5),
    ("may", 5),
    ("jun", 6),
    ("jul", 7),
    ("agu", 8),
    ("aug", 8),
    ("sep", 9),
    ("okt", 10),
    ("oct", 10),
    ("nov", 11),
    ("des", 12),
    ("dec", 12),
];

/// The day that a text means; `None` where it means none.
pub fn parse(text: &str, today: Day, prefer: Prefer) -> Option<Day> {
    let text = text.trim().to_lowercase();
    let parts: Vec<&str> = text
        .split(|letter: char| "/-. ".contains(letter))
        .filter(|part| !part.is_empty())
        .collect();
    match parts.as_slice() {
        [only] => compact(only, today, prefer),
        [day, month] => near(day.parse().ok()?, month_of(month)?, today, prefer),
        [year, month, day] if year.len() == 4 => {
            NaiveDate::from_ymd_opt(year.parse().ok()?, month_of(month)?, day.parse().ok()?)
        }
        [day, month, year] => {
            NaiveDate::from_ymd_opt(year_of(year)?, month_of(month)?, day.parse().ok()?)
        }
        _ => None,
    }
}

/// `5`, `0510`, `051026`, `05102026`.
fn compact(digits: &str, today: Day, prefer: Prefer) -> Option<Day> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let number = |from: usize, to: usize| digits.get(from..to)?.parse::<u32>().ok();
    match digits.len() {
        1 | 2 => near_day(digits.parse().ok()?, today, prefer),
        4 => near(number(0, 2)?, number(2, 4)?, today, prefer),
        6 | 8 => NaiveDate::from_ymd_opt(year_of(digits.get(4..)?)?, number(2, 4)?, number(0, 2)?),
        _ => None,
    }
}

fn month_of(text: &str) -> Option<u32> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let start: String = text.chars().take(3).collect();
    MONTHS
        .iter()
        .find(|(name, _)| *name == start)
        .map(|(_, number)| *number)
}

/// Two digits are of this century: nothing here is dated before 2000 but births, and those are
/// typed in full.
fn year_of(text: &str) -> Option<i32> {
    match (text.len(), text.parse::<i32>().ok()?) {
        (2, short) => Some(2000 + short),
        (4, full) => Some(full),
        _ => None,
    }
}

fn near(day: u32, month: u32, today: Day, prefer: Prefer) -> Option<Day> {
    // Four years either way reach every 29 February but around 2100; eight reach that, too.
    (0..=8).find_map(|away| {
        let year = match prefer {
            Prefer::Past => today.year() - away,
            Prefer::Future => today.year() + away,
        };
        let found = NaiveDate::from_ymd_opt(year, month, day)?;
        fits(found, today, prefer).then_some(found)
    })
}

fn near_day(day: u32, today: Day, prefer: Prefer) -> Option<Day> {
    (0..=12).find_map(|away| {
        let month = match prefer {
            Prefer::Past => today.checked_sub_months(chrono::Months::new(away))?,
            Prefer::Future => today.checked_add_months(chrono::Months::new(away))?,
        };
        let found = month.with_day(day)?;
        fits(found, today, prefer).then_some(found)
    })
}

fn fits(day: Day, today: Day, prefer: Prefer) -> bool {
    match prefer {
        Prefer::Past => day <= today,
        Prefer::Future => day >= today,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Day {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn short_forms_mean_the_nearest_fitting_day() {
        let today = day(2026, 11, 23);
        for (typed, prefer, meant) in [
            ("5/10", Prefer::Past, Some(day(2026, 10, 5))),
            ("5/12", Prefer::Past, Some(day(2025, 12, 5))),
            ("5/10", Prefer::Future, Some(day(2027, 10, 5))),
            ("5-10-26", Prefer::Past, Some(day(2026, 10, 5))),
            ("05.10.2026", Prefer::Past, Some(day(2026, 10, 5))),
            ("2026-10-05", Prefer::Past, Some(day(2026, 10, 5))),
            ("5 Okt 2026", Prefer::Past, Some(day(2026, 10, 5))),
            ("5 agustus", Prefer::Past, Some(day(2026, 8, 5))),
            ("051026", Prefer::Past, Some(day(2026, 10, 5))),
            ("0510", Prefer::Past, Some(day(2026, 10, 5))),
            ("23", Prefer::Past, Some(today)),
            ("24", Prefer::Past, Some(day(2026, 10, 24))),
            ("24", Prefer::Future, Some(day(2026, 11, 24))),
            ("31", Prefer::Past, Some(day(2026, 10, 31))),
            ("29/2", Prefer::Past, Some(day(2024, 2, 29))),
            ("31/2", Prefer::Past, None),
            ("", Prefer::Past, None),
            ("kemarin", Prefer::Past, None),
            ("5/10/6", Prefer::Past, None),
            ("99999999999", Prefer::Past, None),
            ("5/10/2026/1", Prefer::Past, None),
        ] {
            assert_eq!(parse(typed, today, prefer), meant, "{typed}");
        }
    }
}
