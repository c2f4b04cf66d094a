//! Choices in the configuration and the advanced configuration.

use super::code;

code! {
    /// What a fob's presses do ("Set Config (0x0013)").
    FobAction fob_action {
        0x00 NO_ACTION no_action V1_10 "nothing";
        0x01 UNLOCK unlock V1_10 "unlock";
        0x02 LOCK lock V1_10 "lock";
        0x03 LOCK_N_GO lock_n_go V1_10 "unlock, and lock after a while";
        0x04 INTELLIGENT intelligent V1_10 "unlock when locked, lock when unlocked";
    }
}

code! {
    /// What the button's presses do ("Set Advanced Config (0x0035)").
    ButtonAction button_action {
        0x00 NO_ACTION no_action V1_10 "nothing";
        0x01 INTELLIGENT intelligent V1_10 "unlock when locked, lock when unlocked";
        0x02 UNLOCK unlock V1_10 "unlock";
        0x03 LOCK lock V1_10 "lock";
        0x04 UNLATCH unlatch V1_10 "unlock and pull the latch";
        0x05 LOCK_N_GO lock_n_go V1_10 "unlock, and lock after a while; no unlatching";
        0x06 SHOW_STATUS show_status V1_10 "show the state on the LED";
    }
}

code! {
    /// What batteries are in the lock ("Set Advanced Config (0x0035)").
    BatteryType battery_type {
        0x00 ALKALI alkali V1_10 "alkaline cells";
        0x01 ACCUMULATORS accumulators V1_10 "rechargeable cells";
        0x02 LITHIUM lithium V1_10 "lithium cells";
    }
}

code! {
    /// Daylight saving time ("Set Config (0x0013)").
    DstMode dst_mode {
        0x00 DISABLED disabled V1_10 "none";
        0x01 EUROPEAN european V1_10 "by the European rule";
    }
}

code! {
    /// How often the lock advertises (the configuration from 2.0 on).
    AdvertisingMode advertising_mode {
        0x00 AUTOMATIC automatic V2_0 "as the lock sees fit";
        0x01 NORMAL normal V2_0 "often";
        0x02 SLOW slow V2_0 "seldom";
        0x03 SLOWEST slowest V2_0 "as seldom as it can";
    }
}

code! {
    /// Whether HomeKit is in use (the configuration from 2.0 on).
    HomekitStatus homekit_status {
        0x00 NOT_AVAILABLE not_available V2_0 "the lock cannot";
        0x01 DISABLED disabled V2_0 "switched off";
        0x02 ENABLED enabled V2_0 "switched on";
        0x03 ENABLED_AND_PAIRED enabled_and_paired V2_0 "switched on and in use";
    }
}

code! {
    /// Whether Matter is in use (the configuration from 2.3 on); values between have no published names.
    MatterStatus matter_status {
        0x00 NOT_AVAILABLE not_available V2_3 "the lock cannot";
        0x04 PAIRED paired V2_3 "in use";
    }
}

code! {
    /// How fast the motor turns (later advanced configurations, as seen in implementations).
    MotorSpeed motor_speed {
        0x00 STANDARD standard V2_3 "as usual";
        0x01 INSANE insane V2_3 "fast";
        0x02 GENTLE gentle V2_3 "slow and quiet";
    }
}
