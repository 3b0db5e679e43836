//! One sample of everything that the server tells a screen, with every field filled. The bytes are
//! kept as length and digest: a difference means that a program of this protocol would be misread,
//! so PROTOCOL is raised and the new bytes go into a file of their own.

use super::samples::{
    account, agenda, at, certificate_form, credential, day, details, hold, letter, request, sheet,
};
use loket::domain::act::{ActKind, Seen};
use loket::domain::carry::Stays;
use loket::domain::certificate::{Certificate, CertificateStatus, IssuingBody, Standing};
use loket::domain::credential::CredentialKind;
use loket::domain::exception::Exception;
use loket::domain::finding::{Finding, FindingCode};
use loket::domain::identity::Sex;
use loket::domain::ids::*;
use loket::domain::kind::Kind;
use loket::domain::letter::Urgency;
use loket::domain::office::{Capacity, Position};
use loket::domain::person::Person;
use loket::domain::policy::{DocumentKey, Policy, StepKey};
use loket::domain::portal::{PortalFile, PortalName};
use loket::domain::refusal::{Block, Refusal};
use loket::domain::request::{Outcome, ParticularKey, Stage};
use loket::domain::rules::{Open, Undoable};
use loket::domain::sheet::SheetStage;
use loket::domain::summary::*;
use loket::wire::hello::Refused;
use loket::wire::message::{Done, Tell};
use loket::wire::recap::{RecapLine, RecapOutcome, RecapView};
use loket::wire::transfer::{TransferLine, TransferOutcome, TransferView};
use loket::wire::view::*;
use std::collections::BTreeMap;

fn clock() -> StepClock {
    StepClock {
        step: StepKey::Kabid,
        handling: Some(11),
        waiting: Some(33),
        standard: 15,
        waiting_target: 60,
        day: 450,
        running: true,
    }
}

fn step() -> StepView {
    StepView {
        untimed: Some(day()),
        clock: clock(),
        arrived: at(),
        acted: Some(at()),
        by: Some(OfficerId(3)),
        position: Some(Position::Kabid),
        capacity: Some(Capacity::Plh),
        paper: true,
        concurrent: true,
        late: true,
    }
}

fn finding() -> Finding {
    Finding::new(FindingCode::EmailDomain).with("stated", "siti@bableprov.go.id")
}

fn request_row() -> RequestRow {
    RequestRow {
        no: agenda().line(3),
        revision: 4,
        kind: Kind::Renew,
        stage: Stage::Disposition(Position::Subkoord),
        sheet: 2,
        name: "Siti Rahmawati".to_owned(),
        nip: "198712192010012015".to_owned(),
        nik_tail: "0013".to_owned(),
        agency: "Dinas Kesehatan".to_owned(),
        received: at(),
        step: Some(StepKey::Subkoord),
        arrived: at(),
        opened: Some(at()),
        running: true,
        claimed: Some(OfficerId(3)),
        assigned: Some(OfficerId(4)),
        person: Some(PersonId(7)),
        waits_since: Some(day()),
        sheet_out: Some(Position::Kadis),
        urgent: Some(day()),
        until: Some(day()),
        link: Some(day()),
        one_person: true,
        prepared: false,
        duties: vec![loket::domain::request::Duty {
            officer: OfficerId(3),
            class: loket::domain::office::DutyClass::Register,
        }],
        lamps: [loket::domain::summary::Lamp::Unseen].into_iter().collect(),
        noticed: loket::domain::finding::Noticed::default(),
        policy: 1,
        traces: Default::default(),
    }
}

fn certificate_row() -> CertificateRow {
    CertificateRow {
        id: CertificateId(8),
        revision: 3,
        name: "SITI RAHMAWATI".to_owned(),
        email: "siti@babelprov.go.id".to_owned(),
        agency: "Dinas Kesehatan".to_owned(),
        serial: "3f00a1".to_owned(),
        body: IssuingBody::Bsre,
        not_before: at(),
        not_after: at(),
        standing: CertificateStatus::Active,
        passphrase: Some(day()),
        holder: Some(PersonId(7)),
    }
}

fn certificate_line() -> CertificateLine {
    CertificateLine {
        row: certificate_row(),
        status: CertificateStatus::Expired,
        days_left: -3,
        nearness: Nearness::Urgent,
    }
}

fn person_row() -> PersonRow {
    PersonRow {
        id: PersonId(7),
        name: "Siti Rahmawati".to_owned(),
        nip: "198712192010012015".to_owned(),
        agency: "Dinas Kesehatan".to_owned(),
        post: "Pranata Komputer".to_owned(),
    }
}

fn certificate() -> Certificate {
    Certificate {
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
    }
}

fn latest() -> Latest {
    Latest {
        by: OfficerId(3),
        at: at(),
        what: "disposed".to_owned(),
    }
}

fn name(id: u32) -> OfficerName {
    OfficerName {
        id: OfficerId(id),
        name: "Rina".to_owned(),
    }
}

fn page() -> Page {
    Page {
        total: 300,
        from: 40,
        rows: vec![
            Row::from(RequestLine {
                row: request_row(),
                clock: Some(clock()),
                found: Some(loket::domain::finding::Severity::Warning),
                mine: true,
                days: RequestDays {
                    due: Some(day()),
                    remind: Some(day()),
                },
            }),
            Row::Sheet(SheetLine {
                row: SheetRow {
                    no: agenda().sheet(2),
                    revision: 5,
                    stage: SheetStage::With(Position::Kadis),
                    names: 15,
                    arrived: at(),
                    opened: true,
                    urgency: Urgency::VeryUrgent,
                    deadline: Some(day()),
                },
                from: "Dinas Kesehatan".to_owned(),
                first: "Siti Rahmawati".to_owned(),
                kind: Kind::Issue,
                clock: Some(clock()),
                found: None,
                mine: false,
            }),
            Row::Letter(LetterRow {
                no: agenda(),
                from: "Dinas Kesehatan".to_owned(),
                number: "800/1".to_owned(),
                received: at(),
                names: 15,
                void: true,
            }),
            Row::Certificate(certificate_line()),
            Row::Person(person_row()),
            Row::Due(DueLine {
                what: DueKind::Notice { days_before: 30 },
                record: RecordId::Certificate(CertificateId(8)),
                name: "Siti Rahmawati".to_owned(),
                agency: "Dinas Kesehatan".to_owned(),
                days_left: 30,
                nearness: Nearness::Soon,
                skipped: true,
            }),
            Row::Officer(Box::new(officer())),
        ],
        at: Some(41),
    }
}

fn fact() -> Fact {
    Fact {
        name: "field".into(),
        of: Some(Value::key("field", "agency")),
        was: Some(Value::Text("Dinkes".to_owned())),
        now: Value::List(vec![
            Value::Words(loket::domain::policy::Words::default()),
            Value::Day(day()),
            Value::At(at()),
            Value::Number(3),
            Value::Exact("BSrE-4411".to_owned()),
        ]),
    }
}

fn request_view() -> RequestView {
    RequestView {
        request: request(),
        letter: letter(),
        sheet: Some(sheet()),
        findings: vec![Open {
            finding: finding(),
            accepted: Some("sudah benar".to_owned()),
        }],
        differences: vec![DifferenceView {
            at: at(),
            by: OfficerId(3),
            facts: vec![fact()],
        }],
        returned: vec![fact()],
        days: RequestDays {
            due: Some(day()),
            remind: Some(day()),
        },
        ended: vec![fact()],
        blocks: vec![
            Block::Item(DocumentKey::Ktp),
            Block::Finding("email-domain".to_owned()),
            Block::OnePersonScan,
            Block::Particular(ParticularKey::Cause),
        ],
        about: Some(certificate()),
        could_mean: vec![certificate()],
        lapsing: vec![super::samples::agenda().line(2)],
        outcome: Some(Outcome::DataOnly),
        to_open: vec![DocumentKey::Sk],
        may: ActKind::ALL.to_vec(),
        undo: Ok(Undoable {
            what: "returned".to_owned(),
            at: at(),
            to: Some(Stage::Verification),
            others: 2,
        }),
        steps: vec![step()],
        ahead: vec![StepKey::Activation, StepKey::HandOver],
        certificate: Some(certificate()),
        mismatch: vec!["email".to_owned()],
        officers: vec![name(3)],
        open_by: vec!["Hendra".to_owned()],
        latest: Some(latest()),
        follows: Some(Kin {
            no: agenda().line(1),
            stage: Stage::Rejected,
        }),
        followed: vec![Kin {
            no: agenda().line(9),
            stage: Stage::Registered,
        }],
        earlier: vec![Earlier {
            no: agenda().line(1),
            kind: Kind::Issue,
            stage: Stage::Rejected,
            documents: vec![DocumentKey::Ktp],
            left: vec![(DocumentKey::Sk, Stays::Old)],
        }],
        next_kind: Kind::Renew,
    }
}

fn sheet_view() -> SheetView {
    SheetView {
        sheet: sheet(),
        letter: letter(),
        names: vec![SheetName {
            no: agenda().line(3),
            revision: 2,
            kind: Kind::Issue,
            stage: Stage::Returned,
            name: "Siti Rahmawati".to_owned(),
            nip: "198712192010012015".to_owned(),
            agency: "Dinas Kesehatan".to_owned(),
            post: "Pranata Komputer".to_owned(),
            findings: vec![finding()],
            one_person: true,
            held: request().held,
        }],
        may: vec![ActKind::Dispose],
        clock: Some(clock()),
        officers: vec![name(3)],
        open_by: vec!["Hendra".to_owned()],
        latest: Some(latest()),
    }
}

fn officer() -> OfficerView {
    OfficerView {
        id: OfficerId(3),
        revision: 1,
        name: "Rina".to_owned(),
        nip: "198712192010012015".to_owned(),
        nik: Some("1971••••••••0013".to_owned()),
        email: None,
        account: Some(account()),
        positions: vec![(Position::Kabid, Capacity::Plt)],
        holds: vec![hold()],
        credentials: BTreeMap::from([(CredentialKind::BsreAccess, credential())]),
        agencies: vec!["Dinas Kesehatan".to_owned()],
    }
}

fn office(policy: Policy) -> OfficeView {
    OfficeView {
        policy_number: 2,
        policy,
        officers: vec![officer()],
        me: OfficerId(3),
        may: vec![ActKind::Register, ActKind::Import],
    }
}

/// Everything told, by name. The policy is a frozen one, so that the office's own may change.
pub fn all(policy: Policy) -> Vec<(&'static str, Tell)> {
    let mut all = records(policy);
    all.extend(answers());
    all
}

fn records(policy: Policy) -> Vec<(&'static str, Tell)> {
    let person = PersonView {
        person: Person {
            id: PersonId(7),
            revision: 1,
            details: details(),
            portal: None,
        },
        nik: "1971••••••••0013".to_owned(),
        sex: Some(Sex::Female),
        requests: vec![PersonRequest {
            row: request_row(),
            days: RequestDays {
                due: Some(day()),
                remind: None,
            },
            follows: Some(super::samples::agenda().line(9)),
        }],
        certificates: vec![certificate_line()],
    };
    let certificate = CertificateView {
        certificate: certificate(),
        status: CertificateStatus::Suspended,
        days_left: 12,
        nearness: Nearness::Soon,
        holder: Some(person_row()),
        details: Some(details().into()),
        next_kind: Kind::Renew,
        request: Some(request_row()),
        notices: vec![(day(), DueKind::Expiry)],
        lapsing: vec![super::samples::agenda().line(2)],
        may: vec![ActKind::RevokeRecorded],
    };
    let letter = LetterView {
        letter: letter(),
        names: vec![request_row()],
        sheets: vec![sheet()],
        may: vec![ActKind::EditLetter],
    };
    vec![
        ("page", Tell::Page(page())),
        ("letter", Tell::Letter(Box::new(letter))),
        ("sheet", Tell::Sheet(Box::new(sheet_view()))),
        ("request", Tell::Request(Box::new(request_view()))),
        ("person", Tell::Person(Box::new(person))),
        ("certificate", Tell::Certificate(Box::new(certificate))),
        ("office", Tell::Office(Box::new(office(policy)))),
    ]
}

fn answers() -> Vec<(&'static str, Tell)> {
    let counts = Counts {
        waiting: 1,
        requests: 2,
        sheets: 3,
        verification: 4,
        certificates: 5,
        calendar: 6,
    };
    let status = StatusView {
        pid: 4321,
        build: "0.1.0".to_owned(),
        sessions: 2,
        sequence: 300,
        head: "ab".repeat(32),
        desk: "babel".to_owned(),
        training: true,
        now: at(),
        started: None,
        events: 300,
        free_mib: 1000,
    };
    let history = HistoryRow {
        sequence: 300,
        at: at(),
        stated: Some(at()),
        officer: "Rina".to_owned(),
        position: Some(Position::Kabid),
        record: RecordId::Request(agenda().line(3)),
        event: "disposed".to_owned(),
        capacity: Some(Capacity::Plh),
        facts: vec![fact()],
        origin: "rina".to_owned(),
        exceptions: vec![Exception::Concurrent],
    };
    let calendar = CalendarView {
        days: vec![DayCount {
            day: day(),
            expiries: 1,
            notices: 2,
            activations: 3,
            passphrases: 4,
            holiday: true,
        }],
    };
    let import = || ImportRow {
        row: 5,
        outcome: ImportOutcome::Duplicate,
        record: Some(RecordId::Request(agenda().line(3))),
        findings: vec![finding()],
        why: Some(Refusal::OwnNumbers),
    };
    let done = Done {
        sequence: 300,
        by: "Rina".to_owned(),
        position: "kabid".to_owned(),
        capacity: Capacity::Plh,
        records: vec![(RecordId::Sheet(agenda().sheet(2)), 5)],
        import: vec![import()],
    };
    let refused = Refusal::NotYours {
        need: Position::Kabid,
        holders: vec![OfficerId(3)],
    };
    let suggestion = Suggestion {
        details: details().into(),
    };
    let presence = Presence {
        online: 3,
        here: vec!["Hendra".to_owned()],
    };
    let verified = VerifyView {
        events: 300,
        head: "ab".repeat(32),
        bad: Some(Refused::new("ledger-hash").with("sequence", 7)),
        missing: vec![(RecordId::Request(agenda().line(3)), FileHash([7; 32]))],
    };
    vec![
        ("status", Tell::Status(Box::new(status))),
        ("done", Tell::Done(Box::new(done))),
        ("refused", Tell::Refused(refused)),
        ("counts", Tell::Counts(counts)),
        (
            "history",
            Tell::History {
                total: 9,
                rows: vec![history],
            },
        ),
        ("calendar", Tell::Calendar(calendar)),
        ("suggestions", Tell::Suggestions(vec![suggestion])),
        ("import", Tell::Import(vec![import()])),
        (
            "stored",
            Tell::Stored {
                hash: FileHash([7; 32]),
                bytes: 4096,
            },
        ),
        ("presence", Tell::Presence(presence)),
        ("verified", Tell::Verified(verified)),
        (
            "compared",
            Tell::Compared {
                events: 300,
                differences: vec!["0142.03/2026".to_owned()],
            },
        ),
        ("for-portal", Tell::ForPortal(vec![portal_name()])),
        ("recap", Tell::Recap(Box::new(recap()))),
        ("transfers", Tell::Transfers(Box::new(transfers()))),
    ]
}

fn portal_name() -> PortalName {
    PortalName {
        request: Seen {
            id: Agenda {
                year: 2026,
                number: 142,
            }
            .line(3),
            revision: 7,
        },
        ready: true,
        prepared: true,
        name: "Siti Rahmawati".to_owned(),
        email: "siti@babelprov.go.id".to_owned(),
        nip: "198712192010012015".to_owned(),
        phone: "08127170001".to_owned(),
        post: "Pranata Komputer".to_owned(),
        agency: "Dinas Kesehatan".to_owned(),
        files: vec![PortalFile {
            document: DocumentKey::Ktp,
            name: "ktp.jpg".to_owned(),
            bytes: 10,
        }],
        elsewhere: vec![DocumentKey::Sk],
    }
}

fn recap() -> RecapView {
    let person = PersonRow {
        id: PersonId(7),
        name: "Siti Rahmawati".to_owned(),
        nip: "198712192010012015".to_owned(),
        agency: "Dinas Kesehatan".to_owned(),
        post: "Pranata Komputer".to_owned(),
    };
    RecapView {
        lines: vec![RecapLine {
            row: 5,
            outcome: RecapOutcome::Proposal,
            writes: true,
            people: vec![person.clone()],
            differs: vec![Fact {
                name: "field".into(),
                of: Some(Value::key("field", "not_after")),
                was: Some(Value::Day(day())),
                now: Value::Day(day()),
            }],
            why: Some(Refusal::Internal("x".to_owned())),
        }],
        absent: vec![person],
    }
}

fn transfers() -> TransferView {
    let recap = recap().lines.remove(0);
    let no = Agenda {
        year: 2026,
        number: 142,
    };
    TransferView {
        lines: vec![TransferLine {
            row: 5,
            outcome: TransferOutcome::Asked,
            people: recap.people,
            differs: recap.differs,
            open: Some(no.line(3)),
            why: recap.why,
        }],
    }
}
