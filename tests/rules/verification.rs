//! The verifier's desk: marks and their evidence, warnings, what blocks sending, and the kinds
//! that this release does not verify yet [domain §4].

use super::office::*;
use super::simplest::*;
use loket::domain::act::{ActKind, Command};
use loket::domain::certificate::CertificateForm;
use loket::domain::checklist::{Evidence, Verdict};
use loket::domain::ids::{FileHash, RequestNo};
use loket::domain::kind::Kind;
use loket::domain::person::PersonDetails;
use loket::domain::policy::DocumentKey;
use loket::domain::refusal::{Block, Refusal};
use loket::domain::request::Stage;
use loket::domain::rules::{blocks, findings};

fn verifying() -> (Office, RequestNo) {
    let mut office = Office::new();
    let no = office.issue(1);
    office.bring(no, Stage::Verification);
    (office, no)
}

fn mark(
    office: &Office,
    no: RequestNo,
    document: DocumentKey,
    verdict: Verdict,
    on: Option<Evidence>,
) -> Result<(), &'static str> {
    let marks = vec![(document, verdict, on)];
    let request = office.seen(no);
    let judged = office.judge(VERIFIER, &Command::Mark { request, marks });
    judged.map(|_| ()).map_err(|refusal| refusal.code())
}

fn file(byte: u8) -> Evidence {
    Evidence::File {
        hash: FileHash([byte; 32]),
        name: "ktp.jpg".to_owned(),
        bytes: 10,
    }
}

fn add(office: &mut Office, no: RequestNo, document: DocumentKey, evidence: Evidence) {
    let command = Command::AddDocument {
        request: office.seen(no),
        document,
        evidence,
    };
    office.done(CLERK, command);
}

#[test]
fn a_mark_rests_on_evidence_that_lies_there_and_suffices() {
    use DocumentKey::*;
    let (mut office, no) = verifying();
    add(&mut office, no, Ktp, file(1));
    let link = office
        .request(no)
        .item(Selfie)
        .unwrap()
        .current()
        .unwrap()
        .evidence
        .clone();
    let elsewhere = Evidence::Link("https://drive.example/lain".to_owned());
    let needed = Err("evidence-needed");
    for (document, on, expected) in [
        (Ktp, Some(file(1)), Ok(())),
        (Ktp, Some(file(2)), needed),
        (Ktp, Some(Evidence::Paper), Ok(())),
        (Ktp, None, needed),
        (Selfie, Some(link), Ok(())),
        (Selfie, Some(elsewhere), needed),
        // The policy: a selfie on paper does not suffice.
        (Selfie, Some(Evidence::Paper), needed),
        // The e-mail is a checked fact.
        (Email, None, Ok(())),
        // Not on the checklist of this kind.
        (Cause, None, Err("invalid")),
    ] {
        let judged = mark(&office, no, document, Verdict::Conforms, on.clone());
        assert_eq!(judged, expected, "{document:?} on {on:?}");
    }
}

#[test]
fn the_evidence_that_suffices_is_policy() {
    let mut office = Office::with(|policy| {
        let ktp = policy.documents.get_mut(&DocumentKey::Ktp).unwrap();
        ktp.evidence = vec![loket::domain::policy::EvidenceKind::File];
    });
    let no = office.issue(1);
    office.bring(no, Stage::Verification);
    let judged = mark(
        &office,
        no,
        DocumentKey::Ktp,
        Verdict::Conforms,
        Some(Evidence::Paper),
    );
    assert_eq!(judged, Err("evidence-needed"));
}

#[test]
fn every_verdict_says_what_it_needs_to() {
    let (office, no) = verifying();
    let wrong = |code: &str, note: &str| Verdict::Wrong {
        code: code.to_owned(),
        note: note.to_owned(),
    };
    let not_needed = |reason: &str| Verdict::NotNeeded {
        reason: reason.to_owned(),
    };
    for (verdict, expected) in [
        (wrong("ktp-unreadable", ""), Ok(())),
        (wrong("", "gambar terpotong"), Ok(())),
        (wrong("", " "), Err("missing")),
        (wrong("ktp-hilang", ""), Err("unknown-reason")),
        (not_needed("sudah dilihat tahun lalu"), Ok(())),
        (not_needed(""), Err("missing")),
        (Verdict::Missing, Ok(())),
        (Verdict::NotSeen, Ok(())),
    ] {
        let judged = mark(&office, no, DocumentKey::Ktp, verdict.clone(), None);
        assert_eq!(judged, expected, "{verdict:?}");
    }
    let request = office.seen(no);
    let marks = Vec::new();
    let refusal = office.refused(VERIFIER, Command::Mark { request, marks });
    assert_eq!(refusal, Refusal::Missing("marks".to_owned()));
}

#[test]
fn a_new_document_voids_the_mark_on_the_one_before() {
    let (mut office, no) = verifying();
    office.mark_all(VERIFIER, no);
    let mark = office
        .request(no)
        .item(DocumentKey::Ktp)
        .unwrap()
        .mark
        .clone()
        .unwrap();
    assert_eq!(mark.by, VERIFIER);
    add(&mut office, no, DocumentKey::Ktp, file(3));
    let request = office.request(no);
    let item = request.item(DocumentKey::Ktp).unwrap();
    assert_eq!((item.documents.len(), &item.mark), (2, &None));
    assert_eq!(
        blocks(&office.desk, &request, office.at),
        [Block::Item(DocumentKey::Ktp)]
    );
}

#[test]
fn documents_are_files_paper_or_links_that_lead_somewhere() {
    let (office, no) = verifying();
    for (document, evidence, code) in [
        (DocumentKey::Ktp, Evidence::Link(" ".to_owned()), "missing"),
        (
            DocumentKey::Ktp,
            Evidence::Link("x".repeat(1_001)),
            "invalid",
        ),
        (DocumentKey::Email, Evidence::Paper, "invalid"),
    ] {
        let command = Command::AddDocument {
            request: office.seen(no),
            document,
            evidence: evidence.clone(),
        };
        assert_eq!(office.refused(CLERK, command).code(), code, "{evidence:?}");
        // Nor does a letter begin with such a one.
        let mut name = name(2, Kind::Issue);
        name.documents = vec![(document, evidence)];
        let letter = entry(office.at, vec![name]);
        assert_eq!(
            office.refused(CLERK, Command::Register { letter }).code(),
            code
        );
    }
}

#[test]
fn sending_names_exactly_what_blocks_it() {
    use DocumentKey::*;
    let mut office = Office::new();
    let mut name = name(1, Kind::Issue);
    name.identity.email = "orang1@gmail.com".to_owned();
    name.identity.birth_date = Some(day(1));
    let no = office.register(vec![name]).line(1);
    office.bring(no, Stage::Verification);
    let finding = |code: &str| Block::Finding(code.to_owned());
    let items: Vec<_> = [Letter, Form, Ktp, Sk, SelfieKtp, Selfie, Email]
        .map(Block::Item)
        .to_vec();
    let all = [
        items,
        vec![finding("birthdate-mismatch"), finding("email-domain")],
    ]
    .concat();
    assert_eq!(
        office.refused(VERIFIER, office.send(no)),
        Refusal::Blocked(all)
    );
    office.mark_all(VERIFIER, no);
    let left = vec![finding("birthdate-mismatch"), finding("email-domain")];
    assert_eq!(
        office.refused(VERIFIER, office.send(no)),
        Refusal::Blocked(left)
    );
    let accept = |office: &Office, code: &str, reason: &str| Command::AcceptWarning {
        request: office.seen(no),
        code: code.to_owned(),
        reason: reason.to_owned(),
    };
    // A warning is accepted with a written reason; a blocker cannot be.
    let refusal = office.refused(VERIFIER, accept(&office, "birthdate-mismatch", " "));
    assert_eq!(refusal, Refusal::Missing("reason".to_owned()));
    for code in ["email-domain", "nik-length", "entah"] {
        let refusal = office.refused(VERIFIER, accept(&office, code, "sudah dicek"));
        assert_eq!(refusal, Refusal::NotAWarning(code.to_owned()));
    }
    let command = accept(&office, "birthdate-mismatch", "akta dilihat");
    office.done(VERIFIER, command);
    let left = vec![finding("email-domain")];
    assert_eq!(
        office.refused(VERIFIER, office.send(no)),
        Refusal::Blocked(left)
    );
}

#[test]
fn a_must_that_is_not_needed_or_missing_still_blocks() {
    for verdict in [
        Verdict::Missing,
        Verdict::NotNeeded {
            reason: "ada di arsip".to_owned(),
        },
        Verdict::Wrong {
            code: "sk-outdated".to_owned(),
            note: String::new(),
        },
        Verdict::NotSeen,
    ] {
        let (mut office, no) = verifying();
        office.mark_all(VERIFIER, no);
        let request = office.seen(no);
        let marks = vec![(DocumentKey::Sk, verdict, None)];
        office.done(VERIFIER, Command::Mark { request, marks });
        let left = vec![Block::Item(DocumentKey::Sk)];
        assert_eq!(
            office.refused(VERIFIER, office.send(no)),
            Refusal::Blocked(left)
        );
    }
}

#[test]
fn the_act_keeps_exactly_which_files_went() {
    let (mut office, no) = verifying();
    add(&mut office, no, DocumentKey::Ktp, file(1));
    add(&mut office, no, DocumentKey::Ktp, file(2));
    office.mark_all(VERIFIER, no);
    let send = office.send(no);
    let when = office.at;
    office.done(VERIFIER, send);
    let request = office.request(no);
    let sending = request.sending.clone().unwrap();
    assert_eq!((sending.by, sending.at), (VERIFIER, when));
    let keys: Vec<_> = sending.manifest.iter().map(|(key, _)| *key).collect();
    assert_eq!(keys, FILES);
    assert_eq!(sending.manifest[2].1, file(2));
    assert_eq!(
        request.step().unwrap().acted.clone().unwrap().officer,
        VERIFIER
    );
}

#[test]
fn the_day_of_sending_lies_between_receipt_and_today() {
    let (mut office, no) = verifying();
    office.mark_all(VERIFIER, no);
    office.at = at(4, 9, 0);
    for (on, code) in [
        (1, Some("invalid")),
        (2, None),
        (4, None),
        (5, Some("invalid")),
    ] {
        let mut command = office.send(no);
        if let Command::Send { date, .. } = &mut command {
            *date = day(on);
        }
        let judged = office.judge(VERIFIER, &command);
        assert_eq!(
            judged.err().map(|refusal| refusal.code()),
            code,
            "on the {on}th"
        );
    }
    let mut command = office.send(no);
    if let Command::Send { channel, .. } = &mut command {
        channel.clear();
    }
    assert_eq!(
        office.refused(VERIFIER, command),
        Refusal::Missing("channel".to_owned())
    );
}

#[test]
fn nothing_is_sent_before_the_day_of_the_act_before() {
    let mut office = Office::new();
    let no = office.issue(1);
    office.at = at(4, 9, 0);
    office.bring(no, Stage::Verification);
    office.mark_all(VERIFIER, no);
    office.at = at(6, 9, 0);
    let sent = |office: &Office, on: u32| {
        let mut command = office.send(no);
        if let Command::Send { date, .. } = &mut command {
            *date = day(on);
        }
        office.judge(VERIFIER, &command).is_ok()
    };
    // Received on the 2nd, disposed on the 4th.
    for (on, accepted) in [(2, false), (3, false), (4, true), (6, true)] {
        assert_eq!(sent(&office, on), accepted, "on the {on}th");
    }
    // Returned, and completed on the 10th: what was sent before was something else.
    let back = simplest(&office, ActKind::Return, no);
    office.done(VERIFIER, back);
    office.at = at(10, 9, 0);
    let complete = simplest(&office, ActKind::Complete, no);
    office.done(CLERK, complete);
    office.at = at(12, 9, 0);
    office.mark_all(VERIFIER, no);
    for (on, accepted) in [(6, false), (9, false), (10, true), (12, true)] {
        assert_eq!(sent(&office, on), accepted, "on the {on}th");
    }
}

#[test]
fn paper_is_not_signed_before_the_papers_were_complete() {
    let mut office = Office::new();
    let no = office.issue(1);
    office.pass(CLERK, no);
    let back = simplest(&office, ActKind::Return, no);
    office.done(KADIS, back);
    office.at = at(10, 9, 0);
    let complete = simplest(&office, ActKind::Complete, no);
    office.done(CLERK, complete);
    office.at = at(12, 9, 0);
    for (on, accepted) in [(2, false), (9, false), (10, true), (12, true)] {
        let command = dispose_paper(vec![office.sheet_of(no)], paper(day(on), None));
        let judged = office.judge(CLERK, &command);
        assert_eq!(judged.is_ok(), accepted, "on the {on}th: {judged:?}");
    }
}

#[test]
fn other_kinds_are_verified_in_a_later_release() {
    for kind in [Kind::Renew, Kind::Change, Kind::Reset, Kind::Revoke] {
        let mut office = Office::new();
        let no = office.register(vec![name(1, kind)]).line(1);
        while office.request(no).stage != Stage::Verification {
            let by = [CLERK, KADIS, KABID, SUBKOORD].into_iter().find(|by| {
                office
                    .judge(*by, &dispose(vec![office.sheet_of(no)]))
                    .is_ok()
            });
            office.pass(by.unwrap(), no);
        }
        for act in [
            ActKind::Claim,
            ActKind::Mark,
            ActKind::AcceptWarning,
            ActKind::Send,
        ] {
            let refusal = office.refused(VERIFIER, simplest(&office, act, no));
            assert_eq!(refusal, Refusal::KindNotYet(kind), "{act:?}");
        }
        // The way back is open: nobody is stuck.
        for act in [ActKind::Return, ActKind::StepBack, ActKind::Withdraw] {
            assert!(
                office.judge(VERIFIER, &simplest(&office, act, no)).is_ok(),
                "{act:?}"
            );
        }
    }
}

fn person(n: u32) -> Box<PersonDetails> {
    let identity = identity(n);
    Box::new(PersonDetails {
        name: identity.name.clone(),
        nip: identity.nip(),
        nik: identity.nik(),
        birth_date: None,
        post: String::new(),
        rank: String::new(),
        eselon: String::new(),
        agency: identity.agency.clone(),
        email: identity.email.clone(),
        phone: String::new(),
    })
}

/// An office that took over a certificate of person 1 with these days left on 2 November.
fn holding(days: i64) -> Office {
    let mut office = Office::new();
    let now = office.at;
    let mut other = office.clone();
    let no = other.issue(1);
    let certificate = Box::new(CertificateForm {
        not_before: now.plus_days(days - 730),
        not_after: now.plus_days(days),
        ..other.certificate(no, 77)
    });
    let holder = person(1);
    let command = Command::TakeOver {
        certificate,
        holder,
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
fn who_states_no_category_is_judged_as_a_pns_and_only_asn_have_appointment_digits() {
    use loket::domain::policy::Category;
    for (category, nip, told) in [
        (None, "198001012005211001", true),
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
