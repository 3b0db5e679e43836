//! A transfer of many by one SK: the SK is told, then each person of the list stands beside what the
//! desk knows of them. Who is only like somebody is for a clerk, one by one; then all whose
//! certificates are to follow go onto one letter in one act [R3.21, R3.22].

mod form;
mod lines;

use std::any::Any;
use std::path::{Path, PathBuf};

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

use crate::domain::act::{Command, TransferOrder, TransferRow};
use crate::domain::checklist::Evidence;
use crate::domain::ids::{PersonId, RecordId};
use crate::intake::transfers::{self, TransferRows};
use crate::intake::{CsvFile, IntakeError, MappingFile, Plan, fault};
use crate::text::{self, Arg};
use crate::tui::act::upload::{Sent, Upload};
use crate::tui::action::Action;
use crate::tui::keymap::{Facts, Next};
use crate::tui::layers::choose::Choose;
use crate::tui::layers::confirm::Confirm;
use crate::tui::layers::form_layer::FormLayer;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Job, Message, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::view::acting;
use crate::tui::view::judged::{self, Item};
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::list::render::ListView;
use crate::tui::widgets::list::{List, ListEvent};
use crate::wire::message::{Ask, Done, Tell};
use crate::wire::transfer::{TransferLine, TransferOutcome, TransferView};

use form::Sk;

const SK: Tag = 1;
const READ: Tag = 2;
const JUDGED: Tag = 3;
const FILE: Tag = 4;
const START: Tag = 5;
const DONE: Tag = 6;
const WHO: Tag = 7;

/// What was read, or why not.
type ReadAll = Result<TransferRows, IntakeError>;

/// The transfer of one list.
pub struct TransferPanel {
    path: PathBuf,
    kept: Option<MappingFile>,
    sk: Option<Sk>,
    /// Its form was shown once by itself.
    shown: bool,
    rows: TransferRows,
    view: Option<TransferView>,
    items: List<Item>,
    /// The row that is being said to be somebody.
    asking: Option<usize>,
    upload: Upload,
    scan: Option<Evidence>,
    busy: bool,
}

impl TransferPanel {
    /// The transfer of a list whose columns are read so.
    pub fn new(path: PathBuf, kept: Option<MappingFile>) -> TransferPanel {
        TransferPanel {
            path,
            kept,
            sk: None,
            shown: false,
            rows: TransferRows::default(),
            view: None,
            items: List::new(),
            asking: None,
            upload: Upload::default(),
            scan: None,
            busy: false,
        }
    }

    /// The form of the SK; what was typed in it before is there again.
    fn open_form(&mut self, ctx: &Ctx) -> Vec<Effect> {
        self.shown = true;
        let mut form = form::form(ctx);
        form.begin();
        vec![Effect::open(FormLayer::new(SK, "transfer", form))]
    }

    fn told(&mut self, values: &[(String, String)], ctx: &Ctx) -> Vec<Effect> {
        let sk = match Sk::of(values, ctx) {
            Ok(sk) => sk,
            Err(said) => return vec![Effect::error(said)],
        };
        let Some(policy) = ctx.policy() else {
            return vec![Effect::error(ctx.get("office-not-loaded"))];
        };
        let hints = transfers::hints(&policy.office.email_domains, self.kept.clone());
        let (path, transfer, number) = (self.path.clone(), sk.transfer, sk.number.clone());
        self.busy = true;
        let mut effects = vec![Effect::CloseAbove];
        if !sk.scan.is_empty() {
            let (upload, effect) = Upload::begin(&sk.scan, FILE);
            self.upload = upload;
            effects.push(effect);
        }
        self.sk = Some(sk);
        let job: Job = Box::new(move || -> Box<dyn Any + Send> {
            let read = |path: &Path| -> ReadAll {
                let source = CsvFile::open(path)?;
                let plan = Plan::propose(&source, &hints)?;
                transfers::read(&source, &plan, transfer, &number)
            };
            Box::new(read(&path))
        });
        effects.push(Effect::Work { tag: READ, job });
        effects
    }

    fn came(&mut self, result: Box<dyn Any + Send>, ctx: &Ctx) -> Vec<Effect> {
        match result.downcast::<ReadAll>().map(|read| *read) {
            Ok(Ok(rows)) => {
                self.rows = rows;
                self.judge().into_iter().collect()
            }
            Ok(Err(error)) => vec![Effect::Close, Effect::error(fault(&error, ctx.words))],
            Err(_) => Vec::new(),
        }
    }

    fn judge(&self) -> Option<Effect> {
        let transfer = self.sk.as_ref()?.transfer;
        let rows = self.rows.rows.clone();
        Some(Effect::ask(JUDGED, Ask::Transfers { transfer, rows }))
    }

    fn judged(&mut self, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        self.busy = false;
        match tell {
            Tell::Transfers(view) => {
                self.items.fill_all(lines::items(&view, &self.rows, ctx));
                self.view = Some(*view);
                Vec::new()
            }
            Tell::Refused(refused) => vec![Effect::Close, Effect::error(ctx.refused(&refused))],
            _ => Vec::new(),
        }
    }

    /// The scan of the SK is on its way, or there.
    fn sent(&mut self, sent: Sent) -> Vec<Effect> {
        match sent {
            Sent::More(effects) => effects,
            Sent::Whole(evidence) => {
                self.scan = Some(evidence);
                Vec::new()
            }
            Sent::Failed(said) => {
                if let Some(sk) = &mut self.sk {
                    sk.scan.clear();
                }
                vec![Effect::error(said)]
            }
        }
    }

    /// The people who go onto the letter.
    fn ready(&self) -> Vec<TransferRow> {
        let lines = self.view.iter().flat_map(|view| &view.lines);
        let rows = self.rows.rows.iter().zip(lines);
        let ready = rows.filter(|(_, line)| line.outcome == TransferOutcome::Ready);
        ready.map(|(row, _)| row.clone()).collect()
    }

    fn ask(&self, ctx: &Ctx) -> Vec<Effect> {
        let (Some(view), Some(sk)) = (&self.view, &self.sk) else {
            return Vec::new();
        };
        if let Some(still) = self.upload.still(ctx) {
            return still;
        }
        if self.busy {
            return Vec::new();
        }
        let names = self.ready().len();
        if names == 0 {
            return vec![Effect::Say(Message::info(ctx.get("transfer-nothing")))];
        }
        let kind = ctx.words.of("kind", sk.transfer.kind().as_str());
        let args: &[(&str, &dyn Arg)] =
            &[("names", &names), ("number", &sk.number), ("kind", &kind)];
        let tmt = ctx.words.date(sk.effective);
        let question = Confirm::new(START, ctx.words.with("transfer-ask", args))
            .detail(ctx.words.with("transfer-ask-sk", &[("tmt", &tmt)]));
        let proposals = view.count(TransferOutcome::Proposal);
        let out = view.lines.len() - names - proposals;
        let rest = [("transfer-ask-left", proposals), ("transfer-ask-out", out)].into_iter();
        let rest = rest.filter(|(_, count)| *count > 0);
        let question = rest.fold(question, |question, (key, count)| {
            question.detail(ctx.words.with(key, &[("count", &count)]))
        });
        vec![Effect::open(question)]
    }

    fn start(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let Some(sk) = &self.sk else {
            return Vec::new();
        };
        self.busy = true;
        let evidence = self.scan.clone().unwrap_or(Evidence::Paper);
        let order = TransferOrder {
            transfer: sk.transfer,
            letter: sk.letter(self.scan.as_ref(), ctx.now),
            effective: sk.effective,
            sk: evidence,
            rows: self.ready(),
        };
        let order = Box::new(order);
        vec![acting::act(DONE, Command::Transfer { order })]
    }

    fn done(&mut self, tell: &Tell, ctx: &Ctx) -> Vec<Effect> {
        self.busy = false;
        match tell {
            Tell::Done(done) if done.is_nothing() => vec![Effect::Close, acting::nothing(ctx)],
            Tell::Done(done) => registered(done, ctx),
            // Somebody was faster: what the desk knows of them now is shown.
            Tell::Refused(refused) => {
                let said = Effect::error(ctx.refused(refused));
                [said].into_iter().chain(self.judge()).collect()
            }
            _ => Vec::new(),
        }
    }

    fn line(&self, at: usize) -> Option<(&TransferRow, &TransferLine)> {
        let line = self.view.as_ref()?.lines.get(at)?;
        Some((self.rows.rows.get(at)?, line))
    }

    /// Enter on a proposal: who is it?
    fn open(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let at = self.items.current().map(|item| item.at);
        let Some((at, (row, line))) = at.and_then(|at| Some((at, self.line(at)?))) else {
            return Vec::new();
        };
        if line.outcome != TransferOutcome::Proposal {
            let said = ctx.get("transfer-not-asked");
            return vec![Effect::Say(Message::info(said))];
        }
        let choices: Vec<Choice> = line
            .people
            .iter()
            .map(|person| {
                let said = [&person.name, &person.nip, &person.agency, &person.post];
                let said = said.into_iter().filter(|part| !part.is_empty());
                let said: Vec<&str> = said.map(String::as_str).collect();
                Choice::new(person.id.0.to_string(), said.join(" · "))
            })
            .collect();
        let name = lines::called(row);
        let args: &[(&str, &dyn Arg)] = &[("name", &name), ("agency", &row.agency_old)];
        let title = ctx.words.with("transfer-who", args);
        self.asking = Some(at);
        vec![Effect::open(Choose::new(WHO, title, choices))]
    }

    fn chosen(&mut self, key: &str) -> Vec<Effect> {
        let row = self.asking.take().and_then(|at| self.rows.rows.get_mut(at));
        let (Some(row), Ok(id)) = (row, key.parse()) else {
            return Vec::new();
        };
        row.meant = Some(PersonId(id));
        [Effect::CloseAbove]
            .into_iter()
            .chain(self.judge())
            .collect()
    }
}

/// It is done: said, and the first name is shown where the letter goes on from.
fn registered(done: &Done, ctx: &Ctx) -> Vec<Effect> {
    let records = done.records.iter().map(|(record, _)| *record);
    let names = records
        .clone()
        .filter(|record| matches!(record, RecordId::Request(_)));
    let letter = records.clone().find_map(|record| match record {
        RecordId::Letter(no) => Some(no),
        _ => None,
    });
    let mut effects = vec![Effect::Close];
    if let Some(no) = letter {
        let args: &[(&str, &dyn Arg)] = &[("letter", &no.to_string()), ("names", &names.count())];
        effects.push(Effect::done(ctx.words.with("transfer-done", args)));
        effects.push(Effect::Show {
            place: Place::Requests,
            record: RecordId::Request(no.line(1)),
        });
    }
    effects
}

impl Panel for TransferPanel {
    fn place(&self) -> Place {
        Place::Import
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        let view = self.view.as_ref();
        let asks = view.is_some_and(|view| view.count(TransferOutcome::Proposal) > 0);
        Facts {
            row: true,
            next: view.map(|_| match asks {
                true => Next::words("next-transfer-who"),
                false => Next::words("next-transfer"),
            }),
            ..Facts::new(Place::Import)
        }
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let name = self.path.file_name().unwrap_or_default().to_string_lossy();
        let foot = match (&self.view, &self.sk) {
            (Some(_), _) => "transfer-foot",
            (None, Some(_)) => "list-loading",
            (None, None) => "transfer-foot-form",
        };
        let inside = Frame::titled(ctx.get("transfer-title"))
            .with(name.into_owned())
            .foot(ctx.get(foot))
            .render(area, buf, ctx);
        let inside = Rect {
            x: inside.x + 1,
            width: inside.width.saturating_sub(2),
            ..inside
        };
        let said = match (&self.view, &self.sk) {
            (Some(view), Some(sk)) => format!("{} {}.", sk.said(ctx), lines::counts(view, ctx)),
            (None, None) => ctx.get("transfer-no-sk"),
            _ => ctx.get("list-loading"),
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
                empty: &ctx.get("transfer-nothing"),
                below: None,
            };
            view.render(rest, buf, ctx);
        }
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Shown(_) if !self.shown => self.open_form(ctx),
            Input::Worked { tag: FILE, result } => {
                let sent = self.upload.worked(result, FILE, ctx);
                self.sent(sent)
            }
            Input::Worked { result, .. } => self.came(result, ctx),
            Input::Told { tag, tell, .. } => match tag {
                JUDGED => self.judged(*tell, ctx),
                DONE => self.done(&tell, ctx),
                FILE => {
                    let sent = self.upload.told(&tell, FILE, ctx);
                    self.sent(sent)
                }
                _ => Vec::new(),
            },
            Input::Answered { tag, answer } => match (tag, answer) {
                (SK, Answer::Fields(values)) => self.told(&values, ctx),
                (START, Answer::Yes) => self.start(ctx),
                (WHO, Answer::Chosen(key)) => self.chosen(&key),
                _ => Vec::new(),
            },
            Input::Act(Action::Back) => vec![Effect::Close],
            Input::Act(Action::Open) if self.sk.is_none() => self.open_form(ctx),
            Input::Act(action) => match self.items.handle(action) {
                ListEvent::Opened if !self.busy => self.open(ctx),
                _ => Vec::new(),
            },
            Input::Key(key) if key.code == KeyCode::Char('y') => self.ask(ctx),
            Input::Reconnected => self.judge().into_iter().collect(),
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
