//! What the table promises: no two meanings for one key, words for every act, capitals that ask.
#![allow(clippy::unwrap_used, clippy::panic)]

use super::*;
use crate::text::{Language, Words};

fn press(letter: char) -> KeyEvent {
    KeyEvent::new(KeyCode::Char(letter), KeyModifiers::NONE)
}

#[test]
fn every_action_has_a_name_a_help_and_a_way_in() {
    for language in [Language::Indonesian, Language::English] {
        let words = Words::new(language);
        for action in Action::ALL {
            assert!(words.has(&action.name_key()), "{}", action.name_key());
            let later = words.has(&format!("not-yet-{}", action.as_str()));
            let key = action.help_key();
            assert_ne!(words.has(&key), later, "{key}: it does, or it does not yet");
            assert!(
                RULES.iter().any(|rule| rule.action == action),
                "{action:?} has no rule"
            );
        }
        for place in Place::ALL {
            assert!(words.has(&place.name_key()), "{}", place.name_key());
        }
    }
}

#[test]
fn no_key_has_two_meanings_in_a_place() {
    for place in Place::ALL {
        for (index, first) in RULES.iter().enumerate() {
            for second in &RULES[index + 1..] {
                let same = first.chord.is_some() && first.chord == second.chord;
                if !same || !first.at(place) || !second.at(place) {
                    continue;
                }
                // Esc in a progress dialog cancels; the general Esc stands behind it.
                let known = place == Place::Progress && first.action == Action::Cancel;
                // No record allows both, so the table may put them on one key.
                let one = [
                    [Action::Forward, Action::Complete],
                    [Action::Reject, Action::Reply],
                    [Action::Reject, Action::Disagree],
                    [Action::Reply, Action::Disagree],
                ]
                .contains(&[first.action, second.action]);
                assert!(
                    first.action == second.action || known || one,
                    "{:?} in {place:?}: {:?} and {:?}",
                    first.chord,
                    first.action,
                    second.action
                );
            }
        }
    }
}

#[test]
fn capitals_decide_and_ask_first_and_nothing_else_decides() {
    for rule in RULES {
        let Some(chord) = rule.chord else { continue };
        // Copying changes nothing: it is a capital so that `y` answers questions alone.
        let moves = matches!(
            rule.action,
            Action::Bottom | Action::PreviousHit | Action::Copy
        );
        if chord.is_capital() && !moves {
            assert!(rule.action.confirms(), "{chord:?} {:?}", rule.action);
        }
        if rule.action.confirms() {
            assert!(chord.is_capital(), "{chord:?} {:?}", rule.action);
        }
    }
}

#[test]
fn a_key_means_what_the_facts_allow() {
    let mut facts = Facts::new(Place::Requests);
    assert_eq!(resolve(&press('d'), &facts), None);
    facts.allowed = ActionSet::of(&[Action::Forward, Action::New]);
    assert_eq!(resolve(&press('b'), &facts), Some(Action::New));
    assert_eq!(resolve(&press('d'), &facts), None, "no row yet");
    facts.row = true;
    assert_eq!(resolve(&press('d'), &facts), Some(Action::Forward));
    facts.typing = true;
    assert_eq!(resolve(&press('d'), &facts), None);
    let save = KeyEvent::new(KeyCode::Char('s'), KeyModifiers::CONTROL);
    assert_eq!(resolve(&save, &Facts::new(Place::Form)), Some(Action::Save));
}

#[test]
fn d_means_what_the_record_allows_and_enter_opens_once() {
    let mut facts = Facts {
        row: true,
        allowed: ActionSet::of(&[Action::Complete]),
        ..Facts::new(Place::Requests)
    };
    assert_eq!(resolve(&press('d'), &facts), Some(Action::Complete));
    let enter = KeyEvent::new(KeyCode::Enter, KeyModifiers::NONE);
    assert_eq!(resolve(&enter, &facts), Some(Action::Open));
    facts.opened = true;
    assert_eq!(resolve(&enter, &facts), None);
    let hinted = hints(&facts);
    assert!(!hinted.iter().any(|rule| rule.action == Action::Open));
}

#[test]
fn a_question_knows_only_its_own_keys() {
    let facts = Facts {
        row: true,
        allowed: ActionSet::ALL,
        ..Facts::new(Place::Confirm)
    };
    assert_eq!(resolve(&press('y'), &facts), Some(Action::Yes));
    assert_eq!(resolve(&press('t'), &facts), Some(Action::No));
    for letter in ['K', 'P', 'T', '1', ':', '?', 'd'] {
        assert_eq!(resolve(&press(letter), &facts), None, "{letter}");
    }
}

#[test]
fn shift_and_terminals_that_report_it_are_one() {
    let facts = Facts::new(Place::Requests);
    let shifted = KeyEvent::new(KeyCode::Char('G'), KeyModifiers::SHIFT);
    assert_eq!(resolve(&shifted, &facts), Some(Action::Bottom));
    let tab = KeyEvent::new(KeyCode::Tab, KeyModifiers::SHIFT);
    assert_eq!(resolve(&tab, &facts), Some(Action::PrevPanel));
}

#[test]
fn the_menu_puts_decisions_first_and_the_hints_end_with_help() {
    let facts = Facts {
        row: true,
        allowed: ActionSet::ALL,
        ..Facts::new(Place::Requests)
    };
    let menu = menu(&facts);
    assert_eq!(
        menu.first().map(|rule| rule.action.group()),
        Some(Group::Decide)
    );
    let hints = hints(&facts);
    assert_eq!(hints.last().map(|rule| rule.action), Some(Action::Help));
    assert_eq!(hints.first().map(|rule| rule.action), Some(Action::Find));
    let all = palette(Place::Requests);
    assert_eq!(all.len(), Action::ALL.len());
}

#[test]
fn a_slash_searches_here_or_everything_and_nothing_is_hinted_in_vain() {
    for (place, found) in [
        (Place::Requests, Action::Find),
        (Place::Guide, Action::Find),
        (Place::Today, Action::FindAll),
        (Place::Sheet, Action::FindAll),
    ] {
        assert_eq!(resolve(&press('/'), &Facts::new(place)), Some(found));
    }
    let today = hints(&Facts::new(Place::Today));
    let idle = [Action::Filter, Action::Mark, Action::Today];
    assert!(!today.iter().any(|rule| idle.contains(&rule.action)));
}

#[test]
fn the_next_step_is_one_that_can_be_taken() {
    let mut facts = Facts {
        row: true,
        next: Some(Next::step("next-all-fit", Action::Send)),
        ..Facts::new(Place::Verify)
    };
    let opens = next(&facts).and_then(|next| next.action);
    assert_eq!(opens, Some(Action::Open), "K is not allowed here");
    facts.allowed = ActionSet::of(&[Action::Send]);
    assert_eq!(next(&facts), facts.next);
    facts.row = false;
    assert_eq!(next(&facts), None);
}

#[test]
fn words_of_a_place_name_a_place_and_an_act_and_differ_from_the_general_ones() {
    let slugs: Vec<(String, Action, Place)> = Action::ALL
        .iter()
        .flat_map(|action| Place::ALL.map(|place| (action, place)))
        .map(|(action, place)| {
            (
                format!("{}-{}", action.as_str(), place.as_str()),
                *action,
                place,
            )
        })
        .collect();
    for language in [Language::Indonesian, Language::English] {
        let words = Words::new(language);
        let mut own = 0;
        for (slug, action, place) in &slugs {
            if let Some(name) = words.find(&format!("action-{slug}"), &[]) {
                let known = Action::ALL.iter().any(|other| other.as_str() == slug);
                assert!(known || name != words.get(&action.name_key()), "{slug}");
                let works = RULES
                    .iter()
                    .any(|rule| rule.action == *action && rule.at(*place));
                assert!(known || works, "{slug}: no key there");
                own += 1;
            }
        }
        assert!(own > 5);
    }
}
