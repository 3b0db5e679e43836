//! Made-up users of BSrE's portal: the certificates that an office knows, and the recap in which so many
//! of them differ, were renewed elsewhere, registered themselves or are missing.

use chrono::{Days, NaiveDate};

/// How many users, and how many of them are not the same.
#[derive(Clone, Copy)]
pub struct Users {
    /// Rows of the recap.
    pub rows: u32,
    pub differ: u32,
    pub registered: u32,
    pub renewed: u32,
    /// Known here, and in no row.
    pub missing: u32,
}

/// Four syllables for a number: no two numbers sound the same.
fn name(n: u32) -> String {
    const SYLLABLES: [&str; 10] = ["ba", "di", "ku", "la", "mi", "no", "ra", "si", "tu", "we"];
    let digit = |at: u32| SYLLABLES[(n / 10_u32.pow(at) % 10) as usize];
    let word = |one: &str, other: &str| {
        let word = format!("{one}{other}n");
        word[..1].to_uppercase() + &word[1..]
    };
    format!("{} {}", word(digit(3), digit(2)), word(digit(1), digit(0)))
}

fn day(of: NaiveDate) -> String {
    of.format("%d/%m/%Y").to_string()
}

/// The list that the office takes in, and the portal's recap.
pub fn tables(users: Users, today: NaiveDate) -> (String, String) {
    let known = users.rows - users.registered + users.missing;
    let mut list =
        "Nama;NIP;Email;Nomor Seri;Berlaku dari;Berlaku sampai;Perangkat Daerah\n".to_owned();
    let mut recap = "Nama,Instansi,Email,Status Pengguna,Status Sertifikat,Jumlah TTE,Tanggal Terbit,Tanggal Berakhir\n".to_owned();
    let province = "Pemerintah Provinsi Kepulauan Bangka Belitung";
    for n in 0..known {
        let name = name(n);
        let email = format!("{}@babelprov.go.id", name.to_lowercase().replace(' ', "."));
        let nip = format!(
            "19{}0101200501{}{:03}",
            70 + n / 900,
            1 + n % 2,
            100 + n % 900
        );
        let from = today - Days::new(u64::from(100 + n % 300));
        let to = from + Days::new(730);
        list += &format!(
            "{name};{nip};{email};3F{n:06X}AB;{};{};Dinas Kesehatan\n",
            day(from),
            day(to)
        );
        if n < users.missing {
            continue;
        }
        let at = n - users.missing;
        let (from, to) = match at {
            at if at < users.renewed => {
                let renewed = today - Days::new(20);
                (renewed, renewed + Days::new(730))
            }
            at if at < users.renewed + users.differ => (from, to + Days::new(1)),
            _ => (from, to),
        };
        recap += &format!(
            "{},{province},{},VERIFIED,ISSUE,{},{},{}\n",
            name.to_uppercase(),
            email.to_uppercase(),
            n % 2_000,
            day(from),
            day(to)
        );
    }
    for n in known..known + users.registered {
        let name = name(n);
        let email = format!("{}@babelprov.go.id", name.to_lowercase().replace(' ', "."));
        recap += &format!("{name},{province},{email},NEW,,0,,\n");
    }
    (list, recap)
}
