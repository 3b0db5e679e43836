//! A training desk that is driven by verbs.

use serde_json::Value;
use std::path::PathBuf;
use std::process::{Command, Output};

/// A training desk in a temporary folder; its server is ended with it.
pub struct Desk {
    pub folder: tempfile::TempDir,
}

impl Desk {
    pub fn new() -> Desk {
        let desk = Desk {
            folder: tempfile::tempdir().unwrap(),
        };
        desk.done(&["init", "--training"]);
        desk
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("desk")
    }

    pub fn run(&self, words: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_loket"))
            .args(words)
            .env("LOKET_DESK", self.path())
            .env_remove("LOKET_LANG")
            .output()
            .unwrap()
    }

    /// Looks at documents, as a mark wants it; at a paper original there is nothing to open.
    pub fn look(&self, request: &str, documents: &[&str]) {
        for document in documents {
            let into = self.folder.path().join(format!("seen-{document}"));
            let into = into.display().to_string();
            self.run(&["document", "open", request, document, "--into", &into]);
            let _ = std::fs::remove_file(into);
        }
    }

    /// Runs what must succeed; gives what it printed.
    pub fn done(&self, words: &[&str]) -> String {
        let output = self.run(words);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{words:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    pub fn json(&self, words: &[&str]) -> Value {
        let words: Vec<&str> = words.iter().copied().chain(["--json"]).collect();
        let text = self.done(&words);
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{words:?}: {error}: {text}"))
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = self.run(&["stop"]);
    }
}
