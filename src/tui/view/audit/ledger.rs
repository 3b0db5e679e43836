//! The ledger in a list: newest first, older pages as the cursor comes near them, filtered by words
//! over who, what, record and from where. New events come on top without moving the cursor.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::ids::RecordId;
use crate::text::{history, request as words_of};
use crate::tui::action::Action;
use crate::tui::page::columns::Columns;
use crate::tui::panel::{Ctx, Effect, Tag};
use crate::tui::theme::Role;
use crate::tui::view::go;
use crate::tui::widgets::list::render::{Lines, ListView};
use crate::tui::widgets::list::{Cell, Column, List, ListEvent, Row, Shape};
use crate::wire::message::{Ask, Tell};
use crate::wire::view::HistoryRow;

const NEWEST: Tag = 1;
const OLDER: Tag = 2;

/// Rows of one page.
const PAGE: u16 = 200;
/// Older rows are asked for when the cursor is this near the last.
const NEAR: u64 = 60;
/// Rows read at one go while nothing more is found for a filter.
const BUDGET: usize = 5_000;

/// Which part of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    Everything,
    Record(RecordId),
}

/// An event with its line, in the reader's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    pub row: HistoryRow,
    who: String,
    what: String,
    record: String,
    /// Why it is an exception; empty where it is none.
    exception: String,
    /// All of it in small letters, for the filter.
    folded: String,
}

impl Row for Entry {
    type Id = u64;

    fn id(&self) -> u64 {
        self.row.sequence
    }
}

impl Entry {
    /// The line of an event.
    pub fn new(row: HistoryRow, ctx: &Ctx) -> Entry {
        let post = history::post(ctx.words, "position-short", row.position, row.capacity);
        let who = match post {
            Some(post) => format!("{} ({post})", row.officer),
            None => row.officer.clone(),
        };
        let what = history::sentence(ctx.words, &row.event, &row.facts);
        let record = words_of::record(ctx.words, row.record);
        let date = ctx.words.date(row.at.day());
        let exception = history::exceptions(ctx.words, &row.exceptions);
        let folded = [&date, &who, &what, &record, &row.origin, &exception]
            .map(|part| part.to_lowercase())
            .join(" ");
        Entry {
            row,
            who,
            what,
            record,
            exception,
            folded,
        }
    }

    /// The whole of it, for the lines below the list.
    fn told(&self, ctx: &Ctx) -> Lines {
        let row = &self.row;
        let when = ctx.words.moment(row.at);
        let mut first = vec![when, self.who.clone()];
        if !row.origin.is_empty() {
            first.push(ctx.words.with("audit-from", &[("origin", &row.origin)]));
        }
        let mut lines = vec![
            (first.join(" · "), Role::Plain),
            (self.what.clone(), Role::Strong),
        ];
        let number = ctx.words.with("audit-number", &[("number", &row.sequence)]);
        let mut last = vec![self.record.clone(), number];
        if let Some(stated) = row.stated {
            let when = ctx.words.moment(stated);
            last.push(ctx.words.with("history-stated", &[("when", &when)]));
        }
        lines.push((last.join(" · "), Role::Dim));
        if !self.exception.is_empty() {
            lines.push((self.exception.clone(), Role::Warn));
        }
        lines
    }
}

/// The columns; when and what always stay.
pub const COLUMNS: &[Column] = &[
    Column::new("audit-col-when", Shape::Date, 0),
    Column::new("audit-col-who", Shape::Name, 1),
    Column::new("audit-col-what", Shape::Text, 0),
    Column::new("audit-col-record", Shape::Record, 3),
    Column::new("audit-col-from", Shape::Text, 4),
];

/// The columns of one record's story: whose it is stands in the title.
pub const STORY: &[Column] = &[COLUMNS[0], COLUMNS[1], COLUMNS[2], COLUMNS[4]];

/// The list.
pub struct Ledger {
    source: Source,
    pub list: List<Entry>,
    columns: Columns,
    /// What was read of the ledger, newest first.
    read: Vec<Entry>,
    total: u64,
    asking: bool,
    ended: bool,
    filter: Vec<String>,
    /// Rows that may still be read for this filter without another key.
    budget: usize,
    /// Why nothing is shown.
    pub error: String,
}

impl Ledger {
    /// The list before anything was asked.
    pub fn new(source: Source) -> Ledger {
        Ledger {
            source,
            list: List::new(),
            columns: match source {
                Source::Everything => Columns::new("audit", COLUMNS),
                Source::Record(_) => Columns::new("story", STORY),
            },
            read: Vec::new(),
            total: 0,
            asking: false,
            ended: false,
            filter: Vec::new(),
            budget: BUDGET,
            error: String::new(),
        }
    }

    /// Events in the whole, filtered or not.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// How many of them were read, while a filter looks further back.
    pub fn read(&self) -> usize {
        self.read.len()
    }

    /// Whether everything was read.
    pub fn ended(&self) -> bool {
        self.ended
    }

    /// Takes up how the officer wants the columns.
    pub fn adopt(&mut self, ctx: &Ctx) {
        self.columns.adopt(ctx);
    }

    /// Asks for the newest.
    pub fn refresh(&self) -> Effect {
        let ask = match self.source {
            Source::Everything => Ask::Audit {
                before: None,
                count: PAGE,
            },
            Source::Record(record) => Ask::History {
                record,
                from: 0,
                count: PAGE,
            },
        };
        Effect::ask(NEWEST, ask)
    }

    fn older(&mut self) -> Option<Effect> {
        let last = self.read.last()?.row.sequence;
        if self.asking || self.ended || self.budget == 0 {
            return None;
        }
        let near = self.list.position() + NEAR >= self.list.total();
        if !near {
            return None;
        }
        self.asking = true;
        let ask = match self.source {
            Source::Everything => Ask::Audit {
                before: Some(last),
                count: PAGE,
            },
            Source::Record(record) => Ask::History {
                record,
                from: u32::try_from(self.read.len()).unwrap_or(u32::MAX),
                count: PAGE,
            },
        };
        Some(Effect::ask(OLDER, ask))
    }

    /// Shows only lines with all of these words.
    pub fn filter(&mut self, text: &str) -> Vec<Effect> {
        self.filter = text.split_whitespace().map(str::to_lowercase).collect();
        self.list.highlight = self.filter.join("\n");
        self.budget = BUDGET;
        self.show();
        self.older().into_iter().collect()
    }

    fn show(&mut self) {
        let fits = |entry: &&Entry| self.filter.iter().all(|word| entry.folded.contains(word));
        let rows = self.read.iter().filter(fits).cloned().collect();
        self.list.fill_all(rows);
    }

    /// Moves; tells whether a row was opened.
    pub fn act(&mut self, action: Action, ctx: &Ctx) -> (ListEvent, Vec<Effect>) {
        if let Some(effects) = self.columns.act(action, &mut self.list, ctx) {
            return (ListEvent::Moved, effects);
        }
        // Nothing is ever done to events, so nothing selects them.
        if matches!(action, Action::Mark | Action::MarkAll) {
            return (ListEvent::Ignored, Vec::new());
        }
        let event = self.list.handle(action);
        if event == ListEvent::Moved {
            self.budget = BUDGET;
        }
        (event, self.older().into_iter().collect())
    }

    /// Takes an answer; `None` where it is not for the list.
    pub fn told(&mut self, tag: Tag, tell: Tell, ctx: &Ctx) -> Option<Vec<Effect>> {
        if tag != NEWEST && tag != OLDER {
            return None;
        }
        match tell {
            Tell::History { total, rows } => {
                self.error.clear();
                self.total = u64::from(total);
                let rows: Vec<Entry> = rows.into_iter().map(|row| Entry::new(row, ctx)).collect();
                if tag == NEWEST {
                    self.take_newest(rows);
                } else {
                    self.take_older(rows);
                }
                self.show();
            }
            Tell::Refused(refused) => {
                self.asking = false;
                self.error = go::refused(&refused, ctx);
            }
            _ => {}
        }
        Some(self.older().into_iter().collect())
    }

    /// New events come on top of what was read; where something lies between, what was read goes.
    fn take_newest(&mut self, rows: Vec<Entry>) {
        let oldest = rows.last().map_or(0, |entry| entry.row.sequence);
        let known = self.read.first().map_or(0, |entry| entry.row.sequence);
        let joins = !self.read.is_empty() && oldest <= known;
        if !joins {
            // A window may hold fewer than asked for: what one answer carries.
            self.ended = rows.len() as u64 >= self.total;
            self.read = rows;
            return;
        }
        let mut all: Vec<Entry> = rows
            .into_iter()
            .filter(|entry| entry.row.sequence > known)
            .collect();
        all.append(&mut self.read);
        self.read = all;
    }

    fn take_older(&mut self, rows: Vec<Entry>) {
        self.asking = false;
        self.ended = rows.is_empty();
        self.budget = self.budget.saturating_sub(rows.len());
        let last = self
            .read
            .last()
            .map_or(u64::MAX, |entry| entry.row.sequence);
        let older = rows.into_iter().filter(|entry| entry.row.sequence < last);
        self.read.extend(older);
    }

    /// Draws the list, and below it the whole of the line under the cursor.
    pub fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx, empty: &str) {
        let empty = match self.error.as_str() {
            "" => empty,
            error => error,
        };
        let view = ListView {
            list: &self.list,
            columns: &self.columns.shown(),
            cells: &|entry: &Entry| self.columns.cells(self.cells(entry, ctx)),
            empty,
            below: Some(&|entry: &Entry| entry.told(ctx)),
        };
        view.render(area, buf, ctx);
    }

    /// The cells of a line in the columns of the list.
    fn cells(&self, entry: &Entry, ctx: &Ctx) -> Vec<Cell> {
        let mut cells = cells(entry, ctx);
        if let Source::Record(record) = self.source {
            let of = cells.remove(RECORD);
            if entry.row.record != record {
                // Of a request also its letter and sheet are told.
                cells[WHAT].text = format!("{}: {}", of.text, cells[WHAT].text);
            }
        }
        cells
    }
}

/// Places of two of the columns.
const WHAT: usize = 2;
const RECORD: usize = 3;

/// The cells of a line, one for each column.
pub fn cells(entry: &Entry, ctx: &Ctx) -> Vec<Cell> {
    let what = if !entry.exception.is_empty() {
        let sign = ctx.theme.sign(Role::Warn);
        Cell::of(Role::Warn, format!("{sign} {}", entry.what))
    } else {
        Cell::plain(entry.what.clone())
    };
    vec![
        // Always with its day: lines of several days stand together.
        Cell::plain(format!(
            "{} {}",
            ctx.words.date(entry.row.at.day()),
            ctx.words.clock(entry.row.at)
        )),
        Cell::plain(entry.who.clone()),
        what,
        Cell::plain(entry.record.clone()),
        Cell::of(Role::Dim, entry.row.origin.clone()),
    ]
}
