//! What a client claims is not believed: an open desk asked by sessions of several accounts.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::domain::act::{LetterEntry, NameForm, Seen};
use crate::domain::checklist::Evidence;
use crate::domain::ids::{FileHash, OfficerId, RequestNo};
use crate::domain::kind::Kind;
use crate::domain::letter::{LetterForm, LetterSource, Nature, Urgency};
use crate::domain::office::{Capacity, Position};
use crate::domain::officer::{Account, Hold};
use crate::domain::policy::DocumentKey;
use crate::domain::request::Identity;

use crate::paths::Sharing;
use crate::policy_file;
use crate::server::Limits;
use crate::server::founding::{Founding, found};
use crate::server::outbox::{FinishBy, Outbox};
use crate::server::state::{ServerState, tests::server};
use crate::wire::envelope::ToClient;
use crate::wire::view::{HistoryRow, Value};
use std::os::unix::net::UnixStream;

mod choices;
mod engines;
mod files;
mod holidays;
mod late;

/// The founder's account, and that of a second officer.
const FOUNDER: u32 = 1_001;
const SECOND: u32 = 1_002;

const NIK: &str = "1971010101800013";

/// A desk that is open, and who sits at it.
struct Bench {
    folder: DeskFolder,
    desk: Arc<dyn Desk>,
    pushes: crate::server::Pushes,
    acts: std::cell::Cell<u8>,
    _home: Option<tempfile::TempDir>,
}

impl Drop for Bench {
    /// The hub writes no more when the folder goes, also after a failed test.
    fn drop(&mut self) {
        self.desk.close();
    }
}

struct Seated {
    session: Arc<Session>,
    outbox: Arc<Outbox>,
    _line: (Arc<UnixStream>, UnixStream),
}

fn account(uid: u32) -> Account {
    let name = format!("akun{uid}");
    Account { uid, name }
}

impl Bench {
    /// A desk that the founder and a second officer, auditor only, work at.
    fn new(training: bool) -> Bench {
        let home = tempfile::tempdir().unwrap();
        let folder = DeskFolder::new(&home.path().join("desk")).unwrap();
        let founding = Founding {
            name: "Meja uji".to_owned(),
            training,
            policy: policy_file::babel(),
            sharing: Sharing::Own,
            account: account(FOUNDER),
            founder: "Ani".to_owned(),
            known: Default::default(),
            at: Instant::wib(2026, 11, 20, 9, 0).unwrap(),
        };
        engines::begin(&folder, &founding);
        found(&folder, founding).unwrap();
        let mut bench = Bench::opened(folder, training.then(training_start));
        bench._home = Some(home);
        bench
    }

    fn opened(folder: DeskFolder, now: Option<Instant>) -> Bench {
        let server = server(8, 8);
        let opener = Opener {
            desk: folder.clone(),
            now: now.map(crate::server::clock::Start::Again),
        };
        let opening = Opening::new(&server);
        let opened = match engines::found(&folder) {
            Some(found) => serve_from(&opener, &opening, found),
            None => open(&opener, &opening),
        };
        let opened = opened.unwrap_or_else(|_| panic!("opens"));
        Bench::of(folder, opened.desk, &server)
    }

    fn of(folder: DeskFolder, desk: Arc<dyn Desk>, server: &ServerState) -> Bench {
        Bench {
            folder,
            desk,
            pushes: server.pushes().clone(),
            acts: std::cell::Cell::new(0),
            _home: None,
        }
    }

    /// Closes the desk and opens it at another time of its clock.
    fn later(mut self, now: Instant) -> Bench {
        let home = self._home.take();
        self.desk.close();
        let folder = self.folder.clone();
        drop(self);
        let mut bench = Bench::opened(folder, Some(now));
        bench._home = home;
        bench
    }

    fn seated(&self, id: SessionId, uid: u32) -> Seated {
        let peer = Peer {
            uid,
            pid: 1,
            stated_address: None,
            as_officer: None,
            build: String::new(),
        };
        let (ours, theirs) = UnixStream::pair().unwrap();
        let (outbox, line) = (Outbox::new(&Limits::default()), Arc::new(ours));
        self.pushes.add(id, outbox.clone(), line.clone());
        let welcome = self.desk.welcome(id, &peer).unwrap();
        let session = Arc::new(Session { id, peer, welcome });
        self.pushes.welcomed(session.clone());
        Seated {
            session,
            outbox,
            _line: (line, theirs),
        }
    }

    fn ask(&self, who: &Seated, ask: Ask) -> Tell {
        let outbox = Outbox::new(&Limits::default());
        let reply = outbox.admit(1);
        self.desk.ask(&who.session, ask, reply);
        outbox.finish();
        let patience = FinishBy::after(Duration::from_secs(60));
        loop {
            let batch = outbox.next_batch(&patience).expect("an answer");
            match batch.into_iter().next_back() {
                Some(ToClient::Answer {
                    last: true, tell, ..
                }) => return tell,
                Some(ToClient::Answer { last: false, .. }) => {}
                other => panic!("no answer but {other:?}"),
            }
        }
    }

    fn id(&self) -> ActIdBytes {
        self.acts.set(self.acts.get() + 1);
        [self.acts.get(); 16]
    }

    fn act(&self, who: &Seated, command: Command) -> Tell {
        let (id, command) = (self.id(), Box::new(command));
        self.ask(who, Ask::Act { id, command })
    }

    fn done(&self, who: &Seated, command: Command) {
        let told = self.act(who, command);
        assert!(matches!(told, Tell::Done(_)), "{told:?}");
    }

    /// Adds the second officer with a position.
    fn add_second(&self, admin: &Seated, position: Position) {
        let hold = Hold {
            position,
            capacity: Capacity::Definitive,
            from: Instant::wib(2026, 1, 1, 0, 0).unwrap(),
            until: None,
            basis: "SK".to_owned(),
            given: Instant::wib(2026, 1, 1, 0, 0).unwrap(),
        };
        let command = Command::AddOfficer {
            name: "Budi".to_owned(),
            nip: String::new(),
            nik: String::new(),
            email: String::new(),
            account: Some(account(SECOND)),
            holds: vec![hold],
        };
        self.done(admin, command);
    }

    /// Registers one name with a document.
    fn register(&self, who: &Seated, evidence: Evidence) -> Tell {
        let Tell::Status(status) = self.ask(who, Ask::Status) else {
            panic!("no status");
        };
        let name = NameForm {
            kind: Kind::Issue,
            identity: Identity {
                name: "Siti".to_owned(),
                nik: NIK.to_owned(),
                ..Identity::default()
            },
            note: String::new(),
            documents: vec![(DocumentKey::Ktp, evidence)],
            mended: Vec::new(),
            row: None,
            follows: None,
        };
        let letter = LetterEntry {
            form: form(status.now),
            source: LetterSource::Letter,
            names: vec![name],
        };
        self.act(who, Command::Register { letter })
    }

    /// Stores a file as a client does.
    fn stored(&self, who: &Seated, bytes: &[u8]) -> Evidence {
        let size = bytes.len() as u64;
        self.ask(who, Ask::Upload { bytes: size });
        for chunk in bytes.chunks(512 * 1024) {
            let bytes = chunk.to_vec();
            assert_eq!(self.ask(who, Ask::Chunk { bytes }), Tell::Ready);
        }
        match self.ask(who, Ask::Finish) {
            Tell::Stored { hash, bytes } => Evidence::File {
                hash,
                name: "ktp.pdf".to_owned(),
                bytes,
            },
            other => panic!("{other:?}"),
        }
    }

    fn events(&self, who: &Seated, event: &str) -> Vec<HistoryRow> {
        let audit = Ask::Audit {
            before: None,
            count: 500,
        };
        let Tell::History { rows, .. } = self.ask(who, audit) else {
            panic!("no ledger");
        };
        rows.into_iter().filter(|row| row.event == event).collect()
    }

    fn piece(&self, who: &Seated, id: ActIdBytes, offset: u64) -> Tell {
        let ask = Ask::Document {
            id,
            request: first(),
            document: DocumentKey::Ktp,
            offset,
        };
        self.ask(who, ask)
    }
}

fn form(received: Instant) -> LetterForm {
    LetterForm {
        from: "Dinas Kesehatan".to_owned(),
        number: "800/12/2026".to_owned(),
        date: None,
        received,
        nature: Nature::Ordinary,
        urgency: Urgency::Ordinary,
        attachments: String::new(),
        subject: "Permohonan".to_owned(),
        copies: String::new(),
        scan: None,
        contact: Default::default(),
    }
}

fn first() -> RequestNo {
    "0001.01/2026".parse().unwrap()
}

fn refused(told: &Tell) -> &str {
    match told {
        Tell::Refused(refusal) => refusal.code(),
        other => panic!("not refused: {other:?}"),
    }
}

fn no_piece_of_a_document_is_shown_without_a_recorded_look() {
    let bench = Bench::new(false);
    let ani = bench.seated(1, FOUNDER);
    let scan = vec![7_u8; 600 * 1024];
    let held = bench.stored(&ani, &scan);
    assert!(matches!(bench.register(&ani, held), Tell::Done(_)));
    assert_eq!(bench.events(&ani, "looked-document").len(), 0);
    let id = bench.id();
    let told = bench.piece(&ani, id, 512 * 1024);
    assert!(matches!(told, Tell::Bytes { .. }), "{told:?}");
    assert_eq!(
        bench.events(&ani, "looked-document").len(),
        1,
        "whatever the offset"
    );
    // The whole, under that one look.
    let mut got = Vec::new();
    while got.len() < scan.len() {
        match bench.piece(&ani, id, got.len() as u64) {
            Tell::Bytes { bytes, .. } if !bytes.is_empty() => got.extend(bytes),
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(got, scan);
    assert_eq!(bench.events(&ani, "looked-document").len(), 1);
    bench.desk.close();
}

fn a_damaged_document_is_not_shown_from_its_middle_either() {
    let bench = Bench::new(false);
    let ani = bench.seated(1, FOUNDER);
    let held = bench.stored(&ani, &vec![7_u8; 600 * 1024]);
    let Evidence::File { hash, .. } = &held else {
        panic!("a file");
    };
    let path = crate::store::Documents::of(bench.folder.path()).path(&hash.0);
    assert!(matches!(bench.register(&ani, held.clone()), Tell::Done(_)));
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[10] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    let told = bench.piece(&ani, bench.id(), 512 * 1024);
    assert_eq!(refused(&told), "damaged");
    bench.desk.close();
}

fn a_recorded_look_does_not_last() {
    let bench = Bench::new(true);
    let ani = bench.seated(1, FOUNDER);
    let told = bench.register(&ani, Evidence::Paper);
    assert!(matches!(told, Tell::Done(_)), "{told:?}");
    let (id, request) = (bench.id(), first());
    let reveal = || Ask::Reveal { id, request };
    let whole = Tell::Nik(NIK.to_owned());
    assert_eq!(bench.ask(&ani, reveal()), whole);
    assert_eq!(bench.ask(&ani, reveal()), whole, "an answer that was lost");
    assert_eq!(bench.events(&ani, "looked-nik").len(), 1);
    let bench = bench.later(training_start().plus_minutes(30));
    let ani = bench.seated(1, FOUNDER);
    assert_eq!(refused(&bench.ask(&ani, reveal())), "act-id-reused");
    let id = [99; 16];
    assert_eq!(bench.ask(&ani, Ask::Reveal { id, request }), whole);
    assert_eq!(bench.events(&ani, "looked-nik").len(), 2);
    bench.desk.close();
}

fn a_look_is_not_repeated_after_its_right_ended() {
    let bench = Bench::new(false);
    let ani = bench.seated(1, FOUNDER);
    bench.add_second(&ani, Position::Verifikator);
    let budi = bench.seated(2, SECOND);
    let told = bench.register(&ani, Evidence::Paper);
    assert!(matches!(told, Tell::Done(_)), "{told:?}");
    let (id, request) = (bench.id(), first());
    let told = bench.ask(&budi, Ask::Reveal { id, request });
    assert_eq!(told, Tell::Nik(NIK.to_owned()));
    let officer = Seen {
        id: OfficerId(2),
        revision: 1,
    };
    let position = Position::Verifikator;
    let command = Command::ReleaseHold {
        officer,
        position,
        until: None,
    };
    bench.done(&ani, command);
    let told = bench.ask(&budi, Ask::Reveal { id, request });
    assert_eq!(refused(&told), "not-yours");
    bench.desk.close();
}

fn a_released_account_acts_no_more_and_its_session_ends() {
    let bench = Bench::new(false);
    let ani = bench.seated(1, FOUNDER);
    bench.add_second(&ani, Position::Agendaris);
    let budi = bench.seated(2, SECOND);
    assert!(matches!(bench.ask(&budi, Ask::Counts), Tell::Counts(_)));
    let officer = Seen {
        id: OfficerId(2),
        revision: 1,
    };
    let release = Command::BindAccount {
        officer,
        account: None,
    };
    bench.done(&ani, release);
    let patience = FinishBy::after(Duration::from_secs(60));
    let mut told = Vec::new();
    budi.outbox.finish();
    while let Some(batch) = budi.outbox.next_batch(&patience) {
        told.extend(batch);
    }
    // The hub ends the session after it answered: wait for it, by its next act.
    bench.register(&ani, Evidence::Paper);
    while let Some(batch) = budi.outbox.next_batch(&patience) {
        told.extend(batch);
    }
    let goodbye = ToClient::Goodbye(Goodbye::SessionEnded);
    assert!(told.contains(&goodbye), "{told:?}");
    assert_eq!(refused(&bench.ask(&budi, Ask::Counts)), "no-officer");
    let look = Command::LookAtNik { request: first() };
    assert_eq!(refused(&bench.act(&budi, look)), "no-officer");
    bench.desk.close();
}

fn a_file_that_the_desk_does_not_hold_is_no_evidence() {
    let bench = Bench::new(false);
    let ani = bench.seated(1, FOUNDER);
    let stated = |hash, bytes| Evidence::File {
        hash,
        name: "ktp.pdf".to_owned(),
        bytes,
    };
    let held = bench.stored(&ani, b"%PDF-1.4 scan");
    let Evidence::File { hash, bytes, .. } = held else {
        panic!("a file");
    };
    for (hash, bytes, taken) in [
        (FileHash([9; 32]), bytes, false),
        (hash, bytes + 1, false),
        (hash, bytes, true),
    ] {
        let told = bench.register(&ani, stated(hash, bytes));
        match taken {
            true => assert!(matches!(told, Tell::Done(_)), "{told:?}"),
            false => assert_eq!(refused(&told), "file-unknown"),
        }
    }
    let letter = Seen {
        id: first().agenda,
        revision: 1,
    };
    let scan = Some(FileHash([9; 32]));
    let form = LetterForm {
        scan,
        ..form(Instant::wib(2026, 11, 20, 9, 0).unwrap())
    };
    let told = bench.act(&ani, Command::EditLetter { letter, form });
    assert_eq!(refused(&told), "file-unknown");
    bench.desk.close();
}

fn a_policy_is_what_its_digest_says_and_keeps_the_rules() {
    let bench = Bench::new(false);
    let ani = bench.seated(1, FOUNDER);
    let adopt = |policy: &crate::domain::policy::Policy, digest| Command::AdoptPolicy {
        seen: 1,
        policy: Box::new(policy.clone()),
        digest,
    };
    let sound = policy_file::babel();
    let told = bench.act(&ani, adopt(&sound, [0; 32]));
    assert_eq!(refused(&told), "invalid");
    let mut broken = sound.clone();
    broken.kinds.clear();
    let told = bench.act(&ani, adopt(&broken, policy_file::digest(&broken)));
    assert_eq!(refused(&told), "invalid");
    bench.done(&ani, adopt(&sound, policy_file::digest(&sound)));
    bench.desk.close();
}

fn attempts_beyond_ones_rights_are_recorded_whatever_they_are() {
    let bench = Bench::new(false);
    let ani = bench.seated(1, FOUNDER);
    bench.add_second(&ani, Position::Verifikator);
    let budi = bench.seated(2, SECOND);
    let letters = || {
        vec![LetterEntry {
            form: form(Instant::wib(2026, 11, 20, 9, 0).unwrap()),
            source: LetterSource::Letter,
            names: Vec::new(),
        }]
    };
    let asks = [
        (Ask::Stop, "stop"),
        (Ask::Verify, "check"),
        (Ask::Compare, "check"),
        (
            Ask::Preview {
                command: Box::new(Command::Import { letters: letters() }),
            },
            "import",
        ),
    ];
    for (ask, act) in asks {
        assert_eq!(refused(&bench.ask(&budi, ask)), "not-yours");
        // An act after it: the hub has taken both.
        bench.register(&ani, Evidence::Paper);
        let rows = bench.events(&ani, "refused");
        let facts: Vec<_> = rows.iter().flat_map(|row| &row.facts).collect();
        let told = facts.iter().any(|fact| fact.now == Value::key("act", act));
        assert!(told, "{facts:?}");
        assert!(rows.iter().all(|row| row.officer == "Budi"));
    }
    bench.desk.close();
}

#[test]
fn what_cannot_be_read_is_never_shown_as_if_it_were_not_there() {
    use crate::store::records::{Origin, record_key};
    let mut bench = Bench::new(false);
    let ani = bench.seated(1, FOUNDER);
    let told = bench.register(&ani, Evidence::Paper);
    assert!(matches!(told, Tell::Done(_)), "{told:?}");
    bench.desk.close();
    let (_home, folder, pushes) = (
        bench._home.take(),
        bench.folder.clone(),
        bench.pushes.clone(),
    );
    drop(bench);
    let options = Options::default();
    let store = Store::open(folder.path(), Arc::new(Domain), &options, &mut |_| {}).unwrap();
    let office = Office::load(&store).unwrap();
    let shared = Shared {
        lists: Lists::default(),
        office: RwLock::new(Arc::new(office)),
        clock: Clock::real(Instant(0)),
        pushes: pushes.clone(),
        checking: std::sync::atomic::AtomicBool::new(false),
        store,
    };
    let caller = Caller {
        actor: crate::domain::rules::Actor::officer(OfficerId(1)),
        origin: Origin::default(),
    };
    let presences = Presences::new(pushes);
    let view = || Views::new(&shared, &caller, &presences, 1).answer(&Ask::Request(first()));
    assert!(matches!(view(), Tell::Request(_)));
    // The sheet is only a part of what is shown.
    let sheet = RecordId::Sheet(first().agenda.sheet(1));
    shared.store.spoil(&record_key(sheet));
    assert_eq!(refused(&view()), "damaged");
}

fn a_known_person_is_suggested_with_a_masked_nik_that_the_desk_knows_whole() {
    let bench = Bench::new(false);
    let ani = bench.seated(1, FOUNDER);
    let register = |nik: &str| {
        let Tell::Status(status) = bench.ask(&ani, Ask::Status) else {
            panic!("no status");
        };
        let identity = Identity {
            name: "Siti".to_owned(),
            nip: "198001012005011013".to_owned(),
            nik: nik.to_owned(),
            ..Identity::default()
        };
        let name = NameForm {
            kind: Kind::Issue,
            identity,
            note: String::new(),
            documents: Vec::new(),
            mended: Vec::new(),
            row: None,
            follows: None,
        };
        let letter = LetterEntry {
            form: form(status.now),
            source: LetterSource::Letter,
            names: vec![name],
        };
        bench.done(&ani, Command::Register { letter });
    };
    register(NIK);
    let text = "Siti".to_owned();
    let Tell::Suggestions(found) = bench.ask(&ani, Ask::Suggest { text }) else {
        panic!("no suggestions");
    };
    let masked = found[0].details.nik.clone().unwrap();
    assert_eq!(masked, "1971••••••••0013");
    register(&masked);
    let id = bench.id();
    let request = "0002.01/2026".parse().unwrap();
    let told = bench.ask(&ani, Ask::Reveal { id, request });
    assert_eq!(told, Tell::Nik(NIK.to_owned()));
    bench.desk.close();
}
