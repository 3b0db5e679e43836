//! Keys wait for the view that they are meant for. A person who types faster than the desk answers
//! means what will be on the screen, not what is still there. So a key that acts is held until the
//! focused panel has its answers and, after an act, until the push about that act has arrived. Keys
//! that only move, and text being typed, wait for acts alone, since the answer to an act may close
//! what they are typed into. Whatever follows a held key waits behind it, in order.

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use ratatui::crossterm::event::{KeyCode, KeyEvent};

use super::{APP, App, Outgoing, Owner};
use crate::domain::act::ActKind;
use crate::tui::action::{Action, Group};
use crate::tui::keyboard::Event;
use crate::tui::keymap;
use crate::tui::panel::{Input, Message, Tag};
use crate::tui::place::Place;
use crate::wire::envelope::Changed;
use crate::wire::message::{Ask, Tell};

/// The app's wakes while keys are held: when to say so, and when to give up.
const SLOW: Tag = 2;
const GIVE_UP: Tag = 3;
const SLOW_AFTER: Duration = Duration::from_secs(1);
const GIVE_UP_AFTER: Duration = Duration::from_secs(20);

/// What is held, and what it waits for.
#[derive(Default)]
pub(super) struct Held {
    events: VecDeque<Event>,
    /// Answers that the first of them waits for.
    asks: BTreeSet<u64>,
    works: BTreeSet<(Owner, Tag)>,
    /// News of an own act that the first of them waits for, by its sequence.
    news: Option<u64>,
    /// What is asked now follows from something waited for, so it is waited for, too.
    following: bool,
    /// The next key has waited its time, whatever is asked since.
    ripe: bool,
    /// They have been held long enough for the person to be told.
    slow: bool,
    /// Acts without an answer.
    acts: BTreeSet<u64>,
    /// Work that is not done yet.
    working: BTreeSet<(Owner, Tag)>,
    /// Rests that are not over yet, and those that a key brought forward.
    resting: BTreeSet<(Owner, Tag)>,
    hurried: BTreeSet<(Owner, Tag)>,
    /// What was asked for a moment ago: asked again, it waits for a rest.
    cooling: BTreeSet<(Owner, Tag)>,
    /// The push about every own act up to this sequence has arrived.
    seen: u64,
    /// The newest own act whose push has not arrived.
    own: Option<u64>,
    /// Asks below this one are not waited for: given up, or asked again over a new line.
    from: u64,
}

impl Held {
    fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// Whether keys are held for so long that it must be told.
    pub(super) fn is_slow(&self) -> bool {
        self.slow && !self.is_empty()
    }

    fn waits(&self) -> bool {
        !self.asks.is_empty() || !self.works.is_empty() || self.news.is_some()
    }

    /// Notes an ask that goes out.
    pub(super) fn asked(&mut self, id: u64, ask: &Ask) {
        // Opening a record, or choosing how the screen looks, is recorded in passing: no key waits
        // for it.
        if let Ask::Act { command, .. } = ask
            && !matches!(command.kind(), ActKind::Open | ActKind::Choose)
        {
            self.acts.insert(id);
        }
        if self.following {
            self.asks.insert(id);
        }
    }

    /// Notes work that begins.
    pub(super) fn works_on(&mut self, owner: Owner, tag: Tag) {
        self.working.insert((owner, tag));
        if self.following {
            self.works.insert((owner, tag));
        }
    }

    /// Forgets the keys, and what they waited for.
    pub(super) fn forget(&mut self) {
        self.events.clear();
        self.asks.clear();
        self.works.clear();
        self.news = None;
        self.slow = false;
    }

    /// Forgets the keys, and waits no more for what was asked so far.
    fn give_up(&mut self, next_ask: u64) {
        self.forget();
        self.from = next_ask;
        self.acts.clear();
        self.working.clear();
        self.own = None;
    }

    /// An answer is about to be given to its panel.
    pub(super) fn answered(&mut self, id: u64, last: bool, tell: &Tell) {
        let waited = if last {
            self.acts.remove(&id);
            self.asks.remove(&id)
        } else {
            self.asks.contains(&id)
        };
        self.following = waited;
        if let Tell::Done(done) = tell
            && done.sequence > self.seen
            && id >= self.from
        {
            self.own = self.own.max(Some(done.sequence));
            if waited {
                self.news = self.news.max(Some(done.sequence));
            }
        }
    }

    /// News are about to be given to the panels.
    pub(super) fn changed(&mut self, changed: Changed) {
        self.seen = self.seen.max(changed.sequence);
        self.own = self.own.filter(|own| *own > self.seen);
        if self.news.is_some_and(|news| news <= self.seen) {
            self.news = None;
            self.following = true;
        }
    }

    /// A result is about to be given to its panel.
    pub(super) fn worked(&mut self, owner: Owner, tag: Tag) {
        self.working.remove(&(owner, tag));
        self.following = self.works.remove(&(owner, tag));
    }

    /// Whether a wake is still to be given to its panel.
    pub(super) fn woke(&mut self, owner: Owner, tag: Tag) -> bool {
        let cooled = self.cooling.remove(&(owner, tag));
        let rested = self.resting.remove(&(owner, tag));
        let hurried = self.hurried.remove(&(owner, tag));
        (rested || !cooled) && !hurried
    }

    /// The line is new: asks are repeated, and no push will come about earlier acts.
    pub(super) fn line_back(&mut self, next_ask: u64) {
        self.own = None;
        self.news = None;
        self.from = next_ask;
    }
}

impl App {
    pub(super) fn rest(
        &mut self,
        owner: Owner,
        tag: Tag,
        after: Duration,
        out: &mut Vec<Outgoing>,
    ) {
        self.held.hurried.remove(&(owner, tag));
        let first = self.held.cooling.insert((owner, tag));
        out.push(Outgoing::Wake { owner, tag, after });
        if first {
            // Only under a held key is there something to wait for.
            self.deliver(owner, Input::Woke(tag), out);
        } else {
            self.held.resting.insert((owner, tag));
        }
    }

    /// Whether a panel is to ask for something once the person rests.
    pub(super) fn rests(&self, panel: Owner) -> bool {
        let mut resting = self.held.resting.iter();
        resting.any(|(owner, _)| self.panel_of(*owner) == panel)
    }

    /// Whether a panel waits for an answer.
    pub(super) fn asks_of(&self, panel: Owner) -> bool {
        let mut asks = self.asks.values();
        asks.any(|(owner, _)| self.panel_of(*owner) == panel)
    }

    /// Holds a key whose meaning is not in view yet; tells whether it is held.
    pub(super) fn hold(&mut self, key: KeyEvent, doubted: bool, out: &mut Vec<Outgoing>) -> bool {
        let event = match doubted {
            true => Event::Doubtful(key),
            false => Event::Key(key),
        };
        if std::mem::take(&mut self.held.ripe) {
            return false;
        }
        let action = keymap::resolve(&key, &self.facts());
        if !self.held.is_empty() {
            match action {
                Some(Action::Quit | Action::Redraw) => return false,
                _ if self.held.slow && key.code == KeyCode::Esc => {
                    self.held.give_up(self.next_ask);
                }
                _ => self.held.events.push_back(event),
            }
            return true;
        }
        if !self.means_the_view(key, action) {
            return false;
        }
        self.hurry(out);
        self.wait_for_the_front();
        if !self.held.waits() {
            return false;
        }
        self.held.events.push_back(event);
        for (tag, after) in [(SLOW, SLOW_AFTER), (GIVE_UP, GIVE_UP_AFTER)] {
            let owner = APP;
            out.push(Outgoing::Wake { owner, tag, after });
        }
        true
    }

    /// What else comes behind a held key waits, too; tells whether it does.
    pub(super) fn hold_behind(&mut self, event: &Event) -> bool {
        let held = !self.held.is_empty();
        if held {
            self.held.events.push_back(event.clone());
        }
        held
    }

    /// Whether a key means what is, or will be, in view.
    fn means_the_view(&self, key: KeyEvent, action: Option<Action>) -> bool {
        let typing = self.facts().typing;
        if self.acting() {
            return !matches!(action, Some(Action::Quit | Action::Redraw));
        }
        match action {
            Some(Action::Open | Action::Save) => true,
            // Behind a search, too: it opens what was found.
            None if key.code == KeyCode::Enter => true,
            Some(Action::Find | Action::FindAll) => false,
            Some(action) => {
                !typing
                    && !matches!(action.group(), Group::Move)
                    && !matches!(
                        action,
                        Action::Quit | Action::Redraw | Action::Help | Action::Cancel
                    )
            }
            None => !typing,
        }
    }

    /// Whether a panel in view waits for an act's answer. A progress says so itself, and is
    /// stopped by key.
    fn acting(&self) -> bool {
        self.place() != Place::Progress
            && self.asked_in_view().any(|id| self.held.acts.contains(&id))
    }

    /// What the page in front and the layers above it asked and wait for.
    fn asked_in_view(&self) -> impl Iterator<Item = u64> + '_ {
        let page = self.pages.get(self.at);
        let slots = page.into_iter().chain(&self.layers);
        let owners: BTreeSet<Owner> = slots.map(|slot| slot.owner).collect();
        let asked = self.asks.range(self.held.from..);
        asked
            .filter(move |(_, (owner, _))| owners.contains(&self.panel_of(*owner)))
            .map(|(id, _)| *id)
    }

    /// What the panel with the keys would ask for after a rest, it asks for now.
    fn hurry(&mut self, out: &mut Vec<Outgoing>) {
        let Some(front) = self.top().map(|slot| slot.owner) else {
            return;
        };
        let (now, later) = std::mem::take(&mut self.held.resting)
            .into_iter()
            .partition(|(owner, _)| self.panel_of(*owner) == front);
        self.held.resting = later;
        for (owner, tag) in now {
            self.held.hurried.insert((owner, tag));
            self.deliver(owner, Input::Woke(tag), out);
        }
    }

    fn wait_for_the_front(&mut self) {
        let Some(front) = self.top().map(|slot| slot.owner) else {
            return;
        };
        let front_asked = |id: &u64| {
            let asked = self.asks.get(id);
            asked.is_some_and(|(owner, _)| self.panel_of(*owner) == front)
        };
        let waited = self.asked_in_view();
        let waited = waited.filter(|id| self.held.acts.contains(id) || front_asked(id));
        self.held.asks = waited.collect();
        let works = self.held.working.iter();
        self.held.works = works
            .filter(|(owner, _)| self.panel_of(*owner) == front)
            .copied()
            .collect();
        self.held.news = self.held.own;
    }

    /// The app's own wakes: says that keys are held; later gives up what never came.
    pub(super) fn still_holding(&mut self, tag: Tag) {
        if self.held.is_empty() {
            return;
        }
        if tag == SLOW {
            self.held.slow = true;
            self.dirty = true;
            return;
        }
        self.held.give_up(self.next_ask);
        // An error drops the held keys, since they were meant for another outcome.
        let said = self.shell.words.get("keys-forgotten");
        self.say(Message::error(said));
    }

    /// Lets the held keys go on, as far as what they mean is in view.
    pub(super) fn release(&mut self, out: &mut Vec<Outgoing>) {
        self.held.following = false;
        if self.held.is_empty() || self.held.waits() {
            return;
        }
        let mut events = std::mem::take(&mut self.held.events);
        self.held.forget();
        self.held.ripe = true;
        while let Some(event) = events.pop_front() {
            self.terminal(event, out);
            if !self.held.is_empty() {
                self.held.events.append(&mut events);
            }
        }
    }
}
