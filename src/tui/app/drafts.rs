//! What is typed and not recorded yet is kept, without a panel asking for it: a panel only tells
//! what is typed and under which key ([`crate::tui::panel::Panel::draft`]). It is written once the
//! person rests, when another page comes and when the screen ends, however it ends; brought back
//! when a panel first names its key; and forgotten when nothing is typed any more.

use std::collections::BTreeMap;
use std::time::Duration;

use super::{APP, App, Outgoing, Owner};
use crate::tui::panel::{Draft, Input, Tag};

/// The app's wake after a pause in typing.
pub(super) const KEEP: Tag = 4;
const PAUSE: Duration = Duration::from_millis(800);

/// The draft of one panel.
#[derive(Default)]
struct Kept {
    draft: Draft,
    /// What lies on disk under its key, as far as it was brought back or written from here.
    written: Option<String>,
}

impl Kept {
    /// What has to be written, or forgotten, for the disk to say what the panel says.
    fn write(&mut self) -> Option<Outgoing> {
        if self.written == self.draft.text {
            return None;
        }
        self.written.clone_from(&self.draft.text);
        let Draft { key, text } = self.draft.clone();
        Some(Outgoing::Draft { key, text })
    }
}

/// The drafts of the panels on screen.
#[derive(Default)]
pub(super) struct Drafts {
    of: BTreeMap<Owner, Kept>,
}

impl Drafts {
    /// Writes what is not written yet.
    pub(super) fn write(&mut self, out: &mut Vec<Outgoing>) {
        out.extend(self.of.values_mut().filter_map(Kept::write));
    }

    /// A panel is gone; what is typed in it stays kept.
    pub(super) fn gone(&mut self, owner: Owner, out: &mut Vec<Outgoing>) {
        out.extend(self.of.remove(&owner).and_then(|mut kept| kept.write()));
    }

    /// A panel is gone, and its opener has what was typed in it.
    pub(super) fn taken(&mut self, owner: Owner, out: &mut Vec<Outgoing>) {
        if let Some(kept) = self.of.get_mut(&owner) {
            kept.draft.text = None;
        }
        self.gone(owner, out);
    }
}

impl App {
    /// A panel took an input: what is typed in it may be another.
    pub(super) fn note_draft(&mut self, owner: Owner, out: &mut Vec<Outgoing>) {
        let mut slots = self.pages.iter().chain(&self.layers);
        let slot = slots.find(|slot| slot.owner == owner);
        let draft = slot.and_then(|slot| slot.panel.draft());
        let drafts = &mut self.drafts;
        let known = drafts.of.get(&owner).map(|kept| &kept.draft);
        if known == draft.as_ref() {
            return;
        }
        let same = |now: &Draft| known.is_some_and(|kept| kept.key == now.key);
        if !draft.as_ref().is_some_and(same) {
            drafts.gone(owner, out);
        }
        let Some(draft) = draft else {
            return;
        };
        let kept = drafts.of.entry(owner).or_insert_with(|| {
            let key = draft.key.clone();
            out.push(Outgoing::Recall { owner, key });
            Kept::default()
        });
        kept.draft = draft;
        if kept.draft.text != kept.written {
            let (owner, tag, after) = (APP, KEEP, PAUSE);
            out.push(Outgoing::Wake { owner, tag, after });
        }
    }

    /// Brings back what was kept under a key, unless the panel is at another record by now.
    pub(super) fn recalled(
        &mut self,
        owner: Owner,
        key: &str,
        text: String,
        out: &mut Vec<Outgoing>,
    ) {
        let kept = self.drafts.of.get_mut(&owner);
        if let Some(kept) = kept.filter(|kept| kept.draft.key == key) {
            kept.written = Some(text.clone());
            self.deliver(owner, Input::Draft(text), out);
        }
    }
}
