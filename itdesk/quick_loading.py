"""Finds and reads compiled modules with one look at each file: a start reads a hundred and fifty, and half of the time is spent around them.

What is not exactly as Python would have written it (an older source, another Python, a hash in place of a time) goes the ordinary way,
and so does whatever isn't a module of the app's own beside its package.
"""

from __future__ import annotations

import io
import marshal
import os
import sys
from collections.abc import Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import MAGIC_NUMBER
from types import CodeType, ModuleType

_HEAD = 16  # bytes: which Python, flags, time and size of the source
_OWN = f"{__name__.partition('.')[0]}."
_usual = SourceFileLoader.get_code


def read_quickly() -> None:
    """From now on modules are found and read so."""
    if sys.pycache_prefix is None and not sys.flags.optimize and sys.implementation.cache_tag:
        SourceFileLoader.get_code = _get_code  # type: ignore[method-assign, assignment]
        if isinstance(globals().get("__loader__"), SourceFileLoader) and Beside not in sys.meta_path:
            sys.meta_path.insert(0, Beside)


class Beside:
    """Finds a module of the app in the folder of its package, without a list of what lies there and of what it may be."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:  # noqa: ARG004 -- importlib's
        """As importlib asks for it; None for packages, and for what isn't there."""
        if path is None or not name.startswith(_OWN):
            return None
        file = f"{next(iter(path), '')}{os.sep}{name.rpartition('.')[2]}.py"
        if not os.path.isfile(file):  # noqa: PTH113 -- pathlib takes longer than all the rest
            return None
        spec = ModuleSpec(name, SourceFileLoader(name, file), origin=file)
        spec.has_location = True
        return spec


def _get_code(self: SourceFileLoader, name: str) -> CodeType | None:
    """In place of SourceFileLoader.get_code."""
    folder, file = os.path.split(self.path)
    try:
        source = os.stat(self.path)  # noqa: PTH116 -- pathlib takes longer than all the rest
        compiled = f"{folder}/__pycache__/{file.removesuffix('.py')}.{sys.implementation.cache_tag}.pyc"
        with io.open_code(compiled) as opened:
            data = opened.read()
    except OSError:
        return _usual(self, name)
    known = (0, int(source.st_mtime), source.st_size)
    if data[:_HEAD] != MAGIC_NUMBER + b"".join((number & 0xFFFFFFFF).to_bytes(4, "little") for number in known):
        return _usual(self, name)
    code: CodeType = marshal.loads(memoryview(data)[_HEAD:])  # noqa: S302 -- as Python does itself
    return code if code.co_filename == self.path else _usual(self, name)
