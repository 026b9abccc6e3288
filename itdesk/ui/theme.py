"""Colours, type and sizes from tokens.json, as palette, style sheet and functions; switched while the app runs."""

from __future__ import annotations

import json
import re
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from itdesk.paths import resource

MODES = ("light", "dark", "system")
SCALES = (90, 100, 110, 125, 150)
DENSITIES = ("compact", "normal", "roomy")

_RGBA = re.compile(r"rgba\((\d+),\s*(\d+),\s*(\d+),\s*([\d.]+)\)")
_SP = re.compile(r"(\d+)sp\b")
_ROLES = {
    QPalette.ColorRole.Window: "window",
    QPalette.ColorRole.WindowText: "text",
    QPalette.ColorRole.Base: "surface",
    QPalette.ColorRole.AlternateBase: "subtle",
    QPalette.ColorRole.Text: "text",
    QPalette.ColorRole.PlaceholderText: "text-3",
    QPalette.ColorRole.Button: "surface",
    QPalette.ColorRole.ButtonText: "text",
    QPalette.ColorRole.BrightText: "on-accent",
    QPalette.ColorRole.Highlight: "selected",
    QPalette.ColorRole.HighlightedText: "text",
    QPalette.ColorRole.Link: "accent-text",
    QPalette.ColorRole.LinkVisited: "accent-text",
    QPalette.ColorRole.Light: "surface",
    QPalette.ColorRole.Midlight: "line",
    QPalette.ColorRole.Mid: "line-strong",
    QPalette.ColorRole.Dark: "line-input",
    QPalette.ColorRole.Shadow: "line-input",
    QPalette.ColorRole.ToolTipBase: "text",
    QPalette.ColorRole.ToolTipText: "surface",
    QPalette.ColorRole.Accent: "accent",
}


class Theme(QObject):
    """The look in use. `Theme.current()` is the only one; every widget asks it while painting."""

    theme_changed = Signal()

    _current: Theme | None = None

    def __init__(self) -> None:
        super().__init__()
        self.tokens: dict[str, Any] = json.loads(resource("theme", "tokens.json").read_text(encoding="utf-8"))
        self._mode = "system"
        self._percent = 100
        self._density = "normal"
        self._family = ""
        self._colors: dict[str, QColor] = {}
        self._fonts: dict[tuple[str, int], QFont] = {}
        self._app: QApplication | None = None

    @classmethod
    def current(cls) -> Theme:
        """The one theme; made on first use."""
        if cls._current is None:
            cls._current = cls()
        return cls._current

    def install(self, app: QApplication, *, mode: str = "system", percent: int = 100, density: str = "normal") -> None:
        """Give the app its style. To be called once, before the first widget is made."""
        self._app = app
        self._mode, self._percent, self._density = mode, percent, density
        app.setStyle("Fusion")
        self._family = _load_fonts()
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        self._apply()

    @property
    def mode(self) -> str:
        """What the person chose: light, dark or system."""
        return self._mode

    @property
    def percent(self) -> int:
        """Font scale, 90 to 150."""
        return self._percent

    @property
    def density(self) -> str:
        """Row height: compact, normal or roomy."""
        return self._density

    @property
    def dark(self) -> bool:
        """Whether dark colours are in use now."""
        if self._mode != "system":
            return self._mode == "dark"
        return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark

    def set_mode(self, mode: str) -> None:
        """Switch to light, dark or the system's choice at once."""
        if mode not in MODES:
            raise ValueError(mode)
        self._mode = mode
        self._apply()

    def set_percent(self, percent: int) -> None:
        """Scale all text; kept within 90 and 150 per cent."""
        self._percent = max(SCALES[0], min(SCALES[-1], percent))
        self._apply()

    def set_density(self, density: str) -> None:
        """Row height of tables from now on."""
        if density not in DENSITIES:
            raise ValueError(density)
        self._density = density
        self._apply()

    def color(self, token: str) -> QColor:
        """The colour of a token in the theme in use; a wrong name is a KeyError."""
        found = self._colors.get(token)
        if found is None:
            found = self._colors[token] = _parse(self.tokens["dark" if self.dark else "light"][token])
        return found

    def px(self, pixels: float) -> int:
        """A height or width that holds text, grown with the font scale."""
        return round(pixels * self._percent / 100)

    def font(self, role: str = "body", weight: int = 0) -> QFont:
        """The font of a role: caption, small, body, strong, section, title, figure, display; weight 0 is the role's."""
        key = (role, weight)
        if key not in self._fonts:
            size, _line, normal = self.tokens["type"][role]
            font = QFont(self._family) if self._family else QFont()
            font.setPixelSize(self.px(size))
            font.setWeight(QFont.Weight(weight or normal))
            font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
            self._fonts[key] = font
        return self._fonts[key]

    def line(self, role: str = "body") -> int:
        """The line height of a role in pixels."""
        return self.px(self.tokens["type"][role][1])

    def row(self, kind: str = "") -> int:
        """The height of a table row in the density in use, or of `header` or `two-line`."""
        return self.px(self.tokens["row"][kind or self._density])

    def qss(self) -> str:
        """The style sheet for the theme in use."""
        text = resource("theme", "style.qss").read_text(encoding="utf-8")
        named = dict(self.tokens["dark" if self.dark else "light"])
        shade = "dark" if self.dark else "light"
        for name in ("down", "up", "tick", "dash"):
            named[f"icon-{name}"] = resource("theme", f"{name}-{shade}.svg").as_posix()
        for name in sorted(named, key=len, reverse=True):
            text = text.replace("@" + name, named[name])
        return _SP.sub(lambda found: f"{self.px(int(found.group(1)))}px", text)

    def palette(self) -> QPalette:
        """The palette for the theme in use."""
        palette = QPalette()
        for role, token in _ROLES.items():
            palette.setColor(role, self.color(token))
        for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText, QPalette.ColorRole.WindowText):
            palette.setColor(QPalette.ColorGroup.Disabled, role, self.color("text-3"))
        palette.setColor(QPalette.ColorGroup.Inactive, QPalette.ColorRole.Highlight, self.color("selected-idle"))
        return palette

    def _apply(self) -> None:
        self._colors.clear()
        self._fonts.clear()
        app = self._app
        if app is None:
            return
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark, "system": Qt.ColorScheme.Unknown}
        app.styleHints().setColorScheme(schemes[self._mode])  # title bars follow where the platform can
        app.setPalette(self.palette())  # after the scheme, which resets it
        app.setFont(self.font())
        app.setStyleSheet(self.qss())
        self.theme_changed.emit()

    def _system_changed(self) -> None:
        if self._mode == "system":
            self._apply()


def color(token: str) -> QColor:
    """Short for Theme.current().color(token)."""
    return Theme.current().color(token)


def _parse(text: str) -> QColor:
    found = _RGBA.fullmatch(text)
    if found is None:
        return QColor(text)
    red, green, blue, alpha = found.groups()
    return QColor(int(red), int(green), int(blue), round(float(alpha) * 255))


def _load_fonts() -> str:
    """Load the bundled fonts; the name of the family to use, or nothing where none is bundled."""
    family = ""
    for path in sorted(resource("fonts").glob("*.[to]tf")):
        number = QFontDatabase.addApplicationFont(str(path))
        for name in QFontDatabase.applicationFontFamilies(number) if number >= 0 else ():
            if name == "Inter" or (name.startswith("Inter") and not family):
                family = name
    if not family:
        known = set(QFontDatabase.families())
        family = next((name for name in ("Inter", "Noto Sans", "DejaVu Sans") if name in known), "")
    return family
