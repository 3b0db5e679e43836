//! A question before something is decided: it names what will happen. `y` is yes, `t` is no;
//! Enter is no where it cannot be undone.

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::style::Style;

use crate::text;
use crate::tui::action::Action;
use crate::tui::keymap::Facts;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::widgets::frame::Frame;

/// A question with two answers.
#[derive(Clone, Debug)]
pub struct Confirm {
    tag: Tag,
    question: String,
    /// Lines under the question: what is counted, who is written to.
    details: Vec<String>,
    /// Cannot be undone: Enter is no.
    irreversible: bool,
    yes: bool,
}

impl Confirm {
    /// Asks; the opener gets `Answered` with this tag and `Answer::Yes` or `Answer::No`.
    pub fn new(tag: Tag, question: impl Into<String>) -> Confirm {
        Confirm {
            tag,
            question: question.into(),
            details: Vec::new(),
            irreversible: false,
            yes: true,
        }
    }

    /// The same for what cannot be undone.
    pub fn irreversible(mut self) -> Confirm {
        self.irreversible = true;
        self.yes = false;
        self
    }

    /// One more line under the question.
    pub fn detail(mut self, line: impl Into<String>) -> Confirm {
        self.details.push(line.into());
        self
    }

    /// The lines under the question.
    pub fn details(&self) -> &[String] {
        &self.details
    }

    /// Whether what it asks about cannot be undone.
    pub fn is_irreversible(&self) -> bool {
        self.irreversible
    }

    fn answer(&self, yes: bool) -> Vec<Effect> {
        let answer = if yes { Answer::Yes } else { Answer::No };
        vec![
            Effect::Close,
            Effect::Answer {
                tag: self.tag,
                answer,
            },
        ]
    }

    fn lines(&self, width: u16, ctx: &Ctx) -> Vec<(String, Role)> {
        let room = usize::from(width);
        let mut lines: Vec<(String, Role)> = text::width::wrap(&text::safe(&self.question), room)
            .into_iter()
            .map(|line| (line, Role::Strong))
            .collect();
        for detail in &self.details {
            for line in text::width::wrap(&text::safe(detail), room) {
                lines.push((line, Role::Plain));
            }
        }
        if self.irreversible {
            let words = format!(
                "{} {}",
                ctx.theme.sign(Role::Warn),
                ctx.get("confirm-irreversible")
            );
            lines.push((words, Role::Warn));
        }
        lines
    }
}

impl Panel for Confirm {
    fn place(&self) -> Place {
        Place::Confirm
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        Facts {
            row: true,
            ..Facts::new(Place::Confirm)
        }
    }

    fn wanted(&self, ctx: &Ctx) -> Size {
        let width = ctx.screen.width.saturating_sub(4).min(72);
        let lines = self.lines(width.saturating_sub(4), ctx).len();
        Size::new(width, u16::try_from(lines).unwrap_or(10) + 4)
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let inside = Frame::titled(ctx.get("place-confirm")).render(area, buf, ctx);
        if inside.width < 4 || inside.height < 2 {
            return;
        }
        let last = inside.bottom() - 1;
        let lines = self.lines(inside.width - 2, ctx);
        for ((line, role), y) in lines.iter().zip(inside.y..last) {
            buf.set_string(inside.x + 1, y, line, ctx.theme.style(*role));
        }
        let chosen = ctx.theme.cursor_row(true);
        let (yes, no) = if self.yes {
            (chosen, Style::new())
        } else {
            (Style::new(), chosen)
        };
        let mark = |on: bool| if on { ctx.theme.signs().cursor } else { " " };
        let first = format!("{}y {} ", mark(self.yes), ctx.get("answer-yes"));
        let second = format!("{}t {} ", mark(!self.yes), ctx.get("answer-no"));
        let room = usize::from(inside.width - 1);
        let (x, _) = buf.set_stringn(inside.x + 1, last, first, room, yes);
        let room = usize::from(inside.right().saturating_sub(x + 2));
        buf.set_stringn(x + 2, last, second, room, no);
        ctx.spots
            .chosen(if self.yes { inside.x + 1 } else { x + 2 }, last);
    }

    fn handle(&mut self, input: Input, _ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Act(Action::Yes) => self.answer(true),
            Input::Act(Action::No | Action::Back) => self.answer(false),
            Input::Act(Action::Open) => self.answer(self.yes),
            Input::Act(Action::Left | Action::Right | Action::NextPanel) => {
                self.yes = !self.yes;
                Vec::new()
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]
    use super::*;
    use crate::text::Language;
    use crate::tui::layers::centred;
    use crate::tui::testing::Stage;

    fn answer_of(confirm: &mut Confirm, action: Action) -> Option<Answer> {
        let stage = Stage::small();
        confirm
            .handle(Input::Act(action), &stage.ctx())
            .into_iter()
            .find_map(|effect| match effect {
                Effect::Answer { tag: 7, answer } => Some(answer),
                _ => None,
            })
    }

    #[test]
    fn enter_is_no_where_it_cannot_be_undone() {
        let mut light = Confirm::new(7, "Tutup loket?");
        let mut grave =
            Confirm::new(7, "Cabut sertifikat 3F…A1 milik Siti Rahmawati?").irreversible();
        assert_eq!(answer_of(&mut light, Action::Open), Some(Answer::Yes));
        assert_eq!(answer_of(&mut grave, Action::Open), Some(Answer::No));
        assert_eq!(answer_of(&mut grave, Action::Yes), Some(Answer::Yes));
        assert_eq!(answer_of(&mut grave, Action::Back), Some(Answer::No));
        assert_eq!(answer_of(&mut grave, Action::New), None);
    }

    #[test]
    fn it_names_what_will_happen() {
        for (name, width, language) in [
            ("confirm_80", 80, Language::Indonesian),
            ("confirm_40_en", 40, Language::English),
        ] {
            let confirm =
                Confirm::new(7, "Kirim 18 permohonan ke BSrE sebagai Budi (verifikator)?")
                    .detail("18 email ke pemohon, ditahan 10 menit")
                    .irreversible();
            let stage = Stage::new(width, 10, language);
            let shown = stage.draw(|area, buf, ctx| {
                confirm.render(centred(area, confirm.wanted(ctx)), buf, ctx);
            });
            insta::assert_snapshot!(name, shown);
        }
    }
}
