//! Lines: pins with a role. Polarity, pulses, samples and the safe state.

use crate::board::{Board, Level};
use alloc::collections::BTreeMap;
use boundary::{Instant, Span};
use wire::probe::{Active, LINES, LineConfig, LineMode, Refusal};

/// Every line that has been given a role.
#[derive(Debug, Default)]
pub(crate) struct Lines {
    lines: BTreeMap<u8, Line>,
}

#[derive(Debug)]
struct Line {
    config: LineConfig,
    /// When a pulse ends, and what comes then.
    pulse: Option<(Instant, bool)>,
    /// When the next sample is due, and how far apart they are.
    sample: Option<(Instant, Span)>,
}

/// What a line does by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineEvent {
    Released(u8),
    Sampled(u8, u16),
}

impl Lines {
    /// Gives a line its role.
    pub(crate) fn configure(
        &mut self,
        board: &mut impl Board,
        now: Instant,
        line: u8,
        config: LineConfig,
    ) -> Result<(), Refusal> {
        if line >= LINES {
            return Err(Refusal::Line);
        }
        let another =
            |(number, other): (&u8, &Line)| *number != line && other.config.pin == config.pin;
        if self.lines.iter().any(another) {
            return Err(Refusal::Pin);
        }
        board.configure(now, line, config)?;
        let role = Line {
            config,
            pulse: None,
            sample: None,
        };
        self.lines.insert(line, role);
        Ok(())
    }

    /// Switches an output.
    pub(crate) fn drive(
        &mut self,
        board: &mut impl Board,
        now: Instant,
        line: u8,
        on: bool,
    ) -> Result<(), Refusal> {
        let role = self.output(line)?;
        board.drive(now, line, level(role.config, on), None)?;
        role.pulse = None;
        Ok(())
    }

    /// Switches an output for a while.
    pub(crate) fn pulse(
        &mut self,
        board: &mut impl Board,
        now: Instant,
        line: u8,
        on: bool,
        lasts: Span,
    ) -> Result<(), Refusal> {
        let role = self.output(line)?;
        board.drive(now, line, level(role.config, on), Some(lasts))?;
        role.pulse = Some((now + lasts, !on));
        Ok(())
    }

    /// Measures again and again; zero stops it.
    pub(crate) fn sample(&mut self, now: Instant, line: u8, every: Span) -> Result<(), Refusal> {
        let role = self.lines.get_mut(&line).ok_or(Refusal::Line)?;
        if role.config.mode != LineMode::Analogue {
            return Err(Refusal::Line);
        }
        if every > Span::ZERO && every < SHORTEST {
            return Err(Refusal::Value);
        }
        role.sample = (every > Span::ZERO).then(|| (now + every, every));
        Ok(())
    }

    /// Puts every output into its safe state, and stops whatever lines do by themselves.
    pub(crate) fn make_safe(&mut self, board: &mut impl Board, now: Instant) {
        for (line, role) in &mut self.lines {
            role.pulse = None;
            role.sample = None;
            if role.config.mode.is_output() {
                // A level that the board was given when it was configured is never refused.
                let _ = board.drive(now, *line, level(role.config, role.config.safe), None);
            }
        }
    }

    /// Whether a level of an input means on; none for a line that is no input.
    pub(crate) fn meaning(&self, line: u8, seen: Level) -> Option<bool> {
        let role = self.lines.get(&line)?;
        let on = level(role.config, true) == seen;
        role.config.mode.is_input().then_some(on)
    }

    /// When something is due.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        let due = |line: &Line| {
            let pulse = line.pulse.map(|(at, _)| at);
            pulse.into_iter().chain(line.sample.map(|(at, _)| at)).min()
        };
        self.lines.values().filter_map(due).min()
    }

    /// Does one thing that is due at `now`.
    pub(crate) fn run(&mut self, board: &mut impl Board, now: Instant) -> Option<LineEvent> {
        for (line, role) in &mut self.lines {
            if let Some((_, back)) = role.pulse.filter(|(at, _)| *at <= now) {
                role.pulse = None;
                let _ = board.drive(now, *line, level(role.config, back), None);
                return Some(LineEvent::Released(*line));
            }
            if let Some((due, every)) = role.sample.filter(|(at, _)| *at <= now) {
                // A board that was held up does not catch up with samples that nobody took.
                role.sample = Some(((due + every).max(now), every));
                if let Some(mv) = board.measure(*line) {
                    return Some(LineEvent::Sampled(*line, mv));
                }
            }
        }
        None
    }

    fn output(&mut self, line: u8) -> Result<&mut Line, Refusal> {
        let role = self.lines.get_mut(&line).ok_or(Refusal::Line)?;
        if role.config.mode.is_output() {
            Ok(role)
        } else {
            Err(Refusal::Line)
        }
    }
}

/// The level that a state of a line has at its pin.
fn level(config: LineConfig, on: bool) -> Level {
    if (config.active == Active::High) == on {
        Level::High
    } else {
        Level::Low
    }
}

/// Samples come no closer.
const SHORTEST: Span = Span(500);
