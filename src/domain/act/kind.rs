//! What kinds of acts there are.

use crate::domain::keyed::keyed;

keyed! {
    /// What kind of act it is: the unit of rights, hints and the audit trail.
    pub enum ActKind {
        Register = "register",
        Import = "import",
        EditLetter = "edit-letter",
        EditIdentity = "edit-identity",
        AddDocument = "add-document",
        Dispose = "dispose",
        DisposePaper = "dispose-paper",
        StepBack = "step-back",
        Return = "return",
        Complete = "complete",
        Reject = "reject",
        Withdraw = "withdraw",
        Lapse = "lapse",
        Void = "void",
        Claim = "claim",
        Release = "release",
        Mark = "mark",
        AcceptWarning = "accept-warning",
        Send = "send",
        /// BSrE mailed the activation link; also each further link.
        LinkSent = "link-sent",
        CorrectCertificate = "correct-certificate",
        HandOver = "hand-over",
        Note = "note",
        Undo = "undo",
        Open = "open",
        LookAtNik = "look-at-nik",
        LookAtDocument = "look-at-document",
        TakeOver = "take-over",
        RevokeRecorded = "revoke-recorded",
        ManageOfficers = "manage-officers",
        AdoptPolicy = "adopt-policy",
        Convert = "convert",
        /// Ends the server.
        Stop = "stop",
        /// Reads the whole ledger through, or rebuilds the records beside the live ones.
        Check = "check",
        /// Sets a choice for one's own screens.
        Choose = "choose",
        /// The holder was asked to verify the data and set the passphrase [SOP 6].
        HolderAsked = "holder-asked",
        Activated = "activated",
        /// The link's days ran out without activation.
        ActivationLapsed = "activation-lapsed",
        Issued = "issued",
        RejectedByBsre = "rejected-by-bsre",
        /// BSrE wants something mended.
        CorrectionAsked = "correction-asked",
        /// An official holds a name back.
        HoldBack = "hold-back",
        CorrectSending = "correct-sending",
        CorrectActivation = "correct-activation",
        CorrectHandOver = "correct-hand-over",
        CorrectRevocation = "correct-revocation",
        /// Says which of the holder's certificates is meant.
        ChooseCertificate = "choose-certificate",
        /// Says whether a change brings another certificate.
        ChooseOutcome = "choose-outcome",
        /// Says why a certificate is to be revoked, by which document and from when.
        StateCause = "state-cause",
        /// The letter to BSrE's Service Desk [SE F.6.c.1].
        WriteToBsre = "write-to-bsre",
        /// Lets a checked revocation sleep until its *TMT*.
        Sleep = "sleep",
        /// BSrE changed the data; the certificate stays.
        DataChanged = "data-changed",
        /// BSrE revoked the certificate.
        Revoked = "revoked",
        /// The letter that answers a rejected one.
        Reply = "reply",
        /// The verifier approved somebody who is no ASN in BSrE's portal.
        Approved = "approved",
        /// The verifier refused them there.
        ApprovalRefused = "approval-refused",
        /// BSrE's check of the holder's account was passed (KYC).
        CheckPassed = "check-passed",
        CheckFailed = "check-failed",
        /// BSrE is asked to let a request go.
        AskWithdrawal = "ask-withdrawal",
        /// BSrE let it go.
        Withdrawn = "withdrawn",
        /// BSrE had already done what was asked.
        TooLate = "too-late",
        /// A revocation is sent before the officials dispose it (*pencabutan segera*).
        SendUrgently = "send-urgently",
        /// An official does not agree with a revocation that was sent at once.
        Disagree = "disagree",
        /// BSrE suspended a certificate.
        Suspend = "suspend",
        /// Its suspension ended.
        Resume = "resume",
        /// Writes checked names into files for BSrE's portal.
        PreparePortal = "prepare-portal",
        /// Takes a name out of what waits to be uploaded.
        TakeBack = "take-back",
        /// Registers a request that follows up an ended one.
        FollowUp = "follow-up",
        /// Takes papers of an earlier request of the same person along.
        Carry = "carry",
    }
}
