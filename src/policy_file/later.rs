//! Keys of the policy that no code reads yet: an office that sets one is told that it changes
//! nothing in this version. A test compares every key with its reader and with this list.

/// The keys, `*` for a name that the office or the domain gives.
pub const LATER: &[&str] = &[
    "categories.*.name",
    "deadlines.forecast_days",
    "natures.key",
    "natures.text",
    "near_percent",
    "notices.digest_at",
    "notices.hold_minutes",
    "positions.*.title",
    "office.language",
    "office.region",
    "retention.certificate_years",
    "retention.document_years",
    "retention.look_years",
    "retention.request_years",
    "retirement_ages.age",
    "retirement_ages.eselon",
    "retirement_ages.name",
    "retirement_ages.posts",
    "urgencies.key",
    "urgencies.text",
];
/// Tables whose next part is such a name.
const NAMED: [&str; 5] = ["positions", "kinds", "documents", "categories", "causes"];

/// Every key of a policy in TOML, with `*` for names and each once, in the order of the file's
/// tables; the two languages of a text are one key.
pub fn keys(text: &str) -> Vec<String> {
    let mut keys = Vec::new();
    if let Ok(table) = text.parse::<toml::Table>() {
        collect(&table, "", false, &mut keys);
    }
    keys.sort();
    keys.dedup();
    keys
}

fn collect(table: &toml::Table, path: &str, named: bool, keys: &mut Vec<String>) {
    for (key, value) in table {
        let part = if named { "*" } else { key.as_str() };
        let path = match path {
            "" => part.to_owned(),
            path => format!("{path}.{part}"),
        };
        let below = !named && NAMED.contains(&key.as_str());
        match value {
            toml::Value::Table(text) if text.keys().all(|key| key.len() == 2) => {
                keys.push(path);
            }
            toml::Value::Table(table) => collect(table, &path, below, keys),
            toml::Value::Array(all) if all.first().is_some_and(toml::Value::is_table) => {
                for table in all.iter().filter_map(toml::Value::as_table) {
                    collect(table, &path, false, keys);
                }
            }
            _ => keys.push(path),
        }
    }
}

/// The keys of a policy file that this version does not use.
pub fn unused(text: &str) -> Vec<String> {
    let mut keys = keys(text);
    keys.retain(|key| LATER.contains(&key.as_str()));
    keys
}
