//! Variants: locks that somebody could buy, as groups of settings.

/// A legal lock that differs from the reference lock.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Variant {
    /// What it is chosen by.
    pub name: &'static str,
    /// What it is like.
    pub about: &'static str,
    /// Its settings, name and value.
    pub settings: &'static [(&'static str, &'static str)],
}

macro_rules! variants {
    ($( $name:literal $about:literal { $($setting:literal = $value:literal),+ $(,)? } )*) => {
        impl Variant {
            /// Every variant, in the order of the table.
            pub const ALL: &'static [Self] = &[
                $( Self { name: $name, about: $about, settings: &[ $( ($setting, $value), )+ ] }, )*
            ];
        }
    };
}

variants! {
    "smart-lock-1" "A 1.0 lock: the MTU stays 23, one link, an unnamed characteristic, Read and Notify declared." {
        "max-mtu" = "23", "max-links" = "1", "extra-characteristics" = "on", "declares-read" = "on",
        "declares-notify" = "on", "cccd-1" = "indicates",
    }
    "smart-lock-2" "A 2.0 lock: drops the link when it is not pairing, later sizes, UTC, idle links end." {
        "not-pairing" = "drop", "states-size" = "19", "config-size" = "74", "battery-report-size" = "17",
        "log-count-size" = "5", "advanced-config-size" = "28", "time-base" = "utc", "idle-disconnect-s" = "20",
        "later-layouts" = "on", "homekit-between" = "on", "already-there" = "complete",
    }
    "smart-lock-3" "A lock of the third generation: the longest layouts, and what it adds." {
        "states-size" = "27", "config-size" = "79", "advanced-config-size" = "33", "battery-report-size" = "17",
        "log-count-size" = "5", "log-data-tail" = "4", "time-base" = "utc", "later-layouts" = "on",
        "states-to-others" = "on", "name-padding" = "garbage",
    }
    "simnuki" "The choices of a program that real apps pair with." {
        "max-links" = "1", "states-size" = "19", "config-size" = "74", "travel-ms" = "5000", "first-states-ms" = "2000",
        "initialised-by" = "first-config", "uninitialised-pairing" = "on", "pairing-restart" = "unknown",
        "no-challenge" = "unknown", "challenge-scope" = "link", "challenge-blocks" = "on",
        "inner-crc" = "not-authorized", "additional-data" = "ignored", "later-layouts" = "on",
        "error-command" = "zero", "lock-only-command" = "length-first", "cccd-1" = "indicates",
        "declares-read" = "on", "extra-characteristics" = "on", "write-command" = "att-error",
        "unlatching-state" = "off", "lock-n-go-state" = "off", "already-there" = "motion",
        "calibration-states" = "off", "confirm-timeout-s" = "5", "unconfirmed-drops-next" = "on",
        "count-message" = "offset-zero", "set-config-pairing" = "opens", "update-count" = "config-and-actions",
        "same-user" = "name", "response-order" = "indication-first", "lock-n-go-complete" = "end",
    }
    "states-13" "States of the oldest layout." { "states-size" = "13" }
    "states-15" "States as in the document's example." { "states-size" = "15" }
    "states-19-config-74" "Sizes of V2.1." { "states-size" = "19", "config-size" = "74" }
    "states-26" "States whose message is a multiple of 20 bytes." { "states-size" = "26" }
    "states-27" "The longest States." { "states-size" = "27", "config-size" = "79" }
    "v2-sizes" "Every size of V2.1." {
        "states-size" = "19", "config-size" = "74", "advanced-config-size" = "28", "battery-report-size" = "17",
        "log-count-size" = "5",
    }
    "one-link" "One connection at a time." { "max-links" = "1" }
    "small-mtu" "The MTU stays 23." { "max-mtu" = "23" }
    "whole-messages" "Whole messages in one indication, at an MTU of 517." { "max-mtu" = "517" }
    "twenty-byte-values" "Values of 20 bytes, however large the MTU." { "twenty-byte-values" = "on" }
    "slow-motor" "A motor that takes seven seconds and starts after two." {
        "travel-ms" = "7000", "first-states-ms" = "2000",
    }
    "fast-motor" "A motor that takes no time." { "travel-ms" = "0", "first-states-ms" = "0", "unlatching-ms" = "0" }
    "slow-answers" "Answers after 2.9 s, values 200 ms apart." { "answer-delay-ms" = "2900", "fragment-gap-ms" = "200" }
    "quick-answers" "Answers at once, before the Write Response." {
        "answer-delay-ms" = "0", "response-order" = "indication-first",
    }
    "first-config-initialises" "Open for pairing until the first Set Config." {
        "initialised-by" = "first-config", "uninitialised-pairing" = "on",
    }
    "set-config-opens-pairing" "Set Config with pairing enabled opens pairing." { "set-config-pairing" = "opens" }
    "not-pairing-drops" "Drops the link when it is not pairing." { "not-pairing" = "drop" }
    "strict-pairing" "A pairing that went wrong needs a new link." {
        "pairing-restart" = "unknown", "pairing-retry" = "drop", "out-of-order" = "drop", "low-order-key" = "drop",
    }
    "silent-pairing" "Silence where pairing goes wrong and no code is printed." {
        "out-of-order" = "silent", "low-order-key" = "silent", "plain-bad-crc" = "silent", "tiny-plain" = "silent",
    }
    "pairing-restarts" "After BAD_AUTHENTICATOR pairing begins anew." { "pairing-retry" = "restarts" }
    "weak-keys-pretended" "A weak key leads to BAD_AUTHENTICATOR." { "low-order-key" = "pretends" }
    "weak-keys-unknown" "A weak key gets UNKNOWN." { "low-order-key" = "unknown" }
    "user-after-confirmation" "A user is valid from the confirmation on." { "unconfirmed-user" = "pending" }
    "user-rolled-back" "A user is forgotten when the confirmation does not come." { "unconfirmed-user" = "rolled-back" }
    "pairing-stays-open" "Pairing mode goes on after a pairing." { "pairing-after-success" = "on" }
    "one-key-pair" "The same public key for every pairing." { "lock-key" = "fixed" }
    "same-name-replaces" "A pairing replaces the user of that name." { "same-user" = "name" }
    "nobody-is-replaced" "Every pairing adds a user." { "same-user" = "never" }
    "error-ends-link" "Every Error Report is a link's last word." { "error-ends-link" = "on" }
    "challenge-blocks" "An open challenge blocks other commands." { "challenge-blocks" = "on", "challenge-scope" = "link" }
    "challenge-ends-with-link" "A challenge ends with its link." { "challenge-scope" = "link" }
    "challenge-of-10-s" "A challenge lives for 10 s." { "challenge-life-s" = "10" }
    "nonce-ff" "UNKNOWN for a nonce when no challenge is open." { "no-challenge" = "unknown" }
    "wrong-nonce-spends" "A wrong nonce spends the open challenge." { "wrong-nonce" = "spends" }
    "failed-nonce-keeps" "A command that fails leaves its challenge open." { "failed-nonce" = "keeps" }
    "pin-per-user" "Wrong PINs are counted for each user." { "pin-counter" = "user" }
    "pin-strict" "One wrong PIN locks for an hour." { "pin-attempts" = "1", "pin-lock-s" = "3600" }
    "pin-patient" "Twenty wrong PINs lock for five seconds." { "pin-attempts" = "20", "pin-lock-s" = "5" }
    "pin-lock-forgotten" "A reboot ends the PIN lockout." { "pin-lock-over-reboot" = "off" }
    "reads-always-served" "Disabled users may read." { "restricted-reads" = "served" }
    "bridge-unknown" "No request counts as forwarded." { "remote-mark" = "never" }
    "parameters-first" "Parameters are judged before nonce and PIN." { "parameters-first" = "on" }
    "bad-crc-plain-20" "A wrong CRC in a good box gets plain NOT_AUTHORIZED." { "inner-crc" = "not-authorized" }
    "bad-crc-silent" "A wrong CRC in a good box gets nothing." { "inner-crc" = "silent" }
    "mismatch-unknown" "Two different authorization ids get UNKNOWN." { "id-mismatch" = "unknown" }
    "mismatch-silent" "Two different authorization ids get nothing." { "id-mismatch" = "silent" }
    "error-command-zero" "BAD_CRC and BAD_LENGTH name command 0x0000." { "error-command" = "zero" }
    "short-write-silent" "An incomplete encrypted write gets nothing." { "short-write" = "silent" }
    "split-writes-joined" "A message may come in several writes." { "split-writes" = "joined", "short-write" = "silent" }
    "trailing-ignored" "Bytes behind a message are dropped." { "trailing-bytes" = "ignored" }
    "tiny-bad-crc" "A tiny plain write gets BAD_CRC." { "tiny-plain" = "bad-crc" }
    "later-layouts" "Takes the layouts of V2.x." { "later-layouts" = "on", "additional-data" = "ignored" }
    "length-first" "Judges the length of commands that only a lock sends." { "lock-only-command" = "length-first" }
    "no-data-bad-parameter" "Request Data for no data gets BAD_PARAMETER." { "non-data-request" = "bad-parameter" }
    "keyturner-20" "A write to the keyturner GDIO gets NOT_AUTHORIZED." { "keyturner-write" = "not-authorized" }
    "keyturner-silent" "A write to the keyturner GDIO gets nothing." { "keyturner-write" = "silent" }
    "subscribe-first" "A request before its subscription gets an ATT error." { "unsubscribed-request" = "att-error" }
    "subscribe-or-nothing" "A request before its subscription gets nothing." { "unsubscribed-request" = "ignored" }
    "cccd-1-indicates" "CCCD 1 starts indications." { "cccd-1" = "indicates", "declares-notify" = "on" }
    "cccd-1-refused" "CCCD 1 gets an ATT error." { "cccd-1" = "refused" }
    "write-commands" "Write Commands are served." { "write-command" = "served" }
    "write-commands-refused" "A Write Command gets an Error Response." { "write-command" = "att-error" }
    "five-second-confirmation" "Drops the link 5 s after an unconfirmed value, and the next one once." {
        "confirm-timeout-s" = "5", "unconfirmed-drops-next" = "on",
    }
    "extra-characteristics" "More characteristics and services, Read and Notify declared." {
        "extra-characteristics" = "on", "declares-read" = "on", "declares-notify" = "on",
    }
    "count-with-offset-0" "The count of a list comes with offset 0 only." { "count-message" = "offset-zero" }
    "lists-without-end" "No Status ends a list." { "list-end" = "nothing" }
    "entry-id-complete" "Status COMPLETE follows Time Control Entry ID." { "entry-id-status" = "complete" }
    "log-start-exclusive" "The log entry of the start index is not sent." { "log-start" = "exclusive" }
    "log-data-padded" "Log data is filled up." { "log-data-tail" = "4" }
    "names-padded-with-garbage" "Garbage behind the zero of a name." { "name-padding" = "garbage" }
    "full-30" "MAX_USER for an invitation to a full lock." { "list-full" = "max-user" }
    "full-29" "TOO_MANY_ENTRIES for one entry too many." { "list-full" = "too-many-entries" }
    "no-unlatching-state" "No state 7 on unlatch and no state 6 on lock n go." {
        "unlatching-state" = "off", "lock-n-go-state" = "off",
    }
    "lock-n-go-completes-late" "COMPLETE of lock 'n' go once it is locked again." { "lock-n-go-complete" = "end" }
    "already-there-complete" "COMPLETE alone where nothing moves." { "already-there" = "complete" }
    "already-there-motion" "The full motion where nothing has to move." { "already-there" = "motion" }
    "jam-completes" "COMPLETE after a jam, told by the completion status." { "blocked-bolt" = "complete" }
    "auto-unlock-any" "An auto unlock is too recent after any action." { "auto-unlock-recent" = "any-action" }
    "reserved-bits-refused" "Reserved bits get BAD_PARAMETER." { "reserved-bits" = "refused" }
    "unasked-states" "States go to every connected user." { "states-to-others" = "on" }
    "calibration-quiet" "No States while calibrating." { "calibration-states" = "off" }
    "disconnect-completes" "Status COMPLETE before a requested disconnect." { "request-disconnect" = "completes" }
    "disconnect-unknown" "Request Disconnect is unknown." { "request-disconnect" = "unknown" }
    "reboot-drops" "A reboot without an answer, of ten seconds." { "reboot-answer" = "drop", "reboot-ms" = "10000" }
    "update-count-moves" "Lock actions move the update count." { "update-count" = "config-and-actions" }
    "utc" "Times are UTC." { "time-base" = "utc" }
    "idle-20" "An idle link ends after 20 s." { "idle-disconnect-s" = "20" }
    "homekit-between" "HomeKit advertisements in between." { "homekit-between" = "on" }
    "slow-start" "Five seconds until it is up again." { "power-up-ms" = "5000", "reboot-ms" = "5000" }
}
