//! What is offered is what is admitted.

use super::*;

/// `may` says yes exactly when the simplest act is not refused for rights or stage.
pub fn check_hint(office: &Office, throw: Throw) -> Held {
    let all = requests(office);
    let Some(request) = all.get(usize::from(throw.2) % all.len().max(1)) else {
        return Ok(());
    };
    let acts: Vec<ActKind> = on_requests().filter(|act| *act != ActKind::Open).collect();
    let act = acts[usize::from(throw.3) % acts.len()];
    let sheet = office.sheet(office.sheet_of(request.no).id);
    // A sheet with several names is judged by all of them, a letter by any.
    if sheet.requests.len() > 1 || act == ActKind::EditLetter {
        return Ok(());
    }
    let officer = OfficerId(1 + u32::from(throw.1) % 9);
    // The paper in hand may be of a day on which somebody else signed: that is judged with it.
    if act == ActKind::DisposePaper && officer == CLERK_2 && stands_in(office) {
        return Ok(());
    }
    let actor = Actor::officer(officer);
    let hint = may(&office.desk, &actor, act, Some(request), office.at);
    let judged = office.judge(officer, &simplest(office, act, request.no));
    // What the hint refuses for another reason, such as days that are not over, the act refuses so.
    let alike = matches!((&hint, &judged), (Err(hint), Err(refusal)) if hint == refusal);
    let refused = matches!(&judged, Err(refusal) if is_about_rights(refusal));
    let record = RecordId::Request(request.no);
    holds(
        alike || hint.is_err() == refused,
        Invariant::OfferedIsAdmitted,
        record,
        || format!("{act:?} oleh petugas {}: {hint:?}, {judged:?}", officer.0),
    )
}

/// An act on a request that was admitted was offered to whoever did it.
pub fn check_offered(
    office: &Office,
    command: &Command,
    judged: &Result<Decision, Refusal>,
) -> Held {
    let (act, record) = (command.kind(), command.record());
    let (Ok(decision), RecordId::Request(no)) = (judged, record) else {
        return Ok(());
    };
    if decision.events.is_empty() || act == ActKind::Undo {
        return Ok(());
    }
    let actor = Actor::officer(decision.officer);
    let request = office.request(no);
    let hint = may(&office.desk, &actor, act, Some(&request), office.at);
    holds(hint.is_ok(), Invariant::OfferedIsAdmitted, record, || {
        format!("{act:?} oleh petugas {}: {hint:?}", decision.officer.0)
    })
}
