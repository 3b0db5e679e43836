//! Bringing inputs to panels, and carrying out what they want.

use ratatui::layout::Rect;

use super::{APP, App, Outgoing, Owner, PanelSlot, QUIT};
use crate::tui::layers;
use crate::tui::panel::{Answer, Effect, Input, Message, Panel, PartId, Tag};
use crate::tui::terminal::capabilities::Clipboard;
use crate::wire::message::Ask;

/// How many effects one input may set off, so that two panels that answer each other for ever
/// cannot hang the screen.
const MOST: usize = 200;

impl App {
    /// Brings an input to a panel, and carries out what comes of it.
    pub(super) fn deliver(&mut self, owner: Owner, input: Input, out: &mut Vec<Outgoing>) {
        let effects = self.handled(owner, input);
        let owner = self.panel_of(owner);
        self.carry_out(owner, effects, out);
    }

    pub(super) fn deliver_top(&mut self, input: Input, out: &mut Vec<Outgoing>) {
        if let Some(owner) = self.top().map(|slot| slot.owner) {
            self.deliver(owner, input, out);
        }
    }

    /// Brings an input to the page in front and every layer above it.
    pub(super) fn deliver_to_shown(&mut self, input: impl Fn() -> Input, out: &mut Vec<Outgoing>) {
        let page = self.pages.get(self.at).map(|slot| slot.owner);
        let layers = self.layers.iter().map(|slot| slot.owner);
        let owners: Vec<Owner> = page.into_iter().chain(layers).collect();
        for owner in owners {
            self.deliver(owner, input(), out);
        }
    }

    /// The number of a component; it gets one when it first wants something.
    fn part(&mut self, holder: Owner, part: PartId) -> Owner {
        let next = &mut self.next_owner;
        let known = self.parts.entry((holder, part)).or_insert_with(|| {
            *next += 1;
            *next - 1
        });
        *known
    }

    /// What holds a component; `None` for a panel.
    fn holder(&self, owner: Owner) -> Option<(Owner, PartId)> {
        let found = self.parts.iter().find(|(_, part)| **part == owner);
        found.map(|(place, _)| *place)
    }

    /// The panel that a component belongs to; a panel is its own.
    pub(super) fn panel_of(&self, owner: Owner) -> Owner {
        let mut at = owner;
        while let Some((holder, _)) = self.holder(at) {
            at = holder;
        }
        at
    }

    /// Components of panels that are gone are forgotten.
    fn forget_parts(&mut self) {
        let gone: Vec<(Owner, PartId)> = self
            .parts
            .keys()
            .filter(|(holder, _)| {
                let panel = self.panel_of(*holder);
                let mut slots = self.pages.iter().chain(&self.layers);
                !slots.any(|slot| slot.owner == panel)
            })
            .copied()
            .collect();
        self.parts.retain(|place, _| !gone.contains(place));
    }

    pub(super) fn handled(&mut self, owner: Owner, input: Input) -> Vec<Effect> {
        self.dirty = true;
        let (mut owner, mut input) = (owner, input);
        while let Some((holder, part)) = self.holder(owner) {
            input = Input::Within(part, Box::new(input));
            owner = holder;
        }
        if owner == APP {
            return match input {
                Input::Answered {
                    tag: QUIT,
                    answer: Answer::Yes,
                } => vec![Effect::Quit],
                Input::Answered {
                    tag,
                    answer: Answer::Chosen(value),
                } => self.chosen_by_menu(tag, &value),
                _ => Vec::new(),
            };
        }
        let focus = self.top().is_some_and(|slot| slot.owner == owner);
        let ctx = self.shell.ctx(focus);
        let mut slots = self.pages.iter_mut().chain(&mut self.layers);
        match slots.find(|slot| slot.owner == owner) {
            Some(slot) => slot.panel.handle(input, &ctx),
            None => Vec::new(),
        }
    }

    /// Carries out effects in order; what they set off comes after them.
    pub(super) fn carry_out(
        &mut self,
        owner: Owner,
        effects: Vec<Effect>,
        out: &mut Vec<Outgoing>,
    ) {
        self.note_draft(owner, out);
        // Who opened a layer is asked now: the layer may close before it answers.
        let opener = self.opener_of(owner);
        let panel = owner;
        for effect in effects.into_iter().take(MOST) {
            let (mut owner, mut effect) = (panel, effect);
            while let Effect::Within(part, inner) = effect {
                owner = self.part(owner, part);
                effect = *inner;
            }
            match effect {
                Effect::Answer { tag, answer } => {
                    self.deliver(opener, Input::Answered { tag, answer }, out);
                }
                Effect::Close => self.close(panel, out),
                Effect::CloseAbove => self.close_above(panel, out),
                Effect::Open(panel) => self.open(owner, panel, out),
                Effect::ToTop(input) => {
                    // A panel on top would only talk to itself.
                    if self.top().is_some_and(|slot| slot.owner != panel) {
                        self.deliver_top(input, out);
                    }
                }
                Effect::Go(place) => self.go(place, out),
                Effect::Show { place, record } => {
                    self.go(place, out);
                    self.deliver_top(Input::Seek(record), out);
                }
                Effect::Act(action) => self.act(action, out),
                Effect::Say(message) => self.say(message),
                Effect::Unsay(text) => self.messages.retain(|said| said.text != text),
                Effect::Redraw => self.redraw(out),
                Effect::Quit => self.end(out),
                Effect::Ask { tag, ask } => self.ask(owner, tag, ask, out),
                Effect::Wake { tag, after } => out.push(Outgoing::Wake { owner, tag, after }),
                Effect::Rest { tag, after } => self.rest(owner, tag, after, out),
                Effect::Work { tag, job } => {
                    self.held.works_on(owner, tag);
                    out.push(Outgoing::Work { owner, tag, job });
                }
                Effect::Choose { key, value } => self.choose(key, value, out),
                Effect::Copy { text, what } => self.copy(text, &what, out),
                Effect::OpenFile { tag, path } => {
                    out.push(Outgoing::OpenFile { owner, tag, path });
                }
                // Unwrapped above.
                Effect::Within(..) => {}
            }
        }
    }

    /// Sends a text to the clipboard, and says how: that it arrived nobody tells.
    pub(super) fn copy(&mut self, text: String, what: &str, out: &mut Vec<Outgoing>) {
        let key = match self.look.terminal.clipboard {
            Clipboard::Terminal => "copy-sent",
            Clipboard::Tmux => "copy-sent-tmux",
            Clipboard::Multiplexer => "copy-sent-multiplexer",
            Clipboard::Screen => "copy-not-screen",
            Clipboard::None => "copy-none",
        };
        if self.look.terminal.clipboard.takes() {
            out.push(Outgoing::Copy(text));
        }
        let said = self.shell.words.with(key, &[("what", &what)]);
        self.say(Message::info(said));
    }

    fn opener_of(&self, owner: Owner) -> Owner {
        self.layers
            .iter()
            .find(|slot| slot.owner == owner)
            .map_or(APP, |slot| slot.opener)
    }

    fn ask(&mut self, owner: Owner, tag: Tag, ask: Box<Ask>, out: &mut Vec<Outgoing>) {
        let id = self.next_ask;
        self.next_ask += 1;
        self.asks.insert(id, (owner, tag));
        self.held.asked(id, &ask);
        out.push(Outgoing::Ask { id, ask });
    }

    pub(super) fn ask_as_app(&mut self, ask: Ask, out: &mut Vec<Outgoing>) {
        self.ask(APP, 0, Box::new(ask), out);
    }

    pub(super) fn open(&mut self, opener: Owner, panel: Box<dyn Panel>, out: &mut Vec<Outgoing>) {
        self.forget_parts();
        let owner = self.next_owner;
        self.next_owner += 1;
        let area = self.area_of(panel.as_ref());
        self.layers.push(PanelSlot {
            owner,
            opener,
            panel,
        });
        self.dirty = true;
        self.deliver(owner, Input::Shown(area), out);
    }

    fn close(&mut self, owner: Owner, out: &mut Vec<Outgoing>) {
        let before = self.layers.len();
        // Layers above it were opened from it and go with it.
        if let Some(index) = self.layers.iter().position(|slot| slot.owner == owner) {
            self.close_from(index, out);
        }
        if self.layers.len() < before && self.layers.is_empty() {
            let page = self.pages.get(self.at).map(|slot| slot.owner);
            if let Some((page, changed)) =
                page.and_then(|page| Some((page, self.stale.remove(&page)?)))
            {
                self.deliver(page, Input::Changed(changed), out);
            }
        }
    }

    /// Closes layers from one on; what is typed in them stays kept.
    pub(super) fn close_from(&mut self, index: usize, out: &mut Vec<Outgoing>) {
        for slot in self.layers.drain(index..) {
            self.drafts.gone(slot.owner, out);
        }
    }

    /// Closes the layers above a panel, which has what was typed in them.
    fn close_above(&mut self, owner: Owner, out: &mut Vec<Outgoing>) {
        let found = self.layers.iter().position(|slot| slot.owner == owner);
        for slot in self.layers.drain(found.map_or(0, |index| index + 1)..) {
            self.drafts.taken(slot.owner, out);
        }
    }

    /// The room that a panel will be drawn in.
    pub(super) fn area_of(&self, panel: &dyn Panel) -> Rect {
        let body = self.body();
        if panel.place().floats() || panel.place() == crate::tui::place::Place::Form {
            layers::centred(body, panel.wanted(&self.shell.ctx(true)))
        } else {
            body
        }
    }

    /// After a change of size everybody learns its room.
    pub(super) fn tell_area(&mut self, out: &mut Vec<Outgoing>) {
        let page = self
            .pages
            .get(self.at)
            .map(|slot| (slot.owner, self.body()));
        let rooms: Vec<(Owner, Rect)> = page
            .into_iter()
            .chain(
                self.layers
                    .iter()
                    .map(|slot| (slot.owner, self.area_of(slot.panel.as_ref()))),
            )
            .collect();
        for (owner, area) in rooms {
            self.deliver(owner, Input::Area(area), out);
        }
    }
}
