//! The message that fits a request as it stands: to read, mark and copy without a frame around it, as
//! a link of WhatsApp and as its QR; then the record of what was sent, where the desk keeps one, and
//! the next certificate that waits [SOP 6-7; SE F.3.e].
//!
//! ```text
//! w        the text · the QR
//! Tab      who is told: requester, holder, BSrE's Service Desk
//! Y        the text, then the link
//! S        it was sent: the hand-over, or that the holder was asked
//! Ctrl-S   the letter to the Service Desk, as a file
//! ```

mod saving;
#[cfg(test)]
mod tests;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::act::{ActKind, Answer as Given, Command};
use crate::domain::ids::{RecordId, RequestNo};
use crate::domain::policy::Policy;
use crate::domain::request::Stage;
use crate::outgo::message::{self, Message, Recipient, Record};
use crate::text::Arg;
use crate::tui::act::{self, Case};
use crate::tui::action::{Action, ActionSet};
use crate::tui::keymap::{Facts, Next};
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::{self, Answer, Ctx, Effect, Input, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::view::acting;
use crate::tui::widgets::qr::Qr;
use crate::tui::widgets::text_view::{Paragraph, TextView};
use crate::wire::message::{Ask, List, Query, Tell};
use crate::wire::view::{RequestView, Row};

const QUEUE: Tag = 1;
const NEXT: Tag = 2;
const LOOKING: Tag = 3;
const OPENED: Tag = 4;
const ASKED: Tag = 5;
const NOTED: Tag = 6;

/// Rows above the text or the QR.
const HEAD: u16 = 3;

/// The messages of one request, and then of the next that waits to be handed over.
pub struct MessagePanel {
    view: Box<RequestView>,
    to: Option<Recipient>,
    message: Option<Message>,
    /// The QR is shown in the place of the text.
    qr: bool,
    /// Texts copied so far: the message, then its link.
    copies: usize,
    text: TextView,
}

/// The message that fits a request; `to`: who is told, the likely one where nobody is named.
pub fn of(
    view: &RequestView,
    policy: &Policy,
    to: Option<Recipient>,
    ctx: &Ctx,
) -> Option<Message> {
    let likely = message::recipients(&view.request).into_iter().next();
    let record = Record {
        request: &view.request,
        letter: &view.letter,
        certificate: view.certificate.as_ref(),
        about: view.about.as_ref(),
        days: view.days,
        today: ctx.now.day(),
    };
    message::message(policy, &record, to.or(likely)?)
}

impl MessagePanel {
    /// Begins with the likely message.
    pub fn new(view: RequestView, ctx: &Ctx) -> MessagePanel {
        let mut panel = MessagePanel {
            view: Box::new(view),
            to: None,
            message: None,
            qr: false,
            copies: 0,
            text: TextView::default(),
        };
        panel.write(ctx);
        panel
    }

    fn write(&mut self, ctx: &Ctx) {
        let policy = ctx.policy();
        self.message = policy.and_then(|policy| of(&self.view, policy, self.to, ctx));
        self.copies = 0;
        let text = self.message.as_ref().map(|message| message.text.as_str());
        let mut lines: Vec<Paragraph> = text
            .unwrap_or_default()
            .lines()
            .map(Paragraph::plain)
            .collect();
        if let Some(chat) = self.message.as_ref().and_then(Message::chat) {
            lines.push(Paragraph::plain(String::new()));
            lines.push(Paragraph::of(Role::Info, chat));
        }
        self.text = TextView::new(lines);
    }

    /// Another one who is told.
    fn turn(&mut self, forward: bool, ctx: &Ctx) {
        let all = message::recipients(&self.view.request);
        let now = self.message.as_ref().map(|message| message.to);
        let at = all.iter().position(|one| Some(*one) == now).unwrap_or(0);
        let step = if forward {
            1
        } else {
            all.len().saturating_sub(1)
        };
        self.to = all.get((at + step) % all.len().max(1)).copied();
        self.qr = false;
        self.write(ctx);
    }

    /// What `S` records of a message that was sent.
    fn recorded_by(&self) -> Option<ActKind> {
        let may = |act: ActKind| self.view.may.contains(&act);
        let to_desk = self.to == Some(Recipient::ServiceDesk);
        match self.view.request.stage {
            _ if to_desk => None,
            Stage::AwaitingActivation => Some(ActKind::HolderAsked),
            _ => Some(ActKind::HandOver),
        }
        .filter(|act| may(*act))
    }

    /// `S`: it was sent, by which way.
    fn sent(&self, ctx: &Ctx) -> Vec<Effect> {
        match self.recorded_by() {
            Some(ActKind::HandOver) => {
                let case = Case::of((*self.view).clone());
                act::begin(Action::HandOver, case, ctx).unwrap_or_default()
            }
            Some(_) => {
                let who = act::subject(&self.view.request);
                let question = ctx
                    .words
                    .with("bsre-ask-answer-holder-asked", &[("who", &who)]);
                vec![Effect::open(Confirm::new(ASKED, question))]
            }
            None => Vec::new(),
        }
    }

    fn asked(&self) -> Vec<Effect> {
        let command = Command::Answer {
            request: act::seen(&self.view),
            answer: Given::HolderAsked,
        };
        vec![acting::act(NOTED, command)]
    }

    /// Handed over: the next certificate that waits.
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
                Effect::Say(panel::Message::info(ctx.get("bsre-hand-over-empty"))),
            ],
        }
    }

    fn told(&mut self, tag: Tag, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        match (tag, tell) {
            (QUEUE, Tell::Page(page)) => self.next(&page.rows, ctx),
            (NEXT, Tell::Request(view)) => {
                if view.request.no != self.view.request.no {
                    (self.to, self.qr) = (None, false);
                }
                self.view = view;
                self.write(ctx);
                Vec::new()
            }
            (NOTED, Tell::Done(_)) => {
                let said = act::recorded(ActKind::HolderAsked, &self.view, ctx);
                vec![Effect::done(said), self.again()]
            }
            (NOTED, Tell::Refused(refused)) => {
                vec![Effect::error(ctx.refused(&refused)), self.again()]
            }
            _ => Vec::new(),
        }
    }

    fn again(&self) -> Effect {
        Effect::ask(NEXT, Ask::Request(self.view.request.no))
    }

    /// `Y`: the text, then the link with the text in it.
    fn copy(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let Some(message) = &self.message else {
            return Vec::new();
        };
        let link = message.link().filter(|_| self.copies % 2 == 1);
        self.copies += 1;
        match link {
            Some(link) => vec![Effect::copy(link, ctx.get("message-copied-link"))],
            None => vec![Effect::copy(
                message.text.clone(),
                ctx.get("message-copied"),
            )],
        }
    }

    /// What stands above: which request, and who is told by which way.
    fn head(&self, ctx: &Ctx) -> [(String, Role); 2] {
        let request = &self.view.request;
        let kind = ctx.words.of("kind", request.kind.as_str());
        let stage = crate::text::request::stage(ctx.words, request.stage);
        let what = format!("{} · {kind} · {stage}", request.no);
        let Some(message) = &self.message else {
            return [(what, Role::Strong), (ctx.get("message-none"), Role::Dim)];
        };
        let contact = &message.contact;
        let ways = [&contact.name, &contact.phone, &contact.email];
        let ways: Vec<&str> = ways
            .into_iter()
            .map(String::as_str)
            .filter(|way| !way.trim().is_empty())
            .collect();
        let who = ctx.words.of("message-to", message.to.as_str());
        let said = match (ways.is_empty(), message.chat()) {
            (true, _) => ctx.words.with("message-by-hand", &[("who", &who)]),
            (false, _) => format!("{who}: {}", ways.join(" · ")),
        };
        let lacks = message.chat().is_none() && message.to != Recipient::ServiceDesk;
        let role = if lacks { Role::Warn } else { Role::Dim };
        [(what, Role::Strong), (said, role)]
    }

    /// The QR that fits, and what is said above it.
    fn code(&self, area: Rect, ctx: &Ctx) -> (String, Option<Qr>) {
        let Some(chat) = self.message.as_ref().and_then(Message::chat) else {
            return (ctx.get("message-no-number"), None);
        };
        let whole = self.message.as_ref().and_then(Message::link);
        let code = |link: &str| Qr::of(link).filter(|code| code.fits(area, ctx.theme));
        if let Some(code) = whole.as_deref().and_then(code) {
            return (ctx.get("message-qr"), Some(code));
        }
        if let Some(code) = code(&chat) {
            return (ctx.get("message-qr-chat"), Some(code));
        }
        let size = Qr::of(&chat).map(|code| code.size(ctx.theme.ascii));
        let size = size.unwrap_or_default();
        let (columns, rows) = (size.width, size.height + HEAD + 2);
        let args: &[(&str, &dyn Arg)] = &[("columns", &columns), ("rows", &rows), ("link", &chat)];
        (ctx.words.with("message-qr-small", args), None)
    }

    fn render_code(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let below = |rows: u16| Rect {
            y: area.y.saturating_add(rows).min(area.bottom()),
            height: area.height.saturating_sub(rows),
            ..area
        };
        let (said, code) = self.code(below(1), ctx);
        let lines = crate::text::width::wrap(&said, usize::from(area.width));
        for (line, y) in lines.iter().zip(area.y..area.bottom()) {
            buf.set_string(area.x, y, line, ctx.theme.style(Role::Plain));
        }
        if let Some(code) = code {
            code.render(below(1), buf, ctx.theme);
        }
    }
}

fn looking(no: Option<RequestNo>) -> Effect {
    let record = no.map(RecordId::Request);
    Effect::ask(LOOKING, Ask::Looking { record })
}

impl Panel for MessagePanel {
    fn place(&self) -> Place {
        Place::Message
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        let told = self.message.is_some();
        let to_desk =
            self.message.as_ref().map(|message| message.to) == Some(Recipient::ServiceDesk);
        let others = message::recipients(&self.view.request).len() > 1;
        let recorded = self.recorded_by().is_some();
        let allowed = ActionSet::NONE
            .with_if(told && !to_desk, Action::Message)
            .with_if(told, Action::Copy)
            .with_if(others, Action::NextPanel)
            .with_if(to_desk, Action::Save)
            .with_if(recorded, Action::HandOver);
        Facts {
            row: true,
            opened: true,
            next: recorded.then(|| Next::step("next-told", Action::HandOver)),
            allowed,
            ..Facts::new(Place::Message)
        }
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        if area.height <= HEAD {
            return;
        }
        let room = usize::from(area.width);
        for ((line, role), y) in self.head(ctx).iter().zip(area.y..) {
            let line = crate::text::truncate(&crate::text::safe(line), room);
            buf.set_string(area.x, y, line, ctx.theme.style(*role));
        }
        let rest = Rect {
            y: area.y + HEAD,
            height: area.height - HEAD,
            ..area
        };
        match self.qr {
            true => self.render_code(rest, buf, ctx),
            false => self.text.render(rest, buf, ctx),
        }
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        let input = match self.save(input, ctx) {
            Ok(effects) => return effects,
            Err(input) => input,
        };
        match input {
            Input::Shown(_) => vec![looking(Some(self.view.request.no))],
            Input::Act(Action::Back) if self.qr => {
                self.qr = false;
                Vec::new()
            }
            Input::Act(Action::Back) => vec![looking(None), Effect::Close],
            Input::Act(Action::Message) => {
                self.qr = !self.qr;
                Vec::new()
            }
            Input::Act(Action::Copy) => self.copy(ctx),
            Input::Act(Action::NextPanel) => {
                self.turn(true, ctx);
                Vec::new()
            }
            Input::Act(Action::PrevPanel) => {
                self.turn(false, ctx);
                Vec::new()
            }
            Input::Act(Action::HandOver) => self.sent(ctx),
            Input::Act(action) => {
                self.text.handle(action);
                Vec::new()
            }
            Input::Answered {
                tag: ASKED,
                answer: Answer::Yes,
            } => self.asked(),
            Input::Answered { tag: act::DONE, .. } => self.recorded(),
            Input::Told { tag, tell, .. } => self.told(tag, *tell, ctx),
            Input::Changed(_) | Input::Reconnected => vec![self.again()],
            _ => Vec::new(),
        }
    }
}
