//! A screen whose window changes its size.

use crate::screen::Screen;
use portable_pty::PtySize;

impl Screen {
    /// Gives the terminal another size, as a window that is drawn smaller.
    pub fn resize(&self, cols: u16, rows: u16) {
        let mut parser = self.shown.parser.lock().unwrap();
        parser.0.screen_mut().set_size(rows, cols);
        let size = PtySize {
            rows,
            cols,
            pixel_width: 0,
            pixel_height: 0,
        };
        self._master.resize(size).unwrap();
    }
}
