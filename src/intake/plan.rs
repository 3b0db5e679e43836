//! The plan of an import: header row, mapping, orders of dates and open questions, from one pass
//! over the whole table. Nothing is taken in before the plan stands.

use std::collections::{BTreeMap, BTreeSet};

use super::content::Looks;
use super::fields::Field;
use super::header::fold;
use super::kinds::KindReader;
use super::mapping::{Mapping, MappingFile, fields_named, headers_present};
use super::order::{OrderTally, Verdict};
use super::reader::FormRows;
use super::source::{Cell, Content, IntakeError, RawRow, Source};
use crate::domain::identity::{CellKind, Email, Nik, Nip, repair_nik, repair_nip};
use crate::domain::written::{self, DateOrder};

/// Rows in which the header is looked for.
const HEAD: usize = 40;
/// Rows whose cells help to tell what a column holds.
const SAMPLE: usize = 200;
/// Rows kept to show with the mapping.
const SHOWN: usize = 5;
/// Words of unknown kinds kept to show.
const UNKNOWN: usize = 20;

/// What the table is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    /// Requests, as a form exports them.
    #[default]
    Form,
    /// The list of personnel.
    Personnel,
}

/// What the caller knows beforehand.
#[derive(Clone, Debug, Default)]
pub struct Hints {
    /// What the table is for.
    pub purpose: Purpose,
    /// The policy's e-mail domains.
    pub email_domains: Vec<String>,
    /// A mapping from `--map` or kept from last time.
    pub mapping: Option<MappingFile>,
}

/// A column whose order of day and month the person must tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// Which column.
    pub field: Field,
    /// Its header.
    pub header: String,
    /// Dates that read both ways.
    pub examples: Vec<String>,
    /// Some dates contradict others; else all read both ways.
    pub conflicting: bool,
}

/// How a table will be read.
#[derive(Clone, Debug)]
pub struct Plan {
    /// What the table is for.
    pub purpose: Purpose,
    /// The header row as the spreadsheet counts; 0 where there is none.
    pub header_row: u32,
    /// Headers by column.
    pub headers: Vec<String>,
    /// Fields by column. After a change, make the plan anew from [`Mapping::to_file`]: the dates
    /// of another column must be looked at.
    pub mapping: Mapping,
    /// Rows below the header that are not blank.
    pub rows: u32,
    /// What must be answered before rows are read.
    pub questions: Vec<Question>,
    /// Kinds that no rule knows, as written: these rows will be rejected.
    pub unknown_kinds: Vec<String>,
    /// The first rows, to show with the mapping.
    pub sample: Vec<RawRow>,
    /// Orders decided, by column.
    orders: BTreeMap<Field, DateOrder>,
}

impl Plan {
    /// Looks at a table: the head for header and columns, all of it for dates.
    ///
    /// # Errors
    /// What reading returns; [`IntakeError::Empty`], [`IntakeError::UnknownHeader`], and
    /// [`IntakeError::NoColumn`] for a field without which no row is anything.
    pub fn propose(source: &dyn Source, hints: &Hints) -> Result<Plan, IntakeError> {
        let head = source
            .rows()?
            .take(HEAD + SAMPLE)
            .collect::<Result<Vec<RawRow>, _>>()?;
        if head.iter().all(RawRow::is_blank) {
            return Err(IntakeError::Empty);
        }
        let at = find_header(&head, hints.mapping.as_ref());
        let width = head.iter().map(|row| row.cells.len()).max().unwrap_or(0);
        let headers: Vec<String> = (0..width)
            .map(|column| {
                let cell = at.and_then(|at| head[at].cell(column));
                cell.map_or_else(String::new, |cell| cell.text.trim().to_owned())
            })
            .collect();
        let below = &head[at.map_or(0, |at| at + 1)..];
        let mut looks = vec![Looks::default(); width];
        for row in below.iter().take(SAMPLE) {
            for (cell, look) in row.cells.iter().zip(&mut looks) {
                look.count(cell, &hints.email_domains);
            }
        }
        let mapping = match &hints.mapping {
            Some(file) => Mapping::bind(file, &headers, &looks)?,
            None => Mapping::propose(&headers, &looks),
        };
        let mut plan = Plan {
            purpose: hints.purpose,
            header_row: at.map_or(0, |at| head[at].row),
            headers,
            mapping,
            rows: 0,
            questions: Vec::new(),
            unknown_kinds: Vec::new(),
            sample: Vec::new(),
            orders: BTreeMap::new(),
        };
        plan.check_columns()?;
        plan.survey(source)?;
        Ok(plan)
    }

    /// The columns without which no row is anything.
    fn check_columns(&self) -> Result<(), IntakeError> {
        let mapped = |field| self.mapping.column_of(field).is_some();
        let missing = match self.purpose {
            _ if !mapped(Field::Name) => Some(Field::Name),
            Purpose::Form if !mapped(Field::Kind) && self.mapping.kind.is_none() => {
                Some(Field::Kind)
            }
            Purpose::Personnel if !mapped(Field::Nip) && !mapped(Field::Nik) => Some(Field::Nip),
            _ => None,
        };
        missing.map_or(Ok(()), |field| Err(IntakeError::NoColumn { field }))
    }

    /// One pass over all rows: how many, which dates, which kinds.
    fn survey(&mut self, source: &dyn Source) -> Result<(), IntakeError> {
        let dates: Vec<(Field, usize)> = self
            .mapping
            .columns()
            .iter()
            .filter(|column| column.field.is_date())
            .map(|column| (column.field, column.index))
            .collect();
        let mut tallies: BTreeMap<Field, OrderTally> = BTreeMap::new();
        let mut unknown = BTreeSet::new();
        let own = self.mapping.kinds.clone();
        let mut kinds = KindReader::new(&own);
        for row in source.rows()? {
            let row = row?;
            if !self.is_data(&row) {
                continue;
            }
            self.rows += 1;
            if self.sample.len() < SHOWN {
                self.sample.push(row.clone());
            }
            for &(field, index) in &dates {
                let tally = tallies.entry(field).or_default();
                self.count_date(tally, field, index, &row);
            }
            self.note_unknown_kind(&row, &mut kinds, &mut unknown);
        }
        self.unknown_kinds = unknown.into_iter().collect();
        self.decide(&tallies);
        Ok(())
    }

    fn count_date(&self, tally: &mut OrderTally, field: Field, index: usize, row: &RawRow) {
        let birth = field == Field::BirthDate;
        let Some(cell) = row.cell(index).filter(|cell| cell.content == Content::Text) else {
            return;
        };
        if let Ok(written) = written::cell(&cell.text, birth) {
            let known = if birth { self.births(row) } else { Vec::new() };
            tally.count(&cell.text, &written, &known);
        }
    }

    /// Birth dates that the numbers of a row tell.
    fn births(&self, row: &RawRow) -> Vec<chrono::NaiveDate> {
        let text = |field| {
            let cell = self.mapping.column_of(field).and_then(|at| row.cell(at));
            cell.map_or("", |cell| cell.text.as_str())
        };
        let nip = repair_nip(text(Field::Nip), CellKind::Text);
        let nik = repair_nik(text(Field::Nik), CellKind::Text);
        let nip = nip.text().and_then(|text| Nip::parse(text).ok());
        let nik = nik.text().and_then(|text| Nik::parse(text).ok());
        let mut births: Vec<_> = nip.map(Nip::birth).into_iter().collect();
        births.extend(nik.into_iter().flat_map(Nik::birth_candidates));
        births
    }

    fn note_unknown_kind(
        &self,
        row: &RawRow,
        kinds: &mut KindReader<'_>,
        unknown: &mut BTreeSet<String>,
    ) {
        let cell = self
            .mapping
            .column_of(Field::Kind)
            .and_then(|at| row.cell(at));
        let Some(cell) = cell.filter(|cell| !cell.is_blank()) else {
            return;
        };
        if unknown.len() < UNKNOWN && kinds.read(&cell.text).is_none() {
            unknown.insert(cell.text.trim().chars().take(80).collect());
        }
    }

    /// Decides each column by the person's word, by itself, by rising moments, or by the columns
    /// that the same program wrote; asks for the rest.
    fn decide(&mut self, tallies: &BTreeMap<Field, OrderTally>) {
        let mut open = Vec::new();
        for (&field, tally) in tallies {
            let said = self.mapping.orders.get(&field).copied();
            match (said, tally.verdict()) {
                (Some(order), _) | (None, Verdict::Decided(order)) => {
                    self.orders.insert(field, order);
                }
                (None, Verdict::Ambiguous) => open.push((field, tally, false)),
                (None, Verdict::Conflicting) => open.push((field, tally, true)),
            }
        }
        let agreed = self.agreed(tallies);
        for (field, tally, conflicting) in open {
            let rising = (field == Field::Received && !conflicting).then(|| tally.rising());
            let adopted = agreed
                .as_ref()
                .filter(|(_, shapes)| {
                    !conflicting && tally.only_shape().is_some_and(|own| shapes.contains(&own))
                })
                .map(|(order, _)| *order);
            if let Some(order) = rising.flatten().or(adopted) {
                self.orders.insert(field, order);
                continue;
            }
            let index = self.mapping.column_of(field).unwrap_or(usize::MAX);
            self.questions.push(Question {
                field,
                header: self.headers.get(index).cloned().unwrap_or_default(),
                examples: tally.examples().to_vec(),
                conflicting,
            });
        }
    }

    /// The order that all deciding columns of a form's export share, and how they are written:
    /// the form's program writes every date alike. Typed tables have no such say.
    fn agreed<'a>(
        &self,
        tallies: &'a BTreeMap<Field, OrderTally>,
    ) -> Option<(DateOrder, BTreeSet<&'a str>)> {
        let received = self.mapping.column_of(Field::Received)?;
        let exported = ["timestamp", "stempel waktu", "cap waktu"];
        let header = fold(self.headers.get(received)?);
        if !exported.contains(&header.as_str()) {
            return None;
        }
        let evident: Vec<(&OrderTally, DateOrder)> = tallies
            .iter()
            .filter(|(_, tally)| tally.is_evidence())
            .filter_map(|(field, tally)| Some((tally, *self.orders.get(field)?)))
            .collect();
        let (_, order) = *evident.first()?;
        let alike = evident.iter().all(|(_, other)| *other == order);
        let shapes = evident.iter().filter_map(|(tally, _)| tally.only_shape());
        alike.then(|| (order, shapes.collect()))
    }

    /// Answers the question of a column; also remembered in the mapping.
    pub fn answer(&mut self, field: Field, order: DateOrder) {
        self.mapping.orders.insert(field, order);
        self.orders.insert(field, order);
        self.questions.retain(|question| question.field != field);
    }

    /// The order of a column of dates.
    pub fn order(&self, field: Field) -> DateOrder {
        self.orders.get(&field).copied().unwrap_or_default()
    }

    /// True for a row below the header that holds something: not blank, not the header again, not
    /// the line of column numbers that tables have below the header.
    pub fn is_data(&self, row: &RawRow) -> bool {
        let below = self.header_row > 0 && row.row == self.header_row + 1;
        let counts = below && counts_columns(row);
        row.row > self.header_row && !row.is_blank() && !self.repeats_header(row) && !counts
    }

    fn repeats_header(&self, row: &RawRow) -> bool {
        let named: Vec<&str> = self.headers.iter().map(String::as_str).collect();
        let cells: Vec<&str> = row.cells.iter().map(|cell| cell.text.trim()).collect();
        let shared = named
            .iter()
            .zip(&cells)
            .filter(|(a, b)| a == b && !a.is_empty());
        let filled = cells.iter().filter(|cell| !cell.is_empty()).count();
        filled > 1 && shared.count() == filled
    }

    /// Reads the rows.
    ///
    /// # Errors
    /// [`IntakeError::Unanswered`] while a question is open.
    pub fn read<'a>(&'a self, source: &'a dyn Source) -> Result<FormRows<'a>, IntakeError> {
        if !self.questions.is_empty() {
            let fields = self.questions.iter().map(|question| question.field);
            return Err(IntakeError::Unanswered {
                fields: fields.collect(),
            });
        }
        Ok(FormRows::new(self, source.rows()?))
    }
}

/// `1 2 3 4 …` below the header.
fn counts_columns(row: &RawRow) -> bool {
    let filled: Vec<&str> = row
        .cells
        .iter()
        .map(|cell| cell.text.trim().trim_matches(['(', ')']))
        .filter(|text| !text.is_empty())
        .collect();
    let counts = |(at, text): (usize, &&str)| text.parse() == Ok(at + 1);
    filled.len() >= 3 && filled.iter().enumerate().all(counts)
}

/// The row that names most fields, the first of equals; with a kept mapping the one that holds
/// most of its headers. `None` where the table starts with data.
fn find_header(head: &[RawRow], file: Option<&MappingFile>) -> Option<usize> {
    let likeliest = |score: &dyn Fn(&RawRow) -> usize, least: usize| {
        let scored = head.iter().take(HEAD).enumerate();
        let best = scored
            .map(|(at, row)| (score(row), std::cmp::Reverse(at)))
            .max()?;
        (best.0 >= least).then_some(best.1.0)
    };
    let kept = file.and_then(|file| likeliest(&|row| headers_present(file, row), 1));
    let named = |row: &RawRow| {
        if row.cells.iter().any(holds_data) {
            0
        } else {
            fields_named(row)
        }
    };
    kept.or_else(|| likeliest(&named, 2))
}

/// True for a cell that no header is: a number of identity, an address, a day.
fn holds_data(cell: &Cell) -> bool {
    let text = cell.text.trim();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    cell.content != Content::Text
        || (digits >= 15 && digits * 10 > text.len() * 7)
        || Email::parse(text).is_ok()
        || written::cell(text, false).is_ok_and(|date| date.place.is_empty())
}
