"""What is no record and comes along as well: the settings of the workspace, saved views, and where each person keeps them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from itdesk.core.rights import Deed
from itdesk.core.texts import _
from itdesk.db import rights, views, workspace
from itdesk.db.along.questions import Question, Side
from itdesk.db.along.saved_views import Views
from itdesk.db.along.standings import Standings
from itdesk.db.database import WORKSPACE

if TYPE_CHECKING:
    from itdesk.db.along.applying import Applying
    from itdesk.db.along.comparing import Comparing
    from itdesk.db.deeds import Unit

_MARK = "sample"  # names an operation of its own workspace: it goes along when it is taken off, not when it is set


class Apart:
    """Compared after the records, and written after them: views name records that came in."""

    def __init__(self, compared: Comparing) -> None:
        self._all, self._here, self._there = compared, compared.here, compared.there
        self._settings: dict[str, Any] = {}
        self._views = Views(compared)
        self._standings = Standings(compared, self._views)
        self.left: list[str] = []

    def compare(self, unit: Unit) -> None:
        """One line of the copy's history that is about none of its records."""
        changed: Mapping[str, tuple[Any, Any]] = unit.deed.changes if unit.deed is not None else {}
        if unit.kind == WORKSPACE:
            self._require(Deed.SETTINGS, changed, self._compare_settings)
        elif unit.kind == views.KIND:
            self._require(Deed.SHARED_VIEWS, changed, self._compare_views)

    def _require(self, deed: Deed, changed: Mapping[str, Any], compare: Callable[[Mapping[str, Any]], None]) -> None:
        if rights.allowed_deed(self._here.session, deed):
            compare(changed)
        elif changed:
            self.left.append(str(rights.refusal(deed)))

    def _compare_settings(self, changed: Mapping[str, tuple[Any, Any]]) -> None:
        here, there = workspace.stored(self._here.session), workspace.stored(self._there.session)
        for name, (old, _new) in changed.items():
            new = there.get(name)
            if name not in workspace.LABELS or here[name] == new or (name == _MARK and new):
                continue
            was = workspace.as_stored(name, old)
            if here[name] == was or self._setting_asked(name, was, here[name], new) is Side.THERE:
                self._settings[name] = new
                self._all.plan.apart += 1

    def _setting_asked(self, name: str, was: Any, here: Any, there: Any) -> Side:
        words = [workspace.word(name, value).replace("\n", ", ") for value in (was, here, there)]
        title = self._here.session.info["workspace"].name
        return self._all.ask(Question(f"{WORKSPACE} {name}", WORKSPACE, title, _(workspace.LABELS[name]), *words))

    def _compare_views(self, changed: Mapping[str, tuple[Any, Any]]) -> None:
        for name, (old, _new) in changed.items():
            if views.is_place(name):
                continue
            self._views.compare(name, old)
        for name, (old, _new) in changed.items():
            if views.is_place(name):
                self._standings.compare(name, old)

    def write(self, applying: Applying) -> list[str]:
        """Write what comes in; what was left as it is, in sentences."""
        if self._settings:
            workspace.change(self._here.session, self._settings)
        self._views.write(applying)
        self._standings.write(applying)
        return [*self.left, *self._standings.left]
