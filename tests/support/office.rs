//! A small office on a memory desk: its people, letters with made-up names, and the way of a
//! request up to any stage, so that a test says only what it is about.

#[path = "office_kinds.rs"]
mod kinds;

pub use kinds::*;

use crate::memory_desk::{Founder, MemoryDesk};
use chrono::NaiveDate;
use loket::domain::act::{Answer, Command, Exception, LetterEntry, NameForm, Seen};
use loket::domain::certificate::{Certificate, CertificateForm, CertificateSource, IssuingBody};
use loket::domain::checklist::{ChecklistItem, Evidence, Verdict};
use loket::domain::desk::Desk;
use loket::domain::identity::Serial;
use loket::domain::ids::{Agenda, CertificateId, OfficerId, RecordId, RequestNo, SheetNo};
use loket::domain::kind::Kind;
use loket::domain::letter::{LetterForm, LetterSource, Nature, Urgency};
use loket::domain::office::{Capacity, Position};
use loket::domain::officer::{Account, Hold, PersonIds};
use loket::domain::person::PersonDetails;
use loket::domain::policy::{Category, Cause, DocumentKey, Policy};
use loket::domain::record::Record;
use loket::domain::refusal::Refusal;
use loket::domain::request::{
    CheckFault, Identity, Outcome, Outgoing, Particular, Request, Stage, StatedCause,
};
use loket::domain::rules::{Actor, Decision, decide};
use loket::domain::sheet::{Paper, Sheet, Slip};
use loket::domain::time::{Day, Instant};

pub const KADIS: OfficerId = OfficerId(1);
pub const KABID: OfficerId = OfficerId(2);
pub const SUBKOORD: OfficerId = OfficerId(3);
pub const VERIFIER: OfficerId = OfficerId(4);
pub const VERIFIER_2: OfficerId = OfficerId(5);
pub const CLERK: OfficerId = OfficerId(6);
pub const CLERK_2: OfficerId = OfficerId(7);
pub const ADMIN: OfficerId = OfficerId(8);
pub const AUDITOR: OfficerId = OfficerId(9);

/// The documents of `issue` that are files.
pub const FILES: [DocumentKey; 6] = [
    DocumentKey::Letter,
    DocumentKey::Form,
    DocumentKey::Ktp,
    DocumentKey::Sk,
    DocumentKey::SelfieKtp,
    DocumentKey::Selfie,
];

/// The desk, and the time on its clock.
#[derive(Clone)]
pub struct Office {
    pub desk: MemoryDesk,
    pub at: Instant,
}

/// A moment of November 2026, WIB. The 23rd is a Monday.
pub fn at(day: u32, hour: u32, minute: u32) -> Instant {
    Instant::wib(2026, 11, day, hour, minute).expect("a moment of November")
}

/// A day of November 2026.
pub fn day(day: u32) -> Day {
    NaiveDate::from_ymd_opt(2026, 11, day).expect("a day of November")
}

/// The beginning of a day of November, and its end: the first moment after it.
pub fn began(on: u32) -> Instant {
    at(on, 0, 0)
}

pub fn ended(on: u32) -> Option<Instant> {
    Some(at(on, 0, 0).plus_days(1))
}

/// A position held from 2020 on.
pub fn hold(position: Position, capacity: Capacity) -> Hold {
    Hold {
        position,
        capacity,
        from: Instant::wib(2020, 1, 1, 0, 0).expect("a moment"),
        until: None,
        basis: "SK".to_owned(),
        given: Instant::wib(2020, 1, 1, 0, 0).expect("a moment"),
    }
}

/// The refusal of an act on one's own request, with those who may instead.
pub fn own(need: Position, takers: &[OfficerId]) -> Refusal {
    let takers = takers.to_vec();
    Refusal::OwnRequest { need, takers }
}

/// A refusal as it is told, in both languages.
pub fn told(office: &Office, refusal: &Refusal) -> [String; 2] {
    use loket::text::{Language, Words};
    let officers = office.desk.officers();
    let name = |id: OfficerId| {
        let mut named = officers.iter().filter(|one| one.id == id);
        named.next().map(|one| one.name.clone())
    };
    [Language::Indonesian, Language::English].map(|language| {
        let words = Words::new(language);
        loket::text::refusal::sentence(&words, office.at, &name, refusal)
    })
}

/// A NIP and a NIK of one made-up man born on 1 January 1980.
pub fn nip(n: u32) -> String {
    format!("198001012005011{n:03}")
}

pub fn nik(n: u32) -> String {
    format!("197101010180{n:04}")
}

fn founders() -> Vec<Founder> {
    use Position::*;
    let positions = [
        Kadis,
        Kabid,
        Subkoord,
        Verifikator,
        Verifikator,
        Agendaris,
        Agendaris,
        Admin,
        Auditor,
    ];
    let founder = |(n, position): (u32, Position)| {
        let account = Account {
            uid: 1000 + n,
            name: format!("akun{n}"),
        };
        let holds = vec![hold(position, Capacity::Definitive)];
        Founder {
            name: format!("Petugas {n}"),
            known: PersonIds::read(&nip(900 + n), "", "").expect("a NIP"),
            account: Some(account),
            holds,
        }
    };
    (1..).zip(positions).map(founder).collect()
}

impl Office {
    /// The office of the shipped policy, on Monday 2 November 2026, 09.00.
    pub fn new() -> Office {
        Office::with(|_| {})
    }

    /// The same with a changed policy.
    pub fn with(change: impl FnOnce(&mut Policy)) -> Office {
        let mut policy = loket::policy_file::babel();
        change(&mut policy);
        let desk = MemoryDesk::found(policy, founders(), at(2, 8, 0));
        Office {
            desk,
            at: at(2, 9, 0),
        }
    }

    /// An act in an officer's own name, now.
    pub fn act(&mut self, by: OfficerId, command: Command) -> Result<Decision, Refusal> {
        self.desk.act(&Actor::officer(by), &command, self.at)
    }

    /// What an act would come to.
    pub fn judge(&self, by: OfficerId, command: &Command) -> Result<Decision, Refusal> {
        decide(&self.desk, command, &Actor::officer(by), self.at)
    }

    /// An act that must be accepted, a minute after the one before.
    pub fn done(&mut self, by: OfficerId, command: Command) -> Decision {
        let what = format!("{command:?}");
        let decision = self.act(by, command);
        self.at = self.at.plus_minutes(1);
        decision.unwrap_or_else(|refusal| panic!("refused: {refusal:?}\nfor {what}"))
    }

    /// What an act would be refused for; the desk stays as it is.
    pub fn refused(&self, by: OfficerId, command: Command) -> Refusal {
        match self.judge(by, &command) {
            Err(refusal) => refusal,
            Ok(decision) => panic!("accepted: {command:?}\nas {:?}", decision.events),
        }
    }

    pub fn request(&self, no: RequestNo) -> Request {
        match self.desk.record(RecordId::Request(no)) {
            Some(Record::Request(request)) => *request,
            other => panic!("{no} is {other:?}"),
        }
    }

    pub fn sheet(&self, no: SheetNo) -> Sheet {
        match self.desk.record(RecordId::Sheet(no)) {
            Some(Record::Sheet(sheet)) => sheet,
            other => panic!("{no} is {other:?}"),
        }
    }

    /// A letter as seen now.
    pub fn letter(&self, no: Agenda) -> Seen<Agenda> {
        match self.desk.record(RecordId::Letter(no)) {
            Some(Record::Letter(letter)) => Seen {
                id: no,
                revision: letter.revision,
            },
            other => panic!("{no} is {other:?}"),
        }
    }

    pub fn seen(&self, no: RequestNo) -> Seen<RequestNo> {
        Seen {
            id: no,
            revision: self.request(no).revision,
        }
    }

    /// The certificate that a request brought, as seen now; one that is not there before.
    pub fn seen_certificate(&self, no: RequestNo) -> Seen<CertificateId> {
        let id = self
            .request(no)
            .certificate
            .unwrap_or(CertificateId(u32::MAX));
        let revision = match Desk::record(&self.desk, RecordId::Certificate(id)) {
            Some(Record::Certificate(certificate)) => certificate.revision,
            _ => 0,
        };
        Seen { id, revision }
    }

    /// The sheet on which a name travels, as seen now.
    pub fn sheet_of(&self, no: RequestNo) -> Seen<SheetNo> {
        let id = no.agenda.sheet(self.request(no).sheet);
        Seen {
            id,
            revision: self.sheet(id).revision,
        }
    }

    /// Registers a letter with these names.
    pub fn register(&mut self, names: Vec<NameForm>) -> Agenda {
        let letter = entry(self.at, names);
        let decision = self.done(CLERK, Command::Register { letter });
        let letter = decision.events.iter().find_map(|event| match event.record {
            RecordId::Letter(no) => Some(no),
            _ => None,
        });
        letter.expect("a registration has a letter")
    }

    /// Registers one `issue` request for the nth person.
    pub fn issue(&mut self, n: u32) -> RequestNo {
        self.register(vec![name(n, Kind::Issue)]).line(1)
    }

    /// Forwards or disposes the sheet of a name.
    pub fn pass(&mut self, by: OfficerId, no: RequestNo) -> Decision {
        let command = dispose(vec![self.sheet_of(no)]);
        self.done(by, command)
    }

    /// Marks every item as conforming.
    pub fn mark_all_command(&self, no: RequestNo) -> Command {
        let request = self.request(no);
        let conforms = |item: &ChecklistItem| {
            let on = item.current().map(|held| held.evidence.clone());
            (item.document, Verdict::Conforms, on)
        };
        let marks = request.checklist.iter().map(conforms).collect();
        let request = self.seen(no);
        Command::Mark { request, marks }
    }

    /// Opens every file and link, as one must before it can conform; a look that is refused shows in
    /// the mark that comes after it.
    pub fn look_at_all(&mut self, by: OfficerId, no: RequestNo) {
        self.look_by(&Actor::officer(by), no);
    }

    /// The same by an account; in whose names.
    pub fn look_by(&mut self, actor: &Actor, no: RequestNo) -> Vec<OfficerId> {
        let mut names = Vec::new();
        for item in self.request(no).checklist {
            let held = item.current().map(|held| &held.evidence);
            if matches!(held, Some(Evidence::File { .. } | Evidence::Link(_))) {
                let (request, document) = (no, item.document);
                let look = Command::LookAtDocument { request, document };
                let looked = self.desk.act(actor, &look, self.at);
                names.extend(looked.map(|looked| looked.officer));
            }
        }
        names
    }

    /// Opens everything and marks that it conforms.
    pub fn mark_all(&mut self, by: OfficerId, no: RequestNo) {
        self.prove_cause(no);
        self.look_at_all(by, no);
        let command = self.mark_all_command(no);
        self.done(by, command);
    }

    /// Marks and sends.
    pub fn send_to_bsre(&mut self, no: RequestNo) {
        self.mark_all(VERIFIER, no);
        let command = self.send(no);
        self.done(VERIFIER, command);
    }

    pub fn send(&self, no: RequestNo) -> Command {
        Command::Send {
            request: self.seen(no),
            date: self.at.day(),
            ticket: "T-1".to_owned(),
            channel: "portal".to_owned(),
        }
    }

    pub fn answer(&self, no: RequestNo, answer: Answer) -> Command {
        Command::Answer {
            request: self.seen(no),
            answer,
        }
    }

    /// The certificate that BSrE would make of a request, with this serial.
    pub fn certificate(&self, no: RequestNo, serial: u8) -> CertificateForm {
        let identity = self.request(no).identity;
        CertificateForm {
            serial: Serial::from_octets(&[0x61, 0x7f, serial]).ok(),
            issuer: "OSD LU Kelas 2".to_owned(),
            body: IssuingBody::Bsre,
            name: identity.name,
            email: identity.email,
            agency: String::new(),
            nik: identity.nik,
            key: "RSA 2048".to_owned(),
            not_before: self.at.plus_minutes(-30),
            not_after: self.at.plus_days(730),
            fingerprint: None,
            source: CertificateSource::Typed,
        }
    }

    /// Brings a request along the main road to a stage.
    pub fn bring(&mut self, no: RequestNo, to: Stage) {
        while self.request(no).stage != to {
            match self.request(no).stage {
                Stage::Registered => drop(self.pass(CLERK, no)),
                Stage::Disposition(Position::Kadis) => drop(self.pass(KADIS, no)),
                Stage::Disposition(Position::Kabid) => drop(self.pass(KABID, no)),
                Stage::Disposition(_) => drop(self.pass(SUBKOORD, no)),
                Stage::Verification => {
                    self.state_all(no);
                    self.send_to_bsre(no);
                }
                _ => self.follow_up(no, to),
            }
        }
    }

    /// The next of BSrE's answers, or the hand-over.
    fn follow_up(&mut self, no: RequestNo, to: Stage) {
        let date = self.at.day();
        let command = match self.request(no).stage {
            Stage::AtBsre if self.request(no).kind == Kind::Revoke => {
                self.answer(no, Answer::Revoked { date })
            }
            Stage::AtBsre => {
                let old = self.answer(no, Answer::Revoked { date });
                match self.judge(VERIFIER, &old).is_ok() {
                    true => old,
                    false => self.answer(no, Answer::LinkSent { date }),
                }
            }
            Stage::AwaitingApproval => self.answer(no, Answer::Approved { date }),
            Stage::AccountCheck | Stage::CheckFailed => match to {
                Stage::AtBsre => self.answer(no, Answer::CheckPassed { date }),
                Stage::CheckFailed => {
                    let text = "wajah tidak cocok".to_owned();
                    let fault = CheckFault::Face;
                    self.answer(no, Answer::CheckFailed { date, fault, text })
                }
                _ => self.answer(no, Answer::LinkSent { date }),
            },
            Stage::AwaitingActivation => self.answer(no, Answer::Activated { date }),
            Stage::Activated => {
                let mut certificate = self.certificate(no, no.agenda.number as u8);
                if to == Stage::Mismatch {
                    certificate.email = "lain@babelprov.go.id".to_owned();
                }
                let certificate = certificate.into();
                self.answer(no, Answer::Issued { certificate })
            }
            Stage::Issued | Stage::Revoked => self.hand_over(no),
            stage => panic!("no road from {stage:?} to {to:?}"),
        };
        self.done(VERIFIER, command);
    }

    pub fn hand_over(&self, no: RequestNo) -> Command {
        Command::HandOver {
            request: self.seen(no),
            channel: "email".to_owned(),
            address: "pemohon@babelprov.go.id".to_owned(),
            reply: String::new(),
        }
    }
}

/// A disposition of sheets with an empty slip.
pub fn dispose(sheets: Vec<Seen<SheetNo>>) -> Command {
    Command::Dispose {
        sheets,
        except: Vec::new(),
        slip: Slip::default(),
        paper: None,
    }
}

/// A disposition that excepts names as they stand now.
pub fn dispose_except(
    office: &Office,
    sheets: Vec<Seen<SheetNo>>,
    except: Vec<(RequestNo, Exception)>,
) -> Command {
    let seen = |id| match office.desk.record(RecordId::Request(id)) {
        Some(Record::Request(request)) => request.revision,
        _ => 0,
    };
    let except = except.into_iter().map(|(id, what)| {
        let revision = seen(id);
        (Seen { id, revision }, what)
    });
    Command::Dispose {
        sheets,
        except: except.collect(),
        slip: Slip::default(),
        paper: None,
    }
}

/// A disposition recorded from paper.
pub fn dispose_paper(sheets: Vec<Seen<SheetNo>>, paper: Paper) -> Command {
    Command::Dispose {
        sheets,
        except: Vec::new(),
        slip: Slip::default(),
        paper: Some(paper),
    }
}

/// Paper of a day, with a time where one is given.
pub fn paper(day: Day, minute: Option<u16>) -> Paper {
    Paper {
        day,
        minute,
        scan: None,
        signed_by: None,
    }
}

/// What the desk takes a person with this identity for.
pub fn details(identity: &Identity) -> PersonDetails {
    PersonDetails {
        name: identity.name.clone(),
        nip: identity.nip(),
        nik: identity.nik(),
        birth_date: None,
        post: String::new(),
        rank: String::new(),
        eselon: String::new(),
        agency: identity.agency.clone(),
        unit: identity.unit.clone(),
        email: identity.email.clone(),
        phone: String::new(),
    }
}

/// What is stated of the nth person.
pub fn identity(n: u32) -> Identity {
    Identity {
        name: format!("Orang Ke{n}"),
        nip: nip(n),
        nik: nik(n),
        agency: "Dinas Kesehatan".to_owned(),
        email: format!("orang{n}@babelprov.go.id"),
        ..Identity::default()
    }
}

/// The nth person on a letter, with every file.
pub fn name(n: u32, kind: Kind) -> NameForm {
    let link = |document: DocumentKey| {
        let link = format!("https://drive.example/{n}/{}", document.as_str());
        (document, Evidence::Link(link))
    };
    NameForm {
        kind,
        identity: identity(n),
        note: String::new(),
        documents: FILES.map(link).to_vec(),
        mended: Vec::new(),
        row: None,
        follows: None,
    }
}

/// A letter received now.
pub fn entry(received: Instant, names: Vec<NameForm>) -> LetterEntry {
    LetterEntry {
        form: form(received),
        source: LetterSource::Letter,
        names,
    }
}

pub fn form(received: Instant) -> LetterForm {
    LetterForm {
        from: "Dinas Kesehatan".to_owned(),
        number: "800/12/2026".to_owned(),
        date: Some(received.day()),
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
