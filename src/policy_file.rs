//! The office's policy as TOML: reads it into [`Policy`], and says what is wrong with it by file,
//! line, column and key, and what is wanted there.

mod checks;
mod later;
mod place;

use crate::domain::policy::Policy;
pub use later::{LATER, keys, unused};
use place::Places;
use sha2::{Digest, Sha256};
use std::fmt;
use std::fs::File;
use std::io::Read;
use std::path::Path;

/// The policy of the office that the circular describes, as it is shipped.
pub const BABEL: &str = include_str!("../assets/policy/babel.toml");

/// The name under which [`BABEL`] appears in errors.
const BABEL_NAME: &str = "assets/policy/babel.toml";

/// A policy larger than this is refused unread; the shipped one has 40 kB.
const LIMIT: usize = 1 << 20;

/// One thing that is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Line in the file, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// The key, such as `kinds.issue.steps[2].minutes`; empty where the file as a whole is meant.
    pub key: String,
    /// What is wrong and what is wanted.
    pub wrong: Wrong,
}

/// What is wrong, as a code with arguments; `text` makes the sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wrong {
    /// The stable code.
    pub code: &'static str,
    /// What the sentence names.
    pub args: Vec<(&'static str, String)>,
}

impl Wrong {
    fn new(code: &'static str) -> Wrong {
        let args = Vec::new();
        Wrong { code, args }
    }

    fn with(mut self, name: &'static str, value: impl fmt::Display) -> Wrong {
        self.args.push((name, value.to_string()));
        self
    }
}

/// For a log; people read the sentence.
impl fmt::Display for Wrong {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.code)?;
        for (name, value) in &self.args {
            write!(out, " {name}={value}")?;
        }
        Ok(())
    }
}

/// A policy that was not taken: nothing of it is used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct PolicyFault {
    /// The file, as it was named.
    pub file: String,
    /// What is wrong, in the order of the file; at least one.
    pub problems: Vec<Problem>,
}

impl fmt::Display for PolicyFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, problem) in self.problems.iter().enumerate() {
            if at > 0 {
                out.write_str("\n")?;
            }
            write!(out, "{}:{}:{}: ", self.file, problem.line, problem.column)?;
            if !problem.key.is_empty() {
                write!(out, "{}: ", problem.key)?;
            }
            write!(out, "{}", problem.wrong)?;
        }
        Ok(())
    }
}

impl PolicyFault {
    fn whole_file(file: &str, wrong: Wrong) -> PolicyFault {
        PolicyFault {
            file: file.to_owned(),
            problems: vec![Problem {
                line: 1,
                column: 1,
                key: String::new(),
                wrong,
            }],
        }
    }
}

/// Reads and checks the policy in a file.
pub fn read(path: &Path) -> Result<Policy, PolicyFault> {
    let name = path.display().to_string();
    let text = text_of(path).map_err(|error| {
        PolicyFault::whole_file(&name, Wrong::new("unreadable").with("problem", error))
    })?;
    if text.len() > LIMIT {
        let wrong = Wrong::new("too-large").with("most", LIMIT);
        return Err(PolicyFault::whole_file(&name, wrong));
    }
    parse(&name, &text)
}

/// The text of a file, and no more of it than shows that it is too long: a size that the system
/// tells is not trusted, a device has none.
fn text_of(path: &Path) -> std::io::Result<String> {
    let mut text = String::new();
    let limit = u64::try_from(LIMIT).unwrap_or(u64::MAX);
    File::open(path)?
        .take(limit.saturating_add(1))
        .read_to_string(&mut text)?;
    Ok(text)
}

/// Reads and checks a policy; `name` stands in the errors. A value of the wrong shape ends the
/// reading at once; rules that values break are all named.
pub fn parse(name: &str, text: &str) -> Result<Policy, PolicyFault> {
    let fault = |problems| PolicyFault {
        file: name.to_owned(),
        problems,
    };
    let places = Places::of(text).map_err(|problem| fault(vec![problem]))?;
    let policy: Policy =
        toml::from_str(text).map_err(|error| fault(vec![places.problem_of(&error)]))?;
    let mut problems: Vec<Problem> = checks::broken_rules(&policy)
        .into_iter()
        .map(|broken| places.problem_at(&broken.key, broken.wrong))
        .collect();
    if problems.is_empty() {
        return Ok(policy);
    }
    problems.sort_by_key(|problem| (problem.line, problem.column));
    Err(fault(problems))
}

/// The keys at which a policy breaks the rules of a policy; none where all are kept. For a policy
/// that did not come through [`parse`].
pub fn broken_keys(policy: &Policy) -> Vec<String> {
    let broken = checks::broken_rules(policy).into_iter();
    broken.map(|broken| broken.key).collect()
}

/// The shipped policy. `tests` prove that it reads without a fault.
pub fn babel() -> Policy {
    parse(BABEL_NAME, BABEL).expect("the shipped policy is read by a test")
}

/// Writes a policy as TOML; reading it gives the same policy again.
pub fn write(policy: &Policy) -> Result<String, toml::ser::Error> {
    toml::to_string(policy)
}

/// SHA-256 of the policy in a normal form: the same for files that differ only in spelling, order
/// of keys or comments.
pub fn digest(policy: &Policy) -> [u8; 32] {
    let normal = serde_json::to_vec(policy).expect("a policy is maps with text keys, lists, text");
    let mut hash = Sha256::new();
    hash.update(b"loket.policy.1");
    hash.update(&normal);
    hash.finalize().into()
}

/// The sections in which two policies differ, as the file names them.
pub fn differing(one: &Policy, other: &Policy) -> Vec<String> {
    let sections = |policy| match serde_json::to_value(policy) {
        Ok(serde_json::Value::Object(sections)) => sections,
        _ => serde_json::Map::new(),
    };
    let (one, other) = (sections(one), sections(other));
    let differing = other.into_iter();
    differing
        .filter(|(name, section)| one.get(name) != Some(section))
        .map(|(name, _)| name)
        .collect()
}

#[cfg(test)]
mod tests;
