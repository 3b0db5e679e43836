//! `loket completions` and `loket man`: what a shell and a reader of manuals want to know.

use super::exit::Failure;
use super::outfile;
use super::show;
use super::{Arguments, ENVIRONMENT};
use crate::text::Words;
use clap::{Args, Command, CommandFactory};
use clap_mangen::Man as Manual;
use clap_mangen::roff::{Roff, bold, roman};
use std::path::{Path, PathBuf};
use std::{fs, io};

#[derive(Debug, Args)]
#[command(
    after_help = "Example: loket completions bash > ~/.local/share/bash-completion/completions/loket"
)]
pub struct Completions {
    /// bash, elvish, fish, powershell or zsh
    shell: clap_complete::Shell,
}

#[derive(Debug, Args)]
#[command(
    after_help = "Example: loket man request send | man -l -\n         loket man --all /usr/local/share/man/man1"
)]
pub struct Man {
    /// The verb whose page is printed; the program's own page if none is named
    #[arg(value_name = "VERB", conflicts_with = "all")]
    verb: Vec<String>,
    /// Write a page for every verb into this folder
    #[arg(long, value_name = "DIR")]
    all: Option<PathBuf>,
}

/// Where things lie, for every page.
const FILES: &[(&str, &str)] = &[
    (
        "~/.local/share/loket/desk",
        "the desk, where no other is named",
    ),
    (
        "/etc/loket/desk",
        "a file with the path of this machine's desk",
    ),
    (
        "~/.local/state/loket",
        "drafts, and copies of documents that are open",
    ),
];

/// How a verb ends, for every page.
const EXIT_STATUS: &[(&str, &str)] = &[
    ("0", "done"),
    ("1", "refused, or findings"),
    ("2", "the words of the command are off"),
    ("3", "no server, or no right"),
    ("4", "the desk's data are damaged"),
];

impl Completions {
    pub fn run(&self) -> Result<(), Failure> {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "loket", &mut text);
        show::say(&String::from_utf8_lossy(&text))
    }
}

impl Man {
    pub fn run(&self, arguments: &Arguments) -> Result<(), Failure> {
        if let Some(folder) = &self.all {
            fs::create_dir_all(folder).map_err(Failure::refused)?;
            let words = super::desk::words(arguments)?;
            return pages(&program(), &mut |command| {
                write_page(&words, folder, command)
            });
        }
        let mut command = &program();
        for name in &self.verb {
            let Some(found) = command.find_subcommand(name) else {
                let words = super::desk::words(arguments)?;
                return Err(Failure::wrong(
                    &words,
                    "man-unknown-verb",
                    &[("verb", name)],
                ));
            };
            command = found;
        }
        let text = page(command).map_err(Failure::refused)?;
        show::say(&String::from_utf8_lossy(&text))
    }
}

/// The program with every verb under its whole name (`loket-request-send`).
fn program() -> Command {
    let mut command = Arguments::command().disable_help_subcommand(true);
    command.build();
    command
}

/// Goes through a command and all below it.
fn pages(
    command: &Command,
    each: &mut impl FnMut(&Command) -> Result<(), Failure>,
) -> Result<(), Failure> {
    each(command)?;
    command
        .get_subcommands()
        .try_for_each(|verb| pages(verb, each))
}

fn write_page(words: &Words, folder: &Path, command: &Command) -> Result<(), Failure> {
    let text = page(command).map_err(Failure::refused)?;
    let name = Manual::new(command.clone()).get_filename();
    outfile::write(words, &folder.join(name), &text)
}

/// A page: what the verb does and takes, an example, and what holds for every verb.
fn page(command: &Command) -> io::Result<Vec<u8>> {
    let mut text = Vec::new();
    let manual = Manual::new(command.clone());
    manual.render_title(&mut text)?;
    manual.render_name_section(&mut text)?;
    manual.render_synopsis_section(&mut text)?;
    manual.render_description_section(&mut text)?;
    manual.render_options_section(&mut text)?;
    if command.has_subcommands() {
        manual.render_subcommands_section(&mut text)?;
    }
    let mut roff = Roff::new();
    let example = example(command);
    if !example.is_empty() {
        plain(&mut roff, "EXAMPLES", &example);
    }
    table(&mut roff, "FILES", FILES);
    let environment = ENVIRONMENT
        .trim_start_matches("Environment:")
        .trim_matches('\n');
    plain(&mut roff, "ENVIRONMENT", environment);
    table(&mut roff, "EXIT STATUS", EXIT_STATUS);
    if let Some((above, _)) = command
        .get_display_name()
        .and_then(|name| name.rsplit_once('-'))
    {
        plain(&mut roff, "SEE ALSO", &format!("{above}(1)"));
    }
    roff.to_writer(&mut text)?;
    Ok(text)
}

/// The example of a verb, as its help shows it; the program's own help ends with something else.
fn example(command: &Command) -> String {
    let help = command.get_after_help().map(ToString::to_string);
    let help = help.unwrap_or_default();
    let lines = help.strip_prefix("Example: ").unwrap_or_default().lines();
    lines.map(str::trim).collect::<Vec<_>>().join("\n")
}

/// A section whose lines stay as they are.
fn plain(roff: &mut Roff, title: &str, lines: &str) {
    roff.control("SH", [title]).control("nf", []);
    for line in lines.lines() {
        roff.text([roman(line)]);
    }
    roff.control("fi", []);
}

/// A section of terms and what they mean.
fn table(roff: &mut Roff, title: &str, rows: &[(&str, &str)]) {
    roff.control("SH", [title]);
    for (term, meaning) in rows {
        roff.control("TP", [])
            .text([bold(*term)])
            .text([roman(*meaning)]);
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Each verb that does something has a page with an example of itself, and so has its help.
    #[test]
    fn every_verb_has_a_page_with_an_example() {
        let mut seen = 0;
        pages(&program(), &mut |command| {
            let text = String::from_utf8(page(command).unwrap()).unwrap();
            for section in ["FILES", "ENVIRONMENT", "EXIT STATUS", "LOKET_DESK"] {
                assert!(text.contains(section), "{section}: {text}");
            }
            if !command.has_subcommands() {
                let name = command.get_bin_name().unwrap();
                assert!(example(command).contains(name), "{name} has no example");
            }
            seen += 1;
            Ok(())
        })
        .unwrap();
        assert!(seen > 50, "only {seen} pages");
    }
}
