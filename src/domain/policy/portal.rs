//! What BSrE's portal wants to be given: its template has changed before, so all of it is a setting.

use crate::domain::keyed::keyed;
use crate::domain::kind::Kind;
use crate::domain::names;
use serde::{Deserialize, Serialize};

keyed! {
    /// What a column of the file for *tambah beberapa pengguna* holds.
    pub enum PortalField {
        Name = "name",
        Email = "email",
        Nip = "nip",
        Phone = "phone",
        Post = "post",
        Agency = "agency",
    }
}

keyed! {
    /// How the portal wants its letters.
    pub enum LetterCase {
        Lower = "lower",
        Upper = "upper",
        AsWritten = "as_written",
    }
}

/// One column: its header as the portal knows it, and what stands below.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PortalColumn {
    pub header: String,
    pub field: PortalField,
}

/// An organisation (*instansi*) of the portal beside the province's government.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organization {
    pub name: String,
    /// The agencies that belong to it, by their names in the policy.
    pub agencies: Vec<String>,
}

/// Headers of the portal's recap of users, in any case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RecapHeaders {
    /// Status of the account.
    pub account: Vec<String>,
    /// Status of the certificate.
    pub certificate: Vec<String>,
    /// How many signatures were made.
    pub signatures: Vec<String>,
}

/// The portal's files.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Portal {
    /// Columns of the file for *tambah beberapa pengguna*, in their order.
    pub columns: Vec<PortalColumn>,
    /// The sign between its cells: `,`, `;`, `|` or a tab.
    pub delimiter: char,
    /// Whether it begins with a byte order mark.
    pub bom: bool,
    pub letters: LetterCase,
    /// Whether names keep their titles (gelar).
    pub titles: bool,
    /// Most rows of one file.
    pub rows_a_file: u16,
    /// Most bytes of one attachment.
    pub attachment_bytes: u32,
    /// Kinds whose holders are added to the portal.
    pub kinds: Vec<Kind>,
    /// Headers of its recap of users, as the portal writes them; the rest is known by common words.
    pub recap: RecapHeaders,
    /// Organisations beside the province's government, to which all other agencies belong.
    pub organizations: Vec<Organization>,
}

impl Portal {
    /// A text in the portal's letters.
    pub fn letters(&self, text: &str) -> String {
        match self.letters {
            LetterCase::Lower => text.to_lowercase(),
            LetterCase::Upper => text.to_uppercase(),
            LetterCase::AsWritten => text.to_owned(),
        }
    }

    /// A name as the portal wants it.
    pub fn name(&self, name: &str) -> String {
        match self.titles {
            true => self.letters(name.trim()),
            false => self.letters(&names::untitled(name)),
        }
    }

    /// The organisation that an agency belongs to, by its name in the policy; `None`: the province's
    /// government.
    pub fn organization(&self, agency: &str) -> Option<&Organization> {
        let belongs = |of: &&Organization| {
            let mut agencies = of.agencies.iter();
            agencies.any(|known| names::same_agency(known, agency))
        };
        self.organizations.iter().find(belongs)
    }
}
