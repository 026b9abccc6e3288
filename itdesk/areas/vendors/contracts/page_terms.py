"""The terms of a contract in the side panel."""

from __future__ import annotations

from functools import partial
from typing import Any

from itdesk.areas.vendors.choices import PricePeriod, Renewal
from itdesk.core.formats import format_date, format_money, format_number
from itdesk.core.texts import _
from itdesk.ui.badges import Badge, BadgeLabel, StatusLabel
from itdesk.ui.desk import Desk
from itdesk.ui.sections import Section, TextButton


def terms_of(card: Any, desk: Desk) -> Section:
    """What was agreed: end, notice, renewal, price and who looks after it."""
    locale = desk.workspace.locale
    row, section = card.row, Section(_("Terms"))
    if row.term_end is not None:
        section.add_row(_("Ends"), format_date(row.term_end, locale))
    if card.notice_words:
        words = _("{time}, in writing") if card.notice_in_writing else "{time}"
        section.add_row(_("Notice"), words.format(time=card.notice_words))
    section.add_row(_("Renewal"), StatusLabel.of(Renewal(card.renewal)))
    if card.price is not None:
        price = format_money(card.price, row.currency, locale)
        section.add_row(_("Price"), f"{price} {PricePeriod(card.price_period).within}")
    if card.price_rise_percent:
        rise = format_number(card.price_rise_percent, locale)
        when = f" · {format_date(card.price_rise_on, locale)}" if card.price_rise_on else ""
        section.add_row(_("Price rise"), BadgeLabel(Badge(f"{rise} %{when}", "amber", "warn")))
    if card.budget_line_id:
        line = TextButton(
            card.budget_line,
            partial(desk.open_record, "budget_lines", card.budget_line_id),
            tone="accent-text",
        )
        section.add_row(_("Budget line"), line)
    for name, value in (
        (_("Reference"), card.reference),
        (_("Looked after by"), card.owner),
        (_("Site"), card.site),
    ):
        if value:
            section.add_row(name, value)
    if card.terms:
        section.add_row(_("Terms"), card.terms)
    return section
