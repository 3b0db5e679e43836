//! The recap of BSrE's portal beside what the desk knows: each user is known and the same, differs,
//! is not known here, or is left to a clerk; and who is here may be unknown there [R15.3-R15.5].

mod compare;

use super::super::act::{ActKind, Meant, RecapRow};
use super::super::certificate::Standing;
use super::super::desk::{Desk, Series};
use super::super::event::{CertificateEvent, Event, Happening, PersonEvent};
use super::super::identity::Email;
use super::super::ids::{CertificateId, PersonId, RecordId};
use super::super::person::PersonDetails;
use super::super::portal_account::InPortal;
use super::super::refusal::Refusal;
use super::super::time::Instant;
use super::super::traces::Traces;
use super::authority::{Actor, may_touch};
use super::certificates::{enter, lapse_pointless, push, replaced};
use super::draft::Draft;
use super::whose::{self, Differs, doubts, keyed, person};
use super::{edit, inventory, people};
use compare::{Found, OnCertificate};

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recap {
    /// Known, and told the same.
    Same(PersonId),
    /// Known for certain, and told otherwise: the portal's is taken over.
    Differs(PersonId),
    /// Known, and renewed elsewhere: the new certificate stands in the place of this one.
    Renewed(PersonId, CertificateId),
    /// Not known here: registered in the portal by themselves.
    Unknown,
    /// Who it is, or whether it is so, is for a clerk to say; nobody where none is like them.
    Proposal(Vec<PersonId>),
    /// Known, and told otherwise in what a recap does not tell enough of: nothing is concluded.
    Open(PersonId),
    /// Cannot be taken over, or not by who asks.
    Rejected,
}

/// A row with what differs, and what taking it over would write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    pub recap: Recap,
    pub differs: Vec<Differs>,
    /// Why it is not taken over.
    pub why: Option<Refusal>,
    /// Whether taking it over changes anything.
    pub writes: bool,
}

impl Judged {
    fn rejected(why: Refusal) -> Judged {
        Judged {
            recap: Recap::Rejected,
            differs: Vec::new(),
            why: Some(why),
            writes: false,
        }
    }

    fn proposal(candidates: Vec<PersonId>, differs: Vec<Differs>) -> Judged {
        Judged {
            recap: Recap::Proposal(candidates),
            differs,
            why: None,
            writes: false,
        }
    }
}

/// What would become of rows, as the desk stands.
pub fn recap(desk: &dyn Desk, actor: &Actor, rows: &[RecapRow], at: Instant) -> Vec<Judged> {
    let draft = Draft::new(desk, actor, at);
    rows.iter().map(|row| judge(&draft, row).0).collect()
}

/// Takes over what is certain of a recap, and marks who is not in it.
pub(super) fn reconcile(
    draft: &mut Draft,
    rows: &[RecapRow],
    absent: &[PersonId],
) -> Result<(), Refusal> {
    let none: &[Traces] = &[];
    let authority = may_touch(draft.desk, draft.actor, ActKind::TakeOver, none, draft.at)?;
    draft.act_as(authority);
    let mut rows: Vec<&RecapRow> = rows.iter().collect();
    // The oldest first, so that their order decides nothing.
    rows.sort_by_key(|row| (row.begins, row.row.row));
    for row in rows {
        let (judged, found) = judge(draft, row);
        match judged.recap {
            Recap::Proposal(_) | Recap::Rejected => {}
            Recap::Unknown => enter_user(draft, row)?,
            Recap::Same(person)
            | Recap::Differs(person)
            | Recap::Renewed(person, _)
            | Recap::Open(person) => take(draft, row, person, found)?,
        }
    }
    for id in absent {
        let person = person(draft, *id).ok_or(Refusal::NotFound(RecordId::Person(*id)))?;
        if person.portal != Some(InPortal::Absent) {
            push_person(draft, *id, PersonEvent::Portal(InPortal::Absent))?;
        }
    }
    Ok(())
}

fn judge(draft: &Draft, row: &RecapRow) -> (Judged, Found) {
    let found = Found::default;
    if let Err(why) = edit::required("name", &row.name) {
        return (Judged::rejected(why), found());
    }
    let of = [traces(row)];
    let touches = may_touch(draft.desk, draft.actor, ActKind::TakeOver, &of, draft.at);
    let judged = match (
        row.meant,
        keyed(draft, &details(row), row.serial.as_ref()).as_slice(),
    ) {
        (Some(Meant::Somebody), []) => (unknown(), found()),
        (Some(Meant::Person(person)), _) => known(draft, row, person, true),
        (_, [person]) => known(draft, row, *person, false),
        (_, []) => named(draft, row),
        (_, several) => (Judged::proposal(several.to_vec(), Vec::new()), found()),
    };
    match touches {
        // What is one's own somebody else takes over; that it is the same may be told.
        Err(why) if judged.0.writes => (Judged::rejected(why), found()),
        _ => judged,
    }
}

fn unknown() -> Judged {
    Judged {
        recap: Recap::Unknown,
        differs: Vec::new(),
        why: None,
        writes: true,
    }
}

fn traces(row: &RecapRow) -> Traces {
    Traces::of_details(&details(row))
}

fn details(row: &RecapRow) -> PersonDetails {
    PersonDetails {
        name: row.name.trim().to_owned(),
        nip: row.nip,
        nik: row.nik,
        birth_date: None,
        post: String::new(),
        rank: String::new(),
        eselon: String::new(),
        agency: row.agency.trim().to_owned(),
        unit: String::new(),
        email: row.email.trim().to_owned(),
        phone: String::new(),
    }
}

/// Somebody whom a key names. Another name, or another number, is for a clerk to judge.
fn known(draft: &Draft, row: &RecapRow, id: PersonId, sure: bool) -> (Judged, Found) {
    let Some(person) = person(draft, id) else {
        let why = Refusal::NotFound(RecordId::Person(id));
        return (Judged::rejected(why), Found::default());
    };
    let doubts = doubts(&person.details, &details(row));
    if !sure && !doubts.is_empty() {
        return (Judged::proposal(vec![id], doubts), Found::default());
    }
    let found = compare::compare(draft, row, &person);
    (judged(id, &found), found)
}

/// Somebody whom the name alone names: the same passes where the name is one person's here, anything
/// else is for a clerk.
fn named(draft: &Draft, row: &RecapRow) -> (Judged, Found) {
    let like = whose::like(draft, &details(row));
    match like.as_slice() {
        [] if has_key(row) => (unknown(), Found::default()),
        [only] => {
            let (judged, found) = known(draft, row, *only, true);
            match judged.recap {
                Recap::Same(_) => (judged, found),
                _ => (Judged::proposal(like, judged.differs), Found::default()),
            }
        }
        _ => (Judged::proposal(like, Vec::new()), Found::default()),
    }
}

/// Whether a row can be found again by more than a name.
fn has_key(row: &RecapRow) -> bool {
    let addressed = Email::parse(&row.email).is_ok();
    row.nip.is_some() || row.nik.is_some() || row.serial.is_some() || addressed
}

fn judged(id: PersonId, found: &Found) -> Judged {
    let recap = match &found.on_certificate {
        _ if found.open => Recap::Open(id),
        OnCertificate::Enter(Some(older)) => Recap::Renewed(id, *older),
        _ if found.differs.is_empty() => Recap::Same(id),
        _ => Recap::Differs(id),
    };
    Judged {
        recap,
        differs: found.differs.clone(),
        why: found.why.clone(),
        writes: found.writes(),
    }
}

fn push_person(draft: &mut Draft, id: PersonId, what: PersonEvent) -> Result<(), Refusal> {
    draft.push(Event {
        record: RecordId::Person(id),
        what: Happening::Person(what),
    })
}

/// Takes over what the portal says of somebody who is known.
fn take(draft: &mut Draft, row: &RecapRow, id: PersonId, found: Found) -> Result<(), Refusal> {
    if let Some(details) = found.details {
        push_person(draft, id, PersonEvent::Updated(details))?;
    }
    match found.on_certificate {
        OnCertificate::Nothing => {}
        OnCertificate::Enter(older) => {
            let form = compare::form(row);
            let new = enter(draft, &form, id, older, Some(row.row))?;
            if let Some(older) = older {
                replaced(draft, older, new)?;
            }
            if let Some(revocation) = compare::revocation_of(draft, row, &form)? {
                let what = CertificateEvent::StandingChanged(Standing::Revoked(revocation));
                push(draft, new, what)?;
            }
        }
        OnCertificate::Before(later) => {
            let taken = compare::taken(row, &details(row));
            inventory::before(draft, &taken, id, later)?;
        }
        OnCertificate::Correct(known, form) => {
            let reason = compare::BY_RECAP.to_owned();
            push(draft, known, CertificateEvent::Corrected { form, reason })?;
        }
        OnCertificate::Revoke(known, revocation) => {
            let what = CertificateEvent::StandingChanged(Standing::Revoked(revocation));
            push(draft, known, what)?;
            let none: &[Traces] = &[];
            let by = may_touch(draft.desk, draft.actor, ActKind::TakeOver, none, draft.at)?;
            lapse_pointless(draft, id, known, by)?;
        }
    }
    match found.account {
        Some(account) => push_person(draft, id, PersonEvent::Portal(InPortal::Account(account))),
        None => Ok(()),
    }
}

/// Somebody who registered in the portal becomes known, with the certificate that they have.
fn enter_user(draft: &mut Draft, row: &RecapRow) -> Result<(), Refusal> {
    let known = details(row);
    let id = match known.nip.is_some() || known.nik.is_some() {
        true => people::enter(draft, &known, None)?,
        false => {
            let id = PersonId(draft.take(Series::Person));
            push_person(draft, id, PersonEvent::Known(known))?;
            id
        }
    };
    let Some(person) = person(draft, id) else {
        return Ok(());
    };
    let found = compare::compare(draft, row, &person);
    take(
        draft,
        row,
        id,
        Found {
            details: None,
            ..found
        },
    )
}
