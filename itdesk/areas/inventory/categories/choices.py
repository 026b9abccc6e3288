"""What a category is for, and the sort of device behind it, which gives lists their icon."""

from __future__ import annotations

from itdesk.core.choices import Choice
from itdesk.core.texts import N_


class Purpose(Choice):
    """Which records are sorted by the category."""

    HARDWARE = "hardware", N_("Hardware"), "blue", "laptop", ("asset", "assets", "gerät", "geräte")
    LICENCES = "licences", N_("Licences"), "violet", "cert", ("license", "licenses", "software", "lizenz", "lizenzen")
    OTHER = "other", N_("Other"), "grey", "grid", ("accessory", "component", "consumable", "zubehör")


class Device(Choice):
    """A sort of device. Its aliases are words by which a category's name tells it."""

    LAPTOP = "laptop", N_("Laptop"), "grey", "laptop", ("notebook", "macbook", "chromebook", "ultrabook", "portable")
    DESKTOP = (
        "desktop",
        N_("Desktop PC"),
        "grey",
        "tower",
        ("workstation", "computer", "tower", "pc", "rechner", "imac"),
    )
    SERVER = "server", N_("Server"), "grey", "server", ("storage", "nas", "san", "blade")
    MONITOR = "monitor", N_("Monitor"), "grey", "desktop", ("screen", "display", "bildschirm", "projector", "beamer")
    PRINTER = (
        "printer",
        N_("Printer"),
        "grey",
        "printer",
        ("plotter", "scanner", "mfp", "copier", "drucker", "kopierer"),
    )
    PHONE = "phone", N_("Phone"), "grey", "phone", ("smartphone", "mobile", "iphone", "handy", "telefon", "handset")
    TABLET = "tablet", N_("Tablet"), "grey", "phone", ("ipad",)
    NETWORK = "network", N_("Network device"), "grey", "switch", ("switch", "router", "firewall", "netzwerk", "gateway")
    WIRELESS = "wireless", N_("Wi-Fi point"), "grey", "wifi", ("access point", "wifi", "wi-fi", "wlan")
    POWER = "power", N_("Power supply"), "grey", "bolt", ("ups", "usv", "battery", "pdu", "power")
    CAMERA = "camera", N_("Camera"), "grey", "camera", ("webcam", "kamera", "cctv")
    OTHER = "other", N_("Other"), "grey", "inv", ("zubehör", "accessory")
