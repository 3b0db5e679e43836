//! Plain `loket`: the desk, full screen.

use super::exit::{Failure, NO_LINE};
use super::{Arguments, connect, desk::words};
use crate::client::holds_desk;
use crate::paths::DeskFolder;
use crate::tui::{self, ScreenError, Setup, pages};
use std::io::IsTerminal;

/// Shows the desk until the person leaves.
pub fn run(desk: &DeskFolder, arguments: &Arguments) -> Result<(), Failure> {
    let words = words(arguments)?;
    if !holds_desk(desk).map_err(|error| connect::no_line(&words, &error))? {
        let path = desk.path().display().to_string();
        let said = words.with("cli-no-desk", &[("desk", &path)]);
        return Err(Failure::with_code(NO_LINE, said));
    }
    if !std::io::stdout().is_terminal() || !std::io::stdin().is_terminal() {
        return Err(Failure::usage(words.get("cli-no-terminal")));
    }
    // Only reports what nobody foresaw; the screen itself gives the terminal back before it.
    let _ = color_eyre::install();
    let setup = Setup {
        language: words.language(),
        wishes: arguments.wishes(),
    };
    if arguments.now.is_some() {
        // Another clock than the one that runs is refused before the screen is taken.
        connect::connect(desk, arguments, &words, true)?;
    }
    let options = connect::options(arguments, words.language(), true);
    tui::open(desk, options, setup, pages::pages(), pages::find_all).map_err(|error| match error {
        ScreenError::Link(error) => connect::no_line(&words, &error),
        ScreenError::DraftLost(problem) => {
            Failure::refused(words.with("draft-lost", &[("problem", &problem)]))
        }
        other => Failure::refused(other),
    })
}
