//! The terminal is given back whatever happens, a vanished one ends the screen, a burst is drawn
//! once, idle writes nothing, and a step of the cursor costs few bytes.
//!
//! The screen runs in a child: this very program, started again inside a pseudo-terminal.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant as Moment};

use crate::again::alone;
use loket::domain::time::Instant;
use loket::text::{Language, Words};
use loket::tui::action::Action;
use loket::tui::app::{App, Owner};
use loket::tui::input::{DeskClock, Inbox};
use loket::tui::keymap::Facts;
use loket::tui::panel::{Ctx, Draft, Effect, Input, Me, Panel, Tag};
use loket::tui::place::Place;
use loket::tui::terminal::{self, Screen};
use loket::tui::theme::{Depth, Role, Theme};
use loket::tui::widgets::frame::Frame;
use loket::tui::widgets::list::render::ListView;
use loket::tui::widgets::list::{Cell, Column, List, Row, Shape};
use loket::tui::{Outside, run};
use loket::wire::message::Ask;
use portable_pty::{CommandBuilder, NativePtySystem, PtyPair, PtySize, PtySystem};
use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use rustix::process::{Pid, Signal, kill_process};

const CHILD: &str = "LOKET_TEST_SCREEN";
const PATIENCE: Duration = Duration::from_secs(60);

struct Line(u64);

impl Row for Line {
    type Id = u64;
    fn id(&self) -> u64 {
        self.0
    }
}

/// A page with a long list; `o` panics.
struct Page(List<Line>);

const COLUMNS: &[Column] = &[
    Column::new("place-requests", Shape::Record, 0),
    Column::new("place-today", Shape::Word, 3),
    Column::new("place-person", Shape::Name, 0),
    Column::new("place-people", Shape::Text, 2),
    Column::new("place-verify", Shape::Word, 1),
    Column::new("place-audit", Shape::Span, 0),
];

fn cells(row: &Line) -> Vec<Cell> {
    vec![
        Cell::plain(format!("{:04}.01", row.0)),
        Cell::plain("Terbit"),
        Cell::plain(match row.0 % 7 {
            0 => format!("Maulana Bambang Rahmawati, S.Sos., M.Si. {}", row.0),
            _ => format!("Siti Rahmawati {}", row.0),
        }),
        Cell::plain(match row.0 % 5 {
            0 => "Dinas Penanaman Modal dan Pelayanan Terpadu Satu Pintu",
            1 => "Inspektorat",
            _ => "Dinkes",
        }),
        Cell::of(Role::Info, "Kabid"),
        match row.0 % 3 {
            0 => Cell::of(Role::Bad, "x 19/15 mnt"),
            1 => Cell::of(Role::Warn, "! 13/15 mnt"),
            _ => Cell::plain("4/15 mnt"),
        },
    ]
}

impl Panel for Page {
    fn place(&self) -> Place {
        Place::Today
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        Facts {
            row: true,
            allowed: loket::tui::action::ActionSet::ALL,
            ..Facts::new(Place::Today)
        }
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let at = format!("{}/{}", self.0.position() + 1, self.0.total());
        let inside = Frame::titled("Daftar").foot(at).render(area, buf, ctx);
        let view = ListView {
            list: &self.0,
            columns: COLUMNS,
            cells: &cells,
            empty: "",
            below: None,
        };
        view.render(inside, buf, ctx);
    }

    fn handle(&mut self, input: Input, _ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Act(Action::OpenFile) => panic!("broken on purpose"),
            Input::Act(action) => {
                self.0.handle(action);
            }
            _ => {}
        }
        Vec::new()
    }
}

struct Nowhere;

impl Outside for Nowhere {
    fn ask(&mut self, _id: u64, _ask: Ask) {}
    fn keep_draft(&mut self, _key: &str, _text: Option<&str>) {}
    fn recall_draft(&mut self, _key: &str) -> Option<String> {
        None
    }
    fn line_back(&mut self) {}
    fn open_file(&mut self, _owner: Owner, _tag: Tag, _path: PathBuf) {}
}

fn app(theme: Theme) -> App {
    let me = Me {
        name: "budi".to_owned(),
        ..Me::default()
    };
    let pages: Vec<Box<dyn Panel>> = vec![Box::new(Page(List::of((1..=1000).map(Line).collect())))];
    App::new(Words::new(Language::Indonesian), theme, me, nine(), pages)
}

fn nine() -> Instant {
    Instant::wib(2026, 11, 23, 9, 0).unwrap()
}

/// Not a test of its own: the screen that the others look at.
#[test]
fn child() {
    if std::env::var_os(CHILD).is_none() {
        return;
    }
    let (sender, receiver) = channel();
    let mut app = app(Theme::default());
    let mut inbox = Inbox::new(receiver, DeskClock::started(nine()));
    terminal::restore_on_panic();
    let mut screen = Screen::take(false).unwrap();
    terminal::watch::start(&sender, Duration::from_millis(40)).unwrap();
    let ended = run(&mut screen, &mut app, &mut inbox, &sender, &mut Nowhere);
    drop(screen);
    println!("ENDED {ended:?}");
}

/// A child in a pseudo-terminal, and all that it wrote.
struct Stand {
    pair: Option<PtyPair>,
    writer: Option<Box<dyn Write + Send>>,
    child: Box<dyn portable_pty::Child + Send + Sync>,
    written: Arc<Mutex<Vec<u8>>>,
    stop: Arc<AtomicBool>,
    reader: Option<thread::JoinHandle<()>>,
}

impl Stand {
    /// The screen, and after it a shell that tells how the terminal was left.
    fn start() -> Stand {
        Stand::run("'PROGRAM' ALONE; echo; stty -a; echo SHELL-DONE")
    }

    fn run(script: &str) -> Stand {
        let size = PtySize {
            rows: 24,
            cols: 80,
            pixel_width: 0,
            pixel_height: 0,
        };
        let pair = NativePtySystem::default().openpty(size).unwrap();
        let program = std::env::current_exe().unwrap();
        let script = script.replace("PROGRAM", &program.display().to_string());
        let script = script.replace("ALONE", &alone(module_path!(), "child").join(" "));
        let mut command = CommandBuilder::new("sh");
        command.args(["-c", &script]);
        command.env(CHILD, "1");
        command.env("TERM", "xterm-256color");
        command.env("LANG", "C.UTF-8");
        let child = pair.slave.spawn_command(command).unwrap();
        let written = Arc::new(Mutex::new(Vec::new()));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let into = Arc::clone(&written);
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let reader = thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count) = reader.read(&mut bytes) {
                if count == 0 || stopped.load(Ordering::SeqCst) {
                    return;
                }
                into.lock().unwrap().extend(&bytes[..count]);
            }
        });
        let writer = Some(pair.master.take_writer().unwrap());
        let stand = Stand {
            pair: Some(pair),
            writer,
            child,
            written,
            stop,
            reader: Some(reader),
        };
        stand.wait_for("the first frame", |all| on_screen(all).contains("1/1000"));
        stand
    }

    fn all(&self) -> Vec<u8> {
        self.written.lock().unwrap().clone()
    }

    fn keys(&mut self, keys: &str) {
        let writer = self.writer.as_mut().unwrap();
        writer.write_all(keys.as_bytes()).unwrap();
        writer.flush().unwrap();
    }

    fn wait_for(&self, what: &str, mut holds: impl FnMut(&[u8]) -> bool) {
        let until = Moment::now() + PATIENCE;
        while !holds(&self.all()) {
            let all = self.all();
            let shown = on_screen(&all);
            assert!(Moment::now() < until, "never came: {what}\n{shown}");
            thread::sleep(Duration::from_millis(10));
        }
    }
}

impl Drop for Stand {
    fn drop(&mut self) {
        let _ = self.child.kill();
    }
}

fn on_screen(all: &[u8]) -> String {
    let mut parser = vt100::Parser::new(24, 80, 0);
    parser.process(all);
    parser.screen().contents()
}

fn count(all: &[u8], part: &str) -> usize {
    String::from_utf8_lossy(all).matches(part).count()
}

fn place(all: &[u8], part: &str) -> usize {
    let text = String::from_utf8_lossy(all).into_owned();
    text.find(part)
        .unwrap_or_else(|| panic!("no {part:?} in {text:?}"))
}

#[test]
fn leaving_gives_the_terminal_back() {
    let mut stand = Stand::start();
    stand.keys("\u{3}\u{3}");
    stand.wait_for("the shell", |all| count(all, "SHELL-DONE") == 1);
    let all = stand.all();
    assert!(place(&all, "\u{1b}[?1049l") < place(&all, "ENDED Ok"));
    for given_back in ["\u{1b}[?25h", "\u{1b}[?2004l"] {
        assert!(count(&all, given_back) > 0, "{given_back:?}");
    }
    let after = String::from_utf8_lossy(&all).into_owned();
    let modes = &after[after.find("ENDED").unwrap()..];
    for raw in ["-echo ", "-icanon", "-isig", "-opost"] {
        assert!(!modes.contains(raw), "left in raw mode: {modes}");
    }
}

/// The linux console, a VT100, GNU screen as it comes: they have one screen, and pass over the
/// word to change it.
#[test]
fn a_terminal_with_one_screen_keeps_nothing_of_the_desk() {
    let mut stand = Stand::start();
    stand.keys(&"\u{1b}[B".repeat(30));
    stand.wait_for("a list that scrolled", |all| {
        on_screen(all).contains("31/1000")
    });
    stand.keys("\u{3}\u{3}");
    stand.wait_for("the shell", |all| count(all, "SHELL-DONE") == 1);
    let all = String::from_utf8(stand.all()).unwrap();
    let one = all
        .replace("\u{1b}[?1049h", "")
        .replace("\u{1b}[?1049l", "");
    assert_ne!(one, all);
    // The shell's words are fewer than the glass has rows: nothing scrolls out of sight.
    let shown = on_screen(one.as_bytes());
    let first = shown.lines().find(|line| !line.is_empty()).unwrap();
    assert!(first.starts_with("ENDED Ok"), "{shown}");
    for rest in ["Daftar", "/1000", "Siti", "loket"] {
        assert!(!shown.contains(rest), "{rest}: {shown}");
    }
}

#[test]
fn modes_that_others_left_are_reset() {
    let left = "\u{1b}=\u{1b}[?1h\u{1b}[?1003h\u{1b}[?1006h\u{1b}[?1004h\u{1b}[5;9r\u{1b}[?6h";
    let stand = Stand::start();
    let mut parser = vt100::Parser::new(24, 80, 0);
    parser.process(left.as_bytes());
    let mouse = vt100::MouseProtocolMode::AnyMotion;
    assert_eq!(parser.screen().mouse_protocol_mode(), mouse);
    assert!(parser.screen().application_keypad() && parser.screen().application_cursor());
    let all = stand.all();
    parser.process(&all);
    let screen = parser.screen();
    assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    assert!(!screen.application_keypad() && !screen.application_cursor());
    assert!(screen.bracketed_paste());
    assert_eq!(screen.contents(), on_screen(&all));
    // Each screen of a terminal has keyboard flags of its own.
    assert!(place(&all, "\u{1b}[?1049h") < place(&all, "\u{1b}[=0u"));
    for reset in ["\u{1b}[?1004l", "\u{1b}[r", "\u{1b}(B"] {
        assert!(count(&all, reset) > 0, "{reset:?}");
    }
}

#[test]
fn plain_terminals_are_told_nothing_that_they_would_print() {
    for term in ["linux", "vt100", "vt220", "dumb", ""] {
        let script = format!("TERM='{term}' exec 'PROGRAM' ALONE");
        let stand = Stand::run(&script);
        let all = String::from_utf8(stand.all()).unwrap();
        for private in ["\u{1b}[=", "\u{1b}[<", "\u{1b}[>", "\u{1b}]", "\u{1b}P"] {
            assert!(!all.contains(private), "{term:?}: {private:?}");
        }
    }
}

#[test]
fn drawing_anew_and_a_new_size_wait_for_nobody() {
    let mut stand = Stand::start();
    let before = stand.all().len();
    stand.keys("\u{c}");
    stand.wait_for("the frame drawn anew", |all| {
        on_screen(&all[before..]).contains("1/1000")
    });
    let size = PtySize {
        rows: 20,
        cols: 70,
        pixel_width: 0,
        pixel_height: 0,
    };
    let before = stand.all().len();
    stand.pair.as_ref().unwrap().master.resize(size).unwrap();
    stand.wait_for("the new size", |all| {
        let mut parser = vt100::Parser::new(20, 70, 0);
        parser.process(&all[before..]);
        parser.screen().contents().contains("1/1000")
    });
    assert_eq!(
        count(&stand.all(), "\u{1b}[6n"),
        0,
        "the terminal was asked for its cursor"
    );
}

#[test]
fn a_panic_is_told_on_the_screen_that_was_there_before() {
    let mut stand = Stand::start();
    stand.keys("o");
    stand.wait_for("the shell", |all| count(all, "SHELL-DONE") == 1);
    let all = stand.all();
    assert!(place(&all, "\u{1b}[?1049l") < place(&all, "broken on purpose"));
    let after = String::from_utf8_lossy(&all).into_owned();
    let modes = &after[after.find("broken on purpose").unwrap()..];
    assert!(!modes.contains("-icanon"), "left in raw mode: {modes}");
}

/// How the terminal is set, in the words of stty.
fn modes(stand: &Stand) -> String {
    let tty = stand.pair.as_ref().unwrap().master.tty_name().unwrap();
    let stty = std::process::Command::new("stty")
        .arg("-a")
        .arg("-F")
        .arg(tty)
        .output();
    String::from_utf8(stty.unwrap().stdout).unwrap()
}

#[test]
fn a_stopped_screen_leaves_the_terminal_to_the_shell_and_takes_it_again() {
    let stand = Stand::run("exec 'PROGRAM' ALONE");
    let pid = stand.child.process_id().unwrap();
    let signal = |signal: Signal| {
        let pid = Pid::from_raw(i32::try_from(pid).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
    };
    let is_stopped = || {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap();
        stat.contains(") T ")
    };
    // Whoever cannot be asked leaves it as it is: the shell then sets it as it likes.
    for asked in [Signal::TSTP, Signal::STOP] {
        assert!(modes(&stand).contains("-icanon"), "not raw: {asked:?}");
        let before = stand.all().len();
        signal(asked);
        stand.wait_for("the stop", |_| is_stopped());
        if asked == Signal::TSTP {
            stand.wait_for("the shell's screen", |all| {
                count(&all[before..], "\u{1b}[?1049l") == 1
            });
            assert!(!modes(&stand).contains("-icanon"), "left in raw mode");
        }
        let tty = stand.pair.as_ref().unwrap().master.tty_name().unwrap();
        let mut sane = std::process::Command::new("stty");
        assert!(
            sane.arg("-F")
                .arg(tty)
                .arg("sane")
                .status()
                .unwrap()
                .success()
        );
        let before = stand.all().len();
        signal(Signal::CONT);
        stand.wait_for("the frame drawn anew", |all| {
            on_screen(&all[before..]).contains("1/1000")
        });
        stand.wait_for("raw mode", |_| modes(&stand).contains("-icanon"));
    }
}

/// A page in which something is typed.
struct Typed;

impl Panel for Typed {
    fn place(&self) -> Place {
        Place::Today
    }
    fn facts(&self, _ctx: &Ctx) -> Facts {
        Facts::new(Place::Today)
    }
    fn render(&self, _area: Rect, _buf: &mut Buffer, _ctx: &Ctx) {}
    fn handle(&mut self, _input: Input, _ctx: &Ctx) -> Vec<Effect> {
        Vec::new()
    }
    fn draft(&self) -> Option<Draft> {
        Some(Draft {
            key: "surat".to_owned(),
            text: Some("Dinas Kesehatan".to_owned()),
        })
    }
}

/// A terminal of which only writing tells that it is gone.
struct GoneToWrites;

impl Write for GoneToWrites {
    fn write(&mut self, _bytes: &[u8]) -> std::io::Result<usize> {
        Err(rustix::io::Errno::IO.into())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[derive(Default)]
struct Keeper(Vec<(String, Option<String>)>);

impl Outside for Keeper {
    fn ask(&mut self, _id: u64, _ask: Ask) {}
    fn keep_draft(&mut self, key: &str, text: Option<&str>) {
        self.0.push((key.to_owned(), text.map(str::to_owned)));
    }
    fn recall_draft(&mut self, _key: &str) -> Option<String> {
        None
    }
    fn line_back(&mut self) {}
    fn open_file(&mut self, _owner: Owner, _tag: Tag, _path: PathBuf) {}
}

#[test]
fn what_was_typed_is_kept_when_a_write_finds_the_terminal_gone() {
    let (sender, receiver) = channel();
    let pages: Vec<Box<dyn Panel>> = vec![Box::new(Typed)];
    let words = Words::new(Language::Indonesian);
    let mut app = App::new(words, Theme::default(), Me::default(), nine(), pages);
    let mut inbox = Inbox::new(receiver, DeskClock::started(nine()));
    let mut screen = Screen::fixed(GoneToWrites, Size::new(80, 24));
    let mut keeper = Keeper::default();
    let ended = run(&mut screen, &mut app, &mut inbox, &sender, &mut keeper);
    assert!(ended.is_err());
    let kept = ("surat".to_owned(), Some("Dinas Kesehatan".to_owned()));
    assert_eq!(keeper.0.last(), Some(&kept));
}

#[test]
fn a_vanished_terminal_ends_the_screen() {
    let mut stand = Stand::run("exec 'PROGRAM' ALONE");
    // Every copy of our end must go, that of the reader, too: it wakes for one more frame.
    stand.stop.store(true, Ordering::SeqCst);
    stand.keys("j");
    stand.reader.take().unwrap().join().unwrap();
    stand.writer = None;
    stand.pair = None;
    let until = Moment::now() + PATIENCE;
    while stand.child.try_wait().unwrap().is_none() {
        assert!(Moment::now() < until, "the screen outlives its terminal");
        thread::sleep(Duration::from_millis(10));
    }
}

#[test]
fn a_burst_of_keys_is_drawn_in_a_few_frames_and_idle_writes_nothing() {
    let mut stand = Stand::start();
    let before = count(&stand.all(), "\u{1b}[?2026h");
    stand.keys(&"\u{1b}[B".repeat(100));
    stand.wait_for("the hundredth step", |all| {
        on_screen(all).contains("101/1000")
    });
    let frames = count(&stand.all(), "\u{1b}[?2026h") - before;
    assert!(frames <= 10, "{frames} frames for one write");
    // Nothing that comes later can make this fail but a write of the screen itself; the desk's
    // clock stands at the beginning of a minute.
    let settled = stand.all().len();
    thread::sleep(Duration::from_millis(700));
    assert_eq!(stand.all().len(), settled, "idle, and yet it writes");
}

#[test]
fn a_step_of_the_cursor_costs_few_bytes() {
    for depth in [Depth::Mono, Depth::Sixteen, Depth::Many] {
        let theme = Theme {
            depth,
            ..Theme::default()
        };
        let mut app = app(theme);
        app.start(Place::Today, Size::new(80, 24));
        let out = Counted::default();
        let mut screen = Screen::fixed(out.clone(), Size::new(80, 24));
        screen.draw(|area, buf| app.render(area, buf)).unwrap();
        let mut most = 0;
        // Steps within the window, then steps that scroll.
        for _ in 0..60 {
            let before = *out.0.lock().unwrap();
            let down = ratatui::crossterm::event::KeyCode::Down;
            let key = ratatui::crossterm::event::KeyEvent::from(down);
            let event = loket::tui::keyboard::Event::Key(key);
            app.handle(loket::tui::app::Incoming::Terminal(vec![event]));
            screen.draw(|area, buf| app.render(area, buf)).unwrap();
            most = most.max(*out.0.lock().unwrap() - before);
        }
        println!("{depth:?}: {most} bytes");
        // Down in a list alone at 80x24, what was cut of the row below it [docs/decisions/0007]
        assert!(most <= 430, "{depth:?}: {most} bytes");
    }
}

/// Counts what is written.
#[derive(Clone, Default)]
struct Counted(Arc<Mutex<usize>>);

impl Write for Counted {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        *self.0.lock().unwrap() += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
