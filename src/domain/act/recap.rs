//! The recap of BSrE's portal: what it says of each of its users.

use super::FormRowId;
use crate::domain::identity::{Nik, Nip, Serial};
use crate::domain::ids::PersonId;
use crate::domain::portal_account::PortalAccount;
use crate::domain::time::{Day, Instant};
use serde::{Deserialize, Serialize};

/// One user of the portal, as a row of its recap tells them. What a recap does not tell is empty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecapRow {
    pub row: FormRowId,
    pub name: String,
    pub agency: String,
    pub email: String,
    pub nip: Option<Nip>,
    pub nik: Option<Nik>,
    pub serial: Option<Serial>,
    /// First and last day of the certificate; the last one as its last moment.
    pub begins: Option<Instant>,
    pub ends: Option<Instant>,
    pub revoked: Option<Day>,
    pub account: PortalAccount,
    /// Who it is, where a clerk said it.
    pub meant: Option<Meant>,
}

/// Whom a clerk says that a row is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Meant {
    Person(PersonId),
    /// Somebody whom the desk does not know.
    Somebody,
}
