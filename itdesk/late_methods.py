"""Methods of dataclasses that are compiled when one is called: a start makes fifty such classes, and uses few of their methods.

Python's dataclasses write `__init__`, `__repr__`, `__eq__` and the rest of each class as text and compile it at once, which takes
four fifths of the time of making the class. What stands in the class until then gives way to what Python makes, which is asked
for everything else about it.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from types import FunctionType, MethodType
from typing import Any

from itdesk.late import left_for_later

with left_for_later():
    import dataclasses

# Written after the dataclasses module of Python 3.11, whose insides are others later on; left out there.
_WRITTEN_FOR = (3, 11)
FEW = 40  # objects for which no `__init__` is compiled: filled by hand they take as long as compiling it
_usual: Any = getattr(dataclasses, "_create_fn", None)
_usual_init: Any = getattr(dataclasses, "_init_fn", None)
_usual_repr: Any = getattr(dataclasses, "_repr_fn", None)


class LateMethod:
    """Stands in a class for the method of this name until it is called."""

    def __init__(self, name: str, make: Callable[[], FunctionType]) -> None:
        self.__name__ = self.__qualname__ = name
        self.__doc__ = None
        self._make = make
        self._made: FunctionType | None = None

    def __get__(self, one: object, owner: type | None = None) -> Any:
        return self.made(owner or object) if one is None else MethodType(self, one)

    def __call__(self, one: object, /, *given: Any, **named: Any) -> Any:
        return self.made(type(one))(one, *given, **named)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.made(), name)

    def made(self, owner: type = object) -> FunctionType:
        """The method as Python makes it, from now on in the class as well."""
        made = self._made
        if made is None:
            made = self._made = self._make()
        for holder in owner.__mro__:
            if holder.__dict__.get(self.__name__) is self:
                made.__qualname__ = f"{holder.__qualname__}.{self.__name__}"
                type.__setattr__(holder, self.__name__, made)
        return made


class LateInit(LateMethod):
    """An `__init__` that fills the first few objects by hand; wrong calls go to the one that Python makes."""

    def __init__(
        self, make: Callable[[], FunctionType], fields: Sequence[Any], places: Sequence[str], fill: Any
    ) -> None:
        super().__init__("__init__", make)
        self._fields = {field.name: field for field in fields}
        self._places = places
        self._fill = fill
        self._left = FEW

    def __call__(self, one: object, /, *given: Any, **named: Any) -> Any:
        values = dict(zip(self._places, given, strict=False)) | named
        is_plain = len(values) == len(given) + len(named) and self._fields.keys() >= values.keys()
        if not self._left or not is_plain:
            return super().__call__(one, *given, **named)
        for name, field in self._fields.items():
            if name not in values:
                if field.default is not dataclasses.MISSING:
                    values[name] = field.default
                elif field.default_factory is not dataclasses.MISSING:
                    values[name] = field.default_factory()
                else:
                    return super().__call__(one, *given, **named)
        self._left -= 1
        for name in self._fields:
            self._fill(one, name, values[name])
        after = getattr(one, "__post_init__", None)
        if after is not None:
            after()
        return None


def compile_late() -> None:
    """From now on dataclasses are made so; to be called before those of the app are imported."""
    if sys.version_info[:2] == _WRITTEN_FOR:
        dataclasses._create_fn = _create_fn  # type: ignore[attr-defined]  # noqa: SLF001
        dataclasses._init_fn = _init_fn  # type: ignore[attr-defined]  # noqa: SLF001
        dataclasses._repr_fn = _repr_fn  # type: ignore[attr-defined]  # noqa: SLF001


def _create_fn(name: str, *given: Any, **named: Any) -> Any:
    """In place of dataclasses._create_fn."""
    return LateMethod(name, lambda: _usual(name, *given, **named))


def _repr_fn(*given: Any) -> Any:
    """In place of dataclasses._repr_fn."""
    return LateMethod("__repr__", lambda: _usual_repr(*given))


def _init_fn(*given: Any) -> Any:
    """In place of dataclasses._init_fn; whatever is unusual goes the ordinary way, and is refused if it is wrong."""
    fields, by_place, _by_name, frozen, *_rest = given
    is_usual = all(field.init and field._field_type is dataclasses._FIELD for field in fields)  # type: ignore[attr-defined]  # noqa: SLF001
    needed = [_needed(field) for field in by_place]
    if not is_usual or needed != sorted(needed, reverse=True):
        return _usual_init(*given)

    def make() -> FunctionType:
        made: FunctionType = _usual_init(*given).made()
        return made

    places = [field.name for field in by_place]
    return LateInit(make, fields, places, object.__setattr__ if frozen else setattr)


def _needed(field: Any) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
