//! What the cells of a column say it holds: counted over a sample, beside its header.

use chrono::{Datelike, NaiveDate, NaiveTime};
use std::collections::BTreeMap;

use super::fields::Field;
use super::kinds::{KindRead, read_kind};
use super::source::{Cell, Content};
use super::values::{category_of, eselon_of, rank_of, status_of};
use crate::domain::identity::{
    CellKind, Email, Nik, Nip, Phone, Repaired, repair_email, repair_nik, repair_nip, repair_phone,
};
use crate::domain::written::{self, DateOrder};

/// Counts over the sampled cells of one column that are not blank.
#[derive(Clone, Debug, Default)]
pub struct Looks {
    cells: u32,
    counts: BTreeMap<Look, u32>,
}

/// What a cell looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Look {
    Nik,
    Nip,
    Email,
    Official,
    Phone,
    Date,
    /// A day with its time of these years: when a form was sent.
    Sent,
    /// A day on which somebody in service may have been born.
    Born,
    Rank,
    Eselon,
    Kind,
    Link,
    Status,
    Category,
    Agency,
    Words,
    Digits,
}

/// How the name of an agency opens.
const AGENCY: [&str; 13] = [
    "dinas",
    "badan",
    "sekretariat",
    "inspektorat",
    "biro",
    "rsud",
    "rs ",
    "kantor",
    "satuan polisi",
    "uptd",
    "rumah sakit",
    "sekda",
    "kecamatan",
];

impl Looks {
    /// Counts one cell; `domains` are the office's e-mail domains, if known.
    pub fn count(&mut self, cell: &Cell, domains: &[String]) {
        if cell.is_blank() {
            return;
        }
        self.cells += 1;
        for look in looks_of(cell, domains) {
            *self.counts.entry(look).or_default() += 1;
        }
    }

    /// True where no sampled cell holds anything.
    pub fn is_empty(&self) -> bool {
        self.cells == 0
    }

    /// Share of the cells that look so, 0 to 1.
    fn share(&self, look: Look) -> f64 {
        if self.cells == 0 {
            return 0.0;
        }
        f64::from(self.counts.get(&look).copied().unwrap_or(0)) / f64::from(self.cells)
    }

    /// How much the cells add to what the header says for a field (negative: speak against it).
    pub fn bonus(&self, field: Field) -> i32 {
        if self.cells == 0 {
            return 0;
        }
        let scaled = |look, most: f64| (self.share(look) * most).round() as i32;
        let lacks = |look, cost: i32| if self.share(look) == 0.0 { -cost } else { 0 };
        let linked = self.share(Look::Link) > 0.5;
        match field {
            Field::Nik | Field::NikOld => scaled(Look::Nik, 40.0) - scaled(Look::Nip, 40.0),
            Field::Nip => scaled(Look::Nip, 40.0) - scaled(Look::Nik, 40.0),
            Field::Email => {
                scaled(Look::Email, 20.0) + scaled(Look::Official, 20.0) + lacks(Look::Email, 30)
            }
            Field::Phone => scaled(Look::Phone, 20.0) + lacks(Look::Phone, 20),
            field if field.is_date() => scaled(Look::Date, 20.0) + lacks(Look::Date, 35),
            Field::Rank => scaled(Look::Rank, 25.0) - scaled(Look::Eselon, 10.0),
            Field::Eselon => scaled(Look::Eselon, 25.0) - scaled(Look::Rank, 10.0),
            Field::Kind => scaled(Look::Kind, 30.0) + lacks(Look::Kind, 25),
            Field::Agency => scaled(Look::Agency, 20.0),
            Field::Status => scaled(Look::Status, 20.0),
            Field::Category => scaled(Look::Category, 30.0) + lacks(Look::Category, 30),
            Field::Name => scaled(Look::Words, 10.0) - scaled(Look::Digits, 30.0),
            field if field.document().is_some() => scaled(Look::Link, 30.0),
            _ if linked => -60,
            _ => 0,
        }
    }

    /// What the cells alone make of a column whose header says nothing.
    pub fn alone(&self) -> Vec<(Field, i32)> {
        let candidates = [
            (Look::Nik, Field::Nik, 0.6, 30),
            (Look::Nip, Field::Nip, 0.6, 30),
            (Look::Kind, Field::Kind, 0.8, 25),
            (Look::Rank, Field::Rank, 0.8, 22),
            (Look::Eselon, Field::Eselon, 0.8, 22),
            (Look::Agency, Field::Agency, 0.6, 22),
            (Look::Email, Field::Email, 0.6, 20),
            (Look::Phone, Field::Phone, 0.8, 20),
        ];
        let enough = candidates
            .into_iter()
            .filter(|(look, _, least, _)| self.cells >= 2 && self.share(*look) >= *least);
        enough
            .map(|(_, field, _, weight)| (field, weight))
            .collect()
    }

    /// What days say of a column that has no header.
    pub fn undated(&self) -> Option<Field> {
        let share = |look| self.cells > 0 && self.share(look) >= 0.8;
        match (share(Look::Sent), share(Look::Born)) {
            (true, _) => Some(Field::Received),
            (false, true) => Some(Field::BirthDate),
            (false, false) => None,
        }
    }

    /// Share of the cells that speak of a kind of request.
    pub fn kinds(&self) -> f64 {
        self.share(Look::Kind)
    }

    /// True where the column could be of names: words without digits, not agencies or kinds.
    pub fn could_be_names(&self) -> bool {
        self.cells >= 2
            && self.share(Look::Words) >= 0.8
            && self.share(Look::Agency) < 0.2
            && self.share(Look::Kind) < 0.5
    }
}

fn looks_of(cell: &Cell, domains: &[String]) -> Vec<Look> {
    if let Content::Moment(moment) = cell.content {
        let mut looks = vec![Look::Date];
        looks.extend(age_of(moment.date(), moment.time() != NaiveTime::MIN));
        return looks;
    }
    let text = cell.text.trim();
    if text.len() > 500 {
        return vec![Look::Words];
    }
    let lower = text.to_lowercase();
    let is_link = lower.contains("://") || lower.starts_with("drive.google.com");
    if is_link {
        return vec![Look::Link];
    }
    if let Ok(email) = Email::parse(&repair_email(text)) {
        let official = email.domain().ends_with(".go.id")
            || email.belongs(domains) == crate::domain::identity::Belonging::Inside;
        let mut looks = vec![Look::Email];
        looks.extend(official.then_some(Look::Official));
        return looks;
    }
    let mut looks = number_looks(cell, text);
    let checks = [
        (Look::Rank, rank_of(text).is_some()),
        (Look::Eselon, eselon_of(text).is_some()),
        (
            Look::Kind,
            read_kind(text, &BTreeMap::new()) != KindRead::Unknown && text.len() < 80,
        ),
        (Look::Status, status_of(text).is_some()),
        (Look::Category, category_of(text).is_some()),
        (
            Look::Agency,
            AGENCY.iter().any(|opening| lower.starts_with(opening)),
        ),
    ];
    looks.extend(
        checks
            .into_iter()
            .filter(|(_, so)| *so)
            .map(|(look, _)| look),
    );
    let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
    if has_digit {
        looks.push(Look::Digits);
    } else if text.chars().filter(|letter| letter.is_alphabetic()).count() >= 3 {
        looks.push(Look::Words);
    }
    looks
}

/// NIK, NIP, date, telephone: what is mostly digits.
fn number_looks(cell: &Cell, text: &str) -> Vec<Look> {
    let mut looks = Vec::new();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    if digits == 0 {
        return looks;
    }
    let kind = match cell.content {
        Content::Number => CellKind::Number,
        _ => CellKind::Text,
    };
    let whole = |repaired: &Repaired, length: usize| {
        repaired.text().is_some_and(|text| text.len() == length)
    };
    let (nik, nip) = (repair_nik(text, kind), repair_nip(text, kind));
    if nik.text().is_some_and(|text| Nik::parse(text).is_ok())
        || (nik == Repaired::DigitsLost && digits < 16 && text.contains("+15"))
    {
        looks.push(Look::Nik);
    }
    if whole(&nip, 18) && nip.text().is_some_and(|text| Nip::parse(text).is_ok()) {
        looks.push(Look::Nip);
    }
    let serial = matches!(cell.content, Content::Number)
        && text
            .parse::<f64>()
            .ok()
            .and_then(written::from_serial)
            .is_some();
    if let Ok(written) = written::cell(text, true) {
        looks.push(Look::Date);
        let day = written.resolve_day(DateOrder::DayFirst);
        looks.extend(day.and_then(|day| age_of(day, written.time.is_some())));
    } else if serial {
        looks.push(Look::Date);
    } else if digits < 16 && Phone::parse(&repair_phone(text)).is_ok() {
        looks.push(Look::Phone);
    }
    looks
}

/// First year of forms that can still come in.
const FORMS_SINCE: i32 = 2018;
/// Last year in which somebody in service was born.
const BORN_UNTIL: i32 = 2012;

fn age_of(day: NaiveDate, timed: bool) -> Option<Look> {
    match (day.year(), timed) {
        (FORMS_SINCE.., true) => Some(Look::Sent),
        (..=BORN_UNTIL, false) => Some(Look::Born),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn looks(texts: &[&str]) -> Looks {
        let mut looks = Looks::default();
        for text in texts {
            looks.count(&Cell::text(*text), &[]);
        }
        looks
    }

    #[test]
    fn cells_tell_what_a_header_does_not() {
        for (texts, expected) in [
            (
                &["1971024710850022", "'1902010606830031", "1.9E+15"][..],
                Field::Nik,
            ),
            (&["198510072005032039", "19830606 200312 1 012"], Field::Nip),
            (&["a@b.go.id", "c@gmail.com", ""], Field::Email),
            (&["IV/c", "III.d", "II/a"], Field::Rank),
            (&["II.a", "III.b", "IV.a", "II.b"], Field::Eselon),
            (&["Dinas Sosial", "RSUD Dr. Soekarno"], Field::Agency),
            (&["Penerbitan baru", "Pencabutan"], Field::Kind),
            (&["081192520002", "+62 811-9252-0002"], Field::Phone),
        ] {
            let alone = looks(texts).alone();
            let best = alone.iter().max_by_key(|(_, weight)| *weight);
            assert_eq!(best.map(|(field, _)| *field), Some(expected), "{texts:?}");
        }
        assert!(looks(&["Siti Rahmawati, S.Kom.", "Budi"]).could_be_names());
        assert!(!looks(&["Dinas Sosial", "Dinas Kesehatan"]).could_be_names());
    }

    #[test]
    fn cells_speak_against_a_header() {
        assert!(looks(&["lihat lampiran", "segera"]).bonus(Field::LetterDate) < 0);
        assert!(looks(&["198510072005032039"]).bonus(Field::Nik) < 0);
        assert!(looks(&["https://drive.google.com/open?id=1"]).bonus(Field::Note) < 0);
        assert_eq!(looks(&[]).bonus(Field::Nik), 0);
    }
}
