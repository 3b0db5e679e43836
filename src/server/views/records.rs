//! Views of single records.

use super::steps::{ahead, clock, steps};
use super::{Views, mask};
use crate::domain::act::ActKind;
use crate::domain::certificate::{Certificate, CertificateStatus, Standing};
use crate::domain::desk::{Desk, LastMove};
use crate::domain::due;
use crate::domain::ids::{
    Agenda, CertificateId, OfficerId, PersonId, RecordId, RequestNo, SheetNo,
};
use crate::domain::keys::Key;
use crate::domain::kind::Kind;
use crate::domain::letter::Letter;
use crate::domain::policy::Policy;
use crate::domain::record::Record;
use crate::domain::refusal::Refusal;
use crate::domain::request::{Difference, Outcome, Request, Stage};
use crate::domain::rules::{
    blocks, could_mean, earlier, findings, may, may_edit_letter, may_on_certificate, mismatches,
    next_kind, outcome, subject, to_open, undoable, would_lapse,
};
use crate::domain::sheet::Sheet;
use crate::domain::substance::{difference, ended, returned};
use crate::domain::summary::{PersonRow, RequestRow, Summary, summary};
use crate::domain::time::Day;
use crate::wire::message::Tell;
use crate::wire::view::{
    CertificateLine, CertificateView, DifferenceView, DueKind, Earlier, Kin, Latest, LetterView,
    MaskedDetails, PersonRequest, PersonView, RequestDays, RequestView, SheetName, SheetView,
};

impl Views<'_> {
    pub(super) fn request(&self, no: RequestNo) -> Tell {
        match self.request_view(no) {
            Ok(view) => Tell::Request(Box::new(view)),
            Err(tell) => tell,
        }
    }

    fn request_view(&self, no: RequestNo) -> Result<RequestView, Tell> {
        let request = self.read_request(no)?;
        let letter = self.read_letter(no.agenda)?;
        let sheet = self.read_sheet(no.agenda.sheet(request.sheet)).ok();
        let desk = self.reading();
        let policy = self.office.policy_of(request.policy);
        let certificate =
            request
                .certificate
                .and_then(|id| match desk.record(RecordId::Certificate(id)) {
                    Some(Record::Certificate(certificate)) => Some(*certificate),
                    _ => None,
                });
        let mismatch = certificate.as_ref().map(|certificate| {
            mismatches(&policy, &request.identity, &certificate.form)
                .into_iter()
                .map(str::to_owned)
                .collect()
        });
        let (about, could_mean, outcome) = concerned(&desk, &request, &policy);
        let verifies = matches!(request.stage, Stage::Verification | Stage::Asleep);
        let blocks = match verifies {
            true => blocks(&desk, &request, self.now),
            false => Vec::new(),
        };
        let record = RecordId::Request(no);
        let latest = self.latest(record);
        let undo = undoable(&desk, &self.caller.actor, record, self.now);
        let mut may = self.may_on(&request);
        may.retain(|act| *act != ActKind::Undo || undo.is_ok());
        let earlier = match may.contains(&ActKind::Carry) {
            true => self.earlier(&request)?,
            false => Vec::new(),
        };
        let since = match &undo {
            Err(Refusal::ActedSince { by, .. }) => Some(*by),
            _ => None,
        };
        let by = latest.iter().map(|act| act.by).chain(since);
        let officers = self.names(mentioned(&request, sheet.as_ref()).into_iter().chain(by));
        Ok(RequestView {
            findings: findings(&desk, &request, self.now),
            differences: request.differences.iter().map(differing).collect(),
            returned: request
                .returned
                .as_ref()
                .map(|back| returned(back, &policy))
                .unwrap_or_default(),
            days: self.days_of(&request),
            ended: request
                .ending
                .as_ref()
                .map(|end| ended(end, &policy))
                .unwrap_or_default(),
            blocks,
            to_open: to_open(&desk, &self.caller.actor, &request, self.now),
            may,
            undo,
            steps: steps(&request, &policy, &self.office.calendar, self.now),
            ahead: ahead(&request, &policy),
            mismatch: mismatch.unwrap_or_default(),
            certificate: certificate.map(masked_certificate),
            lapsing: self.lapsing(&request, about.as_ref()),
            about,
            could_mean,
            outcome,
            officers,
            open_by: self.presences.others(self.session, RecordId::Request(no)),
            latest,
            follows: request.follows.and_then(|no| self.kin(no)),
            followed: self.followed(no),
            earlier,
            next_kind: next_kind(&desk, request.person, request.kind, self.now),
            request: masked(request),
            letter,
            sheet,
        })
    }

    /// What earlier requests of the same person have to give.
    fn earlier(&self, request: &Request) -> Result<Vec<Earlier>, Tell> {
        let found = earlier(&self.reading(), request, self.now).into_iter();
        found
            .map(|carried| {
                let from = self.read_request(carried.from)?;
                Ok(Earlier {
                    no: from.no,
                    kind: from.kind,
                    stage: from.stage,
                    documents: carried.documents.iter().map(|(key, _)| *key).collect(),
                    left: carried.left,
                })
            })
            .collect()
    }

    fn kin(&self, no: RequestNo) -> Option<Kin> {
        let stage = self.read_request(no).ok()?.stage;
        Some(Kin { no, stage })
    }

    /// The requests that follow one up.
    fn followed(&self, no: RequestNo) -> Vec<Kin> {
        let members = self.reading().members(&Key::follows_prefix(no)).into_iter();
        members
            .filter_map(|id| match id {
                RecordId::Request(no) => self.kin(no),
                _ => None,
            })
            .collect()
    }

    /// What ends with the certificate that a revocation is about.
    fn lapsing(&self, request: &Request, about: Option<&Certificate>) -> Vec<RequestNo> {
        match (about, request.kind) {
            (Some(about), Kind::Revoke) if !request.stage.is_decided() => {
                would_lapse(&self.reading(), about, self.now)
            }
            _ => Vec::new(),
        }
    }

    fn days_of(&self, request: &Request) -> RequestDays {
        match summary(&Record::Request(Box::new(request.clone()))) {
            Some(Summary::Request(row)) => self.with_context(|context| context.days(&row)),
            _ => RequestDays::default(),
        }
    }

    fn latest(&self, id: RecordId) -> Option<Latest> {
        let LastMove { by, at, what } = self.reading().last_move(id)?;
        let what = what.kind().1.to_owned();
        Some(Latest { what, by, at })
    }

    fn may_on(&self, request: &Request) -> Vec<ActKind> {
        let desk = self.reading();
        let open =
            |act: &ActKind| may(&desk, &self.caller.actor, *act, Some(request), self.now).is_ok();
        ActKind::ALL.into_iter().filter(open).collect()
    }

    pub(super) fn sheet(&self, no: SheetNo) -> Tell {
        match self.sheet_view(no) {
            Ok(view) => Tell::Sheet(Box::new(view)),
            Err(tell) => tell,
        }
    }

    fn sheet_view(&self, no: SheetNo) -> Result<SheetView, Tell> {
        let sheet = self.read_sheet(no)?;
        let letter = self.read_letter(no.agenda)?;
        let desk = self.reading();
        let mut names = Vec::new();
        let mut first = None;
        for line in &sheet.requests {
            let request = self.read_request(*line)?;
            let found = findings(&desk, &request, self.now);
            names.push(SheetName {
                no: request.no,
                revision: request.revision,
                kind: request.kind,
                stage: request.stage,
                name: request.identity.name.clone(),
                nip: request.identity.nip.clone(),
                agency: request.identity.agency.clone(),
                post: request.identity.post.clone(),
                findings: found.into_iter().map(|open| open.finding).collect(),
                one_person: request.one_person(),
                held: request.held.clone(),
            });
            if request.stage.goes_along() {
                first.get_or_insert(request);
            }
        }
        let mut may = first
            .as_ref()
            .map(|request| self.may_on(request))
            .unwrap_or_default();
        // An undo is of one name's record, and is told there.
        may.retain(|act| *act != ActKind::Undo);
        let clock = first.as_ref().and_then(|request| {
            let policy = self.office.policy_of(request.policy);
            let step = request.step()?;
            Some(clock(
                request,
                step,
                &policy,
                &self.office.calendar,
                self.now,
            ))
        });
        let latest = self.latest(RecordId::Sheet(no));
        let lines = sheet.lines.iter().flat_map(|l| [l.officer, l.recorded_by]);
        let held = names.iter().filter_map(|name| name.held.as_ref());
        let held = held.map(|held| held.by).collect::<Vec<_>>();
        let by = latest.iter().map(|act| act.by).chain(held);
        let officers = self.names(lines.chain(by));
        let open_by = self.presences.others(self.session, RecordId::Sheet(no));
        Ok(SheetView {
            names,
            may,
            clock,
            officers,
            open_by,
            latest,
            sheet,
            letter,
        })
    }

    pub(super) fn letter(&self, no: Agenda) -> Tell {
        let view = || {
            let letter = self.read_letter(no)?;
            let mut names = Vec::new();
            for line in 1..=letter.names {
                names.extend(self.request_row(no.line(line)));
            }
            let sheets = (1..=letter.sheets).filter_map(|n| self.read_sheet(no.sheet(n)).ok());
            let sheets = sheets.collect();
            let desk = self.reading();
            let edits = may_edit_letter(&desk, &self.caller.actor, &letter, self.now).is_ok();
            let may = if edits {
                vec![ActKind::EditLetter]
            } else {
                Vec::new()
            };
            Ok(LetterView {
                names,
                sheets,
                may,
                letter,
            })
        };
        view().map_or_else(|tell| tell, |view| Tell::Letter(Box::new(view)))
    }

    fn request_row(&self, no: RequestNo) -> Option<RequestRow> {
        match self.summary(RecordId::Request(no)) {
            Some(Summary::Request(row)) => Some(row.shown()),
            _ => None,
        }
    }

    pub(super) fn person(&self, id: PersonId) -> Tell {
        let record_id = RecordId::Person(id);
        let mut person = match self.found(record_id) {
            Ok(Record::Person(person)) => person,
            Ok(_) => return self.not_found(record_id),
            Err(tell) => return tell,
        };
        let nik = person
            .details
            .nik
            .map(|nik| nik.masked())
            .unwrap_or_default();
        let sex = person.details.nik.map(|nik| nik.sex());
        person.details.nik = None;
        let desk = self.reading();
        let requests = desk
            .members(&Key::of_prefix(id))
            .into_iter()
            .filter_map(|id| match id {
                RecordId::Request(no) => self.request_row(no),
                _ => None,
            });
        let held = desk.members(&Key::held_prefix(id)).into_iter();
        let certificates = held.filter_map(|id| match self.summary(id) {
            Some(Summary::Certificate(row)) => {
                let days_left = row.days_left(self.now.day());
                Some(CertificateLine {
                    status: row.status(self.now),
                    days_left,
                    nearness: due::nearness(days_left, &self.policy()),
                    row,
                })
            }
            _ => None,
        });
        let requests = requests.map(|row| PersonRequest {
            days: due::of_request(&row, &desk.policy_of(row.policy), &self.office.calendar),
            follows: self.read_request(row.no).ok().and_then(|one| one.follows),
            row,
        });
        Tell::Person(Box::new(PersonView {
            requests: requests.collect(),
            certificates: certificates.collect(),
            nik,
            sex,
            person,
        }))
    }

    pub(super) fn certificate(&self, id: CertificateId) -> Tell {
        let record_id = RecordId::Certificate(id);
        let certificate = match self.found(record_id) {
            Ok(Record::Certificate(certificate)) => *certificate,
            Ok(_) => return self.not_found(record_id),
            Err(tell) => return tell,
        };
        let holder = certificate
            .holder
            .and_then(|person| self.person_row(person));
        let brought = certificate.request.map(RecordId::Request);
        let brought = match brought.and_then(|id| self.found(id).ok()) {
            Some(Record::Request(request)) => Some(request),
            _ => None,
        };
        let (reading, actor) = (self.reading(), &self.caller.actor);
        let mut acts = vec![
            ActKind::RevokeRecorded,
            ActKind::Suspend,
            ActKind::Resume,
            ActKind::CorrectRevocation,
            ActKind::CorrectCertificate,
        ];
        acts.retain(|act| match (act, &brought) {
            (ActKind::CorrectCertificate, Some(request)) => {
                may(&reading, actor, *act, Some(request), self.now).is_ok()
            }
            _ => may_on_certificate(&reading, actor, *act, &certificate, self.now).is_ok(),
        });
        let days_left = certificate.days_left(self.now.day());
        Tell::Certificate(Box::new(CertificateView {
            status: certificate.status(self.now),
            nearness: due::nearness(days_left, &self.policy()),
            days_left,
            holder,
            details: certificate.holder.and_then(|person| self.details(person)),
            next_kind: next_kind(&reading, certificate.holder, Kind::Renew, self.now),
            request: certificate.request.and_then(|no| self.request_row(no)),
            notices: self.notices(&certificate),
            lapsing: match certificate.standing {
                Standing::Revoked(_) => Vec::new(),
                _ => would_lapse(&reading, &certificate, self.now),
            },
            may: acts,
            certificate: masked_certificate(certificate),
        }))
    }

    pub(super) fn person_row(&self, id: PersonId) -> Option<PersonRow> {
        let person = self.read(RecordId::Person(id))?;
        match summary(&person) {
            Some(Summary::Person(row)) => Some(row),
            _ => None,
        }
    }

    fn details(&self, id: PersonId) -> Option<MaskedDetails> {
        match self.read(RecordId::Person(id))? {
            Record::Person(person) => Some(person.details.into()),
            _ => None,
        }
    }

    /// The days of a certificate's notices [SE F.5.c]; none once it is revoked or replaced.
    fn notices(&self, certificate: &Certificate) -> Vec<(Day, DueKind)> {
        use CertificateStatus::{Replaced, Revoked};
        if matches!(certificate.status(self.now), Revoked | Replaced) {
            return Vec::new();
        }
        let last = certificate.form.not_after.day();
        let offsets = self.policy().notices.expiry_days_before.clone();
        let notice = |days_before: u16| {
            let day = last.checked_sub_days(chrono::Days::new(u64::from(days_before)))?;
            Some((day, DueKind::Notice { days_before }))
        };
        let mut days: Vec<_> = offsets.into_iter().filter_map(notice).collect();
        days.push((last, DueKind::Expiry));
        days
    }

    pub(super) fn read_request(&self, no: RequestNo) -> Result<Request, Tell> {
        let id = RecordId::Request(no);
        match self.found(id)? {
            Record::Request(request) => Ok(*request),
            _ => Err(self.not_found(id)),
        }
    }

    fn read_sheet(&self, no: SheetNo) -> Result<Sheet, Tell> {
        let id = RecordId::Sheet(no);
        match self.found(id)? {
            Record::Sheet(sheet) => Ok(sheet),
            _ => Err(self.not_found(id)),
        }
    }

    fn read_letter(&self, no: Agenda) -> Result<Letter, Tell> {
        let id = RecordId::Letter(no);
        match self.found(id)? {
            Record::Letter(letter) => Ok(letter),
            _ => Err(self.not_found(id)),
        }
    }
}

fn differing(found: &Difference) -> DifferenceView {
    DifferenceView {
        at: found.at,
        by: found.by,
        facts: difference(found),
    }
}

/// As screens may hold it: NIKs masked, and what differs told beside it.
fn masked(mut request: Request) -> Request {
    mask(&mut request.identity);
    request.differences.clear();
    request
}

/// The certificate that a request is about, those that could be meant, and what becomes of it.
fn concerned(
    desk: &dyn Desk,
    request: &Request,
    policy: &Policy,
) -> (Option<Certificate>, Vec<Certificate>, Option<Outcome>) {
    let about = subject(desk, request);
    let outcome = match request.kind {
        Kind::Change => outcome(policy, request, about.as_ref()),
        _ => None,
    };
    let could_mean = could_mean(desk, request).into_iter();
    let could_mean = could_mean.map(masked_certificate).collect();
    (about.map(masked_certificate), could_mean, outcome)
}

fn masked_certificate(mut certificate: Certificate) -> Certificate {
    certificate.form.nik = crate::domain::identity::mask_stated(&certificate.form.nik);
    certificate
}

/// Officers that a request and its sheet mention.
fn mentioned(request: &Request, sheet: Option<&Sheet>) -> Vec<OfficerId> {
    let mut ids: Vec<OfficerId> = request.duties.iter().map(|duty| duty.officer).collect();
    ids.extend(request.claimed);
    ids.extend(request.assigned);
    ids.extend(
        request
            .steps
            .iter()
            .filter_map(|step| step.acted.as_ref())
            .map(|a| a.officer),
    );
    ids.extend(request.returned.as_ref().map(|back| back.by));
    ids.extend(request.differences.iter().map(|found| found.by));
    ids.extend(request.held.as_ref().map(|held| held.by));
    ids.extend(request.ending.as_ref().map(|ending| ending.by));
    ids.extend(request.reply.as_ref().map(|reply| reply.by));
    ids.extend(request.withdrawal.as_ref().map(|asked| asked.by));
    ids.extend(request.accepted.iter().map(|warning| warning.by));
    let marks = request
        .checklist
        .iter()
        .filter_map(|item| item.mark.as_ref());
    ids.extend(marks.map(|mark| mark.by));
    if let Some(sheet) = sheet {
        ids.extend(
            sheet
                .lines
                .iter()
                .flat_map(|line| [line.officer, line.recorded_by]),
        );
    }
    ids
}
