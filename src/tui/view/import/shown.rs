//! What is said of a table, and which of its rows are shown in which order.

use ratatui::crossterm::event::KeyCode;

use super::source::Planned;
use super::{Import, ROW_KIND, START, Step, mapping, run};
use crate::domain::kind::Kind;
use crate::intake::Source;
use crate::tui::action::Action;
use crate::tui::layers::confirm::Confirm;
use crate::tui::layers::form_layer::FormLayer;
use crate::tui::panel::{Ctx, Effect, Input};
use crate::tui::view::identity_form::value;
use crate::tui::widgets::list::ListEvent;

impl Import {
    /// How the file was read, in one line.
    pub(super) fn about(&self, planned: &Planned, ctx: &Ctx) -> String {
        let plan = &planned.plan;
        let mut parts = vec![
            ctx.words.with("import-rows", &[("count", &plan.rows)]),
            planned.source.describe(),
        ];
        if plan.header_row > 0 {
            let row = plan.header_row.to_string();
            parts.push(ctx.words.with("import-header-row", &[("row", &row)]));
        }
        if !plan.aside.is_empty() {
            let aside: Vec<String> = plan.aside.iter().map(|at| plan.column(*at)).collect();
            parts.push(
                ctx.words
                    .with("cli-import-aside", &[("list", &aside.join("; "))]),
            );
        }
        if !plan.unread_kinds.is_empty() {
            let kinds = plan.unread_kinds.iter();
            let kinds: Vec<String> = kinds.map(|kind| format!("\"{}\"", kind.words)).collect();
            let kinds = kinds.join("; ");
            parts.push(ctx.words.with("import-unread-kinds", &[("kinds", &kinds)]));
        }
        parts.join(" · ")
    }

    /// The rows as they are sorted and filtered.
    pub(super) fn show(&mut self, ctx: &Ctx) {
        if let Some(table) = &self.table {
            let all = run::items(&self.run, table, ctx);
            self.items.fill_all(self.shown.of(all));
        }
    }

    /// `f` shows one outcome after another, `s` sorts by outcome, row or letter; false for other keys.
    pub(super) fn show_key(&mut self, input: &Input, ctx: &Ctx) -> bool {
        let Input::Key(key) = input else {
            return false;
        };
        match (key.code, &self.table) {
            (KeyCode::Char('f'), Some(table)) => {
                self.shown.next_filter(&run::items(&self.run, table, ctx));
            }
            (KeyCode::Char('s'), _) => self.shown.next_order(self.matter),
            _ => return false,
        }
        self.show(ctx);
        true
    }

    /// Keys of the preview: Enter names the kind of a row, `y` asks before it imports.
    pub(super) fn preview_key(&mut self, input: &Input, ctx: &Ctx) -> Vec<Effect> {
        if self.show_key(input, ctx) {
            return Vec::new();
        }
        match input {
            Input::Act(Action::Back) => {
                self.step = Step::Mapping;
                if let Some(planned) = &self.planned {
                    self.said = self.about(planned, ctx);
                }
            }
            Input::Act(action) if self.items.handle(*action) == ListEvent::Opened => {
                return self.ask_kind(ctx);
            }
            Input::Key(key) if key.code == KeyCode::Char('y') => {
                let question = self.matter.question(&self.run, ctx);
                return vec![Effect::open(Confirm::new(START, question).irreversible())];
            }
            _ => {}
        }
        Vec::new()
    }

    /// Whether Enter does something with the line under the cursor.
    pub(super) fn opens(&self) -> bool {
        match self.step {
            Step::Mapping => true,
            Step::Preview => self.items.current().is_some_and(|item| item.asks),
            _ => false,
        }
    }

    /// Whether some row waits for a person to name its kind.
    pub(super) fn asks(&self) -> bool {
        let table = self.table.as_ref();
        table.is_some_and(|table| table.rejected.iter().any(|out| out.asks))
    }

    /// Asks the kind of the row under the cursor, where its cell left that open.
    fn ask_kind(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let (Some(planned), Some(item)) = (&self.planned, self.items.current()) else {
            return Vec::new();
        };
        if !item.asks {
            return Vec::new();
        }
        let row = item.row;
        let form = mapping::row_kind_form(item, planned.plan.chosen_kind(row), ctx);
        let key = self.about_file(&format!("row-{row}"));
        self.asking = Some(row);
        vec![Effect::open(FormLayer::new(ROW_KIND, key, form))]
    }

    /// A person named the kind of a row, or leaves it out: the rows are read anew.
    pub(super) fn row_kind(&mut self, values: &[(String, String)], ctx: &Ctx) -> Vec<Effect> {
        let mut effects = vec![Effect::CloseAbove];
        if let (Some(row), Some(planned)) = (self.asking.take(), &mut self.planned) {
            let kind = Kind::from_key(value(values, "kind"));
            planned.plan.choose_kind(row, kind);
            self.kinds.choose(row, kind);
            effects.extend(self.read_rows(ctx));
        }
        effects
    }

    pub(super) fn done_key(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        if self.show_key(&input, ctx) {
            return Vec::new();
        }
        match input {
            Input::Act(Action::Back) => return vec![Effect::Close],
            Input::Act(action) => {
                self.items.handle(action);
            }
            _ => {}
        }
        Vec::new()
    }
}
