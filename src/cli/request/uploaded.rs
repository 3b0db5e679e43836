//! `loket request uploaded`: what was prepared for BSrE's portal went up, or was taken back [R15.2].

use crate::cli::desk::DeskLine;
use crate::cli::done::act_and_tell;
use crate::cli::exit::Failure;
use crate::cli::export::{chosen, for_portal};
use crate::cli::given;
use crate::domain::act::{Command, Seen};
use crate::domain::ids::RequestNo;
use crate::domain::portal::PortalName;
use crate::domain::written::Prefer;
use clap::Args;

#[derive(Debug, Args)]
pub struct Uploaded {
    /// Only these; else all that were prepared, but for those taken back
    requests: Vec<String>,
    /// The ticket or number of the upload in the portal
    #[arg(long, default_value = "", required_unless_present = "take_back")]
    ticket: String,
    /// The day of the upload; today if not said
    #[arg(long)]
    date: Option<String>,
    /// These did not go up; without --ticket nothing else is recorded
    #[arg(long, value_name = "NO")]
    take_back: Vec<String>,
}

impl Uploaded {
    pub fn run(&self, line: &DeskLine, as_json: bool) -> Result<(), Failure> {
        let names = for_portal(line)?;
        let prepared = |name: &PortalName| name.prepared;
        let back = match self.take_back.is_empty() {
            true => Vec::new(),
            false => seen(&chosen(line, &names, &self.take_back, prepared)?),
        };
        let stays = |name: &PortalName| name.prepared && !back.contains(&name.request);
        let requests = match self.ticket.is_empty() {
            true => Vec::new(),
            false => seen(&chosen(line, &names, &self.requests, stays)?),
        };
        if requests.is_empty() && back.is_empty() {
            return Err(Failure::refused(line.words.get("portal-none-prepared")));
        }
        let today = line.now().day();
        let date = match &self.date {
            Some(text) => given::day(&line.words, text, today, Prefer::Past)?,
            None => today,
        };
        let ticket = self.ticket.clone();
        let command = Command::Uploaded {
            requests,
            date,
            ticket,
            back,
        };
        act_and_tell(line, as_json, command)
    }
}

fn seen(names: &[&PortalName]) -> Vec<Seen<RequestNo>> {
    names.iter().map(|name| name.request).collect()
}
