//! `loket request certificate|outcome|cause|letter-to-bsre`: what a kind must know beside the
//! identity; of a cause or letter that is on record, what is not said stays.

use crate::cli::desk::DeskLine;
use crate::cli::exit::Failure;
use crate::cli::given;
use crate::domain::act::{Command, Seen};
use crate::domain::policy::Cause;
use crate::domain::request::{Outcome, Outgoing, Particular, StatedCause};
use crate::domain::written::Prefer;
use crate::wire::view::RequestView;
use clap::Args;

#[derive(Debug, Args)]
pub struct Meant {
    /// The request's number
    pub request: String,
    /// The number of the certificate that is meant
    certificate: String,
}

#[derive(Debug, Args)]
pub struct Decided {
    /// The request's number
    pub request: String,
    /// reissue: the old one is revoked and another one comes; data-only: the certificate stays
    outcome: String,
}

#[derive(Debug, Args)]
pub struct CauseGiven {
    /// The request's number
    pub request: String,
    /// The cause by its key in the policy
    cause: String,
    /// Number of its document
    #[arg(long)]
    number: Option<String>,
    /// Date of its document
    #[arg(long)]
    date: Option<String>,
    /// TMT: the day from which it holds
    #[arg(long)]
    tmt: Option<String>,
    /// The cause in words
    #[arg(long)]
    text: Option<String>,
}

#[derive(Debug, Args)]
pub struct LetterGiven {
    /// The request's number
    pub request: String,
    /// Number of the letter to BSrE's Service Desk
    #[arg(long)]
    number: Option<String>,
    /// Its date; today if not said
    #[arg(long)]
    date: Option<String>,
    /// Who signed it
    #[arg(long)]
    signer: Option<String>,
    /// What lies with it
    #[arg(long)]
    attachments: Option<String>,
}

fn command(view: &RequestView, what: Particular) -> Command {
    Command::State {
        request: Seen {
            id: view.request.no,
            revision: view.request.revision,
        },
        what: Box::new(what),
    }
}

fn no_choice(line: &DeskLine, given: &str, known: &[&str]) -> Failure {
    let known = known.join(", ");
    let args: [(&str, &dyn crate::text::Arg); 2] = [("given", &given), ("known", &known)];
    Failure::wrong(&line.words, "cli-no-choice", &args)
}

/// What was said, else what is on record.
fn or(given: Option<&String>, known: Option<&String>) -> String {
    given.or(known).cloned().unwrap_or_default()
}

impl Meant {
    pub fn command(&self, line: &DeskLine, view: &RequestView) -> Result<Command, Failure> {
        let id = given::certificate(&line.words, &self.certificate)?;
        Ok(command(view, Particular::Certificate(id)))
    }
}

impl Decided {
    pub fn command(&self, line: &DeskLine, view: &RequestView) -> Result<Command, Failure> {
        let known = Outcome::ALL.map(Outcome::as_str);
        let outcome = Outcome::from_key(&self.outcome);
        let outcome = outcome.ok_or_else(|| no_choice(line, &self.outcome, &known))?;
        Ok(command(view, Particular::Outcome(outcome)))
    }
}

impl CauseGiven {
    pub fn command(&self, line: &DeskLine, view: &RequestView) -> Result<Command, Failure> {
        let known = Cause::ALL.map(Cause::as_str);
        let cause = Cause::from_key(&self.cause);
        let cause = cause.ok_or_else(|| no_choice(line, &self.cause, &known))?;
        let known = view.request.particulars.cause.as_ref();
        let today = line.now().day();
        let day = |text: &Option<String>, prefer| {
            given::day_if(&line.words, text.as_deref(), today, prefer)
        };
        let date = day(&self.date, Prefer::Past)?;
        let effective = day(&self.tmt, Prefer::Future)?;
        let stated = StatedCause {
            cause,
            number: or(self.number.as_ref(), known.map(|known| &known.number)),
            date: date.or(known.and_then(|known| known.date)),
            effective: effective.or(known.and_then(|known| known.effective)),
            text: or(self.text.as_ref(), known.map(|known| &known.text)),
        };
        Ok(command(view, Particular::Cause(stated)))
    }
}

impl LetterGiven {
    pub fn command(&self, line: &DeskLine, view: &RequestView) -> Result<Command, Failure> {
        let known = view.request.particulars.outgoing.as_ref();
        let today = line.now().day();
        let date = given::day_if(&line.words, self.date.as_deref(), today, Prefer::Past)?;
        let letter = Outgoing {
            number: or(self.number.as_ref(), known.map(|known| &known.number)),
            date: date.or(known.map(|known| known.date)).unwrap_or(today),
            signer: or(self.signer.as_ref(), known.map(|known| &known.signer)),
            attachments: or(
                self.attachments.as_ref(),
                known.map(|known| &known.attachments),
            ),
        };
        Ok(command(view, Particular::Outgoing(letter)))
    }
}
