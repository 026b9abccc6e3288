"""The workspaces that this computer knows: remembered with their tiles, pinned, and a menu's way from one to another."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

from itdesk.core.formats import format_when
from itdesk.core.marks import Mark
from itdesk.core.texts import _
from itdesk.paths import settings_file
from itdesk.settings import RecentWorkspace, Settings
from itdesk.ui.instance import key_of
from itdesk.ui.page import Action
from itdesk.ui.recent_workspaces import Recent

if TYPE_CHECKING:
    from itdesk.db.firm import Workspace

IN_MENU = 8


def recent_workspaces() -> list[Recent]:
    """All of them, the pinned ones first."""
    now = datetime.now().astimezone()
    return [
        Recent(
            one.location,
            one.name,
            format_when(datetime.fromisoformat(one.opened_at), now=now, zone=now.tzinfo or UTC),
            _mark(one),
            one.is_pinned,
        )
        for one in Settings.load(settings_file()).recent
    ]


def _mark(one: RecentWorkspace) -> Mark | None:
    return Mark(one.colour, one.letters) if one.colour and one.letters else None


def opened(settings: Settings, location: str, workspace: Workspace) -> Settings:
    """These settings with a workspace that was opened just now."""
    return settings.opened(location, workspace.name, workspace.mark.colour, workspace.mark.letters)


def looks(location: str, workspace: Workspace) -> None:
    """Remember the name and the tile that a workspace has now."""
    mark = workspace.mark
    _keep(lambda settings: settings.looking(location, workspace.name, mark.colour, mark.letters))


def pin(location: str, is_pinned: bool) -> None:  # noqa: FBT001 -- given on by the list as it was chosen
    """Keep a workspace at the head of the list, or no longer."""
    _keep(lambda settings: settings.pinned(location, is_pinned=is_pinned))


def forget(location: str) -> None:
    """Take a workspace off the list; nothing happens to itself."""
    _keep(lambda settings: settings.forgotten(location))


def _keep(change: Callable[[Settings], Settings]) -> None:
    change(Settings.load(settings_file())).save(settings_file())


def ways_to_others(location: str, go: Callable[[str], object]) -> list[Action | None]:
    """For the menu of the workspace at location: whether it is pinned, and the others, each with its tile."""
    known = recent_workspaces()
    here = next((one for one in known if key_of(one.location) == key_of(location)), None)
    others = [one for one in known if one is not here][:IN_MENU]
    actions: list[Action | None] = [
        Action(one.name, partial(go, one.location), "", "folder", mark=one.mark) for one in others
    ]
    if here is not None:
        words = _("Don't pin this workspace any more") if here.is_pinned else _("Pin this workspace")
        actions = [Action(words, partial(pin, here.location, not here.is_pinned), icon="pin"), None, *actions]
    return actions
