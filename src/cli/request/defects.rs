//! Defects and judgements as they are given to a verb: `ktp=missing`, `form=wrong:unsigned`,
//! `nik-length`, or plain words.

use crate::cli::exit::Failure;
use crate::cli::given;
use crate::domain::checklist::{Defect, Verdict};
use crate::domain::finding::FindingCode;
use crate::domain::policy::DocumentKey;
use crate::text::Words;
use clap::Args;

/// What the requester is told to mend.
#[derive(Debug, Args)]
pub struct Defects {
    /// A defect: DOCUMENT=missing, DOCUMENT=wrong[:code or words], a finding's code, or words
    #[arg(long = "defect", value_name = "WHAT")]
    defects: Vec<String>,
}

impl Defects {
    /// The defects in the order given.
    pub fn read(&self, words: &Words) -> Result<Vec<Defect>, Failure> {
        self.defects
            .iter()
            .map(|text| defect(words, text))
            .collect()
    }
}

fn defect(words: &Words, text: &str) -> Result<Defect, Failure> {
    if let Some((document, verdict)) = text.split_once('=') {
        return Ok(Defect::Document {
            document: given::document(words, document)?,
            verdict: self::verdict(words, verdict)?,
        });
    }
    if let Some(document) = DocumentKey::from_key(text) {
        let verdict = Verdict::Missing;
        return Ok(Defect::Document { document, verdict });
    }
    Ok(match FindingCode::from_key(text) {
        Some(code) => Defect::Finding(code.as_str().to_owned()),
        None => Defect::Text(text.to_owned()),
    })
}

/// The verdicts, as they are written.
pub const VERDICTS: &str = "conforms, wrong[:CODE or words], missing, not-needed:REASON, not-seen";

/// A judgement: `conforms`, `wrong:unsigned`, `wrong:foto buram`, `missing`, `not-needed:why`.
pub fn verdict(words: &Words, text: &str) -> Result<Verdict, Failure> {
    let (key, rest) = text.split_once(':').unwrap_or((text, ""));
    let rest = rest.trim().to_owned();
    Ok(match key.trim() {
        "conforms" | "ok" => Verdict::Conforms,
        "missing" => Verdict::Missing,
        "not-needed" => Verdict::NotNeeded { reason: rest },
        "not-seen" => Verdict::NotSeen,
        // A code has no spaces; words have, or stand for no code of the policy.
        "wrong" if is_code(&rest) => Verdict::Wrong {
            code: rest,
            note: String::new(),
        },
        "wrong" => Verdict::Wrong {
            code: String::new(),
            note: rest,
        },
        _ => {
            let args: [(&str, &dyn crate::text::Arg); 2] = [("given", &text), ("known", &VERDICTS)];
            return Err(Failure::wrong(words, "cli-no-choice", &args));
        }
    })
}

fn is_code(text: &str) -> bool {
    let sign = |letter: char| letter.is_ascii_lowercase() || matches!(letter, '-' | '_');
    !text.is_empty() && text.contains(['-', '_']) && text.chars().all(sign)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn defects_are_documents_findings_or_words() {
        let words = Words::default();
        let read = |text: &str| defect(&words, text).unwrap();
        assert_eq!(
            read("ktp=missing"),
            Defect::Document {
                document: DocumentKey::Ktp,
                verdict: Verdict::Missing
            }
        );
        assert_eq!(read("nik-length"), Defect::Finding("nik-length".to_owned()));
        assert_eq!(read("foto buram"), Defect::Text("foto buram".to_owned()));
        let Defect::Document { verdict, .. } = read("form=wrong:foto buram") else {
            unreachable!("a document was named");
        };
        assert!(matches!(verdict, Verdict::Wrong { note, .. } if note == "foto buram"));
        assert!(defect(&words, "car=missing").is_err());
        assert!(defect(&words, "ktp=perhaps").is_err());
    }
}
