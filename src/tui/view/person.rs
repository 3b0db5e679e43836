//! The person card: one page with who it is (numbers masked), certificates with their days,
//! requests with their stage, and one sentence to read out on the phone. A layer over anything.

pub mod sentence;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::certificate::CertificateStatus;
use crate::domain::identity::Sex;
use crate::domain::ids::{PersonId, RecordId, RequestNo};
use crate::domain::portal_account::{InPortal, PortalAccount};
use crate::domain::time::Day;
use crate::text::{self, request as words_of};
use crate::tui::action::{Action, ActionSet};
use crate::tui::keymap::Facts;
use crate::tui::panel::{Ctx, Effect, Input, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::view::audit::RecordHistory;
use crate::tui::view::certificates::columns;
use crate::tui::view::go;
use crate::tui::view::request::sections::spaced;
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::list::render::ListView;
use crate::tui::widgets::list::{Cell, Column, List, ListEvent, Row, Shape};
use crate::wire::envelope::Topics;
use crate::wire::message::{Ask, Tell};
use crate::wire::topic;
use crate::wire::view::{CertificateLine, PersonRequest, PersonView, RequestView};

const PERSON: Tag = 1;
const REQUEST: Tag = 2;

/// A request or certificate of the person.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Held {
    Certificate(CertificateLine),
    Request(PersonRequest),
}

impl Held {
    fn record(&self) -> RecordId {
        match self {
            Held::Certificate(line) => RecordId::Certificate(line.row.id),
            Held::Request(held) => RecordId::Request(held.row.no),
        }
    }
}

impl Row for Held {
    type Id = RecordId;

    fn id(&self) -> RecordId {
        self.record()
    }

    fn stands_at(&self) -> Option<(RecordId, u32)> {
        Some(match self {
            Held::Certificate(line) => (RecordId::Certificate(line.row.id), line.row.revision),
            Held::Request(held) => (RecordId::Request(held.row.no), held.row.revision),
        })
    }
}

const COLUMNS: [Column; 4] = [
    Column::new("card-col-what", Shape::Word, 0),
    Column::new("card-col-number", Shape::Record, 1),
    Column::new("card-col-state", Shape::Word, 0),
    Column::new("card-col-days", Shape::Span, 0),
];

/// The card.
pub struct PersonCard {
    id: PersonId,
    view: Option<Box<PersonView>>,
    /// The request that the sentence is about.
    request: Option<Box<RequestView>>,
    list: List<Held>,
    error: String,
}

impl PersonCard {
    /// The card of a person: open it with `Effect::open(PersonCard::new(id))`.
    pub fn new(id: PersonId) -> PersonCard {
        PersonCard {
            id,
            view: None,
            request: None,
            list: List::new(),
            error: String::new(),
        }
    }

    fn ask(&self) -> Effect {
        Effect::ask(PERSON, Ask::Person(self.id))
    }

    fn receive(&mut self, view: Box<PersonView>) -> Vec<Effect> {
        self.error.clear();
        let mut requests = view.requests.clone();
        requests.sort_by_key(|held| (held.row.stage.is_final(), std::cmp::Reverse(held.row.no)));
        let mut certificates = view.certificates.clone();
        certificates.sort_by_key(|line| std::cmp::Reverse(line.row.not_after));
        let about = requests.first().map(|held| held.row.no);
        let certificates = certificates.into_iter().map(Held::Certificate);
        let requests = requests.into_iter().map(Held::Request);
        self.list.fill_all(requests.chain(certificates).collect());
        self.view = Some(view);
        if self.request.as_ref().map(|view| view.request.no) != about {
            self.request = None;
        }
        let ask = |no: RequestNo| Effect::ask(REQUEST, Ask::Request(no));
        about.map(ask).into_iter().collect()
    }

    fn told(&mut self, tag: Tag, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        match (tag, tell) {
            (PERSON, Tell::Person(view)) => return self.receive(view),
            (PERSON, Tell::Refused(refused)) => self.error = go::refused(&refused, ctx),
            (REQUEST, Tell::Request(view)) => self.request = Some(view),
            _ => {}
        }
        Vec::new()
    }

    /// The sentence to read out; about the open request, else about the certificate.
    fn sentence(&self, ctx: &Ctx) -> Option<String> {
        let view = self.view.as_ref()?;
        let details = &view.person.details;
        let sex: Option<Sex> = sentence::sex_of(details.nip).or(view.sex);
        let who = sentence::addressed(ctx.words, &details.name, sex);
        let open = view.requests.iter().any(|held| !held.row.stage.is_final());
        if !open && !view.certificates.is_empty() {
            let held = &view.certificates;
            return Some(sentence::of_certificates(ctx.words, &who, held, ctx.now));
        }
        if view.requests.is_empty() {
            return Some(sentence::of_certificates(ctx.words, &who, &[], ctx.now));
        }
        let request = &self.request.as_ref()?.request;
        Some(sentence::of_request(ctx.words, &who, request, ctx.now))
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        match action {
            Action::Back => return vec![Effect::Close],
            Action::Copy => {
                if let Some(said) = self.sentence(ctx) {
                    return vec![Effect::copy(said, ctx.get("card-copied"))];
                }
            }
            Action::History => {
                let record = self.list.current().map(Held::record);
                let record = record.unwrap_or(RecordId::Person(self.id));
                return vec![Effect::open(RecordHistory::new(record))];
            }
            action => {
                if self.list.handle(action) == ListEvent::Opened {
                    let record = self.list.current().map(Held::record);
                    return record.map(go::to).into_iter().collect();
                }
            }
        }
        Vec::new()
    }

    /// Who it is, a line each.
    fn identity(&self, view: &PersonView, ctx: &Ctx) -> Vec<(String, Role)> {
        let details = &view.person.details;
        let nip = details.nip.map(|nip| spaced(&nip.to_string()));
        let nip = nip.unwrap_or_else(|| ctx.get("detail-none"));
        let nik = match view.nik.as_str() {
            "" => ctx.get("detail-none"),
            nik => nik.to_owned(),
        };
        let joined = |parts: &[&str]| {
            let parts: Vec<&str> = parts.iter().filter(|p| !p.is_empty()).copied().collect();
            parts.join(" · ")
        };
        let lines = [
            (details.name.clone(), Role::Strong),
            (format!("NIP {nip}   NIK {nik}"), Role::Plain),
            (
                joined(&[
                    &details.agency,
                    &details.rank,
                    &details.eselon,
                    &details.post,
                ]),
                Role::Plain,
            ),
            (joined(&[&details.email, &details.phone]), Role::Plain),
            (in_portal(view, ctx), Role::Plain),
        ];
        lines
            .into_iter()
            .filter(|(line, _)| !line.is_empty())
            .collect()
    }

    /// What stands above the list. Where room is short the sentence comes before what can be read
    /// elsewhere: it is what the caller waits for.
    fn lines(&self, view: &PersonView, short: bool, ctx: &Ctx) -> Vec<(String, Role)> {
        let blank = || (String::new(), Role::Plain);
        let mut who = self.identity(view, ctx);
        let Some(said) = self.sentence(ctx) else {
            who.push(blank());
            return who;
        };
        let said = (said, Role::Accent);
        if short {
            let rest = who.split_off(who.len().min(2));
            return who.into_iter().chain([said]).chain(rest).collect();
        }
        who.extend([blank(), (ctx.get("card-say"), Role::Dim), said, blank()]);
        who
    }

    fn render_card(&self, view: &PersonView, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let room = usize::from(area.width.saturating_sub(1));
        let lines = self.lines(view, area.height < 18, ctx);
        let mut y = area.y;
        for (line, role) in lines {
            for piece in text::width::wrap(&text::safe(&line), room) {
                if y + 3 >= area.bottom() {
                    break;
                }
                buf.set_string(area.x, y, piece, ctx.theme.style(role));
                y += 1;
            }
        }
        let rest = Rect {
            x: area.x - 1,
            width: area.width + 1,
            y,
            height: area.bottom().saturating_sub(y),
        };
        let empty = ctx.get("card-empty");
        let view = ListView {
            list: &self.list,
            columns: &COLUMNS,
            cells: &|held: &Held| cells(held, ctx),
            empty: &empty,
            below: None,
        };
        view.render(rest, buf, ctx);
    }
}

fn until(day: Day, ctx: &Ctx) -> String {
    let date = ctx.words.date(day);
    ctx.words.with("card-due", &[("date", &date)])
}

fn cells(held: &Held, ctx: &Ctx) -> Vec<Cell> {
    match held {
        Held::Certificate(line) => vec![
            Cell::plain(ctx.get("card-certificate")),
            Cell::of(Role::Dim, line.row.serial.clone()),
            columns::status(line.status, line.nearness, ctx),
            if line.status == CertificateStatus::Active {
                columns::life(line, ctx)
            } else {
                Cell::of(Role::Dim, until(line.row.not_after.day(), ctx))
            },
        ],
        Held::Request(held) => {
            let row = &held.row;
            let role = if row.stage.is_final() {
                Role::Dim
            } else {
                Role::Accent
            };
            let due = held.days.due.map(|day| until(day, ctx));
            vec![
                Cell::plain(match held.follows {
                    Some(no) => {
                        let follows = ctx.words.with("follows", &[("no", &no.to_string())]);
                        format!(
                            "{} · {follows}",
                            ctx.words.of("kind-short", row.kind.as_str())
                        )
                    }
                    None => ctx.words.of("kind", row.kind.as_str()),
                }),
                Cell::plain(row.no.to_string()),
                Cell::of(role, words_of::stage(ctx.words, row.stage)),
                Cell::plain(due.unwrap_or_else(|| ctx.words.date(row.received.day()))),
            ]
        }
    }
}

impl Panel for PersonCard {
    fn place(&self) -> Place {
        Place::Person
    }

    fn facts(&self, ctx: &Ctx) -> Facts {
        let known = self.view.is_some();
        Facts {
            row: known,
            allowed: ActionSet::NONE
                .with_if(known, Action::History)
                .with_if(self.sentence(ctx).is_some(), Action::Copy),
            ..Facts::new(Place::Person)
        }
    }

    fn topics(&self) -> Topics {
        topic::PEOPLE.and(topic::REQUESTS).and(topic::CERTIFICATES)
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let inside = Frame::titled(ctx.get("place-person")).render(area, buf, ctx);
        let inside = Rect {
            x: inside.x + 1,
            width: inside.width.saturating_sub(1),
            ..inside
        };
        if inside.width < 8 || inside.height < 4 {
            return;
        }
        if let Some(view) = &self.view {
            return self.render_card(view, inside, buf, ctx);
        }
        let (said, role) = if self.error.is_empty() {
            (ctx.get("list-loading"), Role::Dim)
        } else {
            (self.error.clone(), Role::Bad)
        };
        let lines = text::width::wrap(&said, usize::from(inside.width));
        for (line, y) in lines.iter().zip(inside.y..inside.bottom()) {
            buf.set_string(inside.x, y, line, ctx.theme.style(role));
        }
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Shown(_) | Input::Changed(_) | Input::Reconnected => vec![self.ask()],
            Input::Told { tag, tell, .. } => self.told(tag, *tell, ctx),
            Input::Act(action) => self.act(action, ctx),
            _ => Vec::new(),
        }
    }
}

/// What the portal's recap said last, in the portal's own words; empty where it said nothing.
fn in_portal(view: &PersonView, ctx: &Ctx) -> String {
    match &view.person.portal {
        None => String::new(),
        Some(InPortal::Absent) => ctx.get("person-not-in-portal"),
        Some(InPortal::Account(PortalAccount {
            account,
            certificate,
            signatures,
        })) => {
            let told = |text: &String| match text.as_str() {
                "" => "-".to_owned(),
                text => text.to_owned(),
            };
            let signatures = signatures.map_or("-".to_owned(), |count| count.to_string());
            let args: &[(&str, &dyn crate::text::Arg)] = &[
                ("account", &told(account)),
                ("certificate", &told(certificate)),
                ("signatures", &signatures),
            ];
            ctx.words.with("person-in-portal", args)
        }
    }
}

#[cfg(test)]
mod tests;
