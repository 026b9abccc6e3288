"""The way of an encrypted workspace into a window: asked for its passphrase, locked again, and its key let go."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from itdesk.core.errors import UserError

if TYPE_CHECKING:
    from itdesk.ui.secret_dialog import SecretDialog


def is_about_passphrase(error: UserError) -> bool:
    """Whether a workspace could be opened if somebody said its passphrase, or their password to a server."""
    from itdesk.core.errors import PasswordRefused
    from itdesk.db.unlocking import Locked, WrongPassphrase

    return isinstance(error, Locked | WrongPassphrase | PasswordRefused)


def ask_passphrase(location: str, *, locked: bool = False) -> SecretDialog:
    """The question for it, not shown yet."""
    from itdesk import recents
    from itdesk.ui.unlock_dialog import UnlockDialog
    from itdesk.wishes import may_be_remote, shown_name

    known = (one.name for one in recents.recent_workspaces() if one.location == location)
    name = next(known, "") or shown_name(location)
    if may_be_remote(location):
        from itdesk.ui.server_password_dialog import ServerPasswordDialog

        return ServerPasswordDialog(location, name)
    return UnlockDialog(Path(location), name, locked=locked)


def let_key_go(location: str) -> None:
    """Forget the key of a workspace that was closed."""
    from itdesk.db.unlocking import lock

    lock(Path(location))


def is_unlocked(path: Path) -> bool:
    """Whether a workspace is encrypted, and open here by its key: nothing of it is kept outside in clear."""
    from itdesk.db.connecting import key_of

    return key_of(path) is not None


def sweep() -> None:
    """Remove, beside the window, the passing files of runs that were killed."""
    from PySide6.QtWidgets import QApplication

    from itdesk.files import session
    from itdesk.ui.tasks import work

    application = QApplication.instance()
    if application is not None:
        work().read(application, session.sweep, lambda _nothing: None)
