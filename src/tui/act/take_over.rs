//! A certificate that the desk did not request itself enters the inventory, with its holder. The end
//! of its validity is proposed from the issue date [SE F.4]; never the other way round.

use super::subject::Desk;
use super::{Act, Case, Faults, Files, Values, certificate, question};
use crate::domain::act::{Command, GivenCertificate, Seen};
use crate::domain::certificate::{CertificateForm, CertificateSource, IssuingBody};
use crate::domain::finding::{IdentityContext, IdentityInput, check_identity};
use crate::domain::identity::serial::GivenSerial;
use crate::domain::identity::{CellKind, Nik, Nip, Serial, repair_nik, repair_nip};
use crate::domain::ids::RecordId;
use crate::domain::kind::Kind;
use crate::domain::person::PersonDetails;
use crate::domain::refusal::Refusal;
use crate::domain::time::{Day, Instant, start_of};
use crate::domain::written::Prefer;
use crate::text::{finding, serial};
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::{Ctx, Effect};
use crate::tui::place::Place;
use crate::tui::view::request::sections::spaced;
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::message::{Ask, Done, Tell};
use crate::wire::view::Suggestion;

pub struct TakeOver;

/// What is typed as digits and octets, read.
struct Numbers {
    nip: Option<Nip>,
    nik: Option<Nik>,
    serial: Option<GivenSerial>,
}

/// The numbers that the fields hold; those that cannot be read are noted by their field.
fn numbers(values: &Values, wrong: &mut Faults, ctx: &Ctx) -> Numbers {
    let value = |key: &str| Some(values.text(key)).filter(|it| !it.is_empty());
    let (nip_text, nik_text) = (values.text("nip"), values.text("nik"));
    let nip_cell = repair_nip(&nip_text, CellKind::Text);
    let nik_cell = repair_nik(&nik_text, CellKind::Text);
    let nip = nip_cell.text().and_then(|text| Nip::parse(text).ok());
    let nik = nik_cell.text().and_then(|text| Nik::parse(text).ok());
    let stated = IdentityInput {
        nip: &nip_text,
        nik: &nik_text,
        ..IdentityInput::default()
    };
    let alone = IdentityContext {
        kind: Kind::Issue,
        email_domains: &[],
        nip_required: false,
        appointment_month: None,
        email_domain_blocks: false,
        certificate_identified: false,
    };
    let found = check_identity(&stated, &alone);
    let mut note = |key: &str, said: String| wrong.push((key.to_owned(), said));
    for (key, unread, prefix) in [
        ("nip", nip.is_none() && !nip_text.is_empty(), "nip-"),
        ("nik", nik.is_none() && !nik_text.is_empty(), "nik-"),
    ] {
        let mut of = found
            .iter()
            .filter(|found| found.code.as_str().starts_with(prefix));
        if let (true, Some(found)) = (unread, of.next()) {
            note(key, finding::sentence(ctx.words, found));
        }
    }
    let serial = value("serial").and_then(|text| {
        let read = Serial::parse(&text);
        if let Err(said) = serial::read(ctx.words, &text, &read) {
            note("serial", said);
        }
        read.ok()
    });
    Numbers { nip, nik, serial }
}

/// The last moment that is proposed for a certificate issued on this day.
fn proposed(issued: Day, ctx: &Ctx) -> Option<Instant> {
    let policy = ctx.policy()?;
    Some(policy.validity.end(start_of(issued)))
}

fn holder(values: &Values, numbers: &Numbers) -> PersonDetails {
    PersonDetails {
        name: values.text("name"),
        nip: numbers.nip,
        nik: numbers.nik,
        birth_date: None,
        post: values.text("post"),
        rank: String::new(),
        eselon: String::new(),
        agency: values.text("agency"),
        unit: values.text("unit"),
        email: values.text("email"),
        phone: String::new(),
    }
}

impl Act<Desk> for TakeOver {
    fn name(&self) -> &'static str {
        "take-over"
    }

    fn form(&self, _: &Case<Desk>, ctx: &Ctx) -> Form {
        let bodies = vec![Choice::new("bsre", "BSrE"), Choice::new("bppt", "BPPT")];
        let text = |key, label| Entry::text(key, label, "");
        let from = Entry::day("not_before", "field-not_before", Prefer::Past, "");
        let to = Entry::day("not_after", "field-not_after", Prefer::Future, "");
        Form::new(ctx.get("take-over-title"))
            .with(text("name", "field-name").required())
            .with(text("nip", "field-nip"))
            .with(text("nik", "field-nik"))
            .with(text("agency", "field-agency"))
            .with(text("unit", "field-unit"))
            .with(text("post", "field-post"))
            .with(text("email", "field-email"))
            .with(text("serial", "field-serial"))
            .with(text("certificate_name", "field-certificate_name"))
            .with(Entry::choice("body", "cert-body", bodies, "bsre"))
            .with(text("key", "cert-key"))
            .with(from.required())
            .with(to)
    }

    fn changed(&self, _: &Case<Desk>, form: &mut Form, field: &str, ctx: &Ctx) {
        match field {
            "not_before" => {
                let issued = form.value("not_before", ctx).parse().ok();
                let until = issued.and_then(|day| proposed(day, ctx));
                let remark = until.map(|until| {
                    let until = ctx.words.date(until.day());
                    ctx.words.with("take-over-proposed", &[("date", &until)])
                });
                form.remark("not_after", remark.unwrap_or_default());
            }
            "nip" | "nik" | "serial" => {
                let mut wrong = Faults::new();
                numbers(&Values(form.values(ctx)), &mut wrong, ctx);
                let said = wrong.into_iter().find(|(key, _)| key == field);
                form.found(field, said.map(|(_, said)| said));
                if field == "serial" {
                    certificate::remark_serial(form, ctx);
                }
            }
            _ => {}
        }
    }

    fn question(&self, case: &Case<Desk>, values: &Values, ctx: &Ctx) -> Option<Confirm> {
        // Only what is odd is asked about.
        let command = self.command(case, values, &[], ctx).ok()?;
        let Command::TakeOver { certificate, .. } = command else {
            return None;
        };
        let long = certificate::long_life(&certificate.form, ctx)?;
        let asked = question(
            ctx.words
                .with("ask-take-over", &[("name", &certificate.form.name)]),
        );
        Some(asked.detail(certificate::warning(&long, ctx)))
    }

    fn people(&self) -> &'static [&'static str] {
        &["name", "nip"]
    }

    fn took(&self, form: &mut Form, person: &Suggestion) {
        let who = &person.details;
        let nip = who.nip.map(|nip| spaced(&nip.to_string()));
        for (key, value) in [
            ("name", &who.name),
            ("nip", &nip.unwrap_or_default()),
            ("agency", &who.agency),
            ("post", &who.post),
            ("email", &who.email),
        ] {
            form.set(key, value);
        }
    }

    fn command(
        &self,
        _: &Case<Desk>,
        values: &Values,
        _: &Files,
        ctx: &Ctx,
    ) -> Result<Command, Faults> {
        let mut wrong = Faults::new();
        let numbers = numbers(values, &mut wrong, ctx);
        let issued = values.day("not_before").unwrap_or(ctx.now.day());
        // A typed day holds to its end.
        let typed = values.day("not_after");
        let typed = typed.map(|day| start_of(day).end_of_bare_day());
        let not_after = typed.or(proposed(issued, ctx)).unwrap_or_default();
        if not_after <= start_of(issued) {
            wrong.push(("not_after".to_owned(), ctx.get("take-over-ends-first")));
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let named = match values.get("certificate_name") {
            "" => values.text("name"),
            stated => stated.to_owned(),
        };
        let body = match values.get("body") {
            "bppt" => IssuingBody::Bppt,
            _ => IssuingBody::Bsre,
        };
        let certificate = CertificateForm {
            serial: None,
            issuer: String::new(),
            body,
            name: named,
            email: values.text("email"),
            agency: values.text("agency"),
            nik: numbers.nik.map(|nik| nik.to_string()).unwrap_or_default(),
            key: values.text("key"),
            not_before: start_of(issued),
            not_after,
            fingerprint: None,
            source: CertificateSource::Inventory,
        };
        Ok(Command::TakeOver {
            holder: Box::new(holder(values, &numbers)),
            certificate: Box::new(GivenCertificate::new(certificate, numbers.serial)),
            replaces: None,
        })
    }

    /// Another one is active: what is it?
    fn otherwise(&self, refused: &Refusal) -> Option<Ask> {
        match refused {
            Refusal::AlreadyActive {
                record: RecordId::Certificate(older),
            } => Some(Ask::Certificate(*older)),
            _ => None,
        }
    }

    /// One that began later may be the successor of the one that is active [R10.10].
    fn instead(&self, refused: Command, tell: &Tell, ctx: &Ctx) -> Option<(Command, Confirm)> {
        let (
            Command::TakeOver {
                certificate,
                holder,
                ..
            },
            Tell::Certificate(view),
        ) = (refused, tell)
        else {
            return None;
        };
        let older = &view.certificate;
        if older.form.not_before >= certificate.form.not_before {
            return None;
        }
        let (id, name) = (older.id.0.to_string(), &older.form.name);
        let until = ctx.words.date(older.form.not_after.day());
        let asked = ctx.words.with(
            "ask-successor",
            &[("id", &id), ("name", name), ("until", &until)],
        );
        let command = Command::TakeOver {
            certificate,
            holder,
            replaces: Some(Seen {
                id: older.id,
                revision: older.revision,
            }),
        };
        Some((command, question(asked)))
    }

    fn done(&self, _: &Case<Desk>, values: &Values, _: &Done, ctx: &Ctx) -> String {
        let name = values.text("name");
        ctx.words.with("take-over-done", &[("name", &name)])
    }

    fn after(&self, _: &Case<Desk>, _: &Values, done: &Done, _: &Ctx) -> Option<Effect> {
        let mut records = done.records.iter().map(|(record, _)| *record);
        let new = records.find(|record| matches!(record, RecordId::Certificate(_)))?;
        Some(Effect::Show {
            place: Place::Certificates,
            record: new,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::domain::certificate::Standing;
    use crate::tui::act::testing::ActDriver;
    use crate::tui::action::Action;
    use crate::tui::view::testing::samples::certificate_view;

    #[test]
    fn its_end_is_proposed_and_never_its_beginning() {
        let mut doer = ActDriver::on_desk(Action::New);
        doer.type_in("name", "Siti Rahmawati");
        doer.type_in("serial", "3F01 9A");
        doer.type_in("not_before", "1/11/2025");
        doer.give(crate::tui::panel::Input::Act(Action::NextPanel));
        insta::assert_snapshot!("take_over_80", doer.drawn());
        doer.save();
        let Some(Command::TakeOver {
            certificate,
            holder,
            ..
        }) = doer.command()
        else {
            panic!("not taken over")
        };
        assert_eq!(holder.name, "Siti Rahmawati");
        assert_eq!(certificate.form.name, "Siti Rahmawati");
        let wib = |at: Instant| at.to_wib().to_string();
        assert_eq!(wib(certificate.form.not_before), "2025-11-01 00:00:00");
        assert_eq!(wib(certificate.form.not_after), "2027-11-01 23:59:59");
        assert_eq!(certificate.form.serial.unwrap().to_string(), "3F019A");
    }

    #[test]
    fn a_field_is_checked_when_it_is_left() {
        let mut doer = ActDriver::on_desk(Action::New);
        doer.type_in("serial", "xyz");
        doer.give(crate::tui::panel::Input::Act(Action::NextPanel));
        assert!(doer.drawn().contains('✗'), "{}", doer.drawn());
    }

    #[test]
    fn a_later_one_may_be_the_successor_and_that_is_asked() {
        let view = certificate_view(Standing::Good);
        let older = view.certificate.clone();
        for (begins, asked) in [(0, true), (-3, false)] {
            let mut doer = ActDriver::on_desk(Action::New);
            let day = match begins {
                0 => older.form.not_before.plus_days(40).day(),
                _ => older.form.not_before.plus_days(begins).day(),
            };
            doer.type_in("name", "Siti Rahmawati");
            doer.type_in("not_before", &day.format("%d/%m/%Y").to_string());
            doer.save();
            assert!(doer.command().is_some());
            let record = RecordId::Certificate(older.id);
            doer.refused(Refusal::AlreadyActive { record });
            doer.tell_otherwise(Tell::Certificate(Box::new(view.clone())));
            assert_eq!(doer.question().is_some(), asked, "{day}");
            if !asked {
                continue;
            }
            let shown = doer.question().unwrap();
            assert!(shown.contains("penerus"), "{shown}");
            let Some(Command::TakeOver { replaces, .. }) = doer.yes() else {
                panic!("not taken over")
            };
            let seen = Seen {
                id: older.id,
                revision: older.revision,
            };
            assert_eq!(replaces, Some(seen));
        }
    }
}
