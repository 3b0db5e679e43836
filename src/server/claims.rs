//! What a client says of files and policies is checked against what the desk itself holds, before
//! an act may rest on it. The rules see commands only; these need the documents and the policy's
//! own checks.

use super::faults;
use crate::domain::act::{Command, LetterEntry};
use crate::domain::checklist::Evidence;
use crate::domain::excerpt::excerpt;
use crate::domain::ids::FileHash;
use crate::domain::policy::Policy;
use crate::domain::refusal::Refusal;
use crate::policy_file;
use crate::store::{Documents, StoreError};

/// Checks everything that a command states of files and policies.
///
/// # Errors
/// A file that the desk does not hold, or not in this size; a policy that is not what its digest
/// says, or breaks a policy's rules.
pub fn check(documents: &Documents, command: &Command) -> Result<(), Refusal> {
    if let Command::AdoptPolicy { policy, digest, .. } = command {
        return adopted(policy, digest);
    }
    for evidence in evidence(command) {
        if let Evidence::File { hash, name, bytes } = evidence {
            held(documents, hash, Some(*bytes), name)?;
        }
    }
    for scan in scans(command) {
        held(documents, scan, None, &scan.to_string())?;
    }
    Ok(())
}

/// The ledger keeps the digest beside the policy: both must say the same.
fn adopted(policy: &Policy, digest: &[u8; 32]) -> Result<(), Refusal> {
    if policy_file::digest(policy) != *digest {
        return Err(Refusal::Invalid {
            field: "policy".to_owned(),
            given: "digest".to_owned(),
        });
    }
    match policy_file::broken_keys(policy).first() {
        Some(key) => Err(Refusal::Invalid {
            field: "policy".to_owned(),
            given: key.to_owned(),
        }),
        None => Ok(()),
    }
}

fn held(
    documents: &Documents,
    hash: &FileHash,
    bytes: Option<u64>,
    name: &str,
) -> Result<(), Refusal> {
    match documents.claim(&hash.0) {
        Ok(size) if bytes.is_none_or(|stated| stated == size) => Ok(()),
        Ok(_) | Err(StoreError::NoDocument { .. }) => Err(Refusal::FileUnknown {
            name: excerpt(name, 80),
        }),
        Err(error) => Err(faults::refusal(&error)),
    }
}

/// The evidence that a command lays beside requests or rests a judgement on.
fn evidence(command: &Command) -> Vec<&Evidence> {
    match command {
        Command::Register { letter } => of_letter(letter).collect(),
        Command::Import { letters } => letters.iter().flat_map(of_letter).collect(),
        Command::AddDocument { evidence, .. } => vec![evidence],
        Command::Complete { documents, .. } => documents.iter().map(|(_, held)| held).collect(),
        Command::Transfer { order } => vec![&order.sk],
        Command::Together { acts } => acts.iter().flat_map(evidence).collect(),
        Command::Mark { marks, .. } => marks.iter().filter_map(|mark| mark.2.as_ref()).collect(),
        _ => Vec::new(),
    }
}

fn of_letter(letter: &LetterEntry) -> impl Iterator<Item = &Evidence> {
    let documents = letter.names.iter().flat_map(|name| &name.documents);
    documents.map(|(_, held)| held)
}

/// The scans of papers that a command names.
fn scans(command: &Command) -> Vec<&FileHash> {
    match command {
        Command::Register { letter } => letter.form.scan.iter().collect(),
        Command::Import { letters } => {
            let scans = letters
                .iter()
                .filter_map(|letter| letter.form.scan.as_ref());
            scans.collect()
        }
        Command::Transfer { order } => order.letter.scan.iter().collect(),
        Command::EditLetter { form, .. } => form.scan.iter().collect(),
        Command::Dispose {
            paper: Some(paper), ..
        } => paper.scan.iter().collect(),
        _ => Vec::new(),
    }
}
