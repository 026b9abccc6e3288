"""Screens of the demo, one function each."""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QSettings
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QProgressBar,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from itdesk.core.charts import Bar, Bars, Cumulative, Difference, Differences, Part, Ring, RiskGrid, Stack, Stacks
from itdesk.paths import resource
from itdesk.ui.avatars import Avatar
from itdesk.ui.badges import Badge, BadgeLabel, StatusLabel
from itdesk.ui.bulkbar import BulkBar
from itdesk.ui.buttons import Button
from itdesk.ui.charts import ChartWidget
from itdesk.ui.chips import Chip
from itdesk.ui.clock import SlaClock, clock_text
from itdesk.ui.delegates import GroupHead, ItemDelegate, Items, Line, Shape, TwoLines
from itdesk.ui.emptystate import EmptyState
from itdesk.ui.flow import FlowLayout
from itdesk.ui.foot import Foot
from itdesk.ui.labels import label
from itdesk.ui.notices import Notice, Toast, Tone
from itdesk.ui.page import Action
from itdesk.ui.palette import Found, Palette, Place, Subject
from itdesk.ui.places import Area, Tab
from itdesk.ui.seatbar import SeatBar, Seats
from itdesk.ui.sections import Head, IconMark, NoticeCard, Section, SidePanel, card_holder
from itdesk.ui.toolbar import Legend, LegendMark, Toolbar
from tests.ui.demo import AREAS, DemoPage, demo_window


def settings() -> QSettings:
    return QSettings(str(Path(tempfile.mkdtemp()) / "state.ini"), QSettings.Format.IniFormat)


def frame() -> QWidget:
    window = demo_window(settings())
    window.resize(1440, 900)
    window.go_to("helpdesk.tickets")
    window.notices.failed("Could not send the reply. It is kept as a draft.", lambda: None)
    window.notices.done("3 assets retired", Action("Undo", lambda: None, "Ctrl+Z"))
    return window


def folded() -> QWidget:
    window = demo_window(settings())
    window.resize(1000, 700)
    window.go_to("finance")
    return window


def nothing() -> None:
    return


STATUSES = {
    "New": ("accent", "ring-dashed"),
    "In progress": ("accent", "ring-half"),
    "Waiting": ("amber", "ring-pause"),
    "Resolved": ("green", "disc-check"),
    "Closed": ("grey", "disc-x"),
    "In use": ("green", "ring-check"),
    "Spare": ("violet", "square"),
    "In repair": ("amber", "diamond"),
    "Problem": ("red", "triangle"),
    "Not started": ("grey", "ring"),
    "Urgent": ("red", "urgent"),
    "High": ("amber", "bars-3"),
    "Normal": ("grey", "bars-2"),
    "Low": ("grey", "bars-1"),
}


def card(title: str) -> tuple[QFrame, QVBoxLayout]:
    made = QFrame()
    made.setProperty("look", "card")
    column = QVBoxLayout(made)
    column.setContentsMargins(16, 12, 16, 16)
    column.setSpacing(8)
    column.addWidget(label(title, "small-strong", "text-2"))
    return made, column


def row(*parts: QWidget, gap: int = 8) -> QHBoxLayout:
    made = QHBoxLayout()
    made.setSpacing(gap)
    for part in parts:
        made.addWidget(part)
    made.addStretch()
    return made


def sheet() -> QWidget:
    """The reference sheet, every state of every small part."""
    whole = QWidget()
    whole.setObjectName("window")
    whole.resize(1440, 900)
    columns = QHBoxLayout(whole)
    columns.setContentsMargins(24, 16, 20, 16)
    columns.setSpacing(16)
    for parts in (_left(), _middle(), _right()):
        column = QVBoxLayout()
        column.setSpacing(12)
        for part in parts:
            column.addWidget(part)
        column.addStretch()
        columns.addLayout(column, 1)
    return whole


def _left() -> list[QWidget]:
    types, column = card("Type, Inter")
    for words, role in (
        ("Harbour & Pine", "display"),
        ("£52,416", "figure"),
        ("File server", "title"),
        ("Due soon", "section"),
    ):
        column.addWidget(label(words, role))
    column.addWidget(label("Leave it switched on.", "body"))
    column.addWidget(label("Opened 09:12 from the shared PC", "small", "text-2"))
    column.addWidget(label("£ thousand, by month", "caption"))
    icons, column = card("Icons, 16 px grid, 1.4 px line, drawn for itdesk")
    flow = FlowLayout(gap=10)
    for path in sorted(resource("icons").glob("*.svg")):
        flow.addWidget(IconMark(path.stem))
    column.addLayout(flow)
    clocks, column = card("SLA clock")
    for hours in (-0.71, 1.34, 4.42, 27.0):
        clock = SlaClock()
        clock.show_clock(timedelta(hours=hours), due="Fix due 11:12 · urgent, 2 h", kept="First reply in 6 min")
        column.addWidget(clock)
    seats, column = card("Seats")
    for one in (Seats(38, 38, 36), Seats(12, 14, 13), Seats(8, 5, 4), Seats(60, 54, 54)):
        column.addWidget(SeatBar(one))
    column.addWidget(
        Legend(
            [
                LegendMark("In use", "c1"),
                LegendMark("Given, idle", "c1", "hatch"),
                LegendMark("Free", "line-strong", "light"),
                LegendMark("Over", "red", "hatch"),
            ]
        )
    )
    return [types, icons, clocks, seats]


def _middle() -> list[QWidget]:
    buttons, column = card("Buttons: one primary on a screen")
    column.addLayout(
        row(
            Button("New ticket", icon="plus", kind="primary", key="C"),
            Button("Print", icon="printer", key="Ctrl+P"),
            Button("Columns", icon="cols", kind="quiet"),
        )
    )
    focus = Button("Keyboard focus")
    off = Button("Not now")
    off.setEnabled(False)
    checked = Button("Week", small=True)
    checked.setCheckable(True)
    checked.setChecked(True)
    column.addLayout(
        row(Button("Small", small=True), checked, off, Button("Delete for good", icon="trash", kind="danger"), focus)
    )
    focus.setFocus()
    chips, column = card("Chips and badges")
    column.addLayout(
        row(Chip("Status is", "open"), Chip("Site", "both", look="menu"), Chip("Filter", look="add", key="F"))
    )
    column.addLayout(
        row(
            BadgeLabel(Badge("2 over", "red", "warn")),
            BadgeLabel(Badge("38 days left", "amber", "clock")),
            BadgeLabel(Badge("Agreed", "green", "check")),
            BadgeLabel(Badge("3 spare", "accent", "info")),
            BadgeLabel(Badge("Draft", "grey", "edit")),
            gap=9,
        )
    )
    statuses, column = card("Status and priority: shape, colour and word")
    grid = QGridLayout()
    for number, (word, (tone, icon)) in enumerate(STATUSES.items()):
        grid.addWidget(StatusLabel(word, tone, icon), number // 4, number % 4)
    column.addLayout(grid)
    form, column = card("Form: label left, help below, error in place")
    fields = QGridLayout()
    fields.setVerticalSpacing(8)
    bad = QLineEdit("31/02/2027")
    bad.setProperty("invalid", "true")
    place = QComboBox()
    place.addItems(["Bath studio", "Front office"])
    tick = QCheckBox("Make a label for it")
    tick.setChecked(True)
    for number, (name, field) in enumerate(
        (
            ("Tag", QLineEdit("HP-LT-034")),
            ("Used by", QLineEdit("Beth C")),
            ("Warranty ends", bad),
            ("Location", place),
            ("", tick),
        )
    ):
        fields.addWidget(label(name, "body", "text-2"), number, 0)
        fields.addWidget(field, number, 1)
    column.addLayout(fields)
    lists, column = card("Lines")
    view = QListView()
    model = Items(view)
    model.show(
        [
            GroupHead("Late", 2, "red-text"),
            Line(1, "HD-1042 Workstation freezes", "help", end="0:42 late", end_tone="red-text", end_icon="warn"),
            Line(2, "Review recovery plan: File server", "cont", badge=Badge("2 days", "red", "warn")),
            GroupHead("Today", 1),
            Line(3, "Approve purchase: 4 docking stations", "fin", end="£612"),
        ]
    )
    view.setModel(model)
    view.setItemDelegate(ItemDelegate(view))
    view.setFixedHeight(190)
    column.addWidget(view)
    return [buttons, chips, statuses, form, lists]


def _right() -> list[QWidget]:
    done = Toast(Notice("3 assets retired", Tone.DONE, Action("Undo", nothing, "Ctrl+Z")), 8000)
    failed = Toast(
        Notice("Could not send the reply. It is kept as a draft.", Tone.FAILED, Action("Try again", nothing)), 8000
    )
    progress, column = card("Progress: what, how far, and a way out")
    bar = QProgressBar()
    bar.setTextVisible(False)
    bar.setRange(0, 132)
    bar.setValue(104)
    column.addWidget(bar)
    empty, column = card("")
    column.addWidget(
        EmptyState(
            "cert",
            "No licences yet",
            "Add what you have bought and itdesk counts seats and reminds you before it renews.",
            [
                Action("Add a licence", nothing, "C", "plus", primary=True),
                Action("Import a spreadsheet", nothing, icon="upload"),
            ],
        )
    )
    notice = NoticeCard(
        "red",
        "Last day to give notice is today",
        "If you do nothing it renews on 18 Feb 2027 for 12 months at £4,140.",
        [Action("Write notice", nothing, icon="mail", primary=True), Action("Let it renew", nothing)],
        icon="flag",
    )
    tools = Toolbar()
    tools.add_view("All hardware", nothing)
    tools.add_divider()
    tools.add(Chip("Status is", "open"))
    tools.add(Chip("Filter", look="add", key="F"))
    tools.add_action(Action("Columns", nothing, icon="cols"), end=True)
    tools.add_action(Action("Print", nothing, "Ctrl+P", "printer"), end=True, kind="plain")
    narrow = Toolbar()
    narrow.add_title("Too narrow")
    for word, icon, key in (
        ("Reply", "reply", "R"),
        ("Note", "note", "N"),
        ("Assign", "user", "A"),
        ("Status", "swap", "S"),
        ("Snooze", "clock", "Z"),
    ):
        narrow.add_action(Action(word, nothing, key, icon))
    people, column = card("People")
    column.addLayout(
        row(
            *(
                Avatar(name)
                for name in (
                    "Joanna Lindqvist",
                    "Luis Ferreira",
                    "Priya Nair",
                    "Owen Hale",
                    "Nadia Karim",
                    "Felix Braun",
                    "Tom Whitcombe",
                )
            )
        )
    )
    return [done, failed, progress, notice, tools, narrow, people, empty]


class TicketPage(DemoPage):
    def __init__(self) -> None:
        QWidget.__init__(self)
        self.title = "Tickets"
        self.ran, self.refreshed, self.may_leave = [], [], True
        splitter = QSplitter()
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(splitter)
        splitter.addWidget(self._list())
        splitter.addWidget(self._middle())
        splitter.addWidget(self._side())
        splitter.setSizes([376, 576, 280])

    def _list(self) -> QWidget:
        pane = QFrame()
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        tools = Toolbar()
        tools.add_view("My open tickets", nothing)
        tools.add(Button(icon="filter", kind="quiet", small=True, name="Filter"), end=True)
        tools.add(Button(icon="sort", kind="quiet", small=True, name="Sort"), end=True)
        column.addWidget(tools)
        view = QListView()
        model = Items(view)
        high, normal = Shape("bars-3", "amber", "High"), Shape("bars-2", "grey", "Normal")
        working, waiting = Shape("ring-half", "accent", "In progress"), Shape("ring-pause", "amber", "Waiting")
        late = clock_text(timedelta(minutes=-42))
        model.show(
            [
                GroupHead("Past the deadline", 2, folded=False),
                TwoLines(
                    1,
                    "Workstation freezes when opening Kingsbridge model",
                    "HD-1042",
                    "Joanna Lindqvist",
                    Shape("urgent", "red", "Urgent"),
                    working,
                    late,
                    unread=True,
                ),
                TwoLines(
                    2,
                    "Cannot open shared drive from home",
                    "HD-1037",
                    "Owen Hale",
                    high,
                    working,
                    clock_text(timedelta(hours=-3, minutes=-5)),
                ),
                GroupHead("Due today", 3, folded=False),
                TwoLines(
                    3,
                    "New starter Monday: laptop and accounts",
                    "HD-1044",
                    "Beth Carrow",
                    high,
                    Shape("ring-dashed", "accent", "New"),
                    clock_text(timedelta(minutes=80)),
                    unread=True,
                ),
                TwoLines(
                    4,
                    "Plotter prints pale lines on A1 sheets",
                    "HD-1041",
                    "Luis Ferreira",
                    normal,
                    working,
                    clock_text(timedelta(minutes=130)),
                ),
                TwoLines(
                    5,
                    "Add Felix to the Tamar Quay project folder",
                    "HD-1040",
                    "Felix Braun",
                    normal,
                    working,
                    clock_text(timedelta(minutes=265)),
                ),
                GroupHead("Later", 6, folded=True),
                TwoLines(
                    6,
                    "Second monitor flickers after docking",
                    "HD-1039",
                    "Priya Nair",
                    normal,
                    waiting,
                    clock_text(None, "Paused"),
                ),
                TwoLines(
                    7,
                    "Old phone number still on voicemail",
                    "HD-1031",
                    "Ruth Abbott",
                    Shape("bars-1", "grey", "Low"),
                    working,
                    clock_text(timedelta(days=2, hours=6)),
                ),
            ]
        )
        view.setModel(model)
        view.setItemDelegate(ItemDelegate(view))
        view.setCurrentIndex(model.index(1))
        column.addWidget(view, 1)
        foot = Foot()
        foot.show_facts("11 tickets", end="Sorted by deadline")
        column.addWidget(foot)
        return pane

    def _middle(self) -> QWidget:
        pane = QFrame()
        column = QVBoxLayout(pane)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        tools = Toolbar()
        for word, icon, key in (
            ("Reply", "reply", "R"),
            ("Note", "note", "N"),
            ("Assign", "user", "A"),
            ("Status", "swap", "S"),
            ("Snooze", "clock", "Z"),
            ("Link", "link", "L"),
        ):
            tools.add_action(Action(word, nothing, key, icon))
        tools.add_action(Action("Resolve", nothing, "E", "check"), kind="plain", end=True)
        column.addWidget(tools)
        inner = QVBoxLayout()
        inner.setContentsMargins(24, 16, 24, 16)
        inner.addWidget(label("Workstation freezes when opening Kingsbridge model", "title", wrap=True))
        inner.addWidget(
            label(
                "HD-1042  ·  Joanna Lindqvist, Senior architect  ·  Opened 09:12 from the shared PC", "small", "text-2"
            )
        )
        inner.addStretch()
        column.addLayout(inner, 1)
        self.bar = BulkBar(
            pane,
            [
                Action("Edit fields", nothing, "Ctrl+E", "edit"),
                Action("Assign", nothing, "A", "user"),
                Action("Move", nothing, "M", "arrow"),
                Action("Labels", nothing, "", "printer"),
                Action("Retire", nothing, "", "folder"),
            ],
        )
        self.bar.show_count(3)
        return pane

    def _side(self) -> QWidget:
        panel = SidePanel("Details", width=280)
        section = Section("Service level")
        clock = SlaClock()
        clock.show_clock(timedelta(minutes=-42), due="Fix due 11:12 · urgent, 2 h", kept="First reply in 6 min")
        section.add(clock)
        panel.add(section)
        section = Section("Details")
        section.add_row("Status", StatusLabel("In progress", "accent", "ring-half"))
        section.add_row("Priority", StatusLabel("Urgent", "red", "urgent"))
        section.add_row("Assigned to", Avatar("Mara Ellison", 20), "Mara Ellison")
        section.add_row("Category", "Slow computer")
        section.add_row("Affects", "1 person · Studio A")
        section.add_row("Time spent", "0 h 55 min")
        panel.add(section)
        head = Head("HP-WS-014", "Halden W5 workstation", open_record=nothing)
        head.add(
            StatusLabel("In use", "green", "ring-check"), Avatar("Joanna Lindqvist", 20), label("Joanna Lindqvist")
        )
        panel.add(head)
        panel.add(
            card_holder(
                NoticeCard(
                    "amber",
                    "38 days left",
                    "The warranty ends on 28 December 2026.",
                    [Action("Plan it", nothing)],
                    icon="clock",
                )
            )
        )
        section = Section("Related", count="3")
        section.add_link("PRB-12 Graphics driver 31.4 freezes large models", nothing, icon="warn", end="4 tickets")
        section.add_link("CON-007 Halden hardware support", nothing, icon="cert", end="next day")
        panel.add(section)
        return panel


def tickets() -> QWidget:
    areas = tuple(
        Area(area.key, area.title, area.icon, area.letter, (Tab("tickets", "Tickets", TicketPage), *area.tabs[1:]))
        if area.key == "helpdesk"
        else area
        for area in AREAS
    )
    window = demo_window(settings(), areas=areas)
    window.resize(1440, 900)
    window.go_to("helpdesk.tickets")
    return window


MONTHS = ("Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb", "Mar")
ACTUAL = (8791, 5276, 6423, 9818, 5093, 8138, 8877)
EXPECTED = (6219, 7003, 15595, 5750, 5759)
PLAN = (9200, 5800, 5800, 10400, 5800, 8200, 8700, 5800, 5800, 14108, 5834, 5834)


def pounds(value: float) -> str:
    return f"£{value:,.0f}"


def thousands(value: float) -> str:
    return f"{value / 1000:g}"


def year_chart() -> Bars:
    bars = [
        Bar(
            month,
            ACTUAL[n] if n < 7 else 3900 if n == 7 else 0,
            0 if n < 7 else EXPECTED[n - 7] - (3900 if n == 7 else 0),
            PLAN[n],
            "£1,487 over" if month == "Jan" else "",
            month == "Nov",
        )
        for n, month in enumerate(MONTHS)
    ]
    return Bars(tuple(bars), "Actual", "Forecast", "Budget", thousands, pounds)


def charts() -> QWidget:
    whole = QWidget()
    whole.setObjectName("window")
    whole.resize(1440, 900)
    grid = QGridLayout(whole)
    grid.setContentsMargins(24, 24, 24, 24)
    grid.setSpacing(16)
    weeks = ("28 Sep", "5 Oct", "12 Oct", "19 Oct", "26 Oct", "2 Nov", "9 Nov", "This wk")
    late, closed = (1, 2, 0, 3, 1, 1, 0, 2), (17, 20, 16, 22, 18, 20, 17, 12)
    stacks = tuple(Stack(week, (late[n], closed[n])) for n, week in enumerate(weeks))
    groups = (
        ("Hardware", 1417),
        ("Support and services", 860),
        ("Cloud and backup", 30),
        ("Software", 12),
        ("Connectivity and phones", -36),
        ("Security", -310),
        ("Printing", -507),
    )
    rows = tuple(Difference(name, over, f"£{abs(over):,} {'over' if over > 0 else 'under'}") for name, over in groups)
    shown = (
        ("Budget and actual", year_chart(), 300, 0, 0, 2),
        (
            "Spent so far this year",
            Cumulative(MONTHS, ACTUAL, EXPECTED, PLAN, "Actual", "Forecast", "Budget", thousands, pounds, 7),
            200,
            0,
            2,
            2,
        ),
        ("Forecast against budget", Differences(rows), 200, 1, 2, 1),
        (
            "Tickets closed each week",
            Stacks((Part("past the deadline", "red"), Part("in time", "c6")), stacks),
            160,
            1,
            0,
            2,
        ),
        (
            "Open risks",
            RiskGrid(
                {(4, 2): 2, (4, 3): 1, (3, 1): 1, (3, 2): 1, (3, 3): 1, (3, 4): 1, (2, 2): 2, (1, 4): 2},
                "Impact",
                "How likely",
            ),
            200,
            1,
            3,
            1,
        ),
        ("Complete", Ring(78, 100, "78", "Sections"), 80, 2, 0, 1),
    )
    for title, chart, height, y, x, span in shown:
        made, column = card(title)
        column.addWidget(ChartWidget(chart, title, height=height), 1)
        grid.addWidget(made, y, x, 1, span)
    return whole


def palette() -> QWidget:
    window = tickets()
    answer = [
        Found("Quarterly asset check", nothing, "Project task · PRJ-09", "doc"),
        Found("Ashdown Cabling", nothing, "Vendor · 1 contract", "vendor"),
        Found("Nadia Karim", nothing, "Associate · 2 assets", "user"),
    ]
    made = Palette(window, lambda _words, _scope, done: done(answer, ""))
    window.show()
    made.open(
        subject=Subject(
            "HD-1042",
            "Do with this ticket",
            (
                Action("Assign to…", nothing, "A", "user"),
                Action("Assign to me", nothing, "Shift+A", "user"),
                Action("Link an asset…", nothing, "L", "link"),
            ),
        ),
        places=[
            Place("Inventory › Hardware", nothing, "assets", "inv", "G, I"),
            Place("Governance › Audits", nothing, "assessments", "gov", "G, O"),
            Place("Finance › Budgets", nothing, "money", "fin", "G, F"),
        ],
    )
    made.field.setText("as")
    made._typed("as")
    made._ask()
    return window
