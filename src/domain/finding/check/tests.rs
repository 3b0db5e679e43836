//! Each check of an identity, by table.
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

fn codes(nik: &str, nip: &str, birth: Option<(i32, u32, u32)>, email: &str) -> Vec<&'static str> {
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
