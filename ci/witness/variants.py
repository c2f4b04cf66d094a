"""The legal behaviours that `--variant` chooses: none of them is a fault, and all of them exist or may exist.

Each row: the name, where the document leaves the choice (a line of the fairness page or an ambiguity), one sentence.
"""

VARIANTS = (
    # Link, ATT and GATT.
    ("one-connection", "fairness 2", "Takes one link at a time and stops advertising meanwhile."),
    ("no-mtu-exchange", "1.3", "Stays at ATT_MTU 23 and answers an exchange with unsupported."),
    ("always-20-bytes", "1.3", "Sends 20 bytes per indication at any MTU."),
    ("confirm-timeout-5s", "fairness 15", "Drops the link 5 s after an indication without confirmation."),
    ("drops-next-link-after-unconfirmed", "fairness 16", "Drops the next link once when one ended with an unconfirmed value."),
    ("idle-disconnect-20s", "A-11", "Drops a link on which nothing came for 20 s."),
    ("indication-before-written", "fairness 22", "Sends the first indication before the Write Response."),
    ("cccd-any-starts", "fairness 13", "CCCD 1 and 3 start indications as well."),
    ("cccd-1-refused", "GATT-06", "Refuses CCCD 1 with an ATT error."),
    ("read-notify-declared", "fairness 13", "Declares Read and Notify too."),
    ("extra-characteristics", "fairness 13", "Has a further characteristic a92ee203."),
    ("extra-services", "1.1", "Has Device Information and a service a92eea00."),
    ("services-reversed", "1.1", "Lists its services in another order."),
    ("write-without-response", "1.1", "Declares and takes Write Commands."),
    ("write-command-gets-error", "fairness 13", "Answers a Write Command with an Error Response."),
    ("write-refused-before-subscription", "A-24", "Refuses a write with an ATT error until indications are on."),
    ("not-executed-before-subscription", "A-24", "Takes a write before the subscription and does nothing."),
    ("reply-kept-until-subscription", "A-24", "Keeps a reply until the client subscribes."),
    # Framing and errors.
    ("silent-on-incomplete", "fairness 9, A-22", "Says nothing to empty, tiny and incomplete writes."),
    ("silent-on-garbage", "A-47", "Says nothing to a plain message with a wrong CRC."),
    ("collects-fragments", "A-21, A-22", "Puts a message together from several writes and waits 1 s for the rest."),
    ("trailing-bytes-ignored", "A-23", "Ignores bytes beyond the length field's end."),
    ("bad-crc-plain-20", "fairness 8, A-01", "Answers a wrong CRC in a good box with plain 0x20 on a92ee201."),
    ("bad-crc-silent", "A-01", "Says nothing to a wrong CRC in a good box."),
    ("bad-crc-command-zero", "A-04", "Reports a wrong plain CRC with command 0x0000."),
    ("fe-fd-command-zero", "fairness 11", "FE and FD inside a box carry command 0x0000."),
    ("inner-id-mismatch-silent", "A-05", "Says nothing when the two authorization ids differ."),
    ("gdio-write-silent", "A-25", "Says nothing to a write to a92ee201."),
    ("length-before-command", "fairness 12", "A lock's own message of a wrong size gets FE instead of FF."),
    ("additional-data-ignored", "fairness 10, A-19", "Ignores additional data of Request Data."),
    ("v2-forms", "fairness 10, A-18", "Takes action 06 and the longer Lock Action, Set Config and Set Advanced Config."),
    ("slow-answers", "7", "Every answer comes 2 s late."),
    # Pairing.
    ("drops-link-when-not-pairing", "1.4", "Drops the link instead of saying 0x10."),
    ("initialized-by-set-config", "fairness 4", "Pairs without a button and advertises a92ee000 until the first Set Config."),
    ("config-opens-pairing", "fairness 18", "Set Config with pairing 1 opens pairing; Config reports what is going on."),
    ("pairing-stays", "A-12", "A success does not end pairing mode."),
    ("pairing-window-40s", "A-12", "Pairing mode lasts 40 s."),
    ("pairing-restarts-on-new-link", "fairness 5, A-13", "FF for a key in mid-pairing or after an error, until a new link."),
    ("retry-after-11", "fairness 5, A-15", "The right answer is still taken after 0x11."),
    ("low-order-ff", "A-16", "Refuses a low-order key with FF."),
    ("low-order-silent", "A-16", "Says nothing to a low-order key."),
    ("low-order-fails-later", "A-16", "Goes on after a low-order key, with a secret that nobody knows."),
    ("user-invalid-until-confirmation", "A-14", "The user counts after 0x001E only and is dropped with the link before."),
    ("app-id-adds", "fairness 21", "The same App-ID adds a user."),
    ("app-id-zero-replaces", "fairness 21", "App-ID 0 replaces like any other."),
    ("name-replaces", "fairness 21", "A known name replaces its user, whatever the App-ID."),
    ("uuid-survives-reset", "0x0007", "The UUID stays the same over a factory reset."),
    ("any-short-press-acts", "TIME-01", "Every press below 5 s does what the button shall do."),
    # Challenges and PIN.
    ("no-challenge-gives-ff", "fairness 6", "FF instead of 22 when no challenge is open."),
    ("challenge-blocks-others", "fairness 7", "An open challenge blocks what needs no nonce, until used or the link ends."),
    ("challenge-ends-with-link", "A-06", "A challenge ends with its link."),
    ("challenge-expires-60s", "A-06", "A challenge is good for 60 s."),
    ("other-commands-drop-challenge", "A-06", "Any command in between makes the challenge void."),
    ("nonce-kept-on-bad-pin", "A-07", "A wrong PIN does not spend the nonce."),
    ("nonce-spent-on-bad-nonce", "A-07", "A wrong nonce makes the right one void."),
    ("pin-lockout-after-3", "A-09", "Closes after 3 wrong PINs."),
    ("pin-lockout-after-50", "A-09", "Closes after 50 wrong PINs."),
    ("pin-lockout-10-min", "A-09", "Stays closed for 10 min."),
    ("pin-lockout-per-user", "A-09", "Counts wrong PINs per user."),
    ("lockout-ends-with-power", "A-09", "A loss of power opens it again."),
    ("pin-at-most-9999", "0x0019", "Refuses a PIN of more than four digits with 23."),
    # Users.
    ("time-before-disabled", "A-38", "Says 27 before 25 when both apply."),
    ("limits-only-for-commands", "A-38", "Disabled users and users outside their time may still read."),
    ("remote-known-by-bridge-link", "A-37", "Counts requests on a link that a bridge has used as forwarded (26)."),
    ("full-invite-gives-ff", "0x000B", "FF instead of 13 for an invitation to a full lock."),
    ("update-unknown-user-gives-23", "0x0025", "23 instead of 24 for changing an unknown user."),
    ("user-count-at-offset-0-only", "fairness 17", "Sends the user count with offset 0 only."),
    ("name-tail-garbage", "A-32", "Sends garbage behind the zero of a name."),
    ("flags-any-nonzero", "A-45", "Takes any value but 0 for a set flag."),
    # Lists.
    ("lists-end-silently", "A-33", "No COMPLETE after a list."),
    ("list-past-end-gives-23", "A-33", "23 for an offset past the end."),
    ("count-zero-means-all", "A-33", "Count 0 asks for everything."),
    ("status-after-entry-id", "A-35", "COMPLETE after the id of a new time control entry."),
    # States and actions.
    *((f"states-{size}", "fairness 1, A-28", f"States of {size} bytes.") for size in (13, 15, 19, 21, 26, 27)),
    ("unasked-states", "A-41", "Sends States to every client."),
    ("slow-motor", "fairness 3", "A motion takes 5 s and its first States comes 2 s after ACCEPTED."),
    ("full-motion-when-already-there", "fairness 14", "Moves even when the bolt is there already."),
    ("no-accepted-when-already-there", "0x000D", "COMPLETE without ACCEPTED when nothing moves."),
    ("no-unlatching-state", "fairness 14", "Never shows unlatching (7)."),
    ("no-lock-n-go-state", "fairness 14", "Never shows unlocked (lock 'n' go active) (6)."),
    ("lock-n-go-completes-early", "fairness 14", "COMPLETE once unlocked; locks unasked, and may be interrupted."),
    ("any-action-is-recent", "A-30", "0x40 after any lock action."),
    ("app-id-checked", "0x000D", "23 when the App-ID of a Lock Action is not the one that was paired."),
    ("reserved-flags-refused", "A-45", "23 for reserved flag bits."),
    ("refusals-are-logged", "0x0032", "Logs actions that were refused as busy or too recent."),
    ("jam-completes", "A-40", "COMPLETE instead of 0x42; the States tell of the jam."),
    ("update-count-also-on-actions", "fairness 19", "The update count moves with lock actions as well."),
    ("no-calibration-states", "fairness 14, A-39", "No States during calibration."),
    ("calibration-state-fc", "0x001A", "Shows FC while it calibrates."),
    ("reboot-says-accepted", "A-39", "ACCEPTED before a reboot."),
    ("reboot-says-nothing", "A-39", "Just drops the links for a reboot."),
    ("boot-takes-2s", "A-39", "Takes no link for 2 s after power or reboot."),
    ("disconnect-says-complete", "A-36", "COMPLETE, then the link ends."),
    ("disconnect-unknown", "A-36", "FF for Request Disconnect."),
    # Settings, time and log.
    ("config-72", "fairness 1", "Config of 72 bytes."),
    ("config-74", "fairness 1", "Config of 74 bytes."),
    ("advanced-config-28", "A-28", "Advanced Config of 28 bytes."),
    ("battery-17", "A-29", "Battery Report of 17 bytes."),
    ("timezone-range-checked", "5.0", "23 for an offset beyond 14 h."),
    ("advanced-ranges-checked", "5.0", "23 outside the ranges that the vendor's app keeps to."),
    ("utc-times", "A-27", "Times are UTC, offset 0."),
    ("log-start-exclusive", "A-34", "The entry with the start index is not sent."),
    ("log-data-padded", "A-32", "Log data of 5 bytes."),
    ("log-count-5", "0x0033", "Log Entry Count of 5 bytes."),
    ("log-of-20", "7", "Keeps 20 entries."),
    ("unchanged-logging-not-logged", "0x0034", "Logs a switch of logging only when it changes something."),
)

# Whole locks, put together from the rows above.
PRESETS = {
    "fairness": (
        "The lock of the fairness page, as far as its lines go together.",
        (
            "states-19", "config-74", "one-connection", "slow-motor", "initialized-by-set-config",
            "pairing-restarts-on-new-link", "retry-after-11", "no-challenge-gives-ff", "challenge-blocks-others",
            "bad-crc-plain-20", "additional-data-ignored", "v2-forms", "fe-fd-command-zero", "length-before-command",
            "cccd-any-starts", "read-notify-declared", "extra-characteristics", "write-command-gets-error",
            "no-unlatching-state", "no-lock-n-go-state", "full-motion-when-already-there", "no-calibration-states",
            "confirm-timeout-5s", "drops-next-link-after-unconfirmed", "user-count-at-offset-0-only",
            "config-opens-pairing", "update-count-also-on-actions", "name-replaces",
        ),
    ),
}

NAMES = frozenset(row[0] for row in VARIANTS)


def expand(names):
    """The rows that names and presets stand for; a ValueError names the first unknown one."""
    chosen = set()
    for name in names:
        if name not in NAMES and name not in PRESETS:
            raise ValueError(name)
        chosen.update(PRESETS[name][1] if name in PRESETS else (name,))
    return frozenset(chosen)


def table():
    """The rows for `--list`."""
    rows = [{"name": name, "where": where, "what": what} for name, where, what in VARIANTS]
    presets = [{"name": name, "where": "preset", "what": what, "rows": list(of)} for name, (what, of) in PRESETS.items()]
    return rows + presets
