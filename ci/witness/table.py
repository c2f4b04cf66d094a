#!/usr/bin/env python3
"""Writes the tables of variants and faults into README.md, between its two markers; `--check` only compares."""

import os
import sys

import defects
import variants

README = os.path.join(os.path.dirname(os.path.abspath(__file__)), "README.md")
BEGIN, END = "<!-- tables: written by table.py -->", "<!-- end of tables -->"


def tables():
    """Both tables in Markdown."""
    lines = ["", "### Variants", "", "| name | where | what |", "|---|---|---|"]
    lines += [f"| `{name}` | {where} | {what} |" for name, where, what in variants.VARIANTS]
    lines += [f"| `{name}` | preset | {what} |" for name, (what, _) in variants.PRESETS.items()]
    lines += ["", "### Faults", "", "| name | breaks | what |", "|---|---|---|"]
    lines += [f"| `{name}` | {breaks} | {what} |" for name, breaks, what in defects.DEFECTS]
    return "\n".join([*lines, "", ""])


def written(text):
    """The page with fresh tables."""
    head, _, rest = text.partition(BEGIN)
    return head + BEGIN + "\n" + tables() + END + rest.partition(END)[2]


def main():
    """Rewrites or checks the page."""
    with open(README, encoding="utf-8") as file:
        text = file.read()
    if "--check" in sys.argv:
        sys.exit(0 if written(text) == text else "README.md is stale: run table.py")
    with open(README, "w", encoding="utf-8") as file:
        file.write(written(text))


if __name__ == "__main__":
    main()
