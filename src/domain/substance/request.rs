//! What happened to a request.

use super::fields::Told;
use super::papers::{self, added, defect, evidence, mark};
use super::{Around, Facts, Value};
use crate::domain::act::{FormRowId, Mended};
use crate::domain::event::{Move, Registration, RequestEvent};
use crate::domain::finding::FindingCode;
use crate::domain::identity::mask_stated;
use crate::domain::policy::Policy;
use crate::domain::record::Record;
use crate::domain::request::{
    AcceptedWarning, Acted, Activation, Duty, Ending, HandOver, HeldBack, Prepared, Reply, Request,
    Return, Sending, Stage, Withdrawal,
};

fn before(around: &Around) -> Option<Box<Request>> {
    match (around.before)() {
        Some(Record::Request(request)) => Some(request),
        _ => None,
    }
}

pub(super) fn request(event: &RequestEvent, around: &Around, facts: &mut Facts) {
    let stage = |facts: &mut Facts, stage: Stage| facts.key("stage", "stage", stage.as_str());
    match event {
        RequestEvent::Registered(registration) => registered(registration, facts),
        RequestEvent::FormAgain(FormRowId {
            row,
            fingerprint: _,
        }) => facts.number("row", *row),
        RequestEvent::Edited {
            identity,
            person,
            void,
        } => {
            let before = before(around);
            facts.changed(
                before.as_ref().map(|request| &request.identity),
                &**identity,
            );
            if before.is_some_and(|request| request.person != *person) {
                facts.remark(true, "person");
            }
            facts.add("void", papers::names(void));
        }
        RequestEvent::DocumentAdded { document, held } => added(*document, held, around, facts),
        RequestEvent::Opened | RequestEvent::Released | RequestEvent::HolderAsked => {}
        RequestEvent::Moved(step) => moved(step, around, facts),
        RequestEvent::OntoSheet(ordinal) => facts.number("sheet", *ordinal),
        RequestEvent::Assigned(Some(officer)) | RequestEvent::Claimed(officer) => {
            facts.text("officer", &(around.name)(*officer));
        }
        RequestEvent::Assigned(None) => facts.remark(true, "pool"),
        RequestEvent::Returned(back) => returned(back, &(around.policy)(), facts),
        RequestEvent::Completed { note } => facts.text("note", note),
        RequestEvent::Rejected(end) => ending(end, &(around.policy)(), facts),
        RequestEvent::Closed {
            stage: to,
            ending: end,
        } => {
            stage(facts, *to);
            ending(end, &(around.policy)(), facts);
        }
        RequestEvent::SteppedBack { reason } => facts.text("reason", reason),
        RequestEvent::Marked { marks } => {
            let policy = (around.policy)();
            for (key, made) in marks {
                mark(*key, made, &policy, facts);
            }
        }
        RequestEvent::WarningAccepted(warning) => accepted(warning, facts),
        RequestEvent::Sent(sending) => sent(sending, facts),
        RequestEvent::LinkSent(activation) => link(activation, facts),
        RequestEvent::Activated { date } => facts.day("date", Some(*date)),
        RequestEvent::ActivationLapsed => {
            if let Some(link) = before(around).and_then(|request| request.activation) {
                facts.number("links", link.links);
                facts.day("until", Some(link.until));
            }
        }
        RequestEvent::AnswerNoted { text } => facts.text("text", text),
        RequestEvent::Issued {
            certificate,
            matches,
        } => {
            facts.exact("certificate", certificate.0);
            matching(*matches, facts);
        }
        RequestEvent::CertificateCorrected { reason, matches } => {
            facts.text("reason", reason);
            matching(*matches, facts);
        }
        RequestEvent::HandedOver(given) => handed_over(given, facts),
        RequestEvent::Undone { restored, taken } => {
            facts.taken(taken);
            stage(facts, restored.stage);
            if let Some(before) = before(around) {
                facts.changed(Some(&before.identity), &restored.identity);
            }
        }
        RequestEvent::DutyAdded(Duty { officer, class }) => {
            facts.text("officer", &(around.name)(*officer));
            facts.key("duty", "duty", class.as_str());
        }
        RequestEvent::Converted {
            from,
            to,
            // It is the kind's, by the policy that the request began with.
            checklist: _,
            reason,
        } => {
            let (from, to) = (
                Value::key("kind", from.as_str()),
                Value::key("kind", to.as_str()),
            );
            facts.push("kind", None, Some(from), to);
            facts.text("reason", reason);
        }
        RequestEvent::Received(at) => {
            let was = before(around).map(|request| Value::At(request.received));
            facts.push("received", None, was, Value::At(*at));
        }
        RequestEvent::HeldBack(HeldBack {
            at: _,
            by: _,
            reason,
        }) => facts.text("reason", reason),
        RequestEvent::SendingCorrected { .. }
        | RequestEvent::ActivationCorrected { .. }
        | RequestEvent::HandOverCorrected { .. } => corrected(event, around, facts),
        RequestEvent::Stated(what) => {
            let before = before(around);
            let was = before.and_then(|request| request.particulars.stated(what.key()));
            let policy = (around.policy)();
            let was = was.as_ref().map(|was| Told(was, &policy));
            facts.changed(was.as_ref(), &Told(what, &policy));
        }
        RequestEvent::Prepared(Prepared { fields, documents }) => {
            let told = fields
                .iter()
                .map(|field| Value::key("field", field.as_str()));
            facts.add("leaves", Value::List(told.collect()));
            facts.add("files", papers::names(documents));
        }
        RequestEvent::TakenBack => {}
        RequestEvent::Carried(carried) => papers::carried(carried, facts),
        RequestEvent::DataChanged { date } => facts.day("date", Some(*date)),
        RequestEvent::Revoked { certificate, date } => {
            facts.exact("certificate", certificate.0);
            facts.day("date", Some(*date));
        }
        RequestEvent::Approved { date } | RequestEvent::CheckPassed { date } => {
            facts.day("date", Some(*date));
        }
        RequestEvent::CheckFailed { date, text } => {
            facts.day("date", Some(*date));
            facts.text("text", text);
        }
        RequestEvent::WithdrawalAsked(Withdrawal {
            at: _,
            by: _,
            reason,
            from,
        }) => {
            facts.key("left", "stage", from.as_str());
            facts.text("reason", reason);
        }
        RequestEvent::WithdrawalTooLate { text } => facts.text("text", text),
        RequestEvent::Hastened {
            sheet_with: Some(at),
        }
        | RequestEvent::SheetWent { to: Some(at) } => {
            facts.key("to", "position", at.as_str());
        }
        RequestEvent::Hastened { sheet_with: None } | RequestEvent::SheetWent { to: None } => {
            facts.remark(true, "through");
        }
        RequestEvent::Disagreed { reason } => facts.text("reason", reason),
        RequestEvent::Replied(Reply {
            at: _,
            by: _,
            number,
            date,
        }) => {
            facts.text("number", number);
            facts.day("date", Some(*date));
        }
        RequestEvent::Reopened => {
            if let Some(ending) = before(around).and_then(|request| request.ending) {
                self::ending(&ending, &(around.policy)(), facts);
            }
        }
    }
}

/// What a correction changed, each with what was on record, and why.
fn corrected(event: &RequestEvent, around: &Around, facts: &mut Facts) {
    let before = before(around);
    let before = before.as_deref();
    let reason = match event {
        RequestEvent::SendingCorrected { sending, reason } => {
            let was = before.and_then(|request| request.sending.as_ref());
            if let Some(was) = was {
                resent(was, sending, facts);
            }
            reason
        }
        RequestEvent::ActivationCorrected { activation, reason } => {
            let was = before.and_then(|request| request.activation.as_ref());
            if let Some(was) = was {
                relinked(was, activation, facts);
            }
            reason
        }
        RequestEvent::HandOverCorrected { hand_over, reason } => {
            let was = before.and_then(|request| request.hand_over.as_ref());
            if let Some(was) = was {
                given_anew(was, hand_over, facts);
            }
            reason
        }
        _ => return,
    };
    facts.text("reason", reason);
}

/// A value where it is another than it was.
fn differs(name: &'static str, was: Value, now: Value, facts: &mut Facts) {
    if was != now {
        facts.push(name, None, Some(was), now);
    }
}

fn resent(was: &Sending, now: &Sending, facts: &mut Facts) {
    let ticket = |of: &Sending| Value::typed(&of.ticket);
    let channel = |of: &Sending| Value::key("channel", &of.channel);
    differs("date", Value::Day(was.date), Value::Day(now.date), facts);
    differs("ticket", ticket(was), ticket(now), facts);
    differs("channel", channel(was), channel(now), facts);
}

fn relinked(was: &Activation, now: &Activation, facts: &mut Facts) {
    differs("date", Value::Day(was.link), Value::Day(now.link), facts);
    differs("until", Value::Day(was.until), Value::Day(now.until), facts);
    if let (Some(was), Some(now)) = (was.activated, now.activated) {
        differs("activated", Value::Day(was), Value::Day(now), facts);
    }
}

fn given_anew(was: &HandOver, now: &HandOver, facts: &mut Facts) {
    let channel = |of: &HandOver| Value::key("channel", &of.channel);
    let text = |text: &str| Value::Text(text.to_owned());
    differs("channel", channel(was), channel(now), facts);
    differs("address", text(&was.address), text(&now.address), facts);
    differs("reply", text(&was.reply), text(&now.reply), facts);
}

fn matching(matches: bool, facts: &mut Facts) {
    facts.remark(true, if matches { "matches" } else { "differs" });
}

fn registered(registration: &Registration, facts: &mut Facts) {
    let Registration {
        kind,
        policy,
        sheet,
        received,
        identity,
        note,
        // Of the person's record, which tells its own history.
        person: _,
        // It is the kind's, by the policy named here.
        checklist: _,
        documents,
        mended,
        row,
        follows,
    } = registration;
    facts.key("kind", "kind", kind.as_str());
    facts.add("received", Value::At(*received));
    facts.filled(identity);
    facts.text("note", note);
    for (key, held) in documents {
        evidence("evidence", Some(papers::name(*key)), &held.evidence, facts);
    }
    for Mended { field, from, to } in mended {
        let number = matches!(field.as_str(), "nik" | "nik_old");
        let told = |text: &String| match number {
            true => Value::Text(mask_stated(text)),
            false => Value::Text(text.clone()),
        };
        let of = Value::key("field", field.clone());
        facts.push("mended", Some(of), Some(told(from)), told(to));
    }
    if let Some(row) = row {
        facts.number("row", row.row);
    }
    if let Some(no) = follows {
        facts.exact("follows", no);
    }
    facts.number("sheet", *sheet);
    facts.number("policy", *policy);
}

fn moved(step: &Move, around: &Around, facts: &mut Facts) {
    let Move { to, acted, starts } = step;
    facts.key("stage", "stage", to.as_str());
    if let Some(Acted {
        at: _,
        officer,
        position,
        capacity,
        stated,
        paper,
        day,
        concurrent,
        shared,
    }) = acted
    {
        facts.text("official", &(around.name)(*officer));
        facts.key("position", "position", position.as_str());
        facts.capacity(*capacity);
        facts.remark(*paper, "paper");
        // A stated time stands beside the event.
        if stated.is_none() {
            facts.day("untimed", *day);
        }
        facts.remark(*concurrent, "concurrent");
        if *shared > 1 {
            facts.number("names", *shared);
        }
    }
    if let Some(next) = starts {
        facts.key("starts", "step", next.as_str());
    }
}

pub(super) fn returned(back: &Return, policy: &Policy, facts: &mut Facts) {
    let Return {
        at: _,
        by: _,
        from,
        defects,
        note,
    } = back;
    facts.key("left", "stage", from.as_str());
    for found in defects {
        defect(found, policy, facts);
    }
    facts.text("note", note);
}

pub(super) fn ending(end: &Ending, policy: &Policy, facts: &mut Facts) {
    let Ending {
        at: _,
        by: _,
        reason,
        text,
        from,
    } = end;
    facts.key("left", "stage", from.as_str());
    match policy.reject_reason(reason) {
        Some(known) => facts.add("reason", Value::Words(known.text.clone())),
        None => facts.text("reason", reason),
    }
    facts.text("text", text);
}

fn accepted(warning: &AcceptedWarning, facts: &mut Facts) {
    let AcceptedWarning {
        code,
        reason,
        by: _,
        at: _,
    } = warning;
    match FindingCode::from_key(code) {
        Some(_) => facts.key("code", "finding", code),
        None => facts.text("code", code),
    }
    facts.text("reason", reason);
}

fn sent(sending: &Sending, facts: &mut Facts) {
    let Sending {
        at: _,
        by: _,
        date,
        ticket,
        channel,
        manifest,
    } = sending;
    facts.day("date", Some(*date));
    facts.add("ticket", Value::typed(ticket));
    facts.key("channel", "channel", channel);
    for (key, held) in manifest {
        evidence("evidence", Some(papers::name(*key)), held, facts);
    }
}

fn link(activation: &Activation, facts: &mut Facts) {
    // The others are told by events of their own.
    let Activation {
        link,
        until,
        links,
        asked: _,
        activated: _,
        lapsed: _,
    } = activation;
    facts.number("links", *links);
    facts.day("date", Some(*link));
    facts.day("until", Some(*until));
}

fn handed_over(given: &HandOver, facts: &mut Facts) {
    let HandOver {
        at: _,
        by: _,
        channel,
        address,
        reply,
    } = given;
    facts.key("channel", "channel", channel);
    facts.text("address", address);
    facts.text("reply", reply);
}
