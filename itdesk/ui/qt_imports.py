"""Brings PySide6 in without what it does at each start for nobody: a fifth of a bare window's start, and of each import after.

Both cures lean on names inside PySide6. Where a name is gone, nothing is changed; a test says so.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, SupportsIndex

from itdesk.ui.qt_enums import make_quickly

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
    """Finds the late modules where PySide6's own finder has them."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> Any:
        if name not in _LATE:
            return None
        for other in sys.meta_path[1:]:
            spec = other.find_spec(name, path, target)
            if spec is not None:
                spec.loader = _LateLoader(spec.loader)  # type: ignore[assignment]
                return spec
        return None


class _Finders(list[Any]):
    """The finders while PySide6 is imported: its own puts itself first, and ours goes before it again."""

    def insert(self, place: SupportsIndex, finder: Any) -> None:
        super().insert(place, finder)
        self.sort(key=lambda one: not isinstance(one, _Finder))


def bring_in_qt() -> None:
    """Import PySide6; to be called before anything else does."""
    make_quickly()
    usual = sys.meta_path
    sys.meta_path = _Finders([_Finder(), *usual])
    try:
        import PySide6  # noqa: F401 -- it is what this is for
    finally:
        usual[:] = [one for one in sys.meta_path if not isinstance(one, _Finder)]
        sys.meta_path = usual
    # QT-WORKAROUND feature-hook: PySide6 reads the source of every module that is imported after it, to look for its own name;
    # that is for `from __feature__ import`, which nothing here uses. Try without it when PYSIDE-2029 is answered.
    feature = sys.modules.get("shibokensupport.feature")
    if hasattr(feature, "_mod_uses_pyside"):
        feature._mod_uses_pyside = _never  # type: ignore[union-attr]  # noqa: SLF001


def _never(_module: object) -> bool:
    return False
