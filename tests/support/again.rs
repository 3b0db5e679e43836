//! This program of tests, started again for one of them: to be killed, to hold a terminal, to have a
//! disk of its own. What a test does to its process stays out of the way of the others.

/// Arguments that run one test alone: `alone(module_path!(), "writer")`.
pub fn alone(module: &str, test: &str) -> [String; 3] {
    let module = module.split_once("::").map_or("", |(_, module)| module);
    let name = format!("{module}::{test}");
    ["--exact".to_owned(), name, "--nocapture".to_owned()]
}
