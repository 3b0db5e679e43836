//! One row of a list to a certificate with its holder; or why it is none.

use chrono::NaiveDateTime;
use sha2::{Digest, Sha256};

use super::{HeldField, HeldPlan};
use crate::domain::act::{FormRowId, GivenCertificate, RevocationForm, TakenIn};
use crate::domain::certificate::{CertificateForm, CertificateSource, IssuingBody};
use crate::domain::finding::{
    Finding, FindingCode, IdentityContext, IdentityInput, Severity, check_identity, likely,
};
use crate::domain::identity::serial::GivenSerial;
use crate::domain::identity::{Nik, Nip, Serial, mask_niks};
use crate::domain::kind::Kind;
use crate::domain::person::PersonDetails;
use crate::domain::policy::Cause;
use crate::domain::time::Instant;
use crate::domain::unwrap::bare;
use crate::domain::written::{self, WrittenCell};
use crate::intake::defect::{HeldDefect, Reason};
use crate::intake::fields::Field;
use crate::intake::header::fold;
use crate::intake::reader::FormRow;
use crate::intake::source::{Cell, Content, RawRow};

/// What the portal's word says of a certificate.
enum Status {
    Good,
    Expired,
    Revoked,
    Other,
}

/// BSrE's words, whose codes differ by version, and those of offices.
fn status(text: &str) -> Status {
    let folded = fold(text);
    let says = |all: &[&str]| folded.split(' ').any(|word| all.contains(&word));
    if folded.is_empty() {
        Status::Good
    } else if says(&[
        "tidak",
        "belum",
        "no",
        "not",
        "waiting",
        "suspend",
        "suspended",
        "new",
    ]) {
        Status::Other
    } else if says(&["revoke", "revoked", "dicabut", "cabut"]) {
        Status::Revoked
    } else if says(&["expired", "expire", "kedaluwarsa", "kadaluarsa", "berakhir"]) {
        Status::Expired
    } else if says(&[
        "issue", "issued", "renew", "renewed", "aktif", "active", "terbit", "valid",
    ]) {
        Status::Good
    } else {
        Status::Other
    }
}

/// The policy's cause in the words of a list: its key, or the reason of a revocation list that only
/// one cause has; another otherwise.
fn cause(text: &str) -> Cause {
    let folded = fold(text).replace(' ', "");
    let mut known = Cause::ALL.into_iter();
    let named = known.find(|cause| folded == cause.as_str().replace('_', ""));
    match named {
        Some(cause) => cause,
        None if folded == "keycompromise" => Cause::Compromise,
        None if folded == "superseded" => Cause::Replaced,
        None if folded.contains("pensiun") => Cause::Retirement,
        None if folded.contains("meninggal") => Cause::Death,
        None => Cause::Other,
    }
}

/// A row being read.
pub struct Reading<'a> {
    pub plan: &'a HeldPlan,
    pub raw: &'a RawRow,
    pub reasons: Vec<Reason>,
}

impl Reading<'_> {
    pub(super) fn cell(&self, field: HeldField) -> Option<&Cell> {
        let cell = self.raw.cell(self.plan.column_of(field)?)?;
        let says = |letter: char| !letter.is_whitespace() && !matches!(letter, '-' | '–' | '—');
        cell.text.contains(says).then_some(cell)
    }

    pub(super) fn text(&self, field: HeldField) -> String {
        let cell = self.cell(field);
        cell.map_or_else(String::new, |cell| {
            cell.text.trim().trim_start_matches('\'').to_owned()
        })
    }

    pub(super) fn wrong(&mut self, reason: impl Into<Reason>) {
        let reason = reason.into();
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    /// A cell that cannot be read as its field, with what was likely meant.
    fn unread(&mut self, defect: HeldDefect, field: HeldField, meant: Option<String>) {
        let stated = self.text(field);
        let reason = Reason::from(defect).with("date-field", field.as_str());
        let reason = reason.with("stated", mask_niks(&stated));
        self.wrong(match meant {
            Some(meant) => reason.with("likely", meant),
            None => reason,
        });
    }

    /// The moment of a cell on the WIB clock, and whether its time was written.
    pub(super) fn moment(&mut self, field: HeldField) -> Option<(NaiveDateTime, bool)> {
        let cell = self.cell(field)?;
        let read = match cell.content {
            Content::Moment(moment) => Some(WrittenCell::of(moment)),
            Content::Number => {
                let serial = cell.text.trim().parse().ok();
                serial.and_then(written::from_serial).map(WrittenCell::of)
            }
            Content::Text => written::cell(&cell.text, false).ok(),
        };
        let read = read.filter(|read| read.place.is_empty()).and_then(|read| {
            let timed = read.time.is_some_and(|time| time != chrono::NaiveTime::MIN);
            Some((read.resolve_moment(self.plan.order)?, timed))
        });
        if read.is_none() {
            let meant = likely::day(&cell.text, false).map(|day| day.to_string());
            self.unread(HeldDefect::DatesUnread, field, meant);
        }
        read
    }

    /// The serial, in the base that was said for plain digits.
    pub(super) fn serial(&mut self) -> Option<GivenSerial> {
        let text = bare(&self.text(HeldField::Serial));
        if text.is_empty() {
            return None;
        }
        let read = Serial::parse(&text).ok();
        if read.is_none() {
            let meant = likely::serial(&text);
            self.unread(HeldDefect::SerialUnread, HeldField::Serial, meant);
        }
        Some(read?.in_base(self.plan.base))
    }

    /// A number of identity; one that the portal masks is none.
    pub(super) fn number<T>(
        &mut self,
        (field, text): (Field, &str),
        found: &[Finding],
        read: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let masked = text.contains(['*', '•', 'x', 'X']);
        if text.trim().is_empty() || masked {
            return None;
        }
        let number = read(text);
        if number.is_none() {
            // Of the number itself; a NIK is never told whole.
            let mut of = found
                .iter()
                .filter(|found| found.code.as_str().starts_with(field.as_str()));
            let args = of.next().map(|found| found.args.clone());
            let mut reason =
                Reason::from(HeldDefect::NumberUnread).with("date-field", field.as_str());
            reason.args.extend(args.unwrap_or_default());
            self.wrong(reason);
        }
        number
    }

    /// The certificate and its holder; else the reasons say why there is none.
    pub fn taken(&mut self, form: &FormRow, now: Instant) -> Option<TakenIn> {
        let identity = &form.name.identity;
        let found = judged(form);
        let nip = (Field::Nip, &identity.nip[..]);
        let nip = self.number(nip, &found, |text| Nip::parse(text).ok());
        let nik = (Field::Nik, &identity.nik[..]);
        let nik = self.number(nik, &found, |text| Nik::parse(text).ok());
        let serial = self.serial();
        let begins = self.moment(HeldField::NotBefore);
        let ends = self.moment(HeldField::NotAfter);
        let missing = |field| self.cell(field).is_none();
        if missing(HeldField::NotBefore) || missing(HeldField::NotAfter) {
            self.wrong(HeldDefect::SpanMissing);
        }
        let ((begins, _), (ends, timed)) = (begins?, ends?);
        let ends = Instant::from_wib(ends);
        let not_after = if timed { ends } else { ends.end_of_bare_day() };
        let revoked = self.revoked(not_after, now);
        let issuer = self.text(HeldField::Issuer);
        let certificate = CertificateForm {
            serial: None,
            body: match issuer.to_lowercase().contains("bppt") {
                true => IssuingBody::Bppt,
                false => IssuingBody::Bsre,
            },
            issuer,
            name: identity.name.clone(),
            email: identity.email.clone(),
            agency: identity.agency.clone(),
            nik: nik.map(|nik| nik.to_string()).unwrap_or_default(),
            key: self.text(HeldField::Key),
            not_before: Instant::from_wib(begins),
            not_after,
            fingerprint: None,
            source: CertificateSource::Inventory,
        };
        let certificate = GivenCertificate::new(certificate, serial);
        Some(TakenIn {
            row: FormRowId {
                row: self.raw.row,
                fingerprint: fingerprint(form, &certificate.form),
            },
            certificate,
            holder: PersonDetails {
                name: identity.name.clone(),
                nip,
                nik,
                birth_date: None,
                post: identity.post.clone(),
                rank: String::new(),
                eselon: String::new(),
                agency: identity.agency.clone(),
                unit: identity.unit.clone(),
                email: identity.email.clone(),
                phone: identity.phone.clone(),
            },
            revoked,
        })
    }

    /// What the status says: a revocation has its day, and what is called expired is.
    fn revoked(&mut self, not_after: Instant, now: Instant) -> Option<RevocationForm> {
        match status(&self.text(HeldField::Status)) {
            Status::Good => {}
            Status::Expired if not_after < now => {}
            Status::Expired => self.wrong(HeldDefect::NotExpired),
            Status::Other => self.wrong(HeldDefect::NotIssued),
            Status::Revoked => {
                let Some((day, _)) = self.moment(HeldField::Revoked) else {
                    self.wrong(HeldDefect::RevocationUndated);
                    return None;
                };
                return Some(RevocationForm {
                    date: day.date(),
                    cause: cause(&self.text(HeldField::Cause)).as_str().to_owned(),
                });
            }
        }
        None
    }
}

/// What the checks find in a holder, whatever they would weigh for a request.
pub(super) fn judged(form: &FormRow) -> Vec<Finding> {
    let identity = &form.name.identity;
    let stated = IdentityInput {
        nik: &identity.nik,
        nip: &identity.nip,
        email: &identity.email,
        phone: &identity.phone,
        birth_date: None,
    };
    let alone = IdentityContext {
        kind: Kind::Issue,
        email_domains: &[],
        nip_required: false,
        appointment_month: None,
        email_domain_blocks: false,
        certificate_identified: true,
    };
    check_identity(&stated, &alone)
}

/// What cannot be read of a holder and keeps no row out: cells that are none of their field, a
/// telephone number that a spreadsheet took, an address that is none.
pub fn findings(form: &FormRow) -> Vec<Finding> {
    let unread = |found: &Finding| match found.code {
        FindingCode::PhoneUnread => true,
        FindingCode::EmailDomain => found.told_as() == "unread",
        _ => false,
    };
    let judged = judged(form).into_iter().filter(unread);
    let judged = judged.map(|mut found| {
        // The office's domain says nothing of an address that cannot be read.
        found.args.retain(|(name, _)| name != "domain");
        found.weighing(Severity::Warning)
    });
    form.unread.iter().cloned().chain(judged).collect()
}

/// The same certificate of the same holder is the same in any file, at any place.
fn fingerprint(form: &FormRow, certificate: &CertificateForm) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"loket.held.1");
    hash.update(form.name.row.map_or([0; 32], |row| row.fingerprint));
    let serial = certificate.serial.as_ref().map(Serial::octets);
    hash.update(serial.unwrap_or_default());
    for moment in [certificate.not_before, certificate.not_after] {
        hash.update(moment.0.to_be_bytes());
    }
    hash.finalize().into()
}
