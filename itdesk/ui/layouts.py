"""Emptying a layout so that it can be filled anew."""

from __future__ import annotations

from PySide6.QtWidgets import QLayout


def clear(layout: QLayout, *, keep: int = 0) -> None:
    """Take everything off for good, layouts inside included, except the last `keep` items.

    Widgets are hidden at once, since they live on until the event loop deletes them.
    """
    while layout.count() > keep and (item := layout.takeAt(0)) is not None:
        widget, inside = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inside is not None:
            clear(inside)
