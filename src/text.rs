//! The words on screen, Indonesian first and English: sentences by key, dates, times and numbers
//! as the office writes them, and text from outside made safe to show.
//!
//! The words themselves stand in `assets/text/<tag>.ftl`, one key a line: a file there is a
//! language. `tests/rules/words.rs` fails on a key that is missing, unused, or whose arguments differ
//! between the languages.

pub mod duration;
pub mod finding;
pub mod history;
pub mod line;
pub mod policy;
pub mod refusal;
pub mod request;
pub mod safe;
pub mod serial;
pub mod staff;
mod system;
pub mod width;
pub mod written;

use std::borrow::Cow;
use std::str::FromStr;
use std::sync::LazyLock;

use chrono::{Datelike, Timelike};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::domain::time::{Day, Instant};

pub use safe::{safe, safe_lines};
pub use width::{fit, pad_left, pad_right, truncate, width};

/// The files of words by their tag, Indonesian first: `build.rs` finds all of `assets/text`.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/words.rs"));

/// The languages that the desk has words in, with the file of each.
pub fn languages() -> impl Iterator<Item = (Language, &'static str)> {
    let known = |(tag, file): &(&str, &'static str)| Some((Language::of_tag(tag)?, *file));
    FILES.iter().filter_map(known)
}

/// The texts that leave the desk. They stand in Indonesian alone.
pub const LETTERS: &str = include_str!("../assets/letters.ftl");

pub use crate::domain::policy::Language;

impl Language {
    /// The language asked for by `--lang`, else by `LOKET_LANG`, else Indonesian. A value in the
    /// environment that names no language is passed over; a bad flag is the caller's error.
    pub fn choose(flag: Option<Language>, environment: Option<&str>) -> Language {
        flag.or_else(|| environment.and_then(|value| value.parse().ok()))
            .unwrap_or_default()
    }

    /// Its name in itself, as its own file of words gives it; its tag where that has none.
    pub fn name(self) -> String {
        let own = source_of(self)
            .lines()
            .find_map(|line| line.strip_prefix("language-name = "));
        own.unwrap_or(self.tag()).to_owned()
    }
}

/// The tags of all languages, `id, en`, for a message.
pub fn known_tags() -> String {
    let tags: Vec<&str> = FILES.iter().map(|(tag, _)| *tag).collect();
    tags.join(", ")
}

/// A tag that names no language of the screen.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}: not a language of the screen; known: {known}", known = known_tags())]
pub struct UnknownLanguage(pub String);

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(tag: &str) -> Result<Language, UnknownLanguage> {
        let lower = tag.trim().to_ascii_lowercase();
        let asked = match lower.split(['-', '_', '.']).next() {
            Some("in") => Some(Language::Indonesian),
            other => other.and_then(Language::of_tag),
        };
        let mut known = languages().map(|(language, _)| language);
        known
            .find(|known| Some(*known) == asked)
            .ok_or_else(|| UnknownLanguage(tag.to_owned()))
    }
}

/// A value that stands in a sentence. Numbers are written as the language groups them (`5.214`);
/// years and other numbers that are names go in as text.
pub trait Arg {
    /// The value for the sentence; text is made safe to show.
    fn value(&self) -> FluentValue<'_>;
}

macro_rules! text_arg {
    ($($kind:ty),*) => {$(
        impl Arg for $kind {
            fn value(&self) -> FluentValue<'_> {
                FluentValue::String(safe(self))
            }
        }
    )*};
}

macro_rules! number_arg {
    ($($kind:ty),*) => {$(
        impl Arg for $kind {
            fn value(&self) -> FluentValue<'_> {
                FluentValue::from(*self)
            }
        }
    )*};
}

text_arg!(str, &str, String, &String, std::borrow::Cow<'_, str>);
number_arg!(u8, u16, u32, u64, usize, i32, i64);

/// Stands behind an argument that ends a sentence itself; no text on screen has it.
const END: char = '\u{e001}';

/// An argument, with the mark behind it where it ends a sentence.
fn ended(text: Cow<'_, str>) -> FluentValue<'_> {
    FluentValue::String(match text.ends_with(['.', '?', '!', '…']) {
        true => Cow::Owned(format!("{text}{END}")),
        false => text,
    })
}

/// A sentence with one full stop where an argument brought its own: `S.A.P. Anda`, not `S.A.P..`.
fn one_end(written: Cow<'_, str>) -> String {
    if !written.contains(END) {
        return written.into_owned();
    }
    let doubled = [END, '.'];
    written
        .replace(doubled.iter().collect::<String>().as_str(), "")
        .replace(END, "")
}

/// How a language writes numbers and times; its file says it under `mark-thousands`, `mark-clock`.
#[derive(Clone, Copy)]
struct Marks {
    /// Between groups of three digits: `.` or `,`.
    thousands: char,
    /// Between hours and minutes.
    clock: char,
}

/// The words of one language.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
    marks: Marks,
}

impl Default for Words {
    fn default() -> Words {
        Words::new(Language::default())
    }
}

impl std::fmt::Debug for Words {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Words({})", self.language.tag())
    }
}

impl Words {
    /// Loads a language; one without words is told in Indonesian.
    pub fn new(language: Language) -> Words {
        Words::read(language, source_of(language))
    }

    /// The words of what leaves the desk: who gets it reads Indonesian, whatever the screen speaks.
    pub fn letters() -> &'static Words {
        static WORDS: LazyLock<Words> = LazyLock::new(|| {
            let language = Language::Indonesian;
            Words::read(language, &format!("{}\n{LETTERS}", source_of(language)))
        });
        &WORDS
    }

    /// Reads the words of a language from its file. Lines that do not parse are left out;
    /// `tests/rules/words.rs` finds them.
    pub fn read(language: Language, source: &str) -> Words {
        let resource = match FluentResource::try_new(source.to_owned()) {
            Ok(whole) => whole,
            Err((rest, _)) => rest,
        };
        let tag = LanguageIdentifier::from_str(language.tag()).unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        bundle.set_use_isolating(false);
        let mark = |key: &str| {
            let line = source.lines().find_map(|line| line.strip_prefix(key));
            let value = line.and_then(|line| line.trim_start().strip_prefix('='));
            value.and_then(|value| value.trim().chars().next())
        };
        let marks = Marks {
            thousands: mark("mark-thousands").unwrap_or('.'),
            clock: mark("mark-clock").unwrap_or(':'),
        };
        match marks.thousands {
            ',' => bundle.set_formatter(Some(comma)),
            _ => bundle.set_formatter(Some(dotted)),
        }
        bundle.add_resource_overriding(resource);
        Words {
            language,
            bundle,
            marks,
        }
    }

    /// The language of these words.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The words of a key that takes no arguments. A key that does not exist shows itself in
    /// brackets: ugly, but never a crash and never silence.
    pub fn get(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The sentence of a key with its arguments: `words.with("moved", &[("name", &name), ("count", &3)])`.
    pub fn with(&self, key: &str, args: &[(&str, &dyn Arg)]) -> String {
        self.find(key, args).unwrap_or_else(|| format!("[{key}]"))
    }

    /// As `with`, or `None` where no such key exists: for keys built from codes.
    pub fn find(&self, key: &str, args: &[(&str, &dyn Arg)]) -> Option<String> {
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            let value = match value.value() {
                FluentValue::String(text) => ended(system::told(self, text)),
                other => other,
            };
            values.set(*name, value);
        }
        let mut errors = Vec::new();
        let written = self
            .bundle
            .format_pattern(pattern, Some(&values), &mut errors);
        Some(one_end(written))
    }

    /// The words of a key built from a family and a code, such as `kind` and `issue`. An unknown
    /// code shows itself.
    pub fn of(&self, family: &str, code: &str) -> String {
        self.find(&format!("{family}-{code}"), &[])
            .unwrap_or_else(|| safe(code).into_owned())
    }

    /// A text in which what the operating system says is told in this language.
    pub fn system<'t>(&self, text: &'t str) -> std::borrow::Cow<'t, str> {
        system::told(self, text.into())
    }

    /// Whether a key exists.
    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// The keys that begin with `prefix`, in the order of the file.
    pub fn keys(&self, prefix: &str) -> Vec<&'static str> {
        let prefix = prefix.to_owned();
        keys_of(source_of(self.language))
            .filter(|key| key.starts_with(&prefix))
            .collect()
    }

    /// `5.214`, in English `5,214`.
    pub fn number(&self, value: i64) -> String {
        grouped(value, self.marks.thousands)
    }

    /// `23 Nov 2026`.
    pub fn date(&self, day: Day) -> String {
        format!("{} {}", self.day_month(day), day.year())
    }

    /// `23 Nov`.
    pub fn day_month(&self, day: Day) -> String {
        format!("{} {}", day.day(), self.month_short(day.month()))
    }

    /// `23 November 2026`, for letters and messages.
    pub fn long_date(&self, day: Day) -> String {
        format!("{} {} {}", day.day(), self.month(day.month()), day.year())
    }

    /// `Sen 23 Nov 2026`.
    pub fn weekday_date(&self, day: Day) -> String {
        format!("{} {}", self.weekday_short(day), self.date(day))
    }

    /// `Sen`.
    pub fn weekday_short(&self, day: Day) -> String {
        self.of(
            "weekday-short",
            &day.weekday().number_from_monday().to_string(),
        )
    }

    /// `Senin`.
    pub fn weekday(&self, day: Day) -> String {
        self.of("weekday", &day.weekday().number_from_monday().to_string())
    }

    /// `Nov`, for months 1 to 12.
    pub fn month_short(&self, month: u32) -> String {
        self.of("month-short", &month.to_string())
    }

    /// `November`, for months 1 to 12.
    pub fn month(&self, month: u32) -> String {
        self.of("month", &month.to_string())
    }

    /// `09.14` in WIB (English `09:14`).
    pub fn clock(&self, at: Instant) -> String {
        let local = at.to_wib();
        let mark = self.marks.clock;
        format!("{:02}{mark}{:02}", local.hour(), local.minute())
    }

    /// `09.14 WIB`.
    pub fn time(&self, at: Instant) -> String {
        format!("{} WIB", self.clock(at))
    }

    /// `23 Nov 2026 09.14 WIB`.
    pub fn moment(&self, at: Instant) -> String {
        format!("{} {}", self.date(at.day()), self.time(at))
    }

    /// A moment as someone working today reads it: only the time when it is today, else the date
    /// and the time.
    pub fn moment_near(&self, at: Instant, now: Instant) -> String {
        if at.day() == now.day() {
            self.clock(at)
        } else if at.day().year() == now.day().year() {
            format!("{} {}", self.day_month(at.day()), self.clock(at))
        } else {
            format!("{} {}", self.date(at.day()), self.clock(at))
        }
    }
}

/// The keys of a source in order: a key is what stands before ` =` at the start of a line.
pub fn keys_of(source: &'static str) -> impl Iterator<Item = &'static str> {
    source.lines().filter_map(|line| {
        let (key, _) = line.split_once('=')?;
        let key = key.trim_end();
        let named = key.starts_with(|first: char| first.is_ascii_lowercase())
            && key
                .chars()
                .all(|letter| letter.is_ascii_alphanumeric() || letter == '-' || letter == '_');
        named.then_some(key)
    })
}

fn source_of(language: Language) -> &'static str {
    let found = languages().find(|(known, _)| *known == language);
    found.map_or(FILES[0].1, |(_, file)| file)
}

fn dotted<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    in_groups(value, '.')
}

fn comma<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    in_groups(value, ',')
}

/// Sentences hold whole numbers only, so the float that fluent keeps is exact up to 2^53.
fn in_groups(value: &FluentValue<'_>, separator: char) -> Option<String> {
    match value {
        FluentValue::Number(number) if number.value.fract() == 0.0 => {
            Some(grouped(number.value as i64, separator))
        }
        _ => None,
    }
}

/// A whole number in groups of three digits.
fn grouped(value: i64, separator: char) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3 + 1);
    if value < 0 {
        out.push('-');
    }
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn both() -> [Words; 2] {
        [
            Words::new(Language::Indonesian),
            Words::new(Language::English),
        ]
    }

    #[test]
    fn no_sentence_ends_twice_whatever_its_arguments_end_in() {
        for (words, source) in languages().map(|(language, source)| (Words::new(language), source))
        {
            let mut met = 0;
            for line in source.lines() {
                let Some(key) = keys_of(line).next() else {
                    continue;
                };
                let names: Vec<&str> = line
                    .split("{ $")
                    .skip(1)
                    .filter_map(|rest| rest.split([' ', '}']).next())
                    .collect();
                for end in ["S.A.P.", "Benar?", "Tunggu…"] {
                    let args: Vec<(&str, &dyn Arg)> =
                        names.iter().map(|name| (*name, &end as &dyn Arg)).collect();
                    let said = words.with(key, &args);
                    for doubled in ["..", "?.", "….", "\u{e001}"] {
                        assert!(!said.contains(doubled), "{key}: {said}");
                    }
                }
                met += usize::from(line.contains(" }."));
            }
            assert!(met > 50, "sentences that end in an argument: {met}");
        }
        let id = Words::new(Language::Indonesian);
        let args: [(&str, &dyn Arg); 1] = [("who", &"Siti, S.A.P.")];
        let said = id.with("accept-done-accept", &args);
        assert!(said.ends_with(": Siti, S.A.P."), "{said}");
    }

    #[test]
    fn dates_and_times_read_as_the_office_writes_them() {
        let at = Instant::wib(2026, 8, 5, 9, 4).unwrap();
        let [id, en] = both();
        assert_eq!(id.date(at.day()), "5 Agu 2026");
        assert_eq!(en.date(at.day()), "5 Aug 2026");
        assert_eq!(id.weekday_date(at.day()), "Rab 5 Agu 2026");
        assert_eq!(id.long_date(at.day()), "5 Agustus 2026");
        assert_eq!(id.time(at), "09.04 WIB");
        assert_eq!(en.time(at), "09:04 WIB");
        assert_eq!(id.weekday(at.day()), "Rabu");
        let later = at.plus_days(400);
        assert_eq!(id.moment_near(at, at), "09.04");
        assert_eq!(id.moment_near(at, at.plus_days(1)), "5 Agu 09.04");
        assert_eq!(id.moment_near(at, later), "5 Agu 2026 09.04");
    }

    #[test]
    fn every_month_and_weekday_has_a_name() {
        for words in both() {
            for month in 1..=12 {
                assert!(words.has(&format!("month-short-{month}")), "{month}");
                assert!(words.has(&format!("month-{month}")), "{month}");
            }
            for day in 1..=7 {
                assert!(words.has(&format!("weekday-short-{day}")), "{day}");
                assert!(words.has(&format!("weekday-{day}")), "{day}");
            }
        }
    }

    #[test]
    fn numbers_are_grouped_by_language() {
        let [id, en] = both();
        for (value, dots, commas) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (5214, "5.214", "5,214"),
            (-1_234_567, "-1.234.567", "-1,234,567"),
        ] {
            assert_eq!(id.number(value), dots);
            assert_eq!(en.number(value), commas);
        }
        assert!(
            id.with("list-marked", &[("count", &5214)])
                .contains("5.214")
        );
        assert!(
            en.with("list-marked", &[("count", &5214)])
                .contains("5,214")
        );
    }

    #[test]
    fn arguments_are_made_safe_and_unknown_keys_show_themselves() {
        let id = Words::new(Language::Indonesian);
        let hostile = "Siti\u{1b}[2J\u{202e}";
        let said = id.with("list-empty-search", &[("text", &hostile)]);
        assert!(
            !said.contains('\u{1b}') && !said.contains('\u{202e}'),
            "{said}"
        );
        assert_eq!(id.get("no-such-key"), "[no-such-key]");
        assert_eq!(id.of("kind", "issue"), "Penerbitan");
        assert_eq!(id.of("kind", "never-heard"), "never-heard");
    }

    #[test]
    fn the_language_is_chosen_by_flag_then_environment() {
        assert_eq!(Language::choose(None, None), Language::Indonesian);
        assert_eq!(
            Language::choose(None, Some("en_US.UTF-8")),
            Language::English
        );
        assert_eq!(Language::choose(None, Some("tlh")), Language::Indonesian);
        assert_eq!(
            Language::choose(Some(Language::Indonesian), Some("en")),
            Language::Indonesian
        );
        assert!("fr".parse::<Language>().is_err());
    }
}
