//! What an Error Report and a Status say.

use super::code;

code! {
    /// Why the lock refused ("Error codes"). The document types it sint8 although its values reach 0xFF; it is a byte.
    ErrorCode error_code {
        0xFD BAD_CRC bad_crc V1_10 "the command's CRC is wrong";
        0xFE BAD_LENGTH bad_length V1_10 "the command's payload is longer or shorter than it must be";
        0xFF UNKNOWN unknown V1_10 "anything that no other code fits";
        0x10 NOT_PAIRING not_pairing V1_10 "the public key was asked for, but the lock is not in pairing mode";
        0x11 BAD_AUTHENTICATOR bad_authenticator V1_10 "the authenticator is not the one the lock computes";
        0x12 PAIRING_BAD_PARAMETER pairing_bad_parameter V1_10 "while pairing: a parameter is out of range";
        0x13 MAX_USER max_user V1_10 "no room for another user";
        0x20 NOT_AUTHORIZED not_authorized V1_10 "no such authorization id, or its key does not open the box";
        0x21 BAD_PIN bad_pin V1_10 "not the lock's PIN";
        0x22 BAD_NONCE bad_nonce V1_10 "not the newest challenge of this authorization, or one already used";
        0x23 BAD_PARAMETER bad_parameter V1_10 "a parameter is out of range";
        0x24 INVALID_AUTH_ID invalid_auth_id V1_10 "the authorization to delete does not exist";
        0x25 DISABLED disabled V1_10 "the authorization is switched off";
        0x26 REMOTE_NOT_ALLOWED remote_not_allowed V1_10 "it came through the bridge, and the authorization may not";
        0x27 TIME_NOT_ALLOWED time_not_allowed V1_10 "the authorization has no access at this time";
        0x28 TOO_MANY_PIN_ATTEMPTS too_many_pin_attempts V1_10 "wrong PINs were given too often";
        0x29 TOO_MANY_ENTRIES too_many_entries V2_1 "no room for another entry";
        0x2A CODE_ALREADY_EXISTS code_already_exists V2_1 "the keypad code to add is there already";
        0x2B CODE_INVALID code_invalid V2_1 "the keypad code is not a known one";
        0x2C CODE_INVALID_TIMEOUT_1 code_invalid_timeout_1 V2_1 "wrong keypad codes, first waiting time";
        0x2D CODE_INVALID_TIMEOUT_2 code_invalid_timeout_2 V2_1 "wrong keypad codes, second waiting time";
        0x2E CODE_INVALID_TIMEOUT_3 code_invalid_timeout_3 V2_1 "wrong keypad codes, third waiting time";
        0x40 AUTO_UNLOCK_TOO_RECENT auto_unlock_too_recent V1_10 "an auto unlock so soon after another; from 2.1 after any action";
        0x41 POSITION_UNKNOWN position_unknown V1_10 "an unlock through the bridge, and the lock is unsure where its bolt is";
        0x42 MOTOR_BLOCKED motor_blocked V1_10 "the motor is blocked";
        0x43 CLUTCH_FAILURE clutch_failure V1_10 "the clutch failed while the motor moved";
        0x44 MOTOR_TIMEOUT motor_timeout V1_10 "the motor moved too long without meeting its end";
        0x45 BUSY busy V1_10 "another lock action is under way";
        0x46 CANCELED canceled V2_1 "the button ended the action or the calibration";
        0x47 NOT_CALIBRATED not_calibrated V2_1 "the lock must be calibrated first";
        0x48 MOTOR_POSITION_LIMIT motor_position_limit V2_1 "calibration found no room to store positions";
        0x49 MOTOR_LOW_VOLTAGE motor_low_voltage V2_1 "the motor is blocked for want of voltage";
        0x4A MOTOR_POWER_FAILURE motor_power_failure V2_1 "the motor draws nothing while it moves";
        0x4B CLUTCH_POWER_FAILURE clutch_power_failure V2_1 "the clutch draws nothing while it moves";
        0x4C VOLTAGE_TOO_LOW voltage_too_low V2_1 "the battery is too weak to calibrate";
        0x4D FIRMWARE_UPDATE_NEEDED firmware_update_needed V2_1 "no movement before a mandatory update";
        0x4E REJECTED rejected V2_3 "the action is refused";
        0x4F REJECTED_NIGHTMODE rejected_nightmode V2_3 "the action is refused because of night mode";
        0xE0 NOT_IN_MAINTENANCE_MODE not_in_maintenance_mode V2_3 "only in maintenance mode";
        0xE1 ALREADY_CONFIGURED already_configured V2_3 "it is set up already";
        0xE2 TIMEOUT timeout V2_3 "it took too long";
    }
}

code! {
    /// How far a command has come ("Status codes").
    StatusCode status_code {
        0x00 COMPLETE complete V1_10 "done, and well";
        0x01 ACCEPTED accepted V1_10 "begun; how it ended follows";
    }
}
