//! The verbs that work on a desk: the same acts as on screen, for scripts.

use super::Arguments;
use super::exit::Failure;
use super::{
    audit, calendar, certificate, doctor, document, export, letter, officer, policy, request,
    restore, sheet,
};
use crate::paths::DeskFolder;
use clap::Subcommand;

#[derive(Debug, Subcommand)]
pub enum Work {
    /// Letters at the counter
    #[command(subcommand)]
    Letter(letter::Letter),
    /// Disposition sheets through the officials
    #[command(subcommand)]
    Sheet(sheet::Sheet),
    /// Requests, from registration to hand-over
    #[command(subcommand)]
    Request(request::Request),
    /// Certificates of the inventory
    #[command(subcommand)]
    Certificate(certificate::Certificate),
    /// Documents beside requests
    #[command(subcommand)]
    Document(document::Document),
    /// Files that leave the desk
    #[command(subcommand)]
    Export(export::Export),
    /// What falls due, day by day
    Calendar(calendar::Calendar),
    /// Officers and the positions they hold
    #[command(subcommand)]
    Officer(officer::Officers),
    /// The office's policy
    #[command(subcommand)]
    Policy(policy::Policy),
    /// The ledger: the story of every act, and whether it is whole
    #[command(subcommand)]
    Audit(audit::Audit),
    /// Checks rights, room, officers and ledger; exits with 1 if anything needs mending
    Doctor(doctor::Doctor),
    /// Writes the whole desk into a folder, while no server runs
    Backup(restore::Backup),
    /// Makes a desk from a backup
    Restore(restore::Restore),
}

impl Work {
    pub fn run(&self, desk: &DeskFolder, arguments: &Arguments) -> Result<(), Failure> {
        match self {
            Work::Letter(verb) => verb.run(desk, arguments),
            Work::Sheet(verb) => verb.run(desk, arguments),
            Work::Request(verb) => verb.run(desk, arguments),
            Work::Certificate(verb) => verb.run(desk, arguments),
            Work::Document(verb) => verb.run(desk, arguments),
            Work::Export(verb) => verb.run(desk, arguments),
            Work::Calendar(verb) => verb.run(desk, arguments),
            Work::Officer(verb) => verb.run(desk, arguments),
            Work::Policy(verb) => verb.run(desk, arguments),
            Work::Audit(verb) => verb.run(desk, arguments),
            Work::Doctor(verb) => verb.run(desk, arguments),
            Work::Backup(verb) => verb.run(desk, arguments),
            Work::Restore(verb) => verb.run(desk, arguments),
        }
    }
}
