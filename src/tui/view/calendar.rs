//! Kalender Masa Berlaku (tab 5): the month as weeks, the year above, the day's agenda beside or,
//! on a narrow screen, as a second page.

pub mod due;
pub mod month;

use std::time::Duration;

use chrono::{Datelike, Days, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::{Constraint, Layout, Rect};

use self::due::Due;
use self::month::{Counts, Month, Year, same_day};
use crate::domain::ids::RecordId;
use crate::domain::time::Day;
use crate::text;
use crate::tui::action::{Action, ActionSet};
use crate::tui::keymap::Facts;
use crate::tui::page::pane::{Face, Listing, Moved, Pane};
use crate::tui::page::search::{Search, SearchEvent};
use crate::tui::panel::{Ctx, Effect, Input, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::view::audit::RecordHistory;
use crate::tui::view::go;
use crate::tui::widgets::frame::Frame;
use crate::wire::envelope::Topics;
use crate::wire::message::{Ask, List, Tell};
use crate::wire::topic;
use crate::wire::view::DayCount;

const COUNTS: Tag = 5000;
const SETTLED: Tag = 5002;
const SEARCH: Tag = 5003;

/// Where named filters of the agenda are kept.
const FILTERS: &str = "filters-calendar";

/// The cursor rests this long on a day before its agenda is asked for.
const REST: Duration = Duration::from_millis(70);

/// Days asked for at once: a year with the weeks that its first and last month touch.
const DAYS: u16 = 366 + 14;

/// The day's agenda as a list.
const LISTING: Listing<Due> = Listing {
    key: "calendar",
    list: List::Day(NaiveDate::MIN),
    columns: due::COLUMNS,
    row: Due::of,
    record: |due| due.0.record,
};

/// What has the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Year,
    Month,
    Agenda,
}

/// The tab.
pub struct Calendar {
    /// The day under the cursor; the desk's day once it was shown.
    day: Option<Day>,
    /// The year whose counts are here.
    year: Option<i32>,
    counts: Counts,
    agenda: Pane<Due>,
    search: Search,
    pane: Part,
}

impl Default for Calendar {
    fn default() -> Calendar {
        Calendar::new()
    }
}

impl Calendar {
    /// The tab, before it was shown.
    pub fn new() -> Calendar {
        Calendar {
            day: None,
            year: None,
            counts: Counts::new(),
            agenda: Pane::new(LISTING, 0),
            search: Search::new(FILTERS, SEARCH),
            pane: Part::Month,
        }
    }

    fn day(&self, ctx: &Ctx) -> Day {
        self.day.unwrap_or_else(|| ctx.now.day())
    }

    /// Asks for the counts of the year in view.
    fn ask_counts(&mut self, ctx: &Ctx) -> Effect {
        let year = self.day(ctx).year();
        self.year = Some(year);
        let first = NaiveDate::from_ymd_opt(year, 1, 1).unwrap_or(ctx.now.day());
        Effect::ask(
            COUNTS,
            Ask::Calendar {
                first: month::first_monday(first),
                days: DAYS,
            },
        )
    }

    fn refresh(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let mut effects = vec![self.ask_counts(ctx)];
        if self.agenda.window.query().list == List::Day(self.day(ctx)) {
            effects.push(self.agenda.window.refresh());
        } else {
            effects.push(self.show_agenda(ctx));
        }
        effects
    }

    fn show_agenda(&mut self, ctx: &Ctx) -> Effect {
        let day = self.day(ctx);
        self.agenda
            .window
            .change(|query| query.list = List::Day(day))
    }

    /// Puts the cursor on a day.
    fn go(&mut self, day: Day, ctx: &Ctx) -> Vec<Effect> {
        if day == self.day(ctx) {
            self.day = Some(day);
            return Vec::new();
        }
        self.day = Some(day);
        let mut effects = vec![Effect::Rest {
            tag: SETTLED,
            after: REST,
        }];
        if self.year != Some(day.year()) {
            effects.push(self.ask_counts(ctx));
        }
        effects
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        let day = self.day(ctx);
        match action {
            Action::Today => return self.go(ctx.now.day(), ctx),
            Action::Next => return self.go(same_day(day, 1), ctx),
            Action::Previous => return self.go(same_day(day, -1), ctx),
            Action::NextPanel => self.turn(true, ctx),
            Action::PrevPanel => self.turn(false, ctx),
            Action::Back => self.pane = Part::Month,
            _ => {
                return match self.pane {
                    Part::Year => self.in_year(action, day, ctx),
                    Part::Month => self.in_month(action, day, ctx),
                    Part::Agenda => self.in_agenda(action, ctx),
                };
            }
        }
        Vec::new()
    }

    /// Tab goes month, agenda, year; the year is not there on a phone.
    fn turn(&mut self, forward: bool, ctx: &Ctx) {
        let order: &[Part] = if ctx.narrow() {
            &[Part::Month, Part::Agenda]
        } else {
            &[Part::Month, Part::Agenda, Part::Year]
        };
        let at = order
            .iter()
            .position(|pane| *pane == self.pane)
            .unwrap_or(0);
        let step = if forward { 1 } else { order.len() - 1 };
        self.pane = order[(at + step) % order.len()];
    }

    fn in_year(&mut self, action: Action, day: Day, ctx: &Ctx) -> Vec<Effect> {
        let away = match action {
            Action::Left => -1,
            Action::Right => 1,
            Action::Up | Action::PageUp => -12,
            Action::Down | Action::PageDown => 12,
            Action::Top => -i32::try_from(day.month0()).unwrap_or(0),
            Action::Bottom => 11 - i32::try_from(day.month0()).unwrap_or(0),
            Action::Open => {
                self.pane = Part::Month;
                return Vec::new();
            }
            _ => return Vec::new(),
        };
        self.go(same_day(day, away), ctx)
    }

    fn in_month(&mut self, action: Action, day: Day, ctx: &Ctx) -> Vec<Effect> {
        let by = |days: i64| {
            let away = Days::new(days.unsigned_abs());
            let moved = if days < 0 {
                day.checked_sub_days(away)
            } else {
                day.checked_add_days(away)
            };
            moved.unwrap_or(day)
        };
        let first = month::first_of(day);
        let target = match action {
            Action::Left => by(-1),
            Action::Right => by(1),
            Action::Up => by(-7),
            Action::Down => by(7),
            Action::PageUp => same_day(day, -1),
            Action::PageDown => same_day(day, 1),
            Action::Top => first,
            Action::Bottom => same_day(first, 1).pred_opt().unwrap_or(day),
            Action::NextHit => self.busy_day(day, true),
            Action::PreviousHit => self.busy_day(day, false),
            Action::Open => {
                self.pane = Part::Agenda;
                return Vec::new();
            }
            _ => return Vec::new(),
        };
        self.go(target, ctx)
    }

    /// The next or last day on which anything falls.
    fn busy_day(&self, day: Day, forward: bool) -> Day {
        let busy = |(_, count): &(&Day, &DayCount)| month::busy(count);
        let found = if forward {
            let after = day.succ_opt().unwrap_or(day);
            self.counts.range(after..).find(busy)
        } else {
            self.counts.range(..day).rev().find(busy)
        };
        found.map_or(day, |(day, _)| *day)
    }

    fn in_agenda(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        let record = self.agenda.current().map(|due| due.0.record);
        if action == Action::History {
            let story = record.map(|record| Effect::open(RecordHistory::new(record)));
            return story.into_iter().collect();
        }
        match self.agenda.act(action, ctx) {
            Some(Moved::Opened) => record.map(go::to).into_iter().collect(),
            Some(Moved::To(effects)) => effects,
            None => Vec::new(),
        }
    }

    /// What belongs to the search of the agenda; it takes the keys there.
    ///
    /// # Errors
    /// The input itself, where it was for somebody else.
    fn search(&mut self, input: Input, ctx: &Ctx) -> Result<Vec<Effect>, Input> {
        let effects = match self.search.handle(input, ctx) {
            SearchEvent::Ignored(input) => return Err(input),
            SearchEvent::Did(effects) => effects,
            SearchEvent::Filter(text) => vec![self.agenda.filter(&text)],
            SearchEvent::Compose => {
                self.search.open();
                Vec::new()
            }
        };
        if self.search.is_on() {
            self.pane = Part::Agenda;
        }
        Ok(effects)
    }

    fn told(&mut self, tag: Tag, tell: Tell) {
        if let (COUNTS, Tell::Calendar(view)) = (tag, tell) {
            self.counts = view.days.into_iter().map(|day| (day.day, day)).collect();
        }
    }

    fn render_month(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let day = self.day(ctx);
        let month = ctx.words.month(day.month());
        let title = format!("{month} {}", day.year());
        let frame = Frame::titled(ctx.get("cal-title"))
            .with(title)
            .focused(self.pane == Part::Month);
        let inside = frame.render(area, buf, ctx);
        let most = self.counts.values().map(month::ends).max().unwrap_or(0);
        let drawn = Month {
            day,
            counts: &self.counts,
            most,
            focus: self.pane == Part::Month,
        };
        let spare = inside.height.saturating_sub(2);
        let lines = (1..=4)
            .rev()
            .find(|lines| drawn.height(*lines) <= spare)
            .unwrap_or(1);
        let height = drawn.height(lines).min(inside.height);
        drawn.render(Rect { height, ..inside }, buf, ctx);
        let below = Rect {
            y: inside.y + height,
            height: inside.height - height,
            ..inside
        };
        self.render_below(below, buf, ctx, day);
    }

    /// What the signs mean, and the day under the cursor in words.
    fn render_below(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx, day: Day) {
        let mut lines = vec![(self.of_day(day, ctx), Role::Plain)];
        if let Some(holiday) = ctx.policy().and_then(|policy| policy.holiday(day)) {
            lines.push((format!("* {}", holiday.name), Role::Bad));
        }
        let legend = ctx.words.with(
            "cal-legend",
            &[
                ("little", &month::shade(1)),
                ("much", &month::shade(4)),
                ("today", &ctx.theme.signs().here),
            ],
        );
        lines.push((legend, Role::Dim));
        let room = usize::from(area.width.saturating_sub(1));
        let wrapped = lines.into_iter().flat_map(|(line, role)| {
            let safe = text::safe(&line).into_owned();
            let pieces = text::width::wrap(&safe, room);
            pieces.into_iter().map(move |piece| (piece, role))
        });
        for ((line, role), y) in wrapped.zip(area.y..area.bottom()) {
            buf.set_string(area.x + 1, y, line, ctx.theme.style(role));
        }
    }

    fn of_day(&self, day: Day, ctx: &Ctx) -> String {
        if self.counts.is_empty() {
            return ctx.loading();
        }
        let date = ctx.words.weekday_date(day);
        let none = DayCount {
            day,
            expiries: 0,
            notices: 0,
            activations: 0,
            passphrases: 0,
            holiday: false,
        };
        let count = self.counts.get(&day).unwrap_or(&none);
        let args: &[(&str, &dyn text::Arg)] = &[
            ("date", &date),
            ("ends", &count.expiries),
            ("notices", &count.notices),
            ("links", &count.activations),
            ("passphrases", &count.passphrases),
        ];
        ctx.words.with("cal-day", args)
    }

    fn render_agenda(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let day = self.day(ctx);
        let date = ctx.words.weekday_date(day);
        let title = [ctx.get("cal-agenda"), date].join(&format!(" {} ", ctx.theme.signs().dot));
        let face = Face {
            title,
            count: None,
            natural: "",
            focus: self.pane == Part::Agenda,
            cells: &|due: &Due| due::cells(&due.0, day, ctx),
            empty: ctx.get("cal-agenda-empty"),
            below: Some(&|due: &Due| vec![(due::sentence(&due.0, day, ctx), Role::Plain)]),
            search: Some(&self.search),
        };
        self.agenda.render(&face, area, buf, ctx);
    }
}

impl Panel for Calendar {
    fn place(&self) -> Place {
        Place::Calendar
    }

    fn topics(&self) -> Topics {
        topic::REQUESTS.and(topic::CERTIFICATES).and(topic::OFFICE)
    }

    fn facts(&self, ctx: &Ctx) -> Facts {
        let in_agenda = self.pane == Part::Agenda;
        let row = self.agenda.current().is_some();
        Facts {
            // A day is always under the cursor; in the agenda it is a record.
            row: !in_agenda || row,
            allowed: ActionSet::NONE
                .with_if(in_agenda && row, Action::History)
                .with_if(self.day(ctx) != ctx.now.day(), Action::Today),
            typing: self.search.typing(),
            ..Facts::new(Place::Calendar)
        }
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let mut rest = area;
        let strip = !ctx.narrow() && area.height > 12;
        if strip && (ctx.wide() || self.pane != Part::Agenda) {
            let year = Year {
                day: self.day(ctx),
                counts: &self.counts,
                focus: self.pane == Part::Year,
            };
            let inner = Rect {
                x: area.x + 1,
                width: area.width.saturating_sub(2),
                height: 2,
                ..area
            };
            year.render(inner, buf, ctx);
            rest.y += 2;
            rest.height -= 2;
        }
        if !ctx.wide() {
            if self.pane == Part::Agenda {
                self.render_agenda(rest, buf, ctx);
            } else {
                self.render_month(rest, buf, ctx);
            }
            return;
        }
        let left = Constraint::Length(rest.width * 3 / 5);
        let columns = Layout::horizontal([left, Constraint::Fill(1)]);
        let [month, side] = rest.layout(&columns);
        self.render_month(month, buf, ctx);
        self.render_agenda(side, buf, ctx);
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        let back = self.pane == Part::Agenda
            && !self.search.typing()
            && matches!(input, Input::Act(Action::Back));
        let input = match input {
            input if back => input,
            input => match self.search(input, ctx) {
                Ok(effects) => return effects,
                Err(input) => input,
            },
        };
        let input = match self.agenda.take(input) {
            Ok(effects) => return effects,
            Err(input) => input,
        };
        match input {
            Input::Told { tag, tell, .. } => {
                self.told(tag, *tell);
                Vec::new()
            }
            Input::Shown(area) => {
                self.agenda.fit(area);
                let mut effects: Vec<Effect> = self.agenda.adopt(ctx).into_iter().collect();
                effects.extend(self.refresh(ctx));
                effects
            }
            Input::Area(area) => {
                self.agenda.fit(area);
                self.agenda.window.need().into_iter().collect()
            }
            Input::Changed(_) | Input::Reconnected => self.refresh(ctx),
            Input::Woke(SETTLED) => vec![self.show_agenda(ctx)],
            Input::Seek(record) => self.seek(record),
            Input::Act(action) => self.act(action, ctx),
            _ => Vec::new(),
        }
    }
}

impl Calendar {
    /// Puts the agenda's cursor on a record, where that day has it.
    fn seek(&mut self, record: RecordId) -> Vec<Effect> {
        self.pane = Part::Agenda;
        vec![self.agenda.window.seek(record)]
    }
}

#[cfg(test)]
mod tests;
