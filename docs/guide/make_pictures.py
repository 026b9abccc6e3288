"""Makes the guide's pictures from the sample firm: python docs/guide/make_pictures.py, light and dark, 1440 by 900."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
FOLDER = Path(__file__).resolve().parent / "pictures"
sys.path.insert(0, str(FOLDER.parents[2]))

PLACES = {
    "home": "home.overview",
    "helpdesk": "helpdesk.tickets",
    "inventory": "inventory.hardware",
    "licences": "inventory.licences",
    "vendors": "vendors.contracts",
    "finance": "finance.budgets",
    "continuity": "continuity.plans",
    "reports": "reports.catalogue",
}


def main() -> int:
    """Open the window on a fresh sample, go from place to place, and take each picture when it has been read."""
    with tempfile.TemporaryDirectory(prefix="itdesk-guide-") as folder:
        os.environ["ITDESK_HOME"] = folder
        from PySide6.QtWidgets import QApplication

        from itdesk.areas import load_models, registry
        from itdesk.areas.sample import create_sample
        from itdesk.shell import Shell
        from itdesk.ui.desk import Desk
        from itdesk.ui.recent_workspaces import Recent, RecentWorkspaces
        from itdesk.ui.tasks import work
        from itdesk.ui.theme import Theme
        from itdesk.ui.welcome import Welcome

        application = QApplication([])
        Theme.current().install(application, mode="light")
        load_models()
        sample = Path(folder) / "sample.itdesk"
        database = create_sample(str(sample), registry(), date.today())  # noqa: DTZ011 -- the person's own day
        shell = Shell(Desk(database, work()), another=application.quit)
        shell.window.resize(1440, 900)
        FOLDER.mkdir(exist_ok=True)
        for mode in ("light", "dark"):
            Theme.current().set_mode(mode)
            recent = Recent("~/Documents/harbour-pine.itdesk", "Harbour & Pine", "09:12")
            welcome = Welcome(RecentWorkspaces(lambda one=recent: [one], print, print), Path(folder))
            welcome.show()
            _take(welcome.grab, f"welcome_{mode}")
            welcome.close()
            for name, place in PLACES.items():
                shell.window.go_to(place)
                _settle(1500)
                _take(shell.window.grab, f"{name}_{mode}")
            _kiosk(shell, mode)
            _import(shell, mode)
        shell.window.close()
    return 0


def _kiosk(shell: object, mode: str) -> None:
    from itdesk.areas.helpdesk.kiosk.page import Kiosk

    kiosk = Kiosk(shell.desk)  # type: ignore[attr-defined]
    kiosk.resize(1440, 900)
    kiosk.show()
    _settle(900)
    _take(kiosk.grab, f"kiosk_{mode}")
    kiosk.leave()


def _import(shell: object, mode: str) -> None:
    """A small list of equipment on its way in."""
    from itdesk.ui.import_page import ImportPage

    file = Path(os.environ["ITDESK_HOME"]) / "equipment.csv"
    file.write_text(
        "Asset No,Model,User,Purch. date,Cost,Room,Serial\n"
        "HP-LT-131,Tessera Book 14,Beth Carrow,02/08/2025,1095.00,Bath studio,TB14-88213-K\n"
        "HP-LT-130,Tessera Book 14,Helen Moss,31/02/2025,1095.00,Front office,TB14-88214-K\n"
        "HP-MN-143,Orbit 27Q monitor,Priya Nair,18/07/2024,about 300,Studio A,OR27-1\n",
        encoding="utf-8",
    )
    window = shell.window  # type: ignore[attr-defined]
    window.go_to("inventory.hardware")
    _settle(600)
    window.page.open_import()
    page = window.page.findChild(ImportPage)
    page.start(file)
    _settle(1500)
    page.go_on()
    _settle(2500)
    _take(window.grab, f"import_{mode}")
    page.leave()
    _settle(300)


def _settle(milliseconds: int) -> None:
    from PySide6.QtCore import QEventLoop, QTimer

    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _take(grab: Callable[[], object], name: str) -> None:
    picture = grab()
    picture.save(str(FOLDER / f"{name}.png"))  # type: ignore[attr-defined]
    print(name)


if __name__ == "__main__":
    sys.exit(main())
