//! Filters that an officer gave a name: `f` chooses one, `-` deletes it, Ctrl-S in the search line
//! keeps what is typed under a name. They are choices of the officer, a family for each list, kept on
//! the desk.

use super::filter::wrong;
use crate::tui::layers::choose::Choose;
use crate::tui::layers::confirm::Confirm;
use crate::tui::layers::form_layer::FormLayer;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Tag};
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

/// The named filters of one list.
pub struct SavedFilters {
    /// The family of choices that they are.
    family: &'static str,
    base: Tag,
    /// The filter that is being given a name.
    naming: String,
    /// The name that is about to be deleted.
    deleting: String,
}

/// What came of an input.
#[derive(Debug)]
pub enum SavedFiltersEvent {
    Did(Vec<Effect>),
    /// This filter was chosen.
    Chosen(String),
    /// The person wants to put a filter together.
    Compose,
}

impl SavedFilters {
    /// Tags used, from the base on.
    pub const TAGS: Tag = 3;

    /// The filters of a family of choices; tags begin at `base`.
    pub fn new(family: &'static str, base: Tag) -> SavedFilters {
        SavedFilters {
            family,
            base,
            naming: String::new(),
            deleting: String::new(),
        }
    }

    fn kept<'c>(&'c self, ctx: &'c Ctx) -> impl Iterator<Item = (&'c str, &'c str)> {
        ctx.me.choices.family(self.family)
    }

    /// Whether there is none.
    pub fn is_empty(&self, ctx: &Ctx) -> bool {
        self.kept(ctx).next().is_none()
    }

    /// The name of a filter, where it has one.
    pub fn name_of<'c>(&'c self, filter: &str, ctx: &'c Ctx) -> Option<&'c str> {
        let found = self.kept(ctx).find(|(_, kept)| *kept == filter);
        found.map(|(name, _)| name)
    }

    fn choose(&self, name: &str, filter: Option<&str>) -> Effect {
        Effect::Choose {
            key: format!("{}:{name}", self.family),
            value: filter.map(str::to_owned),
        }
    }

    /// Keeps a filter under a name; one of that name is replaced.
    pub fn put(&self, name: &str, filter: &str, ctx: &Ctx) -> Vec<Effect> {
        let name: String = name.trim().chars().take(LONGEST).collect();
        let others = self.kept(ctx).filter(|(known, _)| *known != name);
        if others.count() >= MOST {
            let said = ctx.words.with("named-too-many", &[("count", &MOST)]);
            return vec![Effect::error(said)];
        }
        let said = ctx.words.with("named-kept", &[("name", &name)]);
        vec![self.choose(&name, Some(filter)), Effect::done(said)]
    }

    /// Asks for a name for what is filtered now.
    pub fn ask_name(&mut self, text: &str, ctx: &Ctx) -> Vec<Effect> {
        let filter = text.trim();
        if filter.is_empty() {
            return Vec::new();
        }
        if let Some(fault) = wrong(filter, ctx) {
            return vec![Effect::error(fault)];
        }
        filter.clone_into(&mut self.naming);
        let before = self.name_of(filter, ctx).unwrap_or_default();
        let title = ctx.words.with("named-ask", &[("filter", &filter)]);
        let form = Form::new(title)
            .with(Entry::text("filter_name", "field-filter_name", before).required());
        let key = format!("{}-name", self.family);
        vec![Effect::open(FormLayer::new(self.base + NAME, key, form))]
    }

    /// The list of names, with a way to put a new filter together first.
    pub fn menu(&self, ctx: &Ctx) -> Effect {
        let compose = Choice::new("", ctx.get("named-compose"));
        let lines = self
            .kept(ctx)
            .map(|(name, filter)| Choice::new(name, format!("{name}  ·  {filter}")));
        let options = std::iter::once(compose).chain(lines).collect();
        let title = ctx.get("named-title");
        Effect::open(Choose::new(self.base + CHOOSE, title, options).removable())
    }

    /// Takes an input of its own.
    ///
    /// # Errors
    /// The input itself, where it was for somebody else.
    pub fn take(&mut self, input: Input, ctx: &Ctx) -> Result<SavedFiltersEvent, Input> {
        let (tag, answer) = match input {
            Input::Answered { tag, answer } => (tag, answer),
            other => return Err(other),
        };
        let own = tag.checked_sub(self.base).filter(|tag| *tag < Self::TAGS);
        let Some(own) = own else {
            return Err(Input::Answered { tag, answer });
        };
        Ok(match (own, answer) {
            (CHOOSE, Answer::Chosen(name)) if name.is_empty() => SavedFiltersEvent::Compose,
            (CHOOSE, Answer::Chosen(name)) => {
                let found = self.kept(ctx).find(|(known, _)| *known == name);
                SavedFiltersEvent::Chosen(
                    found
                        .map(|(_, filter)| filter.to_owned())
                        .unwrap_or_default(),
                )
            }
            (CHOOSE, Answer::Fields(removed)) => {
                SavedFiltersEvent::Did(self.ask_delete(value(&removed, "remove"), ctx))
            }
            (NAME, Answer::Fields(fields)) => {
                let filter = std::mem::take(&mut self.naming);
                let mut effects = vec![Effect::CloseAbove];
                effects.extend(self.put(value(&fields, "filter_name"), &filter, ctx));
                SavedFiltersEvent::Did(effects)
            }
            (DELETE, Answer::Yes) => {
                let name = std::mem::take(&mut self.deleting);
                let said = ctx.words.with("named-deleted", &[("name", &name)]);
                let deleted = self.choose(&name, None);
                SavedFiltersEvent::Did(vec![deleted, Effect::CloseAbove, Effect::done(said)])
            }
            _ => SavedFiltersEvent::Did(Vec::new()),
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

    fn done(named: &mut SavedFilters, input: Input, stage: &mut Stage) {
        match named.take(input, &stage.ctx()) {
            Ok(SavedFiltersEvent::Did(effects)) => stage.choose(&effects),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_filter_is_named_chosen_in_another_session_and_deleted() {
        let mut stage = Stage::small();
        let mut named = SavedFilters::new("filters-requests", BASE);
        assert!(
            named.ask_name("  ", &stage.ctx()).is_empty(),
            "nothing to keep"
        );
        let wrong = named.ask_name("tahp:dikembalikan", &stage.ctx());
        assert!(matches!(&wrong[..], [Effect::Say(_)]), "{wrong:?}");
        named.ask_name("tahap:dikembalikan pd:dinkes", &stage.ctx());
        let fields = vec![("filter_name".to_owned(), "Dinkes kembali".to_owned())];
        let name = answered(NAME, Answer::Fields(fields));
        done(&mut named, name, &mut stage);
        let mut later = SavedFilters::new("filters-requests", BASE);
        let other = SavedFilters::new("filters-sheets", BASE);
        assert!(other.is_empty(&stage.ctx()), "of another list");
        assert_eq!(
            later.name_of("tahap:dikembalikan pd:dinkes", &stage.ctx()),
            Some("Dinkes kembali")
        );
        let choose = answered(CHOOSE, Answer::Chosen("Dinkes kembali".to_owned()));
        match later.take(choose, &stage.ctx()) {
            Ok(SavedFiltersEvent::Chosen(filter)) => {
                assert_eq!(filter, "tahap:dikembalikan pd:dinkes")
            }
            other => panic!("{other:?}"),
        }
        let remove = vec![("remove".to_owned(), "Dinkes kembali".to_owned())];
        done(
            &mut later,
            answered(CHOOSE, Answer::Fields(remove)),
            &mut stage,
        );
        done(&mut later, answered(DELETE, Answer::Yes), &mut stage);
        assert!(later.is_empty(&stage.ctx()));
    }

    #[test]
    fn no_more_than_a_menu_holds_are_kept() {
        let mut stage = Stage::small();
        let named = SavedFilters::new("filters-requests", BASE);
        for number in 0..=MOST {
            let effects = named.put(&format!("Saringan {number}"), "saya:", &stage.ctx());
            stage.choose(&effects);
        }
        assert_eq!(named.kept(&stage.ctx()).count(), MOST);
        let again = named.put("Saringan 0", "lewat:", &stage.ctx());
        stage.choose(&again);
        assert_eq!(named.name_of("lewat:", &stage.ctx()), Some("Saringan 0"));
    }

    #[test]
    fn the_menu_looks_right() {
        for (name, language) in [
            ("named_id", Language::Indonesian),
            ("named_en", Language::English),
        ] {
            let mut stage = Stage::new(80, 24, language);
            let named = SavedFilters::new("filters-requests", BASE);
            for (name, filter) in [
                ("Dinkes kembali", "tahap:dikembalikan pd:dinkes"),
                ("Saya, lewat waktu", "saya: lewat:"),
            ] {
                let effects = named.put(name, filter, &stage.ctx());
                stage.choose(&effects);
            }
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
