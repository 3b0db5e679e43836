//! Sertifikat (tab 4): the inventory, searched and filtered, with one certificate in full beside it
//! or, on a narrow screen, as a second page.

pub mod columns;
pub mod detail;
pub mod facets;
pub mod sections;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use self::columns::Line;
use self::detail::CertificateDetail;
use self::facets::Facets;
use crate::domain::act::ActKind;
use crate::domain::ids::RecordId;
use crate::domain::office::Position;
use crate::tui::act::subject::Desk;
use crate::tui::act::{self, Case};
use crate::tui::action::{Action, ActionSet};
use crate::tui::keymap::Facts;
use crate::tui::layers::form_layer::FormLayer;
use crate::tui::page::pane::Listing;
use crate::tui::page::tab::{Page, Tab, TabPanel};
use crate::tui::panel::{Answer, Ctx, Effect, Input, Part, PartId, Tag};
use crate::tui::place::Place;
use crate::tui::view::audit::RecordHistory;
use crate::tui::view::import::Import;
use crate::tui::view::letter_form::{About, LetterForm};
use crate::tui::view::notices::{self, NoticesPanel};
use crate::tui::view::person::PersonCard;
use crate::tui::view::recap::{self, RecapPanel};
use crate::tui::widgets::list::Cell;
use crate::wire::envelope::Topics;
use crate::wire::message::List;
use crate::wire::topic;

/// The component beside the list.
const DETAIL: PartId = 1;

const FACETS: Tag = 1;
/// Which recap of the portal.
const RECAP: Tag = 2;
/// What was pasted of BSrE.
const NOTICES: Tag = 3;

/// The panel of the tab.
pub type Certificates = TabPanel<CertificatesTab>;

/// The tab of certificates.
pub struct CertificatesTab {
    detail: Part<CertificateDetail>,
}

/// What a correction of a certificate may be.
const CORRECTIONS: [ActKind; 2] = [ActKind::CorrectCertificate, ActKind::CorrectRevocation];

impl Default for CertificatesTab {
    fn default() -> CertificatesTab {
        CertificatesTab {
            detail: Part::new(DETAIL, CertificateDetail::new()),
        }
    }
}

impl CertificatesTab {
    /// Whether one of these acts may be done to the certificate under the cursor.
    fn admits(&self, acts: &[ActKind], ctx: &Ctx) -> bool {
        let view = self.detail.view().filter(|_| ctx.office.is_some());
        view.is_some_and(|view| acts.iter().any(|act| view.may.contains(act)))
    }

    fn begin(&self, action: Action, ctx: &Ctx) -> Vec<Effect> {
        let view = self.detail.view().cloned();
        let begun = view.and_then(|view| act::begin(action, Case::of(view), ctx));
        begun.unwrap_or_default()
    }

    /// What a request goes by that follows the certificate under the cursor.
    fn followed(&self, ctx: &Ctx) -> Option<About> {
        let view = self.detail.view().filter(|_| ctx.may(ActKind::Register));
        view.and_then(About::certificate)
    }

    fn open_holder(&self) -> Vec<Effect> {
        let holder = self.detail.view().and_then(|view| view.certificate.holder);
        let card = holder.map(|person| Effect::open(PersonCard::new(person)));
        card.into_iter().collect()
    }
}

fn story(row: Option<&Line>) -> Vec<Effect> {
    let record = row.map(|line| RecordId::Certificate(line.0.row.id));
    let story = record.map(|record| Effect::open(RecordHistory::new(record)));
    story.into_iter().collect()
}

fn copy(row: Option<&Line>, ctx: &Ctx) -> Vec<Effect> {
    let serial = row.map(|line| &line.0.row.serial);
    match serial.filter(|serial| !serial.is_empty()) {
        Some(serial) => {
            let what = ctx.words.with("cert-copied", &[("serial", serial)]);
            vec![Effect::copy(serial.clone(), what)]
        }
        None => Vec::new(),
    }
}

impl Tab for CertificatesTab {
    type Row = Line;
    const PLACE: Place = Place::Certificates;
    const FILTERS: &'static str = "filters-certificates";
    const NATURAL: &'static str = "sort-ending";

    fn listing() -> Listing<Line> {
        Listing {
            key: "certificates",
            list: List::Certificates,
            columns: columns::COLUMNS,
            row: Line::of,
            record: |line| RecordId::Certificate(line.0.row.id),
        }
    }

    fn topics() -> Topics {
        topic::CERTIFICATES
            .and(topic::PEOPLE)
            .and(topic::REQUESTS)
            .and(topic::OFFICE)
    }

    /// An import touches people and requests alone: the list stays as it is.
    fn listed() -> Topics {
        topic::CERTIFICATES.and(topic::OFFICE)
    }

    fn cells(&self, row: &Line, ctx: &Ctx) -> Vec<Cell> {
        columns::cells(&row.0, ctx)
    }

    fn empty(&self, ctx: &Ctx) -> String {
        ctx.get(if ctx.may(ActKind::TakeOver) {
            "cert-empty-new"
        } else {
            "cert-empty"
        })
    }

    fn facts(&self, page: &Page<Line>, facts: Facts, ctx: &Ctx) -> Facts {
        let row = page.current();
        let serial = row.is_some_and(|line| !line.0.row.serial.is_empty());
        Facts {
            allowed: ActionSet::NONE
                .with_if(ctx.may(ActKind::TakeOver), Action::New)
                .with_if(ctx.may(ActKind::TakeOver), Action::Import)
                .with_if(ctx.may(ActKind::TakeOver), Action::Portal)
                .with_if(self.followed(ctx).is_some(), Action::FollowUp)
                .with_if(ctx.me.holds(Position::Verifikator.as_str()), Action::Answer)
                .with_if(row.is_some(), Action::History)
                .with_if(serial, Action::Copy)
                .with_if(self.admits(&act::revoke::ENDINGS, ctx), Action::Close)
                .with_if(self.admits(&CORRECTIONS, ctx), Action::Correct),
            ..facts
        }
    }

    fn act(&mut self, action: Action, page: &mut Page<Line>, ctx: &Ctx) -> Option<Vec<Effect>> {
        Some(match action {
            Action::New => act::begin(action, Case::of(Desk), ctx).unwrap_or_default(),
            Action::Import => vec![Effect::open(Import::of_certificates())],
            Action::Portal => vec![Effect::open(FormLayer::new(
                RECAP,
                "recap",
                recap::form(ctx),
            ))],
            Action::FollowUp => {
                let form = self.followed(ctx).map(LetterForm::about);
                form.map(Effect::open).into_iter().collect()
            }
            Action::Answer => vec![Effect::open(FormLayer::new(
                NOTICES,
                "notices",
                notices::form(ctx),
            ))],
            Action::Close | Action::Correct => self.begin(action, ctx),
            Action::History => story(page.current()),
            Action::Copy => copy(page.current(), ctx),
            Action::Open if page.reading => self.open_holder(),
            _ => return None,
        })
    }

    fn take(
        &mut self,
        input: Input,
        page: &mut Page<Line>,
        ctx: &Ctx,
    ) -> Result<Vec<Effect>, Input> {
        match input {
            Input::Answered {
                tag: FACETS,
                answer: Answer::Chosen(filter),
            } => Ok(page.apply(&filter)),
            Input::Answered {
                tag: RECAP,
                answer: Answer::Fields(values),
            } => Ok(vec![
                Effect::CloseAbove,
                Effect::open(RecapPanel::of(&values)),
            ]),
            Input::Answered {
                tag: NOTICES,
                answer: Answer::Fields(values),
            } => Ok(vec![
                Effect::CloseAbove,
                Effect::open(NoticesPanel::of(&values, ctx)),
            ]),
            Input::Within(DETAIL, input) => {
                Ok(self.detail.with(|detail| detail.handle(*input, ctx)))
            }
            Input::Office => {
                self.detail.state().dress(ctx);
                Ok(Vec::new())
            }
            other => Err(other),
        }
    }

    fn compose(&self, now: &str, ctx: &Ctx) -> Option<Effect> {
        let agencies = ctx.policy().map_or(&[][..], |p| &p.agencies);
        Some(Effect::open(Facets::new(FACETS, now, agencies, ctx)))
    }

    fn follow(&mut self, row: Option<&Line>, _ctx: &Ctx) -> Vec<Effect> {
        self.detail
            .with(|detail| detail.show(row.map(|line| line.0.row.id)))
    }

    fn refresh(&mut self) -> Vec<Effect> {
        self.detail.with(|detail| detail.refresh())
    }

    fn highlight(&mut self, needles: &str) {
        self.detail.state().highlight(needles);
    }

    fn scroll(&mut self, action: Action) -> bool {
        self.detail.state().scroll(action)
    }

    fn render_side(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx, focus: bool) {
        self.detail.render(area, buf, ctx, focus);
    }
}

#[cfg(test)]
mod tests;
