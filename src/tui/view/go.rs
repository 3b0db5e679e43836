//! From a row to its record, and small things that lists share.

use crate::domain::ids::RecordId;
use crate::domain::refusal::Refusal;
use crate::tui::panel::{Ctx, Effect};
use crate::tui::place::Place;
use crate::tui::view::person::PersonCard;

/// Goes to a record: its tab with the cursor on it; a person's card comes as a layer.
pub fn to(record: RecordId) -> Effect {
    let place = match record {
        RecordId::Person(person) => return Effect::open(PersonCard::new(person)),
        RecordId::Request(_) => Place::Requests,
        // A letter is shown with its names: by the first of them.
        RecordId::Letter(agenda) => return to(RecordId::Request(agenda.line(1))),
        RecordId::Sheet(_) => Place::Sheets,
        RecordId::Certificate(_) => Place::Certificates,
        RecordId::Desk | RecordId::Policy(_) | RecordId::Officer(_) => Place::Settings,
    };
    Effect::Show { place, record }
}

/// A count as the language writes it: `5.214`.
pub fn number(count: u64, ctx: &Ctx) -> String {
    ctx.words.number(i64::try_from(count).unwrap_or(i64::MAX))
}

/// A record's number of this year without the year, which goes without saying.
pub fn short(number: &str, year: u16, ctx: &Ctx) -> String {
    match number.split_once('/') {
        Some((bare, _)) if year == ctx.now.year() => bare.to_owned(),
        _ => number.to_owned(),
    }
}

/// A refusal as a sentence, where no officer is known by name.
pub fn refused(refused: &Refusal, ctx: &Ctx) -> String {
    ctx.refused(refused)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]
    use super::*;
    use crate::domain::ids::{CertificateId, PersonId};
    use crate::tui::view::testing::{agenda, no};

    #[test]
    fn each_record_has_a_page() {
        for (record, wanted, shown) in [
            (
                RecordId::Request(no(3)),
                Place::Requests,
                RecordId::Request(no(3)),
            ),
            (
                RecordId::Letter(agenda()),
                Place::Requests,
                RecordId::Request(no(1)),
            ),
            (
                RecordId::Certificate(CertificateId(4)),
                Place::Certificates,
                RecordId::Certificate(CertificateId(4)),
            ),
            (RecordId::Desk, Place::Settings, RecordId::Desk),
        ] {
            let Effect::Show { place, record } = to(record) else {
                panic!("{record:?} goes nowhere");
            };
            assert_eq!((place, record), (wanted, shown));
        }
        let card = to(RecordId::Person(PersonId(1)));
        assert!(matches!(card, Effect::Open(card) if card.place() == Place::Person));
    }
}
