//! Which lists a change touches: the bits of a push, known to server and screens alike.

use super::office::Office;
use super::reading::Told;
use crate::domain::event::{Event, Happening, OfficerEvent};
use crate::domain::ids::RecordId;
use crate::wire::envelope::Topics;
use crate::wire::topic;

/// A record that an event of the group is about, and the lists that the event changes.
pub struct Touched {
    pub record: RecordId,
    pub topics: Topics,
}

impl Touched {
    pub fn by(event: &Event) -> Touched {
        Touched {
            record: event.record,
            topics: topics(event),
        }
    }

    /// By an event that somebody else recorded.
    pub fn told(told: Told) -> Option<Touched> {
        let (record, what) = (told.record, told.what?);
        Some(Touched::by(&Event { record, what }))
    }

    pub fn is_office(&self) -> bool {
        Office::is_about(self.record)
    }
}

/// The topics that an event touches; none by a choice for one's own screens.
fn topics(event: &Event) -> Topics {
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
