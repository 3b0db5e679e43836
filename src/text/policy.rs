//! What is wrong with a policy, in words: a code with arguments becomes a sentence that says what is
//! wanted there. The words of the readers of TOML and of types are told in the reader's language
//! where they are known, and as they are where not.

use super::{Arg, Words};

/// How the TOML reader's commonest complaints begin, and their codes.
const TOML: &[(&str, &str)] = &[
    (
        "string values must be quoted",
        "string-values-must-be-quoted",
    ),
    ("unclosed array", "unclosed-array"),
    ("unclosed inline table", "unclosed-inline-table"),
    (
        "missing comma between array elements",
        "missing-comma-between-array-elements",
    ),
    (
        "missing comma between key-value pairs",
        "missing-comma-between-key-value-pairs",
    ),
    ("key with no value", "key-with-no-value"),
    ("missing value", "missing-value"),
    ("extra `=`", "extra"),
    ("extra comma", "extra-comma"),
    ("unclosed table", "unclosed-table"),
    ("invalid basic string", "invalid-basic-string"),
    ("unexpected", "unexpected"),
];

/// The sentence of a code with its arguments.
pub fn wrong(words: &Words, code: &str, args: &[(&str, String)]) -> String {
    let told: Vec<(&str, String)> = args
        .iter()
        .map(|(name, value)| {
            let value = match (code, *name) {
                ("found", "found") => found(words, value),
                ("found", "wanted") => wish(words, value),
                ("not-toml", "problem") => toml(words, value),
                _ => value.clone(),
            };
            (*name, value)
        })
        .collect();
    let given: Vec<(&str, &dyn Arg)> = told
        .iter()
        .map(|(name, value)| (*name, value as &dyn Arg))
        .collect();
    words
        .find(&format!("policy-{code}"), &given)
        .unwrap_or_else(|| code.to_owned())
}

/// What stands there: its kind in words, and itself.
fn found(words: &Words, value: &str) -> String {
    let (kind, rest) = value.split_once(' ').unwrap_or((value, ""));
    let kind = words
        .find(&format!("policy-kind-{kind}"), &[])
        .unwrap_or_else(|| kind.to_owned());
    format!("{kind} {rest}").trim_end().to_owned()
}

/// What is wanted there.
fn wish(words: &Words, value: &str) -> String {
    let code = match value {
        "u8" => "u8",
        "u16" => "u16",
        "a string" => "text",
        "a boolean" => "truth",
        "a sequence" => "list",
        other if other.starts_with("struct ") => "table",
        other => return other.to_owned(),
    };
    words.get(&format!("policy-wish-{code}"))
}

/// The TOML reader's complaint, with what it expected kept.
fn toml(words: &Words, problem: &str) -> String {
    let known = TOML.iter().find(|(begin, _)| problem.starts_with(begin));
    match known {
        Some((begin, code)) => {
            let rest = match problem.split_once(", expected ") {
                Some((_, expected)) => format!(
                    ", {}",
                    words.with("policy-toml-expected", &[("what", &expected)])
                ),
                None => problem[begin.len()..].to_owned(),
            };
            format!("{}{rest}", words.get(&format!("policy-toml-{code}")))
        }
        None => problem.to_owned(),
    }
}
