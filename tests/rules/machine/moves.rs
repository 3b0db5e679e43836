//! What is tried next: mostly what leads on, and whatever else somebody may do, the rarest first.

use super::*;
use desk_acts::of_the_desk;
use loket::domain::act::Correction;
use loket::domain::ids::CertificateId;
use loket::domain::procedure::{ROAD, Row};
use loket::domain::rules::{could_mean, earlier};
use loket::domain::sheet::Assignee;

/// The command of a throw, and who tries it: mostly one who could.
pub fn command(office: &Office, done: &Done, throw: Throw) -> Option<(OfficerId, Command)> {
    let (what, who, which, how, _) = throw;
    let all = requests(office);
    let live: Vec<_> = all
        .iter()
        .filter(|request| !request.stage.is_final())
        .collect();
    if live.len() < 2 || live.len() < 9 && what < 12 {
        let letter = entry(office.at, letter_of(which, how));
        return Some((CLERK, Command::Register { letter }));
    }
    let request = match what % 8 {
        0 => &all[usize::from(which) % all.len()],
        _ => live[usize::from(which) % live.len()],
    };
    let no = request.no;
    let officer = match who % 8 {
        0 => OfficerId(1 + u32::from(how) % 9),
        1 => CLERK,
        2 => VERIFIER_2,
        _ => natural(office, request),
    };
    let command = match what {
        0..112 => onward(office, request, how),
        112..126 => dispose_some(office, &all, request, how),
        126..136 => dispose_paper(
            vec![office.sheet_of(no)],
            paper(
                office.at.day(),
                (how.is_multiple_of(2)).then_some(u16::from(how) * 6),
            ),
        ),
        136..148 => return undo(office, request, throw),
        148..152 => office.answer(
            no,
            Answer::LinkSent {
                date: office.at.day(),
            },
        ),
        152..156 => office.answer(no, Answer::ActivationLapsed),
        156..164 => close(office, no, ending(request)),
        164..200 => return of_the_desk(office, done, which, how),
        _ => {
            return rarest(
                office,
                done,
                [&live, &all.iter().collect::<Vec<_>>()],
                throw,
            );
        }
    };
    let officer = match &command {
        Command::Register { .. } if !who.is_multiple_of(8) => CLERK_2,
        Command::Dispose { paper: Some(_), .. } if who.is_multiple_of(3) => CLERK_2,
        Command::Dispose { paper: Some(_), .. } if who % 3 == 1 => CLERK,
        _ => officer,
    };
    Some((officer, command))
}

/// Takes back the last act on the request, its sheet or its letter, mostly by its author.
fn undo(office: &Office, request: &Request, throw: Throw) -> Option<(OfficerId, Command)> {
    let (_, who, _, how, _) = throw;
    let record = match how % 4 {
        0 => RecordId::Letter(request.no.agenda),
        1 => RecordId::Sheet(office.sheet_of(request.no).id),
        _ => RecordId::Request(request.no),
    };
    let officer = match who % 8 {
        0 => OfficerId(1 + u32::from(how) % 9),
        _ => office.desk.last_move(record)?.by,
    };
    let revision = office.desk.record(record)?.revision();
    Some((officer, Command::Undo { record, revision }))
}

/// An act that somebody may do now on one of some requests: mostly the one that was done least so
/// far, so that an act that is new to the desk is tried as soon as it may be.
fn rarest(
    office: &Office,
    done: &Done,
    [live, all]: [&[&Request]; 2],
    throw: Throw,
) -> Option<(OfficerId, Command)> {
    let (_, who, which, how, _) = throw;
    let at = |of: &[&Request], n: usize| of[(usize::from(which) + n) % of.len()].clone();
    let some = (0..5).map(|n| if n < 3 { at(live, n) } else { at(all, n) });
    let mut acts: Vec<_> = some
        .flat_map(|request| {
            let acts = on_requests().filter(|act| on_the_road(&request, *act));
            let acts = acts.filter_map(|act| Some((taker(office, &request, act, who)?, act)));
            acts.map(|(by, act)| (by, act, request.clone()))
                .collect::<Vec<_>>()
        })
        .collect();
    acts.sort_by_key(|(_, act, _)| done.get(act).copied().unwrap_or(0));
    let at = usize::from(how % 8) % 4;
    let (by, act, request) = acts.get(at % acts.len().max(1))?;
    Some((*by, of_request(office, *act, request, how)))
}

/// Whether the act goes at the stage at all.
fn on_the_road(request: &Request, act: ActKind) -> bool {
    let leads = |row: &Row| {
        row.act == act && row.kinds.contains(&request.kind) && row.from.contains(&request.stage)
    };
    ROAD.iter().any(leads)
}

/// An officer who may do it.
fn taker(office: &Office, request: &Request, act: ActKind, who: u8) -> Option<OfficerId> {
    let mut officers = (0..9).map(|n| OfficerId(1 + (u32::from(who) + n) % 9));
    officers.find(|by| {
        let actor = Actor::officer(*by);
        may(&office.desk, &actor, act, Some(request), office.at).is_ok()
    })
}

/// The command of an act on a request, with what the simplest one leaves open.
fn of_request(office: &Office, act: ActKind, request: &Request, how: u8) -> Command {
    let no = request.no;
    match act {
        ActKind::ChooseCertificate => {
            let known = could_mean(&office.desk, request);
            let one = known.get(usize::from(how) % known.len().max(1));
            let id = one.map_or(CertificateId(1), |one| one.id);
            office.state(no, Particular::Certificate(id))
        }
        ActKind::Carry => match earlier(&office.desk, request, office.at).first() {
            Some(carried) => Command::Carry {
                request: office.seen(no),
                from: carried.from,
            },
            None => simplest(office, act, no),
        },
        ActKind::Open if how.is_multiple_of(2) => {
            Command::open(RecordId::Sheet(office.sheet_of(no).id))
        }
        ActKind::AcceptWarning => match blocks(&office.desk, request, office.at).first() {
            Some(Block::Finding(code)) => accept(office, no, code),
            _ => simplest(office, act, no),
        },
        ActKind::CorrectActivation => {
            let mut link = office.at.day();
            if let Some(known) = &request.activation {
                link = known.link.pred_opt().unwrap_or(link);
            }
            let activated = request
                .activation
                .as_ref()
                .and_then(|known| known.activated);
            Command::Correct {
                request: office.seen(no),
                what: Correction::Activation { link, activated },
                reason: "salah catat".to_owned(),
            }
        }
        _ => simplest(office, act, no),
    }
}

fn accept(office: &Office, no: RequestNo, code: &str) -> Command {
    Command::AcceptWarning {
        request: office.seen(no),
        code: code.to_owned(),
        reason: "sesuai KTP".to_owned(),
    }
}

/// How a request of this stage ends early.
fn ending(request: &Request) -> Closing {
    match request.stage {
        Stage::Registered => Closing::Void,
        Stage::Returned | Stage::AwaitingActivation | Stage::CheckFailed => Closing::Lapsed,
        Stage::AtBsre => Closing::Asked,
        _ => Closing::Withdrawn,
    }
}

/// Who acts at this stage.
fn natural(office: &Office, request: &Request) -> OfficerId {
    match request.stage {
        Stage::Disposition(_) if is_misuse(request) => VERIFIER,
        Stage::Registered | Stage::Returned | Stage::ReplyPending => CLERK,
        Stage::Disposition(Position::Kadis) | Stage::Held(Position::Kadis) if stands_in(office) => {
            CLERK_2
        }
        Stage::Disposition(Position::Kadis) | Stage::Held(Position::Kadis) => KADIS,
        Stage::Disposition(Position::Kabid) | Stage::Held(Position::Kabid) => KABID,
        Stage::Disposition(_) | Stage::Held(_) => SUBKOORD,
        _ => request.claimed.unwrap_or(VERIFIER),
    }
}

/// Whether the second clerk is the Kadis for now.
pub fn stands_in(office: &Office) -> bool {
    match office.desk.record(RecordId::Officer(CLERK_2)) {
        Some(Record::Officer(officer)) => officer.holds(Position::Kadis, office.at).is_some(),
        _ => false,
    }
}

/// The next act on the main road.
fn onward(office: &Office, request: &Request, how: u8) -> Command {
    let no = request.no;
    let date = office.at.day();
    match request.stage {
        Stage::Registered if how.is_multiple_of(7) && request.kind != Kind::Issue => {
            simplest(office, ActKind::Convert, no)
        }
        Stage::Registered if !earlier(&office.desk, request, office.at).is_empty() => {
            of_request(office, ActKind::Carry, request, how)
        }
        // A misuse is sent at once, and its sheet follows.
        Stage::Registered if request.kind == Kind::Revoke && no.agenda.number.is_multiple_of(2) => {
            misused(office, request)
        }
        Stage::Disposition(_) if is_misuse(request) => simplest(office, ActKind::SendUrgently, no),
        Stage::Registered | Stage::Disposition(_) => dispose(vec![office.sheet_of(no)]),
        Stage::Held(_) => simplest(office, ActKind::Release, no),
        Stage::Verification => toward_bsre(office, request, how),
        Stage::Returned if how.is_multiple_of(4) => simplest(office, ActKind::Complete, no),
        Stage::Returned if how % 4 < 3 => close(office, no, Closing::Lapsed),
        Stage::AtBsre => answered(office, request, how),
        Stage::AwaitingApproval if how.is_multiple_of(5) => {
            simplest(office, ActKind::ApprovalRefused, no)
        }
        Stage::AwaitingApproval => office.answer(no, Answer::Approved { date }),
        Stage::AccountCheck | Stage::CheckFailed => checked(office, request, how),
        Stage::WithdrawalAsked if how.is_multiple_of(2) => office.answer(no, Answer::Withdrawn),
        Stage::WithdrawalAsked => simplest(office, ActKind::TooLate, no),
        Stage::Asleep => office.send(no),
        Stage::Revoked => office.hand_over(no),
        Stage::ReplyPending => simplest(office, ActKind::Reply, no),
        Stage::AwaitingActivation if how.is_multiple_of(3) => {
            office.answer(no, Answer::HolderAsked)
        }
        Stage::AwaitingActivation if how % 3 == 1 => office.answer(no, Answer::ActivationLapsed),
        Stage::AwaitingActivation => office.answer(no, Answer::Activated { date }),
        Stage::Activated => {
            let mut certificate = office.certificate(no, no.agenda.number as u8);
            if how.is_multiple_of(2) {
                certificate.email = "lain@babelprov.go.id".to_owned();
            }
            let certificate = certificate.into();
            office.answer(no, Answer::Issued { certificate })
        }
        Stage::Mismatch => simplest(office, ActKind::CorrectCertificate, no),
        Stage::Issued => office.hand_over(no),
        stage if stage.is_decided() && how.is_multiple_of(2) => {
            simplest(office, ActKind::FollowUp, no)
        }
        _ => simplest(office, ActKind::Note, no),
    }
}

/// Its document, its cause, then on to the first official.
fn misused(office: &Office, request: &Request) -> Command {
    let no = request.no;
    if unproven(request) {
        return Command::AddDocument {
            request: office.seen(no),
            document: DocumentKey::Cause,
            evidence: Evidence::Paper,
        };
    }
    match request.particulars.cause {
        None => office.state(no, Particular::Cause(cause(Cause::Misuse, office.at.day()))),
        Some(_) => dispose(vec![office.sheet_of(no)]),
    }
}

fn is_misuse(request: &Request) -> bool {
    let stated = request.particulars.cause.as_ref();
    stated.is_some_and(|stated| stated.cause == Cause::Misuse)
}

/// What becomes of an account check, or of the request meanwhile.
fn checked(office: &Office, request: &Request, how: u8) -> Command {
    let (no, date) = (request.no, office.at.day());
    match how % 6 {
        0 => simplest(office, ActKind::CheckFailed, no),
        1 => simplest(office, ActKind::AskWithdrawal, no),
        2 => close(office, no, Closing::Lapsed),
        3 => office.answer(no, Answer::CheckPassed { date }),
        _ => office.answer(no, Answer::LinkSent { date }),
    }
}

/// What BSrE does with a request, by its kind.
fn answered(office: &Office, request: &Request, how: u8) -> Command {
    let (no, date) = (request.no, office.at.day());
    match (request.kind, request.particulars.outcome) {
        (Kind::Revoke, _) => office.answer(no, Answer::Revoked { date }),
        (Kind::Change, Some(Outcome::DataOnly)) => office.answer(no, Answer::DataChanged { date }),
        (Kind::Change, _) if how.is_multiple_of(2) => office.answer(no, Answer::Revoked { date }),
        _ => office.answer(no, Answer::LinkSent { date }),
    }
}

/// A revocation without the document of its cause.
fn unproven(request: &Request) -> bool {
    let item = request.item(DocumentKey::Cause);
    request.kind == Kind::Revoke && item.is_none_or(|item| item.current().is_none())
}

/// By way of the portal's files.
fn portal(office: &Office, request: &Request, how: u8) -> Command {
    let no = request.no;
    match request.prepared {
        None => simplest(office, ActKind::PreparePortal, no),
        Some(_) if how.is_multiple_of(2) => simplest(office, ActKind::TakeBack, no),
        Some(_) => Command::Uploaded {
            requests: vec![office.seen(no)],
            date: office.at.day(),
            ticket: "BSRE-9".to_owned(),
            back: Vec::new(),
        },
    }
}

/// What the first block asks for, or the sending.
fn toward_bsre(office: &Office, request: &Request, how: u8) -> Command {
    let no = request.no;
    match blocks(&office.desk, request, office.at).first() {
        None if request.kind == Kind::Issue && how.is_multiple_of(5) => {
            portal(office, request, how)
        }
        None | Some(Block::OnePersonScan) => office.send(no),
        Some(Block::Item(_)) if unproven(request) => Command::AddDocument {
            request: office.seen(no),
            document: DocumentKey::Cause,
            evidence: Evidence::Paper,
        },
        Some(Block::Item(_)) => office.mark_all_command(no),
        Some(Block::Particular(key)) => {
            let later = 120 * i64::from(how % 2);
            let effective = office.at.plus_days(later).day();
            let what = match key {
                ParticularKey::Outcome => Particular::Outcome(Outcome::ALL[usize::from(how % 2)]),
                ParticularKey::Outgoing => Particular::Outgoing(outgoing(office.at.day())),
                _ => Particular::Cause(cause(Cause::Retirement, effective)),
            };
            office.state(no, what)
        }
        Some(Block::Finding(code)) if code == "tmt-future" => simplest(office, ActKind::Sleep, no),
        Some(Block::Finding(code)) if code == "several-active" => {
            of_request(office, ActKind::ChooseCertificate, request, how)
        }
        Some(Block::Finding(code)) => accept(office, no, code),
    }
}

/// A disposition of up to three sheets that lie together, with an exception.
fn dispose_some(office: &Office, all: &[Request], request: &Request, how: u8) -> Command {
    let together = all.iter().filter(|other| other.stage == request.stage);
    let mut sheets: Vec<_> = together.map(|other| office.sheet_of(other.no)).collect();
    sheets.dedup();
    sheets.truncate(1 + usize::from(how % 3));
    let exception = match how % 5 {
        0 => Exception::Return {
            defects: Vec::new(),
            note: "KTP belum ada".to_owned(),
        },
        1 => Exception::Reject {
            reason: "other".to_owned(),
            text: "bukan pegawai".to_owned(),
        },
        _ => Exception::Hold {
            note: "tunda".to_owned(),
        },
    };
    let except = match how % 4 {
        0 => Vec::new(),
        _ => vec![(office.seen(request.no), exception)],
    };
    let verifier = match how.is_multiple_of(7) {
        true => Assignee::Named(VERIFIER_2),
        false => Assignee::Pool,
    };
    Command::Dispose {
        sheets,
        except,
        slip: Slip {
            verifier,
            ..Slip::default()
        },
        paper: None,
    }
}
