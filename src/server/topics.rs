//! Which lists a change touches: the bits of a push, known to server and screens alike.

use crate::domain::event::{Event, Happening, OfficerEvent};
use crate::domain::ids::RecordId;
use crate::wire::envelope::Topics;
use crate::wire::topic;

/// The topics that an event touches; none by a choice for one's own screens.
pub fn topics(event: &Event) -> Topics {
    if matches!(event.what, Happening::Officer(OfficerEvent::Chose { .. })) {
        return Topics::default();
    }
    match event.record {
        RecordId::Desk | RecordId::Policy(_) | RecordId::Officer(_) => topic::OFFICE,
        RecordId::Letter(_) => topic::LETTERS,
        RecordId::Sheet(_) => topic::SHEETS,
        RecordId::Request(_) => topic::REQUESTS,
        RecordId::Person(_) => topic::PEOPLE,
        RecordId::Certificate(_) => topic::CERTIFICATES,
    }
}
