//! Whoever is refused a line to the desk reads a sentence: every code that the client, the server,
//! the paths and the verbs can give has words in both languages, with every argument that the words want.

use loket::client::LinkError;
use loket::paths::{DeskFolder, PathError};
use loket::text::{Language, Words, line};
use loket::wire::hello::Refused;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => sources(&path, found),
            false => found.push(path),
        }
    }
}

/// The codes that stand as literals in the rooms that give them.
fn codes() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = ["client.rs", "server.rs", "paths.rs"]
        .map(|file| root.join(file))
        .to_vec();
    for room in ["client", "server", "paths"] {
        sources(&root.join(room), &mut files);
    }
    files.push(root.join("wire/hello.rs"));
    files.push(root.join("tui/line.rs"));
    let mut codes = BTreeSet::new();
    for file in files {
        let text = fs::read_to_string(file).unwrap();
        let text = text.split("#[cfg(test)]").next().unwrap();
        let strings = text.split("Refused::new(\"").skip(1).map(|rest| ("", rest));
        let families = ["link-", "server-", "path-"]
            .into_iter()
            .flat_map(|family| {
                let start = format!("\"{family}");
                let pieces: Vec<_> = text.split(&start).skip(1).map(str::to_owned).collect();
                pieces.into_iter().map(move |rest| (family, rest))
            });
        let owned = strings.map(|(family, rest)| (family, rest.to_owned()));
        for (family, rest) in owned.chain(families) {
            codes.insert(format!("{family}{}", rest.split('"').next().unwrap()));
        }
    }
    codes
}

/// The codes of the verbs' own failures: the first string of the call, if it is one.
fn codes_of_verbs() -> BTreeSet<String> {
    let mut files = Vec::new();
    let cli = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/cli");
    sources(&cli, &mut files);
    let texts = files.iter().map(|file| fs::read_to_string(file).unwrap());
    let calls = texts.flat_map(|text| {
        let calls = text.split("Failure::line(").skip(1).filter_map(|call| {
            let (before, rest) = call.split_once('"')?;
            let code = rest.split('"').next()?.to_owned();
            (!before.contains([')', ';', '.'])).then_some(code)
        });
        calls.collect::<Vec<_>>()
    });
    calls.collect()
}

#[test]
fn every_code_has_a_sentence() {
    let mut codes = codes();
    codes.extend(codes_of_verbs());
    assert!(codes.len() > 30, "{codes:?}");
    for language in [Language::Indonesian, Language::English] {
        let words = Words::new(language);
        for code in &codes {
            assert!(words.has(&format!("no-line-{code}")), "no-line-{code}");
        }
        let told: BTreeSet<_> = words.keys("no-line-").into_iter().collect();
        for key in told {
            let code = key.trim_start_matches("no-line-");
            assert!(
                code == "unknown" || codes.contains(code),
                "{key} is of no use"
            );
        }
    }
}

/// The errors that this computer can make here, and made-up ones for the others.
fn errors() -> Vec<LinkError> {
    let path = PathBuf::from("/srv/ra");
    let owner = "ra".to_owned();
    let protocol = |theirs| LinkError::Protocol {
        theirs,
        build: "0.9".to_owned(),
        sessions: Some(2),
    };
    let io = || std::io::Error::from(std::io::ErrorKind::StorageFull);
    let too_long = DeskFolder::new(Path::new(&"d".repeat(200))).unwrap_err();
    vec![
        LinkError::NoDesk { path: path.clone() },
        LinkError::NoRight {
            path: path.clone(),
            owner: owner.clone(),
        },
        LinkError::NoServer {
            path: path.clone(),
            owner,
            stale_socket: true,
            ours: false,
        },
        LinkError::Refused(Refused::new("server-full").with("sessions", 256)),
        protocol(0),
        protocol(99),
        LinkError::DidNotComeUp {
            last_line: Some("no room".to_owned()),
            log: path.clone(),
        },
        LinkError::StartingElsewhere(std::time::Duration::from_secs(50)),
        LinkError::Silent { process: Some(7) },
        LinkError::Impostor { uid: 1001 },
        LinkError::NotLoket("an empty frame"),
        LinkError::Ended,
        LinkError::Path(too_long),
        LinkError::Path(PathError::Io { path, error: io() }),
        LinkError::Io {
            what: "connecting",
            error: io(),
        },
    ]
}

#[test]
fn a_sentence_names_what_the_error_knows() {
    for language in [Language::Indonesian, Language::English] {
        let words = Words::new(language);
        for error in errors() {
            let said = line::sentence(&words, error.code(), &error.args());
            assert!(!said.contains(error.code()), "{said}");
            assert!(!said.contains("{"), "an argument is missing: {said}");
            for (name, value) in error.args() {
                let said_so = said.contains(&value);
                assert!(said_so || name == "sessions", "{name} = {value} in: {said}");
            }
        }
        let unknown = line::sentence(&words, "desk-on-fire", &[]);
        assert!(unknown.contains("desk-on-fire"), "{unknown}");
    }
}
