//! The letter that answers a rejected one.

use super::seen::seen;
use crate::cli::desk::DeskLine;
use crate::cli::exit::Failure;
use crate::cli::given;
use crate::domain::act::Command;
use crate::domain::written::Prefer;
use clap::Args;

#[derive(Debug, Args)]
pub struct ReplyGiven {
    /// The request's number
    request: String,
    /// Number of the letter
    #[arg(long)]
    number: String,
    /// Its date; today if not said
    #[arg(long)]
    date: Option<String>,
}

impl ReplyGiven {
    pub fn command(&self, line: &DeskLine) -> Result<Command, Failure> {
        let today = line.now().day();
        let date = match &self.date {
            Some(text) => given::day(&line.words, text, today, Prefer::Past)?,
            None => today,
        };
        Ok(Command::Reply {
            request: seen(line, &self.request)?,
            number: self.number.clone(),
            date,
        })
    }
}
