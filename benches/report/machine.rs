//! The machine that the figures were taken on, and what its processes say of themselves.

use std::fs;
use std::path::Path;

/// Processor, cores, memory, kernel, load: the head of a report.
pub fn describe() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| -> String {
        let line = text.lines().find(|line| line.starts_with(name));
        let value = line.and_then(|line| line.split_once(':'));
        value.map_or(String::new(), |(_, value)| value.trim().to_owned())
    };
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    format!(
        "{} x {}; {} of memory; Linux {}; load {}",
        cores,
        field(&read("/proc/cpuinfo"), "model name"),
        field(&read("/proc/meminfo"), "MemTotal"),
        read("/proc/sys/kernel/osrelease").trim(),
        load(),
    )
}

/// Processes that ran, in the last minute, 5 and 15.
pub fn load() -> String {
    let text = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').take(3).collect::<Vec<_>>().join(" ")
}

/// Ticks of all processors: those that something ran or waited for here, and those that the host
/// gave to others meanwhile.
pub struct Ticks {
    all: u64,
    stolen: u64,
}

impl Ticks {
    /// Up to now.
    pub fn now() -> Ticks {
        let text = fs::read_to_string("/proc/stat").unwrap_or_default();
        let fields = text.lines().next().unwrap_or_default().split_whitespace();
        let ticks: Vec<u64> = fields.filter_map(|field| field.parse().ok()).collect();
        Ticks {
            all: ticks.iter().take(8).sum(),
            stolen: ticks.get(7).copied().unwrap_or(0),
        }
    }

    /// Of a hundred ticks since then, those that the host gave to others.
    pub fn stolen_since(&self, then: &Ticks) -> f64 {
        let all = self.all.saturating_sub(then.all).max(1);
        100.0 * self.stolen.saturating_sub(then.stolen) as f64 / all as f64
    }
}

/// A field of /proc/<pid>/status in KiB, such as `VmRSS` or `VmHWM`; `None` once it is gone.
pub fn kib(pid: u32, field: &str) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = text.lines().find(|line| line.starts_with(field))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// Each thread's name and how often it gave up the processor by itself: it slept and was woken.
pub fn sleeps(pid: u32) -> Vec<(String, u64)> {
    let Ok(tasks) = fs::read_dir(format!("/proc/{pid}/task")) else {
        return Vec::new();
    };
    let of = |task: &Path| -> Option<(String, u64)> {
        let name = fs::read_to_string(task.join("comm")).ok()?;
        let text = fs::read_to_string(task.join("status")).ok()?;
        let line = text
            .lines()
            .find(|line| line.starts_with("voluntary_ctxt_switches"))?;
        let count = line.split_whitespace().nth(1)?.parse().ok()?;
        Some((name.trim().to_owned(), count))
    };
    tasks.filter_map(|task| of(&task.ok()?.path())).collect()
}

/// Bytes of all files under a folder, as the disk holds them (sparse places count nothing).
pub fn disk_bytes(folder: &Path) -> u64 {
    use std::os::unix::fs::MetadataExt;
    let Ok(listed) = fs::read_dir(folder) else {
        return 0;
    };
    listed
        .filter_map(Result::ok)
        .map(|item| match item.metadata() {
            Ok(meta) if meta.is_dir() => disk_bytes(&item.path()),
            Ok(meta) => meta.blocks() * 512,
            Err(_) => 0,
        })
        .sum()
}

/// What /proc counts processor time in: Linux shows a hundredth of a second everywhere.
const TICKS: f64 = 100.0;

/// Seconds of processor that a process has spent, its own and the kernel's for it.
pub fn processor(pid: u32) -> f64 {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // The name may hold blanks; the fields after it may not.
    let fields = text.rsplit_once(") ").map_or("", |(_, fields)| fields);
    let fields: Vec<&str> = fields.split(' ').collect();
    let ticks = |at: usize| fields.get(at).and_then(|ticks| ticks.parse::<f64>().ok());
    let spent = ticks(11).zip(ticks(12)).map(|(user, system)| user + system);
    spent.unwrap_or(0.0) / TICKS
}
