//! What is mended, and what is left as it was stated.
#![allow(clippy::unwrap_used)]

use super::*;
use proptest::prelude::*;

const NIK: &str = "1971024710850022";
const NIP: &str = "198306062003121012";

#[test]
fn what_is_repaired_in_a_nik() {
    assert_eq!(repair_nik(NIK, CellKind::Text), Repaired::AsIs(NIK.into()));
    for text in [
        "'1971024710850022",
        "’1971024710850022",
        " 1971024710850022 ",
        "197102 471085 0022",
        "1971.0247.1085.0022",
        "1971-0247-1085-0022",
        "1971024710850022.0",
        "'1971024710850022.0",
        "\u{200b}1971024710850022",
        "1971\u{a0}024710850022",
        "1971024710850022.00",
        "1.971.024.710.850.022",
        "1.971.024.710.850.022,00",
        "=\"1971024710850022\"",
        "=+1971024710850022",
        "NIK 1971024710850022",
        "NIK: 1971024710850022",
        "No. 1971024710850022",
        "1971024710850022 (sesuai KTP 2012)",
        "1971024710850022;",
        "١٩٧١٠٢٤٧١٠٨٥٠٠٢٢",
        "１９７１０２４７１０８５００２２",
        "19710247\u{ad}10850022",
    ] {
        let expected = Repaired::Changed(NIK.into());
        assert_eq!(repair_nik(text, CellKind::Text), expected, "{text:?}");
    }
    let exact = repair_nik(NIK, CellKind::Number);
    assert_eq!(exact, Repaired::AsIs(NIK.into()));
    let exact = repair_nik("1971024710850022.0", CellKind::Number);
    assert_eq!(exact, Repaired::Changed(NIK.into()));
}

#[test]
fn what_is_not_guessed_in_a_nik() {
    for (text, cell) in [
        ("1.97E+15", CellKind::Text),
        ("1,97E+15", CellKind::Text),
        ("1.90101E+15", CellKind::Text),
        ("1.97102471085002e15", CellKind::Text),
        ("'1.97E+15", CellKind::Text),
        ("1.97E+15", CellKind::Number),
        ("1971024710850020", CellKind::Number),
        ("1970000000000000", CellKind::Text),
        ("1.97102 x 10^15", CellKind::Text),
        ("NIK 1.97102E15", CellKind::Text),
        ("9171024710850022", CellKind::Number),
        ("9171024710850022.0", CellKind::Text),
    ] {
        assert_eq!(repair_nik(text, cell), Repaired::DigitsLost, "{text}");
    }
}

#[test]
fn wrong_numbers_stay_wrong() {
    for text in [
        "190101020275002",
        "197102471085002X",
        "",
        "-",
        "tidak ada",
        "bel-um",
        "e",
        "l971024710850001",
        "1971024710850001X",
        "1971024710850001 / 1971024710850002",
        "19710247 / 10850001",
        "bukan 1971024710850001",
        "NIK suami 1971024710850001",
        "'190101020275002",
        "0000000000000000",
    ] {
        assert_eq!(
            repair_nik(text, CellKind::Text),
            Repaired::AsIs(text.into())
        );
    }
    // Ends in 0 as text: one NIK in ten does.
    let zero = "1671055312760020";
    assert_eq!(bare_digits("'1901 0102").as_deref(), Some("19010102"));
    assert_eq!(bare_digits("19o1"), None);
    assert_eq!(
        repair_nip("1971024710850001.00", CellKind::Text),
        Repaired::AsIs("1971024710850001.00".into()),
        "a fraction is not joined to a number"
    );
    assert_eq!(
        repair_nik(zero, CellKind::Text),
        Repaired::AsIs(zero.into())
    );
}

#[test]
fn a_nip_loses_digits_in_any_number_cell() {
    for text in [
        "19830606 200312 1 012",
        "'198306062003121012",
        "198306062003121012.0",
    ] {
        let expected = Repaired::Changed(NIP.into());
        assert_eq!(repair_nip(text, CellKind::Text), expected, "{text}");
    }
    for (text, cell) in [
        (NIP, CellKind::Number),
        ("198306062003121000", CellKind::Text),
        ("198306062003121024.0", CellKind::Text),
        ("1.98306E+17", CellKind::Text),
    ] {
        assert_eq!(repair_nip(text, cell), Repaired::DigitsLost, "{text}");
    }
}

#[test]
fn phones_names_and_addresses() {
    for (from, to) in [
        ("+62 811-9252-0002", "081192520002"),
        ("62 811 9252 0002", "081192520002"),
        ("(+62) 811 9252 0002", "081192520002"),
        ("+62 0811 9252 0002", "081192520002"),
        ("811 9252 0002", "081192520002"),
        ("081192520002", "081192520002"),
        ("0717-4262141", "07174262141"),
        ("+65 6123 4567", "+6561234567"),
        ("62141", "62141"),
        (" lihat surat ", "lihat surat"),
        ("wa.me/6281192520002", "081192520002"),
        ("https://wa.me/6281192520002", "081192520002"),
        ("081192520002.0", "081192520002"),
        ("0811 9252 0002 (WA)", "081192520002"),
        ("'081192520002", "081192520002"),
        ("=\"081192520002\"", "081192520002"),
        ("８１１９２５２０００２", "081192520002"),
        ("+62 (0)811 9252 0002", "081192520002"),
        ("6,28119E+12", "6,28119E+12"),
        ("o811 9252 0002", "o811 9252 0002"),
        (
            "0811-9252-0002 / 0812-0000-0001",
            "0811-9252-0002 / 0812-0000-0001",
        ),
        ("0811925200020811925200", "0811925200020811925200"),
        (
            "0811 9252 0002\n0812 0000 0001",
            "0811 9252 0002\n0812 0000 0001",
        ),
    ] {
        assert_eq!(repair_phone(from), to, "{from}");
    }
    assert_eq!(repair_name("  LESTARI  BAKRI "), "LESTARI BAKRI");
    for (from, to) in [
        (" MAILTO:A@B.id ", "a@b.id"),
        ("<a@b.go.id>", "a@b.go.id"),
        ("Siti C <a@b.go.id>", "a@b.go.id"),
        ("a @b.go.id", "a@b.go.id"),
        ("a@b.go .id", "a@b.go.id"),
        ("a@b. go.id", "a@b.go.id"),
        ("a@ba\u{ad}bel.go.id;", "a@babel.go.id"),
        ("a＠b.go.id.", "a@b.go.id"),
        ("http://a@b.go.id", "a@b.go.id"),
        ("a@b.go.id (aktif)", "a@b.go.id"),
        ("a@b.go id", "a@b.go id"),
        ("siti a@b.go.id", "siti a@b.go.id"),
        ("a@b.go.id, c@d.id", "a@b.go.id, c@d.id"),
    ] {
        assert_eq!(repair_email(from), to, "{from}");
    }
}

fn digits_of(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

proptest! {
    #[test]
    fn repair_never_invents_digits(text in "\\PC*", number in any::<bool>()) {
        let cell = if number { CellKind::Number } else { CellKind::Text };
        for repaired in [repair_nik(&text, cell), repair_nip(&text, cell)] {
            if let Repaired::Changed(to) = &repaired {
                // What is no number keeps the digits of other scripts as they were written.
                let digits = |text: &str| digits_of(&crate::domain::unwrap::unwrap(text));
                prop_assert!(digits(&text).contains(&digits(to)));
            }
        }
        let _ = (repair_name(&text), repair_phone(&text), repair_email(&text));
    }

    #[test]
    fn near_numbers_keep_their_digits(
        text in "['’ ]{0,2}[0-9 .\\-]{10,24}(\\.0)?", number in any::<bool>()
    ) {
        let cell = if number { CellKind::Number } else { CellKind::Text };
        for repaired in [repair_nik(&text, cell), repair_nip(&text, cell)] {
            if let Some(to) = repaired.text() {
                let all = digits_of(&text);
                let without = text.trim().trim_end_matches('0').strip_suffix('.');
                let without = without.map(digits_of);
                prop_assert!(digits_of(to) == all || Some(digits_of(to)) == without);
            }
        }
    }

    #[test]
    fn repairing_twice_changes_nothing(text in "['’ ]{0,2}[0-9 .\\-]{10,24}(\\.0)?") {
        if let Some(once) = repair_nik(&text, CellKind::Text).text() {
            prop_assert_eq!(
                repair_nik(once, CellKind::Text),
                Repaired::AsIs(once.to_owned())
            );
        }
    }
}
