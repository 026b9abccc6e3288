"""Amounts, numbers and yes or no as people type them: 1,200, 1.2k, =340*12, £12.58, (12.50); exact, never through floats."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from functools import lru_cache
from typing import NamedTuple

from itdesk.core.errors import Unreadable
from itdesk.core.locales import marks
from itdesk.core.money import is_currency
from itdesk.core.texts import _

LONGEST = 200
DEEPEST = 20
LARGEST = Decimal(10) ** 13  # what the store's exact integers hold with room for sums
PLACES = 4

_SIGNS = {
    "£": "GBP", "€": "EUR", "$": "$", "US$": "USD", "A$": "AUD", "C$": "CAD", "CA$": "CAD", "NZ$": "NZD", "HK$": "HKD",
    "¥": "JPY", "₹": "INR", "₩": "KRW", "₺": "TRY", "₽": "RUB", "₴": "UAH", "₪": "ILS", "R$": "BRL", "zł": "PLN",
    "Kč": "CZK", "Ft": "HUF", "Fr.": "CHF", "SFr.": "CHF", "Fr": "CHF", "฿": "THB", "₫": "VND", "₱": "PHP", "₦": "NGN",
}  # fmt: skip
_SIGN = re.compile("|".join(re.escape(sign) for sign in sorted(_SIGNS, key=len, reverse=True)))
_CODE = re.compile(r"(?<![A-Za-z])[A-Z]{3}(?![A-Za-z])")
_SUFFIXES = {"": 1, "k": 1_000, "m": 1_000_000, "mio": 1_000_000, "tsd": 1_000, "mn": 1_000_000}
_SUFFIXED = re.compile(r"(.*?\d)\s*([a-z]*)\.?", re.IGNORECASE | re.DOTALL)
_SPACES = re.compile(r"[\s\u00a0\u2007\u2009\u202f]+")
_MINUSES = str.maketrans({"−": "-", "–": "-", "—": "-", "﹣": "-", "－": "-", "’": "'", "‘": "'", "＋": "+"})
_EXPONENT = re.compile(r"(\d+(?:\.\d+)?)[eE]([+-]?\d{1,3})")
_DIGITS = re.compile(r"\d+")


class Amount(NamedTuple):
    """A sum as typed; currency is the code that the text names, "$" for any dollar, empty if it names none."""

    value: Decimal
    currency: str


def parse_amount(text: str, *, locale: str = "en_GB", digits: int | None = None) -> Decimal:
    """The sum that text means, without its currency; digits rounds half-even to so many places. Raises Unreadable."""
    return read_amount(text, locale=locale, digits=digits).value


def read_amount(
    text: str, *, locale: str = "en_GB", digits: int | None = None, decimal: str = "", loose: bool = False
) -> Amount:
    """The sum and the currency that it names.

    Accepts the locale's separators, or any that leave no doubt (1.234,56); signs and codes of currencies on either
    side; k and m; minus before or behind, or brackets; and after = sums with + - * / % and brackets. decimal is the
    decimal sign where a whole column has shown it; loose rounds more than four places, which spreadsheets' sums have,
    instead of refusing them. Raises Unreadable, with a suggestion where one is plain.
    """
    typed = _SPACES.sub(" ", text).strip()
    mark = decimal or marks(locale).decimal
    if not typed:
        raise Unreadable(_("An amount is missing."), _("Type a number like {example}.").format(example=_example(mark)))
    if len(typed) > LONGEST:
        raise Unreadable(
            _("This is too long for an amount."), _("Type at most {count} characters.").format(count=LONGEST)
        )
    plain = _ascii(typed)
    if plain.startswith("="):
        value, currency = _Sum(plain[1:], mark, typed).result(), ""
    else:
        bare, currency = _without_currency(plain)
        read = _signed(bare, mark)
        if read is None:
            raise _refused(typed, bare, mark)
        value = read
    if abs(value) >= LARGEST:
        raise Unreadable(
            _("“{value}” is too large.").format(value=_short(typed)),
            _("An amount has at most {count} digits before the point.").format(count=13),
        )
    exponent = value.as_tuple().exponent
    if digits is not None:
        value = value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)
    elif isinstance(exponent, int) and exponent < -PLACES:
        value = _four_places(value, typed, mark, exactly=not loose and not plain.startswith("="))
    return Amount(value, currency)


def _four_places(value: Decimal, typed: str, mark: str, *, exactly: bool) -> Decimal:
    near = value.quantize(Decimal(1).scaleb(-PLACES), ROUND_HALF_EVEN)
    if exactly and near != value:
        suggestion = _typed(near, mark)
        raise Unreadable(
            _("“{value}” has more than four decimal places.").format(value=_short(typed)),
            _("Try {value}.").format(value=suggestion),
            suggestion=suggestion,
        )
    return near


def _example(mark: str) -> str:
    return f"1200{mark}50"


def _short(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"


def _ascii(typed: str) -> str:
    plain = typed.translate(_MINUSES)
    if plain.isascii():
        return plain
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in plain)


def _without_currency(plain: str) -> tuple[str, str]:
    """The text without one sign or code of a currency, and its code."""
    if not plain.strip("0123456789., '-+()"):
        return plain, ""
    found = _SIGN.search(plain)
    if found:
        return (plain[: found.start()] + plain[found.end() :]).strip(), _SIGNS[found[0]]
    found = _CODE.search(plain)
    if found and is_currency(found[0]):
        return (plain[: found.start()] + plain[found.end() :]).strip(), found[0]
    return plain, ""


def _signed(bare: str, mark: str) -> Decimal | None:
    text = bare.strip()
    negative = False
    if text.startswith("(") and text.endswith(")"):
        text, negative = text[1:-1].strip(), True
    elif text.startswith(("-", "+")):
        text, negative = text[1:].strip(), text[0] == "-"
    elif text.endswith("-"):
        bare_of = text.rstrip("-")
        negative = not bare_of.endswith((".", ","))  # "12,-" and "12,--" are how round sums are written in German
        text = bare_of.strip() if negative else bare_of[:-1].strip()
    number = _scaled(text, mark)
    return number if number is None else (-number if negative else number)


def _scaled(text: str, mark: str) -> Decimal | None:
    if text.endswith(tuple("0123456789")):
        return _number(text, mark)
    found = _SUFFIXED.fullmatch(text)
    factor = _SUFFIXES.get(found[2].lower()) if found else None
    if found is None or factor is None:
        return None
    number = _number(found[1].strip(), mark)
    return None if number is None else number * factor


def _number(text: str, mark: str) -> Decimal | None:
    """A bare number with groups and a decimal sign; None if its signs contradict each other or the locale."""
    if _is_plain(text):
        return Decimal(text)
    found = _EXPONENT.fullmatch(text)
    if found and abs(int(found[2])) <= 15 and len(found[1]) <= 30:
        return Decimal(text)
    if " " in text or "'" in text:
        whole, dot, rest = _cut_last(text, ".,")
        if not re.fullmatch(r"\d{1,3}(?:([ '])\d{3})(?:\1\d{3})*", whole):
            return None
        whole = whole.replace(" ", "").replace("'", "")
        return _made(whole, rest) if dot else Decimal(whole)
    return _grouped(text, mark)


def _grouped(text: str, mark: str) -> Decimal | None:
    """A number of digits, points and commas: which of them is the decimal sign is seen from the text, else it is mark."""
    points, commas = text.count("."), text.count(",")
    if points and commas:
        mark = "." if text.rfind(".") > text.rfind(",") else ","
    elif points > 1 or commas > 1:
        mark = "," if points else "."
    group = "," if mark == "." else "."
    whole, dot, rest = text.partition(mark)
    if group in whole:
        if not re.fullmatch(rf"[1-9]\d{{0,2}}(?:{re.escape(group)}\d{{2,3}})*{re.escape(group)}\d{{3}}", whole):
            return None
        whole = whole.replace(group, "")
    return _made(whole, rest) if dot or _is_plain(whole) else None


def _made(whole: str, rest: str) -> Decimal | None:
    if not (whole or rest) or not _is_plain(whole or "0") or not _is_plain(rest or "0"):
        return None
    return Decimal(f"{whole or 0}.{rest}") if rest else Decimal(whole)


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _cut_last(text: str, signs: str) -> tuple[str, str, str]:
    at = max(text.rfind(sign) for sign in signs)
    return (text, "", "") if at < 0 else (text[:at], text[at], text[at + 1 :])


def _refused(typed: str, bare: str, mark: str) -> Unreadable:
    suggestion = _suggestion(bare, mark)
    what = _("“{value}” is not a number.").format(value=_short(typed))
    if not suggestion:
        return Unreadable(what, _("Type digits, like {example}.").format(example=_example(mark)))
    return Unreadable(what, _("Try {value}.").format(value=suggestion), suggestion=suggestion)


def _suggestion(bare: str, mark: str) -> str:
    """The one number that stands in the text, or the sum that it would be after an equals sign."""
    if re.fullmatch(r"[\d.,\s]+[*/+][\d.,\s*/+()-]+", bare):
        return _workable(f"={bare.replace(' ', '')}", mark)
    other = "," if mark == "." else "."
    value = _signed(bare, other)
    if value is None:
        found = re.findall(r"-?(?:[.,]?\d[\d.,' ]*)", bare)
        if len(found) != 1:
            return ""
        text = found[0].strip(" ,'").removesuffix(".")
        value = _signed(text, mark)
        value = _signed(text, other) if value is None else value
    if value is None or abs(value) >= LARGEST:
        return ""
    return _typed(value, mark)


def _workable(text: str, mark: str) -> str:
    try:
        read_amount(text, decimal=mark)
    except Unreadable:
        return ""
    return text


def _typed(value: Decimal, mark: str) -> str:
    """A number as a person types it, with two places or as many as it has up to four."""
    exponent = value.as_tuple().exponent
    places = max(2, min(PLACES, -exponent)) if isinstance(exponent, int) else 2
    return f"{value:.{places}f}".replace(".", mark)


class _Sum:
    """A sum typed after an equals sign: + - * / × ÷ % and brackets over numbers, by recursive descent on Decimals."""

    def __init__(self, text: str, mark: str, typed: str) -> None:
        self.text = text.replace("×", "*").replace("÷", "/").replace(" ", "")
        self.mark = mark
        self.typed = typed
        self.at = 0
        self.depth = 0

    def result(self) -> Decimal:
        with localcontext() as context:
            context.prec = 50
            value = self._sum()
            if self.at != len(self.text):
                raise self._wrong()
            return value + 0

    def _wrong(self) -> Unreadable:
        return Unreadable(
            _("“{value}” can't be worked out.").format(value=_short(self.typed)),
            _("Use numbers with + - * / and brackets, like {example}.").format(example="=340*12"),
        )

    def _take(self, signs: str) -> str:
        if self.at < len(self.text) and self.text[self.at] in signs:
            self.at += 1
            return self.text[self.at - 1]
        return ""

    def _sum(self) -> Decimal:
        value = self._product()
        while sign := self._take("+-"):
            other = self._product()
            value = value + other if sign == "+" else value - other
        return value

    def _product(self) -> Decimal:
        value = self._factor()
        while sign := self._take("*/"):
            other = self._factor()
            if sign == "/" and not other:
                raise Unreadable(
                    _("“{value}” divides by nothing.").format(value=_short(self.typed)),
                    _("Use a number other than 0 after the stroke."),
                )
            value = value * other if sign == "*" else value / other
        return value

    def _factor(self) -> Decimal:
        self.depth += 1
        if self.depth > DEEPEST:
            raise self._wrong()
        if sign := self._take("+-"):
            value = self._factor()
            value = -value if sign == "-" else value
        elif self._take("("):
            value = self._sum()
            if not self._take(")"):
                raise self._wrong()
        else:
            value = self._literal()
        while self._take("%"):
            value /= 100
        self.depth -= 1
        return value

    def _literal(self) -> Decimal:
        begin = self.at
        while self.at < len(self.text) and (self.text[self.at].isalnum() or self.text[self.at] in ".,'£€$¥"):
            self.at += 1
        bare, _currency = _without_currency(self.text[begin : self.at])
        value = _scaled(bare, self.mark) if bare else None
        if value is None:
            raise self._wrong()
        return value


def parse_number(text: str, *, locale: str = "en_GB", whole: bool = False, decimal: str = "") -> Decimal:
    """A number without a currency, by the same rules; whole refuses places behind the point. Raises Unreadable."""
    value, currency = read_amount(text, locale=locale, decimal=decimal)
    typed = " ".join(text.split())
    if currency:
        suggestion = f"{value:f}"
        raise Unreadable(
            _("“{value}” names a currency, but this is a plain number.").format(value=_short(typed)),
            _("Try {value}.").format(value=suggestion),
            suggestion=suggestion,
        )
    if whole and value != value.to_integral_value():
        suggestion = f"{value.quantize(Decimal(1), ROUND_HALF_EVEN):f}"
        raise Unreadable(
            _("“{value}” is not a whole number.").format(value=_short(typed)),
            _("Try {value}.").format(value=suggestion),
            suggestion=suggestion,
        )
    return value


_YES = frozenset(
    {"yes", "y", "true", "t", "1", "x", "on", "ja", "j", "wahr", "oui", "si", "sí", "да", "active", "✓", "✔", "☑"}
)
_NO = frozenset({"no", "n", "false", "f", "0", "off", "nein", "falsch", "non", "нет", "inactive", "✗", "✘", "☐"})


def parse_yes_no(text: str) -> bool:
    """True for yes, y, true, 1, x, ja, ✓ and their like, False for no, false, 0, nein. Raises Unreadable for others."""
    word = text.strip().casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise Unreadable(
        _("“{value}” is neither yes nor no.").format(value=_short(text.strip()))
        if word
        else _("Yes or no is missing."),
        _("Type yes or no, or leave it empty."),
    )


def detect_decimal(values: Iterable[str], *, locale: str = "en_GB") -> str:
    """The decimal sign that a column's values show, the locale's if they don't: 1.234,56 and 12,5 show a comma."""
    votes = {".": 0, ",": 0}
    for value in set(values):
        text = value.strip(" £€$¥()+-−\u00a0")
        points, commas = text.count("."), text.count(",")
        if points + commas == 0 or not _DIGITS.search(text):
            continue
        if points and commas:
            votes["." if text.rfind(".") > text.rfind(",") else ","] += 1
        elif points > 1 or commas > 1:
            votes["," if points else "."] += 1
        else:
            sign = "." if points else ","
            whole, _sign, rest = text.partition(sign)
            behind = _DIGITS.match(rest)
            if len(behind[0] if behind else "") != 3 or len(whole) > 3 or whole in ("", "0"):
                votes[sign] += 1
    if votes["."] == votes[","]:
        return marks(locale).decimal
    return max(votes, key=lambda sign: votes[sign])


def amount_reader(*, locale: str, decimal: str = "") -> Callable[[str], Amount]:
    """read_amount for a column: each different text is read once."""

    @lru_cache(maxsize=20_000)
    def read(text: str) -> Amount:
        return read_amount(text, locale=locale, decimal=decimal, loose=True)

    return read
