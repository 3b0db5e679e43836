//! Filters that an officer gave a name: `f` chooses one, `-` deletes it, Ctrl-S in the search line
//! keeps what is typed under a name. They are files of the client's own state folder, per desk and
//! officer: who comes by SSH runs the client in his account on the desk's machine and finds them.

use serde::{Deserialize, Serialize};

use crate::tui::layers::confirm::Confirm;
use crate::tui::layers::form_layer::FormLayer;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Tag};
use crate::tui::view::bsre::choose::Choose;
use crate::tui::view::go;
use crate::tui::view::identity_form::value;
use crate::tui::widgets::form::Form;
use crate::tui::widgets::form::entry::{Choice, Entry};

const CHOOSE: Tag = 0;
const NAME: Tag = 1;
const DELETE: Tag = 2;

/// Filters kept for one list.
const MOST: usize = 30;
/// Characters of a name.
const LONGEST: usize = 40;

/// What stands in the file; the field's name tells it from drafts of other kinds.
#[derive(Default, Serialize, Deserialize)]
struct Kept {
    filters: Vec<(String, String)>,
}

/// The named filters of one list.
pub struct Named {
    key: &'static str,
    base: Tag,
    kept: Vec<(String, String)>,
    /// The filter that is being given a name.
    naming: String,
    /// The name that is about to be deleted.
    deleting: String,
}

/// What came of an input.
#[derive(Debug)]
pub enum NamedEvent {
    Did(Vec<Effect>),
    /// This filter was chosen.
    Chosen(String),
    /// The person wants to put a filter together.
    Compose,
}

impl Named {
    /// Tags used, from the base on.
    pub const TAGS: Tag = 3;

    /// The filters kept under a key; tags begin at `base`.
    pub fn new(key: &'static str, base: Tag) -> Named {
        Named {
            key,
            base,
            kept: Vec::new(),
            naming: String::new(),
            deleting: String::new(),
        }
    }

    /// Brings back what was kept; it comes as `Input::Draft`.
    pub fn recall(&self) -> Effect {
        Effect::Recall(self.key.to_owned())
    }

    /// Takes what was kept; `false` where the text is something else's.
    pub fn take_draft(&mut self, text: &str) -> bool {
        match serde_json::from_str::<Kept>(text) {
            Ok(kept) => {
                self.kept = kept.filters;
                true
            }
            Err(_) => false,
        }
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.kept.is_empty()
    }

    /// The name of a filter, where it has one.
    pub fn name_of(&self, filter: &str) -> Option<&str> {
        let found = self.kept.iter().find(|(_, kept)| kept == filter);
        found.map(|(name, _)| name.as_str())
    }

    fn save(&self) -> Effect {
        let kept = Kept {
            filters: self.kept.clone(),
        };
        Effect::Draft {
            key: self.key.to_owned(),
            text: serde_json::to_string(&kept).ok(),
        }
    }

    /// Keeps a filter under a name; one of that name is replaced.
    pub fn put(&mut self, name: &str, filter: &str, ctx: &Ctx) -> Vec<Effect> {
        let name: String = name.trim().chars().take(LONGEST).collect();
        self.kept.retain(|(known, _)| *known != name);
        if self.kept.len() >= MOST {
            let said = ctx.words.with("named-too-many", &[("count", &MOST)]);
            return vec![Effect::error(said)];
        }
        self.kept.push((name.clone(), filter.to_owned()));
        self.kept.sort();
        let said = ctx.words.with("named-kept", &[("name", &name)]);
        vec![self.save(), Effect::done(said)]
    }

    /// Asks for a name for what is filtered now.
    pub fn ask_name(&mut self, filter: &str, ctx: &Ctx) -> Vec<Effect> {
        let filter = filter.trim();
        if filter.is_empty() {
            return Vec::new();
        }
        if let Some(fault) = go::fault(filter, None, ctx) {
            return vec![Effect::error(fault)];
        }
        filter.clone_into(&mut self.naming);
        let before = self.name_of(filter).unwrap_or_default();
        let title = ctx.words.with("named-ask", &[("filter", &filter)]);
        let form = Form::new(title)
            .with(Entry::text("filter_name", "field-filter_name", before).required());
        vec![Effect::open(FormLayer::new(self.base + NAME, form))]
    }

    /// The list of names, with a way to put a new filter together first.
    pub fn menu(&self, ctx: &Ctx) -> Effect {
        let compose = Choice::new("", ctx.get("named-compose"));
        let lines = self
            .kept
            .iter()
            .map(|(name, filter)| Choice::new(name.clone(), format!("{name}  ·  {filter}")));
        let options = std::iter::once(compose).chain(lines).collect();
        let title = ctx.get("named-title");
        Effect::open(Choose::new(self.base + CHOOSE, title, options).removable())
    }

    /// Takes an input of its own.
    ///
    /// # Errors
    /// The input itself, where it was for somebody else.
    pub fn take(&mut self, input: Input, ctx: &Ctx) -> Result<NamedEvent, Input> {
        let (tag, answer) = match input {
            Input::Answered { tag, answer } => (tag, answer),
            other => return Err(other),
        };
        let own = tag.checked_sub(self.base).filter(|tag| *tag < Self::TAGS);
        let Some(own) = own else {
            return Err(Input::Answered { tag, answer });
        };
        Ok(match (own, answer) {
            (CHOOSE, Answer::Chosen(name)) if name.is_empty() => NamedEvent::Compose,
            (CHOOSE, Answer::Chosen(name)) => {
                let found = self.kept.iter().find(|(known, _)| *known == name);
                let filter = found.map(|(_, filter)| filter.clone());
                NamedEvent::Chosen(filter.unwrap_or_default())
            }
            (CHOOSE, Answer::Fields(removed)) => {
                NamedEvent::Did(self.ask_delete(value(&removed, "remove"), ctx))
            }
            (NAME, Answer::Fields(fields)) => {
                let filter = std::mem::take(&mut self.naming);
                let mut effects = vec![Effect::CloseAbove];
                effects.extend(self.put(value(&fields, "filter_name"), &filter, ctx));
                NamedEvent::Did(effects)
            }
            (DELETE, Answer::Yes) => {
                let name = std::mem::take(&mut self.deleting);
                self.kept.retain(|(known, _)| *known != name);
                let said = ctx.words.with("named-deleted", &[("name", &name)]);
                NamedEvent::Did(vec![self.save(), Effect::CloseAbove, Effect::done(said)])
            }
            _ => NamedEvent::Did(Vec::new()),
        })
    }

    fn ask_delete(&mut self, name: &str, ctx: &Ctx) -> Vec<Effect> {
        if name.is_empty() {
            return Vec::new();
        }
        name.clone_into(&mut self.deleting);
        let asked = ctx.words.with("named-ask-delete", &[("name", &name)]);
        vec![Effect::open(
            Confirm::new(self.base + DELETE, asked).irreversible(),
        )]
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::text::Language;
    use crate::tui::testing::Stage;

    const BASE: Tag = 40;

    fn answered(tag: Tag, answer: Answer) -> Input {
        let tag = BASE + tag;
        Input::Answered { tag, answer }
    }

    fn kept(effects: &[Effect]) -> String {
        let text = effects.iter().find_map(|effect| match effect {
            Effect::Draft { key, text } if key == "filters-requests" => text.clone(),
            _ => None,
        });
        text.unwrap()
    }

    fn done(named: &mut Named, input: Input, stage: &Stage) -> Vec<Effect> {
        match named.take(input, &stage.ctx()) {
            Ok(NamedEvent::Did(effects)) => effects,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_filter_is_named_chosen_in_another_session_and_deleted() {
        let stage = Stage::small();
        let mut named = Named::new("filters-requests", BASE);
        assert!(
            named.ask_name("  ", &stage.ctx()).is_empty(),
            "nothing to keep"
        );
        let wrong = named.ask_name("tahp:dikembalikan", &stage.ctx());
        assert!(matches!(&wrong[..], [Effect::Say(_)]), "{wrong:?}");
        named.ask_name("tahap:dikembalikan pd:dinkes", &stage.ctx());
        let fields = vec![("filter_name".to_owned(), "Dinkes kembali".to_owned())];
        let name = answered(NAME, Answer::Fields(fields));
        let file = kept(&done(&mut named, name, &stage));
        let mut later = Named::new("filters-requests", BASE);
        assert!(!later.take_draft("{\"letter\":[]}"), "another draft");
        assert!(later.take_draft(&file));
        assert_eq!(
            later.name_of("tahap:dikembalikan pd:dinkes"),
            Some("Dinkes kembali")
        );
        let choose = answered(CHOOSE, Answer::Chosen("Dinkes kembali".to_owned()));
        match later.take(choose, &stage.ctx()) {
            Ok(NamedEvent::Chosen(filter)) => assert_eq!(filter, "tahap:dikembalikan pd:dinkes"),
            other => panic!("{other:?}"),
        }
        let remove = vec![("remove".to_owned(), "Dinkes kembali".to_owned())];
        done(&mut later, answered(CHOOSE, Answer::Fields(remove)), &stage);
        let file = kept(&done(&mut later, answered(DELETE, Answer::Yes), &stage));
        assert!(later.is_empty());
        assert_eq!(file, "{\"filters\":[]}");
    }

    #[test]
    fn the_menu_looks_right() {
        for (name, language) in [
            ("named_id", Language::Indonesian),
            ("named_en", Language::English),
        ] {
            let stage = Stage::new(80, 24, language);
            let mut named = Named::new("filters-requests", BASE);
            named.put(
                "Dinkes kembali",
                "tahap:dikembalikan pd:dinkes",
                &stage.ctx(),
            );
            named.put("Saya, lewat waktu", "saya: lewat:", &stage.ctx());
            let Effect::Open(panel) = named.menu(&stage.ctx()) else {
                panic!("no menu")
            };
            let size = panel.wanted(&stage.ctx());
            let drawn = stage.draw(|area, buf, ctx| {
                let area = ratatui::layout::Rect {
                    width: size.width,
                    height: size.height,
                    ..area
                };
                panel.render(area, buf, ctx);
            });
            insta::assert_snapshot!(name, drawn);
        }
    }
}
