//! The office as it is shown: its policy, its officers, who may do what to the desk itself.

use super::Views;
use crate::domain::act::ActKind;
use crate::domain::due;
use crate::domain::ids::{OfficerId, RecordId};
use crate::domain::officer::{Account, Officer};
use crate::domain::rules::may;
use crate::domain::time::{Day, Instant};
use crate::wire::message::{Query, Tell};
use crate::wire::view::{DayCount, DueKind, DueLine, OfficeView, OfficerView, Page, Row};

/// Acts on the desk itself, for the menu.
const DESK_ACTS: [ActKind; 8] = [
    ActKind::Register,
    ActKind::Import,
    ActKind::TakeOver,
    ActKind::RevokeRecorded,
    ActKind::Suspend,
    ActKind::Resume,
    ActKind::ManageOfficers,
    ActKind::AdoptPolicy,
];

impl Views<'_> {
    pub(super) fn office_view(&self) -> OfficeView {
        let may = DESK_ACTS
            .into_iter()
            .filter(|act| may(&self.reading(), &self.caller.actor, *act, None, self.now).is_ok());
        let officers = self.office.officers.iter();
        OfficeView {
            policy_number: self.office.number,
            policy: (*self.policy()).clone(),
            officers: officers.map(|one| officer(one, self.now)).collect(),
            me: self.caller.actor.officer,
            may: may.collect(),
        }
    }

    /// A window of the officers.
    pub(super) fn officers(&self, from: u32, count: u16, keep: Option<RecordId>) -> Tell {
        let officers = &self.office.officers;
        let kept = |one: &Officer| keep == Some(RecordId::Officer(one.id));
        let window = officers.iter().skip(from as usize).take(usize::from(count));
        let rows = window.map(|one| Row::Officer(Box::new(officer(one, self.now))));
        Tell::Page(Page {
            total: officers.len() as u32,
            from,
            rows: rows.collect(),
            at: officers.iter().position(kept).map(|at| at as u32),
        })
    }
}

/// What of the office itself falls due: it has no rows in the index, and stands before them.
impl Views<'_> {
    fn office_rows(&self, day: Day) -> Vec<Row> {
        let policy = self.policy();
        let due = due::of_office(&self.office.officers, &policy, day);
        let row = |(what, officer): (DueKind, Option<OfficerId>)| {
            let (record, name) = match officer {
                Some(id) => (RecordId::Officer(id), self.office.name(id)),
                None => {
                    let agreement = policy.agreement.as_ref();
                    let number = agreement.map(|agreement| agreement.number.clone());
                    (RecordId::Desk, number.unwrap_or_default())
                }
            };
            let days_left = (day - self.now.day()).num_days() + i64::from(what.days_before());
            Row::Due(DueLine {
                what,
                record,
                name,
                agency: String::new(),
                days_left,
                nearness: due::nearness(days_left, &policy),
                skipped: false,
            })
        };
        due.into_iter().map(row).collect()
    }

    /// A window of what falls on a day.
    pub(super) fn day(
        &self,
        day: Day,
        query: &Query,
        from: u32,
        count: u16,
        keep: Option<RecordId>,
    ) -> Tell {
        let own = self.office_rows(day);
        let before = own.len() as u32;
        let kept = own.iter().position(|row| keep == Some(row.record()));
        let shown = own.into_iter().skip(from as usize).take(usize::from(count));
        let mut rows: Vec<Row> = shown.collect();
        let rest = count - rows.len() as u16;
        match self.page(query, from.saturating_sub(before), rest, keep) {
            Tell::Page(page) => {
                rows.extend(page.rows);
                Tell::Page(Page {
                    total: page.total + before,
                    from,
                    rows,
                    at: kept.map(|at| at as u32).or(page.at.map(|at| at + before)),
                })
            }
            other => other,
        }
    }

    /// The counts of a day with what of the office itself falls on it.
    pub(super) fn with_office(&self, count: DayCount) -> DayCount {
        let due = due::of_office(&self.office.officers, &self.policy(), count.day);
        let ends = due.iter().filter(|(what, _)| what.days_before() == 0);
        let ends = ends.count() as u32;
        DayCount {
            activations: count.activations + ends,
            notices: count.notices + due.len() as u32 - ends,
            ..count
        }
    }

    /// How much of the office itself ends within the days that the tab counts.
    pub(super) fn office_ends(&self) -> u32 {
        let policy = self.policy();
        let ahead = u64::from(policy.validity.renew_window_days);
        let days = self.now.day().iter_days().take(ahead as usize);
        let due = days.flat_map(|day| due::of_office(&self.office.officers, &policy, day));
        due.filter(|(what, _)| what.days_before() == 0).count() as u32
    }
}

fn officer(officer: &Officer, at: Instant) -> OfficerView {
    let nip = officer.known.nip.map(|nip| nip.to_string());
    OfficerView {
        id: officer.id,
        revision: officer.revision,
        name: officer.name.clone(),
        nip: nip.unwrap_or_default(),
        nik: officer.known.nik.map(|nik| nik.masked()),
        email: officer.known.email.as_ref().map(ToString::to_string),
        account: officer.account.clone(),
        positions: officer
            .positions(at)
            .into_iter()
            .filter_map(|position| Some((position, officer.holds(position, at)?)))
            .collect(),
        holds: officer.holds.clone(),
        credentials: officer.credentials.clone(),
        agencies: officer.agencies.clone(),
    }
}

/// The account of this name, where the desk's computer has one.
pub(super) fn account(name: &str) -> Option<Account> {
    uzers::get_user_by_name(name).map(|user| Account {
        uid: user.uid(),
        name: user.name().to_string_lossy().into_owned(),
    })
}
