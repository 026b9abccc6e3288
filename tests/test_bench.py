"""The benchmarks' own ground: workspaces made past the store hold what the store would have written."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest
from sqlalchemy import select

from bench import import_rows, million, page, save_record, workspaces
from bench.__main__ import SUBJECTS
from bench.frame import Row
from itdesk.db import indexing, lists, search, tables
from itdesk.db.check import check
from itdesk.db.engine import open_database

TICKETS = 60


@pytest.fixture
def made(request: pytest.FixtureRequest, tmp_path: Path, engine: str) -> str:
    """Where a small workspace of the benchmarks lies."""
    is_file = engine == "file"
    place = str(tmp_path / "bench.itdesk") if is_file else request.getfixturevalue("postgres_url")
    workspaces.fill(place, TICKETS)
    return place


def _entries(session: search.Session) -> list[tuple[object, ...]]:
    entries = tables.search_entries.c
    asked = select(entries.kind, entries.record_id, entries.title, entries.subtitle, entries.text)
    return [tuple(row) for row in session.execute(asked.order_by(entries.kind, entries.record_id))]


def _found(session: search.Session) -> list[set[tuple[str, int]]]:
    words = ("hd-1030", "printer", "sn", "topic 3")
    return [{(hit.kind, hit.id) for hit in search.find(session, one, 1000).hits} for one in words]


@pytest.mark.parametrize("engine", ["file", "server"])
def test_a_filled_workspace_is_what_the_store_would_have_written(made, engine):
    database = open_database(made, workspaces.everything())
    try:
        assert check(database) == []
        with database.reading() as session:
            written, grams, found = _entries(session), search.count(session), _found(session)
        assert grams == len(written)
        with database.writing() as session:
            indexing.reindex(session)
        with database.reading() as session:
            assert _entries(session) == written
            assert _found(session) == found
        with database.writing() as session:
            draft = workspaces.records.blank(database.registry, "tickets")
            draft.values |= {"title": "One more", "requester": 20}
            number = workspaces.records.draft(session, "tickets", workspaces.records.save(session, draft)).values[
                "number"
            ]
        assert number == f"HD-{1001 + TICKETS}"
        with database.reading() as session:
            assert lists.count(session, lists.ListSpec("tickets", ("number",))) == TICKETS + 1
    finally:
        database.close()


def test_what_is_measured_on_a_million_runs_on_a_few(tmp_path, monkeypatch, postgres_server):
    monkeypatch.setattr(workspaces, "FOLDER", tmp_path)
    monkeypatch.setattr(workspaces, "server", lambda _settings=None: nullcontext(postgres_server.address))
    monkeypatch.setattr(million, "ROUNDS", 1)
    rows = million.measure(few=200, many=260)
    assert {engine for row in rows for engine in ("file", "server") if f", {engine}" in row.subject} == {
        "file",
        "server",
    }
    fewer = million.measure(few=200, many=260, served=200)
    assert {row.subject for row in fewer if "server" in row.subject} >= {"P6 last page of all, server"}
    assert all(row.figure > 0 and row.bare > 0 for row in rows)
    for number in (200, 260):
        postgres_server.drop(postgres_server.url(f"bench_{number}"))


def test_imports_and_saves_are_measured_on_both_engines(tmp_path, monkeypatch, postgres_server):
    monkeypatch.setattr(workspaces, "FOLDER", tmp_path)
    monkeypatch.setattr(workspaces, "server", lambda _settings=None: nullcontext(postgres_server.address))
    monkeypatch.setattr(save_record, "ROUNDS", 2)
    monkeypatch.setattr(save_record, "TICKETS", 40)
    monkeypatch.setattr(save_record, "ON_SERVER", 40)
    rows = [*import_rows.measure(rows=60, turns=1), *save_record.measure()]
    assert [row.subject.partition(" ")[0] for row in rows] == ["P14", "P14", "P15", *["P12"] * 4]
    assert all(row.figure > 0 and row.bare > 0 for row in rows)
    postgres_server.drop(postgres_server.url("bench_40"))


def test_the_page_keeps_what_earlier_runs_found_of_other_subjects(tmp_path):
    file, limit = tmp_path / "figures.md", "what the goal allows"
    page.write(file, {"start": page.Run("2026-01-02", "Linux", (Row("P1 start", 30, 20, "ms", limit, 1.6),))}, SUBJECTS)
    later = page.Run("2026-03-04", "Linux", (Row("P5 page", 3, 1, "ms", limit, 1.5),))
    page.write(file, page.kept(file) | {"list_page": later}, SUBJECTS)
    lines = [
        [cell.strip() for cell in line.strip("|").split("|")] for line in file.read_text().splitlines() if "| P" in line
    ]
    assert [(line[0], line[3], line[5], line[-1]) for line in lines] == [
        ("P1 start", "1.50", "met", "2026-01-02"),
        ("P5 page", "3.00", "missed", "2026-03-04"),
    ]
    assert "Not measured so far: peers, window" in file.read_text()
