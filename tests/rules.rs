//! The rules of the desk: each sentence of the procedure has a named row or a property here.
#![allow(clippy::unwrap_used, clippy::panic)]

#[path = "support/memory_desk.rs"]
mod memory_desk;
#[path = "support/office.rs"]
mod office;

#[path = "rules/answers.rs"]
mod answers;
#[path = "rules/certificates.rs"]
mod certificates;
#[path = "rules/claims.rs"]
mod claims;
#[path = "rules/convert.rs"]
mod convert;
#[path = "rules/duties.rs"]
mod duties;
#[path = "rules/findings.rs"]
mod findings;
#[path = "rules/held.rs"]
mod held;
#[path = "rules/letters.rs"]
mod letters;
#[path = "rules/machine.rs"]
mod machine;
#[path = "rules/matrix.rs"]
mod matrix;
#[path = "rules/offered.rs"]
mod offered;
#[path = "rules/officers.rs"]
mod officers;
#[path = "rules/own.rs"]
mod own;
#[path = "rules/road.rs"]
mod road;
#[path = "rules/sheets.rs"]
mod sheets;
#[path = "rules/simplest.rs"]
mod simplest;
#[path = "rules/terms.rs"]
mod terms;
#[path = "rules/undo.rs"]
mod undo;
#[path = "rules/verification.rs"]
mod verification;
#[path = "rules/ways.rs"]
mod ways;
