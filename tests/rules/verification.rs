//! The verifier's desk: marks and their evidence, warnings, what blocks sending, and the kinds
//! that this release does not verify yet [docs/rules.md §7].

use super::simplest::*;
use crate::office::*;
use loket::domain::act::{ActKind, Command};
use loket::domain::checklist::{ChecklistItem, Evidence, Verdict};
use loket::domain::ids::{FileHash, OfficerId, RecordId, RequestNo};
use loket::domain::kind::Kind;
use loket::domain::policy::DocumentKey;
use loket::domain::refusal::{Block, Refusal};
use loket::domain::request::Stage;
use loket::domain::rules::{Actor, blocks, to_open};
use loket::text::Words;

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

pub fn file(byte: u8) -> Evidence {
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
    office.look_at_all(VERIFIER, no);
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
        (Cause, None, Err("not-on-checklist")),
    ] {
        let judged = mark(&office, no, document, Verdict::Conforms, on.clone());
        assert_eq!(judged, expected, "{document:?} on {on:?}");
    }
}

fn look(office: &mut Office, by: OfficerId, no: RequestNo, document: DocumentKey) {
    let request = no;
    office.done(by, Command::LookAtDocument { request, document });
}

#[test]
fn a_mark_on_a_file_or_link_needs_a_look_at_it_by_who_marks() {
    use DocumentKey::{Email, Ktp, Letter};
    let (mut office, no) = verifying();
    let conforms = |office: &Office, document| {
        let request = office.request(no);
        let held = request.item(document).and_then(|item| item.current());
        let on = held.map(|held| held.evidence.clone());
        mark(office, no, document, Verdict::Conforms, on)
    };
    let first = Err("look-first");
    assert_eq!(conforms(&office, Ktp), first);
    // Nobody else's eyes, and no other document.
    look(&mut office, VERIFIER_2, no, Ktp);
    look(&mut office, VERIFIER, no, Letter);
    assert_eq!(conforms(&office, Ktp), first);
    look(&mut office, VERIFIER, no, Ktp);
    assert_eq!(conforms(&office, Ktp), Ok(()));
    assert_eq!(office.request(no).item(Ktp).unwrap().looked.len(), 2);
    // What is laid there anew is opened anew, also where it is the same file.
    add(&mut office, no, Ktp, file(1));
    assert_eq!(conforms(&office, Ktp), first);
    look(&mut office, VERIFIER, no, Ktp);
    assert_eq!(conforms(&office, Ktp), Ok(()));
    add(&mut office, no, Ktp, file(1));
    assert_eq!(conforms(&office, Ktp), first);
    // Among several marks one is enough to refuse them all.
    let command = office.mark_all_command(no);
    let refusal = office.refused(VERIFIER, command);
    assert!(matches!(refusal, Refusal::LookFirst { request, .. } if request == no));
    // An original lies on the counter, the e-mail is a fact; what does not conform rests on nothing.
    let paper = mark(&office, no, Ktp, Verdict::Conforms, Some(Evidence::Paper));
    assert_eq!(paper, Ok(()));
    assert_eq!(mark(&office, no, Email, Verdict::Conforms, None), Ok(()));
    assert_eq!(mark(&office, no, Ktp, Verdict::Missing, None), Ok(()));
}

#[test]
fn what_is_to_be_opened_is_told_and_a_look_is_no_part_of_an_act_that_is_undone() {
    use DocumentKey::{Email, Ktp, Letter};
    let (mut office, no) = verifying();
    let left = |office: &Office, by| {
        let request = office.request(no);
        to_open(&office.desk, &Actor::officer(by), &request, office.at)
    };
    assert_eq!(left(&office, VERIFIER), FILES);
    assert_eq!(left(&office, KADIS), [], "who may not mark opens nothing");
    look(&mut office, VERIFIER, no, Ktp);
    let request = office.seen(no);
    let marks = vec![(Email, Verdict::Conforms, None)];
    office.done(VERIFIER, Command::Mark { request, marks });
    look(&mut office, VERIFIER, no, Letter);
    let record = RecordId::Request(no);
    let revision = office.request(no).revision;
    office.done(VERIFIER, Command::Undo { record, revision });
    let left = left(&office, VERIFIER);
    assert_eq!(left.len(), FILES.len() - 2, "{left:?}");
    assert!(!left.contains(&Ktp) && !left.contains(&Letter), "{left:?}");
}

#[test]
fn where_the_policy_asks_for_no_look_the_mark_says_that_there_was_none() {
    let mut office = Office::with(|policy| policy.look_first = false);
    let no = office.issue(1);
    office.bring(no, Stage::Verification);
    look(&mut office, VERIFIER, no, DocumentKey::Ktp);
    let command = office.mark_all_command(no);
    office.done(VERIFIER, command);
    let unseen = |item: &ChecklistItem| item.mark.as_ref().unwrap().unseen;
    for item in &office.request(no).checklist {
        let seen = matches!(item.document, DocumentKey::Ktp | DocumentKey::Email);
        assert_eq!(unseen(item), !seen, "{:?}", item.document);
        for (language, said) in [("id", "tanpa dilihat"), ("en", "not looked at")] {
            let words = Words::new(language.parse().unwrap());
            let told = loket::text::request::judged(&words, None, item);
            assert_eq!(told.contains(said), !seen, "{told}");
        }
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
            "too-long",
        ),
        (DocumentKey::Email, Evidence::Paper, "not-a-file"),
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
        (1, Some("date-before")),
        (2, None),
        (4, None),
        (5, Some("date-after")),
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
