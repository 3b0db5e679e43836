//! Completing the path of a file while it is typed: what lies there is read beside the screen, shown
//! under the field, and taken with Tab or Enter. In a form only fields that hold a path do this.

use std::any::Any;
use std::path::{Path, PathBuf};

use super::panel::{Ctx, Effect, Job, Tag};
use super::widgets::form::{Form, Suggestion};

/// Files shown under a field.
const OFFERED: usize = 8;

/// Paths that what is typed may become, folders first; with what was typed, to know late answers.
pub type Found = (String, Vec<String>);

/// The path that a person means: `~` is the home folder.
pub fn expand(typed: &str) -> PathBuf {
    let typed = typed.trim().trim_matches('\'').trim_matches('"');
    match (typed.strip_prefix("~/"), std::env::var_os("HOME")) {
        (Some(rest), Some(home)) => Path::new(&home).join(rest),
        _ => PathBuf::from(typed),
    }
}

/// Whether what is typed leads to the web rather than to a file.
pub fn is_link(typed: &str) -> bool {
    let typed = typed.trim_start();
    typed.starts_with("https://") || typed.starts_with("http://")
}

/// Looks for folders, and for files that `wanted` takes by name, that begin with what is typed.
pub fn look_for(typed: String, wanted: fn(&str) -> bool) -> Job {
    Box::new(move || -> Box<dyn Any + Send> {
        let found = look(&typed, wanted);
        Box::new((typed, found))
    })
}

fn look(typed: &str, wanted: fn(&str) -> bool) -> Vec<String> {
    let whole = expand(typed);
    let (folder, start) = if typed.is_empty() || typed.ends_with('/') {
        (whole.clone(), String::new())
    } else {
        let start = whole.file_name().unwrap_or_default().to_string_lossy();
        let start = start.into_owned();
        (
            whole.parent().map(Path::to_owned).unwrap_or_default(),
            start,
        )
    };
    let here = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        &folder
    };
    let Ok(entries) = std::fs::read_dir(here) else {
        return Vec::new();
    };
    let shown = typed.rsplit_once('/').map_or("", |(folder, _)| folder);
    let lower = start.to_lowercase();
    let mut found: Vec<(bool, String)> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let folder = entry.path().is_dir();
            let fits = name.to_lowercase().starts_with(&lower)
                && (!name.starts_with('.') || start.starts_with('.'));
            (fits && (folder || wanted(&name))).then_some((folder, name))
        })
        .collect();
    found.sort_by_key(|(folder, name)| (!folder, name.to_lowercase()));
    found.truncate(OFFERED);
    let before = match (typed.contains('/'), shown) {
        (true, "") => "/".to_owned(),
        (true, shown) => format!("{shown}/"),
        (false, _) => String::new(),
    };
    found
        .into_iter()
        .map(|(folder, name)| format!("{before}{name}{}", if folder { "/" } else { "" }))
        .collect()
}

/// A field changed: where it holds a path, what it may become is looked for.
pub fn changed(form: &Form, field: &str, tag: Tag, ctx: &Ctx) -> Option<Effect> {
    form.entry(field).filter(|entry| entry.path)?;
    let typed = form.value(field, ctx);
    if typed.is_empty() || is_link(&typed) {
        return None;
    }
    let job = look_for(typed, |_| true);
    Some(Effect::Work { tag, job })
}

/// What was found is shown under the field, unless something else was typed since.
pub fn found(form: &mut Form, result: Box<dyn Any + Send>, ctx: &Ctx) {
    let Ok(found) = result.downcast::<Found>() else {
        return;
    };
    let (typed, found) = *found;
    let Some(field) = form
        .focused()
        .filter(|entry| entry.path)
        .map(|entry| entry.key)
    else {
        return;
    };
    if form.value(field, ctx) != typed {
        return;
    }
    let shown = found.into_iter().filter(|path| *path != typed);
    let suggestion = |path: String| Suggestion {
        id: path.clone(),
        text: path,
        detail: String::new(),
    };
    form.suggest(field, shown.map(suggestion).collect());
}

/// Tab on a path: what all that is shown have in common is taken, or else the one under the
/// cursor. `None` where nothing is shown: then Tab goes to the next field.
pub fn tab(form: &mut Form, tag: Tag, ctx: &Ctx) -> Option<Vec<Effect>> {
    let field = form.focused().filter(|entry| entry.path)?.key;
    let typed = form.value(field, ctx);
    let shown: Vec<&str> = form.suggestions().iter().map(|s| s.text.as_str()).collect();
    let common = common_start(&shown)?;
    if common.len() > typed.len() && shown.len() > 1 {
        form.fill(field, &common);
        return Some(changed(form, field, tag, ctx).into_iter().collect());
    }
    let path = form.suggested()?.text.clone();
    Some(took(form, field, &path, tag, ctx))
}

/// A path was taken: it stands in the field, and inside a folder the search goes on.
pub fn took(form: &mut Form, field: &str, path: &str, tag: Tag, ctx: &Ctx) -> Vec<Effect> {
    form.fill(field, path);
    let further = path.ends_with('/');
    let more = further.then(|| changed(form, field, tag, ctx)).flatten();
    more.into_iter().collect()
}

fn common_start(all: &[&str]) -> Option<String> {
    let (first, rest) = all.split_first()?;
    let mut end = first.len();
    for other in rest {
        let same = first
            .char_indices()
            .zip(other.chars())
            .take_while(|((_, a), b)| a == b)
            .last()
            .map_or(0, |((at, letter), _)| at + letter.len_utf8());
        end = end.min(same);
    }
    Some(first[..end].to_owned())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::tui::testing::Stage;
    use crate::tui::widgets::form::Entry;

    fn typed(form: &mut Form, text: &str, stage: &Stage) {
        form.set("path", text);
        let effect = changed(form, "path", 9, &stage.ctx()).unwrap();
        let Effect::Work { job, tag: 9 } = effect else {
            panic!("no work")
        };
        found(form, job(), &stage.ctx());
    }

    #[test]
    fn tab_takes_what_the_files_have_in_common_and_then_the_one_under_the_cursor() {
        let stage = Stage::small();
        let folder = tempfile::tempdir().unwrap();
        for name in ["ktp-siti.jpg", "ktp-siti.pdf", "sk.pdf", ".rahasia"] {
            std::fs::write(folder.path().join(name), "x").unwrap();
        }
        std::fs::create_dir(folder.path().join("kumpulan")).unwrap();
        let base = folder.path().to_str().unwrap();
        let mut form = Form::new("").with(Entry::text("path", "field-path_or_link", "").path());
        typed(&mut form, &format!("{base}/"), &stage);
        assert_eq!(form.suggestions().len(), 4, "hidden files stay hidden");
        typed(&mut form, &format!("{base}/kt"), &stage);
        let on = tab(&mut form, 9, &stage.ctx()).unwrap();
        assert_eq!(on.len(), 1, "what is left to choose from is shown");
        assert_eq!(
            form.value("path", &stage.ctx()),
            format!("{base}/ktp-siti.")
        );
        typed(&mut form, &format!("{base}/ktp-siti."), &stage);
        tab(&mut form, 9, &stage.ctx()).unwrap();
        let whole = format!("{base}/ktp-siti.jpg");
        assert_eq!(form.value("path", &stage.ctx()), whole);
        assert!(
            tab(&mut form, 9, &stage.ctx()).is_none(),
            "whole: next field"
        );
        typed(&mut form, &format!("{base}/KU"), &stage);
        let on = tab(&mut form, 9, &stage.ctx()).unwrap();
        assert_eq!(
            form.value("path", &stage.ctx()),
            format!("{base}/kumpulan/")
        );
        assert_eq!(on.len(), 1, "a folder is looked into");
    }

    #[test]
    fn links_and_other_fields_are_not_looked_for() {
        let stage = Stage::small();
        let mut form = Form::new("")
            .with(Entry::text("path", "field-path_or_link", "https://x").path())
            .with(Entry::text("note", "field-note", "/"));
        assert!(changed(&form, "path", 9, &stage.ctx()).is_none());
        assert!(changed(&form, "note", 9, &stage.ctx()).is_none());
        form.go("note");
        assert!(tab(&mut form, 9, &stage.ctx()).is_none());
    }
}
