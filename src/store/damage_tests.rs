//! Damaged and unfinished files: found, named, and never shown as right.

#![allow(clippy::unwrap_used, clippy::panic)]

mod disk;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use proptest::prelude::*;

use super::entry::Entry;
use super::sample::*;
use super::*;

/// A desk of some acts whose process ended without a close; its rows and its head.
fn desk_of(folder: &Path, acts: u64) -> (PathBuf, Vec<Row>, ChainHead) {
    let desk = folder.join("desk");
    let store = create(&desk);
    for id in 1..acts {
        let number = (id % 5) as u8;
        let text = format!("k{number} isi {id}");
        commit(&store, [act(id, vec![event(number, 1, &text)])]);
    }
    let (rows, head) = (rows_of(&store), store.head());
    drop(store);
    (desk, rows, head)
}

fn last_segment(desk: &Path) -> PathBuf {
    local::segment::segments(&desk.join("journal"))
        .unwrap()
        .pop()
        .unwrap()
        .1
}

/// Where each frame of a segment ends.
fn frame_ends(path: &Path) -> Vec<usize> {
    let bytes = fs::read(path).unwrap();
    let mut ends = Vec::new();
    let mut at = 0;
    while let frame::Found::Frame(_, size) = frame::read(&bytes[at..]) {
        at += size;
        ends.push(at);
    }
    ends
}

fn forget_db(desk: &Path) {
    fs::remove_dir_all(desk.join("db")).unwrap();
    let _ = fs::remove_file(desk.join("journal/mark"));
}

fn damage(opened: Result<Store>) -> Damage {
    match opened {
        Err(StoreError::Damaged(damage)) => damage,
        Err(other) => panic!("another error: {other}"),
        Ok(store) => panic!("opened at {:?}", store.head()),
    }
}

#[test]
fn a_torn_tail_is_cut_and_writing_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, _, _) = desk_of(folder.path(), 4);
    let path = last_segment(&desk);
    let ends = frame_ends(&path);
    let whole = fs::read(&path).unwrap();
    for cut in [ends[2] + 1, ends[2] + 30, ends[3] - 1] {
        forget_db(&desk);
        let mut torn = whole.clone();
        torn[cut..].fill(0);
        fs::write(&path, &torn).unwrap();
        let store = open(&desk).unwrap();
        assert_eq!(store.head().seq, 3, "cut at {cut}");
        assert_eq!(store.follow(1).count(), 3);
        commit(&store, [act(99, vec![event(9, 1, "k99 baru")])]);
        drop(store);
        assert_eq!(verify(&desk, &[], &mut |_| {}).unwrap().head.seq, 4);
        fs::write(&path, &whole).unwrap();
    }
}

#[test]
fn a_bad_frame_before_a_whole_one_is_damage() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, _, _) = desk_of(folder.path(), 4);
    let path = last_segment(&desk);
    let ends = frame_ends(&path);
    let mut bytes = fs::read(&path).unwrap();
    bytes[ends[1] + 40] ^= 1;
    fs::write(&path, &bytes).unwrap();
    for _ in 0..2 {
        assert_eq!(
            damage(open(&desk)),
            Damage::Frame {
                segment: "00000000000000000001.log".into(),
                offset: ends[1] as u64,
                seq: 3
            }
        );
        let found = verify(&desk, &[], &mut |_| {});
        assert!(matches!(
            found,
            Err(StoreError::Damaged(Damage::Frame { seq: 3, .. }))
        ));
    }
    assert_eq!(fs::read(&path).unwrap(), bytes, "evidence is left as it is");
}

#[test]
fn a_lost_end_is_noticed_by_the_database_and_by_the_mark() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, _, _) = desk_of(folder.path(), 4);
    let path = last_segment(&desk);
    let whole = fs::read(&path).unwrap();
    let mut lost = whole.clone();
    lost[frame_ends(&path)[1]..].fill(0);
    fs::write(&path, &lost).unwrap();
    let short = Damage::Short { found: 2, known: 4 };
    assert_eq!(damage(open(&desk)), short, "by the database");
    fs::write(&path, &whole).unwrap();
    open(&desk).unwrap().close().unwrap();
    fs::remove_dir_all(desk.join("db")).unwrap();
    fs::write(&path, &lost).unwrap();
    assert_eq!(damage(open(&desk)), short, "by the mark");
    let found = verify(&desk, &[], &mut |_| {});
    assert!(matches!(found, Err(StoreError::Damaged(found)) if found == short));
    assert_eq!(fs::read(&path).unwrap(), lost, "evidence is left as it is");
}

#[test]
fn a_missing_segment_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, _, _) = desk_of(folder.path(), 600);
    let segments = local::segment::segments(&desk.join("journal")).unwrap();
    assert!(segments.len() > 2);
    let (first, path) = &segments[1];
    fs::remove_file(path).unwrap();
    let gap = Damage::Gap { seq: *first };
    let found = verify(&desk, &[], &mut |_| {});
    assert!(matches!(found, Err(StoreError::Damaged(found)) if found == gap));
    forget_db(&desk);
    assert_eq!(damage(open(&desk)), gap);
}

#[test]
fn a_forged_event_breaks_the_chain() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, _, head) = desk_of(folder.path(), 4);
    let path = last_segment(&desk);
    let ends = frame_ends(&path);
    let mut bytes = fs::read(&path).unwrap();
    let place = ends[0]..ends[1];
    let frame::Found::Frame(mut frame, _) = frame::read(&bytes[place.clone()]) else {
        panic!("no frame");
    };
    // The owner of the disk can make every checksum fit; the chain still names the event.
    let body = frame.acts[0].entries[0].body.as_mut().unwrap();
    body.payload = b"k1 isi X".to_vec();
    bytes[place.clone()].copy_from_slice(&frame.to_bytes());
    fs::write(&path, &bytes).unwrap();
    let found = verify(&desk, &[], &mut |_| {});
    assert!(matches!(
        found,
        Err(StoreError::Damaged(Damage::Chain { seq: 2, .. }))
    ));
    let entry = &mut frame.acts[0].entries[0];
    let body = entry.body.clone().unwrap();
    *entry = Entry::new(entry.head.clone(), body);
    bytes[place].copy_from_slice(&frame.to_bytes());
    fs::write(&path, &bytes).unwrap();
    let found = verify(&desk, &[], &mut |_| {});
    assert!(matches!(
        found,
        Err(StoreError::Damaged(Damage::Chain { seq: 3, .. }))
    ));
    // A forger who also rewrites what follows is found by a head that was kept elsewhere.
    fs::remove_dir_all(&desk).unwrap();
    let store = create(&desk);
    commit(
        &store,
        (1..4).map(|id| act(id, vec![event(1, 1, "k1 lain")])),
    );
    drop(store);
    verify(&desk, &[], &mut |_| {}).unwrap();
    let found = verify(&desk, &[head], &mut |_| {});
    assert!(matches!(
        found,
        Err(StoreError::Damaged(Damage::Chain { seq: 4, .. }))
    ));
}

#[test]
fn every_difference_between_journal_and_database_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, _, _) = desk_of(folder.path(), 6);
    let store = open(&desk).unwrap();
    assert_eq!(store.compare(&mut |_| {}).unwrap(), Compared::default());
    let other = rows::record(&record(1));
    let missing = rows::unique(&unique("k2"));
    let extra = rows::record(&record(200));
    let changes = [
        (other.as_slice(), Some(&b"k1 palsu"[..])),
        (missing.as_slice(), None),
        (extra.as_slice(), Some(b"hantu")),
    ];
    store
        .local()
        .rows
        .settled()
        .unwrap()
        .apply(changes.into_iter())
        .unwrap();
    let compared = store.compare(&mut |_| {}).unwrap();
    let named: Vec<_> = compared.named.iter().map(|d| d.to_string()).collect();
    assert_eq!(
        named,
        [
            "record R\\x01 has another value",
            "record R\\xc8 should not be there",
            &format!("key {} is missing", ids::veiled(b"k2")),
        ]
    );
    store.distrust().unwrap();
    store.close().unwrap();
    let store = open(&desk).unwrap();
    assert_eq!(store.compare(&mut |_| {}).unwrap().count, 0);
}

#[test]
fn a_changed_row_is_refused_and_the_next_start_rebuilds() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, rows, _) = desk_of(folder.path(), 6);
    let store = open(&desk).unwrap();
    let key = rows::record(&record(1));
    store
        .local()
        .rows
        .settled()
        .unwrap()
        .put_raw(&key, b"not what was sealed");
    assert!(matches!(
        store.record(&record(1)),
        Err(StoreError::Damaged(Damage::Row { .. }))
    ));
    store.close().unwrap();
    assert_eq!(rows_of(&open(&desk).unwrap()), rows);
}

/// Changes of a file: cut at, flip a bit at, or zero from a place on.
#[derive(Debug, Clone)]
enum Harm {
    Cut,
    Flip(u8),
    Zero(usize),
}

fn harm(bytes: &mut Vec<u8>, at: usize, harm: &Harm) {
    match harm {
        Harm::Cut => bytes.truncate(at),
        Harm::Flip(bit) => bytes[at] ^= 1 << bit,
        Harm::Zero(size) => {
            let end = bytes.len().min(at + size);
            bytes[at..end].fill(0);
        }
    }
}

fn any_harm() -> impl Strategy<Value = Harm> {
    prop_oneof![
        Just(Harm::Cut),
        (0u8..8).prop_map(Harm::Flip),
        (1usize..5000).prop_map(Harm::Zero)
    ]
}

/// Whatever opens is a prefix of what was written; with the database or the mark to tell, it is
/// all of it.
fn check_opened(opened: Result<Store>, before: &[Event], may_be_shorter: bool) {
    match opened {
        Err(StoreError::Damaged(_)) => {}
        Err(other) => panic!("another error: {other}"),
        Ok(store) => {
            let events: Vec<_> = store.follow(1).map(|event| event.unwrap()).collect();
            assert!(before.starts_with(&events), "a wrong event was shown");
            assert!(
                may_be_shorter || before.len() == events.len(),
                "lost events"
            );
            assert_eq!(store.head().seq, events.len() as u64);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn a_harmed_journal_never_shows_a_wrong_event(
        place in 0.0f64..1.0,
        harmed in any_harm(),
        with_db in any::<bool>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let (desk, _, _) = desk_of(folder.path(), 12);
        let before: Vec<_> = open(&desk).unwrap().follow(1).map(|e| e.unwrap()).collect();
        let path = last_segment(&desk);
        let used = *frame_ends(&path).last().unwrap();
        if !with_db {
            forget_db(&desk);
        }
        let mut bytes = fs::read(&path).unwrap();
        harm(&mut bytes, (place * used as f64) as usize, &harmed);
        fs::write(&path, bytes).unwrap();
        check_opened(open(&desk), &before, !with_db);
    }

    #[test]
    fn a_harmed_database_is_rebuilt_or_says_so(
        place in 0.0f64..1.0,
        harmed in any_harm(),
        which in any::<prop::sample::Index>(),
    ) {
        let folder = tempfile::tempdir().unwrap();
        let (desk, rows, head) = desk_of(folder.path(), 40);
        let mut files: Vec<_> = fs::read_dir(desk.join("db")).unwrap()
            .map(|item| item.unwrap().path())
            .filter(|path| path.is_file() && fs::metadata(path).unwrap().len() > 0)
            .collect();
        files.sort();
        let path = &files[which.index(files.len())];
        let mut bytes = fs::read(path).unwrap();
        let at = (place * bytes.len() as f64) as usize;
        harm(&mut bytes, at, &harmed);
        fs::write(path, bytes).unwrap();
        // Damage that opening does not meet is met by reading; the start after that rebuilds.
        let read = |store: &Store| kinds_of(store);
        let first = open(&desk).unwrap();
        prop_assert_eq!(first.head(), head);
        if let Ok(found) = read(&first) && found != rows {
            prop_assert!(first.compare(&mut |_| {}).unwrap().count > 0, "lost unnoticed");
            first.distrust().unwrap();
        }
        drop(first);
        let second = open(&desk).unwrap();
        prop_assert_eq!(rows_of(&second), rows);
    }
}

fn kinds_of(store: &Store) -> Result<Vec<Row>> {
    let mut all = packed_rows(store.local().rows.settled().unwrap())?;
    for kind in [rows::RECORD, rows::UNIQUE, rows::COUNTER] {
        all.extend(store.rows_with(&[kind])?);
    }
    Ok(all)
}

#[test]
fn acts_go_on_while_databases_are_compared_and_nothing_false_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, _, _) = desk_of(folder.path(), 20);
    let store = open(&desk).unwrap();
    let mut next = 100;
    let compared = store.compare(&mut |at| {
        // Not at the end: what changed meanwhile is looked at again with the pen in hand.
        if at.total != 4 {
            return;
        }
        for _ in 0..2 {
            let text = format!("k1 isi {next}");
            commit(&store, [act(next, vec![event(1, 1, &text)])]);
            next += 1;
        }
    });
    assert_eq!(next, 108, "acts were taken between the kinds of rows");
    assert_eq!(compared.unwrap().count, 0);
    let verified = store.verify(&mut |_| {}).unwrap();
    assert_eq!(verified.head, store.head());
}

#[test]
fn what_is_marked_while_the_journal_is_read_is_no_damage() {
    let folder = tempfile::tempdir().unwrap();
    let desk = folder.path().join("desk");
    let store = create(&desk);
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            for id in 1..200u64 {
                commit(
                    &store,
                    [act(id, vec![event(1, 1, &format!("k1 isi {id}"))])],
                );
                store.flush_when_quiet(0).unwrap();
            }
            done.store(true, Ordering::Release);
        });
        while !done.load(Ordering::Acquire) {
            verify(&desk, &[], &mut |_| {}).unwrap();
        }
    });
}
