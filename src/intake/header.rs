//! What the words of a column's header say it holds. Form questions vary; the rules are data.

mod rules;

use super::fields::Field;
use rules::{ABOUT_OTHERS, RULES, SELFIE, UPLOAD, holds_any};

/// A header opening so is ours, on a file of rejected rows: never a field.
pub const OWN_PREFIX: &str = "loket:";

/// Most that a header weighs which names an agency and not which of two.
pub const AGENCY: i32 = 75;

/// Weight of a header that is a field's own key; the words of a form's question may say more.
const OWN_KEY: i32 = 75;

/// Lower-case words with single spaces.
pub fn fold(header: &str) -> String {
    let spread: String = header
        .chars()
        .take(300)
        .map(|letter| {
            if letter.is_alphanumeric() {
                letter
            } else {
                ' '
            }
        })
        .collect();
    let lower = spread.to_lowercase();
    lower.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// True for a column that holds no field of the holder, whatever its cells look like: one of ours
/// on a file of rejected rows, or one about someone else.
pub fn is_foreign(header: &str) -> bool {
    let own = header.trim().to_lowercase().starts_with(OWN_PREFIX);
    own || holds_any(&format!(" {} ", fold(header)), ABOUT_OTHERS)
}

/// How much a header speaks for each field it speaks for.
pub fn weigh(header: &str) -> Vec<(Field, i32)> {
    if is_foreign(header) {
        return Vec::new();
    }
    let own = header.trim().to_lowercase();
    if let Some(field) = Field::from_key(&own) {
        return vec![(field, OWN_KEY)];
    }
    let padded = format!(" {} ", fold(header));
    let wants_file = holds_any(&padded, UPLOAD);
    let mut weights: Vec<(Field, i32)> = Vec::new();
    for rule in RULES.iter().filter(|rule| rule.speaks_for(&padded)) {
        let is_file = rule.field.document().is_some();
        let weight = rule.weight + if wants_file && is_file { 15 } else { 0 };
        match weights.iter_mut().find(|(field, _)| *field == rule.field) {
            Some((_, known)) => *known = weight.max(*known),
            None => weights.push((rule.field, weight)),
        }
    }
    // "Foto selfie sambil memegang KTP-el": the two words together are what counts.
    if holds_any(&padded, SELFIE) && holds_any(&padded, "ktp|ktpel|ektp") {
        weights.retain(|(field, _)| *field != Field::SelfieKtp);
        weights.push((Field::SelfieKtp, 85));
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    fn likeliest(header: &str) -> Option<Field> {
        let weights = weigh(header);
        weights
            .into_iter()
            .max_by_key(|(_, weight)| *weight)
            .map(|(field, _)| field)
    }

    #[test]
    fn questions_of_forms() {
        for (header, expected) in [
            ("Timestamp", Some(Field::Received)),
            ("Stempel waktu", Some(Field::Received)),
            ("Email Address", Some(Field::Email)),
            ("Jenis Permohonan", Some(Field::Kind)),
            ("Jenis Layanan yang Diajukan", Some(Field::Kind)),
            ("Jenis Kelamin", None),
            ("Nama Lengkap (sesuai KTP, dengan gelar)", Some(Field::Name)),
            ("NAMA", Some(Field::Name)),
            ("Nama Perangkat Daerah", Some(Field::Agency)),
            ("NIP", Some(Field::Nip)),
            ("NIP (18 digit, tanpa spasi)", Some(Field::Nip)),
            ("NIK", Some(Field::Nik)),
            ("NIK (16 digit sesuai KTP)", Some(Field::Nik)),
            ("NIK Lama", Some(Field::NikOld)),
            ("Nomor KTP", Some(Field::Nik)),
            ("Tempat Lahir", Some(Field::BirthPlace)),
            ("Tempat, Tanggal Lahir", Some(Field::BirthDate)),
            ("TGL LAHIR", Some(Field::BirthDate)),
            ("Jabatan", Some(Field::Post)),
            ("Pangkat/Golongan Ruang", Some(Field::Rank)),
            ("GOL", Some(Field::Rank)),
            ("Golongan Darah", None),
            ("Eselon (jika ada)", Some(Field::Eselon)),
            ("Perangkat Daerah", Some(Field::Agency)),
            ("UNIT KERJA", Some(Field::Agency)),
            ("Unit (UPTD/sekolah)", Some(Field::Unit)),
            ("Perangkat Daerah Lama", Some(Field::AgencyOld)),
            ("OPD Tujuan", Some(Field::Agency)),
            ("Instansi Asal", Some(Field::Agency)),
            ("Jabatan Lama", Some(Field::PostOld)),
            ("Jabatan Baru", Some(Field::Post)),
            ("Nomor HP/WhatsApp", Some(Field::Phone)),
            ("Email Dinas (@babelprov.go.id)", Some(Field::Email)),
            ("Nomor Surat Permohonan", Some(Field::LetterNumber)),
            ("Tanggal Surat", Some(Field::LetterDate)),
            ("Unggah Surat Permohonan", Some(Field::Letter)),
            (
                "Unggah Formulir BSrE yang telah ditandatangani",
                Some(Field::Form),
            ),
            ("Unggah KTP", Some(Field::Ktp)),
            ("Scan KTP-el", Some(Field::Ktp)),
            ("Unggah SK Terakhir", Some(Field::Sk)),
            ("Foto Selfie dengan KTP", Some(Field::SelfieKtp)),
            ("Swafoto sambil memegang KTP", Some(Field::SelfieKtp)),
            ("Surat keterangan rekam KTP-el", Some(Field::SelfieKtp)),
            ("Foto Selfie Wajah", Some(Field::Selfie)),
            ("Keterangan", Some(Field::Note)),
            ("STATUS", Some(Field::Status)),
            ("NIP Atasan Langsung", None),
            ("Alamat email PIC", None),
            ("NO", None),
            ("selfie_ktp", Some(Field::SelfieKtp)),
            ("letter_date", Some(Field::LetterDate)),
            ("loket: alasan (name)", None),
            ("", None),
        ] {
            assert_eq!(likeliest(header), expected, "{header}");
        }
    }

    #[test]
    fn the_official_address_weighs_more() {
        let weight = |header| weigh(header).first().map_or(0, |(_, weight)| *weight);
        assert!(weight("Email Dinas (@babelprov.go.id)") > weight("Email"));
        assert!(weight("Email") > weight("Email Address"));
        assert!(weight("Alamat Email") > weight("Email Pribadi"));
    }
}
