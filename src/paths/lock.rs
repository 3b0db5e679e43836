//! Locks between processes: `flock` on a file that is never removed. (Removing one lets two
//! processes hold "the" lock on two files of the same name.)

use rustix::fs::{FlockOperation, Mode, OFlags};
use rustix::io::Errno;
use std::fs::File;
use std::io::{self, Read, Seek, Write};
use std::path::Path;
use std::time::{Duration, Instant};

/// Pause between two tries; `flock` itself knows no timeout.
const BETWEEN_TRIES: Duration = Duration::from_millis(10);

/// A held lock; it is released when dropped, and by the kernel when the process ends in any way.
#[derive(Debug)]
pub struct FileLock {
    file: File,
}

impl FileLock {
    /// Takes the lock if nobody holds it; `None` if somebody does.
    pub fn try_take(path: &Path) -> io::Result<Option<FileLock>> {
        let flags = OFlags::CREATE | OFlags::RDWR | OFlags::CLOEXEC | OFlags::NOFOLLOW;
        let opened = match rustix::fs::open(path, flags, Mode::RUSR | Mode::WUSR) {
            // What can only be read is locked all the same: it may be written to by another way.
            Err(Errno::ROFS) => {
                let flags = OFlags::RDONLY | OFlags::CLOEXEC | OFlags::NOFOLLOW;
                rustix::fs::open(path, flags, Mode::empty())?
            }
            opened => opened?,
        };
        let file = File::from(opened);
        match rustix::fs::flock(&file, FlockOperation::NonBlockingLockExclusive) {
            Ok(()) => Ok(Some(FileLock { file })),
            Err(Errno::WOULDBLOCK) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    /// Takes the lock, waiting for its holder at most this long.
    pub fn take_within(path: &Path, wait: Duration) -> io::Result<Option<FileLock>> {
        let deadline = Instant::now() + wait;
        loop {
            match FileLock::try_take(path)? {
                Some(lock) => return Ok(Some(lock)),
                None if Instant::now() >= deadline => return Ok(None),
                None => std::thread::sleep(BETWEEN_TRIES),
            }
        }
    }

    /// Notes this process in the file, for people and for [`holder`].
    pub fn sign(&mut self) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.rewind()?;
        writeln!(self.file, "{}", std::process::id())
    }
}

impl Drop for FileLock {
    /// Gives the lock back in words: closing alone leaves it with a child that another thread is
    /// just starting, which has the file too until it runs its program.
    fn drop(&mut self) {
        let _ = rustix::fs::flock(&self.file, FlockOperation::Unlock);
    }
}

/// The process that signed the lock last; whether it still lives is another question.
pub fn holder(path: &Path) -> Option<u32> {
    let mut text = String::new();
    File::open(path)
        .ok()?
        .take(32)
        .read_to_string(&mut text)
        .ok()?;
    text.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn one_holder_at_a_time_and_the_file_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.lock");
        let mut held = FileLock::try_take(&path).unwrap().unwrap();
        held.sign().unwrap();
        assert!(FileLock::try_take(&path).unwrap().is_none());
        assert!(
            FileLock::take_within(&path, Duration::from_millis(30))
                .unwrap()
                .is_none()
        );
        assert_eq!(holder(&path), Some(std::process::id()));
        drop(held);
        assert!(path.exists());
        assert!(FileLock::try_take(&path).unwrap().is_some());
    }

    #[test]
    fn a_link_is_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let (path, target) = (folder.path().join("x.lock"), folder.path().join("target"));
        std::os::unix::fs::symlink(&target, &path).unwrap();
        assert!(FileLock::try_take(&path).is_err());
        assert!(!target.exists());
    }
}
