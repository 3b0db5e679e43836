//! The stages of a request in the order of its life, and the stretches of it that the road names.

use super::super::office::Position;
use super::super::request::Stage;
use super::ROAD;

/// A stretch of [`Stage::ALL`], which stands in the order of a request's life: from a stage on,
/// without the second.
pub(super) const fn between(from: Stage, to: Stage) -> &'static [Stage] {
    const ALL: &[Stage] = &Stage::ALL;
    let (before, _) = ALL.split_at(to.place());
    before.split_at(from.place()).1
}

/// The stages from one on, to the last.
const fn from(stage: Stage) -> &'static [Stage] {
    const ALL: &[Stage] = &Stage::ALL;
    ALL.split_at(stage.place()).1
}

pub(super) const REGISTERED: &[Stage] = &[Stage::Registered];
pub(super) const AT_KADIS: &[Stage] = &[Stage::Disposition(Position::Kadis)];
pub(super) const AT_KABID: &[Stage] = &[Stage::Disposition(Position::Kabid)];
pub(super) const AT_SUBKOORD: &[Stage] = &[Stage::Disposition(Position::Subkoord)];
pub(super) const HELD_KADIS: &[Stage] = &[Stage::Held(Position::Kadis)];
pub(super) const HELD_KABID: &[Stage] = &[Stage::Held(Position::Kabid)];
pub(super) const HELD_SUBKOORD: &[Stage] = &[Stage::Held(Position::Subkoord)];
/// With an official, held back or not.
pub(super) const WITH_KADIS: &[Stage] = &[
    Stage::Disposition(Position::Kadis),
    Stage::Held(Position::Kadis),
];
pub(super) const WITH_KABID: &[Stage] = &[
    Stage::Disposition(Position::Kabid),
    Stage::Held(Position::Kabid),
];
pub(super) const WITH_SUBKOORD: &[Stage] = &[
    Stage::Disposition(Position::Subkoord),
    Stage::Held(Position::Subkoord),
];
pub(super) const OFFICIALS: &[Stage] = between(
    Stage::Disposition(Position::Kadis),
    Stage::Held(Position::Kadis),
);
/// Before verification: at the counter or with the officials.
pub(super) const ON_THE_SHEET: &[Stage] = between(Stage::Registered, Stage::Verification);
pub(super) const VERIFICATION: &[Stage] = &[Stage::Verification];
/// With the verifier, asleep or not.
pub(super) const CHECKED: &[Stage] = &[Stage::Verification, Stage::Asleep];
pub(super) const ASLEEP: &[Stage] = &[Stage::Asleep];
pub(super) const RETURNED: &[Stage] = &[Stage::Returned];
/// Until it is sent.
pub(super) const BEFORE_BSRE: &[Stage] = between(Stage::Registered, Stage::AwaitingApproval);
pub(super) const AT_BSRE: &[Stage] = &[Stage::AtBsre];
pub(super) const APPROVAL: &[Stage] = &[Stage::AwaitingApproval];
/// BSrE checks the holder's account (KYC).
pub(super) const ACCOUNT: &[Stage] = &[Stage::AccountCheck, Stage::CheckFailed];
/// It was sent, and BSrE has done nothing yet that the holder sees.
pub(super) const UNLINKED: &[Stage] = between(Stage::AwaitingApproval, Stage::AwaitingActivation);
pub(super) const WITHDRAWAL: &[Stage] = &[Stage::WithdrawalAsked];
pub(super) const AWAITING: &[Stage] = &[Stage::AwaitingActivation];
/// BSrE has it and has not issued yet.
pub(super) const WITH_BSRE: &[Stage] = between(Stage::AwaitingApproval, Stage::Issued);
pub(super) const ISSUED: &[Stage] = &[Stage::Issued];
pub(super) const REVOKED: &[Stage] = &[Stage::Revoked];
/// BSrE has issued, and the holder has nothing yet.
pub(super) const WITH_US: &[Stage] = between(Stage::Issued, Stage::Revoked);
/// Every stage that is not final.
pub const OPEN: &[Stage] = between(Stage::Registered, Stage::Completed);
/// Every stage in which it is still to be decided what becomes of it.
pub(super) const UNDECIDED: &[Stage] = between(Stage::Registered, Stage::ReplyPending);
/// What becomes of it is decided.
pub(super) const DECIDED: &[Stage] = from(Stage::ReplyPending);
pub(super) const REPLY_PENDING: &[Stage] = &[Stage::ReplyPending];
pub(super) const ANY_STAGE: &[Stage] = &Stage::ALL;
pub(super) const COMPLETED: &[Stage] = &[Stage::Completed];
/// From the sending on, to the end and after it: what was recorded tells ([`When::Sent`]).
pub(super) const FROM_BSRE_ON: &[Stage] = between(Stage::AwaitingApproval, Stage::Void);
pub(super) const ENDED: &[Stage] = between(Stage::Completed, Stage::Void);
pub(super) const LAPSED: &[Stage] = &[Stage::Lapsed];

impl Stage {
    /// Whether nothing went to BSrE yet, or it came back to be mended.
    pub fn is_before_sending(self) -> bool {
        BEFORE_BSRE.contains(&self)
    }

    /// Nothing more is waited for: no act leads on from here.
    pub fn is_final(self) -> bool {
        const LEADS_ON: [bool; Stage::ALL.len()] = lead_on();
        !LEADS_ON[self.place()]
    }

    /// What becomes of it is decided; at most the letter that says so is still to come.
    pub fn is_decided(self) -> bool {
        !UNDECIDED.contains(&self)
    }

    /// With the verifier: under verification, with BSrE, and back from it.
    pub fn is_with_verifier(self) -> bool {
        self.goes_along() && !self.on_sheet()
    }

    /// Goes on with the other names of its sheet: neither decided nor with its requester.
    pub fn goes_along(self) -> bool {
        !self.is_decided() && self != Stage::Returned
    }

    /// Its place in [`Stage::ALL`].
    pub(super) const fn place(self) -> usize {
        match self {
            Stage::Registered => 0,
            Stage::Disposition(Position::Kadis) => 1,
            Stage::Disposition(Position::Kabid) => 2,
            Stage::Disposition(_) => 3,
            Stage::Held(Position::Kadis) => 4,
            Stage::Held(Position::Kabid) => 5,
            Stage::Held(_) => 6,
            Stage::Verification => 7,
            Stage::Asleep => 8,
            Stage::Returned => 9,
            Stage::AwaitingApproval => 10,
            Stage::AccountCheck => 11,
            Stage::CheckFailed => 12,
            Stage::AtBsre => 13,
            Stage::AwaitingActivation => 14,
            Stage::Activated => 15,
            Stage::Issued => 16,
            Stage::Mismatch => 17,
            Stage::Revoked => 18,
            Stage::WithdrawalAsked => 19,
            Stage::ReplyPending => 20,
            Stage::Completed => 21,
            Stage::Rejected => 22,
            Stage::Withdrawn => 23,
            Stage::Lapsed => 24,
            Stage::Void => 25,
        }
    }
}

/// From which stages of [`Stage::ALL`] a row of the road leads on; reckoned when the program is
/// built, since lists ask it of every row.
const fn lead_on() -> [bool; Stage::ALL.len()] {
    let mut leads = [false; Stage::ALL.len()];
    let mut at = 0;
    while at < ROAD.len() {
        let row = &ROAD[at];
        let mut from = 0;
        while from < row.from.len() && row.moves() {
            leads[row.from[from].place()] = true;
            from += 1;
        }
        at += 1;
    }
    leads
}
