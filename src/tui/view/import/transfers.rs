//! A table that is likely a list of people who are transferred by one SK: whether it is one is asked;
//! then its columns are shown as any table's, and the rest is a panel of its own.

use crate::intake::{Hints, MappingFile, Purpose, transfers};
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::{Answer, Ctx, Effect, Job};
use crate::tui::view::transfer::TransferPanel;

use super::run::Matter;
use super::source::{self, Planned};
use super::{Import, Step, TRANSFERS};

/// What a person said of such a table.
#[derive(Default)]
pub(super) struct Told {
    /// It was planned as one, and that is asked.
    asked: Option<Planned>,
    /// It is none: its rows ask for something themselves.
    none: bool,
    /// The columns that were chosen for it.
    kept: Option<MappingFile>,
}

impl Import {
    /// Plans a table of requests, or of people who are transferred.
    pub(super) fn as_requests(&self, domains: Vec<String>) -> Job {
        if self.matter == Matter::Transfers {
            let hints = transfers::hints(&domains, self.transfers.kept.clone());
            return source::propose_as_told(self.file(), hints);
        }
        let hints = Hints {
            purpose: Purpose::Form,
            email_domains: domains,
            mapping: self.kept.clone(),
        };
        match self.transfers.none {
            true => source::propose_as_told(self.file(), hints),
            false => source::propose(self.file(), hints),
        }
    }

    /// Whether the table was planned as something else than it is read for.
    pub(super) fn is_other(&self, planned: &Planned) -> bool {
        self.matter == Matter::Form && planned.plan.purpose == Purpose::Transfers
    }

    pub(super) fn ask_transfers(&mut self, planned: Planned, ctx: &Ctx) -> Vec<Effect> {
        self.step = Step::Path;
        let rows = planned.plan.rows as usize;
        self.transfers.asked = Some(planned);
        let asked = ctx.words.with("transfer-ask-list", &[("rows", &rows)]);
        let question = Confirm::new(TRANSFERS, asked);
        vec![Effect::open(
            question.detail(ctx.get("transfer-ask-list-else")),
        )]
    }

    pub(super) fn told_transfers(&mut self, answer: &Answer, ctx: &Ctx) -> Vec<Effect> {
        let Some(planned) = self.transfers.asked.take() else {
            return Vec::new();
        };
        match answer {
            Answer::Yes => {
                self.matter = Matter::Transfers;
                self.planned(Ok(planned), ctx)
            }
            Answer::No => {
                self.transfers.none = true;
                self.propose(ctx)
            }
            _ => Vec::new(),
        }
    }

    /// Keeps the columns that a person chose: those of requests stay for the next file.
    pub(super) fn keep(&mut self, mapping: MappingFile) {
        match self.matter {
            Matter::Transfers => self.transfers.kept = Some(mapping),
            _ => self.kept = Some(mapping),
        }
    }

    /// The columns are settled: which SK is it?
    pub(super) fn hand_transfers(&mut self) -> Vec<Effect> {
        let file = self.file();
        self.path.set("");
        let panel = TransferPanel::new(file, self.transfers.kept.clone());
        vec![Effect::Close, Effect::open(panel)]
    }
}
