"""The feet of columns in words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import cast

from itdesk.core.formats import format_count
from itdesk.core.summaries import Facts, Summary, summed, word
from itdesk.core.texts import _
from itdesk.core.value_texts import EMPTY, ValueTexts, field_of


def foot_words(texts: ValueTexts, name: str, summary: Summary, facts: Mapping[str, Facts]) -> tuple[str, str]:
    """A foot as word and value: "Average", "1,234.50 + €80"."""
    declared = field_of(texts.record_type, name)
    values = summed(summary, facts)
    if summary in (Summary.FILLED, Summary.EMPTY):
        shown = format_count(cast("int", values[""]))
    elif any(isinstance(value, Decimal) for value in values.values()):
        shown = texts.sums(name, {code: Decimal(str(value)) for code, value in values.items()})
    else:
        shown = ", ".join(texts.text(name, value) for value in values.values())
    return _(word(declared, summary)), shown or EMPTY
