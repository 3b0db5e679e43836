//! A desk on which nothing can be written is read by this program itself.

use super::show;
use crate::client::{Aside, LinkError};
use crate::domain::time::Instant;
use crate::paths::DeskFolder;
use crate::server::aside;
use crate::server::clock::Start;
use crate::server::desk::Opener;
use crate::store::disk::{is_full, unwritable};
use crate::text::{Language, Words};
use std::io::ErrorKind;
use std::sync::Arc;

/// The line to such a desk; it says on standard error that nothing can be done there.
pub fn reader(desk: &DeskFolder, now: Option<Instant>, language: Language) -> Aside {
    let opener = Opener {
        desk: desk.clone(),
        now: now.map(Start::Again),
    };
    Arc::new(move |error| {
        let why = why_closed(&opener.desk, error)?;
        let line = aside::line(opener.clone(), why).ok()?;
        let said = match why {
            ErrorKind::ReadOnlyFilesystem => "cli-aside-read-only",
            _ => "cli-aside-full",
        };
        let said = Words::new(language).get(said);
        show::aside(&format!("loket: {said}\n"));
        Some(line)
    })
}

/// Why the desk's disk takes nothing, where that is what keeps its server away. Only the owner's
/// account may read its files.
fn why_closed(desk: &DeskFolder, error: &LinkError) -> Option<ErrorKind> {
    if !desk.is_ours() {
        return None;
    }
    let full = match error {
        LinkError::Refused(why) => why.code == "desk-disk-full",
        LinkError::Io { error, .. } => is_full(error),
        _ => false,
    };
    unwritable(desk.path()).or(full.then_some(ErrorKind::StorageFull))
}
