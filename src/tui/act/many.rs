//! An act on several requests at once: one form, one question with counts, one command that is done
//! whole or not at all. Who of them does not admit it stays out, and that is told.

use super::bound::AnyAct;
use super::flow::Flow;
use super::mark::Same;
use super::{Act, Case, Faults, Files, Menu, Values};
use crate::domain::act::Command;
use crate::domain::ids::RequestNo;
use crate::domain::officer::Account;
use crate::domain::refusal::Refusal;
use crate::domain::rules::MOST_TOGETHER;
use crate::text::Arg;
use crate::tui::action::Action;
use crate::tui::layers::confirm::Confirm;
use crate::tui::page::pane::Pane;
use crate::tui::panel::{Ctx, Effect};
use crate::tui::view::request::action_of;
use crate::tui::widgets::form::Form;
use crate::tui::widgets::list::{Row, Selection};
use crate::tui::widgets::text_view::Paragraph;
use crate::wire::message::{Ask, Done, Query, Tell};
use crate::wire::view::{self, RequestView, Suggestion};

/// Names shown in a question; of more, how many.
const SHOWN: usize = 3;

/// The requests that were selected in a list.
#[derive(Clone, Debug, Default)]
pub struct Chosen {
    numbers: Vec<RequestNo>,
    /// All of this list but those.
    all_but: Option<(Query, Vec<RequestNo>)>,
    /// How many that is.
    count: u64,
}

impl Chosen {
    /// What is selected in a list.
    pub fn of<R: Row<Id = RequestNo>>(pane: &Pane<R>) -> Chosen {
        let count = pane.list().marked_count();
        match pane.list().selection() {
            Selection::Nothing => Chosen::default(),
            Selection::Some(numbers) => Chosen {
                numbers,
                all_but: None,
                count,
            },
            Selection::AllBut(except) => Chosen {
                numbers: Vec::new(),
                all_but: Some((pane.window.query().clone(), except)),
                count,
            },
        }
    }

    /// And this one, where it is not among them.
    pub fn and(mut self, no: RequestNo) -> Chosen {
        let listed = match &self.all_but {
            Some((_, except)) => !except.contains(&no),
            None => self.numbers.contains(&no),
        };
        if listed {
            return self;
        }
        self.count += 1;
        match &mut self.all_but {
            Some((_, except)) => except.retain(|other| *other != no),
            None => self.numbers.push(no),
        }
        self
    }

    /// These.
    #[cfg(test)]
    pub fn these(numbers: Vec<RequestNo>) -> Chosen {
        Chosen {
            count: numbers.len() as u64,
            numbers,
            all_but: None,
        }
    }
}

/// An act and those that it is done to.
pub struct Many {
    act: &'static dyn Act<RequestView>,
    action: Action,
    chosen: Chosen,
    /// Those that came.
    cases: Vec<Case<RequestView>>,
    /// How many came, admitted or not.
    came: usize,
    marks: Vec<Same>,
    choice: String,
}

/// Begins an act on all that are selected: opens it, or says why it cannot begin.
pub fn begin(
    act: &'static dyn Act<RequestView>,
    action: Action,
    chosen: Chosen,
    marks: Vec<Same>,
    ctx: &Ctx,
) -> Vec<Effect> {
    if chosen.count > MOST_TOGETHER as u64 {
        let said = ctx.words.with("many-most", &[("most", &MOST_TOGETHER)]);
        return vec![Effect::error(said)];
    }
    match flow(act, action, chosen, marks, ctx) {
        Ok(flow) => vec![Effect::open(flow)],
        Err(why) => vec![Effect::error(why)],
    }
}

fn flow(
    act: &'static dyn Act<RequestView>,
    action: Action,
    chosen: Chosen,
    marks: Vec<Same>,
    ctx: &Ctx,
) -> Result<Flow, String> {
    let many = Many {
        act,
        action,
        chosen,
        cases: Vec::new(),
        came: 0,
        marks,
        choice: String::new(),
    };
    Flow::new(Box::new(many), ctx)
}

impl Many {
    /// Those of them that admit the act, and the choice where one was made.
    fn fit(&self, ctx: &Ctx) -> Vec<&Case<RequestView>> {
        let admits = |case: &&Case<RequestView>| {
            let chosen = || {
                let lines = self.act.choices(case, ctx).lines;
                let mut lines = lines.iter();
                lines.any(|line| line.applies && line.choice.key == self.choice)
            };
            self.act.hindered(case, ctx).is_none() && (self.choice.is_empty() || chosen())
        };
        self.cases.iter().filter(admits).collect()
    }

    /// What is done: the line that was chosen, else the act of the key.
    fn what(&self, ctx: &Ctx) -> String {
        let lines = self
            .cases
            .first()
            .map(|case| self.act.choices(case, ctx).lines);
        let lines = lines.unwrap_or_default().into_iter();
        let mut chosen = lines.filter(|line| line.choice.key == self.choice);
        match chosen.next() {
            Some(line) => line.choice.label,
            None => ctx.get(&self.action.name_key()),
        }
    }

    fn take(&mut self, view: RequestView) {
        let no = view.request.no;
        let kinds = view.may.iter();
        let admitted = self.action == Action::Save
            || kinds
                .copied()
                .any(|kind| action_of(kind) == Some(self.action));
        self.cases.retain(|case| case.on.request.no != no);
        if admitted {
            self.cases.push(Case {
                choice: self.choice.clone(),
                marks: self.marks.clone(),
                ..Case::of(view)
            });
            self.cases.sort_by_key(|case| case.on.request.no);
        }
    }

    fn names(&self, fit: &[&Case<RequestView>], ctx: &Ctx) -> String {
        let names = fit.iter().take(SHOWN);
        let names = names.map(|case| case.on.request.identity.name.clone());
        let names = names.collect::<Vec<_>>().join(", ");
        match fit.len().saturating_sub(SHOWN) {
            0 => names,
            more => {
                let args: &[(&str, &dyn Arg)] = &[("names", &names), ("more", &more)];
                ctx.words.with("many-names", args)
            }
        }
    }
}

/// The lines that all questions have in common.
fn common(questions: &[Confirm]) -> Vec<String> {
    let Some((first, rest)) = questions.split_first() else {
        return Vec::new();
    };
    let told = |line: &&String| rest.iter().all(|other| other.details().contains(line));
    first.details().iter().filter(told).cloned().collect()
}

impl AnyAct for Many {
    fn draft_key(&self) -> String {
        let first = self
            .cases
            .first()
            .map(|case| case.on.request.no.to_string());
        let first = first.unwrap_or_default().replace('/', "-");
        let parts = [self.act.name(), "many", &first, &self.choice];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join("-")
    }

    fn hindered(&self, ctx: &Ctx) -> Option<String> {
        if !self.fit(ctx).is_empty() {
            return None;
        }
        let why = self.cases.first().and_then(|case| {
            let said = self.act.hindered(case, ctx)?;
            let name = &case.on.request.identity.name;
            Some(format!("{name}: {said}"))
        });
        Some(why.unwrap_or_else(|| ctx.get("many-none")))
    }

    fn choices(&self, ctx: &Ctx) -> Menu {
        let fit = self.fit(ctx);
        let menus: Vec<Menu> = fit.iter().map(|case| self.act.choices(case, ctx)).collect();
        let Some(mut menu) = menus.first().cloned() else {
            return Menu::default();
        };
        let applies = |key: &str| {
            let lines = menus.iter().flat_map(|menu| &menu.lines);
            lines
                .filter(|line| line.applies)
                .any(|line| line.choice.key == key)
        };
        for line in &mut menu.lines {
            line.applies = applies(&line.choice.key);
        }
        menu
    }

    fn choose(&mut self, key: &str) {
        key.clone_into(&mut self.choice);
        for case in &mut self.cases {
            key.clone_into(&mut case.choice);
        }
    }

    fn lead(&self, ctx: &Ctx) -> Vec<Paragraph> {
        vec![Paragraph::plain(self.names(&self.fit(ctx), ctx))]
    }

    fn form(&self, ctx: &Ctx) -> Form {
        let fit = self.fit(ctx);
        let Some(first) = fit.first() else {
            return Form::default();
        };
        let mut form = self.act.form(first, ctx);
        let args: &[(&str, &dyn Arg)] = &[("count", &fit.len()), ("what", &self.what(ctx))];
        form.title = ctx.words.with("many-title", args);
        form
    }

    fn changed(&self, form: &mut Form, field: &str, ctx: &Ctx) {
        if let Some(first) = self.fit(ctx).first() {
            self.act.changed(first, form, field, ctx);
        }
    }

    fn objections(&self, values: &Values, ctx: &Ctx) -> Faults {
        let fit = self.fit(ctx);
        let first = fit.first();
        first.map_or_else(Faults::new, |case| self.act.objections(case, values, ctx))
    }

    fn people(&self) -> &'static [&'static str] {
        self.act.people()
    }

    fn took(&self, form: &mut Form, person: &Suggestion) {
        self.act.took(form, person);
    }

    fn account(&self, _: &Values) -> Option<String> {
        None
    }

    fn found(&mut self, _: Option<Account>) {}

    fn files(&self, values: &Values) -> Vec<(String, String)> {
        self.act.files(values)
    }

    fn command(&self, values: &Values, files: &Files, ctx: &Ctx) -> Result<Command, Faults> {
        let fit = self.fit(ctx).into_iter();
        let acts = fit.map(|case| self.act.command(case, values, files, ctx));
        Ok(Command::Together {
            acts: acts.collect::<Result<_, _>>()?,
        })
    }

    fn question(&self, values: &Values, ctx: &Ctx) -> Option<Confirm> {
        let fit = self.fit(ctx);
        let single = fit
            .iter()
            .filter_map(|case| self.act.question(case, values, ctx));
        let single: Vec<Confirm> = single.collect();
        let args: &[(&str, &dyn Arg)] = &[("count", &fit.len()), ("what", &self.what(ctx))];
        let asked = super::question(ctx.words.with("many-ask", args));
        let asked = asked.detail(self.names(&fit, ctx));
        let asked = common(&single).into_iter().fold(asked, Confirm::detail);
        let out = usize::try_from(self.chosen.count).unwrap_or(usize::MAX) - fit.len();
        let asked = match out {
            0 => asked,
            out => asked.detail(ctx.words.with("many-out", &[("count", &out)])),
        };
        Some(match single.iter().any(Confirm::is_irreversible) {
            true => asked.irreversible(),
            false => asked,
        })
    }

    fn otherwise(&self, _: &Refusal) -> Option<Ask> {
        None
    }

    fn instead(&self, _: Command, _: &Tell, _: &Ctx) -> Option<(Command, Confirm)> {
        None
    }

    fn done(&self, _: &Values, _: &Done, ctx: &Ctx) -> String {
        let args: &[(&str, &dyn Arg)] =
            &[("count", &self.fit(ctx).len()), ("what", &self.what(ctx))];
        ctx.words.with("many-done", args)
    }

    fn after(&self, _: &Values, _: &Done, _: &Ctx) -> Option<Effect> {
        None
    }

    fn more(&self, _: &Files) -> Option<Ask> {
        None
    }

    fn rest(&self, _: &Tell, _: &Files, _: &Ctx) -> Vec<Command> {
        Vec::new()
    }

    fn done_more(&self, _: usize, _: &Ctx) -> String {
        String::new()
    }

    fn acts(&self, _: &Values, _: &Ctx) -> usize {
        1
    }

    fn running(&self, _: &Ctx) -> String {
        String::new()
    }

    fn stopped(&self, why: String, _: &Ctx) -> String {
        why
    }

    fn made(&mut self, _: usize) {}

    fn there(&self) -> bool {
        false
    }

    fn again(&self) -> Vec<Ask> {
        match &self.chosen.all_but {
            Some((query, _)) => vec![Ask::Page {
                query: query.clone(),
                from: 0,
                count: MOST_TOGETHER as u16,
                keep: None,
            }],
            None => self
                .chosen
                .numbers
                .iter()
                .map(|no| Ask::Request(*no))
                .collect(),
        }
    }

    fn renew(&mut self, tell: Tell) -> bool {
        match tell {
            Tell::Request(view) => {
                self.came += 1;
                self.take(*view);
            }
            Tell::Page(page) => {
                let except = self.chosen.all_but.take().map(|(_, except)| except);
                let except = except.unwrap_or_default();
                let rows = page.rows.into_iter().filter_map(|row| match row {
                    view::Row::Request(line) => Some(line.row.no),
                    _ => None,
                });
                self.chosen.numbers = rows.filter(|no| !except.contains(no)).collect();
                self.chosen.count = self.chosen.numbers.len() as u64;
            }
            _ => return false,
        }
        true
    }

    fn asks_more(&self) -> bool {
        self.came < self.chosen.numbers.len()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::domain::act::ActKind;
    use crate::domain::checklist::{Document, Evidence, Verdict};
    use crate::domain::ids::{FileHash, OfficerId};
    use crate::domain::policy::DocumentKey;
    use crate::domain::time::Instant;
    use crate::tui::act::mark::MarkAll;
    use crate::tui::act::send;
    use crate::tui::act::testing::ActDriver;
    use crate::tui::testing::Stage;
    use crate::tui::view::testing::request_view;

    /// The nth name of a letter.
    fn name(n: u16) -> RequestView {
        let mut view = request_view();
        view.request.no = view.request.no.agenda.line(n);
        view.request.identity.name = format!("Orang {n}");
        view.may = vec![ActKind::Send, ActKind::Mark];
        view.blocks = Vec::new();
        view
    }

    fn file(n: u8) -> Evidence {
        Evidence::File {
            hash: FileHash([n; 32]),
            name: format!("{n}.pdf"),
            bytes: 4,
        }
    }

    fn laid(mut view: RequestView, document: DocumentKey, evidence: Evidence) -> RequestView {
        let items = &mut view.request.checklist;
        let item = items.iter_mut().find(|item| item.document == document);
        item.unwrap().documents.push(Document {
            evidence,
            added: Instant(0),
            by: OfficerId(1),
        });
        view
    }

    fn begun(
        act: &'static dyn Act<RequestView>,
        action: Action,
        marks: Vec<Same>,
        views: Vec<RequestView>,
    ) -> ActDriver {
        let stage = Stage::small();
        let numbers = views.iter().map(|view| view.request.no).collect();
        let flow = flow(act, action, Chosen::these(numbers), marks, &stage.ctx()).unwrap();
        let mut doer = ActDriver::at(stage, flow);
        for view in views {
            doer.tell_again(Tell::Request(Box::new(view)));
        }
        doer
    }

    fn together(command: Option<Command>) -> Vec<Command> {
        match command {
            Some(Command::Together { acts }) => acts,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn many_are_sent_with_one_form_and_one_question_and_who_cannot_stays_out() {
        let mut not_now = name(3);
        not_now.may.clear();
        let mut doer = begun(
            &send::Send,
            Action::Send,
            Vec::new(),
            vec![name(2), not_now, name(1)],
        );
        doer.keys("BSRE-77");
        doer.save();
        let asked = doer.question().unwrap();
        for part in [
            "2 nama sekaligus",
            "Orang 1, Orang 2",
            "1 nama terpilih tidak ikut",
            "BSRE-77",
        ] {
            assert!(asked.contains(part), "{part}: {asked}");
        }
        let acts = together(doer.yes());
        let lines: Vec<_> = acts.iter().map(|act| act.alone().unwrap().line).collect();
        assert_eq!(lines, [1, 2]);
        assert!(doer.done().contains("2 nama dicatat"));
    }

    #[test]
    fn a_mark_holds_for_the_names_where_the_same_lies() {
        let sk = DocumentKey::Sk;
        let views = vec![
            laid(name(1), sk, file(1)),
            laid(name(2), sk, file(1)),
            laid(name(3), sk, file(2)),
        ];
        let mark = Same {
            document: sk,
            verdict: Verdict::Conforms,
            on: Some(file(1)),
            lies: Some(file(1)),
        };
        let mut doer = begun(&MarkAll, Action::Save, vec![mark], views);
        let asked = doer.drawn();
        assert!(asked.contains("2 nama sekaligus"), "{asked}");
        assert!(asked.contains("1 nama terpilih tidak ikut"), "{asked}");
        let acts = together(doer.yes());
        let lines: Vec<_> = acts.iter().map(|act| act.alone().unwrap().line).collect();
        assert_eq!(lines, [1, 2]);
    }

    #[test]
    fn where_none_of_them_admits_it_that_is_said() {
        let mut view = name(1);
        view.may.clear();
        let doer = begun(&send::Send, Action::Send, Vec::new(), vec![view]);
        assert!(
            doer.said().contains("Tidak ada nama terpilih"),
            "{}",
            doer.said()
        );
    }
}
