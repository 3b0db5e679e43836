//! Recording dispositions made on paper: one grid of official by date, time and instruction, for
//! all sheets chosen [R5.1]. The officials are recorded in their order, an act each.

use std::collections::{BTreeMap, VecDeque};

use crate::domain::act::{Command, Seen};
use crate::domain::checklist::Evidence;
use crate::domain::ids::{OfficerId, RecordId, SheetNo};
use crate::domain::kind::Kind;
use crate::domain::office::Position;
use crate::domain::policy::Policy;
use crate::domain::sheet::{Paper, Slip};
use crate::domain::time::start_of;
use crate::domain::written::{self, Prefer};
use crate::text::written::Asked;
use crate::text::{self, Arg, request as words_of};
use crate::tui::layers::confirm::Confirm;
use crate::tui::layers::form_layer::FormLayer;
use crate::tui::panel::{Answer, Ctx, Effect, Input, Message, Tag};
use crate::tui::view::acting;
use crate::tui::view::bsre::{Faults, Values};
use crate::tui::view::upload::{Sent, Upload};
use crate::tui::widgets::form::entry::Choice;
use crate::tui::widgets::form::{Entry, Form};
use crate::wire::message::{Ask, Tell};
use crate::wire::view::{OfficeView, Row, SheetLine};

use super::{board, slip};

const FORM: Tag = 0;
const QUESTION: Tag = 1;
const ACT: Tag = 2;
const SCAN: Tag = 3;
const RENEWED: Tag = 4;

/// The fields of one official in the grid: date, time, instruction, who signed.
struct Fields {
    position: Position,
    date: &'static str,
    time: &'static str,
    instruction: &'static str,
    by: &'static str,
    labels: [&'static str; 4],
}

const GRID: [Fields; 3] = [
    Fields {
        position: Position::Kadis,
        date: "kadis_date",
        time: "kadis_time",
        instruction: "kadis_instruction",
        by: "kadis_by",
        labels: [
            "paper-kadis-date",
            "paper-kadis-time",
            "paper-kadis-instruction",
            "paper-kadis-by",
        ],
    },
    Fields {
        position: Position::Kabid,
        date: "kabid_date",
        time: "kabid_time",
        instruction: "kabid_instruction",
        by: "kabid_by",
        labels: [
            "paper-kabid-date",
            "paper-kabid-time",
            "paper-kabid-instruction",
            "paper-kabid-by",
        ],
    },
    Fields {
        position: Position::Subkoord,
        date: "subkoord_date",
        time: "subkoord_time",
        instruction: "subkoord_instruction",
        by: "subkoord_by",
        labels: [
            "paper-subkoord-date",
            "paper-subkoord-time",
            "paper-subkoord-instruction",
            "paper-subkoord-by",
        ],
    },
];

/// One official's line as the grid has it.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Line {
    position: Position,
    paper: Paper,
    slip: Slip,
}

/// The recording in progress.
#[derive(Default)]
pub struct PaperFlow {
    from: Option<Position>,
    sheets: Vec<Seen<SheetNo>>,
    lines: VecDeque<Line>,
    recorded: usize,
    /// The one scan for all sheets, on its way.
    upload: Upload,
    /// All lines are recorded.
    done: bool,
}

impl PaperFlow {
    /// Opens the grid for these sheets, which lie at one position.
    pub fn begin(&mut self, lines: Vec<SheetLine>, office: &OfficeView, ctx: &Ctx) -> Vec<Effect> {
        let from = lines.first().and_then(|line| line.row.position());
        let Some((from, kind)) = from.zip(lines.first().map(|line| line.kind)) else {
            return Vec::new();
        };
        let rows = grid(&office.policy, kind, from);
        if rows.is_empty() {
            return vec![Effect::Say(Message::info(ctx.get("chain-paper-nowhere")))];
        }
        self.from = Some(from);
        self.sheets = lines
            .iter()
            .map(|line| Seen {
                id: line.row.no,
                revision: line.row.revision,
            })
            .collect();
        let title = ctx
            .words
            .with("chain-form-paper", &[("sheets", &self.sheets.len())]);
        let form = rows.iter().fold(Form::new(title), |form, fields| {
            row(form, fields, office, ctx)
        });
        let form = form.with(Entry::text("scan", "chain-scan", "").path());
        let key = format!("paper/{}", self.sheets[0].id);
        vec![Effect::open(FormLayer::new(FORM, form).drafted(key))]
    }

    fn draft_key(&self) -> Option<String> {
        let first = self.sheets.first()?;
        Some(format!("paper/{}", first.id))
    }

    /// Takes an input of its own.
    pub fn handle(&mut self, input: Input, ctx: &Ctx) -> Vec<Effect> {
        match input {
            Input::Answered {
                tag: FORM,
                answer: Answer::Fields(fields),
            } => self.filled(&Values(fields), ctx),
            Input::Answered {
                tag: QUESTION,
                answer: Answer::Yes,
            } => self.next(),
            Input::Worked { result, .. } => {
                let sent = self.upload.worked(result, SCAN, ctx);
                self.sent(sent, ctx)
            }
            Input::Told {
                tag: SCAN, tell, ..
            } => {
                let sent = self.upload.told(&tell, SCAN, ctx);
                self.sent(sent, ctx)
            }
            Input::Told { tell, .. } => self.told(*tell, ctx),
            _ => Vec::new(),
        }
    }

    /// Whether all lines are recorded; asking takes the note away.
    pub fn take_done(&mut self) -> bool {
        std::mem::take(&mut self.done)
    }

    /// The grid is filled: the scan first, where there is one, then the question.
    fn filled(&mut self, values: &Values, ctx: &Ctx) -> Vec<Effect> {
        if let Some(still) = self.upload.still(ctx) {
            return still;
        }
        match read(values, ctx) {
            Ok(lines) => self.lines = lines.into(),
            Err(faults) => return vec![Effect::ToTop(Input::FieldErrors(faults))],
        }
        match values.get("scan") {
            "" => self.ask(ctx),
            path => {
                let (upload, effect) = Upload::begin(path, SCAN);
                self.upload = upload;
                vec![effect]
            }
        }
    }

    fn sent(&mut self, sent: Sent, ctx: &Ctx) -> Vec<Effect> {
        match sent {
            Sent::More(effects) => effects,
            Sent::Whole(Evidence::File { hash, .. }) => {
                for line in &mut self.lines {
                    line.paper.scan = Some(hash);
                }
                self.ask(ctx)
            }
            Sent::Whole(_) => self.ask(ctx),
            Sent::Failed(said) => {
                let under = vec![("scan".to_owned(), said.clone())];
                vec![
                    Effect::ToTop(Input::FieldErrors(under)),
                    Effect::error(said),
                ]
            }
        }
    }

    fn ask(&mut self, ctx: &Ctx) -> Vec<Effect> {
        let question = ctx
            .words
            .with("chain-ask-paper-sheets", &[("sheets", &self.sheets.len())]);
        let mut confirm = Confirm::new(QUESTION, question);
        for line in &self.lines {
            confirm = confirm.detail(said(line, ctx));
        }
        let scanned = self.lines.iter().any(|line| line.paper.scan.is_some());
        let key = if scanned {
            "chain-paper-scanned"
        } else {
            "chain-paper-marked"
        };
        self.recorded = 0;
        vec![Effect::open(confirm.detail(ctx.get(key)))]
    }

    /// The next official's line, for all sheets at once.
    fn next(&mut self) -> Vec<Effect> {
        let Some(line) = self.lines.front() else {
            return Vec::new();
        };
        let command = Command::Dispose {
            sheets: self.sheets.clone(),
            except: Vec::new(),
            slip: line.slip.clone(),
            paper: Some(line.paper.clone()),
        };
        vec![acting::act(ACT, command)]
    }

    fn told(&mut self, tell: Tell, ctx: &Ctx) -> Vec<Effect> {
        match tell {
            Tell::Done(_) => {
                self.lines.pop_front();
                self.recorded += 1;
                if !self.lines.is_empty() {
                    // The next line names the sheets as this one left them.
                    return vec![Effect::ask(RENEWED, self.rows())];
                }
                let args: &[(&str, &dyn Arg)] =
                    &[("lines", &self.recorded), ("sheets", &self.sheets.len())];
                let mut effects = vec![Effect::CloseAbove];
                effects.extend(
                    self.draft_key()
                        .map(|key| Effect::Draft { key, text: None }),
                );
                effects.push(Effect::done(ctx.words.with("chain-done-paper", args)));
                self.done = true;
                effects
            }
            Tell::Page(page) => {
                self.renew(page.rows);
                self.next()
            }
            Tell::Refused(refused) => {
                let why = ctx.refused(&refused);
                let text = match self.lines.front() {
                    Some(line) if self.recorded > 0 => {
                        let position = ctx.words.of("position", line.position.as_str());
                        let args: &[(&str, &dyn Arg)] = &[("position", &position), ("why", &why)];
                        ctx.words.with("chain-paper-stopped", args)
                    }
                    _ => why,
                };
                vec![Effect::error(text)]
            }
            _ => Vec::new(),
        }
    }

    fn rows(&self) -> Ask {
        let sheets = self.sheets.iter().map(|seen| RecordId::Sheet(seen.id));
        Ask::Rows {
            records: sheets.collect(),
        }
    }

    /// The sheets at the revisions that they have now.
    fn renew(&mut self, rows: Vec<Row>) {
        let found = rows.into_iter().filter_map(board::item);
        let found: BTreeMap<_, _> = found
            .map(|item| (item.0.row.no, item.0.row.revision))
            .collect();
        for seen in &mut self.sheets {
            seen.revision = found.get(&seen.id).copied().unwrap_or(seen.revision);
        }
    }
}

/// The officials from where the sheets lie to the end of the chain.
fn grid(policy: &Policy, kind: Kind, from: Position) -> Vec<&'static Fields> {
    let mut rows = Vec::new();
    let mut at = from;
    while let Some(fields) = GRID.iter().find(|fields| fields.position == at) {
        rows.push(fields);
        at = slip::next(policy, kind, at);
    }
    rows
}

/// The fields of one official. Who signed is asked only where several may have.
fn row(form: Form, fields: &'static Fields, office: &OfficeView, ctx: &Ctx) -> Form {
    let language = words_of::policy_language(ctx.words);
    let policy = &office.policy;
    let instructions = policy
        .instructions
        .iter()
        .filter(|choice| choice.key != "other")
        .map(|choice| Choice::new(choice.key.clone(), choice.text.in_language(language)))
        .collect();
    let default = policy
        .default_instruction(fields.position)
        .map_or("", |choice| choice.key.as_str());
    let [date, time, instruction, by] = fields.labels;
    let form = form
        .with(Entry::day(fields.date, date, Prefer::Past, ""))
        .with(Entry::clock(fields.time, time, ""))
        .with(Entry::choice(
            fields.instruction,
            instruction,
            instructions,
            default,
        ));
    let holders: Vec<Choice> = office
        .officers
        .iter()
        .filter(|officer| {
            let mut held = officer.positions.iter();
            held.any(|(position, _)| *position == fields.position)
        })
        .map(|officer| Choice::new(officer.id.0.to_string(), officer.name.clone()))
        .collect();
    match holders.len() {
        0 | 1 => form,
        _ => form.with(Entry::choice(fields.by, by, holders, "")),
    }
}

/// The lines that are filled, from the top; one without a date ends them.
fn read(values: &Values, ctx: &Ctx) -> Result<Vec<Line>, Faults> {
    let mut lines = Vec::new();
    let known = |fields: &&Fields| values.0.iter().any(|(key, _)| key == fields.date);
    let rows: Vec<&Fields> = GRID.iter().filter(known).collect();
    for (index, fields) in rows.iter().enumerate() {
        let Some(day) = values.day(fields.date) else {
            let later = rows[index + 1..]
                .iter()
                .any(|later| values.day(later.date).is_some());
            if index == 0 || later {
                return Err(vec![(fields.date.to_owned(), ctx.get("form-required"))]);
            }
            break;
        };
        let minute = match values.get(fields.time) {
            "" => None,
            typed => Some(written::clock(typed).map_err(|why| {
                let said = text::written::sentence(ctx.words, Asked::Clock, typed, &why);
                vec![(fields.time.to_owned(), said)]
            })?),
        };
        let instruction = values.get(fields.instruction).to_owned();
        lines.push(Line {
            position: fields.position,
            paper: Paper {
                day,
                minute,
                scan: None,
                signed_by: values.get(fields.by).parse().ok().map(OfficerId),
            },
            slip: Slip {
                instructions: vec![instruction],
                ..Slip::default()
            },
        });
    }
    Ok(lines)
}

/// `Kepala Dinas: 23 Nov 2026 09.30 · Proses sesuai ketentuan`.
fn said(line: &Line, ctx: &Ctx) -> String {
    let position = ctx.words.of("position", line.position.as_str());
    let when = match line.paper.minute {
        None => ctx.words.weekday_date(line.paper.day),
        Some(minute) => {
            let at = start_of(line.paper.day).plus_minutes(i64::from(minute));
            ctx.words.moment(at)
        }
    };
    let instruction = ctx
        .policy()
        .map(|policy| slip::instructions(&line.slip, policy, ctx))
        .unwrap_or_default();
    format!("{position}: {when} · {instruction}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::tui::testing::Stage;

    fn values(given: &[(&str, &str)]) -> Values {
        let owned = |(key, value): &(&str, &str)| ((*key).to_owned(), (*value).to_owned());
        Values(given.iter().map(owned).collect())
    }

    #[test]
    fn the_grid_is_filled_from_the_top() {
        let stage = Stage::small();
        let ctx = stage.ctx();
        let grid = |kadis: &str, time: &str, kabid: &str| {
            read(
                &values(&[
                    ("kadis_date", kadis),
                    ("kadis_time", time),
                    ("kadis_instruction", "process"),
                    ("kabid_date", kabid),
                    ("kabid_instruction", "follow_up"),
                ]),
                &ctx,
            )
        };
        let both = grid("2026-11-20", "9.30", "2026-11-23").unwrap();
        assert_eq!(both.len(), 2);
        assert_eq!(both[0].paper.minute, Some(570));
        assert_eq!(grid("2026-11-20", "", "").unwrap().len(), 1);
        assert_eq!(grid("", "", "2026-11-23").unwrap_err()[0].0, "kadis_date");
        assert_eq!(
            grid("2026-11-20", "pagi", "").unwrap_err()[0].0,
            "kadis_time"
        );
    }
}
