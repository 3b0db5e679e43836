//! Why there is no line to a desk, in words: what is the matter, whose it is to mend, what next.

use super::{Arg, Words};

/// The sentence of a code that a client, a server or a path gave, with its arguments. A code
/// without a sentence shows itself within one.
pub fn sentence(words: &Words, code: &str, args: &[(String, String)]) -> String {
    let given: Vec<(&str, &dyn Arg)> = args
        .iter()
        .map(|(name, value)| (name.as_str(), value as &dyn Arg))
        .collect();
    words
        .find(&format!("no-line-{code}"), &given)
        .unwrap_or_else(|| words.with("no-line-unknown", &[("code", &code)]))
}
