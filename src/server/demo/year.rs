//! The made-up year: an inventory taken over at its beginning, letters that come in, and each
//! name's way through the office until the demo's clock.

mod gallery;
mod names;

use super::acting::Acting;
use super::dice::Dice;
use super::people::person;
use crate::domain::act::{Command, Exception, LetterEntry, NameForm, Seen};
use crate::domain::certificate::{CertificateForm, CertificateSource, IssuingBody};
use crate::domain::checklist::{Defect, Evidence};
use crate::domain::contact::Contact;
use crate::domain::event::{Event, Happening, RequestEvent, SheetEvent};
use crate::domain::identity::Serial;
use crate::domain::identity::serial::Base;
use crate::domain::ids::{RecordId, RequestNo, SheetNo};
use crate::domain::kind::Kind;
use crate::domain::letter::{LetterForm, LetterSource, Nature, Urgency};
use crate::domain::office::Position;
use crate::domain::person::PersonDetails;
use crate::domain::policy::{DocumentKey, EvidenceKind, Need, StepKey};
use crate::domain::request::{Identity, Stage};
use crate::domain::sheet::{SheetStage, Slip};
use crate::domain::time::Instant;
use crate::store::Result;
use gallery::{FIRST_LETTER, ShownLetter, Until};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};

/// Days of the made-up year.
const DAYS: i64 = 364;
/// People whose certificates the desk took over when it began.
const TAKEN_OVER: u32 = 190;
/// Letters of the year.
const LETTERS: u32 = 118;

/// When the made-up year begins.
pub fn start(now: Instant) -> Instant {
    now.plus_days(-DAYS)
}

/// Something that is due at a moment. Ordered by moment, then by when it was thought of.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Due {
    at: Instant,
    order: u64,
    task: Task,
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Task {
    Letter(u32),
    Sheet(SheetNo),
    Request(RequestNo),
}

struct Year<'a, 's> {
    desk: &'a mut Acting<'s>,
    dice: Dice,
    due: BinaryHeap<Reverse<Due>>,
    order: u64,
    now: Instant,
    /// The next person who has not been named yet.
    next_person: u32,
    /// Letters with names that are to be seen somewhere.
    shown: Vec<ShownLetter>,
    /// Where their names stop.
    until: BTreeMap<RequestNo, Until>,
}

/// Fills the desk.
pub fn live(desk: &mut Acting<'_>, now: Instant, progress: &mut dyn FnMut(u32, u32)) -> Result<()> {
    let shown = gallery::letters(&desk.office().policy());
    let mut year = Year {
        desk,
        dice: Dice::new(20_261_123),
        due: BinaryHeap::new(),
        order: 0,
        now,
        next_person: TAKEN_OVER,
        shown,
        until: BTreeMap::new(),
    };
    year.take_over()?;
    year.plan_letters();
    year.plan_shown()?;
    let (mut letters, all) = (0, LETTERS + year.shown.len() as u32);
    while let Some(Reverse(due)) = year.due.pop() {
        if due.at > now {
            break;
        }
        match due.task {
            Task::Letter(number) => {
                letters += 1;
                progress(letters, all);
                year.letter(number, due.at)?;
            }
            Task::Sheet(no) => year.sheet(no, due.at)?,
            Task::Request(no) => year.request(no, due.at)?,
        }
    }
    Ok(())
}

impl Year<'_, '_> {
    /// Plans a task after some working minutes.
    fn plan(&mut self, task: Task, after: Instant, minutes: i64) {
        let at = self
            .desk
            .office()
            .calendar
            .add_working_minutes(after, minutes.max(1));
        self.order += 1;
        self.due.push(Reverse(Due {
            at,
            order: self.order,
            task,
        }));
    }

    /// A wait that is mostly short and sometimes long, in working minutes.
    fn wait(&mut self, usual: i64, long: i64) -> i64 {
        match self.dice.percent(85) {
            true => self.dice.between(1, usual),
            false => self.dice.between(usual, long),
        }
    }

    /// Letters come in all year, and more of them in the last three weeks.
    fn plan_letters(&mut self) {
        let start = start(self.now);
        for number in 0..LETTERS {
            let day = match number % 5 {
                0 | 1 => self.dice.between(DAYS - 21, DAYS - 1),
                _ => self.dice.between(2, DAYS - 1),
            };
            let at = start.plus_days(day).plus_minutes(self.dice.between(0, 400));
            let at = self.desk.office().calendar.next_opening(at);
            let minutes = self.dice.between(1, 200);
            self.plan(Task::Letter(number), at, minutes);
        }
    }

    /// The inventory at the beginning: expiries spread so that the calendar is never empty.
    fn take_over(&mut self) -> Result<()> {
        let at = start(self.now);
        for number in 0..TAKEN_OVER {
            let identity = person(number, &self.desk.office().policy());
            // Not-after between two weeks before the demo's day and a year after its beginning.
            let days = DAYS - 14 + i64::from(number) * 380 / i64::from(TAKEN_OVER);
            let issued = at
                .plus_days(days - 729)
                .plus_minutes(self.dice.between(0, 480));
            if issued > at {
                continue;
            }
            let form = certificate(&identity, issued, number, CertificateSource::Inventory);
            let holder = Box::new(details(&identity));
            let take = Command::TakeOver {
                certificate: form.into(),
                holder,
                replaces: None,
            };
            let _ = self.desk.act(&take, at)?;
        }
        Ok(())
    }

    /// The names of a letter.
    fn names(&mut self, number: u32) -> Vec<NameForm> {
        if number >= FIRST_LETTER {
            return self.shown_names(number);
        }
        let names = match self.dice.between(1, 10) {
            1..=6 => 1,
            7..=8 => 2,
            9 => self.dice.between(3, 5),
            _ => self.dice.between(6, 12),
        };
        (0..names).map(|_| self.name()).collect()
    }

    fn letter(&mut self, number: u32, at: Instant) -> Result<()> {
        let shown = number >= FIRST_LETTER;
        let names = self.names(number);
        let agency = names
            .first()
            .map(|name| name.identity.agency.clone())
            .unwrap_or_default();
        let short = agency
            .split_whitespace()
            .last()
            .unwrap_or("X")
            .to_uppercase();
        let date = at.plus_days(-self.dice.between(0, 4)).day();
        let urgent = self.dice.percent(12);
        let paper = shown || self.dice.percent(40);
        let form = LetterForm {
            from: agency,
            number: format!("800/{}/{short}/{}", 100 + number, date.format("%Y")),
            date: Some(date),
            received: at.plus_minutes(-self.dice.between(3, 14)),
            nature: if urgent {
                Nature::Important
            } else {
                Nature::Ordinary
            },
            urgency: if urgent {
                Urgency::Urgent
            } else {
                Urgency::Ordinary
            },
            attachments: "1 berkas".to_owned(),
            subject: "Permohonan Sertifikat Elektronik".to_owned(),
            copies: String::new(),
            scan: None,
            contact: contact(number, &short),
        };
        let source = if paper {
            LetterSource::Letter
        } else {
            LetterSource::Form
        };
        let entry = LetterEntry {
            form,
            source,
            names,
        };
        let done = self.desk.act(&Command::Register { letter: entry }, at)?;
        for event in done.unwrap_or_default() {
            if let (RecordId::Sheet(no), Happening::Sheet(SheetEvent::Laid { .. })) =
                (event.record, &event.what)
            {
                if shown {
                    self.remember(number, no.agenda);
                }
                let minutes = if shown { 10 } else { self.wait(12, 90) };
                self.plan(Task::Sheet(no), at, minutes);
            }
        }
        Ok(())
    }

    /// A name: mostly a new person who wants a certificate, sometimes a holder who wants more.
    fn name(&mut self) -> NameForm {
        let policy = self.desk.office().policy();
        let other = self.dice.percent(16);
        let (kind, mut identity) = match other {
            true => {
                let number = self.dice.between(0, i64::from(TAKEN_OVER) - 1);
                let kinds = [
                    Kind::Renew,
                    Kind::Renew,
                    Kind::Reset,
                    Kind::Change,
                    Kind::Revoke,
                ];
                (
                    *self.dice.pick(&kinds),
                    person(u32::try_from(number).unwrap_or(0), &policy),
                )
            }
            false => {
                self.next_person += 1;
                (Kind::Issue, person(self.next_person, &policy))
            }
        };
        match self.dice.between(1, 40) {
            1 => identity.email = identity.email.replace("babelprov", "bableprov"),
            2 => identity.nik.truncate(15),
            3 => identity.nip.clear(),
            _ => {}
        }
        let mut documents = Vec::new();
        for (key, need) in policy.checklist(kind) {
            if key.is_file() && need == Need::Must && !self.dice.percent(3) {
                documents.push((key, self.evidence(key)));
            }
        }
        NameForm {
            kind,
            identity,
            note: String::new(),
            documents,
            mended: Vec::new(),
            row: None,
            follows: None,
        }
    }

    /// What holds a document: mostly a link of the form, else the paper original.
    fn evidence(&mut self, key: DocumentKey) -> Evidence {
        let policy = self.desk.office().policy();
        let paper = policy.evidence_suffices(key, EvidenceKind::Paper) && self.dice.percent(30);
        if paper || !policy.evidence_suffices(key, EvidenceKind::Link) {
            return Evidence::Paper;
        }
        let id = self.dice.between(0x1000_0000_0000, 0xFFFF_FFFF_FFFF);
        Evidence::Link(format!("https://drive.google.com/open?id={id:x}"))
    }

    /// The sheet's next disposition.
    fn sheet(&mut self, no: SheetNo, at: Instant) -> Result<()> {
        let Some(sheet) = self.desk.sheet(no)? else {
            return Ok(());
        };
        if !matches!(sheet.stage, SheetStage::Registered | SheetStage::With(_)) {
            return Ok(());
        }
        let _ = self.desk.act(&Command::open(RecordId::Sheet(no)), at)?;
        let shown = sheet.requests.iter().any(|no| self.until.contains_key(no));
        if shown && self.stops_on_sheet(&sheet, at)? {
            return Ok(());
        }
        let with_official = matches!(sheet.stage, SheetStage::With(_));
        let mut except = Vec::new();
        if !shown && with_official && sheet.requests.len() > 2 && self.dice.percent(15) {
            let defects = vec![Defect::Text("SK terakhir belum dilampirkan".to_owned())];
            let back = Exception::Return {
                defects,
                note: String::new(),
            };
            let first = sheet.requests.first();
            let first = first.map(|no| self.desk.request(*no)).transpose()?;
            except.extend(first.flatten().map(|request| {
                let (id, revision) = (request.no, request.revision);
                (Seen { id, revision }, back)
            }));
        }
        let minutes = self.dice.between(1, 14);
        let acted = self.desk.office().calendar.add_working_minutes(at, minutes);
        if acted > self.now {
            return Ok(());
        }
        let command = Command::Dispose {
            sheets: vec![Seen {
                id: no,
                revision: self.revision_of(no)?,
            }],
            except,
            slip: self.slip(sheet.stage),
            paper: None,
        };
        let done = self.desk.act(&command, acted)?.unwrap_or_default();
        self.follow(&done, acted);
        let next = self.desk.sheet(no)?;
        if next.is_some_and(|sheet| matches!(sheet.stage, SheetStage::With(_))) {
            let minutes = if shown { 40 } else { self.wait(60, 700) };
            self.plan(Task::Sheet(no), acted, minutes);
        }
        Ok(())
    }

    fn revision_of(&self, no: SheetNo) -> Result<u32> {
        Ok(self.desk.sheet(no)?.map_or(0, |sheet| sheet.revision))
    }

    fn slip(&self, stage: SheetStage) -> Slip {
        let policy = self.desk.office().policy();
        let position = match stage {
            SheetStage::With(position) => position,
            _ => Position::Agendaris,
        };
        let instruction = policy
            .default_instruction(position)
            .map(|choice| choice.key.clone());
        Slip {
            instructions: instruction.into_iter().collect(),
            ..Slip::default()
        }
    }

    /// Plans what follows for requests that an act moved.
    fn follow(&mut self, events: &[Event], at: Instant) {
        for event in events {
            let (RecordId::Request(no), Happening::Request(what)) = (event.record, &event.what)
            else {
                continue;
            };
            if *what == RequestEvent::ActivationLapsed {
                let minutes = self.wait(450, 1_350);
                self.plan(Task::Request(no), at, minutes);
            }
            if matches!(what, RequestEvent::Converted { .. }) {
                let minutes = self.wait(30, 200);
                self.plan(Task::Request(no), at, minutes);
            }
            let RequestEvent::Moved(step) = what else {
                continue;
            };
            if let Some(until) = self.until.get(&no) {
                // What may lapse does so after the policy's days.
                let lapses = *until == Until::Stage(Stage::Lapsed);
                let minutes = match step.to {
                    Stage::Returned if lapses => 15 * 450,
                    _ => 25,
                };
                self.plan(Task::Request(no), at, minutes);
                continue;
            }
            let minutes = match (step.to, step.starts) {
                (Stage::Verification, _) => self.wait(120, 900),
                (Stage::Returned, _) => self.wait(900, 5_000),
                (Stage::AwaitingApproval, _) => self.wait(20, 300),
                (Stage::AtBsre | Stage::AccountCheck | Stage::CheckFailed, _) => {
                    self.wait(450, 1_800)
                }
                (Stage::AwaitingActivation, Some(StepKey::Activation)) => self.wait(9, 60),
                (Stage::AwaitingActivation, _) => self.wait(900, 2_600),
                (Stage::Activated, _) => self.wait(300, 1_200),
                (Stage::Issued | Stage::Mismatch | Stage::Revoked, _) => self.wait(30, 200),
                _ => continue,
            };
            self.plan(Task::Request(no), at, minutes);
        }
    }
}

fn certificate(
    identity: &Identity,
    issued: Instant,
    number: u32,
    source: CertificateSource,
) -> CertificateForm {
    let serial = format!(
        "{:016x}",
        u64::from(number + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    );
    CertificateForm {
        serial: Serial::parse_as(&serial, Base::Hex).ok(),
        issuer: "Balai Sertifikasi Elektronik (UJI)".to_owned(),
        body: IssuingBody::Bsre,
        name: identity.name.clone(),
        email: identity.email.clone(),
        agency: identity.agency.clone(),
        nik: String::new(),
        key: "RSA 2048".to_owned(),
        not_before: issued,
        not_after: Instant(issued.plus_days(730).0 - 1_000),
        fingerprint: None,
        source,
    }
}

fn details(identity: &Identity) -> PersonDetails {
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

/// Who is written to about a letter; some name nobody.
fn contact(number: u32, short: &str) -> Contact {
    if number.is_multiple_of(4) {
        return Contact::default();
    }
    Contact {
        name: format!("Narahubung {short}"),
        email: format!("{}@babelprov.go.id", short.to_lowercase()),
        phone: format!("0812717{:05}", number % 100_000),
    }
}
