//! Drawing the import: the path with what it may become, the mapping, the rows.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Padding;

use crate::text;
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::list::render::ListView;

use super::mapping::{self, MapRow};
use super::run::{self, Item, Matter};
use super::{Import, Step};

impl Import {
    /// Draws the step at hand.
    pub(super) fn draw(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let (title, foot) = match self.step {
            Step::Path => ("import-step-path", "import-foot-path"),
            Step::Busy | Step::Running => ("import-step-busy", "list-loading"),
            Step::Mapping => ("import-step-mapping", "import-foot-mapping"),
            Step::Preview => ("import-step-preview", "import-foot-preview"),
            Step::Done => ("import-step-done", "import-foot-done"),
        };
        let file = self.file();
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let name = if self.step == Step::Path {
            String::new()
        } else {
            name.into_owned()
        };
        let frame = Frame::titled(ctx.get(match self.matter {
            Matter::Form => "place-import",
            Matter::Certificates => "take-in-title",
            Matter::Transfers => "transfer-title",
        }))
        .with(ctx.get(title))
        .with(name)
        .with(match self.step {
            Step::Preview | Step::Done => self.shown.said(ctx),
            _ => String::new(),
        })
        .foot(ctx.get(foot));
        let inside = frame.padded(Padding::horizontal(1)).render(area, buf, ctx);
        match (self.step, &self.planned) {
            (Step::Path, _) => self.render_path(inside, buf, ctx),
            (Step::Mapping, Some(planned)) => {
                let rest = self.render_said(inside, buf, ctx);
                let view = ListView {
                    list: &self.columns,
                    columns: mapping::COLUMNS,
                    cells: &|row: &MapRow| mapping::cells(row, &planned.plan, ctx),
                    empty: "",
                    below: None,
                };
                view.render(rest, buf, ctx);
            }
            (Step::Preview | Step::Done, _) => {
                let rest = self.render_said(inside, buf, ctx);
                let view = ListView {
                    list: &self.items,
                    columns: run::columns(self.matter),
                    cells: &|item: &Item| run::cells(item, self.matter, ctx),
                    empty: &ctx.get("import-empty-file"),
                    below: None,
                };
                view.render(rest, buf, ctx);
            }
            _ => {
                let said = ctx.get("list-loading");
                buf.set_stringn(
                    inside.x,
                    inside.y,
                    said,
                    usize::from(inside.width),
                    ctx.theme.style(Role::Dim),
                );
            }
        }
    }

    fn render_path(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let label = ctx.get(match self.matter {
            Matter::Form | Matter::Transfers => "import-path",
            Matter::Certificates => "take-in-path",
        });
        buf.set_stringn(
            area.x,
            area.y,
            &label,
            usize::from(area.width),
            ctx.theme.style(Role::Plain),
        );
        let field = Rect {
            y: area.y + 1,
            height: 1,
            ..area
        };
        if field.bottom() > area.bottom() {
            return;
        }
        self.path.render(field, buf, ctx, true);
        for ((index, path), y) in self.found.iter().enumerate().zip(area.y + 2..area.bottom()) {
            let here = self.chosen == Some(index);
            let sign = if here { ctx.theme.signs().cursor } else { " " };
            let words = format!("{sign} {}", text::safe(path));
            let words = text::pad_right(&words, usize::from(area.width));
            let style = if here {
                ctx.theme.cursor_row(true)
            } else {
                ctx.theme.style(Role::Dim)
            };
            buf.set_string(area.x, y, words, style);
        }
    }

    fn render_said(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) -> Rect {
        let lines = text::width::wrap(&text::safe(&self.said), usize::from(area.width));
        let most = area.height.saturating_sub(4);
        let used = u16::try_from(lines.len()).unwrap_or(most).min(most);
        for (line, y) in lines.iter().zip(area.y..area.y + used) {
            buf.set_string(area.x, y, line, ctx.theme.style(Role::Strong));
        }
        Rect {
            y: area.y + used,
            height: area.height - used,
            ..area
        }
    }
}
