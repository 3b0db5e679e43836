//! Why a key means nothing on the request shown: at its stage, for its kind, or because another has
//! the turn. A key that is pressed in vain always says so.

use ratatui::crossterm::event::KeyEvent;

use crate::domain::act::ActKind;
use crate::domain::certificate::Standing;
use crate::domain::ids::CertificateId;
use crate::domain::office::{Capacity, Position};
use crate::domain::procedure::{Row, Surroundings, find};
use crate::domain::refusal::Refusal;
use crate::domain::request::{Request, Stage};
use crate::tui::action::Action;
use crate::tui::keymap::{Chord, Needs, RULES};
use crate::tui::panel::{Ctx, Effect, Message};
use crate::tui::place::Place;
use crate::wire::view::RequestView;

use super::action_of;

/// What to say to a key that the table gives a meaning in this place, but not now.
pub fn said(key: &KeyEvent, place: Place, view: &RequestView, ctx: &Ctx) -> Vec<Effect> {
    let chord = Chord::of(key);
    let meant: Vec<Action> = RULES
        .iter()
        .filter(|rule| rule.chord == Some(chord) && rule.at(place) && rule.needs != Needs::Nothing)
        .map(|rule| rule.action)
        .collect();
    match sentence(&meant, view, ctx) {
        Some(text) => vec![Effect::Say(Message::info(text))],
        None => Vec::new(),
    }
}

fn sentence(meant: &[Action], view: &RequestView, ctx: &Ctx) -> Option<String> {
    if meant.contains(&Action::Undo) {
        let refused = view.undo.as_ref().err()?;
        return Some(ctx.refused(refused));
    }
    let acts: Vec<ActKind> = meant.iter().flat_map(|action| acts_of(*action)).collect();
    let first = *acts.first()?;
    if acts.iter().any(|act| view.may.contains(act)) {
        // It may be done, only not from here.
        return None;
    }
    let mut rows = acts.iter().filter_map(|act| find(*act, &view.request).ok());
    let refused = match rows.next() {
        Some(row) => {
            match not_yours(row.who, &view.request, ctx).or_else(|| not_now(row, view, ctx)) {
                Some(refused) => refused,
                None => {
                    let act = ctx.words.of("act", row.act.as_str());
                    let no = view.request.no.to_string();
                    let args: &[(&str, &dyn crate::text::Arg)] = &[("act", &act), ("no", &no)];
                    return Some(ctx.words.with("why-not-you", args));
                }
            }
        }
        None => find(first, &view.request).err()?,
    };
    Some(ctx.refused(&refused))
}

/// The kinds of act that an action of the keys stands for.
fn acts_of(action: Action) -> Vec<ActKind> {
    let marks = [
        Action::Conforms,
        Action::Wrong,
        Action::Missing,
        Action::NotNeeded,
    ];
    if marks.contains(&action) {
        return vec![ActKind::Mark];
    }
    let mut acts = ActKind::ALL.to_vec();
    acts.retain(|act| action_of(*act) == Some(action));
    acts
}

/// Whose turn it is, where it is not that of the person at the screen.
fn not_yours(needed: &[Position], request: &Request, ctx: &Ctx) -> Option<Refusal> {
    let office = ctx.office?;
    let mine = |position: &Position| {
        let me = office.officers.iter().find(|one| one.id == office.me);
        me.is_some_and(|me| me.positions.iter().any(|(held, _)| held == position))
    };
    if let Some(acting) = needed.iter().find_map(|held| resting(*held, ctx)) {
        return Some(acting);
    }
    if needed.iter().any(mine) {
        let taken = request
            .claimed
            .filter(|_| request.stage == Stage::Verification);
        return taken
            .filter(|by| *by != office.me)
            .map(|by| Refusal::Claimed { by });
    }
    // A training account plays whoever has the position.
    if Position::ALL.iter().all(|one| ctx.me.holds(one.as_str())) {
        return None;
    }
    let need = *needed.first()?;
    let holders = office.officers.iter().filter(|officer| {
        let mut held = officer.positions.iter();
        held.any(|(position, _)| *position == need)
    });
    let holders = holders.map(|officer| officer.id).collect();
    Some(Refusal::NotYours { need, holders })
}

/// Who acts in the place of the person at the screen, whose own authority rests meanwhile.
fn resting(position: Position, ctx: &Ctx) -> Option<Refusal> {
    let office = ctx.office?;
    let own = (position, Capacity::Definitive);
    let me = office.officers.iter().find(|one| one.id == office.me)?;
    if !position.disposes() || !me.positions.contains(&own) {
        return None;
    }
    let mut others = office.officers.iter().filter(|one| one.id != me.id);
    let plh = others.find(|one| one.positions.contains(&(position, Capacity::Plh)))?;
    let mut holds = plh.holds.iter();
    let acts = holds.find(|hold| hold.runs(position, ctx.now));
    Some(Refusal::Acting {
        position,
        officer: plh.id,
        until: acts.and_then(|hold| hold.until),
    })
}

/// What the view tells around its request.
struct Viewed<'a>(&'a RequestView);

impl Surroundings for Viewed<'_> {
    fn is_revoked(&self, id: CertificateId) -> bool {
        let mut known = self.0.certificate.iter().chain(&self.0.about);
        known.any(|known| known.id == id && matches!(known.standing, Standing::Revoked(_)))
    }

    fn could_mean(&self) -> usize {
        self.0.could_mean.len()
    }

    fn earlier(&self) -> bool {
        !self.0.earlier.is_empty()
    }
}

/// What else must be so for this row of the procedure.
fn not_now(row: &Row, view: &RequestView, ctx: &Ctx) -> Option<Refusal> {
    let (policy, today) = (ctx.policy()?, ctx.now.day());
    row.holds(&view.request, policy, today, &Viewed(view)).err()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::tui::testing::{Stage as Screen, letter};
    use crate::tui::view::testing::request_view;

    fn text(key: char, change: impl FnOnce(&mut RequestView)) -> String {
        let screen = Screen::small();
        let mut view = request_view();
        view.request.stage = Stage::Verification;
        change(&mut view);
        let effects = said(&letter(key), Place::Verify, &view, &screen.ctx());
        match effects.first() {
            Some(Effect::Say(message)) => message.text.clone(),
            _ => String::new(),
        }
    }

    #[test]
    fn what_was_returned_says_who_completes_it() {
        let said = text('d', |view| {
            view.request.stage = Stage::Returned;
            view.may.clear();
        });
        assert!(said.contains("berkas yang dilengkapi"), "{said}");
    }

    #[test]
    fn what_does_not_match_is_not_handed_over_and_says_why() {
        let (mut screen, mut view) = (Screen::small(), request_view());
        let office = screen.office.as_mut().unwrap();
        view.request.stage = Stage::Mismatch;
        view.may.clear();
        let me = office.me;
        let mine = office.officers.iter_mut().find(|officer| officer.id == me);
        let held = (Position::Verifikator, Capacity::Definitive);
        mine.unwrap().positions = vec![held];
        let key = letter('S');
        let effects = said(&key, Place::Verify, &view, &screen.ctx());
        let [Effect::Say(message)] = &effects[..] else {
            panic!("nothing said: {effects:?}");
        };
        assert!(message.text.contains("tidak cocok"), "{}", message.text);
    }

    #[test]
    fn a_key_in_vain_says_why() {
        let stage = text('K', |view| view.request.stage = Stage::Registered);
        assert!(stage.contains("tahap Terdaftar"), "{stage}");
        let turn = text('v', |_| {});
        assert!(turn.contains("Verifikator"), "{turn}");
        let undo = text('u', |view| {
            let at = view.request.received;
            view.undo = Err(Refusal::UndoTooLate { at, days: 1 });
        });
        assert!(undo.contains("1 hari kerja"), "{undo}");
        assert_eq!(text('e', |_| {}), "", "what may be done is not refused");
        assert_eq!(text('j', |_| {}), "", "moving is no act");
    }
}
