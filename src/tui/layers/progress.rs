//! Work under way: a bar, how much is done, and a way to stop it.

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use crate::text;
use crate::tui::action::Action;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::gauge;

/// The progress of some work; its opener sends `Input::Progress` with `Effect::ToTop`, and closes
/// it with `Effect::CloseAbove`. Esc answers `Answer::Cancelled`; the work itself ends when its
/// owner says so.
#[derive(Clone, Debug)]
pub struct Progress {
    tag: Tag,
    title: String,
    done: u64,
    total: u64,
    cancelling: bool,
}

impl Progress {
    /// Work named by `title`, of `total` parts.
    pub fn new(tag: Tag, title: impl Into<String>, total: u64) -> Progress {
        Progress {
            tag,
            title: title.into(),
            done: 0,
            total,
            cancelling: false,
        }
    }
}

impl Panel for Progress {
    fn place(&self) -> Place {
        Place::Progress
    }

    fn wanted(&self, ctx: &Ctx) -> Size {
        Size::new(ctx.screen.width.saturating_sub(4).min(60), 6)
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let inside = Frame::titled(ctx.get("place-progress")).render(area, buf, ctx);
        if inside.width < 4 || inside.height < 4 {
            return;
        }
        let room = inside.width - 2;
        let count = ctx.words.with(
            "progress-count",
            &[("done", &self.done), ("total", &self.total)],
        );
        let key = if self.cancelling {
            "progress-cancelling"
        } else {
            "progress-cancel"
        };
        let lines = [
            (text::safe(&self.title).into_owned(), Role::Strong),
            (gauge::bar(self.done, self.total, room, ctx), Role::Accent),
            (count, Role::Plain),
            (ctx.get(key), Role::Dim),
        ];
        for ((line, role), y) in lines.iter().zip(inside.y..inside.bottom()) {
            let line = text::truncate(line, usize::from(room));
            buf.set_string(inside.x + 1, y, line, ctx.theme.style(*role));
        }
    }

    fn handle(&mut self, input: Input, _ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Progress { done, total } => {
                self.done = done;
                self.total = total;
                Vec::new()
            }
            Input::Act(Action::Cancel) if !self.cancelling => {
                self.cancelling = true;
                vec![Effect::Answer {
                    tag: self.tag,
                    answer: Answer::Cancelled,
                }]
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;
    use crate::tui::layers::centred;
    use crate::tui::testing::Stage;

    #[test]
    fn it_shows_how_far_and_stops_once() {
        let stage = Stage::new(80, 8, Language::Indonesian);
        let mut progress = Progress::new(3, "Mengimpor formulir.csv", 100_000);
        progress.handle(
            Input::Progress {
                done: 42_000,
                total: 100_000,
            },
            &stage.ctx(),
        );
        let draw = |progress: &Progress| {
            stage.draw(|area, buf, ctx| {
                progress.render(centred(area, progress.wanted(ctx)), buf, ctx);
            })
        };
        insta::assert_snapshot!("progress", draw(&progress));
        let effects = progress.handle(Input::Act(Action::Cancel), &stage.ctx());
        assert_eq!(effects.len(), 1);
        assert!(
            progress
                .handle(Input::Act(Action::Cancel), &stage.ctx())
                .is_empty()
        );
        assert!(draw(&progress).contains("Menghentikan"));
    }
}
