//! How fast the harness is, as figures that can be compared: boxes beside libsodium in one run, cases per second, the
//! time that a list takes. Run it by `cargo xtask bench`, which gives the program's path.

#![expect(clippy::disallowed_methods, reason = "a benchmark reads the clock")]

use alkali::symmetric::cipher::xsalsa20poly1305 as sodium;
use anyhow::{Context as _, Result, bail, ensure};
use std::hint::black_box;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use wire::session::SharedKey;

/// Boxes in one round; rounds of both sides take turns, so that a busy machine slows both.
const BOXES: u32 = 20_000;
/// Rounds of each side.
const ROUNDS: usize = 21;

fn main() -> Result<()> {
    let program = std::env::args().nth(1).context("usage: bench PROGRAM")?;
    for payload in [1, 38, 120] {
        boxes(payload)?;
    }
    suite(&program)?;
    list(&program)
}

/// Sealing a message with so many payload bytes and opening it again, and libsodium doing the same to as many bytes.
fn boxes(payload: usize) -> Result<()> {
    let key = SharedKey::from_bytes([7; 32]);
    let other_key = sodium::Key::try_from(&[7; 32])?;
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        ours.push(timed(|| our_box(&key, payload))?);
        theirs.push(timed(|| their_box(&other_key, payload))?);
    }
    let (ours, theirs) = (rate(median(ours)), rate(median(theirs)));
    println!(
        "boxes of {payload:>3} payload bytes: {ours:>9.0}/s, libsodium {theirs:>9.0}/s, ratio {:.2}",
        ours / theirs
    );
    Ok(())
}

fn our_box(key: &SharedKey, payload: usize) -> Result<()> {
    let id = wire::Command::NukiStates.id();
    let text = [0x55; 120];
    let (mut message, mut room) = ([0; 256], [0; 256]);
    let size = key
        .seal(&[9; 24], 2, id, black_box(&text[..payload]), &mut message)
        .map_err(|_| anyhow::anyhow!("no room"))?;
    let opened = key.open(&message[..size], &mut room)?;
    ensure!(
        opened.payload().len() == payload,
        "it opened to something else"
    );
    Ok(())
}

fn their_box(key: &sodium::Key<alkali::mem::FullAccess>, payload: usize) -> Result<()> {
    // What stands in a box: id, command, payload, CRC.
    let size = 4 + 2 + payload + 2;
    let text = [0x55; 128];
    let (mut message, mut room) = ([0; 256], [0; 256]);
    let (sealed, nonce) =
        sodium::encrypt(black_box(&text[..size]), key, Some(&[9; 24]), &mut message)?;
    let opened = sodium::decrypt(&message[..sealed], key, &nonce, &mut room)?;
    ensure!(opened == size, "it opened to something else");
    Ok(())
}

fn timed(mut one: impl FnMut() -> Result<()>) -> Result<Duration> {
    let begin = Instant::now();
    for _ in 0..BOXES {
        one()?;
    }
    Ok(begin.elapsed())
}

fn rate(round: Duration) -> f64 {
    f64::from(BOXES) / round.as_secs_f64()
}

/// The whole suite against the embedded lock.
fn suite(program: &str) -> Result<()> {
    let cases = output(program, &["list"])?
        .lines()
        .last()
        .and_then(|line| line.split_whitespace().next()?.parse::<u32>().ok())
        .context("the list does not end with the number of cases")?;
    let mut times = Vec::new();
    for seed in 1..=5 {
        let begin = Instant::now();
        output(program, &["run", "--seed", &seed.to_string()])?;
        times.push(begin.elapsed());
    }
    let time = median(times);
    println!(
        "the whole suite: {cases} cases in {time:.2?}, {:.0} cases per second",
        f64::from(cases) / time.as_secs_f64()
    );
    Ok(())
}

/// The list of all cases, as `cargo test` and editors ask for it.
fn list(program: &str) -> Result<()> {
    let mut times = Vec::new();
    for _ in 0..11 {
        let begin = Instant::now();
        output(program, &["list"])?;
        times.push(begin.elapsed());
    }
    println!("listing: {:.1?}, at most 50 ms wanted", median(times));
    Ok(())
}

fn output(program: &str, words: &[&str]) -> Result<String> {
    let done = Command::new(program)
        .args(words)
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("{program} cannot be started"))?;
    if !done.status.success() {
        bail!("{program} {} ended with {}", words.join(" "), done.status);
    }
    Ok(String::from_utf8(done.stdout)?)
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}
