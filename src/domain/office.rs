//! Positions of the office, the duties that must stay apart, and in what capacity one is held.

use serde::{Deserialize, Serialize};

/// A position that an officer holds over a range of dates; every act records one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Position {
    /// Reviews the letter and disposes it to the Kabid [SOP 2].
    Kadis,
    /// Disposes it to the Subkoordinator [SOP 3].
    Kabid,
    /// Assigns a verifier [SOP 4].
    Subkoord,
    /// Checks, sends to BSrE and follows up [SOP 5-7; SE F.2.b].
    Verifikator,
    /// Registers letters and records paper dispositions [SOP 1].
    Agendaris,
    /// Runs the desk itself: officers, positions, policy, backup.
    Admin,
    /// Reads everything, changes nothing.
    Auditor,
}

impl Position {
    /// Every position, from the top of the chain.
    pub const ALL: [Position; 7] = [
        Position::Kadis,
        Position::Kabid,
        Position::Subkoord,
        Position::Verifikator,
        Position::Agendaris,
        Position::Admin,
        Position::Auditor,
    ];

    /// The key used in files, verbs and message names.
    pub fn as_str(self) -> &'static str {
        match self {
            Position::Kadis => "kadis",
            Position::Kabid => "kabid",
            Position::Subkoord => "subkoord",
            Position::Verifikator => "verifikator",
            Position::Agendaris => "agendaris",
            Position::Admin => "admin",
            Position::Auditor => "auditor",
        }
    }

    /// The position with this key.
    pub fn from_key(key: &str) -> Option<Position> {
        Position::ALL
            .into_iter()
            .find(|position| position.as_str() == key)
    }

    /// The class of duty this position carries out on a request; `None` for those that never act
    /// on one.
    pub fn duty(self) -> Option<DutyClass> {
        match self {
            // The admin, too: only where they stand in at the counter [R1.16].
            Position::Agendaris | Position::Admin => Some(DutyClass::Register),
            Position::Kadis | Position::Kabid | Position::Subkoord => Some(DutyClass::Dispose),
            Position::Verifikator => Some(DutyClass::Verify),
            Position::Auditor => None,
        }
    }

    /// True for the officials of the disposition chain [SOP 2-4].
    pub fn disposes(self) -> bool {
        self.duty() == Some(DutyClass::Dispose)
    }
}

/// Duties that one person does not combine on one request, by class and not by step [decision].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyClass {
    /// Registering the letter.
    Register,
    /// Disposing it.
    Dispose,
    /// Verifying, sending to BSrE and following up.
    Verify,
}

impl DutyClass {
    /// Every class, in the order of the procedure.
    pub const ALL: [DutyClass; 3] = [DutyClass::Register, DutyClass::Dispose, DutyClass::Verify];

    /// The key used in files and message names.
    pub fn as_str(self) -> &'static str {
        match self {
            DutyClass::Register => "register",
            DutyClass::Dispose => "dispose",
            DutyClass::Verify => "verify",
        }
    }
}

/// In what capacity a position is held.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Capacity {
    /// The appointed holder.
    Definitive,
    /// Plh.: stands in during a temporary absence of the holder.
    Plh,
    /// Plt.: acts while the position is vacant.
    Plt,
}

impl Capacity {
    /// Every capacity.
    pub const ALL: [Capacity; 3] = [Capacity::Definitive, Capacity::Plh, Capacity::Plt];

    /// The key used in files, verbs and message names.
    pub fn as_str(self) -> &'static str {
        match self {
            Capacity::Definitive => "definitive",
            Capacity::Plh => "plh",
            Capacity::Plt => "plt",
        }
    }

    /// The capacity with this key.
    pub fn from_key(key: &str) -> Option<Capacity> {
        Capacity::ALL
            .into_iter()
            .find(|capacity| capacity.as_str() == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_lead_back_to_their_values() {
        for position in Position::ALL {
            assert_eq!(Position::from_key(position.as_str()), Some(position));
        }
        for capacity in Capacity::ALL {
            assert_eq!(Capacity::from_key(capacity.as_str()), Some(capacity));
        }
        assert_eq!(Position::from_key("gubernur"), None);
    }

    #[test]
    fn the_three_officials_share_one_class() {
        let disposing: Vec<_> = Position::ALL.into_iter().filter(|p| p.disposes()).collect();
        assert_eq!(
            disposing,
            [Position::Kadis, Position::Kabid, Position::Subkoord]
        );
        assert_eq!(Position::Auditor.duty(), None);
    }
}
