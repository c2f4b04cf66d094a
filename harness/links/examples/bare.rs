//! The bare program that the harness's own cost is measured against: sends the bytes that a case sent,
//! over an ATT socket of bluer, and takes as many values as that case got. Nothing is decoded, judged
//! or written down.
//!
//! `bare ADDRESS TRACE HANDS`: TRACE is what `ci/lab/front` wrote down of the case, lines `> HEX` (sent), `< HEX`
//! (came), `link up`, `link down` and `hand LINE` (pressed); HANDS is `HOST:PORT`.
#![allow(clippy::print_stdout, reason = "an example prints")]

use bluer::l2cap::{SeqPacket, Socket, SocketAddr};
use bluer::{AddressType, Session};
use std::error::Error;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::time::Instant;

type Outcome<T> = Result<T, Box<dyn Error>>;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Outcome<()> {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().ok_or("usage: bare ADDRESS TRACE HANDS");
    let (address, trace, hands) = (next()?.parse()?, next()?, next()?);
    let trace = std::fs::read_to_string(trace)?;
    // The last link ends with the program that ran the case, behind its verdict.
    let trace = trace.trim_end().trim_end_matches("link down");
    let session = Session::new().await?;
    let management = btmgmt::Client::open()?;
    let here = session.default_adapter().await?.address().await?;
    let mut hands = BufReader::new(TcpStream::connect(hands).await?);
    say(&mut hands, r#"{"hello":{"protocol":1,"clock":"real"}}"#).await?;

    let begin = Instant::now();
    let (mut socket, mut came, mut same) = (None, 0, 0);
    let mut buffer = [0; 1024];
    for line in trace.lines() {
        match line.split_once(' ').ok_or("a line without a value")? {
            ("hand", line) => {
                say(&mut hands, line).await?;
                tokio::time::sleep(held(line) + AFTER_RELEASE).await;
            }
            ("link", "up") => socket = Some(connected(here, address).await?),
            ("link", _) => {
                socket = None;
                // As the harness does it: else the kernel keeps the link for two seconds.
                let kind = btmgmt::packet::AddressType::LePublic;
                let end = btmgmt::command::Disconnect::new(address.to_string().parse()?, kind);
                // A lock that was faster is as well.
                let _ = management.call(0, end).await;
            }
            (way, hex) => {
                let socket = socket.as_ref().ok_or("no connection")?;
                if way == ">" {
                    socket.send(&bytes(hex)?).await?;
                } else {
                    let taken = tokio::time::timeout(PATIENCE, socket.recv(&mut buffer)).await??;
                    came += 1;
                    same += i32::from(buffer.get(..taken) == Some(&*bytes(hex)?));
                }
            }
        }
    }
    let took = begin.elapsed();
    println!(
        "{} us, {same} of {came} values as in the trace",
        took.as_micros()
    );
    Ok(())
}

/// Connects; a lock that does not advertise again yet is tried once more, as the harness does it.
async fn connected(here: bluer::Address, there: bluer::Address) -> Outcome<SeqPacket> {
    let begin = Instant::now();
    loop {
        match connect(here, there).await {
            Err(_) if begin.elapsed() < PATIENCE => {
                tokio::time::sleep(Duration::from_millis(50)).await
            }
            done => return done,
        }
    }
}

async fn connect(here: bluer::Address, there: bluer::Address) -> Outcome<SeqPacket> {
    let channel = |addr| SocketAddr {
        addr,
        addr_type: AddressType::LePublic,
        psm: 0,
        cid: 4,
    };
    let socket = Socket::<SeqPacket>::new_seq_packet()?;
    socket.bind(channel(here))?;
    let socket = socket.connect(channel(there)).await?;
    while socket.send_mtu().is_err() {
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    Ok(socket)
}

async fn say(hands: &mut BufReader<TcpStream>, line: &str) -> Outcome<()> {
    hands
        .get_mut()
        .write_all(format!("{line}\n").as_bytes())
        .await?;
    hands.read_line(&mut String::new()).await?;
    Ok(())
}

/// How long a press lasts that a line tells of.
fn held(line: &str) -> Duration {
    let digits = line.split("\"press_ms\":").nth(1).unwrap_or_default();
    let end = digits
        .find(|c: char| !c.is_ascii_digit() && c != ' ')
        .unwrap_or(0);
    let ms = digits
        .get(..end)
        .map(str::trim)
        .and_then(|ms| ms.parse().ok());
    Duration::from_millis(ms.unwrap_or_default())
}

fn bytes(hex: &str) -> Outcome<Vec<u8>> {
    let pairs = (0..hex.len()).step_by(2).map(|at| hex.get(at..at + 2));
    let bytes = pairs.map(|pair| Ok(u8::from_str_radix(pair.ok_or("half a byte")?, 16)?));
    bytes.collect()
}

/// A case gives the lock so long to see that its button was released.
const AFTER_RELEASE: Duration = Duration::from_millis(300);
const PATIENCE: Duration = Duration::from_secs(30);
