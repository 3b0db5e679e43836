//! Forwarding from the counter: the sheets of the letters chosen, seen before they go. The person
//! is shown how many letters and names move and to whom, and whether names go along that were not
//! chosen.

use crate::domain::act::{ActKind, Command, Seen};
use crate::domain::ids::{RequestNo, SheetNo};
use crate::domain::office::Position;
use crate::domain::sheet::{SheetStage, Slip};
use crate::tui::layers::confirm::Confirm;
use crate::tui::layers::progress::Progress;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Message, Tag};
use crate::tui::view::acting;
use crate::tui::view::sheets::slip;
use crate::wire::message::{Ask, Tell};
use crate::wire::view::SheetView;

/// Sheets that one act moves; more go in several acts, with progress.
const AT_ONCE: usize = 25;
/// Lines of the preview that name a letter.
const NAMED: usize = 6;

const SHEET: Tag = 0;
const QUESTION: Tag = 1;
const MOVED: Tag = 2;
const STOP: Tag = 3;

/// Letters on their way out of the counter.
#[derive(Default)]
pub struct Forward {
    chosen: Vec<RequestNo>,
    waiting: usize,
    sheets: Vec<SheetView>,
    left: Vec<Seen<SheetNo>>,
    total: usize,
    stopped: bool,
    to: String,
}

impl Forward {
    /// Looks at the sheets of these requests before anything is asked.
    pub fn begin(&mut self, chosen: Vec<(RequestNo, u16)>) -> Vec<Effect> {
        let mut sheets: Vec<SheetNo> = chosen
            .iter()
            .map(|(no, ordinal)| no.agenda.sheet(*ordinal))
            .collect();
        sheets.sort_unstable();
        sheets.dedup();
        self.chosen = chosen.into_iter().map(|(no, _)| no).collect();
        self.sheets.clear();
        self.stopped = false;
        self.waiting = sheets.len();
        let ask = |no| Effect::ask(SHEET, Ask::Sheet(no));
        sheets.into_iter().map(ask).collect()
    }

    /// Takes an input of its own.
    pub fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Told {
                tag: SHEET, tell, ..
            } => self.sheet(*tell, ctx),
            Input::Told {
                tag: MOVED, tell, ..
            } => self.moved(&tell, ctx),
            Input::Answered {
                tag: QUESTION,
                answer: Answer::Yes,
            } => self.start(ctx),
            Input::Answered { tag: STOP, .. } => {
                self.stopped = true;
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn sheet(&mut self, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        self.waiting = self.waiting.saturating_sub(1);
        if let Tell::Sheet(view) = tell {
            let here = view.sheet.stage == SheetStage::Registered;
            if here && view.may.contains(&ActKind::Dispose) {
                self.sheets.push(*view);
            }
        }
        if self.waiting > 0 {
            return Vec::new();
        }
        if self.sheets.is_empty() {
            return vec![Effect::Say(Message::info(ctx.get("forward-nothing")))];
        }
        self.sheets.sort_by_key(|view| view.sheet.no);
        let names: Vec<_> = self
            .sheets
            .iter()
            .flat_map(|view| view.names.iter().map(|name| (name.kind, 1)))
            .collect();
        self.to = slip::destinations(&names, Position::Agendaris, ctx).unwrap_or_default();
        vec![Effect::open(self.question(ctx))]
    }

    fn question(&self, ctx: &Ctx) -> Confirm {
        let names: usize = self.sheets.iter().map(|view| view.names.len()).sum();
        let question = ctx.words.with(
            "forward-question",
            &[
                ("letters", &self.sheets.len()),
                ("names", &names),
                ("to", &self.to),
            ],
        );
        let mut confirm = Confirm::new(QUESTION, question);
        for view in self.sheets.iter().take(NAMED) {
            confirm = confirm.detail(ctx.words.with(
                "forward-letter",
                &[
                    ("no", &view.sheet.no.to_string()),
                    ("from", &view.letter.form.from),
                    ("names", &view.names.len()),
                ],
            ));
        }
        if self.sheets.len() > NAMED {
            let more = self.sheets.len() - NAMED;
            confirm = confirm.detail(ctx.words.with("forward-more", &[("count", &more)]));
        }
        let along = self
            .sheets
            .iter()
            .flat_map(|view| &view.names)
            .filter(|name| !self.chosen.contains(&name.no))
            .count();
        if along > 0 {
            confirm = confirm.detail(ctx.words.with("forward-along", &[("count", &along)]));
        }
        confirm
    }

    fn start(&mut self, ctx: &Ctx) -> Vec<Effect> {
        self.left = self
            .sheets
            .iter()
            .map(|view| Seen {
                id: view.sheet.no,
                revision: view.sheet.revision,
            })
            .collect();
        self.total = self.left.len();
        let mut effects = Vec::new();
        if self.total > AT_ONCE {
            let title = ctx.words.with("forward-running", &[("to", &self.to)]);
            let progress = Progress::new(STOP, title, self.total as u64);
            effects.push(Effect::open(progress));
        }
        effects.extend(self.next());
        effects
    }

    fn next(&mut self) -> Option<Effect> {
        let count = self.left.len().min(AT_ONCE);
        if count == 0 {
            return None;
        }
        let sheets: Vec<Seen<SheetNo>> = self.left.drain(..count).collect();
        let urgency = self
            .sheets
            .iter()
            .filter(|view| sheets.iter().any(|seen| seen.id == view.sheet.no))
            .map(|view| view.letter.form.urgency)
            .max();
        let slip = Slip {
            urgency: urgency.unwrap_or_default(),
            ..Slip::default()
        };
        let dispose = Command::Dispose {
            sheets,
            except: Vec::new(),
            slip,
            paper: None,
        };
        Some(acting::act(MOVED, dispose))
    }

    fn moved(&mut self, tell: &Tell, ctx: &Ctx) -> Vec<Effect> {
        let done = self.total - self.left.len();
        match tell {
            Tell::Done(_) if self.left.is_empty() || self.stopped => {
                let key = if self.left.is_empty() {
                    "forward-done"
                } else {
                    "forward-stopped"
                };
                let said = ctx.words.with(
                    key,
                    &[("done", &done), ("total", &self.total), ("to", &self.to)],
                );
                self.left.clear();
                vec![Effect::CloseAbove, Effect::done(said)]
            }
            Tell::Done(_) => {
                let progress = Input::Progress {
                    done: done as u64,
                    total: self.total as u64,
                };
                let next = self.next();
                std::iter::once(Effect::ToTop(progress))
                    .chain(next)
                    .collect()
            }
            Tell::Refused(refused) => {
                self.left.clear();
                vec![Effect::CloseAbove, Effect::error(ctx.refused(refused))]
            }
            _ => Vec::new(),
        }
    }
}
