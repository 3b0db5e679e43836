//! Arguments and verbs. For now only those of the server's life.

mod stand_in;

use crate::client::{Link, LinkError, LinkOptions, wait_until_gone};
use crate::paths::{DeskFolder, pick_desk};
use crate::server::{Limits, Opened, ServeError, ServeOptions, serve};
use crate::wire::message::{Ask, Tell};
use clap::{Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

#[derive(Parser)]
#[command(name = "loket", version)]
struct Arguments {
    /// The desk's folder
    #[arg(long, global = true)]
    desk: Option<PathBuf>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Subcommand)]
enum Verb {
    /// Serves the desk until stopped
    Serve {
        #[arg(long, hide = true)]
        spawned: bool,
        /// Leave this many milliseconds after the last client
        #[arg(long, hide = true)]
        idle_exit_ms: Option<u64>,
    },
    /// Says whether a server runs
    Status,
    /// Ends the server
    Stop,
}

/// Runs the program.
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let desk = match pick_desk(arguments.desk.as_deref()) {
        Ok((desk, _)) => desk,
        Err(error) => return fail(1, &error),
    };
    match arguments.verb {
        Verb::Serve {
            spawned,
            idle_exit_ms,
        } => serve_desk(desk, spawned, idle_exit_ms.map(Duration::from_millis)),
        Verb::Status => ask(&desk, Ask::Status).map_or_else(|error| link_failed(&error), done),
        Verb::Stop => {
            ask(&desk, Ask::Stop).map_or_else(|error| link_failed(&error), |told| stop(&desk, told))
        }
    }
}

fn done(told: String) -> ExitCode {
    println!("{told}");
    ExitCode::SUCCESS
}

fn stop(desk: &DeskFolder, told: String) -> ExitCode {
    match wait_until_gone(desk, Duration::from_secs(30)) {
        true => done(told),
        false => fail(3, &"the server is still flushing"),
    }
}

fn ask(desk: &DeskFolder, ask: Ask) -> Result<String, LinkError> {
    let options = LinkOptions {
        may_start: false,
        reconnect: false,
        ..LinkOptions::default()
    };
    let link = Link::connect_or_start(desk, options)?;
    match link.ask(ask) {
        Ok(Tell::Status(found)) => Ok(format!("pid {} sessions {}", found.pid, found.sessions)),
        Ok(_) => Ok(String::new()),
        Err(_) => Err(LinkError::Ended),
    }
}

fn serve_desk(desk: DeskFolder, spawned: bool, idle_exit: Option<Duration>) -> ExitCode {
    tracing_subscriber::fmt()
        .with_writer(std::io::stderr)
        .with_ansi(false)
        .init();
    let options = ServeOptions {
        desk,
        spawned,
        idle_exit,
        limits: Limits::default(),
    };
    let open = |opening: &crate::server::Opening<'_>| {
        let desk = stand_in::StandIn::new(opening.control(), opening.pushes());
        Ok(Opened {
            desk: Arc::new(desk),
            idle_exit: None,
        })
    };
    match serve(&options, open) {
        Ok(_) => ExitCode::SUCCESS,
        Err(ServeError::Open(failed)) if failed.damaged => fail(4, &ServeError::Open(failed)),
        Err(error) => fail(1, &error),
    }
}

fn link_failed(error: &LinkError) -> ExitCode {
    fail(error.exit_code(), error)
}

fn fail(code: u8, error: &dyn std::fmt::Display) -> ExitCode {
    eprintln!("loket: {error}");
    ExitCode::from(code)
}
