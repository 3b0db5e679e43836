//! Why an act is refused: codes with arguments. The sentence is made where it is read.

use super::act::ActKind;
use super::ids::{OfficerId, RecordId, RequestNo};
use super::kind::Kind;
use super::office::{DutyClass, Position};
use super::policy::DocumentKey;
use super::request::{ParticularKey, Stage};
use super::terms::Clash;
use super::time::{Day, Instant};
use serde::{Deserialize, Serialize};

/// One thing that holds a request back from being sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Block {
    /// A *must* of the checklist that does not conform.
    Item(DocumentKey),
    /// An open finding, by code, that blocks or was not yet accepted.
    Finding(String),
    /// One person acted in two classes: the scan of the paper sheet is missing [R2.4].
    OnePersonScan,
    /// What the kind must know beside the identity was not stated.
    Particular(ParticularKey),
}

/// A refusal that the person can act on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Refusal {
    NotFound(RecordId),
    /// The record changed since it was seen.
    MovedOn {
        record: RecordId,
        by: OfficerId,
        at: Instant,
        what: String,
    },
    /// Another position acts here; who holds it now.
    NotYours {
        need: Position,
        holders: Vec<OfficerId>,
    },
    /// An acting official holds the position's authority now; end that first.
    Acting {
        position: Position,
        officer: OfficerId,
        /// The first moment after their term.
        until: Option<Instant>,
    },
    NotAtThisStage {
        record: RecordId,
        stage: Stage,
        act: ActKind,
    },
    /// One person does not act in two classes of one request [R2.1].
    Separation {
        officer: OfficerId,
        did: DutyClass,
        wants: DutyClass,
    },
    /// Nobody acts on a request of which they are the holder; who may instead, if anybody.
    OwnRequest {
        need: Position,
        takers: Vec<OfficerId>,
    },
    /// Nobody enters their own name, nor changes a request so that it names them.
    OwnName {
        name: String,
        need: Position,
        takers: Vec<OfficerId>,
    },
    /// Nobody takes over or revokes their own certificate.
    OwnCertificate {
        need: Position,
        takers: Vec<OfficerId>,
    },
    /// The number or address that is to tell an officer is another officer's.
    OfficerKnown {
        officer: OfficerId,
    },
    /// Nobody changes by what they themselves are known.
    OwnNumbers,
    Blocked(Vec<Block>),
    /// A field must be filled; its key.
    Missing(String),
    /// A field's text is not what it must be; its key and what was given.
    Invalid {
        field: String,
        given: String,
    },
    InFuture {
        stated: Instant,
    },
    BeforeStep {
        stated: Instant,
        earliest: Instant,
    },
    UnknownReason(String),
    /// This cause or position may return, never reject.
    NeverRejected,
    Claimed {
        by: OfficerId,
    },
    AssignedTo {
        officer: OfficerId,
    },
    /// The evidence named is not enough for this document by policy.
    EvidenceNeeded(DocumentKey),
    /// Who marks has not opened the file or link that lies there [R7.13].
    LookFirst {
        request: RequestNo,
        document: DocumentKey,
    },
    /// This warning does not stand, or is a blocker that cannot be accepted.
    NotAWarning(String),
    /// An official holds it back: it goes on once it is let go.
    HeldBack {
        record: RecordId,
        by: OfficerId,
    },
    /// The policy gives the holder no further activation link.
    LinksUsed {
        limit: u16,
    },
    /// *Gugur* comes after the last link of the policy; this is an earlier one.
    LinksLeft {
        link: u8,
        limit: u16,
    },
    /// More defects than one return may list.
    TooManyDefects {
        limit: u32,
    },
    /// The certificate that came was revoked: it is not handed over.
    CertificateRevoked,
    /// Of a reissue the old certificate is revoked first.
    OldStands,
    /// The certificate is none of the holder's active ones.
    NotAmongActive {
        record: RecordId,
    },
    /// The holder has at most one certificate that could be meant.
    NothingToChoose,
    /// With another NIK, or once the old one is revoked, a certificate is always reissued [SE F.5.a].
    AlwaysReissued,
    /// Not yet due: calendar days to wait.
    TooEarly {
        days: u16,
    },
    SerialKnown {
        serial: String,
        record: RecordId,
    },
    /// Plain digits that read as two serials, neither of which is known.
    SerialEither {
        digits: String,
    },
    /// The person already has an active certificate that nothing replaces.
    AlreadyActive {
        record: RecordId,
    },
    /// The certificate's revocation is on record already; since when it is revoked.
    AlreadyRevoked {
        record: RecordId,
        date: Day,
    },
    /// The certificate stands: there is no revocation to correct.
    NotRevoked {
        record: RecordId,
    },
    /// The certificate has ended already (its status, by key): nothing takes its place any more.
    PredecessorEnded {
        record: RecordId,
        status: String,
    },
    /// Not the same holder's, or not begun after this one: it does not take its place.
    NotASuccessor {
        record: RecordId,
    },
    /// A correction that says what is on record already.
    NothingCorrected,
    Mismatch,
    /// A number that undoing would give back belongs to somebody else by now; the person.
    NumberTaken(RecordId),
    /// Something was done to a record of the act since, or a note was written on it; the event's key.
    ActedSince {
        record: RecordId,
        by: OfficerId,
        at: Instant,
        what: String,
    },
    /// The act is older than the policy's working days for undoing.
    UndoTooLate {
        at: Instant,
        days: u16,
    },
    NotTheAuthor {
        by: OfficerId,
    },
    /// Acts that left the desk are corrected, not undone; the act's key.
    CannotUndo(String),
    AccountBound {
        account: String,
        officer: OfficerId,
    },
    OwnPositions,
    /// Two terms of an official cannot stand beside each other; the one that stands.
    Terms {
        clash: Clash,
        position: Position,
        officer: OfficerId,
        from: Instant,
        until: Option<Instant>,
    },
    /// A term laid backwards over a time in which somebody acted for the position.
    OverActs {
        position: Position,
        officer: OfficerId,
        at: Instant,
    },
    /// A term cannot end before the last act done in it.
    ActsAfter {
        officer: OfficerId,
        at: Instant,
    },
    /// What is given is no document's number.
    NoBasis {
        given: String,
    },
    /// A term that begins on an earlier day has a basis.
    PastWithoutBasis {
        from: Instant,
    },
    /// Nothing of the position runs at that moment that could end.
    NoTerm {
        officer: OfficerId,
        position: Position,
    },
    /// A note of the law of large letters: more names than one letter may carry.
    TooMany {
        limit: u32,
    },
    /// The account is nobody here.
    NoOfficer,
    /// The disk is nearly full; MiB free.
    DiskFull {
        free: u64,
    },
    /// The same act id came with another command.
    ActIdReused,
    /// Something went wrong inside; nothing was changed. For the log.
    Internal(String),
    /// The desk's files say something else than what was written: what is damaged, as a code with
    /// arguments.
    Damaged {
        what: String,
        args: Vec<(String, String)>,
    },
    /// The answer does not fit into one message; what was asked may have been done.
    AnswerTooLong,
    /// The line broke again and again over this; whether it was done is not known.
    Unanswered,
    /// Another long check of the desk is running.
    CheckRuns,
    /// The line broke while a file was on its way; nothing of it is kept.
    FileCut,
    /// A day lies before the first that is possible.
    DateBefore {
        field: String,
        given: Day,
        earliest: Day,
    },
    /// A day lies after the last that is possible.
    DateAfter {
        field: String,
        given: Day,
        latest: Day,
    },
    /// More characters than a field may have.
    TooLong {
        field: String,
        limit: u32,
    },
    /// The certificate does not allow this kind; those that it does.
    WrongKind {
        kind: Kind,
        fitting: Vec<Kind>,
    },
    /// Nothing lies for this document.
    NothingLies(DocumentKey),
    /// This is a checked fact and no file.
    NotAFile(DocumentKey),
    /// The request's checklist does not ask for this.
    NotOnChecklist(DocumentKey),
    /// This row of a form was registered before.
    RowKnown {
        row: u32,
    },
    /// The desk does not hold this file as it was named.
    FileUnknown {
        name: String,
    },
    /// A file is empty, or larger than the desk takes; MiB.
    FileSize {
        most: u64,
    },
    /// This row of a list of people who are transferred does not go onto its letter any more.
    RowNotReady {
        row: u32,
        name: String,
    },
    /// Of several requests that one act is on, this one keeps it from being done.
    OneOf {
        request: RequestNo,
        name: String,
        why: Box<Refusal>,
    },
    /// The desk lies on a disk that can only be read.
    ReadOnly,
    /// The certificate is not suspended: there is no suspension to end.
    NotSuspended {
        record: RecordId,
    },
    /// The request is somebody else's, or a later one: its papers do not go along.
    AnotherPerson {
        record: RecordId,
    },
    /// Nothing of that request can go along.
    NothingToCarry {
        record: RecordId,
    },
}

impl Refusal {
    /// Stable code for scripts and the record of refused attempts.
    pub fn code(&self) -> &'static str {
        match self {
            Refusal::NotFound(_) => "not-found",
            Refusal::MovedOn { .. } => "moved-on",
            Refusal::NotYours { .. } => "not-yours",
            Refusal::Acting { .. } => "acting",
            Refusal::NotAtThisStage { .. } => "not-at-this-stage",
            Refusal::Separation { .. } => "separation",
            Refusal::OwnRequest { .. } => "own-request",
            Refusal::OwnName { .. } => "own-name",
            Refusal::OwnCertificate { .. } => "own-certificate",
            Refusal::OfficerKnown { .. } => "officer-known",
            Refusal::OwnNumbers => "own-numbers",
            Refusal::Blocked(_) => "blocked",
            Refusal::Missing(_) => "missing",
            Refusal::Invalid { .. } => "invalid",
            Refusal::InFuture { .. } => "in-future",
            Refusal::BeforeStep { .. } => "before-step",
            Refusal::UnknownReason(_) => "unknown-reason",
            Refusal::NeverRejected => "never-rejected",
            Refusal::Claimed { .. } => "claimed",
            Refusal::AssignedTo { .. } => "assigned-to",
            Refusal::EvidenceNeeded(_) => "evidence-needed",
            Refusal::LookFirst { .. } => "look-first",
            Refusal::NotAWarning(_) => "not-a-warning",
            Refusal::TooEarly { .. } => "too-early",
            Refusal::SerialKnown { .. } => "serial-known",
            Refusal::SerialEither { .. } => "serial-either",
            Refusal::AlreadyActive { .. } => "already-active",
            Refusal::NotRevoked { .. } => "not-revoked",
            Refusal::NotSuspended { .. } => "not-suspended",
            Refusal::PredecessorEnded { .. } => "predecessor-ended",
            Refusal::NotASuccessor { .. } => "not-a-successor",
            Refusal::NothingCorrected => "nothing-corrected",
            Refusal::Mismatch => "mismatch",
            Refusal::NumberTaken(_) => "number-taken",
            Refusal::ActedSince { .. } => "acted-since",
            Refusal::UndoTooLate { .. } => "undo-too-late",
            Refusal::HeldBack { .. } => "held-back",
            Refusal::LinksUsed { .. } => "links-used",
            Refusal::LinksLeft { .. } => "links-left",
            Refusal::TooManyDefects { .. } => "too-many-defects",
            Refusal::OldStands => "old-stands",
            Refusal::NotAmongActive { .. } => "not-among-active",
            Refusal::NothingToChoose => "nothing-to-choose",
            Refusal::AlwaysReissued => "always-reissued",
            Refusal::CertificateRevoked => "certificate-revoked",
            Refusal::NotTheAuthor { .. } => "not-the-author",
            Refusal::CannotUndo(_) => "cannot-undo",
            Refusal::AccountBound { .. } => "account-bound",
            Refusal::OwnPositions => "own-positions",
            Refusal::Terms { clash, .. } => clash.as_str(),
            Refusal::OverActs { .. } => "over-acts",
            Refusal::ActsAfter { .. } => "acts-after",
            Refusal::NoBasis { .. } => "no-basis",
            Refusal::PastWithoutBasis { .. } => "past-without-basis",
            Refusal::NoTerm { .. } => "no-term",
            Refusal::TooMany { .. } => "too-many",
            Refusal::NoOfficer => "no-officer",
            Refusal::DiskFull { .. } => "disk-full",
            Refusal::ReadOnly => "read-only",
            Refusal::ActIdReused => "act-id-reused",
            Refusal::Internal(_) => "internal",
            Refusal::Damaged { .. } => "damaged",
            Refusal::AnswerTooLong => "answer-too-long",
            Refusal::Unanswered => "unanswered",
            Refusal::CheckRuns => "check-runs",
            Refusal::FileCut => "file-cut",
            Refusal::DateBefore { .. } => "date-before",
            Refusal::DateAfter { .. } => "date-after",
            Refusal::TooLong { .. } => "too-long",
            Refusal::AlreadyRevoked { .. } => "already-revoked",
            Refusal::WrongKind { .. } => "wrong-kind",
            Refusal::NothingLies(_) => "nothing-lies",
            Refusal::NotAFile(_) => "not-a-file",
            Refusal::NotOnChecklist(_) => "not-on-checklist",
            Refusal::RowKnown { .. } => "row-known",
            Refusal::FileUnknown { .. } => "file-unknown",
            Refusal::FileSize { .. } => "file-size",
            Refusal::RowNotReady { .. } => "row-not-ready",
            Refusal::AnotherPerson { .. } => "another-person",
            Refusal::NothingToCarry { .. } => "nothing-to-carry",
            Refusal::OneOf { .. } => "one-of",
        }
    }
}
