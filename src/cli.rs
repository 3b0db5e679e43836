//! Arguments and verbs: thin. A verb asks the desk through a link as a screen does.
//!
//! Exit codes: 0 done, 1 refused or findings, 2 usage, 3 no server or no right,
//! 4 damaged data.

mod account;
mod aside;
mod audit;
mod calendar;
mod certificate;
mod connect;
mod demo;
mod desk;
mod doctor;
mod document;
mod done;
mod exit;
mod export;
mod given;
mod import;
mod init;
mod inventory;
mod letter;
mod life;
mod listing;
mod manual;
mod names;
mod officer;
mod outfile;
mod policy;
mod recap;
mod request;
mod restore;
mod screen;
mod sheet;
mod show;
mod transfer;
mod usage;
mod verbs;

use crate::paths::pick_desk;
use crate::tui::look::{Background, LookOptions};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Parser, Subcommand};
use exit::Failure;
use std::path::PathBuf;
use std::process::ExitCode;

/// The variables that the program reads; whatever a flag or the officer chose comes before them.
const ENVIRONMENT: &str = "\
Environment:
  LOKET_DESK   The desk's folder, as --desk
  LOKET_LANG   Language of the words, as --lang: id, en, …
  LOKET_THEME  Colours for a background, as --theme: light, dark or auto
  COLORFGBG    Background as some terminals tell it, where the terminal does not answer
  NO_COLOR     Any value: no colours
  COLORTERM    truecolor or 24bit: all colours
  LOKET_ASCII  1: ASCII signs; 0: all signs, whatever the terminal seems to be
  TERM         What the terminal is; linux, vt* and dumb get ASCII signs
  LC_ALL, LC_CTYPE, LANG
               No locale of UTF-8: ASCII signs

On screen, :bahasa, :tema, :ascii and :tetikus choose language, background, signs and whether the
mouse clicks and scrolls. The choices are kept on the desk for the officer; a flag comes before them,
a variable after them.";

/// The desk of a Registration Authority, full screen or verb by verb.
#[derive(Debug, Parser)]
#[command(name = "loket", version, after_help = ENVIRONMENT)]
struct Arguments {
    /// The desk's folder; else LOKET_DESK, /etc/loket/desk, or your own
    #[arg(long, global = true, value_name = "DIR")]
    desk: Option<PathBuf>,
    /// On a training desk: act as this officer only, by position or any part of a name
    #[arg(long = "as", global = true, value_name = "WHO")]
    as_officer: Option<String>,
    /// On a training desk: where its clock starts, e.g. 2026-11-23T09:00
    #[arg(long, global = true, value_name = "T")]
    now: Option<String>,
    /// Language of the words, such as id or en
    #[arg(long, global = true, value_name = "LANG")]
    lang: Option<String>,
    /// Answer with JSON instead of text
    #[arg(long, global = true)]
    json: bool,
    /// Plain ASCII borders and signs
    #[arg(long, global = true)]
    ascii: bool,
    /// Colours for a background: light, dark, or auto to ask the terminal
    #[arg(long, global = true, value_name = "THEME", value_parser = background())]
    theme: Option<Background>,
    /// Let the mouse click and scroll, as :tetikus does
    #[arg(long, global = true)]
    mouse: bool,
    #[command(subcommand)]
    verb: Option<Verb>,
}

/// Reads a background, and knows which there are.
fn background() -> impl TypedValueParser<Value = Background> {
    let all = Background::ALL.map(Background::as_str);
    PossibleValuesParser::new(all).try_map(|word| word.parse::<Background>())
}

impl Arguments {
    /// How the screen is to be.
    fn wishes(&self) -> LookOptions {
        LookOptions {
            language: self.lang.as_deref().and_then(|tag| tag.parse().ok()),
            background: self.theme,
            ascii: self.ascii,
            mouse: self.mouse,
        }
    }
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Opens a training desk with a year of made-up work
    Demo(demo::Demo),
    /// Makes a desk
    Init(init::Init),
    /// Takes in a form export
    Import(import::Import),
    /// Serves the desk until stopped
    Serve(life::Serve),
    #[command(flatten)]
    Work(verbs::Work),
    /// Says what the server is doing
    #[command(after_help = "Example: loket status --json")]
    Status,
    /// Ends the server once the acts in hand are durable
    #[command(after_help = "Example: loket stop && loket backup /media/usb/loket")]
    Stop,
    /// Prints what a shell needs to complete the words of a command
    Completions(manual::Completions),
    /// Prints the page of a verb, or writes them all
    Man(manual::Man),
}

/// Runs the program.
pub fn run() -> ExitCode {
    // Whatever a command writes holds people's data: nobody else reads it [R11.13].
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    let arguments = match usage::read() {
        Ok(arguments) => arguments,
        Err(ended) => return ended,
    };
    // What is written here may name people: exports, rejected rows, backups, drafts.
    rustix::process::umask(rustix::fs::Mode::from_raw_mode(0o077));
    match dispatch(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            let words = desk::words(&arguments).unwrap_or_default();
            failure.report(&words, arguments.json)
        }
    }
}

fn dispatch(arguments: &Arguments) -> Result<(), Failure> {
    match &arguments.verb {
        // These ask no desk.
        Some(Verb::Completions(completions)) => return completions.run(),
        Some(Verb::Man(man)) => return man.run(arguments),
        _ => {}
    }
    let (desk, _) =
        pick_desk(arguments.desk.as_deref()).map_err(|error| match desk::words(arguments) {
            Ok(words) => Failure::line(&words, exit::USAGE, error.code(), &error.args()),
            Err(failure) => failure,
        })?;
    match &arguments.verb {
        None => screen::run(&desk, arguments),
        Some(Verb::Demo(demo)) => demo.run(arguments),
        Some(Verb::Init(init)) => init.run(&desk, arguments),
        Some(Verb::Import(import)) => import.run(&desk, arguments),
        Some(Verb::Serve(serve)) => serve.run(desk, arguments),
        Some(Verb::Work(work)) => work.run(&desk, arguments),
        Some(Verb::Status) => life::status(&desk, arguments),
        Some(Verb::Stop) => life::stop(&desk, arguments),
        Some(Verb::Completions(_) | Verb::Man(_)) => Ok(()),
    }
}
