//! The input layer as a whole: every sequence cut everywhere, answers between keys, pastes of any
//! size, with and without brackets.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use proptest::prelude::*;
use ratatui::crossterm::event::{KeyCode, KeyModifiers};
use std::time::{Duration, Instant as Moment};

const NO: KeyModifiers = KeyModifiers::NONE;

/// What each sequence of a terminal is.
const KEYS: &[(&[u8], KeyCode, KeyModifiers)] = &[
    (b"\x1b[A", KeyCode::Up, NO),
    (b"\x1b[B", KeyCode::Down, NO),
    (b"\x1b[C", KeyCode::Right, NO),
    (b"\x1b[D", KeyCode::Left, NO),
    (b"\x1bOA", KeyCode::Up, NO),
    (b"\x1bOB", KeyCode::Down, NO),
    (b"\x1bOC", KeyCode::Right, NO),
    (b"\x1bOD", KeyCode::Left, NO),
    (b"\x1b[1;2A", KeyCode::Up, KeyModifiers::SHIFT),
    (b"\x1b[1;5C", KeyCode::Right, KeyModifiers::CONTROL),
    (b"\x1b[H", KeyCode::Home, NO),
    (b"\x1b[F", KeyCode::End, NO),
    (b"\x1bOH", KeyCode::Home, NO),
    (b"\x1bOF", KeyCode::End, NO),
    (b"\x1b[1~", KeyCode::Home, NO),
    (b"\x1b[2~", KeyCode::Insert, NO),
    (b"\x1b[3~", KeyCode::Delete, NO),
    (b"\x1b[4~", KeyCode::End, NO),
    (b"\x1b[5~", KeyCode::PageUp, NO),
    (b"\x1b[6~", KeyCode::PageDown, NO),
    (b"\x1b[7~", KeyCode::Home, NO),
    (b"\x1b[8~", KeyCode::End, NO),
    (b"\x1b[Z", KeyCode::BackTab, NO),
    (b"\x1bOP", KeyCode::F(1), NO),
    (b"\x1bOQ", KeyCode::F(2), NO),
    (b"\x1bOR", KeyCode::F(3), NO),
    (b"\x1bOS", KeyCode::F(4), NO),
    (b"\x1b[P", KeyCode::F(1), NO),
    (b"\x1b[11~", KeyCode::F(1), NO),
    (b"\x1b[15~", KeyCode::F(5), NO),
    (b"\x1b[17~", KeyCode::F(6), NO),
    (b"\x1b[21~", KeyCode::F(10), NO),
    (b"\x1b[23~", KeyCode::F(11), NO),
    (b"\x1b[24~", KeyCode::F(12), NO),
    (b"\x1b[[A", KeyCode::F(1), NO),
    (b"\x1b[[E", KeyCode::F(5), NO),
    (b"\x1bOp", KeyCode::Char('0'), NO),
    (b"\x1bOy", KeyCode::Char('9'), NO),
    (b"\x1bOM", KeyCode::Enter, NO),
    (b"\x1bOk", KeyCode::Char('+'), NO),
    (b"\x1bOm", KeyCode::Char('-'), NO),
    (b"\x1bOn", KeyCode::Char('.'), NO),
    (b"\x1b[13u", KeyCode::Enter, NO),
    (b"\x1b[115;5u", KeyCode::Char('s'), KeyModifiers::CONTROL),
    (b"\x1b[27;5;115~", KeyCode::Char('s'), KeyModifiers::CONTROL),
    (b"\x1b[57404u", KeyCode::Char('5'), NO),
];

/// Alt with a key, as terminals send it: Esc, and the key is dropped.
const ALT: &[&[u8]] = &[
    b"\x1by",
    b"\x1bt",
    b"\x1bA",
    b"\x1b\r",
    b"\x1b\x13",
    b"\x1b\x7f",
    b"\x1b\xc3\xa9",
    b"\x1b\x1b[A",
    b"\x1b\x1bOA",
    b"\x1b\x1b[5~",
    b"\x1b[1;3A",
    b"\x1b[121;3u",
    b"\x1b[27;3;121~",
];

/// What terminals answer, and news that they send unasked.
const ANSWERS: &[&[u8]] = &[
    b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\",
    b"\x1b]11;rgb:1e1e/1e1e/1e1e\x07",
    b"\x1b]10;rgb:0000/0000/0000\x07",
    b"\x1b]52;c;U2l0aQ==\x07",
    b"\x1bP>|XTerm(370)\x1b\\",
    b"\x1bP>|tmux 3.3a\x1b\\",
    b"\x1bP1$r0m\x1b\\",
    b"\x1bP0$r\x1b\\",
    b"\x1bP1+r544e=787465726d\x1b\\",
    b"\x1bP!|7E565445\x1b\\",
    b"\x1b_Gi=31;OK\x1b\\",
    b"\x1b^private\x1b\\",
    b"\x1bXstart\x1b\\",
    b"\x1b[?62;22;52c",
    b"\x1b[>1;6003;0c",
    b"\x1b[=0;0c",
    b"\x1b[?2026;2$y",
    b"\x1b[4;1$y",
    b"\x1b[?1u",
    b"\x1b[24;80R",
    b"\x1b[1;5R",
    b"\x1b[0n",
    b"\x1b[8;24;80t",
    b"\x1b[I",
    b"\x1b[O",
    b"\x1b[115;1:3u",
    b"\x1b[<0;10;5m",
    b"\x1b[M !!",
];

/// A terminal at the end of a line: reads at moments, and what came of them.
struct Line {
    decoder: Decoder,
    pace: Pace,
    now: Moment,
    heard: Vec<Event>,
    /// A place where text is typed, or a list.
    typing: bool,
}

impl Line {
    fn new(typing: bool) -> Line {
        Line {
            decoder: Decoder::new(Duration::from_millis(300)),
            pace: Pace::default(),
            now: Moment::now(),
            heard: Vec::new(),
            typing,
        }
    }

    fn moves(&self) -> impl Fn(&KeyEvent) -> bool + use<> {
        let typing = self.typing;
        move |key| match key.code {
            KeyCode::Char('j' | 'k') => true,
            KeyCode::Char(_) => typing,
            _ => false,
        }
    }

    fn take(&mut self, events: Vec<Event>) {
        for event in events {
            let settled = self.pace.tick(self.now);
            self.heard.extend(settled);
            let moves = self.moves();
            self.heard.extend(self.pace.take(event, self.now, moves));
        }
    }

    fn read(&mut self, bytes: &[u8]) -> &mut Line {
        let events = self.decoder.feed(bytes, self.now, false);
        self.take(events);
        self
    }

    /// Lets time pass as the reader and the screen do: each is woken when something is due.
    fn rest(&mut self, millis: u64) -> &mut Line {
        let until = self.now + Duration::from_millis(millis);
        loop {
            let due = [self.decoder.due(), self.pace.due()];
            let next = due.into_iter().flatten().min().filter(|due| *due <= until);
            self.now = next.unwrap_or(until).max(self.now);
            let events = self.decoder.tick(self.now, false);
            self.take(events);
            let settled = self.pace.tick(self.now);
            self.heard.extend(settled);
            if next.is_none() {
                return self;
            }
        }
    }

    fn end(&mut self) -> Vec<Event> {
        self.rest(3000);
        std::mem::take(&mut self.heard)
    }

    /// Whether keys still arrive.
    fn is_alive(&mut self) -> bool {
        self.end();
        self.read(b"j").end() == [typed('j')]
    }
}

fn typed(letter: char) -> Event {
    Event::Key(KeyEvent::new(KeyCode::Char(letter), NO))
}

fn escape() -> Event {
    Event::Key(KeyEvent::new(KeyCode::Esc, NO))
}

fn whole(bytes: &[u8]) -> Vec<Event> {
    Line::new(false).read(bytes).end()
}

/// What answers a question or saves a form.
fn decides(event: &Event) -> bool {
    matches!(event, Event::Key(key) if match key.code {
        KeyCode::Char('y' | 't') => true,
        KeyCode::Char('s') => key.modifiers.contains(KeyModifiers::CONTROL),
        KeyCode::Enter => true,
        _ => false,
    })
}

#[test]
fn each_sequence_is_its_key() {
    for (bytes, code, modifiers) in KEYS {
        let expected = Event::Key(KeyEvent::new(*code, *modifiers));
        assert_eq!(whole(bytes), [expected], "{:?}", bytes.escape_ascii());
    }
    assert_eq!(whole(b"\x1b"), [escape()]);
    let wheel = whole(b"\x1b[<64;3;4M");
    assert!(matches!(wheel[..], [Event::Mouse(_)]), "{wheel:?}");
}

#[test]
fn alt_with_a_key_is_esc_and_the_key_is_dropped() {
    for bytes in ALT {
        assert_eq!(whole(bytes), [escape()], "{:?}", bytes.escape_ascii());
    }
    assert_eq!(whole(b"\x1byj"), [escape(), typed('j')]);
    assert_eq!(whole("\u{1b}éj".as_bytes()), [escape(), typed('j')]);
}

#[test]
fn answers_are_no_keys() {
    for bytes in ANSWERS {
        let heard = whole(bytes);
        let harmless = heard
            .iter()
            .all(|event| matches!(event, Event::Background(_) | Event::Mouse(_)));
        assert!(harmless, "{:?}: {heard:?}", bytes.escape_ascii());
    }
    let light = whole(b"\x1b]11;rgb:ffff/ffff/ffff\x1b\\");
    assert_eq!(light, [Event::Background("rgb:ffff/ffff/ffff".to_owned())]);
}

#[test]
fn a_sequence_cut_within_the_time_out_is_the_same() {
    let keys = KEYS.iter().map(|(bytes, ..)| *bytes);
    for bytes in keys
        .chain(ALT.iter().copied())
        .chain(ANSWERS.iter().copied())
    {
        for at in 1..bytes.len() {
            for rest in [1, 30, 240] {
                let mut line = Line::new(false);
                let heard = line.read(&bytes[..at]).rest(rest).read(&bytes[at..]).end();
                assert_eq!(heard, whole(bytes), "{:?} at {at}", bytes.escape_ascii());
            }
        }
        let mut line = Line::new(false);
        for byte in bytes.iter() {
            line.read(&[*byte]).rest(240);
        }
        assert_eq!(line.end(), whole(bytes), "{:?}", bytes.escape_ascii());
    }
}

#[test]
fn a_sequence_cut_by_a_slow_line_is_at_most_esc() {
    let keys = KEYS.iter().map(|(bytes, ..)| *bytes);
    for bytes in keys.chain(ANSWERS.iter().copied()) {
        for at in 1..bytes.len() {
            for rest in [310, 400, 500] {
                let mut line = Line::new(false);
                let heard = line.read(&bytes[..at]).rest(rest).read(&bytes[at..]).end();
                let tail = bytes.len() - at;
                let acts: Vec<&Event> = heard
                    .iter()
                    .filter(|event| !matches!(event, Event::Background(_) | Event::Doubtful(_)))
                    .collect();
                assert!(
                    acts.is_empty() || acts == [&escape()],
                    "{:?} at {at}: {heard:?}",
                    bytes.escape_ascii()
                );
                assert!(
                    tail == 1
                        || !heard
                            .iter()
                            .any(|event| matches!(event, Event::Doubtful(_))),
                    "{:?} at {at}: a tail in one read is dropped whole: {heard:?}",
                    bytes.escape_ascii()
                );
                assert!(line.is_alive());
            }
        }
    }
}

#[test]
fn a_sequence_that_drips_answers_nothing_and_saves_nothing() {
    let keys = KEYS.iter().map(|(bytes, ..)| *bytes);
    for bytes in keys
        .chain(ALT.iter().copied())
        .chain(ANSWERS.iter().copied())
    {
        for rest in [310, 400, 500] {
            // No terminal answers with these, and people type them after an Esc.
            if matches!(bytes.get(1), Some(b'^' | b'X')) {
                continue;
            }
            let mut line = Line::new(false);
            for byte in bytes.iter() {
                line.read(&[*byte]).rest(rest);
            }
            let heard = line.end();
            assert!(
                !heard.iter().any(decides),
                "{:?}: {heard:?}",
                bytes.escape_ascii()
            );
            assert!(line.is_alive(), "{:?}", bytes.escape_ascii());
        }
    }
}

#[test]
fn a_key_soon_after_a_lone_esc_is_doubted_once() {
    for pause in [310, 450, 590] {
        let mut line = Line::new(false);
        let heard = line
            .read(b"\x1b")
            .rest(pause)
            .read(b"y")
            .rest(200)
            .read(b"y")
            .end();
        let doubted = Event::Doubtful(KeyEvent::new(KeyCode::Char('y'), NO));
        assert_eq!(heard, [escape(), doubted, typed('y')], "{pause}");
    }
    let heard = Line::new(false).read(b"\x1b").rest(700).read(b"y").end();
    assert_eq!(heard, [escape(), typed('y')]);
}

#[test]
fn capitals_that_begin_strings_are_keys_after_a_lone_esc() {
    let mut line = Line::new(true);
    line.read(b"\x1b").rest(400);
    for letter in "Perangkat".chars() {
        line.read(letter.to_string().as_bytes()).rest(150);
    }
    let heard = line.read(b"\x13").end();
    let keys = heard
        .iter()
        .filter(|event| matches!(event, Event::Key(_)))
        .count();
    assert_eq!(heard.len(), 11);
    assert_eq!(
        keys, 9,
        "only P and the letter behind it are doubted: {heard:?}"
    );
}

#[test]
fn a_held_key_and_typing_ahead_stay_keys() {
    let mut line = Line::new(false);
    for _ in 0..60 {
        line.read(b"d").rest(5);
    }
    assert_eq!(line.end().len(), 60);
    let ahead = Line::new(false).read(b"1/siti\rjjd\x1b[Bv").end();
    assert!(
        ahead.iter().all(|event| matches!(event, Event::Key(_))),
        "{ahead:?}"
    );
    assert_eq!(ahead.len(), 12);
    // What moves does not wait.
    let mut line = Line::new(false);
    line.read(b"\x1b[B").read(b"j");
    assert_eq!(line.heard.len(), 2);
    line.read(b"\x1b[B");
    assert_eq!(line.heard.len(), 3);
}

#[test]
fn a_ctrl_s_while_output_is_held_waits_for_what_it_was() {
    let mut decoder = Decoder::new(Duration::from_millis(40));
    let now = Moment::now();
    let later = |millis: u64| now + Duration::from_millis(millis);
    assert_eq!(decoder.feed(b"\x13j", now, true), []);
    assert!(decoder.due().is_some(), "somebody looks again");
    assert_eq!(decoder.feed(b"\x11", later(900), true), [typed('j')]);
    assert_eq!(decoder.feed(b"\x13\x11", later(1000), false).len(), 2);
    // Output goes on by itself: it was a key.
    assert_eq!(decoder.feed(b"\x13j", later(2000), true), []);
    assert_eq!(decoder.tick(later(2050), true), []);
    let gone_on = decoder.tick(later(2100), false);
    assert_eq!(gone_on.len(), 2, "{gone_on:?}");
    assert_eq!(gone_on[1], typed('j'));
    assert_eq!(decoder.feed(b"\x11", later(2200), false).len(), 1);
}

fn sequence() -> impl Strategy<Value = Vec<u8>> {
    let keys: Vec<&[u8]> = KEYS.iter().map(|(bytes, ..)| *bytes).collect();
    prop_oneof![
        prop::sample::select(keys).prop_map(<[u8]>::to_vec),
        prop::sample::select(ANSWERS).prop_map(<[u8]>::to_vec),
        prop::sample::select(ALT).prop_map(<[u8]>::to_vec),
        "[a-z1-9 ]{1,3}".prop_map(String::into_bytes),
    ]
}

/// Text as it is pasted: many signs, not all the same.
fn pasted() -> impl Strategy<Value = String> {
    "[yatsPKTJ\n ./:;0-9\u{e9}\u{1f469}]{24,400}".prop_filter("not all the same", |text| {
        let first = text.chars().next();
        text.chars().any(|letter| Some(letter) != first)
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn however_a_stream_is_cut_within_the_time_out_it_is_the_same(
        parts in prop::collection::vec(sequence(), 1..8),
        cuts in prop::collection::vec((0usize..200, 0u64..240), 0..12),
    ) {
        let mut joined = Line::new(false);
        for part in &parts {
            joined.read(part).rest(400);
        }
        let mut cut = Line::new(false);
        for part in &parts {
            let mut places: Vec<(usize, u64)> =
                cuts.iter().map(|(at, rest)| (at % part.len(), *rest)).collect();
            places.sort_unstable();
            let mut from = 0;
            for (at, rest) in places {
                if at > from {
                    cut.read(&part[from..at]).rest(rest);
                    from = at;
                }
            }
            cut.read(&part[from..]).rest(400);
        }
        prop_assert_eq!(joined.end(), cut.end());
    }

    #[test]
    fn no_bytes_whatever_stop_the_keys(
        bytes in prop::collection::vec(any::<u8>(), 0..200),
        chunk in 1usize..40,
        rest in 0u64..600,
    ) {
        let mut line = Line::new(false);
        for part in bytes.chunks(chunk) {
            line.read(part).rest(rest);
        }
        prop_assert!(line.is_alive());
    }

    #[test]
    fn a_plain_paste_is_one_paste_and_no_act(
        text in pasted(), typing in any::<bool>(), chunk in 1usize..500, rest in 0u64..5,
    ) {
        let mut line = Line::new(typing);
        for part in text.as_bytes().chunks(chunk) {
            line.read(part).rest(rest);
        }
        let heard = line.end();
        let (last, first) = heard.split_last().unwrap();
        let Event::Paste(rest) = last else { panic!("{heard:?}") };
        let mut all = String::new();
        for event in first {
            // Only what moves, or is typed where text goes, comes before.
            let Event::Key(KeyEvent { code: KeyCode::Char(letter), .. }) = event else {
                panic!("{heard:?}")
            };
            prop_assert!(typing || matches!(letter, 'j' | 'k'));
            all.push(*letter);
        }
        all.push_str(rest);
        prop_assert_eq!(all, text);
        prop_assert!(line.is_alive());
    }

    #[test]
    fn a_paste_in_brackets_is_one_paste(
        text in "[^\u{1b}\u{0}-\u{1f}]{0,300}", chunk in 1usize..60, rest in 0u64..500,
    ) {
        let bytes = [b"\x1b[200~", text.as_bytes(), b"\x1b[201~"].concat();
        let mut line = Line::new(false);
        for part in bytes.chunks(chunk) {
            line.read(part).rest(rest);
        }
        let heard = line.end();
        let acts = heard.iter().any(decides);
        prop_assert!(!acts, "{:?}", heard);
        let pasted = Event::Paste(text);
        prop_assert!(heard.contains(&pasted), "{:?}", heard);
        prop_assert!(line.is_alive());
    }

    #[test]
    fn a_paste_without_its_end_ends_by_time(text in "[a-z\n]{0,200}") {
        let mut line = Line::new(false);
        line.read(b"\x1b[200~").read(text.as_bytes());
        prop_assert_eq!(line.end(), [Event::Paste(text)]);
        prop_assert!(line.is_alive());
    }
}

#[test]
fn pastes_of_any_size_leave_the_keys_alive() {
    for size in [0, 1, 23, 24, 1_023, 1_024, 1_025, 20_000, 200_000] {
        let text: String = "Nomor 800/0142 y\nK".chars().cycle().take(size).collect();
        let mut line = Line::new(true);
        for part in text.as_bytes().chunks(4096) {
            line.read(part);
        }
        let heard = line.end();
        if size >= 24 {
            assert!(matches!(heard.last(), Some(Event::Paste(_))), "{size}");
            assert!(!heard.iter().any(decides), "{size}");
        }
        assert!(line.is_alive(), "{size}");
        let mut line = Line::new(false);
        let bytes = [b"\x1b[200~", text.as_bytes(), b"\x1b[201~"].concat();
        for part in bytes.chunks(4096) {
            line.read(part);
        }
        assert_eq!(line.end(), [Event::Paste(text)], "{size}");
        assert!(line.is_alive(), "{size}");
    }
    let mut line = Line::new(false);
    line.read(b"\x1b[200~")
        .read(&vec![b'x'; 3 << 20])
        .read(b"\x1b[201~");
    let heard = line.end();
    assert!(matches!(&heard[..], [Event::Paste(text)] if text.len() <= 1 << 20));
    assert!(line.is_alive());
}
