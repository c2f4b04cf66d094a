//! The reference lock, or any other [`Peer`], served on the attached-lock protocol.
//!
//! ```text
//!   harness ==lines==> Session --ToLock--> Peer
//!           <==lines==         <-FromLock-
//! ```
//!
//! On a virtual clock the server is a plain loop over lines. On the host's clock a thread reads
//! them, so that the lock's own deadlines are met while the harness is silent.

mod listen;
mod session;

pub use listen::{ListenAddress, Listener};

use crate::clock::{Stopwatch, duration};
use crate::lines::{Piece, read_line};
use crate::protocol::{ClockName, LINE_AT_MOST};
use boundary::{Instant, Peer, RigFault, Span};
use session::Session;
use std::io::{self, BufReader, Read, Write};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, sync_channel};

/// Serves a lock on this process's standard input and output until the input ends; notes go to the
/// standard error.
///
/// # Errors
/// The lock cannot be stepped.
pub fn serve_stdio(peer: Box<dyn Peer>) -> Result<(), RigFault> {
    serve(io::stdin(), io::stdout().lock(), io::stderr(), peer)
}

/// Serves a lock on any two streams until the first one ends or the second one breaks.
///
/// # Errors
/// The lock cannot be stepped.
pub fn serve(
    from: impl Read + Send + 'static,
    to: impl Write,
    console: impl Write,
    peer: Box<dyn Peer>,
) -> Result<(), RigFault> {
    let mut from = BufReader::new(from);
    let mut server = Server {
        session: Session::new(peer),
        to,
        console,
    };
    while server.session.clock() != Some(ClockName::Real) {
        let Ok(piece) = read_line(&mut from, LINE_AT_MOST) else {
            return Ok(());
        };
        let Some(text) = text(piece) else {
            return Ok(());
        };
        server.session.hear(&text)?;
        // What is answered to lines that came together goes together.
        let more = from.buffer().contains(&b'\n');
        if !more && server.flush().is_err() {
            return Ok(());
        }
    }
    let (lines, heard) = sync_channel(LINES_WAITING);
    std::thread::spawn(move || read(from, &lines));
    server.in_real_time(&heard)
}

/// A session and where its lines go.
struct Server<W, C> {
    session: Session,
    to: W,
    console: C,
}

impl<W: Write, C: Write> Server<W, C> {
    fn in_real_time(&mut self, heard: &Receiver<String>) -> Result<(), RigFault> {
        let watch = Stopwatch::start();
        loop {
            self.session.run_to(watch.now())?;
            if self.flush().is_err() {
                return Ok(());
            }
            let deadline = self.session.deadline().unwrap_or(Instant::NEVER);
            let nap = watch.until(deadline).min(LONGEST_NAP);
            match heard.recv_timeout(duration(nap)) {
                Ok(text) => {
                    self.session.run_to(watch.now())?;
                    self.session.hear(&text)?;
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Ok(()),
            }
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        let said = self.session.said();
        if !said.is_empty() {
            self.to.write_all(said.as_bytes())?;
            self.to.flush()?;
        }
        let noted = self.session.noted();
        if !noted.is_empty() {
            // A console that is gone is no reason to stop.
            let _ = self.console.write_all(noted.as_bytes());
        }
        Ok(())
    }
}

fn read(mut from: BufReader<impl Read>, lines: &SyncSender<String>) {
    while let Ok(piece) = read_line(&mut from, LINE_AT_MOST) {
        let Some(text) = text(piece) else {
            return;
        };
        if lines.send(text).is_err() {
            return;
        }
    }
}

/// A line as text; none at the end of the stream, where half a line counts for nothing.
fn text(piece: Piece) -> Option<String> {
    match piece {
        Piece::Line(bytes) | Piece::Long(bytes) => {
            Some(String::from_utf8_lossy(&bytes).into_owned())
        }
        Piece::Half(_) | Piece::End => None,
    }
}

/// How many lines of the harness wait to be heard.
const LINES_WAITING: usize = 64;
/// How long the server sleeps when the lock only waits for the harness.
const LONGEST_NAP: Span = Span::secs(3_600);

#[cfg(test)]
mod tests;
