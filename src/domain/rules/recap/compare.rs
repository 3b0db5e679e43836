//! What the portal says of somebody who is known, beside what the desk knows of them.

use super::super::super::act::{RecapRow, RevocationForm, TakenIn};
use super::super::super::certificate::{
    Certificate, CertificateForm, CertificateSource, CertificateStatus, IssuingBody, Revocation,
};
use super::super::super::ids::{CertificateId, PersonId};
use super::super::super::names;
use super::super::super::person::{Person, PersonDetails};
use super::super::super::policy::{Cause, Policy};
use super::super::super::portal_account::{CertificateWord, InPortal, PortalAccount};
use super::super::super::refusal::Refusal;
use super::super::super::substance::Value;
use super::super::super::time::Instant;
use super::super::certificates::revocation;
use super::super::draft::Draft;
use super::super::inventory::{self, Fate, held};
use super::super::people;
use super::Differs;

/// The reason that a corrected certificate tells.
pub const BY_RECAP: &str = "rekap portal BSrE";

/// What taking a row over does to the certificates.
#[derive(Default)]
pub enum OnCertificate {
    #[default]
    Nothing,
    /// A new one, in the place of another where one runs.
    Enter(Option<CertificateId>),
    /// One that is older than this.
    Before(CertificateId),
    Correct(CertificateId, Box<CertificateForm>),
    Revoke(CertificateId, Revocation),
}

/// What was found of one person.
#[derive(Default)]
pub struct Found {
    pub differs: Vec<Differs>,
    /// Something differs that a recap does not tell enough of.
    pub open: bool,
    pub why: Option<Refusal>,
    pub details: Option<PersonDetails>,
    pub account: Option<PortalAccount>,
    pub on_certificate: OnCertificate,
}

impl Found {
    /// Whether taking it over changes anything.
    pub fn writes(&self) -> bool {
        let certificate = !matches!(self.on_certificate, OnCertificate::Nothing);
        certificate || self.details.is_some() || self.account.is_some()
    }

    fn differs(&mut self, field: &'static str, ours: Value, theirs: Value) {
        self.differs.push(Differs {
            field,
            ours,
            theirs,
        });
    }

    fn leave_open(&mut self, field: &'static str, ours: Value, theirs: Value) {
        self.open = true;
        self.differs(field, ours, theirs);
    }
}

pub fn compare(draft: &Draft, row: &RecapRow, person: &Person) -> Found {
    let mut found = Found::default();
    details(draft, row, person, &mut found);
    let known = held(draft, person.id);
    match spanned(row) {
        true => by_span(draft, row, person.id, &known, &mut found),
        false => by_word(draft, row, &known, &mut found),
    }
    let account = InPortal::Account(row.account.clone());
    if person.portal.as_ref() != Some(&account) {
        found.account = Some(row.account.clone());
    }
    found
}

/// Address, agency and numbers.
fn details(draft: &Draft, row: &RecapRow, person: &Person, found: &mut Found) {
    let known = &person.details;
    let mut new = known.clone();
    let email = row.email.trim();
    if !email.is_empty() && !known.email.trim().eq_ignore_ascii_case(email) {
        found
            .differs
            .push(Differs::text("email", &known.email, email));
        email.clone_into(&mut new.email);
    }
    let (_, policy) = draft.desk.policy();
    let agency = row.agency.trim();
    if !agency.is_empty() && !of_one_agency(&policy, agency, &known.agency) {
        found
            .differs
            .push(Differs::text("agency", &known.agency, agency));
        agency.clone_into(&mut new.agency);
    }
    new.nip = known.nip.or(row.nip);
    new.nik = known.nik.or(row.nik);
    if new != *known && !people::owned_by_other(draft, person.id, &new) {
        found.details = Some(new);
    }
}

/// Whether the portal's organisation is the agency, or what it is part of.
fn of_one_agency(policy: &Policy, theirs: &str, ours: &str) -> bool {
    let named = |text: &str| policy.agency(text).map(|agency| agency.name.clone());
    let organization = policy.portal.organization(ours);
    let part_of = organization.map_or(policy.office.province.as_str(), |of| of.name.as_str());
    let all = policy
        .portal
        .organizations
        .iter()
        .map(|of| of.name.as_str());
    let mut organizations = all.chain([policy.office.province.as_str()]);
    names::same_agency(theirs, ours)
        || names::same_agency(theirs, part_of)
        || named(theirs).is_some() && named(theirs) == named(ours)
        // Another organisation than expected says nothing of the agency within it.
        || named(theirs).is_none() && organizations.any(|of| names::same_agency(theirs, of))
}

fn word(row: &RecapRow) -> Option<CertificateWord> {
    CertificateWord::read(&row.account.certificate)
}

/// Whether the row tells both ends of a certificate that was issued.
fn spanned(row: &RecapRow) -> bool {
    let issued = !matches!(
        word(row),
        Some(CertificateWord::New | CertificateWord::Denied)
    );
    issued && row.begins.is_some() && row.ends.is_some()
}

/// The certificate that a row tells.
pub fn form(row: &RecapRow) -> CertificateForm {
    CertificateForm {
        serial: row.serial.clone(),
        issuer: String::new(),
        body: IssuingBody::Bsre,
        name: row.name.trim().to_owned(),
        email: row.email.trim().to_owned(),
        agency: row.agency.trim().to_owned(),
        nik: row.nik.map(|nik| nik.to_string()).unwrap_or_default(),
        key: String::new(),
        not_before: row.begins.unwrap_or(Instant(0)),
        not_after: row.ends.unwrap_or(Instant(0)),
        fingerprint: None,
        source: CertificateSource::Inventory,
    }
}

fn revoked(row: &RecapRow) -> Option<RevocationForm> {
    let date = row.revoked?;
    (word(row) == Some(CertificateWord::Revoked)).then(|| RevocationForm {
        date,
        // A recap does not say why.
        cause: Cause::Other.as_str().to_owned(),
    })
}

/// The row as one of a list of certificates, judged by the same rules.
pub fn taken(row: &RecapRow, holder: &PersonDetails) -> TakenIn {
    TakenIn {
        certificate: form(row).into(),
        holder: holder.clone(),
        revoked: revoked(row),
        row: row.row,
    }
}

/// What was revoked elsewhere, where the row tells when.
pub fn revocation_of(
    draft: &Draft,
    row: &RecapRow,
    form: &CertificateForm,
) -> Result<Option<Revocation>, Refusal> {
    let told = revoked(row);
    told.map(|told| revocation(draft, form, &told, draft.at))
        .transpose()
}

fn by_span(
    draft: &Draft,
    row: &RecapRow,
    person: PersonId,
    known: &[Certificate],
    found: &mut Found,
) {
    if let Some(certificate) = known.iter().find(|known| is_same(known, row)) {
        return same_certificate(draft, row, certificate, found);
    }
    let taken = taken(row, &super::details(row));
    let theirs = Value::Day(taken.certificate.form.not_after.day());
    match inventory::judge_of(draft, &taken, Some(person)) {
        Fate::Existing(id) => match known.iter().find(|known| known.id == id) {
            Some(certificate) => same_certificate(draft, row, certificate, found),
            None => found.leave_open("certificate", Value::Number(u64::from(id.0)), theirs),
        },
        Fate::New => {
            found.differs("certificate", Value::Text(String::new()), theirs);
            found.on_certificate = OnCertificate::Enter(None);
        }
        Fate::Successor(older) => {
            let ours = known.iter().find(|known| known.id == older);
            let ours = ours.map(|ours| Value::Day(ours.form.not_after.day()));
            let ours = ours.unwrap_or(Value::Text(String::new()));
            found.differs("certificate", ours, theirs);
            found.on_certificate = OnCertificate::Enter(Some(older));
        }
        Fate::Predecessor(later) => {
            found.differs("certificate", Value::Text(String::new()), theirs);
            found.on_certificate = OnCertificate::Before(later);
        }
        Fate::Conflict(why) | Fate::Rejected(why) => {
            found.why = Some(why);
            found.leave_open("certificate", Value::Text(String::new()), theirs);
        }
    }
}

/// One person's certificate that begins or ends on the same day is the same one, unless the serials
/// say otherwise.
fn is_same(known: &Certificate, row: &RecapRow) -> bool {
    let day = |at: Option<Instant>| at.map(Instant::day);
    let serials = people::compared(known.form.serial.as_ref(), row.serial.as_ref());
    let one_end = day(row.begins) == Some(known.form.not_before.day())
        || day(row.ends) == Some(known.form.not_after.day());
    serials == Some(true) || serials.is_none() && one_end
}

/// The certificate that is known by its serial or its days.
fn same_certificate(draft: &Draft, row: &RecapRow, known: &Certificate, found: &mut Found) {
    let told = form(row);
    let mut new = known.form.clone();
    for (field, ours, theirs) in [
        ("not_before", &mut new.not_before, told.not_before),
        ("not_after", &mut new.not_after, told.not_after),
    ] {
        if ours.day() != theirs.day() {
            found.differs(field, Value::Day(ours.day()), Value::Day(theirs.day()));
            *ours = theirs;
        }
    }
    if let (None, Some(serial)) = (&known.form.serial, &told.serial) {
        let theirs = Value::Exact(serial.to_string());
        found.differs("serial", Value::Text(String::new()), theirs);
        new.serial = Some(serial.clone());
    }
    let is = known.status(draft.at);
    let says = word(row);
    let ended = says == Some(CertificateWord::Revoked);
    if new != known.form {
        found.on_certificate = OnCertificate::Correct(known.id, Box::new(new));
        found.open |= ended != (is == CertificateStatus::Revoked);
        return;
    }
    if ended == (is == CertificateStatus::Revoked) {
        return;
    }
    let (ours, theirs) = statuses(Some(known), row, draft.at);
    match revocation_of(draft, row, &known.form) {
        Ok(Some(revocation)) => {
            found.differs("status", ours, theirs);
            found.on_certificate = OnCertificate::Revoke(known.id, revocation);
        }
        Ok(None) => found.leave_open("status", ours, theirs),
        Err(why) => {
            found.why = Some(why);
            found.leave_open("status", ours, theirs);
        }
    }
}

fn statuses(known: Option<&Certificate>, row: &RecapRow, at: Instant) -> (Value, Value) {
    let ours = match known {
        Some(known) => Value::key("status", known.status(at).as_str()),
        None => Value::Text(String::new()),
    };
    (ours, Value::Text(row.account.certificate.trim().to_owned()))
}

/// Without both ends the portal's word alone is compared, and nothing is concluded from it.
fn by_word(draft: &Draft, row: &RecapRow, known: &[Certificate], found: &mut Found) {
    use CertificateStatus::{Active, Expired, Revoked};
    let active = |known: &&Certificate| known.status(draft.at) == Active;
    let latest = known.iter().max_by_key(|known| known.form.not_before);
    let ours = known.iter().find(active).or(latest);
    let is = ours.map(|ours| ours.status(draft.at));
    let agrees = match word(row) {
        Some(CertificateWord::Issued | CertificateWord::Renew) => is == Some(Active),
        Some(CertificateWord::Expired) => is == Some(Expired),
        Some(CertificateWord::Revoked) => is == Some(Revoked),
        Some(CertificateWord::New | CertificateWord::Denied) => is != Some(Active),
        None => row.account.certificate.trim().is_empty() && is != Some(Active),
    };
    if !agrees {
        let (ours, theirs) = statuses(ours, row, draft.at);
        return found.leave_open("status", ours, theirs);
    }
    let end = ours.map(|ours| ours.form.not_after.day());
    if let (Some(ours), Some(theirs)) = (end, row.ends.map(Instant::day))
        && ours != theirs
    {
        found.leave_open("not_after", Value::Day(ours), Value::Day(theirs));
    }
}
