//! `loket serve`, `status`, `stop`: the server's life.

use super::Arguments;
use super::connect::{ask, connect};
use super::desk::words;
use super::exit::Failure;
use super::init::moment;
use crate::client::wait_until_gone;
use crate::paths::DeskFolder;
use crate::server::desk::{Opener, open};
use crate::server::{Limits, ServeError, ServeOptions, serve};
use crate::text::line;
use crate::wire::message::{Ask, Tell};
use clap::Args;
use std::time::Duration;

#[derive(Debug, Args)]
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
            .with_writer(std::io::stderr)
            .with_ansi(false)
            .init();
        let opener = Opener {
            desk: desk.clone(),
            now: arguments.now.as_deref().map(moment).transpose()?,
        };
        let options = ServeOptions {
            desk,
            spawned: self.spawned,
            idle_exit: self.idle_exit_ms.map(Duration::from_millis),
            limits: Limits::default(),
        };
        let Err(error) = serve(&options, move |opening| open(&opener, opening)) else {
            return Ok(());
        };
        let sentence = line::sentence(&words, error.code(), &error.args());
        Err(match &error {
            ServeError::Open(failed) if failed.damaged => Failure::with_code(4, sentence),
            _ => Failure::refused(sentence),
        })
    }
}

/// What the server is doing.
pub fn status(desk: &DeskFolder, arguments: &Arguments) -> Result<(), Failure> {
    let link = connect(desk, arguments, false)?;
    match ask(&link, &words(arguments)?, Ask::Status)? {
        Tell::Status(found) => {
            println!(
                "pid {} sessions {} events {}",
                found.pid, found.sessions, found.events
            );
            Ok(())
        }
        other => Err(Failure::refused(format!("{other:?}"))),
    }
}

/// Ends the server.
pub fn stop(desk: &DeskFolder, arguments: &Arguments) -> Result<(), Failure> {
    let link = connect(desk, arguments, false)?;
    ask(&link, &words(arguments)?, Ask::Stop)?;
    drop(link);
    match wait_until_gone(desk, Duration::from_secs(30)) {
        true => Ok(()),
        false => Err(Failure::with_code(3, "the server is still flushing")),
    }
}
