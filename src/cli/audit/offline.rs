//! The ledger's files read by this program itself, while no server runs: under the server's lock,
//! so that none begins meanwhile [ARCHITECTURE.md §6].

use crate::cli::exit::{DAMAGED, Failure, NO_LINE, REFUSED};
use crate::paths::DeskFolder;
use crate::paths::lock::FileLock;
use crate::server::faults::{is_damage, refused};
use crate::store::{self, Progress, StoreError, Verified};
use crate::text::Words;
use std::io::IsTerminal;

pub use crate::store::ids::hex;

/// Reads the whole ledger through.
pub fn verify_files(desk: &DeskFolder, words: &Words) -> Result<Verified, Failure> {
    let _lock = hold(desk, words)?;
    let verified = store::verify(desk.path(), &[], &mut |at| progress(at));
    verified.map_err(|error| as_failure(words, &error))
}

/// Takes the server's lock: no server runs, and none begins.
pub fn hold(desk: &DeskFolder, words: &Words) -> Result<FileLock, Failure> {
    let in_use = || Failure::line(words, NO_LINE, "desk-in-use", &[]);
    let taken = FileLock::try_take(&desk.server_lock());
    match taken {
        Ok(Some(lock)) => Ok(lock),
        Ok(None) => Err(in_use()),
        Err(error) => {
            let path = ("path".to_owned(), desk.server_lock().display().to_string());
            let problem = ("problem".to_owned(), error.to_string());
            Err(Failure::line(words, NO_LINE, "path-io", &[path, problem]))
        }
    }
}

/// How far a long reading is, where a person watches.
pub fn progress(at: Progress) {
    if std::io::stderr().is_terminal() {
        crate::cli::show::aside(&format!("\r{}/{}", at.done, at.total));
    }
}

/// What an error of the store means for the person.
pub fn as_failure(words: &Words, error: &StoreError) -> Failure {
    if let StoreError::NotEmpty { desk } = error {
        let path = desk.display().to_string();
        return Failure::refused(words.with("cli-not-empty", &[("path", &path)]));
    }
    let why = refused(error);
    let exit = match why.code.as_str() {
        code if is_damage(code) => DAMAGED,
        "desk-disk-full" | "desk-file" => REFUSED,
        _ => NO_LINE,
    };
    Failure::line(words, exit, &why.code, &why.args)
}
