"""What every test may ask for: real data where it is present, a workspace on each engine."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # read when the first window is made, in any folder of tests

import pytest
from hypothesis import settings

from itdesk.areas import load_models
from itdesk.core.registry import Registry
from itdesk.db.engine import Database, create_workspace
from tests import postgres_server as postgres

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from tests.at_window import Person

settings.register_profile("itdesk", deadline=None)  # a busy machine is no finding
settings.load_profile("itdesk")
load_models()  # all tables or none: half of them name others that are missing

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(autouse=True)
def tidied() -> Iterator[None]:
    """Where a window was, garbage is looked for by its event loop alone; tests without one do it in its place."""
    yield
    if not gc.isenabled():
        from itdesk.ui.garbage import tidy

        tidy()


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """Pytest-qt's, with more patience."""
    from tests.waiting import Patient

    return Patient(request)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Folder of real files from other programs; tests that need it skip, visibly, without it."""
    folder = Path(os.environ.get("ITDESK_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data: ITDESK_TEST_DATA names no folder ({folder.name})")
    return folder


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs PostgreSQL, so that `-m "not postgres"` leaves it out; long runs wait until `-m long` asks for them."""
    long_asked = "long" in config.getoption("markexpr")
    for item in items:
        if item.get_closest_marker("long") and not long_asked:
            item.add_marker(pytest.mark.skip(reason="takes minutes: pytest -m long"))
        asked = getattr(item, "fixturenames", ())
        on_server = getattr(getattr(item, "callspec", None), "params", {}).get("location") == "postgres"
        if on_server or any(name in asked for name in ("postgres_server", "every_postgres_server")):
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


@pytest.fixture(scope="session")
def registry() -> Registry:
    """The record types of the tests; a folder may have its own."""
    from itdesk.areas import load_models, registry

    load_models()
    return registry()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample firm in a file, made once: to be copied, or read only."""
    from itdesk.areas import registry
    from itdesk.areas.sample import create_sample

    file = tmp_path_factory.mktemp("sample") / "sample.itdesk"
    create_sample(str(file), registry(), date(2026, 11, 20)).close()
    return file


@pytest.fixture
def settings_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> None:
    """Settings and drafts of this test alone, and the app's look as it comes."""
    from itdesk.settings import Settings
    from itdesk.ui.preferences import look_of
    from itdesk.ui.theme import Theme

    monkeypatch.setenv("ITDESK_HOME", str(tmp_path / "home"))
    if Theme.current()._app is None:
        Theme.current().install(qapp, mode="light")
    Theme.current().choose(**look_of(Settings()) | {"mode": "light"})


@pytest.fixture
def firm_file(tmp_path: Path, settings_home: None) -> Path:
    """An empty workspace in a file, for the window."""
    from tests.at_window import new_firm

    new_firm(tmp_path / "firm.itdesk")
    return tmp_path / "firm.itdesk"


@pytest.fixture
def at_window(firm_file: Path, qtbot: QtBot) -> Iterator[Person]:
    """Somebody at the window of an empty workspace."""
    from tests.at_window import window_on

    with window_on(firm_file, qtbot) as person:
        yield person


@pytest.fixture(params=["sqlite", "postgres"])
def location(
    request: pytest.FixtureRequest, registry: Registry, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Where an empty workspace lies: a file, then a database on a server."""
    if request.param == "sqlite":
        yield shutil.copy(_file_template(tmp_path_factory.getbasetemp(), registry), tmp_path / "firm.itdesk").as_posix()
        return
    server: postgres.Server = request.getfixturevalue("postgres_server")
    url = server.create(_template(server, registry))
    yield url
    server.drop(url)


_templates: dict[tuple[str, int], str] = {}


def _file_template(folder: Path, registry: Registry) -> Path:
    """The same for a file: it takes a fiftieth of the time."""
    file = folder / f"empty-{id(registry)}.itdesk"
    if not file.exists():
        create_workspace(file, registry, name="Firm").close()
    return file


def _template(server: postgres.Server, registry: Registry) -> str:
    """A finished empty workspace to copy: a fifth of the time that making one takes."""
    key = (server.address, id(registry))
    if key not in _templates:
        _templates[key] = server.create()
        create_workspace(_templates[key], registry, name="Firm").close()
    return _templates[key]


@pytest.fixture
def database(location: str, registry: Registry) -> Iterator[Database]:
    """An empty workspace on each engine."""
    from itdesk.db.engine import open_database

    opened = open_database(location, registry, patience=2.0)
    yield opened
    opened.close()
