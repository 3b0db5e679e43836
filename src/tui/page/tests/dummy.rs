//! A tab of letters: all that a tab has to bring, and what it gets for it.

use super::super::pane::Listing;
use super::super::tab::{LIST, SEARCH, Tab, TabPanel};
use crate::domain::ids::{Agenda, RecordId};
use crate::domain::summary::LetterRow;
use crate::text::Language;
use crate::tui::action::Action;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Panel};
use crate::tui::place::Place;
use crate::tui::testing::{Stage, ctrl, letter};
use crate::tui::view::go::{number, short};
use crate::tui::view::testing::at;
use crate::tui::widgets::list::{Cell, Column, Row, Shape};
use crate::wire::message::{Ask, List, Query, Sort, Tell};
use crate::wire::view::{self, Page};

struct Letter(LetterRow);

impl Row for Letter {
    type Id = Agenda;
    fn id(&self) -> Agenda {
        self.0.no
    }
}

fn row(row: view::Row) -> Option<Letter> {
    match row {
        view::Row::Letter(letter) => Some(Letter(letter)),
        _ => None,
    }
}

const COLUMNS: &[Column] = &[
    Column::new("column-number", Shape::Record, 0).by(Sort::Number),
    Column::new("column-sheet-from", Shape::Name, 0).by(Sort::Agency),
    Column::new("column-names", Shape::Number, 1),
];

#[derive(Default)]
struct Letters;

impl Tab for Letters {
    type Row = Letter;
    const PLACE: Place = Place::Requests;
    const FILTERS: &'static str = "filters-letters";
    const NATURAL: &'static str = "sort-natural";

    fn listing() -> Listing<Letter> {
        Listing {
            key: "letters",
            list: List::Letters,
            columns: COLUMNS,
            row,
            record: |letter| RecordId::Letter(letter.0.no),
        }
    }

    fn cells(&self, row: &Letter, ctx: &Ctx) -> Vec<Cell> {
        let no = row.0.no;
        vec![
            Cell::plain(short(&no.to_string(), no.year, ctx)),
            Cell::plain(row.0.from.clone()),
            Cell::plain(number(u64::from(row.0.names), ctx)),
        ]
    }

    fn empty(&self, ctx: &Ctx) -> String {
        ctx.get("inbox-empty")
    }

    fn has_side(&self) -> bool {
        false
    }
}

// What follows is its test.

fn letters() -> Tell {
    let from = ["Dinas Kesehatan", "Sekretariat Daerah", "Satpol PP"];
    let rows = (140u32..).zip(from).map(|(number, from)| {
        view::Row::Letter(LetterRow {
            no: Agenda { year: 2026, number },
            from: from.to_owned(),
            number: String::new(),
            received: at(7, 45),
            names: 12,
            void: false,
        })
    });
    Tell::Page(Page {
        total: 3,
        from: 0,
        rows: rows.collect(),
        at: None,
    })
}

fn shown(stage: &Stage) -> TabPanel<Letters> {
    let mut tab = TabPanel::<Letters>::new();
    let effects = tab.handle(Input::Shown(stage.area()), &stage.ctx());
    told(&mut tab, stage, &effects, letters());
    tab
}

/// Answers the last question among the effects.
fn told(tab: &mut TabPanel<Letters>, stage: &Stage, effects: &[Effect], tell: Tell) {
    let tag = effects.iter().rev().find_map(|effect| match effect {
        Effect::Ask { tag, .. } => Some(*tag),
        _ => None,
    });
    let tell = Box::new(tell);
    let told = Input::Told {
        tag: tag.unwrap(),
        tell,
        last: true,
    };
    tab.handle(told, &stage.ctx());
}

fn press(tab: &mut TabPanel<Letters>, stage: &Stage, action: Action) -> Vec<Effect> {
    tab.handle(Input::Act(action), &stage.ctx())
}

fn drawn(tab: &TabPanel<Letters>, stage: &Stage) -> String {
    stage.draw(|area, buf, ctx| tab.render(area, buf, ctx))
}

fn query(effects: &[Effect]) -> Option<&Query> {
    effects.iter().find_map(|effect| match effect {
        Effect::Ask { ask, .. } => match &**ask {
            Ask::Page { query, .. } => Some(query),
            _ => None,
        },
        _ => None,
    })
}

fn kept(effects: &[Effect]) -> Option<String> {
    effects.iter().find_map(|effect| match effect {
        Effect::Choose { key, value } if key == "columns-letters" => value.clone(),
        _ => None,
    })
}

#[test]
fn it_sorts_by_the_column_under_the_cursor_and_moving_it_leaves_the_sort() {
    let stage = Stage::small();
    let mut tab = shown(&stage);
    drawn(&tab, &stage);
    press(&mut tab, &stage, Action::Right);
    press(&mut tab, &stage, Action::Right);
    let by = |effects: &[Effect]| query(effects).map(|query| (query.sort, query.descending));
    let up = press(&mut tab, &stage, Action::Sort);
    assert_eq!(by(&up), Some((Sort::Agency, false)));
    told(&mut tab, &stage, &up, letters());
    let down = press(&mut tab, &stage, Action::Sort);
    assert_eq!(by(&down), Some((Sort::Agency, true)));
    told(&mut tab, &stage, &down, letters());
    drawn(&tab, &stage);
    let moved = press(&mut tab, &stage, Action::ColumnLeft);
    assert_eq!(by(&moved), None, "nothing is asked");
    assert_eq!(
        kept(&moved).as_deref(),
        Some("column-sheet-from column-number column-names column-sheet-from_")
    );
    insta::assert_snapshot!("dummy_sorted_80", drawn(&tab, &stage));
    let natural = press(&mut tab, &stage, Action::Sort);
    assert_eq!(by(&natural), Some((Sort::Natural, false)));
}

#[test]
fn a_column_is_put_away_said_and_brought_back_and_kept_for_the_next_time() {
    let mut stage = Stage::small();
    let mut tab = shown(&stage);
    drawn(&tab, &stage);
    for _ in 0..3 {
        press(&mut tab, &stage, Action::Right);
    }
    let sorted = press(&mut tab, &stage, Action::Sort);
    assert!(query(&sorted).is_none(), "the desk does not sort by it");
    let hidden = press(&mut tab, &stage, Action::ColumnRight);
    assert!(kept(&hidden).unwrap().contains("-column-names"));
    assert!(hidden.iter().any(|effect| matches!(effect, Effect::Say(_))));
    assert!(!drawn(&tab, &stage).contains("12"), "hidden");
    stage.choose(&hidden);
    let mut later = shown(&stage);
    assert!(!drawn(&later, &stage).contains("12"), "kept");
    press(&mut later, &stage, Action::Columns);
    assert!(drawn(&later, &stage).contains("12"));
}

#[test]
fn it_says_what_is_wrong_with_a_filter_and_keeps_its_rows() {
    for language in [Language::Indonesian, Language::English] {
        let stage = Stage::new(80, 24, language);
        let mut tab = shown(&stage);
        press(&mut tab, &stage, Action::Find);
        let effects = tab.handle(Input::Paste("nma:siti".to_owned()), &stage.ctx());
        assert!(query(&effects).is_none());
        let shown = drawn(&tab, &stage);
        assert!(
            shown.contains("✗") && shown.contains("Satpol PP"),
            "{shown}"
        );
    }
    let mut stage = Stage::small();
    let mut tab = shown(&stage);
    press(&mut tab, &stage, Action::Find);
    let effects = tab.handle(Input::Key(letter('x')), &stage.ctx());
    told(&mut tab, &stage, &effects, Tell::Page(Page::default()));
    assert!(drawn(&tab, &stage).contains("Esc: hapus pencarian"));
    tab.handle(Input::Key(ctrl('s')), &stage.ctx());
    let named = vec![("filter_name".to_owned(), "X".to_owned())];
    let answer = Answer::Fields(named);
    let tag = SEARCH + 1;
    let named = tab.handle(Input::Answered { tag, answer }, &stage.ctx());
    stage.choose(&named);
    assert!(drawn(&tab, &stage).contains("· X ·"));
    const { assert!(SEARCH > LIST) };
}
