"""An emulated controller for the guest and one per lock, which hear each other."""

import asyncio

from bumble import core, hci, link, ll
from bumble.controller import Controller
from bumble.device import Device
from bumble.host import Host
from bumble.transport import open_transport

ATT = 4
HARNESS = "C4:F0:00:00:00:01"


class Air(link.LocalLink):
    """The radio between the controllers."""

    def send_acl_data(self, sender, destination, transport, data):
        """As the base class, but from the connection's own address: Bumble 0.0.236 always takes the
        random one, and a kernel that connects with its public address would hear nothing."""
        if transport != core.PhysicalTransport.LE:
            super().send_acl_data(sender, destination, transport, data)
            return
        connection = sender.le_connections.get(destination)
        receiver = self.find_le_controller(destination)
        if receiver and connection:
            source = connection.self_address
            asyncio.get_running_loop().call_soon(lambda: receiver.on_link_acl_data(source, transport, data))


class GuestController(Controller):
    """Reports an advertisement that stays the same only now and then, as the kernel asks it to; Bumble
    ignores that. Fifty reports a second keep a slow guest busy until its commands time out."""

    BETWEEN_S = 0.5

    def __init__(self, *arguments, **named):
        super().__init__(*arguments, **named)
        self._reported = {}

    def on_advertising_pdu(self, pdu):
        """Hears an advertisement."""
        now = asyncio.get_running_loop().time()
        heard = (str(pdu.advertiser_address), bytes(pdu.data))
        known = now - self._reported.get(heard, -self.BETWEEN_S) < self.BETWEEN_S
        if self.le_scan_enable and self.filter_duplicates and known:
            return
        self._reported[heard] = now
        super().on_advertising_pdu(pdu)

    def on_hci_reset_command(self, command):
        """An adapter that goes down, or comes up anew, has no links any more. Bumble keeps them, and
        the locks would go on believing that somebody is connected, and advertise no more."""
        for connection in list(self.le_connections.values()):
            connection.send_ll_control_pdu(ll.TerminateInd(hci.HCI_CONNECTION_TIMEOUT_ERROR))
        self.le_connections.clear()
        self.le_scan_enable, self.pending_le_connection = False, None
        self._reported.clear()
        return super().on_hci_reset_command(command)

    def on_hci_le_set_scan_enable_command(self, command):
        """A scan begins or ends: nothing has been reported in it."""
        self._reported.clear()
        return super().on_hci_le_set_scan_enable_command(command)


async def guest_controller(air, path):
    """The controller that the guest drives over its serial port."""
    for _ in range(600):
        try:
            transport = await open_transport(f"unix:{path}")
            break
        except OSError:
            await asyncio.sleep(0.1)
    else:
        raise SystemExit(f"no guest at {path}")
    controller = GuestController(
        "guest", host_source=transport.source, host_sink=transport.sink, link=air, public_address=HARNESS)
    # With LL privacy or extended advertising the kernel waits for the *enhanced* connection event,
    # which Bumble does not send.
    features = hci.LeFeatureMask
    controller.le_features = (
        features.LE_ENCRYPTION | features.EXTENDED_REJECT_INDICATION
        | features.PERIPHERAL_INITIATED_FEATURE_EXCHANGE | features.LE_PING)
    return transport


class Radio:
    """A lock's radio: advertises, takes connections, carries ATT."""

    def __init__(self, air, address):
        host = Host()
        host.controller = Controller(address, link=air, public_address=address)
        public = hci.Address(address, hci.Address.PUBLIC_DEVICE_ADDRESS)
        self.device = Device(name="lock", address=public, host=host)
        self.on_connection = None
        self._data, self._response = b"\x02\x01\x06", b""
        self._links = {}
        self._changing = asyncio.Lock()

    async def start(self):
        """Switches it on."""
        self.device.l2cap_channel_manager.register_fixed_channel(ATT, self._pdu)
        self.device.on("connection", self._connected)
        await self.device.power_on()
        await self._advertise()

    def advertise(self, data, response):
        """Advertises that from now on; nothing when it is empty."""
        self._data, self._response = data, response
        asyncio.create_task(self._advertise())

    def send(self, link_handle, pdu):
        """Sends an ATT PDU."""
        if link_handle in self._links:
            self.device.send_l2cap_pdu(link_handle, ATT, pdu)

    async def hang_up(self, link_handle):
        """Ends a connection."""
        if connection := self._links.get(link_handle):
            await connection.disconnect()

    def _connected(self, connection):
        self._links[connection.handle] = connection
        hear, gone = self.on_connection(connection.handle)
        connection.hear = hear

        def ended(_reason):
            del self._links[connection.handle]
            gone()
            asyncio.create_task(self._advertise())

        connection.on("disconnection", ended)

    def _pdu(self, link_handle, pdu):
        if connection := self._links.get(link_handle):
            connection.hear(bytes(pdu))

    async def _advertise(self):
        async with self._changing:
            await self.device.stop_advertising()
            if not self._data:
                return
            await self.device.start_advertising(
                advertising_data=self._data,
                scan_response_data=self._response,
                auto_restart=False,
                own_address_type=hci.OwnAddressType.PUBLIC,
                advertising_interval_min=40.0,
                advertising_interval_max=40.0,
            )
