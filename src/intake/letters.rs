//! Rows with the same letter become one letter with several names [R3.11].

use chrono::NaiveDate;
use std::collections::HashMap;

use super::fields::Field;
use super::reader::FormRow;
use super::values::letter_number;
use crate::domain::act::LetterEntry;
use crate::domain::finding::{Finding, FindingCode};
use crate::domain::identity::mask_niks;
use crate::domain::letter::{LetterForm, LetterSource, Nature, Urgency};
use crate::domain::policy::fold_name;
use crate::domain::time::Instant;
use crate::domain::unwrap::is_filler;
use crate::text::{Arg, Words, safe};

/// What makes two rows one letter: number and agency, as readers compare them; the date where it
/// is told.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct LetterKey {
    number: String,
    agency: String,
}

impl LetterKey {
    /// The key of a row; `None` for a row without a letter, which is a letter of one.
    fn of(row: &FormRow) -> Option<LetterKey> {
        let plain = letter_number(&row.letter_number);
        let number: String = plain
            .chars()
            .filter(|letter| !letter.is_whitespace())
            .flat_map(char::to_lowercase)
            .collect();
        let is_number = number.chars().any(char::is_numeric) && !is_filler(&number);
        is_number.then(|| LetterKey {
            number,
            agency: agency_key(&row.name.identity.agency),
        })
    }
}

/// An agency without the province behind it, which some write and some do not: of one province
/// all are.
fn agency_key(agency: &str) -> String {
    let folded = fold_name(agency);
    let words: Vec<&str> = folded
        .split(|sign: char| !sign.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let end = words
        .iter()
        .position(|word| matches!(*word, "provinsi" | "propinsi" | "prov" | "prop" | "pemprov"));
    match end {
        Some(at) if at > 0 => words[..at].join(" "),
        _ => words.join(" "),
    }
}

/// Groups rows as they come; holds one key a letter.
#[derive(Debug, Default)]
pub struct LetterGroups {
    known: HashMap<LetterKey, Vec<(Option<NaiveDate>, usize)>>,
    count: usize,
}

impl LetterGroups {
    /// The letter of a row, counted from 0 in order of first sight. A row without a date joins the
    /// one letter with its number and agency; with several it is a letter of its own.
    pub fn place(&mut self, row: &FormRow) -> usize {
        let next = self.count;
        let place = match LetterKey::of(row) {
            Some(key) => joined(self.known.entry(key).or_default(), row.letter_date, next),
            None => next,
        };
        self.count = self.count.max(place + 1);
        place
    }

    /// Letters so far.
    pub fn len(&self) -> usize {
        self.count
    }

    /// True before the first row.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }
}

/// The place among the letters of a number, `next` for one more.
fn joined(
    letters: &mut Vec<(Option<NaiveDate>, usize)>,
    date: Option<NaiveDate>,
    next: usize,
) -> usize {
    let same = letters.iter().find(|(known, _)| *known == date);
    if let Some((_, place)) = same {
        return *place;
    }
    if let [(known, place)] = &mut letters[..]
        && (date.is_none() || known.is_none())
    {
        *known = known.or(date);
        return *place;
    }
    letters.push((date, next));
    next
}

/// The rows of a table that form one letter, as a preview tells them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Together {
    /// The number as the first of them states it.
    pub number: String,
    pub date: Option<NaiveDate>,
    pub agency: String,
    /// Rows of the table.
    pub rows: Vec<u32>,
}

impl Together {
    /// Notes a row of the letter at this place, as [`LetterGroups::place`] tells it.
    pub fn note(letters: &mut Vec<Together>, place: usize, row: &FormRow) {
        match letters.get_mut(place) {
            Some(letter) => {
                letter.date = letter.date.or(row.letter_date);
                letter.rows.push(row.row);
            }
            None => letters.push(Together {
                number: row.letter_number.clone(),
                date: row.letter_date,
                agency: row.name.identity.agency.clone(),
                rows: vec![row.row],
            }),
        }
    }

    /// Which rows form the letter at this place; `None` for a letter of one.
    pub fn said(&self, words: &Words, place: usize) -> Option<String> {
        let date = self.date.map(|day| words.date(day)).unwrap_or_default();
        let (number, agency) = (mask_niks(&self.number), mask_niks(&self.agency));
        let mut what = vec![&number[..], &date, &agency];
        what.retain(|part| !part.is_empty());
        let what = what.join(", ");
        let args: [(&str, &dyn Arg); 3] = [
            ("letter", &(place + 1)),
            ("what", &safe(&what)),
            ("rows", &spans(&self.rows)),
        ];
        (self.rows.len() > 1).then(|| words.with("import-letter-rows", &args))
    }
}

/// Rows in order: `2-9, 12`.
fn spans(rows: &[u32]) -> String {
    let mut spans: Vec<(u32, u32)> = Vec::new();
    for &row in rows {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == row => *last = row,
            _ => spans.push((row, row)),
        }
    }
    let said = spans.into_iter().map(|(first, last)| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    });
    said.collect::<Vec<_>>().join(", ")
}

/// The letters of these rows, ready to register, in the order of their receipt.
///
/// `now` stands in for a moment that no column tells, and for one that lies after it: a form's
/// clock is not ours. A letter date after `now` cannot be right and is left out.
pub fn group_by_letter(rows: impl IntoIterator<Item = FormRow>, now: Instant) -> Vec<LetterEntry> {
    let mut groups = LetterGroups::default();
    let mut letters: Vec<LetterEntry> = Vec::new();
    for row in rows {
        let place = groups.place(&row);
        match letters.get_mut(place) {
            Some(letter) => add(letter, row, now),
            None => letters.push(begin(row, now)),
        }
    }
    // Agenda numbers follow the receipt.
    letters.sort_by_key(|letter| letter.form.received);
    letters
}

/// Dates of a row that lie after `now`, so that they are not taken over: told.
pub fn ahead(row: &FormRow, now: Instant) -> Vec<Finding> {
    let told = |field: Field, stated: String| {
        let finding = Finding::new(FindingCode::DateUnread).with("date-field", field.as_str());
        finding.with("stated", stated)
    };
    let letter = row.letter_date.filter(|date| *date > now.day());
    let received = row.received.filter(|at| Instant::from_wib(*at) > now);
    let letter = letter.map(|date| told(Field::LetterDate, date.to_string()));
    let received =
        received.map(|at| told(Field::Received, at.format("%d/%m/%Y %H.%M").to_string()));
    letter.into_iter().chain(received).collect()
}

/// A letter with its first row.
pub fn begin(row: FormRow, now: Instant) -> LetterEntry {
    LetterEntry {
        form: letter_form(&row, received(&row, now), now),
        source: LetterSource::Form,
        names: vec![row.name],
    }
}

/// Another row of a letter.
pub fn add(letter: &mut LetterEntry, row: FormRow, now: Instant) {
    letter.form.received = letter.form.received.min(received(&row, now));
    letter.form.date = letter
        .form
        .date
        .or(row.letter_date.filter(|date| *date <= now.day()));
    letter.names.push(row.name);
}

fn received(row: &FormRow, now: Instant) -> Instant {
    row.received.map_or(now, Instant::from_wib).min(now)
}

fn letter_form(row: &FormRow, received: Instant, now: Instant) -> LetterForm {
    let identity = &row.name.identity;
    let from = if identity.agency.is_empty() {
        &identity.name
    } else {
        &identity.agency
    };
    LetterForm {
        from: from.clone(),
        number: row.letter_number.clone(),
        date: row.letter_date.filter(|date| *date <= now.day()),
        received,
        nature: Nature::default(),
        urgency: Urgency::default(),
        attachments: String::new(),
        subject: String::new(),
        copies: String::new(),
        scan: None,
        contact: Default::default(),
    }
}
