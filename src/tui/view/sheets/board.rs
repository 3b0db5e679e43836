//! The sheets as rows: in one list, or in a column for each position of the chain.

use crate::domain::ids::{RecordId, SheetNo};
use crate::domain::letter::Urgency;
use crate::domain::office::Position;
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::view::agencies;
use crate::tui::view::go::short;
use crate::tui::view::inbox::columns::found;
use crate::tui::widgets::gauge;
use crate::tui::widgets::list::{Cell, Column, Row, Shape};
use crate::wire::message::Sort;
use crate::wire::view::{self, SheetLine};

/// A sheet in a list.
#[derive(Clone, Debug)]
pub struct Item(pub SheetLine);

impl Row for Item {
    type Id = SheetNo;

    fn id(&self) -> SheetNo {
        self.0.row.no
    }

    fn stands_at(&self) -> Option<(RecordId, u32)> {
        Some((RecordId::Sheet(self.0.row.no), self.0.row.revision))
    }
}

/// Takes a row of the desk where it is a sheet.
pub fn item(row: view::Row) -> Option<Item> {
    match row {
        view::Row::Sheet(line) => Some(Item(line)),
        _ => None,
    }
}

/// The record of a row.
pub fn record(item: &Item) -> RecordId {
    RecordId::Sheet(item.0.row.no)
}

/// The positions of the chain, with what asks the desk for their sheets.
pub const CHAIN: [(Position, &str); 4] = [
    (Position::Agendaris, "tahap:terdaftar"),
    (Position::Kadis, "tahap:kadis,ditahan-kadis"),
    (Position::Kabid, "tahap:kabid,ditahan-kabid"),
    (Position::Subkoord, "tahap:subkoord,ditahan-subkoord"),
];

/// One list: where the sheet lies is a column.
pub const COLUMNS: &[Column] = &[
    Column::new("column-number", Shape::Record, 0).by(Sort::Number),
    Column::new("column-mark", Shape::Mark, 1),
    Column::new("column-sheet-from", Shape::Name, 0).by(Sort::Agency),
    Column::new("column-names", Shape::Number, 1),
    Column::new("column-lies-with", Shape::Word, 0).by(Sort::State),
    Column::new("column-time", Shape::Span, 2).by(Sort::Remaining),
    Column::new("column-deadline", Shape::Date, 3),
];

/// A column of the chain: the place goes without saying.
pub const NARROW: &[Column] = &[
    Column::new("column-number", Shape::Record, 0).by(Sort::Number),
    Column::new("column-mark", Shape::Mark, 1),
    Column::new("column-sheet-from", Shape::Name, 0).by(Sort::Agency),
    Column::new("column-names", Shape::Number, 3),
    Column::new("column-time", Shape::Span, 2).by(Sort::Remaining),
];

/// The cells of a sheet in the one list.
pub fn cells(item: &Item, ctx: &Ctx) -> Vec<Cell> {
    let row = &item.0.row;
    let lies = row.position().unwrap_or(Position::Agendaris);
    let deadline = row.deadline.map(|day| {
        let role = if day < ctx.now.day() {
            Role::Bad
        } else {
            Role::Plain
        };
        Cell::of(role, ctx.words.day_month(day))
    });
    vec![
        number(item, ctx),
        found(item.0.found, ctx),
        from(item, ctx),
        Cell::plain(row.names.to_string()),
        Cell::plain(ctx.words.of("position-short", lies.as_str())),
        gauge::running(item.0.clock.as_ref(), ctx),
        deadline.unwrap_or_default(),
    ]
}

/// The cells of a sheet in its column.
pub fn narrow(item: &Item, ctx: &Ctx) -> Vec<Cell> {
    let time = gauge::running(item.0.clock.as_ref(), ctx);
    let from = match from(item, ctx) {
        cell if time.role == Role::Bad => Cell::of(Role::Bad, cell.text),
        cell => cell,
    };
    vec![
        number(item, ctx),
        found(item.0.found, ctx),
        from,
        Cell::plain(item.0.row.names.to_string()),
        time,
    ]
}

fn number(item: &Item, ctx: &Ctx) -> Cell {
    let row = &item.0.row;
    let short = short(&row.no.to_string(), row.no.agenda.year, ctx);
    let text = match row.urgency {
        Urgency::Ordinary => short,
        Urgency::Urgent => format!("{short}!"),
        Urgency::VeryUrgent => format!("{short}!!"),
    };
    let role = if item.0.mine {
        Role::Accent
    } else {
        Role::Plain
    };
    Cell::of(role, text)
}

/// Who wrote, or the one it is about where a person wrote; before it, that the name is held back.
fn from(item: &Item, ctx: &Ctx) -> Cell {
    let text = writer(item, &item.0.from);
    let short = agencies::short_agency(&item.0.from, ctx);
    let short = short.map_or_else(String::new, |short| writer(item, short));
    match item.0.row.is_held() {
        true => Cell::of(Role::Warn, format!("{} {text}", ctx.get("sheet-held"))),
        false => Cell::plain(text).or(short),
    }
}

fn writer(item: &Item, from: &str) -> String {
    match (from, item.0.row.names) {
        ("", _) => item.0.first.clone(),
        (from, 1) => format!("{from}: {}", item.0.first),
        (from, _) => from.to_owned(),
    }
}
