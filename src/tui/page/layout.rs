//! How an officer wants the columns of a list: their order, those put away, and what the list is
//! sorted by. Written as one line of text, so that it can be kept anywhere under the list's key.

use std::collections::BTreeSet;

use crate::tui::widgets::list::{Cell, Column};

/// The columns of one list, by their titles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    order: Vec<&'static str>,
    hidden: BTreeSet<&'static str>,
    /// The column that the list is sorted by, and whether downward; else its natural order.
    pub sort: Option<(&'static str, bool)>,
}

/// What became of a column that was to move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shift {
    Moved,
    /// Past the last one: it is put away.
    Hidden,
    /// It stands first, or is the only one.
    Stays,
}

impl Layout {
    /// The columns as the list brings them.
    pub fn of(columns: &[Column]) -> Layout {
        Layout {
            order: columns.iter().map(|column| column.title).collect(),
            hidden: BTreeSet::new(),
            sort: None,
        }
    }

    /// Reads what `text` wrote: `-column-agency column-name column-name+`. Columns that are
    /// no more are passed over, new ones come last.
    pub fn read(text: &str, columns: &[Column]) -> Layout {
        let mut layout = Layout {
            order: Vec::new(),
            hidden: BTreeSet::new(),
            sort: None,
        };
        let known = |name: &str| {
            let mut titles = columns.iter().map(|column| column.title);
            titles.find(|title| *title == name)
        };
        for part in text.split_whitespace() {
            if let Some(title) = part.strip_suffix('+').and_then(known) {
                layout.sort = Some((title, false));
            } else if let Some(title) = part.strip_suffix('_').and_then(known) {
                layout.sort = Some((title, true));
            } else if let Some(title) = part.strip_prefix('-').and_then(known) {
                layout.order.push(title);
                layout.hidden.insert(title);
            } else if let Some(title) = known(part) {
                layout.order.push(title);
            }
        }
        for column in columns {
            if !layout.order.contains(&column.title) {
                layout.order.push(column.title);
            }
        }
        if layout.hidden.len() >= layout.order.len() {
            layout.hidden.clear();
        }
        layout
    }

    /// One line of text; `None` where the columns stand as the list brings them.
    pub fn text(&self, columns: &[Column]) -> Option<String> {
        if *self == Layout::of(columns) {
            return None;
        }
        let names = self.order.iter().map(|title| {
            let sign = if self.hidden.contains(title) { "-" } else { "" };
            format!("{sign}{title}")
        });
        let sort = self.sort.iter().map(|(title, down)| {
            let sign = if *down { '_' } else { '+' };
            format!("{title}{sign}")
        });
        let parts: Vec<String> = names.chain(sort).collect();
        Some(parts.join(" "))
    }

    /// Places of the columns to show in the list's own order.
    fn places<'a>(&'a self, columns: &'a [Column]) -> impl Iterator<Item = usize> + 'a {
        let shown = self
            .order
            .iter()
            .filter(|title| !self.hidden.contains(*title));
        shown.filter_map(|title| columns.iter().position(|column| column.title == *title))
    }

    /// The columns to show, in order.
    pub fn columns(&self, columns: &[Column]) -> Vec<Column> {
        self.places(columns).map(|place| columns[place]).collect()
    }

    /// The cells of a row in the order of the columns to show.
    pub fn cells(&self, columns: &[Column], mut cells: Vec<Cell>) -> Vec<Cell> {
        let places = self.places(columns);
        let taken =
            places.map(|place| cells.get_mut(place).map(std::mem::take).unwrap_or_default());
        taken.collect()
    }

    /// Moves a column to the left or right of its neighbour; past the last it is put away.
    pub fn shift(&mut self, title: &str, right: bool) -> Shift {
        let shown: Vec<usize> = (0..self.order.len())
            .filter(|at| !self.hidden.contains(self.order[*at]))
            .collect();
        let Some(at) = shown.iter().position(|at| self.order[*at] == title) else {
            return Shift::Stays;
        };
        let neighbour = if right {
            shown.get(at + 1)
        } else {
            at.checked_sub(1).and_then(|before| shown.get(before))
        };
        match neighbour {
            Some(neighbour) => {
                self.order.swap(shown[at], *neighbour);
                Shift::Moved
            }
            None if right && shown.len() > 1 => {
                self.hidden.insert(self.order[shown[at]]);
                Shift::Hidden
            }
            None => Shift::Stays,
        }
    }

    /// Shows every column in the list's own order; the sort stays.
    pub fn show_all(&mut self, columns: &[Column]) {
        *self = Layout {
            sort: self.sort,
            ..Layout::of(columns)
        };
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::tui::widgets::list::Shape;

    const COLUMNS: [Column; 3] = [
        Column::new("column-number", Shape::Record, 0),
        Column::new("column-name", Shape::Name, 0),
        Column::new("column-agency", Shape::Text, 1),
    ];

    fn titles(layout: &Layout) -> Vec<&'static str> {
        let shown = layout.columns(&COLUMNS);
        shown.iter().map(|column| column.title).collect()
    }

    #[test]
    fn a_column_moved_in_front_takes_its_cells_along_and_leaves_the_sort() {
        let mut layout = Layout::of(&COLUMNS);
        layout.sort = Some(("column-name", true));
        assert_eq!(layout.shift("column-agency", false), Shift::Moved);
        assert_eq!(layout.shift("column-agency", false), Shift::Moved);
        assert_eq!(layout.shift("column-agency", false), Shift::Stays);
        assert_eq!(
            titles(&layout),
            ["column-agency", "column-number", "column-name"]
        );
        let cells = ["0142.03", "Siti", "Dinkes"].map(Cell::plain).to_vec();
        let shown = layout.cells(&COLUMNS, cells);
        let texts: Vec<&str> = shown.iter().map(|cell| cell.text.as_str()).collect();
        assert_eq!(texts, ["Dinkes", "0142.03", "Siti"]);
        assert_eq!(layout.sort, Some(("column-name", true)));
    }

    #[test]
    fn a_column_moved_past_the_last_is_put_away_and_the_last_one_stays() {
        let mut layout = Layout::of(&COLUMNS);
        assert_eq!(layout.shift("column-agency", true), Shift::Hidden);
        assert_eq!(layout.shift("column-agency", true), Shift::Stays);
        assert_eq!(layout.shift("column-name", true), Shift::Hidden);
        assert_eq!(layout.shift("column-number", true), Shift::Stays);
        assert_eq!(titles(&layout), ["column-number"]);
        layout.show_all(&COLUMNS);
        assert_eq!(layout, Layout::of(&COLUMNS));
    }

    #[test]
    fn what_is_written_is_read_back_whatever_columns_there_are_by_then() {
        let mut layout = Layout::of(&COLUMNS);
        assert_eq!(layout.text(&COLUMNS), None);
        layout.shift("column-name", false);
        layout.shift("column-agency", true);
        layout.sort = Some(("column-number", true));
        let text = layout.text(&COLUMNS).unwrap();
        assert_eq!(
            text,
            "column-name column-number -column-agency column-number_"
        );
        assert_eq!(Layout::read(&text, &COLUMNS), layout);
        let fewer = Layout::read(&text, &COLUMNS[1..]);
        assert_eq!((fewer.order.len(), fewer.sort), (2, None));
        let more = Layout::read("column-name", &COLUMNS);
        assert_eq!(
            titles(&more),
            ["column-name", "column-number", "column-agency"]
        );
        let strange = Layout::read("-column-name -column-number -column-agency x+ ", &COLUMNS);
        assert_eq!(
            titles(&strange).len(),
            3,
            "one that shows nothing shows all"
        );
    }
}
