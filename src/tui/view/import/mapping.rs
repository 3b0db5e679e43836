//! Which column holds which field: shown with an example, changed by the person, kept for next time.

use super::run::Item;
use super::source::Planned;
use crate::domain::identity::serial::Base;
use crate::domain::kind::Kind;
use crate::intake::inventory::{HOLDER, HeldField, HeldPlan};
use crate::intake::mapping::column_name;
use crate::intake::transfers::OF_TRANSFER;
use crate::intake::{DateOrder, Field, Plan, Purpose, Question};
use crate::text::safe;
use crate::tui::panel::Ctx;
use crate::tui::theme::Role;
use crate::tui::widgets::form::Form;
use crate::tui::widgets::form::entry::{Choice, Entry};
use crate::tui::widgets::list::{Cell, Column, Row, Shape};

/// A line of the mapping.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MapRow {
    place: u32,
    pub what: What,
    /// The key of the field.
    field: &'static str,
    header: String,
    example: String,
}

/// What Enter changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// The column of a field.
    Column(Field),
    /// The order of day and month in a column.
    Order(Field),
    /// The kind of every row.
    Kind,
    /// The column of a field of certificates.
    Held(HeldField),
    /// The order of day and month in a list of certificates.
    HeldOrder,
    /// How serials of plain digits are read.
    HeldBase,
}

impl Row for MapRow {
    type Id = u32;

    fn id(&self) -> u32 {
        self.place
    }
}

pub const COLUMNS: &[Column] = &[
    Column::new("import-field", Shape::Name, 0),
    Column::new("import-column", Shape::Text, 0),
    Column::new("import-example", Shape::Text, 1),
];

/// The lines of a table: of a form's export, or of a list of certificates.
pub fn lines(planned: &Planned) -> Vec<MapRow> {
    match &planned.held {
        None => rows(&planned.plan),
        Some(held) => list_rows(held),
    }
}

/// The order of the dates where it is open, what a list tells of certificates, then of holders.
fn list_rows(held: &HeldPlan) -> Vec<MapRow> {
    let plan = &held.plan;
    let line = |what, field, column: Option<usize>| MapRow {
        place: 0,
        what,
        field,
        header: column.map(|at| header(plan, at)).unwrap_or_default(),
        example: column.map(|at| first_cell(plan, at)).unwrap_or_default(),
    };
    let mut rows = Vec::new();
    if !held.open.is_empty() {
        let at = held.column_of(HeldField::NotBefore);
        rows.push(MapRow {
            example: held.open.join(", "),
            ..line(What::HeldOrder, HeldField::NotBefore.as_str(), at)
        });
    }
    if !held.digits.is_empty() {
        let at = held.column_of(HeldField::Serial);
        rows.push(MapRow {
            example: held.digits.join(", "),
            header: base_key(held.base()).to_owned(),
            ..line(What::HeldBase, HeldField::Serial.as_str(), at)
        });
    }
    for field in HOLDER {
        let column = plan.mapping.column_of(field);
        rows.push(line(What::Column(field), field.as_str(), column));
    }
    for field in HeldField::ALL {
        rows.push(line(
            What::Held(field),
            field.as_str(),
            held.column_of(field),
        ));
    }
    rows.sort_by_key(|row| {
        let asked = matches!(row.what, What::HeldOrder | What::HeldBase);
        (!asked, row.header.is_empty())
    });
    for (row, place) in rows.iter_mut().zip(0..) {
        row.place = place;
    }
    rows
}

/// What stands first in a column.
fn first_cell(plan: &Plan, at: usize) -> String {
    let cells = plan.sample.iter().filter_map(|row| row.cell(at));
    let mut cells = cells.map(|cell| cell.text.trim().to_owned());
    cells.find(|text| !text.is_empty()).unwrap_or_default()
}

/// Open questions first, then the fields: mapped and not.
fn rows(plan: &Plan) -> Vec<MapRow> {
    let mut rows = Vec::new();
    for question in &plan.questions {
        rows.push(MapRow {
            place: 0,
            what: What::Order(question.field),
            field: question.field.as_str(),
            header: question.header.clone(),
            example: question.examples.join(", "),
        });
    }
    let aside = [Field::Status, Field::AgencyOld, Field::PostOld];
    let told = |field: &Field| match plan.purpose {
        Purpose::Form => !aside.contains(field),
        Purpose::Transfers => OF_TRANSFER.contains(field),
        Purpose::Personnel | Purpose::Users => true,
    };
    for field in Field::ALL.into_iter().filter(told) {
        let column = plan.mapping.column_of(field);
        let headers: Vec<String> = plan
            .mapping
            .columns_of(field)
            .map(|at| header(plan, at))
            .collect();
        let header = headers.join(" / ");
        let example = column.map(|at| first_cell(plan, at)).unwrap_or_default();
        let without_kind = field == Field::Kind && column.is_none();
        rows.push(MapRow {
            place: 0,
            what: if without_kind {
                What::Kind
            } else {
                What::Column(field)
            },
            field: field.as_str(),
            header,
            example,
        });
    }
    // What the file has comes before what it has not; the order of the fields stays.
    rows.sort_by_key(|row| {
        let question = matches!(row.what, What::Order(_));
        (!question, row.header.is_empty() && row.what != What::Kind)
    });
    for (row, place) in rows.iter_mut().zip(0..) {
        row.place = place;
    }
    rows
}

/// `C · Nama Lengkap`, as the spreadsheet names its columns.
fn header(plan: &Plan, at: usize) -> String {
    let title = plan.headers.get(at).map_or("", String::as_str);
    format!("{} · {title}", column_name(at))
}

/// NIKs are shown as examples by their ends only.
fn example(row: &MapRow) -> String {
    match Field::from_key(row.field) {
        Some(Field::Nik | Field::NikOld) => crate::domain::identity::mask_stated(&row.example),
        _ => row.example.clone(),
    }
}

/// The cells of a line.
pub fn cells(row: &MapRow, plan: &Plan, ctx: &Ctx) -> Vec<Cell> {
    let document = Field::from_key(row.field).and_then(Field::document);
    let field = ctx
        .words
        .find(&format!("document-{}", row.field), &[])
        .filter(|_| document.is_some())
        .unwrap_or_else(|| ctx.words.of("field", row.field));
    match row.what {
        What::Order(_) | What::HeldOrder => {
            let asked = ctx.words.with("import-which-order", &[("field", &field)]);
            let sign = ctx.theme.sign(Role::Warn);
            vec![
                Cell::of(Role::Warn, format!("{sign} {asked}")),
                Cell::of(Role::Warn, row.header.clone()),
                Cell::of(Role::Warn, row.example.clone()),
            ]
        }
        What::HeldBase => vec![
            Cell::plain(ctx.get("import-which-base")),
            Cell::plain(ctx.get(&row.header)),
            Cell::of(Role::Dim, row.example.clone()),
        ],
        What::Kind => {
            let kind = plan.mapping.kind;
            let said = kind.map_or_else(
                || ctx.get("import-unmapped"),
                |kind| {
                    let kind = ctx.words.of("kind", kind.as_str());
                    ctx.words.with("import-all-rows", &[("kind", &kind)])
                },
            );
            vec![Cell::plain(field), Cell::plain(said), Cell::default()]
        }
        What::Column(_) | What::Held(_) if row.header.is_empty() => vec![
            Cell::of(Role::Dim, field),
            Cell::of(Role::Dim, ctx.get("import-unmapped")),
            Cell::default(),
        ],
        What::Column(_) | What::Held(_) => vec![
            Cell::plain(field),
            Cell::plain(row.header.clone()),
            Cell::of(Role::Dim, example(row)),
        ],
    }
}

/// The form for one line.
pub fn form(what: What, planned: &Planned, ctx: &Ctx) -> Form {
    let plan = &planned.plan;
    match what {
        What::Column(field) => {
            let chosen = plan.mapping.column_of(field);
            column_form(plan, field.as_str(), chosen, ctx)
        }
        What::Held(field) => {
            let held = planned.held.as_ref();
            let chosen = held.and_then(|held| held.column_of(field));
            column_form(plan, field.as_str(), chosen, ctx)
        }
        What::Order(field) => {
            let question = plan
                .questions
                .iter()
                .find(|question| question.field == field);
            order_form(asked(question), ctx)
        }
        What::HeldOrder => {
            let held = planned.held.as_ref();
            order_form(
                held.map_or_else(String::new, |held| held.open.join(", ")),
                ctx,
            )
        }
        What::HeldBase => {
            let base = planned.held.as_ref().and_then(HeldPlan::base);
            base_form(base, ctx)
        }
        What::Kind => kind_form(plan.mapping.kind, ctx),
    }
}

/// How serials of plain digits are read, by the key of its words.
fn base_key(base: Option<Base>) -> &'static str {
    match base {
        None => "import-base-open",
        Some(Base::Hex) => "import-base-hex",
        Some(Base::Decimal) => "import-base-decimal",
    }
}

fn base_form(chosen: Option<Base>, ctx: &Ctx) -> Form {
    let all = [None, Some(Base::Hex), Some(Base::Decimal)];
    let options = all.map(|base| Choice::new(base_key(base), ctx.get(base_key(base))));
    let title = ctx.get("import-which-base");
    let chosen = base_key(chosen);
    Form::new(title).with(Entry::choice(
        "base",
        "import-base",
        options.to_vec(),
        chosen,
    ))
}

/// The way to read serials that a form's value means.
pub fn base(value: &str) -> Option<Base> {
    let all = [Base::Hex, Base::Decimal];
    all.into_iter().find(|base| base_key(Some(*base)) == value)
}

fn column_form(plan: &Plan, field: &str, chosen: Option<usize>, ctx: &Ctx) -> Form {
    let chosen = chosen.map(|at| at.to_string()).unwrap_or_default();
    let none = Choice::new("", ctx.get("import-unmapped"));
    let columns = (0..plan.headers.len()).map(|at| Choice::new(at.to_string(), header(plan, at)));
    let options = std::iter::once(none).chain(columns).collect();
    let title = ctx.words.of("field", field);
    Form::new(title).with(Entry::choice("column", "import-column", options, &chosen))
}

fn order_form(title: String, ctx: &Ctx) -> Form {
    let options = vec![
        Choice::new("day", ctx.get("import-day-first")),
        Choice::new("month", ctx.get("import-month-first")),
    ];
    Form::new(title).with(Entry::choice("order", "import-order", options, "day"))
}

fn asked(question: Option<&Question>) -> String {
    question.map_or_else(String::new, |question| {
        format!("{}: {}", question.header, question.examples.join(", "))
    })
}

/// The kind of every row, where no column says it.
pub fn kind_form(chosen: Option<Kind>, ctx: &Ctx) -> Form {
    let chosen = chosen.unwrap_or(Kind::Issue);
    Form::new(ctx.get("import-kind-title"))
        .with(crate::tui::view::identity_form::kinds(chosen, ctx))
}

/// The kind of one row whose cell leaves it open; without a choice the row stays out.
pub fn row_kind_form(item: &Item, chosen: Option<Kind>, ctx: &Ctx) -> Form {
    let row = item.row.to_string();
    let args: [(&str, &dyn crate::text::Arg); 2] = [("row", &row), ("name", &safe(&item.name))];
    let none = Choice::new("", ctx.get("import-row-stays-out"));
    let kinds =
        Kind::ALL.map(|kind| Choice::new(kind.as_str(), ctx.words.of("kind", kind.as_str())));
    let options = std::iter::once(none).chain(kinds).collect();
    let chosen = chosen.map_or("", Kind::as_str);
    let mut form = Form::new(ctx.words.with("import-row-kind", &args)).with(Entry::choice(
        "kind",
        "field-kind",
        options,
        chosen,
    ));
    if !item.kind.is_empty() {
        let written = safe(&item.kind);
        let said = ctx
            .words
            .with("import-row-written", &[("written", &written)]);
        form.remark("kind", said);
    }
    form
}

/// The key of the field whose column a line names.
pub fn key(what: What) -> Option<&'static str> {
    match what {
        What::Column(field) => Some(field.as_str()),
        What::Held(field) => Some(field.as_str()),
        What::Order(_) | What::Kind | What::HeldOrder | What::HeldBase => None,
    }
}

/// The order that a form's value means.
pub fn order(value: &str) -> DateOrder {
    match value {
        "month" => DateOrder::MonthFirst,
        _ => DateOrder::DayFirst,
    }
}
