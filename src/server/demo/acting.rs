//! Acts of the made-up year, decided by the same rules as real ones and recorded in big groups.

use crate::domain::act::{Command, Seen};
use crate::domain::certificate::Standing;
use crate::domain::desk::{Desk as _, Series};
use crate::domain::event::Event;
use crate::domain::finding::FindingCode;
use crate::domain::ids::{CertificateId, RecordId, RequestNo, SheetNo};
use crate::domain::kind::Kind;
use crate::domain::record::Record;
use crate::domain::refusal::Refusal;
use crate::domain::request::Request;
use crate::domain::rules::{Actor, decide};
use crate::domain::sheet::Sheet;
use crate::domain::time::Instant;
use crate::server::office::Office;
use crate::server::reading::{Reading, record};
use crate::store::records::{Origin, new_event};
use crate::store::{Act, ActId, Group, Result, Store, StoreError};

/// Acts of one commit.
const GROUP: usize = 128;

/// A desk that is being filled.
pub struct Acting<'s> {
    store: &'s Store,
    group: Option<Group<'s>>,
    office: Office,
    actor: Actor,
    origin: Origin,
}

impl<'s> Acting<'s> {
    pub fn new(store: &'s Store, office: Office, actor: Actor, uid: u32) -> Acting<'s> {
        let origin = Origin {
            uid: Some(uid),
            address: None,
        };
        Acting {
            store,
            group: Some(store.begin()),
            office,
            actor,
            origin,
        }
    }

    pub fn office(&self) -> &Office {
        &self.office
    }

    fn group(&self) -> &Group<'s> {
        self.group.as_ref().expect("a group is open between acts")
    }

    /// Does one act at its moment; a refusal is the answer of the rules to a made-up wish.
    pub fn act(
        &mut self,
        command: &Command,
        at: Instant,
    ) -> Result<std::result::Result<Vec<Event>, Refusal>> {
        let reading = Reading::new(self.group(), &self.office);
        let decided = decide(&reading, command, &self.actor, at);
        if let Some(failure) = reading.failure() {
            return Err(failure);
        }
        let decision = match decided {
            Ok(decision) if decision.events.is_empty() => return Ok(Ok(Vec::new())),
            Ok(decision) => decision,
            Err(refusal) => return Ok(Err(refusal)),
        };
        let events: Result<Vec<_>> = decision
            .events
            .iter()
            .map(|event| new_event(event, decision.post(), decision.stated, &self.origin))
            .collect();
        let act = Act {
            id: ActId::random().map_err(StoreError::fatal)?,
            command: [0; 32],
            officer: decision.officer.0,
            recorded_at: at.0,
            events: events?,
            result: Vec::new(),
        };
        let mut group = self.group.take().unwrap_or_else(|| self.store.begin());
        group.push(act)?;
        if group.len() >= GROUP || group.is_full() {
            self.store.commit(group)?;
            group = self.store.begin();
        }
        self.group = Some(group);
        Ok(Ok(decision.events))
    }

    /// Commits what is left.
    pub fn finish(mut self) -> Result<()> {
        if let Some(group) = self.group.take() {
            self.store.commit(group)?;
        }
        Ok(())
    }

    /// A certificate as it stands, for an act on it.
    pub fn seen_certificate(&self, id: CertificateId) -> Result<Option<Seen<CertificateId>>> {
        let record = record(self.group(), RecordId::Certificate(id))?;
        Ok(record.map(|record| Seen {
            id,
            revision: record.revision(),
        }))
    }

    /// The certificate that was recorded last.
    pub fn latest_certificate(&self) -> Result<Option<Seen<CertificateId>>> {
        let reading = Reading::new(self.group(), &self.office);
        let next = reading.next(Series::Certificate);
        self.seen_certificate(CertificateId(next.saturating_sub(1)))
    }

    pub fn request(&self, no: RequestNo) -> Result<Option<Request>> {
        match record(self.group(), RecordId::Request(no))? {
            Some(Record::Request(request)) => Ok(Some(*request)),
            _ => Ok(None),
        }
    }

    pub fn sheet(&self, no: SheetNo) -> Result<Option<Sheet>> {
        match record(self.group(), RecordId::Sheet(no))? {
            Some(Record::Sheet(sheet)) => Ok(Some(sheet)),
            _ => Ok(None),
        }
    }

    /// The kind that a finding advises, where the request's own does not fit the certificate.
    pub fn advised(&self, request: &Request, at: Instant) -> Option<Kind> {
        let reading = Reading::new(self.group(), &self.office);
        let open = crate::domain::rules::findings(&reading, request, at);
        let wrong = open
            .iter()
            .find(|open| open.finding.code == FindingCode::WrongKind)?;
        let (_, advice) = wrong
            .finding
            .args
            .iter()
            .find(|(name, _)| name == "advice")?;
        Kind::from_key(advice)
    }

    /// The revision of a request as it stands; 0 of one that is not there.
    pub fn revision(&self, no: RequestNo) -> Result<u32> {
        Ok(self.request(no)?.map_or(0, |request| request.revision))
    }

    /// Whether the certificate that a request is about was revoked.
    pub fn is_revoked(&self, request: &Request) -> bool {
        let id = request.particulars.certificate.map(RecordId::Certificate);
        match id.map(|id| record(self.group(), id)) {
            Some(Ok(Some(Record::Certificate(known)))) => {
                matches!(known.standing, Standing::Revoked(_))
            }
            _ => false,
        }
    }

    /// Whether a finding keeps a request from being sent.
    pub fn is_blocked(&self, request: &Request, at: Instant) -> bool {
        let reading = Reading::new(self.group(), &self.office);
        let open = crate::domain::rules::findings(&reading, request, at);
        open.iter().any(|open| open.holds())
    }
}
