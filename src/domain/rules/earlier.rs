//! What earlier requests of the same person have to give to a later one [R3.24].

use super::super::carry::Carried;
use super::super::desk::Desk;
use super::super::keys::Key;
use super::super::policy::{DocumentKey, Need};
use super::super::record::Record;
use super::super::request::Request;
use super::super::time::Instant;

/// What an earlier request of the same person could give to this one, the latest first; those that
/// have nothing to give are left out.
pub fn earlier(desk: &dyn Desk, request: &Request, at: Instant) -> Vec<Carried> {
    let person = request.person.map(Key::of_prefix);
    let members = person.map_or_else(Vec::new, |prefix| desk.members(&prefix));
    let mut found: Vec<Carried> = members
        .into_iter()
        .filter_map(|id| match desk.record(id) {
            Some(Record::Request(other)) if other.no < request.no => {
                Some(papers(desk, &other, request, at))
            }
            _ => None,
        })
        .filter(|carried| !carried.documents.is_empty())
        .collect();
    found.sort_by_key(|carried| std::cmp::Reverse(carried.from));
    found
}

/// What goes along from one request to another.
pub(super) fn papers(desk: &dyn Desk, from: &Request, onto: &Request, at: Instant) -> Carried {
    let items = onto.checklist.iter();
    let asked = items.filter(|item| item.need != Need::No);
    let asked: Vec<(DocumentKey, bool)> = asked
        .map(|item| (item.document, item.current().is_some()))
        .collect();
    Carried::of(from, &asked, desk.policy_of(onto.policy).carry_days, at)
}
