//! The journal: the durable copy of every event, in segments that are written only at their end.
//!
//! A segment is zero-filled and synced, with its folder, before its first use: overwriting syncs
//! faster than growing, and a full disk shows itself before an act depends on it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::segment::{Tail, read_tail, segment_path, write_mark};
use crate::store::disk::{Disk, is_full, private_file, sync_folder};
use crate::store::error::{Damage, Result, StoreError, io_at};
use crate::store::frame;
use crate::store::ids::ChainHead;

/// Bytes of a segment.
pub const SEGMENT_BYTES: u64 = 16 * 1024 * 1024;

/// Below this many free bytes acts are refused.
pub const FREE_FLOOR: u64 = 256 * 1024 * 1024;

/// The journal of one desk, open for appending.
pub struct Journal {
    folder: PathBuf,
    disk: Arc<dyn Disk>,
    segment_bytes: u64,
    segment: Segment,
    head: ChainHead,
    last_recorded_at: i64,
    /// The last event of which a mark was written since opening.
    marked: u64,
    failed: bool,
}

/// The segment that is written now.
struct Segment {
    path: PathBuf,
    file: File,
    /// Where the next frame goes.
    end: u64,
    /// Bytes that the file has.
    size: u64,
}

impl Journal {
    /// Starts an empty journal in an empty folder.
    pub fn create(folder: &Path, disk: Arc<dyn Disk>, segment_bytes: u64) -> Result<Journal> {
        let segment = new_segment(folder, &*disk, 1, segment_bytes)?;
        Ok(Journal {
            folder: folder.to_owned(),
            disk,
            segment_bytes,
            segment,
            head: ChainHead::default(),
            last_recorded_at: 0,
            marked: 0,
            failed: false,
        })
    }

    /// Opens the journal: verifies its last segment and cuts a torn tail off. `known` is the last
    /// event that is known to have been durable: a journal that ends before it is damaged, and is
    /// left as it is.
    pub fn open(
        folder: &Path,
        disk: Arc<dyn Disk>,
        segment_bytes: u64,
        known: u64,
    ) -> Result<Journal> {
        let tail = read_tail(folder, &*disk)?;
        if tail.head.seq < known {
            return Err(Damage::Short {
                found: tail.head.seq,
                known,
            }
            .into());
        }
        if let Some(stray) = &tail.stray {
            fs::remove_file(stray).map_err(io_at("remove", stray))?;
            sync_folder(folder)?;
        }
        let segment = tail.clean(&*disk, segment_bytes)?;
        Ok(Journal {
            folder: folder.to_owned(),
            disk,
            segment_bytes,
            segment,
            head: tail.head,
            last_recorded_at: tail.recorded_at,
            marked: 0,
            failed: false,
        })
    }

    /// The last durable event.
    pub fn head(&self) -> ChainHead {
        self.head
    }

    /// When the last event found at opening was recorded, UTC milliseconds; 0 without one.
    pub fn last_recorded_at(&self) -> i64 {
        self.last_recorded_at
    }

    /// Makes a sealed frame durable; `head` is where the ledger stands after it. On an error that
    /// is not fatal nothing has changed; after a fatal one nothing more is accepted.
    pub fn append(&mut self, frame: &[u8], head: ChainHead) -> Result<()> {
        if self.failed {
            return Err(StoreError::fatal("an earlier write to the journal failed"));
        }
        self.check_room()?;
        if self.segment.end + frame.len() as u64 > self.segment.size {
            let size = self.segment_bytes.max(frame.len() as u64);
            let made = new_segment(&self.folder, &*self.disk, self.head.seq + 1, size);
            self.segment = made.inspect_err(|error| self.failed = error.is_fatal())?;
        }
        let Segment {
            path, file, end, ..
        } = &self.segment;
        if let Err(error) = self.disk.write_at(file, path, frame, *end) {
            return Err(self.refuse(&error, frame.len()));
        }
        if let Err(error) = self.disk.sync_data(file, path) {
            self.failed = true;
            return Err(StoreError::fatal(format!("journal not synced: {error}")));
        }
        self.segment.end += frame.len() as u64;
        self.head = head;
        Ok(())
    }

    fn check_room(&self) -> Result<()> {
        let free = self
            .disk
            .free_bytes(&self.folder)
            .map_err(io_at("measure", &self.folder))?;
        match free {
            free if free < FREE_FLOOR => Err(self.full(free)),
            _ => Ok(()),
        }
    }

    fn full(&self, free: u64) -> StoreError {
        disk_full(&self.folder, free)
    }

    /// After a failed write: a full disk refuses the group once its place is zero again, anything
    /// else is fatal.
    fn refuse(&mut self, error: &std::io::Error, size: usize) -> StoreError {
        let Segment {
            path, file, end, ..
        } = &self.segment;
        let zeroed = is_full(error)
            && zero(&*self.disk, file, path, *end, size as u64).is_ok()
            && self.disk.sync_data(file, path).is_ok();
        if zeroed {
            return self.full(self.disk.free_bytes(&self.folder).unwrap_or(0));
        }
        self.failed = true;
        StoreError::fatal(format!("journal not written: {error}"))
    }

    /// Records outside the segments how far the journal was durable, so that a later loss of its
    /// end is not taken for a write that never finished.
    pub fn write_mark(&mut self) -> Result<()> {
        if self.marked != self.head.seq {
            write_mark(&self.folder, self.head)?;
            self.marked = self.head.seq;
        }
        Ok(())
    }
}

fn new_segment(folder: &Path, disk: &dyn Disk, first: u64, size: u64) -> Result<Segment> {
    let temporary = folder.join("segment.tmp");
    let file = private_file()
        .create(true)
        .truncate(true)
        .open(&temporary)
        .map_err(io_at("create", &temporary))?;
    let filled =
        zero(disk, &file, &temporary, 0, size).and_then(|()| disk.sync_data(&file, &temporary));
    if let Err(error) = filled {
        let _ = fs::remove_file(&temporary);
        return Err(match is_full(&error) {
            true => disk_full(folder, disk.free_bytes(folder).unwrap_or(0)),
            false => StoreError::fatal(format!("journal segment not made: {error}")),
        });
    }
    let path = segment_path(folder, first);
    // From the rename on nobody knows which segment is the last: going on in the one before would
    // leave an empty one behind that no event leads to.
    fs::rename(&temporary, &path)
        .map_err(io_at("rename", &temporary))
        .and_then(|()| sync_folder(folder))
        .map_err(|error| StoreError::fatal(format!("journal segment not made: {error}")))?;
    Ok(Segment {
        path,
        file,
        end: 0,
        size,
    })
}

fn disk_full(folder: &Path, free: u64) -> StoreError {
    StoreError::DiskFull {
        desk: folder.parent().unwrap_or(folder).to_owned(),
        free,
    }
}

fn zero(disk: &dyn Disk, file: &File, path: &Path, from: u64, size: u64) -> std::io::Result<()> {
    let zeros = vec![0; size.min(1024 * 1024) as usize];
    let mut left = size;
    while left > 0 {
        let step = left.min(zeros.len() as u64);
        disk.write_at(file, path, &zeros[..step as usize], from + size - left)?;
        left -= step;
    }
    Ok(())
}

impl Tail {
    /// Zeroes what stands behind the last whole frame and gives the segment its full size back.
    fn clean(&self, disk: &dyn Disk, segment_bytes: u64) -> Result<Segment> {
        let size = segment_bytes.max(self.bytes.len() as u64);
        let torn = !frame::is_zero(&self.bytes[self.end as usize..]);
        if torn || size > self.bytes.len() as u64 {
            zero(disk, &self.file, &self.path, self.end, size - self.end)
                .and_then(|()| disk.sync_data(&self.file, &self.path))
                .map_err(io_at("clean", &self.path))?;
        }
        let file = self.file.try_clone().map_err(io_at("open", &self.path))?;
        Ok(Segment {
            path: self.path.clone(),
            file,
            end: self.end,
            size,
        })
    }
}
