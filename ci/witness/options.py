"""The command line.

The two tables are loaded only when a name must be looked up: most runs need neither.
"""

import argparse
import json


def parse(arguments):
    """The options, or None when only the tables were wanted."""
    parser = argparse.ArgumentParser(prog="lock.py", description=__doc__)
    parser.add_argument("--variant", action="append", default=[], metavar="NAME[,NAME]", help="legal behaviours")
    parser.add_argument("--defect", action="append", default=[], metavar="NAME[,NAME]", help="faults")
    parser.add_argument("--pin", type=int, default=0, help="the factory PIN, 0 unless given")
    parser.add_argument("--nuki-id", type=lambda text: int(text, 16), default=0x1D5A7C3E, metavar="HEX")
    parser.add_argument("--seed", help="makes every random byte repeatable")
    parser.add_argument("--list", action="store_true", help="prints the variants and the faults as JSON")
    options = parser.parse_args(arguments)
    if options.list:
        _print_tables()
        return None
    try:
        options.variants = _variants(_names(options.variant))
        options.defects = _defects(_names(options.defect))
    except ValueError as error:
        parser.error(f"unknown name: {error}")
    return options


def _names(lists):
    return [name for part in lists for name in part.split(",") if name]


def _variants(names):
    if not names:
        return frozenset()
    import variants

    return variants.expand(names)


def _defects(names):
    if not names:
        return frozenset()
    import defects

    return defects.known(names)


def _print_tables():
    import defects
    import variants

    print(json.dumps({"variants": variants.table(), "defects": defects.table()}, indent=1))
