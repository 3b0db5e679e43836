//! The words beside and inside a date: months, weekdays, zones of time, and what stands in a cell
//! to say that there is no date.

use crate::domain::names::one_apart;

/// Months in full, Indonesian, the old spellings and English; a word that opens one of these with
/// three letters or more means its month.
const MONTHS: [&[&str]; 12] = [
    &["januari", "january", "djanuari"],
    &["februari", "february", "pebruari", "febuari"],
    &["maret", "march", "maart"],
    &["april"],
    &["mei", "may", "mai"],
    &["juni", "june", "djuni"],
    &["juli", "july", "djuli"],
    &["agustus", "august", "augustus", "agst"],
    &["september", "sptember"],
    &["oktober", "october"],
    &["november", "nopember"],
    &["desember", "december"],
];
/// Short forms that open no full name.
const SHORT: [(&str, u32); 6] = [
    ("mrt", 3),
    ("ag", 8),
    ("ags", 8),
    ("agt", 8),
    ("agts", 8),
    ("sept", 9),
];
const ROMAN: [&str; 12] = [
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii",
];
/// Shortest word that is taken for a misspelt month, in letters.
const MISSPELT: usize = 4;
/// Words that say nothing about the day.
const ASIDE: [&str; 39] = [
    "senin",
    "selasa",
    "rabu",
    "kamis",
    "jumat",
    "jum'at",
    "sabtu",
    "minggu",
    "ahad",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "mon",
    "tue",
    "wed",
    "thu",
    "fri",
    "sat",
    "sun",
    "hari",
    "sen",
    "sel",
    "rab",
    "kam",
    "jum",
    "sab",
    "tues",
    "thur",
    "thurs",
    "bulan",
    "bln",
    "tahun",
    "thn",
    "jum’at",
    "min",
];
/// Words that announce a day.
const BEFORE_DAY: [&str; 3] = ["tanggal", "tgl", "on"];
/// Words that announce a time of day.
const BEFORE_TIME: [&str; 4] = ["pukul", "pkl", "jam", "at"];
/// Zones by name, in minutes ahead of UTC.
const ZONES: [(&str, i32); 10] = [
    ("wib", 420),
    ("wita", 480),
    ("wit", 540),
    ("utc", 0),
    ("gmt", 0),
    ("z", 0),
    ("asia/jakarta", 420),
    ("asia/pontianak", 420),
    ("asia/makassar", 480),
    ("asia/jayapura", 540),
];
/// Names of zones in several words, and the short one of each.
const LONG_ZONES: [(&str, &str); 13] = [
    ("waktu indonesia barat", "wib"),
    ("waktu indonesia bagian barat", "wib"),
    ("waktu indonesia tengah", "wita"),
    ("waktu indonesia bagian tengah", "wita"),
    ("waktu indonesia timur", "wit"),
    ("waktu indonesia bagian timur", "wit"),
    ("western indonesia time", "wib"),
    ("central indonesia time", "wita"),
    ("eastern indonesia time", "wit"),
    ("indochina time", "wib"),
    ("se asia standard time", "wib"),
    ("coordinated universal time", "utc"),
    ("greenwich mean time", "gmt"),
];
/// How spreadsheets show the number 0 as a date.
const ZERO_DAYS: [&str; 6] = [
    "0/1/1900",
    "00/01/1900",
    "1/0/1900",
    "01/00/1900",
    "30/12/1899",
    "1899-12-30",
];

/// What a word beside the numbers is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Word {
    /// It says nothing about the day.
    Aside,
    /// A day follows.
    BeforeDay,
    /// A time of day follows.
    BeforeTime,
    /// Before noon (`false`) or after it.
    Half(bool),
}

/// The meaning of a word that is neither month nor zone.
pub(super) fn word(text: &str) -> Option<Word> {
    match text {
        "am" | "a.m" => return Some(Word::Half(false)),
        "pm" | "p.m" => return Some(Word::Half(true)),
        _ => {}
    }
    let kinds = [
        (&ASIDE[..], Word::Aside),
        (&BEFORE_DAY[..], Word::BeforeDay),
        (&BEFORE_TIME[..], Word::BeforeTime),
    ];
    let found = kinds.into_iter().find(|(words, _)| words.contains(&text));
    found.map(|(_, word)| word)
}

/// The month that a word means.
pub(super) fn month(word: &str) -> Option<u32> {
    let short = SHORT.iter().find(|(short, _)| *short == word);
    let opens = |names: &[&str]| word.len() >= 3 && names.iter().any(|n| n.starts_with(word));
    short
        .map(|(_, month)| *month)
        .or_else(|| number_of(MONTHS.iter().position(|names| opens(names))?))
}

/// The month whose name a word misses by one letter: left out, put in, another, or two exchanged.
pub(super) fn misspelt_month(word: &str) -> Option<u32> {
    if word.chars().count() < MISSPELT || !word.chars().all(char::is_alphabetic) {
        return None;
    }
    let near = |names: &[&str]| {
        let long = names.iter().filter(|name| name.len() > MISSPELT);
        long.copied().any(|name| one_apart(word, name))
    };
    let mut found = (0..MONTHS.len()).filter(|at| near(MONTHS[*at]));
    let only = found.next()?;
    found.next().is_none().then(|| number_of(only))?
}

/// The month of a Roman numeral, as in `7-VIII-1985`.
pub(super) fn roman_month(word: &str) -> Option<u32> {
    number_of(ROMAN.iter().position(|numeral| *numeral == word)?)
}

fn number_of(at: usize) -> Option<u32> {
    u32::try_from(at + 1).ok()
}

/// Minutes ahead of UTC of `wib`, `z`, `gmt+7`, `+07:00`, `+0700`, `utc-05:00`.
pub(super) fn zone(text: &str) -> Option<i32> {
    if let Some((_, offset)) = ZONES.iter().find(|(name, _)| *name == text) {
        return Some(*offset);
    }
    let text = ["gmt", "utc"]
        .iter()
        .find_map(|name| text.strip_prefix(name))
        .unwrap_or(text);
    let sign = match text.chars().next()? {
        '+' => 1,
        '-' => -1,
        _ => return None,
    };
    let digits = &text[1..];
    let (hours, minutes) = match (digits.split_once(':'), digits.len()) {
        (Some((hours, minutes)), _) if minutes.len() == 2 => (hours, minutes),
        (None, 1 | 2) => (digits, "0"),
        (None, 4) => digits.split_at_checked(2)?,
        _ => return None,
    };
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if hours.len() > 2 || !all_digits(hours) || !all_digits(minutes) {
        return None;
    }
    let (hours, minutes): (i32, i32) = (hours.parse().ok()?, minutes.parse().ok()?);
    (hours <= 14 && minutes < 60).then_some(sign * (hours * 60 + minutes))
}

/// The text with the names of zones in their short form.
pub(super) fn shorten_zones(text: &str) -> String {
    let mut text = text.to_owned();
    for (long, short) in LONG_ZONES {
        if text.contains(long) {
            text = text.replace(long, short);
        }
    }
    text.replace("gmt +", "gmt+").replace("utc +", "utc+")
}

/// Whether a text says that there is no date: a filler, an error of a spreadsheet, zeros.
pub(super) fn is_filler(text: &str) -> bool {
    let day = text.strip_suffix(" 00:00:00").unwrap_or(text);
    let only = |signs: &str| text.chars().all(|sign| signs.contains(sign));
    crate::domain::unwrap::is_filler(text)
        || ZERO_DAYS.contains(&day)
        || (only("0/-.: ") && text.contains('0'))
}
