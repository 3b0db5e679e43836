//! One row of a table to one name on a letter, with what was mended; or why it cannot be.

mod dates;

use chrono::{NaiveDate, NaiveDateTime};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::defect::{Reason, RowDefect};
use super::fields::Field;
use super::guard::unescaped;
use super::kinds::{KindRead, KindReader};
use super::plan::{Plan, Purpose};
use super::shape;
use super::source::{Cell, Content, IntakeError, RawRow, Rows};
use super::values::{category_of, eselon_of, letter_number, rank_of};
use crate::domain::act::{FormRowId, Mended, NameForm};
use crate::domain::checklist::Evidence;
use crate::domain::finding::{Finding, FindingCode, likely};
use crate::domain::identity::{
    CellKind, Repaired, email_of, is_lost, mask_stated, phone_of, repair_name, repair_nik,
    repair_nip,
};
use crate::domain::kind::Kind;
use crate::domain::policy::Category;
use crate::domain::request::Identity;
use crate::domain::unwrap::{is_filler, unwrap};

/// Longest text of a mapped cell, in characters.
pub const MOST_TEXT: usize = 8_000;
/// Most bytes of all mapped cells of a row.
pub const MOST_MAPPED: usize = 32 * 1024;

/// A row that can be a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormRow {
    /// As the spreadsheet counts.
    pub row: u32,
    /// Kind, identity, note, links of documents, repairs and fingerprint.
    pub name: NameForm,
    /// Number of the letter; empty without one.
    pub letter_number: String,
    /// Date of the letter.
    pub letter_date: Option<NaiveDate>,
    /// When the form was sent, on the wall clock.
    pub received: Option<NaiveDateTime>,
    /// Personnel list: the words on the person's status.
    pub status: String,
    /// What could not be read as its field, or says that there is none, as written.
    pub unread: Vec<Finding>,
}

/// A row that cannot.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejected {
    /// As the spreadsheet counts.
    pub row: u32,
    /// The name, where there is one, to tell whom it concerns.
    pub name: String,
    /// The kind, as written.
    pub kind: String,
    /// Every reason.
    pub reasons: Vec<Reason>,
    /// The row as it stood, for the file of rejected rows.
    pub cells: Vec<String>,
}

/// What a row came to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// It can be a request.
    Row(Box<FormRow>),
    /// It cannot.
    Rejected(Rejected),
}

/// One row read, with how far the reading is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadRow {
    /// What it came to.
    pub outcome: Outcome,
    /// How much of [`super::source::Source::size`] has been read.
    pub done: u64,
}

/// The rows of a plan, one after another, in constant memory.
pub struct FormRows<'a> {
    plan: &'a Plan,
    rows: Rows<'a>,
    kinds: KindReader<'a>,
}

impl<'a> FormRows<'a> {
    pub(super) fn new(plan: &'a Plan, rows: Rows<'a>) -> FormRows<'a> {
        FormRows {
            plan,
            rows,
            kinds: KindReader::new(&plan.mapping.kinds),
        }
    }
}

impl Iterator for FormRows<'_> {
    type Item = Result<ReadRow, IntakeError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.rows.next()? {
                Err(error) => return Some(Err(error)),
                Ok(row) if self.plan.is_data(&row) => {
                    return Some(Ok(ReadRow {
                        done: row.done,
                        outcome: read_row_with(self.plan, &row, &self.kinds),
                    }));
                }
                Ok(_) => {}
            }
        }
    }
}

/// Reads one row under a plan.
pub fn read_row(plan: &Plan, row: &RawRow) -> Outcome {
    read_row_with(plan, row, &KindReader::new(&plan.mapping.kinds))
}

fn read_row_with(plan: &Plan, row: &RawRow, kinds: &KindReader<'_>) -> Outcome {
    let mut reading = Reading {
        plan,
        row,
        mended: Vec::new(),
        unread: Vec::new(),
        reasons: Vec::new(),
        moments: Vec::new(),
    };
    if reading.is_too_long() {
        reading.reasons.push(RowDefect::TooLong.into());
        return reading.rejected(String::new());
    }
    if !reading.stands(kinds) {
        let name = reading.text(Field::Name);
        reading.reasons.push(RowDefect::ColumnsShifted.into());
        return reading.rejected(name);
    }
    reading.tell_again();
    reading.read_dates();
    let identity = reading.identity();
    let kind = reading.kind(kinds);
    let received = reading.moment(Field::Received);
    let letter_date = reading.day(Field::LetterDate);
    let (Some(kind), true) = (kind, reading.reasons.is_empty()) else {
        return reading.rejected(identity.name);
    };
    let letter_number = reading.letter_number();
    reading.tell_strays();
    let name = NameForm {
        kind,
        identity,
        note: reading.text(Field::Note),
        documents: reading.documents(),
        row: Some(FormRowId {
            row: row.row,
            fingerprint: reading.fingerprint(),
        }),
        follows: None,
        mended: std::mem::take(&mut reading.mended),
    };
    Outcome::Row(Box::new(FormRow {
        row: row.row,
        name,
        letter_number,
        letter_date,
        received,
        status: reading.text(Field::Status),
        unread: reading.unread,
    }))
}

/// Fields in which blanks alone are no repair to tell.
fn is_of_words(field: Field) -> bool {
    matches!(field, Field::Post | Field::Agency | Field::LetterNumber)
}

/// A row being read.
struct Reading<'a> {
    plan: &'a Plan,
    row: &'a RawRow,
    mended: Vec<Mended>,
    unread: Vec<Finding>,
    reasons: Vec<Reason>,
    moments: Vec<(Field, NaiveDateTime, String)>,
}

impl Reading<'_> {
    /// The cell of a field: of several columns with the same question the filled one.
    fn cell(&self, field: Field) -> Option<&Cell> {
        let cells = || {
            let columns = self.plan.mapping.columns_of(field);
            columns.filter_map(|at| self.row.cell(at))
        };
        cells()
            .find(|cell| !cell.is_blank())
            .or_else(|| cells().next())
    }

    /// Whether the cells stand in their columns.
    fn stands(&self, kinds: &KindReader<'_>) -> bool {
        let plan = self.plan;
        !self.row.unclear
            && !plan.is_broken(self.row.row)
            && !plan.repeats_header(self.row)
            && !shape::is_shifted(self.row, &plan.mapping, &plan.headers, plan.width, kinds)
    }

    /// The cell as it stands, an escape against formulas undone; dashes alone are nothing.
    fn raw(&self, field: Field) -> &str {
        let text = self.cell(field).map_or("", |cell| cell.text.as_str());
        let text = unescaped(text);
        let is_dash = |letter: char| matches!(letter, '-' | '–' | '—' | '.' | '_');
        if text.trim().chars().all(is_dash) {
            return "";
        }
        text
    }

    fn text(&self, field: Field) -> String {
        unwrap(self.raw(field))
    }

    /// The text of a field that may have none; words that only say so are told.
    fn word(&mut self, field: Field) -> String {
        let text = self.text(field);
        if text.is_empty() || !is_filler(&text) {
            return text;
        }
        self.tell(field, &text, "empty");
        String::new()
    }

    /// Tells what a cell holds that did not become the value of its field; `told_as` as
    /// [`Finding::told_as`].
    fn tell(&mut self, field: Field, stated: &str, told_as: &str) {
        let stated = match field {
            Field::Nik | Field::NikOld => mask_stated(stated),
            _ => stated.to_owned(),
        };
        let mut finding = Finding::new(FindingCode::FieldUnread);
        if !told_as.is_empty() {
            finding = finding.with("as", told_as);
        }
        let finding = finding.with("date-field", field.as_str());
        self.unread.push(finding.with("stated", stated));
    }

    /// Another column asks the same, and another answer stands there: the first counts, the other
    /// is told.
    fn tell_again(&mut self) {
        for column in self.plan.mapping.columns().iter() {
            let field = column.field;
            let others: Vec<String> = self
                .plan
                .same_question(field)
                .filter_map(|at| self.row.cell(at))
                .map(|cell| unwrap(unescaped(&cell.text)))
                .filter(|text| !text.is_empty() && *text != self.text(field))
                .collect();
            for other in others {
                match field {
                    Field::Kind => self.reasons.push(RowDefect::KindDoubtful.into()),
                    _ => self.tell(field, &other, "again"),
                }
            }
        }
    }

    /// A cell with a quote that has no partner was read as it stands: told as a repair.
    fn tell_strays(&mut self) {
        for &at in &self.row.strays {
            let Some(field) = self.plan.mapping.field_of(at) else {
                continue;
            };
            if self
                .mended
                .iter()
                .any(|mended| mended.field == field.as_str())
            {
                continue;
            }
            let from = self.row.cell(at).map_or("", |cell| cell.text.as_str());
            self.mended.push(Mended {
                field: field.as_str().to_owned(),
                from: from.to_owned(),
                to: unwrap(unescaped(from)),
            });
        }
    }

    fn is_too_long(&self) -> bool {
        let mapped = |at: &usize| self.plan.mapping.field_of(*at).is_some();
        let cells = || {
            let indexed = self.row.cells.iter().enumerate();
            indexed
                .filter(move |(at, _)| mapped(at))
                .map(|(_, cell)| cell)
        };
        self.row.oversized
            || cells().map(|cell| cell.text.len()).sum::<usize>() > MOST_MAPPED
            || cells().any(|cell| cell.text.chars().count() > MOST_TEXT)
    }

    /// Keeps a repair to tell, where there was one.
    fn mend(&mut self, field: Field, to: String) -> String {
        let from = self
            .cell(field)
            .map_or("", |cell| cell.text.as_str())
            .to_owned();
        let blanks = |text: &str| text.split_whitespace().collect::<String>();
        let only_blanks = is_of_words(field) && blanks(&from) == blanks(&to);
        if from != to && !self.raw(field).is_empty() && !only_blanks {
            self.mended.push(Mended {
                field: field.as_str().to_owned(),
                from,
                to: to.clone(),
            });
        }
        to
    }

    fn digits(
        &mut self,
        field: Field,
        repair: fn(&str, CellKind) -> Repaired,
        lost: RowDefect,
    ) -> String {
        let kind = match self.cell(field).map(|cell| cell.content) {
            Some(Content::Number) => CellKind::Number,
            _ => CellKind::Text,
        };
        let raw = self.raw(field).to_owned();
        if is_filler(&raw) {
            return String::new();
        }
        match repair(&raw, kind) {
            Repaired::AsIs(text) => text,
            Repaired::Changed(text) => self.mend(field, text),
            Repaired::DigitsLost => {
                self.reasons.push(lost.into());
                String::new()
            }
        }
    }

    fn identity(&mut self) -> Identity {
        let name = repair_name(self.raw(Field::Name));
        if !name.chars().any(char::is_alphabetic) {
            self.reasons.push(RowDefect::NoName.into());
        }
        let name = self.mend(Field::Name, name);
        let nik = self.digits(Field::Nik, repair_nik, RowDefect::NikDigitsLost);
        let nik_old = self.digits(Field::NikOld, repair_nik, RowDefect::NikDigitsLost);
        let nip = self.digits(Field::Nip, repair_nip, RowDefect::NipDigitsLost);
        let birth_place = match self.word(Field::BirthPlace) {
            place if place.is_empty() => self.place_beside_birth(),
            place => place,
        };
        Identity {
            name,
            nip,
            nik,
            nik_old,
            birth_place,
            birth_date: self.day(Field::BirthDate),
            post: self.named(Field::Post),
            rank: self.known(Field::Rank, rank_of),
            eselon: self.known(Field::Eselon, eselon_of),
            agency: self.named(Field::Agency),
            email: self.read_as(Field::Email, email_of),
            phone: self.read_as(Field::Phone, phone_of),
            category: self.category(),
        }
    }

    /// A field of words.
    fn named(&mut self, field: Field) -> String {
        repair_name(&self.word(field))
    }

    /// A field with few forms; what is none of them stays as it was written.
    fn known(&mut self, field: Field, read: fn(&str) -> Option<String>) -> String {
        let text = self.word(field);
        match read(&text) {
            Some(read) => self.mend(field, read),
            None => text,
        }
    }

    /// An address or a number; what is none stays as it was written, and the checks tell it.
    fn read_as(&mut self, field: Field, read: fn(&str) -> Option<String>) -> String {
        match read(self.raw(field)) {
            Some(read) => self.mend(field, read),
            None if field == Field::Phone || !is_filler(self.raw(field)) => self.text(field),
            None => String::new(),
        }
    }

    fn category(&mut self) -> Option<Category> {
        let text = self.word(Field::Category);
        let category = category_of(&text);
        if category.is_none() && !text.is_empty() {
            self.tell(Field::Category, &text, "");
        }
        category
    }

    fn letter_number(&mut self) -> String {
        let word = self.word(Field::LetterNumber);
        if is_lost(&word) {
            self.tell(Field::LetterNumber, &word, "lost");
            return String::new();
        }
        let number = letter_number(&word);
        match number.is_empty() {
            true => number,
            false => self.mend(Field::LetterNumber, number),
        }
    }

    fn kind(&mut self, kinds: &KindReader<'_>) -> Option<Kind> {
        if let Some(kind) = self.plan.chosen_kind(self.row.row) {
            self.reasons.retain(|reason| !reason.is_of_kind());
            self.mend(Field::Kind, kind.as_str().to_owned());
            return Some(kind);
        }
        let written = self.raw(Field::Kind);
        let kind = match written.trim() {
            "" => self.plan.mapping.kind,
            words => match kinds.read(words) {
                KindRead::Is(kind) => Some(kind),
                KindRead::Doubtful if self.plan.purpose == Purpose::Form => {
                    self.reasons.push(RowDefect::KindDoubtful.into());
                    return None;
                }
                KindRead::Doubtful | KindRead::Unknown => None,
            },
        };
        if kind.is_none() && self.plan.purpose != Purpose::Form {
            // A list of people asks for nothing; its rows are never registered.
            return Some(Kind::Issue);
        }
        if kind.is_none() {
            let mut reason = Reason::from(RowDefect::UnknownKind);
            if let Some(meant) = likely::kind(written) {
                reason = reason
                    .with("stated", written.trim())
                    .with("likely-kind", meant);
            }
            self.reasons.push(reason);
        }
        kind
    }

    fn documents(&self) -> Vec<(crate::domain::policy::DocumentKey, Evidence)> {
        let links = Field::ALL.into_iter().filter_map(|field| {
            let document = field.document()?;
            let link = self.text(field);
            (!is_filler(&link)).then_some((document, Evidence::Link(link)))
        });
        links.collect()
    }

    /// SHA-256 of the trimmed cells by mapped field: the same row is the same in any file, at any
    /// place, in any order of columns. Dates count by what they mean, so that a spreadsheet's own
    /// dates equal written ones.
    fn fingerprint(&self) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(b"loket.row.1");
        for column in self.plan.mapping.columns() {
            let text = match self.moment(column.field) {
                Some(moment) => moment.format("%Y-%m-%dT%H:%M:%S").to_string(),
                None => self.text(column.field).replace("\r\n", "\n"),
            };
            if text.is_empty() {
                continue;
            }
            for part in [column.field.as_str(), &text] {
                hash.update((part.len() as u64).to_be_bytes());
                hash.update(part.as_bytes());
            }
        }
        hash.finalize().into()
    }

    fn rejected(self, name: String) -> Outcome {
        Outcome::Rejected(Rejected {
            row: self.row.row,
            name,
            kind: self.text(Field::Kind),
            reasons: self.reasons,
            cells: self
                .row
                .cells
                .iter()
                .map(|cell| cell.text.clone())
                .collect(),
        })
    }
}
