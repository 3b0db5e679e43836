//! What is corrected of an act that cannot be undone.

use super::ActKind;
use crate::domain::time::Day;
use serde::{Deserialize, Serialize};

/// What left the desk and was recorded otherwise than it was: corrected, since it cannot be undone
/// [R11.4].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Correction {
    /// What went to BSrE: the day, the ticket, the channel.
    Sending {
        date: Day,
        ticket: String,
        channel: String,
    },
    /// The day of the last link, and that of the activation where there was one.
    Activation { link: Day, activated: Option<Day> },
    /// How the certificate was given into use.
    HandOver {
        channel: String,
        address: String,
        reply: String,
    },
}

impl Correction {
    /// The kind of act that it is.
    pub fn act(&self) -> ActKind {
        match self {
            Correction::Sending { .. } => ActKind::CorrectSending,
            Correction::Activation { .. } => ActKind::CorrectActivation,
            Correction::HandOver { .. } => ActKind::CorrectHandOver,
        }
    }
}
