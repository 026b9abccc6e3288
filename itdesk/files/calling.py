"""Records of one kind by what people call them: a file's text finds the record it means, or nothing, or too many."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from itdesk.core.grams import norm
from itdesk.core.record import RecordType

WHOLE = ""  # the key of a text that names the record as a whole, not one of its fields
_REVERSED = re.compile(r"([^,]+),\s*([^,]+)")
_INITIAL = re.compile(r"(\w)\.?\s+(\w[\w'’ -]+)")
_MANY = 5000  # names among which a near one is still looked for


@dataclass(frozen=True, slots=True)
class Several:
    """More than one record is called like this."""


class Called:
    """An index of records by the fields of RecordType.match, and by their other fields that a file names.

    A record is the one meant if a match field fits and nothing that the file says of it contradicts what is stored.
    """

    def __init__(self, record_type: RecordType, parts: Iterable[str] = ()) -> None:
        self.record_type = record_type
        matches = record_type.match or (record_type.title,)
        self.matches = [tuple(match.split("|")) for match in matches]
        used = [record_type.title, *(name for match in self.matches for name in match), *parts]
        self.names = tuple(dict.fromkeys(name for name in used if name != WHOLE))
        self._places = {name: place for place, name in enumerate(self.names)}
        self._index: list[dict[str, int | list[int]]] = [{} for _match in self.matches]
        self._stored: dict[int, tuple[str, ...]] = {}
        self._titles: dict[str, str] = {}

    def add(self, record_id: int, values: Sequence[object]) -> None:
        """Take in a record; its values stand in the order of names."""
        folded = tuple("" if value is None else fold(str(value)) for value in values)
        self._stored[record_id] = folded
        title = values[self._places[self.record_type.title]]
        if title is not None and record_id > 0:
            self._titles.setdefault(folded[self._places[self.record_type.title]], str(title))
        for match, index in zip(self.matches, self._index, strict=True):
            parts = [folded[self._places[name]] for name in match]
            if not all(parts):
                continue
            key = " ".join(parts)
            known = index.get(key)
            if known is None:
                index[key] = record_id
            elif isinstance(known, list):
                known.append(record_id)
            elif known != record_id:
                index[key] = [known, record_id]

    def find(self, texts: Mapping[str, str]) -> int | Several | None:
        """The record that the texts mean. texts are by field name; WHOLE is the name of the record as a whole."""
        said = {name: fold(text) for name, text in texts.items() if text}
        several = False
        for match, index in zip(self.matches, self._index, strict=True):
            for key in _keys(match, said):
                found = [one for one in _ids(index.get(key)) if self._agrees(one, said)]
                if len(found) == 1:
                    return found[0]
                several = several or len(found) > 1
        if several:
            return Several()
        return self._by_initial(said)

    def _agrees(self, record_id: int, said: Mapping[str, str]) -> bool:
        stored = self._stored[record_id]
        return all(
            name == WHOLE or name not in self._places or not (own := stored[self._places[name]]) or own == text
            for name, text in said.items()
        )

    def _by_initial(self, said: Mapping[str, str]) -> int | None:
        """The only one whose first name begins with the initial and who has this last name: "R Abbott"."""
        found = _INITIAL.fullmatch(said.get(WHOLE, ""))
        if not found or not any(len(match) > 1 for match in self.matches):
            return None
        fits = re.compile(rf"{re.escape(found[1])}\w*\b.* {re.escape(found[2])}").fullmatch
        place = self._places[self.record_type.title]
        ids = [one for one, values in self._stored.items() if values[place][:1] == found[1] and fits(values[place])]
        ids = [one for one in ids if self._agrees(one, said)]
        return ids[0] if len(ids) == 1 else None

    def near(self, text: str) -> str:
        """The title that is nearly the text, or nothing: what a slip of the finger probably meant."""
        from rapidfuzz import fuzz, process  # only for texts that name nobody

        if not self._titles or len(self._titles) > _MANY or any(letter.isdigit() for letter in text):
            return ""  # of two codes that differ by a digit neither is the other's slip
        found = process.extractOne(fold(text), list(self._titles), scorer=fuzz.token_sort_ratio, score_cutoff=80)
        return self._titles[found[0]] if found else ""


def fold(text: str) -> str:
    """As names are compared: without regard to case, accents and the number of spaces."""
    return " ".join(norm(text).split())


def _ids(found: int | list[int] | None) -> Sequence[int]:
    return () if found is None else found if isinstance(found, list) else (found,)


def _keys(match: tuple[str, ...], said: Mapping[str, str]) -> Iterable[str]:
    """What may stand in the index under this match: the named fields together, or the text for the whole."""
    parts = [said.get(name, "") for name in match]
    if all(parts):
        yield " ".join(parts)
    whole = said.get(WHOLE, "")
    if whole:
        yield whole
        turned = _REVERSED.fullmatch(whole)
        if turned:
            yield f"{turned[2]} {turned[1]}"
