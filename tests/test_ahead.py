"""What a start asks before SQLAlchemy is there answers as the store does, for every list and view of the sample firm."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from itdesk.areas import registry
from itdesk.core.filters import Filter, Operator
from itdesk.core.record import RecordType
from itdesk.db import ahead, sqlite
from itdesk.db.engine import Database, open_database
from itdesk.db.list_state import state_of
from itdesk.db.lists import ListSpec

KINDS = [record_type.kind for record_type in registry()]


@pytest.fixture(scope="module")
def firm(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("ahead")
    database = open_database(str(shutil.copy(sample, folder / "firm.itdesk")), registry())
    database.keeper = ahead.Keeper(ahead.keeper_file(folder / "kept", database.workspace.uid))
    yield database
    database.close()


def specs(record_type: RecordType) -> list[ListSpec]:
    """The list as each of its views shows it, and some that a person may have made."""
    found = [state_of(record_type, view).spec(record_type) for view in (None, *record_type.views)]
    first = found[0]
    found.append(ListSpec(first.kind, first.columns, (), ("-updated_at", "id")))
    found.append(ListSpec(first.kind, ("id", "created_at"), (Filter("created_at", Operator.AT_MOST, "today"),)))
    found.append(ListSpec(first.kind, first.columns, (Filter(record_type.title, Operator.CONTAINS, "a"),)))
    return found


def asked(store: Any, spec: ListSpec, actor: int | None) -> Any:
    with store.asking(actor=actor) as session:
        return ahead.page(session, spec, 20)


def first_store(firm: Database) -> ahead.FirstStore:
    """The firm as a start finds it, while it isn't open here."""
    assert firm.keeper is not None
    assert firm.path is not None
    identity = sqlite.connecting.identity_of(firm.path)
    sqlite.connecting.count_open(identity, -1)
    try:
        store = ahead.open_first(firm.location, registry(), firm.keeper.file.parent)
    finally:
        sqlite.connecting.count_open(identity, 1)
    assert store is not None
    return store


@pytest.mark.parametrize("kind", KINDS)
def test_first_page_is_what_the_store_lists(firm: Database, kind: str) -> None:
    wanted = specs(registry()[kind])
    answers = []
    for actor in (1, 2):
        for spec in wanted:
            with firm.reading(actor=actor) as session:
                answers.append((actor, spec, ahead.page(session, spec, 20)))
    store = first_store(firm)
    try:
        for actor, spec, page in answers:
            found = asked(store, spec, actor)
            assert found.rows == page.rows, spec
            assert (found.next is None) == (page.next is None), spec
    finally:
        store.close()
    if kind in {"tickets", "hardware", "people", "contracts", "budget_lines"}:
        assert sum(bool(page.rows) for _actor, _spec, page in answers) > 2


def test_me_is_whoever_asks(firm: Database) -> None:
    spec = ListSpec("hardware", ("tag",), (Filter("person", Operator.IS, "me"),))
    with firm.reading(actor=1) as session:
        ahead.page(session, spec, 20)
        people = {row[1] for row in ahead.page(session, ListSpec("hardware", ("person.id",), ()), 500).rows if row[1]}
    store = first_store(firm)
    try:
        counts = {person: len(asked(store, spec, person).rows) for person in people}
        assert all(counts.values())
        assert asked(store, spec, None).rows == []
    finally:
        store.close()


def test_what_no_run_prepared_waits(firm: Database) -> None:
    store = first_store(firm)
    try:
        with pytest.raises(ahead.NotPrepared):
            asked(store, ListSpec("hardware", ("tag",), (), ("-tag", "name")), 1)
    finally:
        store.close()
    with pytest.raises(ahead.NotPrepared), store.asking():
        pass


@pytest.mark.parametrize("what", ["text", "missing", "newer", "other schema", "open here", "server", "kept elsewhere"])
def test_anything_unusual_goes_the_ordinary_way(firm: Database, tmp_path: Path, what: str) -> None:
    file = tmp_path / "firm.itdesk"
    assert firm.path is not None
    with sqlite.connect(firm.path) as bare:
        bare.execute("VACUUM INTO ?", (str(file),))
    location = str(file)
    if what == "text":
        file.write_text("Dear Mara", encoding="utf-8")
    elif what == "missing":
        file.unlink()
    elif what == "server":
        location = "postgresql://localhost/firm"
    elif what in ("newer", "other schema"):
        bare = sqlite.connect(file)
        bare.execute("PRAGMA user_version=99" if what == "newer" else "UPDATE alembic_version SET version_num='9999'")
        bare.close()
    elif what == "open here":
        open_database(file, registry())
    store = ahead.open_first(location, registry(), tmp_path)
    if what == "kept elsewhere":
        assert store is not None
        with pytest.raises(ahead.NotPrepared):
            asked(store, ListSpec("hardware", ("tag",)), 1)
        store.close()
    else:
        assert store is None


def test_questions_of_another_version_or_a_damaged_file_count_as_none(firm: Database, tmp_path: Path) -> None:
    spec = ListSpec("people", ("name",), (), ("name",))
    file = tmp_path / "kept.json"
    firm.keeper, before = ahead.Keeper(file), firm.keeper
    with firm.reading() as session:
        ahead.page(session, spec, 5)
    firm.keeper = before
    key = f"page 5 {spec!r}"
    assert ahead.Keeper(file).find(key)[0].startswith("SELECT")
    kept = json.loads(file.read_text(encoding="utf-8"))
    for damage in (json.dumps({**kept, "schema": "0000"}), "{", "[]", json.dumps({**kept, "questions": 3})):
        file.write_text(damage, encoding="utf-8")
        with pytest.raises(ahead.NotPrepared):
            ahead.Keeper(file).find(key)


def test_only_the_newest_questions_are_kept(firm: Database, tmp_path: Path) -> None:
    firm.keeper, before = ahead.Keeper(tmp_path / "kept.json"), firm.keeper
    with firm.reading() as session:
        for number in range(ahead.MOST + 5):
            ahead.page(session, ListSpec("people", ("name",), (Filter("name", Operator.IS, f"Nobody {number}"),)), 5)
    firm.keeper = before
    assert len(json.loads((tmp_path / "kept.json").read_text(encoding="utf-8"))["questions"]) == ahead.MOST


def test_the_first_questions_need_no_sqlalchemy() -> None:
    code = (
        "import sys; from itdesk.areas import registry; from itdesk.db import ahead; registry();"
        "print([name for name in ('sqlalchemy', 'alembic', 'psycopg') if name in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout
    assert told.strip() == "[]"
