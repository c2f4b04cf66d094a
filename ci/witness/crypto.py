"""The functions of the document's chapter Encryption: dh1 with kdf1, h1 and e1."""

import hmac

from nacl import bindings
from nacl.exceptions import CryptoError

# kdf1 of an all-zero key k: the secret that every low-order public key leads to.
SECRET_OF_ZERO = bytes.fromhex("351f86faa3b988468a850122b65b0acece9c4826806aeee63de9c0da2bd7f91e")


def key_pair(random):
    """A fresh X25519 key pair: private, public."""
    private = random.bytes(32)
    return private, bindings.crypto_scalarmult_base(private)


def agree(private, peer):
    """dh1: the key k, or None for a low-order public key."""
    try:
        return bindings.crypto_scalarmult(private, peer)
    except (RuntimeError, CryptoError):
        return None


def shared_secret(private, peer):
    """dh1 and kdf1: the long-term secret s, or None for a low-order public key."""
    try:
        return bindings.crypto_box_beforenm(peer, private)
    except (RuntimeError, CryptoError):
        return None


def authenticator(secret, *parts):
    """h1: HMAC-SHA256 over the parts in their order."""
    return hmac.digest(secret, b"".join(parts), "sha256")


def same(one, other):
    """Compares in constant time."""
    return hmac.compare_digest(one, other)


def seal(key, nonce, pdata):
    """e1: the tag, then the ciphertext."""
    return bindings.crypto_secretbox(pdata, nonce, key)


def open_box(key, nonce, box):
    """The PDATA of a box, or None when it does not open."""
    try:
        return bindings.crypto_secretbox_open(box, nonce, key)
    except (CryptoError, ValueError):
        return None


def open_unchecked(key, nonce, box):
    """The PDATA of a box whose tag nobody looked at; for faults only."""
    stream = bindings.crypto_secretbox(bytes(len(box) - 16), nonce, key)[16:]
    return bytes(a ^ b for a, b in zip(box[16:], stream))
