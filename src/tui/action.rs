//! Every act a person can name: one list, from which the keymap, the hints, the menu, the palette
//! and the help take their words (`act-<slug>`, `help-<slug>`).

use super::place::Place;
use crate::domain::keyed::keyed;
use crate::text::Words;

keyed! {
    /// The family an action belongs to, in the order of the help; its key is that of its heading.
    pub enum Group {
        Decide = "help-group-decide",
        Marks = "help-group-marks",
        Inside = "help-group-inside",
        Find = "help-group-find",
        Move = "help-group-move",
        Help = "help-group-help",
    }
}

macro_rules! actions {
    ($($group:ident { $($name:ident $slug:literal),* $(,)? })*) => {
        keyed! {
            /// An action a person can name, apart from the key that brings it. Its key stands in
            /// the keys of words: `act-<key>`, `help-<key>`.
            pub enum Action {
                $($($name = $slug,)*)*
            }
        }

        impl Action {
            /// The family it is shown in.
            pub fn group(self) -> Group {
                match self { $($(Action::$name => Group::$group),*),* }
            }
        }
    };
}

actions! {
    Move {
        Up "up", Down "down", Left "left", Right "right", Top "top", Bottom "bottom",
        PageUp "page-up", PageDown "page-down", Open "open", Back "back",
        NextPanel "next-panel", PrevPanel "prev-panel",
        Tab0 "tab-0", Tab1 "tab-1", Tab2 "tab-2", Tab3 "tab-3", Tab4 "tab-4",
        Tab5 "tab-5", Tab6 "tab-6", Tab7 "tab-7", Tab8 "tab-8", Tab9 "tab-9",
        Audit "audit", Guide "guide",
        Previous "previous", Next "next", Today "today",
    }
    Find {
        Find "find", FindAll "find-all", NextHit "next-hit", PreviousHit "previous-hit",
        Filter "filter", Sort "sort",
        ColumnLeft "column-left", ColumnRight "column-right", Columns "columns",
        Mark "mark", MarkAll "mark-all", Read "read",
    }
    Help {
        Menu "menu", Palette "palette", Help "help", Save "save", Redraw "redraw", Quit "quit",
        Language "language", Theme "theme", Ascii "ascii", Mouse "mouse",
        Yes "yes", No "no", Cancel "cancel",
    }
    Inside {
        New "new", Import "import", Edit "edit", EditLetter "edit-letter", Forward "forward",
        Complete "complete", StepBack "step-back",
        Claim "claim", Note "note", OpenFile "open-file", AddFile "add-file",
        History "history", Undo "undo", Copy "copy", Message "message",
        Particulars "particulars", GivePosition "give-position",
    }
    Marks {
        Conforms "conforms", Wrong "wrong", Missing "missing", NotNeeded "not-needed",
    }
    Decide {
        Return "return", Reject "reject", Reply "reply", Disagree "disagree", Send "send", Portal "portal", Answer "answer", HandOver "hand-over",
        Paper "paper", Create "create", Convert "convert", Correct "correct", FollowUp "follow-up",
        Close "close", EndActing "end-acting", Accept "accept", Reveal "reveal",
    }
}

impl Action {
    /// Key of its short name.
    pub fn name_key(self) -> String {
        format!("action-{}", self.as_str())
    }

    /// Key of the sentence that explains it.
    pub fn help_key(self) -> String {
        format!("help-{}", self.as_str())
    }

    /// Its short name in a place: places have their own word where the general one does not fit
    /// (`action-close-certificates`).
    pub fn name(self, place: Place, words: &Words) -> String {
        Action::of_place(self.name_key(), place, words)
    }

    /// The sentence that explains it in a place; of what this release does not do yet, that, and what
    /// to do instead.
    pub fn help(self, place: Place, words: &Words) -> String {
        let later = self.later(words);
        later.unwrap_or_else(|| Action::of_place(self.help_key(), place, words))
    }

    /// That it cannot be done in a place now; of what this release does not do yet, what to do
    /// instead.
    pub fn not_here(self, place: Place, words: &Words) -> String {
        self.later(words).unwrap_or_else(|| {
            let (action, place) = (self.name(place, words), words.get(&place.name_key()));
            words.with("action-not-here", &[("action", &action), ("place", &place)])
        })
    }

    fn later(self, words: &Words) -> Option<String> {
        words.find(&format!("not-yet-{}", self.as_str()), &[])
    }

    fn of_place(key: String, place: Place, words: &Words) -> String {
        let own = format!("{key}-{}", place.as_str());
        words.find(&own, &[]).unwrap_or_else(|| words.get(&key))
    }

    /// Whether it decides or leaves the desk: such an act never happens without a question that
    /// names what will happen [R11.12].
    pub fn confirms(self) -> bool {
        self.group() == Group::Decide
    }

    /// The tab that a number key opens, 0 to 9.
    pub fn tab(self) -> Option<usize> {
        const TABS: [Action; 10] = [
            Action::Tab0,
            Action::Tab1,
            Action::Tab2,
            Action::Tab3,
            Action::Tab4,
            Action::Tab5,
            Action::Tab6,
            Action::Tab7,
            Action::Tab8,
            Action::Tab9,
        ];
        TABS.iter().position(|tab| *tab == self)
    }
}

/// A set of actions, small enough to copy: what the record under the cursor admits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ActionSet(u128);

impl ActionSet {
    /// No action.
    pub const NONE: ActionSet = ActionSet(0);
    /// Every action.
    pub const ALL: ActionSet = ActionSet(u128::MAX);

    /// The set of these actions.
    pub fn of(actions: &[Action]) -> ActionSet {
        actions
            .iter()
            .fold(ActionSet::NONE, |set, action| set.with(*action))
    }

    /// The set and one more.
    pub fn with(self, action: Action) -> ActionSet {
        ActionSet(self.0 | 1 << action as u32)
    }

    /// The set with `action` in it where `condition` holds.
    pub fn with_if(self, condition: bool, action: Action) -> ActionSet {
        if condition { self.with(action) } else { self }
    }

    /// The set without one.
    pub fn without(self, action: Action) -> ActionSet {
        ActionSet(self.0 & !(1 << action as u32))
    }

    /// Whether the action is in the set.
    pub fn has(self, action: Action) -> bool {
        self.0 & (1 << action as u32) != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_holds_what_was_put_in() {
        assert!(Action::ALL.len() <= 128, "the set has 128 places");
        let set = ActionSet::of(&[Action::New, Action::Reveal]);
        for action in Action::ALL {
            let inside = matches!(action, Action::New | Action::Reveal);
            assert_eq!(set.has(action), inside, "{action:?}");
            assert!(ActionSet::ALL.has(action));
        }
        assert!(!set.without(Action::New).has(Action::New));
        assert_eq!(set.with_if(false, Action::Edit), set);
    }

    #[test]
    fn number_keys_are_tabs() {
        assert_eq!(Action::Tab0.tab(), Some(0));
        assert_eq!(Action::Tab9.tab(), Some(9));
        assert_eq!(Action::New.tab(), None);
    }
}
