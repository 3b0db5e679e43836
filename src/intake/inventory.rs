//! The certificates that an office has already: a list from BSrE's portal or a spreadsheet. Holders
//! are read as any table's; beside them the columns of a certificate.

mod columns;
pub mod recap;
mod row;

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use self::columns::columns;
use self::row::Reading;
use super::defect::Reason;
use super::fields::Field;
use super::mapping::MappingFile;
use super::order::{OrderTally, Verdict};
use super::plan::{Hints, Plan, Purpose};
use super::reader::{self, Outcome, Rejected};
use super::source::{Content, IntakeError, RawRow, Source};
use crate::domain::act::{Mended, TakenIn};
use crate::domain::finding::Finding;
use crate::domain::identity::Serial;
use crate::domain::identity::serial::Base;
use crate::domain::keyed::keyed;
use crate::domain::time::Instant;
use crate::domain::unwrap::bare;
use crate::domain::written::{self, DateOrder};

/// Most days that are shown with the question of their order.
const EXAMPLES: usize = 3;

keyed! {
    /// What a column tells of a certificate.
    pub enum HeldField {
        Serial = "serial",
        NotBefore = "not_before",
        NotAfter = "not_after",
        /// The portal's word: ISSUE, EXPIRED, REVOKE, …
        Status = "status",
        /// The day of its revocation.
        Revoked = "revoked",
        /// Why it was revoked.
        Cause = "cause",
        Issuer = "issuer",
        Key = "key",
    }
}

impl HeldField {
    fn is_date(self) -> bool {
        matches!(
            self,
            HeldField::NotBefore | HeldField::NotAfter | HeldField::Revoked
        )
    }
}

/// A row that could be a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldRow {
    pub taken: TakenIn,
    /// Fields that were mended on the way in.
    pub mended: Vec<Mended>,
    /// What could not be read of the holder, and is told.
    pub findings: Vec<Finding>,
    /// The row as it stood, for the file of rejected rows.
    pub cells: Vec<String>,
}

/// A row that is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// As the spreadsheet counts.
    pub row: u32,
    pub name: String,
    pub reasons: Vec<Reason>,
    /// The row as it stood.
    pub cells: Vec<String>,
}

/// Every row of a list, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldRows {
    pub rows: Vec<HeldRow>,
    pub left_out: Vec<LeftOut>,
}

/// A mapping as kept in a file: columns by header, or `#4` for the fourth.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HeldMapping {
    /// Order of day and month in all columns of dates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dates: Option<DateOrder>,
    /// How serials of plain digits are read; else each is compared with what is on record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serials: Option<Base>,
    /// Field to header; an empty text leaves the field unmapped.
    pub columns: BTreeMap<String, String>,
}

impl HeldMapping {
    /// Reads a kept mapping.
    ///
    /// # Errors
    /// [`IntakeError::MappingSyntax`] for what is no TOML, or a field that a list does not have.
    pub fn parse(text: &str) -> Result<HeldMapping, IntakeError> {
        let fault = |message: String| IntakeError::MappingSyntax { message };
        let file: HeldMapping =
            toml::from_str(text).map_err(|error| fault(error.message().to_owned()))?;
        let known = |key: &&String| {
            HeldField::from_key(key).is_some()
                || Field::from_key(key).is_some_and(|field| HOLDER.contains(&field))
        };
        match file.columns.keys().find(|key| !known(key)) {
            Some(key) => Err(fault(key.clone())),
            None => Ok(file),
        }
    }

    /// As TOML, to keep.
    ///
    /// # Errors
    /// [`IntakeError::MappingSyntax`] where a text does not fit TOML.
    pub fn to_toml(&self) -> Result<String, IntakeError> {
        toml::to_string(self).map_err(|error| IntakeError::MappingSyntax {
            message: error.to_string(),
        })
    }
}

/// What a list tells of a holder; other fields of tables stand in no list of certificates.
pub const HOLDER: [Field; 7] = [
    Field::Name,
    Field::Nip,
    Field::Nik,
    Field::Agency,
    Field::Email,
    Field::Post,
    Field::Phone,
];

/// How a list will be read.
#[derive(Clone, Debug)]
pub struct HeldPlan {
    /// Header row, headers and the columns of holders.
    pub plan: Plan,
    columns: BTreeMap<HeldField, usize>,
    /// Fields that stay unmapped whatever the headers say.
    unset: Vec<String>,
    order: DateOrder,
    /// Days that read both ways: then the order must be told before rows are read.
    pub open: Vec<String>,
    /// Serials of plain digits, which read as two numbers.
    pub digits: Vec<String>,
    /// How these are read, where a person said it.
    base: Option<Base>,
}

impl HeldPlan {
    /// Looks at a list: the head for header and columns, all of it for dates.
    ///
    /// # Errors
    /// What reading returns, and what [`Plan::propose`] says of the holders' columns;
    /// [`IntakeError::MappingSyntax`] names a column that the list does not have.
    pub fn propose(source: &dyn Source, kept: &HeldMapping) -> Result<HeldPlan, IntakeError> {
        HeldPlan::of(source, kept, Purpose::Personnel)
    }

    fn of(
        source: &dyn Source,
        kept: &HeldMapping,
        purpose: Purpose,
    ) -> Result<HeldPlan, IntakeError> {
        let mut file = MappingFile::default();
        for field in Field::ALL {
            let named = kept.columns.get(field.as_str());
            match named {
                Some(named) if HOLDER.contains(&field) => {
                    file.columns.insert(field, named.clone());
                }
                _ if HOLDER.contains(&field) => {}
                _ => {
                    file.columns.insert(field, String::new());
                }
            }
        }
        let hints = Hints {
            purpose,
            email_domains: Vec::new(),
            mapping: Some(file),
        };
        let mut plan = Plan::propose(source, &hints)?;
        let columns = columns(&plan.headers, kept)?;
        for &column in columns.values() {
            // A long serial in digits looks like a NIK.
            if let Some(field) = plan.mapping.field_of(column) {
                plan.mapping.set(field, None);
            }
        }
        let mut held = HeldPlan {
            plan,
            columns,
            unset: {
                let named = kept.columns.iter();
                let unset = named.filter(|(_, named)| named.trim().is_empty());
                unset.map(|(field, _)| field.clone()).collect()
            },
            order: DateOrder::DayFirst,
            open: Vec::new(),
            digits: Vec::new(),
            base: kept.serials,
        };
        held.settle(source, kept.dates)?;
        Ok(held)
    }

    /// The order of day and month, by all dates of the list together: one hand wrote them.
    fn settle(&mut self, source: &dyn Source, said: Option<DateOrder>) -> Result<(), IntakeError> {
        let mut tally = OrderTally::default();
        for row in source.rows()? {
            let row = row?;
            self.note_digits(&row);
            let dates = self.columns.iter().filter(|(field, _)| field.is_date());
            for cell in dates.filter_map(|(_, at)| row.cell(*at)) {
                if !self.plan.is_data(&row) || cell.content != Content::Text {
                    continue;
                }
                if let Ok(written) = written::cell(&cell.text, false) {
                    tally.count(&cell.text, &written, &[]);
                }
            }
        }
        match (said, tally.verdict()) {
            (Some(order), _) | (None, Verdict::Decided(order)) => self.order = order,
            (None, _) => {
                let examples = tally.examples().iter().take(EXAMPLES);
                self.open = examples.cloned().collect();
            }
        }
        Ok(())
    }

    /// Keeps some serials that read as two numbers, to ask about.
    fn note_digits(&mut self, row: &RawRow) {
        let at = self.column_of(HeldField::Serial);
        let Some(cell) = at.and_then(|at| row.cell(at)) else {
            return;
        };
        let text = bare(&cell.text);
        let either = Serial::parse(&text).is_ok_and(|given| given.decimal.is_some());
        if either && self.digits.len() < EXAMPLES && self.plan.is_data(row) {
            self.digits.push(text);
        }
    }

    /// How serials of plain digits are read; `None` where each is compared with what is on record.
    pub fn base(&self) -> Option<Base> {
        self.base
    }

    /// Answers how serials of plain digits are read.
    pub fn read_serials(&mut self, base: Option<Base>) {
        self.base = base;
    }

    /// The column of a field, 0 for A.
    pub fn column_of(&self, field: HeldField) -> Option<usize> {
        self.columns.get(&field).copied()
    }

    /// Each column with the key of its field; `None` for one that is left aside.
    pub fn taken(&self) -> Vec<(usize, Option<&'static str>)> {
        let all = 0..self.plan.headers.len();
        all.map(|at| {
            let held = self.columns.iter().find(|(_, column)| **column == at);
            let held = held.map(|(field, _)| field.as_str());
            let holder = self.plan.mapping.field_of(at).map(Field::as_str);
            (at, held.or(holder))
        })
        .collect()
    }

    /// Answers the question of the order.
    pub fn answer(&mut self, order: DateOrder) {
        self.order = order;
        self.open.clear();
    }

    /// The mapping for keeping, by position.
    pub fn to_file(&self) -> HeldMapping {
        let taken = self.taken().into_iter();
        let columns = taken.filter_map(|(at, key)| Some((key?.to_owned(), format!("#{}", at + 1))));
        let unset = self
            .unset
            .iter()
            .map(|field| (field.clone(), String::new()));
        HeldMapping {
            dates: Some(self.order).filter(|_| self.open.is_empty()),
            serials: self.base,
            columns: unset.chain(columns).collect(),
        }
    }

    /// The mapping for keeping with one line of it changed: a field's column by position, `None` where
    /// nobody said the order of the dates.
    pub fn chosen(
        &self,
        field: Option<&str>,
        column: &str,
        order: Option<DateOrder>,
    ) -> HeldMapping {
        let mut file = self.to_file();
        file.dates = order.or(file.dates);
        if let (Some(field), None) = (field, order) {
            let at = column.parse::<usize>().ok();
            let named = at.map_or_else(String::new, |at| format!("#{}", at + 1));
            // Whatever had that column loses it.
            file.columns
                .retain(|_, known| named.is_empty() || *known != named);
            file.columns.insert(field.to_owned(), named);
        }
        file
    }

    /// Reads every row; what expired is told by `now`.
    ///
    /// # Errors
    /// What reading returns; [`IntakeError::Unanswered`] while the order of dates is open.
    pub fn read(&self, source: &dyn Source, now: Instant) -> Result<HeldRows, IntakeError> {
        if !self.open.is_empty() {
            return Err(IntakeError::Unanswered { fields: Vec::new() });
        }
        let mut all = HeldRows::default();
        for row in source.rows()? {
            let row = row?;
            if !self.plan.is_data(&row) {
                continue;
            }
            match self.row(&row, now) {
                Ok(row) => all.rows.push(row),
                Err(row) => all.left_out.push(row),
            }
        }
        Ok(all)
    }

    fn row(&self, raw: &RawRow, now: Instant) -> Result<HeldRow, LeftOut> {
        let form = match reader::read_row(&self.plan, raw) {
            Outcome::Row(form) => *form,
            Outcome::Rejected(rejected) => return Err(left_out(rejected)),
        };
        let mut reading = Reading {
            plan: self,
            raw,
            reasons: Vec::new(),
        };
        let taken = reading.taken(&form, now);
        let cells = raw.cells.iter().map(|cell| cell.text.clone()).collect();
        match taken {
            Some(taken) if reading.reasons.is_empty() => Ok(HeldRow {
                taken,
                findings: row::findings(&form),
                mended: form.name.mended,
                cells,
            }),
            _ => Err(LeftOut {
                row: raw.row,
                name: form.name.identity.name,
                reasons: reading.reasons,
                cells,
            }),
        }
    }
}

fn left_out(rejected: Rejected) -> LeftOut {
    LeftOut {
        row: rejected.row,
        name: rejected.name,
        reasons: rejected.reasons,
        cells: rejected.cells,
    }
}

#[cfg(test)]
mod tests;
