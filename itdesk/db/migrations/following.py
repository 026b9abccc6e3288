"""`python -m itdesk.db.migrations.following WORD`: write the next migration from what the tables have become.

The new file is to be read, and completed where data has to move; the tests then prove it on both engines.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import Any, Literal

from sqlalchemy import MetaData

from itdesk.db.mapping import FIRST_NUMBER
from itdesk.db.migrations import HEAD
from itdesk.db.migrations.first import VERSIONS, whole_metadata

_PAGE = '''"""{title}

Revision ID: {revision}
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from itdesk.db import types

revision = "{revision}"
down_revision = "{before}"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """{title}"""
{body}
'''


def write(word: str, folder: Path = VERSIONS) -> Path:
    """Compare the tables with what the migrations so far make on a file, and write the difference as a migration."""
    from alembic.autogenerate import produce_migrations, render_python_code
    from alembic.migration import MigrationContext

    from itdesk.db import sqlite
    from itdesk.db.migrations import upgrade

    metadata = whole_metadata()
    with tempfile.TemporaryDirectory(prefix="itdesk-migration-") as scratch:
        connection = sqlite.connect(Path(scratch) / "so-far.itdesk", mode="rwc")
        engine = sqlite.single_engine(connection)
        with engine.begin() as begun:
            upgrade.run(begun)
            context = MigrationContext.configure(
                begun,
                opts={"target_metadata": metadata, "include_object": _is_ours, "compare_type": False},
            )
            script = produce_migrations(context, metadata)
            if script.upgrade_ops is None or script.upgrade_ops.is_empty():
                raise SystemExit("The tables are what the migrations make: there is nothing to write.")
            body = render_python_code(
                script.upgrade_ops, render_item=_rendered, migration_context=context, alembic_module_prefix="op."
            )
            made = {
                one.table_name
                for one in script.upgrade_ops.ops
                if hasattr(one, "table_name") and hasattr(one, "columns")
            }
        connection.close()
    body += _sequences(metadata, made)
    revision = f"{int(HEAD) + 1:04}"
    lines = [line for line in body.splitlines() if "###" not in line]
    page = _PAGE.format(title=f"{word[:1].upper()}{word[1:]}.", revision=revision, before=HEAD, body="\n".join(lines))
    file = folder / f"{revision}_{re.sub(r'[^a-z0-9]+', '_', word.lower())}.py"
    file.write_text(page, encoding="utf-8")
    return file


def _sequences(metadata: MetaData, made: set[str]) -> str:
    """What a server needs for the human numbers of new kinds; autogeneration knows no sequences."""
    names = [name for name in metadata._sequences if name.removeprefix("number_") in made]  # noqa: SLF001 -- SQLAlchemy offers no other way to ask
    if not names:
        return ""
    lines = [f'        op.execute("CREATE SEQUENCE {name} START WITH {FIRST_NUMBER}")' for name in sorted(names)]
    return "\n".join(["", '    if op.get_bind().dialect.name == "postgresql":', *lines])


def _is_ours(thing: Any, name: str | None, sort: str, reflected: bool, _other: Any) -> bool:  # noqa: FBT001 -- Alembic's signature
    """What only the database has (the search index, Alembic's own table) is none of the metadata's business.

    Nor can a file say anything about an index that a server alone has.
    """
    if thing.info.get("server_only"):
        return False
    return not (reflected and sort in {"table", "index", "unique_constraint"} and bool(name))


def _rendered(sort: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Our own column types by their names."""
    if sort == "type" and type(thing).__module__ == "itdesk.db.types":
        return f"types.{type(thing).__name__}()"
    return False


if __name__ == "__main__":
    sys.stdout.write(f"{write(' '.join(sys.argv[1:]) or 'change')}\n")
