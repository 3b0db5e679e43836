//! How each event changes a request.

use super::super::carry::Carried;
use super::super::checklist::{ChecklistItem, Document};
use super::super::event::{Move, Registration, RequestEvent, Stamp};
use super::super::ids::{OfficerId, RequestNo};
use super::super::kind::Kind;
use super::super::policy::{DocumentKey, Need, StepKey};
use super::super::time::Instant;
use super::{AccountCheck, Acted, Change, Difference, Duty, Request, Stage, StepTime, Urgent};

impl Request {
    /// The request that a registration begins.
    pub(in crate::domain) fn begin(no: RequestNo, from: &Registration, stamp: &Stamp) -> Request {
        let checklist = from
            .checklist
            .iter()
            .map(|(document, need)| ChecklistItem {
                need: *need,
                ..empty_item(*document)
            })
            .collect();
        let mut request = Request {
            no,
            revision: 0,
            kind: from.kind,
            policy: from.policy,
            stage: Stage::Registered,
            sheet: from.sheet,
            received: from.received,
            registered: stamp.at,
            identity: from.identity.clone(),
            note: from.note.clone(),
            person: from.person,
            checklist,
            differences: Vec::new(),
            accepted: Vec::new(),
            steps: vec![StepTime {
                step: StepKey::Register,
                arrived: from.received,
                opened: Some(from.received),
                acted: None,
            }],
            duties: vec![Duty {
                officer: stamp.officer,
                class: super::super::office::DutyClass::Register,
            }],
            assigned: None,
            claimed: None,
            returned: None,
            held: None,
            ending: None,
            reply: None,
            sending: None,
            urgent: None,
            check: AccountCheck::default(),
            withdrawal: None,
            activation: None,
            certificate: None,
            hand_over: None,
            particulars: super::Particulars::default(),
            prepared: None,
            rows: from.row.iter().map(|row| row.fingerprint).collect(),
            follows: from.follows,
        };
        for (key, document) in &from.documents {
            request.lay(*key, document);
        }
        request
    }

    /// Applies one event; `None` where it cannot follow.
    pub(in crate::domain) fn change(&mut self, what: &RequestEvent, stamp: &Stamp) -> Option<()> {
        match what {
            RequestEvent::Registered(_) => return None,
            RequestEvent::FormAgain(row) => self.rows.push(row.fingerprint),
            RequestEvent::Edited {
                identity,
                person,
                void,
            } => {
                if !void.is_empty() {
                    let was = Box::new(self.identity.clone());
                    let now = identity.clone();
                    self.differs(Change::Identity { was, now }, void, stamp);
                }
                self.identity = (**identity).clone();
                // What was written for the portal says otherwise.
                self.prepared = None;
                self.person = *person;
                // Warnings were accepted for the person as stated then.
                self.accepted.clear();
                self.void_marks(void);
            }
            RequestEvent::DocumentAdded { document, held } => {
                self.note_replaced(*document, held, stamp);
                self.prepared = None;
                self.lay(*document, held);
            }
            RequestEvent::Opened => {
                if let Some(step) = self.steps.last_mut() {
                    step.opened.get_or_insert(stamp.at);
                }
            }
            RequestEvent::Moved(step) => self.go(step, stamp),
            RequestEvent::OntoSheet(ordinal) => self.sheet = *ordinal,
            RequestEvent::Assigned(officer) => self.assigned = *officer,
            RequestEvent::Claimed(officer) => self.claimed = Some(*officer),
            RequestEvent::Released => self.claimed = None,
            RequestEvent::Returned(back) => self.returned = Some(back.clone()),
            RequestEvent::HeldBack(held) => self.held = Some(held.clone()),
            RequestEvent::Completed { .. } => self.returned = None,
            RequestEvent::Rejected(ending) => self.end(self.stage, ending),
            RequestEvent::Replied(reply) => self.reply = Some(reply.clone()),
            RequestEvent::Closed { stage, ending } => self.end(*stage, ending),
            RequestEvent::SteppedBack { .. } => self.claimed = None,
            RequestEvent::Marked { marks } => {
                for (document, mark) in marks {
                    self.item_mut(*document)?.mark = Some(mark.clone());
                }
                for difference in &mut self.differences {
                    let marked = |key: &DocumentKey| marks.iter().any(|(made, _)| made == key);
                    difference.void.retain(|key| !marked(key));
                }
                self.differences.retain(|found| !found.void.is_empty());
            }
            RequestEvent::WarningAccepted(warning) => self.accepted.push(warning.clone()),
            RequestEvent::Undone { restored, .. } => self.restore(restored),
            RequestEvent::DutyAdded(duty) => self.add_duty(*duty),
            RequestEvent::Converted { to, checklist, .. } => self.convert(*to, checklist),
            RequestEvent::Received(at) => self.receive(*at),
            RequestEvent::Stated(particular) => self.particulars.take(particular),
            RequestEvent::Carried(carried) => self.carry(carried, stamp),
            _ => return self.follow_up(what, stamp),
        }
        Some(())
    }

    /// The first step's clock runs from the receipt.
    fn receive(&mut self, at: Instant) {
        self.received = at;
        if let Some(first) = self.steps.first_mut() {
            first.arrived = at;
            first.opened = Some(at);
        }
    }

    /// What goes on beside its stage once it is sent: the account check, a withdrawal that BSrE is asked
    /// for, the sheet of what was sent at once.
    fn beside(&mut self, what: &RequestEvent, stamp: &Stamp) -> Option<()> {
        match what {
            RequestEvent::Revoked { date, .. } | RequestEvent::Approved { date } => {
                self.check.since = Some(*date);
            }
            RequestEvent::CheckPassed { date } => self.check.passed = Some(*date),
            RequestEvent::CheckFailed { date, text } => {
                self.check.since = Some(*date);
                self.check.failures += 1;
                self.check.reason.clone_from(text);
            }
            RequestEvent::Hastened { sheet_with } => {
                self.urgent = Some(Urgent {
                    at: stamp.at,
                    sheet_with: *sheet_with,
                });
            }
            RequestEvent::SheetWent { to } => self.urgent.as_mut()?.sheet_with = *to,
            RequestEvent::Disagreed { .. } => {}
            RequestEvent::WithdrawalAsked(asked) => self.withdrawal = Some(asked.clone()),
            RequestEvent::WithdrawalTooLate { .. } => self.withdrawal = None,
            _ => return None,
        }
        Some(())
    }

    /// What was recorded of what left the desk was not so.
    fn correct(&mut self, what: &RequestEvent) -> Option<()> {
        match what {
            RequestEvent::SendingCorrected { sending, .. } => {
                let was = self.sending.as_ref().map(|was| was.date);
                if self.check.since == was {
                    self.check.since = Some(sending.date);
                }
                self.sending = Some(sending.clone());
            }
            RequestEvent::ActivationCorrected { activation, .. } => {
                self.activation = Some(activation.clone());
            }
            RequestEvent::HandOverCorrected { hand_over, .. } => {
                self.hand_over = Some(hand_over.clone());
            }
            _ => return None,
        }
        Some(())
    }

    /// What comes after the request was sent [SOP 5-7].
    fn follow_up(&mut self, what: &RequestEvent, stamp: &Stamp) -> Option<()> {
        match what {
            RequestEvent::Sent(sending) => {
                self.check = AccountCheck {
                    since: Some(sending.date),
                    ..AccountCheck::default()
                };
                self.sending = Some(sending.clone());
            }
            RequestEvent::LinkSent(activation) => self.activation = Some(activation.clone()),
            RequestEvent::HolderAsked => self.activation.as_mut()?.asked = Some(stamp.at),
            RequestEvent::Activated { date } => {
                let activation = self.activation.as_mut()?;
                activation.activated = Some(*date);
                activation.lapsed = false;
            }
            RequestEvent::ActivationLapsed => self.activation.as_mut()?.lapsed = true,
            RequestEvent::AnswerNoted { .. } => self.sending = None,
            RequestEvent::DataChanged { .. } => {}
            RequestEvent::Revoked { .. }
            | RequestEvent::Approved { .. }
            | RequestEvent::CheckPassed { .. }
            | RequestEvent::CheckFailed { .. }
            | RequestEvent::Hastened { .. }
            | RequestEvent::SheetWent { .. }
            | RequestEvent::Disagreed { .. }
            | RequestEvent::WithdrawalAsked(_)
            | RequestEvent::WithdrawalTooLate { .. } => return self.beside(what, stamp),
            RequestEvent::Issued { certificate, .. } => self.certificate = Some(*certificate),
            RequestEvent::CertificateCorrected { .. } => {}
            RequestEvent::SendingCorrected { .. }
            | RequestEvent::ActivationCorrected { .. }
            | RequestEvent::HandOverCorrected { .. } => return self.correct(what),
            RequestEvent::Reopened => self.ending = None,
            RequestEvent::Prepared(prepared) => self.prepared = Some(prepared.clone()),
            RequestEvent::TakenBack => self.prepared = None,
            RequestEvent::HandedOver(hand_over) => self.hand_over = Some(hand_over.clone()),
            // Before it. Without a catch-all: what a new event changes is said here or there.
            RequestEvent::Registered(_)
            | RequestEvent::FormAgain(_)
            | RequestEvent::Edited { .. }
            | RequestEvent::DocumentAdded { .. }
            | RequestEvent::Opened
            | RequestEvent::Moved(_)
            | RequestEvent::OntoSheet(_)
            | RequestEvent::Assigned(_)
            | RequestEvent::Claimed(_)
            | RequestEvent::Released
            | RequestEvent::Returned(_)
            | RequestEvent::HeldBack(_)
            | RequestEvent::Completed { .. }
            | RequestEvent::Rejected(_)
            | RequestEvent::Replied(_)
            | RequestEvent::Closed { .. }
            | RequestEvent::SteppedBack { .. }
            | RequestEvent::Marked { .. }
            | RequestEvent::WarningAccepted(_)
            | RequestEvent::Undone { .. }
            | RequestEvent::DutyAdded(_)
            | RequestEvent::Converted { .. }
            | RequestEvent::Received(_)
            | RequestEvent::Stated(_)
            | RequestEvent::Carried(_) => return None,
        }
        Some(())
    }

    fn go(&mut self, step: &Move, stamp: &Stamp) {
        // Both clocks follow the time on the paper, not the hour in which it was recorded.
        let moment = step.acted.as_ref().map_or(stamp.at, Acted::moment);
        if let (Some(acted), Some(running)) = (&step.acted, self.steps.last_mut()) {
            // A step is ended once: what happens while its clock stands is not its act.
            if running.acted.is_none() {
                // After paper that tells only the day, what follows may be stated earlier than
                // that was recorded.
                running.arrived = running.arrived.min(moment);
                running.opened = Some(running.opened.map_or(moment, |opened| opened.min(moment)));
                running.acted = Some(acted.clone());
            }
        }
        if let Some(next) = step.starts {
            self.steps.push(StepTime {
                step: next,
                arrived: moment,
                opened: None,
                acted: None,
            });
        }
        if step.to != self.stage {
            self.prepared = None;
        }
        self.stage = step.to;
        if !matches!(step.to, Stage::Held(_)) {
            self.held = None;
        }
    }

    fn end(&mut self, stage: Stage, ending: &super::Ending) {
        self.stage = stage;
        self.prepared = None;
        self.ending = Some(ending.clone());
        self.claimed = None;
    }

    fn restore(&mut self, restored: &Request) {
        let revision = self.revision;
        // Forms that came again since are not part of the act that is undone.
        let rows = std::mem::take(&mut self.rows);
        let looked = std::mem::take(&mut self.checklist);
        *self = restored.clone();
        self.revision = revision;
        self.rows = rows;
        // So are looks at what still lies there.
        for before in looked {
            if let Some(item) = self.item_mut(before.document)
                && item.documents.len() == before.documents.len()
            {
                item.looked = before.looked;
            }
        }
    }

    /// Another kind's checklist around the documents and marks that are there.
    fn convert(&mut self, to: Kind, checklist: &[(DocumentKey, Need)]) {
        self.kind = to;
        self.prepared = None;
        let mut held = std::mem::take(&mut self.checklist);
        for (document, need) in checklist {
            let mut item = match held.iter().position(|item| item.document == *document) {
                Some(at) => held.remove(at),
                None => empty_item(*document),
            };
            item.need = *need;
            self.checklist.push(item);
        }
        held.retain(|item| !item.documents.is_empty());
        for item in &mut held {
            item.need = Need::No;
        }
        self.checklist.extend(held);
    }

    fn add_duty(&mut self, duty: Duty) {
        if !self.duties.contains(&duty) {
            self.duties.push(duty);
        }
    }

    fn item_mut(&mut self, document: DocumentKey) -> Option<&mut ChecklistItem> {
        self.checklist
            .iter_mut()
            .find(|item| item.document == document)
    }

    fn differs(&mut self, change: Change, void: &[DocumentKey], stamp: &Stamp) {
        self.differences.push(Difference {
            at: stamp.at,
            by: stamp.officer,
            change,
            void: void.to_vec(),
        });
    }

    /// Notes that another document takes the place of one that was judged.
    fn note_replaced(&mut self, document: DocumentKey, held: &Document, stamp: &Stamp) {
        let Some(item) = self.item(document).filter(|item| item.mark.is_some()) else {
            return;
        };
        let change = Change::Document {
            document,
            was: item.current().map(|before| before.evidence.clone()),
            now: held.evidence.clone(),
        };
        self.differs(change, &[document], stamp);
    }

    /// Papers of an earlier request go along; from then on it follows that one.
    fn carry(&mut self, carried: &Carried, stamp: &Stamp) {
        for (document, held) in &carried.documents {
            self.note_replaced(*document, held, stamp);
            self.lay(*document, held);
        }
        self.prepared = None;
        self.follows.get_or_insert(carried.from);
    }

    /// Lays a document beside the request; a mark that rested on the one before is void.
    fn lay(&mut self, document: DocumentKey, held: &Document) {
        let Some(item) = self.item_mut(document) else {
            self.checklist.push(ChecklistItem {
                documents: vec![held.clone()],
                ..empty_item(document)
            });
            return;
        };
        item.documents.push(held.clone());
        item.mark = None;
        item.looked.clear();
    }

    /// Somebody opened the document that lies there.
    pub(in crate::domain) fn look(&mut self, document: DocumentKey, officer: OfficerId) {
        if let Some(item) = self.item_mut(document)
            && !item.looked.contains(&officer)
        {
            item.looked.push(officer);
        }
    }

    fn void_marks(&mut self, documents: &[DocumentKey]) {
        for item in &mut self.checklist {
            if documents.contains(&item.document) {
                item.mark = None;
            }
        }
    }
}

/// A line of the checklist with nothing on it, for a document that the kind does not ask for.
fn empty_item(document: DocumentKey) -> ChecklistItem {
    ChecklistItem {
        document,
        need: Need::No,
        documents: Vec::new(),
        mark: None,
        looked: Vec::new(),
    }
}
