//! Drawing the whole screen: header, tabs, the page or the layer that covers it, floating layers,
//! messages, hints.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect, Size};

use super::App;
use crate::text;
use crate::tui::glyphs;
use crate::tui::keymap::Facts;
use crate::tui::layers;
use crate::tui::panel::Panel;
use crate::tui::place::Place;
use crate::tui::spots::Cursor;
use crate::tui::widgets::chrome::{self, Tab};

/// The least screen.
pub const LEAST: Size = Size::new(40, 15);

/// The areas of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Areas {
    pub header: Rect,
    pub tabs: Rect,
    pub body: Rect,
    pub messages: Rect,
    pub hints: Rect,
}

/// The areas of a screen with so many lines of messages.
pub(super) fn areas(screen: Size, messages: u16) -> Areas {
    let line = Constraint::Length(1);
    let said = Constraint::Length(messages);
    let rows = Layout::vertical([line, line, Constraint::Fill(1), said, line]);
    let [header, tabs, body, messages, hints] = Rect::from(screen).layout(&rows);
    Areas {
        header,
        tabs,
        body,
        messages,
        hints,
    }
}

impl App {
    /// Draws everything, as every terminal can show it; tells where the cursor stands.
    pub fn render(&self, area: Rect, buf: &mut Buffer) -> Option<Cursor> {
        self.shell.spots.begin();
        self.render_whole(area, buf);
        glyphs::settle(buf, &self.shell.theme);
        self.shell.spots.cursor()
    }

    fn render_whole(&self, area: Rect, buf: &mut Buffer) {
        let screen = area.as_size();
        let ctx = self.shell.ctx(true);
        if screen.width < LEAST.width || screen.height < LEAST.height {
            let said = ctx.words.with(
                "screen-too-small",
                &[
                    ("width", &screen.width.to_string()),
                    ("height", &screen.height.to_string()),
                ],
            );
            sentence(&said, area, buf);
            return;
        }
        let states = self.states();
        let said = chrome::said(&states, &self.messages, screen.width, &ctx);
        let lines = u16::try_from(said.len()).unwrap_or(0);
        let areas = areas(screen, lines);
        chrome::header(areas.header, buf, &ctx, self.present);
        self.render_tabs(areas.tabs, buf);
        self.render_panels(areas.body, buf);
        chrome::message(areas.messages, buf, &ctx, &said);
        chrome::hints(areas.hints, buf, &ctx, &self.hinted());
    }

    /// What the hint line tells of. While the record under the cursor is on its way the line stays
    /// as it was: a key that acts waits for the record anyway, and a line that comes and goes with
    /// every step only flickers.
    fn hinted(&self) -> Facts {
        let now = self.facts();
        let on_its_way = self
            .top()
            .is_some_and(|slot| self.rests(slot.owner) || self.asks_of(slot.owner));
        let before = self.hinted.get().filter(|before| {
            on_its_way && (before.place, before.typing) == (now.place, now.typing)
        });
        let shown = Facts {
            marked: now.marked,
            ..before.unwrap_or(now)
        };
        self.hinted.set(Some(shown));
        shown
    }

    fn render_tabs(&self, area: Rect, buf: &mut Buffer) {
        let tabs: Vec<Tab> = self
            .pages
            .iter()
            .map(|slot| slot.panel.place())
            .filter(|place| place.tab().is_some())
            .map(|place| Tab {
                place,
                count: self.counts.get(&place).copied(),
            })
            .collect();
        let at = self
            .pages
            .get(self.at)
            .map_or(Place::Today, |slot| slot.panel.place());
        chrome::tabs(area, buf, &self.shell.ctx(true), &tabs, at);
    }

    /// The topmost layer that covers the page, or the page; then what floats above it.
    fn render_panels(&self, body: Rect, buf: &mut Buffer) {
        let cover = self
            .layers
            .iter()
            .rposition(|slot| !floats(slot.panel.as_ref()));
        let floating = &self.layers[cover.map_or(0, |index| index + 1)..];
        let under = match cover {
            Some(index) => Some(&self.layers[index]),
            None => self.pages.get(self.at),
        };
        if let Some(slot) = under {
            self.render_covering(slot.panel.as_ref(), body, buf, floating.is_empty());
        }
        for (index, slot) in floating.iter().enumerate() {
            let ctx = self.shell.ctx(index + 1 == floating.len());
            let room = layers::centred(body, slot.panel.wanted(&ctx));
            layers::clear(room, buf);
            slot.panel.render(room, buf, &ctx);
        }
    }

    fn render_covering(&self, panel: &dyn Panel, body: Rect, buf: &mut Buffer, focus: bool) {
        let ctx = self.shell.ctx(focus);
        let least = panel.place().least_width();
        if body.width < least {
            let place = ctx.get(&panel.place().name_key());
            let said = ctx.words.with(
                "screen-wider",
                &[("place", &place), ("width", &u32::from(least))],
            );
            sentence(&said, body, buf);
            return;
        }
        panel.render(body, buf, &ctx);
    }
}

/// Whether a layer lies over what is beneath instead of covering it. A form floats, too: what it
/// is about stays in sight.
pub(super) fn floats(panel: &dyn Panel) -> bool {
    panel.place().floats() || panel.place() == Place::Form
}

fn sentence(said: &str, area: Rect, buf: &mut Buffer) {
    for (line, y) in text::width::wrap(said, usize::from(area.width))
        .iter()
        .zip(area.y..area.bottom())
    {
        let line = text::truncate(line, usize::from(area.width));
        buf.set_string(area.x, y, line, ratatui::style::Style::new());
    }
}
