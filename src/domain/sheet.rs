//! Lembar disposisi: the sheet that travels with a letter through the officials [SOP 2-4].

use super::ids::{FileHash, OfficerId, RequestNo, SheetNo};
use super::letter::Urgency;
use super::office::{Capacity, Position};
use super::time::{Day, Instant, start_of};
use serde::{Deserialize, Serialize};

/// Where a sheet lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum SheetStage {
    /// At the counter, not yet forwarded.
    Registered,
    /// On this official's desk.
    With(Position),
    /// Its names were returned to the requester; it waits for their papers.
    Paused,
    /// Past the officials, or all its names ended.
    Done,
    /// On this official's desk, who holds its name back.
    Held(Position),
}

impl SheetStage {
    /// The position on whose desk it lies.
    pub fn position(self) -> Option<Position> {
        match self {
            SheetStage::Registered => Some(Position::Agendaris),
            SheetStage::With(position) | SheetStage::Held(position) => Some(position),
            SheetStage::Paused | SheetStage::Done => None,
        }
    }
}

/// What an official writes on the sheet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Slip {
    /// Isi disposisi: keys of the policy's instructions.
    pub instructions: Vec<String>,
    /// Free instruction beside the ticked ones.
    pub other: String,
    /// Catatan.
    pub note: String,
    pub urgency: Urgency,
    /// Batas waktu.
    pub deadline: Option<Day>,
    /// Subkoordinator only: to whom this goes [SOP 4].
    pub verifier: Assignee,
}

/// The verifier to whom a name goes [SOP 4].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Assignee {
    /// Whoever takes it.
    #[default]
    Pool,
    /// This one.
    Named(OfficerId),
    /// The one to whom its agency is assigned [R4.14].
    ByAgency,
}

/// A disposition made on paper and recorded by the agendaris [R5.1].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paper {
    pub day: Day,
    /// Minutes since midnight WIB, where the paper tells.
    pub minute: Option<u16>,
    pub scan: Option<FileHash>,
    /// The official who signed, where more than one may have.
    pub signed_by: Option<OfficerId>,
}

impl Paper {
    /// The moment on the paper, where that tells the time of day.
    pub fn stated(&self) -> Option<Instant> {
        let minute = i64::from(self.minute?);
        Some(start_of(self.day).plus_minutes(minute))
    }
}

/// One line of the sheet: an official's paraf.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Disposition {
    pub from: Position,
    pub to: Position,
    /// Whose decision it is.
    pub officer: OfficerId,
    pub capacity: Capacity,
    /// Who recorded it: the same officer, or the agendaris for paper.
    pub recorded_by: OfficerId,
    pub slip: Slip,
    pub recorded: Instant,
    pub paper: Option<Paper>,
    /// Made in one act with the line before, by one holder of both positions (*merangkap*).
    pub concurrent: bool,
    /// How many names it moved.
    pub names: u16,
}

impl Disposition {
    /// When it was done, as far as known: the time on the paper, else that of the record.
    pub fn moment(&self) -> Instant {
        let stated = self.paper.as_ref().and_then(Paper::stated);
        stated.unwrap_or(self.recorded)
    }
}

/// A sheet and the names that travel on it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sheet {
    pub no: SheetNo,
    pub revision: u32,
    pub stage: SheetStage,
    pub requests: Vec<RequestNo>,
    pub lines: Vec<Disposition>,
    pub arrived: Instant,
    /// First looked at where it lies now.
    pub opened: Option<Instant>,
}
