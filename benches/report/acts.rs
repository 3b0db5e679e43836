//! Durable acts a second: in the store alone, beside a raw file and SQLite, and the same through the
//! socket of a real server, rules and chain included.

use super::durable::{ledger, raw, sqlite};
use super::machine;
use super::making;
use super::served::Server;
use super::table::Row;
use loket::client::{Link, new_act_id};
use loket::domain::act::Command;
use loket::domain::ids::{CertificateId, RecordId};
use loket::wire::message::{Ask, Tell};
use std::sync::Barrier;
use std::time::{Duration, Instant as Moment};

/// Each contender runs this long, in turns, this many times; the best turn counts.
const TURN: Duration = Duration::from_millis(1_500);
const TURNS: usize = 3;

/// Acts that wait together, and sessions that act at once.
const MANY: u64 = 64;

/// The desk that is acted on, and how many of its certificates are sure to be there.
const SIZE: u32 = 10_000;
const CERTIFICATES: u64 = 9_000;

pub fn measure(put: &mut dyn FnMut(Row)) {
    let [alone, together] = [1, MANY].map(|waiting| store(waiting, put));
    let made = making::make(SIZE);
    let server = Server::start(&made.desk);
    through(&server, 1, alone, 0.6, put);
    through(&server, MANY, together, 0.5, put);
    let resident = server.resident();
    put(Row::shown(
        "memory of the server after these acts",
        "",
        format!("{resident:.0} MiB"),
    ));
}

/// Acts a second of one contender.
fn rate(waiting: u64, mut act: impl FnMut(u64)) -> f64 {
    let began = Moment::now();
    let mut acts = 0;
    while began.elapsed() < TURN {
        act(waiting);
        acts += waiting;
    }
    acts as f64 / began.elapsed().as_secs_f64()
}

fn store(waiting: u64, put: &mut dyn FnMut(Row)) -> f64 {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let mut ours = ledger(&folder.path().join("desk"));
    let mut file = raw(&folder.path().join("raw"));
    let mut base = sqlite(&folder.path().join("sqlite"));
    let mut best = [0.0_f64; 3];
    for _ in 0..TURNS {
        best[0] = best[0].max(rate(waiting, &mut ours));
        best[1] = best[1].max(rate(waiting, &mut file));
        best[2] = best[2].max(rate(waiting, &mut base));
    }
    let [ours, raw, sqlite] = best;
    let what = match waiting {
        1 => "durable act in the store, alone".to_owned(),
        many => format!("durable acts in the store, {many} waiting"),
    };
    let row = || Row::shown(&what, "400 B", format!("{ours:.0} acts/s"));
    if waiting == 1 {
        let row = row().against(format!("raw append + fdatasync {raw:.0}/s"), ours / raw);
        put(row.line(">= 0.9 x", ours >= 0.9 * raw));
    } else {
        put(row().line(">= 20,000/s", ours >= 20_000.0));
    }
    let row = row().against(format!("SQLite WAL FULL {sqlite:.0}/s"), ours / sqlite);
    put(row.line(">= 1.2 x", ours >= 1.2 * sqlite));
    ours
}

/// Sessions that each do one act after the other; beside it the store's own figure of this run.
fn through(server: &Server, sessions: u64, store: f64, least: f64, put: &mut dyn FnMut(Row)) {
    let links: Vec<Link> = (0..sessions).map(|_| server.link()).collect();
    let mut best = 0.0_f64;
    let (mut acts, before) = (
        0,
        [server.pid(), std::process::id()].map(machine::processor),
    );
    for _ in 0..TURNS {
        let turn = turn(&links);
        acts += turn;
        best = best.max(turn as f64 / TURN.as_secs_f64());
    }
    let after = [server.pid(), std::process::id()].map(machine::processor);
    let spent = |at: usize| (after[at] - before[at]) / acts as f64 * 1e6;
    let plural = if sessions == 1 { "session" } else { "sessions" };
    let row = Row::shown(
        &format!("durable act through the socket, {sessions} {plural}"),
        "note",
        format!("{best:.0} acts/s"),
    );
    let row = row.against(format!("the store alone {store:.0}/s"), best / store);
    put(row.line(format!(">= {least} x"), best >= least * store));
    put(Row::shown(
        "processor an act: server, its clients",
        &format!("{sessions} {plural}"),
        format!("{:.0}, {:.0} us", spent(0), spent(1)),
    ));
}

/// Acts done within a turn.
fn turn(links: &[Link]) -> u64 {
    let start = Barrier::new(links.len());
    std::thread::scope(|scope| {
        let start = &start;
        let sessions: Vec<_> = links
            .iter()
            .zip(0..)
            .map(|(link, session)| {
                scope.spawn(move || {
                    start.wait();
                    acts_of(link, session, links.len() as u32)
                })
            })
            .collect();
        sessions.into_iter().map(|one| one.join().unwrap()).sum()
    })
}

/// Acts of one session within a turn: notes on certificates, one after another.
///
/// An act of an office with the cost of the store's own measure, the same for the first and the
/// last: one event of about 400 bytes on a record of about as many with its summary, on one of
/// thousands in turn. Acts that add to one person's records would measure how those grow.
fn acts_of(link: &Link, session: u32, sessions: u32) -> u64 {
    let text = "Sudah dikonfirmasi lewat telepon. ".repeat(9);
    let until = Moment::now() + TURN;
    let mut acts = 0;
    while Moment::now() < until {
        let turn = u64::from(session) + acts * u64::from(sessions);
        let certificate = CertificateId(1 + (turn * 7919 % CERTIFICATES) as u32);
        let command = Command::Note {
            record: RecordId::Certificate(certificate),
            text: text.clone(),
        };
        let ask = Ask::Act {
            id: new_act_id().unwrap(),
            command: Box::new(command),
        };
        match link.ask(ask).unwrap() {
            Tell::Done(_) => acts += 1,
            other => panic!("an act was not done: {other:?}"),
        }
    }
    acts
}
