//! Killed at any moment, or cut off from power, the ledger has every act that was acknowledged,
//! once and whole.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

use crate::again::alone;
use loket::store::disk::{Disk, RealDisk};
use loket::store::{
    self, Act, ActId, Change, CounterKey, EventView, FoldError, Folded, NewEvent, Options,
    Projector, Reads, RecordKey, Store, StoreError,
};

/// Names the desk for the writer that a test starts.
const WRITER_DESK: &str = "LOKET_TEST_WRITER_DESK";

/// How often a test tries; `LOKET_TEST_ROUNDS` sets another number for a longer look.
fn rounds(usual: usize) -> usize {
    let told = std::env::var("LOKET_TEST_ROUNDS").ok();
    told.and_then(|told| told.parse().ok()).unwrap_or(usual)
}

/// A record counts its events.
struct Counting;

impl Projector for Counting {
    fn fold(
        &self,
        _record: &RecordKey,
        current: Option<&[u8]>,
        event: &EventView<'_>,
    ) -> Result<Folded, FoldError> {
        let count = current.map_or(0, |bytes| u64::from_be_bytes(bytes.try_into().unwrap()));
        let payload = event.payload.unwrap_or_default();
        Ok(Folded {
            record: Change::Put((count + 1).to_be_bytes().to_vec()),
            summary: Change::Put(payload[..payload.len().min(100)].to_vec()),
            counters: vec![(events(), 1)],
            ..Folded::default()
        })
    }
}

fn events() -> CounterKey {
    CounterKey::new(b"events").unwrap()
}

/// The act of a number: one to three events, always the same.
fn act(number: u64) -> Act {
    let events = (0..=number % 3).map(|step| NewEvent {
        record: RecordKey::new(&((number * 31 + step) % 97).to_be_bytes()).unwrap(),
        kind: 1,
        position: 1,
        stated_at: None,
        payload: format!("act {number} step {step} ")
            .repeat(1 + (number % 40) as usize)
            .into(),
    });
    Act {
        id: act_id(number),
        command: [number as u8; 32],
        officer: 1,
        recorded_at: number as i64,
        events: events.collect(),
        result: number.to_be_bytes().to_vec(),
    }
}

fn act_id(number: u64) -> ActId {
    let mut id = [0xA5; 16];
    id[..8].copy_from_slice(&number.to_be_bytes());
    ActId(id)
}

fn options() -> Options {
    Options {
        segment_bytes: 256 * 1024,
        ..Options::default()
    }
}

fn open(desk: &Path, options: &Options) -> Store {
    Store::open(desk, Arc::new(Counting), options, &mut |_| {}).unwrap()
}

/// Every act up to `acknowledged` is there once and whole; at most `pending` more are. Returns the
/// last act that is there.
fn check(store: &Store, acknowledged: u64, pending: u64) -> u64 {
    let mut seen: BTreeMap<ActId, u64> = BTreeMap::new();
    let mut order = Vec::new();
    for event in store.follow(1) {
        let act = event.unwrap().head.act;
        if order.last() != Some(&act) {
            order.push(act);
        }
        *seen.entry(act).or_default() += 1;
    }
    let last = order.len() as u64 - 1;
    assert!(
        last >= acknowledged,
        "act {acknowledged} was lost after {last}"
    );
    assert!(
        last <= acknowledged + pending,
        "acts {acknowledged}..{last} from nowhere"
    );
    for (number, id) in (0..=last).zip(&order) {
        assert_eq!(*id, act_id(number), "acts are in order and none is doubled");
        assert_eq!(seen[id], number % 3 + 1, "act {number} is whole");
        let again = act(number);
        let done = store
            .act_outcome(id, again.officer, &again.command)
            .unwrap();
        assert_eq!(done.unwrap().result, again.result);
    }
    let total = seen.values().sum::<u64>();
    assert_eq!(store.counter(&events()).unwrap(), total as i64);
    assert_eq!(store.head().seq, total);
    last
}

fn check_files(store: &Store) {
    let verified = store::verify(store.desk(), &[store.head()], &mut |_| {}).unwrap();
    assert_eq!(verified.head, store.head());
    let compared = store.compare(&mut |_| {}).unwrap();
    assert_eq!(compared.count, 0, "{:?}", compared.named);
}

/// What the kill loop starts; without its variable it has nothing to do. Commits groups of 1 to 8 acts for as long as it lives and
/// says each act on its output once it is committed. It begins some acts before the first one that
/// was not acknowledged, as clients do that repeat what they do not know.
#[test]
fn writer() {
    let Ok(desk) = std::env::var(WRITER_DESK) else {
        return;
    };
    let mut out = io::stdout();
    writeln!(out, "\nopening").unwrap();
    let store = open(Path::new(&desk), &options());
    let acts = store.follow(1).map(|event| event.unwrap().head.act);
    let mut number = acts
        .collect::<std::collections::BTreeSet<_>>()
        .len()
        .saturating_sub(5) as u64;
    loop {
        let mut group = store.begin();
        let waiting = 1 + number % 8;
        for next in number..number + waiting {
            group.push(act(next)).unwrap();
        }
        store.commit(group).unwrap();
        for next in number..number + waiting {
            writeln!(out, "done {next}").unwrap();
        }
        number += waiting;
        if number.is_multiple_of(50) {
            store.flush_when_quiet(0).unwrap();
        }
    }
}

/// Starts the writer, kills it after it said so many lines, and returns the last act it said.
fn killed_after(desk: &Path, lines: usize) -> Option<u64> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(alone(module_path!(), "writer"))
        .env(WRITER_DESK, desk)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut said = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut last = None;
    let mut take = |line: io::Result<String>| {
        let line = line.unwrap();
        if let Some(number) = line.strip_prefix("done ") {
            last = number.parse().ok();
        }
        line == "opening" || line.starts_with("done")
    };
    let mut heard = 0;
    while heard <= lines {
        heard += usize::from(take(
            said.next().expect("the writer lives until it is killed"),
        ));
    }
    child.kill().unwrap();
    for line in said {
        take(line);
    }
    child.wait().unwrap();
    last
}

#[test]
fn the_killed_writer_loses_and_doubles_nothing() {
    // A new desk now and then: reading everything after each kill gets slower with each act.
    for from in (0..rounds(50)).step_by(25) {
        kill_the_writer(from..from + 25);
    }
}

fn kill_the_writer(rounds: std::ops::Range<usize>) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let desk = folder.path().join("desk");
    drop(Store::create(&desk, act(0), Arc::new(Counting), &options()).unwrap());
    let mut acknowledged = 0;
    for round in rounds {
        // From the middle of opening to some hundreds of acts.
        let lines = [0, 1, 3, 10, 40, 150][round % 6];
        acknowledged = acknowledged.max(killed_after(&desk, lines).unwrap_or(0));
        let store = open(&desk, &options());
        acknowledged = check(&store, acknowledged, 8);
        if round % 10 == 9 {
            check_files(&store);
        }
        if round % 7 == 0 {
            store.close().unwrap();
        }
    }
    assert!(acknowledged > 100, "the writer got to {acknowledged} only");
}

/// A disk that keeps in mind what was not synced, and whose power can be cut.
#[derive(Default)]
struct Cuttable {
    state: Mutex<Unsynced>,
}

#[derive(Default)]
struct Unsynced {
    /// What a page of a file held when it was last synced.
    pages: BTreeMap<(PathBuf, u64), Vec<u8>>,
    /// Calls until the power goes.
    left: Option<u32>,
    /// A simple random sequence.
    random: u64,
}

const PAGE: u64 = 4096;

impl Unsynced {
    fn goes_on(&mut self) -> io::Result<()> {
        match &mut self.left {
            Some(0) => Err(io::Error::other("no power")),
            Some(left) => {
                *left -= 1;
                Ok(())
            }
            None => Ok(()),
        }
    }

    fn chance(&mut self) -> u64 {
        self.random = self
            .random
            .wrapping_mul(6364136223846793005)
            .wrapping_add(1442695040888963407);
        self.random >> 33
    }
}

impl Disk for Cuttable {
    fn free_bytes(&self, path: &Path) -> io::Result<u64> {
        RealDisk.free_bytes(path)
    }

    fn write_at(&self, file: &File, path: &Path, bytes: &[u8], offset: u64) -> io::Result<()> {
        let mut state = self.state.lock().unwrap();
        let end = offset + bytes.len() as u64;
        for page in offset / PAGE..end.div_ceil(PAGE) {
            let mut before = vec![0; PAGE as usize];
            let held = file.read_at(&mut before, page * PAGE)?;
            before.truncate(held);
            state.pages.entry((path.to_owned(), page)).or_insert(before);
        }
        // The power may go when the bytes are on their way, and when they were all handed over.
        let before = state.goes_on();
        RealDisk.write_at(file, path, bytes, offset)?;
        before
    }

    fn sync_data(&self, _file: &File, path: &Path) -> io::Result<()> {
        let mut state = self.state.lock().unwrap();
        state.goes_on()?;
        state.pages.retain(|(written, _), _| written != path);
        Ok(())
    }
}

impl Cuttable {
    /// Lets the power go after so many more calls.
    fn cut_after(&self, calls: u32, random: u64) {
        let mut state = self.state.lock().unwrap();
        state.left = Some(calls);
        state.random = random;
    }

    /// Takes a random part of what was not synced away, page by page, and gives power back.
    fn lose(&self) {
        let mut state = self.state.lock().unwrap();
        let pages = std::mem::take(&mut state.pages);
        let all = state.chance() % 4;
        for ((path, page), before) in pages {
            let lost = all == 0 || (all != 1 && state.chance().is_multiple_of(2));
            // A segment that was not finished has another name by now, or none.
            if let (true, Ok(file)) = (lost, File::options().write(true).open(&path)) {
                file.write_all_at(&before, page * PAGE).unwrap();
            }
        }
        state.left = None;
    }
}

#[test]
fn a_power_cut_loses_nothing_that_was_acknowledged() {
    // A new desk now and then: a rebuild after each cut gets slower with each act.
    for from in (0..rounds(48) as u64).step_by(12) {
        cut_the_power(from..from + 12);
    }
}

fn cut_the_power(cuts: std::ops::Range<u64>) {
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let desk = folder.path().join("desk");
    let disk = Arc::new(Cuttable::default());
    let mut options = Options {
        disk: disk.clone(),
        segment_bytes: 32 * 1024,
        ..options()
    };
    let mut store = Store::create(&desk, act(0), Arc::new(Counting), &options).unwrap();
    let mut number = 1;
    for cut in cuts {
        disk.cut_after((cut * 7 % 31) as u32, cut);
        let waiting = 1 + cut % 5;
        loop {
            let mut group = store.begin();
            for next in number..number + waiting {
                group.push(act(next)).unwrap();
            }
            match store.commit(group) {
                Ok(_) => number += waiting,
                Err(StoreError::Fatal { .. }) => break,
                Err(other) => panic!("cut {cut}: {other}"),
            }
        }
        drop(store);
        disk.lose();
        // What sled has after a power cut is anyone's guess: another boot never trusts it.
        options.boot_id = format!("boot {cut}");
        if cut % 3 == 0 {
            fs::write(desk.join("db/db"), b"anything").unwrap();
        }
        store = open(&desk, &options);
        number = check(&store, number - 1, waiting) + 1;
    }
    check_files(&store);
}
