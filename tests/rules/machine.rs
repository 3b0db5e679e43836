//! A state machine: random acts by random officers at advancing times, and what must hold after
//! each one, whatever the sequence.

mod checks;

use super::simplest::*;
use crate::memory_desk::MemoryDesk;
use crate::office::*;
use checks::*;
use loket::domain::act::{ActKind, Answer, Closing, Command, Exception, NameForm};
use loket::domain::certificate::CertificateStatus;
use loket::domain::checklist::{Evidence, Verdict};
use loket::domain::desk::Desk;
use loket::domain::event::{Event, Happening, Look, RequestEvent, SheetEvent};
use loket::domain::finding::FindingCode;
use loket::domain::ids::{OfficerId, RecordId, RequestNo};
use loket::domain::kind::Kind;
use loket::domain::office::{Capacity, DutyClass, Position};
use loket::domain::policy::{AllowedPair, Category, Cause, DocumentKey};
use loket::domain::record::{Record, apply};
use loket::domain::refusal::Block;
use loket::domain::request::{Identity, Outcome, Particular, ParticularKey, Request, Stage};
use loket::domain::rules::{Actor, blocks, decide, findings, may, turn, untaken};
use loket::domain::sheet::{Assignee, SheetStage, Slip};
use loket::domain::summary::{Summary, summary};
use loket::domain::time::Instant;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::TestRunner;
use std::collections::{BTreeMap, BTreeSet};

/// One throw of the dice: which act, by whom, on what, how, how much later.
type Throw = (u8, u8, u8, u8, u16);

/// A small desk: one person in two adjacent positions, an official who applies himself.
/// With `plh` the second clerk stands in for the Kadis, with no pair allowed unless `pairs`.
/// People who hold a certificate at the beginning.
const HOLDERS: [u32; 2] = [5, 6];

fn small_office(pairs: bool, plh: bool) -> Office {
    let mut office = Office::with(|policy| {
        if pairs {
            let (one, other) = (DutyClass::Register, DutyClass::Verify);
            policy.allowed_pairs.push(AllowedPair { one, other });
        }
    });
    for who in HOLDERS {
        office.holds(who, 25);
    }
    let extra = [
        (KABID, Position::Subkoord, Capacity::Plh),
        (CLERK, Position::Verifikator, Capacity::Definitive),
        (CLERK_2, Position::Kadis, Capacity::Plh),
    ];
    for (id, position, capacity) in extra {
        if position == Position::Kadis && !plh {
            continue;
        }
        let revision = match office.desk.record(RecordId::Officer(id)) {
            Some(Record::Officer(officer)) => officer.revision,
            _ => panic!("no officer"),
        };
        let officer = loket::domain::act::Seen { id, revision };
        let mut hold = hold(position, capacity);
        // The Plh. of the Subkoordinator sits for the first days only, the other for all.
        hold.until = match position {
            Position::Subkoord => ended(5),
            Position::Kadis => Some(at(5, 0, 0).plus_days(7_300)),
            _ => None,
        };
        office.done(ADMIN, Command::Hold { officer, hold });
    }
    for id in [KADIS, VERIFIER, VERIFIER_2, CLERK, CLERK_2] {
        super::own::identify(&mut office, id);
    }
    office
}

/// People 1-6; and officers: the Kadis, a verifier, the clerks.
fn person(n: u8) -> u32 {
    match n % 7 {
        0 => [901, 904, 905, 906, 907][usize::from(n / 7 % 5)],
        n => u32::from(n),
    }
}

/// What a letter states of a person; of an officer only one thing that tells them, for each of them
/// another.
fn stated(who: u32, how: u8) -> Identity {
    let whole = identity(who);
    let Some(officer) = who.checked_sub(900) else {
        return whole;
    };
    let bare = Identity {
        name: format!("Orang Ke{who}"),
        agency: whole.agency.clone(),
        ..Identity::default()
    };
    match how % 5 {
        0 => whole,
        1 => Identity {
            nip: whole.nip,
            ..bare
        },
        2 => Identity {
            nik: whole.nik,
            ..bare
        },
        3 => Identity {
            email: format!("petugas{officer}@babelprov.go.id"),
            ..bare
        },
        _ => Identity {
            name: format!("PETUGAS {officer}, S.T."),
            ..bare
        },
    }
}

/// Whether an identity is an officer's, said without the rules.
fn is_of(identity: &Identity, officer: OfficerId) -> bool {
    let n = 900 + officer.0;
    let (nip, nik) = (nip(n), nik(n));
    identity.nip == nip
        || identity.nik == nik
        || identity.email == format!("petugas{}@babelprov.go.id", officer.0)
        || identity.name == format!("PETUGAS {}, S.T.", officer.0)
}

fn letter_of(n: u8, how: u8) -> Vec<NameForm> {
    let kind = |at: u8| match how.wrapping_add(at) % 8 {
        6 => Kind::Renew,
        7 => Kind::Reset,
        _ => Kind::Issue,
    };
    // Who holds a certificate asks for what needs one.
    let kind = |at: u8, who: u32| match (HOLDERS.contains(&who), how.wrapping_add(at) % 5) {
        (false, _) => kind(at),
        (true, 0) => Kind::Renew,
        (true, 1) => Kind::Reset,
        (true, 2) => Kind::Change,
        (true, _) => Kind::Revoke,
    };
    let someone = |at: u8| {
        let who = person(n.wrapping_add(at.wrapping_mul(how | 1)));
        let mut name = name(who, kind(at, who));
        name.identity = stated(who, how.wrapping_add(at));
        // The third states another birthday than his numbers: a warning to be accepted.
        name.identity.birth_date = (who == 3).then(|| day(1));
        // The second and the fourth are no ASN.
        if matches!(who, 2 | 4) {
            name.identity.nip = String::new();
            name.identity.category = Some(Category::NonAsn);
        }
        name
    };
    (0..1 + n % 4).map(someone).collect()
}

type Records = BTreeMap<RecordId, Record>;

fn requests(office: &Office) -> Vec<Request> {
    requests_of(&office.desk.records())
}

fn requests_of(records: &Records) -> Vec<Request> {
    records
        .values()
        .filter_map(|record| match record {
            Record::Request(request) => Some((**request).clone()),
            _ => None,
        })
        .collect()
}

/// The command of a throw, and who tries it: mostly one who could.
fn command(office: &Office, throw: Throw) -> Option<(OfficerId, Command)> {
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
    let acts: Vec<ActKind> = on_requests().collect();
    let command = match what {
        0..140 => onward(office, request, how),
        140..165 => dispose_some(office, &all, request, how),
        165..180 => dispose_paper(
            vec![office.sheet_of(no)],
            paper(
                office.at.day(),
                (how.is_multiple_of(2)).then_some(u16::from(how) * 6),
            ),
        ),
        180..190 => Command::Undo {
            record: RecordId::Request(no),
            revision: request.revision,
        },
        190..194 => office.answer(
            no,
            Answer::LinkSent {
                date: office.at.day(),
            },
        ),
        194..200 => office.answer(
            no,
            Answer::CorrectionAsked {
                text: "nama".to_owned(),
            },
        ),
        200..206 => office.answer(no, Answer::ActivationLapsed),
        206..216 => close(office, no, ending(request)),
        _ => simplest(office, acts[usize::from(how) % acts.len()], no),
    };
    let officer = match &command {
        Command::Undo { record, .. } if who % 8 != 0 => office.desk.last_move(*record)?.by,
        Command::Dispose { paper: Some(_), .. } if who.is_multiple_of(3) => CLERK_2,
        Command::Dispose { paper: Some(_), .. } if who % 3 == 1 => CLERK,
        _ => officer,
    };
    Some((officer, command))
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
fn stands_in(office: &Office) -> bool {
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
        Stage::Registered if how.is_multiple_of(3) && request.kind != Kind::Issue => {
            simplest(office, ActKind::Convert, no)
        }
        // A misuse is sent at once, and its sheet follows.
        Stage::Registered if request.kind == Kind::Revoke && how.is_multiple_of(2) => {
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
            if how.is_multiple_of(4) {
                certificate.email = "lain@babelprov.go.id".to_owned();
            }
            let certificate = certificate.into();
            office.answer(no, Answer::Issued { certificate })
        }
        Stage::Mismatch => simplest(office, ActKind::CorrectCertificate, no),
        Stage::Issued => office.hand_over(no),
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
        Some(Block::Finding(code)) => Command::AcceptWarning {
            request: office.seen(no),
            code: code.clone(),
            reason: "sesuai KTP".to_owned(),
        },
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

fn play(throws: Vec<Throw>, pairs: bool, plh: bool) -> Office {
    let mut office = small_office(pairs, plh);
    for throw in throws {
        office.at = later(office.at, throw.4);
        check_hint(&office, throw);
        let Some((officer, command)) = command(&office, throw) else {
            continue;
        };
        if let Command::Mark { request, .. } = &command
            && throw.3 % 4 != 0
        {
            office.look_at_all(officer, request.id);
        }
        let actor = Actor::officer(officer);
        let asked = decide(&office.desk, &command, &actor, office.at);
        let before = office.desk.records();
        let judged = office.act(officer, command);
        assert_eq!(asked, judged, "the same question, two answers");
        match judged {
            Ok(decision) => {
                check_act(&before, &office, decision.officer, &decision.events, pairs);
                check_desk(&office);
            }
            Err(_) => assert!(before == office.desk.records()),
        }
    }
    check_replay(&office.desk);
    check_looks(&office.desk);
    office
}

/// Minutes mostly, sometimes days.
fn later(at: Instant, by: u16) -> Instant {
    match by % 10 {
        9 => at.plus_days(i64::from(by % 16)),
        _ => at.plus_minutes(i64::from(by % 50)),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn no_sequence_of_acts_breaks_an_invariant(
        throws in prop::collection::vec(any::<Throw>(), 1..100),
        pairs: bool,
        plh: bool,
    ) {
        play(throws, pairs, plh);
    }
}

/// What happens to letters, sheets, requests and certificates in this release, but for imports.
const EVENTS: [&str; 37] = [
    "activated",
    "activation-lapsed",
    "answer-noted",
    "approved",
    "check-failed",
    "check-passed",
    "withdrawal-asked",
    "withdrawal-too-late",
    "certificate-corrected",
    "certificate-recorded",
    "claimed",
    "closed",
    "converted",
    "document-added",
    "edited",
    "handed-over",
    "hastened",
    "held-back",
    "holder-asked",
    "issued",
    "link-sent",
    "marked",
    "onto-sheet",
    "opened",
    "papers-completed",
    "rejected",
    "replied",
    "returned",
    "sent",
    "sheet-parted",
    "sheet-stepped-back",
    "sheet-undone",
    "stepped-back",
    "undone",
    "warning-accepted",
    "letter-edited",
    "receipt-corrected",
];

/// The dice reach everything: else the machine would prove little.
#[test]
fn the_machine_reaches_every_stage_and_every_event_of_a_request() {
    let mut runner = TestRunner::deterministic();
    let throws = prop::collection::vec(any::<Throw>(), 250);
    let (mut stages, mut events) = (BTreeSet::new(), BTreeMap::<&str, usize>::new());
    for _ in 0..16 {
        let throws = throws.new_tree(&mut runner).unwrap().current();
        let office = play(throws, true, false);
        for (event, _) in &office.desk.log() {
            *events.entry(event.what.kind().1).or_default() += 1;
            if let Happening::Request(RequestEvent::Moved(step)) = &event.what {
                stages.insert(step.to);
            }
        }
    }
    let missed: Vec<_> = Stage::ALL
        .into_iter()
        .filter(|stage| !stages.contains(stage))
        .collect();
    assert!(missed.is_empty(), "never at {missed:?}");
    for kind in EVENTS {
        assert!(events.contains_key(kind), "never {kind}: {events:#?}");
    }
}
