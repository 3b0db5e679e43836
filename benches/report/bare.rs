//! The peer of the first frame: a bare ratatui program that draws one full screen and waits for a
//! key. It is this very program, started again.

use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::crossterm::event;
use ratatui::crossterm::execute;
use ratatui::crossterm::terminal::{EnterAlternateScreen, enable_raw_mode};
use ratatui::widgets::{Block, Paragraph};
use std::io::stdout;

/// The argument that makes this program the peer.
pub const FLAG: &str = "--bare-frame";

/// Draws and waits.
pub fn run() {
    enable_raw_mode().unwrap();
    execute!(stdout(), EnterAlternateScreen).unwrap();
    let mut terminal = Terminal::new(CrosstermBackend::new(stdout())).unwrap();
    let line = "0142.03/2026  Terbit  Siti Rahmawati, S.Kom.  Dinas Kesehatan  11/15 mnt  ";
    let lines = vec![line.repeat(2); 50].join("\n");
    terminal
        .draw(|frame| {
            let text = Paragraph::new(lines.as_str()).block(Block::bordered().title("Permohonan"));
            frame.render_widget(text, frame.area());
        })
        .unwrap();
    // Nobody presses a key: the end comes from outside.
    let _ = event::read();
}
