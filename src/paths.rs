//! Where things live: which desk is meant, what stands where inside its folder, who may see it,
//! and where a client keeps what is its own.
//!
//! The socket's path follows from the desk's folder alone: paths from the environment differ
//! between SSH, tmux and cron, and two names for one desk would mean two servers.

pub mod lock;

use crate::domain::keyed::keyed;
use rustix::fs::Mode;
use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt};
use std::path::{Path, PathBuf};

/// Writes a file for its owner alone (0600): beside its place, and renamed into it once it is whole.
///
/// # Errors
/// The folder is missing or not ours to write, or the disk is full or failing.
pub fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::io::Write;
    let parent = path.parent().filter(|name| !name.as_os_str().is_empty());
    let mut file = tempfile::Builder::new()
        .prefix(".loket-")
        .tempfile_in(parent.unwrap_or(Path::new(".")))?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

/// Longest path of a socket in bytes: what `sockaddr_un` holds, less the closing zero.
pub const MAX_SOCKET_PATH: usize = 107;

/// Where `init --shared` notes the machine's desk: one line, an absolute path.
pub const MACHINE_DESK_FILE: &str = "/etc/loket/desk";

/// What the store writes in the place of the format while a desk is being made.
const UNFINISHED: &[u8] = b"unfinished\n";

/// Why a location cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum PathError {
    /// The socket would not fit; the desk must live in a shorter folder.
    #[error(
        "{path}: the path is {length} bytes long, but a socket's may have {MAX_SOCKET_PATH}; use a shorter folder"
    )]
    SocketTooLong { path: PathBuf, length: usize },
    /// The account has no home folder and no folder was named.
    #[error("this account has no home folder; name the desk's folder with --desk or LOKET_DESK")]
    NoHome,
    /// The file that names the machine's desk says nothing usable.
    #[error("{path}: must hold one line with the absolute path of the desk's folder")]
    MachineFile { path: PathBuf },
    /// Something stands where a folder of ours should be, or others may write into it.
    #[error("{path}: {problem}")]
    Untrusted { path: PathBuf, problem: Mistrust },
    /// A folder cannot be made: `below` is how far its path exists.
    #[error("{path} cannot be made in {below}: {error}")]
    CannotMake {
        path: PathBuf,
        below: PathBuf,
        error: io::Error,
    },
    /// The system refused.
    #[error("{path}: {error}")]
    Io { path: PathBuf, error: io::Error },
}

keyed! {
    /// What is wrong with a folder that should be the desk's alone. The key is the code of the
    /// sentence for people.
    pub enum Mistrust {
        NoFolder = "path-no-folder",
        NotTheOwners = "path-not-the-owners",
        /// Take that right away: `chmod go-w`.
        OthersMayWrite = "path-others-may-write",
    }
}

impl PathError {
    /// The code of the sentence for people.
    pub fn code(&self) -> &'static str {
        match self {
            PathError::SocketTooLong { .. } => "path-socket-too-long",
            PathError::NoHome => "path-no-home",
            PathError::MachineFile { .. } => "path-machine-file",
            PathError::Untrusted { problem, .. } => problem.as_str(),
            PathError::CannotMake { .. } => "path-cannot-make",
            PathError::Io { .. } => "path-io",
        }
    }

    /// The arguments of that sentence.
    pub fn args(&self) -> Vec<(String, String)> {
        let path = |path: &Path| ("path".to_owned(), path.display().to_string());
        match self {
            PathError::SocketTooLong {
                path: socket,
                length,
            } => vec![
                path(socket),
                ("length".to_owned(), length.to_string()),
                ("most".to_owned(), MAX_SOCKET_PATH.to_string()),
            ],
            PathError::NoHome => Vec::new(),
            PathError::MachineFile { path: file } => vec![path(file)],
            PathError::Untrusted { path: folder, .. } => vec![path(folder)],
            PathError::CannotMake {
                path: folder,
                below,
                error,
            } => vec![
                path(folder),
                ("below".to_owned(), below.display().to_string()),
                ("problem".to_owned(), error.to_string()),
            ],
            PathError::Io {
                path: place, error, ..
            } => vec![path(place), ("problem".to_owned(), error.to_string())],
        }
    }

    pub(crate) fn io(path: &Path, error: io::Error) -> PathError {
        PathError::Io {
            path: path.to_owned(),
            error,
        }
    }
}

/// How a desk was picked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PickedBy {
    /// `--desk`.
    Argument,
    /// `LOKET_DESK`.
    Environment,
    /// `/etc/loket/desk`.
    Machine,
    /// The user's data folder, because nothing else was said.
    Default,
}

/// Who may enter a desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sharing {
    /// The owner alone.
    Own,
    /// The owner and, through the socket, the members of this group (its number).
    Group(u32),
}

/// A desk's folder, absolute, with room for its socket. Nothing says yet that there is a desk.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct DeskFolder(PathBuf);

impl DeskFolder {
    /// The folder at this path; a path whose socket would be too long is refused.
    pub fn new(path: &Path) -> Result<DeskFolder, PathError> {
        let path = std::path::absolute(path).map_err(|error| PathError::io(path, error))?;
        let folder = DeskFolder(path);
        let length = folder.socket().as_os_str().as_bytes().len();
        if length > MAX_SOCKET_PATH {
            return Err(PathError::SocketTooLong {
                path: folder.socket(),
                length,
            });
        }
        Ok(folder)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }

    /// What only lives while a server does: socket, locks, log.
    pub fn run(&self) -> PathBuf {
        self.0.join("run")
    }

    pub fn socket(&self) -> PathBuf {
        self.run().join("loket.sock")
    }

    /// Held while a server is started or decides to leave.
    pub fn start_lock(&self) -> PathBuf {
        self.run().join("start.lock")
    }

    /// Held by the one process that may touch the desk's files.
    pub fn server_lock(&self) -> PathBuf {
        self.run().join("server.lock")
    }

    /// What a server started on demand writes for people to read.
    pub fn log(&self) -> PathBuf {
        self.run().join("serve.log")
    }

    pub fn journal(&self) -> PathBuf {
        self.0.join("journal")
    }

    pub fn db(&self) -> PathBuf {
        self.0.join("db")
    }

    pub fn documents(&self) -> PathBuf {
        self.0.join("documents")
    }

    pub fn backups(&self) -> PathBuf {
        self.0.join("backups")
    }

    /// Whether a desk was made here: it has a journal, and its making was not broken off. An error
    /// where we may not look.
    pub fn holds_desk(&self) -> io::Result<bool> {
        if fs::read(self.path().join("format")).is_ok_and(|text| text == UNFINISHED) {
            return Ok(false);
        }
        match fs::metadata(self.journal()) {
            Ok(found) => Ok(found.is_dir()),
            Err(error) => match error.kind() {
                // A desk that lost its journal is damaged, and nobody is told to make one here.
                ErrorKind::NotFound => Ok(self.path().join("format").is_file()),
                ErrorKind::NotADirectory => Ok(false),
                // In a shared desk only `run` is for others, and it exists only in a desk.
                ErrorKind::PermissionDenied => fs::metadata(self.run()).map(|run| run.is_dir()),
                _ => Err(error),
            },
        }
    }

    /// The account that owns the folder.
    pub fn owner(&self) -> Result<u32, PathError> {
        let found = fs::metadata(&self.0).map_err(|error| PathError::io(&self.0, error))?;
        Ok(found.uid())
    }

    /// Whether this process's account owns the folder.
    pub fn is_ours(&self) -> bool {
        self.owner()
            .is_ok_and(|owner| owner == rustix::process::geteuid().as_raw())
    }

    /// Who may enter: read from the mode of `run`.
    pub fn sharing(&self) -> Sharing {
        match fs::metadata(self.run()) {
            Ok(run) if run.mode() & 0o010 != 0 => Sharing::Group(run.gid()),
            _ => Sharing::Own,
        }
    }

    /// Makes the folder of a new desk with its parents, and in it those that the store does not make;
    /// the desk's own get their rights, also where they are there already. What was made goes again
    /// unless it is [kept](NewFolders::keep).
    pub fn create(&self, sharing: Sharing) -> Result<NewFolders, PathError> {
        let (desk, run) = match sharing {
            Sharing::Own => (0o700, 0o700),
            Sharing::Group(_) => (0o750, 0o2750),
        };
        let group = match sharing {
            Sharing::Own => None,
            Sharing::Group(group) => Some(group),
        };
        let mut folders = NewFolders::default();
        folders.add(&self.0, desk, group)?;
        folders.add(&self.run(), run, group)?;
        folders.add(&self.backups(), 0o700, None)?;
        Ok(folders)
    }

    /// Looks at `run` before anything in it is trusted, and makes it if only it is missing: a folder,
    /// no link, the desk owner's, writable for nobody else.
    pub fn trusted_run(&self) -> Result<PathBuf, PathError> {
        let run = self.run();
        let owner = self.owner()?;
        let found = match fs::symlink_metadata(&run) {
            Ok(found) => found,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let mut folders = NewFolders::default();
                folders.add(&run, 0o700, None)?;
                folders.keep();
                fs::symlink_metadata(&run).map_err(|error| PathError::io(&run, error))?
            }
            Err(error) => return Err(PathError::io(&run, error)),
        };
        let problem = if !found.is_dir() {
            Mistrust::NoFolder
        } else if found.uid() != owner {
            Mistrust::NotTheOwners
        } else if found.mode() & 0o022 != 0 {
            Mistrust::OthersMayWrite
        } else {
            return Ok(run);
        };
        Err(PathError::Untrusted { path: run, problem })
    }
}

/// Folders that were made for something that may yet fail: they are taken away again unless they
/// are kept. Folders that were there before stay, and so does one that is not empty any more.
#[derive(Debug, Default)]
#[must_use = "what was made is taken away when this is dropped"]
pub struct NewFolders {
    /// Outermost first.
    made: Vec<PathBuf>,
}

impl NewFolders {
    /// What they were made for is done.
    pub fn keep(mut self) {
        self.made.clear();
    }

    /// Makes a folder and sets its rights, whatever the umask; missing parents are private.
    fn add(&mut self, path: &Path, mode: u32, group: Option<u32>) -> Result<(), PathError> {
        self.make(path).map_err(|error| PathError::CannotMake {
            path: path.to_owned(),
            below: existing_part(path),
            error,
        })?;
        let fail = |error: rustix::io::Errno| PathError::io(path, error.into());
        if let Some(group) = group {
            let group = rustix::process::Gid::from_raw(group);
            rustix::fs::chown(path, None, Some(group)).map_err(fail)?;
        }
        rustix::fs::chmod(path, Mode::from_raw_mode(mode)).map_err(fail)
    }

    fn make(&mut self, path: &Path) -> io::Result<()> {
        let make = || fs::DirBuilder::new().mode(0o700).create(path);
        let made = match (make(), path.parent()) {
            (Err(error), Some(parent)) if error.kind() == ErrorKind::NotFound => {
                self.make(parent)?;
                make()
            }
            (made, _) => made,
        };
        match made {
            Ok(()) => {
                self.made.push(path.to_owned());
                Ok(())
            }
            Err(_) if path.is_dir() => Ok(()),
            Err(error) => Err(error),
        }
    }
}

impl Drop for NewFolders {
    fn drop(&mut self) {
        // What cannot be removed stays: the first failure is the error to report.
        for folder in self.made.drain(..).rev() {
            if folder.ends_with("run") {
                // It holds only lock files.
                let _ = fs::remove_dir_all(folder);
            } else {
                let _ = fs::remove_dir(folder);
            }
        }
    }
}

/// The longest part of a path that exists.
fn existing_part(path: &Path) -> PathBuf {
    let existing = path.ancestors().skip(1).find(|part| part.exists());
    existing.unwrap_or(Path::new("/")).to_owned()
}

/// Which desk is meant: `--desk`, then `LOKET_DESK`, the machine's desk, the user's own.
pub fn pick_desk(argument: Option<&Path>) -> Result<(DeskFolder, PickedBy), PathError> {
    let environment = std::env::var_os("LOKET_DESK");
    pick_from(argument, environment, Path::new(MACHINE_DESK_FILE))
}

fn pick_from(
    argument: Option<&Path>,
    environment: Option<OsString>,
    machine_file: &Path,
) -> Result<(DeskFolder, PickedBy), PathError> {
    if let Some(path) = argument {
        return Ok((DeskFolder::new(path)?, PickedBy::Argument));
    }
    if let Some(path) = environment.filter(|path| !path.is_empty()) {
        return Ok((DeskFolder::new(Path::new(&path))?, PickedBy::Environment));
    }
    match fs::read_to_string(machine_file) {
        Ok(text) => match Path::new(text.trim()) {
            path if path.is_absolute() && text.trim().lines().count() == 1 => {
                Ok((DeskFolder::new(path)?, PickedBy::Machine))
            }
            _ => Err(PathError::MachineFile {
                path: machine_file.to_owned(),
            }),
        },
        Err(error) if error.kind() == ErrorKind::NotFound => Ok((
            DeskFolder::new(&user_folders()?.data_dir().join("desk"))?,
            PickedBy::Default,
        )),
        Err(error) => Err(PathError::io(machine_file, error)),
    }
}

/// Where `loket demo` makes its desk if none is named.
pub fn demo_desk() -> Result<DeskFolder, PathError> {
    DeskFolder::new(&user_folders()?.data_dir().join("demo"))
}

/// What a client keeps between sessions: drafts, settings of its own, its log. Made 0700.
pub fn state_folder() -> Result<PathBuf, PathError> {
    let folders = user_folders()?;
    let folder = folders
        .state_dir()
        .unwrap_or_else(|| folders.data_local_dir())
        .to_owned();
    let mut made = NewFolders::default();
    made.add(&folder, 0o700, None)?;
    made.keep();
    Ok(folder)
}

fn user_folders() -> Result<directories::ProjectDirs, PathError> {
    directories::ProjectDirs::from("", "", "loket").ok_or(PathError::NoHome)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().mode() & 0o7777
    }

    #[test]
    fn the_nearest_word_picks_the_desk() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("desk");
        let pick = |argument: Option<&str>, environment: Option<&str>| {
            let (folder, by) = pick_from(
                argument.map(Path::new),
                environment.map(OsString::from),
                &file,
            )
            .unwrap();
            (folder.path().to_string_lossy().into_owned(), by)
        };
        assert_eq!(pick(None, None).1, PickedBy::Default);
        fs::write(&file, "/srv/ra\n").unwrap();
        assert_eq!(pick(None, None), ("/srv/ra".into(), PickedBy::Machine));
        assert_eq!(pick(None, Some("")), ("/srv/ra".into(), PickedBy::Machine));
        assert_eq!(pick(None, Some("/e")), ("/e".into(), PickedBy::Environment));
        assert_eq!(
            pick(Some("/a"), Some("/e")),
            ("/a".into(), PickedBy::Argument)
        );
        for bad in ["", "relative/desk\n", "/one\n/two\n"] {
            fs::write(&file, bad).unwrap();
            let answer = pick_from(None, None, &file);
            assert!(
                matches!(answer, Err(PathError::MachineFile { .. })),
                "{bad:?}: {answer:?}"
            );
        }
    }

    #[test]
    fn a_path_too_long_for_a_socket_is_refused() {
        let fits = MAX_SOCKET_PATH - "/run/loket.sock".len();
        let folder = |length: usize| PathBuf::from(format!("/{}", "d".repeat(length - 1)));
        let longest = DeskFolder::new(&folder(fits)).unwrap();
        assert_eq!(longest.socket().as_os_str().len(), MAX_SOCKET_PATH);
        let answer = DeskFolder::new(&folder(fits + 1));
        assert!(
            matches!(answer, Err(PathError::SocketTooLong { length: 108, .. })),
            "{answer:?}"
        );
    }

    #[test]
    fn rights_of_an_own_and_of_a_shared_desk() {
        let home = tempfile::tempdir().unwrap();
        let own = DeskFolder::new(&home.path().join("a/own")).unwrap();
        assert!(!own.holds_desk().unwrap());
        own.create(Sharing::Own).unwrap().keep();
        assert!(!own.holds_desk().unwrap() && own.is_ours());
        assert_eq!((mode(own.path()), mode(&own.run())), (0o700, 0o700));
        assert_eq!(own.sharing(), Sharing::Own);

        let group = rustix::process::getegid().as_raw();
        let shared = DeskFolder::new(&home.path().join("shared")).unwrap();
        shared.create(Sharing::Group(group)).unwrap().keep();
        assert_eq!((mode(shared.path()), mode(&shared.run())), (0o750, 0o2750));
        assert_eq!(mode(&shared.backups()), 0o700);
        assert_eq!(shared.sharing(), Sharing::Group(group));
    }

    #[test]
    fn a_desks_parents_are_made_private_and_go_again_unless_kept() {
        let home = tempfile::tempdir().unwrap();
        let desk = DeskFolder::new(&home.path().join("a/b/c/desk")).unwrap();
        let folders = desk.create(Sharing::Own).unwrap();
        fs::write(desk.server_lock(), "1\n").unwrap();
        for parent in ["a", "a/b", "a/b/c", "a/b/c/desk"] {
            assert_eq!(mode(&home.path().join(parent)), 0o700, "{parent}");
        }
        drop(folders);
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);

        fs::create_dir(home.path().join("a")).unwrap();
        drop(desk.create(Sharing::Own).unwrap());
        assert_eq!(fs::read_dir(home.path().join("a")).unwrap().count(), 0);

        fs::write(home.path().join("a/b"), "a file").unwrap();
        let answer = desk.create(Sharing::Own);
        let Err(error @ PathError::CannotMake { .. }) = answer else {
            panic!("{answer:?}");
        };
        let below = (
            "below".to_owned(),
            home.path().join("a/b").display().to_string(),
        );
        assert!(error.args().contains(&below), "{error}");
    }

    #[test]
    fn a_run_folder_that_others_may_write_is_not_trusted() {
        let home = tempfile::tempdir().unwrap();
        let desk = DeskFolder::new(home.path()).unwrap();
        assert_eq!(mode(&desk.trusted_run().unwrap()), 0o700);
        rustix::fs::chmod(desk.run(), Mode::from_raw_mode(0o777)).unwrap();
        assert!(matches!(
            desk.trusted_run(),
            Err(PathError::Untrusted { .. })
        ));
        fs::remove_dir(desk.run()).unwrap();
        std::os::unix::fs::symlink(home.path(), desk.run()).unwrap();
        assert!(matches!(
            desk.trusted_run(),
            Err(PathError::Untrusted { .. })
        ));
    }
}
