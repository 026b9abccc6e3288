"""The form of a record: its groups of fields, checked in place; what is typed survives whatever happens to a save."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from itdesk.core.errors import KEPT, ChangedElsewhere, Invalid, Problem, Unreadable, UserError
from itdesk.core.record import Group, RecordType
from itdesk.core.texts import _
from itdesk.core.validation import check
from itdesk.core.value_texts import ValueTexts
from itdesk.ui.binned import tell_if_binned
from itdesk.ui.desk import Desk
from itdesk.ui.editors import make_editor
from itdesk.ui.field_row import FieldRow, ShownRow
from itdesk.ui.form_draft import FormKeeper, as_new, over, put_back, step_of, title_of, when_kept
from itdesk.ui.labels import label
from itdesk.ui.link_editor import LinkEditor
from itdesk.ui.page import Action
from itdesk.ui.read_editors import MoneyEditor
from itdesk.ui.record_jobs import read_whole
from itdesk.ui.sections import NoticeCard
from itdesk.ui.theme import Theme

if TYPE_CHECKING:
    from itdesk.db.records import Draft
    from itdesk.files.drafts import Kept

NARROW = 480
WIDEST = 680


class RecordForm(QWidget):
    """Fields of one record. `save()` checks, stores in the writer thread, and tells how it went by its signals.

    names leaves out what isn't among them (the small dialog for a new record); without it every group is shown, with
    what the app fills in between as plain text. later: whoever makes the form has its groups made in turns.
    """

    dirty_changed = Signal(bool)
    saved = Signal(int)
    failed = Signal()  # not saved; the form says why

    def __init__(
        self,
        desk: Desk,
        record_type: RecordType,
        names: Sequence[str] = (),
        parent: QWidget | None = None,
        *,
        later: bool = False,
    ) -> None:
        super().__init__(parent)
        self.desk = desk
        self.record_type = record_type
        self.rows: dict[str, FieldRow] = {}
        self._shown: dict[str, ShownRow] = {}
        self._heads: list[tuple[QWidget, tuple[str, ...]]] = []
        self._texts = ValueTexts.of(record_type, desk.workspace)
        self._draft: Draft | None = None
        self._dirty = False
        self._saving = False
        self._card: NoticeCard | None = None
        self._small = bool(names)
        self._keeper = FormKeeper(self)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(10)
        self._groups = [Group("", tuple(names))] if names else list(record_type.groups)
        if not later:
            self.complete()
        shortcut = QShortcut(QKeySequence("Ctrl+Return"), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.save)
        desk.unsaved.add(self)

    def complete(self) -> None:
        """Make every group that isn't made yet."""
        while self._groups:
            self.add_group()

    def add_group(self) -> None:
        """Make the next group, of those that are left."""
        if self._groups:
            self._add(self._groups.pop(0))
            if not self._groups:
                self._column.addStretch(1)

    def _add(self, group: Group) -> None:
        if group.label:
            title = label(group.label, "strong")
            title.setContentsMargins(0, 14 if self._column.count() else 0, 0, 2)
            self._column.addWidget(title)
            self._heads.append((title, group.names))
        for name in group.names:
            declared = self.record_type.by_name[name]
            if not self.desk.may_fill(self.record_type.kind, declared, new=self._small):
                self._shown[name] = shown = ShownRow(declared, self)
                self._column.addWidget(shown)
                continue
            if self.record_type.number_prefix and name == self.record_type.number_field:
                declared = replace(declared, required=False)  # the store gives the next number
            editor = make_editor(self.desk, declared)
            row = self.rows[name] = FieldRow(declared, editor, self)
            row.edited.connect(self._edited)
            editor.left.connect(self._keeper.keep)
            row.left.connect(lambda name=name: self._check_together(name))
            if isinstance(editor, LinkEditor):
                editor.resolved.connect(lambda row=row: row.check())
                editor.opened.connect(self.desk.open_record)
                editor.create_wanted.connect(lambda text, editor=editor: self._create_linked(editor, text))
            if isinstance(editor, MoneyEditor):
                editor.currency_named.connect(self._name_currency)
            if name == "currency":
                row.edited.connect(self._follow_currency)
            if self.record_type.category is not None and name == self.record_type.category.name:
                row.edited.connect(self.fit)
            self._column.addWidget(row)

    # what is shown

    def show_draft(self, draft: Draft, titles: Mapping[str, str], computed: Mapping[str, object] | None = None) -> None:
        """Show a record; titles of its links by field, and what the app computes. Nothing counts as changed then."""
        self._draft = draft
        for name, row in self.rows.items():
            value = draft.values.get(name)
            if isinstance(row.editor, MoneyEditor):
                row.editor.set_currency(str(draft.values.get("currency") or ""))
            if isinstance(row.editor, LinkEditor):
                row.editor.set_link(value if isinstance(value, int) else None, titles.get(name, ""))
            else:
                row.editor.set_value(value)
            row.visited = False
            row.show_problem(None)
        currency = str(draft.values.get("currency") or "")
        for name, shown in self._shown.items():
            value = (computed or {}).get(name, draft.values.get(name))
            text = titles.get(name) or self._texts.text(name, value, currency)
            shown.show_text(text)
        self._say(None)
        self.fit()
        self._set_dirty(dirty=False)

    def fit(self) -> None:
        """Show the fields that records of this category have, and those that hold something although they haven't."""
        if not any(row.declared.only is not None for row in self.rows.values()):
            return
        values = self.values()
        shown = {
            name
            for name, row in self.rows.items()
            if self.record_type.has(row.declared, values) or values.get(name) is not None
        }
        for name, row in self.rows.items():
            row.setVisible(name in shown)
        for title, names in self._heads:
            title.setVisible(any(name in shown or name in self._shown for name in names))

    def load(self, record_id: int, then: Callable[[], None] | None = None) -> None:
        """Read a record and show it."""

        def done(result: tuple[Draft, dict[str, str], dict[str, object]]) -> None:
            self.show_draft(*result)
            self._take_up()
            if then is not None:
                then()

        kind, record_type = self.record_type.kind, self.record_type
        self.desk.read(
            self, lambda session: read_whole(session, record_type, kind, record_id), done, self._say, key="load"
        )

    def start(self, values: Mapping[str, object] | None = None) -> None:
        """Show a new record with its first values; these count as typed."""
        from itdesk.db import records

        draft = records.blank(self.desk.registry, self.record_type.kind)
        draft.values.update(values or {})
        self.show_draft(draft, {})
        for name, value in (values or {}).items():
            if name in self.rows:
                self.rows[name].editor.set_value(value)

    def start_from(self, kept: Kept, rest: Mapping[str, object] | None = None) -> None:
        """Show a new record that was typed before; rest are the values of a record that was deleted meanwhile."""
        from itdesk.db import records

        blank = records.blank(self.desk.registry, self.record_type.kind)
        self.show_draft(as_new(self.record_type, kept, blank, rest or {}), {})
        self._put_back(kept)
        self._keeper.keep()

    def _take_up(self) -> None:
        """Type in what was left here, if there is something that differs from what is stored."""
        kept = self._keeper.left_over()
        if kept is None or self._draft is None:
            return
        self._draft = over(self.record_type, kept, self._draft)
        self._put_back(kept)
        if self._keeper.is_needed():
            text = _("Typed: {when}. It is not saved yet.").format(when=when_kept(kept, self.desk.workspace))
            self._show_card(
                "amber", _("What you typed before is here again"), text, [Action(_("Discard"), self.discard)]
            )
        else:
            self.discard()

    def _put_back(self, kept: Kept) -> None:
        put_back(kept, self.rows)
        if "currency" in kept.data["typed"] and "currency" in self.rows:
            self._follow_currency()
        self._set_dirty(dirty=True)

    @property
    def draft(self) -> Draft | None:
        """The record as it was read."""
        return self._draft

    @property
    def draft_key(self) -> str:
        """Where what is typed here is kept."""
        return self._keeper.key

    def typed_title(self) -> str:
        """What is typed here, as a person calls it."""
        return title_of(self.record_type, self._draft) if self._draft is not None else self.record_type.singular

    def keep(self) -> None:
        """Keep what is typed now, as a draft."""
        self._keeper.keep()

    def discard(self) -> None:
        """Forget what was typed, and show the record as it is stored."""
        self._keeper.drop()
        self._set_dirty(dirty=False)
        if self._draft is not None and self._draft.id is not None:
            self.load(self._draft.id)

    @property
    def is_dirty(self) -> bool:
        """Whether something was typed that isn't saved."""
        return self._dirty

    @property
    def is_saving(self) -> bool:
        """Whether a save is on its way."""
        return self._saving

    def values(self) -> dict[str, object]:
        """What is typed, cleaned, over what was read; fields that can't be read keep what was read."""
        found = dict(self._draft.values) if self._draft is not None else {}
        for name, row in self.rows.items():
            try:
                found[name] = row.value()
            except Unreadable:
                continue
        return found

    # checking

    def _edited(self) -> None:
        self._set_dirty(dirty=True)
        self._keeper.typed()

    def _set_dirty(self, *, dirty: bool) -> None:
        if dirty != self._dirty:
            self._dirty = dirty
            self.dirty_changed.emit(dirty)

    def _check_together(self, _name: str) -> None:
        """What the record's own check finds in fields that were visited; fields with a flaw of their own go first."""
        if any(row.problem is not None for row in self.rows.values()):
            return
        values = self._filled()
        for problem in check(self.record_type, values):
            row = self.rows.get(problem.field)
            if row is not None and row.visited:
                row.show_problem(problem)

    def _filled(self) -> dict[str, object]:
        original = dict(self._draft.original) if self._draft is not None else {}
        return self.record_type.filled(self.values(), original)

    def problems(self) -> list[Problem]:
        """Check everything and show what is wrong; what belongs to no field on the form comes back as well."""
        for row in self.rows.values():
            row.visited = True
            row.editor.settle()
            row.check()
        found = [row.problem for row in self.rows.values() if row.problem is not None]
        missing = {problem.field: problem for problem in check(self.record_type, self._filled()) if problem.field}
        for name, row in self.rows.items():
            own = row.problem
            if own is not None and row.declared.required and name not in missing and row.is_empty:
                row.show_problem(None)  # it follows from other fields
                found.remove(own)
            elif own is None and name in missing:
                row.show_problem(missing[name])
                found.append(missing[name])
        if not found:
            found = [problem for name, problem in missing.items() if name not in self.rows]
        return found

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Show each under its field, the rest above the form, and go to the first."""
        others = []
        first: FieldRow | None = None
        for problem in problems:
            row = self.rows.get(problem.field)
            if row is None:
                others.append(problem.message)
                continue
            row.visited = True
            row.show_problem(problem)
        for row in self.rows.values():
            if row.problem is not None:
                first = row
                break
        if others:
            self._say(UserError(" ".join(others)))
        if first is not None:
            first.focus()

    # saving

    def save(self) -> bool:
        """Store what is typed; False if it can't be, with the first error in focus. `saved` or `failed` tells the end."""
        if self._saving or self._draft is None:
            return False
        problems = self.problems()
        if problems:
            self.show_problems(problems)
            self.failed.emit()
            return False
        self._store(replace(self._draft, values=self.values()))
        return True

    def _store(self, draft: Draft) -> None:
        self._saving = True
        self._say(None)

        def done(record_id: int) -> None:
            self._saving = False
            self._keeper.drop()
            self._set_dirty(dirty=False)
            self.saved.emit(record_id)
            if draft.id is not None:
                tell_if_binned(self.desk, self.record_type, record_id, self)

        self.desk.write(self, self.storing(draft), done, self._refused, step=step_of(self.record_type, draft))

    def storing(self, draft: Draft) -> Callable[[Any], int]:
        """The job that stores a draft; what else is on the form goes with it."""

        def write(session: Any) -> int:
            from itdesk.db import records

            return records.save(session, draft)

        return write

    def _refused(self, error: UserError) -> None:
        self._saving = False
        if isinstance(error, Invalid):
            self.show_problems(error.problems)
        elif isinstance(error, ChangedElsewhere):
            self._merge(error)
            return
        elif error.field in self.rows:
            self.show_problems([Problem(error.field, str(error))])
        else:
            self._say(error)
        self.failed.emit()

    def _merge(self, error: ChangedElsewhere) -> None:
        from itdesk.ui.conflict_dialog import ConflictDialog

        dialog = ConflictDialog(self.desk, self.record_type, error, self)
        dialog.merged.connect(lambda values: self._store_merged(error, values))
        dialog.rejected.connect(self.failed)
        dialog.open()

    def _store_merged(self, error: ChangedElsewhere, values: Mapping[str, object]) -> None:
        if self._draft is None:
            return
        theirs = {**self._draft.original, **error.theirs}
        typed = {**self.values(), **values}
        self._draft = replace(self._draft, original=theirs, version=error.version)
        self._store(replace(self._draft, values=typed))

    def _say(self, error: UserError | None) -> None:
        if self._card is not None:
            self._column.removeWidget(self._card)
            self._card.hide()
            self._card.deleteLater()
            self._card = None
        if error is not None:
            again = [Action(_("Try again"), self.save)] if self._dirty and not isinstance(error, Invalid) else []
            here = self._dirty and _(KEPT) not in error.cure
            text = " ".join(part for part in (error.cure, _("What you typed is still here.") if here else "") if part)
            self._show_card("red", error.message, text, again)

    def _show_card(self, tone: str, title: str, text: str, actions: Sequence[Action]) -> None:
        self._card = NoticeCard(tone, title, text, actions)
        self._column.insertWidget(0, self._card)
        self._card.setFocus()

    # links and currency

    def _create_linked(self, editor: LinkEditor, text: str) -> None:
        from itdesk.ui.create_dialog import CreateDialog

        linked = self.desk.registry[editor.declared.to]
        dialog = CreateDialog(self.desk, linked, {linked.title: text}, self.window())
        dialog.created_titled.connect(editor.take_created)
        dialog.open()

    def _name_currency(self, currency: str) -> None:
        row = self.rows.get("currency")
        if row is not None:
            row.editor.set_value(currency)
            self._follow_currency()

    def _follow_currency(self) -> None:
        try:
            currency = str(self.rows["currency"].editor.value() or "")
        except Unreadable:
            return
        for row in self.rows.values():
            if isinstance(row.editor, MoneyEditor):
                row.editor.set_currency(currency)

    # Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.width() < Theme.current().px(NARROW)
        for row in self.rows.values():
            row.set_narrow(narrow=narrow)

    def focus_first(self) -> None:
        """Give the first field the keyboard."""
        for row in self.rows.values():
            row.focus()
            return
