"""What a licence counts."""

from __future__ import annotations

from itdesk.core.choices import Choice
from itdesk.core.texts import N_


class CountedBy(Choice):
    """Named users hold their seats; the rest is counted by what the seat is on."""

    NAMED_USER = (
        "named_user",
        N_("Named user"),
        "grey",
        "user",
        ("per user", "user", "subscription", "named", "benutzer", "pro benutzer", "named users", "user cal"),
    )
    DEVICE = (
        "device",
        N_("Per machine"),
        "grey",
        "laptop",
        ("per device", "device", "machine", "node locked", "per computer", "gerät", "pro gerät", "device cal"),
    )
    CONCURRENT = "concurrent", N_("Concurrent"), "grey", "users", ("floating", "network", "gleichzeitig")
    SERVER = "server", N_("Per server"), "grey", "server", ("per server", "instance", "pro server")
    CORE = "core", N_("Per core"), "grey", "server", ("per core", "processor", "per processor", "cpu", "pro kern")
    OEM = "oem", N_("With the machine (OEM)"), "grey", "laptop", ("oem", "bundled")
    SITE = "site", N_("Whole site"), "grey", "flag", ("site licence", "site license", "enterprise", "standortlizenz")
    VOLUME = "volume", N_("Volume"), "grey", "grid", ("volume licence", "volume license", "volumenlizenz", "mak")
    PERPETUAL = "perpetual", N_("Perpetual"), "grey", "cert", ("one-off", "lifetime", "kauflizenz", "unbefristet")
    FREE = "free", N_("Free"), "grey", "check", ("freeware", "open source", "kostenlos", "trial")
