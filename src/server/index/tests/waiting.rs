//! Whom each stage waits for: for each stage and each role whether the row is among theirs.

use super::tables::{lines, request};
use super::*;
use crate::domain::kind::Kind;
use crate::domain::procedure::OPEN;
use crate::domain::request::Stage;
use crate::wire::message::List;

/// The role that a request of a stage waits for, by what is known of it beside; nobody's of the
/// office where it waits for somebody outside.
fn waits(row: &RequestRow) -> Option<Position> {
    match row.stage {
        Stage::Registered | Stage::ReplyPending => Some(Position::Agendaris),
        Stage::Disposition(position) | Stage::Held(position) => Some(position),
        Stage::Verification | Stage::AwaitingApproval => Some(Position::Verifikator),
        Stage::Issued | Stage::Mismatch | Stage::Revoked => Some(Position::Verifikator),
        Stage::AwaitingActivation if row.running => Some(Position::Verifikator),
        Stage::Asleep if row.until <= Some(monday().day()) => Some(Position::Verifikator),
        Stage::AtBsre if row.sheet_out.is_some() => row.sheet_out,
        Stage::AtBsre if row.urgent.is_some() => Some(Position::Verifikator),
        _ => None,
    }
}

/// Every stage, and those that wait for another one by what is known beside.
fn rows() -> Vec<RequestRow> {
    let today = monday().day();
    let mut rows: Vec<RequestRow> = OPEN.iter().map(|stage| request(1, *stage)).collect();
    for row in &mut rows {
        row.until = (row.stage == Stage::Asleep).then(|| today + chrono::Days::new(9));
    }
    let at = |stage| request(1, stage);
    rows.push(RequestRow {
        running: false,
        ..at(Stage::AwaitingActivation)
    });
    rows.push(RequestRow {
        until: Some(today),
        ..at(Stage::Asleep)
    });
    let urgent = RequestRow {
        kind: Kind::Revoke,
        urgent: Some(today),
        ..at(Stage::AtBsre)
    };
    for with in [Position::Kadis, Position::Kabid, Position::Subkoord] {
        rows.push(RequestRow {
            sheet_out: Some(with),
            ..urgent.clone()
        });
    }
    rows.push(urgent);
    rows
}

#[test]
fn each_stage_waits_for_its_role_and_for_no_other() {
    for row in rows() {
        let index = Index::load([Summary::Request(row.clone())]);
        for role in Position::ALL {
            let officer = asker(1, &[role]);
            let context = asked_at(monday(), &officer);
            let found = !lines(&index, List::Waiting, &context).is_empty();
            let expected = waits(&row) == Some(role);
            let (stage, out) = (row.stage.as_str(), row.sheet_out);
            assert_eq!(found, expected, "{role} at {stage}, sheet {out:?}");
        }
    }
}
