//! A desk that is open before its lists are: who asks for one waits and hears how far it is, acts
//! go on and are in the lists when they come, and a row that cannot be read is never left out.

use super::*;
use crate::domain::summary::Summary;
use crate::server::index::Index;
use crate::store::RecordKey;
use crate::store::records::{read_summary, record_key};
use crate::wire::message::{List, Query};
use std::sync::mpsc::Receiver;

/// A desk of which no list is read yet.
struct Late {
    bench: Bench,
    desk: Arc<OpenDesk>,
}

/// A desk with one letter, closed, and where it lies.
fn closed() -> (DeskFolder, tempfile::TempDir) {
    let mut bench = Bench::new(false);
    let ani = bench.seated(1, FOUNDER);
    register(&bench, &ani);
    let home = bench._home.take().unwrap();
    let folder = bench.folder.clone();
    bench.desk.close();
    (folder, home)
}

impl Late {
    fn new() -> Late {
        let (folder, home) = closed();
        Late::opened(folder, home)
    }

    fn opened(folder: DeskFolder, home: tempfile::TempDir) -> Late {
        let server = server(8, 8);
        let opener = Opener {
            desk: folder.clone(),
            now: None,
        };
        let opening = Opening::new(&server);
        let found = find(&opener, &opening).unwrap_or_else(|_| panic!("opens"));
        let desk = unread(&opener, &opening, found);
        let desk = desk.unwrap_or_else(|_| panic!("opens"));
        let mut bench = Bench::of(folder, desk.clone(), &server);
        bench._home = Some(home);
        // Other acts than those of the desk before.
        bench.acts.set(100);
        Late { bench, desk }
    }

    fn stored(&self) -> Vec<lists::Stored> {
        self.desk.shared.store.summaries().collect()
    }

    /// Asks without waiting for the answer; where it comes.
    fn ask(&self, who: &Seated, ask: Ask) -> Arc<Outbox> {
        let outbox = Outbox::new(&Limits::default());
        self.desk.ask(&who.session, ask, outbox.admit(1));
        outbox
    }

    /// Closes the desk and gives its folder back.
    fn close(mut self) -> (DeskFolder, tempfile::TempDir) {
        let home = self.bench._home.take().unwrap();
        let folder = self.bench.folder.clone();
        self.desk.close();
        (folder, home)
    }
}

fn register(bench: &Bench, who: &Seated) {
    let told = bench.register(who, Evidence::Paper);
    assert!(matches!(told, Tell::Done(_)), "{told:?}");
}

/// All that came for an ask so far, or until its answer.
fn told(outbox: &Arc<Outbox>, wait: bool) -> Vec<(bool, Tell)> {
    let patience = FinishBy::after(Duration::from_secs(60));
    let mut all = Vec::new();
    loop {
        let batch = outbox.next_batch(&patience).unwrap_or_default();
        let over = batch.is_empty();
        all.extend(batch.into_iter().map(|frame| match frame {
            ToClient::Answer { last, tell, .. } => (last, tell),
            other => panic!("{other:?}"),
        }));
        if over || !wait || all.last().is_some_and(|(last, _)| *last) {
            return all;
        }
    }
}

fn everything() -> Ask {
    Ask::Page {
        query: Query::of(List::Everything),
        from: 0,
        count: 100,
        keep: None,
    }
}

/// Those of these rows whose key begins so.
fn of(stored: &[lists::Stored], kind: &[u8]) -> std::vec::IntoIter<lists::Stored> {
    let rows = stored.iter().map(|row| row.as_ref().unwrap().clone());
    let rows = rows.filter(|(key, _)| key.as_bytes().starts_with(kind));
    rows.map(Ok).collect::<Vec<_>>().into_iter()
}

fn rows(stored: Vec<lists::Stored>) -> Vec<Summary> {
    let rows = stored.into_iter();
    rows.map(|row| read_summary(&row.unwrap().1).unwrap())
        .collect()
}

#[test]
fn what_is_done_while_the_rows_are_read_is_in_the_lists_when_they_come() {
    let late = Late::new();
    let ani = late.bench.seated(1, FOUNDER);
    let (counts, page) = (late.ask(&ani, Ask::Counts), late.ask(&ani, everything()));
    for outbox in [&counts, &page] {
        let told = told(outbox, false);
        assert!(
            matches!(told[..], [(false, Tell::Progress { done: 0, .. })]),
            "how far it is, at once: {told:?}"
        );
    }
    // The slowest reading there is: every row older than what is done meanwhile.
    let before = late.stored();
    let text = "catatan".to_owned();
    let record = RecordId::Request(first());
    late.bench.done(&ani, Command::Note { record, text });
    register(&late.bench, &ani);
    let Tell::Request(seen) = late.bench.ask(&ani, Ask::Request(first())) else {
        panic!("a record waits for no list");
    };
    late.desk.read_lists(|kind| of(&before, kind));
    let Some((true, Tell::Counts(counts))) = told(&counts, true).pop() else {
        panic!("no counts");
    };
    assert_eq!(counts.requests, 2, "nobody reads older than answered");
    let Some((true, Tell::Page(page))) = told(&page, true).pop() else {
        panic!("no page");
    };
    let now = rows(late.stored());
    let fresh = Index::load(now.clone());
    let listed = now.iter().map(|row| fresh.row(row.record()));
    for row in listed.clone().flatten() {
        let read = late.desk.shared.lists.ask(|index| index.row(row.record()));
        assert_eq!(read, Ok(Some(row)));
    }
    assert!(listed.clone().all(|row| row.is_some()) && listed.len() == now.len());
    assert_eq!(page.total as usize, page.rows.len());
    let revision = |row: &Summary| match row {
        Summary::Request(row) if row.no == first() => Some(row.revision),
        _ => None,
    };
    let known = now.iter().find_map(revision);
    assert_eq!(known, Some(seen.request.revision));
    // From here on each act is in the lists by itself.
    register(&late.bench, &ani);
    let Tell::Counts(counts) = late.bench.ask(&ani, Ask::Counts) else {
        panic!("no counts");
    };
    assert_eq!(counts.requests, 3);
}

/// Rows without end.
struct Endless((RecordKey, Vec<u8>), std::sync::mpsc::Sender<()>);

impl Iterator for Endless {
    type Item = lists::Stored;

    fn next(&mut self) -> Option<lists::Stored> {
        let _ = self.1.send(());
        Some(Ok(self.0.clone()))
    }
}

#[test]
fn who_leaves_while_the_rows_are_read_waits_for_none() {
    let late = Late::new();
    let ani = late.bench.seated(1, FOUNDER);
    let waits = late.ask(&ani, Ask::Counts);
    let (read, reads): (_, Receiver<()>) = channel();
    let row = late.stored().pop().unwrap().unwrap();
    let reading = move |desk: &OpenDesk| {
        desk.read_lists(|_| Endless(row.clone(), read.clone()));
    };
    assert!(late.desk.spawn("lists", reading).is_ok());
    for _ in 0..10_000 {
        reads.recv().unwrap();
    }
    late.desk.close();
    assert!(told(&waits, false).iter().all(|(last, _)| !last));
    let patience = FinishBy::after(Duration::from_secs(60));
    assert_eq!(waits.next_batch(&patience), None, "let go, not answered");
    let after = late.ask(&ani, Ask::Counts);
    assert_eq!(after.next_batch(&patience), None, "nor is who asks now");
    let (folder, _home) = {
        let Late { mut bench, desk } = late;
        let (home, folder) = (bench._home.take(), bench.folder.clone());
        drop(bench);
        let open: Arc<OpenDesk> = desk;
        open.put_away();
        (folder, home)
    };
    let state = std::fs::read(folder.path().join("db.state")).unwrap();
    assert!(
        String::from_utf8_lossy(&state).contains("clean"),
        "nobody holds the ledger any more"
    );
}

#[test]
fn a_damaged_row_makes_the_server_leave_for_one_that_mends_it() {
    let late = Late::new();
    let ani = late.bench.seated(1, FOUNDER);
    let waits = late.ask(&ani, everything());
    late.desk
        .shared
        .store
        .spoil(&record_key(RecordId::Request(first())));
    let reading = |desk: &OpenDesk| desk.read_lists(|kind| desk.shared.store.summaries_with(kind));
    reading(&late.desk);
    assert_eq!(late.desk.control.reason(), Some(Goodbye::Mending));
    assert!(told(&waits, false).iter().all(|(last, _)| !last));
    let (folder, home) = late.close();
    drop(waits);
    let again = Late::opened(folder, home);
    assert!(again.desk.rebuilt, "the next start makes the database anew");
    let ani = again.bench.seated(1, FOUNDER);
    let waits = again.ask(&ani, Ask::Counts);
    reading(&again.desk);
    let Some((true, Tell::Counts(counts))) = told(&waits, true).pop() else {
        panic!("no counts");
    };
    assert_eq!(counts.requests, 1);
}

#[test]
fn damage_that_a_new_database_has_too_is_every_lists_answer() {
    let (folder, home) = closed();
    std::fs::remove_dir_all(folder.path().join("db")).unwrap();
    let late = Late::opened(folder, home);
    assert!(late.desk.rebuilt);
    let ani = late.bench.seated(1, FOUNDER);
    let waits = late.ask(&ani, everything());
    let record = RecordId::Request(first());
    late.desk.shared.store.spoil(&record_key(record));
    late.desk
        .read_lists(|kind| late.desk.shared.store.summaries_with(kind));
    assert_eq!(late.desk.control.reason(), None);
    let (last, answer) = told(&waits, true).pop().unwrap();
    assert!(last);
    assert_eq!(refused(&answer), "damaged");
    assert_eq!(refused(&late.bench.ask(&ani, Ask::Counts)), "damaged");
    // What needs neither a list nor the damaged record goes on, and never becomes a list.
    late.bench.add_second(&ani, Position::Agendaris);
    assert_eq!(refused(&late.bench.ask(&ani, Ask::Counts)), "damaged");
}
