//! Moving, selecting, following a record through pushes, and how it looks at three widths.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::render::{ListView, hits};
use super::*;
use crate::domain::ids::PersonId;
use crate::text::Language;
use crate::tui::testing::Stage;

struct Line {
    number: u64,
    name: String,
    revision: u32,
}

impl Row for Line {
    type Id = u64;
    fn id(&self) -> u64 {
        self.number
    }
    fn stands_at(&self) -> Option<(RecordId, u32)> {
        Some((
            RecordId::Person(PersonId(self.number as u32)),
            self.revision,
        ))
    }
}

fn line(number: u64) -> Line {
    Line {
        number,
        name: format!("Siti Rahmawati {number}"),
        revision: 1,
    }
}

fn lines(range: std::ops::Range<u64>) -> Vec<Line> {
    range.map(line).collect()
}

const COLUMNS: &[Column] = &[
    Column::new("place-requests", Shape::Record, 0),
    Column::new("place-people", Shape::Name, 0),
    Column::new("place-verify", Shape::Span, 2),
    Column::new("place-reports", Shape::Number, 1),
];

fn cells(row: &Line) -> Vec<Cell> {
    vec![
        Cell::plain(row.number.to_string()),
        Cell::plain(row.name.clone()),
        Cell::of(Role::Warn, "! 11/15"),
        Cell::plain("4"),
    ]
}

fn drawn(width: u16, height: u16, language: Language, list: &List<Line>) -> String {
    shown(&Stage::new(width, height, language), list)
}

fn shown(stage: &Stage, list: &List<Line>) -> String {
    stage.draw(|area, buf, ctx| {
        let view = ListView {
            list,
            columns: COLUMNS,
            cells: &cells,
            empty: "Belum ada permohonan. Tekan i untuk impor, b untuk baru.",
            below: None,
        };
        view.render(area, buf, ctx);
    })
}

#[test]
fn the_cursor_follows_its_record_when_others_push_rows() {
    let mut list = List::of(lines(100..200));
    list.set_height(10);
    list.go(50);
    let before = (list.current_id().unwrap(), list.cursor - list.top);
    list.fill_all(lines(90..200));
    assert_eq!((list.current_id().unwrap(), list.cursor - list.top), before);
    list.fill_all(lines(120..200));
    assert_eq!(list.current_id().unwrap(), before.0);
    list.fill_all(lines(160..165));
    assert!(
        list.current().is_some(),
        "its record left: the cursor stays in the list"
    );
    list.fill_all(Vec::new());
    assert_eq!(list.current_id(), None);
    assert_eq!(list.handle(Action::Down), ListEvent::Moved);
}

#[test]
fn it_asks_once_for_what_is_on_screen_and_not_for_what_it_has() {
    let mut list: List<Line> = List::new();
    list.set_height(20);
    let first = list.need().unwrap();
    assert_eq!(first.offset, 0);
    assert_eq!(list.need(), None, "asked already");
    list.fill(0, 1_000_000, lines(0..u64::from(first.count)));
    assert_eq!(list.need(), None);
    list.handle(Action::PageDown);
    assert_eq!(list.need(), None, "the next page is there");
    list.handle(Action::Bottom);
    let end = list.need().unwrap();
    assert!(end.offset < 999_980 && end.offset + u64::from(end.count) >= 1_000_000);
    assert_eq!(list.current_id(), None, "not loaded yet");
    list.fill(end.offset, 1_000_000, lines(end.offset..1_000_000));
    assert_eq!(list.current_id(), Some(999_999));
}

#[test]
fn rows_come_before_the_screen_needs_them() {
    let mut list: List<Line> = List::new();
    list.set_height(20);
    let first = list.need().unwrap();
    list.fill(0, 1_000, lines(0..u64::from(first.count)));
    let mut asked = 0;
    for _ in 0..999 {
        list.handle(Action::Down);
        assert!(list.current().is_some(), "a gap at {}", list.position());
        if let Some(need) = list.need() {
            asked += 1;
            assert_eq!(list.need(), None, "under way");
            let end = (need.offset + u64::from(need.count)).min(1_000);
            list.fill(need.offset, 1_000, lines(need.offset..end));
            assert_eq!(list.need(), None);
        }
    }
    assert!(asked <= 30, "asked {asked} times");
    // An answer with fewer rows than were asked for is not asked for again and again.
    list.handle(Action::Top);
    let need = list.need().unwrap();
    assert_eq!(need.offset, 0);
    list.fill(0, 1_000, lines(0..25));
    assert_eq!(list.need(), None);
}

#[test]
fn rows_and_columns_stay_where_they_are_while_it_scrolls() {
    let named = |names: [&str; 2]| {
        let lines = names.iter().zip(0..);
        lines
            .map(|(name, number)| Line {
                name: (*name).to_owned(),
                ..line(number)
            })
            .collect::<Vec<_>>()
    };
    let row_of = |shown: &str, text: &str| -> (usize, usize) {
        let mut lines = shown.lines().enumerate();
        lines
            .find_map(|(y, line)| Some((y, line[..line.find(text)?].chars().count())))
            .unwrap_or_else(|| panic!("no {text:?} in\n{shown}"))
    };
    let stage = Stage::new(70, 14, Language::Indonesian);
    let long =
        "a name that no column of this list has room for, nor one line below it, long as it is";
    let mut list = List::of(named([long, "Budi"]));
    let rule = row_of(&shown(&stage, &list), "───");
    list.handle(Action::Down);
    assert_eq!(
        row_of(&shown(&stage, &list), "───"),
        rule,
        "the strip shrank"
    );
    let before = row_of(&shown(&stage, &list), "! 11/15");
    list.fill(0, 2, named(["Siti", "Budi"]));
    let after = shown(&stage, &list);
    assert_eq!(row_of(&after, "! 11/15"), before, "a column moved");
    // Another question has columns of its own.
    list.reset();
    list.fill(0, 2, named(["Siti", "Budi"]));
    assert_ne!(row_of(&shown(&stage, &list), "! 11/15"), before);
}

#[test]
fn rows_are_selected_by_record() {
    let mut list = List::of(lines(0..5));
    assert_eq!(list.selection(), Selection::Some(vec![0]));
    list.handle(Action::Mark);
    list.handle(Action::Down);
    list.handle(Action::Mark);
    assert_eq!(list.selection(), Selection::Some(vec![0, 2]));
    list.fill_all(lines(1..5));
    assert!(list.is_marked(&2));
    list.handle(Action::MarkAll);
    assert_eq!(list.marked_count(), 0);
    list.handle(Action::MarkAll);
    list.go(1);
    list.handle(Action::Mark);
    assert_eq!(list.selection(), Selection::AllBut(vec![2]));
    assert_eq!(list.marked_count(), 3);
}

#[test]
fn a_row_changed_by_somebody_else_is_marked_until_visited() {
    let mut list = List::of(lines(0..5));
    let mut fresh = lines(0..5);
    fresh[3].revision = 2;
    list.fill_all(fresh);
    assert!(drawn(60, 8, Language::Indonesian, &list).contains("◆3"));
    let mut own = Stage::new(60, 8, Language::Indonesian);
    own.own.note(&[(RecordId::Person(PersonId(3)), 2)]);
    assert!(!shown(&own, &list).contains('◆'), "it was this screen");
    own.own.note(&[(RecordId::Person(PersonId(3)), 1)]);
    assert!(shown(&own, &list).contains('◆'), "and then somebody else");
    list.go(3);
    list.go(0);
    assert!(!drawn(60, 8, Language::Indonesian, &list).contains('◆'));
}

#[test]
fn hits_are_columns_not_bytes() {
    assert_eq!(hits("日本 Siti", "siti"), vec![(5, 9)]);
    assert_eq!(hits("Siti siti", "SITI"), vec![(0, 4), (5, 9)]);
    assert_eq!(hits("Siti", " "), vec![]);
}

#[test]
fn it_looks_right_at_three_widths() {
    let mut list = List::of(lines(0..40));
    list.sort = Some(("place-requests", false));
    list.handle(Action::Mark);
    list.handle(Action::Down);
    insta::assert_snapshot!("list_40", drawn(40, 8, Language::Indonesian, &list));
    insta::assert_snapshot!("list_80", drawn(80, 8, Language::Indonesian, &list));
    insta::assert_snapshot!("list_120_en", drawn(120, 8, Language::English, &list));
    let empty: List<Line> = List::of(Vec::new());
    insta::assert_snapshot!("list_empty", drawn(40, 5, Language::Indonesian, &empty));
    let loading: List<Line> = List::new();
    insta::assert_snapshot!("list_loading", drawn(40, 5, Language::Indonesian, &loading));
}

#[test]
fn wide_and_hostile_names_keep_their_columns() {
    let mut list = List::of(vec![
        Line {
            number: 1,
            name: "日本語の名前".to_owned(),
            revision: 1,
        },
        Line {
            number: 2,
            name: "e\u{301}ko\u{1b}[31m\u{202e}".to_owned(),
            revision: 1,
        },
    ]);
    list.highlight = "日本".to_owned();
    insta::assert_snapshot!("list_wide", drawn(60, 4, Language::Indonesian, &list));
}
