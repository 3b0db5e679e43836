//! A sheet that moved on while somebody works on it.

use super::*;
use crate::wire::view::SheetView;

/// The same sheet, moved on by Rina since.
fn moved_on() -> SheetView {
    let mut view = sheet_view();
    view.sheet.revision += 1;
    view.sheet.stage = SheetStage::With(Position::Subkoord);
    view.may.clear();
    view.latest = Some(crate::wire::view::Latest {
        what: "sheet-disposed".to_owned(),
        by: RINA,
        at: at(9, 12),
    });
    view
}

/// The tag under which the panel asks for its sheet.
fn asks_for_the_sheet(effects: &[Effect]) -> Tag {
    let found = effects.iter().find_map(|effect| match effect {
        Effect::Ask { tag, ask } if matches!(**ask, Ask::Sheet(_)) => Some(*tag),
        _ => None,
    });
    found.unwrap()
}

#[test]
fn a_sheet_that_moved_on_under_the_hands_says_who_and_keeps_what_is_written() {
    let screen = Screen::new(120, 37, Language::Indonesian);
    let mut panel = opened(&screen, vec![lines().remove(0)]);
    for _ in 0..2 {
        panel.handle(Input::Act(Action::NextPanel), &screen.ctx());
    }
    for sign in "Dahulukan".chars() {
        panel.handle(Input::Key(typed(sign)), &screen.ctx());
    }
    let question_open = panel.handle(Input::Act(Action::Save), &screen.ctx());
    assert!(question(&question_open, &screen).is_some());
    let asked = panel.handle(Input::Changed(Default::default()), &screen.ctx());
    let tag = asks_for_the_sheet(&asked);
    panel.handle(told(tag, Tell::Sheet(Box::new(moved_on()))), &screen.ctx());
    let shown = drawn(&panel, &screen);
    assert!(
        shown.contains("Baru berubah: Didisposisi, oleh Rina"),
        "{shown}"
    );
    assert!(shown.contains("Dahulukan"), "{shown}");
    // The question that is still open names the sheet as it was asked about.
    let Some(Command::Dispose { sheets, .. }) = command(yes(question_open, &screen)) else {
        panic!("the act is sent for the desk to judge");
    };
    assert_eq!(sheets[0].revision, 2);
    // A new one is not asked: it is told who was first.
    let again = panel.handle(Input::Act(Action::Save), &screen.ctx());
    let said = format!("{again:?}");
    assert!(
        said.contains("oleh Rina") && said.contains("konsep"),
        "{said}"
    );
}

#[test]
fn what_this_screen_did_itself_is_no_news() {
    let mut screen = Screen::new(120, 37, Language::Indonesian);
    let mut panel = opened(&screen, vec![lines().remove(0)]);
    screen.own.note(&[(RecordId::Sheet(agenda().sheet(1)), 3)]);
    let asked = panel.handle(Input::Changed(Default::default()), &screen.ctx());
    let tag = asks_for_the_sheet(&asked);
    panel.handle(told(tag, Tell::Sheet(Box::new(moved_on()))), &screen.ctx());
    assert!(!drawn(&panel, &screen).contains("Baru berubah"));
}

#[test]
fn the_question_goes_by_the_sheet_where_the_row_of_the_list_is_older() {
    let screen = Screen::small();
    let mut older = lines().remove(0);
    older.row.stage = SheetStage::Registered;
    let mut panel = opened(&screen, vec![older]);
    let asked = panel.handle(Input::Act(Action::Save), &screen.ctx());
    let said = question(&asked, &screen).unwrap();
    assert!(
        said.contains("Disposisi 3 nama") && said.contains("Subkoordinator"),
        "{said}"
    );
}
