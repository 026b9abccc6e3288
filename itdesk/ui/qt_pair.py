"""Refuses the one pair of Python and Qt that would abort in the middle of work."""

from __future__ import annotations

import sys

import PySide6

from itdesk.core.errors import UserError
from itdesk.core.texts import _

# QT-WORKAROUND none-refs: PySide6 6.12.0 loses a reference to None with every call that returns nothing. Up to Python
# 3.11 that ends the process after some thousand calls; from 3.12 on None is never freed. Try without it at 6.12.1.
_FIRST_BAD_QT = (6, 12)
_FIRST_GOOD_PYTHON = (3, 12)


def check_pair(python: tuple[int, ...] = sys.version_info[:2], qt: str = PySide6.__version__) -> None:
    """Raise UserError for a Python and PySide6 that don't work together."""
    if tuple(int(part) for part in qt.split(".")[:2]) >= _FIRST_BAD_QT and python < _FIRST_GOOD_PYTHON:
        raise UserError(
            _(
                "The window can't run on Python {python} with PySide6 {qt}: the two together end without warning."
            ).format(python=".".join(str(part) for part in python), qt=qt),
            _("Install PySide6-Essentials below 6.12, or use Python 3.12 or newer. Nothing was opened."),
        )
