"""The dialogs of the plan's page: a new plan, a section's place and type, a link."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from itdesk.areas.continuity.plans.choices import SectionKind
from itdesk.core.texts import _
from itdesk.ui.desk import Desk
from itdesk.ui.dialogs import Dialog
from itdesk.ui.drafts import place_key, text_key
from itdesk.ui.labels import label


class NewPlanDialog(Dialog):
    """Name of a plan, and whether it begins with the usual chapters."""

    def __init__(self, desk: Desk, parent: QWidget) -> None:
        super().__init__(
            parent,
            _("New recovery plan"),
            _("Who does what when a system, the internet or the office is gone."),
            act=_("Start the plan"),
            icon="plus",
            check=lambda: "" if self._name.text().strip() else _("A plan needs a name."),
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._name = QLineEdit()
        self._name.setAccessibleName(_("Name"))
        self._name.setPlaceholderText(_("Such as: IT recovery plan, main office"))
        self._chapters = QCheckBox(_("Begin with the chapters that every plan needs"))
        self._chapters.setChecked(True)
        self.body.addWidget(label(_("Name"), "small", "text-2", buddy=self._name))
        self.body.addWidget(self._name)
        self.body.addWidget(self._chapters)
        self.keep_typed(desk, place_key("plans", "plan"), _("New recovery plan"), {"name": self._name})
        self._name.setFocus()

    @property
    def name(self) -> str:
        """The plan's name."""
        return self._name.text().strip()

    @property
    def chapters(self) -> bool:
        """Whether it begins with the usual chapters."""
        return self._chapters.isChecked()


class SectionDialog(Dialog):
    """Title, type, place and system of a section. section None: a new one, under `above` if that is given."""

    def __init__(
        self, desk: Desk, parent: QWidget, plan: Any, section: Any = None, *, above: int | None = None
    ) -> None:
        new = section is None
        super().__init__(
            parent,
            _("Add section") if new else _("Type and system of the section"),
            act=_("Add section") if new else _("Change it"),
            check=lambda: "" if self._title.text().strip() else _("A section needs a title."),
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._title = QLineEdit("" if new else section.title)
        self._kind, self._place, self._system = QComboBox(), QComboBox(), QComboBox()
        for kind in SectionKind:
            self._kind.addItem(kind.label, str(kind))
        self._place.addItem(_("A chapter of its own"), 0)
        for one in plan.sections:
            if one.depth == 0:
                self._place.addItem(_("In {number} {title}").format(number=one.number, title=one.title), one.id)
        self._system.addItem(_("None"), 0)
        for system in plan.systems:
            self._system.addItem(system.name, system.id)
        self._place.setCurrentIndex(max(0, self._place.findData(above or 0)))
        self._lines: dict[QComboBox, QWidget] = {}
        for words, field in (
            (_("Title"), self._title),
            (_("Type"), self._kind),
            (_("Place"), self._place),
            (_("System that it brings back"), self._system),
        ):
            field.setAccessibleName(words)
            name = label(words, "small", "text-2", buddy=field)
            self.body.addWidget(name)
            self.body.addWidget(field)
            if isinstance(field, QComboBox):
                self._lines[field] = name
        if not new:
            self._kind.setCurrentIndex(max(0, self._kind.findData(section.kind)))
            if section.system is not None:
                self._system.setCurrentIndex(max(0, self._system.findData(section.system.id)))
            self._place.hide()
            self._lines[self._place].hide()
        self._kind.currentIndexChanged.connect(lambda _index: self._fit())
        self._fit()
        key = text_key("plans", plan.id, "section" if new else f"section/{section.id}/type")
        self.keep_typed(desk, key, _("Section"), {"title": self._title})
        self._title.setFocus()

    def _fit(self) -> None:
        steps = self._kind.currentData() == str(SectionKind.PROCEDURE)
        self._system.setVisible(steps)
        self._lines[self._system].setVisible(steps)
        self.adjustSize()

    def values(self) -> dict[str, Any]:
        """Title, kind, system_id and parent_id by name."""
        steps = self._kind.currentData() == str(SectionKind.PROCEDURE)
        return {
            "title": self._title.text().strip(),
            "kind": self._kind.currentData(),
            "system_id": (self._system.currentData() or None) if steps else None,
            "parent_id": self._place.currentData() or None,
        }


class LinkDialog(Dialog):
    """The address of a link."""

    given = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            parent,
            _("Where does the link go?"),
            act=_("Insert link"),
            icon="link",
            check=lambda: "" if self._address.text().strip() else _("Type or paste an address."),
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._address = QLineEdit()
        self._address.setPlaceholderText("https://")
        self._address.setAccessibleName(_("Address"))
        self.body.addWidget(self._address)
        self.accepted.connect(lambda: self.given.emit(self._address.text().strip()))
        self._address.setFocus()
