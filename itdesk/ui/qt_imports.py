"""Brings PySide6 in without what it does at each start for nobody: a fifth of a bare window's start, and of each import after.

Both cures lean on names inside PySide6. Where a name is gone, nothing is changed; a test says so.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

# QT-WORKAROUND late-signatures: PySide6 compiles these from source at each start, for `inspect.signature`, stub files and the
# words of a TypeError. They are run when one of those is asked for; what PySide6 reads from C stays. Try without it when the wheel brings them compiled.
_LATE = frozenset(
    f"shibokensupport.signature.{name}"
    for name in ("layout", "parser", "lib.enum_sig", "lib.pyi_generator", "lib.tool")
)


class _Late(ModuleType):
    """A module whose source is run when something of it is asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        self.__class__ = ModuleType  # type: ignore[assignment]
        own: str = self.__dict__.pop("late_name")
        loader: Any = self.__dict__.pop("late_loader")
        spec: Any = self.__spec__
        shown, spec.name = spec.name, own  # it was published under another name meanwhile
        loader.exec_module(self)
        spec.name = shown
        return getattr(self, name)


class _LateLoader:
    def __init__(self, loader: Any) -> None:
        self._loader = loader

    @staticmethod
    def create_module(spec: ModuleSpec) -> ModuleType:
        return _Late(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__.update(late_name=module.__name__, late_loader=self._loader)


class _Finder:
    """Stands before PySide6's own finder, which puts itself first while PySide6 is imported."""

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> Any:
        if sys.meta_path[0] is not self:
            sys.meta_path.remove(self)
            sys.meta_path.insert(0, self)
        if name not in _LATE:
            return None
        for other in sys.meta_path[1:]:
            spec = other.find_spec(name, path, target)
            if spec is not None:
                spec.loader = _LateLoader(spec.loader)  # type: ignore[assignment]
                return spec
        return None


def bring_in_qt() -> None:
    """Import PySide6; to be called before anything else does."""
    finder = _Finder()
    sys.meta_path.insert(0, finder)
    try:
        import PySide6  # noqa: F401 -- it is what this is for
    finally:
        sys.meta_path.remove(finder)
    # QT-WORKAROUND feature-hook: PySide6 reads the source of every module that is imported after it, to look for its own name;
    # that is for `from __feature__ import`, which nothing here uses. Try without it when PYSIDE-2029 is answered.
    feature = sys.modules.get("shibokensupport.feature")
    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = _never  # type: ignore[union-attr]  # noqa: SLF001


def _never(_module: object) -> bool:
    return False
