//! From a row to its record, and small things that lists share.

use crate::domain::filter::Filter;
use crate::domain::ids::RecordId;
use crate::domain::refusal::Refusal;
use crate::text::{refusal, request as words_of};
use crate::tui::panel::{Ctx, Effect};
use crate::tui::place::Place;
use crate::tui::view::inbox::filter;
use crate::tui::view::person::PersonCard;

/// Goes to a record: its tab with the cursor on it; a person's card comes as a layer.
pub fn to(record: RecordId) -> Effect {
    let place = match record {
        RecordId::Person(person) => return Effect::open(PersonCard::new(person)),
        RecordId::Request(_) | RecordId::Letter(_) => Place::Requests,
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

/// A refusal as a sentence, where no officer is known by name.
pub fn refused(refused: &Refusal, ctx: &Ctx) -> String {
    refusal::sentence(ctx.words, ctx.now, &words_of::no_officers, refused)
}

/// What is wrong with what is typed, or with what the desk was asked.
pub fn fault(typed: &str, refused_by_desk: Option<&Refusal>, ctx: &Ctx) -> Option<String> {
    filter::fault(typed, ctx).or_else(|| Some(refused(refused_by_desk?, ctx)))
}
