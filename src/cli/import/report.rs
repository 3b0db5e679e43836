//! What an import tells: counts, how the table was read, and each row.

use super::stream::{Sent, Told};
use crate::cli::desk::DeskLine;
use crate::cli::exit::Failure;
use crate::domain::finding::FindingCode;
use crate::domain::identity::{mask_niks, mask_stated};
use crate::intake::fields::name_of;
use crate::intake::mapping::column_name;
use crate::intake::{CsvFile, Field, Plan, Rejected, RowDefect, Source, all_said};
use crate::text::{Words, finding, safe};
use crate::wire::view::ImportOutcome;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// The sentence of a defect that keeps a row out.
pub fn defect(words: &Words, defect: RowDefect) -> String {
    words.of("row-defect", defect.as_str())
}

/// How often each field was mended, and each finding made, as it is told.
type Tallies<'a> = (
    BTreeMap<&'a str, usize>,
    BTreeMap<(FindingCode, &'a str), usize>,
);

/// What an import came to: the counts, how the table was read, and each row.
pub struct Report<'a> {
    pub line: &'a DeskLine,
    pub sent: &'a Sent,
    pub plan: &'a Plan,
    pub source: &'a CsvFile,
}

impl Report<'_> {
    fn count(&self, outcome: ImportOutcome) -> usize {
        self.sent
            .results
            .values()
            .filter(|row| row.outcome == outcome)
            .count()
    }

    /// Every row of the table is in exactly one count.
    ///
    /// # Errors
    /// A sentence with both numbers where that does not hold.
    pub fn balance(&self) -> Result<(), Failure> {
        let rows = self.plan.rows as usize;
        let counted = self.sent.results.len() + self.sent.rejected.len();
        let known = self
            .sent
            .rows
            .iter()
            .all(|row| self.sent.results.contains_key(&row.row));
        match counted == rows && known {
            true => Ok(()),
            false => Err(Failure::refused(self.line.words.with(
                "cli-import-unbalanced",
                &[("rows", &rows), ("counted", &counted)],
            ))),
        }
    }

    /// How often each field was mended, and each finding made.
    fn tallies(&self) -> Tallies<'_> {
        let mut mended = BTreeMap::new();
        let mut found = BTreeMap::new();
        for row in &self.sent.rows {
            for repair in &row.mended {
                *mended.entry(repair.field.as_str()).or_default() += 1;
            }
            let of_desk = self
                .sent
                .results
                .get(&row.row)
                .map(|result| &result.findings[..]);
            for finding in row.unread.iter().chain(of_desk.unwrap_or_default()) {
                *found.entry((finding.code, finding.told_as())).or_default() += 1;
            }
        }
        (mended, found)
    }

    /// How many letters the rows make, and which of them more than one.
    fn letters(&self) -> String {
        let (words, letters) = (&self.line.words, &self.sent.letters);
        let mut text = words.with("import-letters", &[("count", &letters.len())]) + "\n";
        let said = letters.iter().enumerate();
        for said in said.filter_map(|(place, letter)| letter.said(words, place)) {
            text += &format!("  {said}\n");
        }
        text
    }

    fn letters_json(&self) -> Vec<Value> {
        let letters = self.sent.letters.iter().enumerate();
        let told = letters.map(|(place, letter)| {
            json!({
                "letter": place + 1,
                "number": letter.number,
                "date": letter.date.map(|day| day.to_string()),
                "agency": letter.agency,
                "rows": letter.rows,
            })
        });
        told.collect()
    }

    /// The columns that were taken for a field, from A.
    fn taken(&self) -> Vec<(usize, Field)> {
        let all = 0..self.plan.headers.len();
        all.filter_map(|at| Some((at, self.plan.mapping.field_of(at)?)))
            .collect()
    }

    fn header(&self, at: usize) -> &str {
        self.plan.headers.get(at).map_or("", String::as_str)
    }

    /// How the table was read, in lines: columns, those left aside, repairs, findings.
    fn reading(&self) -> String {
        let words = &self.line.words;
        let (mended, found) = self.tallies();
        let column = |at: usize| safe(&self.plan.column(at)).into_owned();
        let taken = self.taken().into_iter();
        let taken =
            taken.map(|(at, field)| format!("{} = {}", column(at), name_of(words, field.as_str())));
        let aside = self.plan.aside.iter().map(|at| column(*at));
        let repairs = mended
            .iter()
            .map(|(field, count)| format!("{} {count}", name_of(words, field)));
        let findings = found
            .iter()
            .map(|((code, of), count)| format!("{} {count}", finding::title_as(words, *code, of)));
        let read = words.with(
            "cli-import-read",
            &[
                ("how", &self.source.describe()),
                ("header", &self.plan.header_row.to_string()),
                ("rows", &self.plan.rows),
            ],
        );
        let mut text = read + "\n";
        let lines: [(&str, Vec<String>); 4] = [
            ("cli-import-columns", taken.collect()),
            ("cli-import-aside", aside.collect()),
            ("cli-import-repairs", repairs.collect()),
            ("cli-import-findings", findings.collect()),
        ];
        for (key, parts) in lines {
            if !parts.is_empty() {
                text += &(words.with(key, &[("list", &parts.join("; "))]) + "\n");
            }
        }
        text
    }

    pub fn json(&self, file: &Path) -> Value {
        let (mended, found) = self.tallies();
        let mut codes: BTreeMap<&str, usize> = BTreeMap::new();
        for ((code, _), count) in found {
            *codes.entry(code.as_str()).or_default() += count;
        }
        let mut results: Vec<(u32, Value)> = Vec::new();
        for row in &self.sent.rows {
            results.push((row.row, self.row_json(row)));
        }
        for rejected in &self.sent.rejected {
            results.push((rejected.row, self.rejected_json(rejected)));
        }
        results.sort_by_key(|(row, _)| *row);
        json!({
            "file": file.display().to_string(),
            "rows": self.sent.rows.len() + self.sent.rejected.len(),
            "new": self.count(ImportOutcome::New),
            "duplicate": self.count(ImportOutcome::Duplicate),
            "existing": self.count(ImportOutcome::Existing),
            "rejected": self.sent.rejected.len(),
            "letters": self.letters_json(),
            "left": self.sent.left,
            "broke": self.sent.broke.as_ref().map(|broke| broke.value(&self.line.words)),
            "read_as": self.source.describe(),
            "header_row": self.plan.header_row,
            "columns": self.taken().into_iter().map(|(at, field)| json!({
                "column": column_name(at), "header": self.header(at), "field": field.as_str(),
            })).collect::<Vec<_>>(),
            "aside": self.plan.aside.iter().map(|&at| json!({
                "column": column_name(at), "header": self.header(at),
            })).collect::<Vec<_>>(),
            "repairs": mended,
            "findings": codes,
            "results": results.into_iter().map(|(_, row)| row).collect::<Vec<_>>(),
        })
    }

    fn row_json(&self, row: &Told) -> Value {
        let result = self.sent.results.get(&row.row);
        let of_desk = result.map(|result| &result.findings[..]);
        let findings = row.unread.iter().chain(of_desk.unwrap_or_default());
        json!({
            "row": row.row,
            "outcome": result.map(|result| result.outcome.as_str()),
            "request": result.and_then(|result| result.record).map(|id| id.number()),
            "letter": row.letter + 1,
            "kind": row.kind.as_str(),
            "name": row.name,
            "nip": row.nip,
            "nik": row.nik,
            "email": row.email,
            "phone": row.phone,
            "birth_date": row.birth_date.map(|day| day.to_string()),
            "agency": row.agency,
            "received": row.received.map(|at| format!("{}+07:00", at.format("%Y-%m-%dT%H:%M:%S"))),
            "letter_number": row.letter_number,
            "letter_date": row.letter_date.map(|day| day.to_string()),
            "repairs": row.mended.iter().map(|mended| json!({
                "field": mended.field, "from": mended.from, "to": mended.to,
            })).collect::<Vec<_>>(),
            "findings": findings.map(|found| json!({
                "code": found.code.as_str(),
                "severity": found.severity.as_str(),
                "message": finding::sentence(&self.line.words, found),
            })).collect::<Vec<_>>(),
        })
    }

    fn rejected_json(&self, rejected: &Rejected) -> Value {
        json!({
            "row": rejected.row,
            "outcome": "rejected",
            "request": null,
            "letter": null,
            "name": rejected.name,
            "repairs": [],
            "findings": rejected.reasons.iter().map(|reason| json!({
                "code": reason.as_str(),
                "severity": "blocker",
                "message": reason.said(&self.line.words),
            })).collect::<Vec<_>>(),
        })
    }

    pub fn text(&self, dry_run: bool, rejected_file: Option<&Path>) -> String {
        let words = &self.line.words;
        let key = match (dry_run, &self.sent.broke) {
            (true, _) => "cli-import-would",
            (false, None) => "cli-import-done",
            (false, Some(_)) => "cli-import-broke",
        };
        let counts: [(&str, &dyn crate::text::Arg); 5] = [
            ("left", &self.sent.left),
            ("new", &self.count(ImportOutcome::New)),
            ("duplicate", &self.count(ImportOutcome::Duplicate)),
            ("existing", &self.count(ImportOutcome::Existing)),
            ("rejected", &self.sent.rejected.len()),
        ];
        let mut text = words.with(key, &counts) + "\n" + &self.reading();
        if !self.sent.letters.is_empty() {
            text += &self.letters();
        }
        for row in &self.sent.rows {
            let Some(result) = self.sent.results.get(&row.row) else {
                continue;
            };
            let found = row.unread.iter().chain(&result.findings);
            let said: Vec<_> = found.map(|found| finding::sentence(words, found)).collect();
            if !said.is_empty() {
                let name = safe(&row.name).into_owned();
                let nik = mask_stated(&row.nik);
                text += &format!("{:>6}  {name}  {nik}  {}\n", row.row, said.join("; "));
            }
        }
        for rejected in &self.sent.rejected {
            let (name, said) = (safe(&rejected.name), all_said(&rejected.reasons, words));
            text += &format!("{:>6}  {name}  {said}\n", rejected.row);
        }
        if let Some(path) = rejected_file {
            let path = path.display().to_string();
            text += &words.with("cli-import-rejected-file", &[("path", &path)]);
            text.push('\n');
        }
        mask_niks(&text).into_owned()
    }
}
