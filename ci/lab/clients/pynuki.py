"""Pairs, reads state and configuration, locks, unlocks and sees an error, through pyNukiBT.

usage: pynuki.py ADDRESS

What its libraries do not bear here is changed below, and nothing else:
- bluetoothd 5.66 may answer Connect before it tells that the device is connected, and then never tells it,
  when the socket is up before the kernel's own word; bleak 3.1.0 takes that for a disconnection, hangs up,
  and says "Client is already connected" to each further try.
- bleak-retry-connector gives a connection with all its services 20 s, too little for an emulated machine.
- The default adapter may be the lock's own, which cannot scan while it advertises (`0x2005 failed: -16`).
"""

import asyncio
import logging
import sys
import time
import traceback

import bleak_retry_connector
from bleak import BleakScanner
from bleak.backends.bluezdbus.manager import BlueZManager
from nacl.public import PrivateKey
from pyNukiBT import NukiConst, NukiDevice

SLOW = 4
ADAPTER = "hci0"
PIN = 1234
condition = BlueZManager._wait_condition


async def disconnected_means_connected_before(self, path, name, value):
    """Waits for a property's value; "not connected any more" only where it was."""
    if name == "Connected" and not value and not self.is_connected(path):
        await asyncio.Event().wait()
    await condition(self, path, name, value)


BlueZManager._wait_condition = disconnected_means_connected_before
bleak_retry_connector.BLEAK_TIMEOUT *= SLOW
bleak_retry_connector.BLEAK_SAFETY_TIMEOUT *= SLOW


async def step(name, work):
    begin = time.monotonic()
    try:
        result = await asyncio.wait_for(work, 60 * SLOW)
        print(f"ok   {name} ({(time.monotonic() - begin) * 1000:.0f} ms)", flush=True)
        return result
    except Exception as error:  # Whatever a client does is what is looked for.
        took = (time.monotonic() - begin) * 1000
        print(f"FAIL {name} ({took:.0f} ms): {type(error).__name__} {error}", flush=True)
        traceback.print_exc()
        return None


async def main():
    address = sys.argv[1]
    found = await step("find", BleakScanner.find_device_by_address(
        address, timeout=30 * SLOW, bluez={"adapter": ADAPTER}))
    if not found:
        print("FAIL it is not in range", flush=True)
        return 1
    private = PrivateKey.generate()
    lock = NukiDevice(address, None, None, bytes(private.public_key), bytes(private), 0x1234, "pyNukiBT",
                      NukiConst.NukiClientType.APP, ble_device=found)
    lock.connection_timeout = lock.command_response_timeout = 20 * SLOW
    # Now and then bleak finds a connection resolved that has no services yet; the next try finds them.
    for _ in range(3):
        await step("connect", lock.connect())
        if lock.device_type:
            break
        await lock.disconnect()
    await step("pair", lock.pair())
    begin = time.monotonic()
    await step("state and configuration", lock.update_state())
    if lock.last_state is None:
        return 1
    print("     state", lock.last_state["nuki_state"], lock.last_state["lock_state"], flush=True)
    await lock.disconnect()
    begin = time.monotonic()
    await step("connect again, read state and configuration", lock.update_state())
    await step("lock", lock.lock_action(2, wait_for_completed=True))
    print(f"     connect, state, configuration and a whole action: {time.monotonic() - begin:.2f} s", flush=True)
    await step("unlock", lock.lock_action(1, wait_for_completed=True))
    wrong = await step("a wrong PIN is seen as one", lock.verify_security_pin(4321))
    print("     verified", wrong, flush=True)
    await step("log", lock.request_log_entries(PIN, count=3))
    await lock.disconnect()
    return 0


logging.basicConfig(level=logging.INFO)
logging.getLogger("bleak_retry_connector").setLevel(logging.DEBUG)
sys.exit(asyncio.run(main()))
