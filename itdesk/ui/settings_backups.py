"""Settings: the backups of this workspace, whether they are good, and where and how often they are made."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QCheckBox, QComboBox, QFileDialog, QHBoxLayout, QWidget

from itdesk.core.formats import format_size, format_when
from itdesk.core.rights import Deed
from itdesk.core.texts import _, ngettext
from itdesk.ui import backup_actions
from itdesk.ui.buttons import Button
from itdesk.ui.delegates import Line
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import ask
from itdesk.ui.flow import FlowLayout
from itdesk.ui.labels import ElidedLabel, label
from itdesk.ui.pick_list import PickList
from itdesk.ui.run_bar import RunBar
from itdesk.ui.sections import IconMark
from itdesk.ui.settings_pages import FormPage

if TYPE_CHECKING:
    from itdesk.db.backups.due import Looked
    from itdesk.db.backups.folder import Backup

HIGH = 162


class FolderChoice(QWidget):
    """A folder with a button to choose another, and one to go back to the first choice."""

    def __init__(self, name: str, back: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.shown = ElidedLabel("")
        self.choose = Button(_("Choose…"), small=True, name=_("Choose: {what}").format(what=name))
        self.back = Button(back, small=True, kind="quiet", name=f"{back}: {name}")
        row.addWidget(self.shown, 1)
        row.addWidget(self.choose)
        row.addWidget(self.back)

    def show_folder(self, words: str, *, chosen: bool) -> None:
        """Say which it is."""
        self.shown.setText(words)
        self.back.setVisible(chosen)


class BackupsPage(FormPage):
    """How it stands, what there is, what can be done with it, and this computer's choices."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(
            _("Backups"),
            _(
                "A backup is a whole workspace in one file, checked before it counts. Any of them can be opened or restored."
            ),
        )
        self._desk, self._watch = desk, desk.backups
        self._shown: list[Backup] = []
        self.state = label("", "body", wrap=True)
        self.state_icon = IconMark("disc-check", "green")
        self._build_state()
        self._build_list()
        self._build_choices()
        self._watch.changed.connect(self._show)
        self._watch.running_changed.connect(self._show_running)
        self._show_running()
        self._watch.look(lambda: None)

    def _build_state(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(8)
        line.addWidget(self.state_icon)
        line.addWidget(self.state, 1)
        self.column.insertLayout(3, line)
        self.run_bar = RunBar()
        self.column.insertWidget(4, self.run_bar)

    def _build_list(self) -> None:
        self.list = PickList(_("Backups"), HIGH, many=False)
        self.list.picked.connect(self._picked)
        self.column.insertWidget(5, self.list)
        row = QWidget()
        flow = FlowLayout(row)
        self.now = Button(_("Back up now"), icon="db", kind="primary", run=self._back_up)
        self.test = Button(_("Test"), icon="disc-check", run=self._test, name=_("Test this backup"))
        self.remove = Button(_("Delete…"), icon="trash", run=self._remove, name=_("Delete this backup…"))
        self.open_folder = Button(_("Open its folder"), icon="folder", run=self._open_folder)
        self.restore = Button(_("Restore…"), icon="undo", run=self._restore, name=_("Restore from this backup…"))
        for button in (self.now, self.restore, self.test, self.remove, self.open_folder):
            flow.addWidget(button)
        self.restore.setVisible(self._desk.may_do(Deed.RESTORE))
        self.column.insertWidget(6, row)
        self.column.insertSpacing(7, 8)

    def _build_choices(self) -> None:
        self.by_itself = QCheckBox(_("Make them by themselves while there are changes"))
        self.by_itself.toggled.connect(lambda on: self._choose(by_itself=on))
        self.add(_("Automatic"), self.by_itself, _("Also before an import, a change of many records and a restore."))
        self.by_itself.setAccessibleName(self.by_itself.text())
        self.every = QComboBox()
        self.every.activated.connect(lambda place: self._choose(minutes=self.every.itemData(place)))
        self.add(_("How often"), self.every)
        self.folder = FolderChoice(_("Folder"), _("Beside the workspace"))
        self.second = FolderChoice(_("Second folder"), _("None"))
        for name, choice in (("folder", self.folder), ("second", self.second)):
            choice.choose.clicked.connect(partial(self._ask_folder, name))
            choice.back.clicked.connect(partial(self._choose, **{name: ""}))
        self.add(_("Folder"), self.folder, _("On this computer: each one has its own choice."))
        self.add(_("Second folder"), self.second, _("A stick or a share, so that a broken disk doesn't take both."))
        self.column.addStretch(1)

    # What is shown

    def _show(self) -> None:
        found = self._watch.looked
        if found is None:
            return
        from itdesk.db.backups.choices import EVERY

        self._say_state(found)
        self._show_list(found.backups)
        self.by_itself.blockSignals(True)
        self.by_itself.setChecked(found.choices.by_itself)
        self.by_itself.blockSignals(False)
        self.every.clear()
        for minutes in EVERY:
            self.every.addItem(_every(minutes), minutes)
        self.every.setCurrentIndex(self.every.findData(found.choices.minutes))
        self.every.setEnabled(found.choices.by_itself)
        self.folder.show_folder(str(found.places[0]), chosen=bool(found.choices.folder))
        self.second.show_folder(found.choices.second or _("None"), chosen=bool(found.choices.second))

    def _say_state(self, found: Looked) -> None:
        now, last = datetime.now(UTC), found.last
        if last is None:
            words, icon, tone = _("There is no good backup yet."), "warn", "amber"
        else:
            when = self._when(last.made_at)
            words = (
                _("Last good backup: {when}. There are changes since.")
                if found.is_changed
                else _("Last good backup: {when}. Nothing was changed since.")
            ).format(when=when)
            icon, tone = ("warn", "red") if found.is_late(now) else ("disc-check", "green")
        if self._watch.trouble:
            words, icon, tone = f"{words} {self._watch.trouble}", "warn", "red"
        self.state.setText(words)
        self.state_icon.show_icon(icon, tone)

    def _show_list(self, backups: list[Backup]) -> None:
        self._shown = backups
        before = self.list.chosen()
        self.list.show_lines([self._line(one) for one in backups])
        if before and before[0] in [one.path for one in backups]:
            self.list.setCurrentIndex(self.list.items.index([one.path for one in backups].index(before[0])))
        self._picked()

    def _line(self, one: Backup) -> Line:
        if one.manifest is None:
            checked = _("not checked")
        elif one.manifest.fault:
            checked = _("damaged")
        elif one.manifest.tried_at is not None:
            checked = _("tested {when}").format(when=self._when(one.manifest.tried_at))
        else:
            checked = _("checked")
        end = " · ".join((one.why.label, format_size(one.size, self._desk.workspace.locale), checked))
        icon, tone = ("disc-check", "green") if one.is_good else ("warn", "amber")
        return Line(one.path, self._when(one.made_at), icon, tone, end)

    def _when(self, moment: datetime) -> str:
        workspace = self._desk.workspace
        return format_when(moment, now=datetime.now(UTC), zone=workspace.zone, locale=workspace.locale)

    def _picked(self) -> None:
        is_there = bool(self.list.chosen())
        for button in (self.restore, self.test, self.remove, self.open_folder):
            button.setEnabled(is_there and (button is self.open_folder or not self._watch.running))

    def _show_running(self) -> None:
        if self._watch.running and not self.run_bar.running:
            self.run_bar.follow(lambda: self._watch.progress)
        elif not self._watch.running:
            self.run_bar.end()
        self.now.setEnabled(not self._watch.running)
        self._picked()

    def _chosen(self) -> Path:
        return next(one.path for one in self._shown if one.path in self.list.chosen())

    # What is done

    def _back_up(self) -> None:
        backup_actions.back_up(self._desk, self._watch.show_page)

    def _restore(self) -> None:
        from itdesk.ui.restore_dialog import RestoreDialog

        chosen = next(one for one in self._shown if one.path == self._chosen())
        RestoreDialog(self._desk, chosen.path, self._when(chosen.made_at), self).open()

    def _test(self) -> None:
        self._watch.try_out(self._chosen(), lambda tried: self._desk.notify(backup_actions.told(self._desk, tried)))

    def _remove(self) -> None:
        path = self._chosen()
        text = _("{file} is gone for good then. The workspace itself stays as it is.").format(file=path.name)
        if not ask(self, _("Delete this backup?"), text, act=_("Delete"), safe=_("Keep"), danger=True, icon="trash"):
            return

        def remove(_progress: Any) -> None:
            from itdesk.db.backups import folder

            folder.remove(path)

        self._watch.run(_("Deleting"), remove, lambda _none: None)

    def _open_folder(self) -> None:
        path = self._chosen()
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))

    def _ask_folder(self, name: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 -- Qt's signal
        chosen = QFileDialog.getExistingDirectory(self, _("Folder for backups"), self.folder.shown.text())
        if chosen:
            self._choose(**{name: chosen})

    def _choose(self, *_checked: Any, **values: Any) -> None:
        found = self._watch.looked
        if found is not None:
            from itdesk.db.backups.choices import choose

            choose(self._desk.workspace.uid, replace(found.choices, **values))
            self._watch.look(lambda: None)


def _every(minutes: int) -> str:
    if minutes % 60:
        return ngettext("Every {n} minute", "Every {n} minutes", minutes).format(n=minutes)
    return ngettext("Every hour", "Every {n} hours", minutes // 60).format(n=minutes // 60)
