//! Language, theme and signs: chosen on this screen, kept on the desk.

use super::*;

fn chosen(out: &[Outgoing]) -> Option<(u64, crate::domain::act::Command)> {
    out.iter().find_map(|wanted| match wanted {
        Outgoing::Ask { id, ask } => match &**ask {
            Ask::Act { command, .. } => Some((*id, (**command).clone())),
            _ => None,
        },
        _ => None,
    })
}

/// Chooses by the palette: the word, and so many lines further down than the cursor stands.
fn choose(app: &mut App, word: &str, down: usize) -> Vec<Outgoing> {
    press(app, letter(':'));
    type_in(app, word);
    press(app, key(KeyCode::Enter));
    assert_eq!(app.place(), Place::Menu, "{}", screen(app, 80, 24));
    for _ in 0..down {
        press(app, key(KeyCode::Down));
    }
    press(app, key(KeyCode::Enter))
}

fn answer(app: &mut App, id: u64, tell: Tell) {
    let last = true;
    app.handle(Incoming::Desk(Box::new(ToClient::Answer {
        id,
        last,
        tell,
    })));
}

#[test]
fn language_and_signs_are_chosen_at_once_and_kept_on_the_desk() {
    let mut app = app();
    let out = choose(&mut app, "bahasa", 1);
    let (id, command) = chosen(&out).unwrap();
    let value = Some("en".to_owned());
    let key = "language".to_owned();
    assert_eq!(command, crate::domain::act::Command::Choose { key, value });
    let shown = screen(&app, 80, 24);
    assert!(
        shown.contains("Requests") && !shown.contains("Permohonan"),
        "{shown}"
    );
    // A greeting from before the desk took it does not take it back.
    app.handle(Incoming::LineLost);
    app.handle(Incoming::LineBack(crate::tui::testing::welcome()));
    assert!(screen(&app, 80, 24).contains("Requests"));
    answer(&mut app, id, Tell::Ready);
    let out = choose(&mut app, "ascii", 1);
    assert!(chosen(&out).is_some());
    press(&mut app, crate::tui::testing::key(KeyCode::Esc));
    let shown = screen(&app, 80, 24);
    assert!(shown.is_ascii(), "{shown}");
    // What the desk keeps comes with the next greeting.
    let mut welcome = crate::tui::testing::welcome();
    welcome.choices.set("language", Some("id"));
    app.chosen = choices::Chosen::default();
    app.handle(Incoming::LineBack(welcome));
    assert!(screen(&app, 80, 24).contains("Permohonan"));
}

#[test]
fn a_choice_that_the_desk_refuses_is_taken_back_and_told() {
    let mut app = app();
    let out = choose(&mut app, "bahasa", 1);
    let (id, _) = chosen(&out).unwrap();
    let refused = crate::domain::refusal::Refusal::NoOfficer;
    answer(&mut app, id, Tell::Refused(refused));
    assert!(screen(&app, 80, 24).contains("Permohonan"));
    assert_eq!(app.messages.last().unwrap().level, Level::Error);
    assert_eq!(app.shell.me.choices.get("language"), None);
}

#[test]
fn the_terminal_is_asked_for_its_background_and_heard_unless_one_is_chosen() {
    let xterm = |name: &str| (name == "TERM").then(|| "xterm-256color".to_owned());
    let look = Look::around(crate::tui::look::LookOptions::default(), xterm);
    let asks = |out: &[Outgoing]| out.iter().any(|one| matches!(one, Outgoing::AskBackground));
    let told = || {
        let white = Event::Background("rgb:ffff/ffff/ffff".to_owned());
        Incoming::Terminal(vec![white])
    };
    let mut app = app().with_look(look);
    let size = Size::new(80, 24);
    assert!(asks(&app.start(Place::Today, size)));
    app.take_dirty();
    app.handle(told());
    assert!(app.shell.theme.light && app.take_dirty());
    assert!(!asks(&app.start(Place::Today, size)), "it was told");
    let out = choose(&mut app, "tema", 2);
    assert!(chosen(&out).is_some() && !app.shell.theme.light);
    app.handle(told());
    assert!(!app.shell.theme.light, "dark was chosen");
    choose(&mut app, "tema", 0);
    assert!(
        !app.shell.theme.light,
        "the cursor stands on what is in force"
    );
}
