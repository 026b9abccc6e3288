"""Bugs: written to the log with their traceback, shown with "Copy report", and the app stays up."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import sys
import threading
import traceback
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, TextIO

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, Slot, qInstallMessageHandler, qVersion
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

import itdesk
from itdesk.db.connecting import held_keys
from itdesk.ui import stacks

if TYPE_CHECKING:
    from itdesk.ui.crash_dialog import CrashDialog

LOG_BYTES = 1_000_000
LOG_FILES = 4

log = logging.getLogger("itdesk")
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class _Log(logging.FileHandler):
    """A log file that starts anew at LOG_BYTES and keeps LOG_FILES (logging.handlers would cost a start-up's time)."""

    def emit(self, record: logging.LogRecord) -> None:
        super().emit(record)
        if self.stream is not None and self.stream.tell() > LOG_BYTES:
            self.close()
            turn(Path(self.baseFilename))
            self.stream = self._open()


def turn(file: Path) -> None:
    """Rename itdesk.log to itdesk.log.1, .1 to .2 and so on; the oldest goes."""
    names = [file, *(file.with_name(f"{file.name}.{number}") for number in range(1, LOG_FILES))]
    for older, newer in reversed(list(zip(names[1:], names[:-1], strict=True))):
        with contextlib.suppress(OSError):  # somebody reads it on Windows: the log goes on in the same file
            newer.replace(older)


class Reporter(QObject):
    """Takes every bug of the process, whichever thread it came from, and shows it on the GUI thread."""

    _caught = Signal(str)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder = folder
        self.dialog: CrashDialog | None = None
        self._stacks: TextIO | None = None
        self.before = ""  # what runs before wrote while they were killed by a fault
        self._caught.connect(self._show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Open the log and take over the hooks of Python and of Qt."""
        handler = _Log(self.folder / "itdesk.log", encoding="utf-8")
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"))
        logging.getLogger().addHandler(handler)
        log.setLevel(logging.INFO)
        self.look_back()
        self._stacks = stacks.begin(self.folder)
        faulthandler.enable(self._stacks)
        sys.excepthook = self.caught
        threading.excepthook = self._thread_caught
        sys.unraisablehook = self._unraisable
        qInstallMessageHandler(self._qt_said)

    def look_back(self) -> None:
        """Take up what earlier runs left where they were ended by a fault; runs beside this one are left alone."""
        self.before = stacks.collect(self.folder)
        if self.before:
            log.critical("the run before ended with a fault: %s", self.before)

    def caught(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None, where: str = ""
    ) -> None:
        """Log one bug and show it; Ctrl+C in a terminal ends the app as ever."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error or kind(), trace)
            QApplication.quit()
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        written = _without_values(error) if error is not None and held_keys() else text
        log.critical("%s%s", f"in {where}: " if where else "", written)
        if sys.stderr is not None:
            sys.stderr.write(written)
        self._caught.emit(report(text))

    def _thread_caught(self, args: threading.ExceptHookArgs) -> None:
        name = args.thread.name if args.thread is not None else "?"
        self.caught(args.exc_type, args.exc_value, args.exc_traceback, name)

    def _unraisable(self, args: sys.UnraisableHookArgs) -> None:
        self.caught(
            args.exc_type, args.exc_value, args.exc_traceback, f"{args.err_msg or 'unraisable'} {args.object!r}"
        )

    @staticmethod
    def _qt_said(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
        logging.getLogger("qt").log(_LEVELS.get(kind, logging.WARNING), "%s: %s", context.category, text)

    @Slot(str)
    def _show(self, text: str) -> None:
        if QApplication.instance() is None:
            return
        if self.dialog is not None and self.dialog.isVisible():
            self.dialog.add(text)
            return
        from itdesk.ui.crash_dialog import CrashDialog  # its parts would come before the window

        self.dialog = CrashDialog(text, self.folder, QApplication.activeWindow())
        self.dialog.show()


def _without_values(error: BaseException) -> str:
    """Where it happened and what kind it was, without its words: they may quote an encrypted workspace."""
    lines: list[str] = []
    found: BaseException | None = error
    while found is not None:
        lines[:0] = [*traceback.format_tb(found.__traceback__), f"{type(found).__qualname__}\n"]
        found = found.__cause__ or found.__context__
    return "".join(lines)


def report(trace: str) -> str:
    """What a developer needs: versions, system, time and traceback; no data of the workspace is gathered."""
    import platform  # no start needs it

    lines = [
        f"itdesk {itdesk.__version__}",
        f"Python {platform.python_version()}, Qt {qVersion()}, {platform.platform()}",
        f"Screen {QGuiApplication.platformName()}" if QGuiApplication.instance() is not None else "No screen",
        f"At {datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC",
        "",
        trace,
    ]
    return "\n".join(lines)


def take_before() -> str:
    """The report of a fault that ended the run before, once; nothing where it ended well."""
    reporter = _Current.reporter
    if reporter is None or not reporter.before:
        return ""
    found, reporter.before = reporter.before, ""
    return report(found)


class _Current:
    reporter: Reporter | None = None


def install(folder: Path) -> Reporter:
    """Report every bug of this process from now on; logs go into folder."""
    _Current.reporter = Reporter(folder)
    _Current.reporter.install()
    return _Current.reporter
