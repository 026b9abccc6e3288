"""The one family of errors that people see: a sentence that says what happened and what to do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from itdesk.core.texts import N_

KEPT = N_("What you typed is kept.")  # said once: by the error itself, or else by the form that shows it


class UserError(Exception):
    """A condition that a person can settle; everything else that is raised is a bug.

    message says what happened (and what is safe, where that is in doubt), cure what to do, field the declared name
    of the field it belongs to. detail is for the folded "Details" and never needed to understand the message.
    """

    def __init__(self, message: str, cure: str = "", *, field: str = "", detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.cure = cure
        self.field = field
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.message} {self.cure}".strip()


class NotAllowed(UserError):
    """What the acting person's role doesn't grant; nothing is saved."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with one field; suggestion is a value that would be right, as a person would type it."""

    field: str
    message: str
    suggestion: str = ""


class Invalid(UserError):
    """Values that don't pass their checks; nothing is saved."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        first = self.problems[0]
        super().__init__(first.message, field=first.field)


class Unreadable(UserError):
    """A typed value that can't be read as what its field holds; suggestion is what was probably meant, or empty."""

    def __init__(self, message: str, cure: str = "", *, suggestion: str = "", field: str = "") -> None:
        super().__init__(message, cure, field=field)
        self.suggestion = suggestion


class ChangedElsewhere(UserError):
    """Somebody saved the record after this draft was read; each mapping goes from field name to value."""

    def __init__(
        self,
        message: str,
        cure: str,
        *,
        original: Mapping[str, object],
        theirs: Mapping[str, object],
        yours: Mapping[str, object],
        version: int,
        who: str = "",
    ) -> None:
        super().__init__(message, cure)
        self.original = dict(original)
        self.theirs = dict(theirs)
        self.yours = dict(yours)
        self.version = version
        self.who = who


class NotAWorkspace(UserError):
    """The file or database is something else, and is named for what it is."""


class NewerWorkspace(UserError):
    """The workspace was written by a later version of the app; it was not touched."""


class ReadOnlyWorkspace(UserError):
    """The workspace can be read but not changed."""


class Unreachable(UserError):
    """The server or the file can't be reached now; what was typed is kept."""


class PasswordRefused(Unreachable):
    """The server lets nobody in with this password, or without one."""


class Busy(UserError):
    """Somebody else is writing for longer than a person waits; nothing was saved and the same can be tried again."""


class NoSpace(UserError):
    """The disk is full; nothing was saved and what was there is whole."""


class Damaged(UserError):
    """The file's contents are broken, or the disk fails to read or write them."""


class Stopped(UserError):
    """A person pressed Stop; the data is as it was."""
