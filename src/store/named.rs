//! The documents that the ledger names and the folder does not hold.

use super::records::{payload, record_id};
use super::{Result, Store};
use crate::domain::ids::{FileHash, RecordId};
use std::collections::BTreeSet;

/// Documents that an event names and that are not there, each with the record that named it first.
/// Bodies erased by law name nothing any more.
pub fn missing(store: &Store) -> Result<Vec<(RecordId, FileHash)>> {
    let documents = store.documents();
    let mut seen = BTreeSet::new();
    let mut gone = Vec::new();
    for event in store.follow(1) {
        let event = event?;
        let Some(named) = payload(&event)? else {
            continue;
        };
        for hash in named.what.files() {
            if seen.insert(hash)
                && !documents.path(&hash.0).exists()
                && let Some(record) = record_id(&event.head.record)
            {
                gone.push((record, hash));
            }
        }
    }
    Ok(gone)
}
