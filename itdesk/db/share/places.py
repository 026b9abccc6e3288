"""Where the parts of a shared workspace lie: in the shared folder, and on this PC."""

from __future__ import annotations

import getpass
import json
import platform
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from itdesk.core.errors import UserError
from itdesk.core.texts import _
from itdesk.core.uids import new_uid
from itdesk.db import connecting
from itdesk.db.share.placing import put, put_json, read_json
from itdesk.db.share.sealed import Sealing
from itdesk.db.sniff import SHARED, slots_of
from itdesk.paths import user_data_dir

_TOLD = b"The workspace lies in the folder of the same name beside this file. Open this file with itdesk.\n"
_LONGEST = 4096


@dataclass(frozen=True, slots=True)
class Folder:
    """The shared folder of one workspace; pointer is the file that people open, uid the workspace's."""

    pointer: Path
    uid: str

    @property
    def root(self) -> Path:
        """The folder beside the pointer."""
        return root_of(self.pointer)

    @property
    def terms(self) -> Path:
        """One folder for each keeper."""
        return self.root / "terms"

    @property
    def box(self) -> Path:
        """Letters that wait."""
        return self.root / "mailbox" / "in"

    @property
    def taken(self) -> Path:
        """Letters that are in a published copy."""
        return self.root / "mailbox" / "taken"

    @property
    def aside(self) -> Path:
        """Letters that could not be taken."""
        return self.root / "mailbox" / "aside"

    def make(self) -> None:
        """Make what is missing of it."""
        for folder in (self.terms, self.box, self.taken, self.aside):
            folder.mkdir(parents=True, exist_ok=True)

    def term(self, number: int) -> Path:
        """The folder of one keeper."""
        return self.terms / f"{number:08}"

    def unlock(self, copy: Path) -> Path:
        """Let a copy be opened as the workspace is: with its key, and the slots beside it; the copy."""
        key = connecting.key_of(self.pointer)
        if key is not None:
            connecting.hold(copy, key)
            put(slots_of(copy), slots_of(self.pointer).read_bytes())
        return copy

    @property
    def seal(self) -> Sealing | None:
        """What letters are sealed with: the workspace's key, on both sides; None where it isn't encrypted."""
        key = connecting.key_of(self.pointer)
        return None if key is None else Sealing(key)

    def point(self) -> None:
        """Write the file that people open."""
        put(self.pointer, SHARED + json.dumps({"workspace": self.uid}).encode() + b"\n" + _TOLD)


def root_of(path: Path) -> Path:
    """Where the shared folder of the workspace at path lies, or would lie."""
    return path.with_name(f"{path.stem}.itdesk-share")


def is_pointer(path: Path) -> bool:
    """Whether a file, which nothing has open as a database, is what people open of a shared workspace."""
    try:
        if not path.is_file() or path.stat().st_size > _LONGEST:
            return False
        with path.open("rb") as file:
            return file.read(len(SHARED)) == SHARED
    except OSError:
        return False


def folder_at(pointer: Path) -> Folder:
    """The shared folder that a pointer tells of."""
    try:
        lines = pointer.read_bytes().split(b"\n")
        folder = Folder(pointer, str(json.loads(lines[1])["workspace"]))
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise UserError(
            _("{file} can't be read.").format(file=pointer.name),
            _("Check that the share is connected and that you may open it."),
            detail=str(error),
        ) from error
    if not folder.terms.is_dir():
        raise UserError(
            _("{file} is a shared workspace, and its folder isn't beside it: {folder}.").format(
                file=pointer.name, folder=folder.root.name
            ),
            _("Open it where it lies. To take a copy along, make a backup of it."),
        )
    return folder


@dataclass(frozen=True, slots=True)
class Here:
    """What this PC keeps of a shared workspace, for the person who is signed in. holder tells this place from all others."""

    root: Path
    holder: str
    name: str
    pc: str

    @classmethod
    def of(cls, folder: Folder) -> Self:
        """The place on this PC, made on first use."""
        root = user_data_dir() / "shared" / folder.uid
        for part in (root, root / "copies", root / "spool", root / "left"):
            part.mkdir(parents=True, exist_ok=True)
        known = read_json(root / "holder.json")
        if known is None:
            known = {"holder": new_uid()}
            put_json(root / "holder.json", known)
        return cls(root, str(known["holder"]), getpass.getuser(), platform.node())

    @property
    def work(self) -> Path:
        """The workspace file that a keeper works on."""
        return self.root / "work.itdesk"

    @property
    def begun(self) -> Path:
        """What is known of that file: its term, and how far it was published."""
        return self.root / "work.json"

    @property
    def lock(self) -> Path:
        """Held by the process that keeps the workspace."""
        return self.root / "keeping-lock"

    @property
    def copies(self) -> Path:
        """Published copies, to be read here."""
        return self.root / "copies"

    @property
    def spool(self) -> Path:
        """Letters that the shared folder doesn't have yet."""
        return self.root / "spool"

    @property
    def left(self) -> Path:
        """What was written here and never published, because somebody else had taken over."""
        return self.root / "left"
