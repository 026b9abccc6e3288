"""Time spent as people type it: 25, 0:25, 25 min, 1.5 h, 1 h 20."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from itdesk.core.errors import UserError
from itdesk.core.texts import _

LONGEST = 7 * 24 * 60
_CLOCK = r"(\d{1,3}):([0-5]\d)"
_WORDS = (
    r"(?:(\d{1,3}(?:[.,]\d{1,2})?)\s*(?:h|hours?|std\.?|stunden?))?\s*(?:(\d{1,4})\s*(?:m|min\.?|minutes?|minuten?)?)?"
)


def parse_minutes(text: str) -> int:
    """Whole minutes, at least one and at most a week; bare figures are minutes. Raises UserError."""
    typed = text.strip().casefold()
    found = re.fullmatch(_CLOCK, typed)
    minutes = 0
    if found is not None:
        minutes = int(found[1]) * 60 + int(found[2])
    elif typed and (words := re.fullmatch(_WORDS, typed)) is not None:
        hours = Decimal((words[1] or "0").replace(",", "."))
        minutes = int((hours * 60).quantize(Decimal(1), ROUND_HALF_UP)) + int(words[2] or 0)
    if not 1 <= minutes <= LONGEST:
        raise UserError(
            _("“{text}” is no time between a minute and a week.").format(text=text.strip()),
            _("Type it like 0:25, 25 min or 1.5 h."),
            field="minutes",
        )
    return minutes
