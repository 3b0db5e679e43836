//! Every key of the policy has its reader, or stands in the list of those that come later: an office
//! never sets a rule that nothing follows without being told.
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use loket::policy_file::{BABEL, LATER, keys, unused};

/// Key, the file that reads it, and by which words.
const READERS: &[(&str, &str, &str)] = &[
    (
        "agencies.aliases",
        "src/domain/filter/subject.rs",
        ".agencies",
    ),
    ("agencies.name", "src/domain/filter/subject.rs", ".agencies"),
    (
        "agencies.short",
        "src/domain/filter/subject.rs",
        ".agencies",
    ),
    (
        "allowed_pairs",
        "src/domain/rules/authority.rs",
        ".allows_pair(",
    ),
    (
        "categories.*.nip_appointment_month",
        "src/domain/finding/check.rs",
        ".nip_appointment_month",
    ),
    (
        "categories.*.portal_approval",
        "src/domain/procedure.rs",
        ".waits_for_approval(",
    ),
    (
        "causes.*.document",
        "src/outgo/service_desk.rs",
        "rules.document",
    ),
    ("office.city", "src/outgo/service_desk.rs", ".office.city"),
    (
        "causes.*.urgent",
        "src/domain/procedure/when.rs",
        ".is_urgent(",
    ),
    (
        "deadlines.urgent_disposition_working_days",
        "src/domain/due.rs",
        ".urgent_disposition_working_days",
    ),
    ("approval.key", "src/policy_file/checks.rs", "approval.key"),
    ("approval.minutes", "src/domain/policy.rs", "self.approval"),
    (
        "approval.position",
        "src/policy_file/checks.rs",
        "policy.approval",
    ),
    (
        "approval.waiting_target_minutes",
        "src/domain/policy.rs",
        "self.approval",
    ),
    (
        "categories.*.nip_required",
        "src/domain/finding/check.rs",
        ".nip_required",
    ),
    (
        "causes.*.needs_tmt",
        "src/domain/rules/particulars.rs",
        ".needs_tmt",
    ),
    (
        "causes.*.rejectable",
        "src/domain/procedure/when.rs",
        ".rejectable(",
    ),
    (
        "causes.*.requestable",
        "src/domain/policy/reasons.rs",
        ".requestable",
    ),
    (
        "transfer_outcome",
        "src/domain/rules/subject.rs",
        ".transfer_outcome",
    ),
    ("causes.*.name", "src/tui/act/revoke.rs", "rules.name"),
    (
        "causes.*.reason",
        "src/domain/rules/certificates.rs",
        "rules.reason",
    ),
    ("causes.*.scope", "src/tui/act/revoke.rs", ".scope"),
    ("contacts.email", "src/outgo/message/body.rs", ".contacts"),
    ("contacts.phones", "src/outgo/message/body.rs", ".contacts"),
    ("contacts.portal", "src/tui/view/guide.rs", ".contacts"),
    ("contacts.service_desk", "src/outgo/message.rs", ".contacts"),
    ("contacts.verifier", "src/tui/view/guide.rs", ".contacts"),
    ("contacts.website", "src/tui/view/guide.rs", ".contacts"),
    (
        "deadlines.activation_days",
        "src/domain/rules/bsre.rs",
        ".link_until",
    ),
    (
        "deadlines.activation_links",
        "src/domain/procedure/when.rs",
        ".activation_links",
    ),
    (
        "deadlines.late_record_working_days",
        "src/server/views/steps.rs",
        ".late_record_working_days",
    ),
    (
        "deadlines.passphrase_days",
        "src/server/index/days.rs",
        ".passphrase_days",
    ),
    (
        "deadlines.return_lapse_working_days",
        "src/domain/due.rs",
        ".return_lapse_working_days",
    ),
    (
        "deadlines.return_remind_working_days",
        "src/domain/due.rs",
        ".return_remind_working_days",
    ),
    (
        "deadlines.undo_working_days",
        "src/domain/rules/undo.rs",
        ".undo_working_days",
    ),
    (
        "documents.*.defects.code",
        "src/domain/rules/edit.rs",
        ".defect(",
    ),
    (
        "documents.*.defects.text",
        "src/domain/rules/edit.rs",
        ".defect(",
    ),
    (
        "documents.*.evidence",
        "src/domain/rules/verify.rs",
        ".evidence_suffices(",
    ),
    ("documents.*.name", "src/text/request.rs", ".documents"),
    (
        "general_defects.code",
        "src/tui/act/defects.rs",
        ".general_defects",
    ),
    (
        "general_defects.text",
        "src/tui/act/defects.rs",
        ".general_defects",
    ),
    ("holidays.day", "src/domain/rules/returns.rs", ".calendar()"),
    (
        "holidays.leave",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    ("holidays.name", "src/cli/calendar.rs", ".holiday("),
    (
        "hours.regular.friday.from",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "hours.regular.friday.to",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "hours.regular.monday.from",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "hours.regular.monday.to",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "hours.regular.saturday",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "hours.regular.sunday",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "hours.regular.thursday.from",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "hours.regular.thursday.to",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "hours.regular.tuesday.from",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "hours.regular.tuesday.to",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "hours.regular.wednesday.from",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "hours.regular.wednesday.to",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "hours.special.from",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "hours.special.name",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "hours.special.to",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "hours.special.week.friday.from",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "hours.special.week.friday.to",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "hours.special.week.monday.from",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "hours.special.week.monday.to",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "hours.special.week.saturday",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "hours.special.week.sunday",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "hours.special.week.thursday.from",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "hours.special.week.thursday.to",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "hours.special.week.tuesday.from",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "hours.special.week.tuesday.to",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "hours.special.week.wednesday.from",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "hours.special.week.wednesday.to",
        "src/domain/rules/returns.rs",
        ".calendar()",
    ),
    (
        "instructions.key",
        "src/domain/rules/dispose.rs",
        ".instruction(",
    ),
    (
        "instructions.text",
        "src/domain/rules/dispose.rs",
        ".instruction(",
    ),
    ("kinds.*.documents.*", "src/tui/view/calendar.rs", ".need("),
    (
        "kinds.*.email_domain_blocks",
        "src/domain/finding/check.rs",
        ".email_domain_blocks",
    ),
    ("kinds.*.steps.key", "src/domain/request.rs", ".steps"),
    (
        "kinds.*.steps.minutes",
        "src/server/index/context.rs",
        "step.minutes",
    ),
    (
        "kinds.*.steps.position",
        "src/cli/request/view.rs",
        "step.position",
    ),
    (
        "kinds.*.steps.waiting_target_minutes",
        "src/server/index/context.rs",
        ".waiting_target_minutes",
    ),
    (
        "legal_basis.remark",
        "src/tui/view/guide.rs",
        ".legal_basis",
    ),
    ("legal_basis.title", "src/tui/view/guide.rs", ".legal_basis"),
    ("carry_days", "src/domain/rules/earlier.rs", ".carry_days"),
    (
        "look_first",
        "src/domain/rules/verify.rs",
        "policy.look_first",
    ),
    (
        "notices.agreement_days_before",
        "src/domain/due.rs",
        ".agreement_days_before",
    ),
    (
        "notices.credential_days_before",
        "src/domain/due.rs",
        ".credential_days_before",
    ),
    (
        "notices.activation_days_after",
        "src/server/index/days.rs",
        ".activation_days_after",
    ),
    (
        "notices.expiry_days_before",
        "src/domain/due.rs",
        ".expiry_days_before",
    ),
    (
        "notices.passphrase_days_before",
        "src/server/index/days.rs",
        ".passphrase_days_before",
    ),
    (
        "office.email_domains",
        "src/cli/import.rs",
        ".email_domains",
    ),
    ("office.name", "src/server/people.rs", "office.name"),
    (
        "office.province",
        "src/domain/rules/compare.rs",
        ".province",
    ),
    ("office.short", "src/cli/init.rs", ".short"),
    ("office.unit", "src/outgo/message/body.rs", ".unit"),
    (
        "portal.attachment_bytes",
        "src/outgo/portal.rs",
        ".attachment_bytes",
    ),
    ("portal.bom", "src/outgo/portal.rs", ".bom"),
    (
        "portal.columns.field",
        "src/outgo/portal.rs",
        "column.field",
    ),
    (
        "portal.columns.header",
        "src/outgo/portal.rs",
        "column.header",
    ),
    ("portal.delimiter", "src/outgo/portal.rs", ".delimiter"),
    (
        "portal.kinds",
        "src/domain/procedure/when.rs",
        "portal.kinds",
    ),
    ("portal.letters", "src/outgo/portal.rs", ".letters("),
    (
        "portal.organizations",
        "src/outgo/portal.rs",
        ".organization(",
    ),
    (
        "portal.recap.account",
        "src/intake/inventory/recap.rs",
        "words.account",
    ),
    (
        "portal.recap.certificate",
        "src/intake/inventory/recap.rs",
        "words.certificate",
    ),
    (
        "portal.recap.signatures",
        "src/intake/inventory/recap.rs",
        "words.signatures",
    ),
    ("portal.rows_a_file", "src/outgo/portal.rs", ".rows_a_file"),
    ("portal.titles", "src/domain/policy/portal.rs", ".titles"),
    (
        "positions.*.default_instruction",
        "src/cli/sheet.rs",
        ".default_instruction(",
    ),
    (
        "positions.*.stand_in",
        "src/domain/rules/authority.rs",
        ".stand_in(",
    ),
    (
        "reject_reasons.code",
        "src/tui/view/sheets/except.rs",
        ".reject_reasons_for(",
    ),
    (
        "reject_reasons.text",
        "src/domain/rules/returns.rs",
        ".reject_reason(",
    ),
    (
        "reject_reasons.who",
        "src/tui/view/sheets/except.rs",
        ".reject_reasons_for(",
    ),
    ("sources.date", "src/tui/view/guide.rs", ".sources"),
    ("sources.key", "src/tui/view/guide.rs", ".sources"),
    ("sources.number", "src/tui/view/guide.rs", ".sources"),
    ("sources.remark", "src/tui/view/guide.rs", ".sources"),
    ("sources.signer", "src/tui/view/guide.rs", ".sources"),
    ("sources.title", "src/tui/view/guide.rs", ".sources"),
    (
        "stages.eselon",
        "src/domain/rules/findings.rs",
        ".stage_of(",
    ),
    ("stages.name", "src/tui/view/guide.rs", "stage.name"),
    (
        "stages.number",
        "src/domain/rules/findings.rs",
        ".stage_of(",
    ),
    ("stages.opens", "src/domain/rules/findings.rs", ".opens"),
    (
        "terminal.escape_local_ms",
        "src/server/people.rs",
        ".escape_local_ms",
    ),
    (
        "terminal.escape_ssh_ms",
        "src/server/people.rs",
        ".escape_ssh_ms",
    ),
    ("validity.days", "src/cli/certificate.rs", ".validity.end("),
    (
        "validity.minus_seconds",
        "src/cli/certificate.rs",
        ".validity.end(",
    ),
    (
        "validity.renew_window_days",
        "src/domain/due.rs",
        ".renew_window_days",
    ),
];

fn source(file: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(file);
    let text = fs::read_to_string(&path).unwrap_or_else(|_| panic!("no {file}"));
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    code.split_whitespace().collect()
}

#[test]
fn each_key_has_a_reader_or_is_told_to_have_none() {
    let mut known = BTreeSet::new();
    for (key, file, word) in READERS {
        assert!(known.insert(*key), "{key} stands twice");
        let word: String = word.split_whitespace().collect();
        assert!(source(file).contains(&word), "{key}: {file} has no {word}");
    }
    for key in LATER {
        assert!(known.insert(key), "{key} has a reader and comes later");
    }
    let all: BTreeSet<String> = keys(BABEL).into_iter().collect();
    let known: BTreeSet<String> = known.into_iter().map(str::to_owned).collect();
    let lacking: Vec<_> = all.difference(&known).collect();
    assert!(lacking.is_empty(), "no reader named: {lacking:?}");
    let gone: Vec<_> = known.difference(&all).collect();
    assert!(gone.is_empty(), "no key of the policy: {gone:?}");
}

/// Keys of [`LATER`] whose last part is no other key's: that nothing reads them can be seen.
#[test]
fn what_comes_later_is_read_by_nobody() {
    let plain = [
        "near_percent",
        "hold_minutes",
        "digest_at",
        "forecast_days",
        "document_years",
        "request_years",
        "certificate_years",
        "look_years",
    ];
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let shown = path.display().to_string();
            if path.is_dir() {
                folders.push(path);
            } else if !shown.contains("/policy") && shown.ends_with(".rs") {
                let text = fs::read_to_string(&path).unwrap();
                for key in plain {
                    let read = format!(".{key}");
                    assert!(
                        !text.contains(&read),
                        "{shown} reads {key}: name it as its reader"
                    );
                }
            }
        }
    }
}

#[test]
fn a_file_is_told_which_of_its_keys_change_nothing() {
    let told = unused("near_percent = 80\n[causes.death]\nurgent = true\n[office]\nname = \"x\"\n");
    assert_eq!(told, ["near_percent"]);
}
