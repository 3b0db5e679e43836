//! The desk's folder: made private, marked with its format, owned by one process at a time.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};

use crate::store::disk::{private_file, private_folder, write_whole};
use crate::store::error::{Damage, Result, StoreError, io_at};

/// The newest desk format that this release reads, and the one that it writes.
pub const FORMAT: u32 = 1;

/// What stands in the place of the format while a desk is being made.
const UNFINISHED: &str = "unfinished\n";

/// How long a desk may stay locked after its owner has gone.
const LOCK_PATIENCE: Duration = Duration::from_secs(1);

/// Where things lie in a desk's folder.
#[derive(Clone, Debug)]
pub struct Layout {
    /// The desk's folder.
    pub desk: PathBuf,
}

impl Layout {
    /// The places of this desk.
    pub fn of(desk: &Path) -> Layout {
        Layout {
            desk: desk.to_owned(),
        }
    }

    /// The journal's segments.
    pub fn journal(&self) -> PathBuf {
        self.desk.join("journal")
    }

    /// The database.
    pub fn db(&self) -> PathBuf {
        self.desk.join("db")
    }

    /// Whether and where the database was closed.
    pub fn db_state(&self) -> PathBuf {
        self.desk.join("db.state")
    }

    /// The documents.
    pub fn documents(&self) -> PathBuf {
        self.desk.join("documents")
    }

    /// The file that says which format the desk has.
    pub fn format(&self) -> PathBuf {
        self.desk.join("format")
    }

    fn lock(&self) -> PathBuf {
        self.desk.join("store.lock")
    }
}

/// What the store makes in a desk's folder, beside its lock and the file of the format.
const FOLDERS: [&str; 5] = ["journal", "documents", "db", "db.new", "db.aside"];
const FILES: [&str; 3] = ["db.state", "db.state.tmp", "format.tmp"];

/// Whether a desk may be made in this folder: it is missing or empty, but for what the server keeps
/// there for itself (`run`, locks, logs), the backups, and what a making left that was broken off.
///
/// # Errors
/// The folder holds something else, or cannot be listed.
pub fn must_be_free(desk: &Path) -> Result<()> {
    if !desk.is_dir() {
        // Whether it can be made, the making tells.
        return Ok(());
    }
    let layout = Layout::of(desk);
    let listed = fs::read_dir(desk).map_err(io_at("list", desk))?;
    let unfinished = is_unfinished(&layout);
    for item in listed {
        let name = item.map_err(io_at("list", desk))?.file_name();
        let name = name.to_string_lossy();
        let kept = ["run", "backups"].contains(&&*name)
            || name.ends_with(".lock")
            || name.ends_with(".log");
        let left = name == "format" || FOLDERS.contains(&&*name) || FILES.contains(&&*name);
        if !(kept || unfinished && left) {
            return Err(StoreError::NotEmpty {
                desk: desk.to_owned(),
            });
        }
    }
    Ok(())
}

/// A desk that is being made, marked as unfinished.
pub(crate) struct Making {
    layout: Layout,
    made: bool,
}

/// Begins a desk in a folder that is free for one ([`must_be_free`]) and whose parent exists. What
/// an earlier making left that was broken off is cleared away. The lock is this process's from here.
pub(crate) fn make(layout: &Layout) -> Result<(Making, File)> {
    must_be_free(&layout.desk)?;
    let made = !layout.desk.exists();
    private_folder(&layout.desk)?;
    let making = Making {
        layout: layout.clone(),
        made,
    };
    let lock = take(layout)?;
    // The previous holder of the lock may have made the desk.
    must_be_free(&layout.desk)?;
    match begin(layout) {
        Ok(()) => Ok((making, lock)),
        Err(error) => {
            making.undo();
            Err(error)
        }
    }
}

fn begin(layout: &Layout) -> Result<()> {
    clear(layout);
    write_whole(&layout.format(), UNFINISHED.as_bytes())?;
    private_folder(&layout.journal())?;
    private_folder(&layout.documents())
}

impl Making {
    /// Takes away what [`make`] and what followed it left of a desk that could not be finished.
    pub(crate) fn undo(self) {
        unmake(&self.layout, self.made);
    }
}

/// What cannot be removed stays: the error that led here is the one to tell.
fn clear(layout: &Layout) {
    for name in FOLDERS {
        let _ = fs::remove_dir_all(layout.desk.join(name));
    }
    for name in FILES {
        let _ = fs::remove_file(layout.desk.join(name));
    }
}

/// Takes away an unfinished desk. Its mark goes last: until then it can be made again.
fn unmake(layout: &Layout, made: bool) {
    clear(layout);
    for path in [layout.format(), layout.lock()] {
        let _ = fs::remove_file(path);
    }
    if made {
        let _ = fs::remove_dir(&layout.desk);
    }
}

fn is_unfinished(layout: &Layout) -> bool {
    fs::read(layout.format()).is_ok_and(|text| text == UNFINISHED.as_bytes())
}

/// Takes the desk for this process for as long as the file is kept. The lock file is never
/// unlinked: a process that waits for it would hold another file than the next one.
pub(crate) fn take(layout: &Layout) -> Result<File> {
    let path = layout.lock();
    let file = private_file()
        .create(true)
        .truncate(false)
        .open(&path)
        .map_err(io_at("open", &path))?;
    let deadline = Instant::now() + LOCK_PATIENCE;
    loop {
        match flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => return Ok(file),
            // A child that its owner starts holds a copy until it has become another program, which
            // outlives the owner by a moment.
            Err(rustix::io::Errno::WOULDBLOCK) if Instant::now() < deadline => {
                std::thread::sleep(Duration::from_millis(10));
            }
            Err(rustix::io::Errno::WOULDBLOCK) => {
                return Err(StoreError::InUse {
                    desk: layout.desk.clone(),
                });
            }
            Err(error) => return Err(io_at("lock", &path)(error.into())),
        }
    }
}

/// Marks the folder as a finished desk of the format that this release writes.
pub(crate) fn write_format(layout: &Layout) -> Result<()> {
    write_whole(&layout.format(), format!("loket {FORMAT}\n").as_bytes())
}

/// The desk's format, refusing a folder without one, one whose making was broken off, one that
/// cannot be read and one that is newer than this release.
pub fn check_format(desk: &Path) -> Result<u32> {
    let path = Layout::of(desk).format();
    let no_desk = || StoreError::NotADesk {
        desk: desk.to_owned(),
    };
    let text = match fs::read(&path) {
        Ok(bytes) => String::from_utf8(bytes).map_err(|_| Damage::Format)?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(no_desk()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Err(no_desk()),
        Err(error) => return Err(io_at("read", &path)(error)),
    };
    if text == UNFINISHED {
        return Err(StoreError::Unfinished {
            desk: desk.to_owned(),
        });
    }
    let found = text
        .strip_prefix("loket ")
        .and_then(|rest| rest.trim_end().parse::<u32>().ok())
        .ok_or(Damage::Format)?;
    match found {
        0 => Err(Damage::Format.into()),
        1..=FORMAT => Ok(found),
        _ => Err(StoreError::NewerFormat {
            found,
            known: FORMAT,
        }),
    }
}

/// Whether the database may be trusted at the next start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum DbState {
    /// Closed and synced.
    Clean,
    /// Opened while the kernel had this boot id: what it wrote is in the page cache as long as
    /// that kernel runs.
    Open(String),
    /// Known to be damaged.
    Suspect,
}

impl DbState {
    pub fn read(layout: &Layout) -> Option<DbState> {
        let text = fs::read_to_string(layout.db_state()).ok()?;
        match text.trim_end().split_once(' ') {
            Some(("open", boot)) => Some(DbState::Open(boot.to_owned())),
            None if text == "clean\n" => Some(DbState::Clean),
            _ => Some(DbState::Suspect),
        }
    }

    pub fn write(&self, layout: &Layout) -> Result<()> {
        let text = match self {
            DbState::Clean => "clean\n".to_owned(),
            DbState::Open(boot) => format!("open {boot}\n"),
            DbState::Suspect => "suspect\n".to_owned(),
        };
        write_whole(&layout.db_state(), text.as_bytes())
    }

    pub fn is_trusted(&self, boot_id: &str) -> bool {
        match self {
            DbState::Clean => true,
            DbState::Suspect => false,
            DbState::Open(boot) => !boot.is_empty() && boot == boot_id,
        }
    }
}

/// The running kernel's boot id; empty where it cannot be had, which is never trusted.
pub(crate) fn boot_id() -> String {
    fs::read_to_string("/proc/sys/kernel/random/boot_id")
        .map(|id| id.trim().to_owned())
        .unwrap_or_default()
}
