//! What goes out of the desk: files, and what is written into them.

pub mod file;
pub mod portal;
