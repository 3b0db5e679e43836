//! The ledger as a whole: commit, read, reopen, rebuild.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use proptest::prelude::*;

use super::sample::*;
use super::*;

#[test]
fn a_committed_act_is_there_and_after_reopening_too() {
    let folder = tempfile::tempdir().unwrap();
    let desk = folder.path().join("desk");
    let store = create(&desk);
    let done = commit(&store, [act(1, vec![event(1, 1, "k1 satu")])]);
    assert_eq!(done.first_seq, 2);
    let look = |store: &Store| {
        assert_eq!(store.head().seq, 2);
        assert!(
            store
                .record(&record(1))
                .unwrap()
                .unwrap()
                .starts_with(b"k1 satu")
        );
        assert_eq!(store.summary(&record(1)).unwrap().unwrap(), b"k1 satu");
        assert_eq!(store.holder(&unique("k1")).unwrap(), Some(record(1)));
        assert_eq!(store.counter(&counter()).unwrap(), 2);
        let history: Vec<_> = store.history(&record(1)).map(|e| e.unwrap()).collect();
        assert_eq!(history.len(), 1);
        assert_eq!(history[0].payload.as_deref(), Some(&b"k1 satu"[..]));
        assert_eq!(history[0].hash, store.head().hash);
        assert_eq!(store.follow(1).count(), 2);
        assert_eq!(store.summaries().count(), 2);
        assert_eq!(store.keys_with(b"k").unwrap(), [(unique("k1"), record(1))]);
    };
    look(&store);
    store.close().unwrap();
    let store = open(&desk).unwrap();
    look(&store);
    drop(store);
    look(&open(&desk).unwrap());
}

/// The names and bytes of all files below a folder.
fn bytes_below(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => all.extend(bytes_below(&path)),
            false => all.push((path.clone(), fs::read(&path).unwrap())),
        }
    }
    all.sort();
    all
}

#[test]
fn a_desk_read_into_memory_is_the_one_in_files_and_takes_no_act() {
    let folder = tempfile::tempdir().unwrap();
    let desk = folder.path().join("desk");
    let store = create(&desk);
    for number in 1..=40 {
        let set = event(number, 1, &format!("key{number:05} text"));
        commit(&store, [act(u64::from(number), vec![set])]);
    }
    commit(&store, [act(90, vec![event(1, 2, "")])]);
    let kinds = [rows::RECORD, rows::UNIQUE, rows::COUNTER];
    let rows = |store: &Store| kinds.map(|kind| store.rows_with(&[kind]).unwrap());
    let (head, known) = (store.head(), rows(&store));
    let events: Vec<_> = store.follow(1).map(|event| event.unwrap()).collect();
    store.close().unwrap();
    let before = bytes_below(&desk);
    let why = std::io::ErrorKind::ReadOnlyFilesystem;
    let read = Store::remembered(&desk, Arc::new(Texts), why, &mut |_| {}).unwrap();
    assert_eq!((read.head(), rows(&read)), (head, known));
    let again: Vec<_> = read.follow(1).map(|event| event.unwrap()).collect();
    assert_eq!(again, events);
    assert_eq!(read.compare(&mut |_| {}).unwrap().count, 0);
    assert_eq!(read.verify(&mut |_| {}).unwrap().head, head);
    let mut group = read.begin();
    group.push(act(91, vec![event(2, 2, "")])).unwrap();
    assert!(read.commit(group).unwrap_err().is_read_only());
    assert_eq!(read.head(), head);
    read.close().unwrap();
    assert!(bytes_below(&desk) == before, "a file was touched");
}

#[test]
fn once_keys_were_looked_for_in_vain_often_enough_all_answers_stay_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let desk = folder.path().join("desk");
    let store = create(&desk);
    let set = |number: u8| event(number, 1, &format!("key{number:05} text"));
    let acts = (1..=100).map(|number| act(u64::from(number), vec![set(number)]));
    commit(&store, acts);
    store.close().unwrap();
    let store = open(&desk).unwrap();
    let nobody = |text: String| assert_eq!(store.holder(&unique(&text)).unwrap(), None);
    (0..local::absence::ENOUGH_IN_VAIN).for_each(|number| nobody(format!("none{number}")));
    // What comes while the database is read through is known, too.
    commit(&store, [act(201, vec![set(201), event(1, 2, "")])]);
    let until = Instant::now() + Duration::from_secs(60);
    while !store.local().rows.knows_its_keys() {
        assert!(Instant::now() < until, "the keys are never read through");
        std::thread::yield_now();
    }
    commit(&store, [act(202, vec![set(202), event(2, 2, "")])]);
    for number in (3..=100).chain([201, 202]) {
        let holder = store.holder(&unique(&format!("key{number:05}"))).unwrap();
        assert_eq!(holder, Some(record(number)));
        assert!(store.record(&record(number)).unwrap().is_some());
    }
    for gone in [1, 2] {
        nobody(format!("key{gone:05}"));
        assert_eq!(store.record(&record(gone)).unwrap(), None);
    }
    nobody("none1".to_owned());
    assert_eq!(store.record(&record(203)).unwrap(), None);
    assert_eq!(store.keys_with(b"key00").unwrap().len(), 100);
    assert_eq!(store.keys_with(b"nonee").unwrap(), []);
    let back = act(203, vec![event(1, 1, "key00001 again")]);
    commit(&store, [back]);
    assert_eq!(store.holder(&unique("key00001")).unwrap(), Some(record(1)));
    assert_eq!(store.keys_with(b"key00").unwrap().len(), 101);
    store.close().unwrap();
}

#[test]
fn later_acts_of_a_group_see_the_earlier_ones() {
    let folder = tempfile::tempdir().unwrap();
    let store = create(&folder.path().join("desk"));
    let mut group = store.begin();
    group.push(act(1, vec![event(1, 1, "k1 satu")])).unwrap();
    assert!(group.record(&record(1)).unwrap().is_some());
    assert_eq!(store.record(&record(1)).unwrap(), None);
    assert_eq!(group.counter(&counter()).unwrap(), 2);
    let taken = group.push(act(2, vec![event(2, 1, "k1 dua")]));
    assert!(matches!(taken, Err(StoreError::KeyTaken { holder, .. }) if holder == record(1)));
    group
        .push(act(3, vec![event(1, 1, "k9 lain"), event(2, 1, "k1 dua")]))
        .unwrap();
    let keys = [(unique("k1"), record(2)), (unique("k9"), record(1))];
    assert_eq!(group.keys_with(b"k").unwrap(), keys);
    store.commit(group).unwrap();
    assert_eq!(store.keys_with(b"k").unwrap(), keys);
    assert_eq!(store.head().seq, 4);
}

#[test]
fn a_refused_act_leaves_the_group_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let store = create(&folder.path().join("desk"));
    let mut group = store.begin();
    let half = act(1, vec![event(1, 1, "k1 satu"), event(2, 9, "unknown kind")]);
    assert!(matches!(
        group.push(half),
        Err(StoreError::Fold { kind: 9, .. })
    ));
    assert!(matches!(
        group.push(act(2, vec![])),
        Err(StoreError::EmptyAct { .. })
    ));
    let long = "k ".to_owned() + &"x".repeat(65_536);
    assert!(matches!(
        group.push(act(3, vec![event(1, 1, &long)])),
        Err(StoreError::TooLong { .. })
    ));
    assert!(group.is_empty());
    assert_eq!(group.record(&record(1)).unwrap(), None);
    assert_eq!(group.next_seq(), 2);
}

#[test]
fn a_group_on_an_older_head_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let store = create(&folder.path().join("desk"));
    let mut late = store.begin();
    late.push(act(1, vec![event(1, 1, "k1 satu")])).unwrap();
    commit(&store, [act(2, vec![event(2, 1, "k2 dua")])]);
    assert!(matches!(
        store.commit(late),
        Err(StoreError::HeadMoved { seen: 1, now: 2 })
    ));
    assert_eq!(store.record(&record(1)).unwrap(), None);
}

#[test]
fn a_repeated_act_is_answered_again_and_a_reused_id_refused() {
    let folder = tempfile::tempdir().unwrap();
    let desk = folder.path().join("desk");
    let store = create(&desk);
    let first = act(1, vec![event(1, 1, "k1 satu")]);
    commit(&store, [first.clone()]);
    store.close().unwrap();
    let store = open(&desk).unwrap();
    let mut group = store.begin();
    let Pushed::Repeated(outcome) = group.push(first.clone()).unwrap() else {
        panic!("the act was done twice");
    };
    assert_eq!(
        (outcome.first_seq, outcome.result.as_slice()),
        (2, &b"result 1"[..])
    );
    let other_command = Act {
        command: [9; 32],
        ..first.clone()
    };
    let other_officer = Act {
        officer: 8,
        ..first
    };
    for reused in [other_command, other_officer] {
        assert!(matches!(
            group.push(reused),
            Err(StoreError::ActReused { .. })
        ));
    }
    assert!(group.is_empty());
}

#[test]
fn act_ids_are_forgotten_after_thirty_days() {
    let folder = tempfile::tempdir().unwrap();
    let store = create(&folder.path().join("desk"));
    let first = act(1, vec![event(1, 1, "k1 satu")]);
    commit(&store, [first.clone()]);
    let day = 24 * 3600 * 1000;
    let known = |store: &Store| {
        store
            .act_outcome(&first.id, 7, &first.command)
            .unwrap()
            .is_some()
    };
    store
        .flush_when_quiet(first.recorded_at + 30 * day)
        .unwrap();
    assert!(known(&store));
    store
        .flush_when_quiet(first.recorded_at + 30 * day + 1)
        .unwrap();
    assert!(!known(&store));
}

#[test]
fn a_second_owner_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let desk = folder.path().join("desk");
    let store = create(&desk);
    assert!(matches!(open(&desk), Err(StoreError::InUse { .. })));
    drop(store);
    open(&desk).unwrap();
}

#[test]
fn a_desk_is_private_and_never_made_over_something() {
    let folder = tempfile::tempdir().unwrap();
    let desk = folder.path().join("desk");
    create(&desk).close().unwrap();
    let mode = |path: &std::path::Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    for name in ["", "journal", "db", "documents"] {
        assert_eq!(mode(&desk.join(name)), 0o700, "{name}");
    }
    for name in ["format", "db.state", "store.lock", "journal/mark"] {
        assert_eq!(mode(&desk.join(name)), 0o600, "{name}");
    }
    let genesis = act(0, vec![event(0, 1, "genesis desk")]);
    let again = Store::create(&desk, genesis, Arc::new(Texts), &options());
    assert!(matches!(again, Err(StoreError::NotEmpty { .. })));
    assert!(matches!(
        open(folder.path()),
        Err(StoreError::NotADesk { .. })
    ));
}

#[test]
fn a_newer_desk_is_refused_unharmed() {
    let folder = tempfile::tempdir().unwrap();
    let desk = folder.path().join("desk");
    create(&desk).close().unwrap();
    fs::write(desk.join("format"), "loket 2\n").unwrap();
    assert!(matches!(
        open(&desk),
        Err(StoreError::NewerFormat { found: 2, known: 1 })
    ));
    fs::write(desk.join("format"), "loket 1\n").unwrap();
    assert_eq!(open(&desk).unwrap().head().seq, 1);
}

#[test]
fn the_database_is_rebuilt_equal() {
    let folder = tempfile::tempdir().unwrap();
    let desk = folder.path().join("desk");
    let store = create(&desk);
    for id in 1..400u64 {
        let number = (id % 50) as u8;
        commit(
            &store,
            [act(
                id,
                vec![event(number, 1, &format!("k{number} isi {id}"))],
            )],
        );
    }
    let before = rows_of(&store);
    let segments = local::segment::segments(&desk.join("journal")).unwrap();
    assert!(segments.len() > 1, "the journal crosses segments");
    store.close().unwrap();
    fs::remove_dir_all(desk.join("db")).unwrap();
    let mut phases = Vec::new();
    let store = Store::open(&desk, Arc::new(Texts), &options(), &mut |step| {
        phases.push(step.phase);
    });
    assert_eq!(rows_of(&store.unwrap()), before);
    assert!(phases.contains(&Phase::Rebuild));
}

#[test]
fn another_boot_distrusts_a_database_that_was_not_closed() {
    let folder = tempfile::tempdir().unwrap();
    let desk = folder.path().join("desk");
    drop(create(&desk));
    let other_boot = Options {
        boot_id: "another".into(),
        ..options()
    };
    let store = Store::open(&desk, Arc::new(Texts), &other_boot, &mut |_| {}).unwrap();
    for name in ["db.aside", "db.new"] {
        assert!(!desk.join(name).exists(), "{name} stays behind");
    }
    assert_eq!(store.head().seq, 1);
    assert_eq!(rows_of(&store).len(), 6);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn replaying_all_events_equals_the_live_rows(
        acts in proptest::collection::vec((0u8..6, 1u16..4, 0u8..6, 1usize..4), 1..40),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let desk = folder.path().join("desk");
        let store = create(&desk);
        let mut group = store.begin();
        for (id, (number, kind, key, size)) in acts.into_iter().enumerate() {
            let events = (0..size).map(|step| {
                event(number + step as u8, kind, &format!("k{key}{step} teks {id}"))
            });
            // Taken keys are refused: the property is about what was recorded.
            let _ = group.push(act(id as u64 + 1, events.collect()));
            if id % 3 == 0 {
                store.commit(group).unwrap();
                group = store.begin();
            }
        }
        store.commit(group).unwrap();
        let live = rows_of(&store);
        store.close().unwrap();
        fs::remove_dir_all(desk.join("db")).unwrap();
        prop_assert_eq!(rows_of(&open(&desk).unwrap()), live);
    }
}

#[test]
fn nobody_reads_older_than_what_was_committed() {
    let folder = tempfile::tempdir().unwrap();
    let store = create(&folder.path().join("desk"));
    let committed = AtomicU64::new(1);
    let reader = || {
        loop {
            let known = committed.load(Ordering::Acquire);
            if known == u64::MAX {
                return;
            }
            // The same record again and again: each event about it has a higher number.
            let bytes = store.record(&record(0)).unwrap().unwrap();
            let seen = u64::from_be_bytes(*bytes.last_chunk().unwrap());
            assert!(seen >= known, "{seen} was read after {known}");
            let newest = *store.events_of(&record(0)).unwrap().last().unwrap();
            assert!(newest >= known);
            let event = store.event_at(known).unwrap().unwrap();
            assert_eq!(event.head.seq, known);
            let keys = store.keys_with(b"kunci").unwrap();
            assert!(known == 1 || keys == [(unique("kunci"), record(0))]);
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(reader);
        scope.spawn(reader);
        for id in 1..300 {
            let done = commit(&store, [act(id, vec![event(0, 1, "kunci isi")])]);
            committed.store(done.head.seq, Ordering::Release);
        }
        committed.store(u64::MAX, Ordering::Release);
    });
    assert_eq!(store.follow(1).count(), 300);
    assert_eq!(store.compare(&mut |_| {}).unwrap().count, 0);
}
