//! One step back in the chain, with a reason.

use super::reasoned::Reasoned;
use super::seen;
use crate::domain::act::{ActKind, Command};

pub const STEP_BACK: Reasoned = Reasoned {
    name: "step-back",
    title: "action-step-back",
    choice: None,
    text: ("reason", "field-reason", 3),
    question: None,
    command: |view, values| {
        Some(Command::StepBack {
            request: seen(view),
            reason: values.text("reason"),
        })
    },
    done: |_| ActKind::StepBack,
};
