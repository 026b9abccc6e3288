"""What pages and dialogs need is there before somebody asks for them."""

from __future__ import annotations

import subprocess
import sys

from pytestqt.qtbot import QtBot

from itdesk.ahead_of_use import EVERY, modules

_PROGRAM = f"""
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from itdesk.ahead_of_use import AheadOfUse, modules
app = QApplication([])
names = modules(frozenset({{"finance"}}))
turns = []
clock = QTimer(interval={EVERY} // 4)
clock.timeout.connect(lambda: turns.append(sum(name in sys.modules for name in names)))
clock.start()
ahead = AheadOfUse(names, app)
ahead.destroyed.connect(app.quit)
app.exec()
assert all(name in sys.modules for name in names)
assert "itdesk.areas.finance.budgets.page" not in sys.modules, "switched off, and brought in"
assert len(set(turns)) > len(names) // 2, "the window had no turn in between"
"""


def test_pages_are_brought_in_one_at_a_time_and_without_what_is_switched_off(qtbot: QtBot) -> None:
    del qtbot
    done = subprocess.run([sys.executable, "-c", _PROGRAM], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr


def test_every_page_of_its_own_is_among_them() -> None:
    assert {"itdesk.areas.finance.budgets.page", "itdesk.areas.helpdesk.tickets.page"} <= {*modules(frozenset())}
    assert "itdesk.areas.finance.budgets.page" not in modules(frozenset({"finance"}))
