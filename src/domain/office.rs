//! Positions of the office, the duties that must stay apart, and in what capacity one is held.

use crate::domain::keyed::keyed;

keyed! {
    /// A position that an officer holds over a range of dates; every act records one.
    pub enum Position {
        /// Reviews the letter and disposes it to the Kabid [SOP 2].
        Kadis = "kadis",
        /// Disposes it to the Subkoordinator [SOP 3].
        Kabid = "kabid",
        /// Assigns a verifier [SOP 4].
        Subkoord = "subkoord",
        /// Checks, sends to BSrE and follows up [SOP 5-7; SE F.2.b].
        Verifikator = "verifikator",
        /// Registers letters and records paper dispositions [SOP 1].
        Agendaris = "agendaris",
        /// Runs the desk itself: officers, positions, policy, backup.
        Admin = "admin",
        /// Reads everything, changes nothing.
        Auditor = "auditor",
    }
}

impl Position {
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

keyed! {
    /// Duties that one person does not combine on one request, by class and not by step [decision].
    pub enum DutyClass {
        /// Registering the letter.
        Register = "register",
        /// Disposing it.
        Dispose = "dispose",
        /// Verifying, sending to BSrE and following up.
        Verify = "verify",
    }
}

keyed! {
    /// In what capacity a position is held.
    pub enum Capacity {
        /// The appointed holder.
        Definitive = "definitive",
        /// Plh.: stands in during a temporary absence of the holder.
        Plh = "plh",
        /// Plt.: acts while the position is vacant.
        Plt = "plt",
    }
}

impl Capacity {
    /// Whether one acts for another.
    pub fn is_acting(self) -> bool {
        self != Capacity::Definitive
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
