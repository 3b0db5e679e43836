//! Whom a row of a list is about: the people whom a number, a serial or an address names; by the name
//! alone somebody is only like them.

use super::super::desk::Desk;
use super::super::identity::Serial;
use super::super::ids::{PersonId, RecordId, RequestNo};
use super::super::keys::Key;
use super::super::names;
use super::super::person::{Person, PersonDetails};
use super::super::record::Record;
use super::super::substance::Value;
use super::super::time::Instant;
use super::super::traces::Traces;
use super::Actor;
use super::draft::Draft;
use super::people::compared;
use std::collections::BTreeSet;

/// A field in which a list says otherwise than the desk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Differs {
    pub field: &'static str,
    pub ours: Value,
    pub theirs: Value,
}

impl Differs {
    pub(super) fn text(field: &'static str, ours: &str, theirs: &str) -> Differs {
        Differs {
            field,
            ours: Value::Text(ours.trim().to_owned()),
            theirs: Value::Text(theirs.trim().to_owned()),
        }
    }
}

pub(super) fn person(draft: &Draft, id: PersonId) -> Option<Person> {
    match draft.record(RecordId::Person(id)) {
        Some(Record::Person(person)) => Some(person),
        _ => None,
    }
}

/// The people whom a number, the serial or the address names.
pub(super) fn keyed(draft: &Draft, told: &PersonDetails, serial: Option<&Serial>) -> Vec<PersonId> {
    let numbers = [told.nip.map(Key::Nip), told.nik.map(Key::Nik)];
    let serial = serial.cloned().map(Key::Serial);
    let owners = numbers.into_iter().flatten().chain(serial);
    let owners = owners.filter_map(|key| draft.lookup(&key));
    let digest = Traces::of_details(told).email;
    let addressed = digest.map_or_else(Vec::new, |email| draft.members(&Key::email_prefix(email)));
    let people: BTreeSet<PersonId> = owners
        .chain(addressed)
        .filter_map(|id| match draft.record(id)? {
            Record::Person(person) => Some(person.id),
            Record::Certificate(certificate) => certificate.holder,
            _ => None,
        })
        .collect();
    people.into_iter().collect()
}

/// The people of that name, but for those whom a number parts.
pub(super) fn like(draft: &Draft, told: &PersonDetails) -> Vec<PersonId> {
    let digest = Traces::of_details(told).name;
    let like = digest.map_or_else(Vec::new, |name| draft.members(&Key::name_prefix(name)));
    like.into_iter()
        .filter_map(|id| match draft.record(id)? {
            Record::Person(person) if !apart(&person.details, told) => Some(person.id),
            _ => None,
        })
        .collect()
}

/// A number that is known on both sides and says that it is somebody else.
fn apart(known: &PersonDetails, told: &PersonDetails) -> bool {
    compared(known.nip, told.nip) == Some(false) || compared(known.nik, told.nik) == Some(false)
}

/// What makes it doubtful that they are one: another name, another number.
pub(super) fn doubts(known: &PersonDetails, told: &PersonDetails) -> Vec<Differs> {
    let mut doubts = Vec::new();
    if !told.name.trim().is_empty() && !names::same_person(&known.name, &told.name) {
        doubts.push(Differs::text("name", &known.name, &told.name));
    }
    if compared(known.nip, told.nip) == Some(false) {
        let number = |details: &PersonDetails| {
            let nip = details.nip.map(|nip| nip.to_string());
            Value::Exact(nip.unwrap_or_default())
        };
        doubts.push(Differs {
            field: "nip",
            ours: number(known),
            theirs: number(told),
        });
    }
    if compared(known.nik, told.nik) == Some(false) {
        let masked = |details: &PersonDetails| {
            let nik = details.nik.map(|nik| nik.masked());
            nik.unwrap_or_default()
        };
        doubts.push(Differs::text("nik", &masked(known), &masked(told)));
    }
    doubts
}

/// The open requests of the one person whom a number, the serial or the address names for certain; none
/// where these name several, or where a name or a number says that it is somebody else.
pub fn open_requests(
    desk: &dyn Desk,
    actor: &Actor,
    told: &PersonDetails,
    serial: Option<&Serial>,
    at: Instant,
) -> Vec<RequestNo> {
    let draft = Draft::new(desk, actor, at);
    let [id] = keyed(&draft, told, serial)[..] else {
        return Vec::new();
    };
    let doubted = person(&draft, id).is_none_or(|person| !doubts(&person.details, told).is_empty());
    if doubted {
        return Vec::new();
    }
    let open = draft.members(&Key::open_prefix(id)).into_iter();
    let open = open.filter_map(|record| match record {
        RecordId::Request(no) => Some(no),
        _ => None,
    });
    open.collect()
}
