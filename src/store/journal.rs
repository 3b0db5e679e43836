//! The journal: the durable copy of every event, in segments that are written only at their end.
//!
//! A segment is zero-filled and synced, with its folder, before its first use: overwriting syncs
//! faster than growing, and a full disk shows itself before an act depends on it.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::disk::{Disk, is_full, private_file, sync_folder, write_whole};
use super::error::{Damage, Result, StoreError, io_at};
use super::frame::{self, Found, Frame};
use super::ids::{ChainHead, digest_from_hex, hex};

/// Bytes of a segment.
pub const SEGMENT_BYTES: u64 = 16 * 1024 * 1024;

/// Below this many free bytes acts are refused.
pub const FREE_FLOOR: u64 = 256 * 1024 * 1024;

/// Sits between segment names and their first event: twenty digits sort as numbers do.
const NAME_DIGITS: usize = 20;

/// The journal of one desk, open for appending.
pub struct Journal {
    folder: PathBuf,
    disk: Arc<dyn Disk>,
    segment_bytes: u64,
    segment: Segment,
    head: ChainHead,
    last_recorded_at: i64,
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
        let segment = tail.clean(&*disk, segment_bytes)?;
        Ok(Journal {
            folder: folder.to_owned(),
            disk,
            segment_bytes,
            segment,
            head: tail.head,
            last_recorded_at: tail.recorded_at,
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
            self.segment = new_segment(
                &self.folder,
                &*self.disk,
                self.head.seq + 1,
                self.segment_bytes.max(frame.len() as u64),
            )?;
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
    pub fn write_mark(&self) -> Result<()> {
        write_mark(&self.folder, self.head)
    }
}

/// The file that holds how far the journal was durable at the last quiet moment.
fn mark_path(folder: &Path) -> PathBuf {
    folder.join("mark")
}

pub(crate) fn write_mark(folder: &Path, head: ChainHead) -> Result<()> {
    let text = format!("{} {}", head.seq, hex(&head.hash));
    let crc = crc32c::crc32c(text.as_bytes());
    write_whole(&mark_path(folder), format!("{text} {crc:08x}\n").as_bytes())
}

/// The mark; `None` when it is missing or unreadable, which loses a check and nothing else.
pub fn read_mark(folder: &Path) -> Option<ChainHead> {
    let file = fs::read_to_string(mark_path(folder)).ok()?;
    let (text, crc) = file.trim_end().rsplit_once(' ')?;
    if u32::from_str_radix(crc, 16).ok()? != crc32c::crc32c(text.as_bytes()) {
        return None;
    }
    let (seq, hash) = text.split_once(' ')?;
    Some(ChainHead {
        seq: seq.parse().ok()?,
        hash: digest_from_hex(hash)?,
    })
}

/// The segments of a journal folder by their first event, in order.
pub fn segments(folder: &Path) -> Result<Vec<(u64, PathBuf)>> {
    let mut found = Vec::new();
    for item in fs::read_dir(folder).map_err(io_at("list", folder))? {
        let path = item.map_err(io_at("list", folder))?.path();
        if path.extension().is_some_and(|ending| ending == "log")
            && let Some(name) = path.file_stem().and_then(|stem| stem.to_str())
            && name.len() == NAME_DIGITS
            && let Ok(first) = name.parse()
        {
            found.push((first, path));
        }
    }
    found.sort();
    Ok(found)
}

pub(crate) fn segment_path(folder: &Path, first: u64) -> PathBuf {
    folder.join(format!("{first:0NAME_DIGITS$}.log"))
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
    fs::rename(&temporary, &path).map_err(io_at("rename", &temporary))?;
    sync_folder(folder)?;
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

/// The end of a journal as it was found.
struct Tail {
    path: PathBuf,
    file: File,
    end: u64,
    bytes: Vec<u8>,
    head: ChainHead,
    recorded_at: i64,
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

/// Where the journal in this folder ends, without a change to it.
pub fn find_end(folder: &Path, disk: &dyn Disk) -> Result<ChainHead> {
    Ok(read_tail(folder, disk)?.head)
}

/// Finds where the journal ends, changing nothing.
fn read_tail(folder: &Path, disk: &dyn Disk) -> Result<Tail> {
    let segments = segments(folder)?;
    let Some((first, path)) = segments.last().cloned() else {
        return Err(Damage::Gap { seq: 1 }.into());
    };
    let file = private_file().open(&path).map_err(io_at("open", &path))?;
    disk.sync_data(&file, &path)
        .map_err(|error| StoreError::fatal(format!("journal not synced: {error}")))?;
    let mut reader = SegmentReader::open(&path, first)?;
    let mut last = None;
    while let Some(frame) = reader.next_frame(true)? {
        last = last_entry(&frame).or(last);
    }
    let (head, recorded_at) = match last {
        Some(last) => last,
        None => head_before(&segments, first)?,
    };
    Ok(Tail {
        path,
        file,
        end: reader.at as u64,
        bytes: reader.bytes,
        head,
        recorded_at,
    })
}

/// Where the ledger stood when the segment that begins with `first` was made.
fn head_before(segments: &[(u64, PathBuf)], first: u64) -> Result<(ChainHead, i64)> {
    let mut last = (ChainHead::default(), 0);
    if let [.., (begin, path), _] = segments {
        let mut reader = SegmentReader::open(path, *begin)?;
        while let Some(frame) = reader.next_frame(false)? {
            last = last_entry(&frame).unwrap_or(last);
        }
    }
    let seq = last.0.seq + 1;
    match seq == first {
        true => Ok(last),
        false => Err(Damage::Gap { seq }.into()),
    }
}

/// Where the ledger stands after a frame, and when its last event was recorded.
fn last_entry(frame: &Frame) -> Option<(ChainHead, i64)> {
    let entry = frame.acts.last()?.entries.last()?;
    let head = ChainHead {
        seq: entry.head.seq,
        hash: entry.hash(),
    };
    Some((head, entry.head.recorded_at))
}

/// Reads one segment's frames in order.
struct SegmentReader {
    path: PathBuf,
    bytes: Vec<u8>,
    at: usize,
    next_seq: u64,
}

impl SegmentReader {
    fn open(path: &Path, first: u64) -> Result<SegmentReader> {
        Ok(SegmentReader {
            path: path.to_owned(),
            bytes: fs::read(path).map_err(io_at("read", path))?,
            at: 0,
            next_seq: first,
        })
    }

    /// The next frame. `None` at the end: zeros, or (`may_be_torn`) a broken frame with no whole
    /// one behind it. Anything else is damage.
    fn next_frame(&mut self, may_be_torn: bool) -> Result<Option<Frame>> {
        let rest = &self.bytes[self.at..];
        match frame::read(rest) {
            Found::End => Ok(None),
            Found::Frame(frame, size) if frame.first_seq == self.next_seq => {
                self.at += size;
                self.next_seq = frame.next_seq();
                Ok(Some(frame))
            }
            Found::Broken if may_be_torn && frame::find(rest, self.next_seq).is_none() => Ok(None),
            Found::Frame(..) | Found::Broken => Err(Damage::Frame {
                segment: file_name(&self.path),
                offset: self.at as u64,
                seq: self.next_seq,
            }
            .into()),
        }
    }
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// Reads a journal's frames from an event on up to another, across segments; usable while the
/// journal is being written, since it never looks behind `upto`.
pub struct Frames {
    segments: std::vec::IntoIter<(u64, PathBuf)>,
    reader: Option<SegmentReader>,
    next_seq: u64,
    upto: u64,
}

impl Frames {
    /// Frames that hold events `from..=upto`; the first may begin before `from`.
    pub fn read(folder: &Path, from: u64, upto: u64) -> Result<Frames> {
        let mut segments = segments(folder)?;
        let begin = segments.partition_point(|(first, _)| *first <= from);
        segments.drain(..begin.saturating_sub(1));
        Ok(Frames {
            next_seq: segments.first().map_or(from, |(first, _)| *first),
            segments: segments.into_iter(),
            reader: None,
            upto,
        })
    }

    fn step(&mut self) -> Result<Option<Frame>> {
        while self.next_seq <= self.upto {
            if let Some(reader) = &mut self.reader {
                if let Some(frame) = reader.next_frame(false)? {
                    self.next_seq = reader.next_seq;
                    return Ok(Some(frame));
                }
                self.reader = None;
            }
            let gap = Damage::Gap { seq: self.next_seq };
            match self.segments.next() {
                Some((first, path)) if first == self.next_seq => {
                    self.reader = Some(SegmentReader::open(&path, first)?);
                }
                _ => return Err(gap.into()),
            }
        }
        Ok(None)
    }
}

impl Iterator for Frames {
    type Item = Result<Frame>;

    fn next(&mut self) -> Option<Result<Frame>> {
        let step = self.step().transpose();
        if matches!(step, Some(Err(_))) {
            self.upto = 0;
        }
        step
    }
}
