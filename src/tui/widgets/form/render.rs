//! Drawing a form: labels beside the fields, or above them on a narrow screen; errors under their
//! field; the field with the cursor always on screen.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::Form;
use super::entry::{Choice, Entry, Kind, Wanted};
use crate::text;
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;

/// Below this width labels stand above their fields.
const BESIDE: u16 = 56;

impl Form {
    /// Draws the fields into `area`.
    pub fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let plan = Plan::of(self, area, ctx);
        let first = plan.first_shown(self.focus, area.height);
        let mut y = area.y;
        for (index, entry) in self.entries.iter().enumerate().skip(first) {
            let rows = plan.rows[index];
            if y >= area.bottom() {
                break;
            }
            let room = Rect {
                y,
                height: rows.min(area.bottom() - y),
                ..area
            };
            plan.render_entry(entry, room, buf, ctx, index == self.focus);
            if index == self.focus {
                self.render_suggestions(plan.field(room), area, buf, ctx);
                y += rows + self.suggestion_rows();
            } else {
                y += rows;
            }
        }
    }

    /// Lines that the whole form takes at this width.
    pub fn height(&self, width: u16, ctx: &Ctx) -> u16 {
        let area = Rect::new(0, 0, width, u16::MAX);
        Plan::of(self, area, ctx).rows.iter().sum()
    }

    fn suggestion_rows(&self) -> u16 {
        u16::try_from(self.suggestions.len()).unwrap_or(0).min(6)
    }

    fn render_suggestions(&self, field: Rect, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let shown = usize::from(self.suggestion_rows());
        let from = self.chosen.saturating_sub(shown.saturating_sub(1));
        let y = field.bottom();
        for (line, suggestion) in self.suggestions.iter().skip(from).take(shown).enumerate() {
            let y = y + u16::try_from(line).unwrap_or(0);
            if y >= area.bottom() {
                return;
            }
            let here = from + line == self.chosen;
            let sign = if here { ctx.theme.signs().cursor } else { " " };
            let words = format!(
                "{sign} {}  {}",
                text::safe(&suggestion.text),
                text::safe(&suggestion.detail)
            );
            let style = if here {
                ctx.theme.cursor_row(true)
            } else {
                ctx.theme.style(Role::Dim)
            };
            let words = text::pad_right(&words, usize::from(field.width));
            buf.set_string(field.x, y, words, style);
        }
    }
}

/// Where things stand.
struct Plan {
    beside: bool,
    /// Columns of the labels when they stand beside.
    label: u16,
    /// Lines of each field with its error.
    rows: Vec<u16>,
}

impl Plan {
    fn of(form: &Form, area: Rect, ctx: &Ctx) -> Plan {
        let beside = area.width >= BESIDE;
        let widest = form
            .entries
            .iter()
            .map(|entry| text::width(&ctx.get(entry.label)) + 2)
            .max()
            .unwrap_or(0);
        let label = u16::try_from(widest)
            .unwrap_or(area.width)
            .min(area.width / 3);
        let room = area.width - if beside { label } else { 0 };
        let rows = form
            .entries
            .iter()
            .map(|entry| {
                let error = u16::try_from(error_lines(entry, room, ctx).len()).unwrap_or(1);
                entry.rows() + error + u16::from(!beside)
            })
            .collect();
        Plan {
            beside,
            label,
            rows,
        }
    }

    /// The first field to draw so that the focused one, with its suggestions, is on screen.
    fn first_shown(&self, focus: usize, height: u16) -> usize {
        let mut first = 0;
        while first < focus {
            let used: u16 = self.rows[first..=focus.min(self.rows.len() - 1)]
                .iter()
                .sum();
            if used <= height {
                break;
            }
            first += 1;
        }
        first
    }

    /// The room of the field itself, without label and error.
    fn field(&self, room: Rect) -> Rect {
        if self.beside {
            Rect {
                x: room.x + self.label,
                width: room.width - self.label,
                ..room
            }
        } else {
            Rect {
                y: room.y + 1,
                height: room.height.saturating_sub(1),
                ..room
            }
        }
    }

    fn render_entry(&self, entry: &Entry, room: Rect, buf: &mut Buffer, ctx: &Ctx, focus: bool) {
        let mark = if entry.required { "*" } else { " " };
        let words = format!("{}{mark}", ctx.get(entry.label));
        let label_room = if self.beside {
            self.label - 1
        } else {
            room.width
        };
        let role = if focus { Role::Accent } else { Role::Plain };
        let words = text::truncate(&words, usize::from(label_room));
        buf.set_string(room.x, room.y, words, ctx.theme.style(role));
        let mut field = self.field(room);
        field.height = field.height.min(entry.rows());
        if field.height == 0 {
            return;
        }
        render_kind(entry, field, buf, ctx, focus);
        let lines = error_lines(entry, field.width, ctx);
        for (line, y) in lines.iter().zip(field.bottom()..room.bottom()) {
            buf.set_string(field.x, y, line, ctx.theme.style(Role::Bad));
        }
    }
}

/// What is wrong with a field, whole, in lines of so many columns.
fn error_lines(entry: &Entry, width: u16, ctx: &Ctx) -> Vec<String> {
    let Some(error) = &entry.error else {
        return Vec::new();
    };
    let said = format!("{} {}", ctx.theme.sign(Role::Bad), text::safe(error));
    text::width::wrap(&said, usize::from(width.max(10)))
}

fn render_kind(entry: &Entry, area: Rect, buf: &mut Buffer, ctx: &Ctx, focus: bool) {
    match &entry.kind {
        Kind::Text(field) => {
            // A path being typed needs the whole line.
            let room = if entry.path && !field.is_empty() {
                area
            } else {
                beside_remark(&entry.remark, area, buf, ctx)
            };
            field.render(room, buf, ctx, focus);
        }
        Kind::Written { field, wanted } => {
            let meant = wanted.understood(&field.text(), ctx);
            let meant = meant.unwrap_or_else(|| entry.remark.clone());
            // The longest of each is `23/11/2026` and `23/11/2026 09:14:00`.
            let width = match wanted {
                Wanted::Moment(_) => 22,
                Wanted::Day(_) | Wanted::Clock => 16,
            };
            let room = Rect {
                width: area.width.min(width),
                ..area
            };
            field.render(room, buf, ctx, focus);
            let rest = usize::from(area.width.saturating_sub(width + 2));
            let words = text::truncate(&text::safe(&meant), rest);
            buf.set_string(room.right() + 2, area.y, words, ctx.theme.style(Role::Dim));
        }
        Kind::Note { field, .. } => field.render(area, buf, ctx, focus),
        Kind::Choice { options, at } => render_choice(options, *at, area, buf, ctx, focus),
        Kind::Ticks {
            options,
            ticked,
            at,
        } => {
            for ((line, option), y) in options.iter().enumerate().zip(area.y..area.bottom()) {
                let mark = if ticked.contains(&option.key) {
                    "[x] "
                } else {
                    "[ ] "
                };
                let here = focus && line == *at;
                if here && ctx.focus {
                    ctx.spots.chosen(area.x, y);
                }
                let style = if here {
                    ctx.theme.cursor_row(ctx.focus)
                } else {
                    ctx.theme.style(Role::Plain)
                };
                let words = format!("{mark}{}", text::safe(&option.label));
                let words = text::truncate(&words, usize::from(area.width));
                buf.set_string(area.x, y, words, style);
            }
        }
    }
}

/// The choices side by side where they fit, else only the chosen one between arrows.
fn render_choice(
    options: &[Choice],
    at: usize,
    area: Rect,
    buf: &mut Buffer,
    ctx: &Ctx,
    focus: bool,
) {
    let all: usize = options
        .iter()
        .map(|option| text::width(&option.label) + 4)
        .sum();
    if focus && ctx.focus {
        ctx.spots.chosen(area.x, area.y);
    }
    if all > usize::from(area.width) {
        let label = options
            .get(at)
            .map(|option| option.label.as_str())
            .unwrap_or_default();
        let words = format!("< {} >  {}/{}", text::safe(label), at + 1, options.len());
        let style = if focus {
            ctx.theme.cursor_row(ctx.focus)
        } else {
            ctx.theme.field(false)
        };
        buf.set_string(
            area.x,
            area.y,
            text::truncate(&words, usize::from(area.width)),
            style,
        );
        return;
    }
    let mut x = area.x;
    for (index, option) in options.iter().enumerate() {
        let chosen = index == at;
        let sign = if chosen { ctx.theme.signs().here } else { " " };
        let words = format!("{sign} {}", text::safe(&option.label));
        if chosen && focus && ctx.focus {
            ctx.spots.chosen(x, area.y);
        }
        let style = match (chosen, focus) {
            (true, true) => ctx.theme.cursor_row(ctx.focus),
            (true, false) => ctx.theme.style(Role::Strong),
            (false, _) => ctx.theme.style(Role::Dim),
        };
        buf.set_string(x, area.y, &words, style);
        x += u16::try_from(text::width(&words) + 2).unwrap_or(area.width);
    }
}

/// Draws a remark at the right end of a field and gives the room left of it.
fn beside_remark(remark: &str, area: Rect, buf: &mut Buffer, ctx: &Ctx) -> Rect {
    if remark.is_empty() {
        return area;
    }
    let words = text::truncate(&text::safe(remark), usize::from(area.width / 2));
    let wide = u16::try_from(text::width(&words)).unwrap_or(0);
    let left = area.width.saturating_sub(wide + 2);
    buf.set_string(area.x + left + 2, area.y, words, ctx.theme.style(Role::Dim));
    Rect {
        width: left,
        ..area
    }
}
