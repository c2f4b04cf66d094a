"""In the guest: a case and a bare program with the same bytes, turn by turn.

usage: overhead.py PROGRAM BARE CASE PAIRS; the locks are twins, two for each pair
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys

OUT = pathlib.Path(os.environ["LAB_OUT"])


def hands(number):
    """Where a lock's hands are."""
    return os.environ[f"LAB_HANDS{number}"]


def address(number):
    """A lock's address."""
    return f"54:D2:72:00:00:{0x0F + number:02X}"


def case(program, name, number):
    """Runs the case: milliseconds, from its first record to its last."""
    journal = OUT / f"case-{number}.jsonl"
    subprocess.run([program, "run", "--seed", "1", "--journal", journal, "--lock",
                    f"ble:{address(number)},hands={hands(number)}", name],
                   check=True, stdout=subprocess.DEVNULL, timeout=120)
    verdict, = (record["verdict"] for record in map(json.loads, journal.read_text().splitlines())
                if "verdict" in record)
    return verdict["wall_us"] / 1000


def replay(bare, trace, number):
    """Sends the same bytes: milliseconds, and what it says."""
    told = subprocess.run([bare, address(number), trace, hands(number).removeprefix("tcp:")],
                          check=True, stdout=subprocess.PIPE, text=True, timeout=120).stdout
    return int(told.split()[0]) / 1000, told.strip()


def main():
    """Measures and compares."""
    program, bare, name, pairs = sys.argv[1:4] + [int(sys.argv[4])]
    harness, plain, pressed = [], [], 0
    for pair in range(pairs):
        first, second = 2 * pair + 1, 2 * pair + 2
        harness.append(case(program, name, first))
        trace = OUT / f"trace{first}"
        # Both wait as long as the button is pressed, and until the lock has seen that it is released.
        pressed = sum(json.loads(line[5:])["control"].get("press_ms", -300) + 300
                      for line in trace.read_text().splitlines() if line.startswith("hand "))
        took, told = replay(bare, trace, second)
        plain.append(took)
        print(f"case {harness[-1]:.0f} ms, bare {took:.0f} ms ({told}), of which {pressed} ms of pressing", flush=True)
    ours, theirs = statistics.median(harness), statistics.median(plain)
    print(f"medians {ours:.0f} and {theirs:.0f} ms: ratio {ours / theirs:.3f}; without the pressing "
          f"{(ours - pressed) / (theirs - pressed):.3f}")


main()
