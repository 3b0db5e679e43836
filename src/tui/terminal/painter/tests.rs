//! Whatever is painted, a terminal shows exactly the frame.

#![allow(clippy::unwrap_used)]

use super::*;
use proptest::prelude::*;
use ratatui::layout::Rect;
use ratatui::style::{Color, Modifier, Style};

const COLS: u16 = 24;
const ROWS: u16 = 8;

fn frame(draw: impl FnOnce(&mut Buffer)) -> Buffer {
    let mut buffer = Buffer::empty(Rect::new(0, 0, COLS, ROWS));
    draw(&mut buffer);
    buffer
}

/// A list that begins with this number, its cursor on a row.
fn list(first: u16, at: u16) -> Buffer {
    frame(|buffer| {
        let rule = "─".repeat(usize::from(COLS));
        buffer.set_string(0, 0, &rule, Style::new());
        buffer.set_string(0, ROWS - 1, &rule, Style::new());
        for line in 1..ROWS - 1 {
            let number = first + line;
            let style = match line == at {
                true => Style::new().bg(Color::Indexed(24)),
                false => Style::new(),
            };
            let letter = |at: u16| char::from(b'a' + ((at + 7) * number % 26) as u8);
            let text: String = (0..COLS - 1).map(letter).collect();
            buffer.set_string(0, line, text, style);
        }
    })
}

/// A terminal that a painter writes to.
struct Terminal {
    painter: Painter,
    parser: vt100::Parser,
    bytes: Vec<u8>,
}

impl Terminal {
    fn new() -> Terminal {
        let mut parser = vt100::Parser::new(ROWS, COLS, 0);
        parser.process("what stood here before\r\n".repeat(9).as_bytes());
        Terminal {
            painter: Painter::new(Size::new(COLS, ROWS)),
            parser,
            bytes: Vec::new(),
        }
    }

    /// Paints a frame; the bytes that it took.
    fn paint(&mut self, next: &Buffer) -> usize {
        self.paint_at(next, None)
    }

    /// The same with the cursor at its place.
    fn paint_at(&mut self, next: &Buffer, cursor: Option<Cursor>) -> usize {
        self.bytes.clear();
        self.painter
            .paint(&mut next.clone(), cursor, &mut self.bytes);
        self.parser.process(&self.bytes);
        self.bytes.len()
    }

    /// The cursor must be where and as it was wanted.
    fn must_stand(&self, cursor: Option<Cursor>) {
        let screen = self.parser.screen();
        let shown = cursor.is_some_and(|cursor| cursor.shown);
        assert_eq!(!screen.hide_cursor(), shown, "{cursor:?}");
        if let Some(Cursor { at, .. }) = cursor {
            assert_eq!(screen.cursor_position(), (at.y, at.x), "{cursor:?}");
        }
    }

    /// Bytes that the frame takes where no row is moved.
    fn unmoved(&self, next: &Buffer) -> usize {
        let mut painter = Painter {
            shown: self.painter.shown.clone(),
            unknown: false,
            cursor: None,
        };
        let mut next = next.clone();
        settle_blanks(&mut next);
        let mut bytes = Vec::new();
        painter.stroke(&next, &mut bytes);
        bytes.len()
    }

    /// Everything that a person sees must be as in the frame.
    fn must_show(&self, frame: &Buffer) {
        for y in 0..ROWS {
            for x in 0..COLS {
                let shown = self.parser.screen().cell(y, x).unwrap();
                let cell = &frame[(x, y)];
                if shown.is_wide_continuation() {
                    continue;
                }
                let letter = match shown.contents() {
                    "" => " ",
                    letter => letter,
                };
                assert_eq!(letter, cell.symbol(), "letter at {x},{y}");
                assert_eq!(shown.bgcolor(), seen(cell.bg), "ground at {x},{y}");
                let has = |modifier| cell.modifier.contains(modifier);
                assert_eq!(shown.inverse(), has(Modifier::REVERSED), "at {x},{y}");
                assert_eq!(shown.underline(), has(Modifier::UNDERLINED), "at {x},{y}");
                if letter != " " || has(Modifier::REVERSED) || has(Modifier::UNDERLINED) {
                    assert_eq!(shown.fgcolor(), seen(cell.fg), "colour at {x},{y}");
                    assert_eq!(shown.bold(), has(Modifier::BOLD), "bold at {x},{y}");
                }
            }
        }
    }
}

fn seen(colour: Color) -> vt100::Color {
    match colour {
        Color::Yellow => vt100::Color::Idx(3),
        Color::LightRed => vt100::Color::Idx(9),
        Color::Indexed(index) => vt100::Color::Idx(index),
        Color::Rgb(red, green, blue) => vt100::Color::Rgb(red, green, blue),
        _ => vt100::Color::Default,
    }
}

#[test]
fn a_list_that_scrolls_is_moved_by_the_terminal() {
    let mut terminal = Terminal::new();
    terminal.paint(&list(1, 6));
    for (frame, most) in [
        (list(2, 6), 110),
        (list(3, 6), 110),
        (list(3, 5), 90),
        (list(2, 1), 140),
        (list(1, 1), 110),
    ] {
        let bytes = terminal.paint(&frame);
        terminal.must_show(&frame);
        assert!(bytes <= most, "{bytes} bytes, not {most}");
    }
    let moved = String::from_utf8(terminal.bytes).unwrap();
    assert!(
        moved.starts_with("\u{1b}[3;7r\u{1b}[3H\u{1b}[L\u{1b}[r"),
        "{moved:?}"
    );
}

#[test]
fn a_frame_that_shows_nothing_new_writes_nothing() {
    let mut terminal = Terminal::new();
    assert!(terminal.paint(&list(1, 1)) > 0);
    assert_eq!(terminal.paint(&list(1, 1)), 0);
    terminal.painter.forget();
    terminal.parser.process(b"\x1b[3;3Hsomebody wrote here");
    terminal.paint(&list(1, 1));
    terminal.must_show(&list(1, 1));
}

#[test]
fn a_small_gap_is_written_over_and_a_great_one_jumped() {
    let mut terminal = Terminal::new();
    let line = |text: &str| frame(|buffer| buffer.set_string(0, 0, text, Style::new()));
    terminal.paint(&line("12 Jan 2026  waiting  .."));
    terminal.paint(&line("22 Jan 2027  waiting  !."));
    let written = String::from_utf8(terminal.bytes).unwrap();
    assert_eq!(written, "\u{1b}[1H2\u{1b}[11G7\u{1b}[23G!");
}

fn typing(x: u16, y: u16) -> Option<Cursor> {
    let at = (x, y).into();
    Some(Cursor { at, shown: true })
}

#[test]
fn a_cursor_that_stays_costs_nothing_and_a_letter_takes_it_along() {
    let mut terminal = Terminal::new();
    let line = |text: &str| frame(|buffer| buffer.set_string(0, 2, text, Style::new()));
    terminal.paint_at(&line("Sit"), typing(3, 2));
    terminal.must_stand(typing(3, 2));
    assert_eq!(terminal.paint_at(&line("Sit"), typing(3, 2)), 0);
    terminal.paint_at(&line("Siti"), typing(4, 2));
    terminal.must_stand(typing(4, 2));
    let written = String::from_utf8(terminal.bytes.clone()).unwrap();
    assert_eq!(written, "\u{1b}[3;4Hi", "nothing but the letter");
    terminal.paint_at(&line("Siti"), None);
    assert_eq!(terminal.bytes, b"\x1b[?25l");
    terminal.must_stand(None);
    // Whatever others made of it meanwhile.
    terminal.parser.process(b"\x1b[?25h");
    terminal.painter.forget();
    terminal.paint_at(&line("Siti"), None);
    terminal.must_stand(None);
}

/// A run of letters of one style somewhere on the frame.
type Patch = (u16, u16, &'static str, u8);

fn patch() -> impl Strategy<Value = Patch> {
    let texts = prop_oneof![
        Just("a"),
        Just("Dinas Kesehatan"),
        Just("… █▌ é"),
        Just("コン"),
        Just("    "),
        Just("long enough to be cut at the edge"),
    ];
    (0..COLS, 0..ROWS, texts, 0..7_u8)
}

fn style(number: u8) -> Style {
    let plain = Style::new();
    match number {
        0 => plain,
        1 => plain.fg(Color::Yellow),
        2 => plain.fg(Color::LightRed).add_modifier(Modifier::BOLD),
        3 => plain.bg(Color::Indexed(24)),
        4 => plain.fg(Color::Rgb(1, 2, 3)).bg(Color::Indexed(7)),
        5 => plain.add_modifier(Modifier::REVERSED | Modifier::UNDERLINED),
        _ => plain.fg(Color::Yellow).bg(Color::Indexed(24)),
    }
}

/// What happens to a frame: something is written on it, or rows of it move.
#[derive(Clone, Debug)]
enum Change {
    Write(Vec<Patch>),
    Move { top: u16, bottom: u16, up: bool },
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        prop::collection::vec(patch(), 0..6).prop_map(Change::Write),
        (0..ROWS, 0..ROWS, any::<bool>()).prop_map(|(one, other, up)| Change::Move {
            top: one.min(other),
            bottom: one.max(other),
            up,
        }),
    ]
}

fn changed(mut frame: Buffer, change: &Change) -> Buffer {
    match change {
        Change::Write(patches) => {
            for (x, y, text, number) in patches {
                frame.set_string(*x, *y, text, style(*number));
            }
        }
        Change::Move { top, bottom, up } => {
            let (top, bottom, up) = (*top, *bottom, *up);
            Shift { top, bottom, up }.make(&mut frame);
        }
    }
    frame
}

proptest! {
    #[test]
    fn the_terminal_shows_the_frame(
        changes in prop::collection::vec((change(), cursor()), 1..12),
    ) {
        let mut terminal = Terminal::new();
        let mut now = list(1, 3);
        for (change, cursor) in &changes {
            // What moves or is cut in the middle of a wide letter is no frame that is ever drawn.
            now = whole(changed(now, change));
            let unmoved = terminal.unmoved(&now);
            let first = terminal.painter.unknown;
            let bytes = terminal.paint_at(&now, *cursor);
            // The cursor's own move and its showing come on top.
            prop_assert!(first || bytes <= unmoved + 16, "{bytes} bytes, {unmoved} without moving rows");
            terminal.must_show(&now);
            terminal.must_stand(*cursor);
        }
    }
}

fn cursor() -> impl Strategy<Value = Option<Cursor>> {
    let some = (0..COLS, 0..ROWS, any::<bool>()).prop_map(|(x, y, shown)| {
        let at = (x, y).into();
        Cursor { at, shown }
    });
    prop::option::of(some)
}

/// The frame with the halves of cut wide letters taken out.
fn whole(mut frame: Buffer) -> Buffer {
    for y in 0..ROWS {
        for x in 0..COLS {
            let wide = frame[(x, y)].cell_width() == 2;
            let room = x + 1 < COLS && frame[(x + 1, y)].symbol() == " ";
            if wide && !room {
                frame[(x, y)].set_symbol(" ");
            }
        }
    }
    frame
}
