//! `.` what I may do here, and `:` every act by name: two ways into the same table.

use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use ratatui::buffer::Buffer;
use ratatui::crossterm::event::KeyEvent;
use ratatui::layout::{Rect, Size};

use crate::text;
use crate::tui::action::Action;
use crate::tui::keymap::{self, Facts, Rule};
use crate::tui::panel::{Ctx, Effect, Input, Message, Panel};
use crate::tui::place::Place;
use crate::tui::spots::Rows;
use crate::tui::theme::Role;
use crate::tui::widgets::chrome::chord_label;
use crate::tui::widgets::field::TextField;
use crate::tui::widgets::frame::Frame;

/// One act that can be chosen.
#[derive(Clone, Debug)]
struct Choice {
    action: Action,
    key: String,
    name: String,
    help: String,
    /// Whether it can be done here and now.
    here: bool,
}

/// The menu or the palette.
#[derive(Clone, Debug)]
pub struct Palette {
    place: Place,
    /// The place it was opened in.
    of: Place,
    choices: Vec<Choice>,
    found: Vec<usize>,
    at: usize,
    field: TextField,
}

impl Palette {
    /// What may be done here and now.
    pub fn menu(facts: &Facts, ctx: &Ctx) -> Palette {
        let rules = keymap::menu(facts);
        Palette::of(Place::Menu, facts, &rules, ctx)
    }

    /// Every act by name.
    pub fn all(facts: &Facts, ctx: &Ctx) -> Palette {
        let rules = keymap::palette(facts.place);
        Palette::of(Place::Palette, facts, &rules, ctx)
    }

    fn of(place: Place, facts: &Facts, rules: &[&Rule], ctx: &Ctx) -> Palette {
        let choices: Vec<Choice> = rules
            .iter()
            .map(|rule| Choice {
                action: rule.action,
                key: rule
                    .chord
                    .filter(|_| rule.at(facts.place))
                    .map(|chord| chord_label(ctx, chord))
                    .unwrap_or_default(),
                name: rule.action.name(facts.place, ctx.words),
                help: rule.action.help(facts.place, ctx.words),
                here: keymap::can(rule.action, facts),
            })
            .collect();
        let mut palette = Palette {
            place,
            of: facts.place,
            found: Vec::new(),
            choices,
            at: 0,
            field: TextField::line(""),
        };
        palette.search();
        palette
    }

    /// Orders the choices by how well they fit what is typed.
    fn search(&mut self) {
        self.at = 0;
        let typed = self.field.text();
        if typed.trim().is_empty() {
            // What can be done here comes first; within that, the order of the table.
            self.found = (0..self.choices.len()).collect();
            self.found.sort_by_key(|index| !self.choices[*index].here);
            return;
        }
        let mut matcher = Matcher::new(Config::DEFAULT);
        let (case, marks) = (CaseMatching::Ignore, Normalization::Smart);
        let pattern = Pattern::new(&typed, case, marks, AtomKind::Fuzzy);
        let mut buffer = Vec::new();
        let mut scored: Vec<(u32, usize)> = Vec::new();
        for (index, choice) in self.choices.iter().enumerate() {
            let hay = format!("{} {}", choice.name, choice.help);
            let name = pattern.score(Utf32Str::new(&choice.name, &mut buffer), &mut matcher);
            let whole = pattern.score(Utf32Str::new(&hay, &mut buffer), &mut matcher);
            // A hit in the name counts for more than one in its explanation, the name itself most.
            let same = choice.name.to_lowercase() == typed.trim().to_lowercase();
            let bonus = if same { 10_000 } else { 1_000 };
            if let Some(score) = name.map(|score| score + bonus).max(whole) {
                scored.push((score, index));
            }
        }
        scored.sort_by_key(|(score, index)| (std::cmp::Reverse(*score), *index));
        self.found = scored.into_iter().map(|(_, index)| index).collect();
    }

    fn typed(&mut self, key: KeyEvent) {
        if self.field.handle(key) {
            self.search();
        }
    }

    fn choose(&self, ctx: &Ctx) -> Vec<Effect> {
        let Some(choice) = self.found.get(self.at).map(|index| &self.choices[*index]) else {
            return Vec::new();
        };
        if choice.here {
            return vec![Effect::Close, Effect::Act(choice.action)];
        }
        let said = choice.action.not_here(self.of, ctx.words);
        vec![Effect::Say(Message::info(said))]
    }

    fn rows(&self) -> u16 {
        u16::try_from(self.choices.len()).unwrap_or(u16::MAX)
    }

    fn render_choice(&self, index: usize, area: Rect, buf: &mut Buffer, ctx: &Ctx, here: bool) {
        let choice = &self.choices[index];
        let base = if here {
            ctx.theme.cursor_row(true)
        } else {
            ratatui::style::Style::new()
        };
        buf.set_style(area, base);
        let sign = if here { ctx.theme.signs().cursor } else { " " };
        let role = if choice.here { Role::Plain } else { Role::Dim };
        let key = text::pad_right(&choice.key, 9);
        let room = usize::from(area.width);
        let name = format!("{sign}{key} {}", choice.name);
        let (x, _) = buf.set_stringn(
            area.x,
            area.y,
            &name,
            room,
            base.patch(ctx.theme.style(role)),
        );
        let left = usize::from(area.right().saturating_sub(x + 2));
        if left > 8 {
            let help = text::truncate(&choice.help, left);
            let style = base.patch(ctx.theme.style(Role::Dim));
            buf.set_stringn(x + 2, area.y, help, left, style);
        }
    }
}

impl Panel for Palette {
    fn place(&self) -> Place {
        self.place
    }

    fn facts(&self, _ctx: &Ctx) -> Facts {
        Facts {
            typing: self.place == Place::Palette,
            ..Facts::new(self.place)
        }
    }

    fn wanted(&self, ctx: &Ctx) -> Size {
        let extra = if self.place == Place::Palette { 3 } else { 2 };
        let height = self.rows().saturating_add(extra);
        Size::new(
            ctx.screen.width.saturating_sub(4).min(90),
            height.clamp(4, ctx.screen.height.saturating_sub(4).max(4)),
        )
    }

    fn render(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx) {
        let mut inside = Frame::titled(ctx.get(&self.place.name_key())).render(area, buf, ctx);
        if inside.height == 0 || inside.width < 4 {
            return;
        }
        if self.place == Place::Palette {
            let prompt = format!("{} ", ctx.get("palette-prompt"));
            let room = usize::from(inside.width);
            let style = ctx.theme.style(Role::Key);
            let (x, _) = buf.set_stringn(inside.x, inside.y, prompt, room, style);
            let field = Rect {
                x,
                width: inside.right().saturating_sub(x),
                height: 1,
                ..inside
            };
            self.field.render(field, buf, ctx, true);
            inside.y += 1;
            inside.height -= 1;
        }
        if self.found.is_empty() {
            let key = if self.place == Place::Menu {
                "menu-empty"
            } else {
                "palette-none"
            };
            let said = text::truncate(&ctx.get(key), usize::from(inside.width));
            if inside.height > 0 {
                buf.set_string(inside.x, inside.y, said, ctx.theme.style(Role::Dim));
            }
            return;
        }
        let rows = usize::from(inside.height);
        let top = (self.at + 1).saturating_sub(rows);
        ctx.spots.rows(Rows {
            area: inside,
            top: top as u64,
            cursor: self.at as u64,
            total: self.found.len() as u64,
        });
        for ((place, index), y) in self
            .found
            .iter()
            .enumerate()
            .skip(top)
            .zip(inside.y..inside.bottom())
        {
            let line = Rect {
                y,
                height: 1,
                ..inside
            };
            if place == self.at {
                ctx.spots.chosen(inside.x, y);
            }
            self.render_choice(*index, line, buf, ctx, place == self.at);
        }
    }

    fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        let last = self.found.len().saturating_sub(1);
        match input {
            Input::Act(Action::Back) => return vec![Effect::Close],
            Input::Act(Action::Open) => return self.choose(ctx),
            Input::Act(Action::Up) => self.at = self.at.saturating_sub(1),
            Input::Act(Action::Down) => self.at = (self.at + 1).min(last),
            Input::Act(Action::PageUp) => self.at = self.at.saturating_sub(10),
            Input::Act(Action::PageDown) => self.at = (self.at + 10).min(last),
            Input::Key(key) if self.place == Place::Palette => self.typed(key),
            Input::Key(key) => {
                // In the menu a key means what it means beneath.
                let pressed = chord_label(ctx, keymap::Chord::of(&key));
                let found = self
                    .found
                    .iter()
                    .position(|index| self.choices[*index].key == pressed);
                if let Some(at) = found {
                    self.at = at;
                    return self.choose(ctx);
                }
            }
            Input::Paste(text) => {
                self.field.paste(&text);
                self.search();
            }
            _ => {}
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::text::Language;
    use crate::tui::action::ActionSet;
    use crate::tui::layers::centred;
    use crate::tui::testing::{Stage, letter};

    fn facts() -> Facts {
        Facts {
            row: true,
            allowed: ActionSet::of(&[Action::Forward, Action::Return, Action::New]),
            ..Facts::new(Place::Requests)
        }
    }

    fn type_in(palette: &mut Palette, stage: &Stage, text: &str) {
        for sign in text.chars() {
            palette.handle(Input::Key(letter(sign)), &stage.ctx());
        }
    }

    #[test]
    fn every_act_is_found_by_its_name() {
        let stage = Stage::new(80, 24, Language::Indonesian);
        for action in Action::ALL {
            let mut palette = Palette::all(&facts(), &stage.ctx());
            type_in(&mut palette, &stage, &stage.words.get(&action.name_key()));
            let first = &palette.choices[palette.found[0]];
            let same_name = first.name == stage.words.get(&action.name_key());
            assert!(same_name, "{action:?}: {}", first.name);
        }
    }

    #[test]
    fn an_act_is_found_by_its_word_of_the_place() {
        for (language, typed) in [
            (Language::Indonesian, "cabut"),
            (Language::English, "revoc"),
        ] {
            let stage = Stage::new(80, 24, language);
            let facts = Facts {
                row: true,
                allowed: ActionSet::ALL,
                ..Facts::new(Place::Certificates)
            };
            let mut palette = Palette::all(&facts, &stage.ctx());
            type_in(&mut palette, &stage, typed);
            let effects = palette.handle(Input::Act(Action::Open), &stage.ctx());
            assert!(
                matches!(effects[..], [Effect::Close, Effect::Act(Action::Close)]),
                "{effects:?}"
            );
        }
    }

    #[test]
    fn what_cannot_be_done_here_is_said() {
        let stage = Stage::new(80, 24, Language::Indonesian);
        let mut palette = Palette::all(&facts(), &stage.ctx());
        type_in(&mut palette, &stage, "kirim ke BSrE");
        let effects = palette.handle(Input::Act(Action::Open), &stage.ctx());
        assert!(
            matches!(&effects[..], [Effect::Say(message)] if message.text.contains("kirim ke BSrE"))
        );
        let mut palette = Palette::all(&facts(), &stage.ctx());
        type_in(&mut palette, &stage, "kembalikan");
        let effects = palette.handle(Input::Act(Action::Open), &stage.ctx());
        assert!(
            matches!(effects[..], [Effect::Close, Effect::Act(Action::Return)]),
            "{effects:?}"
        );
    }

    #[test]
    fn the_menu_takes_the_keys_it_shows() {
        let stage = Stage::new(80, 24, Language::Indonesian);
        let mut menu = Palette::menu(&facts(), &stage.ctx());
        let shown = stage.draw(|area, buf, ctx| {
            menu.render(centred(area, menu.wanted(ctx)), buf, ctx);
        });
        insta::assert_snapshot!("menu_80", shown);
        let effects = menu.handle(Input::Key(letter('d')), &stage.ctx());
        assert!(matches!(
            effects[..],
            [Effect::Close, Effect::Act(Action::Forward)]
        ));
        let empty = Palette::menu(&Facts::new(Place::Text), &stage.ctx());
        let shown = stage.draw(|area, buf, ctx| {
            empty.render(centred(area, empty.wanted(ctx)), buf, ctx);
        });
        assert!(shown.contains("Tidak ada tindakan"), "{shown}");
    }

    #[test]
    fn it_looks_right_at_two_sizes() {
        for (name, width, height, language) in [
            ("palette_80", 80, 24, Language::Indonesian),
            ("palette_120_en", 120, 40, Language::English),
        ] {
            let stage = Stage::new(width, height, language);
            let mut palette = Palette::all(&facts(), &stage.ctx());
            type_in(&mut palette, &stage, "re");
            let shown = stage.draw(|area, buf, ctx| {
                palette.render(centred(area, palette.wanted(ctx)), buf, ctx);
            });
            insta::assert_snapshot!(name, shown);
        }
    }
}
