//! Lists: the same windows that the screen shows, as a table or as JSON.

use super::connect::unexpected;
use super::desk::DeskLine;
use super::done::record_value;
use super::exit::Failure;
use super::given;
use super::show::{self, Table};
use crate::domain::office::Capacity;
use crate::domain::request::Stage;
use crate::domain::sheet::SheetStage;
use crate::domain::time::Instant;
use crate::text::{Words, duration, safe};
use crate::wire::message::{Ask, List, Query, Sort, Tell};
use crate::wire::view::{
    CertificateLine, DueKind, DueLine, OfficerView, Page, RequestLine, Row, SheetLine, StepClock,
};
use clap::Args;
use serde_json::{Value, json};

/// Rows of one ask.
const WINDOW: u16 = 500;

/// Which part of a list, in what order.
#[derive(Debug, Args)]
pub struct Listing {
    /// Words to look for, or terms such as nama:siti pd:dinkes status:aktif sisa:<30
    #[arg(value_name = "FILTER")]
    words: Vec<String>,
    /// The same in one argument
    #[arg(long, value_name = "FILTER")]
    filter: Option<String>,
    /// Order: natural, number, name, agency, received, remaining, kind or state
    #[arg(long, default_value = "natural")]
    sort: String,
    /// The other way round
    #[arg(long)]
    descending: bool,
    /// The most rows to show; 0 for all
    #[arg(long, default_value_t = 200, value_name = "N")]
    limit: u32,
    /// Rows to pass over first
    #[arg(long, default_value_t = 0, value_name = "N")]
    from: u32,
}

impl Listing {
    fn filter(&self) -> String {
        let words = self.words.iter().chain(&self.filter);
        words.map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// Shows the list.
    pub fn show(&self, line: &DeskLine, as_json: bool, list: List) -> Result<(), Failure> {
        let sort = given::choice(&line.words, &self.sort, &Sort::ALL, Sort::as_str)?;
        let query = Query {
            list,
            filter: self.filter(),
            sort,
            descending: self.descending,
        };
        let page = fetch(line, &query, self.from, self.limit)?;
        print(line, as_json, &page)
    }
}

/// Shows rows as they were found.
pub fn print(line: &DeskLine, as_json: bool, page: &Page) -> Result<(), Failure> {
    show::either(
        as_json,
        || json!({"total": page.total, "from": page.from, "rows": page.rows.iter().map(row_value).collect::<Vec<_>>()}),
        || table(&line.words, page),
    )?;
    let shown = page.rows.len();
    if !as_json && shown < page.total as usize {
        let args: [(&str, &dyn crate::text::Arg); 2] = [("shown", &shown), ("total", &page.total)];
        crate::cli::show::aside(&format!(
            "loket: {}\n",
            line.words.with("cli-list-part", &args)
        ));
    }
    Ok(())
}

/// The rows from `from` on, `limit` at the most; 0 is all.
pub fn fetch(line: &DeskLine, query: &Query, from: u32, limit: u32) -> Result<Page, Failure> {
    let mut whole = Page {
        from,
        ..Page::default()
    };
    loop {
        let have = whole.rows.len() as u32;
        let left = if limit == 0 { u32::MAX } else { limit - have };
        let count = left.min(u32::from(WINDOW)) as u16;
        let told = line.ask(Ask::Page {
            query: query.clone(),
            from: from + have,
            count,
            keep: None,
        })?;
        let Tell::Page(page) = told else {
            return Err(unexpected(&line.words, &told));
        };
        whole.total = page.total;
        let more = page.rows.len() == usize::from(count);
        whole.rows.extend(page.rows);
        if !more || (limit > 0 && whole.rows.len() as u32 >= limit) {
            return Ok(whole);
        }
    }
}

/// A moment for scripts, in WIB.
pub fn moment_value(at: Instant) -> Value {
    json!(at.to_wib().format("%Y-%m-%dT%H:%M:%S+07:00").to_string())
}

/// A running step's clock for scripts.
pub fn clock_value(clock: &StepClock) -> Value {
    json!({
        "step": clock.step.as_str(),
        "handling_minutes": clock.handling,
        "waiting_minutes": clock.waiting,
        "standard_minutes": clock.standard,
        "waiting_target_minutes": clock.waiting_target,
        "running": clock.running,
    })
}

/// Where a sheet lies, as a key.
pub fn sheet_stage_key(stage: SheetStage) -> &'static str {
    match stage {
        SheetStage::Registered => "registered",
        SheetStage::With(position) => position.as_str(),
        SheetStage::Held(position) => Stage::Held(position).as_str(),
        SheetStage::Paused => "paused",
        SheetStage::Done => "done",
    }
}

/// Where a sheet lies, in words.
pub fn sheet_stage(words: &Words, stage: SheetStage) -> String {
    match stage {
        SheetStage::Registered => words.of("stage", "registered"),
        SheetStage::With(position) => words.of("position", position.as_str()),
        SheetStage::Held(position) => words.of("stage", Stage::Held(position).as_str()),
        SheetStage::Paused => words.of("stage", "returned"),
        SheetStage::Done => words.of("stage", "completed"),
    }
}

/// A row for scripts.
pub fn row_value(row: &Row) -> Value {
    let mut value = match row {
        Row::Request(line) => request_value(line),
        Row::Sheet(line) => sheet_value(line),
        Row::Letter(row) => json!({
            "from": row.from, "number": row.number, "received": moment_value(row.received),
            "names": row.names, "void": row.void,
        }),
        Row::Certificate(line) => certificate_value(line),
        Row::Person(row) => json!({
            "name": row.name, "nip": row.nip, "agency": row.agency, "post": row.post,
        }),
        Row::Due(line) => due_value(line),
        Row::Officer(officer) => officer_value(officer),
    };
    value["record"] = record_value(row.record());
    value
}

fn request_value(line: &RequestLine) -> Value {
    let row = &line.row;
    json!({
        "no": row.no.to_string(),
        "kind": row.kind.as_str(),
        "stage": row.stage.as_str(),
        "name": row.name,
        "nip": row.nip,
        "nik_last_four": row.nik_tail,
        "agency": row.agency,
        "received": moment_value(row.received),
        "revision": row.revision,
        "due": line.days.due,
        "one_person": row.one_person,
        "prepared": row.prepared,
        "mine": line.mine,
        "clock": line.clock.as_ref().map(clock_value),
    })
}

fn sheet_value(line: &SheetLine) -> Value {
    json!({
        "no": line.row.no.to_string(),
        "lies_with": sheet_stage_key(line.row.stage),
        "from": line.from,
        "first": line.first,
        "names": line.row.names,
        "kind": line.kind.as_str(),
        "arrived": moment_value(line.row.arrived),
        "urgency": line.row.urgency.as_str(),
        "deadline": line.row.deadline,
        "revision": line.row.revision,
        "mine": line.mine,
        "clock": line.clock.as_ref().map(clock_value),
    })
}

/// A certificate of a list for scripts.
pub fn certificate_value(line: &CertificateLine) -> Value {
    let row = &line.row;
    json!({
        "id": row.id.0,
        "name": row.name,
        "email": row.email,
        "agency": row.agency,
        "serial": row.serial,
        "status": line.status.as_str(),
        "not_before": moment_value(row.not_before),
        "not_after": moment_value(row.not_after),
        "days_left": line.days_left,
        "passphrase": row.passphrase,
        "revision": row.revision,
    })
}

fn officer_value(officer: &OfficerView) -> Value {
    json!({
        "id": officer.id.0,
        "revision": officer.revision,
        "name": officer.name,
        "nip": officer.nip,
        "nik": officer.nik,
        "email": officer.email,
        "account": officer.account.as_ref().map(|account| json!({
            "uid": account.uid, "name": account.name,
        })),
        "positions": officer.positions.iter().map(|(position, capacity)| json!({
            "position": position.as_str(), "capacity": capacity.as_str(),
        })).collect::<Vec<_>>(),
        "terms": officer.holds.iter().map(|hold| json!({
            "position": hold.position.as_str(),
            "capacity": hold.capacity.as_str(),
            "from": moment_value(hold.from),
            "until": hold.until.map(moment_value),
            "basis": hold.basis,
        })).collect::<Vec<_>>(),
        "papers": officer.credentials.iter().map(|(kind, paper)| json!({
            "paper": kind.as_str(), "number": paper.number,
            "from": paper.from, "until": paper.until,
        })).collect::<Vec<_>>(),
        "agencies": officer.agencies,
    })
}

/// The positions of an officer today, in words.
fn held(words: &Words, officer: &OfficerView) -> String {
    let positions = officer.positions.iter().map(|(position, capacity)| {
        let title = words.of("position", position.as_str());
        match capacity {
            Capacity::Definitive => title,
            acting => format!("{} {title}", words.of("capacity", acting.as_str())),
        }
    });
    positions.collect::<Vec<_>>().join(", ")
}

fn due_value(line: &DueLine) -> Value {
    let (what, before) = match line.what {
        DueKind::Expiry => ("expiry", 0),
        DueKind::Notice { days_before } => ("notice", days_before),
        DueKind::Activation => ("activation", 0),
        DueKind::Passphrase { days_before } => ("passphrase", days_before),
        DueKind::Lapse => ("lapse", 0),
        DueKind::Remind => ("remind", 0),
        DueKind::Effective => ("effective", 0),
        DueKind::ActivationNotice { .. } => ("activation-notice", 0),
        DueKind::Credential { kind, days_before } => (kind.as_str(), days_before),
        DueKind::Agreement { days_before } => ("agreement", days_before),
    };
    json!({
        "what": what, "days_before": before, "name": line.name, "agency": line.agency,
        "days_left": line.days_left, "skipped": line.skipped,
    })
}

/// The rows as a table; lists of one kind have heads of their own.
pub fn table(words: &Words, page: &Page) -> String {
    let Some(first) = page.rows.first() else {
        return format!("{}\n", words.get("cli-list-empty"));
    };
    let mut table = Table::new(heads(words, first));
    for row in &page.rows {
        table.row(cells(words, row));
    }
    table.text()
}

fn heads(words: &Words, row: &Row) -> Vec<String> {
    let head = |key: &str| words.get(key);
    match row {
        Row::Request(_) | Row::Sheet(_) => vec![
            head("cli-head-number"),
            head("field-kind"),
            head("field-name"),
            head("field-agency"),
            head("cli-head-stage"),
            head("cli-head-time"),
        ],
        Row::Letter(_) => vec![
            head("cli-head-number"),
            head("field-received"),
            head("cli-head-names"),
            head("field-number"),
            head("field-from"),
        ],
        Row::Certificate(_) => vec![
            head("cli-head-number"),
            head("field-name"),
            head("field-agency"),
            head("cli-head-status"),
            head("field-not_after"),
            head("cli-head-days"),
        ],
        Row::Person(_) => vec![
            head("cli-head-number"),
            head("field-name"),
            head("field-nip"),
            head("field-post"),
            head("field-agency"),
        ],
        Row::Due(_) => vec![
            head("cli-head-what"),
            head("cli-head-record"),
            head("field-name"),
            head("field-agency"),
        ],
        Row::Officer(_) => vec![
            head("cli-head-number"),
            head("field-name"),
            head("field-nip"),
            head("field-account"),
            head("cli-head-positions"),
        ],
    }
}

fn cells(words: &Words, row: &Row) -> Vec<String> {
    let clean = |text: &str| safe(text).into_owned();
    match row {
        Row::Request(line) => vec![
            line.row.no.to_string(),
            words.of("kind-short", line.row.kind.as_str()),
            clean(&line.row.name),
            clean(&line.row.agency),
            marked(words, line.row.shown_stage(), line.row.one_person),
            clock(words, line.clock.as_ref()),
        ],
        Row::Sheet(line) => vec![
            line.row.no.to_string(),
            words.of("kind-short", line.kind.as_str()),
            format!("{} ({})", clean(&line.first), line.row.names),
            clean(&line.from),
            sheet_stage(words, line.row.stage),
            clock(words, line.clock.as_ref()),
        ],
        Row::Letter(row) => vec![
            row.no.to_string(),
            words.moment(row.received),
            row.names.to_string(),
            clean(&row.number),
            clean(&row.from),
        ],
        Row::Certificate(line) => vec![
            line.row.id.0.to_string(),
            clean(&line.row.name),
            clean(&line.row.agency),
            words.of("status", line.status.as_str()),
            words.date(line.row.not_after.day()),
            words.number(line.days_left),
        ],
        Row::Person(row) => vec![
            row.id.0.to_string(),
            clean(&row.name),
            row.nip.clone(),
            clean(&row.post),
            clean(&row.agency),
        ],
        Row::Due(line) => vec![
            due(words, line.what),
            crate::text::request::record(words, line.record),
            clean(&line.name),
            clean(&line.agency),
        ],
        Row::Officer(officer) => vec![
            officer.id.0.to_string(),
            clean(&officer.name),
            officer.nip.clone(),
            officer
                .account
                .as_ref()
                .map_or_else(String::new, |account| clean(&account.name)),
            held(words, officer),
        ],
    }
}

/// A stage, with *1 orang* where one person did two classes of duty.
pub fn marked(words: &Words, stage: &str, one_person: bool) -> String {
    let stage = words.of("stage", stage);
    match one_person {
        true => format!("{stage} ({})", words.get("check-one-person")),
        false => stage,
    }
}

/// What falls on a day, in words.
pub fn due(words: &Words, what: DueKind) -> String {
    match what {
        DueKind::Expiry => words.get("cli-due-expiry"),
        DueKind::Notice { days_before } => words.with("cli-due-notice", &[("days", &days_before)]),
        DueKind::Activation => words.get("cli-due-activation"),
        DueKind::Passphrase { days_before: 0 } => words.get("cli-due-passphrase"),
        DueKind::Lapse => words.get("cli-due-lapse"),
        DueKind::Remind => words.get("cli-due-remind"),
        DueKind::Effective => words.get("due-effective"),
        DueKind::ActivationNotice { days_after } => {
            words.with("cli-due-activation-after", &[("days", &days_after)])
        }
        DueKind::Credential { kind, days_before } => {
            let paper = words.of("credential", kind.as_str());
            words.with(
                "cli-due-credential",
                &[("paper", &paper), ("days", &days_before)],
            )
        }
        DueKind::Agreement { days_before } => {
            words.with("cli-due-agreement", &[("days", &days_before)])
        }
        DueKind::Passphrase { days_before } => {
            words.with("cli-due-passphrase-in", &[("days", &days_before)])
        }
    }
}

fn clock(words: &Words, clock: Option<&StepClock>) -> String {
    let Some(clock) = clock else {
        return String::new();
    };
    let (used, standard) = match clock.handling {
        Some(used) => (used, clock.standard),
        None => (clock.waiting.unwrap_or(0), clock.waiting_target),
    };
    duration::against(words, used, u32::from(standard), clock.day)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::policy::Language;

    #[test]
    fn one_person_in_two_classes_stands_behind_the_stage() {
        for (language, said) in [
            (Language::Indonesian, "Verifikasi (1 orang)"),
            (Language::English, "Verification (1 person)"),
        ] {
            let words = Words::new(language);
            assert_eq!(marked(&words, "verification", true), said);
            let plain = marked(&words, "verification", false);
            assert!(said.starts_with(&plain) && !plain.contains('1'), "{plain}");
        }
    }
}
