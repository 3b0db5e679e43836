//! Made-up people for desks of any size: numbers that agree with each other, each person's own.

use chrono::{Datelike, NaiveDate, TimeDelta};
use loket::domain::policy::Policy;
use loket::domain::request::Identity;

const GIVEN: [&str; 24] = [
    "Siti", "Hendra", "Rina", "Budi", "Dewi", "Angga", "Ratna", "Arif", "Indah", "Dedi", "Lestari",
    "Maulana", "Yusuf", "Fitri", "Agus", "Nur", "Eka", "Putri", "Rizki", "Wahyu", "Sri", "Bambang",
    "Tuti", "Joko",
];
const FAMILY: [&str; 16] = [
    "Rahmawati",
    "Lubis",
    "Wijaya",
    "Yulianti",
    "Bakri",
    "Gunawan",
    "Saputra",
    "Hidayat",
    "Kusuma",
    "Permana",
    "Siregar",
    "Nasution",
    "Handayani",
    "Susanti",
    "Pratama",
    "Setiawan",
];
const TITLES: [&str; 5] = ["", ", S.Kom.", ", S.T., M.M.", ", A.Md.", ", S.Sos., M.Si."];

/// Days of birth that are told apart; people beyond them differ by a serial.
const BIRTHS: u32 = 10_000;

/// A number that looks like chance, the same for the same number.
pub fn mixed(number: u32) -> u64 {
    let mut mixed = u64::from(number).wrapping_add(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// The person with this number, a man as his numbers have it.
pub fn person(number: u32, policy: &Policy) -> Identity {
    let chance = mixed(number) as usize;
    let first = NaiveDate::from_ymd_opt(1965, 1, 1).unwrap();
    let birth = first + TimeDelta::days(i64::from(number % BIRTHS));
    let turn = number / BIRTHS + 1;
    let given = GIVEN[chance % 24];
    let family = FAMILY[(chance >> 8) % 16];
    let middle = GIVEN[(chance >> 16) % 24];
    let agency = &policy.agencies[(chance >> 24) % policy.agencies.len()];
    Identity {
        name: format!("{given} {middle} {family}{}", TITLES[(chance >> 32) % 5]),
        nip: format!(
            "{}{}031{turn:03}",
            birth.format("%Y%m%d"),
            birth.year() + 24
        ),
        nik: format!("197102{}{turn:04}", birth.format("%d%m%y")),
        birth_place: policy.office.city.clone(),
        birth_date: Some(birth),
        post: "Pranata Komputer Ahli Muda".to_owned(),
        rank: "III/c".to_owned(),
        agency: agency.name.clone(),
        email: format!("{given}.{family}{number}@{}", domain(policy)).to_lowercase(),
        phone: format!("0812{:08}", chance % 100_000_000),
        ..Identity::default()
    }
}

fn domain(policy: &Policy) -> &str {
    policy
        .office
        .email_domains
        .first()
        .map_or("", String::as_str)
}
