//! Time against its standard (`11/15 mnt`), remaining life as a bar, and the chain of steps as a
//! timeline. Colour from 80 %, always with a sign.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::text::{self, duration};
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::widgets::list::Cell;
use crate::wire::view::StepClock;

/// How far a time has come: plain below 80 %, then a warning, over the standard bad
/// [R12.4].
pub fn role(used: u64, standard: u64) -> Role {
    if used > standard {
        Role::Bad
    } else if used * 5 >= standard * 4 {
        Role::Warn
    } else {
        Role::Plain
    }
}

/// `11/15 mnt`, with a sign from 80 %: `! 13/15 mnt`, `✗ 19/15 mnt`, `✗ 3 hr kerja`. `day` is the
/// minutes of a working day.
pub fn minutes(used: u32, standard: u32, day: u16, ctx: &Ctx) -> Cell {
    let role = role(u64::from(used), u64::from(standard));
    signed(role, duration::against(ctx.words, used, standard, day), ctx)
}

/// The running step's time: handling once opened, else the wait.
pub fn running(clock: Option<&StepClock>, ctx: &Ctx) -> Cell {
    let Some(clock) = clock.filter(|clock| clock.running) else {
        return Cell::default();
    };
    match clock.handling {
        Some(used) => minutes(used, u32::from(clock.standard), clock.day, ctx),
        None => {
            let waited = clock.waiting.unwrap_or(0);
            let role = role(u64::from(waited), u64::from(clock.waiting_target));
            signed(role, waited_for(waited, clock.day, ctx), ctx)
        }
    }
}

/// `tunggu 35 mnt`.
pub fn waited_for(minutes: u32, day: u16, ctx: &Ctx) -> String {
    let span = duration::working(ctx.words, minutes, day);
    ctx.words.with("detail-waited", &[("span", &span)])
}

fn signed(role: Role, words: String, ctx: &Ctx) -> Cell {
    match role {
        Role::Plain => Cell::plain(words),
        _ => Cell::of(role, format!("{} {words}", ctx.theme.sign(role))),
    }
}

/// A bar of `width` signs, full in the share of `part` in `whole`; never quite full or empty
/// unless it is.
pub fn bar(part: u64, whole: u64, width: u16, ctx: &Ctx) -> String {
    let cells = u64::from(width);
    let share = (cells * part.min(whole)).checked_div(whole).unwrap_or(0);
    let share = match (part, whole) {
        (0, _) | (_, 0) => 0,
        (part, whole) if part >= whole => cells,
        _ => share.clamp(1.min(cells), cells.saturating_sub(1)),
    };
    let signs = ctx.theme.signs();
    let full = usize::try_from(share).unwrap_or(0);
    let empty = usize::from(width).saturating_sub(full);
    format!("{}{}", signs.full.repeat(full), signs.empty.repeat(empty))
}

/// Where a step stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    Done,
    Here,
    Ahead,
}

/// One step of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub name: String,
    pub state: StepState,
    /// Minutes worked on it, its standard, and the minutes of a working day, where known.
    pub time: Option<(u32, u32, u16)>,
}

/// The steps on one line: `Terdaftar ✓ ─ Kadis ✓ ─ Kabid ● 11/15 mnt ─ Subk ─ …`. Where not all
/// fit, those before the present one are left out first.
pub fn timeline(area: Rect, buf: &mut Buffer, ctx: &Ctx, steps: &[Step]) {
    if area.height == 0 {
        return;
    }
    let parts: Vec<(String, Role)> = steps.iter().map(|step| step_part(step, ctx)).collect();
    let link = format!(" {} ", ctx.theme.signs().line);
    let here = steps
        .iter()
        .position(|step| step.state == StepState::Here)
        .unwrap_or(0);
    // Four columns for the sign that something stands before.
    let room = usize::from(area.width.saturating_sub(4));
    let size = |from: usize| -> usize {
        parts[from..=here]
            .iter()
            .map(|(words, _)| text::width(words) + 3)
            .sum()
    };
    let mut first = 0;
    while first < here && size(first) > room {
        first += 1;
    }
    let mut x = area.x;
    let alone = parts.get(here).map_or(0, |(words, _)| text::width(words));
    if first > 0 && alone <= room {
        (x, _) = buf.set_stringn(
            x,
            area.y,
            format!("…{link}"),
            room,
            ctx.theme.style(Role::Dim),
        );
    }
    for (index, (words, role)) in parts.iter().enumerate().skip(first) {
        if index > first {
            let left = usize::from(area.right().saturating_sub(x));
            (x, _) = buf.set_stringn(x, area.y, &link, left, ctx.theme.style(Role::Dim));
        }
        let left = usize::from(area.right().saturating_sub(x));
        if index > here && left < text::width(words) + 1 {
            buf.set_string(
                x,
                area.y,
                text::truncate("…", left),
                ctx.theme.style(Role::Dim),
            );
            return;
        }
        let words = text::truncate(words, left);
        (x, _) = buf.set_stringn(x, area.y, words, left, ctx.theme.style(*role));
    }
}

fn step_part(step: &Step, ctx: &Ctx) -> (String, Role) {
    let signs = ctx.theme.signs();
    let name = text::safe(&step.name).into_owned();
    let time = step
        .time
        .map(|(used, standard, day)| minutes(used, standard, day, ctx));
    match (step.state, time) {
        (StepState::Done, _) => (format!("{name} {}", signs.good), Role::Good),
        (StepState::Here, Some(time)) => {
            let role = if time.role == Role::Plain {
                Role::Accent
            } else {
                time.role
            };
            (format!("{name} {} {}", signs.here, time.text), role)
        }
        (StepState::Here, None) => (format!("{name} {}", signs.here), Role::Accent),
        (StepState::Ahead, _) => (name, Role::Dim),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;
    use crate::tui::testing::Stage;

    #[test]
    fn colour_begins_at_eighty_percent_and_has_a_sign() {
        let stage = Stage::small();
        for (used, standard, wanted, words) in [
            (0, 15, Role::Plain, "0/15 mnt"),
            (11, 15, Role::Plain, "11/15 mnt"),
            (12, 15, Role::Warn, "! 12/15 mnt"),
            (15, 15, Role::Warn, "! 15/15 mnt"),
            (16, 15, Role::Bad, "✗ 16/15 mnt"),
            (1350, 15, Role::Bad, "✗ 3 hr kerja"),
        ] {
            let cell = minutes(used, standard, 450, &stage.ctx());
            assert_eq!((cell.role, cell.text.as_str()), (wanted, words));
        }
    }

    #[test]
    fn a_bar_is_full_or_empty_only_when_it_is() {
        let stage = Stage::small();
        for (part, whole, wanted) in [
            (0, 730, "░░░░"),
            (1, 730, "█░░░"),
            (365, 730, "██░░"),
            (729, 730, "███░"),
            (730, 730, "████"),
            (900, 730, "████"),
            (5, 0, "░░░░"),
        ] {
            assert_eq!(bar(part, whole, 4, &stage.ctx()), wanted, "{part}/{whole}");
        }
    }

    #[test]
    fn the_present_step_is_always_on_screen() {
        let step = |name: &str, state, time| Step {
            name: name.to_owned(),
            state,
            time,
        };
        let steps = [
            step("Terdaftar", StepState::Done, None),
            step("Kadis", StepState::Done, None),
            step("Kabid", StepState::Here, Some((11, 15, 450))),
            step("Subk", StepState::Ahead, None),
            step("Verifikasi", StepState::Ahead, None),
        ];
        let mut shown = String::new();
        for width in [20, 40, 80] {
            let stage = Stage::new(width, 1, Language::Indonesian);
            let line = stage.draw(|area, buf, ctx| timeline(area, buf, ctx, &steps));
            assert!(line.contains("Kabid"), "{line}");
            shown.push_str(&line);
        }
        insta::assert_snapshot!("timeline", shown);
    }
}
