"""Methods of dataclasses that are compiled when they are called are those that Python makes."""

from __future__ import annotations

import subprocess
import sys

import pytest

MADE = """
import dataclasses, inspect, pickle, typing
from dataclasses import dataclass, field
@dataclass(frozen=True, slots=True)
class Point:
    "A place."
    x: int
    y: int = 2
    notes: list[str] = field(default_factory=list, compare=False)
@dataclass
class Grown(object):
    self: str
    size: int = 3
    def __post_init__(self):
        self.size += 1
@dataclass(frozen=True, kw_only=True)
class Named:
    "By name."
    name: str
    given: dict = field(default_factory=dict, repr=False)
@dataclass(order=True)
class Child(Grown):
    "With a base."
    more: float = 0.5
    hidden: int = field(default=7, init=False)
@dataclass
class Asked:
    "With something that is not kept."
    start: dataclasses.InitVar[int]
    kept: int = 0
    def __post_init__(self, start):
        self.kept = start
def told(text):
    try:
        return repr(eval(text))
    except Exception as error:
        return f"{type(error).__name__} {error}"
"""
ASKED = [
    "Point(1)",
    "Point(1, 5)",
    "Point(y=1, x=0, notes=['a'])",
    "[Point(n) for n in range(99)][-1]",
    "Point()",
    "Point(1, 2, 3, 4)",
    "Point(1, x=1)",
    "Point(1, z=1)",
    "Point(1).notes is Point(1).notes",
    "Point(1) == Point(1), Point(1) == Point(2), Point(1) == 1, Point(1) != Point(1)",
    "hash(Point(1)) == hash(Point(1)), hash(Point(1)) == hash((1, 2))",
    "setattr(Point(1), 'x', 2)",
    "delattr(Point(1), 'x')",
    "setattr(Point(1), 'no_such', 2)",
    "dataclasses.replace(Point(1), y=9), dataclasses.asdict(Point(1)), dataclasses.astuple(Point(1))",
    "pickle.loads(pickle.dumps(Point(1)))",
    "Grown('a'), Grown(self='b', size=7)",
    "hash(Grown('a'))",
    "Named(name='a'), Named(name='b', given={1: 2})",
    "Named('a')",
    "Child('a'), Child('b', 1, 2.5), Child('a') < Child('b'), sorted([Child('b'), Child('a')])[0].self",
    "Child('a') < 3",
    "Child('a', 1, 2.0, 3)",
    "Asked(4)",
    "Asked()",
    "[str(inspect.signature(one)) for one in (Point, Grown, Named, Child, Asked)]",
    "[one.__doc__ for one in (Point, Grown, Named, Child, Asked)]",
    "typing.get_type_hints(Point.__init__)",
    "Point.__init__.__qualname__, Point(1).__repr__.__name__, Point.__eq__.__name__, Point.__repr__.__doc__",
    "[Point(1) for _ in range(99)] and Point.__init__.__class__.__name__",
    "Point(1).__eq__(Point(1)), Point.__eq__(Point(1), 3)",
    "[name for name in vars(Point) if not name.startswith('__dataclass')]",
    "dataclasses.make_dataclass('Later', [('a', int), ('b', int, 3)])(1)",
    "dataclass(type('Wrong', (), {'__annotations__': {'a': int, 'b': int}, 'a': 1}))",
]


def told(code: str) -> list[str]:
    done = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    return done.stdout.splitlines()


@pytest.mark.parametrize("first", ASKED)
def test_what_is_asked_of_them_is_told_as_before(first: str) -> None:
    code = MADE + f"for asked in {[first, *ASKED]!r}:\n    print(asked, '=', told(asked))\n"
    assert told("from itdesk.late_methods import compile_late; compile_late()\n" + code) == told(code)


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="written for the dataclasses of Python 3.11")
def test_nothing_is_compiled_for_a_few_objects_and_the_class_is_an_ordinary_one_after_more() -> None:
    code = (
        "from itdesk.late_methods import compile_late; compile_late()\n" + MADE + "import builtins, dataclasses\n"
        "texts = []; usual = builtins.exec\n"
        "dataclasses.exec = lambda text, *given: (texts.append(text), usual(text, *given))\n"
        "Point(1); Point(2, y=4); print(len(texts), type(vars(Point)['__init__']).__name__)\n"
        "[Point(n) for n in range(99)]; Point(1) == Point(2)\n"
        "print(len(texts), type(vars(Point)['__init__']).__name__, type(vars(Point)['__eq__']).__name__)"
    )
    assert told(code) == ["0 LateInit", "2 function function"]
