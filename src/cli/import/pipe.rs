//! Pieces of a table on their way to the desk, some at a time, and what became of their rows.

use crate::cli::connect::unexpected;
use crate::cli::desk::{Begun, DeskLine};
use crate::cli::exit::Failure;
use crate::domain::act::Command;
use crate::domain::refusal::Refusal;
use crate::wire::message::{Ask, Tell};
use crate::wire::view::ImportRow;
use std::collections::{HashMap, VecDeque};
use std::io::IsTerminal;

/// Rows that go to the desk in one act.
pub const CHUNK: usize = 100;

/// Acts under way at once: while the desk decides one, the next waits. Whoever acts meanwhile waits
/// for as many.
const UNDER_WAY: usize = 2;

/// The acts of one table.
pub struct Pipe<'a> {
    line: &'a DeskLine,
    /// Only ask what would happen.
    dry_run: bool,
    under_way: VecDeque<Begun<'a>>,
    /// Rows of the table.
    pub total: usize,
    /// What became of each row, as far as the desk has said.
    pub results: HashMap<u32, ImportRow>,
    /// Rows were sent and never answered for: they may stand.
    unclear: bool,
}

impl<'a> Pipe<'a> {
    pub fn new(line: &'a DeskLine, dry_run: bool) -> Pipe<'a> {
        Pipe {
            line,
            dry_run,
            under_way: VecDeque::new(),
            total: 0,
            results: HashMap::new(),
            unclear: false,
        }
    }

    /// Sends one act, or asks what it would do.
    pub fn send(&mut self, command: Command) -> Result<(), Failure> {
        if self.under_way.len() >= UNDER_WAY {
            self.hear()?;
        }
        let command = Box::new(command);
        let ask = match self.dry_run {
            true => Ask::Preview { command },
            false => Ask::Act {
                id: self.line.act_id()?,
                command,
            },
        };
        self.under_way.push_back(self.line.begin(ask));
        Ok(())
    }

    /// Waits for the oldest answer.
    fn hear(&mut self) -> Result<(), Failure> {
        let Some(begun) = self.under_way.pop_front() else {
            return Ok(());
        };
        let told = self.line.finish(begun);
        self.unclear |= told.is_err();
        let rows = match told? {
            Tell::Import(rows) => rows,
            Tell::Done(done) => done.import,
            Tell::Refused(refused) => return Err(self.refused(&refused)),
            other => return Err(unexpected(&self.line.words, &other)),
        };
        self.results
            .extend(rows.into_iter().map(|row| (row.row, row)));
        if std::io::stderr().is_terminal() && self.total > CHUNK {
            let (done, total) = (self.results.len(), self.total);
            crate::cli::show::aside(&format!("\r{done}/{total}"));
        }
        Ok(())
    }

    /// A refusal of some rows; after others were recorded it does not say that nothing changed.
    fn refused(&self, refused: &Refusal) -> Failure {
        match refused {
            Refusal::DiskFull { free } if !self.results.is_empty() => {
                let said = self.line.words.with("import-no-room", &[("free", free)]);
                Failure::refused(said).keyed(refused.code())
            }
            refused => self.line.refused(refused),
        }
    }

    /// Whether rows are on record, as far as is known.
    pub fn stands(&self) -> bool {
        !self.dry_run && (self.unclear || !self.results.is_empty())
    }

    /// Waits for what is under way.
    pub fn settle(&mut self) -> Result<(), Failure> {
        while !self.under_way.is_empty() {
            self.hear()?;
        }
        Ok(())
    }

    /// Hears what was under way when something broke: it may stand, too.
    pub fn hear_out(&mut self) {
        while !self.under_way.is_empty() {
            let _ = self.hear();
        }
    }

    /// Waits for what is under way; what became of each row.
    pub fn finish(mut self) -> Result<HashMap<u32, ImportRow>, Failure> {
        self.settle()?;
        Ok(self.results)
    }
}
