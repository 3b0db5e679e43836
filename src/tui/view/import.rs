//! Import: a form export becomes letters with requests. The file, how its columns are read, what
//! would become of each row, then the import itself, which can be stopped and run again.

mod drawing;
pub mod mapping;
pub mod run;
mod shown;
pub mod source;
mod transfers;
mod typed;

use std::any::Any;
use std::path::PathBuf;

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

use crate::domain::refusal::Refusal;
use crate::intake::inventory::HeldMapping;
use crate::intake::{Field, IntakeError, MappingFile, fault};
use crate::tui::action::Action;
use crate::tui::completion::{Found, expand};
use crate::tui::keymap::{Facts, Next};
use crate::tui::layers::form_layer::FormLayer;
use crate::tui::layers::progress::Progress;
use crate::tui::panel::{Answer, Ctx, Draft, Effect, Input, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::view::identity_form::value;
use crate::tui::widgets::field::TextField;
use crate::tui::widgets::list::{List, ListEvent};
use crate::wire::message::Tell;

use mapping::{MapRow, What};
use run::{Item, Matter, Run, Shown};
use source::{CHUNK, Planned, Proposed, ReadAll, Table, Written};

const FOUND: Tag = 2;
const PLANNED: Tag = 3;
const READ: Tag = 4;
const PREVIEWED: Tag = 5;
const IMPORTED: Tag = 6;
const WRITTEN: Tag = 7;
const LINE: Tag = 8;
const KIND: Tag = 9;
const STOP: Tag = 10;
const START: Tag = 11;
const ROW_KIND: Tag = 12;
const TRANSFERS: Tag = 13;

/// How far the import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    /// Which file?
    Path,
    /// Work is under way.
    Busy,
    /// Which column holds what?
    Mapping,
    /// What would become of each row?
    Preview,
    /// It runs.
    Running,
    /// It ran, or was stopped.
    Done,
}

/// The import of one file.
pub struct Import {
    matter: Matter,
    step: Step,
    path: TextField,
    found: Vec<String>,
    chosen: Option<usize>,
    kept: Option<MappingFile>,
    transfers: transfers::Told,
    /// The columns of a list of certificates that the person chose.
    chosen_columns: HeldMapping,
    kinds: typed::Kinds,
    planned: Option<Planned>,
    columns: List<MapRow>,
    /// The line of the mapping whose form is open.
    changing: Option<What>,
    /// The row of the table whose kind is asked.
    asking: Option<u32>,
    table: Option<Table>,
    run: Run,
    items: List<Item>,
    shown: Shown,
    /// What is said above the list.
    said: String,
}

impl Default for Import {
    fn default() -> Import {
        Import::new()
    }
}

impl Import {
    /// An import that asks for its file.
    pub fn new() -> Import {
        Import::of(Matter::Form)
    }

    /// An import of a list of certificates [R10.11].
    pub fn of_certificates() -> Import {
        Import::of(Matter::Certificates)
    }

    fn of(matter: Matter) -> Import {
        Import {
            matter,
            step: Step::Path,
            path: TextField::line(""),
            found: Vec::new(),
            chosen: None,
            kept: None,
            transfers: transfers::Told::default(),
            chosen_columns: HeldMapping::default(),
            kinds: typed::Kinds::default(),
            planned: None,
            columns: List::new(),
            changing: None,
            asking: None,
            table: None,
            run: Run::default(),
            items: List::new(),
            shown: Shown::default(),
            said: String::new(),
        }
    }

    fn file(&self) -> PathBuf {
        expand(&self.path.text())
    }

    fn look(&self) -> Vec<Effect> {
        let job = source::completions(self.path.text());
        vec![Effect::Work { tag: FOUND, job }]
    }

    fn propose(&mut self, ctx: &Ctx) -> Vec<Effect> {
        self.step = Step::Busy;
        if self.matter == Matter::Certificates {
            let job = source::propose_list(self.file(), self.chosen_columns.clone());
            return vec![Effect::Work { tag: PLANNED, job }];
        }
        let policy = ctx.policy();
        let domains = policy.map(|policy| policy.office.email_domains.clone());
        let job = self.as_requests(domains.unwrap_or_default());
        vec![Effect::Work { tag: PLANNED, job }]
    }

    /// Keys of the path: arrows choose, Tab completes, Enter opens.
    fn path_key(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        let last = self.found.len().saturating_sub(1);
        match input {
            Input::Act(Action::Back) => {
                // Left on purpose, with a path that is soon typed again.
                self.path.set("");
                return vec![Effect::Close];
            }
            Input::Act(Action::NextPanel) => {
                let at = self.chosen.unwrap_or(0);
                return self.complete(at);
            }
            Input::Key(key) => match key.code {
                KeyCode::Down if !self.found.is_empty() => {
                    self.chosen = Some(self.chosen.map_or(0, |at| (at + 1).min(last)));
                }
                KeyCode::Up => self.chosen = self.chosen.and_then(|at| at.checked_sub(1)),
                KeyCode::Enter => {
                    if let Some(at) = self.chosen {
                        let folder = self.found.get(at).is_some_and(|path| path.ends_with('/'));
                        let effects = self.complete(at);
                        if folder {
                            return effects;
                        }
                    }
                    if !self.path.text().trim().is_empty() {
                        return self.propose(ctx);
                    }
                }
                _ if self.path.handle(key) => return self.retyped(),
                _ => {}
            },
            Input::Paste(text) => {
                self.path.paste(text.trim());
                return self.retyped();
            }
            _ => {}
        }
        Vec::new()
    }

    fn complete(&mut self, at: usize) -> Vec<Effect> {
        if let Some(path) = self.found.get(at) {
            let path = path.clone();
            self.path.set(&path);
        }
        self.chosen = None;
        self.retyped()
    }

    fn worked(&mut self, tag: Tag, result: Box<dyn Any + Send>, ctx: &Ctx) -> Vec<Effect> {
        match tag {
            FOUND => {
                if let Ok(found) = result.downcast::<Found>() {
                    let (typed, found) = *found;
                    if typed == self.path.text() {
                        self.found = found;
                        self.chosen = None;
                    }
                }
                Vec::new()
            }
            PLANNED => match result.downcast::<Proposed>().map(|result| *result) {
                Ok(proposed) => self.planned(proposed, ctx),
                Err(_) => Vec::new(),
            },
            READ => match result.downcast::<ReadAll>().map(|result| *result) {
                Ok(Ok(table)) => self.read(table, ctx),
                Ok(Err(error)) => {
                    self.step = Step::Mapping;
                    vec![Effect::error(fault(&error, ctx.words))]
                }
                Err(_) => Vec::new(),
            },
            WRITTEN => match result.downcast::<Written>().map(|result| *result) {
                Ok(written) => self.written(written, ctx),
                Err(_) => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    fn planned(&mut self, proposed: Proposed, ctx: &Ctx) -> Vec<Effect> {
        match proposed {
            Ok(planned) if self.is_other(&planned) => self.ask_transfers(planned, ctx),
            Ok(mut planned) => {
                for (row, kind) in self.kinds.of(planned.stamp) {
                    planned.plan.choose_kind(row, Some(kind));
                }
                self.step = Step::Mapping;
                self.columns.fill_all(mapping::lines(&planned));
                self.said = self.about(&planned, ctx);
                self.planned = Some(planned);
                Vec::new()
            }
            Err(IntakeError::NoColumn { field: Field::Kind }) => {
                // No column tells the kind: then it is the same for all rows, and asked for.
                self.step = Step::Path;
                let form = mapping::kind_form(None, ctx);
                vec![Effect::open(FormLayer::new(
                    KIND,
                    self.about_file("kind"),
                    form,
                ))]
            }
            Err(error) => {
                self.step = if self.planned.is_some() {
                    Step::Mapping
                } else {
                    Step::Path
                };
                vec![Effect::error(fault(&error, ctx.words))]
            }
        }
    }

    fn mapping_key(&mut self, input: &Input, ctx: &Ctx) -> Vec<Effect> {
        let Some(planned) = &self.planned else {
            self.step = Step::Path;
            return Vec::new();
        };
        match input {
            Input::Act(Action::Back) => {
                self.step = Step::Path;
                Vec::new()
            }
            Input::Act(action) => {
                if self.columns.handle(*action) == ListEvent::Opened
                    && let Some(row) = self.columns.current()
                {
                    let (what, key) = (row.what, self.about_file(&format!("{:?}", row.what)));
                    let form = mapping::form(what, planned, ctx);
                    self.changing = Some(what);
                    return vec![Effect::open(FormLayer::new(LINE, key, form))];
                }
                Vec::new()
            }
            Input::Key(key) if key.code == KeyCode::Char('y') => {
                let open = planned
                    .held
                    .as_ref()
                    .is_some_and(|held| !held.open.is_empty());
                if open || !planned.plan.questions.is_empty() {
                    return vec![Effect::error(ctx.get("import-unanswered"))];
                }
                if self.matter == Matter::Transfers {
                    return self.hand_transfers();
                }
                self.read_rows(ctx)
            }
            _ => Vec::new(),
        }
    }

    /// Reads every row as it is planned.
    fn read_rows(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let Some(planned) = self.planned.clone() else {
            return Vec::new();
        };
        self.step = Step::Busy;
        let job = source::read(planned, ctx.policy().cloned().map(Box::new), ctx.now);
        vec![Effect::Work { tag: READ, job }]
    }

    /// A line of the mapping was changed: the plan is made anew, for the dates of another column
    /// must be looked at.
    fn changed(&mut self, values: &[(String, String)], ctx: &Ctx) -> Vec<Effect> {
        let mut effects = vec![Effect::CloseAbove];
        let (Some(what), Some(planned)) = (self.changing.take(), &mut self.planned) else {
            return effects;
        };
        if let Some(held) = &mut planned.held
            && what == What::HeldBase
        {
            held.read_serials(mapping::base(value(values, "base")));
            self.chosen_columns = held.to_file();
            self.columns.fill_all(mapping::lines(planned));
            return effects;
        }
        if let Some(held) = &mut planned.held {
            let order = match value(values, "order") {
                "" => None,
                order => Some(mapping::order(order)),
            };
            self.chosen_columns = held.chosen(mapping::key(what), value(values, "column"), order);
            effects.extend(self.propose(ctx));
            return effects;
        }
        match what {
            What::Held(_) | What::HeldOrder | What::HeldBase => return effects,
            What::Order(field) => {
                planned
                    .plan
                    .answer(field, mapping::order(value(values, "order")));
                self.columns.fill_all(mapping::lines(planned));
                let mapping = planned.plan.mapping.to_file(&planned.plan.headers);
                self.keep(mapping);
                return effects;
            }
            What::Column(field) => {
                let column = value(values, "column").parse().ok();
                planned.plan.mapping.set(field, column);
            }
            What::Kind => {
                let kind = crate::domain::kind::Kind::from_key(value(values, "kind"));
                planned.plan.mapping.kind = kind;
            }
        }
        let mapping = planned.plan.mapping.to_file(&planned.plan.headers);
        self.keep(mapping);
        effects.extend(self.propose(ctx));
        effects
    }

    fn read(&mut self, table: Table, ctx: &Ctx) -> Vec<Effect> {
        self.run = Run::default();
        let total = run::total(&table);
        let mut effects = Vec::new();
        if let Some(ask) = self.run.next(&table, false, PREVIEWED) {
            if total > CHUNK as u64 {
                let title = ctx.get("import-looking");
                effects.push(Effect::open(Progress::new(STOP, title, total)));
            }
            effects.push(ask);
            self.table = Some(table);
        } else {
            // Every row was rejected: nothing to ask.
            self.table = Some(table);
            self.preview(ctx);
        }
        effects
    }

    fn preview(&mut self, ctx: &Ctx) {
        self.step = Step::Preview;
        if let Some(table) = &self.table {
            let tallies = run::tallies(&self.run, table, ctx);
            let counts = run::counts(&self.run, table, self.matter.outcomes(), ctx);
            let letters = &[("count", &table.letters.len() as &dyn crate::text::Arg)];
            let letters = match self.matter {
                Matter::Certificates => String::new(),
                _ => ctx.words.with("import-letters", letters),
            };
            let said = [format!("{counts}."), letters, tallies];
            let said = said.into_iter().filter(|part| !part.is_empty());
            self.said = said.collect::<Vec<_>>().join(" ");
        }
        self.show(ctx);
    }

    fn answered(&mut self, tell: Tell, real: bool, ctx: &Ctx) -> Vec<Effect> {
        let rows = match tell {
            Tell::Import(rows) => rows,
            Tell::Done(done) => done.import,
            Tell::Refused(refused) => return self.refused(&refused, real, ctx),
            _ => return Vec::new(),
        };
        self.run.take(rows);
        let Some(table) = &self.table else {
            return Vec::new();
        };
        let tag = if real { IMPORTED } else { PREVIEWED };
        if let Some(ask) = self.run.next(table, real, tag) {
            let progress = Input::Progress {
                done: self.run.done(table),
                total: run::total(table),
            };
            return vec![Effect::ToTop(progress), ask];
        }
        let mut effects = vec![Effect::CloseAbove];
        if real {
            effects.extend(self.finish(ctx));
        } else if self.run.stopped {
            self.step = Step::Mapping;
        } else {
            self.preview(ctx);
        }
        effects
    }

    fn refused(&mut self, refused: &Refusal, real: bool, ctx: &Ctx) -> Vec<Effect> {
        // What earlier chunks recorded stands.
        let stands = real && !self.run.results.is_empty();
        let mut said = match refused {
            Refusal::DiskFull { free } if stands => {
                ctx.words.with("import-no-room", &[("free", free)])
            }
            refused => ctx.refused(refused),
        };
        if stands {
            said = format!("{said} {}", ctx.get("import-go-on"));
        }
        let mut effects = vec![Effect::CloseAbove, Effect::error(said)];
        if real {
            self.run.stopped = true;
            effects.extend(self.finish(ctx));
        } else {
            self.step = Step::Mapping;
        }
        effects
    }

    fn start(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let Some(table) = &self.table else {
            return Vec::new();
        };
        self.run = Run::default();
        self.step = Step::Running;
        let Some(first) = self.run.next(table, true, IMPORTED) else {
            return self.finish(ctx);
        };
        let title = ctx.get("import-running");
        let progress = Progress::new(STOP, title, run::total(table));
        vec![Effect::open(progress), first]
    }

    /// The import is over: rejected rows go to a file beside the source.
    fn finish(&mut self, ctx: &Ctx) -> Vec<Effect> {
        self.step = Step::Done;
        let Some(table) = &self.table else {
            return Vec::new();
        };
        let counts = run::counts(&self.run, table, self.matter.outcomes(), ctx);
        self.said = if self.run.stopped {
            let (done, total) = (self.run.done(table), run::total(table));
            let stopped = ctx
                .words
                .with("import-stopped", &[("done", &done), ("total", &total)]);
            format!("{stopped} {counts}")
        } else {
            format!("{} {counts}", ctx.get("import-done"))
        };
        let mut effects = Vec::new();
        if !self.run.stopped && !run::balances(&self.run, table) {
            let counted = self.run.results.len() + table.rejected.len();
            effects.push(Effect::error(ctx.words.with(
                "cli-import-unbalanced",
                &[("rows", &table.rows), ("counted", &counted)],
            )));
        }
        self.items
            .fill_all(self.shown.of(run::items(&self.run, table, ctx)));
        let out = run::out(&self.run, table, ctx);
        if out.is_empty() {
            return effects;
        }
        let job = source::write_rejected(self.file(), table, out, ctx.words);
        effects.push(Effect::Work { tag: WRITTEN, job });
        effects
    }

    fn written(&mut self, written: Written, ctx: &Ctx) -> Vec<Effect> {
        match written {
            Ok(Some(path)) => {
                let path = path.display().to_string();
                let said = ctx.words.with("import-rejected-file", &[("path", &path)]);
                self.said = format!("{} {said}", self.said);
                Vec::new()
            }
            Ok(None) => Vec::new(),
            Err(error) => {
                let said = ctx.words.with(
                    "import-rejected-unwritten",
                    &[("cause", &error.to_string())],
                );
                vec![Effect::error(said)]
            }
        }
    }
}

impl Panel for Import {
    fn place(&self) -> Place {
        Place::Import
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        Facts {
            row: self.step != Step::Path,
            opened: !self.opens(),
            next: match self.step {
                Step::Mapping => Some(Next::words("next-mapping")),
                Step::Preview if self.asks() => Some(Next::words("next-preview-kind")),
                Step::Preview => Some(Next::words("next-preview")),
                _ => None,
            },
            typing: self.step == Step::Path,
            ..Facts::new(Place::Import)
        }
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        self.draw(area, buf, ctx);
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Shown(_) => self.look(),
            Input::Draft(text) => {
                self.take_typed(&text);
                self.look()
            }
            Input::Told { tag, tell, .. } => match (tag, *tell) {
                (PREVIEWED, tell) => self.answered(tell, false, ctx),
                (IMPORTED, tell) => self.answered(tell, true, ctx),
                _ => Vec::new(),
            },
            Input::Worked { tag, result } => self.worked(tag, result, ctx),
            Input::Answered { tag, answer } => match (tag, answer) {
                (LINE, Answer::Fields(values)) => self.changed(&values, ctx),
                (KIND, Answer::Fields(values)) => {
                    let mut kept = self.kept.take().unwrap_or_default();
                    kept.kind = crate::domain::kind::Kind::from_key(value(&values, "kind"));
                    self.kept = Some(kept);
                    let mut effects = vec![Effect::CloseAbove];
                    effects.extend(self.propose(ctx));
                    effects
                }
                (ROW_KIND, Answer::Fields(values)) => self.row_kind(&values, ctx),
                (START, Answer::Yes) => self.start(ctx),
                (TRANSFERS, answer) => self.told_transfers(&answer, ctx),
                (STOP, Answer::Cancelled) => {
                    self.run.stopped = true;
                    Vec::new()
                }
                _ => Vec::new(),
            },
            input => match self.step {
                Step::Path => self.path_key(input, ctx),
                Step::Mapping => self.mapping_key(&input, ctx),
                Step::Preview => self.preview_key(&input, ctx),
                Step::Done => self.done_key(input, ctx),
                Step::Busy | Step::Running => Vec::new(),
            },
        }
    }

    fn draft(&self) -> Option<Draft> {
        Some(self.typed())
    }
}

#[cfg(test)]
mod tests;
