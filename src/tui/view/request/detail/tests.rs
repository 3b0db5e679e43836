//! How a request looks at three widths, and that it asks for what it shows and for nothing more.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::text::Language;
use crate::tui::testing::Stage;
use crate::tui::view::testing::{no, office, request_view};

const BASE: Tag = 100;

fn told(tag: Tag, tell: Tell) -> Input {
    Input::Told {
        tag: BASE + tag,
        tell: Box::new(tell),
        last: true,
    }
}

fn shown(stage: &Stage) -> RequestDetail {
    let mut detail = RequestDetail::new(BASE);
    detail.show(Some(no(3)));
    let view = Box::new(request_view());
    let office = Box::new(office());
    detail
        .take(told(RECORD, Tell::Request(view)), &stage.ctx())
        .unwrap();
    detail
        .take(told(OFFICE, Tell::Office(office)), &stage.ctx())
        .unwrap();
    detail
}

#[test]
fn it_looks_right_in_both_languages() {
    for (name, width, height, language) in [
        ("detail_80", 80, 24, Language::Indonesian),
        ("detail_side_id", 50, 40, Language::Indonesian),
        ("detail_120_en", 120, 40, Language::English),
    ] {
        let stage = Stage::new(width, height, language);
        let detail = shown(&stage);
        let drawn = stage.draw(|area, buf, ctx| detail.render(area, buf, ctx, true));
        insta::assert_snapshot!(name, drawn);
    }
}

#[test]
fn nothing_chosen_and_nothing_found_say_so() {
    let stage = Stage::small();
    let mut detail = RequestDetail::new(BASE);
    let drawn = stage.draw(|area, buf, ctx| detail.render(area, buf, ctx, true));
    assert!(drawn.contains("Pilih satu permohonan"), "{drawn}");
    detail.show(Some(no(9)));
    let record = RecordId::Request(no(9));
    let refused = Tell::Refused(crate::domain::refusal::Refusal::NotFound(record));
    detail.take(told(RECORD, refused), &stage.ctx()).unwrap();
    let drawn = stage.draw(|area, buf, ctx| detail.render(area, buf, ctx, true));
    assert!(
        drawn.contains("Permohonan 0142.09/2026 tidak ada"),
        "{drawn}"
    );
}

#[test]
fn a_moving_cursor_asks_only_where_it_rests() {
    let stage = Stage::small();
    let mut detail = RequestDetail::new(BASE);
    for line in 1..9 {
        let effects = detail.show(Some(no(line)));
        let asks = effects.iter().any(
            |effect| matches!(effect, Effect::Ask { ask, .. } if matches!(**ask, Ask::Request(_))),
        );
        assert!(!asks, "{effects:?}");
    }
    let effects = detail
        .take(Input::Woke(BASE + SETTLED), &stage.ctx())
        .unwrap();
    let [Effect::Ask { ask, .. }] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(**ask, Ask::Request(no(8)));
    // An answer that comes too late is not shown.
    let late = Box::new(request_view());
    detail
        .take(told(RECORD, Tell::Request(late)), &stage.ctx())
        .unwrap();
    assert!(detail.view().is_none());
}

#[test]
fn inputs_of_others_come_back() {
    let stage = Stage::small();
    let mut detail = RequestDetail::new(BASE);
    for input in [
        Input::Woke(BASE - 1),
        Input::Woke(BASE + RequestDetail::TAGS),
        Input::Minute,
    ] {
        assert!(detail.take(input, &stage.ctx()).is_err());
    }
}
