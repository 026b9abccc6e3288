"""Qt's enumerations that are made quickly are those that Python makes."""

from __future__ import annotations

import subprocess
import sys

import pytest

pytestmark = pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="the ordinary way is gone from Python 3.12 on")

SEEN = """
import enum, inspect, hashlib, pickle
from PySide6 import QtCore, QtGui, QtNetwork, QtPrintSupport, QtSvg, QtWidgets
def every(holder, seen):
    for name in sorted(dir(holder)):
        try:
            one = getattr(holder, name)
        except AttributeError:
            continue
        if isinstance(one, enum.EnumType) and one.__module__.startswith("PySide6"):
            yield one
        elif inspect.isclass(one) and one.__module__.startswith("PySide6") and one not in seen:
            seen.add(one)
            yield from every(one, seen)
def shown(one):
    members = list(one.__members__.items())
    yield one.__module__, one.__qualname__, one.__mro__[1:], one._member_names_, one.__doc__, str(one), len(one)
    own = {name: value for name, value in vars(one).items() if name not in one.__members__ and name != "_iter_member_"}
    own["__new__"] = getattr(own["__new__"], "__func__", own["__new__"])
    yield sorted((name, str(value).partition(" at 0x")[0]) for name, value in own.items())
    for name, member in members:
        kept = dict(vars(member))
        kept.pop("_inverted_", None)
        yield name, member.name, member.value, repr(member), str(member), f"{member}", sorted(map(str, kept.items()))
        yield one(member.value) is member, one[name] is member, getattr(one, name) is member, pickle.loads(pickle.dumps(member)) is member
        yield hash(member) == hash(one[name]), member in one, isinstance(member, int), type(member) is one
    asked = ["one(123456789)", "one('x')", "one(None)", "one.no_such_thing"]
    if issubclass(one, enum.Flag):
        asked += ["list(one)", "one(0)", "one(1 << 30)", "one(-1)"]
        pairs = [(first, second) for first, _ in members[:3] for second, _ in members[-2:]]
        what = "{0} | {1}", "{0} & {1}", "{0} ^ {1}", "list({0} | {1})", "({0} | {1}).value", "~{0}", "{1} in {0} | {1}"
        asked += [text.format(f"one.{first}", f"one.{second}") for first, second in pairs for text in what]
    for text in asked:
        try:
            yield repr(eval(text))
        except Exception as error:
            yield type(error).__name__, str(error)
found = {}
for module in (QtCore, QtGui, QtNetwork, QtPrintSupport, QtSvg, QtWidgets):
    for one in every(module, set()):
        found[f"{one.__module__}.{one.__qualname__}"] = hashlib.sha256("\\n".join(map(str, shown(one))).encode()).hexdigest()
for name, digest in sorted(found.items()):
    print(f"{name}={digest}")
"""


def told(code: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


def test_every_enumeration_of_qt_is_as_python_makes_it() -> None:
    quick, usual = told("import itdesk.ui\n" + SEEN), told(SEEN)
    assert len(usual) > 500
    assert [one for one in quick if one not in usual] == []
    assert len(quick) == len(usual)


def test_they_are_made_here() -> None:
    code = (
        "import enum, itdesk.ui; from itdesk.ui import qt_enums\n"
        "slow = []; usual = qt_enums._usual\n"
        "def counted(cls, name, *given, **named):\n    slow.append(name)\n    return usual(cls, name, *given, **named)\n"
        "qt_enums._usual = counted\n"
        "from PySide6.QtCore import Qt; from PySide6.QtWidgets import QStyle\n"
        "print(len(slow), Qt.Key.Key_A.value, QStyle.StateFlag.State_On.name, enum.EnumType._create_.__module__)"
    )
    assert told(code) == ["0 65 State_On itdesk.ui.qt_enums"]


@pytest.mark.parametrize(
    "asked",
    [
        "enum.Enum('Made', ['A', 'B']).B",
        "enum.Enum('Made', 'A B', start=4).A.value",
        "enum.IntFlag('Made', [('A', 1), ('B', 2)], boundary=enum.STRICT)(3)",
        "enum.Enum('Made', [('A', 1), ('A', 2)], boundary=enum.KEEP)",
        "enum.Enum('Made', [('name', 1), ('B', 1)], boundary=enum.KEEP).name",
        "enum.IntEnum('Made', [('real', 7), ('_x', 1)], boundary=enum.KEEP).real",
        "enum.Enum('Made', [('A', 'text'), ('B', 1.5)], boundary=enum.KEEP).A.value",
        "enum.StrEnum('Made', ['A']).A",
        "enum.Enum('Made', {'A': 1}, module='m', qualname='q.Made').A.__class__.__qualname__",
        "enum.Enum('Made', [('A', 1)]).__module__",
        "enum.Enum('Made', [('mro', 1)], boundary=enum.KEEP)",
    ],
)
def test_what_others_make_comes_out_as_before(asked: str) -> None:
    code = f"import enum\ntry:\n    print(repr({asked}))\nexcept Exception as error:\n    print(type(error).__name__, error)"
    assert told("import itdesk.ui\n" + code) == told(code)


def test_members_are_made_when_one_is_asked_for() -> None:
    code = (
        "import itdesk.ui; from itdesk.ui import qt_enums\n"
        "from PySide6.QtCore import Qt\n"
        "late = len(qt_enums._unmade); print(late > 50, type(Qt.Key).__name__)\n"
        "Qt.Key.Key_A; print(late - len(qt_enums._unmade), type(Qt.Key).__name__)"
    )
    assert told(code) == ["True LateEnum", "1 EnumType"]


@pytest.mark.parametrize(
    "first", ["Qt.Key(65)", "Qt.Key['Key_A']", "list(Qt.Key)[0]", "len(Qt.Key)", "dir(Qt.Key)[-1]"]
)
def test_whatever_is_asked_first_is_told_as_python_would(first: str) -> None:
    code = f"from PySide6.QtCore import Qt; print({first}, Qt.Key.Key_A in Qt.Key, repr(Qt.Key), Qt.Key.__members__['Key_B'])"
    assert told("import itdesk.ui\n" + code) == told(code)


def test_threads_that_ask_at_once_find_the_same_members() -> None:
    code = (
        "import itdesk.ui, threading; from PySide6.QtCore import Qt\n"
        "found = []\n"
        "threads = [threading.Thread(target=lambda: found.append(Qt.Key.Key_A)) for _ in range(16)]\n"
        "[one.start() for one in threads]; [one.join() for one in threads]\n"
        "print(len(found), all(one is Qt.Key.Key_A for one in found))"
    )
    assert told(code) == ["16 True"]
