"""Letters to the keeper: one file each, never changed, with a hash of all that is in it."""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from itdesk.core.errors import UserError
from itdesk.core.sealing import WrongKey
from itdesk.core.texts import _
from itdesk.core.uids import new_uid
from itdesk.db.share.sealed import Sealing

ENDING = ".letter"
_FIRST = b"itdesk letter 1 "
_HEAD = 1 << 20  # bytes of words
MOST = 200 << 20  # bytes of a whole letter


class BadLetter(Exception):
    """A file in the mailbox that is no letter, or not a whole one."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file that goes along."""

    name: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Letter:
    """What is asked of the keeper: what about, and plain values. uid makes sure that it is done once."""

    about: str
    values: Mapping[str, Any]
    files: Sequence[Enclosure] = ()
    uid: str = field(default_factory=new_uid)

    @property
    def name(self) -> str:
        """What its file is called."""
        return self.uid + ENDING


def as_bytes(letter: Letter) -> bytes:
    """A letter as its file holds it."""
    files = [[one.name, len(one.data), hashlib.sha256(one.data).hexdigest()] for one in letter.files]
    stored = {"uid": letter.uid, "about": letter.about, "values": dict(letter.values), "files": files}
    head = json.dumps(stored, ensure_ascii=False).encode()
    whole = b"".join(
        [_FIRST, hashlib.sha256(head).hexdigest().encode(), b"\n", head, b"\n", *(one.data for one in letter.files)]
    )
    if len(head) > _HEAD or len(whole) > MOST:
        raise UserError(
            _("This is too large to be sent: {n} MB.").format(n=len(whole) >> 20),
            _("Nothing was sent. Leave out a file, up to {n} MB go at once.").format(n=MOST >> 20),
        )
    return whole


def read(path: Path, sealed_with: Sealing | None = None) -> Letter:
    """The letter in a file; BadLetter says what is wrong with it. In an encrypted workspace it has to be sealed with its key."""
    if path.stat().st_size > MOST:
        raise BadLetter("too large")
    with _opened(path, sealed_with) as file:
        first = file.readline(len(_FIRST) + 70)
        if not first.startswith(_FIRST):
            raise BadLetter("not a letter")
        head = file.readline(_HEAD + 2).removesuffix(b"\n")
        if hashlib.sha256(head).hexdigest().encode() != first[len(_FIRST) :].strip():
            raise BadLetter("damaged, or not whole")
        stored = _stored(head)
        files = tuple(_enclosed(file.read(size), name, digest) for name, size, digest in stored["files"])
        if file.read(1):
            raise BadLetter("something follows it")
    if f"{stored['uid']}{ENDING}" != path.name:
        raise BadLetter("another letter's name")
    return Letter(str(stored["about"]), stored["values"], files, str(stored["uid"]))


def _opened(path: Path, sealed_with: Sealing | None) -> BinaryIO:
    if sealed_with is None:
        return path.open("rb")
    try:
        return io.BytesIO(sealed_with.unseal(path.read_bytes()))
    except WrongKey as error:
        raise BadLetter("not sealed with the key of this workspace") from error


def _stored(head: bytes) -> dict[str, Any]:
    try:
        stored = json.loads(head)
        files = [(str(name), int(size), str(digest)) for name, size, digest in stored["files"]]
        if not isinstance(stored["values"], dict) or any(not 0 <= size <= MOST for _name, size, _digest in files):
            raise BadLetter("it says nothing")
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise BadLetter(f"it can't be read: {error}") from error
    return {**stored, "files": files}


def _enclosed(data: bytes, name: str, digest: str) -> Enclosure:
    if hashlib.sha256(data).hexdigest() != digest:
        raise BadLetter(f"the file {name} in it is damaged, or not whole")
    return Enclosure(os.path.basename(name.replace("\\", "/")) or "file", data)  # noqa: PTH119 -- a name, no path
