//! The ledger's files read by this program itself, while no server runs: under the server's lock,
//! so that none begins meanwhile [architecture §6.5].

use crate::cli::exit::{DAMAGED, Failure, NO_LINE, REFUSED};
use crate::paths::DeskFolder;
use crate::paths::lock::FileLock;
use crate::server::desk::failed;
use crate::store::{self, Damage, Progress, StoreError, Verified};
use crate::text::{Arg, Words, line};
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
        eprint!("\r{}/{}", at.done, at.total);
    }
}

/// What an error of the store means for the person.
pub fn as_failure(words: &Words, error: &StoreError) -> Failure {
    if let StoreError::Damaged(damage) = error {
        let what = vec![("what".to_owned(), damage_sentence(words, damage))];
        return Failure::line(words, DAMAGED, "desk-damaged", &what);
    }
    let (exit, told) = match error {
        StoreError::NotEmpty { desk } => {
            let path = desk.display().to_string();
            (REFUSED, words.with("cli-not-empty", &[("path", &path)]))
        }
        StoreError::Io { path, source, .. } => {
            let path = path.display().to_string();
            let problem = source.to_string();
            let args: [(&str, &dyn Arg); 2] = [("path", &path), ("problem", &problem)];
            (REFUSED, words.with("cli-file", &args))
        }
        other => {
            let failed = failed(other);
            let exit = match other {
                StoreError::DiskFull { .. } => REFUSED,
                _ => NO_LINE,
            };
            let told = line::sentence(words, &failed.why.code, &failed.why.args);
            return Failure::with_code(exit, told).keyed(&failed.why.code);
        }
    };
    Failure::with_code(exit, told)
}

/// Where the files say something else than what was written, naming the first bad event.
pub fn damage_sentence(words: &Words, damage: &Damage) -> String {
    let say = |key: &str, args: &[(&str, &dyn Arg)]| words.with(key, args);
    match damage {
        Damage::Frame {
            segment,
            offset,
            seq,
        } => say(
            "cli-damage-frame",
            &[
                ("segment", segment),
                ("offset", &offset.to_string()),
                ("event", &seq.to_string()),
            ],
        ),
        Damage::Short { found, known } => say(
            "cli-damage-short",
            &[("found", &found.to_string()), ("known", &known.to_string())],
        ),
        Damage::Gap { seq } => say("cli-damage-gap", &[("event", &seq.to_string())]),
        Damage::Chain { seq, .. } => say("cli-damage-chain", &[("event", &seq.to_string())]),
        Damage::Row { .. } | Damage::Database(_) => say("cli-damage-database", &[]),
        Damage::Document { digest } => say("cli-damage-document", &[("document", &hex(digest))]),
        Damage::Backup { name } => say("cli-damage-backup", &[("name", name)]),
    }
}
