//! Officers of the desk and the positions they hold over date ranges [R1.6].

use super::choice::Choices;
use super::identity::{CellKind, Nip, repair_nip};
use super::ids::OfficerId;
use super::office::{Capacity, Position};
use super::time::Day;
use serde::{Deserialize, Serialize};

/// An operating-system account: who the kernel says is calling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub uid: u32,
    pub name: String,
}

/// One position held from a day to a day, both included.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    pub position: Position,
    pub capacity: Capacity,
    pub from: Day,
    pub until: Option<Day>,
    /// The letter of appointment or other basis.
    pub basis: String,
}

impl Hold {
    /// Whether the position is held on this day.
    pub fn covers(&self, day: Day) -> bool {
        self.from <= day && self.until.is_none_or(|until| day <= until)
    }

    /// Whether the position is still held on the day after: what ends now, and not what begins
    /// later or is over.
    pub fn goes_on(&self, position: Position, after: Day) -> bool {
        self.position == position && after.succ_opt().is_some_and(|next| self.covers(next))
    }
}

/// Someone with a login.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Officer {
    pub id: OfficerId,
    pub revision: u32,
    pub name: String,
    /// NIP in digits; empty where not known.
    pub nip: String,
    pub account: Option<Account>,
    pub holds: Vec<Hold>,
    /// What the officer chose for their own screens.
    pub choices: Choices,
}

impl Officer {
    /// The capacity in which the officer holds a position on a day; the acting one first.
    pub fn holds(&self, position: Position, day: Day) -> Option<Capacity> {
        self.holds
            .iter()
            .filter(|hold| hold.position == position && hold.covers(day))
            .map(|hold| hold.capacity)
            .max_by_key(|capacity| match capacity {
                Capacity::Plh => 2,
                Capacity::Plt => 1,
                Capacity::Definitive => 0,
            })
    }

    /// The NIP, where one is known and reads as one.
    pub fn nip(&self) -> Option<Nip> {
        let repaired = repair_nip(&self.nip, CellKind::Text);
        Nip::parse(repaired.text()?).ok()
    }

    /// Positions held on a day, each once.
    pub fn positions(&self, day: Day) -> Vec<Position> {
        Position::ALL
            .into_iter()
            .filter(|position| self.holds(*position, day).is_some())
            .collect()
    }
}
