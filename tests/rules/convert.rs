//! Alih jenis: one key gives a request the kind that fits the certificate [R6.2-R6.4].

use crate::office::*;
use loket::domain::act::{Command, RevocationForm, Seen};
use loket::domain::checklist::Verdict;
use loket::domain::ids::{CertificateId, RequestNo};
use loket::domain::kind::Kind;
use loket::domain::policy::{DocumentKey, Need};
use loket::domain::refusal::Refusal;
use loket::domain::request::Stage;
use loket::domain::rules::findings;

fn convert(office: &Office, no: RequestNo, kind: Kind) -> Command {
    Command::Convert {
        request: office.seen(no),
        kind,
        reason: "sertifikat sudah habis".to_owned(),
    }
}

/// A certificate of the nth person with these days left becomes known.
fn take_over(office: &mut Office, n: u32, days: i64) {
    let mut other = office.clone();
    let no = other.issue(n);
    let mut form = other.certificate(no, 70);
    (form.not_before, form.not_after) =
        (office.at.plus_days(days - 730), office.at.plus_days(days));
    let identity = other.request(no).identity;
    let holder = details(&identity);
    let command = Command::TakeOver {
        certificate: form.into(),
        holder: Box::new(holder),
        replaces: None,
    };
    office.done(CLERK, command);
}

/// An office whose person 1 had a certificate that was revoked.
fn with_a_revoked_certificate() -> Office {
    let mut office = Office::new();
    let no = office.issue(1);
    office.bring(no, Stage::Completed);
    let command = Command::RevokeRecorded {
        certificate: Seen {
            id: CertificateId(1),
            revision: 1,
        },
        revocation: RevocationForm {
            date: office.at.day(),
            cause: "compromise".to_owned(),
        },
    };
    office.done(VERIFIER, command);
    office
}

#[test]
fn a_renewal_whose_certificate_was_revoked_becomes_an_issue_and_goes_on_where_it_is() {
    let mut office = with_a_revoked_certificate();
    let no = office.register(vec![name(1, Kind::Renew)]).line(1);
    office.bring(no, Stage::Verification);
    let blocked = findings(&office.desk, &office.request(no), office.at);
    let wrong = blocked
        .iter()
        .find(|open| open.finding.code.as_str() == "wrong-kind");
    assert_eq!(wrong.unwrap().finding.arg("advice"), Some("issue"));
    let sheet = office.sheet_of(no);
    let command = convert(&office, no, Kind::Issue);
    office.done(VERIFIER, command);
    let request = office.request(no);
    assert_eq!(
        (request.kind, request.stage),
        (Kind::Issue, Stage::Verification)
    );
    assert_eq!(office.sheet_of(no), sheet, "dispositions stand");
    // The checklist is the new kind's; the documents are still there.
    assert_eq!(request.item(DocumentKey::Sk).unwrap().need, Need::Must);
    assert!(request.item(DocumentKey::Sk).unwrap().current().is_some());
    office.bring(no, Stage::AtBsre);
}

#[test]
fn a_renewal_that_expires_on_the_way_becomes_an_issue() {
    let mut office = Office::new();
    take_over(&mut office, 1, 20);
    let no = office.register(vec![name(1, Kind::Renew)]).line(1);
    let wrong = |office: &Office| {
        let found = findings(&office.desk, &office.request(no), office.at);
        found
            .iter()
            .find(|open| open.finding.code.as_str() == "wrong-kind")
            .map(|open| (open.finding.arg("advice").unwrap().to_owned(), open.holds()))
    };
    assert_eq!(wrong(&office), None);
    let refusal = office.refused(CLERK, convert(&office, no, Kind::Issue));
    assert_eq!(refusal.code(), "wrong-kind", "it is still active");
    office.at = office.at.plus_days(21);
    assert_eq!(wrong(&office), Some(("issue".to_owned(), true)));
    let command = convert(&office, no, Kind::Issue);
    office.done(CLERK, command);
    assert_eq!(
        wrong(&office),
        None,
        "received while it was active, and right all the same"
    );
    office.bring(no, Stage::Completed);
    assert_eq!(wrong(&office), None);
}

#[test]
fn marks_stay_where_the_kind_changes() {
    let mut office = Office::new();
    let no = office.issue(1);
    office.bring(no, Stage::Verification);
    office.mark_all(VERIFIER, no);
    // Meanwhile an active certificate became known, with a month to go.
    take_over(&mut office, 1, 20);
    let command = convert(&office, no, Kind::Renew);
    office.done(CLERK_2, command);
    let request = office.request(no);
    assert_eq!(request.item(DocumentKey::Sk).unwrap().need, Need::May);
    for document in FILES {
        assert_eq!(
            *request.item(document).unwrap().verdict(),
            Verdict::Conforms
        );
    }
}

#[test]
fn only_a_kind_that_fits_and_is_another_with_a_reason() {
    let mut office = with_a_revoked_certificate();
    let no = office.register(vec![name(1, Kind::Renew)]).line(1);
    for kind in [Kind::Renew, Kind::Change, Kind::Reset, Kind::Revoke] {
        assert_eq!(
            office.refused(CLERK, convert(&office, no, kind)).code(),
            "wrong-kind"
        );
    }
    let mut command = convert(&office, no, Kind::Issue);
    if let Command::Convert { reason, .. } = &mut command {
        reason.clear();
    }
    assert_eq!(
        office.refused(CLERK, command),
        Refusal::Missing("reason".to_owned())
    );
    let command = convert(&office, no, Kind::Issue);
    office.done(CLERK, command);
}

#[test]
fn a_kind_with_another_way_has_a_sheet_of_its_own() {
    let mut office = with_a_revoked_certificate();
    let agenda = office.register(vec![name(1, Kind::Reset), name(2, Kind::Reset)]);
    let no = agenda.line(1);
    let command = convert(&office, no, Kind::Issue);
    office.done(CLERK, command);
    assert_ne!(
        office.request(no).sheet,
        office.request(agenda.line(2)).sheet
    );
    office.pass(CLERK, agenda.line(2));
    office.bring(no, Stage::Verification);
}

#[test]
fn what_no_official_saw_goes_to_them_first() {
    let mut office = with_a_revoked_certificate();
    let agenda = office.register(vec![name(1, Kind::Reset), name(2, Kind::Reset)]);
    let no = agenda.line(1);
    office.pass(CLERK, no);
    assert_eq!(office.request(no).stage, Stage::Verification);
    let command = convert(&office, no, Kind::Issue);
    office.done(VERIFIER, command);
    assert_eq!(office.request(no).stage, Stage::Registered);
    assert_eq!(office.request(agenda.line(2)).stage, Stage::Verification);
    office.bring(no, Stage::AtBsre);
}
