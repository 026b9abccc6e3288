"""The results of the command line in words, a line a thing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from itdesk.core.texts import _, ngettext


def lines(result: Mapping[str, Any]) -> list[str]:
    """The result in words, a line a thing."""
    if "hits" in result:
        found = [f"{hit['kind']}\t{hit['title']}\t{hit['subtitle']}" for hit in result["hits"]]
        return found or [
            _("Keep typing: these words stand in too many records.") if result["more"] else _("Nothing found.")
        ]
    if "taken" in result:
        said = [
            ngettext("{n} new record", "{n} new records", result["taken"]).format(n=result["taken"]),
            ngettext("{n} changed", "{n} changed", result["changed"]).format(n=result["changed"]),
        ]
        said += [
            _("Row {row}, {column}: {why} {cure}").format(
                **{key: refusal[key] for key in ("row", "column", "why", "cure")}
            )
            for refusal in result["refused"]
        ]
        return said
    if "logins" in result:
        return [f"{one['login']}\t{one['state']}" for one in result["logins"]] or [_("Nobody has a login yet.")]
    if "findings" in result:
        return [finding["message"] for finding in result["findings"]] or [_("Everything is in order.")]
    if "conflicts" in result:
        return _of_merge(result)
    clear = [_("Lies in clear: {file}").format(file=one) for one in result.get("copies_in_clear", ())]
    if "removed" in result:
        number = result["removed"]
        gone = ngettext("{n} copy in clear was removed.", "{n} copies in clear were removed.", number).format(n=number)
        return [*(clear or [_("No copy lies in clear.")]), *([gone] if number else [])]
    return [*(str(value) for key, value in result.items() if key != "copies_in_clear"), *clear]


def _of_merge(result: Mapping[str, Any]) -> list[str]:
    counts = (
        ngettext("{n} new record", "{n} new records", result["new"]).format(n=result["new"]),
        ngettext("{n} changed", "{n} changed", result["changed"]).format(n=result["changed"]),
        ngettext("{n} deleted", "{n} deleted", result["deleted"]).format(n=result["deleted"]),
        ngettext("{n} restored", "{n} restored", result["restored"]).format(n=result["restored"]),
        _("views and settings: {n}").format(n=result["views_and_settings"]),
    )
    line = _("{title}, {what}: before “{before}”, here “{here}”, in the copy “{there}”")
    return [
        ", ".join(counts),
        *(line.format(**one) for one in result["conflicts"]),
        *result.get("renumbered", ()),
        _("It was merged.") if result["merged"] else _("Nothing was merged."),
    ]
