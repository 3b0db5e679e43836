//! Which stages a kind can come to.

use super::super::kind::Kind;
use super::super::policy::{Policy, StepKey};
use super::super::request::Stage;
use super::{ROAD, Row, To, stage_of, step_at};

/// Every stage to which the procedure can lead a request of this kind, from the counter on, in the
/// order of its life.
pub fn reached(kind: Kind, policy: &Policy) -> Vec<Stage> {
    let mut found = vec![Stage::Registered];
    let mut at = 0;
    while let Some(stage) = found.get(at).copied() {
        at += 1;
        let rows = ROAD.iter().filter(|row| row.is_for(kind, stage));
        for to in rows.flat_map(|row| ways(row, kind, stage, policy)) {
            if !found.contains(&to) {
                found.push(to);
            }
        }
    }
    found.sort_by_key(|stage| stage.place());
    found
}

/// Where a row may lead; where it leads back, that was reached before.
fn ways(row: &Row, kind: Kind, from: Stage, policy: &Policy) -> Vec<Stage> {
    match row.to {
        To::Stage(stage) => vec![stage],
        To::Next => {
            let step = step_at(from).unwrap_or(StepKey::Verification);
            let next = policy.next_step(kind, step);
            vec![next.map_or(Stage::Verification, |step| stage_of(step.key))]
        }
        To::Compared => vec![Stage::Issued, Stage::Mismatch],
        To::Checked => vec![Stage::AwaitingApproval, Stage::AccountCheck],
        To::Refused => vec![Stage::ReplyPending, Stage::Rejected],
        To::Stay | To::Before | To::Back | To::Beside | To::Reopened | To::Anew => Vec::new(),
    }
}
