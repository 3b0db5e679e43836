//! The card of a person, with its sentence.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::domain::kind::Kind;
use crate::domain::refusal::Refusal;
use crate::domain::request::{Activation, Sending, Stage as At};
use crate::domain::time::Day;
use crate::text::Language;
use crate::tui::testing::Stage;
use crate::tui::view::testing::samples::{person_view, show};
use crate::tui::view::testing::{RINA, at, request_view};

fn awaiting() -> RequestView {
    let mut view = request_view();
    let day = |text: &str| text.parse::<Day>().unwrap();
    view.request.kind = Kind::Renew;
    view.request.stage = At::AwaitingActivation;
    view.request.sending = Some(Sending {
        at: at(8, 0),
        by: RINA,
        date: day("2026-11-18"),
        ticket: "BSrE-4411".to_owned(),
        channel: "portal".to_owned(),
        manifest: Vec::new(),
    });
    view.request.activation = Some(Activation {
        link: day("2026-11-18"),
        until: day("2026-11-25"),
        links: 1,
        asked: None,
        activated: None,
        lapsed: false,
    });
    view
}

fn desk(ask: &Ask) -> Option<Tell> {
    Some(match ask {
        Ask::Person(_) => Tell::Person(Box::new(person_view())),
        Ask::Request(_) => Tell::Request(Box::new(awaiting())),
        _ => return None,
    })
}

fn card(stage: &Stage, desk: &dyn Fn(&Ask) -> Option<Tell>) -> PersonCard {
    let mut card = PersonCard::new(PersonId(7));
    show(&mut card, stage, desk);
    card
}

#[test]
fn it_looks_right_in_both_languages() {
    for (name, width, height, language) in [
        ("card_80", 80, 24, Language::Indonesian),
        ("card_40", 40, 15, Language::Indonesian),
        ("card_120_en", 120, 40, Language::English),
    ] {
        let stage = Stage::new(width, height, language);
        let card = card(&stage, &desk);
        insta::assert_snapshot!(
            name,
            stage.draw(|area, buf, ctx| card.render(area, buf, ctx))
        );
    }
}

#[test]
fn the_sentence_is_about_the_open_request_first() {
    let stage = Stage::small();
    let open = card(&stage, &desk);
    let said = open.sentence(&stage.ctx()).unwrap();
    assert_eq!(
        said,
        "Permohonan Ibu Siti sudah di BSrE sejak 18 November; tautan aktivasi berlaku sampai 25 November."
    );
    let closed = card(&stage, &|ask| match ask {
        Ask::Person(_) => {
            let mut view = person_view();
            view.requests.retain(|held| held.row.stage.is_final());
            Some(Tell::Person(Box::new(view)))
        }
        other => desk(other),
    });
    let said = closed.sentence(&stage.ctx()).unwrap();
    assert!(
        said.contains("aktif sampai 25 November, sisa 2 hari"),
        "{said}"
    );
}

#[test]
fn nobody_and_nothing_are_said() {
    let stage = Stage::small();
    let none = card(&stage, &|ask| match ask {
        Ask::Person(id) => Some(Tell::Refused(Refusal::NotFound(RecordId::Person(*id)))),
        _ => None,
    });
    let shown = stage.draw(|area, buf, ctx| none.render(area, buf, ctx));
    assert!(shown.contains("tidak ada di meja ini"), "{shown}");
    let bare = card(&stage, &|ask| match ask {
        Ask::Person(_) => {
            let mut view = person_view();
            view.requests.clear();
            view.certificates.clear();
            Some(Tell::Person(Box::new(view)))
        }
        _ => None,
    });
    let shown = stage.draw(|area, buf, ctx| bare.render(area, buf, ctx));
    assert!(
        shown.contains("Belum ada permohonan atau sertifikat"),
        "{shown}"
    );
}

#[test]
fn enter_goes_to_the_record() {
    let stage = Stage::small();
    let mut card = card(&stage, &desk);
    let effects = card.handle(Input::Act(Action::Open), &stage.ctx());
    assert!(
        matches!(
            &effects[..],
            [Effect::Show {
                place: Place::Requests,
                record: RecordId::Request(_)
            }]
        ),
        "{effects:?}"
    );
    card.handle(Input::Act(Action::Bottom), &stage.ctx());
    let effects = card.handle(Input::Act(Action::Open), &stage.ctx());
    assert!(
        matches!(
            &effects[..],
            [Effect::Show {
                place: Place::Certificates,
                ..
            }]
        ),
        "{effects:?}"
    );
}
