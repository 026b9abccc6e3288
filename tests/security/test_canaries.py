"""What an encrypted workspace holds, and what is typed over it, is nowhere on the disk in clear."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from itdesk.core import recovery_code

ROOT = Path(__file__).resolve().parents[2]
CANARIES = [f"kanarie{number:02}zwitschert" for number in range(34)]
SWEEP = "from itdesk.files.session import sweep; sweep()"


def worked(tmp_path: Path, code: str) -> tuple[list[str], dict[str, str]]:
    """Somebody worked in a workspace and was killed; the canaries they used."""
    for folder in ("tmp", "home", "firm"):
        (tmp_path / folder).mkdir()
    environment = {
        **{name: value for name, value in os.environ.items() if name != "ITDESK_PASSWORD"},
        **dict.fromkeys(("TMPDIR", "TEMP", "TMP"), str(tmp_path / "tmp")),
        "ITDESK_HOME": str(tmp_path / "home"),
        "QT_QPA_PLATFORM": "offscreen",
    }
    run = [sys.executable, "-m", "tests.security.working", str(tmp_path / "firm" / "Firm.itdesk"), code, *CANARIES]
    done = subprocess.run(run, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr[-3000:]
    return done.stdout.split(), environment


def found(tmp_path: Path, canaries: list[str]) -> dict[str, set[str]]:
    """Files that hold a canary, in either encoding that systems use, in their bytes or in their names."""
    hits: dict[str, set[str]] = {}
    for file in tmp_path.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        for canary in canaries:
            clear = any(canary.encode(encoding) in content for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
            if clear or canary in file.name:
                hits.setdefault(file.relative_to(tmp_path).as_posix(), set()).add(canary)
    return hits


def test_encrypted_workspace_leaves_no_canary_once_the_next_start_has_swept(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    used, environment = worked(tmp_path, recovery_code.make())
    assert len(used) >= 30
    opened = [name for name in found(tmp_path, used) if not name.startswith("tmp/itdesk-session-")]
    assert opened == []
    subprocess.run([sys.executable, "-c", SWEEP], cwd=ROOT, env=environment, check=True)
    assert found(tmp_path, used) == {}
    record_property("words", len(used))


def test_plain_workspace_is_full_of_them(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    used, _environment = worked(tmp_path, "")
    hits = found(tmp_path, used)
    everywhere = set().union(*hits.values())
    assert everywhere >= set(used[:-2])
    record_property("words found", len(everywhere))
    for place in (
        "firm/Firm.itdesk",
        "home/data/drafts",
        "home/config/lists",
        "home/config/searches",
        "home/logs",
        "tmp/",
    ):
        assert any(name.startswith(place) for name in hits), place
