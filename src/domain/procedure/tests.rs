#![allow(clippy::unwrap_used)]
use super::*;

/// Every kind at every stage.
fn places() -> impl Iterator<Item = (Kind, Stage)> {
    let kinds = Kind::ALL.into_iter();
    kinds.flat_map(|kind| Stage::ALL.map(|stage| (kind, stage)))
}

#[test]
fn an_act_has_one_row_at_a_stage() {
    for (kind, stage) in places() {
        let mut acts: Vec<ActKind> = acts_at(kind, stage).map(|row| row.act).collect();
        let all = acts.len();
        acts.sort();
        acts.dedup();
        assert_eq!(acts.len(), all, "{kind:?} at {stage:?}");
    }
}

#[test]
fn every_row_says_for_whom_where_and_by_whom() {
    for row in ROAD {
        assert!(!row.kinds.is_empty() && !row.from.is_empty() && !row.who.is_empty());
        assert!(
            row.from.iter().all(|stage| !stage.is_final()) || !row.moves(),
            "{row:?}: nothing leads on from the end"
        );
        // A step ends where its clock can run, and who stays and ends it was waited for.
        let runs = |stage: &Stage| step_at(*stage).is_some() || *stage == Stage::Mismatch;
        assert!(!row.ends || row.from.iter().any(runs), "{row:?}");
        let judged =
            row.bound != Bound::Taker || row.from.iter().all(|stage| CHECKED.contains(stage));
        assert!(
            judged,
            "{row:?}: only what is under verification has a taker"
        );
    }
}

#[test]
fn the_stages_stand_in_their_places() {
    for (at, stage) in Stage::ALL.into_iter().enumerate() {
        assert_eq!(stage.place(), at, "{stage:?}");
    }
    let (ends, open): (Vec<_>, Vec<_>) = Stage::ALL.into_iter().partition(|stage| stage.is_final());
    assert_eq!(open, OPEN);
    assert_eq!(
        ends,
        [
            Stage::Completed,
            Stage::Rejected,
            Stage::Withdrawn,
            Stage::Lapsed,
            Stage::Void
        ]
    );
}

#[test]
fn a_step_is_taken_at_one_stage_and_somebody_here_is_waited_for_while_its_clock_runs() {
    for step in StepKey::ALL {
        assert_eq!(step_at(stage_of(step)), Some(step));
        let taker = waits_for(stage_of(step), true).unwrap();
        let mut rows = ROAD.iter().filter(|row| row.from.contains(&stage_of(step)));
        assert!(
            rows.any(|row| row.ends && row.who[0] == taker),
            "{step:?} is ended by whom it waits for"
        );
    }
}

#[test]
fn no_stage_is_a_dead_end() {
    for (kind, stage) in places().filter(|(_, stage)| !stage.is_final()) {
        let leads_on = acts_at(kind, stage).any(|row| row.moves() && row.when == When::Always);
        let usable = stage == Stage::Issued || leads_on;
        assert!(usable || !reached(kind, stage), "{kind:?} at {stage:?}");
    }
}

/// Whether a kind comes to a stage at all.
fn reached(kind: Kind, stage: Stage) -> bool {
    match stage {
        Stage::Asleep | Stage::Revoked => kind == Kind::Revoke,
        Stage::AwaitingActivation => ACTIVATING.contains(&kind),
        Stage::Activated | Stage::Issued | Stage::Mismatch => ISSUING.contains(&kind),
        _ => true,
    }
}
