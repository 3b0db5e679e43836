//! The certificates that an office has already: rows of a list, each judged by what is known by
//! then. One that was renewed elsewhere is the successor of the one before it [R10.11, R10.12].

use super::super::act::{ActKind, TakenIn};
use super::super::certificate::{Certificate, CertificateForm, Standing};
use super::super::desk::Desk;
use super::super::event::CertificateEvent;
use super::super::ids::{CertificateId, OfficerId, PersonId, RecordId};
use super::super::keys::Key;
use super::super::record::Record;
use super::super::refusal::Refusal;
use super::super::time::Instant;
use super::super::traces::Traces;
use super::authority::may_enter;
use super::certificates::{check_form, enter, on_record, push, replaced, revocation, settled};
use super::draft::Draft;
use super::{Actor, edit, people};

/// What becomes of one row of a list. Each row has exactly one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Enters the inventory.
    New,
    /// Enters in the place of this one, which began before it.
    Successor(CertificateId),
    /// Enters as replaced by this one, which began after it.
    Predecessor(CertificateId),
    /// Is in the inventory.
    Existing(CertificateId),
    /// Stands against what is in the inventory; does not enter.
    Conflict(Refusal),
    /// Is no certificate that could enter.
    Rejected(Refusal),
}

/// What would become of a row, as the desk stands.
pub fn fate(desk: &dyn Desk, row: &TakenIn, at: Instant) -> Fate {
    // Nothing is recorded here, so no officer is needed.
    let nobody = Actor::officer(OfficerId(0));
    judge(&Draft::new(desk, &nobody, at), row)
}

/// Takes a list in, the oldest first, so that the order of its rows decides nothing.
pub(super) fn take_in(draft: &mut Draft, rows: &[TakenIn]) -> Result<(), Refusal> {
    let enters = |row: &&TakenIn| !matches!(judge(draft, row), Fate::Existing(_));
    let of: Vec<(Traces, String)> = rows.iter().filter(enters).flat_map(named).collect();
    let authority = may_enter(draft, ActKind::TakeOver, &of)?;
    draft.act_as(authority);
    let mut rows: Vec<&TakenIn> = rows.iter().collect();
    rows.sort_by_cached_key(|row| {
        let form = &row.certificate.form;
        let serial = form.serial.as_ref().map(ToString::to_string);
        let doubtful = row.certificate.decimal.is_some();
        (
            // What another row of the list is known by comes first.
            doubtful,
            form.not_before,
            form.not_after,
            serial,
            row.row.fingerprint,
        )
    });
    rows.into_iter()
        .try_for_each(|row| match judge(draft, row) {
            Fate::New => {
                let holder = people::enter(draft, &row.holder, None)?;
                record(draft, row, holder, None).map(|_| ())
            }
            Fate::Successor(older) => {
                let holder = people::enter(draft, &row.holder, None)?;
                let id = record(draft, row, holder, Some(older))?;
                replaced(draft, older, id)
            }
            Fate::Predecessor(later) => {
                let holder = people::enter(draft, &row.holder, None)?;
                before(draft, row, holder, later)
            }
            Fate::Existing(_) | Fate::Conflict(_) | Fate::Rejected(_) => Ok(()),
        })
}

/// Whose a row is, by its holder and by its certificate.
fn named(row: &TakenIn) -> [(Traces, String); 2] {
    let of = [
        Traces::of_details(&row.holder),
        Traces::of_certificate(&row.certificate.form, None),
    ];
    of.map(|of| (of, row.holder.name.clone()))
}

fn record(
    draft: &mut Draft,
    row: &TakenIn,
    holder: PersonId,
    replaces: Option<CertificateId>,
) -> Result<CertificateId, Refusal> {
    // Judged before: of plain digits one is meant that is no other's.
    let form = &settled(draft, &row.certificate, None)?;
    let id = enter(draft, form, holder, replaces, Some(row.row))?;
    if let Some(revoked) = &row.revoked {
        let revocation = revocation(draft, form, revoked, draft.at)?;
        let what = CertificateEvent::StandingChanged(Standing::Revoked(revocation));
        push(draft, id, what)?;
    }
    Ok(id)
}

/// Enters before a certificate that is known; one that this stood in the place of is the new one's
/// predecessor from now on.
pub(super) fn before(
    draft: &mut Draft,
    row: &TakenIn,
    holder: PersonId,
    later: CertificateId,
) -> Result<(), Refusal> {
    let Some(Record::Certificate(next)) = draft.record(RecordId::Certificate(later)) else {
        return Err(Refusal::NotFound(RecordId::Certificate(later)));
    };
    let older = next.replaces.filter(|older| {
        matches!(
            draft.record(RecordId::Certificate(*older)),
            Some(Record::Certificate(known)) if known.form.not_before < row.certificate.form.not_before
        )
    });
    let id = record(draft, row, holder, older)?;
    if let Some(older) = older {
        replaced(draft, older, id)?;
    }
    replaced(draft, id, later)?;
    match next.replaces == older {
        true => push(draft, later, CertificateEvent::Succeeds(id)),
        false => Ok(()),
    }
}

fn judge(draft: &Draft, row: &TakenIn) -> Fate {
    judge_of(draft, row, people::owner(draft, &row.holder))
}

/// What becomes of a row whose holder is known otherwise.
pub(super) fn judge_of(draft: &Draft, row: &TakenIn, holder: Option<PersonId>) -> Fate {
    let known = holder.map_or_else(Vec::new, |holder| held(draft, holder));
    if let Some(fate) = by_serial(draft, row, holder) {
        return fate;
    }
    if let Some(same) = known
        .iter()
        .find(|known| is_same(&known.form, &row.certificate.form))
    {
        return Fate::Existing(same.id);
    }
    match check(draft, row, holder) {
        Err(refusal) => Fate::Rejected(refusal),
        Ok(()) => place(draft, row, &known),
    }
}

/// What a certificate that is known by its serial makes of a row [R10.2]. Of plain digits both
/// numbers are compared: the one that is known is meant.
fn by_serial(draft: &Draft, row: &TakenIn, holder: Option<PersonId>) -> Option<Fate> {
    let known = on_record(draft, &row.certificate).into_iter();
    let (theirs, others): (Vec<_>, Vec<_>) =
        known.partition(|(_, id)| is_theirs(draft, row, holder, *id));
    match (theirs.as_slice(), others.as_slice()) {
        ([(_, id)], _) => Some(Fate::Existing(*id)),
        ([], [(serial, id), ..]) => Some(Fate::Conflict(Refusal::SerialKnown {
            serial: serial.to_string(),
            record: RecordId::Certificate(*id),
        })),
        _ => None,
    }
}

/// Whether a known certificate may be the row's: nothing says that its holder is somebody else.
fn is_theirs(draft: &Draft, row: &TakenIn, holder: Option<PersonId>, known: CertificateId) -> bool {
    let Some(Record::Certificate(known)) = draft.record(RecordId::Certificate(known)) else {
        return false;
    };
    match (known.holder, holder) {
        (None, _) => true,
        (Some(theirs), Some(holder)) => theirs == holder,
        (Some(theirs), None) => match draft.record(RecordId::Person(theirs)) {
            Some(Record::Person(person)) => {
                let (known, given) = (&person.details, &row.holder);
                people::compared(known.nip, given.nip) != Some(false)
                    && people::compared(known.nik, given.nik) != Some(false)
            }
            _ => false,
        },
    }
}

/// One span of one person is one certificate, where a serial is missing on one side.
fn is_same(known: &CertificateForm, form: &CertificateForm) -> bool {
    let unnumbered = known.serial.is_none() || form.serial.is_none();
    unnumbered
        && known.not_before.day() == form.not_before.day()
        && known.not_after.day() == form.not_after.day()
}

/// What a row needs: a holder who can be found again, or a serial; what every certificate keeps to.
fn check(draft: &Draft, row: &TakenIn, owner: Option<PersonId>) -> Result<(), Refusal> {
    let (form, holder) = (&row.certificate.form, &row.holder);
    edit::required("name", &holder.name)?;
    let numbered = holder.nip.is_some() || holder.nik.is_some() || form.serial.is_some();
    if owner.is_none() && !numbered {
        return Err(Refusal::Missing("nip".to_owned()));
    }
    for (field, text) in [
        ("name", &holder.name),
        ("agency", &holder.agency),
        ("post", &holder.post),
        ("email", &holder.email),
        ("key", &form.key),
    ] {
        edit::short(field, text)?;
    }
    let form = &settled(draft, &row.certificate, None)?;
    check_form(draft, form, None)?;
    match &row.revoked {
        Some(revoked) => revocation(draft, form, revoked, draft.at).map(|_| ()),
        None => Ok(()),
    }
}

/// Where a certificate belongs among the person's that run: each but the last is replaced by the
/// one that began after it.
fn place(draft: &Draft, row: &TakenIn, known: &[Certificate]) -> Fate {
    let (form, at) = (&row.certificate.form, draft.at);
    let runs = |form: &CertificateForm| form.not_after >= at;
    if row.revoked.is_some() || !runs(form) {
        return Fate::New;
    }
    let chain = || {
        known.iter().filter(|known| {
            let stands = matches!(known.standing, Standing::Good | Standing::Replaced { .. });
            stands && runs(&known.form)
        })
    };
    if let Some(beside) = chain().find(|known| known.form.not_before == form.not_before) {
        let record = RecordId::Certificate(beside.id);
        return Fate::Conflict(Refusal::AlreadyActive { record });
    }
    let later = chain().filter(|known| known.form.not_before > form.not_before);
    if let Some(later) = later.min_by_key(|known| known.form.not_before) {
        return Fate::Predecessor(later.id);
    }
    let active = chain().find(|known| known.standing == Standing::Good);
    active.map_or(Fate::New, |active| Fate::Successor(active.id))
}

/// The certificates of a person, as they would stand now.
pub(super) fn held(draft: &Draft, holder: PersonId) -> Vec<Certificate> {
    let members = draft.members(&Key::held_prefix(holder)).into_iter();
    members
        .filter_map(|id| match draft.record(id) {
            Some(Record::Certificate(certificate)) => Some(*certificate),
            _ => None,
        })
        .collect()
}
