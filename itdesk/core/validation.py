"""What may stand in a field: cleaning and checks that follow from a declaration, the same for forms, files and the store."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache

from itdesk.core.choices import Choice
from itdesk.core.errors import Problem
from itdesk.core.formats import format_number
from itdesk.core.record import TEXTUAL, Field, Kind, RecordType
from itdesk.core.texts import _

LONGEST_TEXT = 1_000_000  # characters of a LONG field that declares no length of its own; more belongs into a file
_LARGEST = Decimal(10) ** 14
_WHOLE = 2**31 - 1
_USUAL_LENGTH = 255
_EMAIL = re.compile(r"[^\s@,;<>()\[\]]+@[^\s@,;<>()\[\]]+")
_INSIDE = re.compile(r"[<(\[]\s*([^\s@,;<>()\[\]]+@[^\s@,;<>()\[\]]+)\s*[>)\]]")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_UNSEEN = re.compile("[\\s\u00ad\u115f\u1160\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufeff\uffa0]*")
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
_TURNED = {**dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c"), **dict.fromkeys("\u2066\u2067\u2068", "\u2069")}


def longest(declared: Field) -> int:
    """How many characters a textual field holds."""
    return LONGEST_TEXT if declared.kind is Kind.LONG and declared.length == _USUAL_LENGTH else declared.length


def too_long(declared: Field, length: int) -> str:
    """The sentence for a text of so many characters."""
    return _("{field} holds {limit} characters; this has {length}.").format(
        field=declared.label, limit=format_number(longest(declared)), length=format_number(length)
    )


def cleaned(declared: Field, value: object) -> object:
    """The value as it is stored: texts without spaces around them, nothing instead of a text that nobody sees."""
    if isinstance(value, str):
        if _UNSEEN.fullmatch(value):
            return None
        if declared.kind is not Kind.LONG:
            return _turned_back(value.strip())
    if declared.kind in (Kind.MONEY, Kind.DECIMAL) and isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    return value


def _turned_back(text: str) -> str:
    """Whatever turns the direction of writing ends with the text, or the sentence in which it stands is turned as well."""
    if text.isascii():
        return text
    ends: list[str] = []
    for sign in _TURNS.findall(text):
        if sign in _TURNED:
            ends.append(_TURNED[sign])
        elif sign in ends:
            del ends[len(ends) - 1 - ends[::-1].index(sign) :]
    return text + "".join(reversed(ends))


def problem_with(declared: Field, value: object) -> Problem | None:
    """What is wrong with one cleaned value by itself, with a value that would be right where one is plain."""
    if value is None:
        if declared.required and not declared.given and not declared.computed:
            return Problem(declared.name, _("{field} can't stay empty.").format(field=declared.label))
        return None
    if declared.kind in TEXTUAL:
        sentence, suggestion = _wrong_text(declared, value)
    elif declared.kind in (Kind.INTEGER, Kind.DECIMAL, Kind.MONEY):
        sentence, suggestion = _wrong_number(declared, value)
    else:
        sentence, suggestion = _wrong_other(declared, value), ""
    return Problem(declared.name, sentence, suggestion) if sentence else None


def _wrong_text(declared: Field, value: object) -> tuple[str, str]:
    if not isinstance(value, str):
        return _("{field} has to be text.").format(field=declared.label), ""
    if len(value) > longest(declared):
        return too_long(declared, len(value)), ""
    if _CONTROLS.search(value):
        sentence = _("{field} contains a character that can't be stored.").format(field=declared.label)
        return sentence, _CONTROLS.sub("", value)
    if declared.kind is not Kind.LONG and ("\n" in value or "\r" in value):
        return _("{field} is one line.").format(field=declared.label), " ".join(value.split())
    if declared.kind is Kind.EMAIL and not _EMAIL.fullmatch(value):
        inside = _INSIDE.search(value)
        meant = inside[1] if inside else value.replace(" ", "")
        sentence = _("{value} is no email address.").format(value=f"“{_short(value)}”")
        return sentence, meant if _EMAIL.fullmatch(meant) else ""
    if declared.kind is Kind.URL and " " in value:
        return _("A web address has no spaces."), value.replace(" ", "")
    return "", ""


def _wrong_number(declared: Field, value: object) -> tuple[str, str]:
    if declared.kind is Kind.INTEGER:
        if not isinstance(value, int) or isinstance(value, bool):
            return _("{field} has to be a whole number.").format(field=declared.label), ""
        if abs(value) > _WHOLE:
            return _("{field} is too large a number.").format(field=declared.label), ""
    elif not isinstance(value, Decimal):
        return _("{field} has to be a number.").format(field=declared.label), ""
    elif not value.is_finite() or abs(value) >= _LARGEST:
        return _("{field} is too large a number.").format(field=declared.label), ""
    elif value != value.quantize(Decimal("0.0001")):
        return _("{field} holds four decimal places.").format(field=declared.label), ""
    if declared.minimum is not None and Decimal(value) < declared.minimum:
        sentence = _("{field} has to be {minimum} or more.").format(field=declared.label, minimum=declared.minimum)
        return sentence, str(declared.minimum)
    return "", ""


def _wrong_other(declared: Field, value: object) -> str:
    if declared.kind is Kind.DATE and (not isinstance(value, date) or isinstance(value, datetime)):
        return _("{field} has to be a date.").format(field=declared.label)
    if declared.kind is Kind.INSTANT and (not isinstance(value, datetime) or value.tzinfo is None):
        return _("{field} has to be a date and a time.").format(field=declared.label)
    if declared.kind is Kind.YES_NO and not isinstance(value, bool):
        return _("{field} has to be yes or no.").format(field=declared.label)
    if declared.kind is Kind.LINK and (not isinstance(value, int) or isinstance(value, bool)):
        return _("{field} has to be another record.").format(field=declared.label)
    if declared.kind is Kind.CHOICE and declared.choices is not None and value not in _values_of(declared.choices):
        labels = ", ".join(member.label for member in declared.choices)
        return _("{value} is none of: {choices}.").format(value=f"“{_short(str(value))}”", choices=labels)
    return ""


@cache
def _values_of(choices: type[Choice]) -> frozenset[str]:
    return frozenset(member.value for member in choices)


def wrong_kinds(record_type: RecordType, values: Mapping[str, object]) -> list[Problem]:
    """What a field of its kind can't hold, before anything follows from it; what is empty may still be filled."""
    given = [(declared, value) for declared in record_type.stored if (value := values.get(declared.name)) is not None]
    return [problem for declared, value in given if (problem := problem_with(declared, value)) is not None]


def check(record_type: RecordType, values: Mapping[str, object]) -> list[Problem]:
    """Everything that is wrong with cleaned values: field by field, then, if each is right, by the type's own check.

    A human number that is missing is no problem: the store gives one. Nor is a field that records of other categories have.
    """
    numbered = record_type.number_field if record_type.number_prefix else ""
    found = [
        problem
        for declared in record_type.stored
        if declared.name in values
        and (problem := problem_with(declared, values[declared.name])) is not None
        and (declared.name != numbered or values[numbered] is not None)
        and (values[declared.name] is not None or record_type.has(declared, values))
    ]
    if not found and record_type.check is not None:
        found = list(record_type.check(values))
    return found


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59] + "…"
