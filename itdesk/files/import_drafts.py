"""An import that was begun, as plain values: which file, how it is read, where its columns go, which cells were mended."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from itdesk.files.planning import Job


def plain_of(job: Job) -> dict[str, Any]:
    """A job as JSON holds it, with the mark of the file as it is now."""
    return {
        "path": str(job.path),
        "mark": mark_of(job.path),
        "sheet": job.sheet,
        "encoding": job.encoding,
        "delimiter": job.delimiter,
        "header": job.header,
        "targets": job.targets,
        "update_by": job.update_by,
        "orders": job.orders,
        "decimals": job.decimals,
        "taxes": {header: str(tax) for header, tax in job.taxes.items()},
        "corrections": [[row, header, text] for (row, header), text in job.corrections.items()],
        "skipped": sorted(job.skipped),
    }


def job_of(kind: str, plain: dict[str, Any]) -> tuple[Job, bool]:
    """The job again, and whether its file is still the same; in another file the rows are others, so those go."""
    path = Path(plain["path"])
    same = plain["mark"] == mark_of(path)
    job = Job(
        kind,
        path,
        sheet=plain["sheet"],
        encoding=plain["encoding"],
        delimiter=plain["delimiter"],
        header=plain["header"],
        targets=plain["targets"],
        update_by=plain["update_by"],
        orders=plain["orders"],
        decimals=plain["decimals"],
        taxes={header: Decimal(tax) for header, tax in plain["taxes"].items()},
    )
    if same:
        job.corrections = {(row, header): text for row, header, text in plain["corrections"]}
        job.skipped = frozenset(plain["skipped"])
    return job, same


def mark_of(path: Path) -> list[int]:
    """Size and time of a file; empty where there is none."""
    try:
        found = path.stat()
    except OSError:
        return []
    return [found.st_size, found.st_mtime_ns]
