//! What acts are done to: a record, several at once, or the desk.

use std::collections::BTreeMap;

use super::{Act, Entry};
use crate::domain::act::{Exception, Seen};
use crate::domain::ids::{RecordId, RequestNo, SheetNo};
use crate::domain::office::Position;
use crate::domain::portal::PortalName;
use crate::domain::sheet::{SheetStage, Slip};
use crate::tui::action::Action;
use crate::tui::panel::Ctx;
use crate::tui::view::sheets::slip;
use crate::wire::message::{Ask, Tell};
use crate::wire::view::{CertificateView, OfficerView, RequestView, Row, SheetLine};

/// Rows of one answer.
const ROWS: usize = 500;

/// What acts are done to.
pub trait Subject: Clone + 'static {
    /// The act of an entry and its key, where the entry is for this kind of subject.
    fn act(entry: &Entry) -> Option<(Action, &'static dyn Act<Self>)>;

    /// The asks that fetch it again; none for a subject without a revision.
    fn asks(&self) -> Vec<Ask>;

    /// Takes an answer; tells whether it was an answer to those asks.
    fn take(&mut self, tell: Tell) -> bool;

    /// Its part in the key of a draft.
    fn key(&self) -> String;

    /// Whether it is loaded; if not, it is fetched before its act begins.
    fn there(&self) -> bool {
        true
    }
}

impl Subject for RequestView {
    fn act(entry: &Entry) -> Option<(Action, &'static dyn Act<RequestView>)> {
        match entry {
            Entry::Request(key, act) => Some((*key, *act)),
            _ => None,
        }
    }

    fn asks(&self) -> Vec<Ask> {
        vec![Ask::Request(self.request.no)]
    }

    fn take(&mut self, tell: Tell) -> bool {
        let Tell::Request(now) = tell else {
            return false;
        };
        *self = *now;
        true
    }

    fn key(&self) -> String {
        self.request.no.to_string().replace('/', "-")
    }
}

impl Subject for CertificateView {
    fn act(entry: &Entry) -> Option<(Action, &'static dyn Act<CertificateView>)> {
        match entry {
            Entry::Certificate(key, act) => Some((*key, *act)),
            _ => None,
        }
    }

    fn asks(&self) -> Vec<Ask> {
        vec![Ask::Certificate(self.certificate.id)]
    }

    fn take(&mut self, tell: Tell) -> bool {
        let Tell::Certificate(now) = tell else {
            return false;
        };
        *self = *now;
        true
    }

    fn key(&self) -> String {
        self.certificate.id.0.to_string()
    }
}

/// The desk as a whole: an act that makes a new record, or changes the office.
#[derive(Clone, Copy, Debug, Default)]
pub struct Desk;

impl Subject for Desk {
    fn act(entry: &Entry) -> Option<(Action, &'static dyn Act<Desk>)> {
        match entry {
            Entry::Desk(key, act) => Some((*key, *act)),
            _ => None,
        }
    }

    fn asks(&self) -> Vec<Ask> {
        Vec::new()
    }

    fn take(&mut self, _: Tell) -> bool {
        false
    }

    fn key(&self) -> String {
        String::new()
    }
}

/// The staff of the desk: an act that adds to it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Staff;

impl Subject for Staff {
    fn act(entry: &Entry) -> Option<(Action, &'static dyn Act<Staff>)> {
        match entry {
            Entry::Staff(key, act) => Some((*key, *act)),
            _ => None,
        }
    }

    fn asks(&self) -> Vec<Ask> {
        Vec::new()
    }

    fn take(&mut self, _: Tell) -> bool {
        false
    }

    fn key(&self) -> String {
        String::new()
    }
}

impl Subject for OfficerView {
    fn act(entry: &Entry) -> Option<(Action, &'static dyn Act<OfficerView>)> {
        match entry {
            Entry::Officer(key, act) => Some((*key, *act)),
            _ => None,
        }
    }

    fn asks(&self) -> Vec<Ask> {
        vec![Ask::Office]
    }

    fn take(&mut self, tell: Tell) -> bool {
        let Tell::Office(office) = tell else {
            return false;
        };
        let now = office.officers.into_iter().find(|one| one.id == self.id);
        now.map(|now| *self = now).is_some()
    }

    fn key(&self) -> String {
        self.id.0.to_string()
    }
}

/// Sheets of one position, moved on together.
#[derive(Clone, Debug, Default)]
pub struct Sheets {
    pub lines: Vec<SheetLine>,
    /// Names that were chosen, by their sheets; empty where the sheets themselves were.
    pub chosen: Vec<SheetNo>,
    /// Numbers of sheets that are not there yet.
    wanted: Vec<SheetNo>,
}

impl Sheets {
    /// These sheets.
    pub fn of(lines: Vec<SheetLine>) -> Sheets {
        Sheets {
            lines,
            ..Sheets::default()
        }
    }

    /// The sheets of these names at the counter, as far as it is the person's turn.
    pub fn of_names(chosen: Vec<SheetNo>) -> Sheets {
        let mut wanted = chosen.clone();
        wanted.sort_unstable();
        wanted.dedup();
        Sheets {
            lines: Vec::new(),
            chosen,
            wanted,
        }
    }

    /// From whose desk they go.
    pub fn from(&self) -> Option<Position> {
        self.lines.first()?.row.position()
    }

    /// To whom they go.
    pub fn to(&self, ctx: &Ctx) -> Option<String> {
        let lines = self.lines.iter();
        let names: Vec<_> = lines
            .map(|line| (line.kind, usize::from(line.row.names)))
            .collect();
        slip::destinations(&names, self.from()?, ctx)
    }

    /// Names that travel on them.
    pub fn names(&self) -> usize {
        let names = self.lines.iter().map(|line| line.row.names);
        names.map(usize::from).sum()
    }

    /// The sheets as they were seen.
    pub fn seen<'a>(lines: impl IntoIterator<Item = &'a SheetLine>) -> Vec<Seen<SheetNo>> {
        let seen = |line: &SheetLine| Seen {
            id: line.row.no,
            revision: line.row.revision,
        };
        lines.into_iter().map(seen).collect()
    }
}

impl Subject for Sheets {
    fn act(entry: &Entry) -> Option<(Action, &'static dyn Act<Sheets>)> {
        match entry {
            Entry::Sheets(key, act) => Some((*key, *act)),
            _ => None,
        }
    }

    fn asks(&self) -> Vec<Ask> {
        let known = self.lines.iter().map(|line| line.row.no);
        let all: Vec<SheetNo> = match self.there() {
            true => known.collect(),
            false => self.wanted.clone(),
        };
        let ask = |some: &[SheetNo]| Ask::Rows {
            records: some.iter().map(|no| RecordId::Sheet(*no)).collect(),
        };
        all.chunks(ROWS).map(ask).collect()
    }

    fn take(&mut self, tell: Tell) -> bool {
        let Tell::Page(page) = tell else {
            return false;
        };
        let rows = page.rows.into_iter().filter_map(|row| match row {
            Row::Sheet(line) => Some((line.row.no, line)),
            _ => None,
        });
        let mut found: BTreeMap<SheetNo, SheetLine> = rows.collect();
        for line in &mut self.lines {
            if let Some(now) = found.remove(&line.row.no) {
                *line = now;
            }
        }
        found.retain(|no, _| self.wanted.contains(no));
        self.wanted.retain(|no| !found.contains_key(no));
        let here = |line: &SheetLine| line.mine && line.row.stage == SheetStage::Registered;
        self.lines.extend(found.into_values().filter(here));
        true
    }

    fn key(&self) -> String {
        let first = self.lines.first().map(|line| line.row.no.to_string());
        first.unwrap_or_default().replace('/', "-")
    }

    fn there(&self) -> bool {
        self.wanted.is_empty()
    }
}

/// Sheets with the slip that an official wrote for them.
#[derive(Clone, Debug, Default)]
pub struct Disposal {
    pub sheets: Sheets,
    pub slip: Slip,
    /// Names that travel on them, and those of them that stay behind.
    pub travelling: usize,
    pub except: Vec<(Seen<RequestNo>, String, Exception)>,
}

impl Subject for Disposal {
    fn act(entry: &Entry) -> Option<(Action, &'static dyn Act<Disposal>)> {
        match entry {
            Entry::Disposal(key, act) => Some((*key, *act)),
            _ => None,
        }
    }

    fn asks(&self) -> Vec<Ask> {
        self.sheets.asks()
    }

    fn take(&mut self, tell: Tell) -> bool {
        self.sheets.take(tell)
    }

    fn key(&self) -> String {
        self.sheets.key()
    }
}

/// The names that may leave for BSrE's portal, and those that did.
#[derive(Clone, Debug, Default)]
pub struct ForPortal {
    pub names: Vec<PortalName>,
    told: bool,
}

#[cfg(test)]
impl ForPortal {
    /// With the names that the desk told.
    pub fn of(names: Vec<PortalName>) -> ForPortal {
        ForPortal { names, told: true }
    }
}

impl Subject for ForPortal {
    fn act(entry: &Entry) -> Option<(Action, &'static dyn Act<ForPortal>)> {
        match entry {
            Entry::Portal(key, act) => Some((*key, *act)),
            _ => None,
        }
    }

    fn asks(&self) -> Vec<Ask> {
        vec![Ask::ForPortal]
    }

    fn take(&mut self, tell: Tell) -> bool {
        let Tell::ForPortal(names) = tell else {
            return false;
        };
        (self.names, self.told) = (names, true);
        true
    }

    fn key(&self) -> String {
        String::new()
    }

    fn there(&self) -> bool {
        self.told
    }
}
