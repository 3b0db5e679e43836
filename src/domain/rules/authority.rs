//! Who may do what: the one rule function behind hints, *Menunggu saya* and the acts [R1.2].

use super::super::act::ActKind;
use super::super::certificate::Standing;
use super::super::desk::Desk;
use super::super::ids::OfficerId;
use super::super::ids::RecordId;
use super::super::office::{Capacity, Position};
use super::super::officer::Officer;
use super::super::policy::Policy;
use super::super::procedure::{ACTING, ANYONE, Bound, Row, When, find, waits_for};
use super::super::record::Record;
use super::super::refusal::Refusal;
use super::super::request::{Duty, Request, stated_nip};
use super::super::summary::RequestRow;
use super::super::time::{Day, Instant};
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
        Bound::Duty => authority(desk, actor, row.who, Some(request), at)?,
        Bound::Taker => of_taker(desk, actor, row, request, at)?,
    };
    if row.when != When::Always {
        let policy = desk.policy_of(request.policy);
        row.holds(request, &policy, at.day(), || is_revoked(desk, request))?;
    }
    Ok(authority)
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
/// Subkoordinator named [SOP 4].
fn taker(desk: &dyn Desk, request: &Request, at: Instant) -> Option<(OfficerId, Refusal)> {
    let verifiers = holders(&desk.officers(), Position::Verifikator, at.day());
    let still = |officer: &OfficerId| verifiers.contains(officer);
    if let Some(by) = request.claimed.filter(still) {
        return Some((by, Refusal::Claimed { by }));
    }
    let officer = request.assigned.filter(still)?;
    Some((officer, Refusal::AssignedTo { officer }))
}

/// Whether the certificate that the request brought was revoked: then BSrE may issue another one.
pub(super) fn is_revoked(desk: &dyn Desk, request: &Request) -> bool {
    let Some(id) = request.certificate else {
        return false;
    };
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
    /// Of the applicant, as stated.
    nip: &'a str,
    duties: &'a [Duty],
    /// The policy that the request started with.
    policy: &'a Policy,
}

/// Finds in whose name the actor may fill one of the positions for a request.
pub(super) fn authority(
    desk: &dyn Desk,
    actor: &Actor,
    needed: &[Position],
    request: Option<&Request>,
    at: Instant,
) -> Result<Authority, Refusal> {
    let policy = request.map(|request| desk.policy_of(request.policy));
    let matter = request.zip(policy.as_deref());
    let matter = matter.map(|(request, policy)| Matter {
        nip: &request.identity.nip,
        duties: &request.duties,
        policy,
    });
    judge(&desk.officers(), actor, needed, matter.as_ref(), at.day())
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
    let Some(position) = waits_for(row.stage, row.running) else {
        return false;
    };
    let matter = Matter {
        nip: &row.nip,
        duties: &row.duties,
        policy,
    };
    let fits = |actor: &Actor| judge(officers, actor, &[position], Some(&matter), at.day()).is_ok();
    let still = |officer: &OfficerId| holders(officers, position, at.day()).contains(officer);
    let taker = row.claimed.filter(still).or(row.assigned.filter(still));
    match taker.filter(|_| position == Position::Verifikator) {
        Some(taker) => actor.all().any(|officer| officer == taker) && fits(&Actor::officer(taker)),
        None => fits(actor),
    }
}

fn judge(
    officers: &[Officer],
    actor: &Actor,
    needed: &[Position],
    matter: Option<&Matter>,
    day: Day,
) -> Result<Authority, Refusal> {
    let needed = with_stand_ins(needed, matter, officers, day);
    let mut refusal = None;
    for candidate in actor.all() {
        let Some(officer) = officers.iter().find(|officer| officer.id == candidate) else {
            continue;
        };
        for position in &needed {
            let Some(capacity) = officer.holds(*position, day) else {
                continue;
            };
            match fits(officer, *position, matter, officers, day) {
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
    Err(refusal.unwrap_or_else(|| {
        let need = needed.first().copied().unwrap_or(Position::Admin);
        Refusal::NotYours {
            need,
            holders: holders(officers, need, day),
        }
    }))
}

/// A step that only its own applicant could take goes to the policy's stand-in [R1.16].
fn with_stand_ins(
    needed: &[Position],
    matter: Option<&Matter>,
    officers: &[Officer],
    day: Day,
) -> Vec<Position> {
    let mut needed = needed.to_vec();
    let (Some(matter), [position]) = (matter, &needed[..]) else {
        return needed;
    };
    let position = *position;
    let in_charge = in_charge(officers, position, day);
    if !in_charge.is_empty()
        && in_charge
            .iter()
            .all(|officer| is_holder(officer, matter.nip))
    {
        needed.extend(matter.policy.stand_in(position));
    }
    needed
}

/// Those who have a position's authority on a day. An official's is one at a time: the Plh.
/// before the Plt., the Plt. before the definitive holder.
fn in_charge(officers: &[Officer], position: Position, day: Day) -> Vec<&Officer> {
    let capacity = |officer: &Officer| officer.holds(position, day);
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
    day: Day,
) -> Result<(), Refusal> {
    let in_charge = in_charge(officers, position, day);
    if !in_charge.iter().any(|holder| holder.id == officer.id)
        && let Some(acting) = in_charge.first()
    {
        let officer = acting.id;
        return Err(Refusal::Acting { position, officer });
    }
    let Some(matter) = matter else {
        return Ok(());
    };
    let Some(wants) = position.duty() else {
        return Ok(());
    };
    if is_holder(officer, matter.nip) {
        return Err(Refusal::OwnRequest);
    }
    let apart = |class| class != wants && !matter.policy.allows_pair(class, wants);
    let mut duties = matter.duties.iter();
    let other = duties.find(|duty| duty.officer == officer.id && apart(duty.class));
    match other {
        Some(duty) => Err(Refusal::Separation {
            officer: officer.id,
            did: duty.class,
            wants,
        }),
        None => Ok(()),
    }
}

/// Whether the officer is the applicant, by NIP as it reads, however it was written.
fn is_holder(officer: &Officer, stated: &str) -> bool {
    if officer.nip.is_empty() {
        return false;
    }
    let nip = officer.nip();
    officer.nip == stated || nip.is_some() && nip == stated_nip(stated)
}

/// Who holds a position on a day.
pub(super) fn holders(officers: &[Officer], position: Position, day: Day) -> Vec<OfficerId> {
    let holding = officers
        .iter()
        .filter(|officer| officer.holds(position, day).is_some());
    holding.map(|officer| officer.id).collect()
}
