//! A remark on a request, beside its course.

use super::reasoned::Reasoned;
use crate::domain::act::{ActKind, Command};
use crate::domain::ids::RecordId;

pub const NOTE: Reasoned = Reasoned {
    name: "note",
    title: "action-note",
    choice: None,
    text: ("note", "field-note", 4),
    question: None,
    command: |view, values| {
        Some(Command::Note {
            record: RecordId::Request(view.request.no),
            text: values.text("note"),
        })
    },
    done: |_| ActKind::Note,
};
