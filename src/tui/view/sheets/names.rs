//! The names on a sheet as rows: who, what was found, and what becomes of the one excepted.

use std::collections::BTreeMap;

use crate::domain::act::Exception;
use crate::domain::finding::Severity;
use crate::domain::ids::RequestNo;
use crate::text::finding;
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::widgets::list::{Cell, Column, Row, Shape};
use crate::wire::view::SheetName;

use super::except;

/// A name on the sheet.
#[derive(Clone, Debug)]
pub struct Name(pub SheetName);

impl Row for Name {
    type Id = RequestNo;

    fn id(&self) -> RequestNo {
        self.0.no
    }
}

/// Its columns.
pub const COLUMNS: &[Column] = &[
    Column::new("column-line", Shape::Record, 0),
    Column::new("column-name", Shape::Name, 0),
    Column::new("column-kind", Shape::Word, 2),
    Column::new("column-finding", Shape::Text, 0),
];

/// Its cells: an exception stands in the place of the findings.
pub fn cells(name: &Name, excepted: &BTreeMap<RequestNo, Exception>, ctx: &Ctx) -> Vec<Cell> {
    let name = &name.0;
    let last = match excepted.get(&name.no) {
        Some(exception) => Cell::of(Role::Warn, format!("→ {}", except::fate(exception, ctx))),
        None if !name.stage.goes_along() => {
            Cell::of(Role::Dim, ctx.words.of("stage", name.stage.as_str()))
        }
        None if name.held.is_some() => {
            Cell::of(Role::Warn, ctx.words.of("stage", name.stage.as_str()))
        }
        None => findings(name, ctx),
    };
    vec![
        Cell::plain(format!("{:02}", name.no.line)),
        Cell::plain(name.name.clone()),
        Cell::plain(ctx.words.of("kind-short", name.kind.as_str())),
        last,
    ]
}

/// The heaviest finding, and how many more there are.
fn findings(name: &SheetName, ctx: &Ctx) -> Cell {
    let heavy = |severity: Severity| {
        name.findings
            .iter()
            .filter(move |finding| finding.severity == severity)
    };
    let blockers = heavy(Severity::Blocker);
    let mut all = blockers.chain(heavy(Severity::Warning));
    let Some(first) = all.next() else {
        return Cell::of(Role::Good, ctx.theme.sign(Role::Good));
    };
    let role = if first.blocks() {
        Role::Bad
    } else {
        Role::Warn
    };
    let label = finding::title(ctx.words, first);
    let more = match all.count() {
        0 => String::new(),
        count => format!(" +{count}"),
    };
    Cell::of(role, format!("{} {label}{more}", ctx.theme.sign(role)))
}
