"""What is known outside an open workspace about its history: what its backups say."""

from __future__ import annotations

from itdesk.db.backups import heads
from itdesk.db.backups.choices import all_folders, choices_of
from itdesk.db.backups.folder import listed
from itdesk.db.backups.heads import Known
from itdesk.db.database import Database


def known_heads(database: Database) -> list[Known]:
    """The heads that the backups of an open workspace keep."""
    uid = database.workspace.uid
    choices = choices_of(uid, is_server=database.is_server)
    return heads.known(listed(all_folders(database.path, uid, choices), uid))
