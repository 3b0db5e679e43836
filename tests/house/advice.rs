//! What the screen advises can be done from the screen: an account that may run nothing but loket
//! (sshd's ForceCommand) has no verbs. Sentences of the verbs and of a line that cannot be had name
//! some, for whoever typed a command.

use crate::tidy::root;
use std::fs;

/// Families of sentences that only the command line says.
const OF_VERBS: &[&str] = &["cli-", "no-line-", "damage-"];

const VERBS: &[&str] = &[
    "audit",
    "backup",
    "certificate",
    "demo",
    "doctor",
    "document",
    "import",
    "init",
    "letter",
    "officer",
    "policy",
    "request",
    "restore",
    "serve",
    "sheet",
    "status",
    "stop",
];

/// The sentences on screen that name a verb.
fn naming(text: &str) -> Vec<&str> {
    let lines = text.lines().filter(|line| {
        let key = line.split(" = ").next().unwrap_or_default();
        !OF_VERBS.iter().any(|family| key.starts_with(family))
    });
    let names = |line: &&str| {
        let named = VERBS.iter().map(|verb| format!("loket {verb}"));
        named.into_iter().any(|verb| line.contains(&verb))
    };
    lines.filter(names).collect()
}

#[test]
fn the_screen_advises_no_verb() {
    for language in ["id", "en"] {
        let text = fs::read_to_string(root().join(format!("assets/text/{language}.ftl"))).unwrap();
        assert_eq!(naming(&text), Vec::<&str>::new(), "{language}");
    }
    assert_eq!(naming("today-x = Use loket officer hold").len(), 1);
    assert!(naming("cli-x = Use loket officer hold").is_empty());
}
