//! The verifier's queue: its rows, columns and cells.

use crate::domain::request::Stage;
use crate::domain::summary::RequestRow;
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::view::agencies;
use crate::tui::view::go::short;
use crate::tui::view::inbox::columns;
use crate::tui::widgets::gauge;
use crate::tui::widgets::list::{Cell, Column, Shape};
use crate::wire::message::Sort;

pub use crate::tui::view::inbox::columns::{Item, item, record};

/// Beside checklist and evidence the queue is narrow; alone it has all columns.
pub const COLUMNS: &[Column] = &[
    Column::new("column-number", Shape::Record, 0).by(Sort::Number),
    Column::new("column-mark", Shape::Mark, 1),
    Column::new("column-papers", Shape::Mark, 3),
    Column::new("column-name", Shape::Name, 0).by(Sort::Name),
    Column::new("column-stage", Shape::Word, 0).by(Sort::State),
    Column::new("column-time", Shape::Span, 2).by(Sort::Remaining),
    Column::new("column-agency", Shape::Text, 4).by(Sort::Agency),
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
        columns::mark(&item.0, ctx),
        columns::papers(row, ctx),
        Cell::plain(row.name.clone()),
        stage(row, ctx),
        gauge::running(item.0.clock.as_ref(), ctx),
        agencies::agency(&row.agency, ctx),
    ]
}

fn stage(row: &RequestRow, ctx: &Ctx) -> Cell {
    if row.stage == Stage::Issued {
        return Cell::of(Role::Good, ctx.words.of("stage-short", row.stage.as_str()));
    }
    columns::stage(row, ctx)
}
