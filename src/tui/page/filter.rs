//! What a filter means: what is wrong with it, told the same way in every list, and what of it is
//! highlighted.

use crate::domain::filter::words::{KINDS, Key, STAGES, Word, key_word};
use crate::domain::filter::{Filter, FilterError};
use crate::domain::refusal::Refusal;
use crate::tui::panel::Ctx;
use crate::tui::view::go;

/// The texts to highlight for a filter, a line each; none while it cannot be read.
pub fn needles(filter: &str) -> String {
    let Ok(filter) = Filter::parse(filter) else {
        return String::new();
    };
    let needles: Vec<&str> = filter.needles().collect();
    needles.join("\n")
}

/// What is wrong with a filter, in a sentence.
pub fn wrong(filter: &str, ctx: &Ctx) -> Option<String> {
    let FilterError { fault, part, near } = Filter::parse(filter).err()?;
    let said = ctx.words.with(fault.as_str(), &[("part", &part)]);
    let near = near.map(|near| ctx.words.with("filter-near", &[("near", &near)]));
    Some(
        [Some(said), near]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" "),
    )
}

/// That nothing was found; a word that names a stage or a kind is better asked for as one.
pub fn nothing_found(filter: &str, ctx: &Ctx) -> String {
    let said = ctx.words.with("list-empty-search", &[("text", &filter)]);
    match meant(filter) {
        Some(meant) => {
            let meant = ctx.words.with("list-empty-meant", &[("meant", &meant)]);
            format!("{said} {meant}")
        }
        None => said,
    }
}

/// What a plain word may have meant that finds nobody: `kembali` is a stage.
pub fn meant(filter: &str) -> Option<String> {
    let word = filter.trim().to_lowercase();
    if word.chars().count() < 4 || word.contains([':', ' ', '"']) {
        return None;
    }
    // A long part in the middle is no accident; a short one is part of a name.
    let long = word.chars().count() >= 6;
    let fits = |known: &&str| known.starts_with(&word) || (long && known.contains(&word));
    let stage = STAGES.iter().flat_map(Word::all).find(fits);
    let kind = || KINDS.iter().flat_map(Word::all).find(fits);
    match stage {
        Some(stage) => Some(format!("{}:{stage}", key_word(Key::Stage))),
        None => Some(format!("{}:{}", key_word(Key::Kind), kind()?)),
    }
}

/// What is wrong with what is typed, or with what the desk was asked.
pub fn fault(typed: &str, refused_by_desk: Option<&Refusal>, ctx: &Ctx) -> Option<String> {
    wrong(typed, ctx).or_else(|| Some(go::refused(refused_by_desk?, ctx)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::testing::Stage as Screen;

    #[test]
    fn a_word_that_names_a_stage_or_a_kind_is_known() {
        for (typed, means) in [
            ("kembali", Some("tahap:dikembalikan")),
            ("verif", Some("tahap:verifikasi")),
            ("cabut", Some("jenis:cabut")),
            ("siti", None),
            ("tahap:x", None),
        ] {
            assert_eq!(meant(typed).as_deref(), means, "{typed}");
        }
    }

    #[test]
    fn a_wrong_word_is_named_with_the_word_meant() {
        let stage = Screen::small();
        let said = wrong("nma:siti", &stage.ctx()).unwrap_or_default();
        assert!(said.contains("nma") && said.contains("nama"), "{said}");
        assert_eq!(wrong("nama:siti", &stage.ctx()), None);
    }

    #[test]
    fn what_is_typed_wrongly_is_named_before_what_the_desk_refused() {
        let stage = Screen::small();
        let desk = Refusal::Internal("disk".to_owned());
        let said = fault("nma:x", Some(&desk), &stage.ctx()).unwrap_or_default();
        assert!(said.contains("nma"), "{said}");
        let said = fault("nama:x", Some(&desk), &stage.ctx()).unwrap_or_default();
        assert!(said.contains("disk"), "{said}");
        assert_eq!(fault("nama:x", None, &stage.ctx()), None);
        assert_eq!(needles("siti pd:dinkes status:aktif"), "siti\ndinkes");
    }
}
