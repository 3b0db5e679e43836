//! Names of people and agencies compared as readers compare them: without titles (gelar), case
//! and punctuation.

use super::policy::fold_name;

/// Titles that stand before a name, folded; each is dropped only at the front.
const FRONT: [&str; 32] = [
    "prof", "dr", "drs", "dra", "drh", "drg", "ir", "h", "hj", "kh", "k", "r", "rr", "rd", "ra",
    "tb", "ust", "pdt", "st", "apt", "ns", "bd", "insinyur", "haji", "hajjah", "bapak", "ibu",
    "sdr", "sdri", "tn", "ny", "nn",
];

/// Titles in front that are also given names or initials: dropped only with a dot after them.
const NEEDS_DOT: [&str; 9] = ["k", "r", "ra", "rr", "rd", "st", "bd", "h", "ns"];

/// Titles that stand after a name without a comma often enough to be known, folded.
const BACK: [&str; 70] = [
    "sh", "se", "st", "skom", "ssos", "spd", "spdi", "sip", "sstp", "sag", "sp", "spt", "spi",
    "ssi", "skm", "skep", "sked", "sfarm", "shut", "sikom", "stp", "sap", "sei", "spsi", "str",
    "strkeb", "strkes", "strk", "sst", "sak", "stat", "sars", "sds", "ssn", "ss", "shi", "msi",
    "mm", "mkom", "mt", "mh", "mpd", "mkes", "map", "msc", "mkm", "mec", "mak", "mag", "mti",
    "msos", "mhum", "mip", "mikom", "meng", "mba", "mpa", "ma", "mp", "amd", "amdkeb", "amdkep",
    "amk", "amkeb", "apt", "phd", "ns", "spa", "spog", "cpns",
];

/// A name without titles in front and behind, in lower case, letters and single spaces only:
/// `Drs. H. Ratna Yulianti, S.T., M.M.` is `ratna yulianti`.
pub fn folded(name: &str) -> String {
    let folded: Vec<String> = without_titles(name).map(|word| word.letters).collect();
    folded.join(" ")
}

/// A name without titles in front and behind, as it is written otherwise:
/// `Drs. H. Siti Nur'aini, S.T.` is `Siti Nur'aini`.
pub fn untitled(name: &str) -> String {
    let written: Vec<String> = without_titles(name).map(|word| word.written).collect();
    written.join(" ")
}

/// The words of a name that are no titles; a name of titles alone keeps one.
fn without_titles(name: &str) -> impl Iterator<Item = Word> {
    // What follows the first comma is titles; but "Yulianti, Ratna" is a name turned round, and
    // a comma inside one is no reason to lose a word.
    let mut parts = name.split([',', ';']);
    let mut words = words_of(parts.next().unwrap_or_default());
    for part in parts {
        if !is_titles(part) {
            words.extend(words_of(part));
        }
    }
    while words.len() > 1 && words.first().is_some_and(Word::is_front_title) {
        words.remove(0);
    }
    while words.len() > 1 && words.last().is_some_and(Word::is_back_title) {
        words.pop();
    }
    words.into_iter()
}

/// True where both are the same name after [`folded`]; apostrophes and spaces do not part them.
pub fn same_person(one: &str, other: &str) -> bool {
    let key = |name: &str| folded(name).replace(' ', "");
    key(one) == key(other)
}

/// One written word, with what its dots say.
struct Word {
    written: String,
    /// Lower-case letters and digits.
    letters: String,
    /// A dot stood in or after it.
    dotted: bool,
}

impl Word {
    fn is_front_title(&self) -> bool {
        let known = FRONT.contains(&self.letters.as_str());
        known && (self.dotted || !NEEDS_DOT.contains(&self.letters.as_str()))
    }

    fn is_back_title(&self) -> bool {
        // "Sp", "Ma", "St" can be names: without a comma before them only a dot tells.
        self.dotted && self.letters.len() > 1 && BACK.contains(&self.letters.as_str())
    }
}

fn words_of(part: &str) -> Vec<Word> {
    // "Drs.H.Ratna": a dot followed by a longer word ends a title.
    let mut words = Vec::new();
    for chunk in part.split_whitespace() {
        let pieces: Vec<&str> = chunk.split('.').collect();
        let splits = pieces.len() > 1
            && pieces.iter().any(|piece| piece.chars().count() > 2)
            && pieces
                .iter()
                .rev()
                .find(|piece| !piece.is_empty())
                .is_some_and(|last| last.chars().count() > 4);
        if splits {
            let last = pieces.len() - 1;
            for (at, piece) in pieces.iter().enumerate() {
                push_word(&mut words, piece, at < last);
            }
        } else {
            push_word(&mut words, chunk, chunk.contains('.'));
        }
    }
    words
}

fn push_word(words: &mut Vec<Word>, text: &str, dotted: bool) {
    let letters = letters_of(text);
    if !letters.is_empty() {
        words.push(Word {
            written: text.to_owned(),
            letters,
            dotted,
        });
    }
}

fn letters_of(text: &str) -> String {
    text.chars()
        .filter(|letter| letter.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .map(plain)
        .collect()
}

/// True for what stands behind a comma where it is titles: dotted, or known, or short capitals.
fn is_titles(part: &str) -> bool {
    let words = words_of(part);
    !words.is_empty()
        && part.split_whitespace().all(|word| {
            let letters = letters_of(word);
            word.contains('.')
                || BACK.contains(&letters.as_str())
                || FRONT.contains(&letters.as_str())
                || letters.chars().count() <= 2
        })
}

/// Letters with marks that scans and old files lose: the plain one.
fn plain(letter: char) -> char {
    match letter {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' => 'a',
        'é' | 'è' | 'ê' | 'ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' => 'o',
        'ú' | 'ù' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        'ñ' => 'n',
        other => other,
    }
}

/// True where both name the same agency after [`fold_name`]: case, punctuation, `&` and the
/// province's own name aside.
pub fn same_agency(one: &str, other: &str) -> bool {
    fold_name(one) == fold_name(other)
}

/// Whether two words differ by one slip of the hand: a letter too many, too few or another one, or two
/// beside each other changed. Takes no memory: every word of a table is asked.
pub fn one_apart(one: &str, other: &str) -> bool {
    let mut letters = one.char_indices().zip(other.chars());
    let differs = letters.find(|((_, a), b)| a != b).map(|((at, _), _)| at);
    let same = differs.unwrap_or(one.len().min(other.len()));
    let (one, other) = (&one[same..], &other[same..]);
    let after = |text: &'_ str| text.chars().next().map_or(0, char::len_utf8);
    let (one_on, other_on) = (&one[after(one)..], &other[after(other)..]);
    let swapped = || {
        let (a, b) = (one.chars().next(), other.chars().next());
        let (c, d) = (one_on.chars().next(), other_on.chars().next());
        a == d && b == c && one_on[after(one_on)..] == other_on[after(other_on)..]
    };
    one != other && (one_on == other_on || one_on == other || one == other_on || swapped())
}

/// Levenshtein distance between two texts, counted up to `most`; anything farther is `most + 1`.
pub fn edit_distance(one: &str, other: &str, most: usize) -> usize {
    let one: Vec<char> = one.chars().collect();
    let other: Vec<char> = other.chars().collect();
    if one.len().abs_diff(other.len()) > most {
        return most + 1;
    }
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, from) in one.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (column, to) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(from != to);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
        if row.iter().all(|&cost| cost > most) {
            return most + 1;
        }
    }
    row[other.len()].min(most + 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn titles_fall_away() {
        for (name, expected) in [
            ("Drs. H. Ratna Yulianti, S.T., M.M.", "ratna yulianti"),
            ("dr. Ratna Rahmawati, S.Sos., M.Si.", "ratna rahmawati"),
            ("Drs. Indah Yulianti, A.Md.", "indah yulianti"),
            ("Prof. Dr. Ir. Hj. SITI AMINAH, S.Kom, M.T.I", "siti aminah"),
            ("Drs.H.Ratna Yulianti", "ratna yulianti"),
            ("  LESTARI  BAKRI", "lestari bakri"),
            ("DEDI  MAULANA  WIJAYA,  S.T.", "dedi maulana wijaya"),
            ("Dedi Wijaya ST", "dedi wijaya st"),
            ("Dedi Wijaya S.T.", "dedi wijaya"),
            ("Arif O'Neil Bakri", "arif oneil bakri"),
            ("Dr. Hendra Mu'min", "hendra mumin"),
            ("Budi, Ph.D", "budi"),
            ("H. Muhammad", "muhammad"),
            ("Sri", "sri"),
            ("Dr.", "dr"),
            ("", ""),
        ] {
            assert_eq!(folded(name), expected, "{name}");
        }
    }

    #[test]
    fn names_that_only_look_like_titles_stay() {
        assert_eq!(folded("St Aminah"), "st aminah");
        assert_eq!(folded("R Wijaya"), "r wijaya");
        assert_eq!(folded("Yulianti, Ratna"), "yulianti ratna");
    }

    #[test]
    fn the_same_person() {
        assert!(same_person(
            "Drs. H. Ratna Yulianti, S.T., M.M.",
            "RATNA YULIANTI"
        ));
        assert!(same_person("O'Neil", "O’NEIL"));
        assert!(same_person("Mu'min", "Mu min"));
        assert!(!same_person("Ratna Yulianti", "Ratna Yulianta"));
        assert!(!same_person("Ratna Yulianti", "Ratna Gunawan Yulianti"));
    }

    #[test]
    fn the_same_agency() {
        assert!(same_agency(
            "Dinas Kesehatan",
            "DINAS KESEHATAN Provinsi Kepulauan Bangka Belitung"
        ));
        assert!(same_agency(
            "RSUD Dr. (H.C.) Ir. Soekarno",
            "RSUD Dr (H.C) Ir Soekarno"
        ));
        assert!(same_agency(
            "Badan Kepegawaian & Pengembangan",
            "Badan Kepegawaian dan Pengembangan"
        ));
        assert!(!same_agency("Dinas Sosial", "Dinas Kesehatan"));
    }

    #[test]
    fn distances() {
        assert_eq!(edit_distance("bableprov.go.id", "babelprov.go.id", 2), 2);
        assert_eq!(edit_distance("gmail.com", "babelprov.go.id", 2), 3);
        assert_eq!(edit_distance("", "", 2), 0);
        assert_eq!(edit_distance("", "ab", 2), 2);
        assert_eq!(edit_distance("kitten", "sitting", 5), 3);
    }

    proptest! {
        #[test]
        fn no_name_panics_and_folding_is_stable_for_itself(name in "\\PC*") {
            prop_assert!(same_person(&name, &name));
            prop_assert!(same_agency(&name, &name));
        }

        #[test]
        fn a_slip_is_one_edit_or_two_letters_changed(one in "[abé]{0,6}", other in "[abé]{0,6}") {
            let letters: Vec<char> = one.chars().collect();
            let mut swaps = (1..letters.len()).map(|at| {
                let mut letters = letters.clone();
                letters.swap(at - 1, at);
                letters.into_iter().collect::<String>()
            });
            let near = one != other
                && (edit_distance(&one, &other, 1) <= 1 || swaps.any(|swapped| swapped == other));
            prop_assert_eq!(one_apart(&one, &other), near);
        }

        #[test]
        fn distance_is_a_distance(one in "[ab.]{0,8}", other in "[ab.]{0,8}") {
            let there = edit_distance(&one, &other, 9);
            prop_assert_eq!(there, edit_distance(&other, &one, 9));
            prop_assert_eq!(there == 0, one == other);
        }
    }
}
