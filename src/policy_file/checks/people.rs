//! Rules of who is served: categories, agencies, stages, retirement ages.

use super::{Report, say};
use crate::domain::policy::{Category, Policy, fold_name};
use std::collections::BTreeMap;

/// Ages beyond these are slips of the hand.
const AGES: std::ops::RangeInclusive<u8> = 40..=75;

pub(super) fn check(policy: &Policy, report: &mut Report) {
    for category in Category::ALL {
        let key = format!("categories.{}", category.as_str());
        match policy.categories.get(&category) {
            Some(rules) => report.words(&format!("{key}.name"), &rules.name),
            None => report.say(key, say("category-missing")),
        }
    }
    agencies(policy, report);
    stages(policy, report);
    ages(policy, report);
}

fn agencies(policy: &Policy, report: &mut Report) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (at, agency) in policy.agencies.iter().enumerate() {
        let key = format!("agencies[{at}]");
        let aliases = agency.aliases.iter().enumerate();
        let names = [
            (format!("{key}.name"), &agency.name),
            (format!("{key}.short"), &agency.short),
        ]
        .into_iter()
        .chain(aliases.map(|(n, alias)| (format!("{key}.aliases[{n}]"), alias)));
        for (place, name) in names {
            let folded = fold_name(name);
            if folded.is_empty() {
                report.say(place, say("empty-name"));
                continue;
            }
            let other = *seen.entry(folded).or_insert(at);
            report.keep(
                other == at,
                place,
                say("name-twice")
                    .with("given", name)
                    .with("other", &policy.agencies[other].name),
            );
        }
    }
}

fn stages(policy: &Policy, report: &mut Report) {
    for (at, stage) in policy.stages.iter().enumerate() {
        report.keep(
            usize::from(stage.number) == at + 1,
            format!("stages[{at}].number"),
            say("stage-number")
                .with("given", stage.number)
                .with("wanted", at + 1),
        );
        report.words(&format!("stages[{at}].name"), &stage.name);
    }
    report.keep(
        policy
            .stages
            .last()
            .is_some_and(|stage| stage.eselon.is_empty()),
        "stages",
        say("last-stage"),
    );
}

fn ages(policy: &Policy, report: &mut Report) {
    for (at, rule) in policy.retirement_ages.iter().enumerate() {
        report.keep(
            AGES.contains(&rule.age),
            format!("retirement_ages[{at}].age"),
            say("no-age")
                .with("given", rule.age)
                .with("least", AGES.start())
                .with("most", AGES.end()),
        );
        let everyone = rule.eselon.is_empty() && rule.posts.is_empty();
        report.keep(
            everyone == (at + 1 == policy.retirement_ages.len()),
            format!("retirement_ages[{at}]"),
            say("last-age"),
        );
    }
    report.keep(
        !policy.retirement_ages.is_empty(),
        "retirement_ages",
        say("no-ages"),
    );
}
