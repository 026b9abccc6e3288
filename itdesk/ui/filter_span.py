"""Filtering by a span: from and until for numbers, sums and dates, or days from today."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from itdesk.core import periods
from itdesk.core.errors import Unreadable
from itdesk.core.filter_texts import days_of
from itdesk.core.filters import Filter, Operator
from itdesk.core.record import Field, Kind
from itdesk.core.texts import _
from itdesk.ui.desk import Desk
from itdesk.ui.editors import make_editor
from itdesk.ui.field_editor import Editor
from itdesk.ui.filter_values import EMPTY_OR_NOT, Values, comparisons, emptiness
from itdesk.ui.labels import restyle


class SpanValues(Values):
    """From, until, both, or whether there is one; for numbers, sums and dates. Dates also by days from today."""

    def __init__(self, desk: Desk, declared: Field, filters: Sequence[Filter]) -> None:
        super().__init__(declared)
        self._dated = declared.kind in (Kind.DATE, Kind.INSTANT)
        plain = Field(
            name=declared.name, label_text=declared.label_text, kind=Kind.DATE if self._dated else declared.kind
        )
        near = [
            (Operator.DURING, _("in")),
            ("next", _("in the next … days")),
            ("last", _("in the last … days")),
            (Operator.BEFORE, _("before")),
            (Operator.AFTER, _("after")),
        ]
        far = [(Operator.AT_LEAST, _("at least")), (Operator.AT_MOST, _("at most"))]
        self.mode = comparisons(
            [
                *(near if self._dated else far),
                ("between", _("from … to …")),
                (Operator.IS, _("is")),
                *emptiness(),
            ],
            declared.label,
        )
        days = Field(name=declared.name, label_text=declared.label_text, kind=Kind.INTEGER, minimum=1)
        self._first, self._last, self._days = (make_editor(desk, one) for one in (plain, plain, days))
        self._period = comparisons([(one, periods.in_words(one)) for one in periods.NAMED], declared.label)
        self._period.setAccessibleName(_("Period"))
        self._period.setCurrentIndex(periods.NAMED.index("month"))
        self.column.addWidget(self.mode)
        self.column.addWidget(self._period)
        for editor in (self._first, self._last, self._days):
            self.column.addWidget(editor)
            editor.edited.connect(lambda: self.say_wrong(""))
        self.mode.currentIndexChanged.connect(self._show_editors)
        self._set(filters)
        self._show_editors()
        asked = self._asked()
        self.setFocusProxy(asked[0] if filters and asked else self.mode)

    def _set(self, filters: Sequence[Filter]) -> None:
        self._days.set_value(30)
        if not filters:
            return
        one = filters[0]
        mode: object = one.operator
        if len(filters) == 2:
            start, end = days_of(one.value), days_of(filters[1].value)
            if start is not None and end is not None:
                mode = "next" if end > 0 else "last"
                self._days.set_value(max(1, end if end > 0 else -start))
            else:
                mode = "between"
                self._first.set_value(self._typed(one.value))
                self._last.set_value(self._typed(filters[1].value))
        elif one.operator is Operator.DURING:
            if self._period.findData(one.value) < 0:
                self._period.addItem(periods.in_words(one.value), one.value)
            self._period.setCurrentIndex(self._period.findData(one.value))
        else:
            self._first.set_value(self._typed(one.value))
        self.mode.setCurrentIndex(max(0, self.mode.findData(mode)))

    def _typed(self, value: object) -> object:
        """A filter's value as the editor holds it; a relative day becomes the day that it is now."""
        if self._dated and isinstance(value, str):
            days = days_of(value)
            return date.fromisoformat(value) if days is None else self._first.way.today() + timedelta(days=days)
        return value

    def _asked(self) -> list[Editor]:
        mode = self.mode.currentData()
        if mode in ("next", "last"):
            return [self._days]
        if mode == Operator.DURING or mode in EMPTY_OR_NOT:
            return []
        return [self._first, self._last] if mode == "between" else [self._first]

    def _show_editors(self) -> None:
        for editor in (self._first, self._last, self._days):
            editor.setVisible(editor in self._asked())
        self._period.setVisible(self.mode.currentData() == Operator.DURING)

    def filters(self) -> Sequence[Filter] | None:
        mode, name = self.mode.currentData(), self.declared.name
        if mode == Operator.DURING:
            return (Filter(name, Operator.DURING, self._period.currentData()),)
        values = []
        for editor in self._asked():
            try:
                value = editor.value()
            except Unreadable as error:
                self.say_wrong(str(error))
                editor.setFocus()
                return None
            if value is None:
                editor.setFocus()
                restyle(editor.inner, invalid="true")
                self.say_wrong(_("Type a value to compare with."))
                return None
            values.append(value)
        if mode == "next":
            return Filter(name, Operator.AT_LEAST, "today"), Filter(name, Operator.AT_MOST, f"today+{values[0]}")
        if mode == "last":
            return Filter(name, Operator.AT_LEAST, f"today-{values[0]}"), Filter(name, Operator.AT_MOST, "today")
        if mode == "between":
            return Filter(name, Operator.AT_LEAST, values[0]), Filter(name, Operator.AT_MOST, values[1])
        return (Filter(name, Operator(mode), values[0] if values else None),)
