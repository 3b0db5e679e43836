//! Programs that a test puts somewhere to run them.
//!
//! A child writes them, never this process: another test's child may be born while the file is
//! open for writing, holds it open too, and a program that is open for writing cannot be run.

use std::path::{Path, PathBuf};
use std::process::Command;

/// Puts a copy of the built program into a folder, for an account that may not look where it
/// was built.
pub fn copied_into(folder: &Path) -> PathBuf {
    let copy = folder.join("loket");
    // Everybody may run it, whatever the umask: a server in this process has made that 077.
    let copied = Command::new("install")
        .args(["-m", "755"])
        .arg(env!("CARGO_BIN_EXE_loket"))
        .arg(&copy)
        .status();
    assert!(copied.unwrap().success());
    copy
}
