//! Findings (hasil cek) in words: what was noticed, the values it rests on, and what to do.

use super::{Arg, Words, safe};
use crate::domain::finding::{Arg as FindingArg, Finding, FindingCode, Severity};
use chrono::NaiveDate;

/// The rule of a code: `NIK bukan 16 angka`. Where there is a value, [`title`] is true of it.
pub fn label(words: &Words, code: FindingCode) -> String {
    words.of("finding", code.as_str())
}

/// What was noticed of this value: `Email dinas tidak diisi`, `Email bukan domain dinas`.
pub fn title(words: &Words, finding: &Finding) -> String {
    title_as(words, finding.code, finding.told_as())
}

/// As [`title`], of a code and what [`Finding::told_as`] gives: by what an import counts findings.
pub fn title_as(words: &Words, code: FindingCode, told_as: &str) -> String {
    let key = format!("finding-{}-{told_as}", code.as_str());
    let own = (!told_as.is_empty()).then(|| words.find(&key, &[]));
    own.flatten().unwrap_or_else(|| label(words, code))
}

/// What was noticed and the values it rests on: `Email bukan domain dinas (tertulis
/// siti@bableprov.go.id; mungkin maksudnya babelprov.go.id)`.
pub fn sentence(words: &Words, finding: &Finding) -> String {
    with_values(words, title(words, finding), &finding.args)
}

/// What is said, with the values it rests on behind it.
pub fn with_values(words: &Words, label: String, args: &[FindingArg]) -> String {
    let values: Vec<String> = args
        .iter()
        .filter(|(_, given)| !given.trim().is_empty())
        .filter_map(|(name, given)| {
            let value = value(words, name, given);
            words.find(&format!("finding-arg-{name}"), &[("value", &value)])
        })
        .collect();
    if values.is_empty() {
        label
    } else {
        format!("{label} ({})", values.join("; "))
    }
}

/// What it means and what to do.
pub fn help(words: &Words, code: FindingCode) -> String {
    words.of("finding-help", code.as_str())
}

/// How much it weighs.
pub fn severity(words: &Words, severity: Severity) -> String {
    words.of("severity", severity.as_str())
}

/// An argument as a reader writes it: days as dates, keys as words.
fn value(words: &Words, name: &str, given: &str) -> String {
    if let Ok(day) = given.parse::<NaiveDate>() {
        return words.date(day);
    }
    match name {
        "slip" => slip(words, "finding-slip", given),
        "missing" => slip(words, "finding-missing", given),
        "extra" => slip(words, "finding-extra", given),
        "nik" | "nip" => words.of("sex", given),
        "advice" | "likely-kind" => words.of("kind", given),
        "source" => words.of("source", given),
        "date-field" | "looks" | "swapped" => words.of("field", given),
        _ => safe(given).into_owned(),
    }
}

/// One sign that is wrong: its place, what was written, the digit that was likely meant.
fn slip(words: &Words, key: &str, given: &str) -> String {
    let mut parts = given.split(' ');
    let (place, written, meant) = (parts.next(), parts.next(), parts.next());
    let part = |part: Option<&str>| safe(part.unwrap_or_default()).into_owned();
    let args: [(&str, &dyn Arg); 3] = [
        ("place", &part(place)),
        ("written", &part(written)),
        ("meant", &part(meant)),
    ];
    words.with(key, &args)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::finding::{IdentityContext, IdentityInput, check_identity};
    use crate::domain::kind::Kind;
    use crate::text::Language;
    use proptest::prelude::*;

    #[test]
    fn every_code_has_a_label_and_a_help() {
        for language in [Language::Indonesian, Language::English] {
            let words = Words::new(language);
            for code in FindingCode::ALL {
                assert_ne!(label(&words, code), code.as_str(), "{code}");
                assert_ne!(help(&words, code), code.as_str(), "{code}");
            }
            for weight in [
                Severity::Info,
                Severity::Sleeps,
                Severity::Warning,
                Severity::Blocker,
            ] {
                assert_ne!(severity(&words, weight), weight.as_str());
            }
        }
    }

    #[test]
    fn the_values_stand_in_the_sentence() {
        let words = Words::default();
        let email = Finding::new(FindingCode::EmailDomain)
            .with("stated", "siti@bableprov.go.id")
            .with("domain", "babelprov.go.id")
            .with("meant", "babelprov.go.id");
        assert_eq!(
            sentence(&words, &email),
            "Email bukan domain dinas (tertulis siti@bableprov.go.id; domain dinas \
             @babelprov.go.id; mungkin maksudnya babelprov.go.id)"
        );
        let birth = Finding::new(FindingCode::BirthdateMismatch)
            .with("nik", "1987-04-12")
            .with("stated", "1987-04-13");
        assert_eq!(
            sentence(&words, &birth),
            "Tanggal lahir berbeda (menurut NIK 12 Apr 1987; tertulis 13 Apr 1987)"
        );
        let sex = Finding::new(FindingCode::SexMismatch).with("nik", "male");
        assert!(sentence(&words, &sex).ends_with("(menurut NIK pria)"));
        let none = Finding::new(FindingCode::EmailDomain).with("as", "empty");
        assert_eq!(sentence(&words, &none), "Email dinas tidak diisi");
        let plain = Finding::new(FindingCode::NikMissing);
        assert_eq!(sentence(&words, &plain), "NIK tidak diisi");
    }

    /// What is found in an identity that is stated so.
    fn found(nik: &str, nip: &str, email: &str, phone: &str) -> Vec<Finding> {
        let input = IdentityInput {
            nik,
            nip,
            email,
            phone,
            birth_date: None,
        };
        let context = IdentityContext {
            kind: Kind::Issue,
            email_domains: &["babelprov.go.id".to_owned()],
            nip_required: true,
            appointment_month: Some(true),
            email_domain_blocks: true,
            certificate_identified: false,
        };
        check_identity(&input, &context)
    }

    const NIK: &str = "1971024710850022";
    const NIP: &str = "198510072005032039";
    const EMAIL: &str = "yuliana@babelprov.go.id";

    /// The titles of what is found where one field holds this value and the others are right.
    fn titles(field: &str, value: &str) -> Vec<String> {
        let or = |key: &str, right: &'static str| {
            if field == key {
                value.to_owned()
            } else {
                right.to_owned()
            }
        };
        let all = found(
            &or("nik", NIK),
            &or("nip", NIP),
            &or("email", EMAIL),
            &or("phone", ""),
        );
        let words = Words::default();
        all.iter().map(|finding| title(&words, finding)).collect()
    }

    /// A field, what stands in it, and what is said of it.
    const SAID: &[(&str, &str, &str)] = &[
        ("nik", "", "NIK tidak diisi"),
        ("nik", "tidak ada", "NIK tidak diisi"),
        ("nik", "-", "NIK tidak diisi"),
        ("nik", "197102471085002", "NIK bukan 16 angka"),
        ("nik", "'197102471085002", "NIK bukan 16 angka"),
        ("nik", "NIK: 197102471085002", "NIK bukan 16 angka"),
        ("nik", "19710247108500222", "NIK bukan 16 angka"),
        ("nik", "197102471085002X", "NIK memuat selain angka"),
        ("nik", "Siti", "NIK memuat selain angka"),
        ("nik", "1.97E+15", "Angka NIK hilang karena lembar sebar"),
        (
            "nik",
            "1970000000000000",
            "Angka NIK hilang karena lembar sebar",
        ),
        (
            "nik",
            "1971027910850022",
            "Tanggal lahir dalam NIK tidak ada",
        ),
        ("nip", "", "NIP tidak diisi"),
        ("nip", "belum ada", "NIP tidak diisi"),
        ("nip", "19851007200503203", "NIP bukan 18 angka"),
        ("nip", "NIP 19851007200503203", "NIP bukan 18 angka"),
        ("nip", "1985100720050320399", "NIP bukan 18 angka"),
        ("nip", "19851007200503203X", "NIP memuat selain angka"),
        ("nip", "1.98510E+17", "Angka NIP hilang karena lembar sebar"),
        (
            "nip",
            "198510072005032000",
            "Angka NIP hilang karena lembar sebar",
        ),
        (
            "nip",
            "198513072005032039",
            "Tanggal lahir dalam NIP tidak ada",
        ),
        (
            "nip",
            "198510072005992039",
            "Bulan pengangkatan dalam NIP tidak lazim",
        ),
        (
            "nip",
            "198510071986032039",
            "Tahun pengangkatan dalam NIP tidak cocok dengan tahun lahir",
        ),
        (
            "nip",
            "198510072005033039",
            "Angka jenis kelamin dalam NIP tidak lazim",
        ),
        ("email", "", "Email dinas tidak diisi"),
        ("email", "tidak ada", "Email dinas tidak diisi"),
        (
            "email",
            "yuliana",
            "Email tidak terbaca sebagai satu alamat",
        ),
        (
            "email",
            "a@babelprov.go.id, b@babelprov.go.id",
            "Email tidak terbaca sebagai satu alamat",
        ),
        ("email", "yuliana@gmail.com", "Email bukan domain dinas"),
        ("phone", "tidak ada", "Nomor HP tidak diisi"),
        (
            "phone",
            "6,28E+12",
            "Angka nomor HP hilang karena lembar sebar",
        ),
        ("phone", "12", "Nomor HP tidak terbaca sebagai satu nomor"),
        (
            "phone",
            "08119252000208119252",
            "Nomor HP tidak terbaca sebagai satu nomor",
        ),
    ];

    #[test]
    fn each_sentence_is_true_of_its_value() {
        for (field, value, told) in SAID {
            assert_eq!(titles(field, value), [*told], "{field} {value:?}");
        }
        assert_eq!(titles("phone", ""), [""; 0]);
    }

    #[test]
    fn what_was_likely_meant_is_named() {
        let words = Words::default();
        let said = |nik, nip, email, phone| {
            let all = found(nik, nip, email, phone);
            let all: Vec<String> = all.iter().map(|found| sentence(&words, found)).collect();
            all.join(" | ")
        };
        for (said, likely) in [
            (
                said("197102471O850022", NIP, EMAIL, ""),
                "mungkin tanda ke-10 angka 0, tertulis O",
            ),
            (
                said(NIK, "I98510072005032039", EMAIL, ""),
                "mungkin maksudnya 198510072005032039",
            ),
            (
                said(NIK, NIP, "nama@babelprov,go.id", ""),
                "mungkin maksudnya nama@babelprov.go.id",
            ),
            (
                said(NIK, NIP, EMAIL, "o811 9252 0002"),
                "mungkin maksudnya 081192520002",
            ),
        ] {
            assert!(said.contains(likely), "{said}");
        }
    }

    proptest! {
        #[test]
        fn a_field_is_called_empty_only_where_it_says_nothing(
            field in proptest::sample::select(vec!["nik", "nip", "email", "phone"]),
            value in "\\PC{0,20}|[0-9 .]{10,20}|(NIK |NIP )?[0-9]{12,19}|[a-z@.,]{0,20}",
        ) {
            let empty = titles(field, &value).iter().any(|title| title.contains("tidak diisi"));
            let said = !crate::domain::unwrap::is_filler(&value);
            prop_assert!(!(empty && said), "{field} {value:?}");
        }
    }

    #[test]
    fn hostile_values_are_shown_not_obeyed() {
        let words = Words::default();
        let finding = Finding::new(FindingCode::EmailDomain).with("stated", "a\u{1b}[2J@b");
        assert!(!sentence(&words, &finding).contains('\u{1b}'));
    }
}
