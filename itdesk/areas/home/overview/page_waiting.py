"""Cards of what waits for somebody: what is due, renewals to decide and what isn't in order."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from itdesk.areas.home.overview.page_card import Card, CardList
from itdesk.core.formats import format_day, format_day_near, format_time
from itdesk.core.texts import _, ngettext
from itdesk.ui.badges import Badge
from itdesk.ui.clock import clock_text
from itdesk.ui.delegates import GroupHead, Line
from itdesk.ui.desk import Desk

ICONS = {"tickets": "help", "contracts": "vendor", "plans": "cont", "licences": "cert", "hardware": "laptop"}
RENEWALS_SHOWN = 5


class _ListCard(Card):
    """A card over a list; a row opens its record, or the list of its kind where it stands for several."""

    def __init__(self, desk: Desk, title: str, link: str = "", place: str = "") -> None:
        super().__init__(title, link, partial(desk.go_to, place) if place else None)
        self.desk = desk
        self.list = CardList(title, self._open)
        self.add(self.list, margin=1)
        self.setFocusProxy(self.list)

    def _open(self, key: object) -> None:
        kind, record_id = key if isinstance(key, tuple) else ("", 0)
        if record_id:
            self.desk.open_record(kind, record_id)
        else:
            self.desk.go_to(f"inventory.{kind}")


class DueCard(_ListCard):
    """What is late, due today and due in the next seven days."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Due soon"), _("Show all tickets"), "helpdesk.tickets")

    def show_home(self, home: Any) -> None:
        """Show what is due as of now; clocks go on while the same read is shown again."""
        titles = {"late": _("Late"), "today": _("Today"), "soon": _("Next 7 days")}
        rows: list[GroupHead | Line] = []
        for group, title in titles.items():
            members = [one for one in home.due if one.group == group]
            if members:
                tone = "red-text" if group == "late" else "text"
                rows.append(GroupHead(title, home.counts[members[0].group], tone))
                rows.extend(self._line(one, home.today) for one in members)
        self.list.show_rows(rows or [GroupHead(_("Nothing is due in the next 7 days"))])

    def _line(self, one: Any, today: date) -> Line:
        key, icon = (one.kind, one.id), ICONS.get(one.kind, "cal")
        now = datetime.now(UTC)
        if one.at is not None and one.group == "late":
            shown = clock_text(one.at - now)
            return Line(key, one.text, icon, end=shown.text, end_tone=shown.tone, end_icon=shown.icon)
        if one.at is not None and one.group == "today":
            soon = one.at - now < timedelta(hours=3)
            words = format_time(one.at, ZoneInfo(self.desk.workspace.zone))
            return Line(
                key,
                one.text,
                icon,
                end=words,
                end_tone="amber-text" if soon else "text-2",
                end_icon="clock" if soon else "",
            )
        if one.group == "late":
            days = (today - one.on).days
            words = ngettext("{n} day late", "{n} days late", days).format(n=days)
            return Line(key, one.text, icon, end=words, end_tone="red-text", end_icon="warn")
        if one.group == "today":
            return Line(key, one.text, icon, end=_("Last day"), end_tone="amber-text", end_icon="flag")
        return Line(key, one.text, icon, end=format_day_near(one.on, today=today, locale=self.desk.workspace.locale))


class MentionsCard(_ListCard):
    """Comments in which somebody is meant who hasn't looked yet; away when there are none."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Mentioned you"))
        self.hide()

    def show_home(self, home: Any) -> None:
        """Show who meant the acting person where; a row opens the record, which takes it off."""
        self.list.show_rows([self._line(one) for one in home.mentions])
        self.setVisible(bool(home.mentions))

    def _line(self, one: Any) -> Line:
        words = _("{who} mentioned you on {title}") if one.who else _("You were mentioned on {title}")
        return Line((one.kind, one.record_id), words.format(who=one.who, title=one.title), "note")


class RenewalsCard(_ListCard):
    """Contracts whose renewal is to be decided next."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Renewals to decide"), _("Show contracts"), "vendors.contracts")

    def show_home(self, home: Any) -> None:
        """Show the first of them, each with the days that are left."""
        rows: list[GroupHead | Line] = []
        for one in home.renewals[:RENEWALS_SHOWN]:
            day = format_day(one.decide_by, self.desk.workspace.locale) if one.decide_by is not None else ""
            rows.append(Line(("contracts", one.id), f"{day}   {one.name}", "", badge=_pressing(one, home.today)))
        self.list.show_rows(rows or [GroupHead(_("Nothing to decide in the next 90 days"))])


class AttentionCard(_ListCard):
    """What isn't in order; it shows itself only while there is something."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("Not in order"))

    def show_home(self, home: Any) -> None:
        """Show each with how often it is so."""
        words = {
            "short_seats": lambda one: ngettext("{n} seat too few of {name}", "{n} seats too few of {name}", one.count),
            "idle_seats": lambda one: ngettext(
                "{n} seat given but not used", "{n} seats given but not used", one.count
            ),
            "warranty": lambda one: ngettext(
                "Warranty of {n} device ends in 60 days", "Warranty of {n} devices ends in 60 days", one.count
            ),
            "out_of_warranty": lambda one: ngettext(
                "{n} device in use without warranty", "{n} devices in use without warranty", one.count
            ),
        }
        rows: list[GroupHead | Line] = [
            Line(
                (one.kind, one.id or 0),
                words[one.what](one).format(n=one.count, name=one.name),
                "warn" if one.what == "short_seats" else ICONS[one.kind],
                "red-text" if one.what == "short_seats" else "text-2",
            )
            for one in home.attention
        ]
        self.setVisible(bool(rows))
        self.list.show_rows(rows)


def _pressing(row: Any, today: date) -> Badge:
    days = (row.decide_by - today).days
    if days < 0:
        return Badge(_("Too late"), "red", "warn")
    if days == 0:
        return Badge(_("Today"), "red", "flag")
    return Badge(ngettext("{n} day", "{n} days", days).format(n=days), row.pressing.tone)
