//! `loket request`: one name and one kind, through its whole life. The record's current revision
//! is fetched before each act.

mod acts;
mod answer;
mod correct;
pub mod defects;
mod edit;
mod follow_up;
mod particulars;
mod reply;
mod seen;
mod service_desk;
mod uploaded;
mod view;

use super::Arguments;
use super::desk::DeskLine;
use super::done;
use super::exit::Failure;
use super::listing::Listing;
use crate::paths::DeskFolder;
use crate::wire::message::List;
use clap::{Args, Subcommand};

#[derive(Debug, Subcommand)]
pub enum Request {
    /// Lists requests
    #[command(
        after_help = "Example: loket request list --waiting\n         loket request list nama:siti tahap:verifikasi --json"
    )]
    List(RequestList),
    /// Shows a request: identity, findings, checklist, course
    #[command(after_help = "Example: loket request show 0142.03/2026")]
    Show {
        /// The request's number
        request: String,
        /// Tell the whole NIK too; the look is recorded
        #[arg(long)]
        nik: bool,
    },
    /// Says what keeps a request from being sent; exits with 1 if anything does
    #[command(
        after_help = "Example: loket request check 0142.03/2026 && loket request send 0142.03/2026 --ticket 5512"
    )]
    Check {
        /// The request's number
        request: String,
    },
    /// Writes the letter that asks BSrE's Service Desk for a revocation, as text
    #[command(
        after_help = "Example: loket request service-desk 0142.03/2026\n         loket request service-desk 0142.03/2026 --into surat.txt"
    )]
    ServiceDesk(service_desk::ServiceDesk),
    #[command(flatten)]
    Act(acts::Act),
    /// Changes what is stated of the person
    #[command(after_help = "Example: loket request edit 0142.03/2026 --email siti@babelprov.go.id")]
    Edit(Box<edit::Edit>),
    /// What was prepared for BSrE's portal went up: one ticket for all, or names are taken back
    #[command(
        after_help = "Example: loket request uploaded --ticket BSRE-77\n         loket request uploaded --ticket BSRE-77 --take-back 0142.03/2026"
    )]
    Uploaded(uploaded::Uploaded),
}

#[derive(Debug, Args)]
pub struct RequestList {
    /// What waits for you, sheets too
    #[arg(long)]
    waiting: bool,
    /// What is over its time standard or deadline
    #[arg(long, conflicts_with = "waiting")]
    overdue: bool,
    /// What lapses today
    #[arg(long, conflicts_with_all = ["waiting", "overdue"])]
    today: bool,
    /// What nobody may take on: the only officer for the step is the applicant, or nobody is
    #[arg(long, conflicts_with_all = ["waiting", "overdue", "today", "verification"])]
    stuck: bool,
    /// The verifier's queue: under verification and with BSrE
    #[arg(long, conflicts_with_all = ["waiting", "overdue", "today"])]
    verification: bool,
    #[command(flatten)]
    listing: Listing,
}

impl RequestList {
    fn list(&self) -> List {
        if self.stuck {
            return List::Stuck;
        }
        match (self.waiting, self.overdue, self.today, self.verification) {
            (true, ..) => List::Waiting,
            (_, true, ..) => List::Overdue,
            (_, _, true, _) => List::Today,
            (.., true) => List::Verification,
            _ => List::Requests,
        }
    }
}

impl Request {
    pub fn run(&self, desk: &DeskFolder, arguments: &Arguments) -> Result<(), Failure> {
        let line = DeskLine::open(desk, arguments)?;
        let as_json = arguments.json;
        match self {
            Request::List(list) => list.listing.show(&line, as_json, list.list()),
            Request::Show { request, nik } => {
                let no = line.request_no(request)?;
                let whole = match nik {
                    true => Some(edit::whole_nik(&line, no)?),
                    false => None,
                };
                view::show(&line, as_json, &done::request(&line, no)?, whole)
            }
            Request::Check { request } => {
                let no = line.request_no(request)?;
                view::check(&line, as_json, &done::request(&line, no)?)
            }
            Request::ServiceDesk(letter) => letter.run(&line, as_json),
            Request::Act(act) => act.run(&line, as_json),
            Request::Edit(edit) => edit.run(&line, as_json),
            Request::Uploaded(uploaded) => uploaded.run(&line, as_json),
        }
    }
}
