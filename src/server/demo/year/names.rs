//! What becomes of a name at the verifier's: claimed, judged, returned and completed, sent, answered,
//! issued, handed over, each after a plausible while.

use super::super::people::person;
use super::{Task, Until, Year, certificate};
use crate::domain::act::{Answer, Closing, Command, Seen};
use crate::domain::certificate::CertificateSource;
use crate::domain::checklist::{Defect, Evidence, Verdict};
use crate::domain::ids::RequestNo;
use crate::domain::kind::Kind;
use crate::domain::policy::{Cause, DocumentKey, Need};
use crate::domain::request::{
    CheckFault, Identity, Outcome, Outgoing, Particular, Request, Stage, StatedCause,
};
use crate::domain::time::{Day, Instant};
use crate::store::Result;

/// A number for a request's certificate: agendas begin anew each year.
pub(super) fn numbered(no: RequestNo) -> u32 {
    let year = u32::from(no.agenda.year) % 100;
    year * 100_000 + no.agenda.number * 100 + u32::from(no.line)
}

/// The letter to BSrE's Service Desk.
pub(super) fn outgoing(number: i64, date: Day) -> Particular {
    Particular::Outgoing(Outgoing {
        number: format!("555/{number}/Diskominfo"),
        date,
        signer: "Dr. Drs. Sudarman, MMSI".to_owned(),
        attachments: "1 berkas".to_owned(),
    })
}

/// A document with its verdict and what that rests on.
type Judged = (DocumentKey, Verdict, Option<Evidence>);

impl Year<'_, '_> {
    /// The next act on a request from verification on.
    pub(super) fn request(&mut self, no: RequestNo, at: Instant) -> Result<()> {
        let Some(request) = self.desk.request(no)? else {
            return Ok(());
        };
        if let Some(until) = self.until.get(&no).copied() {
            return self.toward(&request, until, at);
        }
        match request.stage {
            Stage::Verification => self.verify(&request, at),
            Stage::Returned => self.complete(&request, at),
            _ => {
                let Some(command) = self.next_act(&request, at) else {
                    return Ok(());
                };
                let done = self.desk.act(&command, at)?.unwrap_or_default();
                self.follow(&done, at);
                Ok(())
            }
        }
    }

    fn next_act(&mut self, request: &Request, at: Instant) -> Option<Command> {
        let seen = Seen {
            id: request.no,
            revision: request.revision,
        };
        let answer = |answer| {
            Some(Command::Answer {
                request: seen,
                answer,
            })
        };
        match request.stage {
            Stage::AwaitingApproval | Stage::AccountCheck | Stage::CheckFailed => {
                answer(self.checked(request.stage, at))
            }
            Stage::AtBsre => answer(self.at_bsre(request, at)),
            Stage::AwaitingActivation => {
                let activation = request.activation.as_ref()?;
                match (activation.asked, at.day() > activation.until) {
                    _ if activation.lapsed && activation.links >= 3 => Some(Command::Close {
                        request: seen,
                        closing: Closing::Lapsed,
                        reason: "Tiga tautan aktivasi lewat batas".to_owned(),
                    }),
                    _ if activation.lapsed => answer(Answer::LinkSent { date: at.day() }),
                    (None, _) => answer(Answer::HolderAsked),
                    (Some(_), true) => answer(Answer::ActivationLapsed),
                    (Some(_), false) => answer(Answer::Activated { date: at.day() }),
                }
            }
            Stage::Activated => {
                let number = numbered(request.no);
                let source = CertificateSource::Typed;
                let mut form = certificate(&request.identity, at, 10_000 + number, source);
                if self.dice.percent(3) {
                    form.name = form.name.replace('a', "e");
                }
                answer(Answer::Issued {
                    certificate: form.into(),
                })
            }
            Stage::Mismatch if self.dice.percent(75) => {
                let number = numbered(request.no);
                let source = CertificateSource::Typed;
                let form = certificate(&request.identity, at, 10_000 + number, source);
                Some(Command::CorrectCertificate {
                    certificate: self.desk.seen_certificate(request.certificate?).ok()??,
                    form: form.into(),
                    reason: "Salah ketik nama dari pemberitahuan".to_owned(),
                })
            }
            Stage::Issued | Stage::Revoked => Some(Command::HandOver {
                request: seen,
                channel: "whatsapp".to_owned(),
                address: request.identity.phone.clone(),
                reply: "Sudah diterima, terima kasih.".to_owned(),
            }),
            _ => None,
        }
    }

    /// What BSrE does with what it has.
    fn at_bsre(&mut self, request: &Request, at: Instant) -> Answer {
        let date = at.day();
        if self.dice.percent(2) {
            let text = "Foto KTP tidak terbaca".to_owned();
            return Answer::Rejected { text };
        }
        match (request.kind, request.particulars.outcome) {
            (Kind::Revoke, _) => Answer::Revoked { date },
            (_, Some(Outcome::DataOnly)) => Answer::DataChanged { date },
            (_, Some(Outcome::Reissue)) if !self.desk.is_revoked(request) => {
                Answer::Revoked { date }
            }
            _ => Answer::LinkSent { date },
        }
    }

    /// Our approval, and what becomes of the account check: mostly the link comes at once.
    fn checked(&mut self, stage: Stage, at: Instant) -> Answer {
        let date = at.day();
        match stage {
            Stage::AwaitingApproval => Answer::Approved { date },
            Stage::AccountCheck if self.dice.percent(8) => Answer::CheckFailed {
                date,
                fault: CheckFault::Face,
                text: "Wajah tidak cocok dengan data Dukcapil".to_owned(),
            },
            _ if self.dice.percent(10) => Answer::CheckPassed { date },
            _ => Answer::LinkSent { date },
        }
    }

    /// States what the kind must know.
    fn state(&mut self, request: &Request, at: Instant) -> Result<()> {
        for what in self.particulars(request, at) {
            let id = request.no;
            let revision = self.desk.revision(id)?;
            let command = Command::State {
                request: Seen { id, revision },
                what: Box::new(what),
            };
            let _ = self.desk.act(&command, at)?;
        }
        Ok(())
    }

    /// What the kind must know beside the identity.
    fn particulars(&mut self, request: &Request, at: Instant) -> Vec<Particular> {
        let day = at.day();
        if let Some(until) = self.until.get(&request.no) {
            return self.shown_particulars(request, *until, day);
        }
        match request.kind {
            Kind::Change if self.dice.percent(70) => {
                let outcome = *self.dice.pick(&Outcome::ALL);
                vec![Particular::Outcome(outcome)]
            }
            Kind::Revoke => {
                let cause = [Cause::Retirement, Cause::TransferOut, Cause::Resignation];
                let cause = *self.dice.pick(&cause);
                let later = match self.dice.percent(25) {
                    true => self.now.plus_days(self.dice.between(9, 60)).day(),
                    false => day,
                };
                let number = self.dice.between(100, 999);
                vec![
                    Particular::Cause(StatedCause {
                        cause,
                        number: format!("888/{number}/BKPSDMD"),
                        date: Some(request.received.day()),
                        effective: Some(later),
                        text: String::new(),
                    }),
                    outgoing(number, day),
                ]
            }
            _ => Vec::new(),
        }
    }

    /// Marks everything that lies there; what is missing or wrong goes back, the rest is sent.
    pub(super) fn verify(&mut self, request: &Request, at: Instant) -> Result<()> {
        let marks: Vec<_> = request
            .checklist
            .iter()
            .filter(|item| item.need == Need::Must)
            .map(|item| match (item.current(), item.document) {
                (_, DocumentKey::Email) => (item.document, Verdict::Conforms, None),
                (Some(held), key) => (key, Verdict::Conforms, Some(held.evidence.clone())),
                (None, key) => (key, Verdict::Missing, None),
            })
            .collect();
        let missing: Vec<_> = marks
            .iter()
            .filter(|mark| mark.1 == Verdict::Missing)
            .cloned()
            .collect();
        let seen = |revision| Seen {
            id: request.no,
            revision,
        };
        for (document, _, on) in &marks {
            if matches!(on, Some(Evidence::Link(_))) {
                let look = Command::LookAtDocument {
                    request: request.no,
                    document: *document,
                };
                let _ = self.desk.act(&look, at)?;
            }
        }
        let mark = Command::Mark {
            request: seen(request.revision),
            marks,
        };
        let _ = self.desk.act(&mark, at)?;
        let minutes = self.dice.between(3, 20);
        let later = self.desk.office().calendar.add_working_minutes(at, minutes);
        self.state(request, later)?;
        let Some(request) = self.desk.request(request.no)?.filter(|_| later <= self.now) else {
            return Ok(());
        };
        self.decide(&request, &missing, later)
    }

    /// Sends what is whole, lets it sleep, gives it the kind that fits, or returns it.
    fn decide(&mut self, request: &Request, missing: &[Judged], later: Instant) -> Result<()> {
        let seen = |revision| Seen {
            id: request.no,
            revision,
        };
        if let Some(kind) = self.desk.advised(request, later) {
            let convert = Command::Convert {
                request: seen(request.revision),
                kind,
                reason: "Jenis disesuaikan dengan sertifikat yang ada".to_owned(),
            };
            let done = self.desk.act(&convert, later)?.unwrap_or_default();
            self.follow(&done, later);
            return Ok(());
        }
        let sleeps = request.particulars.cause.as_ref();
        let sleeps = sleeps.is_some_and(|cause| cause.effective > Some(later.day()));
        let blocked = !sleeps && self.desk.is_blocked(request, later);
        let command = match missing.is_empty() && !blocked {
            true if self.until.get(&request.no) == Some(&Until::Prepared) => {
                Command::PreparePortal {
                    requests: vec![seen(request.revision)],
                }
            }
            true if sleeps => Command::Sleep {
                request: seen(request.revision),
            },
            true => Command::Send {
                request: seen(request.revision),
                date: later.day(),
                ticket: format!("BSRE-{}", self.dice.between(100_000, 999_999)),
                channel: "portal".to_owned(),
            },
            false => {
                let document =
                    |(document, verdict, _): &(DocumentKey, Verdict, _)| Defect::Document {
                        document: *document,
                        verdict: verdict.clone(),
                    };
                let mut defects: Vec<_> = missing.iter().map(document).collect();
                if blocked {
                    defects.push(Defect::Text("Data diri belum sesuai".to_owned()));
                }
                let note = String::new();
                Command::Return {
                    request: seen(request.revision),
                    defects,
                    note,
                }
            }
        };
        let done = self.desk.act(&command, later)?.unwrap_or_default();
        self.follow(&done, later);
        Ok(())
    }

    /// The papers come, or the requester gives up.
    fn complete(&mut self, request: &Request, at: Instant) -> Result<()> {
        let seen = Seen {
            id: request.no,
            revision: request.revision,
        };
        let command = match self.dice.percent(12) {
            true => Command::Close {
                request: seen,
                closing: Closing::Withdrawn,
                reason: "Pemohon menarik permohonannya lewat telepon".to_owned(),
            },
            false => {
                let missing = request
                    .checklist
                    .iter()
                    .filter(|item| item.current().is_none());
                let keys: Vec<_> = missing
                    .filter(|item| item.need == Need::Must && item.document.is_file())
                    .map(|item| item.document)
                    .collect();
                let documents = keys
                    .into_iter()
                    .map(|key| (key, self.evidence(key)))
                    .collect();
                Command::Complete {
                    request: seen,
                    documents,
                    identity: Some(Box::new(self.mended(request))),
                    note: "Berkas susulan diterima".to_owned(),
                }
            }
        };
        let from = request.returned.as_ref().map(|back| back.from);
        let done = self.desk.act(&command, at)?.unwrap_or_default();
        self.follow(&done, at);
        if let Some(Stage::Disposition(_)) = from {
            let minutes = self.wait(60, 300);
            self.plan(
                Task::Sheet(request.no.agenda.sheet(request.sheet)),
                at,
                minutes,
            );
        }
        Ok(())
    }

    /// The identity with what was wrong put right.
    fn mended(&self, request: &Request) -> Identity {
        let mut identity = request.identity.clone();
        identity.email = identity.email.replace("bableprov", "babelprov");
        let known =
            (0..=self.next_person).map(|number| person(number, &self.desk.office().policy()));
        if (identity.nik().is_none() || identity.nip().is_none())
            && let Some(right) = known
                .into_iter()
                .find(|known| known.email == identity.email)
        {
            identity.nik = right.nik;
            identity.nip = right.nip;
        }
        identity
    }
}
