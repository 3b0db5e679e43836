//! The recap of BSrE's portal beside what the desk knows [docs/rules.md §15].

use crate::office::*;
use loket::domain::act::{Command, FormRowId, Meant, RecapRow};
use loket::domain::certificate::{CertificateStatus, Standing};
use loket::domain::identity::Nip;
use loket::domain::ids::{CertificateId, PersonId, RecordId};
use loket::domain::person::Person;
use loket::domain::portal_account::{InPortal, PortalAccount};
use loket::domain::record::Record;
use loket::domain::rules::{Actor, Judged, Recap, recap};

/// What the portal tells of the nth person: words, and days from now at which the certificate
/// begins and ends.
fn user(office: &Office, n: u32, word: &str, span: Option<(i64, i64)>) -> RecapRow {
    let who = identity(n);
    let mut fingerprint = [7; 32];
    fingerprint[..4].copy_from_slice(&n.to_be_bytes());
    RecapRow {
        row: FormRowId {
            row: n + 1,
            fingerprint,
        },
        name: who.name.to_uppercase(),
        agency: String::new(),
        email: who.email,
        nip: None,
        nik: None,
        serial: None,
        begins: span.map(|(from, _)| office.at.plus_days(from)),
        ends: span.map(|(_, to)| office.at.plus_days(to)),
        revoked: None,
        account: PortalAccount {
            account: "VERIFIED".to_owned(),
            certificate: word.to_owned(),
            signatures: Some(18),
        },
        meant: None,
    }
}

fn judge(office: &Office, row: &RecapRow) -> Judged {
    let actor = Actor::officer(CLERK);
    let mut all = recap(&office.desk, &actor, std::slice::from_ref(row), office.at);
    all.remove(0)
}

fn key(judged: &Judged) -> &'static str {
    match &judged.recap {
        Recap::Same(_) => "same",
        Recap::Differs(_) => "differs",
        Recap::Renewed(..) => "renewed",
        Recap::Unknown => "unknown",
        Recap::Proposal(_) => "proposal",
        Recap::Open(_) => "open",
        Recap::Rejected => "rejected",
    }
}

fn fields(judged: &Judged) -> Vec<&'static str> {
    judged.differs.iter().map(|one| one.field).collect()
}

fn take(office: &mut Office, rows: &[RecapRow], absent: &[PersonId]) {
    let command = Command::Reconcile {
        rows: rows.to_vec(),
        absent: absent.to_vec(),
    };
    office.done(CLERK, command);
}

/// The person who holds the certificate.
fn holder(office: &Office, id: CertificateId) -> PersonId {
    office.held(id).holder.unwrap()
}

fn person(office: &Office, id: PersonId) -> Person {
    match office.desk.records().get(&RecordId::Person(id)) {
        Some(Record::Person(person)) => person.clone(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn each_user_of_a_recap_is_one_thing() {
    let mut office = Office::new();
    office.holds(1, 300);
    let span = Some((300 - 730, 300));
    let no_key = |mut row: RecapRow| {
        row.email.clear();
        row
    };
    let base = |word: &str, span| user(&office, 1, word, span);
    let mut stranger = user(&office, 8, "NEW", None);
    stranger.agency = "Dinas Kesehatan".to_owned();
    let mut other_name = base("ISSUE", span);
    other_name.name = "Orang Lain Sekali".to_owned();
    let mut other_number = base("ISSUE", span);
    other_number.nip = Nip::parse(&nip(77)).ok();
    let mut moved = base("ISSUE", span);
    moved.agency = "Dinas Perhubungan Kota".to_owned();
    let mut province = base("ISSUE", span);
    province.agency = loket::policy_file::babel().office.province;
    let mut day_off = base("issued", span);
    day_off.ends = day_off.ends.map(|ends| ends.plus_days(1));
    let mut gone = base("REVOKE", span);
    gone.revoked = Some(office.at.plus_days(-3).day());
    let cases: Vec<(&str, RecapRow, &str, &[&str])> = vec![
        (
            "the same by e-mail and days",
            base("ISSUE", span),
            "same",
            &[],
        ),
        (
            "the same by its word alone",
            base("Issued", None),
            "same",
            &[],
        ),
        ("the province is no other agency", province, "same", &[]),
        (
            "a name that is one person's here",
            no_key(base("ISSUE", span)),
            "same",
            &[],
        ),
        (
            "another last day",
            day_off.clone(),
            "differs",
            &["not_after"],
        ),
        ("another agency", moved, "differs", &["agency"]),
        ("revoked there, with its day", gone, "differs", &["status"]),
        (
            "a later certificate",
            base("ISSUE", Some((-5, 725))),
            "renewed",
            &["certificate"],
        ),
        (
            "a word that says otherwise",
            base("EXPIRED", None),
            "open",
            &["status"],
        ),
        (
            "a renewal without days",
            base("NEW", None),
            "open",
            &["status"],
        ),
        (
            "a word that nobody knows",
            base("SUSPEND", None),
            "open",
            &["status"],
        ),
        ("not known here", stranger.clone(), "unknown", &[]),
        (
            "a name alone, known nowhere",
            no_key(stranger),
            "proposal",
            &[],
        ),
        (
            "a name alone that differs",
            no_key(day_off),
            "proposal",
            &["not_after"],
        ),
        (
            "one address, another name",
            other_name,
            "proposal",
            &["name"],
        ),
        (
            "one address, another number",
            other_number,
            "proposal",
            &["nip"],
        ),
    ];
    for (what, row, wanted, differs) in cases {
        let judged = judge(&office, &row);
        assert_eq!(
            (key(&judged), fields(&judged).as_slice()),
            (wanted, differs),
            "{what}: {judged:?}"
        );
    }
    let mut nameless = base("ISSUE", span);
    nameless.name = " ".to_owned();
    assert_eq!(key(&judge(&office, &nameless)), "rejected");
}

#[test]
fn a_doubled_name_is_a_proposal() {
    let mut office = Office::new();
    office.holds(1, 300);
    office.holds(2, 300);
    let mut row = user(&office, 1, "ISSUE", None);
    row.email.clear();
    let name = row.name.clone();
    assert_eq!(key(&judge(&office, &row)), "same");
    // The second person takes the first one's name.
    let mut twin = user(&office, 2, "ISSUE", None);
    twin.name.clone_from(&name);
    let who = person(&office, holder(&office, CertificateId(2)));
    let mut details = who.details.clone();
    details.name = name;
    let record = Record::Person(Person { details, ..who });
    office
        .desk
        .keep(RecordId::Person(holder(&office, CertificateId(2))), record);
    let judged = judge(&office, &row);
    assert!(
        matches!(&judged.recap, Recap::Proposal(like) if like.len() == 2),
        "{judged:?}"
    );
    // Proposals pass over; the clerk says who it is, one by one.
    take(&mut office, std::slice::from_ref(&row), &[]);
    let second = holder(&office, CertificateId(2));
    assert_eq!(person(&office, second).portal, None);
    row.meant = Some(Meant::Person(second));
    take(&mut office, &[row], &[]);
    assert!(person(&office, second).portal.is_some());
}

#[test]
fn what_arose_elsewhere_takes_the_place_of_what_runs_here() {
    let mut office = Office::new();
    let old = office.holds(1, 100);
    let mut row = user(&office, 1, "RENEW", Some((-5, 725)));
    row.email = row.email.to_uppercase();
    take(&mut office, std::slice::from_ref(&row), &[]);
    let Standing::Replaced { by } = office.held(old).standing else {
        panic!("{:?}", office.held(old))
    };
    let new = office.held(by);
    assert_eq!(new.replaces, Some(old));
    assert_eq!(new.status(office.at), CertificateStatus::Active);
    assert_eq!(new.holder, office.held(old).holder);
    let known = person(&office, new.holder.unwrap());
    let Some(InPortal::Account(account)) = known.portal else {
        panic!("{known:?}")
    };
    assert_eq!(account.certificate, "RENEW", "the portal's word as given");
    assert_eq!(key(&judge(&office, &row)), "same");
}

#[test]
fn a_second_run_leaves_only_what_was_left_open() {
    let mut office = Office::new();
    for n in 1..=4 {
        office.holds(n, 300);
    }
    let span = Some((300 - 730, 300));
    let mut differs = user(&office, 1, "ISSUE", span);
    differs.ends = differs.ends.map(|ends| ends.plus_days(2));
    let mut revoked = user(&office, 2, "REVOKE", span);
    revoked.revoked = Some(office.at.plus_days(-3).day());
    let open = user(&office, 3, "EXPIRED", None);
    let unknown = user(&office, 9, "ISSUE", Some((-50, 680)));
    let rows = [differs, revoked, open, unknown];
    let absent = holder(&office, CertificateId(4));
    take(&mut office, &rows, &[absent]);
    let keys: Vec<_> = rows.iter().map(|row| key(&judge(&office, row))).collect();
    assert_eq!(keys, ["same", "same", "open", "same"]);
    assert_eq!(person(&office, absent).portal, Some(InPortal::Absent));
    assert_eq!(
        office.held(CertificateId(1)).form.not_after.day(),
        office.at.plus_days(302).day()
    );
    assert_eq!(
        office.held(CertificateId(2)).status(office.at),
        CertificateStatus::Revoked
    );
    let again = Command::Reconcile {
        rows: rows.to_vec(),
        absent: vec![absent],
    };
    let decided = office.judge(CLERK, &again).unwrap();
    assert_eq!(decided.events, [], "nothing is written twice");
}

#[test]
fn nobody_takes_over_what_is_their_own() {
    let mut office = Office::new();
    let mut own = user(&office, 8, "NEW", None);
    own.nip = Nip::parse(&nip(906)).ok();
    own.name = "Petugas 6".to_owned();
    let judged = judge(&office, &own);
    assert_eq!(key(&judged), "rejected", "{judged:?}");
    assert!(judged.why.is_some());
    let other = user(&office, 9, "NEW", None);
    take(&mut office, &[own, other], &[]);
    let known = |n: u32| {
        let email = identity(n).email;
        let mut people = office.desk.records().into_values();
        people.any(|record| matches!(record, Record::Person(known) if known.details.email == email))
    };
    assert!(
        known(9) && !known(8),
        "the others are taken over all the same"
    );
    let command = Command::Reconcile {
        rows: Vec::new(),
        absent: Vec::new(),
    };
    office.refused(AUDITOR, command);
}
