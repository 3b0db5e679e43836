//! The substance of an event: everything that it tells beside its name, for history and audit. No
//! match here has a catch-all, so that a new event, or a new field of one, must say what is told of
//! it [R11.14].
//!
//! ```text
//! fields    the fields of an identity, a person, a letter, a certificate; what differs
//! request   what happened to a request
//! papers    documents, marks, defects, sendings
//! office    desk, policy, officers, letters, sheets, people, certificates
//! ```

mod fields;
mod office;
mod papers;
mod request;

use super::event::{Happening, Look, Taken};
use super::identity::mask_likely_niks;
use super::ids::OfficerId;
use super::office::Capacity;
use super::policy::{Policy, Words};
use super::record::Record;
use super::request::{Change, Difference, Ending, Return};
use super::time::{Day, Instant};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::sync::Arc;

/// A value as history tells it; what it is decides how the reader's words write it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Value {
    /// As it was written; empty where nothing was.
    Text(String),
    /// Its words are `<family>-<key>`.
    Key {
        family: Cow<'static, str>,
        key: String,
    },
    Day(Day),
    At(Instant),
    Number(u64),
    /// The policy's own words.
    Words(Words),
    /// A hash, a serial or a number of ours: told whole, whatever its digits look like.
    Exact(String),
    List(Vec<Value>),
}

impl Value {
    /// A key of a family of words.
    pub fn key(family: &'static str, key: impl Into<String>) -> Value {
        Value::Key {
            family: Cow::Borrowed(family),
            key: key.into(),
        }
    }

    /// A number that people type, such as a ticket: told whole unless it holds what reads as a NIK.
    pub fn typed(number: &str) -> Value {
        let number = number.to_owned();
        match mask_likely_niks(&number) == number {
            true => Value::Exact(number),
            false => Value::Text(number),
        }
    }

    /// Nothing is told by it.
    pub fn is_empty(&self) -> bool {
        match self {
            Value::Text(text) | Value::Exact(text) => text.trim().is_empty(),
            Value::List(list) => list.is_empty(),
            Value::Words(words) => words.0.values().all(|text| text.trim().is_empty()),
            Value::Key { key, .. } => key.is_empty(),
            Value::Day(_) | Value::At(_) | Value::Number(_) => false,
        }
    }
}

/// One thing that an event tells: `catatan: lewat WA`, `Golongan: III/b → III/c`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Its words are `history-arg-<name>`, unless [`Fact::of`] names it.
    pub name: Cow<'static, str>,
    /// The field or the document that it is about.
    pub of: Option<Value>,
    /// The value before, where it is a change.
    pub was: Option<Value>,
    pub now: Value,
}

/// What is known around an event; asked for only where the event's substance needs it.
pub struct Around<'a> {
    /// The record as it stood before the event.
    pub before: &'a dyn Fn() -> Option<Record>,
    /// The name of an officer.
    pub name: &'a dyn Fn(OfficerId) -> String,
    /// The policy that the record is judged by.
    pub policy: &'a dyn Fn() -> Arc<Policy>,
    /// The sections in which an adopted policy differs from the one before it.
    pub sections: &'a [String],
}

/// Facts in the making.
#[derive(Default)]
struct Facts(Vec<Fact>);

impl Facts {
    fn push(&mut self, name: &'static str, of: Option<Value>, was: Option<Value>, now: Value) {
        self.0.push(Fact {
            name: Cow::Borrowed(name),
            of,
            was,
            now,
        });
    }

    /// A value by name; an empty one is not told.
    fn add(&mut self, name: &'static str, value: Value) {
        if !value.is_empty() {
            self.push(name, None, None, value);
        }
    }

    fn text(&mut self, name: &'static str, text: &str) {
        self.add(name, Value::Text(text.to_owned()));
    }

    fn key(&mut self, name: &'static str, family: &'static str, key: &str) {
        self.add(name, Value::key(family, key));
    }

    fn number(&mut self, name: &'static str, number: impl Into<u64>) {
        self.add(name, Value::Number(number.into()));
    }

    fn exact(&mut self, name: &'static str, number: impl ToString) {
        self.add(name, Value::Exact(number.to_string()));
    }

    fn day(&mut self, name: &'static str, day: Option<Day>) {
        if let Some(day) = day {
            self.add(name, Value::Day(day));
        }
    }

    /// A remark that stands by itself: `dari lembar kertas`.
    fn remark(&mut self, holds: bool, key: &'static str) {
        if holds {
            self.key("remark", "history-remark", key);
        }
    }

    /// In what capacity somebody acts, where it is not their own post.
    fn capacity(&mut self, capacity: Capacity) {
        if capacity != Capacity::Definitive {
            self.key("capacity", "capacity", capacity.as_str());
        }
    }

    /// Which act an undo took back, and when that was.
    fn taken(&mut self, taken: &Taken) {
        self.key("taken", "event", &taken.what);
        self.add("acted", Value::At(taken.at));
    }
}

/// Everything that an event tells; NIKs are masked, and where one changed the differing digits
/// are named by position.
pub fn facts(what: &Happening, around: &Around) -> Vec<Fact> {
    let mut facts = Facts::default();
    match what {
        Happening::Founded(genesis) => office::founded(genesis, &mut facts),
        Happening::PolicyAdopted {
            number,
            digest,
            policy: _,
        } => {
            facts.number("number", *number);
            facts.exact("digest", short(digest));
            facts.text("sections", &around.sections.join(", "));
        }
        Happening::Officer(event) => office::officer(event, around, &mut facts),
        Happening::Letter(event) => office::letter(event, around, &mut facts),
        Happening::Sheet(event) => office::sheet(event, around, &mut facts),
        Happening::Request(event) => request::request(event, around, &mut facts),
        Happening::Person(event) => office::person(event, around, &mut facts),
        Happening::Certificate(event) => office::certificate(event, around, &mut facts),
        Happening::Noted { text } => facts.text("text", text),
        Happening::Looked { at: Look::Nik } => {}
        Happening::Looked {
            at: Look::Document(key),
        } => facts.key("document", "document", key.as_str()),
        Happening::Refused { act, code } => {
            facts.key("act", "act", act.as_str());
            facts.key("code", "attempt", code);
        }
    }
    facts.0
}

/// What a return tells: where it was, defects, note.
pub fn returned(back: &Return, policy: &Policy) -> Vec<Fact> {
    let mut facts = Facts::default();
    request::returned(back, policy, &mut facts);
    facts.0
}

/// What an end before completion tells: where it was, reason, text.
pub fn ended(ending: &Ending, policy: &Policy) -> Vec<Fact> {
    let mut facts = Facts::default();
    request::ending(ending, policy, &mut facts);
    facts.0
}

/// What a change after the marks tells: before, after, and the marks that it voided.
pub fn difference(found: &Difference) -> Vec<Fact> {
    let mut facts = Facts::default();
    let Difference {
        at: _,
        by: _,
        change,
        void,
    } = found;
    match change {
        Change::Identity { was, now } => facts.changed(Some(&**was), &**now),
        Change::Document { document, was, now } => {
            let of = Some(papers::name(*document));
            papers::evidence("evidence", of, now, &mut facts);
            if let Some(was) = was {
                papers::evidence("instead", None, was, &mut facts);
            }
        }
    }
    facts.add("void", papers::names(void));
    facts.0
}

/// The first digits of a hash, enough to find it again.
fn short(hash: &[u8; 32]) -> String {
    hash[..6].iter().map(|byte| format!("{byte:02x}")).collect()
}
