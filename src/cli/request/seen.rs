//! A request as it stands now, for an act on it.

use crate::cli::desk::DeskLine;
use crate::cli::done;
use crate::cli::exit::Failure;
use crate::domain::act::Seen;
use crate::domain::ids::RequestNo;
use crate::wire::view::RequestView;

/// The request in full.
pub fn view(line: &DeskLine, text: &str) -> Result<RequestView, Failure> {
    done::request(line, line.request_no(text)?)
}

/// The revision that was seen.
pub fn of(view: &RequestView) -> Seen<RequestNo> {
    Seen {
        id: view.request.no,
        revision: view.request.revision,
    }
}

/// The request as it stands now.
pub fn seen(line: &DeskLine, text: &str) -> Result<Seen<RequestNo>, Failure> {
    view(line, text).map(|view| of(&view))
}
