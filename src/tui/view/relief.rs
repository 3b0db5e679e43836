//! Who acts in my place: a definitive official whose Plh. holds the authority today is told so and
//! ends it with one key [R1.5]. Embedded by *Hari Ini* and *Pengaturan*.

use crate::domain::act::{Command, Seen};
use crate::domain::ids::OfficerId;
use crate::domain::office::{Capacity, Position};
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Tag};
use crate::tui::view::acting;
use crate::wire::message::Tell;
use crate::wire::view::OfficeView;

const QUESTION: Tag = 0;
const DONE: Tag = 1;

/// The Plh. of a position that the person at the screen holds himself.
#[derive(Debug)]
struct Plh {
    officer: Seen<OfficerId>,
    name: String,
    position: Position,
}

/// Ending it: who was asked about, until the desk has answered.
#[derive(Debug, Default)]
pub struct Relief {
    asked: Option<Plh>,
}

impl Relief {
    /// Whether there is a Plh. to end.
    pub fn ends(ctx: &Ctx) -> bool {
        ctx.office.and_then(find).is_some()
    }

    /// Who acts in whose place, and the key that ends it.
    pub fn sentence(ctx: &Ctx) -> Option<String> {
        Some(said("relief", &ctx.office.and_then(find)?, ctx))
    }

    /// The question before it ends.
    pub fn ask(&mut self, ctx: &Ctx) -> Vec<Effect> {
        self.asked = ctx.office.and_then(find);
        let question = self.asked.as_ref().map(|plh| {
            let asked = said("relief-ask", plh, ctx);
            Effect::open(Confirm::new(QUESTION, asked).irreversible())
        });
        question.into_iter().collect()
    }

    /// Takes an input of its own.
    pub fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Told { tell, .. } => self.ended(*tell, ctx),
            Input::Answered {
                tag: QUESTION,
                answer: Answer::Yes,
            } => self.end().into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// The Plh. ends now: the one who is back acts at once.
    fn end(&self) -> Option<Effect> {
        let plh = self.asked.as_ref()?;
        let command = Command::ReleaseHold {
            officer: plh.officer,
            position: plh.position,
            until: None,
        };
        Some(acting::act(DONE, command))
    }

    fn ended(&mut self, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        match tell {
            Tell::Done(_) => {
                let done = self.asked.take().map(|plh| said("relief-ended", &plh, ctx));
                done.map(Effect::done).into_iter().collect()
            }
            Tell::Refused(refused) => vec![Effect::error(ctx.refused(&refused))],
            _ => Vec::new(),
        }
    }
}

fn said(key: &str, plh: &Plh, ctx: &Ctx) -> String {
    let position = ctx.words.of("position", plh.position.as_str());
    ctx.words
        .with(key, &[("who", &plh.name), ("position", &position)])
}

fn find(office: &OfficeView) -> Option<Plh> {
    let me = office.officers.iter().find(|one| one.id == office.me)?;
    let definitive =
        |held: &&(Position, Capacity)| held.0.disposes() && held.1 == Capacity::Definitive;
    me.positions
        .iter()
        .filter(definitive)
        .find_map(|(position, _)| {
            let others = office.officers.iter().filter(|one| one.id != me.id);
            let acts = (*position, Capacity::Plh);
            let plh = others
                .into_iter()
                .find(|one| one.positions.contains(&acts))?;
            Some(Plh {
                officer: Seen {
                    id: plh.id,
                    revision: plh.revision,
                },
                name: plh.name.clone(),
                position: *position,
            })
        })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::tui::testing::Stage;
    use crate::tui::view::testing::office;
    use crate::wire::message::Ask;
    use crate::wire::view::OfficerView;

    fn with(mine: Capacity, other: Capacity) -> OfficeView {
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
            backdated: Vec::new(),
        });
        office
    }

    #[test]
    fn only_the_plh_of_the_definitive_holder_is_ended() {
        let cases = [
            (Capacity::Definitive, Capacity::Plh, true),
            (Capacity::Definitive, Capacity::Definitive, false),
            (Capacity::Plt, Capacity::Plh, false),
            (Capacity::Plh, Capacity::Plh, false),
        ];
        for (mine, other, ends) in cases {
            let mut stage = Stage::small();
            stage.office = Some(with(mine, other));
            assert_eq!(Relief::ends(&stage.ctx()), ends, "{mine:?} {other:?}");
        }
    }

    #[test]
    fn it_ends_after_a_question_and_now() {
        let mut stage = Stage::small();
        let mut known = Relief::default();
        assert!(known.ask(&stage.ctx()).is_empty());
        stage.office = Some(with(Capacity::Definitive, Capacity::Plh));
        let ctx = stage.ctx();
        let said = Relief::sentence(&ctx).unwrap();
        assert!(
            said.contains("Rina") && said.contains("Kepala Bidang"),
            "{said}"
        );
        assert!(matches!(known.ask(&ctx)[..], [Effect::Open(_)]));
        let yes = Input::Answered {
            tag: QUESTION,
            answer: Answer::Yes,
        };
        let effects = known.handle(yes, &ctx);
        let [Effect::Ask { ask, .. }] = &effects[..] else {
            panic!("{effects:?}")
        };
        let Ask::Act { command, .. } = &**ask else {
            panic!("{ask:?}")
        };
        let Command::ReleaseHold { officer, until, .. } = &**command else {
            panic!("{command:?}")
        };
        assert_eq!((officer.id, officer.revision), (OfficerId(9), 4));
        assert_eq!(*until, None);
    }
}
