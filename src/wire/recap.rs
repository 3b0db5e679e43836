//! What is shown of a recap of BSrE's portal beside what the desk knows.

use crate::domain::ids::PersonId;
use crate::domain::keyed::keyed;
use crate::domain::refusal::Refusal;
use crate::domain::summary::PersonRow;
use crate::wire::view::Fact;
use serde::{Deserialize, Serialize};

keyed! {
    /// What becomes of one user of the portal. Each has exactly one.
    pub enum RecapOutcome {
        /// Known, and told the same.
        Same = "same",
        /// Known for certain, and told otherwise.
        Differs = "differs",
        /// Known, and renewed elsewhere.
        Renewed = "renewed",
        /// Not known here: registered in the portal by themselves.
        Unknown = "unknown",
        /// Who it is, or whether it is so, is for a clerk to say.
        Proposal = "proposal",
        /// Told otherwise in what a recap does not tell enough of.
        Open = "open",
        Rejected = "rejected",
    }
}

/// One user, as the desk judges them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecapLine {
    pub row: u32,
    pub outcome: RecapOutcome,
    /// Whether taking it over changes anything.
    pub writes: bool,
    /// Who it is; who it could be, where a clerk has to say.
    pub people: Vec<PersonRow>,
    /// What differs: ours, and the portal's.
    pub differs: Vec<Fact>,
    /// Why it is not taken over.
    pub why: Option<Refusal>,
}

/// A recap, judged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecapView {
    pub lines: Vec<RecapLine>,
    /// Who holds an active certificate here, and was named by no row.
    pub absent: Vec<PersonRow>,
}

impl RecapView {
    /// Users of an outcome.
    pub fn count(&self, outcome: RecapOutcome) -> usize {
        let lines = self.lines.iter();
        lines.filter(|line| line.outcome == outcome).count()
    }

    /// The people to mark as unknown there.
    pub fn absent_people(&self) -> Vec<PersonId> {
        self.absent.iter().map(|person| person.id).collect()
    }
}
