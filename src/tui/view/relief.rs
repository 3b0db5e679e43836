//! Who acts in my place: a definitive official whose Plh. holds the authority today is told so and
//! ends it with one key [R1.5]. Embedded by *Hari Ini* and *Pengaturan*.

use crate::domain::act::{Command, Seen};
use crate::domain::ids::OfficerId;
use crate::domain::office::{Capacity, Position};
use crate::tui::layers::confirm::Confirm;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Tag};
use crate::tui::view::{acting, go};
use crate::wire::message::{Ask, Tell};
use crate::wire::view::OfficeView;

const OFFICE: Tag = 0;
const QUESTION: Tag = 1;
const DONE: Tag = 2;

/// The Plh. of a position that the person at the screen holds himself.
#[derive(Debug)]
struct Plh {
    officer: Seen<OfficerId>,
    name: String,
    position: Position,
}

/// What is known of it.
#[derive(Debug)]
pub struct Relief {
    base: Tag,
    plh: Option<Plh>,
}

impl Relief {
    /// Tags used, from the base on.
    pub const TAGS: Tag = 3;

    /// Nothing known yet; tags begin at `base`.
    pub fn new(base: Tag) -> Relief {
        Relief { base, plh: None }
    }

    /// Asks who holds what today.
    pub fn learn(&self) -> Effect {
        Effect::ask(self.base + OFFICE, Ask::Office)
    }

    /// Takes who holds what today.
    pub fn look(&mut self, office: &OfficeView) {
        self.plh = find(office);
    }

    /// Whether there is a Plh. to end.
    pub fn ends(&self) -> bool {
        self.plh.is_some()
    }

    /// Who acts in whose place, and the key that ends it.
    pub fn sentence(&self, ctx: &Ctx) -> Option<String> {
        Some(said("relief", self.plh.as_ref()?, ctx))
    }

    /// The question before it ends.
    pub fn ask(&self, ctx: &Ctx) -> Vec<Effect> {
        let question = self.plh.as_ref().map(|plh| {
            let asked = said("relief-ask", plh, ctx);
            Effect::open(Confirm::new(self.base + QUESTION, asked).irreversible())
        });
        question.into_iter().collect()
    }

    /// Takes an input of its own.
    ///
    /// # Errors
    /// The input itself, where it was for somebody else.
    pub fn take(&mut self, input: Input, ctx: &Ctx) -> Result<Vec<Effect>, Input> {
        let own = |tag: Tag| tag.checked_sub(self.base).filter(|tag| *tag < Self::TAGS);
        match input {
            Input::Told { tag, tell, last } => match own(tag) {
                Some(OFFICE) => {
                    if let Tell::Office(office) = *tell {
                        self.look(&office);
                    }
                    Ok(Vec::new())
                }
                Some(_) => Ok(self.ended(*tell, ctx)),
                None => Err(Input::Told { tag, tell, last }),
            },
            Input::Answered { tag, answer } => match (own(tag), answer) {
                (Some(_), Answer::Yes) => Ok(self.end(ctx).into_iter().collect()),
                (Some(_), _) => Ok(Vec::new()),
                (None, answer) => Err(Input::Answered { tag, answer }),
            },
            other => Err(other),
        }
    }

    /// The Plh.'s last day is yesterday: the one who is back acts at once.
    fn end(&self, ctx: &Ctx) -> Option<Effect> {
        let plh = self.plh.as_ref()?;
        let command = Command::ReleaseHold {
            officer: plh.officer,
            position: plh.position,
            until: ctx.now.day().pred_opt()?,
        };
        Some(acting::act(self.base + DONE, command))
    }

    fn ended(&mut self, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        match tell {
            Tell::Done(_) => {
                let done = self.plh.take().map(|plh| said("relief-ended", &plh, ctx));
                let done = done.map(Effect::done);
                done.into_iter().chain([self.learn()]).collect()
            }
            Tell::Refused(refused) => vec![Effect::error(go::refused(&refused, ctx)), self.learn()],
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
    use crate::wire::view::OfficerView;

    fn with(mine: Capacity, other: Capacity) -> OfficeView {
        let mut office = office();
        office.officers[0].positions = vec![(Position::Kabid, mine)];
        office.officers.push(OfficerView {
            id: OfficerId(9),
            revision: 4,
            name: "Rina".to_owned(),
            nip: String::new(),
            account: None,
            positions: vec![(Position::Kabid, other)],
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
            let mut known = Relief::new(50);
            known.look(&with(mine, other));
            assert_eq!(known.ends(), ends, "{mine:?} {other:?}");
        }
    }

    #[test]
    fn it_ends_after_a_question_with_the_day_before() {
        let stage = Stage::small();
        let ctx = stage.ctx();
        let mut known = Relief::new(50);
        assert!(known.ask(&ctx).is_empty());
        let tell = Box::new(Tell::Office(Box::new(with(
            Capacity::Definitive,
            Capacity::Plh,
        ))));
        let input = Input::Told {
            tag: 50 + OFFICE,
            tell,
            last: true,
        };
        known.take(input, &ctx).unwrap();
        let said = known.sentence(&ctx).unwrap();
        assert!(
            said.contains("Rina") && said.contains("Kepala Bidang"),
            "{said}"
        );
        assert!(matches!(known.ask(&ctx)[..], [Effect::Open(_)]));
        let yes = Input::Answered {
            tag: 50 + QUESTION,
            answer: Answer::Yes,
        };
        let effects = known.take(yes, &ctx).unwrap();
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
        assert_eq!(until.succ_opt(), Some(ctx.now.day()));
        let other = Input::Answered {
            tag: 3,
            answer: Answer::Yes,
        };
        assert!(known.take(other, &ctx).is_err());
    }
}
