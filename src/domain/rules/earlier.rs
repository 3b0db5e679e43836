//! What earlier requests of the same person have to give to a later one [R3.24].

use super::super::carry::{Carried, Stays};
use super::super::checklist::Evidence;
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
    carried(from, &asked, desk.policy_of(onto.policy).carry_days, at)
}

/// What goes along to a request that asks for these documents; `true`: one of its own lies there.
/// The letter never goes along: each request came by its own.
pub fn carried(from: &Request, onto: &[(DocumentKey, bool)], days: u16, at: Instant) -> Carried {
    let mut carried = Carried {
        from: from.no,
        documents: Vec::new(),
        left: Vec::new(),
    };
    for item in &from.checklist {
        let document = item.document;
        let wanted = onto.iter().find(|(key, _)| *key == document);
        let Some((held, (_, own))) = item.current().zip(wanted) else {
            continue;
        };
        let age = (at.day() - held.added.day()).num_days();
        let stays = match &held.evidence {
            _ if document == DocumentKey::Letter => continue,
            _ if *own => Some(Stays::There),
            Evidence::Paper => Some(Stays::Original),
            _ if age > i64::from(days) => Some(Stays::Old),
            _ => None,
        };
        match stays {
            Some(why) => carried.left.push((document, why)),
            None => carried.documents.push((document, held.clone())),
        }
    }
    carried
}
