//! Who is written to about a letter or a request.

use super::identity::{Phone, repair_phone};
use serde::{Deserialize, Serialize};

/// Somebody to write to, as it was stated.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    pub name: String,
    pub email: String,
    /// The number for WhatsApp, as people write it.
    pub phone: String,
}

impl Contact {
    /// The number, where what was stated is one.
    pub fn number(&self) -> Option<Phone> {
        Phone::parse(&repair_phone(&self.phone)).ok()
    }
}
