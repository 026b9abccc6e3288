"""Which column of a file goes to which declared field: by names and their aliases in any spelling, then by likeness."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from itdesk.core.amounts import parse_yes_no, read_amount
from itdesk.core.dates import detect_order
from itdesk.core.errors import UserError
from itdesk.core.grams import norm
from itdesk.core.record import Field, Kind, RecordType
from itdesk.core.texts import N_, _
from itdesk.files.cells import is_choice

LIKE = 86  # rapidfuzz's score from which two names are taken for the same
SURE, KNOWN, ALIKE = 1.0, 0.95, 0.7

# One spelling for words that tables abbreviate.
_WORDS = {
    "no": "number", "nr": "number", "num": "number", "nummer": "number", "id": "id", "qty": "quantity", "amt": "amount",
    "purch": "purchase", "mfr": "manufacturer", "mfg": "manufacturer", "manuf": "manufacturer", "loc": "location",
    "dept": "department", "desc": "description", "addr": "address", "tel": "telephone", "exp": "expiration",
    "warr": "warranty", "acq": "acquisition", "asst": "asset", "cat": "category", "license": "licence", "organization": "organisation",
    "e": "e", "dt": "date", "datum": "date", "mo": "months", "mths": "months", "yrs": "years", "pcs": "pieces",
    "seriennr": "seriennumber", "inventarnr": "inventarnumber", "seriennummer": "seriennumber", "inventarnummer": "inventarnumber",
}  # fmt: skip
_TAXED = re.compile(
    r"\b(inc|incl|including|with|inkl|einschl)\w*\.? ?(vat|tax|gst|mwst|ust|tva)\b|\b(gross|brutto|ttc)\b"
)
_UNTAXED = re.compile(
    r"\b(ex|excl|excluding|without|net of|ohne|zzgl)\w*\.? ?(vat|tax|gst|mwst|ust|tva)\b|\b(net|netto|ht)\b"
)
_UNITS = re.compile(r"[(\[][^)\]]{0,12}[)\]]|[£$€]")


@dataclass(frozen=True, slots=True)
class Match:
    """What becomes of one column. target is a field's name, or LINK.FIELD for a part of a linked record, or empty.

    confidence is 1 for its own name, 0.95 for an alias, less for likeness. why_not tells why the column is left out.
    taxed: its name says that its amounts include tax.
    """

    column: int
    header: str
    target: str = ""
    confidence: float = 0.0
    why_not: str = ""
    taxed: bool = False


def suggest(record_type: RecordType, headers: Sequence[str], rows: Sequence[Sequence[object]] = ()) -> list[Match]:
    """A match for each column, in their order; every field is taken once, by the column that fits it best."""
    known = list(_names(record_type))
    left_out = {_plain(name): reason for name, reason in record_type.left_out.items()}
    offers: list[tuple[float, int, str]] = []
    for column, header in enumerate(headers):
        if _plain(header) in left_out:
            continue
        values = [row[column] for row in rows if column < len(row) and row[column] is not None]
        for target, score in _offers(known, header).items():
            declared = record_type.by_name[target.partition(".")[0]]
            if "." not in target and not _fits(declared, values):
                score -= 0.5  # noqa: PLW2901 -- the values speak against the name
            if score > 0.5:
                offers.append((score, column, target))
    chosen: dict[int, tuple[str, float]] = {}
    taken: set[str] = set()
    for score, column, target in sorted(offers, key=lambda offer: (-offer[0], offer[1])):
        if column not in chosen and target not in taken:
            chosen[column] = (target, score)
            taken.add(target)
    own = _not_typed(record_type)
    reasons = {**dict.fromkeys(own, N_("The app works it out by itself.")), **left_out}
    return [_match(column, header, chosen.get(column, ("", 0.0)), reasons) for column, header in enumerate(headers)]


def _match(column: int, header: str, chosen: tuple[str, float], left_out: Mapping[str, str]) -> Match:
    plain = _spelled(header)
    target, score = chosen
    if not target:
        reason = left_out.get(_plain(header))
        return Match(column, header, why_not=_(reason) if reason else _("No field has this name."))
    return Match(column, header, target, round(score, 2), taxed=bool(_TAXED.search(plain)))


def _not_typed(record_type: RecordType) -> set[str]:
    """Spellings of fields that no file can fill."""
    typed = {declared.name for declared in record_type.importable}
    hidden = [declared for declared in record_type.fields if declared.name not in typed]
    return {_plain(name) for one in hidden for name in (one.name, one.label_text, one.label)}


def check_targets(record_type: RecordType, targets: Mapping[str, str]) -> None:
    """Refuse a mapping from column names to targets that names a field twice or one that can't be filled from a file."""
    seen: dict[str, str] = {}
    typed = {declared.name for declared in record_type.importable}
    for header, target in targets.items():
        if not target:
            continue
        name, _dot, part = target.partition(".")
        declared = record_type.by_name.get(name)
        if declared is None or name not in typed or (part and declared.kind is not Kind.LINK):
            raise UserError(
                _("{kind} have no field called {name} that a file can fill.").format(
                    kind=record_type.plural, name=f"“{target}”"
                ),
                _("Use one of: {names}.").format(names=", ".join(sorted(typed))),
            )
        if target in seen:
            raise UserError(
                _("The columns {first} and {second} both go to {field}.").format(
                    first=f"“{seen[target]}”", second=f"“{header}”", field=declared.label
                ),
                _("Leave one of them out."),
            )
        seen[target] = header


def _names(record_type: RecordType) -> Iterator[tuple[str, str, float]]:
    """Every spelling under which a target is known: (target, name, how sure)."""
    for declared in record_type.importable:
        for name in (declared.name, declared.label_text, declared.label):
            yield declared.name, _plain(name), SURE
        for place, alias in enumerate(declared.aliases):  # of two columns the one that is named first fits better
            yield declared.name, _plain(alias), KNOWN - place / 2000
        for alias, part in declared.part_aliases.items():
            yield f"{declared.name}.{part}", _plain(alias), KNOWN - 0.05


def _offers(known: Sequence[tuple[str, str, float]], header: str) -> dict[str, float]:
    """Targets that a header may mean, and how likely each is."""
    from rapidfuzz import fuzz

    plain = _plain(header)
    offers: dict[str, float] = {}
    if not plain:
        return offers
    for target, name, sure in known:
        if name == plain:
            offers[target] = max(offers.get(target, 0), sure)
        elif len(plain) > 3 and len(name) > 3 and abs(len(plain) - len(name)) <= 8:
            score = max(fuzz.ratio(plain, name), fuzz.token_sort_ratio(plain, name))
            if score >= LIKE:
                offers[target] = max(offers.get(target, 0), ALIKE * score / 100)
    return offers


def _spelled(header: str) -> str:
    """Small letters without accents, words parted by single spaces: underscores and capitals inside part words too."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", header)
    return " ".join(re.sub(r"[^\w%£$€()]+|_", " ", norm(parted)).split())


def _plain(header: str) -> str:
    """The header's words in one spelling, less units and remarks on tax."""
    text = _UNITS.sub(" ", _UNTAXED.sub(" ", _TAXED.sub(" ", _spelled(header))))
    return " ".join(_WORDS.get(word, word) for word in text.replace("%", " percent ").split())


def _fits(declared: Field, values: Sequence[object]) -> bool:
    """Whether the first values can be what the field holds; texts fit any field of text."""
    texts = [value.strip() for value in values[:50] if isinstance(value, str) and value.strip()]
    if not texts:
        return True
    if declared.kind in (Kind.DATE, Kind.INSTANT):
        found = detect_order(texts)
        return len(found.fits) < 3 or any(any(letter.isdigit() for letter in text) for text in texts)
    if declared.kind in (Kind.INTEGER, Kind.DECIMAL, Kind.MONEY):
        return _share(texts, _is_number) >= 0.5
    if declared.kind is Kind.CHOICE:
        return any(is_choice(declared, text) for text in texts)
    if declared.kind is Kind.YES_NO:
        return _share(texts, _is_yes_no) >= 0.5
    if declared.kind is Kind.EMAIL:
        return _share(texts, lambda text: "@" in text) >= 0.5
    return True


def _share(texts: Sequence[str], test: Callable[[str], bool]) -> float:
    return sum(test(text) for text in texts) / len(texts)


def _is_number(text: str) -> bool:
    for decimal in (".", ","):
        try:
            read_amount(text, decimal=decimal, loose=True)
        except UserError:
            continue
        return True
    return False


def _is_yes_no(text: str) -> bool:
    try:
        parse_yes_no(text)
    except UserError:
        return False
    return True
