//! Documents on their way in and out, in pieces.

use super::faults;
use super::reading::record;
use crate::domain::checklist::Evidence;
use crate::domain::ids::{FileHash, RecordId, RequestNo};
use crate::domain::policy::DocumentKey;
use crate::domain::record::Record;
use crate::domain::refusal::Refusal;
use crate::store::{Documents, Incoming, Store, StoreError};
use crate::wire::message::Tell;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// Largest document that is taken.
pub const MAX_FILE: u64 = 64 * 1024 * 1024;

/// Bytes of one piece on the wire; under a frame with room for its envelope.
const PIECE: usize = 512 * 1024;

/// The desk's documents.
pub struct Files {
    documents: Documents,
}

/// A document that a session reads, already checked against its name.
pub struct Checked {
    hash: FileHash,
    file: File,
}

/// A file that is coming in.
pub struct Transfer {
    incoming: Incoming,
    announced: u64,
    taken: u64,
}

impl Files {
    pub fn of(store: &Store) -> Files {
        Files {
            documents: store.documents(),
        }
    }

    /// Begins to take a file of this size, if the disk has room for it and for the acts to come.
    pub fn begin(&self, bytes: u64) -> Result<Transfer, Refusal> {
        if bytes > MAX_FILE || bytes == 0 {
            return Err(Refusal::FileSize {
                most: MAX_FILE / (1024 * 1024),
            });
        }
        let incoming = self
            .documents
            .begin(bytes)
            .map_err(|error| refusal(&error))?;
        Ok(Transfer {
            incoming,
            announced: bytes,
            taken: 0,
        })
    }

    /// A piece of the document that lies beside a request. `opened` is what this session has open:
    /// a document is read through and checked once, then its pieces come from that same file. A
    /// damaged scan is never shown as if it were the one that was judged.
    pub fn piece(
        &self,
        store: &Store,
        (no, key): (RequestNo, DocumentKey),
        offset: u64,
        opened: &mut Option<Checked>,
    ) -> Tell {
        let id = RecordId::Request(no);
        let evidence = match record(store, id) {
            Ok(Some(Record::Request(request))) => {
                let item = request.item(key).and_then(|item| item.current());
                item.map(|document| document.evidence.clone())
            }
            Ok(_) => return Tell::Refused(Refusal::NotFound(id)),
            Err(error) => return Tell::Refused(refusal(&error)),
        };
        let Some(Evidence::File { hash, name, bytes }) = evidence else {
            return Tell::Refused(Refusal::Missing(key.as_str().to_owned()));
        };
        match self.read(&hash, offset, opened) {
            Ok(piece) => {
                if offset + piece.len() as u64 >= bytes {
                    *opened = None;
                }
                Tell::Bytes {
                    name,
                    total: bytes,
                    bytes: piece,
                }
            }
            Err(error) => Tell::Refused(refusal(&error)),
        }
    }

    fn read(
        &self,
        hash: &FileHash,
        offset: u64,
        opened: &mut Option<Checked>,
    ) -> Result<Vec<u8>, StoreError> {
        let checked = match opened.take() {
            Some(checked) if checked.hash == *hash && offset > 0 => opened.insert(checked),
            _ => {
                let mut file = self.documents.open(&hash.0)?;
                self.documents.verify_opened(&mut file, &hash.0)?;
                opened.insert(Checked { hash: *hash, file })
            }
        };
        let mut piece = Vec::new();
        let file = &mut checked.file;
        file.seek(SeekFrom::Start(offset))
            .map_err(StoreError::fatal)?;
        file.take(PIECE as u64)
            .read_to_end(&mut piece)
            .map_err(StoreError::fatal)?;
        Ok(piece)
    }
}

impl Transfer {
    /// Takes the next bytes.
    pub fn take(&mut self, bytes: &[u8]) -> Tell {
        self.taken += bytes.len() as u64;
        if self.taken > self.announced {
            return self.not_as_announced();
        }
        match self.incoming.write(bytes) {
            Ok(()) => Tell::Ready,
            Err(error) => Tell::Refused(refusal(&error)),
        }
    }

    fn not_as_announced(&self) -> Tell {
        Tell::Refused(Refusal::FileCut)
    }

    /// The file is whole: it is durable under its hash.
    pub fn finish(self) -> Tell {
        if self.taken != self.announced {
            return self.not_as_announced();
        }
        match self.incoming.finish() {
            Ok((hash, bytes)) => Tell::Stored {
                hash: FileHash(hash),
                bytes,
            },
            Err(error) => Tell::Refused(refusal(&error)),
        }
    }
}

fn refusal(error: &StoreError) -> Refusal {
    tracing::error!(%error, "a document could not be kept or read");
    faults::refusal(error)
}
