//! Durable acts on one disk: the ledger, a raw file that is appended to and synced, and SQLite (WAL,
//! synchronous FULL).
//!
//! An act is one event of 400 bytes that leaves a record of 400 and a summary of 200; SQLite
//! writes three rows of 400 bytes in one transaction, the raw file 4 KiB.

use loket::store::{
    Act, ActId, Change, CounterKey, EventView, FoldError, Folded, NewEvent, Options, Projector,
    RecordKey, Store,
};
use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// Records that acts go round on.
const RECORDS: u64 = 100_000;

struct Bench;

impl Projector for Bench {
    fn fold(
        &self,
        _record: &RecordKey,
        _current: Option<&[u8]>,
        event: &EventView<'_>,
    ) -> Result<Folded, FoldError> {
        let payload = event.payload.unwrap_or_default();
        Ok(Folded {
            record: Change::Put(payload.to_vec()),
            summary: Change::Put(payload[..200].to_vec()),
            counters: vec![(CounterKey::new(b"acts").unwrap(), 1)],
            ..Folded::default()
        })
    }
}

fn act(number: u64) -> Act {
    let mut payload = vec![b'x'; 400];
    payload[..8].copy_from_slice(&number.to_be_bytes());
    let place = (number * 7919) % RECORDS;
    Act {
        id: ActId::random().unwrap(),
        command: [1; 32],
        officer: 1,
        recorded_at: number as i64,
        events: vec![NewEvent {
            record: RecordKey::new(&place.to_be_bytes()).unwrap(),
            kind: 1,
            position: 1,
            stated_at: None,
            payload,
        }],
        result: b"ok".to_vec(),
    }
}

/// The ledger: each call commits a group of this many acts.
pub fn ledger(desk: &Path) -> impl FnMut(u64) + use<> {
    let store = Store::create(desk, act(0), Arc::new(Bench), &Options::default()).unwrap();
    let mut number = 0;
    move |waiting| {
        let mut group = store.begin();
        for _ in 0..waiting {
            number += 1;
            group.push(act(number)).unwrap();
        }
        store.commit(group).unwrap();
    }
}

/// The raw file: each call appends this many blocks of 4 KiB and syncs once.
pub fn raw(path: &Path) -> impl FnMut(u64) + use<> {
    let mut file: File = OpenOptions::new()
        .create(true)
        .append(true)
        .open(path)
        .unwrap();
    let block = vec![b'x'; 4096];
    move |waiting| {
        for _ in 0..waiting {
            file.write_all(&block).unwrap();
        }
        file.sync_data().unwrap();
    }
}

/// SQLite: each call is a transaction of this many acts.
pub fn sqlite(path: &Path) -> impl FnMut(u64) + use<> {
    let db = rusqlite::Connection::open(path).unwrap();
    db.pragma_update(None, "journal_mode", "WAL").unwrap();
    db.pragma_update(None, "synchronous", "FULL").unwrap();
    db.execute_batch(
        "create table event (seq integer primary key, body blob);
         create table record (id integer primary key, body blob);
         create table summary (id integer primary key, body blob);",
    )
    .unwrap();
    let mut number = 0i64;
    move |waiting| {
        let row = [b'x'; 400];
        db.execute_batch("begin").unwrap();
        for _ in 0..waiting {
            number += 1;
            let place = (number * 7919) % RECORDS as i64;
            let tables = [
                ("insert into event values (?1, ?2)", number),
                ("insert or replace into record values (?1, ?2)", place),
                ("insert or replace into summary values (?1, ?2)", place),
            ];
            for (sql, id) in tables {
                let mut insert = db.prepare_cached(sql).unwrap();
                insert.execute((id, &row[..])).unwrap();
            }
        }
        db.execute_batch("commit").unwrap();
    }
}
