"""PySide6 comes in without what nobody asks for, and brings it when somebody does."""

from __future__ import annotations

import subprocess
import sys

import pytest

LIBRARY = "bz2", "inspect", "ipaddress", "lzma", "shutil", "tempfile", "textwrap", "traceback"
LATE = "pyi_generator", "parser", "layout", "enum_sig", "tool", "mapping", "errorhandler"


def told(code: str) -> list[str]:
    return subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split()


@pytest.mark.parametrize("before", ["sys", "dataclasses", "itdesk.cli", "itdesk.areas"])
def test_what_reads_signatures_is_left_until_it_is_asked_for(before: str) -> None:
    code = (
        f"import {before};"
        "import itdesk.ui, sys; from PySide6.QtWidgets import QLabel;"
        "late = [name for name, module in sys.modules.items() if type(module).__name__ == 'Late' and 'signature' in name];"
        "print(*sorted({name.rpartition('.')[2] for name in late}))"
    )
    assert told(code) == sorted(LATE)


ASKED = [
    "QObject().setObjectName(3)",
    "QObject().setObjectName()",
    "QObject().setObjectName('a', 'b')",
    "QLabel(colour='red')",
    "QLabel([])",
    "QLabel().setAlignment('left')",
    "QLabel().setText(text='a', format=3)",
    "Qt.Key('x')",
    "QLabel().text(1)",
    "QTimer.singleShot(0)",
    "QLabel().no_such_thing",
    "QPoint('a', 'b')",
    "QObject.connect(1, 2)",
    "inspect.signature(QObject.setObjectName)",
    "inspect.signature(QLabel)",
    "QLabel.setText.__signature__",
    "QLabel.setText.__doc__",
    "QLabel.__doc__",
    "QLabel.__signature__",
    "pydoc.plain(pydoc.render_doc(QLabel.setAlignment))",
    "importlib.import_module('PySide6.support.signature.lib.enum_sig').SimplifyingEnumerator.__name__",
    "importlib.import_module('PySide6.support.signature.lib.pyi_generator').main.__name__",
    "importlib.import_module('shibokensupport.signature.parser').pyside_type_init.__name__",
]


def test_wrong_calls_and_signatures_are_told_as_without_it() -> None:
    code = (
        "import importlib, inspect, pydoc; from PySide6.QtCore import QObject, QPoint, Qt, QTimer\n"
        "from PySide6.QtWidgets import QApplication, QLabel\n"
        f"application = QApplication([])\nfor asked in {ASKED!r}:\n"
        "    try:\n        print(asked, eval(asked))\n"
        "    except Exception as error:\n        print(asked, type(error), error)\n"
    )
    assert told("import itdesk.ui\n" + code) == told(code)


@pytest.mark.parametrize("asked", ASKED)
def test_each_alone_is_told_without_ending_the_app(asked: str) -> None:
    code = (
        "import itdesk.ui, importlib, inspect, pydoc; from PySide6.QtCore import QObject, QPoint, Qt, QTimer\n"
        "from PySide6.QtWidgets import QApplication, QLabel\n"
        f"application = QApplication([])\ntry:\n    {asked}\nexcept Exception:\n    print('told')\nelse:\n    print('told')\n"
    )
    assert told(code) == ["told"]


def test_no_source_is_read_at_later_imports() -> None:
    code = (
        "import itdesk.ui, inspect; from PySide6.QtWidgets import QLabel\n"
        "read = inspect.getsource\n"
        "def counted(what):\n    print(what.__name__)\n    return read(what)\n"
        "inspect.getsource = counted\n"
        "import wave, colorsys"
    )
    assert told(code) == []


def test_python_s_own_import_is_left_as_it_was_found() -> None:
    code = "import itdesk.ui, sys; print(*[type(finder).__name__ for finder in sys.meta_path])"
    assert "Finder" not in told(code)


def test_the_library_s_modules_are_left_until_something_of_them_is_asked_for() -> None:
    code = (
        "import itdesk.ui, sys, threading; from itdesk.late import Late, left_for_later; from PySide6.QtWidgets import QLabel\n"
        "with left_for_later(): import inspect\n"
        "late = sorted(name for name, module in sys.modules.items() if type(module) is Late and name.isalnum())\n"
        "found = []\n"
        "threads = [threading.Thread(target=lambda: found.append(sys.modules['inspect'].signature)) for _ in range(8)]\n"
        "[one.start() for one in threads]; [one.join() for one in threads]\n"
        "import inspect, tempfile; tempfile.gettempdir()\n"
        "print(*late, len(found), set(found) == {inspect.signature}, type(inspect).__name__, inspect.__spec__.name)"
    )
    assert told(code) == [*LIBRARY, "8", "True", "module", "inspect"]


def test_an_error_is_told_with_its_traceback_from_the_first_moment() -> None:
    code = (
        "import itdesk.ui, io, logging\ntold = io.StringIO(); logging.basicConfig(stream=told)\n"
        "try:\n    1 / 0\nexcept ZeroDivisionError:\n    logging.exception('here')\n"
        "print('Traceback' in told.getvalue() and 'ZeroDivisionError' in told.getvalue())"
    )
    assert told(code) == ["True"]
