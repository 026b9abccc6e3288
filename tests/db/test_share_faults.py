"""Twenty PCs at one shared folder and keepers that are killed: the short form of `tests.faults_share`."""

from __future__ import annotations

from pathlib import Path

import pytest

from itdesk.core.registry import Registry
from itdesk.db.engine import create_workspace, open_database
from itdesk.db.filesystem import REMOTE, kind_in
from itdesk.db.share.places import is_pointer
from tests import faults_share


def test_nothing_reported_is_lost_or_doubled_though_keepers_are_killed() -> None:
    told = faults_share.run(80, 2)
    assert (told["lost"], told["doubled"], told["put aside"], told["two published"]) == (0, 0, 0, 0)
    assert told["letters"] == 80


def test_a_keeper_killed_at_any_step_leaves_what_it_saved() -> None:
    told = faults_share.sweep(every=31)
    assert (told["lost"], told["stuck"]) == (0, 0)
    assert told["points"] >= 3


@pytest.mark.parametrize("kind", ["cifs", "smb3", "nfs", "nfs4", "fuse.sshfs", "fuse.davfs2", "9p"])
def test_a_share_is_known_by_what_is_mounted(kind: str) -> None:
    mounts = f"22 1 8:1 / / rw - ext4 /dev/sda1 rw\n40 22 0:50 / /mnt/the\\040firm rw - {kind} //server/firm rw\n"
    assert kind_in(mounts, Path("/mnt/the firm/Oak.itdesk")) in REMOTE
    assert kind_in(mounts, Path("/mnt/the firm's own/Oak.itdesk")) == "ext4"


def test_a_workspace_on_sshfs_is_never_written_in_place(tmp_path: Path, registry: Registry) -> None:
    if not faults_share.has_sshfs():
        pytest.skip("sshfs isn't here")
    (tmp_path / "server").mkdir()
    create_workspace(tmp_path / "server" / "Firm.itdesk", registry, "Oak & Elm").close()
    with faults_share.mounts(tmp_path):
        database = open_database(tmp_path / "via-0" / "Firm.itdesk", registry)
        assert database.read_only
        assert "Share it in its folder" in database.why_read_only
        database.close()
        assert not is_pointer(tmp_path / "server" / "Firm.itdesk")
