"""A key as a person prints it and types it: groups of letters and digits, each with a check of its own.

The check is a sum in the field of 32 elements with a weight for each place, so one wrong character, or two that changed
places, never pass; it depends on the group's place as well, so groups can't change places either.
"""

from __future__ import annotations

import secrets

from itdesk.core.errors import Unreadable
from itdesk.core.texts import _, ngettext

GROUPS = 7  # of four characters that count and one that checks: 140 bits
LENGTH = 5
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without I, L, O and U, which look like others or make words
_READ_AS = str.maketrans("OIL", "011")
_FIELD = 0b100101  # x⁵ + x² + 1


def make() -> str:
    """A new code, from the system's randomness."""
    return "-".join(_group(place, [secrets.randbelow(32) for _sign in range(LENGTH - 1)]) for place in range(GROUPS))


def read(typed: str) -> str:
    """The code in the one way it is written; raises Unreadable, which names the groups that are wrong."""
    signs = "".join(sign for sign in typed.upper().translate(_READ_AS) if sign.isalnum())
    groups = [signs[start : start + LENGTH] for start in range(0, len(signs), LENGTH)]
    wrong = [place + 1 for place, group in enumerate(groups[:GROUPS]) if not _is_right(place, group)]
    if wrong:
        named = ", ".join(str(place) for place in wrong)
        raise Unreadable(
            ngettext("Group {named} is not as printed.", "Groups {named} are not as printed.", len(wrong)).format(
                named=named
            ),
            _("Compare it with the sheet; O is read as 0, and I and L as 1."),
        )
    if len(groups) != GROUPS:
        raise Unreadable(
            _("A recovery code has {n} groups of five characters; here are {found}.").format(
                n=GROUPS, found=len(groups)
            ),
            _("Type all of them, with or without the dashes."),
        )
    return "-".join(groups)


def is_like_one(typed: str) -> bool:
    """Whether this was meant as a recovery code, however it is mistyped."""
    signs = [sign for sign in typed if sign.isalnum()]
    return len(signs) == GROUPS * LENGTH and len(typed.replace("-", "").replace(" ", "")) == len(signs)


def _group(place: int, signs: list[int]) -> str:
    return "".join(SIGNS[sign] for sign in (*signs, _check(place, signs)))


def _is_right(place: int, group: str) -> bool:
    if len(group) != LENGTH or any(sign not in SIGNS for sign in group):
        return False
    *signs, check = (SIGNS.index(sign) for sign in group)
    return _check(place, signs) == check


def _check(place: int, signs: list[int]) -> int:
    total = place + 1
    for weight, sign in enumerate(signs, 2):
        total ^= _times(weight, sign)
    return total


def _times(one: int, other: int) -> int:
    """The product of two elements of the field."""
    product = 0
    while other:
        if other & 1:
            product ^= one
        other >>= 1
        one <<= 1
        if one & 0b100000:
            one ^= _FIELD
    return product
