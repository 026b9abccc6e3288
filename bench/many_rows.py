"""A workspace with a long list of devices: the rows are written by SQL alone, because only reading them is measured."""

from __future__ import annotations

from pathlib import Path

from bench.workspaces import everything
from itdesk.db import records, sqlite
from itdesk.db.engine import create_workspace


def with_devices(file: Path, number: int) -> Path:
    """A workspace file with so many devices, copies of one, each with a tag and a name of its own."""
    database = create_workspace(file, everything(), name="Bench")
    with database.writing() as session:
        people = [{"name": f"Person {n:03}", "role": "staff"} for n in range(200)]
        first = records.insert_many(session, "people", people)[0]
        records.insert_many(session, "hardware", [{"tag": "AT-0000000", "name": "Laptop 0"}])
    database.close()
    bare = sqlite.connect(file)
    columns = [row[1] for row in bare.execute("PRAGMA table_info(hardware)")]
    made = {
        "id": "n + 1",
        "uid": "lower(hex(randomblob(16)))",
        "tag": "printf('AT-%07d', n)",
        "name": "printf('Laptop %07d', n * 7919 % 1000003)",
        "person_id": f"{first} + n * 31 % 200",
        "status": "CASE n % 4 WHEN 0 THEN 'spare' WHEN 1 THEN 'in_repair' ELSE 'in_use' END",
    }
    wanted = ", ".join(made.get(name, f"h.{name}") for name in columns)
    bare.execute("PRAGMA synchronous=OFF")
    bare.execute(
        f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < {number - 1}) "  # noqa: S608 -- names of ours
        f"INSERT INTO hardware ({', '.join(columns)}) SELECT {wanted} FROM numbers, hardware h WHERE h.id = 1"
    )
    bare.execute("ANALYZE")
    bare.close()
    return file
