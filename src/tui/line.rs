//! The screen's end of the line to the desk: asks go out under the app's own numbers, what comes
//! goes into the one queue; asks that a lost line left without an answer are asked again.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread;

use crate::client::drafts::{DraftKey, Drafts};
use crate::client::link::{MOST_BROKEN, StartingSink};
use crate::client::{Link, LinkError, LinkEvent, LinkOptions};
use crate::domain::ids::OfficerId;
use crate::domain::refusal::Refusal;
use crate::paths::{DeskFolder, PathError, state_folder};
use crate::text::Words;
use crate::tui::Outside;
use crate::tui::app::{Incoming, Owner};
use crate::tui::panel::{Me, Tag};
use crate::tui::programs::{self, Opened, Outcome};
use crate::wire::envelope::ToClient;
use crate::wire::hello::{Starting, Welcome};
use crate::wire::message::{Ask, Tell};

/// Asks under way. Behind one lock, held while an ask is sent, so that its answer finds its number.
#[derive(Default)]
struct UnderWay {
    /// The app's number for each number of the link.
    numbers: BTreeMap<u64, u64>,
    /// What is asked again when the line was lost, by the app's number.
    again: BTreeMap<u64, Ask>,
    /// How many sessions broke over an ask that is asked again, by the app's number.
    broken: BTreeMap<u64, u32>,
    /// Pieces of a file, by the app's number: a session that breaks takes the file with it.
    files: BTreeSet<u64>,
    /// The line came back to another desk: nothing is sent there.
    elsewhere: bool,
}

impl UnderWay {
    /// Notes that the session broke over this ask. True if it will not be repeated again.
    fn broke(&mut self, ours: u64) -> bool {
        let broken = self.broken.entry(ours).or_default();
        *broken += 1;
        let over = *broken >= MOST_BROKEN && self.again.contains_key(&ours);
        if over {
            self.forget(ours);
        }
        over
    }

    fn forget(&mut self, ours: u64) {
        self.again.remove(&ours);
        self.broken.remove(&ours);
    }
}

/// The app's number for asking what the desk's clock shows; the app itself counts from zero.
const CLOCK: u64 = u64::MAX;

/// The line of one screen.
pub struct DeskLine {
    link: Link,
    under_way: Arc<Mutex<UnderWay>>,
    /// Where drafts are kept, or why nowhere.
    drafts: Result<Drafts, String>,
    /// Why the latest draft could not be kept, for as long as that is so.
    unkept: Option<String>,
    sender: Sender<Incoming>,
    desk: String,
    officer: OfficerId,
}

impl DeskLine {
    /// Connects, starting the desk's server where that is this account's to do. What comes goes
    /// to `sender`.
    pub fn connect(
        desk: &DeskFolder,
        options: LinkOptions,
        words: &Words,
        sender: Sender<Incoming>,
    ) -> Result<DeskLine, LinkError> {
        let under_way = Arc::new(Mutex::new(UnderWay::default()));
        let shared = Arc::clone(&under_way);
        let first = Arc::new(OnceLock::new());
        let seen = Arc::clone(&first);
        let queue = Mutex::new(sender.clone());
        let on_screen = Arc::new(AtomicBool::new(false));
        let options = LinkOptions {
            on_event: Some(Arc::new(move |event| {
                let desk = seen.get().map_or("", String::as_str);
                if let Some(incoming) = translate(event, desk, &shared) {
                    // The screen may have ended a moment ago; then nobody needs it.
                    let _ = lock(&queue).send(incoming);
                }
            })),
            on_starting: options
                .on_starting
                .map(|tell| before(&on_screen, move |starting| tell(starting))),
            ..options
        };
        let link = Link::connect_or_start(desk, options)?;
        on_screen.store(true, Ordering::Relaxed);
        let welcome = link.welcome();
        let _ = first.set(welcome.desk.clone());
        let drafts = state_folder()
            .map(|folder| Drafts::in_folder(&folder))
            .map_err(|error| nowhere(words, &error));
        if let Err(problem) = &drafts {
            // Reported once, before anything is typed; the screen's queue already exists.
            let _ = sender.send(Incoming::NoDrafts(problem.clone()));
        }
        Ok(DeskLine {
            drafts,
            desk: welcome.desk,
            officer: welcome.officer,
            unkept: None,
            sender,
            under_way,
            link,
        })
    }

    /// Why the latest draft could not be kept, if it could not.
    pub fn unkept(&self) -> Option<&str> {
        self.unkept.as_deref()
    }

    /// What the server said at the latest greeting.
    pub fn welcome(&self) -> Welcome {
        self.link.welcome()
    }

    fn send(&self, id: u64, ask: Ask) {
        let mut under_way = lock(&self.under_way);
        if repeats(&ask) {
            under_way.again.insert(id, ask.clone());
        }
        if under_way.elsewhere {
            return;
        }
        let file = is_of_a_file(&ask);
        // While the line is down it stays among those asked again.
        match self.link.post(ask) {
            Ok(number) => {
                under_way.numbers.insert(number, id);
                if file {
                    under_way.files.insert(id);
                }
            }
            Err(_) if file => {
                // The queue lives as long as the screen.
                let _ = self.sender.send(file_cut(id));
            }
            Err(_) => {}
        }
    }

    fn key(&self, place: &str) -> DraftKey {
        DraftKey {
            desk: self.desk.clone(),
            officer: self.officer,
            place: place.to_owned(),
        }
    }
}

/// Tells how far the opening is until the screen is there; on the screen the message bar tells.
fn before(
    on_screen: &Arc<AtomicBool>,
    tell: impl Fn(&Starting) + Send + Sync + 'static,
) -> StartingSink {
    let on_screen = Arc::clone(on_screen);
    Arc::new(move |starting| {
        if !on_screen.load(Ordering::Relaxed) {
            tell(starting);
        }
    })
}

/// Why there is no folder for drafts.
fn nowhere(words: &Words, error: &PathError) -> String {
    match error {
        PathError::CannotMake { path, error, .. } | PathError::Io { path, error } => {
            let problem = error.to_string();
            format!("{}: {}", path.display(), words.system(&problem))
        }
        _ => words.get("draft-no-home"),
    }
}

/// Who sits at the screen, from the greeting.
pub fn me(welcome: &Welcome) -> Me {
    Me {
        name: welcome.name.clone(),
        positions: welcome
            .positions
            .iter()
            .map(|position| position.as_str().to_owned())
            .collect(),
        office: welcome.desk_name.clone(),
        training: welcome.training,
        choices: welcome.choices.clone(),
    }
}

/// Whether an ask may be repeated on another session: reads, and acts by their id. A file that was
/// only partly sent may not be; its panel is told that the transfer broke.
fn repeats(ask: &Ask) -> bool {
    !matches!(
        ask,
        Ask::Upload { .. } | Ask::Chunk { .. } | Ask::Finish | Ask::Stop
    )
}

fn is_of_a_file(ask: &Ask) -> bool {
    matches!(ask, Ask::Upload { .. } | Ask::Chunk { .. } | Ask::Finish)
}

/// Tells a panel that its file did not arrive.
fn file_cut(id: u64) -> Incoming {
    Incoming::Desk(Box::new(ToClient::Answer {
        id,
        last: true,
        tell: Tell::Refused(Refusal::FileCut),
    }))
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The line is back. Acts are repeated on the desk that they were meant for, and on no other.
fn back(welcome: Box<Welcome>, desk: &str, under_way: &Mutex<UnderWay>) -> Incoming {
    if desk.is_empty() || welcome.desk == desk {
        return Incoming::LineBack(welcome);
    }
    let mut under_way = lock(under_way);
    under_way.again.clear();
    under_way.elsewhere = true;
    Incoming::LineGone {
        code: "link-other-desk".to_owned(),
        args: Vec::new(),
    }
}

fn translate(event: LinkEvent, desk: &str, under_way: &Mutex<UnderWay>) -> Option<Incoming> {
    let frame = match event {
        LinkEvent::Changed(changed) => ToClient::Changed(changed),
        LinkEvent::Push(tell) => ToClient::Push(tell),
        LinkEvent::Answer { id, last, tell } => {
            let mut under_way = lock(under_way);
            let ours = *under_way.numbers.get(&id)?;
            if last {
                under_way.numbers.remove(&id);
                under_way.forget(ours);
                under_way.files.remove(&ours);
            }
            if ours == CLOCK {
                return match tell {
                    Tell::Status(status) => Some(Incoming::Clock(status.now)),
                    _ => None,
                };
            }
            ToClient::Answer {
                id: ours,
                last,
                tell,
            }
        }
        LinkEvent::Unanswered { id } => {
            let mut under_way = lock(under_way);
            let ours = under_way.numbers.remove(&id)?;
            if under_way.files.remove(&ours) {
                return Some(file_cut(ours));
            }
            if !under_way.broke(ours) {
                return None;
            }
            ToClient::Answer {
                id: ours,
                last: true,
                tell: Tell::Refused(Refusal::Unanswered),
            }
        }
        LinkEvent::Disconnected(_) => return Some(Incoming::LineLost),
        LinkEvent::Reconnected(welcome) => return Some(back(welcome, desk, under_way)),
        LinkEvent::GaveUp(error) => {
            tracing::error!(%error, "the desk cannot be reached any more");
            return Some(Incoming::LineGone {
                code: error.code().to_owned(),
                args: error.args(),
            });
        }
        LinkEvent::Reconnecting { .. } => return None,
    };
    Some(Incoming::Desk(Box::new(frame)))
}

impl Outside for DeskLine {
    fn ask(&mut self, id: u64, ask: Ask) {
        self.send(id, ask);
    }

    fn line_back(&mut self) {
        let again = lock(&self.under_way).again.clone();
        let sent: Vec<u64> = lock(&self.under_way).numbers.values().copied().collect();
        for (id, ask) in again {
            if !sent.contains(&id) {
                self.send(id, ask);
            }
        }
    }

    fn ask_the_time(&mut self) {
        self.send(CLOCK, Ask::Status);
    }

    fn keep_draft(&mut self, key: &str, text: Option<&str>) {
        let key = self.key(key);
        let drafts = match &self.drafts {
            Ok(drafts) => drafts,
            Err(nowhere) => {
                self.unkept = text.map(|_| nowhere.clone());
                return;
            }
        };
        let kept = match text {
            Some(text) => drafts.save(&key, text),
            None => drafts.remove(&key),
        };
        self.unkept = kept.err().map(|error| error.to_string());
        if let Some(problem) = &self.unkept {
            // The queue lives as long as the screen; afterwards `unkept` tells it.
            let _ = self.sender.send(Incoming::DraftNotKept(problem.clone()));
        }
    }

    fn recall_draft(&mut self, key: &str) -> Option<String> {
        let found = self.drafts.as_ref().ok()?.load(&self.key(key));
        found.ok().flatten().map(|draft| draft.text)
    }

    fn open_file(&mut self, owner: Owner, tag: Tag, path: PathBuf) {
        let sender = self.sender.clone();
        let told = move |path: PathBuf, outcome| {
            let result = Box::new(Opened { path, outcome });
            // The screen may have ended a moment ago; then nobody needs it.
            let _ = sender.send(Incoming::Worked { owner, tag, result });
        };
        let job = {
            let (path, told) = (path.clone(), told.clone());
            let variable = |name: &str| std::env::var(name).ok();
            move || {
                let told = |outcome| told(path.clone(), outcome);
                programs::open(&path, variable, programs::is_alone, told);
            }
        };
        let opener = thread::Builder::new().name("opener".to_owned());
        if opener.spawn(job).is_err() {
            told(path, Outcome::NoProgram);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    const DESK: &str = "d1";

    fn answer(id: u64, last: bool) -> LinkEvent {
        LinkEvent::Answer {
            id,
            last,
            tell: Tell::Pong,
        }
    }

    #[test]
    fn answers_come_under_the_numbers_of_the_app() {
        let under_way = Mutex::new(UnderWay::default());
        lock(&under_way).numbers.insert(3, 77);
        lock(&under_way).again.insert(77, Ask::Ping);
        for last in [false, true] {
            let Some(Incoming::Desk(frame)) = translate(answer(3, last), DESK, &under_way) else {
                panic!("no answer");
            };
            assert!(matches!(*frame, ToClient::Answer { id: 77, last: is, .. } if is == last));
        }
        assert!(
            translate(answer(3, true), DESK, &under_way).is_none(),
            "answered already"
        );
        assert!(lock(&under_way).again.is_empty());
    }

    #[test]
    fn what_the_lost_line_left_is_kept_to_be_asked_again() {
        let under_way = Mutex::new(UnderWay::default());
        lock(&under_way).numbers.insert(3, 77);
        lock(&under_way).again.insert(77, Ask::Counts);
        assert!(translate(LinkEvent::Unanswered { id: 3 }, DESK, &under_way).is_none());
        assert!(lock(&under_way).numbers.is_empty());
        assert_eq!(lock(&under_way).again.get(&77), Some(&Ask::Counts));
        assert!(!repeats(&Ask::Finish) && repeats(&Ask::Counts));
    }

    #[test]
    fn an_ask_over_which_every_session_breaks_is_given_up_with_a_word() {
        let under_way = Mutex::new(UnderWay::default());
        lock(&under_way).again.insert(77, Ask::Counts);
        let break_once = |id: u64| {
            lock(&under_way).numbers.insert(id, 77);
            translate(LinkEvent::Unanswered { id }, DESK, &under_way)
        };
        for id in 1..u64::from(MOST_BROKEN) {
            assert!(break_once(id).is_none(), "{id}");
        }
        let Some(Incoming::Desk(frame)) = break_once(99) else {
            panic!("nothing was said");
        };
        let told = Tell::Refused(Refusal::Unanswered);
        assert!(matches!(*frame, ToClient::Answer { id: 77, last: true, tell } if tell == told));
        assert!(lock(&under_way).again.is_empty() && lock(&under_way).broken.is_empty());
    }

    #[test]
    fn a_file_that_was_cut_is_told_to_its_panel() {
        let under_way = Mutex::new(UnderWay::default());
        lock(&under_way).numbers.insert(3, 77);
        lock(&under_way).files.insert(77);
        let told = translate(LinkEvent::Unanswered { id: 3 }, DESK, &under_way);
        let Some(Incoming::Desk(frame)) = told else {
            panic!("nothing was said");
        };
        let cut = Tell::Refused(Refusal::FileCut);
        assert!(matches!(*frame, ToClient::Answer { id: 77, last: true, tell } if tell == cut));
        assert!(is_of_a_file(&Ask::Finish) && !is_of_a_file(&Ask::Counts));
    }

    #[test]
    fn nothing_is_repeated_on_another_desk() {
        let welcome = |desk: &str| {
            Box::new(Welcome {
                officer: OfficerId(1),
                name: "Budi".to_owned(),
                positions: Vec::new(),
                desk: desk.to_owned(),
                desk_name: "Loket".to_owned(),
                sequence: 1,
                training: true,
                now: crate::domain::time::Instant(0),
                ..*crate::tui::testing::welcome()
            })
        };
        let under_way = Mutex::new(UnderWay::default());
        lock(&under_way).again.insert(77, Ask::Counts);
        let back = translate(LinkEvent::Reconnected(welcome(DESK)), DESK, &under_way);
        assert!(matches!(back, Some(Incoming::LineBack(_))));
        assert_eq!(lock(&under_way).again.len(), 1);
        let back = translate(LinkEvent::Reconnected(welcome("d2")), DESK, &under_way);
        assert!(matches!(back, Some(Incoming::LineGone { .. })));
        assert!(lock(&under_way).again.is_empty() && lock(&under_way).elsewhere);
    }
}
