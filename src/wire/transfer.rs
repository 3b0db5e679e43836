//! What is shown of a list of people who are transferred by one SK, beside what the desk knows.

use crate::domain::ids::RequestNo;
use crate::domain::keyed::keyed;
use crate::domain::refusal::Refusal;
use crate::domain::summary::PersonRow;
use crate::wire::view::Fact;
use serde::{Deserialize, Serialize};

keyed! {
    /// What becomes of one person of the list. Each has exactly one.
    pub enum TransferOutcome {
        /// Has a certificate that is to follow: goes onto the letter.
        Ready = "ready",
        /// Who it is, is for a clerk to say.
        Proposal = "proposal",
        /// Nobody whom the desk knows.
        Unknown = "unknown",
        /// Known, but without a certificate that could follow.
        Without = "without",
        /// Asked for it already.
        Asked = "asked",
        /// Registered from this very list already.
        Known = "known",
        /// Stands on the list before.
        Again = "again",
        Rejected = "rejected",
    }
}

/// One person, as the desk judges them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferLine {
    pub row: u32,
    pub outcome: TransferOutcome,
    /// Who it is; who it could be, where a clerk has to say.
    pub people: Vec<PersonRow>,
    /// What the record says otherwise: ours, and the list's.
    pub differs: Vec<Fact>,
    /// The request by which they asked for it already.
    pub open: Option<RequestNo>,
    /// Why it is rejected.
    pub why: Option<Refusal>,
}

/// A list, judged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferView {
    pub lines: Vec<TransferLine>,
}

impl TransferView {
    /// People of an outcome.
    pub fn count(&self, outcome: TransferOutcome) -> usize {
        let lines = self.lines.iter();
        lines.filter(|line| line.outcome == outcome).count()
    }
}
