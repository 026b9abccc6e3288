"""Colours, type and sizes from tokens.json, as palette, style sheet and functions; switched while the app runs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import cached_property, partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QWidget

from itdesk.paths import resource
from itdesk.ui.restyling import Followers, Restyling

MODES = ("light", "dark", "system")
SCALES = (90, 100, 110, 125, 150)
FIRST_FONTS = ("Inter-Regular.ttf", "Inter-Medium.ttf", "Inter-SemiBold.ttf")
DENSITIES = ("compact", "normal", "roomy")
CONTRASTS = ("system", "on", "off")
# Where more contrast is asked for, these tokens take the colour of others: lines that can be seen, no pale words.
_STRONGER = {
    "text-2": "text",
    "text-3": "text",
    "line": "line-input",
    "line-strong": "text",
    "line-input": "text",
    "grid": "line-input",
    "note-line": "line-input",
    "red": "red-text",
    "amber": "amber-text",
    "green": "green-text",
    "violet": "violet-text",
    "grey": "text",
    "grey-text": "text",
    "budget": "text",
}
_EFFECTS = (
    Qt.UIEffect.UI_AnimateMenu,
    Qt.UIEffect.UI_FadeMenu,
    Qt.UIEffect.UI_AnimateCombo,
    Qt.UIEffect.UI_AnimateTooltip,
    Qt.UIEffect.UI_FadeTooltip,
)

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
        self._contrast = "system"
        self._less_motion = False
        self._effects: tuple[Qt.UIEffect, ...] = ()
        self._blink = 0
        self._family = ""
        self._colors: dict[str, QColor] = {}
        self._fonts: dict[tuple[str, int], QFont] = {}
        self._app: QApplication | None = None
        self._followers = Followers()
        self.theme_changed.connect(self._followers.tell)

    @classmethod
    def current(cls) -> Theme:
        """The one theme; made on first use."""
        if cls._current is None:
            cls._current = cls()
        return cls._current

    def install(
        self,
        app: QApplication,
        *,
        mode: str = "system",
        percent: int = 100,
        density: str = "normal",
        contrast: str = "system",
        less_motion: bool = False,
    ) -> None:
        """Give the app its style. To be called once, before the first widget is made."""
        self._contrast, self._less_motion = contrast, less_motion
        self._effects = tuple(effect for effect in _EFFECTS if app.isEffectEnabled(effect))  # as the computer has it
        self._blink = app.cursorFlashTime()
        self._app = app
        self._mode, self._percent, self._density = mode, percent, density
        app.setStyle("Fusion")
        self._family = _load_fonts()
        app.styleHints().colorSchemeChanged.connect(self._system_changed)
        hints = app.styleHints()
        hints.accessibility().contrastPreferenceChanged.connect(self._system_contrast_changed)
        self._apply()

    @staticmethod
    def load_other_fonts() -> None:
        """Load the bundled fonts of other scripts and styles: ten megabytes that the first window rarely needs."""
        for path in sorted(resource("fonts").glob("*.[to]tf")):
            if path.name not in FIRST_FONTS:
                QFontDatabase.addApplicationFont(str(path))

    def follow(self, widget: QWidget, call: Callable[[], object]) -> None:
        """Call this method when the theme changes; of a widget that isn't seen, before it is."""
        self._followers.add(widget, call)

    def begin_gently(self, then: Callable[[], object]) -> None:
        """Before another look is chosen, which `then` does: what is on the screen changes in several turns, and the window answers."""
        if self._app is not None:
            self._restyling.begin_gently(then)
        else:
            then()

    @property
    def is_settled(self) -> bool:
        """Whether every widget has the look that was chosen last."""
        return self._app is None or self._restyling.is_over

    @cached_property
    def _restyling(self) -> Restyling:
        if self._app is None:
            raise RuntimeError("the theme is not installed")
        return Restyling(self._app, self._followers)

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

    @property
    def strong(self) -> bool:
        """Whether more contrast than usual is in use now: chosen, or asked for by the computer."""
        if self._contrast != "system":
            return self._contrast == "on"
        hints = QGuiApplication.styleHints()  # named: what it gives is good only as long as PySide has a name for it
        return hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast

    @property
    def less_motion(self) -> bool:
        """Whether nothing is to move by itself."""
        return self._less_motion

    def choose(self, *, mode: str, percent: int, density: str, contrast: str, less_motion: bool) -> None:
        """All of a person's choices at once; nothing is drawn anew where they are the same."""
        wanted = (mode, max(SCALES[0], min(SCALES[-1], percent)), density, contrast, less_motion)
        if wanted == (self._mode, self._percent, self._density, self._contrast, self._less_motion):
            if self._app is not None and not self.is_settled:
                self._apply()  # what was held back for a change that was none is painted
            return
        for chosen, known in ((mode, MODES), (density, DENSITIES), (contrast, CONTRASTS)):
            if chosen not in known:
                raise ValueError(chosen)
        self._mode, self._percent, self._density, self._contrast, self._less_motion = wanted
        self._apply()

    def _named(self) -> dict[str, str]:
        """Every token's colour in the theme and contrast in use."""
        named: dict[str, str] = dict(self.tokens["dark" if self.dark else "light"])
        return named | {token: named[other] for token, other in _STRONGER.items()} if self.strong else named

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
            found = self._colors[token] = _parse(self._named()[token])
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
        named = self._named()
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
        return palette

    def _apply(self) -> None:
        self._colors.clear()
        self._fonts.clear()
        app = self._app
        if app is None:
            return
        schemes = {"light": Qt.ColorScheme.Light, "dark": Qt.ColorScheme.Dark, "system": Qt.ColorScheme.Unknown}
        app.styleHints().setColorScheme(schemes[self._mode])  # title bars follow where the platform can
        self._restyling.change(self.qss(), self.palette(), self.font())  # after the scheme, which resets the palette
        self._calm(app)
        self.theme_changed.emit()

    def _calm(self, app: QApplication) -> None:
        """Menus that don't fade and a text cursor that doesn't blink, where less motion is wanted."""
        for effect in self._effects:
            app.setEffectEnabled(effect, not self._less_motion)
        app.setCursorFlashTime(0 if self._less_motion else self._blink)

    def _system_contrast_changed(self) -> None:
        if self._contrast == "system":
            self._apply()

    def _system_changed(self) -> None:
        if self._mode == "system":
            self._apply()


def color(token: str) -> QColor:
    """Short for Theme.current().color(token)."""
    return Theme.current().color(token)


def _parse(text: str) -> QColor:
    if not text.startswith("rgba("):
        return QColor(text)
    red, green, blue, alpha = text[5:-1].split(",")
    return QColor(int(red), int(green), int(blue), round(float(alpha) * 255))


def _load_fonts() -> str:
    """Load the fonts that every window is set in; the name of the family to use, or nothing where none is bundled."""
    family = ""
    for path in map(partial(resource, "fonts"), FIRST_FONTS):
        number = QFontDatabase.addApplicationFont(str(path))
        for name in QFontDatabase.applicationFontFamilies(number) if number >= 0 else ():
            if name == "Inter" or (name.startswith("Inter") and not family):
                family = name
    if not family:
        known = set(QFontDatabase.families())
        family = next((name for name in ("Inter", "Noto Sans", "DejaVu Sans") if name in known), "")
    return family
