//! A preview or an import under way: chunk after chunk to the desk, what became of each row, and
//! the counts.

use std::collections::BTreeMap;

use super::source::Table;
use crate::domain::act::Command;
use crate::domain::finding::Finding;
use crate::text::finding;
use crate::tui::panel::{Ctx, Effect, Tag};
use crate::tui::theme::Role;
use crate::tui::view::acting;
use crate::tui::widgets::list::{Cell, Column, Row, Shape};
use crate::wire::message::Ask;
use crate::wire::view::{ImportOutcome, ImportRow};

/// What became, or would become, of the rows so far.
#[derive(Default)]
pub struct Run {
    /// Chunks answered.
    at: usize,
    pub results: BTreeMap<u32, ImportRow>,
    /// The person stopped it; the chunk under way is the last.
    pub stopped: bool,
}

impl Run {
    /// The next question; `None` after the last chunk or once stopped. `real` changes the desk.
    pub fn next(&self, table: &Table, real: bool, tag: Tag) -> Option<Effect> {
        let letters = table.chunks.get(self.at).filter(|_| !self.stopped)?.clone();
        Some(if real {
            acting::act(tag, Command::Import { letters })
        } else {
            let command = Box::new(Command::Import { letters });
            Effect::ask(tag, Ask::Preview { command })
        })
    }

    /// Takes an answer.
    pub fn take(&mut self, rows: Vec<ImportRow>) {
        self.at += 1;
        self.results
            .extend(rows.into_iter().map(|row| (row.row, row)));
    }

    /// Rows answered.
    pub fn done(&self, table: &Table) -> u64 {
        let chunks = table.chunks.iter().take(self.at).flatten();
        chunks.map(|letter| letter.names.len() as u64).sum()
    }

    /// Rows with this outcome.
    pub fn count(&self, outcome: ImportOutcome) -> u64 {
        let rows = self.results.values();
        rows.filter(|row| row.outcome == outcome).count() as u64
    }
}

/// Rows that go to the desk.
pub fn total(table: &Table) -> u64 {
    let letters = table.chunks.iter().flatten();
    letters.map(|letter| letter.names.len() as u64).sum()
}

/// `36 baru · 2 ganda · 0 sudah ada · 4 ditolak`.
pub fn counts(run: &Run, table: &Table, ctx: &Ctx) -> String {
    ctx.words.with(
        "import-counts",
        &[
            ("new", &run.count(ImportOutcome::New)),
            ("duplicate", &run.count(ImportOutcome::Duplicate)),
            ("existing", &run.count(ImportOutcome::Existing)),
            ("rejected", &table.rejected.len()),
        ],
    )
}

/// A row of the spreadsheet in the preview.
#[derive(Clone, Debug)]
pub struct Item {
    row: u32,
    name: String,
    outcome: &'static str,
    role: Role,
    said: String,
}

impl Row for Item {
    type Id = u32;

    fn id(&self) -> u32 {
        self.row
    }
}

pub const COLUMNS: &[Column] = &[
    Column::new("import-row", Shape::Number, 0),
    Column::new("import-outcome", Shape::Word, 0),
    Column::new("column-name", Shape::Name, 0),
    Column::new("detail-findings", Shape::Text, 0),
];

/// Every row with what becomes of it, in the order of the spreadsheet.
pub fn items(run: &Run, table: &Table, ctx: &Ctx) -> Vec<Item> {
    let mut items: Vec<Item> = table
        .lines
        .iter()
        .map(|(number, line)| {
            let result = run.results.get(number);
            let of_desk = result.map_or(&[][..], |result| &result.findings);
            let found = if of_desk.is_empty() {
                &line.findings
            } else {
                of_desk
            };
            let found = || line.unread.iter().chain(found);
            let mut said: Vec<String> = found()
                .map(|found| finding::sentence(ctx.words, found))
                .collect();
            if let Some(record) = result.and_then(|result| result.record) {
                said.insert(0, record.number());
            }
            if line.mended > 0 {
                said.push(ctx.words.with("import-mended", &[("count", &line.mended)]));
            }
            let blocks = found().any(Finding::blocks);
            Item {
                row: *number,
                name: line.name.clone(),
                outcome: result.map_or("", |result| result.outcome.as_str()),
                role: if blocks { Role::Warn } else { Role::Plain },
                said: said.join("; "),
            }
        })
        .collect();
    items.extend(table.rejected.iter().map(|rejected| {
        let reasons = rejected.reasons.iter();
        let reasons: Vec<String> = reasons
            .map(|reason| ctx.words.of("row-defect", reason.as_str()))
            .collect();
        Item {
            row: rejected.row,
            name: rejected.name.clone(),
            outcome: "rejected",
            role: Role::Bad,
            said: reasons.join("; "),
        }
    }));
    items.sort_by_key(|item| item.row);
    items
}

/// The cells of a row.
pub fn cells(item: &Item, ctx: &Ctx) -> Vec<Cell> {
    let outcome = match item.outcome {
        "" => String::new(),
        outcome => ctx.words.of("outcome", outcome),
    };
    let sign = ctx.theme.sign(item.role);
    vec![
        Cell::plain(item.row.to_string()),
        Cell::of(item.role, format!("{sign} {outcome}")),
        Cell::plain(item.name.clone()),
        Cell::of(item.role, item.said.clone()),
    ]
}
