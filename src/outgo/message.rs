//! Messages about a request: one for each stage and each who is told, made from the record as it
//! stands. A message holds no NIK, whatever was typed into the record, and no passphrase.
//!
//! ```text
//! message(policy, record, to)   the text that fits now, and where it goes
//! body                          what is said at which stage
//! link                          the same as a link of WhatsApp
//! ```

mod body;
mod link;

use super::service_desk;
use crate::domain::certificate::Certificate;
use crate::domain::contact::Contact;
use crate::domain::due::RequestDays;
use crate::domain::keyed::keyed;
use crate::domain::kind::Kind;
use crate::domain::letter::Letter;
use crate::domain::names;
use crate::domain::policy::{Cause, Policy};
use crate::domain::request::{Request, Stage};
use crate::domain::time::Day;

keyed! {
    /// Who is told.
    pub enum Recipient {
        /// Who sent the letter.
        Requester = "requester",
        /// Whose certificate it is.
        Holder = "holder",
        /// BSrE's Service Desk, of a revocation [SE F.6.c.1].
        ServiceDesk = "service-desk",
    }
}

/// What a message is made from.
#[derive(Clone, Copy, Debug)]
pub struct Record<'a> {
    pub request: &'a Request,
    pub letter: &'a Letter,
    /// Issued under it.
    pub certificate: Option<&'a Certificate>,
    /// The certificate that it is about.
    pub about: Option<&'a Certificate>,
    /// The days that follow from where it stands.
    pub days: RequestDays,
    pub today: Day,
}

/// A text for somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    pub to: Recipient,
    /// How they are reached, as far as it is known.
    pub contact: Contact,
    pub text: String,
}

impl Message {
    /// The conversation with them in WhatsApp; `None` without a number that can be dialled.
    pub fn chat(&self) -> Option<String> {
        self.contact.number().map(|number| link::chat(&number))
    }

    /// The same with the text in it.
    pub fn link(&self) -> Option<String> {
        let number = self.contact.number()?;
        Some(link::written(&number, &self.text))
    }
}

/// Who can be told of a request as it stands, the likely one first.
pub fn recipients(request: &Request) -> Vec<Recipient> {
    use Recipient::{Holder, Requester, ServiceDesk};
    let revokes = request.kind == Kind::Revoke;
    let before =
        request.stage.on_sheet() || matches!(request.stage, Stage::Verification | Stage::Asleep);
    let mut all = match request.stage {
        Stage::Void => Vec::new(),
        Stage::AwaitingApproval
        | Stage::AccountCheck
        | Stage::CheckFailed
        | Stage::AtBsre
        | Stage::AwaitingActivation
        | Stage::Activated
        | Stage::Issued
        | Stage::Mismatch
        | Stage::Revoked
        | Stage::Completed => vec![Holder, Requester],
        _ => vec![Requester, Holder],
    };
    if died(request) {
        all.retain(|one| *one != Holder);
    }
    match (revokes, before) {
        // The letter is what the verifier has to write before anything can be sent.
        (true, true) => all.insert(0, ServiceDesk),
        (true, false) => all.push(ServiceDesk),
        (false, _) => {}
    }
    all
}

/// Whether the holder is dead: nobody writes to them.
fn died(request: &Request) -> bool {
    let cause = request.particulars.cause.as_ref();
    request.kind == Kind::Revoke && cause.is_some_and(|stated| stated.cause == Cause::Death)
}

/// The message that fits a request as it stands; `None` where they are not told of it.
pub fn message(policy: &Policy, record: &Record<'_>, to: Recipient) -> Option<Message> {
    if !recipients(record.request).contains(&to) {
        return None;
    }
    let contact = contact(policy, record, to);
    let text = match to {
        Recipient::ServiceDesk => service_desk::letter(policy, record.request, record.about)?,
        _ => {
            let own = to == Recipient::Holder || is_holder(record.request, &contact);
            body::text(policy, record, &contact, own)?
        }
    };
    Some(Message { to, contact, text })
}

/// How somebody is reached.
fn contact(policy: &Policy, record: &Record<'_>, to: Recipient) -> Contact {
    let who = &record.request.identity;
    match to {
        Recipient::Holder => who.contact(),
        Recipient::Requester => record.letter.requester(who),
        Recipient::ServiceDesk => Contact {
            email: policy.contacts.service_desk.clone(),
            ..Contact::default()
        },
    }
}

/// Whether who asks is the holder: then they are told of their own.
fn is_holder(request: &Request, contact: &Contact) -> bool {
    let who = &request.identity;
    let email = !contact.email.is_empty() && contact.email.eq_ignore_ascii_case(&who.email);
    let name = !contact.name.is_empty() && names::folded(&contact.name) == names::folded(&who.name);
    email || name
}

#[cfg(test)]
mod tests;
