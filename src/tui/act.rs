//! What a person does to a record, or to the desk: one engine, and one small file an act.
//!
//! ```text
//! flow       the engine: choice, fields, files, question, send; refused under its field; somebody
//!            was faster: who did what is said, what is typed stays, it goes on from now; draft; done
//! bound      an act with the record it is done to
//! <act>      what the act is called, asks, sends and says, with its test
//! ```
//!
//! To add an act: a file with a type that implements [`Act`] for the view of its record, and a line
//! in [`ACTS`]. A page begins it with [`begin`] and hears nothing more of it: the desk's news tell
//! the page what changed.

mod bound;
pub mod flow;

mod accept;
mod add_file;
mod answer;
pub mod certificate;
mod close;
mod complete;
mod convert;
mod correct;
pub mod defects;
mod edit;
mod edit_letter;
mod note;
mod reject;
mod return_;
mod revoke;
mod send;
mod step_back;
mod take_over;
#[cfg(test)]
pub mod testing;
mod undo;

use bound::Bound;
use flow::Flow;

use crate::domain::act::{ActKind, Command, Seen};
use crate::domain::checklist::Evidence;
use crate::domain::ids::{CertificateId, RequestNo};
use crate::domain::policy::DocumentKey;
use crate::domain::refusal::Refusal;
use crate::domain::request::Request;
use crate::domain::time::Day;
use crate::text::Arg;
use crate::tui::action::Action;
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::{Ctx, Effect};
use crate::tui::widgets::form::Form;
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::text_view::Paragraph;
use crate::wire::message::{Ask, Done, Tell};
use crate::wire::view::{self, CertificateView, RequestView};

/// Faults of fields, by their keys, in words.
pub type Faults = Vec<(String, String)>;

/// Files that are on the desk by now, by the field that named them.
pub type Files = [(String, Evidence)];

/// Values of a form by their keys.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values(pub Vec<(String, String)>);

impl Values {
    /// The value of a field, trimmed; empty where the form has none.
    pub fn get(&self, key: &str) -> &str {
        let found = self.0.iter().find(|(name, _)| name == key);
        found.map_or("", |(_, value)| value.trim())
    }

    /// The same, owned.
    pub fn text(&self, key: &str) -> String {
        self.get(key).to_owned()
    }

    /// The ticked keys of a field.
    pub fn ticked(&self, key: &str) -> Vec<&str> {
        let all = self.get(key).split(',').map(str::trim);
        all.filter(|part| !part.is_empty()).collect()
    }

    /// The day of a field.
    pub fn day(&self, key: &str) -> Option<Day> {
        self.get(key).parse().ok()
    }
}

/// A fault of one field.
pub fn fault(field: &str, said: String) -> Faults {
    vec![(field.to_owned(), said)]
}

/// What an act is done to, as the person saw it, and what else was before the eyes.
#[derive(Clone, Debug, Default)]
pub struct Case<V> {
    pub on: V,
    /// The line chosen, where the act begins with a choice.
    pub choice: String,
    /// The whole NIK, after a recorded look.
    pub nik: Option<String>,
    /// The document under the cursor.
    pub aimed: Option<DocumentKey>,
}

impl<V> Case<V> {
    /// A record and nothing else.
    pub fn of(on: V) -> Case<V> {
        Case {
            on,
            choice: String::new(),
            nik: None,
            aimed: None,
        }
    }
}

/// A view that acts are done to.
pub trait Subject: Clone + 'static {
    /// How it is asked for anew; `None` for what has no revision.
    fn ask(&self) -> Option<Ask>;

    /// The view that an answer brings.
    fn of(tell: Tell) -> Option<Self>;

    /// Its part in the key of a draft.
    fn key(&self) -> String;
}

impl Subject for RequestView {
    fn ask(&self) -> Option<Ask> {
        Some(Ask::Request(self.request.no))
    }

    fn of(tell: Tell) -> Option<RequestView> {
        match tell {
            Tell::Request(view) => Some(*view),
            _ => None,
        }
    }

    fn key(&self) -> String {
        self.request.no.to_string().replace('/', "-")
    }
}

impl Subject for CertificateView {
    fn ask(&self) -> Option<Ask> {
        Some(Ask::Certificate(self.certificate.id))
    }

    fn of(tell: Tell) -> Option<CertificateView> {
        match tell {
            Tell::Certificate(view) => Some(*view),
            _ => None,
        }
    }

    fn key(&self) -> String {
        self.certificate.id.0.to_string()
    }
}

/// The desk as a whole: an act that makes a new record.
#[derive(Clone, Copy, Debug, Default)]
pub struct Desk;

impl Subject for Desk {
    fn ask(&self) -> Option<Ask> {
        None
    }

    fn of(_: Tell) -> Option<Desk> {
        None
    }

    fn key(&self) -> String {
        String::new()
    }
}

/// A request as it was seen.
pub fn seen(view: &RequestView) -> Seen<RequestNo> {
    Seen {
        id: view.request.no,
        revision: view.request.revision,
    }
}

/// A certificate as it was seen.
pub fn seen_certificate(view: &CertificateView) -> Seen<CertificateId> {
    Seen {
        id: view.certificate.id,
        revision: view.certificate.revision,
    }
}

pub use crate::tui::layers::choose::Line;

/// What an act begins with.
#[derive(Clone, Debug, Default)]
pub struct Menu {
    pub title: String,
    pub lines: Vec<Line>,
    /// Key of the line that the cursor is on at first.
    pub likely: String,
}

/// One act: what it is called, asks, sends and says.
pub trait Act<V>: Sync {
    /// Names its drafts.
    fn name(&self) -> &'static str;

    /// What keeps it from being begun, in a sentence.
    fn hindered(&self, _case: &Case<V>, _ctx: &Ctx) -> Option<String> {
        None
    }

    /// The choice that it begins with; no lines where it has none.
    fn choices(&self, _case: &Case<V>, _ctx: &Ctx) -> Menu {
        Menu::default()
    }

    /// What one must know before the fields are filled.
    fn lead(&self, _case: &Case<V>, _ctx: &Ctx) -> Vec<Paragraph> {
        Vec::new()
    }

    /// Its fields; a form without any where the question is enough.
    fn form(&self, _case: &Case<V>, _ctx: &Ctx) -> Form {
        Form::default()
    }

    /// A field changed: what follows for others, and what is found in them. Empty when it opens.
    fn changed(&self, _case: &Case<V>, _form: &mut Form, _field: &str, _ctx: &Ctx) {}

    /// The fields in which known people are looked for.
    fn people(&self) -> &'static [&'static str] {
        &[]
    }

    /// A known person was taken.
    fn took(&self, _form: &mut Form, _person: &view::Suggestion) {}

    /// The files that have to be on the desk first: the fields that name them, and their paths.
    fn files(&self, _values: &Values) -> Vec<(String, String)> {
        Vec::new()
    }

    /// What it sends.
    ///
    /// # Errors
    /// The fields that say nothing yet, or what cannot be read.
    fn command(
        &self,
        case: &Case<V>,
        values: &Values,
        files: &Files,
        ctx: &Ctx,
    ) -> Result<Command, Faults>;

    /// The question that names what will happen; `None` for what needs none.
    fn question(&self, _case: &Case<V>, _values: &Values, _ctx: &Ctx) -> Option<Confirm> {
        None
    }

    /// What has to be known to ask whether a refused act is meant otherwise.
    fn otherwise(&self, _refused: &Refusal) -> Option<Ask> {
        None
    }

    /// The act as it may be meant, and the question that names it.
    fn instead(&self, _refused: Command, _tell: &Tell, _ctx: &Ctx) -> Option<(Command, Confirm)> {
        None
    }

    /// What is said when it is done.
    fn done(&self, case: &Case<V>, values: &Values, done: &Done, ctx: &Ctx) -> String;

    /// Where it leads.
    fn after(&self, _done: &Done) -> Option<Effect> {
        None
    }

    /// What has to be known for what follows from it for other records.
    fn more(&self, _case: &Case<V>, _files: &Files) -> Option<Ask> {
        None
    }

    /// What follows from it for other records.
    fn rest(&self, _tell: &Tell, _files: &Files, _ctx: &Ctx) -> Vec<Command> {
        Vec::new()
    }

    /// What is said of that.
    fn done_more(&self, _count: usize, _ctx: &Ctx) -> String {
        String::new()
    }
}

/// An act with the key that begins it and the record that it is for.
pub enum Entry {
    Request(Action, &'static dyn Act<RequestView>),
    Certificate(Action, &'static dyn Act<CertificateView>),
    Desk(Action, &'static dyn Act<Desk>),
}

/// Every act.
pub const ACTS: &[Entry] = &[
    Entry::Request(Action::Accept, &accept::Accept),
    Entry::Request(Action::AddFile, &add_file::AddFile),
    Entry::Request(Action::Answer, &answer::Answer),
    Entry::Request(Action::Close, &close::Close),
    Entry::Request(Action::Complete, &complete::Complete),
    Entry::Request(Action::Convert, &convert::Convert),
    Entry::Request(Action::Correct, &correct::OfRequest),
    Entry::Request(Action::Edit, &edit::Edit),
    Entry::Request(Action::EditLetter, &edit_letter::EditLetter),
    Entry::Request(Action::Note, &note::Note),
    Entry::Request(Action::Reject, &reject::Reject),
    Entry::Request(Action::Return, &return_::Return),
    Entry::Request(Action::Send, &send::Send),
    Entry::Request(Action::StepBack, &step_back::StepBack),
    Entry::Request(Action::Undo, &undo::Undo),
    Entry::Certificate(Action::Close, &revoke::Revoke),
    Entry::Certificate(Action::Correct, &correct::OfCertificate),
    Entry::Desk(Action::New, &take_over::TakeOver),
];

type Begun = Option<Result<Flow, String>>;

fn request_flow(action: Action, case: Case<RequestView>, ctx: &Ctx) -> Begun {
    let act = ACTS.iter().find_map(|entry| match entry {
        Entry::Request(key, act) if *key == action => Some(*act),
        _ => None,
    })?;
    Some(Flow::new(Box::new(Bound { act, case }), ctx))
}

fn certificate_flow(action: Action, view: CertificateView, ctx: &Ctx) -> Begun {
    let act = ACTS.iter().find_map(|entry| match entry {
        Entry::Certificate(key, act) if *key == action => Some(*act),
        _ => None,
    })?;
    let case = Case::of(view);
    Some(Flow::new(Box::new(Bound { act, case }), ctx))
}

fn desk_flow(action: Action, ctx: &Ctx) -> Begun {
    let act = ACTS.iter().find_map(|entry| match entry {
        Entry::Desk(key, act) if *key == action => Some(*act),
        _ => None,
    })?;
    let case = Case::of(Desk);
    Some(Flow::new(Box::new(Bound { act, case }), ctx))
}

/// Opens what was begun, or says what keeps it from being begun.
fn opened(begun: Begun) -> Option<Vec<Effect>> {
    Some(match begun? {
        Ok(flow) => vec![Effect::open(flow)],
        Err(why) => vec![Effect::error(why)],
    })
}

/// Begins the act of a key on a request; `None` where the key has none.
pub fn on_request(action: Action, case: Case<RequestView>, ctx: &Ctx) -> Option<Vec<Effect>> {
    opened(request_flow(action, case, ctx))
}

/// Begins the act of a key on a certificate; `None` where the key has none.
pub fn on_certificate(action: Action, view: CertificateView, ctx: &Ctx) -> Option<Vec<Effect>> {
    opened(certificate_flow(action, view, ctx))
}

/// Begins the act of a key on the desk; `None` where the key has none.
pub fn on_desk(action: Action, ctx: &Ctx) -> Option<Vec<Effect>> {
    opened(desk_flow(action, ctx))
}

/// A form under the number of a request.
fn titled(view: &RequestView, key: &str, ctx: &Ctx) -> Form {
    Form::new(format!("{} · {}", view.request.no, ctx.get(key)))
}

/// The question of an act, to be asked by the engine.
fn question(text: String) -> Confirm {
    Confirm::new(flow::QUESTION, text)
}

/// The same about a request, whose number, name and kind it may name.
fn ask(key: &str, view: &RequestView, more: &[(&str, &dyn Arg)], ctx: &Ctx) -> Confirm {
    let request = &view.request;
    let (no, kind) = (
        request.no.to_string(),
        ctx.words.of("kind", request.kind.as_str()),
    );
    let known: [(&str, &dyn Arg); 3] = [
        ("no", &no),
        ("name", &request.identity.name),
        ("kind", &kind),
    ];
    let args: Vec<(&str, &dyn Arg)> = known.into_iter().chain(more.iter().copied()).collect();
    question(ctx.words.with(key, &args))
}

/// What was done to which request, by whom.
pub fn recorded(act: ActKind, view: &RequestView, done: &Done, ctx: &Ctx) -> String {
    let (act, no) = (
        ctx.words.of("deed", act.as_str()),
        view.request.no.to_string(),
    );
    let args: &[(&str, &dyn Arg)] = &[("act", &act), ("no", &no), ("who", &done.by)];
    ctx.words.with("act-done", args)
}

/// `Siti Rahmawati (0142.03/2026)`.
pub fn subject(request: &Request) -> String {
    format!("{} ({})", request.identity.name, request.no)
}

/// Ways to reach somebody, with their words.
fn channels(keys: &[&str], ctx: &Ctx) -> Vec<Choice> {
    let ways = keys.iter();
    ways.map(|key| Choice::new(*key, ctx.words.of("channel", key)))
        .collect()
}

#[cfg(test)]
mod tests;
