//! What goes out of the desk: messages, letters, and files with what is written into them.

pub mod file;
pub mod message;
pub mod portal;
pub mod service_desk;
