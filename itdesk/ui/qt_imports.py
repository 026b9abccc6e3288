"""Brings PySide6 in without what it does at each start for nobody: a fifth of a bare window's start, and of each import after.

Both cures lean on names inside PySide6. Where a name is gone, nothing is changed; a test says so.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any, SupportsIndex

from itdesk.late import LIBRARY, Finder
from itdesk.ui.qt_enums import make_quickly

# QT-WORKAROUND late-signatures: PySide6 compiles these from source at each start, for `inspect.signature`, stub files and the
# words of a TypeError. They are run when one of those is asked for; what PySide6 reads from C stays. Try without it when the wheel brings them compiled.
_LATE = frozenset(
    f"shibokensupport.signature.{name}"
    for name in ("layout", "parser", "lib.enum_sig", "lib.pyi_generator", "lib.tool")
)


# QT-WORKAROUND feature-hook: PySide6 reads the source of every module that is imported after it, to look for its own name;
# that is for `from __feature__ import`, which nothing here uses. Try without it when PYSIDE-2029 is answered.
_FEATURE = "shibokensupport.feature"


class _FeatureFinder(Finder):
    """Finds the module that reads sources, and has it read none."""

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> Any:
        """As importlib asks for it."""
        spec = super().find_spec(name, path, target)
        if spec is not None:
            spec.loader = _FeatureLoader(spec.loader.usual)
        return spec


class _FeatureLoader:
    def __init__(self, loader: Any) -> None:
        self._loader = loader

    @staticmethod
    def create_module(_spec: ModuleSpec) -> ModuleType | None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        self._loader.exec_module(module)
        if hasattr(module, "_mod_uses_pyside"):
            module._mod_uses_pyside = _never  # type: ignore[attr-defined]  # noqa: SLF001


class _Finders(list[Any]):
    """The finders while PySide6 is imported: its own puts itself first, and ours go before it again."""

    def insert(self, place: SupportsIndex, finder: Any) -> None:
        super().insert(place, finder)
        self.sort(key=lambda one: not isinstance(one, Finder))


def bring_in_qt() -> None:
    """Import PySide6; to be called before anything else does."""
    make_quickly()
    usual = sys.meta_path
    sys.meta_path = _Finders([Finder(_LATE | LIBRARY), _FeatureFinder({_FEATURE}), *usual])
    try:
        import PySide6  # noqa: F401 -- it is what this is for
    finally:
        usual[:] = [one for one in sys.meta_path if not isinstance(one, Finder)]
        sys.meta_path = usual


def _never(_module: object) -> bool:
    return False
