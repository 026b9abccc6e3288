"""Every kind of step that a person can do: made ready, then done in one transaction, by its name."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import select

from itdesk.core import several as many
from itdesk.core.record import Kind
from itdesk.db import attachments, comments, links, merging, records, several, tables, tags, undoing, views, workspace
from itdesk.db import bin as bin_
from itdesk.db.database import Database
from tests.custom_fields import define

TODAY, NOW = date(2026, 11, 2), datetime(2026, 11, 2, 9, tzinfo=UTC)

Job = Callable[[Any], object]


class Firm:
    """A workspace in which steps are made ready; mine and other are two people."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder = database, folder
        self.number = 0
        self.mine, self.other = (
            self.put("people", name=name, role="administrator") for name in ("Mara", "Ana Ferreira")
        )

    def put(self, kind: str, **values: object) -> int:
        """A record, made before the step."""
        return int(self.do(lambda session: _save(session, kind, **values)))

    def do(self, job: Callable[[Any], Any], actor: int | None = None) -> Any:
        """What was done before."""
        with self.database.writing(actor=actor) as session:
            return job(session)

    def called(self, word: str) -> str:
        """A name that nothing else has."""
        self.number += 1
        return f"{word} {self.number}"

    def site(self) -> int:
        return self.put("sites", name=self.called("Site"))

    def ticket(self) -> int:
        return self.put("tickets", title=self.called("Printer"), requester=self.mine, opened_at=NOW)

    def device(self) -> int:
        category = self.put("categories", name=self.called("Laptops"))
        model = self.put("models", name=self.called("T14"), category=category)
        return self.put("hardware", tag=self.called("LT"), model=model, status="spare", name=self.called("Laptop"))

    def licence(self) -> int:
        return self.put("licences", name=self.called("Writer"), seats_bought=5)

    def contract(self) -> int:
        return self.put(
            "contracts",
            name=self.called("Line"),
            vendor=self.put("vendors", name=self.called("Acme")),
            start_on=date(2025, 1, 1),
            end_on=date(2027, 12, 31),
        )

    def budget(self) -> int:
        ends = {"start_on": date(2026, 4, 1), "end_on": date(2027, 3, 31)}
        return self.put("budgets", name=self.called("Budget"), status="draft", **ends)

    def line(self) -> int:
        group = self.put("budget_groups", name=self.called("Group"))
        return self.put("budget_lines", name=self.called("Line"), budget=self.budget(), group=group)

    def plan(self) -> int:
        return self.put("plans", name=self.called("Plan"))

    def section(self) -> int:
        plan = self.plan()
        return int(self.do(lambda session: _plans().add_section(session, plan, "Chapter")))

    def step(self) -> int:
        section = self.section()
        return int(self.do(lambda session: _plans().add_step(session, section, "Call", person_id=self.mine)))

    def call(self) -> int:
        plan = self.plan()
        return int(self.do(lambda session: _plans().add_call(session, plan, name="Mara")))

    def field(self, kind: Kind = Kind.TEXT) -> int:
        return int(self.do(lambda session: define(session, "sites", self.called("Field"), kind)))

    def tag(self, site: int) -> int:
        name = self.called("Tag")
        self.do(lambda session: tags.put(session, "sites", [site], [name]))
        return int(self.do(lambda session: tags.named(session, [name])[_folded(name)]))

    def comment(self) -> int:
        site = self.site()
        return int(self.do(lambda session: comments.add(session, "sites", site, "Rainy"), self.mine))

    def file(self) -> int:
        site = self.site()
        return int(self.do(lambda session: _attach(session, site)))

    def link(self) -> int:
        one, two = self.site(), self.site()
        return int(self.do(lambda session: links.add(session, ("sites", one), "depends_on", ("sites", two))))


def _save(session: Any, kind: str, **values: object) -> int:
    draft = records.blank(session.info["registry"], kind)
    draft.values.update(values)
    return records.save(session, draft)


def _change(session: Any, kind: str, record_id: int, **values: object) -> None:
    draft = records.draft(session, kind, record_id)
    draft.values.update(values)
    records.save(session, draft)


def _attach(session: Any, site: int) -> int:
    return attachments.add_stream(session, "sites", site, io.BytesIO(b"ground floor"), "plan.txt")


def _folded(name: str) -> str:
    from itdesk.core.grams import norm

    return norm(name)


def _plans() -> Any:
    from itdesk.areas.continuity.plans import operations

    return operations


def _tickets() -> Any:
    from itdesk.areas.helpdesk.tickets import operations

    return operations


def _hardware() -> Any:
    from itdesk.areas.inventory.hardware import operations

    return operations


def _licences() -> Any:
    from itdesk.areas.inventory.licences import operations

    return operations


def _contracts() -> Any:
    from itdesk.areas.vendors.contracts import operations

    return operations


def _budgets() -> Any:
    from itdesk.areas.finance.budgets import operations

    return operations


def _fields() -> Any:
    from itdesk.areas.directory.custom_fields import operations

    return operations


def _people() -> Any:
    from itdesk.areas.directory.people import operations

    return operations


def _calendars() -> Any:
    from itdesk.areas.directory.calendars import operations

    return operations


STEPS: dict[str, Callable[[Firm], Job]] = {}


def step(name: str) -> Callable[[Callable[[Firm], Job]], Callable[[Firm], Job]]:
    """A way to make a step ready; what it returns does it."""

    def known(prepare: Callable[[Firm], Job]) -> Callable[[Firm], Job]:
        STEPS[name] = prepare
        return prepare

    return known


def on(name: str, make: Callable[[Firm], int], job: Callable[[Any, int], object]) -> None:
    """A step about one thing that is made before."""

    def prepare(firm: Firm) -> Job:
        one = make(firm)
        return lambda session: job(session, one)

    STEPS[name] = prepare


# ---------------------------------------------------------------- records of every kind

on("record.changed", Firm.site, lambda session, one: _change(session, "sites", one, city="Leeds"))
on("record.deleted", Firm.site, lambda session, one: bin_.delete(session, [("sites", one)]))


@step("record.made")
def _made(firm: Firm) -> Job:
    name = firm.called("Site")
    return lambda session: _save(session, "sites", name=name)


@step("record.restored")
def _restored(firm: Firm) -> Job:
    one = firm.site()
    firm.do(lambda session: records.delete(session, "sites", one))
    return lambda session: bin_.restore(session, [("sites", one)])


@step("record.deleted where used")
def _deleted_used(firm: Firm) -> Job:
    site = firm.site()
    firm.put("places", name=firm.called("Room"), site=site)
    return lambda session: bin_.delete_used(session, "sites", [site], None)


@step("record.value put back")
def _value_back(firm: Firm) -> Job:
    one = firm.site()
    firm.do(lambda session: _change(session, "sites", one, city="York"), firm.mine)
    log = tables.history
    wanted = select(log.c.id).where(log.c.kind == "sites", log.c.record_id == one).order_by(log.c.id.desc()).limit(1)
    change = firm.do(lambda session: session.connection().execute(wanted).scalar_one())
    return lambda session: undoing.put_value_back(session, change, "city")


@step("records.changed together")
def _together(firm: Firm) -> Job:
    sites = [firm.site(), firm.site()]

    def change(session: Any) -> None:
        several.change(session, several.judge(session, "sites", sites, [many.Change("city", many.How.SET, "Hull")]))

    return change


@step("records.merged")
def _merged(firm: Firm) -> Job:
    keep, lose = firm.site(), firm.site()
    firm.put("places", name=firm.called("Room"), site=lose)
    return lambda session: merging.merge(session, "sites", keep, [lose], {"city": "Bath"})


@step("records.imported")
def _imported(firm: Firm) -> Job:
    from itdesk.files.deciding import Job as Import
    from itdesk.files.importing import _Import, opened

    file = firm.folder / f"{firm.called('sites')}.csv"
    file.write_text(f"Name,City\n{firm.called('Site')},Leeds\n", encoding="utf-8")
    job = Import("sites", file)

    def read(session: Any) -> None:
        with opened(job) as table:
            _Import(session, table, job, None, dry=False).run()

    return read


@step("own field.changed")
def _own_field(firm: Firm) -> Job:
    field, site = firm.field(), firm.site()
    name = next(one.name for one in firm.database.registry["sites"].custom if one.custom == field)
    return lambda session: _change(session, "sites", site, **{name: "4711"})


@step("own field.another kind")
def _turned(firm: Firm) -> Job:
    from itdesk.areas.directory.custom_fields.converting import convert

    field = firm.field()
    return lambda session: convert(session, field, Kind.DECIMAL)


# ---------------------------------------------------------------- what hangs on records, and beside them


@step("comment.added")
def _commented(firm: Firm) -> Job:
    one = firm.site()
    return lambda session: comments.add(session, "sites", one, "Rainy")


on("comment.edited", Firm.comment, lambda session, one: comments.edit(session, one, "Sunny"))
on("comment.removed", Firm.comment, comments.remove)
on("file.added", Firm.site, _attach)
on("file.renamed", Firm.file, lambda session, one: attachments.rename(session, one, "map.txt"))
on(
    "file.replaced",
    Firm.file,
    lambda s, one: attachments.replace_stream(s, one, io.BytesIO(b"first floor"), "plan.txt"),
)
on("file.removed", Firm.file, attachments.remove)
on("link.noted", Firm.link, lambda session, one: links.set_note(session, one, "By cable"))
on("link.removed", Firm.link, links.remove)
on("tag.put", Firm.site, lambda session, one: tags.put(session, "sites", [one], ["Quiet"]))


@step("link.added")
def _linked(firm: Firm) -> Job:
    one, two = firm.site(), firm.site()
    return lambda session: links.add(session, ("sites", one), "depends_on", ("sites", two))


def _tag(name: str, job: Callable[[Any, int], object]) -> None:
    on(name, lambda firm: firm.tag(firm.site()), job)


_tag("tag.renamed", lambda session, one: tags.rename(session, one, f"Renamed {one}"))
_tag("tag.recoloured", lambda session, one: tags.recolour(session, one, "grey"))
_tag("tag.deleted", tags.drop)


@step("tag.merged")
def _tags_merged(firm: Firm) -> Job:
    one, two = firm.tag(firm.site()), firm.tag(firm.site())
    return lambda session: tags.merge(session, one, two)


@step("settings.changed")
def _settings(firm: Firm) -> Job:
    name = firm.called("Oak")
    return lambda session: workspace.change(session, {"name": name})


def _view(session: Any, name: str, sort: str = "") -> Any:
    from itdesk.core.saved_views import SavedView, Sharing

    return views.save(session, SavedView(kind="sites", name=name, state={"sort": sort}, sharing=Sharing.OPEN))


@step("view.saved")
def _view_saved(firm: Firm) -> Job:
    name = firm.called("View")
    return lambda session: _view(session, name)


@step("view.deleted")
def _view_deleted(firm: Firm) -> Job:
    stored = firm.do(lambda session: _view(session, firm.called("View")), firm.mine)
    return lambda session: views.remove(session, stored.uid)


# ---------------------------------------------------------------- verbs of the areas

on("tickets.reply", Firm.ticket, lambda session, one: _tickets().reply(session, one, "Try again", now=NOW))
on("tickets.add_note", Firm.ticket, lambda session, one: _tickets().add_note(session, one, "Odd", now=NOW))
on("tickets.set_status", Firm.ticket, lambda s, one: _tickets().set_status(s, one, "in_progress", now=NOW))
on("tickets.set_priority", Firm.ticket, lambda s, one: _tickets().set_priority(s, one, "urgent", now=NOW))
on("tickets.resolve", Firm.ticket, lambda s, one: _tickets().resolve(s, one, now=NOW, resolution="Toner"))
on("tickets.close", Firm.ticket, lambda session, one: _tickets().close(session, one, now=NOW))
on("tickets.snooze", Firm.ticket, lambda s, one: _tickets().snooze(s, one, NOW + timedelta(days=2)))
on("tickets.add_time", Firm.ticket, lambda s, one: _tickets().add_time(s, one, 25, on_date=TODAY, note="Phone"))


@step("tickets.open_ticket")
def _opened(firm: Firm) -> Job:
    values = {"title": firm.called("Printer"), "requester": firm.mine}
    return lambda session: _tickets().open_ticket(session, values, now=NOW)


@step("tickets.reopen")
def _reopened(firm: Firm) -> Job:
    one = firm.ticket()
    firm.do(lambda session: _tickets().close(session, one, now=NOW))
    return lambda session: _tickets().reopen(session, one, now=NOW)


@step("tickets.assign")
def _assigned(firm: Firm) -> Job:
    one = firm.ticket()
    return lambda session: _tickets().assign(session, one, firm.mine)


@step("tickets.set_category")
def _categorised(firm: Firm) -> Job:
    one, category = firm.ticket(), firm.put("ticket_categories", name=firm.called("Printing"))
    return lambda session: _tickets().set_category(session, one, category)


@step("tickets.link_hardware")
def _about(firm: Firm) -> Job:
    one, device = firm.ticket(), firm.device()
    return lambda session: _tickets().link_hardware(session, one, device)


@step("tickets.follow")
def _followed(firm: Firm) -> Job:
    one, person = firm.ticket(), firm.put("people", name=firm.called("Ben"))
    return lambda session: _tickets().follow(session, one, person)


@step("hardware.check_out")
def _out(firm: Firm) -> Job:
    one = firm.device()
    return lambda session: _hardware().check_out(session, one, now=NOW, person_id=firm.mine)


@step("hardware.check_in")
def _in(firm: Firm) -> Job:
    one = firm.device()
    firm.do(lambda session: _hardware().check_out(session, one, now=NOW, person_id=firm.mine))
    return lambda session: _hardware().check_in(session, one, now=NOW + timedelta(hours=1))


@step("hardware.move")
def _moved(firm: Firm) -> Job:
    one, place = firm.device(), firm.put("places", name=firm.called("Room"), site=firm.site())
    return lambda session: _hardware().move(session, [one], place)


on("hardware.mark_seen", Firm.device, lambda session, one: _hardware().mark_seen(session, [one], TODAY))
on("hardware.retire", Firm.device, lambda session, one: _hardware().retire(session, [one], on=TODAY))
on(
    "hardware.log_event",
    Firm.device,
    lambda session, one: _hardware().log_event(session, one, on=TODAY, sort=_sort(), title="New battery"),
)


def _sort() -> Any:
    from itdesk.areas.inventory.hardware.choices import EventSort

    return next(iter(EventSort))


@step("licences.give_seat")
def _seat(firm: Firm) -> Job:
    one = firm.licence()
    return lambda session: _licences().give_seat(session, one, on=TODAY, person_id=firm.mine)


@step("licences.give_seats")
def _seats(firm: Firm) -> Job:
    one = firm.licence()
    return lambda session: _licences().give_seats(session, one, on=TODAY, person_ids=[firm.mine])


def _seated(firm: Firm) -> tuple[int, int]:
    one = firm.licence()
    return one, firm.do(lambda session: _licences().give_seat(session, one, on=TODAY, person_id=firm.mine))


@step("licences.take_back")
def _seat_back(firm: Firm) -> Job:
    _one, seat = _seated(firm)
    return lambda session: _licences().take_back(session, [seat])


@step("licences.record_use")
def _used(firm: Firm) -> Job:
    one, seat = _seated(firm)
    return lambda session: _licences().record_use(session, one, {seat: TODAY})


def _held(firm: Firm) -> int:
    one = firm.licence()
    firm.do(lambda session: _change(session, "licences", one, person=firm.mine))
    return one


on("licences.take_back_from_holder", _held, lambda s, one: _licences().take_back_from_holder(s, one))
on("licences.record_use_by_holder", _held, lambda s, one: _licences().record_use_by_holder(s, one, TODAY))

on("contracts.let_renew", Firm.contract, lambda session, one: _contracts().let_renew(session, one, TODAY))
on("contracts.plan_to_leave", Firm.contract, lambda session, one: _contracts().plan_to_leave(session, one, TODAY))
on("contracts.give_notice", Firm.contract, lambda session, one: _contracts().give_notice(session, one, TODAY))
on("contracts.renew", Firm.contract, lambda s, one: _contracts().renew(s, one, until=date(2029, 1, 1), today=TODAY))


@step("contracts.undecide")
def _undecided(firm: Firm) -> Job:
    one = firm.contract()
    firm.do(lambda session: _contracts().plan_to_leave(session, one, TODAY))
    return lambda session: _contracts().undecide(session, one)


@step("budgets.set_amount")
def _amount(firm: Firm) -> Job:
    from itdesk.areas.finance.budgets.choices import Figure

    one = firm.line()
    month = date(2026, 5, 1)
    return lambda s: _budgets().set_amount(s, one, month, Figure.PLANNED, Decimal(120), seen=None)


@step("budgets.add_line")
def _line(firm: Firm) -> Job:
    budget, group = firm.budget(), firm.put("budget_groups", name=firm.called("Group"))
    return lambda session: _budgets().add_line(session, budget, group, "Toner")


on("budgets.agree", Firm.budget, lambda session, one: _budgets().agree(session, one, TODAY))
on("budgets.copy_to_next_year", Firm.budget, lambda s, one: _budgets().copy_to_next_year(s, one, TODAY))

on("plans.add_section", Firm.plan, lambda session, one: _plans().add_section(session, one, "Aim"))
on("plans.edit_section", Firm.section, lambda s, one: _plans().edit_section(s, one, {"body": "B"}, seen={"body": ""}))
on("plans.delete_section", Firm.section, lambda session, one: _plans().delete_section(session, one))
on("plans.add_step", Firm.section, lambda session, one: _plans().add_step(session, one, "Call"))
on("plans.edit_step", Firm.step, lambda s, one: _plans().edit_step(s, one, {"body": "Run"}, seen={"body": "Call"}))
on("plans.delete_step", Firm.step, lambda session, one: _plans().delete_step(session, one))
on("plans.add_call", Firm.plan, lambda session, one: _plans().add_call(session, one, name="Ben"))
on("plans.edit_call", Firm.call, lambda s, one: _plans().edit_call(s, one, {"name": "Ben"}, seen={"name": "Mara"}))
on("plans.delete_call", Firm.call, lambda session, one: _plans().delete_call(session, one))
on("plans.new_edition", Firm.plan, lambda session, one: _plans().new_edition(session, one))
on("plans.skeleton", Firm.plan, lambda session, one: _plans().skeleton(session, one))


@step("plans.new_plan")
def _new_plan(firm: Firm) -> Job:
    name = firm.called("Plan")
    return lambda session: _plans().new_plan(session, name, owner_id=firm.mine)


@step("plans.move_section")
def _section_moved(firm: Firm) -> Job:
    plan = firm.plan()
    one, two = (
        firm.do(lambda session, title=title: _plans().add_section(session, plan, title)) for title in ("Aim", "Scope")
    )
    return lambda session: _plans().move_section(session, two, parent_id=one, position=0)


@step("plans.move_step")
def _step_moved(firm: Firm) -> Job:
    plan = firm.plan()
    one, two = (
        firm.do(lambda session, title=title: _plans().add_section(session, plan, title)) for title in ("Aim", "Scope")
    )
    moved = firm.do(lambda session: _plans().add_step(session, one, "Call"))
    return lambda session: _plans().move_step(session, moved, 0, section_id=two)


@step("plans.move_call")
def _call_moved(firm: Firm) -> Job:
    plan = firm.plan()
    one, two = (firm.do(lambda session, name=name: _plans().add_call(session, plan, name=name)) for name in ("A", "B"))
    return lambda session: _plans().move_call(session, two, parent_id=one, position=0)


@step("plans.set_cover")
def _covered(firm: Firm) -> Job:
    section = firm.section()
    firm.do(lambda session: _plans().add_step(session, section, "Call", person_id=firm.mine))
    return lambda session: _plans().set_cover(session, section, firm.mine, firm.other)


on("plans.agree", Firm.plan, lambda session, one: _plans().agree(session, one, TODAY))


@step("plans.send_for_sign_off")
def _sent(firm: Firm) -> Job:
    one = firm.plan()
    return lambda session: _plans().send_for_sign_off(session, one, firm.mine)


@step("custom_fields.save")
def _field_saved(firm: Firm) -> Job:
    from itdesk.db.records import Draft

    given = {"record_kind": "sites", "label": firm.called("Field"), "value_kind": Kind.TEXT.value}
    return lambda session: _fields().save(session, Draft("custom_fields", dict(given)), ())


@step("custom_fields.put_in_order")
def _ordered(firm: Firm) -> Job:
    one, two = firm.field(), firm.field()
    return lambda session: _fields().put_in_order(session, [5, 6, 7, two, one])


def _leaver(firm: Firm) -> int:
    return firm.put("people", name=firm.called("Ben"))


on("people.leave", _leaver, lambda session, one: _people().leave(session, one, on=TODAY, today=TODAY))
on("people.come_back", _leaver, lambda session, one: _people().come_back(session, one, on=TODAY))


def _calendar(firm: Firm) -> int:
    return firm.put("calendars", name=firm.called("Hours"))


on("calendars.set_day", _calendar, lambda session, one: _calendars().set_day(session, one, TODAY, "Outing"))


@step("calendars.remove_day")
def _day_removed(firm: Firm) -> Job:
    one = _calendar(firm)
    day = firm.do(lambda session: _calendars().set_day(session, one, TODAY, "Outing"))
    return lambda session: _calendars().remove_day(session, day)
