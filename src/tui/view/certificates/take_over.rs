//! `b`: a certificate that the desk did not request itself enters the inventory, with its holder.
//! The end of its validity is proposed from the issue date [SE F.4]; never the other way round.

use std::time::Duration;

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use super::form::{ActForm, Step};
use crate::domain::act::Command;
use crate::domain::certificate::{CertificateForm, CertificateSource, IssuingBody};
use crate::domain::identity::{Nik, Nip, Serial};
use crate::domain::ids::RecordId;
use crate::domain::person::PersonDetails;
use crate::domain::policy::Validity;
use crate::domain::time::{Day, Instant, start_of};
use crate::domain::written::Prefer;
use crate::text::finding;
use crate::tui::keymap::Facts;
use crate::tui::panel::{Ctx, Effect, Input, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::view::request::sections::spaced;
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::form::{Entry, Form, Suggestion};
use crate::wire::message::{Ask, Done, Tell};
use crate::wire::view::MaskedDetails;

const LOOK: Tag = ActForm::TAGS;
const FOUND: Tag = ActForm::TAGS + 1;

/// A pause in typing after which known people are looked for.
const PAUSE: Duration = Duration::from_millis(150);

/// The form of an existing certificate.
pub struct TakeOver {
    inner: ActForm,
    validity: Validity,
    known: Vec<MaskedDetails>,
}

/// What is typed as digits and octets, read.
struct Numbers {
    nip: Option<Nip>,
    nik: Option<Nik>,
    serial: Option<Serial>,
}

impl TakeOver {
    /// An empty form.
    pub fn new(validity: Validity, ctx: &Ctx) -> TakeOver {
        let bodies = vec![Choice::new("bsre", "BSrE"), Choice::new("bppt", "BPPT")];
        let form = Form::new(ctx.get("take-over-title"))
            .with(Entry::text("name", "field-name", "").required())
            .with(Entry::text("nip", "field-nip", ""))
            .with(Entry::text("nik", "field-nik", ""))
            .with(Entry::text("agency", "field-agency", ""))
            .with(Entry::text("post", "field-post", ""))
            .with(Entry::text("email", "field-email", ""))
            .with(Entry::text("serial", "field-serial", ""))
            .with(Entry::text(
                "certificate_name",
                "field-certificate_name",
                "",
            ))
            .with(Entry::choice("body", "cert-body", bodies, "bsre"))
            .with(Entry::text("key", "cert-key", ""))
            .with(Entry::day("not_before", "field-not_before", Prefer::Past, "").required())
            .with(Entry::day(
                "not_after",
                "field-not_after",
                Prefer::Future,
                "",
            ));
        TakeOver {
            inner: ActForm::new(form, "take-over"),
            validity,
            known: Vec::new(),
        }
    }

    /// The last moment that is proposed for a certificate issued on this day.
    fn proposed(&self, issued: Day) -> Instant {
        self.validity.end(start_of(issued))
    }

    fn changed(&mut self, field: &str, ctx: &Ctx) -> Vec<Effect> {
        match field {
            "not_before" => {
                let issued = self.inner.form.value("not_before", ctx).parse::<Day>();
                let remark = issued.map(|day| {
                    let until = ctx.words.date(self.proposed(day).day());
                    ctx.words.with("take-over-proposed", &[("date", &until)])
                });
                self.inner
                    .form
                    .remark("not_after", remark.unwrap_or_default());
                Vec::new()
            }
            "name" | "nip" => vec![Effect::Wake {
                tag: LOOK,
                after: PAUSE,
            }],
            _ => Vec::new(),
        }
    }

    fn look(&self, ctx: &Ctx) -> Vec<Effect> {
        let field = self.inner.form.focused().map(|entry| entry.key);
        let text = match field {
            Some(key @ ("name" | "nip")) => self.inner.form.value(key, ctx),
            _ => return Vec::new(),
        };
        if text.chars().count() < 3 {
            return Vec::new();
        }
        vec![Effect::ask(FOUND, Ask::Suggest { text })]
    }

    fn suggest(&mut self, found: Vec<MaskedDetails>) {
        let field = self.inner.form.focused().map(|entry| entry.key);
        let Some(field @ ("name" | "nip")) = field else {
            return;
        };
        let rows = found.iter().enumerate().map(|(index, person)| Suggestion {
            id: index.to_string(),
            text: person.name.clone(),
            detail: format!("{} {}", written(person.nip), person.agency),
        });
        let rows = rows.collect();
        self.inner.form.suggest(field, rows);
        self.known = found;
    }

    fn took(&mut self, id: &str) {
        let person = id.parse::<usize>().ok();
        let Some(person) = person.and_then(|index| self.known.get(index)).cloned() else {
            return;
        };
        let nip = written(person.nip);
        let form = &mut self.inner.form;
        for (key, value) in [
            ("name", &person.name),
            ("nip", &nip),
            ("agency", &person.agency),
            ("post", &person.post),
            ("email", &person.email),
        ] {
            form.set(key, value);
        }
    }

    fn save(&mut self, ctx: &Ctx) -> Vec<Effect> {
        match self.command(ctx) {
            Ok(command) => self.inner.act(command),
            Err(errors) => {
                self.inner.form.set_errors(&errors);
                Vec::new()
            }
        }
    }

    /// The numbers that the fields hold; those that cannot be read are noted by their field.
    fn numbers(&self, wrong: &mut Vec<(String, String)>, ctx: &Ctx) -> Numbers {
        let value = |key: &str| Some(self.inner.form.value(key, ctx)).filter(|it| !it.is_empty());
        let mut note = |key: &str, said: String| wrong.push((key.to_owned(), said));
        let nip = value("nip").and_then(|text| {
            let read = Nip::parse(&text);
            read.map_err(|code| note("nip", finding::label(ctx.words, code)))
                .ok()
        });
        let nik = value("nik").and_then(|text| {
            let read = Nik::parse(&text);
            read.map_err(|code| note("nik", finding::label(ctx.words, code)))
                .ok()
        });
        let serial = value("serial").and_then(|text| {
            let read = Serial::parse(&text);
            read.map_err(|_| note("serial", ctx.get("take-over-bad-serial")))
                .ok()
        });
        Numbers { nip, nik, serial }
    }

    /// The act that the fields ask for.
    fn command(&self, ctx: &Ctx) -> Result<Command, Vec<(String, String)>> {
        let value = |key: &str| self.inner.form.value(key, ctx);
        let mut wrong = Vec::new();
        let Numbers { nip, nik, serial } = self.numbers(&mut wrong, ctx);
        let issued = value("not_before").parse::<Day>().unwrap_or(ctx.now.day());
        let not_after = match value("not_after").parse::<Day>() {
            // A typed day holds to its end.
            Ok(day) => start_of(day).end_of_bare_day(),
            Err(_) => self.proposed(issued),
        };
        if not_after <= start_of(issued) {
            let said = ctx.get("take-over-ends-first");
            wrong.push(("not_after".to_owned(), said));
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let stated = value("certificate_name");
        let named = if stated.is_empty() {
            value("name")
        } else {
            stated
        };
        let certificate = CertificateForm {
            serial,
            issuer: String::new(),
            body: if value("body") == "bppt" {
                IssuingBody::Bppt
            } else {
                IssuingBody::Bsre
            },
            name: named,
            email: value("email"),
            agency: value("agency"),
            nik: nik.map(|nik| nik.to_string()).unwrap_or_default(),
            key: value("key"),
            not_before: start_of(issued),
            not_after,
            fingerprint: None,
            source: CertificateSource::Inventory,
        };
        let holder = PersonDetails {
            name: value("name"),
            nip,
            nik,
            birth_date: None,
            post: value("post"),
            rank: String::new(),
            eselon: String::new(),
            agency: value("agency"),
            email: value("email"),
            phone: String::new(),
        };
        Ok(Command::TakeOver {
            certificate: Box::new(certificate),
            holder: Box::new(holder),
        })
    }

    fn done(&self, done: &Done, ctx: &Ctx) -> Vec<Effect> {
        let name = self.inner.form.value("name", ctx);
        let mut effects = self.inner.close();
        let said = ctx.words.with("take-over-done", &[("name", &name)]);
        effects.push(Effect::done(said));
        let new = done
            .records
            .iter()
            .map(|(record, _)| *record)
            .find(|record| matches!(record, RecordId::Certificate(_)));
        effects.extend(new.map(|record| Effect::Show {
            place: Place::Certificates,
            record,
        }));
        effects
    }
}

fn written(nip: Option<Nip>) -> String {
    nip.map(|nip| spaced(&nip.to_string())).unwrap_or_default()
}

impl Panel for TakeOver {
    fn place(&self) -> Place {
        Place::Form
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        Facts {
            typing: true,
            next: self.inner.form.next(),
            ..Facts::new(Place::Form)
        }
    }

    fn wanted(&self, ctx: &Ctx) -> Size {
        self.inner.wanted(ctx)
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        self.inner.render(area, buf, ctx);
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Shown(_) => return vec![self.inner.recall()],
            Input::Woke(LOOK) => return self.look(ctx),
            Input::Told {
                tag: FOUND, tell, ..
            } => {
                if let Tell::Suggestions(found) = *tell {
                    self.suggest(found.into_iter().map(|one| one.details).collect());
                }
                return Vec::new();
            }
            _ => {}
        }
        match self.inner.handle(input, ctx) {
            Step::Save => self.save(ctx),
            Step::Changed(field, mut effects) => {
                effects.extend(self.changed(field, ctx));
                effects
            }
            Step::Took(id) => {
                self.took(&id);
                Vec::new()
            }
            Step::Did(effects) => effects,
            Step::Done(done) => self.done(&done, ctx),
            Step::Other(_) => Vec::new(),
        }
    }

    fn draft(&self) -> Option<(String, String)> {
        self.inner.draft()
    }
}
