"""Somebody at work in a workspace until the process is killed: `python -m tests.security.working FILE CODE CANARY...`.

Records of several kinds are full of canaries, and so is what is typed over them and not saved. With a recovery code the
workspace is encrypted. Prints which canaries were used.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from itdesk.app import Opening
from itdesk.areas import load_models, registry
from itdesk.areas.helpdesk.tickets.operations import add_note
from itdesk.areas.home.search.rules import Asked
from itdesk.core.record import Field, Kind
from itdesk.core.sealing import Cost
from itdesk.db import attachments, comments, records, tags
from itdesk.db.changes import now
from itdesk.db.engine import Encryption, create_workspace
from itdesk.paths import log_dir
from itdesk.ui import crash
from itdesk.ui.hanging.copies import copy_of
from itdesk.ui.tasks import work
from itdesk.ui.theme import Theme
from itdesk.ui.wish import Start, Wish
from tests.valid_values import values_for

KINDS = ("people", "vendors", "hardware", "licences", "contracts", "plans")
TYPED = 8  # canaries that are only typed, looked for or raised
PASSPHRASE = "violet tractor under seven"


class Canaries:
    def __init__(self, words: list[str]) -> None:
        self.all, self.used = words, 0
        self.linked: dict[str, Any] = {}  # a record of each kind that others link to

    def next(self) -> str:
        self.used += 1
        return self.all[self.used - 1]

    def left_for_records(self) -> int:
        return len(self.all) - self.used - TYPED - 6


def until(done: Callable[[], bool]) -> None:
    loop, look, end = QEventLoop(), QTimer(interval=25), QTimer(interval=120_000)
    look.timeout.connect(lambda: loop.quit() if done() else None)
    end.timeout.connect(lambda: loop.exit(1))
    look.start()
    end.start()
    if loop.exec():
        raise SystemExit("waited in vain")


def fill(session: Any, kind: str, canaries: Canaries, most: int) -> int:
    """A record whose texts are canaries, as many as `most`."""
    record_type = registry()[kind]

    def create(other: str) -> Any:
        if other not in canaries.linked:
            canaries.linked[other] = None  # a circle of links ends here
            canaries.linked[other] = fill(session, other, canaries, 0)
        return canaries.linked[other]

    values = values_for(record_type, create)

    def takes(one: Field) -> bool:
        plain = one.kind in {Kind.TEXT, Kind.LONG} and one.name in values and not one.choices
        return plain and (one.length or 99) >= 40 and one.name not in {"currency", "zone", "holidays_part"}

    for one in [one for one in record_type.typed if takes(one)][: min(most, canaries.left_for_records())]:
        values[one.name] = canaries.next()
    draft = records.blank(registry(), kind)
    draft.values.update(values)
    return records.save(session, draft)


def store(database: Any, file: Path, canaries: Canaries) -> int:
    """Everything that is saved; a vendor's id."""
    paper = file.with_name("paper.txt")
    with database.writing() as session:
        made = {kind: fill(session, kind, canaries, 3) for kind in KINDS}
        ticket = fill(session, "tickets", canaries, 1)
        add_note(session, ticket, canaries.next(), now=now())
        comments.add(session, "vendors", made["vendors"], canaries.next())
        tags.put(session, "vendors", [made["vendors"]], [canaries.next()])
        paper.write_text(canaries.next())
        attachments.add(session, "vendors", made["vendors"], paper, f"{canaries.next()}.txt")
    paper.unlink()
    return made["vendors"]


def look_around(shell: Any, vendor: int) -> None:
    for place in ("helpdesk.tickets", "directory.people", "inventory.hardware", "vendors.vendors"):
        shell.window.go_to(place)
        until(lambda: bool(work().idle))
    shell.desk.open_record("vendors", vendor)
    until(lambda: bool(work().idle))
    with shell.desk.database.reading() as session:
        held = attachments.list(session, "vendors", vendor)[0]
        copy_of(session, held.hash, held.name)


def type_things(shell: Any, canaries: Canaries) -> None:
    """Typed and not saved, looked for, kept on this computer, and said by a fault."""
    desk = shell.desk
    desk.drafts.keep("form/people/1", canaries.next(), {"values": {"notes": canaries.next()}})
    desk.drafts.set("text/tickets/1/reply", canaries.next())
    desk.habits.use(f"do:{canaries.next()}")
    desk.views.kept.save_view("people", canaries.next(), {"filters": []})
    shell.window.go_to("home.search")
    until(lambda: bool(work().idle))
    shell.window.page.lately.add(Asked(canaries.next()))
    shell.window.page.field.setText(canaries.next())
    error = ValueError(canaries.next())
    sys.excepthook(ValueError, error, None)
    until(lambda: bool(work().idle))
    shell.window.go_to("vendors.vendors")
    desk.put_away()
    shell.window.settings.sync()


def main(file: Path, code: str, words: list[str]) -> None:
    canaries = Canaries(words)
    application = QApplication([])
    Theme.current().install(application, mode="light")
    crash.install(log_dir())
    load_models()
    sealed = Encryption(PASSPHRASE, code, Cost(1, 64)) if code else None
    database = create_workspace(file, registry(), "Oak & Elm", encryption=sealed)
    vendor = store(database, file, canaries)
    database.close()
    opening = Opening()
    opening.begin(Start(Wish.OPEN, str(file)))
    until(lambda: opening.shell is not None and opening.shell.desk.database.is_whole)
    look_around(opening.shell, vendor)
    type_things(opening.shell, canaries)
    sys.stdout.write(" ".join(canaries.all[: canaries.used]))
    sys.stdout.flush()
    os.kill(os.getpid(), signal.SIGKILL)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:])
