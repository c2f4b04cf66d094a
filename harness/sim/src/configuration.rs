//! Configuration and advanced configuration (0x0013 to 0x0015, 0x0035 to 0x0037).

use crate::Defect;
use crate::lock::Lock;
use crate::memory::{Advanced, Config};
use crate::reply::{Caller, Refusal, bytes_of};
use crate::settings::{InitialisedBy, SetConfigPairing};
use alloc::vec::Vec;
use boundary::Span;
use wire::code::IdType;
use wire::command::{self, Command, SetAdvancedConfig, SetConfig};

impl Lock {
    /// Set Config.
    pub(crate) fn on_set_config(
        &mut self,
        caller: &Caller,
        message: &SetConfig<'_>,
    ) -> Result<(), Refusal> {
        let before = self.memory.config.clone();
        let name = self.stored_name(message.name);
        self.memory.config = Config {
            name,
            latitude: message.latitude,
            longitude: message.longitude,
            auto_unlatch: message.auto_unlatch,
            pairing_enabled: message.pairing_enabled,
            button_enabled: message.button_enabled,
            led_enabled: message.led_enabled,
            led_brightness: message.led_brightness,
            timezone_offset: message.timezone_offset,
            dst_mode: message.dst_mode,
            fob_actions: [
                message.fob_action_1,
                message.fob_action_2,
                message.fob_action_3,
            ],
        };
        self.spoil_config(&before);
        if self.has(Defect::SetConfigResetsThePin) {
            self.memory.pin = 0;
        }
        if self.has(Defect::ConfigResetsTheAdvanced) {
            self.memory.advanced = Default::default();
        }
        if self.settings.initialised_by == InitialisedBy::FirstConfig {
            self.memory.initialised = true;
        }
        if self.settings.set_config_pairing == SetConfigPairing::Opens {
            let window = Span::secs(self.settings.pairing_window_s.into());
            let opens = message.pairing_enabled != 0;
            self.hands.pairing_until = opens.then_some(self.now + window);
        }
        self.count_update();
        self.schedule();
        self.complete(caller)
    }

    /// Request Config.
    pub(crate) fn on_request_config(&mut self, caller: &Caller) -> Result<(), Refusal> {
        let payload = self.config();
        self.say_bytes(caller, Command::Config.id(), &payload);
        Ok(())
    }

    /// Set Advanced Config.
    pub(crate) fn on_set_advanced_config(
        &mut self,
        caller: &Caller,
        message: SetAdvancedConfig<'_>,
    ) -> Result<(), Refusal> {
        if !self.has(Defect::AdvancedConfigIsNotStored) {
            self.memory.advanced = Advanced {
                unlocked_position_offset: message.unlocked_position_offset,
                locked_position_offset: message.locked_position_offset,
                single_locked_position_offset: message.single_locked_position_offset,
                unlocked_to_locked_transition_offset: message.unlocked_to_locked_transition_offset,
                lock_n_go_timeout: message.lock_n_go_timeout,
                single_button_press_action: message.single_button_press_action,
                double_button_press_action: message.double_button_press_action,
                detached_cylinder: message.detached_cylinder,
                battery_type: message.battery_type,
                automatic_battery_type_detection: message.automatic_battery_type_detection,
                unlatch_duration: message.unlatch_duration,
            };
        }
        self.count_update();
        self.complete(caller)
    }

    /// Request Advanced Config.
    pub(crate) fn on_request_advanced_config(&mut self, caller: &Caller) -> Result<(), Refusal> {
        let advanced = self.memory.advanced;
        let mut payload = bytes_of(&command::AdvancedConfig {
            total_degrees: 900,
            unlocked_position_offset: advanced.unlocked_position_offset,
            locked_position_offset: advanced.locked_position_offset,
            single_locked_position_offset: advanced.single_locked_position_offset,
            unlocked_to_locked_transition_offset: advanced.unlocked_to_locked_transition_offset,
            lock_n_go_timeout: advanced.lock_n_go_timeout,
            single_button_press_action: advanced.single_button_press_action,
            double_button_press_action: advanced.double_button_press_action,
            detached_cylinder: advanced.detached_cylinder,
            battery_type: advanced.battery_type,
            automatic_battery_type_detection: advanced.automatic_battery_type_detection,
            unlatch_duration: advanced.unlatch_duration,
        });
        // No auto lock, no night mode, a standard motor.
        payload.extend([0; 16]);
        payload.truncate(self.settings.advanced_config_size as usize);
        self.say_bytes(caller, Command::AdvancedConfig.id(), &payload);
        Ok(())
    }

    /// Counts a change of the configuration.
    pub(crate) fn count_update(&mut self) {
        let full = self.has(Defect::UpdateCountStops) && self.memory.updates == u8::MAX;
        if !full && !self.has(Defect::UpdateCountStandsStill) {
            self.memory.updates = self.memory.updates.wrapping_add(1);
        }
    }

    /// The payload of Config in the size that the lock has.
    fn config(&self) -> Vec<u8> {
        let config = &self.memory.config;
        let has_fob = self
            .memory
            .users
            .iter()
            .any(|user| user.id_type == IdType::FOB);
        let name = self.told_name(&config.name);
        let pairing_enabled = match self.settings.set_config_pairing {
            SetConfigPairing::Flag => config.pairing_enabled,
            SetConfigPairing::Opens => self.is_pairing().into(),
        };
        let mut payload = bytes_of(&command::Config {
            nuki_id: self.setup.nuki_id,
            name: &name,
            latitude: config.latitude,
            longitude: config.longitude,
            auto_unlatch: config.auto_unlatch,
            pairing_enabled,
            button_enabled: config.button_enabled,
            led_enabled: config.led_enabled,
            led_brightness: config.led_brightness,
            current_time: self.shown_time(),
            timezone_offset: config.timezone_offset,
            dst_mode: config.dst_mode,
            has_fob: has_fob.into(),
            fob_action_1: config.fob_actions[0],
            fob_action_2: config.fob_actions[1],
            fob_action_3: config.fob_actions[2],
        });
        if self.has(Defect::ConfigIdIsBigEndian) {
            payload[..4].reverse();
        }
        payload.extend(LATER);
        payload.truncate(self.settings.config_size as usize);
        payload
    }
}

/// What later versions add: single lock, advertising mode, keypad; firmware and hardware; HomeKit; time zone id (37,
/// Europe/Berlin); device type, capabilities, second keypad, Matter, product variant.
const LATER: [u8; 16] = [0, 0, 0, 2, 5, 1, 5, 0, 0, 37, 0, 4, 0, 0, 0, 0];
