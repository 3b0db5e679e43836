//! Whose decision an act is, and who writes it down: the actor's own, or that of the official whose
//! paper the counter records [R5.1].

use super::super::act::ActKind;
use super::super::ids::OfficerId;
use super::super::office::Position;
use super::super::procedure::find;
use super::super::refusal::Refusal;
use super::super::request::{Acted, Request};
use super::super::sheet::{Disposition, Paper, Sheet};
use super::super::time::{Day, Instant, start_of};
use super::authority::{Actor, Authority, authority, signers};
use super::draft::Draft;
use super::may;
use std::collections::BTreeSet;

/// A decision and its record.
#[derive(Clone, Copy)]
pub(super) struct Signature {
    pub official: Authority,
    pub recorded_by: OfficerId,
    /// The moment that the paper tells.
    pub stated: Option<Instant>,
    /// When the decision was made, as far as known: rights are judged then.
    pub moment: Instant,
    pub paper: bool,
    /// The day on the paper.
    pub day: Option<Day>,
    /// Names that the act decides.
    pub shared: u16,
    /// Made together with the step before by one holder (*merangkap*).
    pub concurrent: bool,
}

impl Signature {
    /// The actor's own decision, now.
    pub fn own(authority: Authority, at: Instant) -> Signature {
        Signature {
            official: authority,
            recorded_by: authority.officer,
            stated: None,
            moment: at,
            paper: false,
            day: None,
            shared: 1,
            concurrent: false,
        }
    }

    /// The act that ends a step with this decision.
    pub fn acted(&self, at: Instant) -> Acted {
        Acted {
            at,
            officer: self.official.officer,
            position: self.official.position,
            capacity: self.official.capacity,
            stated: self.stated,
            paper: self.paper,
            day: self.day,
            concurrent: self.concurrent,
            shared: self.shared,
        }
    }

    /// Whether the same official may do this to another name of the sheet.
    pub fn covers(&self, draft: &Draft, act: ActKind, request: &Request) -> Result<(), Refusal> {
        let officer = Actor::officer(self.official.officer);
        let who = find(act, request)?.who;
        authority(draft.desk, &officer, who, Some(request), self.moment)?;
        self.parted(draft, request)
    }

    /// Who records a paper at the counter does not sign it as well: that too is one person in two
    /// classes of duty, though in one act [R5.5].
    fn parted(&self, draft: &Draft, request: &Request) -> Result<(), Refusal> {
        let officer = self.official.officer;
        if !self.paper || officer != self.recorded_by {
            return Ok(());
        }
        let classes = (Position::Agendaris.duty(), self.official.position.duty());
        let (Some(did), Some(wants)) = classes else {
            return Ok(());
        };
        let policy = draft.desk.policy_of(request.policy);
        match did == wants || policy.allows_pair(did, wants) {
            true => Ok(()),
            false => Err(Refusal::Separation {
                officer,
                did,
                wants,
            }),
        }
    }
}

/// Settles whose decision a disposition of this name is.
pub(super) fn sign(
    draft: &mut Draft,
    sheet: &Sheet,
    request: &Request,
    from: Position,
    paper: Option<&Paper>,
) -> Result<Signature, Refusal> {
    let Some(paper) = paper else {
        let act = ActKind::Dispose;
        let official = may(draft.desk, draft.actor, act, Some(request), draft.at)?;
        draft.act_as(official);
        return Ok(Signature::own(official, draft.at));
    };
    let act = ActKind::DisposePaper;
    let clerk = may(draft.desk, draft.actor, act, Some(request), draft.at)?;
    draft.act_as(clerk);
    let stated = stated_on(paper)?;
    check_stated(draft, sheet, request, paper, stated)?;
    let moments = moments(draft, from, paper, stated);
    let signer = match paper.signed_by {
        Some(officer) => officer,
        None => {
            let signed = |moment: &Instant| signers(draft.desk, from, request, *moment);
            let all: BTreeSet<_> = moments.iter().flat_map(signed).collect();
            match all.into_iter().collect::<Vec<_>>()[..] {
                [only] => only,
                _ => return Err(Refusal::Missing("signed_by".to_owned())),
            }
        }
    };
    let signer = Actor::officer(signer);
    let judge = |at: Instant| authority(draft.desk, &signer, &[from], Some(request), at);
    let found = moments.iter().find_map(|at| Some((judge(*at).ok()?, *at)));
    let (official, moment) = match found {
        Some(found) => found,
        None => {
            let at = moments.first().copied().unwrap_or(draft.at);
            (judge(at)?, at)
        }
    };
    draft.stated = stated;
    Ok(Signature {
        official,
        recorded_by: clerk.officer,
        stated,
        moment,
        paper: true,
        day: Some(paper.day),
        shared: 1,
        concurrent: false,
    })
}

/// When a paper may have been signed: at the moment that it states; where it tells the day alone, at
/// the beginning of that day and after each change of authority in it.
fn moments(
    draft: &Draft,
    position: Position,
    paper: &Paper,
    stated: Option<Instant>,
) -> Vec<Instant> {
    if let Some(stated) = stated {
        return vec![stated];
    }
    let officers = draft.desk.officers();
    let holds = officers.iter().flat_map(|officer| &officer.holds);
    let changes = holds
        .filter(|hold| hold.position == position)
        .flat_map(|hold| [Some(hold.from), hold.until])
        .flatten()
        .filter(|at| at.day() == paper.day && *at <= draft.at);
    let all: BTreeSet<_> = changes.chain([start_of(paper.day)]).collect();
    all.into_iter().collect()
}

/// The same decision for a further name: the same official, judged by this name's own past.
pub(super) fn sign_too(
    draft: &mut Draft,
    sheet: &Sheet,
    request: &Request,
    first: &Signature,
    paper: Option<&Paper>,
) -> Result<(), Refusal> {
    if let Some(paper) = paper {
        let clerk = Actor::officer(first.recorded_by);
        let act = ActKind::DisposePaper;
        may(draft.desk, &clerk, act, Some(request), draft.at)?;
        check_stated(draft, sheet, request, paper, first.stated)?;
    }
    first.covers(draft, ActKind::Dispose, request)
}

/// The moment on the paper, where it tells the time of day.
fn stated_on(paper: &Paper) -> Result<Option<Instant>, Refusal> {
    const DAY: u16 = 24 * 60;
    match paper.minute {
        Some(minute) if minute >= DAY => Err(Refusal::Invalid {
            field: "minute".to_owned(),
            given: minute.to_string(),
        }),
        _ => Ok(paper.stated()),
    }
}

/// Paper is not signed in the future and not before the step before it [R5.2]. It tells
/// minutes, so minutes are compared: what followed within the minute is not before.
fn check_stated(
    draft: &Draft,
    sheet: &Sheet,
    request: &Request,
    paper: &Paper,
    stated: Option<Instant>,
) -> Result<(), Refusal> {
    let moment = stated.unwrap_or(start_of(paper.day));
    if paper.day > draft.at.day() || stated.is_some_and(|stated| stated > draft.at) {
        return Err(Refusal::InFuture { stated: moment });
    }
    let earliest = last_moment(sheet, request);
    let early = match stated {
        Some(stated) => stated < earliest.minute_began(),
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

/// The moment of the last act on a request, as paper states it where it does: what is stated of
/// the next one is not before it, nor before its step began [R5.2].
pub(super) fn last_moment(sheet: &Sheet, request: &Request) -> Instant {
    let mut known = true;
    let begun = request.steps.iter().filter_map(|step| {
        // When paper that tells only the day was recorded says nothing of what followed it.
        let arrived = known.then_some(step.arrived);
        known = !step.acted.as_ref().is_some_and(Acted::untimed);
        arrived
    });
    let acts = request.steps.iter().filter_map(|step| step.acted.as_ref());
    let acted = acts.filter(|acted| !acted.untimed()).map(Acted::moment);
    let written = sheet.lines.iter().map(written);
    let latest = begun.chain(acted).chain(written).max();
    latest.map_or(request.received, |latest| latest.max(request.received))
}

/// When a line of the sheet was written, as far as it tells.
fn written(line: &Disposition) -> Instant {
    match &line.paper {
        Some(paper) => paper.stated().unwrap_or(start_of(paper.day)),
        None => line.recorded,
    }
}
