//! The checks of a stated identity that need nothing but itself and the policy.

use chrono::NaiveDate;

use super::{Finding, FindingCode, Severity, likely};
use crate::domain::identity::{
    Appointment, Belonging, CellKind, Email, Nik, Nip, Repaired, bare_digits, is_scientific,
    labelled_digits, phone_of, repair_nik, repair_nip,
};
use crate::domain::kind::Kind;
use crate::domain::names;
use crate::domain::policy::{Category, Policy};
use crate::domain::unwrap::is_filler;

/// What was stated of a person; empty where nothing was.
#[derive(Clone, Copy, Debug, Default)]
pub struct IdentityInput<'a> {
    /// NIK as stated.
    pub nik: &'a str,
    /// NIP as stated.
    pub nip: &'a str,
    /// The holder's official e-mail as stated.
    pub email: &'a str,
    /// Telephone as stated.
    pub phone: &'a str,
    /// Birth date as stated.
    pub birth_date: Option<NaiveDate>,
}

/// What the checks depend on beside the person.
#[derive(Clone, Copy, Debug)]
pub struct IdentityContext<'a> {
    /// What is asked for.
    pub kind: Kind,
    /// The policy's e-mail domains, such as `babelprov.go.id`.
    pub email_domains: &'a [String],
    /// The person's category has a NIP [policy]: PNS and PPPK do.
    pub nip_required: bool,
    /// Digits 9-14 of the NIP are a year and a month (PNS: true, PPPK: false); `None` where the
    /// category has no NIP of its own: then they are not judged.
    pub appointment_month: Option<bool>,
    /// An e-mail outside the office's domains blocks this kind [policy]; else it warns.
    pub email_domain_blocks: bool,
    /// For `revoke`: the certificate is identified, so the numbers matter less.
    pub certificate_identified: bool,
}

impl<'a> IdentityContext<'a> {
    /// What the policy says of this kind and category, on forms and records alike; of who states
    /// no category the NIP tells it.
    pub fn of(
        policy: &'a Policy,
        kind: Kind,
        category: Option<Category>,
        nip: &str,
    ) -> IdentityContext<'a> {
        let category = category.unwrap_or_else(|| category_by(nip));
        let rules = policy.categories.get(&category);
        let with_nip = rules.filter(|rules| rules.nip_required);
        let blocks = policy.kinds.get(&kind);
        IdentityContext {
            kind,
            email_domains: &policy.office.email_domains,
            nip_required: policy.nip_required(category),
            appointment_month: with_nip.map(|rules| rules.nip_appointment_month),
            email_domain_blocks: blocks.is_none_or(|rules| rules.email_domain_blocks),
            certificate_identified: false,
        }
    }
}

/// The category that a NIP tells: digits 13 and 14 are a month for PNS and none for PPPK. Who has
/// no NIP that reads is taken for a PNS.
fn category_by(nip: &str) -> Category {
    let repaired = repair_nip(nip, CellKind::Text);
    let nip = repaired.text().and_then(|text| Nip::parse(text).ok());
    match nip.map(Nip::appointment) {
        Some(Appointment::Code { .. }) => Category::Pppk,
        _ => Category::Pns,
    }
}

/// Every finding on NIK, NIP, birth date, sex, e-mail and telephone, in the order of the table.
pub fn check_identity(input: &IdentityInput<'_>, context: &IdentityContext<'_>) -> Vec<Finding> {
    let nik_cell = repair_nik(input.nik, CellKind::Text);
    let nip_cell = repair_nip(input.nip, CellKind::Text);
    let nik_text = judged(&nik_cell, input.nik);
    let nip_text = judged(&nip_cell, input.nip);
    // A number that parses with its digits lost is a spreadsheet's all the same.
    let nik = kept(&nik_cell, FindingCode::NikDigits).and_then(|()| Nik::parse(&nik_text));
    let nip = kept(&nip_cell, FindingCode::NipLength).and_then(|()| Nip::parse(&nip_text));

    let mut findings = Vec::new();
    let nik_cell = (&nik_cell, &nik_text[..], input.nik);
    let nip_cell = (&nip_cell, &nip_text[..], input.nip);
    findings.extend(nik.err().map(|code| nik_defect(code, nik_cell, &nip_text)));
    if let Some(province) = unknown_province(&nik_text) {
        findings.push(Finding::new(FindingCode::NikRegion).with("province", province));
    }
    match nip {
        Err(FindingCode::NipMissing) if !context.nip_required => {}
        Err(code) => findings.push(nip_defect(code, nip_cell, &nik_text)),
        Ok(nip) => findings.extend(nip_oddities(nip, context.appointment_month)),
    }
    if context.kind == Kind::Revoke && context.certificate_identified {
        for finding in &mut findings {
            finding.severity = finding.severity.min(Severity::Warning);
        }
    }
    findings.extend(birth_mismatch(nik.ok(), nip.ok(), input.birth_date));
    findings.extend(sex_mismatch(nik.ok(), nip.ok()));
    findings.extend(email_outside(input.email, context));
    findings.extend(phone_unread(input.phone));
    findings
}

/// Whether no digit of the number was lost on the way here.
fn kept(cell: &Repaired, lost: FindingCode) -> Result<(), FindingCode> {
    match cell {
        Repaired::DigitsLost => Err(lost),
        Repaired::AsIs(_) | Repaired::Changed(_) => Ok(()),
    }
}

/// A stated number as it is judged: nothing where it says that there is none, and its digits alone
/// where only signs stand between them, and words before or behind it.
fn judged(repaired: &Repaired, stated: &str) -> String {
    let text = repaired.text().unwrap_or(stated).trim();
    match is_filler(text) {
        true => String::new(),
        false => bare_digits(text)
            .or_else(|| labelled_digits(text))
            .unwrap_or_else(|| text.to_owned()),
    }
}

/// The zeros in which a number of the right length ends where no running number does.
fn made_zeros(text: &str, length: usize, zeros: usize) -> Option<&str> {
    let whole = text.len() == length && all_digits(text);
    text.get(length - zeros..)
        .filter(|made| whole && made.bytes().all(|byte| byte == b'0'))
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number's cell as it was mended, as it is judged, and as it was stated.
type Number<'a> = (&'a Repaired, &'a str, &'a str);

/// Arguments: how many digits, where nothing else was written; letters that look like digits; whose
/// number it looks like.
fn nik_defect(code: FindingCode, (cell, text, stated): Number<'_>, nip: &str) -> Finding {
    let mut finding = Finding::new(code);
    match code {
        FindingCode::NikLength => {
            finding = finding.with("length", text.len());
            let other = Nip::parse(nip).ok();
            if let Some(found) = other.and_then(|nip| likely::nik_miscount(text, nip)) {
                // The number itself is not told whole.
                let (name, told) = miscounted(&found);
                finding = finding.with(name, told);
            }
        }
        FindingCode::NikDigits if *cell == Repaired::DigitsLost => {
            finding = finding.with("as", "lost");
            if let Some(zeros) = made_zeros(text, 16, 6) {
                finding = finding.with("zeros", zeros);
            }
        }
        FindingCode::NikDigits => {
            for slip in likely::nik_slips(stated) {
                let slip = format!("{} {} {}", slip.place, slip.written, slip.meant);
                finding = finding.with("slip", slip);
            }
        }
        FindingCode::NikDate => finding = finding.with("date", text.get(6..12).unwrap_or_default()),
        _ => {}
    }
    exchanged(
        finding,
        Nip::parse(text).is_ok(),
        Nik::parse(nip).is_ok(),
        "nip",
    )
}

/// Arguments: as of a NIK; and what was stated, where it cannot be one.
fn nip_defect(code: FindingCode, (cell, text, stated): Number<'_>, nik: &str) -> Finding {
    let mut finding = Finding::new(code);
    match code {
        FindingCode::NipLength if *cell == Repaired::DigitsLost => {
            finding = finding.with("as", "lost");
            match made_zeros(text, 18, 3) {
                Some(_) => finding = finding.with("zeros", "000"),
                None => finding = finding.with("stated", text),
            }
        }
        FindingCode::NipLength => {
            match all_digits(text) {
                true => finding = finding.with("length", text.len()),
                false => finding = finding.with("as", "digits"),
            }
            // Sixteen digits may be a NIK, which is not told whole.
            if text.len() != 16 || !all_digits(text) {
                finding = finding.with("stated", text);
            }
            let by_nik = || {
                let found = likely::nip_miscount(text, Nik::parse(nik).ok()?)?;
                Some(found.number)
            };
            if let Some(meant) = likely::nip(stated).or_else(by_nik) {
                finding = finding.with("likely", meant);
            }
        }
        FindingCode::NipBirthdate => {
            finding = finding.with("date", text.get(..8).unwrap_or_default());
        }
        _ => {}
    }
    exchanged(
        finding,
        Nik::parse(text).is_ok(),
        Nip::parse(nik).is_ok(),
        "nik",
    )
}

/// A digit that is missing, or one too many, as an argument.
fn miscounted(found: &likely::Miscount) -> (&'static str, String) {
    let digit = found.digit;
    match found.missing {
        true => ("missing", format!("{} - {digit}", found.place)),
        false => ("extra", format!("{} {digit} -", found.place)),
    }
}

/// Names what a number looks like: the other one, or both in each other's place.
fn exchanged(finding: Finding, this: bool, other: bool, looks: &'static str) -> Finding {
    match (this, other) {
        (true, true) => finding.with("swapped", looks),
        (true, false) => finding.with("looks", looks),
        _ => finding,
    }
}

/// A telephone number that was stated and cannot be read as one. Arguments: `stated`, `likely`.
pub fn phone_unread(stated: &str) -> Option<Finding> {
    let given = stated.trim();
    if given.is_empty() || phone_of(given).is_some() {
        return None;
    }
    let finding = Finding::new(FindingCode::PhoneUnread);
    let finding = match (is_filler(given), is_scientific(given)) {
        (true, _) => finding.with("as", "empty"),
        (_, true) => finding.with("as", "lost"),
        _ => finding,
    };
    let finding = finding.with("stated", given);
    Some(match likely::phone(given) {
        Some(meant) => finding.with("likely", meant),
        None => finding,
    })
}

/// The first two digits, where the number has its 16 and they name no province.
fn unknown_province(text: &str) -> Option<&str> {
    let whole = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_digit());
    let province = text.get(..2).filter(|_| whole)?;
    let known = province
        .parse()
        .is_ok_and(crate::domain::identity::nik::is_province);
    (!known).then_some(province)
}

fn nip_oddities(nip: Nip, month: Option<bool>) -> impl Iterator<Item = Finding> {
    let whole = nip.to_string();
    let is_month = matches!(nip.appointment(), Appointment::Month { .. });
    let appointment = month.and_then(|wanted| {
        let finding = Finding::new(FindingCode::NipAppointment);
        match (nip.appointment_fits(), wanted == is_month) {
            (true, true) => None,
            (true, false) => Some(finding),
            (false, _) => Some(finding.with("as", "year")),
        }
    });
    let appointment = appointment.map(|found| found.with("digits", &whole[8..14]));
    let sex = nip
        .sex()
        .is_none()
        .then(|| Finding::new(FindingCode::NipSex).with("digit", &whole[14..15]));
    appointment.into_iter().chain(sex)
}

/// NIK against NIP against the stated date; the NIK's two-digit year takes the century that fits.
fn birth_mismatch(
    nik: Option<Nik>,
    nip: Option<Nip>,
    stated: Option<NaiveDate>,
) -> Option<Finding> {
    let by_nip = nip.map(Nip::birth);
    let dates_differ = by_nip.zip(stated).is_some_and(|(one, other)| one != other);
    let nik_differs = nik.is_some_and(|nik| {
        let known = [by_nip, stated].into_iter().flatten();
        known.into_iter().any(|date| !nik.fits_birth(date))
    });
    if !dates_differ && !nik_differs {
        return None;
    }
    let mut finding = Finding::new(FindingCode::BirthdateMismatch);
    let by_nik = nik.and_then(|nik| nik.birth_near(by_nip.or(stated)));
    for (name, date) in [("nik", by_nik), ("nip", by_nip), ("stated", stated)] {
        if let Some(date) = date {
            finding = finding.with(name, date);
        }
    }
    Some(finding)
}

fn sex_mismatch(nik: Option<Nik>, nip: Option<Nip>) -> Option<Finding> {
    let by_nik = nik?.sex();
    let by_nip = nip?.sex()?;
    (by_nik != by_nip).then(|| {
        Finding::new(FindingCode::SexMismatch)
            .with("nik", by_nik.as_str())
            .with("nip", by_nip.as_str())
    })
}

/// A blocker where the policy says so of the kind, else a warning. Arguments: `stated`, `domain`
/// (the policy's first), `likely` for the address that one sign makes of it, and `meant` where its
/// domain looks like a typing error of one of them.
fn email_outside(stated: &str, context: &IdentityContext<'_>) -> Option<Finding> {
    let address = Email::parse(stated);
    let belonging = match &address {
        Ok(address) => address.belongs(context.email_domains),
        Err(_) => Belonging::Outside,
    };
    if belonging == Belonging::Inside {
        return None;
    }
    let severity = match context.email_domain_blocks {
        true => Severity::Blocker,
        false => Severity::Warning,
    };
    let domain = context.email_domains.first().map_or("", String::as_str);
    let empty = is_filler(stated);
    let told_as = match (&address, empty) {
        (_, true) => "empty",
        (Err(_), false) => "unread",
        (Ok(_), false) => "",
    };
    let mut finding = Finding::new(FindingCode::EmailDomain).weighing(severity);
    if !told_as.is_empty() {
        finding = finding.with("as", told_as);
    }
    finding = finding
        .with("stated", if empty { "" } else { stated.trim() })
        .with("domain", domain);
    let meant = likely::email(stated, context.email_domains);
    match (meant, belonging) {
        (Some(meant), _) => finding = finding.with("likely", meant),
        (None, Belonging::NearMiss(meant)) => finding = finding.with("meant", meant),
        _ => {}
    }
    Some(finding)
}

/// The finding where two names are not one after titles, case and punctuation; `source` says
/// where the other name stands (`certificate`, `personnel`).
pub fn name_mismatch(stated: &str, other: &str, source: &str) -> Option<Finding> {
    (!names::same_person(stated, other)).then(|| {
        Finding::new(FindingCode::NameMismatch)
            .with("stated", stated)
            .with("other", other)
            .with("source", source)
    })
}

#[cfg(test)]
mod tests;
