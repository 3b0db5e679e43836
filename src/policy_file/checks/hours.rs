//! Rules of time: shifts, ranges, holidays, offsets and deadlines.

use super::{Report, say};
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
        say("never-open"),
    );
    for (day, shifts) in week.days() {
        for (at, shift) in shifts.iter().enumerate() {
            let here = format!("{key}.{day}[{at}]");
            report.keep(
                shift.from < shift.to,
                here.as_str(),
                say("shift-end")
                    .with("to", shift.to)
                    .with("from", shift.from),
            );
            report.keep(
                at == 0 || shifts[at - 1].to <= shift.from,
                here.as_str(),
                say("shift-overlap").with("from", shift.from),
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
            say("range")
                .with("from", range.from)
                .with("to", range.to)
                .with("most", LONGEST_RANGE_DAYS),
        );
        let clash = special[..at]
            .iter()
            .find(|other| other.from <= range.to && range.from <= other.to);
        if let Some(other) = clash {
            report.say(
                format!("{key}.from"),
                say("range-overlap").with("other", &other.name),
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
                say("day-twice")
                    .with("given", holiday.day)
                    .with("other", first),
            );
        }
    }
}

fn notices(policy: &Policy, report: &mut Report) {
    let notices = &policy.notices;
    report.keep(
        !notices.expiry_days_before.is_empty() && falling(&notices.expiry_days_before),
        "notices.expiry_days_before",
        say("days-fall").with("like", "[30, 20, 7]"),
    );
    report.keep(
        notices.activation_days_after.is_sorted_by(|a, b| a < b),
        "notices.activation_days_after",
        say("days-rise").with("like", "[1, 5, 7]"),
    );
    report.keep(
        notices
            .activation_days_after
            .iter()
            .all(|day| *day <= policy.deadlines.activation_days),
        "notices.activation_days_after",
        say("notice-late").with("most", policy.deadlines.activation_days),
    );
    report.keep(
        falling(&notices.passphrase_days_before),
        "notices.passphrase_days_before",
        say("days-fall").with("like", "[14, 3, 0]"),
    );
    if let Some(agreement) = &policy.agreement {
        report.keep(
            agreement.from < agreement.until,
            "agreement.until",
            say("agreement-end").with("from", agreement.from),
        );
    }
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
        report.keep(days > 0, format!("deadlines.{key}"), say("zero"));
    }
    report.keep(
        deadlines.undo_working_days <= 30,
        "deadlines.undo_working_days",
        say("no-undo-days").with("given", deadlines.undo_working_days),
    );
    report.keep(
        deadlines.return_remind_working_days < deadlines.return_lapse_working_days,
        "deadlines.return_lapse_working_days",
        say("lapse-early"),
    );
    let longest = policy.notices.passphrase_days_before.first();
    report.keep(
        longest.is_none_or(|days| *days < deadlines.passphrase_days),
        "deadlines.passphrase_days",
        say("reminder-early"),
    );
    report.keep(
        policy.validity.days > 0,
        "validity.days",
        say("no-validity"),
    );
    report.keep(
        policy.validity.renew_window_days < policy.validity.days,
        "validity.renew_window_days",
        say("window-long"),
    );
}
