//! `loket audit`: the ledger. The log tells the story of every act; verify reads it through.

mod offline;

use super::Arguments;
use super::connect::{no_line, unanswered, unexpected};
use super::desk::{DeskLine, words};
use super::done::record_value;
use super::exit::{DAMAGED, Failure, REFUSED};
use super::given;
use super::listing::moment_value;
use super::show;
use crate::client::{Link, LinkError, LinkOptions};
use crate::domain::ids::RecordId;
use crate::paths::DeskFolder;
use crate::text::{Words, history, request::record, safe};
use crate::wire::message::{Ask, Tell};
use crate::wire::view::{Fact, HistoryRow, Value as Told, VerifyView};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::io::IsTerminal;

pub use offline::{as_failure, hex, hold, progress, verify_files};

/// Lines of one ask.
const WINDOW: u16 = 500;

#[derive(Debug, Subcommand)]
pub enum Audit {
    /// Tells what happened, oldest first: when, who, what, which record, from where
    #[command(
        after_help = "Example: loket audit log --record 0142.03/2026\n         loket audit log --limit 0 --json"
    )]
    Log(Log),
    /// Tells the exceptions: paper without scan, 1 orang, merangkap, what was recorded late, accepted
    /// warnings, conversions, urgent revocations and what follows them too late, looks at a NIK,
    /// refused attempts, officers
    #[command(
        after_help = "Example: loket audit exceptions --limit 20\n         loket audit exceptions --record 0142.03/2026 --json"
    )]
    Exceptions(Log),
    /// Reads the whole ledger through; exits with 4 where it is damaged
    #[command(after_help = "Example: loket audit verify")]
    Verify,
}

#[derive(Debug, Args)]
pub struct Log {
    /// Only what concerns this record: 0142.03/2026, 0142/2026, certificate:7, officer:2 or desk
    #[arg(long)]
    record: Option<String>,
    /// The newest so many lines; 0 for all
    #[arg(long, default_value_t = 100, value_name = "N")]
    limit: u32,
}

impl Audit {
    pub fn run(&self, desk: &DeskFolder, arguments: &Arguments) -> Result<(), Failure> {
        match self {
            Audit::Log(log) => log.run(&DeskLine::open(desk, arguments)?, arguments.json),
            Audit::Exceptions(log) => {
                log.exceptions(&DeskLine::open(desk, arguments)?, arguments.json)
            }
            Audit::Verify => verify(desk, arguments),
        }
    }
}

impl Log {
    fn run(&self, line: &DeskLine, as_json: bool) -> Result<(), Failure> {
        let record = self.record(line)?;
        let (rows, total) = fetch(line, record, self.limit, |_| true)?;
        show::either(
            as_json,
            || json!({"total": total, "events": rows.iter().map(|row| value(&line.words, row)).collect::<Vec<_>>()}),
            || rows.iter().map(|row| text(&line.words, row)).collect(),
        )?;
        if !as_json && (rows.len() as u32) < total {
            let shown = rows.len();
            let args: [(&str, &dyn crate::text::Arg); 2] = [("shown", &shown), ("total", &total)];
            crate::cli::show::aside(&format!(
                "loket: {}\n",
                line.words.with("cli-log-part", &args)
            ));
        }
        Ok(())
    }

    /// The record that is asked about.
    fn record(&self, line: &DeskLine) -> Result<Option<RecordId>, Failure> {
        let record = self.record.as_deref();
        record
            .map(|text| given::record(&line.words, text))
            .transpose()
    }

    /// The lines that are exceptions, and why.
    fn exceptions(&self, line: &DeskLine, as_json: bool) -> Result<(), Failure> {
        let record = self.record(line)?;
        let (rows, _) = fetch(line, record, self.limit, |row| !row.exceptions.is_empty())?;
        let words = &line.words;
        show::either(
            as_json,
            || json!({"events": rows.iter().map(|row| value(words, row)).collect::<Vec<_>>()}),
            || match rows.is_empty() {
                true => format!("{}\n", words.get("cli-no-exceptions")),
                false => rows.iter().map(|row| excepted(words, row)).collect(),
            },
        )
    }
}

/// A line with why it is an exception below it.
fn excepted(words: &Words, row: &HistoryRow) -> String {
    let why = history::exceptions(words, &row.exceptions);
    format!("{}        {why}\n", text(words, row))
}

/// The newest lines to be kept, oldest first, and how many lines there are in all.
fn fetch(
    line: &DeskLine,
    record: Option<RecordId>,
    limit: u32,
    keep: impl Fn(&HistoryRow) -> bool,
) -> Result<(Vec<HistoryRow>, u32), Failure> {
    let limit = if limit == 0 { u32::MAX } else { limit };
    let mut rows: Vec<HistoryRow> = Vec::new();
    let mut before = None;
    let mut read: u32 = 0;
    loop {
        let count = match limit.saturating_sub(read) {
            0 => WINDOW,
            left => left.min(u32::from(WINDOW)) as u16,
        };
        let ask = match record {
            Some(record) => Ask::History {
                record,
                from: read,
                count,
            },
            None => Ask::Audit { before, count },
        };
        let (total, more) = match line.ask(ask)? {
            Tell::History { total, rows } => (total, rows),
            other => return Err(unexpected(&line.words, &other)),
        };
        let last = more.last().map(|row| row.sequence);
        read += more.len() as u32;
        let ended = more.is_empty() || last == Some(1) || read >= total;
        rows.extend(more.into_iter().filter(&keep));
        before = last;
        if ended || rows.len() as u32 >= limit {
            rows.truncate(limit as usize);
            rows.reverse();
            return Ok((rows, total));
        }
    }
}

fn value(words: &Words, row: &HistoryRow) -> Value {
    json!({
        "sequence": row.sequence,
        "recorded": moment_value(row.at),
        "stated": row.stated.map(moment_value),
        "officer": row.officer,
        "position": row.position.map(|position| position.as_str()),
        "record": record_value(row.record),
        "event": row.event,
        "capacity": row.capacity.map(|capacity| capacity.as_str()),
        "facts": row.facts.iter().map(|fact| fact_value(words, fact)).collect::<Vec<_>>(),
        "sentence": history::sentence(words, &row.event, &row.facts),
        "origin": row.origin,
        "exceptions": row.exceptions.iter().map(|one| one.as_str()).collect::<Vec<_>>(),
    })
}

/// A fact: what it is about and its values as they are kept, and the words for them.
fn fact_value(words: &Words, fact: &Fact) -> Value {
    json!({
        "name": fact.name,
        "of": fact.of.as_ref().map(kept),
        "was": fact.was.as_ref().map(kept),
        "value": kept(&fact.now),
        "text": history::piece(words, fact),
    })
}

fn kept(value: &Told) -> Value {
    match value {
        Told::Text(text) | Told::Exact(text) => json!(text),
        Told::Key { key, .. } => json!(key),
        Told::Day(day) => json!(day),
        Told::At(at) => moment_value(*at),
        Told::Number(number) => json!(number),
        Told::Words(words) => json!(words),
        Told::List(list) => list.iter().map(kept).collect(),
    }
}

/// One line of the story.
fn text(words: &Words, row: &HistoryRow) -> String {
    let when = match row.stated {
        Some(stated) if stated != row.at => {
            let stated = words.moment(stated);
            let stated = words.with("history-stated", &[("when", &stated)]);
            format!("{} ({stated})", words.moment(row.at))
        }
        _ => words.moment(row.at),
    };
    let post = history::post(words, "position", row.position, row.capacity);
    let post = post.map(|post| format!(" ({post})"));
    let origin = match row.origin.is_empty() {
        true => String::new(),
        false => format!(" [{}]", safe(&row.origin)),
    };
    format!(
        "{:>6}  {when}  {}{}  {}  {}{origin}\n",
        row.sequence,
        safe(&row.officer),
        post.unwrap_or_default(),
        record(words, row.record),
        history::sentence(words, &row.event, &row.facts),
    )
}

/// Through the server where one runs, else on the files, holding the server's lock.
fn verify(desk: &DeskFolder, arguments: &Arguments) -> Result<(), Failure> {
    let words = words(arguments)?;
    let options = LinkOptions {
        may_start: false,
        reconnect: false,
        as_officer: arguments.as_officer.clone(),
        ..LinkOptions::default()
    };
    let verified = match Link::connect_or_start(desk, options) {
        Ok(link) => {
            let (view, words) = through_server(DeskLine::on(link, words)?)?;
            (view.events, view.head, words)
        }
        Err(LinkError::NoServer { .. }) if desk.is_ours() => {
            let verified = verify_files(desk, &words)?;
            (verified.head.seq, hex(&verified.head.hash), words)
        }
        Err(error) => return Err(no_line(&words, &error)),
    };
    let (events, head, words) = verified;
    show::either(
        arguments.json,
        || json!({"events": events, "head": head, "damage": null}),
        || {
            let args: [(&str, &dyn crate::text::Arg); 2] = [("events", &events), ("head", &head)];
            format!("{}\n", words.with("cli-verified", &args))
        },
    )
}

/// Asks the server to read its ledger through: events, head, and the words again.
pub fn through_server(line: DeskLine) -> Result<(VerifyView, Words), Failure> {
    let shown = std::io::stderr().is_terminal();
    let told = line.link.ask_with(Ask::Verify, |tell| {
        if let (true, Tell::Progress { done, total }) = (shown, tell) {
            crate::cli::show::aside(&format!("\r{done}/{total}"));
        }
    });
    match told.map_err(|error| unanswered(&line.words, &error))? {
        Tell::Verified(view) => match &view.bad {
            None => Ok((view, line.words)),
            Some(why) => {
                let exit = if why.code == "desk-damaged" {
                    DAMAGED
                } else {
                    REFUSED
                };
                Err(Failure::line(&line.words, exit, &why.code, &why.args))
            }
        },
        Tell::Refused(refusal) => Err(line.refused(&refusal)),
        other => Err(unexpected(&line.words, &other)),
    }
}
