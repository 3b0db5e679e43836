//! The list page, made once: what every list of the desk does alike. A tab brings its rows, columns
//! and cells, what stands beside the list, and the acts that are its own.
//!
//! ```text
//! window   rows of the desk near the screen: asked for, taken, asked for again, sought
//! search   the search line, what is wrong with it, filters kept under a name
//! filter   what a filter means, what is wrong with it, what to highlight
//! layout   the order of the columns, those put away, what the list is sorted by; kept per officer
//! pane     one list in its frame: window, layout, sort, moving and hiding columns, drawing
//! tab      a whole tab: a pane with its search and the record beside it
//! ```
//!
//! Most tabs implement [`tab::Tab`] and are a [`tab::TabPanel`]. A panel with several lists, or with
//! work of its own beside them, puts [`pane::Pane`] and [`search::Search`] together itself.

pub mod columns;
pub mod filter;
pub mod layout;
pub mod named;
pub mod pane;
pub mod search;
pub mod tab;
#[cfg(test)]
mod tests;
pub mod window;
