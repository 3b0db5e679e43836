//! The SK as it is told: whether those who are transferred stay in the province, who decided it, its
//! number and day, and from when it holds.

use crate::domain::act::Transfer;
use crate::domain::checklist::Evidence;
use crate::domain::letter::LetterForm;
use crate::domain::time::{Day, Instant};
use crate::domain::written::Prefer;
use crate::tui::panel::Ctx;
use crate::tui::view::identity_form::{Values, value};
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::form::{Entry, Form};

/// What was told of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sk {
    pub transfer: Transfer,
    pub from: String,
    pub number: String,
    pub date: Day,
    /// *TMT*.
    pub effective: Day,
    pub subject: String,
    /// The path of its scan; empty where the paper lies at the counter.
    pub scan: String,
}

/// The fields.
pub fn form(ctx: &Ctx) -> Form {
    let ways = Transfer::ALL.into_iter();
    let ways =
        ways.map(|way| Choice::new(way.as_str(), ctx.words.of("transfer-way", way.as_str())));
    Form::new(ctx.get("transfer-form"))
        .with(Entry::choice(
            "transfer",
            "field-transfer",
            ways.collect(),
            Transfer::Inside.as_str(),
        ))
        .with(Entry::text("from", "field-from", "").required())
        .with(Entry::text("number", "field-sk_number", "").required())
        .with(Entry::day("letter_date", "field-sk_date", Prefer::Past, "").required())
        .with(Entry::day("effective", "field-effective", Prefer::Past, "").required())
        .with(Entry::text(
            "subject",
            "field-subject",
            &ctx.get("transfer-subject"),
        ))
        .with(Entry::text("scan", "field-sk_scan", "").path())
}

impl Sk {
    /// What the values tell.
    ///
    /// # Errors
    /// What is missing, in a sentence.
    pub fn of(values: &Values, ctx: &Ctx) -> Result<Sk, String> {
        let text = |key: &str| value(values, key).trim().to_owned();
        let day = |key: &str| {
            let day = value(values, key).parse::<Day>();
            day.map_err(|_| ctx.get("transfer-day-missing"))
        };
        Ok(Sk {
            transfer: Transfer::from_key(&text("transfer")).unwrap_or(Transfer::Inside),
            from: text("from"),
            number: text("number"),
            date: day("letter_date")?,
            effective: day("effective")?,
            subject: text("subject"),
            scan: text("scan"),
        })
    }

    /// The SK as the letter by which it came.
    pub fn letter(&self, scan: Option<&Evidence>, now: Instant) -> LetterForm {
        let scan = match scan {
            Some(Evidence::File { hash, .. }) => Some(*hash),
            _ => None,
        };
        LetterForm {
            from: self.from.clone(),
            number: self.number.clone(),
            date: Some(self.date),
            received: now,
            nature: Default::default(),
            urgency: Default::default(),
            attachments: String::new(),
            subject: self.subject.clone(),
            copies: String::new(),
            scan,
            contact: Default::default(),
        }
    }

    /// `SK 821.2/40/BKPSDMD/2026, TMT 1 Des 2026.`
    pub fn said(&self, ctx: &Ctx) -> String {
        let tmt = ctx.words.date(self.effective);
        let args: &[(&str, &dyn crate::text::Arg)] = &[("number", &self.number), ("tmt", &tmt)];
        ctx.words.with("transfer-sk", args)
    }
}
