//! The recap of BSrE's portal: its users beside what the desk knows. What is certain is taken over in
//! one act; who is only like somebody, and what a recap does not tell enough of, is for a clerk, one by
//! one [R15.3-R15.5].

use std::any::Any;
use std::path::{Path, PathBuf};

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

use crate::domain::act::{Command, Meant, RecapRow};
use crate::domain::identity::mask_niks;
use crate::domain::ids::PersonId;
use crate::domain::policy::RecapHeaders;
use crate::domain::written::DateOrder;
use crate::intake::inventory::LeftOut;
use crate::intake::inventory::recap::{RecapPlan, RecapRows};
use crate::intake::{CsvFile, IntakeError, fault};
use crate::text::{self, Arg, history};
use crate::tui::action::Action;
use crate::tui::completion::expand;
use crate::tui::keymap::{Facts, Next};
use crate::tui::layers::choose::Choose;
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Job, Message, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::view::acting;
use crate::tui::view::identity_form::{Values, value};
use crate::tui::view::judged::{self, Item};
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::form::{Entry, Form};
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::list::render::ListView;
use crate::tui::widgets::list::{List, ListEvent};
use crate::wire::message::{Ask, Tell};
use crate::wire::recap::{RecapLine, RecapOutcome, RecapView};

const READ: Tag = 1;
const JUDGED: Tag = 2;
const START: Tag = 3;
const TAKEN: Tag = 4;
const WHO: Tag = 5;
const ONE: Tag = 6;

/// Key of the choice that a row is about nobody whom the desk knows.
const NEW: &str = "new";

/// Outcomes in the order in which they are shown: what is for a clerk first.
const SHOWN: [RecapOutcome; 6] = [
    RecapOutcome::Proposal,
    RecapOutcome::Open,
    RecapOutcome::Rejected,
    RecapOutcome::Renewed,
    RecapOutcome::Unknown,
    RecapOutcome::Differs,
];

/// Which file it is, whether it names everybody, and which of two numbers is the day.
pub fn form(ctx: &Ctx) -> Form {
    let choices = |family: &str, keys: &[&str]| {
        let all = keys.iter();
        let choice = |key: &&str| Choice::new(*key, ctx.words.of(family, key));
        all.map(choice).collect::<Vec<_>>()
    };
    Form::new(ctx.get("recap-title"))
        .with(Entry::text("path", "field-path", "").required().path())
        .with(Entry::choice(
            "whole",
            "field-recap-whole",
            choices("recap-whole", &["all", "part"]),
            "all",
        ))
        .with(Entry::choice(
            "dates",
            "field-recap-dates",
            choices("recap-dates", &["dmy", "mdy"]),
            "dmy",
        ))
}

/// What was read, or why not.
type ReadAll = Result<RecapRows, IntakeError>;

/// The recap of one file.
pub struct RecapPanel {
    path: PathBuf,
    whole: bool,
    order: DateOrder,
    rows: RecapRows,
    view: Option<RecapView>,
    items: List<Item>,
    /// The row that is being said to be about somebody.
    asking: Option<usize>,
    meant: Option<Meant>,
    busy: bool,
}

impl RecapPanel {
    /// The recap that a form names.
    pub fn of(values: &Values) -> RecapPanel {
        RecapPanel {
            path: expand(value(values, "path")),
            whole: value(values, "whole") != "part",
            order: match value(values, "dates") {
                "mdy" => DateOrder::MonthFirst,
                _ => DateOrder::DayFirst,
            },
            rows: RecapRows::default(),
            view: None,
            items: List::new(),
            asking: None,
            meant: None,
            busy: true,
        }
    }

    fn read(&self, ctx: &Ctx) -> Vec<Effect> {
        let Some(words) = ctx.policy().map(|policy| policy.portal.recap.clone()) else {
            return vec![Effect::Close, Effect::error(ctx.get("office-not-loaded"))];
        };
        let (path, order) = (self.path.clone(), self.order);
        let job: Job = Box::new(move || -> Box<dyn Any + Send> {
            let read: ReadAll = read_all(&path, &words, order);
            Box::new(read)
        });
        vec![Effect::Work { tag: READ, job }]
    }

    fn came(&mut self, result: Box<dyn Any + Send>, ctx: &Ctx) -> Vec<Effect> {
        match result.downcast::<ReadAll>().map(|read| *read) {
            Ok(Ok(rows)) => {
                self.rows = rows;
                vec![self.judge()]
            }
            Ok(Err(error)) => vec![Effect::Close, Effect::error(fault(&error, ctx.words))],
            Err(_) => Vec::new(),
        }
    }

    fn judge(&self) -> Effect {
        let rows = self.rows.rows.clone();
        let whole = self.whole;
        Effect::ask(JUDGED, Ask::Recap { rows, whole })
    }

    fn judged(&mut self, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        self.busy = false;
        match tell {
            Tell::Recap(view) => {
                self.items.fill_all(items(&view, &self.rows, ctx));
                self.view = Some(*view);
                Vec::new()
            }
            Tell::Refused(refused) => vec![Effect::Close, Effect::error(ctx.refused(&refused))],
            _ => Vec::new(),
        }
    }

    /// The rows whose taking over changes something.
    fn certain(&self) -> Vec<RecapRow> {
        let Some(view) = &self.view else {
            return Vec::new();
        };
        let rows = self.rows.rows.iter().zip(&view.lines);
        let certain = rows.filter(|(_, line)| line.writes);
        certain.map(|(row, _)| row.clone()).collect()
    }

    fn ask(&self, ctx: &Ctx) -> Vec<Effect> {
        let Some(view) = self.view.as_ref().filter(|_| !self.busy) else {
            return Vec::new();
        };
        let rows = self.certain();
        if rows.is_empty() && view.absent.is_empty() {
            return vec![Effect::Say(Message::info(ctx.get("recap-nothing")))];
        }
        let args: &[(&str, &dyn Arg)] = &[("rows", &rows.len()), ("absent", &view.absent.len())];
        let question = Confirm::new(START, ctx.words.with("recap-ask", args));
        let left = view.count(RecapOutcome::Proposal) + view.count(RecapOutcome::Open);
        let question = question.detail(counts(view, ctx));
        vec![Effect::open(match left {
            0 => question,
            left => question.detail(ctx.words.with("recap-ask-left", &[("count", &left)])),
        })]
    }

    fn start(&mut self) -> Vec<Effect> {
        self.busy = true;
        let absent = self.view.as_ref().map(RecapView::absent_people);
        let command = Command::Reconcile {
            rows: self.certain(),
            absent: absent.unwrap_or_default(),
        };
        vec![acting::act(TAKEN, command)]
    }

    fn taken(&mut self, tell: &Tell, ctx: &Ctx) -> Vec<Effect> {
        self.busy = false;
        match tell {
            Tell::Done(_) => {
                self.busy = true;
                let said = Effect::done(ctx.get("recap-done"));
                vec![said, self.judge()]
            }
            Tell::Refused(refused) => vec![Effect::error(ctx.refused(refused))],
            _ => Vec::new(),
        }
    }

    fn line(&self, at: usize) -> Option<(&RecapRow, &RecapLine)> {
        let line = self.view.as_ref()?.lines.get(at)?;
        Some((self.rows.rows.get(at)?, line))
    }

    /// Enter on a proposal: whom is it about?
    fn open(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let at = self.items.current().map(|item| item.at);
        let Some((at, (row, line))) = at.and_then(|at| Some((at, self.line(at)?))) else {
            return Vec::new();
        };
        if line.outcome != RecapOutcome::Proposal {
            let said = ctx.get("recap-not-asked");
            return vec![Effect::Say(Message::info(said))];
        }
        let known = line.people.iter().map(|person| {
            let said = [&person.name, &person.nip, &person.agency];
            let said = said.into_iter().filter(|part| !part.is_empty());
            let said: Vec<&str> = said.map(String::as_str).collect();
            Choice::new(person.id.0.to_string(), said.join(" · "))
        });
        let new = Choice::new(NEW, ctx.get("recap-new"));
        let choices = known.chain([new]).collect();
        let title = ctx.words.with("recap-who", &[("name", &row.name)]);
        self.asking = Some(at);
        vec![Effect::open(Choose::new(WHO, title, choices))]
    }

    fn chosen(&mut self, key: &str, ctx: &Ctx) -> Vec<Effect> {
        let Some((row, line)) = self.asking.and_then(|at| self.line(at)) else {
            return Vec::new();
        };
        let who = line.people.iter().find(|one| one.id.0.to_string() == key);
        let (meant, named) = match who {
            Some(person) => (Meant::Person(person.id), person.name.clone()),
            None => (Meant::Somebody, ctx.get("recap-new")),
        };
        let args: &[(&str, &dyn Arg)] = &[("name", &row.name), ("who", &named)];
        let question = Confirm::new(ONE, ctx.words.with("recap-ask-one", args));
        let differs = line.differs.iter();
        let told: Vec<String> = differs
            .map(|fact| history::piece(ctx.words, fact))
            .collect();
        self.meant = Some(meant);
        vec![
            Effect::CloseAbove,
            Effect::open(told.into_iter().fold(question, Confirm::detail)),
        ]
    }

    fn one(&mut self) -> Vec<Effect> {
        let row = self.asking.and_then(|at| self.rows.rows.get_mut(at));
        let (Some(row), Some(meant)) = (row, self.meant.take()) else {
            return Vec::new();
        };
        row.meant = Some(meant);
        let rows = vec![row.clone()];
        self.busy = true;
        let absent: Vec<PersonId> = Vec::new();
        vec![acting::act(TAKEN, Command::Reconcile { rows, absent })]
    }
}

fn read_all(path: &Path, words: &RecapHeaders, order: DateOrder) -> ReadAll {
    let source = CsvFile::open(path)?;
    let mut plan = RecapPlan::propose(&source, words)?;
    if !plan.open().is_empty() {
        plan.answer(order);
    }
    plan.read(&source)
}

/// How many users of each outcome there are.
pub fn counts(view: &RecapView, ctx: &Ctx) -> String {
    let told = RecapOutcome::ALL.into_iter().filter_map(|outcome| {
        let count = view.count(outcome);
        let said = ctx.words.of("recap", outcome.as_str());
        (count > 0).then(|| format!("{} {said}", ctx.words.number(count as i64)))
    });
    let absent = match view.absent.len() {
        0 => None,
        count => Some(ctx.words.with("recap-absent-count", &[("count", &count)])),
    };
    told.chain(absent).collect::<Vec<_>>().join(" · ")
}

fn role(outcome: RecapOutcome) -> Role {
    match outcome {
        RecapOutcome::Proposal | RecapOutcome::Open => Role::Warn,
        RecapOutcome::Rejected => Role::Bad,
        RecapOutcome::Renewed | RecapOutcome::Unknown => Role::Accent,
        RecapOutcome::Same | RecapOutcome::Differs => Role::Plain,
    }
}

/// Every user who is not the same, then who is unknown there, and the rows that could not be read.
fn items(view: &RecapView, rows: &RecapRows, ctx: &Ctx) -> Vec<Item> {
    let mut items = Vec::new();
    for outcome in SHOWN {
        let lines = view.lines.iter().zip(&rows.rows).enumerate();
        let of = lines.filter(|(_, (line, _))| line.outcome == outcome);
        items.extend(of.map(|(at, (line, row))| Item {
            at,
            row: line.row.to_string(),
            outcome: ctx.words.of("recap", outcome.as_str()),
            role: role(outcome),
            name: mask_niks(&row.name).into_owned(),
            said: said(line, ctx),
        }));
    }
    let after = rows.rows.len();
    items.extend(view.absent.iter().enumerate().map(|(at, person)| Item {
        at: after + at,
        row: String::new(),
        outcome: ctx.get("recap-absent"),
        role: Role::Accent,
        name: person.name.clone(),
        said: person.agency.clone(),
    }));
    let after = after + view.absent.len();
    let unread = |(at, row): (usize, &LeftOut)| Item {
        at: after + at,
        row: row.row.to_string(),
        outcome: ctx.words.of("recap", RecapOutcome::Rejected.as_str()),
        role: Role::Bad,
        name: mask_niks(&row.name).into_owned(),
        said: {
            let said: Vec<String> = row.reasons.iter().map(|why| why.said(ctx.words)).collect();
            said.join("; ")
        },
    };
    items.extend(rows.left_out.iter().enumerate().map(unread));
    items
}

/// What differs, who it could be, why it is not taken over.
fn said(line: &RecapLine, ctx: &Ctx) -> String {
    let mut said: Vec<String> = line
        .differs
        .iter()
        .map(|fact| history::piece(ctx.words, fact))
        .collect();
    if line.outcome == RecapOutcome::Proposal {
        let names: Vec<&str> = line.people.iter().map(|one| one.name.as_str()).collect();
        said.insert(
            0,
            match names.is_empty() {
                true => ctx.get("recap-nobody-like"),
                false => ctx
                    .words
                    .with("recap-like", &[("names", &names.join(", "))]),
            },
        );
    }
    said.extend(line.why.as_ref().map(|why| ctx.refused(why)));
    said.join("; ")
}

impl Panel for RecapPanel {
    fn place(&self) -> Place {
        Place::Import
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        let asks = self.view.as_ref();
        let asks = asks.is_some_and(|view| view.count(RecapOutcome::Proposal) > 0);
        Facts {
            row: true,
            next: self.view.as_ref().map(|_| match asks {
                true => Next::words("next-recap-who"),
                false => Next::words("next-recap"),
            }),
            ..Facts::new(Place::Import)
        }
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let foot = match self.busy {
            true => "list-loading",
            false => "recap-foot",
        };
        let inside = Frame::titled(ctx.get("recap-title"))
            .with(name.into_owned())
            .foot(ctx.get(foot))
            .render(area, buf, ctx);
        let inside = Rect {
            x: inside.x + 1,
            width: inside.width.saturating_sub(2),
            ..inside
        };
        let said = match &self.view {
            Some(view) => format!("{}.", counts(view, ctx)),
            None => ctx.get("list-loading"),
        };
        let lines = text::width::wrap(&said, usize::from(inside.width));
        let used = u16::try_from(lines.len()).unwrap_or(1).min(inside.height);
        for (line, y) in lines.iter().zip(inside.y..inside.y + used) {
            buf.set_string(inside.x, y, line, ctx.theme.style(Role::Strong));
        }
        let rest = Rect {
            y: inside.y + used,
            height: inside.height - used,
            ..inside
        };
        if self.view.is_some() {
            let view = ListView {
                list: &self.items,
                columns: judged::COLUMNS,
                cells: &|item: &Item| judged::cells(item, ctx),
                empty: &ctx.get("recap-nothing"),
                below: None,
            };
            view.render(rest, buf, ctx);
        }
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Shown(_) if self.view.is_none() => self.read(ctx),
            Input::Worked { result, .. } => self.came(result, ctx),
            Input::Told { tag, tell, .. } => match tag {
                JUDGED => self.judged(*tell, ctx),
                TAKEN => self.taken(&tell, ctx),
                _ => Vec::new(),
            },
            Input::Answered { tag, answer } => match (tag, answer) {
                (START, Answer::Yes) => self.start(),
                (WHO, Answer::Chosen(key)) => self.chosen(&key, ctx),
                (ONE, Answer::Yes) => self.one(),
                _ => Vec::new(),
            },
            Input::Act(Action::Back) => vec![Effect::Close],
            Input::Act(action) => match self.items.handle(action) {
                ListEvent::Opened if !self.busy => self.open(ctx),
                _ => Vec::new(),
            },
            Input::Key(key) if key.code == KeyCode::Char('y') => self.ask(ctx),
            Input::Reconnected => vec![self.judge()],
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
