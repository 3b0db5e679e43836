//! Hand-over [SOP 7; SE F.3.e]: the message to the holder to read, copy and send, then its act, then
//! the next one that waits.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::act::Command;
use crate::domain::certificate::Standing;
use crate::domain::ids::{RecordId, RequestNo};
use crate::domain::kind::Kind;
use crate::domain::policy::Policy;
use crate::text::{Language, Words};
use crate::tui::act::{self, Case};
use crate::tui::action::{Action, ActionSet};
use crate::tui::keymap::{Facts, Next};
use crate::tui::panel::{Ctx, Effect, Input, Message, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::view::acting;
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::text_view::{Paragraph, TextView};
use crate::wire::message::{Ask, List, Query, Tell};
use crate::wire::view::{RequestView, Row};

const QUEUE: Tag = 1;
const NEXT: Tag = 2;
const LOOKING: Tag = 3;
const OPENED: Tag = 4;

/// The hand-over of one certificate, and then of the next.
pub struct HandOverPanel {
    view: Box<RequestView>,
    /// The message alone, without a frame, so that it can be marked with the mouse.
    bare: bool,
    text: TextView,
}

impl HandOverPanel {
    /// Begins with a request whose certificate is there and matches.
    pub fn new(view: RequestView, ctx: &Ctx) -> HandOverPanel {
        let mut panel = HandOverPanel {
            view: Box::new(view),
            bare: false,
            text: TextView::default(),
        };
        panel.write(ctx);
        panel
    }

    fn write(&mut self, ctx: &Ctx) {
        let lines = ctx.policy().map(|policy| message(&self.view, policy));
        let lines = lines.unwrap_or_default();
        self.text = TextView::new(lines.into_iter().map(Paragraph::plain).collect());
    }

    /// `S`: through which channel it went.
    fn begin(&self, ctx: &Ctx) -> Vec<Effect> {
        let case = Case::of((*self.view).clone());
        act::begin(Action::HandOver, case, ctx).unwrap_or_default()
    }

    /// Recorded: the next certificate that waits.
    fn recorded(&self) -> Vec<Effect> {
        let waiting = Query {
            filter: "tahap:terbit".to_owned(),
            ..Query::of(List::Verification)
        };
        let page = Ask::Page {
            query: waiting,
            from: 0,
            count: 4,
            keep: None,
        };
        vec![Effect::ask(QUEUE, page)]
    }

    fn next(&self, rows: &[Row], ctx: &Ctx) -> Vec<Effect> {
        let own = self.view.request.no;
        let next = rows.iter().find_map(|row| match row {
            Row::Request(line) if line.row.no != own => Some(line.row.no),
            _ => None,
        });
        match next {
            Some(no) => vec![
                // Its clock starts before it is read, so that what is seen is what is.
                acting::act(OPENED, Command::open(RecordId::Request(no))),
                Effect::ask(NEXT, Ask::Request(no)),
                looking(Some(no)),
            ],
            None => vec![
                looking(None),
                Effect::Close,
                Effect::Say(Message::info(ctx.get("bsre-hand-over-empty"))),
            ],
        }
    }

    fn told(&mut self, tag: Tag, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        match (tag, tell) {
            (QUEUE, Tell::Page(page)) => self.next(&page.rows, ctx),
            (NEXT, Tell::Request(view)) => {
                self.view = view;
                self.bare = false;
                self.write(ctx);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }

    /// What stands above the message: who, how to reach, until when.
    fn head(&self, ctx: &Ctx) -> Vec<(String, Role)> {
        let who = &self.view.request.identity;
        let mut lines = vec![(who.name.clone(), Role::Strong)];
        lines.push((who.agency.clone(), Role::Plain));
        lines.push((format!("{} · {}", who.email, who.phone), Role::Plain));
        if let Some(held) = self.view.certificate.as_ref().or(self.view.about.as_ref()) {
            let serial = held.form.serial.as_ref();
            let serial = serial.map_or_else(|| "-".to_owned(), ToString::to_string);
            let until = ctx.words.date(held.form.not_after.day());
            let said = ctx.words.with(
                "bsre-certificate-line",
                &[("serial", &serial), ("until", &until)],
            );
            lines.push((said, Role::Plain));
        }
        lines.push((ctx.get("bsre-hand-over-keys"), Role::Dim));
        lines
    }
}

fn looking(no: Option<RequestNo>) -> Effect {
    let record = no.map(RecordId::Request);
    Effect::ask(LOOKING, Ask::Looking { record })
}

/// The message to the holder: official, so always Indonesian; the office signs it.
pub fn message(view: &RequestView, policy: &Policy) -> Vec<String> {
    let words = Words::new(Language::Indonesian);
    let mut lines = match view.request.kind {
        Kind::Revoke => revoked(view, policy, &words),
        _ => issued(view, policy, &words),
    };
    lines.extend([
        String::new(),
        policy.office.unit.clone(),
        policy.office.name.clone(),
        policy.contacts.email.clone(),
    ]);
    lines
}

/// That a certificate was revoked: to the holder and to who asked for it.
fn revoked(view: &RequestView, policy: &Policy, words: &Words) -> Vec<String> {
    let name = &view.request.identity.name;
    let mut lines = vec![words.get("told-greeting"), String::new()];
    let date = view.about.as_ref().and_then(|held| match &held.standing {
        Standing::Revoked(revocation) => Some(words.long_date(revocation.date)),
        _ => None,
    });
    lines.push(match date {
        Some(date) => words.with("told-revoked-on", &[("name", name), ("date", &date)]),
        None => words.with("told-revoked", &[("name", name)]),
    });
    let serial = view
        .about
        .as_ref()
        .and_then(|held| held.form.serial.as_ref());
    lines.extend(
        serial.map(|serial| words.with("holder-serial", &[("serial", &serial.to_string())])),
    );
    let phones = policy.contacts.phones.join(", ");
    lines.extend([
        String::new(),
        words.get("told-no-use"),
        words.with("told-ask", &[("phones", &phones)]),
    ]);
    lines
}

/// That a certificate was issued, and what its holder has to mind.
fn issued(view: &RequestView, policy: &Policy, words: &Words) -> Vec<String> {
    let who = &view.request.identity;
    let mut lines = vec![
        words.with("holder-greeting", &[("name", &who.name)]),
        String::new(),
        words.get("holder-issued"),
    ];
    if let Some(held) = &view.certificate {
        let form = &held.form;
        if let Some(serial) = &form.serial {
            lines.push(words.with("holder-serial", &[("serial", &serial.to_string())]));
        }
        lines.push(words.with("holder-email", &[("email", &form.email)]));
        let from = words.long_date(form.not_before.day());
        let until = words.long_date(form.not_after.day());
        lines.push(words.with("holder-life", &[("from", &from), ("until", &until)]));
    }
    let days = policy.deadlines.passphrase_days;
    let window = policy.validity.renew_window_days;
    lines.extend([
        String::new(),
        words.get("holder-mind"),
        words.get("holder-secret"),
        words.with("holder-passphrase", &[("days", &days)]),
        words.with("holder-renew", &[("days", &window)]),
        words.with(
            "holder-report",
            &[("phones", &policy.contacts.phones.join(", "))],
        ),
        String::new(),
        words.get("holder-reply"),
    ]);
    lines
}

impl Panel for HandOverPanel {
    fn place(&self) -> Place {
        Place::HandOver
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        Facts {
            row: true,
            opened: true,
            next: Some(Next::step("next-told", Action::HandOver)),
            allowed: ActionSet::of(&[Action::Message]),
            ..Facts::new(Place::HandOver)
        }
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        if self.bare {
            return self.text.render(area, buf, ctx);
        }
        let title = match self.view.request.kind {
            Kind::Revoke => ctx.get("bsre-tell"),
            _ => ctx.get("place-hand-over"),
        };
        let inside = Frame::titled(title)
            .with(self.view.request.no.to_string())
            .render(area, buf, ctx);
        if inside.width < 10 || inside.height < 4 {
            return;
        }
        let room = usize::from(inside.width - 2);
        let mut y = inside.y;
        for (line, role) in self.head(ctx) {
            for piece in crate::text::width::wrap(&crate::text::safe(&line), room) {
                if y < inside.bottom() {
                    buf.set_string(inside.x + 1, y, piece, ctx.theme.style(role));
                    y += 1;
                }
            }
        }
        let rest = Rect {
            x: inside.x + 1,
            y: (y + 1).min(inside.bottom()),
            width: inside.width - 1,
            height: inside.bottom().saturating_sub(y + 1),
        };
        self.text.render(rest, buf, ctx);
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Shown(_) => vec![looking(Some(self.view.request.no))],
            Input::Act(Action::Back) if self.bare => {
                self.bare = false;
                Vec::new()
            }
            Input::Act(Action::Back) => vec![looking(None), Effect::Close],
            Input::Act(Action::Message) => {
                self.bare = !self.bare;
                let what = ctx.get("bsre-message-copied");
                vec![Effect::copy(self.text.plain(), what)]
            }
            Input::Act(Action::HandOver) => self.begin(ctx),
            Input::Act(action) => {
                self.text.handle(action);
                Vec::new()
            }
            Input::Answered { tag: act::DONE, .. } => self.recorded(),
            Input::Told { tag, tell, .. } => self.told(tag, *tell, ctx),
            Input::Changed(_) | Input::Reconnected => {
                vec![Effect::ask(NEXT, Ask::Request(self.view.request.no))]
            }
            _ => Vec::new(),
        }
    }
}
