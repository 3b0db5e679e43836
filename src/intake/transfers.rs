//! The list of an SK by which many are transferred: who, from where to where. Its columns are read as
//! those of any table.

use sha2::{Digest, Sha256};

use super::fields::Field;
use super::head;
use super::header;
use super::mapping::MappingFile;
use super::plan::{Hints, Plan, Purpose};
use super::reader::{self, FormRow, Outcome, Rejected};
use super::source::{IntakeError, RawRow, Source};
use crate::domain::act::{FormRowId, Transfer, TransferRow};

/// What a list tells of a person; other fields of tables stand in no list of a transfer.
pub const OF_TRANSFER: [Field; 9] = [
    Field::Name,
    Field::Nip,
    Field::Nik,
    Field::Email,
    Field::AgencyOld,
    Field::PostOld,
    Field::Agency,
    Field::Unit,
    Field::Post,
];

/// Every row of a list, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TransferRows {
    pub rows: Vec<TransferRow>,
    pub left_out: Vec<Rejected>,
}

/// How a list is planned: by its own fields alone, on a mapping that was kept.
pub fn hints(domains: &[String], kept: Option<MappingFile>) -> Hints {
    let mut mapping = kept.unwrap_or_default();
    mapping.kind = None;
    let aside = Field::ALL.into_iter();
    for field in aside.filter(|field| !OF_TRANSFER.contains(field)) {
        mapping.columns.insert(field, String::new());
    }
    Hints {
        purpose: Purpose::Transfers,
        email_domains: domains.to_vec(),
        mapping: Some(mapping),
    }
}

/// Rows in which a header is looked for.
const HEAD: usize = 40;

/// Whether a table is likely a list of people who are transferred: its header speaks of a place before
/// or of a new one, and of no kind of request.
///
/// # Errors
/// What reading returns.
pub fn is_likely(source: &dyn Source) -> Result<bool, IntakeError> {
    let rows = source.rows()?.take(HEAD);
    let head = rows.collect::<Result<Vec<RawRow>, _>>()?;
    let headers = head::find(&head, HEAD, None).headers;
    let told: Vec<(Field, i32)> = headers
        .iter()
        .filter_map(|header| {
            let weights = header::weigh(header).into_iter();
            weights.max_by_key(|(_, weight)| *weight)
        })
        .collect();
    let speaks = |field| told.iter().any(|(told, _)| *told == field);
    let moves = |(field, weight): &(Field, i32)| match field {
        Field::AgencyOld | Field::PostOld => true,
        Field::Agency => *weight > header::AGENCY,
        _ => false,
    };
    let named = speaks(Field::Name) || speaks(Field::Nip) || speaks(Field::Nik);
    Ok(named && !speaks(Field::Kind) && told.iter().any(moves))
}

/// Reads the list of an SK with this number. The same row of the same SK is the same in any file.
///
/// # Errors
/// What reading returns.
pub fn read(
    source: &dyn Source,
    plan: &Plan,
    transfer: Transfer,
    sk: &str,
) -> Result<TransferRows, IntakeError> {
    let mut all = TransferRows::default();
    for row in source.rows()? {
        let row = row?;
        if !plan.is_data(&row) {
            continue;
        }
        match reader::read_row(plan, &row) {
            Outcome::Row(form) => all.rows.push(told(&form, transfer, sk)),
            Outcome::Rejected(rejected) => all.left_out.push(rejected),
        }
    }
    Ok(all)
}

fn told(form: &FormRow, transfer: Transfer, sk: &str) -> TransferRow {
    let identity = &form.name.identity;
    let mut row = TransferRow {
        row: FormRowId {
            row: form.row,
            fingerprint: [0; 32],
        },
        name: identity.name.clone(),
        nip: identity.nip(),
        nik: identity.nik(),
        email: identity.email.clone(),
        agency_old: form.agency_old.clone(),
        agency: identity.agency.clone(),
        post_old: form.post_old.clone(),
        post: identity.post.clone(),
        unit: identity.unit.clone(),
        meant: None,
    };
    row.row.fingerprint = fingerprint(&row, transfer, sk);
    row
}

/// The same person going to the same place by the same SK.
fn fingerprint(row: &TransferRow, transfer: Transfer, sk: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"loket.transfer.1");
    let nip = row.nip.map(|nip| nip.to_string()).unwrap_or_default();
    let nik = row.nik.map(String::from).unwrap_or_default();
    for text in [
        sk,
        transfer.as_str(),
        &row.name,
        &nip,
        &nik,
        &row.email,
        &row.agency,
        &row.post,
        &row.unit,
    ] {
        let words: Vec<String> = text.split_whitespace().map(str::to_lowercase).collect();
        hash.update(words.join(" "));
        hash.update([0]);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::intake::CsvFile;

    fn read_text(text: &str) -> Result<TransferRows, IntakeError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("mutasi.csv");
        std::fs::write(&path, text).unwrap();
        let source = CsvFile::open(&path).unwrap();
        let plan = Plan::propose(&source, &hints(&[], None))?;
        read(&source, &plan, Transfer::Inside, "821.2/40/BKPSDMD/2026")
    }

    fn fields(text: &str) -> Vec<(String, String)> {
        let read = read_text(text).unwrap();
        let row = read.rows[0].clone();
        let nip = row.nip.map(|nip| nip.to_string()).unwrap_or_default();
        [
            ("name", row.name),
            ("nip", nip),
            ("agency_old", row.agency_old),
            ("agency", row.agency),
            ("post_old", row.post_old),
            ("post", row.post),
            ("unit", row.unit),
        ]
        .into_iter()
        .map(|(key, value)| (key.to_owned(), value))
        .filter(|(_, value)| !value.is_empty())
        .collect()
    }

    #[test]
    fn header_words_of_offices_vary() {
        let told = |text: &str| {
            let fields = fields(text);
            let said = fields.iter().map(|(key, value)| format!("{key}={value}"));
            said.collect::<Vec<_>>().join("; ")
        };
        assert_eq!(
            told(
                "NO,NAMA,NIP,PERANGKAT DAERAH LAMA,PERANGKAT DAERAH BARU,JABATAN LAMA,JABATAN BARU,UNIT\n\
                 1,Siti Rahmawati,198704122010012015,Dinas Kesehatan,Dinas Pendidikan,Bidan,Analis,SMKN 1\n"
            ),
            "name=Siti Rahmawati; nip=198704122010012015; agency_old=Dinas Kesehatan; \
             agency=Dinas Pendidikan; post_old=Bidan; post=Analis; unit=SMKN 1"
        );
        assert_eq!(
            told("Nama Pegawai;OPD Asal;OPD Tujuan;Jabatan\nSiti;Dinkes;Disdik;Analis\n"),
            "name=Siti; agency_old=Dinkes; agency=Disdik; post=Analis"
        );
        assert_eq!(
            told("NIP\tUnit Kerja Lama\tUnit Kerja Baru\n198704122010012015\tDinkes\tDisdik\n"),
            "nip=198704122010012015; agency_old=Dinkes; agency=Disdik"
        );
    }

    #[test]
    fn a_list_names_people_and_where_they_go() {
        let nobody = read_text("Jabatan Baru,OPD Baru\nAnalis,Disdik\n").unwrap_err();
        assert!(
            matches!(nobody, IntakeError::NoColumn { field } if field == Field::Name),
            "{nobody:?}"
        );
        let nowhere = read_text("Nama,NIP\nSiti,198704122010012015\n").unwrap_err();
        assert!(
            matches!(nowhere, IntakeError::NoColumn { field } if field == Field::Agency),
            "{nowhere:?}"
        );
    }

    #[test]
    fn a_list_of_a_transfer_is_told_from_a_form() {
        for (header, likely) in [
            (
                "NO,NAMA,NIP,PERANGKAT DAERAH LAMA,PERANGKAT DAERAH BARU",
                true,
            ),
            ("Nama,NIP,OPD Tujuan", true),
            ("Nama,NIP,Jabatan Lama,Jabatan Baru,Perangkat Daerah", true),
            (
                "Nama,NIP,Perangkat Daerah,Jenis Permohonan,Jabatan Lama",
                false,
            ),
            ("Nama,NIP,Instansi Asal,Jabatan", false),
            ("Nama,NIP,Perangkat Daerah,Unit Kerja", false),
        ] {
            let folder = tempfile::tempdir().unwrap();
            let path = folder.path().join("mutasi.csv");
            std::fs::write(&path, format!("{header}\nSiti,198704122010012015,a,b,c\n")).unwrap();
            let source = CsvFile::open(&path).unwrap();
            assert_eq!(is_likely(&source).unwrap(), likely, "{header}");
        }
    }

    #[test]
    fn the_same_row_is_the_same_in_any_file_of_its_sk() {
        let one = read_text("Nama,NIP,OPD Baru\nSiti,198704122010012015,Disdik\n").unwrap();
        let other = read_text("OPD Tujuan;NIP;Nama\n Disdik ;198704122010012015;SITI\n").unwrap();
        let of = |rows: &TransferRows| rows.rows[0].row.fingerprint;
        assert_eq!(of(&one), of(&other));
        let mut row = one.rows[0].clone();
        row.agency = "Dinsos".to_owned();
        let elsewhere = fingerprint(&row, Transfer::Inside, "821.2/40/BKPSDMD/2026");
        let by_another = fingerprint(&one.rows[0], Transfer::Inside, "821.2/41/BKPSDMD/2026");
        assert!(elsewhere != of(&one) && by_another != of(&one));
    }
}
