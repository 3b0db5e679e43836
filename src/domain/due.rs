//! What falls due when, from a record's own moments, the policy and the calendar. Nothing of it is
//! stored: a holiday that is decreed later moves the days of what was returned before.

use super::credential::CredentialKind;
use super::ids::OfficerId;
use super::officer::Officer;
use super::policy::{Deadlines, Notices, Policy};
use super::summary::RequestRow;
use super::time::Day;
use super::working_time::WorkingCalendar;
use serde::{Deserialize, Serialize};

/// What falls on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum DueKind {
    /// A certificate's last day.
    Expiry,
    /// A notice H-n before a certificate's last day.
    Notice { days_before: u16 },
    /// The last day of an activation link.
    Activation,
    /// The 180th day of a passphrase, or a reminder before it.
    Passphrase { days_before: u16 },
    /// A returned request whose papers did not come, or an account check that is not passed: *gugur*
    /// is proposed.
    Lapse,
    /// The requester of a returned request is reminded, or the holder of an account check.
    Remind,
    /// The holder is reminded of an activation link, days after its date.
    ActivationNotice { days_after: u16 },
    /// The cause of a revocation holds from this day on (*TMT*): it may be sent.
    Effective,
    /// The last day of a paper with which a verifier works, or a reminder before it.
    Credential {
        kind: CredentialKind,
        days_before: u16,
    },
    /// The last day of the agreement with BSrE, or a reminder before it.
    Agreement { days_before: u16 },
}

impl DueKind {
    /// How many days before the end it reminds; 0 where it is the thing itself.
    pub fn days_before(self) -> u16 {
        match self {
            DueKind::Notice { days_before }
            | DueKind::Passphrase { days_before }
            | DueKind::Credential { days_before, .. }
            | DueKind::Agreement { days_before } => days_before,
            DueKind::Expiry
            | DueKind::Activation
            | DueKind::Lapse
            | DueKind::Remind
            | DueKind::ActivationNotice { .. }
            | DueKind::Effective => 0,
        }
    }

    /// Whether it is a notice to a holder that something comes, not the thing itself.
    pub fn is_notice(self) -> bool {
        matches!(
            self,
            DueKind::Notice { .. }
                | DueKind::Passphrase { days_before: 1.. }
                | DueKind::ActivationNotice { .. }
        )
    }
}

/// What of the office itself falls on a day: papers of its officers, its agreement with BSrE. `None`
/// stands for the office.
pub fn of_office(
    officers: &[Officer],
    policy: &Policy,
    day: Day,
) -> Vec<(DueKind, Option<OfficerId>)> {
    let mut due = Vec::new();
    let falls = |until: Day, before: u16| {
        let left = (until - day).num_days();
        [0, before]
            .into_iter()
            .find(|days| left == i64::from(*days))
    };
    for officer in officers {
        for (kind, paper) in &officer.credentials {
            let before = policy.notices.credential_days_before;
            let days = paper.until.and_then(|until| falls(until, before));
            due.extend(days.map(|days_before| {
                let kind = *kind;
                let what = DueKind::Credential { kind, days_before };
                (what, Some(officer.id))
            }));
        }
    }
    let before = policy.notices.agreement_days_before;
    let agreement = policy.agreement.as_ref();
    let days = agreement.and_then(|agreement| falls(agreement.until, before));
    due.extend(days.map(|days_before| (DueKind::Agreement { days_before }, None)));
    due
}

/// The days that follow from a return, or from the beginning of an account check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReturnDays {
    /// The requester is reminded.
    pub remind: Day,
    /// *Gugur* is proposed from here on.
    pub lapse: Day,
}

/// The days that follow from a return or the beginning of an account check, in working days
/// [policy].
pub fn of_return(back: Day, deadlines: &Deadlines, calendar: &WorkingCalendar) -> ReturnDays {
    let after = |days: u16| calendar.add_working_days(back, u32::from(days));
    ReturnDays {
        remind: after(deadlines.return_remind_working_days),
        lapse: after(deadlines.return_lapse_working_days),
    }
}

/// What an open request waits for outside the office.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestDays {
    /// The day by which it must happen: the end of a link, or *gugur* after a return or an account
    /// check; of what
    /// sleeps, the day from which it may be sent; what follows a revocation that was sent at once.
    pub due: Option<Day>,
    /// The day on which the requester of a returned request, or the holder of an account check, is
    /// reminded.
    pub remind: Option<Day>,
}

/// The days of a request, by the policy that it started with.
pub fn of_request(row: &RequestRow, policy: &Policy, calendar: &WorkingCalendar) -> RequestDays {
    match row.waits_since {
        Some(back) => {
            let days = of_return(back, &policy.deadlines, calendar);
            RequestDays {
                due: Some(days.lapse),
                remind: Some(days.remind),
            }
        }
        None => RequestDays {
            due: row.until.or(owed(row, policy, calendar)),
            remind: None,
        },
    }
}

/// The day by which sheet and letter follow a revocation that was sent at once.
fn owed(row: &RequestRow, policy: &Policy, calendar: &WorkingCalendar) -> Option<Day> {
    let days = u32::from(policy.deadlines.urgent_disposition_working_days);
    row.urgent.map(|sent| calendar.add_working_days(sent, days))
}

/// How near the end of a certificate is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Nearness {
    /// Nothing is asked yet.
    #[default]
    Far,
    /// Its renewal may be asked for.
    Soon,
    /// A notice falls on every day.
    Urgent,
}

/// How near an end is that lies so many calendar days ahead.
pub fn nearness(days_left: i64, policy: &Policy) -> Nearness {
    if days_left <= i64::from(daily_from(&policy.notices)) {
        Nearness::Urgent
    } else if days_left <= i64::from(policy.validity.renew_window_days) {
        Nearness::Soon
    } else {
        Nearness::Far
    }
}

/// Days before the end from which a notice falls on every day [SE F.5.c]; 0 where none do.
fn daily_from(notices: &Notices) -> u16 {
    let falls = |day: &u16| notices.expiry_days_before.contains(day);
    (1..).take_while(falls).last().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_holiday_decreed_later_moves_the_days_of_an_earlier_return() {
        let mut policy = crate::policy_file::babel();
        let back = Day::from_ymd_opt(2026, 11, 23).unwrap();
        let days = |policy: &Policy| {
            let calendar = WorkingCalendar::new(&policy.hours, &policy.holidays);
            of_return(back, &policy.deadlines, &calendar)
        };
        let before = days(&policy);
        assert_eq!(before.remind, Day::from_ymd_opt(2026, 12, 2).unwrap());
        policy.holidays.push(crate::domain::policy::Holiday {
            day: Day::from_ymd_opt(2026, 11, 30).unwrap(),
            name: "Hari libur baru".to_owned(),
            leave: false,
        });
        let after = days(&policy);
        assert_eq!(after.remind, Day::from_ymd_opt(2026, 12, 3).unwrap());
        assert!(after.lapse > before.lapse);
    }

    #[test]
    fn notices_on_every_day_begin_with_the_last_unbroken_run() {
        let notices = |days: &[u16]| Notices {
            expiry_days_before: days.to_vec(),
            activation_days_after: Vec::new(),
            passphrase_days_before: Vec::new(),
            credential_days_before: 30,
            agreement_days_before: 90,
            hold_minutes: 0,
            digest_at: "07:30".to_owned().try_into().unwrap(),
        };
        for (days, from) in [
            (&[30, 20, 7, 6, 5, 4, 3, 2, 1][..], 7),
            (&[30, 3, 1], 1),
            (&[30, 7], 0),
            (&[], 0),
        ] {
            assert_eq!(daily_from(&notices(days)), from, "{days:?}");
        }
    }
}
