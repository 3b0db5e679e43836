//! Memory, idleness and disk: the server and a client with the desk open, a minute in which nobody
//! touches anything, journal and database beside the bytes of the records, the binary.

use super::machine::{self, disk_bytes};
use super::making::Made;
use super::screen::Screen;
use super::served::Server;
use super::table::Row;
use loket::client::new_act_id;
use loket::domain::act::Command;
use loket::domain::ids::{CertificateId, RecordId};
use loket::store::records::Domain;
use loket::store::{Options, Store};
use loket::wire::message::{Ask, Tell};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

const QUIET: Duration = Duration::from_millis(500);
const IDLE: Duration = Duration::from_secs(60);

/// Acts that wait at once while a part of the records is overwritten.
const SESSIONS: usize = 16;

pub fn memory(made: &Made, put: &mut dyn FnMut(Row)) {
    let server = Server::start(&made.desk);
    let mut screen = Screen::of_desk(made.desk.path(), 120, 40);
    screen.complete(QUIET);
    for tab in ["1", "2", "3", "4", "5", "0"] {
        screen.press(tab, QUIET);
    }
    let most = if made.size > 100_000 { 800.0 } else { 150.0 };
    let ours = server.resident();
    let row = Row::shown(
        "memory of the server, every tab looked at",
        &made.data(),
        format!("{ours:.0} MiB"),
    );
    put(row.line(format!("<= {most:.0} MiB"), ours <= most));
    let client = machine::kib(screen.pid(), "VmRSS").unwrap_or(0) as f64 / 1024.0;
    let row = Row::shown(
        "memory of a client",
        &made.data(),
        format!("{client:.0} MiB"),
    );
    put(row.line("<= 25 MiB", client <= 25.0));
}

/// A minute with one client and nobody at the keys.
pub fn idle(made: &Made, put: &mut dyn FnMut(Row)) {
    let server = Server::start(&made.desk);
    let mut screen = Screen::of_desk(made.desk.path(), 120, 40);
    screen.complete(QUIET);
    screen.press("4", QUIET);
    screen.must_show("╭ Sertifikat");
    std::thread::sleep(Duration::from_secs(3));
    let before = woken(server.pid());
    let client_before = woken(screen.pid());
    let bytes = screen.unasked(IDLE);
    let client: u64 = since(&client_before, &woken(screen.pid())).values().sum();
    let row = Row::shown(
        "idle 60 s: what the client writes",
        &made.data(),
        format!("{bytes} bytes, woken {client} times"),
    );
    put(row.line("the minute of the clock", bytes <= 600));
    let woke = since(&before, &woken(server.pid()));
    let said: Vec<_> = woke
        .iter()
        .map(|(thread, times)| format!("{thread} {times}"))
        .collect();
    let ours: u64 = woke
        .iter()
        .filter(|(thread, _)| OURS.iter().any(|name| thread.starts_with(name)))
        .map(|(_, times)| times)
        .sum();
    let row = Row::shown(
        "idle 60 s: wake-ups of the server's own threads",
        &made.data(),
        format!("{ours} (the client's minute)"),
    );
    put(Row {
        peer: format!("all threads: {}", said.join(", ")),
        ..row.line("0, but to answer", ours <= 40)
    });
}

/// Names of the server's own threads; the others are the database's.
const OURS: [&str; 6] = ["loket", "hub", "read-", "write-", "rows", "open"];

/// How often the threads of each name slept, all of one name together.
fn woken(pid: u32) -> BTreeMap<String, u64> {
    let mut names = BTreeMap::new();
    for (name, times) in machine::sleeps(pid) {
        *names.entry(name).or_insert(0) += times;
    }
    names
}

fn since(before: &BTreeMap<String, u64>, after: &BTreeMap<String, u64>) -> BTreeMap<String, u64> {
    let grown = after.iter().map(|(name, times)| {
        let had = before.get(name).copied().unwrap_or(0);
        (name.clone(), times.saturating_sub(had))
    });
    grown.filter(|(_, times)| *times > 0).collect()
}

/// Journal and database beside the records, after every fifth certificate was written again.
pub fn disk(made: &Made, put: &mut dyn FnMut(Row)) {
    overwrite(made);
    let held = disk_bytes(&made.desk.journal()) + disk_bytes(&made.desk.db());
    let journal = disk_bytes(&made.desk.journal());
    let store = Store::open(
        made.desk.path(),
        Arc::new(Domain),
        &Options::default(),
        &mut |_| {},
    )
    .unwrap();
    let records: usize = store
        .records_with(&[])
        .map(|row| row.unwrap())
        .map(|(key, bytes)| key.as_bytes().len() + bytes.len())
        .sum();
    let events: usize = store
        .follow(1)
        .map(|event| event.unwrap().payload.map_or(0, |bytes| bytes.len()))
        .sum();
    let mib = |bytes: u64| bytes as f64 / f64::from(1 << 20);
    let ratio = held as f64 / records as f64;
    let row = Row::shown(
        "disk: journal and sled, 20 % overwritten",
        &made.data(),
        format!("{:.0} MiB, {:.0} of it journal", mib(held), mib(journal)),
    );
    let beside = format!(
        "records {:.0} MiB, event bodies {:.0} MiB",
        mib(records as u64),
        mib(events as u64)
    );
    put(row
        .against(beside, ratio)
        .line("<= 3 x the records", ratio <= 3.0));
    store.close().unwrap();
}

/// Writes every fifth certificate again: a note is an event of its own and a new revision.
fn overwrite(made: &Made) {
    let server = Server::start(&made.desk);
    // Of the open requests, one in fifty, the certificate is still to come.
    let last = made.size - made.size / 500;
    let numbers: Vec<u32> = (1..=last).step_by(5).collect();
    std::thread::scope(|scope| {
        for part in numbers.chunks(numbers.len().div_ceil(SESSIONS)) {
            let link = server.link();
            scope.spawn(move || {
                for number in part {
                    let command = Command::Note {
                        record: RecordId::Certificate(CertificateId(*number)),
                        text: "Diperiksa ulang".to_owned(),
                    };
                    let ask = Ask::Act {
                        id: new_act_id().unwrap(),
                        command: Box::new(command),
                    };
                    let told = link.ask(ask).unwrap();
                    assert!(matches!(told, Tell::Done(_)), "{told:?}");
                }
            });
        }
    });
}

/// The program as it is released: stripped by its profile.
pub fn binary(put: &mut dyn FnMut(Row)) {
    let bytes = std::fs::metadata(super::program()).unwrap().len();
    let mib = bytes as f64 / f64::from(1 << 20);
    let row = Row::shown("binary, release, stripped", "", format!("{mib:.1} MiB"));
    put(row.line("<= 25 MiB", mib <= 25.0));
}
