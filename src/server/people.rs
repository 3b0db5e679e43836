//! Who is who: from the kernel's word to an officer of this desk, and in whose names they may act.

use super::office::Office;
use super::peer::Peer;
use crate::domain::ids::OfficerId;
use crate::domain::office::Position;
use crate::domain::officer::Officer;
use crate::domain::rules::Actor;
use crate::domain::time::Instant;
use crate::store::records::Origin;
use crate::wire::hello::{EscapeMs, Refused, Welcome};

/// Who a session is.
#[derive(Clone, Debug)]
pub struct Caller {
    pub actor: Actor,
    pub origin: Origin,
}

/// Finds the officer of an account. On a training desk the creating account plays the whole cast;
/// `--as` narrows it to one officer.
///
/// # Errors
/// An account that is nobody here, or an officer to play that the desk does not know.
pub fn caller(office: &Office, peer: &Peer, at: Instant) -> Result<Caller, Refused> {
    let uid = peer.uid;
    let bound = office.officers.iter().find(|officer| {
        officer
            .account
            .as_ref()
            .is_some_and(|account| account.uid == uid)
    });
    let Some(own) = bound else {
        let admins = holders(office, Position::Admin, at);
        return Err(Refused::new("no-officer")
            .with("uid", uid)
            .with("admins", admins));
    };
    let origin = Origin {
        uid: Some(uid),
        address: peer.stated_address.clone(),
    };
    let cast: Vec<OfficerId> = match office.genesis.training {
        true => {
            let others = office
                .officers
                .iter()
                .filter(|officer| officer.account.is_none());
            others.map(|officer| officer.id).collect()
        }
        false => Vec::new(),
    };
    match &peer.as_officer {
        None => Ok(Caller {
            actor: Actor {
                officer: own.id,
                cast,
            },
            origin,
        }),
        Some(_) if !office.genesis.training => Err(Refused::new("as-only-training")),
        Some(who) => {
            let officer = played(office, who, at)?;
            Ok(Caller {
                actor: Actor::officer(officer),
                origin,
            })
        }
    }
}

/// Whether an account is still bound to the officer that it came as: an account that was released
/// or given to another officer acts no more, however long its session was open. On a training desk
/// the account plays the cast, so it must only be bound at all.
pub fn belongs(office: &Office, uid: Option<u32>, officer: OfficerId) -> bool {
    let bound = office.officers.iter().find(|one| {
        let account = one.account.as_ref();
        account.is_some_and(|account| Some(account.uid) == uid)
    });
    bound.is_some_and(|own| office.genesis.training || own.id == officer)
}

/// The officer that `--as` means: by position key, by name, or by a part of a name that only one
/// of them has.
fn played(office: &Office, who: &str, at: Instant) -> Result<OfficerId, Refused> {
    let cast = || office.officers.iter();
    let unknown = || {
        Refused::new("as-unknown")
            .with("who", who)
            .with("known", filled(office, at))
    };
    if let Some(position) = Position::from_key(who) {
        let holds = |officer: &&Officer| officer.holds(position, at).is_some();
        let unbound = cast()
            .filter(|officer| officer.account.is_none())
            .find(holds);
        return unbound
            .or_else(|| cast().find(holds))
            .map(|officer| officer.id)
            .ok_or_else(unknown);
    }
    let part = who.trim().to_lowercase();
    if part.is_empty() {
        return Err(unknown());
    }
    let whole = cast().find(|officer| officer.name.to_lowercase() == part);
    if let Some(officer) = whole {
        return Ok(officer.id);
    }
    let fits = |officer: &&Officer| officer.name.to_lowercase().contains(&part);
    let found: Vec<&Officer> = cast().filter(fits).collect();
    match found[..] {
        [] => Err(unknown()),
        [one] => Ok(one.id),
        _ => {
            let names: Vec<&str> = found.iter().map(|officer| &*officer.name).collect();
            Err(Refused::new("as-several")
                .with("who", who)
                .with("known", names.join("; ")))
        }
    }
}

fn filled(office: &Office, at: Instant) -> String {
    let held = |position: &Position| {
        office
            .officers
            .iter()
            .any(|officer| officer.holds(*position, at).is_some())
    };
    let keys: Vec<_> = Position::ALL
        .iter()
        .filter(|p| held(p))
        .map(|p| p.as_str())
        .collect();
    keys.join(", ")
}

/// Names of those who hold a position now.
fn holders(office: &Office, position: Position, at: Instant) -> String {
    let holding = office
        .officers
        .iter()
        .filter(|o| o.holds(position, at).is_some());
    holding
        .map(|officer| officer.name.clone())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Positions that a caller fills now, its own first.
pub fn positions(office: &Office, actor: &Actor, at: Instant) -> Vec<Position> {
    let mut positions = Vec::new();
    for id in std::iter::once(actor.officer).chain(actor.cast.iter().copied()) {
        let held = office.officer(id).map(|officer| officer.positions(at));
        for position in held.unwrap_or_default() {
            if !positions.contains(&position) {
                positions.push(position);
            }
        }
    }
    positions
}

/// What a client is told about itself and the desk.
pub fn welcome(office: &Office, caller: &Caller, sequence: u64, at: Instant) -> Welcome {
    let terminal = office.policy().terminal;
    Welcome {
        officer: caller.actor.officer,
        name: office.name(caller.actor.officer),
        positions: positions(office, &caller.actor, at),
        desk: crate::store::ids::hex(&office.genesis.desk),
        desk_name: office.genesis.name.clone(),
        sequence,
        training: office.genesis.training,
        now: at,
        choices: office
            .officer(caller.actor.officer)
            .map(|officer| officer.choices.clone())
            .unwrap_or_default(),
        escape_ms: EscapeMs {
            local: terminal.escape_local_ms,
            ssh: terminal.escape_ssh_ms,
        },
    }
}
