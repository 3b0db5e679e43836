//! What a verb works with: the line to the desk, the words, who may be named.

use super::Arguments;
use super::connect::{self, unanswered, unexpected};
use super::exit::{DAMAGED, Failure, NO_LINE, REFUSED};
use super::given;
use crate::client::{AskError, Link, Pending, new_act_id};
use crate::domain::act::Command;
use crate::domain::ids::{OfficerId, RecordId, RequestNo};
use crate::domain::policy::Policy;
use crate::domain::refusal::Refusal;
use crate::domain::time::Instant;
use crate::paths::DeskFolder;
use crate::text::{Language, Words, refusal};
use crate::wire::message::{Ask, Done, List, Query, Tell};
use crate::wire::view::{OfficeView, OfficerView};
use chrono::Datelike;

/// A desk that is open to a verb.
pub struct DeskLine {
    pub link: Link,
    pub words: Words,
    office: OfficeView,
}

impl DeskLine {
    /// Connects, starting the server where that is ours to do, and learns who is who.
    pub fn open(desk: &DeskFolder, arguments: &Arguments) -> Result<DeskLine, Failure> {
        let words = words(arguments)?;
        let link = connect::connect(desk, arguments, &words, true)?;
        DeskLine::on(link, words)
    }

    /// The same on a line that is there already.
    pub fn on(link: Link, words: Words) -> Result<DeskLine, Failure> {
        let office = match connect::ask(&link, &words, Ask::Office)? {
            Tell::Office(office) => *office,
            other => return Err(unexpected(&words, &other)),
        };
        Ok(DeskLine {
            link,
            words,
            office,
        })
    }

    /// The desk's clock as the welcome told it.
    pub fn now(&self) -> Instant {
        self.link.welcome().now
    }

    /// The office's policy.
    pub fn policy(&self) -> &Policy {
        &self.office.policy
    }

    /// The office: policy, officers, who asks.
    pub fn office(&self) -> &OfficeView {
        &self.office
    }

    /// The name of an officer.
    pub fn officer_name(&self, id: OfficerId) -> Option<String> {
        let found = self.office.officers.iter().find(|officer| officer.id == id);
        found.map(|officer| officer.name.clone())
    }

    /// The officer that is meant by a number, an account, a name or a part of one.
    pub fn officer(&self, text: &str) -> Result<&OfficerView, Failure> {
        let officers = &self.office.officers;
        let exact = |officer: &&OfficerView| {
            let account = officer.account.as_ref();
            officer.id.0.to_string() == text
                || officer.name.eq_ignore_ascii_case(text)
                || account.is_some_and(|account| account.name == text)
        };
        if let Some(found) = officers.iter().find(exact) {
            return Ok(found);
        }
        let part = text.to_lowercase();
        let mut parts = officers
            .iter()
            .filter(|officer| officer.name.to_lowercase().contains(&part));
        match (parts.next(), parts.next()) {
            (Some(found), None) if !part.trim().is_empty() => Ok(found),
            _ => {
                let known: Vec<_> = officers
                    .iter()
                    .map(|officer| officer.name.as_str())
                    .collect();
                let known = known.join("; ");
                let args: [(&str, &dyn crate::text::Arg); 2] =
                    [("given", &text), ("known", &known)];
                Err(Failure::wrong(&self.words, "cli-no-choice", &args))
            }
        }
    }

    /// The request of a number; `0142.03` without its year where only one year has it.
    pub fn request_no(&self, text: &str) -> Result<RequestNo, Failure> {
        let year = self.now().day().year();
        let this_year = format!("{}/{year}", text.trim()).parse::<RequestNo>();
        let Ok(this_year) = this_year else {
            return given::request(&self.words, text);
        };
        let (agenda, line) = (this_year.agenda, this_year.line);
        let written = this_year.to_string();
        let short = written.split('/').next().unwrap_or_default();
        let query = Query {
            filter: short.to_owned(),
            ..Query::of(List::Requests)
        };
        let told = self.ask(Ask::Page {
            query,
            from: 0,
            count: u16::MAX,
            keep: None,
        })?;
        let Tell::Page(page) = told else {
            return Err(unexpected(&self.words, &told));
        };
        let found = page.rows.iter().filter_map(|row| match row.record() {
            RecordId::Request(no) => Some(no),
            _ => None,
        });
        let found = found.filter(|no| (no.agenda.number, no.line) == (agenda.number, line));
        let found: Vec<RequestNo> = found.collect();
        match found[..] {
            [one] => Ok(one),
            [] => given::request(&self.words, text),
            _ => {
                let known: Vec<String> = found.iter().map(ToString::to_string).collect();
                let known = known.join(", ");
                let args: [(&str, &dyn crate::text::Arg); 2] =
                    [("given", &short), ("known", &known)];
                Err(Failure::wrong(&self.words, "cli-several-years", &args))
            }
        }
    }

    /// Several requests, as [`DeskLine::request_no`].
    pub fn request_nos(&self, texts: &[String]) -> Result<Vec<RequestNo>, Failure> {
        texts.iter().map(|text| self.request_no(text)).collect()
    }

    /// Asks; a refusal becomes the sentence for the person.
    pub fn ask(&self, ask: Ask) -> Result<Tell, Failure> {
        let told = self.link.ask_again(&ask);
        match told.map_err(|error| self.unanswered(&ask, &error))? {
            Tell::Refused(refusal) => Err(self.refused(&refusal)),
            tell => Ok(tell),
        }
    }

    /// Asks within the session that stands. `None` where it ended, and with it what was begun in it;
    /// then there is a new one.
    pub fn ask_here(&self, ask: Ask) -> Result<Option<Tell>, Failure> {
        match self.link.ask(ask.clone()) {
            Ok(Tell::Refused(Refusal::FileCut)) => Ok(None),
            Ok(Tell::Refused(refusal)) => Err(self.refused(&refusal)),
            Ok(tell) => Ok(Some(tell)),
            Err(AskError::Disconnected) => {
                let up = self.link.wait_until_up();
                up.map_err(|error| self.unanswered(&ask, &error))?;
                Ok(None)
            }
            Err(error) => Err(self.unanswered(&ask, &error)),
        }
    }

    /// Why there is no answer. An act was asked for again and again under the same name; where the
    /// line stayed away it may stand all the same.
    fn unanswered(&self, ask: &Ask, error: &AskError) -> Failure {
        let lost = matches!(error, AskError::Disconnected | AskError::GaveUp);
        let key = match ask {
            _ if !lost => return unanswered(&self.words, error),
            Ask::Act { .. } => "cli-may-stand",
            _ => "cli-line-lost",
        };
        Failure::with_code(NO_LINE, self.words.get(key)).keyed(error.code())
    }

    /// Asks without waiting yet; [`DeskLine::finish`] waits.
    pub fn begin(&self, ask: Ask) -> Begun<'_> {
        let pending = self.link.begin(ask.clone());
        Begun { ask, pending }
    }

    /// Waits for the answer to an ask that was begun, and asks again should the line break. What was
    /// begun first is finished first: then a repetition keeps the order, too. A refusal is an answer.
    pub fn finish(&self, begun: Begun<'_>) -> Result<Tell, Failure> {
        let told = begun.pending.and_then(|pending| pending.answer(|_| {}));
        let told = match told {
            Err(AskError::Disconnected) => self.link.ask_again(&begun.ask),
            told => told,
        };
        told.map_err(|error| self.unanswered(&begun.ask, &error))
    }

    /// Acts, and repeats the same act should the line break.
    pub fn act(&self, command: Command) -> Result<Done, Failure> {
        match self.ask(Ask::Act {
            id: self.act_id()?,
            command: Box::new(command),
        })? {
            Tell::Done(done) => Ok(*done),
            other => Err(unexpected(&self.words, &other)),
        }
    }

    /// A name for an act that is new in the world.
    pub fn act_id(&self) -> Result<crate::wire::message::ActIdBytes, Failure> {
        new_act_id().map_err(Failure::refused)
    }

    /// A refusal for the person, with its code for scripts.
    pub fn refused(&self, refused: &Refusal) -> Failure {
        let name = |id: OfficerId| self.officer_name(id);
        let exit = match refused {
            Refusal::NotYours { .. } | Refusal::NoOfficer => NO_LINE,
            Refusal::Damaged { .. } => DAMAGED,
            _ => REFUSED,
        };
        let said = refusal::sentence(&self.words, self.now(), &name, refused);
        let said = match refused {
            Refusal::LookFirst { request, document } => {
                let args: [(&str, &dyn crate::text::Arg); 2] =
                    [("no", &request.to_string()), ("key", &document.as_str())];
                format!("{said} {}", self.words.with("cli-look-first", &args))
            }
            _ => said,
        };
        Failure::with_code(exit, said).keyed(refused.code())
    }
}

/// An ask that is under way.
pub struct Begun<'a> {
    ask: Ask,
    pending: Result<Pending<'a>, AskError>,
}

/// The words of the language that was chosen.
pub fn words(arguments: &Arguments) -> Result<Words, Failure> {
    let environment = std::env::var("LOKET_LANG").ok();
    let around = Words::new(Language::choose(None, environment.as_deref()));
    match arguments.lang.as_deref().map(str::parse::<Language>) {
        None => Ok(around),
        Some(Ok(language)) => Ok(Words::new(language)),
        Some(Err(unknown)) => {
            let args: [(&str, &dyn crate::text::Arg); 2] =
                [("given", &unknown.0), ("known", &crate::text::known_tags())];
            Err(Failure::wrong(&around, "cli-no-choice", &args))
        }
    }
}
