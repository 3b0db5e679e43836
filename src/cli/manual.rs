//! `loket completions` and `loket man`: what a shell and a reader of manuals want to know.

use super::Arguments;
use super::exit::Failure;
use super::show;
use clap::{Args, CommandFactory};
use std::path::PathBuf;

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
    after_help = "Example: loket man | man -l -\n         loket man --into /usr/local/share/man/man1"
)]
pub struct Man {
    /// Write a page for every verb into this folder
    #[arg(long, value_name = "DIR")]
    into: Option<PathBuf>,
}

impl Completions {
    pub fn run(&self) -> Result<(), Failure> {
        let mut text = Vec::new();
        clap_complete::generate(self.shell, &mut Arguments::command(), "loket", &mut text);
        show::say(&String::from_utf8_lossy(&text))
    }
}

impl Man {
    pub fn run(&self) -> Result<(), Failure> {
        let command = Arguments::command();
        match &self.into {
            Some(folder) => clap_mangen::generate_to(command, folder).map_err(Failure::refused),
            None => {
                let mut text = Vec::new();
                let page = clap_mangen::Man::new(command);
                page.render(&mut text).map_err(Failure::refused)?;
                show::say(&String::from_utf8_lossy(&text))
            }
        }
    }
}
