"""The password that the app was started with: kept here, not in the environment, which each program that it starts inherits."""

from __future__ import annotations

import os

PASSWORD, NEW = "ITDESK_PASSWORD", "ITDESK_NEW_PASSWORD"
_kept: dict[str, str] = {}


def take() -> None:
    """Take it out of the environment, before anything else is started."""
    for name in (PASSWORD, NEW):
        if found := os.environ.pop(name, ""):
            _kept[name] = found


def say(password: str) -> None:
    """Use this one from now on."""
    _kept[PASSWORD] = password


def given(name: str = PASSWORD) -> str:
    """What was given; empty where nothing was."""
    return _kept.get(name) or os.environ.get(name, "")
