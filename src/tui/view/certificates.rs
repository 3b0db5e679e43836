//! Sertifikat (tab 4): the inventory, searched and filtered, with one certificate in full beside it
//! or, on a narrow screen, as a second page.

pub mod columns;
pub mod detail;
pub mod facets;
pub mod form;
pub mod revoke;
pub mod sections;
pub mod take_over;

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use self::columns::Line;
use self::detail::CertificateDetail;
use self::facets::Facets;
use self::revoke::Revoke;
use self::take_over::TakeOver;
use crate::domain::act::ActKind;
use crate::domain::certificate::Standing;
use crate::domain::ids::RecordId;
use crate::tui::action::{Action, ActionSet};
use crate::tui::keymap::Facts;
use crate::tui::page::pane::Listing;
use crate::tui::page::tab::{Page, Tab, TabPanel};
use crate::tui::panel::{Answer, Ctx, Effect, Input, Tag};
use crate::tui::place::Place;
use crate::tui::view::audit::Story;
use crate::tui::view::person::PersonCard;
use crate::tui::widgets::list::Cell;
use crate::wire::envelope::Topics;
use crate::wire::message::List;
use crate::wire::topic;

const DETAIL: Tag = 5000;
const FACETS: Tag = 9002;

/// The panel of the tab.
pub type Certificates = TabPanel<CertificatesTab>;

/// The tab of certificates.
pub struct CertificatesTab {
    detail: CertificateDetail,
}

impl Default for CertificatesTab {
    fn default() -> CertificatesTab {
        CertificatesTab {
            detail: CertificateDetail::new(DETAIL),
        }
    }
}

impl CertificatesTab {
    fn takes(&self) -> bool {
        let desk = self.detail.office();
        desk.is_some_and(|office| office.may.contains(&ActKind::TakeOver))
    }

    fn revokes(&self) -> bool {
        let view = self
            .detail
            .view()
            .filter(|_| self.detail.policy().is_some());
        view.is_some_and(|view| {
            view.may.contains(&ActKind::RevokeRecorded)
                && !matches!(view.certificate.standing, Standing::Revoked(_))
        })
    }

    fn take_over(&self, ctx: &Ctx) -> Vec<Effect> {
        match self.detail.policy() {
            Some(policy) => vec![Effect::open(TakeOver::new(policy.validity, ctx))],
            None => Vec::new(),
        }
    }

    fn revoke(&self, ctx: &Ctx) -> Vec<Effect> {
        match (self.detail.view(), self.detail.policy()) {
            (Some(view), Some(policy)) => {
                vec![Effect::open(Revoke::new(&view.certificate, policy, ctx))]
            }
            _ => Vec::new(),
        }
    }

    fn open_holder(&self) -> Vec<Effect> {
        let holder = self.detail.view().and_then(|view| view.certificate.holder);
        let card = holder.map(|person| Effect::open(PersonCard::new(person)));
        card.into_iter().collect()
    }
}

fn story(row: Option<&Line>) -> Vec<Effect> {
    let record = row.map(|line| RecordId::Certificate(line.0.row.id));
    let story = record.map(|record| Effect::open(Story::new(record)));
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
        ctx.get(if self.takes() {
            "cert-empty-new"
        } else {
            "cert-empty"
        })
    }

    fn facts(&self, page: &Page<Line>, facts: Facts) -> Facts {
        let row = page.current();
        let serial = row.is_some_and(|line| !line.0.row.serial.is_empty());
        Facts {
            allowed: ActionSet::NONE
                .with_if(self.takes(), Action::New)
                .with_if(row.is_some(), Action::History)
                .with_if(serial, Action::Copy)
                .with_if(self.revokes(), Action::Close),
            ..facts
        }
    }

    fn act(&mut self, action: Action, page: &mut Page<Line>, ctx: &Ctx) -> Option<Vec<Effect>> {
        Some(match action {
            Action::New => self.take_over(ctx),
            Action::Close => self.revoke(ctx),
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
            other => self.detail.take(other, ctx),
        }
    }

    fn compose(&self, now: &str, ctx: &Ctx) -> Option<Effect> {
        let agencies = self.detail.policy().map_or(&[][..], |p| &p.agencies);
        Some(Effect::open(Facets::new(FACETS, now, agencies, ctx)))
    }

    fn follow(&mut self, row: Option<&Line>) -> Vec<Effect> {
        self.detail.show(row.map(|line| line.0.row.id))
    }

    fn refresh(&mut self) -> Vec<Effect> {
        self.detail.refresh()
    }

    fn highlight(&mut self, needles: &str) {
        self.detail.highlight(needles);
    }

    fn scroll(&mut self, action: Action) -> bool {
        self.detail.scroll(action)
    }

    fn render_side(&self, area: Rect, buf: &mut Buffer, ctx: &Ctx, focus: bool) {
        self.detail.render(area, buf, ctx, focus);
    }
}

#[cfg(test)]
mod tests;
