//! Made-up people: names from common parts, numbers that agree with each other.

use super::dice::Dice;
use crate::domain::policy::Policy;
use crate::domain::request::Identity;
use chrono::{Datelike, NaiveDate};

const FIRST_MEN: [&str; 24] = [
    "Ahmad", "Agus", "Andi", "Arif", "Bayu", "Bambang", "Dedi", "Dwi", "Eko", "Fajar", "Firdaus",
    "Hadi", "Hasan", "Hendra", "Irfan", "Iwan", "Joko", "Muhammad", "Rizki", "Rudi", "Slamet",
    "Taufik", "Wahyu", "Yusuf",
];
const FIRST_WOMEN: [&str; 24] = [
    "Ayu", "Citra", "Desi", "Dewi", "Dian", "Eka", "Fitri", "Hesti", "Indah", "Kartika", "Lestari",
    "Maya", "Mega", "Melati", "Nurul", "Putri", "Ratna", "Rina", "Rosmala", "Siti", "Sri", "Wulan",
    "Yuliana", "Yuni",
];
const LAST: [&str; 26] = [
    "Bakri",
    "Gunawan",
    "Harahap",
    "Hidayat",
    "Kurniawan",
    "Kusuma",
    "Lubis",
    "Maulana",
    "Mu'min",
    "Nasution",
    "Nugroho",
    "Permana",
    "Pratama",
    "Prasetyo",
    "Rahmawati",
    "Ramadhan",
    "Saputra",
    "Setiawan",
    "Siregar",
    "Susanti",
    "Syahputra",
    "Utami",
    "Wijaya",
    "Wibowo",
    "Yulianti",
    "Zulkarnain",
];
const TITLES: [&str; 9] = [
    "",
    "",
    "",
    ", S.E.",
    ", S.Kom.",
    ", S.H.",
    ", S.T.",
    ", S.Sos., M.Si.",
    ", A.Md.",
];
const POSTS: [&str; 9] = [
    "Pranata Komputer Ahli Muda",
    "Analis Kebijakan Ahli Pertama",
    "Pengelola Keuangan",
    "Arsiparis Terampil",
    "Perencana Ahli Muda",
    "Pengadministrasi Umum",
    "Dokter Ahli Madya",
    "Auditor Ahli Muda",
    "Penyuluh Pertanian Ahli Pertama",
];
const CHIEFS: [(&str, &str, &str); 4] = [
    ("Kepala Dinas", "II.a", "IV/c"),
    ("Sekretaris", "III.a", "IV/a"),
    ("Kepala Bidang", "III.b", "IV/a"),
    ("Kepala Subbagian", "IV.a", "III/d"),
];
const RANKS: [&str; 6] = ["II/c", "II/d", "III/a", "III/b", "III/c", "III/d"];
const REGENCIES: [&str; 8] = [
    "1901", "1902", "1903", "1904", "1905", "1906", "1971", "1671",
];

/// The person with this number: always the same one.
pub fn person(number: u32, policy: &Policy) -> Identity {
    let mut dice = Dice::new(u64::from(number) * 7_919 + 20_260_423);
    let woman = dice.percent(48);
    let first = if woman {
        dice.pick(&FIRST_WOMEN)
    } else {
        dice.pick(&FIRST_MEN)
    };
    let last = *dice.pick(&LAST);
    let birth = NaiveDate::from_yo_opt(
        i32::try_from(dice.between(1968, 1999)).unwrap_or(1980),
        u32::try_from(dice.between(1, 365)).unwrap_or(1),
    )
    .unwrap_or_default();
    let appointed = birth.year() + i32::try_from(dice.between(22, 27)).unwrap_or(24);
    let month = dice.between(1, 12);
    let sex = if woman { 2 } else { 1 };
    let serial = number % 999 + 1;
    let nip = format!(
        "{}{appointed}{month:02}{sex}{serial:03}",
        birth.format("%Y%m%d")
    );
    let day = birth.day() + if woman { 40 } else { 0 };
    let regency = dice.pick(&REGENCIES);
    let nik = format!(
        "{regency}{:02}{day:02}{:02}{:02}{:04}",
        dice.between(1, 6),
        birth.month(),
        birth.year() % 100,
        number % 9_000 + 1
    );
    let (post, eselon, rank) = match dice.percent(18) {
        true => *dice.pick(&CHIEFS),
        false => (*dice.pick(&POSTS), "", *dice.pick(&RANKS)),
    };
    let mailbox = format!("{}.{}{number}", first, last.replace('\'', "")).to_lowercase();
    let domain = policy
        .office
        .email_domains
        .first()
        .map_or("", String::as_str);
    Identity {
        name: format!("{first} {last}{}", dice.pick(&TITLES)),
        nip,
        nik,
        nik_old: String::new(),
        birth_place: policy.office.city.clone(),
        birth_date: Some(birth),
        post: post.to_owned(),
        rank: rank.to_owned(),
        eselon: eselon.to_owned(),
        agency: dice.pick(&policy.agencies).name.clone(),
        unit: String::new(),
        email: format!("{mailbox}@{domain}"),
        phone: format!("08{}", dice.between(1_111_111_111, 9_999_999_999)),
        category: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy_file;
    use std::collections::BTreeSet;

    #[test]
    fn made_up_numbers_are_valid_and_each_person_s_own() {
        let policy = policy_file::babel();
        let people: Vec<_> = (0..900).map(|number| person(number, &policy)).collect();
        for person in &people {
            assert!(
                person.nip().is_some() && person.nik().is_some(),
                "{person:?}"
            );
        }
        let nips: BTreeSet<_> = people.iter().map(|person| &person.nip).collect();
        let niks: BTreeSet<_> = people.iter().map(|person| &person.nik).collect();
        assert_eq!((nips.len(), niks.len()), (900, 900));
        assert_eq!(person(7, &policy), person(7, &policy));
    }
}
