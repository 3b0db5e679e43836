//! Letters and their names: registration by hand and from form exports [SOP 1].

use super::super::act::{ActKind, LetterEntry, NameForm, Seen};
use super::super::checklist::Document;
use super::super::contact::Contact;
use super::super::desk::{Desk, Series};
use super::super::event::{Event, LetterEvent, Registration, RequestEvent, SheetEvent};
use super::super::identity::unmask_niks;
use super::super::ids::{Agenda, PersonId, RecordId, RequestNo};
use super::super::keys::Key;
use super::super::kind::Kind;
use super::super::letter::{Letter, LetterForm};
use super::super::person::PersonDetails;
use super::super::policy::{Policy, StepKey};
use super::super::record::Record;
use super::super::refusal::Refusal;
use super::super::request::Identity;
use super::super::sheet::SheetStage;
use super::super::time::Instant;
use super::super::traces::Traces;
use super::authority::{may_enter, not_own};
use super::draft::Draft;
use super::{Actor, Authority, attach, carry, edit, may, people};
use std::collections::BTreeMap;

/// Names that one letter may carry.
const MAX_NAMES: usize = 2_000;

pub(super) fn register(draft: &mut Draft, entry: &LetterEntry) -> Result<(), Refusal> {
    let act = ActKind::Register;
    let authority = may_enter(draft, act, &named(draft, &entry.names))?;
    draft.act_as(authority);
    if entry.form.from.trim().is_empty() {
        return Err(Refusal::Missing("from".to_owned()));
    }
    if entry.names.is_empty() {
        return Err(Refusal::Missing("names".to_owned()));
    }
    for row in entry.names.iter().filter_map(|name| name.row) {
        if draft.lookup(&Key::Row(row.fingerprint)).is_some() {
            return Err(Refusal::RowKnown { row: row.row });
        }
    }
    let mut fresh = Vec::new();
    let mut awaited = Vec::new();
    for name in &entry.names {
        if let Some(no) = name.follows {
            let ended = draft.request(no)?;
            may(
                draft.desk,
                draft.actor,
                ActKind::FollowUp,
                Some(&ended),
                draft.at,
            )?;
        }
        match attach::awaiting(draft, entry, name) {
            Some(open) => awaited.push((open, name)),
            None => fresh.push(name.clone()),
        }
    }
    settled(draft, &entry.form)?;
    if !fresh.is_empty() {
        enter(draft, entry, &unnamed(&fresh))?;
    }
    let mut awaited = awaited.into_iter();
    awaited.try_for_each(|(open, name)| attach::attach(draft, entry, name, open))
}

/// Rows that are known are passed over; a person whose request of that kind is open gets a note on
/// it [R3.9, R3.10].
pub(super) fn import(draft: &mut Draft, letters: &[LetterEntry]) -> Result<(), Refusal> {
    let names: Vec<_> = letters.iter().flat_map(|entry| &entry.names).collect();
    let authority = may_enter(draft, ActKind::Import, &named(draft, names))?;
    draft.act_as(authority);
    for entry in letters {
        let mut fresh = Vec::new();
        for name in &entry.names {
            let known = name
                .row
                .is_some_and(|row| draft.lookup(&Key::Row(row.fingerprint)).is_some());
            if known {
                continue;
            }
            match (open_request(draft, name), name.row) {
                (Some(open), Some(row)) => {
                    draft.push_request(open, RequestEvent::FormAgain(row))?;
                }
                _ if is_repeated(&fresh, name) => {}
                _ => fresh.push(name.clone()),
            }
        }
        if !fresh.is_empty() {
            enter(draft, entry, &unnamed(&fresh))?;
            note_repeats(draft, entry)?;
        }
    }
    Ok(())
}

/// Whom the names on letters are of. A name that is known already is judged, too.
fn named<'a>(
    draft: &Draft,
    names: impl IntoIterator<Item = &'a NameForm>,
) -> Vec<(Traces, String)> {
    let of = |name: &NameForm| {
        let identity = restored(draft, name);
        let person = people::known(draft, &identity);
        (Traces::of_identity(&identity, person), identity.name)
    };
    names.into_iter().map(of).collect()
}

/// Whether the same person stands twice on one letter for one kind.
fn is_repeated(fresh: &[NameForm], name: &NameForm) -> bool {
    let same = |other: &NameForm| {
        other.kind == name.kind && people::are_one(&other.identity, &name.identity)
    };
    fresh.iter().any(same)
}

/// Rows of the letter that repeat a name of the same letter are noted on that name's request.
fn note_repeats(draft: &mut Draft, entry: &LetterEntry) -> Result<(), Refusal> {
    for name in &entry.names {
        let Some(row) = name.row else { continue };
        if draft.lookup(&Key::Row(row.fingerprint)).is_none()
            && let Some(open) = open_request(draft, name)
        {
            draft.push_request(open, RequestEvent::FormAgain(row))?;
        }
    }
    Ok(())
}

/// The person's open request of the same kind.
pub(super) fn open_request(draft: &Draft, name: &NameForm) -> Option<RequestNo> {
    let person = people::known(draft, &name.identity)?;
    open_of(draft, person, name.kind)
}

/// A person's open request of a kind.
pub(super) fn open_of(draft: &Draft, person: PersonId, kind: Kind) -> Option<RequestNo> {
    draft
        .members(&Key::open_prefix(person))
        .into_iter()
        .find_map(|id| match draft.record(id) {
            Some(Record::Request(request)) if request.kind == kind => Some(request.no),
            _ => None,
        })
}

/// Names of whom only what is stated tells who they are.
fn unnamed(names: &[NameForm]) -> Vec<(NameForm, Option<PersonId>)> {
    names.iter().map(|name| (name.clone(), None)).collect()
}

/// Enters a letter with these names, and who each is where that is known: letter, sheets by route,
/// requests.
pub(super) fn enter(
    draft: &mut Draft,
    entry: &LetterEntry,
    names: &[(NameForm, Option<PersonId>)],
) -> Result<Agenda, Refusal> {
    let form = settled(draft, &entry.form)?;
    if names.len() > MAX_NAMES {
        return Err(Refusal::TooMany {
            limit: MAX_NAMES as u32,
        });
    }
    let (number, policy) = draft.desk.policy();
    let year = draft.at.year();
    let agenda = Agenda {
        year,
        number: draft.take(Series::Agenda(year)),
    };
    let routes = routes(&policy, names);
    draft.push(Event::letter(
        agenda,
        LetterEvent::Registered(Box::new(Letter {
            no: agenda,
            revision: 0,
            form,
            source: entry.source,
            names: names.len() as u16,
            sheets: routes.len() as u16,
            registered: draft.at,
            scanned: entry.form.scan.map(|_| draft.at),
            void: false,
        })),
    ))?;
    for (ordinal, lines) in (1u16..).zip(routes.values()) {
        let requests = lines.iter().map(|line| agenda.line(*line)).collect();
        let stage = SheetStage::Registered;
        draft.push(Event::sheet(
            agenda.sheet(ordinal),
            SheetEvent::Laid { requests, stage },
        ))?;
        for line in lines {
            let (name, person) = &names[usize::from(*line) - 1];
            let place = Place {
                no: agenda.line(*line),
                sheet: ordinal,
                policy: (number, &policy),
            };
            enter_name(draft, place, entry, name, *person)?;
        }
    }
    Ok(agenda)
}

/// Where a name stands: its line, its sheet, and the policy that it begins with.
struct Place<'a> {
    no: RequestNo,
    sheet: u16,
    policy: (u32, &'a Policy),
}

fn enter_name(
    draft: &mut Draft,
    place: Place,
    entry: &LetterEntry,
    name: &NameForm,
    known: Option<PersonId>,
) -> Result<(), Refusal> {
    let (number, policy) = place.policy;
    check_identity(&name.identity)?;
    let identity = restored(draft, name);
    edit::within("note", &name.note)?;
    for (document, evidence) in &name.documents {
        edit::check_evidence(*document, evidence)?;
    }
    let person = match known {
        Some(known) => {
            people::learn(draft, known, &details(&identity))?;
            Some(known)
        }
        None => people::person(draft, &identity)?,
    };
    let (at, by) = (draft.at, draft.officer());
    let held = |evidence: &_| Document {
        evidence: Clone::clone(evidence),
        added: at,
        by,
    };
    let documents = name
        .documents
        .iter()
        .map(|(key, evidence)| (*key, held(evidence)))
        .collect();
    let registration = Registration {
        kind: name.kind,
        policy: number,
        sheet: place.sheet,
        received: entry.form.received,
        identity,
        note: name.note.clone(),
        person,
        checklist: policy.checklist(name.kind),
        documents,
        mended: name.mended.clone(),
        row: name.row,
        follows: name.follows,
    };
    draft.push_request(place.no, RequestEvent::Registered(Box::new(registration)))?;
    match name.follows {
        Some(earlier) => carry::follow(draft, place.no, earlier),
        None => Ok(()),
    }
}

/// Screens show NIKs masked. One that comes back as it was shown is that of the request that is
/// followed up, or of the known person whom the NIP names. Any other stays as it was stated.
fn restored(draft: &Draft, name: &NameForm) -> Identity {
    let stated = &name.identity;
    let followed = name.follows.and_then(|no| draft.request(no).ok());
    if let Some(followed) = followed {
        return edit::unmasked(stated, &followed.identity);
    }
    let mut identity = stated.clone();
    let known = people::known(draft, stated).and_then(|id| draft.record(RecordId::Person(id)));
    if let Some(Record::Person(person)) = known
        && let Some(nik) = person.details.nik
        && stated.nik == nik.masked()
    {
        identity.nik = nik.to_string();
    }
    identity
}

/// A name is there, and no field is beyond the limit; what is stated may be wrong.
pub(super) fn check_identity(identity: &Identity) -> Result<(), Refusal> {
    edit::required("name", &identity.name)?;
    for (field, text) in [
        ("name", &identity.name),
        ("nip", &identity.nip),
        ("nik", &identity.nik),
        ("nik_old", &identity.nik_old),
        ("birth_place", &identity.birth_place),
        ("post", &identity.post),
        ("rank", &identity.rank),
        ("eselon", &identity.eselon),
        ("agency", &identity.agency),
        ("unit", &identity.unit),
        ("email", &identity.email),
        ("phone", &identity.phone),
    ] {
        edit::short(field, text)?;
    }
    Ok(())
}

/// Lines of the letter by the officials that their kind passes: one sheet a route.
fn routes(
    policy: &Policy,
    names: &[(NameForm, Option<PersonId>)],
) -> BTreeMap<Vec<StepKey>, Vec<u16>> {
    let mut routes: BTreeMap<Vec<StepKey>, Vec<u16>> = BTreeMap::new();
    for (line, (name, _)) in (1u16..).zip(names) {
        let officials = policy.steps(name.kind).iter().map(|step| step.key);
        let route = officials.filter(|key| key.official().is_some()).collect();
        routes.entry(route).or_default().push(line);
    }
    routes
}

/// What a request's identity tells of the person.
pub(super) fn details(identity: &Identity) -> PersonDetails {
    PersonDetails {
        name: identity.name.clone(),
        nip: identity.nip(),
        nik: identity.nik(),
        birth_date: identity.birth_date,
        post: identity.post.clone(),
        rank: identity.rank.clone(),
        eselon: identity.eselon.clone(),
        agency: identity.agency.clone(),
        unit: identity.unit.clone(),
        email: identity.email.clone(),
        phone: identity.phone.clone(),
    }
}

pub(super) fn edit(
    draft: &mut Draft,
    seen: Seen<Agenda>,
    form: &LetterForm,
) -> Result<(), Refusal> {
    let letter = draft.letter(seen.id)?;
    draft.unmoved(RecordId::Letter(seen.id), seen.revision, letter.revision)?;
    let authority = may_edit_letter(draft.desk, draft.actor, &letter, draft.at)?;
    draft.act_as(authority);
    if form.from.trim().is_empty() {
        return Err(Refusal::Missing("from".to_owned()));
    }
    let form = settled(draft, &unmasked(form, &letter.form))?;
    if form == letter.form {
        return Ok(());
    }
    draft.push(Event::letter(seen.id, LetterEvent::Edited(form.clone())))?;
    note_duties(draft, &letter)?;
    if form.received == letter.form.received {
        return Ok(());
    }
    (1..=letter.names).try_for_each(|line| receive(draft, seen.id.line(line), form.received))
}

/// Screens are shown texts with NIKs masked: those that come back so are what they were.
fn unmasked(shown: &LetterForm, kept: &LetterForm) -> LetterForm {
    let text = |shown: &str, kept: &str| unmask_niks(shown, kept);
    LetterForm {
        from: text(&shown.from, &kept.from),
        number: text(&shown.number, &kept.number),
        attachments: text(&shown.attachments, &kept.attachments),
        subject: text(&shown.subject, &kept.subject),
        copies: text(&shown.copies, &kept.copies),
        contact: Contact {
            name: text(&shown.contact.name, &kept.contact.name),
            email: text(&shown.contact.email, &kept.contact.email),
            phone: text(&shown.contact.phone, &kept.contact.phone),
        },
        ..shown.clone()
    }
}

/// The corrected receipt of a name: not after the first act on it.
fn receive(draft: &mut Draft, no: RequestNo, at: Instant) -> Result<(), Refusal> {
    let request = draft.request(no)?;
    let first = request.steps.first().and_then(|step| step.acted.as_ref());
    if first.is_some_and(|acted| acted.moment() < at) {
        let given = at.to_wib().format("%Y-%m-%d %H:%M").to_string();
        return Err(Refusal::Invalid {
            field: "received".to_owned(),
            given,
        });
    }
    match request.received == at {
        true => Ok(()),
        false => draft.push_request(no, RequestEvent::Received(at)),
    }
}

/// What a letter says is part of each of its names that is still here: the duty is noted on them.
fn note_duties(draft: &mut Draft, letter: &Letter) -> Result<(), Refusal> {
    for line in 1..=letter.names {
        let request = draft.request(letter.no.line(line))?;
        let act = ActKind::EditLetter;
        if let Ok(authority) = may(draft.desk, draft.actor, act, Some(&request), draft.at) {
            draft.note_duty(&request, &authority)?;
        }
    }
    Ok(())
}

/// Whether the actor may edit a letter: as long as one of its names is not yet at BSrE or ended, and
/// none of them is the actor themselves.
///
/// # Errors
/// The [`Refusal`] that the act itself would get.
pub fn may_edit_letter(
    desk: &dyn Desk,
    actor: &Actor,
    letter: &Letter,
    at: Instant,
) -> Result<Authority, Refusal> {
    let mut found = Err(Refusal::NotFound(RecordId::Letter(letter.no)));
    let mut names = Vec::new();
    for line in 1..=letter.names {
        let id = RecordId::Request(letter.no.line(line));
        let Some(Record::Request(request)) = desk.record(id) else {
            return Err(Refusal::NotFound(id));
        };
        let judged = may(desk, actor, ActKind::EditLetter, Some(&request), at);
        if let Err(Refusal::OwnRequest { .. } | Refusal::NotYours { .. }) = judged {
            return judged;
        }
        if found.is_err() {
            found = judged;
        }
        names.push(request);
    }
    // What a letter says is said of a name that ended, too.
    let authority = found?;
    for request in names {
        let of = [request.traces()];
        not_own(desk, &authority, &request, &of, at)?;
    }
    Ok(authority)
}

/// The form as it is kept, where all of it can stand.
pub(super) fn settled(draft: &Draft, form: &LetterForm) -> Result<LetterForm, Refusal> {
    for (field, text) in [
        ("from", &form.from),
        ("letter_number", &form.number),
        ("attachments", &form.attachments),
        ("subject", &form.subject),
        ("copies", &form.copies),
        ("contact_name", &form.contact.name),
        ("contact_email", &form.contact.email),
        ("contact_phone", &form.contact.phone),
    ] {
        edit::short(field, text)?;
    }
    if form.received > draft.at {
        return Err(Refusal::InFuture {
            stated: form.received,
        });
    }
    if let Some(day) = form.date.filter(|day| *day > draft.at.day()) {
        return Err(Refusal::Invalid {
            field: "letter_date".to_owned(),
            given: day.to_string(),
        });
    }
    Ok(LetterForm {
        contact: form.contact.settled()?,
        ..form.clone()
    })
}
