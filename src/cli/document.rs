//! `loket document`: what lies beside a request.

use super::Arguments;
use super::connect::unexpected;
use super::desk::DeskLine;
use super::done::{self, act_and_tell};
use super::exit::Failure;
use super::given;
use super::listing::moment_value;
use super::outfile::OutFile;
use super::show::{self, Table};
use crate::client::link::MOST_BROKEN;
use crate::domain::act::{Command, Seen};
use crate::domain::checklist::{ChecklistItem, Evidence};
use crate::domain::ids::{FileHash, RequestNo};
use crate::domain::policy::DocumentKey;
use crate::domain::refusal::Refusal;
use crate::paths::DeskFolder;
use crate::text::{Words, request as words_of};
use crate::wire::message::{Ask, Tell};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::fs::File;
use std::io::{IsTerminal, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// Bytes that go to the desk at once.
const CHUNK: usize = 256 * 1024;

#[derive(Debug, Subcommand)]
pub enum Document {
    /// Lays a file, a paper original or a link beside a request
    #[command(after_help = "Example: loket document add 0142.03/2026 ktp ktp-siti.jpg")]
    Add(Add),
    /// Lists what lies beside a request
    #[command(after_help = "Example: loket document list 0142.03/2026")]
    List {
        /// The request's number
        request: String,
    },
    /// Writes a file of a request, or says its link; the look is recorded
    #[command(after_help = "Example: loket document open 0142.03/2026 ktp --into ktp.jpg")]
    Open {
        /// The request's number
        request: String,
        /// Which document: letter, form, ktp, sk, selfie_ktp, selfie or cause
        document: String,
        /// Where to; standard output if not said
        #[arg(long, value_name = "FILE")]
        into: Option<PathBuf>,
    },
}

#[derive(Debug, Args)]
pub struct Add {
    /// The request's number
    request: String,
    /// Which document: letter, form, ktp, sk, selfie_ktp, selfie or cause
    document: String,
    /// The file
    #[arg(required_unless_present_any = ["paper", "link"], conflicts_with_all = ["paper", "link"])]
    file: Option<PathBuf>,
    /// A paper original at the counter
    #[arg(long, conflicts_with = "link")]
    paper: bool,
    /// An address where it can be seen
    #[arg(long, value_name = "URL")]
    link: Option<String>,
}

impl Document {
    pub fn run(&self, desk: &DeskFolder, arguments: &Arguments) -> Result<(), Failure> {
        let line = DeskLine::open(desk, arguments)?;
        match self {
            Document::Add(add) => add.run(&line, arguments.json),
            Document::List { request } => list(&line, arguments.json, request),
            Document::Open {
                request,
                document,
                into,
            } => open(&line, request, document, into.as_deref()),
        }
    }
}

impl Add {
    fn run(&self, line: &DeskLine, as_json: bool) -> Result<(), Failure> {
        let no = line.request_no(&self.request)?;
        let document = given::document(&line.words, &self.document)?;
        let revision = done::request(line, no)?.request.revision;
        let evidence = match (&self.file, &self.link) {
            (Some(path), _) => upload(line, path)?,
            (None, Some(link)) => Evidence::Link(link.clone()),
            (None, None) => Evidence::Paper,
        };
        let command = Command::AddDocument {
            request: Seen { id: no, revision },
            document,
            evidence,
        };
        act_and_tell(line, as_json, command)
    }
}

/// Brings a file to the desk in pieces, anew where the line was lost and came back; it is durable
/// there when this returns.
pub fn upload(line: &DeskLine, path: &Path) -> Result<Evidence, Failure> {
    let name = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let unread = |error: std::io::Error| {
        let path = path.display().to_string();
        let args: [(&str, &dyn crate::text::Arg); 2] =
            [("path", &path), ("problem", &error.to_string())];
        Failure::usage(line.words.with("cli-file", &args))
    };
    let file = File::open(path).map_err(unread)?;
    let size = file.metadata().map_err(unread)?.len();
    for _ in 0..MOST_BROKEN {
        (&file).rewind().map_err(unread)?;
        if let Some((hash, bytes)) = send(line, &file, size, unread)? {
            return Ok(Evidence::File { hash, name, bytes });
        }
    }
    Err(line.refused(&Refusal::FileCut))
}

/// Sends a file's pieces, which hold together only within one session; `None` where it ended on the
/// way.
fn send(
    line: &DeskLine,
    mut file: &File,
    size: u64,
    unread: impl Fn(std::io::Error) -> Failure,
) -> Result<Option<(FileHash, u64)>, Failure> {
    let mut ask = Ask::Upload { bytes: size };
    let mut sent = 0_u64;
    loop {
        let last = ask == Ask::Finish;
        match line.ask_here(ask)? {
            None => return Ok(None),
            Some(Tell::Ready) if !last => {}
            Some(Tell::Stored { hash, bytes }) if last => return Ok(Some((hash, bytes))),
            Some(other) => return Err(unexpected(&line.words, &other)),
        }
        if sent > 0 && std::io::stderr().is_terminal() && size > CHUNK as u64 {
            crate::cli::show::aside(&format!("\r{} %", sent * 100 / size.max(1)));
        }
        let mut bytes = Vec::new();
        let read = (&mut file).take(CHUNK as u64).read_to_end(&mut bytes);
        sent += read.map_err(&unread)? as u64;
        ask = match bytes.is_empty() {
            true => Ask::Finish,
            false => Ask::Chunk { bytes },
        };
    }
}

fn list(line: &DeskLine, as_json: bool, request: &str) -> Result<(), Failure> {
    let no = line.request_no(request)?;
    let view = done::request(line, no)?;
    let items = &view.request.checklist;
    show::either(
        as_json,
        || json!({"request": no.to_string(), "checklist": items.iter().map(item_value).collect::<Vec<_>>()}),
        || table(line, items),
    )
}

/// A line of the checklist as a table.
pub fn table(line: &DeskLine, items: &[ChecklistItem]) -> String {
    let words = &line.words;
    let policy = Some(line.policy());
    let mut table = Table::new(vec![
        words.get("cli-head-key"),
        words.get("field-document"),
        words.get("cli-head-need"),
        words.get("cli-head-mark"),
        words.get("field-evidence"),
    ]);
    for item in items {
        let held = item.evidence();
        table.row(vec![
            item.document.as_str().to_owned(),
            words_of::document(words, policy, item.document),
            words.of("need", item.need.as_str()),
            words_of::judged(words, policy, item),
            match item.document.is_file() {
                true => words_of::evidence(words, held),
                false => String::new(),
            },
        ]);
    }
    table.text()
}

/// A line of the checklist for scripts.
pub fn item_value(item: &ChecklistItem) -> Value {
    json!({
        "document": item.document.as_str(),
        "need": item.need.as_str(),
        "verdict": words_of::verdict_key(item.verdict()),
        "settled": item.settled(),
        "unseen": item.mark.as_ref().is_some_and(|mark| mark.unseen),
        "looked": item.looked.iter().map(|officer| officer.0).collect::<Vec<_>>(),
        "documents": item.documents.iter().map(|document| {
            let mut told = evidence_value(&document.evidence);
            told["added"] = moment_value(document.added);
            told["by"] = json!(document.by.0);
            told
        }).collect::<Vec<_>>(),
    })
}

fn evidence_value(evidence: &Evidence) -> Value {
    match evidence {
        Evidence::File { hash, name, bytes } => {
            json!({"held": "file", "name": name, "bytes": bytes, "sha256": hash.to_string()})
        }
        Evidence::Paper => json!({"held": "paper"}),
        Evidence::Link(link) => json!({"held": "link", "link": link}),
    }
}

fn open(
    line: &DeskLine,
    request: &str,
    document: &str,
    into: Option<&Path>,
) -> Result<(), Failure> {
    let words = &line.words;
    let no = line.request_no(request)?;
    let key = given::document(words, document)?;
    let id = line.act_id()?;
    let view = done::request(line, no)?;
    let held = view.request.item(key).and_then(ChecklistItem::current);
    if let Some(Evidence::Link(link)) = held.map(|held| &held.evidence) {
        let (request, document) = (no, key);
        line.act(Command::LookAtDocument { request, document })?;
        return show::either(false, || json!(link), || format!("{link}\n"));
    }
    let ask = |offset: u64| Ask::Document {
        id,
        request: no,
        document: key,
        offset,
    };
    if into.is_none() && std::io::stdout().is_terminal() {
        return Err(Failure::usage(words.get("cli-no-bytes-to-terminal")));
    }
    // The first piece before the file is made: a refusal leaves nothing behind.
    let mut piece = bytes(line, ask(0))?;
    let mut out = match into {
        None => Out::Pipe(std::io::stdout().lock()),
        Some(path) => Out::File(OutFile::begin(words, path)?),
    };
    let mut written = 0;
    loop {
        let (total, bytes_here) = piece;
        out.write(words, &bytes_here)?;
        written += bytes_here.len() as u64;
        if written >= total || bytes_here.is_empty() {
            return out.end();
        }
        piece = bytes(line, ask(written))?;
    }
}

/// Where a document goes. Half a document is no document: its file is there once it is whole.
enum Out<'w> {
    Pipe(std::io::StdoutLock<'static>),
    File(OutFile<'w>),
}

impl Out<'_> {
    fn write(&mut self, words: &Words, bytes: &[u8]) -> Result<(), Failure> {
        match self {
            Out::File(file) => file.write(bytes),
            Out::Pipe(pipe) => {
                let written = pipe.write_all(bytes).and_then(|()| pipe.flush());
                written.map_err(|error| {
                    let path = words.get("stdout");
                    let args: [(&str, &dyn crate::text::Arg); 2] =
                        [("path", &path), ("problem", &error.to_string())];
                    Failure::refused(words.with("cli-file", &args))
                })
            }
        }
    }

    fn end(self) -> Result<(), Failure> {
        match self {
            Out::File(file) => file.keep_new(),
            Out::Pipe(_) => Ok(()),
        }
    }
}

/// A whole document in memory; the look is recorded.
pub fn bytes_of(
    line: &DeskLine,
    request: RequestNo,
    document: DocumentKey,
) -> Result<Vec<u8>, Failure> {
    let id = line.act_id()?;
    let mut all = Vec::new();
    loop {
        let ask = Ask::Document {
            id,
            request,
            document,
            offset: all.len() as u64,
        };
        let (total, piece) = bytes(line, ask)?;
        let ended = piece.is_empty();
        all.extend(piece);
        if ended || all.len() as u64 >= total {
            return Ok(all);
        }
    }
}

fn bytes(line: &DeskLine, ask: Ask) -> Result<(u64, Vec<u8>), Failure> {
    match line.ask(ask)? {
        Tell::Bytes { total, bytes, .. } => Ok((total, bytes)),
        other => Err(unexpected(&line.words, &other)),
    }
}
