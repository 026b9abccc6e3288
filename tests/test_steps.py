"""Every write of a page is a step of undo, or is listed here with the reason why it is none."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import itdesk

HOME = Path(itdesk.__file__).parent
NO_STEP = {
    "ui/undo.py": "undo and redo themselves: their operations are on the stack already",
    "ui/bin_dialog.py:_erase": "gone for good is the one thing that can't be undone, and is asked about",
    "ui/import_asks.py": "a matching of columns is no record and has no history; saving it again replaces it",
    "ui/settings_sign_in.py": "a password is no record, and nobody brings an old one back",
    "ui/hanging/facts.py:mark_seen": "what somebody has read is no change of a record",
    "ui/hanging/link_dialog.py": "a meaning that links may have is no record and has no history",
    "ui/views.py:_move_in": "views of an older version's file move in by themselves: nobody did anything",
    "looking_after.py": "a promise is made to a report that came in by itself: nobody did anything",
    "areas/helpdesk/kiosk/page.py": "the shared PC has no undo: whoever is next could take back what others reported",
    "areas/helpdesk/kiosk/page_send.py": "the same; and the number of the report is told at once",
    "areas/helpdesk/kiosk/page_own.py": "the same",
    "areas/helpdesk/kiosk/page_report.py": "it is offered where the workspace is only read, and goes as a letter",
}


def writes() -> Iterator[tuple[str, str, ast.Call]]:
    """Calls of a desk's write in pages and the window: file, function, call."""
    for file in sorted([*HOME.glob("ui/**/*.py"), *HOME.glob("areas/**/*.py"), *HOME.glob("*.py")]):
        if file.name in ("desk.py", "tasks.py", "first_moments.py"):
            continue
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                for node in ast.walk(function):
                    if _is_write(node):
                        yield file.relative_to(HOME).as_posix(), function.name, node


def _is_write(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
        return False
    owner = node.func.value
    name = owner.attr if isinstance(owner, ast.Attribute) else owner.id if isinstance(owner, ast.Name) else ""
    return (node.func.attr, name) in {("write", "desk"), ("write", "_desk"), ("do", "shared")}


def test_every_write_of_a_page_is_a_step_or_says_why_not() -> None:
    found = list(writes())
    assert len(found) > 20
    without = {
        (file, function)
        for file, function, call in found
        if not any(keyword.arg in ("step", None) for keyword in call.keywords)
    }
    unknown = [one for one in sorted(without) if one[0] not in NO_STEP and ":".join(one) not in NO_STEP]
    assert unknown == []
    files = {file for file, _function in without}
    assert {key.partition(":")[0] for key in NO_STEP} <= files, "a reason that is needed no more"
