//! Durable acts of the ledger beside their peers on the same disk: a raw file that is appended to
//! and synced, and SQLite (WAL, synchronous FULL). One act alone, and 64 that wait together.
//!
//! An act is one event of 400 bytes that leaves a record of 400 and a summary of 200; SQLite
//! writes three rows of 400 bytes in one transaction, the raw file 4 KiB.

#![allow(clippy::unwrap_used)]

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use loket::store::{
    Act, ActId, Change, CounterKey, EventView, FoldError, Folded, NewEvent, Options, Projector,
    RecordKey, Store,
};

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

fn ledger(desk: &Path) -> impl FnMut(u64) + use<> {
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

fn raw(path: &Path) -> impl FnMut(u64) + use<> {
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

fn sqlite(path: &Path) -> impl FnMut(u64) + use<> {
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

fn durable_acts(criterion: &mut Criterion) {
    for waiting in [1, 64] {
        let mut group = criterion.benchmark_group(format!("durable acts, {waiting} waiting"));
        group.throughput(Throughput::Elements(waiting));
        // Where the desk's disk is, not a temporary one that may be memory.
        let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
        let mut run = raw(&folder.path().join("raw"));
        group.bench_function("raw append + fdatasync", |b| b.iter(|| run(waiting)));
        let mut run = sqlite(&folder.path().join("sqlite"));
        group.bench_function("sqlite wal full", |b| b.iter(|| run(waiting)));
        let mut run = ledger(&folder.path().join("desk"));
        group.bench_function("ledger", |b| b.iter(|| run(waiting)));
        group.finish();
    }
}

criterion_group!(benches, durable_acts);
criterion_main!(benches);
