//! Which column of a list tells what of a certificate: rules are data, to add to.

use std::collections::BTreeMap;

use super::{HeldField, HeldMapping};
use crate::intake::header::{fold, is_foreign};
use crate::intake::source::IntakeError;

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

pub fn columns(
    headers: &[String],
    kept: &HeldMapping,
) -> Result<BTreeMap<HeldField, usize>, IntakeError> {
    let mut pairs = Vec::new();
    for (at, header) in headers.iter().enumerate() {
        let folded = fold(header);
        let mut words = folded.split(' ');
        if is_foreign(header) || words.any(|word| OF_SERVICE.contains(&word)) {
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
