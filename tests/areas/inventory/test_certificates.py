"""What ends soon is in its view unless it renews by itself."""

from __future__ import annotations

from pathlib import Path

from itdesk.areas import registry
from itdesk.db import lists
from itdesk.db.database import Database
from itdesk.db.lists import ListSpec
from itdesk.files.importing import import_file

ROWS = """\
Common name,Type,Not after,Auto-renew,Issuer
www.halden.example,SSL,2026-12-24,no,Quayside Registry
mail.halden.example,TLS certificate,2026-12-24,yes,Quayside Registry
halden.example,DNS,2028-01-31,no,Northgate Names
"""


def test_a_list_of_certificates_is_read_and_the_view_shows_what_needs_renewing(
    database: Database, tmp_path: Path
) -> None:
    path = tmp_path / "certificates.csv"
    path.write_text(ROWS, encoding="utf-8")
    outcome = import_file(database, "certificates", path)
    assert (outcome.taken, outcome.refused, outcome.created) == (3, [], {"vendors": 2})
    ends_soon = registry()["certificates"].views[1]
    with database.reading() as session:
        spec = ListSpec("certificates", ("name", "sort"), ends_soon.filters, ())
        ids = lists.ids(session, spec)
        rows = lists.rows(session, spec, ids)
    assert [values for _version, *values in rows.values()] == [["www.halden.example", "tls"]]
