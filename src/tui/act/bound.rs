//! An act with the record that it is done to: what the engine sees of both.

use super::subject::Subject;
use super::{Act, Case, Faults, Files, Menu, Values};
use crate::domain::act::Command;
use crate::domain::officer::Account;
use crate::domain::refusal::Refusal;
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::{Ctx, Effect};
use crate::tui::widgets::form::Form;
use crate::tui::widgets::text_view::Paragraph;
use crate::wire::message::{Ask, Done, Tell};
use crate::wire::view::Suggestion;

/// What the engine drives, whatever the record.
pub trait AnyAct {
    fn draft_key(&self) -> String;
    fn hindered(&self, ctx: &Ctx) -> Option<String>;
    fn choices(&self, ctx: &Ctx) -> Menu;
    fn choose(&mut self, key: &str);
    fn lead(&self, ctx: &Ctx) -> Vec<Paragraph>;
    fn form(&self, ctx: &Ctx) -> Form;
    fn changed(&self, form: &mut Form, field: &str, ctx: &Ctx);
    fn objections(&self, values: &Values, ctx: &Ctx) -> Faults;
    fn people(&self) -> &'static [&'static str];
    fn took(&self, form: &mut Form, person: &Suggestion);
    fn account(&self, values: &Values) -> Option<String>;
    fn found(&mut self, account: Option<Account>);
    fn files(&self, values: &Values) -> Vec<(String, String)>;
    fn command(&self, values: &Values, files: &Files, ctx: &Ctx) -> Result<Command, Faults>;
    fn question(&self, values: &Values, ctx: &Ctx) -> Option<Confirm>;
    fn otherwise(&self, refused: &Refusal) -> Option<Ask>;
    fn instead(&self, refused: Command, tell: &Tell, ctx: &Ctx) -> Option<(Command, Confirm)>;
    fn done(&self, values: &Values, done: &Done, ctx: &Ctx) -> String;
    fn after(&self, values: &Values, done: &Done, ctx: &Ctx) -> Option<Effect>;
    fn more(&self, files: &Files) -> Option<Ask>;
    fn rest(&self, tell: &Tell, files: &Files, ctx: &Ctx) -> Vec<Command>;
    fn done_more(&self, count: usize, ctx: &Ctx) -> String;
    fn acts(&self, values: &Values, ctx: &Ctx) -> usize;
    fn running(&self, ctx: &Ctx) -> String;
    fn stopped(&self, why: String, ctx: &Ctx) -> String;
    /// So many of its acts are done.
    fn made(&mut self, acts: usize);
    /// Whether what it is done to is there.
    fn there(&self) -> bool;
    /// How that is asked for anew.
    fn again(&self) -> Vec<Ask>;
    /// Takes it as it is now; tells whether the answer was that.
    fn renew(&mut self, tell: Tell) -> bool;
    /// Whether what was told says what else to ask for before it can begin.
    fn asks_more(&self) -> bool;
}

/// An act and what it is done to.
pub struct Bound<V: 'static> {
    pub act: &'static dyn Act<V>,
    pub case: Case<V>,
}

impl<V: Subject> AnyAct for Bound<V> {
    fn draft_key(&self) -> String {
        let (name, on, choice) = (self.act.name(), self.case.on.key(), &self.case.choice);
        // What was typed for one document is not brought back for another.
        let aimed = self.case.aimed.map_or("", |document| document.as_str());
        let parts = [name, &on, choice, aimed];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        parts.collect::<Vec<_>>().join("-")
    }

    fn hindered(&self, ctx: &Ctx) -> Option<String> {
        self.act.hindered(&self.case, ctx)
    }

    fn choices(&self, ctx: &Ctx) -> Menu {
        self.act.choices(&self.case, ctx)
    }

    fn choose(&mut self, key: &str) {
        key.clone_into(&mut self.case.choice);
    }

    fn lead(&self, ctx: &Ctx) -> Vec<Paragraph> {
        self.act.lead(&self.case, ctx)
    }

    fn form(&self, ctx: &Ctx) -> Form {
        self.act.form(&self.case, ctx)
    }

    fn changed(&self, form: &mut Form, field: &str, ctx: &Ctx) {
        self.act.changed(&self.case, form, field, ctx);
    }

    fn objections(&self, values: &Values, ctx: &Ctx) -> Faults {
        self.act.objections(&self.case, values, ctx)
    }

    fn people(&self) -> &'static [&'static str] {
        self.act.people()
    }

    fn took(&self, form: &mut Form, person: &Suggestion) {
        self.act.took(form, person);
    }

    fn account(&self, values: &Values) -> Option<String> {
        self.act.account(&self.case, values)
    }

    fn found(&mut self, account: Option<Account>) {
        self.case.account = account;
    }

    fn files(&self, values: &Values) -> Vec<(String, String)> {
        self.act.files(values)
    }

    fn command(&self, values: &Values, files: &Files, ctx: &Ctx) -> Result<Command, Faults> {
        self.act.command(&self.case, values, files, ctx)
    }

    fn question(&self, values: &Values, ctx: &Ctx) -> Option<Confirm> {
        self.act.question(&self.case, values, ctx)
    }

    fn otherwise(&self, refused: &Refusal) -> Option<Ask> {
        self.act.otherwise(refused)
    }

    fn instead(&self, refused: Command, tell: &Tell, ctx: &Ctx) -> Option<(Command, Confirm)> {
        self.act.instead(refused, tell, ctx)
    }

    fn done(&self, values: &Values, done: &Done, ctx: &Ctx) -> String {
        self.act.done(&self.case, values, done, ctx)
    }

    fn after(&self, values: &Values, done: &Done, ctx: &Ctx) -> Option<Effect> {
        self.act.after(&self.case, values, done, ctx)
    }

    fn more(&self, files: &Files) -> Option<Ask> {
        self.act.more(&self.case, files)
    }

    fn rest(&self, tell: &Tell, files: &Files, ctx: &Ctx) -> Vec<Command> {
        self.act.rest(tell, files, ctx)
    }

    fn done_more(&self, count: usize, ctx: &Ctx) -> String {
        self.act.done_more(count, ctx)
    }

    fn acts(&self, values: &Values, ctx: &Ctx) -> usize {
        self.act.acts(&self.case, values, ctx)
    }

    fn running(&self, ctx: &Ctx) -> String {
        self.act.running(&self.case, ctx)
    }

    fn stopped(&self, why: String, ctx: &Ctx) -> String {
        self.act.stopped(&self.case, why, ctx)
    }

    fn made(&mut self, acts: usize) {
        self.case.made = acts;
    }

    fn there(&self) -> bool {
        self.case.on.there()
    }

    fn again(&self) -> Vec<Ask> {
        self.case.on.asks()
    }

    fn renew(&mut self, tell: Tell) -> bool {
        self.case.on.take(tell)
    }

    fn asks_more(&self) -> bool {
        false
    }
}
