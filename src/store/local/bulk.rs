//! Rows on their way into a database that is built anew: a thread of its own writes them one by one
//! while the next ones are made.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use super::db::Db;
use crate::store::error::{Result, StoreError};
use crate::store::ledger::Row;

/// Bytes of rows that travel together.
const PARCEL: usize = 256 * 1024;

/// Parcels that may wait.
const WAITING: usize = 8;

/// Collects rows and sends them to the writer.
pub(crate) struct BulkWriter {
    parcel: Vec<Row>,
    size: usize,
    sender: SyncSender<Vec<Row>>,
}

impl BulkWriter {
    /// Sends rows on.
    pub fn rows(&mut self, rows: impl IntoIterator<Item = Row>) -> Result<()> {
        for row in rows {
            self.size += row.0.len() + row.1.len();
            self.parcel.push(row);
        }
        match self.size {
            size if size < PARCEL => Ok(()),
            _ => self.send(),
        }
    }

    fn send(&mut self) -> Result<()> {
        self.size = 0;
        let sent = self.sender.send(std::mem::take(&mut self.parcel));
        sent.map_err(|_| StoreError::fatal("the database takes no more rows"))
    }
}

/// Lets `work` write rows into `db`; returns once the database has all of them.
pub(crate) fn bulk_write(db: &Db, work: impl FnOnce(&mut BulkWriter) -> Result<()>) -> Result<()> {
    thread::scope(|scope| {
        let (sender, parcels) = sync_channel(WAITING);
        let writer = scope.spawn(move || write(db, &parcels));
        let mut bulk = BulkWriter {
            parcel: Vec::new(),
            size: 0,
            sender,
        };
        let worked = work(&mut bulk).and_then(|()| bulk.send());
        drop(bulk);
        let written = writer.join();
        // Why the writer gave up says more than that it takes nothing.
        written.unwrap_or_else(|_| Err(StoreError::fatal("the database's writer panicked")))?;
        worked
    })
}

fn write(db: &Db, parcels: &Receiver<Vec<Row>>) -> Result<()> {
    let mut rows = parcels.iter().flatten();
    rows.try_for_each(|(key, value)| db.put(&key, &value))
}
