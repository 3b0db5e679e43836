//! Somebody as a notice of BSrE names them.

use crate::domain::identity::{Nik, Nip, Serial};
use serde::{Deserialize, Serialize};

/// What names somebody; what a notice does not tell is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    pub name: String,
    pub email: String,
    pub nip: Option<Nip>,
    pub nik: Option<Nik>,
    /// Of a certificate of theirs.
    pub serial: Option<Serial>,
}
