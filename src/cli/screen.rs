//! Plain `loket`: the desk, full screen; where there is none, the offer to make one.

use super::demo::Demo;
use super::exit::{Failure, NO_LINE};
use super::init::Init;
use super::{Arguments, connect, desk::words, show};
use crate::client::{LinkError, holds_desk};
use crate::paths::DeskFolder;
use crate::text::{Words, line};
use crate::tui::{self, ScreenError, pages};
use std::io::{IsTerminal, stdin, stdout};

/// Shows the desk until the person leaves.
pub fn run(desk: &DeskFolder, arguments: &Arguments) -> Result<(), Failure> {
    let words = words(arguments)?;
    let no_line = |error: LinkError| match runs_verbs(desk) {
        true => connect::no_line(&words, &error),
        false => Failure::with_code(
            error.exit_code(),
            line::on_screen(&words, error.code(), &error.args()),
        )
        .keyed(error.code()),
    };
    if !holds_desk(desk).map_err(no_line)? {
        return offer(desk, arguments, &words);
    }
    if !at_a_terminal() {
        return Err(Failure::usage(words.get("cli-no-terminal")));
    }
    // Only reports what nobody foresaw; the screen itself gives the terminal back before it.
    let _ = color_eyre::install();
    let wishes = arguments.wishes();
    if arguments.now.is_some() {
        // Another clock than the one that runs is refused before the screen is taken.
        connect::connect(desk, arguments, &words, true)?;
    }
    let options = connect::options(desk, arguments, &words, true)?;
    tui::open(desk, options, wishes, pages::pages(), pages::find_all).map_err(|error| match error {
        ScreenError::Link(error) => no_line(error),
        ScreenError::DraftLost(problem) => {
            Failure::refused(words.with("draft-lost", &[("problem", &problem)]))
        }
        other => Failure::refused(other),
    })
}

/// Whether whoever opens the screen can be told of verbs: the desk's own account, sitting at this
/// computer. Over SSH an account may be given nothing but the screen.
fn runs_verbs(desk: &DeskFolder) -> bool {
    desk.is_ours() && std::env::var_os("SSH_CONNECTION").is_none()
}

fn at_a_terminal() -> bool {
    stdout().is_terminal() && stdin().is_terminal()
}

/// There is no desk: a person is asked, a script is told. None is made unasked.
fn offer(desk: &DeskFolder, arguments: &Arguments, words: &Words) -> Result<(), Failure> {
    let path = desk.path().display().to_string();
    if !at_a_terminal() {
        let said = words.with("cli-no-desk", &[("desk", &path)]);
        return Err(Failure::with_code(NO_LINE, said));
    }
    let make = words.get("cli-offer-make");
    let demo = words.get("cli-offer-demo");
    show::say(&format!(
        "{}\n\n  1  {make}: {}\n  2  {demo}: {}\n\n{} ",
        words.with("cli-offer", &[("desk", &path)]),
        words.get("cli-offer-make-what"),
        words.get("cli-offer-demo-what"),
        words.get("cli-offer-choose"),
    ))?;
    let mut answer = String::new();
    stdin().read_line(&mut answer).map_err(Failure::refused)?;
    let chosen = |number: &str, name: &str| {
        let answer = answer.trim();
        answer == number || answer.eq_ignore_ascii_case(name)
    };
    if chosen("1", &make) {
        Init::default().run(desk, arguments)?;
        run(desk, arguments)
    } else if chosen("2", &demo) {
        Demo::default().run(arguments)
    } else {
        Ok(())
    }
}
