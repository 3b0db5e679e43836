//! Who may do what: the one rule function behind hints, *Menunggu saya* and the acts [R1.2].

use super::super::act::ActKind;
use super::super::certificate::Standing;
use super::super::desk::Desk;
use super::super::ids::{CertificateId, OfficerId, RecordId};
use super::super::office::{Capacity, DutyClass, Position};
use super::super::officer::Officer;
use super::super::policy::Policy;
use super::super::procedure::{ACTING, ANYONE, Bound, Row, Surroundings, When, find, waits_for};
use super::super::record::Record;
use super::super::refusal::Refusal;
use super::super::request::{Duty, Request, Stage};
use super::super::summary::RequestRow;
use super::super::time::Instant;
use super::super::traces::Traces;
use super::draft::Draft;
use super::earlier::earlier;
use super::subject::could_mean;
use serde::{Deserialize, Serialize};

/// Who is asking: one officer; on a training desk, the whole cast that the account plays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub officer: OfficerId,
    /// Further officers in whose name the account may act; empty on a real desk.
    pub cast: Vec<OfficerId>,
}

impl Actor {
    /// An officer acting in their own name.
    pub fn officer(officer: OfficerId) -> Actor {
        Actor {
            officer,
            cast: Vec::new(),
        }
    }

    /// The officer and their cast.
    pub(super) fn all(&self) -> impl Iterator<Item = OfficerId> {
        std::iter::once(self.officer).chain(self.cast.iter().copied())
    }
}

/// In whose name and in which position an act is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Authority {
    pub officer: OfficerId,
    pub position: Position,
    pub capacity: Capacity,
}

/// Whether the actor may do this to the request as it stands, and in whose name. Without a
/// request: acts on the desk itself.
///
/// # Errors
/// The [`Refusal`] that the act itself would get.
pub fn may(
    desk: &dyn Desk,
    actor: &Actor,
    act: ActKind,
    request: Option<&Request>,
    at: Instant,
) -> Result<Authority, Refusal> {
    let Some(request) = request else {
        return authority(desk, actor, needed_on_desk(act), None, at);
    };
    let row = find(act, request)?;
    let authority = match row.bound {
        Bound::Free => return authority(desk, actor, row.who, None, at),
        Bound::Anew => {
            let bare = Request {
                duties: Vec::new(),
                ..request.clone()
            };
            authority(desk, actor, row.who, Some(&bare), at)?
        }
        Bound::Duty => authority(desk, actor, row.who, Some(request), at)?,
        Bound::Taker => of_taker(desk, actor, row, request, at)?,
        Bound::Sheet => {
            let position = request.sheet_out().ok_or_else(|| row.not_here(request))?;
            authority(desk, actor, &[position], Some(request), at)?
        }
    };
    if row.when != When::Always {
        let policy = desk.policy_of(request.policy);
        row.holds(request, &policy, at.day(), &Desked { desk, request, at })?;
    }
    Ok(authority)
}

/// What the desk knows around a request.
struct Desked<'a> {
    desk: &'a dyn Desk,
    request: &'a Request,
    at: Instant,
}

impl Surroundings for Desked<'_> {
    fn is_revoked(&self, id: CertificateId) -> bool {
        is_revoked(self.desk, id)
    }

    fn could_mean(&self) -> usize {
        could_mean(self.desk, self.request).len()
    }

    fn earlier(&self) -> bool {
        !earlier(self.desk, self.request, self.at).is_empty()
    }
}

/// The authority for an act that only the verifier does who took the request or was named, where
/// there is one.
fn of_taker(
    desk: &dyn Desk,
    actor: &Actor,
    row: &Row,
    request: &Request,
    at: Instant,
) -> Result<Authority, Refusal> {
    let Some((taker, refusal)) = taker(desk, request, at) else {
        return authority(desk, actor, row.who, Some(request), at);
    };
    if actor.all().any(|officer| officer == taker) {
        return authority(desk, &Actor::officer(taker), row.who, Some(request), at);
    }
    authority(desk, actor, row.who, Some(request), at)?;
    Err(refusal)
}

/// The verifier to whom a request under verification belongs: who took it, or whom the
/// Subkoordinator named [SOP 4]; as long as they may verify it.
fn taker(desk: &dyn Desk, request: &Request, at: Instant) -> Option<(OfficerId, Refusal)> {
    let needed = [Position::Verifikator];
    let still = |officer: &OfficerId| {
        let actor = Actor::officer(*officer);
        authority(desk, &actor, &needed, Some(request), at).is_ok()
    };
    if let Some(by) = request.claimed.filter(still) {
        return Some((by, Refusal::Claimed { by }));
    }
    let officer = request.assigned.filter(still)?;
    Some((officer, Refusal::AssignedTo { officer }))
}

/// Whether a certificate was revoked: of one that the request brought BSrE may issue another one.
pub(super) fn is_revoked(desk: &dyn Desk, id: CertificateId) -> bool {
    match desk.record(RecordId::Certificate(id)) {
        Some(Record::Certificate(known)) => matches!(known.standing, Standing::Revoked(_)),
        _ => false,
    }
}

fn needed_on_desk(act: ActKind) -> &'static [Position] {
    match act {
        ActKind::Register | ActKind::Import | ActKind::EditLetter => &[Position::Agendaris],
        ActKind::TakeOver
        | ActKind::RevokeRecorded
        | ActKind::Suspend
        | ActKind::Resume
        | ActKind::CorrectCertificate
        | ActKind::CorrectRevocation => &[Position::Verifikator, Position::Agendaris],
        ActKind::ManageOfficers | ActKind::AdoptPolicy | ActKind::Stop => &[Position::Admin],
        ActKind::Check => &[Position::Auditor, Position::Admin],
        ActKind::Undo | ActKind::Note => ACTING,
        _ => ANYONE,
    }
}

/// What authority depends on in a request: its record tells it, and so does its row.
struct Matter<'a> {
    /// Who it is about; nobody acts where that is themselves.
    of: &'a [Traces],
    duties: &'a [Duty],
    /// The policy that it started with.
    policy: &'a Policy,
}

/// Why an officer may not; what it takes to say so is found only where it is said.
enum Why {
    NotYours,
    Acting {
        position: Position,
        officer: OfficerId,
        until: Option<Instant>,
    },
    /// It is about themselves.
    Own(Position),
    Separation {
        officer: OfficerId,
        did: DutyClass,
        wants: DutyClass,
    },
}

/// Finds in whose name the actor may fill one of the positions for a request.
pub(super) fn authority(
    desk: &dyn Desk,
    actor: &Actor,
    needed: &[Position],
    request: Option<&Request>,
    at: Instant,
) -> Result<Authority, Refusal> {
    let officers = desk.officers();
    let Some(request) = request else {
        let judged = judge(&officers, actor, needed, None, at);
        return judged.map_err(|why| refusal(why, &officers, needed, None, at));
    };
    let policy = desk.policy_of(request.policy);
    let matter = Matter {
        of: &[request.traces()],
        duties: &request.duties,
        policy: &policy,
    };
    let judged = judge(&officers, actor, needed, Some(&matter), at);
    judged.map_err(|why| refusal(why, &officers, needed, Some(&matter), at))
}

/// In whose name an act is done that brings these people onto the desk: nobody enters themselves.
pub(super) fn may_enter(
    draft: &Draft,
    act: ActKind,
    names: &[(Traces, String)],
) -> Result<Authority, Refusal> {
    let of: Vec<Traces> = names.iter().map(|(of, _)| *of).collect();
    may_touch(draft.desk, draft.actor, act, &of, draft.at).map_err(|refusal| match refusal {
        Refusal::OwnCertificate { need, takers } => {
            let officers = draft.desk.officers();
            let asks = |officer: &&Officer| draft.actor.all().any(|id| id == officer.id);
            let own = |of: &Traces| {
                let mut asking = officers.iter().filter(asks);
                asking.any(|officer| officer.is_holder(of, &officers))
            };
            let name = names.iter().find(|(of, _)| own(of));
            let name = name.map(|(_, name)| name.clone()).unwrap_or_default();
            Refusal::OwnName { name, need, takers }
        }
        other => other,
    })
}

/// In whose name an act of the desk is done on what is somebody's: nobody acts on their own.
pub(super) fn may_touch(
    desk: &dyn Desk,
    actor: &Actor,
    act: ActKind,
    of: &[Traces],
    at: Instant,
) -> Result<Authority, Refusal> {
    let (officers, (_, policy)) = (desk.officers(), desk.policy());
    let matter = Matter {
        of,
        duties: &[],
        policy: &policy,
    };
    let needed = needed_on_desk(act);
    judge(&officers, actor, needed, Some(&matter), at).map_err(|why| match why {
        Why::Own(need) => {
            let takers = takers(&officers, needed, &matter, at);
            Refusal::OwnCertificate { need, takers }
        }
        why => refusal(why, &officers, needed, Some(&matter), at),
    })
}

/// Refuses an act that would leave a request with this identity in the hands of its own holder.
pub(super) fn not_own_name(
    draft: &Draft,
    request: &Request,
    of: &Traces,
    name: &str,
) -> Result<(), Refusal> {
    let officers = draft.desk.officers();
    let own = |officer: &Officer| officer.id == draft.officer() && officer.is_holder(of, &officers);
    if !officers.iter().any(own) {
        return Ok(());
    }
    let policy = draft.desk.policy_of(request.policy);
    let matter = Matter {
        of: &[request.traces(), *of],
        duties: &request.duties,
        policy: &policy,
    };
    let needed = find(ActKind::EditIdentity, request)?.who;
    Err(Refusal::OwnName {
        name: name.to_owned(),
        need: needed.first().copied().unwrap_or(Position::Agendaris),
        takers: takers(&officers, needed, &matter, draft.at),
    })
}

/// Refuses what an officer would do to a request of which they are the holder, as it stands or as it
/// would stand.
pub(super) fn not_own(
    desk: &dyn Desk,
    by: &Authority,
    request: &Request,
    of: &[Traces],
    at: Instant,
) -> Result<(), Refusal> {
    let officers = desk.officers();
    let policy = desk.policy_of(request.policy);
    let matter = Matter {
        of,
        duties: &request.duties,
        policy: &policy,
    };
    let mut asking = officers.iter().filter(|officer| officer.id == by.officer);
    match asking.any(|officer| is_own(officer, &matter, &officers)) {
        true => {
            let (why, needed) = (Why::Own(by.position), [by.position]);
            Err(refusal(why, &officers, &needed, Some(&matter), at))
        }
        false => Ok(()),
    }
}

/// Whether a request waits for the actor: its step is one that they may take now, by the rules that
/// judge the act itself, and no colleague has it in hand [R1.2, R4.12].
pub fn turn(
    officers: &[Officer],
    policy: &Policy,
    actor: &Actor,
    row: &RequestRow,
    at: Instant,
) -> bool {
    // What slept goes to the verifier on its day.
    let awake = row.stage == Stage::Asleep && row.until.is_some_and(|day| day <= at.day());
    let awake = awake.then_some(Position::Verifikator);
    let waits = waits_for(row.stage, row.running).or(awake);
    // The number of its letter is still to come [R13.11].
    let owed = (row.urgent.is_some() && !row.stage.is_decided()).then_some(Position::Verifikator);
    let Some(position) = waits.or(row.sheet_out).or(owed) else {
        return false;
    };
    let matter = Matter {
        of: std::slice::from_ref(&*row.traces),
        duties: &row.duties,
        policy,
    };
    let fits = |actor: &Actor| judge(officers, actor, &[position], Some(&matter), at).is_ok();
    let still = |officer: &OfficerId| fits(&Actor::officer(*officer));
    let taker = row.claimed.filter(still).or(row.assigned.filter(still));
    match taker.filter(|_| position == Position::Verifikator) {
        Some(taker) => actor.all().any(|officer| officer == taker) && fits(&Actor::officer(taker)),
        None => fits(actor),
    }
}

/// The position that a request waits for though nobody at all may take its step [R1.22].
pub fn untaken(
    officers: &[Officer],
    policy: &Policy,
    row: &RequestRow,
    at: Instant,
) -> Option<Position> {
    let position = waits_for(row.stage, row.running)?;
    let matter = Matter {
        of: std::slice::from_ref(&*row.traces),
        duties: &row.duties,
        policy,
    };
    let may = |officer: &Officer| {
        let actor = Actor::officer(officer.id);
        judge(officers, &actor, &[position], Some(&matter), at).is_ok()
    };
    (!officers.iter().any(may)).then_some(position)
}

fn judge(
    officers: &[Officer],
    actor: &Actor,
    needed: &[Position],
    matter: Option<&Matter>,
    at: Instant,
) -> Result<Authority, Why> {
    let needed = with_stand_ins(needed, matter, officers, at);
    let mut refusal = None;
    for candidate in actor.all() {
        let Some(officer) = officers.iter().find(|officer| officer.id == candidate) else {
            continue;
        };
        for position in &needed {
            let Some(capacity) = officer.holds(*position, at) else {
                continue;
            };
            match fits(officer, *position, matter, officers, at) {
                Ok(()) => {
                    return Ok(Authority {
                        officer: officer.id,
                        position: *position,
                        capacity,
                    });
                }
                Err(reason) => {
                    refusal.get_or_insert(reason);
                }
            }
        }
    }
    Err(refusal.unwrap_or(Why::NotYours))
}

/// The refusal that says why, and who may instead.
fn refusal(
    why: Why,
    officers: &[Officer],
    needed: &[Position],
    matter: Option<&Matter>,
    at: Instant,
) -> Refusal {
    match why {
        Why::NotYours => {
            let need = needed.first().copied().unwrap_or(Position::Admin);
            Refusal::NotYours {
                need,
                holders: holders(officers, need, at),
            }
        }
        Why::Acting {
            position,
            officer,
            until,
        } => Refusal::Acting {
            position,
            officer,
            until,
        },
        Why::Own(need) => Refusal::OwnRequest {
            need,
            takers: matter.map_or_else(Vec::new, |matter| takers(officers, needed, matter, at)),
        },
        Why::Separation {
            officer,
            did,
            wants,
        } => Refusal::Separation {
            officer,
            did,
            wants,
        },
    }
}

/// Who may fill one of the positions for this, of all officers.
fn takers(
    officers: &[Officer],
    needed: &[Position],
    matter: &Matter,
    at: Instant,
) -> Vec<OfficerId> {
    let may = |officer: &&Officer| {
        let actor = Actor::officer(officer.id);
        judge(officers, &actor, needed, Some(matter), at).is_ok()
    };
    let takers = officers.iter().filter(may);
    takers.map(|officer| officer.id).collect()
}

/// A step that only its own applicant could take goes to the policy's stand-in; that of the
/// agendaris to the admin, where the policy names none [R1.16].
fn with_stand_ins(
    needed: &[Position],
    matter: Option<&Matter>,
    officers: &[Officer],
    at: Instant,
) -> Vec<Position> {
    let mut all = needed.to_vec();
    let Some(matter) = matter else {
        return all;
    };
    for position in needed {
        let in_charge = in_charge(officers, *position, at);
        let own = |officer: &&Officer| is_own(officer, matter, officers);
        if !in_charge.is_empty() && in_charge.iter().all(own) {
            all.extend(stand_in(*position, matter.policy));
        }
    }
    all
}

fn stand_in(position: Position, policy: &Policy) -> Option<Position> {
    let counter = (position == Position::Agendaris).then_some(Position::Admin);
    policy.stand_in(position).or(counter)
}

/// Whether the officer is the holder of what it is about.
fn is_own(officer: &Officer, matter: &Matter, officers: &[Officer]) -> bool {
    let mut of = matter.of.iter();
    of.any(|of| officer.is_holder(of, officers))
}

/// Those who have a position's authority at a moment. An official's is one at a time: the Plh.
/// before the Plt., the Plt. before the definitive holder.
fn in_charge(officers: &[Officer], position: Position, at: Instant) -> Vec<&Officer> {
    let capacity = |officer: &Officer| officer.holds(position, at);
    let first = officers.iter().filter_map(capacity).min_by_key(rank);
    officers
        .iter()
        .filter(|officer| match capacity(officer) {
            Some(held) => !position.disposes() || first == Some(held),
            None => false,
        })
        .collect()
}

fn rank(capacity: &Capacity) -> u8 {
    match capacity {
        Capacity::Plh => 0,
        Capacity::Plt => 1,
        Capacity::Definitive => 2,
    }
}

/// Those who could give their paraf for a position on a request: who is in charge, or the stand-in.
pub(super) fn signers(
    desk: &dyn Desk,
    position: Position,
    request: &Request,
    at: Instant,
) -> Vec<OfficerId> {
    let officers = desk.officers();
    let fits = |officer: &&Officer| {
        let actor = Actor::officer(officer.id);
        authority(desk, &actor, &[position], Some(request), at).is_ok()
    };
    officers
        .iter()
        .filter(fits)
        .map(|officer| officer.id)
        .collect()
}

fn fits(
    officer: &Officer,
    position: Position,
    matter: Option<&Matter>,
    officers: &[Officer],
    at: Instant,
) -> Result<(), Why> {
    let in_charge = in_charge(officers, position, at);
    if !in_charge.iter().any(|holder| holder.id == officer.id)
        && let Some(acting) = in_charge.first()
    {
        return Err(Why::Acting {
            position,
            officer: acting.id,
            until: acting.holds_until(position, at),
        });
    }
    let Some(matter) = matter else {
        return Ok(());
    };
    let Some(wants) = position.duty() else {
        return Ok(());
    };
    if is_own(officer, matter, officers) {
        return Err(Why::Own(position));
    }
    let apart = |class| class != wants && !matter.policy.allows_pair(class, wants);
    let mut duties = matter.duties.iter();
    let other = duties.find(|duty| duty.officer == officer.id && apart(duty.class));
    match other {
        Some(duty) => Err(Why::Separation {
            officer: officer.id,
            did: duty.class,
            wants,
        }),
        None => Ok(()),
    }
}

/// Who holds a position at a moment.
pub(super) fn holders(officers: &[Officer], position: Position, at: Instant) -> Vec<OfficerId> {
    let holding = officers
        .iter()
        .filter(|officer| officer.holds(position, at).is_some());
    holding.map(|officer| officer.id).collect()
}
