//! Files that the desk takes in: how long they stay, and how long they may be.

use super::*;

pub(super) fn documents_that_no_event_names_go_after_a_day_and_nothing_else() {
    let bench = Bench::new(true);
    let ani = bench.seated(1, FOUNDER);
    let named = bench.stored(&ani, b"ktp yang disebut");
    assert!(matches!(bench.register(&ani, named.clone()), Tell::Done(_)));
    let unnamed = bench.stored(&ani, b"ktp yang tertinggal");
    let fresh = bench.stored(&ani, b"ktp yang baru datang");
    bench.ask(&ani, Ask::Upload { bytes: 9 });
    let documents = crate::store::Documents::of(bench.folder.path());
    let hash = |evidence: &Evidence| match evidence {
        Evidence::File { hash, .. } => hash.0,
        other => panic!("{other:?}"),
    };
    let long_ago = std::time::SystemTime::now() - Duration::from_secs(48 * 3600);
    for old in [&named, &unnamed] {
        let file = documents.open(&hash(old)).unwrap();
        file.set_modified(long_ago).unwrap();
    }
    let later = bench.later(Instant::wib(2026, 11, 24, 9, 0).unwrap());
    // The desk serves while it looks.
    let ani = later.seated(2, FOUNDER);
    let end = std::time::Instant::now() + Duration::from_secs(60);
    while documents.path(&hash(&unnamed)).exists() {
        assert!(std::time::Instant::now() < end, "it was never swept");
        assert!(matches!(later.ask(&ani, Ask::Counts), Tell::Counts(_)));
    }
    let mut left = [hash(&named), hash(&fresh)];
    left.sort_unstable();
    assert_eq!(documents.list().unwrap(), left);
}

pub(super) fn an_upload_is_as_long_as_announced_and_belongs_to_its_line() {
    let bench = Bench::new(false);
    let ani = bench.seated(1, FOUNDER);
    let chunk = |bytes: &[u8]| Ask::Chunk {
        bytes: bytes.to_vec(),
    };
    for (announced, pieces, code) in [
        (6, vec![&b"123"[..]], "file-cut"),
        (6, vec![&b"123"[..], b"1234"], "file-cut"),
        (2, vec![&b"123"[..]], "file-cut"),
    ] {
        assert_eq!(
            bench.ask(&ani, Ask::Upload { bytes: announced }),
            Tell::Ready
        );
        for piece in pieces {
            bench.ask(&ani, chunk(piece));
        }
        assert_eq!(refused(&bench.ask(&ani, Ask::Finish)), code, "{announced}");
        // What was refused is gone: nothing can be added to it.
        assert_eq!(refused(&bench.ask(&ani, chunk(b"4"))), "file-cut");
    }
    // A line that came back has no upload in hand: a piece sent again is refused, never doubled.
    assert_eq!(bench.ask(&ani, Ask::Upload { bytes: 6 }), Tell::Ready);
    assert_eq!(bench.ask(&ani, chunk(b"123")), Tell::Ready);
    bench.desk.on_close(&ani.session);
    let again = bench.seated(2, FOUNDER);
    assert_eq!(refused(&bench.ask(&again, chunk(b"123"))), "file-cut");
    assert_eq!(refused(&bench.ask(&again, Ask::Finish)), "file-cut");
    // Begun anew, it begins at the first byte, also where the same line begins anew.
    assert_eq!(bench.ask(&again, Ask::Upload { bytes: 6 }), Tell::Ready);
    assert_eq!(bench.ask(&again, chunk(b"123")), Tell::Ready);
    match bench.stored(&again, b"123456") {
        Evidence::File { hash, bytes, .. } => {
            let documents = crate::store::Documents::of(bench.folder.path());
            assert_eq!(
                (documents.read(&hash.0).unwrap().as_slice(), bytes),
                (&b"123456"[..], 6)
            );
        }
        other => panic!("{other:?}"),
    }
}

pub(super) fn a_file_is_neither_empty_nor_larger_than_the_desk_takes() {
    let bench = Bench::new(false);
    let ani = bench.seated(1, FOUNDER);
    for bytes in [0, crate::server::files::MAX_FILE + 1, u64::MAX] {
        let told = bench.ask(&ani, Ask::Upload { bytes });
        assert_eq!(refused(&told), "file-size", "{bytes}");
    }
    assert_eq!(bench.ask(&ani, Ask::Upload { bytes: 1 }), Tell::Ready);
}

/// A client of ours does not ask it.
pub(super) fn what_is_no_import_has_no_preview() {
    let bench = Bench::new(false);
    let ani = bench.seated(1, FOUNDER);
    let command = Box::new(Command::LookAtNik { request: first() });
    let told = bench.ask(&ani, Ask::Preview { command });
    assert_eq!(refused(&told), "internal");
}
