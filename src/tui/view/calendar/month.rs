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

/// Certificates that end on a day: the one number of a day, and what its shade counts.
pub fn ends(count: &DayCount) -> u32 {
    count.expiries
}

/// Whether anything falls on a day.
pub fn busy(count: &DayCount) -> bool {
    count.expiries + count.notices + count.activations + count.passphrases > 0
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
        if here && self.focus && ctx.focus {
            ctx.spots.chosen(cell.x, cell.y);
        }
        let base = if here {
            let style = ctx.theme.cursor_row(self.focus && ctx.focus);
            buf.set_style(cell, style);
            style
        } else {
            Style::new()
        };
        let head = self.render_number(day, cell, buf, ctx, base);
        let Some(count) = self.counts.get(&day) else {
            return;
        };
        if cell.height == 1 {
            let used = u16::try_from(head + 1).unwrap_or(0);
            let at = Rect {
                x: cell.x + used,
                width: cell.width.saturating_sub(used),
                ..cell
            };
            return self.render_heat(count, at, buf, ctx, base);
        }
        let filled = Rect {
            x: cell.x + 1,
            y: cell.y + 1,
            width: cell.width.saturating_sub(1),
            height: 1,
        };
        let style = base.patch(ctx.theme.style(Role::Accent));
        let marks = fitting(&marks(count), usize::from(filled.width));
        let below = cell.height > 2 || ends(count) == 0;
        if below {
            let y = filled.y + u16::from(cell.height > 2);
            buf.set_string(filled.x, y, &marks, style);
            self.render_heat(count, filled, buf, ctx, base);
            return;
        }
        let room = u16::try_from(text::width(&marks)).unwrap_or(0);
        let gap = u16::from(room > 0);
        let number = ctx.words.number(ends(count).into());
        let least = u16::try_from(text::width(&number)).unwrap_or(0) + 1;
        // The number is never cut; marks go first.
        if filled.width < least + gap + room {
            return self.render_heat(count, filled, buf, ctx, base);
        }
        let width = filled.width - gap - room;
        self.render_heat(count, Rect { width, ..filled }, buf, ctx, base);
        buf.set_string(filled.x + width + gap, filled.y, &marks, style);
    }

    /// Writes a day's number and its signs; gives their width.
    fn render_number(
        &self,
        day: Day,
        cell: Rect,
        buf: &mut Buffer,
        ctx: &Ctx,
        base: Style,
    ) -> usize {
        let outside = (day.month(), day.year()) != (self.day.month(), self.day.year());
        let count = self.counts.get(&day);
        let holiday = count.is_some_and(|count| count.holiday);
        let role = match () {
            () if outside => Role::Dim,
            () if holiday => Role::Bad,
            () => Role::Plain,
        };
        let cursor = if day == self.day {
            ctx.theme.signs().cursor
        } else {
            " "
        };
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
        text::width(&head)
    }

    /// Fills a day by how many certificates end on it, with their number at the right.
    fn render_heat(&self, count: &DayCount, area: Rect, buf: &mut Buffer, ctx: &Ctx, base: Style) {
        let ends = ends(count);
        if ends == 0 || area.width == 0 {
            return;
        }
        let level = level(ends, self.most);
        let room = usize::from(area.width);
        let number = text::truncate(&ctx.words.number(ends.into()), room);
        let fill = shade(level).repeat(room - text::width(&number));
        let style = base.patch(ctx.theme.style(heat(level)));
        buf.set_string(area.x, area.y, format!("{fill}{number}"), style);
    }
}

/// Marks of a day, beside its number: notices, links, passphrases. How many, the day's sentence
/// tells.
fn marks(count: &DayCount) -> Vec<String> {
    [
        ('n', count.notices),
        ('a', count.activations),
        ('p', count.passphrases),
    ]
    .iter()
    .filter(|(_, count)| *count > 0)
    .map(|(letter, _)| letter.to_string())
    .collect()
}

/// As many whole marks as fit.
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
        let marks = ["n".to_owned(), "a".to_owned(), "p".to_owned()];
        assert_eq!(fitting(&marks, 5), "n a p");
        assert_eq!(fitting(&marks, 4), "n a");
        assert_eq!(fitting(&marks, 0), "");
    }

    #[test]
    fn the_number_and_the_shade_of_a_day_count_certificates_and_nothing_else() {
        let stage = crate::tui::testing::Stage::small();
        let mut counts = Counts::new();
        for (date, expiries, others) in [(4, 0, 9), (5, 2, 9), (6, 8, 0)] {
            let day = day(2026, 11, date);
            let count = DayCount {
                day,
                expiries,
                notices: others,
                activations: others,
                passphrases: others,
                holiday: false,
            };
            assert!(busy(&count));
            counts.insert(day, count);
        }
        for (lines, width) in [(1, 70), (2, 70), (3, 70), (2, 40)] {
            let month = Month {
                day: day(2026, 11, 23),
                counts: &counts,
                most: counts.values().map(ends).max().unwrap(),
                focus: true,
            };
            let area = Rect::new(0, 0, width, 1 + weeks(month.day) * lines);
            let shown = stage.draw(|_, buf, ctx| month.render(area, buf, ctx));
            let numbers = shown
                .lines()
                .skip(1 + usize::from(lines))
                .take(usize::from(lines));
            let week: String = numbers.collect();
            assert!(week.contains("░2") || week.contains("▒2"), "{shown}");
            assert!(week.contains("█8"), "{shown}");
            assert!(!week.contains("9"), "{shown}");
        }
    }
}
