//! Reading the journal's segments: their names, their frames, where they end, and the mark that
//! says outside of them how far the journal was durable.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use crate::store::disk::{Disk, private_file, write_whole};
use crate::store::error::{Damage, Result, StoreError, io_at};
use crate::store::frame::{self, Found, Frame};
use crate::store::ids::{ChainHead, digest_from_hex, hex};

/// A segment is named by its first event: twenty digits sort as numbers do.
const NAME_DIGITS: usize = 20;

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

/// The segments of a journal folder by their first event, in order; none where the folder is gone.
pub fn segments(folder: &Path) -> Result<Vec<(u64, PathBuf)>> {
    let mut found = Vec::new();
    let listed = match fs::read_dir(folder) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(found),
        listed => listed.map_err(io_at("list", folder))?,
    };
    for item in listed {
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

/// The end of a journal as it was found.
pub(crate) struct Tail {
    pub path: PathBuf,
    pub file: File,
    pub end: u64,
    pub bytes: Vec<u8>,
    pub head: ChainHead,
    pub recorded_at: i64,
    /// An empty segment behind it that was made and never used: the events went on before it.
    pub stray: Option<PathBuf>,
}

/// Where the journal in this folder ends, without a change to it.
pub fn find_end(folder: &Path, disk: &dyn Disk) -> Result<ChainHead> {
    Ok(read_tail(folder, disk)?.head)
}

/// Finds where the journal ends, changing nothing.
pub(crate) fn read_tail(folder: &Path, disk: &dyn Disk) -> Result<Tail> {
    tail_of(&segments(folder)?, disk)
}

fn tail_of(segments: &[(u64, PathBuf)], disk: &dyn Disk) -> Result<Tail> {
    let Some(((first, path), before)) = segments.split_last() else {
        return Err(Damage::Gap { seq: 1 }.into());
    };
    let (first, path) = (*first, path.clone());
    let opened = match private_file().open(&path) {
        // What can only be read is read.
        Err(error) if error.kind() == std::io::ErrorKind::ReadOnlyFilesystem => File::open(&path),
        opened => opened,
    };
    let file = opened.map_err(io_at("open", &path))?;
    disk.sync_data(&file, &path)
        .map_err(|error| StoreError::fatal(format!("journal not synced: {error}")))?;
    let mut reader = SegmentReader::open(&path, first)?;
    let mut last = None;
    while let Some(frame) = reader.next_frame(true)? {
        last = last_entry(&frame).or(last);
    }
    let (head, recorded_at) = match last {
        Some(last) => last,
        None => {
            let last = last_of(before)?;
            let next = last.0.seq + 1;
            if next > first && frame::is_zero(&reader.bytes) {
                let stray = Some(path);
                return tail_of(before, disk).map(|tail| Tail { stray, ..tail });
            }
            if next != first {
                return Err(Damage::Gap { seq: next }.into());
            }
            last
        }
    };
    Ok(Tail {
        path,
        file,
        end: reader.at as u64,
        bytes: reader.bytes,
        head,
        recorded_at,
        stray: None,
    })
}

/// Where the ledger stands at the end of these segments, the last of them whole.
fn last_of(segments: &[(u64, PathBuf)]) -> Result<(ChainHead, i64)> {
    let mut last = (ChainHead::default(), 0);
    if let Some((begin, path)) = segments.last() {
        let mut reader = SegmentReader::open(path, *begin)?;
        while let Some(frame) = reader.next_frame(false)? {
            last = last_entry(&frame).unwrap_or(last);
        }
    }
    Ok(last)
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
pub(crate) struct SegmentReader {
    path: PathBuf,
    bytes: Vec<u8>,
    at: usize,
    next_seq: u64,
}

impl SegmentReader {
    pub fn open(path: &Path, first: u64) -> Result<SegmentReader> {
        Ok(SegmentReader {
            path: path.to_owned(),
            bytes: fs::read(path).map_err(io_at("read", path))?,
            at: 0,
            next_seq: first,
        })
    }

    /// The next frame. `None` at the end: zeros, or (`may_be_torn`) a broken frame with no whole
    /// one behind it. Anything else is damage.
    pub fn next_frame(&mut self, may_be_torn: bool) -> Result<Option<Frame>> {
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

/// A segment's name inside its folder.
pub(crate) fn file_name(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// The bytes of a segment's frames up to that event, each of them whole.
pub(crate) fn frames_upto(path: &Path, first: u64, upto: u64) -> Result<Vec<u8>> {
    let mut reader = SegmentReader::open(path, first)?;
    while reader.next_seq <= upto && reader.next_frame(false)?.is_some() {}
    reader.bytes.truncate(reader.at);
    Ok(reader.bytes)
}

/// Reads a journal's frames from an event on up to another, across segments; usable while the
/// journal is being written, since it never looks behind `upto`.
pub struct Frames {
    segments: std::vec::IntoIter<(u64, PathBuf)>,
    reader: Option<SegmentReader>,
    next_seq: u64,
    upto: u64,
    place: FramePlace,
}

/// Where a frame lies.
#[derive(Clone, Copy, Default)]
pub(crate) struct FramePlace {
    /// The first event of its segment.
    pub segment: u64,
    /// Bytes before it in the segment.
    pub offset: usize,
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
            place: FramePlace::default(),
        })
    }

    /// Where the frame lies that was read last.
    pub(crate) fn place(&self) -> FramePlace {
        self.place
    }

    fn step(&mut self) -> Result<Option<Frame>> {
        while self.next_seq <= self.upto {
            if let Some(reader) = &mut self.reader {
                self.place.offset = reader.at;
                if let Some(frame) = reader.next_frame(false)? {
                    self.next_seq = reader.next_seq;
                    return Ok(Some(frame));
                }
                self.reader = None;
            }
            let gap = Damage::Gap { seq: self.next_seq };
            match self.segments.next() {
                Some((first, path)) if first == self.next_seq => {
                    self.place.segment = first;
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
