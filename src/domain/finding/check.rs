//! The checks of a stated identity that need nothing but itself and the policy.

use chrono::NaiveDate;

use super::{Finding, FindingCode, Severity};
use crate::domain::identity::{
    Appointment, Belonging, CellKind, Email, Nik, Nip, Repaired, bare_digits, phone_of, repair_nik,
    repair_nip,
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
    findings.extend(nik.err().map(|code| nik_defect(code, &nik_text, &nip_text)));
    if let Some(province) = unknown_province(&nik_text) {
        findings.push(Finding::new(FindingCode::NikRegion).with("province", province));
    }
    match nip {
        Err(FindingCode::NipMissing) if !context.nip_required => {}
        Err(code) => findings.push(nip_defect(code, &nip_text, &nik_text)),
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
/// where only signs stand between them.
fn judged(repaired: &Repaired, stated: &str) -> String {
    let text = repaired.text().unwrap_or(stated).trim();
    match is_filler(text) {
        true => String::new(),
        false => bare_digits(text).unwrap_or_else(|| text.to_owned()),
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

/// Arguments: how many digits, where nothing else was written; whose number it looks like.
fn nik_defect(code: FindingCode, text: &str, nip: &str) -> Finding {
    let mut finding = Finding::new(code);
    match code {
        FindingCode::NikLength => finding = finding.with("length", text.len()),
        FindingCode::NikDigits => {
            if let Some(zeros) = made_zeros(text, 16, 6) {
                finding = finding.with("zeros", zeros);
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

fn nip_defect(code: FindingCode, text: &str, nik: &str) -> Finding {
    let mut finding = Finding::new(code);
    match code {
        FindingCode::NipLength if made_zeros(text, 18, 3).is_some() => {
            finding = finding.with("zeros", "000");
        }
        FindingCode::NipLength => {
            if all_digits(text) {
                finding = finding.with("length", text.len());
            }
            // Sixteen digits may be a NIK, which is not told whole.
            if text.len() != 16 || !all_digits(text) {
                finding = finding.with("stated", text);
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

/// Names what a number looks like: the other one, or both in each other's place.
fn exchanged(finding: Finding, this: bool, other: bool, looks: &'static str) -> Finding {
    match (this, other) {
        (true, true) => finding.with("swapped", looks),
        (true, false) => finding.with("looks", looks),
        _ => finding,
    }
}

/// A telephone number that was stated and cannot be read as one. Argument: `stated`.
fn phone_unread(stated: &str) -> Option<Finding> {
    let given = stated.trim();
    (!given.is_empty() && phone_of(given).is_none())
        .then(|| Finding::new(FindingCode::PhoneUnread).with("stated", given))
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
    let fits = month.is_none_or(|wanted| nip.appointment_fits() && wanted == is_month);
    let appointment =
        (!fits).then(|| Finding::new(FindingCode::NipAppointment).with("digits", &whole[8..14]));
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

/// A blocker where the policy says so of the kind, else a warning. Arguments: `stated`, `domain` (the policy's
/// first), and `meant` where the address looks like a typing error of one of them.
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
    let mut finding = Finding::new(FindingCode::EmailDomain)
        .weighing(severity)
        .with("stated", if is_filler(stated) { "" } else { stated.trim() })
        .with("domain", domain);
    if let Belonging::NearMiss(meant) = belonging {
        finding = finding.with("meant", meant);
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
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    const NIK: &str = "1971024710850022";
    const NIP: &str = "198510072005032039";
    const EMAIL: &str = "yuliana@babelprov.go.id";

    fn office() -> Vec<String> {
        vec!["babelprov.go.id".to_owned()]
    }

    fn context(domains: &[String], kind: Kind) -> IdentityContext<'_> {
        IdentityContext {
            kind,
            email_domains: domains,
            nip_required: true,
            appointment_month: Some(true),
            email_domain_blocks: !matches!(kind, Kind::Reset | Kind::Revoke),
            certificate_identified: false,
        }
    }

    fn codes(
        nik: &str,
        nip: &str,
        birth: Option<(i32, u32, u32)>,
        email: &str,
    ) -> Vec<&'static str> {
        let domains = office();
        let input = IdentityInput {
            nik,
            nip,
            email,
            phone: "",
            birth_date: birth.and_then(|(y, m, d)| NaiveDate::from_ymd_opt(y, m, d)),
        };
        let found = check_identity(&input, &context(&domains, Kind::Issue));
        found.iter().map(|finding| finding.code.as_str()).collect()
    }

    #[test]
    fn every_rule_has_its_row() {
        let birth = Some((1985, 10, 7));
        for (nik, nip, birth, email, expected) in [
            (NIK, NIP, birth, EMAIL, &[][..]),
            (
                "'1971024710850022",
                "19851007 200503 2 039",
                birth,
                EMAIL,
                &[],
            ),
            ("", NIP, birth, EMAIL, &["nik-missing"]),
            (NIK, "", birth, EMAIL, &["nip-missing"]),
            ("197102471085002", NIP, birth, EMAIL, &["nik-length"]),
            ("197102471085002X", NIP, birth, EMAIL, &["nik-digits"]),
            ("1.97E+15", NIP, birth, EMAIL, &["nik-digits"]),
            (NIK, "198510072005032000", birth, EMAIL, &["nip-length"]),
            (NIK, "1.98510E+17", birth, EMAIL, &["nip-length"]),
            ("1971027910850022", NIP, birth, EMAIL, &["nik-date"]),
            ("9971024710850022", NIP, birth, EMAIL, &["nik-region"]),
            (NIK, "1985100720050320", birth, EMAIL, &["nip-length"]),
            (NIK, "198513072005032039", birth, EMAIL, &["nip-birthdate"]),
            (
                NIK,
                "198510071990032039",
                birth,
                EMAIL,
                &["nip-appointment"],
            ),
            (
                NIK,
                "198510072021212039",
                birth,
                EMAIL,
                &["nip-appointment"],
            ),
            (NIK, "198510072005033039", birth, EMAIL, &["nip-sex"]),
            (
                NIK,
                NIP,
                Some((1985, 7, 10)),
                EMAIL,
                &["birthdate-mismatch"],
            ),
            (
                NIK,
                "198510062005032039",
                birth,
                EMAIL,
                &["birthdate-mismatch"],
            ),
            (NIK, "198510072005031039", birth, EMAIL, &["sex-mismatch"]),
            (NIK, NIP, birth, "y@gmail.com", &["email-domain"]),
            (NIK, NIP, birth, "", &["email-domain"]),
            (NIK, NIP, None, "Y@Dinkes.BABELPROV.go.id", &[]),
        ] {
            assert_eq!(
                codes(nik, nip, birth, email),
                expected,
                "{nik} {nip} {email}"
            );
        }
    }

    #[test]
    fn numbers_are_judged_without_what_stands_around_them() {
        let birth = Some((1985, 10, 7));
        for (nik, nip, birth, email, expected) in [
            ("1971024710850000", NIP, birth, EMAIL, &[][..]),
            ("1971.0247.1085.0000", NIP, birth, EMAIL, &[]),
            ("1971024710850010", NIP, birth, EMAIL, &[]),
            (
                "0000000000000000",
                NIP,
                birth,
                EMAIL,
                &["nik-date", "nik-region"],
            ),
            ("1970000000000000", NIP, birth, EMAIL, &["nik-digits"]),
            ("tidak ada", NIP, birth, EMAIL, &["nik-missing"]),
            ("'197102471085002", NIP, birth, EMAIL, &["nik-length"]),
            (NIP, NIK, birth, EMAIL, &["nik-length", "nip-length"]),
        ] {
            assert_eq!(codes(nik, nip, birth, email), expected, "{nik} {nip}");
        }
    }

    #[test]
    fn the_century_that_fits_is_no_mismatch() {
        let found = codes(
            "1971020101050001",
            "200501012025011001",
            Some((2005, 1, 1)),
            EMAIL,
        );
        assert!(found.is_empty(), "{found:?}");
    }

    #[test]
    fn a_near_miss_names_what_was_meant() {
        let domains = office();
        let input = IdentityInput {
            nik: NIK,
            nip: NIP,
            email: "y@bableprov.go.id",
            phone: "",
            birth_date: None,
        };
        let found = check_identity(&input, &context(&domains, Kind::Issue));
        assert_eq!(found[0].arg("meant"), Some("babelprov.go.id"));
        assert_eq!(found[0].severity, Severity::Blocker);
        for kind in [Kind::Reset, Kind::Revoke] {
            let found = check_identity(&input, &context(&domains, kind));
            assert_eq!(found[0].severity, Severity::Warning);
        }
    }

    #[test]
    fn a_revocation_of_a_known_certificate_only_warns() {
        let domains = office();
        let input = IdentityInput {
            nik: "12",
            nip: "",
            email: EMAIL,
            phone: "",
            birth_date: None,
        };
        for (kind, identified, expected) in [
            (Kind::Revoke, true, Severity::Warning),
            (Kind::Revoke, false, Severity::Blocker),
            (Kind::Reset, true, Severity::Blocker),
        ] {
            let mut context = context(&domains, kind);
            context.certificate_identified = identified;
            let found = check_identity(&input, &context);
            assert_eq!(found.len(), 2);
            assert!(found.iter().all(|finding| finding.severity == expected));
        }
    }

    #[test]
    fn the_category_decides_on_nip_and_appointment() {
        let domains = office();
        let none = IdentityInput {
            nik: NIK,
            nip: "",
            email: EMAIL,
            phone: "",
            birth_date: None,
        };
        let mut context = context(&domains, Kind::Issue);
        context.nip_required = false;
        assert!(check_identity(&none, &context).is_empty());

        let with = |nip| IdentityInput { nip, ..none };
        for (nip, month, odd) in [
            ("198510072005032039", Some(true), false),
            ("198510072005032039", Some(false), true),
            ("198510072021212039", Some(true), true),
            ("198510072021212039", Some(false), false),
            ("198510072021002039", Some(false), false),
            ("198510071990032039", None, false),
            ("198510072021212039", None, false),
        ] {
            context.appointment_month = month;
            let found = check_identity(&with(nip), &context);
            assert_eq!(!found.is_empty(), odd, "{nip} {month:?}");
        }
    }

    #[test]
    fn numbers_in_each_others_place_are_named() {
        let domains = office();
        let input = IdentityInput {
            nik: NIP,
            nip: NIK,
            email: EMAIL,
            phone: "",
            birth_date: None,
        };
        let found = check_identity(&input, &context(&domains, Kind::Issue));
        assert_eq!(found[0].arg("swapped"), Some("nip"));
        assert_eq!(found[1].arg("swapped"), Some("nik"));
        assert_eq!(found[1].arg("stated"), None, "a whole NIK is not told");
        let one = IdentityInput { nip: "", ..input };
        let found = check_identity(&one, &context(&domains, Kind::Issue));
        assert_eq!(found[0].arg("looks"), Some("nip"));
        assert_eq!(category_by("198510072021212039"), Category::Pppk);
        assert_eq!(category_by("19851007 202112 2 039"), Category::Pns);
        assert_eq!(category_by("12"), Category::Pns);
    }

    #[test]
    fn a_telephone_that_cannot_be_read_is_told() {
        for (phone, told) in [
            ("", false),
            ("081192520002", false),
            ("+60123456789", false),
            ("6,28119E+12", true),
            ("0811-9252-0002 / 0812-0000-0001", true),
            ("tidak ada", true),
        ] {
            assert_eq!(phone_unread(phone).is_some(), told, "{phone}");
        }
    }

    #[test]
    fn names() {
        assert!(name_mismatch("Dr. Siti", "SITI", "personnel").is_none());
        let found = name_mismatch("Siti", "Rina", "personnel").unwrap();
        assert_eq!(found.arg("other"), Some("Rina"));
    }

    proptest! {
        #[test]
        fn no_text_panics_and_no_finding_shows_a_whole_nik(
            nik in "\\PC*|[0-9]{14,18}", nip in "\\PC*|[0-9]{16,19}", email in "\\PC*"
        ) {
            let domains = office();
            let input = IdentityInput { nik: &nik, nip: &nip, email: &email, phone: "", birth_date: None };
            let found = check_identity(&input, &context(&domains, Kind::Issue));
            if nik.len() >= 14 && nik != nip && nik != email {
                prop_assert!(found.iter().flat_map(|f| &f.args).all(|(_, value)| *value != nik));
            }
        }
    }
}
