//! A temporary desk and its server, for the tests that need the real program.

use loket::paths::DeskFolder;
use loket::paths::lock::{FileLock, holder};
use std::path::PathBuf;
use std::process::Command;

/// The built program.
pub fn program() -> PathBuf {
    PathBuf::from(env!("CARGO_BIN_EXE_loket"))
}

/// A desk in a temporary folder; a server that still runs at the end is ended.
pub struct TestDesk {
    pub folder: DeskFolder,
    _home: tempfile::TempDir,
}

impl TestDesk {
    pub fn new() -> TestDesk {
        let home = tempfile::tempdir().unwrap();
        let folder = DeskFolder::new(&home.path().join("desk")).unwrap();
        make(&folder);
        TestDesk {
            folder,
            _home: home,
        }
    }

    /// Whether a server holds the desk.
    pub fn is_served(&self) -> bool {
        matches!(FileLock::try_take(&self.folder.server_lock()), Ok(None))
    }
}

/// Makes the desk that the server will open.
pub fn make(folder: &DeskFolder) {
    let mut command = Command::new(program());
    command
        .args(["init", "--training", "--desk"])
        .arg(folder.path());
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "init: {said}");
}

impl Drop for TestDesk {
    fn drop(&mut self) {
        if self.is_served()
            && let Some(pid) = holder(&self.folder.server_lock())
        {
            kill(pid);
        }
    }
}

/// Ends a process without a word.
pub fn kill(pid: u32) {
    let pid = rustix::process::Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
    let _ = rustix::process::kill_process(pid, rustix::process::Signal::KILL);
}
