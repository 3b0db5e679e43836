//! Every page behind the tabs, in the order of the tabs: the one place where a new panel is put in.

use super::panel::{Ctx, Panel};
use super::view::audit::Audit;
use super::view::calendar::Calendar;
use super::view::certificates::Certificates;
use super::view::guide::Guide;
use super::view::inbox::Inbox;
use super::view::later::Later;
use super::view::search::Search;
use super::view::settings::Settings;
use super::view::sheets::SheetsPanel;
use super::view::today::Today;
use super::view::verify::VerifyPanel;

/// The pages of a desk.
pub fn pages() -> Vec<Box<dyn Panel>> {
    let mut pages: Vec<Box<dyn Panel>> = vec![
        Box::new(Today::new()),
        Box::new(Inbox::new()),
        Box::new(SheetsPanel::new()),
        Box::new(VerifyPanel::new()),
        Box::new(Certificates::new()),
        Box::new(Calendar::new()),
    ];
    for later in Later::all() {
        pages.push(Box::new(later));
    }
    pages.push(Box::new(Settings::new()));
    pages.push(Box::new(Audit::new()));
    pages.push(Box::new(Guide::new()));
    pages
}

/// What `//` opens.
pub fn find_all(_ctx: &Ctx) -> Box<dyn Panel> {
    Box::new(Search::new())
}

#[cfg(test)]
mod tests;
