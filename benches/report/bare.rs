//! The peer of the first frame and of a key: a bare ratatui program that draws one full screen, and
//! again for each key, a row further down. It is this very program, started again.

use super::screen::Screen;
use portable_pty::CommandBuilder;
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event::{self, Event};
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{EnterAlternateScreen, enable_raw_mode};
use ratatui::style::Style;
use ratatui::text::Line;
use ratatui::widgets::{Block, Paragraph};
use std::io::stdout;

/// The argument that makes this program the peer.
pub const FLAG: &str = "--bare-frame";

/// Rows that it shows.
const ROWS: usize = 30;

/// The peer in a terminal.
pub fn screen() -> Screen {
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.arg(FLAG);
    Screen::open(command, 120, 40)
}

/// Draws, then draws again for each key; the end comes from outside.
pub fn run() {
    enable_raw_mode().unwrap();
    execute!(stdout(), EnterAlternateScreen).unwrap();
    let mut terminal = Terminal::new(CrosstermBackend::new(stdout())).unwrap();
    let mut at = 0;
    loop {
        let text = "Terbit  Siti Rahmawati, S.Kom.  Dinas Kesehatan  11/15 mnt  ".repeat(2);
        let line = |row: usize| match row == at % ROWS {
            true => Line::styled(format!("{row:04} {text}"), Style::new().reversed()),
            false => Line::raw(format!("{row:04} {text}")),
        };
        let lines: Vec<Line> = (0..ROWS).map(line).collect();
        terminal
            .draw(|frame| {
                let text = Paragraph::new(lines).block(Block::bordered().title("Permohonan"));
                frame.render_widget(text, frame.area());
            })
            .unwrap();
        while !matches!(event::read(), Ok(Event::Key(_))) {}
        at += 1;
    }
}
