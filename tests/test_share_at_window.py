"""Two people at two PCs and one shared folder: one keeps the workspace, the other reads it, reports and takes over."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from itdesk import areas, sharing
from itdesk.areas.helpdesk.kiosk.page import Kiosk
from itdesk.areas.helpdesk.kiosk.queries import own_ticket
from itdesk.areas.helpdesk.tickets.models import TicketMessage
from itdesk.db.engine import Sharing, open_database
from itdesk.db.share import keeping, terms
from itdesk.sharing import ShareWatch
from itdesk.shell import Shell
from itdesk.ui.desk import Desk
from itdesk.ui.tasks import work
from itdesk.ui.wish import Start
from itdesk.windows import window_settings
from itdesk.wishes import open_wish
from tests.at_window import Person, new_firm


class Pcs:
    """Opens the workspace at PCs, each with a place of its own for what it keeps."""

    def __init__(self, root: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, stack: ExitStack) -> None:
        self.file = root / "server" / "Oak & Elm.itdesk"
        self.file.parent.mkdir()
        self._root, self._qtbot, self._monkeypatch, self._stack = root, qtbot, monkeypatch, stack
        new_firm(self.file)
        sharing_now = Sharing(areas.takers(), begins=True)
        with self.at("mara"):
            database = open_database(self.file, areas.registry(), remote=True, sharing=sharing_now)
        with database.writing() as session:
            from tests.areas.making import make

            self.mara = make(session, "people", name="Mara Ellison", role="administrator")
            self.luis = make(session, "people", name="Luis Ferreira")
        database.close()

    @contextmanager
    def at(self, pc: str) -> Iterator[None]:
        with self._monkeypatch.context() as here:
            here.setenv("ITDESK_HOME", str(self._root / pc))
            yield

    def open(self, pc: str, actor: int, **more: Any) -> Person:
        with self.at(pc):
            database = open_database(self.file, areas.registry(), sharing=Sharing(areas.takers(), **more))
            window_settings(database.workspace.uid).setValue("actor", actor)
            shell = Shell(Desk(database, work(), actor), another=lambda: None)
        self._stack.callback(_close, shell)
        shell.window.resize(1440, 900)
        shell.window.activateWindow()
        self._qtbot.waitUntil(lambda: QApplication.activeWindow() is shell.window)
        return Person(self._qtbot, shell)


def _close(shell: Shell) -> None:
    shell.window.asks = False
    if shell.windows.shells:
        shell.window.close()


@pytest.fixture
def pcs(tmp_path: Path, settings_home: None, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Pcs]:
    monkeypatch.setattr(keeping, "TICK", 0.02)
    monkeypatch.setattr(keeping, "EVERY", 0.05)
    areas.load_models()
    with ExitStack() as stack:
        yield Pcs(tmp_path, qtbot, monkeypatch, stack)


def _watch(person: Person) -> ShareWatch:
    found = person.shell.findChild(ShareWatch)
    assert isinstance(found, ShareWatch)
    return found


def _said(person: Person) -> str:
    return _watch(person).bar.words.text()


def _press(person: Person, label: str) -> None:
    button = next(one for one in _watch(person).bar.buttons if one.text() == label)
    button.setFocus()
    person.qtbot.waitUntil(button.hasFocus)
    person.press("Space")


def test_what_is_published_is_seen_with_place_and_selection_kept(pcs: Pcs, qtbot: QtBot) -> None:
    mara, luis = pcs.open("mara", pcs.mara), pcs.open("luis", pcs.mara)
    for person in (mara, luis):
        person.window.go_to("directory.departments")
        person.wait()
    assert not _watch(mara).bar.isVisible()
    studio = mara.put("departments", name="Studio")
    qtbot.waitUntil(lambda: len(luis.page.list.table.records.ids) == 1, timeout=8000)
    luis.page.list.table.choose(studio) if hasattr(luis.page.list.table, "choose") else luis.press("Down")
    before = list(luis.page.list.selected())
    mara.put("departments", name="Archive")
    qtbot.waitUntil(lambda: len(luis.page.list.table.records.ids) == 2, timeout=8000)
    luis.wait()
    assert list(luis.page.list.selected()) == before == [studio]
    assert luis.window.place == "directory.departments"
    qtbot.waitUntil(lambda: "Mara Ellison" in _said(luis), timeout=8000)


def test_staff_report_and_answer_by_letters(pcs: Pcs, qtbot: QtBot, tmp_path: Path) -> None:
    mara, luis = pcs.open("mara", pcs.mara), pcs.open("luis", pcs.luis)
    photo = tmp_path / "photo.png"
    photo.write_bytes(b"a picture")
    _press(luis, "Report something…")
    dialog: Any = luis.dialog()
    luis.type("The printer prints grey stripes.")
    dialog.enclose([str(photo)])
    dialog.act.setFocus()
    luis.press("Space")
    qtbot.waitUntil(lambda: bool(mara.rows("tickets", "title")), timeout=8000)
    assert mara.rows("tickets", "title", "requester", "source") == [
        ("The printer prints grey stripes", "Luis Ferreira", "kiosk")
    ]
    assert "Code" in luis.window.notices.kept[0].text
    luis.window.go_to("helpdesk.tickets")
    luis.wait(lambda: luis.page._ticket is not None)
    luis.press("R")
    luis.type("And now it smells.")
    luis.press("Ctrl+Return")
    ticket = luis.page._ticket.id

    def bodies() -> list[str]:
        with mara.database.as_itself() as session:
            asked = select(TicketMessage.body).where(TicketMessage.ticket_id == ticket)
            return list(session.connection().execute(asked).scalars())

    qtbot.waitUntil(lambda: "And now it smells." in bodies(), timeout=8000)
    _press(luis, "Why can't I change this?")
    assert "One PC keeps it" in " ".join(one.text() for one in luis.dialog().findChildren(type(_watch(luis).bar.words)))
    luis.press("Esc")


def test_a_keeper_that_left_is_followed_by_whoever_says_so(
    pcs: Pcs, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    mara, luis = pcs.open("mara", pcs.mara), pcs.open("luis", pcs.mara)
    wished: list[Start] = []
    luis.shell.windows.again_wanted.connect(wished.append)
    assert "Keep it on this PC" not in [one.label for one in _watch(luis).ways]
    monkeypatch.setattr(sharing, "SILENT", 0.2)
    monkeypatch.setattr(terms, "BEAT", 1000.0)
    qtbot.waitUntil(lambda: "has not been heard from" in _said(luis), timeout=8000)
    _press(luis, "Keep it on this PC")
    assert [one.takes_over for one in wished] == [True]
    with pcs.at("luis"):
        database = open_wish(wished[0])
    assert not database.read_only
    monkeypatch.setattr(terms, "BEAT", 0.05)
    qtbot.waitUntil(lambda: "Somebody else keeps" in _said(mara), timeout=8000)
    assert mara.database.read_only
    database.close()


def test_the_keeper_stops_sharing_and_the_others_are_told(pcs: Pcs, qtbot: QtBot) -> None:
    mara, luis = pcs.open("mara", pcs.mara), pcs.open("luis", pcs.mara)
    qtbot.waitUntil(lambda: _watch(mara)._called == "Mara Ellison")
    wished: list[Start] = []
    mara.shell.windows.again_wanted.connect(wished.append)
    stop = next(one for one in sharing.offer(mara.shell.windows, str(pcs.file)) if one and one.label == "Stop sharing…")
    assert "Stop sharing…" not in [one.label for one in sharing.offer(luis.shell.windows, str(pcs.file)) if one]
    mara.window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is mara.window)
    stop.run()
    dialog = mara.dialog()
    dialog.act.setFocus()
    qtbot.waitUntil(dialog.act.hasFocus)
    mara.press("Space")
    qtbot.waitUntil(lambda: bool(wished))
    mara.database.close()
    with pcs.at("mara"):
        database = open_wish(wished[0])
    assert (database.read_only, database.share) == (False, None)
    qtbot.waitUntil(lambda: "stopped sharing" in _said(luis), timeout=8000)
    assert "Mara Ellison has stopped" in _said(luis)
    assert [one.label for one in _watch(luis).ways] == ["Open it there"]
    database.close()


def test_the_shared_pc_gives_code_and_pin_at_once(pcs: Pcs, qtbot: QtBot) -> None:
    mara, luis = pcs.open("mara", pcs.mara), pcs.open("luis", pcs.mara)
    kiosk = Kiosk(luis.shell.desk)
    qtbot.addWidget(kiosk)
    kiosk.show()
    kiosk._pick(pcs.luis, "Luis Ferreira")
    kiosk.problem.words.setPlainText("My screen flickers.")
    kiosk._sum_up()
    kiosk.send.go_on()
    qtbot.waitUntil(lambda: kiosk.shown is kiosk.receipt, timeout=8000)
    assert "on its way" in kiosk.receipt.title.text()
    assert not kiosk.receipt.number.isVisible()
    code, pin = kiosk.receipt.code.value, kiosk.receipt.pin.value
    qtbot.waitUntil(lambda: luis.rows("tickets", "title") == [("My screen flickers",)], timeout=8000)
    kiosk._show(kiosk.look)
    kiosk.look.code.setText(code)
    kiosk.look.pin.setText(pin)
    kiosk.look.go_on()
    qtbot.waitUntil(lambda: kiosk.shown is kiosk.own, timeout=8000)
    kiosk.own.words.setPlainText("It is worse now.")
    kiosk.own.go_on()
    qtbot.waitUntil(lambda: "on its way" in kiosk.own.told.text(), timeout=8000)

    def lines() -> list[str]:
        with mara.database.as_itself() as session:
            return [one.body for one in own_ticket(session, code, pin).lines]

    qtbot.waitUntil(lambda: "It is worse now." in lines(), timeout=8000)
    kiosk.leave()
