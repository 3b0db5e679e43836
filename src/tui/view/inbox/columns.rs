//! A request as a row of a list: its columns by the room there is, and its cells.

use crate::domain::finding::Severity;
use crate::domain::ids::{RecordId, RequestNo};
use crate::domain::request::Stage;
use crate::domain::summary::{Lamp, RequestRow};
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::view::agencies;
use crate::tui::view::go::short;
use crate::tui::widgets::gauge;
use crate::tui::widgets::list::{Cell, Column, Row, Shape};
use crate::wire::message::Sort;
use crate::wire::view::{self, RequestLine};

/// A request in a list.
#[derive(Clone, Debug)]
pub struct Item(pub RequestLine);

impl Row for Item {
    type Id = RequestNo;

    fn id(&self) -> RequestNo {
        self.0.row.no
    }

    fn stands_at(&self) -> Option<(RecordId, u32)> {
        Some((RecordId::Request(self.0.row.no), self.0.row.revision))
    }
}

/// Takes a row of the desk where it is a request.
pub fn item(row: view::Row) -> Option<Item> {
    match row {
        view::Row::Request(line) => Some(Item(*line)),
        _ => None,
    }
}

/// The record of an item.
pub fn record(item: &Item) -> RecordId {
    RecordId::Request(item.0.row.no)
}

/// Columns of requests: number, name and stage stay on the narrowest screen.
pub const COLUMNS: &[Column] = &[
    Column::new("column-number", Shape::Record, 0).by(Sort::Number),
    Column::new("column-mark", Shape::Mark, 1),
    Column::new("column-papers", Shape::Mark, 4),
    Column::new("column-kind", Shape::Word, 3).by(Sort::Kind),
    Column::new("column-name", Shape::Name, 0).by(Sort::Name),
    Column::new("column-agency", Shape::Text, 5).by(Sort::Agency),
    Column::new("column-stage", Shape::Word, 0).by(Sort::State),
    Column::new("column-time", Shape::Span, 2).by(Sort::Remaining),
    Column::new("column-received", Shape::Date, 6).by(Sort::Received),
];

/// The cells of a request, one for each column.
pub fn cells(item: &Item, ctx: &Ctx) -> Vec<Cell> {
    let row = &item.0.row;
    let number = short(&row.no.to_string(), row.no.agenda.year, ctx);
    let number_role = if item.0.mine {
        Role::Accent
    } else {
        Role::Plain
    };
    vec![
        Cell::of(number_role, number),
        mark(&item.0, ctx),
        papers(row, ctx),
        Cell::plain(ctx.words.of("kind-short", row.kind.as_str())),
        Cell::plain(row.name.clone()),
        agencies::agency(&row.agency, ctx),
        stage(row, ctx),
        gauge::running(item.0.clock.as_ref(), ctx),
        Cell::plain(ctx.words.moment_near(row.received, ctx.now)),
    ]
}

/// The stage of a request in a word.
pub fn stage(row: &RequestRow, ctx: &Ctx) -> Cell {
    Cell::of(
        stage_role(row.stage),
        ctx.words.of("stage-short", row.shown_stage()),
    )
}

/// How a stage is shown: what came back or went wrong stands out, what ended recedes.
pub fn stage_role(stage: Stage) -> Role {
    match stage {
        Stage::Returned | Stage::Held(_) => Role::Warn,
        Stage::Mismatch | Stage::Rejected => Role::Bad,
        Stage::Completed => Role::Good,
        Stage::Withdrawn | Stage::Lapsed | Stage::Void => Role::Dim,
        _ => Role::Plain,
    }
}

/// What is wrong with a request, or to be looked at: it failed, it came back, its identity has
/// findings, one person did two classes of duty.
pub fn mark(line: &RequestLine, ctx: &Ctx) -> Cell {
    let row = &line.row;
    let warned = row.stage == Stage::Returned || row.one_person;
    match row.stage {
        Stage::Mismatch | Stage::Rejected => found(Some(Severity::Blocker), ctx),
        _ => found(line.found.max(warned.then_some(Severity::Warning)), ctx),
    }
}

/// The sign of a finding so heavy; nothing where there is none.
pub fn found(weight: Option<Severity>, ctx: &Ctx) -> Cell {
    let role = match weight {
        Some(Severity::Blocker) => Role::Bad,
        Some(Severity::Warning | Severity::Sleeps) => Role::Warn,
        Some(Severity::Info) | None => return Cell::default(),
    };
    Cell::of(role, ctx.theme.sign(role))
}

/// A lamp for each document that must be there or is: `■` conforms, `•` not looked at, `□` missing,
/// `✗` wrong. What ended shows none.
pub fn papers(row: &RequestRow, ctx: &Ctx) -> Cell {
    if row.stage.is_decided() {
        return Cell::default();
    }
    let signs = ctx.theme.signs();
    let lamps: String = row
        .lamps
        .iter()
        .map(|lamp| match lamp {
            Lamp::Conforms => signs.lit,
            Lamp::Unseen => signs.unseen,
            Lamp::Missing => signs.unlit,
            Lamp::Wrong => signs.bad,
        })
        .collect();
    let wrong = row.lamps.iter().any(|lamp| lamp == Lamp::Wrong);
    let role = if wrong { Role::Bad } else { Role::Plain };
    Cell::of(role, lamps)
}
