//! What was given on the command line, read as people write it; what cannot be read is a usage
//! error that shows how to write it.

use super::exit::Failure;
use crate::domain::ids::{
    Agenda, CertificateId, OfficerId, PersonId, RecordId, RequestNo, SheetNo,
};
use crate::domain::kind::Kind;
use crate::domain::office::Position;
use crate::domain::policy::DocumentKey;
use crate::domain::time::{Day, Instant, start_of};
use crate::intake::DateOrder;
use crate::intake::dates::WrittenDate;
use crate::text::Words;
use chrono::{Datelike, NaiveDateTime, NaiveTime, Timelike};

/// A request's number.
pub fn request(words: &Words, text: &str) -> Result<RequestNo, Failure> {
    let wrong = || Failure::wrong(words, "cli-no-request-number", &[("given", &text)]);
    text.parse().map_err(|_| wrong())
}

/// Several requests' numbers.
pub fn requests(words: &Words, texts: &[String]) -> Result<Vec<RequestNo>, Failure> {
    texts.iter().map(|text| request(words, text)).collect()
}

/// A letter's agenda number.
pub fn agenda(words: &Words, text: &str) -> Result<Agenda, Failure> {
    let wrong = || Failure::wrong(words, "cli-no-agenda-number", &[("given", &text)]);
    text.parse().map_err(|_| wrong())
}

/// A sheet's number.
pub fn sheet(words: &Words, text: &str) -> Result<SheetNo, Failure> {
    let wrong = || Failure::wrong(words, "cli-no-sheet-number", &[("given", &text)]);
    text.parse().map_err(|_| wrong())
}

/// A certificate's number in the inventory.
pub fn certificate(words: &Words, text: &str) -> Result<CertificateId, Failure> {
    let wrong = || Failure::wrong(words, "cli-no-certificate-number", &[("given", &text)]);
    text.parse().map(CertificateId).map_err(|_| wrong())
}

/// Any record: `0142.03/2026`, `0142/2026`, `sheet:0142/2026`, `certificate:7`, `officer:1`,
/// `person:4`, `policy:1`, `desk`.
pub fn record(words: &Words, text: &str) -> Result<RecordId, Failure> {
    let wrong = || Failure::wrong(words, "cli-no-record", &[("given", &text)]);
    let number = |text: &str| text.parse::<u32>().map_err(|_| wrong());
    match text.trim().split_once(':') {
        None if text.trim() == "desk" => Ok(RecordId::Desk),
        None => {
            let request = text.parse().map(RecordId::Request);
            let letter = || text.parse().map(RecordId::Letter);
            let sheet = || text.parse().map(RecordId::Sheet);
            let found = request.or_else(|_| letter()).or_else(|_| sheet());
            found.map_err(|_| wrong())
        }
        Some(("request", rest)) => request(words, rest).map(RecordId::Request),
        Some(("letter", rest)) => agenda(words, rest).map(RecordId::Letter),
        Some(("sheet", rest)) => sheet(words, rest).map(RecordId::Sheet),
        Some(("certificate", rest)) => certificate(words, rest).map(RecordId::Certificate),
        Some(("officer", rest)) => Ok(RecordId::Officer(OfficerId(number(rest)?))),
        Some(("person", rest)) => Ok(RecordId::Person(PersonId(number(rest)?))),
        Some(("policy", rest)) => Ok(RecordId::Policy(number(rest)?)),
        Some(_) => Err(wrong()),
    }
}

/// A document of the checklist by its key.
pub fn document(words: &Words, text: &str) -> Result<DocumentKey, Failure> {
    DocumentKey::from_key(&text.replace('-', "_")).ok_or_else(|| {
        let known = DocumentKey::ALL.map(DocumentKey::as_str).join(", ");
        Failure::wrong(
            words,
            "cli-no-choice",
            &[("given", &text), ("known", &known)],
        )
    })
}

/// A kind of request by its key or its word.
pub fn kind(words: &Words, text: &str) -> Result<Kind, Failure> {
    let by_word = |kind: &Kind| {
        ["kind", "kind-short"]
            .iter()
            .any(|family| words.of(family, kind.as_str()).eq_ignore_ascii_case(text))
    };
    Kind::from_key(text)
        .or_else(|| Kind::ALL.into_iter().find(by_word))
        .ok_or_else(|| {
            let known = Kind::ALL.map(Kind::as_str).join(", ");
            Failure::wrong(
                words,
                "cli-no-choice",
                &[("given", &text), ("known", &known)],
            )
        })
}

/// A position by its key.
pub fn position(words: &Words, text: &str) -> Result<Position, Failure> {
    Position::from_key(text).ok_or_else(|| {
        let known = Position::ALL.map(Position::as_str).join(", ");
        Failure::wrong(
            words,
            "cli-no-choice",
            &[("given", &text), ("known", &known)],
        )
    })
}

/// One of a few choices by its key.
pub fn choice<T: Copy>(
    words: &Words,
    text: &str,
    all: &[T],
    key: impl Fn(T) -> &'static str,
) -> Result<T, Failure> {
    let found = all.iter().copied().find(|one| key(*one) == text);
    found.ok_or_else(|| {
        let known: Vec<_> = all.iter().map(|one| key(*one)).collect();
        let known = known.join(", ");
        Failure::wrong(
            words,
            "cli-no-choice",
            &[("given", &text), ("known", &known)],
        )
    })
}

/// A day: `2026-11-23`, `23/11/2026`, `5/10` of this year, `23 Nov 2026`.
pub fn day(words: &Words, text: &str, today: Day) -> Result<Day, Failure> {
    read_day(text, today).ok_or_else(|| Failure::wrong(words, "cli-no-date", &[("given", &text)]))
}

/// A day where one was given.
pub fn day_if(words: &Words, text: Option<&str>, today: Day) -> Result<Option<Day>, Failure> {
    text.map(|text| day(words, text, today)).transpose()
}

fn read_day(text: &str, today: Day) -> Option<Day> {
    let text = text.trim();
    let written = match text.matches('/').count() {
        1 => format!("{text}/{}", today.year()),
        _ => text.to_owned(),
    };
    WrittenDate::read(&written, false)?.resolve(DateOrder::DayFirst)
}

/// Minutes since midnight: `09.14`, `9:14`.
pub fn minute(words: &Words, text: &str) -> Result<u16, Failure> {
    read_minute(text).ok_or_else(|| Failure::wrong(words, "cli-no-time", &[("given", &text)]))
}

fn read_minute(text: &str) -> Option<u16> {
    let time = NaiveTime::parse_from_str(&text.trim().replace('.', ":"), "%H:%M").ok()?;
    u16::try_from(time.num_seconds_from_midnight() / 60).ok()
}

/// A moment in WIB: a day and a time, a day alone (today: now), or a time of today.
pub fn moment(words: &Words, text: &str, now: Instant) -> Result<Instant, Failure> {
    let forms = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"];
    let whole = forms
        .iter()
        .find_map(|form| NaiveDateTime::parse_from_str(text.trim(), form).ok());
    if let Some(whole) = whole {
        return Ok(Instant::from_wib(whole));
    }
    let at = |day: Day, minute: u16| start_of(day).plus_minutes(i64::from(minute));
    if let Some(minute) = read_minute(text) {
        return Ok(at(now.day(), minute));
    }
    if let Some((day, time)) = text.trim().rsplit_once(' ')
        && let (Some(day), Some(minute)) = (read_day(day, now.day()), read_minute(time))
    {
        return Ok(at(day, minute));
    }
    match read_day(text, now.day()) {
        Some(day) if day == now.day() => Ok(now),
        Some(day) => Ok(start_of(day)),
        None => Err(Failure::wrong(words, "cli-no-date", &[("given", &text)])),
    }
}

/// The months of `2026-12`: the first day, and how many days it has.
pub fn month(words: &Words, text: &str) -> Result<(Day, u16), Failure> {
    let wrong = || Failure::wrong(words, "cli-no-month", &[("given", &text)]);
    let first = Day::parse_from_str(&format!("{text}-01"), "%Y-%m-%d").map_err(|_| wrong())?;
    Ok((first, days_of(first)))
}

/// How many days the month of this first day has.
pub fn days_of(first: Day) -> u16 {
    let next = first.checked_add_months(chrono::Months::new(1));
    next.map_or(31, |next| (next - first).num_days() as u16)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn words() -> Words {
        Words::default()
    }

    #[test]
    fn days_and_moments_are_read_as_people_write_them() {
        let now = Instant::wib(2026, 11, 23, 9, 30).unwrap();
        let today = now.day();
        let fifth = Day::from_ymd_opt(2026, 10, 5).unwrap();
        for text in ["5/10", "05/10/2026", "2026-10-05", "5 Okt 2026"] {
            assert_eq!(day(&words(), text, today).unwrap(), fifth, "{text}");
        }
        for text in ["", "31/2", "x", "5/10/"] {
            assert!(day(&words(), text, today).is_err(), "{text}");
        }
        let at = Instant::wib(2026, 11, 23, 8, 5).unwrap();
        for text in ["08.05", "8:05", "2026-11-23T08:05", "23/11 08.05"] {
            assert_eq!(moment(&words(), text, now).unwrap(), at, "{text}");
        }
        assert_eq!(moment(&words(), "23/11", now).unwrap(), now);
        assert_eq!(month(&words(), "2026-12").unwrap().1, 31);
        assert!(month(&words(), "2026-13").is_err());
    }

    #[test]
    fn records_are_told_apart_by_their_number() {
        let agenda = Agenda {
            year: 2026,
            number: 142,
        };
        for (text, wanted) in [
            ("0142.03/2026", RecordId::Request(agenda.line(3))),
            ("142/2026", RecordId::Letter(agenda)),
            ("0142-2/2026", RecordId::Sheet(agenda.sheet(2))),
            ("sheet:0142/2026", RecordId::Sheet(agenda.sheet(1))),
            ("certificate:7", RecordId::Certificate(CertificateId(7))),
            ("desk", RecordId::Desk),
        ] {
            assert_eq!(record(&words(), text).unwrap(), wanted, "{text}");
        }
        assert!(record(&words(), "car:1").is_err());
    }
}
