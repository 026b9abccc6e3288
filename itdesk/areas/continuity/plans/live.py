"""Live values: what the tokens of plan texts stand for in the data of today."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from itdesk.areas.continuity.plans.rules import hours_in_words
from itdesk.areas.continuity.plans.tokens import Token, replaced, split, tokens
from itdesk.areas.inventory.hardware.models import Hardware
from itdesk.areas.inventory.models.models import Model
from itdesk.core.errors import Invalid
from itdesk.core.record import Kind
from itdesk.core.texts import _

_HOURS = ("back_within_hours", "may_lose_hours")


@dataclass(frozen=True, slots=True)
class Chip:
    """A token with its value; record_id None: nothing in the data is called this, and the text is what was written."""

    kind: str
    record_id: int | None
    text: str
    icon: str
    source: str

    @property
    def is_known(self) -> bool:
        """Whether it stands for a record."""
        return self.record_id is not None


@dataclass(frozen=True, slots=True)
class Resolved:
    """A text in pieces for the screen, and as plain Markdown with the values in the tokens' places."""

    pieces: tuple[str | Chip, ...]

    @property
    def text(self) -> str:
        """For paper and export."""
        return "".join(piece if isinstance(piece, str) else piece.text for piece in self.pieces)


@dataclass(slots=True)
class Live:
    """Looks tokens up once in a session, however many texts name the same record."""

    session: Session
    _known: dict[Token, Chip] = field(default_factory=dict)

    def resolve(self, text: str) -> Resolved:
        """The text with its live values."""
        return Resolved(tuple(piece if isinstance(piece, str) else self.chip(piece) for piece in split(text)))

    def chip(self, token: Token) -> Chip:
        """What a token stands for."""
        if token not in self._known:
            self._known[token] = _chip(self.session, token)
        return self._known[token]

    def named(self, texts: Iterable[str], kind: str) -> tuple[int, ...]:
        """Records of a kind that the texts name, each once, in the order in which they are named."""
        chips = (self.chip(token) for text in texts for token in tokens(text) if token.kind == kind)
        return tuple(dict.fromkeys(chip.record_id for chip in chips if chip.record_id is not None))

    def unknown(self, texts: Iterable[str]) -> tuple[Chip, ...]:
        """Tokens that stand for nothing, each once."""
        chips = (self.chip(token) for text in texts for token in tokens(text))
        return tuple(dict.fromkeys(chip for chip in chips if not chip.is_known))


def resolve(session: Session, text: str) -> Resolved:
    """A text with its live values, in pieces."""
    return Live(session).resolve(text)


def plain(session: Session, text: str) -> str:
    """A text as Markdown without tokens."""
    live = Live(session)
    return replaced(text, lambda token: live.chip(token).text)


def _chip(session: Session, token: Token) -> Chip:
    from itdesk.db import records

    registry = session.info["registry"]
    if not token.kind or token.kind not in registry:
        return Chip("", None, token.key, "warn", token.source)
    record_type = registry[token.kind]
    try:
        record_id = records.find(session, token.kind, token.key)
    except Invalid:  # several are called this: nobody can say which is meant
        record_id = None
    if record_id is None or (token.part and token.part not in record_type.by_name):
        return Chip(token.kind, None, token.key, "warn", token.source)
    return Chip(token.kind, record_id, _words(session, token, record_id), record_type.icon, token.source)


def _words(session: Session, token: Token, record_id: int) -> str:
    """The value as it reads in a sentence: a telephone number with whose it is, hours as hours."""
    from itdesk.db import history, lists, records

    title = records.title_of(session, token.kind, record_id)
    if token.kind == "hardware" and not token.part:
        return _device(session, record_id)
    if token.kind == "contracts" and not token.part:
        return str(records.draft(session, token.kind, record_id).values.get("number") or title)
    if not token.part:
        return title
    declared = session.info["registry"][token.kind].by_name[token.part]
    row = lists.rows(session, lists.ListSpec(token.kind, (token.part,)), [record_id]).get(record_id)
    value = row[1] if row else None
    if token.part in _HOURS:
        return hours_in_words(value)
    said = str(value or "") if declared.kind is Kind.LINK else history.in_words(session, declared, value)
    if declared.kind is not Kind.PHONE:
        return said or "—"
    whose = _("{name} support").format(name=title) if token.part == "support_phone" else title
    return f"{whose}, {said}" if said else _("{name}, no number").format(name=whose)


def _device(session: Session, record_id: int) -> str:
    named = func.coalesce(Model.name, Hardware.name, "")
    statement = select(Hardware.tag, named).outerjoin(Model, Model.id == Hardware.model_id)
    tag, name = session.execute(statement.where(Hardware.id == record_id)).one()
    return f"{tag} {name}".strip()
