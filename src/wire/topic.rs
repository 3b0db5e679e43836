//! The topics of a push.

use super::envelope::Topics;

/// Officers, positions, policy.
pub const OFFICE: Topics = Topics(1);
pub const LETTERS: Topics = Topics(1 << 1);
pub const SHEETS: Topics = Topics(1 << 2);
pub const REQUESTS: Topics = Topics(1 << 3);
pub const PEOPLE: Topics = Topics(1 << 4);
pub const CERTIFICATES: Topics = Topics(1 << 5);

/// What the counts of the tabs are made of.
pub const COUNTED: Topics = Topics(OFFICE.0 | SHEETS.0 | REQUESTS.0 | CERTIFICATES.0);
