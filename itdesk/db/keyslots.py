"""The slots beside an encrypted workspace: its data key, sealed once for each way to open it.

`Firm.itdesk-keys` lies beside `Firm.itdesk` and beside each of its copies. It is of no use without a passphrase, the
printed recovery code or this PC's keyring; a workspace without it can't be opened by anybody.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from itdesk.core import recovery_code, sealing
from itdesk.core.errors import Damaged, UserError
from itdesk.core.sealing import Cost, WrongKey
from itdesk.core.texts import _
from itdesk.core.uids import new_uid
from itdesk.db.filesystem import sync_folder
from itdesk.db.sniff import slots_of

VERSION = 1
PASSPHRASE, RECOVERY, KEYRING = "passphrase", "recovery", "keyring"
_KINDS = frozenset({PASSPHRASE, RECOVERY, KEYRING})
_LARGEST = 1 << 20


@dataclass(frozen=True, slots=True)
class Slot:
    """The data key as one of its ways opens it. cost and salt are a passphrase's, computer a keyring's."""

    id: str
    kind: str
    made_at: str
    sealed: bytes
    salt: bytes = b""
    cost: Cost | None = None
    computer: str = ""

    def plain(self) -> dict[str, Any]:
        """As JSON holds it."""
        found: dict[str, Any] = {"id": self.id, "kind": self.kind, "made_at": self.made_at}
        found["sealed"] = sealing.as_text(self.sealed)
        if self.salt:
            found["salt"] = sealing.as_text(self.salt)
        if self.cost is not None:
            found |= {name: getattr(self.cost, name) for name in ("iterations", "memory", "lanes")}
        return found | ({"computer": self.computer} if self.computer else {})

    @classmethod
    def of(cls, stored: Any) -> Self:
        """Back again; raises ValueError, KeyError or TypeError for what is none."""
        if stored["kind"] not in _KINDS:
            raise ValueError(stored["kind"])
        return cls(
            str(stored["id"]),
            stored["kind"],
            str(stored["made_at"]),
            sealing.from_text(stored["sealed"]),
            sealing.from_text(stored.get("salt", "")),
            Cost.of(stored) if stored["kind"] == PASSPHRASE else None,
            str(stored.get("computer", "")),
        )


@dataclass(frozen=True, slots=True)
class KeySlots:
    """All slots of the workspace with this uid."""

    workspace: str
    slots: tuple[Slot, ...] = ()

    def of_kind(self, kind: str) -> tuple[Slot, ...]:
        """Its slots of a kind."""
        return tuple(one for one in self.slots if one.kind == kind)

    def without(self, kind: str, slot_id: str = "") -> Self:
        """These slots less those of a kind, or less one of them."""
        gone = [one for one in self.of_kind(kind) if not slot_id or one.id == slot_id]
        return replace(self, slots=tuple(one for one in self.slots if one not in gone))

    def with_passphrase(self, data_key: bytes, passphrase: str, cost: Cost | None = None) -> Self:
        """These slots with this passphrase in place of the one before."""
        slot = Slot(new_uid(), PASSPHRASE, _now(), b"", os.urandom(16), cost or sealing.calibrated())
        return self._with(slot, data_key, _from_passphrase(slot, passphrase), PASSPHRASE)

    def with_recovery(self, data_key: bytes, code: str) -> Self:
        """These slots with this recovery code in place of the one before."""
        slot = Slot(new_uid(), RECOVERY, _now(), b"", os.urandom(16))
        return self._with(slot, data_key, _from_code(slot, code), RECOVERY)

    def with_keyring(self, data_key: bytes, computer: str, key: bytes) -> tuple[Self, str]:
        """These slots with one more for this PC, whose keyring holds the key; and the slot's id."""
        slot = Slot(new_uid(), KEYRING, _now(), b"", computer=computer)
        return self._with(slot, data_key, key), slot.id

    def _with(self, slot: Slot, data_key: bytes, key: bytes, instead_of: str = "") -> Self:
        sealed = sealing.seal(key, bytes(data_key), self._purpose(slot))
        others = self.without(instead_of).slots if instead_of else self.slots
        return replace(self, slots=(*others, replace(slot, sealed=sealed)))

    def _purpose(self, slot: Slot) -> str:
        return f"itdesk-keys {VERSION}|{self.workspace}|{slot.kind}|{slot.id}"

    def open_by(self, typed: str) -> bytes:
        """The data key, by a passphrase or a recovery code; raises WrongKey, or Unreadable for a code mistyped."""
        if recovery_code.is_like_one(typed) and self.of_kind(RECOVERY):
            try:
                return self._opened(RECOVERY, lambda slot: _from_code(slot, typed))
            except UserError:  # a passphrase may look like a code
                try:
                    return self._opened(PASSPHRASE, lambda slot: _from_passphrase(slot, typed))
                except WrongKey:
                    recovery_code.read(typed)
                    raise
        return self._opened(PASSPHRASE, lambda slot: _from_passphrase(slot, typed))

    def open_by_keyring(self, slot_id: str, key: bytes) -> bytes:
        """The data key, by what this PC's keyring held for one of the slots."""
        chosen = replace(self, slots=tuple(one for one in self.slots if one.id == slot_id))
        return chosen._opened(KEYRING, lambda _slot: key)  # noqa: SLF001 -- another of our own

    def _opened(self, kind: str, key_of: Callable[[Slot], bytes]) -> bytes:
        for slot in self.of_kind(kind):
            try:
                return sealing.unseal(key_of(slot), slot.sealed, self._purpose(slot))
            except WrongKey:
                continue
        raise WrongKey(kind)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A new data key with the slots that open it."""

    data_key: bytes
    slots: KeySlots


@dataclass(frozen=True, slots=True)
class Encryption:
    """How a workspace that is to be encrypted will be opened. cost is what this PC needs a second for, if it isn't said."""

    passphrase: str
    code: str  # the recovery code as it was printed
    cost: Cost | None = None

    def begun(self, workspace: str) -> Sealed:
        """A new data key and its slots, for the workspace with this uid."""
        data_key = os.urandom(sealing.KEY)
        slots = KeySlots(workspace).with_passphrase(data_key, self.passphrase, self.cost)
        return Sealed(data_key, slots.with_recovery(data_key, self.code))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _from_passphrase(slot: Slot, passphrase: str) -> bytes:
    if slot.cost is None:
        raise WrongKey(slot.id)
    return sealing.derived(passphrase, slot.salt, slot.cost)


def _from_code(slot: Slot, code: str) -> bytes:
    return sealing.branched(recovery_code.read(code).encode(), "itdesk recovery code", slot.salt)


def load(path: Path) -> KeySlots:
    """The slots of a workspace file; raises Damaged where they can't be understood."""
    file = slots_of(path)
    try:
        with file.open("rb") as opened:
            stored = json.loads(opened.read(_LARGEST))
        if stored["itdesk_keys"] > VERSION:
            raise UserError(
                _("The keys of {file} were written by a later itdesk.").format(file=path.name),
                _("Nothing was changed. Update itdesk on this PC, then open it again."),
            )
        return KeySlots(str(stored["workspace"]), tuple(Slot.of(one) for one in stored["slots"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise Damaged(
            _("The keys of {file} can't be read: {keys} is missing or damaged.").format(file=path.name, keys=file.name),
            _("Copy it from a backup: each copy of the workspace has it beside it."),
            detail=str(error),
        ) from error


def save(path: Path, slots: KeySlots) -> None:
    """Write the slots anew: the file is the old or the new one, and lies on the disk when this returns."""
    file = slots_of(path)
    stored = {
        "itdesk_keys": VERSION,
        "about": "Keys of an encrypted workspace, sealed. Keep this file beside the workspace and beside each copy.",
        "workspace": slots.workspace,
        "slots": [one.plain() for one in slots.slots],
    }
    write_whole(file, json.dumps(stored, indent=1).encode())


def write_whole(file: Path, content: bytes) -> None:
    """Replace a small file so that it is the old or the new one whatever happens, and lasts once this returns."""
    beside = file.with_name(file.name + ".new")
    try:
        with beside.open("wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        beside.replace(file)
        sync_folder(file.parent)
    except OSError as error:
        raise UserError(
            _("The keys can't be written to {folder}.").format(folder=file.parent),
            _("Those there are hold as before. Check that you may write there and that the disk has room."),
            detail=str(error),
        ) from error


def copy_beside(path: Path, copy: Path) -> None:
    """Let a copy of an encrypted workspace have its keys; nothing is done for a plain one."""
    file = slots_of(path)
    if file.is_file():
        write_whole(slots_of(copy), file.read_bytes())
