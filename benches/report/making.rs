//! D(n): a desk with n certificates, n/10 requests and n/10 people. Every event is one that the
//! rules decided, committed through the store in big groups; only the socket is left out.
//!
//! A person's earlier certificates are taken over with one event each; the newest comes of a
//! request that went the whole way, about 20 events with its letter and sheet. Of every fifty
//! requests one still waits at some stage.

use super::people::{mixed, person};
use super::served::account;
use loket::domain::act::{Answer, Command, LetterEntry, NameForm, Seen};
use loket::domain::certificate::{CertificateForm, CertificateSource, IssuingBody};
use loket::domain::checklist::{Evidence, Verdict};
use loket::domain::identity::serial::{Base, Serial};
use loket::domain::ids::{OfficerId, RecordId, RequestNo};
use loket::domain::kind::Kind;
use loket::domain::letter::{LetterForm, LetterSource, Nature, Urgency};
use loket::domain::person::PersonDetails;
use loket::domain::policy::{DocumentKey, EvidenceKind, Need, Policy};
use loket::domain::record::Record;
use loket::domain::request::{Identity, Request, Stage};
use loket::domain::rules::{Actor, decide};
use loket::domain::sheet::{Sheet, SheetStage, Slip};
use loket::domain::time::Instant;
use loket::paths::{DeskFolder, Sharing};
use loket::policy_file;
use loket::server::founding::{Founding, found};
use loket::server::office::Office;
use loket::server::reading::{Reading, record};
use loket::store::records::{Domain, Origin, new_event};
use loket::store::{Act, ActId, Group, Options, Store};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant as Moment;
use tempfile::TempDir;

/// Acts of one commit.
const GROUP: usize = 256;

/// Days over which the requests came in.
const DAYS: i64 = 3 * 365;

/// A made desk, closed; nobody serves it yet.
pub struct Made {
    pub desk: DeskFolder,
    pub size: u32,
    pub events: u64,
    pub seconds: f64,
    /// Name, e-mail, agency, serial and end of each certificate, for the peers.
    pub csv: PathBuf,
    _home: TempDir,
}

impl Made {
    /// `D(100k)`.
    pub fn data(&self) -> String {
        format!("D({})", thousands(self.size))
    }
}

/// `100k`, `1M`.
pub fn thousands(count: u32) -> String {
    match count {
        1_000_000.. => format!("{}M", count / 1_000_000),
        1_000.. => format!("{}k", count / 1_000),
        few => few.to_string(),
    }
}

/// The last moment of the made-up past: the server's clock starts on the Monday after it.
pub fn end() -> Instant {
    Instant::wib(2026, 11, 20, 16, 0).unwrap()
}

/// An empty training desk.
pub fn found_empty(at: Instant) -> (TempDir, DeskFolder) {
    // Where the desk's disk is, not a temporary one that may be memory.
    let home = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).unwrap();
    let desk = DeskFolder::new(&home.path().join("desk")).unwrap();
    let founding = Founding {
        name: "Loket".to_owned(),
        training: true,
        // A look at each document would be an act of its own: the data keep their number of events.
        policy: Policy {
            look_first: false,
            ..policy_file::babel()
        },
        sharing: Sharing::Own,
        account: account(),
        founder: "Petugas".to_owned(),
        at,
        known: Default::default(),
    };
    found(&desk, founding).unwrap();
    (home, desk)
}

/// Makes D(n).
pub fn make(size: u32) -> Made {
    let began = Moment::now();
    let start = end().plus_days(-DAYS);
    let (home, desk) = found_empty(start);
    let store = Store::open(
        desk.path(),
        Arc::new(Domain),
        &Options::default(),
        &mut |_| {},
    )
    .unwrap();
    let csv = home.path().join("certificates.csv");
    let office = Office::load(&store).unwrap();
    let cast = office.officers.iter().skip(1).map(|officer| officer.id);
    let mut making = Making {
        actor: Actor {
            officer: OfficerId(1),
            cast: cast.collect(),
        },
        policy: office.policy(),
        group: Some(store.begin()),
        store: &store,
        office,
        at: start,
        csv: BufWriter::new(File::create(&csv).unwrap()),
    };
    making.fill(size);
    making.finish();
    let events = store.head().seq;
    store.close().unwrap();
    Made {
        desk,
        size,
        events,
        seconds: began.elapsed().as_secs_f64(),
        csv,
        _home: home,
    }
}

struct Making<'s> {
    store: &'s Store,
    group: Option<Group<'s>>,
    office: Office,
    policy: Arc<Policy>,
    actor: Actor,
    at: Instant,
    csv: BufWriter<File>,
}

impl Making<'_> {
    fn fill(&mut self, size: u32) {
        let people = size / 10;
        let span = end().0 - self.at.0;
        let start = self.at;
        for number in 0..people {
            self.at = Instant(start.0 + span * i64::from(number) / i64::from(people));
            let identity = person(number, &self.policy);
            for earlier in (1..10).rev() {
                self.take_over(number, earlier, &identity);
            }
            let open = number % 50 == 49;
            let stops = open.then_some(mixed(number) % 8);
            self.request(number, identity, stops);
            if number % 10_000 == 9_999 {
                eprintln!("  {} people of {people}", number + 1);
            }
        }
    }

    fn group(&self) -> &Group<'_> {
        self.group.as_ref().expect("a group is open between acts")
    }

    /// Does one act; the rules must accept it.
    fn act(&mut self, command: &Command) -> Vec<loket::domain::event::Event> {
        let reading = Reading::new(self.group(), &self.office);
        let decided = decide(&reading, command, &self.actor, self.at);
        let decision =
            decided.unwrap_or_else(|refusal| panic!("refused: {refusal:?}\nfor {command:?}"));
        let origin = Origin {
            uid: Some(account().uid),
            address: None,
        };
        let events = decision.events.iter();
        let events = events
            .map(|event| new_event(event, decision.post(), decision.stated, &origin).unwrap());
        let act = Act {
            id: ActId::random().unwrap(),
            command: [0; 32],
            officer: decision.officer.0,
            recorded_at: self.at.0,
            events: events.collect(),
            result: Vec::new(),
        };
        let mut group = self.group.take().expect("a group is open between acts");
        group.push(act).unwrap();
        if group.len() >= GROUP || group.is_full() {
            self.store.commit(group).unwrap();
            group = self.store.begin();
        }
        self.group = Some(group);
        self.at = Instant(self.at.0 + 1_000);
        decision.events
    }

    fn finish(&mut self) {
        let group = self.group.take().expect("a group is open between acts");
        self.store.commit(group).unwrap();
        self.csv.flush().unwrap();
    }

    /// A certificate of earlier years, run out.
    fn take_over(&mut self, number: u32, earlier: u32, identity: &Identity) {
        let ended = self.at.plus_days(-i64::from(earlier) * 370);
        let form = self.certificate(number * 10 + earlier, identity, ended.plus_days(-730));
        let command = Command::TakeOver {
            replaces: None,
            certificate: CertificateForm {
                source: CertificateSource::Inventory,
                ..form
            }
            .into(),
            holder: Box::new(details(identity)),
        };
        self.act(&command);
    }

    fn certificate(
        &mut self,
        number: u32,
        identity: &Identity,
        not_before: Instant,
    ) -> CertificateForm {
        let serial = format!("{:016x}{number:08x}", mixed(number));
        let not_after = not_before.plus_days(730);
        writeln!(
            self.csv,
            "\"{}\",{},\"{}\",{serial},{}",
            identity.name, identity.email, identity.agency, not_after.0
        )
        .unwrap();
        CertificateForm {
            serial: Some(Serial::parse_as(&serial, Base::Hex).unwrap()),
            issuer: "OSD LU Kelas 2".to_owned(),
            body: IssuingBody::Bsre,
            name: identity.name.clone(),
            email: identity.email.clone(),
            agency: identity.agency.clone(),
            nik: String::new(),
            key: "RSA 2048".to_owned(),
            not_before,
            not_after,
            fingerprint: None,
            source: CertificateSource::Typed,
        }
    }

    /// A request on a letter of its own, up to its end or to the stage at which it stops.
    fn request(&mut self, number: u32, identity: Identity, stops: Option<u64>) {
        let letter = self.letter(number, identity);
        let events = self.act(&Command::Register { letter });
        let no = events
            .iter()
            .find_map(|event| match event.record {
                RecordId::Request(no) => Some(no),
                _ => None,
            })
            .expect("a registration has a request");
        let mut steps = 0;
        while stops.is_none_or(|stops| steps < stops) && self.step(number, no) {
            steps += 1;
        }
    }

    fn letter(&self, number: u32, identity: Identity) -> LetterEntry {
        let evidence =
            |key: DocumentKey| match self.policy.evidence_suffices(key, EvidenceKind::Link) {
                true => Evidence::Link(format!("https://drive.google.com/open?id={number:012x}")),
                false => Evidence::Paper,
            };
        let checklist = self.policy.checklist(Kind::Issue).into_iter();
        let files = checklist.filter(|(key, need)| key.is_file() && *need == Need::Must);
        LetterEntry {
            form: LetterForm {
                from: identity.agency.clone(),
                number: format!("800/{number}/{}", self.at.year()),
                date: Some(self.at.day()),
                received: self.at,
                nature: Nature::Ordinary,
                urgency: Urgency::Ordinary,
                attachments: "1 berkas".to_owned(),
                subject: "Permohonan Sertifikat Elektronik".to_owned(),
                copies: String::new(),
                scan: None,
                contact: Default::default(),
            },
            source: LetterSource::Letter,
            names: vec![NameForm {
                kind: Kind::Issue,
                documents: files.map(|(key, _)| (key, evidence(key))).collect(),
                identity,
                note: String::new(),
                mended: Vec::new(),
                row: None,
                follows: None,
            }],
        }
    }

    fn read(&self, no: RequestNo) -> Request {
        match record(self.group(), RecordId::Request(no)).unwrap() {
            Some(Record::Request(request)) => *request,
            other => panic!("{no} is {other:?}"),
        }
    }

    /// The next act of a request; false at its end.
    fn step(&mut self, number: u32, no: RequestNo) -> bool {
        let request = self.read(no);
        let seen = Seen {
            id: no,
            revision: request.revision,
        };
        let date = self.at.day();
        let answer = |answer| Command::Answer {
            request: seen,
            answer,
        };
        let command = match request.stage {
            Stage::Registered | Stage::Disposition(_) => self.dispose(&request),
            Stage::Verification => {
                self.act(&mark(&request, seen));
                Command::Send {
                    request: Seen {
                        revision: self.read(no).revision,
                        ..seen
                    },
                    date,
                    ticket: format!("BSRE-{number}"),
                    channel: "portal".to_owned(),
                }
            }
            Stage::AtBsre | Stage::AccountCheck => answer(Answer::LinkSent { date }),
            Stage::AwaitingActivation => match &request.activation {
                Some(activation) if activation.asked.is_none() => answer(Answer::HolderAsked),
                _ => answer(Answer::Activated { date }),
            },
            Stage::Activated => {
                let form = self.certificate(number * 10, &request.identity, self.at);
                answer(Answer::Issued {
                    certificate: form.into(),
                })
            }
            Stage::Issued => Command::HandOver {
                request: seen,
                channel: "whatsapp".to_owned(),
                address: request.identity.phone,
                reply: "Sudah diterima, terima kasih.".to_owned(),
            },
            _ => return false,
        };
        self.act(&command);
        true
    }

    fn dispose(&self, request: &Request) -> Command {
        let id = request.no.agenda.sheet(request.sheet);
        let sheet: Sheet = match record(self.group(), RecordId::Sheet(id)).unwrap() {
            Some(Record::Sheet(sheet)) => sheet,
            other => panic!("{id} is {other:?}"),
        };
        let position = match sheet.stage {
            SheetStage::With(position) => position,
            _ => loket::domain::office::Position::Agendaris,
        };
        let instruction = self.policy.default_instruction(position);
        Command::Dispose {
            sheets: vec![Seen {
                id,
                revision: sheet.revision,
            }],
            except: Vec::new(),
            slip: Slip {
                instructions: instruction.into_iter().map(|one| one.key.clone()).collect(),
                ..Slip::default()
            },
            paper: None,
        }
    }
}

/// Everything conforms.
fn mark(request: &Request, seen: Seen<RequestNo>) -> Command {
    let marks = request
        .checklist
        .iter()
        .map(|item| {
            let on = item.current().map(|held| held.evidence.clone());
            (item.document, Verdict::Conforms, on)
        })
        .collect();
    Command::Mark {
        request: seen,
        marks,
    }
}

/// What the desk keeps of a person.
pub fn details(identity: &Identity) -> PersonDetails {
    PersonDetails {
        name: identity.name.clone(),
        nip: identity.nip(),
        nik: identity.nik(),
        birth_date: identity.birth_date,
        post: identity.post.clone(),
        rank: identity.rank.clone(),
        eselon: identity.eselon.clone(),
        agency: identity.agency.clone(),
        unit: identity.unit.clone(),
        email: identity.email.clone(),
        phone: identity.phone.clone(),
    }
}
