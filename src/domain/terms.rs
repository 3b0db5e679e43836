//! Terms of office: from which moment until which an officer has a position, and that the authority
//! of an official is in one hand at a time [R1.4].

use super::event::{Happening, SheetEvent, Stamp};
use super::ids::OfficerId;
use super::keyed::keyed;
use super::office::{Capacity, Position};
use super::officer::{Hold, Officer};
use super::time::Instant;

keyed! {
    /// Why two terms cannot stand beside each other. The key is the code of the refusal.
    pub enum Clash {
        /// An official is one person.
        TwoDefinitive = "two-definitive",
        /// An absence has one Plh.
        TwoPlh = "two-plh",
        /// A vacancy has one Plt.
        TwoPlt = "two-plt",
        /// A Plt. is for a vacancy, and there is a holder.
        PltBesideHolder = "plt-beside-holder",
    }
}

/// The invariant over the terms of officials: which two cannot stand beside each other, and why. A
/// Plh. stands beside the holder, whose authority rests meanwhile.
pub fn clash(one: &Hold, other: &Hold) -> Option<Clash> {
    let official = one.position == other.position && one.position.disposes();
    if !official || !one.overlaps(other) {
        return None;
    }
    match (one.capacity, other.capacity) {
        (Capacity::Definitive, Capacity::Definitive) => Some(Clash::TwoDefinitive),
        (Capacity::Plh, Capacity::Plh) => Some(Clash::TwoPlh),
        (Capacity::Plt, Capacity::Plt) => Some(Clash::TwoPlt),
        (Capacity::Plt, Capacity::Definitive) | (Capacity::Definitive, Capacity::Plt) => {
            Some(Clash::PltBesideHolder)
        }
        (Capacity::Plh, _) | (_, Capacity::Plh) => None,
    }
}

/// The term among those of the officers beside which a new one cannot stand.
pub fn clashing<'a>(officers: &'a [Officer], new: &Hold) -> Option<(OfficerId, &'a Hold, Clash)> {
    let mut terms = officers
        .iter()
        .flat_map(|officer| officer.holds.iter().map(|hold| (officer.id, hold)));
    terms.find_map(|(id, hold)| Some((id, hold, clash(hold, new)?)))
}

/// That somebody acted for a position, and when: the moment that paper states, where it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OfficialAct {
    pub officer: OfficerId,
    pub position: Position,
    pub at: Instant,
}

impl OfficialAct {
    /// What an event tells of who acted for which position: the one who recorded it, and the
    /// official whose disposition it is.
    pub fn of(what: &Happening, stamp: &Stamp) -> impl Iterator<Item = OfficialAct> {
        let own = stamp.position.map(|position| OfficialAct {
            officer: stamp.officer,
            position,
            at: stamp.at,
        });
        let official = match what {
            Happening::Sheet(SheetEvent::Disposed { line, .. }) => Some(OfficialAct {
                officer: line.officer,
                position: line.from,
                at: stamp.stated.unwrap_or(stamp.at),
            }),
            _ => None,
        };
        own.into_iter().chain(official)
    }
}
