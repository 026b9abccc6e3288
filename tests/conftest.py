"""What every test may ask for: real data where it is present, a workspace on each engine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from hypothesis import settings

from tests import postgres_server as postgres

settings.register_profile("itdesk", deadline=None)  # a busy machine is no finding
settings.load_profile("itdesk")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of real files from other programs; tests that need it skip, visibly, without it."""
    folder = Path(os.environ.get("ITDESK_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data: ITDESK_TEST_DATA names no folder ({folder.name})")
    return folder


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what needs PostgreSQL, so that `-m "not postgres"` leaves it out."""
    for item in items:
        if any(name in getattr(item, "fixturenames", ()) for name in ("postgres_server", "every_postgres_server")):
            item.add_marker("postgres")


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[postgres.Server]:
    """A server of our own, one for each test process; `.create()` gives a database's address, a copy if asked."""
    with _postgres(None) as running:
        yield running


@pytest.fixture
def postgres_url(postgres_server: postgres.Server) -> Iterator[str]:
    """The address of an empty database for this test alone."""
    url = postgres_server.create()
    yield url
    postgres_server.drop(url)


@pytest.fixture(scope="session", params=postgres.VERSIONS, ids=lambda version: f"pg{version}")
def every_postgres_server(request: pytest.FixtureRequest) -> Iterator[postgres.Server]:
    """A server of each supported major version in turn; one that is not here is skipped visibly."""
    with _postgres(request.param) as running:
        yield running


@pytest.fixture
def every_postgres_url(every_postgres_server: postgres.Server) -> Iterator[str]:
    """The address of an empty database on each supported major version in turn."""
    url = every_postgres_server.create()
    yield url
    every_postgres_server.drop(url)


@contextmanager
def _postgres(version: int | None) -> Iterator[postgres.Server]:
    with ExitStack() as stack:
        try:
            running = stack.enter_context(postgres.server(version))
        except postgres.NoServerError as error:
            # A run that has to have PostgreSQL must not pass without; which versions there are depends on the system.
            if os.environ.get("ITDESK_REQUIRE_PG") == "1" and version is None:
                pytest.fail(str(error))
            pytest.skip(str(error))
        yield running
