//! The names that may leave in files for BSrE's portal.

use super::Views;
use crate::domain::act::{ActKind, Seen};
use crate::domain::checklist::{Evidence, Verdict};
use crate::domain::policy::DocumentKey;
use crate::domain::portal::{PortalFile, PortalName};
use crate::domain::request::{Request, Stage};
use crate::domain::rules::{blocks, may};
use crate::wire::message::{List, Query, Tell};
use crate::wire::view::Row;

/// Rows of one window of the list.
const WINDOW: u16 = 1_000;

impl Views<'_> {
    pub(super) fn for_portal(&self) -> Tell {
        let mut names = Vec::new();
        let mut from = 0;
        loop {
            let query = Query::of(List::Verification);
            let page = match self.page(&query, from, WINDOW, None) {
                Tell::Page(page) => page,
                other => return other,
            };
            let rows = page.rows.iter().filter_map(|row| match row {
                Row::Request(line) if line.row.stage == Stage::Verification => Some(line.row.no),
                _ => None,
            });
            for no in rows {
                match self.read_request(no) {
                    Ok(request) => names.extend(self.portal_name(&request)),
                    Err(tell) => return tell,
                }
            }
            from += u32::from(WINDOW);
            if page.rows.is_empty() || from >= page.total {
                return Tell::ForPortal(names);
            }
        }
    }

    /// A name that the asking officer may prepare or take back; `None` for any other.
    fn portal_name(&self, request: &Request) -> Option<PortalName> {
        let desk = self.reading();
        let actor = &self.caller.actor;
        let may = |act| may(&desk, actor, act, Some(request), self.now).is_ok();
        let prepared = request.prepared.is_some();
        let ready = may(ActKind::PreparePortal) && blocks(&desk, request, self.now).is_empty();
        if !(ready || prepared && may(ActKind::TakeBack)) {
            return None;
        }
        let who = &request.identity;
        let text = |text: &String| text.trim().to_owned();
        Some(PortalName {
            request: Seen {
                id: request.no,
                revision: request.revision,
            },
            ready,
            prepared,
            name: text(&who.name),
            email: text(&who.email),
            nip: text(&who.nip),
            phone: text(&who.phone),
            post: text(&who.post),
            agency: text(&who.agency),
            files: files(request),
            elsewhere: elsewhere(request),
        })
    }
}

/// The files that lie beside it, but for the letter, which its names share.
fn files(request: &Request) -> Vec<PortalFile> {
    let own = request.checklist.iter();
    let own = own.filter(|item| item.document != DocumentKey::Letter);
    own.filter_map(|item| match &item.current()?.evidence {
        Evidence::File { name, bytes, .. } => Some(PortalFile {
            document: item.document,
            name: name.clone(),
            bytes: *bytes,
        }),
        Evidence::Paper | Evidence::Link(_) => None,
    })
    .collect()
}

fn elsewhere(request: &Request) -> Vec<DocumentKey> {
    let items = request.checklist.iter();
    let elsewhere = items.filter(|item| {
        let on = item.mark.as_ref().and_then(|mark| mark.on.as_ref());
        let away = matches!(on, Some(Evidence::Paper | Evidence::Link(_)));
        away && *item.verdict() == Verdict::Conforms && item.document != DocumentKey::Letter
    });
    elsewhere.map(|item| item.document).collect()
}
