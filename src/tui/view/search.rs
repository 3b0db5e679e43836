//! `//`: people, letters, requests, sheets and certificates at once, as a layer that answers while
//! one types. Enter goes to the record; a person's card comes on top.

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

use crate::domain::filter::Filter;
use crate::domain::ids::RecordId;
use crate::text::{self, request as words_of};
use crate::tui::action::Action;
use crate::tui::keymap::Facts;
use crate::tui::page::filter;
use crate::tui::page::pane::{Listing, Moved, Pane};
use crate::tui::panel::{Ctx, Effect, Input, Panel};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::view::agencies;
use crate::tui::view::certificates::columns;
use crate::tui::view::go;
use crate::tui::view::request::sections::spaced;
use crate::tui::widgets::field::TextField;
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::list::{Cell, Column, Row, Shape};
use crate::wire::message::{List, Sort};
use crate::wire::view;

/// Anything that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found(pub view::Row);

impl Row for Found {
    type Id = RecordId;

    fn id(&self) -> RecordId {
        self.0.record()
    }
}

pub const COLUMNS: &[Column] = &[
    Column::new("search-col-kind", Shape::Word, 0),
    Column::new("search-col-name", Shape::Name, 0).by(Sort::Name),
    Column::new("search-col-number", Shape::Record, 1).by(Sort::Number),
    Column::new("search-col-agency", Shape::Text, 3).by(Sort::Agency),
    Column::new("search-col-state", Shape::Word, 2).by(Sort::State),
];

const LISTING: Listing<Found> = Listing {
    key: "everything",
    list: List::Everything,
    columns: COLUMNS,
    row: |row| Some(Found(row)),
    record: |found| found.0.record(),
};

/// The layer.
pub struct Search {
    field: TextField,
    pane: Pane<Found>,
    /// The list has the keys, to sort it and to move its columns.
    listing: bool,
}

impl Default for Search {
    fn default() -> Search {
        Search::new()
    }
}

impl Search {
    /// An empty search.
    pub fn new() -> Search {
        Search {
            field: TextField::line(""),
            pane: Pane::new(LISTING, 0),
            listing: false,
        }
    }

    fn asked(&self) -> bool {
        !self.pane.window.query().filter.is_empty()
    }

    fn ask(&mut self) -> Vec<Effect> {
        let text = self.field.text().trim().to_owned();
        if text == self.pane.window.query().filter {
            return Vec::new();
        }
        if Filter::parse(&text).is_err() {
            return Vec::new();
        }
        let effect = self.pane.filter(&text);
        // Nothing typed shows what can be typed, not the whole desk.
        if text.is_empty() {
            Vec::new()
        } else {
            vec![effect]
        }
    }

    fn moved(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        match self.pane.act(action, ctx) {
            Some(Moved::Opened) => {
                let record = self.pane.current().map(|found| found.0.record());
                record.map(go::to).into_iter().collect()
            }
            Some(Moved::To(effects)) => effects,
            None => Vec::new(),
        }
    }

    fn key(&mut self, key: KeyEvent, ctx: &Ctx) -> Vec<Effect> {
        let action = match key.code {
            KeyCode::Up => Action::Up,
            KeyCode::Down => Action::Down,
            KeyCode::PageUp => Action::PageUp,
            KeyCode::PageDown => Action::PageDown,
            KeyCode::Enter => Action::Open,
            _ => return self.typed(key),
        };
        self.moved(action, ctx)
    }

    fn typed(&mut self, key: KeyEvent) -> Vec<Effect> {
        // The second of `//`: here everything is searched already.
        if key.code == KeyCode::Char('/') && self.field.is_empty() {
            return Vec::new();
        }
        if !self.field.handle(key) {
            return Vec::new();
        }
        self.ask()
    }
}

/// The kind of a row, and what tells it from others of its kind.
pub fn cells(row: &view::Row, ctx: &Ctx) -> Vec<Cell> {
    let kind = |key: &str| Cell::of(Role::Accent, ctx.get(key));
    match row {
        view::Row::Person(person) => vec![
            kind("search-person"),
            Cell::plain(person.name.clone()),
            Cell::plain(spaced(&person.nip)),
            agencies::agency(&person.agency, ctx),
            Cell::of(Role::Dim, person.post.clone()),
        ],
        view::Row::Request(line) => vec![
            kind("search-request"),
            Cell::plain(line.row.name.clone()),
            Cell::plain(format!(
                "{} {}",
                line.row.no,
                ctx.words.of("kind-short", line.row.kind.as_str())
            )),
            agencies::agency(&line.row.agency, ctx),
            Cell::plain(words_of::stage(ctx.words, line.row.stage)),
        ],
        view::Row::Sheet(line) => vec![
            kind("search-sheet"),
            Cell::plain(line.first.clone()),
            Cell::plain(line.row.no.to_string()),
            agencies::agency(&line.from, ctx),
            Cell::plain(names(line.row.names, ctx)),
        ],
        view::Row::Letter(letter) => vec![
            kind("search-letter"),
            Cell::plain(letter.number.clone()),
            Cell::plain(letter.no.to_string()),
            agencies::agency(&letter.from, ctx),
            Cell::plain(names(letter.names, ctx)),
        ],
        view::Row::Certificate(line) => vec![
            kind("search-certificate"),
            Cell::plain(line.row.name.clone()),
            Cell::plain(line.row.serial.clone()),
            agencies::agency(&line.row.agency, ctx),
            columns::status(line.status, line.nearness, ctx),
        ],
        view::Row::Officer(officer) => vec![
            kind("search-officer"),
            Cell::plain(officer.name.clone()),
            Cell::plain(spaced(&officer.nip)),
            Cell::default(),
            Cell::default(),
        ],
        view::Row::Due(due) => vec![
            kind("search-certificate"),
            Cell::plain(due.name.clone()),
            Cell::default(),
            agencies::agency(&due.agency, ctx),
            Cell::default(),
        ],
    }
}

fn names(count: u16, ctx: &Ctx) -> String {
    ctx.words.with("detail-names", &[("count", &count)])
}

impl Panel for Search {
    fn place(&self) -> Place {
        Place::Search
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        Facts {
            row: self.pane.window.list.current().is_some(),
            typing: !self.listing,
            ..Facts::new(Place::Search)
        }
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let list = self.pane.list();
        let mut frame = Frame::titled(ctx.get("place-search")).foot(ctx.get("search-keys"));
        if self.asked() && list.loaded() {
            let total = go::number(list.total(), ctx);
            frame = frame.counted(ctx.words.with("search-found", &[("count", &total)]));
        }
        let inside = frame.render(area, buf, ctx);
        if inside.height < 4 || inside.width < 8 {
            return;
        }
        buf.set_string(inside.x + 1, inside.y, "//", ctx.theme.style(Role::Key));
        let line = Rect {
            x: inside.x + 4,
            width: inside.width - 5,
            height: 1,
            ..inside
        };
        self.field.render(line, buf, ctx, !self.listing);
        let rest = Rect {
            y: inside.y + 2,
            height: inside.height - 2,
            ..inside
        };
        let fault = filter::fault(&self.field.text(), self.pane.window.refused.as_ref(), ctx);
        if let Some(said) = fault {
            let sign = ctx.theme.sign(Role::Bad);
            return lines(&format!("{sign} {said}"), Role::Bad, rest, buf, ctx);
        }
        if !self.asked() {
            return lines(&ctx.get("search-hint"), Role::Dim, rest, buf, ctx);
        }
        let filter = &self.pane.window.query().filter;
        let empty = ctx.words.with("search-none", &[("text", filter)]);
        let cells = |found: &Found| cells(&found.0, ctx);
        self.pane.render_rows(&cells, &empty, None, rest, buf, ctx);
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        let input = match self.pane.take(input) {
            Ok(effects) => return effects,
            Err(input) => input,
        };
        match input {
            Input::Shown(area) | Input::Area(area) => {
                self.pane.fit(area);
                self.pane
                    .adopt(ctx)
                    .filter(|_| self.asked())
                    .into_iter()
                    .collect()
            }
            Input::Changed(_) | Input::Reconnected if self.asked() => {
                vec![self.pane.window.refresh()]
            }
            Input::Paste(text) => {
                self.field.paste(&text);
                self.ask()
            }
            Input::Key(key) if self.listing => {
                // Whatever means nothing to the list goes on with the text.
                self.listing = false;
                match key.code {
                    KeyCode::Char('/') => Vec::new(),
                    _ => self.key(key, ctx),
                }
            }
            Input::Key(key) => self.key(key, ctx),
            Input::Act(Action::NextPanel | Action::PrevPanel) => {
                self.listing = !self.listing && self.pane.list().total() > 0;
                Vec::new()
            }
            Input::Act(Action::Back) if self.listing => {
                self.listing = false;
                Vec::new()
            }
            Input::Act(Action::Back) => vec![Effect::Close],
            Input::Act(action) if self.listing => self.moved(action, ctx),
            _ => Vec::new(),
        }
    }
}

/// A sentence over the lines of a room.
fn lines(said: &str, role: Role, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
    let room = usize::from(area.width.saturating_sub(2));
    let lines = text::width::wrap(&text::safe(said), room);
    for (line, y) in lines.iter().zip(area.y..area.bottom()) {
        buf.set_string(area.x + 1, y, line, ctx.theme.style(role));
    }
}

#[cfg(test)]
mod tests;
