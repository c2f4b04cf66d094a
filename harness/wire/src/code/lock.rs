//! What the lock is doing, what made it, and how that ended.

use super::code;

code! {
    /// The lock's mode of operation ("Nuki States (0x000C)").
    NukiState nuki_state {
        0x00 UNINITIALIZED uninitialized V1_10 "not set up yet";
        0x01 PAIRING_MODE pairing_mode V1_10 "takes new users";
        0x02 DOOR_MODE door_mode V1_10 "in service";
        0x04 MAINTENANCE_MODE maintenance_mode V2_1 "in maintenance";
    }
}

code! {
    /// Where the bolt is or goes ("Nuki States (0x000C)").
    LockState lock_state {
        0x00 UNCALIBRATED uncalibrated V1_10 "the end positions are not known";
        0x01 LOCKED locked V1_10 "at rest, locked";
        0x02 UNLOCKING unlocking V1_10 "on its way to unlocked";
        0x03 UNLOCKED unlocked V1_10 "at rest, unlocked";
        0x04 LOCKING locking V1_10 "on its way to locked";
        0x05 UNLATCHED unlatched V1_10 "the latch is pulled";
        0x06 UNLOCKED_LOCK_N_GO unlocked_lock_n_go V1_10 "unlocked, and about to lock by itself";
        0x07 UNLATCHING unlatching V1_10 "on its way to unlatched";
        0xFC CALIBRATION calibration V2_1 "calibrating";
        0xFD BOOT_RUN boot_run V2_1 "finding its position after a start";
        0xFE MOTOR_BLOCKED motor_blocked V1_10 "the motor is blocked";
        0xFF UNDEFINED undefined V1_10 "none of these";
    }
}

code! {
    /// What made the bolt move ("Nuki States (0x000C)").
    Trigger trigger {
        0x00 SYSTEM system V1_10 "a command over Bluetooth";
        0x01 MANUAL manual V1_10 "a key outside, or the wheel inside";
        0x02 BUTTON button V1_10 "the lock's button";
        0x03 AUTOMATIC automatic V2_0 "the lock itself, such as a time control entry";
        0x06 AUTO_LOCK auto_lock V2_0 "the auto lock";
        0xAB HOMEKIT homekit V2_3 "HomeKit, as seen in implementations";
        0xAC MQTT mqtt V2_3 "MQTT, as seen in implementations";
    }
}

code! {
    /// What the bolt shall do ("Lock Action (0x000D)").
    LockAction lock_action {
        0x01 UNLOCK unlock V1_10 "unlock";
        0x02 LOCK lock V1_10 "lock";
        0x03 UNLATCH unlatch V1_10 "unlock and pull the latch";
        0x04 LOCK_N_GO lock_n_go V1_10 "unlock, and lock after a while";
        0x05 LOCK_N_GO_WITH_UNLATCH lock_n_go_with_unlatch V1_10 "unlatch, and lock after a while";
        0x06 FULL_LOCK full_lock V2_1 "lock as far as it goes";
        0x81 FOB_ACTION_1 fob_action_1 V1_10 "what is configured for one press of a fob";
        0x82 FOB_ACTION_2 fob_action_2 V1_10 "what is configured for two presses of a fob";
        0x83 FOB_ACTION_3 fob_action_3 V1_10 "what is configured for three presses of a fob";
    }
}

code! {
    /// How a lock action ended ("Log Entry (0x0032)", and in the states).
    Completion completion {
        0x00 SUCCESS success V1_10 "well";
        0x01 MOTOR_BLOCKED motor_blocked V1_10 "the motor was blocked";
        0x02 CANCELED canceled V1_10 "it was called off";
        0x03 TOO_RECENT too_recent V1_10 "too soon after another";
        0x04 BUSY busy V1_10 "another was under way";
        0x05 LOW_MOTOR_VOLTAGE low_motor_voltage V1_10 "the motor had too little voltage";
        0x06 CLUTCH_FAILURE clutch_failure V1_10 "the clutch failed";
        0x07 MOTOR_POWER_FAILURE motor_power_failure V1_10 "the motor had no power";
        0x08 INCOMPLETE_FAILURE incomplete_failure V2_1 "it did not come to its end";
        0x0B FAILURE failure V2_3 "it failed, as seen in implementations";
        0xE0 INVALID_CODE invalid_code V2_1 "a wrong keypad code";
        0xE1 INVALID_FINGERPRINT invalid_fingerprint V2_3 "a wrong finger, as seen in implementations";
        0xFE OTHER_ERROR other_error V1_10 "some other fault";
        0xFF UNKNOWN unknown V1_10 "not known";
    }
}

code! {
    /// What the door sensor sees (the states from 2.0 on).
    DoorSensor door_sensor {
        0x00 UNAVAILABLE unavailable V2_0 "there is none";
        0x01 DEACTIVATED deactivated V2_0 "switched off";
        0x02 CLOSED closed V2_0 "the door is closed";
        0x03 OPENED opened V2_0 "the door is open";
        0x04 STATE_UNKNOWN state_unknown V2_0 "it cannot tell";
        0x05 CALIBRATING calibrating V2_0 "it is being calibrated";
        0x10 UNCALIBRATED uncalibrated V2_3 "it was never calibrated";
        0xF0 TAMPERED tampered V2_3 "someone meddled with it";
        0xFF UNKNOWN unknown V2_3 "not known";
    }
}
