"""A lock's process on the attached-lock protocol, version 1, on a real clock."""

import asyncio
import itertools
import json
import shlex

LONGEST_LINE = 65_536
FIRST_ID = 1_000_000_000
"""The front's own requests are numbered from here, far from the harness's."""


class Process:
    """The process; restarted when it is wanted again."""

    def __init__(self, command, console):
        self.hello = None
        self.on_message = None
        """Called with a name and members that answer no request of the front."""
        self.on_end = None
        self._words = shlex.split(command)
        self._console = console
        self._ids = itertools.count(FIRST_ID)
        self._waiting = {}
        self._child = None
        self._greeted = None

    @property
    def alive(self):
        """Whether there is a lock."""
        return self._child is not None and self._child.returncode is None

    async def start(self):
        """Starts it and greets it."""
        self._child = await asyncio.create_subprocess_exec(
            *self._words,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=self._console,
            limit=LONGEST_LINE + 1,
        )
        self._greeted = asyncio.get_running_loop().create_future()
        asyncio.create_task(self._listen(self._child))
        self.say("hello", protocol=1, clock="real")
        self.hello = await asyncio.wait_for(self._greeted, 20)

    def say(self, message, **members):
        """Says one thing; a dead lock hears nothing."""
        if self.alive:
            self._child.stdin.write(json.dumps({message: members}).encode() + b"\n")

    async def ask(self, message, **members):
        """Asks and waits: the answer's name and members, or None when the lock has ended."""
        number = next(self._ids)
        answer = asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        self.say(message, id=number, **members)
        try:
            return await answer
        finally:
            self._waiting.pop(number, None)

    async def stop(self):
        """Ends it."""
        if self.alive:
            self._child.kill()
            await self._child.wait()

    async def _listen(self, child):
        try:
            while line := await child.stdout.readline():
                self._hear(line)
        except (ValueError, json.JSONDecodeError) as error:
            print(f"the lock's process spoke nonsense: {error}", flush=True)
        if child.returncode is None:
            child.kill()
        await child.wait()
        print(f"the lock's process has ended: {child.returncode}", flush=True)
        for answer in list(self._waiting.values()):
            if not answer.done():
                answer.set_result((None, {}))
        if self.on_end:
            self.on_end()

    def _hear(self, line):
        ((name, members),) = json.loads(line).items()
        answer = self._waiting.get(members.get("id"))
        if name == "hello":
            if not self._greeted.done():
                self._greeted.set_result(members)
        elif answer and not answer.done():
            answer.set_result((name, members))
        elif self.on_message:
            # Behind the task that an answer before this has woken: the order on the air is the lock's.
            asyncio.get_running_loop().call_soon(self.on_message, name, members)
