//! What is one's own: nobody acts on it, by whatever it is known [docs/rules.md §2].

use super::duties::{asks, officer};
use super::simplest::simplest;
use crate::office::*;
use loket::domain::act::{ActKind, Command, FormRowId, NameForm, RevocationForm, Seen, TakenIn};
use loket::domain::desk::Desk;
use loket::domain::event::Happening;
use loket::domain::ids::{CertificateId, OfficerId, RecordId, RequestNo};
use loket::domain::kind::Kind;
use loket::domain::office::{Capacity, Position};
use loket::domain::officer::Hold;
use loket::domain::policy::Category;
use loket::domain::record::Record;
use loket::domain::refusal::Refusal;
use loket::domain::request::{Identity, Stage};
use loket::domain::rules::untaken;
use loket::domain::summary::{Summary, summary};

/// The same, with a NIK and an address of the verifier.
fn identified() -> Office {
    let mut office = Office::new();
    identify(&mut office, VERIFIER);
    office
}

/// Says the NIK and the address of an officer.
pub fn identify(office: &mut Office, id: OfficerId) {
    let command = Command::IdentifyOfficer {
        officer: Seen {
            id,
            revision: officer(office, id).revision,
        },
        name: String::new(),
        nip: String::new(),
        nik: nik(900 + id.0),
        email: format!("petugas{}@babelprov.go.id", id.0),
    };
    office.done(ADMIN, command);
}

/// A request with this identity, registered by the second clerk, at verification.
fn at_verification(office: &mut Office, identity: Identity) -> RequestNo {
    let mut form = name(1, Kind::Issue);
    form.identity = identity;
    let no = registered(office, CLERK_2, form);
    office.bring(no, Stage::Verification);
    no
}

fn registered(office: &mut Office, by: OfficerId, form: NameForm) -> RequestNo {
    let letter = entry(office.at, vec![form]);
    let decision = office.done(by, Command::Register { letter });
    let no = decision.events.iter().find_map(|event| match event.record {
        RecordId::Request(no) => Some(no),
        _ => None,
    });
    no.unwrap()
}

fn only(change: impl FnOnce(&mut Identity)) -> Identity {
    let mut identity = Identity {
        name: "Nama di Surat".to_owned(),
        agency: "Dinas Kesehatan".to_owned(),
        ..Identity::default()
    };
    change(&mut identity);
    identity
}

#[test]
fn a_holder_is_known_by_number_address_or_name() {
    let stated: [(&str, Identity, bool); 9] = [
        ("NIP", only(|who| who.nip = nip(904)), true),
        ("NIK", only(|who| who.nik = format!("'{}", nik(904))), true),
        (
            "address",
            only(|who| who.email = " Petugas4@BABELPROV.go.id".to_owned()),
            true,
        ),
        (
            "name",
            only(|who| who.name = "Drs. PETUGAS 4, M.Si.".to_owned()),
            true,
        ),
        // The name with a number that is plainly somebody else's, or another officer's address.
        (
            "namesake",
            Identity {
                name: "Petugas 4".to_owned(),
                nip: "197503022001122003".to_owned(),
                ..only(|_| {})
            },
            false,
        ),
        (
            "colleague",
            Identity {
                name: "Petugas 4".to_owned(),
                nip: nip(905),
                ..only(|_| {})
            },
            false,
        ),
        (
            "mistyped",
            Identity {
                name: "Petugas 4".to_owned(),
                nip: nip(914),
                ..only(|_| {})
            },
            true,
        ),
        ("nothing", only(|_| {}), false),
        ("other", identity(1), false),
    ];
    for (what, identity, own) in stated {
        let mut office = identified();
        let no = at_verification(&mut office, identity);
        let asked = asks(&office, VERIFIER, ActKind::Mark, no);
        let expected = crate::office::own(Position::Verifikator, &[VERIFIER_2]);
        assert_eq!(asked == Err(expected), own, "{what}: {asked:?}");
        let other = asks(&office, VERIFIER_2, ActKind::Mark, no);
        assert_eq!(other.is_ok(), what != "colleague", "{what}: {other:?}");
    }
}

#[test]
fn what_the_desk_learnt_of_a_person_tells_their_officer() {
    // A letter states NIP and NIK together: from then on the NIK alone tells the officer.
    let mut office = Office::new();
    let both = only(|who| (who.nip, who.nik) = (nip(904), nik(44)));
    registered(
        &mut office,
        CLERK,
        NameForm {
            identity: both,
            ..name(1, Kind::Issue)
        },
    );
    let later = only(|who| who.nik = nik(44));
    let form = NameForm {
        identity: later,
        ..name(1, Kind::Reset)
    };
    let no = registered(&mut office, CLERK, form);
    office.pass(CLERK, no);
    assert_eq!(
        asks(&office, VERIFIER, ActKind::Return, no),
        Err(crate::office::own(Position::Verifikator, &[VERIFIER_2]))
    );
}

#[test]
fn nobody_enters_their_own_name() {
    let office = Office::new();
    let names = || vec![name(1, Kind::Issue), name(906, Kind::Issue)];
    let register = |office: &Office| Command::Register {
        letter: entry(office.at, names()),
    };
    let import = |office: &Office| Command::Import {
        letters: vec![entry(office.at, names())],
    };
    for command in [register(&office), import(&office)] {
        let refusal = office.refused(CLERK, command.clone());
        assert_eq!(refusal.code(), "own-name");
        let [id, en] = told(&office, &refusal);
        assert!(
            id.contains("Orang Ke906 adalah Anda sendiri") && id.contains("Petugas 7"),
            "{id}"
        );
        assert!(
            en.contains("Orang Ke906 is you") && en.contains("Petugas 7"),
            "{en}"
        );
        assert!(office.judge(CLERK_2, &command).is_ok());
    }
}

#[test]
fn the_admin_stands_in_for_the_only_clerk() {
    let mut office = Office::new();
    release(&mut office, CLERK_2, Position::Agendaris);
    office.at = at(3, 9, 0);
    let letter = entry(office.at, vec![name(906, Kind::Issue)]);
    let register = Command::Register { letter };
    let refusal = office.refused(CLERK, register.clone());
    assert!(matches!(&refusal, Refusal::OwnName { takers, .. } if takers == &[ADMIN]));
    let decision = office.done(ADMIN, register);
    assert_eq!(decision.position, Some(Position::Admin));
    // Of any other name it is the clerk's.
    let letter = entry(office.at, vec![name(1, Kind::Issue)]);
    assert_eq!(
        office.refused(ADMIN, Command::Register { letter }).code(),
        "not-yours"
    );
}

fn release(office: &mut Office, id: OfficerId, position: Position) {
    let command = super::duties::release(office, id, position, None);
    office.done(ADMIN, command);
}

#[test]
fn nobody_lifts_what_protects_against_themselves() {
    let mut office = identified();
    let by_nik = only(|who| (who.nik, who.birth_date) = (nik(904), Some(day(1))));
    let no = at_verification(&mut office, by_nik.clone());
    let edit = |identity: Identity, office: &Office| Command::EditIdentity {
        request: office.seen(no),
        identity: Box::new(identity),
    };
    let non_asn = Identity {
        category: Some(Category::NonAsn),
        ..by_nik.clone()
    };
    let not_me = Identity {
        nik: nik(5),
        ..by_nik.clone()
    };
    let accept = simplest(&office, ActKind::AcceptWarning, no);
    for command in [
        edit(non_asn.clone(), &office),
        edit(not_me, &office),
        accept,
        simplest(&office, ActKind::AddDocument, no),
    ] {
        let refusal = office.refused(VERIFIER, command);
        assert!(matches!(&refusal, Refusal::OwnRequest { takers, .. } if takers[0] == VERIFIER_2));
        let [id, en] = told(&office, &refusal);
        assert!(
            id.contains("Anda sendiri") && id.contains("Petugas 5"),
            "{id}"
        );
        assert!(en.contains("yourself") && en.contains("Petugas 5"), "{en}");
    }
    assert!(office.judge(VERIFIER_2, &edit(non_asn, &office)).is_ok());
    // Nor does an edit make it one's own: it is judged by what it would say, too.
    let office = {
        let mut office = identified();
        let no = at_verification(&mut office, identity(1));
        let identity = Box::new(Identity {
            email: "petugas4@babelprov.go.id".to_owned(),
            ..identity(1)
        });
        let command = Command::EditIdentity {
            request: office.seen(no),
            identity,
        };
        let refusal = office.refused(VERIFIER, command.clone());
        assert_eq!(refusal.code(), "own-name");
        assert!(office.judge(VERIFIER_2, &command).is_ok());
        office
    };
    drop(office);
}

/// The list of one row that enters what the act takes over.
fn as_a_list(take_over: &Command) -> Command {
    let Command::TakeOver {
        certificate,
        holder,
        ..
    } = take_over
    else {
        panic!("not taken over")
    };
    Command::TakeIn {
        certificates: vec![TakenIn {
            certificate: (**certificate).clone(),
            holder: (**holder).clone(),
            revoked: None,
            row: FormRowId {
                row: 2,
                fingerprint: [7; 32],
            },
        }],
    }
}

#[test]
fn nobody_touches_their_own_certificate() {
    let mut office = identified();
    let holder = only(|who| who.nip = nip(904));
    let no = at_verification(&mut office, identity(1));
    let mut certificate = office.certificate(no, 9);
    (certificate.name, certificate.nik) = (holder.name.clone(), String::new());
    let command = Command::TakeOver {
        certificate: certificate.into(),
        holder: Box::new(details(&holder)),
        replaces: None,
    };
    let list = as_a_list(&command);
    assert_eq!(office.refused(VERIFIER, list.clone()).code(), "own-name");
    assert_eq!(office.refused(VERIFIER, command.clone()).code(), "own-name");
    office.done(VERIFIER_2, command);
    // One that is known already enters nothing.
    office.done(VERIFIER, list);
    let revoke = Command::RevokeRecorded {
        certificate: Seen {
            id: CertificateId(1),
            revision: 1,
        },
        revocation: RevocationForm {
            date: office.at.day(),
            cause: "compromise".to_owned(),
        },
    };
    let refusal = office.refused(VERIFIER, revoke.clone());
    assert_eq!(refusal.code(), "own-certificate");
    let [id, en] = told(&office, &refusal);
    assert!(
        id.contains("milik Anda sendiri") && id.contains("Petugas 5"),
        "{id}"
    );
    assert!(en.contains("your own") && en.contains("Petugas 5"), "{en}");
    office.done(VERIFIER_2, revoke);
    // Nor is its record corrected by its own holder, the certificate's or the revocation's.
    let seen = Seen {
        id: CertificateId(1),
        revision: 2,
    };
    let reason = "salah catat".to_owned();
    let form = office.certificate(no, 9);
    for command in [
        Command::CorrectRevocation {
            certificate: seen,
            revocation: None,
            reason: reason.clone(),
        },
        Command::CorrectCertificate {
            certificate: seen,
            form: form.into(),
            reason,
        },
    ] {
        assert_eq!(office.refused(VERIFIER, command).code(), "own-certificate");
    }
}

#[test]
fn where_nobody_else_can_the_refusal_says_what_to_do() {
    let mut office = identified();
    release(&mut office, VERIFIER_2, Position::Verifikator);
    let no = at_verification(&mut office, only(|who| who.nip = nip(904)));
    office.at = at(3, 9, 0);
    let refusal = office.refused(VERIFIER, office.mark_all_command(no));
    assert_eq!(refusal, crate::office::own(Position::Verifikator, &[]));
    let [id, en] = told(&office, &refusal);
    assert!(
        id.contains("tidak ada petugas lain") && id.contains("Plh."),
        "{id}"
    );
    assert!(
        en.contains("no other officer") && en.contains("Plh."),
        "{en}"
    );
    assert!(!id.contains("pengganti"), "{id}");
}

#[test]
fn what_an_official_did_to_their_own_request_is_only_to_set_it_aside() {
    let mut office = Office::new();
    let no = office.issue(901);
    office.pass(CLERK, no);
    let command = simplest(&office, ActKind::HoldBack, no);
    office.done(KADIS, command);
    let undo = simplest(&office, ActKind::Undo, no);
    let decision = office.done(KADIS, undo);
    let undone = |what: &Happening| what.kind().1 == "undone";
    assert!(decision.events.iter().any(|event| undone(&event.what)));
}

/// A letter says something of its names that ended, too.
#[test]
fn who_stands_on_a_letter_does_not_edit_it_whatever_became_of_their_name() {
    let mut office = Office::new();
    let letter = entry(
        office.at,
        vec![name(907, Kind::Issue), name(2, Kind::Issue)],
    );
    office.done(CLERK, Command::Register { letter });
    let own: RequestNo = "0001.01/2026".parse().unwrap();
    office.pass(CLERK, own);
    let command = simplest(&office, ActKind::Reject, own);
    office.done(KADIS, command);
    let letter = office.letter(own.agenda);
    let Some(Record::Letter(known)) = office.desk.record(RecordId::Letter(own.agenda)) else {
        panic!("no letter");
    };
    let mut form = known.form.clone();
    form.number = "801/2026".to_owned();
    let command = Command::EditLetter { letter, form };
    let refused = office.refused(CLERK_2, command.clone());
    assert_eq!(refused.code(), "own-request", "{refused:?}");
    office.done(CLERK, command);
}

#[test]
fn one_person_is_one_officer_and_tells_their_own_numbers_only_once() {
    let mut office = identified();
    let identify = |office: &Office, id: OfficerId, number: String| Command::IdentifyOfficer {
        officer: Seen {
            id,
            revision: officer(office, id).revision,
        },
        name: String::new(),
        nip: number,
        nik: String::new(),
        email: String::new(),
    };
    let refusal = office.refused(ADMIN, identify(&office, KABID, nip(901)));
    assert_eq!(refusal, Refusal::OfficerKnown { officer: KADIS });
    let [id, en] = told(&office, &refusal);
    assert!(
        id.contains("Petugas 1") && id.contains("Satu orang"),
        "{id}"
    );
    assert!(
        en.contains("Petugas 1") && en.contains("One person"),
        "{en}"
    );
    let refusal = office.refused(ADMIN, identify(&office, ADMIN, nip(55)));
    assert_eq!(refusal, Refusal::OwnNumbers);
    let [id, en] = told(&office, &refusal);
    assert!(id.contains("tidak diubah sendiri"), "{id}");
    assert!(en.contains("Nobody changes their own"), "{en}");
    // What is not known yet is added, a mistake of another's is mended.
    super::own::identify(&mut office, ADMIN);
    let command = identify(&office, VERIFIER, nip(56));
    office.done(ADMIN, command);
    assert_eq!(
        officer(&office, VERIFIER).known.nik.unwrap().to_string(),
        nik(904)
    );
}

#[test]
fn a_name_is_corrected_by_somebody_else() {
    let mut office = identified();
    let rename = |office: &Office, id: OfficerId, name: &str| Command::IdentifyOfficer {
        officer: Seen {
            id,
            revision: officer(office, id).revision,
        },
        name: name.to_owned(),
        nip: String::new(),
        nik: String::new(),
        email: String::new(),
    };
    let refusal = office.refused(ADMIN, rename(&office, ADMIN, "Somebody Else"));
    assert_eq!(refusal, Refusal::OwnNumbers);
    let before = officer(&office, KABID);
    let command = rename(&office, KABID, "Dr. Rina Lubis, M.Si.");
    office.done(ADMIN, command);
    let now = officer(&office, KABID);
    assert_eq!(now.name, "Dr. Rina Lubis, M.Si.");
    assert_eq!(now.known, before.known);
    assert_ne!(now.traces.name, before.traces.name, "their own requests");
    let command = rename(&office, KABID, " Dr. Rina Lubis, M.Si. ");
    office.done(ADMIN, command);
    assert_eq!(officer(&office, KABID).revision, now.revision);
    let nothing = rename(&office, KABID, "");
    let refusal = office.refused(ADMIN, nothing);
    assert_eq!(refusal, Refusal::Missing("nip".to_owned()));
}

/// The position for which a request waits in vain.
fn stuck(office: &Office, no: RequestNo) -> Option<Position> {
    let request = office.request(no);
    let policy = office.desk.policy_of(request.policy);
    let Some(Summary::Request(row)) = summary(&Record::Request(Box::new(request))) else {
        panic!("{no} has no row");
    };
    untaken(&office.desk.officers(), &policy, &row, office.at)
}

#[test]
fn a_step_that_nobody_can_take_is_seen() {
    // The only verifier applies.
    let mut office = identified();
    let no = at_verification(&mut office, only(|who| who.nip = nip(904)));
    assert_eq!(stuck(&office, no), None);
    release(&mut office, VERIFIER_2, Position::Verifikator);
    assert_eq!(stuck(&office, no), Some(Position::Verifikator));
    let verifier = Hold {
        from: office.at,
        until: ended(20),
        ..hold(Position::Verifikator, Capacity::Plh)
    };
    super::duties::give(&mut office, AUDITOR, verifier);
    assert_eq!(stuck(&office, no), None);
    office.mark_all(AUDITOR, no);
    // The Kadis applies, and the policy names no stand-in.
    let mut office = Office::with(|policy| {
        let kadis = policy.positions.get_mut(&Position::Kadis);
        kadis.unwrap().stand_in = None;
    });
    let no = office.issue(901);
    office.pass(CLERK, no);
    assert_eq!(stuck(&office, no), Some(Position::Kadis));
    let refusal = office.refused(KADIS, dispose(vec![office.sheet_of(no)]));
    assert_eq!(refusal, crate::office::own(Position::Kadis, &[]));
    let [id, en] = told(&office, &refusal);
    assert!(id.contains("menunjuk Plh. Kepala Dinas"), "{id}");
    assert!(en.contains("appoint a Plh. for Head of Agency"), "{en}");
    let plh = Hold {
        from: office.at,
        until: ended(20),
        ..hold(Position::Kadis, Capacity::Plh)
    };
    super::duties::give(&mut office, SUBKOORD, plh);
    assert_eq!(stuck(&office, no), None);
    office.pass(SUBKOORD, no);
    // A vacancy, too.
    let no = office.issue(1);
    office.pass(CLERK, no);
    office.pass(SUBKOORD, no);
    release(&mut office, KABID, Position::Kabid);
    assert_eq!(stuck(&office, no), Some(Position::Kabid));
}
