"""What follows from what is typed into a definition."""

from __future__ import annotations

from collections.abc import Mapping

from itdesk.core.custom import PREFIX, key_of


def fill(values: Mapping[str, object], original: Mapping[str, object]) -> Mapping[str, object]:
    """A new field gets its key from its name; one that is known keeps the key by which views and files find it."""
    if original.get("key"):
        return {"key": original["key"]}
    typed = str(values.get("key") or "")
    plain = key_of(typed.removeprefix(PREFIX) or str(values.get("label") or ""))
    return {"key": plain}
