//! What is noticed on a request: the kind against the certificate that runs, numbers and addresses,
//! names, doubles [docs/rules.md §6].

use super::simplest::close;
use super::verification::file;
use crate::office::*;
use loket::domain::act::Command;
use loket::domain::certificate::CertificateForm;
use loket::domain::checklist::Evidence;
use loket::domain::ids::FileHash;
use loket::domain::kind::Kind;
use loket::domain::policy::DocumentKey;
use loket::domain::request::Stage;
use loket::domain::rules::findings;

/// An office that took over a certificate of person 1 with these days left on 2 November.
fn holding(days: i64) -> Office {
    let mut office = Office::new();
    let now = office.at;
    let mut other = office.clone();
    let no = other.issue(1);
    let certificate = CertificateForm {
        not_before: now.plus_days(days - 730),
        not_after: now.plus_days(days),
        ..other.certificate(no, 77)
    }
    .into();
    let holder = Box::new(details(&identity(1)));
    let command = Command::TakeOver {
        certificate,
        holder,
        replaces: None,
    };
    office.done(CLERK, command);
    office
}

#[test]
fn the_kind_is_judged_by_the_certificate_at_the_received_date() {
    use Kind::*;
    let wrong = |severity, kinds| vec![("wrong-kind", severity, kinds)];
    let all = "reset, change, revoke";
    let expired = || wrong("blocker", "issue");
    // Days left (`None`: no certificate is known), the kind, what is found on the day, and what
    // forty days later: the same, but for a renewal whose certificate expired on the way, which
    // then is an issue.
    for (left, kind, expected, later) in [
        (
            Some(71),
            Renew,
            wrong("blocker", all),
            wrong("blocker", all),
        ),
        (Some(31), Issue, wrong("blocker", all), vec![]),
        (Some(31), Renew, wrong("blocker", all), expired()),
        (Some(31), Change, vec![], vec![]),
        (Some(31), Reset, vec![], vec![]),
        (Some(31), Revoke, vec![], vec![]),
        (Some(30), Renew, vec![], expired()),
        (
            Some(30),
            Issue,
            wrong("blocker", "renew, reset, change, revoke"),
            vec![],
        ),
        (Some(30), Reset, vec![], vec![]),
        (Some(1), Renew, vec![], expired()),
        (Some(-1), Issue, vec![], vec![]),
        (Some(-1), Renew, expired(), expired()),
        (Some(-1), Reset, expired(), expired()),
        (Some(-1), Revoke, vec![], vec![]),
        (None, Issue, vec![], vec![]),
        (
            None,
            Renew,
            wrong("warning", "issue"),
            wrong("warning", "issue"),
        ),
        (
            None,
            Change,
            wrong("warning", "issue"),
            wrong("warning", "issue"),
        ),
        (None, Revoke, vec![], vec![]),
    ] {
        let mut office = match left {
            Some(left) => holding(left),
            None => Office::new(),
        };
        let no = office.register(vec![name(1, kind)]).line(1);
        for (days, expected) in [(0, expected), (40, later)] {
            let at = office.at.plus_days(days);
            let found = findings(&office.desk, &office.request(no), at);
            let found: Vec<_> = found
                .iter()
                .filter(|open| open.finding.code.as_str() == "wrong-kind")
                .map(|open| {
                    let finding = &open.finding;
                    let kinds = finding.arg("kinds").unwrap();
                    (finding.code.as_str(), finding.severity.as_str(), kinds)
                })
                .collect();
            assert_eq!(found, expected, "{left:?} {kind:?} after {days} days");
        }
    }
}

#[test]
fn a_revocation_of_the_one_active_certificate_only_warns_of_numbers_and_addresses() {
    for (left, severity) in [
        (Some(100), "warning"),
        (Some(-1), "blocker"),
        (None, "blocker"),
    ] {
        let mut office = match left {
            Some(left) => holding(left),
            None => Office::new(),
        };
        let mut name = name(1, Kind::Revoke);
        name.identity.nip = "19800101200501100".to_owned();
        let no = office.register(vec![name]).line(1);
        let found = findings(&office.desk, &office.request(no), office.at);
        let nip = found
            .iter()
            .find(|open| open.finding.code.as_str() == "nip-length");
        let weighs = nip.unwrap().finding.severity.as_str();
        assert_eq!(weighs, severity, "{left:?}");
    }
}

#[test]
fn the_policy_says_for_which_kinds_a_foreign_address_blocks() {
    for (blocks, severity) in [(true, "blocker"), (false, "warning")] {
        for kind in Kind::ALL {
            let mut office = Office::with(|policy| {
                policy.kinds.get_mut(&kind).unwrap().email_domain_blocks = blocks;
            });
            let mut name = name(1, kind);
            name.identity.email = "orang1@gmail.com".to_owned();
            let no = office.register(vec![name]).line(1);
            let found = findings(&office.desk, &office.request(no), office.at);
            let email = found
                .iter()
                .find(|open| open.finding.code.as_str() == "email-domain");
            assert_eq!(
                email.unwrap().finding.severity.as_str(),
                severity,
                "{kind:?}"
            );
        }
    }
}

#[test]
fn the_nip_tells_the_category_of_who_states_none_and_only_asn_have_appointment_digits() {
    use loket::domain::policy::Category;
    for (category, nip, told) in [
        (None, "198001012005211001", false),
        (Some(Category::Pns), "198001012005211001", true),
        (Some(Category::Pppk), "198001012005211001", false),
        (Some(Category::Pppk), "198001012005011001", true),
        (Some(Category::NonAsn), "198001012005211001", false),
        (Some(Category::StateOfficial), "198001011990011001", false),
        (None, "198001012005011001", false),
    ] {
        let mut office = Office::new();
        let mut name = name(1, Kind::Issue);
        name.identity.category = category;
        name.identity.nip = nip.to_owned();
        let no = office.register(vec![name]).line(1);
        let found = findings(&office.desk, &office.request(no), office.at);
        let odd = found
            .iter()
            .any(|open| open.finding.code.as_str() == "nip-appointment");
        assert_eq!(odd, told, "{category:?} {nip}");
    }
}

#[test]
fn kinds_that_need_a_certificate_say_so_and_block_from_verification_on() {
    for kind in [Kind::Renew, Kind::Change, Kind::Reset, Kind::Revoke] {
        let mut office = Office::new();
        let no = office.register(vec![name(1, kind)]).line(1);
        let severity = |office: &Office, stage| {
            let mut request = office.request(no);
            request.stage = stage;
            let found = findings(&office.desk, &request, office.at);
            let found = found
                .into_iter()
                .find(|open| open.finding.code.as_str() == "no-active-certificate");
            found.unwrap().finding.severity.as_str()
        };
        assert_eq!(severity(&office, Stage::Registered), "warning");
        assert_eq!(severity(&office, Stage::Verification), "blocker");
    }
}

#[test]
fn a_name_unlike_the_one_on_the_last_certificate_is_noticed() {
    for (name_stated, noticed) in [
        ("Orang Ke1", false),
        ("Dr. ORANG KE1, S.T.", false),
        ("Orang Lain", true),
    ] {
        let mut office = holding(-5);
        let mut name = name(1, Kind::Issue);
        name.identity.name = name_stated.to_owned();
        let no = office.register(vec![name]).line(1);
        let found = findings(&office.desk, &office.request(no), office.at);
        let told = found
            .iter()
            .any(|open| open.finding.code.as_str() == "name-mismatch");
        assert_eq!(told, noticed, "{name_stated}");
    }
}

#[test]
fn the_later_of_two_open_requests_is_the_duplicate() {
    let mut office = Office::new();
    let first = office.issue(1);
    let second = office.issue(1);
    let other_kind = office.register(vec![name(1, Kind::Reset)]).line(1);
    let told = |office: &Office, no| {
        findings(&office.desk, &office.request(no), office.at)
            .iter()
            .find(|open| open.finding.code.as_str() == "duplicate-open")
            .map(|open| {
                (
                    open.finding.arg("request").unwrap().to_owned(),
                    open.holds(),
                )
            })
    };
    assert_eq!(told(&office, first), None);
    assert_eq!(
        told(&office, second),
        Some(("0001.01/2026".to_owned(), true))
    );
    assert_eq!(told(&office, other_kind), None);
    // The first is withdrawn: the second is no longer one too many.
    let command = close(&office, first, loket::domain::act::Closing::Withdrawn);
    office.done(CLERK, command);
    assert_eq!(told(&office, second), None);
}

#[test]
fn the_same_file_for_another_person_is_a_warning() {
    let lay = |office: &mut Office, no, document, evidence| {
        let request = office.seen(no);
        let command = Command::AddDocument {
            request,
            document,
            evidence,
        };
        office.done(CLERK, command);
    };
    let told = |office: &Office, no| {
        let found = findings(&office.desk, &office.request(no), office.at);
        found
            .iter()
            .any(|open| open.finding.code == loket::domain::finding::FindingCode::DocumentDuplicate)
    };
    let mut office = Office::new();
    let agenda = office.register(vec![name(1, Kind::Issue), name(2, Kind::Issue)]);
    let (one, other) = (agenda.line(1), agenda.line(2));
    lay(&mut office, one, DocumentKey::Ktp, file(1));
    // The same file twice for one person, the same letter for all its names: nothing.
    lay(&mut office, one, DocumentKey::Sk, file(1));
    lay(&mut office, one, DocumentKey::Letter, file(2));
    lay(&mut office, other, DocumentKey::Letter, file(2));
    // The first half of the hash alone is not the file.
    let mut close = [1; 32];
    close[31] = 2;
    let evidence = Evidence::File {
        hash: FileHash(close),
        name: "ktp.jpg".to_owned(),
        bytes: 9,
    };
    lay(&mut office, other, DocumentKey::Ktp, evidence);
    let again = office.register(vec![name(1, Kind::Reset)]).line(1);
    lay(&mut office, again, DocumentKey::Ktp, file(1));
    assert!(![one, other, again].into_iter().any(|no| told(&office, no)));
    lay(&mut office, other, DocumentKey::SelfieKtp, file(1));
    assert!([one, other, again].into_iter().all(|no| told(&office, no)));
    // Another document in its place, and it is gone.
    lay(&mut office, other, DocumentKey::SelfieKtp, file(3));
    assert!(![one, other, again].into_iter().any(|no| told(&office, no)));
}
