//! `loket letter`: letters at the counter.

use super::Arguments;
use super::desk::DeskLine;
use super::document::upload;
use super::done::{self, act_and_tell};
use super::exit::Failure;
use super::given;
use super::listing::{Listing, moment_value, sheet_stage, sheet_stage_key};
use super::names;
use super::show::{self, Lines, Table};
use super::transfer::TransferOf;
use crate::domain::act::{Command, LetterEntry};
use crate::domain::checklist::Evidence;
use crate::domain::contact::Contact;
use crate::domain::letter::{LetterForm, LetterSource, Nature, Urgency};
use crate::domain::written::Prefer;
use crate::paths::DeskFolder;
use crate::text::safe;
use crate::wire::message::List;
use crate::wire::view::LetterView;
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Debug, Subcommand)]
pub enum Letter {
    /// Lists letters
    #[command(after_help = "Example: loket letter list dinkes --sort received --descending")]
    List(Listing),
    /// Shows a letter with its names and sheets
    #[command(after_help = "Example: loket letter show 0142/2026 --json")]
    Show {
        /// Agenda number
        number: String,
    },
    /// Registers a letter with its names
    #[command(
        after_help = "Example: loket letter new --from 'Dinas Kesehatan' --number 800/12/DINKES --date 20/11/2026 \\\n  --kind issue --name 'Siti Rahmawati, S.Kom.;198704122010012015;1971015204870013;siti@babelprov.go.id;Dinas Kesehatan'"
    )]
    New(Box<New>),
    /// Registers the letter of an SK by which many are transferred, from their list
    #[command(
        after_help = "Example: loket letter transfer mutasi.csv --from BKPSDMD --sk 821.2/40/BKPSDMD/2026 --date 20/11/2026 --tmt 1/12/2026 --dry-run\n         loket letter transfer mutasi.csv --from BKPSDMD --sk 821.2/40/BKPSDMD/2026 --date 20/11/2026 --tmt 1/12/2026 --scan sk.pdf\n         loket letter transfer keluar.csv --out --from BKN --sk 12/2026 --date 20/11/2026 --tmt 1/12/2026 --accept 17=person:4"
    )]
    Transfer(Box<TransferOf>),
}

#[derive(Debug, Args)]
pub struct New {
    /// Who sends it: agency or person
    #[arg(long)]
    from: String,
    /// The sender's number
    #[arg(long, default_value = "")]
    number: String,
    /// The letter's date
    #[arg(long)]
    date: Option<String>,
    /// When it was received; now if not said
    #[arg(long, value_name = "DATE[ TIME]")]
    received: Option<String>,
    /// What is asked for: issue, renew, change, reset or revoke
    #[arg(long, default_value = "issue")]
    kind: String,
    /// What it is about
    #[arg(long, default_value = "")]
    subject: String,
    /// What is enclosed
    #[arg(long, default_value = "")]
    attachments: String,
    /// Who gets a copy
    #[arg(long, default_value = "")]
    copies: String,
    /// ordinary, important or confidential
    #[arg(long, default_value = "ordinary")]
    nature: String,
    /// ordinary, urgent or very-urgent
    #[arg(long, default_value = "ordinary")]
    urgency: String,
    /// Who is written to about it: "Name;email;WhatsApp number"
    #[arg(long, value_name = "FIELDS", default_value = "")]
    contact: String,
    /// The scan of the letter; it also lies beside each name
    #[arg(long, value_name = "FILE")]
    scan: Option<PathBuf>,
    /// A name: "Name;NIP;NIK;email;agency;post;phone;unit"; again for each
    #[arg(long = "name", value_name = "FIELDS")]
    names: Vec<String>,
    /// A CSV file with the names, one a row under a header
    #[arg(long = "names", value_name = "FILE")]
    names_file: Option<PathBuf>,
    /// A remark on every name
    #[arg(long, default_value = "")]
    note: String,
}

impl Letter {
    pub fn run(&self, desk: &DeskFolder, arguments: &Arguments) -> Result<(), Failure> {
        let line = DeskLine::open(desk, arguments)?;
        match self {
            Letter::List(listing) => listing.show(&line, arguments.json, List::Letters),
            Letter::Show { number } => {
                let view = done::letter(&line, given::agenda(&line.words, number)?)?;
                show::either(arguments.json, || value(&view), || text(&line, &view))
            }
            Letter::New(new) => new.run(&line, arguments.json),
            Letter::Transfer(transfer) => transfer.run(&line, arguments.json),
        }
    }
}

impl New {
    /// The contact, by its parts; the desk judges them.
    fn contact(&self) -> Contact {
        let mut parts = self
            .contact
            .splitn(3, ';')
            .map(|part| part.trim().to_owned());
        Contact {
            name: parts.next().unwrap_or_default(),
            email: parts.next().unwrap_or_default(),
            phone: parts.next().unwrap_or_default(),
        }
    }

    fn run(&self, line: &DeskLine, as_json: bool) -> Result<(), Failure> {
        let words = &line.words;
        let today = line.now().day();
        let kind = given::kind(words, &self.kind)?;
        let mut names = names::given(words, &self.names, kind, &self.from)?;
        if let Some(file) = &self.names_file {
            names.extend(names::from_file(line, file, kind, &self.from)?);
        }
        let form = LetterForm {
            from: self.from.clone(),
            number: self.number.clone(),
            date: given::day_if(words, self.date.as_deref(), today, Prefer::Past)?,
            received: match &self.received {
                Some(text) => given::moment(words, text, today)?.or_now(line.now()),
                None => line.now(),
            },
            nature: given::choice(words, &self.nature, &Nature::ALL, Nature::as_str)?,
            urgency: given::choice(words, &self.urgency, &Urgency::ALL, Urgency::as_str)?,
            attachments: self.attachments.clone(),
            subject: self.subject.clone(),
            copies: self.copies.clone(),
            scan: None,
            contact: self.contact(),
        };
        let mut letter = LetterEntry {
            form,
            source: LetterSource::Letter,
            names,
        };
        for name in &mut letter.names {
            name.note = self.note.clone();
        }
        if let Some(path) = &self.scan {
            let evidence = upload(line, path)?;
            if let Evidence::File { hash, .. } = &evidence {
                letter.form.scan = Some(*hash);
            }
            let key = crate::domain::policy::DocumentKey::Letter;
            for name in &mut letter.names {
                name.documents.push((key, evidence.clone()));
            }
        }
        act_and_tell(line, as_json, Command::Register { letter })
    }
}

fn value(view: &LetterView) -> Value {
    let letter = &view.letter;
    let form = &letter.form;
    json!({
        "no": letter.no.to_string(),
        "revision": letter.revision,
        "from": form.from,
        "number": form.number,
        "date": form.date,
        "received": moment_value(form.received),
        "registered": moment_value(letter.registered),
        "nature": form.nature.as_str(),
        "urgency": form.urgency.as_str(),
        "subject": form.subject,
        "attachments": form.attachments,
        "copies": form.copies,
        "contact": {
            "name": form.contact.name, "email": form.contact.email, "phone": form.contact.phone,
        },
        "scan": form.scan.map(|hash| hash.to_string()),
        "void": letter.void,
        "names": view.names.iter().map(|row| json!({
            "no": row.no.to_string(), "kind": row.kind.as_str(), "stage": row.stage.as_str(),
            "name": row.name, "nip": row.nip, "agency": row.agency, "revision": row.revision,
        })).collect::<Vec<_>>(),
        "sheets": view.sheets.iter().map(|sheet| json!({
            "no": sheet.no.to_string(), "lies_with": sheet_stage_key(sheet.stage),
            "requests": sheet.requests.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "revision": sheet.revision,
        })).collect::<Vec<_>>(),
        "may": view.may.iter().map(|act| act.as_str()).collect::<Vec<_>>(),
    })
}

fn text(line: &DeskLine, view: &LetterView) -> String {
    let words = &line.words;
    let letter = &view.letter;
    let form = &letter.form;
    let clean = |text: &str| safe(text).into_owned();
    let mut lines = Lines::default();
    lines.add(words.get("cli-head-number"), letter.no.to_string());
    lines.add(words.get("field-from"), clean(&form.from));
    lines.add(words.get("field-number"), clean(&form.number));
    let date = form.date.map(|date| words.date(date)).unwrap_or_default();
    lines.add(words.get("field-letter_date"), date);
    lines.add(words.get("field-received"), words.moment(form.received));
    lines.add(
        words.get("field-nature"),
        words.of("nature", form.nature.as_str()),
    );
    lines.add(
        words.get("field-urgency"),
        words.of("urgency", form.urgency.as_str()),
    );
    lines.add(words.get("field-subject"), clean(&form.subject));
    lines.add(words.get("field-attachments"), clean(&form.attachments));
    lines.add(words.get("field-copies"), clean(&form.copies));
    let contact = &form.contact;
    let ways = [&contact.name, &contact.phone, &contact.email].map(|way| clean(way));
    let ways: Vec<String> = ways.into_iter().filter(|way| !way.is_empty()).collect();
    lines.add(words.get("field-contact"), ways.join(" · "));
    for sheet in &view.sheets {
        lines.add(
            words.with("record-sheet", &[("id", &sheet.no.to_string())]),
            sheet_stage(words, sheet.stage),
        );
    }
    let mut table = Table::new(vec![
        words.get("cli-head-number"),
        words.get("field-kind"),
        words.get("field-name"),
        words.get("field-agency"),
        words.get("cli-head-stage"),
    ]);
    for row in &view.names {
        table.row(vec![
            row.no.to_string(),
            words.of("kind-short", row.kind.as_str()),
            clean(&row.name),
            clean(&row.agency),
            words.of("stage", row.stage.as_str()),
        ]);
    }
    format!("{}\n{}", lines.text(), table.text())
}
