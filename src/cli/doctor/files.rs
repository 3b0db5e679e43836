//! Whose the desk's files are, and who may read them.

use super::checks::{Check, NAMED};
use crate::cli::account;
use crate::paths::DeskFolder;
use crate::text::{Arg, Words, safe};
use std::fs;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// What is not as the desk made it.
#[derive(Default)]
struct Found {
    /// Of another account than the desk's folder.
    strangers: Vec<PathBuf>,
    /// What accounts that have no business there may read or change.
    open: Vec<PathBuf>,
}

/// Everything inside the folder: it belongs to its owner and is closed to all others, but for what
/// a group enters by. None where only the owner may look.
pub fn inside(desk: &DeskFolder, words: &Words) -> Vec<Check> {
    if !desk.is_ours() {
        return Vec::new();
    }
    let mut found = Found::default();
    let looked = desk
        .owner()
        .map_err(io::Error::other)
        .and_then(|owner| look(desk.path(), desk, owner, &mut found));
    if let Err(error) = looked {
        let (path, problem) = (desk.path().display().to_string(), error.to_string());
        let said = words.with("cli-file", &[("path", &path), ("problem", &problem)]);
        return vec![Check::bad(said)];
    }
    let owner = account::own().name;
    let told = [
        ("cli-doctor-strangers", found.strangers),
        ("cli-doctor-readable", found.open),
    ];
    let bad: Vec<Check> = told
        .into_iter()
        .filter(|(_, paths)| !paths.is_empty())
        .map(|(key, paths)| bad(words, key, &paths, &owner))
        .collect();
    match bad.is_empty() {
        true => vec![Check::good(words.get("cli-doctor-inside"))],
        false => bad,
    }
}

fn bad(words: &Words, key: &str, paths: &[PathBuf], owner: &str) -> Check {
    let named = paths.iter().take(NAMED);
    let named: Vec<String> = named
        .map(|path| safe(&path.display().to_string()).into_owned())
        .collect();
    let (count, list) = (paths.len(), named.join(", "));
    let args: [(&str, &dyn Arg); 3] = [("count", &count), ("list", &list), ("owner", &owner)];
    Check::bad(words.with(key, &args))
}

fn look(folder: &Path, desk: &DeskFolder, owner: u32, found: &mut Found) -> io::Result<()> {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<io::Result<_>>()?;
    entries.sort();
    for path in entries {
        let about = match fs::symlink_metadata(&path) {
            Ok(about) => about,
            // A server that runs takes files away.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        if about.uid() != owner {
            found.strangers.push(path.clone());
        }
        // A group comes in through `run`, and through the socket in it.
        let shared = path == desk.run() || path == desk.socket();
        let closed = if shared { 0o007 } else { 0o077 };
        if !about.is_symlink() && about.mode() & closed != 0 {
            found.open.push(path.clone());
        }
        if about.is_dir() && about.uid() == owner {
            look(&path, desk, owner, found)?;
        }
    }
    Ok(())
}
