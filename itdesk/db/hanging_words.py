"""History's lines about tags, comments, files and links, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.core.meanings import Meaning
from itdesk.core.texts import _
from itdesk.db import tables
from itdesk.db.link_meanings import known_meanings
from itdesk.db.titles import titles_of

Told = Mapping[str, Sequence[Any]]  # a line's changes: column -> old and new
Words = tuple[str, str, str, str]  # a Change's field, old, new and part


def word(table: str) -> str:
    """What a row of this table that hangs on a record is called; empty for a table of other parts."""
    return {
        "record_tags": _("Tag"),
        "comments": _("Comment"),
        "attachments": _("File"),
        "attachment_versions": _("Version of a file"),
        "links": _("Link"),
    }.get(table, "")


class Hung:
    """What is needed to tell a record's lines: names of tags, meanings and the records at the other ends."""

    def __init__(self, session: Session, place: tuple[str, int], lines: Iterable[tuple[str | None, Told]]) -> None:
        self._place = place
        told = list(lines)
        tag_ids = {value for part, one in told if part == "record_tags" for value in one.get("tag_id", ()) if value}
        self._tags = _tag_names(session, tag_ids)
        links = [one for part, one in told if part == "links"]
        self._meanings = known_meanings(session) if links else {}
        self._titles = titles_of(session, {self._far(one) for one in links if "from_id" in one})

    def of(self, part: str, verb: str, told: Told) -> list[Words]:
        """The lines of one row of history; none for what another row tells already."""
        if part == "record_tags":
            return [("", "", "", _("Tag “{name}”").format(name=self._tags.get(_value(told, "tag_id"), _("deleted"))))]
        if part == "links":
            return self._of_link(told)
        if part == "comments":
            return _fields(_("Comment"), told, {"body": _("Text")}) if verb != "added" else [("", "", "", _("Comment"))]
        if part == "attachments":
            return _of_file(verb, told)
        return []

    def _of_link(self, told: Told) -> list[Words]:
        if "from_id" not in told:
            return _fields(_("Link"), told, {"note": _("Note")})
        forward = (_value(told, "from_kind"), _value(told, "from_id")) == self._place
        meaning = self._meanings.get(_value(told, "meaning"), Meaning("", "", ""))
        title = self._titles.get(self._far(told), _("a record that is gone"))
        return [("", "", "", _("Link “{word}: {title}”").format(word=meaning.word(forward=forward), title=title))]

    def _far(self, told: Told) -> tuple[str, int]:
        start = _value(told, "from_kind"), _value(told, "from_id")
        end = _value(told, "to_kind"), _value(told, "to_id")
        return end if start == self._place else start


def _of_file(verb: str, told: Told) -> list[Words]:
    if verb == "changed" and "hash" in told:
        newer = ("", "", "", _("File: newer version"))
        return [newer, *_fields(_("File"), told, {"name": _("Name")})]
    return _fields(_("File"), told, {"name": _("Name")})


def _fields(part: str, told: Told, labels: Mapping[str, str]) -> list[Words]:
    return [
        (label, str(told[column][0] or ""), str(told[column][1] or ""), part)
        for column, label in labels.items()
        if column in told
    ]


def _value(told: Told, column: str) -> Any:
    old, new = told.get(column, (None, None))
    return old if new is None else new


def _tag_names(session: Session, ids: set[int]) -> dict[int, str]:
    if not ids:
        return {}
    named = select(tables.tags.c.id, tables.tags.c.name).where(tables.tags.c.id.in_(sorted(ids)))
    return {row[0]: row[1] for row in session.connection().execute(named)}
