"""The licence texts that a package has to carry: of every library in it, as that library ships them."""

from __future__ import annotations

import platform
import re
import shutil
import sysconfig
from collections.abc import Iterable, Iterator
from importlib import metadata
from pathlib import Path

_TEXT = re.compile(r"(?i)(^|/)(licen[cs]es?/|licen[cs]e|copying|notice|authors)[^/]*")
# Libraries under the LGPL whose archives have no text of it: the package's own copy serves.
UNDER_LGPL = ("PySide6_Essentials", "shiboken6")


def names_in(lock: Path) -> list[str]:
    """The libraries that a lock file names."""
    return re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==", lock.read_text(encoding="utf-8"), re.MULTILINE)


def write(names: Iterable[str], target: Path, shared: Path) -> list[str]:
    """Put each library's texts into a folder of its own below target; the libraries that have none anywhere.

    shared is the folder with texts that several need, copied as it is. Libraries that aren't installed here (made for
    another system) are left out, and so they are from the package.
    """
    shutil.copytree(shared, target, dirs_exist_ok=True)
    versions = [f"Python {platform.python_version()}"]
    without: list[str] = []
    for library in _installed(names):
        versions.append(f"{library.name} {library.version}")
        texts = list(_texts(library))
        folder = target / library.name
        for text in texts:
            folder.mkdir(exist_ok=True)
            shutil.copyfile(text, folder / text.name)
        if not texts and library.name not in UNDER_LGPL:
            without.append(library.name)
    python = Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"
    if python.exists():
        shutil.copyfile(python, target / "Python-LICENSE.txt")
    else:
        without.append("Python")
    (target / "VERSIONS.txt").write_text("\n".join(versions) + "\n", encoding="utf-8")
    return without


def _installed(names: Iterable[str]) -> Iterator[metadata.Distribution]:
    for name in sorted(set(names), key=str.lower):
        try:
            yield metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # for another system


def _texts(library: metadata.Distribution) -> Iterator[Path]:
    """Files of a library that hold licences or name its authors."""
    for file in library.files or ():
        if _TEXT.search(str(file)) and file.suffix not in (".py", ".pyc", ".pyi"):
            yield Path(str(library.locate_file(file)))
