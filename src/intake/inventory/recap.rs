//! The recap of BSrE's portal: a list of its users, with their certificates as far as it tells them.
//! Holders and dates are read as those of a list of certificates; how the portal heads the columns
//! that it has beside them is the policy's.

use sha2::{Digest, Sha256};

use super::row::{Reading, judged};
use super::{HeldField, HeldMapping, HeldPlan, LeftOut, left_out};
use crate::domain::act::{FormRowId, RecapRow};
use crate::domain::identity::{Nik, Nip, Serial};
use crate::domain::policy::RecapHeaders;
use crate::domain::portal_account::PortalAccount;
use crate::domain::time::Instant;
use crate::domain::written::DateOrder;
use crate::intake::defect::HeldDefect;
use crate::intake::fields::Field;
use crate::intake::header::fold;
use crate::intake::plan::Purpose;
use crate::intake::reader::{self, FormRow, Outcome};
use crate::intake::source::{IntakeError, RawRow, Source};

/// How a recap will be read.
#[derive(Clone, Debug)]
pub struct RecapPlan {
    held: HeldPlan,
    account: usize,
    signatures: Option<usize>,
}

/// Every row of a recap, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecapRows {
    pub rows: Vec<RecapRow>,
    pub left_out: Vec<LeftOut>,
}

/// The first column with one of these headers.
fn column(headers: &[String], named: &[String]) -> Option<usize> {
    let named: Vec<String> = named.iter().map(|header| fold(header)).collect();
    headers
        .iter()
        .position(|header| named.contains(&fold(header)))
}

impl RecapPlan {
    /// Looks at a list: its header, and all of it for dates.
    ///
    /// # Errors
    /// What [`HeldPlan::propose`] says; [`IntakeError::NoAccount`] names the headers of which one
    /// must stand in a recap.
    pub fn propose(source: &dyn Source, words: &RecapHeaders) -> Result<RecapPlan, IntakeError> {
        let first = HeldPlan::of(source, &HeldMapping::default(), Purpose::Users)?;
        let headers = first.plan.headers.clone();
        let account = column(&headers, &words.account);
        let account = account.ok_or_else(|| IntakeError::NoAccount {
            headers: words.account.join(" / "),
        })?;
        let signatures = column(&headers, &words.signatures);
        let mut kept = first.to_file();
        // What the portal counts and calls its own is no number of a person, and no date.
        let own = [Some(account), signatures].into_iter().flatten();
        let own: Vec<String> = own.map(|at| format!("#{}", at + 1)).collect();
        kept.columns.retain(|_, named| !own.contains(named));
        if let Some(at) = column(&headers, &words.certificate) {
            let status = HeldField::Status.as_str().to_owned();
            kept.columns.insert(status, format!("#{}", at + 1));
        }
        for field in super::HOLDER.map(Field::as_str) {
            kept.columns.entry(field.to_owned()).or_default();
        }
        Ok(RecapPlan {
            held: HeldPlan::of(source, &kept, Purpose::Users)?,
            account,
            signatures,
        })
    }

    /// Days that read both ways: then the order must be told before rows are read.
    pub fn open(&self) -> &[String] {
        &self.held.open
    }

    /// Answers which of two numbers is the day.
    pub fn answer(&mut self, order: DateOrder) {
        self.held.answer(order);
    }

    /// The header of each column that is taken, with the key of what it tells.
    pub fn taken(&self) -> Vec<(String, Option<&'static str>)> {
        let headers = &self.held.plan.headers;
        let taken = self.held.taken().into_iter();
        let named = taken.map(|(at, key)| {
            let header = headers.get(at).cloned().unwrap_or_default();
            let own = match at {
                at if at == self.account => Some("account"),
                at if Some(at) == self.signatures => Some("signatures"),
                _ => key,
            };
            (header, own)
        });
        named.collect()
    }

    /// Reads every row.
    ///
    /// # Errors
    /// What reading returns; [`IntakeError::Unanswered`] while the order of dates is open.
    pub fn read(&self, source: &dyn Source) -> Result<RecapRows, IntakeError> {
        if !self.held.open.is_empty() {
            return Err(IntakeError::Unanswered { fields: Vec::new() });
        }
        let mut all = RecapRows::default();
        for row in source.rows()? {
            let row = row?;
            if !self.held.plan.is_data(&row) {
                continue;
            }
            match self.row(&row) {
                Ok(row) => all.rows.push(row),
                Err(row) => all.left_out.push(row),
            }
        }
        Ok(all)
    }

    fn row(&self, raw: &RawRow) -> Result<RecapRow, LeftOut> {
        let form = match reader::read_row(&self.held.plan, raw) {
            Outcome::Row(form) => *form,
            Outcome::Rejected(rejected) => return Err(left_out(rejected)),
        };
        let mut reading = Reading {
            plan: &self.held,
            raw,
            reasons: Vec::new(),
        };
        let row = self.told(&mut reading, &form);
        match reading.reasons.is_empty() {
            true => Ok(row),
            false => Err(LeftOut {
                row: raw.row,
                name: form.name.identity.name,
                reasons: reading.reasons,
                cells: raw.cells.iter().map(|cell| cell.text.clone()).collect(),
            }),
        }
    }

    fn told(&self, reading: &mut Reading, form: &FormRow) -> RecapRow {
        let identity = &form.name.identity;
        let raw = reading.raw;
        let text = |at: usize| {
            let cell = raw.cell(at);
            cell.map_or_else(String::new, |cell| cell.text.trim().to_owned())
        };
        let found = judged(form);
        let nip = (Field::Nip, &identity.nip[..]);
        let nip = reading.number(nip, &found, |text| Nip::parse(text).ok());
        let nik = (Field::Nik, &identity.nik[..]);
        let nik = reading.number(nik, &found, |text| Nik::parse(text).ok());
        // The portal shows serials in hexadecimal.
        let serial = reading.serial().map(|given| given.serial);
        let begins = reading.moment(HeldField::NotBefore);
        let ends = reading.moment(HeldField::NotAfter);
        let revoked = reading.moment(HeldField::Revoked);
        let signatures = self.signatures.map(text).unwrap_or_default();
        let mut row = RecapRow {
            row: FormRowId {
                row: raw.row,
                fingerprint: [0; 32],
            },
            name: identity.name.clone(),
            agency: identity.agency.clone(),
            email: identity.email.clone(),
            nip,
            nik,
            serial,
            begins: begins.map(|(moment, _)| Instant::from_wib(moment)),
            ends: ends.map(|(moment, timed)| match timed {
                true => Instant::from_wib(moment),
                false => Instant::from_wib(moment).end_of_bare_day(),
            }),
            revoked: revoked.map(|(moment, _)| moment.date()),
            account: PortalAccount {
                account: text(self.account),
                certificate: reading.text(HeldField::Status),
                signatures: count(&signatures),
            },
            meant: None,
        };
        if !signatures.is_empty() && row.account.signatures.is_none() {
            reading.wrong(HeldDefect::NumberUnread);
        }
        row.row.fingerprint = fingerprint(&row);
        row
    }
}

/// A whole number, however its thousands are parted: `1842`, `1.842`, `1,842`.
fn count(text: &str) -> Option<u32> {
    let mut parts = text.split(['.', ',', ' ']);
    let first = parts.next()?;
    let rest: Vec<&str> = parts.collect();
    let grouped = rest.iter().all(|part| part.len() == 3);
    let plain = rest.is_empty() || grouped && (1..=3).contains(&first.len());
    plain.then(|| [first, &rest.concat()].concat().parse().ok())?
}

/// The same certificate of the same user is the same in any recap.
fn fingerprint(row: &RecapRow) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"loket.recap.1");
    for text in [&row.name, &row.email] {
        hash.update(text.trim().to_lowercase());
        hash.update([0]);
    }
    hash.update(row.serial.as_ref().map(Serial::octets).unwrap_or_default());
    for moment in [row.begins, row.ends].into_iter().flatten() {
        hash.update(moment.0.to_be_bytes());
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::intake::CsvFile;

    fn read(text: &str) -> Result<RecapRows, IntakeError> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rekap.csv");
        std::fs::write(&path, text).unwrap();
        let source = CsvFile::open(&path).unwrap();
        let words = crate::policy_file::babel().portal.recap;
        let mut plan = RecapPlan::propose(&source, &words)?;
        plan.answer(DateOrder::DayFirst);
        plan.read(&source)
    }

    #[test]
    fn the_portals_own_recap_is_read_as_given() {
        let text = "Nama,Instansi,Status Pengguna,Status Sertifikat,Jumlah TTE\n\
            Ratih Maharani,Pemerintah Provinsi Contoh,VERIFIED,ISSUE,1842\n\
            Siti Nur'aini,Pemerintah Provinsi Contoh,NEW,,0\n\
            Yusuf Alamsyah,Pemerintah Provinsi Contoh,DENIED,DENIED,\"1.206\"\n";
        let read = read(text).unwrap();
        assert_eq!(read.left_out, []);
        let told: Vec<_> = read
            .rows
            .iter()
            .map(|row| {
                let account = &row.account;
                let words = (account.account.as_str(), account.certificate.as_str());
                (row.name.as_str(), words, account.signatures)
            })
            .collect();
        assert_eq!(
            told,
            [
                ("Ratih Maharani", ("VERIFIED", "ISSUE"), Some(1842)),
                ("Siti Nur'aini", ("NEW", ""), Some(0)),
                ("Yusuf Alamsyah", ("DENIED", "DENIED"), Some(1206)),
            ]
        );
        assert_eq!(read.rows[0].agency, "Pemerintah Provinsi Contoh");
        assert!(read.rows[0].begins.is_none() && read.rows[0].email.is_empty());
    }

    #[test]
    fn a_tracking_sheet_tells_numbers_and_days_in_many_forms() {
        let text = "No,Nama,NIK,NIP,Status Pengguna,Status Sertifikat,Tanggal terbit,Tanggal berakhir\n\
            1,Ratih Maharani,1971015208900001,199008122015032001,Verified,Issued,12-Agu-2025,12-Agu-2027\n\
            2,Bagus Wirasena,1901020304850002,198504032010011002,Verified,Expired,2024-03-04,04-03-2026\n\
            3,Siti Nur'aini,1903054107950003,,Verified,New,,\n\
            4,Dewi Anjarsari,1905034606880005,,Verified,Revoke,6 Juni 2025,6 Juni 2027\n";
        let read = read(text).unwrap();
        assert_eq!(read.left_out, []);
        let days: Vec<_> = read
            .rows
            .iter()
            .map(|row| row.ends.map(|ends| ends.day().to_string()))
            .collect();
        let days: Vec<_> = days.iter().map(Option::as_deref).collect();
        assert_eq!(
            days,
            [
                Some("2027-08-12"),
                Some("2026-03-04"),
                None,
                Some("2027-06-06")
            ]
        );
        assert!(read.rows[0].nip.is_some() && read.rows[2].nip.is_none());
    }

    #[test]
    fn a_list_without_the_state_of_accounts_is_no_recap() {
        let text = "Nama,NIP,Nomor Seri\nRatih Maharani,199008122015032001,3F00A1\n";
        let refused = read(text).unwrap_err();
        assert!(
            matches!(&refused, IntakeError::NoAccount { headers } if headers.contains("Status Pengguna")),
            "{refused:?}"
        );
    }

    #[test]
    fn thousands_are_parted_as_people_part_them() {
        for (text, number) in [
            ("1842", Some(1842)),
            ("1.842", Some(1842)),
            ("12,345,678", Some(12_345_678)),
            ("0", Some(0)),
            ("1.84", None),
            ("-", None),
            ("1842.0000", None),
        ] {
            assert_eq!(count(text), number, "{text}");
        }
    }
}
