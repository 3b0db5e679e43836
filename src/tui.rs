//! The screens of the desk: a kernel that panels plug into, and the panels.
//!
//! ```text
//!  loket  Diskominfo Kep. Babel      Sen 23 Nov 2026 09.14 WIB   budi · verifikator   3 daring   widgets::chrome::header
//!  0 Hari Ini 9  1 Permohonan 12  2 Disposisi 7  3 Verifikasi 4  4 Sertifikat 5.214 …            widgets::chrome::tabs
//! ╭ Permohonan · 12 · tenggat ▲ ──────────────────────╮╭ 0142.03/2026 · Penerbitan ────────────╮ widgets::frame
//! │  No        Jenis    Nama              Waktu       ││ Siti Rahmawati, S.Kom.               │ view::<panel> draws the body,
//! │▌ 0142.03   Terbit   Siti Rahmawati    11/15 mnt   ││ Terdaftar ✓ ─ Kadis ✓ ─ Kabid ● ─ …  │ with widgets::{list, gauge,
//! │  0141.01   Cabut    Hendra Lubis    ✗ 19/15 mnt   ││                                      │ form, text_view, find}
//! ╰───────────────────────────────────────── 241/5.214 ╯╰──────────────────────────────────────╯
//!  ✗ Sudah didisposisi Rina (Kabid) pukul 10.42. …                                               message bar: errors stay until read
//!  / cari   Enter buka   d disposisi   P kembalikan   . tindakan   : perintah   ? bantuan        keymap::hints
//! ```
//!
//! How things go:
//!
//! ```text
//! terminal::watch ─┐                          ┌─► Outgoing::Ask ──► the line to the desk
//!  (keyboard)      │                          │
//! the line ────────┼─► input::Inbox ─► App ───┼─► Outgoing::{Wake, Work, Draft, Copy, …}
//! wakes, minutes ──┘      (a burst)   │       └─► Screen::draw, once a burst, only when dirty
//!                                     ▼
//!                        the Panel on top: handle(Input) -> Vec<Effect>
//! ```
//!
//! To add a panel: `src/tui/view/<panel>.rs` with a struct that implements [`panel::Panel`]:
//! - `place` says where one is; `facts` what is under the cursor and what is allowed (an
//!   [`action::ActionSet`], by the same rules that judge the act). [`keymap::RULES`] is the one
//!   table for keys, hints, `.`, `:` and `?`; a panel never looks at letters, only at
//!   [`panel::Input::Act`]. While `facts.typing`, nearly every key comes as `Input::Key`.
//! - `handle` changes only the panel's own state and returns effects: `Effect::ask(TAG, Ask)` comes
//!   back as `Input::Told { tag, .. }`; `Effect::open(layer)` puts a layer on top, which answers
//!   with `Input::Answered { tag, .. }`; `Effect::Say` speaks in the message bar.
//! - On `Shown`, `Changed` and `Reconnected` ask again for what is on screen.
//! - What is typed and not recorded yet is told by `draft`; the app keeps it and brings it back.
//! - What a person does to a record is an act of [`act`]: a file there and a line in `act::ACTS`;
//!   a panel begins it by its key and hears of it through the desk's news.
//! - Text from outside goes through `text::safe`; lists, fields and frames do it themselves.

pub mod act;
pub mod action;
pub mod app;
pub mod completion;
pub mod glyphs;
pub mod input;
pub mod keyboard;
pub mod keymap;
pub mod layers;
pub mod line;
pub mod look;
pub mod page;
pub mod pages;
pub mod panel;
pub mod place;
pub mod programs;
pub mod spots;
pub mod terminal;
#[cfg(test)]
pub mod testing;
pub mod theme;
pub mod view;
pub mod widgets;

use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::{Duration, Instant as Moment};

use crate::client::{LinkError, LinkOptions, copies};
use crate::domain::choice::Choices;
use crate::paths::{DeskFolder, state_folder};
use crate::text::Words;
use crate::wire::message::Ask;
use app::{App, Incoming, Opener, Outgoing, Owner};
use input::{DeskClock, Inbox};
use keyboard::Pace;
use line::DeskLine;
use look::{Look, LookOptions};
use panel::{Panel, Tag};
use place::Place;
use terminal::Screen;
use theme::Theme;

/// The world outside the screen: the line to the desk, drafts, other programs.
pub trait Outside {
    /// Sends an ask; its answers come into the queue as `Incoming::Desk`. While the line is down
    /// it waits and is sent when the line stands again.
    fn ask(&mut self, id: u64, ask: Ask);

    /// Keeps a draft, or forgets it.
    fn keep_draft(&mut self, key: &str, text: Option<&str>);

    /// A draft that was kept.
    fn recall_draft(&mut self, key: &str) -> Option<String>;

    /// The line stands again: asks left without an answer are sent once more.
    fn line_back(&mut self);

    /// Asks the desk what its clock shows; the answer comes as `Incoming::Clock`.
    fn ask_the_time(&mut self) {}

    /// Opens a file with its program; what became of it comes as `Incoming::Worked`, an
    /// [`programs::Opened`].
    fn open_file(&mut self, owner: Owner, tag: Tag, path: PathBuf);
}

/// Why a screen could not be shown.
#[derive(Debug, thiserror::Error)]
pub enum ScreenError {
    /// There is no line to the desk.
    #[error(transparent)]
    Link(#[from] LinkError),
    #[error("the terminal: {0}")]
    Terminal(#[from] io::Error),
    /// The screen ended, and what was typed could not be kept as a draft: why.
    #[error("the draft: {0}")]
    DraftLost(String),
}

/// Connects to a desk and shows its screen until the person leaves. The terminal is taken only
/// once the line stands, so that everything said before can be read.
pub fn open(
    desk: &DeskFolder,
    options: LinkOptions,
    wishes: LookOptions,
    pages: Vec<Box<dyn Panel>>,
    find_all: Opener,
) -> Result<(), ScreenError> {
    let (sender, receiver) = channel();
    let look = Look::around(wishes, |name| std::env::var(name).ok());
    let words = Words::new(look.language(&Choices::default()));
    let mut line = DeskLine::connect(desk, options, &words, sender.clone())?;
    let welcome = line.welcome();
    sweep_copies();
    let me = line::me(&welcome);
    let theme = Theme::default();
    let mut app = App::new(words, theme, me, welcome.now, pages)
        .with_look(look)
        .with_find_all(find_all);
    let mut inbox = Inbox::new(receiver, DeskClock::started(welcome.now));
    terminal::restore_on_panic();
    let mut screen = Screen::take(wishes.mouse)?;
    let escape = match keyboard::over_ssh(|name| std::env::var(name).ok()) {
        true => welcome.escape_ms.ssh,
        false => welcome.escape_ms.local,
    };
    terminal::watch::start(&sender, Duration::from_millis(u64::from(escape)))?;
    let ended = run(&mut screen, &mut app, &mut inbox, &sender, &mut line);
    // A terminal that is gone cannot be written to, and that is how it is noticed first at times.
    match ended {
        Err(error) if error.raw_os_error() == Some(rustix::io::Errno::IO.raw_os_error()) => {}
        other => other?,
    }
    match line.unkept() {
        Some(problem) => Err(ScreenError::DraftLost(problem.to_owned())),
        None => Ok(()),
    }
}

/// Removes the copies of documents that killed screens left; they do not keep this one from
/// opening.
fn sweep_copies() {
    let state = state_folder().map_err(io::Error::other);
    if let Err(error) = state.and_then(|state| copies::sweep(&state)) {
        tracing::warn!(%error, "copies of documents are left");
    }
}

/// Pause before what the line did not take is offered again.
const HELD: Duration = Duration::from_millis(10);

/// Runs the screen until it is left or the terminal is gone: waits, handles a whole burst, draws
/// once. `sender` feeds the queue that `inbox` reads. However it ends, what was typed is kept.
///
/// # Errors
/// The terminal cannot be written to. A terminal that is gone is the end, not an error.
pub fn run<W: Write>(
    screen: &mut Screen<W>,
    app: &mut App,
    inbox: &mut Inbox,
    sender: &Sender<Incoming>,
    outside: &mut impl Outside,
) -> io::Result<()> {
    let ended = turns(screen, app, inbox, sender, outside);
    if ended.is_err() {
        // A vanished terminal may be noticed by a write first, before anything says so.
        for outgoing in app.handle(Incoming::Gone) {
            if let Outgoing::Draft { key, text } = outgoing {
                outside.keep_draft(&key, text.as_deref());
            }
        }
    }
    ended
}

fn turns<W: Write>(
    screen: &mut Screen<W>,
    app: &mut App,
    inbox: &mut Inbox,
    sender: &Sender<Incoming>,
    outside: &mut impl Outside,
) -> io::Result<()> {
    let size = screen.size()?;
    let mut wanted = app.start(Place::Today, size);
    let mut pace = Pace::default();
    loop {
        let mut redraw = false;
        for outgoing in wanted.drain(..) {
            redraw |= matches!(outgoing, Outgoing::Redraw);
            carry_out(outgoing, screen, inbox, sender, outside)?;
        }
        if app.ended() {
            return Ok(());
        }
        if redraw {
            screen.refresh()?;
        }
        screen.send()?;
        if !screen.is_held() && app.take_dirty() {
            screen.draw(|area, buf| app.render(area, buf))?;
        }
        // While the line takes nothing, what comes is handled all the same; it is drawn in one
        // frame once the line takes it.
        let again = screen.is_held().then(|| Moment::now() + HELD);
        for incoming in inbox.wait(pace.due().into_iter().chain(again).min()) {
            match incoming {
                Incoming::Read { at, events } => {
                    for event in events {
                        wanted.extend(settled(app, pace.tick(at)));
                        let now = pace.take(event, at, |key| app.only_moves(key));
                        wanted.extend(settled(app, now));
                    }
                    continue;
                }
                Incoming::LineBack(ref welcome) => {
                    inbox.set_clock(welcome.now);
                    outside.line_back();
                }
                Incoming::Clock(now) => inbox.set_clock(now),
                Incoming::Minute(_) if inbox.doubts() => outside.ask_the_time(),
                _ => {}
            }
            wanted.extend(app.handle(incoming));
        }
        wanted.extend(settled(app, pace.tick(Moment::now())));
    }
}

/// Brings what is known to be keys and pastes to the app.
fn settled(app: &mut App, events: Vec<keyboard::Event>) -> Vec<Outgoing> {
    if events.is_empty() {
        return Vec::new();
    }
    app.handle(Incoming::Terminal(events))
}

fn carry_out<W: Write>(
    outgoing: Outgoing,
    screen: &mut Screen<W>,
    inbox: &mut Inbox,
    sender: &Sender<Incoming>,
    outside: &mut impl Outside,
) -> io::Result<()> {
    match outgoing {
        Outgoing::Ask { id, ask } => outside.ask(id, *ask),
        Outgoing::Wake { owner, tag, after } => inbox.wake(owner, tag, after),
        Outgoing::Draft { key, text } => outside.keep_draft(&key, text.as_deref()),
        Outgoing::Recall { owner, key } => {
            if let Some(text) = outside.recall_draft(&key) {
                // The queue lives as long as this loop, so nothing is lost here.
                let _ = sender.send(Incoming::Draft { owner, key, text });
            }
        }
        Outgoing::Copy(text) => screen.copy(&text)?,
        Outgoing::AskBackground => screen.ask_background()?,
        Outgoing::Mouse(on) => screen.set_mouse(on)?,
        Outgoing::OpenFile { owner, tag, path } => outside.open_file(owner, tag, path),
        Outgoing::Work { owner, tag, job } => {
            let sender = sender.clone();
            thread::Builder::new()
                .name("work".to_owned())
                .spawn(move || {
                    let result = job();
                    let _ = sender.send(Incoming::Worked { owner, tag, result });
                })?;
        }
        Outgoing::Redraw | Outgoing::Quit => {}
    }
    Ok(())
}
