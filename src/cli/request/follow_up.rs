//! A request that follows up an ended one, and papers that go along from an earlier one.

use super::edit::Fields;
use super::seen::{seen, view};
use crate::cli::desk::DeskLine;
use crate::cli::document::upload;
use crate::cli::exit::Failure;
use crate::cli::given;
use crate::domain::act::{Command, LetterEntry, NameForm};
use crate::domain::checklist::Evidence;
use crate::domain::letter::{LetterForm, LetterSource, Nature, Urgency};
use crate::domain::policy::DocumentKey;
use crate::domain::written::Prefer;
use clap::Args;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct FollowUp {
    /// The number of the ended request
    request: String,
    /// Who sends the new letter; the sender of the earlier one if not said
    #[arg(long)]
    from: Option<String>,
    /// The letter's number
    #[arg(long, default_value = "")]
    number: String,
    /// The letter's date
    #[arg(long)]
    date: Option<String>,
    /// What it is about
    #[arg(long, default_value = "")]
    subject: String,
    /// The scan of the letter
    #[arg(long, value_name = "FILE")]
    scan: Option<PathBuf>,
    /// What is asked for; the kind that fits the certificate now if not said
    #[arg(long)]
    kind: Option<String>,
    /// A remark
    #[arg(long, default_value = "")]
    note: String,
    #[command(flatten)]
    fields: Fields,
}

#[derive(Debug, Args)]
pub struct Carry {
    /// The number of the request that takes the papers
    request: String,
    /// The number of the earlier request of the same person
    #[arg(long)]
    from: String,
}

impl FollowUp {
    pub fn command(&self, line: &DeskLine) -> Result<Command, Failure> {
        let words = &line.words;
        let view = view(line, &self.request)?;
        let identity = self.fields.changed(line, &view)?;
        let kind = match &self.kind {
            Some(text) => given::kind(words, text)?,
            None => view.next_kind,
        };
        let scan = match &self.scan {
            Some(path) => Some(upload(line, path)?),
            None => None,
        };
        let from = self.from.clone();
        let form = LetterForm {
            from: from.unwrap_or_else(|| view.letter.form.from.clone()),
            number: self.number.clone(),
            date: given::day_if(words, self.date.as_deref(), line.now().day(), Prefer::Past)?,
            received: line.now(),
            nature: Nature::default(),
            urgency: Urgency::default(),
            attachments: String::new(),
            subject: self.subject.clone(),
            copies: String::new(),
            scan: match &scan {
                Some(Evidence::File { hash, .. }) => Some(*hash),
                _ => None,
            },
            contact: view.letter.form.contact.clone(),
        };
        let name = NameForm {
            kind,
            identity: identity.unwrap_or(view.request.identity),
            note: self.note.clone(),
            documents: scan
                .into_iter()
                .map(|scan| (DocumentKey::Letter, scan))
                .collect(),
            mended: Vec::new(),
            row: None,
            follows: Some(view.request.no),
        };
        let letter = LetterEntry {
            form,
            source: LetterSource::Letter,
            names: vec![name],
        };
        Ok(Command::Register { letter })
    }
}

impl Carry {
    pub fn command(&self, line: &DeskLine) -> Result<Command, Failure> {
        Ok(Command::Carry {
            request: seen(line, &self.request)?,
            from: line.request_no(&self.from)?,
        })
    }
}
