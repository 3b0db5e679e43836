//! Rules of what BSrE's portal is given.

use super::{Report, say};
use crate::domain::policy::{Policy, PortalField};

/// Signs that may stand between the cells of a file.
const DELIMITERS: [char; 4] = [',', ';', '|', '\t'];
/// A file of more rows than this is surely a slip of the hand.
const MOST_ROWS: u16 = 5_000;
/// So is an attachment smaller or larger than these.
const ATTACHMENT: std::ops::RangeInclusive<u32> = 10_000..=100_000_000;

pub(super) fn check(policy: &Policy, report: &mut Report) {
    let portal = &policy.portal;
    let has = |field| portal.columns.iter().any(|column| column.field == field);
    report.keep(
        has(PortalField::Name) && has(PortalField::Email),
        "portal.columns",
        say("portal-columns"),
    );
    for (at, column) in portal.columns.iter().enumerate() {
        report.keep(
            !column.header.trim().is_empty(),
            format!("portal.columns[{at}].header"),
            say("empty-name"),
        );
    }
    report.keep(
        DELIMITERS.contains(&portal.delimiter),
        "portal.delimiter",
        say("portal-delimiter").with("given", portal.delimiter.escape_default()),
    );
    report.keep(
        (1..=MOST_ROWS).contains(&portal.rows_a_file),
        "portal.rows_a_file",
        say("portal-rows")
            .with("given", portal.rows_a_file)
            .with("most", MOST_ROWS),
    );
    report.keep(
        ATTACHMENT.contains(&portal.attachment_bytes),
        "portal.attachment_bytes",
        say("portal-bytes")
            .with("given", portal.attachment_bytes)
            .with("least", ATTACHMENT.start())
            .with("most", ATTACHMENT.end()),
    );
    for (name, headers) in [
        ("account", &portal.recap.account),
        ("certificate", &portal.recap.certificate),
    ] {
        let key = format!("portal.recap.{name}");
        report.keep(!headers.is_empty(), key, say("empty-list"));
    }
    for (at, one) in portal.organizations.iter().enumerate() {
        let key = format!("portal.organizations[{at}]");
        let named = !one.name.trim().is_empty();
        report.keep(named, format!("{key}.name"), say("empty-name"));
        for (n, agency) in one.agencies.iter().enumerate() {
            report.keep(
                policy.agency(agency).is_some(),
                format!("{key}.agencies[{n}]"),
                say("no-agency").with("given", agency),
            );
        }
    }
}
