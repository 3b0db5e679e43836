//! What goes out of the desk.
//!
//! ```text
//! file   files that verbs write for people, all in one way
//! ```

pub mod file;
