//! What the lock keeps without power, until a factory reset.

use crate::random::Random;
use crate::setup::{Begin, Setup};
use crate::time_control::Entry;
use crate::users::Users;
use alloc::collections::VecDeque;
use alloc::vec::Vec;
use wire::code::{BatteryType, ButtonAction, FobAction};

/// Everything that outlives a reboot.
#[derive(Clone, Debug)]
pub(crate) struct Memory {
    pub(crate) initialised: bool,
    pub(crate) uuid: [u8; 16],
    /// The private key of a lock that has only one.
    pub(crate) private_key: [u8; 32],
    pub(crate) pin: u16,
    /// The PIN before the last change.
    pub(crate) old_pin: Option<u16>,
    pub(crate) users: Users,
    pub(crate) config: Config,
    pub(crate) advanced: Advanced,
    pub(crate) updates: u8,
    pub(crate) log: Log,
    pub(crate) entries: Vec<Entry>,
    pub(crate) openings: u16,
    pub(crate) closings: u16,
}

impl Memory {
    /// The memory of a lock as it was made.
    pub(crate) fn new(setup: &Setup, random: &mut Random) -> Self {
        Self {
            initialised: setup.begin == Begin::Initialised,
            uuid: random.bytes(),
            private_key: random.bytes(),
            pin: setup.pin,
            old_pin: None,
            users: Users::default(),
            config: Config::default(),
            advanced: Advanced::default(),
            updates: 0,
            log: Log::default(),
            entries: Vec::new(),
            openings: 0,
            closings: 0,
        }
    }
}

/// What Set Config sets.
#[derive(Clone, Debug)]
pub(crate) struct Config {
    pub(crate) name: [u8; 32],
    pub(crate) latitude: f32,
    pub(crate) longitude: f32,
    pub(crate) auto_unlatch: u8,
    pub(crate) pairing_enabled: u8,
    pub(crate) button_enabled: u8,
    pub(crate) led_enabled: u8,
    pub(crate) led_brightness: u8,
    pub(crate) timezone_offset: i16,
    pub(crate) dst_mode: u8,
    pub(crate) fob_actions: [u8; 3],
}

impl Default for Config {
    fn default() -> Self {
        let mut name = [0; 32];
        name[..4].copy_from_slice(b"Nuki");
        Self {
            name,
            latitude: 47.0,
            longitude: 15.5,
            auto_unlatch: 0,
            pairing_enabled: 1,
            button_enabled: 1,
            led_enabled: 1,
            led_brightness: 3,
            timezone_offset: 60,
            dst_mode: 0,
            fob_actions: [
                FobAction::INTELLIGENT.0,
                FobAction::UNLOCK.0,
                FobAction::LOCK.0,
            ],
        }
    }
}

/// What Set Advanced Config sets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Advanced {
    pub(crate) unlocked_position_offset: i16,
    pub(crate) locked_position_offset: i16,
    pub(crate) single_locked_position_offset: i16,
    pub(crate) unlocked_to_locked_transition_offset: i16,
    pub(crate) lock_n_go_timeout: u8,
    pub(crate) single_button_press_action: u8,
    pub(crate) double_button_press_action: u8,
    pub(crate) detached_cylinder: u8,
    pub(crate) battery_type: u8,
    pub(crate) automatic_battery_type_detection: u8,
    pub(crate) unlatch_duration: u8,
}

impl Default for Advanced {
    fn default() -> Self {
        Self {
            unlocked_position_offset: 0,
            locked_position_offset: 0,
            single_locked_position_offset: 0,
            unlocked_to_locked_transition_offset: 0,
            lock_n_go_timeout: 20,
            single_button_press_action: ButtonAction::INTELLIGENT.0,
            double_button_press_action: ButtonAction::LOCK_N_GO.0,
            detached_cylinder: 0,
            battery_type: BatteryType::ALKALI.0,
            automatic_battery_type_detection: 0,
            unlatch_duration: 3,
        }
    }
}

/// The log, oldest first.
#[derive(Clone, Debug)]
pub(crate) struct Log {
    pub(crate) enabled: bool,
    pub(crate) entries: VecDeque<Line>,
    pub(crate) latest_index: u32,
}

impl Default for Log {
    fn default() -> Self {
        Self {
            enabled: true,
            entries: VecDeque::new(),
            latest_index: 0,
        }
    }
}

/// One line of the log.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) index: u32,
    pub(crate) time: wire::field::DateTime,
    pub(crate) user: u32,
    pub(crate) name: [u8; 32],
    pub(crate) log_type: wire::code::LogType,
    pub(crate) data: Vec<u8>,
}
