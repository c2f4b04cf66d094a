//! What the lock tells of itself: States, battery, summary, most recent command.

use crate::Defect;
use crate::clock::date_time;
use crate::lock::Lock;
use crate::motor::moves;
use crate::reply::{Caller, bytes_of};
use crate::settings::TimeBase;
use crate::users::Limits;
use alloc::vec::Vec;
use boundary::Conn;
use wire::code::{IdType, NukiState};
use wire::command::{
    BatteryReport, Command, MostRecentCommand, NukiStates, OpeningsClosingsSummary,
};
use wire::field::DateTime;

impl Lock {
    /// States that were asked for; a bridge that reads them has seen what changed.
    pub(crate) fn send_states_on_request(&mut self, caller: &Caller) {
        let user = self.memory.users.find(caller.id);
        let bridge = user.is_some_and(|user| user.id_type == IdType::BRIDGE);
        if bridge || self.has(Defect::AnyoneClearsTheChangeBit) {
            self.changed = false;
        }
        self.send_states(caller);
    }

    /// Nuki States.
    pub(crate) fn send_states(&mut self, caller: &Caller) {
        let states = self.states();
        self.say_bytes(caller, Command::NukiStates.id(), &states);
    }

    /// States for every connected user but the caller, where the lock does that.
    pub(crate) fn send_states_to_others(&mut self, caller: Option<&Caller>) {
        if !self.settings.states_to_others {
            return;
        }
        let others: Vec<(Conn, u32)> = self
            .links
            .iter()
            .filter(|(conn, _)| caller.is_none_or(|caller| caller.conn != **conn))
            .filter_map(|(conn, link)| Some((*conn, link.user?)))
            .collect();
        for (conn, id) in others {
            let key = self.memory.users.find(id).map(|user| user.key.clone());
            let full = self.links.get(&conn).is_none_or(|link| link.is_full());
            if let (Some(key), false) = (key, full) {
                let nonce = [0; 24];
                self.send_states(&Caller {
                    conn,
                    id,
                    key,
                    nonce,
                });
            }
        }
    }

    /// Battery Report.
    pub(crate) fn send_battery_report(&mut self, caller: &Caller) {
        let turning = moves(self.motor.state);
        let report = BatteryReport {
            battery_drain: if turning { 280 } else { 0 },
            battery_voltage: if turning { 5480 } else { 5620 },
            critical_battery: 0,
        };
        let mut payload = bytes_of(&report);
        let later = [
            0x01, 0xF4, 0x15, 0x68, 0x15, 0x68, 0x01, 0x15, 0x18, 0x01, 0x32, 0x00,
        ];
        payload.extend(later);
        payload.truncate(self.settings.battery_report_size as usize);
        if self.has(Defect::BatteryReportIsShort) {
            payload.truncate(4);
        }
        self.say_bytes(caller, Command::BatteryReport.id(), &payload);
    }

    /// Openings Closings Summary.
    pub(crate) fn send_summary(&mut self, caller: &Caller) {
        let summary = OpeningsClosingsSummary {
            openings_total: self.memory.openings,
            closings_total: self.memory.closings,
            openings_since_boot: self.openings,
            closings_since_boot: self.closings,
        };
        self.say(caller, &summary);
    }

    /// Most Recent Command.
    pub(crate) fn send_most_recent(&mut self, caller: &Caller) {
        let command = self.most_recent;
        self.say(caller, &MostRecentCommand { command });
    }

    /// The time as the lock tells it.
    pub(crate) fn shown_time(&self) -> DateTime {
        let offset = i64::from(self.memory.config.timezone_offset) * 60;
        let local = self.local_seconds();
        date_time(match self.settings.time_base {
            TimeBase::Local => local,
            TimeBase::Utc => local - offset,
        })
    }

    /// Local seconds since 1970.
    pub(crate) fn local_seconds(&self) -> i64 {
        if self.has(Defect::ClockStandsStill) {
            return self.clock.seconds(boundary::Instant::ZERO);
        }
        let passed = self.clock.seconds(self.now);
        if self.has(Defect::ClockRunsFast) {
            return passed + (passed - self.clock.seconds(boundary::Instant::ZERO)) / 20;
        }
        passed
    }

    /// Whether the limits allow the present local time.
    pub(crate) fn limits_allow(&self, limits: &Limits) -> bool {
        let mut limits = *limits;
        if self.has(Defect::WeekdaysReversed) {
            limits.weekdays = (limits.weekdays << 1).reverse_bits();
        }
        if self.has(Defect::WeekdaysZeroMeansNone) && limits.weekdays == 0 {
            return false;
        }
        limits.allow(self.local_seconds())
    }

    /// The payload of Nuki States in the size that the lock has.
    fn states(&self) -> Vec<u8> {
        let states = NukiStates {
            nuki_state: self.nuki_state().0,
            lock_state: self.motor.state.0,
            trigger: self.motor.trigger.0,
            current_time: self.shown_time(),
            timezone_offset: self.memory.config.timezone_offset,
            critical_battery: 0,
            config_update_count: self.memory.updates,
            lock_n_go_timer: self.lock_n_go_timer(),
            last_lock_action: self.motor.last.action.0,
            last_lock_action_trigger: self.motor.last.trigger.0,
            last_lock_action_completion: self.motor.last.completion.0,
        };
        let mut payload = bytes_of(&states);
        // Door sensor, night mode, accessories, remote access: none of them; signal strengths: not supported.
        payload.extend([0, 0, 0, 0, 1, 1, 0, 0, 0]);
        payload.truncate(self.settings.states_size as usize);
        if self.has(Defect::StatesShrinkInMotion) && moves(self.motor.state) {
            payload.truncate(13);
        }
        self.spoil_states(&mut payload);
        payload
    }

    fn nuki_state(&self) -> NukiState {
        if !self.memory.initialised {
            NukiState::UNINITIALIZED
        } else if self.is_pairing() {
            NukiState::PAIRING_MODE
        } else {
            NukiState::DOOR_MODE
        }
    }
}
