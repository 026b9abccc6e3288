"""What Ctrl+K finds in one open workspace: what can be done, where one can go, and every record."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from itdesk import areas
from itdesk.core.grams import norm
from itdesk.core.matching import match
from itdesk.core.registry import Registry
from itdesk.core.rights import Verb
from itdesk.core.texts import _, ngettext
from itdesk.core.value_texts import noun
from itdesk.ui.page import Action
from itdesk.ui.palette import Answer, Found, Help, Palette, Place, Subject
from itdesk.ui.record_actions import actions_on

if TYPE_CHECKING:
    from itdesk.areas.home.search.queries import Result
    from itdesk.areas.home.search.rules import Hit
    from itdesk.shell import Shell
    from itdesk.ui.desk import Desk

SHOWN = 12  # records at once; more letters bring others
LATELY = 6  # records that were open lately
FIRST_KINDS = ("tickets", "hardware", "people")  # what one letter before a colon means, where several begin with it
_AT_A_WORD = 80  # score of a title in which what is typed begins a word


def open_palette(shell: Shell) -> Palette:
    """Open the window's one palette, with what is possible now."""
    window = shell.window
    palette = window.findChild(Palette)
    if palette is None:
        habits = shell.desk.habits
        palette = Palette(
            window,
            partial(find_records, shell),
            weigh=habits.weight,
            used=habits.use,
            kind_named=lambda word: kind_title(shell.desk.registry, word),
        )
        palette.keys_wanted.connect(shell.show_keys)
        palette.all_wanted.connect(shell.search_all)
    subject = _subject(shell)
    palette.open(actions=_actions(shell, subject), places=_places(shell), subject=subject)
    return palette


def search_all(shell: Shell, words: str, *, deleted: bool) -> None:
    """Show the page that searches everything, with these words if there are any."""
    if shell.window.go_to("home.search"):
        page: Any = shell.window.page
        if words:
            page.search_for(words, deleted=deleted)
        page.focus_field()


def kind_of(registry: Registry, word: str) -> str:
    """The kind that a word before a colon means: how its name begins, in this language or in the file's."""
    wanted = norm(word)
    names = [(one.kind, [one.kind, norm(one.plural), norm(one.singular)]) for one in registry]
    names.sort(key=lambda one: FIRST_KINDS.index(one[0]) if one[0] in FIRST_KINDS else len(FIRST_KINDS))
    return next((kind for kind, words in names if any(name.startswith(wanted) for name in words)), "")


def kind_title(registry: Registry, word: str) -> str:
    """What that kind is called; empty if there is none."""
    kind = kind_of(registry, word)
    return registry[kind].plural if kind else ""


def _subject(shell: Shell) -> Subject | None:
    """The record in front, where the page names one."""
    named: Callable[[], Subject | None] | None = getattr(shell.window.page, "subject", None)
    return named() if named is not None else None


def _actions(shell: Shell, subject: Subject | None) -> list[Action]:
    """The page's own first, then what can be made, then what the window and its menus offer; each word once."""
    window = shell.window
    places = {action.label for action in window.area_actions()}
    of_window = [action for action in window.window_actions() if action.label not in places and action.key != "Ctrl+K"]
    offered = [
        *window.page_actions(),
        *_new_records(shell),
        *of_window,
        *shell.menu_actions(),
        *chapters(shell),
    ]
    taken = {action.label for action in subject.actions} if subject is not None else set()
    return [action for action in _each_once(offered) if action.label not in taken]


def _each_once(actions: Iterable[Action]) -> list[Action]:
    found: dict[str, Action] = {}
    for action in actions:
        found.setdefault(action.label, action)
    return list(found.values())


def _new_records(shell: Shell) -> list[Action]:
    desk = shell.desk
    return [
        Action(
            _("New {what}").format(what=noun(record_type.singular)),
            partial(desk.create_record, record_type.kind),
            icon="plus",
        )
        for record_type in desk.registry
        if desk.may(Verb.CREATE, record_type.kind) and record_type.kind in areas.kinds_on(areas.off_for(desk))
    ]


def _places(shell: Shell) -> list[Place]:
    """Every area with its tabs, and each page of a tab that holds several, as far as they are switched on."""
    found = []
    shown_here = areas.entries_on(areas.off_for(shell.desk))
    for area in areas.AREAS:
        entries = [one for one in shown_here if one.tab and one.folder.partition(".")[0] == area.key]
        for number, entry in enumerate(entries):
            title = areas.title_of(entry)
            shown = area.title if title == area.title or len(entries) == 1 else f"{area.title} › {title}"
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


def chapters(shell: Shell) -> list[Action]:
    """The pages of the guide."""
    from itdesk.ui.help_pages import titles

    return [
        Action(_("Help: {title}").format(title=title), partial(shell.show_help, name), icon="help")
        for name, title in titles()
    ]


def find_records(shell: Shell, words: str, scope: str, answer: Answer) -> None:
    """Look for records beside the window, and answer with them; without words, with those that were open lately."""
    desk = shell.desk
    lately = [_parted(key) for key in desk.habits.latest("record:", LATELY)]
    kind = kind_of(desk.registry, scope[:-1]) if scope.endswith(":") else ""
    off = areas.off_for(desk)
    on = areas.kinds_on(off) if off else None

    def read(session: Any) -> Result:
        from itdesk.areas.home.search import queries

        if not words and not scope:
            return queries.lately(session, [one for one in lately if on is None or one[0] in on])
        return queries.look(session, words, scope, queries.Among(kind, on), SHOWN)

    def show(result: Result) -> None:
        hits = list(result.hits)
        if words and not any(letter.isdigit() for letter in words):  # a number's own record stays first
            hits.sort(key=lambda hit: -_rank(desk, words, hit))
        note = _("There are more. Keep typing.") if result.more else ""
        answer([_found(shell, hit) for hit in hits], note, _helps(shell, words, scope, result))

    desk.read(shell, read, show, lambda error: answer([], str(error)), key="palette")


def _parted(key: str) -> tuple[str, int]:
    _record, kind, record_id = key.split(":", 2)
    return kind, int(record_id)


def _rank(desk: Desk, words: str, hit: Hit) -> float:
    """Those that are called so come before those that only say it somewhere; of each, those used most."""
    is_called_so = match(words, hit.title).score >= _AT_A_WORD
    return 1000.0 * is_called_so + desk.habits.weight(f"record:{hit.kind}:{hit.id}")


def _helps(shell: Shell, words: str, scope: str, result: Result) -> list[Help]:
    """What a person may do where nothing was found."""
    if result.hits or not words:
        return []
    found = [Help(_("Search for “{words}”").format(words=one), "search", words=scope + one) for one in result.instead]
    found += [
        Help(_("Leave out “{word}”").format(word=word), "search", words=scope + rest) for word, rest in result.without
    ]
    if result.in_bin:
        label = ngettext("Look at {n} in the bin", "Look at {n} in the bin", result.in_bin).format(n=result.in_bin)
        found.append(Help(label, "trash", run=partial(shell.search_all, words, deleted=True)))
    if not scope and not shell.desk.database.read_only:
        label = _("New ticket “{title}”").format(title=words[:60])
        found.append(Help(label, "plus", run=partial(shell.desk.create_record, "tickets", {"title": words[:255]})))
    return found


def _found(shell: Shell, hit: Hit) -> Found:
    desk = shell.desk
    record_type = desk.registry[hit.kind]
    return Found(
        hit.title or record_type.singular,
        partial(desk.open_record, hit.kind, hit.id),
        detail=" · ".join(part for part in (record_type.singular, hit.excerpt or hit.subtitle) if part),
        icon=record_type.icon,
        number=hit.number,
        actions=partial(_actions_on, shell, hit),
        use=f"record:{hit.kind}:{hit.id}",
    )


def _actions_on(shell: Shell, hit: Hit) -> Sequence[Action]:
    """What can be done with a record that was found: its page's own actions where that has some, and those of any record."""
    desk = shell.desk
    page: Any = shell.window.made_page(shell.place_of(hit.kind))
    own: Callable[[int], Sequence[Action]] | None = getattr(page, "actions_for", None)
    general = actions_on(desk, desk.registry[hit.kind], hit.id, hit.number or hit.title, shell.window)
    return [*(own(hit.id) if own is not None else ()), *general]
