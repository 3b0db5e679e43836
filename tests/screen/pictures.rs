//! The pictures of the screens in `docs/pictures`, drawn from the demo: they show what the program
//! shows today, or this test fails. To draw them anew:
//! `LOKET_PICTURES=draw cargo test --test screen pictures`.

mod svg;

use crate::screen::Screen;
use portable_pty::CommandBuilder;
use std::fs;
use std::path::{Path, PathBuf};

/// One picture: its file, who looks in which language and size, the keys to get there, and what is
/// seen once it is whole.
struct Picture {
    file: &'static str,
    who: &'static str,
    language: &'static str,
    size: (u16, u16),
    keys: &'static [(&'static str, &'static str)],
}

const PICTURES: &[Picture] = &[
    Picture {
        file: "verifikasi",
        who: "verifikator",
        language: "id",
        size: (120, 32),
        keys: &[("3", "NIP 1")],
    },
    Picture {
        file: "verification",
        who: "verifikator",
        language: "en",
        size: (120, 32),
        keys: &[("3", "NIP 1")],
    },
    Picture {
        file: "disposisi",
        who: "kadis",
        language: "id",
        size: (120, 32),
        keys: &[("2", "Kadis · "), ("\r", "Lembar disposisi")],
    },
    Picture {
        file: "kalender",
        who: "verifikator",
        language: "id",
        size: (120, 32),
        keys: &[("5", "Kalender")],
    },
    Picture {
        file: "kecil",
        who: "verifikator",
        language: "id",
        size: (80, 24),
        keys: &[("1", "Permohonan ·")],
    },
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures")
}

/// The screen as it stands once nothing more is written to it.
fn draw(picture: &Picture, demo: &Path, home: &Path) -> String {
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_loket"));
    command.args(["--as", picture.who, "--lang", picture.language]);
    command.env("LOKET_DESK", demo);
    command.env("HOME", home);
    command.env("XDG_STATE_HOME", home.join("state"));
    command.env("TERM", "xterm-256color");
    command.env("COLORTERM", "truecolor");
    command.env("LOKET_THEME", "dark");
    command.env("LANG", "C.UTF-8");
    for name in [
        "LC_ALL",
        "LC_CTYPE",
        "NO_COLOR",
        "SSH_CONNECTION",
        "SSH_TTY",
    ] {
        command.env_remove(name);
    }
    let (columns, rows) = picture.size;
    let mut screen = Screen::of(command, columns, rows);
    screen.wait_for("the tabs", |shown| shown.contains("0 "));
    for (keys, seen) in picture.keys {
        screen.press(keys).see(seen);
    }
    // Nothing is still being read: the same picture twice, a moment apart.
    let mut last = String::new();
    for _ in 0..100 {
        let parser = screen.shown.parser.lock().unwrap();
        let drawn = svg::of(parser.0.screen());
        drop(parser);
        if drawn == last {
            return drawn;
        }
        last = drawn;
        std::thread::sleep(std::time::Duration::from_millis(300));
    }
    panic!("{}: the screen never rests", picture.file);
}

#[test]
fn the_pictures_show_what_the_program_shows() {
    let home = tempfile::tempdir().unwrap();
    let demo = home.path().join("demo");
    let made = std::process::Command::new(env!("CARGO_BIN_EXE_loket"))
        .args(["demo", "--only-make", "--desk"])
        .arg(&demo)
        .env("HOME", home.path())
        .output()
        .unwrap();
    assert!(made.status.success(), "{made:?}");
    let anew = std::env::var("LOKET_PICTURES").is_ok_and(|word| word == "draw");
    let mut stale = Vec::new();
    for picture in PICTURES {
        let drawn = draw(picture, &demo, home.path());
        let path = folder().join(format!("{}.svg", picture.file));
        if anew {
            fs::create_dir_all(folder()).unwrap();
            fs::write(&path, &drawn).unwrap();
        } else if svg::without_clock(&fs::read_to_string(&path).unwrap_or_default())
            != svg::without_clock(&drawn)
        {
            stale.push(picture.file);
        }
    }
    let _ = std::process::Command::new(env!("CARGO_BIN_EXE_loket"))
        .args(["stop", "--desk"])
        .arg(&demo)
        .output();
    assert!(
        stale.is_empty(),
        "{stale:?}: not as the program draws them; draw them anew with \
         LOKET_PICTURES=draw cargo test --test screen pictures, and look at them"
    );
}
