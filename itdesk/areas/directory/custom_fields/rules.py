"""What follows from what is typed into a definition."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from itdesk.areas.directory.custom_fields.choices import ValueKind
from itdesk.core.custom import PREFIX, key_of
from itdesk.core.errors import Problem
from itdesk.core.record import Kind
from itdesk.core.texts import _

TARGETS: dict[Kind, tuple[Kind, ...]] = {
    Kind.TEXT: (Kind.LONG, Kind.DECIMAL, Kind.MONEY, Kind.DATE, Kind.CHOICE, Kind.YES_NO),
    Kind.LONG: (Kind.TEXT,),
    Kind.DECIMAL: (Kind.MONEY, Kind.TEXT),
    Kind.MONEY: (Kind.DECIMAL, Kind.TEXT),
    Kind.DATE: (Kind.TEXT,),
    Kind.CHOICE: (Kind.TEXT,),
    Kind.LINK: (Kind.TEXT,),
    Kind.YES_NO: (Kind.TEXT,),
}


def fill(values: Mapping[str, object], original: Mapping[str, object]) -> Mapping[str, object]:
    """A new field gets its key from its name; one that is known keeps the key by which views and files find it."""
    if original.get("key"):
        return {"key": original["key"]}
    typed = str(values.get("key") or "")
    plain = key_of(typed.removeprefix(PREFIX) or str(values.get("label") or ""))
    return {"key": plain}


def check(values: Mapping[str, object]) -> Iterable[Problem]:
    """A link says where it leads."""
    if values.get("value_kind") == Kind.LINK and not values.get("link_to"):
        yield Problem("link_to", _("Choose which records it links to."))


def kind_word(kind: Kind) -> str:
    """A kind as people call it."""
    return ValueKind(kind.value).label
