//! Terms of office: given and ended so that the authority of an official is in one hand at a time,
//! and every act lies in a term of its author [R1.4, R1.18-R1.21].

use super::super::act::{ActKind, Seen};
use super::super::event::OfficerEvent;
use super::super::ids::OfficerId;
use super::super::names::folded;
use super::super::office::{Capacity, Position};
use super::super::officer::{Hold, Officer};
use super::super::refusal::Refusal;
use super::super::terms::{OfficialAct, clash, clashing};
use super::super::time::Instant;
use super::authority::Authority;
use super::draft::Draft;
use super::office::{not_own, officer, push};
use super::{edit, may};
use crate::domain::excerpt::excerpt;

/// What stands in place of a document's number where there is none, folded and without blanks.
const FILLERS: [&str; 10] = [
    "tidakada", "tidak", "tiada", "takada", "belumada", "nihil", "kosong", "none", "na", "null",
];

/// The terms as they are given now, each judged beside all others.
pub(super) fn given(draft: &Draft, holds: &[Hold]) -> Result<Vec<Hold>, Refusal> {
    let officers = draft.desk.officers();
    let mut all: Vec<Hold> = Vec::new();
    for hold in holds {
        let hold = Hold {
            given: draft.at,
            basis: hold.basis.trim().to_owned(),
            ..hold.clone()
        };
        check(&hold)?;
        if let Some((officer, other, clash)) = clashing(&officers, &hold) {
            return Err(Refusal::Terms {
                clash,
                position: hold.position,
                officer,
                from: other.from,
                until: other.until,
            });
        }
        if all.iter().any(|other| clash(other, &hold).is_some()) {
            return Err(invalid("position", hold.position.as_str()));
        }
        backwards(draft, &hold)?;
        all.push(hold);
    }
    Ok(all)
}

/// Who acts for another does so on a basis, and for an absence that has an end [R1.7].
fn check(hold: &Hold) -> Result<(), Refusal> {
    match hold.capacity {
        Capacity::Definitive => edit::within("basis", &hold.basis)?,
        Capacity::Plh | Capacity::Plt => edit::required("basis", &hold.basis)?,
    }
    if !hold.basis.is_empty() && !is_number(&hold.basis) {
        let given = excerpt(&hold.basis, 40);
        return Err(Refusal::NoBasis { given });
    }
    if hold.capacity == Capacity::Plh && hold.until.is_none() {
        return Err(Refusal::Missing("until".to_owned()));
    }
    match hold.until {
        Some(until) if until <= hold.from => Err(invalid("until", &until.day().to_string())),
        _ => Ok(()),
    }
}

fn invalid(field: &str, given: &str) -> Refusal {
    Refusal::Invalid {
        field: field.to_owned(),
        given: given.to_owned(),
    }
}

/// Whether a text can be the number of a document [R1.20].
fn is_number(basis: &str) -> bool {
    let folded = folded(basis).replace(' ', "");
    !folded.is_empty() && !FILLERS.contains(&folded.as_str())
}

/// A term begins in the past only over a time in which nobody acted for the position, and on an
/// earlier day only with a basis: so the paper of a Plh. is recorded [R1.21].
fn backwards(draft: &Draft, hold: &Hold) -> Result<(), Refusal> {
    if hold.from >= draft.at {
        return Ok(());
    }
    if hold.is_backdated() && hold.basis.is_empty() {
        return Err(Refusal::PastWithoutBasis { from: hold.from });
    }
    if !hold.position.disposes() {
        return Ok(());
    }
    let acts = draft.desk.acts_since(hold.from);
    let within = |act: &&OfficialAct| act.position == hold.position && hold.covers(act.at);
    match acts.iter().filter(within).max_by_key(|act| act.at) {
        Some(act) => Err(Refusal::OverActs {
            position: act.position,
            officer: act.officer,
            at: act.at,
        }),
        None => Ok(()),
    }
}

/// Ends a position: by the admin, or the Plh.'s by the definitive holder who is back [R1.5].
pub(super) fn release(
    draft: &mut Draft,
    seen: Seen<OfficerId>,
    position: Position,
    until: Option<Instant>,
) -> Result<(), Refusal> {
    let act = ActKind::ManageOfficers;
    let found = officer(draft, seen.id, seen.revision)?;
    let back = back_in_charge(draft, &found, position);
    let authority = match back {
        Some(authority) => authority,
        None => may(draft.desk, draft.actor, act, None, draft.at)?,
    };
    draft.act_as(authority);
    not_own(draft, &found)?;
    let last = last_act(draft, &found, position, until.unwrap_or(draft.at));
    let until = match (until, last) {
        (Some(until), _) => until,
        // What was done in this very moment is still in the term.
        (None, last) => last.map_or(draft.at, |last| Instant(last.0 + 1).max(draft.at)),
    };
    if let Some(at) = last.filter(|last| *last >= until) {
        let officer = found.id;
        return Err(Refusal::ActsAfter { officer, at });
    }
    // They are back from now on; what the Plh. had before stays the Plh.'s.
    if back.is_some() && until < draft.at {
        return Err(invalid("until", &until.day().to_string()));
    }
    if !found.holds.iter().any(|hold| hold.runs(position, until)) {
        let officer = found.id;
        return Err(Refusal::NoTerm { officer, position });
    }
    push(draft, found.id, OfficerEvent::HoldEnded { position, until })
}

/// The last act of an officer for a position from a moment on.
fn last_act(
    draft: &Draft,
    officer: &Officer,
    position: Position,
    from: Instant,
) -> Option<Instant> {
    let acts = draft.desk.acts_since(from).into_iter();
    let own = acts.filter(|act| act.officer == officer.id && act.position == position);
    own.map(|act| act.at).filter(|at| *at >= from).max()
}

/// The definitive holder of a position, asking to end its Plh.
fn back_in_charge(draft: &Draft, plh: &Officer, position: Position) -> Option<Authority> {
    let at = draft.at;
    if !position.disposes() || plh.holds(position, at) != Some(Capacity::Plh) {
        return None;
    }
    let officers = draft.desk.officers();
    let definitive = |officer: &&Officer| {
        draft.actor.all().any(|id| id == officer.id)
            && officer.holds(position, at) == Some(Capacity::Definitive)
    };
    let officer = officers.iter().find(definitive)?.id;
    Some(Authority {
        officer,
        position,
        capacity: Capacity::Definitive,
    })
}
