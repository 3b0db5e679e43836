//! The mouse, for those who asked for it: what a click is for follows from what was drawn there.
#![allow(clippy::unwrap_used)]

use ratatui::crossterm::event::{KeyCode, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use super::tests::{app, press, screen};
use super::*;
use crate::tui::testing::{key, letter};

fn click(app: &mut App, text: &str) {
    // Drawing notes where things stand.
    let shown = screen(app, 120, 40);
    let found = shown.lines().zip(0..).find_map(|(line, row)| {
        let at = line.find(text)?;
        Some((crate::text::width(&line[..at]) as u16, row))
    });
    let (column, row) = found.unwrap();
    let kind = MouseEventKind::Down(MouseButton::Left);
    let modifiers = KeyModifiers::NONE;
    let mouse = MouseEvent {
        kind,
        column,
        row,
        modifiers,
    };
    app.handle(Incoming::Terminal(vec![Event::Mouse(mouse)]));
}

#[test]
fn a_tab_a_hint_and_a_row_are_clicked() {
    let mut app = app();
    app.start(Place::Today, Size::new(120, 40));
    click(&mut app, "1 Permohonan");
    assert_eq!(app.place(), Place::Requests);
    click(&mut app, "? bantuan");
    assert_eq!(app.place(), Place::Help);
    press(&mut app, key(KeyCode::Esc));
    press(&mut app, letter(':'));
    assert_eq!(app.place(), Place::Palette);
    for sign in "tetikus".chars() {
        press(&mut app, letter(sign));
    }
    // Where one types a tab is no text.
    click(&mut app, "0 Hari Ini");
    assert_eq!(app.place(), Place::Palette);
    press(&mut app, key(KeyCode::Enter));
    assert_eq!(app.place(), Place::Menu);
    click(&mut app, "Klik dan gulir");
    assert_eq!(app.place(), Place::Menu, "the cursor goes there first");
    let told = |out: &[Outgoing]| {
        out.iter().find_map(|wanted| match wanted {
            Outgoing::Mouse(on) => Some(*on),
            _ => None,
        })
    };
    let chosen = press(&mut app, key(KeyCode::Enter));
    assert_eq!(told(&chosen), Some(true));
    assert_eq!(app.place(), Place::Requests);
}
