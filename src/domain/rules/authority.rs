//! Who may do what: the one rule function behind hints, *Menunggu saya* and the acts [domain §1].

use super::super::act::ActKind;
use super::super::desk::Desk;
use super::super::ids::OfficerId;
use super::super::office::{Capacity, Position};
use super::super::officer::Officer;
use super::super::refusal::Refusal;
use super::super::request::{Request, Stage};
use super::super::time::{Day, Instant};
use super::super::{ids::RecordId, kind::Kind};
use serde::{Deserialize, Serialize};

/// Who is asking: one officer; on a training desk, the whole cast that the account plays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    pub officer: OfficerId,
    /// Further officers in whose name the account may act; empty on a real desk.
    pub cast: Vec<OfficerId>,
}

impl Actor {
    /// An officer acting in his own name.
    pub fn officer(officer: OfficerId) -> Actor {
        Actor {
            officer,
            cast: Vec::new(),
        }
    }

    fn all(&self) -> impl Iterator<Item = OfficerId> {
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
    let needed = match request {
        Some(request) => needed_on(act, request)?,
        None => needed_on_desk(act),
    };
    authority(desk, actor, needed, request, at)
}

/// The positions that may do an act on a request at its stage.
fn needed_on(act: ActKind, request: &Request) -> Result<&'static [Position], Refusal> {
    const COUNTER: &[Position] = &[Position::Agendaris];
    const VERIFIER: &[Position] = &[Position::Verifikator];
    const EITHER: &[Position] = &[Position::Agendaris, Position::Verifikator];
    let stage = request.stage;
    let wrong = || Refusal::NotAtThisStage {
        record: RecordId::Request(request.no),
        stage,
        act,
    };
    if verifies(act) && request.kind != Kind::Issue {
        return Err(Refusal::KindNotYet(request.kind));
    }
    Ok(match (act, stage) {
        (ActKind::Note, _) | (ActKind::LookAtNik | ActKind::LookAtDocument, _) => ANYONE,
        (ActKind::Undo, _) => ACTING,
        (ActKind::Dispose, Stage::Registered) => COUNTER,
        (ActKind::Dispose | ActKind::Return | ActKind::StepBack, Stage::Disposition(position)) => {
            official(position)
        }
        (ActKind::DisposePaper, Stage::Disposition(_)) => COUNTER,
        (ActKind::Reject, Stage::Disposition(position @ (Position::Kadis | Position::Kabid))) => {
            official(position)
        }
        (ActKind::Return | ActKind::StepBack | ActKind::Reject, Stage::Verification) => VERIFIER,
        (ActKind::EditIdentity | ActKind::AddDocument, Stage::Verification | Stage::Returned) => {
            EITHER
        }
        (ActKind::EditIdentity | ActKind::AddDocument, Stage::Registered) => COUNTER,
        (ActKind::EditIdentity | ActKind::AddDocument, Stage::Disposition(_)) => COUNTER,
        (ActKind::Complete, Stage::Returned) => EITHER,
        (ActKind::Lapse, Stage::Returned | Stage::AwaitingActivation) => EITHER,
        (
            ActKind::Withdraw,
            Stage::Registered | Stage::Disposition(_) | Stage::Verification | Stage::Returned,
        ) => EITHER,
        (ActKind::Void, Stage::Registered) => COUNTER,
        (
            ActKind::Claim
            | ActKind::Release
            | ActKind::Mark
            | ActKind::AcceptWarning
            | ActKind::Send,
            Stage::Verification,
        ) => VERIFIER,
        (ActKind::Answer, Stage::AtBsre | Stage::AwaitingActivation | Stage::Activated) => VERIFIER,
        (ActKind::CorrectCertificate, Stage::Issued | Stage::Mismatch) => VERIFIER,
        (ActKind::HandOver, Stage::Issued) => VERIFIER,
        (ActKind::HandOver, Stage::Mismatch) => return Err(Refusal::Mismatch),
        (
            ActKind::Open,
            Stage::Registered | Stage::Verification | Stage::AwaitingActivation | Stage::Issued,
        ) => EITHER,
        (ActKind::Open, Stage::Disposition(position)) => official(position),
        _ => return Err(wrong()),
    })
}

/// Acts that this release carries out for [`Kind::Issue`] only.
fn verifies(act: ActKind) -> bool {
    matches!(
        act,
        ActKind::Claim
            | ActKind::Mark
            | ActKind::AcceptWarning
            | ActKind::Send
            | ActKind::Answer
            | ActKind::CorrectCertificate
            | ActKind::HandOver
    )
}

const ANYONE: &[Position] = &[
    Position::Agendaris,
    Position::Verifikator,
    Position::Subkoord,
    Position::Kabid,
    Position::Kadis,
    Position::Admin,
    Position::Auditor,
];
const ACTING: &[Position] = &[
    Position::Agendaris,
    Position::Verifikator,
    Position::Subkoord,
    Position::Kabid,
    Position::Kadis,
    Position::Admin,
];

fn official(position: Position) -> &'static [Position] {
    match position {
        Position::Kadis => &[Position::Kadis],
        Position::Kabid => &[Position::Kabid],
        Position::Subkoord => &[Position::Subkoord],
        _ => &[],
    }
}

fn needed_on_desk(act: ActKind) -> &'static [Position] {
    match act {
        ActKind::Register | ActKind::Import | ActKind::EditLetter => &[Position::Agendaris],
        ActKind::TakeOver | ActKind::RevokeRecorded => {
            &[Position::Verifikator, Position::Agendaris]
        }
        ActKind::ManageOfficers | ActKind::AdoptPolicy => &[Position::Admin],
        ActKind::Undo => ACTING,
        _ => ANYONE,
    }
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
    let day = at.day();
    let needed = with_stand_ins(desk, needed, request, &officers, day);
    let mut refusal = None;
    for candidate in actor.all() {
        let Some(officer) = officers.iter().find(|officer| officer.id == candidate) else {
            continue;
        };
        for position in &needed {
            let Some(capacity) = officer.holds(*position, day) else {
                continue;
            };
            match fits(desk, officer, *position, capacity, request, &officers, day) {
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
            holders: holders(&officers, need, day),
        }
    }))
}

/// A step whose every holder is the certificate's holder goes to the policy's stand-in [domain §1].
fn with_stand_ins(
    desk: &dyn Desk,
    needed: &[Position],
    request: Option<&Request>,
    officers: &[Officer],
    day: Day,
) -> Vec<Position> {
    let mut needed = needed.to_vec();
    let Some(request) = request else {
        return needed;
    };
    let [position] = needed[..] else {
        return needed;
    };
    let holders = holders(officers, position, day);
    let own = |id: &OfficerId| {
        officers
            .iter()
            .any(|officer| officer.id == *id && is_holder(officer, request))
    };
    if !holders.is_empty() && holders.iter().all(own) {
        needed.extend(desk.policy_of(request.policy).stand_in(position));
    }
    needed
}

fn fits(
    desk: &dyn Desk,
    officer: &Officer,
    position: Position,
    capacity: Capacity,
    request: Option<&Request>,
    officers: &[Officer],
    day: Day,
) -> Result<(), Refusal> {
    if position.disposes() && capacity == Capacity::Definitive {
        let acting = officers.iter().find(|other| {
            other.id != officer.id
                && matches!(
                    other.holds(position, day),
                    Some(Capacity::Plh | Capacity::Plt)
                )
        });
        if let Some(acting) = acting {
            return Err(Refusal::Acting {
                position,
                officer: acting.id,
            });
        }
    }
    let Some(request) = request else {
        return Ok(());
    };
    let Some(wants) = position.duty() else {
        return Ok(());
    };
    if is_holder(officer, request) {
        return Err(Refusal::OwnRequest);
    }
    let policy = desk.policy_of(request.policy);
    let other = request.duties.iter().find(|duty| {
        duty.officer == officer.id && duty.class != wants && !policy.allows_pair(duty.class, wants)
    });
    match other {
        Some(duty) => Err(Refusal::Separation {
            officer: officer.id,
            did: duty.class,
            wants,
        }),
        None => Ok(()),
    }
}

fn is_holder(officer: &Officer, request: &Request) -> bool {
    !officer.nip.is_empty() && officer.nip == request.identity.nip
}

/// Who holds a position on a day.
pub(super) fn holders(officers: &[Officer], position: Position, day: Day) -> Vec<OfficerId> {
    let holding = officers
        .iter()
        .filter(|officer| officer.holds(position, day).is_some());
    holding.map(|officer| officer.id).collect()
}

/// The position that a request waits for at its stage; `None` where it waits for someone outside.
pub fn waits_for(stage: Stage) -> Option<Position> {
    match stage {
        Stage::Registered => Some(Position::Agendaris),
        Stage::Disposition(position) => Some(position),
        Stage::Verification | Stage::Issued | Stage::Mismatch => Some(Position::Verifikator),
        _ => None,
    }
}
