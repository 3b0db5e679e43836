//! A preview or an import under way: chunk after chunk to the desk, what became of each row, and
//! the counts.

use std::collections::BTreeMap;

use super::source::{Out, Table};
use crate::domain::finding::{Finding, FindingCode};
use crate::intake::fields::name_of;
use crate::text::{self, Arg, finding};
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
        let piece = table.chunks.get(self.at).filter(|_| !self.stopped)?;
        let command = piece.command.clone();
        Some(match real {
            true => acting::act(tag, command),
            false => {
                let command = Box::new(command);
                Effect::ask(tag, Ask::Preview { command })
            }
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
        let pieces = table.chunks.iter().take(self.at);
        pieces.map(|piece| piece.rows).sum()
    }

    /// Rows with this outcome.
    pub fn count(&self, outcome: ImportOutcome) -> u64 {
        let rows = self.results.values();
        rows.filter(|row| row.outcome == outcome).count() as u64
    }
}

/// Rows that go to the desk.
pub fn total(table: &Table) -> u64 {
    table.chunks.iter().map(|piece| piece.rows).sum()
}

/// What a file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Matter {
    /// A form's export: requests.
    Form,
    /// The certificates that an office has already.
    Certificates,
    /// People who are transferred by one SK: how it is read is settled here, the rest is a panel of
    /// its own.
    Transfers,
}

impl Matter {
    /// What the rows may come to.
    pub fn outcomes(self) -> &'static [ImportOutcome] {
        use ImportOutcome::{Conflict, Duplicate, Existing, New, Predecessor, Rejected, Successor};
        match self {
            Matter::Form | Matter::Transfers => &[New, Duplicate, Existing, Rejected],
            Matter::Certificates => &[New, Successor, Predecessor, Existing, Conflict, Rejected],
        }
    }

    /// Before rows are taken in.
    pub fn question(self, run: &Run, ctx: &Ctx) -> String {
        let new = run.count(ImportOutcome::New);
        match self {
            Matter::Form | Matter::Transfers => {
                let again = run.count(ImportOutcome::Duplicate);
                let args: [(&str, &dyn Arg); 2] = [("new", &new), ("duplicate", &again)];
                ctx.words.with("ask-import", &args)
            }
            Matter::Certificates => {
                let linked =
                    run.count(ImportOutcome::Successor) + run.count(ImportOutcome::Predecessor);
                let all = new + linked;
                let args: [(&str, &dyn Arg); 2] = [("new", &all), ("linked", &linked)];
                ctx.words.with("ask-take-in", &args)
            }
        }
    }
}

/// `36 baru · 2 ganda · 0 sudah ada · 4 ditolak`.
pub fn counts(run: &Run, table: &Table, outcomes: &[ImportOutcome], ctx: &Ctx) -> String {
    let said = outcomes.iter().map(|outcome| {
        let left_out = match outcome {
            ImportOutcome::Rejected => table.rejected.len() as u64,
            _ => 0,
        };
        let count = i64::try_from(run.count(*outcome) + left_out).unwrap_or(i64::MAX);
        let count = ctx.words.number(count);
        format!("{count} {}", ctx.words.of("outcome", outcome.as_str()))
    });
    said.collect::<Vec<_>>().join(" · ")
}

/// Rows that were not taken in, with why, for the file beside their source.
pub fn out(run: &Run, table: &Table, ctx: &Ctx) -> Vec<(Vec<String>, String)> {
    let left_out = table.rejected.iter();
    let left_out = left_out.map(|row| (row.row, row.cells.clone(), row.said(ctx.words)));
    let refused = run.results.values().filter_map(|result| {
        let why = ctx.refused(result.why.as_ref()?);
        let line = table.lines.get(&result.row)?;
        Some((result.row, line.cells.clone(), why))
    });
    let mut rows: Vec<(u32, Vec<String>, String)> = left_out.chain(refused).collect();
    rows.sort_by_key(|row| row.0);
    rows.into_iter()
        .map(|(_, cells, why)| (cells, why))
        .collect()
}

/// A row of the spreadsheet in the preview.
#[derive(Clone, Debug)]
pub struct Item {
    pub row: u32,
    pub name: String,
    pub outcome: &'static str,
    role: Role,
    pub said: String,
    /// A person may name its kind: the cell left that open.
    pub asks: bool,
    /// The kind as written, where it is asked.
    pub kind: String,
    /// The place of its letter, where others stand in it, too.
    letter: Option<usize>,
}

impl Row for Item {
    type Id = u32;

    fn id(&self) -> u32 {
        self.row
    }
}

/// Of a form's export; a list of certificates makes no letters.
const COLUMNS: [Column; 5] = [
    Column::new("import-row", Shape::Number, 0),
    Column::new("import-letter", Shape::Number, 0),
    Column::new("import-outcome", Shape::Word, 0),
    Column::new("column-name", Shape::Name, 0),
    Column::new("detail-findings", Shape::Text, 0),
];
const OF_CERTIFICATES: [Column; 4] = [COLUMNS[0], COLUMNS[2], COLUMNS[3], COLUMNS[4]];

/// In which order rows are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Order {
    /// What asks for work first.
    #[default]
    Outcome,
    /// That of the spreadsheet.
    Row,
    /// The rows of a letter together.
    Letter,
}

/// How the rows are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Shown {
    /// Only rows with this outcome.
    pub only: Option<&'static str>,
    pub order: Order,
}

/// Outcomes, what asks for work first.
const OUTCOMES: [&str; 7] = [
    "rejected",
    "conflict",
    "duplicate",
    "successor",
    "predecessor",
    "new",
    "existing",
];

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

    /// The next order that the rows can be in.
    pub fn next_order(&mut self, matter: Matter) {
        self.order = match (self.order, matter) {
            (Order::Outcome, _) => Order::Row,
            (Order::Row, Matter::Form) => Order::Letter,
            (Order::Row | Order::Letter, _) => Order::Outcome,
        };
    }

    /// The rows to show.
    pub fn of(self, mut all: Vec<Item>) -> Vec<Item> {
        all.retain(|item| self.only.is_none_or(|only| item.outcome == only));
        let rank = |item: &Item| OUTCOMES.iter().position(|known| *known == item.outcome);
        match self.order {
            Order::Row => all.sort_by_key(|item| item.row),
            Order::Letter => all.sort_by_key(|item| (item.letter.is_none(), item.letter, item.row)),
            Order::Outcome => {
                all.sort_by_key(|item| (rank(item), item.role != Role::Warn, item.row));
            }
        }
        all
    }

    /// What is shown, in words, where it is not everything; and how it is sorted.
    pub fn said(self, ctx: &Ctx) -> String {
        let order = match self.order {
            Order::Outcome => "import-by-outcome",
            Order::Row => "import-by-row",
            Order::Letter => "import-by-letter",
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
    let mut found: BTreeMap<(FindingCode, &str), usize> = BTreeMap::new();
    for (row, line) in &table.lines {
        for field in &line.mended {
            *mended.entry(field).or_default() += 1;
        }
        let of_desk = run
            .results
            .get(row)
            .map_or(&[][..], |result| &result.findings);
        for finding in line.unread.iter().chain(of_desk) {
            *found.entry((finding.code, finding.told_as())).or_default() += 1;
        }
    }
    let mended: Vec<String> = mended
        .iter()
        .map(|(field, count)| format!("{} {count}", name_of(ctx.words, field)))
        .collect();
    let found: Vec<String> = found
        .iter()
        .map(|((code, of), count)| format!("{} {count}", finding::title_as(ctx.words, *code, of)))
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
            said.splice(0..0, result.and_then(|result| linked(result, ctx)));
            let why = result.and_then(|result| result.why.as_ref());
            said.extend(why.map(|why| ctx.refused(why)));
            if !line.mended.is_empty() {
                let fields = line.mended.iter().map(|key| name_of(ctx.words, key));
                let fields = fields.collect::<Vec<_>>().join(", ");
                said.push(ctx.words.with("import-mended", &[("fields", &fields)]));
            }
            let together = |place: usize| table.letters.get(place)?.said(ctx.words, place);
            said.extend(line.letter.and_then(together));
            let blocks = found().any(Finding::blocks);
            Item {
                row: *number,
                name: line.name.clone(),
                outcome: result.map_or("", |result| result.outcome.as_str()),
                role: match (why, blocks) {
                    (Some(_), _) => Role::Bad,
                    (None, true) => Role::Warn,
                    (None, false) => Role::Plain,
                },
                said: said.join("; "),
                asks: line.asks.is_some(),
                kind: line.asks.clone().unwrap_or_default(),
                letter: line.letter.filter(|place| together(*place).is_some()),
            }
        })
        .collect();
    items.extend(table.rejected.iter().map(|rejected| Item {
        row: rejected.row,
        name: rejected.name.clone(),
        outcome: ImportOutcome::Rejected.as_str(),
        role: Role::Bad,
        said: asked(rejected, ctx),
        asks: rejected.asks,
        kind: rejected.kind.clone(),
        letter: None,
    }));
    items
}

/// Why a row stays out, and what a person can do about it.
fn asked(rejected: &Out, ctx: &Ctx) -> String {
    let said = rejected.said(ctx.words);
    let more = match (rejected.asks, rejected.kind.as_str()) {
        (false, _) => return said,
        (true, "") => ctx.get("import-choose-kind"),
        (true, written) => {
            let written = text::safe(written);
            ctx.words
                .with("import-choose-written", &[("written", &written)])
        }
    };
    format!("{more}. {said}")
}

/// The record that a row became or belongs to; of a certificate, how it is linked with it.
fn linked(result: &ImportRow, ctx: &Ctx) -> Option<String> {
    let number = result.record?.number();
    Some(match result.outcome {
        ImportOutcome::Successor | ImportOutcome::Predecessor => {
            let how = ctx.words.of("inventory", result.outcome.as_str());
            format!("{how} {number}")
        }
        _ => number,
    })
}

/// The columns that such rows have.
pub fn columns(matter: Matter) -> &'static [Column] {
    match matter {
        Matter::Form | Matter::Transfers => &COLUMNS,
        Matter::Certificates => &OF_CERTIFICATES,
    }
}

/// The cells of a row.
pub fn cells(item: &Item, matter: Matter, ctx: &Ctx) -> Vec<Cell> {
    let outcome = match item.outcome {
        "" => String::new(),
        outcome => ctx.words.of("outcome", outcome),
    };
    let sign = ctx.theme.sign(item.role);
    let place = item.letter.map(|place| (place + 1).to_string());
    let letter = Some(Cell::plain(place.unwrap_or_default()));
    let cells = [Cell::plain(item.row.to_string())].into_iter();
    let cells = cells.chain(letter.filter(|_| matter == Matter::Form));
    let rest = [
        Cell::of(item.role, format!("{sign} {outcome}")),
        Cell::plain(item.name.clone()),
        Cell::of(item.role, item.said.clone()),
    ];
    cells.chain(rest).collect()
}
