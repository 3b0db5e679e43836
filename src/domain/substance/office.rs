//! What happened to the desk, officers, letters, sheets, people and certificates.

use super::{Around, Facts, Value};
use crate::domain::act::FormRowId;
use crate::domain::certificate::{Revocation, Standing};
use crate::domain::credential::Credential;
use crate::domain::event::{
    CertificateEvent, Genesis, LetterEvent, OfficerEvent, PersonEvent, SheetEvent,
};
use crate::domain::identity::mask_stated;
use crate::domain::ids::RequestNo;
use crate::domain::letter::{Letter, LetterSource};
use crate::domain::officer::{Account, Hold, PersonIds};
use crate::domain::policy::Cause;
use crate::domain::portal_account::{InPortal, PortalAccount};
use crate::domain::record::Record;
use crate::domain::sheet::{Assignee, Disposition, Paper, Sheet, SheetStage, Slip};
use crate::domain::time::{Instant, start_of};

pub(super) fn founded(genesis: &Genesis, facts: &mut Facts) {
    let Genesis {
        desk: _,
        name,
        training,
        format,
    } = genesis;
    facts.text("name", name);
    facts.remark(*training, "training");
    facts.number("format", *format);
}

pub(super) fn officer(event: &OfficerEvent, around: &Around, facts: &mut Facts) {
    match event {
        OfficerEvent::Added {
            name,
            known,
            account: bound,
            holds,
        } => {
            facts.text("name", name);
            identified(known, facts);
            account(bound.as_ref(), facts);
            holds.iter().for_each(|held| hold(held, facts));
        }
        OfficerEvent::Bound(bound) => account(bound.as_ref(), facts),
        OfficerEvent::HoldGiven(held) => hold(held, facts),
        OfficerEvent::HoldEnded { position, until } => {
            facts.key("position", "position", position.as_str());
            facts.add("until", ends(*until));
        }
        OfficerEvent::Identified(known) => identified(known, facts),
        OfficerEvent::Credential { kind, stated } => {
            facts.key("credential", "credential", kind.as_str());
            match stated {
                Some(Credential {
                    number,
                    from,
                    until,
                }) => {
                    facts.exact("number", number);
                    facts.day("since", *from);
                    facts.day("until", *until);
                }
                None => facts.remark(true, "credential-gone"),
            }
        }
        OfficerEvent::Assigned(agencies) => {
            let names = agencies.iter().map(|name| Value::Text(name.clone()));
            facts.number("agencies", agencies.len() as u64);
            facts.add("assigned", Value::List(names.collect()));
        }
        OfficerEvent::Renamed(name) => {
            let was = match (around.before)() {
                Some(Record::Officer(officer)) => Some(Value::Text(officer.name)),
                _ => None,
            };
            let now = Value::Text(name.clone());
            facts.push("field", Some(Value::key("field", "name")), was, now);
        }
        OfficerEvent::Chose { key, value } => {
            facts.text("key", key);
            match value {
                Some(value) => facts.text("value", value),
                None => facts.remark(true, "choice-gone"),
            }
        }
    }
}

fn account(bound: Option<&Account>, facts: &mut Facts) {
    match bound {
        Some(Account { uid, name }) => {
            facts.text("account", name);
            facts.exact("uid", uid);
        }
        None => facts.remark(true, "no-account"),
    }
}

fn hold(held: &Hold, facts: &mut Facts) {
    let Hold {
        position,
        capacity,
        from,
        until,
        basis,
        // A term that was laid backwards stands among the exceptions.
        given: _,
    } = held;
    facts.key("position", "position", position.as_str());
    facts.key("capacity", "capacity", capacity.as_str());
    facts.add("since", begins(*from));
    if let Some(until) = until {
        facts.add("until", ends(*until));
    }
    facts.text("basis", basis);
}

/// When a term begins: a day where it begins with one.
fn begins(from: Instant) -> Value {
    match from == start_of(from.day()) {
        true => Value::Day(from.day()),
        false => Value::At(from),
    }
}

/// When a term ends: its last day where it ends with one.
fn ends(until: Instant) -> Value {
    let day = until.day();
    match day.pred_opt().filter(|_| until == start_of(day)) {
        Some(last) => Value::Day(last),
        None => Value::At(until),
    }
}

/// By what an officer is known as a person.
fn identified(known: &PersonIds, facts: &mut Facts) {
    let PersonIds {
        nip,
        nik,
        email,
        // The person's record tells its own history.
        person: _,
    } = known;
    let mut field = |key: &'static str, value: Option<Value>| {
        if let Some(value) = value {
            facts.push("field", Some(Value::key("field", key)), None, value);
        }
    };
    field("nip", nip.map(|nip| Value::Exact(nip.to_string())));
    field(
        "nik",
        nik.map(|nik| Value::Text(mask_stated(&nik.to_string()))),
    );
    field(
        "email",
        email.as_ref().map(|email| Value::Text(email.to_string())),
    );
}

pub(super) fn letter(event: &LetterEvent, around: &Around, facts: &mut Facts) {
    let before = || match (around.before)() {
        Some(Record::Letter(letter)) => Some(letter.form),
        _ => None,
    };
    match event {
        LetterEvent::Registered(letter) => {
            // What is not told is the same for every new letter, or stands beside the event.
            let Letter {
                no: _,
                revision: _,
                form,
                source,
                names,
                sheets: _,
                registered: _,
                scanned: _,
                void: _,
            } = &**letter;
            facts.filled(form);
            let source = match source {
                LetterSource::Letter => "letter",
                LetterSource::Form => "form",
                LetterSource::InternalNote => "note",
            };
            facts.key("remark", "history-source", source);
            facts.number("names", *names);
        }
        LetterEvent::Edited(form) => facts.changed(before().as_ref(), form),
        LetterEvent::SheetAdded | LetterEvent::Voided => {}
        LetterEvent::Undone { restored, taken } => {
            facts.taken(taken);
            if let Some(before) = before() {
                facts.changed(Some(&before), &restored.form);
            }
        }
    }
}

fn requests(requests: &[RequestNo], facts: &mut Facts) {
    let numbers = requests.iter().map(|no| Value::Exact(no.to_string()));
    facts.number("names", requests.len() as u64);
    facts.add("requests", Value::List(numbers.collect()));
}

fn lies(stage: SheetStage, facts: &mut Facts) {
    match stage {
        SheetStage::Registered => facts.key("stage", "stage", "registered"),
        SheetStage::With(position) => facts.key("to", "position", position.as_str()),
        SheetStage::Held(position) => {
            facts.remark(true, "held");
            facts.key("position", "position", position.as_str());
        }
        SheetStage::Paused => facts.remark(true, "paused"),
        SheetStage::Done => facts.remark(true, "past"),
    }
}

pub(super) fn sheet(event: &SheetEvent, around: &Around, facts: &mut Facts) {
    match event {
        SheetEvent::Laid {
            requests: names,
            stage,
        } => {
            requests(names, facts);
            lies(*stage, facts);
        }
        SheetEvent::Looked => {}
        SheetEvent::Disposed { line, stage } => {
            disposed(line, around, facts);
            if *stage != SheetStage::With(line.to) {
                lies(*stage, facts);
            }
        }
        SheetEvent::Split { requests: names } => requests(names, facts),
        SheetEvent::Moved { stage } => lies(*stage, facts),
        SheetEvent::SteppedBack { to, reason } => {
            facts.key("to", "position", to.as_str());
            facts.text("reason", reason);
        }
        SheetEvent::Undone { restored, taken } => {
            facts.taken(taken);
            lies(restored.stage, facts);
        }
        SheetEvent::Parted { sheet } => {
            // Its lines so far are told on the sheet that it was parted from.
            let Sheet {
                no: _,
                revision: _,
                stage,
                requests: names,
                lines: _,
                arrived: _,
                opened: _,
            } = &**sheet;
            requests(names, facts);
            lies(*stage, facts);
        }
    }
}

fn disposed(line: &Disposition, around: &Around, facts: &mut Facts) {
    let Disposition {
        from,
        to,
        officer,
        capacity,
        recorded_by,
        slip,
        recorded: _,
        paper,
        concurrent,
        names,
    } = line;
    facts.key("from", "position", from.as_str());
    facts.key("to", "position", to.as_str());
    facts.text("official", &(around.name)(*officer));
    facts.capacity(*capacity);
    if let Some(Paper {
        day,
        minute,
        scan,
        signed_by: _,
    }) = paper
    {
        facts.remark(true, "paper");
        // A stated time stands beside the event.
        if minute.is_none() {
            facts.day("untimed", Some(*day));
        }
        match scan {
            Some(scan) => facts.exact("hash", super::short(&scan.0)),
            None => facts.remark(true, "no-scan"),
        }
        facts.text("recorder", &(around.name)(*recorded_by));
    }
    written(slip, around, facts);
    facts.remark(*concurrent, "concurrent");
    facts.number("names", *names);
}

/// What the official wrote on it.
fn written(slip: &Slip, around: &Around, facts: &mut Facts) {
    let Slip {
        instructions,
        other,
        note,
        urgency,
        deadline,
        verifier,
    } = slip;
    let policy = (around.policy)();
    let named = |key: &String| {
        let known = policy.instructions.iter().find(|choice| choice.key == *key);
        known.map_or_else(
            || Value::Text(key.clone()),
            |choice| Value::Words(choice.text.clone()),
        )
    };
    facts.add(
        "instructions",
        Value::List(instructions.iter().map(named).collect()),
    );
    facts.text("other", other);
    facts.text("note", note);
    facts.key("urgency", "urgency", urgency.as_str());
    facts.day("deadline", *deadline);
    match verifier {
        Assignee::Pool => {}
        Assignee::Named(verifier) => facts.text("verifier", &(around.name)(*verifier)),
        Assignee::ByAgency => facts.remark(true, "by-agency"),
    }
}

pub(super) fn person(event: &PersonEvent, around: &Around, facts: &mut Facts) {
    match event {
        PersonEvent::Known(details) => facts.filled(details),
        PersonEvent::Updated(details) => {
            let before = match (around.before)() {
                Some(Record::Person(person)) => Some(person.details),
                _ => None,
            };
            facts.changed(before.as_ref(), details);
        }
        PersonEvent::Portal(InPortal::Absent) => facts.remark(true, "absent"),
        PersonEvent::Portal(InPortal::Account(PortalAccount {
            account,
            certificate,
            signatures,
        })) => {
            facts.text("portal-account", account);
            facts.text("certificate-status", certificate);
            if let Some(signatures) = signatures {
                facts.number("signatures", *signatures);
            }
        }
    }
}

pub(super) fn certificate(event: &CertificateEvent, around: &Around, facts: &mut Facts) {
    let before = || match (around.before)() {
        Some(Record::Certificate(certificate)) => Some(*certificate),
        _ => None,
    };
    match event {
        CertificateEvent::Recorded {
            form,
            holder,
            request,
            replaces,
            passphrase,
            row,
        } => {
            facts.filled(&**form);
            if let Some(holder) = holder {
                facts.exact("holder", holder.0);
            }
            if let Some(request) = request {
                facts.exact("request", request);
            }
            if let Some(replaced) = replaces {
                facts.exact("replaces", replaced.0);
            }
            facts.day("passphrase", *passphrase);
            if let Some(FormRowId {
                row,
                fingerprint: _,
            }) = row
            {
                facts.number("row", *row);
            }
        }
        CertificateEvent::Corrected { form, reason } => {
            facts.changed(before().map(|before| before.form).as_ref(), &**form);
            facts.text("reason", reason);
        }
        CertificateEvent::StandingChanged(standing) => stands(standing, around, facts),
        CertificateEvent::RevocationCorrected { standing, reason } => {
            stands(standing, around, facts);
            facts.text("reason", reason);
        }
        CertificateEvent::Succeeds(older) => facts.exact("replaces", older.0),
        CertificateEvent::PassphraseChanged(day) => {
            let was = before().and_then(|before| before.passphrase);
            facts.push("date", None, was.map(Value::Day), Value::Day(*day));
        }
    }
}

fn stands(standing: &Standing, around: &Around, facts: &mut Facts) {
    match standing {
        Standing::Good => facts.key("standing", "status", "active"),
        Standing::Suspended { since } => {
            facts.key("standing", "status", "suspended");
            facts.day("since", Some(*since));
        }
        Standing::Revoked(Revocation {
            date,
            cause,
            reason,
            internal,
            // The event's own moment, or that of the revocation that is corrected.
            recorded: _,
        }) => {
            facts.key("standing", "status", "revoked");
            facts.day("date", Some(*date));
            let policy = (around.policy)();
            let known = Cause::from_key(cause).and_then(|cause| policy.causes.get(&cause));
            match known {
                Some(rules) => facts.add("cause", Value::Words(rules.name.clone())),
                None => facts.text("cause", cause),
            }
            facts.remark(true, if *internal { "internal" } else { "external" });
            facts.text("crl", reason);
        }
        Standing::Replaced { by } => {
            facts.key("standing", "status", "replaced");
            facts.exact("certificate", by.0);
        }
    }
}
