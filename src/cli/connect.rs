//! A line to the desk for a verb.

use super::Arguments;
use super::exit::Failure;
use crate::client::{Link, LinkError, LinkOptions};
use crate::paths::DeskFolder;
use crate::wire::message::{Ask, Tell};
use std::ffi::OsString;
use std::sync::Arc;

/// Connects, starting the server where that is ours to do.
pub fn connect(desk: &DeskFolder, arguments: &Arguments, may_start: bool) -> Result<Link, Failure> {
    Link::connect_or_start(desk, options(arguments, may_start)).map_err(|error| failed(&error))
}

/// How this program connects.
pub fn options(arguments: &Arguments, may_start: bool) -> LinkOptions {
    let mut serve_args: Vec<OsString> = Vec::new();
    if let Some(now) = &arguments.now {
        serve_args.push("--now".into());
        serve_args.push(now.into());
    }
    LinkOptions {
        may_start,
        reconnect: false,
        serve_args,
        as_officer: arguments.as_officer.clone(),
        on_starting: Some(Arc::new(|starting| {
            let percent = starting
                .percent
                .map(|p| format!(" {p} %"))
                .unwrap_or_default();
            eprintln!("loket: {}{percent}", starting.phase);
        })),
        ..LinkOptions::default()
    }
}

/// Asks once.
pub fn ask(link: &Link, ask: Ask) -> Result<Tell, Failure> {
    link.ask(ask).map_err(|error| Failure::with_code(3, error))
}

/// The sentence and exit code of a line that did not come to be.
pub fn failed(error: &LinkError) -> Failure {
    Failure::with_code(error.exit_code(), error)
}
