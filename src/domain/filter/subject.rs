//! What a filter looks at, and whether it is what was asked for. This is the meaning of the
//! language; the index finds the same rows faster.

use super::{Field, Filter, Term, fold};
use crate::domain::certificate::{CertificateStatus, IssuingBody};
use crate::domain::identity::Nik;
use crate::domain::identity::serial::{Base, Serial};
use crate::domain::ids::PersonId;
use crate::domain::kind::Kind;
use crate::domain::policy::{AgencyEntry, fold_name};
use crate::domain::request::Stage;
use crate::domain::sheet::SheetStage;
use crate::domain::summary::{CertificateRow, LetterRow, PersonRow, RequestRow, SheetRow};
use crate::domain::time::Instant;

/// One row, as a filter sees it. What a row does not have is empty or `None`, and no condition on
/// it holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    pub name: String,
    pub agency: String,
    pub nip: String,
    pub numbers: Vec<String>,
    pub serial: String,
    pub email: String,
    /// Last four digits.
    pub nik_tail: String,
    pub person: Option<PersonId>,
    pub kind: Option<Kind>,
    pub stage: Option<Stage>,
    pub status: Option<CertificateStatus>,
    pub body: Option<IssuingBody>,
    pub days_left: Option<i64>,
    pub passphrase: Option<bool>,
    pub mine: bool,
    pub overdue: bool,
}

/// The stage of a name that travels on a sheet which lies here: one that was sent before its sheet is
/// elsewhere.
fn lies(sheet: SheetStage) -> Option<Stage> {
    match sheet {
        SheetStage::Registered => Some(Stage::Registered),
        SheetStage::With(position) => Some(Stage::Disposition(position)),
        SheetStage::Held(position) => Some(Stage::Held(position)),
        SheetStage::Paused | SheetStage::Done => None,
    }
}

impl Subject {
    /// A request; whether it is the asking officer's and overdue is for the caller to say.
    pub fn request(row: &RequestRow, mine: bool, overdue: bool) -> Subject {
        Subject {
            name: row.name.clone(),
            agency: row.agency.clone(),
            nip: row.nip.clone(),
            numbers: vec![row.no.to_string()],
            nik_tail: row.nik_tail.clone(),
            person: row.person,
            kind: Some(row.kind),
            stage: Some(row.stage),
            mine,
            overdue,
            ..Subject::default()
        }
    }

    /// A sheet, with what its letter and its first name say.
    pub fn sheet(
        row: &SheetRow,
        letter: Option<&LetterRow>,
        first: Option<&RequestRow>,
        mine: bool,
    ) -> Subject {
        Subject {
            name: first.map(|row| row.name.clone()).unwrap_or_default(),
            agency: letter.map(|row| row.from.clone()).unwrap_or_default(),
            numbers: [
                Some(row.no.to_string()),
                letter.map(|row| row.number.clone()),
            ]
            .into_iter()
            .flatten()
            .collect(),
            kind: first.map(|row| row.kind),
            stage: lies(row.stage).or(first.map(|row| row.stage)),
            mine,
            ..Subject::default()
        }
    }

    /// A letter.
    pub fn letter(row: &LetterRow) -> Subject {
        Subject {
            agency: row.from.clone(),
            numbers: vec![row.no.to_string(), row.number.clone()],
            ..Subject::default()
        }
    }

    /// A certificate at a moment.
    pub fn certificate(row: &CertificateRow, now: Instant) -> Subject {
        Subject {
            name: row.name.clone(),
            agency: row.agency.clone(),
            serial: row.serial.clone(),
            email: row.email.clone(),
            person: row.holder,
            status: Some(row.status(now)),
            body: Some(row.body),
            days_left: Some(row.days_left(now.day())),
            passphrase: Some(row.passphrase.is_some()),
            ..Subject::default()
        }
    }

    /// A person.
    pub fn person(row: &PersonRow) -> Subject {
        Subject {
            name: row.name.clone(),
            agency: row.agency.clone(),
            nip: row.nip.clone(),
            person: Some(row.id),
            ..Subject::default()
        }
    }

    fn texts(&self, field: Field) -> &[String] {
        match field {
            Field::Name => std::slice::from_ref(&self.name),
            Field::Agency => std::slice::from_ref(&self.agency),
            Field::Nip => std::slice::from_ref(&self.nip),
            Field::Number => &self.numbers,
            Field::Serial => std::slice::from_ref(&self.serial),
            Field::Email => std::slice::from_ref(&self.email),
        }
    }
}

/// Every text of a row.
const FIELDS: [Field; 6] = [
    Field::Name,
    Field::Agency,
    Field::Nip,
    Field::Number,
    Field::Serial,
    Field::Email,
];

/// What a filter must ask of the office before it can judge rows.
#[derive(Clone, Copy)]
pub struct Lookup<'a> {
    /// The policy's agencies: `pd:dinkes` means Dinas Kesehatan.
    pub agencies: &'a [AgencyEntry],
    /// Whose NIK this is.
    pub person_of: &'a dyn Fn(&Nik) -> Option<PersonId>,
}

/// A filter with everything it asks of the office answered, ready to judge many rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound {
    pub wanted: Vec<Wanted>,
}

/// A term with what the office answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    pub term: Term,
    /// Other names of the agencies that an agency term means, folded as names are.
    pub agencies: Vec<String>,
    /// The person with the NIK.
    pub person: Option<PersonId>,
}

impl Filter {
    /// Asks the office what the terms mean there.
    pub fn bind(self, lookup: Lookup) -> Bound {
        let wanted = self.terms.into_iter().map(|term| {
            let agencies = match &term {
                Term::In(Field::Agency, needle) => other_names(lookup.agencies, needle),
                _ => Vec::new(),
            };
            let person = match &term {
                Term::Nik {
                    whole: Some(nik), ..
                } => (lookup.person_of)(nik),
                _ => None,
            };
            Wanted {
                term,
                agencies,
                person,
            }
        });
        Bound {
            wanted: wanted.collect(),
        }
    }
}

fn other_names(agencies: &[AgencyEntry], needle: &str) -> Vec<String> {
    let names = |agency: &AgencyEntry| -> Vec<String> {
        [&agency.name, &agency.short]
            .into_iter()
            .chain(&agency.aliases)
            .cloned()
            .collect()
    };
    let mut all: Vec<String> = agencies
        .iter()
        .map(names)
        .filter(|names| names.iter().any(|name| fold(name).contains(needle)))
        .flatten()
        .map(|name| fold_name(&name))
        .filter(|name| !name.is_empty())
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

impl Bound {
    /// Nothing is asked for.
    pub fn is_empty(&self) -> bool {
        self.wanted.is_empty()
    }

    /// Whether a row is what was asked for.
    pub fn matches(&self, subject: &Subject) -> bool {
        self.wanted.iter().all(|wanted| wanted.matches(subject))
    }
}

impl Wanted {
    /// Whether this agency is one that the term means.
    pub fn means_agency(&self, agency: &str) -> bool {
        match &self.term {
            Term::In(Field::Agency, needle) => {
                fold(agency).contains(needle) || self.agencies.contains(&fold_name(agency))
            }
            Term::Text(needle) => fold(agency).contains(needle),
            _ => false,
        }
    }

    /// Whether a row belongs to the person with the NIK. A row that knows its person is not
    /// mistaken for another's that ends in the same four digits.
    pub fn means_person(&self, person: Option<PersonId>, nik_tail: &str) -> bool {
        match &self.term {
            Term::Nik { whole: None, tail } => nik_tail == tail,
            Term::Nik { tail, .. } => match person {
                Some(_) => person == self.person,
                None => nik_tail == tail,
            },
            _ => false,
        }
    }

    fn matches(&self, subject: &Subject) -> bool {
        match &self.term {
            Term::Text(needle) => FIELDS.iter().any(|field| holds(subject, *field, needle)),
            Term::In(Field::Agency, _) => self.means_agency(&subject.agency),
            Term::In(field, needle) => holds(subject, *field, needle),
            Term::Nik { .. } => self.means_person(subject.person, &subject.nik_tail),
            Term::Kind(all) => subject.kind.is_some_and(|kind| all.contains(&kind)),
            Term::Stage(all) => subject.stage.is_some_and(|stage| all.contains(&stage)),
            Term::Status(all) => subject.status.is_some_and(|status| all.contains(&status)),
            Term::Issuer(all) => subject.body.is_some_and(|body| all.contains(&body)),
            Term::Passphrase(all) => subject.passphrase.is_some_and(|known| all.contains(&known)),
            Term::Remaining { from, to } => subject
                .days_left
                .is_some_and(|days| within(days, *from, *to)),
            Term::Mine => subject.mine,
            Term::Overdue => subject.overdue,
        }
    }
}

/// Whether a count of days lies between two ends, both included.
pub(crate) fn within(days: i64, from: Option<i32>, to: Option<i32>) -> bool {
    from.is_none_or(|from| i64::from(from) <= days) && to.is_none_or(|to| days <= i64::from(to))
}

fn holds(subject: &Subject, field: Field, needle: &str) -> bool {
    let has = |needle: &str| {
        let mut texts = subject.texts(field).iter();
        texts.any(|text| fold(text).contains(needle))
    };
    has(needle) || (field == Field::Serial && hex_of_decimal(needle).is_some_and(|hex| has(&hex)))
}

/// Least digits of a decimal serial that is looked for by its hex: fewer would be a part of many.
const DECIMAL: usize = 7;

/// A serial in decimal, as the verifier page shows it, in the hex in which serials are kept.
pub fn hex_of_decimal(needle: &str) -> Option<String> {
    let whole = needle.len() >= DECIMAL && needle.bytes().all(|byte| byte.is_ascii_digit());
    let serial = whole.then(|| Serial::parse_as(needle, Base::Decimal).ok())??;
    Some(serial.to_string().to_lowercase())
}
