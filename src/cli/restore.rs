//! `loket backup` and `loket restore`: the whole desk into a folder, and back.

use super::Arguments;
use super::account;
use super::audit::{as_failure, hex, hold, progress};
use super::connect::no_line;
use super::desk::words;
use super::doctor::must_stop;
use super::exit::{DAMAGED, Failure, NO_LINE};
use super::init::no_place;
use super::show;
use crate::client::{holds_desk, not_the_owner};
use crate::paths::lock::FileLock;
use crate::paths::{DeskFolder, Sharing};
use crate::store::records::Domain;
use crate::store::{self, Manifest, Options, Store, StoreError};
use crate::text::{Arg, Words};
use clap::Args;
use serde_json::json;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

#[derive(Debug, Args)]
#[command(after_help = "Example: loket stop && loket backup /media/usb/loket-2026-11-23")]
pub struct Backup {
    /// A folder that does not exist yet
    folder: PathBuf,
}

#[derive(Debug, Args)]
#[command(after_help = "Example: loket restore /media/usb/loket-2026-11-23 --desk /srv/loket")]
pub struct Restore {
    /// The folder of the backup
    folder: PathBuf,
    /// Let the members of this group enter the desk
    #[arg(long, value_name = "GROUP")]
    shared: Option<String>,
}

impl Backup {
    pub fn run(&self, desk: &DeskFolder, arguments: &Arguments) -> Result<(), Failure> {
        let words = words(arguments)?;
        is_here(desk, &words)?;
        let _lock = alone(desk, &words)?;
        let fail = |error: StoreError| as_failure(&words, &error);
        if self.folder.exists() {
            let path = self.folder.display().to_string();
            return Err(Failure::refused(
                words.with("cli-backup-exists", &[("path", &path)]),
            ));
        }
        let parent = std::path::absolute(&self.folder).map_err(Failure::refused)?;
        if let Some(parent) = parent.parent().filter(|parent| !parent.is_dir()) {
            // Never made here: it may be a disk that is not mounted.
            let path = parent.display().to_string();
            return Err(Failure::wrong(
                &words,
                "cli-backup-nowhere",
                &[("path", &path)],
            ));
        }
        let mut told = progress;
        let store = Store::open(
            desk.path(),
            Arc::new(Domain),
            &Options::default(),
            &mut told,
        );
        let store = store.map_err(fail)?;
        let done = store::backup(&store, &self.folder, &mut told).map_err(fail)?;
        store.close().map_err(fail)?;
        tell(
            &words,
            arguments.json,
            "cli-backed-up",
            &self.folder,
            &done.manifest,
        )?;
        if done.damaged.is_empty() {
            return Ok(());
        }
        let named: Vec<String> = done.damaged.iter().map(|digest| hex(digest)).collect();
        let list = named.join(", ");
        let said = words.with("cli-backup-damaged", &[("list", &list)]);
        Err(Failure::with_code(DAMAGED, said)
            .keyed("desk-damaged")
            .said())
    }
}

impl Restore {
    pub fn run(&self, desk: &DeskFolder, arguments: &Arguments) -> Result<(), Failure> {
        let words = words(arguments)?;
        let fail = |error: StoreError| as_failure(&words, &error);
        let sharing = match &self.shared {
            None => Sharing::Own,
            Some(name) => match account::group(name) {
                Some(group) => Sharing::Group(group),
                None => return Err(Failure::wrong(&words, "cli-no-group", &[("group", name)])),
            },
        };
        // Before anything is made: what is no backup leaves the folder as it was.
        store::read_manifest(&self.folder).map_err(fail)?;
        // A desk that is served must be stopped first; where nothing is yet, nothing is held.
        let is_there = desk.run().is_dir();
        let held = is_there.then(|| alone(desk, &words)).transpose()?;
        store::must_be_free(desk.path()).map_err(fail)?;
        let folders = desk
            .create(sharing)
            .map_err(|error| no_place(&words, &error))?;
        let _lock = match held {
            Some(lock) => lock,
            None => alone(desk, &words)?,
        };
        let mut told = progress;
        let restored = store::restore(&self.folder, desk.path(), &BTreeSet::new(), &mut told);
        let manifest = restored.map_err(fail)?;
        folders.keep();
        tell(
            &words,
            arguments.json,
            "cli-restored",
            desk.path(),
            &manifest,
        )
    }
}

fn is_here(desk: &DeskFolder, words: &Words) -> Result<(), Failure> {
    match holds_desk(desk).map_err(|error| no_line(words, &error))? {
        true => {}
        false => {
            let path = vec![("path".to_owned(), desk.path().display().to_string())];
            return Err(Failure::line(words, NO_LINE, "link-no-desk", &path));
        }
    }
    match not_the_owner(desk) {
        Some(error) => Err(no_line(words, &error)),
        None => Ok(()),
    }
}

/// No server may run: it alone writes the ledger, and a backup beside it waits for a later release.
fn alone(desk: &DeskFolder, words: &Words) -> Result<FileLock, Failure> {
    match FileLock::try_take(&desk.server_lock()) {
        Ok(None) => Err(must_stop(words)),
        Ok(Some(lock)) => Ok(lock),
        // The sentence of the lock that cannot be taken.
        Err(_) => hold(desk, words),
    }
}

fn tell(
    words: &Words,
    as_json: bool,
    key: &str,
    folder: &Path,
    manifest: &Manifest,
) -> Result<(), Failure> {
    let folder = folder.display().to_string();
    let head = hex(&manifest.head.hash);
    let files = manifest.files.len();
    let bytes: u64 = manifest.files.iter().map(|file| file.size).sum();
    show::either(
        as_json,
        || {
            json!({"folder": folder, "files": files, "bytes": bytes,
                   "events": manifest.head.seq, "head": head})
        },
        || {
            let args: [(&str, &dyn Arg); 4] = [
                ("path", &folder),
                ("files", &files),
                ("events", &manifest.head.seq),
                ("head", &head),
            ];
            format!("{}\n", words.with(key, &args))
        },
    )
}
