"""The app as a folder that runs without Python: PyInstaller, then what it leaves to do."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from installer.environment import Environment, Progress, SetupError, clean_environ

NAME = "itdesk"
# Libraries that carry symbols for debuggers. Those of wheels are left alone: stripping breaks some of them.
_STRIPPED = ("libpython*.so*", "lib-dynload/*.so", "sqlcipher3/*.so")


def build(env: Environment, lock: Path, target: Path, progress: Progress) -> Path:
    """Build the folder below target, replacing an older one; its path. lock names the libraries in it.

    Raises SetupError with PyInstaller's last lines.
    """
    work = env.root / "build" / "package"
    command = [str(env.python), "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN"]
    spec = Path(__file__).with_name("itdesk.spec")
    progress.line("Building the folder; this takes a minute or two")
    done = subprocess.run(
        [*command, "--distpath", str(target), "--workpath", str(work), str(spec)],
        check=False,
        capture_output=True,
        text=True,
        errors="replace",
        cwd=env.root,
        env=clean_environ(),
    )
    if done.returncode:
        last = "\n".join(f"    {line}" for line in done.stderr.strip().splitlines()[-12:])
        raise SetupError(f"The package could not be built.\n{last}")
    folder = target / NAME
    _strip(folder)
    _add_licences(env, lock, folder)
    return folder


def _strip(folder: Path) -> None:
    strip = shutil.which("strip")
    if not strip or not sys.platform.startswith("linux"):
        return
    for pattern in _STRIPPED:
        for library in folder.rglob(pattern):
            subprocess.run([strip, "--strip-unneeded", str(library)], check=True)


def _add_licences(env: Environment, lock: Path, folder: Path) -> None:
    script = (
        "import json, sys; from pathlib import Path; from installer.packaging import licences; "
        "names = [*licences.names_in(Path(sys.argv[3])), 'pyinstaller']; "
        "print(json.dumps(licences.write(names, Path(sys.argv[1]), Path(sys.argv[2]))))"
    )
    shared = env.root / "resources" / "licences"
    done = subprocess.run(
        [str(env.python), "-c", script, str(folder / "licences"), str(shared), str(lock)],
        check=True,
        capture_output=True,
        text=True,
        cwd=env.root,
        env=clean_environ(),
    )
    without = json.loads(done.stdout)
    if without:
        raise SetupError(f"These libraries bring no licence text, so they can't be shipped: {', '.join(without)}")
    for name in ("LICENSE", "NOTICE"):
        shutil.copyfile(env.root / name, folder / name)


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder, links not followed."""
    return sum(path.lstat().st_size for path in folder.rglob("*") if not path.is_dir() or path.is_symlink())
