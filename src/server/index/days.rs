//! What falls on which day: last days of certificates with the notices before them, activation links
//! and returned requests with their reminders, passphrases to be changed [R12.6-R12.8].

use super::Index;
use super::certificates::is_good;
use super::context::Context;
use super::plan::{Place, RowKind, Run};
use crate::domain::request::Stage;
use crate::domain::summary::{CertificateRow, RequestRow};
use crate::domain::time::Day;
use crate::wire::message::Sort;
use crate::wire::view::{DayCount, DueKind};
use chrono::{Datelike, Days as Step};
use std::collections::BTreeMap;

/// Days by their number, counted from the common era.
#[derive(Default)]
pub struct Days {
    /// Certificates that are neither revoked nor replaced, by the day of not-after.
    expiries: BTreeMap<i32, u32>,
    /// Slots of the same, by the day the passphrase was last changed.
    passphrases: BTreeMap<i32, Vec<u32>>,
    /// Slots of requests, by the last day of their activation link.
    activations: BTreeMap<i32, Vec<u32>>,
    /// Slots of returned requests, by the day of the return: the days that follow from it depend
    /// on the calendar.
    waits: BTreeMap<i32, Vec<u32>>,
    /// Slots of requests, by the date of their activation link.
    links: BTreeMap<i32, Vec<u32>>,
}

impl Days {
    /// These days with those of another one's certificates.
    pub fn with_certificates(self, other: Days) -> Days {
        Days {
            expiries: other.expiries,
            passphrases: other.passphrases,
            ..self
        }
    }

    /// Takes a certificate's days in (`true`) or out.
    pub fn certificate(&mut self, slot: u32, row: &CertificateRow, enter: bool) {
        if !is_good(row.standing) {
            return;
        }
        let last = row.not_after.day().num_days_from_ce();
        let count = self.expiries.entry(last).or_insert(0);
        *count = if enter {
            *count + 1
        } else {
            count.saturating_sub(1)
        };
        if let Some(day) = row.passphrase {
            keep(&mut self.passphrases, day.num_days_from_ce(), slot, enter);
        }
    }

    /// Takes a request's days in (`true`) or out.
    pub fn request(&mut self, slot: u32, row: &RequestRow, enter: bool) {
        for (map, day) in [
            (&mut self.activations, row.until),
            (&mut self.waits, row.waits_since),
            (&mut self.links, row.link),
        ] {
            if let Some(day) = day {
                keep(map, day.num_days_from_ce(), slot, enter);
            }
        }
    }

    fn expiring(&self, day: i64) -> u32 {
        let day = i32::try_from(day).ok();
        day.and_then(|day| self.expiries.get(&day))
            .copied()
            .unwrap_or(0)
    }

    fn slots(map: &BTreeMap<i32, Vec<u32>>, day: i64) -> &[u32] {
        let day = i32::try_from(day).ok();
        day.and_then(|day| map.get(&day)).map_or(&[], Vec::as_slice)
    }

    /// Bytes on the heap.
    pub fn bytes(&self) -> usize {
        let maps = self.passphrases.values().chain(self.activations.values());
        let maps = maps.chain(self.waits.values()).chain(self.links.values());
        maps.map(|slots| slots.capacity() * 4 + 40).sum::<usize>() + self.expiries.len() * 16
    }
}

/// What follows from the returns: slots of returned requests by day.
#[derive(Default)]
struct Back {
    lapses: BTreeMap<i32, Vec<u32>>,
    reminders: BTreeMap<i32, Vec<u32>>,
}

fn keep(map: &mut BTreeMap<i32, Vec<u32>>, day: i32, slot: u32, enter: bool) {
    let slots = map.entry(day).or_default();
    if enter {
        slots.push(slot);
    } else if let Some(at) = slots.iter().rposition(|other| *other == slot) {
        slots.swap_remove(at);
    }
    if slots.is_empty() {
        map.remove(&day);
    }
}

pub(super) fn number(day: Day) -> i64 {
    i64::from(day.num_days_from_ce())
}

impl Index {
    /// What falls on each of `days` days from `first` on.
    pub fn calendar(&self, first: Day, days: u16, context: &Context) -> Vec<DayCount> {
        let all = (0..u64::from(days)).map_while(|day| first.checked_add_days(Step::new(day)));
        let back = self.back(context);
        all.map(|day| self.day_count(day, &back, context)).collect()
    }

    fn day_count(&self, day: Day, back: &Back, context: &Context) -> DayCount {
        let notices = &context.policy.notices;
        let today = number(day);
        let before = notices.expiry_days_before.iter();
        let passphrases = passphrase_days(context);
        DayCount {
            day,
            expiries: self.days.expiring(today),
            notices: before
                .map(|before| self.days.expiring(today + i64::from(*before)))
                .chain(
                    self.links_on(today, context)
                        .map(|(_, slots)| slots.len() as u32),
                )
                .sum::<u32>()
                + Days::slots(&back.reminders, today).len() as u32,
            activations: (Days::slots(&self.days.activations, today).len()
                + Days::slots(&back.lapses, today).len()) as u32,
            passphrases: passphrases
                .map(|(_, back)| self.passphrases_on(today, back).count() as u32)
                .sum(),
            holiday: !context.calendar.is_working_day(day),
        }
    }

    /// What falls due from today on within the days in which a renewal may be asked for.
    pub(super) fn falls_due(&self, context: &Context) -> u32 {
        let today = number(context.today());
        let changed = i64::from(context.policy.deadlines.passphrase_days);
        let ahead = i64::from(context.policy.validity.renew_window_days);
        let back = self.back(context);
        (today..today + ahead)
            .map(|day| {
                self.days.expiring(day)
                    + Days::slots(&back.lapses, day).len() as u32
                    + Days::slots(&self.days.activations, day).len() as u32
                    + self.passphrases_on(day, changed).count() as u32
            })
            .sum()
    }

    /// What falls on a day: last days, links, passphrases, notices; and at the end the last days
    /// and notices that a renewal or revocation made pointless.
    pub(super) fn day_runs(&self, day: Day, context: &Context) -> Vec<Run> {
        let today = number(day);
        let mut live = Vec::new();
        let mut skipped = Vec::new();
        self.expiring_on(today, DueKind::Expiry, &mut live, &mut skipped);
        let rows = RowKind::Requests;
        let back = self.back(context);
        let due = [
            Days::slots(&self.days.activations, today),
            Days::slots(&back.lapses, today),
        ];
        for slot in self.by_number(&due.concat()) {
            let row = self.requests.rows.get(slot);
            let what = match row.map(|row| row.stage) {
                Some(Stage::Returned | Stage::AccountCheck | Stage::CheckFailed) => DueKind::Lapse,
                Some(Stage::Asleep) => DueKind::Effective,
                _ => DueKind::Activation,
            };
            live.push((what, Place { rows, slot }));
        }
        let reminders = (DueKind::Remind, Days::slots(&back.reminders, today));
        for (what, slots) in std::iter::once(reminders).chain(self.links_on(today, context)) {
            let slots = self.by_number(slots).into_iter();
            live.extend(slots.map(|slot| (what, Place { rows, slot })));
        }
        for (days_before, back) in passphrase_days(context) {
            let slots: Vec<u32> = self.passphrases_on(today, back).collect();
            let what = DueKind::Passphrase { days_before };
            for slot in sorted(&slots, |slot| self.certificate_id(slot)) {
                live.push((
                    what,
                    Place {
                        rows: RowKind::Certificates,
                        slot,
                    },
                ));
            }
        }
        for days_before in &context.policy.notices.expiry_days_before {
            let what = DueKind::Notice {
                days_before: *days_before,
            };
            let last = today + i64::from(*days_before);
            self.expiring_on(last, what, &mut live, &mut skipped);
        }
        live.append(&mut skipped);
        vec![Run::Due(live)]
    }

    /// Certificates that a holder is to be told of on a day: it ends, a notice before its end falls
    /// on it, or its passphrase is to be changed; each once, by its last moment.
    pub(super) fn told_on(&self, day: Day, context: &Context) -> Vec<u32> {
        let today = number(day);
        let notices = context.policy.notices.expiry_days_before.iter();
        let (mut live, mut skipped) = (Vec::new(), Vec::new());
        for before in std::iter::once(0).chain(notices.copied()) {
            let last = today + i64::from(before);
            self.expiring_on(last, DueKind::Expiry, &mut live, &mut skipped);
        }
        let passphrases = passphrase_days(context);
        let passphrases = passphrases.flat_map(|(_, back)| self.passphrases_on(today, back));
        let ends = live.into_iter().map(|(_, place)| place.slot);
        let mut slots: Vec<u32> = ends.chain(passphrases).collect();
        slots.sort_unstable();
        slots.dedup();
        slots
    }

    /// Certificates whose passphrase was last changed this many days before; a day after the last
    /// one of a certificate asks nothing of its holder.
    fn passphrases_on(&self, day: i64, back: i64) -> impl Iterator<Item = u32> + '_ {
        let rows = &self.certificates.rows;
        let slots = Days::slots(&self.days.passphrases, day - back)
            .iter()
            .copied();
        slots.filter(move |slot| i64::from(rows.last_day(*slot)) >= day)
    }

    /// The reminders to holders of a day: after a link.
    fn links_on(&self, today: i64, context: &Context) -> impl Iterator<Item = (DueKind, &[u32])> {
        let links = context.policy.notices.activation_days_after.clone();
        links.into_iter().map(move |days_after| {
            let slots = Days::slots(&self.days.links, today - i64::from(days_after));
            (DueKind::ActivationNotice { days_after }, slots)
        })
    }

    /// The days of all requests that somebody outside is waited for, by the calendar as it is now.
    fn back(&self, context: &Context) -> Back {
        let mut back = Back::default();
        for slot in self.days.waits.values().flatten() {
            let Some(row) = self.requests.rows.get(*slot) else {
                continue;
            };
            let days = context.days(row);
            for (map, day) in [
                (&mut back.lapses, days.due),
                (&mut back.reminders, days.remind),
            ] {
                if let Some(day) = day {
                    keep(map, day.num_days_from_ce(), *slot, true);
                }
            }
        }
        back
    }

    /// Slots of requests in the order of their numbers.
    fn by_number(&self, slots: &[u32]) -> Vec<u32> {
        sorted(slots, |slot| self.requests.rows.get(slot).map(|row| row.no))
    }

    /// Certificates whose last day it is, those that are over already apart.
    fn expiring_on(
        &self,
        day: i64,
        what: DueKind,
        live: &mut Vec<(DueKind, Place)>,
        skipped: &mut Vec<(DueKind, Place)>,
    ) {
        let rows = &self.certificates.rows;
        let order = self.certificates.order(Sort::Remaining);
        let from = order.partition(|slot| i64::from(rows.last_day(slot)) < day);
        let slots = order.from(from);
        for slot in slots.take_while(|slot| i64::from(rows.last_day(*slot)) == day) {
            let place = Place {
                rows: RowKind::Certificates,
                slot,
            };
            match rows.is_good(slot) {
                true => live.push((what, place)),
                false => skipped.push((what, place)),
            }
        }
    }
}

fn sorted<K: Ord>(slots: &[u32], key: impl Fn(u32) -> K) -> Vec<u32> {
    let mut slots = slots.to_vec();
    slots.sort_by_key(|slot| key(*slot));
    slots
}

/// The reminders of a passphrase, and how many days after its last change each falls.
fn passphrase_days(context: &Context) -> impl Iterator<Item = (u16, i64)> {
    let due = i64::from(context.policy.deadlines.passphrase_days);
    let before = context.policy.notices.passphrase_days_before.clone();
    before
        .into_iter()
        .map(move |before| (before, due - i64::from(before)))
}
