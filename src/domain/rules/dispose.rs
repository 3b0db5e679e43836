//! The sheet through the officials: forward, dispose, except, step back, paper [SOP 1-4].

use super::super::act::{ActKind, Exception, Seen};
use super::super::event::{Event, LetterEvent, RequestEvent, SheetEvent};
use super::super::ids::{RecordId, RequestNo, SheetNo};
use super::super::office::Position;
use super::super::refusal::Refusal;
use super::super::request::{HeldBack, Request, Stage};
use super::super::sheet::{Assignee, Disposition, Paper, Sheet, SheetStage, Slip};
use super::authority::{Actor, Authority, authority, holders};
use super::draft::Draft;
use super::sign::{Signature, sign, sign_too};
use super::{edit, may, returns, staff, step};
use std::collections::{BTreeMap, BTreeSet};

/// Forwards or disposes sheets. All must lie at the same position: one person acts once.
pub(super) fn dispose(
    draft: &mut Draft,
    sheets: &[Seen<SheetNo>],
    except: &[(Seen<RequestNo>, Exception)],
    slip: &Slip,
    paper: Option<&Paper>,
) -> Result<(), Refusal> {
    check_slip(draft, slip)?;
    let lying = lying(draft, sheets)?;
    let excepted = excepted(draft, &lying, except)?;
    let shared = decided(&lying, except);
    let mut first = None;
    for (sheet, names) in lying {
        let (out, going): (Vec<_>, Vec<_>) = names
            .into_iter()
            .partition(|name| excepted.contains_key(&name.no));
        let signature = Signature {
            shared,
            ..settle(draft, &sheet, &going, paper, first)?
        };
        first = Some(signature);
        for request in &out {
            if let Some(exception) = excepted.get(&request.no) {
                take_off(draft, &sheet, request, exception, &signature)?;
            }
        }
        let run = Run {
            sheet: sheet.no,
            slip,
            paper,
            signature,
        };
        advance_all(draft, run, &going)?;
    }
    Ok(())
}

/// Names that the act decides: all but those that are only held.
fn decided(lying: &[(Sheet, Vec<Request>)], except: &[(Seen<RequestNo>, Exception)]) -> u16 {
    let names: usize = lying.iter().map(|(_, names)| names.len()).sum();
    let held = |(_, exception): &&(Seen<RequestNo>, Exception)| {
        matches!(exception, Exception::Hold { .. })
    };
    names.saturating_sub(except.iter().filter(held).count()) as u16
}

/// The sheets as they lie, each once and all at one position, with the names that travel on them.
fn lying(draft: &Draft, sheets: &[Seen<SheetNo>]) -> Result<Vec<(Sheet, Vec<Request>)>, Refusal> {
    let mut lying: Vec<(Sheet, Vec<Request>)> = Vec::new();
    let mut known = BTreeSet::new();
    for seen in sheets {
        let sheet = draft.seen_sheet(*seen)?;
        let names = live(draft, &sheet)?;
        let stage = names.first().map_or(Stage::Completed, |name| name.stage);
        if let Some(held) = names.iter().find_map(|name| name.held.as_ref()) {
            let record = RecordId::Sheet(sheet.no);
            let by = held.by;
            return Err(Refusal::HeldBack { record, by });
        }
        let elsewhere = lying
            .first()
            .is_some_and(|(first, _)| first.stage != sheet.stage);
        if sheet.stage.position().is_none() || elsewhere {
            return Err(Refusal::NotAtThisStage {
                record: RecordId::Sheet(sheet.no),
                stage,
                act: ActKind::Dispose,
            });
        }
        if !known.insert(sheet.no) {
            return Err(invalid("sheet", sheet.no.to_string()));
        }
        lying.push((sheet, names));
    }
    match lying.is_empty() {
        true => Err(Refusal::Missing("sheet".to_owned())),
        false => Ok(lying),
    }
}

fn invalid(field: &str, given: String) -> Refusal {
    let field = field.to_owned();
    Refusal::Invalid { field, given }
}

/// What becomes of the excepted names: they travel on the sheets, each is excepted once, and none
/// moved on since it was seen.
fn excepted<'a>(
    draft: &Draft,
    lying: &[(Sheet, Vec<Request>)],
    except: &'a [(Seen<RequestNo>, Exception)],
) -> Result<BTreeMap<RequestNo, &'a Exception>, Refusal> {
    let names = lying.iter().flat_map(|(_, names)| names);
    let travelling: BTreeMap<_, _> = names.map(|name| (name.no, name.revision)).collect();
    let mut excepted = BTreeMap::new();
    for (seen, exception) in except {
        let again = excepted.insert(seen.id, exception).is_some();
        let Some(revision) = travelling.get(&seen.id).filter(|_| !again) else {
            return Err(invalid("except", seen.id.to_string()));
        };
        draft.unmoved(RecordId::Request(seen.id), seen.revision, *revision)?;
        if let Exception::Hold { note } = exception {
            edit::required("note", note)?;
        }
    }
    Ok(excepted)
}

/// Settles whose decision it is. One official signs for every name of the act, and each name has
/// its own past: separation and ownership are judged name by name.
fn settle(
    draft: &mut Draft,
    sheet: &Sheet,
    going: &[Request],
    paper: Option<&Paper>,
    first: Option<Signature>,
) -> Result<Signature, Refusal> {
    let (Some(name), Some(from)) = (going.first(), sheet.stage.position()) else {
        return Err(Refusal::Missing("names".to_owned()));
    };
    let signature = match first {
        Some(signature) => signature,
        None => sign(draft, sheet, name, from, paper)?,
    };
    for request in going {
        sign_too(draft, sheet, request, &signature, paper)?;
    }
    Ok(signature)
}

/// Moves the names on, through every further position that the same official holds.
fn advance_all(draft: &mut Draft, run: Run, going: &[Request]) -> Result<(), Refusal> {
    let Some(name) = going.first() else {
        return Ok(());
    };
    let mut run = run;
    let mut at = name.stage;
    loop {
        let to = step::leads_to(draft, ActKind::Dispose, &draft.request(name.no)?)?;
        advance(draft, &run, going, at, to)?;
        let Stage::Disposition(position) = to else {
            return Ok(());
        };
        let Some(signature) = adjacent(draft, &run, going, position) else {
            return Ok(());
        };
        at = to;
        run = Run { signature, ..run };
    }
}

fn check_slip(draft: &Draft, slip: &Slip) -> Result<(), Refusal> {
    edit::short("note", &slip.note)?;
    edit::short("other", &slip.other)?;
    let (_, policy) = draft.desk.policy();
    for key in &slip.instructions {
        if policy.instruction(key).is_none() {
            return Err(Refusal::UnknownReason(key.clone()));
        }
    }
    match slip.deadline {
        Some(day) if day < draft.at.day() => Err(Refusal::Invalid {
            field: "deadline".to_owned(),
            given: day.to_string(),
        }),
        _ => Ok(()),
    }
}

/// The sheet's names that still travel on it.
fn live(draft: &Draft, sheet: &Sheet) -> Result<Vec<Request>, Refusal> {
    let mut names = Vec::new();
    for no in &sheet.requests {
        let request = draft.request(*no)?;
        if request.stage.goes_along() || request.sheet_out().is_some() {
            names.push(request);
        }
    }
    Ok(names)
}

/// One disposition on its way through the sheet.
struct Run<'a> {
    sheet: SheetNo,
    slip: &'a Slip,
    paper: Option<&'a Paper>,
    signature: Signature,
}

/// Writes one line on the sheet and moves its names.
fn advance(
    draft: &mut Draft,
    run: &Run,
    names: &[Request],
    at: Stage,
    to: Stage,
) -> Result<(), Refusal> {
    let official = run.signature.official;
    let (position, stage) = match to {
        Stage::Disposition(position) => (position, SheetStage::With(position)),
        _ => (Position::Verifikator, SheetStage::Done),
    };
    let line = Disposition {
        from: official.position,
        to: position,
        officer: official.officer,
        capacity: official.capacity,
        recorded_by: run.signature.recorded_by,
        slip: run.slip.clone(),
        recorded: draft.at,
        paper: run.paper.cloned(),
        concurrent: run.signature.concurrent,
        names: names.len() as u16,
    };
    draft.push(Event::sheet(
        run.sheet,
        SheetEvent::Disposed { line, stage },
    ))?;
    for name in names {
        let request = draft.request(name.no)?;
        draft.note_signature(&request, &run.signature)?;
        step::go(draft, name.no, ActKind::Dispose, &run.signature)?;
        let here = request.urgent.is_none();
        let named = at == Stage::Disposition(Position::Subkoord) || stage == SheetStage::Done;
        if here && named {
            assign(draft, name.no, run.slip.verifier)?;
        }
    }
    Ok(())
}

/// Names the verifier, or gives it to the pool again [SOP 4]. Whom it is given to must be able to
/// take it.
fn assign(draft: &mut Draft, no: RequestNo, to: Assignee) -> Result<(), Refusal> {
    let request = draft.request(no)?;
    let to = match to {
        Assignee::Pool => None,
        Assignee::Named(officer) => Some(officer),
        Assignee::ByAgency => staff::verifier_of(draft, &request),
    };
    if let Some(officer) = to {
        let position = Position::Verifikator;
        if !holders(&draft.desk.officers(), position, draft.at).contains(&officer) {
            return Err(invalid("verifier", officer.0.to_string()));
        }
        let actor = Actor::officer(officer);
        authority(draft.desk, &actor, &[position], Some(&request), draft.at)?;
    }
    match request.assigned == to {
        true => Ok(()),
        false => draft.push_request(no, RequestEvent::Assigned(to)),
    }
}

/// The same officer's authority for the next position, where adjacent positions are in one hand
/// (*merangkap*): one act, two lines [R2.7]. Paper is recorded line by line.
fn adjacent(draft: &Draft, run: &Run, names: &[Request], position: Position) -> Option<Signature> {
    let before = run.signature.official;
    if run.paper.is_some() || !before.position.disposes() {
        return None;
    }
    let same = Actor::officer(before.officer);
    let mut found = None;
    for name in names {
        let request = draft.request(name.no).ok()?;
        found = Some(authority(draft.desk, &same, &[position], Some(&request), draft.at).ok()?);
    }
    found.map(|official| Signature {
        official,
        concurrent: true,
        ..run.signature
    })
}

/// Takes a name off the sheet, onto one of its own at the same position.
fn take_off(
    draft: &mut Draft,
    sheet: &Sheet,
    request: &Request,
    exception: &Exception,
    signature: &Signature,
) -> Result<(), Refusal> {
    split(draft, sheet.no, request.no)?;
    match exception {
        Exception::Hold { note } => hold_now(draft, request.no, signature, note),
        Exception::Return { defects, note } => {
            signature.covers(draft, ActKind::Return, request)?;
            returns::give_back_now(draft, request.no, signature, defects, note)
        }
        Exception::Reject { reason, text } => {
            signature.covers(draft, ActKind::Reject, request)?;
            returns::reject_now(draft, request.no, signature, reason, text)
        }
    }
}

/// An official does not agree with a revocation that was sent at once: the reason stands on the
/// sheet, which goes on; so does the revocation.
pub(super) fn disagree(
    draft: &mut Draft,
    seen: Seen<RequestNo>,
    reason: &str,
) -> Result<(), Refusal> {
    let request = draft.seen_request(seen)?;
    let act = ActKind::Disagree;
    let authority = may(draft.desk, draft.actor, act, Some(&request), draft.at)?;
    draft.act_as(authority);
    edit::required("reason", reason)?;
    let reason = reason.trim().to_owned();
    let sheet = draft.sheet(request.no.agenda.sheet(request.sheet))?;
    let slip = Slip {
        note: reason.clone(),
        ..Slip::default()
    };
    let run = Run {
        sheet: sheet.no,
        slip: &slip,
        paper: None,
        signature: Signature::own(authority, draft.at),
    };
    draft.push_request(request.no, RequestEvent::Disagreed { reason })?;
    let to = step::leads_to(draft, act, &request)?;
    advance(draft, &run, &[request], Stage::AtBsre, to)
}

/// An official holds one name back; the rest of its sheet stays where it is.
pub(super) fn hold_back(
    draft: &mut Draft,
    seen: Seen<RequestNo>,
    reason: &str,
) -> Result<(), Refusal> {
    let request = draft.seen_request(seen)?;
    let act = ActKind::HoldBack;
    let authority = may(draft.desk, draft.actor, act, Some(&request), draft.at)?;
    draft.act_as(authority);
    edit::required("reason", reason)?;
    let signature = Signature::own(authority, draft.at);
    hold_now(draft, request.no, &signature, reason)
}

/// Holds a name back on a sheet of its own; the clock of the step runs on.
fn hold_now(draft: &mut Draft, no: RequestNo, by: &Signature, reason: &str) -> Result<(), Refusal> {
    let request = draft.request(no)?;
    let own = split(draft, no.agenda.sheet(request.sheet), no)?;
    if let Stage::Disposition(position) = request.stage {
        let stage = SheetStage::Held(position);
        draft.push(Event::sheet(own, SheetEvent::Moved { stage }))?;
    }
    let held = HeldBack {
        at: draft.at,
        by: by.official.officer,
        reason: reason.trim().to_owned(),
    };
    draft.push_request(no, RequestEvent::HeldBack(held))?;
    step::go(draft, no, ActKind::HoldBack, by)
}

/// What was held back lies with the same official as before, and goes with the others again.
pub(super) fn let_go(
    draft: &mut Draft,
    request: &Request,
    authority: Authority,
) -> Result<(), Refusal> {
    draft.note_duty(request, &authority)?;
    if let Stage::Disposition(position) = request.stage.let_go() {
        let stage = SheetStage::With(position);
        let sheet = request.no.agenda.sheet(request.sheet);
        draft.push(Event::sheet(sheet, SheetEvent::Moved { stage }))?;
    }
    draft.push_request(request.no, RequestEvent::Released)?;
    let by = Signature::own(authority, draft.at);
    step::go(draft, request.no, ActKind::Release, &by)
}

/// Puts a name onto a sheet of its own, with the lines written so far; one that travels alone
/// stays where it is.
pub(super) fn split(draft: &mut Draft, from: SheetNo, no: RequestNo) -> Result<SheetNo, Refusal> {
    let sheet = draft.sheet(from)?;
    if sheet.requests == [no] {
        return Ok(from);
    }
    let letter = draft.letter(from.agenda)?;
    let own = from.agenda.sheet(letter.sheets + 1);
    draft.push(Event::letter(from.agenda, LetterEvent::SheetAdded))?;
    draft.push(Event::sheet(from, SheetEvent::Split { requests: vec![no] }))?;
    let parted = Sheet {
        no: own,
        revision: 0,
        requests: vec![no],
        ..sheet
    };
    let sheet = Box::new(parted);
    draft.push(Event::sheet(own, SheetEvent::Parted { sheet }))?;
    draft.push_request(no, RequestEvent::OntoSheet(own.ordinal))?;
    Ok(own)
}

/// One position back, with a reason; from verification to the Subkoordinator.
pub(super) fn step_back(
    draft: &mut Draft,
    seen: Seen<RequestNo>,
    reason: &str,
) -> Result<(), Refusal> {
    let request = draft.seen_request(seen)?;
    let act = ActKind::StepBack;
    let authority = may(draft.desk, draft.actor, act, Some(&request), draft.at)?;
    draft.act_as(authority);
    edit::required("reason", reason)?;
    draft.note_duty(&request, &authority)?;
    let to = step::leads_to(draft, act, &request)?;
    let own = split(draft, request.no.agenda.sheet(request.sheet), request.no)?;
    let reason = reason.trim().to_owned();
    let event = match to {
        Stage::Disposition(to) => SheetEvent::SteppedBack {
            to,
            reason: reason.clone(),
        },
        _ => SheetEvent::Moved {
            stage: SheetStage::Registered,
        },
    };
    draft.push(Event::sheet(own, event))?;
    draft.push_request(request.no, RequestEvent::SteppedBack { reason })?;
    let by = Signature::own(authority, draft.at);
    step::go_to(draft, request.no, act, to, &by)
}
