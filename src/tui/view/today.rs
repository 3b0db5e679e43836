//! Hari Ini: what waits for me, what is over its time, what lapses today; for those who complete
//! papers also what waits for them. The start tab of officials; Enter goes to where the work is done.

mod cells;
mod next;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::act::ActKind;
use crate::domain::ids::RecordId;
use crate::domain::office::Position;
use crate::domain::request::Stage;
use crate::text;
use crate::tui::act::subject::Desk;
use crate::tui::act::{self, Case, end_acting};
use crate::tui::action::{Action, ActionSet};
use crate::tui::keymap::{Facts, Next};
use crate::tui::page::pane::{Face, Listing, Moved, Pane};
use crate::tui::panel::{Ctx, Effect, Input, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::view::import::Import;
use crate::tui::view::letter_form::LetterForm;
use crate::tui::view::settings::expiring;
use crate::tui::widgets::list::{Column, Row, Shape};
use crate::tui::widgets::warnings::warnings;
use crate::wire::envelope::Topics;
use crate::wire::message::{List, Sort};
use crate::wire::topic;
use crate::wire::view;

const PAGES: Tag = 10_000;

/// The filter of what waits for its requester's papers.
const RETURNED: &str = "tahap:dikembalikan";

/// Tags of a section's window.
fn tags(section: usize) -> Tag {
    PAGES + section as Tag * Pane::<Item>::TAGS
}

/// A line of the day, whatever record it is of.
pub struct Item(pub view::Row);

impl Row for Item {
    type Id = RecordId;

    fn id(&self) -> RecordId {
        self.0.record()
    }

    fn stands_at(&self) -> Option<(RecordId, u32)> {
        let revision = match &self.0 {
            view::Row::Request(line) => line.row.revision,
            view::Row::Sheet(line) => line.row.revision,
            _ => return None,
        };
        Some((self.0.record(), revision))
    }
}

/// The list of a section; all of them have the same columns.
fn pane(list: List, section: usize) -> Pane<Item> {
    let listing = Listing {
        key: "today",
        list,
        columns: COLUMNS,
        row: item,
        record,
    };
    Pane::new(listing, tags(section))
}

fn item(row: view::Row) -> Option<Item> {
    Some(Item(row))
}

fn record(item: &Item) -> RecordId {
    item.0.record()
}

pub const COLUMNS: &[Column] = &[
    Column::new("column-number", Shape::Record, 0).by(Sort::Number),
    Column::new("column-mark", Shape::Mark, 1),
    Column::new("column-what", Shape::Word, 1).by(Sort::State),
    Column::new("column-name", Shape::Name, 0).by(Sort::Name),
    Column::new("column-agency", Shape::Text, 3).by(Sort::Agency),
    Column::new("column-time", Shape::Span, 0).by(Sort::Remaining),
];

pub use cells::cells;

/// One section of the day.
struct Section {
    title: &'static str,
    /// What is said when there is nothing; a section without it is not there then.
    empty: Option<&'static str>,
    pane: Pane<Item>,
}

impl Section {
    /// Whether the desk told that there is nothing.
    fn is_empty(&self) -> bool {
        let list = self.pane.list();
        list.loaded() && list.total() == 0
    }
}

/// The tab of the day.
pub struct Today {
    sections: Vec<Section>,
    at: usize,
    started: bool,
}

impl Default for Today {
    fn default() -> Today {
        Today::new()
    }
}

impl Today {
    /// The tab before it is first shown.
    pub fn new() -> Today {
        let sections = [
            (List::Waiting, "today-waiting", "today-waiting-empty"),
            (List::Overdue, "today-overdue", "today-overdue-empty"),
            (List::Today, "today-lapses", "today-lapses-empty"),
        ];
        let section = |(at, (list, title, empty))| Section {
            title,
            empty: Some(empty),
            pane: pane(list, at),
        };
        Today {
            sections: sections.into_iter().enumerate().map(section).collect(),
            at: 0,
            started: false,
        }
    }

    /// What was returned and waits for its papers, for those who may complete it [R8.1].
    fn begin(&mut self, ctx: &Ctx) -> Vec<Effect> {
        self.started = true;
        let completes = [Position::Agendaris, Position::Verifikator];
        if completes.iter().any(|held| ctx.me.holds(held.as_str())) {
            let at = self.sections.len();
            let mut pane = pane(List::Requests, at);
            // The refresh asks.
            let _asked = pane.filter(RETURNED);
            self.sections.push(Section {
                title: "today-returned",
                empty: None,
                pane,
            });
        }
        // What nobody may take on waits on nobody's list: all see it here.
        self.sections.push(Section {
            title: "today-stuck",
            empty: None,
            pane: pane(List::Stuck, self.sections.len()),
        });
        self.refresh()
    }

    fn refresh(&mut self) -> Vec<Effect> {
        let sections = self.sections.iter_mut();
        sections
            .map(|section| section.pane.window.refresh())
            .collect()
    }

    fn current(&self) -> Option<&Item> {
        self.sections.get(self.at)?.pane.current()
    }

    /// The next step of the line under the cursor; where nothing waits, a letter is registered.
    fn next(&self, ctx: &Ctx) -> Option<Next> {
        let nothing = || Some(Next::step("next-nothing", Action::New));
        match self.current() {
            Some(item) => next::of(&item.0, ctx.now.day()),
            None => nothing().filter(|_| self.sections.iter().all(Section::is_empty)),
        }
    }

    fn needs(&mut self) -> Vec<Effect> {
        let sections = self.sections.iter_mut();
        sections
            .filter_map(|section| section.pane.window.need())
            .collect()
    }

    /// The next section with rows, forward or back; the present one where there is none.
    fn turn(&mut self, forward: bool) {
        let count = self.sections.len();
        let step = if forward { 1 } else { count - 1 };
        let next = (1..=count)
            .map(|times| (self.at + times * step) % count)
            .find(|index| self.sections[*index].pane.list().total() > 0);
        self.at = next.unwrap_or(self.at);
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        match action {
            Action::EndActing => {
                return act::begin(action, Case::of(Desk), ctx).unwrap_or_default();
            }
            Action::New => return vec![Effect::open(LetterForm::new())],
            Action::Import => return vec![Effect::open(Import::new())],
            _ => {}
        }
        if matches!(action, Action::NextPanel | Action::PrevPanel) {
            self.turn(action == Action::NextPanel);
            return self.needs();
        }
        let at = self.at;
        let list = self.sections[at].pane.list();
        let (top, bottom) = (list.position() == 0, list.position() + 1 >= list.total());
        // The sections read as one list: past an end comes the next one.
        if action == Action::Down && bottom && at + 1 < self.sections.len() {
            self.turn(true);
            if self.at > at {
                self.sections[self.at].pane.window.list.go(0);
                return self.needs();
            }
            self.at = at;
        } else if action == Action::Up && top && at > 0 {
            self.turn(false);
            if self.at < at {
                let list = &mut self.sections[self.at].pane.window.list;
                list.go(list.total().saturating_sub(1));
                return self.needs();
            }
            self.at = at;
        }
        match self.sections[self.at].pane.act(action, ctx) {
            Some(Moved::Opened) => self.open().into_iter().collect(),
            Some(Moved::To(mut effects)) => {
                effects.extend(self.alike());
                effects
            }
            None => Vec::new(),
        }
    }

    /// All sections have the columns and the order of the one with the cursor.
    fn alike(&mut self) -> Vec<Effect> {
        let columns = self.sections[self.at].pane.columns().clone();
        let sections = self.sections.iter_mut();
        sections
            .filter_map(|section| section.pane.like(&columns))
            .collect()
    }

    fn open(&self) -> Option<Effect> {
        let (place, record) = destination(&self.current()?.0)?;
        Some(Effect::Show { place, record })
    }

    /// Takes an answer to the question of a section.
    ///
    /// # Errors
    /// The input itself, where it was for somebody else.
    fn take(&mut self, mut input: Input) -> Result<Vec<Effect>, Input> {
        for section in &mut self.sections {
            input = match section.pane.take(input) {
                Ok(effects) => {
                    self.settle();
                    return Ok(effects);
                }
                Err(input) => input,
            };
        }
        Err(input)
    }

    /// The cursor never stands in an empty section while another has rows.
    fn settle(&mut self) {
        if self.sections[self.at].pane.list().total() == 0 {
            let first = self
                .sections
                .iter()
                .position(|section| section.pane.list().total() > 0);
            self.at = first.unwrap_or(0);
        }
    }

    /// Lines of each section: one where it is empty, else its rows with frame and heading, and the
    /// room left over to the first that wants more.
    fn heights(&self, height: u16) -> Vec<u16> {
        const FRAME: u16 = 3;
        let wanted: Vec<u16> = self
            .sections
            .iter()
            .map(|section| match section.pane.list().total() {
                0 => u16::from(section.empty.is_some()),
                rows => u16::try_from(rows).unwrap_or(u16::MAX - FRAME) + FRAME,
            })
            .collect();
        let mut given: Vec<u16> = wanted.iter().map(|rows| (*rows).min(FRAME + 2)).collect();
        let mut left = height.saturating_sub(given.iter().sum());
        for (given, wanted) in given.iter_mut().zip(&wanted) {
            let more = left.min(wanted - *given);
            *given += more;
            left -= more;
        }
        given
    }

    fn render_section(&self, index: usize, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let section = &self.sections[index];
        let list = section.pane.list();
        if list.total() == 0 {
            let said = match section.empty {
                Some(_) if !list.loaded() => ctx.loading(),
                Some(empty) => ctx.get(empty),
                None => return,
            };
            let said = format!(" {said}");
            let said = text::truncate(&said, usize::from(area.width));
            let role = if list.loaded() { Role::Good } else { Role::Dim };
            buf.set_string(area.x, area.y, said, ctx.theme.style(role));
            return;
        }
        let face = Face {
            title: ctx.get(section.title),
            count: None,
            natural: "",
            focus: index == self.at,
            cells: &|item: &Item| cells(&item.0, ctx),
            empty: String::new(),
            below: None,
            search: None,
        };
        section.pane.render(&face, area, buf, ctx);
    }
}

/// The tab where a row is worked on, and the record to go to there.
fn destination(row: &view::Row) -> Option<(Place, RecordId)> {
    Some(match row {
        // Sent before its sheet: whose turn it is signs that.
        view::Row::Request(line) if line.mine && line.row.sheet_out.is_some() => {
            let sheet = line.row.sheet_no();
            (Place::Sheets, RecordId::Sheet(sheet))
        }
        view::Row::Request(line) => match line.row.stage {
            Stage::Disposition(_) | Stage::Held(_) => {
                let sheet = line.row.sheet_no();
                (Place::Sheets, RecordId::Sheet(sheet))
            }
            stage if stage.is_with_verifier() => (Place::Verify, row.record()),
            _ => (Place::Requests, row.record()),
        },
        view::Row::Sheet(line) if line.row.position().is_none_or(|at| !at.disposes()) => {
            // At the counter: its first name stands in the inbox.
            let first = line.row.no.agenda.line(1);
            (Place::Requests, RecordId::Request(first))
        }
        view::Row::Sheet(_) => (Place::Sheets, row.record()),
        view::Row::Letter(letter) => (Place::Requests, RecordId::Request(letter.no.line(1))),
        view::Row::Certificate(_) => (Place::Certificates, row.record()),
        view::Row::Person(_) => (Place::People, row.record()),
        view::Row::Officer(_) => (Place::Settings, row.record()),
        view::Row::Due(line) => match line.record {
            RecordId::Request(_) => (Place::Verify, line.record),
            RecordId::Officer(_) | RecordId::Desk => (Place::Settings, line.record),
            _ => (Place::Certificates, line.record),
        },
    })
}

/// Positions that nobody holds, for the admin: they appoint somebody.
fn vacant(ctx: &Ctx) -> Option<String> {
    let office = ctx.office?;
    if !office.may.contains(&ActKind::ManageOfficers) {
        return None;
    }
    let vacant = office.vacant().into_iter();
    let names: Vec<_> = vacant
        .map(|held| ctx.words.of("position", held.as_str()))
        .collect();
    let list = names.join(", ");
    (!names.is_empty()).then(|| ctx.words.with("today-vacant", &[("list", &list)]))
}

impl Panel for Today {
    fn place(&self) -> Place {
        Place::Today
    }

    fn facts(&self, ctx: &Ctx) -> Facts {
        // The counter works from here, too.
        let counter = ctx.me.holds("agendaris");
        Facts {
            row: self.current().is_some(),
            next: self.next(ctx),
            allowed: ActionSet::NONE
                .with_if(counter, Action::New)
                .with_if(counter, Action::Import)
                .with_if(end_acting::ends(ctx), Action::EndActing),
            ..Facts::new(Place::Today)
        }
    }

    fn topics(&self) -> Topics {
        topic::COUNTED.and(topic::LETTERS)
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let said = end_acting::sentence(ctx).into_iter();
        let said = said.chain(vacant(ctx)).chain(expiring::sentences(ctx));
        let area = warnings(said, area, buf, ctx);
        let mut y = area.y;
        let mut lists = self.sections.iter().map(|section| section.pane.list());
        if !lists.any(|list| list.loaded()) {
            // Said once for all of them.
            return self.render_section(0, Rect { height: 1, ..area }, buf, ctx);
        }
        let heights = self.heights(area.height);
        // On a small screen the section that has the keys stays in view.
        let mut first = 0;
        while first < self.at && heights[first..=self.at].iter().sum::<u16>() > area.height {
            first += 1;
        }
        for (index, height) in heights.into_iter().enumerate().skip(first) {
            let height = height.min(area.bottom().saturating_sub(y));
            if height == 0 {
                continue;
            }
            let room = Rect { y, height, ..area };
            self.render_section(index, room, buf, ctx);
            y += height;
        }
        let nothing = self.sections.iter().all(Section::is_empty);
        if nothing && ctx.me.holds("agendaris") {
            // Nothing waits: what the counter begins with.
            let said = text::width::wrap(
                &ctx.get("today-begin"),
                usize::from(area.width.saturating_sub(1)),
            );
            for (line, y) in said.iter().zip(y + 1..area.bottom()) {
                buf.set_string(area.x + 1, y, line, ctx.theme.style(Role::Dim));
            }
        }
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        let input = match self.take(input) {
            Ok(effects) => return effects,
            Err(input) => input,
        };
        match input {
            Input::Act(action) => self.act(action, ctx),
            Input::Shown(_) | Input::Area(_) => {
                let began = !self.started;
                let mut effects = if began { self.begin(ctx) } else { self.needs() };
                let sections = self.sections.iter_mut();
                let sorted: Vec<Effect> = sections
                    .filter_map(|section| section.pane.adopt(ctx))
                    .collect();
                effects.extend(sorted);
                effects
            }
            Input::Changed(_) | Input::Reconnected | Input::Minute => self.refresh(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
