//! Programs of this computer that the screen starts. What is told is what happened: a program is
//! waited for, and none is started where nobody would see it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant as Moment};

use crate::tui::keyboard::over_ssh;

/// A program that has not failed within this time has opened the file.
const LIMIT: Duration = Duration::from_secs(3);
const PAUSE: Duration = Duration::from_millis(20);

/// What became of a file that was to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// The copy.
    pub path: PathBuf,
    pub outcome: Outcome,
}

/// How it went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Its program took it.
    Taken,
    /// The program refused, with this exit code; none if a signal ended it.
    Refused(Option<i32>),
    /// There is nothing on this computer that opens files.
    NoProgram,
    /// The person sits at another computer: no program was started; this command, given there,
    /// fetches the file.
    Far(String),
    /// The person sits at another computer, and their account may run nothing here but loket.
    FarAlone,
    /// This computer shows no windows.
    NoWindows,
}

/// Opens a file with its program, and tells once what became of it. Returns when the program has
/// ended. `variable` reads the environment; `alone` tells whether the account may run nothing but
/// loket.
pub fn open(
    path: &Path,
    variable: impl Fn(&str) -> Option<String>,
    alone: impl Fn() -> bool,
    told: impl FnOnce(Outcome),
) {
    let set = |name: &str| variable(name).filter(|value| !value.is_empty());
    if over_ssh(&variable) {
        told(match set("SSH_ORIGINAL_COMMAND").is_some() || alone() {
            true => Outcome::FarAlone,
            false => Outcome::Far(fetch(path, &set)),
        });
    } else if set("DISPLAY").or_else(|| set("WAYLAND_DISPLAY")).is_none() {
        told(Outcome::NoWindows);
    } else {
        start(Path::new("xdg-open"), path, LIMIT, told);
    }
}

/// Whether sshd began the session with a command instead of a shell that takes some: then loket
/// leads it, or a shell that was given one command (`sh -c`). A session that cannot be looked at
/// counts as one with a shell.
pub fn is_alone() -> bool {
    let Ok(leader) = rustix::process::getsid(None) else {
        return false;
    };
    if leader == rustix::process::getpid() {
        return true;
    }
    let path = format!("/proc/{}/cmdline", leader.as_raw_nonzero());
    let words = std::fs::read(path).unwrap_or_default();
    words.split(|byte| *byte == 0).nth(1) == Some(b"-c".as_slice())
}

/// `SSH_CONNECTION` is the address and port of the client, then those of this computer.
fn fetch(path: &Path, set: &impl Fn(&str) -> Option<String>) -> String {
    let line = set("SSH_CONNECTION").unwrap_or_default();
    let ends: Vec<&str> = line.split_whitespace().collect();
    let (host, port) = match ends[..] {
        [_, _, host, port] => (host.to_owned(), port),
        _ => ("HOST".to_owned(), "22"),
    };
    let host = match host.contains(':') {
        true => format!("[{host}]"),
        false => host,
    };
    let who = set("USER").or_else(|| set("LOGNAME"));
    let who = who.map(|who| format!("{who}@")).unwrap_or_default();
    let port = match port {
        "22" => String::new(),
        port => format!("-P {port} "),
    };
    format!("scp {port}'{who}{host}:{}' .", path.display())
}

fn start(program: &Path, path: &Path, limit: Duration, told: impl FnOnce(Outcome)) {
    let child = Command::new(program)
        .arg(path)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    let Ok(mut child) = child else {
        return told(Outcome::NoProgram);
    };
    let until = Moment::now() + limit;
    loop {
        match child.try_wait() {
            Ok(Some(status)) if status.success() => return told(Outcome::Taken),
            Ok(Some(status)) => return told(Outcome::Refused(status.code())),
            Ok(None) if Moment::now() < until => thread::sleep(PAUSE),
            Ok(None) => break,
            Err(_) => return told(Outcome::Refused(None)),
        }
    }
    told(Outcome::Taken);
    // A child that nobody waits for stays as a zombie.
    let _ = child.wait();
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// What a program that is this script leads to.
    fn of_script(script: &str, limit: Duration) -> Outcome {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("program");
        // Written by a child: a program that another test's child holds open for writing cannot
        // be run.
        let written = Command::new("sh")
            .args([
                "-c",
                "printf '#!/bin/sh\\n%s\\n' \"$1\" >\"$0\" && chmod 700 \"$0\"",
            ])
            .arg(&program)
            .arg(script)
            .status();
        assert!(written.unwrap().success());
        outcome(&program, limit)
    }

    fn outcome(program: &Path, limit: Duration) -> Outcome {
        let mut told = None;
        start(program, Path::new("/x.pdf"), limit, |outcome| {
            told = Some(outcome);
        });
        told.unwrap()
    }

    #[test]
    fn a_program_is_believed_only_if_it_did_not_fail() {
        let long = Duration::from_secs(60);
        assert_eq!(of_script("[ \"$1\" = /x.pdf ]", long), Outcome::Taken);
        assert_eq!(of_script("exit 3", long), Outcome::Refused(Some(3)));
        assert_eq!(of_script("kill -9 $$", long), Outcome::Refused(None));
        let still = of_script("sleep 0.3; exit 4", Duration::from_millis(1));
        assert_eq!(still, Outcome::Taken);
        let missing = outcome(Path::new("/no/such/program"), long);
        assert_eq!(missing, Outcome::NoProgram);
    }

    #[test]
    fn nothing_is_started_where_nobody_would_see_it() {
        let of = |pairs: &[(&str, &str)]| {
            let variable = |name: &str| {
                let found = pairs.iter().find(|(key, _)| *key == name);
                found.map(|(_, value)| (*value).to_owned())
            };
            let mut told = None;
            let alone = || pairs.contains(&("ALONE", "1"));
            open(Path::new("/s/x.pdf"), variable, alone, |outcome| {
                told = Some(outcome)
            });
            told.unwrap()
        };
        let far = |line: &str| Outcome::Far(line.to_owned());
        let line = ("SSH_CONNECTION", "10.0.0.7 50022 10.0.0.5 22");
        let budi = ("USER", "budi");
        let display = ("DISPLAY", ":0");
        assert_eq!(
            of(&[line, budi, display]),
            far("scp 'budi@10.0.0.5:/s/x.pdf' .")
        );
        let other = ("SSH_CONNECTION", "fe80::7 50022 fe80::5 2222");
        assert_eq!(
            of(&[other, budi]),
            far("scp -P 2222 'budi@[fe80::5]:/s/x.pdf' .")
        );
        assert_eq!(
            of(&[("SSH_TTY", "/dev/pts/3")]),
            far("scp 'HOST:/s/x.pdf' .")
        );
        // An account that may run nothing else cannot fetch with scp either.
        let asked = ("SSH_ORIGINAL_COMMAND", "loket");
        assert_eq!(of(&[line, budi, asked]), Outcome::FarAlone);
        assert_eq!(of(&[line, budi, ("ALONE", "1")]), Outcome::FarAlone);
        assert_eq!(of(&[budi]), Outcome::NoWindows);
        assert_eq!(of(&[("DISPLAY", "")]), Outcome::NoWindows);
    }
}
