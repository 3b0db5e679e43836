//! Files of one room do not need each other in a circle, parent and child apart: what both sides
//! need stands in a third file. `KNOWN` is what is still to be undone; it only gets shorter.

use crate::floors::source::{paths_named, tokens, without_tests};
use crate::tidy::{files_under, root};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;

/// The circles that stand today, each with its files below `src`.
const KNOWN: &[&[&str]] = &[
    &["cli/demo", "cli/screen"],
    &["cli/exit", "cli/show"],
    &["client/link", "client/reach", "client/start"],
    &[
        "domain/act",
        "domain/choice",
        "domain/event",
        "domain/officer",
        "domain/refusal",
        "domain/terms",
    ],
    &["domain/checklist", "domain/request", "domain/traces"],
    &["domain/policy", "domain/working_time"],
    &[
        "domain/rules/attach",
        "domain/rules/edit",
        "domain/rules/letters",
        "domain/rules/people",
    ],
    &["domain/rules/dispose", "domain/rules/returns"],
    &[
        "domain/rules/authority",
        "domain/rules/draft",
        "domain/rules/sign",
    ],
    &["domain/rules/office", "domain/rules/terms"],
    &["intake/plan", "intake/reader"],
    &["server/hub", "server/queue"],
    &["server/office", "server/reading"],
    &["store/error", "store/rows"],
    &["store/fold", "store/ledger"],
    &["store/group", "store/read"],
    &["store/local/rebuild", "store/local/replay"],
    &["tui/view/audit", "tui/view/go", "tui/view/person"],
    &["tui/view/request/acts", "tui/view/request/detail"],
    &["tui/view/sheets/drawing", "tui/view/sheets/sheet"],
];

type Module = Vec<String>;

/// Which files of its own room each file names.
fn neighbours(files: &BTreeMap<Module, String>) -> BTreeMap<&Module, BTreeSet<&Module>> {
    let mut found = BTreeMap::new();
    for (here, text) in files {
        let mut named = BTreeSet::new();
        for path in paths_named(&without_tests(tokens(text)), here) {
            let file = (1..=path.len())
                .rev()
                .find_map(|length| files.get_key_value(&path[..length]));
            let Some((there, _)) = file else {
                continue;
            };
            let family = is_child(here, there) || is_child(there, here);
            if here[0] == there[0] && here != there && !family {
                named.insert(there);
            }
        }
        found.insert(here, named);
    }
    found
}

fn is_child(parent: &[String], child: &[String]) -> bool {
    child.split_last().is_some_and(|(_, head)| head == parent)
}

/// The files that need each other in circles.
fn circles(files: &BTreeMap<Module, String>) -> BTreeSet<Vec<String>> {
    let near = neighbours(files);
    let reached: BTreeMap<&Module, BTreeSet<&Module>> = near
        .keys()
        .map(|from| (*from, reach(from, &near)))
        .collect();
    let circle_of = |one: &Module| -> Vec<String> {
        let others = reached[one].iter();
        let both = others.filter(|other| reached[*other].contains(one));
        both.map(|module| module.join("/")).collect()
    };
    let all = near.keys().map(|one| circle_of(one));
    all.filter(|circle| circle.len() > 1).collect()
}

fn reach<'a>(
    from: &Module,
    near: &BTreeMap<&Module, BTreeSet<&'a Module>>,
) -> BTreeSet<&'a Module> {
    let mut found = BTreeSet::new();
    let mut next: Vec<&Module> = near[from].iter().copied().collect();
    while let Some(one) = next.pop() {
        if found.insert(one) {
            next.extend(near[one].iter().copied());
        }
    }
    found
}

fn house() -> BTreeMap<Module, String> {
    let mut files = Vec::new();
    files_under(&root().join("src"), &mut files);
    let mut found = BTreeMap::new();
    for file in files {
        let path = file.strip_prefix(root().join("src")).unwrap();
        let path = path.with_extension("").display().to_string();
        let module: Module = path.split('/').map(str::to_owned).collect();
        if !module.iter().any(|name| name == "tests") {
            found.insert(module, fs::read_to_string(&file).unwrap());
        }
    }
    found
}

#[test]
fn files_of_a_room_stand_in_no_new_circle() {
    let files = house();
    assert!(files.len() > 100, "only {} files", files.len());
    let found = circles(&files);
    let known: BTreeSet<Vec<String>> = KNOWN
        .iter()
        .map(|circle| circle.iter().map(|file| (*file).to_owned()).collect())
        .collect();
    let new: Vec<_> = found.difference(&known).collect();
    let undone: Vec<_> = known.difference(&found).collect();
    assert!(
        new.is_empty() && undone.is_empty(),
        "\nnew circles, to be undone: {new:#?}\nno circles any more, to be struck from KNOWN: {undone:#?}"
    );
}

/// The test itself can fail.
#[test]
fn a_circle_is_seen_and_a_family_is_none() {
    let house = |files: &[(&str, &str)]| -> BTreeSet<Vec<String>> {
        let module = |path: &str| path.split('/').map(str::to_owned).collect();
        let files = files
            .iter()
            .map(|(path, text)| (module(path), (*text).to_owned()));
        circles(&files.collect())
    };
    let circle = BTreeSet::from([["a/b".to_owned(), "a/c".to_owned()].to_vec()]);
    for (b, c) in [
        ("use super::c::C;", "use super::b::B;"),
        ("use crate::a::c;", "fn f() { crate::a::b::g() }"),
        (
            "use super::{d, c::{self, C}};",
            "use crate::a::{d::D, b::B};",
        ),
        ("use super::d::D;", "use super::b::B;"),
    ] {
        let files = [("a", "mod b;"), ("a/b", b), ("a/c", c), ("a/d", "")];
        match b.contains("c") {
            true => assert_eq!(house(&files), circle, "{b} {c}"),
            false => assert_eq!(house(&files), BTreeSet::new(), "{b} {c}"),
        }
    }
    for (here, text) in [
        ("a", "use crate::a::b::B; use self::c::C;"),
        ("a/d", "#[cfg(test)]\nmod tests { use super::super::b; }"),
        ("e/b", "use crate::a::b::B;"),
    ] {
        let files = [
            ("a/b", "use super::X; use super::d::D;"),
            ("a/d", ""),
            (here, text),
        ];
        assert_eq!(house(&files), BTreeSet::new(), "{here} {text}");
    }
    let three = [
        ("a/b", "use super::c;"),
        ("a/c", "use super::d;"),
        ("a/d", "use super::b;"),
    ];
    assert_eq!(house(&three).first().map(Vec::len), Some(3));
}
