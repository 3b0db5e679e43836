//! The rows of a file as the desk judged them: what a preview lists before anything is recorded.

use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::widgets::list::{Cell, Column, Row, Shape};

/// Row, what becomes of it, whom it names, and why.
pub const COLUMNS: &[Column] = &[
    Column::new("import-row", Shape::Number, 0),
    Column::new("import-outcome", Shape::Word, 0),
    Column::new("column-name", Shape::Name, 0),
    Column::new("detail-findings", Shape::Text, 0),
];

/// A line of the list.
#[derive(Clone, Debug)]
pub struct Item {
    pub at: usize,
    pub row: String,
    pub outcome: String,
    pub role: Role,
    pub name: String,
    pub said: String,
}

impl Row for Item {
    type Id = usize;

    fn id(&self) -> usize {
        self.at
    }
}

/// The cells of a line.
pub fn cells(item: &Item, ctx: &Ctx) -> Vec<Cell> {
    let sign = ctx.theme.sign(item.role);
    vec![
        Cell::plain(item.row.clone()),
        Cell::of(item.role, format!("{sign} {}", item.outcome)),
        Cell::plain(item.name.clone()),
        Cell::of(item.role, item.said.clone()),
    ]
}
