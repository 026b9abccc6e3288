"""The dialog before several records change: what becomes of each is seen first, then written as one step or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from itdesk.core.errors import UserError
from itdesk.core.formats import format_count
from itdesk.core.progress import Progress
from itdesk.core.record import RecordType
from itdesk.core.several import Judgement, Outdated, Verdict, Wanted
from itdesk.core.texts import _
from itdesk.core.value_texts import noun
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.run_bar import RunBar
from itdesk.ui.several_preview import SeveralPreview
from itdesk.ui.theme import Theme

WIDE, HIGH = 800, 380
MANY = 100  # records before whose change the workspace is backed up; fewer are taken back by undo alone


class SeveralDialog(Dialog):
    """Shows the preview, whose button writes it. A page that asks before it answers the signal `asked` with `judge`."""

    stored = Signal()
    asked = Signal()

    def __init__(
        self, desk: Desk, record_type: RecordType, title: str, parent: QWidget, *, notes: Sequence[str] = ()
    ) -> None:
        super().__init__(parent, title, "\n".join(notes), act=_("Preview"), icon="edit")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        theme = Theme.current()
        self._desk = desk
        self._type = record_type
        self._wanted: Wanted = ()
        self._words = title
        self.pages = QStackedWidget()
        self.pages.setFixedHeight(theme.px(HIGH))
        self.preview = SeveralPreview(desk, record_type)
        self.pages.addWidget(self.preview)
        self.body.addWidget(self.pages)
        self.run_bar = RunBar()
        self.body.addWidget(self.run_bar)
        self.back = Button(_("Back"), run=self.go_back)
        self.buttons.insertWidget(0, self.back)
        self.back.hide()
        self.setFixedWidth(theme.px(WIDE))

    @property
    def is_previewing(self) -> bool:
        """Whether the preview is in front."""
        return self.pages.currentWidget() is self.preview

    def judge(self, wanted: Wanted, words: str) -> None:
        """Find out what becomes of each record, and show it; words name the step that it would be."""
        self._wanted, self._words = wanted, words
        if self.run_bar.running:
            return
        kind = self._type.kind

        def read(session: Any, progress: Progress) -> tuple[Judgement, int]:
            from itdesk.db import several

            judgement = several.judge_each(session, kind, wanted, progress)
            return judgement, len(judgement.by_verdict[Verdict.CHANGED])  # sorted here, so that the window needn't

        self._desk.read(self, self.run_bar.watched(read), self._show, self._refuse, what=_("Looking at each record"))

    def _show(self, found: tuple[Judgement, int]) -> None:
        judgement, number = found
        self.run_bar.end()
        self.preview.show_judgement(judgement)
        self.pages.setCurrentWidget(self.preview)
        self.back.setVisible(self.pages.count() > 1)
        what = noun(self._type.singular if number == 1 else self._type.plural)
        self.act.setText(_("Change {things}").format(things=f"{format_count(number)} {what}") if number else _("Close"))
        self.act.set_name(self.act.text())
        self.act.updateGeometry()
        self.act.setFocus()

    def go_back(self) -> None:
        """To what was asked, as it was typed."""
        if self.run_bar.running:
            return
        self.say_wrong("")
        self.pages.setCurrentIndex(1)
        self.back.hide()
        self.act.setText(_("Preview"))
        self.act.set_name(self.act.text())

    def accept(self) -> None:
        if self.run_bar.running:
            return
        self.say_wrong("")
        if not self.is_previewing:
            self.asked.emit()
        elif not self.preview.judgement.by_verdict[Verdict.CHANGED]:
            self.reject()
        else:
            self._write(self.preview.judgement)

    def _write(self, judgement: Judgement) -> None:
        def write(session: Any, progress: Progress) -> int:
            from itdesk.db import several

            return several.change(session, judgement, progress)

        what = _("Changing {things}").format(things=noun(self._type.plural))
        job = self.run_bar.watched(write)
        before = "several" if len(judgement.by_verdict[Verdict.CHANGED]) >= MANY else ""
        self._desk.write(self, job, self._done, self._refuse, what=what, step=self._words, before=before)

    def _done(self, changed: int) -> None:
        self.run_bar.end()
        things = f"{format_count(changed)} {noun(self._type.singular if changed == 1 else self._type.plural)}"
        self._desk.tell_done(_("{things} changed").format(things=things))
        self.stored.emit()
        self.done(Dialog.DialogCode.Accepted.value)

    def _refuse(self, error: UserError) -> None:
        self.run_bar.end()
        self.say_wrong(str(error))
        if isinstance(error, Outdated):
            self.judge(self._wanted, self._words)

    def reject(self) -> None:
        """Stop what runs; else close. Nothing was changed either way."""
        if self.run_bar.running:
            self.run_bar.stop()
        else:
            super().reject()
