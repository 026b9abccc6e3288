"""Modules that others import at a start and hardly ever ask for anything: each is run when something of it is asked for."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import contextmanager
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

# Of Python's library: what dataclasses, logging, pathlib and PySide6 import for reports of errors, temporary files and documentation.
LIBRARY = frozenset({"inspect", "traceback", "textwrap", "tempfile", "shutil", "ipaddress", "bz2", "lzma"})
_lock = threading.RLock()


class Late(ModuleType):
    """A module whose source is run when something of it is asked for, by whichever thread comes first."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        with _lock:
            run: Callable[[], None] | None = self.__dict__.pop("late_run", None)
            if run is not None:
                run()
                self.__class__ = ModuleType  # type: ignore[assignment]
        return ModuleType.__getattribute__(self, name)


class _Loader:
    def __init__(self, loader: Any, there: Mapping[str, Any], before: Callable[[], None] | None) -> None:
        self.usual = loader
        self._there = there
        self._before = before

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        made = Late(spec.name)
        made.__dict__.update(self._there)
        return made

    def exec_module(self, module: ModuleType) -> None:
        own = module.__name__

        def run() -> None:
            spec: Any = module.__spec__
            if self._before is not None:
                self._before()
            shown, spec.name = spec.name, own  # it may have been published under another name meanwhile
            self.usual.exec_module(module)
            spec.name, spec.loader = shown, self.usual

        module.__dict__["late_run"] = run


class Finder:
    """Finds these modules where the other finders have them.

    there: what they have before they are run, by name. before: what is done before one of them is run.
    """

    def __init__(
        self,
        names: Collection[str],
        there: Mapping[str, Any] | None = None,
        before: Callable[[], None] | None = None,
    ) -> None:
        self._names = names
        self._there = there or {}
        self._before = before

    def find_spec(self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> Any:
        """As importlib asks for it."""
        if name not in self._names:
            return None
        for other in sys.meta_path:
            if not isinstance(other, Finder):
                spec = other.find_spec(name, path, target)
                if spec is not None:
                    spec.loader = _Loader(spec.loader, self._there, self._before)  # type: ignore[assignment]
                    return spec
        return None


@contextmanager
def left_for_later(names: Collection[str] = LIBRARY) -> Iterator[None]:
    """What is imported meanwhile leaves these modules until they are asked for; those that are there stay as they are."""
    finder = Finder(names)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)
