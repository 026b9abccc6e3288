"""What a person wants to start with."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Wish(StrEnum):
    """What the person wants to start with."""

    CREATE = "create"
    OPEN = "open"
    SAMPLE = "sample"
    RESTORE = "restore"
    ENCRYPT = "encrypt"  # a file that is there, before it is opened again
    DECRYPT = "decrypt"
    SHARE = "share"  # a file that is there, in its folder
    UNSHARE = "unshare"  # a shared workspace becomes a plain file, at `target` if that is given
    MOVE = "move"  # to `target`, and opened there
    TAKE_BACK = "take back"  # a workspace that was moved is used where it was
    UNPACK = "unpack"  # a workspace made of an archive, at `location`


@dataclass(frozen=True, slots=True)
class Start:
    """What to start with, as plain values; currency, locale, zone and fiscal_month matter to CREATE alone."""

    wish: Wish
    location: str
    name: str = ""
    currency: str = ""
    locale: str = ""
    zone: str = ""
    fiscal_month: int = 1
    password: str = field(default="", repr=False)
    passphrase: str = field(
        default="", repr=False
    )  # of a new workspace that is to be encrypted, with its recovery code
    code: str = field(default="", repr=False)
    keeps: bool = True  # of a shared folder: this PC may keep the workspace; not for a screen that anybody uses
    takes_over: bool = False  # though its keeper did not leave
    copy: str = ""  # the backup that RESTORE puts in the place of what is there, the archive that UNPACK reads
    target: str = ""  # where MOVE goes
    actor: int | None = None  # who lets it move
    in_clear: bool = False  # though what moves is encrypted
