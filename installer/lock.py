"""Writes the lock files anew from pyproject.toml: `python installer/lock.py [--upgrade]`. Needs uv.

One file serves Windows, macOS and Linux. Every archive is named by its hash and by no address, so that it may come
from any index.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = {
    "requirements.lock": (),
    # packages of tests and of the package build come on top of the app's: none of those may differ
    "requirements-test.lock": ("--extra", "test", "--constraints", "installer/requirements.lock"),
    "requirements-build.lock": ("--extra", "build", "--constraints", "installer/requirements.lock"),
}

OPTIONS = [
    *("--universal", "--python-version", "3.11", "--generate-hashes"),
    *("--no-emit-index-url", "--no-emit-find-links", "--no-header", "--quiet"),
]


def main(more: list[str]) -> int:
    """Compile the files; what is locked stays as it is unless --upgrade or pyproject.toml asks for another version."""
    for name, extra in LOCKS.items():
        subprocess.run(
            ["uv", "pip", "compile", "pyproject.toml", *extra, *OPTIONS, "--output-file", f"installer/{name}", *more],
            cwd=ROOT,
            check=True,
        )
        print(f"installer/{name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
