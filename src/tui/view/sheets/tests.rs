//! The tab and the opened sheet: how they look, and what their keys ask of the desk.
#![allow(clippy::unwrap_used, clippy::panic)]

mod moved;

use super::*;
use crate::domain::act::{Command, Exception};
use crate::domain::ids::RecordId;
use crate::domain::kind::Kind;
use crate::domain::letter::Urgency;
use crate::domain::policy::StepKey;
use crate::domain::sheet::SheetStage;
use crate::domain::summary::SheetRow;
use crate::text::Language;
use crate::tui::panel::Answer;
use crate::tui::testing::{Stage as Screen, key, letter as typed};
use crate::tui::view::testing::samples::within;
use crate::tui::view::testing::sheet::sheet_view;
use crate::tui::view::testing::{RINA, agenda, at, clock, no, request_view};
use crate::wire::view::Page;
use ratatui::crossterm::event::KeyCode;

fn told(tag: Tag, tell: Tell) -> Input {
    Input::Told {
        tag,
        tell: Box::new(tell),
        last: true,
    }
}

fn line(ordinal: u16, from: &str, position: Position, names: u16, mine: bool) -> SheetLine {
    SheetLine {
        row: SheetRow {
            no: crate::domain::ids::Agenda {
                number: 142 + u32::from(ordinal),
                ..agenda()
            }
            .sheet(1),
            revision: 2,
            stage: match position {
                Position::Agendaris => SheetStage::Registered,
                position => SheetStage::With(position),
            },
            names,
            arrived: at(8, 30),
            opened: true,
            urgency: Urgency::Urgent,
            deadline: Some(at(9, 0).day()),
        },
        from: from.to_owned(),
        first: "Siti Rahmawati, S.Kom.".to_owned(),
        kind: Kind::Issue,
        clock: Some(clock(StepKey::Kabid, 13, true)),
        mine,
        found: None,
    }
}

fn lines() -> Vec<SheetLine> {
    vec![
        line(0, "Dinas Kesehatan", Position::Kabid, 3, true),
        line(1, "Badan Kepegawaian Daerah", Position::Kabid, 15, true),
        line(2, "Sekretariat Daerah", Position::Kadis, 1, false),
    ]
}

fn page(lines: Vec<SheetLine>) -> Tell {
    Tell::Page(Page {
        total: lines.len() as u32,
        from: 0,
        rows: lines.into_iter().map(Row::Sheet).collect(),
        at: None,
    })
}

fn tab(screen: &Screen, rows: Vec<SheetLine>) -> SheetsPanel {
    let mut panel = SheetsPanel::new();
    let asked = panel.handle(Input::Shown(screen.area()), &screen.ctx());
    for effect in asked {
        if let Effect::Ask { tag, ask } = effect
            && let Ask::Page { query, .. } = *ask
        {
            let here = |line: &SheetLine| match query.filter.as_str() {
                "" => true,
                "tahap:kabid,ditahan-kabid" => line.row.stage == SheetStage::With(Position::Kabid),
                "tahap:kadis,ditahan-kadis" => line.row.stage == SheetStage::With(Position::Kadis),
                _ => false,
            };
            let rows = rows.iter().filter(|line| here(line)).cloned().collect();
            panel.handle(told(tag, page(rows)), &screen.ctx());
        }
    }
    panel
}

fn opened(screen: &Screen, lines: Vec<SheetLine>) -> SheetPanel {
    let mut panel = SheetPanel::new(lines);
    let asked = panel.handle(Input::Shown(screen.area()), &screen.ctx());
    for effect in asked {
        if let Effect::Ask { tag, ask } = effect {
            let tell = match *ask {
                Ask::Sheet(_) => Tell::Sheet(Box::new(sheet_view())),
                _ => continue,
            };
            panel.handle(told(tag, tell), &screen.ctx());
        }
    }
    let mut view = request_view();
    view.request.no = no(1);
    let came = told(0, Tell::Request(Box::new(view)));
    panel.handle(within(&[1], came), &screen.ctx());
    panel
}

fn drawn(panel: &impl Panel, screen: &Screen) -> String {
    screen.draw(|area, buf, ctx| panel.render(area, buf, ctx))
}

fn command(effects: Vec<Effect>) -> Option<Command> {
    effects.into_iter().find_map(|effect| match effect {
        Effect::Ask { ask, .. } => match *ask {
            Ask::Act { command, .. } => Some(*command),
            _ => None,
        },
        _ => None,
    })
}

/// What is asked, as it stands on the screen.
fn question(effects: &[Effect], screen: &Screen) -> Option<String> {
    effects.iter().find_map(|effect| match effect {
        Effect::Open(panel) if panel.place() == Place::Confirm => {
            let shown = screen.draw(|area, buf, ctx| panel.render(area, buf, ctx));
            Some(shown)
        }
        _ => None,
    })
}

/// Answers the question with yes; what comes of it.
fn yes(asked: Vec<Effect>, screen: &Screen) -> Vec<Effect> {
    let question = asked.into_iter().find_map(|effect| match effect {
        Effect::Open(panel) => Some(panel),
        _ => None,
    });
    question
        .unwrap()
        .handle(Input::Act(Action::Yes), &screen.ctx())
}

#[test]
fn the_tab_looks_right() {
    for (name, width, height, language, rows) in [
        ("sheets_80", 80, 21, Language::Indonesian, lines()),
        ("sheets_120", 120, 37, Language::Indonesian, lines()),
        ("sheets_120_en", 120, 37, Language::English, lines()),
        ("sheets_40", 40, 12, Language::Indonesian, lines()),
        ("sheets_80_empty", 80, 21, Language::Indonesian, Vec::new()),
    ] {
        let screen = Screen::new(width, height, language);
        insta::assert_snapshot!(name, drawn(&tab(&screen, rows), &screen));
    }
}

#[test]
fn the_opened_sheet_looks_right() {
    for (name, width, height, language) in [
        ("sheet_80", 80, 21, Language::Indonesian),
        ("sheet_120", 120, 37, Language::Indonesian),
        ("sheet_120_en", 120, 37, Language::English),
        ("sheet_40", 40, 12, Language::Indonesian),
    ] {
        let screen = Screen::new(width, height, language);
        let mut panel = opened(&screen, vec![lines().remove(0)]);
        insta::assert_snapshot!(name, drawn(&panel, &screen));
        panel.handle(Input::Act(Action::NextPanel), &screen.ctx());
        insta::assert_snapshot!(format!("{name}_slip"), drawn(&panel, &screen));
    }
}

#[test]
fn ctrl_s_and_y_dispose_and_the_question_names_what_happens() {
    let screen = Screen::small();
    let mut panel = opened(&screen, vec![lines().remove(0)]);
    let asked = panel.handle(Input::Act(Action::Save), &screen.ctx());
    let said = question(&asked, &screen).unwrap();
    for part in ["3 nama", "0142/2026", "Kepala Bidang", "Subkoordinator"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let Some(Command::Dispose {
        sheets,
        except,
        slip,
        paper,
    }) = command(yes(asked, &screen))
    else {
        panic!("no disposition")
    };
    assert_eq!((sheets.len(), sheets[0].revision), (1, 2));
    assert!(except.is_empty() && paper.is_none());
    assert_eq!(slip.instructions, ["follow_up"]);
    let (tag, answer) = (act::DONE, Answer::Yes);
    let done = panel.handle(Input::Answered { tag, answer }, &screen.ctx());
    assert!(done.iter().any(|effect| matches!(effect, Effect::Close)));
}

#[test]
fn an_excepted_name_stays_behind_and_is_kept_as_a_draft() {
    let screen = Screen::small();
    let mut panel = opened(&screen, vec![lines().remove(0)]);
    panel.handle(Input::Act(Action::Down), &screen.ctx());
    let asked = panel.handle(Input::Act(Action::Mark), &screen.ctx());
    assert!(
        asked
            .iter()
            .any(|effect| matches!(effect, Effect::Open(form) if form.place() == Place::Form))
    );
    let fields = [("fate", "return"), ("defects", "finding:email-domain")];
    let fields: Vec<(String, String)> = fields
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()))
        .collect();
    for tag in 0..200 {
        let answer = Answer::Fields(fields.clone());
        panel.handle(Input::Answered { tag, answer }, &screen.ctx());
    }
    assert!(drawn(&panel, &screen).contains("dikembalikan"));
    let draft = panel.draft().unwrap();
    assert_eq!(draft.key, "sheet/0142/2026");
    let kept = draft.text.unwrap();
    let asked = panel.handle(Input::Act(Action::Save), &screen.ctx());
    let Some(Command::Dispose { except, .. }) = command(yes(asked, &screen)) else {
        panic!("no disposition")
    };
    assert!(
        matches!(&except[..], [(no, Exception::Return { .. })] if no.id.line == 2 && no.revision == 2)
    );
    // Another session finds the draft.
    let mut again = opened(&screen, vec![lines().remove(0)]);
    again.handle(Input::Draft(kept), &screen.ctx());
    assert!(drawn(&again, &screen).contains("dikembalikan"));
    again.handle(Input::Act(Action::Down), &screen.ctx());
    again.handle(Input::Act(Action::Mark), &screen.ctx());
    assert!(!drawn(&again, &screen).contains("dikembalikan"));
}

#[test]
fn what_is_written_stays_through_a_refusal() {
    let screen = Screen::small();
    let mut panel = opened(&screen, vec![lines().remove(0)]);
    panel.handle(Input::Act(Action::NextPanel), &screen.ctx());
    for _ in 0..6 {
        panel.handle(Input::Key(key(KeyCode::Down)), &screen.ctx());
    }
    for sign in "ke Bidang".chars() {
        panel.handle(Input::Key(typed(sign)), &screen.ctx());
    }
    let typed = |panel: &SheetPanel| panel.draft().unwrap().text.unwrap();
    assert!(typed(&panel).contains("ke Bidang"));
    let answer = Answer::Fields(vec![("note".to_owned(), "terlalu panjang".to_owned())]);
    let tag = act::REFUSED;
    let effects = panel.handle(Input::Answered { tag, answer }, &screen.ctx());
    let asks_again = |effect: &Effect| matches!(effect, Effect::Ask { ask, .. } if matches!(**ask, Ask::Sheet(_)));
    assert!(effects.iter().any(asks_again), "{effects:?}");
    assert!(drawn(&panel, &screen).contains("terlalu panjang"));
    assert!(typed(&panel).contains("ke Bidang"));
}

#[test]
fn many_at_once_are_one_act_at_one_position() {
    let screen = Screen::small();
    let mut tab = tab(&screen, lines());
    tab.handle(Input::Act(Action::MarkAll), &screen.ctx());
    let asked = tab.handle(Input::Act(Action::Forward), &screen.ctx());
    assert!(matches!(&asked[..], [Effect::Ask { tag: CHOSEN, .. }]));
    let effects = tab.handle(told(CHOSEN, page(lines())), &screen.ctx());
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Open(panel) if panel.place() == Place::Sheet))
    );
    let (chosen, left) = tab.chosen(lines().into_iter().map(Row::Sheet).collect());
    assert_eq!((chosen.len(), left), (2, 1));
    let mut many = opened(&screen, chosen);
    let asked = many.handle(Input::Act(Action::Save), &screen.ctx());
    let said = question(&asked, &screen).unwrap();
    assert!(said.contains("2 lembar (18 nama)"), "{said}");
    let Some(Command::Dispose { sheets, .. }) = command(yes(asked, &screen)) else {
        panic!("no disposition")
    };
    assert_eq!(sheets.len(), 2);
}

/// The records whose rows are asked for.
fn rows_asked(effects: &[Effect]) -> Option<(Tag, Vec<RecordId>)> {
    effects.iter().find_map(|effect| match effect {
        Effect::Ask { tag, ask } => match &**ask {
            Ask::Rows { records } => Some((*tag, records.clone())),
            _ => None,
        },
        _ => None,
    })
}

#[test]
fn many_sheets_ask_as_little_as_one() {
    let screen = Screen::small();
    let lines: Vec<_> = (0..1_000)
        .map(|index| {
            let mut line = line(0, "Dinas Kesehatan", Position::Kabid, 1, true);
            line.row.no = agenda().sheet(index + 1);
            line
        })
        .collect();
    let asks = |effects: &[Effect]| {
        let asks = effects.iter();
        asks.filter(|effect| matches!(effect, Effect::Ask { .. }))
            .count()
    };
    let one =
        SheetPanel::new(lines[..1].to_vec()).handle(Input::Shown(screen.area()), &screen.ctx());
    let mut panel = SheetPanel::new(lines.clone());
    let opened = panel.handle(Input::Shown(screen.area()), &screen.ctx());
    assert_eq!(asks(&opened), asks(&one) + 1, "the rows, in one ask");
    let Some(Command::Open { records }) = command(opened) else {
        panic!("not opened")
    };
    assert_eq!(records.len(), 1_000);
    let changed = panel.handle(Input::Changed(Default::default()), &screen.ctx());
    let (tag, records) = rows_asked(&changed).unwrap();
    assert_eq!(records.len(), 1_000);
    // What the list tells now is what the act names.
    let mut now = lines;
    now[999].row.revision = 9;
    panel.handle(told(tag, page(now)), &screen.ctx());
    assert_eq!(panel.lines[999].row.revision, 9);
}

/// Answers every column: the sheets that lie there.
fn columns(panel: &mut SheetsPanel, screen: &Screen, lying: &[(usize, SheetLine)]) {
    for column in 1..LISTS {
        let here = lying.iter().filter(|(at, _)| *at == column);
        let rows = here.map(|(_, line)| line.clone()).collect();
        let tag = Pane::<Item>::TAGS * column as Tag + 1;
        panel.handle(told(tag, page(rows)), &screen.ctx());
    }
}

#[test]
fn the_columns_begin_where_something_waits_and_follow_it() {
    let screen = Screen::new(120, 37, Language::Indonesian);
    let mut panel = SheetsPanel::new();
    panel.handle(Input::Shown(screen.area()), &screen.ctx());
    let (kadis, kabid) = (
        line(2, "Sekretariat Daerah", Position::Kadis, 1, false),
        line(0, "Dinas Kesehatan", Position::Kabid, 3, true),
    );
    columns(
        &mut panel,
        &screen,
        &[(2, kadis.clone()), (3, kabid.clone())],
    );
    assert_eq!(panel.at(), 3, "what waits for the person comes first");
    panel.handle(Input::Changed(Default::default()), &screen.ctx());
    columns(&mut panel, &screen, &[(2, kadis.clone())]);
    assert_eq!(panel.at(), 2, "then what lies anywhere");
    panel.handle(Input::Act(Action::Right), &screen.ctx());
    panel.handle(Input::Changed(Default::default()), &screen.ctx());
    columns(&mut panel, &screen, &[(2, kadis)]);
    assert_eq!(panel.at(), 3, "where the person went, the page stays");
    assert!(panel.pane().current().is_none());
}

#[test]
fn a_named_filter_of_the_sheets_is_chosen_with_f() {
    let mut screen = Screen::small();
    let mut panel = SheetsPanel::new();
    panel.handle(Input::Shown(screen.area()), &screen.ctx());
    let key = format!("{FILTERS}:Dinkes");
    screen.me.choices.set(&key, Some("pd:dinkes"));
    let menu = panel.handle(Input::Act(Action::Filter), &screen.ctx());
    assert!(matches!(menu[..], [Effect::Open(_)]), "{menu:?}");
    let answer = crate::tui::panel::Answer::Chosen("Dinkes".to_owned());
    panel.handle(
        Input::Answered {
            tag: SEARCH,
            answer,
        },
        &screen.ctx(),
    );
    assert_eq!(panel.pane().window.query().filter, "pd:dinkes");
    assert!(panel.search.is_on());
}
