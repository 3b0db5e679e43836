//! Edits, documents, notes and recorded looks.

use super::super::act::{ActKind, Seen};
use super::super::checklist::{ChecklistItem, Document, Evidence, Verdict, rested_on};
use super::super::event::{Event, Happening, Look, RequestEvent, SheetEvent};
use super::super::identity::{mask_stated, unmask_niks};
use super::super::ids::{RecordId, RequestNo};
use super::super::policy::{DocumentKey, Policy};
use super::super::record::Record;
use super::super::refusal::Refusal;
use super::super::request::{Identity, Request};
use super::super::sheet::{Sheet, SheetStage};
use super::super::time::Day;
use super::super::traces::Traces;
use super::authority::not_own_name;
use super::draft::Draft;
use super::{Authority, letters, may, people};

/// Characters that a free text may have; the values stay under the ledger's limit.
const MAX_TEXT: usize = 4_000;

/// Characters of one field of a form or a sheet.
const MAX_FIELD: usize = 1_000;

/// A text that must be there and is not beyond the limit.
pub(super) fn required(field: &str, text: &str) -> Result<(), Refusal> {
    if text.trim().is_empty() {
        return Err(Refusal::Missing(field.to_owned()));
    }
    within(field, text)
}

/// A text that may be empty and is not beyond the limit.
pub(super) fn within(field: &str, text: &str) -> Result<(), Refusal> {
    at_most(MAX_TEXT, field, text)
}

/// A field of a form or a sheet, where many stand in one record.
pub(super) fn short(field: &str, text: &str) -> Result<(), Refusal> {
    at_most(MAX_FIELD, field, text)
}

fn at_most(limit: usize, field: &str, text: &str) -> Result<(), Refusal> {
    if text.chars().count() > limit {
        return Err(Refusal::TooLong {
            field: field.to_owned(),
            limit: limit as u32,
        });
    }
    Ok(())
}

/// A day that is stated: not before the first that is possible, and not in the future.
pub(super) fn stated_day(
    field: &str,
    given: Day,
    earliest: Day,
    today: Day,
) -> Result<(), Refusal> {
    let field = field.to_owned();
    if given > today {
        let latest = today;
        return Err(Refusal::DateAfter {
            field,
            given,
            latest,
        });
    }
    match given < earliest {
        true => Err(Refusal::DateBefore {
            field,
            given,
            earliest,
        }),
        false => Ok(()),
    }
}

/// A judgement says why: a defect of the policy or a note, a reason for what is not needed.
pub(super) fn check_verdict(policy: &Policy, verdict: &Verdict) -> Result<(), Refusal> {
    match verdict {
        Verdict::NotNeeded { reason } => required("reason", reason),
        Verdict::Wrong { code, note } if code.is_empty() => required("note", note),
        Verdict::Wrong { code, .. } if policy.defect(code).is_none() => {
            Err(Refusal::UnknownReason(code.clone()))
        }
        Verdict::Wrong { note, .. } => within("note", note),
        Verdict::NotSeen | Verdict::Conforms | Verdict::Missing => Ok(()),
    }
}

pub(super) fn identity(
    draft: &mut Draft,
    seen: Seen<RequestNo>,
    identity: &Identity,
) -> Result<(), Refusal> {
    let request = draft.seen_request(seen)?;
    let authority = may(
        draft.desk,
        draft.actor,
        ActKind::EditIdentity,
        Some(&request),
        draft.at,
    )?;
    draft.act_as(authority);
    draft.note_duty(&request, &authority)?;
    change_identity(draft, &request, identity)
}

/// Changes the identity and voids the marks that rested on what changed [R7.6].
pub(super) fn change_identity(
    draft: &mut Draft,
    request: &Request,
    identity: &Identity,
) -> Result<(), Refusal> {
    letters::check_identity(identity)?;
    let identity = &unmasked(identity, &request.identity);
    if request.identity == *identity {
        return Ok(());
    }
    not_to_own(draft, request, identity)?;
    let person = people::renamed(draft, request, identity)?;
    let void = rested_on(&request.identity, identity)
        .into_iter()
        .filter(|key| {
            request
                .item(*key)
                .is_some_and(|item| *item.verdict() != Verdict::NotSeen)
        })
        .collect();
    let identity = Box::new(identity.clone());
    draft.push_request(
        request.no,
        RequestEvent::Edited {
            identity,
            person,
            void,
        },
    )
}

/// An edit is judged by the identity after it, too: nobody makes a request their own, to lead it on
/// or to take a number from it.
fn not_to_own(draft: &Draft, request: &Request, identity: &Identity) -> Result<(), Refusal> {
    let of = Traces::of_identity(identity, people::known(draft, identity));
    not_own_name(draft, request, &of, &identity.name)
}

/// Screens show NIKs masked, in other fields too: one that comes back as it was shown stays the
/// number it was.
pub(super) fn unmasked(stated: &Identity, before: &Identity) -> Identity {
    let same = |shown: &str, whole: &str| !whole.is_empty() && shown == mask_stated(whole);
    let text = |shown: &str, kept: &str| unmask_niks(shown, kept);
    // Taken apart whole: a field that is added must say how it comes back.
    let Identity {
        name,
        nip,
        nik,
        nik_old,
        birth_place,
        birth_date,
        post,
        rank,
        eselon,
        agency,
        unit,
        email,
        phone,
        category,
    } = stated;
    let mut identity = Identity {
        name: text(name, &before.name),
        nip: text(nip, &before.nip),
        nik: nik.clone(),
        nik_old: nik_old.clone(),
        birth_place: text(birth_place, &before.birth_place),
        birth_date: *birth_date,
        post: text(post, &before.post),
        rank: text(rank, &before.rank),
        eselon: text(eselon, &before.eselon),
        agency: text(agency, &before.agency),
        unit: text(unit, &before.unit),
        email: text(email, &before.email),
        phone: text(phone, &before.phone),
        category: *category,
    };
    if same(&stated.nik, &before.nik) {
        identity.nik.clone_from(&before.nik);
    }
    if same(&stated.nik_old, &before.nik_old) {
        identity.nik_old.clone_from(&before.nik_old);
    }
    identity
}

pub(super) fn document(
    draft: &mut Draft,
    seen: Seen<RequestNo>,
    document: DocumentKey,
    evidence: &Evidence,
) -> Result<(), Refusal> {
    let request = draft.seen_request(seen)?;
    let authority = may(
        draft.desk,
        draft.actor,
        ActKind::AddDocument,
        Some(&request),
        draft.at,
    )?;
    draft.act_as(authority);
    draft.note_duty(&request, &authority)?;
    lay(draft, request.no, document, evidence)
}

/// The e-mail is a checked fact and not a file; a link leads somewhere.
pub(super) fn check_evidence(document: DocumentKey, evidence: &Evidence) -> Result<(), Refusal> {
    if !document.is_file() {
        return Err(Refusal::NotAFile(document));
    }
    match evidence {
        Evidence::Link(link) => required("link", link).and(short("link", link)),
        Evidence::File { name, .. } => short("file_name", name),
        Evidence::Paper => Ok(()),
    }
}

/// Lays a document beside a request.
pub(super) fn lay(
    draft: &mut Draft,
    no: RequestNo,
    document: DocumentKey,
    evidence: &Evidence,
) -> Result<(), Refusal> {
    check_evidence(document, evidence)?;
    let held = Document {
        evidence: evidence.clone(),
        added: draft.at,
        by: draft.officer(),
    };
    draft.push_request(no, RequestEvent::DocumentAdded { document, held })
}

pub(super) fn note(draft: &mut Draft, record: RecordId, text: &str) -> Result<(), Refusal> {
    required("note", text)?;
    if draft.record(record).is_none() {
        return Err(Refusal::NotFound(record));
    }
    let authority = may(draft.desk, draft.actor, ActKind::Note, None, draft.at)?;
    draft.act_as(authority);
    draft.note(record, text.trim())
}

/// Starts the handling clock when the one whose turn it is looks; anyone else's look is nothing,
/// and never an error for the reader.
pub(super) fn open(draft: &mut Draft, records: &[RecordId]) -> Result<(), Refusal> {
    for record in records {
        match draft.record(*record) {
            Some(Record::Request(request)) => open_request(draft, &request)?,
            Some(Record::Sheet(sheet)) => open_sheet(draft, &sheet)?,
            _ => {}
        }
    }
    Ok(())
}

fn open_sheet(draft: &mut Draft, sheet: &Sheet) -> Result<(), Refusal> {
    let waits = matches!(sheet.stage, SheetStage::With(_) | SheetStage::Registered);
    if !waits || sheet.opened.is_some() {
        return Ok(());
    }
    let mut mine = Vec::new();
    for no in &sheet.requests {
        let request = draft.request(*no)?;
        if let Ok(authority) = turn(draft, &request) {
            draft.act_as(authority);
            mine.push(request);
        }
    }
    if !mine.is_empty() {
        draft.push(Event::sheet(sheet.no, SheetEvent::Looked))?;
    }
    mine.iter()
        .try_for_each(|request| open_request(draft, request))
}

/// Whose turn it is on a request, where that is the actor.
fn turn(draft: &Draft, request: &Request) -> Result<Authority, Refusal> {
    may(
        draft.desk,
        draft.actor,
        ActKind::Open,
        Some(request),
        draft.at,
    )
}

fn open_request(draft: &mut Draft, request: &Request) -> Result<(), Refusal> {
    let waits = request
        .step()
        .is_some_and(|step| step.opened.is_none() && step.acted.is_none());
    let Ok(authority) = turn(draft, request) else {
        return Ok(());
    };
    if !waits {
        return Ok(());
    }
    draft.act_as(authority);
    draft.push_request(request.no, RequestEvent::Opened)
}

pub(super) fn look_at_nik(draft: &mut Draft, no: RequestNo) -> Result<(), Refusal> {
    let act = ActKind::LookAtNik;
    let authority = may(draft.desk, draft.actor, act, None, draft.at)?;
    look(draft, no, authority, Look::Nik)
}

pub(super) fn look_at_document(
    draft: &mut Draft,
    no: RequestNo,
    document: DocumentKey,
) -> Result<(), Refusal> {
    let request = draft.request(no)?;
    // Who judges has looked themselves [R7.13, R13.10]: where one account acts for several, in that
    // name.
    let of = |act, request| may(draft.desk, draft.actor, act, request, draft.at);
    let judging = [ActKind::Mark, ActKind::SendUrgently].into_iter();
    let authority = match judging
        .filter_map(|act| of(act, Some(&request)).ok())
        .next()
    {
        Some(authority) => authority,
        None => of(ActKind::LookAtDocument, None)?,
    };
    let lies = request.item(document).and_then(|item| item.current());
    let seen = lies.map(|lies| lies.evidence.clone());
    let seen = seen.ok_or(Refusal::NothingLies(document))?;
    look(draft, no, authority, Look::Document(document))?;
    alike(draft, &request, Some(&seen))
        .into_iter()
        .filter(|other| *other != (no, document))
        .try_for_each(|(other, document)| look(draft, other, authority, Look::Document(document)))
}

/// Where on its letter the same file lies: who opened it has seen it for every name [R7.14].
fn alike(
    draft: &Draft,
    request: &Request,
    seen: Option<&Evidence>,
) -> Vec<(RequestNo, DocumentKey)> {
    let Some(Evidence::File { hash, .. }) = seen.cloned() else {
        return Vec::new();
    };
    let lies = |item: &ChecklistItem| match item.current().map(|document| &document.evidence) {
        Some(Evidence::File { hash: here, .. }) => hash == *here,
        _ => false,
    };
    let letter = request.no.agenda;
    let names = draft.letter(letter).map_or(0, |letter| letter.names);
    let of = |line: u16| draft.request(letter.line(line)).ok();
    let open = (1..=names)
        .filter_map(of)
        .filter(|one| !one.stage.is_decided());
    open.flat_map(|one| {
        let items = one.checklist.iter().filter(|item| lies(item));
        let items: Vec<_> = items.map(|item| (one.no, item.document)).collect();
        items
    })
    .collect()
}

fn look(draft: &mut Draft, no: RequestNo, by: Authority, at: Look) -> Result<(), Refusal> {
    let request = draft.request(no)?;
    draft.act_as(by);
    draft.push(Event {
        record: RecordId::Request(request.no),
        what: Happening::Looked { at },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_masked_number_that_comes_back_stays_what_it_was() {
        let before = Identity {
            nik: "1971024710850022".to_owned(),
            ..Identity::default()
        };
        for (stated, kept) in [
            ("1971••••••••0022", "1971024710850022"),
            ("1971••••••••0023", "1971••••••••0023"),
            ("1971024710850023", "1971024710850023"),
            ("", ""),
        ] {
            let stated = Identity {
                nik: stated.to_owned(),
                ..Identity::default()
            };
            assert_eq!(unmasked(&stated, &before).nik, kept);
        }
        let before = Identity {
            agency: "UPTD 1971 0247 1085 0022".to_owned(),
            ..before
        };
        let shown = Identity {
            agency: "UPTD 1971••••••••0022 Baru".to_owned(),
            ..before.clone()
        };
        let kept = unmasked(&shown, &before);
        assert_eq!(kept.agency, "UPTD 1971 0247 1085 0022 Baru");
    }
}
