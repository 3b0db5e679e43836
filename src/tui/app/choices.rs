//! What the officer chooses for their own screens: in force at once, kept on the desk, and put over
//! what a new greeting says for as long as the desk has not answered.

use std::collections::BTreeMap;

use super::{App, Outgoing};
use crate::domain::act::Command;
use crate::domain::choice::{ASCII, Choices, LANGUAGE, MOUSE, THEME};
use crate::text::{self, Words};
use crate::tui::action::Action;
use crate::tui::layers::choose::Choose;
use crate::tui::look::Background;
use crate::tui::panel::{Effect, Input, Message, Tag};
use crate::tui::view::acting::new_id;
use crate::tui::widgets::form::entry::Choice;
use crate::wire::envelope::Changed;
use crate::wire::envelope::Topics;
use crate::wire::message::{Ask, Tell};

/// The menus of the palette's words, by the tag of their answer.
const MENUS: [(Tag, Action, &str); 4] = [
    (11, Action::Language, LANGUAGE),
    (12, Action::Theme, THEME),
    (13, Action::Ascii, ASCII),
    (14, Action::Mouse, MOUSE),
];

/// The line of a menu that leaves it to the terminal.
const AUTO: &str = "auto";

/// A choice on its way to the desk.
struct Pending {
    key: String,
    value: Option<String>,
    /// What stood before.
    before: Option<String>,
}

/// Choices that the desk has not answered yet, by the number of the ask.
#[derive(Default)]
pub(super) struct Chosen(BTreeMap<u64, Pending>);

impl Chosen {
    /// Puts them over what a greeting says, in the order in which they were made.
    pub(super) fn over(&self, choices: &mut Choices) {
        for pending in self.0.values() {
            choices.set(&pending.key, pending.value.as_deref());
        }
    }
}

impl App {
    /// Makes the words and the theme anew from the look and the choices.
    pub(super) fn dress(&mut self) {
        let choices = &self.shell.me.choices;
        let language = self.look.language(choices);
        self.shell.theme = self.look.theme(choices);
        if language != self.shell.words.language() {
            self.shell.words = Words::new(language);
        }
        self.dirty = true;
    }

    /// Asks the terminal for its background, where the answer would count.
    pub(super) fn ask_background(&self, out: &mut Vec<Outgoing>) {
        if self.look.asks(&self.shell.me.choices) {
            out.push(Outgoing::AskBackground);
        }
    }

    /// Tells the terminal whether the mouse is wanted, where that is news.
    pub(super) fn tell_mouse(&mut self, out: &mut Vec<Outgoing>) {
        let wanted = self.look.mouse(&self.shell.me.choices);
        if std::mem::replace(&mut self.mouse, wanted) != wanted {
            out.push(Outgoing::Mouse(wanted));
        }
    }

    /// Sets a choice here and has the desk keep it.
    pub(super) fn choose(&mut self, key: String, value: Option<String>, out: &mut Vec<Outgoing>) {
        let before = self.shell.me.choices.get(&key).map(str::to_owned);
        if before == value {
            return;
        }
        self.chosen.0.insert(
            self.next_ask,
            Pending {
                key: key.clone(),
                value: value.clone(),
                before,
            },
        );
        let command = Box::new(Command::Choose {
            key: key.clone(),
            value: value.clone(),
        });
        let id = new_id();
        self.ask_as_app(Ask::Act { id, command }, out);
        self.set(&key, value.as_deref(), out);
    }

    /// Puts a choice in force on this screen.
    fn set(&mut self, key: &str, value: Option<&str>, out: &mut Vec<Outgoing>) {
        let language = self.shell.words.language();
        self.shell.me.choices.set(key, value);
        self.dress();
        self.ask_background(out);
        self.tell_mouse(out);
        if language != self.shell.words.language() {
            self.retell(out);
        }
    }

    /// Pages hold sentences made of what the desk told: they ask again, in the other language.
    fn retell(&mut self, out: &mut Vec<Outgoing>) {
        self.hinted.set(None);
        let all = Changed {
            sequence: 0,
            what: Topics::ALL,
        };
        let front = self.pages.get(self.at).map(|slot| slot.owner);
        for owner in self.shown.iter().filter(|owner| Some(**owner) != front) {
            self.stale.insert(*owner, all);
        }
        self.deliver_to_shown(|| Input::Reconnected, out);
    }

    /// The desk answered: a choice that it does not keep is taken back.
    pub(super) fn kept(&mut self, id: u64, tell: &Tell) {
        let Some(pending) = self.chosen.0.remove(&id) else {
            return;
        };
        let Tell::Refused(refused) = tell else {
            return;
        };
        if self.shell.me.choices.get(&pending.key) == pending.value.as_deref() {
            let before = pending.before.as_deref();
            self.shell.me.choices.set(&pending.key, before);
            self.dress();
        }
        let said = self.shell.ctx(true).refused(refused);
        self.say(Message::error(said));
    }

    /// The values of a palette's word, with the cursor on the one in force.
    pub(super) fn choice_menu(&self, action: Action) -> Choose {
        let found = MENUS.iter().find(|(_, of, _)| *of == action);
        let (tag, _, key) = found.copied().unwrap_or(MENUS[0]);
        let words = &self.shell.words;
        let choices = &self.shell.me.choices;
        if key == LANGUAGE {
            let language = self.look.language(choices);
            let lines = text::languages().map(|(one, _)| Choice::new(one.tag(), one.name()));
            let title = words.get(&action.help_key());
            return Choose::new(tag, title, lines.collect()).at(language.tag());
        }
        let (values, now): (Vec<&str>, &str) = match key {
            THEME => {
                let names = Background::ALL.map(Background::as_str).to_vec();
                (names, self.look.background(choices).as_str())
            }
            MOUSE => {
                let now = if self.look.mouse(choices) {
                    "on"
                } else {
                    "off"
                };
                (vec!["on", "off"], now)
            }
            _ => (vec![AUTO, "on", "off"], choices.get(key).unwrap_or(AUTO)),
        };
        let line = |value: &str| Choice::new(value, words.get(&format!("choice-{key}-{value}")));
        let lines = values.into_iter().map(line).collect();
        let title = words.get(&action.help_key());
        Choose::new(tag, title, lines).at(now)
    }

    /// What comes of a line of such a menu.
    pub(super) fn chosen_by_menu(&self, tag: Tag, value: &str) -> Vec<Effect> {
        let Some((_, _, key)) = MENUS.iter().find(|(of, ..)| *of == tag) else {
            return Vec::new();
        };
        let left = *key == ASCII && value == AUTO;
        let mut effects = vec![Effect::Choose {
            key: (*key).to_owned(),
            value: (!left).then(|| value.to_owned()),
        }];
        if let Some(flag) = self.look.flag_over(key) {
            let said = self.shell.words.with("choice-flag", &[("flag", &flag)]);
            effects.push(Effect::Say(Message::info(said)));
        }
        effects
    }
}
