//! A lock that listens: each connection meets one that remembers nothing.

use super::serve;
use crate::address::{AddressError, LockAddress};
use crate::sim_link::MakePeer;
use boundary::{Peer, RigFault};
use std::fmt;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::FileTypeExt;
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Where to listen: `tcp:HOST:PORT`, in short `HOST:PORT`, or `unix:PATH`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ListenAddress {
    /// A TCP port; 0 lets the system choose.
    Tcp {
        /// A host name or an address.
        host: String,
        /// Its port.
        port: u16,
    },
    /// A Unix-domain socket.
    Unix(PathBuf),
}

impl FromStr for ListenAddress {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        let long = match text.split_once(':') {
            Some(("tcp" | "unix", _)) => text.to_owned(),
            _ => format!("tcp:{text}"),
        };
        if let Some(host) = long.strip_prefix("tcp:").and_then(|t| t.strip_suffix(":0")) {
            let host = host
                .trim_start_matches('[')
                .trim_end_matches(']')
                .to_owned();
            return Ok(Self::Tcp { host, port: 0 });
        }
        match long.parse()? {
            LockAddress::Unix(path) => Ok(Self::Unix(path)),
            LockAddress::Tcp { host, port } => Ok(Self::Tcp { host, port }),
            _ => Err(AddressError::HostPort(text.to_owned())),
        }
    }
}

impl fmt::Display for ListenAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp { host, port } if host.contains(':') => write!(f, "tcp:[{host}]:{port}"),
            Self::Tcp { host, port } => write!(f, "tcp:{host}:{port}"),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
        }
    }
}

/// A socket that harnesses connect to.
pub struct Listener {
    socket: Socket,
}

enum Socket {
    Tcp(TcpListener),
    Unix(UnixListener, PathBuf),
}

impl Listener {
    /// Opens the socket. One of a server that is no more is replaced.
    ///
    /// # Errors
    /// The address cannot be listened to.
    pub fn bind(address: &ListenAddress) -> Result<Self, RigFault> {
        let socket = match address {
            ListenAddress::Tcp { host, port } => {
                TcpListener::bind((host.as_str(), *port)).map(Socket::Tcp)
            }
            ListenAddress::Unix(path) => {
                bind_unix(path).map(|listener| Socket::Unix(listener, path.clone()))
            }
        };
        socket.map(|socket| Self { socket }).map_err(|error| {
            RigFault::new(
                format!("cannot listen on `{address}`: {error}"),
                "choose an address that is free, or end what listens there",
            )
        })
    }

    /// What a harness calls this lock: a port that the system chose is in it.
    #[must_use]
    pub fn address(&self) -> String {
        match &self.socket {
            Socket::Tcp(listener) => match listener.local_addr() {
                Ok(address) => format!("tcp:{address}"),
                Err(_) => "tcp:?".into(),
            },
            Socket::Unix(_, path) => format!("unix:{}", path.display()),
        }
    }

    /// Serves everybody who connects, each with a lock of its own; returns only when the socket
    /// breaks.
    ///
    /// # Errors
    /// The socket is broken.
    pub fn serve(self, make: MakePeer) -> Result<(), RigFault> {
        let hall = Hall {
            make: Arc::new(Mutex::new(make)),
            guests: Arc::default(),
        };
        loop {
            let met = match &self.socket {
                Socket::Tcp(listener) => listener.accept().and_then(|(guest, _)| {
                    guest.set_nodelay(true)?;
                    hall.receive(guest.try_clone()?, guest);
                    Ok(())
                }),
                Socket::Unix(listener, _) => listener.accept().and_then(|(guest, _)| {
                    hall.receive(guest.try_clone()?, guest);
                    Ok(())
                }),
            };
            match met {
                Ok(()) => {}
                // The guest left before it was received.
                Err(error) if is_the_guests(&error) => {}
                Err(error) => {
                    let what = format!("cannot accept connections any more: {error}");
                    return Err(RigFault::new(what, ""));
                }
            }
        }
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        if let Self::Unix(_, path) = self {
            // A socket that cannot be removed is replaced by the next server.
            let _ = std::fs::remove_file(path);
        }
    }
}

/// Where guests are received, each by a thread of its own.
struct Hall {
    make: Arc<Mutex<MakePeer>>,
    guests: Arc<AtomicUsize>,
}

impl Hall {
    fn receive<S: Guest>(&self, from: S, mut to: S) {
        if self.guests.fetch_add(1, Ordering::Relaxed) >= GUESTS_AT_MOST {
            self.guests.fetch_sub(1, Ordering::Relaxed);
            return;
        }
        let make = Arc::clone(&self.make);
        let seat = Seat(Arc::clone(&self.guests));
        std::thread::spawn(move || {
            let _seat = seat;
            let served = serve(from, &mut to, io::stderr(), made(&make));
            to.leave();
            if let Err(fault) = served {
                // Without a console there is nobody to tell.
                let _ = writeln!(io::stderr(), "{fault}");
            }
        });
    }
}

/// Counts a guest for as long as it stays.
struct Seat(Arc<AtomicUsize>);

impl Drop for Seat {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A connected stream.
trait Guest: Read + Write + Send + 'static {
    /// Ends the stream in both directions, also for the thread that reads it.
    fn leave(&self);
}

impl Guest for TcpStream {
    fn leave(&self) {
        // It may have left already.
        let _ = self.shutdown(std::net::Shutdown::Both);
    }
}

impl Guest for UnixStream {
    fn leave(&self) {
        // It may have left already.
        let _ = self.shutdown(std::net::Shutdown::Both);
    }
}

fn made(make: &Mutex<MakePeer>) -> Box<dyn Peer> {
    let mut make = make.lock().unwrap_or_else(PoisonError::into_inner);
    make()
}

fn bind_unix(path: &Path) -> io::Result<UnixListener> {
    let is_socket = std::fs::metadata(path).is_ok_and(|found| found.file_type().is_socket());
    if is_socket && UnixStream::connect(path).is_err() {
        std::fs::remove_file(path)?;
    }
    UnixListener::bind(path)
}

fn is_the_guests(error: &io::Error) -> bool {
    let kind = error.kind();
    matches!(
        kind,
        ErrorKind::ConnectionAborted
            | ErrorKind::ConnectionReset
            | ErrorKind::Interrupted
            | ErrorKind::NotConnected
            | ErrorKind::InvalidInput
    )
}

/// How many harnesses are served at the same time.
const GUESTS_AT_MOST: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listening_address_may_leave_out_what_goes_without_saying() {
        for (text, long) in [
            ("localhost:7000", "tcp:localhost:7000"),
            ("tcp:127.0.0.1:0", "tcp:127.0.0.1:0"),
            ("[::1]:0", "tcp:[::1]:0"),
            ("unix:/run/lock.sock", "unix:/run/lock.sock"),
        ] {
            assert_eq!(text.parse::<ListenAddress>().unwrap().to_string(), long);
        }
        assert!("7000".parse::<ListenAddress>().is_err());
        assert!("tcp:".parse::<ListenAddress>().is_err());
        assert!("unix:".parse::<ListenAddress>().is_err());
    }

    #[test]
    fn a_socket_left_behind_is_replaced_and_another_file_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock.sock");
        drop(UnixListener::bind(&path).unwrap());
        let address = ListenAddress::Unix(path.clone());
        let first = Listener::bind(&address).unwrap();
        assert!(Listener::bind(&address).is_err());
        drop(first);
        assert!(!path.exists());
        std::fs::write(&path, "precious").unwrap();
        assert!(Listener::bind(&address).is_err());
        assert!(path.exists());
    }
}
