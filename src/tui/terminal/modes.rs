//! What the terminal is told when the screen takes it and when it gives it back. Others may have
//! left it in modes of theirs (a program that was killed, a line that broke): taking it resets
//! each one that the screen or its keys would suffer from.

/// Cancels a sequence that was cut in the middle [ECMA-48 8.3.6].
pub const CANCEL: u8 = 0x18;

/// Resets that every terminal understands or passes over in silence: private modes, and what a
/// VT100 had. In order: letters as they are (no shifted set, G0 is ASCII), no scrolling region,
/// writing replaces, rows are counted from the top; cursor keys and keypad as numbers and arrows;
/// no mouse of any kind, no news of the focus.
const RESET: &str = "\x0f\x1b(B\x1b[r\x1b[4l\x1b[?6l\x1b[?1l\x1b>\
     \x1b[?1000;1002;1003;1005;1006;1015l\x1b[?1004l";

/// Keys as they always were, after a program that asked for the keyboard protocol of kitty. Each
/// screen of a terminal has flags of its own, so this comes after the change of screens. Plain
/// terminals would print the letter.
const PLAIN_KEYS: &str = "\x1b[=0u";

const ALTERNATE: &str = "\x1b[?1049h";
const PASTE_AND_NO_CURSOR: &str = "\x1b[?2004h\x1b[?25l";
const MOUSE: &str = "\x1b[?1000;1002;1003;1015;1006h";
const NO_MOUSE: &str = "\x1b[?1000;1002;1003;1015;1006l";

/// Ends a frame that was begun; no region, no style. The glass is wiped before the screens change:
/// a terminal that has but one keeps nothing of the desk, and begins anew at its top.
const WIPE: &str = "\x1b[?2026l\x1b[r\x1b[m\x1b[2J\x1b[H";
const GIVE_BACK: &str = "\x1b[?2004l\x1b[?1049l\x1b[?25h";

/// Takes the terminal. `plain` is one that knows nothing younger than a VT220.
pub fn enter(plain: bool, mouse: bool) -> String {
    let keys = if plain { "" } else { PLAIN_KEYS };
    let mouse = if mouse { MOUSE } else { "" };
    [ALTERNATE, RESET, keys, PASTE_AND_NO_CURSOR, mouse].concat()
}

/// Takes the mouse, or leaves it to the terminal.
pub fn mouse(on: bool) -> &'static str {
    if on { MOUSE } else { NO_MOUSE }
}

/// Gives it back.
pub fn leave(mouse: bool) -> String {
    let mouse = if mouse { NO_MOUSE } else { "" };
    [WIPE, mouse, GIVE_BACK].concat()
}
