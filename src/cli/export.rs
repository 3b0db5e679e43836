//! `loket export`: files that leave the desk.

use super::Arguments;
use super::connect::unexpected;
use super::desk::DeskLine;
use super::document;
use super::exit::Failure;
use super::outfile::failed;
use super::show;
use crate::domain::act::Command;
use crate::domain::portal::PortalName;
use crate::outgo::file;
use crate::outgo::portal::{Package, package};
use crate::paths::DeskFolder;
use crate::text::Arg;
use crate::wire::message::{Ask, Tell};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

#[derive(Debug, Subcommand)]
pub enum Export {
    /// Writes checked names into files for BSrE's portal, with their attachments
    #[command(
        after_help = "Example: loket export portal ~/portal-23-nov --dry-run\n         loket export portal ~/portal-23-nov\n         loket request uploaded --ticket BSRE-77"
    )]
    Portal(Portal),
}

#[derive(Debug, Args)]
pub struct Portal {
    /// The folder to make; it must not be there yet
    folder: PathBuf,
    /// Only these requests; else all that are checked and not prepared yet
    #[arg(long = "request", value_name = "NO")]
    requests: Vec<String>,
    /// Also those that were prepared before
    #[arg(long)]
    again: bool,
    /// Say what would leave and change nothing
    #[arg(long)]
    dry_run: bool,
}

impl Export {
    pub fn run(&self, desk: &DeskFolder, arguments: &Arguments) -> Result<(), Failure> {
        let line = DeskLine::open(desk, arguments)?;
        match self {
            Export::Portal(portal) => portal.run(&line, arguments.json),
        }
    }
}

/// The names that may leave for the portal, and those that did.
pub fn for_portal(line: &DeskLine) -> Result<Vec<PortalName>, Failure> {
    match line.ask(Ask::ForPortal)? {
        Tell::ForPortal(names) => Ok(names),
        other => Err(unexpected(&line.words, &other)),
    }
}

/// Those of the names that were asked for; all where none was.
pub fn chosen<'a>(
    line: &DeskLine,
    names: &'a [PortalName],
    asked: &[String],
    fits: impl Fn(&PortalName) -> bool,
) -> Result<Vec<&'a PortalName>, Failure> {
    if asked.is_empty() {
        return Ok(names.iter().filter(|name| fits(name)).collect());
    }
    let nos = line.request_nos(asked)?;
    nos.into_iter()
        .map(|no| {
            let found = names
                .iter()
                .find(|name| name.request.id == no && fits(name));
            let said = || {
                line.words
                    .with("portal-not-ready", &[("no", &no.to_string())])
            };
            found.ok_or_else(|| Failure::refused(said()))
        })
        .collect()
}

impl Portal {
    fn run(&self, line: &DeskLine, as_json: bool) -> Result<(), Failure> {
        let words = &line.words;
        let names = for_portal(line)?;
        let fits = |name: &PortalName| name.ready && (self.again || !name.prepared);
        let names = chosen(line, &names, &self.requests, fits)?;
        if names.is_empty() {
            return Err(Failure::refused(words.get("portal-nothing")));
        }
        let package = package(&names, line.policy(), words);
        if !self.dry_run {
            // A folder that cannot be made is known before anything is recorded.
            let made = file::new_folder(&self.folder);
            made.map_err(|error| failed(words, &self.folder, &error))?;
            let requests = names.iter().map(|name| name.request).collect();
            line.act(Command::PreparePortal { requests })?;
            self.write(line, &package)?;
        }
        show::either(
            as_json,
            || self.json(&names, &package),
            || self.text(line, &package),
        )
    }

    fn write(&self, line: &DeskLine, package: &Package) -> Result<(), Failure> {
        let place = |path: &Path| self.folder.join(path);
        for written in &package.files {
            let path = place(&written.path);
            let done = file::write_new(&path, written.text.as_bytes());
            done.map_err(|error| failed(&line.words, &path, &error))?;
        }
        for attachment in &package.attachments {
            let path = place(&attachment.path);
            let bytes = document::bytes_of(line, attachment.request, attachment.document)?;
            let done = file::write_new(&path, &bytes);
            done.map_err(|error| failed(&line.words, &path, &error))?;
        }
        Ok(())
    }

    fn json(&self, names: &[&PortalName], package: &Package) -> Value {
        let path = |path: &Path| self.folder.join(path).display().to_string();
        json!({
            "folder": self.folder.display().to_string(),
            "dry_run": self.dry_run,
            "requests": names.iter().map(|name| name.request.id.to_string()).collect::<Vec<_>>(),
            "tables": package.files[..package.tables].iter().map(|file| path(&file.path)).collect::<Vec<_>>(),
            "files": package.files[package.tables..].iter().map(|file| path(&file.path)).collect::<Vec<_>>(),
            "attachments": package.attachments.iter().map(|file| json!({
                "request": file.request.to_string(),
                "document": file.document.as_str(),
                "path": path(&file.path),
                "bytes": file.bytes,
                "too_large": file.too_large,
            })).collect::<Vec<_>>(),
        })
    }

    fn text(&self, line: &DeskLine, package: &Package) -> String {
        let words = &line.words;
        let key = match self.dry_run {
            true => "portal-would",
            false => "portal-done",
        };
        let folder = self.folder.display().to_string();
        let said = words.with(key, &[("folder", &folder)]);
        // What lies in the folder says of itself whose data it holds.
        let about = package.files.last();
        let about = about.map_or("", |about| about.text.as_str());
        let mut text = format!("{said}\n{about}");
        if !self.dry_run {
            let args: [(&str, &dyn Arg); 1] = [("names", &package.names)];
            text += &(words.with("cli-portal-next", &args) + "\n");
        }
        text
    }
}
