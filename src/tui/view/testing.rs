//! Made-up records for tests of panels.

pub mod samples;
pub mod sheet;
pub mod staff;

use crate::domain::act::ActKind;
use crate::domain::checklist::{ChecklistItem, Defect, Document, Evidence, Mark, Verdict};
use crate::domain::due::RequestDays;
use crate::domain::finding::{Finding, FindingCode, Noticed};
use crate::domain::ids::{Agenda, OfficerId, RequestNo, SheetNo};
use crate::domain::kind::Kind;
use crate::domain::letter::{Letter, LetterForm, LetterSource, Nature, Urgency};
use crate::domain::office::{Capacity, Position};
use crate::domain::policy::{DocumentKey, Need, StepKey};
use crate::domain::request::{Identity, Particulars, Request, Return, Stage, StepTime};
use crate::domain::rules::{Open, Undoable};
use crate::domain::sheet::SheetStage;
use crate::domain::summary::{Lamp, RequestRow, SheetRow};
use crate::domain::time::Instant;
use crate::wire::message::Tell;
use crate::wire::view::{
    OfficeView, OfficerName, OfficerView, Page, RequestLine, RequestView, Row, SheetLine,
    StepClock, StepView,
};

pub const BUDI: OfficerId = OfficerId(1);
pub const RINA: OfficerId = OfficerId(2);

/// A moment on the day of the tests, 23 November 2026.
pub fn at(hour: u32, minute: u32) -> Instant {
    Instant::wib(2026, 11, 23, hour, minute).unwrap_or_default()
}

pub fn agenda() -> Agenda {
    Agenda {
        year: 2026,
        number: 142,
    }
}

pub fn no(line: u16) -> RequestNo {
    agenda().line(line)
}

pub fn identity() -> Identity {
    Identity {
        name: "Siti Rahmawati, S.Kom.".to_owned(),
        nip: "198704122010012015".to_owned(),
        nik: "1971••••••••0013".to_owned(),
        birth_place: "Pangkalpinang".to_owned(),
        birth_date: chrono::NaiveDate::from_ymd_opt(1987, 4, 12),
        post: "Pranata Komputer".to_owned(),
        rank: "III/c".to_owned(),
        agency: "Dinas Kesehatan".to_owned(),
        email: "siti@bableprov.go.id".to_owned(),
        phone: "0812-7100-0013".to_owned(),
        ..Identity::default()
    }
}

fn item(document: DocumentKey, need: Need, verdict: Verdict) -> ChecklistItem {
    ChecklistItem {
        document,
        need,
        documents: vec![Document {
            evidence: Evidence::Link("https://drive.google.com/x".to_owned()),
            added: at(8, 2),
            by: BUDI,
        }],
        mark: Some(Mark {
            verdict,
            by: RINA,
            at: at(9, 0),
            on: None,
            unseen: false,
        }),
        looked: Vec::new(),
    }
}

pub fn request() -> Request {
    Request {
        no: no(3),
        revision: 4,
        kind: Kind::Issue,
        policy: 1,
        stage: Stage::Disposition(Position::Kabid),
        sheet: 1,
        received: at(7, 45),
        registered: at(8, 2),
        identity: identity(),
        note: "Mohon sebelum akhir bulan".to_owned(),
        person: None,
        checklist: vec![
            item(DocumentKey::Letter, Need::Must, Verdict::Conforms),
            ChecklistItem {
                document: DocumentKey::Ktp,
                need: Need::Must,
                documents: Vec::new(),
                mark: None,
                looked: Vec::new(),
            },
            item(
                DocumentKey::Sk,
                Need::May,
                Verdict::Wrong {
                    code: String::new(),
                    note: "bukan SK terakhir".to_owned(),
                },
            ),
        ],
        differences: Vec::new(),
        accepted: Vec::new(),
        steps: vec![StepTime {
            step: StepKey::Kabid,
            arrived: at(8, 30),
            opened: Some(at(9, 3)),
            acted: None,
        }],
        duties: Vec::new(),
        assigned: None,
        claimed: None,
        returned: None,
        held: None,
        ending: None,
        reply: None,
        sending: None,
        urgent: None,
        check: Default::default(),
        withdrawal: None,
        activation: None,
        certificate: None,
        hand_over: None,
        particulars: Particulars::default(),
        prepared: None,
        rows: Vec::new(),
        follows: None,
    }
}

pub fn letter() -> Letter {
    Letter {
        no: agenda(),
        revision: 1,
        form: LetterForm {
            from: "Dinas Kesehatan".to_owned(),
            number: "800/123/Dinkes/2026".to_owned(),
            date: chrono::NaiveDate::from_ymd_opt(2026, 11, 20),
            received: at(7, 45),
            nature: Nature::Ordinary,
            urgency: Urgency::Urgent,
            attachments: "15 berkas".to_owned(),
            subject: "Permohonan sertifikat elektronik".to_owned(),
            copies: String::new(),
            scan: None,
        },
        source: LetterSource::Letter,
        names: 15,
        sheets: 1,
        registered: at(8, 2),
        scanned: None,
        void: false,
    }
}

pub fn clock(step: StepKey, handling: u32, running: bool) -> StepClock {
    StepClock {
        step,
        handling: Some(handling),
        waiting: Some(33),
        standard: 15,
        waiting_target: 60,
        day: 450,
        running,
    }
}

fn step(key: StepKey, handling: u32, by: Option<OfficerId>) -> StepView {
    StepView {
        clock: clock(key, handling, by.is_none()),
        arrived: at(8, 2),
        acted: by.map(|_| at(8, 30)),
        by,
        position: None,
        untimed: None,
        capacity: by.map(|_| Capacity::Definitive),
        paper: key == StepKey::Kadis,
        concurrent: false,
        late: false,
    }
}

/// A request with the Kabid, with two findings, as the agendaris sees it.
pub fn request_view() -> RequestView {
    let open = |finding| Open {
        finding,
        accepted: None,
    };
    RequestView {
        latest: None,
        request: request(),
        letter: letter(),
        sheet: None,
        findings: vec![
            open(Finding::new(FindingCode::StageNotOpen).with("stage", 3)),
            open(
                Finding::new(FindingCode::EmailDomain)
                    .with("stated", "siti@bableprov.go.id")
                    .with("domain", "babelprov.go.id"),
            ),
        ],
        differences: Vec::new(),
        returned: Vec::new(),
        days: RequestDays::default(),
        ended: Vec::new(),
        about: None,
        could_mean: Vec::new(),
        lapsing: Vec::new(),
        outcome: None,
        blocks: Vec::new(),
        to_open: Vec::new(),
        may: vec![
            ActKind::EditIdentity,
            ActKind::AddDocument,
            ActKind::Return,
            ActKind::Reject,
            ActKind::Withdraw,
            ActKind::Note,
            ActKind::Undo,
            ActKind::Open,
            ActKind::LookAtNik,
        ],
        undo: Ok(Undoable {
            what: "sheet-disposed".to_owned(),
            at: at(8, 30),
            to: Some(Stage::Disposition(Position::Kadis)),
            others: 0,
        }),
        steps: vec![
            step(StepKey::Register, 11, Some(BUDI)),
            step(StepKey::Kadis, 19, Some(RINA)),
            step(StepKey::Kabid, 11, None),
        ],
        ahead: vec![
            StepKey::Subkoord,
            StepKey::Verification,
            StepKey::Activation,
            StepKey::HandOver,
        ],
        certificate: None,
        mismatch: Vec::new(),
        officers: vec![
            OfficerName {
                id: BUDI,
                name: "Budi".to_owned(),
            },
            OfficerName {
                id: RINA,
                name: "Rina".to_owned(),
            },
        ],
        open_by: vec!["Hendra".to_owned()],
        follows: None,
        followed: Vec::new(),
        earlier: Vec::new(),
        next_kind: Kind::Issue,
    }
}

/// A line of the inbox.
pub fn line(number: u16, name: &str, kind: Kind, stage: Stage, used: u32) -> RequestLine {
    RequestLine {
        row: RequestRow {
            no: no(number),
            revision: 1,
            kind,
            stage,
            sheet: 1,
            name: name.to_owned(),
            nip: "198704122010012015".to_owned(),
            nik_tail: "0013".to_owned(),
            agency: "Dinas Kesehatan".to_owned(),
            received: at(7, 45),
            step: Some(StepKey::Kabid),
            arrived: at(8, 30),
            opened: Some(at(9, 3)),
            running: true,
            claimed: None,
            assigned: None,
            person: None,
            waits_since: None,
            sheet_out: None,
            urgent: None,
            until: None,
            link: None,
            one_person: false,
            prepared: false,
            duties: Vec::new(),
            lamps: [Lamp::Conforms, Lamp::Conforms, Lamp::Missing, Lamp::Unseen]
                .into_iter()
                .collect(),
            noticed: Noticed::default(),
            policy: 1,
            traces: Default::default(),
        },
        clock: Some(clock(StepKey::Kabid, used, true)),
        mine: number.is_multiple_of(2),
        days: RequestDays::default(),
        found: None,
    }
}

fn officer(id: OfficerId, name: &str, position: Position) -> OfficerView {
    OfficerView {
        id,
        revision: 1,
        name: name.to_owned(),
        nip: String::new(),
        nik: None,
        email: None,
        account: None,
        positions: vec![(position, Capacity::Definitive)],
        holds: Vec::new(),
        credentials: Default::default(),
        agencies: Vec::new(),
    }
}

/// A sheet of three names at a position, as a row of a list.
pub fn sheet_line(no: SheetNo, position: Position) -> SheetLine {
    SheetLine {
        row: SheetRow {
            no,
            revision: 2,
            stage: match position {
                Position::Agendaris => SheetStage::Registered,
                position => SheetStage::With(position),
            },
            names: 3,
            arrived: at(8, 30),
            opened: true,
            urgency: Urgency::Urgent,
            deadline: Some(at(9, 0).day()),
        },
        from: "Dinas Kesehatan".to_owned(),
        first: "Siti Rahmawati, S.Kom.".to_owned(),
        kind: Kind::Issue,
        clock: Some(clock(StepKey::Kabid, 13, true)),
        found: None,
        mine: false,
    }
}

/// The desk's answer with these sheets.
pub fn sheet_page(lines: Vec<SheetLine>) -> Tell {
    Tell::Page(Page {
        total: lines.len() as u32,
        from: 0,
        rows: lines.into_iter().map(Row::Sheet).collect(),
        at: None,
    })
}

/// The office of the shipped policy, seen by Budi, with Rina as Kabid.
pub fn office() -> OfficeView {
    let policy = crate::policy_file::babel();
    OfficeView {
        policy_number: 1,
        policy,
        officers: vec![
            officer(BUDI, "Budi", Position::Agendaris),
            officer(RINA, "Rina", Position::Kabid),
        ],
        me: BUDI,
        may: vec![ActKind::Register, ActKind::Import],
    }
}

/// A request that was returned for a missing KTP and a wrong e-mail.
pub fn returned_view() -> RequestView {
    let mut view = request_view();
    view.request.stage = Stage::Returned;
    view.request.returned = Some(Return {
        at: at(9, 5),
        by: RINA,
        from: Stage::Verification,
        defects: vec![
            Defect::Document {
                document: DocumentKey::Ktp,
                verdict: Verdict::Missing,
            },
            Defect::Finding("email-domain".to_owned()),
        ],
        note: String::new(),
    });
    view.may = vec![
        ActKind::EditIdentity,
        ActKind::AddDocument,
        ActKind::Complete,
        ActKind::EditLetter,
    ];
    view.open_by.clear();
    view
}
