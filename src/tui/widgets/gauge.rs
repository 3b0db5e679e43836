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

/// Remaining life of so many days of a whole: by the logarithm of the days, so that one day, a
/// month and four months are told apart as well as years are.
pub fn life(days: u64, whole: u64, width: u16, ctx: &Ctx) -> String {
    let scaled = |days: u64| (((days + 1) as f64).ln() * 1000.0) as u64;
    bar(scaled(days), scaled(whole), width, ctx)
}

/// Where a step stands, by its result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StepState {
    /// It led on.
    Done,
    Here,
    /// It gave the request back.
    Returned,
    /// It ended the request short of its goal.
    Ended,
    Ahead,
}

/// One step of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    pub name: String,
    /// Its name where room is short.
    pub abbr: String,
    pub state: StepState,
    /// Minutes worked on it, its standard, and the minutes of a working day, where known.
    pub time: Option<(u32, u32, u16)>,
}

/// How much of the chain is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Detail {
    /// Every step by its name.
    Full,
    /// Every step but the present one by its short name.
    Short,
    /// The steps done and those ahead as numbers.
    Counted,
    /// The present step, with its time, and by its short name without.
    Present,
    Least,
}

/// The steps on one line: `Daftar ✓ ─ Kadis ✓ ─ Kabid ● 11/15 mnt ─ Subk ─ Verif`. Where not all
/// fit, names are shortened, then steps are counted: a step is whole or not there.
pub fn timeline(area: Rect, buf: &mut Buffer, ctx: &Ctx, steps: &[Step]) {
    if area.height == 0 {
        return;
    }
    let room = usize::from(area.width);
    let link = format!(" {} ", ctx.theme.signs().line);
    let all = [
        Detail::Full,
        Detail::Short,
        Detail::Counted,
        Detail::Present,
        Detail::Least,
    ];
    let size = |parts: &[(String, Role)]| -> usize {
        let gaps = text::width(&link) * parts.len().saturating_sub(1);
        parts
            .iter()
            .map(|(words, _)| text::width(words))
            .sum::<usize>()
            + gaps
    };
    let fitting = all
        .into_iter()
        .map(|detail| parts(steps, detail, ctx))
        .find(|parts| size(parts) <= room);
    let mut x = area.x;
    for (index, (words, role)) in fitting.unwrap_or_default().iter().enumerate() {
        if index > 0 {
            (x, _) = buf.set_stringn(x, area.y, &link, room, ctx.theme.style(Role::Dim));
        }
        (x, _) = buf.set_stringn(x, area.y, words, room, ctx.theme.style(*role));
    }
}

/// The chain in parts that are written whole.
fn parts(steps: &[Step], detail: Detail, ctx: &Ctx) -> Vec<(String, Role)> {
    // Where nothing runs, the last that was taken is the present one.
    let at = |state| steps.iter().rposition(|step| step.state == state);
    let taken = steps
        .iter()
        .rposition(|step| step.state != StepState::Ahead);
    let here = at(StepState::Here).or(taken).unwrap_or(0);
    let Some(present) = steps.get(here) else {
        return Vec::new();
    };
    let short = |step: &Step| step_part(&step.abbr, step.state, None, ctx);
    let full = |step: &Step| step_part(&step.name, step.state, step.time, ctx);
    let each = |of: &dyn Fn(&Step) -> (String, Role)| -> Vec<(String, Role)> {
        let written = |(index, step)| if index == here { full(step) } else { of(step) };
        steps.iter().enumerate().map(written).collect()
    };
    match detail {
        Detail::Full => each(&full),
        Detail::Short => each(&short),
        Detail::Counted => {
            let signs = ctx.theme.signs();
            let ahead = steps.len() - here - 1;
            let done = (here > 0).then(|| (format!("{}{here}", signs.good), Role::Good));
            let ahead = (ahead > 0).then(|| (format!("+{ahead}"), Role::Dim));
            done.into_iter()
                .chain([full(present)])
                .chain(ahead)
                .collect()
        }
        Detail::Present => vec![full(present)],
        Detail::Least => vec![short(present)],
    }
}

fn step_part(
    name: &str,
    state: StepState,
    time: Option<(u32, u32, u16)>,
    ctx: &Ctx,
) -> (String, Role) {
    let signs = ctx.theme.signs();
    let name = text::safe(name).into_owned();
    let signed = |role: Role| (format!("{name} {}", ctx.theme.sign(role)), role);
    match (state, time) {
        (StepState::Done, _) => signed(Role::Good),
        (StepState::Returned, _) => signed(Role::Warn),
        (StepState::Ended, _) => signed(Role::Bad),
        (StepState::Here, Some((used, standard, day))) => {
            let time = minutes(used, standard, day, ctx);
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
    fn a_life_tells_a_day_from_a_month_from_four_months_and_from_years() {
        let stage = Stage::small();
        let full = |days| {
            let bar = life(days, 730, 6, &stage.ctx());
            bar.chars().filter(|sign| *sign == '█').count()
        };
        let told = [0, 1, 30, 120, 700, 730].map(full);
        assert_eq!(told, [0, 1, 3, 4, 5, 6]);
        let mut before = 0;
        for days in 0..=730 {
            assert!(full(days) >= before, "{days}");
            before = full(days);
        }
    }

    fn chain() -> Vec<Step> {
        let step = |name: &str, abbr: &str, state, time| Step {
            name: name.to_owned(),
            abbr: abbr.to_owned(),
            state,
            time,
        };
        vec![
            step("Terdaftar", "Dft", StepState::Done, None),
            step("Kadis", "Kds", StepState::Done, None),
            step("Kabid", "Kbd", StepState::Here, Some((11, 15, 450))),
            step("Subk", "Sub", StepState::Ahead, None),
            step("Verifikasi", "Ver", StepState::Ahead, None),
        ]
    }

    #[test]
    fn the_present_step_is_always_on_screen_and_no_step_is_cut() {
        let steps = chain();
        let mut shown = String::new();
        for width in [10, 20, 30, 50, 80] {
            let stage = Stage::new(width, 1, Language::Indonesian);
            let line = stage.draw(|area, buf, ctx| timeline(area, buf, ctx, &steps));
            shown.push_str(&line);
        }
        insta::assert_snapshot!("timeline", shown);
        for width in 5..120 {
            let stage = Stage::new(width, 1, Language::Indonesian);
            let line = stage.draw(|area, buf, ctx| timeline(area, buf, ctx, &steps));
            assert!(line.contains("Kabid") || line.contains("Kbd"), "{line}");
            assert!(!line.contains('…'), "{line}");
            for part in line.trim_end().split(" ─ ") {
                let whole = ["✓", "+"].iter().any(|sign| part.starts_with(sign))
                    || steps.iter().any(|step| {
                        let names = [&step.name, &step.abbr];
                        names
                            .iter()
                            .any(|name| part == **name || part.starts_with(&format!("{name} ")))
                    });
                assert!(whole, "{part} at {width}");
            }
        }
    }
}
