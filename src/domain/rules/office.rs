//! The office itself: its beginning, its officers and positions, its policy.

use super::super::act::{ActKind, Command, Seen};
use super::super::desk::Series;
use super::super::event::{Event, Genesis, Happening, OfficerEvent};
use super::super::identity::Nip;
use super::super::ids::{OfficerId, RecordId};
use super::super::keys::Key;
use super::super::office::{Capacity, Position};
use super::super::officer::{Account, Hold, Officer};
use super::super::policy::Policy;
use super::super::record::Record;
use super::super::refusal::Refusal;
use super::super::time::Day;
use super::draft::Draft;
use super::{Authority, edit, may};

/// The overflow uid of user namespaces: it is many people, so it is nobody here.
const OVERFLOW_UID: u32 = 65_534;

/// The events with which a desk begins: what it is, its policy, its first officers.
pub fn genesis(
    genesis: Genesis,
    policy: Policy,
    digest: [u8; 32],
    officers: Vec<(String, String, Option<Account>, Vec<Hold>)>,
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
    for (id, (name, nip, account, holds)) in (1..).zip(officers) {
        let what = Happening::Officer(OfficerEvent::Added {
            name,
            nip,
            account,
            holds,
        });
        events.push(Event {
            record: RecordId::Officer(OfficerId(id)),
            what,
        });
    }
    events
}

/// Acts on officers and policy.
pub(super) fn manage(draft: &mut Draft, command: &Command) -> Result<(), Refusal> {
    if let Command::ReleaseHold {
        officer,
        position,
        until,
    } = command
    {
        return release(draft, *officer, *position, *until);
    }
    let authority = may(draft.desk, draft.actor, command.kind(), None, draft.at)?;
    draft.act_as(authority);
    match command {
        Command::AddOfficer {
            name,
            nip,
            account,
            holds,
        } => {
            edit::required("name", name)?;
            edit::short("name", name)?;
            check_nip(nip)?;
            check_account(draft, account.as_ref(), None)?;
            for hold in holds {
                check_hold(hold)?;
            }
            let id = OfficerId(draft.take(Series::Officer));
            let what = OfficerEvent::Added {
                name: name.trim().to_owned(),
                nip: nip.clone(),
                account: account.clone(),
                holds: holds.clone(),
            };
            push(draft, id, what)
        }
        Command::BindAccount { officer, account } => {
            let found = self::officer(draft, officer.id, officer.revision)?;
            check_account(draft, account.as_ref(), Some(found.id))?;
            push(draft, found.id, OfficerEvent::Bound(account.clone()))
        }
        Command::Hold { officer, hold } => {
            let found = self::officer(draft, officer.id, officer.revision)?;
            not_own(draft, &found)?;
            check_hold(hold)?;
            push(draft, found.id, OfficerEvent::HoldGiven(hold.clone()))
        }
        Command::AdoptPolicy {
            seen,
            policy,
            digest,
        } => adopt(draft, *seen, *digest, policy),
        other => Err(Refusal::Internal(format!(
            "{:?} is not an act of the office",
            other.kind()
        ))),
    }
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

/// Ends a position: by the admin, or the Plh.'s by the definitive holder who is back [R1.5].
fn release(
    draft: &mut Draft,
    seen: Seen<OfficerId>,
    position: Position,
    until: Day,
) -> Result<(), Refusal> {
    let act = ActKind::ManageOfficers;
    let found = officer(draft, seen.id, seen.revision)?;
    let back = back_in_charge(draft, &found, position);
    let authority = match back {
        Some(authority) => authority,
        None => may(draft.desk, draft.actor, act, None, draft.at)?,
    };
    draft.act_as(authority);
    not_own(draft, &found)?;
    // They are back from today on; what the Plh. did before stays done in the Plh.'s authority.
    if back.is_some() && until.succ_opt() < Some(draft.at.day()) {
        let (field, given) = ("until".to_owned(), until.to_string());
        return Err(Refusal::Invalid { field, given });
    }
    if !found.holds.iter().any(|hold| hold.goes_on(position, until)) {
        let (field, given) = ("position".to_owned(), position.as_str().to_owned());
        return Err(Refusal::Invalid { field, given });
    }
    push(draft, found.id, OfficerEvent::HoldEnded { position, until })
}

/// The definitive holder of a position, asking to end its Plh.
fn back_in_charge(draft: &Draft, plh: &Officer, position: Position) -> Option<Authority> {
    let day = draft.at.day();
    if !position.disposes() || plh.holds(position, day) != Some(Capacity::Plh) {
        return None;
    }
    let officers = draft.desk.officers();
    let definitive = |officer: &&Officer| {
        draft.actor.all().any(|id| id == officer.id)
            && officer.holds(position, day) == Some(Capacity::Definitive)
    };
    let officer = officers.iter().find(definitive)?.id;
    Some(Authority {
        officer,
        position,
        capacity: Capacity::Definitive,
    })
}

/// A NIP may be unknown, but what is given must be one: it tells whose request is whose.
fn check_nip(nip: &str) -> Result<(), Refusal> {
    if nip.is_empty() || Nip::parse(nip).is_ok() {
        return Ok(());
    }
    let (field, given) = ("nip".to_owned(), nip.chars().take(40).collect());
    Err(Refusal::Invalid { field, given })
}

fn push(draft: &mut Draft, id: OfficerId, what: OfficerEvent) -> Result<(), Refusal> {
    draft.push(Event {
        record: RecordId::Officer(id),
        what: Happening::Officer(what),
    })
}

fn officer(draft: &Draft, id: OfficerId, revision: u32) -> Result<Officer, Refusal> {
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

/// Who acts for another does so on a basis, and for an absence that has an end [R1.7].
fn check_hold(hold: &Hold) -> Result<(), Refusal> {
    match hold.capacity {
        Capacity::Definitive => edit::within("basis", &hold.basis)?,
        Capacity::Plh | Capacity::Plt => edit::required("basis", &hold.basis)?,
    }
    if hold.capacity == Capacity::Plh && hold.until.is_none() {
        return Err(Refusal::Missing("until".to_owned()));
    }
    match hold.until {
        Some(until) if until < hold.from => Err(Refusal::Invalid {
            field: "until".to_owned(),
            given: until.to_string(),
        }),
        _ => Ok(()),
    }
}

/// The admin never sets their own positions [R1.9].
fn not_own(draft: &Draft, officer: &Officer) -> Result<(), Refusal> {
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
