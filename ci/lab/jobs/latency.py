"""In the guest: runs the same cases against locks that delay their answers by known amounts.

usage: latency.py PROGRAM DELAY_MS...

The locks are those that the front has put on the air, in that order. The first delay is the base:
each other lock's median must be shifted by the difference, give or take the uncertainty that the
link states for both ends of a latency.
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys

CASES = ["frame/a-plain-message-has-no-more-than-it-needs", "config/each-flag-is-its-own#led",
         "command/the-battery-report-is-answered"]
NAMES = ["challenge", "config", "nuki_states", "battery_report", "advanced_config"]
UNCERTAINTY_MS = 20.0


def measured(program, number):
    """The median of all answers of that lock, in milliseconds, and how many there were."""
    report = pathlib.Path(os.environ["LAB_OUT"]) / f"latency-{number}.json"
    subprocess.run(
        [program, "run", "--seed", "1", "--json", report, "--lock",
         f"ble:54:D2:72:00:00:{0x10 + number - 1:02X},hands={os.environ[f'LAB_HANDS{number}']}", *CASES],
        check=True, stdout=subprocess.DEVNULL, timeout=170)
    samples = [us / 1000 for case in json.loads(report.read_text())["cases"]
               for attempt in case["attempts"] for name in NAMES
               for us in attempt["latencies"].get(name, [])]
    return statistics.median(samples), len(samples)


def main():
    """Measures and compares."""
    program, delays, wrong, base = sys.argv[1], [int(delay) for delay in sys.argv[2:]], 0, None
    for number, delay in enumerate(delays, 1):
        median, count = measured(program, number)
        base = base or median
        shift, wanted = median - base, delay - delays[0]
        right = abs(shift - wanted) <= 2 * UNCERTAINTY_MS
        wrong += not right
        print(f"{'right' if right else 'WRONG'}: delay {delay} ms: median of {count} answers {median:.1f} ms, "
              f"shift {shift:.1f} ms, expected {wanted} ms", flush=True)
    return 1 if wrong else 0


sys.exit(main())
