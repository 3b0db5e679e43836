//! The verifier's queue: its rows, columns and cells.

use crate::domain::ids::{RecordId, RequestNo};
use crate::domain::request::Stage;
use crate::domain::summary::RequestRow;
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::view::inbox::columns;
use crate::tui::view::request::sections;
use crate::tui::widgets::gauge;
use crate::tui::widgets::list::{Cell, Column, Row};
use crate::wire::view::{self, RequestLine, StepClock};

/// A request in the queue.
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
        view::Row::Request(line) => Some(Item(line)),
        _ => None,
    }
}

/// The record of a row.
pub fn record(item: &Item) -> RecordId {
    RecordId::Request(item.0.row.no)
}

/// Beside checklist and evidence the queue is narrow; alone it has all columns.
pub const COLUMNS: &[Column] = &[
    Column::new("column-number", 7, 8, 0),
    Column::new("column-name", 9, 28, 0).growing(),
    Column::new("column-stage", 6, 10, 0),
    Column::new("column-time", 10, 16, 1),
    Column::new("column-agency", 12, 22, 3),
];

/// The cells of a request, one for each column.
pub fn cells(item: &Item, ctx: &Ctx) -> Vec<Cell> {
    let row = &item.0.row;
    let role = if item.0.mine {
        Role::Accent
    } else {
        Role::Plain
    };
    vec![
        Cell::of(role, short(&row.no.to_string(), row.no.agenda.year, ctx)),
        Cell::plain(row.name.clone()),
        stage(row, ctx),
        time(item.0.clock.as_ref(), ctx),
        Cell::plain(row.agency.clone()),
    ]
}

/// A number of this year without the year, which goes without saying.
pub fn short(number: &str, year: u16, ctx: &Ctx) -> String {
    match number.split_once('/') {
        Some((bare, _)) if year == ctx.now.year() => bare.to_owned(),
        _ => number.to_owned(),
    }
}

fn stage(row: &RequestRow, ctx: &Ctx) -> Cell {
    if row.stage == Stage::Issued {
        return Cell::of(Role::Good, ctx.words.of("stage-short", row.stage.as_str()));
    }
    columns::stage(row, ctx)
}

/// The running step's time: handling once opened, else the wait.
pub fn time(clock: Option<&StepClock>, ctx: &Ctx) -> Cell {
    let Some(clock) = clock.filter(|clock| clock.running) else {
        return Cell::default();
    };
    match clock.handling {
        Some(used) => gauge::minutes(u64::from(used), u64::from(clock.standard), ctx),
        None => {
            let waited = clock.waiting.unwrap_or(0);
            let role = gauge::role(u64::from(waited), u64::from(clock.waiting_target));
            let span = sections::span(waited, ctx);
            Cell::of(role, ctx.words.with("detail-waited", &[("span", &span)]))
        }
    }
}
