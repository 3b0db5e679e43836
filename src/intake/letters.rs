//! Rows with the same letter become one letter with several names [R3.11].

use chrono::NaiveDate;
use std::collections::HashMap;

use super::reader::FormRow;
use crate::domain::act::LetterEntry;
use crate::domain::letter::{LetterForm, LetterSource, Nature, Urgency};
use crate::domain::policy::fold_name;
use crate::domain::time::Instant;

/// What makes two rows one letter: number, date and agency, as readers compare them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct LetterKey {
    number: String,
    date: Option<NaiveDate>,
    agency: String,
}

impl LetterKey {
    /// The key of a row; `None` for a row without a letter, which is a letter of one.
    pub fn of(row: &FormRow) -> Option<LetterKey> {
        let number: String = row
            .letter_number
            .chars()
            .filter(|letter| !letter.is_whitespace())
            .flat_map(char::to_lowercase)
            .collect();
        (!number.is_empty()).then(|| LetterKey {
            number,
            date: row.letter_date,
            agency: fold_name(&row.name.identity.agency),
        })
    }
}

/// Groups rows as they come; holds one key a letter.
#[derive(Debug, Default)]
pub struct LetterGroups {
    known: HashMap<LetterKey, usize>,
    count: usize,
}

impl LetterGroups {
    /// The letter of a row, counted from 0 in order of first sight.
    pub fn place(&mut self, row: &FormRow) -> usize {
        let next = self.count;
        let place = match LetterKey::of(row) {
            Some(key) => *self.known.entry(key).or_insert(next),
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

/// The letters of these rows, ready to register, in order of first sight.
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
    letters
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
    }
}
