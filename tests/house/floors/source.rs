//! Reads Rust source just well enough to see what it names: words and punctuation, without
//! comments, texts and test modules.

/// Words (`crate`, `foo`), the mark `::`, and single characters, in order.
pub fn tokens(source: &str) -> Vec<String> {
    let bytes: Vec<char> = source.chars().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        at += if starts(rest, "//") {
            until(rest, '\n')
        } else if starts(rest, "/*") {
            block_comment(rest)
        } else if let Some(length) = raw_text(rest) {
            length
        } else if rest[0] == '"' {
            quoted(rest)
        } else if rest[0] == '\'' {
            quote_or_lifetime(rest)
        } else if is_word(rest[0]) {
            let length = rest.iter().take_while(|c| is_word(**c)).count();
            found.push(rest[..length].iter().collect());
            length
        } else if starts(rest, "::") {
            found.push("::".to_owned());
            2
        } else {
            if !rest[0].is_whitespace() {
                found.push(rest[0].to_string());
            }
            1
        };
    }
    found
}

/// The tokens without `#[cfg(test)] mod … { … }`: tests may look at any floor.
pub fn without_tests(tokens: Vec<String>) -> Vec<String> {
    let mark = ["#", "[", "cfg", "(", "test", ")", "]"];
    let mut kept = Vec::with_capacity(tokens.len());
    let mut at = 0;
    while at < tokens.len() {
        if tokens[at..].len() > mark.len() && tokens[at..at + mark.len()] == mark {
            at = after_item(&tokens, at + mark.len());
        } else {
            kept.push(tokens[at].clone());
            at += 1;
        }
    }
    kept
}

/// The place after the item that begins here: after its `;` or its closing brace.
fn after_item(tokens: &[String], start: usize) -> usize {
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate().skip(start) {
        match token.as_str() {
            "{" => depth += 1,
            "}" if depth <= 1 => return at + 1,
            "}" => depth -= 1,
            ";" if depth == 0 => return at + 1,
            _ => {}
        }
    }
    tokens.len()
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn starts(rest: &[char], text: &str) -> bool {
    text.chars()
        .enumerate()
        .all(|(at, c)| rest.get(at) == Some(&c))
}

fn until(rest: &[char], end: char) -> usize {
    rest.iter().position(|c| *c == end).unwrap_or(rest.len())
}

fn block_comment(rest: &[char]) -> usize {
    let (mut depth, mut at) = (0_usize, 0);
    while at < rest.len() {
        if starts(&rest[at..], "/*") {
            depth += 1;
            at += 2;
        } else if starts(&rest[at..], "*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += 1;
        }
    }
    at
}

/// Length of `r"…"`, `r#"…"#`, `br"…"`; `None` where no raw text begins.
fn raw_text(rest: &[char]) -> Option<usize> {
    let prefix = if starts(rest, "br") {
        2
    } else if starts(rest, "r") {
        1
    } else {
        return None;
    };
    let hashes = rest[prefix..].iter().take_while(|c| **c == '#').count();
    let open = prefix + hashes;
    if rest.get(open) != Some(&'"') {
        return None;
    }
    let end: String = std::iter::once('"')
        .chain("#".repeat(hashes).chars())
        .collect();
    let close = (open + 1..rest.len()).find(|at| starts(&rest[*at..], &end));
    Some(close.map_or(rest.len(), |at| at + end.len()))
}

fn quoted(rest: &[char]) -> usize {
    let mut at = 1;
    while at < rest.len() {
        match rest[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    at
}

fn quote_or_lifetime(rest: &[char]) -> usize {
    match rest {
        ['\'', '\\', ..] => 2 + 1 + rest.iter().skip(3).position(|c| *c == '\'').unwrap_or(0) + 1,
        ['\'', _, '\'', ..] => 3,
        _ => 1,
    }
}

/// The first names of all paths from the crate's root: `crate::room…`, `crate::{room…, …}`,
/// `loket::room…`, and `super::…` that climbs out of a room. `depth` is the number of modules that
/// the file stands in, itself included.
pub fn rooms_named(tokens: &[String], depth: usize) -> Vec<String> {
    let mut rooms = Vec::new();
    let word = |at: usize| tokens.get(at).map_or("", String::as_str);
    for at in 0..tokens.len() {
        let continues = at > 0 && word(at - 1) == "::";
        let root = match word(at) {
            "crate" | "loket" if !continues => at,
            "super" if !continues => {
                let climbs = (0..).take_while(|n| word(at + 2 * n) == "super").count();
                if climbs != depth {
                    continue;
                }
                at + 2 * (climbs - 1)
            }
            _ => continue,
        };
        if word(root + 1) != "::" {
            continue;
        }
        if word(root + 2) == "{" {
            rooms.extend(heads_of_group(tokens, root + 2));
        } else {
            rooms.push(word(root + 2).to_owned());
        }
    }
    rooms
}

fn heads_of_group(tokens: &[String], open: usize) -> Vec<String> {
    let mut heads = Vec::new();
    let mut depth = 0_usize;
    for at in open..tokens.len() {
        match tokens[at].as_str() {
            "{" => depth += 1,
            "}" if depth == 1 => break,
            "}" => depth -= 1,
            name if depth == 1 && (tokens[at - 1] == "{" || tokens[at - 1] == ",") => {
                heads.push(name.to_owned());
            }
            _ => {}
        }
    }
    heads
}

/// True where the tokens hold this path (`std::fs`, `sled`) from its first name on, also as the
/// head of a group (`std::{fs, io}`).
pub fn names_path(tokens: &[String], path: &str) -> bool {
    let wanted: Vec<&str> = path.split("::").collect();
    (0..tokens.len()).any(|at| {
        let continues = at > 0 && tokens[at - 1] == "::";
        if continues || tokens[at] != wanted[0] || tokens.get(at + 1).is_none_or(|t| t != "::") {
            return false;
        }
        match wanted.get(1) {
            None => true,
            Some(second) if tokens.get(at + 2).is_some_and(|t| t == "{") => {
                heads_of_group(tokens, at + 2)
                    .iter()
                    .any(|head| head == second)
            }
            Some(second) => tokens.get(at + 2).is_some_and(|t| t == second),
        }
    })
}

/// Every path from the crate's root, `super` or `self` as names from the root, groups spread, of a
/// file that is this module.
pub fn paths_named(tokens: &[String], here: &[String]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let continues = at > 0 && tokens[at - 1] == "::";
        if continues || !matches!(token.as_str(), "crate" | "super" | "self") {
            continue;
        }
        for path in spread(tokens, at).0 {
            let mut from = here.to_vec();
            let mut names = path.as_slice();
            while let Some((first, rest)) = names.split_first() {
                match first.as_str() {
                    "crate" => from.clear(),
                    "super" => drop(from.pop()),
                    "self" => {}
                    _ => break,
                }
                names = rest;
            }
            from.extend_from_slice(names);
            found.push(from);
        }
    }
    found
}

/// The paths that begin here, and the place after them.
fn spread(tokens: &[String], at: usize) -> (Vec<Vec<String>>, usize) {
    let word = |at: usize| tokens.get(at).map_or("", String::as_str);
    if word(at) == "{" {
        let (mut all, mut next) = (Vec::new(), at + 1);
        while !matches!(word(next), "}" | "") {
            let (paths, after) = spread(tokens, next);
            all.extend(paths);
            next = after.max(next + 1);
        }
        return (all, next + 1);
    }
    let head = word(at);
    if !head.starts_with(is_word) {
        return (Vec::new(), at);
    }
    if word(at + 1) != "::" {
        return (vec![vec![head.to_owned()]], at + 1);
    }
    let (tails, after) = spread(tokens, at + 2);
    let with_head = |tail: Vec<String>| [vec![head.to_owned()], tail].concat();
    match tails.is_empty() {
        true => (vec![vec![head.to_owned()]], after),
        false => (tails.into_iter().map(with_head).collect(), after),
    }
}

/// The functions of a file as rustfmt writes it, with their lines from the first word to the brace.
pub fn functions(text: &str) -> Vec<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let mut found = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        let code = line.trim_start();
        let Some(name) = function_name(code) else {
            continue;
        };
        if code.ends_with('}') || code.ends_with(';') {
            continue;
        }
        let indent = &line[..line.len() - code.len()];
        let brace = format!("{indent}}}");
        let body = lines[at..].iter().position(|line| *line == brace);
        // A declaration without a body ends before any brace of its depth.
        let bare = format!("{indent})");
        let declared = lines[at + 1..]
            .iter()
            .position(|line| line.starts_with(&bare) && line.ends_with(';'));
        match body {
            Some(end) if declared.is_none_or(|declared| declared + 1 > end) => {
                found.push((name.to_owned(), end + 1));
            }
            _ => {}
        }
    }
    found
}

/// The name, where a line begins a function.
fn function_name(code: &str) -> Option<&str> {
    let mut words = code.split(' ');
    let mut word = words.next()?;
    while word.starts_with("pub") || matches!(word, "const" | "unsafe" | "async") {
        word = words.next()?;
    }
    let named = (word == "fn").then(|| words.next()).flatten()?;
    named.split(['(', '<']).next()
}
