"""An encrypted workspace file: what opens it, what doesn't, and that nothing of it can be read without."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from itdesk.core import recovery_code, sealing
from itdesk.core.errors import Damaged, Unreadable, UserError
from itdesk.core.registry import Registry
from itdesk.core.sealing import Cost, WrongKey
from itdesk.db import backup, check, connecting, keyslots, lists, records, search, sqlite, unlocking
from itdesk.db.ahead import open_first
from itdesk.db.backups import drill, making
from itdesk.db.backups.manifest import Why
from itdesk.db.engine import Database, Encryption, create_workspace, open_database
from itdesk.db.listspec import ListSpec
from itdesk.db.sniff import backups_of, slots_of

PASSPHRASE = "correct horse, Größe 7"
QUICK = Cost(1, 8 * 4)


@pytest.fixture(autouse=True)
def nothing_unlocked(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("ITDESK_PASSWORD", raising=False)
    yield
    for path in list(connecting._Held.keys):
        connecting.let_go(path)
    unlocking._Tries.wrong.clear()


@pytest.fixture
def code() -> str:
    return recovery_code.make()


@pytest.fixture
def file(tmp_path: Path, registry: Registry, code: str) -> Path:
    """An encrypted workspace with a person in it, closed and locked."""
    path = tmp_path / "Firm.itdesk"
    database = create_workspace(path, registry, "Firm", encryption=Encryption(PASSPHRASE, code, QUICK))
    with database.writing() as session:
        person = records.blank(database.registry, "people")
        person.values["name"] = "Canary Wharf"
        records.save(session, person)
    database.close()
    unlocking.lock(path)
    return path


def names(database: Database) -> list[str]:
    with database.reading() as session:
        return [row[1] for row in lists.page(session, ListSpec("people", ("name",))).rows]


def test_file_holds_nothing_in_clear_and_opens_with_its_passphrase(file: Path, registry: Registry) -> None:
    assert not file.read_bytes().startswith(b"SQLite")
    assert all(b"Canary" not in one.read_bytes() for one in file.parent.iterdir() if one.is_file())
    with pytest.raises(unlocking.Locked, match=r"Firm\.itdesk is encrypted"):
        open_database(file, registry)
    unlocking.unlock(file, PASSPHRASE)
    database = open_database(file, registry)
    assert names(database) == ["Canary Wharf"]
    with database.reading() as session:
        assert [hit.title for hit in search.find(session, "canary", 5).hits] == ["Canary Wharf"]
    assert check.check(database) == []
    database.close()


def test_environment_opens_it_and_so_does_the_recovery_code(
    file: Path, registry: Registry, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ITDESK_PASSWORD", code.lower())
    database = open_database(file, registry)
    assert names(database) == ["Canary Wharf"]
    database.close()


def test_wrong_tries_wait_longer_each_time(file: Path) -> None:
    waits = []
    for _try in range(3):
        with pytest.raises(unlocking.WrongPassphrase) as refused:
            unlocking.unlock(file, "guess")
        waits.append(refused.value.wait)
        many, _until = unlocking._Tries.wrong[connecting.place_of(file)]
        with pytest.raises(unlocking.WrongPassphrase):  # even the right one waits
            unlocking.unlock(file, PASSPHRASE)
        unlocking._Tries.wrong[connecting.place_of(file)] = (many, time.monotonic())
    assert waits == [1.0, 2.0, 4.0]
    unlocking.unlock(file, PASSPHRASE)
    assert connecting.key_of(file) is not None


def test_mistyped_recovery_code_is_told_by_its_group_and_is_no_wrong_try(file: Path, code: str) -> None:
    wrong = ("1" if code[0] != "1" else "2") + code[1:]
    with pytest.raises(Unreadable, match="Group 1 is"):
        unlocking.unlock(file, wrong)
    unlocking.unlock(file, code)


def test_new_passphrase_rewrites_one_slot_and_leaves_the_file_alone(file: Path, registry: Registry, code: str) -> None:
    before, content = keyslots.load(file), file.read_bytes()
    data_key = before.open_by(PASSPHRASE)
    keyslots.save(file, before.with_passphrase(data_key, "another one", QUICK))
    after = keyslots.load(file)
    assert file.read_bytes() == content
    assert after.of_kind(keyslots.RECOVERY) == before.of_kind(keyslots.RECOVERY)
    with pytest.raises(WrongKey):
        after.open_by(PASSPHRASE)
    assert after.open_by("another one") == after.open_by(code) == data_key


def test_slots_of_another_workspace_open_nothing(file: Path) -> None:
    slots = keyslots.load(file)
    stored = json.loads(slots_of(file).read_text())
    stored["workspace"] = "another"
    slots_of(file).write_text(json.dumps(stored))
    with pytest.raises(WrongKey):
        keyslots.load(file).open_by(PASSPHRASE)
    keyslots.save(file, keyslots.KeySlots(slots.workspace).with_passphrase(os.urandom(32), PASSPHRASE, QUICK))
    with pytest.raises(Damaged, match="can't be read with its key"):
        unlocking.unlock(file, PASSPHRASE)


def test_file_without_its_keys_and_keys_that_are_damaged_say_so(file: Path, registry: Registry) -> None:
    slots = slots_of(file)
    kept = slots.read_bytes()
    slots.write_text('{"itdesk_keys": 1, "workspace": "x", "slots": [{"kind": "passphrase"}]}')
    with pytest.raises(Damaged, match=r"Firm\.itdesk-keys is missing or damaged"):
        unlocking.unlock(file, PASSPHRASE)
    slots.write_bytes(kept.replace(b'"memory": 32', b'"memory": 99999999'))
    with pytest.raises(Damaged):
        unlocking.unlock(file, PASSPHRASE)
    slots.unlink()
    with pytest.raises(UserError, match=r"isn't beside it: Firm\.itdesk-keys"):
        open_database(file, registry)


def test_each_flipped_byte_is_noticed(file: Path, registry: Registry) -> None:
    content = file.read_bytes()
    for place in range(20, len(content), len(content) // 12):
        file.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
        connecting.hold(file, keyslots.load(file).open_by(PASSPHRASE))
        with pytest.raises(Damaged), backup.sorted_out(registry, saving=False), sqlite.faults():
            backup.verify(file, {})
    file.write_bytes(content[:-1])
    connecting.let_go(file)
    with pytest.raises(Damaged):
        open_database(file, registry)


def test_copies_are_encrypted_with_the_same_key_and_have_their_slots(
    file: Path, registry: Registry, tmp_path: Path
) -> None:
    unlocking.unlock(file, PASSPHRASE)
    database = open_database(file, registry)
    copy = backup.backup(database, tmp_path / "copies.itdesk")
    database.close()
    unlocking.lock(file)
    assert b"Canary" not in copy.path.read_bytes()
    with pytest.raises(unlocking.Locked):
        open_database(copy.path, registry)
    unlocking.unlock(copy.path, PASSPHRASE)
    opened = open_database(copy.path, registry, read_only=True)
    assert names(opened) == ["Canary Wharf"]
    opened.close()


def test_locks_are_tried_with_the_key(file: Path) -> None:
    unlocking.unlock(file, PASSPHRASE)
    assert sqlite.locks_hold(file)


def test_read_only_file_in_a_folder_that_cannot_be_written_opens(file: Path, registry: Registry) -> None:
    unlocking.unlock(file, PASSPHRASE)
    file.chmod(0o444)
    database = open_database(file, registry)
    assert database.read_only
    assert names(database) == ["Canary Wharf"]
    database.close()


def test_start_prepares_nothing_outside_and_no_temporary_file_is_made(
    file: Path, registry: Registry, tmp_path: Path
) -> None:
    unlocking.unlock(file, PASSPHRASE)
    assert open_first(str(file), registry, tmp_path) is None
    database = open_database(file, registry)
    with database.reading() as session:
        assert session.connection().exec_driver_sql("PRAGMA temp_store").scalar() == 2
    database.close()


def test_locking_overwrites_the_key(file: Path) -> None:
    unlocking.unlock(file, PASSPHRASE)
    held = connecting.key_of(file)
    assert held is not None
    unlocking.lock(file)
    assert held == bytes(32)
    assert connecting.key_of(file) is None


def test_keys_of_another_workspace_are_never_overwritten(file: Path, registry: Registry, code: str) -> None:
    file.unlink()
    kept = slots_of(file).read_bytes()
    with pytest.raises(UserError, match="keys of another workspace"):
        create_workspace(file, registry, "Other", encryption=Encryption(PASSPHRASE, code, QUICK))
    assert slots_of(file).read_bytes() == kept


def test_one_try_costs_a_second_and_64_mib() -> None:
    cost = sealing.calibrated()
    assert cost.memory >= 64 * 1024
    began = time.thread_time()
    sealing.derived(PASSPHRASE, bytes(16), cost)
    assert time.thread_time() - began >= 0.7  # a processor that others share works faster at one time than at another


def test_passphrase_is_the_same_however_its_accents_are_typed() -> None:
    composed, parted = "Größe", "Gro\u0308ße"
    assert sealing.derived(composed, bytes(16), QUICK) == sealing.derived(parted, bytes(16), QUICK)


def test_sealed_content_opens_for_its_own_purpose_alone(file: Path) -> None:
    unlocking.unlock(file, PASSPHRASE)
    drafts, lists_ = unlocking.sealer_of(str(file), "drafts"), unlocking.sealer_of(str(file), "lists")
    assert drafts is not None
    assert lists_ is not None
    sealed = drafts.seal(b"typed")
    assert drafts.unseal(sealed) == b"typed"
    with pytest.raises(ValueError, match="lists"):
        lists_.unseal(sealed)


def test_backup_by_itself_is_made_tried_out_and_carries_the_slots(file: Path, registry: Registry) -> None:
    unlocking.unlock(file, PASSPHRASE)
    database = open_database(file, registry)
    made = making.make(database, [backups_of(file)], Why.BY_HAND)
    database.close()
    assert drill.try_out(made.backup.path).fault == ""
    unlocking.lock(file)
    assert connecting.held_keys() == []
    with pytest.raises(unlocking.Locked):
        drill.try_out(made.backup.path)
    unlocking.unlock(made.backup.path, PASSPHRASE)
    assert drill.try_out(made.backup.path).fault == ""
    opened = open_database(made.backup.path, registry, read_only=True)
    assert names(opened) == ["Canary Wharf"]
    opened.close()
    assert all(b"Canary" not in one.read_bytes() for one in backups_of(file).iterdir())
