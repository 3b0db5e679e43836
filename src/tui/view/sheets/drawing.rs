//! Drawing the opened sheet: two halves side by side, or a page each.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::sheet::SheetStage;
use crate::text;
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::view::news;
use crate::tui::view::request::sections;
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::gauge;
use crate::tui::widgets::list::render::ListView;
use crate::tui::widgets::text_view::Paragraph;

use super::head;
use super::names::{self};
use super::sheet::{Focus, SheetPanel};

/// Draws what there is room for.
pub fn render(panel: &SheetPanel, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
    if !ctx.wide() {
        return match panel.focus {
            Focus::Names => left(panel, area, buf, ctx),
            Focus::Slip => right(panel, area, buf, ctx),
            Focus::Detail => panel.detail.render(area, buf, ctx, true),
        };
    }
    let wide = area.width * 54 / 100;
    let first = Rect {
        width: wide,
        ..area
    };
    let second = Rect {
        x: area.x + wide,
        width: area.width - wide,
        ..area
    };
    left(panel, first, buf, ctx);
    match panel.focus {
        Focus::Detail => panel.detail.render(second, buf, ctx, true),
        _ => right(panel, second, buf, ctx),
    }
}

/// Head, names, parafs, times.
fn left(panel: &SheetPanel, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
    let number = panel.lines.first().map(|line| line.row.no.to_string());
    let from = panel.from();
    let lies = from.map(|from| ctx.words.of("position", from.as_str()));
    // The slip is another page on a narrow screen: it must be told of.
    let foot = match (panel.disposes(), panel.many()) {
        (false, _) => String::new(),
        (true, true) => ctx.get("sheet-foot-slip"),
        (true, false) => ctx.get("sheet-foot-names"),
    };
    let frame = Frame::titled(ctx.get("place-sheet"))
        .foot(foot)
        .with(number.filter(|_| !panel.many()).unwrap_or_default())
        .with(lies.unwrap_or_default())
        .focused(panel.focus == Focus::Names);
    let inside = frame.render(area, buf, ctx);
    let inside = Rect {
        x: inside.x + 1,
        width: inside.width.saturating_sub(1),
        ..inside
    };
    if inside.height < 3 || inside.width < 10 {
        return;
    }
    if panel.many() {
        return many(panel, inside, buf, ctx);
    }
    let Some(view) = &panel.view else {
        let (said, role) = match panel.error.as_str() {
            "" => (ctx.get("list-loading"), Role::Dim),
            error => (error.to_owned(), Role::Bad),
        };
        lines(&[Paragraph::of(role, said)], inside, buf, ctx);
        return;
    };
    let one = panel.detail.view();
    let top = Rect {
        height: (inside.height / 2)
            .min(inside.height.saturating_sub(5))
            .max(1),
        ..inside
    };
    let top = lines(&head::letter(view, ctx), top, buf, ctx);
    let mut below = head::parafs(view, ctx.policy(), ctx);
    below.extend(one.into_iter().flat_map(|one| sections::times(one, ctx)));
    let names = names_room(inside, top, view.names.len(), below.is_empty());
    ListView {
        list: &panel.names,
        columns: names::COLUMNS,
        cells: &|name| names::cells(name, &panel.except, ctx),
        empty: "",
        below: None,
    }
    .render(names, buf, ctx);
    let under = |lines: u16, height: u16| Rect {
        y: names.bottom() + lines,
        height: height.min(inside.bottom().saturating_sub(names.bottom() + lines)),
        ..inside
    };
    if let Some(one) = one {
        gauge::timeline(under(0, 1), buf, ctx, &sections::steps(one, ctx));
    }
    lines(&below, under(1, u16::MAX), buf, ctx);
}

/// The rows of the names, below the head of so many lines: they have what they need, but leave the
/// course a third.
fn names_room(inside: Rect, top: u16, names: usize, nothing_below: bool) -> Rect {
    let rest = inside.height - top;
    let rows = u16::try_from(names).unwrap_or(u16::MAX);
    let course = if nothing_below { 0 } else { 1 + rest / 3 };
    let height = rows
        .saturating_add(1)
        .min(rest.saturating_sub(course))
        .max(2);
    Rect {
        y: inside.y + top,
        height: height.min(rest),
        ..inside
    }
}

/// Several sheets: which, from whom, how many names.
fn many(panel: &SheetPanel, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
    let sheets = panel.lines.len();
    let names = panel.travelling();
    let said = ctx
        .words
        .with("sheet-many", &[("sheets", &sheets), ("names", &names)]);
    let mut all = vec![Paragraph::of(Role::Strong, said)];
    for line in &panel.lines {
        let args: &[(&str, &dyn text::Arg)] = &[
            ("no", &line.row.no.to_string()),
            ("from", &line.from),
            ("names", &line.row.names),
        ];
        all.push(Paragraph::plain(ctx.words.with("sheet-many-line", args)));
    }
    lines(&all, area, buf, ctx);
}

/// The slip to write, or why there is none.
fn right(panel: &SheetPanel, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
    let forwarded = panel
        .to(ctx)
        .map(|to| ctx.words.with("sheet-forward-to", &[("to", &to)]));
    let frame = Frame::titled(ctx.get("sheet-slip"))
        .with(forwarded.unwrap_or_default())
        .foot(if panel.focus == Focus::Slip {
            ctx.get("sheet-foot-save")
        } else {
            String::new()
        })
        .focused(panel.focus == Focus::Slip);
    let inside = frame.render(area, buf, ctx);
    let inside = Rect {
        x: inside.x + 1,
        width: inside.width.saturating_sub(2),
        ..inside
    };
    let mut above = Vec::new();
    if let Some(latest) = &panel.news {
        let said = news::sentence(latest, ctx);
        above.push(Paragraph::of(Role::Warn, said));
    }
    let written = panel.written().is_some();
    if written && !panel.disposes() {
        above.push(Paragraph::plain(ctx.get("sheet-still-written")));
    }
    let used = lines(&above, inside, buf, ctx);
    let inside = Rect {
        y: inside.y + used,
        height: inside.height - used,
        ..inside
    };
    match &panel.slip {
        Some(form) if panel.disposes() || written => form.render(inside, buf, ctx),
        Some(_) => {
            let key = match panel.view.as_ref().map(|view| view.sheet.stage) {
                Some(SheetStage::Held(_)) => "sheet-held-here",
                Some(stage) if stage.position().is_none() => "sheet-done",
                _ => "sheet-not-your-turn",
            };
            lines(&[Paragraph::of(Role::Dim, ctx.get(key))], inside, buf, ctx);
        }
        None => {
            let said = ctx.get("list-loading");
            lines(&[Paragraph::of(Role::Dim, said)], inside, buf, ctx);
        }
    }
}

/// Wrapped lines from the top; tells how many were used.
fn lines(all: &[Paragraph], area: Rect, buf: &mut Buffer, ctx: &Ctx) -> u16 {
    let mut y = area.y;
    for paragraph in all {
        let pieces = text::width::wrap(&text::safe(&paragraph.text), usize::from(area.width));
        for piece in pieces {
            if y >= area.bottom() {
                return area.height;
            }
            buf.set_string(area.x, y, piece, ctx.theme.style(paragraph.role));
            y += 1;
        }
    }
    y - area.y
}
