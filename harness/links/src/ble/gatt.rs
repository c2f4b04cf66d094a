//! The bearer `gatt`: bluetoothd's GATT client, the way that every app on Linux goes.
//!
//! bluetoothd confirms, exchanges the MTU and picks the CCCD's bits itself, so a link over it has
//! fewer capabilities. Its traps, each handled here:
//! - a plain `write()` is a Write Command whose error is lost: the operation is always named;
//! - an ATT error code stands only in the message's text;
//! - a second write on a characteristic while one is under way is `InProgress`, not queued: writes
//!   go one after the other;
//! - the stream of values does not end with the link: the device's own events are watched;
//! - a write that is never answered fails after 30 s as if the lock had sent 0x0E.

use super::att::Line;
use super::bench::within;
use super::choice::Wanted;
use super::find::find;
use super::hangup::hang_up;
use crate::att::pdu::{DEFAULT_MTU, code};
use crate::att::table::{bits, properties};
use bluer::gatt::WriteOp;
use bluer::gatt::remote::{Characteristic, CharacteristicWriteRequest};
use bluer::{Device, DeviceEvent, DeviceProperty, Error, ErrorKind};
use boundary::{Cccd, Char, DisconnectReason, FromLock, Id, RigFault, Service, ToLock, WriteKind};
use futures::future::FusedFuture;
use futures::stream::{BoxStream, SelectAll};
use futures::{FutureExt, StreamExt};
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{Instant, sleep, timeout};
use wire::gatt::Uuid;

/// An open connection over bluetoothd.
struct Session<'a> {
    line: &'a Line,
    device: Device,
    services: Vec<Service>,
    characteristics: BTreeMap<Char, Characteristic>,
    /// Values come while their characteristic is listened to.
    values: SelectAll<BoxStream<'static, (Char, Vec<u8>)>>,
    listened: BTreeSet<Char>,
}

/// Connects, and carries messages until the end.
pub(crate) async fn run(line: Line, mut orders: UnboundedReceiver<ToLock>) {
    let opened = tokio::select! {
        opened = open(&line) => opened,
        () = super::att::closing(&mut orders) => return line.close().await,
    };
    let device = match opened {
        Ok(Some(device)) => device,
        Ok(None) => return,
        Err(fault) => return line.air.fault(fault),
    };
    let ended = match Session::meet(&line, &device).await {
        Ok(mut session) => session.carry(&mut orders).await,
        Err(error) => {
            line.air
                .note(format!("the lock's services do not come: {error}"));
            DisconnectReason::Local
        }
    };
    let at = line.air.now();
    match ended {
        DisconnectReason::Remote => line.close().await,
        reason => match line.radio.aftermath(AFTERMATH).await {
            // bluetoothd may still hold a link whose services did not come.
            Ok(()) => match hang_up(&line.radio, line.target.address, line.target.kind).await {
                Ok(()) => line.air.ended(line.conn, reason, at),
                Err(fault) => line.air.fault(fault),
            },
            Err(fault) => line.air.fault(fault),
        },
    }
}

/// Connects through bluetoothd; none when the lock did not take the connection, which has been told.
async fn open(line: &Line) -> Result<Option<Device>, RigFault> {
    let mut last = String::from("no answer");
    match timeout(CONNECT_WITHIN, connected(line, &mut last)).await {
        Ok(done) => done.map(Some),
        Err(_) => {
            line.radio.check().await?;
            let seconds = CONNECT_WITHIN.as_secs();
            let reason = format!("no connection in {seconds} s: {last}");
            line.air.refused(line.conn, reason);
            Ok(None)
        }
    }
}

/// Tries until it is connected; `last` is what the newest try came to.
async fn connected(line: &Line, last: &mut String) -> Result<Device, RigFault> {
    let address = line.target.address;
    if line.radio.device(address).await?.is_none() {
        // bluetoothd connects only to what it has heard, and forgets it after a while.
        "the lock was not heard".clone_into(last);
        find(&line.radio, &Wanted::Address(address)).await?;
    }
    let device = line.radio.adapter.device(address);
    let device = device.map_err(|error| super::fault::bluez("look at the lock", &error))?;
    while let Err(error) = device.connect().await {
        if error.kind == ErrorKind::AlreadyConnected {
            break;
        }
        *last = error.to_string();
        line.radio.check().await?;
        sleep(BETWEEN_TRIES).await;
    }
    Ok(device)
}

impl<'a> Session<'a> {
    /// Waits for the services, and tells of the connection.
    async fn meet(line: &'a Line, device: &Device) -> Result<Self, RigFault> {
        let mut session = Self {
            line,
            device: device.clone(),
            services: Vec::new(),
            characteristics: BTreeMap::new(),
            values: SelectAll::new(),
            listened: BTreeSet::new(),
        };
        for service in within("discover services", device.services()).await? {
            let uuid = within("read a service", service.uuid()).await?;
            let mut told = Service {
                uuid: uuid.to_string(),
                characteristics: Vec::new(),
            };
            let found = within("list characteristics", service.characteristics()).await?;
            for one in found {
                let uuid = within("read a characteristic", one.uuid()).await?;
                let flags = within("read a characteristic", one.flags()).await?;
                told.characteristics.push(boundary::Characteristic {
                    uuid: uuid.to_string(),
                    properties: properties(bits(&flags)),
                });
                if let Some(char) = Char::from_uuid(Uuid(*uuid.as_bytes())) {
                    session.characteristics.entry(char).or_insert(one);
                }
            }
            session.services.push(told);
        }
        let mtu = mtu(session.characteristics.values().next()).await;
        let conn = line.conn;
        line.air.say(FromLock::Connected { conn, mtu });
        Ok(session)
    }

    async fn carry(&mut self, orders: &mut UnboundedReceiver<ToLock>) -> DisconnectReason {
        let Ok(events) = self.device.events().await else {
            return DisconnectReason::Local;
        };
        let mut events = Box::pin(events);
        if !self.device.is_connected().await.unwrap_or(false) {
            return DisconnectReason::Local;
        }
        let mut working = futures::future::Fuse::terminated();
        let mut waiting = std::collections::VecDeque::new();
        loop {
            if working.is_terminated()
                && let Some(order) = waiting.pop_front()
            {
                working = self.work(order).fuse();
            }
            tokio::select! {
                order = orders.recv() => match order {
                    None | Some(ToLock::Disconnect { .. }) => return DisconnectReason::Remote,
                    Some(ToLock::Subscribe { id, char, cccd, .. }) => self.subscribe(id, char, cccd).await,
                    Some(order) => waiting.push_back(order),
                },
                said = &mut working => {
                    if let Some(said) = said {
                        self.line.air.say(said);
                    }
                }
                Some((char, value)) = self.values.next(), if !self.values.is_empty() => {
                    if self.listened.contains(&char) {
                        let conn = self.line.conn;
                        self.line.air.say(FromLock::Indicate { conn, char, value });
                    }
                }
                event = events.next() => match event {
                    Some(DeviceEvent::PropertyChanged(DeviceProperty::Connected(false))) | None => {
                        return DisconnectReason::Local;
                    }
                    Some(_) => {}
                },
            }
        }
    }

    async fn subscribe(&mut self, id: Id, char: Char, cccd: Cccd) {
        let conn = self.line.conn;
        self.listened.remove(&char);
        let said = match (self.characteristics.get(&char), cccd) {
            (_, Cccd::OFF) => {
                // Dropping a stream of a SelectAll is not possible: the others are kept, and
                // values of this characteristic are not passed on.
                FromLock::Written { conn, id }
            }
            (None, _) => FromLock::AttError {
                conn,
                id,
                code: code::ATTRIBUTE_NOT_FOUND,
            },
            (Some(one), _) => match timeout(SUBSCRIBE_WITHIN, one.notify()).await {
                Ok(Ok(stream)) => {
                    self.values
                        .push(stream.map(move |value| (char, value)).boxed());
                    self.listened.insert(char);
                    FromLock::Written { conn, id }
                }
                Ok(Err(error)) => match answered(self.line, &self.device, &error).await {
                    Ok(Some(code)) => FromLock::AttError { conn, id, code },
                    Ok(None) => return self.line.air.note(format!("no subscription: {error}")),
                    Err(fault) => return self.line.air.fault(fault),
                },
                Err(_) => return self.line.air.note("no subscription within 30 s".into()),
            },
        };
        self.line.air.say(said);
    }

    /// What a message comes to; nothing where bluetoothd does it by itself, or the lock is silent.
    fn work(&self, order: ToLock) -> futures::future::BoxFuture<'static, Option<FromLock>> {
        let line = self.line.clone();
        match order {
            ToLock::Discover { conn, id } => {
                let services = self.services.clone();
                async move { Some(FromLock::Services { conn, id, services }) }.boxed()
            }
            ToLock::Write {
                conn,
                id,
                char,
                value,
                kind,
            } => {
                let Some(one) = self.characteristics.get(&char).cloned() else {
                    let code = code::ATTRIBUTE_NOT_FOUND;
                    return async move { Some(FromLock::AttError { conn, id, code }) }.boxed();
                };
                let device = self.device.clone();
                async move {
                    let begin = Instant::now();
                    let written = one.write_ext(&value, &operation(kind)).await;
                    let in_time = begin.elapsed() < ATT_TRANSACTION;
                    match written {
                        _ if kind == WriteKind::Command => None,
                        Ok(()) => Some(FromLock::Written { conn, id }),
                        Err(error) => match answered(&line, &device, &error).await {
                            Ok(Some(code)) if in_time => {
                                Some(FromLock::AttError { conn, id, code })
                            }
                            Ok(_) => {
                                line.air.note(format!("no answer to a write: {error}"));
                                None
                            }
                            Err(fault) => {
                                line.air.fault(fault);
                                None
                            }
                        },
                    }
                }
                .boxed()
            }
            ToLock::Mtu { id, .. } | ToLock::Prepare { id, .. } | ToLock::Execute { id, .. } => {
                async move { Some(FromLock::Unsupported { id: Some(id) }) }.boxed()
            }
            _ => async { None }.boxed(),
        }
    }
}

/// What the lock answered, when an error of bluetoothd is its answer at all: for one that was under way
/// when the link ended bluetoothd makes up 0x0E, whether the lock hung up or the adapter went off.
async fn answered(line: &Line, device: &Device, error: &Error) -> Result<Option<u8>, RigFault> {
    let code = att_code(error);
    if code == Some(UNLIKELY) {
        line.radio.aftermath(AFTERMATH).await?;
        // The end of the link is told where its events are heard. One that bluetoothd has dropped is not
        // connected either.
        let up = within("look at the lock", device.is_connected()).await;
        return Ok(code.filter(|_| up.unwrap_or(false)));
    }
    Ok(code)
}

/// ATT_MTU: bluer takes five bytes off what bluetoothd says.
async fn mtu(of: Option<&Characteristic>) -> u16 {
    let Some(one) = of else {
        return DEFAULT_MTU;
    };
    let payload = one.mtu().await.ok().and_then(|mtu| u16::try_from(mtu).ok());
    let mtu = payload.map_or(DEFAULT_MTU, |payload| payload.saturating_add(5));
    mtu.max(DEFAULT_MTU)
}

/// bluetoothd cuts a Request that is too long into prepared writes by itself.
fn operation(kind: WriteKind) -> CharacteristicWriteRequest {
    CharacteristicWriteRequest {
        op_type: match kind {
            WriteKind::Request => WriteOp::Request,
            WriteKind::Long => WriteOp::Reliable,
            WriteKind::Command => WriteOp::Command,
        },
        ..CharacteristicWriteRequest::default()
    }
}

/// The ATT error in an error of bluetoothd: nine codes have names, the others stand in the text.
fn att_code(error: &Error) -> Option<u8> {
    let named = match error.kind {
        ErrorKind::NotPermitted => Some(0x03),
        ErrorKind::NotAuthorized => Some(0x08),
        ErrorKind::NotSupported => Some(0x06),
        ErrorKind::InvalidOffset => Some(0x07),
        ErrorKind::InvalidLength => Some(0x0D),
        _ => None,
    };
    let text = error
        .message
        .rsplit_once("ATT error: 0x")
        .map(|(_, hex)| hex);
    let digits = text.and_then(|hex| hex.get(..2));
    digits
        .and_then(|hex| u8::from_str_radix(hex, 16).ok())
        .or(named)
}

/// Two discovery cycles, and less than the 30 s that a run waits, with the look at the adapter.
const CONNECT_WITHIN: Duration = Duration::from_secs(20);
const BETWEEN_TRIES: Duration = Duration::from_millis(300);
/// bluetoothd does not say who ended a link, and tells of an adapter that went down only later.
const AFTERMATH: Duration = Duration::from_millis(800);
/// "Unlikely Error".
const UNLIKELY: u8 = 0x0E;
const SUBSCRIBE_WITHIN: Duration = Duration::from_secs(30);
/// A little less than 30 s: what comes then is bluetoothd's own word.
const ATT_TRANSACTION: Duration = Duration::from_secs(29);

#[cfg(test)]
mod tests {
    use super::*;

    fn error(kind: ErrorKind, message: &str) -> Error {
        Error {
            kind,
            message: message.into(),
        }
    }

    #[test]
    fn the_code_is_read_out_of_the_text() {
        let code = |kind, text: &str| att_code(&error(kind, text));
        let text = "Operation failed with ATT error: 0x83";
        assert_eq!(code(ErrorKind::Failed, text), Some(0x83));
        assert_eq!(code(ErrorKind::NotPermitted, ""), Some(0x03));
        assert_eq!(code(ErrorKind::Failed, "Not connected"), None);
        assert_eq!(code(ErrorKind::Failed, "ATT error: 0x"), None);
    }

    #[test]
    fn a_write_always_names_its_operation() {
        assert_eq!(operation(WriteKind::Request).op_type, WriteOp::Request);
        assert_eq!(operation(WriteKind::Command).op_type, WriteOp::Command);
    }
}
