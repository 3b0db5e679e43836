//! The rules by which a header's words speak for a field: data, to add to.

use crate::intake::fields::Field;

/// One rule: any of the phrases, none of the others; phrases are whole words of the folded header,
/// parted by `|`.
pub(super) struct Rule {
    pub(super) field: Field,
    /// 20 (a guess) to 80 (nothing else it could be).
    pub(super) weight: i32,
    any: &'static str,
    none: &'static str,
}

impl Rule {
    /// True where the rule speaks for a header, folded and with a space at both ends.
    pub(super) fn speaks_for(&self, padded: &str) -> bool {
        holds_any(padded, self.any) && !holds_any(padded, self.none)
    }
}

/// True where one of the phrases stands in the padded header.
pub(super) fn holds_any(padded: &str, phrases: &str) -> bool {
    let mut phrases = phrases.split('|').filter(|phrase| !phrase.is_empty());
    phrases.any(|phrase| {
        padded.match_indices(phrase).any(|(at, _)| {
            let before = padded[..at].ends_with(' ');
            before && padded[at + phrase.len()..].starts_with(' ')
        })
    })
}

const fn rule(field: Field, weight: i32, any: &'static str, none: &'static str) -> Rule {
    Rule {
        field,
        weight,
        any,
        none,
    }
}

/// Words of a question that wants a file.
pub(super) const UPLOAD: &str = "unggah|upload|lampiran|lampirkan|scan|pindaian|fotokopi|foto kopi|berkas|file|\
    dokumen|link|tautan";
/// Words of a header about someone or something else than the holder.
const OTHERS: &str = "atasan|pimpinan|kepala|pic|narahubung|operator|verifikator|ibu|unggah|upload|\
    scan|file|foto|fotokopi|berkas";
/// Words that make any column about someone else.
pub(super) const ABOUT_OTHERS: &str = "atasan|pimpinan|pic|narahubung|operator|verifikator|\
    penandatangan|nama ibu|ibu kandung|admin";
/// Words of a picture of the holder.
pub(super) const SELFIE: &str = "selfie|selfi|swafoto|swa foto|foto diri";

/// Every rule. Of several for one field the heaviest counts.
pub(super) const RULES: &[Rule] = &[
    rule(
        Field::Received,
        60,
        "timestamp|stempel waktu|cap waktu|waktu pengisian|waktu kirim|tanggal masuk|\
         tgl masuk|tanggal diterima|tgl diterima|diterima|received|submitted|\
         completion time|tanggal pengajuan|tgl pengajuan|tanggal pengisian",
        "nomor|surat",
    ),
    rule(
        Field::Kind,
        70,
        "jenis permohonan|jenis layanan|jenis pengajuan|jenis permintaan|\
         kategori permohonan|kategori layanan|tujuan permohonan|pilihan layanan|\
         layanan yang diminta|request type|kind",
        "unggah|upload",
    ),
    rule(
        Field::Kind,
        40,
        "jenis|layanan|keperluan|permohonan untuk|jenis sertifikat",
        "kelamin|surat|nomor|no|jabatan|pegawai|kepegawaian|asn|unggah|upload|unit",
    ),
    rule(
        Field::Name,
        70,
        "nama lengkap|nama pemohon|nama pegawai|nama pemilik|nama asn|full name|name",
        OTHERS,
    ),
    rule(
        Field::Name,
        50,
        "nama",
        "instansi|opd|skpd|perangkat|unit|jabatan|kerja|surat|dinas|kantor|satuan|\
         atasan|pimpinan|kepala|pic|narahubung|operator|ibu|file|pengguna|unggah|upload",
    ),
    rule(
        Field::Nip,
        70,
        "nip|nomor induk pegawai|nipppk|ni pppk|nip nipppk",
        OTHERS,
    ),
    rule(
        Field::Nip,
        25,
        "nomor induk|no induk",
        "kependudukan|unggah|upload",
    ),
    rule(
        Field::NikOld,
        80,
        "nik lama|nik sebelumnya|nik sebelum|old nik|nik old",
        "",
    ),
    rule(
        Field::Nik,
        70,
        "nik|nomor induk kependudukan|no induk kependudukan|no ktp|nomor ktp|\
         nomor identitas|no identitas",
        "lama|sebelumnya|sebelum|old|unggah|upload|scan|foto|fotokopi|atasan|pic|\
         permohonan",
    ),
    rule(
        Field::Nik,
        20,
        "nomor induk|no induk",
        "pegawai|unggah|upload",
    ),
    rule(
        Field::BirthPlace,
        70,
        "tempat lahir|kota lahir|place of birth|birth place",
        "tanggal|tgl",
    ),
    rule(
        Field::BirthDate,
        75,
        "tanggal lahir|tgl lahir|tempat tanggal lahir|tempat tgl lahir|ttl|birth date|\
         date of birth|birthdate|dob",
        "",
    ),
    rule(Field::BirthDate, 25, "lahir", "tempat|kota|akta"),
    rule(
        Field::Post,
        65,
        "jabatan|posisi|post|position|job title",
        "sk|unggah|upload|eselon|kode|atasan|lama|sebelumnya|semula",
    ),
    rule(
        Field::Post,
        80,
        "jabatan baru|jabatan tujuan|new post",
        "sk",
    ),
    rule(
        Field::PostOld,
        80,
        "jabatan lama|jabatan sebelumnya|jabatan semula|old post",
        "sk",
    ),
    rule(Field::PostOld, 60, "jabatan asal", "sk"),
    rule(
        Field::Rank,
        70,
        "pangkat|golongan|gol|golru|gol ruang|golongan ruang|rank",
        "darah|sk|unggah|upload|tmt",
    ),
    rule(
        Field::Eselon,
        75,
        "eselon|esselon|eselonering|echelon",
        "unggah",
    ),
    rule(
        Field::Agency,
        75,
        "perangkat daerah|opd|skpd|instansi|asal instansi|agency|nama instansi",
        "email|e mail|surel|alamat|telepon|nomor|unggah|upload|surat|lama|sebelumnya|semula",
    ),
    rule(
        Field::Agency,
        80,
        "perangkat daerah baru|perangkat daerah tujuan|opd baru|opd tujuan|skpd baru|\
         skpd tujuan|instansi baru|instansi tujuan|new agency",
        "unit",
    ),
    rule(
        Field::Agency,
        78,
        "unit kerja baru|unit kerja tujuan|satuan kerja baru|satuan kerja tujuan",
        "",
    ),
    rule(
        Field::AgencyOld,
        82,
        "perangkat daerah lama|perangkat daerah sebelumnya|perangkat daerah semula|opd lama|\
         opd sebelumnya|opd semula|skpd lama|skpd sebelumnya|instansi lama|\
         instansi sebelumnya|instansi semula|unit kerja lama|unit kerja sebelumnya|\
         unit kerja semula|satuan kerja lama|old agency",
        "",
    ),
    rule(
        Field::AgencyOld,
        60,
        "perangkat daerah asal|opd asal|skpd asal|instansi asal|asal instansi|\
         unit kerja asal|satuan kerja asal",
        "",
    ),
    rule(
        Field::Agency,
        55,
        "unit kerja|satuan kerja|satker|unit organisasi|unor|organisasi",
        "email|surel|alamat|telepon|nomor|unggah|upload|lama|sebelumnya|semula",
    ),
    rule(
        Field::Unit,
        75,
        "uptd|upt|cabang dinas|nama sekolah|sekolah|satuan pendidikan|puskesmas|nama unit|\
         sub unit|subunit|unit",
        "email|surel|alamat|telepon|nomor|unggah|upload|kerja|organisasi|lama|sebelumnya|\
         semula|asal",
    ),
    rule(
        Field::Unit,
        50,
        "unit kerja|unit organisasi|unor|satuan kerja|satker",
        "email|surel|alamat|telepon|nomor|unggah|upload|lama|sebelumnya|semula|asal",
    ),
    rule(
        Field::Agency,
        30,
        "dinas|kantor|badan",
        "email|e mail|mail|surel|alamat|telepon|telp|nomor|no|surat|unggah|upload|\
         kepala|tanggal|nota|hp",
    ),
    rule(
        Field::Phone,
        70,
        "hp|nomor hp|no hp|handphone|whatsapp|wa|ponsel|seluler|phone|mobile|\
         no telepon|nomor telepon|telepon|telp|telpon",
        "kantor|atasan|pic|pimpinan",
    ),
    rule(Field::Phone, 30, "kontak|telepon kantor", "pic"),
    rule(
        Field::Email,
        80,
        "email dinas|email resmi|email kedinasan|email instansi|email kantor|\
         email pemerintah|e mail dinas|e mail resmi|e mail kedinasan|surel dinas|\
         surel resmi|surel kedinasan|alamat email dinas|official email|go id",
        "pribadi|personal|bukan",
    ),
    rule(
        Field::Email,
        60,
        "email|e mail|mail|surel|surat elektronik",
        "pribadi|personal|address|atasan|pic",
    ),
    rule(
        Field::Email,
        35,
        "email address|alamat email|alamat surel|e mail address",
        "",
    ),
    rule(
        Field::Email,
        22,
        "email pribadi|personal email|surel pribadi|username|nama pengguna",
        "",
    ),
    rule(
        Field::LetterNumber,
        80,
        "nomor surat|no surat|letter number|nomor naskah|nomor surat permohonan|\
         nomor nota dinas|no nota dinas|nomor dan tanggal surat",
        "unggah|upload|sk",
    ),
    rule(
        Field::LetterDate,
        80,
        "tanggal surat|tgl surat|letter date|tanggal naskah|tanggal nota dinas|\
         tgl nota dinas",
        "unggah|upload|nomor|no",
    ),
    rule(
        Field::LetterDate,
        40,
        "tanggal permohonan|tgl permohonan",
        "nomor|no",
    ),
    rule(
        Field::SelfieKtp,
        78,
        "rekam ktp|keterangan rekam|selfie ktp|selfie dengan ktp|selfi ktp|swafoto ktp|\
         swafoto dengan ktp|foto dengan ktp|foto bersama ktp|memegang ktp|pegang ktp",
        "nomor",
    ),
    rule(Field::Selfie, 60, SELFIE, "ktp|nomor"),
    rule(
        Field::Selfie,
        60,
        "foto wajah|pas foto|pasfoto|foto terbaru|foto close up",
        "ktp",
    ),
    rule(
        Field::Ktp,
        70,
        "unggah ktp|upload ktp|foto ktp|scan ktp|fotokopi ktp|foto kopi ktp|fc ktp|\
         file ktp|lampiran ktp|berkas ktp|pindaian ktp|kartu tanda penduduk",
        "selfie|selfi|swafoto|nomor|no|dengan ktp|rekam|sesuai",
    ),
    rule(
        Field::Ktp,
        40,
        "ktp|e ktp|ektp",
        "selfie|selfi|swafoto|nomor|no|nik|nama|sesuai|alamat|rekam|dengan|lahir",
    ),
    rule(
        Field::Cause,
        75,
        "sk pemberhentian|sk pensiun|sk mutasi|akta kematian|surat kematian|\
         dokumen pencabutan|bukti pencabutan|dasar pencabutan|laporan penyalahgunaan",
        "nomor|tanggal",
    ),
    rule(
        Field::Sk,
        65,
        "sk terakhir|sk pangkat|sk jabatan|sk cpns|sk pns|unggah sk|upload sk|\
         surat keputusan|scan sk|fotokopi sk",
        "nomor|no|tanggal|tgl|pemberhentian|pensiun|mutasi",
    ),
    rule(
        Field::Sk,
        45,
        "sk",
        "nomor|no|tanggal|tgl|pemberhentian|pensiun|mutasi|tmt",
    ),
    rule(
        Field::Form,
        65,
        "formulir|form bsre|formulir bsre|formulir permohonan|form pendaftaran|form",
        "nomor|no|tanggal",
    ),
    rule(
        Field::Letter,
        60,
        "surat permohonan|surat pengantar|surat rekomendasi|surat usulan|\
         surat pengajuan|nota dinas",
        "nomor|no|tanggal|tgl|perihal|hal",
    ),
    rule(
        Field::Letter,
        35,
        "surat",
        "nomor|no|tanggal|tgl|perihal|hal|keterangan|keputusan|elektronik|asal|isi",
    ),
    rule(
        Field::Note,
        55,
        "keterangan|catatan|note|notes|remarks|keterangan tambahan|komentar",
        "rekam|surat|unggah|upload",
    ),
    rule(Field::Note, 35, "alasan|pesan|uraian", "unggah|upload"),
    rule(
        Field::Category,
        70,
        "kategori pegawai|jenis pegawai|jenis asn|status kepegawaian|jenis kepegawaian|\
         status asn|kategori",
        "permohonan|layanan",
    ),
    rule(
        Field::Status,
        60,
        "status|status pegawai|keadaan",
        "perkawinan|kawin|nikah|permohonan",
    ),
];
