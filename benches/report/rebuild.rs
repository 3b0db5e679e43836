//! The database is thrown away and built anew from the journal.

use super::making::Made;
use super::table::Row;
use loket::store::records::Domain;
use loket::store::{Options, Phase, Store};
use std::sync::Arc;
use std::time::Instant as Moment;

/// Events a second that bring a million within a minute.
const LEAST: f64 = 1_000_000.0 / 60.0;

pub fn measure(made: &Made, put: &mut dyn FnMut(Row)) {
    std::fs::remove_dir_all(made.desk.db()).unwrap();
    let _ = std::fs::remove_file(made.desk.path().join("db.state"));
    let mut told = 0;
    let began = Moment::now();
    let store = Store::open(
        made.desk.path(),
        Arc::new(Domain),
        &Options::default(),
        &mut |progress| told += u32::from(progress.phase == Phase::Rebuild),
    )
    .unwrap();
    let seconds = began.elapsed().as_secs_f64();
    let events = store.head().seq;
    store.close().unwrap();
    assert!(told > 0, "the database was not built anew");
    let rate = events as f64 / seconds;
    let row = Row::shown(
        "rebuild of sled from the journal, with progress",
        &format!("{}k events", events / 1_000),
        format!("{seconds:.1} s, {rate:.0} events/s"),
    );
    let reached = match events {
        0..1_000_000 => rate >= LEAST,
        _ => seconds <= events as f64 / LEAST,
    };
    put(row.line("1M events <= 60 s", reached));
}
