"""Makes Qt's enumerations quicker than Python's own way: a start needs four hundred of them with five thousand members.

What comes out is the same, which a test compares for every enumeration of Qt. Anything unusual goes the ordinary way.
"""

from __future__ import annotations

import sys
from enum import KEEP, Enum, EnumType, Flag, IntEnum, IntFlag
from types import SimpleNamespace
from typing import Any

# QT-WORKAROUND quick-enums: written after the enum module of Python 3.11, whose insides are others in 3.12; left out there.
_WRITTEN_FOR = (3, 11)
_FRESH = {"_member_names_": list, "_member_map_": dict, "_value2member_map_": dict, "_unhashable_values_": list}
_CLOSED = frozenset({"__module__", "__doc__"})
_usual: Any = EnumType._create_  # type: ignore[attr-defined]
_kinds: dict[Any, SimpleNamespace] = {}


def make_quickly() -> None:
    """From now on enumerations that PySide6 asks for are made here; to be called before it is imported."""
    if sys.version_info[:2] != _WRITTEN_FOR or _kinds:
        return
    for base in (Enum, IntEnum, Flag, IntFlag):
        plain = _usual(base, "Plain", [], module=__name__, boundary=KEEP)
        taken = frozenset().union(*(vars(one) for one in plain.__mro__)) | {"mro"}
        shared = {name: value for name, value in vars(plain).items() if name not in _CLOSED}
        _kinds[base] = SimpleNamespace(shared=shared, taken=taken, number=int if issubclass(base, int) else object)
    EnumType._create_ = _create  # type: ignore[attr-defined]


def _create(cls: Any, class_name: str, names: Any, *, module: str | None = None, **named: Any) -> Any:
    """In place of EnumType._create_: a new enumeration of this class, with these names and values."""
    if module is None:
        module = sys._getframe(2).f_globals.get("__name__")  # noqa: SLF001 -- as the ordinary way finds it
    kind = _kinds.get(cls)
    if kind is None or not _is_usual(kind, names, named):
        return _usual(cls, class_name, names, module=module, **named)
    own = {name: make() for name, make in _FRESH.items()}
    made = type.__new__(EnumType, class_name, (cls,), {**kind.shared, **own, "__module__": module})
    (_fill_flags if issubclass(cls, Flag) else _fill)(made, names, kind.number)
    return made


def _is_usual(kind: SimpleNamespace, names: Any, named: dict[str, Any]) -> bool:
    """Whether it is one of plain names, each once, and whole numbers, as Qt's are."""
    if type(names) is not list or named.get("boundary") is not KEEP or named.get("type") or named.get("qualname"):
        return False
    words = {name for name, value in names if type(value) is int and name[0] != "_"}
    return len(words) == len(names) and words.isdisjoint(kind.taken)


def _member(made: Any, number: Any, name: str, value: int, place: int) -> Any:
    member = number.__new__(made, value) if number is int else object.__new__(made)
    member._value_ = value
    member._name_ = name
    member.__objclass__ = made
    member._sort_order_ = place
    return member


def _fill(made: Any, names: list[tuple[str, int]], number: Any) -> None:
    order, by_name, by_value = made._member_names_, made._member_map_, made._value2member_map_
    for name, value in names:
        member = by_value.get(value)
        if member is None:
            member = by_value[value] = _member(made, number, name, value, len(order))
            order.append(name)
        by_name[name] = member
        type.__setattr__(made, name, member)


def _fill_flags(made: Any, names: list[tuple[str, int]], number: Any) -> None:
    """Names of several bits, or of none, are no members of their own."""
    order, by_name, by_value = made._member_names_, made._member_map_, made._value2member_map_
    mask = singles = 0
    for name, value in names:
        is_single = value and not value & (value - 1)
        mask |= value
        singles |= value if is_single else 0
        member = by_value.get(value)
        if member is None:
            member = by_value[value] = _member(made, number, name, value, len(order))
            if is_single:
                order.append(name)
        by_name[name] = member
        type.__setattr__(made, name, member)
    values = [by_name[name]._value_ for name in order]
    masks = {"_flag_mask_": mask, "_singles_mask_": singles, "_all_bits_": 2 ** mask.bit_length() - 1}
    for name, bits in masks.items():
        type.__setattr__(made, name, bits)
    if values != sorted(values):
        type.__setattr__(made, "_iter_member_", made._iter_member_by_def_)
