//! Which lists a change touches: the bits of a push, known to server and screens alike.

use crate::domain::ids::RecordId;
use crate::wire::envelope::Topics;
use crate::wire::topic;

/// The topics that a change of a record touches.
pub fn topics(record: RecordId) -> Topics {
    match record {
        RecordId::Desk | RecordId::Policy(_) | RecordId::Officer(_) => topic::OFFICE,
        RecordId::Letter(_) => topic::LETTERS,
        RecordId::Sheet(_) => topic::SHEETS,
        RecordId::Request(_) => topic::REQUESTS,
        RecordId::Person(_) => topic::PEOPLE,
        RecordId::Certificate(_) => topic::CERTIFICATES,
    }
}
