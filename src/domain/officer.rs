//! Officers of the desk and the positions they hold over spans of time [R1.6].

use super::choice::Choices;
use super::credential::{Credential, CredentialKind};
use super::identity::{CellKind, Email, Nik, Nip, repair_nik, repair_nip};
use super::ids::{OfficerId, PersonId};
use super::office::{Capacity, Position};
use super::policy::Policy;
use super::time::{Day, Instant};
use super::traces::{self, Traces};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// An operating-system account: who the kernel says is calling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    pub uid: u32,
    pub name: String,
}

/// One position held from a moment until a moment, which is the first one after it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hold {
    pub position: Position,
    pub capacity: Capacity,
    pub from: Instant,
    pub until: Option<Instant>,
    /// The number of the letter of appointment or other basis.
    pub basis: String,
    /// When it was given: one that began on an earlier day was laid backwards [R1.21].
    pub given: Instant,
}

impl Hold {
    /// Whether the position is held at this moment.
    pub fn covers(&self, at: Instant) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }

    /// Whether this is a term of the position that runs at the moment: what can end then, and not
    /// what begins later or is over.
    pub fn runs(&self, position: Position, at: Instant) -> bool {
        self.position == position && self.covers(at)
    }

    /// Whether there is a moment of it after this one: it is neither over nor taken back.
    pub fn lasts_after(&self, at: Instant) -> bool {
        self.until
            .is_none_or(|until| until > at && until > self.from)
    }

    /// Whether there is a moment in both.
    pub fn overlaps(&self, other: &Hold) -> bool {
        let before = |one: &Hold, other: &Hold| one.until.is_none_or(|until| other.from < until);
        let lasts = |one: &Hold| one.until.is_none_or(|until| one.from < until);
        lasts(self) && lasts(other) && before(self, other) && before(other, self)
    }

    /// Its last day, where it has one.
    pub fn last_day(&self) -> Option<Day> {
        self.until.map(|until| Instant(until.0 - 1).day())
    }

    /// Whether it began on a day before it was given.
    pub fn is_backdated(&self) -> bool {
        self.from.day() < self.given.day()
    }
}

/// The numbers and the address by which an officer is found as a person [R1.11]: without them the
/// desk cannot tell their own requests from others'. The NIK is personal data: views mask it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonIds {
    pub nip: Option<Nip>,
    pub nik: Option<Nik>,
    /// The official address.
    pub email: Option<Email>,
    /// The person's record, where a number names one.
    pub person: Option<PersonId>,
}

impl PersonIds {
    /// Reads what was stated, once spaces and the like are mended; empty is not known.
    ///
    /// # Errors
    /// The key of the field that does not read.
    pub fn read(nip: &str, nik: &str, email: &str) -> Result<PersonIds, &'static str> {
        let nip = stated(nip, |text| {
            Nip::parse(repair_nip(text, CellKind::Text).text()?).ok()
        });
        let nik = stated(nik, |text| {
            Nik::parse(repair_nik(text, CellKind::Text).text()?).ok()
        });
        let email = stated(email, |text| Email::parse(text).ok());
        Ok(PersonIds {
            nip: nip.map_err(|()| "nip")?,
            nik: nik.map_err(|()| "nik")?,
            email: email.map_err(|()| "email")?,
            person: None,
        })
    }

    /// The keys of what is not known.
    pub fn missing(&self) -> Vec<&'static str> {
        let fields = [
            ("nip", self.nip.is_none()),
            ("nik", self.nik.is_none()),
            ("email", self.email.is_none()),
        ];
        let missing = fields.into_iter().filter(|(_, missing)| *missing);
        missing.map(|(field, _)| field).collect()
    }

    /// Whether a number or the address is that of another.
    pub fn shares(&self, other: &PersonIds) -> bool {
        let same = |one: bool, equal: bool| one && equal;
        same(self.nip.is_some(), self.nip == other.nip)
            || same(self.nik.is_some(), self.nik == other.nik)
            || same(self.email.is_some(), self.email == other.email)
    }
}

fn stated<T>(text: &str, read: impl FnOnce(&str) -> Option<T>) -> Result<Option<T>, ()> {
    match text.trim() {
        "" => Ok(None),
        text => read(text).map(Some).ok_or(()),
    }
}

/// Agencies of the policy for which no verifier of today stands, where the office assigns them at
/// all: else all come to the pool, and none is missing [R1.26]. Told are the agencies of each officer,
/// and whether they verify now.
pub fn uncovered<'a>(
    policy: &'a Policy,
    assigned: impl Iterator<Item = (&'a [String], bool)>,
) -> Vec<&'a str> {
    let assigned: Vec<(&[String], bool)> = assigned.collect();
    if assigned.iter().all(|(agencies, _)| agencies.is_empty()) {
        return Vec::new();
    }
    let covered = |name: &str| {
        let mut verifying = assigned.iter().filter(|(_, verifies)| *verifies);
        verifying.any(|(agencies, _)| agencies.iter().any(|agency| agency == name))
    };
    let names = policy.agencies.iter().map(|agency| &*agency.name);
    names.filter(|name| !covered(name)).collect()
}

/// Someone with a login.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Officer {
    pub id: OfficerId,
    pub revision: u32,
    pub name: String,
    pub known: PersonIds,
    /// What tells them as the holder of a request; follows from the name and [`Officer::known`].
    pub traces: Traces,
    pub account: Option<Account>,
    pub holds: Vec<Hold>,
    /// What the officer chose for their own screens.
    pub choices: Choices,
    /// The papers with which they work.
    pub credentials: BTreeMap<CredentialKind, Credential>,
    /// The agencies whose requests they verify, as the policy names them [SE F.2.b.2].
    pub agencies: Vec<String>,
}

impl Officer {
    /// The capacity in which the officer holds a position at a moment; the acting one first.
    pub fn holds(&self, position: Position, at: Instant) -> Option<Capacity> {
        self.holds
            .iter()
            .filter(|hold| hold.runs(position, at))
            .map(|hold| hold.capacity)
            .max_by_key(|capacity| match capacity {
                Capacity::Plh => 2,
                Capacity::Plt => 1,
                Capacity::Definitive => 0,
            })
    }

    /// The first moment after the term in which the officer acts for a position; `None` where it has
    /// no end.
    pub fn holds_until(&self, position: Position, at: Instant) -> Option<Instant> {
        let capacity = self.holds(position, at)?;
        let mut running = self.holds.iter().filter(|hold| hold.runs(position, at));
        running.find(|hold| hold.capacity == capacity)?.until
    }

    /// The officer known by this, too.
    pub fn known_by(self, known: PersonIds) -> Officer {
        let traces = Traces {
            person: known.person,
            nip: known.nip,
            nik: known.nik,
            email: known
                .email
                .as_ref()
                .and_then(|address| traces::email(address.as_str())),
            name: traces::name(&self.name),
        };
        Officer {
            known,
            traces,
            ..self
        }
    }

    /// Whether this is the holder of what the traces are of, among the officers of the desk
    /// [R2.6]: a number, the address or the person is theirs; or the name is, and no number or
    /// address is known to be somebody else's.
    pub fn is_holder(&self, of: &Traces, officers: &[Officer]) -> bool {
        if self.traces.is_named(of) {
            return true;
        }
        let others = |other: &&Officer| other.id != self.id;
        self.traces.may_be(of)
            && !officers
                .iter()
                .filter(others)
                .any(|other| other.traces.is_named(of))
    }

    /// Terms that began on a day before they were given.
    pub fn backdated(&self) -> impl Iterator<Item = &Hold> {
        self.holds.iter().filter(|hold| hold.is_backdated())
    }

    /// Positions held at a moment, each once.
    pub fn positions(&self, at: Instant) -> Vec<Position> {
        Position::ALL
            .into_iter()
            .filter(|position| self.holds(*position, at).is_some())
            .collect()
    }
}
