"""Role by kind by column by path: nobody comes across what their role doesn't grant.

Peers' holes of this class: GLPI CVE-2026-42318 (a low user deletes anything), RT's forward bypass (mended in 5.0.11).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from itdesk.areas import load_models, registry
from itdesk.areas.reports.listing.report import export_list
from itdesk.core.errors import UserError
from itdesk.core.record import Kind
from itdesk.core.rights import Role, sees_all
from itdesk.db import attachments, comments, facets, grouping, history, links, lists, records, search, suggesting, tags
from itdesk.db import bin as bins
from itdesk.db.base import Base
from itdesk.db.engine import create_workspace, open_database
from itdesk.db.lists import ListSpec
from itdesk.db.operations import latest
from tests.security.rights_firm import Firm, filled


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def firm(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    load_models()
    if request.param == "sqlite":
        location = str(tmp_path_factory.mktemp("rights") / "firm.itdesk")
    else:
        location = request.getfixturevalue("postgres_server").create()
    create_workspace(location, registry(), name="Firm").close()
    database = open_database(location, registry(), patience=5.0)
    yield filled(database)
    database.close()


def _tables(firm: Firm, session: Any, _folder: Path) -> Iterator[Any]:
    """Whatever anybody's statement may ask: every row of every table."""
    for name, table in sorted(Base.metadata.tables.items()):
        if not name.startswith(("t_", "u_")):
            yield name, session.connection().execute(select(table)).all()


def _lists(firm: Firm, session: Any, _folder: Path) -> Iterator[Any]:
    for record_type in session.info["registry"]:
        columns = tuple(one.name for one in record_type.fields if not one.secret)
        spec = ListSpec(record_type.kind, columns)
        yield lists.page(session, spec, limit=500).rows
        ids = lists.ids(session, spec)
        yield lists.rows(session, spec, list(ids)), lists.totals(session, spec)
        for one in record_type.fields:
            if one.secret or one.kind in (Kind.LONG, Kind.TAGS):
                continue
            yield lists.page(session, ListSpec(record_type.kind, ("id",), sort=(one.name,)), limit=500).rows
            if one.kind in (Kind.CHOICE, Kind.LINK, Kind.YES_NO):
                yield grouping.groups(session, ListSpec(record_type.kind, columns, group_by=one.name))
                yield facets.facets(session, spec, one.name)


def _single(firm: Firm, session: Any, _folder: Path) -> Iterator[Any]:
    for (kind, _whose), record_id in firm.records.items():
        for read in (
            lambda kind=kind, one=record_id: records.draft(session, kind, one).values,
            lambda kind=kind, one=record_id: records.title_of(session, kind, one),
            lambda kind=kind, one=record_id: history.of(session, kind, one),
            lambda kind=kind, one=record_id: comments.of(session, kind, one),
            lambda kind=kind, one=record_id: tags.of(session, kind, one),
            lambda kind=kind, one=record_id: links.of(session, kind, one),
            lambda kind=kind, one=record_id: links.impact(session, kind, one),
            lambda kind=kind, one=record_id: _files(session, kind, one),
        ):
            yield _answer(read)


def _files(session: Any, kind: str, record_id: int) -> list[Any]:
    return [(one, attachments.open(session, one.id).read()) for one in attachments.list(session, kind, record_id)]


def _whole(firm: Firm, session: Any, _folder: Path) -> Iterator[Any]:
    """Bin, what was done, tags, mentions: what is asked of the workspace as a whole."""
    yield _answer(lambda: bins.listed(session))
    yield _answer(lambda: latest(session))
    yield _answer(lambda: tags.every(session))
    yield _answer(lambda: comments.waiting(session))


def _telling(firm: Firm, role: Role) -> list[tuple[str, str]]:
    """Hidden texts: all of what the role sees in part, some of what it doesn't see at all."""
    hidden = [(words, where) for words, where in firm.forbidden(role).items() if words.startswith("zq")]
    in_part = ("tickets.", "people.", "hardware.", "models.")
    return [one for one in hidden if any(kind in one[1] for kind in in_part)] + hidden[::9]


def _by_words(firm: Firm, session: Any, _folder: Path) -> Iterator[Any]:
    """Typing a hidden text finds nothing that shows it, and not even that it is there."""
    role = session.info["standing"].role
    for words, where in _telling(firm, role):
        assert search.find(session, words).hits == [], where
        assert search.find_number(session, words).hits == [], where
        assert words not in suggesting.instead(session, words), where
    for record_type in session.info["registry"]:
        for (kind, _whose), values in firm.values.items():
            if kind != record_type.kind:
                continue
            hidden = dict(_telling(firm, role))
            for words in [one for one in values.values() if one in hidden]:
                found = lists.count(session, ListSpec(kind, ("id",), search_text=words))
                assert found == 0, hidden[words]
                assert records.choices_for(session, kind, words) == [], hidden[words]
                assert _answer(lambda kind=kind, words=words: records.find(session, kind, words)) is None, hidden[words]
    yield ""


def _exported(firm: Firm, session: Any, folder: Path) -> Iterator[Any]:
    for record_type in session.info["registry"]:
        file = folder / f"{record_type.kind}.csv"
        export_list(firm.database, record_type.kind, file, actor=session.info["actor"])
        yield file.read_text(encoding="utf-8")


def _answer(read: Callable[[], Any]) -> Any:
    """An answer, or the refusal, which must tell nothing either."""
    try:
        return read()
    except UserError as error:
        return str(error)


HELD = [role for role in Role if not sees_all(role)]  # the others have nothing that could be told
PATHS = (_tables, _lists, _single, _whole, _by_words, _exported)


@pytest.mark.parametrize("path", PATHS, ids=[path.__name__.strip("_") for path in PATHS])
@pytest.mark.parametrize("role", HELD)
def test_nobody_reads_what_isnt_granted(firm: Firm, role: Role, path: Any, tmp_path: Path) -> None:
    hidden = firm.forbidden(role)
    with firm.reading(role) as session:
        told = "\n".join(repr(one) for one in path(firm, session, tmp_path))
    leaks = [where for words, where in hidden.items() if words in told]
    assert not leaks


def test_the_controls_do_find(firm: Firm, tmp_path: Path) -> None:
    """The same looks through an administrator's eyes come across everything that was hidden from staff."""
    hidden = firm.forbidden(Role.STAFF)
    assert len(hidden) > 200
    with firm.reading(Role.ADMINISTRATOR) as session:
        told = "\n".join(repr(one) for one in _tables(firm, session, tmp_path))
    missing = [where for words, where in hidden.items() if words.startswith("zq") and words not in told]
    assert not missing
