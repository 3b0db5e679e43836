//! A list of people who are transferred by one SK, beside what the desk knows.

use super::Views;
use super::recap::{LIKE, fact};
use crate::domain::act::{Transfer, TransferRow};
use crate::domain::rules::{Transferred, Transferring, transfers};
use crate::wire::message::Tell;
use crate::wire::transfer::{TransferLine, TransferOutcome, TransferView};

impl Views<'_> {
    pub(super) fn transfers(&self, transfer: Transfer, rows: &[TransferRow]) -> Tell {
        let actor = &self.caller.actor;
        let judged = transfers(&self.reading(), actor, transfer, rows, self.now);
        let lines = rows.iter().zip(judged);
        let lines = lines.map(|(row, judged)| self.transferred(row, judged));
        Tell::Transfers(Box::new(TransferView {
            lines: lines.collect(),
        }))
    }

    fn transferred(&self, row: &TransferRow, judged: Transferred) -> TransferLine {
        let (mut open, mut why) = (None, None);
        let (outcome, people) = match judged.what {
            Transferring::Ready(person) => (TransferOutcome::Ready, vec![person]),
            Transferring::Proposal(like) if like.is_empty() => (TransferOutcome::Unknown, like),
            Transferring::Proposal(like) => (TransferOutcome::Proposal, like),
            Transferring::Without(person) => (TransferOutcome::Without, vec![person]),
            Transferring::Asked(person, no) => {
                open = Some(no);
                (TransferOutcome::Asked, vec![person])
            }
            Transferring::Known => (TransferOutcome::Known, Vec::new()),
            Transferring::Again(person) => (TransferOutcome::Again, vec![person]),
            Transferring::Rejected(refused) => {
                why = Some(refused);
                (TransferOutcome::Rejected, Vec::new())
            }
        };
        let shown = &people[..people.len().min(LIKE)];
        TransferLine {
            row: row.row.row,
            outcome,
            people: shown.iter().filter_map(|id| self.person_row(*id)).collect(),
            differs: judged.differs.into_iter().map(fact).collect(),
            open,
            why,
        }
    }
}
