//! What a client asks and what the server tells. Variants are added at the end; any change to the
//! bytes of one raises [`super::PROTOCOL`].

use super::named::Named;
use super::recap::RecapView;
use super::transfer::TransferView;
use super::view::{
    CalendarView, CertificateView, Counts, HistoryRow, ImportRow, LetterView, OfficeView, Page,
    PersonView, Presence, RequestView, SheetView, StatusView,
};
use crate::domain::act::{Command, RecapRow, Transfer, TransferRow};
use crate::domain::ids::{Agenda, CertificateId, FileHash, PersonId, RecordId, RequestNo, SheetNo};
use crate::domain::keyed::keyed;
use crate::domain::office::Capacity;
use crate::domain::officer::Account;
use crate::domain::policy::DocumentKey;
use crate::domain::portal::PortalName;
use crate::domain::refusal::Refusal;
use crate::domain::time::Day;
use serde::{Deserialize, Serialize};

/// 128 random bits made by the client: repeating an act with the same id never doubles it.
pub type ActIdBytes = [u8; 16];

/// A list that is shown in windows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum List {
    /// *Menunggu saya*: requests and sheets whose step waits for the asking officer.
    Waiting,
    /// Requests over their time standard or deadline.
    Overdue,
    /// What lapses today: links, deadlines, certificates.
    Today,
    /// All requests: the inbox.
    Requests,
    /// Sheets that lie with an official, the asking officer's first.
    Sheets,
    /// Requests in verification and with BSrE: the verifier's queue.
    Verification,
    Certificates,
    /// What falls on one day of the calendar.
    Day(Day),
    People,
    Letters,
    /// People, letters, requests and certificates at once (`//`).
    Everything,
    /// Open requests whose step nobody at all may take.
    Stuck,
    /// The officers of the desk. It is not sorted or filtered.
    Officers,
}

/// A list with its filter (`nama:siti pd:dinkes status:aktif sisa:<30`, or plain words) and sort.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Query {
    pub list: List,
    pub filter: String,
    pub sort: Sort,
    pub descending: bool,
}

impl Query {
    /// The whole list in its natural order.
    pub fn of(list: List) -> Query {
        Query {
            list,
            filter: String::new(),
            sort: Sort::Natural,
            descending: false,
        }
    }
}

keyed! {
    /// Column to sort by; its key is what `--sort` takes.
    #[derive(Default)]
    pub enum Sort {
        /// The order that the work wants: overdue first, then oldest.
        #[default]
        Natural = "natural",
        Number = "number",
        Name = "name",
        Agency = "agency",
        Received = "received",
        /// Remaining days of a certificate, or remaining time of a step.
        Remaining = "remaining",
        /// Kind of a request; of a sheet that of its first name.
        Kind = "kind",
        /// Stage of a request, of a sheet that of its first name; status of a certificate.
        State = "state",
    }
}

/// A question or an act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Ask {
    /// Is anybody there? Answered with [`Tell::Pong`].
    Ping,
    /// What the server is doing. Answered with [`Tell::Status`].
    Status,
    /// Finish the acts in hand, flush and leave. Answered with [`Tell::Stopping`].
    Stop,
    /// Do this. Answered with [`Tell::Done`] once it is durable, or [`Tell::Refused`].
    Act {
        id: ActIdBytes,
        command: Box<Command>,
    },
    /// A window of a list. `keep`: also tell where this record stands now.
    Page {
        query: Query,
        from: u32,
        count: u16,
        keep: Option<RecordId>,
    },
    /// Counts of the tabs.
    Counts,
    Letter(Agenda),
    Sheet(SheetNo),
    Request(RequestNo),
    Person(PersonId),
    Certificate(CertificateId),
    /// What happened to a record, newest first; for a request also its letter and sheet.
    History {
        record: RecordId,
        from: u32,
        count: u16,
    },
    /// Counts of each day from `first` on.
    Calendar {
        first: Day,
        days: u16,
    },
    /// The office: policy, officers.
    Office,
    /// People whose name or NIP contains this; to fill in a form.
    Suggest {
        text: String,
    },
    /// The whole NIK; the look is recorded first. Answered with [`Tell::Nik`].
    Reveal {
        id: ActIdBytes,
        request: RequestNo,
    },
    /// What would become of the rows of a table? Nothing is changed. Answered with
    /// [`Tell::Import`].
    Preview {
        command: Box<Command>,
    },
    /// Begins to store a file; chunks follow. Answered with [`Tell::Ready`].
    Upload {
        bytes: u64,
    },
    /// The next bytes of the file begun on this session. Answered with [`Tell::Ready`].
    Chunk {
        bytes: Vec<u8>,
    },
    /// The file is whole. Answered with [`Tell::Stored`].
    Finish,
    /// Bytes of a document of a request; the first look is recorded. Answered with [`Tell::Bytes`].
    Document {
        id: ActIdBytes,
        request: RequestNo,
        document: DocumentKey,
        offset: u64,
    },
    /// Which record is open on this screen. Answered with [`Tell::Ready`].
    Looking {
        record: Option<RecordId>,
    },
    /// The ledger, newest first, before this sequence; `None`: from the newest on.
    Audit {
        before: Option<u64>,
        count: u16,
    },
    /// Reads the whole ledger through and checks chain and checksums. Answered with progress.
    Verify,
    /// Rebuilds the records beside the live ones and tells each difference. Answered with progress.
    Compare,
    /// The rows of these records, at most a thousand, as lists show them; those that have none are
    /// left out. Answered with [`Tell::Page`].
    Rows {
        records: Vec<RecordId>,
    },
    /// The names that may leave in files for BSrE's portal, and those that have. Answered with
    /// [`Tell::ForPortal`].
    ForPortal,
    /// What would become of the users of a recap of BSrE's portal; `whole`: who is here and not among
    /// them, too. Nothing is changed. Answered with [`Tell::Recap`].
    Recap {
        rows: Vec<RecapRow>,
        whole: bool,
    },
    /// The account of this name on the desk's computer. Answered with [`Tell::Account`].
    Account {
        name: String,
    },
    /// What would become of the people of a list who are transferred. Nothing is changed. Answered
    /// with [`Tell::Transfers`].
    Transfers {
        transfer: Transfer,
        rows: Vec<TransferRow>,
    },
    /// The open requests of whom each of these names for certain. Answered with [`Tell::Open`].
    Open {
        of: Vec<Named>,
    },
}

/// An answer or a push.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tell {
    Pong,
    Status(Box<StatusView>),
    Stopping,
    Done(Box<Done>),
    Refused(Refusal),
    Page(Page),
    Counts(Counts),
    Letter(Box<LetterView>),
    Sheet(Box<SheetView>),
    Request(Box<RequestView>),
    Person(Box<PersonView>),
    Certificate(Box<CertificateView>),
    History {
        total: u32,
        rows: Vec<HistoryRow>,
    },
    Calendar(CalendarView),
    Office(Box<OfficeView>),
    Suggestions(Vec<super::view::Suggestion>),
    Nik(String),
    Import(Vec<ImportRow>),
    Ready,
    Stored {
        hash: FileHash,
        bytes: u64,
    },
    Bytes {
        name: String,
        total: u64,
        bytes: Vec<u8>,
    },
    /// Push: who is there, and who else has the record open that this screen has.
    Presence(Presence),
    /// How far a long check is, in events; or how far the lists are that an ask waits for, in rows.
    Progress {
        done: u64,
        total: u64,
    },
    Verified(super::view::VerifyView),
    Compared {
        events: u64,
        differences: Vec<String>,
    },
    ForPortal(Vec<PortalName>),
    Recap(Box<RecapView>),
    /// `None`: the computer has none of that name.
    Account(Option<Account>),
    Transfers(Box<TransferView>),
    /// In the order of who was asked about.
    Open(Vec<Vec<RequestNo>>),
}

/// What an act did.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// The last event's sequence; 0 where all was so already and nothing was recorded.
    pub sequence: u64,
    /// In whose name, by name and position key.
    pub by: String,
    pub position: String,
    /// In what capacity the position was held.
    pub capacity: Capacity,
    /// Records that the act touched, in order, each once, with the revision they have now.
    pub records: Vec<(RecordId, u32)>,
    /// For an import: what became of each row.
    pub import: Vec<ImportRow>,
}

impl Done {
    /// Whether all was so already, so that nothing was recorded.
    pub fn is_nothing(&self) -> bool {
        self.sequence == 0
    }
}

#[cfg(test)]
mod golden;
