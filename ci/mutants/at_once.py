#!/usr/bin/env python3
"""Every change that cargo-mutants proposes, in one build: the environment variable MUTANT chooses which one is made.

cargo-mutants builds once for each change, which is half a day for `wire` and `sim`. This copies the tree, gives each
function all its changed bodies behind a number, and builds once. What does not compile is taken out and counted. What
cannot be chosen at run time (a const fn, a constant, an `impl Trait` with its own type) is left to cargo-mutants.

    cargo mutants --list --json --config ci/mutants.toml > list.json
    ci/mutants/at_once.py build list.json TREE TARGET    the copy in TREE, what it builds in TARGET
    ci/mutants/at_once.py run list.json TREE TARGET [--only PART] [--shard K/N] [--jobs N]
"""

import argparse
import collections
import concurrent.futures
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import time

CRATES = {"strikeplate-wire": "harness/wire", "strikeplate-sim": "harness/sim"}
CHOICE = """
extern crate std;
/// Which change is made.
pub(crate) fn mutant_chosen() -> u32 {
    static CHOSEN: std::sync::LazyLock<u32> =
        std::sync::LazyLock::new(|| std::env::var("MUTANT").ok().and_then(|n| n.parse().ok()).unwrap_or(u32::MAX));
    *CHOSEN
}
"""
QUIET = ["warnings", "arithmetic_overflow", "unconditional_panic", "overflowing_literals", "unconditional_recursion"]


class Source:
    """A file, with places as cargo-mutants tells them: lines and columns from 1."""

    def __init__(self, text):
        self.text = text
        self.starts = [0]
        for line in text.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)

    def at(self, place):
        return self.starts[place["line"] - 1] + place["column"] - 1

    def span(self, span):
        return self.at(span["start"]), self.at(span["end"])


def body_of(text, start, end):
    """Where the body of the function begins: its first brace outside of brackets."""
    depth = 0
    for i in range(start, end):
        if text[i] in "([":
            depth += 1
        elif text[i] in ")]":
            depth -= 1
        elif text[i] == "{" and depth == 0:
            return i
    return None


def name_of(path):
    return re.sub(r"<.*>", "", path).split("::")[-1]


def functions(source, mutants, kept):
    """The changes by function, outermost functions only; and those that cannot be chosen at run time."""
    spans = sorted({source.span(m["function"]["span"]) for _, m in mutants if m.get("function")})
    outer = []
    for span in spans:
        if not outer or span[0] >= outer[-1][1]:
            outer.append(span)
    found, left = collections.defaultdict(list), []
    for number, mutant in mutants:
        start, end = source.span(mutant["span"])
        home = next((s for s in outer if s[0] <= start and end <= s[1]), None)
        head = home and source.text[home[0] : body_of(source.text, *home)]
        constant = head and "const fn" in head and re.search(r"fn (\w+)", head)[1] in kept
        if home is None or constant or re.search(r"-> impl\b", head):
            left.append(number)
        else:
            found[home].append((number, mutant))
    return found, left


def woven(original, mutants, dropped, kept):
    """The text with every change in it, which lines belong to which change, and what is left over."""
    source = Source(original)
    found, left = functions(source, mutants, kept)
    text = original
    for (start, end), here in sorted(found.items(), reverse=True):
        brace = body_of(original, start, end)
        arms = ""
        for number, mutant in here:
            if number in dropped:
                continue
            a, b = source.span(mutant["span"])
            body = original[brace:a] + mutant["replacement"] + original[b:end]
            arms += f"\n/*<{number}*/ {number}u32 =>\n{body}\n/*{number}>*/"
        if arms:
            match = f"{{ match crate::mutant_chosen() {{{arms}\n_ => {original[brace:end]}\n}} }}"
            text = text[:start] + original[start:brace].replace("const fn", "fn") + match + text[end:]
    lines, inside = {}, None
    for count, line in enumerate(text.split("\n"), 1):
        if mark := re.match(r"/\*<(\d+)\*/", line):
            inside = int(mark[1])
        if inside is not None:
            lines[count] = inside
        if re.match(r"/\*\d+>\*/", line):
            inside = None
    return text, lines, left


def copy(tree):
    files = subprocess.run(["git", "ls-files", "-z"], check=True, capture_output=True).stdout.decode().split("\0")
    for name in filter(None, files):
        new = tree / name
        new.parent.mkdir(parents=True, exist_ok=True)
        if not new.exists() or new.read_bytes() != pathlib.Path(name).read_bytes():
            shutil.copyfile(name, new)
    root = tree / "Cargo.toml"
    text = re.sub(r"(?s)\[workspace\.lints\.rust\].*?(?=\[profile)", lints(), root.read_text())
    text = text.replace("[profile.dev]", "[profile.dev]\nopt-level = 1", 1)
    root.write_text(text)


def lints():
    rows = "".join(f'{name} = "allow"\n' for name in QUIET)
    return f"[workspace.lints.rust]\n{rows}[workspace.lints.clippy]\nall = \"allow\"\n"


def cargo(tree, target, *words):
    # Without the tree's own lints in the flags, what was built for the dependencies is used again.
    env = dict(os.environ, CARGO_TARGET_DIR=str(target))
    return subprocess.run(["cargo", *words, "--message-format=json"], cwd=tree, env=env, capture_output=True, text=True)


def build(listed, tree, target):
    copy(tree)
    by_file = collections.defaultdict(list)
    for number, mutant in enumerate(listed):
        by_file[mutant["file"]].append((number, mutant))
    # Functions that must stay constant, since a constant calls them.
    dropped, kept = set(), set()
    before = tree / "mutants.json"
    if before.exists():
        told = json.loads(before.read_text())
        dropped, kept = set(told["dropped"]), set(told.get("kept", []))
    weave = lambda: weave_all(by_file, tree, dropped, kept)
    for package in CRATES:
        while True:
            owners, left = weave()
            out = cargo(tree, target / "check", "check", "--lib", "-p", package)
            wrong, constant, strange = mistakes(out, owners)
            print(f"{package}: {len(wrong)} changes do not compile, {len(constant - kept)} functions stay constant", flush=True)
            if out.returncode == 0:
                break
            if not wrong and constant <= kept:
                sys.exit("\n".join(strange[:5]) or out.stderr[-3000:])
            dropped |= wrong
            kept |= constant
    programs = {}
    for words in (["test", "--no-run", *sum((["-p", name] for name in CRATES), [])], ["build", "-p", "strikeplate"]):
        while (out := cargo(tree, target, *words)).returncode != 0:
            _, constant, strange = mistakes(out, {})
            if constant <= kept:
                sys.exit("\n".join(strange[:5]) or out.stderr[-3000:])
            print(f"{constant} stay constant", flush=True)
            kept |= constant
            _, left = weave()
        for row in rows(out):
            if row.get("reason") == "compiler-artifact" and row.get("executable"):
                package = re.search(r"/([\w-]+)#|#([\w-]+)@", row["package_id"])
                programs[f"{package[1] or package[2]}:{row['target']['name']}"] = row["executable"]
    before.write_text(json.dumps({"dropped": sorted(dropped), "left": sorted(left), "kept": sorted(kept)}))
    print(f"{len(listed)} changes: {len(dropped)} do not compile, {len(left)} cannot be chosen at run time")
    (tree / "programs.json").write_text(json.dumps(programs))
    print(json.dumps(programs, indent=1))


def weave_all(by_file, tree, dropped, kept):
    """Writes the changed crates into the tree; the owners of lines, and what is left over."""
    owners, left = {}, set()
    for file, mutants in by_file.items():
        text, owners[file], more = woven(pathlib.Path(file).read_text(), mutants, dropped, kept)
        left.update(more)
        write(tree / file, text)
    for folder in CRATES.values():
        lib = tree / folder / "src/lib.rs"
        write(lib, lib.read_text().split(CHOICE)[0] + CHOICE)
    return owners, left


def write(path, text):
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def rows(out):
    return [json.loads(line) for line in out.stdout.splitlines() if line.startswith("{")]


def mistakes(out, owners):
    """The changes that do not compile, functions that constants call, and other errors."""
    wrong, constant, strange = set(), set(), []
    for row in rows(out):
        if row.get("reason") != "compiler-message" or row["message"]["level"] != "error":
            continue
        owner = {owners.get(s["file_name"], {}).get(s["line_start"]) for s in row["message"]["spans"]} - {None}
        if called := re.search(r"cannot call non-const .*?`([^`]+)`", row["message"]["message"]):
            constant.add(name_of(called[1]))
        elif owner:
            wrong.add(min(owner))
        elif row["message"]["spans"]:
            strange.append(row["message"]["rendered"])
    return wrong, constant, strange


def judge(commands, number, cwd, patience):
    """By which of the commands a change is noticed, if by any."""
    env = dict(os.environ, MUTANT=str(number))
    for name, words in commands:
        try:
            end = subprocess.run(words, cwd=cwd, env=env, capture_output=True, timeout=patience, stdin=subprocess.DEVNULL)
        except subprocess.TimeoutExpired:
            return f"timeout {name}"
        if end.returncode != 0:
            return f"caught {name}"
    return "missed"


def run(listed, tree, only, shard, jobs, results, without):
    known = json.loads((tree / "mutants.json").read_text())
    programs = json.loads((tree / "programs.json").read_text())
    program = lambda name: programs.get(name, "not-built")
    suite = ("suite", [program("cli:strikeplate"), "run", "--fail-fast", "--seed", "1"])
    tests = {"strikeplate-wire": [("tests", [program("wire:wire")]), ("vectors", [program("wire:vectors")])],
             "strikeplate-sim": [("units", [program("sim:sim")]), suite,
                                 ("behaviour", [program("sim:behaviour"), "--skip", "any_input"])]}
    tests = {package: [row for row in rows if row[0] not in without] for package, rows in tests.items()}
    folder = {name: tree / path for name, path in CRATES.items()}
    results = results or tree / "results.json"
    told = json.loads(results.read_text()) if results.exists() else {}
    turn, of = map(int, shard.split("/"))
    wanted = [n for n, m in enumerate(listed)
              if n % of == turn and re.search(only, m["name"]) and m["name"] not in told]
    for number in known["dropped"]:
        told[listed[number]["name"]] = "unviable"
    for number in known["left"]:
        told[listed[number]["name"]] = "left"
    wanted = [n for n in wanted if listed[n]["name"] not in told]
    # In an order of no meaning, so that a run that is cut short is a fair sample.
    random.Random(1).shuffle(wanted)
    for package in sorted({listed[n]["package"] for n in wanted}):
        if judge(tests[package], 4_000_000_000, folder[package], 300) != "missed":
            sys.exit(f"{package}: its tests fail without any change")
    print(f"{len(wanted)} to try", flush=True)
    begun = time.time()
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        tasks = {pool.submit(judge, tests[listed[n]["package"]], n, folder[listed[n]["package"]], 40): n for n in wanted}
        for count, task in enumerate(concurrent.futures.as_completed(tasks), 1):
            name = listed[tasks[task]]["name"]
            told[name] = task.result()
            if told[name] == "missed":
                print(f"MISSED {tasks[task]} {name}", flush=True)
            if count % 20 == 0 or count == len(wanted):
                results.write_text(json.dumps(told, indent=0))
                print(f"-- {count} in {time.time() - begun:.0f} s", flush=True)
    print(collections.Counter(told.values()))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["build", "run"])
    parser.add_argument("list", type=pathlib.Path)
    parser.add_argument("tree", type=pathlib.Path)
    parser.add_argument("target", type=pathlib.Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--results", type=pathlib.Path)
    parser.add_argument("--without", nargs="*", default=[], help="tests that are left out: units suite behaviour tests vectors")
    parser.add_argument("--shard", default="0/1")
    parser.add_argument("--jobs", type=int, default=1)
    given = parser.parse_args()
    listed = json.loads(given.list.read_text())
    if given.what == "build":
        build(listed, given.tree.resolve(), given.target.resolve())
    else:
        run(listed, given.tree.resolve(), given.only, given.shard, given.jobs, given.results, given.without)


if __name__ == "__main__":
    main()
