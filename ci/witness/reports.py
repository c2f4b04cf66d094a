"""Error Reports (0x0012): what is said when a request is refused, and where (6.2)."""

import struct

import frames
import gatt

COMMAND = 0x0012


class Reports:
    """Builds Error Reports and sends the plain ones."""

    def __init__(self, device):
        self._device = device

    def plain(self, link, char, code, command):
        """Sends a plain Error Report."""
        for _ in range(2 if self._device.broken("errors-sent-twice") else 1):
            link.send(char, frames.plain(self._device, COMMAND, self.payload(code, command)))
        self._sent(link)

    def not_authorized(self, link, known=True):
        """0x20: plain on a92ee201 with command 0x0000, the same for every reason."""
        code = 0x24 if self._device.broken("unknown-user-told-apart") and not known else 0x20
        char = gatt.USDIO if self._device.broken("not-authorized-on-usdio") else gatt.GDIO
        self.plain(link, char, code, 0x0000)

    def encrypted(self, request, code):
        """Answers a request with an encrypted Error Report."""
        command = request.command
        if code in (0xFD, 0xFE) and self._device.chosen("fe-fd-command-zero"):
            command = 0x0000
        if self._device.broken("errors-plain-on-usdio"):
            self.plain(request.link, gatt.USDIO, code, command)
            return
        for _ in range(2 if self._device.broken("errors-sent-twice") else 1):
            request.answer(COMMAND, self.payload(code, command))
        self._sent(request.link)

    def payload(self, code, command):
        """Error code, command identifier."""
        device = self._device
        if device.broken("error-names-wrong-command"):
            command = COMMAND
        if device.broken("bad-nonce-gives-bad-parameter") and code == 0x22:
            code = 0x23
        tail = b"\0" if device.broken("error-report-of-4-bytes") else b""
        order = ">" if device.broken("error-command-big-endian") else "<"
        return struct.pack(order + "BH", code, command) + tail

    def _sent(self, link):
        if self._device.broken("deaf-after-error"):
            self._device.deaf.add(link.conn)
