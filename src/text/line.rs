//! Why there is no line to a desk, in words: what is the matter, whose it is to mend, what next.

use super::{Arg, Words};

/// The sentence of a code that a client, a server or a path gave, with its arguments. A code
/// without a sentence shows itself within one.
pub fn sentence(words: &Words, code: &str, args: &[(String, String)]) -> String {
    told(words, code, args, false)
}

/// The same for somebody who has nothing but the screen, as one who comes over SSH with a
/// `ForceCommand`: it names no command, but whom to ask.
pub fn on_screen(words: &Words, code: &str, args: &[(String, String)]) -> String {
    told(words, code, args, true)
}

fn told(words: &Words, code: &str, args: &[(String, String)], on_screen: bool) -> String {
    let mut given: Vec<(&str, &dyn Arg)> = args
        .iter()
        .map(|(name, value)| (name.as_str(), value as &dyn Arg))
        .collect();
    let damage = args.iter().find(|(name, _)| name == "damage");
    let (what, next);
    if let Some((_, damage)) = damage {
        what = words
            .find(&format!("damage-{damage}"), &given)
            .unwrap_or_else(|| damage.clone());
        next = words.get(next_step(damage, on_screen));
        given.push(("what", &what));
        given.push(("next", &next));
    }
    let own = on_screen.then(|| words.find(&format!("at-screen-{code}"), &given));
    own.flatten()
        .or_else(|| words.find(&format!("no-line-{code}"), &given))
        .unwrap_or_else(|| words.with("no-line-unknown", &[("code", &code)]))
}

/// What is to be done about a damage.
fn next_step(damage: &str, on_screen: bool) -> &'static str {
    match damage {
        "document" | "document-gone" => "damage-next-document",
        _ if on_screen => "damage-next-ask",
        "database" => "damage-next-database",
        _ => "damage-next-ledger",
    }
}
