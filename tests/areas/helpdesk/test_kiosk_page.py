"""The shared PC's screen as people use it: with keys, with a finger, walking away in the middle, and when storing fails."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QWidget

import itdesk.areas.helpdesk.kiosk as kiosk_folder
from itdesk.areas import load_models, registry
from itdesk.areas.helpdesk.kiosk import operations, queries
from itdesk.areas.helpdesk.kiosk.page import Kiosk
from itdesk.areas.helpdesk.kiosk.page_receipt import print_slip, slip_lines
from itdesk.areas.helpdesk.tickets import operations as tickets
from itdesk.areas.helpdesk.tickets.queries import ticket_facts
from itdesk.db import attachments, lists, records
from itdesk.db.engine import Database, create_workspace
from itdesk.ui.desk import Desk
from itdesk.ui.tasks import Tasks
from itdesk.ui.theme import Theme
from tests.areas.making import make

WAIT = 5000
WORDS = "A3 pages come out with a grey stripe. It began today"


@dataclass
class Firm:
    """A workspace with two people, two pictures and one announcement, and the screen over it."""

    database: Database
    desk: Desk
    kiosk: Kiosk
    luis: int
    mara: int
    printing: int
    announced: int
    until: Callable[..., None]

    def key(self, key: Any, modifier: Any = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key as the system does: for the window, which gives it to what has the keyboard."""
        QTest.keyClick(self.kiosk.windowHandle(), key, modifier)

    def type(self, text: str) -> None:
        for letter in text:
            QTest.keyClick(self.kiosk.windowHandle(), letter)

    def on(self, sheet: QWidget) -> None:
        self.until(lambda: self.kiosk.shown is sheet and self.desk.work.idle)

    def pick_luis(self) -> None:
        self.type("lui")
        self.key(Qt.Key.Key_Return)
        self.on(self.kiosk.problem)

    def reach_send(self) -> None:
        self.pick_luis()
        self.key(Qt.Key.Key_2)
        self.type(WORDS)
        self.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        self.on(self.kiosk.send)

    def count(self) -> int:
        with self.database.reading() as session:
            return lists.count(session, lists.ListSpec("tickets", ("title",)))


@pytest.fixture
def firm(qtbot: Any, qapp: Any, tmp_path: Path) -> Iterator[Firm]:
    theme = Theme.current()
    if theme._app is None:
        theme.install(qapp, mode="light")
    load_models()
    database = create_workspace(tmp_path / "firm.itdesk", registry(), name="Harbour & Pine")
    now = datetime.now(UTC)
    with database.writing() as session:
        luis = make(session, "people", name="Luis Ferreira")
        mara = make(session, "people", name="Mara Ellison", role="administrator")
        make(session, "people", name="Lea Gone", is_active=False)
        make(session, "ticket_categories", name="Computer", on_kiosk=True, picture="desktop", position=1)
        printing = make(session, "ticket_categories", name="Printing", on_kiosk=True, picture="printer", position=2)
        known = tickets.open_ticket(session, {"title": "Plotter prints pale lines"}, now=now)
        make(session, "announcements", title="The plotter prints pale lines", ticket=known, from_at=now)
    work = Tasks()
    desk = Desk(database, work, actor=mara)
    kiosk = Kiosk(desk)
    qtbot.addWidget(kiosk, before_close_func=lambda shown: setattr(shown, "_leaving", True))
    kiosk.resize(1200, 860)
    kiosk.show()
    qtbot.waitExposed(kiosk)
    kiosk.activateWindow()
    made = Firm(
        database,
        desk,
        kiosk,
        luis,
        mara,
        printing,
        known,
        lambda true: qtbot.waitUntil(true, timeout=WAIT),
    )
    made.until(lambda: kiosk.who.items.rowCount() == 2 and kiosk.who.field.hasFocus())
    yield made
    work.close()
    database.close()


def tap(button: QAbstractButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_three_steps_with_keys_alone(firm: Firm) -> None:
    firm.pick_luis()
    firm.until(firm.kiosk.problem.grid.tiles[0][1].hasFocus)
    firm.key(Qt.Key.Key_2)
    firm.type(WORDS)
    firm.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    firm.on(firm.kiosk.send)
    assert firm.kiosk.trail.accessibleName() == "Step 3 of 3: Send"
    assert (firm.kiosk.send.person.text(), firm.kiosk.send.about.text()) == ("Luis Ferreira", "Printing")
    firm.key(Qt.Key.Key_Return)
    firm.on(firm.kiosk.receipt)
    receipt = firm.kiosk.receipt
    with firm.database.reading() as session:
        own = queries.own_ticket(session, receipt.code.value, receipt.pin.value)
        found = records.find(session, "tickets", receipt.number.value)
        assert found is not None
        ticket = records.draft(session, "tickets", found).values
    assert (own.number, own.title) == (receipt.number.value, "A3 pages come out with a grey stripe")
    assert (ticket["requester"], ticket["category"]) == (firm.luis, firm.printing)
    assert (ticket["description"], ticket["source"]) == (WORDS, "kiosk")
    firm.key(Qt.Key.Key_Return)
    firm.on(firm.kiosk.who)
    assert receipt.pin.value == ""
    assert firm.kiosk.problem.words.toPlainText() == ""


def test_three_steps_with_a_finger(firm: Firm, qtbot: Any) -> None:
    names = firm.kiosk.who.list
    row = names.visualRect(firm.kiosk.who.items.index(0))
    assert row.height() >= 48
    QTest.mouseClick(names.viewport(), Qt.MouseButton.LeftButton, pos=row.center())
    firm.on(firm.kiosk.problem)
    problem = firm.kiosk.problem
    tap(problem.grid.tiles[1][1])
    assert problem.words.hasFocus()
    problem.words.setPlainText(WORDS)
    tap(problem.next)
    firm.on(firm.kiosk.send)
    tap(firm.kiosk.send.send)
    firm.on(firm.kiosk.receipt)
    assert firm.count() == 2


def test_every_control_is_large_enough_and_says_its_name(firm: Firm) -> None:
    firm.reach_send()
    for sheet in firm.kiosk._sheets:
        for button in sheet.findChildren(QAbstractButton):
            assert button.sizeHint().height() >= 48, button.text()
            assert button.accessibleName(), button
    for field in (
        firm.kiosk.who.field,
        firm.kiosk.problem.words,
        firm.kiosk.send.device,
        firm.kiosk.look.code,
        firm.kiosk.look.pin,
    ):
        assert field.accessibleName()
        assert field.minimumSizeHint().height() >= 48 or field.height() >= 48


def test_digits_in_words_press_no_picture(firm: Firm) -> None:
    firm.pick_luis()
    firm.key(Qt.Key.Key_2)
    firm.type("Room 11")
    assert firm.kiosk.problem.words.toPlainText() == "Room 11"
    assert firm.kiosk.problem.grid.chosen.name == "Printing"


def test_without_words_it_says_what_is_missing(firm: Firm) -> None:
    firm.pick_luis()
    firm.key(Qt.Key.Key_2)
    firm.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert firm.kiosk.shown is firm.kiosk.problem
    assert firm.kiosk.problem.error.said == "Tell us in a few words what is wrong."


def test_unknown_names_are_told_and_those_who_left_are_not_offered(firm: Firm) -> None:
    firm.type("Lea")
    firm.key(Qt.Key.Key_Return)
    firm.until(firm.kiosk.who.note.isVisible)
    assert firm.kiosk.who.note.text().startswith("Nobody here is called “Lea”.")
    assert firm.kiosk.shown is firm.kiosk.who


def test_back_keeps_what_was_typed(firm: Firm) -> None:
    firm.reach_send()
    firm.key(Qt.Key.Key_Escape)
    assert firm.kiosk.shown is firm.kiosk.problem
    assert firm.kiosk.problem.words.toPlainText() == WORDS
    tap(firm.kiosk.not_you)
    firm.on(firm.kiosk.who)
    assert firm.kiosk.problem.words.toPlainText() == ""
    assert firm.kiosk.problem.grid.chosen is None


def test_walking_away_forgets_everything(firm: Firm) -> None:
    kiosk = firm.kiosk
    firm.reach_send()
    kiosk.send.device.setFocus()
    firm.type("HP-1")
    kiosk.send.enclose([__file__])
    kiosk.problem.words.selectAll()
    kiosk.problem.words.copy()
    kiosk.ask_to_leave()
    firm.until(lambda: kiosk.leaving.question is not None)
    kiosk.idle._timer.start(0)  # the minute is over
    firm.on(kiosk.who)
    assert kiosk.leaving.question is None
    kiosk.problem.words.undo()
    kiosk.send.device.undo()
    kiosk.who.field.undo()
    left = [kiosk.problem.words.toPlainText(), kiosk.send.device.text(), kiosk.who.field.text()]
    left += [kiosk.send.words.text(), kiosk.send.person.text(), QGuiApplication.clipboard().text()]
    assert left == [""] * 6
    assert kiosk.send.files == []
    assert kiosk._person == (0, "")
    assert firm.count() == 1


def test_a_question_that_was_about_to_open_stays_away_from_whoever_comes_next(firm: Firm) -> None:
    firm.pick_luis()
    firm.kiosk.ask_to_leave()
    firm.kiosk.idle._end()  # the minute is over while it is read who may leave
    firm.on(firm.kiosk.who)
    assert firm.kiosk.leaving.question is None
    firm.kiosk.ask_to_leave()
    firm.until(lambda: firm.kiosk.leaving.question is not None)


def test_a_key_keeps_it_and_it_warns_before(firm: Firm) -> None:
    firm.pick_luis()
    firm.kiosk._count_down(16)
    assert not firm.kiosk._warning.isVisible()
    firm.kiosk._count_down(15)
    assert firm.kiosk._warning.isVisible()
    assert "15 seconds" in firm.kiosk._warning.said
    firm.kiosk.idle._timer.start(30_000)
    firm.key(Qt.Key.Key_Shift)
    assert firm.kiosk.idle._timer.remainingTime() > 59_000
    assert not firm.kiosk._warning.isVisible()


def test_failing_keeps_the_text_and_says_so(firm: Firm, tmp_path: Path) -> None:
    photo = tmp_path / "stripe.jpg"
    photo.write_bytes(b"grey")
    firm.reach_send()
    send = firm.kiosk.send
    send.enclose([str(photo)])
    photo.unlink()
    firm.key(Qt.Key.Key_Return)
    firm.until(lambda: send.error.isVisible() and firm.desk.work.idle)
    assert firm.kiosk.shown is send
    assert send.error.said.startswith("It was not sent. The file stripe.jpg can't be read.")
    assert send.error.said.endswith("Everything you typed is still here.")
    assert send.words.text() == WORDS
    assert firm.count() == 1
    photo.write_bytes(b"grey")
    tap(send.error.again)
    firm.on(firm.kiosk.receipt)
    with firm.database.reading() as session:
        found = records.find(session, "tickets", firm.kiosk.receipt.number.value)
        assert found is not None
        assert [file.name for file in attachments.list(session, "tickets", found)] == ["stripe.jpg"]


def test_enter_while_sending_goes_nowhere(firm: Firm) -> None:
    """Disabling the button must not hand the keyboard to a neighbour such as "Not you?"."""
    firm.reach_send()
    firm.kiosk.send.go_on()
    for _press in range(3):
        firm.key(Qt.Key.Key_Return)
    assert firm.kiosk.shown is firm.kiosk.send
    firm.on(firm.kiosk.receipt)
    assert firm.count() == 2


def test_copied_picture_goes_along(firm: Firm) -> None:
    firm.reach_send()
    image = QImage(40, 30, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.gray)
    QGuiApplication.clipboard().setImage(image)
    assert firm.kiosk.send.add_copied.isVisible()
    firm.key(Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    firm.until(lambda: bool(firm.kiosk.send.files))
    file = firm.kiosk.send.files[0]
    assert file.name == "Picture 1.png"
    assert QImage.fromData(file.data).size() == image.size()


def test_same_for_me(firm: Firm) -> None:
    firm.pick_luis()
    firm.until(lambda: bool(firm.kiosk.problem.findChildren(QAbstractButton)) and firm.kiosk.problem._news.count() == 1)
    button = next(one for one in firm.kiosk.problem.findChildren(QAbstractButton) if one.text() == "Same for me")
    tap(button)
    firm.on(firm.kiosk.receipt)
    assert "HD-" in firm.kiosk.receipt.text.text()
    assert not firm.kiosk.receipt.pin.isVisible()
    with firm.database.reading() as session:
        assert ticket_facts(session, firm.announced, datetime.now(UTC)).same_trouble == ("Luis Ferreira",)


def look(firm: Firm, code: str, pin: str) -> None:
    firm.key(Qt.Key.Key_F2)
    firm.type(code)
    firm.key(Qt.Key.Key_Return)
    firm.type(pin)
    firm.key(Qt.Key.Key_Return)


def reported(firm: Firm) -> operations.Receipt:
    now = datetime.now(UTC) - timedelta(hours=1)
    with firm.database.writing() as session:
        values = {"requester": firm.luis, "description": WORDS}
        receipt = operations.submit(session, values, now=now)
    with firm.database.writing(actor=firm.mara) as session:
        tickets.reply(session, receipt.ticket_id, "The drum has a scratch", now=now)
        tickets.add_note(session, receipt.ticket_id, "Expensive", now=now)
    return receipt


def test_wrong_pin(firm: Firm) -> None:
    receipt = reported(firm)
    look(firm, receipt.code.lower(), f"{(int(receipt.pin) + 1) % 10000:04}")
    firm.until(firm.kiosk.look.error.isVisible)
    assert firm.kiosk.look.error.said.startswith("There is no ticket with this code and PIN.")
    assert firm.kiosk.shown is firm.kiosk.look


def test_own_ticket_is_read_answered_and_rated(firm: Firm, qtbot: Any) -> None:
    receipt = reported(firm)
    look(firm, receipt.code.lower().replace("-", " "), receipt.pin)
    firm.on(firm.kiosk.own)
    own = firm.kiosk.own
    assert firm.kiosk.look.pin.text() == ""
    said = [own._said.itemAt(at).widget().findChildren(QWidget)[-1].text() for at in range(own._said.count())]
    assert said == [WORDS, "The drum has a scratch"]
    assert not own.rating.isVisible()
    firm.type("Thanks")
    firm.key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    firm.until(lambda: own.told.text() != "" and firm.desk.work.idle)
    assert own.words.toPlainText() == ""
    with firm.database.writing(actor=firm.mara) as session:
        tickets.resolve(session, receipt.ticket_id, now=datetime.now(UTC))
    firm.until(own.rating.isVisible)
    tap(own.marks[4])
    firm.until(lambda: not own.rating.isVisible())
    with firm.database.reading() as session:
        assert records.draft(session, "tickets", receipt.ticket_id).values["rating"] == 5
        lines = queries.own_ticket(session, receipt.code, receipt.pin).lines
    assert [(line.by_you, line.body) for line in lines][-1] == (True, "Thanks")
    tap(own.finish)
    firm.on(firm.kiosk.who)
    assert own.title.text() == ""


def test_leaving_is_asked(firm: Firm, qtbot: Any) -> None:
    kiosk = firm.kiosk
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    assert not kiosk.close()
    assert kiosk.isVisible()
    firm.until(lambda: kiosk.leaving.question is not None)
    kiosk.leaving.question.reject()
    firm.until(lambda: kiosk.leaving.question is None)
    kiosk.activateWindow()
    firm.until(kiosk.isActiveWindow)
    firm.key(Qt.Key.Key_Q, modifiers)
    firm.until(lambda: kiosk.leaving.question is not None)
    assert kiosk.leaving.question.windowTitle() == "Leave the shared PC screen?"
    with qtbot.waitSignal(kiosk.left, timeout=WAIT):
        kiosk.leaving.question.accept()
    assert not kiosk.isVisible()


def test_slip_is_printed(firm: Firm, tmp_path: Path) -> None:
    receipt = reported(firm)
    printer = QPrinter()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "slip.pdf"))
    lines = slip_lines(firm.database.workspace, receipt, datetime.now(UTC))
    assert [text for text, _size, _bold in lines][2:5] == [
        f"Number {receipt.number}",
        f"Code {receipt.code}",
        f"PIN {receipt.pin}",
    ]
    assert print_slip(printer, lines)
    assert (tmp_path / "slip.pdf").read_bytes().startswith(b"%PDF")


def test_long_names_and_small_screens_scroll_to_what_is_typed(firm: Firm) -> None:
    firm.kiosk.resize(640, 420)
    firm.pick_luis()
    firm.key(Qt.Key.Key_1)
    words, middle = firm.kiosk.problem.words, firm.kiosk.problem.middle

    def in_sight() -> bool:
        top = words.mapTo(middle.viewport(), QPoint(0, 0)).y()
        return 0 <= top < middle.viewport().height() - 24

    firm.until(in_sight)


def test_pages_read_through_the_kiosk_alone() -> None:
    """Nothing of the help desk's own reads may reach this screen, except for the usual answer time, and who may leave it."""
    allowed = {
        "itdesk.areas.helpdesk.kiosk": {"queries", "operations"},
        "itdesk.areas.helpdesk.tickets.figures": {"usual_reply_minutes"},
        "itdesk.db.signing_in": {"candidates"},
    }
    found = []
    for path in sorted(Path(kiosk_folder.__file__).parent.glob("page*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        inside = {id(one) for job in ast.walk(tree) if isinstance(job, ast.FunctionDef) for one in ast.walk(job)}
        for node in ast.walk(tree):
            if not isinstance(node, ast.ImportFrom) or not str(node.module).startswith(("itdesk.areas", "itdesk.db")):
                continue
            module, names = str(node.module), {alias.name for alias in node.names}
            reads = module.startswith("itdesk.db") or module.endswith((".queries", ".operations", ".figures"))
            reads = reads or bool(names & {"queries", "operations", "figures"})
            if reads and (id(node) not in inside or not names <= allowed.get(module, set())):
                found.append(f"{path.name}:{node.lineno} {module} {sorted(names)}")
    assert found == []


def test_nothing_that_is_typed_reaches_this_computers_disk(settings_home: None, tmp_path: Path, firm: Firm) -> None:
    firm.reach_send()
    assert firm.desk.drafts.flush()
    kept = [file for file in (tmp_path / "home").rglob("*") if file.is_file() and WORDS in file.read_text("utf-8")]
    assert kept == []
    assert firm.desk.drafts.read_all() == []
