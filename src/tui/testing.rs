//! Helpers for tests of panels and widgets: draw on a buffer, read it as text.

use ratatui::buffer::Buffer;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::{Rect, Size};

use super::glyphs;
use super::panel::{Ctx, Effect, Lists, Me, OwnChanges};
use super::spots::Spots;
use super::theme::Theme;
use crate::domain::choice::Choices;
use crate::domain::ids::OfficerId;
use crate::domain::time::Instant;
use crate::text::{Language, Words};
use crate::wire::hello::{EscapeMs, Welcome};
use crate::wire::view::OfficeView;

/// Everything a context borrows, with a fixed day: Monday 23 November 2026, 09.14 WIB.
pub struct Stage {
    pub words: Words,
    pub theme: Theme,
    pub me: Me,
    pub now: Instant,
    pub screen: Size,
    pub own: OwnChanges,
    pub lists: Lists,
    /// The shipped policy's office; `None` before the desk has told it.
    pub office: Option<OfficeView>,
    pub spots: Spots,
}

impl Stage {
    /// A stage of a size in a language.
    pub fn new(width: u16, height: u16, language: Language) -> Stage {
        Stage {
            words: Words::new(language),
            theme: Theme::default(),
            me: Me {
                name: "budi".to_owned(),
                positions: vec!["verifikator".to_owned()],
                office: "Diskominfo Kep. Babel".to_owned(),
                training: false,
                choices: Choices::default(),
            },
            now: Instant::wib(2026, 11, 23, 9, 14).unwrap_or_default(),
            screen: Size::new(width, height),
            own: OwnChanges::default(),
            lists: Lists::default(),
            office: Some(super::view::testing::office()),
            spots: Spots::default(),
        }
    }

    /// An Indonesian stage of 80x24.
    pub fn small() -> Stage {
        Stage::new(80, 24, Language::Indonesian)
    }

    /// Puts in force what a panel chose, as the app does.
    pub fn choose(&mut self, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Choose { key, value } = effect {
                self.me.choices.set(key, value.as_deref());
            }
        }
    }

    /// The context of this stage.
    pub fn ctx(&self) -> Ctx<'_> {
        Ctx {
            words: &self.words,
            theme: &self.theme,
            now: self.now,
            me: &self.me,
            screen: self.screen,
            focus: true,
            online: true,
            own: &self.own,
            lists: self.lists,
            office: self.office.as_ref(),
            spots: &self.spots,
        }
    }

    /// The whole screen.
    pub fn area(&self) -> Rect {
        Rect::new(0, 0, self.screen.width, self.screen.height)
    }

    /// What a drawing leaves on the screen, as text without trailing spaces.
    pub fn draw(&self, draw: impl FnOnce(Rect, &mut Buffer, &Ctx)) -> String {
        let mut buf = Buffer::empty(self.area());
        draw(self.area(), &mut buf, &self.ctx());
        glyphs::settle(&mut buf, &self.theme);
        to_text(&buf)
    }
}

/// What a drawing leaves on a screen of this size, as text: for panel tests that bring their own
/// context.
pub fn render_to_string<Told>(
    width: u16,
    height: u16,
    draw: impl FnOnce(Rect, &mut Buffer) -> Told,
) -> String {
    let area = Rect::new(0, 0, width, height);
    let mut buf = Buffer::empty(area);
    draw(area, &mut buf);
    to_text(&buf)
}

/// Every sign that is drawn has a form in ASCII; only letters of people's own text have none.
fn assert_plain(buf: &Buffer) {
    let mut plain = buf.clone();
    let theme = Theme {
        ascii: true,
        ..Theme::default()
    };
    glyphs::settle(&mut plain, &theme);
    for cell in &plain.content {
        let base = cell.symbol().chars().next().unwrap_or(' ');
        assert!(
            base.is_ascii() || base.is_alphanumeric(),
            "{base} is a sign without a form in ASCII"
        );
    }
}

/// The symbols of a buffer, a line each; the second half of a wide character is left out.
pub fn to_text(buf: &Buffer) -> String {
    assert_plain(buf);
    let mut out = String::new();
    for y in buf.area.top()..buf.area.bottom() {
        let mut line = String::new();
        let mut skip = 0;
        for x in buf.area.left()..buf.area.right() {
            let Some(cell) = buf.cell((x, y)) else {
                continue;
            };
            if skip > 0 {
                skip -= 1;
                continue;
            }
            line.push_str(cell.symbol());
            skip = crate::text::width(cell.symbol()).saturating_sub(1);
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// A key without modifiers.
pub fn key(code: KeyCode) -> KeyEvent {
    KeyEvent::new(code, KeyModifiers::NONE)
}

/// A letter.
pub fn letter(letter: char) -> KeyEvent {
    key(KeyCode::Char(letter))
}

/// Ctrl and a letter.
pub fn ctrl(letter: char) -> KeyEvent {
    KeyEvent::new(KeyCode::Char(letter), KeyModifiers::CONTROL)
}

/// The greeting of a line that came back.
pub fn welcome() -> Box<Welcome> {
    Box::new(Welcome {
        officer: OfficerId(1),
        name: "Budi Santoso".to_owned(),
        positions: Vec::new(),
        desk: "d1".to_owned(),
        desk_name: "Loket".to_owned(),
        sequence: 1,
        training: false,
        now: Instant::wib(2026, 11, 23, 9, 14).unwrap(),
        choices: Choices::default(),
        escape_ms: EscapeMs {
            local: 40,
            ssh: 300,
        },
    })
}
