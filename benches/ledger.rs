//! Durable acts of the ledger beside their peers on the same disk: a raw file that is appended to
//! and synced, and SQLite (WAL, synchronous FULL). One act alone, and 64 that wait together.

#![allow(clippy::unwrap_used)]

#[path = "support/durable.rs"]
mod durable;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use durable::{ledger, raw, sqlite};

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
