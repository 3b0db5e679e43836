//! What a kind must know beside the identity: the certificate it is about, what becomes of that,
//! the cause of a revocation, and the letter that asks BSrE for it [R13.1-R13.8].

use super::super::ids::CertificateId;
use super::super::policy::Cause;
use super::super::time::Day;
use crate::domain::keyed::keyed;
use serde::{Deserialize, Serialize};

keyed! {
    /// What becomes of the certificate of somebody whose data change [SE E.8.a, F.5.a].
    pub enum Outcome {
        /// The old one is revoked (internal), and BSrE issues another one.
        Reissue = "reissue",
        /// Only the data in the portal change; the certificate stays.
        DataOnly = "data-only",
    }
}

/// Why a certificate is to be revoked, as its document says [SE F.6.b].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatedCause {
    pub cause: Cause,
    /// Number of the document; may be empty for a cause that needs none.
    pub number: String,
    /// Date of the document.
    pub date: Option<Day>,
    /// *TMT*: the day from which it holds. Nothing is sent before it.
    pub effective: Option<Day>,
    /// The cause in words, where it is another one.
    pub text: String,
}

/// The letter that asks BSrE's Service Desk for a revocation [SE F.6.c.1].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    pub number: String,
    pub date: Day,
    /// Who signed it.
    pub signer: String,
    /// What lies with it; may be empty.
    pub attachments: String,
}

/// One of them, as somebody states it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Particular {
    /// The holder's certificate that is meant.
    Certificate(CertificateId),
    Outcome(Outcome),
    Cause(StatedCause),
    Outgoing(Outgoing),
}

/// All that was stated of them so far.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Particulars {
    pub certificate: Option<CertificateId>,
    pub outcome: Option<Outcome>,
    pub cause: Option<StatedCause>,
    pub outgoing: Option<Outgoing>,
}

keyed! {
    /// Which of them, for what is missing.
    pub enum ParticularKey {
        Certificate = "certificate",
        Outcome = "outcome",
        Cause = "cause",
        Outgoing = "outgoing",
    }
}

impl Particular {
    /// Which one it is.
    pub fn key(&self) -> ParticularKey {
        match self {
            Particular::Certificate(_) => ParticularKey::Certificate,
            Particular::Outcome(_) => ParticularKey::Outcome,
            Particular::Cause(_) => ParticularKey::Cause,
            Particular::Outgoing(_) => ParticularKey::Outgoing,
        }
    }
}

impl Particulars {
    /// Takes in what was stated; a later statement stands in the place of an earlier one.
    pub(in crate::domain) fn take(&mut self, stated: &Particular) {
        match stated {
            Particular::Certificate(id) => self.certificate = Some(*id),
            Particular::Outcome(outcome) => self.outcome = Some(*outcome),
            Particular::Cause(cause) => self.cause = Some(cause.clone()),
            Particular::Outgoing(letter) => self.outgoing = Some(letter.clone()),
        }
    }

    /// What was stated under a key.
    pub fn stated(&self, key: ParticularKey) -> Option<Particular> {
        match key {
            ParticularKey::Certificate => self.certificate.map(Particular::Certificate),
            ParticularKey::Outcome => self.outcome.map(Particular::Outcome),
            ParticularKey::Cause => self.cause.clone().map(Particular::Cause),
            ParticularKey::Outgoing => self.outgoing.clone().map(Particular::Outgoing),
        }
    }
}
