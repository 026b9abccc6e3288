"""What of typed words decides the text of the statement that looks for them."""

from __future__ import annotations

from typing import NamedTuple

from itdesk.core.grams import is_word_start, norm, qgrams


class QueryShape(NamedTuple):
    """is_short: no gram to ask the index for; inside and starts: terms looked for anywhere, and at words' starts alone."""

    is_short: bool
    inside: int
    starts: int
    is_ascii: bool
    is_exact: bool  # each term is a gram itself: what has it needs no second look


def _is_exact(terms: list[str]) -> bool:
    return all(qgrams(term) == {term} for term in terms)


def shape_of_query(words: str) -> QueryShape:
    """The shape of what was typed."""
    normed = norm(words)
    terms = normed.split()
    starts = sum(map(is_word_start, terms))
    return QueryShape(qgrams(words) is None, len(terms) - starts, starts, normed.isascii(), _is_exact(terms))
