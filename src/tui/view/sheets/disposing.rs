//! The slip of an opened sheet: it goes to its act, and what is not sent yet is kept as a draft.

use crate::domain::act::{Exception, Seen};
use crate::domain::ids::{RecordId, RequestNo};
use crate::domain::refusal::Refusal;
use crate::tui::act::subject::{Disposal, Sheets};
use crate::tui::act::{self, Case};
use crate::tui::action::Action;
use crate::tui::panel::{Answer, Ctx, Effect, Input};
use crate::tui::view::bsre::Values;
use crate::tui::widgets::form::{Form, FormEvent};

use super::sheet::{Focus, SheetPanel};
use super::slip;

impl SheetPanel {
    /// Ctrl-S: what will happen, by name and number.
    pub(super) fn confirm(&mut self, ctx: &Ctx) -> Vec<Effect> {
        if !self.disposes() {
            return vec![Effect::error(self.not_your_turn(ctx))];
        }
        let Some(form) = &mut self.slip else {
            return vec![Effect::error(ctx.get("office-not-loaded"))];
        };
        match form.handle(&Input::Act(Action::Save), ctx) {
            FormEvent::Save => {}
            _ => {
                self.focus = Focus::Slip;
                return Vec::new();
            }
        }
        let Some(slip) = self.values(ctx).map(|values| slip::slip(&values)) else {
            return Vec::new();
        };
        let disposal = Disposal {
            sheets: Sheets::of(self.lines.clone()),
            slip,
            travelling: self.travelling(),
            except: self
                .except
                .iter()
                .map(|name| self.excepted_as(name))
                .collect(),
        };
        let begun = act::begin(Action::Forward, Case::of(disposal), ctx);
        begun.unwrap_or_default()
    }

    /// A name that stays behind, as it is seen now.
    fn excepted_as(
        &self,
        (no, exception): (&RequestNo, &Exception),
    ) -> (Seen<RequestNo>, String, Exception) {
        let mut names = self.view.iter().flat_map(|view| &view.names);
        let name = names.find(|name| name.no == *no);
        let seen = Seen {
            id: *no,
            revision: name.map_or(0, |name| name.revision),
        };
        let name = name.map_or_else(|| no.to_string(), |name| name.name.clone());
        (seen, name, exception.clone())
    }

    /// Why nothing can be disposed here: somebody was first, or it is another one's turn.
    fn not_your_turn(&self, ctx: &Ctx) -> String {
        match (&self.news, self.no()) {
            (Some(news), Some(no)) => {
                let moved = Refusal::MovedOn {
                    record: RecordId::Sheet(no),
                    by: news.by,
                    at: news.at,
                    what: news.what.clone(),
                };
                ctx.refused(&moved)
            }
            _ => ctx.get("sheet-not-your-turn"),
        }
    }

    fn values(&self, ctx: &Ctx) -> Option<Values> {
        self.slip.as_ref().map(|form| Values(form.values(ctx)))
    }

    /// The sheets went on: nothing is written any more.
    pub(super) fn went_on(&mut self) -> Vec<Effect> {
        (self.slip, self.recalled, self.changed) = (None, None, false);
        let mut effects = vec![Effect::Answer {
            tag: act::DONE,
            answer: Answer::Yes,
        }];
        effects.extend(self.leave());
        effects
    }

    /// What was written stays, with what the desk said under its field; the next Ctrl-S names what
    /// is seen now.
    pub(super) fn refused(&mut self, said: &[(String, String)]) -> Vec<Effect> {
        if let Some(form) = &mut self.slip {
            form.set_errors(said);
        }
        self.ask()
    }

    /// What is written so far, with the names excepted.
    pub(super) fn written(&self) -> Option<String> {
        let slip = self.slip.as_ref().and_then(Form::draft);
        if slip.is_none() && !self.changed {
            return None;
        }
        let except: Vec<_> = self.except.iter().collect();
        serde_json::to_string(&(slip, except)).ok()
    }

    pub(super) fn take_draft(&mut self, text: &str) {
        type Kept = (Option<String>, Vec<(RequestNo, Exception)>);
        let Ok((slip, except)) = serde_json::from_str::<Kept>(text) else {
            return;
        };
        if let (Some(kept), Some(form)) = (slip, &mut self.slip) {
            form.take_draft(&kept);
        }
        let known: Vec<RequestNo> = self.names.rows().iter().map(|name| name.0.no).collect();
        for (no, exception) in except {
            if known.contains(&no) {
                self.except.entry(no).or_insert(exception);
            }
        }
    }
}
