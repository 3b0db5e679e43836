//! The one table of the report: a line is printed as soon as it is measured.

use std::fmt::Write as _;

/// One measured line.
pub struct Row {
    pub what: String,
    pub data: String,
    pub ours: String,
    /// The peer's figure in the same run.
    pub peer: String,
    pub ratio: String,
    /// What must be reached.
    pub line: String,
    pub verdict: Verdict,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Reached,
    Missed,
    /// No line is drawn here; the figure belongs to the picture.
    Shown,
    NotMeasured,
}

impl Verdict {
    pub fn of(reached: bool) -> Verdict {
        if reached {
            Verdict::Reached
        } else {
            Verdict::Missed
        }
    }

    fn word(self) -> &'static str {
        match self {
            Verdict::Reached => "reached",
            Verdict::Missed => "MISSED",
            Verdict::Shown => "-",
            Verdict::NotMeasured => "not measured",
        }
    }
}

impl Row {
    /// A figure without a peer and without a line.
    pub fn shown(what: &str, data: &str, ours: impl Into<String>) -> Row {
        Row {
            what: what.to_owned(),
            data: data.to_owned(),
            ours: ours.into(),
            peer: String::new(),
            ratio: String::new(),
            line: String::new(),
            verdict: Verdict::Shown,
        }
    }

    /// A line that could not be measured, and why.
    pub fn not_measured(what: &str, data: &str, why: &str) -> Row {
        Row {
            verdict: Verdict::NotMeasured,
            ..Row::shown(what, data, why)
        }
    }

    pub fn against(mut self, peer: impl Into<String>, ratio: f64) -> Row {
        self.peer = peer.into();
        self.ratio = format!("{ratio:.2}");
        self
    }

    pub fn line(mut self, line: impl Into<String>, reached: bool) -> Row {
        self.line = line.into();
        self.verdict = Verdict::of(reached);
        self
    }
}

/// Columns of the table, in characters; the last one is the verdict.
const WIDTHS: [usize; 6] = [58, 10, 30, 34, 7, 30];

/// The table as it grows.
#[derive(Default)]
pub struct Table {
    missed: usize,
    rows: usize,
}

impl Table {
    pub fn head() -> Table {
        print(["what", "data", "ours", "peer", "ratio", "line", "verdict"]);
        let rule: usize = WIDTHS.iter().map(|width| width + 3).sum();
        println!("{}", "-".repeat(rule + 8));
        Table::default()
    }

    pub fn put(&mut self, row: &Row) {
        self.rows += 1;
        self.missed += usize::from(row.verdict == Verdict::Missed);
        print([
            &row.what,
            &row.data,
            &row.ours,
            &row.peer,
            &row.ratio,
            &row.line,
            row.verdict.word(),
        ]);
    }

    pub fn foot(&self) {
        println!("\n{} lines, {} missed", self.rows, self.missed);
    }
}

fn print(cells: [&str; 7]) {
    let mut text = String::new();
    for (cell, width) in cells.iter().zip(WIDTHS) {
        let _ = write!(text, "{cell:<width$} | ");
    }
    println!("{text}{}", cells[6]);
}

/// The share of all trials, in order, that a figure is not beyond; `all` must not be empty.
pub fn at_share(all: &[f64], share: f64) -> f64 {
    let mut sorted = all.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[((sorted.len() - 1) as f64 * share).ceil() as usize]
}

/// Median and 99th percentile of milliseconds.
pub fn spread(all: &[f64]) -> String {
    let [median, p99] = [0.5, 0.99].map(|share| at_share(all, share));
    format!("median {median:.1}, p99 {p99:.1} ms")
}
