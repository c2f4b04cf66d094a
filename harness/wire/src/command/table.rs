//! The table: a row for each command of V1.10, with the fields that later versions add.
//!
//! Layouts, sizes and what later versions bring were checked against the documents V1.10 and V2.1, and for 2.2 and 2.3
//! against implementations that work with real locks.

use super::{
    CommandId,
    part::{BadLength, Sink, Source},
    row::{
        commands, kind, option, payload, presence, proof, proof_doc, proof_field, take, typed,
        typed_proof,
    },
    spec::{Proof, Spec},
};
use crate::{
    Api, code,
    field::{DateTime, Field, Kind, Presence, Range, TimeOfDay},
    frame::Full,
    gatt::Char,
};

commands! {
    0x0001 RequestData<'a> request_data, "Request Data",
    to [PAIRING_GDIO, USDIO], from [], "Asks the lock to send the message of another command." {
        command: Command, "The command wanted.";
        additional: Rest optional V1_10, "More about what is wanted; no version defines any.";
    }

    0x0003 PublicKey<'a> public_key, "Public Key",
    to [PAIRING_GDIO], from [PAIRING_GDIO], "Gives the sender's public key; begins the pairing." {
        public_key: Bytes(32), "The sender's X25519 public key.";
    }

    0x0004 Challenge<'a> challenge, "Challenge",
    to [], from [PAIRING_GDIO, USDIO], "Gives a nonce that the next command must carry or authenticate." {
        nonce: Bytes(32), "Unpredictable, never repeated.";
    }

    0x0005 AuthorizationAuthenticator<'a> authorization_authenticator, "Authorization Authenticator",
    to [PAIRING_GDIO], from [], "Proves that the client has come to the same key." {
        authenticator: Bytes(32), "h1 of: client's public key, lock's public key, first challenge.";
    }

    0x0006 AuthorizationData<'a> authorization_data, "Authorization Data",
    to [PAIRING_GDIO], from [], "Says who the new user is." {
        authenticator: Bytes(32), "h1 of: id_type, app_id, name, nonce_abf, second challenge.";
        id_type: Code(IdType), "What kind of client.";
        app_id: U32, "The client's own number, which it chooses.";
        name: Text(32), "What the authorization is called.";
        nonce_abf: Bytes(32), "The client's nonce.";
    }

    0x0007 AuthorizationId<'a> authorization_id, "Authorization-ID",
    to [], from [PAIRING_GDIO], "Gives the new user's authorization id." {
        authenticator: Bytes(32), "h1 of: authorization_id, uuid, nonce_k, nonce_abf.";
        authorization_id: U32, "The new authorization.";
        uuid: Bytes(16), "Random, the same until the next factory reset.";
        nonce_k: Bytes(32), "For the confirmation's authenticator.";
    }

    0x001E AuthorizationIdConfirmation<'a> authorization_id_confirmation, "Authorization-ID Confirmation",
    to [PAIRING_GDIO], from [], "Ends the pairing from the client's side." {
        authenticator: Bytes(32), "h1 of: authorization_id, nonce_k.";
        authorization_id: U32, "The new authorization.";
    }

    0x0008 RemoveAuthorizationEntry<'a> remove_authorization_entry, "Remove Authorization Entry",
    to [USDIO], from [], "Deletes an authorization." {
        authorization_id: U32, "The one to delete.";
    } proof { nonce, pin }

    0x0009 RequestAuthorizationEntries<'a> request_authorization_entries, "Request Authorization Entries",
    to [USDIO], from [], "Asks for the list of authorizations." {
        offset: U16, "How many to leave out at the start.";
        count: U16, "How many to send at most.";
    } proof { nonce, pin }

    0x000A AuthorizationEntry<'a> authorization_entry, "Authorization Entry",
    to [], from [USDIO], "One of the authorizations; the client's own comes first." {
        authorization_id: U32, "Which authorization.";
        id_type: Code(IdType), "What kind of client.";
        name: Text(32), "What it is called.";
        enabled: Flag, "Whether it is switched on.";
        remote_allowed: Flag, "Whether it may come through the bridge.";
        date_created: DateTime, "When it was made.";
        date_last_active: DateTime, "When it last asked for something.";
        lock_count: U16, "The lock counter.";
        time_limited: Flag, "Whether it has access at certain times only; if not, the payload ends here.";
        allowed_from_date: DateTime if time_limited, "Not before.";
        allowed_until_date: DateTime if time_limited, "Not after.";
        allowed_weekdays: U8 if time_limited within 0..=0x7F, "Bit 6 Monday to bit 0 Sunday; none set: all.";
        allowed_from_time: TimeOfDay if time_limited, "Each day not before.";
        allowed_until_time: TimeOfDay if time_limited, "Each day not after.";
    }

    0x000B AuthorizationDataInvite<'a> authorization_data_invite, "Authorization Data (Invite)",
    to [USDIO], from [], "Makes an authorization for someone else, with a key that the client chose." {
        name: Text(32), "What it is called.";
        id_type: Code(IdType), "What kind of client.";
        shared_key: Bytes(32), "The new user's shared key.";
        remote_allowed: Flag, "Whether it may come through the bridge.";
        time_limited: Flag, "Whether it has access at certain times only.";
        allowed_from_date: DateTime, "Not before.";
        allowed_until_date: DateTime, "Not after.";
        allowed_weekdays: U8 within 0..=0x7F, "Bit 6 Monday to bit 0 Sunday; none set: all.";
        allowed_from_time: TimeOfDay, "Each day not before.";
        allowed_until_time: TimeOfDay, "Each day not after.";
    } proof { nonce, pin }

    0x001F AuthorizationIdInvite authorization_id_invite, "Authorization-ID (Invite)",
    to [], from [USDIO], "Gives the invited user's authorization id." {
        authorization_id: U32, "The new authorization.";
        date_created: DateTime, "When it was made.";
    }

    0x0025 UpdateAuthorizationEntry<'a> update_authorization_entry, "Update Authorization Entry",
    to [USDIO], from [], "Changes an authorization." {
        authorization_id: U32, "Which authorization.";
        name: Text(32), "What it is called.";
        enabled: Flag, "Whether it is switched on.";
        remote_allowed: Flag, "Whether it may come through the bridge.";
        time_limited: Flag, "Whether it has access at certain times only.";
        allowed_from_date: DateTime, "Not before.";
        allowed_until_date: DateTime, "Not after.";
        allowed_weekdays: U8 within 0..=0x7F, "Bit 6 Monday to bit 0 Sunday; none set: all.";
        allowed_from_time: TimeOfDay, "Each day not before.";
        allowed_until_time: TimeOfDay, "Each day not after.";
    } proof { nonce, pin }

    0x0027 AuthorizationEntryCount authorization_entry_count, "Authorization Entry Count",
    to [], from [USDIO], "Says how many authorizations there are." {
        count: U16, "All of them.";
    }

    0x000C NukiStates nuki_states, "Nuki States",
    to [], from [USDIO], "Says what the lock is doing; older ones have 13 or 15 bytes, later ones up to 27." {
        nuki_state: Code(NukiState), "The mode of operation.";
        lock_state: Code(LockState), "Where the bolt is or goes.";
        trigger: Code(Trigger), "What made it change.";
        current_time: DateTime, "The lock's clock.";
        timezone_offset: I16 unit "min", "What local time is ahead of UTC.";
        critical_battery: U8, "0 well, 1 weak; later bit 0 weak, bit 1 charging, the rest half the per cent.";
        config_update_count: U8, "Changes of the configuration so far, modulo 256.";
        lock_n_go_timer: U8, "0 unless a lock 'n' go is under way.";
        last_lock_action: Code(LockAction), "The latest action done.";
        last_lock_action_trigger: Code(Trigger), "What asked for it.";
        last_lock_action_completion: Code(Completion), "How it ended.";
    } later {
        door_sensor: Code(DoorSensor) since V2_0, "What the door sensor sees.";
        nightmode_active: Flag since V2_2, "Whether night mode is on now.";
        accessory_battery: U8 since V2_2, "Bits: 0 keypad known, 1 weak, 2 door sensor known, 3 weak.";
        remote_access: U8 since V2_3, "Bits of the ways to the server.";
        ble_strength: I8 since V2_3 unit "dBm", "0 invalid, 1 not supported.";
        wifi_strength: I8 since V2_3 unit "dBm", "0 invalid, 1 not supported.";
        wifi_status: U8 since V2_3, "Bits: 0 and 1 WiFi, 2 and 3 server, 4 to 7 quality.";
        mqtt_status: U8 since V2_3, "Bits: 0 and 1 state, 2 uplink.";
        thread_status: U8 since V2_3, "Bits: 0 and 1 Thread, 2 and 3 server, 4 commissioning, 5 WiFi suspended.";
    }

    0x000D LockAction<'a> lock_action, "Lock Action",
    to [USDIO], from [], "Moves the bolt." {
        action: Code(LockAction), "What to do.";
        app_id: U32, "The client's own number, as when it was paired.";
        flags: U8 within 0..=0x03, "Bit 0 auto unlock, bit 1 force; the others are reserved.";
    } later {
        name_suffix: Text(20) optional V2_0, "Stands behind the name in the log; only the length tells that it is there.";
    } proof { nonce }

    0x000E Status status, "Status",
    to [], from [PAIRING_GDIO, USDIO], "Says how far a command has come." {
        status: Code(StatusCode), "How far.";
    }

    0x000F MostRecentCommand most_recent_command, "Most Recent Command",
    to [], from [USDIO], "Says which command the lock executed last." {
        command: Command, "That command.";
    }

    0x0010 OpeningsClosingsSummary openings_closings_summary, "Openings Closings Summary",
    to [], from [USDIO], "Counts openings and closings." {
        openings_total: U16, "Openings ever.";
        closings_total: U16, "Closings ever.";
        openings_since_boot: U16, "Openings since the lock started.";
        closings_since_boot: U16, "Closings since the lock started.";
    }

    0x0011 BatteryReport battery_report, "Battery Report",
    to [], from [USDIO], "Says how the battery is." {
        battery_drain: U16 unit "mA", "The current now; from 2.x the energy of the last action, in mWs.";
        battery_voltage: U16 unit "mV", "The voltage now.";
        critical_battery: U8, "As in the states.";
    } later {
        lock_action: U8 since V2_0, "The last action; 0 none.";
        start_voltage: U16 since V2_0 unit "mV", "When that action began.";
        lowest_voltage: U16 since V2_0 unit "mV", "During that action.";
        lock_distance: U16 since V2_0 unit "deg", "How far that action turned.";
        start_temperature: I8 since V2_0 unit "degC", "When that action began.";
        max_turn_current: U16 since V2_0, "During that action.";
        battery_resistance: U16 since V2_0, "Of the battery.";
    }

    0x0012 ErrorReport error_report, "Error Report",
    to [], from [PAIRING_GDIO, KEYTURNER_GDIO, USDIO], "Says why a command failed." {
        code: Code(ErrorCode), "Why.";
        command: Command, "Which; 0x0000 when the lock can't tell.";
    }

    0x0013 SetConfig<'a> set_config, "Set Config",
    to [USDIO], from [], "Changes the configuration." {
        name: Text(32), "The lock's name.";
        latitude: F32 unit "deg", "Where the lock is.";
        longitude: F32 unit "deg", "Where the lock is.";
        auto_unlatch: Flag, "Whether unlocking pulls the latch.";
        pairing_enabled: Flag, "Whether the button may start pairing mode.";
        button_enabled: Flag, "Whether the button works.";
        led_enabled: Flag, "Whether the LED flashes while unlocked.";
        led_brightness: U8 within 0..=5, "0 off to 5 brightest.";
        timezone_offset: I16 unit "min", "What local time is ahead of UTC.";
        dst_mode: Code(DstMode), "Daylight saving time.";
        fob_action_1: Code(FobAction), "For one press of a fob.";
        fob_action_2: Code(FobAction), "For two presses.";
        fob_action_3: Code(FobAction), "For three presses.";
    } later {
        single_lock: Flag since V2_0, "Whether locking turns once only.";
        advertising_mode: Code(AdvertisingMode) since V2_0, "How often the lock advertises.";
        timezone_id: U16 since V2_1, "0 to 45, 0xFFFF none.";
    } proof { nonce, pin }

    0x0014 RequestConfig<'a> request_config, "Request Config",
    to [USDIO], from [], "Asks for the configuration." {
    } proof { nonce }

    0x0015 Config<'a> config, "Config",
    to [], from [USDIO], "The configuration." {
        nuki_id: U32, "The lock's number.";
        name: Text(32), "The lock's name.";
        latitude: F32 unit "deg", "Where the lock is.";
        longitude: F32 unit "deg", "Where the lock is.";
        auto_unlatch: Flag, "Whether unlocking pulls the latch.";
        pairing_enabled: Flag, "Whether the button may start pairing mode.";
        button_enabled: Flag, "Whether the button works.";
        led_enabled: Flag, "Whether the LED shows that the door is unlocked.";
        led_brightness: U8 within 0..=5, "0 off to 5 brightest.";
        current_time: DateTime, "The lock's clock.";
        timezone_offset: I16 unit "min", "What local time is ahead of UTC.";
        dst_mode: Code(DstMode), "Daylight saving time.";
        has_fob: Flag, "Whether a fob is paired.";
        fob_action_1: Code(FobAction), "For one press of a fob.";
        fob_action_2: Code(FobAction), "For two presses.";
        fob_action_3: Code(FobAction), "For three presses.";
    } later {
        single_lock: Flag since V2_0, "Whether locking turns once only.";
        advertising_mode: Code(AdvertisingMode) since V2_0, "How often the lock advertises.";
        has_keypad: Flag since V2_0, "Whether a keypad is paired.";
        firmware_version: Bytes(3) since V2_0, "Major first.";
        hardware_revision: Bytes(2) since V2_0, "Major first.";
        homekit_status: Code(HomekitStatus) since V2_0, "Whether HomeKit is in use.";
        timezone_id: U16 since V2_1, "0 to 45, 0xFFFF none.";
        device_type: U8 since V2_2, "0 Smart Lock 1 or 2, 2 Opener, 3 Smart Door, 4 Smart Lock 3 or 4, 5 Ultra.";
        capabilities: U8 since V2_2, "Bits of what it can do.";
        has_keypad_2: Flag since V2_2, "Whether a keypad of the second kind is paired.";
        matter_status: Code(MatterStatus) since V2_3, "Whether Matter is in use.";
        product_variant: U8 since V2_3, "Seen in one implementation.";
    }

    0x0019 SetSecurityPin<'a> set_security_pin, "Set Security PIN",
    to [USDIO], from [], "Changes the security PIN." {
        new_pin: U16, "The PIN from now on.";
    } proof { nonce, pin }

    0x0020 VerifySecurityPin<'a> verify_security_pin, "Verify Security PIN",
    to [USDIO], from [], "Asks whether the PIN is right." {
    } proof { nonce, pin }

    0x001A RequestCalibration<'a> request_calibration, "Request Calibration",
    to [USDIO], from [], "Lets the lock find its end positions." {
    } proof { nonce, pin }

    0x001D RequestReboot<'a> request_reboot, "Request Reboot",
    to [USDIO], from [], "Restarts the lock." {
    } proof { nonce, pin }

    0x0021 UpdateTime<'a> update_time, "Update Time",
    to [USDIO], from [], "Sets the lock's clock." {
        time: DateTime, "The time it is.";
    } proof { nonce, pin }

    0x0030 RequestDisconnect request_disconnect, "Request Disconnect",
    to [], from [], "Asks to end the connection; the document does not say which side sends it." {
    }

    0x0031 RequestLogEntries<'a> request_log_entries, "Request Log Entries",
    to [USDIO], from [], "Asks for entries of the log." {
        start_index: U32, "Where to start; 0 the oldest or newest, as sort_order says.";
        count: U16, "How many to send at most.";
        sort_order: Code(SortOrder), "Which way to go.";
        total_count: Flag, "Whether to send a Log Entry Count first.";
    } proof { nonce, pin }

    0x0032 LogEntry<'a> log_entry, "Log Entry",
    to [], from [USDIO], "One entry of the log." {
        index: U32, "Which entry.";
        timestamp: DateTime, "When it happened.";
        authorization_id: U32, "Whose doing it was.";
        name: Text(32), "The name of that authorization.";
        log_type: Code(LogType), "What it tells of.";
        data: Rest, "1 byte for type 1, 4 for type 2; newer locks fill up.";
    }

    0x0033 LogEntryCount log_entry_count, "Log Entry Count",
    to [], from [USDIO], "Says how many entries the log has." {
        logging_enabled: Flag, "Whether the lock keeps a log.";
        count: U16, "Entries there are, from the index and in the order asked for.";
    } later {
        door_sensor_enabled: Flag since V2_0, "Whether the door sensor is in use.";
        door_sensor_logging_enabled: Flag since V2_0, "Whether the log tells of the door.";
    }

    0x0034 EnableLogging<'a> enable_logging, "Enable Logging",
    to [USDIO], from [], "Switches the log on or off." {
        enabled: Flag, "Whether to keep a log.";
    } proof { nonce, pin }

    0x0035 SetAdvancedConfig<'a> set_advanced_config, "Set Advanced Config",
    to [USDIO], from [], "Changes the advanced configuration." {
        unlocked_position_offset: I16 unit "deg" within -90..=180, "Moves the unlocked position.";
        locked_position_offset: I16 unit "deg" within -180..=90, "Moves the locked position.";
        single_locked_position_offset: I16 unit "deg" within -180..=180, "Moves the single locked position.";
        unlocked_to_locked_transition_offset: I16 unit "deg" within -180..=180, "Moves where unlocked ends and locked begins.";
        lock_n_go_timeout: U8 unit "s" within 5..=60, "How long a lock 'n' go waits.";
        single_button_press_action: Code(ButtonAction), "For one press of the button.";
        double_button_press_action: Code(ButtonAction), "For two presses.";
        detached_cylinder: Flag, "Whether a key outside does not turn the inner side.";
        battery_type: Code(BatteryType), "What cells are in the lock.";
        automatic_battery_type_detection: Flag, "Whether the lock finds that out itself.";
        unlatch_duration: U8 unit "s" within 1..=30, "How long the latch is held.";
    } later {
        auto_lock_timeout: U16 since V2_1 unit "s", "When to lock by itself; 0 never.";
        auto_unlock_disabled: Flag since V2_1, "Whether auto unlock is off.";
        nightmode_enabled: Flag since V2_1, "Whether there is a night mode.";
        nightmode_start_time: TimeOfDay since V2_1, "When it begins.";
        nightmode_end_time: TimeOfDay since V2_1, "When it ends.";
        nightmode_auto_lock_enabled: Flag since V2_1, "Whether the lock locks by itself at night.";
        nightmode_auto_unlock_disabled: Flag since V2_1, "Whether auto unlock is off at night.";
        nightmode_immediate_lock_on_start: Flag since V2_1, "Whether the lock locks when the night begins.";
        auto_lock_enabled: Flag since V2_3, "Seen in implementations.";
        immediate_auto_lock_enabled: Flag since V2_3, "Seen in implementations.";
        auto_update_enabled: Flag since V2_3, "Seen in implementations.";
        motor_speed: Code(MotorSpeed) since V2_3, "Seen in implementations.";
        slow_speed_during_nightmode: Flag since V2_3, "Seen in implementations.";
    } proof { nonce, pin }

    0x0036 RequestAdvancedConfig<'a> request_advanced_config, "Request Advanced Config",
    to [USDIO], from [], "Asks for the advanced configuration." {
    } proof { nonce }

    0x0037 AdvancedConfig advanced_config, "Advanced Config",
    to [], from [USDIO], "The advanced configuration." {
        total_degrees: U16 unit "deg", "From one end position to the other.";
        unlocked_position_offset: I16 unit "deg" within -90..=180, "Moves the unlocked position.";
        locked_position_offset: I16 unit "deg" within -180..=90, "Moves the locked position.";
        single_locked_position_offset: I16 unit "deg" within -180..=180, "Moves the single locked position.";
        unlocked_to_locked_transition_offset: I16 unit "deg" within -180..=180, "Moves where unlocked ends and locked begins.";
        lock_n_go_timeout: U8 unit "s" within 5..=60, "How long a lock 'n' go waits.";
        single_button_press_action: Code(ButtonAction), "For one press of the button; at first intelligent.";
        double_button_press_action: Code(ButtonAction), "For two presses; at first lock 'n' go.";
        detached_cylinder: Flag, "Whether a key outside does not turn the inner side.";
        battery_type: Code(BatteryType), "What cells are in the lock.";
        automatic_battery_type_detection: Flag, "Whether the lock finds that out itself.";
        unlatch_duration: U8 unit "s" within 1..=30, "How long the latch is held.";
    } later {
        auto_lock_timeout: U16 since V2_1 unit "s", "When to lock by itself; 0 never.";
        auto_unlock_disabled: Flag since V2_1, "Whether auto unlock is off.";
        nightmode_enabled: Flag since V2_1, "Whether there is a night mode.";
        nightmode_start_time: TimeOfDay since V2_1, "When it begins.";
        nightmode_end_time: TimeOfDay since V2_1, "When it ends.";
        nightmode_auto_lock_enabled: Flag since V2_1, "Whether the lock locks by itself at night.";
        nightmode_auto_unlock_disabled: Flag since V2_1, "Whether auto unlock is off at night.";
        nightmode_immediate_lock_on_start: Flag since V2_1, "Whether the lock locks when the night begins.";
        auto_lock_enabled: Flag since V2_3, "Seen in implementations.";
        immediate_auto_lock_enabled: Flag since V2_3, "Seen in implementations.";
        auto_update_enabled: Flag since V2_3, "Seen in implementations.";
        motor_speed: Code(MotorSpeed) since V2_3, "Seen in implementations.";
        slow_speed_during_nightmode: Flag since V2_3, "Seen in implementations.";
    }

    0x0039 AddTimeControlEntry<'a> add_time_control_entry, "Add Time Control Entry",
    to [USDIO], from [], "Adds an action for certain times." {
        weekdays: U8 within 0..=0x7F, "Bit 6 Monday to bit 0 Sunday; none set: all.";
        time: TimeOfDay, "When to do it.";
        lock_action: Code(LockAction), "What to do.";
    } proof { nonce, pin }

    0x003A TimeControlEntryId time_control_entry_id, "Time Control Entry ID",
    to [], from [USDIO], "Gives the new entry's number." {
        entry_id: U8, "The new entry.";
    }

    0x003B RemoveTimeControlEntry<'a> remove_time_control_entry, "Remove Time Control Entry",
    to [USDIO], from [], "Deletes a time control entry." {
        entry_id: U8, "The one to delete.";
    } proof { nonce, pin }

    0x003C RequestTimeControlEntries<'a> request_time_control_entries, "Request Time Control Entries",
    to [USDIO], from [], "Asks for the list of time control entries." {
    } proof { nonce, pin }

    0x003D TimeControlEntryCount time_control_entry_count, "Time Control Entry Count",
    to [], from [USDIO], "Says how many time control entries there are." {
        count: U8, "All of them.";
    }

    0x003E TimeControlEntry time_control_entry, "Time Control Entry",
    to [], from [USDIO], "One of the time control entries." {
        entry_id: U8, "Which entry.";
        enabled: Flag, "Whether it is switched on.";
        weekdays: U8 within 0..=0x7F, "Bit 6 Monday to bit 0 Sunday; none set: all.";
        time: TimeOfDay, "When to do it.";
        lock_action: Code(LockAction), "What to do.";
    }

    0x003F UpdateTimeControlEntry<'a> update_time_control_entry, "Update Time Control Entry",
    to [USDIO], from [], "Changes a time control entry." {
        entry_id: U8, "Which entry.";
        enabled: Flag, "Whether it is switched on.";
        weekdays: U8 within 0..=0x7F, "Bit 6 Monday to bit 0 Sunday; none set: all.";
        time: TimeOfDay, "When to do it.";
        lock_action: Code(LockAction), "What to do.";
    } proof { nonce, pin }
}

const NONCE: Field = Field {
    name: "nonce",
    kind: Kind::Bytes(32),
    unit: None,
    range: None,
    presence: Presence::Always,
    doc: "The nonce of the newest challenge.",
};

const PIN: Field = Field {
    name: "pin",
    kind: Kind::U16,
    unit: None,
    range: None,
    presence: Presence::Always,
    doc: "The security PIN.",
};
