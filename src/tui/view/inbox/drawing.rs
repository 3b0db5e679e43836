//! Drawing the inbox: the list with its search line, and the record beside it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::list::render::ListView;

use super::columns::{COLUMNS, Item, cells};
use super::{Inbox, SORTS, filter};

impl Inbox {
    /// Draws list and record side by side, or the one that has the keys.
    pub(super) fn draw(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        if !ctx.wide() {
            if self.open {
                self.detail.render(area, buf, ctx, true);
            } else {
                self.render_list(area, buf, ctx);
            }
            return;
        }
        let left = Rect {
            width: area.width * 3 / 5,
            ..area
        };
        let right = Rect {
            x: left.right(),
            width: area.width - left.width,
            ..area
        };
        self.render_list(left, buf, ctx);
        self.detail.render(right, buf, ctx, self.open);
    }

    fn render_list(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let list = &self.window.list;
        let total = ctx.words.number(list.total() as i64);
        let sort = SORTS
            .iter()
            .find(|(sort, ..)| *sort == self.window.query().sort);
        let mut frame = Frame::titled(ctx.get("place-requests"))
            .with(list.counted().map(|_| total.clone()).unwrap_or_default())
            .with(
                self.named
                    .name_of(&self.window.query().filter, ctx)
                    .unwrap_or_default(),
            )
            .with(sort.map(|(_, key, _)| ctx.get(key)).unwrap_or_default())
            .focused(!self.open);
        if list.marked_count() > 0 {
            let count = list.marked_count();
            frame = frame.with(ctx.words.with("list-marked", &[("count", &count)]));
        }
        if list.total() > 0 {
            let at = ctx.words.number(list.position() as i64 + 1);
            frame = frame.foot(
                ctx.words
                    .with("position-of", &[("at", &at), ("total", &total)]),
            );
        }
        let mut inside = frame.render(area, buf, ctx);
        if self.find.visible() && inside.height > 2 {
            let line = Rect {
                height: 1,
                ..inside
            };
            self.render_find(line, buf, ctx);
            inside.y += 1;
            inside.height -= 1;
        }
        let filter = &self.window.query().filter;
        let empty = if filter.is_empty() {
            ctx.get("inbox-empty")
        } else {
            nothing_found(filter, ctx)
        };
        let view = ListView {
            list,
            columns: COLUMNS,
            cells: &|item: &Item| cells(item, ctx),
            empty: &empty,
        };
        view.render(inside, buf, ctx);
    }

    fn render_find(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let fault = filter::fault(&self.find.text(), ctx).unwrap_or_default();
        let room = usize::from(area.width) * 2 / 3;
        let fault = crate::text::truncate(&fault, room);
        let wide = u16::try_from(crate::text::width(&fault)).unwrap_or(0);
        let left = Rect {
            width: area.width.saturating_sub(wide + 1),
            ..area
        };
        self.find.render(left, buf, ctx);
        let x = area.right().saturating_sub(wide);
        buf.set_string(x, area.y, fault, ctx.theme.style(Role::Bad));
    }
}

/// That nothing was found; a word that names a stage or a kind is better asked for as one.
fn nothing_found(filter: &str, ctx: &Ctx) -> String {
    let said = ctx.words.with("list-empty-search", &[("text", &filter)]);
    match filter::meant(filter) {
        Some(meant) => {
            let meant = ctx.words.with("list-empty-meant", &[("meant", &meant)]);
            format!("{said} {meant}")
        }
        None => said,
    }
}
