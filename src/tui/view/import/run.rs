//! A preview or an import under way: chunk after chunk to the desk, what became of each row, and
//! the counts.

use std::collections::BTreeMap;

use super::source::Table;
use crate::domain::act::Command;
use crate::domain::finding::{Finding, FindingCode};
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
            Effect::ask(tag, Ask::Preview { letters })
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

/// How the rows are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Only rows with this outcome.
    pub only: Option<&'static str>,
    /// In the order of the spreadsheet; else by outcome, what asks for work first.
    pub by_row: bool,
}

/// Outcomes, what asks for work first.
const OUTCOMES: [&str; 4] = ["rejected", "duplicate", "new", "existing"];

impl Shown {
    /// The next outcome that some row has; all of them behind the last.
    pub fn next_filter(&mut self, all: &[Item]) {
        let some = |outcome: &&&str| all.iter().any(|item| item.outcome == **outcome);
        let there: Vec<&'static str> = OUTCOMES.iter().filter(some).copied().collect();
        let at = self
            .only
            .and_then(|only| there.iter().position(|known| *known == only));
        self.only = match (self.only, at) {
            (None, _) => there.first().copied(),
            (Some(_), at) => at.and_then(|at| there.get(at + 1).copied()),
        };
    }

    /// The rows to show.
    pub fn of(self, mut all: Vec<Item>) -> Vec<Item> {
        all.retain(|item| self.only.is_none_or(|only| item.outcome == only));
        let rank = |item: &Item| OUTCOMES.iter().position(|known| *known == item.outcome);
        match self.by_row {
            true => all.sort_by_key(|item| item.row),
            false => all.sort_by_key(|item| (rank(item), item.role != Role::Warn, item.row)),
        }
        all
    }

    /// What is shown, in words, where it is not everything; and how it is sorted.
    pub fn said(self, ctx: &Ctx) -> String {
        let order = match self.by_row {
            true => "import-by-row",
            false => "import-by-outcome",
        };
        match self.only {
            None => ctx.get(order),
            Some(only) => {
                let outcome = ctx.words.of("outcome", only);
                let only = ctx.words.with("import-only", &[("outcome", &outcome)]);
                format!("{only} · {}", ctx.get(order))
            }
        }
    }
}

/// Every row of the table is in exactly one count.
pub fn balances(run: &Run, table: &Table) -> bool {
    run.results.len() + table.rejected.len() == table.rows && run.results.len() == table.lines.len()
}

/// How often each field was mended and each finding made, in words.
pub fn tallies(run: &Run, table: &Table, ctx: &Ctx) -> String {
    let mut mended: BTreeMap<&str, usize> = BTreeMap::new();
    let mut found: BTreeMap<FindingCode, usize> = BTreeMap::new();
    for (row, line) in &table.lines {
        for field in &line.mended {
            *mended.entry(field).or_default() += 1;
        }
        let of_desk = run
            .results
            .get(row)
            .map_or(&[][..], |result| &result.findings);
        for finding in line.unread.iter().chain(of_desk) {
            *found.entry(finding.code).or_default() += 1;
        }
    }
    let mended: Vec<String> = mended
        .iter()
        .map(|(field, count)| format!("{} {count}", ctx.words.of("field", field)))
        .collect();
    let found: Vec<String> = found
        .iter()
        .map(|(code, count)| format!("{} {count}", finding::label(ctx.words, *code)))
        .collect();
    let lines = [
        ("cli-import-repairs", mended),
        ("cli-import-findings", found),
    ];
    let said = lines.into_iter().filter(|(_, parts)| !parts.is_empty());
    let said = said.map(|(key, parts)| ctx.words.with(key, &[("list", &parts.join("; "))]));
    said.collect::<Vec<_>>().join(" ")
}

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
            if let Some(no) = result.and_then(|result| result.request) {
                said.insert(0, no.to_string());
            }
            if !line.mended.is_empty() {
                let fields = line.mended.iter().map(|key| ctx.words.of("field", key));
                let fields = fields.collect::<Vec<_>>().join(", ");
                said.push(ctx.words.with("import-mended", &[("fields", &fields)]));
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
