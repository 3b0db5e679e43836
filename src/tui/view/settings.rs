//! Pengaturan (tab 9): the officers with their accounts and positions, one of them in full beside the
//! list, and the office itself: its policy, its desk. The admin sets officers and positions here;
//! everybody reads.

pub mod expiring;
mod sections;

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::Rect;
use ratatui::widgets::Padding;

use crate::domain::act::ActKind;
use crate::domain::ids::{OfficerId, RecordId};
use crate::domain::office::Position;
use crate::domain::refusal::Refusal;
use crate::tui::act::subject::{Desk, Staff};
use crate::tui::act::{self, Case, end_acting, end_position};
use crate::tui::action::{Action, ActionSet};
use crate::tui::keymap::{Chord, Facts, RULES};
use crate::tui::page::pane::Listing;
use crate::tui::page::tab::{Page, Tab, TabPanel};
use crate::tui::panel::{Ctx, Effect, Input, Message, Tag};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::view::audit::RecordHistory;
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::list::{Cell, Column, Row, Shape};
use crate::tui::widgets::text_view::TextView;
use crate::wire::envelope::Topics;
use crate::wire::message::{Ask, List, Tell};
use crate::wire::topic;
use crate::wire::view::{self, HistoryRow, OfficerView, StatusView};

const STATUS: Tag = 1;
/// How the policy in force came to be.
const POLICY: Tag = 2;

/// The panel of the tab.
pub type Settings = TabPanel<SettingsTab>;

/// A row of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line(pub OfficerView);

impl Line {
    fn of(row: view::Row) -> Option<Line> {
        match row {
            view::Row::Officer(officer) => Some(Line(*officer)),
            _ => None,
        }
    }
}

impl Row for Line {
    type Id = OfficerId;

    fn id(&self) -> OfficerId {
        self.0.id
    }

    fn stands_at(&self) -> Option<(RecordId, u32)> {
        Some((RecordId::Officer(self.0.id), self.0.revision))
    }
}

/// The columns; the name always stays.
pub const COLUMNS: &[Column] = &[
    Column::new("column-name", Shape::Name, 0),
    Column::new("column-mark", Shape::Mark, 1),
    Column::new("staff-col-positions", Shape::Text, 1),
    Column::new("staff-col-until", Shape::Date, 3),
    Column::new("staff-col-account", Shape::Word, 2),
];

/// The cells of a row.
pub fn cells(officer: &OfficerView, ctx: &Ctx) -> Vec<Cell> {
    let ready = officer.missing().is_empty() && expiring::of_officer(officer, ctx).is_empty();
    let mark = match ready {
        true => Cell::default(),
        false => Cell::of(Role::Warn, ctx.theme.sign(Role::Warn)),
    };
    let account = officer.account.as_ref().map(|account| &*account.name);
    vec![
        Cell::plain(officer.name.clone()),
        mark,
        sections::held(officer, ctx),
        sections::ending(officer, ctx),
        match account {
            Some(name) => Cell::plain(name),
            None => Cell::of(Role::Warn, ctx.get("staff-no-account")),
        },
    ]
}

/// The tab of the office.
#[derive(Default)]
pub struct SettingsTab {
    /// Who stands beside the list.
    shown: Option<OfficerView>,
    status: Option<StatusView>,
    adopted: Option<HistoryRow>,
    text: TextView,
}

/// What only the admin does here.
const ADMINS: [Action; 4] = [
    Action::New,
    Action::Edit,
    Action::GivePosition,
    Action::Particulars,
];

impl SettingsTab {
    fn dress(&mut self, ctx: &Ctx) {
        let mut said = Vec::new();
        if let Some(officer) = &self.shown {
            said.extend(sections::officer(officer, ctx));
        }
        let status = self.status.as_ref();
        said.extend(sections::office(status, self.adopted.as_ref(), ctx));
        self.text.set(said);
    }

    fn told(&mut self, tag: Tag, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        let mut effects = Vec::new();
        match (tag, tell) {
            (STATUS, Tell::Status(status)) => {
                self.status = Some(*status);
                effects.extend(ctx.office.map(|office| {
                    let record = RecordId::Policy(office.policy_number);
                    let (from, count) = (0, 1);
                    let history = Ask::History {
                        record,
                        from,
                        count,
                    };
                    Effect::ask(POLICY, history)
                }));
            }
            (POLICY, Tell::History { rows, .. }) => self.adopted = rows.into_iter().next(),
            _ => {}
        }
        self.dress(ctx);
        effects
    }

    /// What `X` ends: for the admin a position of who is under the cursor, else the Plh. who acts in
    /// the place of the person at the screen.
    fn end(&self, page: &Page<Line>, ctx: &Ctx) -> Vec<Effect> {
        let ended = page.current().filter(|line| ends(line, ctx));
        let begun = match ended {
            Some(line) => act::begin(Action::EndActing, Case::of(line.0.clone()), ctx),
            None => act::begin(Action::EndActing, Case::of(Desk), ctx),
        };
        begun.unwrap_or_default()
    }
}

/// Whether the admin may end a position of this officer.
fn ends(line: &Line, ctx: &Ctx) -> bool {
    ctx.may(ActKind::ManageOfficers) && end_position::ends(&line.0, ctx.now)
}

fn begin(action: Action, page: &Page<Line>, ctx: &Ctx) -> Vec<Effect> {
    let line = page.current();
    let begun = line.and_then(|line| act::begin(action, Case::of(line.0.clone()), ctx));
    begun.unwrap_or_default()
}

impl Tab for SettingsTab {
    type Row = Line;
    const PLACE: Place = Place::Settings;
    const FILTERS: &'static str = "filters-settings";
    const NATURAL: &'static str = "";
    const COUNT: Option<&'static str> = Some("staff-count");

    fn listing() -> Listing<Line> {
        Listing {
            key: "settings",
            list: List::Officers,
            columns: COLUMNS,
            row: Line::of,
            record: |line| RecordId::Officer(line.0.id),
        }
    }

    fn topics() -> Topics {
        topic::OFFICE
    }

    fn above(&self, ctx: &Ctx) -> Vec<String> {
        end_acting::sentence(ctx).into_iter().collect()
    }

    fn cells(&self, row: &Line, ctx: &Ctx) -> Vec<Cell> {
        cells(&row.0, ctx)
    }

    fn empty(&self, ctx: &Ctx) -> String {
        ctx.get("staff-empty")
    }

    fn facts(&self, page: &Page<Line>, facts: Facts, ctx: &Ctx) -> Facts {
        let row = page.current();
        let admin = ctx.may(ActKind::ManageOfficers);
        let ends = end_acting::ends(ctx) || row.is_some_and(|line| ends(line, ctx));
        let allowed = match admin {
            true => ActionSet::of(&ADMINS),
            false => ActionSet::NONE,
        };
        Facts {
            opened: page.reading,
            allowed: allowed
                .with_if(ends, Action::EndActing)
                .with_if(row.is_some(), Action::History),
            ..facts
        }
    }

    fn act(&mut self, action: Action, page: &mut Page<Line>, ctx: &Ctx) -> Option<Vec<Effect>> {
        Some(match action {
            Action::New => act::begin(action, Case::of(Staff), ctx).unwrap_or_default(),
            Action::Edit | Action::GivePosition | Action::Particulars => begin(action, page, ctx),
            Action::EndActing => self.end(page, ctx),
            Action::History => {
                let story = page.current().map(|line| RecordId::Officer(line.0.id));
                let story = story.map(|record| Effect::open(RecordHistory::new(record)));
                story.into_iter().collect()
            }
            _ => return None,
        })
    }

    fn take(
        &mut self,
        input: Input,
        page: &mut Page<Line>,
        ctx: &Ctx,
    ) -> Result<Vec<Effect>, Input> {
        match input {
            Input::Told {
                tag: tag @ (STATUS | POLICY),
                tell,
                ..
            } => Ok(self.told(tag, *tell, ctx)),
            Input::Office => {
                self.shown = page.current().map(|line| line.0.clone());
                self.dress(ctx);
                Ok(Vec::new())
            }
            other => Err(other),
        }
    }

    /// Who may not is told who may.
    fn in_vain(&self, key: &KeyEvent, ctx: &Ctx) -> Vec<Effect> {
        let chord = Chord::of(key);
        let mut meant = RULES.iter();
        let admins = meant.any(|rule| {
            rule.chord == Some(chord)
                && rule.at(Place::Settings)
                && (ADMINS.contains(&rule.action) || rule.action == Action::EndActing)
        });
        let Some(office) = ctx
            .office
            .filter(|_| admins && !ctx.may(ActKind::ManageOfficers))
        else {
            return Vec::new();
        };
        let need = Position::Admin;
        let holds = |one: &&OfficerView| one.positions.iter().any(|(held, _)| *held == need);
        let holders = office.officers.iter().filter(holds).map(|one| one.id);
        let holders = holders.collect();
        let said = ctx.refused(&Refusal::NotYours { need, holders });
        vec![Effect::Say(Message::info(said))]
    }

    fn follow(&mut self, row: Option<&Line>, ctx: &Ctx) -> Vec<Effect> {
        let shown = row.map(|line| &line.0);
        if shown.map(|one| one.id) != self.shown.as_ref().map(|one| one.id) {
            self.text = TextView::default();
        }
        self.shown = shown.cloned();
        self.dress(ctx);
        Vec::new()
    }

    fn refresh(&mut self) -> Vec<Effect> {
        vec![Effect::ask(STATUS, Ask::Status)]
    }

    fn scroll(&mut self, action: Action) -> bool {
        self.text.handle(action)
    }

    fn render_side(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx, focus: bool) {
        let inside = Frame::titled(ctx.get("staff-detail"))
            .focused(focus)
            .padded(Padding::left(1))
            .render(area, buf, ctx);
        self.text.render(inside, buf, ctx);
    }
}

#[cfg(test)]
mod tests;
