//! Processor time of a process, by thread name, from the scheduler's own account in `/proc`.

use std::collections::BTreeMap;
use std::fs;

/// Nanoseconds on a processor, by thread name with its number cut off.
#[derive(Debug, Clone, Default)]
pub(super) struct Cpu(BTreeMap<String, u64>);

impl Cpu {
    /// What the threads of a process have used so far; empty where there is no `/proc`.
    #[must_use]
    pub(super) fn of(pid: u32) -> Self {
        let mut used = BTreeMap::new();
        let Ok(tasks) = fs::read_dir(format!("/proc/{pid}/task")) else { return Self::default() };
        for task in tasks.flatten() {
            let name = fs::read_to_string(task.path().join("comm")).unwrap_or_default();
            let account = fs::read_to_string(task.path().join("schedstat")).unwrap_or_default();
            let nanoseconds: u64 = account.split(' ').next().and_then(|n| n.parse().ok()).unwrap_or_default();
            *used.entry(family(name.trim())).or_default() += nanoseconds;
        }
        Self(used)
    }

    /// What was used since `before`.
    #[must_use]
    pub(super) fn since(&self, before: &Self) -> Self {
        let spent = |(name, now): (&String, &u64)| {
            (name.clone(), now.saturating_sub(before.0.get(name).copied().unwrap_or_default()))
        };
        Self(self.0.iter().map(spent).filter(|(_, spent)| *spent > 0).collect())
    }

    /// Microseconds per unit of work, over all threads.
    #[must_use]
    pub(super) fn micros_per(&self, work: u64) -> f64 {
        micros(self.0.values().sum(), work)
    }

    /// Microseconds per unit of work, by thread name.
    #[must_use]
    pub(super) fn by_thread(&self, work: u64) -> BTreeMap<String, f64> {
        self.0.iter().map(|(name, spent)| (name.clone(), micros(*spent, work))).collect()
    }
}

#[allow(clippy::cast_precision_loss, reason = "a measurement, shown with two decimals")]
fn micros(nanoseconds: u64, work: u64) -> f64 {
    nanoseconds as f64 / 1_000.0 / work.max(1) as f64
}

/// `actix-rt|system:0|arbiter:3` and `log-reader-2` are families of equal threads.
fn family(name: &str) -> String {
    name.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches([':', '-', '|', '#']).to_owned()
}

/// Resident memory of a process, in bytes.
#[must_use]
pub(super) fn resident_bytes(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_shows_in_the_account() {
        let before = Cpu::of(std::process::id());
        let mut sum = 0u64;
        for n in 0..20_000_000u64 {
            sum = sum.wrapping_mul(31).wrapping_add(std::hint::black_box(n));
        }
        std::hint::black_box(sum);
        assert!(Cpu::of(std::process::id()).since(&before).micros_per(1) > 0.0);
    }

    #[test]
    fn threads_of_one_family_are_counted_together() {
        assert_eq!(family("log-reader-12"), "log-reader");
        assert_eq!(family("view-writer"), "view-writer");
    }
}
