//! Marks on the item under the cursor: `v` conforms, `x` wrong, `-` missing, `=` not needed; staged
//! until Ctrl-S saves all of them as one act.

use crate::domain::checklist::{ChecklistItem, Evidence, Verdict};
use crate::domain::ids::RecordId;
use crate::domain::policy::DocumentKey;
use crate::domain::refusal::{Block, Refusal};
use crate::text::request as words_of;
use crate::tui::act::many::{self, Chosen};
use crate::tui::act::mark::MarkAll;
use crate::tui::action::Action;
use crate::tui::layers::choose::Choose;
use crate::tui::layers::confirm::Confirm;
use crate::tui::layers::form_layer::FormLayer;
use crate::tui::panel::{Answer, Ctx, Effect, Message, Tag};
use crate::tui::view::acting;
use crate::tui::view::bsre::Values;
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::message::Tell;
use crate::wire::view::RequestView;

use super::staged::{Ground, Staged, ground};
use super::{Focus, MARK, NOTE, PAPER, PHRASE, REASON, VerifyPanel};

/// The choice of a note instead of a phrase.
const OWN_WORDS: &str = "-";

/// The first item that keeps a request from being sent.
pub(super) fn first_block(view: &RequestView) -> Option<usize> {
    let items = &view.request.checklist;
    let blocked = |item: &ChecklistItem| view.blocks.contains(&Block::Item(item.document));
    items.iter().position(blocked)
}

impl VerifyPanel {
    pub(super) fn item(&self) -> Option<&ChecklistItem> {
        self.view()?.request.checklist.get(self.at)
    }

    /// A key of a mark on the item under the cursor.
    pub(super) fn mark(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        let (Some(item), Some(policy)) = (self.item(), ctx.policy()) else {
            return vec![Effect::error(ctx.get("office-not-loaded"))];
        };
        let (document, ground) = (item.document, ground(item, policy));
        let name = words_of::document(ctx.words, Some(policy), document);
        match action {
            Action::Conforms => match ground {
                Ground::Is(Some(on)) if self.unopened(document, &on) => self.open_first(&name, ctx),
                Ground::Is(on) => self.stage(document, Verdict::Conforms, on, ctx),
                Ground::AskPaper => {
                    self.asked = Some(document);
                    let asked = ctx.words.with("check-ask-paper", &[("document", &name)]);
                    vec![Effect::open(Confirm::new(PAPER, asked))]
                }
                Ground::Nothing => {
                    let said = ctx.words.with("check-no-evidence", &[("document", &name)]);
                    vec![Effect::error(said)]
                }
            },
            Action::Missing => self.stage(document, Verdict::Missing, None, ctx),
            Action::Wrong => {
                let phrases = self.phrases(document, ctx);
                self.asked = Some(document);
                let title = ctx
                    .words
                    .with("check-choose-defect", &[("document", &name)]);
                vec![Effect::open(Choose::new(PHRASE, title, phrases))]
            }
            _ => {
                self.asked = Some(document);
                self.ask_words(REASON, "check-form-not-needed", "reason", &name, ctx)
            }
        }
    }

    /// Whether this officer has yet to open what lies there before it can conform [R7.13].
    fn unopened(&mut self, document: DocumentKey, on: &Evidence) -> bool {
        let Some(view) = self.detail.view() else {
            return false;
        };
        let no = view.request.no;
        view.to_open.contains(&document) && !self.papers.state().has_opened(no, document, on)
    }

    /// The first `v` opens what lies there and marks nothing.
    fn open_first(&mut self, name: &str, ctx: &Ctx) -> Vec<Effect> {
        let mut effects = self.open_document(ctx);
        let said = ctx.words.with("check-look-first", &[("document", &name)]);
        effects.push(Effect::Say(Message::info(said)));
        effects
    }

    /// The policy's phrases for a document, and one's own words.
    fn phrases(&self, document: DocumentKey, ctx: &Ctx) -> Vec<Choice> {
        let language = words_of::policy_language(ctx.words);
        let rules = ctx
            .policy()
            .and_then(|policy| policy.documents.get(&document));
        let phrases = rules.map_or(&[][..], |rules| &rules.defects);
        let mut options: Vec<Choice> = phrases
            .iter()
            .map(|phrase| Choice::new(phrase.code.clone(), phrase.text.in_language(language)))
            .collect();
        options.push(Choice::new(OWN_WORDS, ctx.get("check-own-words")));
        options
    }

    fn ask_words(
        &self,
        tag: Tag,
        title: &str,
        field: &'static str,
        document: &str,
        ctx: &Ctx,
    ) -> Vec<Effect> {
        let title = ctx.words.with(title, &[("document", &document)]);
        let label = if field == "note" {
            "field-note"
        } else {
            "field-reason"
        };
        let form = Form::new(title).with(Entry::note(field, label, 3, "").required());
        let record = self.no().map(|no| no.to_string()).unwrap_or_default();
        let about = self.asked.map_or("", |document| document.as_str());
        let key = format!("mark-{record}-{about}-{field}");
        vec![Effect::open(FormLayer::new(tag, key, form))]
    }

    /// Sets a mark and shows the next item that was not judged yet.
    fn stage(
        &mut self,
        document: DocumentKey,
        verdict: Verdict,
        on: Option<Evidence>,
        ctx: &Ctx,
    ) -> Vec<Effect> {
        let Some(no) = self.no() else {
            return Vec::new();
        };
        if !self.staged.is_of(no) {
            self.staged = Staged::of(no);
        }
        self.staged.set(document, verdict, on);
        let next = self
            .view()
            .and_then(|view| self.staged.next_unseen(&view.request.checklist, self.at));
        let mut effects = Vec::new();
        match next {
            Some(next) => self.at = next,
            None => {
                let count = self.staged.count();
                let said = ctx.words.with("check-all-marked", &[("count", &count)]);
                effects.push(Effect::Say(Message::info(said)));
            }
        }
        self.redraw(ctx);
        effects
    }

    /// Takes the mark of the item under the cursor back; `false` where none waits.
    pub(super) fn unstage(&mut self) -> bool {
        let document = self.item().map(|item| item.document);
        document.is_some_and(|document| self.staged.remove(document))
    }

    /// Answers to the questions about a mark.
    pub(super) fn answered(&mut self, tag: Tag, answer: Answer, ctx: &Ctx) -> Vec<Effect> {
        let Some(document) = self.asked else {
            return Vec::new();
        };
        let mut effects = match (tag, answer) {
            (PAPER, Answer::Yes) => {
                return self.stage(document, Verdict::Conforms, Some(Evidence::Paper), ctx);
            }
            (PHRASE, Answer::Chosen(code)) if code == OWN_WORDS => {
                let name = words_of::document(ctx.words, ctx.policy(), document);
                return self.ask_words(NOTE, "check-form-wrong", "note", &name, ctx);
            }
            (PHRASE, Answer::Chosen(code)) => {
                let verdict = Verdict::Wrong {
                    code,
                    note: String::new(),
                };
                return self.stage(document, verdict, None, ctx);
            }
            (NOTE, Answer::Fields(fields)) => {
                let verdict = Verdict::Wrong {
                    code: String::new(),
                    note: Values(fields).get("note").to_owned(),
                };
                self.stage(document, verdict, None, ctx)
            }
            (REASON, Answer::Fields(fields)) => {
                let verdict = Verdict::NotNeeded {
                    reason: Values(fields).get("reason").to_owned(),
                };
                self.stage(document, verdict, None, ctx)
            }
            _ => return Vec::new(),
        };
        effects.insert(0, Effect::CloseAbove);
        effects
    }

    /// Ctrl-S: all marks as one act.
    pub(super) fn save(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let Some(view) = self.view() else {
            return Vec::new();
        };
        if self.staged.is_empty() || !self.staged.is_of(view.request.no) {
            return vec![Effect::Say(Message::info(ctx.get("check-nothing-staged")))];
        }
        if self.marked() > 0 {
            return self.save_for_many(ctx);
        }
        vec![acting::act(MARK, self.staged.command(&view.request))]
    }

    /// The marks of the name that is shown, for all that are selected.
    fn save_for_many(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let Some(view) = self.view() else {
            return Vec::new();
        };
        let no = view.request.no;
        let marks = self.staged.same(&view.request);
        self.many = Some(Action::Save);
        let chosen = Chosen::of(&self.queue).and(no);
        many::begin(&MarkAll, Action::Save, chosen, marks, ctx)
    }

    /// The desk's word on the marks; refused, they stay.
    pub(super) fn saved(&mut self, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        match tell {
            Tell::Done(_) => {
                let count = self.staged.count();
                self.staged.clear();
                let said = ctx.words.with("check-marks-saved", &[("count", &count)]);
                // What asked for this is mended.
                let mended = Effect::Unsay(ctx.get("check-save-first"));
                let mut effects = vec![Effect::done(said), mended];
                effects.extend(self.refresh());
                effects
            }
            Tell::Refused(refused) => self.refused(&refused, ctx),
            _ => Vec::new(),
        }
    }

    fn refused(&mut self, refused: &Refusal, ctx: &Ctx) -> Vec<Effect> {
        let mut effects = vec![Effect::error(ctx.refused(refused))];
        if let Refusal::EvidenceNeeded(document) | Refusal::LookFirst { document, .. } = refused {
            let at = self.view().and_then(|view| {
                let items = &view.request.checklist;
                items.iter().position(|item| item.document == *document)
            });
            self.at = at.unwrap_or(self.at);
            self.focus = Focus::Checklist;
        }
        if let Refusal::LookFirst { .. }
        | Refusal::MovedOn {
            record: RecordId::Request(_),
            ..
        } = refused
        {
            effects.extend(self.detail.with(|detail| detail.refresh()));
        }
        effects
    }

    /// Marks that an earlier session left unsaved.
    pub(super) fn take_draft(&mut self, text: &str, ctx: &Ctx) -> Vec<Effect> {
        let Some(view) = self.detail.view() else {
            // The record comes later than its draft: it is asked for again then.
            self.recalled = Some(text.to_owned());
            return Vec::new();
        };
        let no = view.request.no;
        if !self.staged.is_of(no) {
            self.staged = Staged::of(no);
        }
        let count = self.staged.take_draft(text, &view.request);
        self.redraw(ctx);
        match count {
            0 => Vec::new(),
            count => {
                let said = ctx.words.with("check-draft-back", &[("count", &count)]);
                vec![Effect::Say(Message::info(said))]
            }
        }
    }
}
