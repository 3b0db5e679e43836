//! Rules of time: shifts, ranges, holidays, offsets and deadlines.

use super::Report;
use crate::domain::policy::{Policy, Week};
use std::collections::BTreeMap;

/// A range of other hours that is longer than this is surely a slip of the year.
const LONGEST_RANGE_DAYS: i64 = 62;

pub(super) fn check(policy: &Policy, report: &mut Report) {
    week("hours.regular", &policy.hours.regular, report);
    ranges(policy, report);
    holidays(policy, report);
    notices(policy, report);
    deadlines(policy, report);
}

fn week(key: &str, week: &Week, report: &mut Report) {
    report.keep(
        week.days().iter().any(|(_, shifts)| !shifts.is_empty()),
        key,
        "no day of the week has a shift; the office must open sometime",
    );
    for (day, shifts) in week.days() {
        for (at, shift) in shifts.iter().enumerate() {
            let here = format!("{key}.{day}[{at}]");
            report.keep(
                shift.from < shift.to,
                here.as_str(),
                format!(
                    "the shift ends at {} but begins at {}; it must end later",
                    shift.to, shift.from
                ),
            );
            report.keep(
                at == 0 || shifts[at - 1].to <= shift.from,
                here.as_str(),
                format!("the shift begins at {}, before the one before it ends; shifts must not overlap", shift.from),
            );
        }
    }
}

fn ranges(policy: &Policy, report: &mut Report) {
    let special = &policy.hours.special;
    for (at, range) in special.iter().enumerate() {
        let key = format!("hours.special[{at}]");
        week(&format!("{key}.week"), &range.week, report);
        let days = (range.to - range.from).num_days() + 1;
        report.keep(
            (1..=LONGEST_RANGE_DAYS).contains(&days),
            format!("{key}.to"),
            format!(
                "the range from {} to {} is not one of 1 to {LONGEST_RANGE_DAYS} days",
                range.from, range.to
            ),
        );
        let clash = special[..at]
            .iter()
            .find(|other| other.from <= range.to && range.from <= other.to);
        if let Some(other) = clash {
            report.say(
                format!("{key}.from"),
                format!(
                    "the range overlaps \"{}\"; a day can have one set of hours",
                    other.name
                ),
            );
        }
    }
}

fn holidays(policy: &Policy, report: &mut Report) {
    let mut seen = BTreeMap::new();
    for (at, holiday) in policy.holidays.iter().enumerate() {
        if let Some(first) = seen.insert(holiday.day, &holiday.name) {
            report.say(
                format!("holidays[{at}].day"),
                format!("{} is already \"{first}\"; name a day once", holiday.day),
            );
        }
    }
}

fn notices(policy: &Policy, report: &mut Report) {
    let notices = &policy.notices;
    report.keep(
        !notices.expiry_days_before.is_empty() && falling(&notices.expiry_days_before),
        "notices.expiry_days_before",
        "the days must fall from one to the next, like [30, 20, 7]",
    );
    report.keep(
        notices.activation_days_after.is_sorted_by(|a, b| a < b),
        "notices.activation_days_after",
        "the days must rise from one to the next, like [1, 5, 7]",
    );
    report.keep(
        notices
            .activation_days_after
            .iter()
            .all(|day| *day <= policy.deadlines.activation_days),
        "notices.activation_days_after",
        format!(
            "a notice would come after the link has ended; wanted at most {} days",
            policy.deadlines.activation_days
        ),
    );
    report.keep(
        falling(&notices.passphrase_days_before),
        "notices.passphrase_days_before",
        "the days must fall from one to the next, like [14, 3, 0]",
    );
}

fn falling(days: &[u16]) -> bool {
    days.is_sorted_by(|a, b| a > b)
}

fn deadlines(policy: &Policy, report: &mut Report) {
    let deadlines = &policy.deadlines;
    for (key, days) in [
        ("activation_days", deadlines.activation_days),
        ("activation_links", deadlines.activation_links),
        (
            "return_remind_working_days",
            deadlines.return_remind_working_days,
        ),
        ("passphrase_days", deadlines.passphrase_days),
        ("forecast_days", deadlines.forecast_days),
    ] {
        report.keep(
            days > 0,
            format!("deadlines.{key}"),
            "found 0; wanted at least 1",
        );
    }
    report.keep(
        deadlines.return_remind_working_days < deadlines.return_lapse_working_days,
        "deadlines.return_lapse_working_days",
        "the request would lapse before the reminder; wanted more days than `return_remind_working_days`",
    );
    let longest = policy.notices.passphrase_days_before.first();
    report.keep(
        longest.is_none_or(|days| *days < deadlines.passphrase_days),
        "deadlines.passphrase_days",
        "the first reminder would come before the passphrase was set; wanted more days",
    );
    report.keep(
        policy.validity.days > 0,
        "validity.days",
        "found 0; wanted the days that a certificate runs, like 730",
    );
    report.keep(
        policy.validity.renew_window_days < policy.validity.days,
        "validity.renew_window_days",
        "the window is as long as the certificate runs; wanted fewer days than `validity.days`",
    );
}
