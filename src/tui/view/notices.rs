//! Notices of BSrE that are pasted on *Sertifikat* (`J`): several mails, or rows of the portal's table.
//! Each is sorted to the answer that it means and to the request that it is about; one question, then
//! they are recorded one by one. What is not certain is left to a clerk, with the reason [R15.6, R15.7].

mod fit;
#[cfg(test)]
mod tests;

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

use crate::domain::ids::RequestNo;
use crate::intake::notice::{self, Notice};
use crate::text::{self, Arg};
use crate::tui::action::Action;
use crate::tui::keymap::{Facts, Next};
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Message, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::view::acting;
use crate::tui::view::identity_form::{Values, value};
use crate::tui::widgets::form::{Entry, Form};
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::list::render::ListView;
use crate::tui::widgets::list::{Cell, Column, List, Row, Shape};
use crate::wire::message::{Ask, Tell};
use crate::wire::named::Named;
use crate::wire::view::RequestView;
use fit::Fit;

const OPEN: Tag = 1;
const RECORD: Tag = 2;
const START: Tag = 3;
const DONE: Tag = 4;

/// Most notices of one text.
const MOST: usize = 200;

const COLUMNS: &[Column] = &[
    Column::new("notice-what", Shape::Text, 0),
    Column::new("notice-meaning", Shape::Word, 0),
    Column::new("column-number", Shape::Word, 0),
    Column::new("detail-findings", Shape::Text, 0),
];

/// Where the text is pasted.
pub fn form(ctx: &Ctx) -> Form {
    let mut form = Form::new(ctx.get("notice-title"))
        .with(Entry::note("text", "field-notice", 10, "").required());
    form.remark("text", ctx.get("notice-remark"));
    form
}

/// A line of the list.
#[derive(Clone, Debug)]
struct Item {
    at: usize,
    what: String,
    meaning: String,
    no: String,
    said: String,
    role: Role,
}

impl Row for Item {
    type Id = usize;

    fn id(&self) -> usize {
        self.at
    }
}

/// What became of a notice.
#[derive(Clone, Debug)]
enum Fate {
    Fits(Fit),
    Recorded,
    Refused(String),
}

/// The notices of one text.
pub struct NoticesPanel {
    notices: Vec<Notice>,
    /// The open requests of whom each names.
    open: Vec<Vec<RequestNo>>,
    views: Vec<RequestView>,
    /// Requests that are still to come.
    awaited: usize,
    fates: Vec<Fate>,
    items: List<Item>,
    /// Those that are still to be recorded, the next one last.
    queue: Vec<usize>,
    busy: bool,
}

impl NoticesPanel {
    /// What a form says.
    pub fn of(values: &Values, ctx: &Ctx) -> NoticesPanel {
        let mut notices = notice::read(value(values, "text"), ctx.now.day());
        notices.truncate(MOST);
        NoticesPanel {
            notices,
            open: Vec::new(),
            views: Vec::new(),
            awaited: 0,
            fates: Vec::new(),
            items: List::new(),
            queue: Vec::new(),
            busy: true,
        }
    }

    /// Asks whom each is about; what names nobody by more than a name is nobody's.
    fn look_up(&self) -> Effect {
        let named = |notice: &Notice| Named {
            name: notice.name.clone(),
            email: notice.email.clone(),
            nip: notice.nip,
            nik: notice.nik,
            serial: notice.serial.clone(),
        };
        let of = self.notices.iter().map(named).collect();
        Effect::ask(OPEN, Ask::Open { of })
    }

    fn found(&mut self, open: Vec<Vec<RequestNo>>, ctx: &Ctx) -> Vec<Effect> {
        let mut all: Vec<RequestNo> = open.iter().flatten().copied().collect();
        all.sort_unstable();
        all.dedup();
        self.open = open;
        self.awaited = all.len();
        if all.is_empty() {
            self.judge(ctx);
        }
        let asks = all.into_iter();
        asks.map(|no| Effect::ask(RECORD, Ask::Request(no)))
            .collect()
    }

    fn came(&mut self, tell: Tell, ctx: &Ctx) {
        self.awaited = self.awaited.saturating_sub(1);
        if let Tell::Request(view) = tell {
            self.views.push(*view);
        }
        if self.awaited == 0 {
            self.judge(ctx);
        }
    }

    /// What each becomes; of two about one request the second waits for the first.
    fn judge(&mut self, ctx: &Ctx) {
        let mut taken: Vec<RequestNo> = Vec::new();
        let mut fates = Vec::new();
        for (notice, open) in self.notices.iter().zip(&self.open) {
            let views: Vec<&RequestView> = self
                .views
                .iter()
                .filter(|view| open.contains(&view.request.no))
                .collect();
            let mut fit = fit::of(notice, &views, ctx);
            if let Fit::Answer { no, .. } = &fit {
                match taken.contains(no) {
                    true => fit = Fit::Clerk(ctx.get("notice-after")),
                    false => taken.push(*no),
                }
            }
            fates.push(Fate::Fits(fit));
        }
        self.fates = fates;
        self.busy = false;
        self.dress(ctx);
    }

    fn dress(&mut self, ctx: &Ctx) {
        let rows = self.notices.iter().zip(&self.fates).enumerate();
        let items: Vec<Item> = rows
            .map(|(at, (notice, fate))| item(at, notice, fate, &self.open, ctx))
            .collect();
        self.items.fill_all(items);
    }

    /// Those that can be recorded.
    fn fitting(&self) -> Vec<usize> {
        let fates = self.fates.iter().enumerate();
        let fits = fates.filter(|(_, fate)| matches!(fate, Fate::Fits(Fit::Answer { .. })));
        fits.map(|(at, _)| at).collect()
    }

    /// `18 cocok, 2 tidak`.
    fn counts(&self, ctx: &Ctx) -> String {
        let recorded = self
            .fates
            .iter()
            .filter(|fate| matches!(fate, Fate::Recorded))
            .count();
        let fits = self.fitting().len();
        let left = self.fates.len() - fits - recorded;
        let args: &[(&str, &dyn Arg)] =
            &[("fits", &fits), ("left", &left), ("recorded", &recorded)];
        match recorded {
            0 => ctx.words.with("notice-counts", args),
            _ => ctx.words.with("notice-recorded", args),
        }
    }

    fn ask(&self, ctx: &Ctx) -> Vec<Effect> {
        let fitting = self.fitting();
        if self.busy {
            return Vec::new();
        }
        if fitting.is_empty() {
            return vec![Effect::Say(Message::info(ctx.get("notice-none-fits")))];
        }
        let question = ctx.words.with("notice-ask", &[("count", &fitting.len())]);
        let question = Confirm::new(START, question).irreversible();
        let left = self.fates.len() - fitting.len();
        vec![Effect::open(match left {
            0 => question,
            left => question.detail(ctx.words.with("notice-ask-left", &[("count", &left)])),
        })]
    }

    fn start(&mut self, ctx: &Ctx) -> Vec<Effect> {
        self.queue = self.fitting();
        self.queue.reverse();
        self.next(ctx)
    }

    /// Records the next one.
    fn next(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let at = self.queue.last().copied();
        self.busy = at.is_some();
        self.dress(ctx);
        match at.and_then(|at| self.fates.get(at)) {
            Some(Fate::Fits(Fit::Answer { command, .. })) => {
                vec![acting::act(DONE, (**command).clone())]
            }
            _ => vec![Effect::done(self.counts(ctx))],
        }
    }

    fn recorded(&mut self, tell: &Tell, ctx: &Ctx) -> Vec<Effect> {
        let fate = match tell {
            Tell::Done(_) => Fate::Recorded,
            Tell::Refused(refused) => Fate::Refused(ctx.refused(refused)),
            _ => return Vec::new(),
        };
        if let Some(slot) = self.queue.pop().and_then(|at| self.fates.get_mut(at)) {
            *slot = fate;
        }
        self.next(ctx)
    }
}

fn item(at: usize, notice: &Notice, fate: &Fate, open: &[Vec<RequestNo>], ctx: &Ctx) -> Item {
    let meaning = match notice.meaning {
        Some(meaning) => ctx.words.of("notice-means", meaning.as_str()),
        None => ctx.get("notice-means-unknown"),
    };
    let only = open.get(at).and_then(|open| match open.as_slice() {
        [only] => Some(only.to_string()),
        _ => None,
    });
    let (role, no, said) = match fate {
        Fate::Fits(Fit::Answer { no, name, .. }) => {
            (Role::Good, Some(no.to_string()), name.clone())
        }
        Fate::Fits(Fit::Nothing(said)) => (Role::Dim, only, said.clone()),
        Fate::Fits(Fit::Clerk(said)) => (Role::Warn, only, said.clone()),
        Fate::Recorded => (Role::Good, only, ctx.get("notice-is-recorded")),
        Fate::Refused(said) => (Role::Bad, only, said.clone()),
    };
    Item {
        at,
        what: notice.said.clone(),
        meaning,
        no: no.unwrap_or_default(),
        said,
        role,
    }
}

impl Panel for NoticesPanel {
    fn place(&self) -> Place {
        Place::Import
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        let fits = !self.busy && !self.fitting().is_empty();
        Facts {
            row: true,
            next: fits.then(|| Next::words("next-notices")),
            ..Facts::new(Place::Import)
        }
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let inside = Frame::titled(ctx.get("notice-title")).render(area, buf, ctx);
        let inside = Rect {
            x: inside.x + 1,
            width: inside.width.saturating_sub(2),
            ..inside
        };
        let said = match self.fates.is_empty() {
            true => ctx.get("list-loading"),
            false => self.counts(ctx),
        };
        let said = text::truncate(&said, usize::from(inside.width));
        buf.set_string(inside.x, inside.y, said, ctx.theme.style(Role::Strong));
        let rest = Rect {
            y: inside.y + 1,
            height: inside.height.saturating_sub(1),
            ..inside
        };
        let view = ListView {
            list: &self.items,
            columns: COLUMNS,
            cells: &|item: &Item| {
                let sign = ctx.theme.sign(item.role);
                vec![
                    Cell::plain(item.what.clone()),
                    Cell::of(item.role, format!("{sign} {}", item.meaning)),
                    Cell::plain(item.no.clone()),
                    Cell::of(item.role, item.said.clone()),
                ]
            },
            empty: &ctx.get("list-loading"),
            below: None,
        };
        view.render(rest, buf, ctx);
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Shown(_) if self.notices.is_empty() => {
                vec![Effect::Close, Effect::error(ctx.get("notice-empty"))]
            }
            Input::Shown(_) if self.fates.is_empty() => vec![self.look_up()],
            Input::Told { tag, tell, .. } => match (tag, *tell) {
                (OPEN, Tell::Open(open)) => self.found(open, ctx),
                (OPEN, Tell::Refused(refused)) => {
                    vec![Effect::Close, Effect::error(ctx.refused(&refused))]
                }
                (RECORD, tell) => {
                    self.came(tell, ctx);
                    Vec::new()
                }
                (DONE, tell) => self.recorded(&tell, ctx),
                _ => Vec::new(),
            },
            Input::Answered {
                tag: START,
                answer: Answer::Yes,
            } => self.start(ctx),
            Input::Act(Action::Back) => vec![Effect::Close],
            Input::Act(action) => {
                self.items.handle(action);
                Vec::new()
            }
            Input::Key(key) if key.code == KeyCode::Char('y') => self.ask(ctx),
            _ => Vec::new(),
        }
    }
}
