//! A list of the desk seen through a window: it asks for the rows near the screen, takes them, asks
//! again when something changed, and lets a record be sought. Answers to an older question are
//! passed over.

use crate::domain::ids::RecordId;
use crate::domain::refusal::Refusal;
use crate::tui::panel::{Effect, Tag};
use crate::tui::widgets::list::{List, Need, Row};
use crate::wire::message::{self, Ask, Query, Tell};
use crate::wire::view;

/// Questions told apart: the answers of this many earlier ones are known as old.
const GENERATIONS: Tag = 4096;

/// A list with its question.
pub struct Window<R: Row> {
    pub list: List<R>,
    /// What the desk refused, such as a filter that means nothing.
    pub refused: Option<Refusal>,
    query: Query,
    base: Tag,
    generation: Tag,
    /// The record sought, and how many answers may come without it: one to an ask made before it.
    seek: Option<(RecordId, u8)>,
    row: fn(view::Row) -> Option<R>,
    record: fn(&R) -> RecordId,
}

impl<R: Row> Window<R> {
    /// Tags that a window uses, from its base on.
    pub const TAGS: Tag = GENERATIONS;

    /// A window on a list; `row` takes what the desk sends, `record` names it.
    pub fn new(
        list: message::List,
        base: Tag,
        row: fn(view::Row) -> Option<R>,
        record: fn(&R) -> RecordId,
    ) -> Window<R> {
        Window {
            list: List::new(),
            refused: None,
            query: Query::of(list),
            base,
            generation: 0,
            seek: None,
            row,
            record,
        }
    }

    /// What is asked for.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// Asks another question: from the top, nothing selected.
    pub fn change(&mut self, change: impl FnOnce(&mut Query)) -> Effect {
        change(&mut self.query);
        self.generation = (self.generation + 1) % GENERATIONS;
        self.seek = None;
        self.refused = None;
        let need = self.list.reset();
        self.ask(need, None)
    }

    /// Asks for the same rows again; the cursor follows its record.
    pub fn refresh(&mut self) -> Effect {
        let need = self.list.refresh();
        let sought = self.seek.map(|(record, _)| record);
        let keep = sought.or_else(|| self.list.current().map(self.record));
        self.ask(need, keep)
    }

    /// Asks for rows that came into view.
    pub fn need(&mut self) -> Option<Effect> {
        let need = self.list.need()?;
        Some(self.ask(need, None))
    }

    /// Puts the cursor on a record, wherever in the list it stands.
    pub fn seek(&mut self, record: RecordId) -> Effect {
        self.seek = Some((record, 2));
        let need = self.list.refresh();
        self.ask(need, Some(record))
    }

    fn ask(&self, need: Need, keep: Option<RecordId>) -> Effect {
        let page = Ask::Page {
            query: self.query.clone(),
            from: u32::try_from(need.offset).unwrap_or(u32::MAX),
            count: u16::try_from(need.count).unwrap_or(u16::MAX),
            keep,
        };
        Effect::ask(self.base + self.generation, page)
    }

    /// Takes an answer; `None` where it is not for this window.
    pub fn told(&mut self, tag: Tag, tell: &mut Tell) -> Option<Vec<Effect>> {
        let generation = tag
            .checked_sub(self.base)
            .filter(|tag| *tag < GENERATIONS)?;
        if generation != self.generation {
            return Some(Vec::new());
        }
        match tell {
            Tell::Page(page) => Some(self.fill(std::mem::take(page))),
            Tell::Refused(refused) => {
                self.refused = Some(refused.clone());
                self.list.asked_in_vain();
                Some(Vec::new())
            }
            _ => Some(Vec::new()),
        }
    }

    fn fill(&mut self, page: view::Page) -> Vec<Effect> {
        self.refused = None;
        let rows = page.rows.into_iter().filter_map(self.row).collect();
        self.list
            .fill(u64::from(page.from), u64::from(page.total), rows);
        let Some((sought, tries)) = self.seek.take() else {
            return self.need().into_iter().collect();
        };
        if page.at.is_none() && tries > 1 {
            self.seek = Some((sought, tries - 1));
        }
        if let Some(at) = page.at {
            self.list.go(u64::from(at));
            // A window away: it comes with the rows around it.
            let there = self.list.current().map(self.record) == Some(sought);
            if !there {
                let need = self.list.refresh();
                return vec![self.ask(need, Some(sought))];
            }
        }
        self.need().into_iter().collect()
    }
}
