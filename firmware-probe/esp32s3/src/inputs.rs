//! Watched inputs: an interrupt stamps each edge and queues it.

use app::Level;
use core::cell::RefCell;
use critical_section::Mutex;
use esp_hal::gpio::{AnyPin, Event, Flex, InputConfig, Pull};
use esp_hal::ram;
use heapless::Deque;
use wire::probe::{LINES, LineMode};

/// An edge with the time of its interrupt.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stamp {
    pub(crate) at_us: u64,
    pub(crate) line: u8,
    pub(crate) level: Level,
}

/// What the interrupt works on.
struct Inputs {
    watched: [Option<Watched>; LINES as usize],
    edges: Deque<Stamp, QUEUE>,
    missed: u32,
}

struct Watched {
    pin: Flex<'static>,
    /// The level that was told last: a pulse that is over before it is looked at shows as the same.
    level: Level,
}

static INPUTS: Mutex<RefCell<Inputs>> = Mutex::new(RefCell::new(Inputs {
    watched: [const { None }; LINES as usize],
    edges: Deque::new(),
    missed: 0,
}));

/// Watches a pin.
pub(crate) fn watch(line: u8, pin: AnyPin<'static>, mode: LineMode) {
    let pull = match mode {
        LineMode::PullUp => Pull::Up,
        LineMode::PullDown => Pull::Down,
        _ => Pull::None,
    };
    let mut pin = Flex::new(pin);
    pin.apply_input_config(&InputConfig::default().with_pull(pull));
    pin.set_input_enable(true);
    let level = level(&pin);
    critical_section::with(|key| {
        let mut inputs = INPUTS.borrow_ref_mut(key);
        pin.clear_interrupt();
        pin.listen(Event::AnyEdge);
        if let Some(place) = inputs.watched.get_mut(usize::from(line)) {
            *place = Some(Watched { pin, level });
        }
    });
}

/// Watches a line no more.
pub(crate) fn forget(line: u8) {
    critical_section::with(|key| {
        let mut inputs = INPUTS.borrow_ref_mut(key);
        let place = inputs.watched.get_mut(usize::from(line));
        if let Some(mut watched) = place.and_then(Option::take) {
            watched.pin.unlisten();
        }
    });
}

/// The next edge, and how many had no room since the last call.
pub(crate) fn next() -> (Option<Stamp>, u32) {
    critical_section::with(|key| {
        let mut inputs = INPUTS.borrow_ref_mut(key);
        let missed = core::mem::take(&mut inputs.missed);
        (inputs.edges.pop_front(), missed)
    })
}

/// The interrupt of all pins. The time is read first, before anything can delay it.
#[esp_hal::handler(priority = esp_hal::interrupt::Priority::Priority3)]
#[ram]
pub(crate) fn on_edge() {
    let at_us = crate::now().0;
    critical_section::with(|key| {
        let mut inputs = INPUTS.borrow_ref_mut(key);
        let Inputs {
            watched,
            edges,
            missed,
        } = &mut *inputs;
        for (line, place) in (0_u8..).zip(watched) {
            let Some(watched) = place.as_mut().filter(|one| one.pin.is_interrupt_set()) else {
                continue;
            };
            watched.pin.clear_interrupt();
            let level = level(&watched.pin);
            if level == watched.level {
                // Both edges of a short pulse: it is told whole, with the time that is known.
                let other = if level == Level::High {
                    Level::Low
                } else {
                    Level::High
                };
                push(
                    edges,
                    missed,
                    Stamp {
                        at_us,
                        line,
                        level: other,
                    },
                );
            }
            watched.level = level;
            push(edges, missed, Stamp { at_us, line, level });
        }
    });
}

fn push(edges: &mut Deque<Stamp, QUEUE>, missed: &mut u32, stamp: Stamp) {
    if edges.push_back(stamp).is_err() {
        *missed = missed.saturating_add(1);
    }
}

fn level(pin: &Flex<'_>) -> Level {
    if pin.is_high() {
        Level::High
    } else {
        Level::Low
    }
}

const QUEUE: usize = 256;
