//! The message that fits a request as it stands, as text to send.

use crate::cli::desk::DeskLine;
use crate::cli::done;
use crate::cli::exit::Failure;
use crate::cli::given;
use crate::cli::show;
use crate::outgo::message::{self, Recipient, Record};
use crate::text::Arg;
use clap::Args;
use serde_json::json;

#[derive(Debug, Args)]
pub struct Message {
    /// The request's number
    request: String,
    /// Who is told: requester, holder or service-desk; the likely one if not said
    #[arg(long, value_name = "WHO")]
    to: Option<String>,
}

impl Message {
    pub fn run(&self, line: &DeskLine, as_json: bool) -> Result<(), Failure> {
        let view = done::request(line, line.request_no(&self.request)?)?;
        let all = message::recipients(&view.request);
        let to = match &self.to {
            Some(to) => Some(given::choice(
                &line.words,
                to,
                &Recipient::ALL,
                Recipient::as_str,
            )?),
            None => all.first().copied(),
        };
        let record = Record {
            request: &view.request,
            letter: &view.letter,
            certificate: view.certificate.as_ref(),
            about: view.about.as_ref(),
            days: view.days,
            today: line.now().day(),
        };
        let told = to.and_then(|to| message::message(line.policy(), &record, to));
        let Some(told) = told else {
            let no = view.request.no.to_string();
            let all: Vec<&str> = all.into_iter().map(Recipient::as_str).collect();
            let args: [(&str, &dyn Arg); 2] = [("no", &no), ("known", &all.join(", "))];
            let said = match all.is_empty() {
                true => line.words.with("cli-message-none", &args),
                false => line.words.with("cli-message-not-to", &args),
            };
            return Err(Failure::refused(said));
        };
        show::either(
            as_json,
            || {
                json!({
                    "to": told.to.as_str(), "name": told.contact.name,
                    "email": told.contact.email, "phone": told.contact.phone,
                    "chat": told.chat(), "whatsapp": told.link(), "text": told.text,
                })
            },
            || {
                let link = told.chat().map(|link| format!("\n{link}\n"));
                format!("{}\n{}", told.text, link.unwrap_or_default())
            },
        )
    }
}
