"""A custom field of another kind: what each value would become, tried before anything is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.areas.directory.custom_fields.models import CustomChoice, CustomField
from itdesk.areas.directory.custom_fields.rules import TARGETS, kind_word
from itdesk.core.custom import FIELDS, OwnValue, choices_of, plain_key
from itdesk.core.dates import order_of
from itdesk.core.errors import UserError
from itdesk.core.record import Field, Kind, RecordType, Verb
from itdesk.core.texts import _, ngettext
from itdesk.db import custom_values, lists, retyping, rights
from itdesk.files.cells import Reader, Way, Wrong

MOST_VALUES = 100  # different words that become values of a choice
NAMED = 20


@dataclass(frozen=True, slots=True)
class Failure:
    """A record whose value is none of the new kind, and why."""

    record_id: int
    title: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What would become of a field's values. failures names the first of those that would not convert."""

    converted: int
    failed: int
    failures: tuple[Failure, ...]


def attempt(session: Session, field_id: int, to: Kind) -> Trial:
    """What would happen; nothing is written."""
    return _Conversion(session, field_id, to).trial()


def convert(session: Session, field_id: int, to: Kind, *, emptying: bool = False) -> None:
    """Make the field one of another kind, its values with it; refused while one of them can't be.

    emptying: records whose value can't be have none from then on. Taking it back gives them theirs again.
    """
    rights.require(session, FIELDS, Verb.CHANGE)
    conversion = _Conversion(session, field_id, to)
    trial = conversion.trial()
    if trial.failed and not emptying:
        first = trial.failures[0]
        raise UserError(
            ngettext("{n} value can't become {kind}.", "{n} values can't become {kind}.", trial.failed).format(
                n=trial.failed, kind=kind_word(to)
            ),
            _("Correct {value} of {title} first.").format(value=f"“{first.value}”", title=first.title),
        )
    conversion.write()


class _Conversion:
    """One field's values on their way; read once, tried, and written if each of them fits."""

    def __init__(self, session: Session, field_id: int, to: Kind) -> None:
        self._session = session
        self._record_type, self._field = _field_of(session, field_id)
        if to not in TARGETS[self._field.kind]:
            raise UserError(
                _("{field} can't become {kind}.").format(field=self._field.label, kind=kind_word(to)),
                _("Add another field of that kind instead."),
            )
        self._to = to
        self._values: list[OwnValue] = []
        self._new = replace(self._field, kind=to, choices=None, to="", unique=False, required=False)
        self._texts = dict(self._read())
        if to is Kind.CHOICE:
            self._collect()
        self._became: dict[int, object] = {}
        self._failed: dict[int, str] = {}
        reader = Reader(self._new, way_of(session))
        for record_id, text in self._texts.items():
            found = reader.read(text)
            if isinstance(found, Wrong) or found.value is None:
                self._failed[record_id] = found.why if isinstance(found, Wrong) else _("This says nothing.")
            else:
                self._became[record_id] = found.value

    def _read(self) -> Iterable[tuple[int, str]]:
        """Every value as text, of records in the bin as well."""
        ids = list(self._session.scalars(custom_values.holders(self._field.custom)))
        shown = lists.rows(self._session, lists.ListSpec(self._record_type.kind, (self._field.name,)), ids)
        for record_id, (_own, value) in shown.items():
            linked = self._field.kind is Kind.LINK  # its title stands in the row already
            yield record_id, str(value or "") if linked else retyping.as_text(self._session, self._field, value)

    def _collect(self) -> None:
        """The words that stand there become the choice's own values."""
        taken: set[str] = set()
        words = {text.strip().casefold(): text.strip() for text in self._texts.values()}
        for word in list(words.values())[:MOST_VALUES]:
            key = plain_key(word, taken)
            taken.add(key)
            self._values.append(OwnValue(key, word[:60]))
        self._new = replace(self._new, choices=choices_of(self._values))

    def trial(self) -> Trial:
        """How it would go."""
        named = list(self._failed)[:NAMED]
        title = self._record_type.title
        rows = lists.rows(self._session, lists.ListSpec(self._record_type.kind, (title,)), named)
        told = tuple(
            Failure(one, str(rows[one][1] or "") if one in rows else "", self._texts[one], self._failed[one])
            for one in named
        )
        return Trial(len(self._became), len(self._failed), told)

    def write(self) -> None:
        """Store the definition and the values as they are from now on."""
        stored = self._session.get(CustomField, self._field.custom)
        if stored is None:
            return
        stored.value_kind, stored.link_to, stored.default_value = self._to.value, None, None
        stored.is_unique = stored.is_unique and self._to not in (Kind.CHOICE, Kind.YES_NO, Kind.LONG)
        for left in self._session.scalars(select(CustomChoice).where(CustomChoice.field_id == stored.id)):
            self._session.delete(left)  # of a choice that it was
        self._session.flush()
        for place, one in enumerate(self._values):
            made = CustomChoice(field_id=stored.id, key=one.key, label=one.label, tone=one.tone, position=place)
            made.archived = False
            self._session.add(made)
        self._session.flush()
        retyping.retype(self._session, self._record_type.kind, self._field, self._new, self._became)


def _field_of(session: Session, field_id: int) -> tuple[RecordType, Field]:
    for record_type in session.info["registry"]:
        for declared in record_type.custom:
            if declared.custom == field_id:
                return record_type, declared
    raise UserError(_("This field is no longer there."), _("Somebody may have deleted it; look into the list again."))


def way_of(session: Session) -> Way:
    """How people of this workspace write values."""
    workspace = session.info["workspace"]
    zone = ZoneInfo(workspace.zone)
    return Way(
        workspace.locale,
        workspace.currency,
        zone,
        datetime.now(zone).date(),
        order=order_of(workspace.locale),
        decimal="",
    )
