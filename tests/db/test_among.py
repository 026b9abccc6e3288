"""One parameter for many values, on both engines."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import ColumnElement, Integer, column, literal, or_, select

from itdesk.db.among import among
from itdesk.db.engine import Database
from itdesk.db.prepared import Prepared

N: ColumnElement[Any] = column("n", Integer)


@pytest.mark.parametrize("value", [or_(N == 3, N >= 4), N >= 4 - 1], ids=["one of two", "a comparison"])
@pytest.mark.parametrize(("asked", "found"), [([True], 1), ([False], 0), ([True, False], 1), ([], 0)])
def test_among_takes_an_expression_of_several_parts_as_one(
    database: Database, value: ColumnElement[bool], asked: list[bool], found: int
) -> None:
    rows = select(literal(3).label("n")).subquery()
    with database.reading() as session:
        statement = Prepared(select(N).select_from(rows).where(among(value, "asked")), session.info["dialect"])
        assert len(statement.all(session, {"asked": asked})) == found
