"""An encrypted workspace in a shared folder: nothing in the folder is in clear, and whoever knows the passphrase reads and reports."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from itdesk.core import recovery_code
from itdesk.core.errors import UserError
from itdesk.core.sealing import Cost
from itdesk.db import connecting, converting, unlocking
from itdesk.db.engine import Encryption, open_database
from itdesk.db.share import ending, mailbox
from itdesk.db.share.letters import Letter, as_bytes
from itdesk.db.unlocking import Locked
from tests.db.making import made
from tests.db.sample_types import REGISTRY
from tests.db.test_share import TAKERS, Office, office, post, titles, until

__all__ = ["office"]
PASSPHRASE = "correct horse battery"
SECRET = "kanarienvogel"


@pytest.fixture
def sealed(office: Office) -> Iterator[Office]:
    """The same office, whose workspace is encrypted and shared."""
    pointer = office.root / "server" / "Firm.itdesk"
    office.here_at("a")
    converting.encrypt(pointer, REGISTRY, Encryption(PASSPHRASE, recovery_code.make(), Cost(1, 32)))
    yield office
    connecting.let_go_everywhere(pointer)


def _clear(folder: Path) -> list[Path]:
    return [one for one in folder.rglob("*") if one.is_file() and SECRET.encode() in one.read_bytes()]


def test_nothing_lies_in_clear_and_letters_are_sealed(sealed: Office) -> None:
    keeper, reader = sealed.open("a", begins=True), sealed.open("b")
    assert (keeper.is_encrypted, reader.is_encrypted, reader.read_only) == (True, True, True)
    made(keeper, "tickets", title=SECRET)
    until(lambda: SECRET in titles(reader))
    keeper.close()
    post(reader, f"{SECRET} again")
    [letter] = mailbox.waiting(sealed.folder)
    forged = Letter("report", {"title": "From nobody who knows the passphrase"})
    (letter.parent / forged.name).write_bytes(as_bytes(forged))
    assert _clear(sealed.root / "server") == []
    again = sealed.open("a")
    until(lambda: titles(again) == [SECRET, f"{SECRET} again"])
    until(lambda: mailbox.count_aside(sealed.folder) == 1)
    assert _clear(sealed.root) == []


def test_who_does_not_know_the_passphrase_is_asked_for_it(sealed: Office) -> None:
    sealed.open("a", begins=True).close()
    pointer = sealed.mount("b")
    connecting.let_go_everywhere(pointer)
    with pytest.raises(Locked):
        sealed.open("b")
    with pytest.raises(UserError):
        unlocking.unlock(pointer, "wrong")
    unlocking._Tries.wrong.clear()
    unlocking.unlock(pointer, PASSPHRASE)
    assert not sealed.open("b").read_only


def test_sharing_stopped_it_is_an_encrypted_file_again(sealed: Office, tmp_path: Path) -> None:
    keeper = sealed.open("a", begins=True)
    made(keeper, "tickets", title=SECRET)
    keeper.close()
    place = tmp_path / "mine.itdesk"
    ending.stop(sealed.mount("a"), REGISTRY, TAKERS, place)
    connecting.let_go_everywhere(sealed.mount("a"))
    connecting.let_go(place)
    assert _clear(tmp_path) == []
    unlocking.unlock(place, PASSPHRASE)
    with closing(open_database(place, REGISTRY)) as plain:
        assert titles(plain) == [SECRET]
