//! `loket certificate`: the inventory.

use super::Arguments;
use super::connect::unexpected;
use super::desk::DeskLine;
use super::done::act_and_tell;
use super::exit::Failure;
use super::given;
use super::inventory::ImportList;
use super::listing::{Listing, due, moment_value};
use super::recap::RecapOf;
use super::show::{self, Lines};
use crate::domain::act::{Command, GivenCertificate, RevocationForm, Seen};
use crate::domain::certificate::{
    CertificateForm, CertificateSource, CertificateStatus, IssuingBody, Standing,
};
use crate::domain::finding::{Finding, phone_unread, validity_long};
use crate::domain::identity::{CellKind, Nik, Nip, Serial, repair_nik, repair_nip, repair_phone};
use crate::domain::ids::CertificateId;
use crate::domain::person::PersonDetails;
use crate::domain::policy::Cause;
use crate::domain::time::Day;
use crate::domain::written::Prefer;
use crate::paths::DeskFolder;
use crate::text::finding;
use crate::text::{Words, safe};
use crate::wire::message::{Ask, List, Tell};
use crate::wire::view::{CertificateView, RequestView};
use clap::{Args, Subcommand};
use serde_json::{Value, json};

#[derive(Debug, Subcommand)]
pub enum Certificate {
    /// Lists certificates
    #[command(
        after_help = "Example: loket certificate list status:aktif 'sisa:<30' --sort remaining"
    )]
    List(Listing),
    /// Shows a certificate with its holder and notices
    #[command(after_help = "Example: loket certificate show 7 --json")]
    Show {
        /// Its number in the inventory
        certificate: String,
    },
    /// Takes a certificate into the inventory that the desk did not request
    #[command(
        after_help = "Example: loket certificate take-over --name 'SITI RAHMAWATI' --nip 198704122010012015 --email siti@babelprov.go.id \\\n  --serial 3F00A1 --not-before 2025-01-10T08:00 --not-after 2027-01-10T07:59"
    )]
    TakeOver(Box<TakeOver>),
    /// Takes in the certificates that an office has already, from a list
    #[command(
        after_help = "Example: loket certificate import portal.csv --dry-run\n         loket certificate import portal.csv"
    )]
    Import(ImportList),
    /// Compares the portal's recap of its users with the desk, and takes over what is certain
    #[command(
        after_help = "Example: loket certificate recap rekap.csv --dry-run\n         loket certificate recap rekap.csv\n         loket certificate recap rekap.csv --accept 17=person:4"
    )]
    Recap(RecapOf),
    /// Records that BSrE revoked a certificate
    #[command(
        after_help = "Example: loket certificate revoke 7 --cause retirement --date 23/11/2026"
    )]
    Revoke(Revoke),
    /// Records that BSrE suspended a certificate, or ended its suspension
    #[command(
        after_help = "Example: loket certificate status 7 suspended --date 23/11/2026\n         loket certificate status 7 active"
    )]
    Status(StatusGiven),
    /// Mends our own typing error in a certificate: what is not said stays
    #[command(
        after_help = "Example: loket certificate correct 7 --serial 3F00A2 --reason 'nomor seri belum dicatat'"
    )]
    Correct(Box<Correct>),
    /// Mends what was recorded of a revocation, or takes it off the wrong certificate
    #[command(
        after_help = "Example: loket certificate correct-revocation 7 --date 20/11/2026 --reason 'salah tanggal'\n         loket certificate correct-revocation 7 --take-back --reason 'salah sertifikat'"
    )]
    CorrectRevocation(CorrectRevocation),
}

/// What stands in a certificate, typed.
#[derive(Debug, Default, Args)]
pub struct FormGiven {
    /// Serial number, in hex or decimal
    #[arg(long)]
    serial: Option<String>,
    /// Name in the certificate (CN); the request's if not said
    #[arg(long, value_name = "NAME")]
    certificate_name: Option<String>,
    /// E-mail in the certificate; the request's if not said
    #[arg(long, value_name = "EMAIL")]
    certificate_email: Option<String>,
    /// Agency in the certificate; the request's if not said
    #[arg(long, value_name = "AGENCY")]
    certificate_agency: Option<String>,
    /// Valid from; now if not said
    #[arg(long, value_name = "DATE TIME")]
    not_before: Option<String>,
    /// Valid until; as long as the policy says if not said
    #[arg(long, value_name = "DATE TIME")]
    not_after: Option<String>,
    /// Who issued it, in words; Balai Sertifikasi Elektronik if not said
    #[arg(long)]
    issuer: Option<String>,
    /// Which body: bsre or bppt; bsre if not said
    #[arg(long)]
    body: Option<String>,
    /// Key, such as RSA 2048
    #[arg(long)]
    key: Option<String>,
}

#[derive(Debug, Args)]
pub struct TakeOver {
    /// The holder's name
    #[arg(long)]
    name: String,
    /// The holder's NIP
    #[arg(long)]
    nip: Option<String>,
    /// The holder's NIK
    #[arg(long)]
    nik: Option<String>,
    /// The holder's official e-mail
    #[arg(long, default_value = "")]
    email: String,
    /// The holder's agency
    #[arg(long, default_value = "")]
    agency: String,
    /// The part of the agency where the holder works
    #[arg(long, default_value = "")]
    unit: String,
    /// The holder's post
    #[arg(long, default_value = "")]
    post: String,
    /// The holder's telephone
    #[arg(long, default_value = "")]
    phone: String,
    /// Number in the inventory of the certificate whose place it takes: it was renewed elsewhere
    #[arg(long, value_name = "CERTIFICATE")]
    replaces: Option<String>,
    #[command(flatten)]
    form: FormGiven,
}

#[derive(Debug, Args)]
pub struct StatusGiven {
    /// Its number in the inventory
    certificate: String,
    /// suspended or active
    status: String,
    /// The day of it; today if not said
    #[arg(long)]
    date: Option<String>,
}

#[derive(Debug, Args)]
pub struct Revoke {
    /// Its number in the inventory
    certificate: String,
    /// The cause by its key: misuse, transfer_out, retirement, death, resignation, …
    #[arg(long)]
    cause: String,
    /// The day of revocation; today if not said
    #[arg(long)]
    date: Option<String>,
}

#[derive(Debug, Args)]
pub struct Correct {
    /// Its number in the inventory
    certificate: String,
    /// Why
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    form: FormGiven,
}

#[derive(Debug, Args)]
pub struct CorrectRevocation {
    /// Its number in the inventory
    certificate: String,
    /// Why
    #[arg(long)]
    reason: String,
    /// It was recorded on the wrong certificate: takes it back, with what lapsed by it
    #[arg(long, conflicts_with_all = ["cause", "date"])]
    take_back: bool,
    /// The cause by its key; as it is on record if not said
    #[arg(long)]
    cause: Option<String>,
    /// The day of revocation; as it is on record if not said
    #[arg(long)]
    date: Option<String>,
}

const BODIES: [IssuingBody; 2] = [IssuingBody::Bsre, IssuingBody::Bppt];

fn body_key(body: IssuingBody) -> &'static str {
    match body {
        IssuingBody::Bsre => "bsre",
        IssuingBody::Bppt => "bppt",
    }
}

impl FormGiven {
    /// The certificate of a request: what is not said is taken from the request.
    pub fn for_request(
        &self,
        line: &DeskLine,
        view: &RequestView,
    ) -> Result<GivenCertificate, Failure> {
        let identity = &view.request.identity;
        self.read(line, &identity.name, &identity.email, &identity.agency)
    }

    /// The certificate as it is on record, but for what is said.
    pub fn over(
        &self,
        line: &DeskLine,
        known: &CertificateForm,
    ) -> Result<GivenCertificate, Failure> {
        let GivenCertificate {
            form: read,
            decimal,
        } = self.read(line, &known.name, &known.email, &known.agency)?;
        let said = |given: &Option<String>| given.is_some();
        let form = CertificateForm {
            serial: read.serial.or_else(|| known.serial.clone()),
            issuer: self.issuer.clone().unwrap_or_else(|| known.issuer.clone()),
            body: if said(&self.body) {
                read.body
            } else {
                known.body
            },
            key: self.key.clone().unwrap_or_else(|| known.key.clone()),
            not_before: if said(&self.not_before) {
                read.not_before
            } else {
                known.not_before
            },
            not_after: if said(&self.not_after) {
                read.not_after
            } else {
                known.not_after
            },
            nik: known.nik.clone(),
            fingerprint: known.fingerprint,
            source: known.source,
            ..read
        };
        Ok(GivenCertificate { form, decimal })
    }

    fn read(
        &self,
        line: &DeskLine,
        name: &str,
        email: &str,
        agency: &str,
    ) -> Result<GivenCertificate, Failure> {
        let words = &line.words;
        let serial = self.serial.as_deref().map(|text| {
            let wrong = |_| Failure::wrong(words, "serial-none", &[("given", &text)]);
            Serial::parse(text).map_err(wrong)
        });
        let or =
            |given: &Option<String>, own: &str| given.clone().unwrap_or_else(|| own.to_owned());
        let moment = |text: &str| given::moment(words, text, line.now().day());
        let not_before = match &self.not_before {
            Some(text) => moment(text)?.at,
            None => line.now(),
        };
        let not_after = match &self.not_after {
            Some(text) => moment(text)?.end(),
            None => line.policy().validity.end(not_before),
        };
        let form = CertificateForm {
            serial: None,
            issuer: or(&self.issuer, "Balai Sertifikasi Elektronik"),
            body: given::choice(words, &or(&self.body, "bsre"), &BODIES, body_key)?,
            name: or(&self.certificate_name, name),
            email: or(&self.certificate_email, email),
            agency: or(&self.certificate_agency, agency),
            nik: String::new(),
            key: or(&self.key, ""),
            not_before,
            not_after,
            fingerprint: None,
            source: CertificateSource::Typed,
        };
        Ok(GivenCertificate::new(form, serial.transpose()?))
    }
}

impl Certificate {
    pub fn run(&self, desk: &DeskFolder, arguments: &Arguments) -> Result<(), Failure> {
        let line = DeskLine::open(desk, arguments)?;
        let as_json = arguments.json;
        match self {
            Certificate::List(listing) => listing.show(&line, as_json, List::Certificates),
            Certificate::Show { certificate } => {
                let view = view(&line, certificate)?;
                show::either(as_json, || value(&view), || text(&line.words, &view))
            }
            Certificate::TakeOver(take_over) => take_over.run(&line, as_json),
            Certificate::Import(import) => import.run(&line, as_json),
            Certificate::Recap(recap) => recap.run(&line, as_json),
            Certificate::Revoke(revoke) => revoke.run(&line, as_json),
            Certificate::Status(status) => status.run(&line, as_json),
            Certificate::Correct(correct) => correct.run(&line, as_json),
            Certificate::CorrectRevocation(correct) => correct.run(&line, as_json),
        }
    }
}

/// What is odd in what was recorded, beside the outcome.
fn odd(line: &DeskLine, found: Option<Finding>) {
    if let Some(found) = found {
        let said = finding::sentence(&line.words, &found);
        show::aside(&format!("loket: {said}\n"));
    }
}

fn view(line: &DeskLine, text: &str) -> Result<CertificateView, Failure> {
    match line.ask(Ask::Certificate(given::certificate(&line.words, text)?))? {
        Tell::Certificate(view) => Ok(*view),
        other => Err(unexpected(&line.words, &other)),
    }
}

impl TakeOver {
    fn run(&self, line: &DeskLine, as_json: bool) -> Result<(), Failure> {
        let holder = self.holder(&line.words)?;
        let mut given = self
            .form
            .read(line, &self.name, &self.email, &self.agency)?;
        given.form.source = CertificateSource::Inventory;
        let older = self.replaces.as_deref().map(|older| view(line, older));
        let found = [
            phone_unread(&holder.phone),
            validity_long(&given.form, line.policy().validity),
        ];
        let command = Command::TakeOver {
            certificate: Box::new(given),
            holder: Box::new(holder),
            replaces: older.transpose()?.as_ref().map(seen),
        };
        act_and_tell(line, as_json, command)?;
        found.into_iter().for_each(|found| odd(line, found));
        Ok(())
    }

    fn holder(&self, words: &Words) -> Result<PersonDetails, Failure> {
        let wrong = |key: &str, given: &str| {
            let field = words.of("field", key);
            Failure::wrong(
                words,
                "refusal-invalid",
                &[("field", &field), ("given", &given)],
            )
        };
        let nip = self.nip.as_deref().map(|text| {
            let repaired = repair_nip(text, CellKind::Text);
            let parsed = repaired.text().and_then(|digits| Nip::parse(digits).ok());
            parsed.ok_or_else(|| wrong("nip", text))
        });
        let nik = self.nik.as_deref().map(|text| {
            let repaired = repair_nik(text, CellKind::Text);
            let parsed = repaired.text().and_then(|digits| Nik::parse(digits).ok());
            parsed.ok_or_else(|| wrong("nik", text))
        });
        Ok(PersonDetails {
            name: self.name.clone(),
            nip: nip.transpose()?,
            nik: nik.transpose()?,
            birth_date: None,
            post: self.post.clone(),
            rank: String::new(),
            eselon: String::new(),
            agency: self.agency.clone(),
            unit: self.unit.clone(),
            email: self.email.clone(),
            phone: repair_phone(&self.phone),
        })
    }
}

impl Revoke {
    fn run(&self, line: &DeskLine, as_json: bool) -> Result<(), Failure> {
        let words = &line.words;
        let today: Day = line.now().day();
        let view = view(line, &self.certificate)?;
        let cause = given::choice(words, &self.cause, &Cause::ALL, Cause::as_str)?;
        let command = Command::RevokeRecorded {
            certificate: seen(&view),
            revocation: RevocationForm {
                date: given::day_if(words, self.date.as_deref(), today, Prefer::Past)?
                    .unwrap_or(today),
                cause: cause.as_str().to_owned(),
            },
        };
        act_and_tell(line, as_json, command)
    }
}

impl StatusGiven {
    fn run(&self, line: &DeskLine, as_json: bool) -> Result<(), Failure> {
        let words = &line.words;
        let today: Day = line.now().day();
        let certificate = seen(&view(line, &self.certificate)?);
        let date =
            given::day_if(words, self.date.as_deref(), today, Prefer::Past)?.unwrap_or(today);
        let known = [CertificateStatus::Suspended, CertificateStatus::Active];
        let status = given::choice(words, &self.status, &known, CertificateStatus::as_str)?;
        let command = match status {
            CertificateStatus::Suspended => Command::Suspend { certificate, date },
            _ => Command::Resume { certificate, date },
        };
        act_and_tell(line, as_json, command)
    }
}

fn seen(view: &CertificateView) -> Seen<CertificateId> {
    Seen {
        id: view.certificate.id,
        revision: view.certificate.revision,
    }
}

impl Correct {
    fn run(&self, line: &DeskLine, as_json: bool) -> Result<(), Failure> {
        let view = view(line, &self.certificate)?;
        let given = self.form.over(line, &view.certificate.form)?;
        let long = validity_long(&given.form, line.policy().validity);
        let command = Command::CorrectCertificate {
            certificate: seen(&view),
            form: Box::new(given),
            reason: self.reason.clone(),
        };
        act_and_tell(line, as_json, command)?;
        odd(line, long);
        Ok(())
    }
}

impl CorrectRevocation {
    fn run(&self, line: &DeskLine, as_json: bool) -> Result<(), Failure> {
        let words = &line.words;
        let view = view(line, &self.certificate)?;
        let revocation = match &view.certificate.standing {
            Standing::Revoked(known) if !self.take_back => {
                let today = line.now().day();
                let date = given::day_if(words, self.date.as_deref(), today, Prefer::Past)?;
                let cause = self.cause.as_deref();
                let cause =
                    cause.map(|text| given::choice(words, text, &Cause::ALL, Cause::as_str));
                Some(RevocationForm {
                    date: date.unwrap_or(known.date),
                    cause: cause
                        .transpose()?
                        .map_or_else(|| known.cause.clone(), |cause| cause.as_str().to_owned()),
                })
            }
            _ => None,
        };
        let command = Command::CorrectRevocation {
            certificate: seen(&view),
            revocation,
            reason: self.reason.clone(),
        };
        act_and_tell(line, as_json, command)
    }
}

fn value(view: &CertificateView) -> Value {
    let certificate = &view.certificate;
    let form = &certificate.form;
    json!({
        "id": certificate.id.0,
        "revision": certificate.revision,
        "status": view.status.as_str(),
        "days_left": view.days_left,
        "serial": form.serial.as_ref().map(ToString::to_string),
        "issuer": form.issuer,
        "body": body_key(form.body),
        "name": form.name,
        "email": form.email,
        "agency": form.agency,
        "key": form.key,
        "not_before": moment_value(form.not_before),
        "not_after": moment_value(form.not_after),
        "passphrase": certificate.passphrase,
        "holder": view.holder.as_ref().map(|row| json!({
            "id": row.id.0, "name": row.name, "nip": row.nip, "agency": row.agency, "post": row.post,
        })),
        "request": certificate.request.map(|no| no.to_string()),
        "replaces": certificate.replaces.map(|id| id.0),
        "revocation": match &certificate.standing {
            Standing::Revoked(revoked) => json!({
                "date": revoked.date, "cause": revoked.cause, "reason": revoked.reason,
                "internal": revoked.internal,
            }),
            _ => Value::Null,
        },
        "lapsing": view.lapsing.iter().map(ToString::to_string).collect::<Vec<_>>(),
        "may": view.may.iter().map(|act| act.as_str()).collect::<Vec<_>>(),
    })
}

fn text(words: &Words, view: &CertificateView) -> String {
    let form = &view.certificate.form;
    let clean = |text: &str| safe(text).into_owned();
    let mut lines = Lines::default();
    lines.add(
        words.get("cli-head-number"),
        view.certificate.id.0.to_string(),
    );
    lines.add(
        words.get("cli-head-status"),
        words.of("status", view.status.as_str()),
    );
    lines.add(words.get("field-name"), clean(&form.name));
    lines.add(words.get("field-email"), clean(&form.email));
    lines.add(words.get("field-agency"), clean(&form.agency));
    let serial = form.serial.as_ref().map(ToString::to_string);
    lines.add(words.get("field-serial"), serial.unwrap_or_default());
    lines.add(words.get("field-issuer"), clean(&form.issuer));
    lines.add(words.get("field-not_before"), words.moment(form.not_before));
    lines.add(words.get("field-not_after"), words.moment(form.not_after));
    lines.add(words.get("cli-head-days"), words.number(view.days_left));
    if let Some(request) = view.certificate.request {
        lines.add(words.get("cli-head-record"), request.to_string());
    }
    for (day, what) in &view.notices {
        lines.add(words.date(*day), due(words, *what));
    }
    lines.text()
}
