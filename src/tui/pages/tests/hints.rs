//! The hint line holds what it says: on every page and in every layer that a page opens, a hinted key
//! does something or says why not, and where a record is under the cursor the first hint is the next
//! step.

use super::*;
use crate::tui::testing::{key, letter};
use crate::tui::view::import::Import;
use ratatui::crossterm::event::KeyCode;

/// What the app does itself, wherever one is.
const OF_THE_APP: [Action; 6] = [
    Action::Menu,
    Action::Palette,
    Action::Help,
    Action::FindAll,
    Action::Quit,
    Action::Read,
];

/// A page as it stands once the desk has answered all it asks.
fn page(index: usize, stage: &Stage) -> Box<dyn Panel> {
    page_after(index, &[], stage)
}

/// The same after these acts.
fn page_after(index: usize, acts: &[Action], stage: &Stage) -> Box<dyn Panel> {
    let mut page = pages().remove(index);
    show(page.as_mut(), stage, &desk);
    for action in acts {
        let effects = page.handle(Input::Act(*action), &stage.ctx());
        answer(page.as_mut(), &stage.ctx(), effects, &desk);
    }
    page
}

/// What leads to the panes of a page.
const WAYS: [&[Action]; 6] = [
    &[],
    &[Action::Open],
    &[Action::Open, Action::NextPanel],
    &[Action::Open, Action::NextPanel, Action::NextPanel],
    &[Action::NextPanel],
    &[Action::NextPanel, Action::NextPanel],
];

/// The layers among effects, as they stand once the desk has answered all they ask.
fn opened(effects: Vec<Effect>, stage: &Stage) -> Vec<Box<dyn Panel>> {
    let opened = samples::bare(effects)
        .into_iter()
        .filter_map(|effect| match effect {
            Effect::Open(mut layer) => {
                show(layer.as_mut(), stage, &desk);
                Some(layer)
            }
            _ => None,
        });
    opened.collect()
}

/// The layers that acts on a panel open, the last of them.
fn layers_of(mut panel: Box<dyn Panel>, acts: &[Action], stage: &Stage) -> Vec<Box<dyn Panel>> {
    let mut layers = Vec::new();
    for action in acts {
        let effects = panel.handle(Input::Act(*action), &stage.ctx());
        let rest = answer(panel.as_mut(), &stage.ctx(), effects, &desk);
        layers = opened(rest, stage);
    }
    layers
}

/// The layers that an act on a page opens.
fn layers(index: usize, action: Action, stage: &Stage) -> Vec<Box<dyn Panel>> {
    layers_of(page(index, stage), &[action], stage)
}

fn look(panel: &dyn Panel, stage: &Stage) -> (Buffer, keymap::Facts) {
    let mut seen = Buffer::empty(stage.area());
    panel.render(stage.area(), &mut seen, &stage.ctx());
    (seen, panel.facts(&stage.ctx()))
}

/// The hinted acts that change nothing, want nothing and say nothing.
fn dead(fresh: &dyn Fn() -> Box<dyn Panel>, stage: &Stage) -> Vec<(Place, Action, u16)> {
    let panel = fresh();
    let facts = panel.facts(&stage.ctx());
    let next = keymap::next(&facts).and_then(|next| next.action);
    let hinted = keymap::hints(&facts).into_iter().map(|rule| rule.action);
    let mut dead = Vec::new();
    for action in hinted.chain(next) {
        if OF_THE_APP.contains(&action) {
            continue;
        }
        let mut panel = fresh();
        let before = look(panel.as_ref(), stage);
        let effects = panel.handle(Input::Act(action), &stage.ctx());
        let wanted = !effects.is_empty();
        answer(panel.as_mut(), &stage.ctx(), effects, &desk);
        if !wanted && look(panel.as_ref(), stage) == before {
            dead.push((panel.place(), action, stage.screen.width));
        }
    }
    dead
}

#[test]
fn no_page_hints_a_key_that_does_nothing() {
    let mut found = Vec::new();
    for index in 0..pages().len() {
        for (width, height) in [(80, 24), (120, 40)] {
            let stage = Stage::new(width, height, Language::Indonesian);
            for way in WAYS {
                let fresh = || page_after(index, way, &stage);
                let dead = dead(&fresh, &stage).into_iter();
                found.extend(dead.map(|dead| (dead, way)));
            }
        }
    }
    assert_eq!(found, Vec::new());
}

#[test]
fn no_layer_hints_a_key_that_does_nothing() {
    let stage = Stage::small();
    let (mut found, mut seen) = (Vec::new(), Vec::new());
    for index in 0..pages().len() {
        for action in Action::ALL.iter().copied() {
            let count = layers(index, action, &stage).len();
            for at in 0..count {
                // What only asks is closed by the first key.
                let asks = layers(index, action, &stage)[at].place().floats();
                let ways = if asks { 1 } else { WAYS.len() };
                for way in &WAYS[..ways] {
                    let fresh = || {
                        let mut layer = layers(index, action, &stage).remove(at);
                        for action in *way {
                            let effects = layer.handle(Input::Act(*action), &stage.ctx());
                            answer(layer.as_mut(), &stage.ctx(), effects, &desk);
                        }
                        layer
                    };
                    // One of each kind is enough, with its panes.
                    let shown = look(fresh().as_ref(), &stage).0;
                    match (seen.contains(&shown), way.is_empty()) {
                        (true, true) => break,
                        (true, false) => continue,
                        (false, _) => seen.push(shown),
                    }
                    found.extend(dead(&fresh, &stage));
                }
            }
        }
    }
    assert!(seen.len() > 20, "{} layers", seen.len());
    assert_eq!(found, Vec::new());
}

#[test]
fn where_a_record_is_under_the_cursor_the_first_hint_is_the_next_step() {
    let stage = Stage::new(120, 40, Language::Indonesian);
    let mut with_rows = 0;
    for index in 0..pages().len() {
        let page = page(index, &stage);
        let facts = page.facts(&stage.ctx());
        // The guide is a text to read: it has no rows.
        if !facts.row || page.place() == Place::Guide {
            continue;
        }
        with_rows += 1;
        let next = keymap::next(&facts);
        let place = page.place();
        assert!(next.is_some(), "{place:?}");
        let line = stage.draw(|area, buf, ctx| {
            crate::tui::widgets::chrome::hints(area, buf, ctx, &facts);
        });
        let first = next.unwrap();
        let said = first
            .said
            .map(|key| stage.words.with(key, &[("count", &first.count)]));
        let key = first
            .action
            .and_then(|action| keymap::chord_of(action, place));
        let begins = said.unwrap_or_else(|| key.unwrap().label());
        assert!(line.starts_with(&format!(" {begins}")), "{place:?}: {line}");
    }
    assert!(with_rows >= 6, "{with_rows} pages have rows");
}

#[test]
fn the_first_hint_is_the_next_step() {
    let stage = Stage::new(80, 24, Language::Indonesian);
    let mut page: Box<dyn Panel> = Box::new(VerifyPanel::new());
    let mut view = request_view();
    view.request.stage = crate::domain::request::Stage::Verification;
    view.request.claimed = None;
    view.may = vec![crate::domain::act::ActKind::Claim];
    show(page.as_mut(), &stage, &|ask| match ask {
        Ask::Request(_) => Some(Tell::Request(Box::new(view.clone()))),
        other => desk(other),
    });
    let facts = page.facts(&stage.ctx());
    let next = keymap::next(&facts).unwrap();
    assert_eq!(
        (next.said, next.action),
        (Some("next-free"), Some(Action::Claim))
    );
    let shown = stage.draw(|area, buf, ctx| {
        crate::tui::widgets::chrome::hints(area, buf, ctx, &facts);
    });
    assert!(
        shown.starts_with(" Belum ada yang memeriksa · a ambil"),
        "{shown}"
    );
}

/// The sheet of an official opened, and the form of a name that stays behind.
fn sheet(stage: &Stage, acts: &[Action]) -> Box<dyn Panel> {
    let at = pages()
        .iter()
        .position(|page| page.place() == Place::Sheets);
    let mut sheet = layers(at.unwrap(), Action::Open, stage).remove(0);
    assert_eq!(sheet.place(), Place::Sheet);
    match acts {
        [.., Action::Mark] => layers_of(sheet, acts, stage).remove(0),
        acts => {
            for action in acts {
                let effects = sheet.handle(Input::Act(*action), &stage.ctx());
                answer(sheet.as_mut(), &stage.ctx(), effects, &desk);
            }
            sheet
        }
    }
}

#[test]
fn an_opened_sheet_hints_no_key_that_does_nothing() {
    let mut found = Vec::new();
    for (width, height) in [(80, 24), (120, 40)] {
        let stage = Stage::new(width, height, Language::Indonesian);
        let seen = |acts: &[Action]| look(sheet(&stage, acts).as_ref(), &stage).0;
        assert_ne!(
            seen(&[]),
            seen(&[Action::NextPanel]),
            "the slip has the keys"
        );
        for acts in WAYS.into_iter().chain([&[Action::Down, Action::Mark][..]]) {
            found.extend(dead(&|| sheet(&stage, acts), &stage));
        }
    }
    assert_eq!(found, Vec::new());
}

/// Answers an import: every row is new.
fn import_desk(ask: &Ask) -> Option<Tell> {
    use crate::domain::act::Command;
    use crate::wire::message::Done;
    use crate::wire::view::{ImportOutcome, ImportRow};
    let (Ask::Preview { command } | Ask::Act { command, .. }) = ask else {
        return desk(ask);
    };
    let rows: Vec<u32> = match &**command {
        Command::Import { letters } => {
            let names = letters.iter().flat_map(|letter| &letter.names);
            names.filter_map(|name| Some(name.row?.row)).collect()
        }
        Command::TakeIn { certificates } => (2..).take(certificates.len()).collect(),
        _ => return desk(ask),
    };
    let import = rows.into_iter().map(|row| ImportRow {
        row,
        outcome: ImportOutcome::New,
        record: None,
        findings: Vec::new(),
        why: None,
    });
    let import = import.collect();
    Some(match ask {
        Ask::Preview { .. } => Tell::Import(import),
        _ => Tell::Done(Box::new(Done {
            sequence: 1,
            by: "Budi".to_owned(),
            position: "agendaris".to_owned(),
            capacity: crate::domain::office::Capacity::Definitive,
            records: Vec::new(),
            import,
        })),
    })
}

/// Gives an import an input, does its work, answers what it asks, and says yes to its questions.
fn drive(import: &mut Import, input: Input, stage: &Stage) {
    let mut effects = import.handle(input, &stage.ctx());
    while !effects.is_empty() {
        let mut next = Vec::new();
        for effect in answer(import, &stage.ctx(), effects, &import_desk) {
            let input = match effect {
                Effect::Work { tag, job } => Input::Worked { tag, result: job() },
                Effect::Open(mut layer) if layer.place() == Place::Confirm => {
                    let said = layer.handle(Input::Act(Action::Yes), &stage.ctx());
                    let answered = said.into_iter().find_map(|effect| match effect {
                        Effect::Answer { tag, answer } => Some(Input::Answered { tag, answer }),
                        _ => None,
                    });
                    answered.unwrap()
                }
                _ => continue,
            };
            next.extend(import.handle(input, &stage.ctx()));
        }
        effects = next;
    }
}

#[test]
fn no_step_of_an_import_hints_a_key_that_does_nothing() {
    const FORM: &str = "Nama;NIP;Email;Jenis;Perangkat Daerah\n\
        Siti Rahmawati;198704122010012015;siti@babelprov.go.id;Penerbitan;Dinkes\n\
        Hendra Lubis;198510072005032039;hendra@babelprov.go.id;Bukan pencabutan;BKD\n\
        ;;;Penerbitan;Setda\n";
    const LIST: &str = "Nama;NIP;Nomor Seri;Berlaku dari;Berlaku sampai;Status\n\
        Siti Rahmawati;198704122010012015;3F00A1;13/01/2025;12/01/2027;ISSUE\n\
        Hendra Lubis;198510072005032039;3F00A2;13/01/2025;;ISSUE\n";
    let imports = [
        (Import::new as fn() -> Import, FORM),
        (Import::of_certificates, LIST),
    ];
    let stage = Stage::small();
    let (mut found, mut seen) = (Vec::new(), Vec::new());
    for (new, table) in imports {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("form.csv");
        std::fs::write(&path, table).unwrap();
        // The path, the columns, the preview, the end; and every row of them.
        let keys = [key(KeyCode::Enter), letter('y'), letter('y')];
        for steps in 0..=keys.len() {
            for rows in 0..3 {
                let fresh = || -> Box<dyn Panel> {
                    let mut import = new();
                    drive(&mut import, Input::Shown(stage.area()), &stage);
                    drive(
                        &mut import,
                        Input::Paste(path.display().to_string()),
                        &stage,
                    );
                    for key in &keys[..steps] {
                        drive(&mut import, Input::Key(*key), &stage);
                    }
                    for _ in 0..rows {
                        drive(&mut import, Input::Act(Action::Down), &stage);
                    }
                    Box::new(import)
                };
                seen.push(look(fresh().as_ref(), &stage).0);
                let dead = dead(&fresh, &stage).into_iter();
                found.extend(dead.map(|dead| (dead, steps, rows)));
            }
        }
    }
    seen.dedup();
    assert!(seen.len() >= 16, "{} states", seen.len());
    assert_eq!(found, Vec::new());
}
