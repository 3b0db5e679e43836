//! Jejak Audit: who did what, when, to which record, from where. The page shows the whole ledger;
//! [`RecordHistory`] is the same for one record, as a layer over any list.

pub mod ledger;

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use self::ledger::{Ledger, Source};
use crate::domain::ids::RecordId;
use crate::text::{Arg, request as words_of};
use crate::tui::action::{Action, ActionSet};
use crate::tui::keymap::Facts;
use crate::tui::panel::{Ctx, Effect, Input, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::view::go;
use crate::tui::widgets::find::{Find, FindEvent};
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::list::ListEvent;

const SEARCH: Tag = 9;

/// A pause in typing after which the lines are filtered.
const PAUSE: Duration = Duration::from_millis(60);

/// What the page and the story share.
struct Reader {
    ledger: Ledger,
    find: Find,
}

impl Reader {
    fn new(source: Source) -> Reader {
        Reader {
            ledger: Ledger::new(source),
            find: Find::default(),
        }
    }

    fn facts(&self, place: Place) -> Facts {
        Facts {
            row: self.ledger.list.current().is_some(),
            allowed: ActionSet::NONE.with_if(self.ledger.list.position() > 0, Action::Today),
            typing: self.find.typing(),
            ..Facts::new(place)
        }
    }

    fn fit(&mut self, area: Rect) {
        let strip = if area.height >= 16 { 5 } else { 0 };
        let lines = 3 + strip + u16::from(self.find.visible());
        self.ledger
            .list
            .set_height(area.height.saturating_sub(lines));
    }

    fn search(&mut self, event: FindEvent) -> Option<Vec<Effect>> {
        Some(match event {
            FindEvent::Ignored => return None,
            FindEvent::Handled | FindEvent::Named => Vec::new(),
            FindEvent::Changed(_) => vec![Effect::Rest {
                tag: SEARCH,
                after: PAUSE,
            }],
            FindEvent::Kept => self.ledger.filter(&self.find.text()),
            FindEvent::Cleared => self.ledger.filter(""),
            FindEvent::Everywhere => vec![Effect::Act(Action::FindAll)],
        })
    }

    /// Takes an input; `None` where it was not for the reader.
    fn handle(&mut self, input: Input, ctx: &Ctx) -> Option<Vec<Effect>> {
        let event = self.find.handle(&input);
        if let Some(effects) = self.search(event) {
            return Some(effects);
        }
        match input {
            Input::Shown(area) => {
                self.fit(area);
                self.ledger.adopt(ctx);
                Some(vec![self.ledger.refresh()])
            }
            Input::Area(area) => {
                self.fit(area);
                Some(Vec::new())
            }
            Input::Changed(_) | Input::Reconnected => Some(vec![self.ledger.refresh()]),
            Input::Told { tag, tell, .. } => self.ledger.told(tag, *tell, ctx),
            Input::Woke(SEARCH) => Some(self.ledger.filter(&self.find.text())),
            Input::Act(action) => self.act(action, ctx),
            _ => None,
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Option<Vec<Effect>> {
        let action = match action {
            Action::NextHit => Action::Down,
            Action::PreviousHit => Action::Up,
            Action::Today => Action::Top,
            other => other,
        };
        let (event, effects) = self.ledger.act(action, ctx);
        match event {
            ListEvent::Opened => {
                let record = self.ledger.list.current().map(|entry| entry.row.record);
                Some(record.map(go::to).into_iter().collect())
            }
            ListEvent::Ignored => None,
            ListEvent::Moved | ListEvent::Marked => Some(effects),
        }
    }

    fn render(&self, frame: Frame, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let list = &self.ledger.list;
        let filter = self.find.text();
        let total = i64::try_from(list.total()).unwrap_or(i64::MAX);
        let mut frame = frame.with(filter.clone());
        if list.total() > 0 {
            let whole = if filter.is_empty() {
                i64::try_from(self.ledger.total()).unwrap_or(i64::MAX)
            } else {
                total
            };
            let at = i64::try_from(list.position()).unwrap_or(0) + 1;
            let args: &[(&str, &dyn Arg)] = &[("at", &at), ("total", &whole)];
            frame = frame.foot(ctx.words.with("position-of", args));
        }
        if !filter.is_empty() && !self.ledger.ended() {
            let count = self.ledger.read();
            frame = frame.with(ctx.words.with("audit-read", &[("count", &count)]));
        }
        let mut inside = frame.render(area, buf, ctx);
        if self.find.visible() && inside.height > 2 {
            self.find.render(inside, buf, ctx);
            inside.y += 1;
            inside.height -= 1;
        }
        let empty = if filter.is_empty() {
            ctx.get("audit-empty")
        } else {
            ctx.words.with("list-empty-search", &[("text", &filter)])
        };
        self.ledger.render(inside, buf, ctx, &empty);
    }
}

/// The page of the whole ledger.
pub struct Audit(Reader);

impl Default for Audit {
    fn default() -> Audit {
        Audit::new()
    }
}

impl Audit {
    /// The page, before it was shown.
    pub fn new() -> Audit {
        Audit(Reader::new(Source::Everything))
    }
}

impl Panel for Audit {
    fn place(&self) -> Place {
        Place::Audit
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        self.0.facts(Place::Audit)
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let frame = Frame::titled(ctx.get("place-audit"));
        self.0.render(frame, area, buf, ctx);
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        self.0.handle(input, ctx).unwrap_or_default()
    }
}

/// The history of one record (`r`), as a layer: open it with `Effect::open(RecordHistory::new(record))`.
pub struct RecordHistory {
    record: RecordId,
    reader: Reader,
}

impl RecordHistory {
    /// The history of a record; for a request also its letter and sheet.
    pub fn new(record: RecordId) -> RecordHistory {
        RecordHistory {
            record,
            reader: Reader::new(Source::Record(record)),
        }
    }
}

impl Panel for RecordHistory {
    fn place(&self) -> Place {
        Place::Record
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        self.reader.facts(Place::Record)
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let record = words_of::record(ctx.words, self.record);
        let frame = Frame::titled(ctx.get("audit-story")).with(record);
        self.reader.render(frame, area, buf, ctx);
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        let back = matches!(input, Input::Act(Action::Back));
        match self.reader.handle(input, ctx) {
            Some(effects) => effects,
            None if back => vec![Effect::Close],
            None => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests;
