//! The app: pages behind tabs, layers above them, the message bar; it brings every input to the
//! panel it is for and turns effects into what the world outside is asked to do. Pure: it touches
//! neither terminal nor line nor clock.

mod choices;
mod drafts;
pub mod draw;
pub mod effects;
mod hold;
mod keys;
mod states;

use std::any::Any;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant as Moment};

use ratatui::layout::{Rect, Size};

use super::action::Action;
use super::keyboard::Event;
use super::keymap::Facts;
use super::layers::confirm::Confirm;
use super::layers::help::Help;
use super::layers::palette::Palette;
use super::layers::text_layer::TextLayer;
use super::look::Look;
use super::panel::{Ctx, Input, Job, Level, Lists, Me, Message, OwnChanges, Panel, PartId, Tag};
use super::place::Place;
use super::spots::Spots;
use super::theme::{Role, Theme};
use super::widgets::text_view::Paragraph;
use crate::domain::time::Instant;
use crate::text::Words;
use crate::wire::envelope::{Changed, ToClient};
use crate::wire::hello::Welcome;
use crate::wire::message::{Ask, Tell};
use crate::wire::topic;
use crate::wire::view::OfficeView;
use states::LineState;

/// Names a panel, or a component of one, for as long as it lives. Answers for one that has closed are
/// dropped.
pub type Owner = u64;

/// The app itself, as an opener of layers.
const APP: Owner = u64::MAX;
/// Its question before it ends.
const QUIT: Tag = 1;

/// What comes to the app from outside.
#[derive(Debug)]
pub enum Incoming {
    /// What the terminal told in one read, and when: it may still be part of a paste.
    Read {
        at: Moment,
        events: Vec<Event>,
    },
    /// Decoded keys and pastes; the screen is drawn once for all of them.
    Terminal(Vec<Event>),
    /// The terminal is gone, or a signal says to end.
    Gone,
    /// The program was suspended and continues: the screen must be redrawn.
    Continued,
    /// From the desk.
    Desk(Box<ToClient>),
    /// The line to the desk broke; the link is trying to reconnect.
    LineLost,
    /// The line is up again. Unanswered asks were repeated under their ids. Carries the new greeting,
    /// since the desk's clock and the officer may have changed.
    LineBack(Box<Welcome>),
    /// What the desk's clock shows, asked after this machine slept or its time was set.
    Clock(Instant),
    /// The link has given up reconnecting: why, as a code with arguments.
    LineGone {
        code: String,
        args: Vec<(String, String)>,
    },
    Woke {
        owner: Owner,
        tag: Tag,
    },
    Worked {
        owner: Owner,
        tag: Tag,
        result: Box<dyn Any + Send>,
    },
    /// A draft that was asked for.
    Draft {
        owner: Owner,
        key: String,
        text: String,
    },
    /// There is no place where drafts could be kept: why.
    NoDrafts(String),
    /// A draft could not be kept: why.
    DraftNotKept(String),
    /// The desk's clock reached another minute.
    Minute(Instant),
}

/// What the app wants from outside.
pub enum Outgoing {
    Ask {
        id: u64,
        ask: Box<Ask>,
    },
    Wake {
        owner: Owner,
        tag: Tag,
        after: Duration,
    },
    Work {
        owner: Owner,
        tag: Tag,
        job: Job,
    },
    Draft {
        key: String,
        text: Option<String>,
    },
    Recall {
        owner: Owner,
        key: String,
    },
    Copy(String),
    /// Open a file with its program; what became of it comes as `Worked`.
    OpenFile {
        owner: Owner,
        tag: Tag,
        path: std::path::PathBuf,
    },
    /// Ask the terminal for its background; the answer comes as `Event::Background`.
    AskBackground,
    /// Have the terminal send what the mouse does, or no longer.
    Mouse(bool),
    /// Forget what is on the terminal, and draw everything.
    Redraw,
    Quit,
}

/// What every panel may look at.
pub(crate) struct Shell {
    words: Words,
    theme: Theme,
    me: Me,
    now: Instant,
    screen: Size,
    line: LineState,
    own: OwnChanges,
    lists: Lists,
    office: Option<Box<OfficeView>>,
    spots: Spots,
}

impl Shell {
    fn ctx(&self, focus: bool) -> Ctx<'_> {
        Ctx {
            words: &self.words,
            theme: &self.theme,
            now: self.now,
            me: &self.me,
            screen: self.screen,
            focus,
            online: self.line.is_up(),
            own: &self.own,
            lists: self.lists,
            office: self.office.as_deref(),
            spots: &self.spots,
        }
    }
}

/// A panel with its name.
pub(crate) struct PanelSlot {
    owner: Owner,
    /// Who opened it; the app for pages.
    opener: Owner,
    panel: Box<dyn Panel>,
}

/// Opens a panel that is not a page, such as the search over everything.
pub type Opener = fn(&Ctx) -> Box<dyn Panel>;

/// The whole state of a screen.
pub struct App {
    shell: Shell,
    look: Look,
    /// What the terminal was told of the mouse.
    mouse: bool,
    /// Choices that the desk has not answered yet.
    chosen: choices::Chosen,
    pages: Vec<PanelSlot>,
    at: usize,
    layers: Vec<PanelSlot>,
    messages: Vec<Message>,
    counts: BTreeMap<Place, u64>,
    present: Option<u32>,
    /// Panels that wait for answers, by the id of the ask.
    asks: BTreeMap<u64, (Owner, Tag)>,
    /// Pages that were not looked at since something changed.
    stale: BTreeMap<Owner, Changed>,
    /// Keys that wait for the view they mean.
    held: hold::Held,
    shown: BTreeSet<Owner>,
    drafts: drafts::Drafts,
    /// Components by what holds them and their number there.
    parts: BTreeMap<(Owner, PartId), Owner>,
    next_ask: u64,
    next_owner: Owner,
    find_all: Option<Opener>,
    /// The facts that the hint line was drawn from last.
    hinted: Cell<Option<Facts>>,
    dirty: bool,
    ended: bool,
}

impl App {
    /// An app on its first page. `start` brings that page to life.
    pub fn new(
        words: Words,
        theme: Theme,
        me: Me,
        now: Instant,
        pages: Vec<Box<dyn Panel>>,
    ) -> App {
        let pages: Vec<PanelSlot> = pages
            .into_iter()
            .zip(0..)
            .map(|(panel, owner)| PanelSlot {
                owner,
                opener: APP,
                panel,
            })
            .collect();
        App {
            look: Look::fixed(words.language(), theme),
            mouse: false,
            chosen: choices::Chosen::default(),
            shell: Shell {
                words,
                theme,
                me,
                now,
                screen: Size::new(80, 24),
                line: LineState::Up,
                own: OwnChanges::default(),
                lists: Lists::default(),
                office: None,
                spots: Spots::default(),
            },
            next_owner: pages.len() as Owner,
            pages,
            at: 0,
            layers: Vec::new(),
            messages: Vec::new(),
            counts: BTreeMap::new(),
            present: None,
            asks: BTreeMap::new(),
            stale: BTreeMap::new(),
            held: hold::Held::default(),
            shown: BTreeSet::new(),
            drafts: drafts::Drafts::default(),
            parts: BTreeMap::new(),
            next_ask: 1,
            find_all: None,
            hinted: Cell::default(),
            dirty: true,
            ended: false,
        }
    }

    /// The same with a panel for the search over everything (`//`, Ctrl-F).
    pub fn with_find_all(mut self, opener: Opener) -> App {
        self.find_all = Some(opener);
        self
    }

    /// The same with a look of its own, instead of the words and the theme just as they are given.
    pub fn with_look(mut self, look: Look) -> App {
        self.mouse = look.wishes.mouse;
        self.look = look;
        self.dress();
        self
    }

    /// Begins on a page, for a screen of this size.
    pub fn start(&mut self, place: Place, screen: Size) -> Vec<Outgoing> {
        self.shell.screen = screen;
        let mut out = Vec::new();
        self.ask_background(&mut out);
        self.tell_mouse(&mut out);
        self.ask_as_app(Ask::Counts, &mut out);
        self.ask_as_app(Ask::Office, &mut out);
        self.go(place, &mut out);
        out
    }

    /// Whether there is something new to draw; asking clears the flag.
    pub fn take_dirty(&mut self) -> bool {
        std::mem::take(&mut self.dirty)
    }

    /// Whether the screen is to end.
    pub fn ended(&self) -> bool {
        self.ended
    }

    /// Where the person is.
    pub fn place(&self) -> Place {
        self.top().map_or(Place::Today, |slot| slot.panel.place())
    }

    /// Says something in the message bar.
    pub fn say(&mut self, message: Message) {
        self.dirty = true;
        if message.level == Level::Error {
            // Keys typed ahead assumed that this would succeed.
            self.held.forget();
            // The same sentence is not shown twice.
            if !self.messages.contains(&message) {
                self.messages.insert(0, message);
            }
        } else {
            self.messages
                .retain(|waiting| waiting.level == Level::Error);
            self.messages.insert(0, message);
        }
    }

    /// Takes what comes, in order, and tells what is wanted from outside.
    pub fn handle(&mut self, incoming: Incoming) -> Vec<Outgoing> {
        let mut out = Vec::new();
        match incoming {
            Incoming::Terminal(events) | Incoming::Read { events, .. } => {
                self.shell.line.seen();
                for event in events {
                    self.terminal(event, &mut out);
                }
            }
            Incoming::Gone => self.end(&mut out),
            Incoming::Continued => self.redraw(&mut out),
            Incoming::Desk(frame) => self.desk(*frame, &mut out),
            Incoming::LineLost => self.line_lost(),
            Incoming::LineBack(welcome) => self.line_back(&welcome, &mut out),
            Incoming::LineGone { code, args } => self.line_gone(code, args),
            Incoming::Woke {
                owner: APP,
                tag: drafts::KEEP,
            } => self.drafts.write(&mut out),
            Incoming::Woke { owner: APP, tag } => self.still_holding(tag),
            Incoming::Woke { owner, tag } if self.held.woke(owner, tag) => {
                self.deliver(owner, Input::Woke(tag), &mut out);
            }
            Incoming::Woke { .. } => {}
            Incoming::Worked { owner, tag, result } => {
                self.held.worked(owner, tag);
                self.deliver(owner, Input::Worked { tag, result }, &mut out);
            }
            Incoming::Draft { owner, key, text } => self.recalled(owner, &key, text, &mut out),
            Incoming::NoDrafts(problem) => {
                let words = &self.shell.words;
                let said = words.with("draft-nowhere", &[("problem", &problem)]);
                self.say(Message::error(said));
            }
            Incoming::DraftNotKept(problem) => {
                let words = &self.shell.words;
                let said = words.with("draft-not-kept", &[("problem", &problem)]);
                self.say(Message::error(said));
            }
            Incoming::Minute(now) | Incoming::Clock(now) => {
                self.shell.now = now;
                self.dirty = true;
                self.deliver_to_shown(|| Input::Minute, &mut out);
            }
        }
        self.release(&mut out);
        out
    }

    fn top(&self) -> Option<&PanelSlot> {
        self.layers.last().or_else(|| self.pages.get(self.at))
    }

    /// The facts of the panel that has the keys.
    fn facts(&self) -> Facts {
        let ctx = self.shell.ctx(true);
        self.top()
            .map_or(Facts::new(Place::Today), |slot| slot.panel.facts(&ctx))
    }

    /// Carries out what belongs to the app, and brings the rest to the panel with the keys.
    fn act(&mut self, action: Action, out: &mut Vec<Outgoing>) {
        self.dirty = true;
        let place = match action {
            Action::Quit => return self.ask_to_quit(out),
            Action::Redraw => return self.redraw(out),
            Action::Menu => {
                let menu = Palette::menu(&self.facts(), &self.shell.ctx(true));
                return self.open(APP, Box::new(menu), out);
            }
            Action::Palette => {
                let palette = Palette::all(&self.facts(), &self.shell.ctx(true));
                return self.open(APP, Box::new(palette), out);
            }
            Action::Help if self.place() != Place::Help => {
                let help = Help::of(&self.facts(), &self.shell.ctx(true));
                return self.open(APP, Box::new(help), out);
            }
            Action::Read => return self.read_whole(out),
            Action::FindAll => match self.find_all {
                Some(opener) if self.place() != Place::Search => {
                    let panel = opener(&self.shell.ctx(true));
                    return self.open(APP, panel, out);
                }
                _ => return,
            },
            Action::Language | Action::Theme | Action::Ascii | Action::Mouse => {
                let menu = self.choice_menu(action);
                return self.open(APP, Box::new(menu), out);
            }
            Action::Audit => Some(Place::Audit),
            Action::Guide => Some(Place::Guide),
            other => other.tab().map(|tab| Place::TABS[tab]),
        };
        match place {
            Some(place) => self.go(place, out),
            None => self.deliver_top(Input::Act(action), out),
        }
    }

    /// What stands under the cursor, in full, as it was drawn last.
    fn read_whole(&mut self, out: &mut Vec<Outgoing>) {
        let lines = self.shell.spots.read().lines;
        let words = &self.shell.words;
        if lines.is_empty() {
            let said = words.get("read-nothing");
            return self.say(Message::info(said));
        }
        let lines = lines.into_iter().flat_map(|(title, said)| {
            let title = Some(title).filter(|title| !title.is_empty());
            let title = title.map(|title| Paragraph::of(Role::Dim, title));
            title.into_iter().chain([Paragraph::plain(said)])
        });
        let layer = TextLayer::new(words.get("read-title"), lines.collect());
        self.open(APP, Box::new(layer), out);
    }

    /// Goes to a page. Layers close; what was typed in them is kept as drafts first.
    fn go(&mut self, place: Place, out: &mut Vec<Outgoing>) {
        let Some(index) = self
            .pages
            .iter()
            .position(|slot| slot.panel.place() == place)
        else {
            return;
        };
        self.close_from(0, out);
        self.at = index;
        self.dirty = true;
        let owner = self.pages[index].owner;
        self.shown.insert(owner);
        let area = self.body();
        self.deliver(owner, Input::Shown(area), out);
        if let Some(changed) = self.stale.remove(&owner) {
            self.deliver(owner, Input::Changed(changed), out);
        }
    }

    fn ask_to_quit(&mut self, out: &mut Vec<Outgoing>) {
        let asked = self
            .layers
            .last()
            .is_some_and(|slot| slot.opener == APP && slot.panel.place() == Place::Confirm);
        if asked {
            return self.end(out);
        }
        let question = self.shell.words.get("confirm-quit");
        self.open(APP, Box::new(Confirm::new(QUIT, question)), out);
    }

    /// Ends the screen; what is typed stays as drafts.
    fn end(&mut self, out: &mut Vec<Outgoing>) {
        self.drafts.write(out);
        self.ended = true;
        out.push(Outgoing::Quit);
    }

    fn redraw(&mut self, out: &mut Vec<Outgoing>) {
        self.dirty = true;
        out.push(Outgoing::Redraw);
    }

    fn desk(&mut self, frame: ToClient, out: &mut Vec<Outgoing>) {
        match frame {
            ToClient::Answer { id, last, tell } => {
                let found = if last {
                    self.asks.remove(&id)
                } else {
                    self.asks.get(&id).copied()
                };
                self.held.answered(id, last, &tell);
                if self.note_lists(last, &tell) {
                    return;
                }
                if let Tell::Done(done) = &tell {
                    self.shell.own.note(&done.records);
                }
                match found {
                    Some((APP, _)) => {
                        self.kept(id, &tell);
                        match tell {
                            Tell::Office(office) => self.renew_office(office, out),
                            tell => self.news(&tell),
                        }
                    }
                    Some((owner, tag)) => {
                        let tell = Box::new(tell);
                        self.deliver(owner, Input::Told { tag, tell, last }, out);
                    }
                    None => {}
                }
            }
            ToClient::Changed(changed) => self.changed(changed, out),
            ToClient::Push(tell) => self.news(&tell),
            // The link decides whether to connect again; it says so with `LineLost`.
            ToClient::Goodbye(_) => {}
        }
    }

    /// The office has changed: every panel in view is told.
    fn renew_office(&mut self, office: Box<OfficeView>, out: &mut Vec<Outgoing>) {
        self.shell.office = Some(office);
        self.deliver_to_shown(|| Input::Office, out);
    }

    fn changed(&mut self, changed: Changed, out: &mut Vec<Outgoing>) {
        if changed.what.touches(topic::COUNTED) {
            self.ask_as_app(Ask::Counts, out);
        }
        if changed.what.touches(topic::OFFICE) {
            self.ask_as_app(Ask::Office, out);
        }
        self.held.changed(changed);
        let front = self.pages.get(self.at).map(|slot| slot.owner);
        let concerns = |slot: &&PanelSlot| changed.concerns(slot.panel.topics());
        let away = self.pages.iter().filter(concerns).map(|slot| slot.owner);
        for owner in away.filter(|owner| Some(*owner) != front && self.shown.contains(owner)) {
            let merged = match self.stale.get(&owner) {
                Some(earlier) => earlier.merged(changed),
                None => changed,
            };
            self.stale.insert(owner, merged);
        }
        let seen = self.pages.get(self.at).into_iter().chain(&self.layers);
        let seen: Vec<Owner> = seen.filter(concerns).map(|slot| slot.owner).collect();
        for owner in seen {
            self.deliver(owner, Input::Changed(changed), out);
        }
    }

    /// The room of a page: the screen without header, tabs, messages and hints.
    fn body(&self) -> Rect {
        draw::areas(self.shell.screen, 0).body
    }
}

#[cfg(test)]
mod click_tests;
#[cfg(test)]
mod draft_tests;
#[cfg(test)]
mod hold_tests;
#[cfg(test)]
mod part_tests;
#[cfg(test)]
mod tests;
