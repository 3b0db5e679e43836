//! What is there to be seen beside the year's own work: a request of every kind in every stage that
//! the procedure knows, and what stands beside the stages. Each goes the same way as the others, and
//! stops where it is to be seen.

use super::super::people::person;
use super::{Due, Task, Year, certificate, details};
use crate::domain::act::{Answer, Closing, Command, FormRowId, NameForm, Seen, TakenIn};
use crate::domain::certificate::CertificateSource;
use crate::domain::checklist::{Defect, Evidence};
use crate::domain::ids::Agenda;
use crate::domain::kind::Kind;
use crate::domain::office::Position;
use crate::domain::policy::{Category, Cause, DocumentKey, Need};
use crate::domain::procedure::reached;
use crate::domain::request::{CheckFault, Outcome, Particular, Request, Stage, StatedCause};
use crate::domain::sheet::{Sheet, SheetStage};
use crate::domain::time::{Day, Instant};
use crate::store::Result;
use std::cmp::Reverse;

/// Where a request stops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    Stage(Stage),
    /// Returned so many working days ago.
    Returned(u32),
    /// Prepared for BSrE's portal.
    Prepared,
    /// Sent at once, and the first official does not agree; its sheet lies with the next.
    Disagreed,
}

/// A name that is to be seen.
#[derive(Clone, Copy)]
pub struct Shown {
    kind: Kind,
    until: Until,
    /// Number of the person.
    who: u32,
}

/// A letter with such names, and how many days ago it came.
pub struct ShownLetter {
    pub days: i64,
    pub names: Vec<Shown>,
}

/// The number of the first of these letters; those of the year have smaller ones.
pub const FIRST_LETTER: u32 = 10_000;
/// The number of the first of these people.
const FIRST_PERSON: u32 = 3_000;
/// Days ago that the letters came: those that lapse, those that go on, those that lie with the
/// officials, those that are new.
const LONG: i64 = 36;
const USUAL: i64 = 13;
const PASSED_ON: i64 = 4;
const NEW: i64 = 1;

/// How many days ago the letter of such a name came.
fn came(until: Until) -> i64 {
    match until {
        Until::Stage(Stage::Lapsed) | Until::Returned(_) => LONG,
        Until::Stage(Stage::Disposition(_) | Stage::Held(_)) => PASSED_ON,
        Until::Stage(Stage::Registered) => NEW,
        Until::Disagreed => NEW,
        _ => USUAL,
    }
}

/// Whether it travels on a sheet of its own: it stops before the officials are through.
fn alone(until: Until) -> bool {
    let alone = [Stage::Registered, Stage::Void];
    match until {
        Until::Stage(Stage::Disposition(_)) | Until::Disagreed => true,
        Until::Stage(stage) => alone.contains(&stage),
        _ => false,
    }
}

/// The letters of all that is to be seen.
pub fn letters(policy: &crate::domain::policy::Policy) -> Vec<ShownLetter> {
    let mut letters: Vec<ShownLetter> = Vec::new();
    let mut who = FIRST_PERSON;
    for kind in Kind::ALL {
        let stages = reached(kind, policy).into_iter().map(Until::Stage);
        let beside: &[Until] = match kind {
            Kind::Issue => &[Until::Returned(7), Until::Returned(14), Until::Prepared],
            Kind::Revoke => &[Until::Disagreed],
            _ => &[],
        };
        let first = letters.len();
        for until in stages.chain(beside.iter().copied()) {
            who += 1;
            let (days, shown) = (came(until), Shown { kind, until, who });
            let shared = letters[first..]
                .iter_mut()
                .find(|letter| letter.days == days && !alone(letter.names[0].until));
            match shared.filter(|_| !alone(until)) {
                Some(letter) => letter.names.push(shown),
                None => letters.push(ShownLetter {
                    days,
                    names: vec![shown],
                }),
            }
        }
    }
    letters
}

impl Year<'_, '_> {
    /// Plans the letters, and takes in the certificates that their people hold; one of them is
    /// suspended.
    pub(super) fn plan_shown(&mut self) -> Result<()> {
        let mut held = Vec::new();
        for at in 0..self.shown.len() {
            let letter = &self.shown[at];
            let received = self.now.plus_days(-letter.days);
            for shown in letter
                .names
                .iter()
                .filter(|shown| shown.kind != Kind::Issue)
            {
                // A renewal is asked for within the last days.
                let ends = match shown.kind {
                    Kind::Renew => received.plus_days(28),
                    _ => self.now.plus_days(300),
                };
                held.push((shown.who, ends));
            }
            let opens = self.desk.office().calendar.next_opening(received);
            self.plan(Task::Letter(FIRST_LETTER + at as u32), opens, 20);
        }
        self.take_in(held)?;
        // The last one is suspended.
        self.take_in(vec![(FIRST_PERSON, self.now.plus_days(200))])?;
        self.suspend()
    }

    /// The certificates of these people, by when they end, as they stood at the beginning.
    fn take_in(&mut self, held: Vec<(u32, Instant)>) -> Result<()> {
        let start = super::start(self.now);
        let policy = self.desk.office().policy();
        let row = |(who, ends): (u32, Instant)| {
            let identity = person(who, &policy);
            let form = certificate(
                &identity,
                ends.plus_days(-730),
                who,
                CertificateSource::Inventory,
            );
            let mut fingerprint = [0; 32];
            fingerprint[..4].copy_from_slice(&who.to_be_bytes());
            TakenIn {
                certificate: form.into(),
                holder: details(&identity),
                revoked: None,
                row: FormRowId {
                    row: who,
                    fingerprint,
                },
            }
        };
        let certificates = held.into_iter().map(row).collect();
        let _ = self.desk.act(&Command::TakeIn { certificates }, start)?;
        Ok(())
    }

    /// BSrE suspended the certificate that was taken in last.
    fn suspend(&mut self) -> Result<()> {
        let at = super::start(self.now);
        let Some(certificate) = self.desk.latest_certificate()? else {
            return Ok(());
        };
        let date = at.day();
        let _ = self.desk.act(&Command::Suspend { certificate, date }, at)?;
        Ok(())
    }

    /// The names of one of these letters.
    pub(super) fn shown_names(&mut self, number: u32) -> Vec<NameForm> {
        let at = (number - FIRST_LETTER) as usize;
        let shown = self.shown[at].names.clone();
        let policy = self.desk.office().policy();
        let name = |shown: &Shown| {
            let mut identity = person(shown.who, &policy);
            if shown.until == Until::Stage(Stage::AwaitingApproval) {
                identity.nip.clear();
                identity.category = Some(Category::NonAsn);
            }
            let files = policy.checklist(shown.kind);
            let files = files
                .into_iter()
                .filter(|(key, need)| key.is_file() && *need == Need::Must);
            let link = |key: DocumentKey| {
                let link = format!(
                    "https://drive.google.com/open?id={}-{}",
                    key.as_str(),
                    shown.who
                );
                (key, Evidence::Link(link))
            };
            NameForm {
                kind: shown.kind,
                identity,
                note: String::new(),
                documents: files.map(|(key, _)| link(key)).collect(),
                mended: Vec::new(),
                row: None,
                follows: None,
            }
        };
        shown.iter().map(name).collect()
    }

    /// Remembers where the names of a letter stop.
    pub(super) fn remember(&mut self, number: u32, agenda: Agenda) {
        let at = (number - FIRST_LETTER) as usize;
        for (line, shown) in (1..).zip(&self.shown[at].names) {
            self.until.insert(agenda.line(line), shown.until);
        }
    }

    /// What happens to a sheet with names that stop on it; `false` where it goes on as any other.
    pub(super) fn stops_on_sheet(&mut self, sheet: &Sheet, at: Instant) -> Result<bool> {
        for no in &sheet.requests {
            let (Some(until), Some(request)) =
                (self.until.get(no).copied(), self.desk.request(*no)?)
            else {
                continue;
            };
            match (until, sheet.stage) {
                (Until::Stage(Stage::Held(held)), SheetStage::With(with)) if held == with => {
                    let reason = "Menunggu konfirmasi kepegawaian".to_owned();
                    let request = seen(&request);
                    let _ = self.desk.act(&Command::HoldBack { request, reason }, at)?;
                    if sheet.requests.len() == 1 {
                        return Ok(true);
                    }
                }
                (Until::Stage(stage), _) if stage == request.stage => return Ok(true),
                (Until::Stage(Stage::Void), _) => {
                    self.close(&request, Closing::Void, at)?;
                    return Ok(true);
                }
                (Until::Disagreed, SheetStage::Registered) => {
                    let what = Box::new(Particular::Cause(self.misuse(at.day())));
                    let request = seen(&request);
                    let _ = self.desk.act(&Command::State { request, what }, at)?;
                }
                (Until::Disagreed, SheetStage::With(Position::Kadis)) => {
                    self.disagree(&request, at)?;
                    return Ok(true);
                }
                _ => {}
            }
        }
        Ok(false)
    }

    fn misuse(&self, effective: Day) -> StatedCause {
        StatedCause {
            cause: Cause::Misuse,
            number: "700/17/Inspektorat".to_owned(),
            date: Some(effective),
            effective: Some(effective),
            text: "Passphrase dipakai bersama".to_owned(),
        }
    }

    /// A verifier sends it at once, and the Kepala Dinas does not agree.
    fn disagree(&mut self, request: &Request, at: Instant) -> Result<()> {
        let look = Command::LookAtDocument {
            request: request.no,
            document: DocumentKey::Cause,
        };
        let _ = self.desk.act(&look, at)?;
        let Some(now) = self.desk.request(request.no)? else {
            return Ok(());
        };
        let send = Command::SendUrgently {
            request: seen(&now),
            date: at.day(),
            ticket: "BSRE-700017".to_owned(),
            channel: "portal".to_owned(),
        };
        let _ = self.desk.act(&send, at)?;
        let Some(now) = self.desk.request(request.no)? else {
            return Ok(());
        };
        let reason = "Keterangan pemilik belum didengar".to_owned();
        let request = seen(&now);
        let _ = self.desk.act(&Command::Disagree { request, reason }, at)?;
        Ok(())
    }

    fn close(&mut self, request: &Request, closing: Closing, at: Instant) -> Result<()> {
        let close = Command::Close {
            request: seen(request),
            closing,
            reason: match closing {
                Closing::Void => "Tercatat dua kali".to_owned(),
                Closing::Lapsed => "Berkas tidak dilengkapi".to_owned(),
                _ => "Pemohon menarik permohonannya lewat telepon".to_owned(),
            },
        };
        let done = self.desk.act(&close, at)?.unwrap_or_default();
        self.follow(&done, at);
        Ok(())
    }

    /// The next act on a request that stops somewhere.
    pub(super) fn toward(&mut self, request: &Request, until: Until, at: Instant) -> Result<()> {
        if until == Until::Stage(request.stage) {
            return Ok(());
        }
        match request.stage {
            Stage::Verification => self.past_verification(request, until, at),
            Stage::Returned => match until {
                Until::Stage(Stage::Lapsed) => self.close(request, Closing::Lapsed, at),
                _ => Ok(()),
            },
            _ => {
                let Some(command) = self.shown_act(request, until, at) else {
                    return Ok(());
                };
                let done = self.desk.act(&command, at)?.unwrap_or_default();
                self.follow(&done, at);
                Ok(())
            }
        }
    }

    fn past_verification(&mut self, request: &Request, until: Until, at: Instant) -> Result<()> {
        let give_back = |request| Command::Return {
            request,
            defects: vec![Defect::Text("KTP tidak terbaca".to_owned())],
            note: String::new(),
        };
        let command = match until {
            Until::Returned(days) => {
                let day = self.working_days_ago(days);
                if at.day() < day {
                    self.wait_until(request, day);
                    return Ok(());
                }
                give_back(seen(request))
            }
            Until::Stage(Stage::Returned | Stage::Lapsed) => give_back(seen(request)),
            Until::Stage(Stage::Withdrawn) => return self.close(request, Closing::Withdrawn, at),
            Until::Stage(Stage::ReplyPending | Stage::Rejected) => {
                if request.kind == Kind::Revoke {
                    let what = Box::new(Particular::Cause(self.misuse(at.day())));
                    let request = seen(request);
                    let _ = self.desk.act(&Command::State { request, what }, at)?;
                }
                let Some(now) = self.desk.request(request.no)? else {
                    return Ok(());
                };
                Command::Reject {
                    request: seen(&now),
                    reason: "other".to_owned(),
                    text: "Bukan pegawai di lingkungan pemerintah provinsi".to_owned(),
                }
            }
            _ => return self.verify(request, at),
        };
        let done = self.desk.act(&command, at)?.unwrap_or_default();
        self.follow(&done, at);
        Ok(())
    }

    /// The day that lies so many working days before today.
    fn working_days_ago(&self, count: u32) -> Day {
        let (calendar, today) = (&self.desk.office().calendar, self.now.day());
        let days = (0..90).map(|days| today - chrono::Days::new(days));
        let mut days = days.filter(|day| calendar.is_working_day(*day));
        let found = days.find(|day| calendar.add_working_days(*day, count) <= today);
        found.unwrap_or(today)
    }

    /// It waits for the opening of a day.
    fn wait_until(&mut self, request: &Request, day: Day) {
        let at = crate::domain::time::start_of(day);
        let at = self.desk.office().calendar.next_opening(at);
        self.order += 1;
        self.due.push(Reverse(Due {
            at: at.plus_minutes(30),
            order: self.order,
            task: Task::Request(request.no),
        }));
    }

    /// What BSrE, the holder or the counter does next.
    fn shown_act(&mut self, request: &Request, until: Until, at: Instant) -> Option<Command> {
        let Until::Stage(target) = until else {
            return None;
        };
        let date = at.day();
        let answer = |answer| {
            Some(Command::Answer {
                request: seen(request),
                answer,
            })
        };
        let asks = target == Stage::WithdrawalAsked;
        match request.stage {
            Stage::AccountCheck | Stage::AtBsre if asks => Some(Command::Close {
                request: seen(request),
                closing: Closing::Asked,
                reason: "Pemilik pindah tugas".to_owned(),
            }),
            Stage::AwaitingApproval => answer(Answer::Approved { date }),
            Stage::AccountCheck if target == Stage::CheckFailed => answer(Answer::CheckFailed {
                date,
                fault: CheckFault::Face,
                text: String::new(),
            }),
            Stage::AccountCheck if target == Stage::AtBsre => answer(Answer::CheckPassed { date }),
            Stage::AccountCheck => answer(Answer::LinkSent { date }),
            Stage::AtBsre => match request.kind {
                Kind::Revoke => answer(Answer::Revoked { date }),
                Kind::Change if !self.desk.is_revoked(request) => answer(Answer::Revoked { date }),
                _ => answer(Answer::LinkSent { date }),
            },
            Stage::AwaitingActivation => answer(Answer::Activated { date }),
            Stage::Activated => {
                let number = super::names::numbered(request.no);
                let source = CertificateSource::Typed;
                let mut form = certificate(&request.identity, at, 10_000 + number, source);
                if target == Stage::Mismatch {
                    form.email = format!("lain.{}", form.email);
                }
                let certificate = form.into();
                answer(Answer::Issued { certificate })
            }
            Stage::ReplyPending => Some(Command::Reply {
                request: seen(request),
                number: "555/90/Diskominfo".to_owned(),
                date,
            }),
            Stage::Issued | Stage::Revoked => Some(Command::HandOver {
                request: seen(request),
                channel: "whatsapp".to_owned(),
                address: request.identity.phone.clone(),
                reply: String::new(),
            }),
            _ => None,
        }
    }

    /// What the kind must know of a request that stops somewhere.
    pub(super) fn shown_particulars(
        &self,
        request: &Request,
        until: Until,
        day: Day,
    ) -> Vec<Particular> {
        match request.kind {
            Kind::Change => vec![Particular::Outcome(Outcome::Reissue)],
            Kind::Revoke => {
                let later = self.now.plus_days(20).day();
                let sleeps = until == Until::Stage(Stage::Asleep);
                vec![
                    Particular::Cause(StatedCause {
                        cause: Cause::Retirement,
                        number: "888/321/BKPSDMD".to_owned(),
                        date: Some(request.received.day()),
                        effective: Some(if sleeps { later } else { day }),
                        text: String::new(),
                    }),
                    super::names::outgoing(321, day),
                ]
            }
            Kind::Issue | Kind::Renew | Kind::Reset => Vec::new(),
        }
    }
}

fn seen(request: &Request) -> Seen<crate::domain::ids::RequestNo> {
    Seen {
        id: request.no,
        revision: request.revision,
    }
}
