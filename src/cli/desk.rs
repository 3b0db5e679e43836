//! What a verb works with: the line to the desk, the words, who may be named.

use super::Arguments;
use super::connect;
use super::exit::Failure;
use crate::client::{Link, new_act_id};
use crate::domain::act::Command;
use crate::domain::ids::OfficerId;
use crate::domain::policy::Policy;
use crate::domain::time::Instant;
use crate::paths::DeskFolder;
use crate::text::{Language, Words, refusal};
use crate::wire::message::{Ask, Done, Tell};
use crate::wire::view::OfficeView;

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
        let link = connect::connect(desk, arguments, true)?;
        let office = match connect::ask(&link, &words, Ask::Office)? {
            Tell::Office(office) => *office,
            other => return Err(unexpected(&other)),
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

    /// Asks; a refusal becomes the sentence for the person.
    pub fn ask(&self, ask: Ask) -> Result<Tell, Failure> {
        match self
            .link
            .ask_again(&ask)
            .map_err(|error| connect::unanswered(&self.words, &error))?
        {
            Tell::Refused(refusal) => Err(self.refused(&refusal)),
            tell => Ok(tell),
        }
    }

    /// Acts, and repeats the same act should the line break.
    pub fn act(&self, command: Command) -> Result<Done, Failure> {
        let id = new_act_id().map_err(Failure::refused)?;
        match self.ask(Ask::Act {
            id,
            command: Box::new(command),
        })? {
            Tell::Done(done) => Ok(*done),
            other => Err(unexpected(&other)),
        }
    }

    fn refused(&self, refused: &crate::domain::refusal::Refusal) -> Failure {
        let name = |id: OfficerId| {
            let found = self.office.officers.iter().find(|officer| officer.id == id);
            found.map(|officer| officer.name.clone())
        };
        Failure::refused(refusal::sentence(&self.words, self.now(), &name, refused))
    }
}

/// The words of the language that was chosen.
pub fn words(arguments: &Arguments) -> Result<Words, Failure> {
    let flag = arguments
        .lang
        .as_deref()
        .map(str::parse::<Language>)
        .transpose();
    let environment = std::env::var("LOKET_LANG").ok();
    let language = Language::choose(flag.map_err(Failure::usage)?, environment.as_deref());
    Ok(Words::new(language))
}

/// An answer of another kind than was asked for: the two sides do not fit.
pub fn unexpected(tell: &Tell) -> Failure {
    let text: String = format!("{tell:?}").chars().take(80).collect();
    Failure::with_code(
        3,
        format!("the desk gave an answer of another kind: {text}"),
    )
}
