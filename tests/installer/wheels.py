"""Tiny wheels and lock files of our own, so that setting up is tested without a network."""

from __future__ import annotations

import hashlib
import zipfile
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Wheel:
    """A wheel on disk and the line that locks it."""

    path: Path
    locked: str


def make_wheel(folder: Path, name: str, version: str = "1.0") -> Wheel:
    """A package with one module that knows its version."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}-{version}-py3-none-any.whl"
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": f"version = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    files[f"{info}/RECORD"] = "".join(f"{each},,\n" for each in (*files, f"{info}/RECORD"))
    with zipfile.ZipFile(path, "w") as archive:
        for each, text in files.items():
            archive.writestr(zipfile.ZipInfo(each), text)  # the same bytes at any time
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    return Wheel(path, f"{name}=={version} \\\n    --hash=sha256:{digest}\n")


def cut_short(wheel: Wheel) -> None:
    """Leave half of the archive, as a broken download does."""
    wheel.path.write_bytes(wheel.path.read_bytes()[: wheel.path.stat().st_size // 2])
