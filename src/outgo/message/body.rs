//! What is said at which stage: the sentences stand in `assets/letters.ftl`.

use super::Record;
use crate::domain::certificate::{Certificate, Standing};
use crate::domain::contact::Contact;
use crate::domain::identity::mask_niks;
use crate::domain::kind::Kind;
use crate::domain::policy::Policy;
use crate::domain::request::{Activation, CheckFault, Ending, Stage};
use crate::domain::time::Day;
use crate::text::request::defect;
use crate::text::{Arg, Words};

/// A text for who asked or whose certificate it is; `None` for what was registered by mistake.
pub fn text(policy: &Policy, record: &Record<'_>, to: &Contact, own: bool) -> Option<String> {
    let mut letter = Writer::new(policy, record, own);
    letter.greet(to);
    letter.gap();
    letter.stage()?;
    letter.sign();
    Some(letter.lines.join("\n"))
}

/// A text in the making.
struct Writer<'a> {
    words: &'static Words,
    policy: &'a Policy,
    record: &'a Record<'a>,
    /// Who reads it is the holder.
    own: bool,
    /// What stands for `$what`, `$whose` and the rest in every sentence.
    common: Vec<(&'static str, String)>,
    lines: Vec<String>,
}

impl<'a> Writer<'a> {
    fn new(policy: &'a Policy, record: &'a Record<'a>, own: bool) -> Writer<'a> {
        let words = Words::letters();
        let request = record.request;
        let who = &request.identity;
        let whose = match own {
            true => words.get("letter-own"),
            false => words.with("letter-of", &[("name", &who.name)]),
        };
        let email = match who.email.trim() {
            "" => words.get("letter-mailbox"),
            email => email.to_owned(),
        };
        let common = vec![
            ("what", words.of("letter-what", request.kind.as_str())),
            ("whose", whose),
            ("no", request.no.to_string()),
            ("email", email),
            ("phones", policy.contacts.phones.join(", ")),
        ];
        Writer {
            words,
            policy,
            record,
            own,
            common,
            lines: Vec::new(),
        }
    }

    /// A sentence; what was typed into the record may hold a NIK.
    fn say(&mut self, key: &str, args: &[(&str, &dyn Arg)]) {
        let common = self.common.iter();
        let mut all: Vec<(&str, &dyn Arg)> = common
            .map(|(name, value)| (*name, value as &dyn Arg))
            .collect();
        all.extend(args.iter().copied());
        let line = self.words.with(key, &all);
        self.lines.push(mask_niks(&line).into_owned());
    }

    fn gap(&mut self) {
        self.lines.push(String::new());
    }

    fn date(&self, day: Day) -> String {
        self.words.long_date(day)
    }

    /// A sentence with a date in it, where there is one.
    fn say_on(&mut self, key: &str, day: Option<Day>) {
        if let Some(day) = day {
            let date = self.date(day);
            self.say(key, &[("date", &date)]);
        }
    }

    /// What the holder has to do; who else reads it is asked to pass it on.
    fn steps(&mut self, keys: &[&str]) {
        self.gap();
        if !self.own {
            self.say("letter-tell", &[]);
        }
        for key in keys {
            self.say(key, &[]);
        }
    }

    fn greet(&mut self, to: &Contact) {
        match to.name.trim() {
            "" => {
                let from = &self.record.letter.form.from;
                self.say("letter-greeting-office", &[("name", from)]);
            }
            name => self.say("letter-greeting", &[("name", &name)]),
        }
    }

    fn sign(&mut self) {
        let office = &self.policy.office;
        let email = &self.policy.contacts.email;
        self.gap();
        self.lines
            .extend([office.unit.clone(), office.name.clone()]);
        self.say("letter-phones", &[("office-email", email)]);
    }

    fn stage(&mut self) -> Option<()> {
        let request = self.record.request;
        match request.stage {
            Stage::Void => return None,
            Stage::Registered | Stage::Disposition(_) | Stage::Held(_) | Stage::Verification => {
                self.say_on("letter-received", Some(request.received.day()));
                self.gap();
                self.say("letter-received-next", &[]);
            }
            Stage::Asleep => self.asleep(),
            Stage::Returned => self.returned(),
            Stage::ReplyPending | Stage::Rejected => self.rejected(),
            Stage::Withdrawn => self.say("letter-withdrawn", &[]),
            Stage::WithdrawalAsked => self.say("letter-withdrawal-asked", &[]),
            Stage::Lapsed => {
                self.say("letter-lapsed", &[]);
                self.say("letter-lapsed-next", &[]);
            }
            Stage::AwaitingApproval | Stage::AtBsre | Stage::AccountCheck => self.sent(),
            Stage::CheckFailed => self.check_failed(),
            Stage::AwaitingActivation => match &request.activation {
                Some(link) => self.linked(link),
                None => self.sent(),
            },
            Stage::Activated => {
                self.say("letter-activated", &[]);
                self.say("letter-activated-next", &[]);
            }
            Stage::Mismatch => self.say("letter-mismatch", &[]),
            Stage::Issued => self.usable(),
            Stage::Revoked => self.revoked(),
            Stage::Completed => self.completed(),
        }
        Some(())
    }

    fn asleep(&mut self) {
        let cause = self.record.request.particulars.cause.as_ref();
        let from = cause.and_then(|cause| cause.effective);
        match from {
            Some(from) => self.say_on("letter-asleep", Some(from)),
            None => self.say_on("letter-received", Some(self.record.request.received.day())),
        }
    }

    fn completed(&mut self) {
        match self.record.request.kind {
            Kind::Revoke => self.revoked(),
            Kind::Reset => {
                self.say("letter-reset-done", &[]);
                self.minds();
            }
            _ if self.record.certificate.is_none() => self.say("letter-data-changed", &[]),
            _ => self.usable(),
        }
    }

    /// What is missing, and until when it may come.
    fn returned(&mut self) {
        self.say("letter-returned", &[]);
        if let Some(back) = &self.record.request.returned {
            for (at, missing) in back.defects.iter().enumerate() {
                let said = defect(self.words, Some(self.policy), missing);
                self.say("letter-defect", &[("number", &(at + 1)), ("defect", &said)]);
            }
            if !back.note.trim().is_empty() {
                self.say("letter-note", &[("note", &back.note)]);
            }
        }
        self.gap();
        match self.record.days.due {
            Some(due) => self.say_on("letter-returned-until", Some(due)),
            None => self.say("letter-returned-next", &[]),
        }
    }

    fn rejected(&mut self) {
        let request = self.record.request;
        let ending = request.ending.as_ref();
        let reason = ending.map(|ending| self.reason(ending)).unwrap_or_default();
        let outside = ending.is_some_and(|ending| matches!(&*ending.reason, "bsre" | "portal"));
        let key = match outside {
            true => "letter-rejected-bsre",
            false => "letter-rejected",
        };
        self.say(key, &[]);
        if !reason.is_empty() {
            self.say("letter-reason", &[("reason", &reason)]);
        }
        match &request.reply {
            Some(reply) => {
                let date = self.date(reply.date);
                let args: &[(&str, &dyn Arg)] = &[("number", &reply.number), ("date", &date)];
                self.say("letter-reply", args);
            }
            None if request.stage == Stage::ReplyPending => self.say("letter-reply-later", &[]),
            None => {}
        }
        self.gap();
        self.say("letter-rejected-next", &[]);
    }

    /// The office's sentence for the reason, and what was written beside it.
    fn reason(&self, ending: &Ending) -> String {
        let known = self.policy.reject_reasons.iter();
        let known = known.filter(|reason| reason.code == ending.reason);
        let phrase = known.map(|reason| reason.text.in_language(self.words.language()).to_owned());
        let parts: Vec<String> = phrase
            .chain([ending.text.trim().to_owned()])
            .filter(|part| !part.is_empty())
            .collect();
        parts.join(" ")
    }

    fn sent(&mut self) {
        let request = self.record.request;
        match &request.sending {
            Some(sending) => self.say_on("letter-sent", Some(sending.date)),
            None => self.say("letter-sent-plain", &[]),
        }
        match (request.kind, request.stage) {
            (Kind::Revoke, _) => {}
            (_, Stage::AccountCheck) => {
                self.steps(&["letter-check-next"]);
                self.say_on("letter-check-until", self.record.days.due);
            }
            _ => self.steps(&["letter-sent-next"]),
        }
    }

    /// Each fault has its own remedy.
    fn check_failed(&mut self) {
        let check = &self.record.request.check;
        let fault = check.fault.unwrap_or(CheckFault::Other);
        let said = check.reason.trim();
        self.say("letter-check-failed", &[]);
        let (why, next) = match fault {
            CheckFault::Face => ("letter-check-face", "letter-check-face-next"),
            CheckFault::Identity => ("letter-check-identity", "letter-check-identity-next"),
            CheckFault::Email => ("letter-check-email", "letter-check-email-next"),
            CheckFault::Other => ("letter-check-other", "letter-check-other-next"),
        };
        self.say(why, &[("reason", &said)]);
        if fault != CheckFault::Other && !said.is_empty() {
            self.say("letter-check-said", &[("reason", &said)]);
        }
        self.steps(&[next]);
        self.say_on("letter-check-until", self.record.days.due);
    }

    fn linked(&mut self, link: &Activation) {
        let until = self.date(link.until);
        if link.lapsed || link.until < self.record.today {
            self.say("letter-link-lapsed", &[("until", &until)]);
            return self.steps(&["letter-link-lapsed-next"]);
        }
        let key = match (link.asked, self.record.request.kind) {
            (Some(_), _) => "letter-link-again",
            (None, Kind::Reset) => "letter-link-reset",
            (None, _) => "letter-link",
        };
        self.say_on(key, Some(link.link));
        self.steps(&[]);
        self.say("letter-link-next", &[("until", &until)]);
        self.say("letter-secret", &[]);
    }

    /// A certificate that can be used: handed over already, or now.
    fn usable(&mut self) {
        let given = self.record.request.hand_over.as_ref();
        match given.map(|given| given.at.day()) {
            Some(day) => self.say_on("letter-handed-over", Some(day)),
            None => self.say("letter-issued", &[]),
        }
        if let Some(held) = self.record.certificate {
            let form = &held.form;
            self.serial(held);
            self.say("letter-email", &[("email", &form.email)]);
            let from = self.date(form.not_before.day());
            let until = self.date(form.not_after.day());
            self.say("letter-life", &[("from", &from), ("until", &until)]);
        }
        self.minds();
        self.gap();
        self.say("letter-mind-reply", &[]);
    }

    /// The serial is told whole, whatever its digits look like.
    fn serial(&mut self, held: &Certificate) {
        if let Some(serial) = &held.form.serial {
            let serial = serial.to_string();
            let line = self.words.with("letter-serial", &[("serial", &serial)]);
            self.lines.push(line);
        }
    }

    fn minds(&mut self) {
        self.steps(&["letter-mind", "letter-mind-secret"]);
        let days = self.policy.deadlines.passphrase_days;
        let window = self.policy.validity.renew_window_days;
        self.say("letter-mind-passphrase", &[("days", &days)]);
        self.say("letter-mind-renew", &[("days", &window)]);
        self.say("letter-mind-report", &[]);
    }

    fn revoked(&mut self) {
        let about = self.record.about;
        let date = about.and_then(|held| match &held.standing {
            Standing::Revoked(revocation) => Some(revocation.date),
            _ => None,
        });
        match date {
            Some(date) => self.say_on("letter-revoked-on", Some(date)),
            None => self.say("letter-revoked", &[]),
        }
        if let Some(held) = about {
            self.serial(held);
        }
        self.gap();
        self.say("letter-no-use", &[]);
        self.say("letter-ask", &[]);
    }
}
