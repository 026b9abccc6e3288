"""What came, in the words of a message: a title and a text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import QLocale, QTime

from itdesk.core.texts import _, ngettext

if TYPE_CHECKING:
    from itdesk.areas.home.overview.news import News

LINES = 3  # that a message has room for

_COUNTED: dict[str, Callable[[int], str]] = {
    "ticket": lambda n: ngettext("{n} new ticket", "{n} new tickets", n),
    "message": lambda n: ngettext("{n} new message", "{n} new messages", n),
    "due": lambda n: ngettext("{n} ticket due soon", "{n} tickets due soon", n),
    "decide": lambda n: ngettext("{n} contract to decide on", "{n} contracts to decide on", n),
    "review": lambda n: ngettext("{n} plan to look at", "{n} plans to look at", n),
}


def message_of(news: Sequence[News], zone: str) -> tuple[str, str]:
    """Title and text of one message about all of it."""
    if len(news) == 1:
        return _what(news[0], zone), news[0].title
    counts = Counter(str(one.sort) for one in news)
    title = ", ".join(_COUNTED[sort](number).format(n=number) for sort, number in counts.items())
    return title, "\n".join(one.title for one in news[-LINES:])


def in_one_line(news: Sequence[News], zone: str) -> Iterator[tuple[str, News]]:
    """Each piece of news with its line for the list behind the bell."""
    for one in news:
        yield _("{what}: {title}").format(what=_what(one, zone), title=one.title), one


def _what(one: News, zone: str) -> str:
    match one.sort:
        case "ticket":
            return _("New ticket by {who}").format(who=one.who) if one.who else _("New ticket")
        case "message":
            return _("{who} wrote").format(who=one.who) if one.who else _("New message")
        case "due":
            return _("Due at {time}").format(time=_clock(one.at, zone))
        case "decide":
            return _("Decide today")
    return _("Look at the plan today")


def _clock(at: datetime | None, zone: str) -> str:
    if at is None:
        return ""
    here = at.astimezone(ZoneInfo(zone))
    return QLocale().toString(QTime(here.hour, here.minute), QLocale.FormatType.ShortFormat)
