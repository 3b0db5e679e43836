//! Which person an identity names: by NIP and NIK, and never against the other of the two. A number
//! copied from somebody else's row makes nobody somebody else [R3.6].

use super::super::desk::Series;
use super::super::event::{Event, Happening, PersonEvent};
use super::super::identity::{CellKind, Nik, Nip, repair_nik};
use super::super::ids::{PersonId, RecordId};
use super::super::keys::Key;
use super::super::person::PersonDetails;
use super::super::record::Record;
use super::super::refusal::Refusal;
use super::super::request::{Identity, Request};
use super::draft::Draft;
use super::letters::details;

/// Whether two identities state one person: a number in common, and none that says otherwise.
pub(super) fn are_one(one: &Identity, other: &Identity) -> bool {
    let nip = compared(one.nip(), other.nip());
    let nik = compared(one.nik(), other.nik());
    matches!(
        (nip, nik),
        (Some(true), None | Some(true)) | (None, Some(true))
    )
}

/// Whether two numbers are the same; `None` where one of them is not known.
pub(super) fn compared<T: PartialEq>(one: Option<T>, other: Option<T>) -> Option<bool> {
    one.zip(other).map(|(one, other)| one == other)
}

/// The person that an identity names, where one is known.
pub(super) fn known(draft: &Draft, identity: &Identity) -> Option<PersonId> {
    found(draft, identity.nip(), identity.nik(), nik_old(identity))
}

/// The person whom details name, where one is known.
pub(super) fn owner(draft: &Draft, given: &PersonDetails) -> Option<PersonId> {
    found(draft, given.nip, given.nik, None)
}

/// The NIK that was: a changed one makes nobody another person.
fn nik_old(identity: &Identity) -> Option<Nik> {
    Nik::parse(repair_nik(&identity.nik_old, CellKind::Text).text()?).ok()
}

/// The person with the NIP or else the NIK whose other number does not say otherwise.
fn found(
    draft: &Draft,
    nip: Option<Nip>,
    nik: Option<Nik>,
    nik_old: Option<Nik>,
) -> Option<PersonId> {
    let keys = [nip.map(Key::Nip), nik.map(Key::Nik), nik_old.map(Key::Nik)];
    let owners = keys
        .into_iter()
        .flatten()
        .filter_map(|key| draft.lookup(&key));
    owners.into_iter().find_map(|owner| {
        let RecordId::Person(id) = owner else {
            return None;
        };
        let known = details_of(draft, id)?;
        let other_nip = compared(known.nip, nip) == Some(false);
        let other_nik =
            compared(known.nik, nik) == Some(false) && compared(known.nik, nik_old) != Some(true);
        (!other_nip && !other_nik).then_some(id)
    })
}

fn details_of(draft: &Draft, id: PersonId) -> Option<PersonDetails> {
    match draft.record(RecordId::Person(id)) {
        Some(Record::Person(person)) => Some(person.details),
        _ => None,
    }
}

/// The person that an identity names; a new one where a valid number is not known yet.
pub(super) fn person(draft: &mut Draft, identity: &Identity) -> Result<Option<PersonId>, Refusal> {
    if identity.nip().is_none() && identity.nik().is_none() {
        return Ok(None);
    }
    enter(draft, &details(identity), nik_old(identity)).map(Some)
}

/// The person whom the details name. One that is known learns a number that nobody has; a new one
/// gets those that nobody has.
pub(super) fn enter(
    draft: &mut Draft,
    given: &PersonDetails,
    nik_old: Option<Nik>,
) -> Result<PersonId, Refusal> {
    if let Some(id) = found(draft, given.nip, given.nik, nik_old) {
        return learn(draft, id, given).map(|()| id);
    }
    let free = free(draft, given);
    let id = PersonId(draft.take(Series::Person));
    push(draft, id, PersonEvent::Known(free))?;
    Ok(id)
}

/// The details with those numbers only that nobody has.
fn free(draft: &Draft, given: &PersonDetails) -> PersonDetails {
    let is_free = |key: Key| draft.lookup(&key).is_none();
    PersonDetails {
        nip: given.nip.filter(|nip| is_free(Key::Nip(*nip))),
        nik: given.nik.filter(|nik| is_free(Key::Nik(*nik))),
        ..given.clone()
    }
}

fn push(draft: &mut Draft, id: PersonId, event: PersonEvent) -> Result<(), Refusal> {
    draft.push(Event {
        record: RecordId::Person(id),
        what: Happening::Person(event),
    })
}

/// A known person learns the numbers that nobody has.
pub(super) fn learn(draft: &mut Draft, id: PersonId, given: &PersonDetails) -> Result<(), Refusal> {
    let Some(known) = details_of(draft, id) else {
        return Ok(());
    };
    let free = free(draft, given);
    let learnt = PersonDetails {
        nip: known.nip.or(free.nip),
        nik: known.nik.or(free.nik),
        ..known.clone()
    };
    match learnt == known {
        true => Ok(()),
        false => push(draft, id, PersonEvent::Updated(learnt)),
    }
}

/// The person of a request whose identity is mended. A number that only this request stated goes
/// from its person, so that its owner is not taken for somebody else later.
pub(super) fn renamed(
    draft: &mut Draft,
    request: &Request,
    identity: &Identity,
) -> Result<Option<PersonId>, Refusal> {
    let Some(own) = request.person else {
        return person(draft, identity);
    };
    let Some(known) = details_of(draft, own) else {
        return person(draft, identity);
    };
    let was = &request.identity;
    let left = PersonDetails {
        nip: known.nip.filter(|nip| {
            was.nip() != Some(*nip)
                || identity.nip() == Some(*nip)
                || vouched(draft, own, request, |other| other.nip() == Some(*nip))
        }),
        nik: known.nik.filter(|nik| {
            was.nik() != Some(*nik)
                || identity.nik() == Some(*nik)
                || vouched(draft, own, request, |other| other.nik() == Some(*nik))
        }),
        ..known.clone()
    };
    let nameless = left.nip.is_none() && left.nik.is_none();
    if left != known {
        push(draft, own, PersonEvent::Updated(left))?;
    }
    let named = identity.nip().is_some() || identity.nik().is_some();
    if nameless && named && self::known(draft, identity).is_none() {
        let mended = free(draft, &details(identity));
        return push(draft, own, PersonEvent::Updated(mended)).map(|()| Some(own));
    }
    person(draft, identity)
}

/// Whether a certificate of the person, another request or their being an officer vouches for a number.
fn vouched(
    draft: &Draft,
    person: PersonId,
    request: &Request,
    states: impl Fn(&Identity) -> bool,
) -> bool {
    let others = draft.members(&Key::of_prefix(person)).into_iter();
    let officers = draft.desk.officers();
    officers.iter().any(|officer| officer.known.person == Some(person))
        || !draft.members(&Key::held_prefix(person)).is_empty()
        || others.filter(|id| *id != RecordId::Request(request.no)).any(|id| {
            matches!(draft.record(id), Some(Record::Request(other)) if states(&other.identity))
        })
}

/// Whether a number in the details already belongs to another person.
pub(super) fn owned_by_other(draft: &Draft, id: PersonId, details: &PersonDetails) -> bool {
    let nip = details.nip.map(Key::Nip);
    let keys = nip.into_iter().chain(details.nik.map(Key::Nik));
    keys.filter_map(|key| draft.lookup(&key))
        .any(|owner| owner != RecordId::Person(id))
}
