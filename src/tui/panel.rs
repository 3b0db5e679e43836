//! What a panel is: state that handles input into effects and renders itself. Panels do no I/O;
//! everything they want is an effect, everything they learn is an input.
//!
//! A panel may be put together from components. Each is a [`Part`] with a number of the panel's
//! own. Its asks are sent under that number and the answers come back under it, so that an input
//! reaches only the component that asked.

use std::any::Any;
use std::collections::BTreeMap;
use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::{Rect, Size};

use super::action::Action;
use super::keymap::Facts;
use super::place::Place;
use super::spots::Spots;
use super::theme::Theme;
use crate::domain::act::ActKind;
use crate::domain::choice::Choices;
use crate::domain::identity::mask_niks;
use crate::domain::ids::{OfficerId, RecordId};
use crate::domain::policy::Policy;
use crate::domain::refusal::Refusal;
use crate::domain::time::Instant;
use crate::text::{Words, refusal, request as words_of};
use crate::wire::envelope::{Changed, Topics};
use crate::wire::message::{Ask, Tell};
use crate::wire::view::OfficeView;

/// Chosen by a panel or a component to recognise its own answers; private to it.
pub type Tag = u32;

/// Names a component of a panel; chosen by the panel.
pub type PartId = u8;

/// A component of a panel. What it wants goes out under its number.
#[derive(Debug, Default)]
pub struct Part<T> {
    id: PartId,
    inner: T,
}

impl<T> Part<T> {
    /// A component under a number that no other component of the panel has.
    pub fn new(id: PartId, inner: T) -> Part<T> {
        Part { id, inner }
    }

    /// Lets it do something; what it wants comes back to it.
    pub fn with<E: IntoIterator<Item = Effect>>(
        &mut self,
        act: impl FnOnce(&mut T) -> E,
    ) -> Vec<Effect> {
        let effects = act(&mut self.inner).into_iter();
        effects.map(|effect| effect.within(self.id)).collect()
    }

    /// To change it where it wants nothing.
    pub fn state(&mut self) -> &mut T {
        &mut self.inner
    }
}

impl<T> std::ops::Deref for Part<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.inner
    }
}

/// Who sits at the screen, as the server's welcome says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Me {
    /// Name of the officer; empty where the account is nobody here.
    pub name: String,
    /// Keys of the positions held today, the one acted in first.
    pub positions: Vec<String>,
    /// Name of the office, for the header.
    pub office: String,
    /// A training desk: says LATIHAN on every screen.
    pub training: bool,
    /// What the officer chose for their own screens.
    pub choices: Choices,
}

impl Me {
    /// Whether a position is held today, by key.
    pub fn holds(&self, position: &str) -> bool {
        self.positions.iter().any(|held| held == position)
    }
}

/// What a panel may look at beside its own state.
#[derive(Clone, Copy, Debug)]
pub struct Ctx<'a> {
    pub words: &'a Words,
    pub theme: &'a Theme,
    /// The desk's clock.
    pub now: Instant,
    pub me: &'a Me,
    /// The whole screen.
    pub screen: Size,
    /// Whether this panel has the keys; a panel under a layer does not.
    pub focus: bool,
    /// Whether the line to the desk stands.
    pub online: bool,
    /// What this screen itself did.
    pub own: &'a OwnChanges,
    pub lists: Lists,
    /// The office as it is now: policy, officers, rights; nothing until the desk has told it.
    pub office: Option<&'a OfficeView>,
    /// Where a panel that has the keys notes what the terminal's cursor is to stand at.
    pub spots: &'a Spots,
}

/// Whether the desk's lists are ready: for a while after a server starts they are still being read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lists {
    #[default]
    Read,
    /// They are being read; the percentage done, where that is known.
    Reading(Option<u8>),
}

/// The records that this screen's own acts touched, with the revisions that resulted: a push about
/// such a revision tells this screen nothing new.
#[derive(Clone, Debug, Default)]
pub struct OwnChanges(BTreeMap<RecordId, u32>);

impl OwnChanges {
    /// Notes what an act touched.
    pub fn note(&mut self, records: &[(RecordId, u32)]) {
        self.0.extend(records.iter().copied());
    }

    /// Whether a record stands at this revision by an act of this screen.
    pub fn made(&self, record: RecordId, revision: u32) -> bool {
        self.0.get(&record) == Some(&revision)
    }
}

impl<'a> Ctx<'a> {
    /// The policy in force.
    pub fn policy(&self) -> Option<&'a Policy> {
        self.office.map(|office| &office.policy)
    }

    /// Whether the person at the screen may do this to the desk as a whole.
    pub fn may(&self, act: ActKind) -> bool {
        self.office.is_some_and(|office| office.may.contains(&act))
    }

    /// The officer at the screen is addressed as such, never by their own name.
    pub fn you(&self, id: OfficerId) -> Option<String> {
        let own = self.office.is_some_and(|office| office.me == id);
        own.then(|| self.get("officer-you"))
    }

    /// The name of an officer.
    pub fn officer(&self, id: OfficerId) -> Option<String> {
        if let Some(you) = self.you(id) {
            return Some(you);
        }
        let found = self.office?.officers.iter().find(|one| one.id == id);
        found.map(|officer| officer.name.clone())
    }

    /// The name of an officer with the position held today: `Rina (Kabid)`.
    pub fn officer_in_office(&self, id: OfficerId) -> Option<String> {
        if let Some(you) = self.you(id) {
            return Some(you);
        }
        let found = self.office?.officers.iter().find(|one| one.id == id)?;
        Some(match found.positions.first() {
            Some((position, _)) => {
                let held = self.words.of("position-short", position.as_str());
                format!("{} ({held})", found.name)
            }
            None => found.name.clone(),
        })
    }

    /// Why the desk refused, in a sentence that names who stands in the way.
    pub fn refused(&self, refused: &Refusal) -> String {
        // Where the sentence names the position itself, the name alone is enough.
        let bare = matches!(
            refused,
            Refusal::NotYours { .. } | Refusal::Acting { .. } | Refusal::AccountBound { .. }
        );
        let name = |id| match bare {
            true => self.officer(id),
            false => self.officer_in_office(id),
        };
        let officers: words_of::Officers = &name;
        refusal::on_screen(self.words, self.now, officers, refused)
    }

    /// Words of a key.
    pub fn get(&self, key: &str) -> String {
        self.words.get(key)
    }

    /// What is shown in place of rows that were asked for and have not arrived.
    pub fn loading(&self) -> String {
        match self.lists {
            Lists::Read => self.get("list-loading"),
            Lists::Reading(None) => self.get("lists-read"),
            Lists::Reading(Some(percent)) => {
                self.words.with("lists-read-to", &[("percent", &percent)])
            }
        }
    }

    /// Whether there is room for a side panel (from 100 columns); else it is a second page.
    pub fn wide(&self) -> bool {
        self.screen.width >= 100
    }

    /// Whether the screen is a phone's: one column.
    pub fn narrow(&self) -> bool {
        self.screen.width < 60
    }
}

/// What comes to a panel.
#[derive(Debug)]
pub enum Input {
    /// An act named by its key, the menu or the palette.
    Act(Action),
    /// A key that the table gives no meaning here; while typing, nearly every key.
    Key(KeyEvent),
    /// Pasted text.
    Paste(String),
    /// The panel came to the front, with the area it will be drawn in.
    Shown(Rect),
    /// The panel's area changed.
    Area(Rect),
    /// An answer of the desk to the ask with this tag. Progress comes first; `last` marks the end.
    Told {
        tag: Tag,
        tell: Box<Tell>,
        last: bool,
    },
    /// Something on the desk changed: ask again for what is shown.
    Changed(Changed),
    /// The office in the context has changed: what was derived from it is derived again.
    Office,
    /// The line came back: ask again for what is shown, and for what had no answer.
    Reconnected,
    /// An answer from a layer that this panel opened.
    Answered { tag: Tag, answer: Answer },
    /// Put the cursor on this record: the person came here for it (`Effect::Show`).
    Seek(RecordId),
    /// The time asked for with `Effect::Wake` has come.
    Woke(Tag),
    /// Work asked for with `Effect::Work` is done.
    Worked {
        tag: Tag,
        result: Box<dyn Any + Send>,
    },
    /// What an earlier session kept under the key of the panel's [`Draft`].
    Draft(String),
    /// Errors for the fields of a form on top, by field key.
    FieldErrors(Vec<(String, String)>),
    /// Progress for a progress layer on top.
    Progress { done: u64, total: u64 },
    /// A minute of the desk's clock passed.
    Minute,
    /// For the component that asked.
    Within(PartId, Box<Input>),
}

/// What a layer answers to the panel that opened it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    Yes,
    No,
    /// One of several, by its key.
    Chosen(String),
    /// The fields of a form, by key; the form stays open until the opener closes it.
    Fields(Vec<(String, String)>),
    /// The person stopped the work.
    Cancelled,
}

/// Work that a panel wants done beside the screen; what it returns comes back as `Worked`.
pub type Job = Box<dyn FnOnce() -> Box<dyn Any + Send> + Send>;

/// What a panel wants.
pub enum Effect {
    /// Ask the desk, or act; the answer comes as `Told` with this tag.
    Ask { tag: Tag, ask: Box<Ask> },
    /// Put a layer on top; it has the keys until it closes.
    Open(Box<dyn Panel>),
    /// Close this layer.
    Close,
    /// Close every layer above this panel: what was typed there has come here.
    CloseAbove,
    /// Answer the panel that opened this layer.
    Answer { tag: Tag, answer: Answer },
    /// Give an input to the layer on top.
    ToTop(Input),
    /// Go to a page.
    Go(Place),
    /// Go to a page for one record: the panel there gets `Input::Seek`.
    Show { place: Place, record: RecordId },
    /// Bring an act to the panel beneath the layers, as if its key had been pressed.
    Act(Action),
    /// Say something in the message bar.
    Say(Message),
    /// The fault was corrected: this sentence leaves the message bar.
    Unsay(String),
    /// Be woken later; a later wake with the same tag replaces it.
    Wake { tag: Tag, after: Duration },
    /// Be woken to ask for what the view needs: at once after the first key, and while a key is held
    /// down, once it is released. A key that acts on that view brings the wake forward.
    Rest { tag: Tag, after: Duration },
    /// Work beside the screen.
    Work { tag: Tag, job: Job },
    /// Set a choice for the officer's own screens, or take it back: at once here, and kept on the
    /// desk.
    Choose { key: String, value: Option<String> },
    /// Send a text to the terminal's clipboard (OSC 52). The app says what was sent, and how.
    Copy { text: String, what: String },
    /// Open a file with its program; what became of it comes as `Worked`, a
    /// [`crate::tui::programs::Opened`].
    OpenFile { tag: Tag, path: std::path::PathBuf },
    /// Draw the whole screen again.
    Redraw,
    /// End this screen.
    Quit,
    /// What a component wants: answers come back to it as `Input::Within`.
    Within(PartId, Box<Effect>),
}

impl std::fmt::Debug for Effect {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Effect::Ask { tag, ask } => write!(out, "Ask({tag}, {ask:?})"),
            Effect::Open(panel) => write!(out, "Open({:?})", panel.place()),
            Effect::Close => write!(out, "Close"),
            Effect::CloseAbove => write!(out, "CloseAbove"),
            Effect::Answer { tag, answer } => write!(out, "Answer({tag}, {answer:?})"),
            Effect::ToTop(input) => write!(out, "ToTop({input:?})"),
            Effect::Go(place) => write!(out, "Go({place:?})"),
            Effect::Show { place, record } => write!(out, "Show({place:?}, {record:?})"),
            Effect::Act(action) => write!(out, "Act({action:?})"),
            Effect::Say(message) => write!(out, "Say({message:?})"),
            Effect::Unsay(text) => write!(out, "Unsay({text})"),
            Effect::Wake { tag, after } => write!(out, "Wake({tag}, {after:?})"),
            Effect::Rest { tag, after } => write!(out, "Rest({tag}, {after:?})"),
            Effect::Work { tag, .. } => write!(out, "Work({tag})"),
            Effect::Choose { key, value } => write!(out, "Choose({key}, {value:?})"),
            Effect::Copy { text, .. } => write!(out, "Copy({text:?})"),
            Effect::OpenFile { tag, path } => write!(out, "OpenFile({tag}, {path:?})"),
            Effect::Redraw => write!(out, "Redraw"),
            Effect::Quit => write!(out, "Quit"),
            Effect::Within(part, effect) => write!(out, "Within({part}, {effect:?})"),
        }
    }
}

impl Effect {
    /// Asks the desk.
    pub fn ask(tag: Tag, ask: Ask) -> Effect {
        Effect::Ask {
            tag,
            ask: Box::new(ask),
        }
    }

    /// The same, wanted by a component. An effect without an answer stays as it is.
    pub fn within(self, part: PartId) -> Effect {
        match self {
            Effect::Ask { .. }
            | Effect::Open(_)
            | Effect::Wake { .. }
            | Effect::Rest { .. }
            | Effect::Work { .. }
            | Effect::OpenFile { .. }
            | Effect::Within(..) => Effect::Within(part, Box::new(self)),
            other => other,
        }
    }

    /// Puts a layer on top.
    pub fn open(panel: impl Panel + 'static) -> Effect {
        Effect::Open(Box::new(panel))
    }

    /// Sends a text to the clipboard; `what` names it, without a full stop.
    pub fn copy(text: impl Into<String>, what: impl Into<String>) -> Effect {
        Effect::Copy {
            text: text.into(),
            what: what.into(),
        }
    }

    /// Says that something is done.
    pub fn done(text: impl Into<String>) -> Effect {
        Effect::Say(Message::done(text))
    }

    /// Says what went wrong; stays until read.
    pub fn error(text: impl Into<String>) -> Effect {
        Effect::Say(Message::error(text))
    }
}

/// How a message is to be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Gone with the next key.
    Info,
    /// Something was done; gone with the next key.
    Done,
    /// Stays until read.
    Error,
}

/// A sentence for the message bar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub level: Level,
    pub text: String,
}

impl Message {
    /// A remark.
    pub fn info(text: impl Into<String>) -> Message {
        Message::new(Level::Info, text)
    }

    /// Something was done.
    pub fn done(text: impl Into<String>) -> Message {
        Message::new(Level::Done, text)
    }

    /// Something went wrong: what, on which record, what next.
    pub fn error(text: impl Into<String>) -> Message {
        Message::new(Level::Error, text)
    }

    fn new(level: Level, text: impl Into<String>) -> Message {
        Message {
            level,
            // What a message quotes may hold a NIK.
            text: mask_niks(&text.into()).into_owned(),
        }
    }
}

/// What is typed in a panel, for another session to go on from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// What is being written: of which record, too.
    pub key: String,
    /// `None` where nothing is typed.
    pub text: Option<String>,
}

/// One panel: a tab, a page behind it, or a layer above. The app calls `facts` for the keymap,
/// gives it what comes, carries out its effects and draws it.
pub trait Panel {
    /// Where the person is while this panel has the keys.
    fn place(&self) -> Place;

    /// The snapshot that keys, hints and menu look at.
    fn facts(&self, _ctx: &Ctx) -> Facts {
        Facts::new(self.place())
    }

    /// What its records belong to: it learns of changes that touch them. [`Topics::ALL`] hears of
    /// every event, looks and refused attempts too.
    fn topics(&self) -> Topics {
        Topics::ALL
    }

    /// Draws into `area`, nothing outside it. Text from outside goes through `text::safe`.
    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx);

    /// Takes one input; changes only its own state.
    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect>;

    /// Size that a floating layer wants, in columns and rows of the screen.
    fn wanted(&self, ctx: &Ctx) -> Size {
        Size::new(ctx.screen.width.saturating_sub(8).min(76), 12)
    }

    /// What is typed here and not recorded yet. The app asks after each input; it keeps what it is
    /// told, brings it back as [`Input::Draft`] when it first hears of the key, and forgets it once
    /// nothing is typed any more. A layer that closes itself with something typed leaves it kept.
    fn draft(&self) -> Option<Draft> {
        None
    }
}
