//! Findings (hasil cek): what the desk notices about a request. Automatic, recomputed, never
//! typed; a code with arguments, never a sentence [R6.7].

pub mod after;
pub mod check;
pub mod code;
pub mod likely;
pub mod noticed;

pub use after::{activation_late, validity_long};
pub use check::{IdentityContext, IdentityInput, check_identity, name_mismatch, phone_unread};
pub use code::{FindingCode, Severity};
pub use noticed::Noticed;

use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// One argument of a finding: its name, as the words on screen call it, and its value.
pub type Arg = (Cow<'static, str>, String);

/// One thing noticed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Which rule.
    pub code: FindingCode,
    /// How much it weighs for this request.
    pub severity: Severity,
    /// What the sentence needs; never a whole NIK.
    pub args: Vec<Arg>,
}

impl Finding {
    /// A finding of this code at the weight that the table gives it.
    pub fn new(code: FindingCode) -> Finding {
        Finding {
            code,
            severity: code.severity(),
            args: Vec::new(),
        }
    }

    /// The same with another weight.
    pub fn weighing(mut self, severity: Severity) -> Finding {
        self.severity = severity;
        self
    }

    /// The same with one more argument.
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Finding {
        self.args.push((Cow::Borrowed(name), value.to_string()));
        self
    }

    /// The argument of this name.
    pub fn arg(&self, name: &str) -> Option<&str> {
        let found = self.args.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// Which of its code's sentences is true of the value: the general one where nothing is said.
    pub fn told_as(&self) -> &str {
        self.arg("as").unwrap_or_default()
    }

    /// True where nothing can be sent while it stands.
    pub fn blocks(&self) -> bool {
        self.severity == Severity::Blocker
    }
}
