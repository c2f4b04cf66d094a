"""The checks that tell a right lock from a faulty one: each names the requirements that it looks at.

They hold for the lock without variants. The modules `checks_*` fill the table.
"""

CHECKS = []


def check(requirements):
    """Enters a function that takes a fresh bench and fails by assertion."""

    def enter(function):
        CHECKS.append((frozenset(requirements.split()), function))
        return function

    return enter


def commands(answers):
    """The command identifiers of answers."""
    return [command for command, _ in answers]


def error(code, command):
    """The one answer that is an Error Report."""
    return [(0x0012, bytes([code]) + command.to_bytes(2, "little"))]


COMPLETE = [(0x000E, b"\0")]
ACCEPTED = (0x000E, b"\1")
