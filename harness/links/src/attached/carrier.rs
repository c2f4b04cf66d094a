//! What carries lines to an attached lock and back: a child's pipes, a TCP or a Unix-domain stream.

use super::child::{Exit, Group};
use super::reader::{Ears, Heard};
use crate::address::CommandLine;
use crate::clock::{Stopwatch, duration, pause};
use boundary::{Instant, RigFault, Span};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use std::io::{self, ErrorKind, Write};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
use std::os::fd::{AsFd, BorrowedFd};
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};
use std::process::ChildStdin;

/// Where an attached lock is.
#[derive(Clone, Debug)]
pub(super) enum Way {
    Exec(CommandLine),
    Tcp { host: String, port: u16 },
    Unix(PathBuf),
}

/// An open way to a lock.
pub(super) struct Carrier {
    sink: Sink,
    ears: Ears,
    group: Option<Group>,
    watch: Stopwatch,
}

/// What came of writing a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Written {
    Whole,
    /// The other end does not listen any more.
    Closed,
    /// The other end took nothing for as long as was agreed.
    Stuck,
}

impl Carrier {
    /// Starts the process, or connects; a listener that is not there yet is waited for.
    pub(super) fn open(way: &Way, watch: Stopwatch, patience: Span) -> Result<Self, RigFault> {
        let ears = Ears::new(watch);
        let (sink, group) = match way {
            Way::Exec(command) => start(command, &ears)?,
            Way::Tcp { host, port } => (connect_tcp(host, *port, &ears, watch, patience)?, None),
            Way::Unix(path) => (connect_unix(path, &ears, watch, patience)?, None),
        };
        Ok(Self {
            sink,
            ears,
            group,
            watch,
        })
    }

    /// Writes without ever blocking for longer than `patience`.
    pub(super) fn write(&mut self, line: &str, patience: Span) -> Written {
        self.ears.console.renew();
        let mut left = line.as_bytes();
        let give_up = self.watch.now() + patience;
        while !left.is_empty() {
            match self.sink.is_ready(self.watch.until(give_up)) {
                Ok(true) => {}
                Ok(false) => return Written::Stuck,
                Err(_) => return Written::Closed,
            }
            let some = left.len().min(NEVER_BLOCKS);
            match self.sink.write(&left[..some]) {
                Ok(0) => return Written::Closed,
                Ok(taken) => left = left.get(taken..).unwrap_or_default(),
                Err(error) if is_temporary(&error) && self.watch.now() < give_up => {}
                Err(error) if is_temporary(&error) => return Written::Stuck,
                Err(_) => return Written::Closed,
            }
        }
        Written::Whole
    }

    /// The next thing heard, none until `deadline`.
    pub(super) fn hear(&self, deadline: Instant) -> Option<Heard> {
        let left = duration(self.watch.until(deadline));
        self.ears.heard.recv_timeout(left).ok()
    }

    /// Whether there is a process and it has ended.
    pub(super) fn has_ended(&self) -> bool {
        self.group.as_ref().is_some_and(Group::has_ended)
    }

    /// Whether the lock has a console.
    pub(super) const fn has_console(&self) -> bool {
        self.group.is_some()
    }

    /// Ends it after the lock closed its stream, and says in words how the lock ended.
    pub(super) fn end(mut self) -> String {
        match &mut self.group {
            None => "closed the stream".into(),
            Some(group) => group
                .finish(GRACE)
                .words()
                .unwrap_or_else(|| "closed its standard output and ran on".into()),
        }
    }

    /// Ends it at once: the lock does not answer.
    pub(super) fn kill(mut self) -> Option<Exit> {
        self.group.as_mut().map(|group| group.finish(Span::ZERO))
    }
}

impl Drop for Carrier {
    fn drop(&mut self) {
        self.sink.close();
        if let Some(group) = &mut self.group {
            group.finish(GRACE);
        }
    }
}

/// The harness's half of a stream.
enum Sink {
    Pipe(Option<ChildStdin>),
    Tcp(TcpStream),
    Unix(UnixStream),
}

impl Sink {
    /// Waits until it can take [`NEVER_BLOCKS`] bytes.
    fn is_ready(&self, patience: Span) -> io::Result<bool> {
        let Some(fd) = self.fd() else {
            return Err(ErrorKind::BrokenPipe.into());
        };
        let seconds = i64::try_from(patience.0 / 1_000_000).unwrap_or(i64::MAX);
        let rest = Timespec {
            tv_sec: seconds,
            tv_nsec: (patience.0 % 1_000_000 * 1_000).cast_signed(),
        };
        let mut fds = [PollFd::from_borrowed_fd(fd, PollFlags::OUT)];
        match poll(&mut fds, Some(&rest)) {
            Ok(ready) => Ok(ready > 0),
            Err(rustix::io::Errno::INTR) => Ok(true),
            Err(error) => Err(error.into()),
        }
    }

    fn fd(&self) -> Option<BorrowedFd<'_>> {
        match self {
            Self::Pipe(pipe) => pipe.as_ref().map(AsFd::as_fd),
            Self::Tcp(stream) => Some(stream.as_fd()),
            Self::Unix(stream) => Some(stream.as_fd()),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Self::Pipe(Some(pipe)) => pipe.write(bytes),
            Self::Pipe(None) => Err(ErrorKind::BrokenPipe.into()),
            Self::Tcp(stream) => stream.write(bytes),
            Self::Unix(stream) => stream.write(bytes),
        }
    }

    /// Says that nothing more comes; a socket is given up in both directions, which also ends the
    /// thread that listens to it.
    fn close(&mut self) {
        // A stream that is closed already is as closed as it can be.
        let _ = match self {
            Self::Pipe(pipe) => {
                drop(pipe.take());
                Ok(())
            }
            Self::Tcp(stream) => stream.shutdown(Shutdown::Both),
            Self::Unix(stream) => stream.shutdown(Shutdown::Both),
        };
    }
}

fn start(command: &CommandLine, ears: &Ears) -> Result<(Sink, Option<Group>), RigFault> {
    let mut group = Group::start(command)?;
    let child = group.child();
    let stdin = child.stdin.take();
    if let Some(stdout) = child.stdout.take() {
        ears.listen(stdout);
    }
    if let Some(stderr) = child.stderr.take() {
        ears.listen_to_console(stderr);
    }
    Ok((Sink::Pipe(stdin), Some(group)))
}

fn connect_tcp(
    host: &str,
    port: u16,
    ears: &Ears,
    watch: Stopwatch,
    patience: Span,
) -> Result<Sink, RigFault> {
    let name = format!("{host}:{port}");
    let stream = persistently(&name, watch, patience, |left| {
        let mut refused = io::Error::from(ErrorKind::NotFound);
        for address in (host, port).to_socket_addrs()? {
            match TcpStream::connect_timeout(&address, duration(left.max(SHORTEST_CONNECT))) {
                Ok(stream) => return Ok(stream),
                Err(error) => refused = error,
            }
        }
        Err(refused)
    })?;
    let prepared = stream
        .set_nodelay(true)
        .and_then(|()| stream.set_write_timeout(Some(duration(SLOW_WRITE))))
        .and_then(|()| stream.try_clone());
    ears.listen(prepared.map_err(|error| cannot_connect(&name, &error))?);
    Ok(Sink::Tcp(stream))
}

fn connect_unix(
    path: &Path,
    ears: &Ears,
    watch: Stopwatch,
    patience: Span,
) -> Result<Sink, RigFault> {
    let name = path.display().to_string();
    let stream = persistently(&name, watch, patience, |_| UnixStream::connect(path))?;
    let prepared = stream
        .set_write_timeout(Some(duration(SLOW_WRITE)))
        .and_then(|()| stream.try_clone());
    ears.listen(prepared.map_err(|error| cannot_connect(&name, &error))?);
    Ok(Sink::Unix(stream))
}

/// Tries until it works: the lock may be starting, or be restarted by whoever keeps it running.
fn persistently<T>(
    name: &str,
    watch: Stopwatch,
    patience: Span,
    connect: impl Fn(Span) -> io::Result<T>,
) -> Result<T, RigFault> {
    let give_up = watch.now() + patience;
    loop {
        let error = match connect(watch.until(give_up)) {
            Ok(stream) => return Ok(stream),
            Err(error) => error,
        };
        if watch.now() >= give_up {
            return Err(cannot_connect(name, &error));
        }
        pause(RETRY.max(Span(1)));
    }
}

fn cannot_connect(name: &str, error: &io::Error) -> RigFault {
    RigFault::new(
        format!("cannot connect to `{name}`: {error}"),
        "start the lock there first; it must listen for the attached-lock protocol",
    )
}

fn is_temporary(error: &io::Error) -> bool {
    let kind = error.kind();
    matches!(
        kind,
        ErrorKind::Interrupted | ErrorKind::WouldBlock | ErrorKind::TimedOut
    )
}

/// A pipe that is ready to be written to takes so many bytes at once (PIPE_BUF).
const NEVER_BLOCKS: usize = 4_096;
/// How long a lock may take to end when its input has been closed.
const GRACE: Span = Span::millis(500);
/// The pause between two attempts to connect.
const RETRY: Span = Span::millis(50);
/// One write to a socket; it is tried again until the run's patience ends.
const SLOW_WRITE: Span = Span::millis(500);
/// The standard library refuses to connect within no time at all.
const SHORTEST_CONNECT: Span = Span::millis(1);
