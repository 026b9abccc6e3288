"""The throwaway server itself: databases of their own, people with passwords, nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import psycopg
import pytest

from tests import postgres_server as postgres

ROOT = Path(__file__).resolve().parent.parent


def test_create_with_template_copies_its_rows(postgres_server: postgres.Server) -> None:
    template = postgres_server.create()
    with psycopg.connect(template) as connection:
        connection.execute("CREATE TABLE thing (name text)")
        connection.execute("INSERT INTO thing VALUES ('kept')")
    copy = postgres_server.create(template)
    with psycopg.connect(copy) as connection:
        assert connection.execute("SELECT name FROM thing").fetchall() == [("kept",)]
    postgres_server.drop(copy)
    postgres_server.drop(template)


def test_drop_ends_open_sessions(postgres_server: postgres.Server) -> None:
    url = postgres_server.create()
    with psycopg.connect(url) as connection:
        postgres_server.drop(url)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")


def test_person_has_to_give_their_password(postgres_server: postgres.Server, postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("CREATE ROLE ana LOGIN PASSWORD 'right'")
        try:
            with pytest.raises(psycopg.OperationalError, match="password"):
                psycopg.connect(postgres_url.replace("postgres@", "ana@"), password="wrong")
            psycopg.connect(postgres_url.replace("postgres@", "ana@"), password="right").close()
        finally:
            connection.execute("DROP ROLE ana")


def test_every_version_answers_with_its_number(every_postgres_server: postgres.Server, every_postgres_url: str) -> None:
    with psycopg.connect(every_postgres_url) as connection:
        shown = connection.execute("SHOW server_version").fetchone()
    assert shown is not None
    assert shown[0].startswith(f"{every_postgres_server.version}.")


def test_missing_version_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ITDESK_TEST_PG", raising=False)
    with pytest.raises(postgres.NoServerError, match="no PostgreSQL 99"), postgres.server(99):
        pass


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux stops a server with its parent")
def test_server_stops_when_its_process_is_killed(postgres_server: postgres.Server) -> None:
    code = "from tests.postgres_server import server\nwith server(16) as s:\n print(s.url(), flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"ITDESK_TEST_PG": ""},
    ) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        connection = psycopg.connect(url)
        process.send_signal(signal.SIGKILL)
        process.wait()
    with pytest.raises(psycopg.OperationalError):  # the server ends this session, or has ended it
        connection.execute("SELECT pg_sleep(30)")
    connection.close()
    with postgres.server(16):  # the next server clears the dead one's folder
        assert not list(Path(tempfile.gettempdir()).glob(f"itdesk-postgres-{process.pid}-*"))
