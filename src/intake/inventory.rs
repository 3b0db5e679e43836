//! The certificates that an office has already: a list from BSrE's portal or a spreadsheet. Holders
//! are read as any table's; beside them the columns of a certificate.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

use super::fields::Field;
use super::header::fold;
use super::mapping::MappingFile;
use super::order::{OrderTally, Verdict};
use super::plan::{Hints, Plan, Purpose};
use super::reader::{self, FormRow, Outcome, Rejected, RowDefect};
use super::source::{Cell, Content, IntakeError, RawRow, Source};
use crate::domain::act::{FormRowId, Mended, RevocationForm, TakenIn};
use crate::domain::certificate::{CertificateForm, CertificateSource, IssuingBody};
use crate::domain::identity::{Nik, Nip, Serial};
use crate::domain::keyed::keyed;
use crate::domain::person::PersonDetails;
use crate::domain::policy::Cause;
use crate::domain::time::Instant;
use crate::domain::written::{self, DateOrder, WrittenCell};

/// Most days that are shown with the question of their order.
const EXAMPLES: usize = 3;

keyed! {
    /// What a column tells of a certificate.
    pub enum HeldField {
        Serial = "serial",
        NotBefore = "not_before",
        NotAfter = "not_after",
        /// The portal's word: ISSUE, EXPIRED, REVOKE, …
        Status = "status",
        /// The day of its revocation.
        Revoked = "revoked",
        /// Why it was revoked.
        Cause = "cause",
        Issuer = "issuer",
        Key = "key",
    }
}

impl HeldField {
    fn is_date(self) -> bool {
        matches!(
            self,
            HeldField::NotBefore | HeldField::NotAfter | HeldField::Revoked
        )
    }
}

keyed! {
    /// Why a row is no certificate that could be taken in.
    pub enum HeldDefect {
        /// A beginning or an end is missing: none is made up.
        SpanMissing = "span-missing",
        DatesUnread = "dates-unread",
        SerialUnread = "serial-unread",
        /// A NIP or NIK is written that is none.
        NumberUnread = "number-unread",
        /// The status is that of no certificate that was issued, or stands still.
        NotIssued = "not-issued",
        /// It was revoked, and no day is told.
        RevocationUndated = "revocation-undated",
        /// Called expired, and its end has not come.
        NotExpired = "not-expired",
    }
}

/// Why a row is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// Of the holder.
    Row(RowDefect),
    /// Of the certificate.
    Held(HeldDefect),
}

impl Why {
    /// The code in `--json`, and by which `text` finds the sentence.
    pub fn as_str(self) -> &'static str {
        match self {
            Why::Row(defect) => defect.as_str(),
            Why::Held(defect) => defect.as_str(),
        }
    }
}

/// A row that could be a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldRow {
    pub taken: TakenIn,
    /// Fields that were mended on the way in.
    pub mended: Vec<Mended>,
    /// The row as it stood, for the file of rejected rows.
    pub cells: Vec<String>,
}

/// A row that is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// As the spreadsheet counts.
    pub row: u32,
    pub name: String,
    pub reasons: Vec<Why>,
    /// The row as it stood.
    pub cells: Vec<String>,
}

/// Every row of a list, read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HeldRows {
    pub rows: Vec<HeldRow>,
    pub left_out: Vec<LeftOut>,
}

/// A mapping as kept in a file: columns by header, or `#4` for the fourth.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct HeldMapping {
    /// Order of day and month in all columns of dates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dates: Option<DateOrder>,
    /// Field to header; an empty text leaves the field unmapped.
    pub columns: BTreeMap<String, String>,
}

impl HeldMapping {
    /// Reads a kept mapping.
    ///
    /// # Errors
    /// [`IntakeError::MappingSyntax`] for what is no TOML, or a field that a list does not have.
    pub fn parse(text: &str) -> Result<HeldMapping, IntakeError> {
        let fault = |message: String| IntakeError::MappingSyntax { message };
        let file: HeldMapping =
            toml::from_str(text).map_err(|error| fault(error.message().to_owned()))?;
        let known = |key: &&String| {
            HeldField::from_key(key).is_some()
                || Field::from_key(key).is_some_and(|field| HOLDER.contains(&field))
        };
        match file.columns.keys().find(|key| !known(key)) {
            Some(key) => Err(fault(key.clone())),
            None => Ok(file),
        }
    }

    /// As TOML, to keep.
    ///
    /// # Errors
    /// [`IntakeError::MappingSyntax`] where a text does not fit TOML.
    pub fn to_toml(&self) -> Result<String, IntakeError> {
        toml::to_string(self).map_err(|error| IntakeError::MappingSyntax {
            message: error.to_string(),
        })
    }
}

/// What a list tells of a holder; other fields of tables stand in no list of certificates.
pub const HOLDER: [Field; 7] = [
    Field::Name,
    Field::Nip,
    Field::Nik,
    Field::Agency,
    Field::Email,
    Field::Post,
    Field::Phone,
];

/// How a list will be read.
#[derive(Clone, Debug)]
pub struct HeldPlan {
    /// Header row, headers and the columns of holders.
    pub plan: Plan,
    columns: BTreeMap<HeldField, usize>,
    /// Fields that stay unmapped whatever the headers say.
    unset: Vec<String>,
    order: DateOrder,
    /// Days that read both ways: then the order must be told before rows are read.
    pub open: Vec<String>,
}

impl HeldPlan {
    /// Looks at a list: the head for header and columns, all of it for dates.
    ///
    /// # Errors
    /// What reading returns, and what [`Plan::propose`] says of the holders' columns;
    /// [`IntakeError::MappingSyntax`] names a column that the list does not have.
    pub fn propose(source: &dyn Source, kept: &HeldMapping) -> Result<HeldPlan, IntakeError> {
        let mut file = MappingFile::default();
        for &field in Field::ALL {
            let named = kept.columns.get(field.key());
            match named {
                Some(named) if HOLDER.contains(&field) => {
                    file.columns.insert(field, named.clone());
                }
                _ if HOLDER.contains(&field) => {}
                _ => {
                    file.columns.insert(field, String::new());
                }
            }
        }
        let hints = Hints {
            purpose: Purpose::Personnel,
            email_domains: Vec::new(),
            mapping: Some(file),
        };
        let mut plan = Plan::propose(source, &hints)?;
        let columns = columns(&plan.headers, kept)?;
        for &column in columns.values() {
            // A long serial in digits looks like a NIK.
            if let Some(field) = plan.mapping.field_of(column) {
                plan.mapping.set(field, None);
            }
        }
        let mut held = HeldPlan {
            plan,
            columns,
            unset: {
                let named = kept.columns.iter();
                let unset = named.filter(|(_, named)| named.trim().is_empty());
                unset.map(|(field, _)| field.clone()).collect()
            },
            order: DateOrder::DayFirst,
            open: Vec::new(),
        };
        held.settle(source, kept.dates)?;
        Ok(held)
    }

    /// The order of day and month, by all dates of the list together: one hand wrote them.
    fn settle(&mut self, source: &dyn Source, said: Option<DateOrder>) -> Result<(), IntakeError> {
        let mut tally = OrderTally::default();
        for row in source.rows()? {
            let row = row?;
            let dates = self.columns.iter().filter(|(field, _)| field.is_date());
            for cell in dates.filter_map(|(_, at)| row.cell(*at)) {
                if !self.plan.is_data(&row) || cell.content != Content::Text {
                    continue;
                }
                if let Ok(written) = written::cell(&cell.text, false) {
                    tally.count(&cell.text, &written, &[]);
                }
            }
        }
        match (said, tally.verdict()) {
            (Some(order), _) | (None, Verdict::Decided(order)) => self.order = order,
            (None, _) => {
                let examples = tally.examples().iter().take(EXAMPLES);
                self.open = examples.cloned().collect();
            }
        }
        Ok(())
    }

    /// The column of a field, 0 for A.
    pub fn column_of(&self, field: HeldField) -> Option<usize> {
        self.columns.get(&field).copied()
    }

    /// Each column with the key of its field; `None` for one that is left aside.
    pub fn taken(&self) -> Vec<(usize, Option<&'static str>)> {
        let all = 0..self.plan.headers.len();
        all.map(|at| {
            let held = self.columns.iter().find(|(_, column)| **column == at);
            let held = held.map(|(field, _)| field.as_str());
            let holder = self.plan.mapping.field_of(at).map(Field::key);
            (at, held.or(holder))
        })
        .collect()
    }

    /// Answers the question of the order.
    pub fn answer(&mut self, order: DateOrder) {
        self.order = order;
        self.open.clear();
    }

    /// The mapping for keeping, by position.
    pub fn to_file(&self) -> HeldMapping {
        let taken = self.taken().into_iter();
        let columns = taken.filter_map(|(at, key)| Some((key?.to_owned(), format!("#{}", at + 1))));
        let unset = self
            .unset
            .iter()
            .map(|field| (field.clone(), String::new()));
        HeldMapping {
            dates: Some(self.order),
            columns: unset.chain(columns).collect(),
        }
    }

    /// The mapping for keeping with one line of it changed: a field's column by position, `None` where
    /// nobody said the order of the dates.
    pub fn chosen(
        &self,
        field: Option<&str>,
        column: &str,
        order: Option<DateOrder>,
    ) -> HeldMapping {
        let mut file = self.to_file();
        if !self.open.is_empty() {
            file.dates = None;
        }
        file.dates = order.or(file.dates);
        if let (Some(field), None) = (field, order) {
            let at = column.parse::<usize>().ok();
            let named = at.map_or_else(String::new, |at| format!("#{}", at + 1));
            // Whatever had that column loses it.
            file.columns
                .retain(|_, known| named.is_empty() || *known != named);
            file.columns.insert(field.to_owned(), named);
        }
        file
    }

    /// Reads every row; what expired is told by `now`.
    ///
    /// # Errors
    /// What reading returns; [`IntakeError::Unanswered`] while the order of dates is open.
    pub fn read(&self, source: &dyn Source, now: Instant) -> Result<HeldRows, IntakeError> {
        if !self.open.is_empty() {
            return Err(IntakeError::Unanswered { fields: Vec::new() });
        }
        let mut all = HeldRows::default();
        for row in source.rows()? {
            let row = row?;
            if !self.plan.is_data(&row) {
                continue;
            }
            match self.row(&row, now) {
                Ok(row) => all.rows.push(row),
                Err(row) => all.left_out.push(row),
            }
        }
        Ok(all)
    }

    fn row(&self, raw: &RawRow, now: Instant) -> Result<HeldRow, LeftOut> {
        let form = match reader::read_row(&self.plan, raw) {
            Outcome::Row(form) => *form,
            Outcome::Rejected(rejected) => return Err(left_out(rejected)),
        };
        let mut reading = Reading {
            plan: self,
            raw,
            reasons: Vec::new(),
        };
        let taken = reading.taken(&form, now);
        let cells = raw.cells.iter().map(|cell| cell.text.clone()).collect();
        match taken {
            Some(taken) if reading.reasons.is_empty() => Ok(HeldRow {
                taken,
                mended: form.name.mended,
                cells,
            }),
            _ => Err(LeftOut {
                row: raw.row,
                name: form.name.identity.name,
                reasons: reading.reasons.into_iter().map(Why::Held).collect(),
                cells,
            }),
        }
    }
}

fn left_out(rejected: Rejected) -> LeftOut {
    LeftOut {
        row: rejected.row,
        name: rejected.name,
        reasons: rejected.reasons.into_iter().map(Why::Row).collect(),
        cells: rejected.cells,
    }
}

/// The words of headers, in either language; the longest that stands in a header tells the field.
const WORDS: [(HeldField, &str); 8] = [
    (
        HeldField::Serial,
        "nomor seri|no seri|nomor serial|serial|serial number|sn|seri",
    ),
    (
        HeldField::NotBefore,
        "berlaku dari|berlaku sejak|berlaku mulai|mulai berlaku|valid from|not before|tanggal terbit|tgl terbit|\
         tanggal penerbitan|issued|issued at|issue date|issued date|sejak|start date",
    ),
    (
        HeldField::NotAfter,
        "berlaku sampai|berlaku hingga|berlaku s d|akhir berlaku|berakhir|valid to|valid until|not after|\
         expired|expired at|expired date|expiry|expiry date|expires|kedaluwarsa|kadaluarsa|sampai|\
         masa berlaku|end date",
    ),
    (
        HeldField::Status,
        "status|status sertifikat|certificate status",
    ),
    (
        HeldField::Revoked,
        "tanggal pencabutan|tanggal cabut|tgl cabut|tgl pencabutan|tanggal dicabut|dicabut|revoked|\
         revoked at|revoke date|revocation date|tanggal revoke",
    ),
    (
        HeldField::Cause,
        "alasan|alasan pencabutan|sebab|reason|revocation reason",
    ),
    (HeldField::Issuer, "penerbit|issuer|issued by|issuer name"),
    (
        HeldField::Key,
        "kunci|key|jenis kunci|algoritma|algorithm|key size|public key",
    ),
];

/// Words of a header that speaks of the person's service.
const OF_SERVICE: [&str; 4] = ["pegawai", "kepegawaian", "asn", "perkawinan"];

/// How surely a header tells a field: the length of the longest phrase that stands in it.
fn weight(header: &str, phrases: &str) -> usize {
    let padded = format!(" {} ", fold(header));
    let stands = |phrase: &&str| padded.contains(&format!(" {phrase} "));
    let lengths = phrases.split('|').filter(stands).map(str::len);
    lengths.max().unwrap_or(0)
}

fn columns(
    headers: &[String],
    kept: &HeldMapping,
) -> Result<BTreeMap<HeldField, usize>, IntakeError> {
    let mut pairs = Vec::new();
    for (at, header) in headers.iter().enumerate() {
        let folded = fold(header);
        let mut words = folded.split(' ');
        if super::header::is_foreign(header) || words.any(|word| OF_SERVICE.contains(&word)) {
            continue;
        }
        let weighed = WORDS.map(|(field, phrases)| (weight(header, phrases), field));
        let best = weighed.into_iter().max_by_key(|(weight, _)| *weight);
        pairs.extend(
            best.filter(|(weight, _)| *weight > 0)
                .map(|(weight, field)| {
                    let exact = WORDS
                        .iter()
                        .any(|(_, all)| all.split('|').any(|one| one == folded));
                    (!exact, usize::MAX - weight, at, field)
                }),
        );
    }
    pairs.sort();
    let mut columns = BTreeMap::new();
    for (field, named) in &kept.columns {
        let Some(field) = HeldField::from_key(field) else {
            continue;
        };
        let at = column(named, headers);
        if at.is_none() && !named.trim().is_empty() {
            let message = format!("{field}: {named:?}");
            return Err(IntakeError::MappingSyntax { message });
        }
        columns.insert(field, at);
    }
    for (_, _, at, field) in pairs {
        let taken = columns.values().any(|column| *column == Some(at));
        if !taken && !columns.contains_key(&field) {
            columns.insert(field, Some(at));
        }
    }
    let known = columns.into_iter();
    Ok(known.filter_map(|(field, at)| Some((field, at?))).collect())
}

/// The column that a mapping names, by header or position.
fn column(named: &str, headers: &[String]) -> Option<usize> {
    let folded = fold(named);
    let position = named.trim().strip_prefix('#');
    match position.and_then(|number| number.parse::<usize>().ok()) {
        Some(number) => number.checked_sub(1).filter(|at| *at < headers.len()),
        None => headers
            .iter()
            .position(|header| !folded.is_empty() && fold(header) == folded),
    }
}

/// What the portal's word says of a certificate.
enum Status {
    Good,
    Expired,
    Revoked,
    Other,
}

/// BSrE's words, whose codes differ by version, and those of offices.
fn status(text: &str) -> Status {
    let folded = fold(text);
    let says = |all: &[&str]| folded.split(' ').any(|word| all.contains(&word));
    if folded.is_empty() {
        Status::Good
    } else if says(&[
        "tidak",
        "belum",
        "no",
        "not",
        "waiting",
        "suspend",
        "suspended",
        "new",
    ]) {
        Status::Other
    } else if says(&["revoke", "revoked", "dicabut", "cabut"]) {
        Status::Revoked
    } else if says(&["expired", "expire", "kedaluwarsa", "kadaluarsa", "berakhir"]) {
        Status::Expired
    } else if says(&[
        "issue", "issued", "renew", "renewed", "aktif", "active", "terbit", "valid",
    ]) {
        Status::Good
    } else {
        Status::Other
    }
}

/// The policy's cause in the words of a list: its key, or the reason of a revocation list that only
/// one cause has; another otherwise.
fn cause(text: &str) -> Cause {
    let folded = fold(text).replace(' ', "");
    let known = Cause::ALL.into_iter();
    let named = known.filter(|cause| folded == cause.as_str().replace('_', ""));
    match named.last() {
        Some(cause) => cause,
        None if folded == "keycompromise" => Cause::Compromise,
        None if folded == "superseded" => Cause::Replaced,
        None if folded.contains("pensiun") => Cause::Retirement,
        None if folded.contains("meninggal") => Cause::Death,
        None => Cause::Other,
    }
}

/// A row being read.
struct Reading<'a> {
    plan: &'a HeldPlan,
    raw: &'a RawRow,
    reasons: Vec<HeldDefect>,
}

impl Reading<'_> {
    fn cell(&self, field: HeldField) -> Option<&Cell> {
        let cell = self.raw.cell(self.plan.column_of(field)?)?;
        let says = |letter: char| !letter.is_whitespace() && !matches!(letter, '-' | '–' | '—');
        cell.text.contains(says).then_some(cell)
    }

    fn text(&self, field: HeldField) -> String {
        let cell = self.cell(field);
        cell.map_or_else(String::new, |cell| {
            cell.text.trim().trim_start_matches('\'').to_owned()
        })
    }

    fn wrong(&mut self, defect: HeldDefect) {
        if !self.reasons.contains(&defect) {
            self.reasons.push(defect);
        }
    }

    /// The moment of a cell on the WIB clock, and whether its time was written.
    fn moment(&mut self, field: HeldField) -> Option<(NaiveDateTime, bool)> {
        let cell = self.cell(field)?;
        let read = match cell.content {
            Content::Moment(moment) => Some(WrittenCell::of(moment)),
            Content::Number => {
                let serial = cell.text.trim().parse().ok();
                serial.and_then(written::from_serial).map(WrittenCell::of)
            }
            Content::Text => written::cell(&cell.text, false).ok(),
        };
        let read = read.filter(|read| read.place.is_empty()).and_then(|read| {
            let timed = read.time.is_some_and(|time| time != chrono::NaiveTime::MIN);
            Some((read.resolve_moment(self.plan.order)?, timed))
        });
        if read.is_none() {
            self.wrong(HeldDefect::DatesUnread);
        }
        read
    }

    fn serial(&mut self) -> Option<Serial> {
        let text = self.text(HeldField::Serial);
        if text.is_empty() {
            return None;
        }
        // A spreadsheet that shows a serial as a number has lost its last digits.
        let lost = text.contains("E+") || text.contains("e+");
        let read = Serial::parse(&text).ok().filter(|_| !lost);
        if read.is_none() {
            self.wrong(HeldDefect::SerialUnread);
        }
        read
    }

    /// A number of identity; one that the portal masks is none.
    fn number<T>(&mut self, text: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let masked = text.contains(['*', '•', 'x', 'X']);
        if text.trim().is_empty() || masked {
            return None;
        }
        let number = read(text);
        if number.is_none() {
            self.wrong(HeldDefect::NumberUnread);
        }
        number
    }

    fn taken(&mut self, form: &FormRow, now: Instant) -> Option<TakenIn> {
        let identity = &form.name.identity;
        let nip = self.number(&identity.nip, |text| Nip::parse(text).ok());
        let nik = self.number(&identity.nik, |text| Nik::parse(text).ok());
        let serial = self.serial();
        let begins = self.moment(HeldField::NotBefore);
        let ends = self.moment(HeldField::NotAfter);
        let missing = |field| self.cell(field).is_none();
        if missing(HeldField::NotBefore) || missing(HeldField::NotAfter) {
            self.wrong(HeldDefect::SpanMissing);
        }
        let ((begins, _), (ends, timed)) = (begins?, ends?);
        let ends = Instant::from_wib(ends);
        let not_after = if timed { ends } else { ends.end_of_bare_day() };
        let revoked = self.revoked(not_after, now);
        let issuer = self.text(HeldField::Issuer);
        let certificate = CertificateForm {
            serial,
            body: match issuer.to_lowercase().contains("bppt") {
                true => IssuingBody::Bppt,
                false => IssuingBody::Bsre,
            },
            issuer,
            name: identity.name.clone(),
            email: identity.email.clone(),
            agency: identity.agency.clone(),
            nik: nik.map(|nik| nik.to_string()).unwrap_or_default(),
            key: self.text(HeldField::Key),
            not_before: Instant::from_wib(begins),
            not_after,
            fingerprint: None,
            source: CertificateSource::Inventory,
        };
        Some(TakenIn {
            row: FormRowId {
                row: self.raw.row,
                fingerprint: fingerprint(form, &certificate),
            },
            form: certificate,
            holder: PersonDetails {
                name: identity.name.clone(),
                nip,
                nik,
                birth_date: None,
                post: identity.post.clone(),
                rank: String::new(),
                eselon: String::new(),
                agency: identity.agency.clone(),
                email: identity.email.clone(),
                phone: identity.phone.clone(),
            },
            revoked,
        })
    }

    /// What the status says: a revocation has its day, and what is called expired is.
    fn revoked(&mut self, not_after: Instant, now: Instant) -> Option<RevocationForm> {
        match status(&self.text(HeldField::Status)) {
            Status::Good => {}
            Status::Expired if not_after < now => {}
            Status::Expired => self.wrong(HeldDefect::NotExpired),
            Status::Other => self.wrong(HeldDefect::NotIssued),
            Status::Revoked => {
                let Some((day, _)) = self.moment(HeldField::Revoked) else {
                    self.wrong(HeldDefect::RevocationUndated);
                    return None;
                };
                return Some(RevocationForm {
                    date: day.date(),
                    cause: cause(&self.text(HeldField::Cause)).as_str().to_owned(),
                });
            }
        }
        None
    }
}

/// The same certificate of the same holder is the same in any file, at any place.
fn fingerprint(form: &FormRow, certificate: &CertificateForm) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"loket.held.1");
    hash.update(form.name.row.map_or([0; 32], |row| row.fingerprint));
    let serial = certificate.serial.as_ref().map(Serial::octets);
    hash.update(serial.unwrap_or_default());
    for moment in [certificate.not_before, certificate.not_after] {
        hash.update(moment.0.to_be_bytes());
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests;
