//! A person known to the desk: named on a request, or the holder of a certificate.

use super::identity::{Nik, Nip};
use super::ids::PersonId;
use super::portal_account::InPortal;
use super::time::Day;
use serde::{Deserialize, Serialize};

/// What is known of a person. The personnel register adds to it later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    pub id: PersonId,
    pub revision: u32,
    pub details: PersonDetails,
    /// What a recap of BSrE's portal said of them last.
    pub portal: Option<InPortal>,
}

/// The data of a person that may change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonDetails {
    pub name: String,
    pub nip: Option<Nip>,
    pub nik: Option<Nik>,
    pub birth_date: Option<Day>,
    pub post: String,
    pub rank: String,
    pub eselon: String,
    pub agency: String,
    pub unit: String,
    pub email: String,
    pub phone: String,
}
