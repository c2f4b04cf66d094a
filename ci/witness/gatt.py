"""The attribute table: services, characteristics and their properties (1.1)."""

BASE = "{}-5501-11e4-916c-0800200c9a66"
PAIRING = "a92ee101"
GDIO = "a92ee201"
USDIO = "a92ee202"
THIRD = "a92ee203"
DATA = (PAIRING, GDIO, USDIO)
LONGEST_VALUE = 512


def services(device):
    """The services as the line protocol lists them."""
    table = [
        _service("a92ee000", _initialization(device)),
        _service("a92ee100", _pairing(device)),
        _service("a92ee200", _keyturner(device)),
    ]
    if device.chosen("extra-services"):
        table += _extra_services()
    if device.chosen("services-reversed"):
        table.reverse()
    return table


def _initialization(device):
    if device.broken("initialization-service-has-characteristic"):
        return [_characteristic(device, "a92ee001")]
    return []


def _pairing(device):
    if device.broken("pairing-service-has-second-characteristic"):
        return [_characteristic(device, PAIRING), _characteristic(device, "a92ee102")]
    return [_characteristic(device, PAIRING)]


def _keyturner(device):
    table = [_characteristic(device, GDIO), _characteristic(device, USDIO)]
    if device.broken("usdio-not-offered"):
        table.pop()
    if device.chosen("extra-characteristics"):
        table.append({"uuid": BASE.format(THIRD), "properties": ["write-without-response"]})
    return table


def _extra_services():
    information = [{"uuid": f"00002a{n}-0000-1000-8000-00805f9b34fb", "properties": ["read"]} for n in (25, 26, 27)]
    return [
        {"uuid": "0000180a-0000-1000-8000-00805f9b34fb", "characteristics": information},
        _service("a92eea00", [{"uuid": BASE.format("a92eea01"), "properties": ["read", "write", "notify"]}]),
    ]


def _characteristic(device, short):
    return {"uuid": BASE.format(short), "properties": _properties(device)}


def _properties(device):
    table = ["write", "indicate"]
    if device.broken("indicate-not-declared"):
        table = ["write", "notify"]
    if device.broken("write-not-declared"):
        table = ["write-without-response", "indicate"]
    if device.chosen("read-notify-declared"):
        table += ["read", "notify"]
    if device.chosen("write-without-response"):
        table.append("write-without-response")
    return table


def _service(short, characteristics):
    return {"uuid": BASE.format(short), "characteristics": characteristics}
