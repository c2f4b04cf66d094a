//! Users and the log.

use super::code;

code! {
    /// What kind of client an authorization belongs to ("Authorization Data (0x0006)").
    IdType id_type {
        0x00 APP app V1_10 "an app";
        0x01 BRIDGE bridge V1_10 "a bridge";
        0x02 FOB fob V1_10 "a fob";
        0x03 KEYPAD keypad V2_0 "a keypad";
    }
}

code! {
    /// What a log entry tells of ("Log Entry (0x0032)").
    LogType log_type {
        0x01 LOGGING logging V1_10 "logging was switched; data: 0 off, 1 on";
        0x02 LOCK_ACTION lock_action V1_10 "a lock action; data: action, trigger, auto unlock flag, completion";
        0x03 CALIBRATION calibration V2_1 "a calibration; data as for a lock action";
        0x04 INITIALIZATION_RUN initialization_run V2_1 "a run after a start; data as for a lock action";
        0x05 KEYPAD_ACTION keypad_action V2_1 "a keypad; data: action, source, completion, code id (2)";
        0x06 DOOR_SENSOR door_sensor V2_1 "the door; data: 0 opened, 1 closed, 2 jammed";
        0x07 DOOR_SENSOR_LOGGING door_sensor_logging V2_1 "logging of the door was switched; data: 0 off, 1 on";
        0x0A FIRMWARE_UPDATE firmware_update V2_3 "an update, as seen in implementations";
    }
}

code! {
    /// The order of log entries ("Request Log Entries (0x0031)").
    SortOrder sort_order {
        0x00 ASCENDING ascending V1_10 "oldest first";
        0x01 DESCENDING descending V1_10 "newest first";
    }
}
