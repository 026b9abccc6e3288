"""Pages of the settings that belong to the workspace: the firm with its mark, and what is switched on in it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QBuffer, QIODevice, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from itdesk.core.errors import UserError
from itdesk.core.formats import format_instant
from itdesk.core.marks import COLOURS, LONGEST, initials, mark_of
from itdesk.core.texts import _
from itdesk.ui.avatars import paint_avatar
from itdesk.ui.buttons import Button
from itdesk.ui.desk import Desk
from itdesk.ui.drafts import firm_key
from itdesk.ui.flow import FlowLayout
from itdesk.ui.labels import label, restyle
from itdesk.ui.locale_choices import fill_locales, fill_months, fill_zones
from itdesk.ui.settings_pages import FormPage
from itdesk.ui.theme import Theme
from itdesk.ui.typed_fields import TypedFields

LOGO_ROOM = QSize(480, 160)  # pixels that a logo is made to fit; twice what a report's head needs


@dataclass(frozen=True, slots=True)
class Module:
    """An area that can be switched off, with the kinds of records in it that can be, each alone: key and word."""

    key: str
    title: str
    parts: tuple[tuple[str, str], ...]


class Swatch(QAbstractButton):
    """A colour to choose for the tile, as the tile would look."""

    def __init__(self, colour: str) -> None:
        super().__init__()
        self.colour = colour
        self.name, self.letters = "", ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        word = _(COLOURS[colour][1]) if colour else _("As the name gives")
        self.setAccessibleName(word)
        self.setToolTip(word)

    def sizeHint(self) -> QSize:
        side = Theme.current().px(36)
        return QSize(side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = Theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        mark = mark_of(self.name, self.colour, self.letters)
        paint_avatar(painter, box.adjusted(4, 4, -4, -4), self.name, mark=mark)
        if self.isChecked() or self.hasFocus():
            tone = "accent" if self.hasFocus() else "text"
            painter.setPen(QPen(theme.color(tone), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), 8, 8)


class WorkspacePage(FormPage):
    """The firm's name, mark, and how it counts; stored with history, for everybody who opens the workspace."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(_("This workspace"), _("For everybody who opens it. The tile stands on every window and PDF."))
        self._desk = desk
        self._logo = desk.workspace.logo
        self._build()
        self._show()
        self.typed = TypedFields(self, desk, self._fields(), self._save)
        if not desk.database.read_only and self.typed.begin(firm_key("settings"), _("Settings of the workspace")):
            self.column.insertWidget(2, label(_("What you typed before is here again."), "small", "text-2", wrap=True))
        self._read_changes()

    def _fields(self) -> dict[str, QWidget]:
        named: dict[str, QWidget] = {
            "name": self.name, "letters": self.letters, "country": self.country, "currency": self.currency,
            "zone": self.zone, "month": self.month,
        }  # fmt: skip
        return named | {f"colour/{getattr(one, 'colour', '')}": one for one in self._swatches.buttons()}

    def _build(self) -> None:
        workspace = self._desk.workspace
        self.name = QLineEdit()
        self.name.setMaxLength(255)
        self.name.textChanged.connect(self._tiles)
        self.add(_("Firm's name"), self.name)
        self.letters = QLineEdit()
        self.letters.setMaxLength(LONGEST)
        self.letters.setFixedWidth(Theme.current().px(72))
        self.letters.textChanged.connect(self._tiles)
        self.add(_("Letters on the tile"), self.letters)
        self._swatches = QButtonGroup(self)
        row = QWidget()
        flow = FlowLayout(row)
        for colour in ("", *COLOURS):
            swatch = Swatch(colour)
            self._swatches.addButton(swatch)
            flow.addWidget(swatch)
        self.rows.addRow(label(_("Colour"), "body", "text-2"), row)
        self._add_logo()
        self.country, self.zone, self.month = QComboBox(), QComboBox(), QComboBox()
        fill_locales(self.country, workspace.locale)
        fill_zones(self.zone, workspace.zone)
        fill_months(self.month, workspace.fiscal_month)
        self.currency = QLineEdit()
        self.currency.setMaxLength(3)
        self.currency.setFixedWidth(Theme.current().px(72))
        self.add(
            _("Country and language"), self.country, _("How dates, numbers and weekdays are written in this firm.")
        )
        self.add(_("Currency"), self.currency, _("For new amounts; what is written down stays as it is."))
        self.add(_("Time zone"), self.zone)
        self.add(_("Budget year starts in"), self.month)
        self._wrong = label("", "small", "red-text", wrap=True)
        self.column.addWidget(self._wrong)
        self.save = Button(_("Save"), kind="primary", icon="check", run=self._save)
        line = QHBoxLayout()
        line.addStretch(1)
        line.addWidget(self.save)
        self.column.addLayout(line)
        self._history = label("", "small", "text-2", wrap=True, selectable=True)
        self.column.addWidget(self._history)
        self.column.addStretch(1)
        self.save.setEnabled(not self._desk.database.read_only)

    def _add_logo(self) -> None:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        self._picture = label()
        self._picture.setAccessibleName(_("Logo"))
        row.addWidget(self._picture)
        row.addWidget(Button(_("Choose a picture…"), icon="img", run=self._choose_logo))
        self._remove = Button(_("Remove"), kind="quiet", run=partial(self._put_logo, b""))
        row.addWidget(self._remove)
        row.addStretch(1)
        self.rows.addRow(label(_("Logo"), "body", "text-2"), line)

    def _show(self) -> None:
        workspace = self._desk.workspace
        self.name.setText(workspace.name)
        self.letters.setText(workspace.tile)
        self.currency.setText(workspace.currency)
        for button in self._swatches.buttons():
            button.setChecked(getattr(button, "colour", "") == workspace.colour)
        self._put_logo(workspace.logo)
        self._tiles()

    def _tiles(self) -> None:
        self.letters.setPlaceholderText(initials(self.name.text()))
        for button in self._swatches.buttons():
            if isinstance(button, Swatch):
                button.name, button.letters = self.name.text(), self.letters.text()
                button.update()

    def _choose_logo(self) -> None:
        chosen, _kind = QFileDialog.getOpenFileName(self, _("Choose a picture"), "", _("Pictures (*.png *.jpg *.jpeg)"))
        if chosen:
            self.take_logo(chosen)

    def take_logo(self, file: str) -> None:
        """Make a picture small enough to stand on every page, and show it."""
        image = QImage(file)
        if image.isNull():
            self._say(_("This file is no picture that itdesk can read. Choose a PNG or JPEG."))
            return
        if image.width() > LOGO_ROOM.width() or image.height() > LOGO_ROOM.height():
            image = image.scaled(
                LOGO_ROOM, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs want bytes where Qt takes a text
        self._put_logo(bytes(buffer.data().data()))

    def _put_logo(self, picture: bytes) -> None:
        self._logo = picture
        shown = QPixmap()
        shown.loadFromData(picture)
        side = Theme.current().px(32)
        self._picture.setPixmap(
            shown.scaledToHeight(side, Qt.TransformationMode.SmoothTransformation) if picture else QPixmap()
        )
        self._picture.setVisible(bool(picture))
        self._remove.setVisible(bool(picture))

    def values(self) -> dict[str, Any]:
        """What is typed, as the workspace keeps it."""
        chosen = self._swatches.checkedButton()
        return {
            "name": self.name.text().strip(),
            "tile": self.letters.text().strip(),
            "colour": getattr(chosen, "colour", ""),
            "logo": self._logo,
            "locale": str(self.country.currentData()),
            "zone": self.zone.currentText().strip(),
            "currency": self.currency.text().strip().upper(),
            "fiscal_month": int(self.month.currentData()),
        }

    def _save(self) -> None:
        self._say("")
        change_settings(
            self._desk, self, self.values(), _("Workspace settings changed"), done=self._saved, failed=self._refused
        )

    def _saved(self, _old: Any) -> None:
        self.typed.settled()
        self._desk.notify(_("Saved for everybody who opens this workspace."), None)
        self._read_changes()

    def _refused(self, error: UserError) -> None:
        self.typed.refused()
        self._say(str(error))
        fields: dict[str, QWidget] = {
            "name": self.name, "currency": self.currency, "zone": self.zone, "tile": self.letters,
        }  # fmt: skip
        field = fields.get(error.field)
        if field is not None:
            restyle(field, invalid="true")
            field.setAccessibleDescription(str(error))
            field.setFocus()

    def _say(self, words: str) -> None:
        self._wrong.setText(words)
        for field in (self.name, self.currency, self.zone, self.letters):
            restyle(field, invalid="")

    def _read_changes(self) -> None:
        def read(session: Any) -> Any:
            from itdesk.db import workspace

            return workspace.changes(session, 8)

        self._desk.read(self, read, self._show_changes, key="changes")

    def _show_changes(self, changes: Sequence[Any]) -> None:
        known = self._desk.workspace
        zone = ZoneInfo(known.zone)
        lines = [
            _("{when}: {setting} was “{old}”, now “{new}” ({who})").format(
                when=format_instant(one.at, zone, known.locale),
                setting=one.setting,
                old=one.old or "–",
                new=one.new or "–",
                who=one.who or _("nobody in particular"),
            )
            for one in changes
        ]
        self._history.setText("\n".join([_("Changed lately"), *lines]) if lines else "")


class ModulesPage(FormPage):
    """A tick for each area and each of its tabs; what has none is hidden and kept."""

    def __init__(self, desk: Desk, modules: Sequence[Module]) -> None:
        super().__init__(
            _("What this firm uses"),
            _("What is switched off leaves the window for everybody. Its records stay, and are back when it is on."),
        )
        self._desk = desk
        self.tree = QTreeWidget()
        self.tree.setHeaderHidden(True)
        self.tree.setAccessibleName(_("What this firm uses"))
        self.tree.setMinimumHeight(Theme.current().px(320))
        self.column.addWidget(self.tree, 1)
        for module in modules:
            self._add(module)
        self.tree.expandAll()
        first = self.tree.topLevelItem(0)
        if first is not None:
            self.tree.setCurrentItem(first)
        self.tree.itemChanged.connect(self._ticked)
        self.tree.setEnabled(not desk.database.read_only)

    def _add(self, module: Module) -> None:
        top = self._item(module.key, module.title)
        self.tree.addTopLevelItem(top)
        if len(module.parts) > 1:
            for key, word in module.parts:
                top.addChild(self._item(key, word))

    def _item(self, key: str, word: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem([word])
        item.setData(0, Qt.ItemDataRole.UserRole, key)
        item.setSizeHint(0, QSize(0, Theme.current().px(28)))
        off = key in self._desk.workspace.switched_off
        item.setCheckState(0, Qt.CheckState.Unchecked if off else Qt.CheckState.Checked)
        return item

    def _ticked(self, item: QTreeWidgetItem) -> None:
        key, word = str(item.data(0, Qt.ItemDataRole.UserRole)), item.text(0)
        on = item.checkState(0) == Qt.CheckState.Checked
        off = self._desk.workspace.switched_off
        wanted = off - {key} if on else off | {key}
        words = _("{what} switched on") if on else _("{what} switched off")
        change_settings(self._desk, self, {"switched_off": wanted}, words.format(what=word))


def change_settings(
    desk: Desk,
    owner: QWidget,
    values: dict[str, Any],
    words: str,
    *,
    done: Callable[[Any], None] = lambda _old: None,
    failed: Callable[[UserError], None] | None = None,
) -> None:
    """Give the workspace new settings in one step that Ctrl+Z takes back by its words."""

    def put(session: Any) -> Any:
        from itdesk.db import workspace

        return workspace.change(session, values)

    desk.write(owner, put, done, failed, step=words)
