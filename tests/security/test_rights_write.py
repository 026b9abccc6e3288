"""Role by kind by verb by column by path: nobody writes what their role doesn't grant, and everybody what it does."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from itdesk.areas import load_models, registry
from itdesk.core.errors import NotAllowed, UserError
from itdesk.core.record import Kind
from itdesk.core.rights import Deed, Role, Verb, counts_as, grant_of, may, may_set
from itdesk.core.several import Change, How
from itdesk.db import attachments, changes, comments, erasing, links, records, several, tags, workspace
from itdesk.db import bin as bins
from itdesk.db.engine import create_workspace, open_database
from itdesk.db.mapping import column_of
from itdesk.db.merging import merge
from itdesk.db.undoing import take_back
from tests.security.rights_firm import FOREIGN, OWN, Firm, filled

ROLES = [role for role in Role if counts_as(role) is role]
# whose a record is matters where somebody sees their own alone
CASES = [
    (record_type.kind, whose)
    for record_type in registry()
    for whose in ((OWN, FOREIGN) if grant_of(record_type.rights, Role.STAFF).own else (FOREIGN,))
]


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def firm(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firm]:
    load_models()
    if request.param == "sqlite":
        location = str(tmp_path_factory.mktemp("rights") / "firm.itdesk")
    else:
        location = request.getfixturevalue("postgres_server").create()
    create_workspace(location, registry(), name="Firm").close()
    database = open_database(location, registry(), patience=5.0)
    yield filled(database)
    database.close()


def is_refused(firm: Firm, role: Role, write: Callable[[Any], object]) -> bool:
    """Whether a write ends in a refusal for want of rights; what else may be wrong with it doesn't matter."""
    try:
        with firm.trying(role) as session:
            write(session)
    except NotAllowed as refusal:
        firm.said = str(refusal)
        return True
    except UserError:
        return False
    return False


def _grant(firm: Firm, role: Role, kind: str) -> Any:
    return grant_of(firm.database.registry[kind].rights, role)


def _reaches(grant: Any, whose: str) -> bool:
    return not grant.own or whose == OWN


def _other(firm: Firm, kind: str, name: str, value: object) -> object:
    """Another value for a field, which its check may accept."""
    declared = firm.database.registry[kind].by_name[name]
    if declared.kind is Kind.CHOICE and declared.choices is not None:
        return next((one.value for one in declared.choices if one.value != value), value)
    if declared.kind is Kind.LINK:
        return firm.records[declared.to, FOREIGN if value != firm.records[declared.to, FOREIGN] else OWN]
    if declared.kind is Kind.YES_NO:
        return not value
    if isinstance(value, str) and value:
        return value[:-1] + ("y" if value.endswith("x") else "x")  # as long: a server counts
    return value


@pytest.mark.parametrize(("kind", "whose"), CASES, ids=["-".join(case) for case in CASES])
@pytest.mark.parametrize("role", ROLES)
def test_each_column_is_changed_by_whom_it_is_granted(firm: Firm, role: Role, kind: str, whose: str) -> None:
    grant, record_type = _grant(firm, role, kind), firm.database.registry[kind]
    cls: Any = firm.database.tables[kind]
    with firm.database.reading() as session:
        now = records.draft(session, kind, firm.records[kind, whose]).values
    for declared in record_type.typed:
        column = column_of(declared)
        value = _other(firm, kind, declared.name, now[declared.name])
        if value == now[declared.name] or declared.unique or declared.name in grant.follows:
            continue

        def past_every_check(session: Any, column: str = column, value: object = value) -> None:
            setattr(session.get(cls, firm.records[kind, whose]), column, value)

        allowed = (
            Verb.CHANGE in grant.verbs and _reaches(grant, whose) and may_set(grant, declared.name, new=False)
        ) or (role is Role.ADMINISTRATOR)
        assert is_refused(firm, role, past_every_check) is not allowed, declared.name


@pytest.mark.parametrize(("kind", "whose"), CASES, ids=["-".join(case) for case in CASES])
@pytest.mark.parametrize("role", ROLES)
def test_each_path_is_open_to_whom_it_is_granted(firm: Firm, role: Role, kind: str, whose: str) -> None:
    grant, one = _grant(firm, role, kind), firm.records[kind, whose]
    reached = _reaches(grant, whose)
    inside = grant.inside or {}
    hangs = reached and Verb.CHANGE in grant.verbs and grant.inside is None and grant.changes is None
    adds_file = reached and (hangs or ("attachments" in inside and inside["attachments"].adds))
    deletes = reached and Verb.DELETE in grant.verbs

    def draft(session: Any) -> None:
        records.save(session, records.draft(session, kind, one))

    tries: dict[str, tuple[Callable[[Any], object], bool]] = {
        "save": (draft, reached and Verb.CHANGE in grant.verbs),
        "delete": (lambda session: records.delete(session, kind, one), deletes),
        "bin": (lambda session: bins.delete(session, [(kind, one)]), deletes),
        "past every check": (lambda session: _bin_it(session, firm, kind, one), deletes),
        "comment": (lambda session: comments.add(session, kind, one, "A word"), hangs),
        "tag": (lambda session: tags.put(session, kind, [one], ["Worn"]), hangs),
        "file": (
            lambda session: attachments.add_stream(session, kind, one, io.BytesIO(b"x"), "x.txt"),
            adds_file,
        ),
        "link": (lambda session: _link(session, firm, kind, one), hangs),
        "add": (lambda session: _add(session, firm, kind, whose), Verb.CREATE in grant.verbs and reached),
        "merge": (
            lambda session: merge(session, kind, one, [firm.records[kind, FOREIGN if whose == OWN else OWN]], {}),
            not grant.own and {Verb.CHANGE, Verb.DELETE} <= grant.verbs and grant.changes is None,
        ),
    }
    if kind in ("people", "custom_fields", "calendars"):
        tries.pop("merge")
    if kind == "people":
        tries.pop("add")  # the sample has another role than the one a technician may give
    wrong = [name for name, (write, open_to) in tries.items() if is_refused(firm, role, write) is open_to]
    assert not wrong, firm.said


def _bin_it(session: Any, firm: Firm, kind: str, one: int) -> None:
    session.get(firm.database.tables[kind], one).deleted_at = changes.now()


def _link(session: Any, firm: Firm, kind: str, one: int) -> None:
    far = (
        "vendors",
        firm.records["vendors", FOREIGN if (kind, one) == ("vendors", firm.records["vendors", OWN]) else OWN],
    )
    links.add(session, (kind, one), "relates_to", far)


def _add(session: Any, firm: Firm, kind: str, whose: str) -> None:
    record_type = firm.database.registry[kind]
    values = dict.fromkeys(firm.values[kind, whose])
    values |= {one.name: one.first_value() for one in record_type.stored}
    grant = grant_of(record_type.rights, Role.STAFF)
    needed = {one.name for one in record_type.typed if one.required} | {record_type.title, *grant.own} - {"id"}
    values |= {name: firm.values[kind, whose][name] for name in needed if values.get(name) is None}
    records.save(session, records.Draft(kind, values))


@pytest.mark.parametrize("role", ROLES)
def test_what_concerns_everybody_is_open_to_whom_it_is_granted(firm: Firm, role: Role) -> None:
    gone = firm.records["certificates", FOREIGN]

    def erased(session: Any) -> None:
        _bin_it(session, firm, "certificates", gone)
        session.flush()
        erasing.erase(session, [("certificates", gone)])

    with firm.database.reading() as session:
        tag = tags.every(session)[0].id
    deeds: dict[Deed, Callable[[Any], object]] = {
        Deed.SETTINGS: lambda session: workspace.change(session, {"name": f"{role}'s"}),
        Deed.ERASE: erased,
        Deed.TAGS: lambda session: tags.rename(session, tag, f"{role}'s"),
    }
    for deed, write in deeds.items():
        assert is_refused(firm, role, write) is not may(role, deed), deed


@pytest.mark.parametrize("role", ROLES)
def test_undo_takes_nothing_back_that_its_person_may_not_change(firm: Firm, role: Role) -> None:
    for kind in ("tickets", "budgets", "vendors", "licences"):
        with firm.database.writing() as session:
            draft = records.draft(session, kind, firm.records[kind, FOREIGN])
            draft.values[firm.database.registry[kind].title] = f"undo {role}"
            records.save(session, draft)
            operation = changes.pending_of(session).operation
        grant = _grant(firm, role, kind)
        title = firm.database.registry[kind].by_name[firm.database.registry[kind].title]
        allowed = Verb.CHANGE in grant.verbs and not grant.own and may_set(grant, title.name, new=False)
        refused = is_refused(firm, role, lambda session, operation=operation: take_back(session, operation))
        assert refused is not allowed, kind


@pytest.mark.parametrize("role", ROLES)
def test_bulk_edit_and_values_put_back_ask_as_a_form_does(firm: Firm, role: Role) -> None:
    for kind, name in (("people", "role"), ("people", "job_title"), ("budgets", "notes"), ("hardware", "notes")):
        declared = firm.database.registry[kind].by_name[name]
        value = "owner" if name == "role" else "Otherwise"
        grant, one = _grant(firm, role, kind), firm.records[kind, FOREIGN]
        allowed = role is Role.ADMINISTRATOR or (
            Verb.CHANGE in grant.verbs and not grant.own and may_set(grant, declared.name, new=False)
        )
        asked = [Change(name, How.SET, value)]
        bulk = lambda session, kind=kind, one=one, asked=asked: several.change(  # noqa: E731 -- read beside its use
            session, several.judge(session, kind, [one], asked)
        )
        assert is_refused(firm, role, bulk) is not allowed, (kind, name)


def test_staff_write_to_their_own_ticket_and_not_as_somebody_else(firm: Firm) -> None:
    from itdesk.areas.helpdesk.tickets import operations
    from itdesk.db.changes import now

    ticket, staff = firm.records["tickets", OWN], Role.STAFF
    assert not is_refused(firm, staff, lambda session: operations.reply(session, ticket, "Thank you", now=now()))
    assert is_refused(firm, staff, lambda session: operations.add_note(session, ticket, "Quiet", now=now()))
    as_other = firm.people[Role.OWNER]
    assert is_refused(
        firm, staff, lambda session: operations.reply(session, ticket, "Mine", now=now(), author_id=as_other)
    )
    foreign = firm.records["tickets", FOREIGN]
    assert is_refused(firm, staff, lambda session: operations.reply(session, foreign, "Mine too", now=now()))
    assert is_refused(firm, staff, lambda session: operations.assign(session, ticket, firm.people[staff]))


def test_a_consultant_counts_as_another_role() -> None:
    assert counts_as(Role.CONSULTANT) in {Role.TECHNICIAN, Role.STAFF, Role.AUDITOR, Role.OWNER}
