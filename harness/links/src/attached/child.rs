//! A lock's process: started in a group of its own, watched, and never left behind.

use crate::address::CommandLine;
use crate::clock::{Stopwatch, pause};
use boundary::{RigFault, Span};
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};
use std::collections::BTreeSet;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A process and all that it starts.
pub(super) struct Group {
    child: Child,
    pid: Pid,
    over: Option<Exit>,
}

/// How a process ended.
#[derive(Clone, Copy, Debug)]
pub(super) enum Exit {
    /// By itself, or by a signal that we did not send.
    Own(ExitStatus),
    /// It had to be killed.
    Killed,
}

impl Group {
    /// Starts the process with pipes for all three streams.
    pub(super) fn start(command: &CommandLine) -> Result<Self, RigFault> {
        let child = Command::new(command.program())
            .args(command.arguments())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()
            .map_err(|error| cannot_start(command, &error))?;
        let pid = Pid::from_child(&child);
        living().insert(pid.as_raw_nonzero().get());
        Ok(Self {
            child,
            pid,
            over: None,
        })
    }

    /// The pipes; each can be taken once.
    pub(super) fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Whether the process has ended; it stays a zombie, so that its number and its group's are
    /// nobody else's.
    pub(super) fn has_ended(&self) -> bool {
        let peek = WaitIdOptions::EXITED | WaitIdOptions::NOHANG | WaitIdOptions::NOWAIT;
        self.over.is_some() || !matches!(waitid(WaitId::Pid(self.pid), peek), Ok(None))
    }

    /// Waits for the process to end by itself, at most for `grace`, then kills what is left of the
    /// group and reaps it.
    pub(super) fn finish(&mut self, grace: Span) -> Exit {
        if let Some(exit) = self.over {
            return exit;
        }
        let watch = Stopwatch::start();
        let mut nap = Span(100);
        while !self.has_ended() && watch.now().since(boundary::Instant::ZERO) < grace {
            pause(nap);
            nap = Span((nap.0 * 2).min(5_000));
        }
        let own = self.has_ended();
        // A group that is empty already cannot be killed, and need not.
        let _ = kill_process_group(self.pid, Signal::KILL);
        living().remove(&self.pid.as_raw_nonzero().get());
        let exit = match self.child.wait() {
            Ok(status) if own => Exit::Own(status),
            _ => Exit::Killed,
        };
        self.over = Some(exit);
        exit
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.finish(Span::ZERO);
    }
}

impl Exit {
    /// For people.
    pub(super) fn words(self) -> Option<String> {
        match self {
            Self::Killed => None,
            Self::Own(status) => Some(match (status.code(), status.signal()) {
                (Some(code), _) => format!("exit status {code}"),
                (None, Some(signal)) => format!("killed by signal {}", named(signal)),
                (None, None) => status.to_string(),
            }),
        }
    }
}

/// Kills every process that a link has started: for a program that must end at once.
pub(crate) fn kill_all() {
    for raw in living().iter() {
        if let Some(pid) = Pid::from_raw(*raw) {
            // What has ended meanwhile needs no killing.
            let _ = kill_process_group(pid, Signal::KILL);
        }
    }
}

/// The groups that have been started and not yet ended.
fn living() -> MutexGuard<'static, BTreeSet<i32>> {
    static LIVING: Mutex<BTreeSet<i32>> = Mutex::new(BTreeSet::new());
    LIVING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn cannot_start(command: &CommandLine, error: &std::io::Error) -> RigFault {
    let program = command.program();
    let fix = match error.kind() {
        std::io::ErrorKind::NotFound => {
            "check the path: the command is run as it stands, no shell looks at it"
        }
        std::io::ErrorKind::PermissionDenied => "make it executable: `chmod +x`",
        _ => "run the command by hand to see what is wrong",
    };
    RigFault::new(format!("cannot start `{program}`: {error}"), fix)
}

fn named(signal: i32) -> String {
    let name = match signal {
        4 => "SIGILL",
        6 => "SIGABRT",
        8 => "SIGFPE",
        9 => "SIGKILL",
        11 => "SIGSEGV",
        13 => "SIGPIPE",
        15 => "SIGTERM",
        _ => return signal.to_string(),
    };
    format!("{signal} ({name})")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn started(script: &str) -> Group {
        Group::start(&CommandLine::parse(&format!("sh -c '{script}'")).unwrap()).unwrap()
    }

    #[test]
    fn an_exit_is_told_in_words() {
        let words = |script| started(script).finish(Span::secs(20)).words();
        assert_eq!(words("exit 3").as_deref(), Some("exit status 3"));
        assert_eq!(
            words("kill -ABRT $$").as_deref(),
            Some("killed by signal 6 (SIGABRT)")
        );
    }

    #[test]
    fn what_ignores_every_hint_is_killed_with_its_children() {
        use std::io::{BufRead, BufReader};
        let mut group = started("trap \"\" TERM HUP INT; sleep 1000 & echo $!; sleep 1000");
        let mut pid = String::new();
        let out = group.child().stdout.take().unwrap();
        BufReader::new(out).read_line(&mut pid).unwrap();
        let grandchild: u32 = pid.trim().parse().unwrap();
        assert!(!group.has_ended());
        assert!(group.finish(Span::millis(1)).words().is_none());
        // Whoever adopts the grandchild reaps it in its own time: a zombie does not run.
        let runs = || {
            let stat = std::fs::read_to_string(format!("/proc/{grandchild}/stat"));
            stat.is_ok_and(|stat| !stat.contains(") Z "))
        };
        let watch = Stopwatch::start();
        while runs() {
            assert!(watch.now().0 < 5_000_000, "it was not killed");
            pause(Span::millis(1));
        }
    }

    #[test]
    fn a_missing_program_is_a_rig_fault_with_its_name() {
        let command = CommandLine::parse("/no/such/lock --now").unwrap();
        let Err(fault) = Group::start(&command) else {
            panic!("it cannot start");
        };
        assert!(fault.what.contains("/no/such/lock"), "{fault}");
        assert!(!fault.fix.is_empty());
    }
}
