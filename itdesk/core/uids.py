"""Identities that a client makes by itself: UUIDv7 for records, receipt codes for people."""

from __future__ import annotations

import secrets
import threading
import time
import uuid

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0 O 1 I: what is read out over the phone has one spelling
_CODE_LENGTH = 8


class _Clock:
    """The last identity's milliseconds and counter, so that identities of one process rise strictly."""

    lock = threading.Lock()
    milliseconds = 0
    counter = 0


def new_uid() -> str:
    """A UUIDv7 (RFC 9562, method 1) as text: sorts by time of making, strictly rising within the process."""
    now = time.time_ns() // 1_000_000
    with _Clock.lock:
        if now > _Clock.milliseconds:
            _Clock.milliseconds, _Clock.counter = now, secrets.randbits(41)
        else:
            _Clock.counter += 1 + secrets.randbits(16)
            if _Clock.counter >> 42:
                _Clock.milliseconds, _Clock.counter = _Clock.milliseconds + 1, secrets.randbits(41)
        moment, counter = _Clock.milliseconds, _Clock.counter
    high, low = counter >> 30, counter & 0x3FFFFFFF
    value = (moment << 80) | (0x7 << 76) | (high << 64) | (0b10 << 62) | (low << 32) | secrets.randbits(32)
    return str(uuid.UUID(int=value))


def new_uids(count: int) -> list[str]:
    """As many rising identities, made in one go for an import."""
    now = time.time_ns() // 1_000_000
    with _Clock.lock:
        start = max(now, _Clock.milliseconds) + 1
        # a millisecond each 4,096 identities keeps the counter in the twelve bits behind the version
        _Clock.milliseconds, _Clock.counter = start + count // 4096 + 1, secrets.randbits(41)
    random = secrets.token_hex(8 * count)
    out = []
    for number in range(count):
        stamp = f"{start + number // 4096:012x}"
        tail = random[number * 16 : number * 16 + 16]
        variant = "89ab"[int(tail[0], 16) & 3]
        out.append(f"{stamp[:8]}-{stamp[8:]}-7{number % 4096:03x}-{variant}{tail[1:4]}-{tail[4:]}")
    return out


def made_at(uid: str) -> float:
    """When a UUIDv7 was made, in seconds since 1970."""
    return (uuid.UUID(uid).int >> 80) / 1000


def receipt_code() -> str:
    """Eight characters from 32, four and four ("K7QD-2M9X"): 40 bits, so that codes can't be guessed one after another."""
    code = "".join(secrets.choice(_ALPHABET) for _ in range(_CODE_LENGTH))
    return f"{code[:4]}-{code[4:]}"


def read_receipt_code(typed: str) -> str:
    """The code in its one spelling, however it was typed; empty if it can't be one."""
    letters = "".join(typed.upper().split()).replace("-", "").replace("–", "")
    if len(letters) != _CODE_LENGTH or any(letter not in _ALPHABET for letter in letters):
        return ""
    return f"{letters[:4]}-{letters[4:]}"
