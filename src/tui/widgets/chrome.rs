//! The lines around the panel: header, tabs with counts, message bar, hints.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use crate::domain::office::Position;
use crate::text;
use crate::tui::action::Action;
use crate::tui::keymap::{self, Chord, Facts, Next, Rule};
use crate::tui::panel::{Ctx, Level, Message};
use crate::tui::place::Place;
use crate::tui::theme::Role;

/// The header: ` loket  office … Sen 23 Nov 2026 09.14 WIB   budi · verifikator   3 daring`.
/// What matters less goes first when room is short: the count, the office, the position, the day.
pub fn header(area: Rect, buf: &mut Buffer, ctx: &Ctx, online: Option<u32>) {
    if area.height == 0 {
        return;
    }
    let style = ctx.theme.header();
    buf.set_style(area, style);
    let left = left_part(ctx);
    let room = usize::from(area.width);
    let parts = right_parts(ctx, online);
    let mut right = String::new();
    // The first that leaves room for what stands at the left wins; the last always fits.
    for candidate in &parts {
        right = format!("{candidate} ");
        if text::width(&left) + text::width(&right) + 2 <= room {
            break;
        }
    }
    let right = text::truncate(&right, room);
    let left_room = room.saturating_sub(text::width(&right) + 1);
    buf.set_string(area.x, area.y, text::truncate(&left, left_room), style);
    let wide = u16::try_from(text::width(&right)).unwrap_or(area.width);
    buf.set_string(area.right().saturating_sub(wide), area.y, right, style);
}

fn left_part(ctx: &Ctx) -> String {
    let office = text::safe(&ctx.me.office);
    if ctx.me.training {
        let training = ctx.get("header-training");
        format!(" loket  ▓▓ {training} ▓▓  {office}")
    } else {
        format!(" loket  {office}")
    }
}

/// Candidates for the right part, from the fullest to the least.
fn right_parts(ctx: &Ctx, online: Option<u32>) -> Vec<String> {
    let name = if ctx.me.name.is_empty() {
        ctx.get("header-nobody")
    } else {
        text::safe(&ctx.me.name).into_owned()
    };
    let who = who(&name, ctx);
    let day = ctx.words.weekday_date(ctx.now.day());
    let time = ctx.words.time(ctx.now);
    let clock = ctx.words.clock(ctx.now);
    let count = match (ctx.online, online) {
        (true, Some(count)) => format!(
            "   {}",
            ctx.words.with("header-online", &[("count", &count)])
        ),
        (true, None) => String::new(),
        (false, _) => format!(
            "   {} {}",
            ctx.theme.sign(Role::Bad),
            ctx.get("header-offline")
        ),
    };
    let short = if ctx.online { "" } else { count.as_str() };
    let named = |before: &str, after: &str| {
        let with = |who: &String| format!("{before}   {who}{after}");
        who.iter().map(with).collect::<Vec<_>>()
    };
    let mut parts = named(&format!("{day} {time}"), &count);
    parts.extend(named(&format!("{day} {time}"), short));
    parts.extend(named(&time, short));
    parts.push(format!("{clock}  {name}{short}"));
    parts.push(format!("{clock}{short}"));
    parts
}

/// Who is at the screen: with every position held, where there is room; with how many they are; a
/// training account may hold all of them.
fn who(name: &str, ctx: &Ctx) -> Vec<String> {
    let held = &ctx.me.positions;
    let every = Position::ALL.iter().all(|one| ctx.me.holds(one.as_str()));
    let names = held.iter();
    let names = names.map(|held| ctx.words.of("position-short", held));
    let counted = || {
        ctx.words
            .with("header-positions", &[("count", &held.len())])
    };
    let posts = match held.len() {
        0 => return vec![name.to_owned()],
        _ if every => vec![ctx.get("header-all-positions")],
        1 => names.collect(),
        _ => vec![names.collect::<Vec<_>>().join(", "), counted()],
    };
    let dot = ctx.theme.signs().dot;
    let said = |posts: String| format!("{name} {dot} {posts}");
    posts.into_iter().map(said).collect()
}

/// One tab of the bar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tab {
    pub place: Place,
    /// What waits there.
    pub count: Option<u64>,
}

/// How much of a tab is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    /// `1 Permohonan 12`
    Full,
    /// `1 Mohon 12`
    Short,
    /// `1 Mohon`
    Name,
    /// `1 12`
    Count,
    /// `1`
    Number,
}

/// Columns between two tabs.
const BETWEEN: usize = 2;

/// The tabs, all of them at every width: where room is short the last ones lose first of their name
/// and then their count, and the one in use last of all.
pub fn tabs(area: Rect, buf: &mut Buffer, ctx: &Ctx, tabs: &[Tab], at: Place) {
    if area.height == 0 || area.width == 0 {
        return;
    }
    let labels = tab_labels(ctx, tabs, at, usize::from(area.width));
    let mut x = area.x + 1;
    for (tab, label) in tabs.iter().zip(&labels) {
        let left = usize::from(area.right().saturating_sub(x));
        let style = if tab.place == at {
            ctx.theme.style(Role::Accent).patch(ctx.theme.header())
        } else {
            Style::new()
        };
        buf.set_stringn(x, area.y, label, left, style);
        let wide = u16::try_from(text::width(label).min(left)).unwrap_or(0);
        if let Some(digit) = tab
            .place
            .tab()
            .and_then(|tab| char::from_digit(u32::try_from(tab).ok()?, 10))
        {
            ctx.spots
                .key(Rect::new(x, area.y, wide, 1), Chord::char(digit));
        }
        x += u16::try_from(text::width(label) + BETWEEN).unwrap_or(area.width);
    }
}

fn tab_labels(ctx: &Ctx, tabs: &[Tab], at: Place, width: usize) -> Vec<String> {
    let mut labels: Vec<String> = tabs
        .iter()
        .map(|tab| tab_label(ctx, tab, Extent::Full))
        .collect();
    let fits = |labels: &[String]| {
        let all: usize = labels.iter().map(|label| text::width(label)).sum();
        all + BETWEEN * labels.len().saturating_sub(1) + 2 <= width
    };
    let others = |index: &usize| tabs[*index].place != at;
    let here = (0..tabs.len()).filter(|index| !others(index));
    let steps = [Extent::Short, Extent::Count, Extent::Number];
    let steps = steps.map(|extent| (extent, (0..tabs.len()).rev().filter(others)));
    let rest = steps
        .into_iter()
        .flat_map(|(extent, all)| all.map(move |at| (extent, at)));
    let last = here.flat_map(|index| [(Extent::Short, index), (Extent::Name, index)]);
    for (extent, index) in rest.chain(last) {
        if fits(&labels) {
            break;
        }
        labels[index] = tab_label(ctx, &tabs[index], extent);
    }
    labels
}

fn tab_label(ctx: &Ctx, tab: &Tab, extent: Extent) -> String {
    let number = tab.place.tab().map(|number| number.to_string());
    let name = match (extent, tab.place) {
        (Extent::Full, Place::People) => Some(ctx.get("tab-people")),
        (Extent::Full, place) => Some(ctx.get(&place.name_key())),
        (Extent::Short | Extent::Name, place) => Some(ctx.words.of("tab-short", place.as_str())),
        (Extent::Count | Extent::Number, _) => None,
    };
    let counts = matches!(extent, Extent::Full | Extent::Short | Extent::Count);
    let count = tab.count.filter(|count| *count > 0 && counts);
    let count = count.map(|count| {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        ctx.words.number(count)
    });
    let parts: Vec<String> = [number, name, count].into_iter().flatten().collect();
    parts.join(" ")
}

/// Lines of one message at the most: the longest sentence fits at 80 columns.
const MOST_LINES: usize = 6;

/// Lines of the message bar at the most.
const MOST_SAID: usize = 8;

/// The lines of the message bar: what is so at the moment, then the first message; an error says
/// how it is put away, and how many wait behind it.
pub fn said(
    states: &[Message],
    messages: &[Message],
    width: u16,
    ctx: &Ctx,
) -> Vec<(Role, String)> {
    let mut lines = Vec::new();
    for state in states {
        lines.extend(wrapped(state.level, "", &state.text, width, ctx));
    }
    if let Some(first) = messages.first() {
        let waiting = messages.len() - 1;
        let after = if waiting > 0 {
            let more = ctx.words.with("message-more", &[("count", &waiting)]);
            format!(" {more}")
        } else if first.level == Level::Error {
            format!("  {}", ctx.get("message-read"))
        } else {
            String::new()
        };
        lines.extend(wrapped(first.level, &after, &first.text, width, ctx));
    }
    lines.truncate(MOST_SAID);
    lines
}

/// Draws those lines.
pub fn message(area: Rect, buf: &mut Buffer, ctx: &Ctx, said: &[(Role, String)]) {
    for ((role, line), y) in said.iter().zip(area.y..area.bottom()) {
        buf.set_string(area.x, y, line, ctx.theme.style(*role));
    }
}

fn role_of(level: Level) -> Role {
    match level {
        Level::Info => Role::Info,
        Level::Done => Role::Good,
        Level::Error => Role::Bad,
    }
}

fn wrapped(level: Level, after: &str, text: &str, width: u16, ctx: &Ctx) -> Vec<(Role, String)> {
    let role = role_of(level);
    let said = format!(" {} {}{after}", ctx.theme.sign(role), text::safe(text));
    let mut lines = text::width::wrap(&said, usize::from(width.max(10)));
    if lines.len() > MOST_LINES {
        lines.truncate(MOST_LINES);
        if let Some(last) = lines.last_mut() {
            last.push('…');
        }
    }
    lines.into_iter().map(|line| (role, line)).collect()
}

/// Columns below which the palette gives its place in the hint line to what can be done here; its
/// key stands in the help.
const PALETTE_FROM: u16 = 100;

/// The hint line: the next step first, then as many as fit in order of use; menu and help always
/// at the end, the palette where there is room.
pub fn hints(area: Rect, buf: &mut Buffer, ctx: &Ctx, facts: &Facts) {
    if area.height == 0 {
        return;
    }
    let next = keymap::next(facts);
    let first = next.and_then(|next| next.action);
    let mut all = keymap::hints(facts);
    all.retain(|rule| rule.action != Action::Palette || area.width >= PALETTE_FROM);
    all.retain(|rule| Some(rule.action) != first);
    // What is whole on screen need not be read in full.
    all.retain(|rule| rule.action != Action::Read || ctx.spots.read().cut);
    let (always, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|rule| rule.hint >= 90);
    let label = |rule: &&Rule| Hint::of(rule.action, rule.chord, facts.place, ctx);
    let tail: Vec<Hint> = always.iter().map(label).collect();
    let mut room = usize::from(area.width).saturating_sub(tail.iter().map(Hint::room).sum());
    let mut shown = Vec::new();
    let wanted = next.and_then(|next| next_hint(next, facts.place, room, ctx));
    // A long one that does not fit leaves its room to shorter ones.
    for hint in wanted.into_iter().chain(others.iter().map(label)) {
        if hint.room() > room {
            continue;
        }
        room -= hint.room();
        shown.push(hint);
    }
    shown.extend(tail);
    let mut x = area.x + 1;
    for hint in shown {
        if hint.room() > usize::from(area.right().saturating_sub(x)) + 3 {
            break;
        }
        let end = hint.render(x, area, buf, ctx);
        if let Some(chord) = hint.chord {
            ctx.spots.key(Rect::new(x, area.y, end - x, 1), chord);
        }
        x = end + 3;
    }
}

/// The next step as a hint; what is so goes where there is no room for both, and without a key all of
/// it.
fn next_hint(next: Next, place: Place, room: usize, ctx: &Ctx) -> Option<Hint> {
    let bare = match next.action {
        Some(action) => Hint::of(action, keymap::chord_of(action, place), place, ctx),
        None => Hint::default(),
    };
    let said = next
        .said
        .map(|key| ctx.words.with(key, &[("count", &next.count)]));
    let whole = Hint {
        said: said.unwrap_or_default(),
        ..bare.clone()
    };
    match next.action {
        _ if whole.room() <= room => Some(whole),
        Some(_) => Some(bare),
        None => None,
    }
}

/// One hint: what is so, a key, what it does.
#[derive(Clone, Debug, Default)]
struct Hint {
    said: String,
    chord: Option<Chord>,
    key: String,
    name: String,
}

impl Hint {
    fn of(action: Action, chord: Option<Chord>, place: Place, ctx: &Ctx) -> Hint {
        Hint {
            said: String::new(),
            chord,
            key: chord
                .map(|chord| chord_label(ctx, chord))
                .unwrap_or_default(),
            name: action.name(place, ctx.words),
        }
    }

    /// The parts that are not empty, each in its style.
    fn parts(&self, ctx: &Ctx) -> Vec<(String, Style)> {
        let mut parts = Vec::new();
        if !self.said.is_empty() {
            parts.push((self.said.clone(), ctx.theme.style(Role::Strong)));
        }
        if !self.said.is_empty() && !self.name.is_empty() {
            parts.push((ctx.theme.signs().dot.to_owned(), ctx.theme.style(Role::Dim)));
        }
        parts.push((self.key.clone(), ctx.theme.style(Role::Key)));
        parts.push((self.name.clone(), Style::new()));
        parts.retain(|(words, _)| !words.is_empty());
        parts
    }

    /// Columns that it takes with the gap after it.
    fn room(&self) -> usize {
        let wide = [&self.said, &self.key, &self.name];
        let filled = wide.iter().filter(|part| !part.is_empty());
        let (mut count, mut sum) = (0, 0);
        for part in filled {
            count += 1;
            sum += text::width(part);
        }
        let dot = if !self.said.is_empty() && count > 1 {
            2
        } else {
            0
        };
        match count {
            0 => 0,
            count => sum + count - 1 + dot + 3,
        }
    }

    /// Draws it; tells the column after it.
    fn render(&self, x: u16, area: Rect, buf: &mut Buffer, ctx: &Ctx) -> u16 {
        let mut x = x;
        for (index, (words, style)) in self.parts(ctx).into_iter().enumerate() {
            x += u16::from(index > 0);
            let left = usize::from(area.right().saturating_sub(x));
            (x, _) = buf.set_stringn(x, area.y, words, left, style);
        }
        x
    }
}

/// How a key is written in this language and theme.
pub fn chord_label(ctx: &Ctx, chord: Chord) -> String {
    let label = chord.label();
    match label.as_str() {
        "Space" => ctx.get("key-space"),
        _ if ctx.theme.ascii => label
            .replace('↑', "Up")
            .replace('↓', "Down")
            .replace('←', "Left")
            .replace('→', "Right"),
        _ => label,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::text::Language;
    use crate::tui::action::ActionSet;
    use crate::tui::testing::Stage;

    fn bar() -> Vec<Tab> {
        let counts = [
            Some(9),
            Some(12),
            Some(7),
            Some(4),
            Some(5214),
            Some(38),
            Some(2),
            None,
            None,
            None,
        ];
        Place::TABS
            .into_iter()
            .zip(counts)
            .map(|(place, count)| Tab { place, count })
            .collect()
    }

    /// What a step is called for the hint line fits a small screen, in any language.
    #[test]
    fn what_is_so_is_drawn_whole_on_a_small_screen() {
        for language in [Language::Indonesian, Language::English] {
            let stage = Stage::new(80, 24, language);
            let keys = include_str!("../../../assets/text/id.ftl").lines();
            let keys = keys.filter_map(|line| line.split_once(" = ").map(|(key, _)| key));
            let keys: Vec<&str> = keys.filter(|key| key.starts_with("next-")).collect();
            assert!(keys.len() > 20, "{keys:?}");
            for key in keys {
                let ctx = stage.ctx();
                let facts = Facts {
                    next: Some(Next::words(key)),
                    ..Facts::new(Place::Import)
                };
                let mut buf = Buffer::empty(Rect::new(0, 0, 80, 1));
                hints(buf.area, &mut buf, &ctx, &facts);
                let drawn: String = buf.content().iter().map(|cell| cell.symbol()).collect();
                let said = ctx.words.with(key, &[("count", &0)]);
                assert!(drawn.contains(&said), "{key}: {drawn}");
            }
        }
    }

    fn facts() -> Facts {
        Facts {
            row: true,
            allowed: ActionSet::ALL
                .without(Action::Conforms)
                .without(Action::Complete),
            ..Facts::new(Place::Requests)
        }
    }

    fn whole(stage: &Stage, at: Place) -> String {
        stage.draw(|area, buf, ctx| {
            let line = |y: u16| Rect {
                y,
                height: 1,
                ..area
            };
            header(line(0), buf, ctx, Some(3));
            tabs(line(1), buf, ctx, &bar(), at);
            hints(line(2), buf, ctx, &facts());
        })
    }

    #[test]
    fn the_lines_fit_every_width() {
        for (name, width, language) in [
            ("chrome_40", 40, Language::Indonesian),
            ("chrome_60", 60, Language::Indonesian),
            ("chrome_80", 80, Language::Indonesian),
            ("chrome_120", 120, Language::Indonesian),
            ("chrome_120_en", 120, Language::English),
        ] {
            let stage = Stage::new(width, 3, language);
            insta::assert_snapshot!(name, whole(&stage, Place::Requests));
        }
        let mut training = Stage::new(80, 3, Language::Indonesian);
        let every = Position::ALL.iter();
        training.me.positions = every.map(|held| held.as_str().to_owned()).collect();
        training.me.training = true;
        training.theme.ascii = true;
        insta::assert_snapshot!("chrome_training_ascii", whole(&training, Place::Settings));
    }

    #[test]
    fn every_position_held_is_named_or_counted() {
        let mut stage = Stage::new(120, 1, Language::Indonesian);
        for (held, width, said) in [
            (&["kabid"][..], 80, "budi · Kabid"),
            (&["agendaris", "kadis"], 120, "budi · agendaris, Kadis"),
            (
                &["agendaris", "kadis", "verifikator"],
                80,
                "budi · 3 jabatan",
            ),
        ] {
            stage.screen.width = width;
            stage.me.positions = held.iter().map(|held| (*held).to_owned()).collect();
            let shown = stage.draw(|area, buf, ctx| header(area, buf, ctx, None));
            assert!(shown.contains(said), "{said}: {shown}");
        }
    }

    #[test]
    fn every_tab_is_on_screen_at_every_width() {
        for language in [Language::Indonesian, Language::English] {
            let mut stage = Stage::new(40, 1, language);
            for width in 40..=200 {
                stage.screen.width = width;
                for place in Place::TABS {
                    let shown = stage.draw(|area, buf, ctx| tabs(area, buf, ctx, &bar(), place));
                    let labels = tab_labels(&stage.ctx(), &bar(), place, usize::from(width));
                    let shown = shown.trim_end();
                    for label in &labels {
                        assert!(
                            shown.contains(label.as_str()),
                            "{label} at {width}: {shown}"
                        );
                    }
                    let here = place.tab().unwrap();
                    assert!(labels[here].contains(' '), "no name at {width}: {shown}");
                    assert!(text::width(shown) <= usize::from(width), "{shown}");
                }
            }
        }
    }

    #[test]
    fn errors_say_how_they_are_put_away_and_what_waits() {
        let stage = Stage::new(60, 4, Language::Indonesian);
        let messages = [
            Message::error(
                "Sudah didisposisi Rina (Kabid) pukul 10.42. Isian Anda tetap tersimpan sebagai konsep.",
            ),
            Message::error("lain"),
        ];
        let lines = said(&[], &messages, 60, &stage.ctx());
        assert_eq!(lines.len(), 2);
        let shown = stage.draw(|area, buf, ctx| message(area, buf, ctx, &lines));
        insta::assert_snapshot!("message_error", shown);
        assert!(said(&[], &[], 60, &stage.ctx()).is_empty());
    }

    #[test]
    fn states_stand_above_the_messages_and_leave_them_room() {
        let stage = Stage::new(60, 8, Language::Indonesian);
        let lost = [Message::error(stage.words.get("line-lost"))];
        let messages = [Message::error("Ditolak."), Message::error("lain")];
        let lines = said(&lost, &messages, 60, &stage.ctx());
        assert!(lines[0].1.contains("Sambungan terputus"), "{lines:?}");
        let last = &lines.last().unwrap().1;
        assert!(
            last.contains("Ditolak.") && last.contains("+1"),
            "{lines:?}"
        );
    }
}
