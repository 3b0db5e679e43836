//! The sheet through the officials: forward, dispose, except, step back, paper [SOP 1-4].

use super::super::act::{ActKind, Exception, Seen};
use super::super::event::{Event, LetterEvent, Move, RequestEvent, SheetEvent};
use super::super::ids::{OfficerId, RecordId, RequestNo, SheetNo};
use super::super::office::Position;
use super::super::policy::StepKey;
use super::super::refusal::Refusal;
use super::super::request::{Acted, Request, Stage};
use super::super::sheet::{Disposition, Paper, Sheet, SheetStage, Slip};
use super::super::time::{Instant, start_of};
use super::authority::{Actor, Authority, authority, holders};
use super::draft::Draft;
use super::{edit, may, returns};

/// Forwards or disposes sheets. All must lie at the same position: one person acts once.
pub(super) fn dispose(
    draft: &mut Draft,
    sheets: &[Seen<SheetNo>],
    except: &[(RequestNo, Exception)],
    slip: &Slip,
    paper: Option<&Paper>,
) -> Result<(), Refusal> {
    edit::within("note", &slip.note)?;
    edit::within("other", &slip.other)?;
    if sheets.is_empty() {
        return Err(Refusal::Missing("sheet".to_owned()));
    }
    check_slip(draft, slip)?;
    let mut lying = Vec::new();
    for seen in sheets {
        let sheet = draft.seen_sheet(*seen)?;
        let names = live(draft, &sheet)?;
        lying.push((sheet, names));
    }
    let moved: usize = lying.iter().map(|(_, names)| names.len()).sum();
    let going = moved.saturating_sub(except.len());
    for (sheet, names) in lying {
        dispose_sheet(draft, sheet, names, except, slip, paper, going as u16)?;
    }
    Ok(())
}

fn check_slip(draft: &Draft, slip: &Slip) -> Result<(), Refusal> {
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
        if !request.stage.is_final() && request.stage != Stage::Returned {
            names.push(request);
        }
    }
    Ok(names)
}

fn dispose_sheet(
    draft: &mut Draft,
    sheet: Sheet,
    names: Vec<Request>,
    except: &[(RequestNo, Exception)],
    slip: &Slip,
    paper: Option<&Paper>,
    shared: u16,
) -> Result<(), Refusal> {
    let from = match sheet.stage {
        SheetStage::With(position) => position,
        SheetStage::Registered => Position::Agendaris,
        SheetStage::Paused | SheetStage::Done => {
            let stage = names
                .first()
                .map_or(Stage::Completed, |request| request.stage);
            let act = ActKind::Dispose;
            return Err(Refusal::NotAtThisStage {
                record: RecordId::Sheet(sheet.no),
                stage,
                act,
            });
        }
    };
    let excepted: Vec<_> = except
        .iter()
        .filter(|(no, _)| sheet.requests.contains(no))
        .collect();
    let (out, going): (Vec<_>, Vec<_>) = names
        .into_iter()
        .partition(|name| excepted.iter().any(|(no, _)| *no == name.no));
    let Some(first) = going.first() else {
        return Err(Refusal::Missing("names".to_owned()));
    };
    let signature = sign(draft, first, from, paper)?;
    for request in &going {
        // Each name has its own past: separation and ownership are judged name by name.
        sign(draft, request, from, paper)?;
    }
    for request in &out {
        let exception = excepted
            .iter()
            .find(|(no, _)| *no == request.no)
            .map(|(_, how)| how);
        take_off(draft, &sheet, request, exception)?;
    }
    let kind = first.kind;
    let policy = draft.desk.policy_of(first.policy);
    let mut run = Run {
        sheet: sheet.no,
        slip,
        paper,
        shared,
        signature,
        concurrent: false,
    };
    let mut at = step_of(from);
    loop {
        let next = policy
            .next_step(kind, at)
            .map(|step| step.key)
            .unwrap_or(StepKey::Verification);
        advance(draft, &run, &going, at, next)?;
        let Some(position) = next.official() else {
            return Ok(());
        };
        match adjacent(draft, &run, &going, position) {
            Some(signature) => {
                run = Run {
                    signature,
                    concurrent: true,
                    ..run
                }
            }
            None => return Ok(()),
        }
        at = next;
    }
}

/// Whose decision a disposition is, and who writes it down.
#[derive(Clone, Copy)]
struct Signature {
    official: Authority,
    recorded_by: OfficerId,
    stated: Option<Instant>,
}

/// One disposition on its way through the sheet.
struct Run<'a> {
    sheet: SheetNo,
    slip: &'a Slip,
    paper: Option<&'a Paper>,
    shared: u16,
    signature: Signature,
    concurrent: bool,
}

/// Settles whose decision it is: the actor's, or the official's whose paper the counter records.
fn sign(
    draft: &mut Draft,
    request: &Request,
    from: Position,
    paper: Option<&Paper>,
) -> Result<Signature, Refusal> {
    let Some(paper) = paper else {
        let official = may(
            draft.desk,
            draft.actor,
            ActKind::Dispose,
            Some(request),
            draft.at,
        )?;
        draft.act_as(official);
        return Ok(Signature {
            official,
            recorded_by: official.officer,
            stated: None,
        });
    };
    let clerk = may(
        draft.desk,
        draft.actor,
        ActKind::DisposePaper,
        Some(request),
        draft.at,
    )?;
    draft.act_as(clerk);
    let stated = stated_on(paper);
    check_stated(draft, request, paper, stated)?;
    draft.stated = stated.or(Some(start_of(paper.day)));
    let officers = draft.desk.officers();
    let signer = match paper.signed_by {
        Some(officer) => officer,
        None => match holders(&officers, from, paper.day)[..] {
            [only] => only,
            _ => return Err(Refusal::Missing("signed_by".to_owned())),
        },
    };
    let moment = stated.unwrap_or(start_of(paper.day));
    let official = authority(
        draft.desk,
        &Actor::officer(signer),
        &[from],
        Some(request),
        moment,
    )?;
    Ok(Signature {
        official,
        recorded_by: clerk.officer,
        stated,
    })
}

fn stated_on(paper: &Paper) -> Option<Instant> {
    paper
        .minute
        .map(|minute| start_of(paper.day).plus_minutes(i64::from(minute)))
}

/// Paper is not signed in the future and not before the step before it [domain §1].
fn check_stated(
    draft: &Draft,
    request: &Request,
    paper: &Paper,
    stated: Option<Instant>,
) -> Result<(), Refusal> {
    let moment = stated.unwrap_or(start_of(paper.day));
    if paper.day > draft.at.day() || stated.is_some_and(|stated| stated > draft.at) {
        return Err(Refusal::InFuture { stated: moment });
    }
    let before = request
        .steps
        .iter()
        .rev()
        .find_map(|step| step.acted.as_ref());
    let earliest = before.map_or(request.received, |acted| {
        match (acted.paper, acted.stated) {
            (true, Some(stated)) => stated,
            (true, None) => request.received,
            (false, _) => acted.at,
        }
    });
    let early = match stated {
        Some(stated) => stated < earliest,
        None => paper.day < earliest.day(),
    };
    match early {
        true => Err(Refusal::BeforeStep {
            stated: moment,
            earliest,
        }),
        false => Ok(()),
    }
}

/// Writes one line on the sheet and moves its names.
fn advance(
    draft: &mut Draft,
    run: &Run,
    names: &[Request],
    at: StepKey,
    next: StepKey,
) -> Result<(), Refusal> {
    let to = next.official();
    let official = run.signature.official;
    let line = Disposition {
        from: official.position,
        to: to.unwrap_or(Position::Verifikator),
        officer: official.officer,
        capacity: official.capacity,
        recorded_by: run.signature.recorded_by,
        slip: run.slip.clone(),
        recorded: draft.at,
        paper: run.paper.cloned(),
        concurrent: run.concurrent,
        names: names.len() as u16,
    };
    let stage = to.map_or(SheetStage::Done, SheetStage::With);
    draft.push(Event::sheet(
        run.sheet,
        SheetEvent::Disposed { line, stage },
    ))?;
    for name in names {
        let request = draft.request(name.no)?;
        draft.note_duty(&request, &official)?;
        let acted = Acted {
            at: draft.at,
            officer: official.officer,
            position: official.position,
            capacity: official.capacity,
            stated: run.signature.stated,
            paper: run.paper.is_some(),
            concurrent: run.concurrent,
            shared: run.shared.max(1),
        };
        let stage = to.map_or(Stage::Verification, Stage::Disposition);
        let step = Move {
            to: stage,
            acted: Some(acted),
            starts: Some(next),
        };
        draft.push_request(name.no, RequestEvent::Moved(Box::new(step)))?;
        if at == StepKey::Subkoord || to.is_none() {
            assign(draft, name.no, run.slip.verifier)?;
        }
    }
    Ok(())
}

fn assign(draft: &mut Draft, no: RequestNo, to: Option<OfficerId>) -> Result<(), Refusal> {
    let Some(officer) = to else { return Ok(()) };
    let officers = draft.desk.officers();
    if !holders(&officers, Position::Verifikator, draft.at.day()).contains(&officer) {
        return Err(Refusal::Invalid {
            field: "verifier".to_owned(),
            given: officer.0.to_string(),
        });
    }
    draft.push_request(no, RequestEvent::Assigned(to))
}

/// The same officer's authority for the next position, where adjacent positions are in one hand
/// (*merangkap*): one act, two lines [domain §1]. Paper is recorded line by line.
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
        ..run.signature
    })
}

/// Takes a name off the sheet, onto one of its own at the same position.
fn take_off(
    draft: &mut Draft,
    sheet: &Sheet,
    request: &Request,
    exception: Option<&Exception>,
) -> Result<(), Refusal> {
    let own = split(draft, sheet.no, request.no)?;
    match exception {
        Some(Exception::Hold { note }) if !note.trim().is_empty() => {
            draft.note(RecordId::Sheet(own), note.trim())
        }
        Some(Exception::Return { defects, note }) => {
            returns::give_back_now(draft, request.no, defects, note)
        }
        Some(Exception::Reject { reason, text }) => {
            returns::reject_now(draft, request.no, reason, text)
        }
        Some(Exception::Hold { .. }) | None => Ok(()),
    }
}

/// Puts a name onto a sheet of its own; the sheet it already has alone stays.
pub(super) fn split(draft: &mut Draft, from: SheetNo, no: RequestNo) -> Result<SheetNo, Refusal> {
    let sheet = draft.sheet(from)?;
    if sheet.requests == [no] {
        return Ok(from);
    }
    let letter = draft.letter(from.agenda)?;
    let own = from.agenda.sheet(letter.sheets + 1);
    draft.push(Event::letter(from.agenda, LetterEvent::SheetAdded))?;
    draft.push(Event::sheet(from, SheetEvent::Split { requests: vec![no] }))?;
    let laid = SheetEvent::Laid {
        requests: vec![no],
        stage: sheet.stage,
    };
    draft.push(Event::sheet(own, laid))?;
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
    let authority = may(
        draft.desk,
        draft.actor,
        ActKind::StepBack,
        Some(&request),
        draft.at,
    )?;
    draft.act_as(authority);
    edit::required("reason", reason)?;
    draft.note_duty(&request, &authority)?;
    let policy = draft.desk.policy_of(request.policy);
    let here = match request.stage {
        Stage::Disposition(position) => step_of(position),
        _ => StepKey::Verification,
    };
    let back = policy
        .previous_step(request.kind, here)
        .map_or(StepKey::Register, |step| step.key);
    let own = split(draft, request.no.agenda.sheet(request.sheet), request.no)?;
    let reason = reason.trim().to_owned();
    let (stage, event) = match back.official() {
        Some(to) => (
            Stage::Disposition(to),
            SheetEvent::SteppedBack {
                to,
                reason: reason.clone(),
            },
        ),
        None => (
            Stage::Registered,
            SheetEvent::Moved {
                stage: SheetStage::Registered,
            },
        ),
    };
    draft.push(Event::sheet(own, event))?;
    draft.push_request(request.no, RequestEvent::SteppedBack { reason })?;
    let acted = returns::acted(draft, &authority);
    let step = Move {
        to: stage,
        acted: Some(acted),
        starts: Some(back),
    };
    draft.push_request(request.no, RequestEvent::Moved(Box::new(step)))
}

/// The step that a position takes in the chain.
pub(super) fn step_of(position: Position) -> StepKey {
    match position {
        Position::Kadis => StepKey::Kadis,
        Position::Kabid => StepKey::Kabid,
        Position::Subkoord => StepKey::Subkoord,
        Position::Verifikator => StepKey::Verification,
        _ => StepKey::Register,
    }
}
