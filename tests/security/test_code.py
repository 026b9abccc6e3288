"""No code comes out of data: nothing that runs what it reads is in the app.

Peers' holes of this class: GLPI CVE-2026-22248 (an upload that was unpacked into objects), CVE-2022-35914 (a test file that was shipped).
"""

from __future__ import annotations

import ast
import re
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "itdesk"
MODULES = frozenset(
    {"pickle", "marshal", "shelve", "dill", "yaml", "jsonpickle", "xmlrpc", "telnetlib", "ftplib", "commands"}
)
CALLS = frozenset({"eval", "exec", "compile", "system", "popen", "fromfile", "mktemp"})
_WORDS = re.compile(rf"\b(?:{'|'.join((*MODULES, *CALLS, 'shell'))})\b")
# Compiled modules of our own installation are read, never of a workspace; attributes are of modules, not of texts.
ALLOWED = {
    ("quick_loading.py", "marshal"),
    ("late.py", "exec"),
    ("late_methods.py", "compile"),
    ("late_methods.py", "exec"),
}


def findings(path: Path) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    text = path.read_text(encoding="utf-8")
    if not _WORDS.search(text):
        return found
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {(path.name, one.name.partition(".")[0]) for one in node.names} & {
                (path.name, one) for one in MODULES
            }
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in MODULES:
            found.add((path.name, str(node.module)))
        elif isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else ""
            module = (
                node.func.value.id
                if isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name)
                else ""
            )
            if name in CALLS or (module == "os" and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS):
                found.add((path.name, name or str(getattr(node.func, "attr", ""))))
            if any(
                word.arg == "shell" and not (isinstance(word.value, ast.Constant) and word.value.value is False)
                for word in node.keywords
            ):
                found.add((path.name, "shell"))
    return found


def test_nothing_runs_what_it_reads() -> None:
    found = set().union(*(findings(path) for path in PACKAGE.rglob("*.py")))
    assert found - ALLOWED == set()


def test_what_runs_is_found(tmp_path: Path) -> None:
    (tmp_path / "x.py").write_text(
        "import pickle\nfrom marshal import loads\neval(x)\nos.system(x)\nrun(x, shell=True)\n"
    )
    assert {name for _file, name in findings(tmp_path / "x.py")} == {"pickle", "marshal", "eval", "system", "shell"}
