"""What helps where a search found nothing: words that records do have, words to leave out, and the bin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from itdesk.core.grams import matcher, norm
from itdesk.core.record import RecordType, Verb
from itdesk.db import lists, rights, search, tables

NEWEST = 20_000  # entries whose titles words are taken from
ALIKE = 72  # of 100: how like the typed word another has to be
OFFERED = 3
Kinds = Sequence[str] | None  # those that are looked through; None for all
BINNED = 2_000  # deleted records of a kind that are looked through


def instead(session: Session, words: str, kinds: Kinds = None) -> list[str]:
    """What was probably meant: words of titles that are spelt almost so, which find something."""
    typed = norm(words).split()
    known = _known_words(session, kinds)
    alike = [_alike(word, known) for word in typed]
    best = [found[0] for found in alike if found]
    if all(word in typed for word in best):
        return []  # nothing is spelt otherwise
    tried = [best]
    for place, found in enumerate(alike):
        tried += [[*best[:place], other, *best[place + 1 :]] for other in found[1:] if len(best) == len(typed)]
    said = [" ".join(known.get(word, word) for word in one) for one in tried]
    return [one for one in dict.fromkeys(said) if _finds(session, one, kinds=kinds)][:OFFERED]


def _alike(word: str, known: Mapping[str, str]) -> list[str]:
    """A word that titles have, or those that are spelt almost so; nothing where there is none."""
    from rapidfuzz import fuzz, process

    if word in known:
        return [word]
    found = process.extract(word, known.keys(), scorer=fuzz.ratio, limit=OFFERED, score_cutoff=ALIKE)
    return [str(one[0]) for one in found] if len(word) > 2 else []


def without(session: Session, words: str, kinds: Kinds = None) -> list[tuple[str, str]]:
    """Words that can be left out so that the rest finds something, each with the rest."""
    typed = words.split()
    if len(typed) < 2:
        return []
    found = []
    for place, word in enumerate(typed):
        rest = " ".join([*typed[:place], *typed[place + 1 :]])
        if _finds(session, rest, kinds=kinds):
            found.append((word, rest))
    return found[:OFFERED]


def in_bin(session: Session, words: str, kinds: Kinds = None) -> list[tuple[str, int, str]]:
    """Deleted records whose fields have every word: kind, id and title, the newest first."""
    matches = matcher(words)
    found: list[tuple[str, int, str]] = []
    for record_type in _readable(session, kinds):
        names = tuple(dict.fromkeys((record_type.title, *_searched(record_type))))
        spec = lists.ListSpec(record_type.kind, names, sort=("-id",), deleted=True)
        for record_id, title, *texts in lists.page(session, spec, limit=BINNED).rows:
            if matches("\n".join(str(text) for text in (title, *texts) if text is not None)):
                found.append((record_type.kind, record_id, str(title or "")))
    return found


def _searched(record_type: RecordType) -> Iterable[str]:
    secret = {declared.name for declared in record_type.fields if declared.secret}
    numbered = (record_type.number_field,) if record_type.number_prefix else ()
    return [name for name in (*numbered, *record_type.search) if name not in secret]


def _readable(session: Session, kinds: Kinds) -> list[RecordType]:
    registry = session.info["registry"]
    wanted = list(registry) if kinds is None else [registry[kind] for kind in kinds]
    return [one for one in wanted if rights.allowed(session, one.kind, Verb.READ)]


def _finds(session: Session, words: str, *, kinds: Kinds) -> bool:
    return bool(search.find(session, words, 1, kinds).hits)


def _known_words(session: Session, kinds: Kinds) -> dict[str, str]:
    """Words of the newest titles, as they are compared and as they are written."""
    entries = tables.search_entries
    readable = [one.kind for one in _readable(session, kinds)]
    newest = select(entries.c.title).where(entries.c.kind.in_(readable)).order_by(entries.c.id.desc()).limit(NEWEST)
    known: dict[str, str] = {}
    for title in session.connection().execute(newest).scalars():
        for word in str(title).split():
            shown = word.strip(".,;:!?()[]{}\"'“”„»«–-")
            if len(shown) > 2:
                known.setdefault(norm(shown), shown)
    return known
