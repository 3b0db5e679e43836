//! Refusals in words: what was refused, who or what stands in the way, and what to do next.

use super::request::{self, Officers};
use super::{Words, finding, history};
use crate::domain::finding::FindingCode;
use crate::domain::ids::OfficerId;
use crate::domain::office::Position;
use crate::domain::policy::DocumentKey;
use crate::domain::refusal::{Block, Refusal};
use crate::domain::time::Instant;

/// The sentence of a refusal for the person whose act it was. `now` shortens the times of today.
pub fn sentence(words: &Words, now: Instant, officers: Officers, refusal: &Refusal) -> String {
    let who = |id: &OfficerId| request::officer(words, officers, *id);
    let say =
        |args: &[(&str, &dyn super::Arg)]| words.with(&format!("refusal-{}", refusal.code()), args);
    match refusal {
        Refusal::NotFound(record)
        | Refusal::NothingToUndo(record)
        | Refusal::AlreadyActive { record } => say(&[("record", &request::record(words, *record))]),
        Refusal::MovedOn {
            record,
            by,
            at,
            what,
        }
        | Refusal::ActedSince {
            record,
            by,
            at,
            what,
        } => say(&[
            ("record", &request::record(words, *record)),
            ("what", &lower(&history::event(words, what))),
            ("who", &who(by)),
            ("when", &words.moment_near(*at, now)),
        ]),
        Refusal::NotYours { need, holders } if holders.is_empty() => {
            let position = position(words, *need);
            words.with("refusal-not-yours-nobody", &[("position", &position)])
        }
        Refusal::NotYours { need, holders } => {
            let names: Vec<String> = holders.iter().map(who).collect();
            say(&[
                ("position", &position(words, *need)),
                ("who", &names.join(", ")),
            ])
        }
        Refusal::Acting {
            position: held,
            officer,
        } => say(&[
            ("position", &position(words, *held)),
            ("who", &who(officer)),
        ]),
        Refusal::NotAtThisStage { record, stage, act } => say(&[
            ("record", &request::record(words, *record)),
            ("stage", &request::stage(words, *stage)),
            ("act", &words.of("deed", act.as_str())),
        ]),
        Refusal::Separation {
            officer,
            did,
            wants,
        } => say(&[
            ("who", &who(officer)),
            ("did", &words.of("duty", did.as_str())),
            ("wants", &words.of("duty", wants.as_str())),
        ]),
        Refusal::Claimed { by }
        | Refusal::NotTheAuthor { by }
        | Refusal::AssignedTo { officer: by } => say(&[("who", &who(by))]),
        Refusal::HeldBack { record, by } => say(&[
            ("record", &request::record(words, *record)),
            ("who", &who(by)),
        ]),
        Refusal::AccountBound { account, officer } => {
            say(&[("account", account), ("who", &who(officer))])
        }
        other => plain(words, now, other),
    }
}

/// The refusals that name no officer.
fn plain(words: &Words, now: Instant, refusal: &Refusal) -> String {
    let say =
        |args: &[(&str, &dyn super::Arg)]| words.with(&format!("refusal-{}", refusal.code()), args);
    match refusal {
        Refusal::Blocked(blocks) => say(&[("list", &self::blocks(words, blocks))]),
        Refusal::KindNotYet(kind) => say(&[("kind", &words.of("kind", kind.as_str()))]),
        Refusal::Missing(field) => {
            let name = self::field(words, field);
            words
                .find(&format!("refusal-missing-{field}"), &[])
                .unwrap_or_else(|| say(&[("field", &name)]))
        }
        Refusal::Invalid { field, given } => {
            say(&[("field", &self::field(words, field)), ("given", given)])
        }
        Refusal::InFuture { stated } => say(&[("when", &words.moment(*stated))]),
        Refusal::BeforeStep { stated, earliest } => say(&[
            ("when", &words.moment_near(*stated, now)),
            ("earliest", &words.moment_near(*earliest, now)),
        ]),
        Refusal::UnknownReason(reason) => say(&[("reason", reason)]),
        Refusal::EvidenceNeeded(document) => {
            say(&[("document", &request::document(words, None, *document))])
        }
        Refusal::NotAWarning(code) => say(&[("finding", &finding_name(words, code))]),
        Refusal::TooEarly { days } => say(&[("days", days)]),
        Refusal::SerialKnown { serial, record } => say(&[
            ("serial", serial),
            ("record", &request::record(words, *record)),
        ]),
        Refusal::AlreadyRevoked { record, date } => say(&[
            ("record", &request::record(words, *record)),
            ("date", &words.date(*date)),
        ]),
        Refusal::PredecessorEnded { record, status } => say(&[
            ("record", &request::record(words, *record)),
            ("status", &lower(&words.of("status", status))),
        ]),
        Refusal::NotRevoked { record } | Refusal::NotASuccessor { record } => {
            say(&[("record", &request::record(words, *record))])
        }
        Refusal::CannotUndo(what) => say(&[("what", &lower(&history::event(words, what)))]),
        Refusal::UndoTooLate { at, days } => {
            say(&[("when", &words.moment_near(*at, now)), ("days", days)])
        }
        Refusal::LinksUsed { limit } => say(&[("limit", limit)]),
        Refusal::LinksLeft { link, limit } => say(&[("link", link), ("limit", limit)]),
        Refusal::TooMany { limit } | Refusal::TooManyDefects { limit } => say(&[("limit", limit)]),
        Refusal::DiskFull { free } => say(&[("free", free)]),
        Refusal::Internal(cause) => say(&[("cause", cause)]),
        Refusal::Damaged { args, .. } => super::line::sentence(words, "desk-damaged", args),
        _ => say(&[]),
    }
}

/// What keeps a request from being sent, in one line.
pub fn blocks(words: &Words, blocks: &[Block]) -> String {
    let said: Vec<String> = blocks.iter().map(|item| block(words, item)).collect();
    said.join("; ")
}

/// One thing that keeps a request from being sent.
pub fn block(words: &Words, block: &Block) -> String {
    match block {
        Block::Item(document) => {
            let document = request::document(words, None, *document);
            words.with("block-item", &[("document", &document)])
        }
        Block::Finding(code) => finding_name(words, code),
        Block::OnePersonScan => words.get("block-one-person"),
    }
}

/// The field of a form that the refusal is about, so that the sentence can stand under it.
pub fn field_of(refusal: &Refusal) -> Option<&str> {
    match refusal {
        Refusal::Missing(field) | Refusal::Invalid { field, .. } => Some(field),
        Refusal::UnknownReason(_) => Some("reason"),
        _ => None,
    }
}

fn field(words: &Words, key: &str) -> String {
    match DocumentKey::from_key(key) {
        // The e-mail is a field of the identity before it is a line of the checklist.
        Some(document) if document != DocumentKey::Email => {
            request::document(words, None, document)
        }
        _ => words.of("field", key),
    }
}

fn finding_name(words: &Words, code: &str) -> String {
    FindingCode::from_key(code).map_or_else(
        || super::safe(code).into_owned(),
        |code| finding::label(words, code),
    )
}

fn position(words: &Words, position: Position) -> String {
    words.of("position", position.as_str())
}

/// The first letter small, for the middle of a sentence; words in capitals (NIK) stay.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => {
            let first_bytes = first.len_utf8();
            format!("{}{}", first.to_lowercase(), &text[first_bytes..])
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests;
