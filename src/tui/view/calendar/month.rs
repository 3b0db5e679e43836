//! The month drawn as weeks, Monday first, and the strip of the year: heat by count in colour and
//! in a sign with its number, marks for what else falls on a day.

use std::collections::BTreeMap;

use chrono::{Datelike, Days, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

use crate::domain::time::Day;
use crate::text;
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::wire::view::DayCount;

/// Counts by day, as the desk told them.
pub type Counts = BTreeMap<Day, DayCount>;

/// The first day of a day's month.
pub fn first_of(day: Day) -> Day {
    day.with_day(1).unwrap_or(day)
}

/// The first day of a month after or before this one's.
pub fn other_month(day: Day, away: i32) -> Day {
    let first = first_of(day);
    let months = chrono::Months::new(away.unsigned_abs());
    let moved = if away < 0 {
        first.checked_sub_months(months)
    } else {
        first.checked_add_months(months)
    };
    moved.unwrap_or(first)
}

/// The same day of another month, or that month's last.
pub fn same_day(day: Day, away: i32) -> Day {
    let months = chrono::Months::new(away.unsigned_abs());
    let moved = if away < 0 {
        day.checked_sub_months(months)
    } else {
        day.checked_add_months(months)
    };
    moved.unwrap_or(day)
}

/// The Monday that a month's drawing begins with.
pub fn first_monday(day: Day) -> Day {
    let first = first_of(day);
    let back = u64::from(first.weekday().num_days_from_monday());
    first.checked_sub_days(Days::new(back)).unwrap_or(first)
}

/// Weeks that a month touches.
pub fn weeks(day: Day) -> u16 {
    let last = same_day(first_of(day), 1).pred_opt().unwrap_or(day);
    let days = (last - first_monday(day)).num_days() + 1;
    u16::try_from((days + 6) / 7).unwrap_or(6)
}

/// What ends on a day: what the heat counts.
pub fn ends(count: &DayCount) -> u32 {
    count.expiries + count.activations + count.passphrases
}

/// Heat from 0 to 4, against the busiest day in sight.
pub fn level(count: u32, most: u32) -> usize {
    if count == 0 {
        return 0;
    }
    let share = u64::from(count) * 4 / u64::from(most.max(1));
    usize::try_from(share).unwrap_or(4).clamp(1, 4)
}

/// The sign of a heat: darker is more.
pub fn shade(level: usize) -> &'static str {
    const SHADES: [&str; 5] = [" ", "░", "▒", "▓", "█"];
    SHADES.get(level).copied().unwrap_or(" ")
}

/// The colour of a heat.
pub fn heat(level: usize) -> Role {
    match level {
        0 => Role::Dim,
        1 | 2 => Role::Info,
        3 => Role::Warn,
        _ => Role::Bad,
    }
}

/// The month with the day under the cursor.
pub struct Month<'a> {
    pub day: Day,
    pub counts: &'a Counts,
    /// What ends on the busiest day in sight.
    pub most: u32,
    pub focus: bool,
}

impl Month<'_> {
    /// Lines that a drawing with so many lines a week takes.
    pub fn height(&self, lines: u16) -> u16 {
        1 + weeks(self.day) * lines
    }

    /// Draws headings and weeks.
    pub fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let wide = area.width / 7;
        if wide < 3 || area.height < 3 {
            return;
        }
        let monday = first_monday(self.day);
        for column in 0..7u16 {
            let day = monday
                .checked_add_days(Days::new(u64::from(column)))
                .unwrap_or(monday);
            let name = text::fit(&ctx.words.weekday_short(day), usize::from(wide - 1), false);
            buf.set_string(
                area.x + column * wide,
                area.y,
                name,
                ctx.theme.style(Role::Dim),
            );
        }
        let weeks = weeks(self.day);
        let lines = ((area.height - 1) / weeks).clamp(1, 4);
        for week in 0..weeks {
            for column in 0..7u16 {
                let away = u64::from(week * 7 + column);
                let Some(day) = monday.checked_add_days(Days::new(away)) else {
                    continue;
                };
                let cell = Rect::new(
                    area.x + column * wide,
                    area.y + 1 + week * lines,
                    wide - 1,
                    lines,
                );
                self.render_day(day, cell.intersection(area), buf, ctx);
            }
        }
    }

    fn render_day(&self, day: Day, cell: Rect, buf: &mut Buffer, ctx: &Ctx) {
        if cell.height == 0 {
            return;
        }
        let here = day == self.day;
        let base = if here {
            let style = ctx.theme.cursor_row(self.focus && ctx.focus);
            buf.set_style(cell, style);
            style
        } else {
            Style::new()
        };
        let outside = (day.month(), day.year()) != (self.day.month(), self.day.year());
        let count = self.counts.get(&day);
        let holiday = count.is_some_and(|count| count.holiday);
        let role = match () {
            () if outside => Role::Dim,
            () if holiday => Role::Bad,
            () => Role::Plain,
        };
        let cursor = if here { ctx.theme.signs().cursor } else { " " };
        let mut head = format!("{cursor}{:>2}", day.day());
        if day == ctx.now.day() {
            head.push_str(ctx.theme.signs().here);
        }
        if holiday {
            head.push('*');
        }
        let mut style = base.patch(ctx.theme.style(role));
        if day == ctx.now.day() {
            style = style.add_modifier(Modifier::BOLD | Modifier::UNDERLINED);
        }
        let room = usize::from(cell.width);
        buf.set_stringn(cell.x, cell.y, &head, room, style);
        let Some(count) = count else {
            return;
        };
        if cell.height == 1 {
            let used = text::width(&head) + 1;
            let x = cell.x + u16::try_from(used).unwrap_or(0);
            let rest = room.saturating_sub(used);
            self.render_heat(count, (x, cell.y, rest), buf, ctx, base);
            return;
        }
        let at = (cell.x + 1, cell.y + 1, room.saturating_sub(1));
        let used = self.render_heat(count, at, buf, ctx, base);
        let marks = marks(count);
        let style = base.patch(ctx.theme.style(Role::Accent));
        if cell.height > 2 {
            let shown = fitting(&marks, room.saturating_sub(1));
            buf.set_string(cell.x + 1, cell.y + 2, shown, style);
        } else {
            let gap = usize::from(used > 0);
            let shown = fitting(&marks, room.saturating_sub(1 + used + gap));
            let x = cell.x + 1 + u16::try_from(used + gap).unwrap_or(0);
            buf.set_string(x, cell.y + 1, shown, style);
        }
    }

    /// The sign and number of what ends on a day; tells the columns it took.
    fn render_heat(
        &self,
        count: &DayCount,
        at: (u16, u16, usize),
        buf: &mut Buffer,
        ctx: &Ctx,
        base: Style,
    ) -> usize {
        let ends = ends(count);
        if ends == 0 {
            return 0;
        }
        let (x, y, room) = at;
        let level = level(ends, self.most);
        let sign = shade(level);
        let said = text::truncate(&format!("{sign}{}", ctx.words.number(ends.into())), room);
        let style = base.patch(ctx.theme.style(heat(level)));
        buf.set_string(x, y, &said, style);
        text::width(&said)
    }
}

/// Marks of a day: notices, links, passphrases, with their numbers.
fn marks(count: &DayCount) -> Vec<String> {
    [
        ('n', count.notices),
        ('a', count.activations),
        ('p', count.passphrases),
    ]
    .iter()
    .filter(|(_, count)| *count > 0)
    .map(|(letter, count)| format!("{letter}{count}"))
    .collect()
}

/// As many whole marks as fit: half a number would lie.
fn fitting(marks: &[String], room: usize) -> String {
    let mut shown = String::new();
    for mark in marks {
        let gap = usize::from(!shown.is_empty());
        if text::width(&shown) + gap + text::width(mark) > room {
            break;
        }
        if gap > 0 {
            shown.push(' ');
        }
        shown.push_str(mark);
    }
    shown
}

/// Twelve months above: name, heat and number; the one in view is marked.
pub struct Year<'a> {
    pub day: Day,
    pub counts: &'a Counts,
    pub focus: bool,
}

impl Year<'_> {
    /// What ends in each month of the year in view.
    fn sums(&self) -> [u32; 12] {
        let mut sums = [0u32; 12];
        let year = self.day.year();
        let from = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(self.day);
        let to = NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or(self.day);
        for (day, count) in self.counts.range(from..=to) {
            let sum = sums.get_mut(day.month0() as usize);
            if let Some(sum) = sum {
                *sum += ends(count);
            }
        }
        sums
    }

    /// Draws two lines.
    pub fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let wide = area.width / 12;
        if wide < 4 || area.height < 2 {
            return;
        }
        let sums = self.sums();
        let most = sums.iter().copied().max().unwrap_or(0);
        for (month, sum) in (0u16..12).zip(sums) {
            let here = u32::from(month) == self.day.month0();
            let cell = Rect::new(area.x + month * wide, area.y, wide - 1, 2);
            let base = if here {
                let style = ctx.theme.cursor_row(self.focus && ctx.focus);
                buf.set_style(cell, style);
                style
            } else {
                Style::new()
            };
            let cursor = if here { ctx.theme.signs().cursor } else { " " };
            let name = format!("{cursor}{}", ctx.words.month_short(u32::from(month) + 1));
            let room = usize::from(cell.width);
            buf.set_stringn(cell.x, cell.y, name, room, base);
            if sum > 0 {
                let level = level(sum, most);
                let sign = shade(level);
                let said = format!(" {sign}{}", ctx.words.number(sum.into()));
                let style = base.patch(ctx.theme.style(heat(level)));
                buf.set_stringn(cell.x, cell.y + 1, said, room, style);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn day(year: i32, month: u32, day: u32) -> Day {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn months_begin_on_the_monday_before_and_take_the_weeks_they_touch() {
        for (any, monday, wanted) in [
            (day(2026, 11, 23), day(2026, 10, 26), 6),
            (day(2026, 2, 10), day(2026, 1, 26), 5),
            (day(2027, 2, 1), day(2027, 2, 1), 4),
            (day(2024, 12, 31), day(2024, 11, 25), 6),
        ] {
            assert_eq!(first_monday(any), monday);
            assert_eq!(weeks(any), wanted, "{any}");
        }
        assert_eq!(other_month(day(2026, 1, 31), -1), day(2025, 12, 1));
        assert_eq!(same_day(day(2026, 1, 31), 1), day(2026, 2, 28));
    }

    #[test]
    fn heat_shows_one_and_most() {
        for (count, most, wanted) in [
            (0, 9, 0),
            (1, 400, 1),
            (200, 400, 2),
            (400, 400, 4),
            (1, 1, 4),
        ] {
            assert_eq!(level(count, most), wanted, "{count}/{most}");
        }
    }

    #[test]
    fn a_mark_is_whole_or_not_there() {
        let marks = ["n12".to_owned(), "a3".to_owned(), "p4".to_owned()];
        assert_eq!(fitting(&marks, 6), "n12 a3");
        assert_eq!(fitting(&marks, 5), "n12");
        assert_eq!(fitting(&marks, 2), "");
    }
}
