//! The serial port: found, opened alone; what comes is stamped as soon as it is there.

use crate::clock::{Stopwatch, duration};
use boundary::{Instant, RigFault, Span};
use serialport::{SerialPort, SerialPortType, TTYPort};
use std::io::{ErrorKind, Read, Write};

/// Bytes that came, and when.
pub(super) struct Chunk {
    pub(super) at: Instant,
    pub(super) bytes: Vec<u8>,
}

/// An open port.
pub(super) struct Port {
    port: TTYPort,
    watch: Stopwatch,
    path: String,
}

impl Port {
    /// Opens a port by its path, or by `usb` or `usb:SERIAL`. A board is not reset by that: no
    /// control line is changed.
    pub(super) fn open(name: &str, watch: Stopwatch) -> Result<Self, RigFault> {
        let path = resolve(name)?;
        let unusable = |error: serialport::Error| unopened(&path, &error);
        let port = serialport::new(&path, BAUD)
            .timeout(duration(WRITTEN_WITHIN))
            .preserve_dtr_on_open()
            .open_native()
            .map_err(unusable)?;
        // What an earlier session left behind is nothing to this one.
        port.clear(serialport::ClearBuffer::All).map_err(unusable)?;
        Ok(Self { port, watch, path })
    }

    /// Where it is.
    pub(super) fn path(&self) -> &str {
        &self.path
    }

    /// Writes all of it.
    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<(), RigFault> {
        self.port
            .set_timeout(duration(WRITTEN_WITHIN))
            .map_err(|error| unplugged(&self.path, &error.to_string()))?;
        self.port
            .write_all(bytes)
            .map_err(|error| unplugged(&self.path, &error.to_string()))
    }

    /// What came, waiting for that long at most.
    pub(super) fn hear(&mut self, wait: Span) -> Result<Option<Chunk>, RigFault> {
        let gone = |why: &str| unplugged(&self.path, why);
        self.port
            .set_timeout(duration(wait))
            .map_err(|error| gone(&error.to_string()))?;
        let mut buffer = [0; 4096];
        match self.port.read(&mut buffer) {
            Ok(0) => Err(gone("the port is gone")),
            Ok(length) => {
                let at = self.watch.now();
                let bytes = buffer.get(..length).unwrap_or_default().to_vec();
                Ok(Some(Chunk { at, bytes }))
            }
            Err(error) if error.kind() == ErrorKind::TimedOut => Ok(None),
            // The wait is not over yet: the caller looks at its clock and comes again.
            Err(error) if error.kind() == ErrorKind::Interrupted => Ok(Some(Chunk {
                at: self.watch.now(),
                bytes: Vec::new(),
            })),
            Err(error) => Err(gone(&error.to_string())),
        }
    }
}

/// A port that may be a probe's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Its path.
    pub path: String,
    /// `303A:1001`, the USB vendor and product.
    pub usb: String,
    /// The USB serial number, if it has one.
    pub serial: String,
    /// What the USB descriptor calls it.
    pub product: String,
}

/// Every port with a USB identity that boards of this kind have.
pub fn candidates() -> Vec<Candidate> {
    let all = serialport::available_ports().unwrap_or_default();
    let known = all.into_iter().filter_map(|port| match port.port_type {
        SerialPortType::UsbPort(usb) if VENDORS.contains(&usb.vid) => Some(Candidate {
            path: port.port_name,
            usb: format!("{:04X}:{:04X}", usb.vid, usb.pid),
            serial: usb.serial_number.unwrap_or_default(),
            product: usb.product.unwrap_or_default(),
        }),
        _ => None,
    });
    known.collect()
}

fn resolve(name: &str) -> Result<String, RigFault> {
    let wanted = match name.split_once(':') {
        Some(("usb", serial)) => Some(serial),
        None if name == "usb" => Some(""),
        _ => None,
    };
    let Some(serial) = wanted else {
        return Ok(name.to_owned());
    };
    let mut found = candidates();
    found.retain(|one| serial.is_empty() || one.serial.eq_ignore_ascii_case(serial));
    match &found[..] {
        [only] => Ok(only.path.clone()),
        [] => Err(RigFault::new(
            format!("no probe is plugged in as `{name}`"),
            "plug it in, or name its port: `probe:/dev/ttyACM0`",
        )),
        several => {
            let names: Vec<_> = several
                .iter()
                .map(|one| format!("{} (usb:{})", one.path, one.serial))
                .collect();
            Err(RigFault::new(
                format!("several boards could be `{name}`: {}", names.join(", ")),
                "name one of them",
            ))
        }
    }
}

fn unopened(path: &str, error: &serialport::Error) -> RigFault {
    let fix = match error.kind() {
        // The crate has no kind of its own for that.
        _ if error.description.contains("exclusive lock") => "end the program that uses the port",
        serialport::ErrorKind::NoDevice => {
            "plug the probe in; `strikeplate probe info` lists ports"
        }
        serialport::ErrorKind::Io(ErrorKind::NotFound) => {
            "plug the probe in; `strikeplate probe info` lists ports"
        }
        serialport::ErrorKind::Io(ErrorKind::PermissionDenied) => {
            "install ci/udev/70-strikeplate-probe.rules, or join the group that owns the port"
        }
        _ => "end the program that uses the port",
    };
    RigFault::new(
        format!("cannot open the probe's port `{path}`: {error}"),
        fix,
    )
}

fn unplugged(path: &str, why: &str) -> RigFault {
    RigFault::new(
        format!("the probe's port `{path}` went away: {why}"),
        "look at the cable; the next case opens it again",
    )
}

const BAUD: u32 = 921_600;
const WRITTEN_WITHIN: Span = Span::secs(1);
/// Espressif's own USB, and the makers of the bridges on its boards.
const VENDORS: &[u16] = &[0x303A, 0x10C4, 0x1A86, 0x0403];
