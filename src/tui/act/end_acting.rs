//! Who acts in my place: a definitive official whose Plh. holds the authority today is told so and
//! ends it with one key. The Plh.'s last day is then yesterday.

use super::subject::Desk;
use super::{Act, Case, Faults, Files, Values, question};
use crate::domain::act::{Command, Seen};
use crate::domain::office::{Capacity, Position};
use crate::text::{Arg, refusal};
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::Ctx;
use crate::wire::message::Done;
use crate::wire::view::OfficerView;

pub struct EndActing;

/// The Plh. of a position that the person at the screen holds in their own right.
fn plh<'a>(ctx: &Ctx<'a>) -> Option<(&'a OfficerView, Position)> {
    let office = ctx.office?;
    let me = office.officers.iter().find(|one| one.id == office.me)?;
    let own = |held: &&(Position, Capacity)| held.0.disposes() && held.1 == Capacity::Definitive;
    let mut held = me.positions.iter().filter(own);
    held.find_map(|(position, _)| {
        let mut others = office.officers.iter().filter(|one| one.id != me.id);
        let acts = (*position, Capacity::Plh);
        let plh = others.find(|one| one.positions.contains(&acts))?;
        Some((plh, *position))
    })
}

/// Whether there is a Plh. to end.
pub fn ends(ctx: &Ctx) -> bool {
    plh(ctx).is_some()
}

/// Who acts in whose place, and the key that ends it.
pub fn sentence(ctx: &Ctx) -> Option<String> {
    let (who, position) = plh(ctx)?;
    let mut holds = who.holds.iter();
    let acts = holds.find(|hold| hold.runs(position, ctx.now));
    let until = refusal::until(ctx.words, acts.and_then(|hold| hold.until));
    let named = ctx.words.of("position", position.as_str());
    let args: &[(&str, &dyn Arg)] = &[("who", &who.name), ("position", &named), ("until", &until)];
    Some(ctx.words.with("relief", args))
}

fn said(key: &str, who: &str, position: &str, ctx: &Ctx) -> String {
    let position = ctx.words.of("position", position);
    ctx.words
        .with(key, &[("who", &who), ("position", &position)])
}

impl Act<Desk> for EndActing {
    fn name(&self) -> &'static str {
        "end-acting"
    }

    fn hindered(&self, _: &Case<Desk>, ctx: &Ctx) -> Option<String> {
        (!ends(ctx)).then(|| ctx.get("relief-none"))
    }

    fn command(&self, _: &Case<Desk>, _: &Values, _: &Files, ctx: &Ctx) -> Result<Command, Faults> {
        let (who, position) = plh(ctx).ok_or_else(Faults::new)?;
        Ok(Command::ReleaseHold {
            officer: Seen {
                id: who.id,
                revision: who.revision,
            },
            position,
            until: None,
        })
    }

    fn question(&self, _: &Case<Desk>, _: &Values, ctx: &Ctx) -> Option<Confirm> {
        let (who, position) = plh(ctx)?;
        let asked = said("relief-ask", &who.name, position.as_str(), ctx);
        Some(question(asked).irreversible())
    }

    fn done(&self, _: &Case<Desk>, _: &Values, _: &Done, ctx: &Ctx) -> String {
        ctx.get("relief-ended")
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::domain::ids::OfficerId;
    use crate::tui::act::testing::ActDriver;
    use crate::tui::action::Action;
    use crate::tui::testing::Stage;
    use crate::tui::view::testing::office;

    fn stage(mine: Capacity, other: Capacity) -> Stage {
        let mut office = office();
        office.officers[0].positions = vec![(Position::Kabid, mine)];
        office.officers.truncate(1);
        office.officers.push(OfficerView {
            id: OfficerId(9),
            revision: 4,
            name: "Rina".to_owned(),
            nip: String::new(),
            nik: None,
            email: None,
            account: None,
            positions: vec![(Position::Kabid, other)],
            holds: Vec::new(),
            credentials: Default::default(),
            agencies: Vec::new(),
        });
        let mut stage = Stage::small();
        stage.office = Some(office);
        stage
    }

    #[test]
    fn only_the_plh_of_the_definitive_holder_is_ended() {
        let cases = [
            (Capacity::Definitive, Capacity::Plh, true),
            (Capacity::Definitive, Capacity::Definitive, false),
            (Capacity::Plt, Capacity::Plh, false),
            (Capacity::Plh, Capacity::Plh, false),
        ];
        for (mine, other, expected) in cases {
            let stage = stage(mine, other);
            assert_eq!(ends(&stage.ctx()), expected, "{mine:?} {other:?}");
        }
    }

    #[test]
    fn it_ends_after_a_question_and_now() {
        let stage = stage(Capacity::Definitive, Capacity::Plh);
        let told = sentence(&stage.ctx()).unwrap();
        assert!(
            told.contains("Rina") && told.contains("Kepala Bidang"),
            "{told}"
        );
        let mut doer = ActDriver::on_desk_of(stage, Action::EndActing);
        assert!(doer.drawn().contains("Rina"));
        let Some(Command::ReleaseHold { officer, until, .. }) = doer.yes() else {
            panic!("not sent")
        };
        assert_eq!((officer.id, officer.revision), (OfficerId(9), 4));
        assert_eq!(until, None);
    }
}
