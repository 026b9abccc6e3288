"""The pictures that stand for categories on the shared screen."""

from __future__ import annotations

from itdesk.core.choices import Choice
from itdesk.core.texts import N_


class Picture(Choice):
    """A picture; its value is the icon's file name."""

    DESKTOP = "desktop", N_("Screen"), "accent", "desktop"
    LAPTOP = "laptop", N_("Laptop"), "accent", "laptop"
    PRINTER = "printer", N_("Printer"), "accent", "printer"
    MAIL = "mail", N_("Envelope"), "accent", "mail"
    WIFI = "wifi", N_("Wireless"), "accent", "wifi"
    KEY = "key", N_("Key"), "accent", "key"
    PHONE = "phone", N_("Phone"), "accent", "phone"
    FOLDER = "folder", N_("Folder"), "accent", "folder"
    SERVER = "server", N_("Server"), "accent", "server"
    CLOUD = "cloud", N_("Cloud"), "accent", "cloud"
    USERS = "users", N_("People"), "accent", "users"
    HELP = "help", N_("Speech bubble"), "accent", "help"
