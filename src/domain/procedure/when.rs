//! What must be so beside the stage for an act to be possible.

use super::super::ids::CertificateId;
use super::super::office::Position;
use super::super::policy::Policy;
use super::super::refusal::Refusal;
use super::super::request::{Outcome, Request, Stage};
use super::super::time::Day;
use super::{Row, not_here};

/// A condition beside the stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    Always,
    /// The policy allows a further link.
    LinkLeft,
    /// The holder of a link that runs was not asked yet.
    NotAsked,
    /// The days of the link are over, and nobody recorded that yet [SE F.3.c].
    LinkOver,
    /// The certificate matches the request and was not revoked.
    Usable,
    /// The certificate that came was revoked, so that BSrE may issue another one.
    Revoked,
    /// Something is on record as sent to BSrE.
    Sent,
    /// BSrE mailed a link.
    Linked,
    /// A certificate came.
    Certified,
    /// The cause of the revocation may be rejected, by the policy.
    Rejectable,
    /// It was given into use.
    HandedOver,
    /// The *TMT* of the cause lies ahead.
    EffectiveLater,
    /// The *TMT* of the cause has come.
    Effective,
    /// A new certificate is to come, and the old one was not revoked yet.
    OldStands,
    /// A new certificate is to come, and the old one was revoked.
    OldGone,
    /// Only the data change; the certificate stays.
    DataOnly,
    /// More than one certificate of the holder could be meant.
    Several,
    /// The cause is one for which it is sent at once, by the policy.
    Urgent,
    /// It was not sent before its sheet.
    InOrder,
    /// Its sheet lies with an official, though it was sent.
    SheetOut,
    /// It was sent before the letter to BSrE's Service Desk had its number.
    LetterOwed,
    /// The policy has the holders of this kind added to BSrE's portal.
    Added,
    /// It left in files for BSrE's portal.
    Prepared,
    /// An earlier request of the same person has papers to give.
    Earlier,
}

/// What a condition asks of the desk beside the request.
pub trait Surroundings {
    /// Whether a certificate was revoked.
    fn is_revoked(&self, id: CertificateId) -> bool;
    /// How many certificates of the holder could be meant.
    fn could_mean(&self) -> usize;
    /// Whether an earlier request of the same person has papers to give to this one.
    fn earlier(&self) -> bool;
}

impl Row {
    /// Whether its condition holds for this request.
    ///
    /// # Errors
    /// Why not.
    pub fn holds(
        &self,
        request: &Request,
        policy: &Policy,
        today: Day,
        around: &dyn Surroundings,
    ) -> Result<(), Refusal> {
        let about = &request.particulars;
        let reissued = about.outcome == Some(Outcome::Reissue);
        let gone = |id: Option<CertificateId>| id.is_some_and(|id| around.is_revoked(id));
        let old_gone = || gone(about.certificate);
        let revoked = || gone(request.certificate);
        let link = request.activation.as_ref();
        let lapsed = link.is_some_and(|link| link.lapsed);
        let so = match self.when {
            When::Always => true,
            When::LinkLeft => {
                let limit = policy.deadlines.activation_links;
                if link.is_some_and(|link| u16::from(link.links) >= limit) {
                    return Err(Refusal::LinksUsed { limit });
                }
                true
            }
            When::NotAsked => !lapsed && link.is_some_and(|link| link.asked.is_none()),
            When::LinkOver => {
                let left = link.map_or(0, |link| (link.until - today).num_days());
                if left >= 0 {
                    let days = left.clamp(1, i64::from(u16::MAX)) as u16;
                    return Err(Refusal::TooEarly { days });
                }
                !lapsed
            }
            When::Usable if request.stage == Stage::Mismatch => return Err(Refusal::Mismatch),
            When::Usable => {
                if revoked() {
                    return Err(Refusal::CertificateRevoked);
                }
                true
            }
            When::Revoked if revoked() => true,
            When::Revoked if request.stage == Stage::Mismatch => return Err(Refusal::Mismatch),
            When::Revoked => false,
            When::Sent => request.sending.is_some(),
            When::Linked => link.is_some(),
            When::Certified => request.certificate.is_some(),
            When::HandedOver => request.hand_over.is_some(),
            When::Rejectable => return rejectable(request, policy),
            When::EffectiveLater => effective(request)? > today,
            When::Effective => return has_come(effective(request)?, today),
            When::Several if around.could_mean() < 2 => return Err(Refusal::NothingToChoose),
            When::Several => true,
            When::OldStands => reissued && !old_gone(),
            When::OldGone if reissued && !old_gone() => return Err(Refusal::OldStands),
            When::OldGone => reissued,
            When::Urgent => {
                let stated = about.cause.as_ref();
                stated.is_some_and(|stated| policy.is_urgent(stated.cause))
            }
            When::InOrder => request.urgent.is_none(),
            When::SheetOut => request.sheet_out().is_some_and(Position::disposes),
            When::LetterOwed => request.urgent.is_some() && about.outgoing.is_none(),
            When::Added => policy.portal.kinds.contains(&request.kind),
            When::Prepared => request.prepared.is_some(),
            When::Earlier => around.earlier(),
            When::DataOnly => about.outcome == Some(Outcome::DataOnly),
        };
        match so {
            true => Ok(()),
            false => Err(self.not_here(request)),
        }
    }

    /// The refusal of what does not go at the stage.
    pub fn not_here(&self, request: &Request) -> Refusal {
        not_here(request, self.act)
    }
}

/// The day from which the cause of a revocation holds.
fn effective(request: &Request) -> Result<Day, Refusal> {
    let cause = request.particulars.cause.as_ref();
    let day = cause.and_then(|cause| cause.effective);
    day.ok_or_else(|| Refusal::Missing("effective".to_owned()))
}

fn has_come(day: Day, today: Day) -> Result<(), Refusal> {
    match (day - today).num_days() {
        left if left > 0 => Err(Refusal::TooEarly {
            days: u16::try_from(left).unwrap_or(u16::MAX),
        }),
        _ => Ok(()),
    }
}

/// Most causes of a revocation can be returned, never rejected [R6.5].
fn rejectable(request: &Request, policy: &Policy) -> Result<(), Refusal> {
    let Some(stated) = &request.particulars.cause else {
        return Err(Refusal::Missing("cause".to_owned()));
    };
    match policy.rejectable(stated.cause) {
        true => Ok(()),
        false => Err(Refusal::NeverRejected),
    }
}
