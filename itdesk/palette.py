"""What Ctrl+K finds in one open workspace: what can be done, where one can go, and every record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from itdesk import areas
from itdesk.core.errors import UserError
from itdesk.core.matching import match
from itdesk.core.record import Kind
from itdesk.core.texts import _
from itdesk.core.value_texts import noun
from itdesk.ui.page import Action
from itdesk.ui.palette import Answer, Found, Palette, Place, Subject

if TYPE_CHECKING:
    from itdesk.shell import Shell

SHOWN = 12  # records at once; more letters bring others
PEOPLE = "people"
_AT_A_WORD = 80  # score of a title in which what is typed begins a word


def open_palette(shell: Shell) -> Palette:
    """Open the window's one palette, with what is possible now."""
    window = shell.window
    palette = window.findChild(Palette)
    if palette is None:
        palette = Palette(window, partial(find_records, shell))
        palette.keys_wanted.connect(shell.show_keys)
    subject = _subject(shell)
    palette.open(actions=_actions(shell, subject), places=_places(shell), subject=subject)
    return palette


def _subject(shell: Shell) -> Subject | None:
    """The record in front, where the page names one."""
    named: Callable[[], Subject | None] | None = getattr(shell.window.page, "subject", None)
    return named() if named is not None else None


def _actions(shell: Shell, subject: Subject | None) -> list[Action]:
    """The page's own first, then what can be made, then what the window and its menus offer; each word once."""
    window = shell.window
    places = {action.label for action in window.area_actions()}
    of_window = [action for action in window.window_actions() if action.label not in places and action.key != "Ctrl+K"]
    offered = [*window.page_actions(), *_new_records(shell), *of_window, *shell.menu_actions()]
    taken = {action.label for action in subject.actions} if subject is not None else set()
    return [action for action in _each_once(offered) if action.label not in taken]


def _each_once(actions: Iterable[Action]) -> list[Action]:
    found: dict[str, Action] = {}
    for action in actions:
        found.setdefault(action.label, action)
    return list(found.values())


def _new_records(shell: Shell) -> list[Action]:
    desk = shell.desk
    if desk.database.read_only:
        return []
    return [
        Action(
            _("New {what}").format(what=noun(record_type.singular)),
            partial(desk.create_record, record_type.kind),
            icon="plus",
        )
        for record_type in desk.registry
        if record_type.kind in areas.kinds_on(desk.workspace.switched_off)
    ]


def _places(shell: Shell) -> list[Place]:
    """Every area with its tabs, and each page of a tab that holds several, as far as they are switched on."""
    found = []
    shown_here = areas.entries_on(shell.desk.workspace.switched_off)
    for area in areas.AREAS:
        entries = [one for one in shown_here if one.tab and one.folder.partition(".")[0] == area.key]
        for number, entry in enumerate(entries):
            title = areas.title_of(entry)
            shown = area.title if len(entries) == 1 else f"{area.title} › {title}"
            singular = areas.record_of(entry).singular if entry.is_record else ""
            others = dict.fromkeys(word for word in (title, singular, _(entry.tab)) if word and word not in shown)
            found.append(
                Place(
                    shown,
                    partial(_go, shell, entry),
                    words=", ".join(others),
                    icon=areas.record_of(entry).icon if entry.is_record else area.icon,
                    key=f"G, {area.letter}" if number == 0 else "",
                )
            )
            if entry.is_record:
                key = entry.folder.rpartition(".")[2]
                found += [Place(title, go, icon=icon) for title, go, icon in shell.pins.places(area.title, key)]
    return found


def _go(shell: Shell, entry: areas.Entry) -> None:
    area, _dot, key = entry.folder.partition(".")
    if entry.is_record:
        shell.show_kind(key)
        shell.window.focus_page()
    else:
        shell.window.go_to(f"{area}.{key}")


def find_records(shell: Shell, words: str, scope: str, answer: Answer) -> None:
    """Look for records beside the window, and answer with them: "#" by their numbers, "@" people by their names."""
    off = shell.desk.workspace.switched_off
    on = areas.kinds_on(off) if off else None

    def read(session: Any) -> tuple[list[tuple[str, int, str, str]], bool]:
        from itdesk.db import records, search

        if scope == "@":
            people = records.choices_for(session, PEOPLE, words, SHOWN)
            return [(PEOPLE, key, title, subtitle) for key, title, subtitle in people], len(people) == SHOWN
        found = search.find_number(session, words, SHOWN) if scope == "#" else search.find(session, words, SHOWN, on)
        hits = [(hit.kind, hit.id, hit.title, hit.excerpt or hit.subtitle) for hit in found.hits]
        return [hit for hit in hits if on is None or hit[0] in on], found.more

    def show(result: tuple[list[tuple[str, int, str, str]], bool]) -> None:
        hits, more = result
        if not any(letter.isdigit() for letter in words):  # a number's own record stays first
            hits = sorted(hits, key=lambda hit: match(words, hit[2]).score < _AT_A_WORD)
        answer([_found(shell, *hit) for hit in hits], _("There are more. Keep typing.") if more else "")

    def refuse(error: UserError) -> None:
        answer([], str(error))

    shell.desk.read(shell, read, show, refuse, key="palette")


def _found(shell: Shell, kind: str, record_id: int, title: str, detail: str) -> Found:
    record_type = shell.desk.registry[kind]
    return Found(
        title or record_type.singular,
        partial(shell.desk.open_record, kind, record_id),
        detail=" · ".join(part for part in (record_type.singular, detail) if part),
        icon=record_type.icon,
        actions=partial(_made_from, shell, kind, record_id),
    )


def _made_from(shell: Shell, kind: str, record_id: int) -> Sequence[Action]:
    """What can be made out of a record: others whose short form asks for one of its kind, with this one filled in."""
    desk = shell.desk
    if desk.database.read_only:
        return ()
    found = []
    for record_type in desk.registry:
        for name in record_type.created:
            declared = record_type.by_name[name]
            if declared.kind is Kind.LINK and declared.to == kind:
                label = _("New {what} with this as {field}").format(
                    what=noun(record_type.singular), field=noun(declared.label)
                )
                values = {name: record_id}
                found.append(
                    Action(label, partial(desk.create_record, record_type.kind, values), icon=record_type.icon)
                )
    return tuple(found)
