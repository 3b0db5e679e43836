//! A line to the desk for a verb.

use super::Arguments;
use super::desk::words;
use super::exit::Failure;
use crate::client::{AskError, EventSink, Link, LinkError, LinkEvent, LinkOptions};
use crate::paths::DeskFolder;
use crate::text::{Words, line};
use crate::wire::message::{Ask, Tell};
use std::ffi::OsString;
use std::sync::Arc;

/// Connects, starting the server where that is ours to do.
pub fn connect(desk: &DeskFolder, arguments: &Arguments, may_start: bool) -> Result<Link, Failure> {
    let words = Arc::new(words(arguments)?);
    let options = LinkOptions {
        // A person waits at the prompt: a quarter of a minute.
        most_tries: 10,
        on_event: Some(telling_of_the_line(words.clone())),
        ..options(arguments, may_start)
    };
    Link::connect_or_start(desk, options).map_err(|error| failed(&words, &error))
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
        // Who may start the server acts, and no act must be left unclear.
        reconnect: may_start,
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

/// Says on standard error that the line is lost, and that it is back.
fn telling_of_the_line(words: Arc<Words>) -> EventSink {
    Arc::new(move |event| match event {
        LinkEvent::Reconnecting { attempt: 1, .. } => {
            eprintln!("loket: {}", words.get("line-lost"));
        }
        LinkEvent::Reconnected(_) => eprintln!("loket: {}", words.get("line-back")),
        _ => {}
    })
}

/// Asks once.
pub fn ask(link: &Link, words: &Words, ask: Ask) -> Result<Tell, Failure> {
    link.ask(ask).map_err(|error| unanswered(words, &error))
}

/// The sentence and exit code of a line that did not come to be.
pub fn failed(words: &Words, error: &LinkError) -> Failure {
    let sentence = line::sentence(words, error.code(), &error.args());
    Failure::with_code(error.exit_code(), sentence)
}

/// Why an ask has no answer.
pub fn unanswered(words: &Words, error: &AskError) -> Failure {
    Failure::with_code(3, line::sentence(words, error.code(), &error.args()))
}
