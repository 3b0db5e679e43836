#![allow(clippy::unwrap_used, clippy::panic)]
use super::*;

/// The invented notices of the portal, as a clerk pastes them.
const SAMPLES: &str = include_str!("../../../tests/fixtures/portal/pemberitahuan-tempel.txt");
const RECAP: &str = include_str!("../../../tests/fixtures/portal/ams-rekapitulasi-pengguna.csv");
const TRACKED: &str = include_str!("../../../tests/fixtures/portal/lembar-pelacakan.csv");

fn today() -> Day {
    "2026-11-28".parse().unwrap()
}

fn day(text: &str) -> Option<Day> {
    Some(text.parse().unwrap())
}

#[test]
fn a_subject_means_one_answer_or_is_left_to_a_clerk() {
    use Meaning::*;
    for (subject, first, means) in [
        ("Aktivasi Akun", "", Some(AccountAsked)),
        ("Akun Anda telah terverifikasi", "", Some(CheckPassed)),
        ("Aktivasi akun ditolak", "", Some(CheckFailed)),
        ("Penolakan akun", "", Some(CheckFailed)),
        (
            "Set Passphrase Penerbitan Sertifikat Elektronik",
            "",
            Some(Link),
        ),
        ("Set passphrase pembaruan sertifikat", "", Some(Link)),
        ("Tautan aktivasi sertifikat elektronik", "", Some(Link)),
        ("Reset Passphrase", "", Some(LinkReset)),
        (
            "RESET PASSPHRASE: atur passphrase baru",
            "",
            Some(LinkReset),
        ),
        ("Sertifikat Elektronik telah terbit", "", Some(Issued)),
        ("Pembaruan sertifikat telah diterbitkan", "", Some(Issued)),
        ("Certificate ISSUED", "", Some(Issued)),
        ("Permohonan sertifikat ditolak", "", Some(Rejected)),
        ("Penolakan perpanjangan sertifikat", "", Some(Rejected)),
        ("Pencabutan Sertifikat Elektronik", "", Some(Revoked)),
        ("Sertifikat Anda telah dicabut", "", Some(Revoked)),
        ("Sertifikat Anda akan berakhir", "", Some(Ending)),
        // A word within another is none: penerbitan, pencabutannya, resetting.
        ("Penerbitan sertifikat", "", None),
        ("Terbitan berkala BSrE", "", None),
        // Nothing is known of these, or too much.
        ("Pembaruan Sertifikat Elektronik", "", None),
        ("Informasi layanan", "", None),
        ("", "", None),
        ("Permohonan pencabutan sertifikat", "", None),
        ("Permohonan reset passphrase", "", None),
        ("Sertifikat terbit, set passphrase Anda", "", None),
        ("Sertifikat dicabut dan terbit kembali", "", None),
        ("Pencabutan ditolak", "", None),
        ("Akun dan sertifikat ditolak", "", None),
        ("Ditolak", "", None),
        ("Aktivasi", "", None),
        ("Sertifikat akan berakhir, lakukan perpanjangan", "", None),
        // Negations.
        ("Sertifikat belum terbit", "", None),
        ("Permohonan sertifikat tidak ditolak", "", None),
        ("Pembatalan pencabutan sertifikat", "", None),
        ("Aktivasi sertifikat gagal", "", None),
        ("Certificate not issued", "", None),
        // The lines behind it say otherwise.
        (
            "Pencabutan sertifikat",
            "Permohonan Anda ditolak oleh verifikator.",
            None,
        ),
        (
            "Sertifikat telah terbit",
            "Sertifikat lama Anda dicabut.",
            None,
        ),
        (
            "Sertifikat telah terbit",
            "Sertifikat Anda belum terbit.",
            None,
        ),
        (
            "Sertifikat telah terbit",
            "Selamat menggunakan.",
            Some(Issued),
        ),
        (
            "Set Passphrase",
            "Jangan berikan kepada siapa pun.",
            Some(Link),
        ),
    ] {
        let lines: Vec<&str> = [first]
            .into_iter()
            .filter(|line| !line.is_empty())
            .collect();
        assert_eq!(sort::meaning(subject, &lines), means, "{subject} / {first}");
    }
}

#[test]
fn the_samples_are_read_one_by_one() {
    use Meaning::*;
    let read = read(SAMPLES, today());
    let told: Vec<_> = read
        .iter()
        .map(|one| (one.meaning, one.email.as_str(), one.name.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            (
                Some(AccountAsked),
                "ratih.maharani@contoh.go.id",
                "Ratih Maharani"
            ),
            (Some(Link), "ratih.maharani@contoh.go.id", "Ratih Maharani"),
            (Some(Issued), "", "Ratih Maharani"),
            (
                Some(CheckFailed),
                "siti.nuraini@contoh.go.id",
                "Siti Nur'aini"
            ),
            (Some(LinkReset), "bagus.wirasena@contoh.go.id", ""),
            (None, "", "Hendra Pratomo"),
            (Some(Revoked), "", "Dewi Anjarsari"),
        ]
    );
    assert_eq!(read[1].date, day("2025-08-12"));
    assert_eq!(read[4].date, day("2026-03-03"));
    assert_eq!(read[6].date, day("2026-11-06"));
    assert_eq!(read[6].reason, "mutasi keluar");
    assert_eq!(read[3].reason, "nama tidak sesuai data kependudukan");
    let serial = read[2].serial.as_ref().unwrap().to_string();
    assert_eq!(serial, "C3A1F05E7742D19B60AA41C2D8E9F7310B5566");
    assert!(
        read[2]
            .certificate
            .iter()
            .any(|(key, _)| *key == "not_after")
    );
    assert!(!read[5].is_keyed() && read[6].is_keyed());
}

#[test]
fn a_table_tells_each_of_its_rows_by_the_portals_words() {
    use Meaning::*;
    let told = |text: &str| -> Vec<(String, Option<Meaning>)> {
        let rows = read(text, today());
        rows.into_iter()
            .map(|row| (row.name, row.meaning))
            .collect()
    };
    let named = |rows: &[(&str, Option<Meaning>)]| -> Vec<(String, Option<Meaning>)> {
        rows.iter()
            .map(|(name, means)| ((*name).to_owned(), *means))
            .collect()
    };
    assert_eq!(
        told(RECAP),
        named(&[
            ("Ratih Maharani", Some(Issued)),
            ("Bagus Wirasena", None),
            ("Siti Nur'aini", None),
            ("Hendra Pratomo", None),
            ("Dewi Anjarsari", Some(Revoked)),
            ("Yusuf Alamsyah", Some(CheckFailed)),
        ])
    );
    assert_eq!(
        told(TRACKED),
        named(&[
            ("Ratih Maharani", Some(Issued)),
            ("Bagus Wirasena", None),
            ("Siti Nur'aini", Some(CheckPassed)),
            ("Hendra Pratomo", None),
            ("Dewi Anjarsari", Some(Revoked)),
        ])
    );
    let first = &read(TRACKED, today())[0];
    assert_eq!(first.nik, nik("1971015208909001"));
    assert!(!first.said.contains("1971015208909001"), "{}", first.said);
    // Tabs, as a browser copies a table; a word that is not known means nothing.
    let pasted = "Nama\tEmail\tStatus Akun\tStatus Sertifikat\nA\ta@b.go.id\tVERIFIED\t\nB\tb@b.go.id\taktif\tISSUE\nC\tc@b.go.id\tVERIFIED\tSUSPEND\nD\td@b.go.id\tVERIFIED\tDENIED";
    assert_eq!(
        told(pasted),
        named(&[
            ("A", Some(CheckPassed)),
            ("B", None),
            ("C", None),
            ("D", Some(Rejected)),
        ])
    );
    // A mail is no table, whatever commas stand in it.
    assert_eq!(
        read("Perihal: Reset, atur, buat\nEmail: a@b.go.id", today()).len(),
        1
    );
}
