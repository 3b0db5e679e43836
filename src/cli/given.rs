//! What was given on the command line, read as people write it; what cannot be read is a usage
//! error that shows how to write it.

use super::exit::Failure;
use crate::domain::ids::{Agenda, CertificateId, RecordId, RequestNo, SheetNo};
use crate::domain::kind::Kind;
use crate::domain::office::Position;
use crate::domain::policy::DocumentKey;
use crate::domain::time::{Day, Instant};
use crate::domain::written::{self, Moment, Prefer, Unread};
use crate::text::Words;
use crate::text::written::{Asked, sentence};

/// A request's number.
pub fn request(words: &Words, text: &str) -> Result<RequestNo, Failure> {
    let wrong = || Failure::wrong(words, "cli-no-request-number", &[("given", &text)]);
    text.parse().map_err(|_| wrong())
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
    let text = text.trim();
    let found = match text.split_once(':') {
        Some((kind, number)) => RecordId::named(kind, number),
        None if text == "desk" => Some(RecordId::Desk),
        None => ["request", "letter", "sheet"]
            .into_iter()
            .find_map(|kind| RecordId::named(kind, text)),
    };
    found.ok_or_else(wrong)
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

/// A day, as people write it.
pub fn day(words: &Words, text: &str, today: Day, prefer: Prefer) -> Result<Day, Failure> {
    written::day(text, today, prefer).map_err(|why| unread(words, Asked::Day, text, &why))
}

/// A day where one was given.
pub fn day_if(
    words: &Words,
    text: Option<&str>,
    today: Day,
    prefer: Prefer,
) -> Result<Option<Day>, Failure> {
    text.map(|text| day(words, text, today, prefer)).transpose()
}

/// Minutes since midnight: `09.14`, `9:14`.
pub fn minute(words: &Words, text: &str) -> Result<u16, Failure> {
    written::clock(text).map_err(|why| unread(words, Asked::Clock, text, &why))
}

/// A moment: a day and a time, a day alone, or a time of today.
pub fn moment(words: &Words, text: &str, today: Day) -> Result<Moment, Failure> {
    let read = written::moment(text, today, Prefer::Past);
    read.map_err(|why| unread(words, Asked::Moment, text, &why))
}

/// When a term begins, where that was given: a day means its beginning.
pub fn begin_if(words: &Words, text: Option<&str>, today: Day) -> Result<Option<Instant>, Failure> {
    Ok(term(words, text, today, Prefer::Past)?.map(|moment| moment.at))
}

/// When a term ends, where that was given: a day means its end, the first moment after it.
pub fn end_if(words: &Words, text: Option<&str>, today: Day) -> Result<Option<Instant>, Failure> {
    Ok(term(words, text, today, Prefer::Future)?.map(Moment::until))
}

fn term(
    words: &Words,
    text: Option<&str>,
    today: Day,
    prefer: Prefer,
) -> Result<Option<Moment>, Failure> {
    let read = |text: &str| {
        let read = written::moment(text, today, prefer);
        read.map_err(|why| unread(words, Asked::Moment, text, &why))
    };
    text.map(read).transpose()
}

/// The moment of `--now`; what is short is meant by the computer's own day.
pub fn now(words: &Words, text: &str) -> Result<Instant, Failure> {
    let today = Instant(chrono::Utc::now().timestamp_millis()).day();
    moment(words, text, today).map(|moment| moment.at)
}

/// The months of `2026-12`: the first day, and how many days it has.
pub fn month(words: &Words, text: &str) -> Result<(Day, u16), Failure> {
    let first = written::month(text).map_err(|why| unread(words, Asked::Month, text, &why))?;
    Ok((first, days_of(first)))
}

fn unread(words: &Words, asked: Asked, text: &str, why: &Unread) -> Failure {
    Failure::usage(sentence(words, asked, text, why))
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
    use crate::domain::time::Instant;
    use crate::tui::widgets::form::Entry;

    fn words() -> Words {
        Words::default()
    }

    #[test]
    fn what_is_not_read_is_told_with_its_reason() {
        let today = Day::from_ymd_opt(2026, 11, 23).unwrap();
        let failure = day(&words(), "31/2", today, Prefer::Past).unwrap_err();
        let said = format!("{failure:?}");
        assert!(said.contains("31/2") && said.contains("kalender"), "{said}");
        assert_eq!(month(&words(), "2026-12").unwrap().1, 31);
    }

    /// What each user of the one reader made of a birth date, a moment and a time of day.
    type Readings = (Vec<Option<String>>, Vec<Option<String>>, Vec<Option<u16>>);

    fn readings(text: &str) -> Readings {
        let now = Instant::wib(2026, 11, 23, 9, 30).unwrap();
        let today = now.day();
        let words = words();
        let value = |entry: Entry| Some(entry.value(today)).filter(|value| !value.is_empty());
        let cell = table(text);
        let days = vec![
            value(Entry::day("date", "field-date", Prefer::Birth, text)),
            day(&words, text, today, Prefer::Birth)
                .ok()
                .map(|day| day.to_string()),
            cell.as_ref()
                .and_then(|row| row.name.identity.birth_date)
                .map(|day| day.to_string()),
        ];
        let wall = |at: Instant| at.to_wib().to_string();
        let typed = value(Entry::moment("at", "field-date", Prefer::Past, text));
        let typed = typed.and_then(|text| moment(&words, &text, today).ok());
        let moments = vec![
            typed.map(|moment| wall(moment.at)),
            moment(&words, text, today)
                .ok()
                .map(|moment| wall(moment.at)),
            cell.and_then(|row| row.received).map(|at| at.to_string()),
        ];
        let clock = value(Entry::clock("time", "field-date", text));
        let clocks = vec![
            clock.and_then(|text| written::clock(&text).ok()),
            minute(&words, text).ok(),
        ];
        (days, moments, clocks)
    }

    /// The row of a form's export with this text as its birth date and moment of receipt.
    fn table(text: &str) -> Option<crate::intake::FormRow> {
        use crate::intake::{CsvFile, Hints, Outcome, Plan};
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("form.csv");
        let cell = text.replace('"', "\"\"");
        let rows = [
            format!("Siti,Baru,\"{cell}\",\"{cell}\""),
            "Rina,Baru,13/10/2026,25/12/1990".to_owned(),
        ];
        let text = format!("Nama,Jenis,Timestamp,Tanggal Lahir\n{}\n", rows.join("\n"));
        std::fs::write(&path, text).unwrap();
        let source = CsvFile::open(&path).unwrap();
        let mut plan = Plan::propose(&source, &Hints::default()).unwrap();
        for question in plan.questions.clone() {
            plan.answer(question.field, written::DateOrder::DayFirst);
        }
        match plan.read(&source).unwrap().next().unwrap().unwrap().outcome {
            Outcome::Row(row) => Some(*row),
            Outcome::Rejected(_) => None,
        }
    }

    #[test]
    fn the_same_text_is_read_or_refused_alike_everywhere() {
        for (text, born, at) in [
            ("05/10/2026", "2026-10-05", "2026-10-05 00:00:00"),
            ("5-10-2026", "2026-10-05", "2026-10-05 00:00:00"),
            ("2026-10-05", "2026-10-05", "2026-10-05 00:00:00"),
            ("20261005", "2026-10-05", "2026-10-05 00:00:00"),
            ("05102026", "2026-10-05", "2026-10-05 00:00:00"),
            ("5 Okt 2026", "2026-10-05", "2026-10-05 00:00:00"),
            ("7 Agt. 2026", "2026-08-07", "2026-08-07 00:00:00"),
            ("7-VIII-2026", "2026-08-07", "2026-08-07 00:00:00"),
            ("7 Oktber 2026", "2026-10-07", "2026-10-07 00:00:00"),
            ("10/13/2026", "2026-10-13", "2026-10-13 00:00:00"),
            ("05/10/2026 10.52", "2026-10-05", "2026-10-05 10:52:00"),
            ("2026-10-05 07:59:59", "2026-10-05", "2026-10-05 07:59:59"),
            ("2026-10-05T17:30Z", "2026-10-06", "2026-10-06 00:30:00"),
            ("5/10/2026 5:30 PM", "2026-10-05", "2026-10-05 17:30:00"),
            ("5/10/2026 0.30 WIT", "2026-10-04", "2026-10-04 22:30:00"),
            ("05/10/2026 10.52 x", "", ""),
            ("05/10/2026 s.d. 06/10/2026", "", ""),
            ("31/02/2026", "", ""),
            ("05/10/2026 25.00", "", ""),
            ("05/10/2026 10.52 pukul", "", ""),
            ("14 Marwan 2026", "", ""),
            ("00/00/0000", "", ""),
            ("#VALUE!", "", ""),
            ("0", "", ""),
            ("segera", "", ""),
        ] {
            let (days, moments, clocks) = readings(text);
            let wanted = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
            let rejected = moments[2].is_none();
            for (user, day) in days
                .iter()
                .enumerate()
                .filter(|(user, _)| !rejected || *user < 2)
            {
                assert_eq!(*day, wanted(born), "{text}: user {user} of days");
            }
            for (user, moment) in moments.iter().enumerate() {
                assert_eq!(*moment, wanted(at), "{text}: user {user} of moments");
            }
            assert_eq!(clocks[0], clocks[1], "{text}");
        }
        for (text, minutes) in [
            ("9.14", Some(554)),
            ("5:30 PM", Some(1050)),
            ("17.30 WITA", Some(990)),
            ("9.14 x", None),
        ] {
            assert_eq!(readings(text).2, [minutes, minutes], "{text}");
        }
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
