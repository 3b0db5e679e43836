//! What is typed in a form outlives the screen, whatever form it is: it does nothing for that.
#![allow(clippy::unwrap_used)]

use ratatui::crossterm::event::KeyCode;

use super::tests::{app, press, screen};
use super::{APP, App, Incoming, Outgoing, Owner, drafts};
use crate::tui::place::Place;
use crate::tui::testing::{ctrl, key, letter};

/// Drafts that are written, or forgotten.
fn kept(out: &[Outgoing]) -> Vec<(&str, Option<&str>)> {
    let drafts = out.iter().filter_map(|wanted| match wanted {
        Outgoing::Draft { key, text } => Some((key.as_str(), text.as_deref())),
        _ => None,
    });
    drafts.collect()
}

/// A person rests.
fn rest(app: &mut App) -> Vec<Outgoing> {
    let (owner, tag) = (APP, drafts::KEEP);
    app.handle(Incoming::Woke { owner, tag })
}

/// The form is opened; who asks for its draft.
fn open(app: &mut App) -> Owner {
    let out = press(app, letter('e'));
    let asked = out.iter().find_map(|wanted| match wanted {
        Outgoing::Recall { owner, key } if key == "edit-1" => Some(*owner),
        _ => None,
    });
    asked.unwrap()
}

fn type_in(app: &mut App, text: &str) -> Vec<Outgoing> {
    let keys = text.chars().map(|sign| press(app, letter(sign)));
    keys.flatten().collect()
}

#[test]
fn it_is_written_once_the_person_rests_and_only_when_it_changed() {
    let mut app = app();
    open(&mut app);
    let out = type_in(&mut app, "Siti");
    assert!(kept(&out).is_empty());
    let wakes = out.iter().any(
        |wanted| matches!(wanted, Outgoing::Wake { owner: APP, tag, .. } if *tag == drafts::KEEP),
    );
    assert!(wakes);
    let out = rest(&mut app);
    assert!(matches!(&kept(&out)[..], [("edit-1", Some(text))] if text.contains("Siti")));
    assert!(kept(&rest(&mut app)).is_empty());
    press(&mut app, key(KeyCode::Left));
    assert!(kept(&rest(&mut app)).is_empty());
}

#[test]
fn it_comes_back_to_the_form_that_it_belongs_to() {
    let mut app = app();
    let owner = open(&mut app);
    type_in(&mut app, "Siti");
    let out = rest(&mut app);
    let text = kept(&out)[0].1.unwrap().to_owned();
    let mut again = self::app();
    let draft = |owner, key: &str| Incoming::Draft {
        owner,
        key: key.to_owned(),
        text: text.clone(),
    };
    assert_eq!(open(&mut again), owner);
    again.handle(draft(owner, "edit-2"));
    assert!(!screen(&again, 80, 24).contains("Siti"));
    again.handle(draft(owner, "edit-1"));
    assert!(screen(&again, 80, 24).contains("Siti"));
    assert!(kept(&rest(&mut again)).is_empty(), "it lies there already");
}

#[test]
fn it_is_forgotten_when_it_is_saved_or_thrown_away_and_only_then() {
    for (last, forgotten) in [
        (&[ctrl('s'), letter('y')][..], true),
        (&[key(KeyCode::Esc), letter('y')], true),
        (&[key(KeyCode::Esc), letter('t')], false),
        (&[ctrl('s'), letter('t')], false),
    ] {
        let mut app = app();
        open(&mut app);
        type_in(&mut app, "Siti");
        rest(&mut app);
        let out: Vec<Outgoing> = last.iter().flat_map(|key| press(&mut app, *key)).collect();
        assert_eq!(
            kept(&out).contains(&("edit-1", None)),
            forgotten,
            "{last:?}"
        );
        assert_eq!(app.place() == Place::Form, !forgotten);
    }
}

#[test]
fn another_page_and_the_end_come_after_it_is_written() {
    let ends: [fn(&mut App) -> Vec<Outgoing>; 2] = [
        |app| app.handle(Incoming::Gone),
        |app| {
            let mut out = Vec::new();
            app.go(Place::Requests, &mut out);
            out
        },
    ];
    for end in ends {
        let mut app = app();
        open(&mut app);
        type_in(&mut app, "Siti");
        let out = end(&mut app);
        assert!(matches!(&kept(&out)[..], [("edit-1", Some(text))] if text.contains("Siti")));
    }
}
