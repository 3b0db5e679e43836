//! `loket letter transfer`: the letter of an SK by which many are transferred, with the names of its
//! list [R3.21, R3.22].

use super::connect::unexpected;
use super::desk::DeskLine;
use super::document::upload;
use super::done::tell;
use super::exit::Failure;
use super::given;
use super::show;
use crate::domain::act::{Command, Transfer, TransferOrder, TransferRow};
use crate::domain::checklist::Evidence;
use crate::domain::identity::mask_niks;
use crate::domain::ids::{FileHash, PersonId};
use crate::domain::letter::LetterForm;
use crate::domain::time::Day;
use crate::domain::written::Prefer;
use crate::intake::transfers::{self, TransferRows};
use crate::intake::{CsvFile, IntakeError, MappingFile, Plan, all_said, fault};
use crate::text::{Arg, Words, history, refusal, safe};
use crate::wire::message::{Ask, Tell};
use crate::wire::transfer::{TransferLine, TransferOutcome, TransferView};
use clap::Args;
use serde_json::{Value, json};
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct TransferOf {
    /// The list: CSV with , ; tab or |, UTF-8 or Windows-1252; name, NIP or NIK, and the new agency
    file: PathBuf,
    /// Who decided it
    #[arg(long)]
    from: String,
    /// Number of the SK
    #[arg(long, value_name = "NUMBER")]
    sk: String,
    /// Date of the SK
    #[arg(long)]
    date: String,
    /// From when it holds (TMT)
    #[arg(long, value_name = "DATE")]
    tmt: String,
    /// Out of the province: the certificates are to be revoked
    #[arg(long)]
    out: bool,
    /// What it is about
    #[arg(long, default_value = "")]
    subject: String,
    /// The scan of the SK; without it the original lies at the counter
    #[arg(long, value_name = "FILE")]
    scan: Option<PathBuf>,
    /// A mapping of columns
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Who a row is where that is for you to say: ROW=PERSON
    #[arg(long, value_name = "ROW=PERSON")]
    accept: Vec<String>,
    /// Say what would happen and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl TransferOf {
    pub fn run(&self, line: &DeskLine, as_json: bool) -> Result<(), Failure> {
        let words = &line.words;
        let today = line.now().day();
        let date = given::day(words, &self.date, today, Prefer::Past)?;
        let effective = given::day(words, &self.tmt, today, Prefer::Past)?;
        let transfer = match self.out {
            true => Transfer::Out,
            false => Transfer::Inside,
        };
        let mut list = self.read(line, transfer)?;
        self.accepted(words, &mut list)?;
        let view = judge(line, transfer, &list.rows)?;
        let ready = ready(&list.rows, &view);
        show::either(
            as_json && self.dry_run,
            || self.json(words, &list, &view),
            || self.text(line, &list, &view),
        )?;
        if self.dry_run {
            return Ok(());
        }
        if ready.is_empty() {
            return Err(Failure::refused(words.get("transfer-nothing")));
        }
        let (sk, scan) = self.scanned(line)?;
        let order = TransferOrder {
            transfer,
            letter: self.letter(line, date, scan),
            effective,
            sk,
            rows: ready,
        };
        let command = Command::Transfer {
            order: Box::new(order),
        };
        let act = command.kind().as_str();
        tell(line, as_json, act, &line.act(command)?)
    }

    fn read(&self, line: &DeskLine, transfer: Transfer) -> Result<TransferRows, Failure> {
        let words = &line.words;
        let fail = |error: IntakeError| Failure::refused(fault(&error, words));
        let kept = self
            .map
            .as_deref()
            .map(|path| super::import::kept(path, words));
        let kept = kept.transpose()?;
        let kept = kept.map(|text| MappingFile::parse(&text).map_err(fail));
        let source = CsvFile::open(&self.file).map_err(fail)?;
        let domains = line.policy().office.email_domains.clone();
        let hints = transfers::hints(&domains, kept.transpose()?);
        let plan = Plan::propose(&source, &hints).map_err(fail)?;
        transfers::read(&source, &plan, transfer, self.sk.trim()).map_err(fail)
    }

    /// What the clerk says of single rows.
    fn accepted(&self, words: &Words, list: &mut TransferRows) -> Result<(), Failure> {
        for said in &self.accept {
            let wrong = || Failure::wrong(words, "cli-transfer-accept", &[("given", said)]);
            let (row, who) = said.split_once('=').ok_or_else(wrong)?;
            let number: u32 = row.trim().parse().map_err(|_| wrong())?;
            let id = who.trim();
            let id = id.strip_prefix("person:").unwrap_or(id);
            let person = PersonId(id.parse().map_err(|_| wrong())?);
            let row = list.rows.iter_mut().find(|row| row.row.row == number);
            row.ok_or_else(wrong)?.meant = Some(person);
        }
        Ok(())
    }

    fn scanned(&self, line: &DeskLine) -> Result<(Evidence, Option<FileHash>), Failure> {
        let Some(path) = &self.scan else {
            return Ok((Evidence::Paper, None));
        };
        let evidence = upload(line, path)?;
        let hash = match &evidence {
            Evidence::File { hash, .. } => Some(*hash),
            _ => None,
        };
        Ok((evidence, hash))
    }

    fn letter(&self, line: &DeskLine, date: Day, scan: Option<FileHash>) -> LetterForm {
        LetterForm {
            from: self.from.clone(),
            number: self.sk.clone(),
            date: Some(date),
            received: line.now(),
            nature: Default::default(),
            urgency: Default::default(),
            attachments: String::new(),
            subject: match self.subject.trim() {
                "" => line.words.get("transfer-subject"),
                subject => subject.to_owned(),
            },
            copies: String::new(),
            scan,
            contact: Default::default(),
        }
    }

    fn json(&self, words: &Words, list: &TransferRows, view: &TransferView) -> Value {
        let mut told = json!({
            "file": self.file.display().to_string(),
            "dry_run": self.dry_run,
            "rows": list.rows.len() + list.left_out.len(),
            "unread": list.left_out.iter().map(|row| json!({
                "row": row.row,
                "name": row.name,
                "reasons": row.reasons.iter().map(|why| why.as_str()).collect::<Vec<_>>(),
            })).collect::<Vec<_>>(),
        });
        for outcome in TransferOutcome::ALL {
            told[outcome.as_str()] = json!(view.count(outcome));
        }
        let lines = list.rows.iter().zip(&view.lines);
        told["results"] = lines.map(|(row, line)| result(words, row, line)).collect();
        told
    }

    fn text(&self, line: &DeskLine, list: &TransferRows, view: &TransferView) -> String {
        let words = &line.words;
        let counts = TransferOutcome::ALL.map(|outcome| {
            let said = words.of("transfer-outcome", outcome.as_str());
            format!("{} {said}", view.count(outcome))
        });
        let args: [(&str, &dyn Arg); 1] = [("counts", &counts.join(", "))];
        let mut text = words.with("cli-transfer-list", &args) + "\n";
        for row in &list.left_out {
            let why = all_said(&row.reasons, words);
            text += &format!("{:>6}  {}  {why}\n", row.row, safe(&row.name));
        }
        for (row, judged) in list.rows.iter().zip(&view.lines) {
            if judged.outcome != TransferOutcome::Ready || !judged.differs.is_empty() {
                text += &told(line, row, judged);
            }
        }
        mask_niks(&text).into_owned()
    }
}

fn judge(
    line: &DeskLine,
    transfer: Transfer,
    rows: &[TransferRow],
) -> Result<TransferView, Failure> {
    let rows = rows.to_vec();
    match line.ask(Ask::Transfers { transfer, rows })? {
        Tell::Transfers(view) => Ok(*view),
        other => Err(unexpected(&line.words, &other)),
    }
}

/// Who goes onto the letter; where a row is registered by now, it is sent once more, so that a second
/// run tells that nothing is new.
fn ready(rows: &[TransferRow], view: &TransferView) -> Vec<TransferRow> {
    let of = |outcome| {
        let lines = rows.iter().zip(&view.lines);
        let lines = lines.filter(move |(_, line)| line.outcome == outcome);
        lines.map(|(row, _)| row.clone()).collect::<Vec<_>>()
    };
    match of(TransferOutcome::Ready) {
        none if none.is_empty() => of(TransferOutcome::Known),
        ready => ready,
    }
}

fn result(words: &Words, row: &TransferRow, line: &TransferLine) -> Value {
    json!({
        "row": line.row,
        "outcome": line.outcome.as_str(),
        "name": row.name,
        "people": line.people.iter().map(|one| json!({
            "person": one.id.0, "name": one.name, "nip": one.nip, "agency": one.agency,
        })).collect::<Vec<_>>(),
        "differs": line.differs.iter().map(|fact| history::piece(words, fact)).collect::<Vec<_>>(),
        "request": line.open.map(|no| no.to_string()),
        "why": line.why.as_ref().map(|why| why.code()),
    })
}

fn told(line: &DeskLine, row: &TransferRow, judged: &TransferLine) -> String {
    let words = &line.words;
    let mut said: Vec<String> = judged
        .differs
        .iter()
        .map(|fact| history::piece(words, fact))
        .collect();
    if judged.outcome == TransferOutcome::Proposal {
        let like = judged.people.iter();
        let like: Vec<String> = like
            .map(|one| format!("{} (person:{})", safe(&one.name), one.id.0))
            .collect();
        said.insert(0, words.with("recap-like", &[("names", &like.join(", "))]));
    }
    said.extend(judged.open.map(|no| no.to_string()));
    let name = |id| line.officer_name(id);
    let why = judged.why.as_ref();
    said.extend(why.map(|why| refusal::sentence(words, line.now(), &name, why)));
    format!(
        "{:>6}  {}  {}  {}\n",
        judged.row,
        words.of("transfer-outcome", judged.outcome.as_str()),
        safe(&row.name),
        said.join("; ")
    )
}
