//! What the desk shows of a request whose holder is to be added to BSrE's portal.

use super::act::Seen;
use super::ids::RequestNo;
use super::policy::DocumentKey;
use serde::{Deserialize, Serialize};

/// A name that may be written into a file for the portal, or was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortalName {
    pub request: Seen<RequestNo>,
    /// Nothing holds it back from BSrE.
    pub ready: bool,
    /// It was prepared and waits to be uploaded.
    pub prepared: bool,
    /// As stated.
    pub name: String,
    pub email: String,
    pub nip: String,
    pub phone: String,
    pub post: String,
    pub agency: String,
    /// The files beside it.
    pub files: Vec<PortalFile>,
    /// Documents that were found to conform and are no file here: an original, a link.
    pub elsewhere: Vec<DocumentKey>,
}

/// A file beside a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PortalFile {
    pub document: DocumentKey,
    /// As its sender called it.
    pub name: String,
    pub bytes: u64,
}
