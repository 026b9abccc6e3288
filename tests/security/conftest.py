"""What the tests of a server's rights share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import postgres_server as postgres
from tests.security.server_firm import ServerFirm, made


@pytest.fixture(scope="session")
def server_firm(postgres_server: postgres.Server) -> Iterator[ServerFirm]:
    """A filled workspace on a server, everybody enrolled; nothing that a test does to it stays."""
    with made(postgres_server) as found:
        yield found
