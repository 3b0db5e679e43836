//! The inventory as columns: a million certificates in about 300 bytes each, search included.

use super::arena::Arena;
use super::bits::Bits;
use super::pool::Pool;
use super::row_set::{Moment, Rows};
use super::table::moment_key;
use super::texts::Texts;
use crate::domain::certificate::{CertificateStatus, IssuingBody};
use crate::domain::filter::{Field, Term, Wanted, fold, hex_of_decimal};
use crate::domain::ids::{CertificateId, PersonId};
use crate::domain::summary::CertificateRow;
use crate::domain::time::{Day, Instant};
use crate::wire::message::Sort;
use chrono::Datelike;
use std::cmp::Ordering;

/// Columns by slot.
#[derive(Default)]
pub struct Certificates {
    ids: Vec<CertificateId>,
    revisions: Vec<u32>,
    not_before: Vec<Instant>,
    not_after: Vec<Instant>,
    /// Day number of not-after in WIB.
    last_day: Vec<i32>,
    standings: Vec<Standing>,
    passphrases: Vec<Option<Day>>,
    holders: Vec<Option<PersonId>>,
    agencies: Pool,
    /// What stands behind the `@` of the e-mail.
    domains: Pool,
    /// Name and e-mail up to its `@`, folded.
    texts: Texts,
    /// Serials, folded: apart, for they hold every pair of digits and would hide the names.
    serials: Texts,
    /// The same as they were written, where that differs.
    written: Arena,
}

#[derive(Clone, Copy)]
struct Standing {
    standing: CertificateStatus,
    body: IssuingBody,
}

impl Standing {
    const NONE: Standing = Standing {
        standing: CertificateStatus::Revoked,
        body: IssuingBody::Bsre,
    };

    /// Neither revoked nor replaced: it runs until it expires.
    fn is_good(self) -> bool {
        is_good(self.standing)
    }
}

/// Neither revoked nor replaced: it runs until it expires.
pub fn is_good(standing: CertificateStatus) -> bool {
    !matches!(
        standing,
        CertificateStatus::Revoked | CertificateStatus::Replaced
    )
}

/// How a written text follows from the folded one.
const SAME: u8 = 0;
const CAPITALS: u8 = 1;
const OWN: u8 = 2;

/// Whether a text is written in the capitals of the folded one.
fn is_in_capitals(written: &str, folded: &str) -> bool {
    let capitals = folded.bytes().map(|byte| byte.to_ascii_uppercase());
    written.bytes().eq(capitals)
}

/// An e-mail of one `@` in two parts, the sign with the first; any other is kept whole.
fn split(email: &str) -> (&str, &str) {
    match email.find('@') {
        Some(at) if email.rfind('@') == Some(at) => email.split_at(at + 1),
        _ => (email, ""),
    }
}

impl Certificates {
    /// Whether it is neither revoked nor replaced.
    pub fn is_good(&self, slot: u32) -> bool {
        self.standings
            .get(slot as usize)
            .is_some_and(|standing| standing.is_good())
    }

    pub fn not_after(&self, slot: u32) -> Instant {
        self.not_after[slot as usize]
    }

    /// Day number of not-after in WIB.
    pub fn last_day(&self, slot: u32) -> i32 {
        self.last_day[slot as usize]
    }

    /// The name as written, and the agency.
    pub fn holder(&self, slot: u32) -> (String, String) {
        let [name, _, _] = self.read(slot);
        (name, self.agencies.get(slot).to_owned())
    }

    fn status(&self, slot: usize, now: Instant) -> CertificateStatus {
        let standing = self.standings[slot].standing;
        match is_good(standing) && self.not_after[slot] < now {
            true => CertificateStatus::Expired,
            false => standing,
        }
    }

    fn grow(&mut self, slots: usize) {
        self.ids.resize(slots, CertificateId(0));
        self.revisions.resize(slots, 0);
        self.not_before.resize(slots, Instant(0));
        self.not_after.resize(slots, Instant(0));
        self.last_day.resize(slots, 0);
        self.standings.resize(slots, Standing::NONE);
        self.passphrases.resize(slots, None);
        self.holders.resize(slots, None);
    }

    /// Keeps how each text was written.
    fn keep(&mut self, slot: u32, written: [&str; 3], folded: [&str; 3]) {
        let mut bytes = Vec::with_capacity(48);
        for (written, folded) in written.into_iter().zip(folded) {
            if written == folded {
                bytes.push(SAME);
            } else if is_in_capitals(written, folded) {
                bytes.push(CAPITALS);
            } else {
                bytes.push(OWN);
                let length = u16::try_from(written.len()).unwrap_or(u16::MAX);
                bytes.extend(length.to_le_bytes());
                bytes.extend(written.bytes().take(usize::from(length)));
            }
        }
        self.written.put(slot, &bytes);
    }

    /// Name, e-mail up to its `@`, serial, as written.
    fn read(&self, slot: u32) -> [String; 3] {
        let mut rest = self.written.get(slot);
        let mut next = |field: usize| -> String {
            let Some((how, after)) = rest.split_first() else {
                return String::new();
            };
            rest = after;
            let folded = || {
                let text = match field {
                    2 => self.serials.field(slot, 0),
                    _ => self.texts.field(slot, field),
                };
                String::from_utf8_lossy(text).into_owned()
            };
            match *how {
                SAME => folded(),
                CAPITALS => folded().to_ascii_uppercase(),
                _ => {
                    let Some((length, after)) = rest.split_first_chunk::<2>() else {
                        return String::new();
                    };
                    let length = usize::from(u16::from_le_bytes(*length)).min(after.len());
                    let (text, after) = after.split_at(length);
                    rest = after;
                    String::from_utf8_lossy(text).into_owned()
                }
            }
        };
        [next(0), next(1), next(2)]
    }
}

impl Rows for Certificates {
    type Id = CertificateId;
    type Row = CertificateRow;
    const FIELDS: &'static [Field] = &[Field::Name, Field::Email];

    fn id(&self, slot: u32) -> Option<CertificateId> {
        self.ids.get(slot as usize).copied()
    }

    fn row(&self, slot: u32) -> Option<CertificateRow> {
        let at = slot as usize;
        let [name, email, serial] = self.read(slot);
        Some(CertificateRow {
            id: *self.ids.get(at)?,
            revision: self.revisions[at],
            name,
            email: email + self.domains.get(slot),
            agency: self.agencies.get(slot).to_owned(),
            serial,
            body: self.standings[at].body,
            not_before: self.not_before[at],
            not_after: self.not_after[at],
            standing: self.standings[at].standing,
            passphrase: self.passphrases[at],
            holder: self.holders[at],
        })
    }

    fn write(&mut self, slot: u32, row: Option<&CertificateRow>) {
        let at = slot as usize;
        if at >= self.ids.len() {
            self.grow(at + 1);
        }
        let Some(row) = row else {
            self.texts.put(slot, &[]);
            self.serials.put(slot, &[]);
            self.written.put(slot, &[]);
            self.standings[at] = Standing::NONE;
            return;
        };
        self.ids[at] = row.id;
        self.revisions[at] = row.revision;
        self.not_before[at] = row.not_before;
        self.not_after[at] = row.not_after;
        self.last_day[at] = row.not_after.day().num_days_from_ce();
        self.standings[at] = Standing {
            standing: row.standing,
            body: row.body,
        };
        self.passphrases[at] = row.passphrase;
        self.holders[at] = row.holder;
        self.agencies.put(slot, &row.agency);
        let (local, domain) = split(&row.email);
        self.domains.put(slot, domain);
        let (name, mail, serial) = (fold(&row.name), fold(local), fold(&row.serial));
        self.texts.put(slot, &[&name, &mail]);
        self.serials.put(slot, &[&serial]);
        self.keep(
            slot,
            [&row.name, local, &row.serial],
            [&name, &mail, &serial],
        );
    }

    fn texts(&self) -> &Texts {
        &self.texts
    }

    fn agencies(&self) -> &Pool {
        &self.agencies
    }

    /// By nature what runs comes first, by its last moment; then what was revoked or replaced. The
    /// lists read the expired and ended ones backwards.
    fn compare(&self, by: Sort, one: u32, other: u32) -> Ordering {
        let (a, b) = (one as usize, other as usize);
        let order = match by {
            Sort::Natural => {
                let place = |at: usize| (!self.standings[at].is_good(), self.not_after[at]);
                place(a).cmp(&place(b))
            }
            Sort::Number => Ordering::Equal,
            Sort::Name => self.texts.field(one, 0).cmp(self.texts.field(other, 0)),
            Sort::Agency => self.agencies.compare(one, other),
            Sort::Received => self.not_before[a].cmp(&self.not_before[b]),
            Sort::Remaining => self.not_after[a].cmp(&self.not_after[b]),
            Sort::Kind => Ordering::Equal,
            Sort::State => self.standings[a].standing.cmp(&self.standings[b].standing),
        };
        order.then_with(|| self.ids[a].cmp(&self.ids[b]))
    }

    fn key<'a>(&'a self, by: Sort) -> Box<dyn Fn(u32) -> u64 + 'a> {
        match by {
            Sort::Natural => Box::new(move |slot| {
                let ended = u64::from(!self.is_good(slot)) << 63;
                ended | moment_key(self.not_after[slot as usize])
            }),
            Sort::Number | Sort::Kind => Box::new(|slot| u64::from(self.ids[slot as usize].0)),
            Sort::State => Box::new(|slot| self.standings[slot as usize].standing as u64),
            Sort::Name => Box::new(|_| 0),
            Sort::Agency => {
                let ranks = self.agencies.ranks();
                Box::new(move |slot| ranks.get(slot))
            }
            Sort::Received => Box::new(move |slot| moment_key(self.not_before[slot as usize])),
            Sort::Remaining => Box::new(move |slot| moment_key(self.not_after[slot as usize])),
        }
    }

    fn name(&self, slot: u32) -> &[u8] {
        self.texts.field(slot, 0)
    }

    fn stays(&self, by: Sort, slot: u32, row: &CertificateRow) -> bool {
        let at = slot as usize;
        match by {
            Sort::Natural => {
                self.standings[at].is_good() == is_good(row.standing)
                    && self.not_after[at] == row.not_after
            }
            Sort::Number | Sort::Kind => true,
            Sort::State => self.standings[at].standing == row.standing,
            Sort::Name => self.texts.field(slot, 0) == fold(&row.name).as_bytes(),
            Sort::Agency => self.agencies.get(slot) == row.agency,
            Sort::Received => self.not_before[at] == row.not_before,
            Sort::Remaining => self.not_after[at] == row.not_after,
        }
    }

    fn narrow(&self, wanted: &Wanted, moment: Moment, found: &mut Bits) {
        match &wanted.term {
            Term::Nik { .. } => found.retain(|slot| {
                let holder = self.holders[slot as usize];
                wanted.means_person(holder, "")
            }),
            Term::Status(all) => {
                let mut asked = [false; CertificateStatus::ALL.len()];
                all.iter().for_each(|status| asked[*status as usize] = true);
                found.retain(|slot| asked[self.status(slot as usize, moment.now) as usize]);
            }
            Term::Issuer(all) => {
                found.retain(|slot| all.contains(&self.standings[slot as usize].body));
            }
            Term::Passphrase(all) => {
                found.retain(|slot| all.contains(&self.passphrases[slot as usize].is_some()));
            }
            Term::Remaining { from, to } => {
                let today = i64::from(moment.now.day().num_days_from_ce());
                let first = from.map_or(i64::MIN, |from| today + i64::from(from));
                let last = to.map_or(i64::MAX, |to| today + i64::from(to));
                found.retain(|slot| {
                    (first..=last).contains(&i64::from(self.last_day[slot as usize]))
                });
            }
            _ => found.retain(|_| false),
        }
    }

    /// Serials; e-mails by their domain, and by a part that runs across the `@`.
    fn also(&self, needle: &str, field: Option<Field>, found: &mut Bits) {
        if matches!(field, None | Some(Field::Serial)) {
            found.or(&self.serials.search(needle, None, None));
            if let Some(hex) = hex_of_decimal(needle) {
                found.or(&self.serials.search(&hex, None, None));
            }
        }
        if !matches!(field, None | Some(Field::Email)) {
            return;
        }
        self.domains
            .search(|domain, _| domain.contains(needle), found);
        let (local, domain) = split(needle);
        if !domain.is_empty() {
            let mut theirs = Bits::default();
            self.domains
                .search(|whole, _| whole.starts_with(domain), &mut theirs);
            found.or(&self.texts.search(local, Some(&[1]), Some(&theirs)));
        }
    }

    fn bytes(&self) -> usize {
        self.ids.capacity() * 4
            + self.revisions.capacity() * 4
            + (self.not_before.capacity() + self.not_after.capacity()) * 8
            + self.last_day.capacity() * 4
            + self.standings.capacity() * std::mem::size_of::<Standing>()
            + self.passphrases.capacity() * std::mem::size_of::<Option<Day>>()
            + self.holders.capacity() * std::mem::size_of::<Option<PersonId>>()
            + self.agencies.bytes()
            + self.domains.bytes()
            + self.texts.bytes()
            + self.serials.bytes()
            + self.written.bytes()
    }
}
