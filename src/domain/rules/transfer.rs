//! A transfer of many by one SK: one letter with all their names. Who has a certificate that is to
//! follow goes onto it; who has none, and who asked for it already, is left out [R3.21, R3.22].

use super::super::act::{ActKind, LetterEntry, NameForm, Transfer, TransferOrder, TransferRow};
use super::super::certificate::CertificateStatus;
use super::super::checklist::Evidence;
use super::super::desk::Desk;
use super::super::event::RequestEvent;
use super::super::ids::{PersonId, RecordId, RequestNo};
use super::super::keys::Key;
use super::super::letter::LetterSource;
use super::super::person::{Person, PersonDetails};
use super::super::policy::DocumentKey;
use super::super::refusal::Refusal;
use super::super::request::{Identity, Particular, StatedCause};
use super::super::time::Instant;
use super::super::traces::Traces;
use super::authority::{Actor, may_enter};
use super::compare::same_agency;
use super::draft::Draft;
use super::subject::certificates;
use super::whose::{self, Differs, doubts};
use super::{edit, letters};

/// What becomes of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Transferring {
    /// Has a certificate that is to follow: goes onto the letter.
    Ready(PersonId),
    /// Who it is, is for a clerk to say; nobody where none is like them.
    Proposal(Vec<PersonId>),
    /// Known, but without a certificate that could follow.
    Without(PersonId),
    /// Asked for it already.
    Asked(PersonId, RequestNo),
    /// This very row is registered already.
    Known,
    /// The same person stands on the list before.
    Again(PersonId),
    /// Cannot be registered, or not by who asks.
    Rejected(Refusal),
}

/// A row with what the record says otherwise of where the person was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transferred {
    pub what: Transferring,
    pub differs: Vec<Differs>,
}

/// What would become of the rows of a list, as the desk stands.
pub fn transfers(
    desk: &dyn Desk,
    actor: &Actor,
    transfer: Transfer,
    rows: &[TransferRow],
    at: Instant,
) -> Vec<Transferred> {
    judge_all(&Draft::new(desk, actor, at), transfer, rows)
}

/// Registers the letter of an SK with the names of its list. Rows that are registered already are
/// passed over; any other that does not go onto a letter refuses the whole.
pub(super) fn register(draft: &mut Draft, order: &TransferOrder) -> Result<(), Refusal> {
    check(draft, order)?;
    let judged = judge_all(draft, order.transfer, &order.rows);
    let mut names = Vec::new();
    for (row, judged) in order.rows.iter().zip(judged) {
        match judged.what {
            Transferring::Ready(id) => {
                let known = whose::person(draft, id);
                let known = known.ok_or(Refusal::NotFound(RecordId::Person(id)))?;
                names.push((name(order, row, &known), Some(id)));
            }
            Transferring::Known => {}
            Transferring::Rejected(why) => return Err(why),
            _ => {
                return Err(Refusal::RowNotReady {
                    row: row.row.row,
                    name: row.name.clone(),
                });
            }
        }
    }
    let of: Vec<_> = names
        .iter()
        .map(|(name, person)| traces(name, *person))
        .collect();
    let authority = may_enter(draft, ActKind::Register, &of)?;
    draft.act_as(authority);
    if names.is_empty() {
        return Ok(());
    }
    let entry = LetterEntry {
        form: order.letter.clone(),
        source: LetterSource::Letter,
        names: Vec::new(),
    };
    let agenda = letters::enter(draft, &entry, &names)?;
    let cause = Particular::Cause(StatedCause {
        cause: order.transfer.cause(),
        number: order.letter.number.trim().to_owned(),
        date: order.letter.date,
        effective: Some(order.effective),
        text: String::new(),
    });
    (1u16..).zip(&names).try_for_each(|(line, _)| {
        let stated = RequestEvent::Stated(Box::new(cause.clone()));
        draft.push_request(agenda.line(line), stated)
    })
}

/// The SK tells who decided it, its number and its day; its list names somebody.
fn check(draft: &Draft, order: &TransferOrder) -> Result<(), Refusal> {
    edit::required("from", &order.letter.from)?;
    edit::required("number", &order.letter.number)?;
    let missing = |field: &str| Refusal::Missing(field.to_owned());
    let date = order.letter.date.ok_or_else(|| missing("letter_date"))?;
    edit::stated_day("letter_date", date, date, draft.at.day())?;
    match order.rows.is_empty() {
        true => Err(missing("names")),
        false => Ok(()),
    }
}

fn traces(name: &NameForm, person: Option<PersonId>) -> (Traces, String) {
    let of = Traces::of_identity(&name.identity, person);
    (of, name.identity.name.clone())
}

fn judge_all(draft: &Draft, transfer: Transfer, rows: &[TransferRow]) -> Vec<Transferred> {
    let mut met = Vec::new();
    rows.iter()
        .map(|row| {
            let mut judged = judge(draft, transfer, row);
            if let Transferring::Ready(id) = judged.what {
                match met.contains(&id) {
                    true => judged.what = Transferring::Again(id),
                    false => met.push(id),
                }
            }
            judged
        })
        .collect()
}

fn judge(draft: &Draft, transfer: Transfer, row: &TransferRow) -> Transferred {
    let bare = |what| Transferred {
        what,
        differs: Vec::new(),
    };
    if draft.lookup(&Key::Row(row.row.fingerprint)).is_some() {
        return bare(Transferring::Known);
    }
    let told = told(row);
    if told.name.is_empty() && told.nip.is_none() && told.nik.is_none() {
        return bare(Transferring::Rejected(Refusal::Missing("name".to_owned())));
    }
    let id = match (row.meant, whose::keyed(draft, &told, None).as_slice()) {
        (Some(meant), _) => meant,
        (None, [only]) => *only,
        (None, []) => return bare(Transferring::Proposal(nearest(draft, &told))),
        (None, several) => return bare(Transferring::Proposal(several.to_vec())),
    };
    let Some(known) = whose::person(draft, id) else {
        return bare(Transferring::Rejected(Refusal::NotFound(RecordId::Person(
            id,
        ))));
    };
    let doubts = doubts(&known.details, &told);
    if row.meant.is_none() && !doubts.is_empty() {
        return Transferred {
            what: Transferring::Proposal(vec![id]),
            differs: doubts,
        };
    }
    Transferred {
        what: standing(draft, transfer, &known),
        differs: doubts
            .into_iter()
            .chain(elsewhere(draft, &known, row))
            .collect(),
    }
}

/// What the desk can do for somebody who is known.
fn standing(draft: &Draft, transfer: Transfer, known: &Person) -> Transferring {
    let kind = transfer.kind();
    if let Some(open) = letters::open_of(draft, known.id, kind) {
        return Transferring::Asked(known.id, open);
    }
    let follows = |status: CertificateStatus| match transfer {
        Transfer::Inside => status == CertificateStatus::Active,
        Transfer::Out => {
            matches!(
                status,
                CertificateStatus::Active | CertificateStatus::Suspended
            )
        }
    };
    let held = certificates(draft.desk, known.id);
    if !held.iter().any(|one| follows(one.status(draft.at))) {
        return Transferring::Without(known.id);
    }
    let of = (
        Traces::of_details(&known.details),
        known.details.name.clone(),
    );
    let person = Some(known.id);
    match may_enter(
        draft,
        ActKind::Register,
        &[(Traces { person, ..of.0 }, of.1)],
    ) {
        Ok(_) => Transferring::Ready(known.id),
        Err(why) => Transferring::Rejected(why),
    }
}

/// Where the list says that the person was, if the record says otherwise.
fn elsewhere(draft: &Draft, known: &Person, row: &TransferRow) -> Option<Differs> {
    let (ours, theirs) = (&known.details.agency, &row.agency_old);
    let (_, policy) = draft.desk.policy();
    let told = !theirs.trim().is_empty() && !ours.trim().is_empty();
    let differs = told && !same_agency(&policy, ours, theirs);
    differs.then(|| Differs::text("agency_old", ours, theirs))
}

/// The people of that name; those of the old agency first.
fn nearest(draft: &Draft, told: &PersonDetails) -> Vec<PersonId> {
    let (_, policy) = draft.desk.policy();
    let mut like = whose::like(draft, told);
    like.sort_by_key(|id| {
        let known = whose::person(draft, *id);
        known.is_none_or(|known| !same_agency(&policy, &known.details.agency, &told.agency))
    });
    like
}

/// What a row tells of who it is: where they were, not where they go.
fn told(row: &TransferRow) -> PersonDetails {
    PersonDetails {
        name: row.name.trim().to_owned(),
        nip: row.nip,
        nik: row.nik,
        birth_date: None,
        post: String::new(),
        rank: String::new(),
        eselon: String::new(),
        agency: row.agency_old.trim().to_owned(),
        unit: String::new(),
        email: row.email.trim().to_owned(),
        phone: String::new(),
    }
}

/// The name on the letter: as the person is known, where they go; who leaves the province stays what
/// their certificate says.
fn name(order: &TransferOrder, row: &TransferRow, known: &Person) -> NameForm {
    let details = &known.details;
    let is = |told: &str, known: &str| match told.trim() {
        "" => known.to_owned(),
        told => told.to_owned(),
    };
    let number = |told: Option<String>, known: Option<String>| known.or(told).unwrap_or_default();
    let mut identity = Identity {
        name: is(&details.name, &row.name),
        nip: number(
            row.nip.map(|nip| nip.to_string()),
            details.nip.map(|nip| nip.to_string()),
        ),
        nik: number(row.nik.map(String::from), details.nik.map(String::from)),
        birth_date: details.birth_date,
        post: details.post.clone(),
        rank: details.rank.clone(),
        eselon: details.eselon.clone(),
        agency: is(&details.agency, &row.agency_old),
        unit: details.unit.clone(),
        email: is(&details.email, &row.email),
        phone: details.phone.clone(),
        ..Identity::default()
    };
    if order.transfer == Transfer::Inside {
        identity.agency = is(&row.agency, &identity.agency);
        identity.post = is(&row.post, &identity.post);
        identity.unit = row.unit.trim().to_owned();
    }
    NameForm {
        kind: order.transfer.kind(),
        identity,
        note: way(row, details),
        documents: [DocumentKey::Letter, order.transfer.document()]
            .map(|document| (document, Evidence::clone(&order.sk)))
            .to_vec(),
        mended: Vec::new(),
        row: Some(row.row),
        follows: None,
    }
}

/// From where to where: `Dinas Kesehatan (Bidan) → Dinas Pendidikan (Analis, SMKN 1)`.
fn way(row: &TransferRow, known: &PersonDetails) -> String {
    let place = |agency: &str, post: &str, unit: &str| {
        let inner = [post.trim(), unit.trim()];
        let inner: Vec<&str> = inner.into_iter().filter(|part| !part.is_empty()).collect();
        match inner.is_empty() {
            true => agency.trim().to_owned(),
            false => format!("{} ({})", agency.trim(), inner.join(", ")),
        }
    };
    let or = |told: &str, known: &str| match told.trim() {
        "" => known.to_owned(),
        told => told.to_owned(),
    };
    let before = place(
        &or(&row.agency_old, &known.agency),
        &or(&row.post_old, &known.post),
        &known.unit,
    );
    format!("{before} → {}", place(&row.agency, &row.post, &row.unit))
}
