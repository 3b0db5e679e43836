//! `loket serve`, `status`, `stop`: the server's life.

use super::Arguments;
use super::connect::{ask, connect, unexpected};
use super::desk::{DeskLine, words};
use super::exit::{DAMAGED, Failure, NO_LINE, REFUSED};
use super::given;
use super::listing::moment_value;
use super::show;
use crate::client::wait_until_gone;
use crate::domain::identity::mask_niks;
use crate::paths::DeskFolder;
use crate::server::clock::Start;
use crate::server::desk::{Opener, open};
use crate::server::{Limits, ServeError, ServeOptions, serve};
use crate::wire::envelope::Goodbye;
use crate::wire::message::{Ask, Tell};
use clap::Args;
use serde_json::json;
use std::io::Write;
use std::time::Duration;

/// The log, NIKs in its lines masked.
struct MaskedLog;

impl Write for MaskedLog {
    fn write(&mut self, line: &[u8]) -> std::io::Result<usize> {
        let text = String::from_utf8_lossy(line);
        std::io::stderr().write_all(mask_niks(&text).as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        std::io::stderr().flush()
    }
}

#[derive(Debug, Args)]
#[command(after_help = "Example: loket serve --desk /srv/loket")]
pub struct Serve {
    /// Started by a client
    #[arg(long, hide = true)]
    spawned: bool,
    /// Leave this many milliseconds after the last client
    #[arg(long, hide = true)]
    idle_exit_ms: Option<u64>,
}

impl Serve {
    pub fn run(&self, desk: DeskFolder, arguments: &Arguments) -> Result<(), Failure> {
        let words = words(arguments)?;
        tracing_subscriber::fmt()
            .with_writer(|| MaskedLog)
            .with_ansi(false)
            .init();
        let opener = Opener {
            desk: desk.clone(),
            now: match arguments.now.as_deref() {
                // A client starts the server again with what it was once told.
                Some(text) if self.spawned => Some(Start::Again(given::now(&words, text)?)),
                Some(text) => Some(Start::Stated(given::now(&words, text)?)),
                None => None,
            },
        };
        let options = ServeOptions {
            desk,
            spawned: self.spawned,
            idle_exit: self.idle_exit_ms.map(Duration::from_millis),
            limits: Limits::default(),
        };
        match serve(&options, move |opening| open(&opener, opening)) {
            // Not in good order: the service manager is to start it again.
            Ok(Goodbye::Mending) => Err(Failure::line(&words, DAMAGED, "server-mending", &[])),
            Ok(_) => Ok(()),
            Err(error) => {
                let exit = match &error {
                    ServeError::Open(failed) if failed.damaged => DAMAGED,
                    ServeError::NoDesk(_)
                    | ServeError::NotOurs(_)
                    | ServeError::AlreadyServed(_) => NO_LINE,
                    _ => REFUSED,
                };
                Err(Failure::line(&words, exit, error.code(), &error.args()))
            }
        }
    }
}

/// What the server is doing.
pub fn status(desk: &DeskFolder, arguments: &Arguments) -> Result<(), Failure> {
    let words = words(arguments)?;
    let link = connect(desk, arguments, &words, false)?;
    let welcome = link.welcome();
    let found = match ask(&link, &words, Ask::Status)? {
        Tell::Status(found) => found,
        other => return Err(unexpected(&words, &other)),
    };
    show::either(
        arguments.json,
        || {
            json!({
                "desk": found.desk, "name": welcome.desk_name, "training": found.training,
                "pid": found.pid, "build": found.build, "sessions": found.sessions,
                "events": found.events, "head": found.head, "now": moment_value(found.now),
                "free_mib": found.free_mib, "you": welcome.name,
                "positions": welcome.positions.iter().map(|held| held.as_str()).collect::<Vec<_>>(),
            })
        },
        || {
            let held = welcome.positions.iter();
            let held: Vec<_> = held
                .map(|held| words.of("position", held.as_str()))
                .collect();
            let (pid, head) = (found.pid.to_string(), found.head.clone());
            let mut lines = vec![
                words.with(
                    "cli-status-desk",
                    &[("name", &welcome.desk_name), ("path", &found.desk)],
                ),
                words.with(
                    "cli-status-server",
                    &[
                        ("pid", &pid),
                        ("build", &found.build),
                        ("sessions", &found.sessions),
                    ],
                ),
                words.with(
                    "cli-status-ledger",
                    &[("events", &found.events), ("head", &head)],
                ),
                words.with(
                    "cli-status-clock",
                    &[("now", &words.moment(found.now)), ("free", &found.free_mib)],
                ),
                words.with(
                    "cli-status-you",
                    &[("name", &welcome.name), ("positions", &held.join(", "))],
                ),
            ];
            if found.training {
                lines.insert(1, words.get("cli-status-training"));
            }
            lines.join("\n") + "\n"
        },
    )
}

/// Ends the server.
pub fn stop(desk: &DeskFolder, arguments: &Arguments) -> Result<(), Failure> {
    let words = words(arguments)?;
    let line = DeskLine::on(connect(desk, arguments, &words, false)?, words)?;
    match line.ask(Ask::Stop)? {
        Tell::Stopping => {}
        other => return Err(unexpected(&line.words, &other)),
    }
    let DeskLine { link, words, .. } = line;
    drop(link);
    if !wait_until_gone(desk, Duration::from_secs(30)) {
        return Err(Failure::with_code(NO_LINE, words.get("cli-still-stopping")));
    }
    show::either(
        arguments.json,
        || json!({"stopped": true}),
        || format!("{}\n", words.get("cli-stopped")),
    )
}
