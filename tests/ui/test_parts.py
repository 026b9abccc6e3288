"""The small parts: chips, toolbar, badges, clock, seats, sections, lists, dialogs, bulk bar, empty state."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QAccessible, QImage, QPainter
from PySide6.QtWidgets import QLabel, QLineEdit, QListView, QPushButton, QVBoxLayout, QWidget

from itdesk.core.marks import initials
from itdesk.ui import avatars, keys
from itdesk.ui.badges import Badge, BadgeLabel, StatusLabel
from itdesk.ui.bulkbar import BulkBar
from itdesk.ui.buttons import Button
from itdesk.ui.chips import Chip
from itdesk.ui.clock import clock_text, clock_words
from itdesk.ui.delegates import GroupHead, ItemDelegate, Items, Line, Shape, TwoLines
from itdesk.ui.dialogs import Dialog, TypeToConfirm
from itdesk.ui.emptystate import nothing_found
from itdesk.ui.flow import FlowLayout
from itdesk.ui.labels import ElidedLabel, label
from itdesk.ui.page import Action
from itdesk.ui.seatbar import SeatBar, Seats
from itdesk.ui.sections import Section
from itdesk.ui.theme import Theme
from itdesk.ui.toolbar import Toolbar


def test_label_shows_markup_as_it_is(qtbot: Any) -> None:
    made = label("<b>urgent</b>")
    qtbot.addWidget(made)
    assert made.textFormat() == Qt.TextFormat.PlainText
    wide = label("urgent")
    qtbot.addWidget(wide)
    assert made.sizeHint().width() > wide.sizeHint().width() * 1.5


def test_elided_label_tells_the_rest_in_its_tooltip(qtbot: Any) -> None:
    made = ElidedLabel("A very long name of a very long file server.log")
    qtbot.addWidget(made)
    made.resize(80, 20)
    made.show()
    assert made.toolTip() == made.text()
    made.resize(800, 20)
    assert made.toolTip() == ""


@pytest.mark.parametrize(
    ("left", "paused", "text", "tone"),
    [
        (timedelta(minutes=-42), "", "Late 0:42", "red-text"),
        (timedelta(hours=-27), "", "Late 1 d 3 h", "red-text"),
        (timedelta(minutes=80), "", "1:20 left", "amber-text"),
        (timedelta(hours=3), "", "3:00 left", "text-2"),
        (timedelta(days=2, hours=6), "", "2 d 6 h", "text-2"),
        (timedelta(days=2), "", "2 d", "text-2"),
        (None, "Vendor", "Vendor", "text-2"),
        (None, "", "", "text-3"),
    ],
)
def test_clock_text(left: timedelta | None, paused: str, text: str, tone: str) -> None:
    shown = clock_text(left, paused)
    assert (shown.text, shown.tone) == (text, tone)


def test_clock_words() -> None:
    assert clock_words(timedelta(minutes=-42)) == "42 min late"
    assert clock_words(timedelta(hours=1, minutes=20)) == "1 h 20 min left"
    assert clock_words(timedelta(days=1, hours=3)) == "1 day 3 h left"


def test_initials_and_stable_colours() -> None:
    assert [initials(name) for name in ("Joanna Lindqvist", "Harbour & Pine", "Plato", " ", "李 明")] == [
        "JL",
        "HP",
        "P",
        "?",
        "李明",
    ]
    assert avatars.hue("Mara Ellison") == avatars.hue("mara ellison")


@pytest.mark.parametrize("colour", avatars._PEOPLE)
def test_white_reads_on_every_avatar(colour: str) -> None:
    def light(part: int) -> float:
        share = part / 255
        return share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4

    red, green, blue = (light(int(colour[at : at + 2], 16)) for at in (1, 3, 5))
    assert 1.05 / (0.2126 * red + 0.7152 * green + 0.0722 * blue + 0.05) >= 4.5


def test_caps() -> None:
    assert keys.caps("Ctrl+K") == ("Ctrl K",)
    assert keys.caps("G, I") == ("G", "I")
    assert keys.caps("Return") == ("↵",)
    assert keys.is_bare("C")
    assert keys.is_bare("Shift+A")
    assert keys.is_bare("?")
    assert not keys.is_bare("Ctrl+C")
    assert not keys.is_bare("F1")


def test_enter_presses_a_button(qtbot: Any) -> None:
    pressed: list[int] = []
    button = Button("Send", run=lambda: pressed.append(1))
    qtbot.addWidget(button)
    qtbot.keyClick(button, Qt.Key.Key_Return)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert pressed == [1, 1]


def test_icon_button_has_a_name_and_a_tooltip(qtbot: Any) -> None:
    button = Button(icon="bell", name="Notices", key="Ctrl+N")
    qtbot.addWidget(button)
    assert button.accessibleName() == "Notices"
    assert button.toolTip() == "Notices  Ctrl N"
    assert button.sizeHint().width() == button.sizeHint().height()


def test_chip_is_removed_by_its_cross_and_by_delete(qtbot: Any) -> None:
    chip = Chip("Status is", "open")
    qtbot.addWidget(chip)
    chip.show()
    removed: list[int] = []
    clicked: list[int] = []
    chip.removed.connect(lambda: removed.append(1))
    chip.clicked.connect(lambda: clicked.append(1))
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 16, chip.height() // 2))
    assert (removed, clicked) == ([1], [])
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    assert (removed, clicked) == ([1], [1])
    qtbot.keyClick(chip, Qt.Key.Key_Backspace)
    assert removed == [1, 1]


def test_toolbar_never_takes_two_lines_and_keeps_every_action_reachable(qtbot: Any) -> None:
    bar = Toolbar()
    qtbot.addWidget(bar)
    ran: list[str] = []
    buttons = [
        bar.add_action(Action(word, lambda word=word: ran.append(word), icon="user"))
        for word in ("Reply", "Note", "Assign", "Status", "Snooze")
    ]
    bar.resize(1000, 45)
    bar.show()
    assert not bar._more.isVisible()
    bar.resize(300, 45)
    assert bar._more.isVisible()
    shown = [button for button in buttons if button.isVisible()]
    assert 0 < len(shown) < 5
    assert all(button.geometry().right() <= bar.width() for button in shown)
    bar._open_more()
    from PySide6.QtWidgets import QMenu

    menu = bar.findChild(QMenu)
    assert menu is not None
    assert [entry.text() for entry in menu.actions()] == [button.text() for button in buttons if not button.isVisible()]
    menu.actions()[-1].trigger()
    assert ran == ["Snooze"]
    menu.close()
    bar.resize(1000, 45)
    assert all(button.isVisible() for button in buttons)


def test_flow_wraps_and_mirrors(qtbot: Any, qapp: Any) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    flow = FlowLayout(holder, gap=10)
    parts = [QWidget() for _number in range(3)]
    for part in parts:
        part.setFixedSize(QSize(100, 20))
        flow.addWidget(part)
    assert flow.heightForWidth(400) == 20
    assert flow.heightForWidth(210) == 50
    holder.resize(220, 60)
    holder.show()
    assert [part.pos().toTuple() for part in parts] == [(0, 0), (110, 0), (0, 30)]
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        holder.resize(221, 60)
        assert [part.pos().toTuple() for part in parts] == [(121, 0), (11, 0), (121, 30)]
    finally:
        qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_seat_bar_says_its_counts(qtbot: Any) -> None:
    bar = SeatBar(Seats(12, 14, 13))
    qtbot.addWidget(bar)
    assert bar.accessibleName() == "13 in use, 14 given, 12 bought, 2 over"


def test_seat_bar_paints_red_only_when_over(qtbot: Any) -> None:
    def has_red(seats: Seats) -> bool:
        bar = SeatBar(seats)
        qtbot.addWidget(bar)
        bar.resize(200, 20)
        image = bar.grab().toImage()
        seen = [image.pixelColor(x, 10) for x in range(image.width())]
        return any(hue.red() > 180 and hue.blue() < 140 for hue in seen)

    assert has_red(Seats(12, 14, 13))
    assert not has_red(Seats(12, 12, 12))
    assert not has_red(Seats(0, 0, 0))


def test_section_rows_have_names_and_can_be_copied(qtbot: Any) -> None:
    section = Section("Terms", count="2")
    qtbot.addWidget(section)
    section.add_row("Ends", "18 February 2027")
    section.add_row("Status", StatusLabel("In use", "green", "ring-check"), BadgeLabel(Badge("2 over", "red")))
    value = next(found for found in section.findChildren(QLabel) if found.text() == "18 February 2027")
    assert value.accessibleName() == "Ends: 18 February 2027"
    assert value.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse


def test_list_items_are_spoken_and_painted(qtbot: Any) -> None:
    view = QListView()
    qtbot.addWidget(view)
    model = Items(view)
    view.setModel(model)
    view.setItemDelegate(ItemDelegate(view))
    model.show(
        [
            GroupHead("Late", 2),
            Line(7, "Return the plotter", end="Wed 25"),
            TwoLines(
                8,
                "It freezes",
                "HD-1042",
                "Joanna",
                Shape("urgent", "red", "Urgent"),
                Shape("ring-half", "accent", "In progress"),
                clock_text(timedelta(minutes=-42)),
                unread=True,
            ),
        ]
    )
    view.resize(376, 200)
    view.show()
    said = [model.index(row).data(Qt.ItemDataRole.AccessibleTextRole) for row in range(3)]
    assert said == [
        "Late, 2 rows",
        "Return the plotter, Wed 25",
        "HD-1042, It freezes, Joanna, Urgent, In progress, Late 0:42, unread",
    ]
    assert [view.visualRect(model.index(row)).height() for row in range(3)] == [32, 40, 60]
    assert model.row_of(8) == 2
    assert model.row_of(99) == -1
    image = view.grab().toImage()
    colours = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(75, 130)}
    assert {Theme.current().color(tone).name() for tone in ("red", "text")} <= colours


def test_dialog_stays_until_what_is_typed_is_right(qtbot: Any) -> None:
    dialog = TypeToConfirm(
        None, "Delete Westbrook Vets for good?", "It is gone then.", "Westbrook Vets", act="Delete", safe="Keep it"
    )
    qtbot.addWidget(dialog)
    dialog.show()
    done: list[int] = []
    dialog.finished.connect(done.append)
    qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
    assert done == []
    assert dialog._wrong_words.text() == "The name is Westbrook Vets. Nothing was deleted."
    qtbot.keyClicks(dialog.field, "westbrook vets")
    qtbot.mouseClick(dialog.act, Qt.MouseButton.LeftButton)
    assert done == [1]


def test_escape_is_the_safe_way_out(qtbot: Any) -> None:
    dialog = Dialog(
        None, "Empty the bin?", "36 records are gone then.", act="Empty the bin", safe="Keep them", danger=True
    )
    qtbot.addWidget(dialog)
    dialog.show()
    done: list[int] = []
    dialog.finished.connect(done.append)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert done == [0]


def test_enter_acts_in_a_dialog_field(qtbot: Any) -> None:
    dialog = Dialog(None, "New person", act="Add person")
    qtbot.addWidget(dialog)
    field = QLineEdit()
    dialog.body.addWidget(field)
    dialog.show()
    done: list[int] = []
    dialog.finished.connect(done.append)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert done == [1]


def test_bulk_bar_shows_from_two_and_folds_what_does_not_fit(qtbot: Any) -> None:
    host = QWidget()
    qtbot.addWidget(host)
    host.resize(1000, 400)
    actions = [
        Action(word, lambda: None, "A", "user") for word in ("Edit fields", "Assign", "Move", "Labels", "Retire")
    ]
    bar = BulkBar(host, actions)
    host.show()
    bar.show_count(1)
    assert not bar.isVisible()
    bar.show_count(3)
    assert bar.isVisible()
    assert bar.geometry().bottom() < host.height()
    assert all(button.isVisible() for button in bar._buttons)
    host.resize(420, 400)
    assert bar._more.isVisible()
    assert bar.width() == 420 - 48
    cleared: list[int] = []
    bar.cleared.connect(lambda: cleared.append(1))
    bar._close.click()
    assert cleared == [1]


def test_nothing_found_offers_to_take_a_filter_off(qtbot: Any) -> None:
    removed: list[str] = []
    state = nothing_found(
        "No asset fits",
        [("Site is Bath", lambda: removed.append("site")), ("Status is new", lambda: removed.append("status"))],
        clear=lambda: removed.append("all"),
    )
    qtbot.addWidget(state)
    first, second = state.findChildren(QPushButton)
    assert first.text() == "Remove “Status is new”"
    first.click()
    second.click()
    assert removed == ["status", "all"]


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("percent", [90, 100, 150])
def test_sheet_paints_in_every_theme_and_scale(qtbot: Any, theme: Theme, mode: str, percent: int) -> None:
    from tests.ui import screens

    theme.set_mode(mode)
    theme.set_percent(percent)
    sheet = screens.sheet()
    qtbot.addWidget(sheet)
    sheet.resize(2400, 1600)
    sheet.show()
    image = QImage(sheet.size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    sheet.render(painter, QPoint())
    painter.end()
    for button in sheet.findChildren(Button):
        assert button.width() >= button.sizeHint().width() or not button.isVisible(), button.text()
    for text in sheet.findChildren(QLabel):
        if text.isVisible() and not text.wordWrap() and not isinstance(text, ElidedLabel):
            assert text.height() >= text.fontMetrics().height() - 1, text.text()


def test_every_button_of_the_sheet_is_named(qtbot: Any) -> None:
    from tests.ui import screens

    sheet = screens.sheet()
    qtbot.addWidget(sheet)
    for button in sheet.findChildren(QPushButton):
        assert QAccessible.queryAccessibleInterface(button).text(QAccessible.Text.Name)


def test_holder_layouts_do_not_leak(qtbot: Any) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    flow = FlowLayout()
    column.addLayout(flow)
    for _number in range(5):
        flow.addWidget(QLabel("x"))
    while (item := flow.takeAt(0)) is not None:
        widget = item.widget()
        assert widget is not None
        widget.deleteLater()
    assert flow.count() == 0
