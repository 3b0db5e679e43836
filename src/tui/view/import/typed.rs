//! What a person typed and chose for an import, for another session to go on from. How a form's
//! columns are read stays for the next file.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::run::Matter;
use super::source::Stamp;
use super::{Import, Step};
use crate::domain::kind::Kind;
use crate::intake::MappingFile;
use crate::intake::inventory::HeldMapping;
use crate::tui::panel::{Draft, Effect};

/// What is kept.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Typed {
    path: String,
    /// The columns of a form's export.
    form: Option<MappingFile>,
    /// The columns of a list of certificates.
    list: HeldMapping,
    kinds: Kinds,
}

/// The kinds that a person named for single rows of a file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kinds {
    of: Stamp,
    rows: BTreeMap<u32, Kind>,
}

impl Kinds {
    /// Takes a person's word for a row; `None` takes it back.
    pub(super) fn choose(&mut self, row: u32, kind: Option<Kind>) {
        match kind {
            Some(kind) => self.rows.insert(row, kind),
            None => self.rows.remove(&row),
        };
    }

    /// The rows of a file as it is now: of another file, or of one that was changed since, nothing
    /// was said.
    pub(super) fn of(&mut self, stamp: Stamp) -> impl Iterator<Item = (u32, Kind)> {
        if self.of != stamp {
            *self = Kinds {
                of: stamp,
                rows: BTreeMap::new(),
            };
        }
        self.rows.iter().map(|(row, kind)| (*row, *kind))
    }
}

impl Import {
    pub(super) fn typed(&self) -> Draft {
        let key = match self.matter {
            Matter::Form | Matter::Transfers => "import",
            Matter::Certificates => "import-certificates",
        };
        let going = self.step != Step::Done;
        let form = self.kept.clone();
        let typed = match going {
            true => Typed {
                path: self.path.text(),
                form,
                list: self.chosen_columns.clone(),
                kinds: self.kinds.clone(),
            },
            false => Typed {
                form,
                ..Typed::default()
            },
        };
        let some = !typed.path.trim().is_empty() || typed.form.is_some();
        let text = some.then(|| serde_json::to_string(&typed).ok()).flatten();
        Draft {
            key: key.to_owned(),
            text,
        }
    }

    /// Names what is asked about this file.
    pub(super) fn about_file(&self, what: &str) -> String {
        format!("import-{what}-{}", self.path.text())
    }

    /// The path is another: its columns are not those of the file before.
    pub(super) fn retyped(&mut self) -> Vec<Effect> {
        self.chosen_columns = HeldMapping::default();
        self.look()
    }

    /// Goes on from what an earlier session left; a path that is typed by now stays.
    pub(super) fn take_typed(&mut self, text: &str) {
        let Ok(typed) = serde_json::from_str::<Typed>(text) else {
            return;
        };
        self.kept = typed.form;
        if self.path.text().is_empty() {
            self.path.set(&typed.path);
            (self.chosen_columns, self.kinds) = (typed.list, typed.kinds);
        }
    }
}
