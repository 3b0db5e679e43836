//! Disks that are full, that fail, or that stop in the middle.

use super::*;

/// A disk that gets full, or fails to sync, when told to.
struct Failing {
    free: AtomicU64,
    fail: Mutex<Option<(Fail, u32)>>,
}

#[derive(Clone, Copy, PartialEq)]
enum Fail {
    Write(io::ErrorKind),
    Sync,
}

impl Failing {
    fn new() -> Arc<Failing> {
        Arc::new(Failing {
            free: AtomicU64::new(u64::MAX),
            fail: Mutex::new(None),
        })
    }

    /// Lets the call after `after` more of its kind fail, once.
    fn fail_after(&self, fail: Fail, after: u32) {
        *self.fail.lock().unwrap() = Some((fail, after));
    }

    fn due(&self, of: fn(Fail) -> bool) -> Option<Fail> {
        let mut next = self.fail.lock().unwrap();
        match *next {
            Some((fail, 0)) if of(fail) => next.take().map(|(fail, _)| fail),
            Some((fail, after)) if of(fail) => {
                *next = Some((fail, after - 1));
                None
            }
            _ => None,
        }
    }
}

impl Disk for Failing {
    fn free_bytes(&self, _path: &Path) -> io::Result<u64> {
        Ok(self.free.load(Ordering::Relaxed))
    }

    fn write_at(&self, file: &File, path: &Path, bytes: &[u8], offset: u64) -> io::Result<()> {
        if let Some(Fail::Write(kind)) = self.due(|fail| matches!(fail, Fail::Write(_))) {
            // Half of it is there already.
            RealDisk.write_at(file, path, &bytes[..bytes.len() / 2], offset)?;
            return Err(kind.into());
        }
        RealDisk.write_at(file, path, bytes, offset)
    }

    fn sync_data(&self, file: &File, path: &Path) -> io::Result<()> {
        match self.due(|fail| fail == Fail::Sync) {
            Some(_) => Err(io::Error::from_raw_os_error(5)),
            None => RealDisk.sync_data(file, path),
        }
    }
}

fn failing_desk(folder: &Path) -> (Arc<Failing>, Options, Store) {
    let disk = Failing::new();
    let options = Options {
        disk: disk.clone(),
        ..options()
    };
    let genesis = act(0, vec![event(0, 1, "genesis desk")]);
    let store = Store::create(&folder.join("desk"), genesis, Arc::new(Texts), &options).unwrap();
    (disk, options, store)
}

fn try_commit(store: &Store, id: u64) -> Result<Committed> {
    let mut group = store.begin();
    group.push(act(id, vec![event(1, 1, &format!("k1 isi {id}"))]))?;
    store.commit(group)
}

#[test]
fn a_full_disk_refuses_and_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (disk, options, store) = failing_desk(folder.path());
    let is_full = |done: Result<Committed>| matches!(done, Err(StoreError::DiskFull { .. }));
    disk.free
        .store(local::journal::FREE_FLOOR - 1, Ordering::Relaxed);
    assert!(is_full(try_commit(&store, 1)));
    disk.free.store(u64::MAX, Ordering::Relaxed);
    disk.fail_after(Fail::Write(io::ErrorKind::StorageFull), 0);
    assert!(is_full(try_commit(&store, 1)));
    assert_eq!(store.head().seq, 1);
    assert_eq!(store.record(&record(1)).unwrap(), None);
    let ends = frame_ends(&last_segment(store.desk()));
    let bytes = fs::read(last_segment(store.desk())).unwrap();
    assert!(frame::is_zero(&bytes[ends[0]..]), "the frame was zeroed");
    try_commit(&store, 1).unwrap();
    drop(store);
    let desk = folder.path().join("desk");
    let store = Store::open(&desk, Arc::new(Texts), &options, &mut |_| {}).unwrap();
    assert_eq!(store.head().seq, 2);
}

#[test]
fn a_disk_that_fills_while_a_segment_is_made_refuses_too() {
    let folder = tempfile::tempdir().unwrap();
    let (disk, _, store) = failing_desk(folder.path());
    let mut id = 0;
    let mut refused = 0;
    while local::segment::segments(&store.desk().join("journal"))
        .unwrap()
        .len()
        < 3
    {
        id += 1;
        disk.fail_after(Fail::Write(io::ErrorKind::StorageFull), 1);
        // An ordinary commit writes once; one that makes a segment writes twice and is refused.
        if try_commit(&store, id).is_err() {
            refused += 1;
            assert_eq!(disk.fail.lock().unwrap().map(|_| ()), None);
            try_commit(&store, id).unwrap();
        }
    }
    assert!(refused > 0);
    assert_eq!(store.head().seq, id + 1);
    assert_eq!(
        verify(store.desk(), &[], &mut |_| {}).unwrap().head,
        store.head()
    );
}

#[test]
fn a_failed_sync_is_fatal_for_good() {
    let folder = tempfile::tempdir().unwrap();
    let (disk, options, store) = failing_desk(folder.path());
    disk.fail_after(Fail::Sync, 0);
    assert!(try_commit(&store, 1).unwrap_err().is_fatal());
    assert!(try_commit(&store, 2).unwrap_err().is_fatal());
    assert_eq!(store.head().seq, 1, "nothing is shown");
    drop(store);
    let desk = folder.path().join("desk");
    let store = Store::open(&desk, Arc::new(Texts), &options, &mut |_| {}).unwrap();
    // The act may have been durable or not; repeating it is right either way.
    let mut group = store.begin();
    group.push(act(1, vec![event(1, 1, "k1 isi 1")])).unwrap();
    store.commit(group).unwrap();
    assert_eq!(store.head().seq, 2);
}

#[test]
fn another_write_error_is_fatal() {
    let folder = tempfile::tempdir().unwrap();
    let (disk, _, store) = failing_desk(folder.path());
    disk.fail_after(Fail::Write(io::ErrorKind::Other), 0);
    assert!(try_commit(&store, 1).unwrap_err().is_fatal());
    drop(store);
    assert_eq!(open(&folder.path().join("desk")).unwrap().head().seq, 1);
}

#[test]
fn a_segment_that_was_made_and_never_used_is_removed() {
    let folder = tempfile::tempdir().unwrap();
    let (desk, _, head) = desk_of(folder.path(), 4);
    let stray = local::segment::segment_path(&desk.join("journal"), 3);
    for from_scratch in [false, true] {
        fs::write(&stray, [0; 4096]).unwrap();
        if from_scratch {
            forget_db(&desk);
        }
        verify(&desk, &[], &mut |_| {}).unwrap();
        let store = open(&desk).unwrap();
        assert_eq!(store.head().hash, head.hash);
        assert_eq!(store.follow(1).count(), 4);
        assert!(!stray.exists());
    }
    // One that something stands in, or to which events are missing, is damage all the same.
    fs::write(&stray, [7; 4096]).unwrap();
    assert!(matches!(damage(open(&desk)), Damage::Gap { .. }));
    fs::rename(
        &stray,
        local::segment::segment_path(&desk.join("journal"), 9),
    )
    .unwrap();
    assert!(matches!(damage(open(&desk)), Damage::Gap { seq: 5 }));
}

#[test]
fn a_segment_that_cannot_take_its_name_ends_the_journal() {
    let folder = tempfile::tempdir().unwrap();
    let store = create(&folder.path().join("desk"));
    let mut acts = 1..;
    let mut commit_next = || {
        let id = acts.next().unwrap();
        let journal = store.desk().join("journal");
        // Whatever event the next segment would begin with, its name is taken.
        let next = local::segment::segment_path(&journal, store.head().seq + 1);
        let _ = fs::create_dir(&next);
        let mut group = store.begin();
        group.push(act(id, vec![event(1, 1, "k1 isi")])).unwrap();
        let done = store.commit(group);
        let _ = fs::remove_dir(&next);
        done
    };
    let error = loop {
        if let Err(error) = commit_next() {
            break error;
        }
    };
    assert!(error.is_fatal(), "{error}");
    assert!(commit_next().unwrap_err().is_fatal(), "nothing goes on");
}
