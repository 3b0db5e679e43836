//! The letter to BSrE's Service Desk as text [SE F.6.c.1].

use crate::cli::desk::DeskLine;
use crate::cli::done;
use crate::cli::exit::Failure;
use crate::cli::outfile::OutFile;
use crate::cli::show;
use crate::outgo::service_desk;
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

#[derive(Debug, Args)]
pub struct ServiceDesk {
    /// The request's number
    request: String,
    /// Write it to this file, for you alone, instead of showing it
    #[arg(long, value_name = "FILE")]
    into: Option<PathBuf>,
}

impl ServiceDesk {
    pub fn run(&self, line: &DeskLine, as_json: bool) -> Result<(), Failure> {
        let view = done::request(line, line.request_no(&self.request)?)?;
        let policy = line.policy();
        let Some(text) = service_desk::letter(policy, &view.request, view.about.as_ref()) else {
            let no = view.request.no.to_string();
            let said = line.words.with("service-desk-none", &[("no", &no)]);
            return Err(Failure::refused(said));
        };
        let Some(path) = &self.into else {
            return show::either(as_json, || json!({ "text": text }), || format!("{text}\n"));
        };
        let mut file = OutFile::begin(&line.words, path)?;
        file.write(text.as_bytes())?;
        file.write(b"\n")?;
        file.keep()?;
        let path = path.display().to_string();
        let said = line.words.with("service-desk-written", &[("path", &path)]);
        show::either(as_json, || json!({ "path": path }), || said + "\n")
    }
}
