//! The keys' acts on the request shown. Most are acts of [`crate::tui::act`]; taking and leaving a
//! request, its history and the look at its NIK are done at once.

use super::detail::RequestDetail;
use super::service_desk::ServiceDesk;
use crate::domain::act::{ActKind, Command};
use crate::domain::ids::RecordId;
use crate::text::history as words_of_history;
use crate::text::request as words_of;
use crate::tui::act::{self, Case};
use crate::tui::action::Action;
use crate::tui::layers::confirm::Confirm;
use crate::tui::layers::text_layer::TextLayer;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Message, Tag};
use crate::tui::theme::Role;
use crate::tui::view::acting;
use crate::tui::view::letter_form::{About, LetterForm};
use crate::tui::widgets::text_view::Paragraph;
use crate::wire::message::{Ask, Done, Tell};
use crate::wire::view::{HistoryRow, RequestView};

/// Tags of acts, behind those of the record.
pub(super) const REVEAL: Tag = 8;
const DONE: Tag = 9;
const HISTORY: Tag = 10;
const NIK: Tag = 11;

/// Lines of history asked for at once.
const TOLD: u16 = 200;

impl RequestDetail {
    /// Begins an act on the request shown; `None` where it is not one of a request.
    pub fn act(&mut self, action: Action, ctx: &Ctx) -> Option<Vec<Effect>> {
        let view = self.view()?;
        let no = view.request.no;
        if action == Action::History {
            let ask = Ask::History {
                record: RecordId::Request(no),
                from: 0,
                count: TOLD,
            };
            return Some(vec![Effect::ask(HISTORY, ask)]);
        }
        if action == Action::Copy {
            return Some(self.copy(ctx));
        }
        if !self.allowed().has(action) {
            return None;
        }
        match action {
            Action::FollowUp => {
                let form = LetterForm::about(About::Request(no));
                Some(vec![Effect::open(form)])
            }
            Action::Claim => Some(vec![acting::act(DONE, claim(view))]),
            Action::Message => {
                let letter = ServiceDesk::of(view, ctx);
                Some(letter.map(Effect::open).into_iter().collect())
            }
            Action::Reveal => {
                let args: &[(&str, &dyn crate::text::Arg)] = &[
                    ("no", &no.to_string()),
                    ("name", &view.request.identity.name),
                ];
                let question = ctx.words.with("ask-reveal", args);
                Some(vec![Effect::open(Confirm::new(REVEAL, question))])
            }
            _ => {
                let case = Case {
                    nik: self.whole_nik().map(str::to_owned),
                    aimed: self.aimed().filter(|_| action == Action::AddFile),
                    ..Case::of(view.clone())
                };
                act::begin(action, case, ctx)
            }
        }
    }

    /// Takes answers to the question and to what is done at once.
    pub(super) fn take_act(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Answered {
                tag: REVEAL,
                answer: Answer::Yes,
            } => {
                let id = acting::new_id();
                let request = self.view().map(|view| view.request.no);
                let ask = request.map(|request| Ask::Reveal { id, request });
                ask.map(|ask| Effect::ask(NIK, ask)).into_iter().collect()
            }
            Input::Told { tag, tell, .. } => match (tag, *tell) {
                (DONE, Tell::Done(done)) => self.claimed(&done, ctx),
                (HISTORY, Tell::History { rows, .. }) => self.history(&rows, ctx),
                (NIK, Tell::Nik(nik)) => {
                    self.show_nik(nik, ctx);
                    vec![Effect::Say(Message::info(ctx.get("nik-shown")))]
                }
                (_, Tell::Refused(refused)) => {
                    let said = Effect::error(ctx.refused(&refused));
                    std::iter::once(said).chain(self.refresh()).collect()
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    fn claimed(&self, done: &Done, ctx: &Ctx) -> Vec<Effect> {
        let Some(view) = self.view() else {
            return Vec::new();
        };
        let act = match claim(view) {
            Command::Claim { .. } => ActKind::Claim,
            _ => ActKind::Release,
        };
        let said = match done.is_nothing() {
            true => acting::nothing(ctx),
            false => Effect::done(act::recorded(act, view, ctx)),
        };
        std::iter::once(said).chain(self.refresh()).collect()
    }

    fn history(&self, rows: &[HistoryRow], ctx: &Ctx) -> Vec<Effect> {
        let no = self.wanted().map(|no| no.to_string()).unwrap_or_default();
        let title = format!("{} · {no}", ctx.get("action-history"));
        vec![Effect::open(TextLayer::new(title, history(rows, ctx)))]
    }
}

/// Takes a request that is free, else lets it go. Both stay inside and can be taken back, so that
/// nothing is asked.
fn claim(view: &RequestView) -> Command {
    let requests = vec![act::seen(view)];
    let free = view.may.contains(&ActKind::Claim) && view.request.claimed.is_none();
    if free {
        Command::Claim { requests }
    } else {
        Command::Release { requests }
    }
}

/// A record's history as paragraphs, newest first.
pub fn history(rows: &[HistoryRow], ctx: &Ctx) -> Vec<Paragraph> {
    let mut out = Vec::new();
    if rows.is_empty() {
        out.push(Paragraph::of(Role::Dim, ctx.get("history-empty")));
    }
    for row in rows {
        let when = ctx.words.moment_near(row.at, ctx.now);
        let post = words_of_history::post(ctx.words, "position-short", row.position, row.capacity);
        let post = post.map(|post| format!(" ({post})")).unwrap_or_default();
        let who = format!("{}{post}", row.officer);
        out.push(Paragraph::of(Role::Dim, format!("{when}  {who}")));
        let mut said = words_of_history::sentence(ctx.words, &row.event, &row.facts);
        if !matches!(row.record, RecordId::Request(_)) {
            said = format!("{}: {said}", words_of::record(ctx.words, row.record));
        }
        if let Some(stated) = row.stated {
            let when = ctx.words.moment_near(stated, ctx.now);
            let stated = ctx.words.with("history-stated", &[("when", &when)]);
            said = format!("{said} · {stated}");
        }
        out.push(Paragraph::plain(format!("  {said}")));
    }
    out
}
