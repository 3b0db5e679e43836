//! The office itself: its beginning, its officers and positions, its policy.

use super::super::act::{Command, Seen};
use super::super::desk::Series;
use super::super::event::{Event, Genesis, Happening, OfficerEvent, PersonEvent};
use super::super::identity::mask_stated;
use super::super::ids::{OfficerId, PersonId, RecordId};
use super::super::keys::Key;
use super::super::officer::{Account, Hold, Officer, PersonIds};
use super::super::person::PersonDetails;
use super::super::policy::Policy;
use super::super::record::Record;
use super::super::refusal::Refusal;
use super::draft::Draft;
use super::terms::{self, given};
use super::{edit, may, people, staff};
use crate::domain::excerpt::excerpt;

/// The overflow uid of user namespaces: it is many people, so it is nobody here.
const OVERFLOW_UID: u32 = 65_534;

/// The events with which a desk begins: what it is, its policy, its first officers.
pub fn genesis(
    genesis: Genesis,
    policy: Policy,
    digest: [u8; 32],
    officers: Vec<Founder>,
) -> Vec<Event> {
    let mut events = vec![
        Event {
            record: RecordId::Desk,
            what: Happening::Founded(genesis),
        },
        Event {
            record: RecordId::Policy(1),
            what: Happening::PolicyAdopted {
                number: 1,
                digest,
                policy: Box::new(policy),
            },
        },
    ];
    let mut people = 1..;
    for (id, founder) in (1..).zip(officers) {
        let numbered = founder.known.nip.is_some() || founder.known.nik.is_some();
        let person = numbered.then(|| people.next().map(PersonId)).flatten();
        if let Some(id) = person {
            events.push(Event {
                record: RecordId::Person(id),
                what: Happening::Person(PersonEvent::Known(details(&founder.name, &founder.known))),
            });
        }
        let what = Happening::Officer(OfficerEvent::Added {
            name: founder.name,
            known: PersonIds {
                person,
                ..founder.known
            },
            account: founder.account,
            holds: founder.holds,
        });
        events.push(Event {
            record: RecordId::Officer(OfficerId(id)),
            what,
        });
    }
    events
}

/// One of the officers with whom a desk begins.
#[derive(Clone, Debug)]
pub struct Founder {
    pub name: String,
    /// Its person is found by the numbers.
    pub known: PersonIds,
    pub account: Option<Account>,
    pub holds: Vec<Hold>,
}

/// What an officer's numbers tell of the person.
fn details(name: &str, known: &PersonIds) -> PersonDetails {
    PersonDetails {
        name: name.to_owned(),
        nip: known.nip,
        nik: known.nik,
        birth_date: None,
        post: String::new(),
        rank: String::new(),
        eselon: String::new(),
        agency: String::new(),
        unit: String::new(),
        email: known
            .email
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        phone: String::new(),
    }
}

/// Acts on officers and policy.
pub(super) fn manage(draft: &mut Draft, command: &Command) -> Result<(), Refusal> {
    if let Command::ReleaseHold {
        officer,
        position,
        until,
    } = command
    {
        return terms::release(draft, *officer, *position, *until);
    }
    let authority = may(draft.desk, draft.actor, command.kind(), None, draft.at)?;
    draft.act_as(authority);
    match command {
        Command::AddOfficer {
            name,
            nip,
            nik,
            email,
            account,
            holds,
        } => {
            edit::required("name", name)?;
            edit::short("name", name)?;
            let known = read(nip, nik, email)?;
            unshared(draft, &known, None)?;
            check_account(draft, account.as_ref(), None)?;
            let holds = given(draft, holds)?;
            let known = linked(draft, name.trim(), known)?;
            let id = OfficerId(draft.take(Series::Officer));
            let what = OfficerEvent::Added {
                name: name.trim().to_owned(),
                known,
                account: account.clone(),
                holds,
            };
            push(draft, id, what)
        }
        Command::IdentifyOfficer {
            officer,
            name,
            nip,
            nik,
            email,
        } => identify(draft, *officer, name.trim(), read(nip, nik, email)?),
        Command::BindAccount { officer, account } => {
            let found = self::officer(draft, officer.id, officer.revision)?;
            check_account(draft, account.as_ref(), Some(found.id))?;
            push(draft, found.id, OfficerEvent::Bound(account.clone()))
        }
        Command::Hold { officer, hold } => {
            let found = self::officer(draft, officer.id, officer.revision)?;
            not_own(draft, &found)?;
            let holds = given(draft, std::slice::from_ref(hold))?;
            let mut holds = holds.into_iter();
            holds.try_for_each(|hold| push(draft, found.id, OfficerEvent::HoldGiven(hold)))
        }
        Command::AdoptPolicy {
            seen,
            policy,
            digest,
        } => adopt(draft, *seen, *digest, policy),
        other => of_verifier(draft, other),
    }
}

/// What a verifier works with and for.
fn of_verifier(draft: &mut Draft, command: &Command) -> Result<(), Refusal> {
    let (seen, told) = match command {
        Command::StateCredential {
            officer: seen,
            kind,
            stated,
        } => {
            let found = officer(draft, seen.id, seen.revision)?;
            (seen, staff::stated(&found, *kind, stated.as_ref())?)
        }
        Command::AssignAgencies {
            officer: seen,
            agencies,
        } => {
            let found = officer(draft, seen.id, seen.revision)?;
            let (_, policy) = draft.desk.policy();
            (seen, staff::assigned(&found, &policy, agencies)?)
        }
        other => {
            return Err(Refusal::Internal(format!(
                "{:?} is not an act of the office",
                other.kind()
            )));
        }
    };
    let id = seen.id;
    told.map_or(Ok(()), |what| push(draft, id, what))
}

/// Sets a choice for the asking officer's own screens. Nobody's right is asked: it is about nobody
/// else and about no record of the desk's work. What is chosen already is not recorded again.
pub(super) fn choose(draft: &mut Draft, key: &str, value: Option<&str>) -> Result<(), Refusal> {
    let own = draft.actor.officer;
    let record = RecordId::Officer(own);
    let Some(Record::Officer(officer)) = draft.record(record) else {
        return Err(Refusal::NotFound(record));
    };
    officer.choices.check(key, value)?;
    if officer.choices.get(key) == value {
        return Ok(());
    }
    let (key, value) = (key.to_owned(), value.map(str::to_owned));
    push(draft, own, OfficerEvent::Chose { key, value })
}

/// A number may be unknown, but what is given must be one: it tells whose request is whose.
fn read(nip: &str, nik: &str, email: &str) -> Result<PersonIds, Refusal> {
    PersonIds::read(nip, nik, email).map_err(|field| {
        let given = match field {
            "nip" => nip.to_owned(),
            "nik" => mask_stated(nik),
            _ => email.to_owned(),
        };
        Refusal::Invalid {
            field: field.to_owned(),
            given: excerpt(&given, 40),
        }
    })
}

/// One person is one officer: what keeps duties apart keeps people apart.
fn unshared(draft: &Draft, known: &PersonIds, own: Option<OfficerId>) -> Result<(), Refusal> {
    let officers = draft.desk.officers();
    let mut others = officers.iter().filter(|other| Some(other.id) != own);
    match others.find(|other| known.shares(&other.known)) {
        Some(other) => Err(Refusal::OfficerKnown { officer: other.id }),
        None => Ok(()),
    }
}

/// The same, with the person's record: the one that the numbers name, or a new one.
fn linked(draft: &mut Draft, name: &str, known: PersonIds) -> Result<PersonIds, Refusal> {
    if known.nip.is_none() && known.nik.is_none() {
        return Ok(known);
    }
    let person = people::enter(draft, &details(name, &known), None)?;
    let person = Some(person);
    Ok(PersonIds { person, ..known })
}

/// Says by what an officer is known. Nobody changes it for themselves: it tells which requests are
/// their own [R1.17].
fn identify(
    draft: &mut Draft,
    seen: Seen<OfficerId>,
    name: &str,
    given: PersonIds,
) -> Result<(), Refusal> {
    let found = officer(draft, seen.id, seen.revision)?;
    edit::short("name", name)?;
    let renamed = !name.is_empty() && name != found.name;
    let was = found.known.clone();
    let known = PersonIds {
        nip: given.nip.or(was.nip),
        nik: given.nik.or(was.nik),
        email: given.email.clone().or_else(|| was.email.clone()),
        person: was.person,
    };
    if name.is_empty() && given == PersonIds::default() {
        return Err(Refusal::Missing("nip".to_owned()));
    }
    let same = |was: bool, kept: bool| !was || kept;
    let adds = same(was.nip.is_some(), known.nip == was.nip)
        && same(was.nik.is_some(), known.nik == was.nik)
        && same(was.email.is_some(), known.email == was.email);
    if found.id == draft.officer() && (!adds || renamed) {
        return Err(Refusal::OwnNumbers);
    }
    if renamed {
        push(draft, found.id, OfficerEvent::Renamed(name.to_owned()))?;
    }
    if known == was {
        return Ok(());
    }
    unshared(draft, &known, Some(found.id))?;
    let name = if renamed { name } else { &*found.name };
    let known = linked(draft, name, known)?;
    push(draft, found.id, OfficerEvent::Identified(known))
}

pub(super) fn push(draft: &mut Draft, id: OfficerId, what: OfficerEvent) -> Result<(), Refusal> {
    draft.push(Event {
        record: RecordId::Officer(id),
        what: Happening::Officer(what),
    })
}

pub(super) fn officer(draft: &Draft, id: OfficerId, revision: u32) -> Result<Officer, Refusal> {
    let record = RecordId::Officer(id);
    match draft.record(record) {
        Some(Record::Officer(officer)) => {
            draft.unmoved(record, revision, officer.revision)?;
            Ok(officer)
        }
        _ => Err(Refusal::NotFound(record)),
    }
}

/// One account is one officer [R1.10].
fn check_account(
    draft: &Draft,
    account: Option<&Account>,
    own: Option<OfficerId>,
) -> Result<(), Refusal> {
    let Some(account) = account else {
        return Ok(());
    };
    if account.uid == OVERFLOW_UID || account.uid == u32::MAX {
        let given = account.name.clone();
        return Err(Refusal::Invalid {
            field: "account".to_owned(),
            given,
        });
    }
    match draft.lookup(&Key::Account(account.uid)) {
        Some(RecordId::Officer(officer)) if Some(officer) != own => Err(Refusal::AccountBound {
            account: account.name.clone(),
            officer,
        }),
        _ => Ok(()),
    }
}

/// The admin never sets their own positions [R1.9].
pub(super) fn not_own(draft: &Draft, officer: &Officer) -> Result<(), Refusal> {
    match officer.id == draft.officer() {
        true => Err(Refusal::OwnPositions),
        false => Ok(()),
    }
}

/// A new policy for what begins from now on; a request keeps the one it started with.
fn adopt(draft: &mut Draft, seen: u32, digest: [u8; 32], policy: &Policy) -> Result<(), Refusal> {
    let (current, rules) = draft.desk.policy();
    draft.unmoved(RecordId::Policy(current), seen, current)?;
    if *rules == *policy {
        return Ok(());
    }
    let number = draft.take(Series::Policy);
    let what = Happening::PolicyAdopted {
        number,
        digest,
        policy: Box::new(policy.clone()),
    };
    draft.push(Event {
        record: RecordId::Policy(number),
        what,
    })
}
