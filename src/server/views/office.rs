//! The office as it is shown: its policy, its officers, who may do what to the desk itself.

use super::Views;
use crate::domain::act::ActKind;
use crate::domain::ids::RecordId;
use crate::domain::officer::{Account, Officer};
use crate::domain::rules::may;
use crate::domain::time::Instant;
use crate::wire::message::Tell;
use crate::wire::view::{OfficeView, OfficerView, Page, Row};

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
    }
}

/// The account of this name, where the desk's computer has one.
pub(super) fn account(name: &str) -> Option<Account> {
    uzers::get_user_by_name(name).map(|user| Account {
        uid: user.uid(),
        name: user.name().to_string_lossy().into_owned(),
    })
}
