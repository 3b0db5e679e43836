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
use crate::tui::panel::{Ctx, Effect, Input, Panel};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::view::certificates::columns;
use crate::tui::view::go;
use crate::tui::view::inbox::window::Window;
use crate::tui::view::request::sections::spaced;
use crate::tui::widgets::field::TextField;
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::list::render::ListView;
use crate::tui::widgets::list::{Cell, Column, ListEvent, Row};
use crate::wire::message::List;
use crate::wire::view;

/// Anything that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Found(view::Row);

impl Row for Found {
    type Id = RecordId;

    fn id(&self) -> RecordId {
        self.0.record()
    }
}

const COLUMNS: [Column; 5] = [
    Column::new("search-col-kind", 11, 12, 0),
    Column::new("search-col-name", 16, 32, 0).growing(),
    Column::new("search-col-number", 21, 23, 1),
    Column::new("search-col-agency", 10, 24, 3),
    Column::new("search-col-state", 12, 20, 2),
];

/// The layer.
pub struct Search {
    field: TextField,
    window: Window<Found>,
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
            window: Window::new(
                List::Everything,
                0,
                |row| Some(Found(row)),
                |found| found.0.record(),
            ),
        }
    }

    fn asked(&self) -> bool {
        !self.window.query().filter.is_empty()
    }

    fn ask(&mut self) -> Vec<Effect> {
        let text = self.field.text().trim().to_owned();
        if text == self.window.query().filter {
            return Vec::new();
        }
        if Filter::parse(&text).is_err() {
            return Vec::new();
        }
        self.window.list.highlight = go::needles(&text);
        let effect = self
            .window
            .change(|query| text.clone_into(&mut query.filter));
        // Nothing typed shows what can be typed, not the whole desk.
        if text.is_empty() {
            Vec::new()
        } else {
            vec![effect]
        }
    }

    fn moved(&mut self, action: Action) -> Vec<Effect> {
        match self.window.list.handle(action) {
            ListEvent::Opened => {
                let record = self.window.list.current().map(|found| found.0.record());
                record.map(go::to).into_iter().collect()
            }
            ListEvent::Ignored => Vec::new(),
            ListEvent::Moved | ListEvent::Marked => self.window.need().into_iter().collect(),
        }
    }

    fn key(&mut self, key: KeyEvent) -> Vec<Effect> {
        let action = match key.code {
            KeyCode::Up => Action::Up,
            KeyCode::Down => Action::Down,
            KeyCode::PageUp => Action::PageUp,
            KeyCode::PageDown => Action::PageDown,
            KeyCode::Enter => Action::Open,
            _ => return self.typed(key),
        };
        self.moved(action)
    }

    fn typed(&mut self, key: KeyEvent) -> Vec<Effect> {
        if !self.field.handle(key) {
            return Vec::new();
        }
        self.ask()
    }

    fn fit(&mut self, area: Rect) {
        self.window.list.set_height(area.height.saturating_sub(5));
    }
}

/// The kind of a row, and what tells it from others of its kind.
fn cells(row: &view::Row, ctx: &Ctx) -> Vec<Cell> {
    let kind = |key: &str| Cell::of(Role::Accent, ctx.get(key));
    match row {
        view::Row::Person(person) => vec![
            kind("search-person"),
            Cell::plain(person.name.clone()),
            Cell::plain(spaced(&person.nip)),
            Cell::plain(person.agency.clone()),
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
            Cell::plain(line.row.agency.clone()),
            Cell::plain(words_of::stage(ctx.words, line.row.stage)),
        ],
        view::Row::Sheet(line) => vec![
            kind("search-sheet"),
            Cell::plain(line.first.clone()),
            Cell::plain(line.row.no.to_string()),
            Cell::plain(line.from.clone()),
            Cell::plain(names(line.row.names, ctx)),
        ],
        view::Row::Letter(letter) => vec![
            kind("search-letter"),
            Cell::plain(letter.number.clone()),
            Cell::plain(letter.no.to_string()),
            Cell::plain(letter.from.clone()),
            Cell::plain(names(letter.names, ctx)),
        ],
        view::Row::Certificate(line) => vec![
            kind("search-certificate"),
            Cell::plain(line.row.name.clone()),
            Cell::plain(columns::serial(&line.row.serial)),
            Cell::plain(line.row.agency.clone()),
            columns::status(line.status, line.nearness, ctx),
        ],
        view::Row::Due(due) => vec![
            kind("search-certificate"),
            Cell::plain(due.name.clone()),
            Cell::default(),
            Cell::plain(due.agency.clone()),
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
            row: self.window.list.current().is_some(),
            typing: true,
            ..Facts::new(Place::Search)
        }
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let list = &self.window.list;
        let mut frame = Frame::titled(ctx.get("place-search")).foot(ctx.get("search-keys"));
        if self.asked() && list.loaded() {
            let total = i64::try_from(list.total()).unwrap_or(i64::MAX);
            frame = frame.with(ctx.words.with("search-found", &[("count", &total)]));
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
        self.field.render(line, buf, ctx, true);
        let rest = Rect {
            y: inside.y + 2,
            height: inside.height - 2,
            ..inside
        };
        let fault = go::fault(&self.field.text(), self.window.refused.as_ref(), ctx);
        if let Some(said) = fault {
            let sign = ctx.theme.sign(Role::Bad);
            return lines(&format!("{sign} {said}"), Role::Bad, rest, buf, ctx);
        }
        if !self.asked() {
            return lines(&ctx.get("search-hint"), Role::Dim, rest, buf, ctx);
        }
        let filter = &self.window.query().filter;
        let empty = ctx.words.with("search-none", &[("text", filter)]);
        let view = ListView {
            list,
            columns: &COLUMNS,
            cells: &|found: &Found| cells(&found.0, ctx),
            empty: &empty,
        };
        view.render(rest, buf, ctx);
    }

    fn handle(&mut self, mut input: Input, _ctx: &Ctx) -> Vec<Effect> {
        if let Input::Told { tag, tell, .. } = &mut input {
            return self.window.told(*tag, tell).unwrap_or_default();
        }
        match input {
            Input::Shown(area) | Input::Area(area) => {
                self.fit(area);
                Vec::new()
            }
            Input::Changed(_) | Input::Reconnected if self.asked() => vec![self.window.refresh()],
            Input::Paste(text) => {
                self.field.paste(&text);
                self.ask()
            }
            Input::Key(key) => self.key(key),
            Input::Act(Action::Back) => vec![Effect::Close],
            Input::Act(Action::NextPanel) => self.moved(Action::Down),
            Input::Act(Action::PrevPanel) => self.moved(Action::Up),
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
