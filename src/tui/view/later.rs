//! Tabs 6 to 8 until they are built: one honest page each, with what will be here, what to use until
//! then, and what the desk can already tell: the ledger's head, the agencies.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Padding;

use crate::tui::action::{Action, ActionSet};
use crate::tui::keymap::Facts;
use crate::tui::panel::{Ctx, Effect, Input, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::view::go;
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::text_view::{Paragraph, TextView};
use crate::wire::message::{Ask, Tell};
use crate::wire::view::StatusView;

const ANSWER: Tag = 1;

/// The page of a tab that is not built yet.
pub struct Later {
    place: Place,
    text: TextView,
    status: Option<StatusView>,
}

impl Later {
    /// The page of this tab.
    pub fn new(place: Place) -> Later {
        Later {
            place,
            text: TextView::default(),
            status: None,
        }
    }

    /// The pages of the tabs 6 to 8, in order.
    pub fn all() -> [Later; 3] {
        [Place::Incidents, Place::Reports, Place::People].map(Later::new)
    }

    fn ask(&self) -> Vec<Effect> {
        let reports = self.place == Place::Reports;
        let ask = reports.then(|| Effect::ask(ANSWER, Ask::Status));
        ask.into_iter().collect()
    }

    fn told(&mut self, tell: Tell, ctx: &Ctx) {
        match tell {
            Tell::Status(status) => self.status = Some(*status),
            Tell::Refused(refused) => {
                let said = go::refused(&refused, ctx);
                self.text.set(vec![Paragraph::of(Role::Bad, said)]);
                return;
            }
            _ => {}
        }
        self.dress(ctx);
    }

    fn dress(&mut self, ctx: &Ctx) {
        let (coming, until) = match self.place {
            Place::Incidents => ("later-incidents", "later-incidents-until"),
            Place::Reports => ("later-reports", "later-reports-until"),
            _ => ("later-people", "later-people-until"),
        };
        let mut out = vec![
            Paragraph::of(Role::Accent, ctx.get("later-coming")),
            Paragraph::plain(ctx.get(coming)),
            Paragraph::plain(""),
            Paragraph::of(Role::Accent, ctx.get("later-until")),
            Paragraph::plain(ctx.get(until)),
        ];
        out.extend(match self.place {
            Place::Reports => self.head(ctx),
            Place::People => self.agencies(ctx),
            _ => self.contacts(ctx),
        });
        self.text.set(out);
    }

    /// The ledger's head, to note down outside: who has it can tell whether the past was rewritten.
    fn head(&self, ctx: &Ctx) -> Vec<Paragraph> {
        let Some(status) = &self.status else {
            return Vec::new();
        };
        let events = status.events;
        let groups: Vec<&str> = (0..status.head.len() / 8)
            .filter_map(|at| status.head.get(at * 8..at * 8 + 8))
            .collect();
        vec![
            Paragraph::plain(""),
            Paragraph::of(Role::Accent, ctx.get("later-head")),
            Paragraph::plain(ctx.words.with("later-events", &[("count", &events)])),
            Paragraph::of(Role::Strong, groups.join(" ")),
            Paragraph::of(Role::Dim, ctx.get("later-head-why")),
        ]
    }

    fn agencies(&self, ctx: &Ctx) -> Vec<Paragraph> {
        let Some(office) = ctx.office else {
            return Vec::new();
        };
        let mut out = vec![Paragraph::plain("")];
        out.extend(office.policy.agencies.iter().map(|agency| {
            let short = crate::text::fit(&agency.short, 14, false);
            Paragraph::plain(format!("{short} {}", agency.name)).hanging(15)
        }));
        out
    }

    fn contacts(&self, ctx: &Ctx) -> Vec<Paragraph> {
        let Some(office) = ctx.office else {
            return Vec::new();
        };
        let contacts = &office.policy.contacts;
        let phones = contacts.phones.join(", ");
        let said = ctx.words.with(
            "later-contacts",
            &[("phones", &phones), ("email", &contacts.email)],
        );
        vec![Paragraph::plain(""), Paragraph::of(Role::Strong, said)]
    }
}

impl Panel for Later {
    fn place(&self) -> Place {
        self.place
    }

    fn facts(&self, _: &Ctx) -> Facts {
        let head = self.status.is_some();
        Facts {
            row: head,
            opened: true,
            allowed: ActionSet::NONE.with_if(head, Action::Copy),
            ..Facts::new(self.place)
        }
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let inside = Frame::titled(ctx.words.get(&self.place.name_key()))
            .padded(Padding::left(1))
            .render(area, buf, ctx);
        self.text.render(inside, buf, ctx);
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Shown(_) => {
                self.dress(ctx);
                self.ask()
            }
            Input::Office => {
                self.dress(ctx);
                Vec::new()
            }
            Input::Changed(_) | Input::Reconnected => self.ask(),
            Input::Told { tell, .. } => {
                self.told(*tell, ctx);
                Vec::new()
            }
            Input::Act(Action::Copy) => {
                let Some(status) = &self.status else {
                    return Vec::new();
                };
                vec![Effect::copy(
                    status.head.clone(),
                    ctx.get("later-head-copied"),
                )]
            }
            Input::Act(action) => {
                self.text.handle(action);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
