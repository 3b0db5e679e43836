//! Refusals in words: what was refused, who or what stands in the way, and what to do next.

use super::request::{self, Officers};
use super::{Words, finding, history};
use crate::domain::finding::FindingCode;
use crate::domain::ids::OfficerId;
use crate::domain::kind::Kind;
use crate::domain::office::Position;
use crate::domain::policy::DocumentKey;
use crate::domain::refusal::{Block, Refusal};
use crate::domain::time::{Instant, start_of};
use chrono::{NaiveDate, NaiveDateTime};

/// The sentence of a refusal for the person whose act it was. `now` shortens the times of today.
pub fn sentence(words: &Words, now: Instant, officers: Officers, refusal: &Refusal) -> String {
    let who = |id: &OfficerId| request::officer(words, officers, *id);
    let say =
        |args: &[(&str, &dyn super::Arg)]| words.with(&format!("refusal-{}", refusal.code()), args);
    match refusal {
        Refusal::NotFound(record)
        | Refusal::NumberTaken(record)
        | Refusal::AlreadyActive { record }
        | Refusal::NotAmongActive { record }
        | Refusal::AnotherPerson { record }
        | Refusal::NothingToCarry { record } => {
            say(&[("record", &request::record(words, *record))])
        }
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
            until,
        } => say(&[
            ("position", &position(words, *held)),
            ("who", &who(officer)),
            ("until", &self::until(words, *until)),
        ]),
        Refusal::NotAtThisStage { record, stage, act } => say(&[
            ("record", &request::record(words, *record)),
            ("stage", &request::stage(words, *stage)),
            ("act", &words.of("act", act.as_str())),
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
        Refusal::OwnRequest { need, takers } | Refusal::OwnCertificate { need, takers } => {
            let next = next(words, officers, *need, takers);
            say(&[("next", &next)])
        }
        Refusal::OwnName { name, need, takers } => say(&[
            ("name", name),
            ("next", &next(words, officers, *need, takers)),
        ]),
        Refusal::Terms {
            position: held,
            officer,
            from,
            until,
            ..
        } => say(&[
            ("position", &position(words, *held)),
            ("who", &who(officer)),
            ("term", &term(words, *from, *until)),
        ]),
        Refusal::OverActs {
            position: held,
            officer,
            at,
        } => say(&[
            ("position", &position(words, *held)),
            ("who", &who(officer)),
            ("when", &words.moment(*at)),
        ]),
        Refusal::ActsAfter { officer, at } => {
            say(&[("who", &who(officer)), ("when", &words.moment(*at))])
        }
        Refusal::NoTerm {
            officer,
            position: held,
        } => say(&[
            ("who", &who(officer)),
            ("position", &position(words, *held)),
        ]),
        Refusal::OneOf { request, name, why } => {
            let why = sentence(words, now, officers, why);
            say(&[("no", &request.to_string()), ("name", name), ("why", &why)])
        }
        Refusal::OfficerKnown { officer } => say(&[("who", &who(officer))]),
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

/// How long somebody acts for another: a space and `s.d. 25 Nov 2026`, or nothing where there is no
/// end.
pub fn until(words: &Words, until: Option<Instant>) -> String {
    let Some(until) = until else {
        return String::new();
    };
    let end = match until == start_of(until.day()) {
        true => words.date(Instant(until.0 - 1).day()),
        false => words.moment(until),
    };
    format!(" {}", words.with("term-until", &[("until", &end)]))
}

/// A term as its letter says it: days, with the time where it is not a day's beginning or end.
pub fn term(words: &Words, from: Instant, until: Option<Instant>) -> String {
    let bare = |at: Instant| at == start_of(at.day());
    let begin = match bare(from) {
        true => words.date(from.day()),
        false => words.moment(from),
    };
    match until {
        None => words.with("term-open", &[("from", &begin)]),
        Some(until) => {
            let end = match bare(until) {
                true => words.date(Instant(until.0 - 1).day()),
                false => words.moment(until),
            };
            words.with("term", &[("from", &begin), ("until", &end)])
        }
    }
}

/// Who may do it instead of its own holder; else what the office must do first.
fn next(words: &Words, officers: Officers, need: Position, takers: &[OfficerId]) -> String {
    let position = position(words, need);
    let names = takers.iter();
    let names: Vec<_> = names
        .map(|id| request::officer(words, officers, *id))
        .collect();
    match (names.is_empty(), need.disposes()) {
        (false, _) => words.with("own-next", &[("who", &names.join(", "))]),
        (true, true) => words.with("own-nobody-official", &[("position", &position)]),
        (true, false) => words.with("own-nobody", &[("position", &position)]),
    }
}

/// The refusals that name no officer.
fn plain(words: &Words, now: Instant, refusal: &Refusal) -> String {
    let say =
        |args: &[(&str, &dyn super::Arg)]| words.with(&format!("refusal-{}", refusal.code()), args);
    match refusal {
        Refusal::Blocked(blocks) => say(&[("list", &self::blocks(words, blocks))]),
        Refusal::Missing(field) => {
            let name = self::field(words, field);
            words
                .find(&format!("refusal-missing-{field}"), &[])
                .unwrap_or_else(|| say(&[("field", &name)]))
        }
        Refusal::Invalid { field, given } => say(&[
            ("field", &self::field(words, field)),
            ("given", &self::given(words, field, given)),
        ]),
        Refusal::DateBefore {
            field,
            given,
            earliest: limit,
        }
        | Refusal::DateAfter {
            field,
            given,
            latest: limit,
        } => say(&[
            ("field", &self::field(words, field)),
            ("given", &words.date(*given)),
            ("limit", &words.date(*limit)),
        ]),
        Refusal::TooLong { field, limit } => {
            say(&[("field", &self::field(words, field)), ("limit", limit)])
        }
        Refusal::WrongKind { kind, fitting } => wrong_kind(words, *kind, fitting),
        Refusal::RowKnown { row } => say(&[("row", row)]),
        Refusal::RowNotReady { row, name } => say(&[("row", row), ("name", name)]),
        Refusal::FileUnknown { name } => say(&[("name", name)]),
        Refusal::FileSize { most } => say(&[("most", most)]),
        Refusal::InFuture { stated } => say(&[("when", &words.moment(*stated))]),
        Refusal::BeforeStep { stated, earliest } => say(&[
            ("when", &words.moment_near(*stated, now)),
            ("earliest", &words.moment_near(*earliest, now)),
        ]),
        Refusal::UnknownReason(reason) => say(&[("reason", reason)]),
        Refusal::EvidenceNeeded(document)
        | Refusal::NothingLies(document)
        | Refusal::NotAFile(document)
        | Refusal::NotOnChecklist(document) => {
            say(&[("document", &request::document(words, None, *document))])
        }
        Refusal::LookFirst { document, .. } => {
            say(&[("document", &request::document(words, None, *document))])
        }
        Refusal::NotAWarning(code) => say(&[("finding", &finding_name(words, code))]),
        Refusal::NoBasis { given } => say(&[("given", given)]),
        Refusal::PastWithoutBasis { from } => say(&[("when", &words.moment(*from))]),
        Refusal::TooEarly { days } => say(&[("days", days)]),
        Refusal::SerialKnown { serial, record } => say(&[
            ("serial", serial),
            ("record", &request::record(words, *record)),
        ]),
        Refusal::SerialEither { digits } => say(&[("given", digits)]),
        Refusal::AlreadyRevoked { record, date } => say(&[
            ("record", &request::record(words, *record)),
            ("date", &words.date(*date)),
        ]),
        Refusal::PredecessorEnded { record, status } => say(&[
            ("record", &request::record(words, *record)),
            ("status", &lower(&words.of("status", status))),
        ]),
        Refusal::NotRevoked { record }
        | Refusal::NotSuspended { record }
        | Refusal::NotASuccessor { record } => say(&[("record", &request::record(words, *record))]),
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

/// The sentence for a screen: with the key that helps, where there is one.
pub fn on_screen(words: &Words, now: Instant, officers: Officers, refusal: &Refusal) -> String {
    let said = match refusal {
        Refusal::Damaged { args, .. } => super::line::on_screen(words, "desk-damaged", args),
        _ => sentence(words, now, officers, refusal),
    };
    match words.find(&format!("refusal-key-{}", refusal.code()), &[]) {
        Some(key) => format!("{said} {key}"),
        None => said,
    }
}

/// Another kind than the certificate allows, with the kinds that it does.
fn wrong_kind(words: &Words, kind: Kind, fitting: &[Kind]) -> String {
    let name = |kind: &Kind| words.of("kind", kind.as_str());
    if fitting.is_empty() {
        return words.with("refusal-wrong-kind-none", &[("kind", &name(&kind))]);
    }
    let fitting: Vec<String> = fitting.iter().map(name).collect();
    let args: [(&str, &dyn super::Arg); 2] =
        [("kind", &name(&kind)), ("fitting", &fitting.join(", "))];
    words.with("refusal-wrong-kind", &args)
}

/// What was given, as people write it: days and keys come as machines do.
fn given(words: &Words, field: &str, given: &str) -> String {
    if let Ok(day) = given.parse::<NaiveDate>() {
        return words.date(day);
    }
    if let Ok(at) = NaiveDateTime::parse_from_str(given, "%Y-%m-%d %H:%M") {
        return words.moment(Instant::from_wib(at));
    }
    words
        .find(&format!("{field}-{given}"), &[])
        .unwrap_or_else(|| given.to_owned())
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
        Block::Particular(key) => words.of("block-particular", key.as_str()),
    }
}

/// The field of a form that the refusal is about, so that the sentence can stand under it.
pub fn field_of(refusal: &Refusal) -> Option<&str> {
    match refusal {
        Refusal::Missing(field)
        | Refusal::Invalid { field, .. }
        | Refusal::TooLong { field, .. }
        | Refusal::DateBefore { field, .. }
        | Refusal::DateAfter { field, .. } => Some(field),
        Refusal::WrongKind { .. } => Some("kind"),
        Refusal::UnknownReason(_) => Some("reason"),
        Refusal::SerialKnown { .. } | Refusal::SerialEither { .. } => Some("serial"),
        Refusal::AccountBound { .. } => Some("account"),
        Refusal::OfficerKnown { .. } | Refusal::OwnNumbers => Some("nip"),
        Refusal::Terms { .. } | Refusal::OwnPositions => Some("position"),
        Refusal::NoBasis { .. } | Refusal::PastWithoutBasis { .. } => Some("basis"),
        Refusal::OverActs { .. } => Some("from"),
        Refusal::OneOf { why, .. } => field_of(why),
        Refusal::ActsAfter { .. } | Refusal::NoTerm { .. } => Some("until"),
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
