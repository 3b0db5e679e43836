//! How wide the columns of a list are: what stands in them decides. A cell that may not be cut is
//! drawn whole, or its column is left out; only texts are cut, and none has more than it needs while
//! another wants.

use super::{Column, Shape};
use crate::text::Language;

/// Columns of the screen between two cells.
pub const GAP: u16 = 2;

/// A text is not cut below this while a column of less importance is there.
const LEAST_TEXT: u16 = 13;
/// The same for a text that always stays.
const LEAST_MATTER: u16 = 48;
/// The same for a name.
const LEAST_NAME: u16 = 18;

/// The widest cell of each column among the rows at hand, for as long as nothing of it changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Measured {
    pub key: Key,
    pub widths: Vec<u16>,
}

/// What a measure was taken of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// How often rows were taken in.
    pub filled: u32,
    /// How often another filter or order was asked for.
    pub question: u32,
    /// Minute of the desk's clock: times are told from it.
    pub minute: i64,
    pub language: Language,
    pub ascii: bool,
    pub columns: Vec<&'static str>,
}

impl Key {
    /// Whether another measure is of other rows of the same list, told in the same way.
    pub fn shows_what(&self, other: &Key) -> bool {
        let filled = other.filled;
        Key {
            filled,
            ..self.clone()
        } == *other
    }
}

/// The rank from which a column only stands beside the others.
const BESIDE: u8 = 3;

/// Whether it is a text that always stays: the list is about it.
fn is_matter(column: &Column) -> bool {
    column.shape == Shape::Text && column.rank == 0
}

fn least(column: &Column, want: u16) -> u16 {
    match column.shape {
        Shape::Text => want.min(LEAST_TEXT),
        Shape::Name => want.min(LEAST_NAME),
        _ => want,
    }
}

/// The columns of the screen that a list takes to show everything.
pub fn whole(wants: &[u16]) -> u16 {
    let shown = wants.iter().filter(|want| **want > 0);
    let count = u16::try_from(shown.clone().count()).unwrap_or(u16::MAX);
    let cells = shown.fold(0u16, |sum, want| sum.saturating_add(*want));
    cells.saturating_add(GAP.saturating_mul(count.saturating_sub(1)))
}

/// The width of each column in `room`; 0 leaves it out. `wants` is what each needs to be whole; 0
/// where it has nothing to show.
pub fn widths(columns: &[Column], wants: &[u16], room: u16) -> Vec<u16> {
    let mut widths: Vec<u16> = columns
        .iter()
        .zip(wants)
        .map(|(column, want)| least(column, *want))
        .collect();
    // What matters least goes first; of two alike the one at the right.
    let mut order: Vec<usize> = (0..columns.len())
        .filter(|index| widths[*index] > 0)
        .collect();
    order.sort_by_key(|index| (columns[*index].rank, *index));
    for index in order.iter().rev() {
        let rank = columns[*index].rank;
        // What the list is about is read before what only stands beside it.
        let matter = order
            .iter()
            .filter(|at| rank >= BESIDE && is_matter(&columns[**at]));
        let more = matter.map(|at| wants[*at].min(LEAST_MATTER).saturating_sub(widths[*at]));
        if whole(&widths).saturating_add(more.sum()) <= room || rank == 0 {
            break;
        }
        widths[*index] = 0;
    }
    squeeze(columns, &mut widths, &order, room);
    // One that was left out comes back whole where the others are.
    let shown: Vec<u16> = (widths.iter().zip(wants))
        .map(|(wide, want)| if *wide > 0 { *want } else { 0 })
        .collect();
    let mut needed = whole(&shown);
    for index in &order {
        let more = wants[*index].saturating_add(GAP);
        if widths[*index] == 0 && needed > 0 && needed.saturating_add(more) <= room {
            widths[*index] = wants[*index];
            needed += more;
        }
    }
    // A name is whole before another text grows, but what the list is about before a name that only
    // stands beside it.
    order.sort_by_key(|index| {
        let column = &columns[*index];
        let beside = column.rank > 0 || column.shape != Shape::Name;
        let other = column.shape != Shape::Name;
        (beside, !is_matter(column), other, column.rank)
    });
    for index in order {
        if widths[index] > 0 {
            let left = room.saturating_sub(whole(&widths));
            widths[index] += left.min(wants[index] - widths[index]);
        }
    }
    widths
}

/// What always stays wants more than there is: texts shrink, the longest first, and what cannot
/// shrink goes from the right, but the first.
fn squeeze(columns: &[Column], widths: &mut [u16], order: &[usize], room: u16) {
    const LAST: u16 = 4;
    while whole(widths) > room {
        let text = order
            .iter()
            .filter(|index| columns[**index].shape.may_be_cut() && widths[**index] > LAST)
            .max_by_key(|index| widths[**index]);
        if let Some(index) = text {
            widths[*index] -= 1;
            continue;
        }
        let shown: Vec<usize> = (0..widths.len())
            .filter(|index| widths[*index] > 0)
            .collect();
        match shown[..] {
            [] => return,
            [only] if columns[only].shape.may_be_cut() => {
                widths[only] = room;
                return;
            }
            [.., last] => widths[last] = 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const COLUMNS: [Column; 5] = [
        Column::new("column-number", Shape::Record, 0),
        Column::new("column-name", Shape::Name, 0),
        Column::new("column-agency", Shape::Text, 3),
        Column::new("column-stage", Shape::Word, 1),
        Column::new("column-time", Shape::Span, 2),
    ];

    #[test]
    fn columns_go_by_rank_and_texts_are_cut_last() {
        for (room, wanted) in [
            (100, [9, 30, 20, 8, 15]),
            (88, [9, 30, 18, 8, 15]),
            (72, [9, 19, 13, 8, 15]),
            (65, [9, 27, 0, 8, 15]),
            (52, [9, 30, 0, 8, 0]),
            (50, [9, 29, 0, 8, 0]),
            (40, [9, 19, 0, 8, 0]),
            (35, [9, 24, 0, 0, 0]),
            (20, [9, 9, 0, 0, 0]),
            (12, [9, 0, 0, 0, 0]),
            (8, [0, 0, 0, 0, 0]),
        ] {
            let widths = widths(&COLUMNS, &[9, 30, 20, 8, 15], room);
            assert_eq!(widths, wanted, "in {room}");
        }
        // What has nothing to show takes no room, not even that between columns.
        assert_eq!(widths(&COLUMNS, &[9, 30, 0, 0, 0], 41), [9, 30, 0, 0, 0]);
    }

    fn shape() -> impl Strategy<Value = Shape> {
        prop::sample::select(vec![
            Shape::Text,
            Shape::Name,
            Shape::Word,
            Shape::Number,
            Shape::Span,
            Shape::Date,
            Shape::Record,
            Shape::Mark,
        ])
    }

    proptest! {
        #[test]
        fn nothing_but_texts_is_cut_and_no_room_is_wasted(
            given in prop::collection::vec((shape(), 0u8..5, 0u16..50), 1..9),
            room in 10u16..200,
        ) {
            let columns: Vec<Column> = given
                .iter()
                .map(|(shape, rank, _)| Column::new("column-name", *shape, *rank))
                .collect();
            let wants: Vec<u16> = given.iter().map(|(_, _, want)| *want).collect();
            let widths = widths(&columns, &wants, room);
            prop_assert!(whole(&widths) <= room);
            let mut cut = false;
            for ((column, want), wide) in columns.iter().zip(&wants).zip(&widths) {
                prop_assert!(wide <= want, "wider than what stands in it");
                if !column.shape.may_be_cut() {
                    prop_assert!(*wide == 0 || wide == want, "{:?} cut", column.shape);
                }
                cut |= *wide > 0 && wide < want;
            }
            if cut {
                prop_assert_eq!(whole(&widths), room, "room left beside a cut column");
            }
        }
    }
}
