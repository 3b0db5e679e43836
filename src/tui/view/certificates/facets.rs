//! `f`: the facets of the inventory, each with its count. Taking one writes the same words that a
//! person may type behind `/`.

use std::collections::BTreeSet;

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use crate::domain::certificate::CertificateStatus;
use crate::domain::filter::words::{Field, ISSUERS, Key, PASSPHRASES, STATUSES, Word, key_word};
use crate::domain::policy::AgencyEntry;
use crate::tui::action::Action;
use crate::tui::keymap::Facts;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Panel, Tag};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::list::render::ListView;
use crate::tui::widgets::list::{Cell, Column, List, Row, Shape};
use crate::wire::message::{Ask, List as Whole, Query, Tell};

/// One value of a facet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facet {
    key: Key,
    /// As it stands in the filter: `status:aktif`; empty takes every value of the key away.
    term: String,
    /// Key of the group's words.
    group: &'static str,
    label: String,
    /// Whether the filter has it now.
    taken: bool,
    count: Option<u32>,
}

impl Row for Facet {
    type Id = String;

    fn id(&self) -> String {
        self.term.clone()
    }
}

/// The layer.
pub struct Facets {
    tag: Tag,
    filter: String,
    list: List<Facet>,
    /// Rows whose count was asked for.
    asked: BTreeSet<usize>,
}

/// Rows either side of the cursor that are counted: as many as a screen shows. Agencies are many,
/// and each count is a look through the whole inventory.
const AROUND: usize = 24;

const COLUMNS: [Column; 3] = [
    Column::new("facet-group", Shape::Word, 0),
    Column::new("facet-value", Shape::Name, 0),
    Column::new("facet-count", Shape::Number, 0),
];

impl Facets {
    /// The facets beside a filter; the opener gets the new filter as `Answer::Chosen`.
    pub fn new(tag: Tag, filter: &str, agencies: &[AgencyEntry], ctx: &Ctx) -> Facets {
        let mut rows = fixed(ctx);
        let agency = Key::Text(Field::Agency);
        rows.extend(agencies.iter().map(|entry| {
            let short = if entry.short.contains(' ') {
                format!("\"{}\"", entry.short)
            } else {
                entry.short.clone()
            };
            facet(agency, &short, "field-agency", entry.name.clone())
        }));
        let has = parts(filter);
        for row in &mut rows {
            row.taken = has.contains(&row.term);
        }
        Facets {
            tag,
            filter: filter.to_owned(),
            list: List::of(rows),
            asked: BTreeSet::new(),
        }
    }

    /// Asks how many each value near the cursor has, beside what else is filtered.
    fn count(&mut self) -> Vec<Effect> {
        let at = usize::try_from(self.list.position()).unwrap_or(0);
        let from = at.saturating_sub(AROUND);
        let mut asks = Vec::new();
        for (index, row) in self.list.rows().iter().enumerate() {
            let near = (from..=at + AROUND).contains(&index);
            let tag = Tag::try_from(index).ok().filter(|_| near);
            let Some(tag) = tag.filter(|_| !self.asked.contains(&index)) else {
                continue;
            };
            let query = Query {
                filter: with(&self.filter, row.key, &row.term),
                ..Query::of(Whole::Certificates)
            };
            let page = Ask::Page {
                query,
                from: 0,
                count: 0,
                keep: None,
            };
            self.asked.insert(index);
            asks.push(Effect::ask(tag, page));
        }
        asks
    }

    fn take(&self) -> Vec<Effect> {
        let Some(row) = self.list.current() else {
            return Vec::new();
        };
        let term = if row.taken { "" } else { &row.term };
        let filter = with(&self.filter, row.key, term);
        vec![
            Effect::Close,
            Effect::Answer {
                tag: self.tag,
                answer: Answer::Chosen(filter),
            },
        ]
    }
}

fn facet(key: Key, value: &str, group: &'static str, label: String) -> Facet {
    Facet {
        key,
        term: format!("{}:{value}", key_word(key)),
        group,
        label,
        taken: false,
        count: None,
    }
}

/// Status, days left, issuing body and passphrase.
fn fixed(ctx: &Ctx) -> Vec<Facet> {
    let mut rows = Vec::new();
    for status in CertificateStatus::ALL {
        if let Some(word) = word_of(STATUSES, &status) {
            let label = ctx.words.of("status", status.as_str());
            rows.push(facet(Key::Status, word, "cert-col-status", label));
        }
    }
    for (value, label) in [
        ("<0", "facet-past"),
        ("0-7", "facet-week"),
        ("0-30", "facet-month"),
        ("0-90", "facet-quarter"),
        (">90", "facet-later"),
    ] {
        rows.push(facet(
            Key::Remaining,
            value,
            "cert-col-left",
            ctx.get(label),
        ));
    }
    for (word, label) in [("bsre", "BSrE"), ("bppt", "BPPT")] {
        if ISSUERS
            .iter()
            .any(|known| known.all().any(|one| one == word))
        {
            rows.push(facet(Key::Issuer, word, "cert-body", label.to_owned()));
        }
    }
    for (known, label) in [(false, "facet-no-passphrase"), (true, "facet-passphrase")] {
        if let Some(word) = word_of(PASSPHRASES, &known) {
            rows.push(facet(
                Key::Passphrase,
                word,
                "cert-passphrase",
                ctx.get(label),
            ));
        }
    }
    rows
}

fn word_of<T: PartialEq>(table: &[Word<&'static [T]>], value: &T) -> Option<&'static str> {
    let one = table
        .iter()
        .find(|word| matches!(word.means, [only] if only == value))?;
    one.all().next()
}

/// The parts of a filter, quotes kept.
fn parts(filter: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let mut part = String::new();
    let mut quoted = false;
    for letter in filter.chars() {
        match letter {
            ' ' if !quoted => parts.push(std::mem::take(&mut part)),
            letter => {
                quoted ^= letter == '"';
                part.push(letter);
            }
        }
    }
    parts.push(part);
    parts.retain(|part| !part.is_empty());
    parts
}

/// The filter with this term in place of every other of its key; an empty term only takes away.
fn with(filter: &str, key: Key, term: &str) -> String {
    let of_key = |part: &String| {
        let word = part.split_once(':').map(|(word, _)| word);
        word.and_then(crate::domain::filter::words::key) == Some(key)
    };
    let mut kept: Vec<String> = parts(filter)
        .into_iter()
        .filter(|part| !of_key(part))
        .collect();
    if !term.is_empty() {
        kept.push(term.to_owned());
    }
    kept.join(" ")
}

impl Panel for Facets {
    fn place(&self) -> Place {
        Place::Menu
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        Facts {
            row: true,
            ..Facts::new(Place::Menu)
        }
    }

    fn wanted(&self, ctx: &Ctx) -> Size {
        let rows = u16::try_from(self.list.total()).unwrap_or(40);
        Size::new(ctx.screen.width.saturating_sub(4).min(72), rows.min(24) + 3)
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let frame = Frame::titled(ctx.get("facet-title")).with(self.filter.clone());
        let inside = frame.render(area, buf, ctx);
        let cells = |row: &Facet| {
            let sign = if row.taken {
                ctx.theme.sign(Role::Good)
            } else {
                " "
            };
            let count = row.count.map(|count| ctx.words.number(i64::from(count)));
            vec![
                Cell::of(Role::Dim, ctx.get(row.group)),
                Cell::plain(format!("{sign} {}", row.label)),
                Cell::plain(count.unwrap_or_default()),
            ]
        };
        let view = ListView {
            list: &self.list,
            columns: &COLUMNS,
            cells: &cells,
            empty: "",
            below: None,
        };
        view.render(inside, buf, ctx);
    }

    fn handle(&mut self, input: Input, _ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Shown(area) => {
                self.list.set_height(area.height.saturating_sub(3));
                self.count()
            }
            Input::Area(area) => {
                self.list.set_height(area.height.saturating_sub(3));
                Vec::new()
            }
            Input::Told { tag, tell, .. } => {
                if let Tell::Page(page) = *tell {
                    let mut rows = self.list.rows().to_vec();
                    if let Some(row) = usize::try_from(tag).ok().and_then(|at| rows.get_mut(at)) {
                        row.count = Some(page.total);
                    }
                    self.list.fill_all(rows);
                }
                Vec::new()
            }
            Input::Act(Action::Back | Action::No) => vec![Effect::Close],
            Input::Act(Action::Open) => self.take(),
            Input::Act(action) => {
                self.list.handle(action);
                self.count()
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_takes_the_place_of_its_key() {
        for (filter, term, wanted) in [
            ("", "status:aktif", "status:aktif"),
            ("siti status:dicabut", "status:aktif", "siti status:aktif"),
            ("status:aktif sisa:<30", "", "sisa:<30"),
            (
                "pd:\"satpol pp\" status:aktif",
                "status:diganti",
                "pd:\"satpol pp\" status:diganti",
            ),
        ] {
            assert_eq!(with(filter, Key::Status, term), wanted, "{filter}");
        }
    }
}
