//! The columns of one list as its officer keeps them: the keys that move, hide and show them again,
//! and where that is kept.

use super::layout::{Layout, Shift};
use crate::tui::action::Action;
use crate::tui::panel::{Ctx, Effect, Message};
use crate::tui::widgets::list::{Cell, Column, List, Row};

/// The columns of a list.
#[derive(Clone, Debug)]
pub struct Columns {
    key: String,
    all: &'static [Column],
    pub layout: Layout,
}

impl Columns {
    /// All of them as the list brings them; kept under `columns-<key>`.
    pub fn new(key: &str, all: &'static [Column]) -> Columns {
        Columns {
            key: format!("columns-{key}"),
            all,
            layout: Layout::of(all),
        }
    }

    /// Takes up how the officer wants them; tells whether that is otherwise than before.
    pub fn adopt(&mut self, ctx: &Ctx) -> bool {
        let text = ctx.me.choices.get(&self.key);
        if text == self.layout.text(self.all).as_deref() {
            return false;
        }
        self.layout = Layout::read(text.unwrap_or_default(), self.all);
        true
    }

    /// Keeps how the officer wants them.
    pub fn keep(&self) -> Effect {
        Effect::Choose {
            key: self.key.clone(),
            value: self.layout.text(self.all),
        }
    }

    /// Moves among the columns, moves, hides or shows them; `None` for any other act.
    pub fn act<R: Row>(
        &mut self,
        action: Action,
        list: &mut List<R>,
        ctx: &Ctx,
    ) -> Option<Vec<Effect>> {
        Some(match action {
            Action::Left | Action::Right => {
                list.step_column(action == Action::Right);
                Vec::new()
            }
            Action::ColumnLeft => self.shift(false, list, ctx),
            Action::ColumnRight => self.shift(true, list, ctx),
            Action::Columns => {
                self.layout.show_all(self.all);
                vec![self.keep()]
            }
            _ => return None,
        })
    }

    fn shift<R: Row>(&mut self, right: bool, list: &mut List<R>, ctx: &Ctx) -> Vec<Effect> {
        let Some(title) = list.column else {
            list.step_column(right);
            return Vec::new();
        };
        let drawn = list.drawn_columns();
        match self.layout.shift(title, right) {
            Shift::Stays => Vec::new(),
            Shift::Moved => vec![self.keep()],
            Shift::Hidden => {
                let at = drawn.iter().position(|known| *known == title);
                let before = at.and_then(|at| drawn.get(at.checked_sub(1)?));
                list.column = before.copied();
                let said = ctx
                    .words
                    .with("column-hidden", &[("column", &ctx.get(title))]);
                vec![self.keep(), Effect::Say(Message::info(said))]
            }
        }
    }

    /// The column of a title.
    pub fn named(&self, title: &str) -> Option<&'static Column> {
        self.all.iter().find(|column| column.title == title)
    }

    /// Those to show, in order.
    pub fn shown(&self) -> Vec<Column> {
        self.layout.columns(self.all)
    }

    /// The cells of a row in the order of the columns to show.
    pub fn cells(&self, cells: Vec<Cell>) -> Vec<Cell> {
        self.layout.cells(self.all, cells)
    }
}
