"""What every page is made with: the workspace's data through threads, and the way to other records."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from itdesk.core.errors import NotAllowed, ReadOnlyWorkspace, UserError
from itdesk.core.progress import Progress
from itdesk.core.record import Field
from itdesk.core.registry import Registry
from itdesk.core.rights import ALL, Deed, Grant, Standing, Verb, grant_of, may, may_set
from itdesk.core.texts import _
from itdesk.ui.first_moments import FirstMoments
from itdesk.ui.page import Action
from itdesk.ui.undo import Step, UndoStack
from itdesk.ui.unsaved import Unsaved

if TYPE_CHECKING:
    from itdesk.files.kept import Seals
    from itdesk.ui.backup_watch import BackupWatch
    from itdesk.ui.drafts import Drafts
    from itdesk.ui.habits import Habits

if TYPE_CHECKING:
    from itdesk.ui.views import Views

Job = Callable[..., Any]  # takes a session (and a Progress, if it has a title), returns plain values
Done = Callable[[Any], None]
Failed = Callable[[UserError], None]
Words = str | Callable[[Any], str]  # what a step is called, or what makes that of the job's result


class Store(Protocol):
    """The part of `itdesk.db.engine.Database` that pages stand on."""

    read_only: bool
    is_server: bool  # others on other PCs may write at the same moment
    login: Any  # whose login to the server it is; None where nobody in particular is logged in
    why_read_only: str
    is_whole: bool  # False: `itdesk.db.ahead.FirstStore`, until the workspace is open in full
    workspace: Any

    @property
    def registry(self) -> Registry:
        """The record types with the fields that the firm added, as they are now."""
        ...

    def glance(self, actor: int | None) -> Standing:
        """Where a person stands, as it was known last."""
        ...

    def registry_for(self, actor: int | None) -> Registry:
        """The record types as a person sees them."""
        ...

    def reading(self, *, actor: int | None) -> AbstractContextManager[Any]:
        """A short read-only session."""
        ...

    def writing(self, *, actor: int | None) -> AbstractContextManager[Any]:
        """A short session in one write transaction."""
        ...

    def write(self, job: Job, *, actor: int | None) -> Any:
        """Run job(session) in one write transaction, again if a server undid it."""
        ...

    def notice_others(self) -> frozenset[str]:
        """Announce the kinds that others wrote since the last look."""
        ...

    def listen(self, rung: Callable[[], None], reached: Callable[[bool], None]) -> Callable[[], None] | None:
        """Have a server ring; None where nothing does. Returns what ends it."""
        ...

    def on_change(self, callback: Callable[[frozenset[str]], None]) -> None:
        """Call back after each commit with the kinds that changed."""
        ...

    def close(self) -> None:
        """Let go of everything."""
        ...


class Threads(Protocol):
    """The part of `itdesk.ui.tasks.Tasks` that the desk stands on."""

    def read(
        self,
        owner: QObject,
        job: Callable[..., Any],
        done: Done,
        failed: Failed | None = None,
        *,
        key: str | None = None,
        what: str = "",
    ) -> None:
        """Run on a reader thread."""
        ...

    def write(
        self, owner: QObject, job: Callable[..., Any], done: Done, failed: Failed | None = None, *, what: str = ""
    ) -> None:
        """Run on the one writer thread."""
        ...

    def close(self) -> None:
        """Finish what is being written, and take no more."""
        ...


@dataclass(slots=True)
class Who:
    """The person who works here, the same in all windows of the workspace."""

    id: int | None


class Desk(QObject):
    """One open workspace as the pages of one window see it. Lives on the GUI thread.

    Further windows have a desk of their own beside the first (`another`): data, tasks, person and undo are the same.
    """

    changed = Signal(object)  # frozenset of kinds, after a commit
    record_wanted = Signal(str, int)  # kind, id: open it
    creation_wanted = Signal(str, object)  # kind, first values
    field_wanted = Signal(str, object, object)  # kind, first values, what to call with the key of the new field
    place_wanted = Signal(str)  # key of a page, such as "finance.budgets"
    notice = Signal(str, object)  # text, Action or None
    refused = Signal(object)  # UserError that no widget shows
    _stepped = Signal(object)  # Step, from the writer thread and before its job's answer

    def __init__(self, database: Store, work: Threads, actor: int | None = None, *, beside: Desk | None = None) -> None:
        super().__init__()
        self.database = database
        self.work = work
        self.who: Who = beside.who if beside is not None else Who(actor)
        self.undo: UndoStack = beside.undo if beside is not None else UndoStack(self)
        self._stepped.connect(self.undo.did)
        # operations that later writes may add to; the writer thread's alone
        self.going_on: dict[Hashable, str] = beside.going_on if beside is not None else {}
        self.restore_whole: Callable[[Path], object] | None = beside.restore_whole if beside is not None else None
        self.first = FirstMoments(self)
        self.unsaved = Unsaved(self)
        self._typist = 0
        self._beside = beside
        if beside is not None:
            beside.changed.connect(self.changed)
        else:
            database.on_change(self.changed.emit)

    def another(self) -> Desk:
        """The same workspace, which has to be open in full, for one more window."""
        return Desk(self.database, self.work, beside=self)

    def close(self) -> None:
        """Finish what is being written, then let go of the workspace."""
        self.work.close()
        if "backups" in self.__dict__:
            self.backups.close()
        if "drafts" in self.__dict__:
            self.drafts.close()
        self.database.close()

    @property
    def actor(self) -> int | None:
        """The id of the person who works here; None until somebody said who they are."""
        return self.who.id

    @actor.setter
    def actor(self, person: int | None) -> None:
        self.who.id = person

    def when_quiet(self, call: Callable[[], None]) -> None:
        """Call once the first questions are answered and what they say is painted."""

        def painted() -> None:
            self.first.quiet.disconnect(later)
            QTimer.singleShot(0, self, call)

        def later() -> None:
            QTimer.singleShot(0, self, lambda: painted() if self.first.is_quiet else None)

        self.first.quiet.connect(later)
        if self.first.is_quiet:
            later()

    def when_whole(self, call: Callable[[], None]) -> None:
        """Call once the workspace is open in full and nothing of the first moments is left to paint."""
        if self.database.is_whole:
            self.when_quiet(call)
        else:
            self.first.wait(partial(self.when_quiet, call))

    def hand_over(self, database: Store) -> None:
        """Go on with the whole workspace; what waited for it runs now."""
        self.database = database
        database.on_change(self.changed.emit)
        self.first.end()

    @property
    def registry(self) -> Registry:
        """The record types with the fields that the firm added, as they are now, and as the person here sees them."""
        return self.database.registry_for(self.actor)

    @property
    def standing(self) -> Standing:
        """The role of the person who works here."""
        return self.database.glance(self.actor)

    def grant(self, kind: str) -> Grant:
        """What that role is granted of a kind of record; whoever may do all is told so without its declaration."""
        return ALL if self.standing.is_free else grant_of(self.database.registry[kind].rights, self.standing.role)

    def may(self, verb: Verb, kind: str) -> bool:
        """Whether the person here may, as far as the workspace can be changed at all."""
        return (verb is Verb.READ or not self.database.read_only) and (
            self.standing.is_free or verb in self.grant(kind).verbs
        )

    def may_work(self, kind: str) -> bool:
        """Whether the person here changes records of a kind in every way: all fields, and what hangs on them."""
        grant = self.grant(kind)
        return self.may(Verb.CHANGE, kind) and (
            self.standing.is_free or (grant.changes is None and grant.inside is None)
        )

    def may_add_inside(self, kind: str, table: str) -> bool:
        """Whether the person here may hang something on records of a kind, or write into them."""
        inside = (self.grant(kind).inside or {}).get(table)
        return self.may_work(kind) or (not self.database.read_only and inside is not None and inside.adds)

    def may_set(self, kind: str, declared: Field, *, new: bool = False) -> bool:
        """Whether the person here may give a field a value."""
        return self.standing.is_free or may_set(self.grant(kind), declared.name, new=new)

    def may_fill(self, kind: str, declared: Field, *, new: bool) -> bool:
        """Whether a form has a place to type this field in; the rest of a record is shown as plain text."""
        typed = not (declared.computed or declared.given or self.database.read_only)
        verb = Verb.CREATE if new else Verb.CHANGE
        grant = self.grant(kind)
        return typed and (self.standing.is_free or (verb in grant.verbs and may_set(grant, declared.name, new=new)))

    def cannot_add(self, kind: str) -> UserError | None:
        """Why the person here can't add a record of a kind; None if they can."""
        if self.database.read_only:
            return ReadOnlyWorkspace(_("Nothing can be added here."), self.database.why_read_only)
        if self.may(Verb.CREATE, kind):
            return None
        return NotAllowed(_("You may not add {kind} in this workspace.").format(kind=self.registry[kind].plural))

    def may_do(self, deed: Deed) -> bool:
        """Whether the person here may do what concerns the whole workspace."""
        return may(self.standing.role, deed)

    @property
    def workspace(self) -> Any:
        """Name, currency, locale, zone and fiscal_month of the workspace."""
        return self.database.workspace

    @property
    def typist(self) -> int:
        """Who said that they are at this computer; 0 if nobody did."""
        return self._typist

    @cached_property
    def sealer(self) -> Seals | None:
        """What seals whatever is kept of an encrypted workspace on this computer; None for a plain one."""
        from itdesk.db.connecting import held_keys

        if not held_keys():
            return None
        from itdesk.db.unlocking import sealer_of

        return sealer_of(str(getattr(self.database, "location", "")), "kept")

    @cached_property
    def habits(self) -> Habits:
        """What this person uses here, for the order of what is offered."""
        from itdesk.ui.habits import Habits

        return Habits(self)

    def saw_record(self, kind: str, record_id: int) -> None:
        """A person has a record in front; what they stay with is among what was open lately."""
        self.habits.shown(kind, record_id)

    @cached_property
    def drafts(self) -> Drafts:
        """What this person typed here and didn't save, across crashes and restarts."""
        from itdesk.ui.drafts import Drafts  # not before the first paint

        if self._beside is not None:
            return self._beside.drafts
        drafts = Drafts(self.workspace.uid, self, self.sealer)
        drafts.belong_to(self._typist)
        drafts.failed.connect(self.refused)
        return drafts

    def put_away(self) -> None:
        """Write what is kept on this computer and not written yet; the window closes."""
        if "habits" in self.__dict__:
            self.habits.keep()
        if "drafts" in self.__dict__:
            self.drafts.flush()

    def typed_by(self, person: int) -> None:
        """Keep what is typed for this person from now on; 0 if nobody said who they are."""
        if self._beside is not None:
            self._beside.typed_by(person)
            return
        self._typist = person
        if "drafts" in self.__dict__:
            self.drafts.belong_to(person)

    def read(
        self,
        owner: QObject,
        job: Job,
        done: Done,
        failed: Failed | None = None,
        *,
        key: str | None = None,
        what: str = "",
        early: bool = False,
    ) -> None:
        """Run job(session) on a reader thread, then done(result) here; of jobs with one key only the newest answers.

        A job with a title (what) is called as job(session, progress), and shows in the foot with Stop. An early one asks
        through `itdesk.db.ahead` alone, and is answered before the workspace is open in full where that is prepared.
        """
        if not self.database.is_whole:
            if early:
                self.first.ask(owner, job, done, failed, key)
            else:
                self.first.wait(partial(self.read, owner, job, done, failed, key=key, what=what))
            return
        actor = self.actor  # views such as "mine" ask for it

        def reading(*progress: Progress) -> Any:
            with self.database.reading(actor=actor) as session:
                return job(session, *progress)

        self.work.read(owner, reading, done, failed, key=key, what=what)

    def write(
        self,
        owner: QObject,
        job: Job,
        done: Done,
        failed: Failed | None = None,
        *,
        what: str = "",
        step: Words = "",
        part_of: Hashable = None,
        before: str = "",
    ) -> None:
        """Run job(session) in one transaction on the writer thread, then done(result) here; a title as for read.

        A job may run again after a server undid it: what it makes carries its own uid, as drafts do.
        step names what a person did, or makes the name of the job's result: it can be undone, whatever the job wrote.
        Writes with the same part_of are one step together, such as those of a text that saves itself while it is typed.
        before says what changes much here (`itdesk.db.backups.manifest.Why`): the workspace is backed up first.
        """
        if not self.database.is_whole:
            self.first.wait(partial(self.write, owner, job, done, failed, what=what, step=step, part_of=part_of))
            return
        actor = self.actor
        backups = self.backups if before else None

        def writing(*progress: Progress) -> Any:
            if backups is not None:
                backups.before(before, *progress)
            if not step:
                return self.database.write(lambda session: job(session, *progress), actor=actor)
            return self._step(job, progress, step, part_of, actor)

        self.work.write(owner, writing, done, failed, what=what)

    def _step(self, job: Job, progress: tuple[Progress, ...], step: Words, part_of: Hashable, actor: int | None) -> Any:
        def named(session: Any) -> tuple[Any, Step]:
            from itdesk.db import operations

            operations.go_on(session, self.going_on.get(part_of))
            result = job(session, *progress)
            words = step(result) if callable(step) else step
            return result, Step(words, operations.named(session, words) or "")

        result, done = self.database.write(named, actor=actor)
        if done.operation:
            if part_of is not None:
                self.going_on[part_of] = done.operation
            self._stepped.emit(done)
        return result

    def tell_done(self, words: str) -> None:
        """Tell of the step that was just done, with the way back."""
        step = self.undo.last
        back = None if step is None else Action(_("Undo"), lambda: self.undo.take_back(step), "Ctrl+Z", listen=False)
        self.notify(words, back)

    @cached_property
    def views(self) -> Views:
        """The views that people saved; read when the first list asks for them."""
        from itdesk.ui.views import Views

        return Views(self)

    @cached_property
    def backups(self) -> BackupWatch:
        """The backups of the workspace, the same for all its windows."""
        from itdesk.ui.backup_watch import BackupWatch

        return self._beside.backups if self._beside is not None else BackupWatch(self)

    def open_record(self, kind: str, record_id: int) -> None:
        """Show a record, wherever its page is."""
        self.record_wanted.emit(kind, record_id)

    def create_record(self, kind: str, values: Mapping[str, object] | None = None) -> None:
        """Offer the dialog for a new record, with these first values."""
        self.creation_wanted.emit(kind, dict(values or {}))

    def add_field(
        self, kind: str, values: Mapping[str, object] | None = None, then: Callable[[str], object] | None = None
    ) -> None:
        """Offer the dialog for a field of the firm's own on records of a kind; then gets the key of the new field."""
        self.field_wanted.emit(kind, dict(values or {}), then)

    def go_to(self, place: str) -> None:
        """Show a page by its key."""
        self.place_wanted.emit(place)

    def notify(self, text: str, action: object = None) -> None:
        """Tell in a toast what happened, with at most one action."""
        self.notice.emit(text, action)

    def say_read_only(self) -> None:
        """Tell why nothing can be changed in this workspace."""
        said = _("This workspace can only be read here.")
        self.notify(f"{said} {self.database.why_read_only}")
