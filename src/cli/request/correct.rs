//! `loket request correct-…`: what left the desk is corrected with a reason; what is not said stays as
//! it is on record.

use crate::cli::desk::DeskLine;
use crate::cli::exit::Failure;
use crate::cli::given;
use crate::domain::act::{Command, Correction, Seen};
use crate::domain::time::Day;
use crate::domain::written::Prefer;
use crate::wire::view::RequestView;
use clap::Args;

#[derive(Debug, Args)]
pub struct CorrectSending {
    /// The request's number
    pub request: String,
    /// Why
    #[arg(long)]
    reason: String,
    /// The day on which it was sent
    #[arg(long)]
    date: Option<String>,
    /// BSrE's ticket
    #[arg(long)]
    ticket: Option<String>,
    /// How it was sent
    #[arg(long)]
    channel: Option<String>,
}

#[derive(Debug, Args)]
pub struct CorrectActivation {
    /// The request's number
    pub request: String,
    /// Why
    #[arg(long)]
    reason: String,
    /// The day of the last link
    #[arg(long)]
    link: Option<String>,
    /// The day of the activation
    #[arg(long)]
    activated: Option<String>,
}

#[derive(Debug, Args)]
pub struct CorrectHandOver {
    /// The request's number
    pub request: String,
    /// Why
    #[arg(long)]
    reason: String,
    /// How: email, whatsapp or in-person
    #[arg(long)]
    channel: Option<String>,
    /// To which address or number
    #[arg(long)]
    address: Option<String>,
    /// What the holder answered
    #[arg(long)]
    reply: Option<String>,
}

fn command(view: &RequestView, what: Correction, reason: &str) -> Command {
    Command::Correct {
        request: Seen {
            id: view.request.no,
            revision: view.request.revision,
        },
        what,
        reason: reason.to_owned(),
    }
}

fn day(line: &DeskLine, text: Option<&String>, known: Option<Day>) -> Result<Option<Day>, Failure> {
    let today = line.now().day();
    let given = given::day_if(&line.words, text.map(String::as_str), today, Prefer::Past)?;
    Ok(given.or(known))
}

/// What was said, else what is on record.
fn or(given: Option<&String>, known: Option<&String>) -> String {
    given.or(known).cloned().unwrap_or_default()
}

impl CorrectSending {
    pub fn command(&self, line: &DeskLine, view: &RequestView) -> Result<Command, Failure> {
        let known = view.request.sending.as_ref();
        let date = day(line, self.date.as_ref(), known.map(|known| known.date))?;
        let what = Correction::Sending {
            date: date.unwrap_or(line.now().day()),
            ticket: or(self.ticket.as_ref(), known.map(|known| &known.ticket)),
            channel: or(self.channel.as_ref(), known.map(|known| &known.channel)),
        };
        Ok(command(view, what, &self.reason))
    }
}

impl CorrectActivation {
    pub fn command(&self, line: &DeskLine, view: &RequestView) -> Result<Command, Failure> {
        let known = view.request.activation.as_ref();
        let link = day(line, self.link.as_ref(), known.map(|known| known.link))?;
        let activated = known.and_then(|known| known.activated);
        let what = Correction::Activation {
            link: link.unwrap_or(line.now().day()),
            activated: day(line, self.activated.as_ref(), activated)?,
        };
        Ok(command(view, what, &self.reason))
    }
}

impl CorrectHandOver {
    pub fn command(&self, _: &DeskLine, view: &RequestView) -> Result<Command, Failure> {
        let known = view.request.hand_over.as_ref();
        let what = Correction::HandOver {
            channel: or(self.channel.as_ref(), known.map(|known| &known.channel)),
            address: or(self.address.as_ref(), known.map(|known| &known.address)),
            reply: or(self.reply.as_ref(), known.map(|known| &known.reply)),
        };
        Ok(command(view, what, &self.reason))
    }
}
