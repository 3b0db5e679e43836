//! Components of a panel: what one asks for comes back to it and to nobody else.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::text::Language;
use crate::tui::panel::{Effect, Part};
use crate::tui::testing::render_to_string;
use ratatui::buffer::Buffer;

/// A component that asks, and notes what comes back to it.
#[derive(Default)]
struct Asking(Vec<String>);

impl Asking {
    fn handle(&mut self, input: Input) -> Option<Effect> {
        self.0.push(format!("{input:?}"));
        matches!(input, Input::Woke(_)).then(|| Effect::ask(1, Ask::Ping))
    }
}

/// A page of two components, and one of them within another.
struct Parts {
    entered: u32,
    first: Part<Asking>,
    second: Part<Part<Asking>>,
}

impl Panel for Parts {
    fn place(&self) -> Place {
        Place::Today
    }

    fn render(&self, area: Rect, buf: &mut Buffer, _ctx: &Ctx) {
        let lines = [
            self.entered.to_string(),
            self.first.0.join(";"),
            self.second.0.join(";"),
        ];
        for (line, y) in lines.iter().zip(area.y..) {
            buf.set_string(area.x, y, line, ratatui::style::Style::new());
        }
    }

    fn handle(&mut self, input: Input, _ctx: &Ctx) -> Vec<Effect> {
        self.entered += 1;
        match input {
            Input::Within(1, input) => self.first.with(|first| first.handle(*input)),
            Input::Within(2, input) => match *input {
                Input::Within(7, input) => self
                    .second
                    .with(|second| second.with(|inner| inner.handle(*input))),
                other => panic!("{other:?}"),
            },
            Input::Shown(_) => {
                let rest = || {
                    let after = Duration::from_millis(70);
                    [Effect::Rest { tag: 1, after }]
                };
                let mut effects = self.first.with(|_| rest());
                effects.extend(self.second.with(|second| second.with(|_| rest())));
                effects
            }
            _ => Vec::new(),
        }
    }
}

#[test]
fn an_answer_enters_its_panel_once_and_reaches_only_the_component_that_asked() {
    let page = Parts {
        entered: 0,
        first: Part::new(1, Asking::default()),
        second: Part::new(2, Part::new(7, Asking::default())),
    };
    let mut app = App::new(
        Words::new(Language::Indonesian),
        Theme::default(),
        Me::default(),
        Instant::wib(2026, 11, 23, 9, 14).unwrap(),
        vec![Box::new(page)],
    );
    let out = app.start(Place::Today, Size::new(80, 24));
    let wakes: Vec<Owner> = out
        .iter()
        .filter_map(|wanted| match wanted {
            Outgoing::Wake { owner, .. } => Some(*owner),
            _ => None,
        })
        .collect();
    assert_eq!(wakes.len(), 2);
    assert_ne!(wakes[0], wakes[1], "the same tag, another component");
    let mut asks = out.iter().filter_map(|wanted| match wanted {
        Outgoing::Ask { id, .. } => Some(*id),
        _ => None,
    });
    let id = asks.next_back().unwrap();
    app.handle(Incoming::Desk(Box::new(ToClient::Answer {
        id,
        last: true,
        tell: Tell::Pong,
    })));
    let shown = render_to_string(120, 24, |area, buf| app.render(area, buf));
    let lines: Vec<&str> = shown.lines().skip(2).map(str::trim_end).collect();
    assert_eq!(lines[0], "4", "shown, both woken, one told");
    assert_eq!(lines[1], "Woke(1)");
    assert!(lines[2].starts_with("Woke(1);Told"), "{shown}");
}
