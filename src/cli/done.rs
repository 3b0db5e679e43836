//! What an act did, told to the person and to scripts: what happened, to which record, in whose
//! name, and where the record stands now.

use super::desk::DeskLine;
use super::exit::Failure;
use super::show;
use crate::domain::act::Command;
use crate::domain::ids::{Agenda, RecordId, RequestNo, SheetNo};
use crate::domain::request::Stage;
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
    let records: Vec<(RecordId, u32, Option<Stage>)> = done
        .records
        .iter()
        .enumerate()
        .map(|(at, (id, revision))| {
            let stage = (at < LOOKED_UP).then(|| stage_now(line, *id)).flatten();
            (*id, *revision, stage)
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

fn stage_now(line: &DeskLine, id: RecordId) -> Option<Stage> {
    match id {
        RecordId::Request(no) => request(line, no).ok().map(|view| view.request.stage),
        _ => None,
    }
}

fn value(act: &str, done: &Done, records: &[(RecordId, u32, Option<Stage>)]) -> Value {
    let told = records.iter().map(|(id, revision, stage)| {
        let mut told = record_value(*id);
        told["revision"] = json!(revision);
        if let Some(stage) = stage {
            told["stage"] = json!(stage.as_str());
        }
        told
    });
    json!({
        "act": act,
        "changed": !done.is_nothing(),
        "sequence": done.sequence,
        "by": done.by,
        "position": done.position,
        "records": told.collect::<Vec<_>>(),
    })
}

fn text(
    line: &DeskLine,
    act: &str,
    done: &Done,
    records: &[(RecordId, u32, Option<Stage>)],
) -> String {
    let words = &line.words;
    let position = words.of("position", &done.position);
    let key = match done.is_nothing() {
        true => "cli-nothing-done",
        false => "cli-done",
    };
    let mut text = words.with(
        key,
        &[
            ("act", &words.of("deed", act)),
            ("who", &done.by),
            ("position", &position),
        ],
    );
    text.push('\n');
    for (id, _, now) in records {
        // A sheet moves with its requests; officers, letters and certificates have no stage.
        text += "  ";
        text += &record(words, *id);
        if let Some(now) = now {
            text += ": ";
            text += &stage(words, *now);
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
