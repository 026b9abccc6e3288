"""What a view is called, how it looks in the sidebar, and who sees it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QWidget

from itdesk.core.saved_views import SavedView, Sharing
from itdesk.core.texts import N_, _
from itdesk.ui import icons
from itdesk.ui.dialogs import Dialog

ICONS = (
    ("pin", N_("Pin")),
    ("star", N_("Star")),
    ("flag", N_("Flag")),
    ("bolt", N_("Bolt")),
    ("clock", N_("Clock")),
    ("warn", N_("Triangle")),
    ("bell", N_("Bell")),
    ("laptop", N_("Laptop")),
    ("user", N_("Person")),
    ("cert", N_("Seal")),
    ("tag", N_("Label")),
    ("bulb", N_("Light bulb")),
)
TONES = (
    ("text-2", N_("Grey")),
    ("accent-text", N_("Blue")),
    ("red", N_("Red")),
    ("amber", N_("Amber")),
    ("green", N_("Green")),
    ("violet", N_("Violet")),
)
SHARINGS = (
    (Sharing.OWN, N_("Only me")),
    (Sharing.TEAM, N_("The whole team; only I change it")),
    (Sharing.OPEN, N_("The whole team; everybody may change it")),
)


class ViewDialog(Dialog):
    """Gives the view anew; what it shows stays. taken are names of other views, local says that nobody else sees it."""

    def __init__(self, parent: QWidget, title: str, view: SavedView, taken: Collection[str], *, local: bool) -> None:
        why = _("This workspace is read only here, so the view stays on this computer.") if local else ""
        super().__init__(
            parent,
            title,
            why or _("Filters, columns, order and groups are kept."),
            act=_("Save"),
            check=self._flaw,
        )
        self._view = view
        self._taken = frozenset(taken)
        form = QFormLayout()
        form.setSpacing(8)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        self.name = QLineEdit(view.name)
        self.name.setMaxLength(60)
        self.name.setAccessibleName(_("Name of the view"))
        form.addRow(_("Name"), self.name)
        self.icon = _picks([(name, _(word)) for name, word in ICONS], view.icon or "pin", _("Icon"))
        self.tone = _picks([(tone, _(word)) for tone, word in TONES], view.tone or "text-2", _("Colour"))
        self.sharing = _picks([(str(one), _(word)) for one, word in SHARINGS], str(view.sharing), _("Who sees it"))
        self.tone.currentIndexChanged.connect(self._colour)
        self._colour()
        if not local:
            form.addRow(_("Icon"), self.icon)
            form.addRow(_("Colour"), self.tone)
            form.addRow(_("Who sees it"), self.sharing)
        self.body.addLayout(form)
        self.name.setFocus()
        self.name.selectAll()

    def _colour(self) -> None:
        tone = str(self.tone.currentData())
        for row in range(self.icon.count()):
            self.icon.setItemIcon(row, icons.icon(str(self.icon.itemData(row)), tone))
        for row in range(self.tone.count()):
            self.tone.setItemIcon(row, icons.icon("square", str(self.tone.itemData(row))))

    def _flaw(self) -> str:
        name = self.name.text().strip()
        if not name:
            return _("A view needs a name.")
        return _("There is a view of this name already. Choose another.") if name in self._taken else ""

    def view(self) -> SavedView:
        """The view as it was chosen."""
        return replace(
            self._view,
            name=self.name.text().strip(),
            icon=str(self.icon.currentData()),
            tone=str(self.tone.currentData()),
            sharing=Sharing(self.sharing.currentData()),
        )


def _picks(entries: Sequence[tuple[str, str]], chosen: str, name: str) -> QComboBox:
    made = QComboBox()
    made.setAccessibleName(name)
    for value, word in entries:
        made.addItem(word, value)
    made.setCurrentIndex(max(0, made.findData(chosen)))
    return made
