//! Who the office serves: categories of personnel, agencies, stages of the rollout, retirement ages.

use crate::domain::identity::rank::eselon_of;
use crate::domain::keyed::keyed;
use crate::domain::time::Day;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

use super::Words;

keyed! {
    /// The kind of service a person is in.
    pub enum Category {
        /// Pegawai Negeri Sipil.
        Pns = "pns",
        /// Pegawai Pemerintah dengan Perjanjian Kerja.
        Pppk = "pppk",
        /// Pejabat negara or pejabat daerah (governor, deputy, members of the DPRD).
        StateOfficial = "state_official",
        /// Non-ASN.
        NonAsn = "non_asn",
    }
}

/// What the office expects of a category.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CategoryRules {
    /// The category as the office writes it.
    pub name: Words,
    /// A missing NIP is a finding.
    pub nip_required: bool,
    /// Digits 9-14 of the NIP are a year and a month (PNS); for PPPK they are not.
    pub nip_appointment_month: bool,
    /// The verifier approves the person in BSrE's portal before BSrE checks the account.
    pub portal_approval: bool,
}

/// A Perangkat Daerah that letters come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AgencyEntry {
    /// The full name.
    pub name: String,
    /// The name in lists.
    pub short: String,
    /// Other spellings seen in letters and forms.
    pub aliases: Vec<String>,
}

impl AgencyEntry {
    fn names(&self) -> impl Iterator<Item = &String> {
        [&self.name, &self.short].into_iter().chain(&self.aliases)
    }
}

/// Finds the agency that a letter or form means: case, punctuation, spacing and the province's name
/// at the end do not matter.
pub(super) fn find_agency<'a>(agencies: &'a [AgencyEntry], name: &str) -> Option<&'a AgencyEntry> {
    let folded = fold_name(name);
    if folded.is_empty() {
        return None;
    }
    agencies
        .iter()
        .find(|agency| agency.names().any(|name| fold_name(name) == folded))
}

/// The agencies by all their names, for looking up one after the other; see [`super::Policy::agency`].
#[derive(Clone, Debug)]
pub struct AgencyBook<'a>(BTreeMap<String, &'a AgencyEntry>);

impl<'a> AgencyBook<'a> {
    pub(super) fn of(agencies: &'a [AgencyEntry]) -> AgencyBook<'a> {
        let mut book = BTreeMap::new();
        for agency in agencies {
            for name in agency.names() {
                book.entry(fold_name(name)).or_insert(agency);
            }
        }
        book.remove("");
        AgencyBook(book)
    }

    /// The agency that this name means.
    pub fn find(&self, name: &str) -> Option<&'a AgencyEntry> {
        self.0.get(&fold_name(name)).copied()
    }
}

/// How offices write the province behind an agency's name.
const PROVINCE_TAILS: [&str; 8] = [
    "provinsi kepulauan bangka belitung",
    "provinsi kep bangka belitung",
    "prov kepulauan bangka belitung",
    "prov kep bangka belitung",
    "prov kep babel",
    "provinsi babel",
    "prov babel",
    "kepulauan bangka belitung",
];

/// Lower case, words of letters and digits with single spaces, without the province at the end.
pub fn fold_name(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for character in name.chars() {
        if character.is_alphanumeric() {
            folded.extend(character.to_lowercase());
        } else if character == '&' {
            push_word(&mut folded, "dan");
        } else if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
    }
    let folded = folded.trim_end();
    PROVINCE_TAILS
        .iter()
        .find_map(|tail| folded.strip_suffix(tail))
        .map_or(folded, str::trim_end)
        .to_owned()
}

fn push_word(folded: &mut String, word: &str) {
    if !folded.is_empty() && !folded.ends_with(' ') {
        folded.push(' ');
    }
    folded.push_str(word);
    folded.push(' ');
}

/// One stage of the rollout [SE F.9].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// I, II, III as 1, 2, 3.
    pub number: u8,
    /// Whom it is for, in words.
    pub name: Words,
    /// The eselon groups it opens for (`II`, `III`, …); empty means everyone.
    pub eselon: Vec<String>,
    /// The first day on which its people may register.
    #[serde(with = "super::hours::day_text")]
    pub opens: Day,
}

impl Stage {
    /// True where a person of this eselon (`III.a`; `None` without one) belongs to the stage.
    pub fn covers(&self, eselon: Option<&str>) -> bool {
        self.eselon.is_empty() || names_group(&self.eselon, eselon)
    }
}

/// True where the eselon (`III.a`) is of one of the groups (`III`).
fn names_group(groups: &[String], eselon: Option<&str>) -> bool {
    let known = eselon.map(|text| eselon_of(text).unwrap_or_else(|| text.to_owned()));
    let Some(group) = known
        .as_deref()
        .and_then(|text| text.split(['.', '/']).next())
    else {
        return false;
    };
    groups
        .iter()
        .any(|wanted| wanted.eq_ignore_ascii_case(group.trim()))
}

/// The age at which a group of posts retires; used for the forecast a year ahead.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RetirementAge {
    /// The group in words.
    pub name: Words,
    /// The eselon groups it is for (`I`, `II`); empty where the post's words decide.
    pub eselon: Vec<String>,
    /// Words of which one must stand in the post's name (`ahli utama`, `guru`); empty for none.
    pub posts: Vec<String>,
    /// Age in full years.
    pub age: u8,
}

impl RetirementAge {
    /// True where a person with this eselon and post belongs to the group; a group with neither
    /// eselon nor posts is everyone.
    pub fn covers(&self, eselon: Option<&str>, post: &str) -> bool {
        if self.eselon.is_empty() && self.posts.is_empty() {
            return true;
        }
        let post = format!(" {} ", fold_name(post));
        let named = |words: &String| post.contains(&format!(" {} ", fold_name(words)));
        names_group(&self.eselon, eselon) || self.posts.iter().any(named)
    }
}
