//! The table of findings: codes and their usual weight [R6.7].

use crate::domain::keyed::keyed;

keyed! {
    /// How much a finding weighs.
    pub enum Severity {
        /// Worth knowing; asks nothing.
        Info = "info",
        /// The request waits for a date.
        Sleeps = "sleeps",
        /// The verifier accepts it with a written reason, or has it corrected.
        Warning = "warning",
        /// Must be corrected; it cannot be accepted.
        Blocker = "blocker",
    }
}

/// Declares the codes once: name, key, usual severity.
macro_rules! codes {
    ($($(#[doc = $doc:literal])+ $name:ident = $key:literal, $severity:ident;)+) => {
        keyed! {
            /// Which rule a finding comes from.
            pub enum FindingCode {
                $($(#[doc = $doc])+ $name = $key,)+
            }
        }

        impl FindingCode {
            /// The weight that the table gives it; kind and stage may change that.
            pub fn severity(self) -> Severity {
                match self {
                    $(FindingCode::$name => Severity::$severity,)+
                }
            }
        }
    };
}

codes! {
    /// No NIK given.
    NikMissing = "nik-missing", Blocker;
    /// No NIP given, though the category has one.
    NipMissing = "nip-missing", Blocker;
    /// Not 16 digits.
    NikLength = "nik-length", Blocker;
    /// Something else than digits.
    NikDigits = "nik-digits", Blocker;
    /// Positions 7-12 are no date.
    NikDate = "nik-date", Blocker;
    /// First two digits name no province.
    NikRegion = "nik-region", Info;
    /// Not 18 digits.
    NipLength = "nip-length", Blocker;
    /// The first eight digits are no date.
    NipBirthdate = "nip-birthdate", Blocker;
    /// Digits 9-14 do not fit the category or the birth date.
    NipAppointment = "nip-appointment", Warning;
    /// Digit 15 is neither 1 nor 2.
    NipSex = "nip-sex", Warning;
    /// NIK, NIP and the stated date tell different birth dates.
    BirthdateMismatch = "birthdate-mismatch", Warning;
    /// NIK and NIP tell different sexes.
    SexMismatch = "sex-mismatch", Warning;
    /// Not under the policy's domain.
    EmailDomain = "email-domain", Blocker;
    /// Another open request of the same kind for the person.
    DuplicateOpen = "duplicate-open", Blocker;
    /// A certificate contradicts the kind.
    WrongKind = "wrong-kind", Blocker;
    /// Several active certificates: which one is meant?
    SeveralActive = "several-active", Blocker;
    /// No active certificate is known; a blocker from verification on.
    NoActiveCertificate = "no-active-certificate", Warning;
    /// The personnel list says otherwise.
    PersonnelMismatch = "personnel-mismatch", Warning;
    /// The rollout has not reached this eselon [SE F.9].
    StageNotOpen = "stage-not-open", Warning;
    /// Two names that are not one after titles, case and punctuation.
    NameMismatch = "name-mismatch", Warning;
    /// A file that cannot be opened.
    DocumentUnreadable = "document-unreadable", Warning;
    /// The same bytes were used for another person.
    DocumentDuplicate = "document-duplicate", Warning;
    /// A revocation without its effective date.
    TmtMissing = "tmt-missing", Blocker;
    /// A revocation whose effective date is yet to come.
    TmtFuture = "tmt-future", Sleeps;
    /// NIP or NIK belongs to somebody whose other number differs.
    NumberOfAnother = "number-of-another", Warning;
    /// A date of the form that cannot be read, or that says there is none.
    DateUnread = "date-unread", Warning;
    /// A telephone number that is not one number, or that says there is none.
    PhoneUnread = "phone-unread", Info;
    /// A cell of a table that cannot be read as its field, or that says there is none.
    FieldUnread = "field-unread", Info;
    /// The holder activated after the last day of the link.
    ActivationLate = "activation-late", Warning;
    /// The certificate runs longer than the policy says.
    ValidityLong = "validity-long", Warning;
}

/// A code is also why a number does not parse.
impl std::error::Error for FindingCode {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heaviest_comes_last() {
        assert!(Severity::Blocker > Severity::Warning);
        assert!(Severity::Warning > Severity::Sleeps);
        assert!(Severity::Sleeps > Severity::Info);
    }
}
