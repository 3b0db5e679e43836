//! The column index: every list, facet, sort, search and count, from the summary rows alone.
//!
//! It is loaded once from the stored rows and kept up by [`Index::apply`] after each commit, under
//! the hub's write lock. Questions take `&self`: many sessions ask at once.

mod context;

pub use context::{Asker, Context};

use crate::domain::filter::FilterError;
use crate::domain::ids::RecordId;
use crate::domain::summary::Summary;
use crate::domain::time::Day;
use crate::wire::message::Query;
use crate::wire::view::{Counts, DayCount, Page};

/// All rows of a desk, ready to be asked.
#[derive(Default)]
pub struct Index {
    rows: std::collections::BTreeMap<RecordId, Summary>,
}

impl Index {
    /// An index of these rows. For a million certificates this takes seconds, so a server answers
    /// `starting` meanwhile.
    pub fn load(rows: impl IntoIterator<Item = Summary>) -> Index {
        let mut index = Index::default();
        for row in rows {
            index.apply(row.record(), Some(row));
        }
        index
    }

    /// Puts a record's new row in place of its old one; `None` where it has none any more.
    pub fn apply(&mut self, record: RecordId, row: Option<Summary>) {
        match row {
            Some(row) => self.rows.insert(record, row),
            None => self.rows.remove(&record),
        };
    }

    /// A window of a list: `count` rows from `from` on, and where `keep` stands in it now.
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
        let _ = (query, from, count, keep, context);
        Ok(Page::default())
    }

    /// Counts beside the tabs, as the asking officer sees them.
    pub fn counts(&self, context: &Context) -> Counts {
        let _ = context;
        Counts::default()
    }

    /// What falls on each of `days` days from `first` on.
    pub fn calendar(&self, first: Day, days: u16, context: &Context) -> Vec<DayCount> {
        let _ = (first, days, context);
        Vec::new()
    }

    /// The row of one record.
    pub fn row(&self, record: RecordId) -> Option<Summary> {
        self.rows.get(&record).cloned()
    }
}
