"""The workspace of the rights' matrix on a server, with a login for a person of each role, used by a bare driver."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

from itdesk.areas import load_models, registry
from itdesk.core.rights import Role
from itdesk.db import postgres
from itdesk.db.engine import Database, create_workspace, open_database
from itdesk.db.server import enrolling
from tests.postgres_server import Server
from tests.security.rights_firm import Firm, filled

REFUSED = "42501"


# Each as a statement of the login's own, undone by the error at its end.
_TRIES = """
    DO $$ DECLARE one text; came text; reached int; found jsonb := '[]'; BEGIN
      FOR one IN SELECT jsonb_array_elements_text(current_setting('tries.these')::jsonb) LOOP
        BEGIN
          EXECUTE one; GET DIAGNOSTICS reached = ROW_COUNT;
          RAISE EXCEPTION USING ERRCODE = 'ZZ000', MESSAGE = reached;
        EXCEPTION WHEN OTHERS THEN came := CASE SQLSTATE WHEN 'ZZ000' THEN SQLERRM ELSE SQLSTATE END;
        END;
        found := found || to_jsonb(came);
      END LOOP;
      PERFORM set_config('tries.came', found::text, false);
    END $$
"""


@dataclass
class ServerFirm:
    """What a test needs of it. say gives the sqlstate that a statement ends with, or how many rows it reached."""

    firm: Firm
    url: str
    root: Any  # who looks after the server
    passwords: dict[str, tuple[str, str]] = field(default_factory=dict)
    lines: dict[str, Any] = field(default_factory=dict)

    def connect(self, who: str) -> Any:
        login, password = self.passwords[who]
        settings = postgres.settings(self.address(login)) | {"password": password}
        return psycopg.connect(**settings, autocommit=True)

    def address(self, login: str) -> str:
        parts = urlsplit(self.url)
        return urlunsplit(parts._replace(netloc=f"{quote(login)}@{parts.hostname}:{parts.port}"))

    def say(self, who: str, statement: str, values: Any = None) -> str | int:
        """What becomes of a statement, which is undone again."""
        connection = self.lines[who]
        try:
            with connection.transaction(force_rollback=True):
                return int(connection.execute(statement, values).rowcount)
        except psycopg.Error as error:
            return error.sqlstate or str(error)

    def tried(self, who: str, statements: Sequence[tuple[str, Any]]) -> list[bool]:
        """Of many statements, each undone again, whether it was let through: sent as one, since they are thousands."""
        connection = self.lines[who]
        plain = psycopg.ClientCursor(connection)
        written = [plain.mogrify(said, values) if values is not None else said for said, values in statements]
        connection.execute("SELECT set_config('tries.these', %s, false)", (json.dumps(written),))
        connection.execute(_TRIES)
        said = json.loads(connection.execute("SELECT current_setting('tries.came')").fetchone()[0])
        return [one not in (REFUSED, "0") for one in said]

    def stored(self, table: str, one: int) -> dict[str, Any]:
        """A row as it is."""
        row = self.root.execute(f'SELECT * FROM app."{table}" WHERE id = %s', (one,))
        return dict(zip((column.name for column in row.description), row.fetchone(), strict=True))

    def is_refused(self, who: str, statement: str, values: Any = None) -> bool:
        """Whether the server says that this is not allowed, or reaches no row; any other error is none of the rights'."""
        return self.say(who, statement, values) in (REFUSED, 0)

    @contextmanager
    def app_as(self, role: Role, monkeypatch: Any) -> Iterator[Database]:
        """The app itself, as a person's login."""
        login, password = self.passwords[role]
        monkeypatch.setenv("ITDESK_PASSWORD", password)
        with closing(open_database(self.address(login), registry(), patience=5.0)) as database:
            yield database


@contextmanager
def made(server: Server) -> Iterator[ServerFirm]:
    """The firm, filled, with everybody enrolled."""
    load_models()
    url = server.create()
    create_workspace(url, registry(), name="Firm").close()
    database = open_database(url, registry(), patience=5.0)
    with postgres.connect(postgres.settings(url)) as root:
        found = ServerFirm(filled(database), url, root)
        for role, person in found.firm.people.items():
            found.passwords[role] = enrolling.enrol(root, person)
        found.passwords["kiosk"] = enrolling.enrol_kiosk(root)
        try:
            for who in found.passwords:
                found.lines[who] = found.connect(who)
            yield found
        finally:
            for line in found.lines.values():
                line.close()
            database.close()
            _let_go(root, found.passwords)
    server.drop(url)


def _let_go(root: Any, passwords: Mapping[str, tuple[str, str]]) -> None:
    for login, _password in passwords.values():
        root.execute(f'DROP OWNED BY "{login}"')
        root.execute(f'DROP ROLE "{login}"')
