//! The same desk over each engine of the ledger, and somebody else who writes to it.

use super::choices::*;
use super::files::*;
use super::*;
use crate::domain::ids::Agenda;
use crate::server::founding::first_act;
use crate::store::ledger::{EventIter, Ledger, RowIter, Sealed};
use crate::store::memory::Memory;
use crate::store::records::new_event;
use crate::store::rows::ActRow;
use crate::store::{Act, ActId, ChainHead, Compared, Row, Rows, Verified};
use crate::wire::message::{List, Query};
use std::cell::RefCell;

thread_local! {
    /// What keeps the ledgers of this test; the files of their folders where there is nothing.
    static KEPT: RefCell<Kept> = const { RefCell::new(Kept::InFiles) };
}

enum Kept {
    InFiles,
    /// In memory, once there is a desk.
    InMemory(Option<Memory>),
}

/// A desk begins: in memory too, where this test wants it there.
pub fn begin(folder: &DeskFolder, founding: &Founding) {
    KEPT.with_borrow_mut(|kept| {
        if let Kept::InMemory(memory) = kept {
            let ledger = Memory::new(Arc::new(Domain));
            let act = first_act(founding).unwrap();
            let own = Box::new(ledger.clone());
            Store::begun(own, folder.path(), act, Arc::new(Domain)).unwrap();
            *memory = Some(ledger);
        }
    });
}

/// What is found of a desk in memory.
pub fn found(folder: &DeskFolder) -> Option<Found> {
    KEPT.with_borrow(|kept| match kept {
        Kept::InMemory(Some(ledger)) => Some(over(Box::new(ledger.clone()), folder)),
        Kept::InMemory(None) | Kept::InFiles => None,
    })
}

fn over(ledger: Box<dyn Ledger>, folder: &DeskFolder) -> Found {
    let store = Store::over(ledger, folder.path(), Arc::new(Domain));
    Found::of(store, true).unwrap()
}

fn in_memory(test: fn()) {
    KEPT.set(Kept::InMemory(None));
    test();
    KEPT.set(Kept::InFiles);
}

macro_rules! over_each_engine {
    ($($name:ident),* $(,)?) => {
        mod in_files {
            $(#[test] fn $name() { super::$name(); })*
        }
        mod in_memory {
            $(#[test] fn $name() { super::in_memory(super::$name); })*
        }
    };
}

over_each_engine! {
    no_piece_of_a_document_is_shown_without_a_recorded_look,
    a_damaged_document_is_not_shown_from_its_middle_either,
    a_recorded_look_does_not_last,
    a_look_is_not_repeated_after_its_right_ended,
    a_released_account_acts_no_more_and_its_session_ends,
    a_choice_comes_with_the_next_greeting_of_its_officer_alone,
    a_file_that_the_desk_does_not_hold_is_no_evidence,
    a_policy_is_what_its_digest_says_and_keeps_the_rules,
    attempts_beyond_ones_rights_are_recorded_whatever_they_are,
    a_known_person_is_suggested_with_a_masked_nik_that_the_desk_knows_whole,
    documents_that_no_event_names_go_after_a_day_and_nothing_else,
    an_upload_is_as_long_as_announced_and_belongs_to_its_line,
    a_file_is_neither_empty_nor_larger_than_the_desk_takes,
    what_is_no_import_has_no_preview
}

/// A ledger to which somebody else writes just before the acts of this desk, and whose checks wait
/// for the test.
struct Contested {
    ledger: Memory,
    others: Mutex<Vec<Command>>,
    gate: Arc<Mutex<()>>,
    folder: DeskFolder,
}

/// Somebody else decides on the same ledger, through a store of their own.
fn write(ledger: &Memory, folder: &DeskFolder, command: &Command) {
    use crate::domain::rules::{Actor, decide};
    let Found { store, office, .. } = over(Box::new(ledger.clone()), folder);
    let at = latest(&store).unwrap();
    let actor = Actor::officer(OfficerId(1));
    let decision = decide(&Reading::new(&store, &office), command, &actor, at).unwrap();
    let origin = Default::default();
    let events = decision.events.iter();
    let events = events.map(|event| new_event(event, decision.post(), None, &origin).unwrap());
    let act = Act {
        id: ActId::random().unwrap(),
        command: [0; 32],
        officer: decision.officer.0,
        recorded_at: at.0,
        events: events.collect(),
        result: Vec::new(),
    };
    let mut group = store.begin();
    group.push(act).unwrap();
    store.commit(group).unwrap();
}

impl Rows for Contested {
    fn row(&self, key: &[u8]) -> crate::store::Result<Option<Vec<u8>>> {
        self.ledger.row(key)
    }

    fn rows_with(&self, prefix: &[u8]) -> crate::store::Result<Vec<Row>> {
        self.ledger.rows_with(prefix)
    }

    fn packed_event(&self, seq: u64) -> crate::store::Result<Option<Vec<u8>>> {
        self.ledger.packed_event(seq)
    }
}

impl Ledger for Contested {
    fn head(&self) -> ChainHead {
        self.ledger.head()
    }

    fn scan(&self, prefix: &[u8]) -> RowIter<'static> {
        self.ledger.scan(prefix)
    }

    fn act(&self, id: &ActId) -> crate::store::Result<Option<ActRow>> {
        self.ledger.act(id)
    }

    fn append(&self, group: Sealed) -> crate::store::Result<()> {
        let other = locked(&self.others).pop();
        if let Some(command) = other {
            write(&self.ledger, &self.folder, &command);
        }
        self.ledger.append(group)
    }

    fn follow(&self, from: u64) -> EventIter<'_> {
        self.ledger.follow(from)
    }

    fn flush(&self, now: i64) -> crate::store::Result<()> {
        self.ledger.flush(now)
    }

    fn verify(&self, progress: &mut dyn FnMut(Progress)) -> crate::store::Result<Verified> {
        let _open = locked(&self.gate);
        self.ledger.verify(progress)
    }

    fn compare(&self, progress: &mut dyn FnMut(Progress)) -> crate::store::Result<Compared> {
        self.ledger.compare(progress)
    }

    fn distrust(&self) -> crate::store::Result<()> {
        self.ledger.distrust()
    }

    fn close(self: Box<Self>) -> crate::store::Result<()> {
        Box::new(self.ledger).close()
    }
}

fn letter(received: Instant) -> Command {
    let name = NameForm {
        kind: Kind::Issue,
        identity: Identity {
            name: "Siti".to_owned(),
            ..Identity::default()
        },
        note: String::new(),
        documents: Vec::new(),
        mended: Vec::new(),
        row: None,
        follows: None,
    };
    let letter = LetterEntry {
        form: form(received),
        source: LetterSource::Letter,
        names: vec![name],
    };
    Command::Register { letter }
}

/// Does an act and tells the letter that it registered.
fn registered(bench: &Bench, who: &Seated, received: Instant) -> RecordId {
    match bench.act(who, letter(received)) {
        Tell::Done(done) => done.records[0].0,
        other => panic!("not done: {other:?}"),
    }
}

fn number(number: u32) -> RecordId {
    RecordId::Letter(Agenda { year: 2026, number })
}

/// How many letters the lists have.
fn letters(bench: &Bench, who: &Seated) -> u32 {
    let ask = Ask::Page {
        query: Query::of(List::Letters),
        from: 0,
        count: 10,
        keep: None,
    };
    match bench.ask(who, ask) {
        Tell::Page(page) => page.total,
        other => panic!("no page: {other:?}"),
    }
}

/// A desk whose ledger is in the test's hands too; `others` are the acts that come in between.
struct Shared {
    bench: Bench,
    ledger: Memory,
    gate: Arc<Mutex<()>>,
    _first: Bench,
    _home: Option<tempfile::TempDir>,
}

fn shared(others: Vec<Command>) -> Shared {
    KEPT.set(Kept::InMemory(None));
    let mut first = Bench::new(false);
    let home = first._home.take();
    first.desk.close();
    let folder = first.folder.clone();
    let ledger = KEPT.with_borrow(|kept| match kept {
        Kept::InMemory(Some(ledger)) => ledger.clone(),
        Kept::InMemory(None) | Kept::InFiles => panic!("no desk in memory"),
    });
    KEPT.set(Kept::InFiles);
    let gate = Arc::new(Mutex::new(()));
    let contested = Contested {
        ledger: ledger.clone(),
        others: Mutex::new(others),
        gate: gate.clone(),
        folder: folder.clone(),
    };
    let server = server(8, 8);
    let opener = Opener {
        desk: folder.clone(),
        now: None,
    };
    let found = over(Box::new(contested), &folder);
    let opened = serve_from(&opener, &Opening::new(&server), found);
    let opened = opened.unwrap_or_else(|_| panic!("opens"));
    Shared {
        bench: Bench::of(folder, opened.desk, &server),
        ledger,
        gate,
        _first: first,
        _home: home,
    }
}

#[test]
fn one_check_runs_at_a_time() {
    let shared = shared(Vec::new());
    let bench = &shared.bench;
    let ani = bench.seated(1, FOUNDER);
    let shut = locked(&shared.gate);
    let outbox = Outbox::new(&Limits::default());
    bench.desk.ask(&ani.session, Ask::Verify, outbox.admit(1));
    for ask in [Ask::Verify, Ask::Compare] {
        assert_eq!(refused(&bench.ask(&ani, ask)), "check-runs");
    }
    drop(shut);
    outbox.finish();
    let patience = FinishBy::after(Duration::from_secs(60));
    let mut last = None;
    while let Some(batch) = outbox.next_batch(&patience) {
        last = batch.into_iter().next_back().or(last);
    }
    assert!(
        matches!(
            last,
            Some(ToClient::Answer {
                last: true,
                tell: Tell::Verified(_),
                ..
            })
        ),
        "{last:?}"
    );
    assert!(matches!(bench.ask(&ani, Ask::Verify), Tell::Verified(_)));
}

#[test]
fn where_somebody_else_was_first_the_acts_are_decided_anew() {
    let received = Instant::wib(2026, 11, 20, 8, 0).unwrap();
    // Two letters come in between, each before another try of the same act.
    let shared = shared(vec![letter(received), letter(received)]);
    let (bench, ledger) = (&shared.bench, shared.ledger.clone());
    let folder = bench.folder.clone();
    let ani = bench.seated(1, FOUNDER);
    assert_eq!(registered(bench, &ani, received), number(3));
    assert_eq!(letters(bench, &ani), 3, "the lists have what others wrote");
    // Between two acts too.
    write(&ledger, &folder, &letter(received));
    assert_eq!(registered(bench, &ani, received), number(5));
    assert_eq!(letters(bench, &ani), 5);
    let found = over(Box::new(ledger), &folder);
    assert_eq!(found.store.compare(&mut |_| {}).unwrap().count, 0);
    assert_eq!(
        found.store.verify(&mut |_| {}).unwrap().head,
        found.store.head()
    );
}
