"""Making the environment: whole or not at all, once for several starts, and replaced when it is out of date."""

from __future__ import annotations

import io
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from installer.environment import Environment, Progress, SetupError, alone, clean_environ
from tests.installer.wheels import Wheel, cut_short, make_wheel

ROOT = Path(__file__).resolve().parents[2]
POSIX = pytest.mark.skipif(os.name == "nt", reason="Windows itself keeps files that are in use")


class Place:
    """A clone in a temporary folder, with two lock files and a folder of wheels in place of an index."""

    def __init__(self, folder: Path) -> None:
        self.wheels = folder / "wheels"
        self.app = make_wheel(self.wheels, "ours")
        self.testing = make_wheel(self.wheels, "checks")
        self.run_lock, self.test_lock = folder / "requirements.lock", folder / "requirements-test.lock"
        self.lock(self.app)
        (folder / "itdesk").mkdir()
        (folder / "itdesk" / "here.py").write_text("place = 'the clone'\n", encoding="utf-8")
        self.env = Environment(folder / "env", folder, (self.run_lock, self.test_lock))
        self.said = io.StringIO()

    def lock(self, app: Wheel) -> None:
        self.run_lock.write_text(app.locked, encoding="utf-8")
        self.test_lock.write_text(app.locked + self.testing.locked, encoding="utf-8")

    def prepare(self, lock: Path | None = None) -> None:
        self.env.prepare(lock or self.run_lock, Progress(self.said))

    def answer(self, code: str) -> str:
        asked = [str(self.env.python), "-P", "-c", code]
        return subprocess.run(asked, check=True, capture_output=True, text=True, env=clean_environ()).stdout.strip()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where each test has its clone, since an environment knows its own path."""
    return tmp_path_factory.mktemp("installed")


@pytest.fixture
def place(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    folder = home / "a clone – ünïcode"
    folder.mkdir()
    made = Place(folder)
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", made.wheels.as_uri())
    monkeypatch.setenv("PIP_NO_CACHE_DIR", "1")
    monkeypatch.setenv("PATH", "/usr/bin:/bin" if os.name == "posix" else os.environ["PATH"])  # without uv
    yield made
    shutil.rmtree(folder)


@pytest.fixture
def prepared(place: Place, home: Path) -> Place:
    """With an environment that holds what is locked: made once, then copied into its place."""
    kept = home / "finished"
    if not kept.exists():
        place.prepare()
        shutil.copytree(place.env.folder, kept, symlinks=True)
    else:
        shutil.copytree(kept, place.env.folder, symlinks=True)
    assert place.env.ready(place.run_lock)
    return place


def test_prepare_installs_what_is_locked_and_finds_the_clone(place: Place) -> None:
    assert not place.env.ready(place.run_lock)
    place.prepare()
    assert place.env.ready(place.run_lock)
    assert not place.env.ready(place.test_lock)
    assert place.answer("import ours, itdesk.here; print(ours.version, itdesk.here.place)") == "1.0 the clone"
    assert place.answer("import sys; print(len(sys.path) - len(set(sys.path)))") == "0"
    assert "Installing packages" in place.said.getvalue()


def test_prepare_with_pip_set_to_install_for_the_person_still_fills_the_environment(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pip.conf").write_text("[install]\nuser = true\n", encoding="ascii")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    place.prepare()
    assert place.answer("import ours; print(ours.version)") == "1.0"


def test_prepare_again_changes_nothing(prepared: Place) -> None:
    before = prepared.env.python.lstat().st_mtime_ns
    prepared.wheels.rename(prepared.wheels.with_name("gone"))
    prepared.prepare()
    assert prepared.env.python.lstat().st_mtime_ns == before


def test_prepare_for_tests_adds_to_what_is_there(prepared: Place) -> None:
    before = prepared.env.python.lstat().st_ino
    prepared.prepare(prepared.test_lock)
    assert prepared.env.ready(prepared.test_lock)
    assert prepared.env.ready(prepared.run_lock)
    assert prepared.env.python.lstat().st_ino == before
    assert prepared.answer("import ours, checks; print(checks.version)") == "1.0"


def test_prepare_with_broken_download_says_so_and_leaves_nothing(place: Place) -> None:
    cut_short(place.app)
    with pytest.raises(SetupError, match=r"not the one that was locked.*Nothing half-made was left") as caught:
        place.prepare()
    assert "Start again" in str(caught.value)
    assert "trying once more" in place.said.getvalue()
    assert not place.env.folder.exists()


def test_prepare_without_network_says_so_and_leaves_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PIP_NO_INDEX")
    monkeypatch.delenv("PIP_FIND_LINKS")
    monkeypatch.setenv("PIP_RETRIES", "1")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    with pytest.raises(SetupError, match=r"could not be reached.*Look at the network"):
        place.prepare()
    assert not place.env.folder.exists()


def test_prepare_with_package_missing_names_the_python(place: Place) -> None:
    place.app.path.unlink()
    with pytest.raises(SetupError, match=r"has no package for Python 3\.\d+"):
        place.prepare()


def test_prepare_after_a_kill_starts_anew(prepared: Place) -> None:
    """The state that a kill leaves at any moment: our mark, some files, no stamp."""
    prepared.env._stamp(prepared.run_lock).unlink()
    (prepared.env.folder / "half").write_text("a leftover", encoding="utf-8")
    prepared.prepare()
    assert "unfinished" in prepared.said.getvalue()
    assert not (prepared.env.folder / "half").exists()
    assert prepared.answer("import ours; print(ours.version)") == "1.0"


def test_prepare_after_a_package_was_deleted_starts_anew(prepared: Place) -> None:
    next(prepared.env.folder.rglob("ours.py")).unlink()
    assert not prepared.env.ready(prepared.run_lock)
    prepared.prepare()
    assert prepared.answer("import ours; print(ours.version)") == "1.0"


def test_prepare_with_new_lock_replaces_the_environment(prepared: Place) -> None:
    prepared.lock(make_wheel(prepared.wheels, "ours", "2.0"))
    prepared.prepare()
    assert prepared.answer("import ours; print(ours.version)") == "2.0"
    assert not prepared.env._old.exists()


def test_failed_replacement_brings_the_old_environment_back(prepared: Place) -> None:
    newer = make_wheel(prepared.wheels, "ours", "2.0")
    prepared.lock(newer)
    cut_short(newer)
    with pytest.raises(SetupError):
        prepared.prepare()
    assert prepared.answer("import ours; print(ours.version)") == "1.0"
    prepared.lock(prepared.app)
    assert prepared.env.ready(prepared.run_lock)


def test_foreign_folder_is_left_alone(place: Place) -> None:
    place.env.folder.mkdir()
    theirs = place.env.folder / "holiday.jpg"
    theirs.write_bytes(b"a picture")
    with pytest.raises(SetupError, match="not an environment of itdesk's"):
        place.prepare()
    assert theirs.read_bytes() == b"a picture"


@POSIX
def test_replacement_waits_until_the_app_is_closed(prepared: Place) -> None:
    use = (
        "from pathlib import Path; from installer.environment import Environment\n"
        f"Environment(Path({str(prepared.env.folder)!r}), Path('.'), ()).keep_while_running()\n"
        "import os, sys; os.execv(sys.executable, [sys.executable, '-c', 'print(1, flush=True); input()'])"
    )
    with subprocess.Popen([sys.executable, "-c", use], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as app:
        assert app.stdout is not None
        assert app.stdout.readline() == b"1\n"
        prepared.lock(make_wheel(prepared.wheels, "ours", "2.0"))
        with pytest.raises(SetupError, match="Close it, then start again"):
            prepared.prepare()
        app.communicate(b"\n")
    prepared.prepare()
    assert prepared.answer("import ours; print(ours.version)") == "2.0"


def test_two_starts_at_once_make_one_environment(place: Place) -> None:
    code = (
        "import sys; from pathlib import Path; from installer.environment import Environment, Progress\n"
        f"folder = Path({str(place.env.root)!r})\n"
        "locks = (folder / 'requirements.lock', folder / 'requirements-test.lock')\n"
        "Environment(folder / 'env', folder, locks).prepare(locks[0], Progress())"
    )
    starts = [
        subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(3)
    ]
    said = [start.communicate()[1] for start in starts]
    assert [start.returncode for start in starts] == [0, 0, 0], said
    assert sum("Installing packages" in each for each in said) == 1, said
    assert place.answer("import ours; print(ours.version)") == "1.0"


@POSIX
def test_lock_ends_with_a_killed_process(tmp_path: Path) -> None:
    path = tmp_path / "busy.lock"
    code = (
        "import sys; from pathlib import Path; from installer.environment import alone\n"
        "with alone(Path(sys.argv[1]), print):\n print('in', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"in\n"
        said: list[str] = []

        def say(text: str) -> None:
            said.append(text)
            holder.send_signal(signal.SIGKILL)

        with alone(path, say):
            assert said == ["Another start is busy with the same; waiting for it."]


@POSIX
def test_uv_that_fails_leaves_the_work_to_pip(place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "bin").mkdir()
    uv = tmp_path / "bin" / "uv"
    uv.write_text("#!/bin/sh\necho 'no such index' >&2\nexit 2\n", encoding="ascii")
    uv.chmod(0o755)
    monkeypatch.setenv("PATH", f"{uv.parent}:/usr/bin:/bin")
    place.prepare()
    assert "pip tries" in place.said.getvalue()
    assert place.answer("import ours; print(ours.version)") == "1.0"


def test_python_without_pip_is_told_how_to_get_it(prepared: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "_base_executable", str(prepared.env.python))
    monkeypatch.setattr(sys, "executable", str(prepared.env.python))
    another = Environment(prepared.env.folder.with_name("another"), prepared.env.root, prepared.env.locks)
    with pytest.raises(SetupError, match=r"no pip.*\n.*apt-get install -y python3-pip"):
        another.prepare(prepared.run_lock, Progress(prepared.said))
    assert not another.folder.exists()


@POSIX
def test_unwritable_place_is_named(place: Place) -> None:
    blocked = place.env.root / "file"
    blocked.write_text("in the way", encoding="ascii")
    env = Environment(blocked / "env", place.env.root, place.env.locks)
    with pytest.raises(SetupError, match=r"can't write to .*file.*Name a folder of your own in ITDESK_VENV"):
        env.prepare(place.run_lock, Progress(place.said))


@pytest.mark.parametrize("name", ["PYTHONPATH", "PYTHONHOME", "PYTHONDONTWRITEBYTECODE", "PIP_TARGET"])
def test_clean_environ_drops_what_redirects_python(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "elsewhere")
    assert name not in clean_environ()


def test_progress_on_a_terminal_overwrites_its_line() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    shown = Terminal()
    progress = Progress(shown)
    progress.show("Fetching packages", "1 of 2: long-name")
    progress.show("Fetching packages", "2 of 2: b")
    progress.line("Ready.")
    first, second, *rest = shown.getvalue().split("\r")[1:]
    assert len(second.rstrip("\n").splitlines()[0]) == len(first)
    assert not rest
    assert shown.getvalue().endswith("\n[itdesk] Ready.\n")
