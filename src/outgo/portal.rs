//! The files for BSrE's portal: one for *tambah beberapa pengguna* for every organisation, the words
//! that each holder types there, and the attachments in a folder beside them [R15.1].

use crate::domain::ids::RequestNo;
use crate::domain::names;
use crate::domain::policy::{DocumentKey, Policy, PortalField};
use crate::domain::portal::{PortalFile, PortalName};
use crate::text::request::document;
use crate::text::{Arg, Words, safe};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// What a spreadsheet takes as the sign of UTF-8.
const BOM: &str = "\u{feff}";
/// Longest ending of a file's name that is kept.
const ENDING: usize = 5;

/// A file that is written as it stands here; its path is within the folder of the export.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    pub path: PathBuf,
    pub text: String,
}

/// A document that the desk is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    pub request: RequestNo,
    pub document: DocumentKey,
    pub path: PathBuf,
    pub bytes: u64,
    /// Larger than the portal takes.
    pub too_large: bool,
}

/// Everything that leaves for the portal at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Package {
    /// Names in it.
    pub names: usize,
    /// Files of many names; they stand before the others.
    pub tables: usize,
    pub files: Vec<Written>,
    pub attachments: Vec<Attachment>,
}

impl Package {
    /// Attachments that the portal would not take.
    pub fn too_large(&self) -> usize {
        let all = self.attachments.iter();
        all.filter(|attachment| attachment.too_large).count()
    }
}

/// The files for these names.
pub fn package(all: &[&PortalName], policy: &Policy, words: &Words) -> Package {
    let mut package = Package {
        names: all.len(),
        ..Package::default()
    };
    for (organization, of) in organizations(all, policy) {
        let rows = usize::from(policy.portal.rows_a_file.max(1));
        for (at, some) in of.chunks(rows).enumerate() {
            package.tables += 1;
            let name = format!("{}-{}.csv", plain(organization), at + 1);
            package.files.push(Written {
                path: PathBuf::from(name),
                text: table(some, policy),
            });
        }
    }
    for name in all {
        let folder = Path::new("lampiran").join(folder(name));
        let attached = name.files.iter();
        package
            .attachments
            .extend(attached.map(|file| attachment(name, file, &folder, policy)));
    }
    package.files.push(Written {
        path: PathBuf::from(words.get("portal-holders-file")),
        text: holders(all, policy, words),
    });
    let about = about(all, &package, policy, words);
    package.files.push(Written {
        path: PathBuf::from(words.get("portal-about-file")),
        text: about,
    });
    package
}

/// Names by their organisation, each in the order given.
fn organizations<'a>(
    all: &[&'a PortalName],
    policy: &'a Policy,
) -> BTreeMap<&'a str, Vec<&'a PortalName>> {
    let mut by: BTreeMap<&str, Vec<&PortalName>> = BTreeMap::new();
    for name in all {
        by.entry(organization(name, policy)).or_default().push(name);
    }
    by
}

fn organization<'a>(name: &PortalName, policy: &'a Policy) -> &'a str {
    let known = policy.portal.organization(&unit(name, policy));
    known.map_or(policy.office.province.as_str(), |known| known.name.as_str())
}

/// The agency by its full name, where the policy knows it.
fn unit(name: &PortalName, policy: &Policy) -> String {
    let known = policy.agency(&name.agency);
    known.map_or_else(|| name.agency.clone(), |known| known.name.clone())
}

fn table(some: &[&PortalName], policy: &Policy) -> String {
    let portal = &policy.portal;
    let mut text = String::new();
    if portal.bom {
        text.push_str(BOM);
    }
    let headers = portal.columns.iter().map(|column| column.header.clone());
    line(headers, portal.delimiter, &mut text);
    for name in some {
        let cells = portal.columns.iter();
        let cells = cells.map(|column| cell(name, column.field, policy));
        line(cells, portal.delimiter, &mut text);
    }
    text
}

fn cell(name: &PortalName, field: PortalField, policy: &Policy) -> String {
    let portal = &policy.portal;
    match field {
        PortalField::Name => portal.name(&name.name),
        PortalField::Email => portal.letters(&name.email),
        PortalField::Nip => digits(&name.nip),
        PortalField::Phone => name.phone.clone(),
        PortalField::Post => portal.letters(&name.post),
        PortalField::Agency => portal.letters(&unit(name, policy)),
    }
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// A row: what holds the delimiter or a quote stands in quotes, and every cell is one line.
fn line(cells: impl Iterator<Item = String>, delimiter: char, into: &mut String) {
    for (at, cell) in cells.enumerate() {
        if at > 0 {
            into.push(delimiter);
        }
        let cell = cell.split_whitespace().collect::<Vec<_>>().join(" ");
        match cell.contains([delimiter, '"', '\'']) {
            true => {
                into.push('"');
                into.push_str(&cell.replace('"', "\"\""));
                into.push('"');
            }
            false => into.push_str(&cell),
        }
    }
    into.push('\n');
}

/// Letters and digits with single dashes, for the name of a file.
fn plain(text: &str) -> String {
    let folded = text.to_lowercase();
    let parts = folded.split(|sign: char| !sign.is_ascii_alphanumeric());
    let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
    parts.join("-")
}

/// The folder of a name: its number first, so that two of one name stay apart.
fn folder(name: &PortalName) -> String {
    let no = name.request.id.to_string().replace('/', "-");
    format!("{no}-{}", plain(&names::untitled(&name.name)))
}

fn attachment(name: &PortalName, file: &PortalFile, folder: &Path, policy: &Policy) -> Attachment {
    let ending = Path::new(&file.name).extension();
    let ending = ending.and_then(|ending| ending.to_str()).map(plain);
    let ending = ending.filter(|ending| !ending.is_empty() && ending.len() <= ENDING);
    let key = plain(file.document.as_str());
    let own = match ending {
        Some(ending) => format!("{key}.{ending}"),
        None => key,
    };
    Attachment {
        request: name.request.id,
        document: file.document,
        path: folder.join(own),
        bytes: file.bytes,
        too_large: file.bytes > u64::from(policy.portal.attachment_bytes),
    }
}

/// What each holder types in the portal, word for word.
fn holders(all: &[&PortalName], policy: &Policy, words: &Words) -> String {
    let mut text = words.get("portal-holders-head") + "\n";
    let portal = &policy.portal;
    for name in all {
        let lines = [
            ("portal-line-name", portal.name(&name.name)),
            ("portal-line-email", portal.letters(&name.email)),
            ("portal-line-post", portal.letters(&name.post)),
            ("portal-line-unit", portal.letters(&unit(name, policy))),
            (
                "portal-line-organization",
                organization(name, policy).to_owned(),
            ),
        ];
        text += &format!("\n{}\n", name.request.id);
        for (key, value) in lines {
            let value = safe(&value).into_owned();
            text += &(words.with(key, &[("value", &value)]) + "\n");
        }
    }
    text
}

/// What the folder holds, whose data they are, and what is still to be done by hand.
fn about(all: &[&PortalName], package: &Package, policy: &Policy, words: &Words) -> String {
    let fields = policy.portal.columns.iter();
    let fields: Vec<String> = fields
        .map(|column| words.of("field", column.field.as_str()))
        .collect();
    let args: [(&str, &dyn Arg); 4] = [
        ("names", &package.names),
        ("tables", &package.tables),
        ("files", &package.attachments.len()),
        ("fields", &fields.join(", ")),
    ];
    let mut text = words.with("portal-about", &args) + "\n";
    let limit = u64::from(policy.portal.attachment_bytes) / 1_000;
    let large = package.attachments.iter().filter(|file| file.too_large);
    for (at, file) in large.enumerate() {
        if at == 0 {
            let said = words.with("portal-too-large", &[("limit", &limit)]);
            text += &format!("\n{said}\n");
        }
        let size = file.bytes.div_ceil(1_000);
        text += &format!("- {} ({size} kB)\n", file.path.display());
    }
    let away = all.iter().filter(|name| !name.elsewhere.is_empty());
    for (at, name) in away.enumerate() {
        if at == 0 {
            text += &format!("\n{}\n", words.get("portal-elsewhere"));
        }
        let documents = name.elsewhere.iter();
        let documents: Vec<String> = documents
            .map(|key| document(words, Some(policy), *key))
            .collect();
        let (no, who) = (name.request.id, safe(&name.name));
        text += &format!("- {no} {who}: {}\n", documents.join(", "));
    }
    text
}

#[cfg(test)]
mod tests;
