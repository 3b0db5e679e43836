//! The plan of an import: header row, mapping, orders of dates and open questions, from one pass
//! over the whole table. Nothing is taken in before the plan stands.

use std::collections::{BTreeMap, BTreeSet};

use super::content::Looks;
use super::defect::RowDefect;
use super::fields::Field;
use super::head::{self, Head};
use super::header::fold;
use super::kinds::{KindRead, KindReader};
use super::mapping::{Mapping, MappingFile, column_name};
use super::order::{OrderTally, Verdict};
use super::reader::FormRows;
use super::shape;
use super::source::{Content, IntakeError, RawRow, Source};
use crate::domain::excerpt::excerpt;
use crate::domain::identity::{CellKind, Nik, Nip, repair_nik, repair_nip};
use crate::domain::kind::Kind;
use crate::domain::written::{self, DateOrder};

/// Rows in which the header is looked for.
const HEAD: usize = 40;
/// Rows whose cells help to tell what a column holds.
const SAMPLE: usize = 200;
/// Rows kept to show with the mapping.
const SHOWN: usize = 5;
/// Words of unread kinds kept to show.
const UNREAD: usize = 20;

/// What the table is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Purpose {
    /// Requests, as a form exports them.
    #[default]
    Form,
    /// The list of personnel.
    Personnel,
    /// Users of a portal: a name is enough.
    Users,
    /// People who are transferred: a name or a number is enough.
    Transfers,
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

/// What stands as a kind and could not be read as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadKind {
    /// As written.
    pub words: String,
    /// Why the rows with it are rejected.
    pub defect: RowDefect,
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
    /// How many columns the table has: what stands beyond them does not belong to a row.
    pub width: usize,
    /// Columns with something in them that are not read, 0 for A.
    pub aside: Vec<usize>,
    /// Fields by column. After a change, make the plan anew from [`Mapping::to_file`]: the dates
    /// of another column must be looked at.
    pub mapping: Mapping,
    /// Rows below the header that are not blank.
    pub rows: u32,
    /// What must be answered before rows are read.
    pub questions: Vec<Question>,
    /// Kinds that could not be read, as written: these rows will be rejected.
    pub unread_kinds: Vec<UnreadKind>,
    /// The first rows, to show with the mapping.
    pub sample: Vec<RawRow>,
    /// Orders decided, by column.
    orders: BTreeMap<Field, DateOrder>,
    /// Rows that are parts of a broken one, as the spreadsheet counts.
    broken: BTreeSet<u32>,
    /// Kinds that a person named for single rows.
    chosen: BTreeMap<u32, Kind>,
}

impl Plan {
    /// A column as a spreadsheet shows it, with its header where it has one: `D NIP`.
    pub fn column(&self, at: usize) -> String {
        let header = self.headers.get(at).map_or("", |header| header.trim());
        let name = column_name(at);
        match header {
            "" => name,
            header => format!("{name} {header}"),
        }
    }

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
        let Head { at, headers, width } = head::find(&head, HEAD, hints.mapping.as_ref());
        let below = &head[at.map_or(0, |at| at + 1)..];
        let mut looks = vec![Looks::default(); headers.len()];
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
            width,
            aside: aside(&headers, &mapping, &looks),
            headers,
            mapping,
            rows: 0,
            questions: Vec::new(),
            unread_kinds: Vec::new(),
            sample: Vec::new(),
            orders: BTreeMap::new(),
            broken: BTreeSet::new(),
            chosen: BTreeMap::new(),
        };
        plan.check_columns()?;
        plan.survey(source)?;
        Ok(plan)
    }

    /// The columns without which no row is anything.
    fn check_columns(&self) -> Result<(), IntakeError> {
        let mapped = |field| self.mapping.column_of(field).is_some();
        let numbered = mapped(Field::Nip) || mapped(Field::Nik);
        let missing = match self.purpose {
            Purpose::Transfers if !mapped(Field::Agency) => Some(Field::Agency),
            Purpose::Transfers if numbered => None,
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
            .flat_map(|column| {
                let all = self.mapping.columns_of(column.field);
                all.map(move |at| (column.field, at))
            })
            .collect();
        let mut tallies: BTreeMap<Field, OrderTally> = BTreeMap::new();
        let mut unread = BTreeMap::new();
        let own = self.mapping.kinds.clone();
        let kinds = KindReader::new(&own);
        let mut before: Option<(u32, usize)> = None;
        for row in source.rows()? {
            let row = row?;
            if !self.is_data(&row) {
                continue;
            }
            self.rows += 1;
            self.note_broken(before, &row, &kinds)?;
            before = Some((row.row, row.cells.len()));
            if self.sample.len() < SHOWN {
                self.sample.push(row.clone());
            }
            for &(field, index) in &dates {
                let tally = tallies.entry(field).or_default();
                self.count_date(tally, field, index, &row);
            }
            self.note_unread_kind(&row, &kinds, &mut unread);
        }
        let unread = unread.into_iter();
        self.unread_kinds = unread
            .map(|(words, defect)| UnreadKind { words, defect })
            .collect();
        self.decide(&tallies);
        Ok(())
    }

    /// A line break inside a row makes two short rows, of which the second does not begin like one:
    /// neither is read. A break inside a number or an address leaves half of it in each, so that
    /// nothing of the file is.
    fn note_broken(
        &mut self,
        before: Option<(u32, usize)>,
        row: &RawRow,
        kinds: &KindReader<'_>,
    ) -> Result<(), IntakeError> {
        let Some((above, width)) = before else {
            return Ok(());
        };
        let rest = row.cells.len() < self.width && !shape::begins(row, &self.mapping, kinds);
        let cut = width
            .checked_sub(1)
            .and_then(|at| self.mapping.field_of(at));
        let whole = width >= self.width;
        if !rest || (whole && row.cells.len() > 1) {
            return Ok(());
        }
        let known = [Field::Nik, Field::NikOld, Field::Nip, Field::Email];
        if cut.is_some_and(|field| known.contains(&field)) {
            return Err(IntakeError::Broken { row: above });
        }
        self.broken.insert(row.row);
        if !whole {
            self.broken.insert(above);
        }
        Ok(())
    }

    /// True for a row that is a part of a broken one.
    pub(super) fn is_broken(&self, row: u32) -> bool {
        self.broken.contains(&row)
    }

    /// Further columns that ask the very question of a field's first.
    pub(super) fn same_question(&self, field: Field) -> impl Iterator<Item = usize> + '_ {
        let asked = self
            .mapping
            .column_of(field)
            .and_then(|at| self.headers.get(at));
        let again = self.mapping.again_of(field);
        again.filter(move |at| {
            let other = self.headers.get(*at);
            field != Field::Email || other.map(|text| fold(text)) == asked.map(|text| fold(text))
        })
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
            let mut cells = self.mapping.columns_of(field).filter_map(|at| row.cell(at));
            let cell = cells.find(|cell| !cell.is_blank());
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

    fn note_unread_kind(
        &self,
        row: &RawRow,
        kinds: &KindReader<'_>,
        unread: &mut BTreeMap<String, RowDefect>,
    ) {
        let mut cells = self
            .mapping
            .columns_of(Field::Kind)
            .filter_map(|at| row.cell(at));
        let Some(cell) = cells.find(|cell| !cell.is_blank()) else {
            return;
        };
        let defect = match kinds.read(&cell.text) {
            KindRead::Is(_) => return,
            KindRead::Doubtful => RowDefect::KindDoubtful,
            KindRead::Unknown => RowDefect::UnknownKind,
        };
        if unread.len() < UNREAD {
            unread.insert(excerpt(cell.text.trim(), 80), defect);
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

    /// The order that all deciding columns share, and how they are written: the program of a form
    /// writes every date alike, and so does who types a list. A typed list has a say only by days
    /// that the numbers of several rows confirm.
    fn agreed<'a>(
        &self,
        tallies: &'a BTreeMap<Field, OrderTally>,
    ) -> Option<(DateOrder, BTreeSet<&'a str>)> {
        let received = self.mapping.column_of(Field::Received);
        let header = received
            .and_then(|at| self.headers.get(at))
            .map(|text| fold(text));
        let exported = ["timestamp", "stempel waktu", "cap waktu"];
        let exported = header.is_some_and(|header| exported.contains(&header.as_str()));
        let evident: Vec<(&OrderTally, DateOrder)> = tallies
            .iter()
            .filter(|(_, tally)| tally.is_evidence() && (exported || tally.is_confirmed()))
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

    /// Takes a person's word for the kind of one row, whatever its cell says; `None` takes it back.
    pub fn choose_kind(&mut self, row: u32, kind: Option<Kind>) {
        match kind {
            Some(kind) => self.chosen.insert(row, kind),
            None => self.chosen.remove(&row),
        };
    }

    /// The kind that a person named for a row.
    pub fn chosen_kind(&self, row: u32) -> Option<Kind> {
        self.chosen.get(&row).copied()
    }

    /// The order of a column of dates.
    pub fn order(&self, field: Field) -> DateOrder {
        self.orders.get(&field).copied().unwrap_or_default()
    }

    /// True for a row below the header that holds something: not blank, and not the line of column
    /// numbers that tables have below the header. Each of them ends in one count and one file.
    pub fn is_data(&self, row: &RawRow) -> bool {
        let below = self.header_row > 0 && row.row == self.header_row + 1;
        let counts = below && counts_columns(row);
        row.row > self.header_row && !row.is_blank() && !counts
    }

    /// True for the header again, as printed pages have it.
    pub(super) fn repeats_header(&self, row: &RawRow) -> bool {
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

/// Columns with a header or something in them that hold no field.
fn aside(headers: &[String], mapping: &Mapping, looks: &[Looks]) -> Vec<usize> {
    let filled = |at: &usize| {
        let named = headers.get(*at).is_some_and(|text| !text.is_empty());
        named || looks.get(*at).is_some_and(|looks| !looks.is_empty())
    };
    let all = 0..headers.len();
    all.filter(filled)
        .filter(|&at| mapping.field_of(at).is_none())
        .collect()
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
