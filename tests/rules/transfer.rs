//! A transfer of many by one SK [docs/rules.md §3].

use crate::office::*;
use loket::domain::act::{Command, FormRowId, Transfer, TransferOrder, TransferRow};
use loket::domain::checklist::Evidence;
use loket::domain::finding::FindingCode;
use loket::domain::identity::Nip;
use loket::domain::ids::{Agenda, FileHash, PersonId, RecordId};
use loket::domain::kind::Kind;
use loket::domain::letter::LetterForm;
use loket::domain::policy::{Cause, DocumentKey};
use loket::domain::refusal::Refusal;
use loket::domain::request::Stage;
use loket::domain::rules::{Actor, Transferred, Transferring, findings, transfers};

/// The nth person goes to Dinas Pendidikan, as an SK's list tells it.
fn row(n: u32) -> TransferRow {
    let mut fingerprint = [9; 32];
    fingerprint[..4].copy_from_slice(&n.to_be_bytes());
    TransferRow {
        row: FormRowId {
            row: n + 1,
            fingerprint,
        },
        name: identity(n).name,
        nip: Nip::parse(&nip(n)).ok(),
        nik: None,
        email: String::new(),
        agency_old: "Dinas Kesehatan".to_owned(),
        agency: "Dinas Pendidikan".to_owned(),
        post_old: "Bidan".to_owned(),
        post: "Analis".to_owned(),
        unit: "SMKN 1 Pangkalpinang".to_owned(),
        meant: None,
    }
}

fn order(office: &Office, transfer: Transfer, rows: Vec<TransferRow>) -> TransferOrder {
    let hash = FileHash([5; 32]);
    TransferOrder {
        transfer,
        letter: LetterForm {
            number: "821.2/40/BKPSDMD/2026".to_owned(),
            date: Some(day(1)),
            subject: "Mutasi pegawai".to_owned(),
            scan: Some(hash),
            ..entry(office.at, Vec::new()).form
        },
        effective: day(16),
        sk: Evidence::File {
            hash,
            name: "sk.pdf".to_owned(),
            bytes: 12,
        },
        rows,
    }
}

/// The transfer of somebody whom the desk does not know.
pub fn of_nobody(office: &Office) -> Command {
    command(order(office, Transfer::Inside, vec![row(1)]))
}

fn command(order: TransferOrder) -> Command {
    Command::Transfer {
        order: Box::new(order),
    }
}

fn judge(office: &Office, transfer: Transfer, rows: &[TransferRow]) -> Vec<Transferred> {
    let actor = Actor::officer(CLERK);
    transfers(&office.desk, &actor, transfer, rows, office.at)
}

fn key(judged: &Transferred) -> &'static str {
    match &judged.what {
        Transferring::Ready(_) => "ready",
        Transferring::Proposal(like) if like.is_empty() => "unknown",
        Transferring::Proposal(_) => "proposal",
        Transferring::Without(_) => "without",
        Transferring::Asked(..) => "asked",
        Transferring::Known => "known",
        Transferring::Again(_) => "again",
        Transferring::Rejected(_) => "rejected",
    }
}

fn letter_of(decision: &loket::domain::rules::Decision) -> Option<Agenda> {
    decision.events.iter().find_map(|event| match event.record {
        RecordId::Letter(no) => Some(no),
        _ => None,
    })
}

#[test]
fn each_person_of_a_list_is_one_thing() {
    let mut office = Office::new();
    office.holds(1, 300);
    office.holds(2, 300);
    office.ask(2, Kind::Change);
    let known = office.issue(3);
    assert!(office.request(known).person.is_some());
    office.holds(4, -10);
    let nameless = |mut row: TransferRow| {
        row.name.clear();
        row
    };
    let numberless = |mut row: TransferRow| {
        row.nip = None;
        row
    };
    let by_mail = |mut row: TransferRow| {
        (row.nip, row.email) = (None, identity(1).email.to_uppercase());
        row
    };
    let mut other_name = row(1);
    other_name.name = "Orang Lain Sekali".to_owned();
    let mut elsewhere = row(1);
    elsewhere.agency_old = "Dinas Sosial".to_owned();
    let mut said = numberless(row(1));
    said.meant = Some(
        office
            .request(known)
            .person
            .map_or(PersonId(0), |_| PersonId(1)),
    );
    let cases: Vec<(&str, TransferRow, &str, &[&str])> = vec![
        ("by NIP", row(1), "ready", &[]),
        ("by NIP alone", nameless(row(1)), "ready", &[]),
        ("by e-mail", by_mail(row(1)), "ready", &[]),
        ("was elsewhere", elsewhere, "ready", &["agency_old"]),
        ("by name alone", numberless(row(1)), "proposal", &[]),
        ("another name on the NIP", other_name, "proposal", &["name"]),
        ("asked for it", row(2), "asked", &[]),
        ("never had one", row(3), "without", &[]),
        ("its certificate expired", row(4), "without", &[]),
        ("nobody known", row(8), "unknown", &[]),
        (
            "nothing told",
            nameless(numberless(row(8))),
            "rejected",
            &[],
        ),
    ];
    for (what, row, expected, differs) in cases {
        let judged = judge(&office, Transfer::Inside, std::slice::from_ref(&row)).remove(0);
        assert_eq!(key(&judged), expected, "{what}: {judged:?}");
        let fields: Vec<_> = judged.differs.iter().map(|one| one.field).collect();
        assert_eq!(fields, differs, "{what}");
    }
    let twice = judge(&office, Transfer::Inside, &[row(1), nameless(row(1))]);
    assert_eq!(
        twice.iter().map(key).collect::<Vec<_>>(),
        ["ready", "again"]
    );
}

#[test]
fn one_sk_is_one_letter_with_all_its_names() {
    let mut office = Office::new();
    let people: Vec<u32> = (1..=40).collect();
    for n in &people {
        office.holds(*n, 300);
    }
    let rows = people.iter().map(|n| row(*n)).collect();
    let order = order(&office, Transfer::Inside, rows);
    let decision = office.done(CLERK, command(order));
    let letter = letter_of(&decision).unwrap();
    let sheets: Vec<_> = people
        .iter()
        .map(|n| office.sheet_of(letter.line(*n as u16)).id)
        .collect();
    assert!(
        sheets.iter().all(|sheet| *sheet == sheets[0]),
        "one sheet for all"
    );
    for n in &people {
        let request = office.request(letter.line(*n as u16));
        assert_eq!(
            (request.kind, request.stage),
            (Kind::Change, Stage::Registered)
        );
        let who = (
            &request.identity.agency[..],
            &request.identity.unit[..],
            &request.identity.post[..],
        );
        assert_eq!(who, ("Dinas Pendidikan", "SMKN 1 Pangkalpinang", "Analis"));
        assert_eq!(request.identity.nik, nik(*n), "the desk knows the number");
        let cause = request.particulars.cause.as_ref().unwrap();
        assert_eq!(
            (cause.cause, cause.effective),
            (Cause::Transfer, Some(day(16)))
        );
        assert_eq!(cause.number, "821.2/40/BKPSDMD/2026");
        assert_eq!(
            request.note,
            "Dinas Kesehatan (Bidan) → Dinas Pendidikan (Analis, SMKN 1 Pangkalpinang)"
        );
        for document in [DocumentKey::Letter, DocumentKey::Sk] {
            assert!(
                request.item(document).unwrap().current().is_some(),
                "{document:?}"
            );
        }
        let found = findings(&office.desk, &request, office.at);
        let copied = |code| code == FindingCode::DocumentDuplicate;
        assert!(
            !found.iter().any(|open| copied(open.finding.code)),
            "one SK names many"
        );
    }
}

#[test]
fn a_transfer_out_asks_for_the_revocation_and_leaves_who_they_are() {
    let mut office = Office::new();
    office.holds(1, 300);
    let order = order(&office, Transfer::Out, vec![row(1)]);
    let decision = office.done(CLERK, command(order));
    let request = office.request(letter_of(&decision).unwrap().line(1));
    assert_eq!(request.kind, Kind::Revoke);
    assert_eq!(request.identity.agency, "Dinas Kesehatan");
    let cause = request.particulars.cause.unwrap();
    assert_eq!(
        (cause.cause, cause.effective),
        (Cause::TransferOut, Some(day(16)))
    );
    let proof = request
        .checklist
        .iter()
        .find(|item| item.document == DocumentKey::Cause);
    assert!(proof.is_some_and(|item| item.current().is_some()));
}

#[test]
fn a_list_is_registered_whole_or_not_and_once() {
    let mut office = Office::new();
    office.holds(1, 300);
    office.holds(2, 300);
    let both = order(&office, Transfer::Inside, vec![row(1), row(2)]);
    let mut with_another = both.clone();
    with_another.rows.push(row(3));
    assert_eq!(
        office.refused(CLERK, command(with_another)),
        Refusal::RowNotReady {
            row: 4,
            name: identity(3).name,
        }
    );
    let mut nameless = both.clone();
    nameless.letter.number.clear();
    assert_eq!(
        office.refused(CLERK, command(nameless)),
        Refusal::Missing("number".to_owned())
    );
    let mut unread = both.clone();
    unread.rows.clear();
    assert_eq!(
        office.refused(CLERK, command(unread)),
        Refusal::Missing("names".to_owned())
    );
    office.done(CLERK, command(both.clone()));
    let again = office.done(CLERK, command(both.clone()));
    assert!(again.events.is_empty(), "the same list makes nothing new");
    let judged = judge(&office, Transfer::Inside, &both.rows);
    assert_eq!(
        judged.iter().map(key).collect::<Vec<_>>(),
        ["known", "known"]
    );
}

#[test]
fn who_is_only_like_somebody_goes_onto_the_letter_once_a_clerk_says_so() {
    let mut office = Office::new();
    let held = office.holds(1, 300);
    let person = office.held(held).holder.unwrap();
    let mut like = row(1);
    like.nip = None;
    let proposed = order(&office, Transfer::Inside, vec![like.clone()]);
    assert!(matches!(
        office.refused(CLERK, command(proposed)),
        Refusal::RowNotReady { .. }
    ));
    like.meant = Some(person);
    let decision = office.done(CLERK, command(order(&office, Transfer::Inside, vec![like])));
    let request = office.request(letter_of(&decision).unwrap().line(1));
    assert_eq!(request.person, Some(person));
}

#[test]
fn nobody_transfers_themselves() {
    let mut office = Office::new();
    office.holds(906, 300);
    let mut own = row(906);
    own.name = "Petugas 6".to_owned();
    let rows = vec![own];
    let own = judge(&office, Transfer::Inside, &rows).remove(0);
    assert!(
        matches!(own.what, Transferring::Rejected(Refusal::OwnName { .. })),
        "{own:?}"
    );
    let refused = office.refused(CLERK, command(order(&office, Transfer::Inside, rows)));
    assert!(matches!(refused, Refusal::OwnName { .. }), "{refused:?}");
}

#[test]
fn only_a_transfer_is_stated_as_the_cause_of_a_change() {
    let mut office = Office::new();
    office.holds(1, 300);
    let no = office.ask(1, Kind::Change);
    let of =
        |cause| loket::domain::request::Particular::Cause(crate::office::cause(cause, day(16)));
    let pension = office.state(no, of(Cause::Retirement));
    assert_eq!(
        office.refused(CLERK, pension),
        Refusal::UnknownReason("retirement".to_owned())
    );
    let transfer = office.state(no, of(Cause::Transfer));
    office.done(CLERK, transfer);
    let revocation = office.ask(1, Kind::Revoke);
    let transfer = office.state(revocation, of(Cause::Transfer));
    assert_eq!(
        office.refused(CLERK, transfer),
        Refusal::UnknownReason("transfer".to_owned())
    );
}
