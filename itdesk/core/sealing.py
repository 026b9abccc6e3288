"""Keys out of passphrases, and small things sealed by a key: Argon2id, HKDF and AES-256-GCM."""

from __future__ import annotations

import os
import time
import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

KEY = 32  # bytes
NONCE = 12
WANTED = 1.0  # seconds of this PC's work for one try
MEMORY = 64 * 1024  # KiB for one try
_MOST = {"iterations": 1000, "memory": 4 * 1024 * 1024, "lanes": 16}  # no file may ask for more


class WrongKey(Exception):
    """What was sealed was sealed by another key, for another purpose, or was changed since."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one try of a passphrase costs: passes over so many KiB of memory."""

    iterations: int
    memory: int = MEMORY
    lanes: int = 1  # one thread: what it costs can be measured however busy the PC is

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> Self:
        """As it was stored; raises ValueError for what nobody would have stored."""
        found: dict[str, Any] = {name: stored.get(name) for name in _MOST}
        if any(not isinstance(value, int) or not 1 <= value <= _MOST[name] for name, value in found.items()):
            raise ValueError(found)
        return cls(**found)


def calibrated(wanted: float = WANTED) -> Cost:
    """So many passes that this PC works for the wanted seconds; measured as its own work, whatever else it does."""
    derived("", bytes(16), Cost(1, 64))  # brings in what it needs
    once = max(min(_worked(Cost(2)) for _time in range(2)) / 2, 0.001)
    return Cost(min(_MOST["iterations"], max(3, int(wanted * 1.2 / once) + 1)))


def _worked(cost: Cost) -> float:
    began = time.thread_time()
    derived("", bytes(16), cost)
    return time.thread_time() - began


def derived(passphrase: str, salt: bytes, cost: Cost) -> bytes:
    """The key that a passphrase gives; the same however its accents were typed."""
    from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

    given = unicodedata.normalize("NFKC", passphrase).encode()
    return Argon2id(
        salt=salt, length=KEY, iterations=cost.iterations, lanes=cost.lanes, memory_cost=cost.memory
    ).derive(given)


def branched(key: bytes, purpose: str, salt: bytes = b"") -> bytes:
    """A key for one purpose out of another; also out of a code that is as random as a key."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=KEY, salt=salt or None, info=purpose.encode()).derive(key)


def seal(key: bytes, content: bytes, purpose: str) -> bytes:
    """Content that only the same key opens, and only for the same purpose."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, purpose.encode())


def unseal(key: bytes, sealed: bytes, purpose: str) -> bytes:
    """What was sealed; raises WrongKey."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], purpose.encode())
    except (InvalidTag, ValueError) as error:
        raise WrongKey(purpose) from error


def as_text(content: bytes) -> str:
    """Bytes as JSON holds them."""
    return b64encode(content).decode("ascii")


def from_text(text: Any) -> bytes:
    """Back again; raises ValueError for what is none."""
    if not isinstance(text, str):
        raise TypeError(text)
    return b64decode(text, validate=True)
