//! Help of a place: its keys by group from the one table, the rule of capitals, the terms.

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};
use ratatui::widgets::Padding;

use crate::text;
use crate::tui::action::Action;
use crate::tui::action::Group;
use crate::tui::keymap::{self, Facts, RULES, Rule};
use crate::tui::panel::{Ctx, Effect, Input, Panel};
use crate::tui::place::Place;
use crate::tui::theme::Role;
use crate::tui::widgets::chrome::chord_label;
use crate::tui::widgets::frame::Frame;
use crate::tui::widgets::text_view::{Paragraph, TextView};

/// Columns of the keys.
const KEYS: usize = 16;

/// The help of one place.
#[derive(Clone, Debug)]
pub struct Help {
    of: Place,
    view: TextView,
}

impl Help {
    /// The help of the place that these facts are of.
    pub fn of(facts: &Facts, ctx: &Ctx) -> Help {
        Help {
            of: facts.place,
            view: TextView::new(paragraphs(facts, ctx)),
        }
    }
}

/// One page of the place first: what it is, the keys that do something now, the marks. Then every
/// key with its sentence, and the terms.
fn paragraphs(facts: &Facts, ctx: &Ctx) -> Vec<Paragraph> {
    let place = facts.place;
    let mut out = vec![Paragraph::plain(ctx.get(&place.about_key()))];
    let here = keymap::here(facts);
    let keys = here.iter();
    let keys: Vec<String> = keys.map(|rule| short(rule, place, ctx)).collect();
    for (heading, flow) in [("help-keys", keys), ("help-marks", marks(ctx))] {
        out.push(Paragraph::plain(""));
        out.push(Paragraph::of(Role::Accent, ctx.get(heading)));
        out.push(Paragraph::plain(format!("  {}", flow.join("   "))).hanging(2));
    }
    out.push(Paragraph::plain(""));
    out.push(Paragraph::of(Role::Dim, ctx.get("help-more")));
    out.push(Paragraph::plain(""));
    out.extend(in_full(place, ctx));
    out
}

/// A key and what it does, for the page of the place; blanks within it do not break.
fn short(rule: &Rule, place: Place, ctx: &Ctx) -> String {
    let key = rule.chord.map(|chord| chord_label(ctx, chord));
    let name = rule.action.name(place, ctx.words);
    format!("{} {name}", key.unwrap_or_default()).replace(' ', "\u{a0}")
}

/// The marks of lists, frames and the calendar, each with what it means.
fn marks(ctx: &Ctx) -> Vec<String> {
    let signs = ctx.theme.signs();
    let bar = format!("{}{}", signs.full, signs.empty);
    let lamps = [signs.lit, signs.unseen, signs.unlit].join(" ");
    let marks = [
        (signs.cursor, "mark-cursor"),
        (signs.marked, "mark-marked"),
        (signs.changed, "mark-changed"),
        (signs.good, "mark-good"),
        (signs.warn, "mark-warn"),
        (signs.bad, "mark-bad"),
        (bar.as_str(), "mark-bar"),
        (lamps.as_str(), "mark-lamps"),
    ];
    let said = marks.map(|(sign, key)| format!("{sign} {}", ctx.get(key)).replace(' ', "\u{a0}"));
    said.to_vec()
}

/// Every key of the place with its sentence, by family, and the terms.
fn in_full(place: Place, ctx: &Ctx) -> Vec<Paragraph> {
    let mut out = vec![Paragraph::plain(ctx.get("help-rule")), Paragraph::plain("")];
    let rules = keymap::help(place);
    for group in Group::ALL {
        let of_group: Vec<&&Rule> = rules
            .iter()
            .filter(|rule| rule.action.group() == group && rule.chord.is_some())
            .collect();
        if of_group.is_empty() {
            continue;
        }
        out.push(Paragraph::of(Role::Accent, ctx.get(group.as_str())));
        for rule in of_group {
            let keys = keys_of(rule.action, place, ctx);
            let keys = text::pad_right(&keys, KEYS);
            let name = rule.action.name(place, ctx.words);
            let help = rule.action.help(place, ctx.words);
            out.push(Paragraph::plain(format!("  {keys} {name}: {help}")).hanging(KEYS + 3));
        }
        out.push(Paragraph::plain(""));
    }
    out.push(Paragraph::of(Role::Accent, ctx.get("help-glossary")));
    for key in ctx.words.keys("term-") {
        out.push(Paragraph::plain(format!("  {}", ctx.get(key))).hanging(4));
    }
    out
}

/// All keys of an action in a place, joined.
fn keys_of(action: Action, place: Place, ctx: &Ctx) -> String {
    let mut keys: Vec<String> = Vec::new();
    for rule in RULES {
        if let Some(chord) = rule.chord
            && rule.action == action
            && rule.at(place)
        {
            keys.push(chord_label(ctx, chord));
        }
    }
    keys.join(" ")
}

impl Panel for Help {
    fn place(&self) -> Place {
        Place::Help
    }

    fn wanted(&self, ctx: &Ctx) -> Size {
        Size::new(
            ctx.screen.width.saturating_sub(4).min(100),
            ctx.screen.height.saturating_sub(2),
        )
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let place = ctx.get(&self.of.name_key());
        let title = ctx.words.with("help-title", &[("place", &place)]);
        let inside = Frame::titled(title)
            .padded(Padding::left(1))
            .render(area, buf, ctx);
        self.view.render(inside, buf, ctx);
    }

    fn handle(&mut self, input: Input, _ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Act(Action::Back | Action::Help) => vec![Effect::Close],
            Input::Act(action) => {
                self.view.handle(action);
                Vec::new()
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;
    use crate::tui::action::ActionSet;
    use crate::tui::layers::centred;
    use crate::tui::testing::Stage;

    /// A clerk on a request that waits at the counter.
    fn facts() -> Facts {
        Facts {
            row: true,
            allowed: ActionSet::of(&[
                Action::Forward,
                Action::Convert,
                Action::Close,
                Action::New,
                Action::Import,
                Action::Edit,
                Action::EditLetter,
                Action::AddFile,
                Action::Note,
                Action::History,
                Action::Reveal,
            ]),
            ..Facts::new(Place::Requests)
        }
    }

    #[test]
    fn its_first_page_is_of_the_place() {
        for (name, width, height, language) in [
            ("help_80", 80, 24, Language::Indonesian),
            ("help_120_en", 120, 40, Language::English),
        ] {
            let stage = Stage::new(width, height, language);
            let help = Help::of(&facts(), &stage.ctx());
            let shown = stage.draw(|area, buf, ctx| {
                help.render(centred(area, help.wanted(ctx)), buf, ctx);
            });
            let page = stage.words.get("help-more");
            assert!(shown.contains(&page), "one page: {shown}");
            insta::assert_snapshot!(name, shown);
        }
    }

    #[test]
    fn no_line_of_help_lacks_its_words() {
        for language in [Language::Indonesian, Language::English] {
            let stage = Stage::new(80, 24, language);
            for place in Place::ALL {
                let facts = Facts {
                    row: true,
                    allowed: ActionSet::ALL,
                    ..Facts::new(place)
                };
                for paragraph in paragraphs(&facts, &stage.ctx()) {
                    let bare = ["[act-", "[help-", "[mark-", "[about-"]
                        .iter()
                        .any(|key| paragraph.text.contains(key));
                    assert!(!bare, "{place:?}: {}", paragraph.text);
                }
                let about = stage.words.get(&place.about_key());
                let sentences = about.matches(". ").count() + usize::from(about.ends_with('.'));
                assert_eq!(sentences, 2, "{place:?}: {about}");
            }
        }
    }
}
