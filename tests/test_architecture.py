"""Rules of the house that the import contracts and the linter can't express; each names the file and line that breaks it."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

import itdesk

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "itdesk"
LONGEST = 450

# Colours come from the theme's tokens; these are drawn from, not chosen by, the theme.
COLOURED = {"core/marks.py", "ui/theme.py", "ui/avatars.py", "ui/icons.py"}
# Heavy: imported inside the function that needs them, except where nothing else is done.
HEAVY = {
    "alembic": ("db/migrations/",),
    "reportlab": ("reports/",),
    "uharfbuzz": ("reports/",),
    "bidi": ("reports/",),
    "psycopg": (),
    "keyring": (),
    "cryptography": (),
    "xlsxwriter": (),
    "python_calamine": (),
    "charset_normalizer": (),
    "holidays": (),
    "pypdfium2": (),
    "babel": (),
    "markdown_it": ("reports/",),
}


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def modules(pattern: str = "**/*.py", root: Path = PACKAGE) -> list[Path]:
    return sorted(path for path in root.glob(pattern) if "__pycache__" not in path.parts)


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def at(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT).as_posix()}:{getattr(node, 'lineno', 1)}"


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the last word of what is called."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Attribute(attr=name) | ast.Name(id=name):
                    yield name, node


def imported(node: ast.AST) -> list[str]:
    match node:
        case ast.Import(names=names):
            return [alias.name for alias in names]
        case ast.ImportFrom(module=str(module), level=0):
            return [module]
    return []


def imports_of(path: Path) -> Iterator[tuple[str, ast.AST]]:
    for node in ast.walk(parsed(path)):
        for module in imported(node):
            yield module, node


def put_together(node: ast.AST | None) -> bool:
    """Whether a text is made of parts at this place, as an f-string, by +, by % or by format."""
    match node:
        case ast.JoinedStr(values=values):
            return any(isinstance(value, ast.FormattedValue) for value in values)
        case ast.BinOp(op=ast.Add() | ast.Mod()):
            return True
        case ast.Call(func=ast.Attribute(attr="format" | "join")):
            return True
    return False


def test_files_stay_short_enough_to_read() -> None:
    long = []
    for path in [*modules(), *modules(root=ROOT / "installer"), *modules(root=ROOT / "bench")]:
        lines = len(path.read_text(encoding="utf-8").splitlines())
        if lines > LONGEST:
            long.append(f"{path.relative_to(ROOT)}: {lines} lines")
    assert long == []


def test_every_module_says_what_it_is_for() -> None:
    assert [name_of(path) for path in modules() if not ast.get_docstring(parsed(path))] == []


def test_annotations_are_not_evaluated() -> None:
    line = "from __future__ import annotations"
    typed = ast.FunctionDef | ast.ClassDef | ast.AnnAssign
    with_code = [path for path in modules() if any(isinstance(node, typed) for node in parsed(path).body)]
    assert [name_of(path) for path in with_code if line not in path.read_text(encoding="utf-8")] == []


def test_nothing_is_left_for_later() -> None:
    marks = re.compile(r"\b(?:TO[D]O|FIX[M]E|XX[X]|coming[ ]soon|not[ ]implemented)\b", re.IGNORECASE)
    files = [path for folder in ("itdesk", "installer", "bench", "tests") for path in modules(root=ROOT / folder)]
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if marks.search(line)
    ]
    assert found == []


def test_no_function_is_an_empty_shell() -> None:
    """A hook whose default is to do nothing says so in its docstring."""
    empty = []
    for path in modules():
        protocols = {
            id(method)
            for node in ast.walk(parsed(path))
            if isinstance(node, ast.ClassDef) and any("Protocol" in ast.unparse(base) for base in node.bases)
            for method in node.body
        }
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and id(node) not in protocols:
                said = ast.get_docstring(node) or ""
                declared = any(
                    word in ast.unparse(each) for each in node.decorator_list for word in ("abstract", "overload")
                )
                bare = all(
                    isinstance(each, ast.Pass) or (isinstance(each, ast.Expr) and isinstance(each.value, ast.Constant))
                    for each in node.body
                )
                if bare and not declared and "nothing" not in said.lower():
                    empty.append(at(path, node))
    assert empty == []


def test_sql_is_never_put_together_from_data() -> None:
    """Outside the store; inside, names of tables may stand in statements, and its own tests look at them."""
    statements = {"text", "literal_column", "sqlalchemy.text", "sa.text"}
    found = [
        at(path, call)
        for path in modules()
        if not name_of(path).startswith("db/")
        for name, call in calls(parsed(path))
        if (name in {"execute", "exec_driver_sql", "scalar", "scalars"} or ast.unparse(call.func) in statements)
        and call.args
        and put_together(call.args[0])
    ]
    assert found == []


def test_features_speak_portable_sql() -> None:
    """What only one engine understands stands in the store."""
    found = [
        at(path, node)
        for path in modules("areas/**/*.py")
        for node in ast.walk(parsed(path))
        if any(module.startswith("sqlalchemy.dialects") for module in imported(node))
    ]
    found += [
        at(path, call)
        for path in modules("areas/**/*.py")
        for name, call in calls(parsed(path))
        if name == "exec_driver_sql"
    ]
    assert found == []


def test_pages_and_only_pages_know_the_window() -> None:
    """The import contracts know files by their whole names; here every file of a feature counts, page_grid.py too."""
    window, tables = ("PySide6", "shiboken6", "itdesk.ui"), ("sqlalchemy", "alembic", "sqlcipher3", "psycopg")
    found = [
        f"{at(path, node)}: {module}"
        for path in modules("areas/**/*.py")
        for module, node in imports_of(path)
        if module.startswith(tables if path.name.startswith("page") else window)
    ]
    assert found == []


def test_only_the_store_ends_a_transaction() -> None:
    found = [
        at(path, call)
        for path in modules()
        if not name_of(path).startswith("db/")
        for name, call in calls(parsed(path))
        if name in {"commit", "rollback"} and isinstance(call.func, ast.Attribute)
    ]
    assert found == []


def test_rules_are_told_the_time() -> None:
    found = [
        at(path, call)
        for pattern in ("areas/**/rules.py", "areas/**/choices.py", "core/**/*.py")
        for path in modules(pattern)
        for name, call in calls(parsed(path))
        if name in {"today", "now", "utcnow"}
        and isinstance(call.func, ast.Attribute)
        and "date" in ast.unparse(call.func)
    ]
    assert found == []


def test_heavy_libraries_wait_until_they_are_needed() -> None:
    found = []
    for path in modules():
        for node in parsed(path).body:
            for module in imported(node):
                library = module.partition(".")[0]
                if library in HEAVY and not any(place in name_of(path) for place in HEAVY[library]):
                    found.append(f"{at(path, node)}: {library}")
    assert [each for each in found if "/report.py:" not in each] == []


def test_labels_show_text_as_it_is() -> None:
    """Only the kit's own labels are made, which never read text as markup."""
    found = [
        at(path, call)
        for path in modules()
        if name_of(path) != "ui/labels.py"
        for name, call in calls(parsed(path))
        if name in {"QLabel", "setHtml", "insertHtml", "appendHtml"}
    ]
    assert found == []


def test_events_are_never_pumped_by_hand() -> None:
    found = [at(path, call) for path in modules() for name, call in calls(parsed(path)) if name == "processEvents"]
    assert found == []


def test_colours_come_from_the_theme() -> None:
    colour = re.compile(r"^#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{8})$")
    found = [
        at(path, node)
        for path in [*modules("ui/**/*.py"), *modules("areas/**/*.py"), *modules("*.py")]
        if name_of(path) not in COLOURED
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and colour.match(node.value)
    ]
    assert found == []


def test_every_declaration_has_its_table_and_is_listed() -> None:
    from itdesk.areas import ENTRIES

    folders = {path.parent for path in modules("areas/**/record.py")}
    assert {path.parent for path in modules("areas/*/*/models.py")} == folders
    named = {".".join(folder.relative_to(PACKAGE / "areas").parts) for folder in folders}
    assert {entry.folder for entry in ENTRIES if entry.is_record} == named


def test_tests_use_the_real_thing_and_never_wait_blindly() -> None:
    found = []
    for path in modules(root=ROOT / "tests"):
        if path.name in {"test_architecture.py", "postgres_server.py"}:
            continue
        for node in ast.walk(parsed(path)):
            found += [at(path, node) for module in imported(node) if module.startswith("unittest")]
        for _name, call in calls(parsed(path)):
            if ast.unparse(call.func) in {"time.sleep", "sleep", "qtbot.wait", "QTest.qWait", "QThread.msleep"}:
                found.append(at(path, call))
    assert found == []


def test_version_is_the_same_everywhere() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == itdesk.__version__
    assert re.search(
        rf"^## {re.escape(project['version'])}\b", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )


@pytest.mark.parametrize("folder", ["itdesk", "resources", "installer", "docs", "bench", "tests"])
def test_names_of_files_are_safe_on_every_system(folder: str) -> None:
    seen: dict[str, Path] = {}
    for path in (ROOT / folder).rglob("*"):
        key = str(path).casefold()
        assert seen.setdefault(key, path) == path
        assert not re.search(r'[<>:"|?*]', path.name), path


def test_each_migration_follows_the_one_before() -> None:
    """Two of the same number, each made beside the other, would keep every workspace from opening."""
    files = sorted((Path(itdesk.__file__).parent / "db" / "migrations" / "versions").glob("[0-9]*.py"))
    told = [
        re.findall(r'^(?:down_)?revision = "?(\w+)"?$', file.read_text(encoding="utf-8"), re.MULTILINE)
        for file in files
    ]
    numbers = [f"{number:04}" for number in range(len(files) + 1)]
    assert told == [[own, before if before != "0000" else "None"] for before, own in pairwise(numbers)]
    assert [file.name[:4] for file in files] == numbers[1:]
