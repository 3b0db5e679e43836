//! Values with few forms: status and category of personnel, numbers of letters.

pub use crate::domain::identity::{eselon_of, rank_of};
use crate::domain::policy::Category;

/// What a personnel list says of someone's service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ServiceStatus {
    /// In service.
    Active,
    /// Pensiun.
    Retired,
    /// Meninggal dunia.
    Dead,
    /// Diberhentikan.
    Dismissed,
    /// Mengundurkan diri.
    Resigned,
    /// Mutasi keluar.
    TransferredOut,
}

/// Words before the number of a letter, as people write them.
const LABELS: [&str; 8] = [
    "nomor surat",
    "no surat",
    "no. surat",
    "nomor",
    "nomer",
    "no.",
    "no",
    "nmr",
];

/// A letter's number without the word for it: `No. 800/1/2026`, `Nomor: 800/1/2026`.
pub fn letter_number(text: &str) -> String {
    let text = text.trim();
    let lower = text.to_lowercase();
    let label = LABELS.iter().find(|label| {
        let rest = lower.strip_prefix(**label);
        rest.is_some_and(|rest| {
            rest.starts_with([' ', ':', '.']) || rest.starts_with(char::is_numeric)
        })
    });
    // Folding to lower case may change the length of other letters, not of these.
    let rest = label
        .and_then(|label| text.get(label.len()..))
        .unwrap_or(text);
    let rest = match label {
        Some(_) => rest.trim_start_matches([':', '.', ' ', '-']),
        None => rest,
    };
    match rest.chars().any(char::is_numeric) {
        true => rest.trim_end_matches([',', ';', ' ']).to_owned(),
        false => text.to_owned(),
    }
}

/// The status of service that a list's words say.
pub fn status_of(text: &str) -> Option<ServiceStatus> {
    if text.len() > 60 {
        return None;
    }
    let lower = text.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if says(&["meninggal", "wafat", "almarhum"]) {
        Some(ServiceStatus::Dead)
    } else if says(&["pensiun", "purna", "bup"]) {
        Some(ServiceStatus::Retired)
    } else if says(&["mengundurkan", "undur diri", "resign"]) {
        Some(ServiceStatus::Resigned)
    } else if says(&[
        "diberhentikan",
        "berhenti",
        "pemberhentian",
        "pecat",
        "ptdh",
    ]) {
        Some(ServiceStatus::Dismissed)
    } else if says(&["mutasi keluar", "pindah", "keluar"]) {
        Some(ServiceStatus::TransferredOut)
    } else if says(&["aktif", "active"]) && !says(&["tidak aktif", "nonaktif", "non aktif"]) {
        Some(ServiceStatus::Active)
    } else {
        None
    }
}

/// The category that a list's words say.
pub fn category_of(text: &str) -> Option<Category> {
    if text.len() > 60 {
        return None;
    }
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower
        .split(|letter: char| !letter.is_alphanumeric())
        .collect();
    let says = |word: &str| words.contains(&word);
    if says("pppk") || says("p3k") || lower.contains("perjanjian kerja") {
        Some(Category::Pppk)
    } else if says("non") || says("honorer") || says("nonasn") || says("kontrak") || says("thl") {
        Some(Category::NonAsn)
    } else if says("pns") || says("cpns") || lower.contains("pegawai negeri") {
        Some(Category::Pns)
    } else if lower.contains("pejabat negara") || says("dprd") || says("gubernur") {
        Some(Category::StateOfficial)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ranks() {
        for (text, expected) in [
            ("IV/c", Some("IV/c")),
            ("IV.d", Some("IV/d")),
            ("ivd", Some("IV/d")),
            ("III - b", Some("III/b")),
            ("Pembina Utama Muda (IV/c)", Some("IV/c")),
            ("Gol. II/a", Some("II/a")),
            ("IX", Some("IX")),
            ("IV/e", Some("IV/e")),
            ("III/e", None),
            ("V/a", None),
            ("Penata", None),
            ("", None),
            ("é", None),
        ] {
            assert_eq!(rank_of(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn eselons() {
        for (text, expected) in [
            ("II.a", Some("II.a")),
            ("Eselon II a", Some("II.a")),
            ("III/b", Some("III.b")),
            ("V", Some("V")),
            ("-", None),
            ("é", None),
        ] {
            assert_eq!(eselon_of(text).as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn status_and_category() {
        assert_eq!(status_of("Meninggal Dunia"), Some(ServiceStatus::Dead));
        assert_eq!(
            status_of("Mutasi Keluar"),
            Some(ServiceStatus::TransferredOut)
        );
        assert_eq!(status_of("Pensiun"), Some(ServiceStatus::Retired));
        assert_eq!(status_of("AKTIF"), Some(ServiceStatus::Active));
        assert_eq!(status_of("Tidak aktif"), None);
        assert_eq!(category_of("PPPK"), Some(Category::Pppk));
        assert_eq!(category_of("Non-ASN"), Some(Category::NonAsn));
        assert_eq!(category_of("PNS"), Some(Category::Pns));
        assert_eq!(category_of("Aktif"), None);
    }

    proptest! {
        #[test]
        fn no_text_panics(text in "\\PC{0,30}") {
            let _ = (rank_of(&text), eselon_of(&text), status_of(&text), category_of(&text));
        }
    }
}
