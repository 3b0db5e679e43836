//! A made-up sheet as it lies opened at an official.

use crate::domain::act::ActKind;
use crate::domain::finding::{Finding, FindingCode};
use crate::domain::kind::Kind;
use crate::domain::letter::Urgency;
use crate::domain::office::{Capacity, Position};
use crate::domain::policy::StepKey;
use crate::domain::request::Stage;
use crate::domain::sheet::{Disposition, Sheet, SheetStage, Slip};
use crate::tui::view::testing::{BUDI, RINA, agenda, at, clock, letter, no};
use crate::wire::view::{OfficerName, SheetName, SheetView};

/// A sheet of three names at the Kepala Bidang, whose turn it is.
pub fn sheet_view() -> SheetView {
    let name = |number: u16, name: &str, findings: Vec<Finding>| SheetName {
        no: no(number),
        revision: u32::from(number),
        kind: Kind::Issue,
        stage: Stage::Disposition(Position::Kabid),
        name: name.to_owned(),
        nip: "198704122010012015".to_owned(),
        agency: "Dinas Kesehatan".to_owned(),
        post: "Pranata Komputer".to_owned(),
        findings,
        one_person: false,
        held: None,
    };
    let line = Disposition {
        from: Position::Kadis,
        to: Position::Kabid,
        officer: RINA,
        capacity: Capacity::Definitive,
        recorded_by: RINA,
        slip: Slip {
            instructions: vec!["process".to_owned()],
            note: "Mohon dipercepat".to_owned(),
            urgency: Urgency::Urgent,
            ..Slip::default()
        },
        recorded: at(8, 30),
        paper: None,
        concurrent: false,
        names: 3,
    };
    SheetView {
        latest: None,
        sheet: Sheet {
            no: agenda().sheet(1),
            revision: 2,
            stage: SheetStage::With(Position::Kabid),
            requests: vec![no(1), no(2), no(3)],
            lines: vec![line],
            arrived: at(8, 30),
            opened: Some(at(9, 3)),
        },
        letter: letter(),
        names: vec![
            name(1, "Siti Rahmawati, S.Kom.", Vec::new()),
            name(
                2,
                "Hendra Lubis",
                vec![Finding::new(FindingCode::EmailDomain)],
            ),
            name(
                3,
                "Arif Bakri",
                vec![Finding::new(FindingCode::StageNotOpen)],
            ),
        ],
        may: vec![ActKind::Dispose, ActKind::Return, ActKind::StepBack],
        clock: Some(clock(StepKey::Kabid, 11, true)),
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
        open_by: Vec::new(),
    }
}
