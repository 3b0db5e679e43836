//! The simplest command of each act on a request, and which refusals are about rights.

use crate::office::*;
use loket::domain::act::{ActKind, Answer, Closing, Command, Correction, NameForm, Seen};
use loket::domain::checklist::{Defect, Evidence, Verdict};
use loket::domain::ids::{CertificateId, RecordId, RequestNo};
use loket::domain::kind::Kind;
use loket::domain::office::Position;
use loket::domain::policy::{Cause, DocumentKey};
use loket::domain::record::Record;
use loket::domain::refusal::Refusal;
use loket::domain::request::{Outcome, Particular, Request, Stage};

/// Acts on a request; the others are about the desk.
pub fn on_requests() -> impl Iterator<Item = ActKind> {
    ActKind::ALL.into_iter().filter(|act| {
        !matches!(
            act,
            ActKind::Register
                | ActKind::Import
                | ActKind::TakeOver
                | ActKind::RevokeRecorded
                | ActKind::CorrectRevocation
                | ActKind::Suspend
                | ActKind::Resume
                | ActKind::ManageOfficers
                | ActKind::AdoptPolicy
                | ActKind::Stop
                | ActKind::Check
                | ActKind::Choose
        )
    })
}

pub fn give_back(office: &Office, no: RequestNo) -> Command {
    Command::Return {
        request: office.seen(no),
        defects: vec![Defect::Text("KTP tidak terbaca".to_owned())],
        note: String::new(),
    }
}

pub fn reject(office: &Office, no: RequestNo) -> Command {
    Command::Reject {
        request: office.seen(no),
        reason: "other".to_owned(),
        text: "bukan pegawai".to_owned(),
    }
}

pub fn close(office: &Office, no: RequestNo, closing: Closing) -> Command {
    Command::Close {
        request: office.seen(no),
        closing,
        reason: "surat dari pemohon".to_owned(),
    }
}

/// Brings a request to an official, who holds it back.
pub fn hold_back(office: &mut Office, no: RequestNo, position: Position) {
    office.bring(no, Stage::Disposition(position));
    let command = simplest(office, ActKind::HoldBack, no);
    let who = match position {
        Position::Kadis => KADIS,
        Position::Kabid => KABID,
        _ => SUBKOORD,
    };
    office.done(who, command);
}

/// The simplest command of an act on a request.
pub fn simplest(office: &Office, act: ActKind, no: RequestNo) -> Command {
    let request = office.seen(no);
    let record = RecordId::Request(no);
    let words = || "keterangan".to_owned();
    let date = office.at.day();
    match act {
        ActKind::Dispose => dispose(vec![office.sheet_of(no)]),
        ActKind::DisposePaper => {
            dispose_paper(vec![office.sheet_of(no)], paper(office.at.day(), None))
        }
        ActKind::EditIdentity => Command::EditIdentity {
            request,
            identity: Box::new(identity(2)),
        },
        ActKind::AddDocument => Command::AddDocument {
            request,
            document: DocumentKey::Sk,
            evidence: Evidence::Paper,
        },
        ActKind::EditLetter => edit_letter(office, no),
        ActKind::StepBack => Command::StepBack {
            request,
            reason: words(),
        },
        ActKind::Return => give_back(office, no),
        ActKind::Reject => reject(office, no),
        ActKind::Reply => Command::Reply {
            request,
            number: "555/80/Diskominfo".to_owned(),
            date,
        },
        ActKind::Withdraw => close(office, no, Closing::Withdrawn),
        ActKind::Lapse => close(office, no, Closing::Lapsed),
        ActKind::Void => close(office, no, Closing::Void),
        ActKind::Complete => Command::Complete {
            request,
            documents: Vec::new(),
            identity: None,
            note: words(),
        },
        ActKind::Claim => Command::Claim {
            requests: vec![request],
        },
        ActKind::Release => Command::Release {
            requests: vec![request],
        },
        ActKind::Mark => Command::Mark {
            request,
            marks: vec![(DocumentKey::Email, Verdict::Conforms, None)],
        },
        ActKind::AcceptWarning => Command::AcceptWarning {
            request,
            code: "stage-not-open".to_owned(),
            reason: words(),
        },
        ActKind::Send => office.send(no),
        ActKind::LinkSent => office.answer(no, Answer::LinkSent { date }),
        ActKind::HolderAsked => office.answer(no, Answer::HolderAsked),
        ActKind::Activated => office.answer(no, Answer::Activated { date }),
        ActKind::ActivationLapsed => office.answer(no, Answer::ActivationLapsed),
        ActKind::Issued => {
            let certificate = office.certificate(no, 200).into();
            office.answer(no, Answer::Issued { certificate })
        }
        ActKind::RejectedByBsre => office.answer(no, Answer::Rejected { text: words() }),
        ActKind::CorrectionAsked => office.answer(no, Answer::CorrectionAsked { text: words() }),
        ActKind::CorrectCertificate => Command::CorrectCertificate {
            certificate: office.seen_certificate(no),
            form: office.certificate(no, 200).into(),
            reason: words(),
        },
        ActKind::CorrectSending => {
            let known = office.request(no).sending;
            let what = Correction::Sending {
                date: known.map_or(date, |known| known.date),
                ticket: "BSRE-2".to_owned(),
                channel: "email".to_owned(),
            };
            correct(request, what)
        }
        ActKind::CorrectActivation => {
            let known = office.request(no).activation;
            let what = Correction::Activation {
                link: date,
                activated: known.and_then(|known| known.activated).map(|_| date),
            };
            correct(request, what)
        }
        ActKind::CorrectHandOver => {
            let what = Correction::HandOver {
                channel: "whatsapp".to_owned(),
                address: "08127170001".to_owned(),
                reply: String::new(),
            };
            correct(request, what)
        }
        ActKind::HandOver => office.hand_over(no),
        ActKind::Revoked => office.answer(no, Answer::Revoked { date }),
        ActKind::DataChanged => office.answer(no, Answer::DataChanged { date }),
        ActKind::Approved => office.answer(no, Answer::Approved { date }),
        ActKind::ApprovalRefused => office.answer(no, Answer::ApprovalRefused { text: words() }),
        ActKind::CheckPassed => office.answer(no, Answer::CheckPassed { date }),
        ActKind::CheckFailed => {
            let text = words();
            office.answer(no, Answer::CheckFailed { date, text })
        }
        ActKind::AskWithdrawal => close(office, no, Closing::Asked),
        ActKind::Withdrawn => office.answer(no, Answer::Withdrawn),
        ActKind::TooLate => office.answer(no, Answer::TooLate { text: words() }),
        ActKind::SendUrgently => Command::SendUrgently {
            request,
            date,
            ticket: String::new(),
            channel: "portal".to_owned(),
        },
        ActKind::Disagree => Command::Disagree {
            request,
            reason: words(),
        },
        ActKind::Sleep => Command::Sleep { request },
        ActKind::PreparePortal => Command::PreparePortal {
            requests: vec![request],
        },
        ActKind::TakeBack => Command::Uploaded {
            requests: Vec::new(),
            date,
            ticket: String::new(),
            back: vec![request],
        },
        ActKind::ChooseCertificate => {
            let known = office.request(no).particulars.certificate;
            let id = known.unwrap_or(CertificateId(1));
            office.state(no, Particular::Certificate(id))
        }
        ActKind::ChooseOutcome => office.state(no, Particular::Outcome(Outcome::Reissue)),
        ActKind::StateCause => office.state(no, Particular::Cause(cause(Cause::Retirement, date))),
        ActKind::WriteToBsre => office.state(no, Particular::Outgoing(outgoing(date))),
        ActKind::Convert => Command::Convert {
            request,
            kind: another(&office.request(no)),
            reason: words(),
        },
        ActKind::Note => Command::Note {
            record,
            text: words(),
        },
        ActKind::LookAtNik => Command::LookAtNik { request: no },
        ActKind::LookAtDocument => Command::LookAtDocument {
            request: no,
            document: DocumentKey::Ktp,
        },
        ActKind::HoldBack => Command::HoldBack {
            request,
            reason: words(),
        },
        ActKind::Undo => Command::Undo {
            record,
            revision: request.revision,
        },
        ActKind::Open => Command::open(record),
        ActKind::FollowUp => {
            let name = NameForm {
                identity: office.request(no).identity,
                documents: Vec::new(),
                follows: Some(no),
                ..name(1, Kind::Issue)
            };
            let letter = entry(office.at, vec![name]);
            Command::Register { letter }
        }
        ActKind::Carry => Command::Carry {
            request,
            from: earlier(office, no),
        },
        other => panic!("{other:?} is not about a request"),
    }
}

/// The first request of the same person, where there is one before this.
fn earlier(office: &Office, no: RequestNo) -> RequestNo {
    let person = office.request(no).person;
    let mut all = office.desk.records().into_values();
    let first = all.find_map(|record| match record {
        Record::Request(other) if other.no < no && other.person == person => Some(other.no),
        _ => None,
    });
    first.unwrap_or(no)
}

/// A kind that can fit: of who holds a certificate, the other one that an active one allows.
fn another(request: &Request) -> Kind {
    match (request.particulars.certificate, request.kind) {
        (None, _) => Kind::Issue,
        (Some(_), Kind::Reset) => Kind::Revoke,
        (Some(_), _) => Kind::Reset,
    }
}

fn correct(request: Seen<RequestNo>, what: Correction) -> Command {
    Command::Correct {
        request,
        what,
        reason: "salah catat".to_owned(),
    }
}

/// The letter came a minute earlier than was written down.
pub fn edit_letter(office: &Office, no: RequestNo) -> Command {
    Command::EditLetter {
        letter: office.letter(no.agenda),
        form: form(office.request(no).received.plus_minutes(-1)),
    }
}

/// Refusals for want of the right or the stage; any other is about what the act says.
pub fn is_about_rights(refusal: &Refusal) -> bool {
    matches!(
        refusal,
        Refusal::NotYours { .. }
            | Refusal::NotFound(RecordId::Certificate(_))
            | Refusal::NotAtThisStage { .. }
            | Refusal::HeldBack { .. }
            | Refusal::Acting { .. }
            | Refusal::Separation { .. }
            | Refusal::OwnRequest { .. }
            | Refusal::Claimed { .. }
            | Refusal::AssignedTo { .. }
            | Refusal::Mismatch
    )
}

/// A revocation for retirement: checked and waiting for its day, or carried out.
pub fn revocation_at(stage: Stage) -> (Office, RequestNo) {
    let mut office = Office::new();
    office.holds(1, 300);
    let no = office.ask(1, Kind::Revoke);
    if stage == Stage::Asleep {
        office.bring(no, Stage::Verification);
        let later = office.at.plus_days(20).day();
        let command = office.state(no, Particular::Cause(cause(Cause::Retirement, later)));
        office.done(VERIFIER, command);
        office.mark_all(VERIFIER, no);
        let command = simplest(&office, ActKind::Sleep, no);
        office.done(VERIFIER, command);
    } else {
        office.bring(no, stage);
    }
    (office, no)
}

/// A revocation for misuse with its report, on the desk of the Kadis; a verifier has read the report.
pub fn misused() -> (Office, RequestNo) {
    let mut office = Office::new();
    office.holds(1, 300);
    let no = office.ask(1, Kind::Revoke);
    let stated = cause(Cause::Misuse, office.at.day());
    let command = office.state(no, Particular::Cause(stated));
    office.done(CLERK, command);
    office.prove_cause(no);
    office.pass(CLERK, no);
    office.look_at_all(VERIFIER, no);
    (office, no)
}
