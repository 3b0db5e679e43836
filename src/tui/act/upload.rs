//! A file on its way to the desk: read beside the screen, then sent in pieces; at the end its hash
//! names it.

use std::any::Any;
use std::collections::VecDeque;
use std::io::{self, Read};
use std::path::Path;

use crate::domain::checklist::Evidence;
use crate::tui::completion::expand;
use crate::tui::panel::{Ctx, Effect, Message, Tag};
use crate::wire::message::{Ask, Tell};

/// Largest file that is taken from a screen, in bytes; scans of letters are far smaller.
pub const MOST: u64 = 64 * 1024 * 1024;
/// Bytes of one piece; a frame holds 1 MiB.
const PIECE: usize = 512 * 1024;

/// A file being sent.
#[derive(Debug, Default)]
pub struct Upload {
    name: String,
    pieces: VecDeque<Vec<u8>>,
    under_way: bool,
}

/// What came of an answer.
#[derive(Debug)]
pub enum Sent {
    /// Not finished: carry these out.
    More(Vec<Effect>),
    /// The desk has it.
    Whole(Evidence),
    /// It did not arrive; the sentence says why.
    Failed(String),
}

/// Reads a file whole, if it is one and not too large.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let file = std::fs::File::open(path)?;
    if !file.metadata()?.is_file() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let mut bytes = Vec::new();
    file.take(MOST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(bytes)
}

impl Upload {
    /// Begins with reading; the bytes come back as `Worked` with this tag.
    pub fn begin(typed: &str, tag: Tag) -> (Upload, Effect) {
        let path = expand(typed);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let upload = Upload {
            name: name.into_owned(),
            pieces: VecDeque::new(),
            under_way: true,
        };
        let job = Box::new(move || -> Box<dyn Any + Send> { Box::new(read(&path)) });
        (upload, Effect::Work { tag, job })
    }

    /// Says that the file is still on its way, where it is: saving once more would send a second
    /// one between its pieces.
    pub fn still(&self, ctx: &Ctx) -> Option<Vec<Effect>> {
        let said = || Effect::Say(Message::info(ctx.get("upload-under-way")));
        self.under_way.then(|| vec![said()])
    }

    /// The file was read, or not.
    pub fn worked(&mut self, result: Box<dyn Any + Send>, tag: Tag, ctx: &Ctx) -> Sent {
        let sent = self.take_read(result, tag, ctx);
        self.under_way = matches!(sent, Sent::More(_));
        sent
    }

    fn take_read(&mut self, result: Box<dyn Any + Send>, tag: Tag, ctx: &Ctx) -> Sent {
        let read = result.downcast::<io::Result<Vec<u8>>>();
        match read.map(|read| *read) {
            Ok(Ok(bytes)) => {
                let size = bytes.len() as u64;
                self.pieces = bytes.chunks(PIECE).map(<[u8]>::to_vec).collect();
                Sent::More(vec![Effect::ask(tag, Ask::Upload { bytes: size })])
            }
            Ok(Err(error)) => Sent::Failed(self.fault(&error, ctx)),
            Err(_) => Sent::Failed(ctx.get("upload-failed")),
        }
    }

    fn fault(&self, error: &io::Error, ctx: &Ctx) -> String {
        let key = match error.kind() {
            io::ErrorKind::NotFound => "upload-not-found",
            io::ErrorKind::PermissionDenied => "upload-no-right",
            io::ErrorKind::IsADirectory => "upload-folder",
            io::ErrorKind::FileTooLarge => "upload-too-large",
            _ => return format!("{} ({error})", ctx.get("upload-failed")),
        };
        ctx.words.with(key, &[("name", &self.name)])
    }

    /// An answer of the desk on the way.
    pub fn told(&mut self, tell: &Tell, tag: Tag, ctx: &Ctx) -> Sent {
        let sent = self.take_told(tell, tag, ctx);
        self.under_way = matches!(sent, Sent::More(_));
        sent
    }

    fn take_told(&mut self, tell: &Tell, tag: Tag, ctx: &Ctx) -> Sent {
        match tell {
            Tell::Ready => {
                let ask = match self.pieces.pop_front() {
                    Some(bytes) => Ask::Chunk { bytes },
                    None => Ask::Finish,
                };
                Sent::More(vec![Effect::ask(tag, ask)])
            }
            Tell::Stored { hash, bytes } => Sent::Whole(Evidence::File {
                hash: *hash,
                name: std::mem::take(&mut self.name),
                bytes: *bytes,
            }),
            Tell::Refused(refused) => Sent::Failed(ctx.refused(refused)),
            _ => Sent::Failed(ctx.get("upload-failed")),
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;
    use crate::domain::ids::FileHash;
    use crate::tui::testing::Stage;

    #[test]
    fn a_file_goes_in_pieces_and_comes_back_as_evidence() {
        let stage = Stage::small();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ktp.jpg");
        std::fs::write(&path, vec![7; PIECE + 1]).unwrap();
        let (mut upload, effect) = Upload::begin(path.to_str().unwrap(), 5);
        let Effect::Work { job, .. } = effect else {
            panic!("no work")
        };
        let Sent::More(first) = upload.worked(job(), 5, &stage.ctx()) else {
            panic!("not read")
        };
        assert_eq!(first.len(), 1);
        assert!(upload.still(&stage.ctx()).is_some(), "it is on its way");
        let mut sent = 0;
        loop {
            let Sent::More(effects) = upload.told(&Tell::Ready, 5, &stage.ctx()) else {
                panic!("ended early")
            };
            let [Effect::Ask { ask, .. }] = &effects[..] else {
                panic!("{effects:?}")
            };
            match &**ask {
                Ask::Chunk { bytes } => sent += bytes.len(),
                Ask::Finish => break,
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(sent, PIECE + 1);
        let stored = Tell::Stored {
            hash: FileHash([1; 32]),
            bytes: sent as u64,
        };
        let Sent::Whole(Evidence::File { name, .. }) = upload.told(&stored, 5, &stage.ctx()) else {
            panic!("not whole")
        };
        assert_eq!(name, "ktp.jpg");
        assert!(upload.still(&stage.ctx()).is_none());
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        let stage = Stage::small();
        for path in ["/no/such/file.pdf", "/"] {
            let (mut upload, effect) = Upload::begin(path, 5);
            let Effect::Work { job, .. } = effect else {
                panic!("no work")
            };
            match upload.worked(job(), 5, &stage.ctx()) {
                Sent::Failed(said) => assert!(!said.starts_with('['), "{said}"),
                other => panic!("{other:?}"),
            }
        }
    }
}
