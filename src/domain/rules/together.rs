//! The same act on several requests at once, whole or not at all [R7.15].

use super::super::act::Command;
use super::super::ids::{RecordId, RequestNo};
use super::super::record::Record;
use super::super::refusal::Refusal;
use super::draft::Draft;
use std::collections::BTreeSet;

/// Requests that one act may be on.
pub const MOST: usize = 500;

/// Does all of them, or none. Their handling time is that of the act, divided by them.
pub(super) fn together(draft: &mut Draft, acts: &[Command]) -> Result<(), Refusal> {
    let Some(first) = acts.first() else {
        return Err(Refusal::Missing("request".to_owned()));
    };
    if acts.len() > MOST {
        return Err(Refusal::TooMany { limit: MOST as u32 });
    }
    draft.shared = u16::try_from(acts.len()).unwrap_or(u16::MAX);
    let mut met = BTreeSet::new();
    for act in acts {
        let on = act.alone().filter(|_| act.kind() == first.kind());
        match on.filter(|no| met.insert(*no)) {
            Some(no) => super::perform(draft, act).map_err(|why| one_of(draft, no, why))?,
            None => return Err(Refusal::Internal("acts that differ".to_owned())),
        }
    }
    Ok(())
}

/// Which of them it was. Who did what to which since tells that itself.
fn one_of(draft: &Draft, no: RequestNo, why: Refusal) -> Refusal {
    let name = match draft.record(RecordId::Request(no)) {
        Some(Record::Request(request)) => request.identity.name,
        _ => String::new(),
    };
    match why {
        why @ (Refusal::MovedOn { .. } | Refusal::NotFound(_)) => why,
        why => Refusal::OneOf {
            request: no,
            name,
            why: Box::new(why),
        },
    }
}
