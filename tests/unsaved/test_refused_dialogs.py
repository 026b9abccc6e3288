"""A dialog stays, with what is typed, until what it asks for was written; why it was not stands in it."""

from __future__ import annotations

import ast
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit

from itdesk import areas
from itdesk.areas.continuity.plans.page_calls import CallList
from itdesk.areas.home.search.rules import Asked
from itdesk.db.engine import open_database
from itdesk.ui.clock import own_today
from itdesk.ui.import_asks import save_matching
from itdesk.ui.views import LOCAL
from tests.at_window import Person
from tests.test_steps import HOME

NO_WRITE = {  # dialogs that close when they are agreed to, and why nothing typed can be lost by that
    "app.py": "the first window opens what was chosen, and comes again where that is refused",
    "ui/welcome.py": "the same; what it asked stands in the first window",
    "ui/welcome_forms.py": "a recovery code is proven beside the form, which has everything still",
    "ui/settings_encryption.py": "passphrases are never kept as drafts; a refusal is told on the page, and nothing was changed",
    "ui/conflict_dialog.py": "the form behind it has what is typed, and says why it was refused",
    "ui/clear_copies.py": "copies are removed after a question, nothing is typed",
    "ui/record_chooser.py": "a record is picked, nothing is typed",
    "ui/filter_editor.py": "a part of the popup: the list is filtered, nothing is written",
    "ui/list_popups.py": "rules of colours are the list's own until its view is saved",
    "ui/print_dialog.py": "the printer's own dialog",
    "ui/dialogs.py": "the kit",
    "areas/vendors/contracts/page.py": "the letter goes to the clipboard once the notice is written",
    "areas/continuity/plans/page.py": "agreeing asks, nothing is typed",
    "areas/continuity/plans/page_signing.py": "the same",
    "areas/finance/budgets/page.py": "the same",
    "areas/continuity/plans/page_dialogs.py": "the address of a link goes into the text that is being written",
    "areas/inventory/licences/page.py": "taking seats back asks, nothing is typed",
    "areas/helpdesk/kiosk/page_leaving.py": "leaving the shared PC's screen asks for a password, and writes nothing",
    "areas/helpdesk/kiosk/page_login.py": "the same by a server's login, which is proven in the dialog",
    "seat.py": "the same of who takes over",
    "stop_sharing.py": "agreeing asks, nothing is typed",
    "shared_screen.py": "agreeing opens the settings, nothing is typed",
    "sharing.py": "agreeing asks, nothing is typed",
    "ui/settings_place.py": "agreeing asks; a move says in its own dialog why it was refused",
    "ui/settings_server.py": "agreeing asks, or what was typed was taken already",
    "ui/settings_sign_in.py": "agreeing asks, nothing is typed",
}


@dataclass
class Asking:
    """A dialog in front, filled in; field is the one that is typed into."""

    dialog: Any
    field: QLineEdit | QPlainTextEdit
    written: Callable[[], bool]

    @property
    def text(self) -> str:
        return self.field.text() if isinstance(self.field, QLineEdit) else self.field.toPlainText()


def _filled(person: Person, text: str, written: Callable[[], bool], field: Any = None) -> Asking:
    dialog: Any = person.dialog()
    found: Any = field or dialog.findChild(QLineEdit)
    found.setText(text)
    return Asking(dialog, found, written)


def _views(person: Person, kind: str) -> set[str]:
    return {one.name for one in person.shell.desk.views.of(kind) if not one.uid.startswith(LOCAL)}


def view_name(person: Person) -> Asking:
    person.put("vendors", name="Halden")
    page: Any = person.shell.show_kind("vendors")
    person.wait()
    page.list.views.save_as()
    return _filled(person, "Ours", lambda: "Ours" in _views(person, "vendors"))


def view_renamed(person: Person) -> Asking:
    asking = view_name(person)
    asking.dialog.accept()
    person.wait(lambda: QApplication.activeModalWidget() is None)
    person.page.list.views.rename()
    return _filled(person, "Theirs", lambda: _views(person, "vendors") == {"Theirs"})


def search_name(person: Person) -> Asking:
    person.window.go_to("home.search")
    person.wait()
    person.page.saved.save(Asked("Halden"), lambda _view: None)
    return _filled(person, "Lost", lambda: "Lost" in _views(person, "search"))


def _contract(person: Person) -> int:
    vendor = person.put("vendors", name="Halden")
    today = own_today()
    one = person.put(
        "contracts",
        name="Line",
        vendor=vendor,
        start_on=today - timedelta(days=300),
        end_on=today + timedelta(days=95),
        renewal="auto",
        notice=90,
        renewal_months=12,
    )
    page: Any = person.shell.show_kind("contracts")
    person.shell.desk.open_record("contracts", one)
    person.wait(lambda: page._card is not None and page._card.row.id == one)
    return one


def renewal(person: Person) -> Asking:
    _contract(person)
    person.page._renew(person.page._card)
    ends = date(own_today().year + 3, 12, 31)
    written = lambda: person.rows("contracts", "end_on") == [(ends,)]  # noqa: E731 -- read beside its use
    return _filled(person, ends.isoformat(), written, person.dialog()._until)  # type: ignore[attr-defined]


def notice(person: Person) -> Asking:
    _contract(person)
    person.page._write_notice(person.page._card.row)
    person.wait(lambda: QApplication.activeModalWidget() is not None)
    dialog: Any = person.dialog()
    field = dialog.findChild(QPlainTextEdit)
    field.setPlainText("Dear Halden")
    return Asking(dialog, field, lambda: person.rows("contracts", "decision") == [("noticed",)])


def new_plan(person: Person) -> Asking:
    page: Any = person.shell.show_kind("plans")
    person.wait()
    page._new_plan()
    return _filled(person, "Main office", lambda: person.rows("plans", "name") == [("Main office",)])


def _plan(person: Person) -> Any:
    with person.database.writing() as session:
        from itdesk.areas.continuity.plans import operations

        plan = operations.new_plan(session, "Main office")
    page: Any = person.shell.show_kind("plans")
    page.open_record(plan)
    person.wait(lambda: page.plan is not None and page.plan.id == plan and page.section is not None)
    return page


def section(person: Person) -> Asking:
    page = _plan(person)
    page.sections.add()
    return _filled(person, "Keys", lambda: "Keys" in {one.title for one in page.plan.sections})


def section_changed(person: Person) -> Asking:
    page = _plan(person)
    page.sections.change(page.section)
    return _filled(person, "Why", lambda: "Why" in {one.title for one in page.plan.sections})


def call(person: Person) -> Asking:
    page = _plan(person)
    tree = next(one for one in page.plan.sections if str(one.kind) == "call_tree")
    page.go_into(tree.id)
    person.wait(lambda: page.section.id == tree.id)
    page.findChild(CallList)._ask_other()
    return _filled(person, "Ben", lambda: "Ben" in {one.name for one in page.plan.calls})


def _ticket(person: Person) -> Any:
    ticket = person.put("tickets", title="No picture")
    page: Any = person.shell.show_kind("tickets")
    page.open_record(ticket)
    person.wait(lambda: page._ticket is not None and page._ticket.id == ticket)
    return page


def how_it_was_solved(person: Person) -> Asking:
    _ticket(person)._resolve()
    return _filled(person, "New cable", lambda: person.rows("tickets", "resolution") == [("New cable",)])


def minutes(person: Person) -> Asking:
    _ticket(person)._log_time()
    return _filled(person, "25 min", lambda: person.rows("tickets", "minutes_spent") == [(25,)])


def matching(person: Person) -> Asking:
    save_matching(person.shell.desk, person.window, "sites", {"Where": "name"})

    def written() -> bool:
        from itdesk.db import batches

        with person.database.reading() as session:
            return batches.mappings(session, "sites") == ["Ours"]

    return _filled(person, "Ours", written)


DIALOGS = {
    one.__name__: one
    for one in (
        view_name,
        view_renamed,
        search_name,
        renewal,
        notice,
        new_plan,
        section,
        section_changed,
        call,
        how_it_was_solved,
        minutes,
        matching,
    )
}


@contextmanager
def written_elsewhere(person: Person) -> Iterator[None]:
    """Another program writes for as long as this lasts."""
    begun, over = threading.Event(), threading.Event()

    def write() -> None:
        other = open_database(str(person.database.path), areas.registry())
        with other.writing() as session:
            session.connection()
            begun.set()
            over.wait(60)
        other.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert begun.wait(60)
    try:
        yield
    finally:
        over.set()
        writer.join()


@pytest.mark.parametrize("name", DIALOGS)
def test_dialog_stays_with_what_is_typed_until_it_is_written(at_window: Person, name: str) -> None:
    asking = DIALOGS[name](at_window)
    typed = asking.text
    with written_elsewhere(at_window):
        asking.dialog.accept()
        at_window.wait(asking.dialog._wrong_words.text)
    assert asking.dialog.isVisible()
    assert asking.text == typed
    assert not asking.written()
    asking.dialog.accept()
    at_window.wait(lambda: QApplication.activeModalWidget() is None)
    at_window.wait(asking.written)


def test_every_dialog_that_writes_stays_until_it_is_written() -> None:
    found = set()
    for file in sorted([*HOME.glob("ui/**/*.py"), *HOME.glob("areas/**/*.py"), *HOME.glob("*.py")]):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            connects = (
                isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "connect"
            )
            signal = (
                node.func.value
                if connects and isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
                else None
            )
            if isinstance(signal, ast.Attribute) and signal.attr == "accepted":
                found.add(file.relative_to(HOME).as_posix())
    assert found - NO_WRITE.keys() == set(), "use Dialog.until_taken, or say why nothing can be lost"
