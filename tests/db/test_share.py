"""A workspace in a shared folder: one PC keeps it, the others read and write letters, whatever breaks meanwhile."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from itdesk.core.errors import NotAWorkspace, UserError
from itdesk.db import lists
from itdesk.db.along.merging import merge
from itdesk.db.engine import Database, Sharing, create_workspace, open_database
from itdesk.db.lists import ListSpec
from itdesk.db.share import keeping, mailbox, snapshots, terms, trial
from itdesk.db.share.following import Following
from itdesk.db.share.keeping import Keeping
from itdesk.db.share.letters import Enclosure, Letter, as_bytes, read
from itdesk.db.share.places import Folder, Here, folder_at
from tests.db.making import made, make
from tests.db.sample_types import REGISTRY


def _taken(session: Any, letter: Letter) -> None:
    if letter.values["title"] == "Refuse":
        raise UserError("Nobody is called so.")
    make(session, "tickets", title=letter.values["title"])


TAKERS = {"report": _taken}


class Office:
    """PCs with one shared folder, each of which sees it through a mount of its own that can break."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch, closing: ExitStack) -> None:
        self.root, self._monkeypatch, self._closing = root, monkeypatch, closing
        (root / "server").mkdir()

    def mount(self, pc: str) -> Path:
        """The workspace as this PC sees it."""
        point = self.root / f"mount-{pc}"
        if not point.is_symlink():
            point.symlink_to(self.root / "server")
        return point / "Firm.itdesk"

    def unplug(self, pc: str) -> None:
        self.mount(pc).parent.unlink()

    def open(self, pc: str, *, takes_over: bool = False, begins: bool = False) -> Database:
        self._monkeypatch.setenv("ITDESK_HOME", str(self.root / pc))
        sharing = Sharing(TAKERS, begins=begins, takes_over=takes_over)
        database = open_database(self.mount(pc), REGISTRY, remote=True if begins else None, sharing=sharing)
        self._closing.callback(database.close)
        return database

    def here_at(self, pc: str) -> None:
        """Let what follows happen on this PC."""
        self._monkeypatch.setenv("ITDESK_HOME", str(self.root / pc))

    def here(self, pc: str) -> Here:
        self.here_at(pc)
        return Here.of(self.folder)

    @property
    def folder(self) -> Folder:
        return folder_at(self.root / "server" / "Firm.itdesk")


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Two PCs and a firm whose workspace lies on the share, and beats that are quick."""
    monkeypatch.setattr(keeping, "TICK", 0.01)
    monkeypatch.setattr(keeping, "EVERY", 0.02)
    monkeypatch.setattr(terms, "BEAT", 0.03)
    with ExitStack() as closing:
        office = Office(tmp_path, monkeypatch, closing)
        create_workspace(tmp_path / "server" / "Firm.itdesk", REGISTRY, "Oak & Elm").close()
        yield office


def titles(database: Database) -> list[str]:
    database.notice_others()
    with database.as_itself() as session:
        return sorted(row[1] for row in lists.page(session, ListSpec("tickets", ("title",))).rows)


def until(true: Callable[[], object], seconds: float = 8.0) -> None:
    """Wait for what a thread does."""
    end, pause = time.monotonic() + seconds, threading.Event()
    while not true():
        assert time.monotonic() < end, "it never happened"
        pause.wait(0.01)


def post(database: Database, title: str, **more: Any) -> Letter:
    assert isinstance(database.share, Following)
    letter = Letter("report", {"title": title}, **more)
    database.share.post(letter)
    return letter


def test_one_keeps_and_the_others_see_what_it_publishes(office: Office) -> None:
    keeper = office.open("a", begins=True)
    reader = office.open("b")
    assert not keeper.read_only
    assert keeper.location == str(office.mount("a"))
    assert reader.read_only
    assert "keeps this shared workspace" in reader.why_read_only
    made(keeper, "tickets", title="Made by the keeper")
    until(lambda: titles(reader) == ["Made by the keeper"])
    assert (office.folder.root / "before sharing.itdesk").exists()
    keeper.close()
    titles(reader)
    assert reader.share is not None
    assert reader.share.state.is_free
    assert not office.open("c").read_only  # whoever comes next keeps it


def test_a_session_ends_with_the_copy_that_it_began_with(office: Office) -> None:
    keeper, reader = office.open("a", begins=True), office.open("b")
    with reader.reading() as session:
        before = lists.page(session, ListSpec("tickets", ("title",))).rows
        made(keeper, "tickets", title="Newer")
        until(lambda: titles(reader) == ["Newer"])
        assert lists.page(session, ListSpec("tickets", ("title",))).rows == before == []


def test_letters_are_taken_in_once(office: Office) -> None:
    keeper, reader = office.open("a", begins=True), office.open("b")
    letter = post(reader, "By letter")
    until(lambda: titles(reader) == ["By letter"])
    until(lambda: not mailbox.waiting(office.folder))
    shutil.copy(office.folder.taken / letter.name, again := office.folder.box / ".again")  # its sender never heard
    again.rename(office.folder.box / letter.name)
    until(lambda: not mailbox.waiting(office.folder))
    assert titles(keeper) == ["By letter"]
    assert mailbox.count_aside(office.folder) == 0


def test_a_letter_waits_here_while_the_share_is_away(office: Office) -> None:
    keeper, reader = office.open("a", begins=True), office.open("b")
    office.unplug("b")
    letter = post(reader, "Written off-line")
    assert (office.here("b").spool / letter.name).exists()
    assert titles(reader) == []
    assert reader.share is not None
    assert (reader.share.state.is_reached, reader.share.state.waiting) == (False, 1)
    office.mount("b")
    until(lambda: titles(reader) == ["Written off-line"])
    assert titles(keeper) == ["Written off-line"]
    assert not list(office.here("b").spool.iterdir())


def test_a_bad_letter_is_put_aside_with_its_reason_and_stops_no_other(office: Office) -> None:
    keeper = office.open("a", begins=True)
    whole = Letter("report", {"title": "Torn"}, [Enclosure("a.png", b"picture" * 100)])
    bad = {
        "torn": (whole.name, as_bytes(whole)[:-9]),
        "other": ("x.letter", b"Dear all"),
        "unknown": ((one := Letter("dance", {})).name, as_bytes(one)),
        "refused": ((two := Letter("report", {"title": "Refuse"})).name, as_bytes(two)),
        "mad": ((three := Letter("report", {})).name, as_bytes(three)),  # its taker breaks
    }
    for name, content in bad.values():
        (office.folder.box / name).write_bytes(content)
    good = Letter("report", {"title": "Good"})
    (office.folder.box / good.name).write_bytes(as_bytes(good))
    until(lambda: titles(keeper) == ["Good"] and mailbox.count_aside(office.folder) == len(bad))
    why = {name: (office.folder.aside / f"{Path(bad[name][0]).stem}.txt").read_text() for name in bad}
    assert "not whole" in why["torn"]
    assert "not a letter" in why["other"]
    assert "Nobody is called so." in why["refused"]


def test_a_letter_holds_what_was_put_into_it(tmp_path: Path) -> None:
    letter = Letter("report", {"title": "Ünïcode"}, [Enclosure("../../etc/passwd", b"\0\xff"), Enclosure("leer", b"")])
    (tmp_path / letter.name).write_bytes(as_bytes(letter))
    found = read(tmp_path / letter.name)
    assert (found.uid, found.about, found.values) == (letter.uid, "report", {"title": "Ünïcode"})
    assert [(one.name, one.data) for one in found.files] == [("passwd", b"\0\xff"), ("leer", b"")]


def test_the_keeper_goes_on_while_the_share_is_away_and_publishes_afterwards(office: Office) -> None:
    keeper, reader = office.open("a", begins=True), office.open("b")
    office.unplug("a")
    assert keeper.share is not None
    until(lambda: keeper.share is not None and not keeper.share.state.is_reached)
    made(keeper, "tickets", title="Made alone")
    assert titles(reader) == []
    office.mount("a")
    until(lambda: titles(reader) == ["Made alone"])
    assert keeper.share.state.is_reached


def test_a_keeper_that_was_taken_over_stops_and_keeps_what_nobody_has(office: Office) -> None:
    keeper, reader = office.open("a", begins=True), office.open("b")
    office.unplug("a")
    made(keeper, "tickets", title="Nobody has it")
    titles(reader)
    assert reader.share is not None
    until(lambda: titles(reader) == [] and reader.share is not None and reader.share.state.silent_for > 0.2)
    other = office.open("b", takes_over=True)
    made(other, "tickets", title="Made by the new keeper")
    office.mount("a")
    until(lambda: keeper.read_only)
    assert isinstance(keeper.share, Keeping)
    until(lambda: isinstance(keeper.share, Keeping) and keeper.share.state.left is not None)
    left = keeper.share.state.left
    assert left is not None
    kept = open_database(left, REGISTRY)
    assert titles(kept) == ["Nobody has it"]
    kept.close()
    with other.writing() as session:
        merge(session, left, {})
    assert titles(other) == ["Made by the new keeper", "Nobody has it"]
    keeper.close()
    follower = office.open("a")
    until(lambda: titles(follower) == ["Made by the new keeper", "Nobody has it"])
    assert len(list(office.here("a").left.glob("*.itdesk"))) == 1  # once


def test_a_term_that_is_over_publishes_nothing(office: Office) -> None:
    """Even by a keeper whose PC doesn't show it the new term yet: the server refuses the name."""
    keeper = office.open("a", begins=True)
    old, shown, here = terms.highest(office.folder), _newest(office), office.here("b")
    copy = snapshots.fetch(office.folder, shown, here.copies)
    term = terms.claim(office.folder, old, here)
    assert term == old + 1
    assert terms.claim(office.folder, old, here) is None
    assert snapshots.last_before(office.folder, term) == shown
    assert snapshots.last_before(office.folder, term) == shown  # sealing twice is sealing once
    with pytest.raises(terms.Overtaken):
        snapshots.publish(office.folder, old, 1, copy, 1_000_000)
    assert _newest(office) == shown
    until(lambda: keeper.read_only)


def test_a_copy_published_at_the_last_moment_is_what_the_next_term_begins_with(office: Office) -> None:
    office.open("a", begins=True).close()
    old, shown, here = terms.highest(office.folder), _newest(office), office.here("b")
    copy = snapshots.fetch(office.folder, shown, here.copies)
    term = terms.claim(office.folder, old, here)
    assert term is not None
    last = snapshots.publish(office.folder, old, 1, copy, shown.mark)
    assert snapshots.last_before(office.folder, term) == last


def test_copies_of_long_ago_stay_while_nothing_newer_was_published(office: Office) -> None:
    office.open("a", begins=True).close()
    for pc in "bcdefg":
        office.open(pc).close()
    assert _newest(office).term == 1
    assert titles(office.open("h")) == []


def _newest(office: Office) -> snapshots.Snapshot:
    found = snapshots.newest(office.folder)
    assert found is not None
    return found


def test_a_killed_keeper_loses_nothing_that_it_had_saved(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.open("a", begins=True).close()
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(keeping, "EVERY", 1000.0)
        made(office.open("a"), "tickets", title="Saved, not published")
        os._exit(0)
    os.waitpid(child, 0)
    assert office.open("b").read_only  # its keeper did not leave
    again = office.open("a")
    assert not again.read_only
    assert titles(again) == ["Saved, not published"]
    reader = office.open("b")
    until(lambda: titles(reader) == ["Saved, not published"])


def test_a_second_process_of_the_keepers_pc_reads(office: Office) -> None:
    office.open("a", begins=True)
    assert office.open("a").read_only


def test_sharing_that_was_cut_short_can_be_done_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(_folder: Folder) -> None:
        raise OSError("cut")

    with monkeypatch.context() as broken:
        broken.setattr(Folder, "point", cut)
        with pytest.raises(OSError, match="cut"):
            office.open("a", begins=True)
    assert not office.open("a", begins=True).read_only


def test_what_can_not_be_shared_is_refused_with_the_cure(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    synced = office.root / "Dropbox"
    synced.mkdir()
    with pytest.raises(UserError, match="copied to other PCs"):
        trial.examine(synced)
    with monkeypatch.context() as slow:
        slow.setattr(trial, "PATIENCE", 0.0)
        with pytest.raises(UserError, match="safely"):
            trial.examine(office.root / "server")


def test_a_file_on_a_share_that_is_not_shared_is_for_reading(office: Office) -> None:
    """On CIFS, NFS and sshfs commits are lost though every PC's own test of its locks passes: no file there is written."""
    database = open_database(office.mount("a"), REGISTRY, remote=True)
    assert database.read_only
    assert "Share it in its folder" in database.why_read_only
    database.close()


def test_a_copy_of_another_version_is_not_shown_and_that_is_said(office: Office) -> None:
    keeper, reader = office.open("a", begins=True), office.open("b")
    with keeper.writing() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
        make(session, "tickets", title="By a later itdesk")
    until(lambda: titles(reader) == [] and reader.share is not None and reader.share.state.is_other)


def test_a_pointer_is_no_workspace_file(office: Office) -> None:
    office.open("a", begins=True)
    from itdesk.db.sniff import require_workspace

    with pytest.raises(NotAWorkspace, match="shared folder"):
        require_workspace(office.mount("a"))
    lone = office.root / "Firm.itdesk"
    shutil.copy(office.mount("a"), lone)
    with pytest.raises(UserError, match="isn't beside it"):
        open_database(lone, REGISTRY)
