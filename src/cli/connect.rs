//! A line to the desk for a verb.

use super::Arguments;
use super::exit::{Failure, NO_LINE, REFUSED, USAGE};
use super::{aside, given};
use crate::client::{AskError, EventSink, Link, LinkError, LinkEvent, LinkOptions};
use crate::paths::DeskFolder;
use crate::text::{Language, Words};
use crate::wire::message::{Ask, Tell};
use std::ffi::OsString;
use std::sync::Arc;

/// Connects, starting the server where that is ours to do.
pub fn connect(
    desk: &DeskFolder,
    arguments: &Arguments,
    words: &Words,
    may_start: bool,
) -> Result<Link, Failure> {
    let options = LinkOptions {
        // A person waits at the prompt: a quarter of a minute.
        most_tries: 10,
        on_event: Some(telling_of_the_line(words.language())),
        ..options(desk, arguments, words, may_start)?
    };
    let link = Link::connect_or_start(desk, options).map_err(|error| no_line(words, &error))?;
    if may_start {
        same_clock(&link, arguments, words)?;
    }
    Ok(link)
}

/// Another `--now` than that of the running training desk is refused, and any on a real desk
/// [R12.10].
fn same_clock(link: &Link, arguments: &Arguments, words: &Words) -> Result<(), Failure> {
    let Some(stated) = arguments.now.as_deref() else {
        return Ok(());
    };
    let stated = given::now(words, stated)?;
    let told = ask(link, words, Ask::Status)?;
    let Tell::Status(status) = told else {
        return Err(unexpected(words, &told));
    };
    let Some(started) = status.started else {
        return Err(Failure::line(words, USAGE, "now-only-training", &[]));
    };
    if started == stated {
        return Ok(());
    }
    let started = started.to_wib().format("%Y-%m-%dT%H:%M").to_string();
    let args = [("started".to_owned(), started)];
    Err(Failure::line(words, REFUSED, "now-runs", &args))
}

/// How this program connects.
///
/// # Errors
/// `--now` is no moment.
pub fn options(
    desk: &DeskFolder,
    arguments: &Arguments,
    words: &Words,
    may_start: bool,
) -> Result<LinkOptions, Failure> {
    let language = words.language();
    let now = arguments.now.as_deref();
    let now = now.map(|text| given::now(words, text));
    let aside = aside::reader(desk, now.transpose()?, language);
    // What the server says last is quoted to the person who started it.
    let mut serve_args: Vec<OsString> = vec!["--lang".into(), language.tag().into()];
    if let Some(now) = &arguments.now {
        serve_args.push("--now".into());
        serve_args.push(now.into());
    }
    Ok(LinkOptions {
        may_start,
        aside: may_start.then_some(aside),
        // Who may start the server acts, and no act must be left unclear.
        reconnect: may_start,
        serve_args,
        as_officer: arguments.as_officer.clone(),
        on_starting: Some(Arc::new(move |starting| {
            opening(language, &starting.phase, starting.percent);
        })),
        ..LinkOptions::default()
    })
}

/// Says on standard error that the line is lost, and that it is back.
fn telling_of_the_line(language: Language) -> EventSink {
    let say = move |key: &str| {
        crate::cli::show::aside(&format!("loket: {}\n", Words::new(language).get(key)))
    };
    Arc::new(move |event| match event {
        LinkEvent::Reconnecting { attempt: 1, .. } => say("cli-reconnecting"),
        LinkEvent::Reconnected(_) => say("line-back"),
        _ => {}
    })
}

/// How far the opening of the desk is, for who waits.
fn opening(language: Language, phase: &str, percent: Option<u8>) {
    let said = Words::new(language).of("opening", phase);
    let percent = percent.map(|p| format!(" {p} %")).unwrap_or_default();
    crate::cli::show::aside(&format!("loket: {said}{percent}\n"));
}

/// Asks once.
pub fn ask(link: &Link, words: &Words, ask: Ask) -> Result<Tell, Failure> {
    link.ask(ask).map_err(|error| unanswered(words, &error))
}

/// Why there is no line.
pub fn no_line(words: &Words, error: &LinkError) -> Failure {
    Failure::line(words, error.exit_code(), error.code(), &error.args())
}

/// Why there is no answer.
pub fn unanswered(words: &Words, error: &AskError) -> Failure {
    Failure::line(words, NO_LINE, error.code(), &error.args())
}

/// An answer of another kind than was asked for: the two sides do not fit.
pub fn unexpected(words: &Words, tell: &Tell) -> Failure {
    // Its name alone: what it holds may be somebody's number.
    let shown = format!("{tell:?}");
    let text = shown.split(['(', ' ', '{']).next().unwrap_or_default();
    Failure::with_code(NO_LINE, words.with("cli-unexpected", &[("answer", &text)]))
}
