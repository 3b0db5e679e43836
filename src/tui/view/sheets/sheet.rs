//! The opened sheet: head, names, parafs and times at the left, the official's slip at the right;
//! on a narrow screen a page each. Ctrl-S asks, naming what will happen, and disposes. Several
//! sheets at once share one slip and one act.

use std::collections::BTreeMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::act::{ActKind, Command, Exception};
use crate::domain::ids::{RecordId, RequestNo, SheetNo};
use crate::domain::office::Position;
use crate::tui::act::subject::Sheets;
use crate::tui::act::{self, Case};
use crate::tui::action::{Action, ActionSet};
use crate::tui::keymap::{Facts, Next};
use crate::tui::layers::form_layer::FormLayer;
use crate::tui::panel::{Answer, Ctx, Draft, Effect, Input, Message, Panel, Part, PartId, Tag};
use crate::tui::place::Place;
use crate::tui::view::bsre::Values;
use crate::tui::view::request::RequestDetail;
use crate::tui::view::{acting, news};
use crate::tui::widgets::form::Form;
use crate::tui::widgets::list::{List, ListEvent};
use crate::wire::message::{Ask, Tell};
use crate::wire::view::{Latest, Row, SheetLine, SheetName, SheetView};

use super::names::Name;
use super::{board, except, slip};

/// Components.
const DETAIL: PartId = 1;

const SHEET: Tag = 1;
const OPENED: Tag = 2;
const LOOKING: Tag = 3;
const EXCEPT: Tag = 4;
const LINES: Tag = 8;

/// Which part has the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Focus {
    Names,
    Slip,
    /// One name in full.
    Detail,
}

/// One sheet, or several that lie at the same position.
pub struct SheetPanel {
    pub(super) lines: Vec<SheetLine>,
    pub(super) view: Option<Box<SheetView>>,
    pub(super) names: List<Name>,
    pub(super) except: BTreeMap<RequestNo, Exception>,
    pub(super) detail: Part<RequestDetail>,
    pub(super) slip: Option<Form>,
    pub(super) focus: Focus,
    pub(super) error: String,
    /// The name that the exception's form is for.
    asked: Option<RequestNo>,
    pub(super) recalled: Option<String>,
    pub(super) changed: bool,
    /// What somebody else did while the sheet was open here.
    pub(super) news: Option<Latest>,
}

impl SheetPanel {
    /// Opens these sheets; the first is the one shown.
    pub fn new(lines: Vec<SheetLine>) -> SheetPanel {
        SheetPanel {
            lines,
            view: None,
            names: List::new(),
            except: BTreeMap::new(),
            detail: Part::new(DETAIL, RequestDetail::new()),
            slip: None,
            focus: Focus::Names,
            error: String::new(),
            asked: None,
            recalled: None,
            changed: false,
            news: None,
        }
    }

    pub(super) fn no(&self) -> Option<SheetNo> {
        self.lines.first().map(|line| line.row.no)
    }

    /// Several at once: no name is excepted then.
    pub(super) fn many(&self) -> bool {
        self.lines.len() > 1
    }

    /// From whose desk it goes.
    pub(super) fn from(&self) -> Option<Position> {
        match &self.view {
            Some(view) => view.sheet.stage.position(),
            None => self.lines.first()?.row.position(),
        }
    }

    /// To whom it goes.
    pub(super) fn to(&self, ctx: &Ctx) -> Option<String> {
        Sheets::of(self.lines.clone()).to(ctx)
    }

    fn may(&self, act: ActKind) -> bool {
        self.view
            .as_ref()
            .is_some_and(|view| view.may.contains(&act))
    }

    /// Whether the slip can be written: it is this person's turn.
    pub(super) fn disposes(&self) -> bool {
        self.may(ActKind::Dispose)
    }

    pub(super) fn ask(&self) -> Vec<Effect> {
        // One is shown; of the others the row of the list tells all that the act needs.
        let shown = self.no().map(|no| Effect::ask(SHEET, Ask::Sheet(no)));
        let rows = self
            .many()
            .then(|| Effect::ask(LINES, rows_of(&self.lines)));
        shown.into_iter().chain(rows).collect()
    }

    /// The sheet is on screen: others see it, and its handling clock starts for the one whose turn
    /// it is.
    fn opened(&self) -> Vec<Effect> {
        let Some(no) = self.no() else {
            return Vec::new();
        };
        let record = Some(RecordId::Sheet(no));
        let mut effects = vec![Effect::ask(LOOKING, Ask::Looking { record })];
        let records = self.lines.iter().map(|line| RecordId::Sheet(line.row.no));
        let records = records.collect();
        effects.push(acting::act(OPENED, Command::Open { records }));
        effects.extend(self.ask());
        effects
    }

    fn draft_key(&self) -> String {
        match (self.no(), self.many()) {
            (Some(no), false) => format!("sheet/{no}"),
            _ => "sheet/many".to_owned(),
        }
    }

    pub(super) fn leave(&self) -> Vec<Effect> {
        let record = None;
        vec![Effect::ask(LOOKING, Ask::Looking { record }), Effect::Close]
    }

    fn sheet(&mut self, view: Box<SheetView>, ctx: &Ctx) -> Vec<Effect> {
        let no = view.sheet.no;
        let Some(line) = self.lines.first_mut().filter(|line| line.row.no == no) else {
            return Vec::new();
        };
        // The row of the list may be older than the sheet.
        (line.row.revision, line.row.stage) = (view.sheet.revision, view.sheet.stage);
        self.error.clear();
        let (record, revision) = (RecordId::Sheet(no), view.sheet.revision);
        let before = self.view.as_ref().map(|view| view.sheet.revision);
        if before.is_some_and(|before| before < revision) {
            self.news = news::of(record, revision, view.latest.as_ref(), ctx);
        }
        let rows = view.names.iter().map(|name| Name(name.clone())).collect();
        self.names.fill_all(rows);
        self.view = Some(view);
        self.dress(ctx);
        self.follow()
    }

    /// The sheets as the list has them now; one that is gone stays as it was seen.
    fn renew(&mut self, rows: Vec<Row>) {
        let found = rows.into_iter().filter_map(board::item);
        let mut found: BTreeMap<_, _> = found.map(|item| (item.0.row.no, item.0)).collect();
        for line in &mut self.lines {
            if let Some(now) = found.remove(&line.row.no) {
                *line = now;
            }
        }
    }

    /// The slip is made once sheet and office are there; a draft is put into it then.
    fn dress(&mut self, ctx: &Ctx) {
        let (Some(view), Some(office), Some(from)) = (&self.view, ctx.office, self.from()) else {
            return;
        };
        if self.slip.is_none() {
            let before = view.sheet.lines.last().map(|line| line.slip.urgency);
            let urgency = before.unwrap_or(view.letter.form.urgency);
            self.slip = Some(slip::form(from, urgency, office, ctx));
        }
        if let Some(text) = self.recalled.take() {
            self.take_draft(&text);
        }
    }

    /// The name under the cursor is the one whose times and rights are shown.
    fn follow(&mut self) -> Vec<Effect> {
        if self.many() {
            return Vec::new();
        }
        let no = self.names.current().map(|name| name.0.no);
        self.detail.with(|detail| detail.show(no))
    }

    pub(super) fn current(&self) -> Option<&SheetName> {
        self.names.current().map(|name| &name.0)
    }

    /// Names that still travel on the sheet.
    pub(super) fn travelling(&self) -> usize {
        let going = |name: &&SheetName| name.stage.goes_along();
        match &self.view {
            Some(view) if !self.many() => view.names.iter().filter(going).count(),
            _ => self
                .lines
                .iter()
                .map(|line| usize::from(line.row.names))
                .sum(),
        }
    }

    /// Space on a name: it is excepted, or goes along again.
    fn toggle(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let (Some(office), Some(from)) = (ctx.office, self.from()) else {
            return Vec::new();
        };
        let Some(name) = self.current().cloned() else {
            return Vec::new();
        };
        if !self.disposes() || self.many() || from == Position::Agendaris {
            return vec![Effect::Say(Message::info(ctx.get("sheet-no-except")))];
        }
        if self.except.remove(&name.no).is_some() {
            self.changed = true;
            return Vec::new();
        }
        if !name.stage.goes_along() {
            return vec![Effect::Say(Message::info(ctx.get("sheet-not-travelling")))];
        }
        let form = except::form(&name, from, office, ctx);
        self.asked = Some(name.no);
        let key = format!("except-{}", name.no);
        vec![Effect::open(FormLayer::new(EXCEPT, key, form))]
    }

    fn excepted(&mut self, values: &Values, ctx: &Ctx) -> Vec<Effect> {
        let (Some(office), Some(no)) = (ctx.office, self.asked) else {
            return Vec::new();
        };
        match except::exception(values, office, ctx) {
            Ok(exception) => {
                self.except.insert(no, exception);
                self.changed = true;
                vec![Effect::CloseAbove]
            }
            Err(faults) => vec![Effect::ToTop(Input::FieldErrors(faults))],
        }
    }

    fn next_part(&mut self, forward: bool, ctx: &Ctx) -> Vec<Effect> {
        if self.focus == Focus::Slip {
            let action = if forward {
                Action::NextPanel
            } else {
                Action::PrevPanel
            };
            let Some(form) = &mut self.slip else {
                return Vec::new();
            };
            // Round the fields; at the end of them the keys go back to the names.
            let last = form.entries().last().map(|entry| entry.key);
            let first = form.entries().first().map(|entry| entry.key);
            let at = form.focused().map(|entry| entry.key);
            let leaves = if forward { at == last } else { at == first };
            form.handle(&Input::Act(action), ctx);
            if leaves {
                self.focus = Focus::Names;
            }
        } else if self.slip.is_some() && self.disposes() {
            self.focus = Focus::Slip;
        }
        Vec::new()
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        match action {
            Action::Save => self.confirm(ctx),
            Action::Forward if self.disposes() => self.confirm(ctx),
            Action::NextPanel => self.next_part(true, ctx),
            Action::PrevPanel => self.next_part(false, ctx),
            Action::Back => self.back(ctx),
            Action::Mark => self.toggle(ctx),
            Action::Open if self.focus == Focus::Names && !self.many() => {
                self.focus = Focus::Detail;
                Vec::new()
            }
            Action::Paper => {
                let sheets = Case::of(Sheets::of(self.lines.clone()));
                act::begin(action, sheets, ctx).unwrap_or_default()
            }
            _ if self.focus == Focus::Detail && self.detail.state().scroll(action) => Vec::new(),
            _ => match self.names.handle(action) {
                ListEvent::Moved => self.follow(),
                _ => self.record_act(action, ctx),
            },
        }
    }

    fn record_act(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        crate::tui::view::bsre::record_act(&mut self.detail, action, ctx)
    }

    fn back(&mut self, ctx: &Ctx) -> Vec<Effect> {
        if self.focus != Focus::Names {
            self.focus = Focus::Names;
            return Vec::new();
        }
        if self.written().is_none() {
            return self.leave();
        }
        // Nothing is lost by leaving, so nothing is asked.
        let mut effects = self.leave();
        effects.push(Effect::Say(Message::info(ctx.get("sheet-kept-as-draft"))));
        effects
    }

    fn told(&mut self, tag: Tag, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        match (tag, tell) {
            (SHEET, Tell::Sheet(view)) => self.sheet(view, ctx),
            (SHEET, Tell::Refused(refused)) => {
                self.error = ctx.refused(&refused);
                Vec::new()
            }
            (LINES, Tell::Page(page)) => {
                self.renew(page.rows);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    fn answered(&mut self, tag: Tag, answer: Answer, ctx: &Ctx) -> Vec<Effect> {
        match (tag, answer) {
            (EXCEPT, Answer::Fields(fields)) => self.excepted(&Values(fields), ctx),
            (act::DONE, _) => self.went_on(),
            (act::REFUSED, Answer::Fields(said)) => self.refused(&said),
            _ => Vec::new(),
        }
    }

    /// Keys of the slip.
    fn write(&mut self, input: &Input, ctx: &Ctx) -> Vec<Effect> {
        if let Some(form) = &mut self.slip {
            form.handle(input, ctx);
        }
        Vec::new()
    }

    fn receive(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Within(DETAIL, input) => self.detail.with(|detail| detail.handle(*input, ctx)),
            Input::Told { tag, tell, .. } => self.told(tag, *tell, ctx),
            Input::Answered { tag, answer } => self.answered(tag, answer, ctx),
            _ => Vec::new(),
        }
    }
}

/// Asks for the rows of these sheets.
fn rows_of(lines: &[SheetLine]) -> Ask {
    let records = lines.iter().map(|line| RecordId::Sheet(line.row.no));
    Ask::Rows {
        records: records.collect(),
    }
}

impl Panel for SheetPanel {
    fn place(&self) -> Place {
        Place::Sheet
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        let known = self.detail.allowed();
        let mut allowed = [
            Action::Return,
            Action::Reject,
            Action::Disagree,
            Action::StepBack,
            Action::Note,
            Action::Claim,
            Action::Undo,
            Action::Close,
            Action::Convert,
            Action::Edit,
            Action::EditLetter,
            Action::AddFile,
            Action::Copy,
            Action::Reveal,
            Action::History,
        ]
        .into_iter()
        .fold(ActionSet::NONE, |set, action| {
            set.with_if(known.has(action), action)
        });
        allowed = allowed
            .with_if(self.view.is_some(), Action::NextPanel)
            .with_if(self.disposes(), Action::Forward)
            .with_if(self.may(ActKind::DisposePaper), Action::Paper);
        let writing = self.slip.as_ref().filter(|_| self.focus == Focus::Slip);
        let next = match writing {
            Some(form) => form.next(),
            None if self.disposes() => Some(Next::step("next-your-turn", Action::Forward)),
            None => self.detail.next(),
        };
        Facts {
            next,
            row: self.view.is_some(),
            opened: self.focus != Focus::Names || self.many(),
            allowed,
            typing: self.focus == Focus::Slip,
            ..Facts::new(Place::Sheet)
        }
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        super::drawing::render(self, area, buf, ctx);
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Shown(_) => self.opened(),
            Input::Changed(_) | Input::Reconnected => {
                let mut effects = self.ask();
                effects.extend(self.detail.with(|detail| detail.refresh()));
                effects
            }
            Input::Office => {
                // What is written stays; a slip that nobody wrote on is made anew.
                self.slip = self.slip.take().filter(Form::is_changed);
                self.dress(ctx);
                self.detail.state().dress(ctx);
                Vec::new()
            }
            Input::Act(action) => self.act(action, ctx),
            Input::Key(_) | Input::Paste(_) if self.focus == Focus::Slip => self.write(&input, ctx),
            Input::Key(key) => self.detail.why(&key, Place::Sheet, ctx),
            Input::Draft(text) => {
                self.recalled = Some(text);
                self.dress(ctx);
                Vec::new()
            }
            other => self.receive(other, ctx),
        }
    }

    fn draft(&self) -> Option<Draft> {
        Some(Draft {
            key: self.draft_key(),
            text: self.recalled.clone().or_else(|| self.written()),
        })
    }
}
