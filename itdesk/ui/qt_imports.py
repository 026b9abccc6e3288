"""Brings PySide6 in without what it does at each start for nobody: a fifth of a bare window's start, and of each import after.

Both cures lean on names inside PySide6. Where a name is gone, nothing is changed; a test says so.
"""

from __future__ import annotations

import builtins
import gc
import sys
from typing import Any, SupportsIndex

from itdesk.late import LIBRARY, Finder
from itdesk.ui.qt_enums import make_all_members, make_quickly

# QT-WORKAROUND late-signatures: PySide6 compiles these from source at each start, for `inspect.signature`, stub files, the
# words of a TypeError. They are run when one of those is asked for; what PySide6 reads from C stays. Try without it when the
# wheel brings them compiled.
_LATE = frozenset(
    f"shibokensupport.{name}"
    for name in (
        "signature.errorhandler",
        "signature.layout",
        "signature.parser",
        "signature.lib.enum_sig",
        "signature.lib.pyi_generator",
        "signature.lib.tool",
    )
)

_MAPPING = "shibokensupport.signature.mapping"

# QT-WORKAROUND feature-hook: PySide6 puts an import of its own in the place of Python's, which reads the source of every module
# that is imported after it, to look for its own name; that is for `from __feature__ import`, which nothing here uses. Try
# without it when PYSIDE-2029 is answered.
_FEATURE = "shibokensupport.feature"


class _Finders(list[Any]):
    """The finders while PySide6 is imported: its own puts itself first, and ours go before it again."""

    def insert(self, place: SupportsIndex, finder: Any) -> None:
        super().insert(place, finder)
        self.sort(key=lambda one: not isinstance(one, Finder))


def _finders() -> list[Finder]:
    return [
        Finder(_LATE, before=make_all_members),
        Finder({_MAPPING}, {"update_mapping": _update_mapping}, make_all_members),
        Finder({_FEATURE}, {"feature_import": _nothing, "feature_imported": _nothing}),
        Finder({"textwrap"}, {"dedent": _dedent}),
        Finder(LIBRARY),
    ]


def _update_mapping() -> None:
    """What PySide6 calls before it tells an error: the module's own, which is there once something else of it was asked for."""
    mapping: Any = sys.modules[_MAPPING]
    mapping.namespace["update_mapping"]()


def _dedent(text: str) -> str:
    """What PySide6 takes from a module that it may never ask to do it."""
    import textwrap

    textwrap.indent  # noqa: B018 -- it is run from here on
    return textwrap.dedent(text)


def bring_in_qt() -> None:
    """Import PySide6; to be called before anything else does."""
    make_quickly()
    was_on = gc.isenabled()
    gc.disable()  # what is made here stays
    usual = sys.meta_path
    imported = builtins.__import__
    sys.meta_path = _Finders([*_finders(), *usual])
    try:
        import PySide6  # noqa: F401 -- it is what this is for
    finally:
        usual[:] = [one for one in sys.meta_path if not isinstance(one, Finder)]
        sys.meta_path = usual
        builtins.__import__ = imported
        gc.freeze()
        if was_on:
            gc.enable()


def _nothing(*_given: object, **_named: object) -> None:
    """Nothing is a feature of PySide6, whatever is imported."""
