"""Makes Qt's enumerations quicker than Python's own way: a start needs three hundred of them with four thousand members.

Members are made when one of them is asked for, which a start does of a quarter of the enumerations. What comes out is the
same, which a test compares for every enumeration of Qt. Anything unusual goes the ordinary way.
"""

from __future__ import annotations

import sys
import threading
from enum import KEEP, Enum, EnumType, Flag, IntEnum, IntFlag
from typing import Any

# QT-WORKAROUND quick-enums: written after the enum module of Python 3.11, whose insides are others in 3.12; left out there.
_WRITTEN_FOR = (3, 11)
_FRESH = {"_member_names_": list, "_member_map_": dict, "_value2member_map_": dict, "_unhashable_values_": list}
_OWN = frozenset({"__module__", "__doc__", *_FRESH})
_usual: Any = EnumType._create_  # type: ignore[attr-defined]
_kinds: dict[Any, dict[str, Any]] = {}  # what every enumeration of a kind has of its own
_taken: dict[Any, frozenset[str]] = {}  # names that no member may have
_lock = threading.RLock()
_unmade: dict[Any, list[tuple[str, int]]] = {}  # names and values of those that nobody asked for a member yet


def _asked(name: str) -> Any:
    """What an enumeration keeps under a name; its members are made first."""

    def found(made: Any) -> Any:
        _make_members(made)
        return made.__dict__[name]

    return property(found)


class LateEnum(EnumType):
    """The class of an enumeration until its members are made. Whoever wants one asks for one of these maps."""

    _member_names_ = _asked("_member_names_")
    _member_map_ = _asked("_member_map_")
    _value2member_map_ = _asked("_value2member_map_")


def _make_members(made: Any) -> None:
    with _lock:
        names = _unmade.pop(made, None)
        if names is not None:
            for name, value in _kinds[made.__base__].items():
                type.__setattr__(made, name, value)
            fill = _fill_flags if issubclass(made, Flag) else _fill
            fill(made, made.__dict__, names)
            type.__setattr__(made, "__class__", EnumType)


def make_all_members() -> None:
    """For code of Qt's own that looks through every enumeration, as what reads signatures does, and for those to come."""
    _taken.clear()
    for made in list(_unmade):
        _make_members(made)


def make_quickly() -> None:
    """From now on enumerations that PySide6 asks for are made here; to be called before it is imported."""
    if sys.version_info[:2] != _WRITTEN_FOR or _kinds:
        return
    for base in (Enum, IntEnum, Flag, IntFlag):
        plain = _usual(base, "Plain", [], module=__name__, boundary=KEEP)
        _taken[base] = frozenset().union(*(vars(one) for one in plain.__mro__)) | {"mro"}
        _kinds[base] = {name: value for name, value in vars(plain).items() if name not in _OWN}
    EnumType._create_ = _create  # type: ignore[attr-defined]


def _create(cls: Any, class_name: str, names: Any, *, module: str | None = None, **named: Any) -> Any:
    """In place of EnumType._create_: a new enumeration of this class, with these names and values."""
    if module is None:
        module = sys._getframe(2).f_globals.get("__name__")  # noqa: SLF001 -- as the ordinary way finds it
    taken = _taken.get(cls)
    if taken is None or not _is_usual(taken, names, named):
        return _usual(cls, class_name, names, module=module, **named)
    own = {name: make() for name, make in _FRESH.items()}
    made = type.__new__(LateEnum, class_name, (cls,), {**own, "__module__": module})
    _unmade[made] = names
    return made


def _is_usual(taken: frozenset[str], names: Any, named: dict[str, Any]) -> bool:
    """Whether it is one of plain names, each once, and whole numbers, as Qt's are."""
    if type(names) is not list or named.get("boundary") is not KEEP or named.get("type") or named.get("qualname"):
        return False
    try:
        values = dict(names)
        has_hidden = "\n_" in "\n" + "\n".join(values)
    except (TypeError, ValueError):
        return False
    numbers = {int}.issuperset(map(type, values.values()))
    return numbers and not has_hidden and len(values) == len(names) and taken.isdisjoint(values)


def _member(made: Any, number: Any, name: str, value: int, place: int) -> Any:
    member = number.__new__(made, value) if number is int else object.__new__(made)
    member._value_ = value
    member._name_ = name
    member.__objclass__ = made
    member._sort_order_ = place
    return member


def _fill(made: Any, own: Any, names: list[tuple[str, int]]) -> None:
    order, by_name, by_value = own["_member_names_"], own["_member_map_"], own["_value2member_map_"]
    number = int if issubclass(made, int) else object
    for name, value in names:
        member = by_value.get(value)
        if member is None:
            member = by_value[value] = _member(made, number, name, value, len(order))
            order.append(name)
        by_name[name] = member
        type.__setattr__(made, name, member)


def _fill_flags(made: Any, own: Any, names: list[tuple[str, int]]) -> None:
    """Names of several bits, or of none, are no members of their own."""
    order, by_name, by_value = own["_member_names_"], own["_member_map_"], own["_value2member_map_"]
    number = int if issubclass(made, int) else object
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
