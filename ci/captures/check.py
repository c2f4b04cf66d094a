"""Opens captures with tshark: nothing malformed, every step of the journal named, fields decoded.

usage: check.py STRIKEPLATE JOURNAL FOLDER
"""

import collections
import json
import pathlib
import subprocess
import sys
import tempfile

COLUMNS = ["_ws.malformed", "_ws.lua.error", "frame.comment", "frame.interface_name", "btatt.opcode",
           "btatt.uuid128", "strikeplate.command", "strikeplate.nuki_states.lock_state",
           "strikeplate_value.size"]
SEPARATOR = "\x1f"


def cases(journal):
    """The steps of each case, by the name of its capture."""
    steps = collections.OrderedDict()
    name = None
    for line in journal.read_text().splitlines():
        record = json.loads(line)
        if "case" in record:
            name = record["case"]["id"].replace("/", "__")
            steps[name] = []
        elif "step" in record:
            step = record["step"]
            steps[name].append(f'step {step["index"]}: {step["text"]} (line {step["line"]})')
    return steps


def opened(capture, dissector):
    """The columns of every packet, as tshark sees them."""
    fields = [word for column in COLUMNS for word in ("-e", column)]
    run = subprocess.run(
        ["tshark", "-X", f"lua_script:{dissector}", "-r", str(capture), "-T", "fields",
         "-E", f"separator={SEPARATOR}", "-E", "occurrence=a", *fields],
        capture_output=True, text=True, timeout=120, check=False)
    complaints = [line for line in run.stderr.splitlines() if "Running as user" not in line]
    if run.returncode or complaints:
        sys.exit(f"{capture}: tshark: {run.returncode} {complaints}")
    rows = [line.split(SEPARATOR) for line in run.stdout.splitlines()]
    return [dict(zip(COLUMNS, row)) for row in rows]


def main():
    program, journal, folder = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    wrong, packets, seen = [], 0, collections.Counter()
    with tempfile.TemporaryDirectory() as place:
        dissector = pathlib.Path(place) / "strikeplate.lua"
        dissector.write_bytes(subprocess.run([program, "schema", "--dissector"], check=True,
                                             capture_output=True).stdout)
        todo = cases(journal)
        for name, steps in todo.items():
            rows = opened(folder / f"{name}.pcapng", dissector)
            packets += len(rows)
            comments = "\n".join(row["frame.comment"] for row in rows)
            wrong += [f"{name}: no comment `{step}`" for step in steps if step not in comments]
            wrong += [f"{name}: malformed packet {place + 1}"
                      for place, row in enumerate(rows)
                      if row["_ws.malformed"] or row["_ws.lua.error"]]
            if "verdict: " not in comments:
                wrong.append(f"{name}: no verdict")
            seen.update(column for row in rows for column in COLUMNS if row.get(column))
    for column in COLUMNS[3:]:
        if not seen[column]:
            wrong.append(f"no packet has the field {column}")
    for line in wrong[:50]:
        print(line)
    print(f"{len(todo)} captures, {packets} packets, {len(wrong)} faults;",
          ", ".join(f"{column} {seen[column]}" for column in COLUMNS))
    return 1 if wrong or not todo else 0


sys.exit(main())
