//! A request as a row of a list: its columns by the room there is, and its cells.

use crate::domain::ids::{RecordId, RequestNo};
use crate::domain::procedure::waits_in_portal;
use crate::domain::request::Stage;
use crate::domain::summary::RequestRow;
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::widgets::gauge;
use crate::tui::widgets::list::{Cell, Column, Row};
use crate::wire::view::{self, RequestLine, StepClock};

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
        view::Row::Request(line) => Some(Item(line)),
        _ => None,
    }
}

/// The record of an item.
pub fn record(item: &Item) -> RecordId {
    RecordId::Request(item.0.row.no)
}

/// Columns of requests [interface §1]: number, name and stage stay on the narrowest screen.
pub const COLUMNS: &[Column] = &[
    Column::new("column-number", 7, 9, 0),
    Column::new("column-kind", 8, 9, 3),
    Column::new("column-name", 14, 26, 0).growing(),
    Column::new("column-agency", 10, 16, 4),
    Column::new("column-stage", 8, 10, 0),
    Column::new("column-time", 13, 17, 2),
    Column::new("column-received", 12, 12, 5),
];

/// The cells of a request, one for each column.
pub fn cells(item: &Item, ctx: &Ctx) -> Vec<Cell> {
    let row = &item.0.row;
    let this_year = row.no.agenda.year == ctx.now.year();
    let mut number = row.no.to_string();
    if this_year {
        // The year goes without saying.
        number.truncate(number.find('/').unwrap_or(number.len()));
    }
    let number_role = if item.0.mine {
        Role::Accent
    } else {
        Role::Plain
    };
    let name = if row.one_person {
        format!("{} {}", ctx.theme.sign(Role::Warn), row.name)
    } else {
        row.name.clone()
    };
    vec![
        Cell::of(number_role, number),
        Cell::plain(ctx.words.of("kind-short", row.kind.as_str())),
        Cell::plain(name),
        Cell::plain(row.agency.clone()),
        stage(row, ctx),
        time(item.0.clock.as_ref(), ctx),
        Cell::plain(ctx.words.moment_near(row.received, ctx.now)),
    ]
}

/// The stage of a request in a word; or that this step of it is done in BSrE's portal.
pub fn stage(row: &RequestRow, ctx: &Ctx) -> Cell {
    if waits_in_portal(row.kind, row.stage) {
        return Cell::of(Role::Dim, ctx.get("stage-short-portal"));
    }
    Cell::of(
        stage_role(row.stage),
        ctx.words.of("stage-short", row.stage.as_str()),
    )
}

/// How a stage is shown: what came back or went wrong stands out, what ended recedes.
pub fn stage_role(stage: Stage) -> Role {
    match stage {
        Stage::Returned => Role::Warn,
        Stage::Mismatch | Stage::Rejected => Role::Bad,
        Stage::Completed => Role::Good,
        Stage::Withdrawn | Stage::Lapsed | Stage::Void => Role::Dim,
        _ => Role::Plain,
    }
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
            let span = crate::tui::view::request::sections::span(waited, ctx);
            let words = ctx.words.with("detail-waited", &[("span", &span)]);
            Cell::of(role, words)
        }
    }
}
