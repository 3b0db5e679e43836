//! Does an act by keys against a made-up desk, as a person would.

use super::flow::{self, Flow};
use super::subject::{Desk, Sheets, Subject};
use super::{Case, flow as begin};
use crate::domain::act::{Command, Seen};
use crate::domain::ids::Agenda;
use crate::domain::office::Capacity;
use crate::domain::officer::Account;
use crate::domain::portal::PortalName;
use crate::domain::refusal::Refusal;
use crate::tui::action::Action;
use crate::tui::panel::{Answer, Effect, Input, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::testing::{Stage, letter};
use crate::wire::message::{Ask, Done, Tell};
use crate::wire::view::{CertificateView, RequestView};

/// A checked name that may leave for BSrE's portal, or did.
pub fn portal_name(n: u16, prepared: bool) -> PortalName {
    let agenda = Agenda {
        year: 2026,
        number: 142,
    };
    PortalName {
        request: Seen {
            id: agenda.line(n),
            revision: 7,
        },
        ready: true,
        prepared,
        name: format!("Siti Rahmawati {n}"),
        email: "siti@babelprov.go.id".to_owned(),
        nip: String::new(),
        phone: String::new(),
        post: "Pranata Komputer".to_owned(),
        agency: "Dinas Kesehatan".to_owned(),
        files: Vec::new(),
        elsewhere: Vec::new(),
    }
}

/// An act under way, and what it wanted last.
pub struct ActDriver {
    stage: Stage,
    flow: Flow,
    last: Vec<Effect>,
    asked: Option<Box<dyn Panel>>,
}

impl ActDriver {
    /// An act on a stage.
    pub fn of<V: Subject>(stage: Stage, action: Action, case: Case<V>) -> ActDriver {
        let flow = begin(action, case, &stage.ctx()).unwrap().unwrap();
        ActDriver::at(stage, flow)
    }

    /// An act that was begun.
    pub fn at(stage: Stage, mut flow: Flow) -> ActDriver {
        let last = flow.handle(Input::Shown(stage.area()), &stage.ctx());
        ActDriver {
            stage,
            flow,
            last,
            asked: None,
        }
    }

    /// An act on a request.
    pub fn new(stage: Stage, action: Action, view: RequestView) -> ActDriver {
        ActDriver::of(stage, action, Case::of(view))
    }

    /// The same on a small stage.
    pub fn on_request(action: Action, view: RequestView) -> ActDriver {
        ActDriver::new(Stage::small(), action, view)
    }

    /// An act on a certificate.
    pub fn on_certificate(action: Action, view: CertificateView) -> ActDriver {
        ActDriver::of(Stage::small(), action, Case::of(view))
    }

    /// An act on the desk.
    pub fn on_desk(action: Action) -> ActDriver {
        ActDriver::on_desk_of(Stage::small(), action)
    }

    /// The same on a stage.
    pub fn on_desk_of(stage: Stage, action: Action) -> ActDriver {
        ActDriver::of(stage, action, Case::of(Desk))
    }

    /// An act on sheets.
    pub fn on_sheets(action: Action, sheets: Sheets) -> ActDriver {
        ActDriver::of(Stage::small(), action, Case::of(sheets))
    }

    /// Gives it an input.
    pub fn give(&mut self, input: Input) {
        let effects = self.flow.handle(input, &self.stage.ctx());
        self.last = Vec::new();
        for effect in effects {
            match effect {
                Effect::Open(panel) => self.asked = Some(panel),
                other => self.last.push(other),
            }
        }
    }

    fn told(&mut self, tag: Tag, tell: Tell) {
        self.give(Input::Told {
            tag,
            tell: Box::new(tell),
            last: true,
        });
    }

    /// Puts a value into a field, as a draft would.
    pub fn set(&mut self, field: &str, value: &str) {
        let draft = serde_json::to_string(&[(field, value)]).unwrap();
        self.give(Input::Draft(draft));
    }

    /// Types letters where the cursor is.
    pub fn keys(&mut self, text: &str) {
        for sign in text.chars() {
            self.give(Input::Key(letter(sign)));
        }
    }

    /// Goes to a field and types there.
    pub fn type_in(&mut self, field: &'static str, text: &str) {
        for _ in 0..40 {
            if self.flow.form.focused().map(|entry| entry.key) == Some(field) {
                return self.keys(text);
            }
            self.give(Input::Act(Action::NextPanel));
        }
        panic!("no field {field}");
    }

    pub fn save(&mut self) {
        self.asked = None;
        self.give(Input::Act(Action::Save));
    }

    /// The question that is asked, as it stands on the screen.
    pub fn question(&self) -> Option<String> {
        let asked = self.asked.as_ref()?;
        Some(
            self.stage
                .draw(|area, buf, ctx| asked.render(area, buf, ctx)),
        )
    }

    /// Answers the question; what is sent.
    pub fn yes(&mut self) -> Option<Command> {
        if self.asked.take().is_some() {
            let answer = Answer::Yes;
            let tag = flow::QUESTION;
            self.give(Input::Answered { tag, answer });
        } else {
            self.give(Input::Act(Action::Yes));
        }
        self.command()
    }

    pub fn commands(&self) -> Vec<Command> {
        let command = |effect: &Effect| match effect {
            Effect::Ask { ask, .. } => match &**ask {
                Ask::Act { command, .. } => Some((**command).clone()),
                _ => None,
            },
            _ => None,
        };
        self.last.iter().filter_map(command).collect()
    }

    /// What was sent last.
    pub fn command(&self) -> Option<Command> {
        self.commands().into_iter().next()
    }

    /// Whether a layer was opened last.
    pub fn opens(&self) -> bool {
        self.asked.is_some()
    }

    /// What was said last.
    pub fn said(&self) -> String {
        let said = self.last.iter().find_map(|effect| match effect {
            Effect::Say(message) => Some(message.text.clone()),
            _ => None,
        });
        said.unwrap_or_default()
    }

    /// The desk refuses; what is said.
    pub fn refused(&mut self, refused: Refusal) -> String {
        self.told(flow::SENT, Tell::Refused(refused));
        self.said()
    }

    /// The desk has done it; what is said.
    pub fn done(&mut self) -> String {
        self.done_as("agendaris", Capacity::Definitive)
    }

    /// The same, in this position and capacity.
    pub fn done_as(&mut self, position: &str, capacity: Capacity) -> String {
        let done = Done {
            sequence: 9,
            by: "Budi".to_owned(),
            position: position.to_owned(),
            capacity,
            records: Vec::new(),
            import: Vec::new(),
        };
        self.told(flow::SENT, Tell::Done(Box::new(done)));
        self.said()
    }

    /// The record that is asked for anew.
    pub fn asked_again(&self) -> Option<Ask> {
        self.last.iter().find_map(|effect| match effect {
            Effect::Ask { tag, ask } if *tag == flow::AGAIN => Some((**ask).clone()),
            _ => None,
        })
    }

    pub fn tell_again(&mut self, tell: Tell) {
        self.told(flow::AGAIN, tell);
    }

    /// The record that stands in the way comes.
    pub fn tell_otherwise(&mut self, tell: Tell) {
        self.told(flow::OTHERWISE, tell);
    }

    /// The account that is looked up.
    pub fn looked_up(&self) -> Option<String> {
        self.last.iter().find_map(|effect| match effect {
            Effect::Ask { ask, .. } => match &**ask {
                Ask::Account { name } => Some(name.clone()),
                _ => None,
            },
            _ => None,
        })
    }

    /// The desk's computer has it, or not.
    pub fn tell_account(&mut self, account: Option<Account>) {
        self.told(flow::ACCOUNT, Tell::Account(account));
    }

    /// The file is on the desk.
    pub fn stored(&mut self, tell: Tell) {
        self.told(flow::FILE, tell);
    }

    pub fn tell_more(&mut self, tell: Tell) {
        self.told(flow::MORE, tell);
    }

    /// What was taken out of the message bar.
    pub fn unsaid(&self) -> Option<String> {
        self.last.iter().find_map(|effect| match effect {
            Effect::Unsay(said) => Some(said.clone()),
            _ => None,
        })
    }

    pub fn place(&self) -> Place {
        self.flow.place()
    }

    /// As it stands on the screen.
    pub fn drawn(&self) -> String {
        let size = self.flow.wanted(&self.stage.ctx());
        self.stage.draw(|area, buf, ctx| {
            let area = ratatui::layout::Rect {
                width: size.width.min(area.width),
                height: size.height.min(area.height),
                ..area
            };
            self.flow.render(area, buf, ctx);
        })
    }
}
