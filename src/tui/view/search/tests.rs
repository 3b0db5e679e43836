//! The search over everything: it answers while typing, names each kind, and goes to the record.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::domain::ids::PersonId;
use crate::domain::kind::Kind;
use crate::domain::request::Stage as At;
use crate::domain::summary::{LetterRow, PersonRow};
use crate::text::Language;
use crate::tui::testing::{Stage, key, letter};
use crate::tui::view::testing::samples::{answer, certificate_line, page};
use crate::tui::view::testing::{agenda, at, line};
use crate::wire::message::{Ask, Tell};

fn rows() -> Vec<view::Row> {
    vec![
        view::Row::Person(PersonRow {
            id: PersonId(7),
            name: "Siti Rahmawati, S.Kom.".to_owned(),
            nip: "198704122010012015".to_owned(),
            agency: "Dinas Kesehatan".to_owned(),
            post: "Pranata Komputer".to_owned(),
        }),
        view::Row::from(line(3, "Siti Rahmawati", Kind::Renew, At::AtBsre, 4)),
        view::Row::Certificate(certificate_line(1, "Siti Rahmawati", 412)),
        view::Row::Letter(LetterRow {
            no: agenda(),
            from: "Dinas Kesehatan".to_owned(),
            number: "800/123/Dinkes/2026".to_owned(),
            received: at(7, 45),
            names: 15,
            void: false,
        }),
    ]
}

fn desk(ask: &Ask) -> Option<Tell> {
    match ask {
        Ask::Page { query, .. } if query.filter.contains("siti") => Some(page(rows())),
        Ask::Page { .. } => Some(page(Vec::new())),
        _ => None,
    }
}

fn typed(stage: &Stage, text: &str) -> Search {
    let mut search = Search::new();
    search.handle(Input::Shown(stage.area()), &stage.ctx());
    for sign in text.chars() {
        let effects = search.handle(Input::Key(letter(sign)), &stage.ctx());
        answer(&mut search, &stage.ctx(), effects, &desk);
    }
    search
}

fn drawn(search: &Search, stage: &Stage) -> String {
    stage.draw(|area, buf, ctx| search.render(area, buf, ctx))
}

#[test]
fn it_looks_right_in_both_languages() {
    for (name, width, height, language, text) in [
        ("search_80", 80, 24, Language::Indonesian, "siti"),
        ("search_120_en", 120, 40, Language::English, "siti"),
        ("search_hint_80", 80, 12, Language::Indonesian, ""),
        ("search_none_80", 80, 12, Language::Indonesian, "zzz"),
        ("search_fault_80", 80, 12, Language::Indonesian, "nma:siti"),
    ] {
        let stage = Stage::new(width, height, language);
        insta::assert_snapshot!(name, drawn(&typed(&stage, text), &stage));
    }
}

#[test]
fn enter_on_a_person_opens_the_card_and_on_a_record_goes_there() {
    let stage = Stage::small();
    let mut search = typed(&stage, "siti");
    let effects = search.handle(Input::Key(key(KeyCode::Enter)), &stage.ctx());
    assert!(
        matches!(&effects[..], [Effect::Open(card)] if card.place() == Place::Person),
        "{effects:?}"
    );
    search.handle(Input::Key(key(KeyCode::Down)), &stage.ctx());
    let effects = search.handle(Input::Key(key(KeyCode::Enter)), &stage.ctx());
    assert!(
        matches!(
            &effects[..],
            [Effect::Show {
                place: Place::Requests,
                ..
            }]
        ),
        "{effects:?}"
    );
    let effects = search.handle(Input::Act(Action::Back), &stage.ctx());
    assert!(matches!(&effects[..], [Effect::Close]));
}
