//! The column index: every list, facet, sort, search and count, from the summary rows alone.
//!
//! It is loaded once from the stored rows and kept up by [`Index::apply`] after each commit, under
//! the hub's write lock. Questions take `&self`: many sessions ask at once.
//!
//! ```text
//! context       who asks and when; the clocks of steps
//! lists, short  which rows a list shows, in which order    plan    a list as runs of rows
//! lines         rows as they are shown                     days    the calendar
//! row_set      the rows of one kind: table (as they are), certificates (as columns)
//! order         slots kept sorted      texts  the search     pool, arena, bits  where it is kept
//! recent        lists made lately, for the next window    flags   what is late, whose turn it is
//! ```

mod arena;
mod bits;
mod certificates;
mod context;
mod days;
mod flags;
mod lines;
mod lists;
mod order;
mod plan;
mod pool;
mod recent;
mod row_set;
mod short;
mod table;
#[cfg(test)]
mod tests;
mod texts;

pub use context::{Asker, Context};

use self::certificates::Certificates;
use self::days::Days;
use self::flags::Flags;
use self::recent::Recent;
use self::row_set::RowSet;
use self::table::Table;
use crate::domain::filter::{Filter, FilterError};
use crate::domain::ids::RecordId;
use crate::domain::summary::{LetterRow, PersonRow, RequestRow, SheetRow, Summary};
use crate::wire::message::{Query, Sort};
use crate::wire::view::{Counts, Page};
use std::collections::BTreeSet;

/// All rows of a desk, ready to be asked.
#[derive(Default)]
pub struct Index {
    requests: RowSet<Table<RequestRow>>,
    sheets: RowSet<Table<SheetRow>>,
    letters: RowSet<Table<LetterRow>>,
    people: RowSet<Table<PersonRow>>,
    certificates: RowSet<Certificates>,
    /// Slots of requests that have not ended: the only ones whose clocks run.
    open: BTreeSet<u32>,
    /// Of those, in verification or with BSrE.
    with_verifier: u32,
    /// Slots of sheets that lie on somebody's desk.
    open_sheets: BTreeSet<u32>,
    days: Days,
    flags: Flags,
    recent: Recent,
    /// Grows with every change.
    version: u64,
}

impl Index {
    /// An index of these rows.
    pub fn load(rows: impl IntoIterator<Item = Summary>) -> Index {
        let mut index = Index::default();
        for row in rows {
            index.apply(row.record(), Some(row));
        }
        index
    }

    /// This index with the certificates of another one, where each was made of its own rows.
    pub fn with_certificates(self, other: Index) -> Index {
        Index {
            certificates: other.certificates,
            days: self.days.with_certificates(other.days),
            version: self.version + other.version,
            ..self
        }
    }

    /// Puts a record's new row in place of its old one; `None` where it has none any more. To be
    /// called for every record of a commit, also for those without rows: a new policy changes
    /// what is overdue.
    pub fn apply(&mut self, record: RecordId, row: Option<Summary>) {
        self.version += 1;
        match (record, row) {
            (RecordId::Request(no), Some(Summary::Request(row))) => {
                self.put_request(no, Some(&row));
            }
            (RecordId::Request(no), None) => self.put_request(no, None),
            (RecordId::Sheet(no), Some(Summary::Sheet(row))) => self.put_sheet(no, Some(&row)),
            (RecordId::Sheet(no), None) => self.put_sheet(no, None),
            (RecordId::Letter(no), Some(Summary::Letter(row))) => {
                self.letters.put(no, Some(&row));
            }
            (RecordId::Letter(no), None) => {
                self.letters.put(no, None);
            }
            (RecordId::Person(id), Some(Summary::Person(row))) => {
                self.people.put(id, Some(&row));
            }
            (RecordId::Person(id), None) => {
                self.people.put(id, None);
            }
            (RecordId::Certificate(id), Some(Summary::Certificate(row))) => {
                self.put_certificate(id, Some(&row));
            }
            (RecordId::Certificate(id), None) => self.put_certificate(id, None),
            _ => {}
        }
    }

    fn put_sheet(&mut self, no: crate::domain::ids::SheetNo, row: Option<&SheetRow>) {
        let old = self.sheets.row(no);
        let slot = self.sheets.put(no, row);
        match row.and_then(SheetRow::position) {
            Some(_) => self.open_sheets.insert(slot),
            None => self.open_sheets.remove(&slot),
        };
        let deadline = |row: Option<&SheetRow>| row.and_then(|row| row.deadline);
        if deadline(old.as_ref()) != deadline(row)
            && let Some(sheet) = row.or(old.as_ref())
        {
            self.flag_names_on(sheet);
        }
    }

    fn put_request(&mut self, no: crate::domain::ids::RequestNo, row: Option<&RequestRow>) {
        let with = |row: &RequestRow| u32::from(row.stage.is_with_verifier());
        if let Some(slot) = self.requests.slot(no)
            && let Some(old) = self.requests.rows.get(slot)
        {
            self.days.request(slot, old, false);
            self.with_verifier -= with(old);
        }
        let slot = self.requests.put(no, row);
        self.flags.change(slot);
        match row {
            Some(row) if !row.stage.is_final() => self.open.insert(slot),
            _ => self.open.remove(&slot),
        };
        if let Some(row) = row {
            self.days.request(slot, row, true);
            self.with_verifier += with(row);
        }
    }

    fn put_certificate(
        &mut self,
        id: crate::domain::ids::CertificateId,
        row: Option<&crate::domain::summary::CertificateRow>,
    ) {
        if let Some(slot) = self.certificates.slot(id)
            && let Some(old) = self.certificates.row(id)
        {
            self.days.certificate(slot, &old, false);
        }
        let slot = self.certificates.put(id, row);
        if let Some(row) = row {
            self.days.certificate(slot, row, true);
        }
    }

    /// A window of a list: `count` rows from `from` on, and where `keep` stands in it now. Clocks
    /// are read by the minute, so that windows of one minute fit together.
    ///
    /// # Errors
    /// What is wrong with the filter.
    pub fn page(
        &self,
        query: &Query,
        from: u32,
        count: u16,
        keep: Option<RecordId>,
        context: &Context,
    ) -> Result<Page, FilterError> {
        let filter = Filter::parse(&query.filter)?;
        let context = context.by_the_minute();
        let plan = self
            .recent
            .plan(self.version, query, &filter, &context, || {
                self.make(query, filter.clone(), &context)
            });
        let rows = self.window(&plan, from as usize, usize::from(count));
        Ok(Page {
            total: plan.total as u32,
            from,
            rows: rows
                .into_iter()
                .filter_map(|(what, place)| self.line(what, place, &context))
                .collect(),
            at: keep
                .and_then(|record| self.position(&plan, record))
                .map(|at| at as u32),
        })
    }

    /// The rows of these records, in their order; without those that have none.
    pub fn rows(&self, records: &[RecordId], context: &Context) -> Page {
        let context = context.by_the_minute();
        let rows = records
            .iter()
            .filter_map(|record| self.line(None, self.place(*record)?, &context));
        let rows: Vec<_> = rows.collect();
        Page {
            total: rows.len() as u32,
            rows,
            ..Page::default()
        }
    }

    /// Counts beside the tabs, as the asking officer sees them.
    pub fn counts(&self, context: &Context) -> Counts {
        let context = context.by_the_minute();
        Counts {
            waiting: self.waiting(&context),
            requests: self.open.len() as u32,
            sheets: self.open_sheets.len() as u32,
            verification: self.with_verifier,
            certificates: self.certificates.count(),
            calendar: self.falls_due(&context),
        }
    }

    /// The row of one record.
    pub fn row(&self, record: RecordId) -> Option<Summary> {
        Some(match record {
            RecordId::Request(no) => Summary::Request(self.requests.row(no)?),
            RecordId::Sheet(no) => Summary::Sheet(self.sheets.row(no)?),
            RecordId::Letter(no) => Summary::Letter(self.letters.row(no)?),
            RecordId::Person(id) => Summary::Person(self.people.row(id)?),
            RecordId::Certificate(id) => Summary::Certificate(self.certificates.row(id)?),
            RecordId::Desk | RecordId::Policy(_) | RecordId::Officer(_) => return None,
        })
    }

    /// Makes the orders that the tabs begin with, so that no first look waits for them.
    pub fn warm(&self) {
        self.requests.order(Sort::Natural);
        self.letters.order(Sort::Natural);
        self.people.order(Sort::Name);
        self.certificates.order(Sort::Natural);
        self.certificates.order(Sort::Remaining);
    }

    /// About how many bytes it takes.
    pub fn bytes(&self) -> usize {
        self.requests.bytes()
            + self.sheets.bytes()
            + self.letters.bytes()
            + self.people.bytes()
            + self.certificates.bytes()
            + self.days.bytes()
            + self.flags.bytes()
            + self.recent.bytes()
    }
}
