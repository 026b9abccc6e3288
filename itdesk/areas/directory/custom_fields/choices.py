"""What a custom field can hold."""

from __future__ import annotations

from itdesk.core.choices import Choice
from itdesk.core.texts import N_


class ValueKind(Choice):
    """The kind of a field's values; each is the value of a `Kind`."""

    TEXT = "text", N_("Text"), "grey", "edit", ("string", "words", "wort")
    LONG = "long", N_("Long text"), "grey", "doc", ("notes", "multiline", "langer text")
    DECIMAL = "decimal", N_("Number"), "grey", "bars-3", ("integer", "zahl", "figure")
    MONEY = "money", N_("Money"), "grey", "fin", ("amount", "currency", "geld", "betrag")
    DATE = "date", N_("Date"), "grey", "cal", ("day", "datum", "tag")
    CHOICE = "choice", N_("Choice"), "grey", "list", ("list", "select", "dropdown", "auswahl")
    LINK = "link", N_("Link to a record"), "grey", "link", ("relation", "reference", "verweis")
    YES_NO = "yes_no", N_("Yes or no"), "grey", "check", ("checkbox", "boolean", "ja oder nein")
