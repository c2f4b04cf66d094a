"""Pairs, reads state and configuration, locks, unlocks and sees an error, through pyNukiBT.

usage: pynuki.py ADDRESS
"""

import asyncio
import logging
import sys
import time
import traceback

from bleak import BleakScanner
from nacl.public import PrivateKey
from pyNukiBT import NukiConst, NukiDevice


async def step(name, work):
    begin = time.monotonic()
    try:
        result = await asyncio.wait_for(work, 60)
        print(f"ok   {name} ({(time.monotonic() - begin) * 1000:.0f} ms)", flush=True)
        return result
    except Exception as error:  # Whatever a client does is what is looked for.
        took = (time.monotonic() - begin) * 1000
        print(f"FAIL {name} ({took:.0f} ms): {type(error).__name__} {error}", flush=True)
        traceback.print_exc()
        return None


async def main():
    address = sys.argv[1]
    found = await step("find", BleakScanner.find_device_by_address(address, timeout=30))
    if not found:
        return 1
    private = PrivateKey.generate()
    lock = NukiDevice(address, None, None, bytes(private.public_key), bytes(private), 0x1234, "pyNukiBT",
                      NukiConst.NukiClientType.APP, ble_device=found)
    await step("connect", lock.connect())
    await step("pair", lock.pair())
    begin = time.monotonic()
    await step("state and configuration", lock.update_state())
    if lock.last_state is None:
        return 1
    print("     state", lock.last_state["nuki_state"], lock.last_state["lock_state"], flush=True)
    await step("lock", lock.lock_action(2, wait_for_completed=True))
    print(f"     connect, state, configuration and a whole action: {time.monotonic() - begin:.2f} s", flush=True)
    await step("unlock", lock.lock_action(1, wait_for_completed=True))
    wrong = await step("a wrong PIN is seen as one", lock.verify_security_pin(4321))
    print("     verified", wrong, flush=True)
    await step("log", lock.request_log_entries(0, count=3))
    await lock.disconnect()
    return 0


logging.basicConfig(level=logging.INFO)
logging.getLogger("bleak_retry_connector").setLevel(logging.DEBUG)
sys.exit(asyncio.run(main()))
