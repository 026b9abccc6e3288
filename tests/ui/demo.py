"""A window with sample pages, for tests and for looking at: python -m tests.ui.demo OUT.png [light|dark] [screen]."""

from __future__ import annotations

import os
import sys
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from itdesk.ui.foot import Foot
from itdesk.ui.labels import label
from itdesk.ui.page import Action
from itdesk.ui.places import Area, Owner, Pinned, Tab
from itdesk.ui.tasks import Tasks
from itdesk.ui.theme import Theme
from itdesk.ui.window import Window


class DemoPage(QWidget):
    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self.refreshed: list[frozenset[str]] = []
        self.ran: list[str] = []
        self.may_leave = True
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(label(title, "title"))
        column.addStretch()
        foot = Foot()
        foot.show_facts("11 tickets", end="Sorted by deadline")
        column.addWidget(foot)

    def page_actions(self) -> list[Action]:
        return [
            Action(
                f"New {self.title.lower().removesuffix('s')}", lambda: self.ran.append("new"), "C", "plus", primary=True
            ),
            Action("Assign…", lambda: self.ran.append("assign"), "A", "user"),
        ]

    def refresh(self, kinds: frozenset[str]) -> None:
        self.refreshed.append(kinds)

    def can_leave(self) -> bool:
        return self.may_leave


def area(key: str, title: str, icon: str, letter: str, *tabs: str) -> Area:
    return Area(
        key,
        title,
        icon,
        letter,
        tuple(Tab(name.split()[0].lower(), name, lambda name=name: DemoPage(name)) for name in tabs),
    )


AREAS = (
    area("home", "Home", "home", "H", "Home"),
    area("helpdesk", "Help desk", "help", "T", "Tickets", "Requests", "Problems", "Changes", "Knowledge"),
    area("inventory", "Inventory", "inv", "I", "Hardware", "Licences", "Software", "Accounts & access"),
    area("vendors", "Vendors", "vendor", "V", "Vendors", "Contracts", "Renewals calendar"),
    area("finance", "Finance", "fin", "F", "Budgets", "Spend"),
    area("projects", "Projects", "proj", "P", "Portfolio", "Gantt"),
    area("continuity", "Continuity", "cont", "C", "Recovery plans"),
    area("governance", "Governance", "gov", "O", "Policies"),
    area("reports", "Reports", "rep", "R", "Reports"),
)
PINNED = (
    Pinned("mine", "My open tickets", "helpdesk.tickets", 11),
    Pinned("old", "Laptops over 4 years", "inventory.hardware", 6),
    Pinned("ending", "Ending in 60 days", "vendors.contracts", 3),
    Pinned("unused", "Unused seats", "inventory.licences", 21),
)


def demo_window(settings: QSettings, tasks: Tasks | None = None, areas: tuple[Area, ...] = AREAS) -> Window:
    window = Window(
        areas,
        workspace=Owner("Harbour & Pine", "38 people"),
        person=Owner("Mara Ellison", "IT manager"),
        settings=settings,
        tasks=tasks,
    )
    window.sidebar.set_counts({"helpdesk": 5, "vendors": 3, "governance": 2})
    window.set_pinned(PINNED)
    window.sidebar.set_state("Saved · backed up 11:30")
    window.set_undo(["retire 3 assets"])
    return window


def main() -> None:
    out, mode = Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "light"
    screen = sys.argv[3] if len(sys.argv) > 3 else "frame"
    app = QApplication([])
    Theme.current().install(app, mode=mode, percent=int(os.environ.get("PERCENT", "100")))
    from tests.ui import screens

    widget = getattr(screens, screen)()
    widget.show()
    app.processEvents()
    app.processEvents()
    widget.grab().save(str(out))


if __name__ == "__main__":
    main()
