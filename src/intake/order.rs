//! The order of day and month of a whole column: counted over every row, decided once.

use chrono::NaiveDate;
use std::collections::BTreeSet;

use crate::domain::written::{DateOrder, WrittenCell, WrittenDay};

/// Examples kept for a question.
const EXAMPLES: usize = 5;

/// Rows from which a column is confirmed.
const CONFIRMED: u32 = 2;

/// What is known of a column's order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Something in the column shows it, or nothing in it depends on it.
    Decided(DateOrder),
    /// Every date reads both ways: ask.
    Ambiguous,
    /// Some dates can only be day first, others only month first: ask.
    Conflicting,
}

/// Counts over one column of dates.
#[derive(Clone, Debug, Default)]
pub struct OrderTally {
    day_first: u32,
    month_first: u32,
    open: u32,
    like_day_first: u32,
    like_month_first: u32,
    last: [Option<NaiveDate>; 2],
    falls: [bool; 2],
    shapes: BTreeSet<String>,
    examples: Vec<String>,
}

impl OrderTally {
    /// Counts one cell. `known` are dates that this one should equal, from elsewhere in the row
    /// (the birth date in the NIP).
    pub fn count(&mut self, text: &str, written: &WrittenCell, known: &[NaiveDate]) {
        let WrittenDay::Numbers { first, second, .. } = written.day else {
            return;
        };
        if self.shapes.len() <= EXAMPLES {
            self.shapes.insert(shape(text));
        }
        let readings = [DateOrder::DayFirst, DateOrder::MonthFirst].map(|o| written.day.resolve(o));
        for (side, reading) in readings.into_iter().enumerate() {
            self.falls[side] |= reading < self.last[side];
            self.last[side] = reading;
        }
        if first > 12 {
            self.day_first += 1;
        } else if second > 12 {
            self.month_first += 1;
        } else if first != second {
            self.open += 1;
            let like = |reading: Option<NaiveDate>| reading.is_some_and(|day| known.contains(&day));
            match readings.map(like) {
                [true, false] => self.like_day_first += 1,
                [false, true] => self.like_month_first += 1,
                _ => {}
            }
            let example = text.trim();
            let known = self.examples.iter().any(|known| known == example);
            if !known && self.examples.len() < EXAMPLES {
                self.examples.push(example.to_owned());
            }
        }
    }

    /// What the column itself shows.
    pub fn verdict(&self) -> Verdict {
        match (self.day_first, self.month_first) {
            (1.., 0) => return Verdict::Decided(DateOrder::DayFirst),
            (0, 1..) => return Verdict::Decided(DateOrder::MonthFirst),
            (1.., 1..) => return Verdict::Conflicting,
            (0, 0) if self.open == 0 => return Verdict::Decided(DateOrder::DayFirst),
            (0, 0) => {}
        }
        match (self.like_day_first, self.like_month_first) {
            (1.., 0) => Verdict::Decided(DateOrder::DayFirst),
            (0, 1..) => Verdict::Decided(DateOrder::MonthFirst),
            _ => Verdict::Ambiguous,
        }
    }

    /// For moments that a program wrote one after another: the one order in which they rise.
    pub fn rising(&self) -> Option<DateOrder> {
        match (self.open, self.falls) {
            (3.., [false, true]) => Some(DateOrder::DayFirst),
            (3.., [true, false]) => Some(DateOrder::MonthFirst),
            _ => None,
        }
    }

    /// True where the column says something of itself, not by default.
    pub fn is_evidence(&self) -> bool {
        self.day_first + self.month_first + self.like_day_first + self.like_month_first > 0
    }

    /// True where the numbers of several rows confirm the days of one order, and none of the other.
    pub fn is_confirmed(&self) -> bool {
        matches!(
            (self.like_day_first, self.like_month_first),
            (CONFIRMED.., 0) | (0, CONFIRMED..)
        )
    }

    /// The one way in which the column's dates are written (`99/99/9999`), if it is one.
    pub fn only_shape(&self) -> Option<&str> {
        let first = self.shapes.first()?;
        (self.shapes.len() == 1).then_some(first.as_str())
    }

    /// Dates that read both ways, to show with the question.
    pub fn examples(&self) -> &[String] {
        &self.examples
    }
}

/// The date part of a text with every digit as 9.
fn shape(text: &str) -> String {
    let date = text.split_whitespace().next().unwrap_or_default();
    date.chars()
        .map(|letter| if letter.is_ascii_digit() { '9' } else { letter })
        .take(16)
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn tally(texts: &[&str], known: &[&str]) -> OrderTally {
        let known: Vec<NaiveDate> = known.iter().map(|date| date.parse().unwrap()).collect();
        let mut tally = OrderTally::default();
        for text in texts {
            tally.count(
                text,
                &crate::domain::written::cell(text, true).unwrap(),
                &known,
            );
        }
        tally
    }

    #[test]
    fn a_column_decides_or_asks() {
        let day = Verdict::Decided(DateOrder::DayFirst);
        let month = Verdict::Decided(DateOrder::MonthFirst);
        for (texts, known, expected) in [
            (&["05/10/2026", "30/09/2026"][..], &[][..], day.clone()),
            (&["05/10/2026", "09/30/2026"], &[], month.clone()),
            (&["05/10/2026", "06/10/2026"], &[], Verdict::Ambiguous),
            (&["13/10/2026", "06/14/2026"], &[], Verdict::Conflicting),
            (&["05/05/2026", "6 Okt 2026"], &[], day.clone()),
            (&[], &[], day.clone()),
            (&["05/10/1992"], &["1992-10-05"], day),
            (&["10/05/1992"], &["1992-10-05"], month),
        ] {
            assert_eq!(tally(texts, known).verdict(), expected, "{texts:?}");
        }
    }

    #[test]
    fn moments_rise_in_one_order() {
        let texts = ["05/10/2026", "06/10/2026", "02/11/2026", "03/11/2026"];
        assert_eq!(tally(&texts, &[]).rising(), Some(DateOrder::DayFirst));
        assert_eq!(tally(&texts[..2], &[]).rising(), None);
        assert_eq!(tally(&texts, &[]).only_shape(), Some("99/99/9999"));
    }
}
