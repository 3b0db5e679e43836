//! Rows of the portal's table of users, pasted under their header.

use super::{Meaning, Notice, day, email, nik, nip, serial};
use crate::domain::identity::mask_niks;
use crate::domain::portal_account::{AccountWord, CertificateWord};
use crate::domain::time::Day;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Column {
    Name,
    Email,
    Nip,
    Nik,
    Account,
    Certificate,
    Serial,
    Begins,
    Ends,
    Revoked,
    Reason,
}

/// Headers of the columns, in any case.
const HEADERS: [(Column, &[&str]); 11] = [
    (Column::Name, &["nama", "nama lengkap", "name"]),
    (
        Column::Email,
        &[
            "email",
            "e-mail",
            "alamat email",
            "emailaddress",
            "surel",
            "username",
        ],
    ),
    (Column::Nip, &["nip"]),
    (Column::Nik, &["nik"]),
    (
        Column::Account,
        &[
            "status pengguna",
            "status akun",
            "account status",
            "status user",
        ],
    ),
    (
        Column::Certificate,
        &["status sertifikat", "certificate status"],
    ),
    (
        Column::Serial,
        &[
            "nomor seri",
            "no. seri",
            "serial number",
            "serialnumber",
            "serial",
        ],
    ),
    (
        Column::Begins,
        &[
            "tanggal terbit",
            "berlaku mulai",
            "notbeforedate",
            "tgl pembuatan",
        ],
    ),
    (
        Column::Ends,
        &[
            "tanggal berakhir",
            "berlaku sampai",
            "notafterdate",
            "tgl kadaluarsa",
        ],
    ),
    (
        Column::Revoked,
        &["tanggal pencabutan", "tgl pencabutan", "tanggal dicabut"],
    ),
    (
        Column::Reason,
        &["alasan", "alasan penolakan", "keterangan"],
    ),
];

/// Signs between cells, in the order in which they are tried.
const SIGNS: [char; 4] = ['\t', ';', '|', ','];

/// The rows of a table; `None` where the text is none: its header has to name somebody and a status.
pub fn read(text: &str, today: Day) -> Option<Vec<Notice>> {
    let text = text.trim_start_matches('\u{feff}');
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let header = lines.next()?;
    let (sign, columns) = SIGNS.iter().find_map(|sign| {
        let columns: Vec<Option<Column>> = cells(header, *sign)
            .iter()
            .map(|cell| column(cell))
            .collect();
        let has = |wanted| columns.contains(&Some(wanted));
        let somebody = has(Column::Name) || has(Column::Email) || has(Column::Nik);
        let status = has(Column::Account) || has(Column::Certificate);
        (somebody && status).then_some((*sign, columns))
    })?;
    Some(
        lines
            .map(|line| row(&cells(line, sign), &columns, today))
            .collect(),
    )
}

fn column(cell: &str) -> Option<Column> {
    let cell = cell.to_lowercase();
    let known = HEADERS
        .iter()
        .find(|(_, words)| words.contains(&cell.as_str()));
    known.map(|(column, _)| *column)
}

/// The cells of a line; quotation marks keep a sign within a cell.
fn cells(line: &str, sign: char) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            letter if letter == sign && !quoted => cells.push(String::new()),
            letter => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(letter);
                }
            }
        }
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

fn row(cells: &[String], columns: &[Option<Column>], today: Day) -> Notice {
    let of = |wanted: Column| {
        let at = columns.iter().position(|column| *column == Some(wanted));
        let cell = at.and_then(|at| cells.get(at)).map(String::as_str);
        cell.filter(|cell| *cell != "-").unwrap_or_default()
    };
    let (account, certificate) = (of(Column::Account), of(Column::Certificate));
    let said: Vec<&str> = [of(Column::Name), account, certificate]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect();
    let meaning = meaning(account, certificate);
    let date = match meaning {
        Some(Meaning::Revoked) => day(of(Column::Revoked), today),
        _ => None,
    };
    let fields = [
        ("serial", of(Column::Serial)),
        ("certificate_name", of(Column::Name)),
        ("email", of(Column::Email)),
        ("not_before", of(Column::Begins)),
        ("not_after", of(Column::Ends)),
    ];
    let filled = fields.into_iter().filter(|(_, value)| !value.is_empty());
    Notice {
        said: mask_niks(&said.join(" · ")).into_owned(),
        meaning,
        name: of(Column::Name).to_owned(),
        email: email(of(Column::Email)).unwrap_or_default(),
        nip: nip(of(Column::Nip)),
        nik: nik(of(Column::Nik)),
        serial: serial(of(Column::Serial)),
        date,
        reason: of(Column::Reason).to_owned(),
        certificate: filled.map(|(key, value)| (key, value.to_owned())).collect(),
    }
}

/// What the two words of the portal mean together. A word that is not known means nothing.
fn meaning(account: &str, certificate: &str) -> Option<Meaning> {
    let (told, held) = (
        AccountWord::read(account),
        CertificateWord::read(certificate),
    );
    if (told.is_none() && !account.is_empty()) || (held.is_none() && !certificate.is_empty()) {
        return None;
    }
    match (told, held) {
        // Of an account that is refused, the certificate's word says no more.
        (
            Some(AccountWord::Denied),
            None | Some(CertificateWord::Denied | CertificateWord::New),
        ) => Some(Meaning::CheckFailed),
        (Some(AccountWord::Verified), None | Some(CertificateWord::New)) => {
            Some(Meaning::CheckPassed)
        }
        (Some(AccountWord::Verified) | None, Some(CertificateWord::Issued)) => {
            Some(Meaning::Issued)
        }
        (Some(AccountWord::Verified) | None, Some(CertificateWord::Revoked)) => {
            Some(Meaning::Revoked)
        }
        (Some(AccountWord::Verified) | None, Some(CertificateWord::Denied)) => {
            Some(Meaning::Rejected)
        }
        // Renewed or ended is a state, not an answer; a change waits to be approved.
        _ => None,
    }
}
