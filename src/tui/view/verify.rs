//! Verifikasi: the queue, the checklist and the evidence, side by side where there is room, else a
//! page each; and everything that follows on a request until it is handed over [SOP 5-7].
//!
//! ```text
//! queue      rows of the verifier's list
//! checklist  who, findings, items with their marks
//! evidence   what lies there for the item under the cursor
//! staged     marks that are not saved yet
//! marking    v x - = on an item, and the one act that saves them
//! drawing    the parts on screen
//! papers     opening a document
//! ```

pub mod checklist;
mod drawing;
pub mod evidence;
mod marking;
mod papers;
pub mod queue;
pub mod staged;

#[cfg(test)]
mod tests;

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent};
use ratatui::layout::Rect;

use crate::domain::act::{ActKind, Command};
use crate::domain::checklist::ChecklistItem;
use crate::domain::ids::{RecordId, RequestNo};
use crate::tui::act::many::Chosen;
use crate::tui::act::subject::ForPortal;
use crate::tui::act::{self, Case};
use crate::tui::action::{Action, ActionSet};
use crate::tui::keymap::{Facts, Next};
use crate::tui::page::pane::{Listing, Moved, Pane};
use crate::tui::page::search::{Search, SearchEvent};
use crate::tui::panel::{Ctx, Draft, Effect, Input, Message, Panel, Part, PartId, Tag};
use crate::tui::place::Place;
use crate::tui::view::acting;
use crate::tui::view::message::MessagePanel;
use crate::tui::view::request::RequestDetail;
use crate::tui::widgets::text_view::TextView;
use crate::wire::message::List;
use crate::wire::view::RequestView;

use papers::Papers;
use queue::Item;
use staged::Staged;

/// Components.
const DETAIL: PartId = 1;
const PAPERS: PartId = 2;

/// Tags, behind those of the queue.
const QUEUE: Tag = 0;
const OPENED: Tag = QUEUE + Pane::<Item>::TAGS;
const MARK: Tag = OPENED + 1;
const PAPER: Tag = OPENED + 2;
const PHRASE: Tag = OPENED + 3;
const NOTE: Tag = OPENED + 4;
const REASON: Tag = OPENED + 5;
const SEARCH: Tag = OPENED + 6;

/// Where named filters of the queue are kept.
const FILTERS: &str = "filters-verification";

/// The queue as a list.
const LISTING: Listing<Item> = Listing {
    key: "verification",
    list: List::Verification,
    columns: queue::COLUMNS,
    row: queue::item,
    record: queue::record,
};

/// Which part has the keys; on a narrow screen it is the page that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Focus {
    Queue,
    Checklist,
    Evidence,
    /// Everything known of the request.
    Detail,
}

/// The verifier's page.
pub struct VerifyPanel {
    queue: Pane<Item>,
    search: Search,
    detail: Part<RequestDetail>,
    papers: Part<Papers>,
    focus: Focus,
    /// The item under the cursor.
    at: usize,
    staged: Staged,
    /// Marks of an earlier session that came before their record.
    recalled: Option<String>,
    /// What is being done to all that are selected.
    many: Option<Action>,
    /// The mark that a form is being filled for.
    asked: Option<crate::domain::policy::DocumentKey>,
    page: TextView,
}

impl Default for VerifyPanel {
    fn default() -> VerifyPanel {
        VerifyPanel {
            queue: Pane::new(LISTING, QUEUE),
            search: Search::new(FILTERS, SEARCH),
            detail: Part::new(DETAIL, RequestDetail::new()),
            papers: Part::new(PAPERS, Papers::default()),
            focus: Focus::Queue,
            at: 0,
            staged: Staged::default(),
            recalled: None,
            many: None,
            asked: None,
            page: TextView::default(),
        }
    }
}

/// What is done to the whole sheet has a tab of its own, and a document is opened from inside.
const ELSEWHERE: [Action; 3] = [Action::Forward, Action::Paper, Action::OpenFile];

impl VerifyPanel {
    /// The page of the tab.
    pub fn new() -> VerifyPanel {
        VerifyPanel::default()
    }

    fn view(&self) -> Option<&RequestView> {
        self.detail.view()
    }

    fn no(&self) -> Option<RequestNo> {
        self.view().map(|view| view.request.no)
    }

    /// Whether a request is being worked on, rather than chosen in the queue.
    fn inside(&self) -> bool {
        self.focus != Focus::Queue && self.view().is_some()
    }

    fn may(&self, act: ActKind) -> bool {
        self.view().is_some_and(|view| view.may.contains(&act))
    }

    fn allowed(&self) -> ActionSet {
        let here = ELSEWHERE.into_iter();
        let mut set = here.fold(self.detail.allowed(), ActionSet::without);
        set = set.with_if(self.queue.current().is_some(), Action::Portal);
        for action in [Action::Mark, Action::MarkAll] {
            set = set.with_if(self.focus == Focus::Queue, action);
        }
        if self.marked() > 0 {
            set = act::OF_MANY.into_iter().fold(set, ActionSet::with);
        }
        if self.inside() {
            let marks = self.may(ActKind::Mark);
            for action in [
                Action::Conforms,
                Action::Wrong,
                Action::Missing,
                Action::NotNeeded,
            ] {
                set = set.with_if(marks, action);
            }
            set = set
                .with(Action::OpenFile)
                .with_if(!self.staged.is_empty(), Action::Save)
                .with_if(!self.staged.is_empty(), Action::Undo);
        }
        set
    }

    /// The next step: marks that wait to be saved come before all else, once nothing is unjudged.
    fn next(&self) -> Option<Next> {
        let request = &self.view()?.request;
        if self.marked() > 0 && self.staged.is_empty() {
            return Some(Next::words("next-many"));
        }
        if !self.inside() || self.staged.is_empty() {
            return self.detail.next();
        }
        let waits = |item: &&ChecklistItem| item.waits(self.staged.verdict(item));
        Some(match request.checklist.iter().filter(waits).count() {
            0 => Next::step("next-unsaved", Action::Save).of(self.staged.count()),
            count => Next::step("next-unseen", Action::Conforms).of(count),
        })
    }

    /// The request under the cursor of the queue is the one shown, unless one is being worked on.
    fn follow(&mut self) -> Vec<Effect> {
        if self.focus != Focus::Queue {
            return Vec::new();
        }
        let no = self.queue.current().map(|item| item.0.row.no);
        self.detail.with(|detail| detail.show(no))
    }

    fn refresh(&mut self) -> Vec<Effect> {
        let mut effects = vec![self.queue.window.refresh()];
        effects.extend(self.detail.with(|detail| detail.refresh()));
        effects
    }

    /// Enter on a row: it is worked on from now.
    fn enter(&mut self) -> Vec<Effect> {
        let no = self.queue.current().map(|item| item.0.row.no);
        no.map_or_else(Vec::new, |no| self.work_on(no))
    }

    /// This request is worked on from now, whether it stands in the queue or not: a revocation may be
    /// sent before it is with the verifiers, and its document is opened here.
    fn work_on(&mut self, no: RequestNo) -> Vec<Effect> {
        let mut effects = self.detail.with(|detail| detail.show(Some(no)));
        self.focus = Focus::Checklist;
        self.at = 0;
        effects.extend(self.detail.with(|detail| detail.opened()));
        // The handling clock starts once, for the one whose turn it is; for others it is nothing.
        let open = Command::open(RecordId::Request(no));
        effects.push(acting::act(OPENED, open));
        if !self.staged.is_of(no) {
            (self.staged, self.recalled) = (Staged::of(no), None);
        }
        effects
    }

    fn leave(&mut self) -> Vec<Effect> {
        self.focus = Focus::Queue;
        let mut effects = self.detail.with(|detail| detail.left());
        effects.extend(self.follow());
        effects
    }

    /// Tab goes round the parts of the request.
    fn turn(&mut self, forward: bool) {
        const ROUND: [Focus; 3] = [Focus::Checklist, Focus::Evidence, Focus::Detail];
        if !self.inside() {
            return;
        }
        let at = ROUND.iter().position(|focus| *focus == self.focus);
        let at = at.unwrap_or(0);
        let next = if forward {
            at + 1
        } else {
            at + ROUND.len() - 1
        };
        self.focus = ROUND[next % ROUND.len()];
    }

    /// How many are selected.
    fn marked(&self) -> u64 {
        self.queue.list().marked_count()
    }

    /// The act of a key on all that are selected.
    fn act_on_many(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        self.many = Some(action);
        act::begin_many(action, Chosen::of(&self.queue), ctx)
    }

    /// It was done: what was sent or answered is selected no more; what was marked goes on.
    fn did_many(&mut self) -> Vec<Effect> {
        match self.many.take() {
            Some(Action::Save) => self.staged.clear(),
            Some(Action::Send | Action::Answer) => self.queue.window.list.clear_marks(),
            _ => {}
        }
        self.refresh()
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        if self.marked() > 0 && act::OF_MANY.contains(&action) {
            return self.act_on_many(action, ctx);
        }
        match action {
            Action::Back if self.focus == Focus::Queue => Vec::new(),
            Action::Back if self.focus == Focus::Checklist => self.leave(),
            Action::Back => {
                self.focus = Focus::Checklist;
                Vec::new()
            }
            Action::NextPanel => {
                if self.focus == Focus::Queue {
                    return self.enter();
                }
                self.turn(true);
                self.redraw(ctx);
                Vec::new()
            }
            Action::PrevPanel => {
                self.turn(false);
                self.redraw(ctx);
                Vec::new()
            }
            // The queue is searched and sorted in sight.
            Action::Find | Action::Filter | Action::Sort if self.focus != Focus::Queue => {
                let mut effects = self.leave();
                effects.extend(self.handle(Input::Act(action), ctx));
                effects
            }
            Action::Open if self.focus == Focus::Checklist => {
                self.focus = Focus::Evidence;
                self.redraw(ctx);
                Vec::new()
            }
            Action::Save => self.save(ctx),
            Action::Undo if self.inside() && self.unstage() => {
                self.redraw(ctx);
                Vec::new()
            }
            Action::Conforms | Action::Wrong | Action::Missing | Action::NotNeeded => {
                self.mark(action, ctx)
            }
            Action::Portal => {
                let case = Case::of(ForPortal::default());
                act::begin(action, case, ctx).unwrap_or_default()
            }
            Action::Copy => self.detail.with(|detail| detail.copy(ctx)),
            Action::OpenFile => self.open_document(ctx),
            Action::Accept | Action::Send | Action::Answer | Action::HandOver | Action::Return => {
                self.decide(action, ctx)
            }
            _ if self.moves(action) => {
                self.redraw(ctx);
                self.follow()
            }
            _ => self.on_queue_or_record(action, ctx),
        }
    }

    fn on_queue_or_record(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        if self.focus == Focus::Queue {
            match self.queue.act(action, ctx) {
                Some(Moved::Opened) => return self.enter(),
                Some(Moved::To(mut effects)) => {
                    effects.extend(self.follow());
                    return effects;
                }
                None => {}
            }
        }
        let aimed = self.item().map(|item| item.document);
        let aimed = aimed.filter(|_| self.inside());
        self.detail.state().aim(aimed);
        crate::tui::view::bsre::record_act(&mut self.detail, action, ctx)
    }

    /// Moves inside the request; tells whether the action was one of moving.
    fn moves(&mut self, action: Action) -> bool {
        let items = self.view().map_or(0, |view| view.request.checklist.len());
        let last = items.saturating_sub(1);
        match (self.focus, action) {
            (Focus::Queue, _) => false,
            (Focus::Checklist, Action::Up) | (_, Action::Previous) => {
                self.at = self.at.saturating_sub(1);
                true
            }
            (Focus::Checklist, Action::Down) | (_, Action::Next) => {
                self.at = (self.at + 1).min(last);
                true
            }
            (Focus::Checklist, Action::Top) => {
                self.at = 0;
                true
            }
            (Focus::Checklist, Action::Bottom) => {
                self.at = last;
                true
            }
            (Focus::Evidence, action) => self.page.handle(action),
            (Focus::Detail, action) => self.detail.state().scroll(action),
            _ => false,
        }
    }

    /// Deciding acts wait for the marks to be saved: the desk judges what is saved.
    fn decide(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        if !self.staged.is_empty() && self.no().is_some_and(|no| self.staged.is_of(no)) {
            return vec![Effect::error(ctx.get("check-save-first"))];
        }
        let Some(view) = self.detail.view() else {
            return vec![Effect::error(ctx.get("office-not-loaded"))];
        };
        if action == Action::HandOver {
            return vec![Effect::open(MessagePanel::new(view.clone(), ctx))];
        }
        if action == Action::Send
            && let Some(first) = marking::first_block(view)
        {
            self.at = first;
            self.focus = Focus::Checklist;
        }
        let act = |detail: &mut RequestDetail| detail.act(action, ctx).unwrap_or_default();
        let effects = self.detail.with(act);
        self.redraw(ctx);
        effects
    }

    /// A key that means nothing here says why.
    fn in_vain(&self, key: &KeyEvent, ctx: &Ctx) -> Vec<Effect> {
        let said = self.detail.why(key, Place::Verify, ctx);
        let marks = matches!(key.code, KeyCode::Char('v' | 'x' | '-' | '='));
        if said.is_empty() && marks && !self.inside() && self.may(ActKind::Mark) {
            return vec![Effect::Say(Message::info(ctx.get("check-open-first")))];
        }
        said
    }

    /// Writes the evidence page anew.
    fn redraw(&mut self, ctx: &Ctx) {
        let Some(view) = self.detail.view() else {
            return;
        };
        let policy = ctx.policy();
        if let Some(item) = view.request.checklist.get(self.at) {
            let page = evidence::page(view, item, &self.staged, policy, ctx);
            self.page.set(page);
        }
    }

    /// What belongs to the search of the queue.
    ///
    /// # Errors
    /// The input itself, where it was for somebody else.
    fn search(&mut self, input: Input, ctx: &Ctx) -> Result<Vec<Effect>, Input> {
        if self.focus != Focus::Queue && matches!(input, Input::Act(_)) {
            return Err(input);
        }
        match self.search.handle(input, ctx) {
            SearchEvent::Ignored(input) => Err(input),
            SearchEvent::Did(effects) => Ok(effects),
            SearchEvent::Filter(text) => Ok(vec![self.queue.filter(&text)]),
            SearchEvent::Compose => {
                self.search.open();
                Ok(Vec::new())
            }
        }
    }

    /// What became of a document that is being opened; once the look is recorded, the desk tells
    /// what is still to be opened.
    fn opened(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        let before = self.papers.state().looks();
        let mut effects = self.papers.with(|papers| papers.handle(input, ctx));
        if self.papers.state().looks() > before {
            effects.extend(self.detail.with(|detail| detail.refresh()));
        }
        effects
    }

    /// The record that the detail asked for, and what follows from it.
    fn detailed(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        let mut effects = self.detail.with(|detail| detail.handle(input, ctx));
        if let Some(view) = self.detail.view() {
            let last = view.request.checklist.len().saturating_sub(1);
            self.at = self.at.min(last);
        }
        self.redraw(ctx);
        if self.detail.view().is_some()
            && let Some(text) = self.recalled.take()
        {
            effects.extend(self.take_draft(&text, ctx));
        }
        effects
    }

    /// Answers of the desk and of layers, each to whom it belongs.
    fn receive(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        let input = match self.queue.take(input) {
            Ok(mut effects) => {
                effects.extend(self.follow());
                return effects;
            }
            Err(input) => input,
        };
        match input {
            Input::Told {
                tag: MARK, tell, ..
            } => self.saved(*tell, ctx),
            Input::Answered { tag: act::DONE, .. } => self.did_many(),
            Input::Answered { tag, answer } => {
                let effects = self.answered(tag, answer, ctx);
                self.redraw(ctx);
                effects
            }
            _ => Vec::new(),
        }
    }
}

impl Panel for VerifyPanel {
    fn place(&self) -> Place {
        Place::Verify
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        Facts {
            row: self.view().is_some() || self.queue.current().is_some(),
            opened: matches!(self.focus, Focus::Evidence | Focus::Detail),
            marked: usize::try_from(self.marked()).unwrap_or(usize::MAX),
            allowed: self.allowed(),
            typing: self.search.typing(),
            next: self.next(),
            ..Facts::new(Place::Verify)
        }
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        self.draw(area, buf, ctx);
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        let input = match self.search(input, ctx) {
            Ok(effects) => return effects,
            Err(input) => input,
        };
        match input {
            Input::Act(action) => self.act(action, ctx),
            Input::Shown(area) | Input::Area(area) => {
                self.queue.fit(area);
                let mut effects: Vec<Effect> = self.queue.adopt(ctx).into_iter().collect();
                effects.extend(self.refresh());
                effects
            }
            Input::Changed(_) | Input::Reconnected => self.refresh(),
            Input::Office => {
                self.detail.state().dress(ctx);
                self.redraw(ctx);
                Vec::new()
            }
            Input::Within(DETAIL, input) => self.detailed(*input, ctx),
            Input::Within(PAPERS, input) => self.opened(*input, ctx),
            Input::Seek(record) => {
                let mut effects = if self.inside() {
                    self.leave()
                } else {
                    Vec::new()
                };
                effects.push(self.queue.window.seek(record));
                if let RecordId::Request(no) = record {
                    effects.extend(self.work_on(no));
                }
                effects
            }
            Input::Draft(text) => self.take_draft(&text, ctx),
            Input::Key(key) => self.in_vain(&key, ctx),
            Input::Paste(_) | Input::Minute => Vec::new(),
            other => self.receive(other, ctx),
        }
    }

    fn draft(&self) -> Option<Draft> {
        let mut draft = self.staged.draft()?;
        draft.text = self.recalled.clone().or(draft.text);
        Some(draft)
    }
}
