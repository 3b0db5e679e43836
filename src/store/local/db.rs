//! The database: sled, holding everything ready to use, and disposable.
//!
//! Each value carries a CRC-32C over its key and itself; each group is one batch. sled panics on
//! some damaged files, so every call into it is guarded and a panic becomes damage.

use std::fs::{self, File};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::store::disk::{private_folder, sync_folder};
use crate::store::error::{Damage, Result, StoreError, io_at};
use crate::store::ids::ChainHead;
use crate::store::ledger::{Row, Rows};
use crate::store::rows::{self, ActRow};

/// Bytes of sled's page cache, which counts pages up to twice their size. Acts that go round on a
/// hundred thousand records cost twice as much with a third of it.
const CACHE_BYTES: u64 = 96 * 1024 * 1024;

/// Rows after which what they left behind is freed: sixteen leave less than one call frees.
const ROWS_BEHIND: usize = 16;

/// How long a database that was just closed may keep its lock.
const LOCK_PATIENCE: Duration = Duration::from_secs(10);

/// What happens when damage is met: the desk notes that its database is not to be trusted again.
pub(crate) type OnDamage = Arc<dyn Fn() + Send + Sync>;

/// The open database.
pub struct Db {
    sled: sled::Db,
    path: PathBuf,
    on_damage: Option<OnDamage>,
}

impl Db {
    /// Opens or creates the database in this folder.
    pub(crate) fn open(path: &Path, on_damage: Option<OnDamage>) -> Result<Db> {
        private_folder(path)?;
        let config = sled::Config::new()
            .path(path)
            .cache_capacity(CACHE_BYTES)
            .flush_every_ms(None);
        let deadline = Instant::now() + LOCK_PATIENCE;
        loop {
            match guard(|| config.open()) {
                Ok(sled) => {
                    let path = path.to_owned();
                    return Ok(Db {
                        sled,
                        path,
                        on_damage,
                    });
                }
                // sled's threads may hold the lock a moment after a close in this process.
                Err(error) if is_lock(&error) && Instant::now() < deadline => {
                    std::thread::sleep(Duration::from_millis(20));
                }
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// Applies rows as one batch: all or none. `None` removes.
    pub fn apply<'a>(
        &self,
        changes: impl Iterator<Item = (&'a [u8], Option<&'a [u8]>)>,
    ) -> Result<()> {
        let mut batch = sled::Batch::default();
        let mut rows = 0;
        for (key, value) in changes {
            rows += 1;
            match value {
                Some(value) => batch.insert(key, sealed(key, value)),
                None => batch.remove(key),
            }
        }
        guard(|| self.sled.apply_batch(batch))?;
        let_go(rows);
        Ok(())
    }

    /// Puts one row, for a database that is thrown away if it is broken off.
    pub fn put(&self, key: &[u8], value: &[u8]) -> Result<()> {
        guard(|| self.sled.insert(key, sealed(key, value)))?;
        Ok(())
    }

    /// Puts bytes in a row's place that nobody sealed.
    #[cfg(test)]
    pub fn put_raw(&self, key: &[u8], bytes: &[u8]) {
        guard(|| self.sled.insert(key, bytes)).expect("an open database takes a row");
    }

    /// Where the ledger stood at the last batch; `None` for an empty database.
    pub fn applied(&self) -> Result<Option<ChainHead>> {
        match self.row(&rows::APPLIED)? {
            None => Ok(None),
            Some(bytes) => Ok(Some(
                rows::read_head(&bytes).ok_or_else(|| rows::damaged(&rows::APPLIED))?,
            )),
        }
    }

    /// The rows of a key range, in key order, one at a time.
    pub fn range(&self, from: &[u8], prefix: &[u8]) -> Scan {
        let iter = guard(|| Ok(self.sled.range(from.to_vec()..)));
        let (iter, failed) = match iter {
            Ok(iter) => (Some(iter), None),
            Err(damage) => (None, Some(damage)),
        };
        Scan {
            iter,
            failed,
            prefix: prefix.to_vec(),
            on_damage: self.on_damage.clone(),
        }
    }

    /// The rows whose key begins with `prefix`, in key order, one at a time.
    pub fn scan(&self, prefix: &[u8]) -> Scan {
        self.range(prefix, prefix)
    }

    /// The packed row of a kind in which the item of this number would be.
    fn packed_row(&self, kind: u8, seq: u64) -> Result<Option<Row>> {
        let behind = rows::numbered(kind, seq.saturating_add(1));
        let found = guard(|| self.sled.get_lt(behind));
        let found = noted(&self.on_damage, found.map_err(StoreError::from))?;
        let found = found.filter(|(key, _)| key.first() == Some(&kind));
        let row = found.map(|(key, value)| unsealed(&key, &value)).transpose();
        noted(&self.on_damage, row)
    }

    /// The act that begins with this event, if the act index has it.
    pub fn act_at(&self, seq: u64) -> Result<Option<ActRow>> {
        let Some(row) = self.packed_row(rows::ACT, seq)? else {
            return Ok(None);
        };
        let acts = noted(&self.on_damage, acts_of(&row))?;
        Ok(acts.into_iter().find(|act| act.first_seq == seq))
    }

    /// All events from a number on, as they are packed, in order.
    pub fn events_from(&self, from: u64) -> impl Iterator<Item = Result<(u64, Vec<u8>)>> + use<> {
        let begin = match self.packed_row(rows::EVENT, from) {
            Ok(Some((key, _))) => key,
            _ => rows::event(from),
        };
        let rows = self.range(&begin, &[rows::EVENT]);
        let events = rows.flat_map(|row| match row.and_then(|row| unpacked(&row)) {
            Ok(events) => events.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        });
        events.filter(move |event| !matches!(event, Ok((seq, _)) if *seq < from))
    }

    /// Hands what was applied to the operating system.
    pub fn flush(&self) -> Result<()> {
        guard(|| self.sled.flush())?;
        Ok(())
    }

    /// Closes the database and makes its files durable. `flush` alone does not: it is
    /// `sync_file_range`.
    pub fn close(self) -> Result<()> {
        self.flush()?;
        let path = self.path.clone();
        drop(self);
        sync_all(&path)
    }
}

impl Rows for Db {
    fn row(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        let row = match guard(|| self.sled.get(key)) {
            Ok(None) => return Ok(None),
            Ok(Some(value)) => checked(key, &value).map(|value| Some(value.to_vec())),
            Err(damage) => Err(damage.into()),
        };
        noted(&self.on_damage, row)
    }

    fn rows_with(&self, prefix: &[u8]) -> Result<Vec<Row>> {
        self.scan(prefix).collect()
    }

    fn packed_event(&self, seq: u64) -> Result<Option<Vec<u8>>> {
        let Some((key, row)) = self.packed_row(rows::EVENT, seq)? else {
            return Ok(None);
        };
        let events = noted(
            &self.on_damage,
            rows::unpack_events(&key, &row).ok_or_else(|| rows::damaged(&key).into()),
        )?;
        let found = events.iter().find(|(number, _)| *number == seq);
        Ok(found.map(|(_, bytes)| bytes.to_vec()))
    }
}

/// Rows in key order.
pub struct Scan {
    iter: Option<sled::Iter>,
    failed: Option<Damage>,
    prefix: Vec<u8>,
    on_damage: Option<OnDamage>,
}

impl Iterator for Scan {
    type Item = Result<Row>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(damage) = self.failed.take() {
            return Some(noted(&self.on_damage, Err(damage.into())));
        }
        let iter = self.iter.as_mut()?;
        let row = match guard(|| iter.next().transpose()) {
            Ok(Some((key, value))) if key.starts_with(&self.prefix) => unsealed(&key, &value),
            Ok(_) => {
                self.iter = None;
                return None;
            }
            Err(damage) => Err(damage.into()),
        };
        if row.is_err() {
            self.iter = None;
        }
        Some(noted(&self.on_damage, row))
    }
}

/// Frees what sled has put aside for readers that may still look at it. It does so itself, but only
/// a few pieces at each read: who mostly writes leaves more behind than is freed, and the memory of
/// a large import would never come back.
fn let_go(rows: usize) {
    for _ in 0..=rows / ROWS_BEHIND {
        crossbeam_epoch::pin().flush();
    }
}

/// The acts of a row of the act index.
pub(crate) fn acts_of((key, row): &Row) -> Result<Vec<ActRow>> {
    let acts = rows::unpack(row).map(|items| items.into_iter().map(ActRow::from_bytes).collect());
    let acts: Option<Option<Vec<_>>> = acts;
    Ok(acts.flatten().ok_or_else(|| rows::damaged(key))?)
}

fn unpacked((key, row): &Row) -> Result<Vec<(u64, Vec<u8>)>> {
    let events = rows::unpack_events(key, row).ok_or_else(|| rows::damaged(key))?;
    Ok(events
        .into_iter()
        .map(|(seq, bytes)| (seq, bytes.to_vec()))
        .collect())
}

fn checksum(key: &[u8], value: &[u8]) -> [u8; 4] {
    crc32c::crc32c_append(crc32c::crc32c(key), value).to_be_bytes()
}

fn sealed(key: &[u8], value: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(value.len() + 4);
    bytes.extend(value);
    bytes.extend(checksum(key, value));
    bytes
}

fn checked<'a>(key: &[u8], bytes: &'a [u8]) -> Result<&'a [u8]> {
    match bytes.split_last_chunk::<4>() {
        Some((value, crc)) if checksum(key, value) == *crc => Ok(value),
        _ => Err(rows::damaged(key).into()),
    }
}

fn unsealed(key: &[u8], bytes: &[u8]) -> Result<Row> {
    Ok((key.to_vec(), checked(key, bytes)?.to_vec()))
}

fn guard<T>(call: impl FnOnce() -> sled::Result<T>) -> std::result::Result<T, Damage> {
    let said = match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(value)) => return Ok(value),
        Ok(Err(error)) => error.to_string(),
        Err(_) => "it panicked".to_owned(),
    };
    Err(Damage::Database(said))
}

/// Passes a result on, having said so if it is damage.
fn noted<T>(on_damage: &Option<OnDamage>, result: Result<T>) -> Result<T> {
    if let (Some(on_damage), Err(StoreError::Damaged(_))) = (on_damage, &result) {
        on_damage();
    }
    result
}

fn is_lock(damage: &Damage) -> bool {
    matches!(damage, Damage::Database(said) if said.contains("could not acquire lock"))
}

/// Syncs every file under a folder and the folders themselves.
pub(crate) fn sync_all(folder: &Path) -> Result<()> {
    for item in fs::read_dir(folder).map_err(io_at("list", folder))? {
        let path = item.map_err(io_at("list", folder))?.path();
        match path.is_dir() {
            true => sync_all(&path)?,
            false => File::open(&path)
                .and_then(|file| file.sync_all())
                .map_err(io_at("sync", &path))?,
        }
    }
    sync_folder(folder)
}

/// Removes a folder and what is in it; none is fine.
pub(crate) fn remove_folder(path: &Path) -> Result<()> {
    match fs::remove_dir_all(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StoreError::Io {
            doing: "remove",
            path: path.to_owned(),
            source: error,
        }),
        _ => Ok(()),
    }
}
