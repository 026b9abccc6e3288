"""The first window: create, open or connect to a workspace, look around in a sample, or go on with a recent one."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import (
    QAbstractButton,
    QDialog,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from itdesk.core.texts import _
from itdesk.paths import resource
from itdesk.ui import icons, keys
from itdesk.ui.join_dialog import JoinDialog, is_invitation
from itdesk.ui.labels import label, restyle
from itdesk.ui.recent_workspaces import RecentWorkspaces
from itdesk.ui.tasks import work
from itdesk.ui.theme import Theme
from itdesk.ui.welcome_forms import NewWorkspaceDialog, ServerDialog
from itdesk.ui.wish import Start, Wish


class _Card(QAbstractButton):
    """A wide button with tile, two lines and its key."""

    def __init__(self, icon: str, title: str, detail: str, key: str) -> None:
        super().__init__()
        self._icon, self._title, self._detail, self._key = icon, title, detail, key
        self.setAccessibleName(title)
        self.setAccessibleDescription(detail)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setShortcut(key)

    def sizeHint(self) -> QSize:
        theme = Theme.current()
        return QSize(theme.px(420), theme.px(60))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        loud = self.hasFocus()
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setPen(QPen(theme.color("accent" if loud else "line-strong"), 2 if loud else 1))
        painter.setBrush(theme.color("selected" if loud else "hover" if self.underMouse() else "surface"))
        painter.drawRoundedRect(box, 8, 8)
        rtl = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        side = theme.px(36)
        tile = QRectF(16, (self.height() - side) / 2, side, side)
        text = QRectF(side + 32, 0, self.width() - side - 100, self.height())
        cap = keys.caps_width(self._key)
        room = QRectF(self.width() - cap - 18, 0, cap, self.height())
        if rtl:
            tile.moveRight(self.width() - 16)
            text.moveRight(self.width() - side - 32)
            room.moveLeft(18)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.color("accent" if loud else "window"))
        painter.drawRoundedRect(tile, 6, 6)
        icons.paint(painter, tile, self._icon, "on-accent" if loud else "text-2")
        side_of_text = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        half = text.height() / 2
        painter.setPen(theme.color("text"))
        painter.setFont(theme.font("strong"))
        painter.drawText(text.adjusted(0, 0, 0, -half + 1), side_of_text | Qt.AlignmentFlag.AlignBottom, self._title)
        painter.setPen(theme.color("text-2"))
        painter.setFont(theme.font("small"))
        painter.drawText(text.adjusted(0, half + 2, 0, 0), side_of_text | Qt.AlignmentFlag.AlignTop, self._detail)
        keys.paint_caps(painter, room.toRect(), self._key)


class _Art(QWidget):
    """The desk, drawn as wide as there is room."""

    def __init__(self) -> None:
        super().__init__()
        self._drawing = QSvgRenderer(str(resource("theme", "welcome.svg")))
        self.setMinimumHeight(Theme.current().px(150))

    def paintEvent(self, _event: QPaintEvent) -> None:
        size = self._drawing.defaultSize().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        self._drawing.render(QPainter(self), QRectF(0, self.height() - size.height(), size.width(), size.height()))


class Welcome(QDialog):
    """Ends accepted with `start` set, or rejected. recents lists the workspaces that were open here."""

    def __init__(
        self,
        recents: RecentWorkspaces,
        folder: Path,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.start: Start | None = None
        self._folder = folder
        self.setWindowTitle("itdesk")
        self.setWindowIcon(QPixmap(str(resource("icons", "logo.svg"))))
        theme = Theme.current()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._story(), 36)
        row.addWidget(self._ways(recents), 64)
        self.resize(theme.px(1080), theme.px(700))
        self._cards[0].setFocus()
        recents.chosen.connect(lambda location: self._finish(Start(Wish.OPEN, location)))
        recents.emptied.connect(self._cards[0].setFocus)

    def _story(self) -> QWidget:
        side = QFrame()
        side.setObjectName("window")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(side)
        column.setContentsMargins(48, 48, 32, 48)
        column.setSpacing(8)
        head = QHBoxLayout()
        logo = label()
        logo.setPixmap(icons.pixmap("logo", "accent", Theme.current().px(28)))
        head.addWidget(logo)
        head.addWidget(label("itdesk", "section"))
        head.addStretch(1)
        column.addLayout(head)
        column.addSpacing(24)
        column.addWidget(label(_("Your IT, in one calm place."), "figure", wrap=True))
        about = _(
            "Tickets, equipment, contracts, money and plans for a small firm. Kept in one file on your computer, or on a small server in your office."
        )
        column.addWidget(label(about, "body", "text-2", wrap=True))
        column.addSpacing(12)
        for promise in (
            _("Works without an internet connection"),
            _("Nothing leaves your computer unless you send it"),
            _("Bring your spreadsheets; print what the owner needs"),
        ):
            line = QHBoxLayout()
            tick = label()
            tick.setPixmap(icons.pixmap("check", "green", Theme.current().px(16)))
            line.addWidget(tick)
            line.addWidget(label(promise, "small", wrap=True), 1)
            column.addLayout(line)
        column.addStretch(1)
        column.addWidget(_Art())
        return side

    def _ways(self, recents: RecentWorkspaces) -> QWidget:
        side = QFrame()
        restyle(side, look="surface")
        column = QVBoxLayout(side)
        column.setContentsMargins(56, 48, 56, 32)
        column.setSpacing(8)
        column.addWidget(label(_("How would you like to start?"), "title"))
        column.addSpacing(8)
        ways = (
            (
                "plus",
                _("Create a workspace"),
                _("A few short questions, then import or type as you go"),
                "N",
                self._create,
            ),
            ("folder", _("Open a workspace"), _("An .itdesk file on this computer or a shared drive"), "O", self._open),
            (
                "server",
                _("Connect to a server"),
                _("For two or more people who work at the same time"),
                "S",
                self._connect,
            ),
            (
                "key",
                _("Join by invitation"),
                _("A file and a one-time password from your administrator"),
                "J",
                self._join,
            ),
            (
                "download",
                _("From an export"),
                _("An archive that “Export everything” wrote, made into a workspace again"),
                "X",
                self._unpack,
            ),
            (
                "play",
                _("Look around first"),
                _("A made-up firm with 38 people, in a file of its own"),
                "D",
                self._sample,
            ),
        )
        self._cards: list[_Card] = []
        for icon, title, detail, key, run in ways:
            card = _Card(icon, title, detail, key)
            card.clicked.connect(run)
            column.addWidget(card)
            self._cards.append(card)
        column.addSpacing(16)
        scroll = QScrollArea()
        recents.setObjectName("scrolled")  # the ground behind it is seen
        scroll.setWidget(recents)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.viewport().setAutoFillBackground(False)
        column.addWidget(scroll, 1)
        return side

    def _finish(self, start: Start) -> None:
        self.start = start
        self.accept()

    def _create(self) -> None:
        dialog = NewWorkspaceDialog(self._folder, self)
        dialog.accepted.connect(lambda: self._finish(dialog.answers()))
        dialog.open()

    def _open(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(
            self,
            _("Open a workspace"),
            str(self._folder),
            _("itdesk workspaces and invitations (*.itdesk *.json);;All files (*)"),
        )
        if not chosen:
            return
        work().read(
            self,
            partial(is_invitation, Path(chosen)),
            lambda found: self._join_by(chosen) if found else self._finish(Start(Wish.OPEN, chosen)),
        )

    def _join(self) -> None:
        self._join_by("")

    def _join_by(self, file: str) -> None:
        dialog = JoinDialog(self, Path.home(), file)
        dialog.accepted.connect(lambda: self._finish(dialog.start) if dialog.start else None)
        dialog.open()

    def _unpack(self) -> None:
        archive, _kind = QFileDialog.getOpenFileName(
            self, _("From an export"), str(Path.home()), _("Archives (*.zip);;All files (*)")
        )
        if not archive:
            return
        start = str(self._folder / f"{Path(archive).stem}.itdesk")
        chosen, _kind = QFileDialog.getSaveFileName(
            self, _("Where to keep the workspace"), start, _("itdesk workspaces (*.itdesk)")
        )
        if chosen:
            place = Path(chosen)
            location = str(place if place.suffix == ".itdesk" else place.with_name(f"{place.name}.itdesk"))
            self._finish(Start(Wish.UNPACK, location, name=place.stem, copy=archive))

    def _connect(self) -> None:
        dialog = ServerDialog(self)
        dialog.accepted.connect(lambda: self._finish(Start(Wish.OPEN, dialog.location(), password=dialog.password())))
        dialog.open()

    def _sample(self) -> None:
        self._finish(Start(Wish.SAMPLE, ""))
