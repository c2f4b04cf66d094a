"""Authorization Data (0x0006): steps 17 to 19 of pairing, in which the new user is stored."""

import struct

import crypto
from users import APP, FOB, User, stored_name

BAD_AUTHENTICATOR, BAD_PARAMETER, MAX_USER = 0x11, 0x12, 0x13
COMMAND = 0x0006


def enrol(device, session, payload):
    """Checks the data, stores the user and answers the Authorization-ID."""
    given, data, nonce = payload[:32], payload[32:69], payload[69:]
    id_type, app_id, name = struct.unpack("<BI32s", data)
    if not session.verified(given, _hashed(device, session, data, nonce), "second-authenticator-unchecked"):
        if device.broken("user-stored-before-check"):
            _store(device, session, id_type, app_id, name)
        session.refuse(0xFF if device.broken("bad-authenticator-gives-unknown") else BAD_AUTHENTICATOR, COMMAND)
    elif id_type > FOB and not device.broken("id-type-unchecked"):
        session.refuse(BAD_PARAMETER, COMMAND)
    elif not _make_room(device, app_id, name):
        session.refuse(MAX_USER, COMMAND)
    else:
        _welcome(device, session, _store(device, session, id_type, app_id, name), nonce)


def _hashed(device, session, data, nonce):
    choices = [(_spoiled(device, data), nonce, session.second)]
    if device.broken("first-challenge-accepted-again"):
        choices.append((data, nonce, session.first))
    return choices


def _spoiled(device, data):
    name = data[5:]
    if device.broken("four-byte-utf-8-breaks-authenticator"):
        name = name.decode("utf-8", "replace").encode("utf-16-le", "replace").decode("utf-16-le", "replace")
        name = "".join(letter if ord(letter) < 0x10000 else "?" for letter in name).encode()[:32].ljust(32, b"\0")
    if device.broken("bytes-behind-zero-break-authenticator"):
        name = name.split(b"\0")[0].ljust(32, b"\0")
    return data[:5] + name


def _make_room(device, app_id, name):
    """Removes the user whom the new one replaces; false when the table stays full."""
    users = device.memory.users
    for old in users.all():
        if _replaces(device, old, app_id, name):
            device.remove_user(old)
            return True
    return len(users) < users.room or device.broken("max-users-ignored")


def _replaces(device, old, app_id, name):
    if device.chosen("name-replaces"):
        return old.name == name
    if device.chosen("app-id-adds"):
        return False
    if device.chosen("app-id-zero-replaces"):
        return old.app_id == app_id
    return app_id != 0 and old.app_id == app_id


def _store(device, session, id_type, app_id, name):
    users = device.memory.users
    id_type = APP if device.broken("id-type-not-stored") else id_type
    user = User(users.next_id(device), session.secret, id_type, app_id, stored_name(device, name), device.wall.stamp())
    user.confirmed = not device.chosen("user-invalid-until-confirmation")
    user.raw_key = session.raw_key
    users.store(user)
    return user


def _welcome(device, session, user, nonce):
    session.stored(user)
    uuid = device.random.bytes(16) if device.broken("uuid-changes") else device.memory.uuid
    body = user.auth_id.to_bytes(4, "little") + uuid + session.third
    if device.broken("own-authenticator-wrong"):
        nonce = bytes(32)
    session.answer(0x0007, crypto.authenticator(session.secret, body, nonce) + body)
