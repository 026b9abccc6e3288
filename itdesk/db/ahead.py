"""The first questions of a start, in SQL that an earlier run prepared: asked before SQLAlchemy is imported.

A question that is asked through `page` or `ask` here is the same in an ordinary session, where it is prepared for the
next start besides, and in a `FirstSession`, which knows nothing but what was prepared.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Self

from itdesk import __version__
from itdesk.core.errors import UserError
from itdesk.core.filters import ACTORS
from itdesk.core.record import Kind
from itdesk.core.registry import Registry
from itdesk.core.rights import FREE, Standing, counts_as, role_named, sees_all
from itdesk.core.texts import _
from itdesk.db import connecting, stored
from itdesk.db.binding import OWN_KINDS, Today, bound, rule_values
from itdesk.db.custom import registry_of
from itdesk.db.filesystem import is_remote, is_writable
from itdesk.db.firm import SETTINGS, Workspace, workspace_of
from itdesk.db.listspec import ListSpec, Page
from itdesk.db.migrations import EPOCH, HEAD
from itdesk.db.sniff import FOREIGN, is_encrypted_here, require_workspace

MOST = 40  # questions that are kept: those of the places that were opened last
_STATE = f"SELECT version_num, {', '.join(SETTINGS)} FROM alembic_version, workspace"  # noqa: S608 -- names of ours
_MOVED = "SELECT 1 FROM whereabouts WHERE name = 'moved'"
_FROM_STORED: dict[str, Callable[[Any], Any]] = {
    "instant": stored.from_text,
    "amount": lambda value: None if value is None else stored.from_stored(value),
    "date": lambda value: None if value is None else date.fromisoformat(value),
    "yes_no": lambda value: None if value is None else bool(value),
}


class NotPrepared(Exception):
    """No earlier run prepared this question, or it can't be asked so: it waits for the ordinary way."""


@dataclass(frozen=True, slots=True)
class Question:
    """One statement as the driver takes it: names of its parameters in order, constants, and what columns become.

    days are parameters that mean today, or so many days after it.
    """

    sql: str
    names: tuple[str, ...]
    given: Mapping[str, Any]
    days: Mapping[str, int]
    turns: Mapping[int, str]

    def plain(self) -> list[Any]:
        """As JSON holds it."""
        turns = {str(place): turn for place, turn in self.turns.items()}
        return [self.sql, list(self.names), dict(self.given), dict(self.days), turns]

    @classmethod
    def of(cls, plain: Sequence[Any]) -> Self:
        """Back again."""
        sql, names, given, days, turns = plain
        return cls(sql, tuple(names), given, days, {int(place): turn for place, turn in turns.items()})


class Keeper:
    """The questions of one workspace that were prepared, in a file; one of another version counts as none."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.fresh: set[str] = set()  # those that this run prepared or compared
        self._lock = threading.Lock()
        self._questions: dict[str, Any] = {}
        try:
            kept = json.loads(file.read_text(encoding="utf-8"))
            if kept["app"] == __version__ and kept["schema"] == HEAD:
                self._questions = dict(kept["questions"])
        except (OSError, ValueError, KeyError, TypeError):  # none yet, or damaged: the next run writes it anew
            self._questions = {}

    def find(self, key: str) -> Any:
        """What was kept under a key; raises NotPrepared."""
        kept = self._questions.get(key)
        if kept is None:
            raise NotPrepared(key)
        return kept

    def keep(self, key: str, prepare: Callable[[], Any]) -> None:
        """Keep what was asked as JSON holds it, once in a run; None: it can't be prepared."""
        with self._lock:
            if key in self.fresh:
                return
            self.fresh.add(key)
            plain = prepare()
            if plain is None:
                return
            if self._questions.pop(key, None) == plain:
                self._questions[key] = plain  # at the end: the newest stay
                return
            self._questions[key] = plain
            for oldest in list(self._questions)[:-MOST]:
                del self._questions[oldest]
            self._write()

    def _write(self) -> None:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        beside = self.file.with_suffix(".new")
        kept = {"app": __version__, "schema": HEAD, "questions": self._questions}
        beside.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")
        beside.replace(self.file)


class FirstSession:
    """What a job of the first moments gets in place of a session; everything in it is of one moment."""

    def __init__(self, driver: Any, keeper: Keeper, info: Mapping[str, Any]) -> None:
        self._driver = driver
        self._keeper = keeper
        self.info = info

    def recall(self, key: str) -> Any:
        """What an earlier run worked out."""
        return self._keeper.find(key)

    def ask(self, key: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows of a prepared question."""
        from sqlcipher3 import dbapi2

        question = Question.of(self._keeper.find(key))
        days = {name: raw(Today(after)()) for name, after in question.days.items()}
        given = {**question.given, **days, **raw_values(values)}
        try:
            rows: list[tuple[Any, ...]] = self._driver.execute(
                question.sql, [given[name] for name in question.names]
            ).fetchall()
        except (dbapi2.Error, KeyError) as error:  # the ordinary way asks again, and tells what is wrong
            raise NotPrepared(key) from error
        if not rows or not question.turns:
            return rows
        columns: list[Any] = [*zip(*rows, strict=True)]
        for place, turn in question.turns.items():
            columns[place] = map(_FROM_STORED[turn], columns[place])
        return [*zip(*columns, strict=True)]


class FirstStore:
    """A workspace file as far as the first moments need it; `itdesk.db.engine` opens it in full meanwhile.

    Jobs that need the whole workspace wait for it: in threads beside the window, never in the window's own.
    """

    read_only = False
    why_read_only = ""
    moved_to = ""
    is_whole = False
    is_server = False  # only a file is opened ahead
    login = None

    def __init__(self, path: Path, driver: Any, workspace: Workspace, keeper: Keeper, registry: Registry) -> None:
        self.location = str(path)
        self.workspace = workspace
        self.keeper = keeper
        self.registry = registry  # with the fields that the firm added
        self._driver = driver
        self._identity = connecting.identity_of(path)
        self._lock = threading.Lock()
        self._whole: Future[Any] = Future()
        self._standings: dict[int | None, Standing] = {}
        connecting.count_open(self._identity, 1)

    @contextmanager
    def asking(self, *, actor: int | None = None) -> Iterator[FirstSession]:
        """A short session that knows the prepared questions alone."""
        info = {"registry": self.registry, "workspace": self.workspace, "actor": actor}
        with self._lock:
            if self._driver is None:
                raise NotPrepared(self.location)
            self._driver.execute("BEGIN")
            try:
                yield FirstSession(self._driver, self.keeper, info)
            finally:
                self._driver.execute("ROLLBACK")

    def registry_for(self, _actor: int | None) -> Registry:
        """The record types as a person sees them; who doesn't see everything isn't here (`sees_all`)."""
        return self.registry

    def glance(self, actor: int | None) -> Standing:
        """Where the person stands for whom it was opened."""
        return self._standings.get(actor, FREE)

    def sees_all(self, actor: int | None) -> bool:
        """Whether a person sees everything: the others go the ordinary way, on which they are held to what is theirs."""
        if actor is None:
            return True
        with self._lock:
            asked = f"SELECT role FROM {ACTORS} WHERE id = ?"  # noqa: S608 -- a name of ours
            rows = self._driver.execute(asked, [actor]).fetchall() if self._driver is not None else []
        if not rows:
            return False
        self._standings[actor] = Standing(counts_as(role_named(rows[0][0]), self.workspace.consultant), actor)
        return sees_all(self._standings[actor].role)

    def reading(self, *, actor: int | None = None, report: bool = False) -> Any:
        """A session of the whole workspace."""
        return self._whole.result().reading(actor=actor, report=report)

    def writing(self, *, actor: int | None = None) -> Any:
        """A session of the whole workspace that writes."""
        return self._whole.result().writing(actor=actor)

    def write(self, job: Callable[[Any], Any], *, actor: int | None = None) -> Any:
        """Run a job in one write transaction of the whole workspace."""
        return self._whole.result().write(job, actor=actor)

    def notice_others(self) -> frozenset[str]:
        """Announce what others wrote to the whole workspace."""
        found: frozenset[str] = self._whole.result().notice_others()
        return found

    def listen(self, rung: Callable[[], None], reached: Callable[[bool], None]) -> Callable[[], None] | None:
        """Listen to the whole workspace."""
        ended: Callable[[], None] | None = self._whole.result().listen(rung, reached)
        return ended

    def on_change(self, callback: Callable[[frozenset[str]], None]) -> None:
        """Nothing changes in the first moments; the whole workspace is asked the same."""

    def hand_over(self, database: Any) -> None:
        """The workspace is whole: let those go on who wait for it, and let go of the file."""
        database.keeper = self.keeper
        self._whole.set_result(database)
        self.close()

    def close(self) -> None:
        """Let go of the file, and of those who wait. Safe to call twice."""
        if not self._whole.done():
            self._whole.set_exception(UserError(_("The workspace was closed.")))
        with self._lock:
            if self._driver is not None:
                self._driver.close()
                self._driver = None
                connecting.count_open(self._identity, -1)


def open_first(location: str, registry: Registry, folder: Path) -> FirstStore | None:
    """The workspace for its first questions; None where anything about it is unusual, which the ordinary way tells.

    Usual is a file on a disk of this PC that isn't encrypted, may be written, has this version's schema, and was open here before.
    """
    path = Path(location).absolute()
    try:
        if "://" in location or not path.is_file() or connecting.is_open_here(path):
            return None
        require_workspace(path)
        if is_encrypted_here(path):  # nothing of it is kept outside in clear, and its key is asked for first
            return None
        if is_remote(path) or not is_writable(path):
            return None
    except (OSError, UserError):
        return None
    from sqlcipher3 import dbapi2

    driver = None
    try:
        driver = connecting.connect(path, patience=1.0)
        driver.execute("PRAGMA query_only=ON")
        driver.execute("PRAGMA cache_size=-4096")  # it is soon closed: no memory for what nobody asks twice
        if driver.execute("PRAGMA user_version").fetchone()[0] == EPOCH:
            state = driver.execute(_STATE).fetchall()
            asked = (FOREIGN, _MOVED)
            if len(state) == 1 and state[0][0] == HEAD and not any(driver.execute(one).fetchall() for one in asked):
                workspace = workspace_of(state[0][1:])
                keeper = Keeper(keeper_file(folder, workspace.uid))
                known = registry_of(lambda asked: driver.execute(asked).fetchall(), registry)
                return FirstStore(path, driver, workspace, keeper, known)
    except dbapi2.Error:
        pass  # the ordinary way meets the same fault, and tells it
    if driver is not None:
        driver.close()
    return None


def keeper_file(folder: Path, workspace_uid: str) -> Path:
    """Where the prepared questions of a workspace lie."""
    return folder / f"{workspace_uid}.json"


def page(session: Any, spec: ListSpec, limit: int) -> Page:
    """The first rows of a list; in a first session `next` only says whether there are more."""
    key = f"page {limit} {spec!r}"
    if isinstance(session, FirstSession):
        values: dict[str, Any] = {"limit": limit + 1}
        record_type = session.info["registry"][spec.kind]

        def kind_of(name: str) -> Kind:
            link, _dot, own = name.partition(".")
            declared = record_type.by_name.get(link)
            if own and declared is not None and declared.to:
                declared = session.info["registry"][declared.to].by_name.get(own)
            kind = declared.kind if declared else OWN_KINDS.get(own or link)
            if kind is None:
                raise NotPrepared(key)
            return kind

        for place, one in enumerate(spec.filters):
            values |= bound(kind_of, one, f"f{place}", session.info)
        values |= rule_values(kind_of, spec.rules, session.info)
        rows = [row[: spec.width] for row in session.ask(key, values)]
        return Page(rows[:limit], () if len(rows) > limit else None)
    from itdesk.db import lists

    _keep(session, key, lambda: lists.first_page(session, spec, limit))
    return lists.page(session, spec, limit=limit)


def ask(session: Any, key: str, build: Callable[[], Any], values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a select that build makes; values are those of its parameters, by name."""
    if isinstance(session, FirstSession):
        return session.ask(key, values)
    from itdesk.db.prepared import prepared

    asked = prepared(session, key, build)
    _keep(session, key, lambda: (asked.statement, values))
    return asked.all(session, values)


def recall(session: Any, key: str, work_out: Callable[[], Any]) -> Any:
    """What work_out gives, plain enough for JSON; a start takes what an earlier run worked out. The key says all it needs."""
    if isinstance(session, FirstSession):
        return session.recall(key)
    found = work_out()
    keeper: Keeper | None = session.info.get("keeper")
    if keeper is not None:
        keeper.keep(key, lambda: found)
    return found


def _keep(session: Any, key: str, made: Callable[[], tuple[Any, Mapping[str, Any]]]) -> None:
    keeper: Keeper | None = session.info.get("keeper")
    if keeper is not None and key not in keeper.fresh:
        from itdesk.db.keeping import question_of

        def prepare() -> list[Any] | None:
            question = question_of(*made(), session.info["dialect"])
            return question.plain() if question else None

        keeper.keep(key, prepare)


def raw_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as the file stores them; those of a list as one, and under the names that SQLAlchemy gives its places."""
    found: dict[str, Any] = {}
    for name, value in values.items():
        if isinstance(value, Sequence) and not isinstance(value, str):
            stored_ones = [raw(one) for one in value]
            found[name] = json.dumps(stored_ones)
            found |= {f"{name}_{place}": one for place, one in enumerate(stored_ones, 1)}
        else:
            found[name] = raw(value)
    return found


def raw(value: Any) -> Any:
    """One value as the file stores it."""
    if isinstance(value, datetime):
        return stored.as_text(value.astimezone(UTC))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return stored.from_amount(value)
    return int(value) if isinstance(value, bool) else value
