//! Help of a place: its keys by group from the one table, the rule of capitals, the terms.

use ratatui::buffer::Buffer;
use ratatui::layout::{Rect, Size};

use crate::text;
use crate::tui::action::Action;
use crate::tui::action::Group;
use crate::tui::keymap::{self, RULES, Rule};
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
    /// The help of a place.
    pub fn of(place: Place, ctx: &Ctx) -> Help {
        Help {
            of: place,
            view: TextView::new(paragraphs(place, ctx)),
        }
    }
}

fn paragraphs(place: Place, ctx: &Ctx) -> Vec<Paragraph> {
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
        out.push(Paragraph::of(Role::Accent, ctx.get(group.key())));
        for rule in of_group {
            let keys = keys_of(rule.action, place, ctx);
            let keys = text::pad_right(&keys, KEYS);
            let name = ctx.get(&rule.action.name_key());
            let help = ctx.get(&rule.action.help_key());
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
        let inside = Frame::titled(title).render(area, buf, ctx);
        let inside = Rect {
            x: inside.x + 1,
            width: inside.width.saturating_sub(1),
            ..inside
        };
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
    use crate::tui::layers::centred;
    use crate::tui::testing::Stage;

    #[test]
    fn it_tells_the_keys_of_the_place() {
        for (name, width, height, language) in [
            ("help_80", 80, 24, Language::Indonesian),
            ("help_120_en", 120, 40, Language::English),
        ] {
            let stage = Stage::new(width, height, language);
            let help = Help::of(Place::Requests, &stage.ctx());
            let shown = stage.draw(|area, buf, ctx| {
                help.render(centred(area, help.wanted(ctx)), buf, ctx);
            });
            insta::assert_snapshot!(name, shown);
        }
    }

    #[test]
    fn no_line_of_help_lacks_its_words() {
        for language in [Language::Indonesian, Language::English] {
            let stage = Stage::new(80, 24, language);
            for place in Place::ALL {
                for paragraph in paragraphs(place, &stage.ctx()) {
                    let bare =
                        paragraph.text.contains("[act-") || paragraph.text.contains("[help-");
                    assert!(!bare, "{place:?}: {}", paragraph.text);
                }
            }
        }
    }
}
