//! The desk's folder: made private, marked with its format, owned by one process at a time.

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::fs::{FlockOperation, flock};

use super::disk::{private_file, private_folder, write_whole};
use super::error::{Damage, Result, StoreError, io_at};

/// The newest desk format that this release reads, and the one that it writes.
pub const FORMAT: u32 = 1;

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

/// Makes an empty desk folder; an existing one must be empty, but for what the server keeps there
/// for itself (locks and its `run` folder). Returns whether the folder was made, too.
pub(crate) fn make(layout: &Layout) -> Result<bool> {
    let made = !layout.desk.exists();
    private_folder(&layout.desk)?;
    let listed = fs::read_dir(&layout.desk).map_err(io_at("list", &layout.desk))?;
    for item in listed {
        let item = item.map_err(io_at("list", &layout.desk))?;
        let name = item.file_name();
        let name = name.to_string_lossy();
        if name != "run" && !name.ends_with(".lock") && !name.ends_with(".log") {
            return Err(StoreError::NotEmpty {
                desk: layout.desk.clone(),
            });
        }
    }
    private_folder(&layout.journal())?;
    private_folder(&layout.documents())?;
    Ok(made)
}

/// Takes away what [`make`] and what followed it left of a desk that could not be finished. What
/// cannot be removed stays: the error that led here is the one to tell.
pub(crate) fn unmake(layout: &Layout, made: bool) {
    for name in ["journal", "documents", "db", "db.new", "db.aside"] {
        let _ = fs::remove_dir_all(layout.desk.join(name));
    }
    for name in [
        "db.state",
        "db.state.tmp",
        "format",
        "format.tmp",
        "store.lock",
    ] {
        let _ = fs::remove_file(layout.desk.join(name));
    }
    if made {
        let _ = fs::remove_dir(&layout.desk);
    }
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

/// Marks the folder as a desk of the format that this release writes.
pub(crate) fn write_format(layout: &Layout) -> Result<()> {
    write_whole(&layout.format(), format!("loket {FORMAT}\n").as_bytes())
}

/// The desk's format, refusing a folder without one, one that cannot be read and one that is newer
/// than this release.
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
