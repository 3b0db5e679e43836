//! The commands of README.md and README.id.md, in the order in which they are read.

/// Those of one page, each as the words behind `loket`.
pub fn commands(page: &str) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(page).unwrap();
    written(&text)
        .iter()
        .filter_map(|line| of_loket(line))
        .collect()
}

/// What stands there to be typed: lines of blocks and words between backticks.
fn written(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (number, part) in text.split("```").enumerate() {
        let is_block = number % 2 == 1;
        let pieces: Vec<&str> = match is_block {
            true => part.lines().collect(),
            false => part.split('`').skip(1).step_by(2).collect(),
        };
        let is_command = |piece: &&str| {
            ["loket", "cargo"].contains(&piece.split_whitespace().next().unwrap_or_default())
                && !piece.starts_with(' ')
        };
        let commands = pieces.into_iter().filter(is_command);
        let without_remark = commands.map(|piece| piece.split(" #").next().unwrap_or(piece));
        found.extend(without_remark.flat_map(|piece| piece.split("&&").map(str::to_owned)));
    }
    found
}

fn of_loket(line: &str) -> Option<Vec<String>> {
    let words = words(line);
    let plain: Vec<&str> = words.iter().map(String::as_str).collect();
    let behind = match plain[..] {
        // This very program is a part of it.
        ["cargo", "test"] => return None,
        // Would build the program a second time, into the home of whoever tests.
        ["cargo", "install", "--path", "."] => return None,
        // What is built is the program that the test has.
        ["cargo", "run", "--release", "--", ..] => 4,
        ["cargo", "run", "--release"] => 3,
        ["loket", ..] => 1,
        _ => panic!("README: this test does not know how to run {line:?}"),
    };
    Some(words[behind..].to_vec())
}

/// The words of a line as a shell takes them; quotes hold words together.
fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    for (number, part) in line.split('"').enumerate() {
        match number % 2 {
            0 => words.extend(part.split_whitespace().map(str::to_owned)),
            _ => words.push(part.to_owned()),
        }
    }
    words
}

#[test]
fn a_command_that_is_added_is_found() {
    let text = "# loket\n```\n loket  x\n$ no\nloket a \"b c\"   # remark\n```\nSay `loket` or\n`loket stop && loket\nbackup DIR`, `--x`.";
    let found: Vec<_> = written(text)
        .iter()
        .filter_map(|line| of_loket(line))
        .collect();
    let expected: [&[&str]; 4] = [&["a", "b c"], &[], &["stop"], &["backup", "DIR"]];
    assert_eq!(found, expected);
}
