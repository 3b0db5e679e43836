//! The procedure as data: the steps of each kind, who takes them and how long they may last.

use crate::domain::keyed::keyed;
use crate::domain::office::Position;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::documents::{DocumentKey, Need};

keyed! {
    /// One step of the procedure [SOP 1-7].
    pub enum StepKey {
        /// The letter is received and registered [SOP 1].
        Register = "register",
        /// The Kepala Dinas disposes [SOP 2].
        Kadis = "kadis",
        /// The Kepala Bidang disposes [SOP 3].
        Kabid = "kabid",
        /// The Subkoordinator assigns a verifier [SOP 4].
        Subkoord = "subkoord",
        /// Completeness and identity are checked and the request goes to BSrE [SOP 5].
        Verification = "verification",
        /// The holder is asked to verify the data and set the passphrase [SOP 6].
        Activation = "activation",
        /// The holder learns that the certificate is usable [SOP 7].
        HandOver = "hand_over",
        /// Who is no ASN is approved in BSrE's portal, once the request is sent [SOP 5].
        Approval = "approval",
    }
}

impl StepKey {
    /// The number of the step in the SOP, 1 to 7.
    pub fn number(self) -> u8 {
        match self {
            StepKey::Register => 1,
            StepKey::Kadis => 2,
            StepKey::Kabid => 3,
            StepKey::Subkoord => 4,
            StepKey::Verification | StepKey::Approval => 5,
            StepKey::Activation => 6,
            StepKey::HandOver => 7,
        }
    }

    /// The official whose disposition this step is [SOP 2-4]; `None` for the other steps.
    pub fn official(self) -> Option<Position> {
        match self {
            StepKey::Kadis => Some(Position::Kadis),
            StepKey::Kabid => Some(Position::Kabid),
            StepKey::Subkoord => Some(Position::Subkoord),
            _ => None,
        }
    }
}

/// A step of one kind: who takes it and its standards.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// Which step.
    pub key: StepKey,
    /// Standard of the handling time, in working minutes [SOP Waktu].
    pub minutes: u16,
    /// The position that takes it.
    pub position: Position,
    /// Target of the waiting time before it is opened, in working minutes [decision].
    pub waiting_target_minutes: u16,
}

/// What one kind of request goes through and needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KindRules {
    /// The steps, in order; the first is the registration.
    pub steps: Vec<Step>,
    /// The checklist: what each document is for this kind. One that is not listed is not asked for.
    pub documents: BTreeMap<DocumentKey, Need>,
    /// A domain of the e-mail that is not the office's blocks (`true`) or only warns (`false`).
    pub email_domain_blocks: bool,
}

/// What becomes of the certificate of someone who is transferred inside the province [SE E.8.a].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TransferOutcome {
    /// The old certificate is revoked (internal) and a new one issued.
    Reissue,
    /// Only the data are updated; the certificate stays.
    DataOnly,
    /// The verifier chooses case by case.
    VerifierChooses,
}
