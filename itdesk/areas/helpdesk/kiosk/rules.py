"""Receipts: codes that people can copy by hand, PINs that are never stored."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is read as something else
_CODE = 8
_PIN_DIGITS = 4
_COST = {"n": 2**14, "r": 8, "p": 1, "dklen": 32}


LABEL_MARK = "itdesk:a/"  # what stands before the tag in the code of a printed label


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A file that goes along with a report: at a path, or as bytes that were never a file (a copied picture)."""

    name: str
    path: str = ""
    data: bytes = b""


def new_code() -> str:
    """Eight characters in two groups: one in 850 thousand million, so that a code can't be guessed."""
    letters = "".join(secrets.choice(ALPHABET) for _letter in range(_CODE))
    return f"{letters[:4]}-{letters[4:]}"


def new_pin() -> str:
    """Four digits."""
    return f"{secrets.randbelow(10**_PIN_DIGITS):0{_PIN_DIGITS}}"


def new_salt() -> bytes:
    """What makes equal PINs differ where they are stored."""
    return secrets.token_bytes(16)


def hashed(pin: str, salt: bytes = b"") -> str:
    """The PIN as it is stored: salted scrypt, with a new salt where none is given."""
    salt = salt or new_salt()
    return f"{salt.hex()}${hashlib.scrypt(pin.encode(), salt=salt, **_COST).hex()}"


def fits(pin: str, stored: str | None) -> bool:
    """Whether the PIN is the stored one. A missing one takes as long to compare, and never fits."""
    salt, _mark, digest = (stored or f"{'00' * 16}$").partition("$")
    told = hashlib.scrypt(pin.encode(), salt=bytes.fromhex(salt), **_COST).hex()
    return hmac.compare_digest(told, digest)


def tidy_code(typed: str) -> str:
    """A code as it was given, from however it was typed: case, gaps and dashes don't matter."""
    letters = re.sub(r"[^0-9A-Z]", "", typed.upper())
    return f"{letters[:4]}-{letters[4:]}"


def tidy_label(typed: str) -> str:
    """The tag on a device's label, however it was typed or read by a scanner."""
    label = " ".join(typed.split())
    return label[len(LABEL_MARK) :] if label.casefold().startswith(LABEL_MARK) else label
