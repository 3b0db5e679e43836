//! What the screen offers is what the desk admits, for every kind, stage, situation, act and officer;
//! and the answers of BSrE that a menu shows are exactly those.

use super::simplest::*;
use crate::office::*;
use loket::domain::act::{ActKind, Answer, Closing, Command, RevocationForm, Seen};
use loket::domain::certificate::{Certificate, Standing};
use loket::domain::desk::Desk;
use loket::domain::ids::{CertificateId, OfficerId, RecordId, RequestNo};
use loket::domain::kind::Kind;
use loket::domain::office::Position;
use loket::domain::policy::{Cause, DocumentKey};
use loket::domain::procedure::leads_on;
use loket::domain::record::Record;
use loket::domain::refusal::Refusal;
use loket::domain::request::{Outcome, Particulars, Request, Stage};
use loket::domain::rules::{Actor, may};
use loket::tui::action::Action;
use loket::tui::view::bsre::answers;
use loket::tui::view::request::{action_of, actions};
use std::collections::BTreeSet;

/// What a request may be in beside its stage.
const SITUATIONS: [&str; 34] = [
    "registered",
    "kadis",
    "kabid",
    "subkoord",
    "verification",
    "checked",
    "prepared",
    "returned",
    "long returned",
    "at bsre",
    "link",
    "asked",
    "link over",
    "lapsed",
    "third link",
    "third link lapsed",
    "activated",
    "issued",
    "issued and revoked",
    "mismatch",
    "mismatch and revoked",
    "held by the kadis",
    "held by the kabid",
    "held by the subkoord",
    "asleep",
    "revoked",
    "reply pending",
    "awaiting approval",
    "account check",
    "account check failed",
    "withdrawal asked",
    "misuse",
    "sent at once",
    "with an earlier one",
];

const ENDS: [Stage; 5] = [
    Stage::Completed,
    Stage::Rejected,
    Stage::Withdrawn,
    Stage::Lapsed,
    Stage::Void,
];

fn answer(office: &mut Office, no: RequestNo, answer: Answer) {
    let command = office.answer(no, answer);
    office.done(VERIFIER, command);
}

/// The link that lies there runs out, and that is recorded.
fn run_out(office: &mut Office, no: RequestNo) {
    office.at = office.at.plus_days(8);
    answer(office, no, Answer::ActivationLapsed);
}

fn revoke(office: &mut Office) {
    let id = CertificateId(1);
    let revision = match office.desk.record(RecordId::Certificate(id)) {
        Some(Record::Certificate(certificate)) => certificate.revision,
        other => panic!("{other:?}"),
    };
    let command = Command::RevokeRecorded {
        certificate: Seen { id, revision },
        revocation: RevocationForm {
            date: office.at.day(),
            cause: "replaced".to_owned(),
        },
    };
    office.done(VERIFIER, command);
}

fn situation(name: &str) -> (Office, RequestNo) {
    match name {
        "asleep" => return revocation_at(Stage::Asleep),
        "revoked" => return revocation_at(Stage::Revoked),
        "reply pending" => return rejected(),
        "misuse" => return misuse(false),
        "sent at once" => return misuse(true),
        "with an earlier one" => return with_an_earlier_one(),
        _ => {}
    }
    let mut office = Office::new();
    let no = match name {
        "awaiting approval" => office.issue_non_asn(1),
        _ => office.issue(1),
    };
    let stage = match name {
        "registered" => Stage::Registered,
        "kadis" | "held by the kadis" => Stage::Disposition(Position::Kadis),
        "kabid" | "held by the kabid" => Stage::Disposition(Position::Kabid),
        "subkoord" | "held by the subkoord" => Stage::Disposition(Position::Subkoord),
        "verification" | "checked" | "prepared" | "returned" | "long returned" => {
            Stage::Verification
        }
        "awaiting approval" => Stage::AwaitingApproval,
        "account check" | "withdrawal asked" => Stage::AccountCheck,
        "account check failed" => Stage::CheckFailed,
        "at bsre" => Stage::AtBsre,
        "activated" => Stage::Activated,
        "issued" | "issued and revoked" => Stage::Issued,
        "mismatch" | "mismatch and revoked" => Stage::Mismatch,
        _ => Stage::AwaitingActivation,
    };
    office.bring(no, stage);
    match name {
        "checked" => office.mark_all(VERIFIER, no),
        "prepared" => {
            office.mark_all(VERIFIER, no);
            let command = simplest(&office, ActKind::PreparePortal, no);
            office.done(VERIFIER, command);
        }
        "returned" | "long returned" => {
            let command = give_back(&office, no);
            office.done(VERIFIER, command);
            if name == "long returned" {
                office.at = office.at.plus_days(40);
            }
        }
        "withdrawal asked" => {
            let command = close(&office, no, Closing::Asked);
            office.done(VERIFIER, command);
        }
        "asked" => answer(&mut office, no, Answer::HolderAsked),
        "link over" => office.at = office.at.plus_days(8),
        "lapsed" => run_out(&mut office, no),
        "third link" | "third link lapsed" => {
            for _ in 0..2 {
                run_out(&mut office, no);
                let date = office.at.day();
                answer(&mut office, no, Answer::LinkSent { date });
            }
            if name == "third link lapsed" {
                run_out(&mut office, no);
            }
        }
        "issued and revoked" | "mismatch and revoked" => revoke(&mut office),
        "held by the kadis" => hold_back(&mut office, no, Position::Kadis),
        "held by the kabid" => hold_back(&mut office, no, Position::Kabid),
        "held by the subkoord" => hold_back(&mut office, no, Position::Subkoord),
        _ => {}
    }
    (office, no)
}

/// A misuse that lies with the Kadis; sent at once or ready for it.
fn misuse(sent: bool) -> (Office, RequestNo) {
    let (mut office, no) = misused();
    if sent {
        let command = simplest(&office, ActKind::SendUrgently, no);
        office.done(VERIFIER, command);
    }
    (office, no)
}

/// Registered with one paper by somebody whose withdrawn request has some.
fn with_an_earlier_one() -> (Office, RequestNo) {
    let (mut office, _) = ended(Stage::Withdrawn);
    let mut bare = name(1, Kind::Issue);
    bare.documents.retain(|(key, _)| *key == DocumentKey::Ktp);
    let no = office.register(vec![bare]).line(1);
    (office, no)
}

fn rejected() -> (Office, RequestNo) {
    let mut office = Office::new();
    let no = office.issue(1);
    office.bring(no, Stage::Disposition(Position::Kadis));
    let command = reject(&office, no);
    office.done(KADIS, command);
    (office, no)
}

fn ended(stage: Stage) -> (Office, RequestNo) {
    let mut office = Office::new();
    let no = office.issue(1);
    let command = match stage {
        Stage::Withdrawn => close(&office, no, Closing::Withdrawn),
        Stage::Void => close(&office, no, Closing::Void),
        Stage::Completed => {
            office.bring(no, stage);
            return (office, no);
        }
        Stage::Rejected => {
            (office, _) = rejected();
            let command = simplest(&office, ActKind::Reply, no);
            office.done(CLERK_2, command);
            return (office, no);
        }
        _ => {
            (office, _) = situation("third link lapsed");
            let command = close(&office, no, Closing::Lapsed);
            office.done(VERIFIER, command);
            return (office, no);
        }
    };
    office.done(CLERK, command);
    (office, no)
}

/// The same request, as if it were of another kind: its holder has a certificate, and another one
/// that could be meant until it is sent.
fn of_kind(office: &Office, no: RequestNo, kind: Kind) -> Office {
    let mut office = office.clone();
    let mut request = office.request(no);
    request.kind = kind;
    if kind != Kind::Issue {
        let later = office.at.plus_days(20).day();
        request.particulars = Particulars {
            certificate: Some(CertificateId(77)),
            outcome: Some(Outcome::DataOnly),
            cause: Some(cause(Cause::Misuse, later)),
            outgoing: None,
        };
        let held = match request.sending {
            Some(_) => &[77][..],
            None => &[77, 78],
        };
        for id in held {
            keep(&mut office, &request, *id);
        }
    }
    let record = Record::Request(Box::new(request));
    office.desk.keep(RecordId::Request(no), record);
    office
}

/// The applicant holds this certificate.
fn keep(office: &mut Office, request: &Request, id: u32) {
    let mut form = office.certificate(request.no, id as u8);
    form.not_before = request.received.plus_days(-100);
    let old = Certificate {
        id: CertificateId(id),
        revision: 1,
        form,
        holder: request.person,
        request: None,
        replaces: None,
        standing: Standing::Good,
        passphrase: None,
    };
    let record = Record::Certificate(Box::new(old));
    office
        .desk
        .keep(RecordId::Certificate(CertificateId(id)), record);
}

/// Refusals of what an act says or of the papers that lie there: the key is offered, and says what
/// is missing.
fn is_about_contents(act: ActKind, refusal: &Refusal) -> bool {
    match act {
        ActKind::Send => matches!(refusal, Refusal::Blocked(_)),
        ActKind::Sleep | ActKind::PreparePortal => matches!(refusal, Refusal::Blocked(_)),
        ActKind::SendUrgently => {
            matches!(refusal, Refusal::Blocked(_) | Refusal::LookFirst { .. })
        }
        ActKind::Mark => matches!(refusal, Refusal::NotOnChecklist(_)),
        ActKind::AcceptWarning => matches!(refusal, Refusal::NotAWarning(_)),
        ActKind::CorrectActivation => matches!(refusal, Refusal::NothingCorrected),
        ActKind::Convert => matches!(refusal, Refusal::WrongKind { .. }),
        // *Gugur* is offered from the return on, and tells the days that it is too early.
        ActKind::Lapse => matches!(
            refusal,
            Refusal::TooEarly { .. } | Refusal::LinksLeft { .. }
        ),
        // Whose act it was is told by the view of the record.
        ActKind::Undo => matches!(
            refusal,
            Refusal::NotTheAuthor { .. }
                | Refusal::CannotUndo(_)
                | Refusal::NumberTaken(_)
                | Refusal::ActedSince { .. }
                | Refusal::UndoTooLate { .. }
        ),
        _ => false,
    }
}

/// Checks one request for one officer; the acts that were admitted go into `seen`.
fn compare(
    office: &Office,
    no: RequestNo,
    by: OfficerId,
    what: &str,
    seen: &mut BTreeSet<ActKind>,
) -> Vec<String> {
    let request = office.request(no);
    let actor = Actor::officer(by);
    let offered = |act: &ActKind| {
        let judged = may(&office.desk, &actor, *act, Some(&request), office.at);
        judged.is_ok()
    };
    let rights: Vec<ActKind> = on_requests().filter(offered).collect();
    let keys = actions(&rights);
    let menu = answers::admitted(&request, &rights);
    let mut wrong = Vec::new();
    for act in on_requests() {
        // A look that is not one's turn is nothing, never an error.
        if act == ActKind::Open {
            continue;
        }
        let on_screen = match action_of(act) {
            Some(Action::Answer) => keys.has(Action::Answer) && menu.contains(&act),
            Some(action) => keys.has(action) && rights.contains(&act),
            None => rights.contains(&act),
        };
        let judged = office.judge(by, &simplest(office, act, no));
        let admitted = match &judged {
            Ok(_) => true,
            Err(refusal) => is_about_contents(act, refusal),
        };
        if judged.is_ok() {
            seen.insert(act);
        }
        if on_screen != admitted {
            let line = format!("{what}: {act:?} by {by:?}: on screen {on_screen}, but {judged:?}");
            wrong.push(line.chars().take(300).collect());
        }
    }
    wrong
}

#[test]
fn the_screen_offers_what_the_desk_admits() {
    let mut all = Vec::new();
    for name in SITUATIONS {
        all.push((name.to_owned(), situation(name)));
    }
    for stage in ENDS {
        all.push((format!("{stage:?}"), ended(stage)));
    }
    let (mut seen, mut wrong) = (BTreeSet::new(), Vec::new());
    let mut stages = BTreeSet::new();
    for (name, (office, no)) in &all {
        stages.insert(office.request(*no).stage);
        // What was sent at once is a revocation and nothing else.
        let whole = matches!(name.as_str(), "misuse" | "sent at once");
        for kind in Kind::ALL {
            let office = match (whole, kind) {
                (true, Kind::Revoke) => office.clone(),
                (true, _) => continue,
                (false, _) => of_kind(office, *no, kind),
            };
            for officer in (1..=9).map(OfficerId) {
                let what = format!("{kind:?}, {name}");
                wrong.extend(compare(&office, *no, officer, &what, &mut seen));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert_eq!(stages, Stage::ALL.into_iter().collect(), "every stage");
    // Warnings and undoing have tests of their own; every other act was admitted somewhere.
    let untried = on_requests().filter(|act| !seen.contains(act));
    assert_eq!(
        untried.collect::<Vec<_>>(),
        [ActKind::AcceptWarning, ActKind::Open]
    );
}

#[test]
fn the_next_step_is_the_one_that_leads_on() {
    for (name, next) in [
        ("at bsre", ActKind::LinkSent),
        ("link", ActKind::HolderAsked),
        ("asked", ActKind::Activated),
        ("activated", ActKind::Issued),
        ("issued", ActKind::HandOver),
        ("issued and revoked", ActKind::Issued),
        ("mismatch", ActKind::CorrectCertificate),
        ("mismatch and revoked", ActKind::Issued),
        ("revoked", ActKind::HandOver),
    ] {
        let (office, no) = situation(name);
        let request = office.request(no);
        let actor = Actor::officer(VERIFIER);
        let mut rights: Vec<ActKind> = on_requests().collect();
        rights.retain(|act| may(&office.desk, &actor, *act, Some(&request), office.at).is_ok());
        let found = leads_on(request.kind, request.stage, &rights);
        assert_eq!(found, Some(next), "{name}");
    }
}

#[test]
fn a_certificate_that_was_revoked_before_it_was_handed_over_is_issued_anew() {
    for name in ["mismatch and revoked", "issued and revoked"] {
        let (mut office, no) = situation(name);
        let actor = Actor::officer(VERIFIER);
        let request = office.request(no);
        let mut rights: Vec<ActKind> = on_requests().collect();
        rights.retain(|act| may(&office.desk, &actor, *act, Some(&request), office.at).is_ok());
        assert_eq!(
            answers::admitted(&request, &rights),
            [ActKind::Issued, ActKind::RejectedByBsre],
            "{name}"
        );
        let command = simplest(&office, ActKind::Issued, no);
        office.done(VERIFIER, command);
        assert_eq!(office.request(no).stage, Stage::Issued);
        let command = office.hand_over(no);
        office.done(VERIFIER, command);
        assert!(office.request(no).stage.is_final());
    }
}
