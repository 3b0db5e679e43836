//! One sample of every kind of event and record, with every field filled.

use loket::domain::act::{ActKind, FormRowId, Mended};
use loket::domain::carry::{Carried, Stays};
use loket::domain::certificate::{
    Certificate, CertificateForm, CertificateSource, IssuingBody, Revocation, Standing,
};
use loket::domain::checklist::{Defect, Document, Evidence, Mark, Verdict};
use loket::domain::choice::Choices;
use loket::domain::credential::{Credential, CredentialKind};
use loket::domain::event::*;
use loket::domain::identity::serial::Base;
use loket::domain::identity::{Nik, Nip, Serial};
use loket::domain::ids::*;
use loket::domain::kind::Kind;
use loket::domain::letter::{Letter, LetterForm, LetterSource, Nature, Urgency};
use loket::domain::office::{Capacity, DutyClass, Position};
use loket::domain::officer::{Account, Hold, Officer, PersonIds};
use loket::domain::person::{Person, PersonDetails};
use loket::domain::policy::{Category, Cause, DocumentKey, Need, PortalField, StepKey};
use loket::domain::portal_account::{InPortal, PortalAccount};
use loket::domain::record::{Record, apply};
use loket::domain::request::*;
use loket::domain::sheet::{Assignee, Disposition, Paper, Sheet, SheetStage, Slip};
use loket::domain::time::{Day, Instant};
use std::collections::BTreeMap;

pub fn day() -> Day {
    Day::from_ymd_opt(2026, 11, 23).unwrap()
}

pub fn at() -> Instant {
    Instant(1_795_000_000_123)
}

pub fn agenda() -> Agenda {
    Agenda {
        year: 2026,
        number: 142,
    }
}

fn file() -> Evidence {
    Evidence::File {
        hash: FileHash([7; 32]),
        name: "ktp.png".to_owned(),
        bytes: 4_096,
    }
}

fn document() -> Document {
    Document {
        evidence: file(),
        added: at(),
        by: OfficerId(3),
    }
}

fn nik() -> Nik {
    Nik::try_from("1971055912870013".to_owned()).unwrap()
}

fn nip() -> Nip {
    Nip::try_from("198712192010012015".to_owned()).unwrap()
}

fn identity() -> Identity {
    Identity {
        name: "Siti Rahmawati, S.Kom.".to_owned(),
        nip: "198712192010012015".to_owned(),
        nik: "1971055912870013".to_owned(),
        nik_old: "1971055912870014".to_owned(),
        birth_place: "Pangkalpinang".to_owned(),
        birth_date: Some(day()),
        post: "Pranata Komputer".to_owned(),
        rank: "III/c".to_owned(),
        eselon: "IV.a".to_owned(),
        agency: "Dinas Kesehatan".to_owned(),
        unit: "RSUD Dr. (H.C.) Ir. Soekarno".to_owned(),
        email: "siti@babelprov.go.id".to_owned(),
        phone: "081234567890".to_owned(),
        category: Some(Category::Pppk),
    }
}

fn form() -> LetterForm {
    LetterForm {
        from: "Dinas Kesehatan".to_owned(),
        number: "800/609/2026".to_owned(),
        date: Some(day()),
        received: at(),
        nature: Nature::Important,
        urgency: Urgency::VeryUrgent,
        attachments: "1 berkas".to_owned(),
        subject: "Permohonan".to_owned(),
        copies: "Arsip".to_owned(),
        scan: Some(FileHash([9; 32])),
    }
}

pub fn letter() -> Letter {
    Letter {
        no: agenda(),
        revision: 0,
        form: form(),
        source: LetterSource::Form,
        names: 3,
        sheets: 1,
        registered: at(),
        scanned: None,
        void: false,
    }
}

fn slip() -> Slip {
    Slip {
        instructions: vec!["follow-up".to_owned()],
        other: "segera".to_owned(),
        note: "catatan".to_owned(),
        urgency: Urgency::Urgent,
        deadline: Some(day()),
        verifier: Assignee::Named(OfficerId(5)),
    }
}

fn line() -> Disposition {
    Disposition {
        from: Position::Kadis,
        to: Position::Kabid,
        officer: OfficerId(2),
        capacity: Capacity::Plh,
        recorded_by: OfficerId(1),
        slip: slip(),
        recorded: at(),
        paper: Some(Paper {
            day: day(),
            minute: Some(600),
            scan: Some(FileHash([1; 32])),
            signed_by: Some(OfficerId(2)),
        }),
        concurrent: true,
        names: 2,
    }
}

pub fn sheet() -> Sheet {
    Sheet {
        no: agenda().sheet(2),
        revision: 4,
        stage: SheetStage::With(Position::Kabid),
        requests: vec![agenda().line(1)],
        lines: vec![line()],
        arrived: at(),
        opened: Some(at()),
    }
}

pub fn certificate_form() -> CertificateForm {
    CertificateForm {
        serial: Some(Serial::parse_as("3f00a1", Base::Hex).unwrap()),
        issuer: "BSrE".to_owned(),
        body: IssuingBody::Bppt,
        name: "SITI RAHMAWATI".to_owned(),
        email: "siti@babelprov.go.id".to_owned(),
        agency: "Dinas Kesehatan".to_owned(),
        nik: "1971055912870013".to_owned(),
        key: "RSA 2048".to_owned(),
        not_before: at(),
        not_after: Instant(at().0 + 63_071_999_000),
        fingerprint: Some([5; 32]),
        source: CertificateSource::Typed,
    }
}

pub fn details() -> PersonDetails {
    PersonDetails {
        name: "Siti Rahmawati".to_owned(),
        nip: Some(nip()),
        nik: Some(nik()),
        birth_date: Some(day()),
        post: "Pranata Komputer".to_owned(),
        rank: "III/c".to_owned(),
        eselon: String::new(),
        agency: "Dinas Kesehatan".to_owned(),
        unit: "UPTD Instalasi Farmasi".to_owned(),
        email: "siti@babelprov.go.id".to_owned(),
        phone: "081234567890".to_owned(),
    }
}

fn choices() -> Choices {
    let mut choices = Choices::default();
    choices.set("theme", Some("light"));
    choices
}

pub fn credential() -> Credential {
    Credential {
        number: "BSrE 12/2026".to_owned(),
        from: Some(day()),
        until: Some(day()),
    }
}

pub fn hold() -> Hold {
    Hold {
        position: Position::Verifikator,
        capacity: Capacity::Plt,
        from: at(),
        until: Some(at().plus_days(9)),
        basis: "SK 12/2026".to_owned(),
        given: at(),
    }
}

fn known() -> PersonIds {
    let read = PersonIds::read(
        "198712192010012015",
        "1971025912870003",
        "rina@babelprov.go.id",
    );
    PersonIds {
        person: Some(PersonId(4)),
        ..read.unwrap()
    }
}

pub fn account() -> Account {
    Account {
        uid: 1_001,
        name: "rina".to_owned(),
    }
}

fn row() -> FormRowId {
    FormRowId {
        row: 12,
        fingerprint: [3; 32],
    }
}

fn ending() -> Ending {
    Ending {
        at: at(),
        by: OfficerId(2),
        reason: "incomplete".to_owned(),
        text: "alasan".to_owned(),
        from: Stage::Verification,
    }
}

fn activation() -> Activation {
    Activation {
        link: day(),
        until: day(),
        links: 1,
        asked: Some(at()),
        activated: Some(day()),
        lapsed: false,
    }
}

fn registration() -> Registration {
    Registration {
        kind: Kind::Issue,
        policy: 1,
        sheet: 1,
        received: at(),
        identity: identity(),
        note: "mohon dipercepat".to_owned(),
        person: Some(PersonId(7)),
        checklist: vec![
            (DocumentKey::Ktp, Need::Must),
            (DocumentKey::Selfie, Need::May),
        ],
        documents: vec![(DocumentKey::Ktp, document())],
        mended: vec![Mended {
            field: "nik".to_owned(),
            from: "'1971".to_owned(),
            to: "1971".to_owned(),
        }],
        row: Some(row()),
        follows: Some(agenda().line(9)),
    }
}

fn acted() -> Acted {
    Acted {
        at: at(),
        officer: OfficerId(2),
        position: Position::Kadis,
        capacity: Capacity::Definitive,
        stated: Some(at()),
        paper: true,
        day: Some(day()),
        concurrent: false,
        shared: 3,
    }
}

pub fn request() -> Request {
    let stamp = Stamp {
        at: at(),
        officer: OfficerId(1),
        position: None,
        stated: None,
    };
    let what = Happening::Request(RequestEvent::Registered(Box::new(registration())));
    let event = Event {
        record: RecordId::Request(agenda().line(1)),
        what,
    };
    let Record::Request(mut request) = apply(None, &event, &stamp).unwrap() else {
        panic!("a registration begins a request");
    };
    request.steps[0].acted = Some(acted());
    request.returned = Some(returned());
    request.held = Some(held_back());
    request.differences = differences();
    request.ending = Some(ending());
    request.reply = Some(reply());
    request.sending = Some(sending());
    request.check = check();
    request.urgent = Some(Urgent {
        at: at(),
        sheet_with: Some(Position::Kadis),
    });
    request.withdrawal = Some(withdrawal());
    request.activation = Some(activation());
    request.certificate = Some(CertificateId(8));
    request.hand_over = Some(hand_over());
    request.particulars = particulars();
    request.prepared = Some(prepared());
    request.accepted = vec![accepted()];
    request.duties.push(Duty {
        officer: OfficerId(2),
        class: DutyClass::Dispose,
    });
    *request
}

fn differences() -> Vec<Difference> {
    let identity = || Box::new(identity());
    let changes = [
        Change::Identity {
            was: identity(),
            now: identity(),
        },
        Change::Document {
            document: DocumentKey::Ktp,
            was: Some(Evidence::Paper),
            now: file(),
        },
    ];
    let difference = |change| Difference {
        at: at(),
        by: OfficerId(3),
        change,
        void: vec![DocumentKey::Ktp],
    };
    changes.map(difference).into()
}

fn returned() -> Return {
    Return {
        at: at(),
        by: OfficerId(2),
        from: Stage::Disposition(Position::Kadis),
        defects: vec![
            Defect::Document {
                document: DocumentKey::Sk,
                verdict: Verdict::Missing,
            },
            Defect::Finding("nik-length".to_owned()),
            Defect::Text("lain".to_owned()),
        ],
        note: "lengkapi".to_owned(),
    }
}

fn accepted() -> AcceptedWarning {
    AcceptedWarning {
        code: "sex-mismatch".to_owned(),
        reason: "sudah dicek".to_owned(),
        by: OfficerId(4),
        at: at(),
    }
}

fn held_back() -> HeldBack {
    HeldBack {
        at: at(),
        by: OfficerId(2),
        reason: "menunggu SK".to_owned(),
    }
}

fn taken() -> Taken {
    Taken {
        what: "returned".to_owned(),
        at: at(),
    }
}

fn withdrawal() -> Withdrawal {
    Withdrawal {
        at: at(),
        by: OfficerId(4),
        reason: "surat penarikan 800/15".to_owned(),
        from: Stage::AccountCheck,
    }
}

fn check() -> AccountCheck {
    AccountCheck {
        since: Some(day()),
        passed: Some(day()),
        failures: 2,
        fault: Some(CheckFault::Face),
        reason: "wajah tidak cocok".to_owned(),
    }
}

fn reply() -> Reply {
    Reply {
        at: at(),
        by: OfficerId(6),
        number: "555/80/Diskominfo".to_owned(),
        date: day(),
    }
}

fn sending() -> Sending {
    Sending {
        at: at(),
        by: OfficerId(4),
        date: day(),
        ticket: "T-1".to_owned(),
        channel: "portal".to_owned(),
        manifest: vec![
            (DocumentKey::Ktp, file()),
            (DocumentKey::Sk, Evidence::Paper),
            (
                DocumentKey::Form,
                Evidence::Link("https://contoh".to_owned()),
            ),
        ],
    }
}

fn hand_over() -> HandOver {
    HandOver {
        at: at(),
        by: OfficerId(4),
        channel: "whatsapp".to_owned(),
        address: "081234567890".to_owned(),
        reply: "terima kasih".to_owned(),
    }
}

fn marks() -> Vec<(DocumentKey, Mark)> {
    let verdicts = [
        Verdict::Conforms,
        Verdict::Wrong {
            code: "unclear".to_owned(),
            note: "buram".to_owned(),
        },
        Verdict::Missing,
        Verdict::NotNeeded {
            reason: "non-ASN".to_owned(),
        },
        Verdict::NotSeen,
    ];
    let mark = |verdict| Mark {
        verdict,
        by: OfficerId(4),
        at: at(),
        on: Some(file()),
        unseen: true,
    };
    verdicts
        .into_iter()
        .map(|verdict| (DocumentKey::Ktp, mark(verdict)))
        .collect()
}

/// One of every kind.
pub fn happenings() -> Vec<Happening> {
    let mut all = vec![
        Happening::Founded(Genesis {
            desk: [1; 16],
            name: "Diskominfo".to_owned(),
            training: true,
            format: 1,
        }),
        Happening::PolicyAdopted {
            number: 1,
            digest: [2; 32],
            policy: Box::new(loket::policy_file::babel()),
        },
        Happening::Noted {
            text: "catatan".to_owned(),
        },
        Happening::Looked { at: Look::Nik },
        Happening::Looked {
            at: Look::Document(DocumentKey::Ktp),
        },
        Happening::Refused {
            act: ActKind::Send,
            code: "blocked".to_owned(),
        },
    ];
    let account = || Some(account());
    all.extend(
        [
            OfficerEvent::Added {
                name: "Rina".to_owned(),
                known: known(),
                account: account(),
                holds: vec![hold()],
            },
            OfficerEvent::Bound(account()),
            OfficerEvent::HoldGiven(hold()),
            OfficerEvent::HoldEnded {
                position: Position::Kabid,
                until: at(),
            },
            OfficerEvent::Chose {
                key: "language".to_owned(),
                value: Some("en".to_owned()),
            },
            OfficerEvent::Identified(known()),
            OfficerEvent::Renamed("Budi Santoso, S.Kom.".to_owned()),
            OfficerEvent::Credential {
                kind: CredentialKind::BsreAccess,
                stated: Some(credential()),
            },
            OfficerEvent::Assigned(vec!["Dinas Kesehatan".to_owned()]),
        ]
        .map(Happening::Officer),
    );
    all.extend(
        [
            LetterEvent::Registered(Box::new(letter())),
            LetterEvent::Edited(form()),
            LetterEvent::SheetAdded,
            LetterEvent::Voided,
            LetterEvent::Undone {
                restored: Box::new(letter()),
                taken: taken(),
            },
        ]
        .map(Happening::Letter),
    );
    all.extend(
        [
            SheetEvent::Laid {
                requests: vec![agenda().line(1)],
                stage: SheetStage::Registered,
            },
            SheetEvent::Looked,
            SheetEvent::Disposed {
                line: line(),
                stage: SheetStage::Done,
            },
            SheetEvent::Split {
                requests: vec![agenda().line(2)],
            },
            SheetEvent::Moved {
                stage: SheetStage::Paused,
            },
            SheetEvent::SteppedBack {
                to: Position::Kadis,
                reason: "salah".to_owned(),
            },
            SheetEvent::Undone {
                restored: Box::new(sheet()),
                taken: taken(),
            },
            SheetEvent::Parted {
                sheet: Box::new(sheet()),
            },
        ]
        .map(Happening::Sheet),
    );
    all.extend(request_events().into_iter().map(Happening::Request));
    all.extend(
        [
            PersonEvent::Known(details()),
            PersonEvent::Updated(details()),
            PersonEvent::Portal(in_portal()),
        ]
        .map(Happening::Person),
    );
    let revocation = Revocation {
        date: day(),
        cause: "retirement".to_owned(),
        reason: "cessationOfOperation".to_owned(),
        internal: false,
        recorded: at(),
    };
    all.extend(
        [
            CertificateEvent::Recorded {
                form: Box::new(certificate_form()),
                holder: Some(PersonId(7)),
                request: Some(agenda().line(1)),
                replaces: Some(CertificateId(6)),
                passphrase: Some(day()),
                row: Some(row()),
            },
            CertificateEvent::Corrected {
                form: Box::new(certificate_form()),
                reason: "salah ketik".to_owned(),
            },
            CertificateEvent::StandingChanged(Standing::Revoked(revocation)),
            CertificateEvent::PassphraseChanged(day()),
            CertificateEvent::RevocationCorrected {
                standing: Standing::Good,
                reason: "salah sertifikat".to_owned(),
            },
            CertificateEvent::Succeeds(CertificateId(6)),
        ]
        .map(Happening::Certificate),
    );
    all
}

fn request_events() -> Vec<RequestEvent> {
    vec![
        RequestEvent::Registered(Box::new(registration())),
        RequestEvent::FormAgain(row()),
        RequestEvent::Edited {
            identity: Box::new(identity()),
            person: Some(PersonId(7)),
            void: vec![DocumentKey::Ktp],
        },
        RequestEvent::DocumentAdded {
            document: DocumentKey::Ktp,
            held: document(),
        },
        RequestEvent::Opened,
        RequestEvent::Moved(Box::new(Move {
            to: Stage::Disposition(Position::Kabid),
            acted: Some(acted()),
            starts: Some(StepKey::Kabid),
        })),
        RequestEvent::OntoSheet(2),
        RequestEvent::Assigned(Some(OfficerId(5))),
        RequestEvent::Claimed(OfficerId(5)),
        RequestEvent::Released,
        RequestEvent::Returned(returned()),
        RequestEvent::Completed {
            note: "lengkap".to_owned(),
        },
        RequestEvent::Rejected(ending()),
        RequestEvent::Closed {
            stage: Stage::Withdrawn,
            ending: ending(),
        },
        RequestEvent::SteppedBack {
            reason: "salah".to_owned(),
        },
        RequestEvent::Marked { marks: marks() },
        RequestEvent::WarningAccepted(accepted()),
        RequestEvent::Sent(sending()),
        RequestEvent::LinkSent(activation()),
        RequestEvent::HolderAsked,
        RequestEvent::Activated { date: day() },
        RequestEvent::ActivationLapsed,
        RequestEvent::AnswerNoted {
            text: "perbaiki".to_owned(),
        },
        RequestEvent::Issued {
            certificate: CertificateId(8),
            matches: true,
        },
        RequestEvent::CertificateCorrected {
            reason: "salah ketik".to_owned(),
            matches: true,
        },
        RequestEvent::HandedOver(hand_over()),
        RequestEvent::Undone {
            restored: Box::new(request()),
            taken: taken(),
        },
        RequestEvent::DutyAdded(Duty {
            officer: OfficerId(2),
            class: DutyClass::Dispose,
        }),
        RequestEvent::Converted {
            from: Kind::Renew,
            to: Kind::Issue,
            checklist: vec![(DocumentKey::Ktp, Need::Must)],
            reason: "kedaluwarsa".to_owned(),
        },
        RequestEvent::Received(at()),
        RequestEvent::HeldBack(held_back()),
        RequestEvent::SendingCorrected {
            sending: sending(),
            reason: "salah tiket".to_owned(),
        },
        RequestEvent::ActivationCorrected {
            activation: activation(),
            reason: "salah tanggal".to_owned(),
        },
        RequestEvent::HandOverCorrected {
            hand_over: hand_over(),
            reason: "salah alamat".to_owned(),
        },
        RequestEvent::Reopened,
        RequestEvent::Stated(Box::new(Particular::Cause(cause()))),
        RequestEvent::DataChanged { date: day() },
        RequestEvent::Revoked {
            certificate: CertificateId(8),
            date: day(),
        },
        RequestEvent::Replied(reply()),
        RequestEvent::Approved { date: day() },
        RequestEvent::CheckPassed { date: day() },
        RequestEvent::CheckFailed {
            date: day(),
            fault: CheckFault::Face,
            text: "wajah tidak cocok".to_owned(),
        },
        RequestEvent::WithdrawalAsked(withdrawal()),
        RequestEvent::WithdrawalTooLate {
            text: "sudah terbit".to_owned(),
        },
        RequestEvent::Hastened {
            sheet_with: Some(Position::Kadis),
        },
        RequestEvent::SheetWent {
            to: Some(Position::Kabid),
        },
        RequestEvent::Disagreed {
            reason: "laporan belum lengkap".to_owned(),
        },
        RequestEvent::Prepared(prepared()),
        RequestEvent::TakenBack,
        RequestEvent::Carried(Box::new(carried())),
    ]
}

fn in_portal() -> InPortal {
    InPortal::Account(PortalAccount {
        account: "VERIFIED".to_owned(),
        certificate: "ISSUE".to_owned(),
        signatures: Some(1842),
    })
}

fn carried() -> Carried {
    Carried {
        from: agenda().line(1),
        documents: vec![(DocumentKey::Ktp, document())],
        left: vec![(DocumentKey::Sk, Stays::Old)],
    }
}

fn prepared() -> Prepared {
    Prepared {
        fields: vec![PortalField::Name, PortalField::Email],
        documents: vec![DocumentKey::Ktp],
    }
}

fn cause() -> StatedCause {
    StatedCause {
        cause: Cause::Retirement,
        number: "888/12".to_owned(),
        date: Some(day()),
        effective: Some(day()),
        text: "pensiun".to_owned(),
    }
}

fn particulars() -> Particulars {
    Particulars {
        certificate: Some(CertificateId(6)),
        outcome: Some(Outcome::Reissue),
        cause: Some(cause()),
        outgoing: Some(Outgoing {
            number: "555/77".to_owned(),
            date: day(),
            signer: "Sudarman".to_owned(),
            attachments: "1 berkas".to_owned(),
        }),
    }
}

/// One of every kind of record.
pub fn records() -> Vec<(String, Record)> {
    let named = |name: &str, record| (name.to_owned(), record);
    vec![
        named(
            "officer",
            Record::Officer(
                Officer {
                    id: OfficerId(5),
                    revision: 2,
                    name: "Rina".to_owned(),
                    known: PersonIds::default(),
                    traces: Default::default(),
                    account: Some(account()),
                    holds: vec![hold()],
                    choices: choices(),
                    credentials: BTreeMap::from([(CredentialKind::BsreAccess, credential())]),
                    agencies: vec!["Dinas Kesehatan".to_owned()],
                }
                .known_by(known()),
            ),
        ),
        named("letter", Record::Letter(letter())),
        named("sheet", Record::Sheet(sheet())),
        named("request", Record::Request(Box::new(request()))),
        named(
            "person",
            Record::Person(Person {
                id: PersonId(7),
                revision: 1,
                details: details(),
                portal: Some(in_portal()),
            }),
        ),
        named(
            "certificate",
            Record::Certificate(Box::new(Certificate {
                id: CertificateId(8),
                revision: 3,
                form: certificate_form(),
                holder: Some(PersonId(7)),
                request: Some(agenda().line(1)),
                replaces: Some(CertificateId(6)),
                standing: Standing::Replaced {
                    by: CertificateId(9),
                },
                passphrase: Some(day()),
            })),
        ),
    ]
}
