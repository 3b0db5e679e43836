//! How a request looks at three widths, and that it asks for what it shows and for nothing more.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::text::Language;
use crate::tui::panel::Answer;
use crate::tui::testing::Stage;
use crate::tui::view::testing::{no, request_view, returned_view};

fn told(tag: Tag, tell: Tell) -> Input {
    Input::Told {
        tag,
        tell: Box::new(tell),
        last: true,
    }
}

fn shown(stage: &Stage) -> RequestDetail {
    let mut detail = RequestDetail::new();
    detail.show(Some(no(3)));
    let view = Box::new(request_view());
    detail.handle(told(RECORD, Tell::Request(view)), &stage.ctx());
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
    let mut detail = RequestDetail::new();
    let drawn = stage.draw(|area, buf, ctx| detail.render(area, buf, ctx, true));
    assert!(drawn.contains("Pilih satu permohonan"), "{drawn}");
    detail.show(Some(no(9)));
    let record = RecordId::Request(no(9));
    let refused = Tell::Refused(crate::domain::refusal::Refusal::NotFound(record));
    detail.handle(told(RECORD, refused), &stage.ctx());
    let drawn = stage.draw(|area, buf, ctx| detail.render(area, buf, ctx, true));
    assert!(
        drawn.contains("Permohonan 0142.09/2026 tidak ada"),
        "{drawn}"
    );
}

#[test]
fn a_moving_cursor_asks_only_where_it_rests() {
    let stage = Stage::small();
    let mut detail = RequestDetail::new();
    for line in 1..9 {
        let effects = detail.show(Some(no(line)));
        let asks = effects.iter().any(
            |effect| matches!(effect, Effect::Ask { ask, .. } if matches!(**ask, Ask::Request(_))),
        );
        assert!(!asks, "{effects:?}");
    }
    let effects = detail.handle(Input::Woke(SETTLED), &stage.ctx());
    let [Effect::Ask { ask, .. }] = &effects[..] else {
        panic!("{effects:?}")
    };
    assert_eq!(**ask, Ask::Request(no(8)));
    // An answer that comes too late is not shown.
    let late = Box::new(request_view());
    detail.handle(told(RECORD, Tell::Request(late)), &stage.ctx());
    assert!(detail.view().is_none());
}

#[test]
fn what_somebody_else_did_to_the_record_shown_is_said_and_what_this_screen_did_is_not() {
    use crate::tui::view::testing::{RINA, at};
    let mut stage = Stage::small();
    let moved = || {
        let mut view = Box::new(request_view());
        view.request.revision += 1;
        view.latest = Some(Latest {
            what: "returned".to_owned(),
            by: RINA,
            at: at(9, 12),
        });
        told(RECORD, Tell::Request(view))
    };
    let drawn = |detail: &RequestDetail, stage: &Stage| {
        stage.draw(|area, buf, ctx| detail.render(area, buf, ctx, true))
    };
    let mut detail = shown(&stage);
    assert!(!drawn(&detail, &stage).contains("Baru berubah"));
    detail.handle(moved(), &stage.ctx());
    let said = drawn(&detail, &stage);
    assert!(
        said.contains("Baru berubah: Dikembalikan ke pemohon, oleh Rina"),
        "{said}"
    );
    // Another record is another story.
    detail.show(Some(no(4)));
    assert!(detail.news(&stage.ctx()).is_none());
    let record = RecordId::Request(no(3));
    stage
        .own
        .note(&[(record, request_view().request.revision + 1)]);
    let mut detail = shown(&stage);
    detail.handle(moved(), &stage.ctx());
    assert!(!drawn(&detail, &stage).contains("Baru berubah"));
}

fn showing(stage: &Stage, view: RequestView) -> RequestDetail {
    let mut detail = shown(stage);
    let view = Tell::Request(Box::new(view));
    detail.handle(told(RECORD, view), &stage.ctx());
    detail
}

#[test]
fn what_was_returned_says_what_is_wanted() {
    for (name, width, height, language) in [
        ("returned_80", 80, 24, Language::Indonesian),
        ("returned_120_en", 120, 40, Language::English),
    ] {
        let stage = Stage::new(width, height, language);
        let detail = showing(&stage, returned_view());
        let text = stage.draw(|area, buf, ctx| detail.render(area, buf, ctx, true));
        insta::assert_snapshot!(name, text);
    }
}

#[test]
fn an_act_is_done_to_what_was_seen_and_only_where_it_is_allowed() {
    let stage = Stage::small();
    let mut detail = shown(&stage);
    let begun = detail.act(Action::Edit, &stage.ctx()).unwrap();
    assert!(matches!(begun[..], [Effect::Open(_)]), "{begun:?}");
    assert!(detail.act(Action::Send, &stage.ctx()).is_none());
}

#[test]
fn the_look_at_the_nik_is_asked_about_and_recorded() {
    let stage = Stage::small();
    let mut detail = shown(&stage);
    let asked = detail.act(Action::Reveal, &stage.ctx()).unwrap();
    assert!(matches!(asked[..], [Effect::Open(_)]), "{asked:?}");
    let yes = Input::Answered {
        tag: super::super::acts::REVEAL,
        answer: Answer::Yes,
    };
    let sent = detail.handle(yes, &stage.ctx());
    let [Effect::Ask { tag, ask }] = &sent[..] else {
        panic!("{sent:?}")
    };
    assert!(matches!(**ask, Ask::Reveal { .. }));
    let nik = Tell::Nik("1971045204870013".to_owned());
    detail.handle(told(*tag, nik), &stage.ctx());
    assert_eq!(detail.whole_nik(), Some("1971045204870013"));
}
