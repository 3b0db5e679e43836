//! Starting a server on demand, so that there is one and only one (ARCHITECTURE.md §6).
//!
//! The race: two clients find nobody and both start a server. So a client takes `start.lock` and
//! connects *again*; only a client that still finds nobody spawns one, and holds the lock until it
//! listens. A server that leaves when idle holds the same lock, so nobody connects into its last
//! moments. Lock files are never removed.

use super::LinkError;
use super::link::LinkOptions;
use super::reach::{self, Unreached};
use crate::paths::DeskFolder;
use crate::paths::lock::FileLock;
use crate::wire::PROTOCOL;
use crate::wire::hello::{Hello, Welcome, Wish};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom};
use std::os::unix::fs::OpenOptionsExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

/// A new server waits up to 30 s for an old one that is still flushing; the client that starts it
/// waits longer.
const COME_UP: Duration = Duration::from_secs(40);

/// A client that waits for another client to start it waits longer still.
const START_LOCK: Duration = Duration::from_secs(50);

/// How often a server that left between two steps is looked for again.
const LOOKS: usize = 4;

/// A log longer than this is rotated when the next server starts.
const LOG_BYTES: u64 = 1 << 20;

/// A greeted connection: to the server that is there, or to one started now.
pub(super) fn reach_or_start(
    desk: &DeskFolder,
    options: &LinkOptions,
    may_start: bool,
) -> Result<(UnixStream, Welcome), LinkError> {
    let mut replaced = false;
    for _ in 0..LOOKS {
        let stream = match reach::connect(desk) {
            Ok(stream) => stream,
            Err(Unreached::Absent { stale }) => {
                may_start_here(desk, may_start, stale)?;
                match start(desk, options)? {
                    Some(stream) => stream,
                    None => continue,
                }
            }
            Err(Unreached::Leaving) => continue,
            Err(Unreached::Failed(error)) => return Err(error),
        };
        match reach::greet(desk, &stream, options) {
            Ok(welcome) => return Ok((stream, welcome)),
            Err(Unreached::Failed(LinkError::Protocol { theirs, build, .. }))
                if theirs < PROTOCOL && may_start && desk.is_ours() && !replaced =>
            {
                // An old server makes room unasked only if nobody else is in a session.
                replaced = true;
                if let Some(sessions) = ask_to_leave(desk, Wish::LeaveIfAlone)? {
                    return Err(LinkError::Protocol {
                        theirs,
                        build,
                        sessions: Some(sessions),
                    });
                }
            }
            Err(Unreached::Failed(error)) => return Err(error),
            Err(Unreached::Leaving | Unreached::Absent { .. }) => {}
        }
    }
    Err(LinkError::Ended)
}

/// Whether this account may start a server here; if not, whom to ask.
fn may_start_here(desk: &DeskFolder, may_start: bool, stale: bool) -> Result<(), LinkError> {
    if !super::holds_desk(desk)? {
        return Err(LinkError::NoDesk {
            path: desk.path().to_owned(),
        });
    }
    if !may_start || !desk.is_ours() {
        return Err(LinkError::NoServer {
            path: desk.path().to_owned(),
            owner: reach::owner_name(desk),
            stale_socket: stale,
            ours: desk.is_ours(),
        });
    }
    Ok(())
}

/// Starts a server unless one has come up meanwhile. `None` if it was gone again at once.
fn start(desk: &DeskFolder, options: &LinkOptions) -> Result<Option<UnixStream>, LinkError> {
    desk.trusted_run()?;
    let _lock = FileLock::take_within(&desk.start_lock(), START_LOCK)
        .map_err(LinkError::io("taking the start lock"))?
        .ok_or(LinkError::StartingElsewhere(START_LOCK))?;
    match reach::connect(desk) {
        Ok(stream) => return Ok(Some(stream)),
        Err(Unreached::Failed(error)) => return Err(error),
        Err(Unreached::Absent { .. } | Unreached::Leaving) => {}
    }
    let mut log = open_log(desk).map_err(LinkError::io("opening the server's log"))?;
    let begin = log
        .seek(SeekFrom::End(0))
        .map_err(LinkError::io("opening the server's log"))?;
    let mut child = spawn(desk, options, log)?;
    let listening = child.stdout.take().is_some_and(says_listening);
    let reached = reach::connect(desk);
    if !listening && reached.is_err() {
        let gone = matches!(child.try_wait(), Ok(Some(_)) | Err(_));
        if !gone {
            // It has had its time and holds nothing yet that could be lost.
            let _ = child.kill();
            let _ = child.wait();
        }
        let last_line = last_line(&desk.log(), begin);
        return Err(LinkError::DidNotComeUp {
            last_line,
            log: desk.log(),
        });
    }
    reap_later(child);
    match reached {
        Ok(stream) => Ok(Some(stream)),
        Err(Unreached::Failed(error)) => Err(error),
        Err(Unreached::Absent { .. } | Unreached::Leaving) => Ok(None),
    }
}

fn spawn(desk: &DeskFolder, options: &LinkOptions, log: File) -> Result<Child, LinkError> {
    let program = match &options.program {
        Some(program) => program.clone(),
        None => this_program().map_err(LinkError::io("finding this program"))?,
    };
    Command::new(program)
        .arg("serve")
        .arg("--desk")
        .arg(desk.path())
        .arg("--spawned")
        .args(&options.serve_args)
        // The folder it was called from may be unmounted some day.
        .current_dir("/")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(log)
        .spawn()
        .map_err(LinkError::io("starting the server"))
}

/// The running program; after an upgrade its file is gone and the installed one is meant.
fn this_program() -> io::Result<PathBuf> {
    let program = std::env::current_exe()?;
    if program.exists() {
        return Ok(program);
    }
    let name = program
        .file_name()
        .map(|name| name.to_string_lossy().into_owned());
    let name = name
        .as_deref()
        .map_or("loket", |name| name.trim_end_matches(" (deleted)"));
    let folder = program.parent().unwrap_or(Path::new("/")).to_owned();
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::iter::once(folder)
        .chain(std::env::split_paths(&path))
        .map(|folder| folder.join(name))
        .find(|candidate| candidate.is_file())
        .ok_or_else(|| io::Error::new(io::ErrorKind::NotFound, "the program was removed"))
}

fn open_log(desk: &DeskFolder) -> io::Result<File> {
    let path = desk.log();
    if std::fs::symlink_metadata(&path).is_ok_and(|found| found.len() > LOG_BYTES) {
        std::fs::rename(&path, path.with_extension("log.1"))?;
    }
    OpenOptions::new()
        .create(true)
        .append(true)
        .mode(0o600)
        .open(path)
}

/// Waits for the first line of a new server; false if it ended or took too long.
fn says_listening(mut output: ChildStdout) -> bool {
    let until = Instant::now() + COME_UP;
    let mut said = Vec::new();
    let mut byte = [0];
    while !said.ends_with(b"\n") {
        let left = until.saturating_duration_since(Instant::now());
        let timeout = Timespec {
            tv_sec: i64::try_from(left.as_secs()).unwrap_or(0),
            tv_nsec: left.subsec_nanos().into(),
        };
        let mut fds = [PollFd::new(&output, PollFlags::IN)];
        match poll(&mut fds, Some(&timeout)) {
            Err(rustix::io::Errno::INTR) => continue,
            Ok(ready) if ready > 0 && !left.is_zero() => {}
            _ => return false,
        }
        match output.read(&mut byte) {
            Ok(1) if said.len() < 256 => said.push(byte[0]),
            _ => return false,
        }
    }
    true
}

/// A long-lived client must not keep a zombie when its server leaves.
fn reap_later(mut child: Child) {
    let reaper = std::thread::Builder::new().name("reaper".to_owned());
    let _ = reaper.stack_size(64 * 1024).spawn(move || child.wait());
}

/// What the server said last since it was started, without control characters.
fn last_line(log: &Path, begin: u64) -> Option<String> {
    let mut file = File::open(log).ok()?;
    file.seek(SeekFrom::Start(begin)).ok()?;
    let mut bytes = Vec::new();
    file.take(256 * 1024).read_to_end(&mut bytes).ok()?;
    let text = String::from_utf8_lossy(&bytes);
    let line = text.lines().rev().find(|line| !line.trim().is_empty())?;
    Some(
        line.chars()
            .filter(|char| !char.is_control())
            .take(400)
            .collect(),
    )
}

/// Asks the server to make room for this program. `None`: it leaves, and is gone when this
/// returns. `Some(n)`: it stays because of n other sessions.
pub fn ask_to_leave(desk: &DeskFolder, wish: Wish) -> Result<Option<u32>, LinkError> {
    let stream = match reach::connect(desk) {
        Ok(stream) => stream,
        Err(Unreached::Absent { .. } | Unreached::Leaving) => return Ok(None),
        Err(Unreached::Failed(error)) => return Err(error),
    };
    let hello = Hello {
        wish,
        ..Hello::new()
    };
    match reach::answer_to_wish(&stream, &hello) {
        Ok(why) if why.code == "server-leaving" => {}
        Ok(why) if why.code == "server-busy" => {
            return Ok(Some(
                why.arg("sessions")
                    .and_then(|n| n.parse().ok())
                    .unwrap_or(1),
            ));
        }
        Ok(why) => return Err(LinkError::Refused(why)),
        // It was leaving already.
        Err(_) => {}
    }
    match wait_until_gone(desk, COME_UP) {
        true => Ok(None),
        false => Err(LinkError::Silent { process: None }),
    }
}

/// Waits until no server holds the desk; false if one still does after this long.
pub fn wait_until_gone(desk: &DeskFolder, patience: Duration) -> bool {
    matches!(
        FileLock::take_within(&desk.server_lock(), patience),
        Ok(Some(_))
    )
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_last_line_is_quoted_without_control_characters() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        std::fs::write(
            &log,
            "an older start\nfirst\n\x1b[31mno space left\x1b[0m\n\n",
        )
        .unwrap();
        assert_eq!(last_line(&log, 15).unwrap(), "[31mno space left[0m");
        assert_eq!(last_line(&log, 500), None);
        assert_eq!(last_line(&folder.path().join("none"), 0), None);
    }
}
