//! Who may do what at which stage: the whole table of the procedure, written from the spec
//! [R1.1], against the one rule function and against the acts themselves.

use super::simplest::*;
use crate::office::*;
use loket::domain::act::{ActKind, Closing, Command};
use loket::domain::ids::{OfficerId, RecordId, RequestNo};
use loket::domain::office::Position;
use loket::domain::refusal::Refusal;
use loket::domain::request::Stage;
use loket::domain::rules::{Actor, may};

const KADIS_DESK: Stage = Stage::Disposition(Position::Kadis);
const KABID_DESK: Stage = Stage::Disposition(Position::Kabid);
const SUBKOORD_DESK: Stage = Stage::Disposition(Position::Subkoord);

/// Everyone of the small office who has done nothing yet on the request, by position. The clerk
/// who registered and the verifier who claimed are judged in their own tests.
const PEOPLE: [(Position, OfficerId); 7] = [
    (Position::Kadis, KADIS),
    (Position::Kabid, KABID),
    (Position::Subkoord, SUBKOORD),
    (Position::Verifikator, VERIFIER),
    (Position::Agendaris, CLERK_2),
    (Position::Admin, ADMIN),
    (Position::Auditor, AUDITOR),
];

/// The table: at a stage, who may do which acts. K, B, S, V, A, P, U stand for Kadis, Kabid,
/// Subkoordinator, verifier, agendaris, admin and auditor. What is not listed is refused.
fn table(stage: Stage) -> Vec<(ActKind, &'static str)> {
    use ActKind::*;
    let mut rows = vec![
        (Note, "KBSVAP"),
        (LookAtNik, "KBSVAPU"),
        (LookAtDocument, "KBSVAPU"),
        (Undo, "KBSVAP"),
    ];
    let own = match stage {
        // registered: forward, edit, void; the requester may also think again.
        Stage::Registered => vec![
            (Dispose, "A"),
            (EditLetter, "A"),
            (EditIdentity, "A"),
            (AddDocument, "A"),
            (Convert, "A"),
            (Void, "A"),
            (Withdraw, "AV"),
            (Open, "A"),
        ],
        // disposition: forward, except names, return, step back, reject, withdraw. The
        // Subkoordinator does not reject.
        Stage::Disposition(position) => {
            let (who, rejects) = match position {
                Position::Kadis => ("K", "K"),
                Position::Kabid => ("B", "B"),
                _ => ("S", ""),
            };
            vec![
                (Dispose, who),
                (HoldBack, who),
                (DisposePaper, "A"),
                (Return, who),
                (StepBack, who),
                (Reject, rejects),
                (Open, who),
                (Withdraw, "AV"),
                (EditLetter, "A"),
                (EditIdentity, "A"),
                (AddDocument, "A"),
            ]
        }
        // held: release, return, reject, withdraw; papers may come meanwhile.
        Stage::Held(position) => {
            let (who, rejects) = match position {
                Position::Kadis => ("K", "K"),
                Position::Kabid => ("B", "B"),
                _ => ("S", ""),
            };
            vec![
                (Release, who),
                (Return, who),
                (Reject, rejects),
                (Open, who),
                (Withdraw, "AV"),
                (EditLetter, "A"),
                (EditIdentity, "A"),
                (AddDocument, "A"),
            ]
        }
        // verification: claim/release, mark, accept warning, return, step back, reject, convert,
        // withdraw, send.
        Stage::Verification => vec![
            (Claim, "V"),
            (Release, "V"),
            (Mark, "V"),
            (AcceptWarning, "V"),
            (Return, "V"),
            (StepBack, "V"),
            (Reject, "V"),
            (Send, "V"),
            (PreparePortal, "V"),
            (Convert, "AV"),
            (Open, "V"),
            (Withdraw, "AV"),
            (EditLetter, "A"),
            (EditIdentity, "AV"),
            (AddDocument, "AV"),
        ],
        // asleep (revoke): send from 00.00 WIB of the TMT, which has not come yet; edit, return,
        // withdraw; Pensiun can be returned, never rejected.
        Stage::Asleep => vec![
            (Claim, "V"),
            (Release, "V"),
            (Mark, "V"),
            (AcceptWarning, "V"),
            (Return, "V"),
            (Open, "V"),
            (Withdraw, "AV"),
            (EditLetter, "A"),
            (EditIdentity, "AV"),
            (AddDocument, "AV"),
            (StateCause, "AV"),
            (WriteToBsre, "AV"),
        ],
        // revoked (revoke): completed when holder and requester are told.
        Stage::Revoked => vec![(HandOver, "V"), (Open, "V"), (CorrectSending, "V")],
        // returned: complete, withdraw, gugur.
        Stage::Returned => vec![
            (Complete, "AV"),
            (Withdraw, "AV"),
            (Lapse, "AV"),
            (EditLetter, "A"),
            (EditIdentity, "AV"),
            (AddDocument, "AV"),
        ],
        // awaiting approval (non-ASN): approved, refused; a link means that it was.
        Stage::AwaitingApproval => vec![
            (Approved, "V"),
            (ApprovalRefused, "V"),
            (LinkSent, "V"),
            (Issued, "V"),
            (RejectedByBsre, "V"),
            (CorrectionAsked, "V"),
            (AskWithdrawal, "V"),
            (CorrectSending, "V"),
            (Open, "V"),
        ],
        // account check: passed, failed, refused; withdrawal asked; gugur; a link means that it
        // was passed.
        Stage::AccountCheck | Stage::CheckFailed => vec![
            (CheckPassed, "V"),
            (CheckFailed, "V"),
            (LinkSent, "V"),
            (Issued, "V"),
            (RejectedByBsre, "V"),
            (CorrectionAsked, "V"),
            (AskWithdrawal, "V"),
            (Lapse, "AV"),
            (CorrectSending, "V"),
        ],
        // withdrawal asked: withdrawn, too late.
        Stage::WithdrawalAsked => vec![(Withdrawn, "V"), (TooLate, "V"), (CorrectSending, "V")],
        // at BSrE: BSrE's answers; withdrawing means asking BSrE first, no identity edit.
        Stage::AtBsre => vec![
            (AskWithdrawal, "V"),
            (LinkSent, "V"),
            (Issued, "V"),
            (RejectedByBsre, "V"),
            (CorrectionAsked, "V"),
            (CorrectSending, "V"),
        ],
        // awaiting activation: activated, link again, issued, rejected; the link runs, so that it
        // has not lapsed.
        Stage::AwaitingActivation => vec![
            (LinkSent, "V"),
            (HolderAsked, "V"),
            (Activated, "V"),
            (Issued, "V"),
            (RejectedByBsre, "V"),
            (Lapse, "AV"),
            (Open, "V"),
            (CorrectSending, "V"),
            (CorrectActivation, "V"),
        ],
        Stage::Activated => vec![
            (Issued, "V"),
            (RejectedByBsre, "V"),
            (CorrectSending, "V"),
            (CorrectActivation, "V"),
        ],
        Stage::Issued => vec![
            (CorrectSending, "V"),
            (CorrectActivation, "V"),
            (CorrectCertificate, "V"),
            (HandOver, "V"),
            (Open, "V"),
        ],
        // hand over only when matched.
        Stage::Mismatch => vec![
            (CorrectSending, "V"),
            (CorrectActivation, "V"),
            (CorrectCertificate, "V"),
        ],
        // what was sent, mailed, issued, given into use is corrected after the end, too.
        Stage::Completed => vec![
            (CorrectSending, "V"),
            (CorrectActivation, "V"),
            (CorrectCertificate, "V"),
            (CorrectHandOver, "V"),
            (FollowUp, "A"),
        ],
        // reply pending: the letter that answers it is recorded.
        Stage::ReplyPending => vec![(Reply, "AV"), (FollowUp, "A")],
        // terminal: a note, a linked follow-up; nothing else.
        _ => vec![(FollowUp, "A")],
    };
    rows.extend(own);
    rows
}

fn letter(position: Position) -> char {
    match position {
        Position::Kadis => 'K',
        Position::Kabid => 'B',
        Position::Subkoord => 'S',
        Position::Verifikator => 'V',
        Position::Agendaris => 'A',
        Position::Admin => 'P',
        Position::Auditor => 'U',
    }
}

/// A request at each stage of its life.
fn at_stage(stage: Stage) -> (Office, RequestNo) {
    let mut office = Office::new();
    let no = match stage {
        Stage::AwaitingApproval => office.issue_non_asn(1),
        _ => office.issue(1),
    };
    match stage {
        Stage::WithdrawalAsked => {
            office.bring(no, Stage::AtBsre);
            let command = close(&office, no, Closing::Asked);
            office.done(VERIFIER, command);
        }
        Stage::Returned => {
            office.bring(no, Stage::Verification);
            let command = give_back(&office, no);
            office.done(VERIFIER, command);
        }
        Stage::Rejected | Stage::ReplyPending => {
            office.bring(no, KADIS_DESK);
            let command = reject(&office, no);
            office.done(KADIS, command);
            if stage == Stage::Rejected {
                let command = simplest(&office, ActKind::Reply, no);
                office.done(CLERK_2, command);
            }
        }
        Stage::Withdrawn => {
            let command = close(&office, no, Closing::Withdrawn);
            office.done(CLERK, command);
        }
        Stage::Void => {
            let command = close(&office, no, Closing::Void);
            office.done(CLERK, command);
        }
        Stage::Lapsed => {
            office.bring(no, KADIS_DESK);
            let command = give_back(&office, no);
            office.done(KADIS, command);
            office.at = at(30, 9, 0);
            let command = close(&office, no, Closing::Lapsed);
            office.done(CLERK, command);
        }
        Stage::Held(position) => hold_back(&mut office, no, position),
        Stage::Asleep | Stage::Revoked => return revocation_at(stage),
        stage => office.bring(no, stage),
    }
    assert_eq!(office.request(no).stage, stage);
    (office, no)
}

fn listed(stage: Stage, act: ActKind, position: Position) -> bool {
    let rows = table(stage);
    rows.iter()
        .any(|(listed, who)| *listed == act && who.contains(letter(position)))
}

#[test]
fn the_rule_function_follows_the_table_at_every_stage() {
    let mut wrong = Vec::new();
    for stage in Stage::ALL {
        let (office, no) = at_stage(stage);
        let mut request = office.request(no);
        // Separation and claims have tables of their own: here everyone is new to the request.
        request.duties.clear();
        request.claimed = None;
        for act in on_requests() {
            for (position, officer) in PEOPLE {
                let actor = Actor::officer(officer);
                let found = may(&office.desk, &actor, act, Some(&request), office.at);
                if found.is_ok() != listed(stage, act, position) {
                    wrong.push(format!("{stage:?} {act:?} {position:?}: {found:?}"));
                }
                if let Ok(authority) = found {
                    assert_eq!((authority.officer, authority.position), (officer, position));
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} rows:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn the_acts_are_refused_for_rights_exactly_where_the_rule_function_says() {
    let mut wrong = Vec::new();
    for stage in Stage::ALL {
        let (office, no) = at_stage(stage);
        for act in on_requests() {
            // A look that is not one's turn is nothing, never an error.
            if act == ActKind::Open {
                continue;
            }
            for officer in (1..=9).map(OfficerId) {
                let actor = Actor::officer(officer);
                let hint = may(
                    &office.desk,
                    &actor,
                    act,
                    Some(&office.request(no)),
                    office.at,
                );
                let command = simplest(&office, act, no);
                let judged = office.judge(officer, &command);
                let refused = match (&hint, &judged) {
                    (Err(hint), Err(refusal)) => is_about_rights(refusal) || hint == refusal,
                    (_, Err(refusal)) => is_about_rights(refusal),
                    (_, Ok(_)) => false,
                };
                if refused == hint.is_ok() {
                    let line = format!("{stage:?} {act:?} {officer:?}: {hint:?} but {judged:?}");
                    wrong.push(line.chars().take(400).collect::<String>());
                }
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} acts:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn acts_on_the_desk_have_their_positions() {
    use ActKind::*;
    let office = Office::new();
    for (act, who) in [
        (Register, "A"),
        (Import, "A"),
        (EditLetter, "A"),
        (TakeOver, "VA"),
        (RevokeRecorded, "VA"),
        (Suspend, "VA"),
        (Resume, "VA"),
        (CorrectCertificate, "VA"),
        (CorrectRevocation, "VA"),
        (ManageOfficers, "P"),
        (AdoptPolicy, "P"),
        (Stop, "P"),
        (Check, "PU"),
        (Note, "KBSVAP"),
        (Undo, "KBSVAP"),
        (Choose, "KBSVAPU"),
    ] {
        for (position, officer) in PEOPLE {
            let actor = Actor::officer(officer);
            let found = may(&office.desk, &actor, act, None, office.at);
            assert_eq!(
                found.is_ok(),
                who.contains(letter(position)),
                "{act:?} by {position:?}: {found:?}"
            );
        }
    }
}

#[test]
fn a_refusal_names_the_position_and_who_holds_it() {
    let (office, no) = at_stage(KABID_DESK);
    let refusal = office.refused(KADIS, simplest(&office, ActKind::Dispose, no));
    let holders = vec![KABID];
    let need = Position::Kabid;
    assert_eq!(refusal, Refusal::NotYours { need, holders });
    let (office, no) = at_stage(SUBKOORD_DESK);
    let refusal = office.refused(SUBKOORD, simplest(&office, ActKind::Reject, no));
    assert_eq!(refusal.code(), "not-at-this-stage");
    // An account that is no officer of the desk.
    let refusal = office.refused(OfficerId(77), simplest(&office, ActKind::Dispose, no));
    assert_eq!(refusal.code(), "not-yours");
}

#[test]
fn a_look_out_of_turn_is_nothing_and_never_an_error() {
    for stage in Stage::ALL {
        let (mut office, no) = at_stage(stage);
        for officer in (1..=10).map(OfficerId) {
            for record in [
                RecordId::Request(no),
                RecordId::Sheet(office.sheet_of(no).id),
                RecordId::Letter(no.agenda),
                RecordId::Desk,
                RecordId::Request(no.agenda.line(77)),
            ] {
                let before = office.desk.records();
                let decision = office.act(officer, Command::open(record));
                let events = decision.expect("a look is no error").events;
                let request = office.request(no);
                let turn = may(
                    &office.desk,
                    &Actor::officer(officer),
                    ActKind::Open,
                    Some(&request),
                    office.at,
                );
                if turn.is_err() {
                    assert_eq!((events.len(), &before), (0, &office.desk.records()));
                }
            }
        }
    }
}

#[test]
fn the_first_look_of_the_one_whose_turn_it_is_opens_the_step() {
    let (mut office, no) = at_stage(KABID_DESK);
    assert_eq!(office.request(no).step().unwrap().opened, None);
    let revision = office.request(no).revision;
    let record = RecordId::Sheet(office.sheet_of(no).id);
    office.done(CLERK_2, Command::open(record));
    assert_eq!(office.request(no).step().unwrap().opened, None);
    let looked = office.at;
    office.done(KABID, Command::open(record));
    office.done(KABID, Command::open(record));
    assert_eq!(office.request(no).step().unwrap().opened, Some(looked));
    assert_eq!(office.sheet(office.sheet_of(no).id).opened, Some(looked));
    // A look does not move the record on: what others saw is still good.
    assert_eq!(office.request(no).revision, revision);
}
