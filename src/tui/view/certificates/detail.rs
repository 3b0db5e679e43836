//! One certificate in full: what stands in it, whose it is, what became of it, when its notices
//! fall due. A component like the detail of a request: it asks, its owner draws it.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::widgets::Padding;

use super::sections;
use crate::domain::ids::CertificateId;
use crate::text;
use crate::tui::action::Action;
use crate::tui::panel::{Ctx, Effect, Input, Tag};
use crate::tui::theme::Role;
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::text_view::TextView;
use crate::wire::message::{Ask, Tell};
use crate::wire::view::CertificateView;

/// A moving cursor rests this long on a row before its record is asked for.
const REST: Duration = Duration::from_millis(70);

const RECORD: Tag = 0;
const SETTLED: Tag = 1;

/// The detail of one certificate.
#[derive(Default)]
pub struct CertificateDetail {
    wanted: Option<CertificateId>,
    view: Option<Box<CertificateView>>,
    /// The record shown before: it stands until its successor comes, to be read and nothing else.
    before: Option<Box<CertificateView>>,
    /// Why nothing is shown.
    error: String,
    text: TextView,
}

impl CertificateDetail {
    /// Nothing shown yet.
    pub fn new() -> CertificateDetail {
        CertificateDetail::default()
    }

    /// The record shown, once it has come.
    pub fn view(&self) -> Option<&CertificateView> {
        self.view.as_deref()
    }

    /// Shows another record, after the cursor has rested on it.
    pub fn show(&mut self, id: Option<CertificateId>) -> Vec<Effect> {
        if id == self.wanted {
            return Vec::new();
        }
        self.wanted = id;
        let shown = self.view.take().or(self.before.take());
        self.before = shown.filter(|_| id.is_some());
        self.error.clear();
        let settle = id.map(|_| Effect::Rest {
            tag: SETTLED,
            after: REST,
        });
        settle.into_iter().collect()
    }

    /// Asks for the record again because something changed.
    pub fn refresh(&self) -> Option<Effect> {
        self.ask()
    }

    fn ask(&self) -> Option<Effect> {
        let id = self.wanted?;
        Some(Effect::ask(RECORD, Ask::Certificate(id)))
    }

    /// Scrolls the text; tells whether the action was for it.
    pub fn scroll(&mut self, action: Action) -> bool {
        self.text.handle(action)
    }

    /// Marks where a text stands.
    pub fn highlight(&mut self, needle: &str) {
        needle.clone_into(&mut self.text.highlight);
    }

    /// Takes an input of its own.
    pub fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Told { tag, tell, .. } => {
                self.told(tag, *tell, ctx);
                Vec::new()
            }
            Input::Woke(SETTLED) => self.ask().into_iter().collect(),
            _ => Vec::new(),
        }
    }

    fn told(&mut self, tag: Tag, tell: Tell, ctx: &Ctx) {
        match (tag, tell) {
            (RECORD, Tell::Certificate(view)) if Some(view.certificate.id) == self.wanted => {
                self.error.clear();
                if self.view.is_none() {
                    let highlight = std::mem::take(&mut self.text.highlight);
                    self.text = TextView::default();
                    self.text.highlight = highlight;
                }
                self.before = None;
                self.view = Some(view);
                self.dress(ctx);
            }
            (RECORD, Tell::Refused(refused)) => {
                self.before = None;
                self.error = ctx.refused(&refused);
            }
            _ => {}
        }
    }

    /// Writes the text anew.
    pub fn dress(&mut self, ctx: &Ctx) {
        if let Some(view) = &self.view {
            self.text.set(sections::all(view, ctx.policy(), ctx));
        }
    }

    /// Draws the record in a frame of its own.
    pub fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx, focus: bool) {
        let mut frame = Frame::titled(ctx.get("cert-detail")).focused(focus);
        if let Some(view) = self.drawn() {
            let serial = view.certificate.form.serial.as_ref();
            let serial = serial.map(|serial| super::columns::serial(&serial.to_string()));
            frame = frame.with(serial.unwrap_or_default());
        }
        let inside = frame.padded(Padding::left(1)).render(area, buf, ctx);
        if inside.width < 8 || inside.height < 2 {
            return;
        }
        match self.drawn() {
            Some(_) => self.text.render(inside, buf, ctx),
            None => self.render_nothing(inside, buf, ctx),
        }
    }

    /// The record on screen: the one shown, else the one before it.
    fn drawn(&self) -> Option<&CertificateView> {
        self.view.as_deref().or(self.before.as_deref())
    }

    fn render_nothing(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let (said, role) = match (self.wanted, self.error.as_str()) {
            (None, _) => (ctx.get("cert-detail-empty"), Role::Dim),
            (Some(_), "") => (ctx.get("list-loading"), Role::Dim),
            (Some(_), error) => (error.to_owned(), Role::Bad),
        };
        let lines = text::width::wrap(&said, usize::from(area.width));
        for (line, y) in lines.iter().zip(area.y..area.bottom()) {
            buf.set_string(area.x, y, line, ctx.theme.style(role));
        }
    }
}
