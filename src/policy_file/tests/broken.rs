//! A table of broken policies: what is changed, on which line the fault is named, what is said.
use super::*;
use crate::text::policy::wrong;
use crate::text::{Language, Words};

#[test]
fn each_fault_is_named_with_its_place() {
    for case in CASES {
        let Case { from, to, line, .. } = case;
        assert!(BABEL.contains(from), "the policy has no `{from}`");
        let text = BABEL.replacen(from, to, 1);
        let fault = parse("uji.toml", &text).expect_err(to);
        let first = &fault.problems[0];
        let named = text.lines().nth(first.line - 1).unwrap();
        assert!(named.contains(line), "wrong line in: {fault}");
        let place = format!("uji.toml:{}:{}: ", first.line, first.column);
        assert!(fault.to_string().starts_with(&place), "{fault}");
        assert_eq!(told(Language::English, first), case.said, "after `{to}`");
        // In Indonesian it is another sentence, with the same key and the same value in it.
        let id = told(Language::Indonesian, first);
        assert_ne!(id, case.said);
        assert!(id.starts_with(&first.key), "{id}");
        if let Some((_, given)) = first.wrong.args.iter().find(|(name, _)| *name == "given") {
            assert!(id.contains(given.as_str()), "{given}: {id}");
        }
    }
}

/// Key and sentence, as a person reads them.
fn told(language: Language, problem: &Problem) -> String {
    let words = Words::new(language);
    let said = wrong(&words, problem.wrong.code, &problem.wrong.args);
    match problem.key.is_empty() {
        true => said,
        false => format!("{}: {said}", problem.key),
    }
}

#[test]
fn every_code_has_words_in_both_languages() {
    let files = [
        "../checks.rs",
        "../checks/hours.rs",
        "../checks/people.rs",
        "../place.rs",
        "../../policy_file.rs",
    ];
    let sources = [
        include_str!("../checks.rs"),
        include_str!("../checks/hours.rs"),
        include_str!("../checks/people.rs"),
        include_str!("../place.rs"),
        include_str!("../../policy_file.rs"),
    ];
    for language in [Language::Indonesian, Language::English] {
        let words = Words::new(language);
        for (file, source) in files.iter().zip(sources) {
            let codes = ["say(\"", "Wrong::new(\"", "wanted(\""]
                .into_iter()
                .flat_map(|before| {
                    source
                        .split(before)
                        .skip(1)
                        .filter_map(|rest| rest.split('"').next())
                });
            for code in codes {
                assert!(words.has(&format!("policy-{code}")), "{file}: {code}");
            }
        }
    }
}

#[test]
fn all_broken_rules_are_told_at_once() {
    let text = BABEL
        .replacen("near_percent = 80", "near_percent = 0", 1)
        .replacen("renew_window_days = 30", "renew_window_days = 800", 1);
    let fault = parse("uji.toml", &text).unwrap_err();
    let keys: Vec<&str> = fault.problems.iter().map(|p| p.key.as_str()).collect();
    assert_eq!(keys, ["near_percent", "validity.renew_window_days"]);
    assert_eq!(fault.to_string().lines().count(), 2);
}

#[test]
fn hostile_text_is_refused_without_a_panic() {
    for text in [
        "",
        "=",
        "[",
        "\u{feff}",
        "a = \u{202e}",
        "x = 1e999999",
        "[a]\n[a]",
    ] {
        let said = parse("uji.toml", text).unwrap_err().to_string();
        assert!(said.starts_with("uji.toml:"), "{said}");
    }
    let deep = format!("holidays = {}{}", "[".repeat(20_000), "]".repeat(20_000));
    assert!(parse("uji.toml", &deep).is_err());
}

struct Case {
    /// Text of the shipped policy.
    from: &'static str,
    /// What takes its place.
    to: &'static str,
    /// Text of the line on which the first fault is named.
    line: &'static str,
    /// Key and sentence of the first fault.
    said: &'static str,
}

const fn case(
    from: &'static str,
    to: &'static str,
    line: &'static str,
    said: &'static str,
) -> Case {
    Case {
        from,
        to,
        line,
        said,
    }
}

const CASES: &[Case] = &[
    case(
        "near_percent = 80",
        "near_percent = eighty",
        "near_percent = eighty",
        "this is not TOML: string values must be quoted, expected literal string",
    ),
    case(
        "near_percent = 80",
        "near_percnt = 80",
        "near_percnt = 80",
        "near_percnt: `near_percnt` is not a key here; wanted `office`, `contacts`, `positions`, `allowed_pairs`, `kinds`, `documents`, `general_defects`, `reject_reasons`, `causes`, `transfer_outcome`, `near_percent`, `look_first`, `carry_days`, `notices`, `deadlines`, `validity`, `retention`, `hours`, `holidays`, `approval`, `categories`, `stages`, `retirement_ages`, `instructions`, `natures`, `urgencies`, `agencies`, `sources`, `legal_basis`, `terminal`, `portal`, `agreement`",
    ),
    case(
        "near_percent = 80",
        r#"near_percent = "80""#,
        r#"near_percent = "80""#,
        r#"near_percent: found string "80"; wanted a whole number from 0 to 255"#,
    ),
    case(
        "near_percent = 80",
        "near_percent = 400",
        "near_percent = 400",
        "near_percent: found integer `400`; wanted a whole number from 0 to 255",
    ),
    case(
        "near_percent = 80",
        "near_percent = 0",
        "near_percent = 0",
        "near_percent: 0 is not a share; wanted 1 to 100",
    ),
    case(
        "near_percent = 80\n",
        "\n",
        "# The policy of the office: everything about the desk that the office may decide for itself.",
        "the key `near_percent` is missing here; write it",
    ),
    case(
        "hold_minutes = 10",
        "hold_minute = 10",
        "hold_minute = 10",
        "notices.hold_minute: `hold_minute` is not a key here; wanted `expiry_days_before`, `activation_days_after`, `passphrase_days_before`, `credential_days_before`, `agreement_days_before`, `hold_minutes`, `digest_at`",
    ),
    case(
        "hold_minutes = 10\n",
        "\n",
        "[notices]",
        "notices: the key `hold_minutes` is missing here; write it",
    ),
    case(
        r#"day = "2026-01-16""#,
        r#"day = "2026-02-30""#,
        r#"day = "2026-02-30""#,
        r#"holidays[1].day: "2026-02-30" is not a day of the calendar; write year, month and day like "2026-11-23""#,
    ),
    case(
        r#"day = "2026-01-16""#,
        r#"day = "2026-01-01""#,
        "Isra Mikraj Nabi Muhammad SAW",
        r#"holidays[1].day: 2026-01-01 is already "Tahun Baru 2026 Masehi"; name a day once"#,
    ),
    case(
        r#"day = "2026-01-16""#,
        "day = 2026-01-16",
        "day = 2026-01-16",
        "holidays[1].day: found a table, or a date without quotation marks; wanted a text in quotation marks",
    ),
    case(
        r#"digest_at = "08:00""#,
        r#"digest_at = "8""#,
        r#"digest_at = "8""#,
        r#"notices.digest_at: "8" is not a time of day; write hours and minutes like "07:30""#,
    ),
    case(
        r#"default_instruction = "process""#,
        r#"default_instruction = "prosess""#,
        r#"default_instruction = "prosess""#,
        r#"positions.kadis.default_instruction: no instruction has the key "prosess"; choose one of `instructions`"#,
    ),
    case(
        "default_instruction = \"process\"\n",
        "\n",
        "[positions.kadis]",
        "positions.kadis.default_instruction: an official who disposes needs a default instruction; choose one of `instructions`",
    ),
    case(
        r#"stand_in = "kabid""#,
        r#"stand_in = "verifikator""#,
        r#"stand_in = "verifikator""#,
        r#"positions.kadis.stand_in: "verifikator" cannot stand in here; choose another position of the same class of duty"#,
    ),
    case(
        r#"stand_in = "kabid""#,
        r#"stand_in = "bupati""#,
        r#"stand_in = "bupati""#,
        "positions.kadis.stand_in: `bupati` is not known here; wanted `kadis`, `kabid`, `subkoord`, `verifikator`, `agendaris`, `admin`, `auditor`",
    ),
    case(
        "[positions.auditor]\ntitle = { id = \"Auditor\", en = \"Auditor\" }",
        "",
        "[positions.kadis]",
        "positions.auditor: this position is missing; give it a title",
    ),
    case(
        r#"minutes = 15, position = "kadis""#,
        r#"minutes = 15, position = "kabid""#,
        r#"minutes = 15, position = "kabid""#,
        r#"kinds.issue.steps[1].position: "kabid" cannot take the step "kadis"; wanted "kadis""#,
    ),
    case(
        r#"minutes = 15, position = "kadis""#,
        r#"minuts = 15, position = "kadis""#,
        r#"minuts = 15, position = "kadis""#,
        "kinds.issue.steps[1].minuts: `minuts` is not a key here; wanted `key`, `minutes`, `position`, `waiting_target_minutes`",
    ),
    case(
        r#"minutes = 15, position = "kadis""#,
        r#"position = "kadis""#,
        r#"position = "kadis""#,
        "kinds.issue.steps[1]: the key `minutes` is missing here; write it",
    ),
    case(
        r#"minutes = 15, position = "kadis""#,
        r#"minutes = 0, position = "kadis""#,
        r#"minutes = 0, position = "kadis""#,
        "kinds.issue.steps[1].minutes: the standard is 0 minutes; wanted at least 1",
    ),
    case(
        r#"{ key = "verification","#,
        r#"{ key = "register","#,
        "steps = [",
        r#"kinds.issue.steps: the step "verification" is missing; no kind goes without it"#,
    ),
    case(
        r#"friday = [{ from = "07:30", to = "11:30" }"#,
        r#"friday = [{ from = "07:30", to = "14:30" }"#,
        r#"friday = [{ from = "07:30", to = "14:30" }"#,
        "hours.regular.friday[1]: the shift begins at 13:00, before the one before it ends; shifts must not overlap",
    ),
    case(
        r#"friday = [{ from = "07:30", to = "11:30" }"#,
        r#"friday = [{ from = "11:30", to = "07:30" }"#,
        r#"friday = [{ from = "11:30", to = "07:30" }"#,
        "hours.regular.friday[0]: the shift ends at 07:30 but begins at 11:30; it must end later",
    ),
    case(
        r#"to = "2026-03-20""#,
        r#"to = "2027-03-20""#,
        r#"to = "2027-03-20""#,
        "hours.special[0].to: the range from 2026-02-19 to 2027-03-20 is not one of 1 to 62 days",
    ),
    case(
        r#"short = "Dinkes""#,
        r#"short = "Disdik""#,
        r#"short = "Disdik""#,
        r#"agencies[11].short: "Disdik" already means "Dinas Pendidikan"; a name can mean one agency"#,
    ),
    case(
        r#"code = "nik-wrong""#,
        r#"code = "ktp-missing""#,
        r#"code = "ktp-missing""#,
        r#"general_defects[0].code: "ktp-missing" stands here a second time; a code means one thing"#,
    ),
    case(
        r#"code = "not-personnel""#,
        r#"code = "Not Personnel""#,
        r#"code = "Not Personnel""#,
        r#"reject_reasons[0].code: "Not Personnel" is not a code; use small letters, digits, - and _"#,
    ),
    case(
        r#"who = ["kadis", "kabid", "verifikator"]"#,
        r#"who = ["agendaris"]"#,
        r#"who = ["agendaris"]"#,
        r#"reject_reasons[0].who: only "kadis", "kabid" and "verifikator" reject; name at least one of them"#,
    ),
    case(
        "expiry_days_before = [30, 20,",
        "expiry_days_before = [20, 30,",
        "expiry_days_before = [20, 30,",
        "notices.expiry_days_before: the days must fall from one to the next, like [30, 20, 7]",
    ),
    case(
        "return_lapse_working_days = 14",
        "return_lapse_working_days = 7",
        "return_lapse_working_days = 7",
        "deadlines.return_lapse_working_days: the request would lapse before the reminder; wanted more days than `return_remind_working_days`",
    ),
    case(
        "carry_days = 365",
        "carry_days = 3651",
        "carry_days = 3651",
        "carry_days: 3651 days are out of range; wanted 0 to 3650",
    ),
    case(
        "renew_window_days = 30",
        "renew_window_days = 800",
        "renew_window_days = 800",
        "validity.renew_window_days: the window is as long as the certificate runs; wanted fewer days than `validity.days`",
    ),
    case(
        r#"email_domains = ["babelprov.go.id"]"#,
        r#"email_domains = ["@babelprov.go.id"]"#,
        r#"email_domains = ["@babelprov.go.id"]"#,
        r#"office.email_domains[0]: "@babelprov.go.id" is not a domain; write it without @, in small letters, like "babelprov.go.id""#,
    ),
    case(
        "{ header = \"emailAddress\", field = \"email\" },",
        "",
        "columns = [",
        "portal.columns: the portal's file needs a column of names (field = \"name\") and one of e-mails (field = \"email\")",
    ),
    case(
        "delimiter = \",\"",
        "delimiter = \"x\"",
        "delimiter = \"x\"",
        "portal.delimiter: \"x\" is no sign between columns; write \",\", \";\", \"|\" or \"\\t\"",
    ),
    case(
        "rows_a_file = 100",
        "rows_a_file = 0",
        "rows_a_file = 0",
        "portal.rows_a_file: 0 rows a file are out of range; wanted 1 to 5000",
    ),
    case(
        "attachment_bytes = 1_000_000",
        "attachment_bytes = 1",
        "attachment_bytes = 1",
        "portal.attachment_bytes: 1 bytes an attachment are out of range; wanted 10000 to 100000000",
    ),
    case(
        "organizations = []",
        "organizations = [{ name = \"Kota\", agencies = [\"Dinas Entah\"] }]",
        "organizations = [{ name = \"Kota\", agencies = [\"Dinas Entah\"] }]",
        "portal.organizations[0].agencies[0]: the agency \"Dinas Entah\" is not among agencies",
    ),
    case(
        "[documents.ktp]\nname = { id = \"Fotokopi KTP\", en = \"Copy of the KTP\" }\nevidence = [\"file\", \"paper\", \"link\"]",
        "[documents.ktp]\nname = { id = \"Fotokopi KTP\", en = \"Copy of the KTP\" }\nevidence = []",
        r#"documents = { letter = "must", form = "must", ktp = "must", sk = "must""#,
        "kinds.issue.documents.ktp: it is asked for, but no evidence suffices for it; fill `documents.ktp.evidence`",
    ),
    case(
        r#"id = "Kepala Dinas""#,
        r#"id = """#,
        r#"id = """#,
        "positions.kadis.title.id: this text is empty; write what people are to read",
    ),
    case(
        "requestable = false",
        "requestable = true",
        "requestable = true",
        "causes.replaced.requestable: an internal revocation follows from a change and cannot be requested; wanted false",
    ),
    case(
        "eselon = [], opens",
        r#"eselon = ["IV"], opens"#,
        "stages = [",
        "stages: the last stage must be for everyone; leave its eselon list empty",
    ),
    case(
        "posts = [], age = 58",
        "posts = [], age = 158",
        "posts = [], age = 158",
        "retirement_ages[2].age: 158 is not a retirement age; wanted 40 to 75",
    ),
    case(
        "allowed_pairs = []",
        r#"allowed_pairs = [{ one = "verify", other = "verify" }]"#,
        r#"allowed_pairs = [{ one = "verify", other = "verify" }]"#,
        r#"allowed_pairs[0]: "verify" always goes with itself; name two different classes"#,
    ),
    case(
        "allowed_pairs = []",
        r#"allowed_pairs = [{ one = "verify", other = "verify" }"#,
        "holidays = [",
        "this is not TOML: missing comma between array elements, expected `,`",
    ),
    case(
        "[kinds.reset]",
        "[kinds.resset]",
        "[kinds.resset]",
        "kinds.resset: `resset` is not known here; wanted `issue`, `renew`, `change`, `reset`, `revoke`",
    ),
    case(
        "[causes.death]",
        "[causes.deth]",
        "[causes.deth]",
        "causes.deth: `deth` is not known here; wanted `misuse`, `transfer_out`, `retirement`, `death`, `resignation`, `dismissal`, `compromise`, `replaced`, `other`, `transfer`",
    ),
    case(
        "[validity]",
        "[deadlines]",
        "[deadlines]",
        "this key stands in the file a second time; write it once",
    ),
    case(
        "wednesday = [",
        "wensday = [",
        "wensday = [",
        "hours.regular.wensday: `wensday` is not a key here; wanted `monday`, `tuesday`, `wednesday`, `thursday`, `friday`, `saturday`, `sunday`",
    ),
    case(
        "hold_minutes = 10",
        "hold_minutes = -1",
        "hold_minutes = -1",
        "notices.hold_minutes: found integer `-1`; wanted a whole number from 0 to 65535",
    ),
    case(
        "region = \"19\"",
        "region = 19",
        "region = 19",
        "office.region: found integer `19`; wanted a text in quotation marks",
    ),
    case(
        r#"language = "id""#,
        r#"language = "jv""#,
        r#"language = "jv""#,
        "office.language: `jv` is not known here; wanted `en`, `id`",
    ),
];
