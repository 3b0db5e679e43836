//! Made-up officers with their terms, and the desk that they work at.

use super::{at, office};
use crate::domain::act::ActKind;
use crate::domain::credential::{Credential, CredentialKind};
use crate::domain::ids::OfficerId;
use crate::domain::office::{Capacity, Position};
use crate::domain::officer::{Account, Hold};
use crate::domain::time::Instant;
use crate::wire::view::{OfficeView, OfficerView, StatusView};
use std::collections::BTreeMap;

/// A term from so many days after today's midnight until so many.
pub fn term(position: Position, capacity: Capacity, from: i64, until: Option<i64>) -> Hold {
    let day = |days| crate::domain::time::start_of(at(9, 0).day()).plus_days(days);
    Hold {
        position,
        capacity,
        from: day(from),
        until: until.map(day),
        basis: match capacity {
            Capacity::Definitive => String::new(),
            _ => "ST 800/21/DISKOMINFO".to_owned(),
        },
        given: day(from),
    }
}

fn officer(id: u32, name: &str, account: &str, holds: Vec<Hold>, now: Instant) -> OfficerView {
    let running = holds.iter().filter(|hold| hold.covers(now));
    OfficerView {
        id: OfficerId(id),
        revision: id + 2,
        name: name.to_owned(),
        nip: "198712192010012015".to_owned(),
        nik: Some("1971••••••••0013".to_owned()),
        email: Some(format!("petugas{id}@babelprov.go.id")),
        account: Some(account)
            .filter(|name| !name.is_empty())
            .map(|name| Account {
                uid: 1000 + id,
                name: name.to_owned(),
            }),
        positions: running.map(|hold| (hold.position, hold.capacity)).collect(),
        holds,
        credentials: Default::default(),
        agencies: Vec::new(),
    }
}

/// An admin, a Kabid who was Plh. Kadis, their Plh. of these days, a verifier to come.
pub fn staff() -> Vec<OfficerView> {
    use Capacity::{Definitive, Plh};
    let now = at(9, 14);
    let mut officers = vec![
        officer(
            1,
            "Ani Wijaya, S.T.",
            "ani",
            vec![
                term(Position::Admin, Definitive, -200, None),
                term(Position::Agendaris, Definitive, -200, None),
            ],
            now,
        ),
        officer(
            2,
            "Rina Lubis, M.Si.",
            "rina",
            vec![
                term(Position::Kadis, Plh, -30, Some(-27)),
                term(Position::Kabid, Definitive, -400, None),
            ],
            now,
        ),
        officer(
            3,
            "Hendra Gunawan, S.E.",
            "hendra",
            vec![term(Position::Kabid, Plh, 0, Some(3))],
            now,
        ),
        officer(
            4,
            "Sari Kusuma, S.Kom.",
            "",
            vec![term(Position::Verifikator, Definitive, 7, None)],
            now,
        ),
    ];
    let day = |days| at(9, 0).plus_days(days).day();
    let paper = |number: &str, until| Credential {
        number: number.to_owned(),
        from: Some(day(-700)),
        until,
    };
    officers[2].credentials = BTreeMap::from([
        (
            CredentialKind::Qualification,
            paper("SERT 12/BSSN/2024", None),
        ),
        (
            CredentialKind::BsreAccess,
            paper("BSrE 12/2024", Some(day(19))),
        ),
        (
            CredentialKind::Recommendation,
            paper("REK 3/2024", Some(day(-3))),
        ),
    ]);
    officers[2].agencies = vec!["Dinas Kesehatan".to_owned()];
    officers[3].nip = String::new();
    officers[3].nik = None;
    officers
}

/// Their office, seen by one of them.
pub fn staffed(me: u32) -> OfficeView {
    let mut office = office();
    office.officers = staff();
    office.me = OfficerId(me);
    if me == 1 {
        office.may.push(ActKind::ManageOfficers);
    }
    office
}

/// What their server says of itself.
pub fn status() -> StatusView {
    StatusView {
        pid: 1,
        build: "0.1".to_owned(),
        sessions: 3,
        sequence: 5214,
        head: "3fa19c7700112233".repeat(4),
        desk: "/srv/loket".to_owned(),
        training: false,
        now: at(9, 14),
        started: None,
        events: 5214,
        free_mib: 20_000,
    }
}
