//! Runs a program with a time limit, and ends it with all programs that it started.

use std::{
    fmt,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use anyhow::{Context, Result};

use crate::tools;

/// How a program ended.
#[derive(Debug, PartialEq)]
pub enum End {
    Success,
    /// It returned an exit code other than zero.
    Code(i32),
    /// A signal ended it; the text names the signal.
    Signal(String),
    /// It reached this time limit and was ended.
    TimedOut(Duration),
}

impl From<ExitStatus> for End {
    fn from(status: ExitStatus) -> Self {
        match status.code() {
            Some(0) => Self::Success,
            Some(code) => Self::Code(code),
            None => Self::Signal(status.to_string()),
        }
    }
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Success => f.write_str("ended without an error"),
            Self::Code(code) => write!(f, "exit status: {code}"),
            Self::Signal(text) => f.write_str(text),
            Self::TimedOut(limit) => write!(f, "not at its end after {} minutes", limit.as_secs() / 60),
        }
    }
}

/// Runs a program. If it has not ended after `limit`, it is ended, and so are its descendants, such as browsers.
pub fn run(command: &mut Command, limit: Duration) -> Result<End> {
    let mut child = command.spawn().with_context(|| tools::not_started(command))?;
    let started = Instant::now();
    while started.elapsed() < limit {
        if let Some(status) = child.try_wait()? {
            return Ok(status.into());
        }
        thread::sleep(Duration::from_millis(50));
    }
    kill(&mut child)?;
    Ok(End::TimedOut(limit))
}

/// Ends a process and its descendants.
///
/// If the child had a process group of its own, one signal could end the group. But then an interrupt from the terminal
/// would not reach the child. So the descendants are listed, and ended one by one.
fn kill(child: &mut Child) -> Result<()> {
    let descendants = if cfg!(unix) { descendants(child.id()) } else { Vec::new() };
    child.kill()?;
    if !descendants.is_empty() {
        // If a process has ended meanwhile, `kill` reports an error, which does not matter.
        let mut command = Command::new("sh");
        command.args(["-c", "kill -s KILL \"$@\" 2>/dev/null", "sh"]).args(descendants.iter().map(u32::to_string));
        drop(command.stdin(Stdio::null()).status());
    }
    child.wait()?;
    Ok(())
}

/// The descendants of a process. On a system without `ps` none are found.
fn descendants(process: u32) -> Vec<u32> {
    let output = Command::new("ps").args(["-A", "-o", "pid=,ppid="]).stdin(Stdio::null()).output();
    output.map(|output| below(process, &String::from_utf8_lossy(&output.stdout))).unwrap_or_default()
}

/// The descendants of a process, from a table whose lines are the numbers of a process and of its parent.
fn below(process: u32, table: &str) -> Vec<u32> {
    let pairs: Vec<(u32, u32)> = table
        .lines()
        .filter_map(|line| {
            let mut numbers = line.split_whitespace().map(str::parse);
            Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
        })
        .collect();
    let mut found = vec![process];
    let mut next = 0;
    while let Some(&parent) = found.get(next) {
        let children = pairs
            .iter()
            .filter(|(child, its_parent)| *its_parent == parent && !found.contains(child))
            .map(|(child, _)| *child);
        let children: Vec<_> = children.collect();
        found.extend(children);
        next += 1;
    }
    found.split_off(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn descendants_are_read_from_a_table_of_processes() {
        let table =
            "    1     0\n   10     1\n   11    10\n   12    11\n   20     1\n   21    20\n  100    10\nno numbers\n";
        assert_eq!(below(10, table), [11, 100, 12]);
        assert!(below(12, table).is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn the_exit_code_the_signal_or_the_time_limit_that_ended_a_program_is_named() -> Result<()> {
        let end = |script: &str| run(Command::new("sh").args(["-c", script]), Duration::from_secs(60));
        assert_eq!(end("exit 0")?, End::Success);
        assert_eq!(end("exit 7")?.to_string(), "exit status: 7");
        assert!(end("kill -s SEGV $$")?.to_string().starts_with("signal: 11"));
        assert_eq!(End::TimedOut(Duration::from_secs(600)).to_string(), "not at its end after 10 minutes");
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_takes_too_long_is_ended_with_its_descendants() -> Result<()> {
        use std::io::Read;
        let (mut reader, writer) = std::io::pipe()?;
        let limit = Duration::from_millis(300);
        let started = Instant::now();
        let mut command = Command::new("sh");
        command.args(["-c", "sh -c 'sleep 60; exit 0' & sleep 60; exit 0"]).stdout(writer);
        assert_eq!(run(&mut command, limit)?, End::TimedOut(limit));
        // The write end of the pipe is closed when the last descendant has ended.
        drop(command);
        reader.read_to_end(&mut Vec::new())?;
        assert!(started.elapsed() < Duration::from_secs(30), "a descendant ran on");
        Ok(())
    }
}
