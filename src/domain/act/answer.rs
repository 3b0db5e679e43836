//! What BSrE or the holder answers.

use super::{ActKind, GivenCertificate};
use crate::domain::request::CheckFault;
use crate::domain::time::Day;
use serde::{Deserialize, Serialize};

/// BSrE's answers, in the order they come [R9.1].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// The activation link was mailed on this day; also each further link.
    LinkSent {
        date: Day,
    },
    /// The holder was asked to verify the data and set the passphrase [SOP 6].
    HolderAsked,
    Activated {
        date: Day,
    },
    /// The link's days ran out without activation.
    ActivationLapsed,
    Issued {
        certificate: Box<GivenCertificate>,
    },
    Rejected {
        text: String,
    },
    /// BSrE wants something mended; the request goes back to verification.
    CorrectionAsked {
        text: String,
    },
    /// The data were changed on this day; the certificate stays.
    DataChanged {
        date: Day,
    },
    /// The verifier approved the holder in BSrE's portal.
    Approved {
        date: Day,
    },
    /// The verifier refused them there, and so the request.
    ApprovalRefused {
        text: String,
    },
    /// The holder's account passed BSrE's check.
    CheckPassed {
        date: Day,
    },
    /// It did not; the holder may try again.
    CheckFailed {
        date: Day,
        fault: CheckFault,
        /// What BSrE said; needed where the fault is none of those that have a name.
        text: String,
    },
    /// BSrE let the request go.
    Withdrawn,
    /// It was too late for that.
    TooLate {
        text: String,
    },
    /// The certificate was revoked on this day: what a revocation asked for, and the first half of a
    /// reissue.
    Revoked {
        date: Day,
    },
}

impl Answer {
    /// The kind of act that recording it is.
    pub fn act(&self) -> ActKind {
        match self {
            Answer::LinkSent { .. } => ActKind::LinkSent,
            Answer::HolderAsked => ActKind::HolderAsked,
            Answer::Activated { .. } => ActKind::Activated,
            Answer::ActivationLapsed => ActKind::ActivationLapsed,
            Answer::Issued { .. } => ActKind::Issued,
            Answer::Rejected { .. } => ActKind::RejectedByBsre,
            Answer::CorrectionAsked { .. } => ActKind::CorrectionAsked,
            Answer::DataChanged { .. } => ActKind::DataChanged,
            Answer::Revoked { .. } => ActKind::Revoked,
            Answer::Approved { .. } => ActKind::Approved,
            Answer::ApprovalRefused { .. } => ActKind::ApprovalRefused,
            Answer::CheckPassed { .. } => ActKind::CheckPassed,
            Answer::CheckFailed { .. } => ActKind::CheckFailed,
            Answer::Withdrawn => ActKind::Withdrawn,
            Answer::TooLate { .. } => ActKind::TooLate,
        }
    }
}
