//! From a row to its record, and small things that lists share.

use crate::domain::filter::Filter;
use crate::domain::ids::RecordId;
use crate::domain::refusal::Refusal;
use crate::tui::panel::{Ctx, Effect};
use crate::tui::place::Place;
use crate::tui::view::inbox::filter;
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

/// The texts to highlight for a filter, a line each; none while it cannot be read.
pub fn needles(filter: &str) -> String {
    let Ok(filter) = Filter::parse(filter) else {
        return String::new();
    };
    let needles: Vec<&str> = filter.needles().collect();
    needles.join("\n")
}

/// A count as the language writes it: `5.214`.
pub fn number(count: u64, ctx: &Ctx) -> String {
    ctx.words.number(i64::try_from(count).unwrap_or(i64::MAX))
}

/// A refusal as a sentence, where no officer is known by name.
pub fn refused(refused: &Refusal, ctx: &Ctx) -> String {
    ctx.refused(refused)
}

/// What is wrong with what is typed, or with what the desk was asked.
pub fn fault(typed: &str, refused_by_desk: Option<&Refusal>, ctx: &Ctx) -> Option<String> {
    filter::fault(typed, ctx).or_else(|| Some(refused(refused_by_desk?, ctx)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::panic)]
    use super::*;
    use crate::domain::ids::{CertificateId, PersonId};
    use crate::tui::testing::Stage;
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

    #[test]
    fn what_is_typed_wrongly_is_named_before_what_the_desk_refused() {
        let stage = Stage::small();
        let desk = Refusal::Internal("disk".to_owned());
        let said = fault("nma:x", Some(&desk), &stage.ctx()).unwrap_or_default();
        assert!(said.contains("nma"), "{said}");
        let said = fault("nama:x", Some(&desk), &stage.ctx()).unwrap_or_default();
        assert!(said.contains("disk"), "{said}");
        assert_eq!(fault("nama:x", None, &stage.ctx()), None);
        assert_eq!(needles("siti pd:dinkes status:aktif"), "siti\ndinkes");
    }
}
