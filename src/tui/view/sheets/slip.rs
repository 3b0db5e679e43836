//! What an official writes on the sheet: the fields, and the slip that they make [R4.8].

use std::collections::BTreeMap;

use crate::domain::ids::OfficerId;
use crate::domain::kind::Kind;
use crate::domain::letter::Urgency;
use crate::domain::office::Position;
use crate::domain::policy::{Policy, StepKey};
use crate::domain::sheet::{Assignee, Slip};
use crate::domain::written::Prefer;
use crate::text::request as words_of;
use crate::tui::panel::Ctx;
use crate::tui::view::bsre::Values;
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::view::OfficeView;

/// The verifiers' pool, in the place of a name.
const POOL: &str = "pool";

/// The verifier to whom the agency of each name is assigned, in the place of a name.
const AGENCY: &str = "agency";

/// The step that a position takes.
fn step(position: Position) -> StepKey {
    match position {
        Position::Kadis => StepKey::Kadis,
        Position::Kabid => StepKey::Kabid,
        Position::Subkoord => StepKey::Subkoord,
        Position::Verifikator => StepKey::Verification,
        Position::Agendaris | Position::Admin | Position::Auditor => StepKey::Register,
    }
}

/// To whom it goes from here, by the chain of its kind.
pub fn next(policy: &Policy, kind: Kind, from: Position) -> Position {
    let next = policy.next_step(kind, step(from)).map(|step| step.key);
    next.and_then(StepKey::official)
        .unwrap_or(Position::Verifikator)
}

/// To whom names of these kinds go from here; where they part, each with how many of which kind:
/// `Kepala Dinas (9 Terbit), Verifikator (1 Reset)`.
pub fn destinations(names: &[(Kind, usize)], from: Position, ctx: &Ctx) -> Option<String> {
    let policy = ctx.policy()?;
    let mut found: Vec<(Position, BTreeMap<Kind, usize>)> = Vec::new();
    for (kind, count) in names {
        let to = next(policy, *kind, from);
        if found.iter().all(|(known, _)| *known != to) {
            found.push((to, BTreeMap::new()));
        }
        let there = found.iter_mut().filter(|(known, _)| *known == to);
        there.for_each(|(_, kinds)| *kinds.entry(*kind).or_default() += count);
    }
    let word = |position: Position| ctx.words.of("position", position.as_str());
    if let [(only, _)] = &found[..] {
        return Some(word(*only));
    }
    let of = |(kind, count): (&Kind, &usize)| {
        format!("{count} {}", ctx.words.of("kind-short", kind.as_str()))
    };
    let each = found.iter().map(|(to, kinds)| {
        let kinds: Vec<String> = kinds.iter().map(of).collect();
        format!("{} ({})", word(*to), kinds.join(", "))
    });
    Some(each.collect::<Vec<_>>().join(", "))
}

/// The official's fields: the default instruction is ticked, the letter's urgency stays.
pub fn form(from: Position, urgency: Urgency, office: &OfficeView, ctx: &Ctx) -> Form {
    let policy = &office.policy;
    let language = words_of::policy_language(ctx.words);
    let mut form = Form::new(String::new());
    if from == Position::Subkoord {
        form = form.with(Entry::choice(
            "verifier",
            "field-verifier",
            verifiers(office, ctx),
            match assigns(office) {
                true => AGENCY,
                false => POOL,
            },
        ));
    }
    let instructions = policy
        .instructions
        .iter()
        .filter(|choice| choice.key != "other")
        .map(|choice| Choice::new(choice.key.clone(), choice.text.in_language(language)));
    let default = policy.default_instruction(from);
    let ticked: Vec<&str> = default
        .map(|choice| choice.key.as_str())
        .into_iter()
        .collect();
    let urgencies = Urgency::ALL
        .into_iter()
        .map(|urgency| {
            let key = urgency.as_str();
            Choice::new(key, ctx.words.of("urgency", key))
        })
        .collect();
    form.with(Entry::ticks(
        "instructions",
        "field-instructions",
        instructions.collect(),
        &ticked,
    ))
    .with(Entry::text("other", "field-other", ""))
    .with(Entry::note("note", "field-note", 3, ""))
    .with(Entry::choice(
        "urgency",
        "field-urgency",
        urgencies,
        urgency.as_str(),
    ))
    .with(Entry::day("deadline", "field-deadline", Prefer::Future, ""))
}

/// Whether agencies are assigned to verifiers at all.
fn assigns(office: &OfficeView) -> bool {
    office.officers.iter().any(|one| !one.agencies.is_empty())
}

fn verifiers(office: &OfficeView, ctx: &Ctx) -> Vec<Choice> {
    let mut options = vec![Choice::new(POOL, ctx.get("sheet-pool"))];
    if assigns(office) {
        options.insert(0, Choice::new(AGENCY, ctx.get("sheet-by-agency")));
    }
    for officer in &office.officers {
        let holds = officer
            .positions
            .iter()
            .any(|(position, _)| *position == Position::Verifikator);
        if holds {
            options.push(Choice::new(officer.id.0.to_string(), officer.name.clone()));
        }
    }
    options
}

/// The slip that the values make.
pub fn slip(values: &Values) -> Slip {
    let urgency = values.get("urgency");
    Slip {
        instructions: values
            .ticked("instructions")
            .into_iter()
            .map(str::to_owned)
            .collect(),
        other: values.get("other").to_owned(),
        note: values.get("note").to_owned(),
        urgency: Urgency::ALL
            .into_iter()
            .find(|known| known.as_str() == urgency)
            .unwrap_or_default(),
        deadline: values.day("deadline"),
        verifier: match values.get("verifier") {
            AGENCY => Assignee::ByAgency,
            named => named
                .parse()
                .map_or(Assignee::Pool, |id| Assignee::Named(OfficerId(id))),
        },
    }
}

/// The ticked instructions in words.
pub fn instructions(slip: &Slip, policy: &Policy, ctx: &Ctx) -> String {
    let language = words_of::policy_language(ctx.words);
    let mut parts: Vec<String> = slip
        .instructions
        .iter()
        .map(|key| {
            let known = policy.instruction(key);
            known.map_or(key.as_str(), |choice| choice.text.in_language(language))
        })
        .map(str::to_owned)
        .collect();
    if !slip.other.is_empty() {
        parts.push(slip.other.clone());
    }
    parts.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testing::Stage;
    use crate::tui::view::testing::office;

    #[test]
    fn the_defaults_of_a_position_make_a_slip() {
        let (stage, office) = (Stage::small(), office());
        for (position, instruction, next_one) in [
            (Position::Kadis, "process", Position::Kabid),
            (Position::Kabid, "follow_up", Position::Subkoord),
            (
                Position::Subkoord,
                "check_completeness",
                Position::Verifikator,
            ),
        ] {
            let form = form(position, Urgency::Urgent, &office, &stage.ctx());
            let slip = slip(&Values(form.values(&stage.ctx())));
            assert_eq!(slip.instructions, [instruction]);
            assert_eq!(
                (slip.urgency, slip.verifier),
                (Urgency::Urgent, Assignee::Pool)
            );
            assert_eq!(next(&office.policy, Kind::Issue, position), next_one);
        }
    }

    #[test]
    fn a_bulk_message_says_where_all_go() {
        let stage = Stage::small();
        let to = |names: &[(Kind, usize)]| {
            destinations(names, Position::Agendaris, &stage.ctx()).unwrap_or_default()
        };
        assert_eq!(to(&[(Kind::Issue, 4), (Kind::Issue, 5)]), "Kepala Dinas");
        let parted = to(&[(Kind::Issue, 4), (Kind::Reset, 1), (Kind::Issue, 5)]);
        assert_eq!(parted, "Kepala Dinas (9 Terbit), Verifikator (1 Reset)");
    }
}
