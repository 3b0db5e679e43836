//! A transfer of many by one SK: who goes from where to where.

use super::FormRowId;
use crate::domain::checklist::Evidence;
use crate::domain::identity::{Nik, Nip};
use crate::domain::ids::PersonId;
use crate::domain::keyed::keyed;
use crate::domain::kind::Kind;
use crate::domain::letter::LetterForm;
use crate::domain::policy::{Cause, DocumentKey};
use crate::domain::time::Day;
use serde::{Deserialize, Serialize};

keyed! {
    /// Whether those who are transferred stay in the province's service [SE E.8].
    pub enum Transfer {
        /// To another agency of the province: the data change.
        Inside = "inside",
        /// Out of the province: the certificates are revoked.
        Out = "out",
    }
}

impl Transfer {
    /// The kind of request that it leads to.
    pub fn kind(self) -> Kind {
        match self {
            Transfer::Inside => Kind::Change,
            Transfer::Out => Kind::Revoke,
        }
    }

    /// The cause that its requests state.
    pub fn cause(self) -> Cause {
        match self {
            Transfer::Inside => Cause::Transfer,
            Transfer::Out => Cause::TransferOut,
        }
    }

    /// As what the SK lies beside its requests.
    pub fn document(self) -> DocumentKey {
        match self {
            Transfer::Inside => DocumentKey::Sk,
            Transfer::Out => DocumentKey::Cause,
        }
    }
}

/// One person, as a row of the list tells them. What it does not tell is empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferRow {
    pub row: FormRowId,
    pub name: String,
    pub nip: Option<Nip>,
    pub nik: Option<Nik>,
    pub email: String,
    pub agency_old: String,
    pub agency: String,
    pub post_old: String,
    pub post: String,
    pub unit: String,
    /// Who it is, where a clerk said it.
    pub meant: Option<PersonId>,
}

/// What goes onto one letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransferOrder {
    pub transfer: Transfer,
    /// The SK as a letter: who decided it, number, date, subject.
    pub letter: LetterForm,
    /// *TMT*: the day from which it holds.
    pub effective: Day,
    /// What the SK is held by.
    pub sk: Evidence,
    pub rows: Vec<TransferRow>,
}
