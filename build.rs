//! Finds the files of words, so that a language is a file and nothing else.

use std::error::Error;
use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("assets/text");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files = Vec::new();
    for entry in fs::read_dir(&folder)? {
        let path = entry?.path();
        let tag = path.file_stem().and_then(|stem| stem.to_str());
        if let (Some(tag), Some("ftl")) = (tag, path.extension().and_then(|end| end.to_str())) {
            files.push((tag != "id", tag.to_owned(), path.clone()));
        }
    }
    files.sort();
    let mut table = String::from("&[");
    for (_, tag, path) in files {
        write!(table, "({tag:?}, include_str!({path:?})),")?;
    }
    table.push(']');
    fs::write(Path::new(&env::var("OUT_DIR")?).join("words.rs"), table)?;
    Ok(())
}
