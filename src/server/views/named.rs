//! Whom the notices of BSrE name, and what of theirs is open.

use super::Views;
use crate::domain::ids::RequestNo;
use crate::domain::person::PersonDetails;
use crate::domain::rules::open_requests;
use crate::wire::named::Named;

/// Most that one ask may name.
const MOST: usize = 500;

impl Views<'_> {
    /// The open requests of each, in the order asked.
    pub(super) fn open_of(&self, of: &[Named]) -> Vec<Vec<RequestNo>> {
        let (reading, actor) = (self.reading(), &self.caller.actor);
        let open = |named: &Named| {
            let told = PersonDetails {
                name: named.name.trim().to_owned(),
                email: named.email.trim().to_owned(),
                nip: named.nip,
                nik: named.nik,
                birth_date: None,
                post: String::new(),
                rank: String::new(),
                eselon: String::new(),
                agency: String::new(),
                unit: String::new(),
                phone: String::new(),
            };
            open_requests(&reading, actor, &told, named.serial.as_ref(), self.now)
        };
        of.iter().take(MOST).map(open).collect()
    }
}
