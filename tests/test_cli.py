"""The command line as scripts meet it: exit codes, one sentence for a refusal, and what it never does."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
import sqlcipher3

from itdesk import cli, computer
from itdesk.areas import registry
from itdesk.areas.sample import writing

ROOT = Path(__file__).parents[1]
# a run of the tests in the background has Ctrl+C ignored, and hands that on
LISTENING = """
import runpy, signal
signal.signal(signal.SIGINT, signal.default_int_handler)
runpy.run_module("itdesk", run_name="__main__", alter_sys=True)
"""


def command(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "itdesk", *map(str, arguments)],
        capture_output=True, encoding="utf-8", cwd=ROOT, env={**os.environ, **environment}, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("firm") / "firm.itdesk"
    assert cli.run(["demo", str(file)]) == cli.DONE
    return file


def refusal(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    capsys.readouterr()
    assert cli.run([str(argument) for argument in arguments]) == cli.REFUSED
    said = capsys.readouterr()
    assert not said.out
    assert said.err.count("\n") == 1
    return said.err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["report", "budget", "budget.csv"], ".pdf"),
        (["report", "audit", "a.pdf", "--as-of", "0001-01-01"], "too far away"),
        (["report", "audit", "a.pdf", "--as-of", "9999-12-31"], "too far away"),
        (["export", "people", "people.txt"], ".csv, .xlsx or .pdf"),
        (["import", "people", "people.csv"], "no file"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    capsys: pytest.CaptureFixture[str], firm: Path, tmp_path: Path, arguments: Sequence[str], says: str
) -> None:
    name, what, file, *rest = arguments
    assert says in refusal(capsys, name, firm, what, tmp_path / file, *rest)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "address", ["postgresql://[bad", "postgresql://u@127.0.0.1:99999/x", "postgresql://u@127.0.0.1:abc/x"]
)
def test_an_address_that_is_none_is_refused(capsys: pytest.CaptureFixture[str], address: str) -> None:
    assert "can't be read" in refusal(capsys, "check", address)


@pytest.mark.parametrize(
    ("file", "says"),
    [("firm.txt", "doesn't end in .itdesk"), ("x" * 300 + ".itdesk", "too long"), ("none/firm.itdesk", "no folder")],
)
def test_a_workspace_is_not_made_anywhere(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, file: str, says: str
) -> None:
    assert says in refusal(capsys, "new", tmp_path / file, "--name", "Firm")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="a folder where nobody may write is known on Linux only")
def test_a_folder_where_nothing_can_be_written_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert "can't be written to /proc" in refusal(capsys, "new", "/proc/firm.itdesk", "--name", "Firm")


def test_a_sample_that_fails_leaves_no_half_made_workspace(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(session: object, _story: object) -> None:
        session.connection().exec_driver_sql("PRAGMA max_page_count=1")  # type: ignore[attr-defined]
        session.connection().exec_driver_sql("CREATE TABLE more AS SELECT * FROM alembic_version")  # type: ignore[attr-defined]

    monkeypatch.setattr(writing, "fill", full)
    assert "full" in refusal(capsys, "demo", tmp_path / "firm.itdesk")
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_locale_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert "no locale" in refusal(capsys, "new", tmp_path / "a.itdesk", "--name", "Firm", "--locale", "xx_YY")


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        ("DROP TABLE alembic_version", "is missing"),
        ("DROP TABLE people", "is missing"),
        ("DELETE FROM workspace", "lost its settings"),
    ],
)
def test_a_workspace_that_lost_a_part_is_called_damaged(
    capsys: pytest.CaptureFixture[str], firm: Path, tmp_path: Path, damage: str, says: str
) -> None:
    file = tmp_path / "damaged.itdesk"
    file.write_bytes(firm.read_bytes())
    connection = sqlcipher3.connect(str(file))
    connection.execute("PRAGMA foreign_keys=OFF")
    connection.execute(damage)
    connection.commit()
    connection.close()
    before = file.read_bytes()
    assert says in refusal(capsys, "export", file, "people", tmp_path / "people.csv")
    assert file.read_bytes() == before


def test_a_workspace_that_can_not_be_opened_for_damage_is_a_finding(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "torn.itdesk"
    assert cli.run(["new", str(file), "--name", "Torn"]) == 0
    whole = file.read_bytes()
    file.write_bytes(whole[:100] + b"\xff" * 400 + whole[500:])  # where the tables' names lie
    capsys.readouterr()
    assert cli.run(["check", str(file)]) == 1
    assert "The workspace file is damaged. Close the workspace and open the newest" in capsys.readouterr().out


def test_what_is_not_in_order_is_printed_and_counted(
    capsys: pytest.CaptureFixture[str], firm: Path, tmp_path: Path
) -> None:
    file = tmp_path / "broken.itdesk"
    file.write_bytes(firm.read_bytes())
    connection = sqlcipher3.connect(str(file))
    connection.execute("UPDATE hardware SET person_id = 999999 WHERE id = 1")
    connection.commit()
    connection.close()
    capsys.readouterr()
    assert cli.run(["check", str(file), "--json"]) == cli.REFUSED
    said = capsys.readouterr()
    told = json.loads(said.out)
    assert not told["ok"]
    assert said.err.startswith(f"{len(told['findings'])} thing")


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "a.itdesk", "--password", "secret"],
        ["search", "a.itdesk", "words", "--limit", "0"],
        ["search", "a.itdesk", "words", "--limit", "-5"],
        ["report", "a.itdesk", "audit", "a.pdf", "--as-of", "31/02/2026"],
    ],
)
def test_a_wrong_call_is_told_from_a_refusal(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        cli.run(arguments)
    assert left.value.code == cli.USAGE


def test_a_new_workspace_is_set_as_the_computer_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "de_AT.UTF-8")
    file = tmp_path / "firma.itdesk"
    assert cli.run(["new", str(file), "--name", "Firma"]) == cli.DONE
    connection = sqlcipher3.connect(str(file))
    assert connection.execute("SELECT locale, currency FROM workspace").fetchone() == ("de_AT", "EUR")
    connection.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has a locale beside the environment's")
def test_a_computer_without_a_country_is_taken_for_a_british_one(monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("LC_ALL", "LC_TIME", "LANG"):
        monkeypatch.setenv(variable, "C.UTF-8")
    assert computer.place()[:2] == ("en_GB", "GBP")
    assert computer.place("de_CH")[:2] == ("de_CH", "CHF")


def test_a_console_that_cannot_write_a_sign_gets_an_escape(firm: Path) -> None:
    plain = command("search", firm, "HD-1042", PYTHONIOENCODING="ascii")
    assert (plain.returncode, plain.stderr) == (cli.DONE, "")
    assert "\\xb7" in plain.stdout
    told = command("search", firm, "HD-1042", "--json", PYTHONIOENCODING="ascii")
    assert "·" in json.loads(told.stdout)["hits"][0]["subtitle"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal for another process")
def test_a_stopped_import_leaves_nothing_and_no_traceback(firm: Path, tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    with table.open("w", encoding="utf-8") as file:
        file.write("First name,Last name,Email\n")
        file.writelines(f"Ann{n},Other{n},ann{n}@firm.example\n" for n in range(40_000))
    work = tmp_path / "firm.itdesk"
    work.write_bytes(firm.read_bytes())
    lock = work.with_name("firm.itdesk-lock")
    with subprocess.Popen(
        [sys.executable, "-c", LISTENING, "import", str(work), "people", str(table)],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
    ) as process:  # fmt: skip
        while process.poll() is None and not lock.exists():
            os.sched_yield()
        process.send_signal(signal.SIGINT)
        out, err = process.communicate()
    assert (process.returncode, out, err.count("\n")) == (cli.REFUSED, "", 1), err
    found = command("search", work, "ann17@firm.example", "--json")
    assert json.loads(found.stdout)["hits"] == []
    assert command("check", work).returncode == cli.DONE


def test_saved_views_are_exported_by_their_names(
    firm: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from itdesk.areas import load_models, registry
    from itdesk.core.saved_views import SavedView, Sharing
    from itdesk.db import views
    from itdesk.db.engine import open_database

    load_models()
    state = {
        "columns": ["tag", "status", "purchase_cost"],
        "filters": [["model.maker", "not_empty", None], ["", "any_of", [["status", "is", "spare"], ["status", "is", "in_repair"]]]],
        "sort": ["-tag"],
        "group_by": "status,warranty_end_on:year",
        "rules": [["To look at", "red", [["status", "is", "in_repair"]]]],
    }  # fmt: skip
    database = open_database(str(firm), registry())
    with database.writing(actor=None) as session:
        views.save(session, SavedView("hardware", "Not at work", state, Sharing.TEAM))
    database.close()
    for ending in ("csv", "xlsx", "pdf"):
        file = tmp_path / f"a.{ending}"
        assert cli.run(["export", str(firm), "hardware", str(file), "--view", "not at work"]) == cli.DONE
        assert file.stat().st_size > 100
    lines = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[0].startswith("Tag,Status,")
    assert {line.split(",")[1] for line in lines[1:]} == {"Spare", "In repair"}
    assert "Not at work" in refusal(capsys, "export", firm, "hardware", tmp_path / "b.csv", "--view", "No such view")


def test_encrypted_workspace_is_made_and_opened_by_its_password_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    file, secret = tmp_path / "sealed.itdesk", tmp_path / "secret"
    secret.write_text("correct horse\nsecond line\n")
    monkeypatch.delenv("ITDESK_PASSWORD", raising=False)
    assert "needs a passphrase" in refusal(capsys, "new", file, "--name", "Sealed", "--encrypt")
    assert not file.exists()
    made = command("new", file, "--name", "Sealed", "--encrypt", "--json", "--password-file", secret)
    code = json.loads(made.stdout)["recovery_code"]
    assert "is encrypted" in refusal(capsys, "check", file)
    for password in ("correct horse", code):
        assert command("check", file, ITDESK_PASSWORD=password).stdout == "Everything is in order.\n"
    wrong = command("search", file, "Sealed", ITDESK_PASSWORD="wrong")
    assert wrong.returncode == cli.REFUSED
    assert wrong.stderr.startswith("This is not the passphrase")
    assert "Traceback" not in wrong.stderr


def choose_second(file: Path, folder: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second folder for the backups of a workspace."""
    from itdesk.db.backups.choices import Choices, choose
    from itdesk.db.engine import open_database

    with monkeypatch.context() as patched, closing(open_database(file, registry())) as database:
        patched.setenv("ITDESK_HOME", str(home))
        choose(database.workspace.uid, Choices(second=str(folder)))


def test_encryption_is_put_on_and_taken_off_by_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file, home = tmp_path / "firm.itdesk", str(tmp_path / "home")
    monkeypatch.delenv("ITDESK_PASSWORD", raising=False)
    assert cli.run(["new", str(file), "--name", "Oak"]) == cli.DONE
    command("backup", file, "--to", tmp_path / "second", ITDESK_HOME=home)
    [copy] = (tmp_path / "second").glob("*.itdesk")
    choose_second(file, copy.parent, Path(home), monkeypatch)
    without = command("encrypt", file, ITDESK_HOME=home)
    assert without.returncode == cli.REFUSED
    assert "needs a passphrase" in without.stderr
    done = command("encrypt", file, "--json", ITDESK_PASSWORD="correct horse", ITDESK_HOME=home)
    code = json.loads(done.stdout)["recovery_code"]
    assert not file.read_bytes().startswith(b"SQLite")
    assert json.loads(done.stdout)["copies_in_clear"] == [str(copy)]
    named = command("clear-copies", file, ITDESK_PASSWORD=code, ITDESK_HOME=home)
    assert str(copy) in named.stdout
    assert copy.exists()
    command("clear-copies", file, "--remove", ITDESK_PASSWORD=code, ITDESK_HOME=home)
    assert list(copy.parent.glob("[!.]*")) == []
    again = command("encrypt", file, ITDESK_PASSWORD="correct horse", ITDESK_HOME=home)
    assert again.returncode == cli.REFUSED
    assert "encrypted already" in again.stderr
    assert command("decrypt", file, ITDESK_PASSWORD=code, ITDESK_HOME=home).returncode == cli.DONE
    assert file.read_bytes().startswith(b"SQLite")
    twice = command("decrypt", file, ITDESK_PASSWORD=code, ITDESK_HOME=home)
    assert twice.returncode == cli.REFUSED
    assert "isn't encrypted" in twice.stderr
    assert command("check", file).returncode == cli.DONE


def test_the_password_of_a_start_is_inherited_by_nothing() -> None:
    said = "import os; from itdesk.__main__ import main; from itdesk.core.given import given; main()"
    tells = "print(given(), given('ITDESK_NEW_PASSWORD'), [one for one in os.environ if 'PASSWORD' in one])"
    told = subprocess.run(
        [sys.executable, "-c", f"{said}\n{tells}", "check", "nowhere.itdesk"], capture_output=True, encoding="utf-8", cwd=ROOT, check=True,
        env={**os.environ, "ITDESK_PASSWORD": "one", "ITDESK_NEW_PASSWORD": "two"},
    )  # fmt: skip
    assert told.stdout.splitlines()[-1] == "one two []"
