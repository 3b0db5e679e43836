//! What an act did, told to the person and to scripts: what happened, to which record, in whose
//! name, and where the record stands now.

use super::desk::DeskLine;
use super::exit::Failure;
use super::show;
use crate::domain::act::Command;
use crate::domain::finding::{Finding, FindingCode};
use crate::domain::ids::{Agenda, RecordId, RequestNo, SheetNo};
use crate::domain::office::Position;
use crate::domain::request::Stage;
use crate::text::finding::sentence;
use crate::text::history::post;
use crate::text::request::{record, stage};
use crate::wire::message::{Ask, Done, Tell};
use crate::wire::view::{LetterView, RequestView, SheetView};
use serde_json::{Value, json};

/// Records whose state is looked up after an act; more are only named.
const LOOKED_UP: usize = 20;

/// Acts and tells what came of it.
pub fn act_and_tell(line: &DeskLine, as_json: bool, command: Command) -> Result<(), Failure> {
    let act = command.kind().as_str();
    let about = command.record();
    let mut done = line.act(command)?;
    // A note changes no record; it is still about one.
    if done.records.is_empty() && about != RecordId::Desk {
        done.records.push((about, revision_now(line, about)));
    }
    tell(line, as_json, act, &done)
}

/// Tells what an act did.
pub fn tell(line: &DeskLine, as_json: bool, act: &str, done: &Done) -> Result<(), Failure> {
    let records: Vec<Touched> = done
        .records
        .iter()
        .enumerate()
        .map(|(at, (id, revision))| Touched {
            id: *id,
            revision: *revision,
            now: (at < LOOKED_UP).then(|| now(line, *id)).flatten(),
        })
        .collect();
    show::either(
        as_json,
        || value(act, done, &records),
        || text(line, act, done, &records),
    )
}

fn revision_now(line: &DeskLine, id: RecordId) -> u32 {
    match id {
        RecordId::Request(no) => request(line, no).map_or(0, |view| view.request.revision),
        _ => 0,
    }
}

/// A record that an act touched, and how it stands now.
struct Touched {
    id: RecordId,
    revision: u32,
    now: Option<Now>,
}

struct Now {
    stage: Stage,
    /// What is odd in what BSrE and the holder did.
    odd: Vec<Finding>,
}

fn now(line: &DeskLine, id: RecordId) -> Option<Now> {
    let RecordId::Request(no) = id else {
        return None;
    };
    let view = request(line, no).ok()?;
    let odd = |finding: &Finding| {
        let odd = [FindingCode::ActivationLate, FindingCode::ValidityLong];
        odd.contains(&finding.code)
    };
    let found = view.findings.into_iter().map(|open| open.finding);
    Some(Now {
        stage: view.request.stage,
        odd: found.filter(odd).collect(),
    })
}

fn value(act: &str, done: &Done, records: &[Touched]) -> Value {
    let told = records.iter().map(|touched| {
        let mut told = record_value(touched.id);
        told["revision"] = json!(touched.revision);
        if let Some(now) = &touched.now {
            told["stage"] = json!(now.stage.as_str());
            let odd = now.odd.iter().map(|finding| finding.code.as_str());
            told["warnings"] = json!(odd.collect::<Vec<_>>());
        }
        told
    });
    json!({
        "act": act,
        "changed": !done.is_nothing(),
        "sequence": done.sequence,
        "by": done.by,
        "position": done.position,
        "capacity": done.capacity.as_str(),
        "records": told.collect::<Vec<_>>(),
    })
}

fn text(line: &DeskLine, act: &str, done: &Done, records: &[Touched]) -> String {
    let words = &line.words;
    let position = Position::from_key(&done.position);
    let position = post(words, "position", position, Some(done.capacity)).unwrap_or_default();
    let key = match done.is_nothing() {
        true => "cli-nothing-done",
        false => "cli-done",
    };
    let mut text = words.with(
        key,
        &[
            ("act", &words.of("act", act)),
            ("who", &done.by),
            ("position", &position),
        ],
    );
    text.push('\n');
    for touched in records {
        // A sheet moves with its requests; officers, letters and certificates have no stage.
        text += "  ";
        text += &record(words, touched.id);
        if let Some(now) = &touched.now {
            text += ": ";
            text += &stage(words, now.stage);
            for finding in &now.odd {
                text += "\n    ! ";
                text += &sentence(words, finding);
            }
        }
        text.push('\n');
    }
    text
}

/// A record for scripts: its kind and the number that people write.
pub fn record_value(id: RecordId) -> Value {
    json!({"kind": id.kind(), "id": id.number()})
}

/// A request with what the rules say of it.
pub fn request(line: &DeskLine, no: RequestNo) -> Result<RequestView, Failure> {
    match line.ask(Ask::Request(no))? {
        Tell::Request(view) => Ok(*view),
        other => Err(super::connect::unexpected(&line.words, &other)),
    }
}

/// A sheet with its names.
pub fn sheet(line: &DeskLine, no: SheetNo) -> Result<SheetView, Failure> {
    match line.ask(Ask::Sheet(no))? {
        Tell::Sheet(view) => Ok(*view),
        other => Err(super::connect::unexpected(&line.words, &other)),
    }
}

/// A letter with its names and sheets.
pub fn letter(line: &DeskLine, no: Agenda) -> Result<LetterView, Failure> {
    match line.ask(Ask::Letter(no))? {
        Tell::Letter(view) => Ok(*view),
        other => Err(super::connect::unexpected(&line.words, &other)),
    }
}
