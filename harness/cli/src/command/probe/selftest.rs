//! `probe selftest`: everything that needs no lock.

use super::described;
use crate::{Exit, Surroundings};
use boundary::Span;
use links::{Desk, Wiring};

/// How a part of the test ended: what was seen, or what to do.
type Part = Result<String, String>;

pub(super) fn run(
    port: &str,
    wiring: Wiring,
    around: &mut Surroundings<'_>,
) -> anyhow::Result<Exit> {
    let roles: Vec<String> = wiring.iter().map(|(role, _)| role.to_owned()).collect();
    let mut desk = Desk::open(port, wiring)?;
    writeln!(around.out, "{}", described(desk.board()))?;
    let mut good = true;
    let mut tell = |name: &str, part: Part| -> std::io::Result<()> {
        good &= part.is_ok();
        match part {
            Ok(seen) => writeln!(around.out, "ok   {name:<12} {seen}"),
            Err(fix) => writeln!(around.out, "FAIL {name:<12} {fix}"),
        }
    };
    tell("serial line", line(&mut desk))?;
    tell("clock", clock(&desk))?;
    for role in roles
        .iter()
        .filter(|role| matches!(role.as_str(), "voltage" | "current"))
    {
        tell(role, sample(&mut desk, role))?;
    }
    for role in roles.iter().filter(|role| role.starts_with("output-")) {
        let pulsed = desk.pulse(role, true, 50);
        tell(
            role,
            pulsed
                .map(|_| "on for 50 ms, and off".into())
                .map_err(|fault| fault.to_string()),
        )?;
    }
    if desk.board().features.has(wire::probe::Features::RADIO) {
        tell("radio", radio(&mut desk))?;
    }
    Ok(if good { Exit::Passed } else { Exit::RigError })
}

fn line(desk: &mut Desk) -> Part {
    let trips = desk.round_trips(200).map_err(|fault| fault.to_string())?;
    let at = |percent: usize| trips.get(trips.len() * percent / 100).copied().unwrap_or(0);
    if desk.garbage() > 0 {
        return Err(format!(
            "{} bytes were no frame: use a shorter cable or another port",
            desk.garbage()
        ));
    }
    Ok(format!(
        "200 round trips, half within {} us, 99 of 100 within {} us",
        at(50),
        at(99)
    ))
}

fn clock(desk: &Desk) -> Part {
    let known = desk.uncertainty();
    if known > Span::millis(5) {
        return Err(format!(
            "known only within {known}: use a port without a hub"
        ));
    }
    Ok(format!("known within {known}"))
}

fn sample(desk: &mut Desk, role: &str) -> Part {
    let told = |fault: boundary::RigFault| fault.to_string();
    desk.sample(role, Span::millis(10)).map_err(told)?;
    let event = desk.next(Span::secs(1)).map_err(told)?;
    desk.sample(role, Span::ZERO).map_err(told)?;
    event
        .map(|event| event.text)
        .ok_or_else(|| "no sample within a second: look at the pin".into())
}

fn radio(desk: &mut Desk) -> Part {
    let told = |fault: boundary::RigFault| fault.to_string();
    desk.observe(true).map_err(told)?;
    let mut heard = 0;
    while heard < 3 {
        let Some(event) = desk.next(Span::secs(2)).map_err(told)? else {
            break;
        };
        heard += usize::from(event.text.contains("dBm"));
    }
    desk.observe(false).map_err(told)?;
    match heard {
        0 => Err(
            "nothing advertises within 2 s: bring a lock or a phone near, look at the antenna"
                .into(),
        ),
        heard => Ok(format!("heard {heard} advertisements")),
    }
}
