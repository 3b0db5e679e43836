//! What a person does to a record, or to the desk: one engine, and one small file an act.
//!
//! ```text
//! flow       the engine: choice, fields, files, question, send; refused under its field; somebody
//!            was faster: who did what is said, what is typed stays, it goes on from now; draft; done
//! subject    what acts are done to: a record, several at once, the desk
//! upload     a file on its way to the desk
//! bound      an act with what it is done to
//! many       an act on several requests at once
//! reasoned   the shape that many acts share: a choice, why, a question
//! <act>      what the act is called, asks, sends and says, with its test
//! ```
//!
//! To add an act: a file with a type that implements [`Act`] for the view of its record, and a line
//! in [`ACTS`]. A page begins it with [`begin`]. The desk's pushes tell the page what changed; where the
//! page has to know that its own act is done, it gets [`DONE`].

mod bound;
pub mod flow;

mod accept;
mod add_file;
mod add_officer;
mod answer;
pub mod certificate;
mod close;
mod complete;
mod convert;
mod correct;
pub mod credential;
pub mod defects;
mod disagree;
mod dispose;
mod edit;
mod edit_letter;
pub mod end_acting;
pub mod end_position;
mod forward;
mod give_position;
mod hand_over;
mod identify_officer;
pub mod many;
pub mod mark;
mod note;
mod paper;
mod particulars;
mod portal;
mod reasoned;
mod reject;
mod reply;
mod return_;
pub mod revoke;
mod send;
mod step_back;
pub mod subject;
mod take_over;
pub mod term;
#[cfg(test)]
pub mod testing;
mod undo;
pub mod upload;

use bound::Bound;
use flow::Flow;
use subject::{Desk, Disposal, ForPortal, Sheets, Staff, Subject};

use crate::domain::act::{ActKind, Command, Seen};
use crate::domain::checklist::Evidence;
use crate::domain::ids::{CertificateId, OfficerId, RequestNo};
use crate::domain::officer::Account;
use crate::domain::policy::DocumentKey;
use crate::domain::refusal::Refusal;
use crate::domain::request::Request;
use crate::domain::time::Day;
use crate::domain::written::{self, Moment, Prefer};
use crate::text::Arg;
use crate::tui::action::Action;
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::{Ctx, Effect, Tag};
use crate::tui::widgets::form::Form;
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::text_view::Paragraph;
use crate::wire::message::{Ask, Done, Tell};
use crate::wire::view::{self, CertificateView, OfficerView, RequestView};

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

    /// The moment of a field.
    pub fn moment(&self, key: &str) -> Option<Moment> {
        // It was read already, whole.
        written::moment(self.get(key), Day::default(), Prefer::Past).ok()
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

/// Its opener hears this of an act that is done.
pub const DONE: Tag = Tag::MAX;
/// Its opener hears this, with the field and why, of an act without fields that was refused.
pub const REFUSED: Tag = Tag::MAX - 1;

/// What an act is done to, as the person saw it, and what else was before the eyes.
#[derive(Clone, Debug, Default)]
pub struct Case<V> {
    pub on: V,
    /// Acts that are done of those that it takes.
    pub made: usize,
    /// The line chosen, where the act begins with a choice.
    pub choice: String,
    /// The whole NIK, after a recorded look.
    pub nik: Option<String>,
    /// The document under the cursor.
    pub aimed: Option<DocumentKey>,
    /// Marks that were set on one name, for others where the same lies.
    pub marks: Vec<mark::Same>,
    /// The account that a field names, as the desk's computer has it.
    pub account: Option<Account>,
}

impl<V> Case<V> {
    /// A record and nothing else.
    pub fn of(on: V) -> Case<V> {
        Case {
            on,
            made: 0,
            choice: String::new(),
            nik: None,
            aimed: None,
            marks: Vec::new(),
            account: None,
        }
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

/// An officer as they were seen.
pub fn seen_officer(officer: &OfficerView) -> Seen<OfficerId> {
    Seen {
        id: officer.id,
        revision: officer.revision,
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

    /// What the desk would refuse in the fields, as far as it can be known now: told while they are
    /// filled, and not saved.
    fn objections(&self, _case: &Case<V>, _values: &Values, _ctx: &Ctx) -> Faults {
        Faults::new()
    }

    /// The fields in which known people are looked for.
    fn people(&self) -> &'static [&'static str] {
        &[]
    }

    /// A known person was taken.
    fn took(&self, _form: &mut Form, _person: &view::Suggestion) {}

    /// The name of an account that has to be found on the desk's computer first; its field is
    /// `account`.
    fn account(&self, _case: &Case<V>, _values: &Values) -> Option<String> {
        None
    }

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

    /// How many commands it takes, where it is sent in parts. `command` is then called once for each,
    /// with its subject as the part before left it.
    fn acts(&self, _case: &Case<V>, _values: &Values, _ctx: &Ctx) -> usize {
        1
    }

    /// What is under way, above the bar that shows how far.
    fn running(&self, _case: &Case<V>, _ctx: &Ctx) -> String {
        String::new()
    }

    /// What is said where a later part of it is refused.
    fn stopped(&self, _case: &Case<V>, why: String, _ctx: &Ctx) -> String {
        why
    }

    /// The question that names what will happen; `None` for what needs none.
    fn question(&self, _case: &Case<V>, _values: &Values, _ctx: &Ctx) -> Option<Confirm> {
        None
    }

    /// What has to be fetched to ask whether another act was meant by a refused one.
    fn otherwise(&self, _refused: &Refusal) -> Option<Ask> {
        None
    }

    /// The act that may have been meant, and the question that names it.
    fn instead(&self, _refused: Command, _tell: &Tell, _ctx: &Ctx) -> Option<(Command, Confirm)> {
        None
    }

    /// What is said when it is done, or stopped between its parts.
    fn done(&self, case: &Case<V>, values: &Values, done: &Done, ctx: &Ctx) -> String;

    /// Where it leads.
    fn after(&self, _case: &Case<V>, _values: &Values, _done: &Done, _ctx: &Ctx) -> Option<Effect> {
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
    Sheets(Action, &'static dyn Act<Sheets>),
    Disposal(Action, &'static dyn Act<Disposal>),
    Portal(Action, &'static dyn Act<ForPortal>),
    Staff(Action, &'static dyn Act<Staff>),
    Officer(Action, &'static dyn Act<OfficerView>),
}

/// Every act.
pub const ACTS: &[Entry] = &[
    Entry::Request(Action::Accept, &accept::Accept),
    Entry::Request(Action::AddFile, &add_file::AddFile),
    Entry::Request(Action::Answer, &answer::Answer),
    Entry::Request(Action::Close, &close::CLOSE),
    Entry::Request(Action::Complete, &complete::Complete),
    Entry::Request(Action::Convert, &convert::CONVERT),
    Entry::Request(Action::Correct, &correct::OfRequest),
    Entry::Request(Action::Disagree, &disagree::DISAGREE),
    Entry::Request(Action::Edit, &edit::Edit),
    Entry::Request(Action::EditLetter, &edit_letter::EditLetter),
    Entry::Request(Action::HandOver, &hand_over::HandOver),
    Entry::Request(Action::Note, &note::NOTE),
    Entry::Request(Action::Particulars, &particulars::Particulars),
    Entry::Request(Action::Reject, &reject::REJECT),
    Entry::Request(Action::Reply, &reply::Reply),
    Entry::Request(Action::Return, &return_::Return),
    Entry::Request(Action::Send, &send::Send),
    Entry::Request(Action::StepBack, &step_back::STEP_BACK),
    Entry::Request(Action::Undo, &undo::Undo),
    Entry::Certificate(Action::Close, &revoke::Revoke),
    Entry::Certificate(Action::Correct, &correct::OfCertificate),
    Entry::Desk(Action::EndActing, &end_acting::EndActing),
    Entry::Desk(Action::New, &take_over::TakeOver),
    Entry::Sheets(Action::Forward, &forward::Forward),
    Entry::Sheets(Action::Paper, &paper::Paper),
    Entry::Disposal(Action::Forward, &dispose::Dispose),
    Entry::Portal(Action::Portal, &portal::Portal),
    Entry::Staff(Action::New, &add_officer::AddOfficer),
    Entry::Officer(Action::Edit, &identify_officer::IdentifyOfficer),
    Entry::Officer(Action::GivePosition, &give_position::GivePosition),
    Entry::Officer(Action::EndActing, &end_position::EndPosition),
    Entry::Officer(Action::Particulars, &credential::StateCredential),
];

type Begun = Option<Result<Flow, String>>;

fn flow<V: Subject>(action: Action, case: Case<V>, ctx: &Ctx) -> Begun {
    let act = ACTS.iter().find_map(|entry| {
        let found = V::act(entry).filter(|(key, _)| *key == action);
        found.map(|(_, act)| act)
    })?;
    Some(Flow::new(Box::new(Bound { act, case }), ctx))
}

/// Begins the act of a key: opens it, or says why it cannot begin. `None` where the key has no act on
/// this subject.
pub fn begin<V: Subject>(action: Action, case: Case<V>, ctx: &Ctx) -> Option<Vec<Effect>> {
    Some(match flow(action, case, ctx)? {
        Ok(flow) => vec![Effect::open(flow)],
        Err(why) => vec![Effect::error(why)],
    })
}

/// What is done to several requests at once.
pub const OF_MANY: [Action; 5] = [
    Action::Send,
    Action::Answer,
    Action::Particulars,
    Action::AddFile,
    Action::Reply,
];

/// Begins the act of a key on all the requests that were selected.
pub fn begin_many(action: Action, chosen: many::Chosen, ctx: &Ctx) -> Vec<Effect> {
    let found = ACTS.iter().find_map(|entry| {
        let found = <RequestView as Subject>::act(entry).filter(|(key, _)| *key == action);
        found.map(|(_, act)| act)
    });
    found.map_or_else(Vec::new, |act| {
        many::begin(act, action, chosen, Vec::new(), ctx)
    })
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

/// What was done to which request.
pub fn recorded(act: ActKind, view: &RequestView, ctx: &Ctx) -> String {
    let (act, no) = (
        ctx.words.of("act", act.as_str()),
        view.request.no.to_string(),
    );
    let args: &[(&str, &dyn Arg)] = &[("act", &act), ("no", &no)];
    ctx.words.with("act-done", args)
}

/// `Siti Rahmawati (0142.03/2026)`.
pub fn subject(request: &Request) -> String {
    format!("{} ({})", request.identity.name, request.no)
}

/// How papers go to BSrE.
const TO_BSRE: [&str; 3] = ["portal", "email", "letter"];
/// How a certificate is given into use.
const TO_HOLDER: [&str; 3] = ["email", "whatsapp", "in-person"];

/// Ways to reach somebody, with their words.
fn channels(keys: &[&str], ctx: &Ctx) -> Vec<Choice> {
    let ways = keys.iter();
    ways.map(|key| Choice::new(*key, ctx.words.of("channel", key)))
        .collect()
}

#[cfg(test)]
mod tests;
