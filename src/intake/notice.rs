//! What is pasted of BSrE's portal: mails, one after the other, or rows of a table of its users. Each is
//! sorted by the words of its subject and first lines to what it means; what cannot be sorted is left to
//! a clerk, and nothing is guessed [R15.6].
//!
//! ```text
//! read(text)   -> each notice: what it means, whom it names, when, why
//! sort         words -> meaning
//! labels       `Nomor Seri : 3F:A1`, of a certificate
//! table        rows under a header
//! ```

pub mod labels;
mod sort;
mod table;
#[cfg(test)]
mod tests;

use crate::domain::identity::{
    CellKind, Email, Nik, Nip, Serial, mask_niks, repair_email, repair_nik, repair_nip,
};
use crate::domain::keyed::keyed;
use crate::domain::time::Day;
use crate::domain::written::{self, Prefer};

keyed! {
    /// What a notice means.
    pub enum Meaning {
        /// The holder was asked to activate their account: nothing to record.
        AccountAsked = "account-asked",
        CheckPassed = "check-passed",
        CheckFailed = "check-failed",
        /// The link to set the passphrase was mailed.
        Link = "link",
        /// The same of a reset.
        LinkReset = "link-reset",
        Issued = "issued",
        Rejected = "rejected",
        Revoked = "revoked",
        /// A certificate ends soon: nothing to record.
        Ending = "ending",
    }
}

/// One notice, or one row of a table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    /// Its subject, or what the row says; NIKs masked.
    pub said: String,
    /// `None`: for a clerk to say.
    pub meaning: Option<Meaning>,
    pub name: String,
    pub email: String,
    pub nip: Option<Nip>,
    pub nik: Option<Nik>,
    pub serial: Option<Serial>,
    /// The day of what it tells.
    pub date: Option<Day>,
    /// Why, where it says so.
    pub reason: String,
    /// What it says of a certificate, by the keys of its form.
    pub certificate: Vec<(&'static str, String)>,
}

impl Notice {
    /// Whether it names somebody by more than a name.
    pub fn is_keyed(&self) -> bool {
        let numbered = self.nip.is_some() || self.nik.is_some();
        numbered || self.serial.is_some() || !self.email.is_empty()
    }
}

/// Reads all that a text holds, in its order. `today` stands behind dates without a year.
pub fn read(text: &str, today: Day) -> Vec<Notice> {
    if let Some(rows) = table::read(text, today) {
        return rows;
    }
    parts(text).iter().map(|part| one(part, today)).collect()
}

/// One mail.
pub fn one(text: &str, today: Day) -> Notice {
    let lines: Vec<&str> = text
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .collect();
    let labelled: Vec<(Label, &str)> = lines.iter().filter_map(|line| label(line)).collect();
    let value = |wanted: Label| {
        let found = labelled.iter().find(|(label, _)| *label == wanted);
        found.map(|(_, value)| *value)
    };
    let mut prose = lines.iter().copied().filter(|line| label(line).is_none());
    let subject = match value(Label::Subject) {
        Some(subject) => subject,
        None => prose.next().unwrap_or_default(),
    };
    let first: Vec<&str> = prose.take(2).collect();
    let day = |wanted| value(wanted).and_then(|text| day(text, today));
    let certificate = labels::read(text).fields;
    let of = |key: &str| {
        let found = certificate.iter().find(|(known, _)| *known == key);
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    Notice {
        said: mask_niks(subject).into_owned(),
        meaning: sort::meaning(subject, &first),
        name: of("certificate_name").to_owned(),
        email: email(of("email"))
            .or_else(|| email(value(Label::To)?))
            .unwrap_or_default(),
        nip: value(Label::Nip).and_then(nip),
        nik: nik(of("nik")),
        serial: serial(of("serial")),
        date: day(Label::Date),
        reason: value(Label::Reason).unwrap_or_default().to_owned(),
        certificate,
    }
}

/// The mails of a text: parted by a line of dashes, or by the next subject.
fn parts(text: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut subject = false;
    for line in text.lines() {
        let bare = line.trim();
        let ruled = bare.len() >= 3
            && bare
                .chars()
                .all(|sign| matches!(sign, '-' | '=' | '_' | '*'));
        let begins = matches!(label(bare), Some((Label::Subject, _)));
        if ruled || (begins && subject) {
            parts.push(std::mem::take(&mut part));
            subject = false;
        }
        subject |= begins;
        // Remarks of whoever kept the text.
        if !ruled && !bare.starts_with('#') {
            part.push_str(line);
            part.push('\n');
        }
    }
    parts.push(part);
    parts.retain(|part| !part.trim().is_empty());
    parts
}

/// What a line of a mail is, beside those of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Label {
    Subject,
    To,
    Date,
    Reason,
    Nip,
    /// Of a certificate, or of the mail itself: not its prose.
    Other,
}

const LABELS: [(Label, &[&str]); 6] = [
    (Label::Subject, &["perihal", "hal", "subject", "subjek"]),
    (Label::To, &["kepada", "to", "untuk"]),
    (
        Label::Date,
        &[
            "tanggal",
            "tanggal pencabutan",
            "tanggal dicabut",
            "tgl pencabutan",
            "tanggal kirim",
            "date",
            "sent",
        ],
    ),
    (
        Label::Reason,
        &[
            "alasan",
            "alasan penolakan",
            "alasan pencabutan",
            "reason",
            "keterangan",
            "catatan",
        ],
    ),
    (Label::Nip, &["nip"]),
    (
        Label::Other,
        &[
            "dari", "from", "cc", "tautan", "link", "status", "id", "username",
        ],
    ),
];

/// A labelled line: the label ends at a colon, a tab or two blanks.
fn label(line: &str) -> Option<(Label, &str)> {
    let (said, value) = line
        .split_once([':', '\t'])
        .or_else(|| line.split_once("  "))?;
    let value = value.trim().trim_start_matches(':').trim();
    let said = said.trim().to_lowercase();
    let known = LABELS
        .iter()
        .find(|(_, words)| words.contains(&said.as_str()));
    match known {
        _ if value.is_empty() => None,
        Some((label, _)) => Some((*label, value)),
        None if labels::is_label(&said) => Some((Label::Other, value)),
        None => None,
    }
}

fn email(text: &str) -> Option<String> {
    let email = Email::parse(&repair_email(text)).ok()?;
    Some(email.as_str().to_owned())
}

fn nik(text: &str) -> Option<Nik> {
    Nik::parse(repair_nik(text, CellKind::Text).text()?).ok()
}

/// A serial that can mean one number only: plain digits may be hexadecimal or decimal.
fn serial(text: &str) -> Option<Serial> {
    let given = Serial::parse(text).ok()?;
    given.decimal.is_none().then_some(given.serial)
}

fn nip(text: &str) -> Option<Nip> {
    Nip::parse(repair_nip(text, CellKind::Text).text()?).ok()
}

fn day(text: &str, today: Day) -> Option<Day> {
    written::moment(text, today, Prefer::Past)
        .ok()
        .map(|read| read.at.day())
}
