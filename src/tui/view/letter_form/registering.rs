//! The letter goes to the desk: what will be found is counted, asked about, its scan sent, and what
//! the desk said is told.

use std::collections::BTreeMap;

use super::sheet::{self, Fault};
use super::{LetterForm, REGISTER, REGISTERED, SCAN};
use crate::domain::act::Command;
use crate::domain::ids::{Agenda, RecordId};
use crate::text::refusal;
use crate::tui::act::upload::{Sent, Upload};
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::{Ctx, Effect, Message};
use crate::tui::place::Place;
use crate::tui::view::acting;
use crate::wire::message::{Done, Tell};

impl LetterForm {
    pub(super) fn ask_to_register(&mut self, ctx: &Ctx) -> Vec<Effect> {
        if let Some(still) = self.upload.still(ctx) {
            return still;
        }
        if self.names.is_empty() {
            return vec![Effect::error(ctx.get("refusal-missing-names"))];
        }
        let from = self.letter.value("from", ctx);
        let count = self.names.len();
        let question = ctx
            .words
            .with("ask-register", &[("from", &from), ("count", &count)]);
        let mut confirm = Confirm::new(REGISTER, question);
        let scan = self.letter.value("scan", ctx);
        let label = ctx.get("field-scan");
        confirm = confirm.detail(match scan.as_str() {
            "" => format!("{label}: -"),
            path => format!("{label}: {path}"),
        });
        let papers = self
            .names
            .all()
            .iter()
            .filter_map(|name| self.papers(name, ctx));
        for said in papers {
            confirm = confirm.detail(said);
        }
        for said in self.doubts(ctx) {
            confirm = confirm.detail(said);
        }
        vec![Effect::open(confirm)]
    }

    /// What will be found in the names once they are registered.
    fn doubts(&self, ctx: &Ctx) -> Vec<String> {
        let faults = ctx.policy().map(|policy| self.names.faults(policy));
        let mut by_kind: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for (at, fault) in faults.unwrap_or_default() {
            let key = match fault {
                Fault::Found(_) => "letter-faulty",
                Fault::Open(_) => "letter-open-count",
                Fault::Twice(_) => "letter-twice-count",
            };
            by_kind.entry(key).or_default().push(at.to_string());
        }
        let said = |(key, numbers): (&str, Vec<String>)| {
            let (count, list) = (numbers.len(), numbers.join(", "));
            ctx.words.with(key, &[("count", &count), ("list", &list)])
        };
        by_kind.into_iter().map(said).collect()
    }

    /// The scan goes to the desk first, where there is one.
    pub(super) fn send(&mut self, ctx: &Ctx) -> Vec<Effect> {
        self.scan = None;
        match self.letter.value("scan", ctx).as_str() {
            "" => self.register(ctx),
            path => {
                let (upload, effect) = Upload::begin(path, SCAN);
                self.upload = upload;
                vec![effect]
            }
        }
    }

    pub(super) fn sent(&mut self, sent: Sent, ctx: &Ctx) -> Vec<Effect> {
        match sent {
            Sent::More(effects) => effects,
            Sent::Whole(evidence) => {
                self.scan = Some(evidence);
                self.register(ctx)
            }
            Sent::Failed(said) => {
                self.page = 0;
                self.letter.set_errors(&[("scan".to_owned(), said.clone())]);
                vec![Effect::error(said)]
            }
        }
    }

    fn register(&self, ctx: &Ctx) -> Vec<Effect> {
        let values = self.letter.values(ctx);
        let letter = sheet::entry(&values, &self.names, self.scan.as_ref(), ctx.now);
        vec![acting::act(REGISTERED, Command::Register { letter })]
    }

    pub(super) fn registered(&mut self, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        match tell {
            Tell::Done(done) => {
                self.done = true;
                let letter = done.records.iter().find_map(|(record, _)| match record {
                    RecordId::Letter(no) => Some(*no),
                    _ => None,
                });
                let no = letter.map(|no| no.to_string()).unwrap_or_default();
                let attached = attached(&done);
                let count = self.names.len().saturating_sub(attached.len());
                let said = ctx
                    .words
                    .with("letter-registered", &[("no", &no), ("count", &count)]);
                let mut effects = vec![Effect::Close];
                if let Some(no) = letter {
                    effects.push(Effect::Show {
                        place: Place::Requests,
                        record: RecordId::Request(no.line(1)),
                    });
                }
                if count > 0 {
                    effects.push(Effect::done(said));
                }
                if !attached.is_empty() {
                    // The letter completes what a form began: it says where.
                    let list = attached.join(", ");
                    let args: &[(&str, &dyn crate::text::Arg)] =
                        &[("count", &attached.len()), ("list", &list)];
                    let said = ctx.words.with("letter-attached", args);
                    effects.push(Effect::Say(Message::info(said)));
                }
                effects
            }
            Tell::Refused(refused) => {
                let said = ctx.refused(&refused);
                if let Some(field) = refusal::field_of(&refused) {
                    let of_letter = self.letter.entry(field).is_some();
                    if of_letter {
                        self.page = 0;
                    }
                    let under = [(field.to_owned(), said.clone())];
                    self.form().set_errors(&under);
                }
                vec![Effect::error(said)]
            }
            _ => Vec::new(),
        }
    }
}

/// The requests that stood before this letter came: a form had begun them.
fn attached(done: &Done) -> Vec<String> {
    let new = |agenda: Agenda| {
        let mut records = done.records.iter();
        records.any(|(record, revision)| *record == RecordId::Letter(agenda) && *revision == 1)
    };
    let records = done.records.iter();
    records
        .filter_map(|(record, _)| match record {
            RecordId::Request(no) if !new(no.agenda) => Some(no.to_string()),
            _ => None,
        })
        .collect()
}
