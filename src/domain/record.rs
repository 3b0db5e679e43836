//! Records, and how each event changes the one record it is about. Replaying every event gives
//! every record again: nothing here may look at a clock, another record or the world.

use super::certificate::{Certificate, Standing};
use super::choice::Choices;
use super::event::{
    CertificateEvent, Event, Genesis, Happening, LetterEvent, Look, OfficerEvent, PersonEvent,
    SheetEvent, Stamp,
};
use super::ids::RecordId;
use super::letter::Letter;
use super::officer::{Officer, PersonIds};
use super::person::Person;
use super::policy::Policy;
use super::request::Request;
use super::sheet::{Sheet, SheetStage};
use super::time::Instant;
use super::traces::Traces;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The current state of whatever an event can be about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Record {
    Desk(Genesis),
    Policy {
        number: u32,
        digest: [u8; 32],
        policy: Box<Policy>,
    },
    Officer(Officer),
    Letter(Letter),
    Sheet(Sheet),
    Request(Box<Request>),
    Person(Person),
    Certificate(Box<Certificate>),
}

/// The event does not fit the record: the ledger is damaged or from another release.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Misfit {
    pub record: RecordId,
    pub event: &'static str,
}

/// Folds one event into the record that it is about.
///
/// # Errors
/// [`Misfit`] where the event cannot follow the record; that never happens with events that
/// `decide` made.
pub fn apply(record: Option<Record>, event: &Event, stamp: &Stamp) -> Result<Record, Misfit> {
    let misfit = || Misfit {
        record: event.record,
        event: event.what.kind().1,
    };
    let mut next = match (record, &event.what) {
        (None, what) => begin(event.record, what, stamp).ok_or_else(misfit)?,
        (
            Some(Record::Request(mut request)),
            Happening::Looked {
                at: Look::Document(document),
            },
        ) => {
            request.look(*document, stamp.officer);
            Record::Request(request)
        }
        (Some(record), Happening::Noted { .. } | Happening::Looked { .. }) => record,
        (Some(record), Happening::Refused { .. }) => record,
        (Some(Record::Officer(officer)), Happening::Officer(what)) => {
            Record::Officer(change_officer(officer, what).ok_or_else(misfit)?)
        }
        (Some(Record::Letter(letter)), Happening::Letter(what)) => {
            Record::Letter(change_letter(letter, what, stamp).ok_or_else(misfit)?)
        }
        (Some(Record::Sheet(sheet)), Happening::Sheet(what)) => {
            Record::Sheet(change_sheet(sheet, what, stamp).ok_or_else(misfit)?)
        }
        (Some(Record::Request(mut request)), Happening::Request(what)) => {
            request.change(what, stamp).ok_or_else(misfit)?;
            Record::Request(request)
        }
        (Some(Record::Person(mut person)), Happening::Person(PersonEvent::Updated(details))) => {
            person.details = details.clone();
            Record::Person(person)
        }
        (Some(Record::Person(mut person)), Happening::Person(PersonEvent::Portal(portal))) => {
            person.portal = Some(portal.clone());
            Record::Person(person)
        }
        (Some(Record::Certificate(certificate)), Happening::Certificate(what)) => {
            Record::Certificate(change_certificate(certificate, what).ok_or_else(misfit)?)
        }
        (Some(_), _) => return Err(misfit()),
    };
    if event.what.moves_on() {
        next.bump();
    }
    Ok(next)
}

fn begin(id: RecordId, what: &Happening, stamp: &Stamp) -> Option<Record> {
    Some(match (id, what) {
        (RecordId::Desk, Happening::Founded(genesis)) => Record::Desk(genesis.clone()),
        (
            RecordId::Policy(_),
            Happening::PolicyAdopted {
                number,
                digest,
                policy,
            },
        ) => Record::Policy {
            number: *number,
            digest: *digest,
            policy: policy.clone(),
        },
        (
            RecordId::Officer(id),
            Happening::Officer(OfficerEvent::Added {
                name,
                known,
                account,
                holds,
            }),
        ) => {
            let officer = Officer {
                id,
                revision: 0,
                name: name.clone(),
                known: PersonIds::default(),
                traces: Traces::default(),
                account: account.clone(),
                holds: holds.clone(),
                choices: Choices::default(),
                credentials: BTreeMap::new(),
                agencies: Vec::new(),
            };
            Record::Officer(officer.known_by(known.clone()))
        }
        (RecordId::Letter(_), Happening::Letter(LetterEvent::Registered(letter))) => {
            Record::Letter((**letter).clone())
        }
        (RecordId::Sheet(no), Happening::Sheet(SheetEvent::Laid { requests, stage })) => {
            Record::Sheet(Sheet {
                no,
                revision: 0,
                stage: *stage,
                requests: requests.clone(),
                lines: Vec::new(),
                arrived: stamp.at,
                opened: None,
            })
        }
        (RecordId::Sheet(_), Happening::Sheet(SheetEvent::Parted { sheet })) => {
            Record::Sheet((**sheet).clone())
        }
        (
            RecordId::Request(no),
            Happening::Request(super::event::RequestEvent::Registered(registration)),
        ) => Record::Request(Box::new(Request::begin(no, registration, stamp))),
        (RecordId::Person(id), Happening::Person(PersonEvent::Known(details))) => {
            Record::Person(Person {
                id,
                revision: 0,
                details: details.clone(),
                portal: None,
            })
        }
        (
            RecordId::Certificate(id),
            Happening::Certificate(CertificateEvent::Recorded {
                form,
                holder,
                request,
                replaces,
                passphrase,
                row: _,
            }),
        ) => Record::Certificate(Box::new(Certificate {
            id,
            revision: 0,
            form: (**form).clone(),
            holder: *holder,
            request: *request,
            replaces: *replaces,
            standing: Standing::Good,
            passphrase: *passphrase,
        })),
        _ => return None,
    })
}

fn change_officer(mut officer: Officer, what: &OfficerEvent) -> Option<Officer> {
    match what {
        OfficerEvent::Added { .. } => return None,
        OfficerEvent::Bound(account) => officer.account = account.clone(),
        OfficerEvent::HoldGiven(hold) => officer.holds.push(hold.clone()),
        OfficerEvent::HoldEnded { position, until } => {
            for hold in &mut officer.holds {
                if hold.runs(*position, *until) {
                    hold.until = Some(*until);
                }
            }
        }
        OfficerEvent::Chose { key, value } => officer.choices.set(key, value.as_deref()),
        OfficerEvent::Identified(known) => officer = officer.known_by(known.clone()),
        OfficerEvent::Credential { kind, stated } => match stated {
            Some(stated) => {
                officer.credentials.insert(*kind, stated.clone());
            }
            None => {
                officer.credentials.remove(kind);
            }
        },
        OfficerEvent::Assigned(agencies) => officer.agencies.clone_from(agencies),
        OfficerEvent::Renamed(name) => {
            let known = officer.known.clone();
            name.clone_into(&mut officer.name);
            officer = officer.known_by(known);
        }
    }
    Some(officer)
}

fn change_letter(mut letter: Letter, what: &LetterEvent, stamp: &Stamp) -> Option<Letter> {
    match what {
        LetterEvent::Registered(_) => return None,
        LetterEvent::Edited(form) => {
            if form.scan != letter.form.scan {
                letter.scanned = form.scan.map(|_| stamp.at);
            }
            letter.form = form.clone();
        }
        LetterEvent::SheetAdded => letter.sheets += 1,
        LetterEvent::Voided => letter.void = true,
        LetterEvent::Undone { restored, .. } => {
            let revision = letter.revision;
            letter = (**restored).clone();
            letter.revision = revision;
        }
    }
    Some(letter)
}

fn change_sheet(mut sheet: Sheet, what: &SheetEvent, stamp: &Stamp) -> Option<Sheet> {
    match what {
        SheetEvent::Laid { .. } | SheetEvent::Parted { .. } => return None,
        SheetEvent::Looked => {
            sheet.opened.get_or_insert(stamp.at);
        }
        SheetEvent::Disposed { line, stage } => {
            sheet.lines.push(line.clone());
            move_sheet(&mut sheet, *stage, line.moment());
        }
        SheetEvent::Split { requests } => {
            sheet.requests.retain(|no| !requests.contains(no));
            if sheet.requests.is_empty() {
                sheet.stage = SheetStage::Done;
            }
        }
        SheetEvent::Moved { stage } => move_sheet(&mut sheet, *stage, stamp.at),
        SheetEvent::SteppedBack { to, .. } => {
            move_sheet(&mut sheet, SheetStage::With(*to), stamp.at);
        }
        SheetEvent::Undone { restored, .. } => {
            let revision = sheet.revision;
            sheet = (**restored).clone();
            sheet.revision = revision;
        }
    }
    Some(sheet)
}

/// What is held back or let go stays on the same desk, and that desk's clock runs on.
fn move_sheet(sheet: &mut Sheet, stage: SheetStage, at: Instant) {
    let stays = stage.position().is_some() && stage.position() == sheet.stage.position();
    sheet.stage = stage;
    if !stays {
        sheet.arrived = at;
        sheet.opened = None;
    }
}

fn change_certificate(
    mut certificate: Box<Certificate>,
    what: &CertificateEvent,
) -> Option<Box<Certificate>> {
    match what {
        CertificateEvent::Recorded { .. } => return None,
        CertificateEvent::Corrected { form, .. } => certificate.form = (**form).clone(),
        CertificateEvent::StandingChanged(standing)
        | CertificateEvent::RevocationCorrected { standing, .. } => {
            certificate.standing = standing.clone();
        }
        CertificateEvent::PassphraseChanged(day) => certificate.passphrase = Some(*day),
        CertificateEvent::Succeeds(older) => certificate.replaces = Some(*older),
    }
    Some(certificate)
}

impl Record {
    /// The revision that an act on this record must name.
    pub fn revision(&self) -> u32 {
        match self {
            Record::Desk(_) | Record::Policy { .. } => 1,
            Record::Officer(record) => record.revision,
            Record::Letter(record) => record.revision,
            Record::Sheet(record) => record.revision,
            Record::Request(record) => record.revision,
            Record::Person(record) => record.revision,
            Record::Certificate(record) => record.revision,
        }
    }

    fn bump(&mut self) {
        let revision = match self {
            Record::Desk(_) | Record::Policy { .. } => return,
            Record::Officer(record) => &mut record.revision,
            Record::Letter(record) => &mut record.revision,
            Record::Sheet(record) => &mut record.revision,
            Record::Request(record) => &mut record.revision,
            Record::Person(record) => &mut record.revision,
            Record::Certificate(record) => &mut record.revision,
        };
        *revision += 1;
    }
}
