//! The table: a row for each choice. The first word of a choice is what the lock does unless told otherwise.

use super::row::{SWITCH, bad, settings};
use super::{BadSetting, Setting, Values};
use alloc::string::{String, ToString};

settings! {
    choices {
        // Pairing.
        not_pairing: NotPairing "not-pairing" ["PAIR-01", "1.4"]
            { Report = "report", Drop = "drop" }
            "What a request for the public key gets outside pairing mode: NOT_PAIRING, or the end of the link.";
        pairing_restart: PairingRestart "pairing-restart" ["A-13", "fairness 5"]
            { Restarts = "restarts", Unknown = "unknown" }
            "What a request for the public key gets in the middle of a pairing: a new start, or UNKNOWN.";
        out_of_order: OutOfOrder "out-of-order" ["A-13"]
            { Unknown = "unknown", Silent = "silent", Drop = "drop" }
            "What a pairing step out of its order gets.";
        pairing_retry: PairingRetry "pairing-retry" ["A-15", "fairness 5"]
            { Continues = "continues", Restarts = "restarts", Drop = "drop" }
            "What follows BAD_AUTHENTICATOR: the right answer is still taken, pairing begins anew, or the link ends.";
        low_order_key: LowOrderKey "low-order-key" ["A-16"]
            { BadParameter = "bad-parameter", Unknown = "unknown", Silent = "silent", Drop = "drop", Pretends = "pretends" }
            "How a public key of low order is refused; `pretends` goes on with a secret that nobody knows.";
        unconfirmed_user: UnconfirmedUser "unconfirmed-user" ["A-14"]
            { Valid = "valid", Pending = "pending", RolledBack = "rolled-back" }
            "What a user is before the confirmation: valid for good, not yet valid, or valid until the link ends.";
        same_user: SameUser "same-user" ["PAIR-21", "fairness 21"]
            { AppId = "app-id", Name = "name", Never = "never" }
            "Whom a new pairing replaces: the user of that App-ID (0 excepted), the one of that name, nobody.";
        initialised_by: InitialisedBy "initialised-by" ["fairness 4"]
            { FirstPairing = "first-pairing", FirstConfig = "first-config" }
            "What ends the uninitialised state.";
        lock_key: LockKey "lock-key" ["PAIR-02"]
            { Fresh = "fresh", Fixed = "fixed" }
            "Whether each pairing gets a new key pair of the lock, or all the same one until a factory reset.";
        set_config_pairing: SetConfigPairing "set-config-pairing" ["fairness 18"]
            { Flag = "flag", Opens = "opens" }
            "What Pairing enabled = 1 in Set Config does: allows the button to pair, or opens pairing itself.";

        // Frames and errors.
        inner_crc: InnerCrc "inner-crc" ["A-01", "fairness 8"]
            { Report = "report", NotAuthorized = "not-authorized", Silent = "silent" }
            "What a wrong CRC in a good box gets: BAD_CRC in a box, plain NOT_AUTHORIZED, or nothing.";
        id_mismatch: IdMismatch "id-mismatch" ["A-05"]
            { NotAuthorized = "not-authorized", Unknown = "unknown", Silent = "silent" }
            "What an authorization id gets that differs inside and outside of the box.";
        plain_bad_crc: PlainBadCrc "plain-bad-crc" ["A-47"]
            { Report = "report", Silent = "silent" }
            "Whether a plain message with a wrong CRC gets BAD_CRC or silence.";
        error_command: ErrorCommand "error-command" ["A-04", "CRC-04", "fairness 11"]
            { Echo = "echo", Zero = "zero" }
            "Which command BAD_CRC and BAD_LENGTH name: the failed one, or 0x0000.";
        short_write: ShortWrite "short-write" ["A-22", "fairness 9"]
            { NotAuthorized = "not-authorized", Silent = "silent" }
            "What an encrypted message gets that is shorter than it says.";
        trailing_bytes: TrailingBytes "trailing-bytes" ["A-23"]
            { Refused = "refused", Ignored = "ignored" }
            "What becomes of bytes behind the end of an encrypted message.";
        tiny_plain: TinyPlain "tiny-plain" ["A-47", "fairness 9"]
            { BadLength = "bad-length", BadCrc = "bad-crc", Silent = "silent" }
            "What a plain write gets that is too short to have a command and a CRC.";
        split_writes: SplitWrites "split-writes" ["A-21"]
            { Refused = "refused", Joined = "joined" }
            "Whether one message may come in several Write Requests.";
        additional_data: AdditionalData "additional-data" ["A-19", "fairness 10"]
            { BadLength = "bad-length", Ignored = "ignored" }
            "What additional data in Request Data gets.";
        non_data_request: NonDataRequest "non-data-request" ["A-20", "CMD-26"]
            { Unknown = "unknown", BadParameter = "bad-parameter" }
            "What Request Data for a command gets that is no data.";
        lock_only: LockOnly "lock-only-command" ["A-17", "fairness 12"]
            { Unknown = "unknown", LengthFirst = "length-first" }
            "What a command gets that only a lock sends: UNKNOWN, or BAD_LENGTH first where its size is wrong.";
        keyturner_write: KeyturnerWrite "keyturner-write" ["A-25", "A-42"]
            { Unknown = "unknown", NotAuthorized = "not-authorized", Silent = "silent" }
            "What a write to the keyturner GDIO gets.";
        unsubscribed_request: UnsubscribedRequest "unsubscribed-request" ["A-24", "fairness 20"]
            { Executes = "executes", Ignored = "ignored", AttError = "att-error" }
            "What a request before its subscription gets: executed with the reply dropped, nothing, an ATT error.";
        cccd_one: CccdOne "cccd-1" ["GATT-06", "fairness 13"]
            { Mute = "mute", Indicates = "indicates", Refused = "refused" }
            "What CCCD 0x0001 does: nothing, start indications, or get an ATT error.";
        write_command: WriteCommand "write-command" ["fairness 13"]
            { Ignored = "ignored", Served = "served", AttError = "att-error" }
            "What a Write Command gets.";
        response_order: ResponseOrder "response-order" ["fairness 22"]
            { ResponseFirst = "response-first", IndicationFirst = "indication-first" }
            "Whether the first indication of an answer may come before the Write Response.";

        // Users, challenges, PIN.
        challenge_scope: ChallengeScope "challenge-scope" ["A-06"]
            { User = "user", Link = "link" }
            "Whether a challenge outlives the link it was fetched on.";
        no_challenge: NoChallenge "no-challenge" ["NONCE-01", "fairness 6"]
            { BadNonce = "bad-nonce", Unknown = "unknown" }
            "What a nonce gets when no challenge is open.";
        wrong_nonce: WrongNonce "wrong-nonce" ["A-07"]
            { Keeps = "keeps", Spends = "spends" }
            "Whether a wrong nonce leaves the open challenge open.";
        failed_nonce: FailedNonce "failed-nonce" ["A-07", "NONCE-08"]
            { Spends = "spends", Keeps = "keeps" }
            "Whether a command that fails after its nonce was right has spent it.";
        pin_counter: PinCounter "pin-counter" ["A-09"]
            { Lock = "lock", User = "user" }
            "Whether wrong PINs are counted for the lock or for each user.";
        restricted_reads: RestrictedReads "restricted-reads" ["A-38"]
            { Refused = "refused", Served = "served" }
            "Whether a disabled user, or one outside its times, may still read.";
        remote_mark: RemoteMark "remote-mark" ["A-37"]
            { Bridge = "bridge", Never = "never" }
            "Which requests count as forwarded by the bridge: those of a user of that type, or none.";
        list_full: ListFull "list-full" ["0x000B", "0x0039"]
            { Unknown = "unknown", MaxUser = "max-user", TooManyEntries = "too-many-entries" }
            "What an invitation or a time control entry gets that there is no room for.";
        count_message: CountMessage "count-message" ["fairness 17"]
            { Always = "always", OffsetZero = "offset-zero" }
            "Whether Authorization Entry Count comes with every list, or only with offset 0.";
        list_end: ListEnd "list-end" ["A-33"]
            { Complete = "complete", Nothing = "nothing" }
            "What ends a list: Status COMPLETE, or nothing.";
        entry_id_status: EntryIdStatus "entry-id-status" ["A-35"]
            { Nothing = "nothing", Complete = "complete" }
            "What follows Time Control Entry ID.";
        log_start: LogStart "log-start" ["A-34"]
            { Inclusive = "inclusive", Exclusive = "exclusive" }
            "Whether the log entry of the start index itself is sent.";
        name_padding: NamePadding "name-padding" ["A-32"]
            { Kept = "kept", Garbage = "garbage" }
            "What stands behind the zero that ends a name: what the client sent, or garbage.";

        // The bolt.
        already_there: AlreadyThere "already-there" ["CMD-03", "fairness 14"]
            { Accepted = "accepted", Complete = "complete", Motion = "motion" }
            "What an action gets when nothing has to move: ACCEPTED, States and COMPLETE at once; COMPLETE alone; the full motion.";
        lock_n_go_complete: LockNGoComplete "lock-n-go-complete" ["fairness 14"]
            { Unlocked = "unlocked", End = "end" }
            "When lock 'n' go is complete: once unlocked, or once locked again.";
        blocked_bolt: BlockedBolt "blocked-bolt" ["A-40"]
            { Error = "error", Complete = "complete" }
            "How an action ends whose motor blocks: MOTOR_BLOCKED, or COMPLETE with that completion status in the States.";
        auto_unlock_recent: AutoUnlockRecent "auto-unlock-recent" ["A-30", "CMD-08"]
            { AutoUnlock = "auto-unlock", AnyAction = "any-action" }
            "After what an auto unlock is too recent.";
        reserved_bits: ReservedBits "reserved-bits" ["A-45"]
            { Ignored = "ignored", Refused = "refused" }
            "What reserved bits get in action flags and weekday masks.";
        request_disconnect: RequestDisconnect "request-disconnect" ["A-36"]
            { Drops = "drops", Completes = "completes", Unknown = "unknown" }
            "What Request Disconnect gets: the end of the link, Status COMPLETE and then the end, or UNKNOWN.";
        reboot_answer: RebootAnswer "reboot-answer" ["A-39"]
            { Complete = "complete", Drop = "drop" }
            "What Request Reboot gets before the link ends.";
        update_count: UpdateCount "update-count" ["CMD-11", "fairness 19"]
            { Config = "config", ConfigAndActions = "config-and-actions" }
            "What moves the config update count.";
        time_base: TimeBase "time-base" ["A-27"]
            { Local = "local", Utc = "utc" }
            "What Current Time and Update Time are: local time, or UTC.";
    }
    switches {
        uninitialised_pairing "uninitialised-pairing" ["fairness 4"] = false
            "Whether an uninitialised lock is in pairing mode without a button press.";
        pairing_after_success "pairing-after-success" ["A-12"] = false
            "Whether pairing mode goes on after a successful pairing.";
        later_layouts "later-layouts" ["A-18", "fairness 10"] = false
            "Whether layouts of later versions are taken: the name suffix, the 87-byte Set Config, action 0x06.";
        error_ends_link "error-ends-link" ["ERR-05"] = false
            "Whether the link ends right after an Error Report.";
        challenge_blocks "challenge-blocks" ["A-06", "fairness 7"] = false
            "Whether an open challenge blocks every command without a nonce with UNKNOWN.";
        parameters_first "parameters-first" ["A-38"] = false
            "Whether parameters are judged before nonce and PIN.";
        pin_lock_over_reboot "pin-lock-over-reboot" ["A-09"] = true
            "Whether the PIN lockout outlives a reboot.";
        good_pin_resets "good-pin-resets" ["A-09"] = true
            "Whether a right PIN forgets the wrong ones before it.";
        unlatching_state "unlatching-state" ["CMD-05", "fairness 14"] = true
            "Whether unlatching (7) is reported on the way to unlatched.";
        lock_n_go_state "lock-n-go-state" ["CMD-05", "fairness 14"] = true
            "Whether unlocked (lock n go) (6) is reported while the timer runs.";
        calibration_states "calibration-states" ["A-39", "fairness 14"] = true
            "Whether States are sent while calibrating.";
        states_to_others "states-to-others" ["A-41"] = false
            "Whether States are sent unasked to every connected user when the bolt moves.";
        unconfirmed_drops_next "unconfirmed-drops-next" ["fairness 16"] = false
            "Whether the next link is dropped once after one that ended with an unconfirmed value.";
        declares_read "declares-read" ["GATT-03", "fairness 13"] = false
            "Whether the characteristics declare Read.";
        declares_notify "declares-notify" ["GATT-03", "fairness 13"] = false
            "Whether the characteristics declare Notify.";
        extra_characteristics "extra-characteristics" ["GATT-02", "fairness 13"] = false
            "Whether there is a characteristic a92ee203, and services that the document does not know.";
        twenty_byte_values "twenty-byte-values" ["GATT-08", "1.3"] = false
            "Whether values have at most 20 bytes, however large the MTU.";
        homekit_between "homekit-between" ["ADV-07", "1.2"] = false
            "Whether a HomeKit advertisement stands in between the lock's own.";
    }
    numbers {
        states_size "states-size" ["A-28", "fairness 1"] = 18 in Values::Numbers(&[13, 15, 18, 19, 21, 26, 27]),
            "Bytes of the payload of Nuki States.";
        config_size "config-size" ["FRAME-09", "fairness 1"] = 63 in Values::Numbers(&[63, 72, 74, 76, 77, 78, 79]),
            "Bytes of the payload of Config.";
        advanced_config_size "advanced-config-size" ["FRAME-09"] = 17 in Values::Numbers(&[17, 28, 33]),
            "Bytes of the payload of Advanced Config.";
        battery_report_size "battery-report-size" ["A-29", "CMD-21"] = 5 in Values::Numbers(&[5, 17]),
            "Bytes of the payload of Battery Report.";
        log_count_size "log-count-size" ["FRAME-09"] = 3 in Values::Numbers(&[3, 4, 5]),
            "Bytes of the payload of Log Entry Count.";
        log_data_tail "log-data-tail" ["CMD-19", "8"] = 0 in Values::Range(0, 4),
            "Bytes of filling behind the data of a log entry.";
        max_links "max-links" ["1.2", "fairness 2"] = 4 in Values::Range(1, 8),
            "Connections at a time.";
        max_mtu "max-mtu" ["GATT-10", "1.3"] = 247 in Values::Range(23, 517),
            "The largest ATT_MTU that the lock agrees to.";
        max_users "max-users" ["PAIR-19"] = 100 in Values::Range(1, 200),
            "Users there is room for.";
        max_time_control "max-time-control" ["CMD-17"] = 16 in Values::Range(1, 255),
            "Time control entries there is room for.";
        log_capacity "log-capacity" ["CMD-18", "7"] = 300 in Values::Range(10, 1000),
            "Log entries there is room for; the oldest go.";
        pairing_window_s "pairing-window-s" ["A-12", "TIME-02"] = 120 in Values::Range(30, 900),
            "How long pairing mode lasts.";
        challenge_life_s "challenge-life-s" ["A-06", "NONCE-07"] = 0 in Values::Range(0, 3600),
            "How long a challenge lives; 0 for ever.";
        pin_attempts "pin-attempts" ["A-09", "PIN-03"] = 5 in Values::Range(1, 100),
            "Wrong PINs until the lockout.";
        pin_lock_s "pin-lock-s" ["A-09", "PIN-04"] = 60 in Values::Range(1, 3600),
            "How long the lockout lasts.";
        idle_disconnect_s "idle-disconnect-s" ["A-11", "TIME-06"] = 0 in Values::Range(0, 600),
            "After how long without a message the lock ends a link; 0 never.";
        confirm_timeout_s "confirm-timeout-s" ["ROBUST-04", "fairness 15"] = 30 in Values::Range(5, 30),
            "How long the lock waits for a confirmation.";
        answer_delay_ms "answer-delay-ms" ["TIME-03", "7"] = 20 in Values::Range(0, 2900),
            "How long an answer takes.";
        fragment_gap_ms "fragment-gap-ms" ["FRAME-07"] = 0 in Values::Range(0, 1000),
            "How long after a confirmation the next value comes.";
        first_states_ms "first-states-ms" ["TIME-05", "fairness 3"] = 30 in Values::Range(0, 5000),
            "How long after ACCEPTED the bolt begins to move.";
        travel_ms "travel-ms" ["TIME-05", "fairness 3"] = 4000 in Values::Range(0, 12_000),
            "How long the bolt takes from one end to the other.";
        unlatching_ms "unlatching-ms" ["TIME-05"] = 600 in Values::Range(0, 3000),
            "How long pulling the latch takes.";
        calibration_ms "calibration-ms" ["A-39", "CMD-22"] = 10_000 in Values::Range(0, 25_000),
            "How long a calibration takes.";
        reboot_ms "reboot-ms" ["A-39", "CMD-23"] = 1000 in Values::Range(0, 50_000),
            "How long a requested reboot takes.";
        power_up_ms "power-up-ms" ["CMD-23"] = 0 in Values::Range(0, 50_000),
            "How long the lock takes to start when power comes back.";
        auto_unlock_s "auto-unlock-s" ["A-30", "CMD-08"] = 60 in Values::Range(10, 900),
            "How long an auto unlock stays recent.";
    }
}
