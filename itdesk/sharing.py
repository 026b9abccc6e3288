"""A workspace in a shared folder at the window: who keeps it, as of when it is shown, what waits, and what can be done."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices

from itdesk.core.formats import format_when
from itdesk.core.rights import Deed
from itdesk.core.texts import _, ngettext
from itdesk.db.share.state import State
from itdesk.db.share.terms import LONG, SILENT
from itdesk.stop_sharing import ask_to_stop
from itdesk.ui import shared
from itdesk.ui.dialogs import Dialog
from itdesk.ui.labels import label
from itdesk.ui.notice_bar import NoticeBar
from itdesk.ui.page import Action
from itdesk.ui.wish import Start, Wish

if TYPE_CHECKING:
    from datetime import datetime

    from itdesk.shell import Shell
    from itdesk.windows import Windows


class ShareWatch(QObject):
    """One for each window on a shared workspace: the bar above its pages, and taking over a keeper that is long gone."""

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self._shell = shell
        self._location = str(getattr(shell.desk.database, "location", ""))
        self._called = ""
        self.bar = NoticeBar()
        shell.window.put_bar(self.bar)
        shell.others.looked.connect(self.look)
        self.look()

    def look(self) -> None:
        """Show what is known now."""
        state: State = shared.state_of(self._shell.desk)
        if state.keeps:
            self._call()
            self.bar.show_notice(*self._kept(state), tone="amber", icon="warn")
        elif state.is_overtaken:
            self.bar.show_notice(*self._overtaken(state), tone="red", icon="warn")
        else:
            is_news = (
                bool(state.end) or state.is_free or state.silent_for >= SILENT or not state.is_reached or state.is_other
            )
            tone, icon = ("amber", "warn") if is_news else ("blue", "info")
            self.bar.show_notice(self._read(state), self._ways(state), tone=tone, icon=icon)
            if state.silent_for >= LONG and not self._shell.desk.unsaved.dirty() and self._may_keep:
                self._take_over()

    @property
    def ways(self) -> list[Action]:
        """What the bar offers now."""
        state: State = shared.state_of(self._shell.desk)
        if state.keeps:
            return self._kept(state)[1]
        return self._overtaken(state)[1] if state.is_overtaken else self._ways(state)

    def _call(self) -> None:
        """The others read the name of the person here, once it is known."""
        share: Any = getattr(self._shell.desk.database, "share", None)
        name = self._shell.called
        if name and name != self._called:
            self._called = name
            share.call(name)

    @property
    def _may_keep(self) -> bool:
        return self._shell.desk.may_do(Deed.SETTINGS)

    # Sentences

    def _kept(self, state: State) -> tuple[str, list[Action]]:
        said = []
        ways = []
        if not state.is_reached:
            said.append(
                _(
                    "The shared folder can't be reached. You work on here; it is published as soon as the folder is back."
                )
            )
        if state.aside:
            said.append(
                ngettext(
                    "{n} letter could not be taken in, and was put aside with the reason.",
                    "{n} letters could not be taken in, and were put aside with the reasons.",
                    state.aside,
                ).format(n=state.aside)
            )
            ways.append(Action(_("Show them"), self._show_aside, icon="folder"))
        return " ".join(said), ways

    def _overtaken(self, state: State) -> tuple[str, list[Action]]:
        said = _(
            "Somebody else keeps this workspace now, since this PC was not heard from. Nothing can be changed here."
        )
        ways = [Action(_("Open it again"), partial(self._again, takes_over=False), icon="undo")]
        if state.left is not None:
            said += " " + _(
                "What you saved since lies in a file of its own, {file}: whoever keeps the workspace merges it as a copy that comes back."
            ).format(file=state.left.name)
            ways.append(Action(_("Show the file"), partial(_show_folder, state.left.parent), icon="folder"))
        return said, ways

    def _read(self, state: State) -> str:
        when = self._when(state.published_at)
        name, pc = state.name or _("Somebody"), state.pc or _("another PC")
        if state.end:
            said = state.end + " " + _("You see it as of {when}.").format(when=when)
        elif not state.is_reached:
            said = _("The shared folder can't be reached. You see the workspace as of {when}.").format(when=when)
        elif state.is_free:
            said = _("Nobody keeps this workspace just now. You see it as of {when}.").format(when=when)
        elif state.silent_for >= SILENT:
            said = _("{name} on {pc} keeps this workspace and has not been heard from for {n} s.").format(
                name=name, pc=pc, n=int(state.silent_for) // 5 * 5
            )
        else:
            said = _("{name} on {pc} keeps this workspace. You see it as of {when}.").format(
                name=name, pc=pc, when=when
            )
        if state.is_other:
            said += " " + _("What is published now needs another version of itdesk than the one on this PC.")
        if state.waiting:
            said += " " + ngettext(
                "{n} letter of yours waits here until the folder is back.",
                "{n} letters of yours wait here until the folder is back.",
                state.waiting,
            ).format(n=state.waiting)
        return said

    def _when(self, at: datetime | None) -> str:
        from datetime import UTC
        from datetime import datetime as moment

        workspace = self._shell.desk.workspace
        if at is None:
            return ""
        return format_when(at, now=moment.now(UTC), zone=workspace.zone, locale=workspace.locale)

    # Ways

    def _ways(self, state: State) -> list[Action]:
        if state.end:
            is_here = Path(state.place).exists()
            return [Action(_("Open it there"), partial(self._open, state.place), icon="arrow")] if is_here else []
        ways = [
            Action(_("Report something…"), self._report, icon="plus"),
            Action(_("Why can't I change this?"), self._explain, icon="help"),
        ]
        if (state.is_free or state.silent_for >= SILENT) and state.is_reached and self._may_keep:
            ways.insert(0, Action(_("Keep it on this PC"), self._take_over, icon="desktop"))
        return ways

    def _report(self) -> None:
        from itdesk.areas.helpdesk.kiosk.page_report import ReportDialog

        ReportDialog(self._shell.desk, self._shell.window).open()

    def _explain(self) -> None:
        dialog = Dialog(
            self._shell.window,
            _("Why can't I change this?"),
            _(
                "This workspace lies in a shared folder. One PC keeps it and changes it; all others read what that PC "
                "publishes, since a share can't hold two writers apart."
            ),
            act=_("Understood"),
        )
        for text in (
            _("What you report or answer here goes to the keeper as a letter, and is done there within seconds."),
            _("When the keeper closes the workspace, the next one who opens it keeps it."),
            _("Two people who change things at the same time need a workspace on a PostgreSQL server."),
        ):
            dialog.body.addWidget(label(text, "body", wrap=True))
        dialog.safe.hide()
        dialog.open()

    def _show_aside(self) -> None:
        share: Any = getattr(self._shell.desk.database, "share", None)
        _show_folder(share.folder.aside)

    def _open(self, place: str) -> None:
        self._shell.windows.begin_again(Start(Wish.OPEN, place))

    def _take_over(self) -> None:
        self._again(takes_over=True)

    def _again(self, *, takes_over: bool) -> None:
        self._shell.windows.begin_again(Start(Wish.OPEN, self._location, takes_over=takes_over))


def _show_folder(folder: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def offer(windows: Windows, location: str) -> list[Action | None]:
    """For menu and palette: what the bar offers, or sharing a file in its folder that nobody shares yet."""
    database: Any = windows.desk.database
    watch = windows.front.findChild(ShareWatch)
    if watch is not None:
        state: State = shared.state_of(windows.desk)
        stops = state.keeps and state.is_reached and windows.desk.may_do(Deed.SETTINGS)
        return [
            *watch.ways,
            *([Action(_("Stop sharing…"), partial(ask_to_stop, windows, location), icon="users")] if stops else []),
        ]
    is_file = database.is_whole and not database.is_server and shared.state_of(windows.desk) is None
    if not is_file or database.read_only or not windows.desk.may_do(Deed.SETTINGS):
        return []
    return [Action(_("Share it in its folder…"), partial(_ask_to_share, windows, location), icon="users")]


def _ask_to_share(windows: Windows, location: str) -> None:
    dialog = Dialog(
        windows.front.window,
        _("Share this workspace in its folder?"),
        _(
            "This PC keeps it from then on, on a copy of its own, and publishes what changes. Everybody else opens the same "
            "file, reads, and sends reports. The file as it is now stays in the folder {folder}."
        ).format(folder=f"{Path(location).stem}.itdesk-share"),
        act=_("Share"),
    )
    dialog.accepted.connect(partial(windows.begin_again, Start(Wish.SHARE, location)))
    dialog.open()
