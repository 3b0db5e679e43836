//! Drawing the verifier's page: queue, checklist and evidence side by side, or a page each.

use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::widgets::Padding;

use crate::tui::page::pane::Face;
use crate::tui::panel::Ctx;
use crate::tui::widgets::frame::Frame;

use super::checklist::Checklist;
use super::staged::Staged;
use super::{Focus, VerifyPanel, queue};

impl VerifyPanel {
    /// Draws what there is room for.
    pub(super) fn draw(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        if !ctx.wide() {
            return match self.focus {
                Focus::Queue => self.render_queue(area, buf, ctx),
                Focus::Checklist => self.render_checklist(area, buf, ctx),
                Focus::Evidence => self.render_evidence(area, buf, ctx),
                Focus::Detail => self.detail.render(area, buf, ctx, true),
            };
        }
        let share = |part: u16| Constraint::Length(area.width * part / 100);
        // Choosing: the queue has the room; working: checklist and evidence have it.
        if self.focus == Focus::Queue {
            let columns = Layout::horizontal([share(54), Constraint::Fill(1)]);
            let [left, right] = area.layout(&columns);
            self.render_queue(left, buf, ctx);
            return self.detail.render(right, buf, ctx, false);
        }
        let columns = Layout::horizontal([share(27), share(37), Constraint::Fill(1)]);
        let [left, middle, right] = area.layout(&columns);
        self.render_queue(left, buf, ctx);
        self.render_checklist(middle, buf, ctx);
        match self.focus {
            Focus::Detail => self.detail.render(right, buf, ctx, true),
            _ => self.render_evidence(right, buf, ctx),
        }
    }

    fn render_queue(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let face = Face {
            title: ctx.get("place-verify"),
            count: None,
            natural: "sort-natural",
            focus: self.focus == Focus::Queue,
            cells: &|item| queue::cells(item, ctx),
            empty: ctx.get("check-queue-empty"),
            below: None,
            search: Some(&self.search),
        };
        self.queue.render(&face, area, buf, ctx);
    }

    fn render_checklist(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let Some(view) = self.view() else {
            return self.detail.render(area, buf, ctx, false);
        };
        let request = &view.request;
        let focus = self.focus == Focus::Checklist;
        let frame = Frame::titled(request.no.to_string())
            .with(ctx.words.of("kind", request.kind.as_str()))
            .with(ctx.words.of("stage", request.stage.as_str()))
            .foot(if focus {
                ctx.get("check-foot-checklist")
            } else {
                String::new()
            })
            .focused(focus);
        let inside = frame.padded(Padding::left(1)).render(area, buf, ctx);
        let none = Staged::default();
        let staged = if self.staged.is_of(request.no) {
            &self.staged
        } else {
            &none
        };
        Checklist {
            view,
            policy: ctx.policy(),
            staged,
            at: self.at,
            focus: self.inside(),
            news: self.detail.news(ctx),
        }
        .render(inside, buf, ctx);
    }

    fn render_evidence(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let count = self.view().map_or(0, |view| view.request.checklist.len());
        let position = ctx
            .words
            .with("position-of", &[("at", &(self.at + 1)), ("total", &count)]);
        let frame = Frame::titled(ctx.get("check-evidence"))
            .with(position)
            .focused(self.focus == Focus::Evidence);
        let inside = frame.padded(Padding::left(1)).render(area, buf, ctx);
        self.page.render(inside, buf, ctx);
    }
}
