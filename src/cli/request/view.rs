//! A request shown: for people in lines, for scripts as JSON.

use crate::cli::desk::DeskLine;
use crate::cli::document::{item_value, table};
use crate::cli::exit::Failure;
use crate::cli::listing::{clock_value, moment_value};
use crate::cli::show::{self, Lines, Table};
use crate::domain::certificate::Certificate;
use crate::domain::checklist::Defect;
use crate::domain::ids::OfficerId;
use crate::domain::refusal::Block;
use crate::domain::request::{Identity, Request, Stage};
use crate::domain::rules::Open;
use crate::text::{Arg, Words, duration, finding, history, refusal, request as words_of, safe};
use crate::wire::view::{Fact, RequestView, StepView};
use serde_json::{Value, json};

/// Shows a request.
pub fn show(
    line: &DeskLine,
    as_json: bool,
    view: &RequestView,
    whole_nik: Option<String>,
) -> Result<(), Failure> {
    let told = || {
        let mut value = value(line, view);
        if let Some(nik) = &whole_nik {
            value["identity"]["nik"] = json!(nik);
        }
        value
    };
    let text = || text(line, view, whole_nik.as_deref());
    show::either(as_json, told, text)
}

/// Findings and blocks; refused where anything keeps, or will keep, the request from being sent.
pub fn check(line: &DeskLine, as_json: bool, view: &RequestView) -> Result<(), Failure> {
    let words = &line.words;
    let held = held_by(view);
    let ready = held.is_empty() && view.request.stage == Stage::Verification;
    show::either(
        as_json,
        || {
            json!({
                "request": view.request.no.to_string(),
                "stage": view.request.stage.as_str(),
                "ready": ready,
                "findings": view.findings.iter().map(|open| finding_value(words, open)).collect::<Vec<_>>(),
                "blocks": held.iter().map(|block| block_value(words, block)).collect::<Vec<_>>(),
            })
        },
        || {
            let mut text = findings(words, &view.findings) + &blocks(words, &held);
            if held.is_empty() {
                let stage = words_of::stage(words, view.request.stage);
                text += &match ready {
                    true => words.get("cli-check-ready"),
                    false => words.with("cli-check-clean", &[("stage", &stage)]),
                };
                text.push('\n');
            }
            text
        },
    )?;
    if held.is_empty() {
        return Ok(());
    }
    let list = refusal::blocks(words, &held);
    let said = words.with("refusal-blocked", &[("list", &list)]);
    Err(Failure::refused(said).keyed("blocked").said())
}

/// What keeps it from being sent; before verification, the findings that will.
fn held_by(view: &RequestView) -> Vec<Block> {
    let mut held = view.blocks.clone();
    for open in view.findings.iter().filter(|open| open.holds()) {
        let block = Block::Finding(open.finding.code.as_str().to_owned());
        if !held.contains(&block) {
            held.push(block);
        }
    }
    held
}

fn finding_value(words: &Words, open: &Open) -> Value {
    json!({
        "code": open.finding.code.as_str(),
        "severity": open.finding.severity.as_str(),
        "message": finding::sentence(words, &open.finding),
        "accepted": open.accepted,
        "holds": open.holds(),
    })
}

fn block_value(words: &Words, block: &Block) -> Value {
    let (kind, code) = match block {
        Block::Item(document) => ("document", document.as_str()),
        Block::Finding(code) => ("finding", code.as_str()),
        Block::OnePersonScan => ("one-person", "one-person-scan"),
        Block::Particular(key) => ("particular", key.as_str()),
    };
    json!({"kind": kind, "code": code, "message": refusal::block(words, block)})
}

fn value(line: &DeskLine, view: &RequestView) -> Value {
    let words = &line.words;
    let request = &view.request;
    json!({
        "no": request.no.to_string(),
        "revision": request.revision,
        "kind": request.kind.as_str(),
        "stage": request.stage.as_str(),
        "letter": request.no.agenda.to_string(),
        "sheet": request.no.agenda.sheet(request.sheet).to_string(),
        "received": moment_value(request.received),
        "registered": moment_value(request.registered),
        "identity": identity_value(&request.identity),
        "note": request.note,
        "follows": view.follows.map(|kin| kin.no.to_string()),
        "followed": view.followed.iter().map(|kin| kin.no.to_string()).collect::<Vec<_>>(),
        "findings": view.findings.iter().map(|open| finding_value(words, open)).collect::<Vec<_>>(),
        "blocks": view.blocks.iter().map(|block| block_value(words, block)).collect::<Vec<_>>(),
        "checklist": request.checklist.iter().map(item_value).collect::<Vec<_>>(),
        "steps": view.steps.iter().map(|step| step_value(view, step)).collect::<Vec<_>>(),
        "ahead": view.ahead.iter().map(|step| step.as_str()).collect::<Vec<_>>(),
        "assigned": request.assigned.map(|id| officer(view, id)),
        "claimed": request.claimed.map(|id| officer(view, id)),
        "sending": request.sending.as_ref().map(|sent| json!({
            "date": sent.date, "ticket": sent.ticket, "channel": sent.channel,
            "by": officer(view, sent.by), "at": moment_value(sent.at),
        })),
        "activation": request.activation.as_ref().map(|link| json!({
            "link": link.link, "until": link.until, "links": link.links,
            "asked": link.asked.map(moment_value), "activated": link.activated, "lapsed": link.lapsed,
        })),
        "beside": beside(view),
        "certificate": view.certificate.as_ref().map(certificate_value),
        "mismatch": view.mismatch,
        "hand_over": request.hand_over.as_ref().map(|given| json!({
            "at": moment_value(given.at), "by": officer(view, given.by),
            "channel": given.channel, "address": given.address, "reply": given.reply,
        })),
        "returned": request.returned.as_ref().map(|back| json!({
            "at": moment_value(back.at), "by": officer(view, back.by),
            "from": back.from.as_str(), "note": back.note,
            "defects": back.defects.iter().map(|defect| defect_value(words, defect)).collect::<Vec<_>>(),
            "told": told(words, &view.returned),
            "remind": view.days.remind, "lapse": view.days.due,
        })),
        "differences": view.differences.iter().map(|found| json!({
            "at": moment_value(found.at), "by": officer(view, found.by),
            "told": told(words, &found.facts),
        })).collect::<Vec<_>>(),
        "ending": request.ending.as_ref().map(|ending| json!({
            "at": moment_value(ending.at), "by": officer(view, ending.by),
            "reason": ending.reason, "text": ending.text, "from": ending.from.as_str(),
            "told": told(words, &view.ended),
        })),
        "reply": request.reply.as_ref().map(|reply| json!({
            "number": reply.number, "date": reply.date,
            "by": officer(view, reply.by), "at": moment_value(reply.at),
        })),
        "one_person": request.one_person(),
        "may": view.may.iter().map(|act| act.as_str()).collect::<Vec<_>>(),
    })
}

fn told(words: &Words, facts: &[Fact]) -> Vec<String> {
    facts
        .iter()
        .map(|fact| history::piece(words, fact))
        .collect()
}

fn defect_value(words: &Words, defect: &Defect) -> Value {
    let (kind, code) = match defect {
        Defect::Document { document, .. } => ("document", document.as_str()),
        Defect::Finding(code) => ("finding", code.as_str()),
        Defect::Text(_) => ("text", ""),
    };
    json!({"kind": kind, "code": code, "message": words_of::defect(words, None, defect)})
}

fn identity_value(identity: &Identity) -> Value {
    json!({
        "name": identity.name, "nip": identity.nip, "nik": identity.nik,
        "nik_old": identity.nik_old, "birth_place": identity.birth_place,
        "birth_date": identity.birth_date, "post": identity.post, "rank": identity.rank,
        "eselon": identity.eselon, "agency": identity.agency, "email": identity.email,
        "phone": identity.phone, "category": identity.category.map(|category| category.as_str()),
    })
}

fn certificate_value(certificate: &Certificate) -> Value {
    json!({
        "id": certificate.id.0,
        "serial": certificate.form.serial.as_ref().map(ToString::to_string),
        "not_before": moment_value(certificate.form.not_before),
        "not_after": moment_value(certificate.form.not_after),
    })
}

fn step_value(view: &RequestView, step: &StepView) -> Value {
    json!({
        "clock": clock_value(&step.clock),
        "arrived": moment_value(step.arrived),
        "acted": step.acted.map(moment_value),
        "by": step.by.map(|id| officer(view, id)),
        "position": step.position.map(|position| position.as_str()),
        "capacity": step.capacity.map(|capacity| capacity.as_str()),
        "untimed": step.untimed,
        "paper": step.paper,
        "concurrent": step.concurrent,
        "late": step.late,
    })
}

fn officer(view: &RequestView, id: OfficerId) -> String {
    let found = view.officers.iter().find(|officer| officer.id == id);
    found.map_or_else(
        || id.0.to_string(),
        |officer| safe(&officer.name).into_owned(),
    )
}

fn text(line: &DeskLine, view: &RequestView, whole_nik: Option<&str>) -> String {
    let words = &line.words;
    let mut text = head(words, &view.request, whole_nik).text();
    let mut section = |title: &str, body: String| {
        if !body.is_empty() {
            text += &format!("\n{}\n{body}", words.get(title));
        }
    };
    section("detail-changed", changed(words, view));
    section("cli-ended", stopped(words, view));
    section("detail-findings", findings(words, &view.findings));
    section("detail-checklist", table(line, &view.request.checklist));
    section("detail-course", course(words, view));
    section("detail-blocks", blocks(words, &view.blocks));
    text + &follow_up(words, view)
}

fn head(words: &Words, request: &Request, whole_nik: Option<&str>) -> Lines {
    let identity = &request.identity;
    let clean = |text: &str| safe(text).into_owned();
    let mut lines = Lines::default();
    lines.add(words.get("cli-head-number"), request.no.to_string());
    lines.add(
        words.get("field-kind"),
        words.of("kind", request.kind.as_str()),
    );
    lines.add(
        words.get("cli-head-stage"),
        words_of::stage(words, request.stage),
    );
    lines.add(words.get("field-name"), clean(&identity.name));
    lines.add(words.get("field-nip"), clean(&identity.nip));
    lines.add(
        words.get("field-nik"),
        clean(whole_nik.unwrap_or(&identity.nik)),
    );
    lines.add(words.get("field-nik_old"), clean(&identity.nik_old));
    let birth = identity.birth_date.map(|day| words.date(day));
    lines.add(words.get("field-birth_date"), birth.unwrap_or_default());
    lines.add(words.get("field-post"), clean(&identity.post));
    lines.add(words.get("field-rank"), clean(&identity.rank));
    lines.add(words.get("field-eselon"), clean(&identity.eselon));
    lines.add(words.get("field-agency"), clean(&identity.agency));
    lines.add(words.get("field-email"), clean(&identity.email));
    lines.add(words.get("field-phone"), clean(&identity.phone));
    lines.add(words.get("field-note"), clean(&request.note));
    if request.one_person() {
        lines.add("!".to_owned(), words.get("detail-one-person"));
    }
    lines
}

fn findings(words: &Words, findings: &[Open]) -> String {
    let mut table = String::new();
    for open in findings {
        let weight = finding::severity(words, open.finding.severity);
        table += &format!("  {weight}: {}", finding::sentence(words, &open.finding));
        if let Some(reason) = &open.accepted {
            table += &format!(
                " ({})",
                words.with("detail-accepted", &[("reason", reason)])
            );
        }
        table.push('\n');
    }
    table
}

/// What changed after marks rested on it: who, when, before and after.
fn changed(words: &Words, view: &RequestView) -> String {
    let mut text = String::new();
    for found in &view.differences {
        let (when, who) = (words.moment(found.at), officer(view, found.by));
        text += &format!("  {when}  {who}\n");
        for told in told(words, &found.facts) {
            text += &format!("    {told}\n");
        }
    }
    text
}

/// What goes on beside its stage: what lapses with it, what follows it, the account check.
fn beside(view: &RequestView) -> Value {
    let request = &view.request;
    json!({
        "lapsing": view.lapsing.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "urgent": request.urgent.as_ref().map(|urgent| json!({
            "at": moment_value(urgent.at), "due": view.days.due,
            "sheet_with": urgent.sheet_with.map(|at| at.as_str()),
        })),
        "check": {
            "since": request.check.since, "passed": request.check.passed,
            "failures": request.check.failures, "reason": request.check.reason,
        },
        "withdrawal": request.withdrawal.as_ref().map(|asked| json!({
            "at": moment_value(asked.at), "by": officer(view, asked.by),
            "reason": asked.reason, "from": asked.from.as_str(),
        })),
    })
}

/// Returned or ended: who, when, defects or reason, and the days that follow.
fn stopped(words: &Words, view: &RequestView) -> String {
    let returned = view
        .request
        .returned
        .as_ref()
        .map(|back| (back.at, back.by));
    let ended = view.request.ending.as_ref().map(|end| (end.at, end.by));
    let mut text = String::new();
    for (what, facts) in [(returned, &view.returned), (ended, &view.ended)] {
        let Some((at, by)) = what else {
            continue;
        };
        text += &format!("  {}  {}\n", words.moment(at), officer(view, by));
        for told in told(words, facts) {
            text += &format!("    {told}\n");
        }
    }
    if let (Some(_), Some(remind), Some(due)) = (returned, view.days.remind, view.days.due) {
        let (remind, due) = (words.date(remind), words.date(due));
        let args: [(&str, &dyn Arg); 2] = [("remind", &remind), ("due", &due)];
        text += &format!("    {}\n", words.with("detail-days", &args));
    }
    text
}

fn blocks(words: &Words, blocks: &[Block]) -> String {
    let line = |block: &Block| format!("  {}\n", refusal::block(words, block));
    blocks.iter().map(line).collect()
}

fn course(words: &Words, view: &RequestView) -> String {
    let mut table = Table::new(vec![
        words.get("cli-head-step"),
        words.get("cli-head-arrived"),
        words.get("cli-head-acted"),
        words.get("cli-head-by"),
        words.get("detail-times"),
    ]);
    for step in &view.steps {
        let used = match step.clock.handling {
            Some(used) => {
                let standard = u32::from(step.clock.standard);
                duration::against(words, used, standard, step.clock.day)
            }
            None if step.acted.is_some() => words.get("detail-unmeasured"),
            None => words.get("detail-not-opened"),
        };
        let marks = [
            (step.paper, "detail-paper"),
            (step.concurrent, "detail-concurrent"),
            (step.late, "detail-late"),
        ];
        let marks = marks
            .iter()
            .filter(|(on, _)| *on)
            .map(|(_, key)| words.get(key));
        let used: Vec<String> = std::iter::once(used).chain(marks).collect();
        table.row(vec![
            words.of("step", step.clock.step.as_str()),
            words.moment(step.arrived),
            match step.untimed {
                Some(day) => words_of::untimed(words, day),
                None => step.acted.map(|at| words.moment(at)).unwrap_or_default(),
            },
            step.by
                .map(|id| words_of::acting(words, &officer(view, id), step.capacity))
                .unwrap_or_default(),
            used.join(", "),
        ]);
    }
    table.text()
}

/// What happened after verification, a sentence each.
fn follow_up(words: &Words, view: &RequestView) -> String {
    let request = &view.request;
    let mut said = Vec::new();
    if let Some(reply) = &request.reply {
        let args: [(&str, &dyn Arg); 3] = [
            ("who", &officer(view, reply.by)),
            ("number", &reply.number),
            ("date", &words.date(reply.date)),
        ];
        said.push(words.with("detail-reply", &args));
    }
    if let Some(sent) = &request.sending {
        said.push(words.with(
            "detail-sent",
            &[
                ("who", &officer(view, sent.by)),
                ("date", &words.date(sent.date)),
                ("ticket", &sent.ticket),
            ],
        ));
    }
    if let Some(link) = &request.activation {
        let (from, until) = (words.date(link.link), words.date(link.until));
        said.push(words.with("detail-link", &[("from", &from), ("until", &until)]));
    }
    if let Some(certificate) = &view.certificate {
        let serial = certificate.form.serial.as_ref().map(ToString::to_string);
        said.push(words.with(
            "detail-certificate",
            &[
                ("serial", &serial.unwrap_or_default()),
                ("until", &words.date(certificate.form.not_after.day())),
            ],
        ));
    }
    if let Some(given) = &request.hand_over {
        said.push(words.with(
            "detail-handed-over",
            &[
                ("who", &officer(view, given.by)),
                ("when", &words.moment(given.at)),
                ("address", &given.address),
            ],
        ));
    }
    match said.is_empty() {
        true => String::new(),
        false => format!("\n{}\n", said.join("\n")),
    }
}
