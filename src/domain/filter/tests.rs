#![allow(clippy::unwrap_used)]
use super::words::{ISSUERS, KEYS, KINDS, PASSPHRASES, STAGES, STATUSES, Word};
use super::*;
use crate::domain::ids::PersonId;
use crate::domain::office::Position;
use crate::domain::policy::AgencyEntry;
use proptest::prelude::*;

fn parse(filter: &str) -> Filter {
    Filter::parse(filter).unwrap()
}

fn text(needle: &str) -> Term {
    Term::Text(needle.to_owned())
}

fn within(field: Field, needle: &str) -> Term {
    Term::In(field, needle.to_owned())
}

#[test]
fn a_filter_reads_in_both_languages() {
    let days = |from, to| Term::Remaining { from, to };
    for (filter, terms) in [
        ("", vec![]),
        ("  Siti   DINKES ", vec![text("siti"), text("dinkes")]),
        ("\"dinas kesehatan\"", vec![text("dinas kesehatan")]),
        ("\"masih diketik", vec![text("masih diketik")]),
        ("nama:siti", vec![within(Field::Name, "siti")]),
        ("NAME:Siti", vec![within(Field::Name, "siti")]),
        (
            "pd:\"dinas kesehatan\"",
            vec![within(Field::Agency, "dinas kesehatan")],
        ),
        ("agency:dinkes", vec![within(Field::Agency, "dinkes")]),
        (
            "nip:19870412-2010",
            vec![within(Field::Nip, "198704122010")],
        ),
        ("no:0142.03", vec![within(Field::Number, "0142.03")]),
        ("seri:3F:A1", vec![within(Field::Serial, "3fa1")]),
        ("12:30", vec![text("12:30")]),
        ("jenis:terbit", vec![Term::Kind(vec![Kind::Issue])]),
        (
            "kind:revoke,issue",
            vec![Term::Kind(vec![Kind::Issue, Kind::Revoke])],
        ),
        (
            "tahap:verifikasi",
            vec![Term::Stage(vec![Stage::Verification])],
        ),
        ("dikembalikan:", vec![Term::Stage(vec![Stage::Returned])]),
        ("returned:", vec![Term::Stage(vec![Stage::Returned])]),
        (
            "tahap:disposisi",
            vec![Term::Stage(vec![
                Stage::Disposition(Position::Kadis),
                Stage::Disposition(Position::Kabid),
                Stage::Disposition(Position::Subkoord),
            ])],
        ),
        (
            "status:aktif",
            vec![Term::Status(vec![CertificateStatus::Active])],
        ),
        (
            "status:ak",
            vec![Term::Status(vec![CertificateStatus::Active])],
        ),
        ("penerbit:bppt", vec![Term::Issuer(vec![IssuingBody::Bppt])]),
        ("passphrase:kosong", vec![Term::Passphrase(vec![false])]),
        ("sisa:<30", vec![days(Some(0), Some(29))]),
        ("left:<=30", vec![days(Some(0), Some(30))]),
        ("sisa:>7", vec![days(Some(8), None)]),
        ("sisa:>=7", vec![days(Some(7), None)]),
        ("sisa:30", vec![days(Some(30), Some(30))]),
        ("sisa:7-30", vec![days(Some(7), Some(30))]),
        ("sisa:-5..-1", vec![days(Some(-5), Some(-1))]),
        ("sisa:<0", vec![days(None, Some(-1))]),
        ("saya: lewat:", vec![Term::Mine, Term::Overdue]),
        ("mine: overdue:ya", vec![Term::Mine, Term::Overdue]),
    ] {
        assert_eq!(parse(filter).terms, terms, "{filter}");
    }
}

#[test]
fn what_is_not_finished_asks_for_nothing() {
    for filter in [
        "status:", "nama:", "sisa:", "sisa:<", "sisa:>=", "nip: ", "nik:", "pd:\"",
    ] {
        assert!(parse(filter).is_empty(), "{filter}");
    }
}

#[test]
fn an_error_names_the_part_and_what_is_near() {
    use FilterFault::{NikDigits, NotANumber, UnknownKey, UnknownValue};
    for (filter, fault, part, near) in [
        ("nma:siti", UnknownKey, "nma", Some("nama")),
        ("x statsu:aktif", UnknownKey, "statsu", Some("status")),
        ("warna:biru", UnknownKey, "warna", None),
        ("status:atkif", UnknownValue, "atkif", Some("aktif")),
        ("jenis:hapus", UnknownValue, "hapus", None),
        ("sisa:<banyak", NotANumber, "<banyak", None),
        ("nik:197", NikDigits, "nik:197", None),
        ("nik:19710", NikDigits, "nik:19710", None),
    ] {
        let error = Filter::parse(filter).unwrap_err();
        assert_eq!((error.fault, error.near), (fault, near), "{filter}");
        assert_eq!(error.part, part, "{filter}");
    }
}

fn subject() -> Subject {
    Subject {
        name: "Siti Rahmawati, S.Kom.".to_owned(),
        agency: "Dinas Kesehatan".to_owned(),
        nip: "198704122010012015".to_owned(),
        numbers: vec!["0142.03/2026".to_owned()],
        nik_tail: "0013".to_owned(),
        person: Some(PersonId(7)),
        kind: Some(Kind::Issue),
        stage: Some(Stage::Verification),
        mine: true,
        ..Subject::default()
    }
}

fn found(filter: &str, subject: &Subject) -> bool {
    let dinkes = AgencyEntry {
        name: "Dinas Kesehatan".to_owned(),
        short: "Dinkes".to_owned(),
        aliases: vec!["DKS".to_owned()],
    };
    let nik: Nik = "1971055204870013".parse().unwrap();
    let lookup = Lookup {
        agencies: &[dinkes],
        person_of: &|asked| (*asked == nik).then_some(PersonId(7)),
    };
    parse(filter).bind(lookup).matches(subject)
}

#[test]
fn terms_mean_what_they_say() {
    let siti = subject();
    for (filter, expected) in [
        ("", true),
        ("siti", true),
        ("rahma 0142", true),
        ("rahma budi", false),
        ("kesehatan", true),
        ("nama:kesehatan", false),
        ("pd:kesehatan", true),
        ("pd:dinkes", true),
        ("pd:dks", true),
        ("pd:bappeda", false),
        ("nip:1987", true),
        ("nip:1988", false),
        ("no:0142", true),
        ("no:1987", false),
        ("jenis:terbit", true),
        ("jenis:cabut", false),
        ("tahap:berjalan", true),
        ("status:aktif", false),
        ("sisa:<30", false),
        ("saya:", true),
        ("lewat:", false),
    ] {
        assert_eq!(found(filter, &siti), expected, "{filter}");
    }
}

#[test]
fn a_nik_is_found_whole_or_by_its_last_four_and_not_otherwise() {
    let siti = subject();
    for (filter, expected) in [
        ("nik:0013", true),
        ("nik:1971055204870013", true),
        ("1971055204870013", true),
        ("nik:1971", false),
        ("nik:1971055204880013", false),
        ("0013", false),
        ("1971", false),
    ] {
        assert_eq!(found(filter, &siti), expected, "{filter}");
    }
    let unknown = Subject {
        person: None,
        ..subject()
    };
    assert!(found("nik:1971055204870013", &unknown));
    let other = Subject {
        person: Some(PersonId(8)),
        ..subject()
    };
    assert!(!found("nik:1971055204870013", &other));
}

fn each<T>(table: &[Word<T>]) -> impl Iterator<Item = &'static str> {
    table.iter().flat_map(Word::all)
}

#[test]
fn each_word_of_the_language_is_explained() {
    let page = include_str!("../../../docs/filter.md");
    for key in each(KEYS) {
        assert!(page.contains(&format!("`{key}:")), "key {key}");
    }
    let values = each(KINDS)
        .chain(each(STAGES))
        .chain(each(STATUSES))
        .chain(each(ISSUERS))
        .chain(each(PASSPHRASES));
    for value in values {
        assert!(page.contains(&format!("`{value}`")), "value {value}");
    }
    for fault in FilterFault::ALL {
        assert!(page.contains(fault.as_str()), "{}", fault.as_str());
    }
}

#[test]
fn no_key_and_no_value_means_two_things() {
    fn unique<T>(table: &[Word<T>]) {
        let mut all: Vec<&str> = each(table).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }
    unique(KEYS);
    unique(KINDS);
    unique(STAGES);
    unique(STATUSES);
    unique(ISSUERS);
    unique(PASSPHRASES);
    for kind in Kind::ALL {
        let named = KINDS.iter().any(|word| word.means == [kind]);
        assert!(named, "{kind}");
    }
    for stage in Stage::ALL {
        let named = STAGES.iter().any(|word| word.means == [stage]);
        assert!(named, "{}", stage.as_str());
    }
}

/// Text that looks like a filter more often than chance would have it.
fn like_a_filter() -> impl Strategy<Value = String> {
    let keys: Vec<&'static str> = each(KEYS).collect();
    let values: Vec<&'static str> = each(KINDS)
        .chain(each(STAGES))
        .chain(each(STATUSES))
        .collect();
    let part = prop_oneof![
        proptest::sample::select(keys).prop_map(|key| format!("{key}:")),
        proptest::sample::select(values).prop_map(str::to_owned),
        "[<>=]{0,2}-?[0-9]{0,4}(\\.\\.|-)?[0-9]{0,3}",
        "[0-9]{16}",
        "[ \",:]",
        "\\PC{0,6}",
        any::<String>(),
    ];
    proptest::collection::vec(part, 0..8).prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn a_filter_never_panics_and_reads_back(filter in like_a_filter()) {
        if let Ok(read) = Filter::parse(&filter) {
            let written = read.to_string();
            prop_assert_eq!(Filter::parse(&written), Ok(read), "{}", written);
        }
    }

    #[test]
    fn plain_words_are_substrings(name in "[A-Za-z .]{0,12}", word in "[a-zA-Z.]{1,3}") {
        let subject = Subject { name: name.clone(), ..Subject::default() };
        let naive = name.to_lowercase().contains(&word.to_lowercase());
        prop_assert_eq!(found(&word, &subject), naive);
    }
}

#[test]
fn plain_letters_are_folded_as_all_others_are() {
    for code in 0..128_u8 {
        let letter = char::from(code);
        let with_others = fold(&format!("{letter}É"));
        assert_eq!(format!("{}é", fold(&letter.to_string())), with_others);
    }
    assert_eq!(fold("Dr. SITI\tRahmawati"), "dr. siti rahmawati");
}
