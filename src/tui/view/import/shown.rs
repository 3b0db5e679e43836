//! What is said of a table, and which of its rows are shown in which order.

use ratatui::crossterm::event::KeyCode;

use super::Import;
use super::run;
use super::source::Planned;
use crate::intake::Source;
use crate::tui::action::Action;
use crate::tui::panel::{Ctx, Effect, Input};

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
            let aside: Vec<String> = plan
                .aside
                .iter()
                .map(|at| plan.headers.get(*at).map_or("", String::as_str))
                .map(str::to_owned)
                .collect();
            parts.push(
                ctx.words
                    .with("cli-import-aside", &[("list", &aside.join("; "))]),
            );
        }
        if !plan.unknown_kinds.is_empty() {
            let kinds = plan.unknown_kinds.join(", ");
            parts.push(ctx.words.with("import-unknown-kinds", &[("kinds", &kinds)]));
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

    /// `f` shows one outcome after another, `s` sorts by outcome or by row; false for other keys.
    pub(super) fn show_key(&mut self, input: &Input, ctx: &Ctx) -> bool {
        let Input::Key(key) = input else {
            return false;
        };
        match (key.code, &self.table) {
            (KeyCode::Char('f'), Some(table)) => {
                self.shown.next_filter(&run::items(&self.run, table, ctx));
            }
            (KeyCode::Char('s'), _) => self.shown.by_row = !self.shown.by_row,
            _ => return false,
        }
        self.show(ctx);
        true
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
