//! The office's policy: everything about the desk that an office may decide for itself, as data.
//!
//! It is written as TOML (`assets/policy/babel.toml`, read by `policy_file`) and kept as an event
//! with a number, so a record can name the policy it was judged by. Plain data for bincode: nothing
//! untagged, defaulted or skipped.

pub mod about;
pub mod documents;
pub mod hours;
pub mod people;
pub mod portal;
pub mod reasons;
pub mod steps;
pub mod terminal;

pub use about::{
    Agreement, AllowedPair, Choice, Contacts, Language, LegalBasis, Office, PositionRules,
    SourceDocument, Words,
};
pub use documents::{DocumentKey, DocumentRules, EvidenceKind, Need, Phrase};
pub use hours::{
    Deadlines, Holiday, Hours, Notices, Retention, Shift, SpecialHours, TimeOfDay, Validity, Week,
};
pub use people::{
    AgencyBook, AgencyEntry, Category, CategoryRules, RetirementAge, Stage, fold_name,
};
pub use portal::{LetterCase, Organization, Portal, PortalColumn, PortalField, RecapHeaders};
pub use reasons::{Cause, CauseRules, CrlReason, RejectReason, RevokeScope};
pub use steps::{KindRules, Step, StepKey, TransferOutcome};
pub use terminal::Terminal;

use crate::domain::kind::Kind;
use crate::domain::office::{DutyClass, Position};
use crate::domain::time::Day;
use crate::domain::working_time::WorkingCalendar;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Everything the office decides. A request keeps the number of the policy it started with;
/// holidays and hours always follow the newest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// The office that runs the desk.
    pub office: Office,
    /// How to reach it.
    pub contacts: Contacts,
    /// Titles, default instructions and stand-ins, for every position.
    pub positions: BTreeMap<Position, PositionRules>,
    /// Classes that one person may combine on a request; empty means none.
    pub allowed_pairs: Vec<AllowedPair>,
    /// Steps and checklist, for every kind.
    pub kinds: BTreeMap<Kind, KindRules>,
    /// Names, evidence and defects, for every document.
    pub documents: BTreeMap<DocumentKey, DocumentRules>,
    /// Defects that belong to no document.
    pub general_defects: Vec<Phrase>,
    /// Reasons for rejecting.
    pub reject_reasons: Vec<RejectReason>,
    /// Causes of revocation, for every cause.
    pub causes: BTreeMap<Cause, CauseRules>,
    /// What a transfer inside the province does to the certificate.
    pub transfer_outcome: TransferOutcome,
    /// Handling time is coloured from this share of its standard on, in percent.
    pub near_percent: u8,
    /// Who finds that a file or link conforms has opened it before [R7.13].
    pub look_first: bool,
    /// Days for which a paper goes along from an earlier request [R3.24].
    pub carry_days: u16,
    /// Offsets of notices.
    pub notices: Notices,
    /// Deadlines.
    pub deadlines: Deadlines,
    /// How long a certificate runs.
    pub validity: Validity,
    /// How long personal data are kept.
    pub retention: Retention,
    /// Working hours.
    pub hours: Hours,
    /// Holidays and cuti bersama, in order of date.
    pub holidays: Vec<Holiday>,
    /// How long our approval in BSrE's portal may take: a step of no kind's chain.
    pub approval: Step,
    /// What is expected of each category of personnel.
    pub categories: BTreeMap<Category, CategoryRules>,
    /// Stages of the rollout, in order [SE F.9].
    pub stages: Vec<Stage>,
    /// Retirement ages; the first that fits a post is used.
    pub retirement_ages: Vec<RetirementAge>,
    /// Instructions of the lembar disposisi, in its order.
    pub instructions: Vec<Choice>,
    /// Sifat of a letter; the first is the default.
    pub natures: Vec<Choice>,
    /// Kecepatan of a letter; the first is the default.
    pub urgencies: Vec<Choice>,
    /// The agencies of the province.
    pub agencies: Vec<AgencyEntry>,
    /// The circular and the procedure.
    pub sources: Vec<SourceDocument>,
    /// The legal basis they name.
    pub legal_basis: Vec<LegalBasis>,
    /// How terminals are read.
    pub terminal: Terminal,
    /// What BSrE's portal wants to be given.
    pub portal: Portal,
    /// The agreement with BSrE (PKS), where the office has written it down.
    pub agreement: Option<Agreement>,
}

impl Policy {
    /// The steps of a kind, in order; none where the policy does not know the kind.
    pub fn steps(&self, kind: Kind) -> &[Step] {
        self.kinds.get(&kind).map_or(&[], |rules| &rules.steps)
    }

    /// One step of a kind; `None` where the kind does not have it.
    pub fn step(&self, kind: Kind, key: StepKey) -> Option<&Step> {
        match key {
            StepKey::Approval => Some(&self.approval),
            _ => self.steps(kind).iter().find(|step| step.key == key),
        }
    }

    /// The step after this one; `None` after the last and where the kind does not have it.
    pub fn next_step(&self, kind: Kind, key: StepKey) -> Option<&Step> {
        let steps = self.steps(kind);
        let at = steps.iter().position(|step| step.key == key)?;
        steps.get(at + 1)
    }

    /// The step before this one; `None` before the first and where the kind does not have it.
    pub fn previous_step(&self, kind: Kind, key: StepKey) -> Option<&Step> {
        let steps = self.steps(kind);
        let at = steps.iter().position(|step| step.key == key)?;
        steps.get(at.checked_sub(1)?)
    }

    /// Whether a kind asks for a document.
    pub fn need(&self, kind: Kind, document: DocumentKey) -> Need {
        self.kinds
            .get(&kind)
            .and_then(|rules| rules.documents.get(&document))
            .copied()
            .unwrap_or(Need::No)
    }

    /// The checklist of a kind, in its order, without what is not asked for.
    pub fn checklist(&self, kind: Kind) -> Vec<(DocumentKey, Need)> {
        DocumentKey::ALL
            .into_iter()
            .map(|document| (document, self.need(kind, document)))
            .filter(|(_, need)| *need != Need::No)
            .collect()
    }

    /// The evidence that suffices for a mark on a document; empty for the e-mail.
    pub fn evidence(&self, document: DocumentKey) -> &[EvidenceKind] {
        self.documents
            .get(&document)
            .map_or(&[], |rules| &rules.evidence)
    }

    /// True where a mark on this document may rest on this kind of evidence.
    pub fn evidence_suffices(&self, document: DocumentKey, kind: EvidenceKind) -> bool {
        self.evidence(document).contains(&kind)
    }

    /// The phrase of a defect, of whichever document or of none.
    pub fn defect(&self, code: &str) -> Option<&Phrase> {
        self.documents
            .values()
            .flat_map(|rules| &rules.defects)
            .chain(&self.general_defects)
            .find(|phrase| phrase.code == code)
    }

    /// True where one person may act in both classes on one request; a class goes with itself.
    pub fn allows_pair(&self, a: DutyClass, b: DutyClass) -> bool {
        a == b
            || self
                .allowed_pairs
                .iter()
                .any(|pair| (pair.one, pair.other) == (a, b) || (pair.one, pair.other) == (b, a))
    }

    /// The reason for rejecting with this code.
    pub fn reject_reason(&self, code: &str) -> Option<&RejectReason> {
        self.reject_reasons
            .iter()
            .find(|reason| reason.code == code)
    }

    /// The reasons that a position may reject for.
    pub fn reject_reasons_for(&self, position: Position) -> impl Iterator<Item = &RejectReason> {
        self.reject_reasons
            .iter()
            .filter(move |reason| reason.who.contains(&position))
    }

    /// What the office does with a cause of revocation.
    pub fn cause(&self, cause: Cause) -> Option<&CauseRules> {
        self.causes.get(&cause)
    }

    /// False for the causes that can be returned but never rejected [R6.5].
    pub fn rejectable(&self, cause: Cause) -> bool {
        self.cause(cause).is_none_or(|rules| rules.rejectable)
    }

    /// The instruction ticked at first when this position disposes.
    pub fn default_instruction(&self, position: Position) -> Option<&Choice> {
        let key = self
            .positions
            .get(&position)?
            .default_instruction
            .as_deref()?;
        self.instruction(key)
    }

    /// The instruction with this key.
    pub fn instruction(&self, key: &str) -> Option<&Choice> {
        self.instructions.iter().find(|choice| choice.key == key)
    }

    /// The sifat with this key.
    pub fn nature(&self, key: &str) -> Option<&Choice> {
        self.natures.iter().find(|choice| choice.key == key)
    }

    /// The kecepatan with this key.
    pub fn urgency(&self, key: &str) -> Option<&Choice> {
        self.urgencies.iter().find(|choice| choice.key == key)
    }

    /// The official (Indonesian) title of a position; its key where the policy has none.
    pub fn title(&self, position: Position) -> &str {
        self.title_in(position, Language::Indonesian)
    }

    /// The title of a position in a language; its key where the policy has none.
    pub fn title_in(&self, position: Position, language: Language) -> &str {
        self.positions
            .get(&position)
            .map_or(position.as_str(), |rules| rules.title.in_language(language))
    }

    /// Who takes the step of this position when its holder may not act.
    pub fn stand_in(&self, position: Position) -> Option<Position> {
        self.positions.get(&position)?.stand_in
    }

    /// The agency a letter or form means by this name, short name or alias.
    pub fn agency(&self, name: &str) -> Option<&AgencyEntry> {
        people::find_agency(&self.agencies, name)
    }

    /// All agencies by all their names; quicker than [`Policy::agency`] for a whole import.
    pub fn agency_book(&self) -> AgencyBook<'_> {
        AgencyBook::of(&self.agencies)
    }

    /// True where a revocation for this cause is sent at once (*pencabutan segera*).
    pub fn is_urgent(&self, cause: Cause) -> bool {
        self.cause(cause).is_some_and(|rules| rules.urgent)
    }

    /// True where a missing NIP is a finding for this category.
    pub fn nip_required(&self, category: Category) -> bool {
        self.categories
            .get(&category)
            .is_some_and(|rules| rules.nip_required)
    }

    /// True where the verifier approves a person of this category in BSrE's portal; who states none
    /// is an ASN.
    pub fn waits_for_approval(&self, category: Option<Category>) -> bool {
        let rules = category.and_then(|category| self.categories.get(&category));
        rules.is_some_and(|rules| rules.portal_approval)
    }

    /// The first stage of the rollout that a person of this eselon belongs to.
    pub fn stage_of(&self, eselon: Option<&str>) -> Option<&Stage> {
        self.stages.iter().find(|stage| stage.covers(eselon))
    }

    /// The age at which this post retires; `None` where no rule of the policy fits.
    pub fn retirement_age(&self, eselon: Option<&str>, post: &str) -> Option<u8> {
        self.retirement_ages
            .iter()
            .find(|rule| rule.covers(eselon, post))
            .map(|rule| rule.age)
    }

    /// The holiday on this day.
    pub fn holiday(&self, day: Day) -> Option<&Holiday> {
        self.holidays.iter().find(|holiday| holiday.day == day)
    }

    /// The working calendar of these hours and holidays; build it once and keep it.
    pub fn calendar(&self) -> WorkingCalendar {
        WorkingCalendar::new(&self.hours, &self.holidays)
    }
}
