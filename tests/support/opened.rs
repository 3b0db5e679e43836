//! The program's screen on a desk.

use crate::screen::Screen;
use portable_pty::CommandBuilder;
use std::path::Path;

impl Screen {
    /// Opens the program on a desk in a terminal of this size.
    pub fn open(desk: &Path, cols: u16, rows: u16, arguments: &[&str]) -> Screen {
        let mut command = CommandBuilder::new(crate::desk::program());
        command.args(arguments);
        command.env("LOKET_DESK", desk);
        command.env("XDG_STATE_HOME", desk.parent().unwrap().join("state"));
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        command.env_remove("LC_ALL");
        command.env_remove("LC_CTYPE");
        command.env_remove("NO_COLOR");
        Screen::of(command, cols, rows)
    }
}
