//! The bearer `att`: a raw ATT bearer on the L2CAP fixed channel, beside bluetoothd, which leaves
//! such a link alone. The protocol is [`Client`]'s; here are only the socket and its end.

use super::air::Air;
use super::bench::Radio;
use super::fault;
use super::find::Target;
use super::hangup::hang_up;
use crate::att::client::{Client, Out};
use bluer::AddressType;
use bluer::l2cap::{SeqPacket, Socket, SocketAddr};
use boundary::{Conn, DisconnectReason, RigFault, ToLock};
use std::io;
use std::time::Duration;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::time::{sleep, timeout};

/// One connection to be made and kept.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) conn: Conn,
    pub(crate) mtu: u16,
    pub(crate) radio: Radio,
    pub(crate) target: Target,
    pub(crate) air: Air,
}

/// A link that is up, and what came over it before that was noticed.
type Up = (SeqPacket, Vec<u8>);

/// How a connection came to its end.
enum End {
    /// The lock vanished.
    Lock,
    /// The lock ended it, or this machine's kernel, which does not say so.
    Either,
    /// This machine's kernel ended it, or does not say who did.
    Kernel,
    /// The harness did.
    Harness,
}

impl Line {
    /// Connects, and carries messages until the end.
    pub(crate) async fn run(self, mut orders: UnboundedReceiver<ToLock>) {
        let (socket, early) = tokio::select! {
            opened = self.open() => match opened {
                Ok(Some(up)) => up,
                Ok(None) => return,
                Err(fault) => return self.air.fault(fault),
            },
            () = closing(&mut orders) => return self.close().await,
        };
        let mut client = Client::new(self.conn, self.mtu, self.air.table());
        if !early.is_empty() {
            client.hear(&early);
        }
        let end = self.carry(&socket, &mut client, &mut orders).await;
        self.air.remember(client.table().cloned());
        drop(socket);
        let at = self.air.now();
        let looked = match end {
            End::Harness => return self.close().await,
            End::Lock => self.radio.check().await,
            End::Either => self.radio.aftermath(RESET_AFTERMATH).await,
            End::Kernel => self.radio.aftermath(AFTERMATH).await,
        };
        match looked {
            Ok(()) => self.air.ended(self.conn, DisconnectReason::Local, at),
            // The adapter went away under the link: that is not the lock's doing.
            Err(fault) => self.air.fault(fault),
        }
    }

    /// Connects, again and again: some adapters need many tries. None when the lock did not take
    /// the connection, which has been told.
    async fn open(&self) -> Result<Option<Up>, RigFault> {
        let mut last = String::from("no answer");
        let tries = async {
            loop {
                match timeout(TRY_WITHIN, self.connect()).await {
                    Ok(Ok(socket)) => return Ok(socket),
                    Ok(Err(error)) => match fault::socket("open an ATT socket", &error) {
                        Some(fault) => return Err(fault),
                        None => last = error.to_string(),
                    },
                    Err(_) => {}
                }
                self.radio.check().await?;
                sleep(BETWEEN_TRIES).await;
            }
        };
        match timeout(CONNECT_WITHIN, tries).await {
            Ok(opened) => opened.map(Some),
            Err(_) => {
                self.radio.check().await?;
                let seconds = CONNECT_WITHIN.as_secs();
                let reason = format!("no connection in {seconds} s: {last}");
                self.air.refused(self.conn, reason);
                Ok(None)
            }
        }
    }

    async fn connect(&self) -> io::Result<Up> {
        let socket = Socket::<SeqPacket>::new_seq_packet()?;
        socket.bind(fixed_channel(self.radio.address, AddressType::LePublic))?;
        let there = fixed_channel(self.target.address, self.target.kind);
        let socket = socket.connect(there).await?;
        // The call returns before the link is up; a socket without an MTU is not connected yet.
        let mut buffer = vec![0; LONGEST];
        while socket.send_mtu().is_err() {
            // A lock that asks as a client may speak before this loop looks again.
            if let Ok(came) = timeout(UP_POLL, socket.recv(&mut buffer)).await {
                buffer.truncate(came?);
                return Ok((socket, buffer));
            }
        }
        Ok((socket, Vec::new()))
    }

    async fn carry(
        &self,
        socket: &SeqPacket,
        client: &mut Client,
        orders: &mut UnboundedReceiver<ToLock>,
    ) -> End {
        let mut buffer = vec![0; LONGEST];
        loop {
            while let Some(out) = client.poll() {
                match out {
                    Out::Send(pdu) => {
                        if let Err(error) = socket.send(&pdu).await {
                            self.air.note(format!("a PDU could not be sent: {error}"));
                            return ended_by(&error);
                        }
                    }
                    Out::Say(message) => self.air.say(message),
                    Out::Note(text) => self.air.note(text),
                }
            }
            tokio::select! {
                order = orders.recv() => match order {
                    None | Some(ToLock::Disconnect { .. }) => return End::Harness,
                    Some(order) => client.take(order),
                },
                came = socket.recv(&mut buffer) => match came {
                    Ok(0) => return End::Kernel,
                    Err(error) => return ended_by(&error),
                    Ok(length) => client.hear(buffer.get(..length).unwrap_or_default()),
                },
            }
        }
    }

    /// Ends the link, and tells so.
    pub(crate) async fn close(&self) {
        match hang_up(&self.radio, self.target.address, self.target.kind).await {
            Ok(()) => self
                .air
                .ended(self.conn, DisconnectReason::Remote, self.air.now()),
            Err(fault) => self.air.fault(fault),
        }
    }
}

/// Until the harness closes the connection.
pub(crate) async fn closing(orders: &mut UnboundedReceiver<ToLock>) {
    while !matches!(orders.recv().await, None | Some(ToLock::Disconnect { .. })) {}
}

/// Who ended a link, by the error that the kernel makes of HCI's reason: a peer that hangs up resets
/// the connection, one that vanishes lets it time out, and an adapter that goes down aborts it; or
/// resets it too, in kernels that close the socket before the controller has answered (6.12).
fn ended_by(error: &io::Error) -> End {
    match error.kind() {
        io::ErrorKind::TimedOut => End::Lock,
        io::ErrorKind::ConnectionReset => End::Either,
        _ => End::Kernel,
    }
}

/// ATT's place on a link (Vol 3, Part A, 2.1).
fn fixed_channel(address: bluer::Address, kind: AddressType) -> SocketAddr {
    SocketAddr {
        addr: address,
        addr_type: kind,
        psm: 0,
        cid: 4,
    }
}

/// With the look at the adapter behind it, less than the 30 s that a run waits: a run that has given up
/// connects anew, and finds the adapter taken.
const CONNECT_WITHIN: Duration = Duration::from_secs(18);
/// A bluetoothd that starts makes the kernel forget whom it was looking for: that try never ends.
const TRY_WITHIN: Duration = Duration::from_secs(8);
const BETWEEN_TRIES: Duration = Duration::from_millis(300);
/// From the end of its links to the word that an adapter is off, on a busy machine.
const AFTERMATH: Duration = Duration::from_millis(1500);
/// The same where it may well be the lock that hung up, which is not to cost much.
const RESET_AFTERMATH: Duration = Duration::from_millis(800);
const UP_POLL: Duration = Duration::from_millis(4);
/// ATT_MTU is at most 517; a lock that sends more is heard in full.
const LONGEST: usize = 1024;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_link_that_timed_out_is_the_locks_end_without_a_look_at_the_adapter() {
        let told = |kind: io::ErrorKind| ended_by(&io::Error::from(kind));
        assert!(matches!(told(io::ErrorKind::TimedOut), End::Lock));
        // An adapter that goes off does that too, with kernel 6.12.
        assert!(matches!(told(io::ErrorKind::ConnectionReset), End::Either));
        assert!(matches!(
            told(io::ErrorKind::ConnectionAborted),
            End::Kernel
        ));
    }
}
